"""What is asked of the search, and a table of it: each figure of ours beside the peers', with floor and goal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

OURS = "ours"
ENGINES = (OURS, "FTS5", "tantivy", "Whoosh")
MAIN = 10_000
"""Articles that most of the targets are for."""

Figures = Mapping[str, Mapping[str, float]]
"""Each figure by engine, in the unit that its target tells."""


class Target(NamedTuple):
    """A figure of ours, and what is asked of it: of itself, or of its ratio to a peer's."""

    told: str
    figure: str
    floor: float
    goal: float
    against: str = ""
    more: bool = False
    """The ratio is the peer's figure to ours, how many times as fast we are; otherwise ours to the peer's."""


_KEYS = "keystroke to 20 ranked hits, p95 ms"
_MEMORY = "peak memory of the build, MB"
_MOST = (
    Target(_KEYS, "keys", 1, 0.4, "FTS5"),
    Target("3-word OR, p50 ms", "any", 8, 20, "Whoosh", more=True),
    Target("3-word OR, p50 ms", "any", 1.5, 0.5, "FTS5"),
    Target("3-word AND, p50 ms", "all", 8, 20, "Whoosh", more=True),
    Target("3-word AND, p50 ms", "all", 1.5, 0.5, "FTS5"),
    Target("3-word phrase, p50 ms", "phrase", 8, 20, "Whoosh", more=True),
    Target("3-word phrase, p50 ms", "phrase", 1.5, 0.5, "FTS5"),
    Target("20 snippets more (OR), p50 ms", "snippets", 10, 4),
    Target("build, s", "build", 3, 10, "Whoosh", more=True),
    Target("build, s", "build", 0.25, 1, "FTS5", more=True),
    Target("open to first hit, ms", "open", 25, 10),
    Target("add one article, searchable, ms", "add", 40, 15),
    Target("index size : clean text", "size", 1.5, 0.7),
    Target("worst hostile query, ms", "hostile", 50, 20),
)
_OF_SIZE = {
    100: (Target(_KEYS, "keys", 15, 3),),
    1_000: (Target(_KEYS, "keys", 20, 5),),
    100_000: (Target(_KEYS, "keys", 60, 25), Target(_MEMORY, "memory", 1_000, 400)),
}


def targets(size: int) -> tuple[Target, ...]:
    """What is asked of a pack of so many articles; of any other number what is asked of 10,000."""
    return _OF_SIZE.get(size, _MOST)


def head() -> str:
    engines = "".join(f"{name:>10}" for name in ENGINES)
    return f"  {'figure':<36}{'articles':>9}{engines}  {'ratio':>20}{'floor':>10}{'goal':>9}  met"


def lines(size: int, figures: Figures) -> Iterator[str]:
    """A line for each target of a pack of this size."""
    for target in targets(size):
        found = figures[target.figure]
        if target.against and target.against not in found:
            continue
        value, told = found[OURS], ""
        if target.against and target.more:
            value, told = found[target.against] / value, f"{target.against} / ours"
        elif target.against:
            value, told = value / found[target.against], f"ours / {target.against}"
        ratio = f"{told:>13}{_number(value):>7}" if told else ""
        engines = "".join(f"{_number(found[name]) if name in found else '–':>10}" for name in ENGINES)
        sign = "≥" if target.more else "≤"
        bounds = f"{f'{sign} {target.floor:g}':>10}{f'{sign} {target.goal:g}':>9}"
        yield f"  {target.told:<36}{size:>9,}{engines}  {ratio:>20}{bounds}  {_met(target, value)}"


def _met(target: Target, value: float) -> str:
    """The best of the bounds that it keeps."""
    for name, bound in (("goal", target.goal), ("floor", target.floor)):
        if value >= bound if target.more else value <= bound:
            return name
    return "NO"


def _number(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(measured: Iterable[tuple[int, Figures]]) -> Iterator[str]:
    """The table of what was measured at each number of articles."""
    yield head()
    for size, figures in measured:
        yield from lines(size, figures)
