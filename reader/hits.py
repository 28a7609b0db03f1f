"""The hits of the search: one stream through all sources, and the list they stand in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import replace

from index.model import Answer, Span
from index.pack import Pack
from reader import desk as moves
from reader.desk import Desk, Like, Place

# --- the stream ---


class _Found:
    """An answer, its hits made ready to be walked; it is asked for at every key."""

    def __init__(self, answer: Answer, pack: Pack) -> None:
        self.answer = answer
        self.pack = pack
        order = {a.path: n for n, a in enumerate(pack.articles)}
        known = [(order[h.source], m, h.source) for h in answer.hits if h.source in order for m in h.marks]
        known.sort()
        self.order = order
        self.stream = [(path, span) for _, span, path in known]
        self.starts = [(n, span.start) for n, span, _ in known]
        self.by_source: dict[str, dict[int, tuple[Span, ...]]] = {}
        for h in answer.hits:
            self.by_source.setdefault(h.source, {})[h.passage] = tuple(sorted(h.marks))


_found: list[_Found] = []


def _of(desk: Desk) -> _Found:
    """The answer of a desk; an empty one where there is none."""
    answer = desk.answer or _NONE
    if not _found or _found[0].answer is not answer or _found[0].pack is not desk.pack:
        _found[:] = [_Found(answer, desk.pack)]
    return _found[0]


_NONE = Answer("", 0, ())


def stream(desk: Desk) -> list[tuple[str, Span]]:
    """Every hit of the search, source by source."""
    return _of(desk).stream


def marked(desk: Desk, path: str) -> Mapping[int, tuple[Span, ...]]:
    """The hits in a source, by the numbers of its passages, in the order of its text."""
    return _of(desk).by_source.get(path, {})


def next_hit(desk: Desk, by: int = 1) -> Desk:
    """The next hit; after the last one of a source the first of the next, after the last of all the first.

    In the list of hits the next passage of the list.
    """
    if desk.view == "search" and desk.answer is not None and desk.answer.hits:
        return _round(desk, by)
    found = _of(desk)
    if not found.stream:
        return replace(desk, said="no hits: ^f searches all sources")
    here = (found.order.get(desk.path, 0), desk.place.offset)
    n = len(found.stream)
    at = bisect_right(found.starts, here) if by > 0 else bisect_left(found.starts, here) - 1
    again = "from the first hit again" if at == n else "from the last hit again" if at < 0 else ""
    path, span = found.stream[at % n]
    desk = replace(moves.at(moves.opened(moves.leaving(desk), path), span.start), lit=True)
    return replace(desk, said="the only hit" if again and n == 1 else again)


def hit_here(desk: Desk) -> tuple[int, int]:
    """Which hit the cursor is on, counted from 1 (0: on none), and how many there are."""
    found = _of(desk)
    here = (found.order.get(desk.path, -1), desk.place.offset)
    at = bisect_left(found.starts, here)
    return (at + 1 if at < len(found.starts) and found.starts[at] == here else 0), len(found.starts)


def lit(desk: Desk, query: str, answer: Answer) -> Desk:
    """What `query` found lit in the texts, the cursor on the hit it is in, else where it was: the texts stay as they are."""
    desk = replace(desk, query=query, scope="", answer=answer, hit=0, lit=True, folded=frozenset())
    found = stream(desk)
    if not found:
        return replace(desk, said=f"nothing holds {query}")
    offset = desk.place.offset
    here = next((s for path, s in found if path == desk.path and s.start <= offset < s.stop), None)
    if here is not None and here.start != offset:
        desk = moves.put(desk, desk.path, replace(desk.place, offset=here.start))
    sources = len({path for path, _ in found})
    if len(found) == 1:
        return replace(desk, said="the only hit")
    return replace(
        desk, said=f"{len(found)} hits in {sources} source{'s' * (sources > 1)}: n N walk them, ^f lists them"
    )


# --- passages like one ---


def like(desk: Desk) -> Like | None:
    """The passage that others like it are searched for now."""
    return desk.like if desk.like is not None and desk.query.startswith(desk.like.query) else None


def left_out(desk: Desk) -> tuple[str, int] | None:
    """That passage by its source and number: it is not among those like it."""
    here = like(desk)
    return (here.path, here.passage) if here is not None else None


# --- the list ---


def at_hit(desk: Desk) -> Desk:
    """The passage under the cursor in the hits, in the pane that has the cursor."""
    if desk.answer is None or not desk.answer.hits:
        return desk
    hit = desk.answer.hits[min(desk.hit, len(desk.answer.hits) - 1)]
    start = hit.marks[0].start if hit.marks else hit.span.start
    return moves.put(moves.opened(desk, hit.source), hit.source, Place(start))


def renewed(desk: Desk, answer: Answer) -> Desk:
    """The same question answered by more hits, or by more of the sources: the cursor of the list stays on its hit."""
    old = desk.answer.hits if desk.answer is not None else ()
    here = (old[desk.hit].source, old[desk.hit].passage) if desk.hit < len(old) else None
    places = [(hit.source, hit.passage) for hit in answer.hits]
    return replace(
        desk, answer=answer, hit=places.index(here) if here in places else min(desk.hit, max(len(places) - 1, 0))
    )


def stops(desk: Desk) -> list[int]:
    """The hits of the list that the cursor may be on: all but those folded away under the first of their run."""
    hits = desk.answer.hits if desk.answer is not None else ()
    return [
        n for n, hit in enumerate(hits) if hit.source not in desk.folded or n == 0 or hits[n - 1].source != hit.source
    ]


def to_hit(desk: Desk, n: int) -> Desk:
    """The cursor of the list on hit `n`, or on the nearest in that direction that is not folded away."""
    free = stops(desk)
    if not free:
        return replace(desk, hit=0)
    if n >= desk.hit:
        return replace(desk, hit=next((stop for stop in free if stop >= n), free[-1]))
    return replace(desk, hit=next((stop for stop in reversed(free) if stop <= n), free[0]))


def _round(desk: Desk, by: int) -> Desk:
    free = stops(desk)
    at = free.index(desk.hit) if desk.hit in free else 0
    to = (at + by) % len(free)
    again = (
        "from the first hit again" if by > 0 and to < at else "from the last hit again" if by < 0 and to > at else ""
    )
    return replace(desk, hit=free[to], said=again)


def folded(desk: Desk) -> Desk:
    """The hits of the source under the cursor folded into its heading."""
    if desk.answer is None or not desk.answer.hits:
        return replace(desk, said="nothing found to fold")
    source = desk.answer.hits[min(desk.hit, len(desk.answer.hits) - 1)].source
    if source in desk.folded:
        return replace(desk, said="folded already: l unfolds")
    desk = replace(desk, folded=desk.folded | {source})
    return replace(desk, hit=max(stop for stop in stops(desk) if stop <= desk.hit))


def unfolded(desk: Desk) -> Desk:
    """The hits of the source under the cursor shown again."""
    if desk.answer is None or not desk.answer.hits:
        return replace(desk, said="nothing found to unfold")
    source = desk.answer.hits[min(desk.hit, len(desk.answer.hits) - 1)].source
    if source not in desk.folded:
        return replace(desk, said="not folded: h folds")
    return replace(desk, folded=desk.folded - {source})
