"""The words of a pack, kept in a Whoosh index, and the passages that answer a query. Nobody else knows Whoosh.

One document of the index is one article. A word is indexed in its compared spelling (`wording.key`), at a position that
holds for the whole pack: article, passage and word in one number. So the postings of a word, decoded once, tell
everything that is asked of it, and scoring works a word at a time on whole lists. Field `text` holds headline and body,
field `said` the words inside quotations, whose unit is the quotation instead of the passage.

Opening a Whoosh index executes pickles. So nothing is opened but what a manifest of ours vouches for, file by file.
"""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import json
import logging
import os
import pickle
import re
import shutil
import threading
import time
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import nsmallest
from itertools import accumulate, pairwise
from math import log
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from index import fold, query, wording
from index.model import Answer, Article, Hit, Span

logger = logging.getLogger(__name__)

Cancelled = Callable[[], bool]

FORMAT = 1
"""Of the index; another one is built anew."""
MANIFEST = "manifest.json"
WORDS = "words.json"

# A place is one number: 20 bits article, 20 bits unit (passage or quotation), 24 bits word.
_WORD_BITS, _UNIT_BITS = 24, 20
_UNIT_MASK = (1 << _UNIT_BITS) - 1
_MOST_UNITS = 1 << _UNIT_BITS
_MOST_WORDS = 1 << _WORD_BITS

# What a word of the query counts for in a passage: as typed, in another form, misspelt, only begun.
_EXACT, _FORM, _NEAR, _BEGUN = 1.0, 0.98, 0.8, 0.7
_CLOSE, _RARE = 0.2, 0.08
_SPOKEN = 10.0
"""A passage that holds a quotation by whom `who:` names comes before all others."""
_LIVE_WORDS, _LIVE_PLACES = 64, 20_000
_PREFIX_WORDS, _PREFIX_PLACES = 512, 100_000
_CLOSE_PASSAGES = 3000
"""So many passages, the best by the words they hold, are compared by how close these stand."""


class Busy(Exception):  # noqa: N818 - a state of things, no mistake
    """Another process writes this index."""


class _Stop(Exception):  # noqa: N818 - nor is this
    """The search was given up."""


# Words of a text


class Token(NamedTuple):
    """A word of a text: the keys under which it is found, and where it stands (code points)."""

    keys: tuple[str, ...]
    start: int
    stop: int


_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


@lru_cache(maxsize=65536)
def _keys(word: str) -> tuple[str, ...]:
    """The keys of a folded word: as one, and of its parts at hyphens and apostrophes.

    >>> _keys("co-operation"), _keys("company's")
    (('cooperation', 'co', 'operation'), ('companys', 'company'))
    """
    parts = re.split("['-]", word)
    whole = wording.key("".join(parts))
    if len(parts) == 1:
        return (whole,)
    return tuple(dict.fromkeys([whole, *(wording.key(p) for p in parts if p not in ("s", "t"))]))


def tokens(text: str, span: Span) -> list[Token]:
    """The words of `text[span.start:span.stop]`."""
    folded, origin = fold.fold(text[span.start : span.stop])
    return [
        Token(_keys(m.group()), span.start + origin[m.start()], span.start + origin[m.end() - 1] + 1)
        for m in _TOKEN.finditer(folded)
    ]


def _rows(article: Article) -> dict[str, list[tuple[int, list[Token]]]]:
    """The units of both fields with their words."""
    said = [(n, tokens(article.text, q.span)) for n, q in enumerate(article.quotes) if q.type != "indirect"]
    return {"text": [(n, tokens(article.text, p.span)) for n, p in enumerate(article.passages)], "said": said}


def _places(rows: list[tuple[int, list[Token]]], serial: int) -> Iterator[tuple[str, int]]:
    """Each key with its place, in the order of the text."""
    for unit, words in rows[:_MOST_UNITS]:
        base = (serial << _UNIT_BITS | unit) << _WORD_BITS
        for n, token in enumerate(words[:_MOST_WORDS]):
            for key in token.keys:
                yield key, base + n


# The word list


class Words:
    """All words of a pack: which are forms of one, which begin alike, which are misspellings of each other."""

    def __init__(self, counts: Mapping[str, int], spellings: Iterable[str], languages: Sequence[str]) -> None:
        self.counts = counts
        self.languages = tuple(languages)
        keys = {s: wording.key(s) for s in spellings}
        self._key = keys | {k: k for k in counts}
        self._sorted = sorted(w for w, k in self._key.items() if k in counts)
        self._expanded: dict[tuple[str, int, int], tuple[str, ...]] = {}

    @cached_property
    def _stemmers(self) -> tuple[Callable[[str], str], ...]:
        from whoosh.lang import has_stemmer, stemmer_for_language

        return tuple(lru_cache(maxsize=4096)(stemmer_for_language(x)) for x in self.languages if has_stemmer(x))

    @cached_property
    def _by_stem(self) -> tuple[dict[str, list[str]], ...]:
        tables = []
        for stem in self._stemmers:
            table: dict[str, list[str]] = defaultdict(list)
            for key in self.counts:
                table[stem(key)].append(key)
            tables.append(dict(table))
        return tuple(tables)

    def forms(self, key: str) -> set[str]:
        """Words of the same stem."""
        if any(c.isdigit() for c in key):
            return {key} & self.counts.keys()
        return {f for stem, table in zip(self._stemmers, self._by_stem, strict=True) for f in table.get(stem(key), ())}

    def beginning(self, prefix: str, most: int, places: int) -> tuple[str, ...]:
        """Words that begin so, the most frequent first: at most `most`, and not many more than `places` occurrences."""
        asked = (prefix, most, places)
        if asked not in self._expanded:
            found: set[str] = set()
            for start in {prefix, wording.key(prefix)}:
                first = bisect_left(self._sorted, start)
                last = bisect_left(self._sorted, start + "\U0010ffff")
                found.update(self._key[w] for w in self._sorted[first:last])
            chosen: list[str] = []
            for key in nsmallest(most, found, key=lambda k: (-self.counts[k], k)):
                if chosen and places < self.counts[key]:
                    continue
                chosen.append(key)
                places -= self.counts[key]
            self._expanded[asked] = tuple(chosen)
        return self._expanded[asked]

    @cached_property
    def _letters(self) -> str:
        return "".join(sorted(set().union(*self.counts)))[:64] if self.counts else ""

    def neighbours(self, key: str) -> set[str]:
        """Words that differ in one letter, or in two neighbours swapped."""
        if len(key) > 40:
            return set()
        cuts = [(key[:n], key[n:]) for n in range(len(key) + 1)]
        near = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        for letter in self._letters:
            near.update(a + letter + b for a, b in cuts)
            near.update(a + letter + b[1:] for a, b in cuts if b)
        return (near & self.counts.keys()) - {key}

    def nearest(self, key: str) -> str | None:
        """The likeliest spelling of a word that is not there: one mistake, from six letters on two."""
        if not 4 <= len(key) <= 40 or key.isdigit():
            return None
        near = self.neighbours(key)
        if not near and len(key) >= 6:
            near = {w for w in self.counts if w[0] == key[0] and abs(len(w) - len(key)) <= 2 and _apart(w, key) <= 2}
        return min(near, key=lambda w: (w[0] != key[0], -self.counts[w], w), default=None)


