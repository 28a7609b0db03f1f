"""The ledger: every statement, and which sources print it. The story is in the gaps."""

from __future__ import annotations

from collections.abc import Iterable

from index.model import Article, Link, Quote, Span
from reader import desk as moves
from reader.desk import Desk, Statement
from reader.paint import Line, Piece, cells, cut, pad, wrap
from reader.panes.compare import link_spans
from reader.panes.search import lit

NAME = 16
COLUMN = 7
"""Columns of a source: the sign and the passage."""
SIGNS = 3
"""Columns of a source where there are many: the sign alone."""


class Ledger:
    """A line a statement, the versions of one below it where they are open, speakers parted by a blank line."""

    def __init__(self, desk: Desk, width: int) -> None:
        self._desk = desk
        self._width = width
        self._wide = width >= 100
        self._lines: list[tuple[int, Line | None]] = []  # which statement; its line is made when it is looked at
        self.starts: list[int] = []
        """The line of each statement."""
        self.columns, self._column = columns(desk, width)
        self._room = width - self._left() - self._column * len(self.columns) - (16 if self._wide else 5)
        self._statements = all_ = moves.statements(desk)
        self._clipped = {(c.source, c.span) for c in desk.work.clips}
        self._named: set[int] = set()
        by_speaker = desk.orders["quotes"] == "speaker"
        name = None
        for n, statement in enumerate(all_):
            if by_speaker and name is not None and statement.name != name and self._lines[-1] != (-1, Line()):
                self._lines.append((-1, Line()))
            if statement.name != name or not by_speaker:
                self._named.add(n)
            name = statement.name
            self.starts.append(len(self._lines))
            self._lines.append((n, None))
            if statement.first.id in desk.unfolded:
                self._lines += [(-1, Line()), *((-1, line) for line in self._versions(statement)), (-1, Line())]
        if not all_:
            self._lines.append((-1, Line((Piece("  No quotation was found in this pack.", "dim"),))))
        self.height = len(self._lines)

    def _left(self) -> int:
        return 24 if self._wide else 8

    def lines_of(self, statement: int) -> tuple[int, int]:
        """The line of a statement and the last of its versions, where they are open."""
        if not self.starts:
            return 0, 0
        first = self.starts[min(statement, len(self.starts) - 1)]
        last = first
        while last + 1 < self.height and self._lines[last + 1][0] == -1:
            last += 1
        return first, min(last, first + 12)

    def statement_at(self, y: int) -> int | None:
        """The statement that line `y` belongs to."""
        n = self._lines[y][0] if 0 <= y < self.height else -1
        return n if n >= 0 else None

    def line(self, y: int, top: int) -> Line:
        n, line = self._lines[y]
        if line is None:
            line = self._line(self._statements[n], first=n in self._named)
        if n < 0 or n != self._desk.statement:
            return line
        used = sum(cells(p.text) for p in line.pieces)
        filler = Piece(" " * max(self._width - used, 0))
        return Line((Piece("▌", "accent-text"), *line.pieces[1:], filler), "here")

    def _line(self, statement: Statement, *, first: bool) -> Line:
        clipped = any((q.source, q.span) in self._clipped for q in statement.quotes)
        tags = moves.tags(self._desk)
        tag = tags.get(statement.name)
        ink = f"speaker-{tag.hue}" if tag and statement.certain else "dim"
        left = [Piece(" "), Piece("*" if clipped else " ", "accent-text bold")]
        if self._wide:
            shown = (tag.short if statement.certain else f"{cut(tag.short, 14)} ?") if tag and first else ""
            shown = shown or ("?" if tag and not statement.certain else "")
            left += [Piece("   "), Piece(pad(shown, NAME, right=True), ink), Piece(" ")]
        else:
            letter = " " if tag is None else "?" if not statement.certain else tag.letter if first else " "
            left += [Piece("   "), Piece(letter, f"{ink} bold")]
        left += [Piece("┃" if tag else " ", ink), Piece(" ")]
        words = " ".join(
            " … ".join(
                q.span.of(self._desk.pack.by_path[q.source].text) for q in statement.of(statement.first.source)
            ).split()
        )
        left.append(Piece(pad(words, self._room), "bright"))
        return Line(
            (
                *left,
                *self._cells(statement),
                Piece("  "),
                Piece(cut(self._remark(statement), 14) if self._wide else "", "dim"),
            )
        )

    def _cells(self, statement: Statement) -> Iterable[Piece]:
        """Per source the passage that prints it, before it how: `=` same words, `~` nearly or in part; a dot for none."""
        for article in self.columns:
            quotes = statement.of(article.path)
            if not quotes:
                yield Piece(
                    pad("·", self._column, right=True), "faint" if statement.first.id != self._current() else "dim"
                )
                continue
            sign = "" if quotes[0].source == statement.first.source else self._how(statement, quotes)
            if self._column == SIGNS:
                yield Piece(pad(sign or "=", SIGNS, right=True), "bright bold" if sign else "text")
                continue
            place = f"¶{quotes[0].passage}"
            yield Piece(pad(sign, self._column - len(place) - 1, right=True) + " ", "bright bold")
            yield Piece(place)

    def _current(self) -> str:
        all_ = moves.statements(self._desk)
        return all_[self._desk.statement].first.id if self._desk.statement < len(all_) else ""

    def _how(self, statement: Statement, quotes: Iterable[Quote]) -> str:
        first = {q.id for q in statement.of(statement.first.source)}
        kinds = {x.kind for q in quotes for x in self._desk.pack.links(q.id) if moves.other(x, q.id) in first}
        if not kinds:
            return "~"
        return "=" if kinds <= {"verbatim", "same-words"} else "~"

    def _remark(self, statement: Statement) -> str:
        sources = {q.source for q in statement.quotes}
        if len(sources) > 1:
            signs = {self._how(statement, statement.of(s)) for s in sources if s != statement.first.source}
            where = "" if self.columns else f" in {len(sources)}"
            return ("same words" if signs == {"="} else "differing") + where
        mine = statement.of(statement.first.source)
        if len(mine) > 1:
            return f"in {len(mine)} parts"
        words = len(mine[0].span.of(self._desk.pack.by_path[mine[0].source].text).split())
        return (
            "one word" if words == 1 else "only here" if len(self._desk.pack.articles) > 1 and not self.columns else ""
        )

    def _versions(self, statement: Statement) -> list[Line]:
        """Each source's version with the words before it that say who spoke, the differing words marked."""
        out = []
        width = min(66, self._width - self._left() - 6)
        for path in dict.fromkeys(q.source for q in statement.quotes):
            article = self._desk.pack.by_path[path]
            for quote in statement.of(path):
                out += self._version(statement, article, quote, width)
        return out

    def _version(self, statement: Statement, article: Article, quote: Quote, width: int) -> list[Line]:
        passage = article.by_number[quote.passage].span
        whole = _around(article.text, quote, passage)
        marks = [s for x in self._desk.pack.links(quote.id) for s in self._differing(statement, x, quote)]
        broken = wrap(article.text, *whole, width)
        lines = []
        for n in range(0, len(broken), 2):
            head = f"{article.key}¶{quote.passage}" if n == 0 else ""
            left = (Piece(" " * (self._left() - 1)), Piece(pad(head, 7), "bright bold"))
            words = lit(article.text, Span(broken[n], broken[n + 1]), sorted(set(marks)), [quote], "changed")
            lines.append(Line((*left, *words)))
        return lines

    def _differing(self, statement: Statement, link: Link, quote: Quote) -> list[Span]:
        there = self._desk.pack.quote(moves.other(link, quote.id))
        if there not in statement.quotes:
            return []
        one, two = (quote, there) if link.a == quote.id else (there, quote)
        articles = self._desk.pack.by_path[one.source], self._desk.pack.by_path[two.source]
        return link_spans(link, (one, two), articles, 0 if link.a == quote.id else 1)


