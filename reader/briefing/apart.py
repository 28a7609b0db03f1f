"""Where the sources of a briefing part: in wording, in facts, in who speaks; and what only one of them has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from index import fold
from index.model import CERTAIN, Article, Passage, Row, Span
from index.verify.names import same_speaker
from reader import people
from reader.briefing.draft import Draft, Statement, odd, where
from reader.briefing.markdown import escape, one_line, reads

MOST_ALIGNED = 12
"""Cited sources that are laid beside each other passage by passage, the first in pack order."""
AROUND = 2
"""Words shown on either side of a fact."""


def differ(draft: Draft) -> Iterator[str]:
    """Wordings of one statement that part, and facts that part in passages that say the same."""
    told: set[tuple[str, Span]] = set()
    for s in draft.shown:
        yield from _wordings(s, told)
    yield from _facts(draft, told)


def _wordings(s: Statement, told: set[tuple[str, Span]]) -> Iterator[str]:
    """What other sources print instead of some words of a statement; where that is goes into `told`."""
    if s.article is None or s.quote is None:
        return
    mine = f"{s.article.key} {where(s.clip.passage)}"
    wordings: dict[tuple[Span, str], list[str]] = {}
    for c in s.row:
        for d in c.link.differences:
            if d.kind in ("words", "spelling"):
                a, b = (d.a, d.b) if c.link.a == s.quote.id else (d.b, d.a)
                told |= {(s.article.path, a), (c.article.path, b)}
                theirs = one_line(b.of(c.article.text)).strip()
                wordings.setdefault((a, theirs), []).append(f"{c.article.key} {where(c.passage)}")
    for (span, theirs), places in wordings.items():
        words = one_line(span.of(s.article.text)).strip()
        yield f"{s.name}: {reads(words, [mine])}, {reads(theirs, places)}."


def _aligned(draft: Draft) -> Iterator[tuple[Article, Article, Sequence[Row]]]:
    for a, b in combinations(draft.used()[:MOST_ALIGNED], 2):
        yield a, b, draft.pack.rows(a.key, b.key)


def _facts(draft: Draft, told: set[tuple[str, Span]]) -> Iterator[str]:
    """Numbers, times, dates and names on which passages part, with some words around; the same difference once."""
    quoted = {(s.article.path, s.clip.passage) for s in draft.shown if s.article is not None}
    quoted |= {(c.article.path, c.passage) for s in draft.shown for c in s.row}
    found: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
    for a, b, rows in _aligned(draft):
        for row in rows:
            if row.a is None or row.b is None or quoted.isdisjoint(((a.path, row.a), (b.path, row.b))):
                continue
            for d in row.differences:
                if d.kind == "fact" and not (_is_told(told, a, d.a) and _is_told(told, b, d.b)):
                    words = _around(a, a.by_number[row.a], d.a), _around(b, b.by_number[row.b], d.b)
                    places = found.setdefault(words, ({}, {}))
                    places[0][f"{a.key} {where(row.a)}"] = places[1][f"{b.key} {where(row.b)}"] = None
    for (one, other), (here, there) in found.items():
        keys = dict.fromkeys(place.rpartition(" ")[0] for place in (*here, *there))
        yield f"{', '.join(keys)}: {reads(one, [*here])}, {reads(other, [*there])}."


def _is_told(told: set[tuple[str, Span]], article: Article, span: Span) -> bool:
    return any(path == article.path and s.start < span.stop and span.start < s.stop for path, s in told)


def _around(article: Article, passage: Passage, span: Span) -> str:
    """A fact with the words beside it, as they stand in the passage."""
    words = fold.words(article.text, *passage.span)
    inside = [n for n, w in enumerate(words) if w.start < span.stop and span.start < w.stop]
    if not inside:
        return one_line(span.of(article.text)).strip()
    first, last = max(0, inside[0] - AROUND), min(len(words) - 1, inside[-1] + AROUND)
    return one_line(article.text[words[first].start : words[last].stop]).strip()


def only(draft: Draft) -> Iterator[str]:
    """What one of the cited sources alone has: statements, and passages without a counterpart in any other of them."""
    used = draft.used()
    if not 2 <= len(used) <= MOST_ALIGNED:
        return
    shared: dict[str, set[int]] = {a.path: set() for a in used}
    for a, b, rows in _aligned(draft):
        for row in rows:
            if row.a is not None and row.b is not None:
                shared[a.path].add(row.a)
                shared[b.path].add(row.b)
    for article in used:
        mine = [s.name for s in draft.shown if s.article is article and all(c.article is article for c in s.row)]
        alone = [p.n for p in article.passages if p.n and p.kind != "heading" and p.n not in shared[article.path]]
        told = [", ".join(mine)] if mine else []
        told += [f"{_ranges(alone)} {'has' if len(alone) == 1 else 'have'} no counterpart"] if alone else []
        if told:
            yield f"{article.key}: {'; '.join(told)}."


def _ranges(numbers: Sequence[int]) -> str:
    """`¶1, ¶4–6`."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return ", ".join(f"¶{run[0]}" if len(run) == 1 else f"¶{run[0]}–{run[-1]}" for run in runs)


def drift(s: Statement, known_as: people.People) -> Iterator[str]:
    """Where sources bring a statement in by verbs that take it otherwise, give it to somebody else, or lack a mark."""
    if s.article is None or s.quote is None:
        return
    mine = f"{s.article.key} {where(s.clip.passage)}"
    told: list[str] = []
    for c in s.row:
        there = f"{c.article.key} {where(c.passage)}"
        known = s.certain and c.quote.speaker is not None and c.quote.speaker.certainty >= CERTAIN
        for frame in c.link.frame:
            x, y = (frame.a, frame.b) if c.link.a == s.quote.id else (frame.b, frame.a)
            apart = known_as.final(x) != known_as.final(y) and same_speaker(x, y) is False
            if frame.kind == "speaker" and known and apart:
                told.append(f"{s.name}: {mine} gives it to {escape(x)}, {there} to {escape(y)}.")
            elif frame.kind == "cue" and frame.drift == "stance":
                told.append(f"{s.name}: {mine} brings it in with *{escape(x)}*, {there} with *{escape(y)}*.")
            elif frame.kind == "mark":
                told.append(f"{s.name}: a quotation mark is missing in {there if odd(c.quote) else mine}.")
    yield from dict.fromkeys(told)