def _apart(a: str, b: str) -> int:
    """Letters to change, add, take away or swap with the next, to make one of the other; 3 and more are 3."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row = row, [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y))
            if before and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > 2:
            return 3
        before = last
    return min(row[-1], 3)


# Where the postings come from


class Places(Protocol):
    """Postings: the places of a key, ascending."""

    words: Words

    def of(self, field: str, key: str) -> Sequence[int]: ...


class Scanned:
    """Postings made from texts in memory."""

    def __init__(self, rows: Iterable[tuple[str, str, int]], words: Words | None = None) -> None:
        """Take rows of field, key and place, the places ascending."""
        self._places: dict[tuple[str, str], array[int]] = {}
        for name, key, place in rows:
            kept = self._places.get((name, key))
            if kept is None:
                kept = self._places[name, key] = array("Q")
            kept.append(place)
        if words is not None:
            self.words = words

    def of(self, field: str, key: str) -> Sequence[int]:
        return self._places.get((field, key), ())

    def counts(self, *fields: str) -> dict[str, int]:
        """How often each key stands in these fields."""
        found: Counter[str] = Counter()
        for (name, key), places in self._places.items():
            if name in fields:
                found[key] += len(places)
        return dict(found)


def _scan(articles: Sequence[Article], cancelled: Cancelled) -> Scanned:
    """The postings of articles without an index; `_Stop` when it is given up."""
    spellings: set[str] = set()

    def rows() -> Iterator[tuple[str, str, int]]:
        for serial, article in enumerate(articles):
            if cancelled():
                raise _Stop
            for name, units in _rows(article).items():
                for key, place in _places(units, serial):
                    yield name, key, place
            spellings.update(_spellings(article))

    scanned = Scanned(rows())
    scanned.words = Words(scanned.counts("text"), spellings, _languages(articles))
    return scanned


def _spellings(article: Article) -> set[str]:
    """Words of the article whose spelling is not their key: `harbour`, `rønning`."""
    folded = {w.form for p in article.passages for w in fold.words(article.text, *p.span)}
    return {w for w in folded if wording.key(w) != w}


def _languages(articles: Iterable[Article]) -> list[str]:
    return sorted({a.language or "en" for a in articles} | {"en"})


class Stored:
    """Postings read from a Whoosh index, each decoded once."""

    def __init__(self, folder: Path, words: Words, alive: Mapping[int, Article]) -> None:
        from whoosh import index

        self.words = words
        self._alive = alive
        self._index = index.open_dir(str(folder))
        self._reader = self._index.reader()
        self._kept: dict[tuple[str, str], array[int]] = {}
        self._dead = self._reader.has_deletions()

    def of(self, field: str, key: str) -> Sequence[int]:
        kept = self._kept.get((field, key))
        if kept is None:
            if len(self._kept) > 20_000:
                self._kept.clear()
            kept = self._kept[field, key] = self._read(field, key)
        return kept

    def _read(self, field: str, key: str) -> array[int]:
        places = array("Q")
        if (field, key) not in self._reader:
            return places
        matcher = self._reader.postings(field, key)
        while matcher.is_active():
            # what whoosh.formats.Positions writes: a count of four bytes, then the pickled differences
            places.extend(accumulate(pickle.loads(matcher.value()[4:])))
            matcher.next()
        if self._dead:
            places = array("Q", [p for p in places if p >> _WORD_BITS + _UNIT_BITS in self._alive])
        return places

    def close(self) -> None:
        self._reader.close()
        self._index.close()


# What a leaf of the query looks for


@dataclass(eq=False)
class _Leaf:
    """One thing a query looks for in one field: single words with what each counts for, or words in a row."""

    field: str
    typed: tuple[str, ...]
    """The words as typed, folded."""
    single: dict[str, float] = dataclasses.field(default_factory=dict)
    rows: list[_Row] = dataclasses.field(default_factory=list)
    near: tuple[tuple[str, ...], int] | None = None

    def matches(self, places: Places) -> dict[int, float]:
        """Each place that matches, with what it counts for."""
        found: dict[int, float] = {}
        for key, weight in sorted(self.single.items(), key=lambda kw: kw[1]):
            found.update(dict.fromkeys(places.of(self.field, key), weight))
        for row in self.rows:
            for start, stop in row.find(places, self.field):
                found.update(dict.fromkeys(range(start, stop + 1), _EXACT))
        if self.near is not None:
            found.update(dict.fromkeys(_near(places, self.field, *self.near), _EXACT))
        return found


@dataclass(frozen=True)
class _Row:
    """Words side by side: each step goes over one or more of the parts, by any of its keys."""

    parts: int
    steps: Mapping[int, Sequence[tuple[int, frozenset[str]]]]
    """For each part where a step may begin: how many parts it takes, and its keys."""

    def find(self, places: Places, name: str) -> list[tuple[int, int]]:
        """First and last place of each stretch."""
        ends: list[dict[int, int]] = [{} for _ in range(self.parts + 1)]
        for at in range(self.parts):
            for size, keys in self.steps.get(at, ()):
                for key in keys:
                    here = places.of(name, key)
                    if at == 0:
                        ends[size].update(zip(here, here, strict=True))
                        continue
                    before, after = ends[at], ends[at + size]
                    if len(before) * 8 < len(here):
                        for end, start in before.items():
                            n = bisect_left(here, end + 1)
                            if n < len(here) and here[n] == end + 1:
                                after[end + 1] = start
                    elif before:
                        after.update((p, before[p - 1]) for p in here if p - 1 in before)
        return [(start, end) for end, start in ends[self.parts].items()]


def _near(places: Places, name: str, keys: tuple[str, ...], slop: int) -> set[int]:
    """The places of words that stand together with all others within `slop` further words."""
    lists = [places.of(name, k) for k in keys]
    units = set.intersection(*({p >> _WORD_BITS for p in places_} for places_ in lists))
    found: set[int] = set()
    width = len(keys) + slop
    merged = sorted((p, n) for n, one in enumerate(lists) for p in one if p >> _WORD_BITS in units)
    start, inside = 0, Counter[int]()
    for stop, (place, n) in enumerate(merged):
        inside[n] += 1
        while place - merged[start][0] >= width:
            inside[merged[start][1]] -= 1
            start += 1
        if all(inside[k] for k in range(len(keys))):
            found.update(p for p, _ in merged[start : stop + 1])
    return found


@lru_cache(maxsize=1024)
def _parts(word: str) -> tuple[tuple[str, bool], ...]:
    """The parts of a folded word or phrase, and whether each may be written together with the one before."""
    found = []
    for m in re.finditer(r"[^\W_]+", word):
        found.append((m.group(), m.start() > 0 and word[m.start() - 1] in " '-"))
    return tuple(found)


def _row(parts: Sequence[tuple[str, bool]], last: Iterable[str] = ()) -> _Row:
    """A row of these parts; two to four of them may be one word in the text. `last`: more keys for the last part."""
    steps: dict[int, list[tuple[int, frozenset[str]]]] = {}
    for at in range(len(parts)):
        steps[at] = []
        whole = ""
        for size in range(1, min(4, len(parts) - at) + 1):
            part, joins = parts[at + size - 1]
            if size > 1 and not joins:
                break
            whole += part
            keys = {wording.key(whole)}
            if at + size == len(parts) and size == 1:
                keys.update(last)
            steps[at].append((size, frozenset(keys)))
    return _Row(len(parts), steps)


# The searcher


class _Found(NamedTuple):
    """What part of a query holds for."""

    articles: set[int]
    leaves: tuple[_Leaf, ...] = ()
    said: tuple[frozenset[int], ...] = ()
    """Quotations that hold what was to be said."""
    spoken: tuple[frozenset[int], ...] = ()
    """Quotations by who was to speak."""


class Searcher:
    """Answers queries over a pack's articles, from the index in `folder`, or from the text itself without one.

    Both ways give the same answers. An index that cannot be vouched for, or that is not of these articles, is not opened.
    """

    def __init__(self, articles: Iterable[Article], folder: Path | None) -> None:
        began = time.perf_counter()
        self.articles = tuple(articles)
        self._lock = threading.Lock()
        self._by_serial: dict[int, Article] = dict(enumerate(self.articles))
        self._stored: Stored | None = None
        self._scanned: Scanned | None = None
        if folder is not None:
            self._open(folder)
        self._order = {serial: n for n, serial in enumerate(self._by_serial)}
        self._leaves: dict[_Leaf, dict[int, float]] = {}
        self._compiled: dict[tuple[str, query.Tree], _Leaf] = {}
        self.opened = time.perf_counter() - began
        """Seconds it took to check and open the index."""

    @property
    def indexed(self) -> bool:
        """Whether the answers come from the index."""
        return self._stored is not None

    def _open(self, folder: Path) -> None:
        try:
            manifest = _vouched(folder)
            serials = {d: s for s, d in manifest["articles"]}
            by_serial = {serials[_digest(a)]: a for a in self.articles}
            if len(by_serial) != len(serials):
                raise ValueError("the index is of other articles")
            kept = json.loads((folder / WORDS).read_text("utf-8"))
            words = Words(kept["counts"], kept["spellings"], _languages(self.articles))
            self._stored = Stored(folder, words, by_serial)
            self._by_serial = by_serial
        except Exception as error:  # whatever is wrong with a cache, the search goes on without it
            logger.info("the index is not used: %s: %s", type(error).__name__, error)

    def close(self) -> None:
        """Let go of the index."""
        with self._lock:
            if self._stored is not None:
                self._stored.close()

    def ask(self, text: str, limit: int = 20, order: str = "relevance", cancelled: Cancelled = lambda: False) -> Answer:
        """The passages that answer `text`, best first; `limit` 0 is all of them.

        `order`: `relevance`, `date` (newest first, undated last) or `source` (as in the pack).
        A search that is given up answers with nothing.
        """
        with self._lock:
            try:
                return self._ask(text, limit, order, cancelled)
            except _Stop:
                return Answer(text, 0, ())

    def _ask(self, text: str, limit: int, order: str, cancelled: Cancelled) -> Answer:
        places = self._places(cancelled)
        began = time.perf_counter()
        tree = query.parse(text)
        search = _Search(self, places, tree, cancelled)
        scores = search.scores()
        corrected = None
        if not scores:
            other = search.corrected()
            if other is not None:
                second = _Search(self, places, other, cancelled)
                scores = second.scores()
                if scores:
                    search, corrected = second, query.show(other).strip()
        ranked = self._ranked(scores, order, limit)
        facets = self._facets(scores)
        seconds = time.perf_counter() - began
        hits = tuple(search.hit(unit, scores[unit]) for unit in ranked)
        return Answer(
            text, len(scores), hits, seconds, self.opened, facets, corrected, search.folded(hits) if hits else ()
        )

    def _places(self, cancelled: Cancelled) -> Places:
        if self._stored is not None:
            return self._stored
        if self._scanned is None:
            self._scanned = _scan(self.articles, cancelled)
        return self._scanned

    def _ranked(self, scores: Mapping[int, float], order: str, limit: int) -> list[int]:
        def in_pack(unit: int) -> tuple[int, int]:
            return self._order[unit >> _UNIT_BITS], unit & _UNIT_MASK

        most = limit or len(scores)
        if order == "source":
            return nsmallest(most, scores, key=in_pack)
        if order == "date":
            return nsmallest(most, scores, key=lambda u: (_newest(self._date(u)), -scores[u], in_pack(u)))
        return nsmallest(most, scores, key=lambda u: (-scores[u], in_pack(u)))

    def _date(self, unit: int) -> str:
        date = self._by_serial[unit >> _UNIT_BITS].masthead.date
        return date.value if date else ""

    def _facets(self, scores: Mapping[int, float]) -> dict[str, dict[str, int]]:
        sources: Counter[str] = Counter()
        dates: Counter[str] = Counter()
        for serial, n in Counter(unit >> _UNIT_BITS for unit in scores).items():
            article = self._by_serial[serial]
            sources[article.path] += n
            if article.masthead.date:
                dates[article.masthead.date.value] += n
        speakers = Counter(name for unit in scores for name in self._speakers.get(unit, ()))
        return {"source": _most(sources), "speaker": _most(speakers), "date": _most(dates)}

    # Tables of the articles that the index does not hold, made when first asked for

    @cached_property
    def _speakers(self) -> dict[int, tuple[str, ...]]:
        """Who speaks in a passage."""
        found: dict[int, dict[str, None]] = defaultdict(dict)
        for unit, passage in self._passage_of.items():
            speaker = self._quote(unit).speaker
            if speaker is not None:
                found[passage][speaker.name] = None
        return {unit: tuple(names) for unit, names in found.items()}

    @cached_property
    def _passage_of(self) -> dict[int, int]:
        """The passage of each quotation, both as units."""
        found = {}
        for serial, article in self._by_serial.items():
            rank = {p.n: n for n, p in enumerate(article.passages)}
            for n, quote in enumerate(article.quotes):
                if quote.type != "indirect" and quote.passage in rank:
                    found[serial << _UNIT_BITS | n] = serial << _UNIT_BITS | rank[quote.passage]
        return found

    @cached_property
    def _group_of(self) -> dict[int, int]:
        """The first stretch of the utterance each quotation belongs to, both as units."""
        found = {}
        for serial, article in self._by_serial.items():
            first: dict[str, int] = {}
            for n, quote in enumerate(article.quotes):
                unit = serial << _UNIT_BITS | n
                found[unit] = first.setdefault(quote.group, unit)
        return found

    def _quote(self, unit: int) -> Any:
        return self._by_serial[unit >> _UNIT_BITS].quotes[unit & _UNIT_MASK]

    @cached_property
    def _names(self) -> Scanned:
        """The postings of what is known about an article: headline, authors, publisher and path, speakers."""
        scanned = Scanned(
            (name, key, place)
            for serial, article in self._by_serial.items()
            for name, values in _known(article).items()
            for key, place in _places([(n, _name_tokens(v)) for n, v in values], serial)
        )
        spellings = {w.form for a in self.articles for v in _known(a).values() for _, x in v for w in fold.words(x)}
        scanned.words = Words(scanned.counts("title", "by", "in", "who"), spellings, _languages(self.articles))
        return scanned


@lru_cache(maxsize=8192)
def _name_tokens(value: str) -> list[Token]:
    value = value.replace("_", " ").replace("-", " ")
    return tokens(value, Span(0, len(value)))


def _known(article: Article) -> dict[str, list[tuple[int, str]]]:
    """The texts of the fields that are not passages, each with its unit: for `who` the quotation."""
    head = article.masthead
    told = [head.publisher.value] if head.publisher else []
    quotes = enumerate(article.quotes)
    return {
        "title": [(0, head.headline.value)] if head.headline else [],
        "by": list(enumerate(a.value for a in head.authors)),
        "in": list(enumerate([article.path, article.key, *told])),
        "who": [(n, q.speaker.name) for n, q in quotes if q.speaker is not None and q.type != "indirect"],
    }


def _most(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))


def _newest(date: str) -> tuple[int, ...]:
    """A sorting key that puts the newest date first and none last."""
    return tuple(-ord(c) for c in date) or (0,)


class _Search:
    """One query over one pack."""

    def __init__(self, searcher: Searcher, places: Places, tree: query.Tree, cancelled: Cancelled) -> None:
        self.searcher = searcher
        self.places = places
        self.tree = tree
        self.cancelled = cancelled
        self.scope = _scope(tree)
        self.all = set(searcher._by_serial)
        self.leaves: tuple[_Leaf, ...] = ()
        self.quotes: frozenset[int] = frozenset()

    def scores(self) -> dict[int, float]:
        """Each passage found, as a unit, with its score."""
        if self.tree == query.NOTHING:
            return {}
        found = self._find(self.tree)
        self.leaves = found.leaves
        matches = [(leaf, self._matches(leaf)) for leaf in dict.fromkeys(found.leaves)]
        scores = self._weighed(matches, found.articles)
        passage_of = self.searcher._passage_of if found.said or found.spoken else {}
        self.quotes = frozenset().union(*found.said, *found.spoken)
        for quotes in found.said:
            for unit in {passage_of[q] for q in quotes}:
                if unit >> _UNIT_BITS in found.articles:
                    scores[unit] = scores.get(unit, 0.0) + _EXACT
        words = bool(scores)
        for quotes in found.spoken:
            inside = self._holding(quotes, found.leaves) if words else set()
            for unit in {passage_of[q] for q in quotes}:
                if unit >> _UNIT_BITS in found.articles and (not words or unit in scores):
                    scores[unit] = scores.get(unit, 0.0) + _SPOKEN + (unit in inside)
        bare = found.articles - {unit >> _UNIT_BITS for unit in scores}
        for serial in bare:
            first = self._first(serial)
            if first is not None:
                scores[first] = 0.0
        return {u: round(s, 4) for u, s in scores.items()}

    def _first(self, serial: int) -> int | None:
        """The passage that stands for an article found by a filter alone."""
        passages = self.searcher._by_serial[serial].passages
        if not passages or (self.scope == "headlines" and passages[0].n != 0):
            return None
        if self.scope == "quotes":
            of = self.searcher._passage_of
            quotes = range(len(self.searcher._by_serial[serial].quotes))
            units = [of[u] for n in quotes if (u := serial << _UNIT_BITS | n) in of]
            return min(units, default=None)
        return serial << _UNIT_BITS

    def _weighed(self, matches: list[tuple[_Leaf, dict[int, float]]], articles: set[int]) -> dict[int, float]:
        """Passages of these articles that hold some of the words: more words first, then closer and rarer ones."""
        scores: dict[int, float] = {}
        held: Counter[int] = Counter()
        total = len(self.all) or 1
        passages = [self._passages(leaf, places) for leaf, places in matches]
        rarity = [log(1 + total / (1 + len({u >> _UNIT_BITS for u in p}))) for p in passages]
        share = _RARE / (sum(rarity) or 1.0)
        for weights, rare in zip(passages, rarity, strict=True):
            if self.cancelled():
                raise _Stop
            for unit, weight in weights.items():
                if unit >> _UNIT_BITS in articles:
                    scores[unit] = scores.get(unit, 0.0) + weight + rare * share
                    held[unit] += 1
        several = [u for u, n in held.items() if n > 1]
        if len(several) > _CLOSE_PASSAGES:
            several = nsmallest(_CLOSE_PASSAGES, several, key=lambda u: (-scores[u], u))
        if several:
            ordered = [sorted(places) for leaf, places in matches if leaf.field == "text"]
            for unit in several:
                scores[unit] += _CLOSE * _closeness(unit, ordered)
        return scores

    def _passages(self, leaf: _Leaf, places: dict[int, float]) -> dict[int, float]:
        """The passages a leaf stands in, with what it counts for there."""
        found: dict[int, float] = {}
        units: Iterable[tuple[int, float]] = ((p >> _WORD_BITS, w) for p, w in places.items())
        if leaf.field == "said":
            of = self.searcher._passage_of
            units = ((of[u], w) for u, w in units if u in of)
        elif self.scope == "headlines":
            by = self.searcher._by_serial
            units = ((u, w) for u, w in units if by[u >> _UNIT_BITS].passages[u & _UNIT_MASK].n == 0)
        for unit, weight in units:
            if found.get(unit, 0.0) < weight:
                found[unit] = weight
        return found

    def _holding(self, quotes: frozenset[int], leaves: Iterable[_Leaf]) -> set[int]:
        """Passages of those quotations that hold some of the words themselves."""
        found: set[int] = set()
        of = self.searcher._passage_of
        for leaf in leaves:
            said = _Leaf("said", leaf.typed, leaf.single, leaf.rows, leaf.near)
            units = {p >> _WORD_BITS for p in said.matches(self.places)}
            found.update(of[u] for u in units & quotes)
        return found

    # From the tree to articles

    def _find(self, tree: query.Tree) -> _Found:
        match tree:
            case query.All() | query.Field("only", _):
                return _Found(set(self.all))
            case query.Not(item):
                return _Found(self.all - self._find(item).articles)
            case query.Range(low, high):
                return _Found({s for s in self.all if _within(self.searcher._date(s << _UNIT_BITS), low, high)})
            case query.Field("said" | "who", _):
                return self._spoken([tree])
            case query.Field(name, item):
                return _Found(self._named(name, item))
            case query.Or(items):
                return _either([self._find(i) for i in items], set())
            case query.And(items):
                spoken = [i for i in items if isinstance(i, query.Field) and i.name in ("said", "who")]
                parts = [self._find(i) for i in items if i not in spoken]
                if spoken:
                    parts.append(self._spoken(spoken))
                both = set.intersection(self.all, *(p.articles for p in parts))
                return _either(parts, set())._replace(articles=both)
        leaf = self._leaf("said" if self.scope == "quotes" else "text", tree)
        articles = {u >> _UNIT_BITS for u in self._passages(leaf, self._matches(leaf))}
        return _Found(articles, (leaf,))

    def _spoken(self, fields: Sequence[query.Field]) -> _Found:
        """Quotations for which all these fields hold, whole utterances taken together."""
        of, passage_of = self.searcher._group_of, self.searcher._passage_of
        groups: set[int] | None = None
        said: set[int] = set()
        who = True
        for one in fields:
            quotes = self._quotes(one.name, one.item) & passage_of.keys()
            here = {of[q] for q in quotes}
            groups = here if groups is None else groups & here
            if one.name == "said":
                said |= quotes
                who = False
        kept = groups or set()
        if who:
            spoken = frozenset(q for q in passage_of if of[q] in kept)
            return _Found({q >> _UNIT_BITS for q in spoken}, spoken=(spoken,))
        held = frozenset(q for q in said if of[q] in kept)
        return _Found({q >> _UNIT_BITS for q in held}, said=(held,))

    def _quotes(self, name: str, tree: query.Tree) -> set[int]:
        """Quotations in which all of `tree` is said, or whose speaker's name it fits, as units."""
        match tree:
            case query.And(items):
                of = self.searcher._group_of
                parts = [self._quotes(name, i) for i in items]
                groups = set.intersection(*({of[q] for q in p} for p in parts))
                return {q for p in parts for q in p if of[q] in groups}
            case query.Or(items):
                return set().union(*(self._quotes(name, i) for i in items))
            case query.Not(item):
                return set(self.searcher._passage_of) - self._quotes(name, item)
            case query.All() | query.Range() | query.Field():
                return set(self.searcher._passage_of)
        return {p >> _WORD_BITS for p in self._matches(self._leaf(name, tree))}

    def _named(self, name: str, tree: query.Tree) -> set[int]:
        """Articles whose headline, author or source fits."""
        match tree:
            case query.And(items):
                return set.intersection(*(self._named(name, i) for i in items))
            case query.Or(items):
                return set().union(*(self._named(name, i) for i in items))
            case query.Not(item):
                return self.all - self._named(name, item)
            case query.All() | query.Range() | query.Field():
                return set(self.all)
        return {p >> _WORD_BITS + _UNIT_BITS for p in self._matches(self._leaf(name, tree))}

    # Leaves

    def _store(self, name: str) -> Places:
        return self.places if name in ("text", "said") else self.searcher._names

    def _leaf(self, name: str, tree: query.Tree) -> _Leaf:
        kept = self.searcher._compiled
        if (name, tree) not in kept:
            if len(kept) > 2000:
                kept.clear()
                self.searcher._leaves.clear()
            kept[name, tree] = _compiled(name, tree, self._store(name).words)
        return kept[name, tree]

    def _matches(self, leaf: _Leaf) -> dict[int, float]:
        if self.cancelled():
            raise _Stop
        kept = self.searcher._leaves
        if leaf not in kept:
            if len(kept) > 500:
                kept.clear()
            kept[leaf] = leaf.matches(self._store(leaf.field))
        return kept[leaf]

    # What is shown of a passage

    def hit(self, unit: int, score: float) -> Hit:
        """The passage with the words that matched."""
        article = self.searcher._by_serial[unit >> _UNIT_BITS]
        passage = article.passages[unit & _UNIT_MASK]
        spans: set[Span] = set()
        if any(leaf.field == "text" for leaf in self.leaves):
            spans |= self._marks(article, passage.span, [x for x in self.leaves if x.field == "text"], "text")
        for quote, at in self._quotes_of(unit):
            looked = [x for x in self.leaves if x.field == "said"]
            if quote in self.quotes:
                looked += self._said
            spans |= self._marks(article, at, looked, "said")
        if self._titles and passage.n == 0:
            spans |= self._marks(article, passage.span, self._titles, "title")
        return Hit(article.path, passage.n, passage.span, tuple(sorted(spans)), score)

    def _quotes_of(self, unit: int) -> list[tuple[int, Span]]:
        """The quotations of a passage; none where no word is looked for in them."""
        serial = unit >> _UNIT_BITS
        if not (self._said or any(leaf.field == "said" for leaf in self.leaves)):
            return []
        of = self.searcher._passage_of
        quotes = enumerate(self.searcher._by_serial[serial].quotes)
        return [(u, q.span) for n, q in quotes if of.get(u := serial << _UNIT_BITS | n) == unit]

    @cached_property
    def _said(self) -> list[_Leaf]:
        return [self._leaf("said", x) for x in _inside("said", self.tree)]

    @cached_property
    def _titles(self) -> list[_Leaf]:
        return [self._leaf("title", x) for x in _inside("title", self.tree)]

    @staticmethod
    def _marks(article: Article, span: Span, leaves: Sequence[_Leaf], name: str) -> set[Span]:
        words = tokens(article.text, span)
        here = Scanned((name, key, n) for n, token in enumerate(words) for key in token.keys)
        found: set[int] = set()
        for leaf in leaves:
            found.update(leaf.matches(here))
        return {Span(words[n].start, words[n].stop) for n in found}

    def folded(self, hits: Sequence[Hit]) -> tuple[str, ...]:
        """Spellings among the hits that are not the ones typed: `harbor = harbour`."""
        typed: dict[str, str] = {}
        for leaf in (*self.leaves, *self._said, *self._titles):
            for word in leaf.typed:
                typed[wording.key("".join(p for p, _ in _parts(word)))] = word
        found: dict[str, None] = {}
        texts = {a.path: a.text for a in self.searcher.articles}
        for hit in hits:
            for mark in hit.marks:
                word = fold.fold(mark.of(texts[hit.source]))[0]
                asked = typed.get(_keys(word)[0])
                if asked is not None and asked != word:
                    found[f"{asked} = {word}"] = None
        return tuple(found)

    def corrected(self) -> query.Tree | None:
        """The query with each word that stands nowhere in its nearest spelling; None where there is none."""
        changes = 0

        def mend(tree: query.Tree, name: str) -> query.Tree:
            nonlocal changes
            match tree:
                case query.Not():
                    return tree
                case query.Field(inner, item):
                    return tree if inner == "only" else query.Field(inner, mend(item, inner))
                case query.And(items):
                    return query.And(tuple(mend(i, name) for i in items))
                case query.Or(items):
                    return query.Or(tuple(mend(i, name) for i in items))
                case query.Term(word, live):
                    if changes >= 8 or self._matches(self._leaf(name, tree)):
                        return tree
                    other = self._store(name).words.nearest(_keys(word)[0])
                    changes += other is not None
                    return query.Term(other, live) if other else tree
                case query.Phrase(words, live):
                    known = self._store(name).words
                    mended = []
                    for word in words:
                        other = (
                            None if changes >= 8 or _keys(word)[0] in known.counts else known.nearest(_keys(word)[0])
                        )
                        changes += other is not None
                        mended.append(other or word)
                    return query.Phrase(tuple(mended), live)
            return tree

        other = mend(self.tree, "text")
        return other if changes else None


