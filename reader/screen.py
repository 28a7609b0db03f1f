"""The one screen: gives each pane its sheet, turns keys into moves, and has the work done beside it that takes time."""

from __future__ import annotations

import os
import shlex
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker, get_current_worker

from index import engine, pack, verify
from index.model import Answer, PackError
from index.pack import Pack
from reader import briefing, disk, safe
from reader import desk as moves
from reader.desk import Desk, Place
from reader.journal import Journal, Work
from reader.keys import PREFIXES, Command, Keymap, spoken
from reader.page import Page
from reader.paint import Line, Lines, Piece, cells, fit, pad
from reader.panes import briefing as briefing_pane
from reader.panes import card, compare, ledger, search, sources
from reader.panes.help import HelpSheet
from reader.panes.source import (
    NARROW_GUTTER,
    NOTES,
    WIDE_FROM,
    WIDE_GUTTER,
    SourceSheet,
    about,
    headline_of,
    lay,
    marks_of,
    notes,
    publisher_of,
)
from reader.settings import Settings

TALL = 30
"""Rows from which blank rows and the head line are given."""
BESIDE = 118
"""Columns from which two texts stand side by side."""
MOST_HITS = 500
"""Passages that a search shows; the count is of all."""
MOST_UNIFIED = 12
SCREENS = (
    ("F2", "Search", "search"),
    ("F3", "Read", "read"),
    ("F4", "Compare", "compare"),
    ("F5", "Quotes", "quotes"),
    ("F6", "Briefing", "briefing"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a window is divided, in columns and rows; 0 for what is not there."""

    listed: int = 0
    left: int = 0
    right: int = 0
    stacked: bool = False
    """Left above right."""
    above: int = 0
    """Rows of the upper pane, with its title, where stacked."""
    tall: bool = False
    measure: int = 66


def planned(desk: Desk, size: Size, settings: Settings) -> Plan:
    """The division of a window of `size` for what the desk shows."""
    columns, rows = size
    tall = rows >= TALL
    wanted = desk.listed
    if wanted is None and settings.source_list != "auto":
        wanted = settings.source_list == "always"
    beside = sources.WIDTH + 2
    if desk.view == "sources":
        if columns < beside + NARROW_GUTTER + 50:
            return Plan(listed=columns, tall=tall)
        return Plan(sources.WIDTH + 2, columns - beside, tall=tall, measure=_measure(desk, columns - beside))
    if desk.view in ("quotes", "briefing"):
        listed = beside if wanted and columns >= 150 else 0
        return Plan(listed, columns - listed, tall=tall, measure=_measure(desk, columns - listed))
    if desk.view == "search":
        if columns < 100:
            return Plan(
                0, columns, columns, stacked=True, above=max(8, rows // 3), tall=tall, measure=_measure(desk, columns)
            )
        left = 45 if columns < 150 else 61
        return Plan(0, left, columns - left, tall=tall, measure=_measure(desk, columns - left))
    open_at = 150 if desk.view == "read" else 170
    listed = (
        beside if not desk.zen and (columns >= open_at if wanted is None else wanted) and columns >= beside + 60 else 0
    )
    room = columns - listed
    if desk.view == "read" or len(desk.open) < 2:
        return Plan(listed, room, tall=tall, measure=_measure(desk, room))
    if room >= BESIDE and settings.compare == "auto":
        measure = min(desk.measure, (room - 2 * NARROW_GUTTER - compare.SIGN - 2) // 2)
        left = NARROW_GUTTER + measure + compare.SIGN
        return Plan(listed, left, room - left, tall=tall, measure=measure)
    return Plan(
        listed,
        room,
        room,
        stacked=True,
        above=(rows - (6 if tall else 2)) // 2,
        tall=tall,
        measure=_measure(desk, room),
    )


def _measure(desk: Desk, width: int) -> int:
    gutter = WIDE_GUTTER if width >= WIDE_FROM else NARROW_GUTTER
    notes = NOTES if width >= gutter + 48 + NOTES and width >= WIDE_FROM else 5
    return max(16, min(desk.measure, width - gutter - notes - 1))


class Field(Input):
    """A line to type in, into which nothing comes that a terminal would obey."""

    def __init__(self, **options: Any) -> None:
        super().__init__(compact=True, select_on_focus=True, **options)
        self.cursor_blink = False

    def insert_text_at_cursor(self, text: str) -> None:
        super().insert_text_at_cursor(safe.text(text))

    def replace(self, text: str, start: int, end: int) -> None:
        super().replace(safe.text(text), start, end)


class Pane(Vertical):
    """A title line and a page."""

    def __init__(self, name: str) -> None:
        super().__init__(id=f"{name}-pane", classes="pane")
        self.title_line = Page(id=f"{name}-title", classes="line")
        self.gap = Page(classes="gap")
        self.page = Page(id=f"{name}-page")
        self.at: tuple[object, ...] = ()
        """What the cursor was on when the page was last shown."""

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield self.gap
        yield self.page


@dataclass
class Question:
    """What is asked in the foot line, and what is done with the answer."""

    label: str
    answered: Callable[[str], None]
    typed: Callable[[str], None] | None = None


class ReaderScreen(Screen[int]):
    """Holds the desk and shows it. Keys come here when no field takes them."""

    AUTO_FOCUS = ""  # nothing has the focus but a field that was asked for

    def __init__(self, path: Path, settings: Settings) -> None:
        super().__init__()
        self._path = path
        self._settings = settings
        self._keymap = Keymap(settings.keys)
        self._desk: Desk | None = None
        self._plan = Plan()
        self._prefix = ""
        self._question: Question | None = None
        self._help: str | None = None
        """The view whose keys are shown (empty: all), while they are."""
        self._help_at = 0
        self._help_typed = ""
        self._overlay: Lines | None = None
        """A page laid over the text: the source card, people, outline, preview."""
        self._overlay_title = ""
        self._overlay_offsets: tuple[int, ...] = ()
        """Of an overlay that leads somewhere, the offset that each of its lines leads to."""
        self._overlay_at = 0
        self._in_results = False
        self._journal: Journal | None = None
        self._recorded: Work | None = None
        self._searcher: engine.Searcher | None = None
        self._searching = threading.Lock()
        self._busy = ""
        """What goes on beside the screen, for the head line."""
        self._earlier: list[str] = []
        """Searches before this one."""
        self._scrolled = False

    # --- what is on it ---

    def compose(self) -> ComposeResult:
        yield Page(id="head", classes="line", ground="bar")
        yield Page(id="head-gap", classes="gap")
        with Horizontal(id="field-line"):
            yield Page(id="slash", classes="line")
            yield Field(id="field")
            yield Page(id="found", classes="line")
        yield Page(id="facets", classes="line")
        yield Page(id="facets-gap", classes="gap")
        with Horizontal(id="body"):
            yield Pane("list")
            yield Pane("left")
            yield Pane("right")
        yield Page(id="foot-gap", classes="gap")
        yield Page(id="status", classes="line", ground="bar")
        with Horizontal(id="ask-line"):
            yield Page(id="ask-label", classes="line", ground="bar")
            yield Field(id="ask")
        yield Page(id="keys", classes="line", ground="bar")

    def on_mount(self) -> None:
        self.query_one("#ask-line").display = False
        self.query_one("#field-line").display = False
        for name in ("#facets", "#facets-gap"):
            self.query_one(name).display = False
        self.page("status").show(
            Lines([fit([Piece(f"reading {self._path.name} …", "dim")], [], self.app.size.width, "bar")])
        )
        self.call_after_refresh(self._open)

    def page(self, name: str) -> Page:
        """A page of the screen by its id."""
        return self.query_one(f"#{name}", Page)

    def pane(self, name: str) -> Pane:
        """A pane by its name: list, left, right."""
        return self.query_one(f"#{name}-pane", Pane)

    @property
    def desk(self) -> Desk:
        """What is shown; there once a pack is open."""
        assert self._desk is not None, "no pack is open yet"
        return self._desk

    @property
    def view(self) -> str:
        """Where keys go: the desk's view, `search` in the field, `results` below it, `help` over all."""
        if self._help is not None:
            return "help"
        if self._desk is None:
            return "sources"
        if self._desk.view == "search":
            return "results" if self._in_results else "search"
        return self._desk.view

    # --- opening ---

    @work(thread=True, group="open")
    def _open(self) -> None:
        """Open the pack beside the screen; what is read so far is shown at once."""
        worker = get_current_worker()

        def begun(part: Pack) -> None:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._opened, part, None)

        def progressed(done: int, total: int) -> None:
            if total and not worker.is_cancelled:
                self.app.call_from_thread(self._say_busy, f"reading {done} of {total}" if done < total else "")

        try:
            whole = pack.open_pack(self._path, progress=progressed, partial=begun)
        except PackError as fault:
            self.app.call_from_thread(self.app.exit, 3, 3, safe.text(str(fault)))
            return
        journal = Journal.open(whole.id, os.path.realpath(self._path), [a.source.sha256 for a in whole.articles])
        if not worker.is_cancelled:
            self.app.call_from_thread(self._opened, whole, journal)

    def _opened(self, opened: Pack, journal: Journal | None) -> None:
        first = self._desk is None
        if journal is None:
            if first:
                self._desk = Desk(
                    opened, Work(), open=tuple(a.path for a in opened.articles[:1]), measure=self._settings.measure
                )
            else:
                self._desk = replace(self.desk, pack=opened)
            self._paint()
            return
        self._journal, self._recorded = journal, journal.work
        if first or not self.desk.work.clips:
            kept = self._desk
            self._desk = restored(opened, journal.work, self._settings)
            if kept is not None and kept.places:
                self._desk = replace(
                    self._desk, view=kept.view, open=kept.open, places={**self._desk.places, **kept.places}
                )
        else:
            self._desk = replace(self.desk, pack=opened)
        said = "; ".join(
            x
            for x in (
                journal.trouble or "",
                *self._settings.problems[:1],
                *self._keymap.problems[:1],
                *opened.notes[:1],
            )
            if x
        )
        self._desk = replace(self.desk, said=said)
        self._busy = ""
        self._paint()
        if self.desk.view == "search":
            self._ask_engine(self.desk.query)
        self._ask_about_moved(journal)
        self._index()

    def _ask_about_moved(self, journal: Journal) -> None:
        if self.desk.work.clips:
            return
        candidate = journal.moved()
        if candidate is None:
            return

        def answered(text: str) -> None:
            if text.strip().casefold() in ("y", "yes"):
                taken = journal.take_over(candidate)
                self._recorded = taken
                self._show(replace(restored(self.desk.pack, taken, self._settings), said="your work on it is here"))
            else:
                journal.decline()
                self._show(replace(self.desk, said="left where it was"))

        where = safe.text(candidate.path)
        self._ask(f"Your work on the same sources is kept for {where}. Take it over? y/n", "", answered)

    @work(thread=True, group="index")
    def _index(self) -> None:
        """Build or renew the search index in a child, then search through it; until then the text itself answers."""
        opened = self.desk.pack
        first = pack.searcher(opened)
        self.app.call_from_thread(self._searches, first)
        self.app.call_from_thread(self._say_busy, "indexing")
        try:
            pack.build_index(opened)
            ready = pack.searcher(opened)
        except engine.Busy:
            self.app.call_from_thread(self._say_busy, "")
            return
        except (PackError, OSError) as fault:
            self.app.call_from_thread(self._show, replace(self.desk, said=str(fault)))
            self.app.call_from_thread(self._say_busy, "")
            return
        self.app.call_from_thread(self._searches, ready)
        self.app.call_from_thread(self._say_busy, "")

    def _searches(self, searcher: engine.Searcher) -> None:
        with self._searching:
            old, self._searcher = self._searcher, searcher
            if old is not None:
                old.close()

    def _say_busy(self, what: str) -> None:
        self._busy = what
        if self._desk is not None:
            self.page("head").show(Lines([self._head(self.app.size.width)]))
        elif what:
            self.page("status").show(Lines([fit([Piece(f"{what} …", "dim")], [], self.app.size.width, "bar")]))

    # --- showing ---

    def _show(self, desk: Desk) -> None:
        """Another desk: painted at once, kept in the journal."""
        before, self._desk = self._desk, desk
        if before is not None and before.view != desk.view:
            self._overlay = None
            self._in_results = False
            if desk.view == "search":
                self.query_one("#field", Field).value = desk.query
        self._paint()
        self._record()

    def _record(self) -> None:
        if self._journal is None:
            return
        desk = self.desk
        session: dict[str, object] = {
            "view": desk.view,
            "open": list(desk.open),
            "focus": desk.focus,
            "measure": desk.measure,
            "query": desk.query,
            "listed": desk.listed,
            "quotes": {path: place.quote for path, place in desk.places.items() if place.quote},
        }
        places = {path: place.offset for path, place in desk.places.items()}
        made = replace(desk.work, places=places, session=session)
        if made != self._recorded:
            self._recorded = made
            self._journal.record(made)

    def on_resize(self) -> None:
        if self._desk is not None:
            self._paint()

    def _paint(self) -> None:
        """Give every page its sheet."""
        desk, size = self.desk, self.app.size
        plan = planned(desk, size, self._settings)
        if plan != self._plan or self.query_one("#field-line").display != (desk.view == "search"):
            self._arrange(plan)
            self.call_after_refresh(self._paint_all)
            return
        self._paint_all()

    def _arrange(self, plan: Plan) -> None:
        self._plan = plan
        desk = self.desk
        search_view = desk.view == "search"
        for name in ("head", "head-gap", "foot-gap"):
            self.page(name).display = plan.tall and not desk.zen
        native = self.app.native_ansi_color
        self.page("foot-gap").display = plan.tall or native
        self.query_one("#field-line").display = search_view
        self.page("facets").display = search_view
        self.page("facets-gap").display = search_view and plan.tall
        self.query_one("#body").styles.layout = "vertical" if plan.stacked else "horizontal"
        for name, width in (("list", plan.listed), ("left", plan.left), ("right", plan.right)):
            pane = self.pane(name)
            pane.display = bool(width)
            pane.gap.display = plan.tall and not plan.stacked
            if width:
                pane.styles.width = "100%" if plan.stacked and name != "list" else width
            pane.styles.height = plan.above if plan.stacked and name == "left" else "1fr"
        search_list = search_view and not plan.stacked
        self.pane("left").title_line.display = not search_list and not search_view
        self.pane("left").gap.display = self.pane("left").gap.display and not search_view
        for name in ("list", "left", "right"):
            self.pane(name).at = ()

    def _paint_all(self) -> None:
        desk, plan, width = self.desk, self._plan, self.app.size.width
        self.page("head").show(Lines([self._head(width)]))
        self.page("keys").show(Lines([self._keys(width)]))
        if plan.listed:
            self._paint_list()
        if self._help is not None:
            self._paint_help()
        elif self._overlay is not None:
            self._paint_overlay()
        elif desk.view in ("sources", "read") or (desk.view == "compare" and len(desk.open) < 2):
            if plan.left:
                self._paint_source()
        elif desk.view == "compare":
            self._paint_compare()
        elif desk.view == "search":
            self._paint_search()
        elif desk.view == "quotes":
            self._paint_ledger()
        else:
            self._paint_briefing()
        self.page("status").show(Lines([self._status(width)]))
        self._scrolled = False

    def _place(
        self, pane: Pane, title: Line, sheet: Any, key: tuple[object, ...], lines: tuple[int, int], *, margin: int = 2
    ) -> None:
        """Show a sheet in a pane; where the cursor went elsewhere, bring it into view."""
        ground = "" if self._plan.tall else "bar"
        pane.title_line.show(Lines([title._replace(ground=ground)]))
        pane.page.show(sheet)
        if key != pane.at and not self._scrolled:
            pane.page.keep_in_view(*lines, margin=margin)
        pane.at = key

    def _title(self, left: list[Piece], right: list[Piece], width: int) -> Line:
        return fit(left, right, width)

    def _paint_list(self) -> None:
        desk, pane = self.desk, self.pane("list")
        focus = desk.view == "sources" and self._help is None
        width = self._plan.listed if desk.view == "sources" and not self._plan.left else sources.WIDTH
        sheet = sources.SourceList(desk, width, focus=focus)
        n = sheet.paths.index(desk.path) if desk.path in sheet.paths else 0
        first = sheet.starts[n] if sheet.starts else 0
        count = str(len(desk.pack.articles)) + (f" · {len(desk.pack.unread)} not read" if desk.pack.unread else "")
        title = self._title(
            [Piece("Sources", "bright bold underline" if focus else "dim")], [Piece(count, "dim")], width
        )
        self._place(pane, title, sheet, (desk.path, desk.view), (first, first + 3))

    def _text_title(self, path: str, *, focus: bool, width: int, position: bool = True) -> Line:
        desk = self.desk
        article = desk.pack.by_path[path]
        place = desk.places.get(path, Place())
        passage = moves.passage_at(article, place.offset)
        last = article.passages[-1].n if article.passages else 0
        left = [Piece(article.key, "bright bold" if focus else "text"), Piece("  ")]
        narrow = not self._plan.tall
        if narrow and desk.view == "read":
            left.append(Piece(headline_of(article), "dim"))
        else:
            left += [Piece(publisher_of(article), "bright bold underline" if focus else "dim")]
            if desk.view == "read":
                left += [Piece("  "), Piece(headline_of(article), "dim")]
        right = []
        if passage is not None and position:
            far = f" · {round(100 * passage.n / last)} %" if last and desk.view == "read" and not narrow else ""
            right = [Piece(f"¶ {passage.n} of {last}{far}" if passage.n else f"¶ {last}", "dim")]
        return self._title(left, right, width)

    def _paint_source(self) -> None:
        desk, plan = self.desk, self._plan
        article = desk.article
        pane = self.pane("left")
        if article is None:
            said = (
                "No source of this pack could be read; the list says why."
                if desk.pack.unread
                else "This pack has no sources."
            )
            pane.title_line.show(Lines())
            pane.page.show(Lines([Line((Piece(" " * 8), Piece(said, "dim")))]))
            return
        layout = lay(article, plan.measure, removed=desk.removed)
        focus = desk.view != "sources"
        marks = marks_of(desk, article, layout, focus=focus)
        sheet = SourceSheet(article, layout, marks, second=about(article), width=plan.left, measure=plan.measure)
        place = desk.place
        first = layout.line_of(place.offset)
        _, last = layout.lines_of(layout.block_at(place.offset)) if layout.blocks else (0, 0)
        key = (article.path, place, plan, desk.removed)
        self._place(
            pane,
            self._text_title(article.path, focus=focus, width=plan.left),
            sheet,
            key,
            (first, min(last, first + 8)),
        )

    def _paint_compare(self) -> None:
        desk, plan = self.desk, self._plan
        both = compare.sheets(desk, (plan.left, plan.right), plan.measure, stacked=plan.stacked)
        panes = (self.pane("left"), self.pane("right"))
        together = desk.sync and not plan.stacked
        order = (desk.focus, 1 - desk.focus)
        for side in order:
            sheet, path = both[side], desk.open[side]
            place = desk.places.get(path, Place())
            first = sheet.layout.line_of(place.offset)
            _, last = sheet.layout.lines_of(sheet.layout.block_at(place.offset)) if sheet.layout.blocks else (0, 0)
            title = self._text_title(path, focus=side == desk.focus, width=(plan.left, plan.right)[side])
            key = (desk.open, place, plan, desk.removed, desk.sync)
            self._place(panes[side], title, sheet, key, (first, min(last, first + 8)), margin=1)
        if together:
            panes[order[1]].page.scroll_to_line(panes[order[0]].page.top)

    def _paint_search(self) -> None:
        desk, plan, width = self.desk, self._plan, self.app.size.width
        self.page("slash").show(Lines([Line((Piece(" / ", "accent-text bold"),))]))
        found = search.found(desk)
        room = self.page("found").size.width or width // 3
        self.page("found").show(Lines([fit([], found, room)]))
        self.page("facets").show(Lines([search.facets(desk, width)]))
        hits = search.HitList(desk, plan.left - (0 if plan.stacked else 2), focus=True)
        at = hits.starts[desk.hit] if desk.hit < len(hits.starts) else 0
        self._place(self.pane("left"), Line(), hits, (desk.answer, desk.hit, plan), (max(at - 1, 0), at + 2), margin=0)
        answer = desk.answer
        right = self.pane("right")
        if answer is None or not answer.hits:
            right.title_line.show(Lines())
            right.page.show(Lines())
            right.at = ()
            return
        hit = answer.hits[min(desk.hit, len(answer.hits) - 1)]
        article = desk.pack.by_path[hit.source]
        layout = lay(article, plan.measure, removed=False)
        shown = replace(desk, lit=True, places={**desk.places, hit.source: Place(hit.span.start)})
        marks = marks_of(shown, article, layout, focus=False)
        marks = replace(marks, hits={n: s for n, s in marks.hits.items() if n != hit.passage}, now=hit.marks)
        sheet = SourceSheet(article, layout, marks, second=about(article), width=plan.right, measure=plan.measure)
        first, last = layout.lines_of(layout.block_at(hit.span.start)) if layout.blocks else (0, 0)
        left_part, right_part = search.title(desk)
        title = self._title(left_part, right_part, plan.right)
        at_mark = layout.line_of(hit.marks[0].start) if hit.marks else first
        self._place(
            right,
            title,
            sheet,
            (hit, plan),
            (min(first, at_mark) if last - first < 12 else at_mark, min(last, at_mark + 3)),
        )

    def _paint_ledger(self) -> None:
        desk, plan = self.desk, self._plan
        sheet = ledger.Ledger(desk, plan.left)
        at = sheet.starts[min(desk.statement, len(sheet.starts) - 1)] if sheet.starts else 0
        below = (
            8
            if sheet.starts
            and moves.statements(desk)[min(desk.statement, len(sheet.starts) - 1)].first.id in desk.unfolded
            else 0
        )
        key = (desk.statement, desk.unfolded, desk.orders["quotes"], plan)
        self._place(self.pane("left"), ledger.heading(desk, plan.left), sheet, key, (at, at + below), margin=1)

    def _paint_briefing(self) -> None:
        desk, plan = self.desk, self._plan
        sheet = briefing_pane.BriefingSheet(desk, plan.left, plan.measure)
        name = os.path.basename(desk.work.file) or "Briefing"
        title = self._title([Piece(name, "bright bold underline")], briefing_pane.summary(desk), plan.left)
        at = sheet.starts[min(desk.item, len(sheet.starts) - 1)] if sheet.starts and desk.item else 0
        key = (desk.item, len(desk.work.clips), plan)
        self._place(self.pane("left"), title, sheet, key, (at, at + 3))

    def _paint_help(self) -> None:
        plan = self._plan
        pane, width = self._help_pane(), plan.left or plan.listed
        view = self._help or None
        sheet = HelpSheet(self._keymap, view, self._help_typed, width, self._help_at)
        self.do_helps = sheet.commands
        names = {"search": "the search field", "results": "the hits", "sources": "the source list"}
        said = f"Keys in {names.get(view, view.title())}" if view else "All commands"
        again = "? again: all commands" if view else "? again: the keys here"
        typed = [Piece("  "), Piece(self._help_typed, "accent-text")] if self._help_typed else []
        title = self._title([Piece(said, "bright bold underline"), *typed], [Piece(again, "dim")], width)
        at = sheet.line_of(self._help_at)
        self._place(pane, title, sheet, ("help", self._help, self._help_at, self._help_typed), (at, at), margin=1)

    def _help_pane(self) -> Pane:
        return self.pane("left" if self._plan.left else "list")

    def _paint_overlay(self) -> None:
        pane = self._help_pane()
        overlay = self._overlay or Lines()
        title = self._title(
            [Piece(self._overlay_title, "bright bold underline")],
            [Piece("q closes", "dim")],
            self._plan.left or self._plan.listed,
        )
        sheet: Any = overlay
        if self._overlay_offsets:
            sheet = _Chosen(overlay, self._overlay_at)
        self._place(
            pane, title, sheet, ("overlay", self._overlay_title, self._overlay_at), (self._overlay_at, self._overlay_at)
        )

    # --- the lines around ---

    def _head(self, width: int) -> Line:
        desk = self.desk
        name = pad(safe.text(desk.pack.title), 22)
        pieces = [Piece(f" {name}", "dim"), Piece(" ")]
        for key, title, view in SCREENS:
            here = desk.view == view or (view == "read" and desk.view == "sources")
            pieces += [Piece(f"{key} ", "dim"), Piece(title, "bright bold underline" if here else "dim"), Piece("   ")]
        n = len(desk.work.clips)
        clips = "no clips yet" if n == 0 else f"{n} clip{'' if n == 1 else 's'}"
        right = [Piece(self._busy, "accent-text"), Piece(" · ", "dim")] if self._busy else []
        right.append(Piece(clips, "dim" if n == 0 else "text"))
        used = sum(cells(p.text) for p in pieces)
        room = width - used - sum(cells(p.text) for p in right) - 1
        return Line((*pieces, Piece(" " * max(room, 0)), *right, Piece(" ")), "bar")

    def _keys(self, width: int) -> Line:
        if self._prefix:
            return Line((Piece(f" {self._prefix} ", "accent-text bold"), Piece(self._following(), "dim")), "bar")
        if self._question is not None:
            pieces = [
                Piece(" enter", "bright bold"),
                Piece(" keep   ", "dim"),
                Piece("esc", "bright bold"),
                Piece(" leave", "dim"),
            ]
            return Line(tuple(pieces), "bar")
        shown = self._keymap.foot(self.view)
        if self._overlay is not None and self._help is None:
            shown = [self._keymap.command("back"), self._keymap.command("help")]
        while True:
            pieces = [Piece(" ")]
            for c in shown:
                pieces += [Piece(self._spelled(c), "bright bold"), Piece(f" {c.short or c.title}   ", "dim")]
            if sum(cells(p.text) for p in pieces) - 3 <= width or len(shown) < 2:
                return Line(tuple(pieces), "bar")
            del shown[-2 if len(shown) > 1 else -1]

    def _spelled(self, command: Command) -> str:
        both = {
            "next_quote": "] [",
            "next_shared": "] [",
            "next_only": ") (",
            "next_difference": "> <",
            "next_hit": "n N",
        }
        both |= {"hit_down": "up down", "down": "j k"}
        default = Keymap().command(command.id).keys if command.id in both else ()
        return both[command.id] if command.id in both and default == command.keys else command.keys[0]

    def _following(self) -> str:
        if self._prefix in ("m", "'"):
            marks = " ".join(sorted(self.desk.work.marks)) if self._desk else ""
            return PREFIXES[self._prefix] + (f"   there are: {marks}" if marks and self._prefix == "'" else "")
        out = []
        for c in self._keymap.of(self.view):
            for key in c.keys:
                if key.startswith(self._prefix + " "):
                    out.append(f"{key[-1]} {c.short or c.title}")
        return "then  " + "   ".join(out)

    def _status(self, width: int) -> Line:
        desk = self.desk
        right: list[Piece] = []
        if desk.said:
            return fit([Piece(safe.text(desk.said), "text")], [], width, "bar")
        if self._help is not None:
            commands = getattr(self, "_help_commands", [])
            if self._help_at < len(commands):
                c = commands[self._help_at]
                return fit([Piece(" ".join(c.keys[:3]), "bright bold"), Piece(f"   {c.help}", "dim")], [], width, "bar")
            return fit([], [], width, "bar")
        left: list[Piece] = []
        if desk.view == "sources":
            left, right = self._about_source()
        elif desk.view in ("read", "compare"):
            left, right = self._about_cursor()
        elif desk.view == "search":
            left, right = self._about_hit()
        elif desk.view == "quotes":
            left, right = self._about_statement()
        else:
            left, right = self._about_clip()
        return fit(left, right, width, "bar")

    def _about_source(self) -> tuple[list[Piece], list[Piece]]:
        desk, article = self.desk, self.desk.article
        if article is None:
            return [], []
        quotes = [q for q in article.quotes if q.type != "indirect"]
        linked = sum(1 for q in quotes if desk.pack.links(q.id))
        last = article.passages[-1].n if article.passages else 0
        also = f", {linked} of them also elsewhere" if linked else ""
        dim = [f" · {len(article.dropped)} left out"]
        date = article.masthead.date
        dim.append(
            " · no date"
            if date is None
            else ""
            if date.status == "stated"
            else f" · date inferred from the {date.origin}"
        )
        return [
            Piece(article.key, "bright bold"),
            Piece(f"  {last} passages · {len(quotes)} quotations{also}"),
            Piece("".join(dim), "dim"),
        ], []

    def _about_cursor(self) -> tuple[list[Piece], list[Piece]]:
        desk = self.desk
        article, passage = desk.article, desk.passage
        if article is None or passage is None:
            return [], []
        right: list[Piece] = []
        if desk.view == "compare":
            right = [Piece(compare.counts(desk))]
        elif desk.lit:
            n, total = moves.hit_here(desk)
            if total:
                right = [Piece(f"hit {n} of {total}" if n else f"{total} hits", "dim")]
        if desk.removed:
            dropped = next((d for d in article.dropped if d.span.start <= desk.place.offset < d.span.stop), None)
            if dropped is not None:
                line = 1 + article.text.count("\n", 0, dropped.span.start)
                said = [
                    Piece("x", "bright bold"),
                    Piece(f"  {dropped.rule}"),
                    Piece(f" · line {line} · {dropped.reason}", "dim"),
                ]
                return said, [Piece(f"{len(article.dropped)} left out", "dim")]
        quote = desk.quote
        if quote is None and desk.view == "read":
            inside = [q for q in article.quotes if q.passage == passage.n]
            quote = inside[0] if len(inside) == 1 else None
            if len(inside) > 1:
                return [
                    Piece(f"¶{passage.n}", "bright bold"),
                    Piece(f"  {len(inside)} quotations", "text"),
                    Piece(" · ] walks them", "dim"),
                ], right
        if quote is None:
            if desk.view == "compare":
                row = moves.counterpart(desk, passage.n)
                there = desk.partner
                if row is None or row.b is None:
                    return [Piece("<" if desk.focus == 0 else ">", "bright bold"), Piece("  only here", "dim")], right
                words = sum(len(a.of(article.text).split()) for a, _ in row.common)
                sure = "" if row.certainty >= 0.5 else ", maybe"
                same = "the same text" if not row.differences else f"{words} words shared"
                key = there.key if there else ""
                return [
                    Piece("~" if row.differences else "=", "bright bold"),
                    Piece(f"  {same}{sure}"),
                    Piece(f" · {key}¶{row.b}", "dim"),
                ], right
            words = len(passage.span.of(article.text).split())
            line = 1 + article.text.count("\n", 0, passage.span.start)
            return [
                Piece(f"¶{passage.n}", "bright bold"),
                Piece(f"  {words} words · line {line} of the file", "dim"),
            ], right
        return self._about_quote(quote.id), right

    def _about_quote(self, quote_id: str) -> list[Piece]:
        desk = self.desk
        quote = desk.pack.quote(quote_id)
        article = desk.pack.by_path[quote.source]
        name, sure = moves.speaker_of(desk, quote)
        tag = moves.tags(desk).get(name)
        words = len(quote.span.of(article.text).split())
        left = []
        if tag is None:
            left.append(Piece("no speaker named", "dim"))
        elif sure:
            left += [Piece(tag.letter, f"speaker-{tag.hue} bold"), Piece(f"  {name}")]
        else:
            left += [Piece("?", "bright bold"), Piece(f"  perhaps {name}", "dim")]
        left.append(Piece(f" · {words} word{'' if words == 1 else 's'}", "dim"))
        flags = [f for f in quote.flags if f in ("unopened", "unclosed", "continues", "block")]
        if flags:
            said = {
                "unopened": "no opening mark",
                "unclosed": "no closing mark",
                "continues": "goes on in the next passage",
                "block": "block quotation",
            }
            left.append(Piece(" · " + ", ".join(said[f] for f in flags), "dim"))
        from_ = self._notes_of(quote_id)
        return [*left, *from_]

    def _notes_of(self, quote_id: str) -> list[Piece]:
        desk = self.desk
        found = notes(desk, desk.pack.quote(quote_id))
        left: list[Piece] = []
        for note in found[:4]:
            left += [Piece(" · ", "dim"), Piece(f"{note.sign}{note.place}", "bright bold")]
            if note.differing:
                left.append(Piece(" " + ", ".join(note.differing[:3])))
            elif note.sign == "=":
                left.append(Piece(" word for word" if note.words == "word for word" else " same words", "dim"))
        if len(found) > 4:
            left.append(Piece(f" and {len(found) - 4} more", "dim"))
        return left

    def _about_hit(self) -> tuple[list[Piece], list[Piece]]:
        desk, answer = self.desk, self.desk.answer
        if answer is None or not answer.hits:
            return [], []
        n = min(desk.hit, len(answer.hits) - 1)
        hit = answer.hits[n]
        article = desk.pack.by_path[hit.source]
        left = [Piece(f"{article.key}¶{hit.passage}", "bright bold"), Piece(f"  {publisher_of(article)}", "dim")]
        quote = next(
            (
                q
                for q in article.quotes
                if q.passage == hit.passage and any(q.span.start <= m.start < q.span.stop for m in hit.marks)
            ),
            None,
        )
        if quote is not None:
            left = [left[0], Piece("  "), *self._about_quote(quote.id)]
        return left, [Piece(f"passage {n + 1} of {answer.total}", "dim")]

    def _about_statement(self) -> tuple[list[Piece], list[Piece]]:
        desk = self.desk
        all_ = moves.statements(desk)
        if not all_:
            return [], []
        n = min(desk.statement, len(all_) - 1)
        statement = all_[n]
        where = ", ".join(dict.fromkeys(f"{desk.pack.by_path[q.source].key}¶{q.passage}" for q in statement.quotes))
        left = [Piece(where, "bright bold"), Piece(" "), *self._about_quote(statement.first.id)]
        return left, [Piece(f"{n + 1} of {len(all_)}", "dim")]

    def _about_clip(self) -> tuple[list[Piece], list[Piece]]:
        desk = self.desk
        if not desk.work.clips:
            return [], []
        n = min(desk.item, len(desk.work.clips) - 1)
        clip = desk.work.clips[n]
        article = desk.pack.by_path.get(clip.source)
        kind = briefing_pane.verdict(desk, clip)
        key = f"{article.key}¶{clip.passage}" if article else clip.source
        sign = Piece("=" if kind == "exact" else "!", "bright bold" if kind == "exact" else "bad")
        left = [sign, Piece(f"  {key}"), Piece(f" · {briefing_pane.SAID[kind]} · {clip.source}", "dim")]
        return left, [Piece(f"{n + 1} of {len(desk.work.clips)}", "dim")]

    # --- keys ---

    def on_key(self, event: events.Key) -> None:
        """A key that no field took."""
        key = spoken(event.key, event.character)
        focused = self.focused
        if self._question is not None:
            if key == "esc":
                event.stop()
                self._answered(None)
            return
        if isinstance(focused, Field) and focused.id == "field":
            command = self._keymap.find("search", key)
            if command is None or (len(key) == 1 and event.is_printable):
                return
        elif self._prefix:
            event.stop()
            event.prevent_default()
            self._second_key(key)
            return
        elif key in PREFIXES and self._prefixed(key):
            event.stop()
            self._prefix = key
            self.page("keys").show(Lines([self._keys(self.app.size.width)]))
            return
        elif self._desk is not None and self._desk.selection is not None and key in moves.GROWTH:
            event.stop()
            self._show(moves.grown(self._desk, key))
            return
        else:
            command = self._keymap.find(self.view, key)
            if command is None:
                if key == "^c":
                    self.say("q leads back, ^q quits")
                    event.stop()
                return
        event.stop()
        event.prevent_default()
        self._do(command, key)

    def _prefixed(self, key: str) -> bool:
        if key == "g":
            return any(k.startswith("g ") for c in self._keymap.of(self.view) for k in c.keys)
        return self._keymap.find(self.view, key) is not None

    def _second_key(self, key: str) -> None:
        prefix, self._prefix = self._prefix, ""
        if self._desk is None:
            return
        if prefix == "m" and len(key) == 1 and key.isalnum():
            marks = {**self.desk.work.marks, key: (self.desk.path, self.desk.place.offset)}
            self._show(
                moves.changed(self.desk, replace(self.desk.work, marks=marks), f"marked {key}: ' {key} comes back here")
            )
        elif prefix == "'" and len(key) == 1:
            place = self.desk.work.marks.get(key)
            if place is None or place[0] not in self.desk.pack.by_path:
                self.say(f"nothing is marked {key}")
                return
            desk = self.desk if self.desk.view in ("read", "compare") else moves.went(self.desk, "read")
            desk = replace(desk, jumps=(*desk.jumps, (desk.path, desk.place))[-100:], said="")
            self._show(moves.at(moves.opened(desk, place[0]), place[1]))
        elif prefix == "g" and (command := self._keymap.find(self.view, f"g {key}")) is not None:
            self._do(command, key)
        else:
            self._paint()

    def _do(self, command: Command, key: str) -> None:
        """Do what a command says."""
        if command.id == "quit":
            self.leave()
            return
        if self._desk is None:
            if command.id == "back":
                self.leave()
            return
        if self.desk.said:
            self._desk = replace(self.desk, said="")
        if self._help is not None and command.id not in ("search", "read", "compare", "quotes", "briefing"):
            self._in_help(command)
            return
        if self._overlay is not None and self._in_overlay(command):
            return
        self._help = None
        move = _MOVES.get(command.id)
        if move is not None:
            self._show(move(self.desk))
            return
        do: Callable[..., None] = getattr(self, f"do_{command.id}")
        do(*([key] if command.id == "source_n" else []))

    def say(self, what: str) -> None:
        if self._desk is not None:
            self._desk = replace(self.desk, said=what)
            self.page("status").show(Lines([self._status(self.app.size.width)]))
            self.page("keys").show(Lines([self._keys(self.app.size.width)]))

    # --- lines and pages ---

    def _text_pages(self) -> list[tuple[str, Page]]:
        """The pages that show sources, with their paths."""
        desk = self.desk
        if desk.view in ("sources", "read"):
            return [(desk.path, self.pane("left").page)]
        return [(path, self.pane(name).page) for path, name in zip(desk.open, ("left", "right"), strict=False)]

    def _scroll(self, lines: int) -> None:
        """The cursor and the text on by some lines; at the edges of the text only the cursor."""
        desk = self.desk
        pages = dict(self._text_pages())
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
        if layout.line_of(offset) == here and lines < 0:  # the blank above a passage: on to the passage before
            offset = layout.offset_of(max(to - 1, 0)) if to else layout.offset_of(0)
        page.scroll_to_line(page.top + lines)
        visible = page.top <= layout.line_of(offset) < page.top + page.size.height
        self._scrolled = visible
        self._show(replace(moves.at(desk, offset), said=""))
        if not visible:
            page.keep_in_view(layout.line_of(offset), layout.line_of(offset))

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def _move(self, by: int) -> None:
        desk = self.desk
        if desk.view == "sources":
            self._show(moves.stepped(desk, by))
        elif desk.view in ("read", "compare"):
            self._scroll(by)
        elif desk.view == "search":
            self._to_hit(desk.hit + by)
        elif desk.view == "quotes":
            n = len(moves.statements(desk))
            self._show(replace(desk, statement=max(0, min(desk.statement + by, n - 1))))
        elif desk.view == "briefing":
            self._show(replace(desk, item=max(0, min(desk.item + by, len(desk.work.clips) - 1))))

    def do_page_down(self) -> None:
        self._scroll(max(self._height() - 2, 1))

    def do_page_up(self) -> None:
        self._scroll(-max(self._height() - 2, 1))

    def do_half_down(self) -> None:
        self._scroll(self._height() // 2)

    def do_half_up(self) -> None:
        self._scroll(-(self._height() // 2))

    def _height(self) -> int:
        pages = dict(self._text_pages())
        page = pages.get(self.desk.path)
        return page.size.height if page else 20

    def do_top(self) -> None:
        self._edge(first=True)

    def do_end(self) -> None:
        self._edge(first=False)

    def _edge(self, *, first: bool) -> None:
        desk = self.desk
        if desk.view == "sources":
            self._show(moves.stepped(desk, -len(desk.pack.articles) if first else len(desk.pack.articles)))
        elif desk.view == "search":
            self._to_hit(0 if first else MOST_HITS)
        elif desk.view == "quotes":
            self._show(replace(desk, statement=0 if first else max(len(moves.statements(desk)) - 1, 0)))
        elif desk.view == "briefing":
            self._show(replace(desk, item=0 if first else max(len(desk.work.clips) - 1, 0)))
        else:
            article = desk.article
            if article is not None and article.passages:
                offset = article.passages[0].span.start if first else article.passages[-1].span.start
                self._show(moves.jumped(desk, offset))
                if first:
                    for _, page in self._text_pages():
                        page.scroll_to_line(0)

    # --- screens ---

    def do_search(self) -> None:
        self._help = None
        self._show(moves.went(self.desk, "search"))
        self._in_results = False
        field = self.query_one("#field", Field)
        field.focus()
        field.action_select_all()
        self._paint()

    do_search_here = do_search
    do_to_field = do_search

    def do_read(self) -> None:
        self._leave_field()
        self._show(moves.went(self.desk, "read"))

    def do_compare(self) -> None:
        self._leave_field()
        self._show(moves.compared(self.desk))

    def do_quotes(self) -> None:
        self._leave_field()
        self._show(moves.went(self.desk, "quotes"))

    def do_briefing(self) -> None:
        self._leave_field()
        self._show(moves.went(self.desk, "briefing"))

    def do_sources(self) -> None:
        desk = self.desk
        if desk.view in ("read", "compare", "quotes", "briefing") and self.app.size.width >= sources.WIDTH + 62:
            shown = bool(self._plan.listed)
            self._show(replace(desk, listed=not shown))
        else:
            self._leave_field()
            self._show(replace(moves.went(desk, "sources"), trail=()))

    def do_source_n(self, key: str) -> None:
        desk = self.desk
        order = moves.paths(desk)
        n = int(key) - 1 if key.isdigit() else -1
        if not 0 <= n < len(order):
            self.say(f"there are {len(order)} sources")
            return
        desk = desk if desk.view in ("sources", "read", "compare") else moves.went(desk, "read")
        self._show(moves.opened(desk, order[n]))

    def do_back(self) -> None:
        desk = self.desk
        if desk.selection is not None:
            self._show(replace(desk, selection=None))
            return
        if desk.zen:
            self._show(replace(desk, zen=False))
            return
        to = moves.back(desk)
        self._leave_field()
        if to is None:
            self.leave()
        else:
            self._show(to)

    def _leave_field(self) -> None:
        self.set_focus(None)
        self._in_results = False

    def _esc_from_search(self) -> None:
        self._leave_field()
        self._show(moves.back(self.desk) or replace(self.desk, view="sources"))

    def leave(self) -> None:
        """Quit; everything is in the journal."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        if self._searcher is not None:
            self._searcher.close()
        self.app.exit(0)

    def do_leave(self) -> None:
        desk = self.desk
        if desk.view == "search":
            self._esc_from_search()
        elif desk.selection is not None:
            self._show(replace(desk, selection=None))
        elif desk.lit:
            self._show(replace(desk, lit=False))
        elif desk.zen:
            self._show(replace(desk, zen=False))
        else:
            self._paint()

    def do_zen(self) -> None:
        desk = replace(self.desk, zen=not self.desk.zen)
        self._plan = Plan()
        self._show(desk)

    def do_order(self) -> None:
        self._show(moves.reordered(self.desk))
        if self.desk.view == "search":
            self._ask_engine(self.desk.query)

    def do_theme(self) -> None:
        names = [name for name in self.app.available_themes if name in self.app.our_themes]  # type: ignore[attr-defined]  # our app's
        at = names.index(self.app.theme) + 1 if self.app.theme in names else 0
        self.app.theme = names[at % len(names)]
        self.say(f"theme: {self.app.theme}")

    # --- searching ---

    @on(Input.Changed, "#field")
    def _typed(self, event: Input.Changed) -> None:
        if self._desk is None or event.value == self.desk.query:
            return
        self._desk = replace(self.desk, query=event.value, said="")
        self.call_after_refresh(self._ask_engine, event.value)

    def _ask_engine(self, query: str) -> None:
        if query == self.desk.query:
            self._find_passages(query, self.desk.scope, self.desk.orders["results"])

    @work(thread=True, exclusive=True, group="search")
    def _find_passages(self, query: str, scope: str, order: str) -> None:
        worker: Worker[None] = get_current_worker()
        if not query.strip():
            self.app.call_from_thread(self._found, query, None)
            return
        asked = f"{scope} {query}" if scope else query
        with self._searching:
            searcher = self._searcher
            if searcher is None or worker.is_cancelled:
                return
            answer = searcher.ask(asked, limit=MOST_HITS, order=order, cancelled=lambda: worker.is_cancelled)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._found, query, answer)

    def _found(self, query: str, answer: Answer | None) -> None:
        if self._desk is None or query != self.desk.query:
            return  # something else has been typed since
        self._desk = replace(self.desk, answer=answer, hit=0, lit=answer is not None)
        self._paint()
        self._record()

    @on(Input.Submitted, "#field")
    def _entered(self) -> None:
        self.do_open_hit()

    def _to_hit(self, n: int) -> None:
        hits = self.desk.answer.hits if self.desk.answer else ()
        self._show(replace(self.desk, hit=max(0, min(n, len(hits) - 1))))

    def do_hit_down(self) -> None:
        self._to_hit(self.desk.hit + 1)

    def do_hit_up(self) -> None:
        self._to_hit(self.desk.hit - 1)

    def do_hits_down(self) -> None:
        self._to_hit(self.desk.hit + 5)

    def do_hits_up(self) -> None:
        self._to_hit(self.desk.hit - 5)

    def do_to_hits(self) -> None:
        if not self.desk.answer or not self.desk.answer.hits:
            self.say("nothing found to go to")
            return
        self.set_focus(None)
        self._in_results = True
        self._paint()

    def do_open_hit(self) -> None:
        desk = self.desk
        if desk.answer is None or not desk.answer.hits:
            self.say("nothing found to open")
            return
        if desk.query and (not self._earlier or self._earlier[-1] != desk.query):
            self._earlier.append(desk.query)
        hit = desk.answer.hits[min(desk.hit, len(desk.answer.hits) - 1)]
        self._leave_field()
        start = hit.marks[0].start if hit.marks else hit.span.start
        desk = moves.opened(moves.went(replace(desk, lit=True), "read"), hit.source)
        self._show(moves.jumped(desk, start))

    def do_scope(self) -> None:
        at = moves.SCOPES.index(self.desk.scope) + 1
        scope = moves.SCOPES[at % len(moves.SCOPES)]
        self._show(replace(self.desk, scope=scope, said=f"searching {scope.removeprefix('only:') or 'all text'}"))
        self._ask_engine(self.desk.query)

    def do_history(self) -> None:
        if not self._earlier:
            self.say("no earlier search")
            return
        self._earlier = [self._earlier[-1], *self._earlier[:-1]]
        field = self.query_one("#field", Field)
        field.value = self._earlier[0]
        field.action_end()

    def do_clear(self) -> None:
        self.query_one("#field", Field).value = ""

    def do_search_this(self) -> None:
        desk = self.desk
        clips = moves.under(replace(desk, view="read"))
        if not clips:
            return
        words = " ".join(clips[0].text.split()[:12]).strip(" ,.;:!?\"“”'")
        self.do_search()
        field = self.query_one("#field", Field)
        field.value = f'"{words}"'.replace('"“', '"').replace('”"', '"')
        field.action_end()

    def do_find(self) -> None:
        article = self.desk.article
        if article is None:
            return
        start = self.desk.place.offset

        def typed(text: str) -> None:
            desk = self.desk
            if not text.strip() or self._searcher is None or article is None:
                self._show(replace(desk, lit=False))
                return
            with self._searching:
                answer = self._searcher.ask(f'{text} in:"{article.path}"', limit=0)
            hits = tuple(h for h in answer.hits if h.source == article.path)
            answer = replace(answer, hits=hits, total=len(hits), corrected=None)
            desk = moves.put(replace(desk, answer=answer, query=text, lit=True, hit=0), article.path, Place(start))
            marks = [s for _, s in moves.stream(desk)]
            to = next((s for s in marks if s.start >= start), marks[0] if marks else None)
            self._show(moves.at(desk, to.start) if to else replace(desk, said="not in this source"))

        def answered(text: str) -> None:
            typed(text)
            n, total = moves.hit_here(self.desk)
            if text.strip():
                self.say(
                    f"{n} of {total} · n N next, previous" if total else "not in this source: ^f searches all of them"
                )

        self._ask("/", "", answered, typed)

    def do_open(self) -> None:
        desk = self.desk
        if desk.view == "sources":
            self._show(moves.went(desk, "read"))
        elif desk.view == "search":
            self.do_open_hit()
        elif desk.view == "quotes":
            all_ = moves.statements(desk)
            if all_:
                quote = all_[min(desk.statement, len(all_) - 1)].first
                self._show(
                    moves.jumped(moves.opened(moves.went(desk, "read"), quote.source), quote.span.start, quote.id)
                )
        elif desk.work.clips:
            clip = desk.work.clips[min(desk.item, len(desk.work.clips) - 1)]
            article = desk.pack.by_path.get(clip.source)
            if article is None:
                self.say(f"{clip.source} is not in this pack")
                return
            quote_id = next((q.id for q in article.quotes if q.span == clip.span), None)
            self._show(moves.jumped(moves.opened(moves.went(desk, "read"), article.path), clip.span.start, quote_id))

    # --- keeping ---

    def _clips_here(self) -> list[Any]:
        desk = self.desk
        if desk.view == "quotes":
            all_ = moves.statements(desk)
            if not all_:
                return []
            quotes = all_[min(desk.statement, len(all_) - 1)].of(all_[min(desk.statement, len(all_) - 1)].first.source)
            return [moves.clip_of(desk.pack.by_path[q.source], q.span, q.passage, "quote") for q in quotes]
        if desk.view == "search":
            if desk.answer is None or not desk.answer.hits:
                return []
            hit = desk.answer.hits[min(desk.hit, len(desk.answer.hits) - 1)]
            article = desk.pack.by_path[hit.source]
            inside = [
                q
                for q in article.quotes
                if q.passage == hit.passage and any(q.span.start <= m.start < q.span.stop for m in hit.marks)
            ]
            start = inside[0].span.start if inside else hit.span.start
            quote = inside[0].id if inside else None
            there = replace(
                desk, view="read", open=(hit.source,), focus=0, places={**desk.places, hit.source: Place(start, quote)}
            )
            return list(moves.under(there))
        if desk.view == "briefing":
            return [desk.work.clips[min(desk.item, len(desk.work.clips) - 1)]] if desk.work.clips else []
        return list(moves.under(desk))

    def do_clip(self) -> None:
        self._show(moves.put_aside(self.desk, self._clips_here()))

    def do_clip_note(self) -> None:
        clips = self._clips_here()
        if not clips:
            self.say("nothing to clip here")
            return
        have = {c.id: c for c in self.desk.work.clips}
        kept = have.get(clips[0].id)

        def answered(text: str) -> None:
            desk = moves.put_aside(self.desk, clips) if kept is None else self.desk
            said = desk.said
            desk = moves.noted(desk, clips[0].id, text)
            self._show(
                replace(
                    desk, said=f"{said.split(' · ')[0]}, with a note" if kept is None and text.strip() else desk.said
                )
            )

        self._ask("note", kept.note if kept else "", answered)

    def _with_clip(self, label: str, of: Callable[[Any], str], done: Callable[[Desk, str, str], Desk]) -> None:
        desk = self.desk
        if not desk.work.clips:
            self.say("nothing is put aside yet")
            return
        clip = desk.work.clips[min(desk.item, len(desk.work.clips) - 1)]
        self._ask(label, of(clip), lambda text: self._show(done(self.desk, clip.id, text)))

    def do_note(self) -> None:
        self._with_clip("note", lambda c: str(c.note), moves.noted)

    def do_heading(self) -> None:
        self._with_clip("heading", lambda c: str(c.heading), moves.headed)

    def do_title(self) -> None:
        def answered(text: str) -> None:
            self._show(moves.changed(self.desk, replace(self.desk.work, title=text.strip()), "title kept"))

        self._ask("title", self.desk.work.title, answered)

    def do_bottom_line(self) -> None:
        def answered(text: str) -> None:
            self._show(moves.changed(self.desk, replace(self.desk.work, bottom=text.strip()), "bottom line kept"))

        self._ask("bottom line", self.desk.work.bottom, answered)

    def do_speaker(self) -> None:
        desk = self.desk
        if desk.view == "quotes":
            all_ = moves.statements(desk)
            quotes = list(all_[min(desk.statement, len(all_) - 1)].quotes) if all_ else []
        else:
            passage, article = desk.passage, desk.article
            inside = [q for q in article.quotes if passage and q.passage == passage.n] if article else []
            quotes = [desk.quote] if desk.quote else inside[:1]
        if not quotes:
            self.say("no quotation here")
            return
        name, _ = moves.speaker_of(desk, quotes[0])

        def answered(text: str) -> None:
            now = self.desk
            for quote in quotes:
                now = moves.corrected(replace(now, past=desk.past), quote, text)
            self._show(replace(now, past=(*desk.past, desk.work)[-moves.UNDOABLE :]))

        self._ask("said by", name, answered)

    def do_select(self) -> None:
        desk, passage, article = self.desk, self.desk.passage, self.desk.article
        if passage is None or article is None:
            return
        if desk.selection is not None:
            self._show(replace(desk, selection=None))
            return
        start = max(desk.place.offset, passage.span.start)
        self._show(
            replace(
                desk,
                selection=moves.sentence_at(article, passage, start),
                said="selected: w ) } grow it, b ( { shrink it, c clips, esc ends",
            )
        )

    def do_copy(self) -> None:
        self._send([c.text for c in self._clips_here()])

    def do_copy_cited(self) -> None:
        out = []
        for c in self._clips_here():
            article = self.desk.pack.by_path.get(c.source)
            where = f"{publisher_of(article)}, “{headline_of(article)}”, ¶{c.passage}" if article else c.source
            out.append(f"“{c.text}” ({where}, {c.source})")
        self._send(out)

    def _send(self, texts: list[str]) -> None:
        if not texts:
            self.say("nothing to copy here")
            return
        text = "\n\n".join(texts)
        self.app.copy_to_clipboard(safe.text(text) if "\n" not in text else "\n".join(map(safe.text, text.split("\n"))))
        self.say(f"{len(text)} characters sent to the terminal's clipboard")

    # --- the briefing ---

    def _markdown(self) -> str:
        return briefing.write(self.desk.pack, self.desk.work)

    def do_verify(self) -> None:
        if not self.desk.work.clips:
            self.say("nothing is put aside yet")
            return
        self.say("checking every quotation …")
        self._verified(self.desk)

    @work(thread=True, exclusive=True, group="verify")
    def _verified(self, desk: Desk) -> None:
        text = briefing.write(desk.pack, desk.work)
        verdicts = [v.status for v in verify.check(text, desk.pack.articles)]
        counted: dict[str, int] = {}
        for status in verdicts:
            counted[status] = counted.get(status, 0) + 1
        said = ", ".join(f"{n} {status}" for status, n in counted.items()) or "no quotations"
        self.app.call_from_thread(self.say, f"{len(verdicts)} checked: {said}")

    def do_preview(self) -> None:
        if not self.desk.work.clips:
            self.say("nothing is put aside yet")
            return
        width = self._plan.left or self._plan.listed
        self._lay_over("Preview", briefing_pane.markdown_lines(self._markdown(), width, self._plan.measure))

    def do_write(self) -> None:
        if not self.desk.work.clips:
            self.say("nothing is put aside yet: c on a quotation")
            return
        if self.desk.work.file:
            self._write_to(Path(self.desk.work.file))
            return
        stem = (
            "".join(c if c.isalnum() or c in "-_ " else "-" for c in safe.text(self.desk.pack.title)).strip() or "pack"
        )
        folder = Path.cwd()
        for n in range(1, 1000):
            path = folder / f"{stem}-briefing{'' if n == 1 else f'-{n}'}.md"
            if not path.exists():
                break
        self._write_to(path)

    def do_write_as(self) -> None:
        if not self.desk.work.clips:
            self.say("nothing is put aside yet: c on a quotation")
            return
        known = self.desk.work.file

        def answered(text: str) -> None:
            if text.strip():
                path = Path(text.strip()).expanduser()
                self._write_to(path if path.suffix else path.with_suffix(".md"), asked=True)

        self._ask("write as", known, answered)

    def _write_to(self, path: Path, *, asked: bool = False) -> None:
        path = Path(os.path.abspath(path))
        sources_ = (
            {os.path.realpath(self._path / p) for p in self.desk.pack.by_path}
            if self._path.is_dir()
            else {os.path.realpath(self._path)}
        )
        if os.path.realpath(path) in sources_:
            self.say("that is a source of the pack, and sources are never written to")
            return
        if path.exists() and str(path) != self.desk.work.file and not _is_briefing(path):
            self.say(f"{path.name} is there and is no briefing: W writes under another name")
            return
        try:
            text = self._markdown()
            disk.atomic_write(path, text.encode("utf-8"))
        except (OSError, UnicodeEncodeError) as fault:
            self.say(f"not written, {path}: {fault.strerror if isinstance(fault, OSError) else fault}")
            return
        work_ = replace(self.desk.work, file=str(path))
        where = os.path.relpath(path)
        shown = str(path) if where.startswith("..") else where
        self._show(replace(self.desk, work=work_, said=f"written: {shown} · twosource verify checks it"))

    # --- asking ---

    def _ask(
        self, label: str, value: str, answered: Callable[[str], None], typed: Callable[[str], None] | None = None
    ) -> None:
        """Ask for a line of text in the foot of the screen."""
        self._question = Question(label, answered, typed)
        self.page("status").display = False
        self.query_one("#ask-line").display = True
        tag = self.page("ask-label")
        tag.styles.width = cells(label) + 3
        tag.show(Lines([Line((Piece(f" {label} ", "accent-text bold"),), "bar")]))
        field = self.query_one("#ask", Field)
        with self.prevent(Input.Changed):
            field.value = value
        field.focus()
        field.action_end()
        self.page("keys").show(Lines([self._keys(self.app.size.width)]))

    @on(Input.Changed, "#ask")
    def _ask_typed(self, event: Input.Changed) -> None:
        if self._question is not None and self._question.typed is not None:
            self._question.typed(event.value)

    @on(Input.Submitted, "#ask")
    def _ask_entered(self, event: Input.Submitted) -> None:
        self._answered(event.value)

    def _answered(self, text: str | None) -> None:
        question, self._question = self._question, None
        self.query_one("#ask-line").display = False
        self.page("status").display = True
        self.set_focus(None)
        if question is not None and text is not None:
            question.answered(text)
        elif question is not None and question.typed is not None:
            question.typed("")
        self._paint()

    # --- laid over the text ---

    def _lay_over(self, title: str, lines: Lines, offsets: tuple[int, ...] = (), at: int = 0) -> None:
        self._overlay, self._overlay_title, self._overlay_offsets, self._overlay_at = lines, title, offsets, at
        self._help_pane().page.scroll_to_line(0)
        self._paint()

    def _in_overlay(self, command: Command) -> bool:
        """Keys while something lies over the text; whether this one was for it."""
        page = self._help_pane().page
        steps = {"down": 1, "up": -1, "page_down": page.size.height - 2, "page_up": 2 - page.size.height}
        if command.id in steps and self._overlay_offsets:
            self._overlay_at = max(0, min(self._overlay_at + steps[command.id], len(self._overlay_offsets) - 1))
        elif command.id in steps:
            page.scroll_to_line(page.top + steps[command.id])
        elif command.id in ("open", "align") and self._overlay_offsets:
            offset = self._overlay_offsets[self._overlay_at]
            self._overlay = None
            if offset >= 0:
                self._show(moves.jumped(self.desk, offset))
                return True
        elif command.id in ("back", "leave", self._overlay_title.casefold()) or command.id in (
            "card",
            "people",
            "outline",
            "preview",
        ):
            self._overlay = None
        else:
            self._overlay = None
            return False
        self._paint()
        return True

    def do_card(self) -> None:
        article = self.desk.article
        if article is not None:
            width = self._plan.left or self._plan.listed
            self._lay_over("Source card", card.source_card(self.desk, article, width))

    def do_people(self) -> None:
        article = self.desk.article
        if article is not None:
            lines, offsets = card.people(self.desk, article, self._plan.left)
            self._lay_over("Speakers", lines, offsets)

    def do_outline(self) -> None:
        article = self.desk.article
        if article is not None:
            lines, offsets = card.outline(article, self._plan.left)
            here = max((n for n, o in enumerate(offsets) if o <= self.desk.place.offset), default=0)
            self._lay_over("Outline", lines, offsets, here)

    def do_original(self) -> None:
        """The file itself in the user's editor, at the line of the cursor: an argument list, never a shell."""
        article, passage = self.desk.article, self.desk.passage
        if article is None:
            return
        path = self._path / article.path.partition("#")[0] if self._path.is_dir() else self._path
        line = 1 + article.text.count("\n", 0, passage.span.start if passage else 0)
        editor = list(self._settings.editor)
        name = os.path.basename(editor[0])
        at = [f"+{line}"] if name in ("vi", "vim", "nvim", "nano", "emacs", "less", "view", "micro", "kak") else []
        try:
            with self.app.suspend():
                done = subprocess.run([*editor, *at, str(path.absolute())], check=False)
        except OSError as fault:
            self.say(f"{shlex.join(editor)} does not start: {fault.strerror}; set editor in settings.toml")
            return
        self.refresh(layout=True)
        if done.returncode:
            self.say(f"{name} ended with status {done.returncode}")

    # --- help ---

    def do_help(self) -> None:
        self._help_over(self.view)

    def do_palette(self) -> None:
        self._help_over("")
        self.do_filter()

    def _help_over(self, view: str) -> None:
        self.set_focus(None)
        if self._help is not None:
            self._help = "" if self._help else (self.desk.view if self.desk.view != "search" else "results")
        else:
            self._help = view
        self._help_at, self._help_typed = 0, ""
        self._help_pane().page.scroll_to_line(0)
        self._paint()

    def do_filter(self) -> None:
        def typed(text: str) -> None:
            self._help_typed, self._help_at = text, 0
            self._paint_all()

        def answered(text: str) -> None:
            typed(text)
            if len(getattr(self, "_help_commands", [])) >= 1 and text.strip():
                self._do_from_help()

        self._ask("command", "", answered, typed)

    def _do_from_help(self) -> None:
        commands = getattr(self, "_help_commands", [])
        if not commands:
            return
        command = commands[min(self._help_at, len(commands) - 1)]
        self._help = None
        self._paint()
        if self.view in command.views or self.desk.view in command.views:
            self._do(command, command.keys[0])
        else:
            where = ", ".join(v for v in command.views if v != "help")
            self.say(f"{command.title} works in: {where}")

    def _in_help(self, command: Command) -> None:
        steps = {"down": 1, "up": -1, "page_down": 15, "page_up": -15}
        n = len(getattr(self, "_help_commands", []))
        if command.id in steps:
            self._help_at = max(0, min(self._help_at + steps[command.id], n - 1))
        elif command.id == "open":
            self._do_from_help()
            return
        elif command.id == "top":
            self._help_at = 0
        elif command.id == "end":
            self._help_at = max(n - 1, 0)
        elif command.id in ("help", "palette", "filter"):
            {"help": self.do_help, "palette": self.do_palette, "filter": self.do_filter}[command.id]()
            return
        else:
            self._help, self._help_typed = None, ""
            if self.desk.view == "search" and not self._in_results:
                self.query_one("#field", Field).focus()
        self._paint()

    # --- the mouse ---

    @on(Page.Wheeled)
    def _wheeled(self, event: Page.Wheeled) -> None:
        if self._desk is None:
            return
        event.page.scroll_to_line(event.page.top + event.lines)
        if self.desk.view == "compare" and self.desk.sync and not self._plan.stacked:
            for name in ("left", "right"):
                self.pane(name).page.scroll_to_line(event.page.top)

    @on(Page.Pressed)
    def _pressed(self, event: Page.Pressed) -> None:
        if self._desk is None or self._question is not None:
            return
        desk, page = replace(self.desk, said=""), event.page
        sheet = page.sheet
        if self._help is not None and isinstance(sheet, HelpSheet):
            n = sheet.command_at(event.x, event.y)
            if n is not None:
                self._help_at = n
                self._do_from_help() if event.double else self._paint()
        elif page.id == "head":
            self._pressed_head(event.x)
        elif isinstance(sheet, sources.SourceList):
            path = sheet.path_at(event.y)
            if path is not None:
                desk = moves.opened(desk, path)
                self._show(moves.went(desk, "read") if event.double and desk.view == "sources" else desk)
        elif isinstance(sheet, search.HitList):
            n = sheet.hit_at(event.y)
            if n is not None:
                self._to_hit(n)
                if event.double:
                    self.do_open_hit()
        elif isinstance(sheet, ledger.Ledger):
            n = sheet.statement_at(event.y)
            if n is not None:
                self._show(replace(desk, statement=n))
                if event.double:
                    self.do_open()
        elif isinstance(sheet, briefing_pane.BriefingSheet):
            n = sheet.clip_at(event.y)
            if n is not None:
                self._show(replace(desk, item=n))
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
            self._show(moves.at(desk, quote.span.start if quote else offset, quote.id if quote else None))

    def _pressed_head(self, x: int) -> None:
        at = 24
        for key, title, view in SCREENS:
            width = len(key) + len(title) + 1
            if at <= x < at + width:
                getattr(self, f"do_{view}")()
                return
            at += width + 3


class _Chosen:
    """Lines one of which is under the cursor."""

    def __init__(self, lines: Lines, at: int) -> None:
        self._lines = lines
        self._at = at
        self.height = lines.height

    def line(self, y: int, top: int) -> Line:
        line = self._lines.line(y, top)
        return (
            Line((Piece("▌", "accent-text"), *line.pieces), "here")
            if y == self._at
            else Line((Piece(" "), *line.pieces))
        )


def restored(opened: Pack, made: Work, settings: Settings) -> Desk:
    """The desk as the user left it, as far as the pack still has what was on it."""
    session = made.session
    open_ = (
        tuple(p for p in session.get("open", []) if p in opened.by_path)
        if isinstance(session.get("open"), list)
        else ()
    )  # type: ignore[union-attr]  # just looked
    view = session.get("view")
    quotes = session.get("quotes")
    quotes = quotes if isinstance(quotes, dict) else {}
    places = {
        path: Place(offset, _still(opened, path, quotes.get(path)))
        for path, offset in made.places.items()
        if path in opened.by_path
    }
    measure = session.get("measure")
    query = session.get("query")
    listed = session.get("listed")
    focus = session.get("focus")
    desk = Desk(
        opened,
        made,
        open=open_ or tuple(a.path for a in opened.articles[:1]),
        places=places,
        measure=measure if isinstance(measure, int) and 48 <= measure <= 80 else settings.measure,
        query=query if isinstance(query, str) else "",
        listed=listed if isinstance(listed, bool) else None,
    )
    if isinstance(focus, int) and 0 <= focus < len(desk.open):
        desk = replace(desk, focus=focus)
    if view in ("read", "quotes", "briefing") or (view == "compare" and len(desk.open) == 2):
        desk = moves.went(desk, view)  # type: ignore[arg-type]  # one of those four
    return desk


def _is_briefing(path: Path) -> bool:
    """Whether a file is a briefing that twosource wrote."""
    try:
        return verify.is_briefing(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def _still(opened: Pack, path: str, quote: object) -> str | None:
    return quote if any(q.id == quote for q in opened.by_path[path].quotes) else None  # type: ignore[return-value]  # a string, as it is an id


def _toggled(name: str, on_: str, off: str) -> Callable[[Desk], Desk]:
    def move(desk: Desk) -> Desk:
        now = not getattr(desk, name)
        return replace(desk, **{name: now}, said=on_ if now else off)

    return move


_MOVES: dict[str, Callable[[Desk], Desk]] = {
    "next_passage": moves.next_passage,
    "previous_passage": lambda d: moves.next_passage(d, -1),
    "next_quote": moves.next_quote,
    "previous_quote": lambda d: moves.next_quote(d, -1),
    "next_shared": moves.next_shared,
    "previous_shared": lambda d: moves.next_shared(d, -1),
    "next_only": moves.next_only,
    "previous_only": lambda d: moves.next_only(d, -1),
    "next_difference": moves.next_difference,
    "previous_difference": lambda d: moves.next_difference(d, -1),
    "next_hit": moves.next_hit,
    "previous_hit": lambda d: moves.next_hit(d, -1),
    "jump_back": moves.jump_back,
    "align": moves.aligned,
    "other_pane": moves.other_pane,
    "other_source": moves.other_source,
    "swap": moves.swapped,
    "sync": _toggled("sync", "the texts go together", "each text on its own"),
    "detail": _toggled("detail", "differing words marked", "differing words not marked"),
    "removed": _toggled("removed", "", ""),
    "wider": lambda d: moves.measured(d, 4),
    "narrower": lambda d: moves.measured(d, -4),
    "versions": moves.unfolded,
    "undo": moves.undo,
    "redo": moves.redo,
    "item_down": lambda d: moves.moved_clip(d, 1),
    "item_up": lambda d: moves.moved_clip(d, -1),
    "remove": moves.removed_clip,
    "choose": moves.chosen,
}
