"""The verb `add`: sources from the web and from elsewhere on the disk into the folder of a pack, with where each came from.

A source is written first, whole or not at all, then pack.toml; nothing that stands in the folder is ever written over. Between
the two a crash leaves a sound pack that does not say where the source came from.
"""

from __future__ import annotations

import argparse
import errno
import fcntl
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index import addresses, pack, workers
from index.addresses import Address
from index.model import Article, PackError, Unread
from index.pack import Pack
from index.paths import SETTINGS
from reader import disk, filenames, items, origins, safe
from reader.command import DONE, UNREADABLE, Bar, Parser, Stop, put_items, put_lines, tell
from reader.origins import Entries, Unfit

_URL = re.compile("[A-Za-z][A-Za-z0-9+.-]*://")
_TRIES = 20
"""Names that are tried where others are quicker."""


class Refused(Exception):  # noqa: N818 (it says what happened)
    """One argument that adds nothing: why, and what to do, each in words for a part of a line."""

    def __init__(self, why: str, todo: str) -> None:
        super().__init__(why)
        self.todo = todo


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source that is to come into the pack."""

    stem: str
    suffix: str
    data: bytes
    entries: Entries
    where: str
    """Where it comes from, for people."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one argument."""

    given: str
    name: str | None = None
    """The file in the pack; None where there is none."""
    is_new: bool = False
    where: str = ""
    why: str = ""
    """Why nothing was added; empty where something was, or was there."""


def do_add(options: argparse.Namespace) -> int:
    """Add each of the arguments, tell what became of it; `UNREADABLE` where one could not be added."""
    folder: Path = options.pack
    is_made = _ready(folder)
    outcomes: list[Outcome] = []
    source_of = _Sources(folder)
    for given in options.source:
        try:
            name, is_new, where = put(folder, source_of(given))
            outcomes.append(Outcome(given, name, is_new, where))
        except Refused as fault:
            outcomes.append(Outcome(given, why=str(fault)))
            tell(f"not added, {given}: {fault}: {fault.todo}")
    if not is_made and folder.is_dir() and not options.quiet:
        tell(f"made the folder, {folder}")
    found = _opened(options, folder) if any(outcome.name for outcome in outcomes) else None
    if options.json or options.jsonl:
        put_items(options, found, [_item(found, outcome) for outcome in outcomes])
    else:
        put_lines(options, [safe.text(line) for outcome in outcomes if outcome.name for line in _lines(found, outcome)])
    return UNREADABLE if any(outcome.why for outcome in outcomes) else DONE


def arguments(parser: Parser) -> None:
    parser.add_argument("pack", metavar="PACK", type=Path, help="a folder of sources; it is made where there is none")
    parser.add_argument("source", metavar="URL|FILE", nargs="+", help="an http or https address, or a file to copy")


