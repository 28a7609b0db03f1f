"""Two to four sources side by side: aligned by content, whatever order each tells it in."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

from index.model import Article, Link, Quote, Row, Span
from index.pack import Pack
from index.turns import turns
from reader import desk as moves
from reader.desk import Desk, Detail
from reader.paint import Line, Piece, fit
from reader.panes.layout import Layout, lay
from reader.panes.source import SourceSheet, how_shown, labels_in, marks_of, under_headline

SIGN = 4
"""Columns between the texts of two panes, in which the sign stands."""
PLACED = 8
"""The same where the sign is followed by the place of the counterpart, which does not stand beside it."""
_ROOM = 6
"""Columns for a sign with its places in a window of 80."""
MAYBE = 0.5
"""Certainty below which two passages only may correspond: their sign is followed by `?`."""

Pairs = Mapping[tuple[int, int], tuple[Row, ...]]
"""The rows of each two texts, by their places from the left; the text further left is a row's `a`."""
Level = tuple[tuple[int, ...], ...]
"""Of each text the blocks that stand at one height."""


class Sign(NamedTuple):
    """How a passage stands to the other texts, and where in them its counterparts are."""

    sign: str
    """`=` same words, `~` nearly or in part, `~?` perhaps, `<` `>` only here: in the first text, in another."""
    places: tuple[str, ...] = ()

    @property
    def placed(self) -> str:
        """With the first of its places, and how many there are beside it where that fits."""
        first = self.sign + "".join(self.places[:1])
        more = f"+{len(self.places) - 1}" if len(self.places) > 1 else ""
        return first + more if len(first + more) <= _ROOM else first


class Together:
    """What some texts have in common; worked out once, and kept until one of them or their rows change."""

    def __init__(self, desk: Desk) -> None:
        self.pack = desk.pack
        self.articles = tuple(desk.pack.by_path[path] for path in desk.open)
        each = list(enumerate(self.articles))
        self.pairs: Pairs = {(i, j): moves.rows_of(desk.pack, a, b) for (i, a), (j, b) in combinations(each, 2)}
        self.signs: tuple[Mapping[int, Sign], ...] = tuple(self._signs(n) for n, _ in each)
        self._differing: dict[Detail, tuple[Mapping[int, tuple[Span, ...]], ...]] = {}

    def holds(self, desk: Desk) -> bool:
        """Whether it is of these texts, as they are aligned now."""
        if desk.pack is not self.pack or desk.open != tuple(a.path for a in self.articles):
            return False
        rows = (moves.rows_of(desk.pack, a, b) for a, b in combinations(self.articles, 2))
        return all(now is known for now, known in zip(rows, self.pairs.values(), strict=True))

    def of(self, n: int) -> list[tuple[int, int, Row, int]]:
        """What text `n` has in common with others: the other text, which side of the row text `n` is, the row, the other's number."""
        found = []
        for (i, j), rows in self.pairs.items():
            side, other = (0, j) if i == n else (1, i)
            if n in (i, j):
                for row in rows:
                    there = (row.a, row.b)[1 - side]
                    if (row.a, row.b)[side] is not None and there is not None:
                        found.append((other, side, row, there))
        return found

    def _signs(self, n: int) -> Mapping[int, Sign]:
        signs: dict[int, Sign] = {}
        for other, side, row, number in self.of(n):
            here = (row.a, row.b)[side] or 0
            if here:
                sign = _sign(self.pack, (self.articles[n], self.articles[other])[:: 1 - 2 * side], row)
                place = f"{self.articles[other].key}¶{number}"
                known = signs.get(here)
                if known is None or _STRENGTH.index(sign) < _STRENGTH.index(known.sign):
                    signs[here] = Sign(sign, (place, *(known.places if known else ())))
                else:
                    signs[here] = Sign(known.sign, (*known.places, place))
        if any(rows for pair, rows in self.pairs.items() if n in pair):
            alone = Sign(">" if n else "<")
            signs |= {p.n: alone for p in self.articles[n].passages if p.n and p.n not in signs}
        return signs

    def differing(self, detail: Detail) -> tuple[Mapping[int, tuple[Span, ...]], ...]:
        """Of each text the words that another says differently, by passage."""
        known = self._differing.get(detail)
        if known is None:
            made = (self._words(n, detail) for n in range(len(self.articles)))
            known = self._differing[detail] = tuple(made)
        return known

    def _words(self, n: int, detail: Detail) -> Mapping[int, tuple[Span, ...]]:
        """The facts on which passages differ. Besides, where both print one quotation, only what differs in it and in the words
        that introduce it; else the words of passages that share most of theirs: marking each word of two texts that merely
        tell the same would mark nothing. The detail `both` marks those, too.
        """
        out: dict[int, set[Span]] = {}
        for other, side, row, _ in self.of(n) if detail != "none" else ():
            articles = (self.articles[n], self.articles[other])[:: 1 - 2 * side]
            links = links_between(self.pack, articles, row)
            spans = [(d.a, d.b)[side] for d in row.differences if d.kind == "fact" and row.certainty >= MAYBE]
            for link, a, b in links if detail == "words" else ():
                spans += link_spans(link, (a, b), articles, side)
            if detail == "both" or (not links and row.relation == "shared" and _mostly_shared(row)):
                spans += [(d.a, d.b)[side] for d in row.differences if d.kind in ("words", "spelling")]
            out.setdefault((row.a, row.b)[side] or 0, set()).update(s for s in spans if s.stop > s.start)
        return {number: tuple(sorted(spans)) for number, spans in out.items()}


