"""What the articles of a pack print: where words stand letter by letter, with words left out, or nearly."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nsmallest
from itertools import pairwise
from typing import Literal, NamedTuple

from index import fold, wording
from index.model import CERTAIN, Article, Quote, Span
from index.verify.glyphs import ELISION, END, MARKS, WORD, begins_word, ends_word, even, evened, squeezed

Likeness = Literal["exact", "typography", "elision", "altered"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in the pack."""

    source: str
    passage: int | None
    """None where they stand in a credit, which is no passage."""
    span: Span
    text: str
    speaker: str | None = None
    """Who says them there."""
    certainty: float = 0.0


class Piece(NamedTuple):
    """A passage, or a credit, that words may stand in."""

    article: int
    passage: int | None
    span: Span


class Stand(NamedTuple):
    """Words found in a piece: from where to where, and whether letter by letter."""

    piece: int
    spans: tuple[Span, ...]
    """In the article's text; more than one where words were left out between them."""
    status: Likeness


class Printed:
    """The articles of a pack, made ready once for any number of searches."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = tuple(articles)
        self._pieces = [piece for n, a in enumerate(self.articles) for piece in _pieces(n, a)]
        evened_pieces = [even(p.span.of(self.articles[p.article].text)) for p in self._pieces]
        first = [bisect_left(self._pieces, n, key=lambda p: p.article) for n in range(len(self.articles) + 1)]
        self._range = [range(a, b) for a, b in pairwise(first)]
        """Of each article, its pieces."""
        self._all = "\n".join(evened_pieces)
        self._starts: list[int] = []
        at = 0
        for piece in evened_pieces:
            self._starts.append(at)
            at += len(piece) + 1
        self._ways: dict[int, list[int]] = {}
        self._stands: dict[str, tuple[Stand, ...]] = {}
        self._quotes: dict[tuple[int, int], list[Quote]] = defaultdict(list)
        self._groups: dict[int, dict[str, list[Quote]]] = {}
        for n, a in enumerate(self.articles):
            for q in a.quotes:
                self._quotes[n, q.passage].append(q)
        self._kept: dict[int, tuple[list[fold.Word], list[str]]] = {}
        self._postings: dict[str, list[int]] | None = None

    # words letter by letter

    def stands(self, plain: str) -> tuple[Stand, ...]:
        """Where these words stand, once for each passage, in the order of the pack."""
        if plain not in self._stands:
            self._stands[plain] = tuple(self._look(plain))
        return self._stands[plain]

    def _look(self, plain: str) -> Iterator[Stand]:
        direct = {s.piece: s for s in self._verbatim(plain)}
        parts = [p for p in ELISION.split(even(plain)) if any(map(str.isalnum, p))]
        if parts and ELISION.search(even(plain)):
            for stand in self._elided(parts):
                direct.setdefault(stand.piece, stand)
        yield from sorted(direct.values(), key=lambda s: s.piece)

    def _verbatim(self, plain: str) -> Iterator[Stand]:
        wanted = Wanted.of(even(plain))
        if wanted is None:
            return
        letters = squeezed(plain).strip(MARKS + " ")
        for piece in self._holding(wanted):
            best: Stand | None = None
            for start, stop in self._places(piece, wanted, 0):
                span = self._span(piece, start, stop)
                text = self.articles[self._pieces[piece].article].text
                status: Likeness = "exact" if letters == self._letters(piece, start, letters, text) else "typography"
                if best is None or status == "exact":
                    best = Stand(piece, (span,), status)
                if status == "exact":
                    break
            if best is not None:
                yield best

    def _letters(self, piece: int, start: int, letters: str, text: str) -> str:
        """As much of the source from `start` on as `letters` would take, blanks squeezed."""
        at, end = self._span(piece, start, start + 1).start, self._pieces[piece].span.stop
        return squeezed(text[at : min(end, at + 2 * len(letters) + 80)])[: len(letters)]

    def _elided(self, parts: Sequence[str]) -> Iterator[Stand]:
        wanted = [w for w in map(Wanted.of, parts) if w is not None]
        if not wanted:
            return
        longest = max(wanted, key=lambda w: len(w.stem))
        done: set[int] = set()
        for piece in self._holding(longest):
            for pieces in (((piece, None),), *self._utterances(piece)):
                if piece in done:
                    break
                spans = self._in_order(wanted, pieces)
                if spans:
                    first = spans[0][0]
                    done |= {piece, first}
                    yield Stand(first, tuple(span for _, span in spans), "elision")

    def _in_order(
        self, wanted: Sequence[Wanted], pieces: Sequence[tuple[int, Span | None]]
    ) -> list[tuple[int, Span]] | None:
        """Each part at its first place after the one before it; all in words of one speaker."""
        found: list[tuple[int, Span]] = []
        at, offset = 0, 0
        for part in wanted:
            while at < len(pieces):
                piece, within = pieces[at]
                here = next(
                    (
                        (stop, span)
                        for start, stop in self._places(piece, part, offset)
                        if (span := self._span(piece, start, stop)) and (within is None or _holds(within, span))
                    ),
                    None,
                )
                if here is not None:
                    offset = here[0]
                    found.append((piece, here[1]))
                    break
                at, offset = at + 1, 0
            else:
                return None
        quotes = [self.quote(piece, span) for piece, span in found]
        speakers = {q.speaker.name for q in quotes if q and q.speaker and q.speaker.certainty >= CERTAIN}
        return found if len(speakers) < 2 else None

    def _utterances(self, piece: int) -> Iterator[list[tuple[int, Span | None]]]:
        """The quotations over several passages that have a stretch in this piece."""
        article, passage = self._pieces[piece].article, self._pieces[piece].passage
        if article not in self._groups:
            groups: dict[str, list[Quote]] = defaultdict(list)
            for q in self.articles[article].quotes:
                groups[q.group].append(q)
            self._groups[article] = groups
        here = self._quotes.get((article, passage if passage is not None else -1), ())
        for group in dict.fromkeys(q.group for q in here):
            stretches = sorted(self._groups[article][group], key=lambda q: q.span)
            if len({q.passage for q in stretches}) > 1:
                by_passage = {self._pieces[i].passage: i for i in self._range[article]}
                yield [(by_passage[q.passage], q.span) for q in stretches if q.passage in by_passage]

    def _holding(self, wanted: Wanted) -> Iterator[int]:
        """The pieces that hold the stem with either case of its first letter, in order."""
        found: set[int] = set()
        for stem in wanted.stems:
            at = self._all.find(stem)
            while at >= 0:
                piece = bisect_right(self._starts, at) - 1
                found.add(piece)
                if piece + 1 == len(self._starts):
                    break
                at = self._all.find(stem, self._starts[piece + 1])
        yield from sorted(found)

    def _places(self, piece: int, wanted: Wanted, offset: int) -> Iterator[tuple[int, int]]:
        """Where the stem stands as whole words, from `offset` on: offsets in the evened piece; its core taken if it follows."""
        first = self._starts[piece]
        last = self._starts[piece + 1] - 1 if piece + 1 < len(self._starts) else len(self._all)
        text = self.articles[self._pieces[piece].article].text
        found = []
        for stem in wanted.stems:
            at = self._all.find(stem, first + offset, last)
            while at >= 0:
                found.append(at - first)
                at = self._all.find(stem, at + 1, last)
        for start in sorted(found):
            span = self._span(piece, start, start + len(wanted.stem))
            if begins_word(text, span.start) and ends_word(text, span.stop):
                tail, stop = wanted.core[len(wanted.stem) :], first + start + len(wanted.stem)
                follows = self._all.startswith(tail, stop, last)
                if tail and not follows and self._all[stop : stop + 1] in ("?", "!"):
                    continue  # a question made a statement
                yield start, start + len(wanted.core if follows else wanted.stem)

    def _span(self, piece: int, start: int, stop: int) -> Span:
        """The span in the article's text of a stretch of an evened piece."""
        p = self._pieces[piece]
        if piece not in self._ways:
            self._ways[piece] = evened(p.span.of(self.articles[p.article].text))[1]
        way = self._ways[piece]
        return Span(p.span.start + way[start], p.span.start + way[stop - 1] + 1)

    # who says it there

    def quote(self, piece: int, span: Span) -> Quote | None:
        """The innermost quotation that holds most of `span`."""
        p = self._pieces[piece]
        here = self._quotes.get((p.article, p.passage if p.passage is not None else -1), ())
        holding = [q for q in here if 10 * _overlap(q.span, span) >= 8 * (span.stop - span.start)]
        return min(holding, key=lambda q: q.span.stop - q.span.start, default=None)

    def text_of(self, stand: Stand) -> str:
        """The text of the article that a stand is in."""
        return self.articles[self._pieces[stand.piece].article].text

    def place(self, stand: Stand) -> Place:
        """A stand as it is reported: from its first word to its last."""
        p = self._pieces[stand.piece]
        article = self.articles[p.article]
        span = Span(stand.spans[0].start, stand.spans[-1].stop)
        q = self.quote(stand.piece, stand.spans[0])
        speaker = q.speaker if q else None
        return Place(
            article.path,
            p.passage,
            span,
            span.of(article.text),
            speaker.name if speaker else None,
            speaker.certainty if speaker else 0.0,
        )

    # nearly

    def nearest(self, plain: str, preferred: Sequence[str] = ()) -> Place | None:
        """The stretch of the pack most like these words, in one of the `preferred` sources if it is like enough there."""
        forms = [wording.key(w.form) for w in _words(plain, Span(0, len(plain)))][:LONGEST]
        if not forms:
            return None
        weights = self._weights(set(forms))
        scores: dict[int, float] = defaultdict(float)
        for form, weight in weights.items():
            for piece in self._posted(form):
                scores[piece] += weight
        prefer = set(preferred)
        mine = [i for i in scores if self.articles[self._pieces[i].article].path in prefer]
        for pieces in (mine, list(scores)):
            best = nsmallest(CANDIDATES, pieces, key=lambda i: (-scores[i], i))
            near = [n for i in best if (n := self._near(i, forms)) is not None]
            if near:
                _, piece, span = max(near, key=lambda n: (n[0], -n[1]))
                return self.place(Stand(piece, (span,), "altered"))
        return None

    def _worded(self, piece: int) -> tuple[list[fold.Word], list[str]]:
        """The words of a piece, and the spelling in which they are compared."""
        if piece not in self._kept:
            p = self._pieces[piece]
            words = _words(self.articles[p.article].text, p.span)
            self._kept[piece] = words, [wording.key(w.form) for w in words]
        return self._kept[piece]

    def _weights(self, forms: set[str]) -> dict[str, float]:
        """The rarer words of a quotation, each with what it counts: common ones only where there are no others."""
        found = sorted((len(self._posted(f)), f) for f in forms if self._posted(f))
        return {f: 1.0 / (1 + count) ** 0.5 for count, f in found[:RAREST]}

    def _posted(self, form: str) -> Sequence[int]:
        """The pieces that hold a word."""
        if self._postings is None:
            self._postings = {}
            for i, piece in enumerate(self._pieces):
                words = even(piece.span.of(self.articles[piece.article].text).translate(_APART)).lower()
                for word in set(WORD.findall(words.replace("-", ""))):
                    self._postings.setdefault(wording.key(word), []).append(i)
        return self._postings.get(form, ())

    def _near(self, piece: int, forms: Sequence[str]) -> tuple[float, int, Span] | None:
        """How like the likest stretch of a piece is, and where; None where it is not like at all."""
        words, keys = self._worded(piece)
        first, last = _densest(forms, keys)
        matcher = SequenceMatcher(None, forms, keys[first:last], autojunk=False)
        blocks = [b for b in matcher.get_matching_blocks() if b.size]
        shared = sum(b.size for b in blocks)
        if not shared:
            return None
        run = max(b.size for b in blocks)
        start = max(first, first + blocks[0].b - blocks[0].a)
        stop = min(last, first + blocks[-1].b + blocks[-1].size + len(forms) - blocks[-1].a - blocks[-1].size)
        likeness = 2 * shared / (len(forms) + stop - start)
        if likeness < LIKE and run < RUN and not (len(forms) < 4 and 2 * shared >= len(forms)):
            return None
        return likeness, piece, Span(words[start].start, words[stop - 1].stop)


