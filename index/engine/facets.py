"""How the passages that answer a query spread over sources, publishers, speakers, languages and dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from operator import itemgetter

from index.engine import bits
from index.engine.tables import Tables
from index.engine.terms import Terms


class Facets(Mapping[str, Mapping[str, int]]):
    """Each kind with its values and their count of passages, the most frequent first; counted when it is first looked at."""

    def __init__(self, terms: Terms, tables: Tables, passages: int) -> None:
        """Take the passages that answer."""
        self._terms, self._tables, self._passages = terms, tables, passages
        self._kinds: Mapping[str, Callable[[], Mapping[str, int]]] = {
            "source": self._sources,
            "publisher": lambda: self._spread(tables.publishers),
            "speaker": self._speakers,
            "language": lambda: self._spread(tables.languages),
            "date": lambda: self._spread(tables.days),
        }
        self._counted: dict[str, Mapping[str, int]] = {}

    def __getitem__(self, kind: str) -> Mapping[str, int]:
        if kind not in self._counted:
            self._counted[kind] = self._kinds[kind]()
        return self._counted[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def _sources(self) -> dict[str, int]:
        counts, tables = self._terms.counted(self._passages), self._tables
        in_order = counts if tables.is_in_order else sorted(counts, key=tables.order.__getitem__)
        numbers = sorted(in_order, key=counts.__getitem__, reverse=True)
        paths = map(tables.paths.__getitem__, numbers)
        return dict(zip(paths, map(counts.__getitem__, numbers), strict=True))

    def _speakers(self) -> dict[str, int]:
        speakers = map(self._tables.speaking.__getitem__, bits.slots(self._passages & self._tables.spoken))
        return _most(Counter(chain.from_iterable(speakers)))

    def _spread(self, groups: Mapping[str, int]) -> dict[str, int]:
        return _most({name: n for name, slots in groups.items() if (n := (slots & self._passages).bit_count())})


def _most(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(sorted(counts.items()), key=itemgetter(1), reverse=True))
