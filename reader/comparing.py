"""Two to four sources side by side: which ones, and the moves through what they share and what only one of them has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import get_args

from index.model import Article, Quote, Row
from reader import desk as moves
from reader.desk import PANES, Desk, Detail

NEIGHBOURS = 40
"""Sources that a passage is looked for in before it is called `only here`: those with the most quotations in common."""

_DETAILS: dict[Detail, str] = {
    "words": "differing words marked where two passages are mostly the same",
    "both": "differing words marked in every pair",
    "none": "differing words not marked",
}


# Which sources


def kin(desk: Desk) -> list[Article]:
    """The sources that are not open, those first that print the most quotations of the one in focus."""
    here = desk.article
    common = Counter(_printing(desk, here.quotes)) if here else Counter[str]()
    known = [desk.pack.by_path[path] for path in moves.paths(desk) if path not in desk.open]
    return sorted(known, key=lambda article: -common[article.path])


def _printing(desk: Desk, quotes: Iterable[Quote]) -> Iterable[str]:
    """The paths of the sources that print these quotations, once for each."""
    for quote in quotes:
        for link in desk.pack.links(quote.id):
            yield desk.pack.quote(moves.other(link, quote.id)).source


def best_partner(desk: Desk) -> str | None:
    """The source to set beside the one in focus: one that prints this quotation, else the most akin, else the next one."""
    here = desk.article
    others = [a for a in desk.pack.articles if here is None or a.path != here.path]
    if here is None or not others:
        return None
    quote = desk.quote or next((q for q in here.quotes if desk.passage and q.passage == desk.passage.n), None)
    for wanted in ([quote] if quote else []), here.quotes:
        if counted := Counter(_printing(desk, wanted)):
            return max(counted, key=lambda path: counted[path])
    order = [a.path for a in desk.pack.articles]
    return order[(order.index(here.path) + 1) % len(order)]


def chosen(desk: Desk) -> Desk:
    """The source under the cursor marked for comparing, or not any more; the last four marked count."""
    if desk.path in desk.chosen:
        return replace(desk, chosen=tuple(p for p in desk.chosen if p != desk.path))
    picked = (*desk.chosen, desk.path)[-PANES:]
    said = f"= sets the {len(picked)} marked sources side by side" if len(picked) > 1 else "mark another one, then ="
    return replace(desk, chosen=picked, said=said)


def compared(desk: Desk) -> Desk:
    """The marked sources side by side, else those that stood so, else the one in focus beside the most akin."""
    if len(desk.pack.articles) < 2:
        return replace(desk, said="there is only one source to read")
    if desk.chosen:
        chosen = desk.chosen if len(desk.chosen) > 1 else tuple(dict.fromkeys((desk.path, *desk.chosen)))
        desk = replace(desk, open=chosen, focus=chosen.index(desk.path) if desk.path in chosen else 0, chosen=())
    if len(desk.open) < 2 and (there := best_partner(desk)) is not None:
        desk = replace(desk, open=(desk.path, there), focus=0)
    return moves.followed(moves.went(desk, "compare"))


def aligned(desk: Desk) -> Desk:
    """`=`: beside its counterparts, level with them; where no other source has one, that is said."""
    before = desk
    desk = compared(desk) if desk.view != "compare" else moves.followed(replace(desk, sync=True))
    passage = desk.passage
    if desk.view == "compare" and passage is not None and not moves.counterparts(desk, passage.n):
        keys = " or ".join(there.key for there in desk.partners)
        return replace(desk, said=f"only here: nothing in {keys} answers this passage")
    return desk if desk != before else replace(desk, said="level already")


def shown_here(desk: Desk, path: str) -> Desk:
    """Another source in the pane that has the cursor."""
    panes = list(desk.open)
    panes[desk.focus] = path
    return moves.followed(replace(desk, open=tuple(panes), selection=None))


def added(desk: Desk, path: str) -> Desk:
    """One source more, in a pane of its own at the right; the cursor stays where it is."""
    return moves.followed(replace(desk, open=(*desk.open, path)[:PANES]))


def dropped(desk: Desk) -> Desk:
    """The comparison without the source in focus; with one left, that is read."""
    left = tuple(path for path in desk.open if path != desk.path)
    if not left:
        return desk
    desk = replace(desk, open=left, focus=min(desk.focus, len(left) - 1), selection=None)
    if len(left) > 1:
        return moves.followed(desk)
    return replace(
        moves.went(desk, "read"), trail=tuple(view for view in desk.trail if view not in ("compare", "read"))
    )


def swapped(desk: Desk) -> Desk:
    """The source in focus at the left, where it leads; the one that led takes its place. From the left, with the next one."""
    if len(desk.open) < 2:
        return desk
    panes, to = list(desk.open), 0 if desk.focus else 1
    panes[to], panes[desk.focus] = panes[desk.focus], panes[to]
    return replace(desk, open=tuple(panes), focus=to)


def other_pane(desk: Desk, by: int = 1) -> Desk:
    """The cursor in the pane to the right (by 1) or to the left (by -1), round the edge."""
    if len(desk.open) < 2:
        return desk
    return replace(desk, focus=(desk.focus + by) % len(desk.open), selection=None)


def detailed(desk: Desk) -> Desk:
    """More of the differing words marked, or none."""
    order = get_args(Detail)
    to = order[(order.index(desk.detail) + 1) % len(order)]
    return replace(desk, detail=to, said=_DETAILS[to])


# Through what they share


def next_shared(desk: Desk, by: int = 1) -> Desk:
    """The next quotation of the source in focus that another open one prints, too."""
    article = desk.article
    if article is None or not desk.partners:
        return desk
    theirs = {q.id for there in desk.partners for q in there.quotes}
    shared = [q for q in article.quotes if any(moves.other(link, q.id) in theirs for link in desk.pack.links(q.id))]
    if not shared:
        keys = " or ".join(there.key for there in desk.partners)
        return replace(desk, said=f"no quotation of {article.key} stands in {keys}, too")
    return moves.to_quote(desk, shared, by)


def _next(desk: Desk, wanted: Callable[[int], bool], what: str, by: int) -> Desk:
    """The next passage of the source in focus whose number is `wanted`."""
    article, passage = desk.article, desk.passage
    if article is None:
        return desk
    stops: list[tuple[int, str | None]] = [(p.span.start, None) for p in article.passages if wanted(p.n)]
    to = moves.step(stops, passage.span.start if passage else desk.place.offset, by)
    return moves.jumped(desk, *to) if to else replace(desk, said=f"no {what} {'below' if by > 0 else 'above'}")


def next_difference(desk: Desk, by: int = 1) -> Desk:
    """The next passage that another open source has with other words."""
    differing = {(row.a, row.b)[side] for _, rows, side in moves.beside(desk) for row in rows if _differs(row)}
    return _next(desk, lambda n: n in differing, "difference", by)


def _differs(row: Row) -> bool:
    return row.a is not None and row.b is not None and bool(row.differences)


def next_only(desk: Desk, by: int = 1) -> Desk:
    """The next passage that only the source in focus has: of those side by side, or in the pack as far as it is aligned."""
    article = desk.article
    if article is None:
        return desk
    shared: set[int | None] = set()
    if desk.view == "compare":
        for _, rows, side in moves.beside(desk):
            shared |= {(row.a, row.b)[side] for row in rows if row.a is not None and row.b is not None}
    else:
        shared |= {q.passage for q in article.quotes if desk.pack.links(q.id)}
        for key in (a.key for a in desk.pack.articles if desk.pack.known(article.key, a.key)):
            shared |= {r.a for r in desk.pack.rows(article.key, key) if r.a is not None and r.b is not None}
    return _next(desk, lambda n: n not in shared, "passage only here", by)


def neighbours(desk: Desk) -> list[tuple[str, str]]:
    """The pairs, by their keys, of the source in focus with those it is most akin to that are yet to be aligned."""
    article = desk.article
    if article is None:
        return []
    common = Counter(_printing(desk, article.quotes))
    others = sorted((a for a in desk.pack.articles if a.path != article.path), key=lambda a: -common[a.path])
    pairs = [(article.key, a.key) for a in others[:NEIGHBOURS]]
    return [pair for pair in pairs if not desk.pack.known(*pair)]
