"""The terms of all segments together: which slots and articles hold them, and at which words."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import compress
from operator import methodcaller

from index.engine import bits
from index.engine.postings import NOWHERE, Posting, Segment
from index.engine.spread import Articles
from index.engine.words import Words

_KEPT_BYTES = 64_000_000
"""Sets of slots that are kept between queries, in bytes."""
_KEPT_SLOTS = 4_000_000
"""Postings that are kept between queries, in slots."""
_FEW = 4
"""Where so many times more slots are asked for than a posting has, those it has are gone through."""


class Terms:
    """Segments one after the other, without the articles that are gone.

    Articles and slots are numbered through: those of a segment follow those of the segment before.
    """

    def __init__(self, segments: Sequence[Segment], gone: Collection[int] = ()) -> None:
        """Take the segments, and the numbers of articles that are not found any more."""
        self.segments = segments
        self.words = Words(segments)
        self._gone = gone
        self._first: list[int] = []
        """The number of the first article of each segment."""
        self._base: dict[str, list[int]] = {"text": [], "said": []}
        """The first byte (eight slots) of each segment."""
        self.articles = 0
        """How many there are, those that are gone too."""
        self._bytes = {"text": 0, "said": 0}
        for segment in segments:
            self._first.append(self.articles)
            self.articles += segment.articles
            for field, base in self._base.items():
                base.append(self._bytes[field])
                self._bytes[field] += segment.starts(field)[-1]
        self._postings: dict[tuple[str, str], list[tuple[int, Posting]]] = {}
        self._held_slots = 0
        self._sets: dict[tuple[str, str], int] = {}
        self._articles: dict[str, Articles] = {}
        self._alive: dict[str, int] = {}

    # Slots and articles

    def size(self, field: str) -> int:
        """How many slots there are."""
        return self._bytes[field] * 8

    def _joined(
        self, column: Callable[[Segment], Sequence[int]], bases: Iterable[int], start: int = 0
    ) -> Sequence[int]:
        """A column of all segments, those of each from `start` on, its numbers counted from where the segment begins."""
        if len(self.segments) == 1:
            return column(self.segments[0])
        joined = array("I", [0] * start)
        for segment, base in zip(self.segments, bases, strict=True):
            joined.extend([base + number for number in column(segment)[start:]])
        return joined

    @cached_property
    def _starts(self) -> Mapping[str, Sequence[int]]:
        return {field: self._joined(methodcaller("starts", field), base, 1) for field, base in self._base.items()}

    @cached_property
    def _owners(self) -> Mapping[str, Sequence[int]]:
        return {field: self._joined(methodcaller("owners", field), self._first) for field in self._base}

    def first(self, field: str, article: int) -> int:
        """The first slot of an article."""
        return self._starts[field][article] * 8

    def owner(self, field: str, slot: int) -> int:
        """Whose article a slot is."""
        return self._owners[field][slot >> 3]

    def counted(self, found: int) -> dict[int, int]:
        """How many passages of each article are in a set, for those that have any, in the order of their numbers."""
        owners, held = self._owners["text"], bits.as_bytes(found, self.size("text"))
        counts: dict[int, int] = {}
        for owner, n in zip(compress(owners, held), filter(None, held.translate(bits.COUNTED)), strict=True):
            counts[owner] = counts.get(owner, 0) + n
        return counts

    def articles_of(self, field: str) -> Articles:
        """The slots of a field, article by article."""
        kept = self._articles.get(field)
        if kept is None:
            kept = self._articles[field] = Articles(self._starts[field])
        return kept

    def slots(self, field: str, articles: Iterable[int]) -> int:
        """The slots of these articles."""
        starts = self._starts[field]
        filled = bits.filled(((starts[n], starts[n + 1]) for n in articles), self.size(field))
        return filled & self.articles_of(field).all

    def alive(self, field: str) -> int:
        """The slots of the articles that are not gone."""
        kept = self._alive.get(field)
        if kept is None:
            articles = self.articles_of(field)
            kept = bits.without(articles.all, self.slots(field, self._gone)) if self._gone else articles.all
            self._alive[field] = kept
        return kept

    def speaking(self, field: str, languages: Iterable[str]) -> int:
        """The slots of the articles in these languages."""
        spoken = {
            first + article
            for segment, first in zip(self.segments, self._first, strict=True)
            for language in languages
            for article in segment.speaking(language)
        }
        return self.slots(field, spoken)

    # Quotations

    @cached_property
    def passage_of(self) -> Sequence[int]:
        """For each slot of a quotation the slot of the passage it stands in, or `NOWHERE`."""
        if len(self.segments) == 1:
            return self.segments[0].passage_of()
        joined = array("I")
        for segment, base in zip(self.segments, self._base["text"], strict=True):
            widest = max(segment.starts("text")[-1] * 8, 1)
            joined.extend([base * 8 + slot if slot < widest else NOWHERE for slot in segment.passage_of()])
        return joined

    @cached_property
    def utterances(self) -> Sequence[int]:
        """For each slot of a quotation that of the first stretch of the same utterance."""
        return self._joined(methodcaller("utterances"), (base * 8 for base in self._base["said"]))

    @cached_property
    def quotations(self) -> int:
        """The slots of all quotations in passages, of articles that are not gone."""
        nowhere = max(self.size("text"), 1)
        known = [n for n, passage in enumerate(self.passage_of) if passage < nowhere]
        found = bits.of_slots(known, self.size("said"))
        return found & self.alive("said")

    def passages(self, quotations: int) -> int:
        """The passages that hold these quotations."""
        of = self.passage_of
        return bits.of_slots([of[slot] for slot in bits.slots(quotations & self.quotations)], self.size("text"))

    # Terms

    def postings(self, field: str, key: str) -> list[tuple[int, Posting]]:
        """The postings of a term, each with the byte (eight slots) at which its segment begins."""
        kept = self._postings.get((field, key))
        if kept is None:
            found = zip(self._base[field], (s.posting(field, key) for s in self.segments), strict=True)
            kept = [(base, posting) for base, posting in found if posting is not None]
            if self._held_slots > _KEPT_SLOTS:
                self._postings.clear()
                self._held_slots = 0
            self._held_slots += 10 + sum(len(posting) for _, posting in kept)
            self._postings[field, key] = kept
        return kept

    def holding(self, field: str, keys: Collection[str]) -> int:
        """The slots that hold any of these terms."""
        found, held = 0, None
        size = self.size(field)
        for key in keys:
            kept = self._sets.get((field, key))
            if kept is not None:
                found |= kept
                continue
            postings = self.postings(field, key)
            if len(keys) > 1 and bits.is_few(sum(len(p) for _, p in postings), size):
                held = held or bytearray(size // 8)
                for base, posting in postings:
                    posting.mark(held, base)
            else:
                found |= self._set(field, key, postings)
        if held is not None:
            found |= bits.of_bytes(held)
        return found & self.alive(field) if self._gone else found

    def _set(self, field: str, key: str, postings: Sequence[tuple[int, Posting]]) -> int:
        found = 0
        for base, posting in postings:
            found |= posting.bits(self.size(field) - base * 8) << base * 8
        if (len(self._sets) + 1) * (self.size(field) // 8) > _KEPT_BYTES:
            self._sets.clear()
        self._sets[field, key] = found
        return found

    def among(self, field: str, key: str, slots: Sequence[int]) -> list[tuple[Posting, Sequence[tuple[int, int]]]]:
        """The postings of a term, with the ordinals of those of the slots, ascending, that they have."""
        found: list[tuple[Posting, Sequence[tuple[int, int]]]] = []
        for base, posting in self.postings(field, key):
            shift = base * 8
            if len(slots) < len(posting) * _FEW:
                found.append((posting, posting.ordinals(slots, shift)))
            else:
                wanted = frozenset(slots)
                known = enumerate(posting.slots())
                found.append((posting, [(n, slot + shift) for n, slot in known if slot + shift in wanted]))
        return found

    def sharpest(self, field: str, keys: Iterable[str], most: int) -> int:
        """The slots in which one of the terms tells most, some `most` of them: all in which one tells as much as in the last."""
        found = 0
        postings = [(base, p, bytes(p.impacts)) for key in keys for base, p in self.postings(field, key)]
        least, taken = 256, 0
        while taken < most and least:
            least -= 1
            taken += sum(impacts.count(least) for _, _, impacts in postings)
        for base, posting, impacts in postings:
            slots = posting.select(compress(range(len(impacts)), impacts.translate(_FROM[least])))
            found |= bits.of_slots(slots, self.size(field) - base * 8) << base * 8
        return found


_FROM = [bytes(int(n >= least) for n in range(256)) for least in range(257)]
"""For `bytes.translate`: which impacts are at least so much."""
