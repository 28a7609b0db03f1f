"""Changes to a checked text that are not in its file yet, kept in the pack's folder of work so that nothing ends them.

A file for each reader and each text: `unsaved-HASH-READER.json`, the hash that of the text's path. What a dead reader left is
taken up by the next one that opens the text; what a running one has is its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from reader import journal

FORMAT = 1


class Left(NamedTuple):
    """A text as it was left."""

    text: str
    base: str
    """The sha256 of the file's bytes that it was made from."""
    names: tuple[str, ...]
    """The files it was found in, in the pack's folder of work."""


def name_of(path: str, reader: str) -> str:
    """The file that keeps what a reader changed in the text at `path`."""
    return f"{_stem(path)}{reader}.json"


def kept(path: str, text: str, base: str) -> bytes:
    """What stands in that file."""
    return json.dumps({"format": FORMAT, "path": path, "base": base, "text": text}).encode()


def left(place: Path, path: str, me: str) -> Left | None:
    """The latest text that was left unsaved for `path`, by this reader (`me`) or by one that runs no more."""
    found = sorted(_found(place, path, me), key=lambda one: one[0])
    if not found:
        return None
    _, newest, _ = found[-1]
    return newest._replace(names=tuple(name for _, _, name in found))


def _found(place: Path, path: str, me: str) -> Iterator[tuple[float, Left, str]]:
    try:
        files = sorted(place.glob(f"{_stem(path)}*.json"))
    except OSError:
        return
    for file in files:
        reader = file.stem.removeprefix(_stem(path))
        if reader != me and journal.running(place, reader):
            continue
        try:
            match json.loads(file.read_bytes()):
                case {"format": int(known), "path": str(of), "base": str(base), "text": str(text)} if (
                    known == FORMAT and of == path
                ):
                    yield file.stat().st_mtime, Left(text, base, ()), file.name
        except (OSError, ValueError, RecursionError):
            continue


def _stem(path: str) -> str:
    return f"unsaved-{sha256(path.encode('utf-8', 'replace')).hexdigest()[:16]}-"
