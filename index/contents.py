"""Which files of a pack are sources, in which order, and what its pack.toml says of them.

A pack is data: nothing in it can name a file outside it or a command, and what another program left in it is not opened.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import stat
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from index import imprint, suffixes
from index.model import Fact, Masthead, PackError, Source

SETTINGS = "pack.toml"
MOST_SOURCES = 100_000
MOST_SETTINGS = 4 << 20
"""Bytes of a pack.toml."""
INDEX_FILE = re.compile(
    r"_[^.]{1,80}_\d{1,20}\.toc|[^.]{1,80}_[0-9a-z]{16}\.(?:seg|trm|pst|vps|dci|dcz|fln)|.{0,80}WRITELOCK|.{1,80}_LOCK"
)
"""File names of a Whoosh index: to open one runs the code in it."""
LEFTOVER = re.compile(
    r"~\$.{1,200}|.{1,200}~|desktop\.ini|thumbs\.db|.{1,200}\.(?:part|crdownload|tmp|bak|orig|swp|lock|pyc)",
    re.IGNORECASE,
)
"""File names of what other programs leave behind."""
HOW_TO = "put " + ", ".join(sorted(filter(None, suffixes.READ))) + " files in it"


SETTLED = 2_000_000_000
"""Nanoseconds after which a file has another time if it changes again, on whatever disk it is."""


class Listed(NamedTuple):
    """A source of the pack, before it is read."""

    source: Source
    """With an empty sha256 where the file was not opened."""
    file: str
    reason: str | None
    """Why it is not to be read; None where it is."""
    fields: Mapping[str, str] = suffixes.NO_FIELDS
    """Of a file of records: which of its fields is which of ours, as far as pack.toml says."""


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
    """The field map by which it is read, as text; nothing where pack.toml says none."""


NONE_SEEN: Mapping[str, Seen] = {}


@dataclass(frozen=True)
class Stated:
    """What pack.toml says of one source."""

    facts: Mapping[str, tuple[Fact, ...]]
    """`headline`, `publisher`, `date` (one each) and `authors`."""
    key: str | None = None
    order: int | None = None
    ignore: bool = False


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
    title, stated, fields, notes, settings = _settings(path, files) if folder else ("", {}, {}, (), b"")
    seen: dict[str, Seen] = {}
    listed: list[Listed] = []
    remapped: list[Source] = []
    firsts: dict[str, int] = {}
    for name in sorted(files, key=lambda name: _place(name, stated)):
        if stated.get(name, NOTHING).ignore:
            continue
        one = _listed(name, files[name], known.get(name))
        if isinstance(one, Seen):
            own = fields.get(name, suffixes.NO_FIELDS)
            one = one._replace(fields=json.dumps(own, sort_keys=True) if own else "")
            if now - max(one.changed, one.touched) > SETTLED:
                seen[name] = one
            if one.is_ours:
                continue
            source = Source(name, one.sha256, one.size)
            if one.fields != (known[name].fields if name in known else ""):
                remapped.append(source)
            one = Listed(source, files[name], None, own)
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
    state = hashlib.sha256(settings)
    state.update(repr([(x.source.path, x.source.sha256) for x in listed]).encode("utf-8", "surrogatepass"))
    notes = (*notes, *shut)
    is_archive = not folder and path.suffix.lower() == ".zip"
    title = title or _title(path)
    return Contents(tuple(listed), title, stated, notes, state.hexdigest(), seen, is_archive, tuple(remapped))


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
    return (order is None, order or 0, *_natural(name))


def _natural(name: str) -> tuple[Any, ...]:
    """A key that puts `2.txt` before `10.txt`, and files before the folders beside them."""
    parts = [tuple(map(_piece, filter(None, re.split(r"([0-9]{1,18})", part)))) for part in name.split("/")]
    return (*((n < len(parts) - 1, part) for n, part in enumerate(parts)), (False, ()), name)


def _piece(text: str) -> tuple[bool, int, str]:
    """A run of digits, before one of other characters."""
    return (False, int(text), "") if text.isascii() and text.isdigit() else (True, 0, text.casefold())


def _listed(name: str, file: str, known: Seen | None) -> Listed | Seen:
    """A file that can be a source, hashed if it is not as it was when it was known; one that cannot, with the reason."""

    def unread(reason: str, size: int = 0) -> Listed:
        return Listed(Source(name, "", size), file, reason)

    try:
        found = os.stat(file)
        if not stat.S_ISREG(found.st_mode):
            return unread("not a regular file")
        stamp = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        if known is not None and known[:4] == stamp:
            return known
        last = PurePosixPath(name).name
        if INDEX_FILE.fullmatch(last):
            return unread("part of a search index that another program left: it is never opened", found.st_size)
        if LEFTOVER.fullmatch(last):
            return unread("another program left it", found.st_size)
        suffix = PurePosixPath(last).suffix.lower()
        if suffix not in suffixes.READ:
            what = f"{suffix} files are" if suffix else "a file without a suffix is"
            return unread(f"{what} not read", found.st_size)
        with open(file, "rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
            return Seen(*stamp, digest, _is_briefing(opened, found.st_size))
    except OSError as fault:
        return unread(f"cannot be opened: {_why(fault)}")


def _is_briefing(opened: Any, size: int) -> bool:
    opened.seek(max(0, size - 4096))
    return imprint.is_briefing(opened.read().decode("utf-8", "replace"))


def _why(fault: Exception) -> str:
    return (fault.strerror if isinstance(fault, OSError) else None) or str(fault)


# --- pack.toml ---

NOTHING = Stated({})
_TABLES = ("sources", "fields")
TEXTS = ("headline", "publisher", "date")
KEY = re.compile(r"[A-Z]{1,4}")
DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


_Said = tuple[str, dict[str, Stated], dict[str, Mapping[str, str]], tuple[str, ...], bytes]
"""The title, what is stated and which fields are which by path, what is wrong, and the bytes of a pack.toml."""


def _settings(folder: Path, files: Mapping[str, str]) -> _Said:
    """What the pack's pack.toml says."""
    file = folder / SETTINGS
    try:
        if not stat.S_ISREG(file.stat().st_mode) or not _within(os.path.realpath(file), os.path.realpath(folder)):
            return "", {}, {}, (f"{SETTINGS}: not a file of the pack: it is not used",), b""
        if file.stat().st_size > MOST_SETTINGS:
            return "", {}, {}, (f"{SETTINGS}: larger than {MOST_SETTINGS >> 20} MB: it is not used",), b""
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        return "", {}, {}, (), b""
    except OSError as fault:
        return "", {}, {}, (f"{SETTINGS}: cannot be opened: {_why(fault)}",), b""
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        column = fault.start - (data.rfind(b"\n", 0, fault.start) + 1) + 1
        return "", {}, {}, (f"{SETTINGS}:{line}:{column}: not UTF-8: it is not used",), data
    reader = _Settings(text.replace("\r\n", "\n"), files)
    return reader.title, reader.stated, reader.fields, tuple(reader.notes), data