_STRENGTH = ("=", "~", "~?")
_together: list[Together] = []


def together(desk: Desk) -> Together:
    """What the open texts have in common."""
    if not _together or not _together[0].holds(desk):
        _together[:] = [Together(desk)]
    return _together[0]


def sheets(
    desk: Desk, widths: Sequence[int], measure: int, *, level: bool, labels: Mapping[tuple[str, str], str]
) -> list[SourceSheet]:
    """The open texts as they are shown, from left to right.

    Args:
        desk: With two sources or more open.
        widths: Columns of each pane.
        measure: Cells of a text line.
        level: Whether all stand in a row, so that they can be brought level; then the first leads.
        labels: Letters to jump to, by source and what they stand at.
    """
    known = together(desk)
    places = (desk.places.get(a.path, moves.Place()).offset for a in known.articles)
    layouts = tuple(
        lay(a, how_shown(desk, a, width, measure), at)
        for a, width, at in zip(known.articles, widths, places, strict=True)
    )
    level = level and desk.sync
    made = (
        _levelled(layouts, known.pairs)
        if level
        else Levelled(layouts, ({},) * len(layouts), (frozenset(),) * len(layouts))
    )
    changed = known.differing(desk.detail if desk.detail == "none" else "words")
    apart = known.differing("both") if desk.detail == "both" else ({},) * len(layouts)
    answering = _answering(desk)
    last = len(layouts) - 1
    out = []
    for n, article in enumerate(known.articles):
        layout, focus = made.layouts[n], n == desk.focus
        marks = marks_of(desk, article, layout, focus=focus)
        signs = known.signs[n]
        if level:
            shown = {
                number: sign.placed if number in made.apart[n] else sign.sign
                for number, sign in signs.items()
                if n < last or not sign.places or number in made.apart[n]
            }
        else:
            shown = {number: sign.placed for number, sign in signs.items()}
        marks = replace(marks, signs=shown or {-1: " "}, changed=changed[n], apart=apart[n], arrows=made.arrows[n])
        marks = replace(marks, labels=labels_in(article, labels))
        if not focus:
            blocks = layout.by_number
            here = frozenset(blocks[number] for number in answering.get(article.path, ()) if number in blocks)
            marks = replace(marks, cursor=-1, answering=here)
        under = under_headline(desk.pack, article, widths[n], measure)
        out.append(SourceSheet(article, layout, marks, under, width=widths[n], measure=measure))
    return out


def _answering(desk: Desk) -> Mapping[str, set[int]]:
    """Of each other source, by its path, the passages that answer the one under the cursor."""
    found: dict[str, set[int]] = {}
    passage = desk.passage
    for there, number, _, _ in moves.counterparts(desk, passage.n) if passage else ():
        found.setdefault(there.path, set()).add(number)
    return found


# Bringing level


@dataclass(frozen=True, slots=True)
class Levelled:
    """Texts brought level."""

    layouts: tuple[Layout, ...]
    arrows: tuple[Mapping[int, str], ...]
    """Of each text the passages that stand earlier (`↑`) or later (`↓`) in it than their neighbours here say."""
    apart: tuple[frozenset[int], ...]
    """Of each text the passages none of whose counterparts stands beside them."""


_levels: list[tuple[tuple[Layout, ...], Pairs, Levelled]] = []


