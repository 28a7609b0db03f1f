"""What is known of the articles beside their words: dates, sources, speakers; made when first asked for."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Literal

from index import fold
from index.engine import bits
from index.engine.postings import WORD_BITS
from index.engine.terms import Terms
from index.engine.words import Words, from_to, keys, misspelt, tokens
from index.model import Article, Passage, Quote, Span

Scope = Literal["quotes", "headlines"]

_NAMES_BITS = 8
"""An article has up to 255 names of a kind."""


class Tables:
    """The articles by their numbers, their passages and quotations by their slots."""

    def __init__(self, terms: Terms, articles: Mapping[int, Article]) -> None:
        """Take the articles in pack order."""
        self._terms = terms
        self.articles = articles
        self.numbers = tuple(articles)
        """In pack order."""
        self.order = dict(zip(articles, range(len(articles)), strict=True))
        """The place of each article in the pack."""
        self._names: dict[str, Names] = {}
        self.is_in_order = list(articles) == sorted(articles)
        """Whether their numbers are in the order of the pack."""

    def article(self, slot: int) -> Article:
        """Whose passage a slot is."""
        return self.articles[self._terms.owner("text", slot)]

    def passage(self, slot: int) -> Passage:
        """The passage of a slot."""
        owner = self._terms.owner("text", slot)
        return self.articles[owner].passages[slot - self._terms.first("text", owner)]

    def slot_of(self, path: str, n: int) -> int:
        """The slot of passage `n` of a source, as a set of one; the empty set where it is not there."""
        for number, article in self.articles.items():
            if article.path == path and n in article.by_number:
                first = self._terms.first("text", number)
                return 1 << first + article.passages.index(article.by_number[n])
        return 0

    def quote(self, slot: int) -> Quote:
        """The quotation of a slot."""
        owner = self._terms.owner("said", slot)
        return self.articles[owner].quotes[slot - self._terms.first("said", owner)]

    def quotes_of(self, slot: int) -> list[int]:
        """The slots of the quotations that stand in a passage."""
        owner = self._terms.owner("text", slot)
        first, passage = self._terms.first("said", owner), self.passage(slot)
        quotes = self.articles[owner].quotes
        return [first + n for n, q in enumerate(quotes) if q.passage == passage.n and q.type != "indirect"]

    @cached_property
    def paths(self) -> dict[int, str]:
        """The path of each article."""
        return {number: article.path for number, article in self.articles.items()}

    @cached_property
    def headlines(self) -> int:
        """The slots of the headlines."""
        first = self._terms.first
        found = [first("text", n) for n, a in self.articles.items() if a.passages and a.passages[0].n == 0]
        return bits.of_slots(sorted(found), self._terms.size("text"))

    def firsts(self, scope: Scope | None) -> int:
        """The passage that stands for each article which a filter alone has found: in a scope, the first that is in it."""
        if scope == "headlines":
            return self.headlines
        return self._first_quoted if scope == "quotes" else self._first_passages

    @cached_property
    def _first_passages(self) -> int:
        empty = [number for number, article in self.articles.items() if not article.passages]
        return bits.without(self._terms.articles_of("text").firsts, self._terms.slots("text", empty))

    @cached_property
    def _first_quoted(self) -> int:
        articles, quoted = self._terms.articles_of("text"), self._terms.passages(self._terms.quotations)
        # the lowest slot of each article is what goes when one is taken away from the article and what is left is looked at
        return bits.without(quoted, quoted - (articles.firsts & articles.of(quoted)))

    @cached_property
    def publishers(self) -> Mapping[str, int]:
        """The slots of the articles of each publisher."""
        return self._grouped(lambda a: a.masthead.publisher.value if a.masthead.publisher else None)

    @cached_property
    def languages(self) -> Mapping[str, int]:
        """The slots of the articles in each language."""
        return self._grouped(lambda a: a.language)

    @cached_property
    def days(self) -> Mapping[str, int]:
        """The slots of the articles of each date."""
        return self._grouped(day_of)

    @cached_property
    def by_age(self) -> Sequence[int]:
        """The slots of the articles of each date, the newest first."""
        return [slots for _, slots in sorted(self.days.items(), key=lambda day: newest(day[0]))]

    @cached_property
    def undated(self) -> int:
        """The slots of the articles without a date."""
        return self._terms.slots("text", [n for n, a in self.articles.items() if day_of(a) is None])

    def _grouped(self, value: Callable[[Article], str | None]) -> Mapping[str, int]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, article in self.articles.items():
            if (told := value(article)) is not None:
                found[told].append(number)
        return {told: self._terms.slots("text", numbers) for told, numbers in found.items()}

    @cached_property
    def speaking(self) -> Mapping[int, tuple[str, ...]]:
        """Who speaks in each passage that holds a quotation with a speaker."""
        found: dict[int, dict[str, None]] = {}
        passage_of, first, size = self._terms.passage_of, self._terms.first, self._terms.size("text")
        for number, article in self.articles.items():
            base = first("said", number)
            for n, quote in enumerate(article.quotes):
                if quote.speaker and quote.type != "indirect" and passage_of[base + n] < size:
                    found.setdefault(passage_of[base + n], {})[quote.speaker.name] = None
        return {passage: tuple(names) for passage, names in found.items()}

    @cached_property
    def spoken(self) -> int:
        """The passages in which somebody who is known speaks."""
        return bits.of_slots(list(self.speaking), self._terms.size("text"))

    def names(self, field: str) -> Names:
        """Headlines, authors, sources or speakers; a unit of the last is the slot of the quotation, else of an article."""
        kept = self._names.get(field)
        if kept is None:
            kept = self._names[field] = Names(field, self._named(field))
        return kept

    def _named(self, field: str) -> Iterable[tuple[int, str]]:
        for number, article in self.articles.items():
            head = article.masthead
            if field == "who":
                base = self._terms.first("said", number)
                speaking = ((base + n, q) for n, q in enumerate(article.quotes) if q.type != "indirect")
                yield from ((slot, quote.speaker.name) for slot, quote in speaking if quote.speaker)
                continue
            if field == "title":
                told = [head.headline.value] if head.headline else []
            elif field == "by":
                told = [author.value for author in head.authors]
            else:
                told = [article.path, article.key, *(fact.value for fact in (head.publisher, head.agency) if fact)]
            yield from ((number << _NAMES_BITS | min(n, 255), name) for n, name in enumerate(told))


class Names:
    """The words of names, and where they stand; a place is a unit and a word in it."""

    def __init__(self, field: str, named: Iterable[tuple[int, str]]) -> None:
        """Take the field, and units with their names, ascending."""
        self._field = field
        self._places: dict[str, array[int]] = {}
        spellings: set[str] = set()
        for unit, name in named:
            for n, terms in enumerate(_terms(name)):
                for key in terms:
                    self._places.setdefault(key, array("Q")).append(unit << WORD_BITS | n)
            spellings.update(_misspelt(name))
        self.keys: Sequence[str] = sorted(self._places)
        self.spellings: Sequence[str] = sorted(spellings)
        self.words = Words([self])

    def of(self, field: str, key: str) -> Sequence[int]:
        """The places of a term."""
        return self._places.get(key, ()) if field == self._field else ()

    def begun(self, start: str) -> Iterable[tuple[str, int]]:
        """The terms that begin so, with how often they stand in the names."""
        return ((key, len(self._places[key])) for key in from_to(self.keys, start))

    def count(self, key: str) -> int:
        """How often a term stands in the names."""
        return len(self._places.get(key, ()))

    def languages(self) -> Collection[str]:
        """Names are of no language."""
        return ()

    def forms(self, language: str, key: str) -> Collection[str] | None:
        """Names have no other forms."""
        return ()

    def of_stem(self, language: str, stem: str) -> Collection[str]:
        """Names have no other forms."""
        return ()


def article_of(place: int) -> int:
    """The article that a place in a name is of, in all fields but `who`."""
    return place >> WORD_BITS + _NAMES_BITS


@lru_cache(maxsize=16384)
def _terms(name: str) -> list[tuple[str, ...]]:
    return [keys(token.form) for token in tokens(name, Span(0, len(name)))]


@lru_cache(maxsize=16384)
def _misspelt(name: str) -> tuple[str, ...]:
    return tuple(word for form in fold.hyphened_forms(name) for word in misspelt(form))


def day_of(article: Article) -> str | None:
    """The day of an article, as far as it is known."""
    date = article.masthead.date
    return date.value[:10] if date else None


def newest(date: str) -> tuple[int, ...]:
    """A key that sorts the newest date first, a whole month before its days, and no date last."""
    return tuple(-ord(c) for c in date) or (1,)