class _Settings:
    """One pack.toml while it is taken apart."""

    def __init__(self, text: str, files: Mapping[str, str]) -> None:
        self.text, self.files = text, files
        self.title = ""
        self.stated: dict[str, Stated] = {}
        self.fields: dict[str, Mapping[str, str]] = {}
        self.notes: list[str] = []
        self.places = _places(text)
        for name, value in self._parsed().items():
            if name == "title" and isinstance(value, str) and value.strip():
                self.title = " ".join(value.split())
            elif name in _TABLES and isinstance(value, dict):
                for path, entries in value.items():
                    if self._is_table((name, path), entries):
                        (self._source if name == "sources" else self._map)(path, entries)
            else:
                tables = "must be tables" if name in _TABLES else "unknown"
                self._note((name,), "must be a line of text" if name == "title" else tables)

    def _parsed(self) -> dict[str, Any]:
        """The whole; or, where the text is no TOML, those of its tables that are."""
        try:
            return tomllib.loads(self.text)
        except (ValueError, RecursionError) as fault:
            wrong = _located(str(fault), 0)
        whole: dict[str, Any] = {}
        tables: dict[str, dict[str, Any]] = {}
        lines = self.text.split("\n")
        heads = [n for n, line in enumerate(lines) if line.startswith("[") or n == 0]
        for start, stop in zip(heads, [*heads[1:], len(lines)], strict=True):
            try:
                piece = tomllib.loads("\n".join(lines[start:stop]))
            except (ValueError, RecursionError) as fault:
                self.notes.append(_located(str(fault), start))
                continue
            for name in _TABLES:
                if isinstance(piece.get(name), dict):
                    tables.setdefault(name, {}).update(piece.pop(name))
            whole |= piece
        if not self.notes:  # each table is sound, but not beside the others
            self.notes.append(wrong)
        return whole | tables

    def _note(self, at: tuple[str, ...], what: str) -> None:
        line, column = next((self.places[at[:n]] for n in range(len(at), 0, -1) if at[:n] in self.places), (1, 1))
        self.notes.append(f"{SETTINGS}:{line}:{column}: {' '.join(at[-2:])}: {what}: it is not used")

    def _is_table(self, at: tuple[str, str], entries: object) -> bool:
        """Whether the entries are a table for a file of the pack; noted where they are not."""
        path = at[1]
        if not isinstance(entries, dict):
            self._note(at, "must be a table")
        elif path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", path):
            self._note(at, "names a file outside the pack")
        elif path not in self.files and not self._within_file(path):
            self._note(at, "no such file in the pack")
        else:
            return True
        return False

    def _map(self, path: str, entries: Mapping[str, object]) -> None:
        """Which field of a file of records is which of ours."""
        found: dict[str, str] = {}
        for name, value in entries.items():
            if name not in suffixes.FIELDS:
                self._note(("fields", path, name), f"is none of {', '.join(suffixes.FIELDS)}")
            elif not isinstance(value, str) or not value.strip():
                self._note(("fields", path, name), 'must name a field, such as "body" or "article.body"')
            else:
                found[name] = value.strip()
        self.fields[path] = found

    def _source(self, path: str, entries: Mapping[str, object]) -> None:
        at = ("sources", path)
        facts: dict[str, tuple[Fact, ...]] = {}
        stated = NOTHING
        for name, value in entries.items():
            if isinstance(value, datetime.date) and name == "date":
                value = value.isoformat()[:10]
            if name in TEXTS and isinstance(value, str) and value.strip():
                if name == "date" and not _is_date(value):
                    self._note((*at, name), "must be a date such as 2008-08-28")
                    continue
                facts[name] = (Fact(" ".join(value.split()), origin=SETTINGS),)
            elif name == "authors" and (names := _names(value)):
                facts[name] = tuple(Fact(n, origin=SETTINGS) for n in names)
            elif name == "key" and isinstance(value, str) and KEY.fullmatch(value):
                if any(value == other.key for other in self.stated.values()):
                    self._note((*at, name), f"{value} is the key of another source")
                    continue
                stated = replace(stated, key=value)
            elif name == "order" and isinstance(value, int) and not isinstance(value, bool):
                stated = replace(stated, order=value)
            elif name == "ignore" and isinstance(value, bool):
                stated = replace(stated, ignore=value)
            else:
                self._note((*at, name), MUST.get(name, "unknown"))
        self.stated[path] = replace(stated, facts=facts)

    def _within_file(self, path: str) -> bool:
        """The path is that of a source which a file of the pack may hold: `box.mbox#3`, `sources.zip/a/b.html`."""
        ends = (m.start() for m in re.finditer("[#/]", path[:4_000]))
        return any(path[:end] in self.files for end in ends)


