"""The passages that hold what is searched, source by source, best first or in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from index import languages
from index.model import Answer, Article, Hit, Quote, Span
from reader import desk as moves
from reader import facets, hits
from reader.desk import Desk
from reader.facets import Facet, Kind
from reader.paint import Line, Piece, cut, fit, pad
from reader.panes.layout import shown
from reader.panes.slug import headline_of, many, publisher_of
from reader.panes.source import bar_of, notes
from reader.people import Voice
from reader.wrap import cells, wrap

LINES = 3
"""Lines of a passage that are shown."""
MOST: Mapping[Kind, int] = {"source": 5, "speaker": 4, "publisher": 2, "date": 3, "language": 3}
"""Facets of each kind that stand under the field, in this order as far as there is room."""
_SIGNS: Mapping[Kind, str] = {"source": "in", "publisher": "from", "speaker": "who", "date": "date", "language": "lang"}
_FOLDED = 24
"""Cells from which on it is said what was taken as the same."""
_NAMED = 18
"""Cells that the name of a publisher takes there."""
_HEADING, _BLANK = -1, -2
AROUND = 20
"""Characters that are broken into lines for each cell of an excerpt: marks and joiners take no cells."""


class HitList:
    """The hits in the order of the answer, a heading wherever the source changes."""

    def __init__(self, desk: Desk, width: int, *, focus: bool) -> None:
        self._desk = desk
        self._width = width
        self._focus = focus
        self._made: dict[int, list[Line]] = {}
        self.starts: list[int] = []
        """The first line of each hit."""
        self._rows: list[tuple[int, int]] = []  # a hit and which of its lines; of a heading the hit it stands over
        answer = desk.answer or Answer("", 0, ())
        self._hits = answer.hits
        self._counted = Counter(hit.source for hit in self._hits)
        source = ""
        for n, hit in enumerate(self._hits):
            away, first = hit.source in desk.folded, hit.source != source
            if n and (not away or (first and source not in desk.folded)):
                self._rows.append((_BLANK, 0))
            if first:
                self._rows.append((_HEADING, n))
            source = hit.source
            self.starts.append(len(self._rows) - away)
            self._rows += [] if away else [(n, line) for line in range(LINES)]
        self.height = len(self._rows)
        self.at = self.starts[desk.hit] if desk.hit < len(self.starts) else 0
        """The first line of the hit under the cursor."""

    def goes_on(self, before: HitList) -> bool:
        """Whether these are other hits for the same query, with the cursor on the same one."""
        here, there = current(self._desk), current(before._desk)
        if here is None or there is None or self._hits is before._hits:
            return False
        asked = (self._desk.query, self._desk.scope, self._desk.ranking, here.source, here.passage)
        return asked == (before._desk.query, before._desk.scope, before._desk.ranking, there.source, there.passage)

    def hit_at(self, y: int) -> int | None:
        """The hit that line `y` belongs to."""
        n, of = self._rows[y] if 0 <= y < self.height else (_BLANK, 0)
        return n if n >= 0 else of if n == _HEADING else None

    def line(self, y: int, top: int) -> Line:
        n, line = self._rows[y]
        if n == _BLANK:
            return Line()
        if n == _HEADING:
            return self._heading(line)
        lines = self._made.get(n)
        if lines is None:
            lines = self._made[n] = self._lines(n, self._hits[n])
        return lines[line]

    def _heading(self, n: int) -> Line:
        """The heading over hit `n`, which has the cursor where the hits are folded into it."""
        hit, desk = self._hits[n], self._desk
        article = desk.pack.by_path[hit.source]
        away = hit.source in desk.folded
        here = away and desk.hit == n
        head = [Piece("+" if hit.source in desk.chosen else " ", "accent-text bold")]
        head += [Piece(article.key, "bright bold"), Piece(" "), Piece(publisher_of(article))]
        count = Piece(f"{self._counted[hit.source]}{' folded' if away else ''}", "dim")
        line = fit(head, [count], self._width - 1, "here" if here else "")
        bar = Piece(("▌" if self._focus else "│") if here else "", "accent-text")
        return line._replace(pieces=(bar, *line.pieces[1:])) if here else line

    def _lines(self, n: int, hit: Hit) -> list[Line]:
        desk, article = self._desk, self._desk.pack.by_path[hit.source]
        here = n == desk.hit
        quotes = list(moves.quoted(desk, article).get(hit.passage, ()))
        quote = next((q for q in quotes if any(_meets(q.span, m) for m in hit.marks)), None)
        tags = moves.tags(desk)
        name, sure, _ = moves.speaker_of(desk, quote) if quote else Voice("", True)
        tag = tags.get(name)
        ink = f"speaker-{tag.hue}" if tag and sure else "dim"
        letter = " " if quote is None or tag is None else tag.letter if sure else "?"
        echoes = notes(desk, quote) if quote else []
        width = self._width - 9
        where = f"{echoes[0].sign}{echoes[0].place}" if echoes else ""
        out = []
        bar = ("▌" if self._focus else "│") if here else " "
        for at, pieces in enumerate(
            _excerpt(article, hit, quotes, width, current=here, first=width - len(where) - bool(where))
        ):
            number = pad(str(hit.passage) if at == 0 else "", 3, right=True)
            left: tuple[Piece, ...] = (
                Piece(bar, "accent-text"),
                Piece(number, "accent-text" if here else "dim"),
                Piece(" "),
            )
            left += (
                Piece(letter if at == 0 else " ", f"{ink} bold"),
                Piece(bar_of(quote) if quote else " ", ink),
                Piece(" "),
            )
            used = sum(cells(p.text) for p in pieces) + 8
            right = (
                (Piece(" " * max(self._width - used - len(where), 0)), Piece(where, "bright bold")) if at == 0 else ()
            )
            out.append(Line((*left, *pieces, *right), "here" if here else ""))
        return out


def _meets(a: Span, b: Span) -> bool:
    return a.start < b.stop and b.start < a.stop


def _excerpt(
    article: Article, hit: Hit, quotes: list[Quote], width: int, *, current: bool, first: int
) -> list[list[Piece]]:
    """Three lines of a passage with its marks in them, cut at words."""
    text, marks = shown(article), sorted(hit.marks)
    start, stop = hit.span
    room = width * LINES - 6
    from_ = start
    if marks and stop - start > room:
        wanted = marks[0].start - width // 2
        if wanted > start:
            from_ = text.find(" ", wanted, marks[0].start) + 1 or marks[0].start
    near = min(stop, from_ + AROUND * room)  # a passage may be a whole book
    marks = [m for m in marks if m.start < near]
    broken = wrap(text, from_, near, max(min(width - 2, first - 2), 8))
    spans = [Span(broken[n], broken[n + 1]) for n in range(0, min(len(broken), LINES * 2), 2)]
    out: list[list[Piece]] = []
    for n, span in enumerate(spans):
        pieces = list(lit(text, span, marks, quotes, "hit-here" if current else "hit"))
        if n == 0 and from_ > start:
            pieces.insert(0, Piece("… ", "dim"))
        if n == len(spans) - 1 and span.stop < stop:
            pieces.append(Piece(" …", "dim"))
        out.append(pieces)
    return out + [[] for _ in range(LINES - len(out))]


def lit(text: str, span: Span, marks: Iterable[Span], quotes: Iterable[Quote], role: str) -> Iterable[Piece]:
    layers = [(q.span, "reported" if q.type == "indirect" else "bright") for q in quotes] + [(m, role) for m in marks]
    layers = [(s, r) for s, r in layers if _meets(s, span)]
    cuts = sorted({span.start, span.stop, *(min(max(e, span.start), span.stop) for s, _ in layers for e in s)})
    for a, b in pairwise(cuts):
        roles = [r for s, r in layers if s.start <= a and b <= s.stop]
        yield Piece(text[a:b], roles[-1] if roles else "text")


def found(desk: Desk, width: int) -> list[Piece]:
    """What was found, for the right end of the field's line: how long it took only where there is room for it."""
    answer = desk.answer
    if answer is None:
        return []
    if not answer.total:
        return [Piece("nothing found" if answer.searched is None else "nothing found yet", "dim")]
    lit = sum(len(h.marks) for h in answer.hits)
    more = answer.at_least or answer.total > len(answer.hits)
    passages = f"{total(answer)} passages" if answer.at_least else many(answer.total, "passage")
    if not lit:  # filters alone light no words
        return [Piece(passages)]
    pieces = [Piece(f"{lit}+ hits" if more else many(lit, "hit"))]
    parts = (f" in {passages}", f" · {max(answer.seconds * 1000, 1):.0f} ms")
    for part in parts:
        if sum(cells(p.text) for p in pieces) + len(part) + 3 <= width:
            pieces.append(Piece(part, "dim"))
    return pieces


