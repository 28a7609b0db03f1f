"""Files that survive: written whole or not at all, appended to without making anybody wait, locked while in use."""

from __future__ import annotations

import atexit
import errno
import fcntl
import logging
import os
import stat
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index import ownership

LATE = 0.5
"""Seconds that lines which are not urgent may wait to be written together."""
RETRY = 1.0
"""Seconds between attempts to write when the disk refuses."""

log = logging.getLogger(__name__)


class Changed(Exception):  # noqa: N818 (it says what the file is)
    """A file that is not what it was when it was looked at last."""


def atomic_write(path: Path, data: bytes, mode: int | None = None, still: Callable[[], bool] = lambda: True) -> None:
    """Put `data` into the file at `path`, so that a crash at any moment leaves the old content or the new.

    A file that was there keeps its mode, a new one gets `mode`, by default what the umask allows; a symbolic link stays one.
    A pipe or a device is written to directly. `still` is asked at the last moment whether the file is what it was: if not,
    raises Changed. Raises OSError. After either the old content is in place.
    """
    write_together([(path, data)], mode, still)


def write_together(
    files: Iterable[tuple[Path, bytes]], mode: int | None = None, still: Callable[[], bool] = lambda: True
) -> None:
    """Put data into several files as `atomic_write` does into one: none gets its own before there is room for all of them.

    They are replaced in their order, which a power cut keeps to, too. Raises OSError, with the old contents still in place where a disk
    is full or refuses to write.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for path, data in files:
            path = Path(os.path.realpath(path))  # where links lead nowhere but to each other, `stat` says so
            _stage(path, data, mode, staged)
        if not still():
            raise Changed
        for beside, path in staged:
            os.replace(beside, path)
            sync_folder(path.parent)
    except BaseException:  # an interrupt, too, leaves nothing behind
        for beside, _ in staged:
            with suppress(OSError):
                beside.unlink()
        raise


def _stage(path: Path, data: bytes, mode: int | None, staged: list[tuple[Path, Path]]) -> None:
    """Write a file beside the one it is to replace, and note both; what is no file is written to at once."""
    try:
        there = path.stat()
    except FileNotFoundError:
        kept = None
    else:
        if not stat.S_ISREG(there.st_mode):
            path.write_bytes(data)
            return
        kept = stat.S_IMODE(there.st_mode)
    beside = path.with_name(f".twosource-{os.urandom(8).hex()}")
    fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else mode)
    staged.append((beside, path))
    with open(fd, "wb") as file:
        if kept is not None:
            os.fchmod(fd, kept)
        file.write(data)
        file.flush()
        os.fsync(fd)


def new_file(path: Path, data: bytes) -> None:
    """Put `data` into a file that was not there: after a crash at any moment it is whole or not there.

    Raises FileExistsError, whatever stands there as it was, and OSError.
    """
    beside = path.with_name(f".twosource-{os.urandom(8).hex()}")
    fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(fd, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(fd)
        try:
            os.link(beside, path, follow_symlinks=False)  # unlike a rename, it never takes the place of another
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
            os.rename(beside, path)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
    try:
        sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def make_private(folder: Path) -> None:
    """As `ownership.make_private`, and the new names outlive a crash of the machine. Raises OSError."""
    missing = [each for each in (folder, *folder.parents) if not each.is_dir()]
    ownership.make_private(folder)
    for each in reversed(missing):
        with suppress(PermissionError):  # a folder that may be written to and not listed: its owner has to see to it
            sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Make new, renamed and deleted names in the folder outlive a crash of the machine. Raises OSError."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EACCES, errno.ENOTSUP):  # file systems that sync no folders
            raise
    finally:
        os.close(fd)


@contextmanager
def locked(path: Path, flags: int = 0) -> Iterator[bool]:
    """Whether the file could be locked, which it then is: no `Writer` has it open. `flags` as for `os.open`."""
    try:
        fd = os.open(path, os.O_RDWR | flags, 0o600)
    except OSError:
        yield False
        return
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(fd)


def why(error: OSError) -> str:
    """What went wrong with a file, in words for the middle of a line."""
    return (error.strerror or str(error)).lower()


class Writer:
    """A thread that writes, so that nobody waits for a disk: lines to a file of its own, and small files whole.

    What the disk refuses is kept and tried again, so that a line may come twice; a line torn by a failure stands alone.
    """

    def __init__(self, path: Path, header: bytes, first: Callable[[], None] = lambda: None) -> None:
        """Make the file, empty, locked and 0600; `header` goes before the first line. The thread begins with `first`.

        Raises OSError, as `first` may.
        """
        self.path = path
        self.trouble: str | None = None
        """Why the newest lines are not on the disk; None while they are, or will be soon."""
        self._header = header
        self._first = first
        self._lines: list[bytes] = []
        self._whole: dict[Path, bytes | None] = {}
        self._urgent = self._closing = self._torn = self._synced = False
        self._wake = threading.Condition()
        new = path.with_name(f".{path.name}")
        self._fd = os.open(new, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        with suppress(OSError):  # a file system without locks: `locked` is False there for everybody
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.rename(new, path)  # it appears with the lock held: at no moment does it look left behind
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def append(self, lines: list[bytes], urgent: bool) -> None:
        """Write these lines, each with its line end: urgent ones now and synced, others within `LATE` seconds."""
        with self._wake:
            self._lines += lines
            self._urgent |= urgent
            self._wake.notify_all()

    def put(self, path: Path, data: bytes | None) -> None:
        """Write a whole small file (0600), unless it holds that already, or take it away (None); of several calls the last counts."""
        with self._wake:
            self._whole.pop(path, None)
            self._whole[path] = data
            self._wake.notify_all()

    def flush(self, timeout: float) -> bool:
        """Wait, at most `timeout` seconds, until all is on the disk; whether it is."""
        with self._wake:
            self._urgent, self._synced, self.trouble = True, False, None  # no trouble: try at once
            self._wake.notify_all()
            self._wake.wait_for(lambda: self._synced or self.trouble or not self._thread.is_alive(), timeout)
            return self._synced

    def close(self) -> None:
        """Write what is left, at most once more where the disk refused, and let go; an empty file goes away."""
        atexit.unregister(self.close)
        with self._wake:
            if self._closing:
                return
            self._closing = True
            self._wake.notify_all()
        self._thread.join(timeout=5)
        if not self._thread.is_alive():
            if os.fstat(self._fd).st_size == 0:
                with suppress(OSError):
                    self.path.unlink()
            os.close(self._fd)

    def _run(self) -> None:
        try:
            self._first()
        except OSError as error:
            log.warning("%s: %s", self.path.parent, error)
        while True:
            with self._wake:
                if self.trouble:
                    self._wake.wait_for(lambda: self._closing or not self.trouble, RETRY)
                else:
                    self._wake.wait_for(lambda: self._lines or self._whole or self._urgent or self._closing)
                    self._wake.wait_for(lambda: self._urgent or self._closing, LATE)
                lines, whole, sync = self._lines, self._whole, self._urgent or self._closing
                self._lines, self._whole, self._urgent = [], {}, False
            try:
                self._write(lines, whole, sync)
                trouble = None
            except OSError as error:
                log.warning("%s: %s", self.path, error)
                trouble = f"the newest work is in memory only, trying again: {why(error)}, {self.path.parent}"
            with self._wake:
                self.trouble = trouble
                if trouble:
                    self._lines, self._whole, self._urgent = lines + self._lines, whole | self._whole, True
                elif sync and (self._lines or self._whole):
                    self._urgent = True  # somebody may wait for what came meanwhile, too
                elif sync:
                    self._synced = True
                self._wake.notify_all()
                if self._closing and (trouble or not self._lines):
                    return

    def _write(self, lines: list[bytes], whole: dict[Path, bytes | None], sync: bool) -> None:
        if lines:
            before = (b"\n" if self._torn else b"") if os.fstat(self._fd).st_size else self._header
            self._torn = True
            _write_all(self._fd, before + b"".join(lines))
            self._torn = False
        if sync:
            os.fsync(self._fd)
            sync_folder(self.path.parent)
        for path, data in whole.items():
            if data is None:
                path.unlink(missing_ok=True)
            elif not path.exists() or path.read_bytes() != data:
                atomic_write(path, data, mode=0o600)


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
