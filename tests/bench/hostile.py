"""Every hostile file at its full size and under the limits of every day, each read by itself: how long, how much memory, what is said.

The time is the processor's, of all the children that read the file and of the process that asks them; the memory is the largest
resident set of a child. A file that ends with an article or with a reason in the words of its format is well; one whose reading
had to be ended from outside is told apart, since then nobody can say what is wrong with it.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from index import workers
from index.model import Article, Holder, Source, Unread
from tests import hostile_files
from tests.hostile_files.size import Size

SECONDS = 10.0
MEGABYTES = 512.0
WORST = 5
CANARY = "the words of the canary"
FORCED = (
    "it was killed",
    "it was not read",
    "reading it failed",
    "reading it ended",
    "reading it took",
    "what the reading",
)
"""How reasons begin that are no format's."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How the reading of one file went."""

    name: str
    bytes: int
    wall: float
    """Seconds."""
    processor: float
    """Seconds."""
    memory: float
    """MB of the child that took most."""
    asking: float
    """MB of the process that asks."""
    articles: int
    reasons: tuple[str, ...]
    """Of the parts that are unread, the first few."""
    leaked: bool
    """Words of a file outside were read."""

    @property
    def is_forced(self) -> bool:
        return any(reason.startswith(FORCED) for reason in self.reasons)


def job(file: Path) -> workers.Job:
    """The job to read a file."""
    data = file.read_bytes()
    return workers.Job(file, Source(file.name, hashlib.sha256(data).hexdigest(), len(data)))


def ended(file: Path) -> Ended:
    """Read one file; to be called in a process that has read nothing else."""
    asked = job(file)
    began = time.monotonic()
    articles, leaked = 0, False
    reasons: dict[str, None] = {}
    for one in workers.read_all([asked]):
        if isinstance(one, Article):
            articles += 1
            leaked = leaked or CANARY in one.text
        elif isinstance(one, Unread):
            reasons[one.reason] = None
        else:
            assert isinstance(one, Holder)
    wall = time.monotonic() - began
    ours, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Ended(
        file.name,
        asked.source.size,
        wall,
        sum(used.ru_utime + used.ru_stime for used in (ours, theirs)),
        theirs.ru_maxrss / unit,
        ours.ru_maxrss / unit,
        articles,
        tuple(reasons)[:3],
        leaked,
    )


def apart(file: Path) -> Ended:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.hostile", str(file)]
    told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return Ended(**told | {"reasons": tuple(told["reasons"])})


def row(one: Ended) -> str:
    """A line of the table."""
    said = f"{one.articles} read" if one.articles else ""
    told = "; ".join(filter(None, (said, *one.reasons)))[:90]
    return f"  {one.name:24} {one.bytes / 1e6:7.1f} MB {one.processor:6.1f} s {one.memory:5.0f} MB  {told}"


def measured(names: Iterable[str]) -> Iterator[Ended]:
    """The hostile files of these names, as many at once as there are processors."""
    with tempfile.TemporaryDirectory(prefix="twosource-bench-") as folder, ThreadPoolExecutor(os.cpu_count()) as hands:
        canary = Path(folder, "canary.txt")
        canary.write_text(CANARY)

        def one(name: str) -> Ended:
            file = hostile_files.write(Path(folder), name, Size(canary=str(canary)))
            try:
                return apart(file)
            finally:
                file.unlink()

        yield from hands.map(one, names)


def main() -> None:
    found = []
    for one in measured(hostile_files.FILES):
        found.append(one)
        print(row(one), flush=True)
    print(f"  the worst {WORST} by time, then by memory (at load {os.getloadavg()[0]:.1f}):")
    for worst in (sorted(found, key=lambda one: -one.processor), sorted(found, key=lambda one: -one.memory)):
        print("\n".join(map(row, worst[:WORST])))
    late = sum(one.processor > SECONDS for one in found)
    large = sum(one.memory > MEGABYTES for one in found)
    print(f"  {len(found)} files: {late} over {SECONDS:.0f} s, {large} over {MEGABYTES:.0f} MB, both to be 0;")
    print(
        f"  {sum(one.is_forced for one in found)} ended from outside, {sum(one.leaked for one in found)} read what they may not"
    )


if __name__ == "__main__":
    from dataclasses import asdict

    print(json.dumps(asdict(ended(Path(sys.argv[1])))))
