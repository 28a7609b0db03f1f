"""What may differ between two prints of the same letters, and where words may begin and end."""

from __future__ import annotations

import re
import unicodedata

from index import fold

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
MARKS = "'\"‘’‚‛‹›′ʼ´`＇“”„‟«»″＂「」『』"
_DASHES = "-‐‑‒–—―−﹘﹣－"
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
_UNPRINTABLE = [chr(c) for c in (*range(0x20), *range(0x7F, 0xA0)) if not chr(c).isspace()]
_GLYPHS = str.maketrans(
    dict.fromkeys(MARKS, "'")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_UNSEEN, "")
    | dict.fromkeys(_UNPRINTABLE, "\ufffd")
    | _LIGATURES
    | {"…": "..."}
)
# French sets its guillemets apart with a blank that belongs to the mark.
_SET_APART = re.compile("(?<=[«‹])[\u00a0\u202f]|[\u00a0\u202f](?=[»›])")
END = " ,.'"
ELISION = re.compile(r"[\[(] ?\.(?: ?\.){2,3} ?[\])]|\.\.\.+|(?<!\.)\.(?: \.){2,3}(?!\.)")
# Letters that stay as they are; the last one of a stretch is looked at with what follows, which may be an accent.
_PLAIN = re.compile(r"[!#-&(-,./-_a-~]+(?=[ -~])")
_HYPHENS = "-‐‑"
_APOSTROPHES = "'’‘ʼ´`＇"
_WITHIN_WORDS = _HYPHENS + "/&@:"
"""Signs at which nothing that stands between two letters or figures may be cut off."""
_INSIDE = "_" + _UNSEEN
_TYING = "/&@"
"""Signs that tie letters or figures to one: he/she, R&D, 1/2."""
_GROUPING = "\u00a0\u2009\u202f"
"""Blanks within a number."""
_JOINERS = "\u200c\u200d"
LETTERS = re.compile(r"[^\W_]+")
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CHINESE = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
UNPARTED = re.compile(f"[{_CHINESE}\u3041-\u3096\u30a1-\u30fc]")
"""A letter that stands beside the next word without a blank: Chinese characters and both kinds of kana."""
_FOREIGN = re.compile("[\u30a1-\u30fc]")
"""Katakana, in which words are cut by no other letter than themselves."""
_CONTRACTED = frozenset(("s", "t", "d", "m", "re", "ve", "ll"))


def even(text: str) -> str:
    """The letters of `text` with the glyphs of marks, dashes, ellipses, ligatures and blanks evened out; case stays.

    Control characters are one with U+FFFD, which stands for them where they cannot be written.

    >>> even("“Yes—‘No’ …”  he")
    "'Yes-'No' ...' he"
    """
    text = fold.joined(text)
    if not text.isascii():
        if not unicodedata.is_normalized("NFC", text):
            return evened(text)[0]
        if "\u00a0" in text or "\u202f" in text:
            text = _SET_APART.sub("", text)
    out = " ".join(text.translate(_GLYPHS).split())
    while "--" in out:
        out = out.replace("--", "-")
    return out


def evened(text: str) -> tuple[str, list[int]]:
    """What `even` gives, and for each of its characters the offset in `text` it came from."""
    text = fold.joined(text)
    out: list[str] = []
    origin: list[int] = []
    skip = {m.start() for m in _SET_APART.finditer(text)} if "\u00a0" in text or "\u202f" in text else set()
    at, end, blank = 0, len(text), -1
    while at < end:
        plain = _PLAIN.match(text, at)
        if plain is not None:
            if blank >= 0 and out:
                out.append(" ")
                origin.append(blank)
            blank = -1
            out.extend(plain.group())
            origin.extend(range(at, plain.end()))
            at = plain.end()
            continue
        stop = at + 1
        while at not in skip and stop < end and stop - at < 8 and unicodedata.combining(text[stop]):
            stop += 1
        for c in "" if at in skip else unicodedata.normalize("NFC", text[at:stop]).translate(_GLYPHS):
            if c.isspace():
                blank = at if blank < 0 else blank
                continue
            if blank >= 0 and out:
                out.append(" ")
                origin.append(blank)
            blank = -1
            if c != "-" or out[-1:] != ["-"]:
                out.append(c)
                origin.append(at)
        at = stop
    return "".join(out), origin


def squeezed(text: str) -> str:
    return fold.in_one_line(text)


def begins_word(text: str, at: int) -> bool:
    """Whether words may be quoted from `at` on: not from within a word, a compound or a number."""
    first, before = text[at], text[at - 1] if at else " "
    if unicodedata.category(first)[0] == "M":
        return before.isspace()  # an accent on nothing
    if first in _JOINERS or before in _JOINERS:
        return False
    if first in _WITHIN_WORDS:
        return not (before.isalnum() and text[at + 1 : at + 2].isalnum())
    if not first.isalnum() or _unparted(before, first):
        return True
    if (
        before.isalnum()
        or unicodedata.category(before)[0] == "M"
        or before in _INSIDE
        or (first.isdigit() and _counts(before, "+±~≈<>≤≥" + _DASHES))
    ):
        return False
    further = text[at - 2] if at > 1 else " "
    if before in _TYING or (before == "." and further.isalpha()):
        cut = first.islower() or not text[at - 3 : at - 2].isalnum()
        return not further.isalnum() or (before == "." and not cut)
    if before in _GROUPING and first.isdigit():
        return not further.isdigit()
    if before in _HYPHENS:
        return not further.isalnum()
    if before in ".,:" and first.isdigit():
        return not further.isdigit()
    if before in _APOSTROPHES and further.isalnum():
        word = LETTERS.match(text, at)
        return word is None or word.group().lower() not in _CONTRACTED
    return True


def _counts(sign: str, signs: str) -> bool:
    """Whether a sign beside a number is a part of it: one of these, or that of a currency."""
    return sign in signs or unicodedata.category(sign) == "Sc"


def _unparted(before: str, after: str) -> bool:
    """Whether a word may end and another begin between two letters, though no blank is there."""
    if not UNPARTED.match(before) or not UNPARTED.match(after):
        return False
    return not (_FOREIGN.match(before) and _FOREIGN.match(after))


def ends_word(text: str, stop: int) -> bool:
    """Whether words may be quoted up to `stop`."""
    last, after = text[stop - 1], text[stop] if stop < len(text) else " "
    if unicodedata.category(after)[0] == "M" or after in _JOINERS or last in _JOINERS:
        return False
    if last in _WITHIN_WORDS:
        return not (after.isalnum() and text[max(0, stop - 2) : stop - 1].isalnum())
    if not last.isalnum() or _unparted(last, after):
        return True
    if after.isalnum() or after in _INSIDE or (last.isdigit() and _counts(after, "%‰°+′″")):
        return False
    further = text[stop + 1] if stop + 1 < len(text) else " "
    if after in _TYING or (after == "." and last.isalpha() and further.isalpha()):
        cut = further.islower() or not text[max(0, stop - 2) : stop - 1].isalnum()
        return not further.isalnum() or (after == "." and not cut)
    if after in _GROUPING and last.isdigit():
        return not further.isdigit()
    if after in _HYPHENS or after in _APOSTROPHES:
        return not further.isalnum()
    return not (last.isdigit() and further.isdigit() and (after in ".,:" or after in _DASHES))
