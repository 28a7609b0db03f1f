"""Word processors' documents as trees of XML: their paragraphs, lists and tables in reading order, notes behind the text.

DOCX and ODF differ in the names of their elements, not in how those are nested. A `Dialect` says which element is what;
`Reading` goes over a tree once, without recursion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from xml.etree.ElementTree import Element

from index.formats.galley import Piece
from index.model import PassageKind

Role = Literal["paragraph", "list", "table", "row", "cell", "note", "link", "characters", "first", "skip"]
"""What an element is: `characters` hold text, of the children of `first` only the first is read, `skip` is not read."""

_PROSE = 40  # words in a cell: its table only puts text side by side
_MOST_BLANKS = 1_000  # that one element may stand for


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph is by its style; a rule and a reason where it is no text of the article."""

    kind: PassageKind = "paragraph"
    rule: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A format: which of its elements is what, by the name without namespace."""

    roles: Mapping[str, Role]
    """Elements that are not listed are looked through."""
    literal: Mapping[str, str]
    """Elements that stand for characters: tabs, line ends."""
    mixed: bool
    """Whether text stands right in the paragraphs, as in ODF, and not only in elements of its own."""
    style: Callable[[Element], Style]
    """What a paragraph is."""
    hidden: Callable[[Element], bool]
    """Whether an element is not to be seen, by something else than its name."""


def by_name(style: str) -> Style | None:
    """What a built-in style of Word makes of its paragraphs; None for names that say nothing."""
    low = style.lower()
    if low.startswith(("heading", "title", "subtitle")):
        return Style("heading")
    if low.startswith("list"):
        return Style("list")
    if low in ("quote", "intense quote", "block text"):
        return Style("blockquote")
    if low.startswith("toc "):
        return Style("list", "table of contents", "a line of the table of contents")
    return None


def name(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element | None, wanted: str) -> str:
    """The value of the attribute of this name, whatever its namespace; nothing where it has none, or there is no element."""
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == wanted), "")


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of this name, its first child of the next name, and so on; None where there is none."""
    for wanted in path:
        element = next((each for each in element if name(each) == wanted), None) if element is not None else None
    return element


def children(element: Element | None, wanted: str) -> list[Element]:
    """All children of this name."""
    return [each for each in element if name(each) == wanted] if element is not None else []


@dataclass(slots=True)
class _Open:
    """An element that has begun: a paragraph with its words, a table with its rows, whatever holds pieces."""

    role: Role
    words: list[str] = field(default_factory=list)
    linked: int = 0
    pieces: list[Piece] = field(default_factory=list)
    """What stands in it; of a paragraph, what is anchored to it (text boxes) and comes behind it."""
    rows: list[list[list[Piece]]] = field(default_factory=list)


class Reading:
    """One document: `text` in order, `notes` behind it."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._open = [_Open("cell")]
        self._inside = {"list": 0, "link": 0, "characters": 0}
        self.notes: list[Piece] = []

    def read(self, root: Element | None, where: str = "") -> list[Piece]:
        """The pieces of what stands under `root`, each with this place; notes are put aside."""
        todo = [(root, False)] if root is not None else []
        while todo:
            element, ended = todo.pop()
            role = self._dialect.roles.get(name(element))
            if not ended and role != "skip" and not self._dialect.hidden(element):
                self._begin(element, role)
                todo.append((element, True))
                inside = list(element)[:1] if role == "first" else list(element)
                todo.extend((each, False) for each in reversed(inside))
                continue
            if ended:
                self._end(element, role)
            if self._dialect.mixed and element.tail and element is not root:
                self._say(element.tail)
        found, self._open = self._open[0].pieces, [_Open("cell")]
        return [replace(piece, where=where or piece.where) for piece in found]

    def _say(self, words: str) -> None:
        paragraph = self._open[-1]
        if paragraph.role == "paragraph":
            paragraph.words.append(words)
            paragraph.linked += len(words) if self._inside["link"] else 0

    def _begin(self, element: Element, role: Role | None) -> None:
        if role in self._inside:
            self._inside[role] += 1
        elif role is not None and role != "first":
            self._open.append(_Open(role))
        literal = self._dialect.literal.get(name(element))
        if literal is not None:
            count = attribute(element, "c")
            self._say(literal * (min(int(count), _MOST_BLANKS) if count.isascii() and count.isdigit() else 1))
        elif element.text and (self._dialect.mixed or role == "characters"):
            self._say(element.text)

    def _end(self, element: Element, role: Role | None) -> None:
        if role in self._inside:
            self._inside[role] -= 1
        if role in self._inside or role is None or role == "first":
            return
        closed = self._open.pop()
        around = self._open[-1]
        if role == "paragraph":
            around.pieces += [self._paragraph(element, closed), *closed.pieces]
        elif role == "note":
            self.notes += [replace(piece, where="note") for piece in closed.pieces]
        elif role == "cell" and around.role == "row":
            around.rows.append([closed.pieces])
        elif role == "row" and around.role == "table":
            around.pieces += closed.pieces
            around.rows.append([cell for (cell,) in closed.rows])
        else:
            around.pieces += [*closed.pieces, *table(closed.rows)]

    def _paragraph(self, element: Element, closed: _Open) -> Piece:
        text, style = "".join(closed.words), self._dialect.style(element)
        listed = self._inside["list"] > 0 and style.kind == "paragraph"
        linked = closed.linked / len(text) if text else 0.0
        return Piece(text, "list" if listed else style.kind, "", linked, style.rule, style.reason)


def once(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Heads and feet that say the same for first, left and right pages, once; all that is text."""
    seen: set[tuple[str, str]] = set()
    for piece in pieces:
        known = (piece.rule, piece.text.strip())
        if not piece.rule or known not in seen:
            seen.add(known)
            yield piece


def table(rows: Iterable[list[list[Piece]]]) -> list[Piece]:
    """A table as one piece, a row a line, its cells parted by tabs; one that only puts text side by side, as its paragraphs."""
    rows = [[[p for p in cell if p.text.strip()] for cell in row] for row in rows]
    cells = [cell for row in rows for cell in row]
    wide = max((sum(bool(cell) for cell in row) for row in rows), default=0)
    if wide < 2 or any(sum(len(p.text.split()) for p in cell) >= _PROSE for cell in cells):
        return [piece for cell in cells for piece in cell]
    lines = ("\t".join(" ".join(" ".join(p.text.split()) for p in cell) for cell in row).rstrip() for row in rows)
    return [Piece("\n".join(line for line in lines if line.strip()), "table")]
