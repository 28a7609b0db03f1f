"""Quotations with one thing wrong in each, and true ones in other dress; and whether a pack happens to print them so.

Whether a mutant is true after all is asked of the texts, by rules of its own: nothing here knows the checker.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.model import Article, Quote

_EVEN = str.maketrans(
    dict.fromkeys('‘’‚‛‹›“”„«»"`', "'") | dict.fromkeys("‐‑‒–—―", "-") | {"…": "...", "\u00ad": "", "\u200b": ""}
)
_ELLIPSIS = re.compile(r"[\[(] ?\.\.\. ?[\])]|\.\.\.")
_NEGATED = {
    "do": "don't", "does": "doesn't", "did": "didn't", "is": "isn't", "are": "aren't", "was": "wasn't", "were": "weren't",
    "has": "hasn't", "have": "haven't", "had": "hadn't", "can": "can't", "will": "won't", "would": "wouldn't",
    "could": "couldn't", "should": "shouldn't",
}  # fmt: skip
_PLAIN = {negated: word for word, negated in _NEGATED.items()} | {"cannot": "can", "no": "some", "never": "always"}
_SWAPPED = {
    "all": "some", "more": "less", "will": "would", "must": "may", "may": "might", "before": "after", "his": "her",
    "he": "she", "we": "they", "I": "we", "and": "or", "up": "down", "first": "last", "always": "often", "the": "a",
}  # fmt: skip


class Said(NamedTuple):
    """Words that an article prints, and whose they are there."""

    article: Article
    quote: Quote | None
    """None for a sentence of the article's own."""
    words: str
    """In one line."""


