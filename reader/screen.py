"""Keys become commands, commands become moves or work; every new desk is painted and kept."""

from __future__ import annotations

import asyncio
import gc
import shlex
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from textual import events, on
from textual.app import App

from index import store
from index.model import Article
from index.pack import Pack
from reader import (
    aside,
    auditing,
    charted,
    clipboard,
    comparing,
    hits,
    journal,
    safe,
    selecting,
    sifting,
    splash,
    watching,
)
from reader import desk as moves
from reader.beside import Done
from reader.desk import Desk, Place, View
from reader.journal import Journal, Work
from reader.keys import EVERYWHERE, Command, spoken, types
from reader.lasting import rows
from reader.looks import Looks
from reader.page import Page
from reader.panes import card, layout, sources
from reader.panes.briefing import markdown_lines
from reader.panes.frame import Field, Pane, Typing
from reader.panes.layout import How, Layout
from reader.panes.slug import file_of, has_lines, line_of
from reader.panes.source import SourceSheet
from reader.plan import Plan
from reader.renewing import Renewing
from reader.repertory import MOVES
from reader.session import is_there, left, restored, resumed
from reader.settings import Settings
from reader.shown import Keys, Sheetlet, Shown

FIRST_FRAME = 0.25
"""Seconds that the first frame waits for the pack; then it says that the pack is being read."""
LONG_OPENING = 20.0
"""Seconds after which the collector goes to work again though the pack is not open yet."""
THEME_SECONDS = 0.5
"""How often the themes' files are looked at."""
FIRST_WORDS = 0.1
"""Seconds that the first article gets to be painted in."""


