"""The screen as the next start will begin with it, for the first frame to paint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby

from rich.console import COLOR_SYSTEMS, Console
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip

from reader.page import Page
from reader.splash import Row


def rows(pages: Iterable[Page], size: Size, console: Console) -> list[Row]:
    """What the pages of a screen show, row by row, in the numbers by which this console's terminal is told styles."""
    parts: defaultdict[int, list[tuple[int, Strip]]] = defaultdict(list)
    for page in pages:
        region = page.region
        if page.display and region:
            for y, strip in enumerate(page.render_lines(Region(0, 0, *region.size)), region.y):
                parts[y].append((region.x, strip))
    return [_row(parts[y], console) for y in range(size.height)]


def _row(parts: Iterable[tuple[int, Strip]], console: Console) -> Row:
    """One row of strips that begin at these columns, each stretch of one style once."""
    words: list[tuple[str, str]] = []
    end = 0
    for x, strip in sorted(parts, key=lambda part: part[0]):
        if x > end:
            words.append(("", " " * (x - end)))
        words += [(_numbers(segment.style, console), segment.text) for segment in strip if segment.text]
        end = x + strip.cell_length
    return [(style, "".join(text for _, text in same)) for style, same in groupby(words, lambda part: part[0])]


def _numbers(style: Style | None, console: Console) -> str:
    system = COLOR_SYSTEMS.get(console.color_system or "")
    told = style.render(" ", color_system=system) if style and system else ""
    return told[2 : told.index("m")] if told.startswith("\x1b[") else ""
