"""Which of the counterparts in a text that follows another one stand out of its own order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal

Turn = Literal["", "up", "down"]


def turns(numbers: Sequence[int]) -> tuple[Turn, ...]:
    """Of counterparts, given by where each stands in its own text, which stand out of order on a screen that another text leads:
    `up`, earlier in their text than their neighbours on the screen, `down`, later, or empty.

    As few as possible are out of order; the first of two that crossed keeps its place.
    """
    steady = _steady(numbers)
    found: list[Turn] = []
    ahead: int | None = None
    for place, number in enumerate(numbers):
        if place in steady:
            ahead = number
            found.append("")
        else:
            found.append("up" if ahead is not None and number < ahead else "down")
    return tuple(found)


def _steady(numbers: Sequence[int]) -> set[int]:
    """Places of the longest row that never falls; of two that are equally long, the one that keeps what comes first."""
    tails: list[int] = []
    ends: list[int] = []
    after: list[int] = []
    for back in range(len(numbers)):
        place = len(numbers) - 1 - back
        slot = bisect_right(tails, -numbers[place])
        after.append(ends[slot - 1] if slot else -1)
        tails[slot : slot + 1] = [-numbers[place]]
        ends[slot : slot + 1] = [back]
    steady: set[int] = set()
    back = ends[-1] if ends else -1
    while back >= 0:
        steady.add(len(numbers) - 1 - back)
        back = after[back]
    return steady
