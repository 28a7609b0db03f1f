"""What is known of the articles beside their words: dates, sources, speakers; made when first asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property, lru_cache

from index.engine.postings import UNIT_BITS, UNIT_MASK, Rows, Scanned, forms, placed
from index.engine.words import Token, Words, languages, spellings, tokens
from index.model import Article, Passage, Quote, Span


class Tables:
    """The articles by their numbers. A unit is an article's number and that of its passage, or its quotation."""

    def __init__(self, articles: Mapping[int, Article]) -> None:
        """Take the articles in pack order."""
        self.articles = articles
        self.order = {serial: n for n, serial in enumerate(articles)}

    def article(self, unit: int) -> Article:
        return self.articles[unit >> UNIT_BITS]

    def passage(self, unit: int) -> Passage:
        return self.articles[unit >> UNIT_BITS].passages[unit & UNIT_MASK]

    def quote(self, unit: int) -> Quote:
        return self.articles[unit >> UNIT_BITS].quotes[unit & UNIT_MASK]

    @cached_property
    def text_of(self) -> dict[str, str]:
        """The text of each source by its path."""
        return {a.path: a.text for a in self.articles.values()}

    @cached_property
    def paths(self) -> dict[int, str]:
        """The path of each article."""
        return {serial: article.path for serial, article in self.articles.items()}

    @cached_property
    def dates(self) -> dict[int, str]:
        """The days of the articles that have one, as far as they are known."""
        told = ((serial, article.masthead.date) for serial, article in self.articles.items())
        return {serial: date.value[:10] for serial, date in told if date}

    @cached_property
    def publishers(self) -> dict[int, str]:
        """The publishers of the articles that name one."""
        told = ((serial, article.masthead.publisher) for serial, article in self.articles.items())
        return {serial: publisher.value for serial, publisher in told if publisher}

    @cached_property
    def languages(self) -> dict[int, str]:
        """The languages of the articles in which one was recognised, by their codes."""
        return {serial: article.language for serial, article in self.articles.items() if article.language}

    @cached_property
    def headlines(self) -> frozenset[int]:
        """The passages that are headlines."""
        return frozenset(s << UNIT_BITS for s, a in self.articles.items() if a.passages and a.passages[0].n == 0)

    @cached_property
    def passage_of(self) -> dict[int, int]:
        """The passage of each quotation; reported speech without marks is none."""
        found = {}
        for serial, article in self.articles.items():
            rank = {p.n: n for n, p in enumerate(article.passages)}
            for n, quote in enumerate(article.quotes):
                if quote.type != "indirect" and quote.passage in rank:
                    found[serial << UNIT_BITS | n] = serial << UNIT_BITS | rank[quote.passage]
        return found

    @cached_property
    def quotes_of(self) -> dict[int, list[int]]:
        """The quotations of each passage."""
        found: dict[int, list[int]] = defaultdict(list)
        for quote, passage in self.passage_of.items():
            found[passage].append(quote)
        return dict(found)

    @cached_property
    def utterance(self) -> dict[int, int]:
        """For each quotation the first stretch of the same utterance."""
        found: dict[int, int] = {}
        for serial, article in self.articles.items():
            first: dict[str, int] = {}
            for n, quote in enumerate(article.quotes):
                unit = serial << UNIT_BITS | n
                found[unit] = first.setdefault(quote.group, unit)
        return found

    @cached_property
    def speakers(self) -> dict[int, tuple[str, ...]]:
        """Who speaks in each passage that holds a quotation with a speaker."""
        named = {
            passage: tuple(dict.fromkeys(s.name for q in quotes if (s := self.quote(q).speaker)))
            for passage, quotes in self.quotes_of.items()
        }
        return {passage: names for passage, names in named.items() if names}

    @cached_property
    def names(self) -> Scanned:
        """The postings of headlines, authors, sources and speakers; the unit of a speaker is the quotation."""
        seen: set[str] = set()
        found: list[tuple[str, str, int]] = []
        for serial, article in self.articles.items():
            for field, units in _named(article).items():
                seen |= forms(units)
                found.extend((field, key, place) for key, place in placed(units, serial))
        scanned = Scanned(found)
        counts = scanned.counts("title", "by", "in", "who")
        scanned.words = Words(counts, spellings(seen), languages(self.articles.values()))
        return scanned


def _named(article: Article) -> dict[str, Rows]:
    head = article.masthead
    sources = [article.path, article.key, head.publisher.value if head.publisher else ""]
    speakers = ((n, q.speaker.name) for n, q in enumerate(article.quotes) if q.speaker and q.type != "indirect")
    return {
        "title": [(0, _words(head.headline.value))] if head.headline else [],
        "by": [(n, _words(author.value)) for n, author in enumerate(head.authors)],
        "in": [(n, _words(source)) for n, source in enumerate(sources)],
        "who": [(n, _words(name)) for n, name in speakers],
    }


@lru_cache(maxsize=16384)
def _words(name: str) -> list[Token]:
    return tokens(name, Span(0, len(name)))
