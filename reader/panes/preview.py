"""The briefing as it will look: its Markdown laid out in lines, each with the place in a source that it leads to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from index.model import Clip
from index.pack import Pack
from reader import aside
from reader.paint import Line, Lines, Piece
from reader.panes.card import Lead, Place
from reader.panes.source import NARROW_GUTTER, WIDE_FROM, WIDE_GUTTER
from reader.wrap import cells, wrap

Kind = Literal["heading", "paragraph", "quote", "item", "note", "code", "rule"]
LEAST_COLUMN = 11
"""Cells of a column below which the rows of a table are set one below the other."""
GAP = 3
"""Cells between two columns."""
INDENT = 2
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_AS_WIDE = str.maketrans("⁰⁴⁵⁶⁷⁸⁹", "0456789")
"""As wide, and known to `wrap` to be so: it takes its slow way for what it does not know."""


class Run(NamedTuple):
    """Words in one style."""

    text: str
    style: str = ""
    """`bold`, `italic`, both, or nothing."""


@dataclass(slots=True)
class Block:
    """A paragraph of the briefing, whatever it is."""

    kind: Kind
    runs: list[Run] = field(default_factory=list)
    level: int = 0
    """Of a heading its level; of anything else how deep it stands in lists."""
    mark: str = ""
    """What stands before its first line: a bullet, a number."""
    notes: list[str] = field(default_factory=list)
    """The labels of the footnotes that it refers to; of a footnote its own."""
    follows: bool = False
    """Whether it goes on with the block quotation that the block before it began."""


@dataclass(slots=True)
class Table:
    """A table: its rows, the heads first."""

    rows: list[list[list[Run]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


Document = Sequence[Block | Table]


# --- what the Markdown says ---


def document(markdown: str) -> Document:
    """The blocks of a Markdown text, its footnotes at the end."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": True}).enable("table").use(footnote_plugin)
    return _Read(parser.parse(markdown)).blocks


class _Read:
    """The tokens of a text gone through once."""

    def __init__(self, tokens: Iterable[Any]) -> None:
        self.blocks: list[Block | Table] = []
        self._quotes = self._begun = 0
        self._note = ""
        self._heading = 0
        self._marks: list[str] = []
        self._counts: list[int | None] = []
        self._table: Table | None = None
        for token in tokens:
            self._take(token)

    def _take(self, token: Any) -> None:
        name = token.type
        if name == "inline":
            self._inline(token.children or [])
        elif name == "blockquote_open":
            self._quotes += 1
            self._begun = len(self.blocks) if self._quotes == 1 else self._begun
        elif name == "blockquote_close":
            self._quotes -= 1
            self._one_quotation()
        elif name in ("bullet_list_open", "ordered_list_open"):
            self._counts.append(int(token.attrGet("start") or 1) if name == "ordered_list_open" else None)
        elif name in ("bullet_list_close", "ordered_list_close"):
            self._counts.pop()
        elif name == "list_item_open":
            count = self._counts[-1]
            self._marks = ["• " if count is None else f"{count}. "]
            self._counts[-1] = None if count is None else count + 1
        elif name == "heading_open":
            self._heading = int(token.tag[1:])
        elif name == "heading_close":
            self._heading = 0
        elif name == "table_open":
            self._table = Table()
            self.blocks.append(self._table)
        elif name == "table_close":
            self._table = None
        elif name == "tr_open" and self._table is not None:
            self._table.rows.append([])
        elif name == "footnote_open":
            self._note = str(token.meta.get("label", ""))
            self._marks = [f"{token.meta['id'] + 1}".translate(_RAISED) + " "]
        elif name == "footnote_close":
            self._note = ""
        elif name in ("fence", "code_block"):
            self.blocks.append(Block("code", [Run(token.content.rstrip("\n"))]))
        elif name == "html_block":
            self._html(token.content)
        elif name == "hr":
            self.blocks.append(Block("rule"))

    def _one_quotation(self) -> None:
        """All paragraphs of a block quotation lead where the footnote at its end does."""
        quoted = [b for b in self.blocks[self._begun :] if isinstance(b, Block) and b.kind == "quote"]
        if self._quotes or not quoted:
            return
        for n, block in enumerate(quoted):
            block.notes = block.notes or quoted[-1].notes
            block.follows = n > 0

    def _html(self, text: str) -> None:
        words = " ".join(re.sub(r"<!--.*?-->|<[^>]*>", " ", text, flags=re.DOTALL).split())
        if words:
            self.blocks.append(Block("paragraph", [Run(words)]))

    def _inline(self, children: Sequence[Any]) -> None:
        runs, notes = _runs(children)
        if self._table is not None:
            self._table.rows[-1].append(runs)
            self._table.notes += notes
            return
        kind: Kind = "paragraph"
        if self._heading:
            kind = "heading"
        elif self._note:
            kind, notes = "note", [self._note]
        elif self._quotes:
            kind = "quote"
        elif self._counts:
            kind = "item"
        mark = self._marks.pop() if self._marks and kind in ("item", "note") else ""
        self.blocks.append(Block(kind, runs, self._heading or len(self._counts), mark, notes))