def _either(parts: Sequence[_Found], none: set[int]) -> _Found:
    return _Found(
        none.union(*(p.articles for p in parts)),
        tuple(x for p in parts for x in p.leaves),
        tuple(x for p in parts for x in p.said),
        tuple(x for p in parts for x in p.spoken),
    )


def _inside(name: str, tree: query.Tree) -> Iterator[query.Tree]:
    """The leaves under fields of that name, outside of negations."""
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
        case query.Term() | query.Prefix() | query.Fuzzy() | query.Phrase() | query.Near():
            yield tree


def _scope(tree: query.Tree) -> str | None:
    """Where `only:` tells to look: `quotes`, `headlines`, or everywhere."""
    items = tree.items if isinstance(tree, query.And) else (tree,)
    for item in items:
        if isinstance(item, query.Field) and item.name == "only" and isinstance(item.item, query.Term | query.Prefix):
            for scope in ("quotes", "headlines"):
                if scope.startswith(item.item.word):
                    return scope
    return None


def _within(date: str, low: str | None, high: str | None) -> bool:
    """Whether an article's date, as far as it is known, lies wholly in the range."""
    if not date:
        return False
    first, last = date + "0000-01-01"[len(date) :], date + "9999-12-31"[len(date) :]
    return (low is None or first >= low) and (high is None or last[: len(high)] <= high)