LONGEST = 200
"""Words of a quotation that are compared with passages nearly like it."""
CANDIDATES = 12
"""Passages that are compared word by word with a quotation found nowhere."""
RAREST = 12
"""Words of a quotation by which such passages are found."""
LIKE = 0.6
"""Share of words in common from which a stretch is the nearest real text; or else"""
RUN = 5
"""words in one row."""


class Wanted(NamedTuple):
    """Evened words to look for: from first to last letter, and without the comma or stop at the end."""

    core: str
    stem: str
    stems: tuple[str, ...]
    """The stem with either case of its first letter."""

    @classmethod
    def of(cls, words: str) -> Wanted | None:
        core = words.strip("' ")
        if len(core) > 2 and core[0] == "[" and core[1].isalpha() and core[2] == "]":
            core = core[1] + core[3:]  # [T]he: the case of the first letter, shown as changed
        stem = core if core.endswith("...") else core.rstrip(END)
        if not any(map(str.isalnum, stem)):
            return None
        other = stem[0].swapcase() + stem[1:]
        return cls(core, stem, (stem,) if other == stem or len(stem[0].swapcase()) > 1 else (stem, other))


def _pieces(n: int, article: Article) -> Iterator[Piece]:
    """What may be quoted of an article, in the order of its text: passages, headline included, and credits."""
    found = [Piece(n, p.n, p.span) for p in article.passages]
    found += [Piece(n, None, d.span) for d in article.dropped if _CREDIT.search(d.rule)]
    yield from sorted(found, key=lambda piece: piece.span)


_CREDIT = re.compile(r"masthead|credit|byline|date line|dateline")


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.stop <= outer.stop


def _overlap(a: Span, b: Span) -> int:
    return min(a.stop, b.stop) - max(a.start, b.start)


_APART = str.maketrans(dict.fromkeys("–—―", " "))


def _words(text: str, span: Span) -> list[fold.Word]:
    """The words of a stretch; a dash parts them."""
    return [
        w._replace(start=w.start + span.start, stop=w.stop + span.start)
        for w in fold.words(span.of(text).translate(_APART))
    ]


def _densest(forms: Sequence[str], keys: Sequence[str]) -> tuple[int, int]:
    """The stretch of `keys` that holds most of `forms`, with room at both ends: first and last index, half open."""
    size, want = len(forms), Counter(forms)
    have: Counter[str] = Counter()
    score = best = at = 0
    for i, key in enumerate(keys):
        have[key] += 1
        score += have[key] <= want[key]
        if i >= size:
            gone = keys[i - size]
            score -= have[gone] <= want[gone]
            have[gone] -= 1
        if score > best:
            best, at = score, i + 1
    room = max(4, size // 2)
    return max(0, at - size - room), min(len(keys), at + room)
