"""What a source, a file name or an error says, made fit for a terminal.

Escape sequences, bidirectional overrides and their like pass unhindered through every widget of Textual, so each character
that is not ours goes through `text` before it becomes `Content`. The mapping is one-to-one in code points: a span of the
text is the same span of what is shown.
"""

from __future__ import annotations

import re

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def _table() -> dict[int, str]:
    table = dict.fromkeys(
        (
            *range(0x80, 0xA0),  # C1: on some terminals U+009B is as good as ESC [
            *(0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),  # Unicode TR 9: marks, overrides
            *range(0x206A, 0x2070),  # deprecated: symmetric swapping, digit shapes
            *range(0xFFF9, 0xFFFC),  # interlinear annotation
            *range(0xD800, 0xE000),  # lone surrogates, which no encoder takes
            *range(0xFDD0, 0xFDF0),  # noncharacters, and two more at the end of each plane
            *(plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)),
            *range(0xE0000, 0xE0080),  # tags: ASCII that nobody sees
        ),
        REPLACEMENT,
    )
    table |= {code: chr(0x2400 + code) for code in range(0x20)}  # the pictures of C0: ␀ … ␛ …
    table[0x7F] = "\N{SYMBOL FOR DELETE}"
    table |= dict.fromkeys((0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029), " ")
    return table


_TABLE = _table()
_UNSAFE = re.compile("[" + "".join(map(re.escape, map(chr, sorted(_TABLE)))) + "]")


def text(s: str) -> str:
    r"""`s` with nothing in it that moves a cursor, changes a mode or turns the order of the words.

    Control characters become their pictures, tab and line ends one blank, the rest of what is dangerous U+FFFD. Scripts that
    run from right to left, combining marks, joiners, variation selectors and wide characters stay as they are. The result
    has as many code points as `s`.

    >>> text("a\tb\x1b[2J")
    'a b␛[2J'
    """
    return s.translate(_TABLE) if _UNSAFE.search(s) else s
