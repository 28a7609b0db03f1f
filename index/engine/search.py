"""One query over one pack: which articles answer it, by which passages, in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nlargest, nsmallest
from math import log
from operator import itemgetter
from typing import Literal, NamedTuple

from index import fold, query, wording
from index.engine.leaves import WHOLE, Leaf, closeness, leaf
from index.engine.postings import ARTICLE_BITS, UNIT_BITS, UNIT_MASK, WORD_BITS, Cancelled, Places, Scanned, Stop
from index.engine.tables import Tables
from index.engine.words import Token, keys, parts, tokens
from index.model import Hit, Order, Span

Scope = Literal["quotes", "headlines"]

_CLOSE, _RARE = 0.15, 0.04
"""What closeness and rarity add at most: less than a word counts for, so that more words come first."""
_SPOKEN = 10.0
"""What a quotation by whom `who:` names adds; one that also holds some of the words adds 1 more."""
_MEASURED = 1000
"""So many passages, the best by the words they hold, are told apart by how close these stand."""
_MENDED = 8
"""Words of a query that are put right at most."""


class Found(NamedTuple):
    """What a part of a query holds for."""

    articles: set[int]
    leaves: tuple[Leaf, ...] = ()
    """The words that are wanted in the text."""
    said: tuple[frozenset[int], ...] = ()
    """Quotations that hold what was to be said, for each `said:`."""
    spoken: tuple[frozenset[int], ...] = ()
    """Quotations by who was to speak, for each `who:`."""


class Memory:
    """What one searcher remembers from query to query: typing goes on where it was."""

    def __init__(self, places: Places, tables: Tables) -> None:
        self.places = places
        self.tables = tables
        self.leaves: dict[tuple[str, query.Tree], Leaf] = {}
        self.scores: dict[tuple[Leaf, Scope | None], tuple[dict[int, float], set[int]]] = {}
        self.stretches: dict[Leaf, list[int]] = {}
        self.tokens: dict[tuple[int, Span], tuple[list[Token], list[tuple[str, int]]]] = {}

    def trim(self) -> None:
        """Forget what is old, before a query that will need more."""
        if len(self.scores) > 400 or len(self.leaves) > 2000:
            self.leaves.clear()
            self.scores.clear()
            self.stretches.clear()
        if len(self.tokens) > 1000:
            self.tokens.clear()


class Search:
    """One query. Everything it says is of units: an article's number with that of a passage or quotation."""

    def __init__(self, memory: Memory, tree: query.Tree, cancelled: Cancelled) -> None:
        memory.trim()
        self.memory = memory
        self.places, self.tables = memory.places, memory.tables
        self.tree = tree
        self.cancelled = cancelled
        self.scope = _scope(tree)
        self.found = Found(set()) if tree == query.NOTHING else self._find(tree)
        self.scores = self._scores()
        """Each passage that answers, with its score."""

    # Which articles

    def _find(self, tree: query.Tree) -> Found:
        match tree:
            case query.And(items):
                voices = [i for i in items if _voice(i)]
                found = [self._find(i) for i in items if not _voice(i)]
                if voices:
                    found.append(self._voiced(voices))
                return _both(set.intersection(*(f.articles for f in found)), found)
            case query.Or(items):
                found = [self._find(i) for i in items]
                return _both(set().union(*(f.articles for f in found)), found)
            case query.Not(item):
                return Found(self.tables.articles.keys() - self._find(item).articles)
            case query.Range(low, high):
                return Found({s for s in self.tables.articles if _within(self.tables.dates.get(s, ""), low, high)})
            case query.All() | query.Field("only", _):
                return Found(set(self.tables.articles))
            case query.Field(name, item):
                return self._voiced([tree]) if _voice(tree) else Found(self._named(name, item))
        wanted = self._leaf("said" if self.scope == "quotes" else "text", tree)
        return Found(self._weighed(wanted)[1], (wanted,))

    def _named(self, name: str, tree: query.Tree) -> set[int]:
        """Articles whose headline, author, source or language fits."""
        match tree:
            case query.And(items):
                return set.intersection(*(self._named(name, i) for i in items))
            case query.Or(items):
                return set().union(*(self._named(name, i) for i in items))
            case query.Not(item):
                return self.tables.articles.keys() - self._named(name, item)
            case query.All():
                return set(self.tables.articles)
        if name == "lang":
            return self._written(tree)
        return {place >> ARTICLE_BITS for place in self._stretches(self._leaf(name, tree))}

    def _written(self, tree: query.Tree) -> set[int]:
        """Articles in the language that a leaf names by its code; in all that begin so while it is being typed."""
        match tree:
            case query.Term(word, live) | query.Phrase((word,), live):
                begun = live
            case query.Prefix(word):
                begun = True
            case _:
                return set()
        codes = self.tables.languages.items()
        return {serial for serial, code in codes if code == word or (begun and code.startswith(word))}

    def _voiced(self, fields: Sequence[query.Tree]) -> Found:
        """Where one utterance fits all of these `said:` and `who:`."""
        utterance = self.tables.utterance
        fits: list[set[int]] = []
        said: set[int] = set()
        for one in fields:
            assert isinstance(one, query.Field)
            quotes = self._quotes(one.name, one.item)
            fits.append({utterance[q] for q in quotes})
            said |= quotes if one.name == "said" else set()
        together = set.intersection(*fits)
        quotes = said or set(self.tables.passage_of)
        kept = frozenset(q for q in quotes if utterance[q] in together)
        articles = {q >> UNIT_BITS for q in kept}
        return Found(articles, said=(kept,)) if said else Found(articles, spoken=(kept,))

    def _quotes(self, name: str, tree: query.Tree) -> set[int]:
        """Quotations whose words, or whose speaker's name, fit; an utterance counts as one."""
        utterance = self.tables.utterance
        match tree:
            case query.And(items):
                each = [self._quotes(name, i) for i in items]
                together = set.intersection(*({utterance[q] for q in quotes} for quotes in each))
                return {q for quotes in each for q in quotes if utterance[q] in together}
            case query.Or(items):
                return set().union(*(self._quotes(name, i) for i in items))
            case query.Not(item):
                return self.tables.passage_of.keys() - self._quotes(name, item)
            case query.All():
                return set(self.tables.passage_of)
        found = {place >> WORD_BITS for place in self._stretches(self._leaf(name, tree))}
        return found & self.tables.passage_of.keys()

    # Leaves, and what they count for

    def _leaf(self, name: str, tree: query.Tree) -> Leaf:
        if self.cancelled():
            raise Stop
        kept = self.memory.leaves.get((name, tree))
        if kept is None:
            kept = self.memory.leaves[name, tree] = leaf(name, tree, self._store(name).words)
        return kept

    def _store(self, name: str) -> Places:
        return self.places if name in ("text", "said") else self.tables.names

    def _stretches(self, wanted: Leaf) -> list[int]:
        """All places of a leaf, ascending."""
        kept = self.memory.stretches.get(wanted)
        if kept is None:
            kept = self.memory.stretches[wanted] = wanted.places(self._store(wanted.field))
        return kept

    def _weighed(self, wanted: Leaf) -> tuple[dict[int, float], set[int]]:
        """The passages that hold what a leaf looks for, with what it adds to their score; and their articles."""
        kept = self.memory.scores.get((wanted, self.scope))
        if kept is None:
            weights, often = wanted.units(self._store(wanted.field))
            if wanted.field == "said":
                weights, often = self._in_passages(weights, often)
            elif self.scope == "headlines":
                weights = {u: weights[u] for u in weights.keys() & self.tables.headlines}
            articles = {unit >> UNIT_BITS for unit in weights}
            total = 1 + len(self.tables.articles)
            rare = _RARE * log(1 + total / (1 + len(articles))) / log(1 + total)
            scores = {unit: weight + rare * (n := often[unit]) / (1 + n) for unit, weight in weights.items()}
            kept = self.memory.scores[wanted, self.scope] = scores, articles
        return kept

    def _in_passages(
        self, weights: Mapping[int, float], often: Mapping[int, int]
    ) -> tuple[dict[int, float], Counter[int]]:
        """What holds for quotations, for the passages that they stand in."""
        found: dict[int, float] = {}
        total: Counter[int] = Counter()
        for quote, weight in weights.items():
            passage = self.tables.passage_of.get(quote)
            if passage is not None:
                found[passage] = max(weight, found.get(passage, 0.0))
                total[passage] += often[quote]
        return found, total

    # Which passages, and how good each is

    def _scores(self) -> dict[int, float]:
        articles = self.found.articles
        scores = self._worded(articles)
        passage_of = self.tables.passage_of if self.found.said or self.found.spoken else {}
        for quotes in self.found.said:
            for unit in {passage_of[q] for q in quotes if q >> UNIT_BITS in articles}:
                scores[unit] = scores.get(unit, 0.0) + WHOLE
        worded = {unit >> UNIT_BITS for unit in scores} if self.found.spoken else set()
        for quotes in self.found.spoken:
            held = self._holding(quotes) if worded else set()
            for unit in {passage_of[q] for q in quotes if q >> UNIT_BITS in articles}:
                if unit in scores or unit >> UNIT_BITS not in worded:
                    scores[unit] = scores.get(unit, 0.0) + _SPOKEN + (unit in held)
        self._count = Counter([unit >> UNIT_BITS for unit in scores])
        for serial in articles - self._count.keys():
            first = self._first(serial)
            if first is not None:
                scores[first] = 0.0
                self._count[serial] = 1
        return scores

    def _worded(self, articles: set[int]) -> dict[int, float]:
        """Passages of these articles that hold some of the words: more words first, then closer and rarer ones."""
        leaves = list(dict.fromkeys(self.found.leaves))
        if len(leaves) == 1:
            scores, all_of_it = self._weighed(leaves[0])
            return dict(scores) if all_of_it == articles else _of(scores, articles)
        total: dict[int, float] = {}
        several: set[int] = set()
        for wanted in leaves:
            if self.cancelled():
                raise Stop
            scores = _of(self._weighed(wanted)[0], articles)
            both = total.keys() & scores.keys()
            several |= both
            sums = {unit: total[unit] + scores[unit] for unit in both}
            total.update(scores)
            total.update(sums)
        measured: Iterable[int] = several
        if len(several) > _MEASURED:
            measured = nsmallest(_MEASURED, several, key=lambda u: (-total[u], u))
        stretches = [self._stretches(wanted) for wanted in leaves if wanted.field == "text"] if several else []
        for unit in measured:
            total[unit] += _CLOSE * closeness(unit, stretches)
        return total

    def _holding(self, quotes: frozenset[int]) -> set[int]:
        """Passages of those quotations that themselves hold some of the words."""
        passages = set()
        for wanted in self.found.leaves:
            said = Leaf("said", wanted.typed, wanted.single, wanted.rows, wanted.near)
            units, _ = said.units(self.places)
            passages |= {self.tables.passage_of[u] for u in units.keys() & quotes}
        return passages

    def _first(self, serial: int) -> int | None:
        """The passage that stands for an article which a filter alone has found."""
        unit = serial << UNIT_BITS
        if self.scope == "quotes":
            passages = range(len(self.tables.articles[serial].passages))
            return next((unit | n for n in passages if unit | n in self.tables.quotes_of), None)
        if self.scope == "headlines":
            return unit if unit in self.tables.headlines else None
        return unit if self.tables.articles[serial].passages else None

    def ranked(self, order: Order, limit: int) -> list[int]:
        """The passages in order, at most `limit` of them, all for 0. Where all else is equal, as in the pack, headlines last."""
        most = limit or len(self.scores)
        scores, place, dates = self.scores, self._place, self.tables.dates
        if order == "source":
            return nsmallest(most, scores, key=lambda u: (self.tables.order[u >> UNIT_BITS], u & UNIT_MASK))
        if order == "date":
            return nsmallest(most, scores, key=lambda u: (_newest(dates.get(u >> UNIT_BITS, "")), -scores[u], place(u)))
        units: Iterable[int] = scores
        if most < len(scores):
            least = nlargest(most, scores.values())[-1]
            units = [unit for unit, score in scores.items() if score >= least]
        return nsmallest(most, units, key=lambda u: (-scores[u], place(u)))

    def _place(self, unit: int) -> tuple[int, bool, int]:
        return self.tables.order[unit >> UNIT_BITS], unit in self.tables.headlines, unit & UNIT_MASK

    def facets(self) -> dict[str, dict[str, int]]:
        """Sources, publishers, speakers, dates and languages with their count of passages, the most frequent first."""
        here, paths = self._count, self.tables.paths
        serials = sorted(here, key=self.tables.order.__getitem__)
        serials.sort(key=here.__getitem__, reverse=True)
        speaking = self.tables.speakers.keys() & self.scores.keys()
        speakers = Counter([name for unit in speaking for name in self.tables.speakers[unit]])
        return {
            "source": {paths[s]: here[s] for s in serials},
            "publisher": self._passages_of(self.tables.publishers),
            "speaker": _most(speakers),
            "date": self._passages_of(self.tables.dates),
            "language": self._passages_of(self.tables.languages),
        }

    def _passages_of(self, known: Mapping[int, str]) -> dict[str, int]:
        """What is known of articles, with the count of their passages that answer, the most frequent first."""
        found: dict[str, int] = {}
        for serial in self._count.keys() & known.keys():
            found[known[serial]] = found.get(known[serial], 0) + self._count[serial]
        return _most(found)

    # What is shown of a passage

    def hit(self, unit: int) -> Hit:
        """A passage with the words that matched."""
        passage = self.tables.passage(unit)
        marks: set[Span] = set()
        plain = [x for x in self.found.leaves if x.field == "text"]
        if plain:
            marks |= self._marks(unit, passage.span, plain)
        quoted = [x for x in self.found.leaves if x.field == "said"]
        fitting = self._fitting if self._said else frozenset()
        for quote in self.tables.quotes_of.get(unit, ()) if quoted or fitting else ():
            wanted = quoted + (self._said if quote in fitting else [])
            if wanted:
                marks |= self._marks(unit, self.tables.quote(quote).span, wanted)
        for quote in self.tables.quotes_of.get(unit, ()) if self._who else ():
            speaker = self.tables.quote(quote).speaker if quote in self._voices else None
            if speaker and speaker.span and passage.span.start <= speaker.span.start < passage.span.stop:
                marks |= self._marks(unit, speaker.span, self._who)
        if self._titles and passage.n == 0:
            marks |= self._marks(unit, passage.span, self._titles)
        return Hit(
            self.tables.article(unit).path, passage.n, passage.span, tuple(sorted(marks)), round(self.scores[unit], 4)
        )

    @cached_property
    def _fitting(self) -> frozenset[int]:
        return frozenset().union(*self.found.said)

    @cached_property
    def _voices(self) -> frozenset[int]:
        return self._fitting.union(*self.found.spoken)

    @cached_property
    def _who(self) -> list[Leaf]:
        return [self._leaf("who", x) for x in _inside("who", self.tree)]

    @cached_property
    def _said(self) -> list[Leaf]:
        return [self._leaf("said", x) for x in _inside("said", self.tree)]

    @cached_property
    def _titles(self) -> list[Leaf]:
        return [self._leaf("title", x) for x in _inside("title", self.tree)]

    def _marks(self, unit: int, span: Span, leaves: Sequence[Leaf]) -> set[Span]:
        asked = (unit >> UNIT_BITS, span)
        if asked not in self.memory.tokens:
            words = tokens(self.tables.article(unit).text, span)
            self.memory.tokens[asked] = words, [(key, n) for n, word in enumerate(words) for key in keys(word.form)]
        words, here = self.memory.tokens[asked]
        found = {n for key, n in here for x in leaves if key in x.single}
        rows = [x for x in leaves if x.rows or x.near]
        if rows:
            scanned = Scanned((name, key, n) for name in {x.field for x in rows} for key, n in here)
            found.update(n for x in rows for n in x.places(scanned))
        return {Span(words[n].start, words[n].stop) for n in found}

    def folded(self, hits: Iterable[Hit]) -> tuple[str, ...]:
        """Spellings in the hits that are not the ones typed: `harbor = harbour`."""
        typed = {
            _together(word): word
            for x in (*self.found.leaves, *self._said, *self._who, *self._titles)
            for word in x.typed
        }
        found: dict[str, None] = {}
        for hit in hits:
            for mark in hit.marks:
                word = fold.fold(mark.of(self.tables.text_of[hit.source]))[0]
                asked = typed.get(_together(word))
                if asked is not None and asked != word:
                    found[f"{asked} = {word}"] = None
        return tuple(found)

    # What may have been meant

    def corrected(self) -> query.Tree | None:
        """The query with its unknown words in their nearest spelling; None where there is none."""
        self._left = _MENDED
        other = self._mended(self.tree, "text")
        return None if self._left == _MENDED else other

    def _mended(self, tree: query.Tree, name: str) -> query.Tree:
        match tree:
            case query.And(items):
                return query.And(tuple(self._mended(i, name) for i in items))
            case query.Or(items):
                return query.Or(tuple(self._mended(i, name) for i in items))
            case query.Field(inner, item) if inner not in ("only", "lang"):
                return query.Field(inner, self._mended(item, inner))
            case query.Term(word, live) if not self._stretches(self._leaf(name, tree)):
                return query.Term(self._respelt(word, name), live)
            case query.Phrase(words, live):
                return query.Phrase(tuple(self._respelt(word, name) for word in words), live)
        return tree

    def _respelt(self, word: str, name: str) -> str:
        nearest = self._store(name).words.nearest(keys(word)[0]) if self._left else None
        self._left -= nearest is not None
        return nearest or word


