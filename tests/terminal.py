"""A terminal for tests: a program runs in it, keys go in, and one looks at the screen.

`Terminal` is a pseudo-terminal whose output pyte turns into a screen; `Tmux` is the same with tmux, where that is found, and what
it shows is what a person would see. Nothing here sleeps for luck: `wait` looks until what it waits for is there, and fails
with the screen in its message.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import pyte
from pyte.screens import Char
from wcwidth import wcwidth

KEYS = {
    "enter": b"\r",
    # As a terminal sends it that was asked to tell it from the start of a sequence, which Textual asks for: no waiting.
    "esc": b"\x1b[27u",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "space": b" ",
    "backspace": b"\x7f",
    "delete": b"\x1b[3~",
    "insert": b"\x1b[2~",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    **{f"F{n}": b"\x1bO" + bytes([ord("P") + n - 1]) for n in range(1, 5)},
    **{f"F{n}": b"\x1b[%d~" % code for n, code in enumerate((15, 17, 18, 19, 20, 21, 23, 24), 5)},
}
TMUX_KEYS = {
    "enter": "Enter",
    "esc": "Escape",
    "tab": "Tab",
    "shift+tab": "BTab",
    "space": "Space",
    "backspace": "BSpace",
    "delete": "DC",
    "insert": "IC",
    "up": "Up",
    "down": "Down",
    "right": "Right",
    "left": "Left",
    "home": "Home",
    "end": "End",
    "pageup": "PPage",
    "pagedown": "NPage",
    **{f"F{n}": f"F{n}" for n in range(1, 13)},
}
PATIENCE = 20.0
"""Seconds that `wait` waits: much more than ever needed, so that a busy machine fails nothing."""

_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b(?:\[(?:[<>=][0-9;]*[a-zA-Z~]|\?[0-9;]*(?:\$[a-z]|[a-gi-km-zA-Z]))|[_PX^].*?\x1b\\)", re.DOTALL
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;<=>?$ ]*|[\]_PX^][^\x07\x1b]*\x1b?)?\Z")
_ALTERNATE = re.compile(rb"(\x1b\[\?1049[hl])")
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
# In a session of its own, with the terminal as the controlling one, so that a change of size is signalled.
_LAUNCHER = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"


class Run(NamedTuple):
    """A stretch of a row in one style. Colours are `default`, a name, or six hexadecimal digits."""

    text: str
    fg: str
    bg: str
    bold: bool
    underline: bool
    reverse: bool
    strike: bool


def private(folder: Path) -> dict[str, str]:
    """The environment of somebody who has nothing yet: home, settings, cache and state below `folder`."""
    return {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_DATA_HOME": str(folder / "data"),
    }


def environment(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of the tests without what says how a terminal or Python is, then a common terminal's, then `env`."""
    unfit = re.compile(
        r"TMUX.*|TEXTUAL.*|TERM.*|NO_COLOR|COLORTERM|LINES|COLUMNS|LC_.*|LANG|ESCDELAY|PYTHON.*|EDITOR|VISUAL|TWOSOURCE.*"
    )
    ours = {name: value for name, value in os.environ.items() if not unfit.fullmatch(name)}
    common = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", "TEXTUAL_ANIMATIONS": "none"}
    return ours | common | dict(env or {})


class _Screen(pyte.Screen):
    """pyte's, which stops at each character without a cell that is no combining mark (joiners, variation selectors)."""

    def draw(self, data: str) -> None:
        super().draw("".join(c for c in data if wcwidth(c) > 0 or unicodedata.combining(c)))


