"""An article broken into lines: of one measure, each passage set apart by a blank line."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from index import fold
from index.model import Article, Span
from reader.lately import Lately
from reader.mended import mended
from reader.runs import folded, run_at, sample
from reader.wrap import wrap

AT_ONCE = 400_000
"""Code points of a text that are broken into lines while a key waits."""
AROUND = 40_000
"""Code points before and behind the cursor that are, where the text is longer; the rest beside the screen."""

SHORT = 45
"""Characters of lines so short, on the average, that it was not the paper that ended them: a signature, the head of a mail."""

Kind = Literal["headline", "second", "passage", "dropped", "run"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text, or the line about the source under its headline, set apart by blank lines."""

    kind: Kind
    span: Span
    n: int = -1
    """Of a passage its number, of a dropped piece its index, of a run of them that of its first."""


@dataclass(frozen=True, slots=True)
class Layout:
    """An article broken into lines: `starts` and `stops` are offsets of the text, `block` -1 on blank lines."""

    blocks: tuple[Block, ...]
    starts: array[int]
    stops: array[int]
    block: array[int]
    first: array[int]
    """Of each block its first line, -1 if it is not shown."""
    by_start: tuple[tuple[int, int], ...]
    """(start, block) of the blocks that are text, in the order of the text."""
    how: How
    whole: bool = True
    """Whether all of the article is laid out, not only the part around a place."""

    @property
    def height(self) -> int:
        return len(self.block)

    @property
    def by_number(self) -> Mapping[int, int]:
        """Of each passage (0: the headline) its block."""
        return {b.n: n for n, b in enumerate(self.blocks) if b.kind in ("passage", "headline")}

    def holds_text(self, line: int) -> bool:
        """Whether a line has words of the article, not a blank or what is said about it."""
        return self.block[line] >= 0 and self.blocks[self.block[line]].kind != "second"

    def block_at(self, offset: int) -> int:
        """The block that holds an offset, or the last one before it."""
        at = bisect_right(self.by_start, (offset, len(self.blocks))) - 1
        return self.by_start[max(at, 0)][1] if self.by_start else 0

    def lines_of(self, block: int) -> tuple[int, int]:
        """First and last line of a block."""
        first = self.first[block]
        last = first
        while last + 1 < self.height and self.block[last + 1] == block:
            last += 1
        return first, last

    def line_of(self, offset: int) -> int:
        """The line that holds an offset; where it is not shown, the nearest before it."""
        if not self.blocks:
            return 0
        first, last = self.lines_of(self.block_at(offset))
        line = first
        while line < last and self.stops[line] <= offset and self.starts[line + 1] <= offset:
            line += 1
        return line

    def offset_of(self, line: int) -> int:
        """The offset at which a line begins; of a blank line that of the next text."""
        line = max(0, min(line, self.height - 1)) if self.height else 0
        while line < self.height and not self.holds_text(line):
            line += 1
        if line >= self.height:
            line = self.height - 1
            while line > 0 and not self.holds_text(line):
                line -= 1
        return self.starts[line] if self.height else 0


SECOND = Block("second", Span(0, 0))


class How(NamedTuple):
    """How an article is broken into lines."""

    measure: int
    """Cells of a line."""
    removed: bool = False
    """Whether with what was left out."""
    narrow: bool = False
    """Whether a piece left out has a first line without text, for its rule."""
    second: int = 1
    """Lines about the source under its headline."""
    opened: tuple[Span, ...] = ()
    """Where long runs of pieces left out are open; the others are folded."""
    mended: bool = False
    """Whether what was decoded wrongly once is shown as it was meant."""


def _shown(article: Article) -> str:
    return fold.joined(article.text)


shown: Lately[str] = Lately(_shown)
"""The text of an article as it is shown, one-to-one in code points: words that were broken at line ends are whole."""


def printed(article: Article, how: How) -> str:
    """The text that is broken into lines."""
    return mended(article).text if how.mended else shown(article)


def whole(article: Article, how: How) -> Layout:
    """All of an article broken into lines."""
    return _lay(article, _blocks(article, Span(0, len(article.text)), how), how)


def _part(article: Article, how: How, at: int) -> Layout:
    within = Span(max(at - AROUND, 0), min(at + 2 * AROUND, len(article.text)))
    return replace(_lay(article, _blocks(article, within, how), how), whole=False)


_whole: Lately[Layout] = Lately(whole)
_parts: Lately[Layout] = Lately(_part)