def _runs(children: Sequence[Any]) -> tuple[list[Run], list[str]]:
    """Words in their styles, and the labels of the footnotes among them."""
    out: list[Run] = []
    notes: list[str] = []
    on = {"strong": 0, "em": 0, "link": 0}

    def add(text: str, extra: str = "") -> None:
        style = [
            name for name, depth in (("bold", on["strong"]), ("italic", on["em"]), ("underline", on["link"])) if depth
        ]
        out.append(Run(text, " ".join([*style, extra] if extra else style)))

    for token in children:
        name, _, _ = token.type.partition("_")
        if name in on:
            on[name] += token.nesting
        elif token.type == "softbreak":
            add(" ")
        elif token.type == "hardbreak":
            add("\n")
        elif token.type == "footnote_ref":
            notes.append(str(token.meta.get("label", "")))
            add(f"{token.meta['id'] + 1}".translate(_RAISED), "bold")
        elif token.type == "html_inline":
            add(" " if token.content.lower().startswith("<br") else "")
        elif token.type not in ("footnote_anchor",):
            add(token.content)
    return [run for run in out if run.text], notes


# --- where its footnotes lead ---

_CLIP = re.compile(r"Clip \d+, (.+?)\.\s*$")
_CITED = re.compile(r"^\s*(\w+)[:;,]?\s.*?(?:¶(\d+)|\bheadline\b)(?:, line (\d+))?", re.DOTALL)
_LABEL = re.compile(r"-([A-Za-z]+)(\d+)(?:-\d+)?$")


def leads_of(blocks: Document, pack: Pack, clips: Sequence[Clip]) -> Mapping[str, Place]:
    """Where the footnotes of a briefing lead: their labels, each with a place in a source of the pack."""
    known = {clip.id: clip for clip in clips}
    found: dict[str, Place] = {}
    for block in blocks:
        if isinstance(block, Block) and block.kind == "note" and block.notes[0] not in found:
            place = _place("".join(run.text for run in block.runs), block.notes[0], pack, known)
            if place is not None:
                found[block.notes[0]] = place
    return found


def _place(words: str, label: str, pack: Pack, clips: Mapping[str, Clip]) -> Place | None:
    """The place that a footnote names: by the clip that it is of, by source, passage and line, or by its label."""
    if (named := _CLIP.search(words)) and (clip := clips.get(named[1])) is not None:
        article = pack.by_path.get(clip.source)
        now = aside.placed(clip, article) if article is not None else None
        return Place(clip.source, (now or clip).span.start) if article is not None else None
    said = _CITED.match(words) or _LABEL.search(label)
    article = pack.by_key.get(said[1]) if said else None
    if said is None or article is None:
        return None
    passage = article.by_number.get(int(said[2] or 0))
    if passage is None:
        return None
    line = int(said[3]) if len(said.groups()) > 2 and said[3] else 0
    start = _line_start(article.text, line) if line else 0
    return Place(article.path, start if passage.span.start <= start < passage.span.stop else passage.span.start)


