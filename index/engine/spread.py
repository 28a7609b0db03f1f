"""From passages to the articles they are in, for all articles at once.

Each article has whole bytes of a set of slots, and the last slot of it is free. With a one in that slot, and a one taken away from
the article's first, the one stays where it is exactly if any other of its slots is set: the borrow does not get through. So one
subtraction of two large integers tells of all articles which have a slot in a set, and a second one fills them.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.engine import bits


class Articles:
    """The slots of articles, one article after the other."""

    def __init__(self, starts: Sequence[int]) -> None:
        """Take the byte (eight slots) at which each article begins, and where the last one ends."""
        size = starts[-1]
        firsts, lasts = bytearray(size), bytearray(size)
        by_width: dict[int, bytearray] = {}
        before = 0
        for start in starts[1:]:
            firsts[before] = 1
            lasts[start - 1] = 0x80
            width = start - before
            if width not in by_width:
                by_width[width] = bytearray(size)
            by_width[width][start - 1] = 0x80
            before = start
        self.firsts = bits.of_bytes(firsts)
        """The first slot of each article."""
        self._lasts = bits.of_bytes(lasts)
        self._by_width = [(width * 8 - 1, bits.of_bytes(held)) for width, held in by_width.items()]
        self.all = self._lasts - self.firsts
        """All slots but the free ones."""

    def of(self, found: int) -> int:
        """All slots of the articles that have any in a set."""
        having = ((found | self._lasts) - self.firsts) & self._lasts
        filled = 0
        for slots, lasts in self._by_width:
            here = having & lasts
            filled |= here - (here >> slots)
        return filled

    def count(self, filled: int) -> int:
        """How many articles these slots are of, which are all slots of them."""
        return (filled & self.firsts).bit_count()
