"""Exports of press databases become their articles, each with what the database says of it."""

from __future__ import annotations

import time
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import clean, databases, formats, masthead, read
from index.databases.people import agency, authors
from index.formats import plain, web
from index.model import Block, Draft, Dropped, Flag, Span
from tests import casefile
from tests.documents import docx, paragraph

CASES = {path.stem: casefile.parts(path) for path in casefile.of("databases")}


def whole(raw: str, suffix: str) -> Draft:
    """The file as its format gives it, before it is cut up."""
    return web.read(raw.encode()) if suffix == ".html" else plain.read(raw.encode())


def told(draft: Draft) -> str:
    """Headline, what is stated, and the text, as the cases write it down."""
    said = [
        "; ".join(fact.value for fact in draft.stated.get(name, ()))
        for name in ("publisher", "date", "authors", "dateline", "agency")
    ]
    out = {piece.span for piece in draft.furniture}
    kept = [b for b in draft.blocks if b.span not in out]
    body = [" ".join(b.span.of(draft.text).split()) for b in kept if b.kind != "heading"]
    headline = "".join(fact.value for fact in draft.stated.get("headline", ()))
    return "\n\n".join([f"# {headline}".strip() + "\n" + " | ".join(said).rstrip(" |").replace("  ", " "), *body])


@pytest.mark.parametrize("name", CASES)
def test_a_case(name: str) -> None:
    """Each case has the articles it says: headline, publisher, date, authors, dateline, agency, and every paragraph."""
    case = CASES[name]
    found = databases.split(whole(case["raw"], case["suffix"])) or ()
    assert "\n\n".join(told(draft) for draft in found) == case["articles"], case["why"]


def check(file: Draft, articles: tuple[Draft, ...]) -> None:
    """The laws of cutting up: all text once, all pieces blocks, all facts where they say they are."""
    assert "".join(each.text for each in articles) == file.text
    for each in articles:
        assert each.is_cut_out
        at = 0
        for block in each.blocks:
            assert at <= block.span.start < block.span.stop
            assert not each.text[at : block.span.start].strip()
            words = block.span.of(each.text)
            assert words == words.strip()
            at = block.span.stop
        assert not each.text[at:].strip()
        assert {piece.span for piece in each.furniture} <= {block.span for block in each.blocks}
        assert len({piece.span for piece in each.furniture}) == len(each.furniture)
        for name in ("headline", "dateline"):
            for fact in each.stated.get(name, ()):
                assert fact.span is not None
                assert fact.value.split() == fact.span.of(each.text).split()


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name]["articles"]])
def test_the_articles_are_the_whole_file(name: str) -> None:
    """Every character of an export is in one article, in one block of it."""
    file = whole(CASES[name]["raw"], CASES[name]["suffix"])
    articles = databases.split(file)
    assert articles
    check(file, articles)


@pytest.mark.parametrize(
    ("line", "names", "wire"),
    [
        ("By Jane Roe, Staff Reporter", "Jane Roe", ""),
        ("BY JOHN F. BURNS; Ann Lee contributed reporting from Oslo.", "JOHN F. BURNS; Ann Lee", ""),
        ("Jane Roe Political editor and Ann Lee", "Jane Roe; Ann Lee", ""),
        ("Lisa O’Carroll Fisheries correspondent", "Lisa O’Carroll", ""),
        ("Jan van der Berg correspondent", "Jan van der Berg", ""),
        ("Jane Roe (now), Ann Lee (earlier)", "Jane Roe; Ann Lee", ""),
        ("Jane Roe in Oslo and Ann Lee in Lervik", "Jane Roe; Ann Lee", ""),
        ("Von Hans Müller, Berlin", "Hans Müller", ""),
        ("PAR JEAN-PIERRE DUPONT ET MARIE CURIE", "JEAN-PIERRE DUPONT; MARIE CURIE", ""),
        ("Propos recueillis par Jean Dupont", "Jean Dupont", ""),
        ("Jane Roe special to The Lervik Ledger", "Jane Roe", ""),
        ("Jane Roe, Jane Roe", "Jane Roe", ""),
        ("Jane Roe, New York", "Jane Roe", ""),
        ("Jane Roe; Reuters", "Jane Roe", "Reuters"),
        ("(AFP)", "", "AFP"),
        ("By Our Correspondent", "", ""),
        ("Letters", "", ""),
        ("Zeno", "Zeno", ""),
    ],
)
def test_who_wrote_it(line: str, names: str, wire: str) -> None:
    """Of a byline the names of people, each once, and the agency; no desk, job, place or letters page."""
    whole_line = Span(0, len(line))
    found = authors(line, whole_line, "x")
    assert "; ".join(fact.value for fact in found) == names
    assert all(fact.span is not None and fact.span.of(line) == fact.value for fact in found)
    by = agency(line, whole_line, "x")
    assert (by.value if by else "") == wire


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Roe, Jane; Poe, Edgar A.", "Jane Roe; Edgar A. Poe"),
        ("Roe, Jane.", "Jane Roe"),
        ("van der Berg, Jan and Lee, Ann", "Jan van der Berg; Ann Lee"),
        ("Jane Roe", "Jane Roe"),
        ("Anonymous", ""),
        (" , ", ""),
    ],
)
def test_who_wrote_it_family_name_first(line: str, names: str) -> None:
    """`Roe, Jane` is Jane Roe."""
    assert "; ".join(fact.value for fact in authors(line, Span(0, len(line)), "x", inverted=True)) == names


