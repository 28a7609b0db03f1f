"""Search in the flow, as one types it: from anywhere, narrowed, corrected, had again, and walked through all sources."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.engine import Searcher
from index.model import Answer
from index.pack import open_pack, searcher
from index.query import FIELDS
from reader import beside, hits
from reader.facets import Facet
from reader.page import Page
from reader.panes import search
from reader.panes.frame import Field
from reader.panes.search import FacetLine
from tests.conftest import LERVIK, SEEDS
from tests.hands import Reader, reading
from tests.test_app import BRIEFING, FIELD, RESULTS, Typed, begin_again, hands_on

PACK = LERVIK / "sources"

# --- from anywhere ---

ANYWHERE: dict[str, Sequence[str]] = {
    "the list": (),
    "a text": ("F3",),
    "two texts": ("F4",),
    "the ledger": ("F5",),
    "the briefing": BRIEFING,
    "the field itself": FIELD,
    "the hits": RESULTS,
    "a note": (*BRIEFING, "e"),
    "finding in a text": ("F3", "/"),
    "the command line": ("F3", ":"),
    "all commands": ("F3", "^p"),
    "the help": ("F3", "?"),
    "a filter of the help": ("F3", "?", "/"),
    "a source card": ("F3", "i"),
    "an outline": ("F3", "t"),
    "a choice of speakers": ("F5", "p"),
    "earlier searches": (*FIELD, "^r"),
    "facets": (*RESULTS, "f"),
    "a key that waits": ("F3", "g"),
    "letters to jump to": ("F3", "f"),
    "a selection": ("F3", "]", "v"),
}


async def test_the_search_is_reached_from_everywhere(library: Path) -> None:
    """^f leads to the field from every view, line, card and choice, what stood in it selected: what is typed takes its place."""
    failed = []
    async with reading(SEEDS) as reader:
        start = reader.desk
        for name, lead in ANYWHERE.items():
            await begin_again(reader, start)
            await hands_on(reader, lead)
            await reader.press("^f")
            await reader.type("sum")
            await reader.until(lambda: reader.answered, name)
            shown = reader.screen.shown
            if (reader.view, reader.desk.query, shown.over, shown.question, shown.prefix) != (
                "search",
                "sum",
                None,
                None,
                "",
            ):
                failed.append(f"{name}:\n{reader.text()}")
    assert not failed, "\n\n".join(failed)


async def test_what_stands_in_the_field_may_be_gone_on_with(library: Path) -> None:
    """Right or end first, then letters: the query goes on from where it was; the answer stays on the screen meanwhile."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, ("F2", Typed("south"), "enter", "^f"))
        assert "hits" in reader.text()
        await reader.press("end")
        await reader.type(" oss")
        await reader.until(lambda: reader.answered)
        assert reader.desk.query == "south oss"


async def test_finding_here_is_searched_everywhere_by_the_field(library: Path) -> None:
    """After / in one source, ^f has its words in the field and their hits in all sources."""
    async with reading(SEEDS) as reader:
        await reader.press("F3", "/")
        await reader.type("georgia")
        await reader.press("enter")
        await reader.until(lambda: reader.desk.answer is not None)
        await reader.press("^f")
        await reader.until(lambda: reader.answered and len({h.source for h in reader.desk.answer.hits}) == 2)


# --- the stream ---


@pytest.mark.parametrize("view", ["F3", "F4"])
async def test_which_hit_it_is_always_stands_in_the_foot(view: str, library: Path) -> None:
    """In one text and in several: while hits are lit, where one is among them, whatever else is said; esc puts both out."""
    async with reading(PACK, (80, 24)) as reader:
        await hands_on(reader, ("F2", Typed("ferry"), "enter", view, "n", "N"))
        n, total = hits.hit_here(reader.desk)
        assert n
        for key in ("n", "n", "c", "N", "S", "n"):
            await reader.press(key)
            n, total = hits.hit_here(reader.desk)
            assert f"hit {n} of {total}" in reader.status
        await reader.press("j", "j")
        assert f"{total} hits" in reader.status or f"of {total}" in reader.status
        await reader.press("esc", "esc")
        assert "hit" not in reader.status