def _levelled(layouts: tuple[Layout, ...], pairs: Pairs) -> Levelled:
    """The texts with what corresponds at one height; kept until one of them changes."""
    if _levels and _levels[0][1] is pairs and all(a is b for a, b in zip(_levels[0][0], layouts, strict=True)):
        return _levels[0][2]
    order = paired(layouts, pairs)
    arrows = tuple({} if n == 0 else out_of_order(layout, order, n) for n, layout in enumerate(layouts))
    apart = tuple(_apart(layouts, pairs, order, n) for n in range(len(layouts)))
    made = Levelled(level_out(layouts, order), arrows, apart)
    _levels[:] = [(layouts, pairs, made)]
    return made


@dataclass(eq=False, slots=True)
class _Height:
    """What stands at one height, while one text after the other is put there."""

    blocks: list[list[int]]
    """Of each text its blocks."""
    first: int = 0
    last: int = 0
    """Which heights of the texts put there so far it takes: more than one where two became one."""
    joined: bool = False
    """Whether it became a part of another one."""


def paired(layouts: Sequence[Layout], pairs: Pairs) -> list[Level]:
    """The blocks of all texts from the top down: those of the first in its order, the others' beside their counterparts.

    Where one text splits what another joins, the parts stand under each other beside the whole. A block without any
    counterpart stands behind the one that precedes it in its own text; a text without any at all stands as it is, block by
    block beside the first.
    """
    heights = [_alone(0, block, len(layouts)) for block in range(len(layouts[0].blocks))]
    for text in range(1, len(layouts)):
        partners = _partners(layouts, pairs, text)
        if any(layouts[text].blocks[b].kind == "passage" for b in partners):
            heights = _with(heights, text, layouts, partners)
        else:
            for block in range(len(layouts[text].blocks)):
                if block == len(heights):
                    heights.append(_alone(text, block, len(layouts)))
                else:
                    heights[block].blocks[text].append(block)
    return [tuple(map(tuple, height.blocks)) for height in heights]


def _alone(text: int, block: int, texts: int) -> _Height:
    return _Height([[block] if n == text else [] for n in range(texts)])


def _with(
    heights: list[_Height], text: int, layouts: Sequence[Layout], partners: Mapping[int, Sequence[tuple[int, int]]]
) -> list[_Height]:
    """The heights with one text more."""
    at: dict[tuple[int, int], _Height] = {}
    for n, height in enumerate(heights):
        height.first = height.last = n
        at |= {(other, block): height for other, blocks in enumerate(height.blocks) for block in blocks}
    behind: dict[int, list[_Height]] = {}  # by the height before it; -1: at the top
    placed: dict[int, _Height] = {}
    for block in range(len(layouts[text].blocks)):
        found = _beside(at, text, block, partners.get(block, ()))
        if found is not None:
            placed[block] = found
    before = -1
    for block in range(len(layouts[text].blocks)):
        if block in placed:
            before = placed[block].first
        else:
            behind.setdefault(before, []).append(_alone(text, block, len(layouts)))
    out = behind.get(-1, [])
    for height in heights:
        if not height.joined:
            out += [height, *behind.get(height.first, [])]
    return out


def _beside(
    at: dict[tuple[int, int], _Height], text: int, block: int, partners: Sequence[tuple[int, int]]
) -> _Height | None:
    """The height at which a block is put, beside one of its counterparts; where it joins two of them, theirs become one."""
    for other, number in partners:
        while (other, number - 1) in partners:
            number -= 1
        height = at[other, number]
        there = height.blocks[text]
        if there and there[-1] != block - 1:
            continue
        there.append(block)
        while (other, number + 1) in partners:
            number += 1
            below = at[other, number]
            if below is not height and (below.blocks[text] or below.first != height.last + 1):
                break
            if below is not height:
                for n, blocks in enumerate(below.blocks):
                    height.blocks[n] += blocks
                    at |= {(n, b): height for b in blocks}
                height.last, below.joined = below.last, True
        return height
    return None


def _partners(layouts: Sequence[Layout], pairs: Pairs, text: int) -> dict[int, list[tuple[int, int]]]:
    """Of each block of a text its counterparts in the texts before it, as (text, block), the first text's before others', the surest first."""
    found: dict[int, list[tuple[int, int]]] = {}
    for other in range(text):
        rows = sorted(pairs[other, text], key=lambda row: (-row.certainty, row.a or 0))
        here, there = layouts[text].by_number, layouts[other].by_number
        for row in rows:
            if row.a is not None and row.b is not None and row.b in here and row.a in there:
                found.setdefault(here[row.b], []).append((other, there[row.a]))
        for kind in ("headline", "second"):
            a, b = _of_kind(layouts[other], kind), _of_kind(layouts[text], kind)
            if a is not None and b is not None:
                found[b] = [(other, a)]
    return found


