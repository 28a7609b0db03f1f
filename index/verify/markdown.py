"""Markdown read into paragraphs of plain words, with the way back into the file."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any, Literal

from index.verify.paragraph import Paragraph, Ref
from index.verify.web import UNSEEN, Web

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?:(?!---|\.\.\.).*\n){0,400}(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
    r"|\+\+\+[ \t]*\n(?:(?!\+\+\+).*\n){0,400}\+\+\+[ \t]*(?:\n|\Z)"
)
_SHOWN_TAG = re.compile(r"<(/?q|br)\b", re.IGNORECASE)
_DEEPEST = 100
"""Lists and block quotations within each other that are read; a list counts with its items."""
_CALLOUT = re.compile(r"\[!\w{1,40}\][+-]?(?P<title>[^\n]*)(?:\n|\Z)")
"""The first line of a block quotation that tells its kind: `> [!QUOTE]`."""
_NO_MARKS = str.maketrans(dict.fromkeys('"“”„‟«»「」『』‘’‚‹›', "\ufffc"))


class _Inline:
    """Rules of markdown-it that tell where in the paragraph each visible character stood."""

    def __init__(self) -> None:
        from markdown_it import MarkdownIt
        from mdit_py_plugins.footnote import footnote_plugin

        self.parser = (
            MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable("table").use(footnote_plugin)
        )
        # Footnotes stay where they are written; paragraphs are read below, one by one.
        self.parser.core.ruler.disable(["inline", "footnote_tail"])
        self.parser.inline.ruler2.disable("fragments_join")
        for rule in list(self.parser.inline.ruler.__rules__):
            self.parser.inline.ruler.at(rule.name, self._noting(rule.name, rule.fn))
        self.parser.inline.ruler.push("literal", self._noting("literal", _literal))
        self._source = ""
        self._pieces: list[tuple[int, int, Any]] = []
        self._refs: list[tuple[int, int, Literal["note", "link"], str]] = []
        self._hiding: list[str] = []
        """Elements that are open and not shown."""

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
        if self._hiding and name != "html_inline":
            return
        if name in ("text", "literal"):
            self._pieces.append((start, stop, source[start:stop]))
        elif name == "newline" or (last is not None and last.type == "hardbreak"):
            self._pieces.append((start, stop, "\n"))
        elif name in ("escape", "entity"):
            shown = last.content if last is not None else source[start:stop]
            needless = (
                len(shown) == 2 and shown[0] == "\\" and ord(shown[1]) in _NO_MARKS
            )  # \“: some writers escape any mark
            self._pieces.append((start, stop, shown[1:] if needless else shown))
        elif name == "backticks":
            code = last is not None and last.type == "code_inline"
            shown = last.content.translate(_NO_MARKS) if code and last is not None else source[start:stop]
            self._pieces.append((start, stop, shown))
        elif name == "emphasis":
            signs = tokens[len(tokens) - (stop - start) :]
            self._pieces += [(start + i, start + i + 1, sign) for i, sign in enumerate(signs)]
        elif name == "html_inline" and (mark := _SHOWN_TAG.match(source, start)):
            self._pieces.append((start, stop, {"q": "“", "/q": "”"}.get(mark.group(1).lower(), "\n")))
        elif name == "html_inline" and (unseen := UNSEEN.match(source[start:stop])):
            self._hiding.append((unseen.group(1) or unseen.group(2)).lower())
        elif name == "html_inline" and self._hiding and source[start:stop].lower().startswith(f"</{self._hiding[-1]}"):
            self._hiding.pop()
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
        self._source, self._pieces, self._refs, self._hiding = content, [], [], []
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


def paragraphs(text: str) -> list[Paragraph]:
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
    rows = 0
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
            row, rows = [], rows + 1
        elif kind == "html_block" and token.map is not None:
            web = Web(token.content, cites, blocks)
            blocks = web.read(_way_back(token.content, lines, starts, token.map[0], 0)[0])
            for prose in web.out:
                prose.note, prose.number = prose.note or note, prose.number or (numbers[-1] if numbers else None)
                prose.row += rows if prose.row else 0
                if quoted and not prose.block:
                    prose.kind, prose.block = "blockquote" if prose.kind == "paragraph" else prose.kind, blocks
            out += web.out
            rows += web.rows
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
            content = token.content
            if quoted and (callout := _CALLOUT.match(content)):
                title, content, first = (
                    callout["title"].strip(),
                    content[callout.end() :],
                    first + callout[0].count("\n"),
                )
                if title and content:
                    heading = Paragraph("heading", level=6, block=blocks)
                    inline.read(title, env, _way_back(title, lines, starts, token.map[0], 0)[0], heading)
                    out.append(heading)
                content = content or title
            offset, end = _way_back(content, lines, starts, first, begin)
            inline.read(content, env, offset, prose)
            cursor = (first, end)
            out.append(prose)
        elif kind in ("th_close", "td_close") and out:
            cell = out[-1]
            cell.kind = "cell"
            cell.row = rows
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