async def test_hits_are_lit_in_every_open_text(library: Path) -> None:
    """Two texts side by side: the words found are lit in both."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, ("F2", Typed("ossetia"), "enter", "F4"))
        for name in ("left", "right"):
            sheet = reader.screen.pane(name).page.sheet
            lit = [
                p.text for y in range(sheet.height) for p in sheet.line(y, 0).pieces if p.role in ("hit", "hit-here")
            ]
            assert any(text.casefold().startswith("ossetia") for text in lit), name


async def test_the_word_under_the_cursor_is_lit_everywhere(library: Path) -> None:
    """* stays in the text: the word is lit in all sources, counted, and n goes on from here; ^f lists them."""
    async with reading(PACK) as reader:
        await reader.press("F3", "}", "right", "right")
        there = reader.desk.place.offset
        await reader.press("*")
        await reader.until(lambda: reader.desk.lit)
        assert (reader.view, reader.desk.place.offset) == ("read", there)
        assert "n N walk them" in reader.status
        n, total = hits.hit_here(reader.desk)
        assert n
        await reader.press("n")
        assert hits.hit_here(reader.desk) == (n % total + 1, total)
        await reader.press("^f")
        assert reader.view == "search"
        assert reader.desk.answer is not None
        assert "hit" in reader.text()


async def test_a_phrase_under_the_cursor_is_found_as_if_it_were_typed(library: Path) -> None:
    """* on a quotation: each place where its words stand is one hit, lit as one, and ^f lists what typing it does."""
    async with reading(SEEDS) as reader:
        await reader.press("F3", "]", "*")
        await reader.until(lambda: reader.desk.lit)
        query, answer = reader.desk.query, reader.desk.answer
        assert query.startswith('"')
        assert answer is not None
        assert hits.hit_here(reader.desk)[1] == len(answer.hits) == 2
        assert "2 hits in 2 sources" in reader.status
        await hands_on(reader, ("F2", "^u", Typed(query)))
        assert reader.desk.answer is not None
        assert reader.desk.answer.hits == answer.hits


# --- narrowing ---


async def test_a_search_is_narrowed_and_widened_by_keys(library: Path) -> None:
    """F in the hits: sources, speakers, months with counts; enter takes one, another one joins it, again takes it out."""
    async with reading(PACK) as reader:
        await hands_on(reader, ("F2", Typed("ferry"), "tab"))
        every = reader.desk.answer.total
        await reader.press("f")
        assert reader.row("▌   source ").split()[-1].isdigit()
        await reader.type("source O")
        await reader.press("enter")
        await reader.until(lambda: reader.answered)
        assert (reader.desk.query, reader.view) == ("ferry in:O ", "results")
        assert "+O" in reader.text()
        some = reader.desk.answer.total
        assert 0 < some < every
        await reader.press("f")
        await reader.type("source N")
        await reader.until(lambda: "source    N" in reader.text(), "what the other sources would bring")
        await reader.press("enter")
        await reader.until(lambda: reader.answered)
        assert reader.desk.query == "ferry in:O OR in:N "
        assert some < reader.desk.answer.total < every
        for letter in "ON":
            await reader.press("f")
            await reader.type(f"source {letter}")
            await reader.press("enter")
            await reader.until(lambda: reader.answered)
        assert reader.desk.query == "ferry "
        assert reader.desk.answer.total == every


async def _press(reader: Reader, page: Page, x: int, y: int, *, times: int = 1) -> None:
    page.post_message(Page.Pressed(page, x, y, times))
    await reader.settle()


async def test_a_search_is_narrowed_by_the_mouse(library: Path) -> None:
    """A press on a letter under the field narrows to it, another one widens; a double press on a line of the choice takes it."""
    async with reading(PACK) as reader:
        await hands_on(reader, ("F2", Typed("ferry")))
        page = reader.screen.page("facets")
        sheet = page.sheet
        assert isinstance(sheet, FacetLine)
        at = {facet.name: (start, facet) for start, _, facet in sheet._at}
        x, facet = at["N"]
        row = reader.row("sort")
        assert row[x : x + 1] == "N"
        await _press(reader, page, x, 0)
        await reader.until(lambda: reader.answered and reader.desk.query == "ferry in:N ")
        await _press(reader, page, reader.row("sort").index("+N"), 0)
        await reader.until(lambda: reader.answered and reader.desk.query == "ferry ")
        await reader.press("tab", "f")
        options = reader.screen.shown.over.found
        await _press(reader, reader.screen.over_pane().page, 5, 2, times=2)
        await reader.until(lambda: reader.answered and "in:" in reader.desk.query)
        assert reader.screen.shown.question is None
        assert options[2].name.split()[1] in reader.desk.query.upper()
        assert isinstance(facet, Facet)


@pytest.fixture
def papers(library: Path, tmp_path: Path) -> Path:
    """Four sources of two publishers, one of them in Swedish."""
    folder = tmp_path / "papers"
    folder.mkdir()
    english = "The ferry left port at six in the morning, and nobody on board knew that it would not be back."
    swedish = "Fartyget var sent och ingen i port visste när det skulle komma eller vem som var ombord på det."
    toml = ""
    for name, paper, body in (
        ("a", "Post", english),
        ("b", "Post", swedish),
        ("c", "Daily Sun", english),
        ("d", "Daily Sun", english),
    ):
        (folder / f"{name}.txt").write_text(f"Of {name}\n\n{body}\n", encoding="utf-8")
        toml += f'[sources."{name}.txt"]\nkey = "{name.upper()}"\npublisher = "{paper}"\n'
    (folder / "pack.toml").write_text(toml, encoding="utf-8")
    return folder


async def test_a_search_is_narrowed_to_a_publisher_and_a_language(papers: Path) -> None:
    """Both are offered with their counts, under the field and by f, and come together with a source."""
    async with reading(papers) as reader:
        await hands_on(reader, ("F2", Typed("port"), "tab"))
        assert "from Daily Sun 2  Post 2    lang en 3  sv 1" in reader.text()
        await reader.press("f")
        assert " ".join(reader.row("language").split()).startswith("language en English 3")
        await hands_on(reader, (Typed("swed"), "enter"))
        await reader.until(lambda: reader.answered)
        assert (reader.desk.query, reader.desk.answer.total) == ("port lang:sv ", 1)
        for name, query, total in (
            ("English", "port lang:sv OR lang:en ", 4),
            ("publisher Daily", 'port lang:sv OR lang:en in:"Daily Sun" ', 2),
            ("source C", 'port lang:sv OR lang:en in:"Daily Sun" in:C ', 1),
        ):
            await hands_on(reader, ("f", Typed(name)))
            await reader.until(lambda: reader.screen.shown.over.found, name)
            await reader.press("enter")
            await reader.until(lambda: reader.answered)
            assert (reader.desk.query, reader.desk.answer.total) == (query, total)


# --- the order ---


async def test_the_order_stands_under_the_field_and_is_kept(library: Path) -> None:
    """Changed while one types, in the hits or by the mouse, it is shown at the right end, holds for other words and the next start."""

    async def changed(reader: Reader, how: Awaitable[None], said: str) -> None:
        before = reader.desk.answer
        await how
        assert reader.row(f"sort {said}").rstrip().endswith(said)
        await reader.until(lambda: reader.desk.answer is not before)

    async with reading(PACK, (80, 24)) as reader:
        await hands_on(reader, ("F2", Typed("ferry")))
        assert reader.row("sort best first").rstrip().endswith("sort best first")
        await changed(reader, reader.press("^o"), "newest first")
        articles = [reader.desk.pack.by_path[h.source] for h in reader.desk.answer.hits]
        dates = [a.masthead.date.value[:10] for a in articles if a.masthead.date]
        assert dates == sorted(dates, reverse=True)
        assert (reader.view, reader.desk.query) == ("search", "ferry")
        await hands_on(reader, (Typed(" port"), "tab"))
        await changed(reader, reader.press("s"), "by source")
        await changed(reader, reader.click("by source"), "best first")
        await changed(reader, reader.press("s"), "newest first")
    async with reading(PACK, (80, 24)) as reader:
        await hands_on(reader, ("F2", Typed("ferry")))
        assert reader.row("sort newest first")


# --- more like this ---


async def test_passages_like_one_are_listed_without_it_and_lead_back(library: Path) -> None:
    """G l: its telling words stand in the field, the list is of the others and q leads back; changed, they are any query."""
    async with reading(PACK) as reader:
        await hands_on(reader, ("F2", Typed("ferry"), "^o", "esc", "F3", "}", "}"))
        assert reader.desk.ranking == "date"
        path, passage = reader.desk.path, reader.desk.passage
        assert passage is not None
        await reader.press("g l")
        await reader.until(lambda: "q leads back" in reader.status)
        await reader.settle()
        answer = reader.desk.answer
        assert answer is not None
        assert len(answer.hits) == answer.total > 5
        assert (reader.desk.ranking, answer.hits[0].score) == ("relevance", max(hit.score for hit in answer.hits))
        assert (path, passage.n) not in {(hit.source, hit.passage) for hit in answer.hits}
        assert f"like {reader.desk.pack.by_path[path].key}¶{passage.n}" in reader.row("sort")
        words = reader.screen.query_one("#field", Field).value
        assert words.endswith(" ")
        assert " OR " in words
        await reader.press("s")
        await reader.until(lambda: reader.desk.answer is not answer)
        assert (path, passage.n) not in {(hit.source, hit.passage) for hit in reader.desk.answer.hits}
        hit = reader.desk.answer.hits[0]
        await reader.press("enter")
        assert (reader.view, reader.desk.path) == ("read", hit.source)
        await reader.press("backspace")
        assert (reader.view, reader.desk.path, reader.desk.passage) == ("read", path, passage)
        await reader.press("g l")
        await reader.until(lambda: "q leads back" in reader.status)
        await reader.press("q")
        assert (reader.view, reader.desk.path, reader.desk.passage) == ("read", path, passage)
        await hands_on(reader, ("F2", Typed("ferry")))
        assert " like " not in reader.row("sort")


async def test_a_key_pressed_meanwhile_ends_the_look_for_others(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes after another key does not take the text away from under it."""
    late: list[Callable[[str, Answer], None]] = []
    async with reading(SEEDS) as reader:
        monkeypatch.setattr(reader.screen._beside, "like", lambda *asked: late.append(asked[-1]))
        await reader.press("F3", "]", "g l")
        assert reader.status == "looking for passages like R¶5 …"
        await reader.press("j")
        late[0]("georgia ", searcher(reader.desk.pack).ask("georgia "))
        assert reader.view == "read"
        await reader.press("g l")
        late[1]("georgia ", searcher(reader.desk.pack).ask("georgia "))
        assert reader.view == "results"


