"""The lines of an export, and the articles cut out of it: together they are the whole file again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from index.model import Block, Draft, Dropped, Fact, PassageKind, Span


class Line(NamedTuple):
    """A line of a block, without the white space at its ends."""

    span: Span
    text: str
    apart: bool
    """An empty line or the end of a block stands before it."""
    where: str
    """Where its block stands in its format."""


@dataclass(frozen=True, slots=True)
class Record:
    """One article of an export; all spans are of the whole file's text."""

    start: int
    """Where it begins; what stands before the first is its cover."""
    stop: int
    """Where its last line ends; what stands behind that, up to the next, belongs to none."""
    headline: Span | None
    pieces: Sequence[Dropped]
    """What is no text of the article, in order."""
    stated: Mapping[str, tuple[Fact, ...]]


def lines_of(draft: Draft) -> list[Line]:
    """The lines of all blocks that are not known to be furniture."""
    furniture = {piece.span for piece in draft.furniture}
    lines: list[Line] = []
    last = -2
    for block in draft.blocks:
        if block.span in furniture:
            continue
        at = block.span.start
        for raw in block.span.of(draft.text).split("\n"):
            if text := raw.strip():
                start = at + raw.index(text[0])
                apart = last < 0 or draft.text.count("\n", last, start) > 1
                lines.append(Line(Span(start, start + len(text)), text, apart, block.where))
                last = start + len(text)
            at += len(raw) + 1
    return lines


def cut(draft: Draft, records: Sequence[Record]) -> tuple[Draft, ...]:
    """Each record as a draft of its own; the file's text is theirs one after the other.

    What stands before the first record and between the end of one and the next is furniture with the rule `export cover`.
    """
    starts = [0, *(record.start for record in records[1:]), len(draft.text)]
    begins = [block.span.start for block in draft.blocks]
    drafts = [_draft(draft, begins, record, Span(starts[n], starts[n + 1])) for n, record in enumerate(records)]
    width = _wrap_width(drafts)
    return tuple(replace(each, blocks=tuple(_unwrapped(each, width))) for each in drafts) if width else tuple(drafts)


def _draft(draft: Draft, begins: Sequence[int], record: Record, bounds: Span) -> Draft:
    around = [
        Dropped(span, "export cover", reason)
        for start, stop, reason in (
            (bounds.start, record.start, "what the database puts before the first article"),
            (record.stop, bounds.stop, "what the database puts behind the article"),
        )
        if (span := _tight(draft.text, start, stop)) is not None
    ]
    pieces = sorted([*record.pieces, *around], key=lambda piece: piece.span)
    held = [piece.span for piece in pieces] + ([record.headline] if record.headline else [])
    known = [
        piece
        for piece in draft.furniture
        if bounds.start <= piece.span.start and piece.span.stop <= bounds.stop
        and not any(piece.span.start < span.stop and span.start < piece.span.stop for span in held)
    ]  # fmt: skip
    pieces = sorted([*pieces, *known], key=lambda piece: piece.span)
    by = -bounds.start
    return replace(
        draft,
        text=bounds.of(draft.text),
        blocks=tuple(replace(block, span=_moved(block.span, by)) for block in _blocks(draft, begins, bounds, pieces, record.headline)),
        stated={name: tuple(_fact(fact, by) for fact in facts) for name, facts in record.stated.items() if facts},
        furniture=tuple(replace(piece, span=_moved(piece.span, by)) for piece in pieces),
        is_cut_out=True,
        flags=tuple(
            flag if flag.span is None else replace(flag, span=_moved(flag.span, by))
            for flag in draft.flags
            if flag.span is None or bounds.start <= flag.span.start < bounds.stop
        ),
    )  # fmt: skip


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.stop + by)


def _fact(fact: Fact, by: int) -> Fact:
    return fact if fact.span is None else replace(fact, span=_moved(fact.span, by))


def _tight(text: str, start: int, stop: int) -> Span | None:
    """The stretch without the white space at its ends; None where nothing else is in it."""
    held = text[start:stop]
    if not held.strip():
        return None
    return Span(start + len(held) - len(held.lstrip()), start + len(held.rstrip()))


def _blocks(
    draft: Draft, begins: Sequence[int], bounds: Span, pieces: Sequence[Dropped], headline: Span | None
) -> Iterator[Block]:
    """A block for each piece and for the headline, and what the draft's blocks have between them."""
    set_apart: list[tuple[Span, PassageKind]] = [(piece.span, "paragraph") for piece in pieces]
    if headline is not None:
        set_apart.append((headline, "heading"))
    at = bounds.start
    for span, kind in sorted(set_apart):
        yield from _between(draft, begins, at, span.start)
        first = draft.blocks[max(0, bisect_right(begins, span.start) - 1)]
        yield Block(span, kind, first.where, first.linked)
        at = span.stop
    yield from _between(draft, begins, at, bounds.stop)


def _between(draft: Draft, begins: Sequence[int], start: int, stop: int) -> Iterator[Block]:
    """The draft's blocks, as far as they stand in this stretch."""
    for n in range(max(0, bisect_right(begins, start) - 1), len(begins)):
        block = draft.blocks[n]
        if block.span.start >= stop:
            return
        span = _tight(draft.text, max(start, block.span.start), min(stop, block.span.stop))
        if span is not None:
            yield block if span == block.span else replace(block, span=span)


# ------------------------------------------------------------------------------------- paragraphs of an export that is plain text

_NARROWEST, _WIDEST = 60, 100  # characters: databases wrap the lines of their texts at about 78


def _in_text(draft: Draft) -> set[Span]:
    """The paragraphs of an article in plain text."""
    out = {piece.span for piece in draft.furniture}
    return {b.span for b in draft.blocks if not b.where and b.kind == "paragraph" and b.span not in out}


def _wrap_width(drafts: Sequence[Draft]) -> int:
    """The column at which the articles' lines were wrapped, 0 where they were not; one export wraps all alike."""
    lengths = sorted(
        len(line) for draft in drafts for span in _in_text(draft) for line in span.of(draft.text).split("\n")
    )
    width = lengths[len(lengths) * 19 // 20] if lengths else 0
    return width if _NARROWEST <= width <= _WIDEST else 0


def _unwrapped(draft: Draft, width: int) -> Iterator[Block]:
    """The blocks, of which those are one that only a wrapped line's end parts: the next word would not have fitted."""
    text, inside = draft.text, _in_text(draft)
    last: Block | None = None
    for block in draft.blocks:
        if (
            last is not None
            and last.span in inside
            and block.span in inside
            and text.count("\n", last.span.stop, block.span.start) == 1
            and _goes_on(text, last.span, block.span, width)
        ):
            inside.add(span := Span(last.span.start, block.span.stop))
            last = replace(last, span=span)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _goes_on(text: str, above: Span, below: Span, width: int) -> bool:
    line = above.stop - max(above.start, text.rfind("\n", above.start, above.stop) + 1)
    word = text[below.start : min(below.stop, below.start + width)].split(None, 1)[0]
    return line + 1 + len(word) > width or word[0].islower()
