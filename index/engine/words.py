"""The words of a text in the spelling in which they are found, and the list of all words of a pack."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from heapq import nsmallest
from itertools import chain
from operator import neg
from typing import Protocol

from index import fold, wording
from index.model import Span

_PART = re.compile(r"[^\W_]+")
_LONGEST = 40
"""Letters of a word whose misspellings are looked for."""
_MOST_LETTERS = 128
"""Letters that may have been meant for another, of all alphabets together."""
_TWO_MISTAKES = 6
"""From so many letters on, two mistakes are put right, below it one; below four none."""
END = "\U0010ffff"
"""Behind every letter."""


def tokens(text: str, span: Span) -> list[fold.Word]:
    """The words of `text[span.start:span.stop]`; hyphens and apostrophes inside a word stay.

    >>> tokens("Co‑operation isn’t", Span(0, 18))
    [Word(form='co-operation', start=0, stop=12), Word(form="isn't", start=13, stop=18)]
    """
    return fold.hyphened(text, span.start, span.stop)


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
    if form.isalnum():
        return (wording.key(form),)
    split = [part for part, _ in parts(form)]
    whole = wording.key("".join(split))
    if len(split) == 1:
        return (whole,)
    return tuple(dict.fromkeys([whole, *(wording.key(p) for p in split if p not in ("s", "t"))]))


def misspelt(form: str) -> Iterator[str]:
    """Those parts of a word that are found under another spelling: `harbour`, `rønning`."""
    split = (form,) if form.isalnum() else (part for part, _ in parts(form))
    return (part for part in split if wording.key(part) != part)


@lru_cache(maxsize=32)
def stemmer(language: str) -> Callable[[str], str | None] | None:
    """The stem of a term in that language, None for a number or a word of two letters; None where there is no stemmer."""
    from whoosh.lang import has_stemmer, stemmer_for_language

    if not has_stemmer(language):
        return None
    stem: Callable[[str], str] = stemmer_for_language(language)
    return lambda key: None if len(key) < 3 or any(map(str.isdigit, key)) else stem(key)


class Lexicon(Protocol):
    """The terms of some articles or names."""

    keys: Sequence[str]
    """Sorted."""

    spellings: Sequence[str]
    """Words that are found under another spelling, sorted."""

    def count(self, key: str) -> int:
        """How many passages, or names, hold it."""

    def begun(self, start: str) -> Iterable[tuple[str, int]]:
        """The terms that begin so, with how many passages, or names, hold each."""

    def languages(self) -> Collection[str]: ...

    def forms(self, language: str, key: str) -> Collection[str] | None:
        """The terms of that language's articles that have the stem of this one; None where that is not known."""

    def of_stem(self, language: str, stem: str) -> Collection[str]:
        """The terms of that language's articles that have this stem."""


class Words:
    """All words of a pack by their keys: which are forms of one, which begin alike, which are misspellings of others."""

    def __init__(self, lexicons: Sequence[Lexicon]) -> None:
        """Take the lists of which the words are."""
        self._lexicons = lexicons
        self._begun: dict[tuple[str, int, int], tuple[tuple[str, ...], bool]] = {}

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages of the articles."""
        return frozenset(language for lexicon in self._lexicons for language in lexicon.languages())

    def count(self, key: str) -> int:
        """How many passages hold a word."""
        return sum(lexicon.count(key) for lexicon in self._lexicons)

    def same_stem(self, key: str) -> dict[str, frozenset[str]]:
        """The forms of a word, and in the articles of which languages they are."""
        found: dict[str, set[str]] = {}
        for language in self.languages:
            for lexicon in self._lexicons:
                for form in self._forms(lexicon, language, key):
                    found.setdefault(form, set()).add(language)
        return {form: frozenset(languages) for form, languages in found.items()}

    def _forms(self, lexicon: Lexicon, language: str, key: str) -> Collection[str]:
        known = lexicon.forms(language, key)
        if known is None:
            stem = stemmer(language)
            root = stem(key) if stem else None
            return lexicon.of_stem(language, root) if root is not None else ()
        return known

    def beginning(self, start: str, most: int, places: int) -> tuple[tuple[str, ...], bool]:
        """Words that begin so, the most frequent first; and whether there are more.

        There are at most `most`, and they together stand in some `places` passages.
        """
        asked = (start, most, places)
        if asked not in self._begun:
            self._begun[asked] = self._beginning(start, most, places)
        return self._begun[asked]

    def _beginning(self, start: str, most: int, places: int) -> tuple[tuple[str, ...], bool]:
        found: dict[str, int] = {}
        for lexicon in self._lexicons:
            begun = dict(lexicon.begun(start))
            begun.update(lexicon.begun(wording.key(start)))
            for key in map(wording.key, from_to(lexicon.spellings, start)):
                begun[key] = lexicon.count(key)
            if found:
                begun = {key: n + found.get(key, 0) for key, n in begun.items()}
            found.update(begun)
        ordered = nsmallest(most, zip(map(neg, found.values()), found, strict=True))
        chosen: list[str] = []
        left = places
        for n, key in ordered:
            if n and (not chosen or -n <= left):
                chosen.append(key)
                left += n
        return tuple(chosen), len(chosen) < sum(map(bool, found.values()))

    @cached_property
    def _letters(self) -> str:
        used = {letter for lexicon in self._lexicons for letter in set("".join(lexicon.keys))}
        return "".join(sorted(used))[:_MOST_LETTERS]

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(key for lexicon in self._lexicons for key in lexicon.keys)

    def neighbours(self, key: str) -> set[str]:
        """Words that differ from it in one letter, or in two neighbours swapped."""
        if len(key) > _LONGEST:
            return set()
        cuts = [(key[:n], key[n:]) for n in range(len(key) + 1)]
        near = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        for letter in self._letters:
            near.update(a + letter + b for a, b in cuts)
            near.update(a + letter + b[1:] for a, b in cuts if b)
        return {word for word in (near & self._all) - {key} if self.count(word)}

    def nearest(self, key: str) -> str | None:
        """The likeliest spelling, as it stands in the pack, of a word that does not; None where nothing is near."""
        if not 4 <= len(key) <= _LONGEST or key.isdigit() or self.count(key):
            return None
        near = self.neighbours(key)
        if not near and len(key) >= _TWO_MISTAKES:
            letters = set(key)
            alike = chain.from_iterable(from_to(lexicon.keys, key[0]) for lexicon in self._lexicons)
            like = (w for w in alike if abs(len(w) - len(key)) <= 2 and len(letters.symmetric_difference(w)) <= 4)
            near = {w for w in like if _apart(w, key) <= 2 and self.count(w)}
        if not near:
            return None
        best = min(near, key=lambda w: (w[0] != key[0], -self.count(w), w))
        others = (s for lexicon in self._lexicons for s in lexicon.spellings if wording.key(s) == best)
        return min(others, key=lambda s: (_apart(s, key), s), default=best)


def from_to(words: Sequence[str], start: str) -> Sequence[str]:
    """Those of sorted words that begin so."""
    first = bisect_left(words, start)
    return words[first : bisect_left(words, start + END, first)]


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