class ReaderScreen(Renewing):
    """Holds the desk. Keys come here when no field takes them."""

    def __init__(self, path: Path, settings: Settings, looks: Looks, every: float = watching.EVERY) -> None:
        self.looks = looks
        super().__init__(path, settings, every)
        self._journal: Journal | None = None
        self._recorded: Work | None = None
        self._trouble: str | None = None
        """What was last said of the journal."""
        self._laying: set[tuple[str, How]] = set()
        """Long articles that are being broken into lines."""
        self._done_last = ""
        self._left = False
        """The command that was given last."""
        self._first = journal.first_opening()
        """Whether twosource was never opened before."""
        self._whole = False
        self._touched = False
        """Whether anything was done before the whole pack was there."""
        self._awaited: tuple[Command, str] | None = None
        """What was asked for that needs the whole pack."""
        self._early: list[tuple[str, str | None]] = []
        """Keys typed before there was anything to do with them."""

    async def on_mount(self) -> None:
        self.begin()
        opening = self._beside.open(self._begun, self._opened, self._failed)
        try:  # nothing is painted meanwhile: a pack that is soon open is the first thing seen
            first = await asyncio.wait_for(asyncio.wrap_future(opening), FIRST_FRAME)
        except TimeoutError:
            pass
        else:
            first.told(*first.what)
        self.set_timer(LONG_OPENING, gc.enable)
        self.set_interval(THEME_SECONDS, self._follow_themes)

    def _follow_themes(self) -> None:
        """Take what has become of the themes' files; what is wrong with one is told, and what it was holds."""
        for change in self.looks.changes():
            theme = change.theme
            if theme is None:
                self.say(f"{change.problem}: the theme stays as it was")
            elif theme.name == self.app.theme and theme.ansi == self.app.current_theme.ansi:
                self.app.register_theme(theme)
                self.app.mutate_reactive(App.theme)
                for page in self.query(Page):
                    page.notify_style_update()
                    page.refresh()

    @on(Done)
    def _done(self, event: Done) -> None:
        """Work beside the screen has a result."""
        if self.is_attached:
            event.told(*event.what)

    # --- opening ---

    def _begun(self, part: Pack, kept: Journal) -> None:
        """A part of the pack is read: it can be looked at, as it was left if what stood open is there."""
        if self.shown.desk is None:
            self._journal, self._recorded, self._trouble = kept, kept.work, kept.trouble
            if is_there(part, kept.work):
                self.shown.desk = restored(part, kept.work, self.settings)
            else:
                open_ = tuple(a.path for a in part.articles[:1])
                self.shown.desk = Desk(part, kept.work, open=open_, measure=self.settings.measure)
        else:
            self.shown.desk = replace(self.desk, pack=part)
        if self.desk.query.strip():
            self._beside.search_part(part, self.searchable)
        self.paint()
        self.call_after_refresh(self._beside.painted.set)
        self.call_after_refresh(self._type_early)

    def _opened(self, opened: Pack, kept: Journal) -> None:
        """The pack is read: the desk as it was left, or as it stands by now if anything was done while it was read."""
        begun, self._whole = self.shown.desk, True
        if begun is not None and self._touched:
            desk = resumed(opened, begun)
        else:
            self._journal, self._recorded, self._trouble = kept, kept.work, kept.trouble
            desk = restored(opened, kept.work, self.settings)
        desk = self.proved(begun, desk)
        problems = (
            kept.trouble or "",
            *self.looks.problems,
            *self.settings.problems,
            *(f"settings.toml: keys: {problem}" for problem in self.keymap.problems),
            *opened.notes,
        )
        told = [p for p in problems if p]
        more = f" · and {len(told) - 1} more: twosource doctor" if len(told) > 1 else ""
        self.shown.desk = replace(desk, said=f"{told[0]}{more}" if told else desk.said if self._touched else "")
        if self._first and desk.view == "sources":
            self._welcome()
        self.shown.busy.pop("open", None)
        gc.freeze()  # the pack stays: the collector need not walk it at every few hundred strips
        gc.enable()  # it rested since the start: it would have walked all of a large pack again and again
        self.paint()
        if self._awaited is not None:
            self.do(*self._awaited)
        self.call_after_refresh(self._type_early)
        self.record()
        self._ask_about_moved(kept)
        self.watch_files()
        if desk.view == "briefing":
            self.look_outside()
        # the first words come first: opening the index would take its time from them
        self.set_timer(FIRST_WORDS, lambda: self._beside.index(self.desk.pack, self.searchable, self.say))
        self.set_timer(FIRST_WORDS, self.foresee)

    def _welcome(self) -> None:
        """At the first opening ever a card that says what this is; where there is no room for it, a line."""
        journal.mark_opened()
        self._first, self.shown.welcome = False, True
        if self.welcome() is None and not self.desk.said:
            self.shown.desk = replace(self.desk, said=card.welcome_line(self._spelled))

    def do_welcome(self) -> None:
        """The card of the first opening, over the foot of the source list."""
        self.leave_field()
        self.shown.welcome = True
        self.show_desk(replace(moves.went(self.desk, "sources"), trail=(), said=""))
        if self.welcome() is None:
            self.say(card.welcome_line(self._spelled))

    def opened_anew(self, pack: Pack) -> None:
        if self._journal is not None:
            self._journal.know(a.source.sha256 for a in pack.articles)

    def _type_early(self) -> None:
        """Type what was typed before there was anything to do with it."""
        early, self._early = self._early, []
        for key, character in early:
            event = events.Key(key, character)
            event.set_sender(self.app)
            self.app.post_message(event)

    def _failed(self, why: str, status: int) -> None:
        self.app.exit(status, status, safe.text(f"twosource: {why.removeprefix('twosource: ')}"))

    def _ask_about_moved(self, kept: Journal) -> None:
        """Ask once whether work on the same sources elsewhere belongs to this pack."""
        candidate = None if self.desk.work.clips else kept.moved()
        if candidate is None:
            return

        def answered(text: str) -> None:
            if text.strip().casefold() in ("y", "yes"):
                self._recorded = kept.take_over(candidate)
                desk = restored(self.desk.pack, self._recorded, self.settings)
                self.show_desk(replace(desk, said="your work on it is here"))
            else:
                kept.decline()
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
        before = self.shown.desk
        self._touched = self._touched or not self._whole
        self.shown.desk = desk = selecting.stretched(before, desk) if before is not None else desk
        if before is not None and moves.renamed(before, desk):
            self.shown.desk = desk = sifting.steady(before, desk)
            self.foresee()
        if before is not None and moves.ruled_otherwise(before, desk):
            self._beside.rule(desk.pack, desk.work.rulings.values(), self.ruled, self.searchable)
        self.shown.desk = desk = self.proved(before, desk)
        if before is not None and before.view != desk.view:
            self.shown.over = None
            self.shown.in_results = False
            if desk.view == "search":
                self.fill_field(desk.query)
            if desk.view == "briefing":
                self.look_outside()
        self.paint()
        self.record()
        if pairs := moves.unaligned(desk):
            self._beside.align(desk.pack, pairs, self._aligned)

    def _sheets(self) -> None:
        super()._sheets()
        for _, pane in self.text_panes():
            sheet = pane.page.sheet
            if isinstance(sheet, SourceSheet) and not sheet.layout.whole:
                self._lay_whole(sheet.article, sheet.layout.how)

    def _lay_whole(self, article: Article, how: How) -> None:
        """Break a long article into lines beside the screen, once the part of it in view is painted."""
        wanted = (article.path, how)
        if wanted not in self._laying:
            self._laying.add(wanted)
            self.set_timer(FIRST_WORDS, lambda: self._beside.lay(article, how, self._laid))

    def _laid(self, made: Layout, article: Article, how: How) -> None:
        """A long article is broken into lines: it is shown as a whole."""
        self._laying.discard((article.path, how))
        layout.keep(made, article, how)
        self.paint()

    def _aligned(self) -> None:
        """The two texts are aligned now: bring them level."""
        if self.desk.view == "compare":
            self.show_desk(moves.followed(self.desk))

    def record(self) -> None:
        """Keep the work as the desk has it now, in the journal."""
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
        """Another size: the cursor stays in view, or where the text was scrolled away from it, the words at the top."""
        if self.shown.desk is None:
            return
        away = [
            (page, page.sheet.layout.offset_of(page.top))
            for path, page in self.text_pages()
            if isinstance(page.sheet, SourceSheet)
            and page.sheet.height
            and not page.showed(page.sheet.cursor_lines(self.desk.places.get(path, Place()).offset)[0])
        ]
        self.plan = Plan()  # divide the window anew, whatever the division was
        self.paint()
        self.call_after_refresh(self._read_on, away)

    def _read_on(self, away: Sequence[tuple[Page, int]]) -> None:
        """Bring to the top what stood there before the text was laid anew."""
        for page, offset in away:
            if isinstance(page.sheet, SourceSheet):
                page.scroll_to_line(page.sheet.layout.line_of(offset))

    # --- keys ---

    def on_key(self, event: events.Key) -> None:
        """A key that no field took."""
        if self._left:  # what is typed by now is for the shell
            event.stop()
            event.prevent_default()
            return
        key = spoken(event.key, event.character)
        if (
            command := self.keymap.find(self.view, key)
        ) and command.id == "suspend":  # over whatever is asked and typed
            event.stop()
            event.prevent_default()
            self.do_suspend()
            return
        self.put_welcome_away()
        if isinstance(self.focused, Typing) and event.is_printable and event.character:
            # a field stops what it takes: this letter was on its way before the field had the focus
            event.stop()
            event.prevent_default()
            self.focused.insert_late(event.character)
            return
        if self.in_paragraph(key, event):
            return
        if self.shown.desk is None and key not in ("q", "^q"):
            self._early.append((event.key, event.character))
            return
        focused = self.focused
        if self.shown.question is not None:
            if key == "esc":
                event.stop()
                self.answered(None)
            elif self.moved_choice(key) or (self.shown.question.key is not None and self.shown.question.key(key)):
                event.stop()
                event.prevent_default()
            elif self._leads_elsewhere(key):
                event.stop()
                event.prevent_default()
                self.left_for()
                if command := self.keymap.find(self.view, key):
                    self.do(command, key)
            return
        if isinstance(focused, Field) and focused.id == "field":
            command = self.keymap.find("search", key)
            if command is None or (len(key) == 1 and event.is_printable):
                return
        elif self.shown.prefix and not self._leads_elsewhere(key):
            event.stop()
            event.prevent_default()
            self.second_key(key)
            return
        elif self.keymap.following(self.view, key):
            event.stop()
            self.shown.prefix = key
            self.paint_lines()
            return
        elif self.shown.desk is not None and self.desk.selection is not None and key in selecting.KEYS:
            event.stop()
            event.prevent_default()
            self.show_desk(selecting.KEYS[key](self.desk))
            return
        elif isinstance(over := self.shown.over, Sheetlet) and (over.leads or over.enter) and key == "enter":
            event.stop()
            self.entered_sheetlet(over)
            return
        else:
            self.shown.prefix, self.shown.labels = "", {}
            command = self.keymap.find(self.view, key)
            if command is None:
                if key == "^c":
                    self.say("q leads back, ^q quits")
                elif there := self.keymap.elsewhere(key):
                    self.say(f"{key} does nothing here; {there.title} works in: {', '.join(there.views)}")
                else:
                    return
                event.stop()
                return
        event.stop()
        event.prevent_default()
        self.do(command, key)

    def _leads_elsewhere(self, key: str) -> bool:
        """Whether a key leads to another screen even while a line is typed or a key is waited for, and so ends that."""
        command = self.keymap.find(self.view, key)
        return command is not None and command.id in EVERYWHERE and not types(key)

    def second_key(self, key: str) -> None:
        """The key after one that waits for it."""
        prefix, self.shown.prefix = self.shown.prefix, ""
        if self.shown.desk is None:
            return
        if self.shown.labels:
            self.to_label(prefix[1:] + key)
            return
        following = self.keymap.following(self.view, prefix)
        if key in following:
            self.do(following[key], key)
        elif following or len(key) > 1:
            self.say(f"{prefix} {key}: no such key" if key != "esc" else f"{prefix}: nothing chosen")
        elif prefix == "m":
            if not key.isalnum():
                self.say(f"{key}: a place is marked with a letter or a digit")
                return
            marks = {**self.desk.work.marks, key: (self.desk.path, self.desk.place.offset)}
            self.show_desk(
                aside.changed(self.desk, replace(self.desk.work, marks=marks), f"marked {key}: ' {key} comes back here")
            )
        elif key == "'":
            self.show_desk(moves.jump_between(self.desk))
        else:
            place = self.desk.work.marks.get(key)
            if place is None or place[0] not in self.desk.pack.by_path:
                self.say(f"nothing is marked {key}")
                return
            self.show_desk(moves.jumped_to(replace(self.desk, said=""), *place))

    def do(self, command: Command, key: str) -> None:
        """Do what a command says."""
        self._done_last = command.id
        if command.id == "quit" or (self.shown.desk is None and command.id == "back"):
            self.leave()
            return
        if self.shown.desk is None:
            return
        if self.desk.said:
            self.shown.desk = replace(self.desk, said="")
        if command.id in ("compare", "align") and not self._whole:
            self._awaited = (command, key)
            self.say("as soon as the pack is read …")
            return
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
            and (pairs := comparing.neighbours(self.desk))
        ):
            step = MOVES[command.id]
            self._beside.align(self.desk.pack, pairs, lambda: self.show_desk(step(self.desk)))
            self.say("looking through the other sources …")
            return
        if command.id == "rule" and not self._whole:
            self.say("the pack is still being read: in a moment")
            return
        if command.id == "spread" and moves.versions(self.desk).drifting is None:
            self.foresee_then(lambda: self.show_desk(sifting.next_spread(self.desk)))
            self.say("looking for what drifts …")
            return
        if self.view == "results" and command.id in ("card", "align", "browse", "choose", "pipe"):
            self.shown.desk = hits.at_hit(self.desk)
        move = MOVES.get(command.id)
        if move is not None:
            self.show_desk(move(self.desk))
            return
        do: Callable[..., None] = getattr(self, f"do_{command.id}")
        do(*([key] if command.id == "source_n" else []))

    # --- screens ---

    def _go(self, view: View) -> None:
        """To another screen; on that one already, that is said."""
        if self.desk.view == view:
            self.say("you are here: q leads back" if view != "sources" else "you are here: q quits")
            return
        self.leave_field()
        self.show_desk(comparing.compared(self.desk) if view == "compare" else moves.went(self.desk, view))

    def do_read(self) -> None:
        self._go("read")

    def do_compare(self) -> None:
        self._go("compare")

    def do_quotes(self) -> None:
        self._go("quotes")

    def do_briefing(self) -> None:
        self._go("briefing")

    def do_coverage(self) -> None:
        self._go("coverage")

    def do_timeline(self) -> None:
        self._go("timeline")

    def do_sources(self) -> None:
        desk = self.desk
        if (
            desk.view in ("read", "compare", "quotes", "briefing", "check")
            and self.app.size.width >= sources.WIDTH + 62
        ):
            shown = bool(self.plan.listed)
            self.show_desk(replace(desk, listed=not shown))
        else:
            self._go("sources")
            self.show_desk(replace(self.desk, trail=()))

    def do_source_n(self, key: str) -> None:
        desk = self.desk
        order = moves.paths(desk)
        n = int(key) - 1 if key.isdigit() else -1
        if not 0 <= n < len(order):
            self.say(f"there are {len(order)} sources")
            return
        if desk.path == order[n] and desk.view in ("sources", "read", "compare"):
            self.say(f"this is source {n + 1}")
            return
        desk = desk if desk.view in ("sources", "read", "compare") else moves.went(desk, "read")
        self.show_desk(moves.opened(desk if desk.view == "sources" else moves.leaving(desk), order[n]))

    def do_back(self) -> None:
        desk = self.desk
        if desk.selection is not None:
            self.show_desk(replace(desk, selection=None))
            return
        if desk.zen:
            self.show_desk(replace(desk, zen=False))
            return
        if self.close_beside():
            return
        to = moves.back(desk)
        self.leave_field()
        if to is None:
            self.leave()
            return
        self.show_desk(to)
        if to.view == "search":
            self.do_to_hits() if to.answer is not None and to.answer.hits else self.do_search()

    def do_suspend(self) -> None:
        if self._journal is not None:
            self._journal.flush(1.0)
        self.app.action_suspend_process()

    def leave(self) -> None:
        """Quit; everything is in the journal."""
        if self.shown.question is not None and self.shown.question.stays:
            self.left_for()
        self._left = True
        self._keep_frame()
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        self._beside.close()
        self.app.exit(0)

    @property
    def doing(self) -> dict[str, str]:
        """What a report of a fault may tell: words of ours, and no word of a source."""
        return {"view": self.shown.desk.view if self.shown.desk else "not open yet", "command": self._done_last}

    def rescued(self) -> bool:
        """After a fault: all that the user made goes to the disk; whether it is there.

        The pack is opened with its list of sources next time, for what was in view may have been the cause.
        """
        kept, self._journal = self._journal, None
        if kept is None:
            return True
        with suppress(Exception):  # the desk itself may be what is wrong; what was recorded before is safe
            made = left(self.desk)
            kept.record(replace(made, session={**made.session, "view": "sources"}))
        kept.close()
        return kept.trouble is None

    def _keep_frame(self) -> None:
        """Keep the screen as the next start will begin with it."""
        home = store.home()
        desk = self.shown.desk
        if desk is None or home is None or desk.view == "search":
            return
        self.shown = Shown(replace(desk, said=""))
        for pane in self.query(Pane):
            pane.at = ()
            pane.page.scroll_to_line(0)
        self._sheets()
        splash.keep(str(home), str(self._path), self.app.size, rows(self.query(Page), self.app.size, self.app.console))

    def do_leave(self) -> None:
        desk = self.desk
        if desk.view == "search":
            self.esc_from_search()
        elif desk.selection is not None:
            self.show_desk(replace(desk, selection=None))
        elif desk.place.unit and desk.view in ("read", "compare"):
            self.show_desk(moves.put(desk, desk.path, replace(desk.place, unit="")))
        elif self.close_beside():
            return
        elif desk.lit:
            self.show_desk(replace(desk, lit=False))
        elif desk.zen:
            self.show_desk(replace(desk, zen=False))
        elif desk.view == "quotes" and (wider := sifting.widened(desk)) != desk:
            self.show_desk(wider)
        elif desk.view in ("coverage", "timeline"):
            self.do_back()
        else:
            self.say(
                "nothing to leave here: q quits" if desk.view == "sources" else "nothing to leave here: q leads back"
            )

    def do_zen(self) -> None:
        self.show_desk(replace(self.desk, zen=not self.desk.zen))

    def do_order(self) -> None:
        self.show_desk(moves.reordered(self.desk))
        if self.desk.view == "search":
            self.ask_engine(self.desk.query)

    do_ranking = do_order

    def do_theme(self) -> None:
        known = self.looks.all()
        # without colours the filter is chosen at the start: it fits themes of the same kind only
        plain, ansi = self.app.no_color, self.app.current_theme.ansi
        names = [name for name, theme in known.items() if not plain or theme.ansi == ansi]
        at = names.index(self.app.theme) + 1 if self.app.theme in names else 0
        self.change_theme(names[at % len(names)])

    def do_pipe(self) -> None:
        """Give words to a command of the user's: an argument list, never a shell; what it prints is laid over the text."""
        desk = self.desk
        article = desk.article
        if desk.view == "briefing":
            text = self._markdown()
        elif desk.view == "timeline":
            text = charted.listed(desk)
        elif desk.view == "check" and desk.proof is not None:
            text = desk.proof.text
        elif desk.view in ("quotes", "coverage") or desk.selection is not None:
            text = "\n\n".join(c.text for c in aside.under(desk))
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
                self._beside.pipe(words, clipboard.fit(text)[0] + "\n", self._piped)

        self.ask("| ", "", answered, enter="run")

    def _piped(self, command: str, out: str, status: int) -> None:
        self.say("" if out.strip() and not status else f"{command} ended with status {status}")
        if not out.strip():
            return
        lines = markdown_lines(out, self.over_width, self.plan.measure)
        self.lay_over(Sheetlet("pipe", f"{command} said", lines))

    def do_mark(self) -> None:
        self.shown.prefix = "m"
        self.paint_lines()

    def do_to_mark(self) -> None:
        self.shown.prefix = "'"
        self.paint_lines()

    def do_open(self) -> None:
        desk = self.desk
        if desk.view == "sources":
            self.show_desk(moves.went(desk, "read"))
        elif desk.view == "search":
            self.do_open_hit()
        elif desk.view in ("coverage", "timeline"):
            self._open_charted()
        elif desk.view == "quotes":
            version = moves.version_here(desk)
            if version:
                quote = version[0]
                self.show_desk(moves.jumped_to(desk, quote.source, quote.span.start, quote.id))
        elif desk.work.clips:
            clip = desk.work.clips[min(desk.item, len(desk.work.clips) - 1)]
            article = desk.pack.by_path.get(clip.source)
            if article is None:
                self.say(f"{clip.source} is not in this pack")
                return
            state = aside.state(clip, article)
            if state == "orphaned":
                self.look_for(clip)
                return
            clip = aside.placed(clip, article) or clip
            quote_id = next((q.id for q in article.quotes if q.span == clip.span), None)
            if state == "dropped":
                self.show_desk(auditing.shown_at(desk, article.path, clip.span.start))
            else:
                self.show_desk(moves.jumped_to(desk, article.path, clip.span.start, quote_id))

    def _open_charted(self) -> None:
        """What is under the cursor of a picture; of an empty cell, what it lacks is looked for in that source."""
        to = charted.opened(self.desk)
        if to is not None:
            self.show_desk(to)
        elif query := charted.missing(self.desk):
            self.shown.desk = replace(self.desk, scope="", like=None)
            self.search_for(query)
        else:
            self.say("nothing here to open, and no word to look for")

    # --- the file itself ---

    def do_original(self) -> None:
        """The file itself in the user's editor, at the line of the cursor: an argument list, never a shell."""
        article, passage = self.desk.article, self.desk.passage
        if article is None:
            return
        path = self._path / file_of(article.path) if self._path.is_dir() else self._path
        line = line_of(article, passage.span.start if passage else self.desk.place.offset)
        if trouble := self.edit_in_terminal(path, line if has_lines(article) else None):
            self.say(trouble)


_SCREENS = ("search", "read", "compare", "quotes", "briefing", "coverage", "timeline", "command_line")
"""Commands that lead from the help to something else."""
