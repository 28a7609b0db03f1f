"""What is open, where the cursor is, what is put aside: one frozen value, and the moves on it.

A move takes a desk and gives a desk. It knows no widget and never waits; what needs the width of the screen (a line, a
page) is the pane's business, which then says where the cursor is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from index.engine import Order
from index.model import Answer, Article, Link, Passage, Quote, Row, Span
from index.pack import Pack
from reader import people
from reader import statements as known
from reader.journal import Work
from reader.people import Tag, Voice
from reader.statements import Lens, Sifted, Statement, Versions, in_order

View = Literal["sources", "search", "read", "compare", "quotes", "briefing"]
MEASURES = (48, 80)
"""The shortest and the longest line, in cells."""
MOST_JUMPS = 100
"""Places that can be gone back to."""
SCOPES = ("", "only:quotes", "only:headlines")
ORDERS: Mapping[str, tuple[str, ...]] = {
    "quotes": ("speaker", "source", "spread"),
    "sources": ("pack", "date", "words"),
}
RANKINGS: tuple[Order, ...] = get_args(Order)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cursor is in a source: an offset (code points), and the quotation it is on, if it is on one."""

    offset: int = 0
    quote: str | None = None


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
    query: str = ""
    scope: str = ""
    ranking: Order = "relevance"
    """The order of the hits."""
    answer: Answer | None = None
    hit: int = 0
    """Which of the answer's passages is under the cursor."""
    lit: bool = False
    """Whether the hits are lit in the texts."""
    orders: Mapping[str, str] = field(default_factory=lambda: {view: order[0] for view, order in ORDERS.items()})
    statement: int = 0
    lens: Lens = field(default_factory=Lens)
    """What the ledger is narrowed to."""
    column: int | None = None
    """Which source's column has the cursor in the ledger, counted in the order of the pack; None: no one's."""
    reported: bool = False
    """Whether speech that is told without quotation marks is shown, too."""
    unfolded: frozenset[str] = frozenset()
    """First quotation ids of the statements whose versions are open."""
    item: int = 0
    """Which clip is under the cursor in the briefing."""
    removed: bool = False
    detail: bool = True
    sync: bool = True
    listed: bool | None = None
    """Whether the source list stands beside the text; None: as the width allows."""
    zen: bool = False
    measure: int = 66
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
    def partner(self) -> Article | None:
        """The article in the other pane."""
        return self.pack.by_path.get(self.open[1 - self.focus]) if len(self.open) > 1 else None

    @property
    def place(self) -> Place:
        """The cursor in the source that has it."""
        return self.places.get(self.path, Place())

    @property
    def passage(self) -> Passage | None:
        """The passage under the cursor."""
        return passage_at(self.article, self.place.offset) if self.article else None

    @property
    def quote(self) -> Quote | None:
        """The quotation under the cursor."""
        here, article = self.place.quote, self.article
        if here is None or article is None:
            return None
        return next((q for q in (*article.quotes, *article.indirect) if q.id == here), None)


def passage_at(article: Article, offset: int) -> Passage | None:
    """The passage at an offset of the text: the one that holds it, else the last that begins before it."""
    at = bisect_right(article.passages, offset, key=lambda p: p.span.start) - 1
    return article.passages[max(at, 0)] if article.passages else None


def speaker_of(desk: Desk, quote: Quote) -> Voice:
    """Who said it and whether that is certain; what the user put right counts."""
    return people.of(desk.pack, desk.work).who(quote)


def renamed(before: Desk, after: Desk) -> bool:
    """Whether the user has said something of speakers between two desks, or taken it back."""
    return before.work.speakers is not after.work.speakers or before.work.names is not after.work.names


def tags(desk: Desk) -> Mapping[str, Tag]:
    """How each speaker is shown all over the pack."""
    return people.of(desk.pack, desk.work).tags


def quotes_of(desk: Desk, article: Article) -> tuple[Quote, ...]:
    """The quotations of an article that are shown: those in marks, and where the user wants it what is told without."""
    return in_order(article, desk.reported)


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
    """That source in the pane that has the cursor; if it is in the other pane, the cursor goes there."""
    if path in desk.open:
        return replace(desk, focus=desk.open.index(path))
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


# Comparing


def rows(desk: Desk) -> tuple[Row, ...]:
    """The passages of the source in focus beside those of its partner: `a` is the source in focus."""
    here, there = desk.article, desk.partner
    return rows_of(desk.pack, here, there) if here and there else ()