def _of_kind(layout: Layout, kind: str) -> int | None:
    return next((n for n, b in enumerate(layout.blocks) if b.kind == kind), None)


def _apart(layouts: Sequence[Layout], pairs: Pairs, order: Sequence[Level], text: int) -> frozenset[int]:
    """The passages of a text that have counterparts, none of which stands beside them."""
    level_of = {(t, b): n for n, level in enumerate(order) for t, blocks in enumerate(level) for b in blocks}
    beside: set[int] = set()
    paired: set[int] = set()
    for (i, j), rows in pairs.items():
        for row in rows:
            if text not in (i, j) or row.a is None or row.b is None:
                continue
            mine, blocks = (row.a, row.b)[text == j], (layouts[i].by_number, layouts[j].by_number)
            paired.add(mine)
            if row.a in blocks[0] and row.b in blocks[1]:
                one, other = level_of.get((i, blocks[0][row.a])), level_of.get((j, blocks[1][row.b]))
                if one == other:
                    beside.add(mine)
    return frozenset(paired - beside)


def out_of_order(layout: Layout, order: Sequence[Level], text: int) -> dict[int, str]:
    """The passages of a text that stand earlier (↑) or later (↓) in it than their neighbours here say."""
    met = [level[text] for level in order if level[text] and sum(map(bool, level)) > 1]
    shown = [b for blocks in met for b in blocks if layout.blocks[b].kind == "passage"]
    turned = zip(shown, turns(shown), strict=True)
    return {layout.blocks[b].n: "↑" if turn == "up" else "↓" for b, turn in turned if turn}


def level_out(layouts: Sequence[Layout], order: Sequence[Level]) -> tuple[Layout, ...]:
    """Layouts with the blocks of each level beginning on the same line, blank lines where one has less to say."""
    heights = [max(_height(layout, blocks) for layout, blocks in zip(layouts, level, strict=True)) for level in order]
    gaps = [int(not _is_second(layouts, order, n + 1)) for n in range(len(order))]
    made = []
    for text, layout in enumerate(layouts):
        starts, stops, block = array("q"), array("q"), array("q")
        first = array("q", [-1] * len(layout.blocks))

        def add(start: int, stop: int, b: int, to: tuple[array[int], ...] = (starts, stops, block)) -> None:
            for column, value in zip(to, (start, stop, b), strict=True):
                column.append(value)

        for level, height, gap in zip(order, heights, gaps, strict=True):
            end = len(block) + height + gap
            for n, b in enumerate(level[text]):
                if n:
                    add(0, 0, -1)
                first[b] = len(block)
                at, last = layout.lines_of(b)
                for line in range(at, last + 1):
                    add(layout.starts[line], layout.stops[line], b)
            while len(block) < end:
                add(0, 0, -1)
        made.append(replace(layout, starts=starts, stops=stops, block=block, first=first))
    return tuple(made)


def _height(layout: Layout, blocks: Sequence[int]) -> int:
    """Lines that some blocks take under each other, a blank one between."""
    lines = [layout.lines_of(b) for b in blocks]
    return sum(last - first + 1 for first, last in lines) + max(len(lines) - 1, 0)


def _is_second(layouts: Sequence[Layout], order: Sequence[Level], n: int) -> bool:
    """Whether a level is the lines about the sources, which stand directly under the headlines."""
    if n >= len(order):
        return False
    return any(layouts[text].blocks[b].kind == "second" for text, blocks in enumerate(order[n]) for b in blocks)


def answering_lines(desk: Desk, here: Layout, there: Layout, path: str, line: int) -> tuple[int, int] | None:
    """Of the passage that answers a line of the text in focus in another one the first line, and that as far down in it.

    None where the passage has no counterpart there.
    """
    block = here.block[min(line, here.height - 1)] if here.height else -1
    if block < 0 or here.blocks[block].kind not in ("passage", "headline"):
        return None
    found = [c for c in moves.counterparts(desk, here.blocks[block].n) if c.article.path == path]
    if not found or found[0].n not in there.by_number:
        return None
    first, last = here.lines_of(block)
    to_first, to_last = there.lines_of(there.by_number[found[0].n])
    return to_first, to_first + round((line - first) / (last - first + 1) * (to_last - to_first + 1))


# Signs and words


