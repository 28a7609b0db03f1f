"""A web page, or markup in Markdown, read into its visible paragraphs, with the way back into the file."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

from index.verify.paragraph import Paragraph, Ref

_BLOCK_TAGS = """
address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p section summary
table tbody td tfoot th thead title tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_DEEPEST = 16
"""Links and quotations within each other that are looked at."""
UNSEEN = re.compile(
    r"""<(?:(del|s|strike)\b|(\w+)\b[^>]*?(?:\shidden(?=[\s=>/])|\sstyle\s*=\s*["'][^"'>]*(?:display\s*:\s*none|visibility\s*:\s*hidden)))""",
    re.IGNORECASE,
)
"""A tag whose words are struck out or not shown: the element's name in one of the groups."""
_EMPTY = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_HIDDEN = frozenset({"code", "head", "noscript", "pre", "script", "style", "svg", "template", "textarea", "title"})


_STRONG = frozenset({"b", "strong"})
_TABLE_PARTS = frozenset({"td", "th", "tr", "thead", "tbody"})


@dataclass(slots=True)
class _Table:
    """A table that is being read: the headings of its columns, and where in it one is."""

    headings: list[str] = field(default_factory=list)
    in_head: bool = False
    cell: int = -1
    is_open: bool = False
    """Whether a cell is."""
    row: int = 0
    """Which row of the page's tables it is, from 1."""

    @property
    def column(self) -> str | None:
        """The heading above the cell that is open; None where there is none to have one."""
        if not self.is_open or not (self.in_head or self.headings):
            return None
        return self.headings[self.cell] if not self.in_head and self.cell < len(self.headings) else ""

    def opened(self, tag: str, text: str) -> None:
        """An element in it begins, which ends a cell that is open; `text` is what was read last."""
        if tag in ("td", "th", "tr", "tbody") and self.is_open:
            self.closed("td", text)
        if tag in ("td", "th"):
            self.cell, self.is_open = self.cell + 1, True
        elif tag in ("thead", "tbody", "tr"):
            self.cell, self.is_open = -1, False
            self.in_head = tag == "thead" or (self.in_head and tag == "tr")

    def closed(self, tag: str, text: str) -> None:
        """An element in it ends; `text` is what was read last."""
        if tag in ("td", "th"):
            self.headings += [text] if self.in_head and self.is_open else []
            self.is_open = False
        elif tag == "thead":
            self.closed("th", text)
            self.in_head = False


