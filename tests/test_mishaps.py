"""What goes wrong in a day of use leaves the screen usable and the reader where one was."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.pack import open_pack
from reader import aside
from reader import desk as moves
from reader.desk import Desk
from reader.journal import Work
from reader.page import Page
from reader.panes.source import SourceSheet
from reader.session import left, restored, resumed
from reader.settings import Settings
from tests.bench import corpus
from tests.conftest import FOREIGN_POLICY, LERVIK, REUTERS, ROOT, SEEDS
from tests.hands import event, reading
from tests.terminal import Terminal, private


def test_an_editor_that_is_not_there(tmp_path: Path) -> None:
    """It is told, and the reader is there again."""
    env = private(tmp_path) | {"PYTHONPATH": str(ROOT), "EDITOR": "nope-not-there", "VISUAL": ""}
    argv = [sys.executable, "-m", "reader", str(SEEDS)]
    with Terminal(argv, size=(100, 30), env=env, cwd=tmp_path) as terminal:
        terminal.wait("passages")
        terminal.press("enter", "o")
        terminal.wait("nope-not-there does not start")
        terminal.press("?")
        terminal.wait("Keys in Read")
        terminal.press("^q")
        assert terminal.exit_status() == 0


@pytest.mark.parametrize("size", [(60, 12), (40, 8)])
async def test_no_letters_where_nothing_begins(library: Path, size: tuple[int, int]) -> None:
    """F with neither a passage nor a quotation in view says so, and the next key is a key."""
    async with reading(SEEDS, size) as reader:
        await reader.press("F4", "g g")
        page = reader.screen.text_panes()[0][1].page
        page.show(page.sheet, 0)
        await reader.press("f", "?")
        assert reader.view == "help" or reader.screen.shown.labels


@pytest.mark.parametrize(("keys", "size"), [(("F3",), (120, 40)), (("F4",), (160, 45)), (("F4",), (80, 24))])
async def test_the_cursor_comes_along_with_the_wheel(
    library: Path, keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    """What is scrolled to is where one is: keys go on from there, c clips what is in view, the next opening begins there."""
    async with reading(LERVIK / "sources", size) as reader:
        await reader.press("2", *keys)
        page = dict(reader.screen.text_pages())[reader.desk.path]
        for _ in range(12):
            page.post_message(Page.Wheeled(page, 3))
            await reader.settle()
        sheet = page.sheet
        assert isinstance(sheet, SourceSheet)
        there = reader.desk.place.offset
        assert page.top <= sheet.layout.line_of(there) < page.top + page.size.height
        assert page.top > 10
        await reader.press("F5", "q")
        assert reader.desk.place.offset == there
        await reader.press("c")
        assert reader.desk.work.clips[0].passage > 0
        await reader.press("^q")
    async with reading(LERVIK / "sources", size) as reader:
        assert reader.desk.place.offset == there


async def test_a_comparison_of_one_is_none(library: Path) -> None:
    """X takes the last but one away: q leads to where the comparison was called from, not into one of a single text."""
    async with reading(LERVIK / "sources") as reader:
        await reader.press("enter", "F4", "X")
        assert reader.view == "read"
        await reader.press("q")
        assert reader.view == "sources"


async def test_esc_closes_the_palette_with_its_list(library: Path) -> None:
    """One esc leads back to the text."""
    async with reading(SEEDS) as reader:
        await reader.press("enter", "^p", "esc")
        assert reader.screen.shown.over is None
        assert reader.view == "read"


async def test_a_note_left_for_another_screen_is_kept(library: Path) -> None:
    """A key that leads elsewhere out of the lines of a note keeps them, and a title half typed stands there again."""
    async with reading(SEEDS) as reader:
        await reader.press("enter", "]", "c", "F6", "e")
        await reader.type("to be checked")
        await reader.press("F5", "F6")
        assert reader.desk.work.clips[0].note == "to be checked"
        await reader.press("T")
        await reader.type("After Dushanbe")
        await reader.press("F5", "F6", "T", "enter")
        assert reader.desk.work.title == "After Dushanbe"


async def test_the_home_of_a_user_that_there_is_not(library: Path) -> None:
    """A path that begins with ~ and no user's name, typed to check, to write, to open, completed: it is told, and nothing ends."""
    async with reading(SEEDS) as reader:
        await reader.press("enter", "]", "c")
        for keys, words in (
            (["V"], "~no-such-user/x.md"),
            (["F6", "W"], "~no-such-user/x.md"),
            ([":"], "e ~no-such-user/x.md"),
        ):
            await reader.press(*keys)
            await reader.type(words)
            await reader.press("tab", "enter")
            await reader.rest()
            assert not reader.ended
            await reader.press("esc", "esc", "F3")
        assert reader.view == "read"
        assert len(reader.clips) == 1


