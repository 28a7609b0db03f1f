"""A text to be checked, read into paragraphs of plain words, each character with its place in the file."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Literal, NamedTuple

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


def paragraphs(text: str, format: Format) -> list[Paragraph]:  # noqa: A002 - the word of the command line
    """The paragraphs of a text, headings and table cells among them, in order; code and hidden parts are left out."""
    reader: Mapping[Format, Callable[[str], list[Paragraph]]] = {"md": _markdown, "html": _web_page, "txt": _plain_text}
    return reader[format](text)


# Markdown

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?:(?!---|\.\.\.).*\n){0,400}(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
    r"|\+\+\+[ \t]*\n(?:(?!\+\+\+).*\n){0,400}\+\+\+[ \t]*(?:\n|\Z)"
)
_SHOWN_TAG = re.compile(r"<(/?q|br)\b", re.IGNORECASE)
_NO_MARKS = str.maketrans(dict.fromkeys('"“”„‟«»「」『』‘’‚‹›', "\ufffc"))


class _Inline:
    """Rules of markdown-it that tell where in the paragraph each visible character stood."""

    def __init__(self) -> None:
        from markdown_it import MarkdownIt
        from mdit_py_plugins.footnote import footnote_plugin

        self.parser = MarkdownIt("commonmark", {"html": True}).enable("table").use(footnote_plugin)
        # Footnotes stay where they are written; paragraphs are read below, one by one.
        self.parser.core.ruler.disable(["inline", "footnote_tail"])
        self.parser.inline.ruler2.disable("fragments_join")
        for rule in list(self.parser.inline.ruler.__rules__):
            self.parser.inline.ruler.at(rule.name, self._noting(rule.name, rule.fn))
        self.parser.inline.ruler.push("literal", self._noting("literal", _literal))
        self._source = ""
        self._pieces: list[tuple[int, int, Any]] = []
        self._refs: list[tuple[int, int, Literal["note", "link"], str]] = []

    def _noting(self, name: str, rule: Callable[[Any, bool], bool]) -> Callable[[Any, bool], bool]:
        def noted(state: Any, silent: bool) -> bool:
            start, before = state.pos, len(state.tokens)
            if not rule(state, silent):
                return False
            if not silent and len(state.src) == len(self._source):
                self._note(name, start, state.pos, state.tokens[before:], state.src)
            return True

        return noted

    def _note(self, name: str, start: int, stop: int, tokens: list[Any], source: str) -> None:
        last = tokens[-1] if tokens else None
        if name in ("text", "literal"):
            self._pieces.append((start, stop, source[start:stop]))
        elif name == "newline" or (last is not None and last.type == "hardbreak"):
            self._pieces.append((start, stop, "\n"))
        elif name in ("escape", "entity"):
            self._pieces.append((start, stop, last.content if last is not None else source[start:stop]))
        elif name == "backticks":
            code = last is not None and last.type == "code_inline"
            shown = last.content.translate(_NO_MARKS) if code and last is not None else source[start:stop]
            self._pieces.append((start, stop, shown))
        elif name == "emphasis":
            signs = tokens[len(tokens) - (stop - start) :]
            self._pieces += [(start + i, start + i + 1, sign) for i, sign in enumerate(signs)]
        elif name == "html_inline" and (mark := _SHOWN_TAG.match(source, start)):
            self._pieces.append((start, stop, {"q": "“", "/q": "”"}.get(mark.group(1).lower(), "\n")))
        elif name == "autolink":
            self._pieces.append((start + 1, stop - 1, source[start + 1 : stop - 1]))
        elif name == "link":
            opened = next((t for t in tokens if t.type == "link_open"), None)
            self._refs.append((start, stop, "link", str(opened.attrGet("href") or "") if opened is not None else ""))
        elif name == "footnote_ref" and last is not None:
            self._refs.append((start, stop, "note", last.meta["label"]))
        elif name == "footnote_inline":
            self._refs.append((start, stop, "note", source[start + 2 : stop - 1]))

    def read(self, content: str, env: dict[str, Any], offset: Callable[[int], int], prose: Paragraph) -> None:
        """Append what a paragraph's `content` shows; `offset` leads from a place in it to the file."""
        self._source, self._pieces, self._refs = content, [], []
        self.parser.inline.parse(content, self.parser, env, [])
        places: list[int] = []
        strong, bold = 0, True
        for start, stop, shown in self._pieces:
            if not isinstance(shown, str):
                strong += {"strong_open": 1, "strong_close": -1}.get(shown.type, 0)
                shown = shown.content if shown.type == "text" else ""
            elif bold and not strong and not shown.isspace():
                bold = False
            if shown:
                places.extend([start] * len(shown))
                prose.add(shown, offset(start), offset(stop - 1) + 1)
                prose.bold = len(prose.chars) if bold and strong else prose.bold
        for start, stop, kind, target in self._refs:
            first = bisect_left(places, start)
            last = bisect_left(places, stop) if kind == "link" else first
            prose.refs.append(Ref(first, last, kind, target))
        prose.refs.sort(key=lambda ref: (ref.start, ref.stop))


