"""What a pack.toml says of a pack and its sources. It is data: nothing in it names a file outside the pack, or a command."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from index import addresses, suffixes
from index.model import Fact, Masthead
from index.paths import SETTINGS

MOST_BYTES = 4 << 20


@dataclass(frozen=True)
class Stated:
    """What pack.toml says of one source."""

    facts: Mapping[str, tuple[Fact, ...]]
    """`headline`, `publisher`, `date`, `url`, `fetched`, `original` (one each) and `authors`."""
    key: str | None = None
    order: int | None = None
    ignore: bool = False


@dataclass(frozen=True)
class Manifest:
    """What is known from the pack.toml of a pack."""

    title: str = ""
    stated: Mapping[str, Stated] = field(default_factory=dict)
    """By the source's path."""
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Which field of a file of records is which of ours, by the file's path."""
    notes: tuple[str, ...] = ()
    """What is wrong with it, with line and column."""
    data: bytes = b""
    """As it stands."""


def refused(reason: str, data: bytes = b"") -> Manifest:
    """A pack.toml that cannot be used at all, and why."""
    return Manifest(notes=(f"{SETTINGS}{reason}: it is not used",), data=data)


def read(data: bytes, files: Collection[str]) -> Manifest:
    """A pack.toml with these bytes, in a pack of files with these paths."""
    if len(data) > MOST_BYTES:
        return refused(f": larger than {MOST_BYTES >> 20} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        column = fault.start - (data.rfind(b"\n", 0, fault.start) + 1) + 1
        return refused(f":{line}:{column}: not UTF-8", data)
    reader = _Settings(text.replace("\r\n", "\n"), files)
    return Manifest(reader.title, reader.stated, reader.fields, tuple(reader.notes), data)


NOTHING = Stated({})
_TABLES = ("sources", "fields")
TEXTS = ("headline", "publisher", "date")
ORIGINS = {"url": "url", "fetched": "fetched", "from": "original"}
"""Where a source came from: entries, and the facts that they are."""
LONGEST_NAME = 255
"""Characters of a file's name."""
KEY = re.compile(r"[A-Z]{1,4}")
DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def moved(said: Manifest, folder: str) -> Manifest:
    """The same of a pack whose files stand in a folder (with its `/`, or nothing)."""
    stated = {folder + path: stated for path, stated in said.stated.items()}
    return replace(said, stated=stated, fields={folder + path: fields for path, fields in said.fields.items()})


class _Settings:
    """One pack.toml while it is taken apart."""

    def __init__(self, text: str, files: Collection[str]) -> None:
        self.text, self.files = text, files
        self.title = ""
        self.stated: dict[str, Stated] = {}
        self.fields: dict[str, Mapping[str, str]] = {}
        self.notes: list[str] = []
        self.places = places(text)
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
            elif name in ORIGINS and (told := _origin(name, value)):
                facts[ORIGINS[name]] = (Fact(told, origin=SETTINGS),)
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
    "url": "must be an http or https address",
    "fetched": "must be a time with its zone such as 2026-11-22T19:30:00Z",
    "from": "must be the name of a file, without its folder",
}


def _origin(name: str, value: object) -> str | None:
    """What an entry says of where a source came from; None where it says nothing that can be used."""
    if name == "fetched":
        if not isinstance(value, datetime.datetime) or value.tzinfo is None:
            return None
        try:
            return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except OverflowError:
            return None
    if not isinstance(value, str):
        return None
    if name == "url":
        return addresses.known(value)
    return value if value.isprintable() and "/" not in value and 0 < len(value) <= LONGEST_NAME else None


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


def places(text: str) -> dict[tuple[str, ...], tuple[int, int]]:
    """Line and column of each table and entry, as far as they stand one to a line, which is for people to find them."""
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    table: tuple[str, ...] = ()
    for n, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        column = len(line) - len(line.lstrip()) + 1
        try:
            if bare.startswith("["):
                table = _only(tomllib.loads(bare))
                found.setdefault(table, (n, column))
            elif "=" in bare:
                name = _only(tomllib.loads(bare.split("=", 1)[0] + "= {}"))
                found.setdefault((*table, *name), (n, column))
        except (ValueError, RecursionError):
            continue
    return found


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
        url=facts["url"][0] if "url" in facts else head.url,
        fetched=facts["fetched"][0] if "fetched" in facts else head.fetched,
        original=facts["original"][0] if "original" in facts else head.original,
    )
