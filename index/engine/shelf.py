"""The index on the disk: segments in a folder that Whoosh can open, and a sealed manifest that says which files are ours.

Opening a Whoosh index executes pickles. Nothing is read, and by `open_index` nothing opened, but what the manifest vouches for: the
folder is the user's alone, the manifest has the seal that only the key of this user makes, each file the checksum it was written
with, and the versions are those of this program. Files are only ever added; the manifest, replaced in one step, makes them the
index. So a build that is killed, or finds the disk full, leaves the index as it was, and what it left is cleared away by the next.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import secrets
import shutil
import stat
import sys
from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from index import fold, lexicon, ownership, wording
from index.engine import gather, seal, segment
from index.engine import words as word_list
from index.engine.gather import FIELDS
from index.engine.segment import Stored
from index.model import Article

logger = logging.getLogger(__name__)

FORMAT = 3
"""Of what is written here; an index of another format is built anew."""
MANIFEST = "manifest.json"
SOURCES = "sources"
"""The suffix of the file that says which articles are in a segment."""
_STEP = 30_000
"""Articles of one segment of a large build: what memory is needed for, and what can be searched while the rest is indexed."""
_FOLDED = 2
"""A segment of at most so many times the articles that are new is written anew together with them."""
_WRONG = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What a file that is not as it should be may lead to."""
_LARGEST = 1 << 28
"""Bytes of the largest manifest that is read: that of ten million articles, each of them gone."""
_TRIES = 3
"""So often an index is opened that another process replaces meanwhile."""


class Busy(Exception):  # noqa: N818 - a state of things, no mistake
    """Another process writes this index."""


class Kept(NamedTuple):
    """A segment that is vouched for."""

    name: str
    files: Sequence[tuple[str, int, str]]
    """Names, sizes in bytes, sha256."""
    articles: int
    """Articles it was written of."""
    mark: str
    """`Sources.mark` of these: enough to see that nothing has changed."""
    gone: Sequence[int]
    """Those of its articles that are not in the index any more, by their numbers in it."""

    def sources(self, folder: Path) -> Sources:
        """What the articles are known by."""
        return Sources(*json.loads((folder / f"{self.name}.{SOURCES}").read_bytes()))

    def fingerprints(self, folder: Path) -> Sequence[str]:
        """Those of the articles."""
        return segment.fingerprints(folder, self.name)


class Sources(NamedTuple):
    """What articles are known by at first sight, without a look at their passages, in columns."""

    paths: list[str]
    sums: list[str]
    """The first 16 digits of their sha256."""
    passages: list[int]
    """How many each has."""
    quotes: list[int]

    def known(self) -> Iterator[tuple[str, str, int, int]]:
        """What each is known by."""
        return zip(self.paths, self.sums, self.passages, self.quotes, strict=True)

    def mark(self, part: slice = slice(None)) -> str:
        """What some of them together are known by, as 40 hexadecimal digits."""
        told = "\0".join([*self.paths[part], *self.sums[part]])
        made = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=20)
        made.update(array("I", self.passages[part] + self.quotes[part]).tobytes())
        return made.hexdigest()


_COLUMNS = tuple(attrgetter(name) for name in ("source.path", "source.sha256", "passages", "quotes"))


def sources_of(articles: Sequence[Article]) -> Sources:
    """The columns of these articles: all that is looked at of a large pack when it is opened as it was indexed."""
    paths, sums, passages, quotes = (map(column, articles) for column in _COLUMNS)
    return Sources(list(paths), [sum_[:16] for sum_ in sums], list(map(len, passages)), list(map(len, quotes)))


class Opened(NamedTuple):
    """An index that is open."""

    segments: Sequence[Stored]
    articles: Mapping[int, int]
    """By their numbers in the segments together: the places of the articles, among those it was opened for."""
    fingerprint: Callable[[int], str]
    """Of what was indexed, by these numbers."""
    gone: Collection[int]
    """The numbers of the articles that are none of these."""
    close: Callable[[], None]


def open_shelf(folder: Path, articles: Sequence[Article]) -> Opened:
    """The segments of the index in `folder`, with those of the articles that are in it.

    Raises ValueError where the index is not ours or holds none of them, or whatever else is wrong with its files.
    """
    for _ in range(_TRIES - 1):
        with suppress(FileNotFoundError):  # a build may have come in between: it takes away what it has replaced
            return _open_shelf(folder, articles)
    return _open_shelf(folder, articles)


