"""The passages that hold what is searched, source by source, best first or in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from index.model import Answer, Article, Hit, Quote, Span
from reader import desk as moves
from reader import people
from reader.desk import Desk
from reader.paint import Line, Piece, cut, fit, pad
from reader.panes.source import bar_of, headline_of, many, notes, publisher_of
from reader.people import Voice
from reader.wrap import cells, wrap

LINES = 3
"""Lines of a passage that are shown."""


class HitList:
    """The hits in the order of the answer, a heading wherever the source changes."""

    def __init__(self, desk: Desk, width: int, *, focus: bool) -> None:
        self._desk = desk
        self._width = width
        self._focus = focus
        self._made: dict[int, list[Line]] = {}
        self.starts: list[int] = []
        """The first line of each hit."""
        self._rows: list[tuple[int, int]] = []  # hit (-1: a heading, -2: blank) and its line, or the heading's hit
        answer = desk.answer or Answer("", 0, ())
        self._hits = answer.hits
        counted: dict[str, int] = {}
        for hit in self._hits:
            counted[hit.source] = counted.get(hit.source, 0) + 1
        self._counted = counted
        source = ""
        for n, hit in enumerate(self._hits):
            if hit.source != source:
                if n:
                    self._rows.append((-2, 0))
                self._rows.append((-1, n))
                source = hit.source
            elif n:
                self._rows.append((-2, 0))
            self.starts.append(len(self._rows))
            self._rows += [(n, line) for line in range(LINES)]
        self.height = len(self._rows)

    def hit_at(self, y: int) -> int | None:
        """The hit that line `y` belongs to."""
        n = self._rows[y][0] if 0 <= y < self.height else -1
        return n if n >= 0 else None

    def line(self, y: int, top: int) -> Line:
        n, line = self._rows[y]
        if n == -2:
            return Line()
        if n == -1:
            hit = self._hits[line]
            article = self._desk.pack.by_path[hit.source]
            head = [Piece(" "), Piece(article.key, "bright bold"), Piece(" "), Piece(publisher_of(article))]
            return fit(head, [Piece(str(self._counted[hit.source]), "dim")], self._width)
        lines = self._made.get(n)
        if lines is None:
            lines = self._made[n] = self._lines(n, self._hits[n])
        return lines[line]

    def _lines(self, n: int, hit: Hit) -> list[Line]:
        desk, article = self._desk, self._desk.pack.by_path[hit.source]
        here = n == desk.hit
        quotes = [q for q in moves.quotes_of(desk, article) if q.passage == hit.passage]
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
    text, marks = article.text, sorted(hit.marks)
    start, stop = hit.span
    room = width * LINES - 6
    from_ = start
    if marks and stop - start > room:
        wanted = marks[0].start - width // 2
        if wanted > start:
            from_ = text.find(" ", wanted, marks[0].start) + 1 or marks[0].start
    broken = wrap(text, from_, stop, max(min(width - 2, first - 2), 8))
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
        return [Piece("nothing found", "dim")]
    hits = sum(len(h.marks) for h in answer.hits)
    more = answer.total > len(answer.hits)
    if not hits:  # filters alone light no words
        return [Piece(many(answer.total, "passage"))]
    pieces = [Piece(f"{hits}+ hits" if more else many(hits, "hit"))]
    parts = (f" in {many(answer.total, 'passage')}", f" · {max(answer.seconds * 1000, 1):.0f} ms")
    for part in parts:
        if sum(cells(p.text) for p in pieces) + len(part) + 3 <= width:
            pieces.append(Piece(part, "dim"))
    return pieces


def facets(desk: Desk, width: int) -> Line:
    """Where and by whom, in numbers; and how the hits are sorted."""
    answer = desk.answer
    if answer is None or not answer.total or answer.facets is None:
        note = 'words, "a phrase", OR, -not, pref*, fuzy~, who: said: in: by: title: date: only:'
        return Line((Piece("   "), Piece(cut(note, width - 4), "dim")))
    left: list[Piece] = [Piece("  ")]
    if answer.corrected:
        left += [Piece("searched for ", "dim"), Piece(answer.corrected, "bright"), Piece("     ")]
    left += [
        Piece("in ", "dim"),
        *_facet(answer.facets.get("source", {}), {a.path: (a.key, "bright bold") for a in desk.pack.articles}, 5),
    ]
    tags = moves.tags(desk)
    speakers = {name: (tag.letter, f"speaker-{tag.hue} bold") for name, tag in tags.items()}
    who: dict[str, int] = {}
    for name, n in answer.facets.get("speaker", {}).items():
        known = people.of(desk.pack, desk.work).final(name)
        if known in speakers:
            who[known] = who.get(known, 0) + n
    if who:
        left += [Piece("    who ", "dim"), *_facet(who, speakers, 4)]
    if desk.scope:
        left += [Piece("    only ", "dim"), Piece(desk.scope.removeprefix("only:"), "bright")]
    left += [
        Piece("    sort ", "dim"),
        Piece({"relevance": "best first"}.get(desk.ranking, desk.ranking)),
    ]
    if answer.folded:
        left += [Piece("    same as ", "dim"), Piece(", ".join(answer.folded[:3]))]
    return fit(left, [], width)


def _facet(counts: Mapping[str, int], names: Mapping[str, tuple[str, str]], most: int) -> Iterable[Piece]:
    shown = sorted((item for item in counts.items() if item[0] in names), key=lambda item: -item[1])
    for value, n in shown[:most]:
        name, role = names[value]
        yield from (Piece(name, role), Piece(f" {n}  ", "dim"))
    if len(shown) > most:
        yield Piece(f"+{len(shown) - most} ", "dim")


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
