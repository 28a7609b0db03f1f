"""The words of a text in the spelling in which they are found, and the list of all words of a pack."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from heapq import nsmallest
from typing import NamedTuple
from unicodedata import combining

from index import fold, wording
from index.model import Article, Span

_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_ACCENTS = "\u0300"
"""The first combining mark of Unicode."""
_LONGEST = 40
"""Letters of a word whose misspellings are looked for."""
_MOST_LETTERS = 128
"""Letters that may have been meant for another, of all alphabets together."""
_TWO_MISTAKES = 6
"""From so many letters on, two mistakes are put right, below it one; below four none."""


class Token(NamedTuple):
    """A word of a text, folded, and where it stands (code points)."""

    form: str
    start: int
    stop: int


def tokens(text: str, span: Span) -> list[Token]:
    """The words of `text[span.start:span.stop]`; hyphens and apostrophes inside a word stay.

    >>> tokens("Co‑operation isn’t", Span(0, 18))
    [Token(form='co-operation', start=0, stop=12), Token(form="isn't", start=13, stop=18)]
    """
    folded, origin = fold.fold(text[span.start : span.stop])
    found = []
    for m in _TOKEN.finditer(folded):
        stop = span.start + origin[m.end() - 1] + 1
        while stop < span.stop and text[stop] >= _ACCENTS and combining(text[stop]):
            stop += 1  # the accents of its last letter
        found.append(Token(m.group(), span.start + origin[m.start()], stop))
    return found


@lru_cache(maxsize=65536)
def parts(form: str) -> tuple[tuple[str, bool], ...]:
    """The parts of a folded word or phrase; with each, whether it may be written together with the one before.

    >>> parts("co-operation"), parts("4.2")
    ((('co', False), ('operation', True)), (('4', False), ('2', False)))
    """
    return tuple((m.group(), m.start() > 0 and form[m.start() - 1] in " '-") for m in _PART.finditer(form))


@lru_cache(maxsize=65536)
def keys(form: str) -> tuple[str, ...]:
    """Under what a folded word is found: as one, and by its parts at hyphens and apostrophes.

    >>> keys("co-operation"), keys("company's"), keys("harbour")
    (('cooperation', 'co', 'operation'), ('companys', 'company'), ('harbor',))
    """
    split = [part for part, _ in parts(form)]
    whole = wording.key("".join(split))
    if len(split) == 1:
        return (whole,)
    return tuple(dict.fromkeys([whole, *(wording.key(p) for p in split if p not in ("s", "t"))]))


def spellings(forms: Iterable[str]) -> set[str]:
    """Those of the words and their parts that are found under another spelling: `harbour`, `rønning`."""
    split = (part for form in forms for part, _ in parts(form))
    return {part for part in split if wording.key(part) != part}


def languages(articles: Iterable[Article]) -> list[str]:
    """The languages of the articles, English among them."""
    return sorted({a.language for a in articles if a.language} | {"en"})


@lru_cache(maxsize=16)
def _stemmer(language: str) -> Callable[[str], str] | None:
    from whoosh.lang import has_stemmer, stemmer_for_language

    return lru_cache(maxsize=65536)(stemmer_for_language(language)) if has_stemmer(language) else None


def _starts(key: str, size: int) -> set[str]:
    """How the forms of a word may begin; short ones share two letters, long ones three: `dying`, `die`; `bake`, `baking`."""
    start = key[:size]
    return {start, start.replace("y", "i"), start.replace("i", "y")}


class Words:
    """All words of a pack by their keys: which are forms of one, which begin alike, which are misspellings of others."""

    def __init__(self, counts: Mapping[str, int], others: Iterable[str], spoken: Sequence[str]) -> None:
        """Take how often each key stands there, the spellings that are no keys themselves, and the languages."""
        self.counts = counts
        self._stemmers = [stem for language in spoken if (stem := _stemmer(language))]
        self._key = {s: k for s in others if (k := wording.key(s)) in counts} | {k: k for k in counts}
        self._sorted = sorted(self._key)
        self._begun: dict[tuple[str, int, int], tuple[str, ...]] = {}

    def same_stem(self, key: str) -> set[str]:
        """The word and its other forms, in any language of the pack; numbers and words of two letters have none."""
        if len(key) < 3 or any(c.isdigit() for c in key):
            return {key} & self.counts.keys()
        like = {w for start in _starts(key, 3 if len(key) > 3 else 2) for w in self._from(start)}
        like.update(start + letter for start in _starts(key, 2) for letter in self._letters)
        like &= self.counts.keys()
        return {w for stem in self._stemmers for wanted in [stem(key)] for w in like if stem(w) == wanted}

    def _from(self, start: str) -> list[str]:
        """All spellings that begin so."""
        first = bisect_left(self._sorted, start)
        return self._sorted[first : bisect_left(self._sorted, start + "\U0010ffff", first)]

    def beginning(self, start: str, most: int, places: int) -> tuple[str, ...]:
        """Words that begin so, the most frequent first: at most `most`, which together stand at some `places` places."""
        asked = (start, most, places)
        if asked not in self._begun:
            self._begun[asked] = tuple(self._beginning(start, most, places))
        return self._begun[asked]

    def _beginning(self, start: str, most: int, places: int) -> list[str]:
        found: set[str] = set()
        for spelled in {start, wording.key(start)}:
            found.update(self._key[word] for word in self._from(spelled))
        chosen: list[str] = []
        for key in nsmallest(most, found, key=lambda k: (-self.counts[k], k)):
            if not chosen or self.counts[key] <= places:
                chosen.append(key)
                places -= self.counts[key]
        return chosen

    @cached_property
    def _letters(self) -> str:
        return "".join(sorted({letter for key in self.counts for letter in key}))[:_MOST_LETTERS]

    def neighbours(self, key: str) -> set[str]:
        """Words that differ from it in one letter, or in two neighbours swapped."""
        if len(key) > _LONGEST:
            return set()
        cuts = [(key[:n], key[n:]) for n in range(len(key) + 1)]
        near = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        for letter in self._letters:
            near.update(a + letter + b for a, b in cuts)
            near.update(a + letter + b[1:] for a, b in cuts if b)
        return (near & self.counts.keys()) - {key}

    def nearest(self, key: str) -> str | None:
        """The likeliest spelling, as it stands in the pack, of a word that does not; None where nothing is near."""
        if not 4 <= len(key) <= _LONGEST or key.isdigit() or key in self.counts:
            return None
        near = self.neighbours(key)
        if not near and len(key) >= _TWO_MISTAKES:
            letters = set(key)
            like = (w for w in self.counts if w[0] == key[0] and abs(len(w) - len(key)) <= 2)
            near = {w for w in like if len(letters.symmetric_difference(w)) <= 4 and _apart(w, key) <= 2}
        if not near:
            return None
        best = min(near, key=lambda w: (w[0] != key[0], -self.counts[w], w))
        spelled = (s for s, k in self._key.items() if k == best)
        return min(spelled, key=lambda s: (_apart(s, key), s == best, s))


def _apart(a: str, b: str) -> int:
    """Letters to change, add, take away or swap with the next, to make one of the other; 3 and more are 3."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row = row, [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y))
            if before and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > 2:
            return 3
        before = last
    return min(row[-1], 3)
