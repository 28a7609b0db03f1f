"""The page as it is made up: which panes stand where, and what each of them shows. Shows the desk, changes nothing of it."""

from __future__ import annotations

import textwrap
from bisect import bisect_left
from dataclasses import replace
from os.path import basename

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.screen import Screen

from reader import checking
from reader import desk as moves
from reader.desk import Desk, Place
from reader.keys import PREFIXES, Keymap, types
from reader.page import Page
from reader.paint import Line, Lines, Piece, Sheet, fit
from reader.panes import card, check, compare, coverage, foot, ledger, search, sources, timeline, verdicts
from reader.panes.briefing import BriefingSheet, summary
from reader.panes.frame import Field, Pane
from reader.panes.help import HelpSheet
from reader.panes.layout import lay
from reader.panes.slug import headline_of, many, publisher_of
from reader.panes.source import SourceSheet, how_shown, labels_in, marks_of, under_headline
from reader.plan import LEAST, WANTED, Plan, planned
from reader.proof import Proof
from reader.settings import Settings
from reader.shown import Choice, Chosen, Keys, Sheetlet, Shown
from reader.wrap import cells

MOST_VERSIONS = 12
"""Lines of a statement's versions that come into view with it."""


PANES = ("left", "right", "third", "fourth")
"""The panes that show texts."""


def kept_top(page: Page, sheet: Sheet) -> int | None:
    """The line at the top that shows the same words as now, where the same text is broken into other lines.

    Of hits, where others came before the one under the cursor: that stays on its row.
    """
    before = page.sheet
    if isinstance(sheet, search.HitList) and isinstance(before, search.HitList) and sheet.goes_on(before):
        return page.top + sheet.at - before.at
    if not isinstance(sheet, SourceSheet) or not isinstance(before, SourceSheet):
        return None
    if before.article.path != sheet.article.path or before.layout is sheet.layout or not page.top:
        return None
    offset = before.layout.offset_of(page.top)
    return sheet.layout.line_of(offset) - (before.layout.line_of(offset) - page.top)


def fitted(over: Sheetlet, width: int) -> Sheetlet:
    """A page made anew for a pane of so many columns; the cursor stays on what it leads to."""
    if over.anew is None:
        return over
    lines, leads = over.anew(width)
    here = next((lead for lead in over.leads[over.at :] if lead is not None), None)
    first = over.leads.index(here) if here is not None else 0
    to = leads.index(here) if here in leads else 0
    at = min(to + max(over.at - first, 0), len(leads) - 1) if over.leads else 0
    return replace(over, lines=lines, leads=leads, at=max(at, 0), width=width)


