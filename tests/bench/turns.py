"""Works that take turns on a machine that others use too: their CPU time, and that of one fixed work between them."""

from __future__ import annotations

import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from tests.bench.driven import percentile

Result = TypeVar("Result")


def _fixed() -> int:
    """Pure Python, always the same: a fraction of a millisecond."""
    seen: dict[int, int] = {}
    for n in range(4_000):
        seen[n * 7 % 1_013] = n
    return len(seen)


def spent(work: Callable[[], Result]) -> tuple[float, Result]:
    """CPU milliseconds of all threads of this process, and what came of it."""
    began = time.process_time()
    result = work()
    return 1000 * (time.process_time() - began), result


class Noise:
    """What the machine adds: one fixed work, done again and again."""

    def __init__(self) -> None:
        self._taken: list[float] = []

    def listen(self) -> None:
        """Do the fixed work once."""
        self._taken.append(spent(_fixed)[0])

    def told(self) -> str:
        """How far its times lie apart, and how busy the machine is."""
        p5, p50, p95 = (percentile(self._taken, part) for part in (0.05, 0.5, 0.95))
        return (
            f"noise: one fixed work of {p50:.2f} ms, done {len(self._taken):,} times between the others, "
            f"p5 {p5 / p50 - 1:+.0%}, p95 {p95 / p50 - 1:+.0%}; load average {os.getloadavg()[0]:.1f}"
        )


class Turns:
    """CPU milliseconds by figure, engine and question, one for each round."""

    def __init__(self, noise: Noise) -> None:
        self._noise = noise
        self._taken: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))

    def take(self, figure: str, engine: str, question: str, work: Callable[[], Result]) -> Result:
        """Do a work, and listen to the noise after it."""
        milliseconds, result = spent(work)
        self.note(figure, engine, question, milliseconds)
        self._noise.listen()
        return result

    def note(self, figure: str, engine: str, question: str, milliseconds: float) -> None:
        """Keep what was measured otherwise."""
        self._taken[figure, engine][question].append(milliseconds)

    def engines(self, figure: str) -> list[str]:
        """Those that took turns at a figure, in the order of their first."""
        return [engine for name, engine in self._taken if name == figure]

    def of(self, figure: str, engine: str) -> dict[str, float]:
        """The median of the rounds for each question."""
        return {question: statistics.median(rounds) for question, rounds in self._taken[figure, engine].items()}

    def p50(self, figure: str, engine: str) -> float:
        return statistics.median(self.of(figure, engine).values())

    def p95(self, figure: str, engine: str) -> float:
        return percentile(self.of(figure, engine).values(), 0.95)
