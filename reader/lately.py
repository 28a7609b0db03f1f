"""What is worked out of an article, kept for those looked at lately."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from index.model import Article

T = TypeVar("T")
KEPT = 64
"""Articles, as `Lately` counts them, that something is kept for."""


class Lately(Generic[T]):
    """A function of an article and some more, whose results are kept for the last ones asked for.

    An article is known again by what it is made of, not by its value: comparing ten megabytes would cost what is saved.

    Args:
        make: The function. What it gives must follow from the text, passages, dropped pieces and quotations alone.
        most: Results that are kept.
    """

    def __init__(self, make: Callable[..., T], most: int = KEPT) -> None:
        self._make = make
        self._most = most
        self._kept: OrderedDict[tuple[Hashable, ...], tuple[Article, T]] = OrderedDict()

    def __call__(self, article: Article, *more: Hashable) -> T:
        known = self.known(article, *more)
        if known is None:
            known = self._make(article, *more)
            self.keep(known, article, *more)
        return known

    def known(self, article: Article, *more: Hashable) -> T | None:
        """What is kept; None where it would have to be made."""
        key = (article.path, *more)
        kept = self._kept.get(key)
        if kept is None or not _same(kept[0], article):
            return None
        self._kept.move_to_end(key)
        return kept[1]

    def keep(self, made: T, article: Article, *more: Hashable) -> None:
        """Keep what was made elsewhere."""
        self._kept[article.path, *more] = (article, made)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


def _same(one: Article, other: Article) -> bool:
    return one is other or (
        one.text is other.text
        and one.passages is other.passages
        and one.dropped is other.dropped
        and one.quotes is other.quotes
        and one.indirect is other.indirect
    )
