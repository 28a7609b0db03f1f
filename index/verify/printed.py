"""What the articles of a pack print: where words stand letter by letter, or with words left out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal, NamedTuple

from index import fold
from index.engine.words import keys
from index.model import Article, PassageIndex, Quote, Span
from index.verify import postings
from index.verify.glyphs import ELISION, END, MARKS, begins_word, ends_word, even, evened, squeezed
from index.verify.postings import Postings, words_within

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
    """Its place in the pack."""
    span: Span
    passage: int | None
    """The number of the passage; None for a credit."""


class Stand(NamedTuple):
    """Words found in a piece: from where to where, and whether letter by letter."""

    piece: Piece
    spans: tuple[Span, ...]
    """In the article's text; more than one where words were left out between them."""
    status: Likeness


class Printed:
    """The articles of a pack, of which a text is evened only where it may hold what is looked for.

    Args:
        articles: In the order of the pack.
        index: Their passages by the words these hold; None: their texts are gone through.
    """

    def __init__(self, articles: Sequence[Article], index: PassageIndex | None = None) -> None:
        self.articles = tuple(articles)
        self._index = index
        self._evened: dict[Piece, str] = {}
        self._ways: dict[Piece, list[int]] = {}
        self._stands: dict[str, tuple[Stand, ...]] = {}
        self._quotes: dict[int, Mapping[int, Sequence[Quote]]] = {}
        self._groups: dict[int, Mapping[str, Sequence[Quote]]] = {}

    # which pieces may hold words

    @cached_property
    def _own(self) -> Postings:
        """Of the pieces that the index does not have: all without one, the credits with one."""
        places = [
            (n, rank)
            for n, a in enumerate(self.articles)
            for rank in chain(
                () if self._index is not None else range(len(a.passages)),
                range(len(a.passages), len(a.passages) + len(_credits(a))),
            )
        ]
        return Postings(places, self._text_at)

    def _text_at(self, place: postings.Place) -> str:
        article, rank = self.articles[place[0]], place[1]
        known = rank < len(article.passages)
        return (article.passages[rank].span if known else self.piece(place).span).of(article.text)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        """The place of each source in the pack."""
        return {a.path: n for n, a in enumerate(self.articles)}

    def piece(self, place: postings.Place) -> Piece:
        """The passage of that rank; the credits of an article come behind its passages."""
        article, rank = self.articles[place[0]], place[1]
        if rank < len(article.passages):
            passage = article.passages[rank]
            return Piece(place[0], passage.span, passage.n)
        return Piece(place[0], _credits(article)[rank - len(article.passages)], None)

    def prepare(self, texts: Iterable[str]) -> None:
        """Learn at once where the words of these quotations are: without an index all texts are gone through for them."""
        self._own.learn({key for text in texts for form in fold.hyphened_forms(text) for key in keys(form)})

    def counts(self, wanted: Sequence[str]) -> Mapping[str, int]:
        """How many pieces hold each of these words (`engine.words.keys`)."""
        own = self._own.counts(wanted)
        if self._index is None:
            return own
        there = self._index.counts(wanted)
        return {key: own[key] + there[key] for key in wanted}

    def likest(self, weights: Mapping[str, int], most: int, among: Sequence[str] = ()) -> list[Piece]:
        """The pieces with the highest sums of the weights of the words they hold; only those of the sources `among`, if any."""
        numbers = [self._numbers[path] for path in among if path in self._numbers] if among else None
        found = self._own.likest(weights, most, numbers)
        if self._index is not None:
            found += self._index.likest(weights, most, numbers)
        found.sort(key=lambda one: (-one[0], one[1]))
        return [self.piece(place) for _, place in found[:most]]

    def has_words(self, words: str) -> bool:
        """Whether these words (forms of `fold.words`, a blank between them) stand in a row in some piece."""
        return any(f" {words} " in f" {' '.join(fold.forms(self._text(piece)))} " for piece in self.holding(words))

    def has_behind(self, word: str, wanted: Callable[[str], bool]) -> bool:
        """Whether a word stands in some piece right behind one that is `wanted`."""
        behind = re.compile(rf"\b(\w+) {re.escape(word)}\b")
        return any(wanted(m[1]) for piece in self.holding(word) for m in behind.finditer(self._text(piece)))

    def holding(self, text: str) -> list[Piece]:
        """The pieces that hold all words of a text, and maybe the text, in order; all pieces where no word tells anything."""
        wanted = words_within(text)
        if not wanted:
            everywhere = (piece for n, a in enumerate(self.articles) for piece in self._pieces(n, a))
            return sorted(everywhere, key=_by_place)
        found = self._own.holding(wanted)
        if self._index is not None:
            found += self._index.holding(wanted)
        return sorted(map(self.piece, found), key=_by_place)

    def _pieces(self, n: int, article: Article) -> Iterator[Piece]:
        return (self.piece((n, rank)) for rank in range(len(article.passages) + len(_credits(article))))

    # words letter by letter

    def stands(self, plain: str) -> tuple[Stand, ...]:
        """Where these words stand, once for each passage, in the order of the pack."""
        if plain not in self._stands:
            self._stands[plain] = tuple(self._look(plain))
        return self._stands[plain]

    def _look(self, plain: str) -> Iterator[Stand]:
        direct: dict[Piece, Stand] = {}
        for stand in self._verbatim(plain):
            direct.setdefault(stand.piece, stand)
        if not direct and (kept := _WRAPPED.sub(r"\1", plain)) != plain:
            yield from self._look(kept)
            return
        parts = [p for p in ELISION.split(even(plain)) if any(map(str.isalnum, p))]
        if parts and ELISION.search(even(plain)):
            for stand in self._elided(parts):
                direct.setdefault(stand.piece, stand)
        yield from sorted(direct.values(), key=lambda s: _by_place(s.piece))

    def _verbatim(self, plain: str) -> Iterator[Stand]:
        words = even(plain)
        wanted = Wanted.of(words)
        if wanted is None:
            return
        if _CHANGED.match(words) and (shown := Wanted.of(words, literal=True)) is not None:
            yield from self._standing(plain, shown)
        yield from self._standing(plain, wanted)

    def _standing(self, plain: str, wanted: Wanted) -> Iterator[Stand]:
        letters = squeezed(plain).strip(MARKS + " ")
        for piece in self.holding(wanted.stem):
            best: Stand | None = None
            for start, stop in self._places(piece, wanted, 0):
                span = self._span(piece, start, stop)
                status: Likeness = "exact" if letters == self._letters(piece, start, letters) else "typography"
                if best is None or status == "exact":
                    best = Stand(piece, (span,), status)
                if status == "exact":
                    break
            if best is not None:
                yield best

    def _letters(self, piece: Piece, start: int, letters: str) -> str:
        """As much of the source from `start` on as `letters` would take, blanks squeezed."""
        text = self.articles[piece.article].text
        at, end = self._span(piece, start, start + 1).start, piece.span.stop
        return squeezed(text[at : min(end, at + 2 * len(letters) + 80)])[: len(letters)]

    def _elided(self, parts: Sequence[str]) -> Iterator[Stand]:
        wanted = [w for w in map(Wanted.of, parts) if w is not None]
        if not wanted:
            return
        longest = max(wanted, key=lambda w: len(w.stem))
        done: set[Piece] = set()
        for piece in self.holding(longest.stem):
            for pieces in (((piece, None),), *self._utterances(piece)):
                if piece in done:
                    break
                spans = self._in_order(wanted, pieces)
                if spans:
                    first = spans[0][0]
                    done |= {piece, first}
                    yield Stand(first, tuple(span for _, span in spans), "elision")

    def _in_order(
        self, wanted: Sequence[Wanted], pieces: Sequence[tuple[Piece, Span | None]]
    ) -> list[tuple[Piece, Span]] | None:
        """Each part at its first place after the one before it; all in words of one speaker."""
        found: list[tuple[Piece, Span]] = []
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
        return found if self._is_one_speakers(found) else None

    def _is_one_speakers(self, found: Sequence[tuple[Piece, Span]]) -> bool:
        """Whether nothing in the pack says that these parts are words of different speakers, however sure it is of them.

        Words quoted within a quotation are also its speaker's.
        """
        common: set[str] | None = None
        for piece, span in found:
            names = {q.speaker.name for q in self._around(piece, span) if q.speaker is not None}
            if names:
                common = names if common is None else common & names
        return common is None or bool(common)

    def _utterances(self, piece: Piece) -> Iterator[list[tuple[Piece, Span | None]]]:
        """The quotations over several passages that have a stretch in this piece."""
        article = self.articles[piece.article]
        if piece.article not in self._groups:
            groups: dict[str, list[Quote]] = defaultdict(list)
            for q in article.quotes:
                groups[q.group].append(q)
            self._groups[piece.article] = groups
        for group in dict.fromkeys(q.group for q in self._quoted(piece)):
            stretches = sorted(self._groups[piece.article][group], key=lambda q: q.span)
            if len({q.passage for q in stretches}) > 1:
                known = ((article.by_number.get(q.passage), q.span) for q in stretches)
                yield [(Piece(piece.article, p.span, p.n), span) for p, span in known if p is not None]

    def _text(self, piece: Piece) -> str:
        return piece.span.of(self.articles[piece.article].text)

    def _even(self, piece: Piece) -> str:
        if piece not in self._evened:
            self._evened[piece] = even(self._text(piece))
        return self._evened[piece]

    def _places(self, piece: Piece, wanted: Wanted, offset: int) -> Iterator[tuple[int, int]]:
        """Where the stem stands as whole words, from `offset` on: offsets in the evened piece; its core taken if it follows."""
        here, text = self._even(piece), fold.joined(self._text(piece))
        found = []
        for stem in wanted.stems:
            at = here.find(stem, offset)
            while at >= 0:
                found.append(at)
                at = here.find(stem, at + 1)
        for start in sorted(found):
            stop = start + len(wanted.stem)
            span, base = self._span(piece, start, stop), piece.span.start
            if begins_word(text, span.start - base) and ends_word(text, span.stop - base):
                tail = wanted.core[len(wanted.stem) :]
                follows = here.startswith(tail, stop)
                if tail and not follows and here[stop : stop + 4].lstrip("' ")[:1] in ("?", "!"):
                    continue  # a question made a statement
                yield start, start + len(wanted.core) if follows else stop

    def _span(self, piece: Piece, start: int, stop: int) -> Span:
        """The span in the article's text of a stretch of an evened piece."""
        if piece not in self._ways:
            self._ways[piece] = evened(self._text(piece))[1]
        way, base = self._ways[piece], piece.span.start
        return Span(base + way[start], base + way[stop - 1] + 1)

    # who says it there

    def _quoted(self, piece: Piece) -> Sequence[Quote]:
        """The quotations that stand in a piece."""
        if piece.passage is None:
            return ()
        if piece.article not in self._quotes:
            here: dict[int, list[Quote]] = defaultdict(list)
            for q in self.articles[piece.article].quotes:
                here[q.passage].append(q)
            self._quotes[piece.article] = here
        return self._quotes[piece.article].get(piece.passage, ())

    def quote(self, piece: Piece, span: Span) -> Quote | None:
        """The innermost quotation that holds most of `span`."""
        return min(self._around(piece, span), key=lambda q: q.span.stop - q.span.start, default=None)

    def _around(self, piece: Piece, span: Span) -> list[Quote]:
        """The quotations that hold most of `span`."""
        return [q for q in self._quoted(piece) if 10 * _overlap(q.span, span) >= 8 * (span.stop - span.start)]

    def text_of(self, stand: Stand) -> str:
        """The text of the article that a stand is in."""
        return self.articles[stand.piece.article].text

    def around(self, stand: Stand) -> str:
        """The passage that a stand is in."""
        return self._text(stand.piece)

    def place(self, stand: Stand) -> Place:
        """A stand as it is reported: from its first word to its last."""
        article = self.articles[stand.piece.article]
        span = Span(stand.spans[0].start, stand.spans[-1].stop)
        q = self.quote(stand.piece, stand.spans[0])
        speaker = q.speaker if q else None
        return Place(
            article.path,
            stand.piece.passage,
            span,
            span.of(article.text),
            speaker.name if speaker else None,
            speaker.certainty if speaker else 0.0,
        )


