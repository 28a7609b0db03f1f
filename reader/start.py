"""From the command line to the reader by the shortest way: nothing is imported that its first screen does not need.

`twosource`, `twosource PACK`, `--watch` and `--no-mouse`, on a terminal, are answered here. Everything else that may be typed, and every
mistake, is for `cli`.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

from reader import splash, terminal

VERBS = frozenset(
    ("sources", "clean", "search", "quotes", "compare", "verify", "export", "index", "forget", "doctor", "config", "completions", "add", "serve")
)  # fmt: skip
"""A first word that is one of these is no pack."""


class Wanted(NamedTuple):
    """What is to be read, and how."""

    path: str
    mouse: bool = True
    watch: bool = False


def wanted(argv: Sequence[str]) -> Wanted | None:
    """The pack that a command line asks to be read, plainly, on a terminal, with or without the mouse; None for all else."""
    words = [word for word in argv if word not in ("--no-mouse", "--watch")]
    path = words[0] if words else "."
    if len(words) > 1 or path.startswith("-") or path in VERBS or not os.path.exists(path) or not on_terminal():
        return None
    return Wanted(path, "--no-mouse" not in argv, "--watch" in argv)


def on_terminal() -> bool:
    """Whether there is a terminal to draw on, and keys come from one."""
    streams = (sys.stdin, sys.stdout)
    return os.environ.get("TERM", "dumb") not in ("dumb", "") and all(s is not None and s.isatty() for s in streams)


def read(path: str, *, mouse: bool = True, watch: bool = False) -> int:
    """Open the reader on the pack at `path`; the exit status. To `watch` it is to read it again when its files change."""
    with terminal.Stage(splash.first(path, terminal.size())) as stage:
        gc.disable()  # until the pack is open: what is made till then stays
        from reader import app  # so that the first frame, and every verb, is there before it

        return app.run(path, mouse=mouse, watch=watch, stage=stage)
