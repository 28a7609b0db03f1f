"""Where words stand: for each term the slots that hold it, how much it tells there, and at which words.

A *slot* is one passage, or one quotation, of one article. Articles have their slots one after the other, each article a whole
number of eights, so that its slots are whole bytes of a set; the last of them is always free (see `articles`). A *place* is a word in a slot, as one number:
`slot << WORD_BITS | word`. *Impact* is what a term tells about a slot (`impact`), from 0 to 255.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Protocol

from index.engine import bits

WORD_BITS = 24
WORD_MASK = (1 << WORD_BITS) - 1
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

    def words(self, ordinal: int) -> list[int]:
        """At which words of that slot it stands, ascending."""


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

    def of_stem(self, language: str, stem: str) -> Collection[str]:
        """The terms of that language's articles that have this stem."""

    def passage_of(self) -> Sequence[int]:
        """For each slot of a quotation the slot of the passage it stands in, or `NOWHERE`."""

    def utterances(self) -> Sequence[int]:
        """For each slot of a quotation that of the first stretch of the same utterance."""


class Gathered:
    """A posting while it is being gathered."""

    __slots__ = ("again", "firsts", "further", "held", "impacts")

    def __init__(self) -> None:
        self.held = array("I")
        self.impacts = bytearray()
        self.firsts = array("I")
        """The first word in each slot."""
        self.again = _NONE
        """Which slots, by their ordinals, hold it once more ..."""
        self.further = _NONE
        """... and at which word."""

    def repeat(self, words: Sequence[int]) -> None:
        """Take the words at which it stands in the slot taken last; the first of them is known."""
        if self.again is _NONE:
            self.again, self.further = array("I"), array("I")
        self.again.extend([len(self.held) - 1] * (len(words) - 1))
        self.further.extend(words[1:])

    def __len__(self) -> int:
        return len(self.held)

    def bits(self, size: int) -> int:
        return bits.of_slots(self.held, size)

    def mark(self, held: bytearray, at: int) -> None:
        bits.mark(held, self.held, at)

    def ordinals(self, slots: Sequence[int], before: int) -> Sequence[tuple[int, int]]:
        found = []
        held, at, stop = self.held, 0, len(self.held)
        for slot in slots:
            here = slot - before
            if here >= 0:
                at = bisect_left(held, here, at, stop)
                if at == stop:
                    break
                if held[at] == here:
                    found.append((at, slot))
        return found

    def slots(self) -> Sequence[int]:
        return self.held

    def words(self, ordinal: int) -> list[int]:
        return [self.firsts[ordinal], *_further(self, ordinal)]


class Read:
    """A posting as it is read from bytes: the slots of a chunk by their lower two bytes."""

    __slots__ = ("again", "chunks", "firsts", "further", "impacts", "lows", "starts")

    def __init__(
        self,
        chunks: Sequence[int],
        starts: Sequence[int],
        lows: Sequence[int],
        impacts: bytes,
        firsts: Sequence[int],
        again: Sequence[int],
        further: Sequence[int],
    ) -> None:
        """Take which chunks there are, and from which ordinal to which their slots go (one more than there are chunks)."""
        self.chunks, self.starts, self.lows = chunks, starts, lows
        self.impacts, self.firsts, self.again, self.further = impacts, firsts, again, further

    def __len__(self) -> int:
        return len(self.lows)

    def bits(self, size: int) -> int:
        if bits.is_few(len(self), size):
            held = bytearray((size + 7) // 8)
            self.mark(held, 0)
            return bits.of_bytes(held)
        digits = bytearray(b"0") * size
        for chunk, lows in self._by_chunk():
            bits.write(digits, lows, chunk * CHUNK)
        return bits.of_digits(digits)

    def mark(self, held: bytearray, at: int) -> None:
        for chunk, lows in self._by_chunk():
            bits.mark(held, lows, at + chunk * CHUNK // 8)

    def _by_chunk(self) -> Iterator[tuple[int, Sequence[int]]]:
        for n, chunk in enumerate(self.chunks):
            yield chunk, self.lows[self.starts[n] : self.starts[n + 1]]

    def ordinals(self, slots: Sequence[int], before: int) -> Sequence[tuple[int, int]]:
        found = []
        lows, chunk = self.lows, -1
        at = stop = 0
        for slot in slots:
            here = slot - before
            if here >> 16 != chunk:
                chunk = here >> 16
                n = bisect_left(self.chunks, chunk)
                is_here = n < len(self.chunks) and self.chunks[n] == chunk
                at, stop = (self.starts[n], self.starts[n + 1]) if is_here else (0, 0)
            low = here & 0xFFFF
            at = bisect_left(lows, low, at, stop)
            if at < stop and lows[at] == low:
                found.append((at, slot))
        return found

    def slots(self) -> Sequence[int]:
        return [chunk * CHUNK + low for chunk, lows in self._by_chunk() for low in lows]

    def words(self, ordinal: int) -> list[int]:
        return [self.firsts[ordinal], *_further(self, ordinal)]


def _further(posting: Gathered | Read, ordinal: int) -> Sequence[int]:
    first = bisect_left(posting.again, ordinal)
    return posting.further[first : bisect_right(posting.again, ordinal, first)]


class Places(Protocol):
    """The places of terms, all of them or those in some slots."""

    def of(self, field: str, key: str) -> Sequence[int]:
        """The places of a term, ascending."""
