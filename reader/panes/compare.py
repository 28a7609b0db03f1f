"""Two sources side by side: aligned by content, whatever order each tells it in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace

from index.model import Article, Link, Quote, Row, Span
from reader import desk as moves
from reader.desk import Desk
from reader.panes.source import Layout, SourceSheet, about, lay, level, marks_of

SIGN = 4
"""Columns between the texts of two panes, in which the sign stands."""


def pair(desk: Desk) -> tuple[Article, Article] | None:
    """The articles on the left and on the right."""
    if len(desk.open) < 2:
        return None
    known = desk.pack.by_path
    return known[desk.open[0]], known[desk.open[1]]


def sheets(
    desk: Desk, widths: tuple[int, int], measure: int, *, stacked: bool, labels: Mapping[str, str] | None = None
) -> tuple[SourceSheet, SourceSheet]:
    """Both texts as they are shown.

    Args:
        desk: With two sources open.
        widths: Columns of the left and the right pane (of the upper and the lower one where `stacked`).
        measure: Cells of a text line.
        stacked: Whether the texts stand one above the other; then each keeps its own order.
        labels: Letters to jump to, in the text that has the cursor.
    """
    articles = pair(desk)
    assert articles is not None, "compare without two sources"
    left, right = articles
    rows = moves.rows_of(desk.pack, left, right)
    one, two = (lay(a, measure, removed=desk.removed) for a in articles)
    arrows: Mapping[int, str] = {}
    if desk.sync and not stacked:
        one, two, arrows = _levelled(one, two, rows)
    signs = signs_of(desk, left, right, rows)
    made = []
    for side, (article, layout) in enumerate(((left, one), (right, two))):
        marks = marks_of(desk, article, layout, focus=desk.focus == side)
        there = articles[1 - side]
        own = signs[side]
        if stacked or not desk.sync:
            to = {(r.a, r.b)[side]: (r.a, r.b)[1 - side] for r in rows}
            own = {n: s if s in "<>" else f"{s}{there.key}¶{to.get(n)}" for n, s in own.items()}
        elif side == 1:
            own = {n: s for n, s in own.items() if s == ">"}
        marks = replace(
            marks, signs=own or {-1: " "}, changed=differing(desk, side, rows), arrows=arrows if side else {}
        )
        marks = replace(marks, labels=labels or {} if desk.focus == side else {})
        made.append(SourceSheet(article, layout, marks, second=about(article), width=widths[side], measure=measure))
    return made[0], made[1]


_levels: dict[str, tuple[Layout, Layout, tuple[Row, ...], tuple[Layout, Layout, Mapping[int, str]]]] = {}


def _levelled(one: Layout, two: Layout, rows: tuple[Row, ...]) -> tuple[Layout, Layout, Mapping[int, str]]:
    """Both layouts brought level, and what stands out of order; kept until one of them changes.

    Texts without any counterpart are left as they are: brought level, one would stand below the other.
    """
    known = _levels.get("last")
    if known is not None and known[0] is one and known[1] is two and known[2] is rows:
        return known[3]
    made: tuple[Layout, Layout, Mapping[int, str]] = (one, two, {})
    if any(row.a and row.b for row in rows):
        order = paired(one, two, rows)
        made = (*level(one, two, order), out_of_order(two, order))
    _levels["last"] = (one, two, rows, made)
    return made


def paired(left: Layout, right: Layout, rows: tuple[Row, ...]) -> list[tuple[int | None, int | None]]:
    """The blocks of both texts from the top down: the left ones in their order, each with its counterpart.

    A block of the right text without a counterpart stands behind the one that precedes it in its own text.
    """
    ours, theirs = _by_number(left), _by_number(right)
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for row in rows:
        if row.a and row.b and row.a in ours and row.b in theirs and theirs[row.b] not in taken:
            if ours[row.a] not in partner:
                taken.add(theirs[row.b])
            partner.setdefault(ours[row.a], theirs[row.b])
    for kind in ("headline", "second"):
        a, b = _of_kind(left, kind), _of_kind(right, kind)
        if a is not None and b is not None:
            partner[a] = b
    taken = set(partner.values())
    behind: dict[int, list[int]] = {}
    last = -1
    for b in range(len(right.blocks)):
        if b in taken:
            last = b
        else:
            behind.setdefault(last, []).append(b)
    order: list[tuple[int | None, int | None]] = [(None, b) for b in behind.get(-1, [])]
    for a in range(len(left.blocks)):
        b = partner.get(a)
        order.append((a, b))
        if b is not None:
            order += [(None, lone) for lone in behind.get(b, [])]
    return order


def _by_number(layout: Layout) -> dict[int, int]:
    return {b.n: n for n, b in enumerate(layout.blocks) if b.kind in ("passage", "headline")}


def _of_kind(layout: Layout, kind: str) -> int | None:
    return next((n for n, b in enumerate(layout.blocks) if b.kind == kind), None)


def out_of_order(right: Layout, order: list[tuple[int | None, int | None]]) -> dict[int, str]:
    """The passages of the right text that stand earlier (↑) or later (↓) in it than their neighbours here say.

    The longest run of counterparts that keep their order is taken as the order; the others are out of it.
    """
    shown = [b for a, b in order if a is not None and b is not None and right.blocks[b].kind == "passage"]
    ends: list[int] = []  # of each length the place in `shown` where the rising run with the smallest end stops
    before: list[int] = []
    length: list[int] = []
    for n, b in enumerate(shown):
        at = bisect_left(ends, b, key=lambda m: shown[m])
        before.append(ends[at - 1] if at else -1)
        length.append(at)
        ends[at : at + 1] = [n]
    kept, n = set(), length.index(max(length)) if length else -1
    while n >= 0:
        kept.add(n)
        n = before[n]
    arrows, last = {}, -1
    for n, b in enumerate(shown):
        if n in kept:
            last = b
        else:
            arrows[right.blocks[b].n] = "↑" if b < last else "↓"
    return arrows


def signs_of(desk: Desk, left: Article, right: Article, rows: tuple[Row, ...]) -> tuple[dict[int, str], dict[int, str]]:
    """The sign of each passage of both texts: `=` same words, `~` nearly or in part, `<` only left, `>` only right."""
    ours: dict[int, str] = {}
    theirs: dict[int, str] = {}
    for row in rows:
        if row.a is not None and row.b is not None:
            if row.a and row.b:
                ours[row.a] = theirs[row.b] = _sign(desk, left, right, row)
        elif row.a:
            ours.setdefault(row.a, "<")
        elif row.b:
            theirs.setdefault(row.b, ">")
    return ours, theirs


def _sign(desk: Desk, left: Article, right: Article, row: Row) -> str:
    if row.relation == "shared" and not any(d.kind != "typography" for d in row.differences):
        return "="
    for link, a, b in links_between(desk, left, right, row):
        if link.kind in ("verbatim", "same-words"):
            long = min(left.by_number[a.passage].span, right.by_number[b.passage].span, key=lambda s: s.stop - s.start)
            if (a.span.stop - a.span.start) * 2 >= long.stop - long.start:
                return "="
    return "~"


def links_between(desk: Desk, left: Article, right: Article, row: Row) -> list[tuple[Link, Quote, Quote]]:
    """The linked quotations of a row's two passages, the left one first."""
    theirs = {q.id: q for q in right.quotes if q.passage == row.b}
    found = []
    for q in left.quotes:
        if q.passage == row.a:
            for link in desk.pack.links(q.id):
                there = theirs.get(moves.other(link, q.id))
                if there is not None:
                    found.append((link, q, there))
    return found


