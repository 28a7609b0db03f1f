"""The stream of hits, their list, and what narrows a query: moves and texts, without a screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.pack import Pack, open_pack, searcher
from reader import desk as moves
from reader import hits
from reader.desk import Desk, Place
from reader.hits import Facet
from reader.journal import Called, Work
from tests.conftest import LERVIK


@pytest.fixture
def pack(library: Path) -> Pack:
    return open_pack(LERVIK / "sources")


def asked(pack: Pack, query: str, view: str = "read") -> Desk:
    """A desk with the answer to a query, the cursor at the beginning of the first source."""
    answer = searcher(pack).ask(query, limit=0, order="source")
    desk = Desk(pack, Work(), view=view, open=(pack.articles[0].path,))  # type: ignore[arg-type]
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


# --- what narrows a query ---

R, F = Facet("in", ("R",), "R", 1, on=False), Facet("in", ("F",), "F", 1, on=False)
SCO = Facet("who", ("SCO declaration",), "SCO declaration", 1, on=False)
AUGUST = Facet("date", ("2008-08",), "2008-08", 1, on=False)


@pytest.mark.parametrize(
    ("query", "facet", "after"),
    [
        ("", R, "in:R "),
        ("oil", R, "oil in:R "),
        ("oil ", R, "oil in:R "),
        ("oil in:R ", F, "oil in:R OR in:F "),
        ("oil in:R gas", F, "oil in:R OR in:F gas"),
        ("oil in:R", SCO, 'oil in:R who:"SCO declaration" '),
        ("oil", AUGUST, "oil date:2008-08 "),
        ('"oil in:R"', R, '"oil in:R" in:R '),
        ("oil -in:R", F, "oil -in:R in:F "),
    ],
)
def test_a_query_is_narrowed(query: str, facet: Facet, after: str) -> None:
    """The facet stands behind the words, beside others of its kind with OR; phrases and exclusions are left alone."""
    assert hits.toggled(query, facet) == after


@pytest.mark.parametrize(
    ("query", "facet", "after"),
    [
        ("in:R ", R, ""),
        ("oil in:R ", R, "oil "),
        ("oil in:R OR in:F", R, "oil in:F "),
        ("oil in:R OR in:F", F, "oil in:R "),
        ("oil in:r gas", R, "oil gas "),
        ('oil who:"sco declaration" in:R', SCO, "oil in:R "),
        ("oil in:R in:R", R, "oil "),
    ],
)
def test_a_query_is_widened_again(query: str, facet: Facet, after: str) -> None:
    """Taken out, a facet leaves no OR behind, and nothing else changes."""
    assert hits.toggled(query, replace(facet, on=True)) == after


@given(query=st.text(alphabet='ab "()-:inwhoR.OF', max_size=40), facet=st.sampled_from([R, F, SCO, AUGUST]))
def test_narrowed_and_widened_again_nothing_is_left_of_it(query: str, facet: Facet) -> None:
    """Whatever stands in the field, a facet that can be put in can be taken out."""
    query = query.replace('"', "") + " "
    narrowed = hits.toggled(hits.without(query, facet.kind), facet)
    assert (facet.kind, facet.values[0].casefold()) in {token[:2] for token in hits.tokens(narrowed)}
    widened = hits.toggled(narrowed, replace(facet, on=True))
    assert facet.kind not in {token.kind for token in hits.tokens(widened)}


def test_facets_narrow_the_search_to_what_they_count(pack: Pack) -> None:
    """Each facet, put into the query, brings only passages of its source; a speaker and a month bring some at least."""
    desk = asked(pack, "ferry")
    assert desk.answer is not None
    assert desk.answer.facets is not None
    found = hits.facets(desk, desk.answer.facets)
    assert {f.kind for f in found} == {"in", "who", "date"}
    ask = searcher(pack).ask
    for facet in found:
        answer = ask(hits.toggled("ferry", facet), limit=0)
        assert answer.total, facet
        assert answer.corrected is None
        if facet.kind == "in":
            assert {pack.by_path[hit.source].key for hit in answer.hits} == {facet.name}
            assert answer.total == facet.count


def test_a_letter_that_stands_in_another_sources_name_is_not_used(library: Path, tmp_path: Path) -> None:
    """Where `in:B` would find two sources, the facet has the path of its own."""
    folder = tmp_path / "some"
    folder.mkdir()
    for name in ("alpha.txt", "bravo.txt", "b.txt"):
        (folder / name).write_text(f"Of {name}\n\nThe ferry left the pier at six in the morning.\n", encoding="utf-8")
    pack = open_pack(folder)
    desk = asked(pack, "ferry")
    assert desk.answer is not None
    for facet in hits.facets(desk, desk.answer.facets or {}):
        answer = searcher(pack).ask(hits.toggled("ferry", facet), limit=0)
        assert [pack.by_path[hit.source].key for hit in answer.hits] == [facet.name]


def test_only_so_many_sources_are_looked_at(pack: Pack) -> None:
    """A limit leaves the most frequent, and those the query has."""
    desk = asked(pack, "ferry in:L ")
    counts = {"source": {a.path: 9 for a in pack.articles}}
    names = [f.name for f in hits.facets(desk, counts, 2)]
    assert names == [*[a.key for a in pack.articles[:2]], "L"]


def test_a_facet_is_on_while_the_query_has_it(pack: Pack) -> None:
    """Sources by their letters, speakers by their names, whatever the case; and a merged speaker has both names."""
    desk = asked(pack, 'ferry in:o who:"maren holt" ')
    counts = {"source": {a.path: 1 for a in pack.articles}, "speaker": {"Maren Holt": 2, "Gudrun Bakke": 3}}
    on = {(f.kind, f.name) for f in hits.facets(desk, counts) if f.on}
    assert on == {("in", "O"), ("who", "Maren Holt")}
    one = replace(desk, work=Work(names={Called("Gudrun Bakke"): "Maren Holt"}))
    (speaker,) = [f for f in hits.facets(one, counts) if f.kind == "who"]
    assert (speaker.count, set(speaker.values)) == (5, {"Maren Holt", "Gudrun Bakke"})
