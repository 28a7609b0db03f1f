"""Text made comparable, with the way back. Comparing happens here, quoting never does."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache
from typing import NamedTuple

# What stands in for another glyph: quotation marks, apostrophes, dashes and hyphens (Unicode names, blocks 2000-206F).
_SINGLE = "‘’‚‛‹›′ʼ´`＇"
_DOUBLE = "“”„‟«»″＂「」『』"
_HYPHEN = "-‐‑﹣－"
_DASH = "‐‑‒–—―−﹘﹣－"
# Nothing is printed for these: soft hyphen, zero-width marks, joiners, byte-order mark, variation selectors.
_NOTHING = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f"
_EVEN = (
    dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_DASH, "-") | dict.fromkeys(_NOTHING, "")
)

# A stretch that only needs its case evened; anything else is looked at character by character.
_PLAIN = re.compile(r"(?:[!-_a-~]|(?<=[!-~]) (?=[!-~]))+")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
# What most texts of Latin script hold and nothing else; each character is one when its words are compared, ß is not.
_SIMPLE = re.compile("[\t\n\r -~\u00a0À-ÖØ-Þà-öø-ÿ‘’“”„‚«»‐–—―…§©]*")
_SIMPLY = str.maketrans(dict.fromkeys("‘’‚`", "'") | {"‐": "-"})
# By how a hyphen inside a word is written: where it is kept, a dash without blanks is one as well.
_EVENED = {"": _SIMPLY, "-": _SIMPLY | str.maketrans(dict.fromkeys("–—―", "-"))}


# A word that was broken at the end of a line, as typesetters do: letter, hyphen, line end, letter or figure.
_BROKEN = re.compile("(?<=[^\\W\\d_])([-‐\u00ad])(\n[ \\t]{0,40})(?=[^\\W_])")
_WORD_END = re.compile(r"[^\W_]{1,40}")
# `Hafen- und Seerecht`, `pre- and post-war`: a hyphen that stands for a word still to come.
_SUSPENDED = frozenset(["und", "oder", "bzw", "and", "or", "to", "et", "ou", "y", "o", "e", "och", "og", "en", "of"])
_SOFT, _NO_SPACE = "\u00ad", "\u2060"


class Word(NamedTuple):
    """A word of a text in the form that is compared, and where it stands (code points)."""

    form: str
    start: int
    stop: int


@lru_cache(maxsize=4096)
def _even(cluster: str) -> str:
    """A character with its combining marks, evened; a blank for white space, nothing for what is not printed."""
    if cluster in _EVEN:
        return _EVEN[cluster]
    # NFKC turns some marks (´ ¨ ¯) into a space and an accent, so these keep their own shape.
    whole = unicodedata.normalize("NFKC", cluster)
    if whole[:1].isspace() and not cluster[:1].isspace():
        whole = cluster
    low = unicodedata.normalize("NFC", whole.casefold())
    out = "".join(_EVEN.get(c, c) for c in low)
    return " " if out.isspace() else "".join(out.split())


def joined(text: str) -> str:
    r"""The text with words that were broken at line ends in one piece; as many code points, so a span stays what it is.

    The hyphen becomes a soft one and the line end a word joiner, neither of which is seen. A hyphen that belongs to the word
    stays: before a capital or a figure, and where the text has the word with its hyphen elsewhere.

    >>> joined("co-\noperation") == "co\u00ad\u2060operation"
    True
    """
    if not is_broken(text):
        return text
    own = _OwnHyphens(text)

    def whole(m: re.Match[str]) -> str:
        printed = own.of(m)
        return printed if printed == m[0] else (printed or _SOFT) + _NO_SPACE * len(m[2])

    return _BROKEN.sub(whole, text)


def unbroken(words: str) -> str:
    r"""A stretch of a text with words that were broken at line ends in one piece; shorter than it was by these line ends.

    >>> unbroken("their co-\noperation\nends")
    'their cooperation\nends'
    """
    return _BROKEN.sub(_OwnHyphens(words).of, words) if is_broken(words) else words


def in_one_line(words: str) -> str:
    """A stretch of a text as one prints it: no line ends, one blank for many, words that were broken at line ends whole."""
    return " ".join(unbroken(words).split())


def is_broken(text: str) -> bool:
    """Whether a word may be broken at the end of a line."""
    return "\n" in text and ("-\n" in text or "‐\n" in text or "\u00ad\n" in text)


class _OwnHyphens:
    """Which hyphens at the line ends of a text belong to their words."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def low(self) -> str:
        return self.text.lower()

    def of(self, m: re.Match[str]) -> str:
        """What is printed of a match of `_BROKEN`: its hyphen, nothing, or all of it where a word is still to come."""
        after = _WORD_END.match(self.text, m.end())
        behind = after[0].lower() if after else ""
        if behind in _SUSPENDED:
            return m[0]
        start = m.start()
        while start > max(0, m.start() - 40) and self.text[start - 1].isalpha():
            start -= 1
        is_own = not self.text[m.end()].islower() or f"{self.low[start : m.start()]}-{behind}" in self.low
        return m[1] if is_own else ""