async def test_a_passage_that_nothing_is_like_is_told(library: Path, tmp_path: Path) -> None:
    """Where no other passage holds a telling word of it, the text stays."""
    (tmp_path / "a.txt").write_text("Of ports\n\nThe ferry left at six in the morning.\n", encoding="utf-8")
    async with reading(tmp_path) as reader:
        await reader.press("F3", "}", "g l")
        await reader.until(lambda: "no other passage is like this one" in reader.status)
        assert reader.view == "read"


# --- what is told of an answer ---


async def test_a_name_that_is_no_field_is_told_and_the_help_has_those_there_are(library: Path) -> None:
    """In the line at the foot while one types, found or not; F1 begins with the fields."""
    async with reading(SEEDS, (80, 24)) as reader:
        await hands_on(reader, ("F2", Typed("author:medvedev said:role")))
        assert reader.status == "“author:” is no field: taken as words · F1 names them"
        await reader.press("F1")
        for name in FIELDS:
            if name != "only":
                assert reader.row(f"  {name}:")
        await reader.press("esc", "^u")
        await hands_on(reader, (Typed("georgia a:b c:d"),))
        assert reader.status.startswith("“a:”, “c:” are no fields")
        await reader.press("^u")
        await hands_on(reader, (Typed("georgia"),))
        assert "no field" not in reader.status