# ------------------------------------------------------------------------------------------------------- laws, with hypothesis

WORDS = st.sampled_from(
    ["the", "ferry", "sank", "nobody", "said", "why", "Lervik", "“We", "warned", "them,”", "Holt", "said.", "1974"]
)
PARAGRAPH = st.lists(WORDS, min_size=3, max_size=40).map(" ".join)
HEADER = st.lists(
    st.sampled_from(["BYLINE: Jane Roe", "SECTION: NEWS; Pg. 3", "DATELINE: LERVIK", "HIGHLIGHT: Forty saved"]),
    unique=True,
)
BEHIND = st.lists(
    st.sampled_from(["GRAPHIC: A map", "SUBJECT: SHIPS (90%)", "PUBLICATION-TYPE: Newspaper", "Copyright 2019 Ledger"]),
    unique=True,
)
BLANK = st.sampled_from(["\n\n", "\n\n\n", "\n \n", "\n\n\t\n"])


@st.composite
def lexisnexis(draw: st.DrawFn) -> tuple[str, list[tuple[str, list[str]]]]:
    """An export, and of each article its headline and paragraphs: fields missing, in any order, any empty lines between."""
    articles = draw(st.lists(st.tuples(PARAGRAPH, st.lists(PARAGRAPH, min_size=1, max_size=4)), min_size=1, max_size=5))
    numbers = draw(st.permutations(range(1, len(articles) + 1)))
    gap = draw(BLANK)
    parts = []
    for number, (headline, body) in zip(numbers, articles, strict=True):
        parts += [
            f"{' ' * 30}{number} of {len(articles)} DOCUMENTS",
            f"{' ' * 20}The Ledger",
            " " * 20 + "March 5, 2019 Tuesday",
        ]
        parts += [f"No. {headline}", *draw(HEADER), "LENGTH: 12 words", *(f"So {text}" for text in body)]
        parts += ["LOAD-DATE: March 6, 2019", "LANGUAGE: ENGLISH", *draw(BEHIND)]
    return gap.join(parts), articles


@settings(max_examples=60, deadline=None)
@given(lexisnexis())
def test_any_export_comes_apart_into_its_articles(export: tuple[str, list[tuple[str, list[str]]]]) -> None:
    """Each article once, with its headline, its date and all its text, whatever fields it has."""
    raw, articles = export
    file = plain.read(raw.encode())
    found = databases.split(file) or ()
    check(file, found)
    assert len(found) == len(articles)
    for draft, (headline, body) in zip(found, articles, strict=True):
        assert draft.stated["headline"][0].value == f"No. {headline}"
        assert draft.stated["publisher"][0].value == "The Ledger"
        assert draft.stated["date"][0].value == "2019-03-05"
        out = {piece.span for piece in draft.furniture}
        kept = " ".join(
            b.span.of(draft.text) for b in draft.blocks if b.span not in out and b.kind != "heading"
        ).split()
        assert [word for word in kept if word not in ("Forty", "saved")] == " ".join(
            f"So {text}" for text in body
        ).split()


def mangled(raw: str) -> st.SearchStrategy[str]:
    """The lines of a file in another order, some of them gone or twice."""
    lines = raw.split("\n")
    return st.lists(st.sampled_from(lines), max_size=len(lines) + 5).map("\n".join)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_nothing_is_lost_of_a_broken_export(data: st.DataObject) -> None:
    """Whatever the lines, there is no fault, and the articles are the whole text."""
    name = data.draw(st.sampled_from(sorted(CASES)))
    raw = data.draw(mangled(CASES[name]["raw"]))
    try:
        file = whole(raw, CASES[name]["suffix"])
    except formats.Unreadable:
        return
    articles = databases.split(file)
    if articles is not None:
        check(file, articles)