def _compiled(name: str, tree: query.Tree, words: Words) -> _Leaf:
    """What to look for, for a leaf of the tree."""
    match tree:
        case query.Term(word, live):
            return _term(name, word, words, live)
        case query.Prefix(word):
            return _begun(_Leaf(name, (word,)), word, words, _PREFIX_WORDS, _PREFIX_PLACES, _EXACT)
        case query.Fuzzy(word):
            leaf = _term(name, word, words, live=False)
            if len(_parts(word)) == 1:
                for key in words.neighbours(wording.key(word)):
                    leaf.single.setdefault(key, _NEAR)
            return leaf
        case query.Phrase(typed, live):
            parts = _joined(typed)
            more = words.beginning(parts[-1][0], _LIVE_WORDS, _LIVE_PLACES) if live else ()
            pairs = [f"{a} {b}" for a, b in pairwise(typed)]
            return _Leaf(name, (*typed, *pairs), rows=[_row(parts, more)])
        case query.Near(typed, slop):
            return _Leaf(name, typed, near=(tuple(dict.fromkeys(_keys(w)[0] for w in typed)), slop))
    return _Leaf(name, ())


def _joined(typed: Sequence[str]) -> list[tuple[str, bool]]:
    """The parts of a phrase's words."""
    return [(part, joins or n == 0) for word in typed for n, (part, joins) in enumerate(_parts(word))]


