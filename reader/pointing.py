"""The mouse: everything it does, a key does too."""

from __future__ import annotations

from dataclasses import replace

from textual import events, on

from index.model import Span
from reader import desk as moves
from reader import selecting, sifting
from reader.desk import Desk, Place
from reader.finding import Finding
from reader.keys import NAMES
from reader.page import Page
from reader.paint import Line
from reader.panes import foot, ledger, search, sources
from reader.panes.briefing import BriefingSheet
from reader.panes.check import CheckSheet
from reader.panes.coverage import CoverageSheet
from reader.panes.help import HelpSheet
from reader.panes.source import SourceSheet
from reader.panes.timeline import TimelineSheet
from reader.shown import Choice, Keys, Sheetlet


class Pointing(Finding):
    """Presses and turns of the wheel."""

    @on(Page.Wheeled)
    def _wheeled(self, event: Page.Wheeled) -> None:
        if self.shown.desk is None:
            return
        event.page.scroll_to_line(event.page.top + event.lines)
        if self.desk.view == "compare" and self.desk.sync:
            self.follow(event.page)
        self._take_along(event.page)

    def _take_along(self, page: Page) -> None:
        """The cursor of the text in focus into view, where that was scrolled away from it: what is read is where one is."""
        desk, sheet = self.desk, page.sheet
        if dict(self.text_pages()).get(desk.path) is not page or not isinstance(sheet, SourceSheet):
            return
        here, height = sheet.layout.line_of(desk.place.offset), page.size.height
        if page.top <= here < page.top + height:
            return
        lines = (
            range(page.top, page.top + height) if here < page.top else range(page.top + height - 1, page.top - 1, -1)
        )
        to = next((y for y in lines if y < sheet.height and sheet.layout.holds_text(y)), None)
        if to is not None:
            self.scrolled = True
            self.shown.desk = replace(moves.put(desk, desk.path, Place(sheet.layout.starts[to])), said="")
            self.paint()
            self.record()

    @on(Page.Pressed)
    def _pressed(self, event: Page.Pressed) -> None:
        if self.shown.desk is None:
            return
        self.put_welcome_away()
        desk, page, over = replace(self.desk, said=""), event.page, self.shown.over
        sheet = page.sheet
        growing = page.id == "status" and (self.shown.prefix or desk.selection is not None)
        if page.id == "keys" or growing:
            if sheet.height:  # a small window has no room for keys
                self._pressed_foot(sheet.line(0, 0), event.x)
        elif isinstance(over, Choice) and page is self.over_pane().page and event.y < len(over.found):
            self.shown.over = replace(over, at=event.y)
            self.paint()
            if event.double:
                self.answered(over.typed)
        elif self.shown.question is not None:
            return
        elif isinstance(over, Sheetlet) and page is self.over_pane().page:
            if event.y < len(over.leads):
                self.shown.over = over = replace(over, at=event.y)
                self.paint()
                if event.double:
                    self.entered_sheetlet(over)
        elif isinstance(sheet, HelpSheet):
            n = sheet.command_at(event.x, event.y)
            if n is not None and isinstance(self.shown.over, Keys):
                self.shown.over = replace(self.shown.over, at=n)
                self.paint()
                if event.double:
                    self.do_from_help()
        elif isinstance(sheet, search.FacetLine):
            facet = sheet.facet_at(event.x)
            if facet is not None:
                self.narrow_to(facet)
            elif sheet.sort_at(event.x):
                self.do(self.keymap.command("order"), "s")
        elif page.id == "head":
            self._pressed_head(event.x)
        elif isinstance(sheet, sources.SourceList):
            path = sheet.path_at(event.y)
            if path is not None:
                desk = moves.opened(desk, path)
                self.show_desk(moves.went(desk, "read") if event.double and desk.view == "sources" else desk)
        elif isinstance(sheet, search.HitList):
            n = sheet.hit_at(event.y)
            if n is not None:
                self.to_hit(n)
                if event.double:
                    self.do_open_hit()
        elif isinstance(sheet, ledger.Ledger):
            n = sheet.statement_at(event.y)
            if n is not None:
                self.show_desk(replace(desk, statement=n))
                if event.double:
                    self.do(self.keymap.command("open"), "enter")
        elif isinstance(sheet, ledger.Speakers):
            name = sheet.speaker_at(event.y)
            if name is not None:
                only = None if desk.lens.speaker == name else name
                self.show_desk(sifting.narrowed(desk, replace(desk.lens, speaker=only)))
        elif isinstance(sheet, CoverageSheet):
            cell = sheet.cell_at(event.x, event.y)
            if cell is not None:
                self.show_desk(replace(desk, row=cell[0], across=desk.across if cell[1] is None else cell[1]))
                if event.double and cell[1] is not None:
                    self.do(self.keymap.command("open"), "enter")
        elif isinstance(sheet, TimelineSheet):
            n = sheet.entry_at(event.y)
            if n is not None:
                self.show_desk(replace(desk, dated=n))
                if event.double:
                    self.do(self.keymap.command("open"), "enter")
        elif isinstance(sheet, CheckSheet):
            self.press_check(sheet, event.y, double=event.double)
        elif isinstance(sheet, BriefingSheet):
            n = sheet.clip_at(event.y)
            if n is not None:
                self.show_desk(replace(desk, item=n))
        elif isinstance(sheet, SourceSheet) and event.y < sheet.height:
            self._pressed_text(desk, sheet, event)

    def _pressed_text(self, desk: Desk, sheet: SourceSheet, event: Page.Pressed) -> None:
        """On a word the cursor goes there, twice selects it, three times its sentence; beside the text it goes to the line."""
        self.shown.prefix, self.shown.labels = "", {}
        if desk.view == "search":
            self.leave_field()
        desk = self._in_text(desk, sheet)
        article, offset = sheet.article, sheet.offset_at(event.x, event.y)
        block = sheet.layout.block[event.y]
        if offset is None or sheet.layout.blocks[block].kind in ("dropped", "run"):
            start, stop = sheet.layout.offset_of(event.y), sheet.layout.stops[event.y]
            quote = next((q for q in article.quotes if q.span.start < stop and start < q.span.stop), None)
            desk = moves.at(desk, max(quote.span.start, start) if quote else start, quote.id if quote else None)
        else:
            word = selecting.word_at(article, offset) or Span(offset, offset + 1)
            desk = selecting.at_unit(desk, word, "word")
            passage = desk.passage
            if event.times == 2:
                desk = selecting.select(desk, word)
            elif event.times > 2 and passage is not None:
                desk = selecting.select(desk, selecting.sentence_at(article, passage, offset))
        self.scrolled = True  # what is pressed is in view: nothing may move under the mouse
        self.show_desk(desk)

    def _in_text(self, desk: Desk, sheet: SourceSheet) -> Desk:
        """The desk with the cursor in the text that a sheet shows, and nothing selected."""
        if desk.view not in ("read", "compare"):
            desk = moves.went(moves.leaving(desk) if desk.view == "search" else desk, "read")
        return replace(moves.opened(desk, sheet.article.path), selection=None)

    @on(Page.Dragged)
    def _dragged(self, event: Page.Dragged) -> None:
        """From word to word the words between are selected."""
        sheet = event.page.sheet
        if self.shown.desk is None or self.shown.question is not None or not isinstance(sheet, SourceSheet):
            return
        if self.desk.view not in ("sources", "read", "compare"):
            return
        begun = sheet.nearest(event.begun[0], min(event.begun[1], sheet.height - 1))
        self.scrolled = True
        self.show_desk(selecting.drawn(self._in_text(self.desk, sheet), begun, sheet.nearest(event.x, event.y)))

    def _pressed_foot(self, line: Line, x: int) -> None:
        """A key of the foot, pressed with the mouse, is that key."""
        key = foot.key_at(line, x)
        reported = next((name for name, spoken in NAMES.items() if spoken == key), key)
        if key.startswith("^") and len(key) == 2:
            reported = f"ctrl+{key[1]}"
        if key:
            event = events.Key(reported.lower() if len(key) > 1 else key, key if len(key) == 1 else None)
            event.set_sender(self.app)
            self.app.post_message(event)

    def _pressed_head(self, x: int) -> None:
        at = foot.SCREENS_AT
        for key, title, view in foot.SCREENS:
            width = len(key) + len(title) + 1
            if at <= x < at + width:
                self.do(self.keymap.command(view), key)
                return
            at += width + 3