class Makeup(Screen[int]):
    """Puts the desk on the screen."""

    AUTO_FOCUS = ""  # nothing has the focus but a field that was asked for

    def __init__(self, title: str, settings: Settings) -> None:
        super().__init__()
        self._pack_title = title
        self.settings = settings
        self.keymap = Keymap(settings.keys)
        self.shown = Shown()
        self.plan = Plan()
        self.scrolled = False
        """Whether the text was just scrolled, so that its pane must not move it again."""

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
            with Container(id="rest"):
                yield Pane("right")
        yield Page(id="welcome", ground="bar")
        yield Page(id="foot-gap", classes="gap")
        yield Page(id="status", classes="line", ground="bar")
        with Horizontal(id="ask-line"):
            yield Page(id="ask-label", classes="line", ground="bar")
            yield Field(id="ask")
        yield Page(id="keys", classes="line", ground="bar")

    def begin(self) -> None:
        """What is shown before there is a desk."""
        for name in ("ask-line", "field-line", "facets", "facets-gap", "list-pane", "rest", "welcome"):
            self.query_one(f"#{name}").display = False
        self._line("status", fit([Piece(f"reading {self._pack_title} …", "dim")], [], self.app.size.width, "bar"))

    @property
    def desk(self) -> Desk:
        """What is shown; there once a pack is open."""
        assert self.shown.desk is not None, "no pack is open yet"
        return self.shown.desk

    @property
    def view(self) -> str:
        """Where keys go: the desk's view, `search` in the field, `results` below it, `help` over all."""
        shown = self.shown
        if isinstance(shown.over, Keys):
            return "help"
        if shown.desk is None:
            return "sources"
        if shown.desk.view == "search":
            return "results" if shown.in_results else "search"
        return shown.desk.view

    @property
    def view_below(self) -> str:
        """The view that lies under help and cards; where one types, the hits below the field."""
        return "results" if self.desk.view == "search" else self.desk.view

    def page(self, name: str) -> Page:
        """A page of the screen by its id."""
        return self.query_one(f"#{name}", Page)

    def pane(self, name: str) -> Pane:
        """A pane by its name: list, left, right."""
        return self.query_one(f"#{name}-pane", Pane)

    def over_pane(self) -> Pane:
        """The pane over which help and cards are laid."""
        return self.pane("left" if self.plan.left else "list")

    @property
    def over_width(self) -> int:
        """The columns of that pane."""
        return self.plan.left or self.plan.listed or self.app.size.width

    # --- painting ---

    def paint(self) -> None:
        """Give every page its sheet; where the window is divided anew, once more when that is done."""
        plan = planned(self.desk, self.app.size, self.settings)
        searching = self.desk.view == "search"
        framed = plan.tall and not self.desk.zen
        welcome = self.welcome()
        there = tuple(self.query_one(f"#{name}").display for name in ("field-line", "head", "left-title", "welcome"))
        if plan != self.plan or there != (searching, framed, self._titled(searching=searching), welcome is not None):
            self.plan = plan
            self._arrange(searching=searching, framed=framed)
            self._arrange_welcome(welcome)
            if self.size and not self.page("keys").size:  # nothing is painted yet: let it be the whole at once
                self._sheets()
            else:
                self.call_after_refresh(self._sheets)
        else:
            self._sheets()

    def welcome(self) -> Lines | None:
        """The card of the first opening, where it is wanted and there is room for it under the sources."""
        desk, size, plan = self.desk, self.app.size, planned(self.desk, self.app.size, self.settings)
        if not self.shown.welcome or desk.view != "sources" or self.shown.over is not None:
            return None
        lines = card.welcome(lambda name: self._spelled(name), size.width)
        around = 7 if plan.tall else 3
        last = sources.SourceList(desk, plan.listed, focus=False).last
        return lines if lines.height + around + last <= size.height and size.width >= card.WELCOME else None

    def put_welcome_away(self) -> None:
        """The card of the first opening gone, as with any key."""
        if self.shown.welcome:
            self.shown.welcome = False
            self.paint()

    def _arrange_welcome(self, lines: Lines | None) -> None:
        page = self.page("welcome")
        page.display = lines is not None
        page.styles.height = lines.height if lines is not None else 0
        page.show(lines or Lines())

    def paint_lines(self) -> None:
        """Only the lines at the head and at the foot."""
        width = self.app.size.width
        if self.shown.desk is None:
            said = self.shown.going_on or f"reading {self._pack_title}"
            self._line("status", fit([Piece(f"{said} …", "dim")], [], width, "bar"))
            return
        self._arrange_foot()
        self._line("head", foot.head(self.desk, self.shown.going_on, width))
        self._line("status", self._status(width))
        self._line("keys", self._keys(width))

    def say(self, what: str) -> None:
        """Say something in the foot line until the next key."""
        if self.shown.desk is not None:
            self.shown.desk = replace(self.desk, said=what)
            self.paint_lines()

    def say_busy(self, kind: str, what: str) -> None:
        """Say what goes on of one kind of work beside the screen; nothing when it is over."""
        if what != self.shown.busy.get(kind, ""):
            self.shown.busy = {k: v for k, v in {**self.shown.busy, kind: what}.items() if v}
            self.paint_lines()
            if kind == "open" and self.shown.desk is not None and self.plan.listed and self.desk.view != "quotes":
                self._entitle(self.pane("list"), self._list_title())

    def _line(self, name: str, line: Line) -> None:
        self.page(name).show(Lines([line]))

    def _arrange(self, *, searching: bool, framed: bool) -> None:
        plan = self.plan
        for name in ("head", "head-gap"):
            self.page(name).display = framed
        self.query_one("#field-line").display = self.page("facets").display = searching
        self.page("facets-gap").display = searching and plan.tall
        self.query_one("#body").styles.layout = "vertical" if plan.stacked else "horizontal"
        rest = self.query_one("#rest")
        rest.display = bool(plan.right)
        rest.styles.layout = "vertical" if plan.piled else "horizontal"
        for name in PANES[2 : len(plan.texts)]:
            if not self.query(f"#{name}-pane"):
                rest.mount(Pane(name))
        rest.styles.height = 1 if plan.line else "1fr"
        for name, width in zip(("list", *PANES), (plan.listed, *plan.texts, 0, 0), strict=False):
            for pane in self.query(f"#{name}-pane").results(Pane):
                self._arrange_pane(pane, name, width, searching=searching)

    def _titled(self, *, searching: bool) -> bool:
        """Whether the first text has a line above it that says where one is."""
        return not searching and not (self.desk.zen and self.desk.view == "read" and self.shown.over is None)

    def _arrange_foot(self) -> None:
        """The lines at the foot that have something to say: all, but where the text stands alone."""
        shown, desk = self.shown, self.desk
        asked = bool(shown.prefix or shown.question or shown.over or desk.selection)
        alone = desk.zen and desk.view in ("read", "compare") and not asked
        self.page("keys").display = not alone
        silent = shown.question is not None and shown.question.above is None
        self.page("status").display = not silent and (not alone or bool(desk.said))
        # without grounds only a blank row parts the text from the status
        self.page("foot-gap").display = not alone and (self.plan.tall or self.app.native_ansi_color)

    def _arrange_pane(self, pane: Pane, name: str, width: int, *, searching: bool) -> None:
        plan = self.plan
        in_pile = (plan.stacked and name != "list") or (plan.piled and name in PANES[1:])
        pane.display = bool(width)
        pane.title_line.display = name != "left" or self._titled(searching=searching)
        pane.gap.display = plan.tall and not plan.piled and not plan.stacked and pane.title_line.display
        pane.page.display = name != "right" or not plan.line
        pane.styles.width = "100%" if in_pile else width or 1
        pane.styles.height = plan.above if plan.stacked and name == "left" and not plan.line else "1fr"
        pane.at = ()

    def _sheets(self) -> None:
        if self.app.size.width < LEAST.width or self.app.size.height < LEAST.height:
            self._arrange_foot()
            self._say_too_small()
            return
        over, view = self.shown.over, self.desk.view
        if self.plan.listed and view == "quotes":
            self._paint_speakers()
        elif self.plan.listed:
            self._paint_list()
        if isinstance(over, Keys):
            self._paint_keys(over)
        elif isinstance(over, Choice):
            self._paint_choice(over)
        elif over is not None:
            self._paint_sheetlet(over)
        elif view == "compare" and len(self.desk.open) > 1:
            self._paint_compare()
        elif view == "search":
            self._paint_search()
        elif view == "quotes":
            self._paint_ledger()
        elif view == "coverage":
            self._paint_coverage()
        elif view == "timeline":
            self._paint_timeline()
        elif view == "briefing":
            self._paint_briefing()
        elif view == "check":
            self._paint_check()
        elif self.plan.left:
            self._paint_source()
        self.paint_lines()
        self.scrolled = False

    def _say_too_small(self) -> None:
        """In a window too small to read in, say so on whatever lines there are; the desk stays as it is."""
        words = "too small to read: make it {} by {}".format(*WANTED)
        lines = [Line((Piece(line, "bright"),)) for line in textwrap.wrap(words, self.app.size.width)]
        pages = {page: page.region for page in self.query(Page).exclude(".gap")}
        whole = [r for r in pages.values() if r.width == self.app.size.width and self.region.contains_region(r)]
        top = min((region.y for region in whole), default=0)
        for page, region in pages.items():
            page.show(Lines(lines[region.y - top : region.bottom - top] if region in whole else []), 0)

    def _place(
        self,
        pane: Pane,
        title: Line,
        sheet: Sheet,
        cursor: tuple[object, ...],
        lines: tuple[int, int],
        *,
        margin: int = 2,
    ) -> None:
        """Show a sheet in a pane; where the cursor went elsewhere, bring its lines into view.

        What is laid over the pane begins at its top; under it the text stays where it was.
        """
        over = self.shown.over is not None and pane is self.over_pane()
        below, pane.below = pane.below, pane.below if over else None
        if over and below is None:
            pane.below = (pane.at, pane.page.top)
        self._entitle(pane, title)
        pane.page.show(sheet, 0 if over and below is None else kept_top(pane.page, sheet))
        if not over and below is not None and below[0] == cursor:
            pane.page.scroll_to_line(below[1])
        elif cursor != pane.at and not self.scrolled:
            pane.page.keep_in_view(*lines, margin=margin)
        pane.at = cursor

    def _entitle(self, pane: Pane, title: Line) -> None:
        """The line above a pane; where nothing else parts it from a text above, on a ground of its own."""
        parted = self.plan.tall and not (self.plan.stacked or self.plan.piled)
        pane.title_line.show(Lines([title._replace(ground="" if parted else "bar")]))

    def _paint_list(self) -> None:
        desk = self.desk
        focus = desk.view == "sources" and self.shown.over is None
        width = self.plan.listed if not self.plan.left else sources.WIDTH
        sheet = sources.SourceList(desk, width, focus=focus)
        at, last = sheet.lines_of(desk.path)
        pane = self.pane("list")
        self._place(pane, self._list_title(), sheet, (desk.path, desk.view), (at, last))
        if at and at == sheet.starts[-1]:  # below the last source stand the speakers, and what could not be read
            pane.page.scroll_to_line(at)

    def _list_title(self) -> Line:
        """The line above the list of sources: how many there are, how far they are read, how many could not be."""
        desk, busy = self.desk, self.shown.busy.get("open", "")
        count = busy or f"{len(desk.pack.articles):,}"
        if desk.pack.unread and not busy:
            count += f" · {len(desk.pack.unread):,} not read"
        focus = desk.view == "sources" and self.shown.over is None
        width = self.plan.listed if not self.plan.left else sources.WIDTH
        return fit([Piece("Sources", "bright bold underline" if focus else "dim")], [Piece(count, "dim")], width)

    def _text_title(self, path: str, *, focus: bool, width: int) -> Line:
        desk = self.desk
        article = desk.pack.by_path[path]
        passage = moves.passage_at(article, desk.places.get(path, Place()).offset)
        last = article.passages[-1].n if article.passages else 0
        reading = desk.view == "read"
        left = [Piece(article.key, "bright bold" if focus else "text"), Piece("  ")]
        if reading and not self.plan.tall:
            left.append(Piece(headline_of(article), "dim"))
        else:
            left.append(Piece(publisher_of(article), "bright bold underline" if focus else "dim"))
            left += [Piece("  "), Piece(headline_of(article), "dim")] if reading else []
        if passage is None:
            return fit(left, [], width)
        dropped = desk.dropped if path == desk.path else None
        if dropped is not None:
            nth = bisect_left(article.dropped, dropped.span, key=lambda d: d.span) + 1
            run = desk.run
            which = f"{nth}" if run is None or run.size == 1 else f"{run.first + 1}–{run.stop}"
            return fit(left, [Piece(f"x {which} of {len(article.dropped)}", "dim")], width)
        where = f"¶ {passage.n} of {last}" if passage.n else many(last, "passage")
        far = f" · {round(100 * passage.n / last)} %" if passage.n and reading and self.plan.tall else ""
        return fit(left, [Piece(where + far, "dim")], width)

    def _paint_source(self) -> None:
        desk, plan, article = self.desk, self.plan, self.desk.article
        pane = self.pane("left")
        if article is None:
            said = "No source could be read: see the list."
            pane.title_line.show(Lines())
            pane.page.show(Lines([Line((Piece(" " * 8), Piece(said, "dim")))]))
            return
        layout = lay(article, how_shown(desk, article, plan.left, plan.measure), desk.place.offset)
        focus = desk.view != "sources"
        marks = replace(marks_of(desk, article, layout, focus=focus), labels=labels_in(article, self.shown.labels))
        under = under_headline(desk.pack, article, plan.left, plan.measure)
        sheet = SourceSheet(article, layout, marks, under, width=plan.left, measure=plan.measure)
        title = self._text_title(article.path, focus=focus, width=plan.left)
        self._place(
            pane, title, sheet, (article.path, desk.place, plan, layout.how), sheet.cursor_lines(desk.place.offset)
        )

    def text_panes(self) -> list[tuple[str, Pane]]:
        """The panes that show texts, with the paths of their sources, from left to right."""
        desk = self.desk
        if desk.view != "compare" or self.plan.line:
            return [(desk.path, self.pane("left"))]
        return [(path, self.pane(name)) for path, name in zip(desk.open, PANES, strict=False)]

    def _paint_compare(self) -> None:
        desk, plan = self.desk, self.plan
        widths = (plan.left,) * len(desk.open) if plan.line else plan.texts
        made = compare.sheets(desk, widths, plan.measure, level=plan.level, labels=self.shown.labels)
        by_path = dict(zip(desk.open, made, strict=True))
        panes = dict(self.text_panes())
        if plan.line:
            self.pane("right").title_line.show(Lines([compare.answer_line(desk, plan.right)]))
        focus = panes.pop(desk.path)
        moved = self._paint_text(desk.path, focus, by_path[desk.path], plan.left)
        for path, pane in panes.items():
            here, there = by_path[desk.path], by_path[path]
            width = widths[desk.open.index(path)]
            if desk.sync and plan.level:
                self._paint_text(path, pane, there, width, level_with=focus)
                continue
            self._paint_text(path, pane, there, width)
            if desk.sync and moved:
                line = here.layout.line_of(desk.place.offset)
                self.bring(pane, compare.answering_lines(desk, here.layout, there.layout, path, line))

    def _paint_text(
        self, path: str, pane: Pane, sheet: SourceSheet, width: int, level_with: Pane | None = None
    ) -> bool:
        """Show one of the texts that are compared, from the line on that another pane is shown from; whether its cursor went elsewhere."""
        desk, plan = self.desk, self.plan
        place, focus = desk.places.get(path, Place()), path == desk.path
        title = self._text_title(path, focus=focus, width=width)
        cursor = (desk.open, desk.focus, place, plan, desk.removed, desk.sync)
        moved = cursor != pane.at
        if level_with is None:
            self._place(pane, title, sheet, cursor, sheet.cursor_lines(place.offset), margin=1)
        else:
            self._entitle(pane, title)
            pane.page.show(sheet, level_with.page.top)
            pane.at = cursor
        return moved

    def follow(self, page: Page) -> None:
        """A text was scrolled: what answers the passage at a third of its height comes into view in the others."""
        panes = self.text_panes()
        here = next((path for path, pane in panes if pane.page is page), None)
        if here is None or not isinstance(page.sheet, SourceSheet):
            return
        line = page.top + page.size.height // 3
        desk = replace(self.desk, focus=self.desk.open.index(here))
        for path, pane in panes:
            if path != here and self.plan.level:
                pane.page.scroll_to_line(page.top)
            elif path != here and isinstance(pane.page.sheet, SourceSheet):
                self.bring(pane, compare.answering_lines(desk, page.sheet.layout, pane.page.sheet.layout, path, line))

    def bring(self, pane: Pane, answering: tuple[int, int] | None) -> None:
        """The passage whose first line is given at the head of a pane; of a long one the second line in the middle of it."""
        if answering is not None:
            first, line = answering
            height = pane.page.size.height
            pane.page.scroll_to_line(first if line - first < height * 2 // 3 else line - height // 2)

    def _paint_search(self) -> None:
        desk, plan, width = self.desk, self.plan, self.app.size.width
        self._line("slash", Line((Piece(" / ", "accent-text bold"),)))
        room = self.page("found").size.width or width // 3
        self._line("found", fit([], search.found(desk, room), room))
        self.page("facets").show(search.FacetLine(desk, width))
        listed = search.HitList(desk, plan.left - (0 if plan.stacked else 2), focus=True)
        cursor = (desk.answer, desk.hit, desk.folded, plan)
        self._place(self.pane("left"), Line(), listed, cursor, (max(listed.at - 1, 0), listed.at + 2), margin=0)
        right = self.pane("right")
        hit = search.current(desk)
        if hit is None:
            right.title_line.show(Lines())
            right.page.show(Lines())
            right.at = ()
            return
        article = desk.pack.by_path[hit.source]
        how = how_shown(replace(desk, removed=False), article, plan.right, plan.measure)
        layout = lay(article, how, hit.span.start)
        there = replace(desk, lit=True, places={**desk.places, hit.source: Place(hit.span.start)})
        marks = marks_of(there, article, layout, focus=False)
        marks = replace(
            marks, hits={n: s for n, s in marks.hits.items() if n != hit.passage}, now=tuple(sorted(hit.marks))
        )
        under = under_headline(desk.pack, article, plan.right, plan.measure)
        sheet = SourceSheet(article, layout, marks, under, width=plan.right, measure=plan.measure)
        mark = layout.line_of(hit.marks[0].start if hit.marks else hit.span.start)
        if right.at != (hit, plan):  # at the same height for the same hit, whatever was typed before
            right.page.show(sheet, mark - right.page.size.height // 3)
        self._place(right, fit(*search.title(desk), plan.right), sheet, (hit, plan), (mark, mark))

    def _paint_ledger(self) -> None:
        desk, plan = self.desk, self.plan
        sheet = ledger.Ledger(desk, plan.left)
        title = ledger.heading(desk, plan.left)
        cursor = (desk.statement, desk.unfolded, desk.orders["quotes"], desk.lens, desk.reported, plan)
        first, last = sheet.lines_of(desk.statement)
        self._place(self.pane("left"), title, sheet, cursor, (first, min(last, first + MOST_VERSIONS)), margin=1)

    def _paint_coverage(self) -> None:
        desk, plan = self.desk, self.plan
        sheet = coverage.CoverageSheet(desk, plan.left)
        at = min(desk.row, sheet.height - 1)
        cursor = (desk.row, desk.orders["coverage"], desk.reported, plan)
        self._place(self.pane("left"), coverage.heading(desk, plan.left), sheet, cursor, (at, at), margin=1)

    def _paint_timeline(self) -> None:
        desk, plan = self.desk, self.plan
        sheet = timeline.TimelineSheet(desk, plan.left)
        at = sheet.line_of(min(desk.dated, sheet.height - 1))
        self._place(self.pane("left"), timeline.heading(desk, plan.left), sheet, (desk.dated, plan), (at, at), margin=1)

    def _paint_speakers(self) -> None:
        sheet = ledger.Speakers(self.desk, sources.WIDTH)
        count = Piece(str(sheet.height), "dim")
        title = fit([Piece("Speakers", "dim"), Piece("  p chooses one", "dim")], [count], sources.WIDTH)
        self._place(self.pane("list"), title, sheet, ("speakers", sheet.at), (sheet.at, sheet.at))

    def _paint_briefing(self) -> None:
        desk, plan = self.desk, self.plan
        sheet = BriefingSheet(desk, plan.left, plan.measure)
        name = basename(desk.work.file) or "Briefing"
        title = fit([Piece(name, "bright bold underline")], summary(desk), plan.left)
        at = min(desk.item, len(sheet.starts) - 1)
        first, last = sheet.lines_of(at) if at > 0 else (0, 3)
        self._place(self.pane("left"), title, sheet, (desk.item, len(desk.work.clips), plan), (first, last))

    def _paint_check(self) -> None:
        desk, plan, proof = self.desk, self.plan, self.desk.proof
        if proof is None:
            return
        pane = self.pane("left")
        away = not isinstance(pane.page.sheet, check.CheckSheet)
        sheet = check.CheckSheet(desk, proof, plan.left, plan.measure)
        name = verdicts.title(proof)
        room = plan.left - min(cells(name), plan.left // 3) - 6
        title = fit([Piece(name, "bright bold underline")], verdicts.summary(desk, room), plan.left)
        self._place(pane, title, sheet, (proof.path, proof.at, proof.n, plan), sheet.cursor)
        if away and self.shown.check_top is not None and self.shown.check_top[:2] == (proof.path, proof.at):
            pane.page.scroll_to_line(self.shown.check_top[2])
        if proof.beside:
            self._paint_beside(proof)

    def _paint_beside(self, proof: Proof) -> None:
        """The source of the quotation under the cursor, the words that part marked as in the text."""
        plan, there, right = self.plan, checking.there(self.desk), self.pane("right")
        article = there.article if there is not None else None
        if there is None or article is None or proof.here is None:
            right.title_line.show(Lines())
            said = "nothing like it in any source" if proof.here is not None else "no quotation under the cursor"
            right.page.show(Lines([Line((Piece(" " * 8), Piece(said, "dim")))]))
            right.at = ()
            return
        measure = min(there.measure, plan.right - 14)
        layout = lay(article, how_shown(there, article, plan.right, measure), there.place.offset)
        marks = check.beside(marks_of(there, article, layout, focus=False), proof.here, article)
        under = under_headline(there.pack, article, plan.right, measure)
        sheet = SourceSheet(article, layout, marks, under, width=plan.right, measure=measure)
        title = fit(*verdicts.source_title(there, article), plan.right)
        lines = sheet.cursor_lines(there.place.offset)
        self._place(right, title, sheet, (proof.here, plan), lines, margin=1)

    def _paint_keys(self, over: Keys) -> None:
        recent = self.desk.history.get("command", ()) if over.palette else ()
        here = self.view_below if over.palette else ""
        sheet = HelpSheet(
            self.keymap, over.view or None, over.typed, self.over_width, over.at, here=here, recent=recent
        )
        self.shown.commands = sheet.commands
        names = {"search": "the search field", "results": "the hits", "sources": "the source list"}
        said = f"Keys in {names.get(over.view, over.view.title())}" if over.view else "All commands"
        again = "? again: all commands" if over.view else "dim: not here" if over.palette else "? again: the keys here"
        typed = [Piece("  "), Piece(over.typed, "accent-text")] if over.typed and self.shown.question is None else []
        title = fit([Piece(said, "bright bold underline"), *typed], [Piece(again, "dim")], self.over_width)
        at = sheet.line_of(over.at)
        self._place(self.over_pane(), title, sheet, (over,), (at, at), margin=1)

    def _paint_choice(self, over: Choice) -> None:
        found = over.found
        count = Piece(f"{len(found)} of {len(over.options)}" if over.typed else str(len(over.options)), "dim")
        title = fit([Piece(over.title, "bright bold underline")], [count], self.over_width)
        lines = [Line(option.shown) for option in found] or [
            Line(
                (
                    Piece(
                        f"  {'nobody is called that: enter gives this name' if over.free else 'nothing is called that'}",
                        "dim",
                    ),
                )
            )
        ]
        at = max(over.at, 0)
        self._place(self.over_pane(), title, Chosen(Lines(lines), over.at), (over.title, over.typed, at), (at, at))

    def _paint_sheetlet(self, over: Sheetlet) -> None:
        if over.anew is not None and over.width != self.over_width:
            over = self.shown.over = fitted(over, self.over_width)
        title = fit([Piece(over.title, "bright bold underline")], [Piece("q closes", "dim")], self.over_width)
        sheet: Sheet = Chosen(over.lines, over.at) if over.leads else over.lines
        self._place(self.over_pane(), title, sheet, (over.title, over.at), (over.at, over.at))

    # --- the lines around ---

    def _status(self, width: int) -> Line:
        over = self.shown.over
        if self.shown.prefix:
            return self._choice(width)[0]
        if self.shown.question is not None and self.shown.question.above is not None:
            return self.shown.question.above(self.query_one("#ask", Field).value, width)
        if isinstance(over, Keys) and not self.desk.said and over.at < len(self.shown.commands):
            command = self.shown.commands[over.at]
            keys = Piece(" ".join(command.keys[:3]), "bright bold")
            return fit([keys, Piece(f"   {command.help}", "dim")], [], width, "bar")
        if isinstance(over, Sheetlet) and over.anew is not None and not over.enter and not self.desk.said:
            return foot.leading(self.desk, over.leads[over.at] if over.leads else None, width)
        headless = not self.page("head").display
        return foot.status(self.desk, width, self.shown.going_on if headless else "")

    def _keys(self, width: int) -> Line:
        shown = self.shown
        if shown.editing is not None:
            return foot.keys([("enter", "new line"), ("^s", "keep"), ("esc", "leave")], width)
        if shown.prefix:
            return self._choice(width)[1]
        if shown.question is not None:
            if shown.question.lines is not None:
                return foot.keys([("enter", "new line"), ("^s", "keep"), ("esc", "leave: kept, too")], width)
            walked = [("up down", "move")] if isinstance(shown.over, Choice) else []
            walked += [("right", "complete")] if shown.question.offers else []
            walked += shown.question.keys
            return foot.keys([*walked, ("enter", shown.question.enter), ("esc", "leave")], width)
        if isinstance(shown.over, Sheetlet):
            enter = shown.over.enter or ("go there" if shown.over.leads else "")
            pairs = [("j k", "move"), *([("enter", enter)] if enter else [])]
            return foot.keys([*pairs, (self._spelled("back"), "close"), (self._spelled("help"), "help")], width)
        state = foot.state(self.desk) if self.view != "help" else ""
        pairs = [(self._spelled(c.id), c.short or c.title) for c in self.keymap.foot(self.view, state)]
        if state == "meant" and self.view == "search":
            pairs[0] = (pairs[0][0], "take what was meant")
        if state == "gap" and self.view == "coverage":
            pairs[0] = (pairs[0][0], "look for it there")
        return foot.keys(pairs, width)

    def _choice(self, width: int) -> tuple[Line, Line]:
        """What may follow the key that waits for another one, on both lines of the foot."""
        prefix = self.shown.prefix
        if self.shown.labels:
            return foot.choice(prefix, "press the letters of where to go", [], width)
        following = self.keymap.following(self.view, prefix)
        if following:
            return foot.choice(prefix, "then", [(k, c.short or c.title) for k, c in following.items()], width)
        marks = foot.marked(self.desk)
        return foot.choice(prefix, PREFIXES[prefix], marks if prefix == "'" else [], width)

    _PAIRS = (
        *(("next_quote", "previous_quote"), ("next_shared", "previous_shared"), ("next_only", "previous_only")),
        *(("next_difference", "previous_difference"), ("next_hit", "previous_hit"), ("hit_up", "hit_down")),
        *(
            ("down", "up"),
            ("item_down", "item_up"),
            ("fold", "unfold"),
            ("next_column", "previous_column"),
            ("next_gap", "previous_gap"),
            ("next_version", "previous_version"),
        ),
        *(("next_problem", "previous_problem"), ("next_checked", "previous_checked")),
    )

    def _spelled(self, name: str) -> str:
        """The first key of a command that works here, with that of its opposite; empty where it has none."""
        both = next((pair for pair in self._PAIRS if name in pair), (name,))
        keys = [[k for k in self.keymap.command(n).keys if self.view != "search" or not types(k)] for n in both]
        return " ".join(key for some in keys for key in some[:1])
