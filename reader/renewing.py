"""The pack becomes another one while it is on the screen: pieces of it are ruled otherwise, or its files changed."""

from __future__ import annotations

import gc
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from index.model import Unread
from index.pack import Pack
from reader import beside, rereading, safe, sifting, watching
from reader.beside import MOST_HITS
from reader.colon import Colon
from reader.desk import Desk, Place
from reader.page import Page
from reader.panes.source import SourceSheet
from reader.panes.sources import SourceList
from reader.rereading import Change
from reader.settings import Settings

SOON = 0.1
"""Seconds after which it is looked again whether what one is at is done, where a pack that was read again waits for that."""
PATIENCE = 3
"""How often a source that cannot be opened is tried again before it counts as gone."""


class Renewing(Colon):
    """Goes over to the pack as it is now.

    Args:
        path: The pack.
        settings: The user's settings.
        every: Seconds between two looks at its files, where they are watched.
    """

    _whole: bool
    """Whether all of the pack is there, not a part of it."""

    def __init__(self, path: Path, settings: Settings, every: float = watching.EVERY) -> None:
        super().__init__(path, settings)
        self._every = every
        self._fresh: tuple[Desk, Change] | None = None
        """A pack that was read again, and the desk that was on the screen then: it waits for what the user is at."""
        self._demanded = False
        """Whether the user asked for it."""
        self._tries = 0
        """How often a source was tried that cannot be opened."""

    @abstractmethod
    def opened_anew(self, pack: Pack) -> None:
        """Another pack is on the screen than before."""

    # --- what follows from another pack ---

    def foresee(self) -> None:
        """Work out what the ledger needs, beside the screen."""
        self.foresee_then(self._foreseen)

    def foresee_then(self, done: Callable[[], None]) -> None:
        """The same; `done` once that is known."""
        desk = self.desk
        self._beside.foresee(lambda ended: sifting.foreseen(desk, ended), done)

    def _foreseen(self) -> None:
        if self.desk.view == "quotes":
            self.paint()

    def searchable(self) -> None:
        """A search would be answered, or would be answered otherwise than before."""
        desk = self.desk
        if desk.query and desk.answer is None and desk.view == "search":
            self.ask_engine(desk.query)
        elif desk.answer is not None and desk.answer.query.strip() == f"{desk.scope} {desk.query}".strip():
            self.ask_again(desk.answer, MOST_HITS)

    def ruled(self, there: Pack) -> None:
        """The pack with what the user put back and left out."""
        if there.state == self.desk.pack.state:  # else it was read again since
            self.show_desk(sifting.refitted(self.desk, there))
            self.foresee()

    # --- its files change ---

    def watch_files(self) -> None:
        """Look from now on whether the files of the pack change, where the user wants that."""
        if self.settings.watch:
            self._beside.watch(self.desk.pack, self._every, self._read_again, self._troubled)

    def do_reread(self) -> None:
        """Read again what has changed of the pack, watched or not."""
        if not self._whole:
            self.say("the pack is still being read: in a moment")
            return
        self._demanded = True
        self.say("reading again what has changed …")
        self._read_again()

    def _read_again(self) -> None:
        self._beside.reread(self.desk, self._was_read, self._not_read)

    def _not_read(self, why: str) -> None:
        self._demanded = False
        self.say(safe.text(f"not read again, what was read stays: {why}"))

    def _troubled(self, why: str) -> None:
        """The files cannot be looked at; or they can again."""
        self.say(
            safe.text(f"the pack cannot be read ({why}): what was read stays" if why else "the pack is there again")
        )

    def _was_read(self, desk: Desk, change: Change) -> None:
        """The pack was read again while this desk was on the screen."""
        shut = _shut(change)
        if shut and not self._demanded and self._tries < PATIENCE:
            self._tries += 1
            if self._tries == 1:
                name = PurePosixPath(shut[0].source.path).name
                self.say(safe.text(f"{name} {shut[0].reason}: tried again, what was read stays"))
            self._beside.watch_again()
            return
        self._tries = 0
        waits, self._fresh = self._fresh is not None, (desk, change)
        if not waits:
            self._go_over()

    def _go_over(self) -> None:
        """Go over to the pack that was read again, once nothing is being typed, chosen or selected."""
        if self._fresh is None:
            return
        if self._is_at_something():
            self.say_busy("reread", "changed")
            self.set_timer(SOON, self._go_over)
            return
        (desk, change), self._fresh = self._fresh, None
        self.say_busy("reread", "")
        here = self.desk
        if desk.pack is not here.pack or desk.work.rulings != here.work.rulings:  # it was ruled otherwise meanwhile
            read = change.pack.read or change.pack
            self._beside.make("reread", lambda: beside.changed(here, read), lambda made: self._was_read(here, made))
            return
        demanded, self._demanded = self._demanded, False
        if not change.differs:
            if demanded:
                self.say("nothing has changed")
            return
        anchors = list(self._anchors())
        over = rereading.gone_over(here, change)
        self.show_desk(replace(over, said=safe.text(over.said)))
        self._hold(anchors, change)
        self.opened_anew(change.pack)
        self._beside.index(self.desk.pack, self.searchable, self.say)
        self.foresee()
        gc.unfreeze()  # what was frozen of the pack before may go

    def _is_at_something(self) -> bool:
        """Whether the user types, chooses, selects, or looks at what was made of the pack as it was."""
        shown = self.shown
        typing = shown.question is not None or shown.editing is not None or shown.prefix
        return bool(typing or shown.over is not None or self.desk.selection is not None)

    def _anchors(self) -> Iterator[tuple[Page, str, int, int]]:
        """Of each list and text in view the source, the offset in it that stays where it is, and its row."""
        listed = self.pane("list").page
        if isinstance(listed.sheet, SourceList) and self.desk.path:
            yield listed, self.desk.path, 0, listed.sheet.lines_of(self.desk.path)[0] - listed.top
        for path, page in self.text_pages():
            sheet = page.sheet
            if isinstance(sheet, SourceSheet) and sheet.height and sheet.article.path == path:
                offset = self.desk.places.get(path, Place()).offset
                row = sheet.layout.line_of(offset) - page.top
                if not 0 <= row < page.size.height:  # it was scrolled away from: the words at the top stay
                    offset, row = sheet.layout.offset_of(page.top), 0
                yield page, path, offset, row

    def _hold(self, anchors: Iterable[tuple[Page, str, int, int]], change: Change) -> None:
        """Scroll each text so that what stood in a row stands there still."""
        for page, path, offset, row in anchors:
            sheet, there = page.sheet, change.path(path)
            if isinstance(sheet, SourceList) and there == self.desk.path:
                page.scroll_to_line(sheet.lines_of(there)[0] - row)
            elif isinstance(sheet, SourceSheet) and sheet.article.path == there:
                page.scroll_to_line(sheet.layout.line_of(change.offset(path, offset)) - row)


def _shut(change: Change) -> list[Unread]:
    """The sources that were read before and cannot even be opened now."""
    gone = {*change.gone}
    return [one for one in change.pack.unread if one.source.path in gone and not one.source.sha256]
