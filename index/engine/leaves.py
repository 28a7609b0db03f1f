"""What a leaf of a query looks for, and what it counts for where it is found."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from itertools import pairwise

from index import query, wording
from index.engine.postings import WORD_BITS, Places, units_of
from index.engine.words import Words, keys, parts

WHOLE, NEAR, BEGUN = 1.0, 0.8, 0.7
"""What a word of the query counts for in a passage: in any of its forms, with one letter changed, only begun."""
FORM = 0.999
"""Another form of the word: told from the word itself only where all else is equal."""

_LIVE = (48, 8_000)
"""A word that is being typed stands for so many words, and some so many places: no more than a frequent word has."""
_PREFIX = (128, 50_000)
"""The same for `pref*`."""
_TOGETHER = 4
"""So many parts of a phrase may be one word in the text: `second-in-command`."""
_NAMES = ("by", "in", "who")
"""Fields of names, which have no other forms."""


@dataclass(frozen=True, slots=True)
class Row:
    """Words side by side. A step goes over one part, or over several that are one word in the text."""

    size: int
    """In parts."""
    steps: tuple[tuple[tuple[int, frozenset[str]], ...], ...]
    """For each part where a step begins: how many parts it takes, and the keys it takes them by."""

    def find(self, places: Places, name: str) -> list[tuple[int, int]]:
        """First and last place of each stretch."""
        ends: list[dict[int, int]] = [{} for _ in range(self.size + 1)]
        for at, steps in enumerate(self.steps):
            for size, step in steps:
                for key in step:
                    here = places.of(name, key)
                    if at == 0:
                        ends[size].update(zip(here, here, strict=True))
                    else:
                        _advance(ends[at], here, ends[at + size])
        return [(start, end) for end, start in ends[self.size].items()]


def _advance(before: Mapping[int, int], here: Sequence[int], after: dict[int, int]) -> None:
    """From stretches by their ends to those that are longer by a word, one of the places `here`."""
    if len(before) * 8 > len(here):
        after.update((place, before[place - 1]) for place in here if place - 1 in before)
        return
    for end, start in before.items():
        n = bisect_left(here, end + 1)
        if n < len(here) and here[n] == end + 1:
            after[end + 1] = start


@dataclass(eq=False, slots=True)
class Leaf:
    """One thing that a query looks for in one field: any of some words, a row of words, or words near each other."""

    field: str
    typed: tuple[str, ...]
    """Its words as typed, folded."""
    single: dict[str, float] = filled(default_factory=dict)
    """Keys, with what each counts for."""
    rows: tuple[Row, ...] = ()
    near: tuple[frozenset[str], int] | None = None
    """Keys, and how many other words may stand between them."""

    def places(self, places: Places) -> list[int]:
        """All places that it is found at, ascending."""
        found = {place for key in self.single for place in places.of(self.field, key)}
        return sorted(found.union(self._stretches(places)))

    def units(self, places: Places) -> tuple[dict[int, float], Mapping[int, int]]:
        """The units it is found in: what it counts for in each, and how often it stands there."""
        weights: dict[int, float] = {}
        often: Mapping[int, int] = {}
        for key, weight in sorted(self.single.items(), key=lambda kw: kw[1]):
            units = places.units(self.field, key)
            weights.update(dict.fromkeys(units, weight))
            often = _added(often, units)
        stretches = self._stretches(places)
        if stretches:
            units = units_of(stretches)
            weights.update(dict.fromkeys(units, WHOLE))
            often = _added(often, units)
        return weights, often

    def _stretches(self, places: Places) -> set[int]:
        found = {
            place
            for row in self.rows
            for start, stop in row.find(places, self.field)
            for place in range(start, stop + 1)
        }
        return found | _close(places, self.field, *self.near) if self.near else found


def _added(a: Mapping[int, int], b: Mapping[int, int]) -> Mapping[int, int]:
    if not a:
        return b
    total = dict(a)
    for unit, n in b.items():
        total[unit] = total.get(unit, 0) + n
    return total


def _close(places: Places, name: str, wanted: frozenset[str], slop: int) -> set[int]:
    """The places of words that stand with all the others within `slop` further words."""
    here = [places.of(name, key) for key in wanted]
    units = set.intersection(*({place >> WORD_BITS for place in one} for one in here))
    merged = sorted((place, n) for n, one in enumerate(here) for place in one if place >> WORD_BITS in units)
    found: set[int] = set()
    start, inside = 0, Counter[int]()
    for stop, (place, n) in enumerate(merged):
        inside[n] += 1
        while place - merged[start][0] >= len(wanted) + slop:
            inside[merged[start][1]] -= 1
            start += 1
        if all(inside[k] for k in range(len(here))):
            found.update(p for p, _ in merged[max(start, stop - len(wanted) - slop) : stop + 1])
    return found


def closeness(unit: int, found: Iterable[Sequence[int]]) -> float:
    """How close the things found stand in a unit: 1 side by side, towards 0 far apart; 0 for one alone.

    `found`: the places of each, ascending, in all units.
    """
    low, high = unit << WORD_BITS, (unit + 1) << WORD_BITS
    here = []
    for places in found:
        first = bisect_left(places, low)
        inside = places[first : bisect_left(places, high, first)]
        if inside:
            here.append(inside)
    if len(here) < 2:
        return 0.0
    merged = sorted((place, n) for n, one in enumerate(here) for place in one)
    inside_of, missing, start, best = [0] * len(here), len(here), 0, high - low
    for place, n in merged:
        missing -= inside_of[n] == 0
        inside_of[n] += 1
        while not missing:
            best = min(best, place - merged[start][0])
            left = merged[start][1]
            inside_of[left] -= 1
            missing += inside_of[left] == 0
            start += 1
    return len(here) / max(best + 1, len(here))


# From the query to its leaves


def leaf(name: str, tree: query.Tree, words: Words) -> Leaf:
    """What a leaf of the tree looks for in the field `name`, whose words are `words`."""
    match tree:
        case query.Term(word, live):
            return _term(name, word, words, live)
        case query.Prefix(word):
            single, rows = _begun(word, words, *_PREFIX)
            return Leaf(name, (word,), dict.fromkeys(single, WHOLE), rows)
        case query.Fuzzy(word):
            found = _term(name, word, words, live=False)
            if len(parts(word)) == 1:
                found.single = dict.fromkeys(words.neighbours(wording.key(word)), NEAR) | found.single
            return found
        case query.Phrase(typed, live):
            split = [(p, joins or n == 0) for word in typed for n, (p, joins) in enumerate(parts(word))]
            more = words.beginning(split[-1][0], *_LIVE) if live else ()
            return Leaf(name, (*typed, *(f"{a} {b}" for a, b in pairwise(typed))), rows=(_row(split, more),))
        case query.Near(typed, slop):
            return Leaf(name, typed, near=(frozenset(keys(word)[0] for word in typed), slop))
    return Leaf(name, ())


def _term(name: str, word: str, words: Words, live: bool) -> Leaf:
    split = parts(word)
    found = Leaf(name, (word,))
    if live:
        single, found.rows = _begun(word, words, *_LIVE)
        found.single.update(dict.fromkeys(single, BEGUN))
    whole = _whole(word)
    if whole and name not in _NAMES:
        owner = {wording.key(split[0][0])} if len(split) == 2 and split[1][0] == "s" else set()
        forms = {form for key in {whole} | owner for form in words.same_stem(key)}
        found.single.update(dict.fromkeys(forms, FORM))
    if whole:
        found.single[whole] = WHOLE
    if len(split) > 1:
        found.rows = (_row(split), *found.rows)
    return found


def _begun(word: str, words: Words, most: int, places: int) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The keys that begin as `word` does, and the rows whose last part does, where it has several."""
    split = parts(word)
    whole = "".join(part for part, _ in split) if _whole(word) else ""
    single = words.beginning(whole, most, places) if whole else ()
    ended = len(split) < 2 or word.endswith(("'s", "'t"))  # `russia's` is whole: its s begins no other word
    return single, () if ended else (_row(split, words.beginning(split[-1][0], most, places)),)


def _whole(word: str) -> str:
    """The key of a word written together; empty where marks stand in it that never go, as in `4.2`."""
    split = parts(word)
    return wording.key("".join(part for part, _ in split)) if all(joins for _, joins in split[1:]) else ""


def _row(split: Sequence[tuple[str, bool]], last: Iterable[str] = ()) -> Row:
    """These parts side by side; `last` are more keys for the last one."""
    steps = []
    for at in range(len(split)):
        begun, whole = [], ""
        for size, (part, joins) in enumerate(split[at : at + _TOGETHER], 1):
            if size > 1 and not joins:
                break
            whole += part
            more = last if size == 1 and at + 1 == len(split) else ()
            begun.append((size, frozenset([wording.key(whole), *more])))
        steps.append(tuple(begun))
    return Row(len(split), tuple(steps))
