"""Keys, the mouse and the window's size at random, against a model of what is put aside."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import shutil
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from reader import journal
from reader.beside import Beside
from reader.filing import Filing
from reader.keys import COMMANDS
from reader.screen import ReaderScreen
from tests import hands
from tests.conftest import LERVIK, SEEDS
from tests.hands import Reader, reading
from tests.losing import Tally
from tests.losing.model import Notes, altered, difference, kept

PATIENCE = 60.0
"""Seconds after which a key hangs."""
LEAK = 20.0
"""Megabytes that memory may grow after the first `WARM` keys."""
WARM = 1_500
STEPS = 120
"""So often `q` leads to the first screen from anywhere, at most."""
LIKED = {
    "clip": 12, "clip_note": 3, "note": 4, "tags": 3, "heading": 2, "title": 2, "bottom_line": 2, "remove": 3,
    "item_down": 5, "item_up": 5, "undo": 8, "redo": 5, "join": 3, "select": 4, "rule": 3, "next_quote": 6,
    "search": 3, "write": 2, "write_as": 1, "verify": 1, "form": 2, "briefing": 4, "read": 4, "compare": 2, "quotes": 2,
    "source_n": 1, "quit": 0.15, "theme": 0.3, "down": 3, "replace": 3, "write_text": 2, "palette": 0.5,
}  # fmt: skip
"""How often commands are done; all others once."""
WORDS = (
    "bridge", "“We found", "[sic]", "who:", "[/red]", "é", "\u202eevil", "12", "\x1b[2J", "a b", "- ", "#tag", "briefing.md",
    "", " ", "OR", '"', "*", "x" * 40, "日本", "```", "ledger.csv", "out.html", "check.md", "y", "n",
)  # fmt: skip
SIZES = ((120, 40), (120, 40), (80, 24), (20, 5), (200, 50), (40, 8), (61, 13))
ANSWERS = ("enter", "enter", "esc", "backspace", "^u", "down", "up", "tab", "^s", "F6", "^p")
OVER = ("j", "k", "enter", "esc", "q", "space", "/", "p", "down", "u", "c")
SPREES = (
    ("F3", "]", "c", "]", "c", "}", "c", "]", "c"),
    ("F3", "2", ".", "c", ".", "c", "v", "w", "w", "c"),
    ("F5", "c", "j", "c", "j", "j", "c"),
    ("F4", "]", "c", "}", "c", "]", "C", "a", "n", "enter"),
    ("F6", "e", "n", "o", "t", "e", "enter", "2", "esc", "j", "J", "K", "K", "J"),
    ("F6", "H", "h", "enter", "#", "t", " ", "u", "enter", "T", "t", "enter", "J", "x"),
    ("F6", "u", "u", "u", "^r", "^r", "J", "u"),
    ("F6", "w", "e", "n", "^s", "w"),
    ("F3", "r", "R", "u", "^r", "r"),
)
"""Keys that people press one after the other, so that there is something to change."""


class Fault(Exception):  # noqa: N818
    """Something is not as it should be."""


class Hands:
    """Hands that press at random, and eyes that compare."""

    def __init__(self, reader: Reader, draw: random.Random, notes: Notes, did: list[str]) -> None:
        self.reader = reader
        self.draw = draw
        self.notes = notes
        self.did = did
        """The keys, for whoever looks for what was wrong."""
        self.commands: list[str] = []

    async def one(self) -> None:
        """One more thing."""
        chance = self.draw.random()
        if chance < 0.02:
            await self._do(f"window {(size := self.draw.choice(SIZES))}", self.reader.resize(*size), free=False)
        elif chance < 0.06:
            await self._mouse()
        else:
            await self._keys()

    async def _keys(self) -> None:
        shown = self.reader.screen.shown
        if shown.question is not None or shown.editing is not None:
            if self.draw.random() < 0.5:
                for letter in self.draw.choice(WORDS):
                    await self.press(letter)
            await self.press(self.draw.choice(ANSWERS))
        elif self.reader.view == "search" and self.draw.random() < 0.6:
            for letter in self.draw.choice(WORDS[:12]):
                await self.press(letter)
        elif shown.prefix:
            await self.press(self.draw.choice("abcxyz123'"))
        elif shown.over is not None and self.draw.random() < 0.7:
            await self.press(self.draw.choice(OVER))
        elif self.draw.random() < 0.08:
            for key in self.draw.choice(SPREES):
                await self.press(key)
        else:
            known = [c for c in COMMANDS if self.reader.view in c.views and c.keys]
            command = self.draw.choices(known, [LIKED.get(c.id, 1) for c in known])[0]
            for part in self.draw.choice(command.keys).split(" "):
                await self.press(part)

    async def press(self, key: str) -> None:
        """One key; what it does is done when this ends."""
        if self.reader.ended:
            return
        shown = self.reader.screen.shown
        free = shown.over is not None or bool(shown.prefix) or shown.editing is not None
        await self._do(key, self.reader.press(key) if len(key) > 1 else self.reader._key(key), free=free)

    async def _mouse(self) -> None:
        width, height = self.reader.app.size
        x, y = self.draw.randrange(width), self.draw.randrange(height)
        what = self.draw.choice(("click", "click", "drag", "scroll_down", "scroll_up"))
        if what == "click":
            await self._do(f"down {x} {y}", self.reader.mouse("down", x, y), free=True)
            if not self.reader.ended:
                await self._do(f"up {x} {y}", self.reader.mouse("up", x, y), free=True)
        elif what == "drag":
            to = (self.draw.randrange(width), self.draw.randrange(height))
            await self._do(f"drag {x} {y} {to}", self.reader.drag(x, y, to), free=True)
            if not self.reader.ended:
                await self._do("up", self.reader.mouse("up", *to), free=True)
        else:
            await self._do(f"{what} {x} {y}", self.reader.mouse(what, x, y), free=True)

    async def _do(self, said: str, doing: Any, *, free: bool) -> None:
        reader, shown = self.reader, self.reader.screen.shown
        asked = shown.question.label if shown.question is not None else None
        view, there = reader.view, reader.desk
        self.commands.clear()
        self.did.append(said)
        try:
            await asyncio.wait_for(self._settled(doing), PATIENCE)
        except TimeoutError:
            raise Fault(f"{said} in {view} hangs") from None
        now = there if reader.ended and reader.screen.shown.desk is None else reader.desk
        of_text = view == "check" and not free
        commands = [c for c in self.commands if not (of_text and c in ("undo", "redo"))]
        wrong = [*self.notes.pressed(commands, asked, now.work, free=free or of_text)]
        wrong += altered(now.pack.read or now.pack, now.work)
        if wrong:
            raise Fault(f"{said} in {view}: {'; '.join(wrong)}")

    async def _settled(self, doing: Any) -> None:
        await doing
        if not self.reader.ended:
            await self.reader.rest()

    async def home(self) -> None:
        """To the first screen by `q`, whatever there is in between."""
        for _ in range(STEPS):
            reader = self.reader
            if reader.ended:
                return
            shown = reader.screen.shown
            if reader.view == "sources" and shown.over is None and shown.question is None and not shown.prefix:
                return
            lies_over = (
                shown.question is not None or shown.editing is not None or shown.prefix or reader.view == "search"
            )
            await self.press("esc" if lies_over else "q")
        raise Fault(f"q does not lead to the first screen; it shows\n{self.reader.text()}")


def pressed(folder: Path, seed: int, times: int) -> Tally:
    """So many keys on a pack, that of a seed: the seeds of the project or the invented one; quit now and then, and begun again."""
    tally, did = Tally(), list[str]()
    pack = folder / "pack"
    shutil.copytree(LERVIK / "sources" if seed % 2 else SEEDS, pack)
    (folder / "here").mkdir()
    shutil.copy(LERVIK / "briefing-bad.md", folder / "here" / "check.md")
    before = os.getcwd()
    os.chdir(folder / "here")
    try:
        with _alone(folder):
            asyncio.run(_pressed(pack, seed, times, tally, did))
    except Exception:  # whatever it is, somebody would have seen it
        tally.lost.append(f"seed {seed}, after {len(did)}: … {' '.join(did[-25:])}: {traceback.format_exc()[-900:]}")
    finally:
        os.chdir(before)
    return tally


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Folders of its own; nothing of what the user has is begun: no editor, no command, no clipboard."""
    homes = {f"XDG_{name.upper()}_HOME": str(folder / name) for name in ("cache", "state", "config", "data")}
    with ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, homes | {"HOME": str(folder), "TERM": "xterm-256color"}))
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "NO_COLOR"):
            os.environ.pop(name, None)

        def piped(beside: Beside, words: Sequence[str], text: str, done: Any) -> None:
            done(words[0], "printed\x1b[2J [sic]", 0)

        stack.enter_context(mock.patch.object(hands, "PATIENCE", PATIENCE))
        stack.enter_context(mock.patch.object(Filing, "run_in_terminal", return_value=""))
        stack.enter_context(mock.patch.object(Beside, "pipe", piped))
        stack.enter_context(mock.patch.object(Beside, "copy", lambda *told: told[-1]("")))
        yield


