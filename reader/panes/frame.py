"""The widgets the screen is made of: a line to type in, and a title above a page."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Paste
from textual.widgets import Input

from reader import safe, wrap
from reader.page import Page


@runtime_checkable
class Typing(Protocol):
    """What one types in."""

    def insert_late(self, text: str) -> None:
        """Put what was typed before it had the focus where the cursor was then: letters typed since stand behind it."""


class Field(Input):
    """A line to type in, into which nothing comes that a terminal would obey."""

    def __init__(self, **options: Any) -> None:
        super().__init__(compact=True, select_on_focus=False, **options)
        self.cursor_blink = False
        self._focused_at: int | None = None
        """Where the cursor was when it got the focus; None where that is not known yet."""

    def on_focus(self) -> None:
        self._focused_at = self.cursor_position

    def on_blur(self) -> None:
        self._focused_at = None

    def insert_late(self, text: str) -> None:
        if self._focused_at is None:
            self.insert_text_at_cursor(text)
            return
        cursor, before = self.cursor_position, len(self.value)
        self.insert(text, self._focused_at)
        grown = len(self.value) - before
        self._focused_at += grown
        self.cursor_position = cursor + grown

    def insert_text_at_cursor(self, text: str) -> None:
        super().insert_text_at_cursor(safe.text(text))

    def _on_paste(self, event: Paste) -> None:
        """What is pasted stands on the one line there is."""
        self.insert_text_at_cursor(" ".join(event.text.split()))
        event.stop()
        event.prevent_default()

    def replace(self, text: str, start: int, end: int) -> None:
        super().replace(safe.text(text), start, end)

    @property
    def _value(self) -> Text:
        """The line as it is drawn: what was put there, and not typed, may be a title of a stranger's briefing, or any path."""
        drawn = super()._value
        drawn.plain = wrap.seen(self.value)
        return drawn

    def validate__suggestion(self, offered: str) -> str:
        """What is offered is drawn as it stands: a name that a source prints."""
        return wrap.seen(offered)


class Pane(Vertical):
    """A title line and a page."""

    def __init__(self, name: str) -> None:
        super().__init__(id=f"{name}-pane", classes="pane")
        self.title_line = Page(id=f"{name}-title", classes="line")
        self.gap = Page(classes="gap")
        self.page = Page(id=f"{name}-page")
        self.at: tuple[object, ...] = ()
        """What the cursor was on when the page was last shown."""
        self.below: tuple[tuple[object, ...], int] | None = None
        """While something is laid over the pane, what was under it: what the cursor was on, and the first line in view."""

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield self.gap
        yield self.page
