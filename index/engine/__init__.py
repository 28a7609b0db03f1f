"""The words of a pack, kept in a Whoosh index, and the passages that answer a query. Nobody else knows Whoosh.

    words     the words of a text, and the list of all words of a pack
    postings  where each word stands: article, passage and word in one number
    shelf     the same in a Whoosh index on the disk, that is vouched for before it is opened
    leaves    what a leaf of the query looks for
    tables    what is known of the articles beside their words
    search    one query: which passages, in which order, with which marks
    likeness  the words of a passage that find others like it

Scoring works a word at a time on whole lists of places; Whoosh keeps these lists, and its own matchers are not used.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from index import query
from index.engine.likeness import more_like
from index.engine.postings import Cancelled, Scan, Stop
from index.engine.search import Memory, Search
from index.engine.shelf import Busy, Stored, build, fresh, open_shelf
from index.engine.tables import Tables
from index.model import Answer, Article, Order

__all__ = ["Busy", "Searcher", "build", "fresh"]

logger = logging.getLogger(__name__)


class Searcher:
    """Answers queries over a pack's articles: from the index in `folder`, or from the text itself without one.

    Both ways give the same answers. An index that cannot be vouched for, or that is not of these articles, is not
    opened; then `indexed` is False. It may be used from several threads, which wait for each other.

    Args:
        articles: Those that are searched.
        folder: Where the index is kept; None for nowhere.
        read: The same articles as they were when they were indexed, where some of them stand otherwise by now.
    """

    def __init__(self, articles: Iterable[Article], folder: Path | None, read: Sequence[Article] = ()) -> None:
        began = time.perf_counter()
        self._articles = tuple(articles)
        self._lock = threading.Lock()
        self._stored: Stored | None = None
        self._memory: Memory | None = None
        self._by_serial = dict(enumerate(self._articles))
        self._scan = Scan(self._by_serial)
        if folder is not None:
            try:
                old = read or self._articles
                anew = {a.path: a for a, b in zip(self._articles, old, strict=True) if a.passages != b.passages}
                self._stored, self._by_serial = open_shelf(folder, old, anew)
                self._memory = Memory(self._stored, Tables(self._by_serial))
            except Exception as error:  # whatever is wrong with what is only a cache, the search goes on without it
                logger.info("searching without an index: %s: %s", type(error).__name__, error)
        self.opened = time.perf_counter() - began
        """Seconds it took to check and open the index."""

    @property
    def indexed(self) -> bool:
        """Whether the answers come from the index."""
        return self._stored is not None

    def close(self) -> None:
        """Let go of the index."""
        with self._lock:
            if self._stored is not None:
                self._stored.close()

    def ask(
        self, text: str, limit: int = 20, order: Order = "relevance", cancelled: Cancelled = lambda: False
    ) -> Answer:
        """The passages that answer `text`, best first, at most `limit` of them, all for 0.

        `order`: `relevance`, `date` (newest first, undated last) or `source` (as in the pack).
        Once `cancelled` says so, the search is given up, and the answer is empty.
        """
        with self._lock:
            try:
                return self._answer(self._remembered(cancelled), text, limit, order, cancelled)
            except Stop:
                return Answer(text, 0, (), opened=self.opened)

    def like(self, path: str, n: int, cancelled: Cancelled = lambda: False) -> str:
        """The query for passages like passage `n` of a source; empty where no word tells anything, or there is none such."""
        article = next((a for a in self._articles if a.path == path), None)
        passage = article.by_number.get(n) if article is not None else None
        if article is None or passage is None:
            return ""
        with self._lock:
            try:
                places = self._remembered(cancelled).places
                passages = sum(len(a.passages) for a in self._articles)

                def holding(key: str) -> int:
                    if cancelled():
                        raise Stop
                    return len(places.units("text", key))

                return more_like(article, passage, places.words.same_stem, holding, passages)
            except Stop:
                return ""

    def _remembered(self, cancelled: Cancelled) -> Memory:
        if self._memory is None:
            began = time.perf_counter()
            try:
                self._memory = Memory(self._scan.finish(cancelled), Tables(self._by_serial))
            finally:
                self.opened += time.perf_counter() - began
        return self._memory

    def _answer(self, memory: Memory, text: str, limit: int, order: Order, cancelled: Cancelled) -> Answer:
        began = time.perf_counter()
        search, corrected = Search(memory, query.parse(text), cancelled), None
        meant = None if search.scores else search.corrected()
        if meant is not None:
            second = Search(memory, meant, cancelled)
            if second.scores:
                search, corrected = second, query.show(meant).strip()
        units = search.ranked(order, limit)
        facets = search.facets()
        seconds = time.perf_counter() - began
        hits = tuple(search.hit(unit) for unit in units)
        folded = search.folded(hits)
        unknown = query.unknown(text)
        return Answer(text, len(search.scores), hits, seconds, self.opened, facets, corrected, folded, unknown)