def differing(desk: Desk, side: int, rows: tuple[Row, ...]) -> dict[int, tuple[Span, ...]]:
    """The words of one side that the other side says differently, by passage.

    Where both passages print one quotation, only what differs in it and in the words that introduce it; else the words
    of passages that share most of theirs: marking each word of two texts that merely tell the same would mark nothing.
    """
    articles = pair(desk)
    if articles is None or not desk.detail:
        return {}
    out: dict[int, list[Span]] = {}
    for row in rows:
        n = (row.a, row.b)[side]
        if row.a is None or row.b is None or n is None:
            continue
        links = links_between(desk, *articles, row)
        spans: list[Span] = []
        if links:
            for link, a, b in links:
                spans += link_spans(link, (a, b), articles, side)
        elif row.relation == "shared" and _mostly_shared(row):
            spans = [(d.a, d.b)[side] for d in row.differences if d.kind in ("words", "spelling")]
        out.setdefault(n, []).extend(s for s in spans if s.stop > s.start)
    return {n: tuple(sorted(set(spans))) for n, spans in out.items()}


def _mostly_shared(row: Row) -> bool:
    common = sum(a.stop - a.start for a, _ in row.common)
    apart = sum(max(d.a.stop - d.a.start, d.b.stop - d.b.start) for d in row.differences)
    return common > apart


def link_spans(link: Link, quotes: tuple[Quote, Quote], articles: tuple[Article, Article], side: int) -> list[Span]:
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
    """How many passages of the two texts are the same, nearly so, and on one side only: `= 1  ~ 1  < 14  > 4`."""
    articles = pair(desk)
    if articles is None:
        return ""
    ours, theirs = signs_of(desk, *articles, moves.rows_of(desk.pack, *articles))
    same, near = (sum(s == sign for s in ours.values()) for sign in "=~")
    alone = sum(s == "<" for s in ours.values()), sum(s == ">" for s in theirs.values())
    return f"= {same}  ~ {near}  < {alone[0]}  > {alone[1]}"
