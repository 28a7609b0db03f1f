"""Text broken into lines of so many cells, and what is read as one character, which no line may break.

Such a character, a grapheme cluster, is what UAX #29 (of Unicode 15.1) makes one, as far as the standard library knows the
characters: a letter with its marks, an emoji with its joiners, modifiers and selectors, a flag, a Hangul syllable of jamo, a
conjunct of the six Indic scripts of rule GB9c. Lines break after UAX #14: at blanks, but not at those that hold together
(no-break spaces; French guillemets and `! ? : ;` set off by a common one); between ideographs, but not before closing or
behind opening punctuation; at zero-width spaces and soft hyphens. Korean is broken at its blanks, Thai, Lao and Khmer, which
need a dictionary, at theirs; a word longer than a line is cut.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from unicodedata import category, east_asian_width

from rich.cells import cell_len, get_character_cell_size

from reader import safe

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
UNSEEN = dict.fromkeys(map(ord, f"{SOFT_HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"))
"""For `str.translate`: characters that say something of lines only; some terminals show them, so none gets them."""

_SEEN = dict.fromkeys(UNSEEN, safe.REPLACEMENT)


def seen(text: str) -> str:
    """`text` fit for a terminal, with as many characters, each of which is seen: for what is changed where it stands."""
    return safe.text(text).translate(_SEEN)


# Characters of one cell each without any doubt: Latin, Greek, Cyrillic, general punctuation, currency, arrows.
# Rich takes its slow way for curly quotes and dashes, which stand in every paragraph we show.
NARROW = re.compile(
    "[\\t-\\r\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff]*"
)

MOST_IN_CLUSTER = 31
"""Characters drawn of what is read as one: a letter and 30 marks; no script piles up as many, and no emoji joins as many."""

# What a character is to lines and clusters, as bits; the two lowest are its width in cells.
_WIDTH = 3
_BLANK, _GLUE, _OPENS, _CLOSES, _IDEOGRAPH, _ZERO_SPACE, _SOFT = (1 << n for n in range(2, 9))
_EXTENDS, _SPACING, _CONTROL, _PREPENDED, _PICTURE, _FLAG = (1 << n for n in range(9, 15))
_LEAD, _VOWEL, _TRAIL, _SYLLABLE, _CONSONANT = (1 << n for n in range(15, 20))
_JAMO = _LEAD | _VOWEL | _TRAIL

_NO_BREAK = "\xa0\u2007\u202f\u2060\ufeff"
_JOINER = "\u200d"
# No line begins with these: after UAX #14's classes CJ, NS, IN, EX, SY, PO beside those that Unicode calls closing.
_NEVER_FIRST = frozenset(
    "、。，．：；！？・ー々〻ゝゞヽヾ゛゜ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "…‥—―〜～,.:;!?/%‰℃°％｡､･ｰﾞﾟ-\"'"
)
_NEVER_LAST = frozenset("$£¥€№￥＄￡#\"'")
_SET_OFF = frozenset("!?:;»›")
"""Marks that French sets off by a blank from what stands before them."""
_SET_IN = frozenset("«‹")
_LINKERS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")


def _ranges(*pairs: str) -> tuple[range, ...]:
    """Of `0915-0939` and its like the code points."""
    ends = ([int(end, 16) for end in pair.split("-")] for pair in pairs)
    return tuple(range(some[0], some[-1] + 1) for some in ends)


# The few properties that `unicodedata` lacks, from Unicode's own files (emoji-data, GraphemeBreakProperty,
# DerivedCoreProperties: InCB=Consonant).
_BY_RANGE = (
    (_PICTURE, _ranges("a9", "ae", "203c", "2049", "2122", "2139", "2194-2199", "21a9-21aa", "231a-23ff", "24c2", "25aa-25fe")),
    (_PICTURE, _ranges("2600-27bf", "2934-2935", "2b05-2b55", "3030", "303d", "3297", "3299", "1f000-1f1e5", "1f200-1f3fa")),
    (_PICTURE, _ranges("1f400-1faff", "1fc00-1fffd")),
    (_FLAG, _ranges("1f1e6-1f1ff")),
    (_EXTENDS, _ranges("200c-200d", "1f3fb-1f3ff", "ff9e-ff9f", "e0020-e007f")),
    (_EXTENDS | _SPACING, _ranges("e33", "eb3")),
    (_PREPENDED, _ranges("600-605", "6dd", "70f", "890-891", "8e2", "d4e", "110bd", "110cd", "111c2-111c3", "1193f", "11941")),
    (_LEAD, _ranges("1100-115f", "a960-a97c")),
    (_VOWEL, _ranges("1160-11a7", "d7b0-d7c6")),
    (_TRAIL, _ranges("11a8-11ff", "d7cb-d7fb")),
    (_SYLLABLE, _ranges("ac00-d7a3")),
    (_CONSONANT, _ranges("915-939", "958-95f", "978-97f", "995-9b9", "9dc-9df", "9f0-9f1", "a95-ab9", "af9", "b15-b39")),
    (_CONSONANT, _ranges("b5c-b5f", "b71", "c15-c39", "c58-c5a", "d15-d3a")),
)  # fmt: skip
_HANGUL = _ranges("1100-11ff", "3130-318f", "a960-a97f", "ac00-d7ff")


class _Kinds(dict[str, int]):
    """What each character met so far is."""

    def __missing__(self, c: str) -> int:
        kind = self[c] = _kind(c)
        return kind


def _kind(c: str) -> int:
    code, group = ord(c), category(c)
    kind = 0 if code in UNSEEN else get_character_cell_size(safe.text(c))
    kind |= sum(bit for bit, ranges in _BY_RANGE if any(code in some for some in ranges))
    if group in ("Cc", "Cf", "Zl", "Zp") and not kind & (_EXTENDS | _PREPENDED):
        kind |= _CONTROL
    if c in _NO_BREAK:
        return kind | _GLUE
    if c.isspace():
        return kind | _BLANK
    if c in (SOFT_HYPHEN, "\u200b"):
        return kind | (_SOFT if c == SOFT_HYPHEN else _ZERO_SPACE)
    if group in ("Mn", "Me", "Mc"):
        return kind | _EXTENDS | (_SPACING if group == "Mc" else 0)
    if group in ("Pe", "Pf") or c in _NEVER_FIRST:
        kind |= _CLOSES
    if group in ("Ps", "Pi") or c in _NEVER_LAST:
        kind |= _OPENS
    if east_asian_width(c) in "WF" and not any(code in some for some in _HANGUL):
        kind |= _IDEOGRAPH
    return kind


_KINDS = _Kinds()


# --- clusters ---


def cluster_stop(text: str, at: int, stop: int) -> int:
    """Where the cluster that begins at an offset ends, at `stop` the latest."""
    kind, end = _KINDS[text[at]], at + 1
    if kind & _CONTROL:
        return end + (text[at] == "\r" and end < stop and text[end] == "\n")
    while kind & _PREPENDED and end < stop and not _KINDS[text[end]] & _CONTROL:
        kind, end = _KINDS[text[end]], end + 1
    if kind & _FLAG:
        end += end < stop and bool(_KINDS[text[end]] & _FLAG)
    if kind & _JAMO or kind & _SYLLABLE:
        end = _syllable_stop(text, end - 1, stop)
    joined, linked, base = False, False, kind
    while end < stop:
        c = text[end]
        following = _KINDS[c]
        if following & _EXTENDS:
            joined = c == _JOINER
            linked = bool(base & _CONSONANT) and (c in _LINKERS or (linked and not following & _SPACING))
        elif not ((joined and base & following & _PICTURE) or (linked and following & _CONSONANT)):
            break
        else:
            joined = linked = False
        end += 1
    return end


def _syllable_stop(text: str, at: int, stop: int) -> int:
    """Where the Hangul syllable that begins at an offset ends: leading jamo, then vowels, then trailing ones."""

    def behind(end: int, bit: int) -> int:
        while end < stop and _KINDS[text[end]] & bit:
            end += 1
        return end

    end = behind(at, _LEAD)
    if end < stop and _KINDS[text[end]] & _SYLLABLE:
        is_open = (ord(text[end]) - 0xAC00) % 28 == 0
        return behind(behind(end + 1, _VOWEL) if is_open else end + 1, _TRAIL)
    vowels = behind(end, _VOWEL)
    return behind(vowels, _TRAIL) if vowels > end or end == at else end


def clusters(text: str, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """The clusters of `text[start:stop]`: where each begins and ends, and its width in cells."""
    at = start
    while at < stop:
        end = cluster_stop(text, at, stop)
        yield at, end, cluster_cells(text, at, end)
        at = end


def thinned(text: str) -> str:
    """`text` without what of a pile of marks nobody can tell apart any more: of each cluster its first characters."""
    if len(text) <= MOST_IN_CLUSTER:
        return text
    return "".join(text[at : min(end, at + MOST_IN_CLUSTER)] for at, end in _ends(text))


def _ends(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        end = cluster_stop(text, at, len(text))
        yield at, end
        at = end


def cluster_cells(text: str, at: int, end: int) -> int:
    """The width of one cluster in cells."""
    return _KINDS[text[at]] & _WIDTH if end == at + 1 else cells(text[at:end])


def cells(text: str) -> int:
    """How many cells `text` takes on the screen."""
    if NARROW.fullmatch(text):
        return len(text)
    shown = safe.text(text).translate(UNSEEN)
    # Rich takes whatever follows a joiner for joined; letters are not
    return sum(map(cell_len, parted(shown))) if _JOINER in shown else cell_len(shown)


def parted(text: str) -> list[str]:
    """`text` in pieces whose widths add up as terminals count: parted behind each joiner that joins no pictures."""
    out, start, at = [], 0, text.find(_JOINER)
    while at >= 0:
        if at + 1 < len(text) and not _KINDS[text[at + 1]] & _PICTURE:
            out.append(text[start : at + 1])
            start = at + 1
        at = text.find(_JOINER, at + 1)
    return [*out, text[start:]]


def offset_at(text: str, start: int, stop: int, x: int) -> int:
    """The offset of what stands in cell `x` of the line `text[start:stop]`: its last cluster's where `x` is beyond it."""
    if NARROW.fullmatch(text, start, stop):
        return max(start, min(start + x, stop - 1))
    last = start
    for at, _, width in clusters(text, start, stop):
        if x < 0:
            break
        last = at
        x -= width
        if x < 0:
            break
    return last