def _sign(pack: Pack, articles: Sequence[Article], row: Row) -> str:
    near = "~" if row.certainty >= MAYBE else "~?"
    if row.relation == "shared" and not any(d.kind != "typography" for d in row.differences):
        return "="
    for link, a, b in () if any(d.kind == "fact" for d in row.differences) else links_between(pack, articles, row):
        if link.kind in ("verbatim", "same-words"):
            whole = (article.by_number[q.passage].span for article, q in zip(articles, (a, b), strict=True))
            if (a.span.stop - a.span.start) * 2 >= min(span.stop - span.start for span in whole):
                return "="
    return near


def links_between(pack: Pack, articles: Sequence[Article], row: Row) -> list[tuple[Link, Quote, Quote]]:
    """The linked quotations of a row's two passages, the left one first."""
    left, right = articles
    theirs = {q.id: q for q in right.quotes if q.passage == row.b}
    found = []
    for q in left.quotes if theirs else ():
        if q.passage == row.a:
            for link in pack.links(q.id):
                there = theirs.get(moves.other(link, q.id))
                if there is not None:
                    found.append((link, q, there))
    return found


def _mostly_shared(row: Row) -> bool:
    common = sum(a.stop - a.start for a, _ in row.common)
    parts = (d for d in row.differences if d.kind != "fact")
    apart = sum(max(d.a.stop - d.a.start, d.b.stop - d.b.start) for d in parts)
    return common > apart


def link_spans(link: Link, quotes: tuple[Quote, Quote], articles: Sequence[Article], side: int) -> list[Span]:
    """What one side of a link says differently: words of the quotation, and the verb that introduces it."""
    mine = (link.a == quotes[0].id) == (side == 0)
    spans = [d.a if mine else d.b for d in link.differences if d.kind in ("words", "spelling")]
    for frame in link.frame:
        words = frame.a if mine else frame.b
        if frame.kind == "cue" and words:
            quote, article = quotes[side], articles[side]
            passage = article.by_number[quote.passage].span
            if quote.cue is not None and quote.cue.text == words:
                spans.append(quote.cue.span)
            else:
                at = article.text.find(words, passage.start, passage.stop)
                if at >= 0:
                    spans.append(Span(at, at + len(words)))
    return spans


def counts(desk: Desk) -> str:
    """How many passages of the texts are the same, nearly so, and in one text only: `= 1  ~ 1  < 14  > 4`.

    With more than two open, of the text in focus, how many are the same in another, nearly so, and in none.
    """
    if len(desk.open) < 2:
        return ""
    signs = together(desk).signs
    mine = [sign.sign for sign in signs[desk.focus].values()]
    said = f"= {mine.count('=')}  ~ {sum(s[0] == '~' for s in mine)}"
    if len(desk.open) == 2:
        alone = [sum(not sign.places for sign in side.values()) for side in signs]
        return f"{said}  < {alone[0]}  > {alone[1]}"
    return f"{said}  only here {sum(s in '<>' for s in mine)}"


def answer_line(desk: Desk, width: int) -> Line:
    """What answers the passage under the cursor, in one line: the words that differ, else its first words."""
    passage = desk.passage
    found = moves.counterparts(desk, passage.n) if passage else []
    if passage is None or not found:
        return fit(
            [Piece("<" if desk.focus == 0 else ">", "bright bold"), Piece("  only here", "dim")], [], width, "bar"
        )
    known = together(desk)
    pieces: list[Piece] = []
    for there, n, row, side in found:
        sign = _sign(desk.pack, (known.articles[desk.focus], there)[:: 1 - 2 * side], row)
        pieces.append(Piece(f"{sign}{there.key}¶{n} ", "bright bold"))
        pieces += _beginning(there, n, known.differing("words")[desk.open.index(there.path)].get(n, ()), width)
        pieces.append(Piece("  "))
    return fit(pieces, [], width, "bar")


def _beginning(article: Article, n: int, words: Sequence[Span], width: int) -> list[Piece]:
    """The words of a passage from a little before the first that differ on, those lit; at most `width` of them."""
    text, span = article.text, article.by_number[n].span
    at = span.start
    if words and words[0].start - at > width // 2:
        at = text.find(" ", words[0].start - width // 4, words[0].start) + 1 or words[0].start
    pieces = [Piece("… ", "dim")] if at > span.start else []
    stop = min(span.stop, at + width)
    for word in (*words, Span(stop, stop)):
        if word.start >= at:
            pieces.append(Piece(" ".join(text[at : min(word.start, stop)].split("\n"))))
            pieces.append(Piece(text[word.start : min(word.stop, stop)], "changed"))
            at = word.stop
    return pieces
