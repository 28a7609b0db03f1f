"""What is open, where the cursor is, what is put aside: one frozen value, and the moves on it.

A move takes a desk and gives a desk. It knows no widget and never waits; what needs the width of the screen (a line, a
page) is the pane's business, which then says where the cursor is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Literal, NamedTuple

from index.model import Answer, Article, Dropped, Link, Order, Passage, Quote, Row, Span
from index.pack import Pack
from reader import people
from reader import statements as known
from reader.journal import Work
from reader.lately import Lately
from reader.people import Tag, Voice
from reader.proof import Proof
from reader.runs import Run, folded, run_at
from reader.statements import Lens, Sifted, Statement, Versions, in_order

Detail = Literal["words", "both", "none"]
"""Which differing words are marked: of passages that are mostly the same, of all that correspond, of none."""
View = Literal["sources", "search", "read", "compare", "quotes", "briefing", "coverage", "timeline", "check"]
PANES = 4
"""Sources that can stand side by side."""
MEASURES = (48, 80)
"""The shortest and the longest line, in cells."""
MOST_REMEMBERED = 100
"""Searches, command lines and commands each that can be had again."""
MOST_JUMPS = 100
"""Places that can be gone back to."""
SCOPES = ("", "only:quotes", "only:headlines")
ORDERS: Mapping[str, tuple[str, ...]] = {
    "quotes": ("speaker", "source", "spread"),
    "sources": ("pack", "date", "words"),
    "coverage": ("spread", "speaker", "source"),
}
RANKED: Mapping[Order, str] = {"relevance": "best first", "date": "newest first", "source": "by source"}
"""The orders of the hits, with what people call them."""
RANKINGS: tuple[Order, ...] = tuple(RANKED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cursor is in a source: an offset (code points), and the quotation it is on, if it is on one."""

    offset: int = 0
    quote: str | None = None
    unit: Literal["", "word", "sentence"] = ""
    """What of the text is lit there: the last move went from word to word, or from sentence to sentence."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place in a text that one jumped away from: the view it was read in, the panes, and the cursor."""

    view: View
    open: tuple[str, ...]
    focus: int
    place: Place

    @property
    def path(self) -> str:
        """The source that had the cursor."""
        return self.open[self.focus]


class Like(NamedTuple):
    """A passage that others like it are searched for."""

    path: str
    passage: int
    query: str
    """Its telling words, with which what is searched begins as long as it is these that are searched for."""