# --- lines ---


def wrap(text: str, start: int, stop: int, width: int) -> array[int]:
    """The lines of `text[start:stop]` broken to `width` cells.

    White space at a break belongs to no line; a line end of the source is a blank like any other (its paragraph was
    wrapped by somebody else); a word longer than a line is cut, a cluster wider than a line stands on one of its own.

    Returns:
        Offsets in `text` (code points): start and stop of each line in turn.
    """
    width = max(width, 1)
    while start < stop and text[start].isspace() and not _marked(text, start, stop):
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return _narrow(text, start, stop, width) if NARROW.fullmatch(text, start, stop) else _wide(text, start, stop, width)


def _narrow(text: str, start: int, stop: int, width: int) -> array[int]:
    """As `wrap`, for text each character of which takes one cell and is read by itself."""
    out = array("q")
    at = start
    while at < stop:
        end = min(at + width, stop)
        if end < stop and (not _blank(text[end]) or _holds(text, at, end, stop)):
            end = _gap(text, at, end, stop)
        last = end
        while last > at and _blank(text[last - 1]):
            last -= 1
        out.extend((at, last))
        at = end
        while at < stop and _blank(text[at]):
            at += 1
    return out


def _blank(c: str) -> bool:
    return c.isspace() and c != "\xa0"


