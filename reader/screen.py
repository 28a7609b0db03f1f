"""Keys become commands, commands become moves or work; every new desk is painted and kept."""

from __future__ import annotations

import gc
import os
import shlex
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from textual import events, on
from textual.app import SuspendNotSupported
from textual.theme import Theme
from textual.widgets import Input

from index.model import Answer
from index.pack import Pack
from reader import briefing, safe, sifting
from reader import desk as moves
from reader.beside import FIRST_HITS, MOST_HITS, Done
from reader.desk import Desk, Place
from reader.journal import Journal, Work
from reader.keeping import Keeping
from reader.keys import PREFIXES, Command, spoken
from reader.makeup import Keys, Sheetlet
from reader.page import Page
from reader.panes import foot, ledger, search, sources
from reader.panes.briefing import BriefingSheet, markdown_lines
from reader.panes.frame import Field
from reader.panes.help import HelpSheet
from reader.panes.source import NARROW_GUTTER, SourceSheet
from reader.session import left, restored
from reader.settings import Settings

LABELS = "asdfjklghqwertyuiopzxcvbnmASDFJKLGHQWERTYUIOPZXCVBNM"
"""Letters to jump to, those under the fingers first."""
FIRST_WORDS = 0.1
"""Seconds that the first article gets to be painted in."""
PATIENCE = 0.3
"""Seconds without a key after which the rest of the hits is fetched."""