def _term(name: str, word: str, words: Words, live: bool) -> _Leaf:
    leaf = _Leaf(name, (word,))
    parts = _parts(word)
    whole = wording.key("".join(p for p, _ in parts))
    together = all(joins for _, joins in parts[1:])
    if live:
        _begun(leaf, word, words, _LIVE_WORDS, _LIVE_PLACES, _BEGUN)
    if together and name not in ("by", "who", "in"):
        leaf.single.update(dict.fromkeys(words.forms(whole), _FORM))
        if len(parts) == 2 and parts[1][0] == "s":
            leaf.single.update(dict.fromkeys(words.forms(wording.key(parts[0][0])), _FORM))
    if together:
        leaf.single[whole] = _EXACT
    if len(parts) > 1:
        leaf.rows.append(_row(parts))
    return leaf


def _begun(leaf: _Leaf, word: str, words: Words, most: int, places: int, weight: float) -> _Leaf:
    """The leaf with the words that begin as the last part of `word` does."""
    parts = _parts(word)
    if all(joins for _, joins in parts[1:]):
        for key in words.beginning("".join(p for p, _ in parts), most, places):
            leaf.single[key] = weight
    if len(parts) > 1:
        leaf.rows.append(_row(parts, words.beginning(parts[-1][0], most, places)))
    return leaf


