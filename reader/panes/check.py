"""A text whose quotations are checked, as it reads: its markup dim, each quotation lit, the verdict in the margin beside it."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from os.path import basename

from index.model import Article, Span
from reader import checking, people
from reader import desk as moves
from reader import proof as proofs
from reader.desk import Desk
from reader.paint import Line, Piece, cut, isolated, pad
from reader.panes.slug import headline_of, publisher_of
from reader.panes.source import NARROW_GUTTER, WIDE_FROM, WIDE_GUTTER, Marks
from reader.people import remembered
from reader.proof import FAILED, PROBLEMS, Form, Judged, Proof
from reader.wrap import cells, wrap

SIGNS: Mapping[str, str] = {
    "exact": "=",
    "typography": "~",
    "elision": "~",
    "ambiguous": "?",
    "unchecked": "?",
    "by hand": "x",
}
"""What stands before a verdict; `…` while it is awaited, `!` before all others."""
TOLD = 3
"""Lines below a verdict that tell more of it."""
LEADING = 16
"""Letters before the first word that differs, at least, where the words before it are left out."""
PLACES = 3
"""Places that are named in a line."""
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


# what is said of a quotation


def verdict(desk: Desk, n: int) -> tuple[str, str, str]:
    """The verdict on a quotation: its sign, its place, in a word or two."""
    proof = desk.proof
    if proof is None:
        return "", "", ""
    j = proof.judged[n]
    if j.status == "awaited":
        return "…", "", "checking"
    place = checking.place_of(desk, j.spot) if j.spot is not None and j.status not in ("ambiguous", "missing") else ""
    status = "by hand" if n in checking.hands(desk) else j.status
    return SIGNS.get(status, "!"), place, status


def told(desk: Desk, n: int) -> list[list[Piece]]:
    """What more there is to tell of a quotation, line by line: the right words, where else it stands, whose it is."""
    proof = desk.proof
    if proof is None:
        return []
    j = proof.judged[n]
    return [line for line in _told(desk, proof, n, j) if line][:TOLD]


def _told(desk: Desk, proof: Proof, n: int, j: Judged) -> Iterator[list[Piece]]:
    if n in checking.hands(desk):
        yield [Piece(f"was {j.status}", "dim")]
        return
    if j.note:
        yield [Piece(j.note, "text")]
    if j.status == "altered":
        yield from _right_words(desk, proof, j)
    elif j.status == "typography":
        if glyphs := _glyphs(desk, proof, j):
            yield [Piece(glyphs, "dim")]
    elif j.status == "missing":
        yield [Piece("nothing near it", "dim")]
    elif j.status == "misattributed":
        yield [Piece(misattributed(desk, j), "text")]
    elif j.status == "ambiguous":
        yield [Piece(_named(desk, checking.places(j)), "dim")]
    elif j.status == "unchecked":
        yield [Piece("found nowhere", "dim")]
    elif j.also:
        yield [Piece(f"also {_named(desk, j.also)}", "dim")]


def _named(desk: Desk, spots: Sequence[proofs.Spot]) -> str:
    names = list(dict.fromkeys(checking.place_of(desk, spot) for spot in spots))
    return ", ".join(names[:PLACES]) + (f" and {len(names) - PLACES} more" if len(names) > PLACES else "")


def misattributed(desk: Desk, j: Judged) -> str:
    """Why words that stand in a source are not what the text says they are."""
    keys = [article.key for path in j.sources if (article := desk.pack.by_path.get(path)) is not None]
    if keys and j.spot is not None and j.spot.source not in j.sources:
        return f"not in {', '.join(keys)}, as cited"
    return f"{j.spot.speaker} says it there" if j.spot is not None and j.spot.speaker else "somebody else says it there"


def _right_words(desk: Desk, proof: Proof, j: Judged) -> Iterator[list[Piece]]:
    article = desk.pack.by_path.get(j.spot.source) if j.spot is not None else None
    if article is None:
        return
    for d in j.differences:
        if d.kind != "typography":
            right, wrong = (" ".join(s.split()) for s in (d.b.of(article.text), d.a.of(proof.text)))
            if right:
                yield [Piece(right, "changed"), Piece(f" in {article.key}", "dim")]
            else:
                yield [Piece(f"no “{wrong}” in {article.key}", "dim")]


def _glyphs(desk: Desk, proof: Proof, j: Judged) -> str:
    """The first signs that differ: `’ for '`."""
    article = desk.pack.by_path.get(j.spot.source) if j.spot is not None else None
    for d in j.differences if article is not None else ():
        ours, theirs = d.a.of(proof.text), d.b.of(article.text) if article is not None else ""
        pair = next(((a, b) for a, b in zip(ours, theirs, strict=False) if a != b), None)
        if pair is not None and not any(c.isalnum() or c.isspace() for c in pair):
            return f"{pair[1]} for {pair[0]}"
    return ""


def summary(desk: Desk, room: int) -> list[Piece]:
    """How many quotations there are of each verdict, in so many cells; where that is too long, how many are right, open, wrong."""
    proof = desk.proof
    if proof is None or not proof.judged:
        return [Piece("checking …" if proof is None or not proof.checked else "no quotations", "dim")]
    found = proofs.counted(proof, checking.hands(desk))
    whole = list(_counts(found))
    if sum(cells(p.text) for p in whole) <= room:
        return whole
    short: dict[str, int] = {}
    for status, n in found.items():
        kind = "failed" if status in FAILED else "unsettled" if status in PROBLEMS else "right"
        short["awaited" if status == "awaited" else kind] = short.get(kind, 0) + n
    return list(_counts(short))


def _counts(found: Mapping[str, int]) -> Iterator[Piece]:
    for k, (status, n) in enumerate(found.items()):
        if k:
            yield Piece(" · ", "dim")
        said = "checking …" if status == "awaited" else f"{n} {status}"
        yield Piece(said, "bad" if status in FAILED or status == "failed" else "dim")


def title(proof: Proof) -> str:
    """What the text is called."""
    return basename(proof.path) or "The briefing"


def status(desk: Desk) -> tuple[list[Piece], list[Piece]]:
    """What is said of the quotation under the cursor, with the words that are right; which of all it is."""
    proof = desk.proof
    if proof is None:
        return [], []
    many = len(proof.judged)
    right = [] if proof.checked else [Piece("checking …  ", "accent-text")]
    if proof.n is None:
        said = f"line {proof.line}" if many or not proof.checked else "nothing in this text is quoted"
        return [Piece(said, "dim")], [*right, Piece(f"{many} checked" if proof.checked and many else "", "dim")]
    j = proof.judged[proof.n]
    sign, place, kind = verdict(desk, proof.n)
    left = [Piece(f"{sign}  ", "bad" if sign == "!" else "bright bold")]
    if kind == "altered":
        left += [Piece("not in any source. "), Piece(f"Nearest, {place}: ", "dim"), *_nearest(desk, j)]
    elif kind in ("exact", "typography", "elision"):
        left += [Piece(place, "bright bold"), Piece(f" {kind}", "dim")]
        left += [piece for line in told(desk, proof.n) for piece in (Piece(" · ", "dim"), *line)]
    else:
        head = {"missing": "not in any source, nor anything near", "unchecked": "too short to be told where it is from"}
        said = head.get(kind, f"{place} {kind}".strip())
        more = [] if kind in head else [p for line in told(desk, proof.n) for p in (Piece(": ", "dim"), *line)]
        left += [Piece(said), *more]
    return left, [*right, Piece(f"{proof.n + 1} of {many}", "dim")]


def _nearest(desk: Desk, j: Judged) -> Iterator[Piece]:
    article = desk.pack.by_path.get(j.spot.source) if j.spot is not None else None
    if article is None or j.spot is None:
        return
    yield Piece("“", "text")
    # the first word that differs comes into view: a few words before it are enough
    first = min((d.b.start for d in j.differences if d.kind != "typography"), default=j.spot.span.start)
    start = j.spot.span.start
    if first - start > 2 * LEADING:
        start = max(article.text.rfind(" ", 0, first - LEADING) + 1, start)
    if start > j.spot.span.start:
        yield Piece("… ", "dim")
    changed = [(d.b, "changed") for d in j.differences if d.kind != "typography"]
    yield from inked(article.text, Span(start, j.spot.span.stop), changed)
    yield Piece("”", "text")


def source_title(desk: Desk, article: Article) -> tuple[list[Piece], list[Piece]]:
    """What is said above the source that stands beside the text."""
    left = [Piece(article.key, "bright bold"), Piece("  "), Piece(publisher_of(article), "text")]
    left += [Piece("  "), Piece(headline_of(article), "dim")]
    passage = desk.passage
    return left, [Piece(f"¶ {passage.n}" if passage is not None and passage.n else "headline", "dim")]


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


def inked(text: str, span: Span, layers: Iterable[tuple[Span, str]], base: str = "text") -> Iterator[Piece]:
    """A stretch of text, each part of it in the role of the topmost layer, the last."""
    layers = [(s, role) for s, role in layers if s.start < span.stop and span.start < s.stop]
    edges = {*span, *(min(max(edge, span.start), span.stop) for s, _ in layers for edge in s)}
    for a, b in pairwise(sorted(edges)):
        yield Piece(text[a:b], next((role for s, role in reversed(layers) if s.start <= a and b <= s.stop), base))


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