class Replay:
    """What a terminal of `size` (columns, rows) shows after the bytes it was fed."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._held = b""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._screens = [_Screen(*size), _Screen(*size)]  # the shell's, and the alternate one
        self._streams = [pyte.Stream(screen) for screen in self._screens]
        self._alternate = 0

    def feed(self, data: bytes) -> None:
        """More bytes; a sequence may be cut anywhere."""
        data = self._held + data
        unfinished = _UNFINISHED.search(data, max(0, len(data) - 4096))
        cut = unfinished.start() if unfinished else len(data)
        data, self._held = data[:cut], data[cut:]
        for piece in _ALTERNATE.split(data):
            if _ALTERNATE.fullmatch(piece):
                self._alternate = piece.endswith(b"h")
                if self._alternate:
                    self._screens[1].reset()
            else:
                self._streams[self._alternate].feed(self._decode(_UNKNOWN_TO_PYTE.sub(b"", piece)))

    def resize(self, columns: int, rows: int) -> None:
        for screen in self._screens:
            screen.resize(rows, columns)

    def screen(self) -> list[str]:
        """The rows, without blanks at their ends."""
        return [line.rstrip() for line in self._screens[self._alternate].display]

    def styles(self, row: int) -> list[Run]:
        """A row (from 0) in stretches of one style."""
        screen = self._screens[self._alternate]
        runs: list[Run] = []
        for column in range(screen.columns):
            char: Char = screen.buffer[row][column]
            style = (char.fg, char.bg, char.bold, char.underscore, char.reverse, char.strikethrough)
            if runs and runs[-1][1:] == style:
                runs[-1] = runs[-1]._replace(text=runs[-1].text + char.data)
            else:
                runs.append(Run(char.data, *style))
        return runs


class Terminal:
    """A program in a pseudo-terminal of `size` (columns, rows). Use it with `with`: it ends the program."""

    def __init__(
        self,
        argv: Sequence[str],
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.size = size
        self._raw = bytearray()
        self.times: list[tuple[float, int]] = []
        """When (time.perf_counter) how many bytes had come."""
        self._news = threading.Condition()
        self._fed = 0
        self._replay = Replay(size)
        self._master, self._slave = pty.openpty()
        self._set_size()
        self.termios_before = termios.tcgetattr(self._slave)
        self._ended = False
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, *argv],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env=environment(env),
            cwd=cwd,
            start_new_session=True,
        )
        self.pid = self._process.pid
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()
        self._reader.join()
        os.close(self._slave)
        os.close(self._master)

    def _read(self) -> None:
        """Take all that comes, always: a program must never wait for its terminal."""
        while True:
            ended = self._process.poll() is not None
            if select.select([self._master], [], [], 0 if ended else 0.02)[0]:
                data = os.read(self._master, 1 << 16)
                with self._news:
                    self._raw += data
                    self.times.append((time.perf_counter(), len(self._raw)))
                    self._news.notify_all()
            elif ended:
                with self._news:
                    self._ended = True
                    self._news.notify_all()
                return

    @property
    def raw(self) -> bytes:
        """Every byte that the program wrote."""
        with self._news:
            return bytes(self._raw)

    def press(self, *keys: str) -> None:
        """Keys as a person writes them: `j`, `^f`, `F4`, `enter`, `esc`, `pagedown`."""
        for key in keys:
            if key in KEYS:
                self.send(KEYS[key])
            elif len(key) == 2 and key[0] == "^":
                self.send(bytes([ord(key[1].upper()) & 0x1F]))
            elif len(key) == 1:
                self.send(key.encode())
            else:
                raise ValueError(f"no key {key!r}")

    def type(self, text: str) -> None:
        """Each character of `text` as a key."""
        self.press(*text)

    def send(self, data: bytes) -> None:
        """Bytes as they are."""
        os.write(self._master, data)

    def resize(self, columns: int, rows: int) -> None:
        self.screen()  # what has come so far was meant for the old size
        self.size = (columns, rows)
        self._replay.resize(columns, rows)
        self._set_size()
        os.killpg(self.pid, signal.SIGWINCH)

    def _set_size(self) -> None:
        columns, rows = self.size
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def screen(self) -> list[str]:
        """The rows as they now stand, without blanks at their ends."""
        self._feed()
        return self._replay.screen()

    def styles(self, row: int) -> list[Run]:
        """A row (from 0) in stretches of one style."""
        self._feed()
        return self._replay.styles(row)

    def _feed(self) -> None:
        with self._news:
            new = bytes(self._raw[self._fed :])
        self._fed += len(new)
        self._replay.feed(new)

    def modes(self) -> set[int]:
        """The private modes that are switched on: mouse 1000 to 1006, paste 2004, alternate screen 1049, cursor 25 ..."""
        on = {25, 7}
        for codes, what in _MODE.findall(self.raw):
            for code in map(int, codes.split(b";")):
                (on.add if what == b"h" else on.discard)(code)
        return on

    def termios(self) -> list[object]:
        """The terminal's attributes now; those it began with are `termios_before`."""
        return termios.tcgetattr(self._slave)

    def wait(self, what: str | Callable[[list[str]], object], timeout: float = PATIENCE) -> list[str]:
        """The screen, as soon as it holds the text `what`, or `what` is true of it. AssertionError after `timeout` seconds."""
        until = time.monotonic() + timeout
        while True:
            with self._news:
                before, ended = len(self._raw), self._ended
            screen = self.screen()
            if _holds(screen, what):
                return screen
            if ended or not self._more(before, until - time.monotonic()):
                raise AssertionError(_missed(what, "the program ended" if ended else f"{timeout:g} s", screen))

    def _more(self, seen: int, timeout: float) -> bool:
        """Wait for more than `seen` bytes, or for the end."""
        with self._news:
            return self._news.wait_for(lambda: len(self._raw) > seen or self._ended, max(0.0, timeout))

    def exit_status(self, timeout: float = PATIENCE) -> int:
        """What the program returned, negative for a signal, when it has ended and all it wrote is here."""
        status = self._process.wait(timeout)
        self._reader.join(timeout)
        return status


