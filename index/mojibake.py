"""Text that was UTF-8, and was once read as Windows-1252: `cafÃ©` for `café`, `itâ€™s` for `it’s`.

Nothing here changes a source: `repair` proposes, and what it proposes can be undone, because only stretches that decode
strictly count, and because `damage` of a replacement is the stretch again. Quotes are never straightened.
"""

from __future__ import annotations

import re

from index.model import Span


def _reading() -> dict[str, int]:
    """The character that each byte of a multi-byte sequence was read as; of undefined bytes, and of Latin-1, the control."""
    byte_of = {chr(byte): byte for byte in range(0x80, 0x100)}
    for byte in range(0x80, 0xA0):
        char = bytes([byte]).decode("cp1252", "ignore")
        if char:
            byte_of[char] = byte
    return byte_of


_BYTE_OF = _reading()
_LATIN_1 = {chr(byte) for byte in range(0x80, 0xA0)}
_CHAR_OF = {byte: char for char, byte in _BYTE_OF.items() if char not in _LATIN_1} | {
    byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_MORE = "[" + re.escape("".join(char for char, byte in _BYTE_OF.items() if byte < 0xC0)) + "]"
_SEQUENCE = rf"[Â-ß]{_MORE}|[à-ï]{_MORE}{{2}}|[ð-ô]{_MORE}{{3}}"
_ONE = re.compile(_SEQUENCE)
_RUN = re.compile(rf"(?:{_SEQUENCE})+")
_LONG = 3  # sequences in a row that speak for themselves: other alphabets than the Latin one
_SURE = 5  # stretches that show that a whole text was read wrongly
_ENDS_WORDS = frozenset("»”’“‘–—…\u00a0«¡¿§°ºª›‹„‚†‡•·")
"""What may stand behind a capital in a sound text: `LIBERTÉ»`, `AMANHû`."""
_COMMON = re.compile("[\u00a0-\u017f\u2010-\u2027\u2030-\u203a\u20ac\u2122\ufeff\ufffd\U0001f300-\U0001faff]+")
"""What Western texts hold beside ASCII: accented letters, typographic marks, pictures."""


def repair(text: str) -> tuple[str, list[tuple[Span, str]]]:
    r"""The text as it was meant, and each stretch of `text` with what would stand there instead, in order.

    A stretch counts where its bytes are valid UTF-8 for accented letters or typographic marks, or for at least three
    characters of any other script; not where a capital with its closing mark (`LIBERTÉ»`) may have been meant. In a text with
    `_SURE` of those everything counts that is valid.

    >>> repair("The cafÃ© â€œclosedâ€\x9d.")
    ('The café “closed”.', [(Span(start=7, stop=9), 'é'), (Span(start=10, stop=13), '“'), (Span(start=19, stop=22), '”')])
    """
    runs = [] if text.isascii() else [_meant(run) for run in _RUN.finditer(text)]
    valid = [stretch for run in runs for stretch in run]
    found = [stretch for run in runs for stretch in run if len(run) >= _LONG or _is_sure(text, *stretch)]
    if len(found) >= _SURE:
        found = valid
    parts, at = list[str](), 0
    for span, meant in found:
        parts += [text[at : span.start], meant]
        at = span.stop
    return "".join([*parts, text[at:]]), found


def damage(meant: str) -> str:
    """What a text looks like whose UTF-8 is read as Windows-1252.

    >>> damage("é")
    'Ã©'
    """
    return "".join(chr(byte) if byte < 0x80 else _CHAR_OF.get(byte, chr(byte)) for byte in meant.encode())


def _meant(run: re.Match[str]) -> list[tuple[Span, str]]:
    """The stretches of a run of sequences that are valid UTF-8, each with its character."""
    read = ((Span(*m.span()), _decoded(m[0])) for m in _ONE.finditer(run.string, *run.span()))
    return [(span, meant) for span, meant in read if meant is not None]


def _decoded(sequence: str) -> str | None:
    try:
        return bytes(_BYTE_OF[char] for char in sequence).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_sure(text: str, span: Span, meant: str) -> bool:
    """It is common in Western texts, and no capital letter that ends a word with the mark behind it."""
    before, behind = text[span.start - 1 : span.start], text[span.stop : span.stop + 1]
    sound = (
        span.stop - span.start == 2
        and text[span.start + 1] in _ENDS_WORDS
        and not behind.isalpha()
        and (before.isupper() or not before.isalpha())
    )
    return not sound and _COMMON.fullmatch(meant) is not None