@dataclass(frozen=True)
class Desk:
    """All that the screen shows follows from this."""

    pack: Pack
    work: Work
    view: View = "sources"
    trail: tuple[View, ...] = ()
    """The views that `back` leads through, the latest last."""
    open: tuple[str, ...] = ()
    """Paths of the sources in the panes, left first."""
    focus: int = 0
    """Which of them has the cursor."""
    places: Mapping[str, Place] = field(default_factory=dict)
    jumps: tuple[Stop, ...] = ()
    """Where one jumped from, the latest last."""
    ahead: tuple[Stop, ...] = ()
    """Where one came back from, the nearest last."""
    chosen: tuple[str, ...] = ()
    """Paths of sources marked for comparing."""
    selection: Span | None = None
    turned: bool = False
    """Whether it is the beginning of the selection that moves, rather than its end."""
    query: str = ""
    scope: str = ""
    ranking: Order = "relevance"
    """The order of the hits."""
    answer: Answer | None = None
    like: Like | None = None
    """The passage that others like it were searched for last."""
    hit: int = 0
    """Which of the answer's passages is under the cursor."""
    lit: bool = False
    """Whether the hits are lit in the texts."""
    folded: frozenset[str] = frozenset()
    """Paths of the sources whose hits are folded away in the list."""
    orders: Mapping[str, str] = field(default_factory=lambda: {view: order[0] for view, order in ORDERS.items()})
    statement: int = 0
    lens: Lens = field(default_factory=Lens)
    """What the ledger is narrowed to."""
    column: int | None = None
    """Which source's column has the cursor in the ledger, counted in the order of the pack; None: no one's."""
    row: int = 0
    """Which statement has the cursor in the coverage."""
    across: int = 0
    """Which of the sources that have a column there has it."""
    dated: int = 0
    """Which source has the cursor in the timeline."""
    reported: bool = False
    """Whether speech that is told without quotation marks is shown, too."""
    unfolded: frozenset[str] = frozenset()
    """First quotation ids of the statements whose versions are open."""
    item: int = 0
    """Which clip is under the cursor in the briefing."""
    proof: Proof | None = None
    """The text whose quotations are checked; None until one was asked for."""
    file_checked: str = ""
    """The file that was checked last; empty for none."""
    removed: bool = False
    unrolled: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    """By the sources' paths, the runs of pieces left out that were opened: the stretch each took then."""
    mended: frozenset[str] = frozenset()
    """Paths of the sources that are shown as they were meant, where they were decoded wrongly once."""
    detail: Detail = "words"
    sync: bool = True
    listed: bool | None = None
    """Whether the source list stands beside the text; None: as the width allows."""
    zen: bool = False
    measure: int = 66
    history: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What was typed or chosen before, newest first: `search`es, `order`s after a colon, `command`s by their names."""
    past: tuple[Work, ...] = ()
    future: tuple[Work, ...] = ()
    said: str = ""
    """What the last move has to say, in a line."""

    @property
    def path(self) -> str:
        """The source that has the cursor; empty in a pack without any."""
        return self.open[self.focus] if self.open else ""

    @property
    def article(self) -> Article | None:
        """The article that has the cursor."""
        return self.pack.by_path.get(self.path)

    @property
    def partners(self) -> tuple[Article, ...]:
        """The articles in the other panes, from left to right."""
        return tuple(self.pack.by_path[path] for n, path in enumerate(self.open) if n != self.focus)

    @property
    def place(self) -> Place:
        """The cursor in the source that has it."""
        return self.places.get(self.path, Place())

    @property
    def dropped(self) -> Dropped | None:
        """The piece left out that is under the cursor, where such pieces are shown."""
        article, offset = self.article, self.place.offset
        if article is None or not self.removed:
            return None
        at = bisect_right(article.dropped, offset, key=lambda d: d.span.start) - 1
        return article.dropped[at] if at >= 0 and offset < article.dropped[at].span.stop else None

    @property
    def run(self) -> Run | None:
        """The folded run of pieces left out that is under the cursor."""
        article = self.article
        if article is None or not self.removed:
            return None
        here = run_at(article, self.place.offset)
        return here if here in folded(article, self.unrolled.get(self.path, ())) else None

    @property
    def passage(self) -> Passage | None:
        """The passage under the cursor; none where that is on a piece left out."""
        if self.article is None or self.dropped is not None:
            return None
        return passage_at(self.article, self.place.offset)

    @property
    def quote(self) -> Quote | None:
        """The quotation under the cursor."""
        here, article, passage = self.place.quote, self.article, self.passage
        if here is None or article is None or passage is None:
            return None
        return next((q for q in _by_passage(article, True).get(passage.n, ()) if q.id == here), None)


def passage_at(article: Article, offset: int) -> Passage | None:
    """The passage at an offset of the text: the one that holds it, else the last that begins before it."""
    at = bisect_right(article.by_place, offset, key=lambda p: p.span.start) - 1
    return article.by_place[max(at, 0)] if article.passages else None


def nothing_here(desk: Desk, do: str) -> str:
    """Why nothing under the cursor can be clipped, copied, selected (`do`)."""
    return "left out of the article: R puts it back" if desk.dropped else f"nothing to {do} here"


def speaker_of(desk: Desk, quote: Quote) -> Voice:
    """Who said it and whether that is certain; what the user put right counts."""
    return people.of(desk.pack, desk.work).who(quote)


def refitted(desk: Desk, pack: Pack) -> Desk:
    """The desk on a pack whose articles have other passages by now: every place stays, quotations are known by their new ids.

    Of the hits those stay whose passages do.
    """
    now = [pack.by_path[a.path] for a in desk.pack.articles if pack.by_path[a.path].passages != a.passages]
    ids: dict[str, str | None] = {}
    for article in now:
        old, told = (
            desk.pack.by_path[article.path],
            [{q.span: q.id for q in qs} for qs in (article.quotes, article.indirect)],
        )
        for quotes, new in zip((old.quotes, old.indirect), told, strict=True):
            ids |= {q.id: new.get(q.span) for q in quotes}

    def placed(place: Place) -> Place:
        return replace(place, quote=ids.get(place.quote, place.quote)) if place.quote else place

    return replace(
        desk,
        pack=pack,
        places={path: placed(place) for path, place in desk.places.items()},
        jumps=tuple(replace(stop, place=placed(stop.place)) for stop in desk.jumps),
        ahead=tuple(replace(stop, place=placed(stop.place)) for stop in desk.ahead),
        unfolded=frozenset(ids.get(id_) or id_ for id_ in desk.unfolded),
        answer=answered(pack, desk.answer) if desk.answer is not None else None,
        selection=None if now else desk.selection,
    )


def answered(pack: Pack, answer: Answer) -> Answer:
    """An answer with those of its hits whose passages the pack has, by the numbers they have now; a phrase found is one hit."""
    there = {h.source for h in answer.hits if h.source in pack.by_path}
    numbers = {path: {p.span: p.n for p in pack.by_path[path].passages} for path in there}
    hits = tuple(
        replace(h, passage=numbers[h.source][h.span]) for h in answer.hits if h.span in numbers.get(h.source, ())
    )
    if _PHRASE.search(answer.query):
        hits = tuple(replace(h, marks=_joined(pack.by_path[h.source].text, h.marks)) for h in hits)
    return answer if hits == answer.hits else replace(answer, hits=hits)


_PHRASE = re.compile(r'"[^"\s]+\s[^"]*[^"\s]')
_APART = 3
"""Characters between two words of a phrase at most: a comma, a mark, a blank."""


def _joined(text: str, marks: Iterable[Span]) -> tuple[Span, ...]:
    """Marks that only blanks and punctuation part, as one."""
    out: list[Span] = []
    for mark in sorted(marks):
        gap = text[out[-1].stop : mark.start] if out and mark.start - out[-1].stop <= _APART else None
        if gap is not None and not any(c.isalnum() for c in gap):
            out[-1] = Span(out[-1].start, mark.stop)
        else:
            out.append(mark)
    return tuple(out)


def ruled_otherwise(before: Desk, after: Desk) -> bool:
    """Whether the user has put back or left out a piece between two desks, or taken that back."""
    return before.work.rulings is not after.work.rulings and before.work.rulings != after.work.rulings


def renamed(before: Desk, after: Desk) -> bool:
    """Whether the user has said something of speakers between two desks, or taken it back."""
    return before.work.speakers is not after.work.speakers or before.work.names is not after.work.names


def tags(desk: Desk) -> Mapping[str, Tag]:
    """How each speaker is shown all over the pack."""
    return people.of(desk.pack, desk.work).tags


def quotes_of(desk: Desk, article: Article) -> tuple[Quote, ...]:
    """The quotations of an article that are shown: those in marks, and where the user wants it what is told without."""
    return in_order(article, desk.reported)


def quoted(desk: Desk, article: Article) -> Mapping[int, tuple[Quote, ...]]:
    """The same by the numbers of their passages, in the order of the text."""
    return _by_passage(article, desk.reported)


def _grouped(article: Article, reported: bool) -> Mapping[int, tuple[Quote, ...]]:
    found: dict[int, list[Quote]] = {}
    for quote in sorted(in_order(article, reported), key=lambda q: q.span):
        found.setdefault(quote.passage, []).append(quote)
    return {n: tuple(quotes) for n, quotes in found.items()}


_by_passage: Lately[Mapping[int, tuple[Quote, ...]]] = Lately(_grouped)


# The ledger


def all_statements(desk: Desk) -> tuple[Statement, ...]:
    """Every statement of the pack, in the order the user chose for the ledger."""
    return known.statements(desk.pack, people.of(desk.pack, desk.work), desk.orders["quotes"], desk.reported)


def versions(desk: Desk) -> Versions:
    """How each source prints each statement."""
    return known.versions(desk.pack, people.of(desk.pack, desk.work), all_statements(desk))


def sifted(desk: Desk) -> Sifted:
    """What the ledger shows of the statements, and how many there would be otherwise."""
    found = versions(desk)
    if desk.lens.spread == "drift" and found.drifting is None:
        found.look_at_all()
    return known.sifted(desk.pack, all_statements(desk), found.drifting, desk.lens)


def statements(desk: Desk) -> tuple[Statement, ...]:
    """The statements that the ledger shows."""
    return sifted(desk).statements


def current(desk: Desk) -> Statement | None:
    """The statement under the cursor of the ledger."""
    shown = statements(desk)
    return shown[min(desk.statement, len(shown) - 1)] if shown else None


def version_here(desk: Desk) -> tuple[Quote, ...]:
    """The quotations of the statement under the cursor in the source of the chosen column, else in the first that prints it."""
    here = current(desk)
    if here is None:
        return ()
    chosen = here.of(desk.pack.articles[desk.column].path) if desk.column is not None else ()
    return chosen or here.of(here.first.source)


# Going somewhere


def went(desk: Desk, view: View) -> Desk:
    """Another view, with the way back kept."""
    if view == desk.view:
        return desk
    trail = tuple(v for v in (*desk.trail, desk.view) if v != view)
    return replace(desk, view=view, trail=trail, selection=None)


def back(desk: Desk) -> Desk | None:
    """The view before; None on the first one."""
    if not desk.trail:
        return None if desk.view == "sources" else replace(desk, view="sources", selection=None)
    return replace(desk, view=desk.trail[-1], trail=desk.trail[:-1], selection=None)


def put(desk: Desk, path: str, place: Place) -> Desk:
    """The cursor of one source elsewhere."""
    return replace(desk, places={**desk.places, path: place})


def at(desk: Desk, offset: int, quote: str | None = None) -> Desk:
    """The cursor of the source in focus elsewhere; where two texts go together, the other one follows by content."""
    desk = put(desk, desk.path, Place(offset, quote))
    return followed(desk)


def leaving(desk: Desk) -> Desk:
    """The place under the cursor kept as one to come back to, as every jump does before it goes."""
    if not desk.open:
        return desk
    here = _stop(desk)
    kept = desk.jumps if desk.jumps and _same(desk.jumps[-1], here) else (*desk.jumps, here)
    return replace(desk, jumps=kept[-MOST_JUMPS:], ahead=())


def jumped(desk: Desk, offset: int, quote: str | None = None) -> Desk:
    """As `at`, and the place left can be gone back to."""
    return at(leaving(desk), offset, quote)


def jumped_to(desk: Desk, path: str, offset: int, quote: str | None = None) -> Desk:
    """A place of any source, from any view, as a jump: in compare it stays beside the other text."""
    desk = leaving(desk)
    desk = desk if desk.view == "compare" else went(desk, "read")
    return at(opened(desk, path), offset, quote)


def jump_back(desk: Desk) -> Desk:
    """The place jumped from last, in whichever source and view it is."""
    if not desk.jumps:
        return replace(desk, said="no place to go back to")
    return _stopped(replace(desk, jumps=desk.jumps[:-1], ahead=(*desk.ahead, _stop(desk))), desk.jumps[-1])


def jump_forward(desk: Desk) -> Desk:
    """The place that was last come back from."""
    if not desk.ahead:
        return replace(desk, said="no place to go forward to")
    return _stopped(replace(desk, jumps=(*desk.jumps, _stop(desk)), ahead=desk.ahead[:-1]), desk.ahead[-1])


def jump_between(desk: Desk) -> Desk:
    """The place jumped from last, and from there this one again."""
    if not desk.jumps:
        return replace(desk, said="no place to go back to")
    return _stopped(replace(desk, jumps=(*desk.jumps[:-1], _stop(desk))), desk.jumps[-1])


def _stop(desk: Desk) -> Stop:
    return Stop(desk.view if desk.view == "compare" else "read", desk.open, desk.focus, desk.place)


def _same(a: Stop, b: Stop) -> bool:
    return (a.path, a.place.offset) == (b.path, b.place.offset)


def _stopped(desk: Desk, stop: Stop) -> Desk:
    desk = went(desk, stop.view)
    desk = replace(desk, open=stop.open, focus=stop.focus, selection=None, said="")
    return followed(put(desk, stop.path, stop.place))


def opened(desk: Desk, path: str) -> Desk:
    """That source in the pane that has the cursor; if it is in another pane, the cursor goes there.

    Where one text is read, it is not set beside those that stood beside another one.
    """
    if path in desk.open:
        return replace(desk, focus=desk.open.index(path))
    if desk.view != "compare":
        return replace(desk, open=(path,), focus=0, selection=None)
    panes = list(desk.open) or [path]
    panes[desk.focus] = path
    return replace(desk, open=tuple(panes), selection=None)


def paths(desk: Desk) -> list[str]:
    """The sources in the order of the list."""
    articles = list(desk.pack.articles)
    if desk.orders["sources"] == "date":
        articles.sort(key=lambda a: a.masthead.date.value if a.masthead.date else "9999")
    elif desk.orders["sources"] == "words":
        articles.sort(key=lambda a: -sum(p.span.stop - p.span.start for p in a.passages))
    return [a.path for a in articles]


def stepped(desk: Desk, by: int) -> Desk:
    """Another source of the list."""
    order = paths(desk)
    if not order:
        return desk
    here = order.index(desk.path) if desk.path in order else 0
    return replace(desk, open=(order[max(0, min(here + by, len(order) - 1))],), focus=0)


# Side by side


class Counterpart(NamedTuple):
    """A passage of another open source that answers one of the source in focus."""

    article: Article
    n: int
    row: Row
    side: Literal[0, 1]
    """Whether the source in focus is the row's `a` (0) or its `b` (1)."""