def plain(text: str) -> str:
    """The letters of a text with marks, dashes, ellipses, blanks and accents written in one way; case stays."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_EVEN).split()).replace("--", "-")


class Texts:
    """What a pack prints, passage by passage and utterance by utterance."""

    def __init__(self, articles: Sequence[Article]) -> None:
        pieces = [(a.path, p.span.of(a.text)) for a in articles for p in a.passages]
        pieces += [(a.path, d.span.of(a.text)) for a in articles for d in a.dropped]
        for a in articles:
            groups: dict[str, list[str]] = {}
            for q in a.quotes:
                groups.setdefault(q.group, []).append(q.span.of(a.text))
            pieces += [(a.path, " ".join(stretches)) for stretches in groups.values() if len(stretches) > 1]
        self._pieces = [(path, plain(text)) for path, text in pieces]
        self._all = "\n".join(text for _, text in self._pieces).lower()

    def printing(self, words: str) -> set[str]:
        """The sources that print these words, as a whole or with something left out; the case of a first letter, and a
        comma or a stop at the end, do not count.
        """
        parts = [p.strip(" ,.'") for p in _ELLIPSIS.split(plain(words))]
        wanted = [re.compile(_whole(p)) for p in parts if any(map(str.isalnum, p))]
        if not wanted or any(p.lower() not in self._all for p in parts):
            return set()
        found = set()
        for path, text in self._pieces:
            at = 0
            for one in wanted:
                m = one.search(text, at)
                if m is None:
                    break
                at = m.end()
            else:
                found.add(path)
        return found


def _whole(part: str) -> str:
    first = re.escape(part[0])
    if part[0].isalpha():
        first = f"[{re.escape(part[0].lower())}{re.escape(part[0].upper())}]"
    return rf"(?<![^\W_]){first}{re.escape(part[1:])}(?![^\W_])"


# one thing wrong


def _some(draw: random.Random, words: Sequence[str], fits: Callable[[str], bool]) -> int | None:
    """Which of the words that fit; the first and the last as likely as any of those between."""
    found = [n for n, word in enumerate(words) if fits(word)]
    return draw.choice(found) if found else None


def _bare(word: str) -> tuple[str, str, str]:
    """A word without the signs around it."""
    m = re.fullmatch(r"(\W*)(.*?)(\W*)", word, re.DOTALL)
    assert m is not None
    return m[1], m[2], m[3]


def _changed(words: list[str], at: int, change: Callable[[str], str]) -> list[str]:
    before, bare, after = _bare(words[at])
    return [*words[:at], before + change(bare) + after, *words[at + 1 :]]


def letter(words: list[str], draw: random.Random, others: Others) -> list[str] | None:
    """Another letter, one more or one less, in any word: also the first and the last."""
    at = draw.choice((0, len(words) - 1, draw.randrange(len(words))))
    bare = _bare(words[at])[1]
    spots = [n for n, c in enumerate(bare) if c.isalpha()]
    if len(spots) < 2:
        return None
    n = draw.choice(spots)
    c = draw.choice([x for x in "aeiourstn" if x != bare[n].lower()])
    c = c.upper() if bare[n].isupper() else c
    new = draw.choice((bare[:n] + c + bare[n + 1 :], bare[:n] + bare[n + 1 :], bare[:n] + c + bare[n:]))
    return _changed(words, at, lambda _: new)


def word(words: list[str], draw: random.Random, others: Others) -> list[str] | None:
    """A word left out, put in or exchanged."""
    kind = draw.choice("-+=s")
    at = draw.randrange(len(words))
    if kind == "-" and 0 < at < len(words) - 1:
        return words[:at] + words[at + 1 :]
    if kind == "+":
        return [*words[:at], draw.choice(("very", "also", "all", "just", "the")), *words[at:]]
    if kind == "s":
        found = _some(draw, words, lambda w: _bare(w)[1] in _SWAPPED)
        return None if found is None else _changed(words, found, lambda w: _SWAPPED[w])
    other = draw.choice(draw.choice(others.said).words.split())
    return [*words[:at], other, *words[at + 1 :]]


def negation(words: list[str], draw: random.Random, others: Others) -> list[str] | None:
    """A negation put in or taken out: a word of its own, or inside a contraction."""
    low = [_bare(w)[1].lower().replace("’", "'") for w in words]
    denied = [n for n, w in enumerate(low) if w in _PLAIN]
    plainly = [n for n, w in enumerate(low) if w in _NEGATED]
    alone = [n for n, w in enumerate(low) if w in ("not", "no", "never", "nobody", "nicht", "pas", "ikke")]
    kind = draw.choice("dna+")
    if kind == "d" and denied:
        return _changed(words, n := draw.choice(denied), lambda _: _PLAIN[low[n]])
    if kind == "n" and plainly:
        return _changed(words, n := draw.choice(plainly), lambda _: _NEGATED[low[n]])
    if kind == "a" and alone:
        n = draw.choice(alone)
        return words[:n] + words[n + 1 :] if 0 < n < len(words) - 1 else None
    at = draw.randrange(len(words) + 1)
    return [*words[:at], "not", *words[at:]]


def number(words: list[str], draw: random.Random, others: Others) -> list[str] | None:
    """Another digit, one less, one more, a comma or a stop within it moved or gone, a sign behind it gone or there."""
    at = _some(draw, words, lambda w: any(map(str.isdigit, w)))
    if at is None:
        return None
    word = words[at]
    n = draw.choice([n for n, c in enumerate(word) if c.isdigit()])
    new = [
        word[:n] + str((int(word[n]) + draw.randint(1, 8)) % 10) + word[n + 1 :] if word[n].isascii() else "7",
        word[:n] + word[n + 1 :],
        word[: n + 1] + "0" + word[n + 1 :],
        re.sub(r"(?<=\d)[,.](?=\d)", "", word),
        re.sub(r"(?<=\d),(?=\d)", ".", word),
        re.sub(r"(?<=\d)%", "", word),
        re.sub(r"(\d)(?!.*\d)", r"\1%", word),
        re.sub(r"(?<!\S)(?=\d)", "-", word),
    ]
    made = draw.choice([x for x in new if x != word])
    return [*words[:at], *([made] if made else []), *words[at + 1 :]]


def name(words: list[str], draw: random.Random, others: Others) -> list[str] | None:
    """Another name of the same pack."""
    at = _some(draw, words, lambda w: w[:1].isupper() and _bare(w)[1] in others.names)
    if at is None:
        at = _some(draw, words[1:], lambda w: _bare(w)[1][:1].isupper() and len(w) > 3)
        at = None if at is None else at + 1
    if at is None:
        return None
    return _changed(words, at, lambda w: draw.choice([x for x in others.names if x != w]))


def order(words: list[str], draw: random.Random, others: Others) -> list[str] | None:
    """Two neighbours, or two halves, the other way round."""
    if draw.random() < 0.3:
        half = draw.randrange(1, len(words))
        return words[half:] + words[:half]
    at = draw.randrange(len(words) - 1)
    return [*words[:at], words[at + 1], words[at], *words[at + 2 :]]


def splice(words: list[str], draw: random.Random, others: Others) -> list[str] | None:
    """The beginning of one and the end of another, with nothing or an ellipsis between them."""
    other = draw.choice(others.said).words.split()
    between = draw.choice(((), (), ("...",), ("[...]",), ("…",), ("[…]",)))
    return [*words[: draw.randint(2, len(words))], *between, *other[-draw.randint(2, max(2, len(other))) :]]


def elided(words: list[str], draw: random.Random, others: Others) -> list[str] | None:
    """Something wrong within what is left when words are left out."""
    if len(words) < 9:
        return None
    first, last = words[: len(words) // 3], words[-(len(words) // 3) :]
    sign = draw.choice(("...", "[...]", "…", "[…]"))
    if draw.random() < 0.25:
        return [*last, sign, *first]
    made = draw.choice((letter, word, negation, number))(last, draw, others)
    return None if made is None else draw.choice(([*first, sign, *made], [*made, sign, *first]))


def sign(words: list[str], draw: random.Random, others: Others) -> list[str] | None:
    """A hyphen, an apostrophe, an inner comma, an accent or a question mark gone or there; a capital within."""
    text, at = " ".join(words), draw.randrange(1, len(words) + 1)
    new = [
        re.sub(r"(?<=\w)-(?=\w)", "", text, count=1),
        re.sub(r"(?<=\w)-(?=\w)", " ", text, count=1),
        re.sub(r"(?<=\w)['’](?=\w)", "", text, count=1),
        re.sub(r"(?<=\w), (?=\w)", " ", text, count=1),
        re.sub(r"(?<=\w)([?!])$", ".", text),
        re.sub(r"(?<=\w)\.?$", "?", text),
        "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)),
        " ".join([*words[:at], *(w.upper() for w in words[at : at + 1]), *words[at + 1 :]]),
        re.sub(r"(?<=\w) (?=\w)", ", ", text, count=1),
        re.sub(r"(?<=\w{4}) (?=\w{4})", "-", text, count=1),
        re.sub(r"(?<=\w{4}) (?=\w{4})", "", text, count=1),
    ]
    made = draw.choice(new)
    return made.split() if made != text else None


def cut(words: list[str], draw: random.Random, others: Others) -> list[str] | None:
    """Broken off within the first or the last word."""
    front = draw.random() < 0.5
    bare = _bare(words[0 if front else -1])[1]
    if len(bare) < 3:
        return None
    n = draw.randrange(1, len(bare))
    return _changed(words, 0, lambda w: w[n:]) if front else _changed(words, len(words) - 1, lambda w: w[:n])


def bracket(words: list[str], draw: random.Random, others: Others) -> list[str] | None:
    """An editor's bracket: a word put in, or in the place of another."""
    at = draw.randrange(len(words))
    inside = draw.choice(("[the minister]", "[sic]", "[not]", "[its]", "[who had left]"))
    return [*words[:at], inside, *words[at + draw.randint(0, 1) :]]


