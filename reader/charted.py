"""The moves in the two pictures of a pack: statements against sources, and sources in the order of their dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from index.model import Quote
from index.pack import Pack
from reader import charts, facets, people
from reader import desk as moves
from reader import statements as known
from reader.charts import Column, Entry, Timeline
from reader.desk import Desk
from reader.people import remembered
from reader.statements import Statement


@dataclass(frozen=True)
class Matrix:
    """The statements and the sources they are held against; what stands in a cell is found when it is looked at."""

    statements: tuple[Statement, ...]
    columns: tuple[Column, ...]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Which column each source has, by its path."""
        return {column.path: n for n, column in enumerate(self.columns)}


def _matrix(pack: Pack, found: tuple[Statement, ...], clipped: str) -> Matrix:
    columns = charts.columns(pack, found, frozenset(filter(None, clipped.split("\n"))))
    shown = {column.path for column in columns}
    rows = found
    if len(columns) < len(pack.articles):  # the others stand in sources that have no column
        rows = tuple(s for s in found if not shown.isdisjoint(s.by_source))
    return Matrix(rows, columns)


_made: Callable[[Pack, tuple[Statement, ...], str], Matrix] = remembered(_matrix)
_timeline: Callable[[Pack], Timeline] = remembered(Timeline.of)


def matrix(desk: Desk) -> Matrix:
    """What the coverage shows, in the order that the user chose for it."""
    found = known.statements(desk.pack, people.of(desk.pack, desk.work), desk.orders["coverage"], desk.reported)
    return _made(desk.pack, found, "\n".join(sorted({clip.source for clip in desk.work.clips})))


def timeline(desk: Desk) -> Timeline:
    """What the timeline shows."""
    return _timeline(desk.pack)


def current(desk: Desk) -> Statement | None:
    """The statement under the cursor of the coverage."""
    rows = matrix(desk).statements
    return rows[min(desk.row, len(rows) - 1)] if rows else None


def column(desk: Desk) -> Column | None:
    """The source whose column has the cursor."""
    columns = matrix(desk).columns
    return columns[min(desk.across, len(columns) - 1)] if columns else None


def version(desk: Desk) -> tuple[Quote, ...]:
    """The quotations in the cell under the cursor; none where that source does not have the statement."""
    statement, there = current(desk), column(desk)
    return statement.of(there.path) if statement is not None and there is not None else ()


def entry(desk: Desk) -> Entry | None:
    """The source under the cursor of the timeline."""
    entries = timeline(desk).entries
    return entries[min(desk.dated, len(entries) - 1)] if entries else None


# --- moves ---


def down(desk: Desk, by: int) -> Desk:
    """The cursor some rows further down, or up, as far as there are any."""
    if desk.view == "timeline":
        return replace(desk, dated=_within(desk.dated + by, len(timeline(desk).entries)))
    return replace(desk, row=_within(desk.row + by, len(matrix(desk).statements)))


def across(desk: Desk, by: int) -> Desk:
    """The cursor in the column of another source."""
    columns = matrix(desk).columns
    here = _within(desk.across, len(columns))
    to = _within(here + by, len(columns))
    if to == here:
        return replace(desk, said="the last source" if by > 0 else "the first source")
    return replace(desk, across=to)


def to_gap(desk: Desk, by: int) -> Desk:
    """The next (by 1) or previous (by -1) empty cell in the row, else in the rows below or above."""
    found = matrix(desk)
    many, rows = len(found.columns), found.statements
    here = _within(desk.row, len(rows)) * many + _within(desk.across, many)
    at = here + by
    while 0 <= at < len(rows) * many:
        if not rows[at // many].of(found.columns[at % many].path):
            return replace(desk, row=at // many, across=at % many)
        at += by
    return replace(desk, said="no empty cell " + ("behind this one" if by > 0 else "before this one"))


def to_version(desk: Desk, by: int) -> Desk:
    """The next (by 1) or previous (by -1) cell that is filled, in the row, else in the rows below or above."""
    found = matrix(desk)
    here = _within(desk.row, len(found.statements)), _within(desk.across, len(found.columns))
    for row in range(here[0], len(found.statements) if by > 0 else -1, by) if found.statements else ():
        columns = sorted(found.places[path] for path in found.statements[row].by_source if path in found.places)
        further = [n for n in columns if ((row, n) > here if by > 0 else (row, n) < here)]
        if further:
            return replace(desk, row=row, across=further[0 if by > 0 else -1])
    return replace(desk, said="no version " + ("behind this one" if by > 0 else "before this one"))


def _within(at: int, size: int) -> int:
    return max(0, min(at, size - 1))


def opened(desk: Desk) -> Desk | None:
    """What is under the cursor, in its source; None where the cell is empty, or there is nothing at all."""
    if desk.view == "timeline":
        here = entry(desk)
        return moves.opened(moves.went(moves.leaving(desk), "read"), here.path) if here is not None else None
    quotes = version(desk)
    return moves.jumped_to(desk, quotes[0].source, quotes[0].span.start, quotes[0].id) if quotes else None


def missing(desk: Desk) -> str:
    """The query for what the empty cell under the cursor lacks: the statement's telling words, in that source alone."""
    statement, there = current(desk), column(desk)
    if statement is None or there is None or version(desk):
        return ""
    words = charts.telling(charts.words_of(desk.pack, statement))
    return f"{facets.in_source(desk.pack, there.path)} ({' OR '.join(words)}) " if words else ""


def listed(desk: Desk) -> str:
    """The timeline as text, a line a source: date, how it is known, key, name, headline, parted by tabs."""
    lines = [(e.date, e.status, e.key, e.name, e.headline) for e in timeline(desk).entries]
    return "\n".join("\t".join(" ".join(field.split()) for field in line) for line in lines)
