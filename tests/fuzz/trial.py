"""What is tried: a target makes inputs by chance, and judges one; what it says of it is a failure."""

from __future__ import annotations

import random
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

LONGEST = 10
"""Seconds of processor time that an input may take."""


class TooSlow(BaseException):
    """An input took longer than it may."""


class Wrong(AssertionError):  # noqa: N818 - it says what is wrong with an answer
    """An answer that cannot be."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that takes inputs from anywhere."""

    make: Callable[[random.Random], bytes]
    """An input; the same for the same chance."""
    judged: Callable[[Sequence[bytes]], list[str]]
    """What is wrong with each input, or rather with what is made of it; nothing where all is as it should be."""
    at_once: int = 4
    """Inputs that are judged together."""


def each(run: Callable[[bytes], None]) -> Callable[[Sequence[bytes]], list[str]]:
    """A judge of one input after another: `run` may raise nothing, and take no longer than `LONGEST`."""

    def judged(batch: Sequence[bytes]) -> list[str]:
        return [_failure(run, data) for data in batch]

    return judged


def _failure(run: Callable[[bytes], None], data: bytes) -> str:
    try:
        with limited(LONGEST):
            run(data)
    except TooSlow:
        return f"it took more than {LONGEST} seconds"
    except Exception as fault:
        where = traceback.extract_tb(fault.__traceback__)[-1]
        return f"{type(fault).__name__}: {str(fault)[:200]} ({where.filename.rpartition('/')[2]}:{where.lineno})"
    return ""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raises TooSlow where what happens within takes more processor time than that."""

    def late(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def smaller(data: bytes, fails: Callable[[bytes], bool], tries: int = 60) -> bytes:
    """A piece of `data` that still fails: halves, quarters, eighths ... of it are left out while it does."""
    parts = 2
    while parts <= len(data) and parts <= 64 and tries > 0:
        step = -(-len(data) // parts)
        for start in range(0, len(data), step):
            tries -= 1
            shorter = data[:start] + data[start + step :]
            if shorter and tries >= 0 and fails(shorter):
                data = shorter
                break
        else:
            parts *= 2
    return data