def _open_shelf(folder: Path, articles: Sequence[Article]) -> Opened:
    asked = sources_of(articles)
    place: dict[tuple[str, str, int, int], int] = {}
    found: dict[int, int] = {}
    starts: list[int] = []
    total = 0
    segments: list[Stored] = []
    with ExitStack() as files:
        for kept in vouched(folder):
            starts.append(total)
            numbers = range(total, total := total + kept.articles)
            if not kept.gone and asked.mark(slice(numbers.start, total)) == kept.mark:
                found.update(zip(numbers, numbers, strict=True))  # the pack as it was when it was indexed
            else:
                place = place or {known: n for n, known in enumerate(asked.known())}
                out = frozenset(kept.gone)
                known = zip(numbers, kept.sources(folder).known(), strict=True)
                found.update(
                    (n, at) for n, one in known if (at := place.get(one)) is not None and n - numbers.start not in out
                )
            stored, close = segment.opened(folder, kept.name)
            files.callback(close)
            segments.append(stored)
        if not found:
            raise ValueError("the index is of other articles")

        def fingerprint(number: int) -> str:
            which = bisect_right(starts, number) - 1
            return segments[which].fingerprints[number - starts[which]]

        gone = [n for n in range(total) if n not in found] if len(found) < total else ()
        return Opened(segments, found, fingerprint, gone, files.pop_all().close)
    raise AssertionError


def _versions() -> dict[str, object]:
    return {"format": FORMAT, "bytes": sys.byteorder, "words": _way_of_words()}


@cache
def _way_of_words() -> str:
    """What decides how a text is taken apart and written: the code and data that do it."""
    made = hashlib.blake2b(digest_size=20)
    for module in (fold, wording, word_list, gather, segment):
        made.update(Path(module.__file__ or "").read_bytes())
    made.update(Path(__file__).with_name("codec.py").read_bytes())
    made.update((lexicon.FOLDER / "spelling.toml").read_bytes())
    return made.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an index of ours, as it was sealed; ValueError, OSError or such otherwise."""
    told = folder.lstat()
    if told.st_uid != os.getuid() or told.st_mode & 0o077 or not folder.is_dir() or folder.is_symlink():
        raise ValueError("the folder is not ours alone")
    told = (folder / MANIFEST).lstat()
    if not stat.S_ISREG(told.st_mode) or told.st_size > _LARGEST:
        raise ValueError("the manifest is none of ours")
    sealed = (folder / MANIFEST).read_bytes()
    head, _, body = sealed.partition(b"\n")
    if not seal.holds(body, head.decode("ascii"), seal.key()):
        raise ValueError("the manifest has another seal than ours")
    manifest: dict[str, Any] = json.loads(body)
    if manifest["versions"] != _versions():
        raise ValueError("another version wrote it")
    return manifest


def vouched(folder: Path, wholly: bool = False) -> list[Kept]:
    """The segments of an index of which the files are as we wrote them; ValueError, OSError or such otherwise.

    The postings, which have checksums of their own that are looked at when they are read, are only looked at `wholly`.
    """
    return _vouched(folder, _manifest(folder), wholly)


def _vouched(folder: Path, manifest: Mapping[str, Any], wholly: bool) -> list[Kept]:
    found = [Kept(*one) for one in manifest["segments"]]
    for name, size, digest in chain([manifest["contents"]], *(kept.files for kept in found)):
        path = folder / name
        told = path.lstat()
        if not stat.S_ISREG(told.st_mode) or told.st_size != size:
            raise ValueError(f"{name} is no file of that size")
        if (wholly or path.suffix[1:] not in FIELDS) and _sha256(path) != digest:
            raise ValueError(f"{name} has changed")
    return found


def open_index(folder: Path) -> Any:
    """The index as Whoosh has it (`whoosh.index.FileIndex`), once it is vouched for; nothing is unpickled but what is ours."""
    from index.engine import codec  # Whoosh, which only a build needs

    manifest = _manifest(folder)
    _vouched(folder, manifest, wholly=True)
    return codec.open_index(folder, manifest["contents"][0])


def fresh(folder: Path, articles: Iterable[Article]) -> bool:
    """Whether `folder` holds a sound index of exactly these articles."""
    try:
        kept = vouched(folder, wholly=True)
        there = {digest for one in kept for digest in _alive(one.fingerprints(folder), one.gone)}
    except _WRONG:
        return False
    return there == {a.fingerprint for a in articles}


def _alive(fingerprints: Sequence[str], gone: Collection[int]) -> list[str]:
    """Those of the articles that are not gone."""
    out = frozenset(gone)
    return [digest for n, digest in enumerate(fingerprints) if n not in out]


def build(folder: Path, articles: Iterable[Article]) -> None:
    """Make `folder` the index of these articles: what is new is added, what is gone is taken out.

    A large index can be searched, in part, while it is built. Raises `Busy` while another process does the same, OSError when
    the disk does not take it; what can be searched by then stays.
    """
    ownership.make_private(folder.parent)
    with _alone(folder):
        Build(folder, {a.fingerprint: a for a in articles}).run()


def remove(folder: Path) -> bool:
    """Delete an index, and what older versions left beside it; whether there was one.

    Raises `Busy` while another process builds it, OSError where it cannot be deleted.
    """
    was_there = os.path.lexists(folder)
    whole = [folder.with_name(f"{folder.name}{mark}") for mark in ("", ".new", ".old", ".lock")]
    if any(map(os.path.lexists, whole)):
        with _alone(folder):
            for path in whole:
                _delete(path)
    return was_there


def _delete(path: Path) -> None:
    """Delete a folder with all that is in it, or a file, or a link, or nothing."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