def _literal(state: Any, silent: bool) -> bool:
    """A character that no other rule wants."""
    if not silent:
        state.pending += state.src[state.pos]
    state.pos += 1
    return True


def _markdown(text: str) -> list[Paragraph]:
    front = _FRONT_MATTER.match(text)
    base = front.end() if front else 0
    lines = text[base:].split("\n")
    starts = [base]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    inline = _Inline()
    env: dict[str, Any] = {}
    out: list[Paragraph] = []
    quoted, blocks, level = 0, 0, 0
    note: str | None = None
    numbers: list[int | None] = []
    columns: list[str] = []
    row: list[str] = []
    cursor: tuple[int, int] = (-1, 0)
    cites: list[str] = []
    for token in inline.parser.parse(text[base:], env):
        kind = token.type
        if kind in ("blockquote_open", "blockquote_close"):
            blocks += not quoted and not cites
            quoted += token.nesting
        elif kind in ("footnote_reference_open", "footnote_reference_close"):
            note = token.meta["label"] if token.nesting > 0 else None
        elif kind == "list_item_open":
            numbers.append(int(token.info) if token.info.isdigit() else None)
        elif kind == "list_item_close":
            numbers.pop()
        elif kind in ("heading_open", "heading_close"):
            level = int(token.tag[1]) if token.nesting > 0 else 0
        elif kind == "tr_open":
            row = []
        elif kind == "html_block" and token.map is not None:
            web = _Web(token.content, cites, blocks)
            blocks = web.read(_way_back(token.content, lines, starts, token.map[0], 0)[0])
            for prose in web.out:
                prose.note, prose.number = prose.note or note, prose.number or (numbers[-1] if numbers else None)
                if quoted and not prose.block:
                    prose.kind, prose.block = "blockquote" if prose.kind == "paragraph" else prose.kind, blocks
            out += web.out
        elif kind == "inline" and token.map is not None:
            is_quoted = quoted or bool(cites)
            prose = Paragraph(
                "heading" if level else "blockquote" if is_quoted else "paragraph", level=level, note=note
            )
            prose.number = numbers[-1] if numbers else None
            prose.block = blocks if is_quoted else 0
            prose.cite = cites[-1] if cites else ""
            first = token.map[0]
            begin = cursor[1] if cursor[0] == first and token.level and out and out[-1].kind == "cell" else 0
            offset, end = _way_back(token.content, lines, starts, first, begin)
            inline.read(token.content, env, offset, prose)
            cursor = (first, end)
            out.append(prose)
        elif kind in ("th_close", "td_close") and out:
            cell = out[-1]
            cell.kind = "cell"
            row.append(cell.text)
            if kind == "th_close":
                columns = row
            elif len(row) <= len(columns):
                cell.column = columns[len(row) - 1]
    return out