def _both(articles: set[int], parts_: Sequence[Found]) -> Found:
    """The parts together, for these articles."""
    return Found(
        articles,
        tuple(x for p in parts_ for x in p.leaves),
        tuple(x for p in parts_ for x in p.said),
        tuple(x for p in parts_ for x in p.spoken),
    )


def _voice(tree: query.Tree) -> bool:
    return isinstance(tree, query.Field) and tree.name in ("said", "who")


def _of(scores: Mapping[int, float], articles: set[int]) -> dict[int, float]:
    return {unit: score for unit, score in scores.items() if unit >> UNIT_BITS in articles}


def _together(word: str) -> str:
    """The key of a word or phrase written as one."""
    return wording.key("".join(part for part, _ in parts(word)))


def _inside(name: str, tree: query.Tree) -> Iterator[query.Tree]:
    """The leaves that stand under a field, outside of negations."""
    match tree:
        case query.And(items) | query.Or(items):
            for item in items:
                yield from _inside(name, item)
        case query.Field(inner, item) if inner == name:
            yield from _wanted(item)


def _wanted(tree: query.Tree) -> Iterator[query.Tree]:
    match tree:
        case query.And(items) | query.Or(items):
            for item in items:
                yield from _wanted(item)
        case query.Not() | query.All():
            return
        case _:
            yield tree


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


def _newest(date: str) -> tuple[int, ...]:
    """A key that sorts the newest date first and none last."""
    return tuple(-ord(c) for c in date) or (1,)


def _most(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(sorted(counts.items()), key=itemgetter(1), reverse=True))
