"""A galley: pieces set one below the other, the text of a format that is not text itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from index.formats.decoding import Unreadable
from index.formats.plain import LONG_ITEM
from index.model import Block, Draft, Dropped, Flag, PassageKind, Span

MOST_TEXT = 4_000_000
"""Characters: some thousand pages."""

_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Piece:
    r"""What becomes a block: its lines parted by `\n`; blanks at its ends and blank lines within it do not count."""

    text: str
    kind: PassageKind = "paragraph"
    where: str = ""
    linked: float = 0.0
    """The share of its characters that are the words of links."""
    rule: str = ""
    """Why the format knows it to be no text of the article; empty for text."""
    reason: str = ""


def tidy(text: str) -> str:
    r"""The text of a piece as it stands in the galley: line ends even, no blank lines, no halves of characters.

    >>> tidy(" one \r\n\n two ")
    'one\ntwo'
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip()
    if "\n" in text:
        text = "\n".join(line.rstrip() for line in text.split("\n") if line.strip())
    return _SURROGATES.sub("\ufffd", text)


def lists_joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbouring items of a list as one piece where all are short, as in plain text; long items are one each."""
    for is_item, group in groupby(pieces, key=lambda piece: piece.kind == "list" and not piece.rule):
        items = [piece for piece in group if not is_item or piece.text.strip()]
        if not is_item or len(items) < 2 or any(len(item.text.split()) >= LONG_ITEM for item in items):
            yield from items
            continue
        size = sum(len(item.text) for item in items)
        linked = sum(item.linked * len(item.text) for item in items) / size
        yield replace(items[0], text="\n".join(item.text for item in items), linked=linked)


def draft(
    pieces: Iterable[Piece], kind: str, flags: Sequence[Flag] = (), nothing: str = "there is no text in it"
) -> Draft:
    """The pieces as the draft of an article that its format `kind` tells from what stands around it; nothing is stated yet.

    Raises:
        Unreadable: they hold nothing but blanks (`nothing` is the reason then), or too much.
    """
    texts: list[str] = []
    blocks: list[Block] = []
    furniture: list[Dropped] = []
    at = 0
    for piece in pieces:
        text = tidy(piece.text)
        if not text:
            continue
        span = Span(at, at + len(text))
        at = span.stop + 2
        if at > MOST_TEXT:
            raise Unreadable(f"more than {MOST_TEXT:,} characters of text: split it")
        texts.append(text)
        blocks.append(Block(span, piece.kind, piece.where, piece.linked))
        if piece.rule:
            furniture.append(Dropped(span, piece.rule, piece.reason))
    if not blocks:
        raise Unreadable(nothing)
    return Draft("\n\n".join(texts), kind, None, tuple(blocks), {}, tuple(furniture), True, tuple(flags))
