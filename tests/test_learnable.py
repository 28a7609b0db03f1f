"""What helps one to learn the keys, and to have them as one wants them: the two lines of the foot, help, one's own keys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from reader.keys import COMMANDS
from reader.settings import Settings
from tests.conftest import LERVIK, SEEDS
from tests.hands import reading
from tests.test_app import BRIEFING, FIELD, RESULTS, Typed, hands_on

# --- a key that waits for another one ---


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(
    "lead", [("F3",), ("F4",), ("F5",), BRIEFING, ()], ids=lambda keys: keys[-1] if keys else "first"
)
async def test_after_g_the_foot_shows_whole_what_may_follow(lead: Sequence[str], columns: int, library: Path) -> None:
    """Both lines of the foot become the choice: each key that leads on, with the words of its command, none cut."""
    async with reading(SEEDS, (columns, 24)) as reader:
        await hands_on(reader, (*lead, "g"))
        said = f"{reader.status}\n{reader.foot}"
        assert said.startswith("g  then")
        assert "…" not in said
        for key, command in reader.screen.keymap.following(reader.view, "g").items():
            assert f"{key} {command.short or command.title}" in said


async def test_marks_are_shown_where_one_is_asked_for(library: Path) -> None:
    """M says what it waits for, ' the letters there are and the passage each stands for."""
    async with reading(SEEDS, (80, 24)) as reader:
        await reader.press("F3", "]", "m")
        assert "a letter marks this place" in reader.status
        await reader.press("a", "G", "m", "b", "'")
        assert "a R¶5" in reader.status
        assert "b R¶16" in reader.status


@pytest.mark.parametrize("prefix", ["g", "m", "'"])
async def test_a_key_that_leads_nowhere_is_said(prefix: str, library: Path) -> None:
    """Esc and a key that may not follow leave the choice, do nothing else, and say so."""
    async with reading(SEEDS) as reader:
        await reader.press("F3")
        before = reader.desk
        for key in ("esc", "F9", "?" if prefix != "'" else "z"):
            await reader.press(prefix, key)
            assert not reader.screen.shown.prefix
            assert reader.desk.said, key
            assert (reader.desk.view, reader.desk.places, reader.desk.work) == (before.view, before.places, before.work)
            assert "help" in reader.foot


# --- the foot ---

STATES: dict[str, tuple[Sequence[str], str]] = {
    "two sources marked": (("space", "j", "space"), "= beside"),
    "nothing searched": (("F2",), "^r earlier searches"),
    "nothing found": (("F2", Typed("zzzzqqq")), "^r earlier searches"),
    "hits lit": ((*FIELD, "enter"), "n N hit"),
    "hits lit in two texts": ((*FIELD, "enter", "F4"), "n N hit"),
    "removed text": (("j", "F3", "r"), "} next"),
    "words selected": (("F3", "]", "v"), "c clip"),
    "ledger narrowed": (("F5", "f"), "esc leave"),
    "nothing put aside": (("F6",), "F3"),
    "a line typed": ((*BRIEFING, "e"), "enter keep"),
    "a choice": (("F3", "]", "M"), "up down move"),
    "a card": (("F3", "i"), "q close"),
}


@pytest.mark.parametrize("state", STATES)
async def test_the_foot_names_what_matters_now(state: str, library: Path) -> None:
    """In the midst of something the foot shows its keys, at most six, the way out or the help among them."""
    keys, said = STATES[state]
    async with reading(SEEDS, (80, 24)) as reader:
        await hands_on(reader, keys)
        assert said in reader.foot
        assert "help" in reader.foot or "esc leave" in reader.foot
        assert len(reader.foot.split("   ")) <= 6
        assert "…" not in reader.foot


@pytest.mark.parametrize("columns", [40, 80, 200])
async def test_the_foot_fits_and_ends_with_the_help(columns: int, library: Path) -> None:
    """However narrow the window, the keys that are shown are whole, and the last one leads on or out."""
    for lead in ((), ("F3",), ("F4",), ("F5",), RESULTS):
        async with reading(SEEDS, (columns, 24)) as reader:
            await hands_on(reader, lead)
            assert reader.foot.endswith("? help")
            assert len(reader.foot) < columns


# --- one's own keys ---


async def test_ones_own_keys_are_shown_and_obeyed(library: Path) -> None:
    """A key of settings.toml does its command, and stands in the foot, in the help and among the keys after g."""
    own = Settings(keys={"zen": ("g z",), "clip": ("F8",), "next_quote": (), "previous_quote": ()})
    async with reading(SEEDS, (80, 24), own) as reader:
        await reader.press("F3")
        assert "F8 clip" in reader.foot
        assert "quotation" not in reader.foot
        await reader.press("]")
        assert reader.desk.place.quote is None
        await reader.press("}", "}", "}", "}", "}", "F8")
        assert len(reader.clips) == 1
        await reader.press("g")
        assert "z text alone" in f"{reader.status} {reader.foot}"
        await reader.press("z")
        assert reader.desk.zen
        await reader.press("z", "?")
        assert not reader.clips[1:]
        assert "clip" in reader.row("F8 ")


async def test_a_clash_of_keys_is_said_at_the_start(library: Path) -> None:
    """A key that would mean two things is told in the foot when the pack opens, with how many more there are."""
    async with reading(SEEDS, settings=Settings(keys={"zen": ("c",), "nothing": ("x",)})) as reader:
        assert reader.status.startswith("settings.toml: keys: no command is called 'nothing'")
        assert "more: twosource doctor" in reader.status


async def test_every_command_is_found_by_its_name_without_a_key(library: Path) -> None:
    """With no keys at all but those that call for commands, each is still listed in the help."""
    none = {c.id: () for c in COMMANDS if c.id not in ("help", "palette", "quit", "leave")}
    async with reading(LERVIK / "sources", settings=Settings(keys=none)) as reader:
        await reader.press("?", "?")
        assert len(reader.screen.shown.commands) == len(COMMANDS)
