"""The mouse: on which word it is, what it selects, what it scrolls, and the keys it presses."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.panes.source import SourceSheet
from reader.shown import Keys, Sheetlet
from tests.conftest import FOREIGN_POLICY, REUTERS, SEEDS
from tests.hands import reading
from tests.test_app import lit, selected

SIZES = [(80, 24), (120, 40), (200, 50)]
"""The text begins at column 8, at 24, and behind a list."""


# --- pressing ---


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_press_puts_the_cursor_on_the_word(size: tuple[int, int], library: Path) -> None:
    """Whatever stands left of the text; on a blank it is the word before it."""
    async with reading(SEEDS, size) as reader:
        await reader.press("F3")
        for word, dx in (("Moscow’s", 0), ("Moscow’s", 5), ("confrontation", 12), ("DUSHANBE", 3)):
            await reader.click(word, dx=dx)
            assert lit(reader) == word
        await reader.click("failed to", dx=6)
        assert lit(reader) == "failed"
        assert reader.clips == []


async def test_a_press_beside_the_text_puts_the_cursor_on_its_line(library: Path) -> None:
    """On the number, the name or a note: the line's passage, or the quotation that begins there."""
    async with reading(SEEDS, (120, 40)) as reader:
        await reader.press("F3")
        await reader.click("SCO declaration ┃")
        assert reader.desk.place.quote == "R5.1"
        await reader.click(" 4  ", dx=1)
        assert reader.desk.passage is not None
        assert reader.desk.passage.n == 4
        await reader.click("word for word")
        assert reader.desk.place.quote == "R5.1"


async def test_two_presses_select_the_word_three_its_sentence(library: Path) -> None:
    """Nothing is copied by it; another press ends it."""
    async with reading(SEEDS, (120, 40)) as reader:
        await reader.press("F3")
        await reader.click("separatist", 2)
        assert selected(reader) == "separatist"
        await reader.pilot.pause(0.6)
        await reader.click("separatist", 3)
        assert selected(reader).startswith("The West supported its ally")
        assert selected(reader).endswith("South Ossetia.")
        assert reader.app.clipboard == ""
        await reader.pilot.pause(0.6)
        await reader.click("Moscow")
        assert selected(reader) == ""


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)], ids=str)
async def test_a_press_reaches_either_text_side_by_side(size: tuple[int, int], library: Path) -> None:
    """The pane under the mouse gets the cursor; its words are those of its source."""
    async with reading(SEEDS, size) as reader:
        await reader.press("F4", "]")
        await reader.click("their statement", 2)
        assert (reader.desk.path, selected(reader)) == (FOREIGN_POLICY, "their")
        await reader.pilot.pause(0.6)
        await reader.click("summit’s", 2)
        assert (reader.desk.path, selected(reader)) == (REUTERS, "summit’s")


# --- drawing ---


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_drawing_selects_from_word_to_word(size: tuple[int, int], library: Path) -> None:
    """The words as the source has them, over lines and passages, forwards and backwards; letting go keeps them."""
    async with reading(SEEDS, size) as reader:
        await reader.press("F3")
        x, y = reader.where("crucial")
        to, below = reader.where("troops")
        await reader.drag(x + 2, y, (x + 4, y), (to + 1, below))
        assert reader.desk.article is not None
        text = reader.desk.article.text
        assert selected(reader) == text[text.index("crucial") : text.index("troops") + 6]
        await reader.mouse("move", to + 1, below)
        await reader.mouse("up", to + 1, below)
        assert selected(reader).startswith("crucial")
        await reader.press("c")
        assert len(reader.clips) == 2
        await reader.drag(*reader.where("troops"), reader.where("ally"))
        assert selected(reader) == "ally Georgia when Russia sent in troops"
        assert reader.desk.turned


async def test_drawing_beyond_an_edge_scrolls(library: Path) -> None:
    """Held below the text it goes on line by line, and what is selected with it, until the button is let go."""
    async with reading(SEEDS, (80, 24)) as reader:
        await reader.press("F3")
        page = reader.screen.pane("left").page
        x, y = reader.where("crucial")
        await reader.drag(x, y, (x, y + 1), (x, 23))
        await reader.until(lambda: page.top > 10, "scrolling")
        await reader.mouse("up", x, 23)
        top = page.top
        assert selected(reader).startswith("crucial")
        assert len(selected(reader)) > 1000
        await reader.pilot.pause(0.2)
        assert page.top == top


# --- wide characters ---