KINDS = (letter, word, negation, number, name, order, splice, elided, sign, cut, bracket)
"""What makes a mutant of a quotation's words; None where it cannot."""


class Others(NamedTuple):
    """What a mutant may borrow from its pack."""

    said: Sequence[Said]
    names: Sequence[str]


def mutant(said: Said, kind: int, draw: random.Random, others: Others, texts: Texts) -> str | None:
    """The words with one thing wrong; None where nothing could be made, or what was made is printed somewhere."""
    words = said.words.split()
    made = KINDS[kind % len(KINDS)](words, draw, others)
    if not made:
        return None
    text = " ".join(made)
    return None if texts.printing(text) else text


# true, in other dress


def _retyped(words: str, draw: random.Random) -> str:
    return words.replace("’", "'") if "’" in words else words.replace("'", "’")


def _dashed(words: str, draw: random.Random) -> str:
    return re.sub(r" [-–—] ", draw.choice((" – ", " — ", " -- ")), words).replace("-", draw.choice("-‐‑"))


def _ended(words: str, draw: random.Random) -> str:
    return words.rstrip(",.") + draw.choice((",", ".", ""))


def _begun(words: str, draw: random.Random) -> str:
    first = words[0].swapcase()
    return draw.choice((first + words[1:], f"[{first}]{words[1:]}")) if words[0].isalpha() else words


def _wrapped(words: str, draw: random.Random) -> str:
    return re.sub(" ", lambda m: "\n" if draw.random() < 0.15 else " ", words)


def _elided(words: str, draw: random.Random) -> str:
    parts = words.split()
    if len(parts) < 7:
        return words
    start = draw.randint(2, len(parts) - 4)
    stop = draw.randint(start + 1, len(parts) - 2)
    return " ".join([*parts[:start], draw.choice(("...", "…", "[...]", "[…]", "(...)")), *parts[stop:]])


def _apart(words: str, draw: random.Random) -> str:
    return unicodedata.normalize("NFD", words)


def _begins(words: str, draw: random.Random) -> str:
    """A part of it, from a word to a word."""
    parts = words.split()
    size = draw.randint(min(4, len(parts)), len(parts))
    start = draw.randint(0, len(parts) - size)
    return " ".join(parts[start : start + size])


def _spaced(words: str, draw: random.Random) -> str:
    return words.replace(" ", "  ", 2)


DRESSES: Sequence[Callable[[str, random.Random], str]] = (
    lambda words, draw: words,
    _retyped,
    _dashed,
    _ended,
    _begun,
    _wrapped,
    _elided,
    _apart,
    _begins,
    _spaced,
)
"""The same words as another writer sets them."""