async def _pressed(pack: Path, seed: int, times: int, tally: Tally, did: list[str]) -> None:
    draw = random.Random(f"keys {seed}")
    work, warm = journal.Work(), 0.0
    while len(did) < times:
        async with reading(pack, draw.choice(SIZES)) as reader:
            real, notes = ReaderScreen.do, Notes(kept(reader.desk.work))
            if notes.now != kept(work):
                raise Fault(f"what was left is not there again: {difference(work, reader.desk.work)}")
            presses = Hands(reader, draw, notes, did)

            def do(screen: ReaderScreen, command: Any, key: str, hands: Hands = presses, real: Any = real) -> None:
                hands.commands.append(command.id)
                real(screen, command, key)

            with mock.patch.object(ReaderScreen, "do", do):
                await _session(presses, tally, times)
            work, name = reader.desk.work, reader.desk.pack.id
            if not reader.ended:
                reader.screen.leave()
        found = journal.work_of(name)
        if found != work and kept(found) != kept(work):
            raise Fault(f"the journal has something else: {difference(work, found)}")
        tally.acknowledged += 1
        tally.times = len(did)
        if not warm and len(did) >= WARM:
            warm = _megabytes()
    tally.notes = {"clips at the end": len(work.clips), "MB grown": round(_megabytes() - warm) if warm else 0}
    if warm and _megabytes() - warm > LEAK:
        tally.lost.append(f"seed {seed}: memory grew by {_megabytes() - warm:.0f} MB after {WARM} keys")


async def _session(hands: Hands, tally: Tally, times: int) -> None:
    """Until the reader is left, or enough was pressed; now and then back to the first screen, the journal looked at."""
    reader, n = hands.reader, 0
    while not reader.ended and len(hands.did) < times:
        await hands.one()
        n += 1
        if n % 60 == 0 and not reader.ended:
            await hands.home()
        if n % 40 == 0 and not reader.ended:
            kept_by = reader.screen._journal
            if kept_by is None or not kept_by.flush():
                raise Fault("the journal does not come to the disk")
            tally.acknowledged += 1
            found = journal.work_of(reader.desk.pack.id)
            if kept(found) != kept(reader.desk.work):
                raise Fault(f"the disk has something else: {difference(reader.desk.work, found)}")


def _megabytes() -> float:
    """The most memory that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
