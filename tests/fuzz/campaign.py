"""Which targets there are, and a campaign over all of them: seconds, a seed, and what was found."""

from __future__ import annotations

import hashlib
import math
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from tests.fuzz import files, settings, shelves, words
from tests.fuzz.trial import Target, smaller

TARGETS: dict[str, Target] = files.TARGETS | settings.TARGETS | words.TARGETS | shelves.TARGETS
REGRESSIONS = Path(__file__).resolve().parent.parent / "regressions"


def _unheard(why: str) -> None:
    """Nobody listens."""


@dataclass(slots=True)
class Found:
    """How a campaign went."""

    tried: dict[str, int] = field(default_factory=dict)
    """Inputs by target."""
    failures: list[tuple[str, bytes, str]] = field(default_factory=list)
    """Target, the smallest input known to fail, and what is said of it."""


def run(
    seed: int,
    seconds: float = math.inf,
    rounds: float = math.inf,
    only: str = "",
    told: Callable[[str], None] = _unheard,
) -> Found:
    """Try a few inputs of each target in turn until so many seconds of the clock, or so many rounds, are over.

    The same seed makes the same inputs. `told` hears of each failure at once. One that is said in the words of an earlier
    one of its target is not kept.
    """
    found = Found()
    until = time.monotonic() + seconds
    draws = {name: random.Random(f"{seed} {name}") for name in TARGETS if name == only or not only}
    for n, name in enumerate(cycle(draws)):
        if time.monotonic() > until or n >= rounds * len(draws):
            break
        target = TARGETS[name]
        batch = [target.make(draws[name]) for _ in range(target.at_once)]
        found.tried[name] = found.tried.get(name, 0) + len(batch)
        for data, why in zip(batch, target.judged(batch), strict=True):
            if why and (name, _kind(why)) not in {(n, _kind(w)) for n, _, w in found.failures}:
                least = smaller(data, lambda piece, target=target, why=why: _fails_alike(target, piece, why))
                found.failures.append((name, least, why))
                told(f"{name}: {why}")
    return found


def _kind(why: str) -> str:
    """What failures of one cause have in common, as far as their words tell."""
    return "".join(c for c in why[:60] if not c.isdigit())


def _fails_alike(target: Target, data: bytes, why: str) -> bool:
    return any(_kind(said) == _kind(why) for said in target.judged([data]))


def keep(failures: Iterable[tuple[str, bytes, str]], folder: Path = REGRESSIONS) -> list[Path]:
    """Write each failing input into `folder`, named by its target and its bytes."""
    folder.mkdir(exist_ok=True)
    kept = []
    for target, data, _ in failures:
        path = folder / f"{target}-{hashlib.sha256(data).hexdigest()[:12]}.bin"
        path.write_bytes(data)
        kept.append(path)
    return kept


def replayed(paths: Iterable[Path]) -> dict[Path, str]:
    """What is said of the inputs that were kept, by their targets."""
    by_target: dict[str, list[Path]] = {}
    for path in paths:
        by_target.setdefault(path.name.rpartition("-")[0], []).append(path)
    said: dict[Path, str] = {}
    for target, group in by_target.items():
        said |= zip(group, TARGETS[target].judged([path.read_bytes() for path in group]), strict=True)
    return said
