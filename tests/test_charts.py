"""What the pictures show: which source has which statement, and dates no more exact than they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Fact, Masthead
from index.pack import Pack, open_pack
from reader import charts, people, statements
from reader.charts import Cell, Column, Coverage, Entry, Row, Timeline
from reader.journal import Work
from tests.conftest import LERVIK, SEEDS
from tests.test_ledger import wide


@pytest.fixture(scope="module")
def seeds() -> Pack:
    return open_pack(SEEDS, cache=False)


@pytest.fixture(scope="module")
def lervik() -> Pack:
    return open_pack(LERVIK / "sources", cache=False)


def coverage(pack: Pack, also: tuple[str, ...] = ()) -> Coverage:
    known = people.of(pack, Work())
    return Coverage.of(pack, known, statements.statements(pack, known, "spread", False), also)


def signs(found: Coverage) -> list[str]:
    return ["".join(r.cells[c.path].sign if c.path in r.cells else "·" for c in found.columns) for r in found.rows]


# --- coverage ---


def test_the_seeds_share_two_statements(seeds: Pack) -> None:
    """One in the same words, one in part; the others stand in one source alone."""
    found = coverage(seeds)
    assert [(c.key, c.name) for c in found.columns] == [("R", "Reuters"), ("F", "Foreign Policy")]
    assert signs(found) == ["==", "=~", "=·", "=·", "=·", "=·", "·="]
    assert [found.printed(c.path) for c in found.columns] == [6, 3]
    assert found.rows[0].label == "SCO declaration"
    assert found.rows[-1].label == "Dmitry Medvedev?"
    assert found.rows[0].words.startswith("The SCO states express grave concern")


def test_each_cell_leads_to_its_quotation(lervik: Pack) -> None:
    """The quotation stands in the source and the passage that the cell names; what is not there has no cell."""
    found = coverage(lervik)
    known = people.of(lervik, Work())
    for row, statement in zip(found.rows, statements.statements(lervik, known, "spread", False), strict=True):
        assert set(row.cells) == set(statement.by_source)
        for path, cell in row.cells.items():
            quote = lervik.quote(cell.quote)
            assert (quote.source, quote.passage) == (path, cell.passage) == (cell.source, cell.passage)


def test_a_large_pack_has_columns_for_what_is_shared_or_clipped() -> None:
    """Every source of a small pack; of many only those that share a statement, and those that were named."""
    assert len(coverage(wide(12)).columns) == 12
    pack = wide(40)
    assert len(coverage(pack).columns) == 40
    alone = replace(pack, echoes=())
    known = people.of(alone, Work())
    said = statements.statements(alone, known, "source", False)
    named = (alone.articles[3].path, alone.articles[30].path)
    assert [c.path for c in charts.columns(alone, said, named)] == list(named)
    assert [c.path for c in charts.columns(alone, said[:4])] == [a.path for a in alone.articles[:2]]


def test_a_picture_is_made_of_plain_values_as_well() -> None:
    """A writer of briefings gives rows of its own."""
    found = Coverage(
        (Column("a", "A", "Anna"),), (Row("S1", "Bo", "words", {"a": Cell("~", "a", 3)}), Row("S2", "", "x"))
    )
    assert found.printed("a") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("The SCO states express grave concern over the tensions", "SCO states express grave concern tensions"),
        ("He said that it was not so", ""),
        ("counter-weight to NATO, counter-weight", "counter-weight NATO"),
        ("« Das war’s », sagte er über die Fähre", "war’s sagte die Fähre"),
        ("", ""),
    ],
)
def test_what_a_statement_is_looked_for_by(words: str, told: str) -> None:
    """Its longest words and short names in capitals, each once; no words of grammar."""
    assert " ".join(charts.telling(words)) == told


# --- timeline ---


def entry(date: str, status: str = "stated") -> Entry:
    return Entry("p", "P", "Paper", "Head", date, status)


@pytest.mark.parametrize(
    ("date", "said", "precision", "minutes"),
    [
        ("2008", "2008", "year", 366 * 1440),
        ("2008-02", "Feb 2008", "month", 29 * 1440),
        ("2008-12", "Dec 2008", "month", 31 * 1440),
        ("2008-08-28", "28 Aug 2008", "day", 1440),
        ("2008-08-08T06:05", "8 Aug 2008, 06:05", "minute", 1),
        ("2025-03-13T06:00:00+01:00", "13 Mar 2025, 06:00", "minute", 1),
        ("2025-03-13 06:00:00.25Z", "13 Mar 2025, 06:00", "minute", 1),
        ("9999", "9999", "year", 365 * 1440),
    ],
)
def test_a_date_is_as_exact_as_it_is_stated(date: str, said: str, precision: str, minutes: int) -> None:
    """A month is a month long, and nobody says a day that was not said."""
    made = entry(date)
    assert (made.said, made.precision) == (said, precision)
    assert made.span is not None
    assert made.span[1] - made.span[0] == minutes
    assert entry(date, "inferred").said == said + "?"


@pytest.mark.parametrize(
    "date", ["", "Thursday", "2008-13", "2008-02-30", "0000", "2008-08-28T25:00", "20080828", "٢٠٠٨"]
)
def test_what_is_no_date_stands_among_the_undated(date: str) -> None:
    """Nothing is guessed."""
    made = entry(date)
    assert (made.span, made.precision, made.said) == (None, None, "")
    assert Timeline.from_entries([made]).undated == (made,)


def test_lervik_in_the_order_of_its_dates(lervik: Pack) -> None:
    """By day and time as they are written; what has no time stands before what has one; the undated last."""
    found = Timeline.of(lervik)
    assert "".join(e.key for e in found.dated) == "ROTSMCQDPKL"
    assert [(e.key, e.status) for e in found.undated] == [("N", "unknown")]
    assert [e.key for e in found.dated if e.status == "inferred"] == ["T"]
    assert charts.day_of(found.span[0]) == "11 Mar 2025"
    assert found.entries[-1].headline.startswith("Ferry hits dredger")
    assert [e.key for e in Timeline.of(lervik, {found.dated[0].path}).entries] == ["R"]


def test_an_unreadable_date_of_a_source_is_kept_as_it_is(seeds: Pack) -> None:
    """It is not put anywhere on the axis."""
    article = replace(seeds.articles[0], masthead=Masthead(date=Fact("last week")))
    found = Timeline.of(replace(seeds, articles=(article,)))
    assert [(e.date, e.headline) for e in found.undated] == [("last week", "")]
    assert found.span == (0, 0)


DATES = st.one_of(
    st.builds("{:04}-{:02}-{:02}T{:02}:{:02}".format, *(st.integers(a, b) for a, b in ((1, 9999), (1, 12), (1, 28), (0, 23), (0, 59)))),
    st.builds("{:04}-{:02}".format, st.integers(1, 9999), st.integers(1, 12)),
    st.builds("{:04}".format, st.integers(1, 9999)),
)  # fmt: skip


@given(st.lists(DATES, min_size=1, max_size=12), st.integers(1, 200))
def test_every_entry_has_its_place_on_the_axis(dates: list[str], room: int) -> None:
    """Never outside of it, never narrower than a step, in order from left to right."""
    found = Timeline.from_entries(map(entry, dates))
    places = [found.place(e, room) for e in found.dated]
    assert len(places) == len(dates)
    assert all(p is not None and 0 <= p[0] < p[1] <= room for p in places)
    firsts = [p[0] for p in places if p]
    assert firsts == sorted(firsts)


@pytest.mark.parametrize(
    ("dates", "labels"),
    [
        (["2025-03-11T18:42"], "11 Mar|06:00|12:00|18:00"),
        (["2025-03-11", "2025-03-13"], "11 Mar|12:00|12 Mar|12:00|13 Mar|12:00"),
        (["2025-03-11", "2025-03-16"], "11 Mar|12 Mar|13 Mar|14 Mar|15 Mar|16 Mar"),
        (["2025-03-11", "2025-03-20"], "11 Mar|13 Mar|15 Mar|17 Mar|19 Mar"),
        (["2024-12", "2025-02"], "1 Dec|15 Dec|29 Dec|12 Jan|26 Jan|9 Feb|23 Feb"),
        (["2024-11-20", "2025-04"], "Dec 2024|Jan 2025|Feb 2025|Mar 2025|Apr 2025"),
        (["2001", "2008-02"], "2002|2004|2006|2008"),
        (["0001", "9999"], "2500|5000|7500"),
        ([], ""),
    ],
)
def test_an_axis_names_some_of_its_days(dates: list[str], labels: str) -> None:
    """The finest steps that there is room for, at even places."""
    span = Timeline.from_entries(map(entry, dates)).span
    most = 7 if "Dec" in labels and "1 " in labels else 6
    assert "|".join(label for _, label in charts.ticks(span, most)) == labels


@given(st.lists(DATES, min_size=1, max_size=3), st.integers(0, 12))
def test_ticks_stand_on_the_axis(dates: list[str], most: int) -> None:
    """Never more than asked for, each within the axis, in order."""
    span = Timeline.from_entries(map(entry, dates)).span
    found = [minute for minute, _ in charts.ticks(span, most)]
    assert len(found) <= most
    assert found == sorted(set(found))
    assert all(span[0] <= minute < span[1] for minute in found)
