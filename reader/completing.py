"""The path of a file while it is typed: what tab makes of it, and the files there are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from index import imprint

CHECKED = (".md", ".markdown", ".txt", ".text", ".html", ".htm", ".xhtml")
"""Suffixes of files that are offered; any other may be typed."""
MOST = 400
"""Files of a folder that are looked at."""
LAST_LINE = 4_096
"""Bytes at the end of a file in which its last line is looked for."""


def briefings(folders: Iterable[Path]) -> list[str]:
    """The briefings that lie in these folders, as a person here would type them."""
    found: dict[str, None] = {}
    for folder in folders:
        for name in sorted(_names(folder)):
            path = folder / name
            if name.lower().endswith(".md") and _is_briefing(path):
                found[shown(path)] = None
    return list(found)


def offers(typed: str, first: Sequence[str] = ()) -> list[str]:
    """What a path that is begun may become: the `first` that begin so, then folders and texts there, in their order."""
    folder, begun = os.path.split(typed)
    there = [name for name in _names(Path(os.path.expanduser(folder or "."))) if name.startswith(begun)]
    there = [name for name in there if name[0] != "." or begun[:1] == "."]
    paths = [os.path.join(folder, name) for name in sorted(there)]
    folders = [f"{path}/" for path in paths if os.path.isdir(os.path.expanduser(path))]
    files = [path for path in paths if path.lower().endswith(CHECKED) and f"{path}/" not in folders]
    return list(dict.fromkeys([*(path for path in first if path.startswith(typed)), *files, *folders]))


def shown(path: Path) -> str:
    """A path as a person here would type it."""
    where = os.path.relpath(path)
    return str(path) if where.startswith("..") else where


def _names(folder: Path) -> list[str]:
    with suppress(OSError), os.scandir(folder) as entries:
        return [entry.name for _, entry in zip(range(MOST), entries, strict=False)]
    return []


def _is_briefing(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - LAST_LINE, 0))
            return imprint.is_briefing(file.read().decode("utf-8", "replace"))
    except OSError:
        return False


class Completion:
    """A path while it is typed: tab puts in what it may become, one after the other."""

    def __init__(self, first: Sequence[str]) -> None:
        self._first = first
        self._stem = ""
        """What was typed by hand."""
        self._made = ""
        """What tab made of it."""
        self.at = -1
        """Which of those found tab put in; -1: none."""
        self.found: list[str] = []

    def follow(self, typed: str) -> None:
        """Look again what it may become, unless it is what tab made of it."""
        if typed != self._made or not self.found:
            self._stem, self._made, self.at = typed, typed, -1
            self.found = offers(typed, self._first)

    def pressed(self, key: str, typed: str) -> str | None:
        """The path after a key; None where it stays as it is."""
        self.follow(typed)
        if key not in ("tab", "shift+tab", "down", "up") or not self.found:
            return None
        by = 1 if key in ("tab", "down") else -1
        self.at = (self.at + by) % len(self.found) if self.at >= 0 else (0 if by > 0 else len(self.found) - 1)
        self._made = self.found[self.at]
        if len(self.found) == 1:  # whole: the next tab looks into it
            self.found = []
        return self._made
