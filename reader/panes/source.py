"""A source as it is read: its text in one measure, who speaks to the left of it, where else it stands to the right."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from index.model import Article, Link, Quote, Span
from index.pack import Pack
from reader import aside, caveats, hits, people, selecting, wires
from reader import desk as moves
from reader.desk import Desk
from reader.mended import Mended, mended
from reader.paint import Line, Piece, cut, isolated, pad
from reader.panes.layout import Block, How, Layout, printed
from reader.panes.slug import about
from reader.people import Tag, Voice
from reader.runs import run_at, told
from reader.wrap import SOFT_HYPHEN, cells, offset_at, wrap

NARROW_GUTTER = 8
"""Cursor, mark, number (2), blank, letter, bar, blank."""
WIDE_GUTTER = 24
"""The same with the speaker's name in place of the letter."""
WIDE_FROM = 110
"""Columns from which a pane shows names and notes."""
NOTES = 26
"""Columns of the notes to the right of the text, in a wide pane."""
_MARKS = "\"'“”„‟«»‹›‘’‚「」"


@dataclass(frozen=True, slots=True)
class Note:
    """Where else a quotation stands: a sign, the place, and what differs there."""

    sign: str
    place: str
    words: str
    differing: tuple[str, ...] = ()


def notes(desk: Desk, quote: Quote) -> list[Note]:
    """A note for each source that prints the same quotation."""
    found = []
    for link in desk.pack.links(quote.id):
        there = desk.pack.quote(moves.other(link, quote.id))
        article = desk.pack.by_path[there.source]
        said = {"verbatim": "word for word", "same-words": "same words", "near": "nearly", "excerpt": "in part"}
        found.append(
            Note(
                "=" if link.kind in ("verbatim", "same-words") else "~",
                f"{article.key}¶{there.passage}",
                said.get(link.kind, "in part"),
                tuple(differing(link, quote.id, article.text)),
            )
        )
    return sorted(found, key=lambda note: note.sign)


def differing(link: Link, quote: str, there: str) -> Iterable[str]:
    """What the other end of a link says differently: its words, its verb, its name for the speaker."""
    mine = link.a == quote
    for difference in link.differences:
        if difference.kind in ("words", "spelling"):
            words = (difference.b if mine else difference.a).of(there)
            if words.strip():
                yield words
    for frame in link.frame:
        if frame.kind in ("speaker", "cue"):
            words = frame.b if mine else frame.a
            if words:
                yield words


@dataclass(frozen=True, slots=True)
class Marks:
    """What is lit in an article and around it."""

    tags: Mapping[str, Tag]
    quotes: Mapping[int, tuple[Quote, ...]]
    who: Callable[[Quote], Voice]
    """Who speaks."""
    notes: Callable[[Quote], list[Note]]
    """Where else a quotation stands."""
    hits: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    now: tuple[Span, ...] = ()
    """The hits under the cursor."""
    changed: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    """Words that another text says differently, by passage."""
    apart: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    """Words that another text, which tells the same, has not."""
    clipped: frozenset[int] = frozenset()
    stale: bool = False
    cursor: int = -1
    """The block under the cursor."""
    focus: bool = True
    """Whether this text has the cursor; otherwise a mark only shows where it would be."""
    answering: frozenset[int] = frozenset()
    """The blocks that answer the passage under the cursor of another text."""
    lit: tuple[tuple[Span, str], ...] = ()
    """What is selected, or the word or sentence under the cursor: stretches and their roles, the topmost last."""
    arrows: Mapping[int, str] = field(default_factory=dict)
    """Of a passage that stands out of order: `↑` or `↓`."""
    signs: Mapping[int, str] = field(default_factory=dict)
    """Of each passage its sign beside the other text: `=`, `~`, `<`, `>` and where its counterpart is."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Letters to jump to, by `¶` and the number of a passage, or by the id of a quotation."""


