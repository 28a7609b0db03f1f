"""No key is dead: each key of the table, in each view it is claimed for, shows something or says why it does not."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.style import Style

from reader.desk import Desk
from reader.keys import COMMANDS, VIEWS, Keymap, types
from reader.settings import Settings
from tests.conftest import LERVIK
from tests.hands import Reader, reading
from tests.test_app import Typed, begin_again, hands_on

KEYMAP = Keymap()
_CLIPPED = ("F3", "]", "c", "]", "c", "]", "c")
LEAD: dict[str, Sequence[str]] = {
    "sources": (*_CLIPPED, "m", "a", "u", "q", "j", "j", "j"),
    "search": (*_CLIPPED, "F2", Typed("port"), "enter", "F2", Typed("ferry"), "pagedown", "down"),
    "results": (*_CLIPPED, "F2", Typed("ferry"), "tab", "j", "j", "j", "j"),
    "read": (
        *_CLIPPED,
        "m",
        "a",
        "u",
        "F2",
        Typed("ferry"),
        "enter",
        "n",
        "n",
        "}",
        "}",
        "]",
        "right",
        "backspace",
        "]",
    ),
    "compare": (*_CLIPPED, "m", "a", "u", "F2", Typed("ferry"), "enter", "F4", "]", "]", "}", "}", "G", "backspace"),
    "quotes": (*_CLIPPED, "u", "F5", *"jjjjjjjj", "d", "l", "l"),
    "briefing": (*_CLIPPED, "]", "c", "u", "F6", "j"),
    "coverage": (*_CLIPPED, "u", "g m", *"jjjjjjjj", "l", "l"),
    "timeline": (*_CLIPPED, "u", "g t", "j", "j", "j"),
    "check": (*_CLIPPED, "V", Typed(str(LERVIK / "briefing-bad.md")), "enter"),
    "help": (*_CLIPPED, "?", "j", "j", "j"),
}
"""Keys that lead to the midst of each view: something above and below, something put aside, something taken back."""
ENDS = {"quit"}
"""What ends the program, and is tried where that is seen."""


def look(reader: Reader) -> list[list[tuple[str, Style | None]]]:
    """The whole screen, words and styles."""
    return [[(part.text, part.style) for part in strip] for strip in reader.app.screen._compositor.render_strips()]


async def back_to(reader: Reader, view: str, there: Desk) -> None:
    """The desk as it was in the midst of a view, and the keys where they went."""
    await begin_again(reader, replace(there, said=""))
    screen = reader.screen
    if view == "results":
        screen.shown.in_results = True
        screen.paint()
    elif view == "search":
        screen.do_search()
        screen.query_one("#field").action_end()
    elif view == "help":
        await reader.press("?", "j", "j", "j")
    await reader.settle()
    assert reader.view == view


@pytest.mark.parametrize("view", VIEWS)
async def test_no_key_is_dead(view: str, library: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pressed in the midst of its view, every key changes the screen or the desk, or has a reason said in the foot."""
    editor = (sys.executable, "-c", "import sys; sys.exit(3)")
    dead = []
    async with reading(LERVIK / "sources", settings=Settings(editor=editor)) as reader:
        monkeypatch.setattr(reader.app, "suspend", contextlib.nullcontext)
        await hands_on(reader, LEAD[view])
        await reader.rest()
        assert reader.view == view
        there = reader.desk
        for command in KEYMAP.of(view):
            for key in command.keys:
                if command.id in ENDS or (view == "search" and types(key)):
                    continue
                await back_to(reader, view, there)
                before, desk = look(reader), reader.desk
                await reader.press(key)
                for _ in range(40):
                    if look(reader) != before or reader.desk != desk or reader.ended:
                        break
                    await reader.pilot.pause(0.01)
                else:
                    dead.append(f"{key}: {command.id}")
    assert not dead, ", ".join(dead)


def test_the_midst_of_every_view_is_known() -> None:
    """A view that is new has to be led to."""
    assert set(LEAD) == set(VIEWS)
    assert {c.id for c in COMMANDS} >= ENDS
