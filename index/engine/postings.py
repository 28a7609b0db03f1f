"""Where words stand, as numbers that hold for a whole pack.

A place is one number: 20 bits article, 20 bits unit, 24 bits word. In the field `text` a unit is a passage, in the
field `said` a quotation. What lies beyond these bounds is not found.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from index.engine.words import Token, Words, keys, languages, spellings, tokens
from index.model import Article

Cancelled = Callable[[], bool]
"""Whether nobody waits any more for what is being done."""

WORD_BITS, UNIT_BITS = 24, 20
ARTICLE_BITS = WORD_BITS + UNIT_BITS
UNIT_MASK = (1 << UNIT_BITS) - 1
MOST_ARTICLES = 1 << 20


class Stop(Exception):  # noqa: N818 - no error: what was asked for is not wanted any more
    """The search was given up."""


Rows = list[tuple[int, list[Token]]]
"""Units with their words."""


def rows(article: Article) -> dict[str, Rows]:
    """What of an article is indexed: the words of its passages, and those of its quotations."""
    quotes = ((n, q.span) for n, q in enumerate(article.quotes) if q.type != "indirect")
    return {
        "text": [(n, tokens(article.text, p.span)) for n, p in enumerate(article.passages)],
        "said": [(n, tokens(article.text, span)) for n, span in quotes],
    }


def placed(units: Rows, serial: int) -> Iterator[tuple[str, int]]:
    """Each key with its place, in the order of the text."""
    for unit, words in units:
        base = (serial << UNIT_BITS | unit) << WORD_BITS
        for n, token in enumerate(words[: 1 << WORD_BITS] if unit <= UNIT_MASK else ()):
            for key in keys(token.form):
                yield key, base + n


def forms(units: Rows) -> set[str]:
    """The different words of some units."""
    return {token.form for _, words in units for token in words}


class Places(Protocol):
    """Postings, and the words they are of."""

    words: Words

    def of(self, field: str, key: str) -> Sequence[int]:
        """The places of a key, ascending."""

    def units(self, field: str, key: str) -> Mapping[int, int]:
        """How often the key stands in each unit that holds it (its article and unit, without the word)."""


class Scanned:
    """Postings made from texts in memory."""

    def __init__(self, found: Iterable[tuple[str, str, int]], words: Words | None = None) -> None:
        """Take fields, keys and places; the places of a key ascending."""
        self.words = words or Words({}, (), ())
        self._places: dict[tuple[str, str], array[int]] = {}
        self._units: dict[tuple[str, str], Mapping[int, int]] = {}
        for field, key, place in found:
            self.add(field, key, place)

    def add(self, field: str, key: str, place: int) -> None:
        """Take one more place, behind all those of this key."""
        kept = self._places.get((field, key))
        if kept is None:
            kept = self._places[field, key] = array("Q")
        kept.append(place)

    def of(self, field: str, key: str) -> Sequence[int]:
        return self._places.get((field, key), ())

    def units(self, field: str, key: str) -> Mapping[int, int]:
        kept = self._units.get((field, key))
        if kept is None:
            kept = self._units[field, key] = units_of(self.of(field, key))
        return kept

    def counts(self, *fields: str) -> dict[str, int]:
        """How often each key stands in these fields together."""
        found: Counter[str] = Counter()
        for (field, key), places in self._places.items():
            if field in fields:
                found[key] += len(places)
        return dict(found)


def units_of(places: Iterable[int]) -> Mapping[int, int]:
    """How many of the places are in each unit."""
    return Counter([place >> WORD_BITS for place in places])


class Scan:
    """Makes the postings of articles, by their numbers; it may be given up and goes on where it stopped."""

    def __init__(self, articles: Mapping[int, Article]) -> None:
        self._articles = articles
        self._left = iter(articles.items())
        self._scanned = Scanned(())
        self._seen: set[str] = set()

    def finish(self, cancelled: Cancelled) -> Scanned:
        """The postings of all articles; raises `Stop`, after an article at least, when nobody waits for them any more."""
        for serial, article in self._left:
            for field, units in rows(article).items():
                self._seen.update(forms(units))
                for key, place in placed(units, serial):
                    self._scanned.add(field, key, place)
            if cancelled():
                raise Stop
        counts = self._scanned.counts("text")
        self._scanned.words = Words(counts, spellings(self._seen), languages(self._articles.values()))
        return self._scanned