def rows_of(pack: Pack, a: Article, b: Article) -> tuple[Row, ...]:
    """The passages of two articles side by side; none while that takes longer than a key may, and is not done yet."""
    return pack.rows(a.key, b.key) if pack.aligned(a.key, b.key) else ()


def beside(desk: Desk) -> list[tuple[Article, tuple[Row, ...], Literal[0, 1]]]:
    """Each other open source, its rows with the one in focus, and which side of them that is: the pane further left is `a`."""
    here = desk.article
    found: list[tuple[Article, tuple[Row, ...], Literal[0, 1]]] = []
    for n, path in enumerate(desk.open):
        there = desk.pack.by_path[path]
        if here is not None and n < desk.focus:
            found.append((there, rows_of(desk.pack, there, here), 1))
        elif here is not None and n > desk.focus:
            found.append((there, rows_of(desk.pack, here, there), 0))
    return found


def counterparts(desk: Desk, n: int) -> list[Counterpart]:
    """What answers passage `n` of the source in focus in the other open ones, from left to right, the surest of each first."""
    found = []
    for there, rows, side in beside(desk):
        here = [row for row in rows if (row.a, row.b)[side] == n]
        for row in sorted(here, key=lambda row: -row.certainty):
            number = (row.a, row.b)[1 - side]
            if number is not None:
                found.append(Counterpart(there, number, row, side))
    return found


