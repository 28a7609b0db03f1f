"""A program at a pseudo-terminal of ours: keys go in, what it draws comes out, and it ends when nobody is there any more.

The program leads a session of its own, and the terminal is that session's: when this process is gone, however it ended, the
system hangs up (SIGHUP), as it does when somebody closes the window of a terminal.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import struct
import sys
import termios
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

GRACE = 5.0
"""Seconds that a program is given to end by itself, as it does in some tenths."""
MOST_WAITING = 1 << 23
"""Bytes that wait to be read by the program; more come from nobody's hands."""
SMALLEST, LARGEST = 2, 1000
"""Columns or rows of a terminal."""
_PIECE = 1 << 16
_ROOT = str(Path(__file__).resolve().parent.parent)
# -P: what lies in the folder where one stands is no module. A server that was started to outlive its own terminal ignores that this
# hangs up (nohup); its readers heed theirs.
_SITTING = """
import fcntl, runpy, signal, sys, termios
signal.signal(signal.SIGHUP, signal.SIG_DFL)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module("reader", run_name="__main__", alter_sys=False)
"""
_OTHER_TERMINAL = ("COLUMNS", "LINES", "STY", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "TMUX_PANE", "VTE_VERSION", "WINDOWID")  # fmt: skip


class Flood(Exception):  # noqa: N818 - it is what comes in, and no fault of ours
    """More was typed than anybody types, and the program reads none of it."""


def command(pack: Path) -> list[str]:
    """The reader on a pack, as an argument list: no character of the path means anything to anybody."""
    return [sys.executable, "-P", "-c", _SITTING, _ROOT, os.path.abspath(pack)]


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """What the program inherits: nothing that tells of the terminal that we run on, but that its own one is xterm.js."""
    kept = {name: value for name, value in inherited.items() if name not in _OTHER_TERMINAL}
    return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONIOENCODING": "utf-8"}


class Seat:
    """The program and its terminal. To be made by `take`, and left by `leave`."""

    def __init__(self, process: Process, terminal: int) -> None:
        self.process = process
        self._terminal = terminal
        self._ended = asyncio.ensure_future(process.wait())
        self._typed = bytearray()

    @classmethod
    async def take(cls, words: Sequence[str], size: tuple[int, int]) -> Seat:
        """Start a program (an argument list) on a terminal of `size` (columns, rows). OSError where there is no more to be had."""
        terminal, inside = os.openpty()
        try:
            os.set_blocking(terminal, False)
            _resize(terminal, *size)
            process = await asyncio.create_subprocess_exec(
                *words,
                stdin=inside,
                stdout=inside,
                stderr=inside,
                env=environment(os.environ),
                start_new_session=True,
            )
        except BaseException:
            os.close(terminal)
            raise
        finally:
            os.close(inside)
        return cls(process, terminal)

    async def drawn(self) -> AsyncIterator[bytes]:
        """What the program writes, in pieces as they come, until it has ended."""
        while True:
            await self._readable()
            try:
                piece = os.read(self._terminal, _PIECE)
            except BlockingIOError:
                if self._ended.done():
                    return  # somebody else may still hold the terminal
                continue
            except OSError:  # nobody holds it any more
                return
            if not piece:
                return
            yield piece

    async def _readable(self) -> None:
        """Wait until there is something to read, or the program has ended."""
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        loop.add_reader(self._terminal, ready.set)
        waiting = asyncio.ensure_future(ready.wait())
        try:
            await asyncio.wait((waiting, self._ended), return_when=asyncio.FIRST_COMPLETED)
        finally:
            loop.remove_reader(self._terminal)
            waiting.cancel()

    def type(self, data: bytes) -> None:
        """Keys for the program, which takes them when it can. Flood when it does not, for too long."""
        if len(self._typed) + len(data) > MOST_WAITING:
            raise Flood
        self._typed += data
        self._hand_over()

    def _hand_over(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._typed:
                del self._typed[: os.write(self._terminal, self._typed[:_PIECE])]
        except BlockingIOError:
            loop.add_writer(self._terminal, self._hand_over)
            return
        except OSError:  # it is gone
            self._typed.clear()
        loop.remove_writer(self._terminal)

    def resize(self, columns: int, rows: int) -> None:
        """The terminal has another size; the program is told."""
        with suppress(OSError):  # it is gone
            _resize(self._terminal, columns, rows)

    async def leave(self) -> int:
        """Hang up, and wait until the program has ended, a few seconds at most; its status, negative for a signal."""
        self._signal(signal.SIGHUP)
        emptying = asyncio.ensure_future(self._empty())  # so that it can write its last words
        try:
            await asyncio.wait({self._ended}, timeout=GRACE)
            if not self._ended.done():
                self._signal(signal.SIGKILL)
            return await self._ended
        finally:
            emptying.cancel()
            with suppress(asyncio.CancelledError):
                await emptying
            asyncio.get_running_loop().remove_writer(self._terminal)
            os.close(self._terminal)

    async def _empty(self) -> None:
        async for _ in self.drawn():
            pass

    def _signal(self, number: signal.Signals) -> None:
        """To the program and what it started at its terminal."""
        if not self._ended.done():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def _resize(terminal: int, columns: int, rows: int) -> None:
    columns, rows = (min(max(n, SMALLEST), LARGEST) for n in (columns, rows))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
