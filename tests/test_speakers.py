"""One speaker has one name, in an article and over the pack; nobody gets a wrong one with certainty."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import quotes, read, speakers
from index.model import CERTAIN, Article, Masthead, Passage, Quote, Source, Span, Speaker
from index.speakers import persons
from tests import casefile
from tests.test_quotes import cut

SEEDS = Path(__file__).parent.parent / "seeds"


def article(key: str, text: str, language: str = "en") -> Article:
    """Read without cleaning: paragraphs parted by blank lines."""
    passages = cut(text)
    found = speakers.name(text, passages, quotes.find(text, passages, language), language)
    return Article(Source(key, "", len(text)), "txt", "utf-8", language, text, Masthead(), passages, (), found, key)


def shown(articles: tuple[Article, ...]) -> list[str]:
    """One line a quotation: source, id, name, `?` where it is not certain."""
    lines = []
    for one in articles:
        for quote in one.quotes:
            doubt = "" if quote.speaker and quote.speaker.certainty >= CERTAIN else " ?"
            lines.append(f"{one.key} {quote.id} {quote.speaker.name + doubt if quote.speaker else '-'}")
    return lines


@pytest.mark.parametrize("path", casefile.of("speakers"), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    """The names of the case's speakers, over all its sources, are the ones listed."""
    case = casefile.parts(path)
    language = case.get("language", "en").strip()
    pack = [
        article(key, text, language)
        for key, text in case.items()
        if key not in ("why", "speakers", "names", "language")
    ]
    if "names" in case:  # how sure it is is not what the case is about
        assert [line.removesuffix(" ?") for line in shown(speakers.unify(pack))] == case["names"].splitlines()
    else:
        assert shown(speakers.unify(pack)) == case["speakers"].splitlines(), case["why"]


def test_the_seeds_name_nobody_wrongly() -> None:
    """All ten stretches are found; every speaker is right, or shown as uncertain."""
    pack = speakers.unify([read.article(path.read_bytes(), path.name) for path in sorted(SEEDS.glob("*.txt"))])
    got = [
        (q.span.of(a.text).split()[0], q.speaker.name if q.speaker and q.speaker.certainty >= CERTAIN else "?")
        for a in pack
        for q in a.quotes
    ]
    assert got == [
        ("The", "SCO declaration"),
        ("The", "SCO declaration"),
        ("The", "Dmitry Medvedev"),
        ("China", "Chinese foreign ministry statement"),
        ("We", "Chinese foreign ministry statement"),
        ("We", "Dmitry Medvedev"),
        ("I", "Dmitry Medvedev"),
        ("aggression.", "?"),
        ("Russia’s", "?"),
        ("The", "SCO declaration"),
    ]


def test_the_same_statement_in_two_sources_has_one_speaker() -> None:
    """The summit's final declaration and their statement are one document: the same words, the same body."""
    pack = speakers.unify([read.article(path.read_bytes(), path.name) for path in sorted(SEEDS.glob("*.txt"))])
    said = {q.speaker.name for a in pack for q in a.quotes if "grave concern" in q.span.of(a.text) and q.speaker}
    assert len(said) == 1


@given(st.text(st.sampled_from("“”‘’' \n.,:ABab"), max_size=80))
def test_naming_keeps_everything_but_names_and_certainty(text: str) -> None:
    """No quotation is added, lost or moved; a certainty never grows."""
    found = quotes.find(text, cut(text), "en")
    named = speakers.name(text, cut(text), found, "en")
    assert [(q.id, q.span, q.type, q.group) for q in named] == [(q.id, q.span, q.type, q.group) for q in found]
    for before, after in zip(found, named, strict=True):
        assert (before.speaker is None) == (after.speaker is None)
        if before.speaker and after.speaker:
            assert after.speaker.certainty <= before.speaker.certainty
            assert (after.speaker.mention, after.speaker.span) == (before.speaker.mention, before.speaker.span)


def test_unifying_twice_changes_nothing() -> None:
    """What is one speaker stays one."""
    pack = [
        article("A", "Aksel Ronning came. “It is late,” Ronning said."),
        article("B", "“It is late,” said Aksel Rønning."),
    ]
    once = speakers.unify(pack)
    assert speakers.unify(once) == once


def test_reported_speech_changes_nobody_whom_marks_name() -> None:
    """What is told without marks is named behind the quotations, which keep the names and certainties they have alone."""
    text = "Ann Lee came. “I am late,” she said. Per Myhre said that he was late, too. “We left,” he said."
    found = quotes.find(text, cut(text), "en")
    told = quotes.indirect(text, cut(text), "en", found)
    alone, both = speakers.name(text, cut(text), found, "en"), speakers.name(text, cut(text), found, "en", told)
    assert told
    assert both[: len(found)] == alone
    assert [q.speaker.name for q in both[len(found) :] if q.speaker] == ["Per Myhre"]


