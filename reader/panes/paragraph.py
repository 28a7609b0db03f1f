"""A paragraph to be changed over the foot of the screen. Imported when it is wanted: it brings what few ever use."""

from __future__ import annotations

from reader.proof import Edit, between
from reader.several import Several, fit_for_a_terminal


class Paragraph(Several):
    """A paragraph that is changed in place. What is shown of it has as many characters as it has; only what is typed goes into it."""

    DEFAULT_CSS = """
    Paragraph, Paragraph:focus {
        border: none; padding: 0 1; height: 6; background: $bar; color: $bright; background-tint: $background 0%;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, text: str) -> None:
        self.before = fit_for_a_terminal(text)
        super().__init__(text=self.before, id="paragraph")

    @property
    def edit_made(self) -> Edit:
        """What was typed, as a change to the paragraph; nothing a terminal would obey is in it."""
        return between(self.before, self.text)
