"""Folders of the user's: made for the user alone, and believed only while nobody else may write to them.

What lies in the cache is shown as it stands, the state folder says where a briefing is written, the settings name the editor that is
started. So a folder that somebody else could have filled is left alone, and one is told why.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

ROOT = 0
"""The user id of the administrator, who may do anything anyway."""


def fault(path: Path, *, or_roots: bool = False) -> str | None:
    """Why a folder or a file is not believed, in words after its name; None where it is the user's alone, or is not there.

    A symbolic link must be the user's, and what it leads to. `or_roots`: the administrator's will do, too.
    """
    try:
        link, found = path.lstat(), path.stat()
    except OSError:
        return None
    if not {link.st_uid, found.st_uid} <= {os.getuid(), *([ROOT] if or_roots else ())}:
        return "belongs to another user"
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "can be written to by others (chmod go-w it)"
    return None


def make_private(folder: Path) -> None:
    """Make a folder, and what is missing above it, for its owner only (0700). Raises OSError."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
