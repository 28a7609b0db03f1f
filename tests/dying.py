"""Builds of an index that do not come to their end: killed, or out of room, at each step that touches the disk, one after the other."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

from index import engine
from index.model import Article, Masthead, Passage, Quote, Source, Span

_WORDS = (
    "the", "mole", "harbour", "fog", "cat", "judge", "ferry", "union", "vote", "town", "crew", "tide", "quay", "strike",
)  # fmt: skip
SIZES = (0, 700, 1500)
"""Bytes after which a file is full: each file of a small index, one or the other time, amid its writing."""


def articles(number: int, seed: int = 0) -> tuple[Article, ...]:
    """So many articles of common words, each with words of its own and a quotation."""
    return tuple(_article(n, random.Random(f"{seed} {n}")) for n in range(number))


def _article(n: int, chance: random.Random) -> Article:
    text, passages = "", []
    for at in range(5):
        words = [*chance.choices(_WORDS, k=30), *(f"{chance.choice(_WORDS)}{chance.randrange(900)}" for _ in range(9))]
        start = len(text)
        text += " ".join(chance.sample(words, len(words)))
        passages.append(Passage(at, Span(start, len(text)), "paragraph" if at else "heading"))
        text += "\n\n"
    path, last = f"{n}.txt", passages[-1]
    quote = Quote(f"{n}.1", path, last.n, Span(last.span.start, last.span.start + 60), "direct", f"{n}.1")
    source = Source(path, f"{chance.getrandbits(256):064x}", len(text))
    return Article(source, "txt", "utf-8", "en", text, Masthead(), tuple(passages), (), (quote,))


def main(folder: Path, before: int, wanted: int, how: str) -> None:
    """In `folder`, for each way in which it can go wrong, an index of `before` articles on which a build of `wanted` ended so.

    `how`: `killed` or `full`. Each of them is called `cache/shelf`, and has a folder `state` beside it.
    """
    first = folder / "first"
    first.mkdir()
    _build(folder / "sound", wanted)  # what it takes to build is in memory before the first one
    if before:
        _build(first, before)
    for size in SIZES:
        _ended(folder / f"bytes {size}", wanted, lambda: _after_bytes(size, how == "killed"))  # noqa: B023 - called at once
    for n in count():
        if _ended(folder / f"step {n}", wanted, lambda: _after_steps(n, how == "killed")):  # noqa: B023 - called at once
            break


def _build(place: Path, number: int) -> None:
    os.environ["XDG_STATE_HOME"] = str(place / "state")
    engine.build(place / "cache" / "shelf", articles(number))


def _ended(place: Path, wanted: int, trouble: Callable[[], None]) -> bool:
    """Whether a build that meets such trouble comes to its end; in a process of its own."""
    shutil.copytree(place.with_name("first"), place)
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    try:
        trouble()
        _build(place, wanted)
        os._exit(0)
    finally:  # so that no traceback is shown, and nothing of the parent is done twice
        os._exit(1)


def _after_bytes(size: int, is_fatal: bool) -> None:
    """No file may be larger."""
    if is_fatal:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _after_steps(steps: int, is_fatal: bool) -> None:
    """The disk takes so many changes; the next one kills, or it and all that need more room fail."""
    taken = count()

    def look(event: str, told: tuple[object, ...]) -> None:
        makes = event in ("os.rename", "os.mkdir", "os.link") or (event == "open" and _writes(told[2]))
        if (makes or (is_fatal and event in ("os.remove", "os.chmod"))) and next(taken) >= steps:
            if is_fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    sys.addaudithook(look)


def _writes(flags: object) -> bool:
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