class Build:
    """One renewal of an index."""

    def __init__(self, folder: Path, wanted: Mapping[str, Article]) -> None:
        """Take the folder, whose lock is held, and the articles by their digests."""
        self._folder = folder
        self._wanted = wanted
        self._key = seal.key_to_build()
        self._kept: list[Kept] = []

    def run(self) -> None:
        """Renew it, in steps that each leave an index which can be searched."""
        try:
            changed = self._renew(vouched(self._folder))
            if not changed:
                vouched(self._folder, wholly=True)  # nothing is new, so it may be that something is wrong
        except _WRONG:
            self._kept = []
            self._empty()
            changed = self._renew([])
        try:
            if changed is not None:
                self._add(*changed)
        finally:
            self._clear()

    def _renew(self, before: Sequence[Kept]) -> tuple[list[str], dict[str, list[str]]] | None:
        """The articles that are new, and those that stay in each segment; None where none changes."""
        alive: dict[str, list[str]] = {}
        for kept in before:
            digests = kept.fingerprints(self._folder)
            out = frozenset(kept.gone)
            gone = [n for n, digest in enumerate(digests) if n in out or digest not in self._wanted]
            alive[kept.name] = _alive(digests, gone)
            self._kept.append(kept._replace(gone=gone))
        there = frozenset(chain.from_iterable(alive.values()))
        new = [digest for digest in self._wanted if digest not in there]
        if not new and before and [kept.gone for kept in before] == [kept.gone for kept in self._kept]:
            return None
        return new, alive

    def _add(self, new: list[str], alive: Mapping[str, list[str]]) -> None:
        for kept in sorted(self._kept, key=lambda kept: len(alive[kept.name])):
            here = alive[kept.name]
            if len(here) <= _FOLDED * len(new) or len(here) < len(kept.gone):
                new += here
                self._kept.remove(kept)
        while True:
            now = new if len(new) < 2 * _STEP else new[:_STEP]
            if now:
                self._kept.append(self._segment(now))
            self._publish()
            del new[: len(now)]
            if not new:
                return

    def _segment(self, digests: Sequence[str]) -> Kept:
        """A segment of these articles."""
        articles = [self._wanted[digest] for digest in digests]
        name = f"MAIN_{secrets.token_hex(8)}"
        sources = sources_of(articles)
        parts = segment.written(gather.gathered(articles), digests)
        parts[SOURCES] = json.dumps(sources).encode("ascii")
        files = [self._written(f"{name}.{suffix}", data) for suffix, data in parts.items()]
        return Kept(name, files, len(articles), sources.mark(), [])

    def _written(self, name: str, data: bytes) -> tuple[str, int, str]:
        handle = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        return name, len(data), hashlib.sha256(data).hexdigest()

    def _publish(self) -> None:
        """Make the segments the index."""
        from index.engine import codec  # Whoosh, which only a build needs

        segments = [(kept.name, kept.articles, kept.gone) for kept in self._kept]
        contents = self._replaced(*codec.contents(self._folder, segments))
        body = json.dumps({"versions": _versions(), "contents": contents, "segments": self._kept}).encode("ascii")
        self._replaced(MANIFEST, seal.mark(body, self._key).encode("ascii") + b"\n" + body)

    def _replaced(self, name: str, data: bytes) -> tuple[str, int, str]:
        """Write a file in one step, in the place of what is there."""
        beside = self._folder / f"{name}.new"
        beside.unlink(missing_ok=True)
        _, size, digest = self._written(beside.name, data)
        beside.rename(self._folder / name)
        return name, size, digest

    def _empty(self) -> None:
        """An empty folder in the place of what is no index of ours."""
        _delete(self._folder)
        self._folder.mkdir(mode=0o700)
        os.chmod(self._folder, 0o700)

    def _clear(self) -> None:
        """Delete what is not in the index: of articles that are gone, and of a build that did not come to its end."""
        files: set[str] = set()
        try:
            manifest = _manifest(self._folder)
            files = {
                manifest["contents"][0],
                MANIFEST,
                *(file[0] for _, files, *_ in manifest["segments"] for file in files),
            }
        except FileNotFoundError:  # a first build that failed
            pass
        except _WRONG:
            return
        for path in self._folder.glob("*"):
            if path.name not in files:
                with suppress(OSError):
                    _delete(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The one builder of this index; the lock goes with the process, however it ends."""
    handle = _locked(folder.with_name(f"{folder.name}.lock"))
    try:
        yield
    finally:
        os.close(handle)


def _locked(path: Path) -> int:
    """A handle that holds the lock; a lock that was deleted before we had it is none."""
    while True:
        handle, is_ours = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with suppress(FileNotFoundError):
                is_ours = os.path.samestat(os.fstat(handle), path.stat())
        except BlockingIOError as error:
            raise Busy(f"another process writes {path.stem}") from error
        finally:
            if not is_ours:
                os.close(handle)
        if is_ours:
            return handle
