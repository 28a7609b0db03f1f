"""How the window is divided, for what the desk shows. No widget: a function of the desk and the window's size."""

from __future__ import annotations

from dataclasses import dataclass

from textual.geometry import Size

from reader.desk import Desk
from reader.panes import compare, sources
from reader.panes.source import NARROW_GUTTER, NOTES, WIDE_FROM, WIDE_GUTTER
from reader.settings import Settings

TALL = 30
"""Rows from which blank rows and the head line are given."""
BESIDE = 118
"""Columns from which two texts stand side by side."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a window is divided, in columns and rows; 0 for what is not there."""

    listed: int = 0
    left: int = 0
    right: int = 0
    stacked: bool = False
    """Left above right."""
    above: int = 0
    """Rows of the upper pane, with its title, where stacked."""
    tall: bool = False
    measure: int = 66


def planned(desk: Desk, size: Size, settings: Settings) -> Plan:
    """The division of a window of `size` for what the desk shows."""
    columns, rows = size
    tall = rows >= TALL
    wanted = desk.listed
    if wanted is None and settings.source_list != "auto":
        wanted = settings.source_list == "always"
    beside = sources.WIDTH + 2
    if desk.view == "sources":
        if columns < beside + NARROW_GUTTER + 50:
            return Plan(listed=columns, tall=tall)
        return Plan(sources.WIDTH + 2, columns - beside, tall=tall, measure=_measure(desk, columns - beside))
    if desk.view in ("quotes", "briefing"):
        speakers = desk.view == "quotes" and columns >= 150
        listed = beside if (speakers if wanted is None else wanted) and columns >= beside + 60 else 0
        return Plan(listed, columns - listed, tall=tall, measure=_measure(desk, columns - listed))
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
    if room >= BESIDE and settings.compare == "auto":
        measure = min(desk.measure, (room - 2 * NARROW_GUTTER - compare.SIGN - 2) // 2)
        left = NARROW_GUTTER + measure + compare.SIGN
        return Plan(listed, left, room - left, tall=tall, measure=measure)
    return Plan(
        listed,
        room,
        room,
        stacked=True,
        above=(rows - (6 if tall else 2)) // 2,
        tall=tall,
        measure=_measure(desk, room),
    )


def _measure(desk: Desk, width: int) -> int:
    gutter = WIDE_GUTTER if width >= WIDE_FROM else NARROW_GUTTER
    notes = NOTES if width >= gutter + 48 + NOTES and width >= WIDE_FROM else 5
    return max(16, min(desk.measure, width - gutter - notes - 1))
