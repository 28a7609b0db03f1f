"""The mouse: everything it does, a key does too."""

from __future__ import annotations

from dataclasses import replace

from textual import on

from reader import desk as moves
from reader import sifting
from reader.finding import Finding
from reader.makeup import Keys
from reader.page import Page
from reader.panes import foot, ledger, search, sources
from reader.panes.briefing import BriefingSheet
from reader.panes.help import HelpSheet
from reader.panes.source import NARROW_GUTTER, SourceSheet


class Pointing(Finding):
    """Presses and turns of the wheel."""

    @on(Page.Wheeled)
    def _wheeled(self, event: Page.Wheeled) -> None:
        if self.shown.desk is None:
            return
        event.page.scroll_to_line(event.page.top + event.lines)
        if self.desk.view == "compare" and self.desk.sync:
            self.follow(event.page)

    @on(Page.Pressed)
    def _pressed(self, event: Page.Pressed) -> None:
        if self.shown.desk is None or self.shown.question is not None:
            return
        desk, page = replace(self.desk, said=""), event.page
        sheet = page.sheet
        if isinstance(sheet, HelpSheet):
            n = sheet.command_at(event.x, event.y)
            if n is not None and isinstance(self.shown.over, Keys):
                self.shown.over = replace(self.shown.over, at=n)
                self.paint()
                if event.double:
                    self.do_from_help()
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
        elif isinstance(sheet, BriefingSheet):
            n = sheet.clip_at(event.y)
            if n is not None:
                self.show_desk(replace(desk, item=n))
        elif isinstance(sheet, SourceSheet) and event.y < sheet.height and desk.view in ("sources", "read", "compare"):
            if desk.view == "sources":
                desk = moves.went(desk, "read")
            desk = moves.opened(desk, sheet.article.path)
            offset = sheet.layout.offset_of(event.y)
            quote = next(
                (
                    q
                    for q in sheet.article.quotes
                    if q.span.start <= sheet.layout.starts[event.y] + max(event.x - NARROW_GUTTER, 0) < q.span.stop
                ),
                None,
            )
            self.show_desk(moves.at(desk, quote.span.start if quote else offset, quote.id if quote else None))

    def _pressed_head(self, x: int) -> None:
        at = foot.SCREENS_AT
        for key, title, view in foot.SCREENS:
            width = len(key) + len(title) + 1
            if at <= x < at + width:
                self.do(self.keymap.command(view), key)
                return
            at += width + 3
