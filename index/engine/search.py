"""One query over one pack: which articles answer it, by which passages, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, reduce
from heapq import nlargest, nsmallest
from math import log
from operator import and_, or_
from typing import NamedTuple

from index import fold, query
from index.engine import bits, leaves, ranking
from index.engine.leaves import WHOLE, Leaf, Some, closeness
from index.engine.postings import WORD_BITS, Cancelled, Stop
from index.engine.tables import Scope, Tables, article_of, day_of, newest
from index.engine.terms import Terms
from index.engine.words import Words
from index.model import Order, Span

_CLOSE, _TELLING = 0.11, 0.08
"""What closeness and impact add at most: together less than what a word counts for more in one form than in another,
so that more words come first."""
_SPOKEN = 10.0
"""What a quotation by whom `who:` names adds; one that also holds some of the words adds 1 more."""
_SLACK = 2
"""So many tenths of weight nearness and impact may make up for."""
_TENTHS = 10
"""Weights are added up for all passages at once in tenths."""
_LEVEL = 150
"""So many passages of equal weight, those in which the words tell most, are told apart by how close these stand."""
_FULL = 2000
"""So many where they hold all words."""
_ALIKE = 1500
"""Of more passages in which the words tell the same, the newest are told apart."""
_SHARP = 80
"""So many words of one leaf, the most telling ones, are looked at for the passages in which they tell most."""


class Found(NamedTuple):
    """What a part of a query holds for."""

    articles: int
    """All slots of the passages of these articles."""
    leaves: tuple[Leaf, ...] = ()
    """The words that are wanted in the text."""
    said: tuple[int, ...] = ()
    """Quotations that hold what was to be said, for each `said:`."""
    spoken: tuple[int, ...] = ()
    """Quotations by who was to speak, for each `who:`."""


class Held(NamedTuple):
    """Where a leaf is found."""

    weights: Sequence[tuple[float, int]]
    """What it counts for, and the passages it counts so much in; no passage twice."""
    passages: int
    """All of them."""
    articles: int
    """All slots of the articles that they are in."""
    rare: float
    """How much it tells that a passage holds it: the logarithm of how few articles do."""


class Memory:
    """What one searcher remembers from query to query: typing goes on where it was."""

    def __init__(self, terms: Terms, tables: Tables) -> None:
        self.terms = terms
        self.tables = tables
        self.leaves: dict[tuple[str, query.Tree, int], Leaf] = {}
        self.held: dict[tuple[Leaf, Scope | None], Held] = {}
        self.names: dict[Leaf, list[int]] = {}
        self.words: dict[tuple[str, Span], tuple[list[fold.Word], dict[str, list[int]]]] = {}

    def trim(self) -> None:
        """Forget what is old, before a query that will need more."""
        room = 64_000_000 // max(1, self.terms.size("text") // 8)
        if len(self.held) > min(400, room) or len(self.leaves) > 2000:
            self.leaves.clear()
            self.held.clear()
            self.names.clear()
        if len(self.words) > 1000:
            self.words.clear()


class Search:
    """One query. A passage or a quotation is told by its slot."""

    def __init__(self, memory: Memory, tree: query.Tree, cancelled: Cancelled, left_out: int = 0) -> None:
        """Take the slots of the passages that are no answer, too."""
        memory.trim()
        self.memory = memory
        self.terms, self.tables = memory.terms, memory.tables
        self.tree = tree
        self.cancelled = cancelled
        self.scope = _scope(tree)
        self._prefixes = max(1, sum(isinstance(one, query.Prefix) for one in query.leaves(tree)))
        """How many leaves share the words that `pref*` may stand for."""
        self._excluded = frozenset(_excluded(tree))
        self.found = Found(0) if tree == query.NOTHING else self._find(tree)
        self._parts = list(self._weighed())
        found = self._answering()
        self.is_found = found != 0
        """Whether there is such a passage at all, though it be one that is left out."""
        self.passages = bits.without(found, left_out)
        """The passages that answer."""

    @property
    def total(self) -> int:
        """How many passages answer."""
        return self.passages.bit_count()

    # Which articles

    def _find(self, tree: query.Tree) -> Found:
        match tree:
            case query.And(items):
                items = tuple(dict.fromkeys(items))
                voices = [i for i in items if _voice(i)]
                found = [self._find(i) for i in items if not _voice(i)]
                if voices:
                    found.append(self._voiced(voices))
                return _both(reduce(and_, (f.articles for f in found)), found)
            case query.Or(items):
                found = [self._find(i) for i in items]
                return _both(reduce(or_, (f.articles for f in found)), found)
            case query.Not(item):
                return Found(bits.without(self._all, self._find(item).articles))
            case query.Range(low, high):
                within = (slots for day, slots in self.tables.days.items() if _within(day, low, high))
                return Found(reduce(or_, within, 0))
            case query.All() | query.Field("only", _):
                return Found(self._all)
            case query.Field(name, item):
                return self._voiced([tree]) if _voice(tree) else Found(self._named(name, item))
        wanted = self.leaf("said" if self.scope == "quotes" else "text", tree)
        return Found(self._held(wanted).articles, (wanted,))

    @property
    def _all(self) -> int:
        return self.terms.alive("text")

    def _named(self, name: str, tree: query.Tree) -> int:
        """Articles whose headline, author, source or language fits, as all their slots."""
        match tree:
            case query.And(items):
                return reduce(and_, (self._named(name, i) for i in items))
            case query.Or(items):
                return reduce(or_, (self._named(name, i) for i in items))
            case query.Not(item):
                return bits.without(self._all, self._named(name, item))
            case query.All():
                return self._all
        if name == "lang":
            return self._written(tree)
        return self.terms.slots("text", {article_of(place) for place in self.places(self.leaf(name, tree))})

    def _written(self, tree: query.Tree) -> int:
        """Articles in the language that a leaf names by its code; in all that begin so while it is being typed."""
        match tree:
            case query.Term(word, live) | query.Phrase((word,), live):
                begun = live
            case query.Prefix(word):
                begun = True
            case _:
                return 0
        written = self.tables.languages.items()
        return reduce(or_, (slots for code, slots in written if code == word or (begun and code.startswith(word))), 0)

    def _voiced(self, fields: Sequence[query.Tree]) -> Found:
        """Where one utterance fits all of these `said:` and `who:`."""
        utterances = self.terms.utterances
        fits: list[set[int]] = []
        said = 0
        for one in fields:
            quotes, is_said = self._uttered(one)
            fits.append({utterances[q] for q in bits.slots(quotes)})
            said |= quotes if is_said else 0
        together = set.intersection(*fits)
        kept = [q for q in bits.slots(said or self.terms.quotations) if utterances[q] in together]
        quotes = bits.of_slots(kept, self.terms.size("said"))
        articles = self.terms.articles_of("text").of(self.terms.passages(quotes))
        return Found(articles, said=(quotes,)) if said else Found(articles, spoken=(quotes,))

    def _uttered(self, tree: query.Tree) -> tuple[int, bool]:
        """The quotations that `said:` and `who:` fit, and whether some words were to be said."""
        match tree:
            case query.Or(items):
                several = [self._uttered(i) for i in items]
                return reduce(or_, (quotes for quotes, _ in several)), any(is_said for _, is_said in several)
            case query.Field(name, item):
                return self._quotes(name, item), name == "said"
        raise ValueError(f"no quotation is told by {tree}")

    def _quotes(self, name: str, tree: query.Tree) -> int:
        """Quotations whose words, or whose speaker's name, fit; an utterance counts as one."""
        match tree:
            case query.And(items):
                utterances = self.terms.utterances
                each = [bits.slots(self._quotes(name, i)) for i in items]
                together = set.intersection(*({utterances[q] for q in quotes} for quotes in each))
                fitting = sorted({q for quotes in each for q in quotes if utterances[q] in together})
                return bits.of_slots(fitting, self.terms.size("said"))
            case query.Or(items):
                return reduce(or_, (self._quotes(name, i) for i in items))
            case query.Not(item):
                return bits.without(self.terms.quotations, self._quotes(name, item))
            case query.All():
                return self.terms.quotations
        wanted = self.leaf(name, tree)
        if name == "said":
            found = reduce(or_, (slots for _, slots in wanted.held(self.terms)), 0)
        else:
            found = bits.of_slots([place >> WORD_BITS for place in self.places(wanted)], self.terms.size("said"))
        return found & self.terms.quotations

    # Leaves, and what they count for

    def leaf(self, name: str, tree: query.Tree) -> Leaf:
        """What a leaf of the query looks for in a field; raises `Stop` once nobody waits for it."""
        if self.cancelled():
            raise Stop
        of_several = 0 if tree in self._excluded else self._prefixes  # what is excluded is excluded wholly
        kept = self.memory.leaves.get((name, tree, of_several))
        if kept is None:
            made = leaves.leaf(name, tree, self.words(name), of_several)
            kept = self.memory.leaves[name, tree, of_several] = made
        return kept

    def words(self, name: str) -> Words:
        """The words of a field."""
        return self.terms.words if name in ("text", "said") else self.tables.names(name).words

    def places(self, wanted: Leaf) -> list[int]:
        """The places of a leaf in names."""
        kept = self.memory.names.get(wanted)
        if kept is None:
            kept = self.memory.names[wanted] = wanted.places(self.tables.names(wanted.field))
        return kept

    def _held(self, wanted: Leaf) -> Held:
        """Where a leaf is found, in the scope of the query."""
        kept = self.memory.held.get((wanted, self.scope))
        if kept is None:
            weights, taken = [], 0
            for weight, slots in wanted.held(self.terms):
                if wanted.field == "said":
                    slots = self.terms.passages(slots)
                elif self.scope == "headlines":
                    slots &= self.tables.headlines
                slots = bits.without(slots, taken)
                taken |= slots
                weights.append((weight, slots))
            articles = self.terms.articles_of("text")
            inside = articles.of(taken)
            rare = log(1 + (1 + len(self.tables.articles)) / (1 + articles.count(inside)))
            kept = Held(weights, taken, inside, rare)
            self.memory.held[wanted, self.scope] = kept
        return kept

    # Which passages

    @cached_property
    def _leaves(self) -> Sequence[Leaf]:
        return tuple(dict.fromkeys(self.found.leaves))

    def _weighed(self) -> Iterator[tuple[float, int]]:
        """What each thing that was found counts for, with the passages it counts for."""
        worded = 0
        for wanted in self._leaves:
            for weight, slots in self._held(wanted).weights:
                slots &= self.found.articles
                worded |= slots
                yield weight, slots
        for quotes in self.found.said:
            slots = self.terms.passages(quotes) & self.found.articles
            worded |= slots
            yield WHOLE, slots
        if not self.found.spoken:
            return
        elsewhere = bits.without(self.found.articles, self.terms.articles_of("text").of(worded))
        for quotes in self.found.spoken:
            spoken = self.terms.passages(quotes) & self.found.articles & (worded | elsewhere)
            yield _SPOKEN, spoken
            yield 1.0, spoken & self._holding(quotes)

    def _holding(self, quotes: int) -> int:
        """Passages of those quotations that themselves hold some of the words."""
        found = 0
        for wanted in self.found.leaves:
            said = Leaf("said", wanted.typed, wanted.single, wanted.foreign, wanted.rows, wanted.near)
            for _, slots in said.held(self.terms):
                found |= slots
        return self.terms.passages(found & quotes)

    def _answering(self) -> int:
        """The passages that were found, and of articles that only a filter found one each."""
        found = reduce(or_, (slots for _, slots in self._parts), 0)
        left = bits.without(self.found.articles, self.terms.articles_of("text").of(found))
        return found | left & self.tables.firsts(self.scope) if left else found

    # How good each is

    def ranked(self, order: Order, limit: int) -> list[int]:
        """The passages in order, at most `limit` of them, all for 0.

        Where all else is equal, the newest first; of one day, as in the pack, headlines last.
        """
        most = limit or max(1, self.total)
        if order == "source":
            found = self._first_of_all(most)
            self.scores = self._scored(sorted(found))
            return found
        newer, passages = self._newest(self.passages, most) if order == "date" else (0, self.passages)
        found = sorted(bits.slots(newer) + self._candidates(passages, most - newer.bit_count()))
        self.scores = scores = self._scored(found)
        if order == "date":
            return sorted(found, key=lambda s: (self._age(s), -scores[s], *self._place(s)))[:most]
        least = min(nlargest(most, scores.values()), default=0.0)
        found = [slot for slot in found if scores[slot] >= least]
        if len({scores[slot] for slot in found}) == len(found):
            return sorted(found, key=scores.__getitem__, reverse=True)
        return sorted(found, key=lambda s: (-scores[s], self._age(s), *self._place(s)))[:most]

    def _newest(self, among: int, most: int) -> tuple[int, int]:
        """Passages of the newest days, fewer than are wanted; and those of the next day, with which there are enough.

        Those without a date come last, as if of one day.
        """
        newer = 0
        for day in (*self.tables.by_age, self.tables.undated):
            here = among & day
            if newer.bit_count() + here.bit_count() >= most:
                return newer, here
            newer |= here
        return newer, 0

    def _first_of_all(self, most: int) -> list[int]:
        """The first passages in the order of the pack."""
        if self.tables.is_in_order:
            room = 1024
            while room < self.terms.size("text") and (self.passages & (1 << room) - 1).bit_count() < most:
                room *= 4
            return bits.slots(self.passages & (1 << room) - 1)[:most]
        order, owner = self.tables.order, self.terms.owner
        return nsmallest(most, bits.slots(self.passages), key=lambda s: (order[owner("text", s)], s))

    def _age(self, slot: int) -> tuple[int, ...]:
        return newest(day_of(self.tables.article(slot)) or "")

    def _place(self, slot: int) -> tuple[int, bool, int]:
        number = self.terms.owner("text", slot)
        n = slot - self.terms.first("text", number)
        return self.tables.order[number], self.tables.articles[number].passages[n].n == 0, n

    def _candidates(self, among: int, most: int) -> list[int]:
        """Passages among which are the best of these: all with a higher weight than the last of them, and of those equal to
        it the ones in which the words tell most. Where they hold all words, also those that nearness may put before it.
        """
        if among.bit_count() <= most:
            return bits.slots(among)
        digits = ranking.added((round(weight * _TENTHS), slots) for weight, slots in self._parts)
        sure, equal = ranking.best(digits, among, most)
        level = most
        if len(self._leaves) > 1:
            level = max(_LEVEL, 2 * most)
            if equal & self._full == equal:
                last = ranking.value(digits, (equal & -equal).bit_length() - 1)
                equal |= ranking.at_least(digits, self._full & among, max(0, last - _SLACK))
                level = max(_FULL, 4 * most)
        if equal.bit_count() > level:
            equal = self._sharpest(equal, level, most)
        if equal.bit_count() > max(_ALIKE, level):
            newer, day = self._newest(equal, level)
            equal = newer | bits.of_slots(bits.slots(day)[:level], self.terms.size("text"))
        return bits.slots(sure | equal)

    @cached_property
    def _full(self) -> int:
        """The passages that hold all words."""
        return reduce(and_, (self._held(wanted).passages for wanted in self._leaves))

    def _sharpest(self, equal: int, level: int, most: int) -> int:
        """Those passages in which some word tells most."""
        if self.scope != "quotes":
            while level < equal.bit_count():
                sharp = 0
                for wanted in self._leaves:
                    sharp |= self.terms.sharpest("text", wanted.telling[:_SHARP], level)
                if (sharp & equal).bit_count() >= most:
                    return sharp & equal
                level *= 8
        return equal

    def _scored(self, slots: Sequence[int]) -> dict[int, float]:
        """The scores of passages: what is found there, how much it tells, and how close it stands."""
        size = self.terms.size("text")
        scores = dict.fromkeys(slots, 0.0)
        for weight, held in self._parts:
            for slot in bits.among(slots, held, size):
                scores[slot] += weight
        if not self._leaves or self.scope == "quotes":
            return scores
        some = Some(self.terms, slots)
        for wanted, share in zip(self._leaves, self._shares(), strict=True):
            each = _TELLING * share / 255
            for slot, impact in wanted.impacts(some).items():
                scores[slot] += each * impact
        if len(self._leaves) > 1:
            standing = [wanted.standing(some) for wanted in self._leaves]
            for slot in scores:
                scores[slot] += _CLOSE * closeness([words[slot] for words in standing if slot in words])
        return scores

    def _shares(self) -> list[float]:
        """How much each leaf tells of all that they tell together: the rarer, the more."""
        rare = [self._held(wanted).rare for wanted in self._leaves]
        return [one / sum(rare) for one in rare]


