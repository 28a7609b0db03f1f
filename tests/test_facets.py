"""What narrows a search: put into a query and taken out again, and what of an answer's counts is offered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.pack import Pack, open_pack, searcher
from reader import facets
from reader.desk import Desk
from reader.facets import Facet
from reader.journal import Called, Work
from tests.conftest import LERVIK
from tests.test_hits import asked


@pytest.fixture
def pack(library: Path) -> Pack:
    return open_pack(LERVIK / "sources")


R, F = Facet("source", ("R",), "R", 1, on=False), Facet("source", ("F",), "F", 1, on=False)
POST = Facet("publisher", ("Daily Post",), "Daily Post", 1, on=False)
GERMAN = Facet("language", ("de",), "de", 1, on=False)
SCO = Facet("speaker", ("SCO declaration",), "SCO declaration", 1, on=False)
PUBLISHERS = ("daily post", "times")
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
        ("oil in:R", POST, 'oil in:R in:"Daily Post" '),
        ('oil in:"daily post"', R, 'oil in:"daily post" in:R '),
        ("oil in:times ", POST, 'oil in:times OR in:"Daily Post" '),
        ("oil ", GERMAN, "oil lang:de "),
        ("oil lang:en ", GERMAN, "oil lang:en OR lang:de "),
    ],
)
def test_a_query_is_narrowed(query: str, facet: Facet, after: str) -> None:
    """The facet stands behind the words, beside others of its kind with OR; phrases and exclusions are left alone."""
    assert facets.toggled(query, facet, PUBLISHERS) == after


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
        ('oil in:R in:"daily post"', POST, "oil in:R "),
        ('oil in:R in:"daily post"', R, 'oil in:"daily post" '),
        ("oil lang:EN OR lang:de ", GERMAN, "oil lang:EN "),
    ],
)
def test_a_query_is_widened_again(query: str, facet: Facet, after: str) -> None:
    """Taken out, a facet leaves no OR behind, and nothing else changes."""
    assert facets.toggled(query, replace(facet, on=True), PUBLISHERS) == after


@given(query=st.text(alphabet='ab "()-:inwhoR.OF', max_size=40), facet=st.sampled_from([R, F, SCO, AUGUST, GERMAN]))
def test_narrowed_and_widened_again_nothing_is_left_of_it(query: str, facet: Facet) -> None:
    """Whatever stands in the field, a facet that can be put in can be taken out."""
    query = query.replace('"', "") + " "
    narrowed = facets.toggled(facets.without(query, facet.kind), facet)
    assert (facets.FIELDS[facet.kind], facet.values[0].casefold()) in {token[:2] for token in facets.tokens(narrowed)}
    widened = facets.toggled(narrowed, replace(facet, on=True))
    assert facets.FIELDS[facet.kind] not in {token.field for token in facets.tokens(widened)}


def test_facets_narrow_the_search_to_what_they_count(pack: Pack) -> None:
    """Each facet, put into the query, brings only passages of its source; a speaker and a month bring some at least."""
    desk = asked(pack, "ferry")
    assert desk.answer is not None
    assert desk.answer.facets is not None
    found = facets.found(desk, desk.answer.facets)
    assert {f.kind for f in found} == {"source", "publisher", "speaker", "date"}
    ask = searcher(pack).ask
    for facet in found:
        answer = ask(facets.toggled("ferry", facet), limit=0)
        assert answer.total, facet
        assert answer.corrected is None
        if facet.kind == "source":
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
    for facet in facets.found(desk, desk.answer.facets or {}):
        answer = searcher(pack).ask(facets.toggled("ferry", facet), limit=0)
        assert [pack.by_path[hit.source].key for hit in answer.hits] == [facet.name]


def test_only_so_many_sources_are_looked_at(pack: Pack) -> None:
    """A limit leaves the most frequent, and those the query has."""
    desk = asked(pack, "ferry in:L ")
    counts = {"source": {a.path: 9 for a in pack.articles}}
    names = [f.name for f in facets.found(desk, counts, 2)]
    assert names == [*[a.key for a in pack.articles[:2]], "L"]


def test_a_facet_is_on_while_the_query_has_it(pack: Pack) -> None:
    """Sources by their letters, speakers by their names, whatever the case; and a merged speaker has both names."""
    desk = asked(pack, 'ferry in:o who:"maren holt" ')
    counts = {"source": {a.path: 1 for a in pack.articles}, "speaker": {"Maren Holt": 2, "Gudrun Bakke": 3}}
    on = {(f.kind, f.name) for f in facets.found(desk, counts) if f.on}
    assert on == {("source", "O"), ("speaker", "Maren Holt")}
    one = replace(desk, work=Work(names={Called("Gudrun Bakke"): "Maren Holt"}))
    (speaker,) = [f for f in facets.found(one, counts) if f.kind == "speaker"]
    assert (speaker.count, set(speaker.values)) == (5, {"Maren Holt", "Gudrun Bakke"})


# --- publishers and languages ---

ENGLISH = "The ferry left the pier at six in the morning, and nobody on board knew that it would not be back.\n"
SWEDISH = "Fartyget var sent och ingen på kajen visste när det skulle komma eller vem som var ombord på det.\n"
PAPERS = {"a": "The Times", "b": "the times", "c": "Daily Post", "d": "Daily Post", "e": "Evening Sun", "f": None}


@pytest.fixture
def press(library: Path, tmp_path: Path) -> Pack:
    """Six sources of three publishers, one of them with a single source; one names none, and one is in Swedish."""
    folder = tmp_path / "press"
    folder.mkdir()
    toml = ""
    for name, paper in PAPERS.items():
        body = SWEDISH if name == "d" else ENGLISH
        (folder / f"{name}.txt").write_text(f"Of port {name}\n\n{body}", encoding="utf-8")
        toml += f'[sources."{name}.txt"]\nkey = "{name.upper()}"\n' + (f'publisher = "{paper}"\n' if paper else "")
    (folder / "pack.toml").write_text(toml, encoding="utf-8")
    return open_pack(folder)


def offered(desk: Desk, *kinds: str) -> list[tuple[str, int, bool]]:
    assert desk.answer is not None
    found = facets.found(desk, desk.answer.facets or {})
    return [(f.name, f.count, f.on) for f in found if f.kind in kinds]


def test_publishers_are_offered_where_they_say_more_than_the_sources(press: Pack) -> None:
    """Those of several sources, whatever the case of their names; one of a single source says what that source says."""
    assert offered(asked(press, "port"), "publisher") == [("Daily Post", 2, False), ("The Times", 2, False)]
    assert offered(asked(press, "port in:A OR in:B "), "publisher") == [], "one publisher is no choice"
    assert offered(asked(press, 'port in:"the times" '), "publisher") == [("The Times", 2, True)]
    assert offered(asked(press, 'port in:"evening sun" '), "publisher") == [("Evening Sun", 1, True)]


def test_languages_are_offered_where_there_are_several(press: Pack) -> None:
    """One language is no choice, but while the query is narrowed to it, it can be taken out again."""
    assert offered(asked(press, "port"), "language") == [("en", 5, False), ("sv", 1, False)]
    assert offered(asked(press, "port in:A "), "language") == []
    assert offered(asked(press, "port lang:sv "), "language") == [("sv", 1, True)]


def test_what_is_offered_narrows_to_what_it_counts(press: Pack) -> None:
    """Each source, publisher and language, put into the query beside nothing else, brings the passages it counts."""
    desk = asked(press, "port")
    assert desk.answer is not None
    known = facets.publishers(press)
    for facet in facets.found(desk, desk.answer.facets or {}):
        query = facets.toggled("port ", facet, known)
        assert searcher(press).ask(query, limit=0).total == facet.count, query
        assert facets.toggled(query, replace(facet, on=True), known) == "port "


def test_a_source_within_a_publisher(press: Pack) -> None:
    """Narrowed to a publisher, a source narrows further; each is taken out by itself."""
    desk = asked(press, 'port in:"Daily Post" ')
    known = facets.publishers(press)
    assert offered(desk, "source") == [("C", 1, False), ("D", 1, False)]
    one = next(f for f in facets.found(desk, (desk.answer and desk.answer.facets) or {}) if f.name == "D")
    query = facets.toggled(desk.query, one, known)
    assert query == 'port in:"Daily Post" in:D '
    assert searcher(press).ask(query).total == 1
    assert facets.without(query, "publisher", known) == "port in:D "
    assert facets.without(query, "source", known) == 'port in:"Daily Post" '


def test_a_letter_that_is_a_publisher_is_not_used(library: Path, tmp_path: Path) -> None:
    """A source whose letters are its publisher's name is narrowed to by its path: `in:` with them means the publisher."""
    folder = tmp_path / "some"
    folder.mkdir()
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text(f"Port {name}\n\n{ENGLISH}", encoding="utf-8")
    (folder / "pack.toml").write_text('[sources."one.txt"]\nkey = "BBC"\npublisher = "BBC"\n', encoding="utf-8")
    desk = asked(open_pack(folder), "port in:bbc ")
    assert desk.answer is not None
    found = {(f.kind, f.values[0]): f.on for f in facets.found(desk, desk.answer.facets or {}) if f.name == "BBC"}
    assert found == {("source", "one.txt"): False, ("publisher", "BBC"): True}
