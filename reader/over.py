"""What is asked in the foot line and what lies over the text: notes, finding, source cards, outline, help, all commands."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from textual import on
from textual.suggester import SuggestFromList
from textual.widgets import Input

from reader import auditing
from reader import desk as moves
from reader.desk import Desk
from reader.keys import Command
from reader.makeup import Makeup
from reader.paint import Line, Lines, Piece, fit
from reader.panes import card
from reader.panes.frame import Field
from reader.shown import Choice, Keys, Option, Question, Sheetlet
from reader.wrap import cells


class Over(Makeup):
    """Asks, and lays a page over the text; what is done with the answer is the screen's business."""

    @abstractmethod
    def show_desk(self, desk: Desk) -> None:
        """Another desk: painted at once, kept."""

    @abstractmethod
    def do(self, command: Command, key: str) -> None:
        """Do what a command says."""

    @abstractmethod
    def record(self) -> None:
        """Keep the work as the desk has it now."""

    @abstractmethod
    def second_key(self, key: str) -> None:
        """The key after one that waits for it."""

    @abstractmethod
    def leave(self) -> None:
        """Quit."""

    def ask(
        self,
        label: str,
        value: str,
        answered: Callable[[str], None],
        typed: Callable[[str], None] | None = None,
        enter: str = "keep",
        names: Iterable[str] = (),
        *,
        chosen: bool = False,
        key: Callable[[str], bool] | None = None,
        keys: tuple[tuple[str, str], ...] = (),
        above: Callable[[str, int], Line] | None = None,
        about: str = "",
        stays: bool = False,
    ) -> None:
        """Ask for a line of text in the foot of the screen; one of the `names` that begins with what is typed is offered.

        Where `chosen`, the `value` is selected: what is typed stands in its place. `key` is told each key that types
        nothing, and says whether it took it, `keys` tell of these in the foot; `above` makes the line over the one typed, from what is typed and the width.
        `about` and `stays` are those of the `Question`.
        """
        self.shown.question = Question(
            label, answered, enter, typed, key=key, keys=keys, above=above, value=value, about=about, stays=stays
        )
        if enter == "keep" and typed is None:
            value = value or self.shown.left.get(f"{label} {about}", "")
        self.page("status").display = above is not None
        self.query_one("#ask-line").display = True
        tag = self.page("ask-label")
        tag.styles.width = cells(label) + 3
        tag.show(Lines([Line((Piece(f" {label} ", "accent-text bold"),), "bar")]))
        field = self.query_one("#ask", Field)
        offered = list(names)
        field.suggester = SuggestFromList(offered, case_sensitive=False) if offered else None
        self.shown.question.offers = bool(offered)
        with self.prevent(Input.Changed):
            field.value = value
        self.set_focus(field)  # at once: letters may be on their way
        field.action_end()
        if chosen:
            field.action_select_all()
        self.paint_lines()

    def ask_lines(self, label: str, value: str, said: str, written: Callable[[str], None]) -> None:
        """Ask for lines of text above the foot of the screen; `written` is told them whenever they change, and at their end.

        Nothing that is typed is ever lost: there is no way to leave the lines that does not keep them.
        """
        from reader.several import Several

        found = self.query(Several)
        lines = found.first() if found else Several(id="lines")
        if not found:
            self.mount(lines, before=self.page("keys"))
        self.shown.question = Question(
            label,
            written,
            key=lambda key: key in ("tab", "shift+tab") or (key == "^s" and self._lines_end()),
            above=lambda _, width: fit([Piece(f"{label}  ", "accent-text bold"), Piece(said, "dim")], [], width, "bar"),
            value=value,
            lines=lambda: lines.text,
        )
        lines.begin(value, written, self.app.size.height // 2)
        lines.display = True
        self.set_focus(lines)
        self.paint_lines()

    def _lines_end(self, text: str | None = None) -> bool:
        """The end of lines that were written, with this text or as they are; whether any were."""
        question = self.shown.question
        if question is None or question.lines is None:
            return False
        self.shown.question = None
        self.query_one("#lines").display = False
        self.set_focus(None)
        text = question.lines() if text is None else text
        if text != question.value:
            question.answered(text)
        self.paint()
        return True

    @on(Input.Changed, "#ask")
    def _ask_typed(self, event: Input.Changed) -> None:
        if self.shown.question is not None and self.shown.question.typed is not None:
            self.shown.question.typed(event.value)

    @on(Input.Submitted, "#ask")
    def _ask_entered(self, event: Input.Submitted) -> None:
        self.answered(event.value)

    def left_for(self) -> None:
        """A key leads elsewhere while a line is typed: where that stays, it is the answer."""
        question = self.shown.question
        typed = self.query_one("#ask", Field).value
        stays = question is not None and question.stays and typed.strip() != question.value.strip()
        self.answered(typed if stays else None)

    def answered(self, text: str | None) -> None:
        if self._lines_end(text):
            return
        question, self.shown.question = self.shown.question, None
        over = self.shown.over
        if text is None and (isinstance(over, Choice) or (isinstance(over, Keys) and over.palette)):
            self.shown.over = None
        self.query_one("#ask-line").display = False
        self.set_focus(None)
        if self.shown.desk is not None and self.view == "search":
            self.set_focus(self.query_one("#field", Field))
        typed = self.query_one("#ask", Field).value
        if (
            question is not None
            and question.enter == "keep"
            and text is None
            and typed.strip() != question.value.strip()
        ):
            self.shown.left[f"{question.label} {question.about}"] = typed
            self.say(f"left: “{question.label}” is not kept; asked for it again, your words stand there")
        if question is not None and text is not None:
            self.shown.left.pop(f"{question.label} {question.about}", None)
            question.answered(text)
        elif question is not None and question.typed is not None:
            question.typed("")
        self.paint()

    def choose(
        self, title: str, label: str, options: Sequence[Option], typed: Callable[[str], None] | None = None
    ) -> None:
        """Lay things to choose from over the text, and ask for words that narrow them; enter takes the one under the cursor.

        The cursor is on the first; `typed`, where given, takes what is typed while nothing is under the cursor: where nothing is found, or above the first.
        """

        def narrowed(text: str) -> None:
            over = self.shown.over
            if isinstance(over, Choice) and self.shown.question is not None:
                over = replace(over, typed=text)
                self.shown.over = replace(over, at=0 if over.found and (text.strip() or not over.free) else -1)
                self.paint()

        def answered(text: str) -> None:
            over, self.shown.over = self.shown.over, None
            found = over.found if isinstance(over, Choice) else []
            if isinstance(over, Choice) and 0 <= over.at < len(found):
                found[over.at].chosen()
            elif typed is not None:
                typed(text)
            else:
                self.say("nothing is chosen: type part of a name, or go down to one")

        self.lay_over(Choice(title, tuple(options), at=-1 if typed else 0, free=typed is not None))
        self.ask(label, "", answered, narrowed, "choose")

    def moved_choice(self, key: str) -> bool:
        """Whether a key moves among the things to choose from, and it did."""
        over = self.shown.over
        by = {"down": 1, "up": -1, "pagedown": 10, "pageup": -10}.get(key)
        if not isinstance(over, Choice) or by is None:
            return False
        self.shown.over = replace(over, at=max(-1 if over.free else 0, min(over.at + by, len(over.found) - 1)))
        self.paint()
        return True

    def lay_over(self, over: Sheetlet | Keys | Choice) -> None:
        self.shown.over = over
        if self.over_pane().below is not None:  # something else lay there
            self.over_pane().page.scroll_to_line(0)
        self.paint()

    def in_sheetlet(self, over: Sheetlet, command: Command) -> bool:
        """Keys while a card lies over the text; whether this one was for it. Any other puts it away and is obeyed."""
        page = self.over_pane().page
        height = page.size.height
        steps = {"down": 1, "up": -1, "page_down": height - 2, "page_up": 2 - height, "half_down": height // 2}
        steps |= {"half_up": -(height // 2), "top": -over.lines.height, "end": over.lines.height}
        if command.id in steps and over.leads:
            to = max(0, min(over.at + steps[command.id], len(over.leads) - 1))
            self.shown.over = replace(over, at=to)
        elif command.id in steps:
            page.scroll_to_line(page.top + steps[command.id])
        elif command.id == "align" or (command.id == "open" and not over.leads):
            self.shown.over = None
        else:
            self.shown.over = None
            if command.id not in ("back", "leave", over.name):
                return False
        self.paint()
        return True

    def entered_sheetlet(self, over: Sheetlet) -> None:
        """Go where the line under the cursor leads, or do what the page asks about."""
        if over.enter:
            self.shown.over = None
            over.entered()
            self.paint()
            return
        lead = over.leads[over.at]
        if lead is None:
            self.say("this line leads nowhere")
            return
        self.shown.over = None
        self.show_desk(auditing.shown_at(self.desk, *lead))

    def do_card(self) -> None:
        if self.desk.article is not None:
            lines, leads = card.source_card(self.desk, self.desk.article, self.over_width)
            self.lay_over(Sheetlet("card", "Source card", lines, leads))

    def do_troubles(self) -> None:
        lines, leads = card.troubles(self.desk.pack, self.over_width)
        self.lay_over(Sheetlet("troubles", "Not read, and to be read with care", lines, leads))

    def do_people(self) -> None:
        if self.desk.article is not None:
            lines, leads = card.people(self.desk, self.desk.article, self.over_width)
            self.lay_over(Sheetlet("people", "Speakers", lines, leads))

    def do_outline(self) -> None:
        if self.desk.article is not None:
            lines, leads = card.outline(self.desk.article, self.over_width)
            here = self.desk.place.offset
            at = max((n for n, lead in enumerate(leads) if lead is not None and lead.offset <= here), default=0)
            self.lay_over(Sheetlet("outline", "Outline", lines, leads, at))

    def do_help(self) -> None:
        over = self.shown.over
        self.set_focus(None)
        view = self.view if not isinstance(over, Keys) else "" if over.view else self.view_below
        self.lay_over(Keys(view))

    def do_palette(self) -> None:
        """All commands, one of them to be chosen by letters of its name."""
        self.lay_over(Keys("", palette=True))
        self._narrow_keys("do it")

    def do_filter(self) -> None:
        self._narrow_keys("do it")

    def _narrow_keys(self, enter: str) -> None:
        def typed(text: str) -> None:
            if isinstance(self.shown.over, Keys):
                self.shown.over = replace(self.shown.over, typed=text, at=0)
                self.paint()

        def answered(text: str) -> None:
            if text.strip() or (isinstance(self.shown.over, Keys) and self.shown.over.palette):
                self.do_from_help()

        self.ask("command", "", answered, typed, enter, key=self._moved_keys, keys=(("up down", "move"),))

    def _moved_keys(self, key: str) -> bool:
        """Whether a key moves among the commands while letters of one are typed, and it did."""
        over = self.shown.over
        by = {"down": 1, "up": -1, "pagedown": 10, "pageup": -10}.get(key)
        if by is None or not isinstance(over, Keys):
            return key in ("tab", "shift+tab")
        to = max(0, min(over.at + by, len(self.shown.commands) - 1))
        self.shown.over = replace(over, at=to)
        self.paint()
        return True

    def do_from_help(self) -> None:
        """Do the command under the cursor, where the view below the help has it."""
        over, commands = self.shown.over, self.shown.commands
        if not isinstance(over, Keys) or not commands:
            return
        command = commands[min(over.at, len(commands) - 1)]
        self.shown.over = None
        if over.palette:
            self.shown.desk = moves.remembered(self.desk, "command", command.id)
        self.paint()
        if self.view in command.views or self.view_below in command.views:
            self.do(command, "".join(command.keys[:1]))
        else:
            self.say(f"{command.title} works in: {', '.join(v for v in command.views if v != 'help')}")

    def in_help(self, over: Keys, command: Command) -> None:
        steps = {"down": 1, "up": -1, "page_down": 15, "page_up": -15, "top": -1000, "end": 1000}
        if command.id in steps:
            to = max(0, min(over.at + steps[command.id], len(self.shown.commands) - 1))
            self.shown.over = replace(over, at=to)
        elif command.id == "open":
            self.do_from_help()
            return
        elif command.id in ("help", "palette", "filter"):
            {"help": self.do_help, "palette": self.do_palette, "filter": self.do_filter}[command.id]()
            return
        else:
            self.shown.over = None
            if self.desk.view == "search" and not self.shown.in_results:
                self.set_focus(self.query_one("#field", Field))
        self.paint()
