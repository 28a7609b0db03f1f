"""The words of a pack, kept in a Whoosh index, and the passages that answer a query. Nobody else knows Whoosh.

    words     the words of a text, and the list of all words of a pack
    bits      sets of slots (passages or quotations) as large integers
    postings  what is known of a word in each slot, and of the articles of a segment
    spread    from passages to the articles they are in
    gather    articles taken apart into postings, in memory
    segment   the same as files
    codec     what Whoosh needs to read them
    seal      the key by which an index is known to be ours
    shelf     the index on the disk: segments, and the manifest that vouches for them
    terms     the postings of all segments together
    leaves    what a leaf of the query looks for
    tables    what is known of the articles beside their words
    ranking   the best of many slots, found without looking at each
    search    one query: which passages, in which order
    shown     the passages with their marks
    facets    how they spread over sources, speakers and so on
    meant     the nearest spelling of what finds nothing
    held      which passages hold some words
    likeness  the words of a passage that find others like it
    reference a query in Whoosh's own terms, which tests hold ours against

What a query asks of passages is asked of all at once; only the best some hundred are looked at one by one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from index import query
from index.engine import meant as meaning
from index.engine.facets import Facets
from index.engine.gather import Gathering
from index.engine.held import Held, Passage
from index.engine.likeness import more_like
from index.engine.postings import Cancelled, Stop
from index.engine.search import Memory, Search
from index.engine.shelf import Busy, Opened, build, fresh, open_index, open_shelf, remove
from index.engine.shown import Shown
from index.engine.tables import Tables
from index.engine.terms import Terms
from index.model import Answer, Article, Order

__all__ = ["Busy", "Searcher", "build", "fresh", "open_index", "remove"]

logger = logging.getLogger(__name__)
Answered = TypeVar("Answered")


class Searcher:
    """Answers queries over a pack's articles: from the index in `folder`, and from the text of those that are not in it.

    Both ways give the same answers. An index that cannot be vouched for is not opened. It may be used from several
    threads, which wait for each other.

    Args:
        articles: Those that are searched.
        folder: Where the index is kept; None for nowhere.
        read: The same articles as they were when they were indexed, where some of them stand otherwise by now.
        after: An earlier one, which is not asked any more; what it has gone through need not be gone through again.
    """

    def __init__(
        self,
        articles: Iterable[Article],
        folder: Path | None,
        read: Sequence[Article] = (),
        after: Searcher | None = None,
    ) -> None:
        began = time.perf_counter()
        self.opened = 0.0
        """Seconds it took to check and open the index."""
        self._articles = tuple(articles)
        self._read = read or self._articles
        self._lock = threading.Lock()
        self._shelf: Opened | None = None
        if folder is not None:
            try:
                self._shelf = open_shelf(folder, self._read)
                self._begin()
                if not self._left:
                    self._remembered(lambda: False, None).terms.alive("text")
            except Exception as error:  # whatever is wrong with what is only a cache, the search goes on without it
                logger.info("searching without an index: %s: %s", type(error).__name__, error)
                self._let_go()
        if self._shelf is None:
            self._begin()
        if after is not None and self._left:
            self._take_over(after)
        self.opened = time.perf_counter() - began

    def _begin(self) -> None:
        """Share the articles out: those that the index has, and those whose text is to be gone through."""
        shelf = self._shelf
        self._memory: Memory | None = None
        self._gathering = Gathering()
        self._indexed: Mapping[int, int] = {}
        """The places of the articles, by the numbers they have in the index."""
        self._gone: set[int] = set()
        self._checked: set[int] = set()
        self._first = 0
        """The number of the first article whose text is gone through."""
        if shelf is not None:
            self._first = sum(one.articles for one in shelf.segments)
            anew = frozenset[int]()
            if self._read is not self._articles:
                otherwise = [a.passages != b.passages for a, b in zip(self._articles, self._read, strict=True)]
                anew = frozenset(n for n, place in shelf.articles.items() if otherwise[place])
            self._gone = {*shelf.gone, *anew}
            self._indexed = (
                {n: place for n, place in shelf.articles.items() if n not in anew} if anew else shelf.articles
            )
        self._left: list[int] = []
        """The places of those whose text is gone through."""
        if len(self._indexed) < len(self._articles):
            there = set(self._indexed.values())
            self._left = [place for place in range(len(self._articles)) if place not in there]

    def _take_over(self, after: Searcher) -> None:
        """Begin with what another searcher has gone through, where all of it is still to be gone through."""
        with after._lock:
            gathered = [after._articles[place].fingerprint for place in after._left[: after._gathering.articles]]
            places = {self._articles[place].fingerprint: place for place in self._left} if gathered else {}
            if gathered and places.keys() >= set(gathered):
                self._gathering, after._gathering = after._gathering, Gathering()
                after._memory = None
                self._left = [places.pop(one) for one in gathered] + list(places.values())

    @property
    def indexed(self) -> bool:
        """Whether the index has all articles, but those that stand otherwise by now."""
        shelf = self._shelf
        return shelf is not None and len(shelf.articles) == len(self._articles)

    def close(self) -> None:
        """Let go of the index."""
        with self._lock:
            if self._shelf is not None:
                self._shelf.close()

    def _let_go(self) -> None:
        """Go on without the index."""
        if self._shelf is not None:
            self._shelf.close()
            self._shelf = None

    def ask(
        self,
        text: str,
        limit: int = 20,
        order: Order = "relevance",
        cancelled: Cancelled = lambda: False,
        patience: float | None = None,
        without: tuple[str, int] | None = None,
    ) -> Answer:
        """The passages that answer `text`, best first, at most `limit` of them, all for 0.

        `order`: `relevance`, `date` (newest first, undated last) or `source` (as in the pack).
        Once `cancelled` says so, the search is given up, and the answer is empty.
        `patience`: so many seconds are given to the text of articles that are not indexed; then the answer is of those that
        have been gone through, and tells how many. None: until all of them have.
        `without`: a passage, by its source and number, that is neither listed nor counted.
        """

        def answer() -> Answer:
            return self._answer(self._remembered(cancelled, patience), text, limit, order, cancelled, without)

        with self._lock:
            try:
                return self._safely(answer)
            except Stop:
                return Answer(text, 0, (), opened=self.opened)

    def _safely(self, answer: Callable[[], Answered]) -> Answered:
        """What comes of it, without the index where that fails."""
        try:
            return answer()
        except Stop:
            raise
        except Exception as error:  # as when it is opened; without an index it would be a fault of ours
            if self._shelf is None:
                raise
            logger.warning("searching without the index: %s: %s", type(error).__name__, error)
            self._let_go()
            self._begin()
            return answer()

    def counts(self, keys: Collection[str]) -> dict[str, int]:
        """How many passages hold each of these words (`words.keys`)."""
        with self._lock:
            return self._safely(lambda: self._held().counts(keys))

    def holding(self, keys: Collection[str]) -> list[Passage]:
        """The passages that hold all of these words, of which there is at least one, in the order of the pack."""

        def answer() -> list[Passage]:
            found = self._held().holding(keys)
            self._vouch({place for place, _ in found})
            return found

        with self._lock:
            return self._safely(answer)

    def likest(self, weights: Mapping[str, int], most: int, among: Collection[int] | None) -> list[tuple[int, Passage]]:
        """The passages with the highest sums of the weights of the words they hold, at most so many, each with its sum.

        Of equal ones the first of the pack. `among`: only those of the articles at these places.
        """

        def answer() -> list[tuple[int, Passage]]:
            found = self._held().likest(weights, most, among)
            self._vouch({place for _, (place, _) in found})
            return found

        with self._lock:
            return self._safely(answer)

    def _held(self) -> Held:
        memory = self._remembered(lambda: False, None)
        return Held(memory.terms, memory.tables)

    def _vouch(self, places: Collection[int]) -> None:
        """Whether the articles at these places are still what was indexed; raises ValueError if not."""
        if places and self._memory is not None:
            self._check(self._memory.tables.numbers[place] for place in places)

    def like(self, path: str, n: int, cancelled: Cancelled = lambda: False, patience: float | None = None) -> str:
        """The query for passages like passage `n` of a source; empty where no word tells anything, or there is none such.

        `cancelled` and `patience` are as in `ask`: what words tell is counted in the articles gone through.
        """
        article = next((a for a in self._articles if a.path == path), None)
        passage = article.by_number.get(n) if article is not None else None
        if article is None or passage is None:
            return ""
        with self._lock:
            try:
                words = self._remembered(cancelled, patience).terms.words
            except Stop:
                return ""
        passages = sum(len(a.passages) for a in self._articles)
        return more_like(article, passage, words.same_stem, words.count, passages)

    def _remembered(self, cancelled: Cancelled, patience: float | None) -> Memory:
        began = time.perf_counter()
        grown = self._memory is None
        while self._gathering.articles < len(self._left):
            self._gathering.add(self._articles[self._left[self._gathering.articles]])
            grown = True
            if patience is not None and time.perf_counter() - began > patience:
                break
            if cancelled():
                self._memory = None
                raise Stop
        if grown or self._memory is None:
            segments = [*(self._shelf.segments if self._shelf else ()), *([self._gathering] if self._left else ())]
            terms = Terms(segments, self._gone)
            gathered = {self._first + n: place for n, place in enumerate(self._left[: self._gathering.articles])}
            places = dict(self._indexed) | gathered
            if list(places.values()) != sorted(places.values()):
                places = dict(sorted(places.items(), key=itemgetter(1)))  # in the order of the pack
            articles = map(self._articles.__getitem__, places.values())
            self._memory = Memory(terms, Tables(terms, dict(zip(places, articles, strict=True))))
            self.opened += time.perf_counter() - began
        return self._memory

    def _answer(
        self,
        memory: Memory,
        text: str,
        limit: int,
        order: Order,
        cancelled: Cancelled,
        without: tuple[str, int] | None,
    ) -> Answer:
        began = time.perf_counter()
        gone_through = len(self._indexed) + self._gathering.articles
        searched = gone_through if gone_through < len(self._articles) else None
        left_out = memory.tables.slot_of(*without) if without is not None else 0
        search, corrected = Search(memory, query.parse(text), cancelled, left_out), None
        meant = None if search.is_found or searched is not None else meaning.corrected(search)
        if meant is not None:
            second = Search(memory, meant, cancelled, left_out)
            if second.passages:
                search, corrected = second, query.show(meant).strip()
        slots = search.ranked(order, limit)
        self._check(memory.terms.owner("text", slot) for slot in slots)
        seconds = time.perf_counter() - began
        shown = Shown(search)
        hits = tuple(shown.hit(slot) for slot in slots)
        folded = shown.folded()
        unknown = query.unknown(text)
        facets = Facets(search.terms, search.tables, search.passages) if searched is None else None
        return Answer(
            text,
            search.total,
            hits,
            seconds,
            self.opened,
            facets,
            corrected,
            folded,
            unknown,
            shown.at_least,
            searched,
        )

    def _check(self, numbers: Iterable[int]) -> None:
        """Whether these articles are still what was indexed, each looked at once; raises ValueError if not."""
        for number in set(numbers) - self._checked:
            if self._shelf is not None and number in self._indexed:
                if self._read[self._indexed[number]].fingerprint != self._shelf.fingerprint(number):
                    raise ValueError("an article is not what was indexed")
                self._checked.add(number)
