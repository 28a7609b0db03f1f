"""Hands for tests that run the reader without a terminal: they press keys as a person names them, and read the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from rich.cells import cell_len
from textual.events import Key, MouseDown, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widget import Widget

from reader import journal, watching
from reader.app import TwosourceApp
from reader.desk import Desk
from reader.page import Page
from reader.screen import ReaderScreen
from reader.settings import Settings, load

NAMES = {"esc": "escape", " ": "space", "F10": "f10"} | {f"F{n}": f"f{n}" for n in range(1, 10)}
CHARACTERS = {"space": " ", "enter": "\r", "tab": "\t", "esc": "\x1b", "backspace": "\x7f"}
PATIENCE = 20.0
"""Seconds to wait for work beside the screen: far more than it ever takes."""


class Reader:
    """The reader on a pack, and the hands on its keys."""

    def __init__(self, app: TwosourceApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> ReaderScreen:
        screen = self.app.screen
        assert isinstance(screen, ReaderScreen)
        return screen

    @property
    def desk(self) -> Desk:
        return self.screen.desk

    @property
    def view(self) -> str:
        return self.screen.view

    @property
    def clips(self) -> list[str]:
        """The words that are put aside, in order."""
        return [clip.text for clip in self.desk.work.clips]

    async def press(self, *keys: str) -> None:
        """Keys as `keys.COMMANDS` writes them: `j`, `^f`, `F4`, `g g`; each is done before the next."""
        for key in keys:
            for part in key.split(" ") if len(key) > 1 else [key]:
                await self._key(part)

    async def type(self, text: str) -> None:
        """Each character as a key."""
        for character in text:
            await self._key(character)

    async def _key(self, key: str) -> None:
        """As the pilot does it, but for its waiting until the process rests."""
        self.app.post_message(event(key))
        await self.settle()

    async def settle(self, *also: Widget) -> None:
        """Wait until what was pressed is worked off and painted: twice, since painting may ask for more of it."""
        for _ in range(2):
            for pump in (self.app, self.app.focused, *also, self.app.screen):
                if pump is not None:
                    done = asyncio.Event()
                    pump.call_later(done.set)
                    while not done.is_set() and not self.ended:
                        await asyncio.sleep(0)
            if self.ended:
                return
            self.app.screen._on_timer_update()

    @property
    def ended(self) -> bool:
        return self.app.return_code is not None

    async def until(self, holds: Callable[[], object], what: str = "") -> None:
        """Wait for work beside the screen: until `holds`."""
        until = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < until, f"{what or 'it'} did not come; the screen:\n{self.text()}"
            assert not self.ended, f"the reader ended; the screen was:\n{self.text()}"
            await self.pilot.pause(0.005)

    async def rest(self) -> None:
        """Wait until nothing goes on beside the screen."""
        await self.until(lambda: _ready(self), "the end of what goes on beside the screen")
        await self.settle()

    async def search(self, query: str) -> None:
        """Type a query into the field of an open search, and wait for its answer."""
        await self.type(query)
        await self.until(lambda: self.desk.query.endswith(query) and self.answered, f"an answer to {query!r}")

    @property
    def answered(self) -> bool:
        answer = self.desk.answer
        asked = f"{self.desk.scope} {self.desk.query}".strip()
        return answer is not None and answer.query.strip() == asked

    async def resize(self, columns: int, rows: int) -> None:
        await self.pilot.resize_terminal(columns, rows)
        await self.settle()

    def text(self) -> str:
        """What the screen shows."""
        return screen_text(self.app)

    def row(self, holding: str) -> str:
        """The first row that holds some text; fails if there is none."""
        found = [row for row in self.text().split("\n") if holding in row]
        assert found, f"{holding!r} is not on the screen:\n{self.text()}"
        return found[0]

    # --- the mouse ---

    def where(self, words: str, nth: int = 0) -> tuple[int, int]:
        """Column and row of the first cell of some words on the screen."""
        found = [
            (cell_len(row[:at]), y)
            for y, row in enumerate(self.text().split("\n"))
            for at in range(len(row))
            if row.startswith(words, at)
        ]
        assert len(found) > nth, f"{words!r} is not on the screen:\n{self.text()}"
        return found[nth]

    async def click(self, words: str, times: int = 1, *, nth: int = 0, dx: int = 0) -> None:
        """The mouse pressed on some words, `dx` cells from where they begin."""
        x, y = self.where(words, nth)
        for chain in range(1, times + 1):  # as the driver reports it: a press twice is two, the second of chain 2
            await self.mouse("down", x + dx, y)
            await self.mouse("up", x + dx, y)
            assert chain <= times
        await self.settle()

    async def drag(self, x: int, y: int, *path: tuple[int, int]) -> None:
        """The mouse pressed at a cell and drawn along others, the button still held."""
        await self.mouse("down", x, y)
        for cell in path:
            await self.mouse("move", *cell)
        await self.settle()

    async def mouse(self, what: str, x: int, y: int) -> None:
        """One thing that a mouse does at a cell: down, up, move, scroll_down, scroll_up."""
        kind = {
            "down": MouseDown,
            "up": MouseUp,
            "move": MouseMove,
            "scroll_down": MouseScrollDown,
            "scroll_up": MouseScrollUp,
        }
        button = 1 if what in ("down", "up", "move") else 0
        report = kind[what](None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y)
        report.set_sender(self.app)
        self.app.post_message(report)
        await self.settle(self.screen, *self.screen.query(Page).results(Page))

    @property
    def status(self) -> str:
        """The line above the keys."""
        return self._line("status")

    @property
    def foot(self) -> str:
        """The line with the keys."""
        return self._line("keys")

    def _line(self, name: str) -> str:
        return "".join(piece.text for piece in self.screen.page(name).sheet.line(0, 0).pieces).strip()


def event(key: str) -> Key:
    """A key as a person writes it, as Textual's driver reports it."""
    if key.startswith("^") and len(key) == 2:
        return Key(f"ctrl+{key[1]}", None)
    if len(key) == 1:
        return Key(key if key.isalnum() else NAMES.get(key) or _character_to_key(key), key)
    return Key(NAMES.get(key, key), CHARACTERS.get(key))


def screen_text(app: TwosourceApp) -> str:
    """The whole screen, a line a row, without blanks at their ends."""
    width, height = app.size
    rows = app.screen._compositor.render_strips()
    lines = [strip.crop(0, width).text.rstrip() for strip in rows[:height]]
    return "\n".join(lines) + "\n"


@asynccontextmanager
async def reading(
    folder: Path,
    size: tuple[int, int] = (120, 40),
    settings: Settings | None = None,
    *,
    first: bool = False,
    every: float = watching.EVERY,
) -> AsyncIterator[Reader]:
    """The reader on a pack, as soon as it is read, indexed and can be searched; not for the first time, if not said so.

    Where the settings say that its files are watched, they are looked at so `every` many seconds.
    """
    if not first:
        journal.mark_opened()
    app = TwosourceApp(folder, settings or load(), every=every)
    async with app.run_test(size=size) as pilot:
        reader = Reader(app, pilot)
        await reader.until(lambda: _ready(reader), "the pack")
        await pilot.pause(0)
        yield reader
        if not reader.ended:  # the journal's thread must not outlive the test's folders
            reader.screen.leave()


def _ready(reader: Reader) -> bool:
    """Whether the pack is read, indexed and can be searched, and nothing goes on beside the screen."""
    screen = reader.screen
    working = any(not worker.is_finished for worker in reader.app.workers)
    return screen.shown.desk is not None and screen._whole and screen._beside.ready and not working