def _closeness(unit: int, ordered: Sequence[Sequence[int]]) -> float:
    """How close the words stand in a passage: 1 side by side, towards 0 far apart."""
    first, last = unit << _WORD_BITS, (unit + 1) << _WORD_BITS
    here = []
    for places in ordered:
        low = bisect_left(places, first)
        here.append(places[low : bisect_left(places, last, low)])
    here = [x for x in here if x]
    if len(here) < 2:
        return 0.0
    merged = sorted((p, n) for n, one in enumerate(here) for p in one)
    counts, missing, start, best = [0] * len(here), len(here), 0, last - first
    for place, n in merged:
        missing -= counts[n] == 0
        counts[n] += 1
        while not missing:
            best = min(best, place - merged[start][0])
            left = merged[start][1]
            counts[left] -= 1
            missing += counts[left] == 0
            start += 1
    return len(here) / max(best + 1, len(here))


# The index on disk


class _Told(str):
    """What Whoosh takes for a text: its words have been found already."""

    __slots__ = ("places",)
    places: list[tuple[str, int]]


class _Word:
    """What Whoosh takes for a token."""

    __slots__ = ("boost", "pos", "stopped", "text")

    def __init__(self, text: str, pos: int) -> None:
        self.text, self.pos, self.boost, self.stopped = text, pos, 1.0, False