def total(answer: Answer) -> str:
    """How many passages answer: `312+` where they are not all counted."""
    return f"{answer.total:,}{'+' if answer.at_least else ''}"


class FacetLine:
    """Where and by whom, in numbers that can be pressed to narrow the search; at the right end how the hits are sorted."""

    height = 1

    def __init__(self, desk: Desk, width: int) -> None:
        self._at: list[tuple[int, int, Facet]] = []
        self._sort = width
        """The column at which it is said how the hits are sorted."""
        self._line = self._made(desk, width)

    def line(self, y: int, top: int) -> Line:
        return self._line

    def facet_at(self, x: int) -> Facet | None:
        """The facet that stands at column `x`."""
        return next((facet for start, stop, facet in self._at if start <= x < stop), None)

    def sort_at(self, x: int) -> bool:
        """Whether it is said at column `x` how the hits are sorted."""
        return x >= self._sort

    def _made(self, desk: Desk, width: int) -> Line:
        answer = desk.answer
        if answer is None or not answer.total or answer.facets is None:
            note = 'words, "a phrase", OR, -not, pref*, fuzy~, who: said: in: by: title: date: lang: only:'
            return Line((Piece("   "), Piece(cut(note, width - 4), "dim")))
        left: list[Piece] = [Piece("  ")]
        if answer.corrected:
            left += [Piece("nothing holds that · did you mean ", "dim"), Piece(answer.corrected.strip(), "bright bold")]
            left += [Piece("? enter takes it", "dim")]
        if like := hits.like(desk):
            where = (
                f"{desk.pack.by_path[like.path].key}¶{like.passage}" if like.path in desk.pack.by_path else like.path
            )
            left += [*_apart(left), Piece("like ", "dim"), Piece(where, "bright bold")]
        right = [Piece("sort ", "dim"), Piece(moves.RANKED[desk.ranking])]
        self._sort = width - 1 - sum(cells(p.text) for p in right)
        if desk.scope:
            right = [Piece("only ", "dim"), Piece(desk.scope.removeprefix("only:"), "bright"), Piece("    "), *right]
        stop = width - 3 - sum(cells(p.text) for p in right)
        found = facets.found(desk, answer.facets, MOST["source"])
        for kind, most in MOST.items():
            named = [f for f in found if f.kind == kind]
            of = len(answer.facets.get("source", {})) if kind == "source" else len(named)
            if kind != "date" or of > 1 or any(f.on for f in named):
                left += self._counts(desk, named if kind == "source" else named[:most], of, left, stop)
        if answer.folded and stop - sum(cells(p.text) for p in left) > _FOLDED:
            left += [*_apart(left), Piece("same as ", "dim"), Piece(", ".join(answer.folded[:3]))]
        return fit(left, right, width)

    def _counts(
        self, desk: Desk, found: Sequence[Facet], of: int, before: Sequence[Piece], stop: int
    ) -> Iterable[Piece]:
        """Facets of one kind, each with its count, as many as end before column `stop`; and how many more there are.

        Where they stand is kept.
        """
        x = 1 + sum(cells(p.text) for p in before)  # the line begins with a blank
        shown: list[Piece] = []
        more: list[Piece] = []
        for n, facet in enumerate(found):
            sign = [*_apart(before), Piece(f"{_SIGNS[facet.kind]} ", "dim")] if n == 0 else [Piece("  ")]
            pieces = [*named(desk, facet), Piece(f" {facet.count}", "dim")]
            start = x + sum(cells(p.text) for p in sign)
            end = start + sum(cells(p.text) for p in pieces)
            more = [Piece(f"  +{of - n - 1}", "dim")] if of > n + 1 else []
            if end + sum(cells(p.text) for p in more) > stop:
                return [*shown, Piece(f"  +{of - n}", "dim")] if shown else []
            self._at.append((start, end, facet))
            shown += [*sign, *pieces]
            x = end
        return [*shown, *more]