def fold(text: str) -> tuple[str, list[int]]:
    """Make `text` comparable across sources, and remember the way back.

    Case, quotation marks, dashes, ligatures, composed and decomposed accents and runs of white space are evened out,
    invisible characters go; accents stay.

    Returns:
        The folded text, and for each of its characters the offset in `text` (code points) it came from,
        never decreasing: a match at `[i:j]` of the folded text is `text[origin[i] : origin[j - 1] + 1]`.

    >>> fold("A  “B”")
    ('a "b"', [0, 1, 3, 4, 5])
    """
    text = joined(text)
    out: list[str] = []
    origin: list[int] = []
    at, end, blank = 0, len(text), False
    while at < end:
        plain = _PLAIN.match(text, at)
        if plain is not None and not (plain.end() < end and unicodedata.combining(text[plain.end()])):
            out.append(plain.group().lower())
            origin.extend(range(at, plain.end()))
            at, blank = plain.end(), False
            continue
        stop = at + 1
        # a base takes at most a handful of marks with it; a longer run is folded mark by mark
        while stop < end and stop - at < 8 and unicodedata.combining(text[stop]) and not text[at].isspace():
            stop += 1
        even = _even(text[at:stop])
        if even == " ":
            if not blank:
                out.append(" ")
                origin.append(at)
            blank = True
        elif even:
            out.append(even)
            origin.extend([at] * len(even))
            blank = False
        at = stop
    return "".join(out), origin


def words(text: str, start: int = 0, stop: int | None = None) -> list[Word]:
    """The words of `text[start:stop]` in the form in which they are compared.

    On top of `fold`, a hyphen inside a word is taken out (`co-operation` is `cooperation`); an apostrophe stays.
    A number keeps its inner commas and stops as words of their own parts: `1,000` is `1` and `000`.

    >>> words("Co-operation isn’t")
    [Word(form='cooperation', start=0, stop=12), Word(form="isn't", start=13, stop=18)]
    """
    return _words(text, start, stop, "")


def hyphened(text: str, start: int = 0, stop: int | None = None) -> list[Word]:
    """The words of `text[start:stop]` with the hyphens, and dashes without a blank beside them, that are inside them.

    >>> hyphened("Co‑operation isn’t")
    [Word(form='co-operation', start=0, stop=12), Word(form="isn't", start=13, stop=18)]
    """
    return _words(text, start, stop, "-")


def forms(text: str) -> list[str]:
    """The forms of `words(text)`, without where they stand.

    >>> forms("Co-operation isn’t")
    ['cooperation', "isn't"]
    """
    return _forms(text, "")


def hyphened_forms(text: str) -> list[str]:
    """The forms of `hyphened(text)`, without where they stand: in a third of the time."""
    return _forms(text, "-")


def _words(text: str, start: int, stop: int | None, hyphen: str) -> list[Word]:
    """The words of a stretch, each hyphen inside one written as `hyphen`; with "", a dash stands between two words."""
    last = len(text) if stop is None else stop
    part = joined(text[start:last])
    if _SIMPLE.fullmatch(part):
        plain = _WORD.finditer(part.lower().translate(_EVENED[hyphen]))
        return [Word(m.group().replace("-", hyphen), start + m.start(), start + m.end()) for m in plain]
    folded, origin = fold(part)
    found = []
    for m in _WORD.finditer(folded):
        for a, b in _apart(m, text, start, origin) if not hyphen and "-" in m.group() else (m.span(),):
            end = start + origin[b - 1] + 1
            while end < last and unicodedata.combining(text[end]):  # the accents of its last letter
                end += 1
            found.append(Word(folded[a:b].replace("-", hyphen), start + origin[a], end))
    return found


def _forms(text: str, hyphen: str) -> list[str]:
    if text.isascii() and text.isprintable() and "`" not in text:
        found: list[str] = _WORD.findall(text.lower())
    elif is_broken(text) or not _SIMPLE.fullmatch(text):
        return [word.form for word in _words(text, 0, None, hyphen)]
    else:
        found = _WORD.findall(text.lower().translate(_EVENED[hyphen]))
    return found if hyphen or ("-" not in text and "‐" not in text) else [form.replace("-", "") for form in found]


def _apart(m: re.Match[str], text: str, start: int, origin: list[int]) -> list[tuple[int, int]]:
    """A match cut wherever a dash, not a hyphen, stands in it: `Yes—we` is two words."""
    cuts = [n for n in range(*m.span()) if m.string[n] == "-" and text[start + origin[n]] not in _HYPHEN]
    return list(zip([m.start(), *(n + 1 for n in cuts)], [*cuts, m.end()], strict=True))
