"""Which pieces of a pack hold the words of a quotation: by an index of their words, else by one pass over their texts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, reduce
from operator import and_, or_

from index import fold
from index.engine import bits
from index.engine.held import best
from index.engine.words import keys, parts
from index.verify.glyphs import UNPARTED

Place = tuple[int, int]
"""The place of an article in the pack, and the rank of one of its pieces, both from 0."""


class Postings:
    """What a `PassageIndex` tells, of any pieces: each text is gone through once for all words that are looked for by then."""

    def __init__(self, places: Sequence[Place], text: Callable[[Place], str]) -> None:
        """Take the places of the pieces, in the order of the pack, and what gives the text at each."""
        self._places, self._text = places, text
        self._sets: dict[str, int] = {}

    @cached_property
    def _of_article(self) -> Mapping[int, Sequence[int]]:
        """The slots of the pieces of each article."""
        found: dict[int, list[int]] = {}
        for slot, (article, _) in enumerate(self._places):
            found.setdefault(article, []).append(slot)
        return found

    def learn(self, wanted: Iterable[str]) -> None:
        """Find where these words are: one pass for those that are not known yet."""
        new = set(wanted) - self._sets.keys()
        if not new:
            return
        found: dict[str, list[int]] = {key: [] for key in new}
        seen: set[str] = set()
        told: dict[str, list[str]] = {}  # of the words seen, those that are looked for
        for slot, place in enumerate(self._places):
            forms = set(fold.hyphened_forms(self._text(place)))
            for form in forms - seen:
                if held := [key for key in keys(form) if key in new]:
                    told[form] = held
            seen |= forms
            for key in {key for form in forms & told.keys() for key in told[form]}:
                found[key].append(slot)
        for key, slots in found.items():
            self._sets[key] = bits.of_slots(slots, len(self._places))

    def counts(self, keys: Collection[str]) -> dict[str, int]:
        self.learn(keys)
        return {key: self._sets[key].bit_count() for key in keys}

    def holding(self, keys: Collection[str]) -> list[Place]:
        self.learn(keys)
        return [self._places[slot] for slot in bits.slots(reduce(and_, (self._sets[key] for key in keys)))]

    def likest(self, weights: Mapping[str, int], most: int, among: Collection[int] | None) -> list[tuple[int, Place]]:
        self.learn(weights)
        sets = [(weight, self._sets[key]) for key, weight in weights.items()]
        within = reduce(or_, (found for _, found in sets), 0)
        if among is not None:
            mine = sorted(slot for place in set(among) for slot in self._of_article.get(place, ()))
            within &= bits.of_slots(mine, len(self._places))
        return best(sets, within, most, self._places.__getitem__)


def words_within(text: str) -> list[str]:
    """The words, as an index has them, that each passage with this text in it holds, wherever in the passage it stands.

    `text` begins and ends where words do. Those that tell little by themselves (the s and t behind an apostrophe) are not
    among them, nor a first or last one that may stand within letters without a blank.
    """
    found = [part for form in fold.hyphened_forms(text) for part, _ in parts(form)]
    if found and UNPARTED.match(text[0]):
        del found[0]
    if found and UNPARTED.match(text[-1]):
        del found[-1]
    return list(dict.fromkeys(keys(part)[0] for part in found if part not in ("s", "t")))
