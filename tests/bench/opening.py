"""A large pack, read before, from the call to its list, and to the answers of keys while the rest is loaded.

10,000 invented articles are read once, which takes some minutes. Then the reader is started on them in fresh pseudo-terminals,
in turn with the smallest Textual app; given are medians. Wall time counts here, since it is what somebody waits; CPU is beside
it, since it is what a busy machine changes least.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import corpus
from tests.bench.driven import READER, ROOT, Driven, median, percentile
from tests.bench.start import LIVE, SMALLEST
from tests.terminal import environment, private

ARTICLES = 10_000
SIZE = 2_000
ROUNDS = 5
KEYS = 25
GAPS = (0.15, 0.3)
"""Seconds between two keys."""


def opened(pack: Path, env: dict[str, str], draw: random.Random) -> tuple[float, float, float, float, list[float]]:
    """Seconds to the list and to the first key's answer, both wall and CPU, and those of the keys after it."""
    with Driven([*READER, str(pack)], env=env) as program:
        program.until(LIVE)
        (listed,) = program.until(b"Sources ")
        cpu = program.cpu()
        assert listed is not None, program.shown()
        keys = []
        for _ in range(KEYS):
            began = program.send(b"j")
            (answered,) = program.until("▌".encode())
            keys.append((answered or began + 20) - began)
            if len(keys) == 1:
                first, first_cpu = began + keys[0], program.cpu()
            program.drain(draw.uniform(*GAPS))
        return listed - program.began, cpu, first - program.began, first_cpu, keys[1:]


def smallest(env: dict[str, str]) -> tuple[float, float]:
    """Seconds to the words of the smallest app, wall and CPU."""
    with Driven([sys.executable, "-c", SMALLEST], env=env) as program:
        (painted,) = program.until(b"ready")
        assert painted is not None
        return painted - program.began, program.cpu()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="twosource-bench-") as folder:
        env = private(Path(folder) / "home") | {"PYTHONPATH": str(ROOT)}
        pack = corpus.pack(Path(folder) / "pack", ARTICLES, size=SIZE)
        for file in pack.iterdir():
            os.utime(file, (1_000_000_000, 1_000_000_000))
        print(f"  reading {ARTICLES} articles for the first time ...", flush=True)
        subprocess.run([*READER, "index", str(pack), "--quiet"], env=environment(env), check=True, cwd=ROOT)
        floor, ours = [], []
        for n in range(ROUNDS):
            floor.append(smallest(env))
            ours.append(opened(pack, env, random.Random(n)))
    print(f"  {ARTICLES} articles, load {os.getloadavg()[0]:.1f}        wall       CPU   (medians of {ROUNDS})")
    listed, cpu, first, first_cpu, _ = (
        median(part) if n < 4 else part for n, part in enumerate(zip(*ours, strict=True))
    )
    wall_floor, cpu_floor = map(median, zip(*floor, strict=True))
    print(f"  smallest Textual app            {wall_floor:8.2f} s {cpu_floor:7.2f} s")
    print(f"  twosource, the list             {listed:8.2f} s {cpu:7.2f} s   (goal 0.5, floor 1.5)")
    print(f"  twosource, a key's answer       {first:8.2f} s {first_cpu:7.2f} s")
    keys = [1000 * key for run in ours for key in run[4]]
    told = "  ".join(f"p{part} {percentile(keys, part / 100):.0f}" for part in (50, 95, 99))
    print(f"  keys while the rest is loaded   {told} ms of {len(keys)}")
