"""A paragraph of a text to be checked, as it is read: plain words, each character with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from index.model import Span

Format = Literal["md", "html", "txt"]


class Ref(NamedTuple):
    """A footnote reference or a link, by its place in a paragraph's plain text."""

    start: int
    stop: int
    kind: Literal["note", "link"]
    target: str


@dataclass(slots=True)
class Paragraph:
    """A paragraph as it is read, with the way back into the file."""

    kind: Literal["paragraph", "heading", "blockquote", "cell"] = "paragraph"
    chars: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)
    refs: list[Ref] = field(default_factory=list)
    level: int = 0
    """Of a heading."""
    number: int | None = None
    """Of the item of a numbered list that it stands in."""
    note: str | None = None
    """The label of the footnote that it stands in."""
    bold: int = 0
    """Characters in bold type at its front."""
    column: str = ""
    """The heading of the table column that it stands in."""
    row: int = 0
    """Which row of the text's tables it stands in, from 1; 0 outside of any."""
    block: int = 0
    """Which block quotation of the text it stands in, from 1; 0 outside of any."""
    cite: str = ""
    """The address that the block quotation gives as its source."""
    signs: bool = False
    """Whether it is marked as what signs the block quotation: a `footer`."""

    @property
    def text(self) -> str:
        return "".join(self.chars)

    def add(self, text: str, start: int, stop: int) -> None:
        """Append text that stands at `start` to `stop` of the file: letter by letter, or as a whole."""
        apart = stop - start == len(text)
        self.chars.extend(text)
        self.starts.extend(range(start, stop) if apart else [start] * len(text))
        self.stops.extend(range(start + 1, stop + 1) if apart else [stop] * len(text))

    def span(self, start: int, stop: int) -> Span:
        """In the file, of a stretch of the plain text that is not empty."""
        return Span(self.starts[start], self.stops[stop - 1])
