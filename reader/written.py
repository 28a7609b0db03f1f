"""Briefings as files: the text that was last written or taken over, by which what others change in a file is told; and where briefings lie.

The texts lie in the folder of the journal, each under a name that follows from it, so that an undo finds the one it wants.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from index import imprint
from reader import disk

KEPT = 40
"""Texts that are kept, the latest."""
LARGEST = 32_000_000
"""Bytes of a briefing that is opened."""
LAST_LINE = 4_096
"""Bytes at the end of a file in which its last line is looked for."""
MOST_FILES = 500
"""Files of a folder that are looked at."""
LONGEST = 100
"""Bytes of a name that we make, without what is put behind it."""
EDITED = "briefing-"
"""Begins the names of files that were given to an editor."""


def stem(title: str) -> str:
    """What the file of a pack's briefing is called, but for its end: of the pack's title the letters, digits and blanks, `-` for the rest.

    At most `LONGEST` bytes, never empty, and never beginning as an option does.

    >>> stem("Harlow: the bridge/pier")
    'Harlow- the bridge-pier'
    """
    kept = "".join(c if c.isalnum() or c in "-_ " else "-" for c in title)
    return kept.encode()[:LONGEST].decode("utf-8", "ignore").strip("- ") or "pack"


def name_of(text: str) -> str:
    """The name of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def keep(folder: Path, text: str) -> str:
    """Keep a text in the journal's folder; its name. Raises OSError."""
    name = name_of(text)
    path = folder / f"{name}.md"
    disk.make_private(folder)
    disk.atomic_write(path, text.encode("utf-8", "surrogatepass"), mode=0o600)
    texts = [p for p in folder.glob("*.md") if not p.name.startswith(EDITED)]
    for old in sorted(texts, key=_changed, reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)
    return name


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def kept(folder: Path, name: str) -> str | None:
    """The text of that name; None where it is not kept any more."""
    try:
        text = (folder / f"{name}.md").read_bytes().decode("utf-8", "surrogatepass")
    except (OSError, ValueError):
        return None
    return text if name_of(text) == name else None


def text_of(path: Path) -> str | None:
    """The text of a briefing's file; None where there is no file. Raises OSError, and ValueError with a reason for a person."""
    try:
        there = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not stat.S_ISREG(there.st_mode):
        raise ValueError("is no file")
    if there.st_size > LARGEST:
        raise ValueError("is too large for a briefing")
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None


def found(folders: Iterable[Path]) -> Iterator[Path]:
    """The briefings that lie in these folders, not in folders of theirs: each file once, by name."""
    seen: set[str] = set()
    for folder in folders:
        with suppress(OSError):
            names = sorted(name for name in os.listdir(folder) if name.lower().endswith((".md", ".markdown")))
            for path in (folder / name for name in names[:MOST_FILES]):
                real = os.path.realpath(path)
                if real not in seen and _is_briefing(path):
                    seen.add(real)
                    yield path


def _is_briefing(path: Path) -> bool:
    """Whether the last line of a file says that it is a briefing of ours."""
    try:
        there = path.stat()
        if not stat.S_ISREG(there.st_mode):
            return False
        with path.open("rb") as file:
            file.seek(max(there.st_size - LAST_LINE, 0))
            return imprint.is_briefing(file.read().decode("utf-8", "replace"))
    except OSError:
        return False


def edited(folder: Path) -> list[Path]:
    """The files that were given to an editor and never taken over: the program ended before."""
    try:
        return sorted(p for p in folder.glob(f"{EDITED}*.md") if p.is_file())
    except OSError:
        return []
