"""A pack that was read again: what of it is another one now, and the desk as it goes over to it.

What is open stays open at the same words. A source is known again by its path where it was changed, by its bytes where it was
moved; a place in it by the piece of text it is in, whatever that stands between now.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import TypeVar

from index import gathered
from index.model import Answer, Article, Clip, Hit, Quote, Ruling, Span
from index.pack import Pack
from reader import charted
from reader import desk as moves
from reader.desk import Desk, Like, Place, Stop, View
from reader.journal import Correction, Work
from reader.proof import Judged, Proof

T = TypeVar("T")
Kept = TypeVar("Kept", Clip, Correction, Ruling)


class Shift:
    """Where each place of a text is in another one, which was made of it.

    A piece (a passage, or what was left out) is found again by its words, where they stand once in both; one that was changed
    by its neighbours.
    """

    def __init__(self, old: Article, new: Article) -> None:
        self._old, self._new = old.text, new.text
        self._from, self._to = _pieces(old), _pieces(new)
        self._starts = [span.start for span in self._from]
        self._places = _paired([s.of(old.text) for s in self._from], [s.of(new.text) for s in self._to])
        self._known = sorted(self._places)

    def of(self, offset: int) -> int:
        """The offset in the new text (code points) of the words that stand at one of the old."""
        at = bisect_right(self._starts, offset) - 1
        if at < 0 or not self._to:
            return min(offset, len(self._new))
        old, new = self._from[at], self._to[self._place(at)]
        within = min(offset, old.stop) - old.start
        same = at in self._places
        return new.start + (within if same else _within(old.of(self._old), new.of(self._new), within))

    def span(self, span: Span) -> Span | None:
        """Where a stretch of one piece stands now; None where its words are no longer there."""
        start = self.of(span.start)
        there = Span(start, start + span.stop - span.start)
        return there if there.of(self._new) == span.of(self._old) else None

    def _place(self, at: int) -> int:
        """Which of the new pieces stands for an old one: of one that was changed that between its neighbours, else the next."""
        if at in self._places:
            return self._places[at]
        n = bisect_right(self._known, at)
        first = self._places[self._known[n - 1]] + 1 if n else 0
        last = self._places[self._known[n]] - 1 if n < len(self._known) else len(self._to) - 1
        nth = first + at - (self._known[n - 1] + 1 if n else 0)
        return max(0, min(nth if first <= last else last + 1, max(first, last), len(self._to) - 1))


def _pieces(article: Article) -> list[Span]:
    return sorted([*(p.span for p in article.passages), *(d.span for d in article.dropped)])


def _paired(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Which pieces are the same: those at both ends, then those whose words stand once in either."""
    least = min(len(old), len(new))
    first = next((n for n in range(least) if old[n] != new[n]), least)
    last = next((n for n in range(least - first) if old[-1 - n] != new[-1 - n]), least - first)
    found = {n: n for n in range(first)} | {len(old) - 1 - n: len(new) - 1 - n for n in range(last)}
    ours, theirs = (_once(some, range(first, len(some) - last)) for some in (old, new))
    return found | {n: theirs[words] for words, n in ours.items() if words in theirs}


def _once(pieces: Sequence[str], among: range) -> dict[str, int]:
    found: dict[str, int] = {}
    twice: set[str] = set()
    for n in among:
        if found.setdefault(pieces[n], n) != n:
            twice.add(pieces[n])
    return {words: n for words, n in found.items() if words not in twice}


def _within(old: str, new: str, at: int) -> int:
    """The place in a piece that was changed: counted from the end that it shares with what it was, at most its end."""
    least = min(len(old), len(new))
    first = next((n for n in range(least) if old[n] != new[n]), least)
    last = next((n for n in range(least - first) if old[-1 - n] != new[-1 - n]), least - first)
    if at >= len(old) - last:
        return len(new) - (len(old) - at)
    return min(at, max(first, len(new) - last))