def unaligned(desk: Desk) -> list[tuple[str, str]]:
    """The pairs of sources, by their keys, that this desk needs side by side and that are yet to be aligned."""
    if desk.view != "compare":
        return []
    keys = [desk.pack.by_path[path].key for path in desk.open]
    return [pair for pair in combinations(keys, 2) if not desk.pack.aligned(*pair)]


def followed(desk: Desk) -> Desk:
    """The other texts with their cursors on the counterparts of the passage under the cursor, where they have one."""
    passage = desk.passage
    if desk.view != "compare" or not desk.sync or passage is None:
        return desk
    linked = {other(link, desk.quote.id) for link in desk.pack.links(desk.quote.id)} if desk.quote else set()
    done: set[str] = set()
    for there, n, _, _ in counterparts(desk, passage.n):
        if there.path not in done:
            done.add(there.path)
            quote = next((q for q in there.quotes if q.id in linked and q.passage == n), None)
            to = quote.span.start if quote else there.by_number[n].span.start
            desk = put(desk, there.path, Place(to, quote.id if quote else None))
    return desk


def other(link: Link, quote: str) -> str:
    """The end of a link that is not `quote`."""
    return link.b if link.a == quote else link.a


# Moving in a text


def step(stops: list[tuple[int, str | None]], here: int, by: int) -> tuple[int, str | None] | None:
    """Of places in rising order, each with a quotation's id, the first behind (by 1) or before (by -1) an offset."""
    later = [s for s in stops if s[0] > here] if by > 0 else [s for s in reversed(stops) if s[0] < here]
    return later[0] if later else None


