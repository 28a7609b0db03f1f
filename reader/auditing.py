"""The moves that show more of a source than its article: what was left out of it, and how it was meant."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from reader import desk as moves
from reader.desk import Desk
from reader.mended import mended
from reader.runs import folded, run_at, runs


def removed(desk: Desk) -> Desk:
    """What was left out of the source in focus, in its place; or not any more."""
    if desk.removed or desk.article is None:
        return replace(desk, removed=False)
    n = len(desk.article.dropped)
    return replace(desk, removed=True, said="" if n else "nothing was left out of this source")


def unrolled(desk: Desk) -> Desk:
    """The run of pieces left out that is under the cursor opened; or one that is open folded, the cursor at its beginning."""
    article = desk.article
    here = run_at(article, desk.place.offset) if article is not None and desk.removed else None
    if article is None or here is None:
        long = article is not None and bool(runs(article))
        shown = (
            "only a long run of pieces left out opens" if desk.removed else "r shows what was left out, then it opens"
        )
        return replace(desk, said=shown if long else "nothing is folded here")
    opened = desk.unrolled.get(desk.path, ())
    if desk.run is not None:
        return replace(desk, unrolled={**desk.unrolled, desk.path: (*opened, here.span)}, said="")
    left = tuple(span for span in opened if span.stop <= here.span.start or here.span.stop <= span.start)
    return moves.at(replace(desk, unrolled={**desk.unrolled, desk.path: left}, said=""), here.span.start)


def shown_at(desk: Desk, path: str, offset: int) -> Desk:
    """As `desk.jumped_to`, and what stands there is to be seen: where it was left out, removed text is shown."""
    to = moves.jumped_to(desk, path, offset)
    article = to.article
    if article is None:
        return to
    at = bisect_right(article.dropped, offset, key=lambda d: d.span.start) - 1
    if at < 0 or offset >= article.dropped[at].span.stop:
        return to
    run = run_at(article, offset)
    opened = to.unrolled.get(path, ())
    opened = (*opened, run.span) if run is not None and run in folded(article, opened) else opened
    return replace(to, removed=True, unrolled={**to.unrolled, path: opened})


def repaired(desk: Desk) -> Desk:
    """The source in focus shown as it was meant where it was decoded wrongly once; or with the characters it has."""
    article = desk.article
    if article is None or not (stretches := mended(article).stretches):
        return replace(desk, said="nothing in this source was decoded wrongly, as far as one can see")
    if desk.path in desk.mended:
        return replace(desk, mended=desk.mended - {desk.path}, said="the characters that the file has")
    places = f"{len(stretches):,} place{'' if len(stretches) == 1 else 's'}"
    said = f"{places} as they were meant, underlined · what is clipped or copied keeps the file's characters"
    return replace(desk, mended=desk.mended | {desk.path}, said=said)
