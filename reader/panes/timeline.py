"""The sources in the order of their dates, each at its place on an axis: filled what is stated, hollow what is inferred."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reader import charted, charts
from reader.charts import Entry, Timeline
from reader.desk import Desk
from reader.paint import Line, Piece, fit, pad
from reader.panes.slug import many
from reader.wrap import cells

DATE = 21
"""Columns of a date: `28 Aug 2008, 18:42?` and the blanks around it."""
LEAST_AXIS, MOST_AXIS = 12, 80
_TOLD = 34
"""Columns that key, name and headline keep at least."""
_TICK = 9
"""Columns of a date on the axis, and what parts it from the next one."""


class Grid(NamedTuple):
    """How a line is divided."""

    axis: int
    """Columns of the axis; 0 where there is no room for one."""
    key: int
    """Columns of the keys."""
    room: int
    """Columns of name and headline."""


def grid(found: Timeline, width: int) -> Grid:
    """The axis takes a third of the window, if it gets a dozen columns and leaves as many words as one needs."""
    key = max((cells(e.key) for e in found.entries), default=1) + 2
    room = width - DATE - key - 2
    axis = min(width // 3, room - _TOLD - 4, MOST_AXIS)
    if axis < LEAST_AXIS or not found.dated:
        return Grid(0, key, room)
    return Grid(axis, key, room - axis - 4)


class TimelineSheet:
    """A line a source, its date at the first of several; the undated below."""

    def __init__(self, desk: Desk, width: int) -> None:
        self._found = charted.timeline(desk)
        self._width = width
        self._grid = grid(self._found, width)
        entries = self._found.entries
        self._here = min(desk.dated, len(entries) - 1)
        self._gap = len(self._found.dated) if self._found.dated and self._found.undated else -1
        self._ticks = {
            (tick.minute - self._found.span[0]) * self._grid.axis // max(self._found.span[1] - self._found.span[0], 1)
            for tick in charts.ticks(self._found.span, self._grid.axis // _TICK)
        }
        self._clipped = {clip.source for clip in desk.work.clips}
        self.height = len(entries) + (self._gap > 0) or 1

    def line_of(self, n: int) -> int:
        """The line of an entry."""
        return n + (0 < self._gap <= n)

    def entry_at(self, y: int) -> int | None:
        """The entry on line `y`."""
        n = y - (0 < self._gap < y)
        return n if 0 <= n < len(self._found.entries) and y != self._gap else None

    def line(self, y: int, top: int) -> Line:
        n = self.entry_at(y)
        if n is None:
            return Line() if self._found.entries else Line((Piece("  There is no source.", "dim"),))
        entry = self._found.entries[n]
        again = n > 0 and y != top and y - 1 != self._gap and self._found.entries[n - 1].said == entry.said
        here = n == self._here
        pieces = [
            Piece("▌" if here else " ", "accent-text"),
            Piece("*" if entry.path in self._clipped else " ", "accent-text bold"),
            Piece(pad("" if again else entry.said or "not dated", DATE), "text" if entry.said else "dim"),
            *(self._axis(entry, "dim" if here else "faint") if self._grid.axis else ()),
            Piece(pad(entry.key, self._grid.key), "bright bold"),
        ]
        told = f" · {entry.headline}" if entry.headline else ""
        shown = pad(entry.name + told, self._grid.room)
        pieces += [Piece(shown[: len(entry.name)], "text"), Piece(shown[len(entry.name) :], "dim")]
        return Line(tuple(pieces), "here" if here else "")

    def _axis(self, entry: Entry, dim: str) -> Iterator[Piece]:
        """The place of a date: a dot, or a bar as long as the date is vague."""
        width = self._grid.axis
        place = self._found.place(entry, width)
        if place is None:
            yield Piece(" " * (width + 4))
            return
        start, stop = place
        stated = entry.status == "stated"
        mark = ("●" if stated else "○") if stop - start == 1 else ("━" if stated else "─") * (stop - start)
        yield Piece("".join("·" if x in self._ticks else " " for x in range(start)), dim)
        yield Piece(mark, "bright bold")
        after = " " if stated else "?"
        rest = "".join("·" if x in self._ticks else " " for x in range(stop + 1, width))
        yield Piece(after, "bright bold")
        yield Piece(rest.ljust(max(width + 4 - stop - 1, 0)), dim)


def heading(desk: Desk, width: int) -> Line:
    """The line above it: the days on the axis; how many are dated, how many not."""
    found = charted.timeline(desk)
    lines = grid(found, width)
    inferred = sum(entry.status == "inferred" for entry in found.dated)
    told = f"{len(found.dated):,} dated" + (f", {inferred:,} of them inferred" if inferred else "")
    undated = f" · {len(found.undated):,} not dated" if found.undated else ""
    left = [Piece(pad("Timeline", 8), "bright bold underline")]
    if not lines.axis:
        return fit([*left, Piece(f"  {told}{undated}", "dim")], [], width)
    first, last = found.span
    axis = ""
    for tick in charts.ticks(found.span, lines.axis // _TICK):
        at = (tick.minute - first) * lines.axis // max(last - first, 1)
        if at >= cells(axis) and at + cells(tick.label) <= lines.axis + 4:
            axis = axis.ljust(at) + tick.label + "  "
    left += [Piece(" " * (DATE + 2 - 9)), Piece(pad(axis, lines.axis + 4), "dim")]
    return fit([*left, Piece(told + undated, "dim")], [], width)


def status(desk: Desk) -> tuple[list[Piece], list[Piece]]:
    """The source under the cursor, and how its date is known."""
    found, entry = charted.timeline(desk), charted.entry(desk)
    if entry is None:
        return [], []
    n = min(desk.dated, len(found.entries) - 1)
    right = [Piece(f"{n + 1:,} of {many(len(found.entries), 'source')}", "dim")]
    left = [Piece(entry.key, "bright bold"), Piece(f"  {entry.name}")]
    if not entry.said:
        return [*left, Piece(f" · “{entry.date}” is no date" if entry.date else " · no date is stated", "dim")], right
    where = entry.origin if entry.origin == "pack.toml" or not entry.origin else f"the {entry.origin}"
    how = f"{entry.status} {'from' if entry.status == 'inferred' else 'in'} {where}, to the {entry.precision}"
    return [*left, Piece(f" · {entry.said}"), Piece(f" {how}", "dim")], right