@pytest.fixture
def east(tmp_path: Path) -> Path:
    """A source in Chinese with Latin and combining marks, and a short one beside it."""
    folder = tmp_path / "east"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "上海消息\n\n“上海合作组织（SCO）成员国对紧张局势深表关切，” 他说。 Zoe\u0308 Ame\u0301lie と 👩\u200d👧 agreed to go home.\n",
        encoding="utf-8",
    )
    (folder / "b.txt").write_text("Other\n\nNothing of that kind was said.\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("size", [(60, 20), (120, 40)], ids=str)
async def test_a_press_finds_the_word_among_wide_characters(size: tuple[int, int], east: Path, library: Path) -> None:
    """Characters of two cells and of none are counted as they are shown."""
    async with reading(east, size) as reader:
        await reader.press("F3")
        for word, dx in (("SCO", 2), ("张", 1), ("Ame\u0301lie", 5), ("agreed", 0), ("home", 3)):
            await reader.click(word, dx=dx)
            assert lit(reader) == word, word


# --- keys and lists ---


async def test_keys_in_the_foot_can_be_pressed(library: Path) -> None:
    """A key, or what it does, pressed with the mouse is that key; of a pair each one."""
    async with reading(SEEDS, (120, 40)) as reader:
        await reader.press("F3")
        await reader.click("] [ quotation")
        assert reader.desk.place.quote == "R5.1"
        await reader.click("] [ quotation")
        await reader.click("] [ quotation", dx=2)
        assert reader.desk.place.quote == "R5.1"
        await reader.click("c clip", dx=4)
        assert len(reader.clips) == 1
        await reader.click("? help", dx=2)
        assert isinstance(reader.screen.shown.over, Keys)
        await reader.click("q close")
        assert reader.screen.shown.over is None


async def test_a_foot_without_keys_can_be_pressed(library: Path) -> None:
    """In a window that was made too small to read in, and says nothing else."""
    async with reading(SEEDS) as reader:
        await reader.rest()
        for _ in range(5):
            await reader.resize(20, 5)
            for y in range(5):
                await reader.mouse("down", 12, y)
                await reader.mouse("up", 12, y)
            assert "too small" in reader.text()
            await reader.resize(120, 40)
            await reader.press("tab", "F3")


async def test_what_may_follow_a_key_can_be_pressed(library: Path) -> None:
    """The choice after g or ', and the keys that move the end of a selection."""
    async with reading(SEEDS, (120, 40)) as reader:
        await reader.press("F3", "g")
        await reader.click("q quotations")
        assert reader.view == "quotes"
        await reader.press("F3", "}", "right", "v")
        await reader.click("w b word")
        assert selected(reader) == "DUSHANBE (Reuters"
        await reader.click("w b word", dx=2)
        assert selected(reader) == "DUSHANBE"
        await reader.click("esc", dx=1)
        assert selected(reader) == ""


async def test_lines_of_a_card_can_be_pressed(library: Path) -> None:
    """One press puts the cursor on a passage of the outline, two go there."""
    async with reading(SEEDS, (120, 40)) as reader:
        await reader.press("F3", "t")
        await reader.click("In the past, the SCO")
        assert isinstance(reader.screen.shown.over, Sheetlet)
        assert reader.screen.shown.over.at == 10
        await reader.pilot.pause(0.6)
        await reader.click("In the past, the SCO", 2)
        assert reader.desk.passage is not None
        assert reader.desk.passage.n == 10
        assert reader.screen.shown.over is None


async def test_the_wheel_turns_the_pane_under_it(library: Path) -> None:
    """Three lines a notch, the other texts after it by content; the cursor comes along where it would be out of view."""
    async with reading(SEEDS, (120, 24)) as reader:
        await reader.press("F4", "S")
        left, right = (reader.screen.pane(name).page for name in ("left", "right"))
        await reader.mouse("scroll_down", 90, 10)
        await reader.until(lambda: (left.top, right.top) == (0, 3))
        await reader.mouse("scroll_down", 10, 10)
        await reader.until(lambda: (left.top, right.top) == (3, 3))
        assert isinstance(left.sheet, SourceSheet)
        assert left.sheet.layout.line_of(reader.desk.place.offset) == 3
        await reader.mouse("scroll_up", 10, 10)
        await reader.until(lambda: (left.top, right.top) == (0, 3))


async def test_a_press_on_a_preview_opens_it_at_the_word(library: Path) -> None:
    """Beside the hits and beside the list; from the hits one can go back to where one was."""
    async with reading(SEEDS, (160, 40)) as reader:
        await reader.click("Tbilisi’s")
        assert (reader.view, lit(reader)) == ("read", "Tbilisi’s")
        await reader.press("F2")
        await reader.search("counter-weight reporters")
        await reader.click("In the past, the", dx=7)
        assert (reader.view, lit(reader)) == ("read", "past")
        await reader.press("j", "backspace")
        assert reader.desk.passage is not None
        assert reader.desk.passage.n == 2


async def test_screens_in_the_head_line_can_be_pressed(library: Path) -> None:
    """Each name leads to its screen."""
    async with reading(SEEDS, (120, 40)) as reader:
        for name, view in (("Compare", "compare"), ("Quotes", "quotes"), ("Briefing", "briefing"), ("Read", "read")):
            await reader.click(name)
            assert reader.view == view


async def test_letting_the_mouse_go_elsewhere_is_no_press(library: Path) -> None:
    """Drawn over another pane and let go there, the selection stays in its source and nothing there is pressed."""
    async with reading(SEEDS, (120, 40)) as reader:
        await reader.press("F4", "]")
        x, y = reader.where("recent tensions around")
        await reader.drag(x, y, (x + 4, y), (110, y + 2))
        await reader.mouse("up", 110, y + 2)
        assert reader.desk.path == REUTERS
        assert selected(reader).startswith("recent tensions")