def _way_back(
    content: str, lines: Sequence[str], starts: Sequence[int], first: int, begin: int
) -> tuple[Callable[[int], int], int]:
    """How places in a block's content lead to the file, and the column in the file's line where the content ends."""
    way: list[int] = []
    column = 0
    for n, shown in enumerate(content.split("\n"), first):
        line = lines[n] if n < len(lines) else ""
        column = line.find(shown, begin) if begin or n > first else line.rfind(shown)
        column = max(column, line.find(shown, begin)) if begin == 0 and column < 0 else column
        if column >= 0:
            way.extend(range(starts[n] + column, starts[n] + column + len(shown)))
            column += len(shown)
        else:  # a table cell loses the backslash before a bar, a tab becomes blanks: letter by letter, as far as they agree
            column = begin
            for c in shown:
                there = line.find(c, column)
                column = there if 0 <= there <= column + 8 else column
                way.append(starts[n] + min(column, len(line)))
                column += there == column
        way.append(starts[n] + len(line))
    return (lambda at: way[min(at, len(way) - 1)]), column


# HTML

_BLOCK_TAGS = """
address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p section summary
table tbody td tfoot th thead title tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_DEEPEST = 16
"""Links and quotations within each other that are looked at."""
_HIDDEN = frozenset({"code", "head", "noscript", "pre", "script", "style", "svg", "template", "textarea", "title"})


class _Web(HTMLParser):
    """The visible paragraphs of a web page, each character with its place in the file."""

    def __init__(self, text: str, cites: list[str] | None = None, blocks: int = 0) -> None:
        """`cites`: the block quotations that are open where `text` begins, brought up to date while it is read."""
        super().__init__(convert_charrefs=False)
        self.source = text
        self.lines = [0, *(m.end() for m in re.finditer("\n", text))]
        self.out: list[Paragraph] = [Paragraph()]
        self.hidden = 0
        self.blocks = blocks
        self.level = 0
        self.cites = [] if cites is None else cites
        self.footer = 0
        self.links: list[tuple[str, int, str]] = []
        self.labels: list[tuple[str, str]] = []
        self.counts: list[int] = []

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
        prose = Paragraph("heading" if self.level else "blockquote" if self.cites else "paragraph", level=self.level)
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
        if tag in _BLOCKS and tag != "br":
            if tag == "blockquote":
                self.blocks += not self.cites
                self.cites.append(given.get("cite") or (self.cites[-1] if self.cites else ""))
            self.footer += tag == "footer"
            self.level = int(tag[1]) if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else 0
            if tag in ("li", "p", "div", "aside"):
                self.labels.append((tag, given.get("id") or (self.labels[-1][1] if self.labels else "")))
            self._break()

    def handle_endtag(self, tag: str) -> None:
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
                r"\W*\w{1,3}\W*", shown
            ):  # the number of a note is no part of the text
                for part in (prose.chars, prose.starts, prose.stops):
                    del part[start:]
                prose.refs.append(Ref(start, start, "note", href[1:]))
        elif href or tag == "cite":
            prose.refs.append(Ref(start, len(prose.chars), "link", href))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.out[-1].add(data, self.at, self.at + len(data))

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
        if not self.hidden:
            stop = self.at + len(raw)
            self.out[-1].add(html.unescape(raw + ";"), self.at, stop + self.source.startswith(";", stop))


def _web_page(text: str) -> list[Paragraph]:
    page = _Web(text)
    page.read()
    return page.out


# plain text

_ITEM = re.compile(r"[ \t]*[\[(]?(\d{1,4})[\].)][ \t]+")


def _plain_text(text: str) -> list[Paragraph]:
    """Paragraphs parted by blank lines; numbered lines, and lines that begin with `>`, stand for themselves."""
    out: list[Paragraph] = [Paragraph()]
    at = blocks = 0
    for line in text.splitlines(keepends=True):
        quoted = re.match(r"[ \t]*(?:>[ \t]?)+", line)
        item = _ITEM.match(line)
        kind: Literal["paragraph", "blockquote"] = "blockquote" if quoted else "paragraph"
        blocks += bool(quoted) and out[-1].kind != kind
        begin = quoted.end() if quoted else item.end() if item else 0
        if item or not line[begin:].strip() or kind != out[-1].kind:
            out.append(Paragraph(kind))
            out[-1].number = int(item.group(1)) if item else None
            out[-1].block = blocks if quoted else 0
        out[-1].add(line[begin:], at + begin, at + len(line))
        at += len(line)
    return out