def lay(article: Article, how: How, at: int = 0) -> Layout:
    """An article broken into lines.

    Of one too long to be broken while a key waits only the part around offset `at`, until `keep` was given the whole.
    """
    known = _whole.known(article, how)
    if known is None and len(article.text) > AT_ONCE:
        return _parts(article, how, at // AROUND * AROUND)
    return known or _whole(article, how)


def keep(layout: Layout, article: Article, how: How) -> None:
    """Remember what `whole` gave."""
    _whole.keep(layout, article, how)


def _blocks(article: Article, within: Span, how: How) -> list[Block]:
    """What is to be shown of a stretch of an article, in the order of its text; a passage that reaches out of it is cut."""
    passages = article.passages
    first = bisect_left(passages, within.start, key=lambda p: p.span.stop)
    last = bisect_right(passages, within.stop, key=lambda p: p.span.start)
    pieces = [Block("passage" if p.n else "headline", p.span, p.n) for p in passages[first:last]]
    if how.removed:
        away = {run.first: run for run in folded(article, how.opened)}
        inside = {n for run in away.values() for n in range(run.first, run.stop)}
        met = [Block("dropped", d.span, n) for n, d in enumerate(article.dropped) if n not in inside]
        met += [Block("run", run.span, first) for first, run in away.items()]
        pieces = sorted((*pieces, *(b for b in met if _meet(b.span, within))), key=lambda block: block.span)
    blocks = [] if within.start or any(p.n == 0 for p in passages[:1]) else [SECOND]
    for piece in pieces:
        whole = piece.kind == "run"
        blocks.append(piece if whole else replace(piece, span=_cut(article.text, piece.span, within)))
        if piece.kind == "headline":
            blocks.append(SECOND)
    return blocks


def _meet(a: Span, b: Span) -> bool:
    return a.start <= b.stop and b.start <= a.stop


def _cut(text: str, span: Span, within: Span) -> Span:
    """A span without what reaches far out of another one: from a blank, to a blank."""
    start, stop = span
    if start < within.start - AROUND:
        start = text.find(" ", within.start, within.start + AROUND) + 1 or within.start
    if stop > within.stop + AROUND:
        stop = text.rfind(" ", within.stop, within.stop + AROUND) + 1 or within.stop
    return Span(start, stop)


def _lay(article: Article, blocks: Sequence[Block], how: How) -> Layout:
    starts, stops, block, first = array("q"), array("q"), array("q"), array("q")
    for b, it in enumerate(blocks):
        lines = array("q", (0, 0) * how.second) if it.kind == "second" else _broken(article, it, how)
        if how.narrow and it.kind == "dropped":
            lines = array("q", (it.span.start, it.span.start)) + lines
        if not lines:  # a passage of blanks only
            lines = array("q", (it.span.start, it.span.start))
        if b and not (it.kind == "second" and blocks[b - 1].kind == "headline"):
            starts.append(it.span.start)
            stops.append(it.span.start)
            block.append(-1)
        first.append(len(block))
        starts += lines[::2]
        stops += lines[1::2]
        block += array("q", (b,)) * (len(lines) // 2)
    by_start = tuple(sorted((b.span.start, n) for n, b in enumerate(blocks) if b.kind != "second"))
    return Layout(tuple(blocks), starts, stops, block, first, by_start, how)


def _broken(article: Article, block: Block, how: How) -> array[int]:
    """The lines of a block; of a list, a table, a quoted mail or a signature each line as its source has it.

    Of a folded run one without text, for what is said of it, and one of its words.
    """
    text = printed(article, how)
    if block.kind == "run" and (run := run_at(article, block.span.start)) is not None:
        start, stop = sample(article, run)
        first = wrap(text, start, min(stop, start + 4 * how.measure), how.measure)[:2]
        return array("q", (block.span.start, block.span.start)) + first
    if not _by_lines(article, block):
        return wrap(text, *block.span, how.measure)
    lines, at = array("q"), block.span.start
    while at < block.span.stop:
        end = article.text.find("\n", at, block.span.stop)
        end = block.span.stop if end < 0 else end
        lines.extend(wrap(text, at, end, how.measure))
        at = end + 1
    return lines


_QUOTED = re.compile(r"^> ?", re.MULTILINE)


def _by_lines(article: Article, block: Block) -> bool:
    """Whether the line ends of the source say something in a block, rather than that the paper was narrow."""
    passage = article.by_number[block.n] if block.kind == "passage" else None
    if passage is not None and passage.kind in ("list", "table"):
        return True
    if block.kind == "dropped" or (passage is not None and passage.by_hand):
        start, stop = block.span
        ends = article.text.count("\n", start, stop)
        short = ends > 0 and (stop - start) / (ends + 1) < SHORT
        return short or _QUOTED.search(article.text, start, stop) is not None
    return False