def words_of(value: str, **_: object) -> Iterator[_Word]:
    """The analyzer of the index: words in their compared spelling. Whoosh's own query parser may call it, too."""
    if isinstance(value, _Told):
        return (_Word(key, place) for key, place in value.places)
    return (_Word(t.keys[0], n) for n, t in enumerate(tokens(value, Span(0, len(value)))))


def _digest(article: Article) -> str:
    """What of an article is indexed, as 40 hexadecimal digits."""
    made = hashlib.blake2b(article.text.encode("utf-8", "surrogatepass"), digest_size=20)
    spans = [n for p in article.passages for n in p.span]
    quotes = [n for q in article.quotes for n in (*q.span, q.type == "indirect")]
    made.update(json.dumps([article.path, article.source.sha256, spans, quotes]).encode("ascii"))
    return made.hexdigest()


def _versions() -> dict[str, object]:
    from importlib.metadata import version

    return {"format": FORMAT, "whoosh": version("whoosh-reloaded")}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _vouched(folder: Path) -> dict[str, Any]:
    """The manifest of an index whose every file is as we wrote it; ValueError or OSError otherwise."""
    told = folder.lstat()
    if told.st_uid != os.getuid() or told.st_mode & 0o077 or not folder.is_dir() or folder.is_symlink():
        raise ValueError("the folder is not ours alone")
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    if manifest["versions"] != _versions():
        raise ValueError("another version wrote it")
    files = {p.name: p for p in folder.iterdir() if p.name != MANIFEST}
    if files.keys() != manifest["files"].keys():
        raise ValueError("there are other files than ours")
    for name, path in files.items():
        if path.is_symlink() or not path.is_file() or _sha256(path) != manifest["files"][name]:
            raise ValueError(f"{name} has changed")
    return manifest


