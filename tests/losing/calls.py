"""What stands between a program and its disk: each call below a folder is counted, refused, followed by something else, or noted."""

from __future__ import annotations

import builtins
import errno
import io
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

SHORT = 0
"""No reason to refuse: a write takes half of what it is given, and what comes after finds no room."""
REASONS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, SHORT)
_OF_PATHS = ("mkdir", "rmdir", "unlink", "remove", "chmod", "link", "rename", "replace")
_OF_HANDLES = ("fsync", "fchmod")


class Op(NamedTuple):
    """One call that came to the disk, or one thing that the program said meanwhile."""

    name: str
    """`open`, `write`, `fsync`, `said`, or what the call is called."""
    path: str = ""
    """Absolute; of a handle where it was when it was opened."""
    other: str = ""
    """Where it goes, of renames and links."""
    handle: int = 0
    """Of opened files: a number of its own for each opening."""
    data: Any = b""
    """What is written; of openings whether it is emptied; what is said."""


@dataclass(slots=True)
class Calls:
    """The calls below `root`: how many there were, and which is refused."""

    root: Path
    nth: int = -1
    """From 0; none is refused where it is negative."""
    reason: int = errno.EIO
    lasting: bool = False
    """Whether all calls after that are refused, too, but for those that free room."""
    before: Callable[[Op], None] | None = None
    """Called before each call that is not refused."""
    log: list[Op] = field(default_factory=list)
    count: int = 0
    _handles: dict[int, Op] = field(default_factory=dict)
    _opened: int = 0
    _lock: Any = field(default_factory=threading.RLock)

    def say(self, what: object) -> None:
        """Note what the program said at this moment."""
        with self._lock:
            self.log.append(Op("said", data=what))

    @contextmanager
    def between(self) -> Iterator[None]:
        """All that is opened, written, renamed or deleted below the folder goes through here."""
        named = {name: self._of_paths(name) for name in _OF_PATHS} | {
            name: self._of_handles(name) for name in _OF_HANDLES
        }
        for name in ("open", "write", "close"):
            named[name] = getattr(self, f"_{name}")(getattr(os, name))
        opened = self._file(io.open)
        with (
            mock.patch.multiple(os, **named),
            mock.patch.object(io, "open", opened),
            mock.patch.object(builtins, "open", opened),
        ):
            yield

    def called(self, op: Op, real: Callable[..., Any], *told: Any, **more: Any) -> Any:
        """Do one call, or refuse it."""
        with self._lock:
            at, self.count = self.count - self.nth, self.count + 1
            is_short = self.reason == SHORT
            frees = op.name in ("unlink", "remove", "rmdir")
            if self.nth >= 0 and (at == 0 or (at > 0 and self.lasting and not frees)):
                if at == 0 and is_short and op.name == "write":
                    half = bytes(told[-1])[: len(told[-1]) // 2]
                    self.log.append(op._replace(data=half))
                    return real(*told[:-1], half)
                reason = errno.ENOSPC if is_short else self.reason
                raise OSError(reason, os.strerror(reason), op.path)
            if self.before is not None:
                self.before(op)
            done = real(*told, **more)
            self.log.append(op)
            return done

    def _is_ours(self, path: str) -> bool:
        return path == str(self.root) or path.startswith(f"{self.root}{os.sep}")

    def _where(self, path: Any, dir_fd: int | None = None) -> str:
        if isinstance(path, int):
            return ""
        text = os.fsdecode(path)
        if dir_fd is not None:
            known = self._handles.get(dir_fd)
            return os.path.join(known.path, text) if known else ""
        return os.path.abspath(text)

    def _of_paths(self, name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(path: Any, *told: Any, **more: Any) -> Any:
            where = self._where(path, more.get("dir_fd"))
            if not self._is_ours(where):
                return real(path, *told, **more)
            other = self._where(told[0]) if name in ("rename", "replace", "link") else ""
            return self.called(Op(name, where, other), real, path, *told, **more)

        return call

    def _of_handles(self, name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(fd: int, *told: Any) -> Any:
            known = self._handles.get(fd)
            if known is None:
                return real(fd, *told)
            does = (lambda *_: None) if name == "fsync" else real  # no real disk is waited for
            return self.called(known._replace(name=name, data=b""), does, fd, *told)

        return call

    def _open(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            where = self._where(path, dir_fd)
            if not self._is_ours(where):
                fd = real(path, flags, mode, dir_fd=dir_fd)
                self._handles.pop(fd, None)
                return fd
            with self._lock:
                op = self._opening(where, bool(flags & os.O_TRUNC))
                fd = int(self.called(op, real, path, flags, mode, dir_fd=dir_fd))
                self._handles[fd] = op
                return fd

        return call

    def _opening(self, where: str, empties: bool) -> Op:
        self._opened += 1
        return Op("open", where, handle=self._opened, data=empties)

    def _write(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(fd: int, data: Any) -> int:
            known = self._handles.get(fd)
            if known is None:
                return real(fd, data)
            return int(self.called(known._replace(name="write", data=bytes(data)), real, fd, data))

        return call

    def _close(self, real: Callable[..., None]) -> Callable[..., None]:
        def call(fd: int) -> None:
            self._handles.pop(fd, None)
            real(fd)

        return call

    def _file(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(file: Any, mode: str = "r", buffering: int = -1, *told: Any, **more: Any) -> Any:
            writes = not set(mode).isdisjoint("wax+")
            known = self._handles.get(file) if isinstance(file, int) else None
            where = self._where(file)
            if known is None and not self._is_ours(where):
                made = real(file, mode, buffering, *told, **more)
                if not isinstance(file, int):
                    self._handles.pop(made.fileno(), None)
                return made
            if not writes:
                return (
                    self.called(Op("read", where), real, file, mode, buffering, *told, **more)
                    if known is None
                    else real(file, mode, buffering, *told, **more)
                )
            op = known
            if op is None:
                op = self._opening(where, "w" in mode)
                raw = self.called(op, lambda: _Raw(file, mode.replace("b", "").replace("t", "")))
            else:
                raw = _Raw(file, mode.replace("b", "").replace("t", ""))
            raw.begin(self, op)
            made = raw if buffering == 0 else io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            return made if "b" in mode else io.TextIOWrapper(made, *told, **more)

        return call


class _Raw(io.FileIO):
    """A file whose writes are calls like all others."""

    _calls: Calls | None = None
    _op: Op | None = None

    def begin(self, calls: Calls, op: Op) -> None:
        self._calls, self._op = calls, op
        calls._handles[self.fileno()] = op

    def write(self, data: Any) -> int:
        assert self._calls is not None
        assert self._op is not None
        return int(self._calls.called(self._op._replace(name="write", data=bytes(data)), super().write, data))

    def close(self) -> None:
        if not self.closed and self._calls is not None:
            self._calls._handles.pop(self.fileno(), None)
        super().close()
