"""Archives of sources: each file in a .zip is read by itself, under its path in it.

A name that leads out of the archive, or that another file could be taken for, is refused with its reason; what no folder would
list as a source (hidden files, our own briefings, pack.toml) is left out, as in a folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO

from index import imprint, paths
from index.formats.decoding import Unreadable
from index.formats.part import Part
from index.formats.zipped import Zipped

DEEPEST = 3
"""Archives within archives that are opened."""
_LONGEST = 500  # characters of a path
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def read(data: bytes, path: str, fields: Mapping[str, str]) -> Iterator[Part]:
    """The files of an archive in the order of a folder; of each that is not read the reason."""
    del fields
    if sum(name.lower().endswith(".zip") for name in path.split("/")) > DEEPEST:
        raise Unreadable(f"more than {DEEPEST} archives within each other")
    archive = Zipped(data)
    root = paths.common_folder(archive.names)
    taken: set[str] = set()
    found = False
    for name in sorted(archive.names, key=paths.natural):
        if paths.is_hidden(name) or name == root + paths.SETTINGS:
            continue
        found = True
        reason = _refused(name, taken) or paths.unread(name)
        own = f"/{_shown(name, taken)}"
        taken.add(own.casefold())
        if reason is not None:
            yield Part(own, b"", Unreadable(reason))
            continue
        try:
            member = archive.read(name)
        except Unreadable as fault:
            yield Part(own, b"", fault)
            continue
        if not imprint.signs(BytesIO(member), len(member), name):
            yield Part(own, member, None)
    if not found:
        raise Unreadable("an archive without a file in it that could be a source")


def _refused(name: str, taken: set[str]) -> str | None:
    """Why a name is not that of a file in the archive and of no other; None where it is."""
    if name.startswith("/") or re.match("[A-Za-z]:", name) or ".." in name.split("/"):
        return "its name leads out of the archive"
    if "\\" in name or _CONTROLS.search(name):
        return "its name has signs in it that no name should have"
    if len(name) > _LONGEST:
        return f"its name is longer than {_LONGEST} characters"
    if f"/{name}".casefold() in taken:
        return "another file in the archive has its name but for capitals"
    return None


def _shown(name: str, taken: set[str]) -> str:
    """A path to list a member by: its own, or one that leads nowhere and is unlike the others."""
    parts = [_CONTROLS.sub("_", part) for part in name[:_LONGEST].replace("\\", "_").split("/")]
    shown = "/".join(part if part.strip(".") else "_" for part in parts)
    unlike, n = shown, 2
    while f"/{unlike}".casefold() in taken:
        unlike, n = f"{shown} ({n})", n + 1
    return unlike