def _ready(folder: Path) -> bool:
    """Whether the folder is there. Stop where sources cannot be added to it, before anything is fetched."""
    if not folder.exists():
        if folder.suffix.lower() == ".zip":
            raise Stop(UNREADABLE, f"no such archive, {folder}: to an archive nothing is added; name a folder")
        if not Path(os.path.abspath(folder)).parent.is_dir() or folder.is_symlink():
            raise Stop(UNREADABLE, f"no such folder, {folder.parent}: make it, or check the path")
        return False
    if not folder.is_dir():
        raise Stop(
            UNREADABLE, f"no folder, {folder}: an archive or a file is only read; unpack it, or name a folder to add to"
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Stop(UNREADABLE, f"not to be written to, {folder}: check its permissions")
    try:
        origins.parsed(_settings(folder))
    except (Unfit, OSError) as fault:
        raise Stop(UNREADABLE, f"{_why(fault)}, {folder}: put {SETTINGS} right, then add") from None
    return True


def _why(fault: Exception) -> str:
    return disk.why(fault) if isinstance(fault, OSError) else str(fault)


def _settings(folder: Path) -> bytes:
    """The pack.toml of the folder, nothing for none. Raises Unfit for one that is no file of the pack, and OSError."""
    file = folder / SETTINGS
    try:
        real = Path(os.path.realpath(file))
        if not stat.S_ISREG(file.stat().st_mode) or Path(os.path.realpath(folder)) not in real.parents:
            raise Unfit(f"{SETTINGS} is not a file of the pack")
        return file.read_bytes()
    except FileNotFoundError:
        if file.is_symlink():
            raise Unfit(f"{SETTINGS} is a link to nothing") from None
        return b""


# --- what is given ---


class _Sources:
    """From an argument to what it names; what is needed for the web is there from the first address on."""

    def __init__(self, folder: Path) -> None:
        self._inside = Path(os.path.realpath(folder))
        self._fetch: Callable[[Address], Wanted] | None = None

    def __call__(self, given: str) -> Wanted:
        """Raises Refused."""
        if not _URL.match(given):
            return self._file(given)
        try:
            address = addresses.parse(given)
        except addresses.Unusable as fault:
            raise Refused(str(fault), "give an address that begins with http:// or https://") from None
        self._fetch = self._fetch or _web()
        return self._fetch(address)

    def _file(self, given: str) -> Wanted:
        path = Path(given)
        try:
            found = path.lstat()
            if stat.S_ISLNK(found.st_mode):
                raise Refused("a link", f"add the file that it leads to, {os.path.realpath(path)}")
            if stat.S_ISDIR(found.st_mode):
                raise Refused("a folder", "name the files in it, or open it as a pack of its own")
            if not stat.S_ISREG(found.st_mode):
                raise Refused("no regular file", "add files")
            if self._inside in Path(os.path.realpath(path)).parents:
                raise Refused("it is in the pack already", "nothing is to be done")
            if path.name.casefold() == SETTINGS:
                raise Refused("it is about a pack, and no source of one", "copy what you want of it by hand")
            if found.st_size > workers.MOST_BYTES:
                raise Refused(f"larger than {workers.MOST_BYTES >> 20} MB, which is not read", "add a part of it")
            with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                data = file.read(workers.MOST_BYTES + 1)
        except (OSError, ValueError) as fault:
            raise Refused(disk.why(fault) if isinstance(fault, OSError) else "no path", "check the path") from None
        stem, suffix = filenames.of_file(path.name)
        called = "".join(c if c.isprintable() else "\ufffd" for c in path.name)
        return Wanted(stem, suffix, data, {"from": called}, called)


def _web() -> Callable[[Address], Wanted]:
    """What fetches addresses. Raises Refused where it is not installed."""
    from reader import doctor

    try:
        from reader import fetching
    except ModuleNotFoundError:
        raise Refused("urllib3 is not installed", "install twosource[web]") from None
    fetcher = fetching.Fetcher(doctor.version(), os.environ)

    def fetch(address: Address) -> Wanted:
        try:
            got = fetcher.fetch(address)
        except fetching.NotFetched as fault:
            raise Refused(str(fault), fault.todo) from None
        stem, suffix = filenames.of_fetched(got.address, got.data, got.kind, got.named)
        url = got.address.text
        shown = f"{url} ({got.address.name})" if got.address.name != got.address.host else url
        return Wanted(stem, suffix, got.data, {"url": url, "fetched": got.when}, shown)

    return fetch


# --- into the folder ---


def put(folder: Path, wanted: Wanted) -> tuple[str, bool, str]:
    """Write a source into the folder and where it came from into its pack.toml.

    Returns:
        The file's name, whether it is new (else the same bytes stood there already), and where it came from.

    Raises Refused, with the folder as it was.
    """
    made = not folder.exists()
    try:
        if made:
            folder.mkdir()
        with _held(folder):
            if (same := _same(folder, wanted.data)) is not None:
                return same, False, wanted.where
            return _written(folder, wanted), True, wanted.where
    except (OSError, Unfit) as fault:
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise Refused(f"not written ({_why(fault)})", f"check {folder}") from None


def _written(folder: Path, wanted: Wanted) -> str:
    """The name under which the source stands in the folder now. Raises Unfit and OSError, with nothing done."""
    before, is_there = _settings(folder), (folder / SETTINGS).exists()
    taken = {filenames.folded(name) for name in (*os.listdir(folder), *origins.named(before))}
    for _ in range(_TRIES):
        name = filenames.unique(wanted.stem, wanted.suffix, taken)
        settings = origins.added(before, name, wanted.entries)
        try:
            disk.new_file(folder / name, wanted.data)
        except FileExistsError:
            taken.add(filenames.folded(name))
            continue
        try:
            disk.atomic_write(folder / SETTINGS, settings)
        except BaseException:  # an interrupt, too: a source is added with its origin or not at all
            with suppress(OSError, Unfit):
                (folder / name).unlink()
                if not is_there:
                    (folder / SETTINGS).unlink(missing_ok=True)
                elif _settings(folder) != before:
                    disk.atomic_write(folder / SETTINGS, before)
            raise
        return name
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder while no other `add` writes into it; on a file system without locks it is not waited for."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):
            fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def _same(folder: Path, data: bytes) -> str | None:
    """The path in the pack of a file with the very same bytes."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here, name)
            if name.startswith(".") or path.is_symlink():
                continue
            with suppress(OSError):
                found = path.stat()
                if stat.S_ISREG(found.st_mode) and found.st_size == len(data) and path.read_bytes() == data:
                    return path.relative_to(folder).as_posix()
    return None


# --- what is told ---


def _opened(options: argparse.Namespace, folder: Path) -> Pack | None:
    """The pack as it is now; None where nothing in it can be read."""
    bar = Bar("reading") if sys.stderr.isatty() and not options.quiet else None
    try:
        return pack.open_pack(folder, progress=bar)
    except PackError as fault:
        tell(str(fault))
        return None
    finally:
        if bar:
            bar.end()


def _of(found: Pack | None, name: str) -> list[Article | Unread]:
    """What of the pack stands in a file: itself, or what it holds."""
    listed: list[Article | Unread] = [*found.articles, *found.unread] if found else []
    paths = [(one, one.path if isinstance(one, Article) else one.source.path) for one in listed]
    own = [one for one, path in paths if path == name or path.startswith((f"{name}#", f"{name}/"))]
    return own or [one for one in listed if name in one.source.copies]


def _lines(found: Pack | None, outcome: Outcome) -> Iterator[str]:
    assert outcome.name is not None
    read = _of(found, outcome.name)
    keys = " ".join(one.key for one in read if isinstance(one, Article))
    if not outcome.is_new:
        yield f"there already  {keys} {outcome.name}".rstrip() + f", the same bytes as {outcome.where}"
        return
    yield " ".join(filter(None, ("added", keys, outcome.name, "from", outcome.where)))
    yield from (f"  not read: {one.reason}" for one in read if isinstance(one, Unread))


def _item(found: Pack | None, outcome: Outcome) -> items.Item:
    read = _of(found, outcome.name) if outcome.name else []
    return {
        "given": outcome.given,
        "result": "failed" if outcome.why else "added" if outcome.is_new else "there",
        "source": outcome.name,
        "keys": [one.key for one in read if isinstance(one, Article)],
        "from": outcome.where or None,
        "unread": next((one.reason for one in read if isinstance(one, Unread)), None),
        "reason": outcome.why or None,
    }