class Tmux:
    """The same in tmux, polled: what it shows is what somebody would see there."""

    def __init__(
        self,
        argv: Sequence[str],
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.size = size
        self._env = environment(env)
        self._socket = f"twosource-{os.getpid()}-{id(self):x}"
        columns, rows = size
        # Not in the environment of the server: what tmux itself sets (TERM) must hold.
        ours = [f"{name}={value}" for name, value in (environment({}) | dict(env or {})).items() if name != "TERM"]
        # tmux does not always know how a program ended; a shell does.
        self._folder = tempfile.TemporaryDirectory(prefix="twosource-tmux-")
        self._status = Path(self._folder.name) / "status"
        program = (
            f"{shlex.join(['env', *ours, *argv])}; echo $? > {self._status}.new; mv {self._status}.new {self._status}"
        )
        self._tmux(
            *("set-option", "-g", "remain-on-exit", "on", ";", "set-option", "-g", "status", "off", ";"),
            *("new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(cwd or Path.cwd()), program),
        )

    @staticmethod
    def found() -> bool:
        """Whether there is a tmux on this machine."""
        return shutil.which("tmux") is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tmux("kill-server", check=False)
        self._folder.cleanup()

    def _tmux(self, *args: str, check: bool = True) -> str:
        done = subprocess.run(
            ["tmux", "-L", self._socket, "-f", "/dev/null", *args],
            capture_output=True,
            check=check,
            env=self._env,
            encoding="utf-8",
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        """Keys as a person writes them."""
        for key in keys:
            if len(key) == 2 and key[0] == "^":
                self._tmux("send-keys", f"C-{key[1]}")
            elif len(key) == 1:
                self._tmux("send-keys", "-l", key if key != ";" else "\\;")
            else:
                self._tmux("send-keys", TMUX_KEYS[key])

    def type(self, text: str) -> None:
        """Each character of `text` as a key."""
        self._tmux("send-keys", "-l", text)

    def resize(self, columns: int, rows: int) -> None:
        self.size = (columns, rows)
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def screen(self) -> list[str]:
        """The rows as they now stand, without blanks at their ends."""
        return [line.rstrip() for line in self._tmux("capture-pane", "-p").split("\n")][: self.size[1]]

    def wait(self, what: str | Callable[[list[str]], object], timeout: float = PATIENCE) -> list[str]:
        """The screen, as soon as it holds the text `what`, or `what` is true of it. AssertionError after `timeout` seconds."""
        until = time.monotonic() + timeout
        while not _holds(screen := self.screen(), what):
            if time.monotonic() > until:
                raise AssertionError(_missed(what, f"{timeout:g} s", screen))
            time.sleep(0.05)
        return screen

    def exit_status(self, timeout: float = PATIENCE) -> int:
        """What the program returned, when it has ended."""
        until = time.monotonic() + timeout
        while not self._status.exists():
            if time.monotonic() > until:
                raise AssertionError(_missed("the end", f"{timeout:g} s", self.screen()))
            time.sleep(0.05)
        return int(self._status.read_text())


KINDS: tuple[type[Terminal] | type[Tmux], ...] = (Terminal, Tmux) if Tmux.found() else (Terminal,)
"""What a test that holds in any terminal runs in."""


def _holds(screen: list[str], what: str | Callable[[list[str]], object]) -> bool:
    return what in "\n".join(screen) if isinstance(what, str) else bool(what(screen))


def _missed(what: object, why: str, screen: list[str]) -> str:
    return "\n".join([f"{what!r} did not come ({why}); the screen:", *(f"│{line}" for line in screen)])
