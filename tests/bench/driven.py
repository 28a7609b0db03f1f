"""A program in a pseudo-terminal whose bytes are timed as they come; nothing else runs in the timing process."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.terminal import Replay, environment

ROOT = Path(__file__).parents[2]
READER = [sys.executable, "-m", "reader"]
QUIT = b"\x11"

_STYLE = re.compile(rb"\x1b\[[0-9;:]*m")


class Driven:
    """A program just started. `began` and all times are `time.perf_counter`, in seconds."""

    def __init__(
        self, argv: Sequence[str], size: tuple[int, int] = (120, 40), env: Mapping[str, str] | None = None
    ) -> None:
        self.size = size
        self.raw = bytearray()
        self.first: float | None = None
        """When the first byte came."""
        ours = environment(env)
        window = struct.pack("HHHH", size[1], size[0], 0, 0)
        self.began = time.perf_counter()
        self.pid, self._fd = os.forkpty()
        if self.pid == 0:  # the child
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, window)
                os.execvpe(argv[0], list(argv), ours)
            finally:
                os._exit(127)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pid in (*self._children(), self.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def send(self, data: bytes) -> float:
        """Write keys; when that began."""
        now = time.perf_counter()
        os.write(self._fd, data)
        return now

    def read(self, timeout: float) -> bytes:
        """What comes within `timeout` seconds; empty if nothing does. EOFError when the program has ended."""
        if not select.select([self._fd], [], [], timeout)[0]:
            return b""
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:  # EIO: nobody has the other side open
            data = b""
        if not data:
            raise EOFError(self.shown())
        if self.first is None:
            self.first = time.perf_counter()
        self.raw += data
        return data

    def until(self, *tokens: bytes | re.Pattern[bytes], timeout: float = 20.0) -> list[float | None]:
        """When each token stood in what came since the call, styles aside; None for those that did not in `timeout` seconds."""
        found: list[float | None] = [None] * len(tokens)
        came = b""
        ends = time.perf_counter() + timeout
        while None in found and (left := ends - time.perf_counter()) > 0:
            if not (data := self.read(left)):
                break
            now = time.perf_counter()
            came += data
            words = self.words(came)
            for n, token in enumerate(tokens):
                there = token in words if isinstance(token, bytes) else token.search(words)
                if found[n] is None and there:
                    found[n] = now
        return found

    @staticmethod
    def words(data: bytes) -> bytes:
        """What was written without the styles between the words."""
        return _STYLE.sub(b"", data)

    def quiet(self, seconds: float, patience: float | None = None, timeout: float = 30.0) -> float | None:
        """Read until nothing came for `seconds`, the first bytes within `patience`, else `seconds` too, but not beyond `timeout`.

        When the last byte came; None if none did.
        """
        last = None
        ends = time.perf_counter() + timeout
        while time.perf_counter() < ends and self.read(seconds if last or patience is None else patience):
            last = time.perf_counter()
        return last

    def drain(self, seconds: float) -> None:
        """Read for exactly so long."""
        ends = time.perf_counter() + seconds
        while (left := ends - time.perf_counter()) > 0:
            self.read(left)

    def shown(self) -> list[str]:
        """The screen as it is now. Costs much time: not while timing."""
        replay = Replay(self.size)
        replay.feed(bytes(self.raw))
        return replay.screen()

    def cpu(self) -> float:
        """Seconds of CPU that the program's threads used, children not counted."""
        total = 0.0
        for thread in os.listdir(f"/proc/{self.pid}/task"):
            try:
                with open(f"/proc/{self.pid}/task/{thread}/schedstat") as file:
                    total += int(file.read().split()[0]) / 1e9
            except (FileNotFoundError, ProcessLookupError):
                continue
        return total

    def rss(self) -> float:
        """Resident memory in MB."""
        with open(f"/proc/{self.pid}/status") as file:
            return int(next(line for line in file if line.startswith("VmRSS")).split()[1]) / 1024

    def _children(self) -> list[int]:
        try:
            with open(f"/proc/{self.pid}/task/{self.pid}/children") as file:
                return [int(pid) for pid in file.read().split()]
        except FileNotFoundError:
            return []


@contextmanager
def reader(pack: Path, env: dict[str, str], size: tuple[int, int] = (120, 40)) -> Iterator[Driven]:
    """The reader with this pack, at rest."""
    with Driven([*READER, str(pack)], size=size, env=env) as program:
        program.until(b"Sources", timeout=60)
        program.quiet(1.0, timeout=120)
        yield program
        program.send(QUIT)
        try:
            program.quiet(2.0)
        except EOFError:
            return


def percentile(values: Iterable[float], part: float) -> float:
    """The value that `part` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def median(values: Iterable[float]) -> float:
    return statistics.median(values)
