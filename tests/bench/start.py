"""From the call to the first frame and to a live screen, beside the smallest possible Textual app, bare Python and a peer.

Programs are started in turn, each in a fresh pseudo-terminal of 120x40, with the index on the disk; given are medians. CPU
is what the program itself used until its words were painted: the figure that a busy machine changes least. The first frame of
twosource is painted before Textual is there; its live screen is the one that Textual paints. The peer is frogmouth, where it
is installed, with the same article.
"""

from __future__ import annotations

import os
import shutil
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
WORDS = b"crucial support from"
LIVE = b"\x1b[?1000h"
"""What Textual writes first: words after it are live."""
QUIT = b"\x11"
TWOSOURCE, FRAME, SMALL, BARE, PEER = (
    "twosource seeds",
    "its first frame",
    "smallest Textual app",
    "bare Python",
    "frogmouth",
)


def programs(folder: Path) -> dict[str, tuple[list[str], bytes]]:
    """What is started, and the words by which it is there; files that are needed go into `folder`."""
    found = {
        BARE: ([sys.executable, "-c", "print('ready'); input()"], b"ready"),
        SMALL: ([sys.executable, "-c", SMALLEST], b"ready"),
        TWOSOURCE: ([sys.executable, "-m", "reader", str(ROOT / "seeds")], WORDS),
    }
    peer = shutil.which("frogmouth", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    if peer:
        article = folder / "article.md"
        article.write_bytes((ROOT / "seeds" / "000_0b0d24cbc4a30e1f.txt").read_bytes())
        found[PEER] = ([peer, str(article)], WORDS)
    return found


class Start(NamedTuple):
    """One start: seconds to the first byte, to the words, of CPU to the words; MB half a second later."""

    first: float
    painted: float
    cpu: float
    rss: float


def start(argv: list[str], words: bytes, env: dict[str, str], *, live: bool) -> list[Start]:
    """Start a program and wait for its words; for those of its first frame first, where it has one before it is `live`."""
    starts = []
    with Driven(argv, env=env) as program:
        for tokens in ([words], [LIVE, words]) if live else ([words],):
            for token in tokens:
                (painted,) = program.until(token)
            cpu = program.cpu()
            if painted is None or program.first is None:
                raise AssertionError("\n".join(program.shown()))
            starts.append(Start(program.first - program.began, painted - program.began, cpu, 0.0))
        program.drain(0.5)
        return [made._replace(rss=program.rss()) for made in starts]


def used_before(argv: list[str], env: dict[str, str]) -> None:
    """Somebody reads the seeds and leaves them: they are indexed, and their screen is kept."""
    with Driven(argv, env=env) as program:
        program.until(WORDS)
        program.quiet(2.0)
        program.send(QUIT)
        try:
            program.quiet(2.0)
        except EOFError:
            return


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = private(Path(folder)) | {"PYTHONPATH": str(ROOT)}
        known = programs(Path(folder))
        used_before(known[TWOSOURCE][0], env)
        starts: dict[str, list[Start]] = {name: [] for name in (*known, FRAME)}
        for n in range(ROUNDS + 1):
            for name, (argv, words) in known.items():
                made = start(argv, words, env, live=name == TWOSOURCE)
                if n:  # the first round fills the system's cache
                    starts[name].append(made[-1])
                    starts[FRAME] += made[:-1]
    print(f"  {'':24} first byte   painted       CPU    memory   (medians of {ROUNDS})")
    middle = {name: Start(*map(median, zip(*some, strict=True))) for name, some in starts.items()}
    for name, m in middle.items():
        print(f"  {name:24} {m.first * 1000:7.0f} ms {m.painted * 1000:6.0f} ms {m.cpu * 1000:6.0f} ms {m.rss:6.0f} MB")
    ours, smallest, frame, bare = (middle[name] for name in (TWOSOURCE, SMALL, FRAME, BARE))
    print(f"  CPU of twosource : smallest app {ours.cpu / smallest.cpu:5.2f}   (goal 1.1, floor 1.5)")
    if PEER in middle:
        print(f"  CPU of twosource : frogmouth    {ours.cpu / middle[PEER].cpu:5.2f}   (goal .35, floor .6)")
    else:
        print("  frogmouth is not installed here: no comparison with it")
    print(f"  the first frame: {1000 * (frame.cpu - bare.cpu):3.0f} ms of CPU over bare Python (goal 25)")
    print(f"  memory with the seeds {ours.rss:12.0f} MB (goal 45, floor 70)")