class ReaderScreen(Keeping):
    """Holds the desk. Keys come here when no field takes them."""

    def __init__(self, path: Path, settings: Settings, themes: Mapping[str, Theme], troubles: Sequence[str]) -> None:
        self.themes = themes
        self.troubles = troubles
        """What is wrong with the user's themes, a line each."""
        super().__init__(path, settings)
        self._journal: Journal | None = None
        self._recorded: Work | None = None
        self._trouble: str | None = None
        """What was last said of the journal."""
        self._earlier: list[str] = []
        """Searches before this one, the latest last."""
        self._early: list[tuple[str, str | None]] = []
        """Keys typed before there was anything to do with them."""

    def on_mount(self) -> None:
        super().on_mount()
        self.call_after_refresh(self._beside.open, self._begun, self._opened, self._failed)

    @on(Done)
    def _done(self, event: Done) -> None:
        """Work beside the screen has a result."""
        if self.is_attached:
            event.told(*event.what)

    # --- opening ---

    def _begun(self, part: Pack) -> None:
        """A part of the pack is read: it can be looked at."""
        if self.shown.desk is None:
            self.shown.desk = Desk(
                part, Work(), open=tuple(a.path for a in part.articles[:1]), measure=self.settings.measure
            )
        else:
            self.shown.desk = replace(self.desk, pack=part)
        self.paint()
        self.call_after_refresh(self._type_early)

    def _opened(self, opened: Pack, journal: Journal) -> None:
        """The pack is read: the desk as it was left, with whatever was done while it was read."""
        self._journal, self._recorded, self._trouble = journal, journal.work, journal.trouble
        begun = self.shown.desk
        desk = restored(opened, journal.work, self.settings)
        if begun is not None and (begun.places or begun.trail or begun.query):
            places = {**desk.places, **begun.places}
            desk = replace(desk, view=begun.view, trail=begun.trail, open=begun.open, places=places)
            desk = replace(desk, query=begun.query, scope=begun.scope)
        if begun is not None and begun.work.clips:
            desk = moves.put_aside(desk, list(begun.work.clips))
        problems = (
            journal.trouble or "",
            *self.troubles,
            *self.settings.problems,
            *self.keymap.problems,
            *opened.notes,
        )
        self.shown.desk = replace(desk, said=next((p for p in problems if p), ""))
        self.shown.busy = ""
        gc.freeze()  # the pack stays: the collector need not walk it at every few hundred strips
        self.paint()
        self.call_after_refresh(self._type_early)
        self._record()
        self._ask_about_moved(journal)
        # the first words come first: opening the index would take its time from them
        self.set_timer(FIRST_WORDS, lambda: self._beside.index(opened, self._searchable, self.say))
        self.set_timer(FIRST_WORDS, lambda: self._foresee(self._foreseen))

    def _foresee(self, done: Callable[[], None]) -> None:
        """Work out what the ledger needs, beside the screen."""
        desk = self.desk
        self._beside.foresee(lambda ended: sifting.foreseen(desk, ended), done)

    def _foreseen(self) -> None:
        if self.desk.view == "quotes":
            self.paint()

    def _type_early(self) -> None:
        """Type what was typed before there was anything to do with it."""
        early, self._early = self._early, []
        for key, character in early:
            event = events.Key(key, character)
            event.set_sender(self.app)
            self.app.post_message(event)

    def _failed(self, why: str) -> None:
        self.app.exit(3, 3, safe.text(f"twosource: {why.removeprefix('twosource: ')}"))

    def _searchable(self) -> None:
        if self.desk.query:
            self._ask_engine(self.desk.query)

    def _ask_about_moved(self, journal: Journal) -> None:
        """Ask once whether work on the same sources elsewhere belongs to this pack."""
        candidate = None if self.desk.work.clips else journal.moved()
        if candidate is None:
            return

        def answered(text: str) -> None:
            if text.strip().casefold() in ("y", "yes"):
                self._recorded = journal.take_over(candidate)
                desk = restored(self.desk.pack, self._recorded, self.settings)
                self.show_desk(replace(desk, said="your work on it is here"))
            else:
                journal.decline()
                self.show_desk(replace(self.desk, said="left where it was"))

        self.ask(
            f"Work on the same sources is kept for {safe.text(candidate.path)}. Take it over? y/n",
            "",
            answered,
            enter="answer",
        )

    # --- showing ---

    def show_desk(self, desk: Desk) -> None:
        """Another desk: painted at once, kept in the journal."""
        before, self.shown.desk = self.shown.desk, desk
        if before is not None and moves.renamed(before, desk):
            self.shown.desk = desk = sifting.steady(before, desk)
            self._foresee(self._foreseen)
        if before is not None and before.view != desk.view:
            self.shown.over = None
            self.shown.in_results = False
            if desk.view == "search":
                self.query_one("#field", Field).value = desk.query
        self.paint()
        self._record()
        if pairs := moves.unaligned(desk):
            self._beside.align(desk.pack, pairs, self._aligned)

    def _aligned(self) -> None:
        """The two texts are aligned now: bring them level."""
        if self.desk.view == "compare":
            self.show_desk(moves.followed(self.desk))

    def _record(self) -> None:
        if self._journal is None:
            return
        made = left(self.desk)
        if made != self._recorded:
            self._recorded = made
            self._journal.record(made)
            if self._journal.trouble and self._journal.trouble != self._trouble:
                self._trouble = self._journal.trouble
                self.say(self._trouble)

    def on_resize(self) -> None:
        if self.shown.desk is not None:
            self.paint()

    # --- keys ---

    def on_key(self, event: events.Key) -> None:
        """A key that no field took."""
        key = spoken(event.key, event.character)
        if isinstance(self.focused, Field) and event.is_printable and event.character:
            # a field stops what it takes: this letter was on its way before the field had the focus
            event.stop()
            event.prevent_default()
            self.focused.insert_text_at_cursor(event.character)
            return
        if self.shown.desk is None and key not in ("q", "^q"):
            self._early.append((event.key, event.character))
            return
        focused = self.focused
        if self.shown.question is not None:
            if key == "esc":
                event.stop()
                self.answered(None)
            elif self.moved_choice(key):
                event.stop()
            return
        if isinstance(focused, Field) and focused.id == "field":
            command = self.keymap.find("search", key)
            if command is None or (len(key) == 1 and event.is_printable):
                return
        elif self.shown.prefix:
            event.stop()
            event.prevent_default()
            self._second_key(key)
            return
        elif key in PREFIXES and self._prefixed(key):
            event.stop()
            self.shown.prefix = key
            self.paint_lines()
            return
        elif self.shown.desk is not None and self.desk.selection is not None and key in moves.GROWTH:
            event.stop()
            self.show_desk(moves.grown(self.desk, key))
            return
        elif isinstance(self.shown.over, Sheetlet) and self.shown.over.offsets and key == "enter":
            event.stop()
            self.entered_sheetlet(self.shown.over)
            return
        else:
            command = self.keymap.find(self.view, key)
            if command is None:
                if key == "^c":
                    self.say("q leads back, ^q quits")
                    event.stop()
                return
        event.stop()
        event.prevent_default()
        self.do(command, key)

    def _prefixed(self, key: str) -> bool:
        if key == "g":
            return any(k.startswith("g ") for c in self.keymap.of(self.view) for k in c.keys)
        return self.keymap.find(self.view, key) is not None

    def _second_key(self, key: str) -> None:
        prefix, self.shown.prefix = self.shown.prefix, ""
        if self.shown.desk is None:
            return
        if prefix == "f":
            self._to_label(key)
            return
        if prefix == "m" and len(key) == 1 and key.isalnum():
            marks = {**self.desk.work.marks, key: (self.desk.path, self.desk.place.offset)}
            self.show_desk(
                moves.changed(self.desk, replace(self.desk.work, marks=marks), f"marked {key}: ' {key} comes back here")
            )
        elif prefix == "'" and len(key) == 1:
            place = self.desk.work.marks.get(key)
            if place is None or place[0] not in self.desk.pack.by_path:
                self.say(f"nothing is marked {key}")
                return
            desk = self.desk if self.desk.view in ("read", "compare") else moves.went(self.desk, "read")
            desk = replace(desk, jumps=(*desk.jumps, (desk.path, desk.place))[-100:], said="")
            self.show_desk(moves.at(moves.opened(desk, place[0]), place[1]))
        elif prefix == "g" and (command := self.keymap.find(self.view, f"g {key}")) is not None:
            self.do(command, key)
        else:
            self.paint()

    def do(self, command: Command, key: str) -> None:
        """Do what a command says."""
        if command.id == "quit" or (self.shown.desk is None and command.id == "back"):
            self.leave()
            return
        if self.shown.desk is None:
            return
        if self.desk.said:
            self.shown.desk = replace(self.desk, said="")
        over = self.shown.over
        if isinstance(over, Keys) and command.id not in _SCREENS:
            self.in_help(over, command)
            return
        if isinstance(over, Sheetlet) and self.in_sheetlet(over, command):
            return
        self.shown.over = None
        if (
            command.id in ("next_only", "previous_only")
            and self.view == "read"
            and (pairs := moves.neighbours(self.desk))
        ):
            step = sifting.MOVES[command.id]
            self._beside.align(self.desk.pack, pairs, lambda: self.show_desk(step(self.desk)))
            self.say("looking through the other sources …")
            return
        if command.id == "spread" and moves.versions(self.desk).drifting is None:
            self._foresee(lambda: self.show_desk(sifting.next_spread(self.desk)))
            self.say("looking for what drifts …")
            return
        if self.view == "results" and command.id in ("card", "align", "choose", "pipe"):
            self.shown.desk = moves.at_hit(self.desk)
        move = sifting.MOVES.get(command.id)
        if move is not None:
            self.show_desk(move(self.desk))
            return
        do: Callable[..., None] = getattr(self, f"do_{command.id}")
        do(*([key] if command.id == "source_n" else []))

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
            self._to_hit(desk.hit + by)
        elif desk.view == "quotes":
            n = len(moves.statements(desk))
            if not self._scrolled_versions(by):
                self.show_desk(replace(desk, statement=max(0, min(desk.statement + by, n - 1))))
        elif desk.view == "briefing":
            self.show_desk(replace(desk, item=max(0, min(desk.item + by, len(desk.work.clips) - 1))))

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
        self._move(max(self._height() - 2, 1))

    def do_page_up(self) -> None:
        self._move(-max(self._height() - 2, 1))

    def do_half_down(self) -> None:
        self._move(self._height() // 2)

    def do_half_up(self) -> None:
        self._move(-(self._height() // 2))

    def _height(self) -> int:
        if self.desk.view == "quotes":
            return self.pane("left").page.size.height
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
            self.show_desk(moves.stepped(desk, -len(desk.pack.articles) if first else len(desk.pack.articles)))
        elif desk.view == "search":
            self._to_hit(0 if first else MOST_HITS)
        elif desk.view == "quotes":
            self.show_desk(replace(desk, statement=0 if first else max(len(moves.statements(desk)) - 1, 0)))
        elif desk.view == "briefing":
            self.show_desk(replace(desk, item=0 if first else max(len(desk.work.clips) - 1, 0)))
        else:
            article = desk.article
            if article is not None and article.passages:
                offset = article.passages[0].span.start if first else article.passages[-1].span.start
                self.show_desk(moves.jumped(desk, offset))
                if first:
                    for _, page in self._text_pages():
                        page.scroll_to_line(0)

    # --- screens ---

    def do_search(self) -> None:
        self.show_desk(moves.went(self.desk, "search"))
        self.shown.in_results = False
        field = self.query_one("#field", Field)
        self.paint()
        self.set_focus(field)  # at once: letters may be on their way
        field.action_select_all()

    do_search_here = do_search
    do_to_field = do_search

    def do_read(self) -> None:
        self._leave_field()
        self.show_desk(moves.went(self.desk, "read"))

    def do_compare(self) -> None:
        self._leave_field()
        self.show_desk(moves.compared(self.desk))

    def do_quotes(self) -> None:
        self._leave_field()
        self.show_desk(moves.went(self.desk, "quotes"))

    def do_briefing(self) -> None:
        self._leave_field()
        self.show_desk(moves.went(self.desk, "briefing"))

    def do_sources(self) -> None:
        desk = self.desk
        if desk.view in ("read", "compare", "quotes", "briefing") and self.app.size.width >= sources.WIDTH + 62:
            shown = bool(self.plan.listed)
            self.show_desk(replace(desk, listed=not shown))
        else:
            self._leave_field()
            self.show_desk(replace(moves.went(desk, "sources"), trail=()))

    def do_source_n(self, key: str) -> None:
        desk = self.desk
        order = moves.paths(desk)
        n = int(key) - 1 if key.isdigit() else -1
        if not 0 <= n < len(order):
            self.say(f"there are {len(order)} sources")
            return
        desk = desk if desk.view in ("sources", "read", "compare") else moves.went(desk, "read")
        self.show_desk(moves.opened(desk, order[n]))

    def do_back(self) -> None:
        desk = self.desk
        if desk.selection is not None:
            self.show_desk(replace(desk, selection=None))
            return
        if desk.zen:
            self.show_desk(replace(desk, zen=False))
            return
        to = moves.back(desk)
        self._leave_field()
        if to is None:
            self.leave()
            return
        self.show_desk(to)
        if to.view == "search":
            self.do_to_hits() if to.answer is not None and to.answer.hits else self.do_search()

    def _leave_field(self) -> None:
        self.set_focus(None)
        self.shown.in_results = False

    def _esc_from_search(self) -> None:
        self._remember()
        self._leave_field()
        self.show_desk(moves.back(self.desk) or replace(self.desk, view="sources"))

    def leave(self) -> None:
        """Quit; everything is in the journal."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        self._beside.close()
        self.app.exit(0)

    def do_leave(self) -> None:
        desk = self.desk
        if desk.view == "search":
            self._esc_from_search()
        elif desk.selection is not None:
            self.show_desk(replace(desk, selection=None))
        elif desk.lit:
            self.show_desk(replace(desk, lit=False))
        elif desk.zen:
            self.show_desk(replace(desk, zen=False))
        elif desk.view == "quotes":
            self.show_desk(sifting.widened(desk))
        else:
            self.paint()

    def do_zen(self) -> None:
        self.show_desk(replace(self.desk, zen=not self.desk.zen))

    def do_order(self) -> None:
        self.show_desk(moves.reordered(self.desk))
        if self.desk.view == "search":
            self._ask_engine(self.desk.query)

    def do_theme(self) -> None:
        plain, ansi = self.app.no_color, self.app.current_theme.ansi
        # without colours the filter is chosen at the start: it fits themes of the same kind only
        names = [name for name, theme in self.themes.items() if not plain or theme.ansi == ansi]
        at = names.index(self.app.theme) + 1 if self.app.theme in names else 0
        self.app.theme = names[at % len(names)]
        self.say(f"theme: {self.app.theme}")

    # --- searching ---

    @on(Input.Changed, "#field")
    def _typed(self, event: Input.Changed) -> None:
        if self.shown.desk is None or event.value == self.desk.query:
            return
        self.shown.desk = replace(self.desk, query=event.value, said="")
        self.call_after_refresh(self._ask_engine, event.value)

    def _ask_engine(self, query: str) -> None:
        if query == self.desk.query:
            self._beside.search(query, self.desk.scope, self.desk.ranking, FIRST_HITS, self._found)

    def _found(self, query: str, answer: Answer | None) -> None:
        if self.shown.desk is None or query != self.desk.query:
            return  # something else has been typed since
        self.shown.desk = replace(self.desk, answer=answer, hit=0, lit=answer is not None)
        self.paint()
        self._record()
        if answer is not None and answer.total > len(answer.hits):
            self.set_timer(PATIENCE, lambda: self._deepen(answer))

    def _deepen(self, answer: Answer) -> None:
        """Ask for the rest of the passages, now that nothing more is typed."""
        desk = self.desk
        if desk.answer is answer:
            self._beside.search(desk.query, desk.scope, desk.ranking, MOST_HITS, self._deepened)

    def _deepened(self, query: str, answer: Answer | None) -> None:
        if query == self.desk.query and answer is not None:
            self.shown.desk = replace(self.desk, answer=answer)
            self.paint()

    @on(Input.Submitted, "#field")
    def _entered(self) -> None:
        self.do_open_hit()

    def _to_hit(self, n: int) -> None:
        hits = self.desk.answer.hits if self.desk.answer else ()
        self.show_desk(replace(self.desk, hit=max(0, min(n, len(hits) - 1))))

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
        self.shown.in_results = True
        self.paint()

    def do_open_hit(self) -> None:
        desk = self.desk
        if desk.answer is None or not desk.answer.hits:
            self.say("nothing found to open")
            return
        self._remember()
        self._leave_field()
        there = moves.at_hit(moves.went(replace(desk, lit=True), "read"))
        self.show_desk(replace(there, jumps=(*desk.jumps, (desk.path, desk.place))[-100:]))

    def _remember(self) -> None:
        """Keep the search for `^r`."""
        query = self.desk.query.strip()
        if query:
            self._earlier = [*(q for q in self._earlier if q != query), query]

    def do_scope(self) -> None:
        at = moves.SCOPES.index(self.desk.scope) + 1
        scope = moves.SCOPES[at % len(moves.SCOPES)]
        self.show_desk(replace(self.desk, scope=scope, said=f"searching {scope.removeprefix('only:') or 'all text'}"))
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
        self._remember()
        self.query_one("#field", Field).value = ""

    def do_search_this(self) -> None:
        desk = self.desk
        clips = moves.under(desk)
        if not clips:
            return
        words = " ".join(clips[0].text.split()[:12]).strip(" ,.;:!?\"“”'")
        self.do_search()
        field = self.query_one("#field", Field)
        field.value = f'"{words}"'.replace('"“', '"').replace('”"', '"')
        field.action_end()

    def do_labels(self) -> None:
        """A letter at each passage and quotation in view; the next key goes to one of them."""
        stops = self._stops()
        self.shown.labels = dict(zip((name for name, _, _ in stops), LABELS, strict=False))
        self.shown.prefix = "f"
        self.paint()

    def _stops(self) -> list[tuple[str, int, str | None]]:
        page = dict(self._text_pages()).get(self.desk.path)
        sheet = page.sheet if page is not None else None
        return list(sheet.stops(page.top, page.size.height)) if page and isinstance(sheet, SourceSheet) else []

    def _to_label(self, key: str) -> None:
        labels, self.shown.labels = self.shown.labels, {}
        to = next((stop for stop in self._stops() if labels.get(stop[0]) == key), None)
        if to is None:
            self.paint()
        else:
            self.show_desk(moves.jumped(self.desk, to[1], to[2]))

    def do_pipe(self) -> None:
        """Give words to a command of the user's: an argument list, never a shell; what it prints is laid over the text."""
        desk = self.desk
        article = desk.article
        if desk.view == "briefing":
            text = self._markdown()
        elif desk.view == "quotes" or desk.selection is not None:
            text = "\n\n".join(c.text for c in moves.under(desk))
        else:
            text = "\n\n".join(p.span.of(article.text) for p in article.passages) if article else ""
        if not text:
            self.say("nothing to give to a command here")
            return

        def answered(line: str) -> None:
            try:
                words = shlex.split(line)
            except ValueError as fault:
                self.say(f"not a command: {fault}")
                return
            if words:
                self.say(f"{words[0]} works …")
                self._beside.pipe(words, text + "\n", self._piped)

        self.ask("| ", "", answered, enter="run")

    def _piped(self, command: str, out: str, status: int) -> None:
        if not out.strip():
            self.say(f"{command} ended with status {status}")
            return
        lines = markdown_lines(out, self.over_width, self.plan.measure)
        self.lay_over(Sheetlet("pipe", f"{command} said", lines))

    def do_mark(self) -> None:
        self.shown.prefix = "m"
        self.paint_lines()

    def do_to_mark(self) -> None:
        self.shown.prefix = "'"
        self.paint_lines()

    def do_find(self) -> None:
        article, start = self.desk.article, self.desk.place.offset
        if article is None:
            return

        def found(answer: Answer) -> None:
            hits = tuple(h for h in answer.hits if h.source == article.path)
            answer = replace(answer, hits=hits, total=len(hits), corrected=None)
            desk = moves.put(replace(self.desk, answer=answer, lit=True, hit=0), article.path, Place(start))
            marks = [span for _, span in moves.stream(desk)]
            to = next((m for m in marks if m.start >= start), marks[0] if marks else None)
            if to is not None:
                desk = moves.at(desk, to.start)
            n, total = moves.hit_here(desk)
            self.show_desk(
                replace(desk, said=f"{n} of {total} · n N next, previous" if total else "not in this source")
            )

        def typed(text: str) -> None:
            if text.strip():
                self.shown.desk = replace(self.desk, query=text)
                self._beside.find(text, article, found)
            else:
                self.show_desk(replace(self.desk, lit=False))

        self.ask("/", "", typed, typed, "find")

    def do_open(self) -> None:
        desk = self.desk
        if desk.view == "sources":
            self.show_desk(moves.went(desk, "read"))
        elif desk.view == "search":
            self.do_open_hit()
        elif desk.view == "quotes":
            version = moves.version_here(desk)
            if version:
                quote = version[0]
                self.show_desk(
                    moves.jumped(moves.opened(moves.went(desk, "read"), quote.source), quote.span.start, quote.id)
                )
        elif desk.work.clips:
            clip = desk.work.clips[min(desk.item, len(desk.work.clips) - 1)]
            article = desk.pack.by_path.get(clip.source)
            if article is None:
                self.say(f"{clip.source} is not in this pack")
                return
            clip = briefing.placed(clip, article) or clip
            quote_id = next((q.id for q in article.quotes if q.span == clip.span), None)
            self.show_desk(
                moves.jumped(moves.opened(moves.went(desk, "read"), article.path), clip.span.start, quote_id)
            )

    # --- the file itself ---

    def do_original(self) -> None:
        """The file itself in the user's editor, at the line of the cursor: an argument list, never a shell."""
        article, passage = self.desk.article, self.desk.passage
        if article is None:
            return
        path = self._path / article.path.partition("#")[0] if self._path.is_dir() else self._path
        line = 1 + article.text.count("\n", 0, passage.span.start if passage else 0)
        editor = list(self.settings.editor)
        name = os.path.basename(editor[0])
        at = [f"+{line}"] if name in ("vi", "vim", "nvim", "nano", "emacs", "less", "view", "micro", "kak") else []
        try:
            with self.app.suspend():
                done = subprocess.run([*editor, *at, str(path.absolute())], check=False)
        except SuspendNotSupported:
            self.say(f"no editor can be started from here: {safe.text(str(path))}, line {line}")
            return
        except OSError as fault:
            self.say(f"{shlex.join(editor)} does not start: {fault.strerror}; set editor in settings.toml")
            return
        self.refresh(layout=True)
        if done.returncode:
            self.say(f"{name} ended with status {done.returncode}")

    # --- the mouse ---

    @on(Page.Wheeled)
    def _wheeled(self, event: Page.Wheeled) -> None:
        if self.shown.desk is None:
            return
        event.page.scroll_to_line(event.page.top + event.lines)
        if self.desk.view == "compare" and self.desk.sync and not self.plan.stacked:
            for name in ("left", "right"):
                self.pane(name).page.scroll_to_line(event.page.top)

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
                    self._do_from_help()
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
                self._to_hit(n)
                if event.double:
                    self.do_open_hit()
        elif isinstance(sheet, ledger.Ledger):
            n = sheet.statement_at(event.y)
            if n is not None:
                self.show_desk(replace(desk, statement=n))
                if event.double:
                    self.do_open()
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
                getattr(self, f"do_{view}")()
                return
            at += width + 3


_SCREENS = ("search", "read", "compare", "quotes", "briefing")
"""Commands that lead from the help to another screen."""
