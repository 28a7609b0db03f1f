"""Lines and pages: the cursor and the text move on, in whichever view."""

from __future__ import annotations

from dataclasses import replace

from reader import charted, hits
from reader import desk as moves
from reader.beside import MOST_HITS
from reader.page import Page
from reader.panes import ledger
from reader.panes.briefing import BriefingSheet
from reader.panes.source import SourceSheet
from reader.proving import Proving


class Scrolling(Proving):
    """Moves by lines, pages, and to the edges."""

    def text_pages(self) -> list[tuple[str, Page]]:
        """The pages that show sources, with their paths."""
        return [(path, pane.page) for path, pane in self.text_panes()]

    def _scroll(self, lines: int) -> None:
        """The cursor and the text on by some lines; at the edges of the text only the cursor."""
        desk = self.desk
        pages = dict(self.text_pages())
        page = pages.get(desk.path)
        sheet = page.sheet if page else None
        if page is None or not isinstance(sheet, SourceSheet) or not sheet.height:
            return
        layout = sheet.layout
        here = layout.line_of(desk.place.offset)
        to = max(0, min(here + lines, layout.height - 1))
        step = 1 if lines > 0 else -1
        while 0 < to < layout.height - 1 and (layout.block[to] < 0 or layout.blocks[layout.block[to]].kind == "second"):
            to += step
        offset = layout.offset_of(to)
        while lines < 0 < to and layout.line_of(offset) == here:  # what stands above a passage: on to the one before
            to -= 1
            offset = layout.offset_of(to)
        page.scroll_to_line(page.top + lines, shown_next=True)
        visible = page.top <= layout.line_of(offset) < page.top + page.size.height
        self.scrolled = visible
        self.show_desk(replace(moves.at(desk, offset), said=""))
        if not visible:
            page.keep_in_view(layout.line_of(offset), layout.line_of(offset))

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def _move(self, by: int) -> None:
        desk = self.desk
        if desk.view == "sources":
            self.show_desk(moves.stepped(desk, by))
        elif desk.view in ("read", "compare"):
            self._scroll(by)
        elif desk.view == "search":
            self.to_hit(desk.hit + by)
        elif desk.view == "quotes":
            n = len(moves.statements(desk))
            if not self._scrolled_versions(by):
                self.show_desk(replace(desk, statement=max(0, min(desk.statement + by, n - 1))))
        elif desk.view in ("coverage", "timeline"):
            self.show_desk(charted.down(desk, by))
        elif desk.view == "check":
            self.scroll_check(by)
        elif desk.view == "briefing":
            self.show_desk(replace(desk, item=max(0, min(desk.item + by, len(desk.work.clips) - 1))))

    def _far(self, lines: int) -> None:
        """So many lines on; in the briefing to the item that stands there, at least to the next."""
        page, desk = self.pane("left").page, self.desk
        if desk.view != "briefing" or not isinstance(page.sheet, BriefingSheet):
            self._move(lines)
        elif page.sheet.starts:
            to = page.sheet.nearest(desk.item, lines)
            self._move(to - desk.item)

    def _scrolled_versions(self, by: int) -> bool:
        """Whether the versions of the statement under the cursor reach out of the window that way, and were scrolled."""
        page, here = self.pane("left").page, moves.current(self.desk)
        if not isinstance(page.sheet, ledger.Ledger) or here is None or here.id not in self.desk.unfolded:
            return False
        first, last = page.sheet.lines_of(self.desk.statement)
        if not (last > page.top + page.size.height - 1 if by > 0 else first < page.top):
            return False
        page.scroll_to_line(page.top + by)
        return True

    def do_page_down(self) -> None:
        self._far(max(self._height() - 2, 1))

    def do_page_up(self) -> None:
        self._far(-max(self._height() - 2, 1))

    def do_half_down(self) -> None:
        self._far(self._height() // 2)

    def do_half_up(self) -> None:
        self._far(-(self._height() // 2))

    def _height(self) -> int:
        if self.desk.view in ("quotes", "coverage", "briefing", "timeline", "check"):
            return self.pane("left").page.size.height
        pages = dict(self.text_pages())
        page = pages.get(self.desk.path)
        return page.size.height if page else 20

    def do_top(self) -> None:
        self._edge(first=True)

    def do_end(self) -> None:
        self._edge(first=False)

    def _edge(self, *, first: bool) -> None:
        desk = self.desk
        if desk.view == "sources":
            self.show_desk(moves.stepped(desk, -len(desk.pack.articles) if first else len(desk.pack.articles)))
        elif desk.view == "search":
            self.to_hit(0 if first else MOST_HITS)
        elif desk.view == "quotes":
            self.show_desk(replace(desk, statement=0 if first else max(len(moves.statements(desk)) - 1, 0)))
        elif desk.view in ("coverage", "timeline"):
            everything = max(len(charted.matrix(desk).statements), len(desk.pack.articles))
            self.show_desk(charted.down(desk, -everything if first else everything))
        elif desk.view == "check":
            self.edge_check(first=first)
        elif desk.view == "briefing":
            self.show_desk(replace(desk, item=0 if first else max(len(desk.work.clips) - 1, 0)))
        else:
            article = desk.article
            if article is not None and article.passages:
                offset = article.passages[0].span.start if first else article.passages[-1].span.start
                self.show_desk(moves.jumped(desk, offset))
                if first:
                    for _, page in self.text_pages():
                        page.scroll_to_line(0)

    def to_hit(self, n: int) -> None:
        """The cursor of the list of hits on hit `n`, or on the nearest there is."""
        self.show_desk(hits.to_hit(self.desk, n))