# ------------------------------------------------------------------------------------------------------------ among the formats


def test_each_article_is_a_part_of_its_file() -> None:
    """An export of several articles is `#1`, `#2` ...; one of a single article is the file itself."""
    raw = CASES["lexisnexis"]["raw"]
    found = list(formats.parts(raw.encode(), "export.txt"))
    assert [part.name for part in found] == ["#1", "#2", "#3"]
    assert b"".join(part.data for part in found).decode() == raw
    single = list(formats.parts(CASES["proquest-german"]["raw"].encode(), "export.txt"))
    assert [part.name for part in single] == [""]
    assert isinstance(single[0].draft, Draft)
    assert single[0].draft.stated["publisher"][0].origin == "ProQuest"


@pytest.mark.parametrize("name", ["nexis-uni", "nexis-uni-french", "factiva-french", "lexisnexis-german", "proquest"])
def test_an_export_in_word_comes_apart_like_one_in_text(name: str) -> None:
    """Each paragraph a paragraph of the document; whatever the name of the file."""
    case = CASES[name]
    data = docx("".join(paragraph(escape(line)) for line in case["raw"].split("\n") if line))
    drafts = [part.draft for part in formats.parts(data, "Unbenannt.docx")]
    assert "\n\n".join(told(draft) for draft in drafts if isinstance(draft, Draft)) == case["articles"]


def test_the_language_is_that_of_the_text() -> None:
    """Fields in English do not make a German article English."""
    raw = (
        "1 of 1 DOCUMENT\n\nDer Bote\n\n5. März 2019\n\nFähre gesunken\n\nLENGTH: 9 words\n\n"
        "Eine Fähre ist am Montag im Fjord gesunken, und niemand hat den Bagger im Nebel gesehen.\n\n"
        "GRAPHIC: The ferry and the harbour of the town, as it was before the war and is not to be seen any more\n\n"
        "SUBJECT: The loss of a ship at the coast, with all that is to be said of it and of those who were on it\n\n"
        "LANGUAGE: GERMAN\n"
    )
    assert read.article(raw.encode(), "export.txt").language == "de"


def test_a_headline_is_one_line_and_the_databases_own() -> None:
    """Where it was wrapped, the masthead has it on one line, says who stated it, and the first passage is all of it."""
    part = next(formats.parts(CASES["lexisnexis"]["raw"].encode(), "export.txt"))
    assert isinstance(part.draft, Draft)
    found, claimed = masthead.read(part.draft, "export.txt#1")
    passages, _ = clean.clean(part.draft, found, claimed)
    assert found.headline is not None
    assert found.headline.value == "Ferry sinks off the coast; Forty people saved by fishermen from three villages"
    assert found.headline.origin == "LexisNexis"
    assert passages[0].n == 0
    assert passages[0].span == found.headline.span
    assert passages[1].span.of(part.draft.text) == "The worst accident in thirty years."


def test_what_the_format_knew_stays_known() -> None:
    """Page heads that a format took out stay out, each with its rule; flags stay with the article they are about."""
    first, *_ = texts = ["The Ledger, page 1", *CASES["nexis-uni"]["raw"].split("\n\n")]
    blocks, at = [], 0
    for text in texts:
        blocks.append(Block(Span(at, at + len(text))))
        at += len(text) + 2
    text = "\n\n".join(texts)
    middle = blocks[texts.index("Body and soul of the town were in the harbour.")]
    flag = Flag("hidden", "a hidden character", blocks[-2].span)
    head = Dropped(middle.span, "page header", "stands at the head of the pages")
    draft = Draft(
        text, "docx", None, tuple(blocks), {}, (Dropped(blocks[0].span, "page header", ""), head), True, (flag,)
    )
    found = databases.split(draft)
    assert found is not None
    check(draft, found)
    assert "page header" in {piece.rule for each in found for piece in each.furniture}
    assert [len(each.flags) for each in found] == [0, 1]
    assert first not in [fact.value for each in found for facts in each.stated.values() for fact in facts]


def test_time_grows_with_length_only() -> None:
    """Ten times the articles take about ten times as long."""

    def seconds(raw: str) -> float:
        file = plain.read(raw.encode())
        began = time.process_time()
        databases.split(file)
        return time.process_time() - began

    raw = CASES["lexisnexis"]["raw"]
    few, many = min(seconds(raw * 10) for _ in range(3)), seconds(raw * 100)
    assert many < 30 * few + 0.1
