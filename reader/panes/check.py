"""A text whose quotations are checked, as it reads: its markup dim, each quotation lit, the verdict in the margin beside it."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from index.model import Article, Span
from reader import checking, people
from reader import desk as moves
from reader.desk import Desk
from reader.paint import Line, Piece, cut, isolated, pad
from reader.panes.source import NARROW_GUTTER, WIDE_FROM, WIDE_GUTTER, Marks
from reader.panes.verdicts import TOLD, inked, told, verdict
from reader.people import remembered
from reader.proof import FAILED, Form, Judged, Proof
from reader.wrap import cells, wrap

MARKS = frozenset("\"'“”„‟«»‹›‘’‚「」『』")
_LONG = 2_000
"""Characters of a line of the file beyond which its markup is not looked for."""

_LEAD = re.compile(r"[ \t]*(?:>[ \t]?)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|\[\^[^\[\]\s]{1,80}\]:[ \t]*)?")
_MARKDOWN = re.compile(
    r"^ {0,3}#{1,6}[ \t]+|^[ \t]*(?:>[ \t]?)+|^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+|^[ \t]*[|:-][ |:-]*$"
    r"|\\(?=[!-/:-@\[-`{-~])|\*+|(?<!\w)_+|_+(?!\w)|~~|`+|\[\^[^\[\]\s]{1,80}\]:?"
    r"|!?\[(?=[^\[\]]{0,300}\]\()|(?<=.)\]\([^()\s]{0,300}\)|<!--.*?-->|</?[A-Za-z][^<>]{0,500}>"
)
_WEB = re.compile(r"<!--.*?-->|</?[A-Za-z!?][^<>]{0,1000}>|&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|\w{1,31});")
_ASIDE = re.compile(r"[ \t]*(?:\[\^[^\[\]\s]{1,80}\]:|<!--)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")


# how it is broken into lines


class Layout:
    """The rows of a text: which stretch each shows, and beside or above which of them a verdict stands."""

    def __init__(self) -> None:
        self.starts = array("q")
        """In the text (code points), never falling."""
        self.stops = array("q")
        self.hangs = array("q")
        """Cells by which a row is set in."""
        self.about = array("q")
        """-1 for a row of the text, -2 for one that is left free, else the quotation whose verdict it is."""
        self.heads: dict[int, int] = {}
        """The quotation whose verdict stands beside a row."""

    @property
    def height(self) -> int:
        return len(self.starts)

    def add(self, start: int, stop: int, hang: int = 0, about: int = -1) -> None:
        """One row more."""
        self.starts.append(start)
        self.stops.append(stop)
        self.hangs.append(hang)
        self.about.append(about)

    def line_of(self, offset: int) -> int:
        """The row that shows an offset of the text."""
        row = max(bisect_right(self.starts, offset) - 1, 0)
        while row and self.about[row] != -1:
            row -= 1
        return row

    def holds_text(self, row: int) -> bool:
        """Whether a row shows words of the text."""
        return 0 <= row < self.height and self.about[row] == -1 and self.starts[row] < self.stops[row]


@lru_cache(maxsize=40_000)
def _broken(line: str, width: int) -> tuple[int, tuple[int, ...]]:
    """A line of the file in rows of so many cells: how far all but the first are set in, then starts and stops in turn."""
    lead = _LEAD.match(line)
    behind = lead.end() if lead is not None else 0
    hang = min(cells(line[:behind]), 6)
    found = wrap(line, behind, len(line), max(width - hang, 8))
    if not len(found):
        return 0, (0, len(line.rstrip()))
    return hang, (0, *found[1:])


@remembered
def lay(text: str, judged: tuple[Judged, ...], measure: int, wide: int) -> Layout:
    """A text in rows of so many cells; verdicts stand beside them (`wide`), else in rows of their own above."""
    made = Layout()
    at = n = rows = 0
    last = -1
    begins = judged[0].span.start if judged else len(text) + 1
    for line in text.split("\n"):
        hang, found = _broken(line, measure)
        stop = at + len(line) + 1
        for k in range(0, len(found), 2):
            first = at + found[k]
            until = at + found[k + 2] if k + 2 < len(found) else stop
            while begins < until:
                if wide:
                    row = max(rows, last + 1)
                    made.heads[row] = n
                    last = row + (judged[n].status in FAILED)  # what is right stands below
                else:
                    made.add(first, first, about=n)
                    rows += 1
                n += 1
                begins = judged[n].span.start if n < len(judged) else len(text) + 1
            made.add(first, at + found[k + 1], hang if k else 0)
            rows += 1
        while last >= rows:  # more verdicts than rows
            made.add(made.starts[-1], made.starts[-1], about=-2)
            rows += 1
        at = stop
    return made


def beside(marks: Marks, j: Judged, article: Article) -> Marks:
    """What is lit in a source beside the text: the words that part from it, else those that stand in both."""
    if j.spot is None:
        return marks
    passage = j.spot.passage or 0
    parting = tuple(d.b for d in j.differences if d.kind not in ("typography", "cut") and d.b.start < d.b.stop)
    if j.status == "altered":
        return replace(marks, changed={passage: parting}, hits={})
    return replace(marks, hits={passage: (j.spot.span,)}, now=())


# how it is drawn


@lru_cache(maxsize=4_000)
def _markup(line: str, form: Form) -> tuple[tuple[int, int], ...]:
    if form == "txt" or len(line) > _LONG:
        return ()
    return tuple(m.span() for m in (_WEB if form == "html" else _MARKDOWN).finditer(line) if m.end() > m.start())


def sizes(width: int, measure: int) -> tuple[int, int]:
    """The longest row of a text in a pane of so many columns, and whether verdicts stand beside it (1) or above (0)."""
    wide = width >= WIDE_FROM
    return max(min(measure, width - (WIDE_GUTTER if wide else NARROW_GUTTER) - 1), 8), int(wide)


class CheckSheet:
    """The text in lines, drawn when they are looked at."""

    def __init__(self, desk: Desk, proof: Proof, width: int, measure: int) -> None:
        self._desk = desk
        self._proof = proof
        self._width = width
        self._measure, wide = sizes(width, measure)
        self._wide = bool(wide)
        self._gutter = WIDE_GUTTER if wide else NARROW_GUTTER
        self._hands = checking.hands(desk)
        self.layout = lay(proof.text, proof.judged, self._measure, wide)
        self.height = self.layout.height
        self.cursor = self._cursor()

    def _cursor(self) -> tuple[int, int]:
        """The first and the last row of what is under the cursor, with the verdict above it."""
        proof, layout = self._proof, self.layout
        if proof.here is None:
            row = layout.line_of(proof.at)
            return row, row
        span = proof.here.span
        first, last = layout.line_of(span.start), layout.line_of(max(span.stop - 1, span.start))
        n = proof.n
        above = next((y for y in range(first - 1, max(first - 40, -1), -1) if layout.about[y] == n), first)
        return above, last

    def offset_of(self, row: int) -> int:
        """Where the cursor goes on a row: to the quotation that begins on it or, if none does, to its first character."""
        layout, starts = self.layout, self._proof.starts
        about = layout.about[row]
        if about >= 0:
            return self._proof.judged[about].span.start
        start, stop = layout.starts[row], layout.stops[row]
        held = self._covering(start)
        if held is not None:
            return start
        n = bisect_left(starts, start)
        return starts[n] if n < len(starts) and starts[n] < stop else start

    def _covering(self, offset: int) -> int | None:
        n = bisect_right(self._proof.starts, offset) - 1
        return n if n >= 0 and offset < self._proof.judged[n].span.stop else None

    def line(self, y: int, top: int) -> Line:
        layout = self.layout
        first, last = self.cursor
        bar = Piece("▌" if first <= y <= last else " ", "accent-text")
        about = layout.about[y]
        if about >= 0:
            room = self._width - self._gutter - 1
            pieces = [bar, Piece(" " * (self._gutter - 1)), *_fitted(self._verdict(about, 0), room)]
            return Line(tuple(pieces))
        words: list[Piece] = []
        if about == -1:
            words = [Piece(" " * layout.hangs[y]), *self._words(y)]
        used = sum(cells(p.text) for p in words)
        gap = Piece(" " * max(self._measure - used, 0))
        return Line((bar, *self._left(y), *words, gap, *self._right(y)))

    def _left(self, y: int) -> list[Piece]:
        """Who speaks a block quotation, and the bar beside it; what was checked by hand has its mark."""
        proof, layout = self._proof, self.layout
        n = self._covering(layout.starts[y]) if layout.about[y] == -1 and layout.starts[y] < layout.stops[y] else None
        if n is None and layout.about[y] == -1:
            k = bisect_left(proof.starts, layout.starts[y])
            n = k if k < len(proof.starts) and proof.starts[k] < layout.stops[y] else None
        if n is None:
            return [Piece(" " * (self._gutter - 1))]
        j = proof.judged[n]
        begins = layout.line_of(j.span.start) == y
        mark = Piece("x" if begins and n in self._hands else " ", "bright bold")
        line = proof.text.rfind("\n", 0, layout.starts[y]) + 1
        speaker = j.spot.speaker if j.spot is not None and j.status in ("exact", "typography", "elision") else None
        if not proof.text[line : line + 8].lstrip().startswith(">") or speaker is None:
            return [mark, Piece(" " * (self._gutter - 2))]
        name = people.of(self._desk.pack, self._desk.work).final(speaker)
        tag = moves.tags(self._desk).get(name)
        ink = f"speaker-{tag.hue}" if tag is not None else "dim"
        if self._wide:
            shown = pad(tag.short if tag is not None and begins else "", 16, right=True)
            return [mark, Piece("   "), Piece(shown, ink), Piece(" "), Piece("┃", ink), Piece(" ")]
        letter = tag.letter if tag is not None and begins else " "
        return [mark, Piece("   "), Piece(letter, f"{ink} bold"), Piece("┃", ink), Piece(" ")]

    def _words(self, y: int) -> list[Piece]:
        proof, layout = self._proof, self.layout
        text, start, stop = proof.text, layout.starts[y], layout.stops[y]
        begin = text.rfind("\n", 0, start) + 1
        end = text.find("\n", start)
        line = text[begin : end if end >= 0 else len(text)]
        base = "text"
        if proof.form == "md" and _HEADING.match(line):
            base = "text bold"
        elif proof.form == "md" and _ASIDE.match(line):
            base = "dim"
        layers: list[tuple[Span, str]] = []
        n = max(bisect_right(proof.starts, start) - 1, 0)
        while n < len(proof.judged) and proof.judged[n].span.start <= stop:
            layers.append((_with_marks(text, proof.judged[n].span), "bright"))
            n += 1
        layers += [(Span(begin + a, begin + b), "dim") for a, b in _markup(line, proof.form)]
        n = max(bisect_right(proof.starts, start) - 1, 0)
        while n < len(proof.judged) and proof.judged[n].span.start <= stop:
            layers += self._parting(n)
            n += 1
        return isolated(list(inked(text, Span(start, stop), layers, base)), text, start, stop)

    def _parting(self, n: int) -> Iterator[tuple[Span, str]]:
        j = self._proof.judged[n]
        if n in self._hands or j.status not in ("altered", "typography"):
            return
        for d in j.differences:
            if d.kind not in ("cut", "typography") and j.status == "altered":
                yield d.a, "changed"
            elif j.status == "typography":
                yield d.a, "bright underline"

    def _right(self, y: int) -> list[Piece]:
        """The verdict that stands beside a row, or what more there is to tell below one."""
        room = self._width - self._gutter - self._measure - 3
        if not self._wide or room < 8:
            return []
        heads = self.layout.heads
        for up in range(TOLD + 1):
            if y - up in heads:
                pieces = _fitted(self._verdict(heads[y - up], up), room)
                return [Piece("   "), *pieces] if pieces else []
        return []

    def _verdict(self, n: int, nth: int) -> list[Piece]:
        """Line `nth` of what is said of a quotation; in a narrow window all of it in one."""
        sign, place, kind = verdict(self._desk, n)
        weight = "bad" if sign == "!" else "bright bold"
        more = told(self._desk, n)
        if not self._wide:
            head = [
                Piece(f"{sign} {place}{' ' if place else ''}", weight),
                Piece(kind, "bad" if sign == "!" else "dim"),
            ]
            return [*head, *(p for line in more for p in (Piece("  "), *line))]
        if nth == 0:
            return [Piece(f"{pad(f'{sign} {place}', 7)} ", weight), Piece(kind, "bad" if sign == "!" else "dim")]
        return [Piece(" " * 8), *more[nth - 1]] if nth <= len(more) else []


def _fitted(pieces: Iterable[Piece], room: int) -> list[Piece]:
    """As much of some pieces as there is room for."""
    out: list[Piece] = []
    for piece in pieces:
        shown = cut(piece.text, room)
        out.append(Piece(shown, piece.role))
        room -= cells(shown)
        if room <= 0 or shown != piece.text:
            break
    return out


def _with_marks(text: str, span: Span) -> Span:
    """A quotation with its marks, which stand just outside of its span."""
    start = span.start - (span.start > 0 and text[span.start - 1] in MARKS)
    return Span(start, span.stop + (span.stop < len(text) and text[span.stop] in MARKS))