async def test_a_total_that_is_a_lower_bound_says_so(library: Path) -> None:
    """With a plus, beside the field and at the foot."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, ("F2", Typed("georgia")))
        answer = reader.desk.answer
        assert answer is not None
        assert "+" not in reader.row(" / ") + reader.status
        reader.screen.show_desk(replace(reader.desk, answer=replace(answer, at_least=True)))
        assert f"+ hits in {answer.total}+ passages" in reader.row(" / ")
        assert reader.status.endswith(f"passage 1 of {answer.total}+")


async def test_what_is_no_longer_searched_is_not_asked_for_again(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of an answer is wanted while it is that to what stands in the field, and no other took its place."""
    again: list[str] = []
    async with reading(SEEDS) as reader:
        await hands_on(reader, ("F2", Typed("georgia")))
        screen, desk = reader.screen, reader.desk
        answer = desk.answer
        assert answer is not None
        monkeypatch.setattr(screen._beside, "search", lambda desk, *_: again.append(desk.query))
        screen.ask_again(replace(answer), 50)
        screen.shown.desk = replace(desk, query="georgia russia")
        screen.ask_again(answer, 50)
        screen.shown.desk = replace(desk, scope="only:quotes")
        screen.ask_again(answer, 50)
        assert again == []
        screen.shown.desk = desk
        screen.ask_again(answer, 50)
        assert again == ["georgia"]


