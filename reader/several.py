"""The widget to write several lines in: notes, the bottom line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rich.text import Text
from textual.events import Paste
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from reader import safe, wrap

LEAST = 4
"""Rows that it takes at least, where the screen has them."""
MOST = 10


def fit_for_a_terminal(text: str) -> str:
    """Lines in which nothing stands that a terminal would obey."""
    return "\n".join(map(safe.text, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


class Several(TextArea):
    """Lines to type in, into which nothing comes that a terminal would obey."""

    def __init__(self, **options: Any) -> None:
        super().__init__(compact=True, highlight_cursor_line=False, **options)
        self.cursor_blink = False
        self._changed: Callable[[str], None] = lambda text: None
        self._focused_at: tuple[int, int] | None = None
        """Where the cursor was when it got the focus; None where that is not known yet."""

    def on_focus(self) -> None:
        self._focused_at = self.cursor_location

    def on_blur(self) -> None:
        self._focused_at = None

    def begin(self, text: str, changed: Callable[[str], None], most: int) -> None:
        """Show a text with the cursor at its end, in as many rows as it wants, at most so many; `changed` is told what it becomes."""
        with self.prevent(TextArea.Changed):
            self.load_text(fit_for_a_terminal(text))
        self._changed = changed
        self.move_cursor(self.document.end)
        self.styles.height = min(max(self.document.line_count + 2, LEAST), MOST, most)

    @property
    def value(self) -> str:
        """The lines."""
        return self.text

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn."""
        drawn = super().get_line(line_index)
        drawn.plain = wrap.seen(drawn.plain)
        return drawn

    def insert_late(self, text: str) -> None:
        """As `Typing` has it."""
        done = self.insert(text, self._focused_at)
        if self._focused_at is not None:
            self._focused_at = done.end_location

    def edit(self, edit: Edit) -> EditResult:
        return super().edit(replace(edit, text=fit_for_a_terminal(edit.text)))

    async def _on_paste(self, event: Paste) -> None:
        """What is pasted stands there once."""
        event.stop()
        event.prevent_default()
        self.replace(event.text, *self.selection, maintain_selection_offset=False)

    def _on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._changed(self.text)