def _around(text: str, quote: Quote, passage: Span) -> Span:
    """A quotation with its marks and the words that introduce it, within its sentence where that is short."""
    start = max(passage.start, quote.span.start - 40)
    if start > passage.start:
        start = text.find(" ", start, quote.span.start) + 1 or quote.span.start
    stop = min(passage.stop, quote.span.stop + 40)
    if stop < passage.stop:
        at = text.rfind(" ", quote.span.stop, stop)
        stop = at if at > 0 else quote.span.stop
    return Span(start, stop)


def columns(desk: Desk, width: int) -> tuple[list[Article], int]:
    """The sources that get a column, and how wide: with their passages, or with signs alone; none where there is no room."""
    room = (width - 24 - 16 - 40) if width >= 100 else (width - 8 - 5 - 30)
    articles = list(desk.pack.articles)
    wide = next((c for c in (COLUMN, SIGNS) if len(articles) * c <= room), 0)
    return (articles, wide) if wide else ([], COLUMN)


def heading(desk: Desk, width: int) -> Line:
    """The line above the ledger: how many statements, in which order, and the sources' letters over their columns."""
    ledger_columns, column = columns(desk, width)
    wide = width >= 100
    left = 24 if wide else 8
    room = width - left - column * len(ledger_columns) - (16 if wide else 5)
    order = {"speaker": "by speaker", "source": "in the order of the sources", "spread": "the most printed first"}
    said = f"{len(moves.statements(desk))}, {order[desk.orders['quotes']]}"
    if desk.facet is not None:
        said = f"{len(moves.statements(desk))} of {desk.facet or 'nobody named'}"
    head = (Piece(" "), Piece("Statements", "bright bold underline"), Piece("  "))
    used = 13
    line = [*head, Piece(pad(said, max(left + room - used, 0)) if wide else pad(said, left + room - used), "dim")]
    line += [Piece(pad(a.key, column, right=True), "bright bold") for a in ledger_columns]
    return Line(tuple(line))