def _excluded(tree: query.Tree) -> Iterator[query.Tree]:
    """The leaves under a negation."""
    match tree:
        case query.And(items) | query.Or(items):
            for item in items:
                yield from _excluded(item)
        case query.Field(_, item):
            yield from _excluded(item)
        case query.Not(item):
            yield from query.leaves(item)


def _both(articles: int, parts_: Sequence[Found]) -> Found:
    """The parts together, for these articles."""
    return Found(
        articles,
        tuple(x for p in parts_ for x in p.leaves),
        tuple(x for p in parts_ for x in p.said),
        tuple(x for p in parts_ for x in p.spoken),
    )


def _voice(tree: query.Tree) -> bool:
    if isinstance(tree, query.Or):
        return all(map(_voice, tree.items))
    return isinstance(tree, query.Field) and tree.name in ("said", "who")


def _scope(tree: query.Tree) -> Scope | None:
    """Where `only:` tells to look, also while its word is being typed; None is everywhere."""
    for item in tree.items if isinstance(tree, query.And) else (tree,):
        match item:
            case query.Field("only", query.Term(word) | query.Prefix(word)):
                for scope in ("quotes", "headlines"):
                    if scope.startswith(word):
                        return "quotes" if scope == "quotes" else "headlines"
    return None


def _within(date: str, low: str | None, high: str | None) -> bool:
    """Whether a date, as far as it is known, lies wholly in the range."""
    first, last = date + "0000-01-01"[len(date) :], date + "9999-12-31"[len(date) :]
    return bool(date) and (low is None or first >= low) and (high is None or last[: len(high)] <= high)
