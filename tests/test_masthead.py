"""Who published what, when and where."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import formats, masthead
from index.model import Block, Draft, Fact, Span
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
    ("NEW YORK, Thursday, March 4 (Reuters) - Stocks fell.", "NEW YORK", "Reuters", "March 4"),
    ("WASHINGTON (AP/Reuters) - Stocks fell.", "WASHINGTON", "AP/Reuters", None),
    ("Nov. 21 (UPI) -- A storm.", None, "UPI", "Nov. 21"),
    ("AFP - The government.", None, "AFP", None),
    ("Stuttgart (dpa/lsw) - Der Landtag.", "Stuttgart", "dpa/lsw", None),
    ("Berlin (ots) - Der Verband.", "Berlin", "ots", None),
    ("BERLIN taz | Der Bundestag.", "BERLIN", "taz", None),
    ("Genève (ats) - Le conseil.", "Genève", "ats", None),
    ("BRUXELLES (Belga) – Le gouvernement.", "BRUXELLES", "Belga", None),
    ("DEN HAAG (ANP) - De Kamer.", "DEN HAAG", "ANP", None),
    ("Warszawa, 21.11.2023 (PAP) - Sejm.", "Warszawa", "PAP", "21.11.2023"),
    ("Lisboa, 21 nov 2023 (Lusa) — O governo.", "Lisboa", "Lusa", "21 nov 2023"),
    ("MADRID, 21 (EUROPA PRESS) - El Gobierno.", "MADRID", "EUROPA PRESS", "21"),
    ("La Habana, 5 may (Prensa Latina) El presidente.", "La Habana", "Prensa Latina", "5 may"),
    ("Roma, 21 nov. (Adnkronos) - Il governo.", "Roma", "Adnkronos", "21 nov."),
    ("Milano, 21 nov. (askanews) - La borsa.", "Milano", "askanews", "21 nov."),
    ("AGI - Il governo.", None, "AGI", None),
    ("МОСКВА, 21 ноября. /ТАСС/. Министерство.", "МОСКВА", "ТАСС", "21 ноября."),
    ("МОСКВА, 21 ноя - РИА Новости. Министерство.", "МОСКВА", "РИА Новости", "21 ноя"),
    ("MOSCOW, November 21 (RIA Novosti) - The ministry.", "MOSCOW", "RIA Novosti", "November 21"),
    ("Moscow. November 21. INTERFAX.COM - The bank.", "Moscow", "INTERFAX.COM", "November 21"),
    ("KIEV, Nov 21 (Interfax-Ukraine) – The bank.", "KIEV", "Interfax-Ukraine", "Nov 21"),
    ("YEREVAN, NOVEMBER 21, ARMENPRESS. The parliament.", "YEREVAN", "ARMENPRESS", "NOVEMBER 21"),
    ("ANKARA (AA) - The council.", "ANKARA", "AA", None),
    ("ISTANBUL (Anadolu Agency) - The council.", "ISTANBUL", "Anadolu Agency", None),
    ("ABU DHABI, 21st November, 2023 (WAM) -- The ministry.", "ABU DHABI", "WAM", "21st November, 2023"),
    ("Tehran, IRNA – The minister.", "Tehran", "IRNA", None),
    ("New Delhi, Nov 21 (PTI) The court.", "New Delhi", "PTI", "Nov 21"),
    ("New Delhi, Nov 21 (IANS) The court.", "New Delhi", "IANS", "Nov 21"),
    ("Hanoi (VNA) – The assembly.", "Hanoi", "VNA", None),
    ("KUALA LUMPUR, Nov 21 (Bernama) -- The king.", "KUALA LUMPUR", "Bernama", "Nov 21"),
    ("TOKYO (Jiji Press) -- The cabinet.", "TOKYO", "Jiji Press", None),
    ("Taipei, Nov. 21 (CNA) The cabinet.", "Taipei", "CNA", "Nov. 21"),
    ("Hong Kong (CNN) A market.", "Hong Kong", "CNN", None),
    ("新华社北京11月21日电（记者王某）国务院。", "北京", "新华社", "11月21日"),
    ("（中央社記者王某東京21日電）內閣。", None, "中央社", "21日"),
    ("【北京共同】外務省。", "北京", "共同", None),
    ("［ロンドン ２１日 ロイター］ - 政府。", "ロンドン", "ロイター", "２１日"),
    ("(서울=연합뉴스) 홍길동 기자 = 정부.", "서울", "연합뉴스", None),
    ("القاهرة (رويترز) - الحكومة.", "القاهرة", "رويترز", None),
    ("NEW YORK, Nov. 21, 2023 /PRNewswire/ -- A company.", "NEW YORK", "PRNewswire", "Nov. 21, 2023"),
    ("TORONTO, Nov. 21, 2023 (GLOBE NEWSWIRE) -- A company.", "TORONTO", "GLOBE NEWSWIRE", "Nov. 21, 2023"),
    ("BERLIN--(BUSINESS WIRE)--A company.", "BERLIN", "BUSINESS WIRE", None),
    ("NEW YORK, NY / ACCESSWIRE / May 4, 2021 / A company.", "NEW YORK, NY", "ACCESSWIRE", "May 4, 2021"),
    ("BRENIK, May 4, 2021 (Nordwire)", "BRENIK", "Nordwire", "May 4, 2021"),
    ("NEW DELHI: The court.", "NEW DELHI", None, None),
    ("BRENIK: The council met on Monday. A fire in Brenik was put out.", "BRENIK", None, None),
    ("New York, NY – The court of the state met for a whole week in a new building.", "New York, NY", None, None),
    ("Vienna – The council met on Monday, for the first time in a new building.", "Vienna", None, None),
    ("DAL NOSTRO INVIATO ROMA - Il governo.", "ROMA", None, None),
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
    ("BREAKING — The council met on Monday.", None, None, None),
    ("CLAIM: The council met. In Claim Street.", None, None, None),
    ("SMITH: I think so. People like Smith do.", None, None, None),
    ("NASA — The agency of the United States — said no.", None, None, None),
    ("NASA — Officials of the agency said no.", None, None, None),
    ("THE POINT OF IT ALL - A column.", None, None, None),
    ("Associated Press (AP) - The agency was founded in 1846.", None, None, None),
    ("American Airlines (AA) Flight 12 was late.", None, None, None),
    ("Berlin – Hamburg 2:1", None, None, None),
    ("Toyota – The company said that it would build no more cars in Toyota City for a year.", None, None, None),
    ("Monday, March 4 – Lunch at the club.", None, None, None),
    (
        "Paris – London – Brussels: Three cities that are joined by a train, and the story of its making.",
        None,
        None,
        None,
    ),
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
    assert not text[begin.stop :][:1].islower()
    assert text[begin.stop :][:1] not in set(" -–—:./)")


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


def draft(lines: list[str], **stated: str) -> Draft:
    """What a format gives of these blocks, with what it states without a place."""
    blocks, text = [], ""
    for line in lines:
        blocks.append(Block(Span(len(text), len(text) + len(line))))
        text += line + "\n\n"
    facts = {name: (Fact(value, origin="page's data"),) for name, value in stated.items()}
    return Draft(text.rstrip("\n"), "html", None, tuple(blocks), facts, is_cut_out=True)


BODY = [
    "The council met on Monday and decided that the old bridge should be closed for the whole winter, at a cost of millions.",
    "“We had no choice,” said the mayor after the meeting. “The engineers told us that it would not stand another flood.”",
]


def test_what_the_format_states_stands_where_the_text_says_it() -> None:
    """Facts without a place get that of the same words; the lines that only say them again are taken out."""
    page = draft(
        ["Bridge closed for the winter", "Jane Roe", "The Daily | 4 May 2021", *BODY],
        headline="Bridge closed for the winter", authors="Jane Roe", publisher="The Daily", date="2021-05-04T10:30:00Z",
    )  # fmt: skip
    found, pieces = masthead.read(page, "a.html")
    [author] = found.authors
    assert (author.origin, author.span and author.span.of(page.text)) == ("page's data", "Jane Roe")
    assert found.publisher
    assert found.publisher.span
    assert found.publisher.span.of(page.text) == "The Daily"
    assert [p.span.of(page.text) for p in pieces] == ["Jane Roe", "The Daily | 4 May 2021"]


@pytest.mark.parametrize(
    "stated",
    ["Bridge closed for the winter | The Daily", "Bridge Closed for the Winter", "Bridge “closed” for the winter"],
)
def test_a_stated_headline_is_the_one_in_the_text(stated: str) -> None:
    """With the name of the site behind it or in other capitals it is the block that prints it; below a caption, too."""
    page = draft([BODY[0], "Bridge closed for the winter", *BODY], headline=stated)
    found, _ = masthead.read(page, "a.html")
    assert found.headline
    assert found.headline.span == page.blocks[1].span


def test_another_headline_stays_stated() -> None:
    """Where the text does not print it, it has no place."""
    found, _ = masthead.read(draft(["Bridge closed for the winter", *BODY], headline="Mayor: no choice"), "a.html")
    assert found.headline == Fact("Mayor: no choice", origin="page's data")


def test_a_date_in_the_text_counts_more_than_an_inferred_one() -> None:
    """The day a file was saved gives way to what the line under the headline says."""
    page = draft(["Statement on the bridge", "Harlow, 12 March 2025, 12.00", *BODY])
    page = replace(page, stated={"date": (Fact("2025-04-01", "inferred", None, "document properties"),)})
    found, _ = masthead.read(page, "a.docx")
    assert found.date
    assert told(found.date) == "2025-03-12T12:00"


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("2021/bridge.txt", "2021-03-11 (inferred, day in the dateline, year in the path)"),
        ("bridge.txt", ""),
        ("2021/2022.txt", ""),
    ],
)
def test_a_year_only_from_where_it_stands(path: str, date: str) -> None:
    """A dateline without a year is a date where the path has one year; never by a guess."""
    found, _ = masthead.read(draft(["Bridge closed", f"HARLOW, March 11 (Norrwire) - {BODY[0]}"]), path)
    assert (told(found.date) if found.date else "") == date


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


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("2025-03-11T17:48:00+01:00", "2025-03-11T17:48:00+01:00"),
        ("2025-03-11T17:48Z", "2025-03-11T17:48Z"),
        ("Mon, Mar 3, 2025 at 6:12 PM", "2025-03-03T18:12"),
        ("2025-03-11T25:48:00+01:00", "2025-03-11"),
        ("2025-02-31T10:00", None),
        ("soon", None),
    ],
)
def test_a_date_that_a_format_states_keeps_its_zone(said: str, date: str | None) -> None:
    """ISO 8601 stays as it is; any other form becomes it, as far as it is known."""
    draft = Draft("A text.", "eml", None, (Block(Span(0, 7)),), {"date": (Fact(said),)})
    found = masthead.read(draft, "a.eml")[0].date
    assert (found and found.value) == date


@pytest.mark.parametrize(
    ("title", "origin"), [("The Harlow Gazette Online", "page's title"), ("Press release", "document properties")]
)
def test_a_title_that_names_the_paper_or_the_kind_of_text_is_no_headline(title: str, origin: str) -> None:
    """The headline is looked for in the text; the paper is who publishes it, as far as can be guessed."""
    text = "Old bridge closed for the winter\n\nThe council met on Monday and decided that the old bridge should be closed for good."
    blocks = (Block(Span(0, 32), "paragraph", ""), Block(Span(34, len(text)), "paragraph", ""))
    draft = Draft(text, "html", None, blocks, {"headline": (Fact(title, origin=origin),)})
    found, _ = masthead.read(draft, "a.html")
    assert found.headline == Fact("Old bridge closed for the winter", span=Span(0, 32))
    assert found.publisher == (Fact(title, "inferred", origin=origin) if origin == "page's title" else None)


def test_headline_byline_and_date_in_one_paragraph() -> None:
    """Each is read, and the paragraph stays; a paragraph of verse or of an address is none."""
    body = "The council met on Monday and decided that the old bridge should be closed for good."

    def mast(first: str) -> tuple[str | None, list[str], str | None, int]:
        text = f"{first}\n\n{body}"
        blocks = (Block(Span(0, len(first)), "paragraph", ""), Block(Span(len(first) + 2, len(text)), "paragraph", ""))
        found, pieces = masthead.read(Draft(text, "html", None, blocks, {}), "a.html")
        for fact in (found.headline, *found.authors):
            assert fact is None or (fact.span is not None and fact.span.of(text) == fact.value)
        headline, date = found.headline and found.headline.value, found.date and found.date.value
        return headline, [author.value for author in found.authors], date, len(pieces)

    title = "What the old bridge knows"
    assert mast(f"{title}\nby Prof. Ruth Amberg\nThursday, May 16, 2024") == (
        title,
        ["Prof. Ruth Amberg"],
        "2024-05-16",
        0,
    )
    assert mast(f"{title}\nRuth Amberg | The Harlow Post | 4 May 2021") == (title, ["Ruth Amberg"], "2021-05-04", 0)
    assert mast(f"{title}\nand what the river told it") == (None, [], None, 0)
