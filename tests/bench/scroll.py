"""Reading in a pseudo-terminal: CPU of a line down with one, two and four texts open, and what an article of 10 MB costs.

Each figure is CPU of the reader's own threads, which a busy machine changes least; floors and goals stand beside it. The large
article is compared with one of 5 KB in the same pack: from the key that steps to it in the list until its headline is painted,
the first time, in a fresh process; and from `n`, which goes to the next hit and lights it, until all is painted.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.bench import corpus
from tests.bench.driven import READER, ROOT, median, percentile, reader
from tests.terminal import environment, private

LONG = 40_000
"""Code points of the articles that are scrolled."""
LARGE = 10_000_000
SMALL = 5_000
ROUNDS = 5
STEPS = 150
READ, COMPARE, ADD, DOWN, UP, FIND, ENTER = b"\x1bOR", b"\x1bOS", b"A\r", b"j", b"k", b"/", b"\r"


def scrolled(
    pack: Path, env: dict[str, str], keys: bytes, size: tuple[int, int], steps: int = STEPS
) -> tuple[list[float], list[float]]:
    """Milliseconds of CPU, and until the last byte was there, of each line down that moves the text."""
    cpu: list[float] = []
    wall: list[float] = []
    with reader(pack, env, size) as program:
        program.send(keys)
        program.quiet(1.0)
        while len(cpu) < steps:
            used, before = program.cpu(), len(program.raw)
            began = program.send(DOWN)
            came = program.quiet(0.04, patience=1.0)
            if came is None:
                break  # the end of the text
            if len(program.raw) - before > 2_000:  # not only the cursor
                cpu.append(1000 * (program.cpu() - used))
                wall.append(1000 * (came - began))
    return cpu, wall


def stepped_to(pack: Path, env: dict[str, str], headlines: tuple[bytes, bytes]) -> tuple[float, float, float]:
    """From `j` in the list until the second source stands beside it for the first time: ms of CPU, of wall; CPU of going back."""
    with reader(pack, env) as program:
        used = program.cpu()
        began = program.send(DOWN)
        (at,) = program.until(headlines[1], timeout=30)
        there = program.cpu()
        program.quiet(3.0)
        used, before = there - used, program.cpu()
        program.send(UP)
        program.until(headlines[0], timeout=30)
        return 1000 * used, 1000 * ((at or began + 30) - began), 1000 * (program.cpu() - before)


def lit(pack: Path, env: dict[str, str], keys: bytes, steps: int = 40) -> list[float]:
    """Milliseconds of CPU of each `n` in the source that the keys open, with a common word searched in it."""
    cpu: list[float] = []
    with reader(pack, env) as program:
        program.send(keys + READ)
        program.quiet(0.5)
        program.send(FIND + b"harbour")
        program.quiet(1.0)
        program.send(ENTER)
        program.quiet(1.0)
        for _ in range(steps):
            used = program.cpu()
            program.send(b"n")
            program.quiet(0.06, patience=1.0)
            cpu.append(1000 * (program.cpu() - used))
    return cpu


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="twosource-bench-"))
    try:
        measure(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(folder: Path) -> None:
    """Print all figures; everything written goes into `folder`."""
    env = private(folder / "home") | {"PYTHONPATH": str(ROOT)}
    long = corpus.pack(folder / "long", 4, size=LONG)
    for name, keys, size, goal in (
        ("1 text 120x40", READ, (120, 40), "p95 6, floor 10"),
        ("2 texts 160x48", COMPARE, (160, 48), "p95 14, floor 20"),
        ("4 texts 160x48", COMPARE + ADD + ADD, (160, 48), "p95 30, floor 45"),
        ("4 texts 250x48", COMPARE + ADD + ADD, (250, 48), "none"),
    ):
        cpu, wall = scrolled(long, env, keys, size)
        print(
            f"  a line down, {name:14} CPU p50 {median(cpu):5.1f} p95 {percentile(cpu, 0.95):5.1f} ms (goal {goal}); "
            f"painted p50 {median(wall):5.1f} p95 {percentile(wall, 0.95):5.1f} ms; {len(cpu)} steps",
            flush=True,
        )
    measure_large(folder, env)


def measure_large(folder: Path, env: dict[str, str]) -> None:
    """A pack of two small articles, and one of a small and a large one: the second of each is stepped to."""
    packs = {}
    for name, size in (("5 KB", SMALL), ("10 MB", LARGE)):
        packs[name] = corpus.pack(folder / name.replace(" ", ""), 2)
        (packs[name] / "00001.txt").write_text(corpus.Newsroom(2).article(size), encoding="utf-8")
        subprocess.run([*READER, "index", str(packs[name]), "--quiet"], env=environment(env), check=True, cwd=ROOT)
    for name, pack in packs.items():
        first = (pack / "00000.txt").read_text(encoding="utf-8").partition("\n")[0].encode()[:14]
        second = (pack / "00001.txt").read_text(encoding="utf-8").split("\n\n")[2].encode()[:14]
        headlines = (first, second)
        times = [stepped_to(pack, env, headlines) for _ in range(ROUNDS)]
        cpu, wall, back = (median(column) for column in zip(*times, strict=True))
        again = lit(pack, env, DOWN)
        print(
            f"  {name:6} first paint: CPU {cpu:6.1f} ms, wall {wall:6.1f} (floor 300, goal 80 at 10 MB), back {back:5.1f}; "
            f"next hit lit: CPU p50 {median(again):5.1f} p95 {percentile(again, 0.95):5.1f} (10 MB : 5 KB floor 2, goal 1.3)",
            flush=True,
        )
