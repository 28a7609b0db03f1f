"""From the command line to the reader by the shortest way: nothing is imported that its first screen does not need.

`twosource`, `twosource PACK` and `--no-mouse`, on a terminal, are answered here. Everything else that may be typed, and every
mistake, is for `cli`.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

VERBS = frozenset(
    ("sources", "clean", "search", "quotes", "compare", "verify", "export", "index", "forget", "doctor", "config", "completions")
)  # fmt: skip
"""A first word that is one of these is no pack."""


class Wanted(NamedTuple):
    """What the reader is started with."""

    path: Path
    """The pack: a folder or a file."""
    mouse: bool = True
    """False with `--no-mouse`."""


def wanted(argv: Sequence[str]) -> Wanted | None:
    """What a command line asks for, where it asks for the reader, plainly, and there is a terminal; None for any other."""
    words = [word for word in argv if word != "--no-mouse"]
    name = words[0] if words else "."
    if len(words) > 1 or name.startswith("-") or name in VERBS or not os.path.exists(name) or not on_terminal():
        return None
    return Wanted(Path(name), mouse=len(words) == len(argv))


def on_terminal() -> bool:
    """Whether there is a terminal to draw on, and keys come from one."""
    streams = (sys.stdin, sys.stdout)
    return os.environ.get("TERM", "dumb") not in ("dumb", "") and all(s is not None and s.isatty() for s in streams)


def read(wanted: Wanted) -> int:
    """Open the reader; the exit status."""
    gc.disable()  # until the first screen: what is made till then stays
    from reader import app  # so that no verb waits for textual

    return app.run(wanted.path, mouse=wanted.mouse)
