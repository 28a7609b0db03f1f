"""A quotation where it stands, with what the comparison asks of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index import wording
from index.model import Article, Quote, Span
from index.wording import Wording

Numbers = tuple[int, ...]
"""The words of a quotation, each as a number of 32 bits: words with one key have one number, in every process."""

_FLOOR = 0.5
"""Certainty below which a speaker does not speak for a link of few words."""
_UNNAMED = frozenset({"he", "she", "it", "they", "we", "i", "you", "him", "her", "them", "one", "who"})


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation, its words, and who is taken to say them."""

    quote: Quote
    article: Article
    place: tuple[int, int]
    """The numbers of its article in the pack and of the quotation in the article."""
    words: Numbers
    speaker: str | None
    """The resolved name, None where it is not known well enough to stand for anything."""

    @property
    def printed(self) -> str:
        return self.quote.span.of(self.article.text)

    @property
    def wording(self) -> Wording:
        """Its words in its own coordinates: the first character of the quotation is 0."""
        return worded(self.printed)

    def inner(self) -> Iterator[Span]:
        """The quotations inside this one: their words are somebody else's."""
        return (q.span for q in self.article.quotes if q.parent == self.quote.id)


def said(article: Article, number: int, place: int, words: Numbers | None = None) -> Said:
    """The quotation `number` of an article that is `place` in the pack."""
    quote = article.quotes[number]
    if words is None:
        words = numbers(quote.span.of(article.text))
    return Said(quote, article, (place, number), words, _speaker(quote))


def _speaker(quote: Quote) -> str | None:
    speaker = quote.speaker
    if speaker is None or speaker.certainty < _FLOOR or speaker.name.casefold() in _UNNAMED:
        return None
    return speaker.name


@lru_cache(maxsize=8192)
def worded(text: str) -> Wording:
    """The words of a text that is a quotation and nothing else."""
    return wording.of(text, Span(0, len(text)))


def numbers(text: str) -> Numbers:
    """The words of a text as numbers."""
    return tuple([_number(key) for key in worded(text).keys])


@lru_cache(maxsize=65536)
def _number(key: str) -> int:
    return zlib.crc32(key.encode("utf-8", "surrogatepass"))


COMMON = frozenset(map(_number, wording.STOP))
"""The words that carry no matter of their own."""
