"""Texts whose blocks are known, stitched together to one: the head of a mail and its parts, the fields of a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape

from index.formats import markup, plain
from index.formats.decoding import Unreadable
from index.formats.galley import MOST_TEXT, tidy
from index.model import Block, Draft, Dropped, Fact, Flag, PassageKind, Span


class Stitched:
    """What is there so far: text, its blocks, parted by an empty line, and which of them are no text of the article."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.furniture: list[Dropped] = []

    @property
    def start(self) -> int:
        """Where the next block will begin."""
        return self.length + 2 if self.texts else 0

    def add(self, text: str, kind: PassageKind = "paragraph", where: str = "") -> Span:
        """Add one block, without the blanks around it; where it stands. Nothing is added where there is nothing but blanks."""
        text = tidy(text)
        if not text:
            return Span(self.start, self.start)
        span = Span(self.start, self.start + len(text))
        self.put(text, (Block(Span(0, len(text)), kind, where),))
        return span

    def put(self, text: str, blocks: Iterable[Block], furniture: Iterable[Dropped] = ()) -> int:
        """Add a text whose blocks are known; the offset at which it stands."""
        at = self.start
        self.texts.append(text)
        self.length = at + len(text)
        self.blocks.extend(Block(moved(b.span, at), b.kind, b.where, b.linked) for b in blocks)
        self.furniture.extend(Dropped(moved(d.span, at), d.rule, d.reason) for d in furniture)
        return at

    def add_words(self, words: str) -> None:
        """Add a text that may be marked up as HTML, or be plain with its references to characters."""
        if _TAG.search(words):
            page = markup.page(_mended(words))
            if page.blocks:
                self.put(page.text, page.blocks)
        elif text := _mended(unescape(words) if _ENTITY.search(words) else words).strip():
            self.put(text, plain.blocks(text))

    def set_aside(self, span: Span, rule: str, reason: str) -> None:
        """The block that stands there is no text of the article."""
        if span.start < span.stop:
            self.furniture.append(Dropped(span, rule, reason))

    def draft(
        self, kind: str, stated: Mapping[str, tuple[Fact, ...]], *, cut_out: bool = True, flags: tuple[Flag, ...] = ()
    ) -> Draft:
        """All of it, as an article of the format `kind`; raises Unreadable where that is nothing, or too much."""
        if not self.blocks:
            raise Unreadable("there is no text in it")
        if self.length > MOST_TEXT:
            raise Unreadable(f"more than {MOST_TEXT:,} characters of text: split it")
        furniture = tuple(sorted(self.furniture, key=lambda piece: piece.span))
        return Draft("\n\n".join(self.texts), kind, None, tuple(self.blocks), stated, furniture, cut_out, flags)


_TAG = re.compile(
    r"</?(?:p|br|div|span|a|em|strong|b|i|u|h[1-6]|ul|ol|li|table|tr|td|blockquote|figure|img|section|article|sup|sub|font|hr|iframe|cite|q)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,10}|#\d{2,6}|#x[0-9A-Fa-f]{2,5});")


def unmarked(words: str) -> str:
    """Words that may be marked up as HTML, without markup."""
    if _TAG.search(words):
        return markup.page(words).text
    return unescape(words) if _ENTITY.search(words) else words


def one_line(words: str) -> str:
    """Words that may be marked up as HTML, on one line."""
    return " ".join(_mended(unmarked(words)).split())


def _mended(words: str) -> str:
    r"""Line ends as `\n`, and no halves of characters, which JSON can hold."""
    even = words.replace("\r\n", "\n").replace("\r", "\n")
    return even if even.isascii() else even.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def moved(span: Span, by: int) -> Span:
    """The span so many characters further on."""
    return Span(span.start + by, span.stop + by)


def moved_facts(stated: Mapping[str, tuple[Fact, ...]], by: int) -> dict[str, tuple[Fact, ...]]:
    """Facts whose text stands so many characters further on."""
    return {
        name: tuple(Fact(f.value, f.status, moved(f.span, by) if f.span else None, f.origin, f.role) for f in facts)
        for name, facts in stated.items()
    }
