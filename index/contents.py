"""Which files of a pack are sources, and in which order.

A pack is data: nothing in it can name a file outside it or a command, and what another program left in it is not opened.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from index import imprint, manifest, paths
from index.manifest import NOTHING, Manifest, Stated
from index.model import PackError, Source
from index.paths import SETTINGS

MOST_SOURCES = 100_000
MOST_ARCHIVE = 64 << 20
"""Bytes of a pack that is an archive; a larger one is not read."""
HOW_TO = "put articles in it: .txt, .md, .html, .pdf, .docx, .eml and what else the README names"


SETTLED = 2_000_000_000
"""Nanoseconds after which a file has another time if it changes again, on whatever disk it is."""


class Listed(NamedTuple):
    """A source of the pack, before it is read."""

    source: Source
    """With an empty sha256 where the file was not opened."""
    file: str
    reason: str | None
    """Why it is not to be read; None where it is."""


class Seen(NamedTuple):
    """A file as it was when it was hashed: one that still is so need not be opened."""

    size: int
    changed: int
    """Its content, in nanoseconds of the epoch."""
    touched: int
    """Anything about it, likewise."""
    inode: int
    sha256: str
    is_ours: bool
    """Whether it is a briefing that twosource wrote."""
    fields: str = ""
    """The field maps by which it is read, and what is in it, as text; nothing where pack.toml says none."""


NONE_SEEN: Mapping[str, Seen] = {}


@dataclass(frozen=True)
class Contents:
    """The sources of a pack in order, and what its pack.toml says."""

    listed: tuple[Listed, ...]
    title: str
    stated: Mapping[str, Stated]
    """By the source's path."""
    notes: tuple[str, ...]
    """What is wrong with pack.toml, with line and column."""
    state: str
    """A hash that differs when any source, its place or pack.toml does."""
    seen: Mapping[str, Seen]
    """The files that could be sources, by path in the pack, but for those that changed just now and may change again unseen."""
    is_archive: bool = False
    """Whether the pack is one file that holds others, whose paths in it name them."""
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Of files of records, by their paths: which of their fields is which of ours, as far as pack.toml says."""
    remapped: tuple[Source, ...] = ()
    """Those whose field map is not known to be the one by which they were read: what is kept of them is not what they are now."""


def survey(path: Path, known: Mapping[str, Seen] = NONE_SEEN) -> Contents:
    """The contents of the pack at `path`, a folder or a single file; raises PackError where there is none.

    A file that is as it was when it was `known` is not opened.
    """
    now = time.time_ns()
    shut: list[str] = []
    try:
        folder = stat.S_ISDIR(path.stat().st_mode)
        files = dict(_files(path, shut)) if folder else {path.name: str(path)}
    except FileNotFoundError:
        raise PackError(f"no such folder or file, {path}: check the path") from None
    except (OSError, ValueError) as fault:
        raise PackError(f"cannot be opened ({_why(fault)}), {path}: check the path and its permissions") from None
    is_archive = not folder and path.suffix.lower() == ".zip"
    said = _manifest(path, files) if folder else _archived(path) if is_archive else Manifest()
    stated = said.stated
    seen: dict[str, Seen] = {}
    listed: list[Listed] = []
    remapped: list[Source] = []
    firsts: dict[str, int] = {}
    for name in sorted(files, key=lambda name: _place(name, stated)):
        if stated.get(name, NOTHING).ignore:
            continue
        one = _listed(name, files[name], known.get(name))
        if isinstance(one, Seen):
            own = {of: said.fields[of] for of in said.fields if is_archive or of == name or of.startswith(name + "/")}
            one = one._replace(fields=json.dumps(own, sort_keys=True) if own else "")
            if now - max(one.changed, one.touched) > SETTLED:
                seen[name] = one
            if one.is_ours:
                continue
            source = Source(name, one.sha256, one.size)
            if one.fields != (known[name].fields if name in known else ""):
                remapped.append(source)
            one = Listed(source, files[name], None)
        first = firsts.setdefault(one.source.sha256, len(listed)) if one.source.sha256 else len(listed)
        if first < len(listed):  # the same bytes twice are one source: there is no echo with itself
            same = listed[first]
            listed[first] = same._replace(source=replace(same.source, copies=(*same.source.copies, name)))
        else:
            listed.append(one)
    if not listed:
        ignored = sum(stated.get(name, NOTHING).ignore for name in files)
        how = f"its pack.toml ignores {ignored} of them" if ignored else HOW_TO
        raise PackError(f"no article that can be read, {path}{'/' if folder else ''}: {how}")
    state = hashlib.sha256(said.data)
    state.update(repr([(x.source.path, x.source.sha256) for x in listed]).encode("utf-8", "surrogatepass"))
    notes = (*said.notes, *shut)
    title = said.title or _title(path)
    return Contents(
        tuple(listed), title, stated, notes, state.hexdigest(), seen, is_archive, said.fields, tuple(remapped)
    )


class Stamp(NamedTuple):
    """What the disk says of a file without its being opened: another one where the file may be another."""

    size: int
    changed: int
    touched: int
    inode: int


GONE = Stamp(-1, 0, 0, 0)
"""Of a file that was listed, and was not there any more when it was asked for."""


def stamps(path: Path) -> dict[str, Stamp]:
    """Every file that could be a source of the pack at `path`, and its pack.toml, as the disk has it, by path in the pack.

    Nothing is opened. Raises PackError or OSError where the pack is not there, or cannot be listed.
    """
    if not stat.S_ISDIR(path.stat().st_mode):
        return {path.name: _stamp(str(path))}
    found = {name: _stamp(file) for name, file in _files(path, [])}
    if (said := _stamp(str(path / SETTINGS))) != GONE:
        found[SETTINGS] = said
    return found


def _stamp(file: str) -> Stamp:
    try:
        found = os.stat(file)
    except OSError:
        return GONE
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def _files(folder: Path, shut: list[str]) -> Iterator[tuple[str, str]]:
    """The path in the pack and on the disk of each file that could be a source, folders first to last.

    What is wrong with a folder in it goes to `shut`, a line each; where the folder itself cannot be listed, OSError.
    """
    root, count = os.path.realpath(folder), 0

    def refused(fault: OSError) -> None:
        if Path(fault.filename) == folder:
            raise fault
        shut.append(f"{Path(fault.filename).relative_to(folder).as_posix()}/: cannot be opened ({_why(fault)})")

    for here, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__MACOSX")
        prefix = "" if here == str(folder) else Path(here).relative_to(folder).as_posix() + "/"
        for name in names:
            file = os.path.join(here, name)
            if name.startswith(".") or (name == SETTINGS and not prefix):
                continue
            if os.path.islink(file) and not _within(os.path.realpath(file), root):
                continue
            count += 1
            if count > MOST_SOURCES:
                raise PackError(f"more than {MOST_SOURCES} files, {folder}: open a folder that holds the sources only")
            yield prefix + name, file


def _within(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def _title(path: Path) -> str:
    resolved = Path(os.path.realpath(path))
    return resolved.name if resolved.is_dir() else resolved.stem


def _place(name: str, stated: Mapping[str, Stated]) -> tuple[Any, ...]:
    """Where a source stands: by the order that pack.toml gives, then by path, numbers by their value."""
    order = stated.get(name, NOTHING).order
    return (order is None, order or 0, *paths.natural(name))


def _listed(name: str, file: str, known: Seen | None) -> Listed | Seen:
    """A file that can be a source, hashed if it is not as it was when it was known; one that cannot, with the reason."""

    def unread(reason: str, size: int = 0) -> Listed:
        return Listed(Source(name, "", size), file, reason)

    try:
        found = os.stat(file)
        if not stat.S_ISREG(found.st_mode):
            return unread("not a regular file")
        stamp = Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        if known is not None and known[:4] == stamp:
            return known
        if (reason := paths.unread(name)) is not None:
            return unread(reason, found.st_size)
        with open(file, "rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
            return Seen(*stamp, digest, imprint.signs(opened, found.st_size, name))
    except OSError as fault:
        return unread(f"cannot be opened: {_why(fault)}")


def _why(fault: Exception) -> str:
    return (fault.strerror if isinstance(fault, OSError) else None) or str(fault)


def _manifest(folder: Path, files: Mapping[str, str]) -> Manifest:
    """What the pack.toml of a folder says."""
    file = folder / SETTINGS
    try:
        if not stat.S_ISREG(file.stat().st_mode) or not _within(os.path.realpath(file), os.path.realpath(folder)):
            return manifest.refused(": not a file of the pack")
        with file.open("rb") as opened:
            return manifest.read(opened.read(manifest.MOST_BYTES + 1), files)
    except FileNotFoundError:
        return Manifest()
    except OSError as fault:
        return Manifest(notes=(f"{SETTINGS}: cannot be opened: {_why(fault)}",))


def _archived(path: Path) -> Manifest:
    """What the pack.toml in an archive says, at its top or in the one folder that it holds, of the files beside it."""
    from index.formats import Unreadable, zipped

    try:
        if path.stat().st_size > MOST_ARCHIVE or SETTINGS.encode() not in (data := path.read_bytes()):
            return Manifest()
        archive = zipped.Zipped(data)
        root = paths.common_folder(archive.names)
        if root + SETTINGS not in archive:
            return Manifest()
        files = [name.removeprefix(root) for name in archive.names]
        return manifest.moved(manifest.read(archive.read(root + SETTINGS), files), root)
    except (OSError, Unreadable):  # then nothing else of it can be read either, which is told of the source
        return Manifest()
