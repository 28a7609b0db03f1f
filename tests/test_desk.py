"""The moves: from one desk to the next, without a screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from index.engine import Searcher
from index.model import Answer, Article, Hit, Masthead, Passage, Quote, Source, Span, Speaker
from index.pack import Pack, open_pack
from reader import aside, comparing, editing, hits
from reader import desk as moves
from reader.desk import Desk, Place, View
from reader.journal import Work
from reader.repertory import MOVES
from tests.conftest import FOREIGN_POLICY, LERVIK, REUTERS, SEEDS


@pytest.fixture(scope="module")
def seeds_pack() -> Pack:
    return open_pack(SEEDS, cache=False)


@pytest.fixture(scope="module")
def lervik_pack() -> Pack:
    return open_pack(LERVIK / "sources", cache=False)


@pytest.fixture
def desk(seeds_pack: Pack) -> Desk:
    """The seeds, Reuters open."""
    return Desk(seeds_pack, Work(), view="read", open=(REUTERS,))


@pytest.fixture
def both(desk: Desk) -> Desk:
    """The seeds side by side."""
    return comparing.compared(desk)


def walked(desk: Desk, move: Callable[[Desk], Desk], times: int) -> list[str | None]:
    out = []
    for _ in range(times):
        desk = move(desk)
        out.append(desk.place.quote)
    return out


def passages(desk: Desk) -> tuple[int, int]:
    """The passages under the cursors, in the pane with focus and in the other one."""
    here, (there,) = desk.passage, desk.partners
    assert here is not None
    assert there is not None
    other = moves.passage_at(there, desk.places.get(there.path, Place()).offset)
    return here.n, other.n if other else -1


def asked(desk: Desk, query: str) -> Desk:
    answer = Searcher(desk.pack.articles, None).ask(query, limit=500)
    return replace(desk, query=query, answer=answer, lit=True)


def a_pack(*articles: tuple[str, str, list[tuple[str, str, float]]]) -> Pack:
    """A pack of texts, each with (words, speaker, certainty) of its quotations, paragraphs parted by blank lines."""
    made = []
    for name, text, quoted in articles:
        spans, at = [], 0
        for paragraph in text.split("\n\n"):
            spans.append(Span(at, at + len(paragraph)))
            at += len(paragraph) + 2
        quotes = []
        for words, speaker, certainty in quoted:
            start = text.index(words)
            n = next(n for n, s in enumerate(spans) if s.start <= start < s.stop)
            who = Speaker(speaker, None, speaker, certainty) if speaker else None
            name_ = f"{name}{n}.{len(quotes) + 1}"
            quotes.append(Quote(name_, name, n, Span(start, start + len(words)), "direct", name_, speaker=who))
        source = Source(name, f"{len(made):064x}", len(text))
        numbered = tuple(Passage(n, s) for n, s in enumerate(spans))
        made.append(Article(source, "txt", "utf-8", "en", text, Masthead(), numbered, (), tuple(quotes), key=name))
    return Pack(folder=Path("pack"), id="0", title="pack", articles=tuple(made), unread=(), echoes=(), notes=())


# --- going through quotations ---


def test_the_next_quotation_goes_round(desk: Desk) -> None:
    """] walks the quotations in the order of the text, and from the last to the first; [ the other way."""
    here = desk.article
    assert here is not None
    order = [q.id for q in sorted(here.quotes, key=lambda q: q.span)]
    assert walked(desk, moves.next_quote, len(order) + 1) == [*order, order[0]]
    back = walked(desk, lambda d: moves.next_quote(d, -1), len(order) + 1)
    assert back == [*reversed(order), order[-1]]


def test_going_round_is_said(desk: Desk) -> None:
    """From the last quotation on, the status says that it begins anew."""
    for _ in range(7):
        desk = moves.next_quote(desk)
        assert desk.said == ""
    assert moves.next_quote(desk).said == "from the first again"


def test_a_source_without_quotations_says_so() -> None:
    """Nothing moves, and it is told why."""
    desk = Desk(a_pack(("A", "Head\n\nBody.", [])), Work(), view="read", open=("A",))
    after = moves.next_quote(desk)
    assert after.place == desk.place
    assert "no quotation" in after.said


def test_shared_quotations_are_those_both_print(both: Desk) -> None:
    """] in two panes stops at what both sources print only, and the other text follows to its version."""
    assert walked(both, comparing.next_shared, 3) == ["R5.1", "R7.1", "R5.1"]
    desk = comparing.next_shared(both)
    assert passages(desk) == (5, 3)
    assert desk.places[FOREIGN_POLICY].quote == "F3.1"
    desk = comparing.next_shared(desk)
    assert passages(desk) == (7, 2), "the order is crossed"


def test_what_one_pane_shows_the_other_follows_whichever_leads(both: Desk) -> None:
    """With the cursor on the right the left one follows, crossed order and all; apart, nothing follows."""
    desk = comparing.other_pane(both)
    assert desk.path == FOREIGN_POLICY
    assert walked(desk, comparing.next_shared, 3) == ["F2.2", "F3.1", "F2.2"]
    desk = comparing.next_shared(desk)
    assert passages(desk) == (2, 7)
    apart = comparing.next_shared(replace(desk, sync=False))
    assert apart.places[REUTERS] == desk.places[REUTERS]


def test_only_here_steps_over_what_both_have(both: Desk) -> None:
    """) and ( stop at passages without a counterpart; behind the last one it is said."""
    seen, desk = [], both
    while not (desk := comparing.next_only(replace(desk, said=""))).said:
        seen.append(passages(desk)[0])
    assert seen == [n for n in range(1, 17) if n not in (5, 7)]
    assert "no passage only here below" in desk.said
    assert passages(comparing.next_only(desk, -1))[0] == 15


def test_differences_are_rows_with_differing_words(both: Desk) -> None:
    """> stops where both have the passage in other words."""
    desk = comparing.next_difference(both)
    assert passages(desk)[0] == 5
    assert passages(comparing.next_difference(desk))[0] == 7
    assert "no difference below" in comparing.next_difference(comparing.next_difference(desk)).said


def test_a_passage_without_a_counterpart_says_so(desk: Desk) -> None:
    """= beside nothing tells that this stands here only."""
    there = comparing.aligned(moves.next_passage(moves.next_passage(desk)))
    assert there.view == "compare"
    assert there.said.startswith("only here")


def test_swapping_changes_sides_not_the_cursor(both: Desk) -> None:
    """x: the right text goes left; the cursor stays in its text at its place; twice is as before."""
    desk = comparing.next_shared(both)
    swapped = comparing.swapped(desk)
    assert swapped.open == desk.open[::-1]
    assert (swapped.path, swapped.place) == (desk.path, desk.place)
    assert comparing.swapped(swapped) == desk


def test_the_partner_is_the_source_that_prints_the_same(lervik_pack: Pack) -> None:
    """The other pane opens with a source that shares quotations, not with the next one of the list."""
    for article in lervik_pack.articles:
        desk = Desk(lervik_pack, Work(), view="read", open=(article.path,))
        to = comparing.best_partner(desk)
        assert to is not None
        assert to != article.path
        linked = {
            lervik_pack.quote(moves.other(link, q.id)).source
            for q in article.quotes
            for link in lervik_pack.links(q.id)
        }
        assert not linked or to in linked


# --- hits ---


def test_hits_are_one_stream_through_the_sources(desk: Desk) -> None:
    """N visits every hit of every source once before it comes round, N the same the other way."""
    desk = asked(desk, "ossetia")
    stream = [(path, span.start) for path, span in hits.stream(desk)]
    assert len({path for path, _ in stream}) == 2
    for by in (1, -1):
        seen, now = [], desk
        for _ in stream:
            now = hits.next_hit(now, by)
            seen.append((now.path, now.place.offset))
        assert sorted(seen) == sorted(stream)
        assert hits.next_hit(now, by).place.offset == seen[0][1]


def test_which_hit_the_cursor_is_on(desk: Desk) -> None:
    """Counted through all sources; 0 while it is on none."""
    desk = asked(desk, "ossetia")
    total = len(hits.stream(desk))
    assert hits.hit_here(desk) == (0, total)
    assert hits.hit_here(hits.next_hit(desk)) == (1, total)
    assert hits.hit_here(hits.next_hit(desk, -1)) == (total, total)


def test_hits_in_a_source_that_is_gone_are_passed_over(desk: Desk) -> None:
    """An answer that knows more than the pack does not lead astray."""
    gone = Hit("gone.txt", 1, Span(0, 3), (Span(0, 3),), 1.0)
    desk = replace(desk, answer=Answer("x", 1, (gone,)))
    assert hits.next_hit(desk).said.startswith("no hits")


# --- putting aside ---


def test_what_is_clipped_is_word_for_word(desk: Desk) -> None:
    """A clip holds the words that stand at its span, the source's sha256, and its passage."""
    for _ in range(7):
        desk = moves.next_quote(desk)
        desk = aside.put_aside(desk, aside.under(desk))
    assert len(desk.work.clips) == 7
    for clip in desk.work.clips:
        article = desk.pack.by_path[clip.source]
        assert clip.text == clip.span.of(article.text)
        assert clip.sha256 == article.source.sha256
        assert article.by_number[clip.passage].span.start <= clip.span.start


def test_clipping_twice_keeps_one(desk: Desk) -> None:
    """What is put aside already is not put aside again, and nothing is to be taken back."""
    desk = moves.next_quote(desk)
    once = aside.put_aside(desk, aside.under(desk))
    twice = aside.put_aside(once, aside.under(once))
    assert twice.work == once.work
    assert twice.past == once.past
    assert "already" in twice.said


def test_undo_and_redo_walk_the_same_way(desk: Desk) -> None:
    """Taking back n changes and doing them again ends where it began; a new change ends the doing again."""
    states = [desk]
    for _ in range(4):
        desk = moves.next_quote(desk)
        desk = aside.put_aside(desk, aside.under(desk))
        states.append(desk)
    for state in reversed(states[:-1]):
        desk = aside.undo(desk)
        assert desk.work.clips == state.work.clips
    assert aside.undo(desk).said == "nothing to take back"
    for state in states[1:]:
        desk = aside.redo(desk)
        assert desk.work.clips == state.work.clips
    assert aside.redo(desk).said == "nothing to do again"
    desk = editing.removed(aside.undo(desk))
    assert desk.future == ()


def test_undo_leaves_the_place_alone(desk: Desk) -> None:
    """Taking back a clip does not move the cursor."""
    desk = moves.next_quote(desk)
    desk = moves.next_quote(aside.put_aside(desk, aside.under(desk)))
    assert aside.undo(desk).places == desk.places


def test_items_move_within_their_list(desk: Desk) -> None:
    """J and K change the order and keep the cursor on the item; at the ends they say so."""
    for _ in range(3):
        desk = moves.next_quote(desk)
        desk = aside.put_aside(desk, aside.under(desk))
    a, b, c = desk.work.clips
    down = editing.moved(desk, 1)
    assert down.work.clips == (b, a, c)
    assert down.item == 1
    assert editing.moved(down, -1).work.clips == (a, b, c)
    assert editing.moved(desk, -1).work is desk.work
    gone = editing.removed(replace(desk, item=2))
    assert gone.work.clips == (a, b)
    assert gone.item == 1


# --- statements and tags ---


def test_the_seeds_make_seven_statements(desk: Desk) -> None:
    """Two of them in both sources, one in two parts; each quotation in marks belongs to one statement."""
    statements = moves.statements(desk)
    shared = [s for s in statements if len({q.source for q in s.quotes}) == 2]
    assert [[q.id for q in s.quotes] for s in shared] == [["R5.1", "F3.1"], ["R7.1", "F2.2"]]
    ids = [q.id for s in statements for q in s.quotes]
    assert len(ids) == len(set(ids)) == len([q for q in desk.pack.quotes if q.type != "indirect"])
    (parts,) = [s for s in statements if len(s.of(REUTERS)) == 2]
    assert [q.id for q in parts.quotes] == ["R16.1", "R16.2"]


@pytest.mark.parametrize("order", moves.ORDERS["quotes"])
def test_each_order_has_the_same_statements(order: str, lervik_pack: Pack) -> None:
    """Another order shows the same statements; by speaker those of one speaker stand together."""
    desk = Desk(lervik_pack, Work())
    usual = {s.first.id for s in moves.statements(desk)}
    made = moves.statements(replace(desk, orders={**desk.orders, "quotes": order}))
    assert {s.first.id for s in made} == usual
    if order == "speaker":
        names = [s.name for s in made]
        assert len({*names}) == sum(a != b for a, b in pairwise(names)) + 1


def test_a_corrected_speaker_moves_the_statement(desk: Desk) -> None:
    """What the user puts right is certain, and groups the ledger anew; empty means nobody."""
    quote = desk.pack.quote("R9.1")
    desk = aside.corrected(desk, [quote], "  Ada Noor ")
    assert moves.speaker_of(desk, quote) == ("Ada Noor", True, True)
    assert any(s.name == "Ada Noor" and s.first.id == "R9.1" for s in moves.statements(desk))
    assert "Ada Noor" in moves.tags(desk)
    desk = aside.corrected(desk, [quote], "")
    assert moves.speaker_of(desk, quote) == ("", True, True)


def test_two_speakers_of_one_name_have_different_letters() -> None:
    """Two Holts are told apart by letter, and their first names are shown."""
    text = "H\n\n“One” said Ann Holt.\n\n“Two” said Bo Holt.\n\n“Three” said Hal Ames."
    pack = a_pack(("A", text, [("One", "Ann Holt", 1.0), ("Two", "Bo Holt", 1.0), ("Three", "Hal Ames", 1.0)]))
    tags = moves.tags(Desk(pack, Work()))
    assert len({tag.letter for tag in tags.values()}) == 3
    assert tags["Ann Holt"].short == "Ann Holt"
    assert tags["Hal Ames"].short == "Ames"


def test_letters_are_unique_while_there_are_letters(lervik_pack: Pack, seeds_pack: Pack) -> None:
    """No two speakers share a letter; where few speak, each letter is one of the name shown."""
    for pack in (seeds_pack, lervik_pack):
        tags = moves.tags(Desk(pack, Work()))
        letters = [tag.letter for tag in tags.values()]
        assert len(letters) == len(set(letters))
        for tag in list(tags.values())[:20]:
            assert tag.letter.upper() in tag.short.upper()
            assert 1 <= tag.hue <= 8


# --- ways ---


@pytest.mark.parametrize("view", get_args(View))
def test_back_leads_to_the_first_screen(view: View, desk: Desk) -> None:
    """From whatever trail, `back` ends on the list of sources, and only there it has nowhere to go."""
    for first in get_args(View):
        now: Desk | None = moves.went(moves.went(replace(desk, view="sources", trail=()), first), view)
        for _ in range(10):
            assert now is not None
            if now.view == "sources":
                break
            now = moves.back(now)
        assert now is not None
        assert now.view == "sources"


def test_a_jump_can_be_gone_back_on(desk: Desk) -> None:
    """Backspace leads to each place jumped from, the last first, across sources too."""
    desk = moves.next_quote(moves.next_quote(desk))
    there = moves.jumped(moves.opened(desk, FOREIGN_POLICY), 1500)
    again = moves.jump_back(moves.jump_back(there))
    assert (again.path, again.place.quote) == (REUTERS, "R5.1")


def test_what_was_gone_back_from_is_gone_forward_to(desk: Desk) -> None:
    """Forward undoes back, place by place; a new jump ends it, and both ends say so."""
    seen = [desk := moves.next_quote(desk) for _ in range(4)]
    back = moves.jump_back(moves.jump_back(moves.jump_back(desk)))
    assert back.place == seen[0].place
    assert moves.jump_forward(back).place == seen[1].place
    last = moves.jump_forward(moves.jump_forward(moves.jump_forward(back)))
    assert last.place == seen[3].place
    assert moves.jump_forward(last).said == "no place to go forward to"
    elsewhere = moves.next_quote(moves.jump_back(back))
    assert moves.jump_forward(elsewhere).said == "no place to go forward to"
    for _ in range(10):
        back = moves.jump_back(back)
    assert back.said == "no place to go back to"


def test_between_two_places_one_goes_to_and_fro(desk: Desk) -> None:
    """The place jumped from and the one jumped to change places."""
    first = moves.next_quote(desk)
    then = moves.jumped(first, first.place.offset + 900)
    assert moves.jump_between(then).place == first.place
    assert moves.jump_between(moves.jump_between(then)).place == then.place
    assert moves.jump_between(desk).said == "no place to go back to"


def test_a_jump_back_leads_to_the_view_it_was_read_in(desk: Desk) -> None:
    """From a hit opened while comparing, back leads to both texts, the cursor where it was."""
    both = comparing.next_shared(comparing.compared(desk))
    there = asked(moves.went(moves.leaving(both), "search"), "ossetia")
    there = hits.at_hit(moves.went(there, "read"))
    again = moves.jump_back(there)
    assert (again.view, again.open, again.place) == ("compare", both.open, both.place)
    assert moves.jump_forward(again).view == "read"


def test_each_hit_can_be_gone_back_from(desk: Desk) -> None:
    """The next hit is a jump in its own source, too; the same place is kept once."""
    desk = hits.next_hit(asked(desk, "ossetia"))
    then = hits.next_hit(desk)
    assert moves.jump_back(then).place == desk.place
    assert moves.leaving(moves.leaving(then)).jumps == moves.leaving(then).jumps


@pytest.mark.parametrize("name", sorted(MOVES))
def test_no_move_fails_in_an_empty_pack(name: str) -> None:
    """In a pack without sources, and in one of a single source without quotations, each move gives a desk."""
    for pack in (a_pack(), a_pack(("A", "Only a headline", [])), a_pack(("A", "", []))):
        for view in get_args(View):
            made = MOVES[name](Desk(pack, Work(), view=view, open=tuple(a.path for a in pack.articles)))
            assert isinstance(made, Desk)


@pytest.mark.parametrize("name", sorted(MOVES))
def test_a_move_changes_no_pack_and_stays_in_the_text(name: str, both: Desk) -> None:
    """Any move, thirty times over, keeps the cursor within its text and the pack as it is."""
    desk = asked(both, "ossetia")
    for _ in range(30):
        desk = MOVES[name](desk)
        assert desk.pack is both.pack
        for path, place in desk.places.items():
            assert 0 <= place.offset <= len(desk.pack.by_path[path].text)