@dataclass(frozen=True)
class Change:
    """What became of a pack while it was on the screen."""

    before: Pack
    pack: Pack
    paths: Mapping[str, str]
    """Where each source is now, by the path it had; those that are gone are missing."""
    quotes: Mapping[str, str | None] = field(default_factory=dict)
    """The ids of the quotations that are called otherwise now, by the ids they had; None for one that is gone."""
    shifts: Mapping[str, Shift] = field(default_factory=dict)
    """Of the sources whose text is another one, by the paths they had."""
    differs: bool = True
    """Whether anything is another one."""

    @cached_property
    def gone(self) -> tuple[str, ...]:
        """The paths of the sources that are no longer there, or cannot be read any more."""
        return tuple(a.path for a in self.before.articles if a.path not in self.paths)

    @cached_property
    def new(self) -> tuple[str, ...]:
        """The paths of the sources that were not there."""
        known = {*self.paths.values()}
        return tuple(a.path for a in self.pack.articles if a.path not in known)

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The paths of the sources with other bytes."""
        then, now = self.before.by_path, self.pack.by_path
        return tuple(to for path, to in self.paths.items() if then[path].source.sha256 != now[to].source.sha256)

    @cached_property
    def moved(self) -> tuple[str, ...]:
        """The paths of the sources whose files have other names."""
        return tuple(to for path, to in self.paths.items() if path != to)

    @cached_property
    def bytes_(self) -> Mapping[str, str]:
        """Where the sources are now, by their sha256."""
        return {a.source.sha256: a.path for a in self.pack.articles}

    def path(self, path: str) -> str | None:
        """Where a source is that stood at this path; None where it is gone."""
        known = self.before.by_path.get(path)
        if known is not None:
            return self.paths.get(known.path)
        return path if path in self.pack.by_path else None

    def offset(self, path: str, offset: int) -> int:
        """Where the words at an offset are now, in the source that stood at this path."""
        shift = self.shifts.get(path)
        return shift.of(offset) if shift is not None else offset

    def quote(self, quote: str | None) -> str | None:
        """What the quotation of this id is called now; None where it is gone."""
        return self.quotes.get(quote, quote) if quote else None

    @property
    def said(self) -> str:
        """In words: `2 sources changed, 1 new: read again`."""
        counts = (
            (len(self.changed), "changed"),
            (len(self.new), "new"),
            (len(self.moved), "under another name"),
            (len(self.gone), "gone"),
        )
        told = [f"{n} {what}" for n, what in counts if n]
        if told:
            n, _, what = told[0].partition(" ")
            told[0] = f"{n} source{'s' * (n != '1')} {what}"
        elif self.before.unread != self.pack.unread:
            told = ["what cannot be read has changed"]
        else:
            told = ["pack.toml changed"]
        return f"{', '.join(told)}: read again"


def change(before: Pack, now: Pack) -> Change:
    """What of a pack is another one now. Takes its time where much is: for a thread."""
    paths = gathered.whereabouts(before.articles, now.articles)
    quotes: dict[str, str | None] = {}
    shifts: dict[str, Shift] = {}
    for old in before.articles:
        if old.path not in paths:
            quotes |= dict.fromkeys(q.id for q in (*old.quotes, *old.indirect))
            continue
        new = now.by_path[paths[old.path]]
        if new.text != old.text:
            shifts[old.path] = Shift(old, new)
        elif new.passages == old.passages and new.key == old.key:
            continue
        for was, is_ in ((old.quotes, new.quotes), (old.indirect, new.indirect)):
            quotes |= _called(was, is_, shifts.get(old.path))
    then, there = ((p.title, p.articles, p.unread, p.notes) for p in (before, now))
    return Change(before, now, paths, quotes, shifts, then != there)


def _called(old: Iterable[Quote], new: Iterable[Quote], shift: Shift | None) -> dict[str, str | None]:
    """The ids that quotations have now, where they are others; None for those that are gone."""
    there = {q.span: q.id for q in new}
    ids: dict[str, str | None] = {}
    for quote in old:
        span = shift.span(quote.span) if shift is not None else quote.span
        ids[quote.id] = there.get(span) if span is not None else None
    return {was: now for was, now in ids.items() if was != now}


# --- the desk ---


def gone_over(desk: Desk, to: Change) -> Desk:
    """The desk on the pack as it was read again: everything where it was, as far as it is still there."""
    statement, row, column, entry = _cursors(desk)
    open_ = tuple(there for path in desk.open if (there := to.path(path)) is not None)
    here = to.path(desk.path)
    over = replace(
        desk,
        pack=to.pack,
        work=_work(desk.work, to),
        past=tuple(_work(work, to) for work in desk.past),
        future=tuple(_work(work, to) for work in desk.future),
        open=open_ or tuple(a.path for a in to.pack.articles[:1]),
        focus=open_.index(here) if here is not None else 0,
        places={there: _place(to, path, place) for path, place in desk.places.items() if (there := to.path(path))},
        jumps=tuple(_stops(to, desk.jumps)),
        ahead=tuple(_stops(to, desk.ahead)),
        chosen=tuple(there for path in desk.chosen if (there := to.path(path))),
        answer=_answer(to, desk.answer) if desk.answer is not None else None,
        like=_like(to, desk.like) if desk.like is not None else None,
        folded=frozenset(there for path in desk.folded if (there := to.path(path))),
        unfolded=frozenset(now for quote in desk.unfolded if (now := to.quote(quote))),
        unrolled={to.paths[p]: spans for p, spans in desk.unrolled.items() if p in to.paths and p not in to.shifts},
        mended=frozenset(there for path in desk.mended if (there := to.path(path))),
        proof=_proof(to, desk.proof) if desk.proof is not None else None,
        selection=None,
        said=to.said,
    )
    over = replace(over, hit=_hit(to, desk, over.answer), column=_column(desk, to))
    if statement is not None:
        over = replace(
            over, statement=_nth([s.id for s in moves.statements(over)], to.quote(statement), desk.statement)
        )
    if row is not None or column is not None:
        matrix = charted.matrix(over)
        over = replace(
            over,
            row=_nth([s.id for s in matrix.statements], to.quote(row), desk.row),
            across=_nth([c.path for c in matrix.columns], to.path(column or ""), desk.across),
        )
    if entry is not None:
        over = replace(over, dated=_nth([e.path for e in charted.timeline(over).entries], to.path(entry), desk.dated))
    return _viewed(desk, over, here)


def _viewed(desk: Desk, over: Desk, here: str | None) -> Desk:
    """The view that is left: of a text that is gone the list of sources, of a comparison with one text left that text."""
    if here is None and desk.path and desk.view in ("read", "compare"):
        name = PurePosixPath(desk.path).name
        unread = next((u.reason for u in over.pack.unread if u.source.path == desk.path), "")
        what = f"cannot be read any more: {unread}" if unread else "is no longer in the pack"
        kept = "; what was clipped of it stays" if any(c.source == desk.path for c in desk.work.clips) else ""
        return replace(over, view="sources", trail=(), said=f"{name} {what}{kept}")
    view: View = "read" if desk.view == "compare" and len(over.open) < 2 else desk.view
    trail = tuple(v for v in over.trail if v != view and (v != "compare" or len(over.open) > 1))
    return replace(over, view=view, trail=trail)


def _cursors(desk: Desk) -> tuple[str | None, str | None, str | None, str | None]:
    """What the ledger, the coverage (its statement, its source) and the timeline have their cursors on, where these were moved."""
    here = moves.current(desk) if desk.statement or desk.view == "quotes" else None
    charting = desk.row or desk.across or desk.view == "coverage"
    row, column = (charted.current(desk), charted.column(desk)) if charting else (None, None)
    entry = charted.entry(desk) if desk.dated or desk.view == "timeline" else None
    return (
        here.id if here is not None else None,
        row.id if row is not None else None,
        column.path if column is not None else None,
        entry.path if entry is not None else None,
    )


def _nth(names: Sequence[str], name: str | None, otherwise: int) -> int:
    return names.index(name) if name in names else max(0, min(otherwise, len(names) - 1))


def _column(desk: Desk, to: Change) -> int | None:
    """The column of the ledger that has the cursor: that of the same source."""
    if desk.column is None:
        return None
    path = to.path(desk.pack.articles[desk.column].path)
    return next((n for n, a in enumerate(to.pack.articles) if a.path == path), None)


def _place(to: Change, path: str, place: Place) -> Place:
    unit = "" if path in to.shifts else place.unit
    return Place(to.offset(path, place.offset), to.quote(place.quote), unit)


def _stops(to: Change, stops: Iterable[Stop]) -> Iterable[Stop]:
    """The places to go back to, but those in sources that are gone."""
    for stop in stops:
        open_ = tuple(there for path in stop.open if (there := to.path(path)) is not None)
        here = to.path(stop.path)
        if here is not None:
            view: View = stop.view if len(open_) > 1 else "read"
            yield Stop(view, open_, open_.index(here), _place(to, stop.path, stop.place))


# --- the search ---


def _answer(to: Change, answer: Answer) -> Answer:
    """The hits whose words still stand there, until it is asked again."""
    return replace(answer, hits=tuple(there for hit in answer.hits if (there := _moved_hit(to, hit)) is not None))


def _moved_hit(to: Change, hit: Hit) -> Hit | None:
    path = to.path(hit.source)
    if path is None:
        return None
    shift = to.shifts.get(hit.source)
    span = shift.span(hit.span) if shift is not None else hit.span
    passage = next((p for p in to.pack.by_path[path].passages if p.span == span), None)
    if span is None or passage is None:
        return None
    by = span.start - hit.span.start
    marks = tuple(Span(mark.start + by, mark.stop + by) for mark in hit.marks)
    return replace(hit, source=path, passage=passage.n, span=span, marks=marks)


def _hit(to: Change, desk: Desk, answer: Answer | None) -> int:
    """Which hit has the cursor: the same one, else the next that is left."""
    if desk.answer is None or answer is None:
        return 0
    left = sum(_moved_hit(to, hit) is not None for hit in desk.answer.hits[: desk.hit])
    return max(0, min(left, len(answer.hits) - 1))


def _like(to: Change, like: Like) -> Like | None:
    """The passage that others like it were searched for, while its words are still there."""
    old, path = to.before.by_path.get(like.path), to.path(like.path)
    passage = old.by_number.get(like.passage) if old is not None else None
    if passage is None or path is None:
        return None
    there = _moved_hit(to, Hit(like.path, like.passage, passage.span, (), 0))
    return Like(path, there.passage, like.query) if there is not None else None


# --- what is checked, and what the user made ---


def _proof(to: Change, proof: Proof) -> Proof:
    """A text whose quotations are to be checked anew: what was said of other words, or of a source that is gone, is not shown."""
    return replace(proof, judged=tuple(_judged(to, one) for one in proof.judged), checked=False)


def _judged(to: Change, one: Judged) -> Judged:
    spots = (one.spot, *one.also)
    if all(spot is None or (to.path(spot.source) == spot.source and spot.source not in to.shifts) for spot in spots):
        return one
    return Judged(one.span, "awaited", one.sources, one.speaker)


def _work(work: Work, to: Change) -> Work:
    """The user's work with the places of sources that were moved or changed; the very same where there are none."""
    if not (to.shifts or to.moved or to.new):
        return work

    def where(path: str, sha256: str = "") -> str:
        known, now = to.before.by_path.get(path), to.pack.by_path.get(path)
        there = to.paths.get(known.path) if known is not None else to.bytes_.get(sha256) if now is None else None
        return path if there is None or (now is not None and now.path == there) else there

    def moved(one: Kept) -> Kept:
        there = where(one.source, one.sha256)
        return one if there == one.source else replace(one, source=there)

    made = replace(
        work,
        clips=tuple(map(moved, work.clips)),
        speakers=_same({name: moved(one) for name, one in work.speakers.items()}, work.speakers),
        names=_same({c._replace(source=where(c.source)): name for c, name in work.names.items()}, work.names),
        rulings=_same({name: moved(one) for name, one in work.rulings.items()}, work.rulings),
        marks={letter: (where(path), to.offset(path, at)) for letter, (path, at) in work.marks.items()},
        places={where(path): to.offset(path, at) for path, at in work.places.items()},
    )
    return _same(made, work)


def _same(made: T, before: T) -> T:
    """What was there where it is no other one: so it is known to be the same without being compared."""
    return before if made == before else made
