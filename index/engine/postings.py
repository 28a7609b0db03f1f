"""Where words stand: for each term the slots that hold it, how much it tells there, and at which words.

A *slot* is one passage, or one quotation, of one article. Articles have their slots one after the other, each article a whole
number of eights, so that its slots are whole bytes of a set; the last of them is always free (see `spread`). A *place* is a word in
a slot, as one number: `slot << WORD_BITS | word`. *Impact* is what a term tells about a slot, from 0 to 255 (see `gather`).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Protocol

from index.engine import bits

WORD_BITS = 24
WORD_MASK = (1 << WORD_BITS) - 1
_SLOT = WORD_BITS + 8
"""The lowest bit of the slot in a packed number."""
CHUNK = 1 << 16
"""Slots whose numbers differ in the lower two bytes only."""
NOWHERE = 0xFFFF_FFFF

Cancelled = Callable[[], bool]
"""Whether nobody waits any more for what is being done."""


_NONE = array("I")


class Stop(Exception):  # noqa: N818 - no error: what was asked for is not wanted any more
    """The search was given up."""


class Posting(Protocol):
    """One term in one field of one segment."""

    @property
    def impacts(self) -> bytes | bytearray:
        """What it tells about each slot that holds it, in order."""

    def __len__(self) -> int:
        """How many slots hold the term."""

    def bits(self, size: int) -> int:
        """The slots that hold it, of `size` in all."""

    def mark(self, held: bytearray, at: int) -> None:
        """Set the bits of its slots in bytes of eight slots each, counted from byte `at`: the way for few slots."""

    def ordinals(self, slots: Sequence[int], before: int) -> Sequence[tuple[int, int]]:
        """Those of these slots, ascending, that hold the term, each after its ordinal: which of its slots it is, from 0.

        `before`: so many slots of other segments stand before; they are counted in what is asked and answered.
        """

    def slots(self) -> Sequence[int]:
        """All its slots, ascending."""

    def select(self, ordinals: Iterable[int]) -> list[int]:
        """The slots of these ordinals, ascending."""

    def words(self, ordinal: int) -> list[int]:
        """At which words of that slot it stands, ascending."""

    def places(self, here: Sequence[tuple[int, int]]) -> list[int]:
        """The places of these ordinals and their slots, both ascending."""

    def told(self, here: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The slots of these ordinals and slots, each with its impact."""


class Segment(Protocol):
    """The words of some articles, numbered from 0."""

    articles: int
    """How many there are."""

    keys: Sequence[str]
    """All terms, sorted."""

    spellings: Sequence[str]
    """Words that are found under another spelling, sorted: `harbour`."""

    def starts(self, field: str) -> Sequence[int]:
        """For each article the byte (eight slots) in which its first slot is; at the end where the last one ends."""

    def owners(self, field: str) -> Sequence[int]:
        """For each byte (eight slots) whose it is."""

    def count(self, key: str) -> int:
        """How many passages hold the term."""

    def begun(self, start: str) -> Iterable[tuple[str, int]]:
        """The terms that begin so, with how many passages hold each."""

    def posting(self, field: str, key: str) -> Posting | None:
        """Where the term stands; None where it does not."""

    def languages(self) -> Collection[str]:
        """The languages of its articles whose words have been stemmed."""

    def speaking(self, language: str) -> Collection[int]:
        """The articles in this language."""

    def forms(self, language: str, key: str) -> Collection[str] | None:
        """The terms of that language's articles that have the stem of this one; None where that is not known."""

    def of_stem(self, language: str, stem: str) -> Collection[str]:
        """The terms of that language's articles that have this stem."""

    def passage_of(self) -> Sequence[int]:
        """For each slot of a quotation that of the passage it stands in; one that there is not where it stands in none."""

    def utterances(self) -> Sequence[int]:
        """For each slot of a quotation that of the first stretch of the same utterance."""


