"""What the path of a file in a pack tells before the file is opened: that it is no source, and where it stands among others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from index import suffixes

SETTINGS = "pack.toml"
"""The one file of a pack that is about the others."""
_INDEX_FILE = re.compile(
    r"_[^.]{1,80}_\d{1,20}\.toc|[^.]{1,80}_[0-9a-z]{16}\.(?:seg|trm|pst|vps|dci|dcz|fln)|.{0,80}WRITELOCK|.{1,80}_LOCK"
)
"""File names of a Whoosh index: to open one runs the code in it."""
_LEFTOVER = re.compile(
    r"~\$.{1,200}|.{1,200}~|desktop\.ini|thumbs\.db|.{1,200}\.(?:part|crdownload|tmp|bak|orig|swp|lock|pyc)",
    re.IGNORECASE,
)
"""File names of what other programs leave behind."""


def is_hidden(path: str) -> bool:
    """The file, or a folder that it stands in, has a name that begins with a dot, or is what a Mac adds to archives."""
    return any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in path.split("/"))


def common_folder(names: Iterable[str]) -> str:
    """The folder, with its `/`, in which all these files stand, as when a folder was packed; or nothing."""
    tops = {name.partition("/")[:2] for name in names if not is_hidden(name)}
    return "".join(tops.pop()) if len(tops) == 1 and next(iter(tops))[1] else ""


def unread(path: str) -> str | None:
    """Why a file with this path is not read, in words for a person; None where it is."""
    last = PurePosixPath(path).name
    if _INDEX_FILE.fullmatch(last):
        return "part of a search index that another program left: it is never opened"
    if _LEFTOVER.fullmatch(last):
        return "another program left it"
    suffix = PurePosixPath(last).suffix.lower()
    if suffix not in suffixes.READ:
        return f"{suffix} files are not read" if suffix else "a file without a suffix is not read"
    return None


def natural(name: str) -> tuple[Any, ...]:
    """A key that puts `2.txt` before `10.txt`, and files before the folders beside them."""
    parts = [tuple(map(_piece, filter(None, re.split(r"([0-9]{1,18})", part)))) for part in name.split("/")]
    return (*((n < len(parts) - 1, part) for n, part in enumerate(parts)), (False, ()), name)


def _piece(text: str) -> tuple[bool, int, str]:
    """A run of digits, before one of other characters."""
    return (False, int(text), "") if text.isascii() and text.isdigit() else (True, 0, text.casefold())
