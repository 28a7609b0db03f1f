"""One speaker has one name, in an article and over the pack; nobody gets a wrong one with certainty."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import quotes, read, speakers
from index.model import CERTAIN, Article, Masthead, Source
from tests import casefile
from tests.test_quotes import cut

SEEDS = Path(__file__).parent.parent / "seeds"


def article(key: str, text: str) -> Article:
    """Read without cleaning: paragraphs parted by blank lines."""
    passages = cut(text)
    found = speakers.name(text, passages, quotes.find(text, passages, "en"), "en")
    return Article(Source(key, "", len(text)), "txt", "utf-8", "en", text, Masthead(), passages, (), found, key)


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
    pack = [article(key, text) for key, text in case.items() if key not in ("why", "speakers", "names")]
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


def test_thousands_of_names_take_linear_time() -> None:
    """Ten thousand names and one pronoun are no burden."""
    text = "“Come,” he said. " + " ".join(f"Aa{n} Bb{n} said." for n in range(5_000))
    found = quotes.find(text, cut(text), "en")
    begun = time.process_time()
    speakers.name(text, cut(text), found, "en")
    assert time.process_time() - begun < 2
