"""How the window is divided, for what the desk shows. No widget: a function of the desk and the window's size."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textual.geometry import Size

from reader.desk import Desk
from reader.panes import compare, sources
from reader.panes.source import NARROW_GUTTER, NOTES, WIDE_FROM, WIDE_GUTTER
from reader.settings import Settings

TALL = 30
"""Rows from which blank rows and the head line are given."""
BESIDE = 118
"""Columns from which two texts stand side by side; for each text more half as many again."""
ONE = 60
"""Columns below which one text is shown alone, and a line for the others."""


LEAST = Size(24, 6)
"""A smaller window shows no more than that it is too small."""
WANTED = Size(40, 12)
"""What a person is told to make of it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a window is divided, in columns and rows; 0 for what is not there."""

    listed: int = 0
    left: int = 0
    right: int = 0
    more: tuple[int, ...] = ()
    """The panes behind the right one, where more than two texts are open."""
    stacked: bool = False
    """Left above right."""
    piled: bool = False
    """The panes after the left one stand one above the other."""
    line: bool = False
    """Of all other texts only a line is shown, below the one that has the cursor."""
    above: int = 0
    """Rows of the upper pane, with its title, where stacked."""
    tall: bool = False
    measure: int = 66

    @property
    def texts(self) -> tuple[int, ...]:
        """The widths of the panes that show texts, from the left."""
        return (self.left, self.right, *self.more)

    @property
    def level(self) -> bool:
        """Whether the texts stand in one row, so that they can be brought level."""
        return not (self.stacked or self.piled or self.line)


def planned(desk: Desk, size: Size, settings: Settings) -> Plan:
    """The division of a window of `size` for what the desk shows."""
    columns, rows = size
    if columns < LEAST.width or rows < LEAST.height:
        return Plan(left=columns)
    tall = rows >= TALL
    wanted = desk.listed
    if wanted is None and settings.source_list != "auto":
        wanted = settings.source_list == "always"
    beside = sources.WIDTH + 2
    if desk.view == "sources":
        if columns < beside + NARROW_GUTTER + 50:
            return Plan(listed=columns, tall=tall)
        return Plan(sources.WIDTH + 2, columns - beside, tall=tall, measure=_measure(desk, columns - beside))
    if desk.view in ("coverage", "timeline"):
        return Plan(left=columns, tall=tall, measure=_measure(desk, columns))
    if desk.view in ("quotes", "briefing") or (desk.view == "check" and not (desk.proof and desk.proof.beside)):
        speakers = desk.view == "quotes" and columns >= 150
        listed = beside if (speakers if wanted is None else wanted) and columns >= beside + 60 else 0
        return Plan(listed, columns - listed, tall=tall, measure=_measure(desk, columns - listed))
    if desk.view == "check" and desk.proof is not None and desk.proof.beside:
        if columns >= BESIDE:
            left = columns // 2
            return Plan(0, left, columns - left, tall=tall, measure=_measure(desk, left))
        body = rows - (6 if tall else 2)
        above = max(body - max(body * 2 // 5, 6), 4)
        return Plan(0, columns, columns, stacked=True, above=above, tall=tall, measure=_measure(desk, columns))
    if desk.view == "search":
        if columns < 100:
            return Plan(
                0, columns, columns, stacked=True, above=max(8, rows // 3), tall=tall, measure=_measure(desk, columns)
            )
        left = 45 if columns < 150 else 61
        right = columns - left
        measure = _measure(desk, right) if right >= WIDE_FROM else min(desk.measure, right - NARROW_GUTTER - 1)
        return Plan(0, left, right, tall=tall, measure=measure)
    open_at = 150 if desk.view == "read" else 170
    listed = (
        beside if not desk.zen and (columns >= open_at if wanted is None else wanted) and columns >= beside + 60 else 0
    )
    room = columns - listed
    if desk.view == "read" or len(desk.open) < 2:
        return Plan(listed, room, tall=tall, measure=_measure(desk, room))
    body = rows - (6 if tall else 2)
    return replace(_of_texts(desk, room, body, stacked=settings.compare == "stacked"), listed=listed, tall=tall)


def _of_texts(desk: Desk, room: int, body: int, *, stacked: bool) -> Plan:
    """The division of `room` columns and `body` rows among the texts that are compared.

    All in a row, where each gets 48 cells; else the first at the left and the others piled up beside it; else all piled up;
    in a narrow window one text, and a line for the others.
    """
    n = len(desk.open)
    more = (0,) * (n - 2)
    if room < ONE:
        return Plan(
            left=room, right=room, more=more, stacked=True, line=True, above=body - 1, measure=_measure(desk, room)
        )
    if stacked or room < BESIDE:
        above = body // 2 if n == 2 else max(body * 2 // 5, 4)
        measure = _measure(desk, room)
        return Plan(
            left=room, right=room, more=(room,) * (n - 2), stacked=True, piled=True, above=above, measure=measure
        )
    if room >= n * BESIDE // 2:
        measure = min(desk.measure, (room - n * NARROW_GUTTER - (n - 1) * compare.SIGN - 2) // n)
        left = NARROW_GUTTER + measure + compare.SIGN
        widths = [left] * (n - 1) + [room - left * (n - 1)]
        return Plan(left=left, right=widths[1], more=tuple(widths[2:]), measure=measure)
    measure = min(desk.measure, (room - 2 * NARROW_GUTTER - 2 * compare.PLACED) // 2)
    left = NARROW_GUTTER + measure + compare.PLACED
    return Plan(left=left, right=room - left, more=(room - left,) * (n - 2), piled=True, measure=measure)


def _measure(desk: Desk, width: int) -> int:
    gutter = WIDE_GUTTER if width >= WIDE_FROM else NARROW_GUTTER
    notes = NOTES if width >= gutter + 48 + NOTES and width >= WIDE_FROM else 5
    return max(16, min(desk.measure, width - gutter - notes - 1))
