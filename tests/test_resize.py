"""A window of any size, changed at any moment: what was being read is still in view."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from reader import desk as moves
from reader.page import Page
from reader.panes.source import SourceSheet
from tests.conftest import LERVIK
from tests.hands import Reader, reading
from tests.terminal import Terminal, private
from tests.test_start import READER, ROOT

RANDOM = random.Random(11)
SIZES = [
    *((10, 3), (120, 40), (40, 12), (300, 100), (1, 1), (80, 24), (20, 5), (117, 29), (118, 30), (24, 6), (60, 200)),
    *((RANDOM.randint(1, 300), RANDOM.randint(1, 100)) for _ in range(12)),
    (120, 40),
]


def text_page(reader: Reader) -> tuple[Page, SourceSheet]:
    """The page with the cursor, and its text."""
    page = dict(reader.screen.text_pages())[reader.desk.path]
    assert isinstance(page.sheet, SourceSheet)
    return page, page.sheet


async def in_the_middle(reader: Reader) -> None:
    """Put the cursor in the middle of the longest article, on the middle of a passage."""
    longest = max(reader.desk.pack.articles, key=lambda a: len(a.text))
    span = longest.passages[len(longest.passages) // 2].span
    desk = moves.jumped(moves.opened(reader.desk, longest.path), sum(span) // 2)
    reader.screen.show_desk(desk)
    await reader.settle()


@pytest.mark.parametrize(
    "keys", [("F3",), ("F4",), ("F3", "r"), ("F3", "v")], ids=["read", "compare", "removed", "select"]
)
async def test_the_line_under_the_cursor_stays_in_view(library: Path, keys: tuple[str, ...]) -> None:
    """Through sizes drawn at random and some that are too small for anything; so does the offset it is on."""
    async with reading(LERVIK / "sources") as reader:
        await reader.press(keys[0])
        await in_the_middle(reader)
        await reader.press(*keys[1:])
        place, selection = reader.desk.place, reader.desk.selection
        for size in SIZES:
            await reader.resize(*size)
            assert (reader.desk.place, reader.desk.selection) == (place, selection)
            if size[0] < 24 or size[1] < 6:
                continue
            page, sheet = text_page(reader)
            line = sheet.layout.line_of(place.offset)
            assert page.top <= line < page.top + page.size.height, size


async def test_lower_rows_alone_do_not_hide_the_cursor(library: Path) -> None:
    """The window keeps its division, and the cursor stood at its lower end."""
    async with reading(LERVIK / "sources", (120, 60)) as reader:
        await reader.press("F3")
        await in_the_middle(reader)
        page, sheet = text_page(reader)
        page.scroll_to_line(sheet.layout.line_of(reader.desk.place.offset) - page.size.height + 3)
        await reader.settle()
        await reader.resize(120, 31)
        page, sheet = text_page(reader)
        assert page.top <= sheet.layout.line_of(reader.desk.place.offset) < page.top + page.size.height


async def test_a_text_scrolled_away_from_the_cursor_stays_where_it_is_read(library: Path) -> None:
    """By the wheel: the words at the top of the window are there after the change, though lines break elsewhere."""
    async with reading(LERVIK / "sources", (100, 30)) as reader:
        await reader.press("F3")
        await in_the_middle(reader)
        await reader.press("g g")
        page, sheet = text_page(reader)
        page.scroll_to_line(sheet.height - page.size.height - 4)
        await reader.settle()
        top = sheet.layout.offset_of(page.top)
        await reader.resize(57, 22)
        page, sheet = text_page(reader)
        assert page.top == sheet.layout.line_of(top)


@pytest.mark.parametrize("keys", [("F2",), ("F5",), ("F6",), ("F3", "?"), ("F3", "i"), ("F3", ":")], ids=" ".join)
async def test_every_screen_lives_through_every_size(library: Path, keys: tuple[str, ...]) -> None:
    """With a search typed, and under what is laid over the text; the statement and the hit under the cursor stay."""
    async with reading(LERVIK / "sources") as reader:
        await reader.press(*keys)
        if keys == ("F2",):
            await reader.search("the")
            await reader.press("down", "down")
        if keys == ("F5",):
            await reader.press("j", "j", "d")
        before = (reader.view, reader.desk.hit, reader.desk.statement, reader.desk.query)
        for size in SIZES:
            await reader.resize(*size)
        assert (reader.view, reader.desk.hit, reader.desk.statement, reader.desk.query) == before
        text = reader.text()
        await reader.resize(121, 40)
        await reader.resize(120, 40)
        assert reader.text() == text


async def test_a_window_too_small_to_read_in_says_so(library: Path) -> None:
    """What it is, and what to make of it; grown again, the text is there."""
    async with reading(LERVIK / "sources") as reader:
        for keys in ("F3", "F4", "F5"):
            await reader.press(keys)
            before = reader.text()
            await reader.resize(12, 4)
            assert reader.text().split()[:6] == ["too", "small", "to", "read:", "make", "it"]
            await reader.resize(120, 40)
            assert reader.text() == before


def test_a_terminal_of_ten_by_three(tmp_path: Path) -> None:
    """The reader starts in it, grows with it, and ends well."""
    with Terminal(READER, size=(10, 3), env=private(tmp_path) | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path) as terminal:
        terminal.wait("too small")
        terminal.resize(80, 24)
        terminal.wait("Russia's Asia allies")
        terminal.resize(1, 1)
        terminal.resize(100, 30)
        terminal.wait("crucial support")
        terminal.press("q")
        assert terminal.exit_status() == 0