def labels_in(article: Article, labels: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """The letters to jump to that stand in an article, by what they stand at."""
    return {name: label for (path, name), label in labels.items() if path == article.path}


def _within(spans: Sequence[Span], start: int, stop: int) -> Sequence[Span]:
    """Of many spans in the order of the text those that may meet a line of it: none is longer than `_LONGEST`."""
    first = bisect_left(spans, start - _LONGEST, key=lambda s: s.start)
    return spans[first : bisect_left(spans, stop, lo=first, key=lambda s: s.start)]


_LONGEST = 10_000
"""Code points of a hit: words of a query, which somebody types."""


def _inked(
    text: str, start: int, stop: int, layers: Iterable[tuple[Span, str]], repaired: Iterable[Span]
) -> Iterable[Piece]:
    """A stretch of text, each part of it in the role of the topmost layer, the last, underlined where it was repaired."""
    layers = [(s, role) for s, role in layers if s.start < stop and start < s.stop]
    repaired = list(repaired)
    spans = [*(s for s, _ in layers), *repaired]
    for a, b in pairwise(sorted({start, stop, *(min(max(edge, start), stop) for s in spans for edge in s)})):
        role = next((role for s, role in reversed(layers) if s.start <= a and b <= s.stop), "text")
        line = " underline" if any(s.start <= a and b <= s.stop for s in repaired) else ""
        yield Piece(text[a:b], role + line)


Under = tuple[tuple[Piece, ...], ...]
"""What stands in the lines under a headline."""


class SourceSheet:
    """An article in lines, drawn when they are looked at."""

    def __init__(
        self, article: Article, layout: Layout, marks: Marks, under: Under, *, width: int, measure: int
    ) -> None:
        self.article = article
        self._text = printed(article, layout.how)
        self._mended = mended(article) if layout.how.mended else Mended("", ())
        self.layout = layout
        self.height = layout.height
        self._marks = marks
        self._under = under
        self._width = width
        self._wide = width >= WIDE_FROM
        self._gutter = WIDE_GUTTER if self._wide else NARROW_GUTTER
        self._measure = measure
        self._labels: dict[tuple[int, int], dict[int, Quote]] = {}

    def cursor_lines(self, offset: int) -> tuple[int, int]:
        """The lines to keep in view where the cursor is at an offset: from its own on, eight of its block at most."""
        if not self.layout.blocks:
            return 0, 0
        first = self.layout.line_of(offset)
        if self._marks.lit:
            return first, self.layout.line_of(min(self._marks.lit[-1][0].stop, len(self.article.text)) - 1)
        return first, min(self.layout.lines_of(self.layout.block_at(offset))[1], first + 8)

    def offset_at(self, x: int, y: int) -> int | None:
        """The offset of what stands in column `x` of line `y`; None beside the text, and where there is none."""
        block = self.layout.block[y] if 0 <= y < self.height else -1
        if block < 0 or self.layout.blocks[block].kind == "second" or not 0 <= x - self._gutter < self._measure:
            return None
        return offset_at(self._text, self.layout.starts[y], self.layout.stops[y], x - self._gutter)

    def nearest(self, x: int, y: int) -> int:
        """The offset of what stands nearest to column `x` of line `y`."""
        across = max(self._gutter, min(x, self._gutter + self._measure - 1))
        found = self.offset_at(across, y)
        return found if found is not None else self.layout.offset_of(y)

    def stops(self, top: int, height: int) -> Iterable[tuple[str, int, str | None]]:
        """The passages and quotations in view: what labels name them by, their offset, and the quotation's id."""
        for y in range(top, min(top + height, self.height)):
            b = self.layout.block[y]
            block = self.layout.blocks[b] if b >= 0 else None
            if block is None or block.kind not in ("passage", "headline"):
                continue
            first = max(self.layout.first[b], top)
            if y == first and block.kind == "passage":
                yield f"¶{block.n}", block.span.start, None
            quote = self._labels_of(b, first).get(y)
            if quote is not None:
                yield quote.id, quote.span.start, quote.id

    def line(self, y: int, top: int) -> Line:
        b = self.layout.block[y]
        if b < 0:
            return Line()
        block = self.layout.blocks[b]
        if block.kind == "second":
            return Line((Piece(" " * self._gutter), *self._under[y - self.layout.first[b]]))
        first = max(self.layout.first[b], top)
        start, stop = self.layout.starts[y], self.layout.stops[y]
        covering = [q for q in self._marks.quotes.get(block.n, ()) if q.span.start < stop and start < q.span.stop]
        if block.kind != "passage" and block.kind != "headline":
            covering = []
        labels = self._labels_of(b, first) if covering else {}
        left = self._left(y, b, block, first, covering, labels)
        words = list(self._words(block, start, stop))
        used = sum(cells(p.text) for p in words)
        if self._text[stop - 1 : stop] == SOFT_HYPHEN and stop < block.span.stop and used < self._measure:
            words.append(Piece("-", words[-1].role))
            used += 1
        words = isolated(words, self._text, *block.span)
        right = self._right(y, block, first, labels)
        gap = " " * max(self._measure - used, 0)
        return Line((*left, *words, Piece(gap), *right))

    def _labels_of(self, b: int, first: int) -> dict[int, Quote]:
        """On which lines of a block, from its first one in view on, each quotation is named: one name a line."""
        known = self._labels.get((b, first))
        if known is not None:
            return known
        layout = self.layout
        _, last = layout.lines_of(b)
        named: dict[int, Quote] = {}
        for quote in self._marks.quotes.get(layout.blocks[b].n, ()):
            if "nested" in quote.flags:
                continue
            for y in range(first, last + 1):
                if layout.stops[y] <= quote.span.start:
                    continue
                if layout.starts[y] >= quote.span.stop:
                    break
                if y not in named:
                    named[y] = quote
                    break
        self._labels[b, first] = named
        return named

    def _left(
        self, y: int, b: int, block: Block, first: int, covering: list[Quote], labels: Mapping[int, Quote]
    ) -> list[Piece]:
        marks = self._marks
        here = b == marks.cursor or b in marks.answering
        bar = ("▌" if marks.focus else "│") if here else " "
        pieces = [Piece(bar, "accent-text")]
        number, mark, arrow = "", " ", ""
        if y == first and block.kind == "passage":
            number, arrow = str(block.n), marks.arrows.get(block.n, "")
            mark = ("!" if marks.stale else "*") if block.n in marks.clipped else " "
        elif y == first and block.kind == "headline" and 0 in marks.clipped:
            mark = "!" if marks.stale else "*"
        ink = "accent-text" if here else "faint"
        if number and (letter := marks.labels.get(f"¶{block.n}")):
            number, arrow, ink = letter, "", "hit-here"
        if len(arrow + number) > 2:  # three digits, or an arrow before two, push the mark to the blank behind them
            pieces += [Piece(pad(arrow + number, 3, right=True), ink), Piece(mark, "accent-text bold")]
        else:
            hand = not self._wide and y in labels and self._marks.who(labels[y]).by_hand
            hand = hand or (y == first and block.kind == "passage" and self.article.by_number[block.n].by_hand)
            number = arrow + number
            pieces += [Piece(mark, "accent-text bold"), Piece(" " * (2 - len(number))), Piece(number, ink)]
            code = marks.labels.get(labels[y].id, "") if y in labels and not self._wide else ""
            beside = code[:-1] or ("@" if hand else " ")  # the first of two letters stands where else a hand is shown
            pieces += [Piece(beside, "hit-here" if code[:-1] else "dim")]
        if block.kind in ("dropped", "run"):
            rule = pad(self._rule(block) if y == first else "", 17, right=True) if self._wide else ""
            before = pieces[:-1] if self._wide else pieces  # the rule begins where a hand's sign would stand
            return [*before, Piece(rule, "dim"), Piece(" x " if y == first else "   ", "dim")]
        named, quote = labels.get(y), covering[0] if covering else None
        if named is None:
            name: list[Piece] = [Piece(" " * (16 if self._wide else 1))]
        else:
            name = self._name(named)
        shown = named or quote
        bar_ink = self._ink(shown)
        bar_piece = Piece(bar_of(shown) if shown is not None else " ", bar_ink)
        return (
            [*pieces, *name, Piece(" "), bar_piece, Piece(" ")]
            if self._wide
            else [*pieces, *name, bar_piece, Piece(" ")]
        )

    def _rule(self, block: Block) -> str:
        """Why a piece is left out, in two or three words; of a folded run how many there are."""
        if block.kind == "run" and (run := run_at(self.article, block.span.start)) is not None:
            return told(self.article, run)[0]
        piece = self.article.dropped[block.n]
        if piece.same_as is not None and piece.rule == "said again":
            return f"{piece.rule} in ¶{piece.same_as}"
        return piece.rule

    def _ink(self, quote: Quote | None) -> str:
        if quote is None:
            return "text"
        name, sure, _ = self._marks.who(quote)
        tag = self._marks.tags.get(name)
        return f"speaker-{tag.hue}" if tag and sure else "dim"

    def _name(self, quote: Quote) -> list[Piece]:
        if letter := self._marks.labels.get(quote.id):
            return (
                [Piece(pad("", 16 - len(letter))), Piece(letter, "hit-here")]
                if self._wide
                else [Piece(letter[-1], "hit-here")]
            )
        name, sure, by_hand = self._marks.who(quote)
        tag = self._marks.tags.get(name)
        if tag is None or not sure:
            letter = "?" if tag is not None else " "
            if not self._wide:
                return [Piece(letter, "dim")]
            return [Piece(pad("" if tag is None else signed(tag.short, "?", 16), 16, right=True), "dim")]
        ink = f"speaker-{tag.hue}"
        if not self._wide:
            return [Piece(tag.letter, f"{ink} bold")]
        short = signed(tag.short, "@" if by_hand else "", 16)
        at = max(short.upper().find(tag.letter.upper()), 0)
        blank = Piece(" " * (16 - cells(short)))
        return [blank, Piece(short[:at], ink), Piece(short[at : at + 1], f"{ink} bold"), Piece(short[at + 1 :], ink)]

    def _words(self, block: Block, start: int, stop: int) -> Iterable[Piece]:
        text, marks, repaired = self._text, self._marks, self._mended.within(start, stop)
        if block.kind == "run" and start == stop and (run := run_at(self.article, block.span.start)) is not None:
            before = "" if self._wide else f"{self._rule(block)}: "
            yield Piece(cut(f"{before}{told(self.article, run)[1]}", self._measure), "dim")
            return
        if block.kind in ("dropped", "run"):
            out = [(Span(start, stop), "removed strike")]
            yield from _inked(text, start, stop, out, repaired) if start < stop else [Piece(self._rule(block), "dim")]
            return
        layers: list[tuple[Span, str]] = []
        headline = block.kind == "headline"
        base = "bright bold" if headline or self.article.by_number[block.n].kind == "heading" else "text"
        dateline = self.article.masthead.dateline
        if (
            dateline is not None
            and dateline.span is not None
            and block.span.start <= dateline.span.start < block.span.stop
        ):
            layers.append((_dateline(text, block.span, dateline.span), "dim"))
        if not headline:
            quotes = marks.quotes.get(block.n, ())
            layers += [(q.span, "reported") for q in quotes if q.type == "indirect"]
            layers += [(_with_marks(text, q.span, block.span), "bright") for q in quotes if q.type != "indirect"]
        layers += [(s, "text underline") for s in marks.apart.get(block.n, ())]
        layers += [(s, "changed") for s in marks.changed.get(block.n, ())]
        layers += [(s, "hit") for s in _within(marks.hits.get(block.n, ()), start, stop)]
        layers += [(s, "hit-here") for s in _within(marks.now, start, stop)]
        layers += marks.lit
        yield from _inked(text, start, stop, [(Span(start, stop), base), *layers], repaired)

    def _right(self, y: int, block: Block, first: int, labels: Mapping[int, Quote]) -> list[Piece]:
        marks = self._marks
        if block.kind not in ("passage", "headline"):
            return []
        if marks.signs:
            sign = marks.signs.get(block.n, "")
            if y != first or not sign:
                return []
            weight = "dim" if sign[0] in "<>" else "bright bold"
            room = self._width - self._gutter - self._measure
            if len(sign) <= 2:
                return [Piece(" " * min(2, max(room - len(sign), 0))), Piece(sign, weight)]
            return [Piece(pad(sign, room, right=True), weight)]
        # a note stands on the line that names its quotation, or on one of those below it
        for at in range(y, first - 1, -1):
            if at in labels:
                last = self.layout.lines_of(self.layout.block[y])[1]
                below = min((n for n in labels if n > at), default=last + 1)
                lines = self._notes(labels[at], below - at)
                return lines[y - at] if y - at < len(lines) else []
        return []

    def _notes(self, quote: Quote, rows: int) -> list[list[Piece]]:
        """Where else a quotation stands, in at most so many lines; how many more there are, where they do not fit."""
        found = self._marks.notes(quote)
        room = self._width - self._gutter - self._measure
        if not found or room < 4:
            return []
        if not self._wide or room < NOTES:
            short = found[0].sign + found[0].place
            more = (f"+{len(found) - 1}", "+") if len(found) > 1 else ()
            short += next((m for m in more if len(short + m) < room), "")
            return [[Piece(pad(short, room, right=True), "bright bold")]]
        out: list[list[Piece]] = []
        for n, note in enumerate(found):
            differing = note.differing[: max(rows - len(out) - 1, 0)][:3]
            if n and len(out) + (n + 1 < len(found)) >= rows:
                out = (
                    [*out[: rows - 1], [Piece(" " * 11), Piece(f"and {len(found) - n} more", "dim")]]
                    if rows > 1
                    else out
                )
                break
            head = [Piece("   "), Piece(pad(f"{note.sign} {note.place}", 7), "bright bold"), Piece(" ")]
            words = f"{note.words}, +{len(found) - 1}" if rows == 1 and len(found) > 1 else note.words
            out.append([*head, Piece(cut(words, room - 11), "dim")])
            out += [[Piece(" " * 11), Piece(cut(words, room - 11), "text underline")] for words in differing]
        return out


def under_headline(pack: Pack, article: Article, width: int, measure: int) -> Under:
    """The lines under a headline: who published it, when; whose report it prints; what has to be known before it is trusted."""
    gutter = WIDE_GUTTER if width >= WIDE_FROM else NARROW_GUTTER
    lines: list[tuple[Piece, ...]] = [(Piece(cut(about(article), width - gutter - 1), "dim"),)]
    if report := wires.said(pack, article):
        lines.append((Piece(cut(report, width - gutter - 1), "dim"),))
    said = " · ".join(caveats.named(article))
    broken = wrap(said, 0, len(said), measure - 2)
    for n in range(0, len(broken), 2):
        sign = caveats.SIGN if n == 0 else " "
        lines.append((Piece(f"{sign} ", "bright bold"), Piece(said[broken[n] : broken[n + 1]])))
    return tuple(lines)


def how_shown(desk: Desk, article: Article, width: int, measure: int) -> How:
    """How an article is broken into lines, as the desk stands, in a pane of so many columns."""
    opened = desk.unrolled.get(article.path, ()) if desk.removed else ()
    second = len(under_headline(desk.pack, article, width, measure))
    return How(measure, desk.removed, width < WIDE_FROM, second, opened, article.path in desk.mended)


def signed(short: str, sign: str, width: int) -> str:
    """A speaker's name in at most `width` cells, behind it the sign of a doubt (`?`) or of the user's hand (`@`), if any."""
    return f"{cut(short, width - 2)} {sign}" if sign else cut(short, width)


def bar_of(quote: Quote) -> str:
    """The bar beside a quotation; a broken one beside what is told without marks."""
    return "¦" if quote.type == "indirect" else "┃"


def _with_marks(text: str, span: Span, within: Span) -> Span:
    """A quotation with its marks, which stand just outside of its span."""
    start = span.start - (span.start > within.start and text[span.start - 1] in _MARKS)
    stop = span.stop + (span.stop < within.stop and text[span.stop] in _MARKS)
    return Span(start, stop)


def _dateline(text: str, passage: Span, place: Span) -> Span:
    """From the place to the dash behind it, which parts a dateline from its story."""
    stop = place.stop
    for dash in (" - ", " – ", " — ", " -- ", "—"):
        at = text.find(dash, place.stop, min(place.stop + 60, passage.stop))
        if at >= 0:
            stop = max(stop, at + len(dash))
            break
    return Span(place.start, stop)


def marks_of(desk: Desk, article: Article, layout: Layout, *, focus: bool) -> Marks:
    """What is lit in an article, as the desk stands."""
    found: Mapping[int, tuple[Span, ...]] = {}
    now: tuple[Span, ...] = ()
    place = desk.places.get(article.path, moves.Place())
    if desk.lit:
        found = hits.marked(desk, article.path)
        here = found.get(passage.n, ()) if focus and (passage := moves.passage_at(article, place.offset)) else ()
        now = tuple(m for m in here if m.start == place.offset)
    clips = [aside.placed(c, article) or c for c in desk.work.clips if c.source == article.path]
    clipped = frozenset(c.passage for c in clips)
    stale = any(c.sha256 != article.source.sha256 for c in clips)
    return Marks(
        tags=moves.tags(desk),
        quotes=moves.quoted(desk, article),
        who=people.of(desk.pack, desk.work).who,
        notes=partial(notes, desk),
        hits=found,
        now=now,
        clipped=clipped,
        stale=stale,
        cursor=layout.block_at(place.offset) if layout.blocks else -1,
        focus=focus,
        lit=_lit(desk, article) if focus else (),
    )


def _lit(desk: Desk, article: Article) -> tuple[tuple[Span, str], ...]:
    """What is selected or lit under the cursor, and on top of it the word where the cursor is."""
    under = desk.selection or selecting.lit(desk)
    if under is None:
        return ()
    word = selecting.word_at(article, desk.place.offset)
    return ((under, "selected"), (word, "cursor")) if word is not None else ((under, "selected"),)
