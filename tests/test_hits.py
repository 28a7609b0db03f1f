"""The stream of hits and their list: moves, without a screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.pack import Pack, open_pack, searcher
from reader import desk as moves
from reader import hits
from reader.desk import Desk, Like, Place
from reader.journal import Work
from tests.conftest import LERVIK


@pytest.fixture
def pack(library: Path) -> Pack:
    return open_pack(LERVIK / "sources")


def asked(pack: Pack, query: str, view: str = "read") -> Desk:
    """A desk with the answer to a query, the cursor at the beginning of the first source."""
    answer = searcher(pack).ask(query, limit=0, order="source")
    desk = Desk(pack, Work(), view=view, open=(pack.articles[0].path,))
    return replace(desk, query=query, answer=answer, lit=True)


# --- the stream ---


def test_the_stream_goes_round_and_says_so(pack: Pack) -> None:
    """N walks every hit of every source once, in the order of the pack, and says at the wrap that it begins again."""
    desk = asked(pack, "ferry")
    total = len(hits.stream(desk))
    path, last = hits.stream(desk)[-1]
    desk = moves.put(moves.opened(desk, path), path, Place(last.start))
    assert hits.hit_here(desk) == (total, total)
    seen, said = [], []
    for _ in range(total):
        desk = hits.next_hit(desk)
        seen.append(hits.hit_here(desk)[0])
        said.append(desk.said)
    assert seen == [*range(1, total + 1)]
    assert said == ["from the first hit again"] + [""] * (total - 1)
    first = hits.next_hit(desk)
    assert hits.next_hit(first, -1).said == "from the last hit again"


def test_a_hit_in_another_source_keeps_the_other_panes(pack: Pack) -> None:
    """The hit's source comes into the pane with the cursor, or the cursor goes to the pane that has it."""
    desk = asked(pack, "ferry")
    first, second, *_ = dict.fromkeys(path for path, _ in hits.stream(desk))
    desk = replace(desk, view="compare", open=(first, second), focus=0)
    desk = moves.put(desk, first, Place(10**6))
    after = hits.next_hit(desk)
    assert (after.open, after.focus) == ((first, second), 1)
    again = hits.next_hit(moves.put(after, second, Place(10**6)))
    assert again.open[0] == first
    assert again.path not in (first, second)


def test_what_is_searched_for_in_a_text_leaves_it_where_it_is(pack: Pack) -> None:
    """Lit from a text, the hits are counted, and the cursor stays: on the hit that it is in."""
    asked_ = asked(pack, "ferry")
    path, span = hits.stream(asked_)[3]
    assert asked_.answer is not None
    desk = Desk(pack, Work(), view="read", open=(path,), places={path: Place(span.start + 1, unit="word")})
    lit = hits.lit(desk, "ferry", asked_.answer)
    assert (lit.view, lit.place.offset, lit.place.unit, lit.lit) == ("read", span.start, "word", True)
    assert hits.hit_here(lit)[0] == 4
    assert lit.said.startswith(f"{len(hits.stream(asked_))} hits in ")
    nothing = searcher(pack).ask("zzzqqq", limit=0)
    assert hits.lit(desk, "zzzqqq", nothing).said == "nothing holds zzzqqq"


# --- the list ---


def test_folded_hits_are_passed_over(pack: Pack) -> None:
    """The hits of a folded source have one stop, its heading; unfolded, each has its own again."""
    desk = asked(pack, "ferry", "search")
    assert desk.answer is not None
    every = hits.stops(desk)
    source = desk.answer.hits[0].source
    run = next(n for n, hit in enumerate(desk.answer.hits) if hit.source != source)
    assert run > 1, "the first source has several hits"
    folded = hits.folded(hits.to_hit(desk, 1))
    assert folded.hit == 0
    assert 1 not in hits.stops(folded)
    assert hits.to_hit(folded, 1).hit == run
    assert hits.to_hit(replace(folded, hit=run), run - 1).hit == 0
    assert hits.next_hit(folded).hit == run
    assert hits.folded(folded).said
    assert hits.stops(hits.unfolded(folded)) == every
    assert hits.unfolded(desk).said


def test_the_list_goes_round(pack: Pack) -> None:
    """In the list n goes from the last passage to the first, N back, and both say so; j stops at the ends."""
    desk = asked(pack, "ferry", "search")
    last = hits.to_hit(desk, 10**6)
    assert last.answer is not None
    assert last.hit == len(last.answer.hits) - 1
    assert (hits.next_hit(last).hit, hits.next_hit(last).said) == (0, "from the first hit again")
    assert hits.next_hit(desk, -1).hit == last.hit
    assert hits.to_hit(last, last.hit + 1).hit == last.hit
    assert hits.to_hit(desk, -5).hit == 0


def test_nothing_found_is_nothing_to_fold(library: Path, pack: Pack) -> None:
    """Each move on an empty list says why, or stays."""
    desk = asked(pack, "zzzqqq", "search")
    assert hits.folded(desk).said
    assert hits.unfolded(desk).said
    assert hits.to_hit(desk, 3).hit == 0
    assert hits.next_hit(desk).said.startswith("no hits")


def test_the_cursor_stays_on_its_hit_when_more_are_found(pack: Pack) -> None:
    """Wherever it stands in the new answer; where it is no longer there, on the same number, or the last."""
    desk = replace(asked(pack, "ferry", "search"), hit=7)
    answer = desk.answer
    assert answer is not None
    some = replace(answer, hits=answer.hits[5:12], total=7)
    part = replace(desk, answer=some, hit=2)
    assert hits.renewed(part, answer).hit == 7
    assert hits.renewed(desk, some).hit == 2
    assert hits.renewed(replace(desk, hit=0), some).hit == 0
    assert hits.renewed(replace(desk, hit=20), some).hit == 6
    assert hits.renewed(desk, replace(answer, hits=(), total=0)).hit == 0


def test_a_passage_is_not_among_its_likes(pack: Pack) -> None:
    """As long as its words begin the query."""
    desk = replace(Desk(pack, Work()), query="ferry OR harbour ", like=Like("a.txt", 3, "ferry OR harbour "))
    narrowed = replace(desk, query="ferry OR harbour in:N ")
    for like in (desk, narrowed):
        assert (hits.like(like), hits.left_out(like)) == (desk.like, ("a.txt", 3))
    for query in ("ferry ", "harbour OR ferry "):
        other = replace(desk, query=query)
        assert (hits.like(other), hits.left_out(other)) == (None, None)
