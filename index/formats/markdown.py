"""Markdown: its blocks as markdown-it finds them, each with its markup characters, and its front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from index.formats.decoding import Unreadable, decode
from index.formats.plain import BULLET, lines_of, list_blocks, trimmed
from index.model import Block, Draft, Dropped, Fact, PassageKind, Span

_KINDS: dict[str, PassageKind] = {"heading": "heading", "table": "table", "bullet_list": "list", "ordered_list": "list"}
_FRONT_KEYS = {
    "title": "headline", "headline": "headline",
    "author": "authors", "authors": "authors", "by": "authors", "byline": "authors", "creator": "authors",
    "publication": "publisher", "publisher": "publisher", "newspaper": "publisher", "outlet": "publisher",
    "site": "publisher", "source": "publisher",
    "agency": "agency", "date": "date", "published": "date", "pubdate": "date", "place": "dateline", "dateline": "dateline",
}  # fmt: skip
_FRONT_LINE = re.compile(
    r"(?P<key>[A-Za-z][\w-]{0,40})[ \t]*(?P<sep>[:=])(?:[ \t]+(?P<value>\S.*)|[ \t]*)$|[ \t]*-[ \t]+(?P<item>\S.*)$|[ \t]+\S.*$|#.*$|$"
)
_FRONT_LONGEST = 200  # lines


def read(data: bytes) -> Draft:
    text, encoding = decode(data)
    if not text.strip():
        raise Unreadable("the file holds nothing but blanks")
    lines = list(lines_of(text))
    after, stated = _front_matter(text, lines)
    front = (Block(trimmed(text, Span(0, lines[after - 1].stop))),) if after else ()
    blocks = (*front, *_blocks(text, lines, after))
    furniture = tuple(Dropped(block.span, "front matter", "no text of the article") for block in front)
    return Draft(text, "md", encoding, blocks, stated, furniture)


def _front_matter(text: str, lines: Sequence[Span]) -> tuple[int, dict[str, tuple[Fact, ...]]]:
    """The number of lines that front matter (`---` YAML or `+++` TOML, plain keys only) takes, and what it states."""
    fence = lines[0].of(text).rstrip()
    if fence not in ("---", "+++"):
        return 0, {}
    found: dict[str, list[Fact]] = {}
    key, keys = "", 0
    for n, line in enumerate(lines[1:_FRONT_LONGEST], 1):
        content = line.of(text).rstrip()
        if content == fence or (fence == "---" and content == "..."):
            return (n + 1, {name: tuple(facts) for name, facts in found.items() if facts}) if keys else (0, {})
        m = _FRONT_LINE.match(content)
        if m is None:
            return 0, {}
        if m["key"]:
            key, keys = _FRONT_KEYS.get(m["key"].lower(), ""), keys + 1
        for group in ("value", "item"):
            if key and m[group]:
                spans = _front_values(
                    text, Span(line.start + m.start(group), line.start + m.end(group)), key == "authors"
                )
                found.setdefault(key, []).extend(Fact(s.of(text), "stated", s, "front matter") for s in spans)
    return 0, {}


def _front_values(text: str, span: Span, several: bool) -> Iterator[Span]:
    """The value or, of a list in brackets, the values, without quotation marks."""
    if several and text[span.start] == "[" and text[span.stop - 1] == "]":
        span = Span(span.start + 1, span.stop - 1)
        at = span.start
        while at < span.stop:
            comma = text.find(",", at, span.stop)
            stop = comma if comma >= 0 else span.stop
            yield from _front_values(text, trimmed(text, Span(at, stop)), False)
            at = stop + 1
    elif span.stop - span.start > 1 and text[span.start] in "\"'" and text[span.stop - 1] == text[span.start]:
        inner = trimmed(text, Span(span.start + 1, span.stop - 1))
        if inner.start < inner.stop:
            yield inner
    elif span.start < span.stop:
        yield span


def _blocks(text: str, lines: Sequence[Span], first: int) -> Iterator[Block]:
    """The blocks from line `first` on, each with its markup characters; lines no token names (link targets) come as they are."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table").disable("inline")
    at = first
    body = text[lines[first].start :] if first < len(lines) else ""
    for kind, start, stop in _leaves(parser.parse(body)):
        start, stop = start + first, stop + first
        if stop <= at:
            continue
        yield from _loose(text, lines[at:start])
        span = trimmed(text, Span(lines[max(at, start)].start, lines[stop - 1].stop))
        if kind == "list":
            yield from _list(text, lines[max(at, start) : stop])
        elif span.start < span.stop:
            yield Block(span, kind)
        at = stop
    yield from _loose(text, lines[at:])


def _loose(text: str, lines: Sequence[Span]) -> Iterator[Block]:
    for line in lines:
        tight = trimmed(text, line)
        if tight.start < tight.stop:
            yield Block(tight)


class _Token(Protocol):
    """What is used of a markdown-it token."""

    @property
    def type(self) -> str: ...
    @property
    def map(self) -> list[int] | None: ...


def _leaves(tokens: Iterable[_Token]) -> Iterator[tuple[PassageKind, int, int]]:
    """Kind, first line and line after the last of each block: lists and tables whole, block quotations by paragraph."""
    inside = 0  # depth of block quotations
    skip = ""  # the closing token of a container that was given whole
    depth = 0
    for token in tokens:
        kind, where = token.type, token.map
        if skip:
            depth += (kind == skip.replace("_close", "_open")) - (kind == skip)
            skip = skip if depth else ""
            continue
        if kind == "blockquote_open":
            inside += 1
        elif kind == "blockquote_close":
            inside -= 1
        elif where and (kind.endswith("_open") or kind in ("fence", "code_block", "html_block", "hr")):
            name = kind.removesuffix("_open")
            yield ("blockquote" if inside else _KINDS.get(name, "paragraph")), where[0], where[1]
            if kind.endswith("_open"):
                skip, depth = f"{name}_close", 1


def _list(text: str, lines: Sequence[Span]) -> Iterator[Block]:
    """A Markdown list: one block, or one an item where the items are long."""
    items: list[Span] = []
    for line in lines:
        tight = trimmed(text, line)
        if tight.start == tight.stop:
            continue
        if not items or (BULLET.match(text, line.start) and tight.start - line.start < 2):
            items.append(tight)
        else:
            items[-1] = Span(items[-1].start, tight.stop)
    yield from list_blocks(text, items)