def _line_start(text: str, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
        if not at:
            return -1
    return at


# --- in lines ---


def laid(blocks: Document, leads: Mapping[str, Place], width: int, measure: int) -> tuple[Lines, tuple[Lead, ...]]:
    """The lines of a document in a pane of so many columns, the first of them the cursor's, and where each of them leads."""
    gutter = (WIDE_GUTTER if width >= WIDE_FROM else NARROW_GUTTER) - 1
    width -= 1
    room = max(min(measure, width - gutter - 1), 8)
    lines: list[Line] = []
    to: list[Lead] = []
    before = ""
    for block in blocks:
        kind = "table" if isinstance(block, Table) else block.kind
        lead = next((leads[label] for label in block.notes if label in leads), None)
        if isinstance(block, Block) and block.follows:
            lines.append(Line((Piece(" " * gutter), Piece("┃", "dim"))))
            to.append(lead)
        elif before and not (kind == before and kind in ("item", "note")):
            lines.append(Line())
            to.append(None)
        if kind == "note" and before != "note":
            lines += [Line((Piece(" " * gutter), Piece("─" * min(room, 12), "faint"))), Line()]
            to += [None, None]
        wide = max(width - gutter - 1, 8)
        made = _table(block, wide, room) if isinstance(block, Table) else _block(block, room)
        for pieces in made:
            lines.append(Line((Piece(" " * gutter), *pieces)))
            to.append(lead if not isinstance(block, Table) else None)
        before = kind
    return Lines(lines), tuple(to)


def _block(block: Block, room: int) -> Iterator[list[Piece]]:
    if block.kind == "rule":
        yield [Piece("─" * min(room, 12), "faint")]
        return
    role = {"heading": "bright", "quote": "bright", "note": "dim", "code": "dim"}.get(block.kind, "text")
    first = next_ = Piece("")
    if block.kind == "quote":
        first = next_ = Piece("┃ ", "dim")
    elif block.mark or block.kind in ("item", "note"):
        indent = " " * (INDENT * max(block.level - 1, 0))
        first = Piece(indent + block.mark, "dim" if block.kind == "item" else "bright bold")
        next_ = Piece(indent + " " * max(cells(block.mark), INDENT))
        first = first if block.mark else next_
    runs = [Run(run.text, f"{run.style} bold".strip()) for run in block.runs] if block.kind == "heading" else block.runs
    if block.kind == "heading" and block.level == 1:
        runs = [Run(run.text, f"{run.style} underline".strip()) for run in runs]
    for n, pieces in enumerate(_wrapped(runs, role, max(room - cells(next_.text), 4))):
        yield [next_ if n else first, *pieces]


def _wrapped(runs: Sequence[Run], role: str, room: int) -> Iterator[list[Piece]]:
    """Runs of words in lines of so many cells."""
    text = "".join(run.text for run in runs)
    plain = text.translate(_AS_WIDE)
    ends = [0]
    for run in runs:
        ends.append(ends[-1] + len(run.text))
    at = 0
    start = 0
    for part in text.split("\n"):
        stop = start + len(part)
        broken = wrap(plain, start, stop, room) if part else [start, start]
        for n in range(0, len(broken), 2):
            a, b = broken[n], broken[n + 1]
            pieces = []
            while at < len(runs) and ends[at] < b:
                words = text[max(a, ends[at]) : min(b, ends[at + 1])]
                if words:
                    pieces.append(Piece(words, f"{role} {runs[at].style}".rstrip()))
                at += 1
            at = max(at - 1, 0)
            yield pieces
        start = stop + 1


def _natural(cell: Sequence[Run]) -> int:
    return cells("".join(run.text for run in cell))


def _table(table: Table, wide: int, room: int) -> Iterator[list[Piece]]:
    """A table as wide as the pane: in columns where they have room, else each row as a list of what its columns say."""
    columns = max(map(len, table.rows), default=0)
    rows = [[*row, *([[]] * (columns - len(row)))] for row in table.rows]
    if not columns:
        return
    widths = _widths([max(map(_natural, column)) for column in zip(*rows, strict=True)], wide)
    if widths is None:
        yield from _stacked(rows, room)
        return
    for n, row in enumerate(rows):
        made = [
            [*_wrapped(_bold(cell) if not n else cell, "dim" if not n else "text", w)] or [[]]
            for cell, w in zip(row, widths, strict=True)
        ]
        for y in range(max(map(len, made))):
            line: list[Piece] = []
            for cell_lines, w in zip(made, widths, strict=True):
                pieces = cell_lines[y] if y < len(cell_lines) else []
                used = sum(cells(p.text) for p in pieces)
                line += [*pieces, Piece(" " * (w - used + GAP))]
            yield line[:-1]
        if n < len(rows) - 1 and max(map(len, made)) > 1:
            yield []


def _bold(cell: Sequence[Run]) -> list[Run]:
    return [Run(run.text, f"{run.style} bold".strip()) for run in cell]


def _widths(natural: Sequence[int], wide: int) -> list[int] | None:
    """The widths of columns that want so many cells; None where there is no room for them."""
    free = wide - GAP * (len(natural) - 1)
    if sum(natural) <= free:
        return list(natural)
    widths = [min(n, LEAST_COLUMN) for n in natural]
    if free < sum(widths):
        return None
    left = free - sum(widths)
    while left > 0:
        wanting = [n for n, w in enumerate(widths) if w < natural[n]]
        if not wanting:
            break
        for n in wanting:
            more = min(max(left // len(wanting), 1), natural[n] - widths[n], left)
            widths[n] += more
            left -= more
    return widths


def _stacked(rows: Sequence[Sequence[Sequence[Run]]], room: int) -> Iterator[list[Piece]]:
    """Rows of a table one below the other: the first column, and under it what the others say, each behind its head."""
    heads = rows[0]
    for n, row in enumerate(rows[1:]):
        if n:
            yield []
        yield from _wrapped(_bold(row[0]), "text", room)
        for head, cell in zip(heads[1:], row[1:], strict=True):
            named = [*head, Run(": "), *cell]
            for pieces in _wrapped(named, "text", max(room - INDENT, 4)):
                yield [Piece(" " * INDENT), *pieces]
