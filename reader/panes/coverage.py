"""Statements against sources: a sign where a source has the words, a dot where it does not. The story is in the gaps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reader import charted, charts
from reader import desk as moves
from reader.charts import Column
from reader.desk import Desk
from reader.paint import Line, Piece, cut, fit, pad
from reader.panes.source import bar_of, signed
from reader.statements import Statement, counted, independent
from reader.wrap import cells

NAME = 16
WIDE_FROM = 100
"""Columns from which the speakers' names stand before the words, and bars behind the cells."""
WORDS = 24
"""Columns that the words keep at least."""
BAR = 8
"""Cells of the bar that shows in how many of the sources a statement stands."""
_MOST_WORDS = 90
ORDERED = {"spread": "the most printed first", "speaker": "by speaker", "source": "in the order of the sources"}


class Grid(NamedTuple):
    """How a line is divided."""

    left: int
    """Columns before the words."""
    room: int
    """Columns of the words."""
    shown: tuple[Column, ...]
    """The sources in view."""
    first: int
    """Which of all these the first of them is."""
    step: int
    """Columns of each."""

    @property
    def wide(self) -> bool:
        return self.left > 8


def grid(desk: Desk, width: int) -> Grid:
    """All sources if there is room for them, else a page of them, the one with the cursor among them."""
    columns = charted.matrix(desk).columns
    wide = width >= WIDE_FROM
    left, right = (24, BAR + 8) if wide else (8, 2)
    step = max(3, *(cells(c.key) + 1 for c in columns)) if columns else 3
    room = width - left - right
    many = max((room - (room // 3 if room > 3 * WORDS else WORDS)) // step, 1)
    if len(columns) <= many:
        return Grid(left, min(room - len(columns) * step, _MOST_WORDS), columns, 0, step)
    here = min(desk.across, len(columns) - 1)
    first = min(here // many * many, len(columns) - many)
    return Grid(left, room - many * step, columns[first : first + many], first, step)


class CoverageSheet:
    """A line a statement; the cursor is on a cell."""

    def __init__(self, desk: Desk, width: int) -> None:
        self._desk = desk
        self._width = width
        self._grid = grid(desk, width)
        found = charted.matrix(desk)
        self._rows, self._columns = found.statements, found.columns
        self._versions = moves.versions(desk)
        self._clipped = {(c.source, c.span) for c in desk.work.clips}
        self._tags = moves.tags(desk)
        self._here = min(desk.row, len(self._rows) - 1)
        self.height = len(self._rows) or 1

    def cell_at(self, x: int, y: int) -> tuple[int, int | None] | None:
        """The row on line `y` and the column of the cell at `x`, if there is one; None below the last row."""
        if not 0 <= y < len(self._rows):
            return None
        n = (x - self._grid.left - self._grid.room) // self._grid.step
        return y, self._grid.first + n if 0 <= n < len(self._grid.shown) else None

    def line(self, y: int, top: int) -> Line:
        if not self._rows:
            return Line((Piece("  No quotation was found in this pack.", "dim"),))
        here = y == self._here
        statement = self._rows[y]
        named = y == top or y == 0 or self._rows[y - 1].name != statement.name
        pieces = [*self._lead(statement, named=named, here=here), *self._cells(statement, here=here)]
        if self._grid.wide:
            pieces += self._bar(statement, here=here)
        if not here:
            return Line(tuple(pieces))
        used = sum(cells(p.text) for p in pieces)
        return Line((*pieces, Piece(" " * max(self._width - used, 0))), "here")

    def _lead(self, statement: Statement, *, named: bool, here: bool) -> Iterator[Piece]:
        tag = self._tags.get(statement.name)
        ink = f"speaker-{tag.hue}" if tag and statement.certain else "dim"
        sign = "" if tag is None else "?" if not statement.certain else "@" if statement.by_hand else ""
        clipped = any((q.source, q.span) in self._clipped for q in statement.quotes)
        bar = Piece(bar_of(statement.first) if tag else " ", ink)
        yield Piece("▌" if here else " ", "accent-text")
        yield Piece("*" if clipped else " ", "accent-text bold")
        if self._grid.wide:
            shown = signed(tag.short, sign, NAME) if tag and named else sign
            yield from (Piece("   "), Piece(pad(shown, NAME, right=True), ink), Piece(" "), bar, Piece(" "))
        else:
            letter = sign or (tag.letter if tag and named else " ")
            yield from (Piece("   "), Piece(letter, f"{ink} bold"), bar, Piece(" "))
        words = charts.words_of(self._desk.pack, statement)
        yield Piece(pad(words, self._grid.room - 1) + " ", "text" if statement.reported else "bright")

    def _cells(self, statement: Statement, *, here: bool) -> Iterator[Piece]:
        found = charts.row(self._desk.pack, statement, self._versions.of(statement)).cells
        step = self._grid.step
        for n, column in enumerate(self._grid.shown, self._grid.first):
            cell = found.get(column.path)
            role = "faint" if cell is None else "dim" if cell.weak else "bright bold"
            if here and n == min(self._desk.across, len(self._columns) - 1):
                role = "cursor"
            elif here and cell is None:
                role = "dim"
            sign = cell.sign if cell is not None else "·"
            yield Piece(f"{' ' * ((step - 1) // 2)}{sign}".ljust(step), role)

    def _bar(self, statement: Statement, *, here: bool) -> Iterator[Piece]:
        """In how many of the sources it stands: a bar, thin where they print one agency report, and the number."""
        count, many = len(statement.by_source), max(len(self._columns), 1)
        full = min(-(-count * BAR // many), BAR)
        thick = min(-(-independent(self._desk.pack, statement.by_source) * BAR // many), full)
        yield Piece("  " + "▬" * thick + "─" * (full - thick), "dim")
        yield Piece("·" * (BAR - full), "dim" if here else "faint")
        yield Piece(pad(f"{count:,}", 4, right=True), "text")


def heading(desk: Desk, width: int) -> Line:
    """The line above it: how many statements, in which order, the sources over their columns."""
    found, lines = charted.matrix(desk), grid(desk, width)
    told = [
        Piece("Coverage", "bright bold underline"),
        Piece(f"  {len(found.statements):,} · {len(found.columns):,} sources", "dim"),
    ]
    order = Piece(f" · {ORDERED[desk.orders['coverage']]}", "dim")
    room = lines.left + lines.room - 1
    if sum(cells(p.text) for p in (*told, order)) < room - 2:
        told.append(order)
    line = list(fit(told, [], room).pieces)
    line.append(Piece(" " * max(room - sum(cells(p.text) for p in line), 0)))
    line.append(Piece("…" if lines.first else " ", "dim"))
    for n, column in enumerate(lines.shown, lines.first):
        chosen = n == min(desk.across, len(found.columns) - 1)
        key = cut(column.key, lines.step - 1)
        before = max((lines.step - 1) // 2 - (cells(key) - 1) // 2, 0)
        line.append(Piece(" " * before))
        line.append(Piece(key, "bright bold underline" if chosen else "text"))
        line.append(Piece(" " * (lines.step - before - cells(key))))
    if lines.first + len(lines.shown) < len(found.columns):
        line.append(Piece("…", "dim"))
    return Line(tuple(line))


def status(desk: Desk) -> tuple[list[Piece], list[Piece]]:
    """The cell under the cursor: where it leads, or what is missing there; at the right how far one is."""
    statement, column = charted.current(desk), charted.column(desk)
    if statement is None or column is None:
        return [], []
    rows = charted.matrix(desk).statements
    right = [Piece(f"{min(desk.row, len(rows) - 1) + 1:,} of {len(rows):,}", "dim")]
    cell = charts.row(desk.pack, statement, moves.versions(desk).of(statement)).cells.get(column.path)
    if cell is None:
        left = [Piece("·", "bright bold"), Piece(f"  {column.key} does not have it")]
        return [*left, *_told(desk, statement, column)], right
    first = column.path == statement.first.source
    how = "these words" if first else "the same words" if cell.sign == "=" else "nearly, or in part"
    where = f"{column.key}¶{cell.passage}" if cell.passage else f"{column.key} headline"
    left = [Piece(f"{cell.sign} {where}", "bright bold"), Piece(f"  {how}")]
    return [*left, *_told(desk, statement, column)], right


def _told(desk: Desk, statement: Statement, column: Column) -> Iterator[Piece]:
    """Whose column it is, who says it, how many sources have it."""
    told = (column.name, charts.label(statement), counted(desk.pack, statement.by_source))
    return (Piece(f" · {each}", "dim") for each in told if each)