class Web(HTMLParser):
    """The visible paragraphs of a web page, each character with its place in the file."""

    def __init__(self, text: str, cites: list[str] | None = None, blocks: int = 0) -> None:
        """`cites`: the block quotations that are open where `text` begins, brought up to date while it is read."""
        super().__init__(convert_charrefs=False)
        self.source = text
        self.lines = [0, *(m.end() for m in re.finditer("\n", text))]
        self.out: list[Paragraph] = [Paragraph()]
        self.hidden = 0
        self.unseen: list[str] = []
        """The elements that are open from one on that is not shown."""
        self.blocks = blocks
        self.level = 0
        self.cites = [] if cites is None else cites
        self.footer = 0
        self.links: list[tuple[str, int, str]] = []
        self.labels: list[tuple[str, str]] = []
        self.counts: list[int] = []
        self.strong = 0
        self.front = True
        """Whether all of the paragraph so far is in bold type."""
        self.tables: list[_Table] = []
        self.rows = 0

    def read(self, offset: Callable[[int], int] = lambda at: at) -> int:
        """Read it all; `offset` leads from a place in it to the file. The number of block quotations so far."""
        self._break()
        self.feed(self.source)
        self.close()
        for prose in self.out:
            prose.refs.sort(key=lambda ref: (ref.start, ref.stop))
            prose.starts = [offset(start) for start in prose.starts]
            prose.stops = [offset(stop - 1) + 1 for stop in prose.stops]
        return self.blocks

    @property
    def at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def _tag(self) -> tuple[int, int]:
        """Where the tag that is being read begins and ends."""
        at, opened = self.at, self.get_starttag_text()
        if opened and self.source.startswith(opened, at):
            return at, at + len(opened)
        end = self.source.find(">", at)
        return at, end + 1 if end >= 0 else len(self.source)

    def _break(self) -> None:
        self.links.clear()
        self.front = True
        column = self.tables[-1].column if self.tables else None
        kind: Literal["paragraph", "heading", "blockquote", "cell"] = "paragraph" if column is None else "cell"
        prose = Paragraph("heading" if self.level else "blockquote" if self.cites else kind, level=self.level)
        prose.column = column or ""
        prose.row = self.tables[-1].row if column is not None else 0
        prose.note = (self.labels[-1][1] or None) if self.labels else None
        prose.number = self.counts[-1] if self.counts else None
        prose.block = self.blocks if self.cites else 0
        prose.cite = self.cites[-1] if self.cites else ""
        prose.signs = bool(self.cites and self.footer)
        if self.out[-1].chars:
            self.out.append(prose)
        else:
            self.out[-1] = prose

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        self.strong += tag in _STRONG
        if (
            tag not in _EMPTY
            and (self.unseen or UNSEEN.match(self.get_starttag_text() or ""))
            and len(self.unseen) < _DEEPEST
        ):
            self.unseen.append(tag)
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag == "br":
            self.out[-1].add("\n", *self._tag())
        elif tag in ("a", "cite", "q") and len(self.links) < _DEEPEST:
            self.links.append((tag, len(self.out[-1].chars), given.get("href" if tag == "a" else "cite", "")))
        if tag == "q":
            self.out[-1].add("“", *self._tag())
        if tag in ("ol", "ul"):
            self.counts.append(0)
        elif tag == "li" and self.counts:
            self.counts[-1] += 1
        self._in_table(tag)
        if tag in _BLOCKS and tag != "br":
            if tag == "blockquote":
                self.blocks += not self.cites
                self.cites.append(given.get("cite") or (self.cites[-1] if self.cites else ""))
            self.footer += tag == "footer"
            self.level = int(tag[1]) if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else 0
            if tag in ("li", "p", "div", "aside"):
                self.labels.append((tag, given.get("id") or (self.labels[-1][1] if self.labels else "")))
            self._break()

    def _in_table(self, tag: str) -> None:
        """A table with a head: its cells stand below the headings of their columns. Any other may only arrange the page."""
        if tag == "table" and len(self.tables) < _DEEPEST:
            self.tables.append(_Table())
        elif self.tables and tag in _TABLE_PARTS:
            self.tables[-1].opened(tag, self.out[-1].text)
            if tag == "tr":
                self.rows += 1
                self.tables[-1].row = self.rows

    def _out_of_table(self, tag: str) -> None:
        if tag == "table" and self.tables:
            self.tables.pop()
        elif self.tables and tag in _TABLE_PARTS:
            self.tables[-1].closed(tag, self.out[-1].text)

    def handle_endtag(self, tag: str) -> None:
        self.strong = max(0, self.strong - (tag in _STRONG))
        self._out_of_table(tag)
        if tag in self.unseen:
            while self.unseen.pop() != tag:
                pass
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag == "q":
            self.out[-1].add("”", *self._tag())
        if tag in [opened for opened, _, _ in self.links]:
            while (link := self.links.pop())[0] != tag:
                pass
            self._linked(*link)
        if tag in ("ol", "ul") and self.counts:
            self.counts.pop()
        if tag in _BLOCKS and tag != "br":
            if tag == "blockquote" and self.cites:
                self.cites.pop()
            self.footer = max(0, self.footer - (tag == "footer"))
            self.level = 0
            if self.labels and self.labels[-1][0] == tag:
                self.labels.pop()
            self._break()

    def _linked(self, tag: str, start: int, href: str) -> None:
        prose = self.out[-1]
        start = min(start, len(prose.chars))
        if href.startswith("#"):
            shown = "".join(prose.chars[start : start + 20])
            if len(prose.chars) - start < 20 and re.fullmatch(
                r"\W*(?:\w{1,3}|\d{4,6})\W*", shown
            ):  # the number of a note is no part of the text
                for part in (prose.chars, prose.starts, prose.stops):
                    del part[start:]
                prose.refs.append(Ref(start, start, "note", href[1:]))
        elif href or tag == "cite":
            prose.refs.append(Ref(start, len(prose.chars), "link", href))

    def handle_data(self, data: str) -> None:
        self._add(data, self.at, self.at + len(data))

    def _add(self, shown: str, start: int, stop: int) -> None:
        if not self.hidden and not self.unseen:
            prose = self.out[-1]
            prose.add(shown, start, stop)
            self.front = self.front and (self.strong > 0 or shown.isspace())
            prose.bold = len(prose.chars) if self.front and self.strong else prose.bold

    def parse_html_declaration(self, i: int) -> int:
        """Passed over; `<![` that opens no section, on which the standard library fails, is up to the next `>` too."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            return self.rawdata.find(">", i) + 1 or len(self.rawdata)

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")

    def _reference(self, raw: str) -> None:
        stop = self.at + len(raw)
        self._add(html.unescape(raw + ";"), self.at, stop + self.source.startswith(";", stop))


def paragraphs(text: str) -> list[Paragraph]:
    page = Web(text)
    page.read()
    return page.out