def _gap(text: str, at: int, end: int, stop: int) -> int:
    """Where the line that begins at `at` breaks, at `end` the latest: behind its last blank, if any, that does not hold."""
    held, gap = end, end
    while gap > at:
        while gap > at and not _blank(text[gap - 1]):
            gap -= 1
        if gap > at and not _holds(text, at, gap, stop):
            return gap
        held = gap if held == end and gap > at else held
        while gap > at and _blank(text[gap - 1]):
            gap -= 1
    return held


def _holds(text: str, at: int, gap: int, stop: int) -> bool:
    """Whether the blanks around `gap` hold together what they part: `« a`, `a »`, `a !`."""
    after = gap
    while after < stop and text[after].isspace():
        after += 1
    if after < stop and text[after] in _SET_OFF and (after + 1 == stop or not text[after + 1].isalnum()):
        return True
    before = gap - 1
    while before > at and text[before].isspace():
        before -= 1
    return before >= at and text[before] in _SET_IN and (before == 0 or not text[before - 1].isalnum())


def _wide(text: str, start: int, stop: int, width: int) -> array[int]:
    """As `wrap`, for any text: cluster by cluster."""
    out, kinds = array("q"), _KINDS
    at = here = start
    used, before, gap, held, solid = 0, 0, -1, -1, ""
    while here < stop:
        kind, end = kinds[text[here]], here + 1
        size = kind & _WIDTH
        if end < stop and (kinds[text[end]] & (_EXTENDS | _JAMO | _FLAG) or kind & (_LEAD | _PREPENDED)):
            end = cluster_stop(text, here, stop)
            if end > here + 1:
                size = cluster_cells(text, here, end)
                kind &= ~_BLANK
        if kind & _BLANK:
            pass
        elif before & _BLANK:
            if (text[here] in _SET_OFF or solid in _SET_IN) and _holds(text, at, here, stop):
                held = here
            else:
                gap = here
        elif before & _ZERO_SPACE or _parts(before, kind, used < width):
            gap = here
        if used + size > width and not kind & _BLANK and here > at:
            end = gap if gap > at else held if held > at else here
            last = end
            while kinds[text[last - 1]] & _BLANK:
                last -= 1
            out.extend((at, last))
            while end < stop and kinds[text[end]] & _BLANK and not _marked(text, end, stop):
                end += 1
            at = here = end
            used, before, gap, held = 0, 0, -1, -1
            continue
        if not kind & _BLANK:
            solid = text[here]
        used += size
        before, here = kind, end
    if at < stop:
        out.extend((at, stop))
    return out


def _marked(text: str, at: int, stop: int) -> bool:
    """Whether the blank at an offset carries a mark, and so is none."""
    return at + 1 < stop and bool(_KINDS[text[at + 1]] & _EXTENDS) and not _KINDS[text[at]] & _CONTROL


def _parts(before: int, kind: int, room: bool) -> bool:
    """Whether a line may break between two clusters that no blank parts; `room` for the hyphen that then shows."""
    if kind & (_GLUE | _CLOSES | _ZERO_SPACE) or before & (_GLUE | _OPENS):
        return False
    return bool((before | kind) & _IDEOGRAPH) or bool(before & _SOFT and room)