def next_passage(desk: Desk, by: int = 1) -> Desk:
    """The passage after (by 1) or before (by -1); where removed text is shown, the piece."""
    article = desk.article
    if article is None:
        return desk
    stops: list[tuple[int, str | None]] = [(p.span.start, None) for p in article.passages]
    if desk.removed:
        away = {n for run in folded(article, desk.unrolled.get(desk.path, ())) for n in range(run.first + 1, run.stop)}
        stops += [(d.span.start, None) for n, d in enumerate(article.dropped) if n not in away]
    stops.sort()
    here = max((s for s, _ in stops if s <= desk.place.offset), default=stops[0][0] if stops else 0)
    to = step(stops, here, by)
    return at(desk, to[0]) if to else replace(desk, said="the last passage" if by > 0 else "the first passage")


def next_quote(desk: Desk, by: int = 1) -> Desk:
    """The quotation after (by 1) or before (by -1) in the source in focus; from the last, the first again."""
    quotes = quotes_of(desk, desk.article) if desk.article else ()
    if not quotes:
        return replace(desk, said="no quotation in this source")
    return to_quote(desk, quotes, by)


def to_quote(desk: Desk, quotes: Iterable[Quote], by: int) -> Desk:
    """The next (by 1) or the previous (by -1) of these quotations of the source in focus; from the last, the first again."""
    quotes = sorted(quotes, key=lambda q: q.span)
    here = desk.place.offset if desk.place.quote else desk.place.offset - (by > 0)
    to = step([(q.span.start, q.id) for q in quotes], here, by)
    if to is None:
        q = quotes[0] if by > 0 else quotes[-1]
        said = "from the first again" if by > 0 else "from the last again"
        return replace(jumped(desk, q.span.start, q.id), said=said if len(quotes) > 1 else "the only one")
    return jumped(desk, *to)