def test_thousands_of_names_take_linear_time() -> None:
    """Ten thousand names and one pronoun are no burden."""
    text = "“Come,” he said. " + " ".join(f"Aa{n} Bb{n} said." for n in range(5_000))
    found = quotes.find(text, cut(text), "en")
    begun = time.process_time()
    speakers.name(text, cut(text), found, "en")
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "text",
    [
        "Abc Def Ghi " * 9_000,
        "De la " * 10_000,
        " ".join(f"Aa{n} Holt said." for n in range(10_000)),
        "Ann Holt and Bob Holt met. " + "Holt said it. " * 10_000,
        "Ann Lee and Bob Ray came. " + "he said she said " * 5_000,
        "Ann Lee came. As he " + "he " * 10_000,
        "the ministry said it. " * 5_000,
        "harbour master " * 6_000 + "Ann Lee",
        "A. " * 20_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_pile_of_names_or_pronouns_takes_linear_time(text: str) -> None:
    """A hundred kilobytes of anything are looked through in well under a second."""
    whole = "“Come now,” he said. " + text
    found = quotes.find(whole[:60], cut(whole[:60]), "en")
    begun = time.process_time()
    speakers.name(whole, cut(whole), found, "en")
    assert time.process_time() - begun < 1


def spoken(key: str, names: Sequence[str]) -> Article:
    """An article of that many quotations of the same words, each with a speaker of that name."""
    text = "“The harbour will stay closed until I am satisfied that it is safe.” "
    said = Span(1, len(text) - 2)
    made = (Quote(f"1.{n}", key, 1, said, "direct", "1.1", speaker=Speaker(n, said, n, 0.95)) for n in names)
    passages = (Passage(1, Span(0, len(text))),)
    return Article(Source(key, "", 1), "txt", "utf-8", "en", text, Masthead(), passages, (), tuple(made), key)


def test_many_articles_are_unified_in_linear_time() -> None:
    """A thousand articles with thousands of names, all of the same words, take no time of their square."""
    pack = [
        spoken(f"a{n}", [f"Ann{n % 300} Lee{n % 7}", f"Bo{n} Holt", "harbour master", "report", "SCO", f"Lee{n % 9}"])
        for n in range(1_000)
    ]
    begun = time.process_time()
    speakers.unify(pack)
    assert time.process_time() - begun < 3


NAMES = st.lists(
    st.sampled_from(
        [
            "Jonas Holt", "J. Holt", "Maren Holt", "Holt", "HOLT", "Bill Holt", "William Holt", "William J. Holt",
            "harbour master", "report", "report of the Board", "SCO", "Ports Board", "the Ports Board", "he", "He",
            "Rønning", "Axel Rønning", "Aksel Ronning", "Van der Bellen", "Alexander Van der Bellen", "", "I", "Jr.",
        ]
    ),
    max_size=6,
)  # fmt: skip


@given(st.lists(NAMES, max_size=4))
def test_unifying_changes_names_and_nothing_else(pack: list[list[str]]) -> None:
    """Mentions, spans and numbers stay; a certainty never grows; no name is made up. A second time changes no person."""
    articles = [spoken(f"a{n}", names) for n, names in enumerate(pack)]
    known = {name.lower() for names in pack for name in names}
    once = speakers.unify(articles)
    for before, after in zip(articles, once, strict=True):
        for one, two in zip(before.quotes, after.quotes, strict=True):
            assert one.speaker is not None
            assert two.speaker is not None
            assert two.speaker.certainty <= one.speaker.certainty
            assert two.speaker.name.lower() in known
            assert replace(two, speaker=one.speaker) == one
    for before, after in zip(once, speakers.unify(once), strict=True):
        for one, two in zip(before.quotes, after.quotes, strict=True):
            assert one.speaker is not None
            assert two.speaker is not None
            assert two.speaker.name == one.speaker.name or one.speaker.name == "report"  # it may find its owner's name


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Donald Trump", "Donald J. Trump", True),
        ("Donald Trump", "Donald Trump Jr.", False),
        ("D. Trump", "Donald Trump", True),
        ("Bill Clinton", "William Clinton", True),
        ("Bill Clinton", "Hillary Clinton", False),
        ("Hillary Rodham Clinton", "Hillary Clinton", True),
        ("George W. Bush", "George H. W. Bush", False),
        ("Robert F. Kennedy Jr.", "Robert Kennedy Jr.", True),
        ("Axel Rønning", "Aksel Ronning", True),
        ("Bashar al-Assad", "Bashar Assad", True),
        ("Maria Holt", "Mario Holt", False),
        ("Holt", "Jonas Holt", False),
    ],
)
def test_two_names_of_one_person(one: str, other: str, alike: bool) -> None:
    """What may stand or be left out in a name, and what makes it another person's."""
    assert persons.agree(persons.parts(one), persons.parts(other)) is alike
    assert persons.agree(persons.parts(other), persons.parts(one)) is alike
