"""Finding: the search of all sources while it is typed, words in one source, letters to jump to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from textual import on
from textual.widgets import Input

from index.model import Answer
from reader import aside, facets, hits
from reader import desk as moves
from reader.beside import FIRST_HITS, MOST_HITS, SOON
from reader.desk import Like, Place
from reader.facets import Facet
from reader.paint import Piece
from reader.panes import search
from reader.panes.frame import Field
from reader.panes.source import SourceSheet
from reader.scrolling import Scrolling
from reader.shown import Choice, Option

LABELS = "asdfjklghqwertyuiopzxcvbnmASDFJKLGHQWERTYUIOPZXCVBNM"
"""Letters to jump to, those under the fingers first."""
PATIENCE = 0.3
"""Seconds without a key after which the rest of the hits is fetched."""


def codes(n: int) -> list[str]:
    """So many labels, none the beginning of another one: letters, and where they do not suffice the last ones with a second.

    >>> codes(3), codes(54)[49:]
    (['a', 's', 'd'], ['X', 'C', 'V', 'Ba', 'Bs'])
    """
    firsts = max(0, -(-(n - len(LABELS)) // (len(LABELS) - 1)))
    alone, before = LABELS[: len(LABELS) - firsts], LABELS[len(LABELS) - firsts :]
    return [*alone, *(a + b for a in before for b in LABELS)][:n]


class Finding(Scrolling):
    """Asks the index, and goes to what it found."""

    def do_search(self) -> None:
        """The field, from wherever: what stands in it is selected, so that what is typed takes its place."""
        self.show_desk(moves.went(self.desk, "search"))
        self.shown.in_results = False
        field = self.query_one("#field", Field)
        self.paint()
        self.set_focus(field)  # at once: letters may be on their way
        field.action_select_all()
        answer = self.desk.answer
        if answer is not None and answer.query.strip() != self._asked(self.desk.query):
            self.ask_engine(self.desk.query)  # found in one source only, by /

    def _asked(self, query: str) -> str:
        """What the engine is asked for `query` in the scope of the desk."""
        return f"{self.desk.scope} {query}".strip()

    do_search_here = do_search
    do_to_field = do_search

    def leave_field(self) -> None:
        """Keys go to the text again; what was searched is remembered."""
        if self.shown.desk is not None and self.desk.view == "search":
            self.shown.desk = moves.remembered(self.desk, "search", self.desk.query)
        self.set_focus(None)
        self.shown.in_results = False

    def esc_from_search(self) -> None:
        """Back to where the search was called from, the search kept."""
        self.leave_field()
        self.show_desk(moves.back(self.desk) or replace(self.desk, view="sources"))

    @on(Input.Changed, "#field")
    def _typed(self, event: Input.Changed) -> None:
        if self.shown.desk is None or event.value == self.desk.query:
            return
        self.shown.desk = replace(self.desk, query=event.value, said="")
        self.call_after_refresh(self.ask_engine, event.value)

    def ask_engine(self, query: str) -> None:
        """Ask what holds `query`, if it still is what is searched."""
        if query == self.desk.query:
            self._beside.search(self.desk, FIRST_HITS, self._found)

    def _found(self, query: str, answer: Answer | None) -> None:
        if self.shown.desk is None or query != self.desk.query:
            return  # something else has been typed since
        if answer is not None:
            answer = moves.answered(self.desk.pack, answer)
        self.shown.desk = replace(self.desk, answer=answer, hit=0, lit=answer is not None, folded=frozenset())
        self.paint()
        self.record()
        if answer is not None:
            self._go_on(answer, FIRST_HITS)

    def _go_on(self, answer: Answer, limit: int) -> None:
        """Have asked again what was answered with at most `limit` hits, where that is not all.

        Soon, while there are sources that were not looked through; for the rest of the hits once nothing more is typed.
        """
        if answer.searched is not None:
            self.set_timer(SOON, lambda: self.ask_again(answer, limit))
        elif answer.total > len(answer.hits) and limit < MOST_HITS:
            self.set_timer(PATIENCE, lambda: self.ask_again(answer, MOST_HITS))

    def ask_again(self, answer: Answer, limit: int) -> None:
        """Ask once more what `answer` answers, if that is what is shown and searched; the cursor stays on its hit."""

        def anew(query: str, now: Answer | None) -> None:
            if self.shown.desk is not None and now is not None and query == self.desk.query:
                now = moves.answered(self.desk.pack, now)
                self.shown.desk = hits.renewed(self.desk, now)
                self.paint()
                self._go_on(now, limit)

        desk = self.shown.desk
        if desk is not None and desk.answer is answer and answer.query.strip() == self._asked(desk.query):
            self._beside.search(desk, limit, anew)

    @on(Input.Submitted, "#field")
    def _entered(self) -> None:
        self.do_open_hit()

    def do_hit_down(self) -> None:
        self._in_field(1)

    def do_hit_up(self) -> None:
        self._in_field(-1)

    def do_hits_down(self) -> None:
        self._in_field(5)

    def do_hits_up(self) -> None:
        self._in_field(-5)

    def _in_field(self, by: int) -> None:
        """Move in the hits without leaving the field; where nothing is searched, to the earlier searches."""
        if self.desk.query.strip():
            self.to_hit(self.desk.hit + by)
        else:
            self.do_history()

    def do_to_hits(self) -> None:
        if not self.desk.answer or not self.desk.answer.hits:
            self.say("nothing found to go to")
            return
        self.leave_field()
        self.shown.in_results = True
        self.paint()

    def do_open_hit(self) -> None:
        desk = self.desk
        if desk.answer is None or not desk.answer.hits:
            self.say("nothing found to open")
            return
        if self.view == "search" and desk.answer.corrected:
            self.search_for(f"{desk.answer.corrected.strip()} ")  # a whole word, not one that is being typed
            return
        self.leave_field()
        desk = self.desk
        self.show_desk(hits.at_hit(moves.went(replace(moves.leaving(desk), lit=True), "read")))

    def do_scope(self) -> None:
        at = moves.SCOPES.index(self.desk.scope) + 1
        scope = moves.SCOPES[at % len(moves.SCOPES)]
        self.show_desk(replace(self.desk, scope=scope, said=f"searching {scope.removeprefix('only:') or 'all text'}"))
        self.ask_engine(self.desk.query)

    def do_history(self) -> None:
        """The earlier searches, newest first, to choose one from."""
        self.shown.desk = moves.remembered(self.desk, "search", self.desk.query)
        earlier = self.desk.history.get("search", ())
        if not earlier:
            self.say("no earlier search")
            return

        def again(query: str) -> Callable[[], None]:
            return lambda: self.search_for(query)

        self.choose(
            "Earlier searches", "search", [Option(q, (Piece("  "), Piece(q, "bright")), again(q)) for q in earlier]
        )

    def do_clear(self) -> None:
        self.shown.desk = moves.remembered(self.desk, "search", self.desk.query)
        self.query_one("#field", Field).value = ""

    # --- narrowing ---

    def do_facets(self) -> None:
        """Sources, publishers, speakers, months, languages of what is searched, to narrow it to one or to widen it again."""
        desk, answer = self.desk, self.desk.answer
        if answer is None or answer.facets is None:
            self.say("nothing is searched that could be narrowed")
            return
        known = facets.publishers(desk.pack)
        queries: dict[str, str] = {
            kind: f"{desk.scope} {facets.without(desk.query, kind, known)}".strip()
            for kind in facets.FIELDS
            if facets.narrowing(desk.query, kind, known)
        }

        title = "Narrow the search to"
        self.choose(title, "only", self._facets(answer.facets))

        def counted(counts: Mapping[str, Mapping[str, int]]) -> None:
            over = self.shown.over
            if self.desk.answer is answer and isinstance(over, Choice) and over.title == title:
                options = self._facets({**(answer.facets or {}), **counts})
                over = replace(over, options=tuple(options))
                self.shown.over = replace(over, at=max(over.at, 0) if over.found else -1)
                self.paint()

        if queries:  # what the others of its kind would bring
            self._beside.count(queries, hits.left_out(desk), counted)

    def _facets(self, counts: Mapping[str, Mapping[str, int]]) -> list[Option]:
        """What the search may be narrowed to, each to be chosen."""

        def narrowed(facet: Facet) -> Callable[[], None]:
            return lambda: self.narrow_to(facet)

        shown = (
            (search.facet_option(self.desk, facet, self.over_width), facet) for facet in facets.found(self.desk, counts)
        )
        return [Option(name, pieces, narrowed(facet)) for (name, pieces), facet in shown]

    def narrow_to(self, facet: Facet) -> None:
        """The search narrowed to what a facet says, or widened again; the cursor stays where it is."""
        query = facets.toggled(self.desk.query, facet, facets.publishers(self.desk.pack))
        self.fill_field(query)
        said = f"no longer only {facet.name}" if facet.on else f"only {facet.name}"
        self.shown.desk = replace(self.desk, query=query, said=said)
        self.paint()
        self.ask_engine(query)

    def search_for(self, query: str) -> None:
        """Search all sources for `query`: it stands in the field, to be gone on with."""
        self.do_search()
        self.fill_field(query)
        self.shown.desk = replace(self.desk, query=query, said="")
        self.ask_engine(query)

    def fill_field(self, query: str) -> None:
        """Have `query` stand in the field, as if it had been typed before."""
        field = self.query_one("#field", Field)
        with self.prevent(Input.Changed):
            field.value = query
        field.action_end()

    def do_search_this(self) -> None:
        """Light what is under the cursor in all sources, and stay."""
        words = " ".join(aside.sought(self.desk).split()[:12]).strip(" ,.;:!?\"“”'")
        if not words:
            self.say("no word here to search for")
            return
        query = f'"{words}"'.replace('"“', '"').replace('”"', '"') if " " in words else f"{words} "
        self.show_desk(moves.remembered(replace(self.desk, query=query, scope="", like=None), "search", query))

        def found(asked: str, answer: Answer | None) -> None:
            if answer is not None and asked == self.desk.query:
                answer = moves.answered(self.desk.pack, answer)
                self.show_desk(hits.lit(replace(self.desk, selection=None), query, answer))
                self._go_on(answer, MOST_HITS)

        self._beside.search(self.desk, MOST_HITS, found)

    def do_like(self) -> None:
        """List the passages like the one under the cursor, best first: its telling words stand in the field, to be changed."""
        there = hits.at_hit(self.desk) if self.view == "results" else self.desk
        article, passage = there.article, there.passage
        if article is None or passage is None:
            self.say(moves.nothing_here(there, "find others like"))
            return
        if not self._beside.ready:
            self.say("the search is being made ready: in a moment")
            return

        def found(query: str, answer: Answer | None) -> None:
            if self.desk.said != looking:
                return  # another key was pressed since
            like = Like(article.path, passage.n, query)
            way_back = "^r has the search before" if self.desk.view == "search" else "q leads back"
            said = f"like {article.key}¶{passage.n}: its telling words stand in the field · {way_back}"
            desk = moves.remembered(self.desk, "search", self.desk.query)
            desk = replace(desk, query=query, scope="", ranking="relevance", like=like)
            desk = replace(desk, hit=0, folded=frozenset(), said=said)
            if answer is None or not answer.total:
                self.say("no other passage is like this one")
                return
            answer = moves.answered(desk.pack, answer)
            desk = desk if desk.view == "search" else moves.went(moves.leaving(desk), "search")
            self.show_desk(moves.remembered(replace(desk, answer=answer, lit=True), "search", query))
            self.fill_field(query)
            self.query_one("#field", Field).action_home()
            self.set_focus(None)
            self.shown.in_results = True
            self.paint()
            self._go_on(answer, FIRST_HITS)

        looking = f"looking for passages like {article.key}¶{passage.n} …"
        self.say(looking)
        self._beside.like(article.path, passage.n, FIRST_HITS, found)

    def do_labels(self) -> None:
        """A letter, or two, at each passage and quotation in view, in whichever pane; the next keys go to one of them."""
        stops = list(self._stops())
        if not stops:
            self.say("no passage begins in view")
            return
        self.shown.labels = dict(zip(stops, codes(len(stops)), strict=True))
        self.shown.prefix = "f"
        self.paint()

    def _stops(self) -> Mapping[tuple[str, str], tuple[int, str | None]]:
        """What may be jumped to, by the path of its source and a name of its own: its offset, and the quotation's id."""
        return {
            (path, name): (offset, quote)
            for path, page in self.text_pages()
            if isinstance(page.sheet, SourceSheet)
            for name, offset, quote in page.sheet.stops(page.top, page.size.height)
        }

    def to_label(self, typed: str) -> None:
        """Go where the letters typed so far stand; while more must follow, only the labels that begin so are shown."""
        labels, self.shown.labels = self.shown.labels, {}
        stops = self._stops()
        left = {stop: label for stop, label in labels.items() if label.startswith(typed) and stop in stops}
        to = next((stop for stop, label in left.items() if label == typed), None)
        if to is not None:
            self.show_desk(moves.jumped_to(self.desk, to[0], *stops[to]))
            return
        if left:
            self.shown.labels, self.shown.prefix = left, f"f{typed}"
        elif typed != "esc":
            self.shown.desk = replace(self.desk, said=f"nothing has the letter {typed}")
        self.paint()

    def do_find(self) -> None:
        article, start = self.desk.article, self.desk.place.offset
        if article is None:
            return
        left = moves.leaving(self.desk)

        def found(answer: Answer) -> None:
            here = tuple(h for h in moves.answered(self.desk.pack, answer).hits if h.source == article.path)
            answer = replace(answer, hits=here, total=len(here), corrected=None)
            desk = moves.put(replace(self.desk, answer=answer, lit=True, hit=0), article.path, Place(start))
            marks = [span for _, span in hits.stream(desk)]
            to = next((m for m in marks if m.start >= start), marks[0] if marks else None)
            if to is not None:
                desk = replace(moves.at(desk, to.start), jumps=left.jumps, ahead=left.ahead)
            n, total = hits.hit_here(desk)
            self.show_desk(
                replace(desk, said=f"{n} of {total} · n N next, previous" if total else "not in this source")
            )

        def typed(text: str) -> None:
            if text.strip():
                self.shown.desk = replace(self.desk, query=text)
                self._beside.find(text, article, found)
            else:
                self.show_desk(replace(self.desk, lit=False))

        self.ask("/", "", typed, typed, "find")