async def test_a_command_that_has_ended_does_not_work_any_more(library: Path) -> None:
    """What it said is shown, and nothing says that it goes on."""
    async with reading(SEEDS) as reader:
        await reader.press("enter", "|")
        await reader.type("wc -w")
        await reader.press("enter")
        await reader.until(lambda: reader.screen.shown.over is not None)
        assert "works …" not in reader.text()


def test_what_was_done_on_a_part_is_done_on_the_whole() -> None:
    """Choices, the view, the place and what can be taken back stay when the rest of the pack is there."""
    pack = open_pack(SEEDS, cache=False)
    part = replace(pack, articles=pack.articles[:1], echoes=())
    begun = moves.jumped(Desk(part, Work(), view="read", open=(REUTERS,), reported=True, chosen=(REUTERS,)), 400)
    begun = aside.put_aside(begun, aside.under(begun))
    desk = resumed(pack, begun)
    assert desk == replace(begun, pack=pack)


def test_places_in_what_is_not_read_yet_are_kept() -> None:
    """What is recorded while only a part of a pack is there does not forget where one was in the rest."""
    pack = open_pack(SEEDS, cache=False)
    part = replace(pack, articles=pack.articles[:1], echoes=())
    kept = Work(places={REUTERS: 1, FOREIGN_POLICY: 300})
    desk = moves.at(restored(part, kept, Settings()), 400)
    assert left(desk).places == {REUTERS: 400, FOREIGN_POLICY: 300}


def test_a_clip_made_while_the_pack_is_read_is_kept(tmp_path: Path) -> None:
    """Put aside in the first article while the others are read, and the program killed at once: it is there."""
    folder = corpus.pack(tmp_path / "many", 250)
    env = private(tmp_path) | {"PYTHONPATH": str(ROOT)}
    with Terminal([sys.executable, "-m", "reader", str(folder)], size=(120, 40), env=env, cwd=tmp_path) as terminal:
        terminal.wait("reading")
        terminal.wait("passages")
        terminal.press("enter", "]", "c")
        terminal.wait("clipped")
        assert any("reading" in row for row in terminal.screen()), "all of it was read before the clip was made"
    with Terminal([sys.executable, "-m", "reader", str(folder)], size=(120, 40), env=env, cwd=tmp_path) as terminal:
        terminal.wait(lambda rows: re.search(r"\d clips? *$", rows[0]))
        terminal.press("^q")
        assert terminal.exit_status() == 0


def test_a_comparison_asked_for_too_early_comes(tmp_path: Path) -> None:
    """F4 while the pack is still being read is obeyed when it is read."""
    argv = [sys.executable, "-m", "reader", str(LERVIK / "sources")]
    with Terminal(argv, size=(120, 40), env=private(tmp_path) | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path) as terminal:
        terminal.press("F4")
        terminal.wait("only here", timeout=30)
        terminal.press("^q")
        assert terminal.exit_status() == 0


async def test_what_is_typed_after_quitting_is_nothing(library: Path) -> None:
    """The next line for the shell, typed at once, is obeyed by no reader that ends."""
    async with reading(SEEDS) as reader:
        await reader.press("enter", "]", "c", "F6", "?")
        before = reader.desk.work
        reader.screen.leave()
        for key in ("e", "x", "T", "a", "enter", "^q", "F5", "C"):
            reader.app.post_message(event(key))
        await reader.settle()
        assert reader.app.return_code == 0
        assert reader.desk.work == before
        assert reader.screen.shown.question is None


@pytest.mark.parametrize("key", ["F5", "F4", "^q"])
async def test_a_note_that_is_being_typed_is_kept_with_its_quotation(library: Path, key: str) -> None:
    """A key that leads elsewhere, or out, ends the note as enter does; after esc the words stand at this quotation again, at no other."""
    async with reading(SEEDS) as reader:
        await reader.press("enter", "]", "C")
        await reader.type("to be checked")
        await reader.press("esc", "]", "C")
        assert "to be checked" not in reader.text()
        await reader.press("esc", "[", "C")
        assert "to be checked" in reader.text()
        await reader.press(key)
        assert [clip.note for clip in reader.desk.work.clips[:1]] == ["to be checked"]
