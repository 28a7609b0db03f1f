"""The user's work on a pack as it was before: a file for each of the last openings that found other work than the one before it.

They lie in the folder `earlier` beside the journal and are numbered, so that a clock that goes wrong does not change their
order. What stands in them is the journal's affair.
"""

from __future__ import annotations

from pathlib import Path

from reader import disk

FOLDER = "earlier"
MOST = 10
"""Files that are kept, the latest."""


def found(place: Path) -> list[Path]:
    """The files in the journal's folder `place`, the latest first; none where they cannot be listed."""
    try:
        files = [path for path in (place / FOLDER).iterdir() if path.suffix == ".jsonl" and path.stem.isdecimal()]
    except OSError:
        return []
    return sorted(files, key=lambda path: int(path.stem), reverse=True)


def keep(place: Path, data: bytes) -> None:
    """Keep the work as it is, unless the latest file holds just that, and let the oldest go. Raises OSError."""
    there = found(place)
    if there and there[0].read_bytes() == data:
        return
    disk.make_private(place / FOLDER)
    number = int(there[0].stem) + 1 if there else 1
    disk.atomic_write(place / FOLDER / f"{number:06}.jsonl", data, mode=0o600)
    for old in there[MOST - 1 :]:
        old.unlink(missing_ok=True)