def rows_of(pack: Pack, a: Article, b: Article) -> tuple[Row, ...]:
    """The passages of two articles side by side; none while that takes longer than a key may, and is not done yet."""
    return pack.rows(a.key, b.key) if pack.aligned(a.key, b.key) else ()


def unaligned(desk: Desk) -> list[tuple[str, str]]:
    """The pairs of sources, by their keys, that this desk needs side by side and that are yet to be aligned."""
    if desk.view != "compare" or len(desk.open) < 2:
        return []
    keys = [desk.pack.by_path[path].key for path in desk.open]
    return [(a, b) for a, b in (keys, keys[::-1]) if not desk.pack.aligned(a, b)]


def counterpart(desk: Desk, n: int) -> Row | None:
    """The row of passage `n` of the source in focus."""
    return next((r for r in rows(desk) if r.a == n), None)


def followed(desk: Desk) -> Desk:
    """The other text with its cursor on the counterpart of the passage under the cursor, if it has one."""
    there, passage = desk.partner, desk.passage
    if desk.view != "compare" or not desk.sync or there is None or passage is None:
        return desk
    row = counterpart(desk, passage.n)
    if row is None or row.b is None:
        return desk
    quote = None
    if desk.quote is not None:
        links = [other(link, desk.quote.id) for link in desk.pack.links(desk.quote.id)]
        quote = next((q for q in there.quotes if q.id in links), None)
    to = quote.span.start if quote and quote.passage == row.b else there.by_number[row.b].span.start
    return put(desk, there.path, Place(to, quote.id if quote else None))


def other(link: Link, quote: str) -> str:
    """The end of a link that is not `quote`."""
    return link.b if link.a == quote else link.a


def best_partner(desk: Desk) -> str | None:
    """The source to set beside the one in focus: one marked for it, one that prints this quotation, else the most akin."""
    here = desk.article
    others = [a for a in desk.pack.articles if here is None or a.path != here.path]
    if here is None or not others:
        return None
    chosen = [p for p in desk.chosen if p != here.path]
    if chosen:
        return chosen[-1]
    quote = desk.quote or next((q for q in here.quotes if desk.passage and q.passage == desk.passage.n), None)
    for wanted in ([quote] if quote else []), here.quotes:
        counted: dict[str, int] = {}
        for q in wanted:
            for link in desk.pack.links(q.id):
                path = desk.pack.quote(other(link, q.id)).source
                counted[path] = counted.get(path, 0) + 1
        if counted:
            return max(counted, key=lambda path: counted[path])
    order = [a.path for a in desk.pack.articles]
    return order[(order.index(here.path) + 1) % len(order)]


def compared(desk: Desk) -> Desk:
    """Two sources side by side, the one in focus first."""
    if len(desk.pack.articles) < 2:
        return replace(desk, said="there is only one source to read")
    left, right = desk.path, desk.open[1 - desk.focus] if len(desk.open) > 1 else None
    if len(desk.chosen) == 2:
        left, right = desk.chosen
    right = right or best_partner(desk)
    if right is None:
        return desk
    return followed(went(replace(desk, open=(left, right), focus=0, chosen=()), "compare"))


def aligned(desk: Desk) -> Desk:
    """`=`: beside its counterpart, level with it; where the other source has none, that is said."""
    desk = compared(desk) if desk.view != "compare" else followed(replace(desk, sync=True))
    passage, there = desk.passage, desk.partner
    row = counterpart(desk, passage.n) if passage else None
    if there is not None and (row is None or row.b is None):
        return replace(desk, said=f"only here: {there.key} has no counterpart of this passage")
    return desk


def other_source(desk: Desk) -> Desk:
    """Another source in the pane that has the cursor."""
    order = paths(desk)
    free = [p for p in order if p not in desk.open]
    if not free:
        return replace(desk, said="no other source to show")
    after = order.index(desk.path)
    path = next((p for p in free if order.index(p) > after), free[0])
    panes = list(desk.open)
    panes[desk.focus] = path
    return followed(replace(desk, open=tuple(panes)))


def swapped(desk: Desk) -> Desk:
    """The two sources with their sides changed; the cursor stays with its source."""
    return replace(desk, open=desk.open[::-1], focus=1 - desk.focus) if len(desk.open) > 1 else desk


def other_pane(desk: Desk) -> Desk:
    """The cursor in the other source."""
    return replace(desk, focus=1 - desk.focus, selection=None) if len(desk.open) > 1 else desk


