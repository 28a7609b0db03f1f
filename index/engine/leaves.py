"""What a leaf of a query looks for, and what it counts for where it is found."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from functools import cached_property
from itertools import chain, pairwise

from index import query, wording
from index.engine import bits
from index.engine.postings import WORD_BITS, WORD_MASK, Places, Posting
from index.engine.terms import Terms
from index.engine.words import Words, parts

WHOLE, NEAR, BEGUN = 1.0, 0.8, 0.7
"""What a word of the query counts for in a passage: as it is, with one letter changed, only begun."""
FORM = 0.9
"""Another form of the word: behind the word itself."""

_LIVE = (64, 12_000)
"""A word that is being typed stands for so many words, and some so many passages: as many as a frequent word has."""
_PREFIX = (1024, 60_000)
"""The same for `pref*`; several in one query share them."""
_ALL = (1 << 40, 1 << 40)
"""The same where none may be missed: in names, and where what begins so is excluded."""
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

    def possible(self, field: str, terms: Terms) -> int:
        """The slots that hold all its words, in whatever order."""
        reached = [terms.alive(field), *([0] * self.size)]
        for at, steps in enumerate(self.steps):
            for size, step in steps:
                if reached[at]:
                    reached[at + size] |= reached[at] & terms.holding(field, step)
        return reached[self.size]

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


@dataclass(eq=False)
class Leaf:
    """One thing that a query looks for in one field: any of some words, a row of words, or words near each other."""

    field: str
    typed: tuple[str, ...]
    """Its words as typed, folded."""
    single: dict[str, float] = filled(default_factory=dict)
    """Keys, with what each counts for."""
    foreign: dict[str, frozenset[str]] = filled(default_factory=dict)
    """Keys that are forms of the word in the articles of these languages, and there count for as much as one."""
    rows: tuple[Row, ...] = ()
    near: tuple[frozenset[str], int] | None = None
    """Keys, and how many other words may stand between them."""
    more: bool = False
    """Whether more words begin so than are looked for."""

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The keys by whose impact its slots are told apart."""
        if self.single or self.foreign:
            return (*self.single, *(key for key in self.foreign if key not in self.single))
        inside = {
            key: None for row in self.rows for steps in row.steps for size, step in steps if size == 1 for key in step
        }
        return (*inside, *(sorted(self.near[0]) if self.near else ()))

    def places(self, places: Places, language: str | None = None) -> list[int]:
        """All places that it is found at, ascending; `language` is that of the article, None for any."""
        meant = [key for key, spoken in self.foreign.items() if language is None or language in spoken]
        found = {place for key in (*self.single, *meant) for place in places.of(self.field, key)}
        return sorted(found.union(self._stretches(places)))

    def standing(self, some: Some) -> Mapping[int, Sequence[int]]:
        """Those of the slots that it is found in, each with the words it stands at, in no order."""
        found: dict[int, list[int]] = {}
        for key in (*self.single, *self.foreign):
            for posting, here in some.among(self.field, key):
                for place in posting.places(here):
                    found.setdefault(place >> WORD_BITS, []).append(place & WORD_MASK)
        for place in self._stretches(some) if self.rows or self.near else ():
            found.setdefault(place >> WORD_BITS, []).append(place & WORD_MASK)
        return found

    def impacts(self, some: Some) -> Mapping[int, int]:
        """What it tells in those of the slots that hold it: of several words the one that tells most."""
        found: dict[int, int] = {}
        for key in self.telling:
            for posting, here in some.among(self.field, key):
                for slot, impact in posting.told(here):
                    if impact > found.get(slot, 0):
                        found[slot] = impact
        return found

    def held(self, terms: Terms) -> list[tuple[float, int]]:
        """What it counts for, highest first, and the slots it counts so much in; no slot twice."""
        by_weight: dict[float, list[str]] = {FORM: []} if self.foreign else {}
        for key, weight in self.single.items():
            by_weight.setdefault(weight, []).append(key)
        taken = self._in_rows(terms)
        found = [(WHOLE, taken)] if taken else []
        for weight in sorted(by_weight, reverse=True):
            slots = terms.holding(self.field, by_weight[weight])
            if weight == FORM:
                slots |= self._spoken(terms)
            found.append((weight, bits.without(slots, taken)))
            taken |= slots
        return found

    def _spoken(self, terms: Terms) -> int:
        """The slots that hold a form of some languages, in articles in these languages."""
        by_languages: dict[frozenset[str], list[str]] = {}
        for key, languages in self.foreign.items():
            by_languages.setdefault(languages, []).append(key)
        found = 0
        for languages, same in by_languages.items():
            found |= terms.holding(self.field, same) & terms.speaking(self.field, languages)
        return found

    def _in_rows(self, terms: Terms) -> int:
        """The slots that hold its rows, or its words near each other."""
        found = 0
        for row in self.rows:
            found |= self._confirmed(row.possible(self.field, terms), terms)
        if self.near is not None:
            possible = terms.alive(self.field)
            for key in self.near[0]:
                possible &= terms.holding(self.field, [key])
            found |= self._confirmed(possible, terms)
        return found

    def _confirmed(self, possible: int, terms: Terms) -> int:
        """Those of the slots in which its words stand as they should."""
        here = self._stretches(Some(terms, bits.slots(possible))) if possible else ()
        return bits.of_slots([place >> WORD_BITS for place in here], terms.size(self.field))

    def _stretches(self, places: Places) -> set[int]:
        found = {
            place
            for row in self.rows
            for start, stop in row.find(places, self.field)
            for place in range(start, stop + 1)
        }
        return found | _close(places, self.field, *self.near) if self.near else found