def fresh(folder: Path, articles: Iterable[Article]) -> bool:
    """Whether `folder` holds a sound index of exactly these articles."""
    try:
        manifest = _vouched(folder)
        return {d for _, d in manifest["articles"]} == {_digest(a) for a in articles}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def build(folder: Path, articles: Iterable[Article]) -> None:
    """Make `folder` the index of these articles: what is new is added, what is gone is taken out.

    It is built beside and swapped in whole; raises `Busy` while another process does the same, OSError when the disk
    does not take it, and then leaves what was there.
    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = {_digest(a): a for a in articles}
    with _alone(folder):
        try:
            manifest: dict[str, Any] | None = _vouched(folder)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            manifest = None
        if manifest is not None and {d for _, d in manifest["articles"]} == wanted.keys():
            return
        beside = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        try:
            _write(beside, wanted, folder if manifest else None, manifest)
            _swap(beside, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The one builder of this index; the lock goes with the process, however it ends."""
    handle = os.open(folder.with_name(f"{folder.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy(f"another process writes {folder.name}") from error
        yield
    finally:
        os.close(handle)


def _swap(beside: Path, folder: Path) -> None:
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _write(beside: Path, wanted: Mapping[str, Article], old: Path | None, manifest: dict[str, Any] | None) -> None:
    """A whole index in `beside`, made of `old` where there is one."""
    from whoosh import index

    kept: dict[str, int] = {}
    gone: list[int] = []
    spellings: set[str] = set()
    if old is not None and manifest is not None:
        for serial, digest in manifest["articles"]:
            if digest in wanted:
                kept[digest] = serial
            else:
                gone.append(serial)
    serial = 1 + max([*kept.values(), *gone], default=-1)
    if old is None or len(gone) > len(kept) or serial + len(wanted) > _MOST_UNITS:
        beside.mkdir(mode=0o700)
        made = index.create_in(str(beside), _schema())
        kept, gone, serial = {}, [], 0
    else:
        shutil.copytree(old, beside)
        made = index.open_dir(str(beside))
        spellings.update(json.loads((beside / WORDS).read_text("utf-8"))["spellings"])
    os.chmod(beside, 0o700)
    writer = made.writer(limitmb=64)
    for dead in gone:
        writer.delete_by_term("serial", str(dead))
    for digest, article in wanted.items():
        if digest in kept:
            continue
        fields: dict[str, str] = {}
        for name, units in _rows(article).items():
            fields[name] = told = _Told(name)
            told.places = list(_places(units, serial))
        writer.add_document(serial=str(serial), **fields)
        spellings |= _spellings(article)
        kept[digest] = serial
        serial += 1
    writer.commit()
    counts = _counts(made, set(kept.values()))
    made.close()
    for name in (MANIFEST, "MAIN_WRITELOCK"):
        (beside / name).unlink(missing_ok=True)
    words = {"counts": counts, "spellings": sorted(s for s in spellings if wording.key(s) in counts)}
    (beside / WORDS).write_text(json.dumps(words), "utf-8")
    files = {p.name: _sha256(p) for p in sorted(beside.iterdir())}
    articles = [[kept[d], d] for d in wanted]
    manifest = {"versions": _versions(), "articles": articles, "files": files}
    (beside / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    for path in beside.iterdir():
        path.chmod(0o600)
    _vouched(beside)


def _counts(made: Any, alive: set[int]) -> dict[str, int]:
    """How often each word stands in the text of the articles that are there."""
    reader = made.reader()
    try:
        dead = reader.has_deletions()
        found = {}
        for key in reader.lexicon("text"):
            word = key.decode("utf-8")
            if not dead:
                found[word] = int(reader.frequency("text", word))
                continue
            matcher, count = reader.postings("text", word), 0
            while matcher.is_active():
                places = pickle.loads(matcher.value()[4:])
                count += len(places) if places[0] >> _WORD_BITS + _UNIT_BITS in alive else 0
                matcher.next()
            if count:
                found[word] = count
        return found
    finally:
        reader.close()


def _schema() -> Any:
    from whoosh import fields

    text = fields.TEXT(analyzer=words_of, phrase=True)
    return fields.Schema(serial=fields.ID(stored=True, unique=True), text=text, said=fields.TEXT(analyzer=words_of))
