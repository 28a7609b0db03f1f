"""The first frame: the screen as the reader will begin with it, kept when it was last left, painted before anything is imported.

A kept frame is a text file in the cache folder, for this user alone. What stands in it is never trusted: its words go
through `safe` again, and of its styles only numbers reach the terminal.

    twosource frame 1             what it is
    120 40                        the size of the terminal
    xterm-256color truecolor      what decides how colours are written
    2f686f6d652f...               the pack's path, its bytes in hexadecimal
    1;38;2;20;23;28|words|...     a row: style and words in turn, parted by the unit separator
"""

from __future__ import annotations

import os
import stat
import time
from binascii import crc32
from collections.abc import Iterable, Sequence

from reader import safe

FOLDER = "screens"
MOST = 1 << 19
"""Bytes of a frame that is believed."""
KEPT_DAYS = 90
_FIRST = "twosource frame 1"
_APART = "\x1f"
_NUMBERS = frozenset("0123456789;")

Row = Sequence[tuple[str, str]]
"""A row of the screen: the numbers of a style (SGR) and the words in it."""


def first(path: str, size: tuple[int, int]) -> str:
    """What to paint for the pack at `path`, escape sequences and all: the kept frame, or that it is being read."""
    for folder in _folders():
        try:
            rows = _read(os.path.join(folder, FOLDER, _name(path)), path, size)
        except (OSError, ValueError):
            continue
        if rows is not None:
            return _painted(rows)
    title = safe.text(os.path.basename(os.path.realpath(path)))[: max(0, size[0] - 12)]
    return f"\x1b[{max(1, size[1] - 1)};1H reading {title} …"


def keep(folder: str, path: str, size: tuple[int, int], rows: Iterable[Row]) -> None:
    """Keep a frame for the next start, in the cache folder `folder`. What cannot be written is not kept."""
    forget(folder, before=time.time() - KEPT_DAYS * 86_400)
    lines = [_FIRST, "{} {}".format(*size), _colors(), _bytes(path)]
    lines += [_APART.join(_APART.join((style, safe.text(words))) for style, words in row) for row in rows]
    home = os.path.join(folder, FOLDER)
    place = os.path.join(home, _name(path))
    try:
        os.makedirs(home, 0o700, exist_ok=True)
        new = os.open(f"{place}.{os.getpid()}", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with open(new, "wb") as file:
            file.write("\n".join(lines).encode("utf-8", "replace"))
        os.replace(f"{place}.{os.getpid()}", place)
    except OSError:
        return


def forget(folder: str, path: str | None = None, before: float = 0.0) -> None:
    """Delete the frame of the pack at `path`, and what a reader that was killed began of one, or all that are older than a time (in
    seconds of the epoch).
    """
    home = os.path.join(folder, FOLDER)
    try:
        for name in os.listdir(home):
            file = os.path.join(home, name)
            if name.partition(".")[0] == _name(path) if path is not None else os.stat(file).st_mtime < before:
                os.unlink(file)
    except OSError:
        return


def _folders() -> list[str]:
    """Where the cache folder can be, without asking `platformdirs`, which takes longer than all the rest."""
    bases = [os.environ.get("XDG_CACHE_HOME", ""), *map(os.path.expanduser, ("~/.cache", "~/Library/Caches"))]
    return [os.path.join(base, "twosource") for base in bases if os.path.isabs(base)]


def _name(path: str) -> str:
    return f"{crc32(os.fsencode(os.path.realpath(path))):08x}"


def _bytes(path: str) -> str:
    return os.fsencode(os.path.realpath(path)).hex()


def _colors() -> str:
    """What decides how a terminal is told its colours."""
    return " ".join(safe.text(os.environ.get(name, "")) or "-" for name in ("TERM", "COLORTERM", "NO_COLOR"))


def _read(file: str, path: str, size: tuple[int, int]) -> list[list[tuple[str, str]]] | None:
    """The rows of a kept frame; None for one of another pack, size or terminal, or that others may have written."""
    with open(os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as opened:
        found = os.fstat(opened.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
            return None
        lines = opened.read(MOST).decode("utf-8").split("\n")
    if lines[:4] != [_FIRST, "{} {}".format(*size), _colors(), _bytes(path)] or len(lines) != 4 + size[1]:
        return None
    rows = []
    for line in lines[4:]:
        parts = line.split(_APART)
        rows.append([(s, safe.text(w)) for s, w in zip(parts[::2], parts[1::2], strict=True) if _NUMBERS.issuperset(s)])
    return rows


def _painted(rows: Iterable[Row]) -> str:
    """The rows where they belong. Wrapping is off: what is too long is cut by the terminal."""
    out = []
    for y, row in enumerate(rows, 1):
        out.append(f"\x1b[{y};1H")
        out += [f"\x1b[0;{style}m{words}" if style else f"\x1b[0m{words}" for style, words in row]
    return "".join(out) + "\x1b[0m"
