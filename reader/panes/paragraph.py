"""Some lines to type in, over the foot of the screen. Imported when it is wanted: it brings what few ever use."""

from __future__ import annotations

from textual.events import Paste
from textual.widgets import TextArea

from reader import safe
from reader.proof import Edit, between


class Paragraph(TextArea):
    """A paragraph that is changed in place. What is shown of it has as many characters as it has; only what is typed goes into it."""

    DEFAULT_CSS = """
    Paragraph, Paragraph:focus {
        border: none; padding: 0 1; height: 6; background: $bar; color: $bright; background-tint: $background 0%;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, text: str) -> None:
        self.before = _shown(text)
        super().__init__(self.before, compact=True, highlight_cursor_line=False, id="paragraph")
        self.cursor_blink = False

    @property
    def edit_made(self) -> Edit:
        """What was typed, as a change to the paragraph; nothing a terminal would obey is in it."""
        made = between(self.before, self.text)
        return made._replace(new=_shown(made.new))

    async def _on_paste(self, event: Paste) -> None:
        """What is pasted has nothing in it that a terminal would obey."""
        event.stop()
        event.prevent_default()
        self._replace_via_keyboard(_shown(event.text.replace("\r\n", "\n").replace("\r", "\n")), *self.selection)


def _shown(text: str) -> str:
    return "\n".join(map(safe.text, text.split("\n")))
