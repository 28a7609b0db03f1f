"""From the call to a live screen, beside the smallest possible Textual app and bare Python.

Programs are started in turn, each in a fresh pseudo-terminal of 120x40, with the index on the disk; given are medians. CPU
is what the program itself used until its words were painted: the figure that a busy machine changes least.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.bench.driven import Driven, median
from tests.terminal import private

ROOT = Path(__file__).parents[2]
ROUNDS = 15
SMALLEST = """
from textual.app import App
from textual.widgets import Static
class Smallest(App):
    ENABLE_COMMAND_PALETTE = False
    def compose(self):
        yield Static("ready")
Smallest().run()
"""
PROGRAMS: dict[str, tuple[list[str], bytes]] = {
    "bare Python": ([sys.executable, "-c", "print('ready'); input()"], b"ready"),
    "smallest Textual app": ([sys.executable, "-c", SMALLEST], b"ready"),
    "twosource seeds": ([sys.executable, "-m", "reader", str(ROOT / "seeds")], b"crucial support from"),
}


class Start(NamedTuple):
    """One start: seconds to the first byte, to the words, of CPU to the words; MB a second later."""

    first: float
    painted: float
    cpu: float
    rss: float


def start(name: str, env: dict[str, str]) -> Start:
    """Start a program and wait for its words."""
    argv, words = PROGRAMS[name]
    with Driven(argv, env=env) as program:
        (painted,) = program.until(words)
        cpu = program.cpu()
        if painted is None or program.first is None:
            raise AssertionError("\n".join(program.shown()))
        program.drain(0.5)
        return Start(program.first - program.began, painted - program.began, cpu, program.rss())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = private(Path(folder)) | {"PYTHONPATH": str(ROOT)}
        for name in PROGRAMS:  # reads and indexes the seeds, fills the system's cache
            start(name, env)
        starts: dict[str, list[Start]] = {name: [] for name in PROGRAMS}
        for _ in range(ROUNDS):
            for name in PROGRAMS:
                starts[name].append(start(name, env))
    print(f"  {'':24} first byte   painted       CPU    memory   (medians of {ROUNDS})")
    middle = {name: Start(*map(median, zip(*some, strict=True))) for name, some in starts.items()}
    for name, m in middle.items():
        print(f"  {name:24} {m.first * 1000:7.0f} ms {m.painted * 1000:6.0f} ms {m.cpu * 1000:6.0f} ms {m.rss:6.0f} MB")
    ours, smallest = middle["twosource seeds"], middle["smallest Textual app"]
    print(f"  CPU of twosource : smallest app {ours.cpu / smallest.cpu:5.2f}   (goal 1.1, floor 1.5)")
    print(f"  memory with the seeds {ours.rss:12.0f} MB (goal 45, floor 70)")
