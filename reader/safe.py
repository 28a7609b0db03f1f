"""What a source, a file name or an error says, made fit for a terminal.

Escape sequences, bidirectional overrides and their like pass unhindered through every widget of Textual, so each character
that is not ours goes through `text` before it becomes `Content`. The mapping is one-to-one in code points: a span of the
text is the same span of what is shown.
"""

from __future__ import annotations

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_BLANK = frozenset(map(ord, "\t\n\r\x85\u2028\u2029"))
_REPLACED = (
    range(0x80, 0xA0),  # C1: on some terminals U+009B is as good as ESC [
    *(range(0x61C, 0x61D), range(0x200E, 0x2010), range(0x202A, 0x202F), range(0x2066, 0x206A)),  # Unicode TR 9
    range(0x206A, 0x2070),  # deprecated: symmetric swapping, digit shapes
    range(0xD800, 0xE000),  # lone surrogates, which no encoder takes
    range(0xFDD0, 0xFDF0),  # noncharacters, and two more at the end of each plane
    range(0xFFF9, 0xFFFC),  # interlinear annotation
    range(0xE0000, 0xE0100),  # tags: ASCII that nobody sees, and what is kept free beside them
)


def text(s: str) -> str:
    r"""`s` with nothing in it that moves a cursor, changes a mode or turns the order of the words.

    Control characters become their pictures, tab and line ends one blank, the rest of what is dangerous U+FFFD. Scripts that
    run from right to left, combining marks, joiners, variation selectors and wide characters stay as they are. The result
    has as many code points as `s`.

    >>> text("a\tb\x1b[2J")
    'a b␛[2J'
    """
    # Nothing printable, as Python has it from Unicode's categories, is dangerous: most lines are told at once.
    return s if s.isprintable() else s.translate(_SHOWN)


class _Shown(dict[int, str]):
    """What each character met so far is shown as."""

    def __missing__(self, code: int) -> str:
        if code in _BLANK:
            shown = " "
        elif code < 0x20:
            shown = chr(0x2400 + code)  # the pictures of C0: ␀ … ␛ …
        elif code == 0x7F:
            shown = "\N{SYMBOL FOR DELETE}"
        elif code & 0xFFFE == 0xFFFE or any(code in some for some in _REPLACED):
            shown = REPLACEMENT
        else:
            shown = chr(code)
        self[code] = shown
        return shown


_SHOWN = _Shown()