class Gathered:
    """A posting while it is being gathered: one number for each slot, since each list more is a place more in memory to wait for."""

    __slots__ = ("again", "further", "packed")

    def __init__(self) -> None:
        self.packed = array("Q")
        """See `packed`."""
        self.again = _NONE
        """Which slots, by their ordinals, hold it once more ..."""
        self.further = _NONE
        """... and at which word."""

    def repeat(self, words: Sequence[int]) -> None:
        """Take the words at which it stands in the slot taken last; the first of them is known."""
        if self.again is _NONE:
            self.again, self.further = array("I"), array("I")
        self.again.extend([len(self.packed) - 1] * (len(words) - 1))
        self.further.extend(words[1:])

    def __len__(self) -> int:
        return len(self.packed)

    @property
    def impacts(self) -> bytes:
        return bytes([one & 0xFF for one in self.packed])

    @property
    def firsts(self) -> array[int]:
        """The first word in each slot."""
        return array("I", [one >> 8 & WORD_MASK for one in self.packed])

    def bits(self, size: int) -> int:
        return bits.of_slots(self.slots(), size)

    def mark(self, held: bytearray, at: int) -> None:
        bits.mark(held, self.slots(), at)

    def ordinals(self, slots: Sequence[int], before: int) -> Sequence[tuple[int, int]]:
        found = []
        held, at, stop = self.packed, 0, len(self.packed)
        for slot in slots:
            here = slot - before
            if here >= 0:
                at = bisect_left(held, here << _SLOT, at, stop)
                if at == stop:
                    break
                if held[at] >> _SLOT == here:
                    found.append((at, slot))
        return found

    def slots(self) -> array[int]:
        return array("I", [one >> _SLOT for one in self.packed])

    def select(self, ordinals: Iterable[int]) -> list[int]:
        return [self.packed[n] >> _SLOT for n in ordinals]

    def words(self, ordinal: int) -> list[int]:
        return [self.packed[ordinal] >> 8 & WORD_MASK, *_further(self, ordinal)]

    def places(self, here: Sequence[tuple[int, int]]) -> list[int]:
        return _places(self, here, [slot << WORD_BITS | self.packed[n] >> 8 & WORD_MASK for n, slot in here])

    def told(self, here: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(slot, self.packed[n] & 0xFF) for n, slot in here]


def packed(slot: int, word: int, impact: int) -> int:
    """A slot, the first word in it and the impact as one number; these numbers ascend as their slots do."""
    return slot << _SLOT | word << 8 | impact


class Dense:
    """Many slots of one chunk, as bits; the same as a sorted array of their lower two bytes (Roaring bitmaps, Lemire 2016)."""

    def __init__(self, held: bytes) -> None:
        """Take bytes of eight slots each."""
        self.held = held

    @cached_property
    def _before(self) -> array[int]:
        """How many slots stand before each block of 256."""
        counts = (bits.of_bytes(self.held[at : at + 32]).bit_count() for at in range(0, len(self.held), 32))
        return array("I", accumulate(counts, initial=0))

    def rank(self, low: int) -> int:
        """How many slots stand before this one; -1 where it is not among them."""
        if low >> 3 >= len(self.held) or not self.held[low >> 3] >> (low & 7) & 1:
            return -1
        block = bits.of_bytes(self.held[low >> 8 << 5 : (low >> 3) + 1])
        return self._before[low >> 8] + (block & (1 << (low & 255)) - 1).bit_count()

    def select(self, ordinals: Iterable[int]) -> list[int]:
        """The slots before which so many others stand."""
        found, at, here = [], -1, [0]
        for ordinal in ordinals:
            block = bisect_right(self._before, ordinal) - 1
            if block != at:
                at, here = block, bits.slots(bits.of_bytes(self.held[block * 32 : block * 32 + 32]))
            found.append(block * 256 + here[ordinal - self._before[block]])
        return found

    def lows(self) -> list[int]:
        """All its slots."""
        return bits.slots(bits.of_bytes(self.held))


