"""Who published what, when and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import formats, masthead
from index.model import Fact
from tests import casefile
from tests.conftest import FOREIGN_POLICY, REUTERS, SEEDS


def told(fact: Fact) -> str:
    """`value`, and in brackets the role, and status and origin of what is not simply stated in the text."""
    notes = [fact.role] if fact.role else []
    notes += [fact.status] if fact.status != "stated" else []
    notes += [fact.origin] if fact.origin != "text" else []
    return fact.value + (f" ({', '.join(notes)})" if notes else "")


@pytest.mark.parametrize("path", casefile.of("masthead"), ids=lambda path: path.stem)
def test_a_case(path: Path) -> None:
    """Each case has the masthead it says and takes out the lines it says; each fact stands where its span says."""
    case = casefile.parts(path)
    name = case.get("name", "a.txt")
    draft = formats.read(case["raw"].encode(), name)
    found, pieces = masthead.read(draft, name)
    facts = [(field, getattr(found, field)) for field in ("headline", "publisher", "agency", "date", "dateline")]
    facts += [("author", fact) for fact in found.authors]
    assert [f"{field}: {told(fact)}" for field, fact in facts if fact] == case["masthead"].splitlines(), case["why"]
    assert [f"{p.rule}: {' '.join(p.span.of(draft.text).split())}" for p in pieces] == case.get(
        "dropped", ""
    ).splitlines()
    for field, fact in facts:
        if fact and fact.span and field != "date":
            assert fact.span.of(draft.text) == fact.value


DATELINES = [
    ("DUSHANBE (Reuters) - Leaders met.", "DUSHANBE", "Reuters", None),
    ("WASHINGTON/LONDON, March 4 (Reuters) - Stocks fell.", "WASHINGTON/LONDON", "Reuters", "March 4"),
    ("March 4 (Reuters) - Stocks fell.", None, "Reuters", "March 4"),
    ("(Reuters) - Stocks fell.", None, "Reuters", None),
    ("KABUL, Afghanistan (AP) — Voters lined up.", "KABUL, Afghanistan", "AP", None),
    ("ST. LOUIS (AP) _ Voters lined up.", "ST. LOUIS", "AP", None),
    ("Paris (AFP) – Le gouvernement.", "Paris", "AFP", None),
    ("Paris, France, Nov 21 (AFP) - The government.", "Paris, France", "AFP", "Nov 21"),
    ("Berlin (dpa) - Der Bundestag.", "Berlin", "dpa", None),
    ("Frankfurt/Main (dpa) - Der Dax.", "Frankfurt/Main", "dpa", None),
    ("BEIJING, Nov. 21 (Xinhua) -- The council.", "BEIJING", "Xinhua", "Nov. 21"),
    ("MOSCOW, November 21. /TASS/. The ministry.", "MOSCOW", "TASS", "November 21"),
    ("MOSCOW. Nov 21 (Interfax) - The bank.", "MOSCOW", "Interfax", "Nov 21"),
    ("Pyongyang, November 21 (KCNA) -- A rally.", "Pyongyang", "KCNA", "November 21"),
    ("SEOUL, Nov. 21 (Yonhap) -- The party.", "SEOUL", "Yonhap", "Nov. 21"),
    ("TOKYO, Nov. 21 (Kyodo) - The cabinet.", "TOKYO", "Kyodo", "Nov. 21"),
    ("New Delhi [India], November 21 (ANI): The court.", "New Delhi [India]", "ANI", "November 21"),
    ("Madrid, 21 nov (EFE).- El Gobierno.", "Madrid", "EFE", "21 nov"),
    ("MADRID, 21 Nov. (EUROPA PRESS) - El Gobierno.", "MADRID", "EUROPA PRESS", "21 Nov."),
    ("(ANSA) - ROMA, 21 NOV - Il governo.", "ROMA", "ANSA", "21 NOV"),
    ("Wien (APA) - Die Regierung.", "Wien", "APA", None),
    ("Bern (sda) - Der Bundesrat.", "Bern", "sda", None),
    ("LERVIK, March 11 (Norrwire) - A ferry.", "LERVIK", "Norrwire", "March 11"),
    ("LERVIK (Norrwire) - A ferry.", "LERVIK", "Norrwire", None),
    ("NEW YORK  (WABC) -- A fire.", "NEW YORK", "WABC", None),
    ("WASHINGTON — The Senate voted.", "WASHINGTON", None, None),
    ("DES MOINES, Iowa — The caucus.", "DES MOINES, Iowa", None, None),
    ("LONDON, March 4, 2025 - The house.", "LONDON", None, "March 4, 2025"),
    ("Ostenborg, 11 March 2025. The car ferry.", "Ostenborg", None, "11 March 2025"),
    ("RIO DE JANEIRO (Reuters) - The carnival.", "RIO DE JANEIRO", "Reuters", None),
    ("Angela Merkel (CDU) - the chancellor - said no.", None, None, None),
    ("A man - he was old - said no.", None, None, None),
    ("Joe Biden (left) - the president - waved.", None, None, None),
    ("In March 2025, the court - all of it - met.", None, None, None),
    ("The report (PDF) - see below - is long.", None, None, None),
    ("Reuters reported that the bank - a small one - had closed.", None, None, None),
]


@pytest.mark.parametrize(("text", "place", "agency", "date"), DATELINES, ids=[line[0][:24] for line in DATELINES])
def test_datelines_of_the_agencies(text: str, place: str | None, agency: str | None, date: str | None) -> None:
    """Place, agency and date as each agency writes them; sentences with brackets and dashes have none."""
    begin = masthead.dateline(text)
    if place is None and agency is None:
        assert begin is None
        return
    assert begin is not None
    assert [part and part.of(text) for part in begin[:3]] == [place, agency, date]
    assert text[begin.stop :][:1].isupper()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2025-03-16", "2025-03-16"),
        ("12 March 2025, 05.30", "2025-03-12T05:30"),
        ("12 March 2025, 05:30", "2025-03-12T05:30"),
        ("Tue Mar 11, 2025 6:42 p.m.", "2025-03-11T18:42"),
        ("March 11, 2025 at 12:05 am EST", "2025-03-11T00:05"),
        ("15.03.2025 09:12", "2025-03-15T09:12"),
        ("11. März 2025", "2025-03-11"),
        ("le 1er avril 2025", "2025-04-01"),
        ("17 de marzo de 2025", "2025-03-17"),
        ("Thursday, 20th March 2025", "2025-03-20"),
        ("August 2008", "2008-08"),
        ("3/15/2025", "2025-03-15"),
        ("15/3/2025", "2025-03-15"),
        ("11/3/2025", "2025"),
        ("3/3/2025", "2025-03-03"),
    ],
)
def test_dates_as_far_as_they_are_known(text: str, value: str) -> None:
    """ISO 8601; where day and month could be either, the year alone."""
    found = masthead.find_date(text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "text",
    ["on Thursday", "August 12", "31 February 2025", "99.99.2025", "12345-01-01", "call 2025", "in the may of 3000"],
)
def test_no_date_is_guessed(text: str) -> None:
    """Without a year, or with a day that does not exist, there is no date."""
    assert masthead.find_date(text) is None


def test_the_reuters_seed() -> None:
    """Agency and authors with their roles; the year is nowhere, so there is no date."""
    draft = formats.read((SEEDS / REUTERS).read_bytes(), REUTERS)
    found, _ = masthead.read(draft, REUTERS)
    assert found.headline is not None
    assert found.headline.value == "Russia's Asia allies fail to back Georgia action"
    assert [told(fact) for fact in found.authors] == ["Oleg Shchedrov (writing)", "Jon Boyle (editing)"]
    assert found.dateline is not None
    assert found.dateline.value == "DUSHANBE"
    assert found.agency is not None
    assert found.agency.value == "Reuters"
    assert found.publisher is not None
    assert told(found.publisher) == "Reuters (inferred, the agency's own report)"
    assert found.date is None


def test_the_foreign_policy_seed() -> None:
    """Author and publisher from the line about the author, the date only from the name of a picture."""
    draft = formats.read((SEEDS / FOREIGN_POLICY).read_bytes(), FOREIGN_POLICY)
    found, pieces = masthead.read(draft, FOREIGN_POLICY)
    assert found.headline is not None
    assert found.headline.value == "China, neighbors, cool on Russian action in Georgia"
    assert [told(fact) for fact in found.authors] == ["Patrick Fitzgerald"]
    assert found.publisher is not None
    assert found.publisher.value == "Foreign Policy"
    assert found.date is not None
    assert told(found.date) == "2008-08-28 (inferred, image name)"
    assert found.dateline is None
    assert found.agency is None
    assert [(p.rule, p.span.of(draft.text)) for p in pieces] == [("section label", "Passport")]


@given(st.text(max_size=300), st.sampled_from(["a.txt", "a.md"]))
@settings(max_examples=200, deadline=None)
def test_any_text_has_a_masthead(text: str, name: str) -> None:
    """Whatever stands there: facts with spans that give back their values, pieces that are whole blocks."""
    try:
        draft = formats.read(text.encode("utf-8", "replace"), name)
    except formats.Unreadable:
        return
    found, pieces = masthead.read(draft, name)
    assert {p.span for p in pieces} <= {b.span for b in draft.blocks}
    for fact in (found.headline, found.publisher, found.agency, found.dateline, *found.authors):
        assert fact is None or fact.span is None or fact.span.of(draft.text) == fact.value