async def test_without_an_index_the_sources_come_one_after_the_other(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is typed is answered at once from those looked through, and in the end as from all; nothing is corrected before."""
    monkeypatch.setattr(beside, "AT_ONCE", 0.0)
    monkeypatch.setattr(beside.pack, "build_index", lambda *_: None)
    async with reading(PACK, (80, 24)) as reader:
        await hands_on(reader, ("F2", Typed("letter")))
        answer = reader.desk.answer
        assert answer is not None
        assert answer.searched is not None
        assert answer.searched < 12
        assert answer.corrected is None
        assert f"searched {answer.searched} of 12 sources so far" in reader.status
        await reader.until(lambda: reader.desk.answer is not None and reader.desk.answer.searched is None)
        assert reader.desk.answer.hits == searcher(reader.desk.pack).ask("letter", limit=50).hits


async def test_what_is_not_looked_through_yet_comes_by_itself(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How far the search is stands at the foot; it is asked again until that is all, and the cursor stays on its hit, on its row."""
    whole = Searcher.ask
    order = [a.path for a in open_pack(PACK).articles]
    looked, going = 5, False

    def partly(self: Searcher, text: str, *args: Any, **more: Any) -> Answer:
        nonlocal looked
        looked = min(looked + 2 * going, len(order))
        answer = whole(self, text, *args, **more)
        found = tuple(hit for hit in answer.hits if hit.source in order[-looked:])
        return replace(answer, hits=found, total=len(found), searched=looked if looked < len(order) else None)

    async with reading(PACK, (80, 24)) as reader:
        reader.screen.do_search()
        await reader.press("^o", "^o")
        monkeypatch.setattr(Searcher, "ask", partly)
        await reader.type("ferry")
        await reader.until(lambda: reader.answered)
        assert reader.status.endswith("searched 5 of 12 sources so far")
        assert reader.desk.answer is not None
        few = len(reader.desk.answer.hits)
        await reader.press("tab", "G", "k")
        here, row = search.current(reader.desk), reader.where("▌")[1]
        going = True
        await reader.until(lambda: reader.desk.answer is not None and reader.desk.answer.searched is None)
        assert len(reader.desk.answer.hits) > few
        now = search.current(reader.desk)
        assert now is not None
        assert here is not None
        assert (now.source, now.passage) == (here.source, here.passage)
        assert reader.where("▌")[1] == row
        assert "so far" not in reader.status


# --- the list ---


async def test_sources_are_folded_into_their_headings(library: Path) -> None:
    """H folds the hits of a source, j passes over them, l shows them again; enter on a heading opens its first hit."""
    async with reading(PACK) as reader:
        await hands_on(reader, ("F2", Typed("ferry"), "tab", "s", "s"))
        await reader.until(lambda: reader.desk.ranking == "source")
        await reader.until(lambda: not any(not worker.is_finished for worker in reader.app.workers))
        first = reader.desk.answer.hits[0].source
        await reader.press("h")
        assert "folded" in reader.row("▌")
        await reader.press("j")
        assert reader.desk.answer.hits[reader.desk.hit].source != first
        await reader.press("k", "l")
        assert "folded" not in reader.text()
        await reader.press("h", "enter")
        assert (reader.view, reader.desk.path) == ("read", first)


async def test_marked_hits_are_set_side_by_side(library: Path) -> None:
    """Space marks the sources of two hits, = sets these beside one another, at the hit."""
    async with reading(PACK) as reader:
        await hands_on(reader, ("F2", Typed("ferry"), "tab", "space"))
        one = reader.desk.chosen
        while hits.at_hit(reader.desk).path in one:
            await reader.press("j")
        await reader.press("space")
        marked = reader.desk.chosen
        assert len(marked) == 2
        await reader.press("=")
        assert reader.view == "compare"
        assert set(reader.desk.open) == set(marked)


# --- what was meant, what was searched before ---


async def test_what_was_meant_is_offered_and_taken_by_enter(library: Path) -> None:
    """Nothing holds a word misspelt: the nearest is searched, named as a question, and enter puts it into the field."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, ("F2", Typed("osetia ")))
        assert "did you mean ossetia ?" in reader.text().replace("ossetia?", "ossetia ?")
        assert "enter take what was meant" in reader.foot
        await reader.press("enter")
        await reader.until(lambda: reader.answered)
        field = reader.screen.query_one("#field", Field)
        assert field.value.strip() == reader.desk.query.strip() == "ossetia"
        assert "did you mean" not in reader.text()
        await reader.press("enter")
        assert reader.view == "read"


async def test_earlier_searches_come_back_after_a_restart(library: Path) -> None:
    """^r lists them newest first, none twice; letters narrow the list, enter searches again, esc leaves the field as it was."""
    async with reading(SEEDS) as reader:
        for query in ("georgia", "south", "medvedev", "south"):
            await hands_on(reader, ("F2", Typed(query), "enter", "q"))
    async with reading(SEEDS) as reader:
        await reader.press("F2", "^r")
        over = reader.screen.shown.over
        assert [option.name for option in over.options] == ["south", "medvedev", "georgia"]
        await reader.type("geo")
        assert "medvedev" not in reader.text()
        await reader.press("enter")
        await reader.until(lambda: reader.answered)
        assert (reader.view, reader.desk.query) == ("search", "georgia")
        await reader.press("^r", "esc")
        assert (reader.view, reader.desk.query) == ("search", "georgia")
        assert reader.screen.focused is reader.screen.query_one("#field", Field)
        await reader.press("^u", "down")
        assert reader.screen.shown.over is not None, "an empty field has nothing else to go down to"


async def test_no_more_than_a_hundred_searches_are_kept(library: Path) -> None:
    """The oldest goes."""
    async with reading(SEEDS) as reader:
        screen = reader.screen
        for n in range(120):
            screen.search_for(f"word{n}")
            screen.leave_field()
        kept = reader.desk.history["search"]
        assert (len(kept), kept[0], kept[-1]) == (100, "word119", "word20")