def chosen(desk: Desk) -> Desk:
    """The source under the cursor marked for comparing, or not any more; the last two marked count."""
    if desk.path in desk.chosen:
        return replace(desk, chosen=tuple(p for p in desk.chosen if p != desk.path))
    picked = (*desk.chosen, desk.path)[-2:]
    said = "= sets the two marked sources side by side" if len(picked) == 2 else "mark another one, then ="
    return replace(desk, chosen=picked, said=said)


# Moving in a text


def _step(stops: list[tuple[int, str | None]], here: int, by: int) -> tuple[int, str | None] | None:
    later = [s for s in stops if s[0] > here] if by > 0 else [s for s in reversed(stops) if s[0] < here]
    return later[0] if later else None


def next_passage(desk: Desk, by: int = 1) -> Desk:
    """The passage after (by 1) or before (by -1); where removed text is shown, the piece."""
    article = desk.article
    if article is None:
        return desk
    stops: list[tuple[int, str | None]] = [(p.span.start, None) for p in article.passages]
    if desk.removed:
        stops += [(d.span.start, None) for d in article.dropped]
    stops.sort()
    here = max((s for s, _ in stops if s <= desk.place.offset), default=stops[0][0] if stops else 0)
    to = _step(stops, here, by)
    return at(desk, to[0]) if to else replace(desk, said="the last passage" if by > 0 else "the first passage")


def next_quote(desk: Desk, by: int = 1) -> Desk:
    """The quotation after (by 1) or before (by -1) in the source in focus; from the last, the first again."""
    quotes = quotes_of(desk, desk.article) if desk.article else ()
    if not quotes:
        return replace(desk, said="no quotation in this source")
    return _to_quote(desk, list(quotes), by)


def next_shared(desk: Desk, by: int = 1) -> Desk:
    """The next quotation that both sources print."""
    article, there = desk.article, desk.partner
    if article is None or there is None:
        return desk
    theirs = {q.id for q in there.quotes}
    shared = [q for q in article.quotes if any(other(link, q.id) in theirs for link in desk.pack.links(q.id))]
    if not shared:
        return replace(desk, said=f"no quotation stands in both {article.key} and {there.key}")
    return _to_quote(desk, shared, by)


def _to_quote(desk: Desk, quotes: list[Quote], by: int) -> Desk:
    quotes = sorted(quotes, key=lambda q: q.span)
    here = desk.place.offset if desk.place.quote else desk.place.offset - (by > 0)
    to = _step([(q.span.start, q.id) for q in quotes], here, by)
    if to is None:
        q = quotes[0] if by > 0 else quotes[-1]
        said = "from the first again" if by > 0 else "from the last again"
        return replace(jumped(desk, q.span.start, q.id), said=said if len(quotes) > 1 else "the only one")
    return jumped(desk, *to)


def next_row(desk: Desk, wanted: Callable[[Row], bool], what: str, by: int = 1) -> Desk:
    """The next passage of the source in focus whose row is `wanted`."""
    article = desk.article
    if article is None or desk.partner is None:
        return replace(desk, said="nothing is set beside this source: F4")
    stops = sorted((article.by_number[r.a].span.start, None) for r in rows(desk) if r.a is not None and wanted(r))
    passage = desk.passage
    here = passage.span.start if passage else 0
    to = _step(list(stops), here, by)
    return jumped(desk, *to) if to else replace(desk, said=f"no {what} {'below' if by > 0 else 'above'}")


def next_only(desk: Desk, by: int = 1) -> Desk:
    """The next passage that only the source in focus has: of the two side by side, or in the pack as far as it is aligned."""
    if desk.view == "compare":
        return next_row(desk, lambda r: r.b is None, "passage only here", by)
    article = desk.article
    if article is None:
        return desk
    shared = {q.passage for q in article.quotes if desk.pack.links(q.id)}
    for key in (a.key for a in desk.pack.articles if desk.pack.known(article.key, a.key)):
        shared |= {r.a for r in desk.pack.rows(article.key, key) if r.a is not None and r.b is not None}
    stops: list[tuple[int, str | None]] = [(p.span.start, None) for p in article.passages if p.n not in shared]
    passage = desk.passage
    to = _step(stops, passage.span.start if passage else 0, by)
    return jumped(desk, *to) if to else replace(desk, said=f"no passage only here {'below' if by > 0 else 'above'}")


NEIGHBOURS = 40
"""Sources that a passage is looked for in before it is called `only here`: those with the most quotations in common."""