MUST = {
    "headline": "must be a line of text",
    "publisher": "must be a line of text",
    "date": "must be a date such as 2008-08-28",
    "authors": "must be a list of names",
    "key": "must be one to four capital letters",
    "order": "must be a whole number",
    "ignore": "must be true or false",
}


def _names(value: object) -> list[str]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(n, str) and n.strip() for n in names):
        return []
    return [" ".join(n.split()) for n in names]


def _is_date(value: str) -> bool:
    """ISO 8601 to the year, the month or the day, and in the calendar."""
    if not DATE.fullmatch(value):
        return False
    try:
        datetime.date.fromisoformat((value + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _located(fault: str, before: int) -> str:
    """A fault of `tomllib` with its line counted in the whole file, `before` lines standing above the piece."""
    found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)", fault)
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (1, 1)
    return f"{SETTINGS}:{before + line}:{column}: {fault[: found.start()] if found else fault}: the table is not used"


def _places(text: str) -> dict[tuple[str, ...], tuple[int, int]]:
    """Line and column of each table and entry, as far as they stand one to a line, which is for people to find them."""
    places: dict[tuple[str, ...], tuple[int, int]] = {}
    table: tuple[str, ...] = ()
    for n, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        column = len(line) - len(line.lstrip()) + 1
        try:
            if bare.startswith("["):
                table = _only(tomllib.loads(bare))
                places.setdefault(table, (n, column))
            elif "=" in bare:
                name = _only(tomllib.loads(bare.split("=", 1)[0] + "= {}"))
                places.setdefault((*table, *name), (n, column))
        except (ValueError, RecursionError):
            continue
    return places


def _only(table: object) -> tuple[str, ...]:
    """The names that lead into a nest of tables with one entry each."""
    names = []
    while isinstance(table, dict) and table:
        name, table = next(iter(table.items()))
        names.append(name)
    return tuple(names)


def overlaid(head: Masthead, stated: Stated) -> Masthead:
    """A masthead with what pack.toml says of the source in the place of what was found."""
    facts = stated.facts
    return replace(
        head,
        headline=facts["headline"][0] if "headline" in facts else head.headline,
        publisher=facts["publisher"][0] if "publisher" in facts else head.publisher,
        date=facts["date"][0] if "date" in facts else head.date,
        authors=facts.get("authors", head.authors),
    )
