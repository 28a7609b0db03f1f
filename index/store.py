"""What was read, kept in the user's cache folder, so that a file is read once.

Everything here can be deleted at any time: it costs time, nothing else. So no fault of the cache is an error: what is
damaged is thrown away, and where nothing can be written, nothing is kept.

The documents are JSON, as short as it can be: lists in a fixed order, spans as two numbers.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs

from index import ownership
from index.model import (
    Article,
    Cue,
    Dropped,
    Fact,
    Flag,
    Holder,
    Masthead,
    Passage,
    Quote,
    Source,
    Span,
    Speaker,
    Unread,
)

log = logging.getLogger(__name__)

KEPT_DAYS = 90
"""What was not used for so many days is deleted."""
DAY = 86_400.0
FILE = [int, int, int, int, str, bool, str]
"""What is known of a file."""
WAIT = 5.0
"""Seconds that one waits for another process that uses what is kept."""
AT_ONCE = 100
"""Sources that are looked up together."""

TABLES = """
CREATE TABLE IF NOT EXISTS sources (sha256 TEXT, path TEXT, version TEXT, used REAL, document BLOB,
    PRIMARY KEY (sha256, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS holders (sha256 TEXT, path TEXT, version TEXT, used REAL, parts BLOB,
    PRIMARY KEY (sha256, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (pack TEXT PRIMARY KEY, used REAL, seen BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS packs (id TEXT PRIMARY KEY, state TEXT, used REAL, document BLOB, sketches BLOB) WITHOUT ROWID;
"""

Json = Any
"""What `json` reads and writes."""


class Busy(Exception):  # noqa: N818 - a state of things, no mistake
    """Another process reads or writes what is kept, so that nothing can be deleted for good. Its text is one line for a person."""


class Member(NamedTuple):
    """A pack of which something is kept."""

    path: str
    """Where it was; empty where that is not known."""
    sums: frozenset[str]
    """The sha256 of its files."""


def home() -> Path | None:
    """The cache folder of this user, made if need be; None where there can be none that only this user can write to."""
    folder = Path(platformdirs.user_cache_dir("twosource"))
    try:
        ownership.make_private(folder)
        if reason := refused():
            log.warning("%s", reason)
            return None
        if not os.access(folder, os.W_OK | os.X_OK):
            return None
    except OSError as fault:
        log.warning("no cache: %s", fault)
        return None
    return folder


def refused() -> str | None:
    """Why nothing is kept in the cache folder that is there, in one line; None where it is this user's alone."""
    folder = Path(platformdirs.user_cache_dir("twosource"))
    reason = ownership.fault(folder)
    return f"nothing is kept in the cache folder: {folder} {reason}" if reason else None


class Store:
    """The articles read before, and what was found out about whole packs.

    `version` names the code that reads: what another version left is not used. With `folder` None nothing is kept.
    """

    def __init__(self, folder: Path | None, version: str) -> None:
        self.version = version
        self.now = time.time()
        self.file = folder / "read.db" if folder else None
        self.db: sqlite3.Connection | None = None
        if self.file:
            self.db = self._open(self.file) or self._anew(self.file)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write what is not written yet."""
        self.commit()
        if self.db:
            self.db.close()
            self.db = None

    def commit(self) -> None:
        """What was kept so far survives from here on."""
        self._do("COMMIT" if self.db and self.db.in_transaction else "SELECT 1")

    def sources(self, wanted: Iterable[Source]) -> Iterator[Article | Unread]:
        """Those of these sources that were read before, as they were read, in about their order: `AT_ONCE` by `AT_ONCE`."""
        waiting = iter(wanted)
        while some := list(islice(waiting, AT_ONCE)):
            places = {(source.sha256, _name(source.path)): source for source in some}
            rows = self._do(
                "SELECT sha256, path, document, used FROM sources WHERE version = ? AND (sha256, path) IN (VALUES "
                + ", ".join(["(?, ?)"] * len(places))
                + ")",
                (self.version, *(part for place in places for part in place)),
            )
            kept = {(sha256, path): (document, used) for sha256, path, document, used in rows}
            for place, source in places.items():
                if place in kept and (read := self._loaded(source, *kept[place])):
                    yield read

    def _loaded(self, source: Source, document: bytes, used: float) -> Article | Unread | None:
        try:
            read = load(document, source)
        except (ValueError, TypeError, LookupError):
            self._do("DELETE FROM sources WHERE sha256 = ? AND path = ?", (source.sha256, _name(source.path)))
            return None
        if used < self.now - DAY:
            self._write(
                "UPDATE sources SET used = ? WHERE sha256 = ? AND path = ?", self.now, source.sha256, source.path
            )
        return read

    def holder(self, source: Source) -> Holder | None:
        """What the file that this source is was found to hold; None where it holds itself alone, or was not read."""
        key = (source.sha256, _name(source.path))
        rows = self._do(
            "SELECT parts, used FROM holders WHERE sha256 = ? AND path = ? AND version = ?", (*key, self.version)
        )
        try:
            parts = _document(rows[0][0]) if rows else []
            found = Holder(source, tuple(Source(str(path), str(sha256), int(size)) for path, sha256, size in parts))
        except (ValueError, AttributeError, TypeError):
            return None
        if rows and rows[0][1] < self.now - DAY:
            self._write("UPDATE holders SET used = ? WHERE sha256 = ? AND path = ?", self.now, *key)
        return found if parts else None

    def holders(self) -> set[tuple[str, str]]:
        """Checksum and path of all files that are known to hold several sources."""
        rows = self._do("SELECT sha256, path FROM holders WHERE version = ?", (self.version,))
        return {
            (sha256, path if isinstance(path, str) else path.decode("utf-8", "surrogatepass")) for sha256, path in rows
        }

    def keep_holder(self, holder: Holder) -> None:
        """Remember what a file holds."""
        parts = [[one.path, one.sha256, one.size] for one in holder.parts]
        self._write(
            "INSERT OR REPLACE INTO holders VALUES (?, ?, ?, ?, ?)",
            holder.source.sha256,
            holder.source.path,
            self.version,
            self.now,
            _bytes(parts),
        )

    def drop(self, source: Source) -> None:
        """Forget what was read of this source, and of those that it holds, and those that they hold."""
        waiting = [source]
        while waiting:
            one = waiting.pop()
            holder = self.holder(one)
            waiting.extend(part for part in (holder.parts if holder else ()) if part != one)
            for table in ("sources", "holders"):
                self._write(f"DELETE FROM {table} WHERE sha256 = ? AND path = ?", one.sha256, one.path)

    def files(self, pack: str) -> dict[str, list[Json]]:
        """What was kept of the files of the pack with this id: their paths, each with what is known of it."""
        rows = self._do("SELECT seen FROM files WHERE pack = ?", (pack,))
        try:
            version, found, *_ = _document(rows[0][0]) if rows else (self.version, {})
            sound = all([type(part) for part in row] == FILE and len(row[4]) == 64 for row in found.values())
        except (ValueError, AttributeError, TypeError):
            return {}
        return found if sound and version == self.version else {}

    def keep_files(
        self, pack: str, seen: Mapping[str, Iterable[Json]], path: str = "", others: Iterable[str] = ()
    ) -> None:
        """Remember what is known of the files of a pack, in the place of what was known before.

        `path` is where it is, `others` the sha256 of those files of which nothing else is known for certain.
        """
        document = _bytes([self.version, dict(seen), path, sorted(others)])
        self._write("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", pack, self.now, document)

    def members(self) -> dict[str, Member]:
        """The packs of which something is kept, by their ids."""
        found = {}
        for pack, document in self._do("SELECT pack, seen FROM files"):
            try:
                _, seen, *more = _document(document)
                path, others = more or ("", [])
                found[pack] = Member(path, frozenset([*(row[4] for row in seen.values()), *others]))
            except (ValueError, AttributeError, TypeError, LookupError):
                continue
        return found

    def keep(self, read: Article | Unread) -> None:
        """Remember a source as it was read."""
        self._write(
            "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)",
            read.source.sha256,
            read.source.path,
            self.version,
            self.now,
            dump(read),
        )

    def pack(self, pack: str, state: str) -> Json | None:
        """What was kept of the pack with this id in just this state (its sources and pack.toml); None if nothing was."""
        rows = self._do("SELECT document, used FROM packs WHERE id = ? AND state = ?", (pack, self._state(state)))
        if not rows:
            return None
        document, used = rows[0]
        try:
            found = json.loads(document.decode("utf-8", "surrogatepass"))
        except (ValueError, AttributeError):
            return None
        if used < self.now - DAY:
            self._write("UPDATE packs SET used = ? WHERE id = ?", self.now, pack)
        return found

    def before(self, pack: str) -> tuple[Json, bytes] | None:
        """What was kept of the pack with this id, whatever its state was then, and its sketches."""
        rows = self._do("SELECT state, document, sketches FROM packs WHERE id = ?", (pack,))
        if not rows or not rows[0][0].startswith(self._state("")):
            return None
        try:
            return json.loads(rows[0][1].decode("utf-8", "surrogatepass")), zlib.decompress(rows[0][2])
        except (ValueError, AttributeError, TypeError, zlib.error):
            return None

    def keep_pack(self, pack: str, state: str, document: Json, sketches: bytes = b"") -> None:
        """Remember what was found out about a pack in this state; an older state of it is forgotten.

        `sketches` is what only a change of the pack asks for.
        """
        self._write(
            "INSERT OR REPLACE INTO packs VALUES (?, ?, ?, ?, ?)",
            pack,
            self._state(state),
            self.now,
            _bytes(document),
            zlib.compress(sketches, 1),
        )

    def forget(self, packs: Collection[str]) -> set[str]:
        """Delete what is kept of the packs with these ids, and of every source that no other pack has; those that were known.

        Nothing of it stays in the file, which is written anew. Raises Busy where that cannot be while others have it open, and
        OSError where the disk refuses.
        """
        if self.db is None or self.file is None:
            return set()
        try:
            return self._forget(self.db, frozenset(packs))
        except sqlite3.OperationalError as fault:
            with suppress(sqlite3.Error):
                self.db.rollback()
            if "locked" in str(fault):
                raise Busy(f"another process uses what is kept, {self.file}: try again in a moment") from fault
            raise OSError(None, f"what is kept cannot be deleted ({fault})", str(self.file)) from fault
        except sqlite3.Error as fault:  # damaged: all of it goes
            log.warning("%s: %s", self.file, fault)
            self.db.close()
            self.db = self._anew(self.file)
            return set(packs)

    def _forget(self, db: sqlite3.Connection, packs: frozenset[str]) -> set[str]:
        self.commit()
        db.execute("PRAGMA secure_delete = ON")
        db.execute("BEGIN IMMEDIATE")
        spared = self._held(one for pack, one in self.members().items() if pack not in packs)
        known = set()
        for pack in packs:
            for statement in ("DELETE FROM packs WHERE id = ?", "DELETE FROM files WHERE pack = ?"):
                if db.execute(statement, (pack,)).rowcount:
                    known.add(pack)
        for table in ("sources", "holders"):
            sums = [row for row in db.execute(f"SELECT DISTINCT sha256 FROM {table}") if row[0] not in spared]
            db.executemany(f"DELETE FROM {table} WHERE sha256 = ?", sums)
        db.execute("COMMIT")
        db.execute("VACUUM")
        if db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise sqlite3.OperationalError("database is locked")
        return known

    def _held(self, packs: Iterable[Member]) -> set[str]:
        """The sha256 of all that these packs hold, also in files that hold others."""
        inside: dict[str, list[str]] = {}
        for sha256, parts in self._do("SELECT sha256, parts FROM holders"):
            with suppress(ValueError, AttributeError, TypeError):
                inside.setdefault(sha256, []).extend(part for _, part, _ in _document(parts))
        waiting = [sha256 for one in packs for sha256 in one.sums]
        found: set[str] = set()
        while waiting:
            if (one := waiting.pop()) not in found:
                found.add(one)
                waiting += inside.get(one, ())
        return found

    def forget_old(self) -> list[str]:
        """Delete what was not used for `KEPT_DAYS`; the ids of the packs among it."""
        limit = self.now - KEPT_DAYS * DAY
        old = [row[0] for row in self._do("SELECT id FROM packs WHERE used < ?", (limit,))]
        if old or self._do("SELECT 1 FROM sources WHERE used < ? LIMIT 1", (limit,)):
            self._write("DELETE FROM packs WHERE used < ?", limit)
            self._write("DELETE FROM files WHERE used < ?", limit)
            self._write("DELETE FROM sources WHERE used < ?", limit)
            self._write("DELETE FROM holders WHERE used < ?", limit)
        return old

    def _state(self, state: str) -> str:
        return f"{self.version} {state}"

    def _open(self, file: Path) -> sqlite3.Connection | None:
        """The database in `file`, or None if it is none, or a damaged one."""
        try:
            os.close(os.open(file, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600))
            db = sqlite3.connect(file, timeout=WAIT, isolation_level=None, check_same_thread=False)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.executescript(TABLES)
            db.execute("SELECT sha256, path, version, used, document FROM sources LIMIT 1").fetchall()
            db.execute("SELECT sha256, path, version, used, parts FROM holders LIMIT 1").fetchall()
            db.execute("SELECT pack, used, seen FROM files LIMIT 1").fetchall()
            db.execute("SELECT id, state, used, document, sketches FROM packs LIMIT 1").fetchall()
        except (sqlite3.Error, OSError) as fault:
            log.warning("%s: %s", file, fault)
            return None
        return db

    def _anew(self, file: Path) -> sqlite3.Connection | None:
        """An empty database in the place of a damaged one; None where even that cannot be."""
        try:
            for name in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
                name.unlink(missing_ok=True)
        except OSError as fault:
            log.warning("%s: %s", file, fault)
            return None
        return self._open(file)

    def _do(self, statement: str, values: tuple[object, ...] = ()) -> list[Any]:
        """The rows of a statement; a fault ends the use of the database, a damaged one is deleted."""
        if not self.db:
            return []
        try:
            return self.db.execute(statement, values).fetchall()
        except sqlite3.Error as fault:
            log.warning("%s: %s", self.file, fault)
            self.db.close()
            self.db = None
            if self.file and not isinstance(fault, sqlite3.OperationalError):  # operational: locked, full, read-only
                self.db = self._anew(self.file)
            return []

    def _write(self, statement: str, *values: object) -> None:
        if self.db and not self.db.in_transaction:
            self._do("BEGIN IMMEDIATE")
        self._do(statement, tuple(_name(v) if isinstance(v, str) else v for v in values))


def _name(text: str) -> str | bytes:
    """What SQLite can hold: a path that is no valid text as bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def _document(kept: bytes) -> Json:
    """The JSON that `_bytes` made; raises ValueError or AttributeError for anything else."""
    return json.loads(kept.decode("utf-8", "surrogatepass"))


def _bytes(document: Json) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


# --- what a source is as a document ---


def dump(read: Article | Unread) -> bytes:
    """A source as it was read, as JSON; its path, sha256, size, copies and key are not in it."""
    if isinstance(read, Unread):
        return _bytes({"unread": read.reason, "format": read.format})
    m = read.masthead
    return _bytes(
        {
            "format": read.format,
            "encoding": read.encoding,
            "language": read.language,
            "text": read.text,
            "masthead": [
                *map(_fact, (m.headline, m.publisher, m.agency, m.date, m.dateline, m.url)),
                [*map(_fact, m.authors)],
            ],
            "passages": [[p.n, *p.span, p.kind] for p in read.passages],
            "dropped": [[*d.span, d.rule, d.reason, d.same_as] for d in read.dropped],
            "quotes": dump_quotes(read.quotes),
            "indirect": dump_quotes(read.indirect),
            "flags": [[f.kind, f.reason, f.span] for f in read.flags],
        }
    )


def load(document: bytes, source: Source) -> Article | Unread:
    """The source that `dump` wrote; raises ValueError, TypeError or LookupError for anything else."""
    d = json.loads(document.decode("utf-8", "surrogatepass"))
    if "unread" in d:
        return Unread(source, str(d["unread"]), d["format"])
    headline, publisher, agency, date, dateline, url, authors = d["masthead"]
    return Article(
        source=source,
        format=d["format"],
        encoding=d["encoding"],
        language=d["language"],
        text=d["text"],
        masthead=Masthead(
            headline=_fact_of(headline),
            publisher=_fact_of(publisher),
            agency=_fact_of(agency),
            authors=tuple(fact for row in authors if (fact := _fact_of(row))),
            date=_fact_of(date),
            dateline=_fact_of(dateline),
            url=_fact_of(url),
        ),
        passages=tuple(Passage(n, Span(a, b), kind) for n, a, b, kind in d["passages"]),
        dropped=tuple(Dropped(Span(a, b), rule, reason, same) for a, b, rule, reason, same in d["dropped"]),
        quotes=load_quotes(d["quotes"], source.path),
        indirect=load_quotes(d["indirect"], source.path),
        flags=tuple(Flag(kind, reason, Span(*span) if span else None) for kind, reason, span in d["flags"]),
    )


def dump_quotes(quotes: Iterable[Quote]) -> list[Json]:
    """Quotations as lists; the source's path is not in them."""
    return [
        [
            q.id,
            q.passage,
            *q.span,
            q.type,
            q.group,
            q.parent,
            list(q.flags),
            [q.speaker.mention, q.speaker.span, q.speaker.name, q.speaker.certainty] if q.speaker else None,
            [q.cue.text, q.cue.span] if q.cue else None,
        ]
        for q in quotes
    ]


def load_quotes(rows: Iterable[Json], path: str) -> tuple[Quote, ...]:
    """The quotations that `dump_quotes` wrote."""
    return tuple(
        Quote(
            id=name,
            source=path,
            passage=passage,
            span=Span(start, stop),
            type=kind,
            group=group,
            parent=parent,
            flags=tuple(flags),
            speaker=Speaker(who[0], Span(*who[1]) if who[1] else None, who[2], who[3]) if who else None,
            cue=Cue(cue[0], Span(*cue[1])) if cue else None,
        )
        for name, passage, start, stop, kind, group, parent, flags, who, cue in rows
    )


def _fact(fact: Fact | None) -> Json:
    return [fact.value, fact.status, fact.span, fact.origin, fact.role] if fact else None


def _fact_of(row: Json) -> Fact | None:
    return Fact(row[0], row[1], Span(*row[2]) if row[2] else None, row[3], row[4]) if row else None