class Wanted(NamedTuple):
    """Evened words to look for: from first to last letter, and without the comma or stop at the end."""

    core: str
    stem: str
    stems: tuple[str, ...]
    """The stem with either case of its first letter."""

    @classmethod
    def of(cls, words: str, literal: bool = False) -> Wanted | None:
        """`literal`: a bracket around the first letter is looked for as it stands."""
        core = words.strip("' ")
        if not literal and _CHANGED.match(core):
            core = core[1] + core[3:]  # [T]he: the case of the first letter, shown as changed
        stem = core if core.endswith("...") else core.rstrip(END)
        if not any(map(str.isalnum, stem)):
            return None
        other = stem[0].swapcase() + stem[1:]
        return cls(core, stem, (stem,) if other == stem or len(stem[0].swapcase()) > 1 else (stem, other))


_CHANGED = re.compile(r"\[[^\W\d_]\]")
_WRAPPED = re.compile(r"(?<=[^\W\d_])([-‐])[ \t]*\n[ \t]*(?=[^\W\d_])")
"""A line end at a hyphen that may belong to the word: `counter-` and, below it, `weight`."""
_CREDIT = re.compile(r"masthead|credit|byline|date line|dateline|desk line|\bbio\b")


def _credits(article: Article) -> list[Span]:
    """The credits of an article, which may be quoted though they are no passages."""
    return [d.span for d in article.dropped if _CREDIT.search(d.rule)]


def _by_place(piece: Piece) -> tuple[int, Span]:
    return piece.article, piece.span


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.stop <= outer.stop


def _overlap(a: Span, b: Span) -> int:
    return min(a.stop, b.stop) - max(a.start, b.start)
