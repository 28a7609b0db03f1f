"""The terminal while the program is still on its way: raw, on its other screen, with a first frame, and asked for its colours.

What is typed meanwhile waits in the terminal for the program. All of this stands between the call and the first frame, so
nothing is imported that costs a millisecond.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import time

ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
"""The other screen, without cursor and without wrapping."""
LEAVE = "\x1b[0m\x1b[?7h\x1b[?1049l\x1b[?25h"
GIVEN_BACK = "\x1b[?1000;1002;1003;1004;1006;1015;1016;2004;2026;2048l\x1b[<u"
"""What a driver may have asked for: the mouse, the focus, pasting, whole frames, the keyboard; no more of it."""
ASK = "\x1b]11;?\x1b\\"
"""Asks for the colour of the ground (xterm, Operating System Command 11)."""
UNASKED = ("linux", "screen")
"""Terminals by the beginning of TERM that would print the question, or let it fall."""
PATIENCE = 0.05
"""Seconds that an answer is waited for, from the question on."""
Attribute = int | list[bytes | int]
"""One of the seven that `termios` speaks of."""
LONGEST = 64
"""Bytes of an answer, which is 23 as a rule."""


class Answer:
    """Takes the terminal's answer out of what comes from it, wherever that is cut; the rest are keys."""

    def __init__(self) -> None:
        self.ground: tuple[float, float, float] | None = None
        """Red, green and blue of the terminal's ground, 0 to 1; None as long as it has not told."""
        self._held = b""

    def keys(self, data: bytes) -> bytes:
        """What was typed of all that came so far; what may yet become the answer is held back."""
        data, self._held = self._held + data, b""
        start = data.find(_BEGIN)
        while start >= 0:
            stop = _end(data, start)
            if stop == 0:
                data, self._held = data[:start], data[start:]
                return data
            if stop > 0:
                self.ground = _color(data[start + len(_BEGIN) : stop]) or self.ground
                data = data[:start] + data[stop:]
            start = data.find(_BEGIN, start + (stop < 0))
        cut = next((n for n in range(len(_BEGIN) - 1, 0, -1) if data.endswith(_BEGIN[:n])), 0)
        if cut:
            data, self._held = data[:-cut], data[-cut:]
        return data

    def rest(self) -> bytes:
        """What was held back, when nothing came that would make it an answer."""
        held, self._held = self._held, b""
        return held


_BEGIN = b"\x1b]11;"


def _end(data: bytes, start: int) -> int:
    """Where the answer that begins at `start` ends; 0 for not yet, -1 for never."""
    for at in range(start + len(_BEGIN), min(len(data), start + LONGEST)):
        if data[at] == 0x07:
            return at + 1
        if data[at] == 0x1B:
            if at + 1 == len(data):
                return 0
            return at + 2 if data[at + 1] == 0x5C else -1
        if not 0x20 <= data[at] < 0x7F:
            return -1
    return 0 if len(data) < start + LONGEST else -1


def _color(answer: bytes) -> tuple[float, float, float] | None:
    """The colour of `rgb:14/17/1c`, `rgb:1414/1717/1c1c` or `rgba:…` with an end to it; None for anything else."""
    name, _, value = answer.rstrip(b"\x07\x1b\\").partition(b":")
    parts = value.split(b"/")
    if name not in (b"rgb", b"rgba") or len(parts) != len(name):
        return None
    try:
        red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in parts[:3] if 0 < len(part) <= 4)
    except ValueError:
        return None
    return red, green, blue


def size() -> tuple[int, int]:
    """Columns and rows of the terminal."""
    try:
        columns, rows = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    except (OSError, ValueError):
        return 80, 24
    return columns, rows


class Stage:
    """The terminal, taken for the program that is being imported, and given back if that fails.

    Args:
        frame: What to paint at once, escape sequences and all.
    """

    def __init__(self, frame: str) -> None:
        self.frame = frame
        self.answer = Answer()
        self.early = b""
        """What was typed so far, as far as it was listened to."""
        self._attributes: list[Attribute] | None = None
        """Those that the terminal had before, while they are not given back."""
        self._before: list[Attribute] | None = None
        """The same, whoever has the terminal."""
        self.driven = False
        """Whether who took the terminal over has not given it back yet."""
        self._asked = 0.0
        self._handlers: dict[int, object] = {}

    def __enter__(self) -> Stage:
        ask = "" if os.environ.get("TERM", "").startswith(UNASKED) else ASK
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            self._handlers[number] = signal.signal(number, self._ended)
        self._attributes = self._before = termios.tcgetattr(0)
        termios.tcsetattr(0, termios.TCSANOW, _raw(self._attributes))
        _write(ENTER + ask + self.frame)
        self._asked = time.monotonic() if ask else 0.0
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()
        if self.driven and self._before is not None:  # who had it failed while giving it back
            _write(GIVEN_BACK + LEAVE)
            termios.tcsetattr(0, termios.TCSANOW, self._before)

    def _ended(self, number: int, _: object) -> None:
        self._leave()  # here, because the signal may come before there is anything that would do it
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    def _leave(self) -> None:
        if (before := self.handed_over()) is not None:
            try:
                _write(LEAVE)
                termios.tcsetattr(0, termios.TCSANOW, before)
            except (OSError, termios.error):
                return  # it is gone: what ends us is the signal that says so, and no fault that somebody may take for another

    def handed_over(self) -> list[Attribute] | None:
        """The attributes to give back, by whoever has the terminal from here on; None where that is somebody else already."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal gave: a function or a name of the system
        self._handlers.clear()
        before, self._attributes = self._attributes, None
        return before

    def listen(self) -> None:
        """Take what was typed so far, and the answer out of it, which may have to be waited for."""
        while select.select(
            [0], [], [], 0 if self.answer.ground else max(0.0, self._asked + PATIENCE - time.monotonic())
        )[0]:
            data = os.read(0, 4096)
            if not data:
                return  # the terminal is gone
            self.early += self.answer.keys(data)


def _raw(attributes: list[Attribute]) -> list[Attribute]:
    """As Textual has it: no echo, each key as it is pressed, none of them a signal."""
    iflag, oflag, cflag, lflag, ispeed, ospeed, characters = attributes
    assert isinstance(iflag, int)
    assert isinstance(lflag, int)
    assert isinstance(characters, list)
    iflag &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    lflag &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    characters = characters.copy()
    characters[termios.VMIN], characters[termios.VTIME] = 1, 0
    return [iflag, oflag, cflag, lflag, ispeed, ospeed, characters]


def _write(text: str) -> None:
    data = text.encode(getattr(sys.__stdout__, "encoding", None) or "utf-8", "replace")
    while data:
        data = data[os.write(1, data) :]
