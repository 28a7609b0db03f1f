"""Which passages hold some words, for who looks at their letters himself. A passage is told by its article's place and its rank there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import reduce
from operator import and_, or_

from index.engine import bits, ranking
from index.engine.tables import Tables
from index.engine.terms import Terms

Passage = tuple[int, int]
"""The place of an article in the pack, and the rank of a passage among those of the article, both from 0."""


class Held:
    """The passages of all articles of a search, by the words they hold; words are `engine.words.keys`."""

    def __init__(self, terms: Terms, tables: Tables) -> None:
        """Take articles of which each is at its place in the pack."""
        self._terms, self._tables = terms, tables

    def _set(self, key: str) -> int:
        return self._terms.holding("text", (key,))

    def _passage(self, slot: int) -> Passage:
        number = self._terms.owner("text", slot)
        return self._tables.order[number], slot - self._terms.first("text", number)

    def counts(self, keys: Iterable[str]) -> dict[str, int]:
        """How many passages hold each word."""
        return {key: self._set(key).bit_count() for key in keys}

    def holding(self, keys: Collection[str]) -> list[Passage]:
        """The passages that hold all of these words, of which there is at least one, in the order of the pack."""
        return sorted(map(self._passage, bits.slots(reduce(and_, map(self._set, keys)))))

    def likest(self, weights: Mapping[str, int], most: int, among: Iterable[int] | None) -> list[tuple[int, Passage]]:
        """The passages with the highest sums of the weights of the words they hold, at most so many, each with its sum.

        Of equal ones the first of the pack. `among`: only those of the articles at these places.
        """
        sets = [(weight, self._set(key)) for key, weight in weights.items()]
        within = reduce(or_, (found for _, found in sets), 0)
        if among is not None:
            numbers = self._tables.numbers
            within &= self._terms.slots("text", (numbers[place] for place in among))
        return best(sets, within, most, self._passage)


def best(
    sets: Iterable[tuple[int, int]], within: int, most: int, passage: Callable[[int], Passage]
) -> list[tuple[int, Passage]]:
    """Of the slots `within` a set the `most` with the highest sums of weights, each sum with the passage of the slot."""
    digits = ranking.added(sets)
    sure, equal = ranking.best(digits, within, most)
    chosen = bits.slots(sure)
    level = sorted((passage(slot), slot) for slot in bits.slots(equal))[: most - len(chosen)]
    chosen += [slot for _, slot in level]
    return sorted(((ranking.value(digits, slot), passage(slot)) for slot in chosen), key=lambda one: (-one[0], one[1]))