class Read:
    """A posting as it is read from bytes: the slots of a chunk by their lower two bytes, or as bits."""

    __slots__ = ("_starts", "again", "chunks", "firsts", "further", "impacts", "parts")

    def __init__(
        self,
        chunks: Sequence[int],
        counts: Iterable[int],
        parts: Sequence[array[int] | Dense],
        impacts: bytes,
        firsts: Sequence[int],
        again: Sequence[int],
        further: Sequence[int],
    ) -> None:
        """Take which chunks there are, how many slots each has, and which."""
        self.chunks, self.parts = chunks, parts
        self._starts = list(accumulate(counts, initial=0))
        self.impacts, self.firsts, self.again, self.further = impacts, firsts, again, further

    def __len__(self) -> int:
        return len(self.impacts)

    def bits(self, size: int) -> int:
        held = bytearray((size + 7) // 8)
        for chunk, part in zip(self.chunks, self.parts, strict=True):
            base = chunk * CHUNK // 8
            if isinstance(part, Dense):
                held[base : base + len(part.held)] = part.held
            elif bits.is_few(len(part), CHUNK):
                bits.mark(held, part, base)
            else:
                room = min(CHUNK, size - chunk * CHUNK)
                held[base : base + room // 8] = bits.as_bytes(bits.of_slots(part, room), room)
        return bits.of_bytes(held)

    def mark(self, held: bytearray, at: int) -> None:
        for chunk, part in zip(self.chunks, self.parts, strict=True):
            bits.mark(held, part.lows() if isinstance(part, Dense) else part, at + chunk * CHUNK // 8)

    def ordinals(self, slots: Sequence[int], before: int) -> Sequence[tuple[int, int]]:
        found = []
        chunk, at, stop, start = -1, 0, 0, 0
        part: array[int] | Dense = _NONE
        for slot in slots:
            here = slot - before
            if here >> 16 != chunk:
                chunk = here >> 16
                n = bisect_left(self.chunks, chunk)
                is_here = n < len(self.chunks) and self.chunks[n] == chunk
                part, start = (self.parts[n], self._starts[n]) if is_here else (_NONE, 0)
                at, stop = 0, 0 if isinstance(part, Dense) else len(part)
            low = here & 0xFFFF
            if isinstance(part, Dense):
                rank = part.rank(low)
                if rank >= 0:
                    found.append((start + rank, slot))
            else:
                at = bisect_left(part, low, at, stop)
                if at < stop and part[at] == low:
                    found.append((start + at, slot))
        return found

    def slots(self) -> Sequence[int]:
        found: list[int] = []
        for chunk, part in zip(self.chunks, self.parts, strict=True):
            base = chunk * CHUNK
            found += [base + low for low in (part.lows() if isinstance(part, Dense) else part)]
        return found

    def select(self, ordinals: Iterable[int]) -> list[int]:
        found: list[int] = []
        wanted = list(ordinals)
        for n, (chunk, part) in enumerate(zip(self.chunks, self.parts, strict=True)):
            start, base = self._starts[n], chunk * CHUNK
            here = wanted[bisect_left(wanted, start) : bisect_left(wanted, self._starts[n + 1])]
            if isinstance(part, Dense):
                found += [base + low for low in part.select(ordinal - start for ordinal in here)]
            else:
                found += [base + part[ordinal - start] for ordinal in here]
        return found

    def words(self, ordinal: int) -> list[int]:
        return [self.firsts[ordinal], *_further(self, ordinal)] if self.again else [self.firsts[ordinal]]

    def places(self, here: Sequence[tuple[int, int]]) -> list[int]:
        firsts = self.firsts
        return _places(self, here, [slot << WORD_BITS | firsts[n] for n, slot in here])

    def told(self, here: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        impacts = self.impacts
        return [(slot, impacts[n]) for n, slot in here]


def _further(posting: Gathered | Read, ordinal: int) -> Sequence[int]:
    first = bisect_left(posting.again, ordinal)
    return posting.further[first : bisect_right(posting.again, ordinal, first)]


class Places(Protocol):
    """The places of terms, all of them or those in some slots."""

    def of(self, field: str, key: str) -> Sequence[int]:
        """The places of a term, ascending."""


def _places(posting: Gathered | Read, here: Sequence[tuple[int, int]], found: list[int]) -> list[int]:
    """To the first place in each slot those where the term stands again."""
    if posting.again:
        repeated = frozenset(posting.again)
        further = [slot << WORD_BITS | word for n, slot in here if n in repeated for word in _further(posting, n)]
        if further:
            return sorted(found + further)
    return found