def neighbours(desk: Desk) -> list[tuple[str, str]]:
    """The pairs, by their keys, of the source in focus with those it is most akin to that are yet to be aligned."""
    article = desk.article
    if article is None:
        return []
    common = Counter(desk.pack.quote(other(x, q.id)).source for q in article.quotes for x in desk.pack.links(q.id))
    others = sorted((a for a in desk.pack.articles if a.path != article.path), key=lambda a: -common[a.path])
    pairs = [(article.key, a.key) for a in others[:NEIGHBOURS]]
    return [pair for pair in pairs if not desk.pack.known(*pair)]


def next_difference(desk: Desk, by: int = 1) -> Desk:
    """The next passages that differ by some words."""
    return next_row(desk, lambda r: r.b is not None and bool(r.differences), "difference", by)


# Hits


def stream(desk: Desk) -> list[tuple[str, Span]]:
    """Every hit of the search, source by source."""
    if desk.answer is None:
        return []
    order = {a.path: n for n, a in enumerate(desk.pack.articles)}
    found = [(h.source, m) for h in desk.answer.hits for m in h.marks]
    return sorted((f for f in found if f[0] in order), key=lambda f: (order[f[0]], f[1]))


def at_hit(desk: Desk) -> Desk:
    """The passage under the cursor in the hits, in the pane that has the cursor."""
    if desk.answer is None or not desk.answer.hits:
        return desk
    hit = desk.answer.hits[min(desk.hit, len(desk.answer.hits) - 1)]
    start = hit.marks[0].start if hit.marks else hit.span.start
    return put(opened(desk, hit.source), hit.source, Place(start))


def next_hit(desk: Desk, by: int = 1) -> Desk:
    """The next hit; after the last one of a source the first of the next, after the last of all the first.

    In the list of hits the next passage of the list.
    """
    if desk.view == "search" and desk.answer is not None and desk.answer.hits:
        return replace(desk, hit=(desk.hit + by) % len(desk.answer.hits))
    hits = stream(desk)
    if not hits:
        return replace(desk, said="no hits: ^f searches all sources")
    order = {a.path: n for n, a in enumerate(desk.pack.articles)}
    here = (order.get(desk.path, 0), desk.place.offset)
    placed = [(order[path], span.start) for path, span in hits]
    if by > 0:
        to = next((n for n, p in enumerate(placed) if p > here), 0)
    else:
        to = next((n for n in reversed(range(len(placed))) if placed[n] < here), len(placed) - 1)
    path, span = hits[to]
    desk = replace(at(opened(leaving(desk), path), span.start), lit=True)
    return replace(desk, said="from the first hit again" if by > 0 and to == 0 and len(hits) > 1 else "")


def hit_here(desk: Desk) -> tuple[int, int]:
    """Which hit the cursor is on, counted from 1 (0: on none), and how many there are."""
    hits = stream(desk)
    here = [n for n, (path, span) in enumerate(hits, 1) if path == desk.path and span.start == desk.place.offset]
    return (here[0] if here else 0), len(hits)


# Small choices


def measured(desk: Desk, by: int) -> Desk:
    """Longer or shorter lines."""
    measure = max(MEASURES[0], min(desk.measure + by, MEASURES[1]))
    return replace(desk, measure=measure, said=f"lines of {measure}")


def reordered(desk: Desk) -> Desk:
    """Another order of what is listed in this view."""
    if desk.view == "search":
        ranking = RANKINGS[(RANKINGS.index(desk.ranking) + 1) % len(RANKINGS)]
        return replace(desk, ranking=ranking, said=f"order: {ranking}")
    if desk.view not in ORDERS:
        return desk
    choices = ORDERS[desk.view]
    to = choices[(choices.index(desk.orders[desk.view]) + 1) % len(choices)]
    return replace(desk, orders={**desk.orders, desk.view: to}, statement=0, said=f"order: {to}")


def removed(desk: Desk) -> Desk:
    """What was left out of the source in focus, in its place; or not any more."""
    if desk.removed or desk.article is None:
        return replace(desk, removed=False)
    n = len(desk.article.dropped)
    return replace(desk, removed=True, said="" if n else "nothing was left out of this source")


def unfolded(desk: Desk) -> Desk:
    """The versions of the statement under the cursor opened, or closed."""
    statement = current(desk)
    return replace(desk, unfolded=desk.unfolded ^ {statement.id}) if statement else desk