def _apart(before: Sequence[Piece]) -> list[Piece]:
    """What parts one kind of thing from those before it."""
    return [Piece("    ")] if len(before) > 1 else []


def named(desk: Desk, facet: Facet) -> list[Piece]:
    """What a facet is called where there is little room; with a + before it while the search is narrowed to it."""
    tag = moves.tags(desk).get(facet.name) if facet.kind == "speaker" else None
    on = [Piece("+", "accent-text bold")] if facet.on else []
    if tag is not None:
        return [*on, Piece(tag.letter, f"speaker-{tag.hue} bold")]
    return [*on, Piece(cut(facet.name, _NAMED), "bright bold")]


def facet_option(desk: Desk, facet: Facet, width: int) -> tuple[str, tuple[Piece, ...]]:
    """What a facet is found by when one types, and its line among those to choose from."""
    kind = "month" if facet.kind == "date" else facet.kind
    sign = Piece(" + " if facet.on else "   ", "accent-text bold")
    count = pad(str(facet.count), 6, right=True)
    room = max(min(width - 25, 48), 8)
    said = facet.name
    tag = Piece("   ")
    if facet.kind == "source":
        article = next(a for a in desk.pack.articles if a.key == facet.name)
        said = f"{publisher_of(article)}  {headline_of(article)}"
        tag = Piece(pad(facet.name, 3), "bright bold")
    elif facet.kind == "language":
        said = languages.NAMES.get(facet.name, "")
        tag = Piece(pad(facet.name, 3), "bright bold")
    pieces = [tag]
    if facet.kind == "speaker":
        pieces = [named(desk, replace(facet, on=False))[0], Piece("  ")]
    shown = (sign, Piece(pad(kind, 10), "dim"), *pieces, Piece(pad(said, room), "text"), Piece(count, "dim"))
    return f"{kind} {facet.name} {said}", shown


def current(desk: Desk) -> Hit | None:
    """The passage under the cursor in the hits."""
    answer = desk.answer
    return answer.hits[min(desk.hit, len(answer.hits) - 1)] if answer is not None and answer.hits else None


def title(desk: Desk) -> tuple[list[Piece], list[Piece]]:
    """The line above the preview: the source of the hit under the cursor, and which of its passages it is."""
    hit = current(desk)
    if hit is None:
        return [], []
    article = desk.pack.by_path[hit.source]
    last = article.passages[-1].n if article.passages else 0
    return [Piece(article.key), Piece("  "), Piece(headline_of(article), "dim")], [
        Piece(f"¶ {hit.passage} of {last}", "dim")
    ]