class Some:
    """Terms in some slots, each looked up once."""

    def __init__(self, terms: Terms, slots: Sequence[int]) -> None:
        """Take the slots, ascending."""
        self._terms, self._slots = terms, slots
        self._found: dict[tuple[str, str], list[tuple[Posting, Sequence[tuple[int, int]]]]] = {}
        self._places: dict[tuple[str, str], list[int]] = {}

    def among(self, field: str, key: str) -> list[tuple[Posting, Sequence[tuple[int, int]]]]:
        """The postings of a term, with the ordinals of those of the slots that they have."""
        kept = self._found.get((field, key))
        if kept is None:
            kept = self._found[field, key] = self._terms.among(field, key, self._slots)
        return kept

    def of(self, field: str, key: str) -> Sequence[int]:
        """The places of a term, ascending."""
        kept = self._places.get((field, key))
        if kept is None:
            found = self.among(field, key)
            kept = self._places[field, key] = [place for posting, here in found for place in posting.places(here)]
        return kept


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


def closeness(found: Sequence[Sequence[int]]) -> float:
    """How close things stand in a passage: 1 side by side, towards 0 far apart; 0 for one alone.

    `found`: the words at which each of them stands there.
    """
    count = len(found)
    if count < 2:
        return 0.0
    if sum(map(len, found)) == count:
        alone = [words[0] for words in found]
        return count / max(max(alone) - min(alone) + 1, count)
    merged = sorted((word, n) for n, words in enumerate(found) for word in words)
    last: dict[int, int] = {}
    best = merged[-1][0] - merged[0][0]
    for word, n in merged:
        last[n] = word
        if len(last) == count:
            best = min(best, word - min(last.values()))
    return count / max(best + 1, count)


# From the query to its leaves


def leaf(name: str, tree: query.Tree, words: Words, of_several: int = 1) -> Leaf:
    """What a leaf of the tree looks for in the field `name`, whose words are `words`.

    `of_several`: with how many leaves like it it shares the words that are looked for at most; 0 where none may be missed.
    """
    match tree:
        case query.Term(word, live):
            return _term(name, word, words, live)
        case query.Prefix(word):
            most, passages = _PREFIX if of_several and name not in _NAMES else _ALL
            of_several = max(1, of_several)
            single, rows, more = _begun(word, words, max(16, most // of_several), passages // of_several)
            return Leaf(name, (word,), dict.fromkeys(single, WHOLE), rows=rows, more=more)
        case query.Fuzzy(word):
            found = _term(name, word, words, live=False)
            if len(parts(word)) == 1:
                found.single = dict.fromkeys(words.neighbours(wording.key(word)), NEAR) | found.single
            return found
        case query.Phrase(typed, live):
            split = [(p, joins or n == 0) for word in typed for n, (p, joins) in enumerate(parts(word))]
            last, more = words.beginning(split[-1][0], *_LIVE) if live else ((), False)
            together = (*typed, *(f"{a} {b}" for a, b in pairwise(typed)))
            return Leaf(name, together, rows=(_row(split, last),), more=more)
        case query.Near(typed, slop):
            wholes = ([whole] if (whole := _whole(word)) else map(wording.key, dict(parts(word))) for word in typed)
            return Leaf(name, typed, near=(frozenset(chain.from_iterable(wholes)), slop))
    return Leaf(name, ())


def _term(name: str, word: str, words: Words, live: bool) -> Leaf:
    split = parts(word)
    found = Leaf(name, (word,))
    if live:
        single, found.rows, found.more = _begun(word, words, *(_ALL if name in _NAMES else _LIVE))
        found.single.update(dict.fromkeys(single, BEGUN))
    whole = _whole(word)
    if whole and name not in _NAMES:
        owner = {wording.key(split[0][0])} if len(split) == 2 and split[1][0] == "s" else set()
        for form, languages in (pair for key in {whole} | owner for pair in words.same_stem(key).items()):
            if languages == words.languages:
                found.single[form] = FORM
            else:
                found.foreign[form] = languages | found.foreign.get(form, languages)
        found.single.update(dict.fromkeys(owner, FORM))
    if whole:
        found.single[whole] = WHOLE
    if len(split) > 1:
        found.rows = (_row(split), *found.rows)
    return found


def _begun(word: str, words: Words, most: int, places: int) -> tuple[tuple[str, ...], tuple[Row, ...], bool]:
    """The keys that begin as `word` does, the rows whose last part does, where it has several; and whether there are more."""
    split = parts(word)
    whole = "".join(part for part, _ in split) if _whole(word) else ""
    single, more = words.beginning(whole, most, places) if whole else ((), False)
    if len(split) < 2 or word.endswith(("'s", "'t")):  # `russia's` is whole: its s begins no other word
        return single, (), more
    last, others = words.beginning(split[-1][0], most, places)
    return single, (_row(split, last),), more or others


def _whole(word: str) -> str:
    """The key of a word written together; empty where marks stand in it that never go, as in `4.2`."""
    split = parts(word)
    return wording.key("".join(part for part, _ in split)) if all(joins for _, joins in split[1:]) else ""


def _row(split: Sequence[tuple[str, bool]], last: Iterable[str] = ()) -> Row:
    """These parts side by side, at most so many as a query has words; `last` are more keys for the last one."""
    split = split[: query.MOST_LEAVES]
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
