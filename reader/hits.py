"""The hits of the search: one stream through all sources, the list they stand in, and what narrows it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from index.model import Answer, Span
from index.pack import Pack
from reader import desk as moves
from reader import people
from reader.desk import Desk, Place

Kind = Literal["in", "who", "date"]
KINDS: Mapping[Kind, str] = {"in": "source", "who": "speaker", "date": "date"}
"""The fields of a query that narrow it, with what an answer counts for each."""

_TOKEN = re.compile(r'"[^"]*"?|(?<![^\s(])(in|who|date):("[^"]*"|[^\s()"]+)')
_WORD = re.compile(r"[^\W_]+")


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
            self.by_source.setdefault(h.source, {})[h.passage] = h.marks


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
    """The hits in a source, by the numbers of its passages."""
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


# --- the list ---


def at_hit(desk: Desk) -> Desk:
    """The passage under the cursor in the hits, in the pane that has the cursor."""
    if desk.answer is None or not desk.answer.hits:
        return desk
    hit = desk.answer.hits[min(desk.hit, len(desk.answer.hits) - 1)]
    start = hit.marks[0].start if hit.marks else hit.span.start
    return moves.put(moves.opened(desk, hit.source), hit.source, Place(start))


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


# --- what narrows a query ---


@dataclass(frozen=True, slots=True)
class Facet:
    """A source, a speaker or a month that a search may be narrowed to."""

    kind: Kind
    values: tuple[str, ...]
    """As a query has them: several where the user says that speakers are one."""
    name: str
    count: int
    """Passages of the answer in it."""
    on: bool
    """Whether the query is narrowed to it."""


class Token(NamedTuple):
    """A narrowing that stands in a query: its field and value, and where."""

    kind: str
    value: str
    start: int
    stop: int


def tokens(query: str) -> list[Token]:
    """The narrowings of a query to sources, speakers and dates; none inside a phrase, and none that is excluded."""
    return [
        Token(found[1], found[2].strip('"').casefold(), found.start(), found.end())
        for found in _TOKEN.finditer(query)
        if found[1]
    ]


def without(query: str, kind: Kind) -> str:
    """A query without what narrows it in that way."""
    for token in reversed(tokens(query)):
        if token.kind == kind:
            query = _cut(query, token)
    return query


def toggled(query: str, facet: Facet) -> str:
    """A query narrowed to `facet`, beside others of its kind; or not any more."""
    kind, wanted = facet.kind, {value.casefold() for value in facet.values}
    if facet.on:
        for token in reversed(tokens(query)):
            if token.kind == kind and token.value in wanted:
                query = _cut(query, token)
        return query
    new = " OR ".join(f'{kind}:"{v}"' if not v.replace("-", "").isalnum() else f"{kind}:{v}" for v in facet.values)
    same = [token for token in tokens(query) if token.kind == kind]
    if same:
        return f"{query[: same[-1].stop]} OR {new}{query[same[-1].stop :]}"
    return f"{query.strip()} {new} ".lstrip()


def _cut(query: str, token: Token) -> str:
    """A query without a token and the OR that joins it to what stands beside it."""
    before, after = query[: token.start].rstrip(), query[token.stop :].lstrip()
    if before.endswith(" OR"):
        before = before.removesuffix("OR").rstrip()
    elif after.startswith("OR "):
        after = after.removeprefix("OR").lstrip()
    joined = " ".join(part for part in (before, after) if part)
    return f"{joined} " if joined else ""


def facets(desk: Desk, counts: Mapping[str, Mapping[str, int]], most: int | None = None) -> list[Facet]:
    """What the search may be narrowed to: sources, then speakers, the most frequent first, then months, in order of time.

    `counts` is as `Answer.facets` has them: `source`, `speaker`, `date`, each value with its count of passages, the most
    frequent first. Of sources there are at most `most`, and those that the query is narrowed to.
    """
    on = {(token.kind, token.value) for token in tokens(desk.query)}
    months = Counter[str]()
    for date, n in counts.get("date", {}).items():
        months[date[:7]] += n
    out = [*_sources(desk, counts.get("source", {}), most, on), *_speakers(desk, counts.get("speaker", {}))]
    out += [Facet("date", (month,), month, n, on=False) for month, n in sorted(months.items())]
    return [replace(f, on=any((f.kind, value.casefold()) in on for value in f.values)) for f in out]


def _sources(
    desk: Desk, counts: Mapping[str, int], most: int | None, on: Collection[tuple[str, str]]
) -> Iterable[Facet]:
    """The sources, of those beyond the most frequent only what the query has."""
    shared = _shared_keys(desk.pack)
    narrowed = any(kind == "in" for kind, _ in on)
    for place, (path, n) in enumerate(counts.items()):
        beyond = most is not None and place >= most
        if beyond and not narrowed:
            break
        article = desk.pack.by_path.get(path)
        if article is not None:
            value = article.path if article.key.casefold() in shared else article.key
            if not beyond or ("in", value.casefold()) in on:
                yield Facet("in", (value,), article.key, n, on=False)


_shared: dict[str, tuple[Pack, frozenset[str]]] = {}


def _shared_keys(pack: Pack) -> frozenset[str]:
    """The letters of sources that stand as a word in the path or the publisher of another one: `in:` would mean both."""
    known = _shared.get("last")
    if known is not None and known[0] is pack:
        return known[1]
    words = Counter[str]()
    own: dict[str, set[str]] = {}
    for article in pack.articles:
        publisher = article.masthead.publisher.value if article.masthead.publisher else ""
        mine = set(_WORD.findall(f"{article.path} {publisher}".casefold()))
        words.update(mine)
        own[article.key.casefold()] = mine
    found = frozenset(key for key, mine in own.items() if words[key] > (key in mine))
    _shared["last"] = (pack, found)
    return found


def _speakers(desk: Desk, counts: Mapping[str, int]) -> Iterable[Facet]:
    final = people.of(desk.pack, desk.work).final
    named: dict[str, list[str]] = {}
    total = Counter[str]()
    for name, n in counts.items():
        named.setdefault(final(name), []).append(name.replace('"', " "))
        total[final(name)] += n
    for name, n in sorted(total.items(), key=lambda item: -item[1]):
        if name in moves.tags(desk):
            yield Facet("who", tuple(named[name]), name, n, on=False)