# Small choices


def remembered(desk: Desk, kind: str, said: str) -> Desk:
    """With what was typed or chosen as the newest of its kind; nothing stands in a history twice."""
    said = said.strip()
    if not said:
        return desk
    others = [s for s in desk.history.get(kind, ()) if s != said]
    return replace(desk, history={**desk.history, kind: (said, *others)[:MOST_REMEMBERED]})


def measured(desk: Desk, by: int) -> Desk:
    """Longer or shorter lines."""
    measure = max(MEASURES[0], min(desk.measure + by, MEASURES[1]))
    return replace(desk, measure=measure, said=f"lines of {measure}")


def reordered(desk: Desk) -> Desk:
    """Another order of what is listed in this view."""
    if desk.view == "search":
        ranking = RANKINGS[(RANKINGS.index(desk.ranking) + 1) % len(RANKINGS)]
        return replace(desk, ranking=ranking, said=f"order: {RANKED[ranking]}")
    if desk.view not in ORDERS:
        return desk
    choices = ORDERS[desk.view]
    to = choices[(choices.index(desk.orders[desk.view]) + 1) % len(choices)]
    return replace(desk, orders={**desk.orders, desk.view: to}, statement=0, row=0, said=f"order: {to}")


def unfolded(desk: Desk) -> Desk:
    """The versions of the statement under the cursor opened, or closed."""
    statement = current(desk)
    return replace(desk, unfolded=desk.unfolded ^ {statement.id}) if statement else desk
