"""The widget that shows all long text: only what is looked at is made."""

from __future__ import annotations

from textual.app import App, ComposeResult

from reader.page import Page
from reader.paint import Line, Piece


class Counted:
    """A very long sheet that remembers which of its lines were asked for."""

    def __init__(self, height: int) -> None:
        self.height = height
        self.asked: list[int] = []

    def line(self, y: int, top: int) -> Line:
        assert 0 <= y < self.height
        self.asked.append(y)
        return Line((Piece(f"line {y}"),))


class Small(App[None]):
    """A page and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()

    def compose(self) -> ComposeResult:
        yield self.page


async def test_only_lines_in_view_are_made() -> None:
    """Of a million lines those of one screen are made, at the top, in the middle and at the end."""
    async with Small().run_test(size=(40, 10)) as pilot:
        page = pilot.app.query_one(Page)
        for top in (0, 500_000, 999_990):
            sheet = Counted(1_000_000)
            page.show(sheet, top)
            await pilot.pause()
            assert set(sheet.asked) == set(range(top, top + 10))
            assert len(sheet.asked) <= 20


async def test_a_line_is_coloured_once() -> None:
    """A line that comes back, or says the same elsewhere, is not painted anew."""
    async with Small().run_test(size=(40, 10)) as pilot:
        page = pilot.app.query_one(Page)
        page.show(Counted(100), 0)
        await pilot.pause()
        kept = dict(page._strips)
        page.show(Counted(100), 1)
        await pilot.pause()
        assert all(page._strips[key] is made for key, made in kept.items())
        assert len(page._strips) == len(kept) + 1


async def test_the_first_line_stays_in_range() -> None:
    """No way of scrolling shows anything before the first or behind the last line."""
    async with Small().run_test(size=(40, 10)) as pilot:
        page = pilot.app.query_one(Page)
        page.show(Counted(25), 100)
        assert page.top == 15
        page.scroll_to_line(-5)
        assert page.top == 0
        page.scroll_to_line(99)
        assert page.top == 15
        page.show(Counted(3))
        assert page.top == 0
        page.keep_in_view(2, 2)
        assert page.top == 0
        page.show(Counted(0))
        await pilot.pause()
        assert page.top == 0


async def test_what_is_in_view_is_not_moved() -> None:
    """The page scrolls only when the lines asked for are not in view; then they come to a third of the height."""
    async with Small().run_test(size=(40, 12)) as pilot:
        page = pilot.app.query_one(Page)
        page.show(Counted(100), 20)
        page.keep_in_view(24, 26)
        assert page.top == 20
        page.keep_in_view(60, 61)
        assert page.top == 56
        page.keep_in_view(0, 1)
        assert page.top == 0


async def test_below_the_sheet_the_page_is_blank() -> None:
    """Behind the last line there is the page's ground, no old line."""
    async with Small().run_test(size=(20, 6)) as pilot:
        page = pilot.app.query_one(Page)
        page.show(Counted(50), 10)
        await pilot.pause()
        page.show(Counted(2))
        await pilot.pause()
        rows = [strip.text.rstrip() for strip in pilot.app.screen._compositor.render_strips()]
        assert rows == ["line 0", "line 1", "", "", "", ""]
