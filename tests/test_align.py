"""Which passage of one article answers which of another."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import align, languages, turns
from index.model import Article, Masthead, Passage, Quote, Row, Source, Span, Speaker
from tests import casefile
from tests.conftest import FOREIGN_POLICY, REUTERS, SEEDS


def article(key: str, paragraphs: list[str], first: int = 1) -> Article:
    """Paragraphs as passages, from number `first` on; 0 is a headline."""
    text, passages = "", []
    for n, paragraph in enumerate(paragraphs, first):
        passages.append(Passage(n, Span(len(text), len(text) + len(paragraph)), "paragraph" if n else "heading"))
        text += paragraph + "\n\n"
    return Article(Source(key, "", 0), "txt", "utf-8", "en", text, Masthead(), tuple(passages), (), (), key)


def written(key: str, text: str) -> Article:
    first = 0 if text.startswith("# ") else 1
    return article(key, text.removeprefix("# ").split("\n\n"), first)


def quoting(one: Article, passage: int, words: str, speaker: str) -> Article:
    """The article with one quotation more."""
    start = one.text.index(words)
    said = Speaker(speaker, None, speaker, 0.95)
    quote = Quote(
        f"{one.key}{passage}.1", one.key, passage, Span(start, start + len(words)), "direct", "g", speaker=said
    )
    return replace(one, quotes=(*one.quotes, quote))


def turned(rows, leader="a"):
    """Of each row whether the counterpart in the text that follows stands out of order."""
    paired = [row.b if leader == "a" else row.a for row in rows if row.a is not None and row.b is not None]
    each = iter(turns.turns(paired))
    return tuple("" if row.a is None or row.b is None else next(each) for row in rows)


@pytest.mark.parametrize("path", casefile.of("align"), ids=lambda path: path.stem)
def test_case(path: Path):
    """Each case file names its promise in the first line; the rows are those a screen shows when the first text leads."""
    parts = casefile.parts(path)
    rows = align.rows(written("A", parts["a"]), written("B", parts["b"]))
    found = []
    for row, turn in zip(rows, turned(rows), strict=True):
        maybe = "maybe" if row.a is not None and row.b is not None and row.certainty < 0.5 else ""
        ends = ("-" if n is None else str(n) for n in (row.a, row.b))
        found.append(" ".join(filter(None, [*ends, row.relation, maybe, turn])))
    assert found == parts["rows"].splitlines()


@pytest.mark.parametrize("path", casefile.of("splits"), ids=lambda path: path.stem)
@pytest.mark.parametrize("leader", ["a", "b"])
def test_split_and_joined(path: Path, leader: str):
    """What one source splits and the other joins stands beside it, in the same words or others, whichever source comes first."""
    parts = casefile.parts(path)
    texts = [
        replace(written(name.upper(), parts[name]), language=languages.of(parts[name]))
        for name in ("a", "b")[:: 1 if leader == "a" else -1]
    ]
    wanted = {tuple(map(int, line.split()))[:: 1 if leader == "a" else -1] for line in parts["pairs"].splitlines()}
    assert {(row.a, row.b) for row in align.rows(*texts) if row.a and row.b and row.certainty >= 0.5} == wanted


def test_a_differing_number_is_told_in_other_words_too():
    """Where two passages tell the same in other words, the fact on which they differ is among the differences, both ways."""
    a = article(
        "A", ["A ferry struck a dredger in thick fog off the harbour on Tuesday, injuring 41 people.", "Rain fell."]
    )
    b = article(
        "B", ["Fourteen people were hurt when the ferry and the dredger collided in the fog outside the harbour."]
    )
    for one, other, printed in ((a, b, ("41", "Fourteen")), (b, a, ("Fourteen", "41"))):
        (row,) = [row for row in align.rows(one, other) if row.a is not None and row.b is not None]
        assert row.relation == "paraphrase"
        facts = [d for d in row.differences if d.kind == "fact"]
        assert [(d.a.of(one.text), d.b.of(other.text)) for d in facts] == [printed]


def test_the_same_quotation_sets_passages_level():
    """Two paragraphs that share nothing but a quotation correspond."""
    words = "the gates were shut long before the water came"
    a = article("A", [f"Asked about it in the corridor, Brook repeated that {words}.", "Rain fell."])
    b = article("B", ["A cat was saved.", f"In a letter of three pages to the editor the engineer wrote: {words}."])
    apart = align.rows(a, b)
    level = align.rows(quoting(a, 1, words, "Ada Brook"), quoting(b, 2, words, "Ada Brook"))
    (pair,) = [row for row in level if row.a == 1]
    assert (pair.b, pair.relation) == (2, "shared")
    assert pair.certainty > max(row.certainty for row in apart if row.b == 2)


def test_what_differs_is_told_by_words():
    """Inside a pair, common rows and differences are spans of both texts; small shared words alone are no row."""
    a = article("A", ["About three metric tons of diesel leaked from the dredger, the ministry said on Monday."])
    b = article("B", ["About thirty tonnes of diesel leaked from the dredger, as the union said on Friday."])
    (row,) = align.rows(a, b)
    assert [(x.of(a.text), y.of(b.text)) for x, y in row.common] == [
        ("About", "About"),
        ("of diesel leaked from the dredger", "of diesel leaked from the dredger"),
    ][-len(row.common) :]
    told = [(d.a.of(a.text), d.b.of(b.text), d.kind) for d in row.differences]
    assert ("the ministry said on Monday", "as the union said on Friday", "words") in told


def test_level_when_the_other_leads():
    """The same rows, led by the other text: its order, and the lone passages of the first behind what precedes them."""
    rows = (
        Row(0, 0, "shared", 1.0),
        Row(1, None, "only-a", 1.0),
        Row(2, 3, "shared", 1.0),
        Row(3, None, "only-a", 1.0),
        Row(4, 1, "shared", 1.0),
        Row(None, 2, "only-b", 1.0),
    )
    led = align.level(rows, "b")
    assert [(row.a, row.b) for row in led] == [(0, 0), (1, None), (4, 1), (None, 2), (2, 3), (3, None)]
    assert turned(led, "b") == ("", "", "", "", "up", "")
    assert [(row.a, row.b) for row in align.level(led, "a")] == [
        (0, 0),
        (1, None),
        (2, 3),
        (3, None),
        (4, 1),
        (None, 2),
    ]


def test_as_few_as_possible_are_out_of_order():
    """One passage moved to the front is the one with the arrow, not the five that it passed."""
    rows = [Row(n, m, "shared", 1.0) for n, m in enumerate([1, 2, 6, 3, 4, 5])]
    assert turned(rows) == ("", "", "down", "", "", "")


def test_seeds_stand_in_crossed_order():
    """Of the seeds the two paragraphs with the declaration correspond, in crossed order, and of the rest the headlines at most."""
    reuters = written("R", (SEEDS / REUTERS).read_text("utf-8").replace("\n\n\n", "\n\n"))
    policy = written("F", (SEEDS / FOREIGN_POLICY).read_text("utf-8"))
    rows = [row for row in align.rows(reuters, policy) if row.a and row.b and row.certainty >= 0.5]
    pairs = {
        (reuters.by_number[row.a].span.of(reuters.text)[:18], policy.by_number[row.b].span.of(policy.text)[:18])
        for row in rows
    }
    assert ("“The SCO states ex", "The SCO states exp") in pairs
    assert any(one == "“The SCO states we" and other.startswith("On Thursday, Medve") for one, other in pairs)


PARAGRAPH = st.lists(st.sampled_from(["ice", "lock", "quay", "ferry", "diesel", "the", "of", "Harbour's"]), max_size=20)
TEXT = st.lists(PARAGRAPH.map(" ".join), max_size=6)


@given(TEXT, TEXT, st.integers(0, 1), st.integers(0, 1))
def test_every_passage_stands_in_a_row(one, other, first_a, first_b):
    """Nothing is lost, spans lie inside their passages, headlines keep to headlines, and levelling only moves rows."""
    a, b = article("A", one, first_a), article("B", other, first_b)
    rows = align.rows(a, b)
    assert {row.a for row in rows} - {None} == {p.n for p in a.passages}
    assert {row.b for row in rows} - {None} == {p.n for p in b.passages}
    for row in rows:
        assert 0 <= row.certainty <= 1
        if row.a is None or row.b is None:
            assert row.relation == ("only-b" if row.a is None else "only-a")
            continue
        assert (row.a == 0) == (row.b == 0)
        home_a, home_b = a.by_number[row.a].span, b.by_number[row.b].span
        for x, y in [*row.common, *((d.a, d.b) for d in row.differences)]:
            assert home_a.start <= x.start <= x.stop <= home_a.stop
            assert home_b.start <= y.start <= y.stop <= home_b.stop
    for leader in ("a", "b"):
        levelled = align.level(rows, leader)
        assert sorted(levelled, key=repr) == sorted(rows, key=repr)
        assert len(turned(levelled, leader)) == len(levelled)
        led = [n for row in levelled if (n := row.a if leader == "a" else row.b) is not None]
        assert led == sorted(led)


def test_long_texts_cost_in_proportion():
    """Two texts of 1,200 paragraphs, the one shuffled, are aligned in a few seconds, each paragraph with its own."""
    chance = random.Random(3)
    words = [f"w{n}" for n in range(3000)]
    paragraphs = [" ".join(chance.choices(words, k=30)) for _ in range(1200)]
    order = chance.sample(range(1200), 1200)
    started = time.process_time()
    rows = align.rows(article("A", paragraphs), article("B", [paragraphs[n] for n in order]))
    assert time.process_time() - started < 6
    assert all(order[row.b - 1] == row.a - 1 for row in rows)


@pytest.mark.parametrize(
    "text",
    ["a b " * 250_000, "fog " * 250_000, "fog sea " * 125_000, "“(" * 500_000, "41 people, " * 90_000],
    ids=["letters", "one word", "words", "marks", "numbers"],
)
def test_one_endless_paragraph(text):
    """A paragraph of a megabyte that repeats itself is aligned in a few seconds."""
    started = time.process_time()
    align.rows(article("A", [text]), article("B", [text[: len(text) // 2] + " end"]))
    assert time.process_time() - started < 8


def test_fifty_thousand_paragraphs():
    """Two texts of 50,000 times the same paragraph are aligned in seconds, copy beside copy."""
    a, b = (article(key, ["The ferry struck 41 dredgers in the fog."] * 50_000) for key in "AB")
    started = time.process_time()
    rows = align.rows(a, b)
    assert time.process_time() - started < 20
    assert len(rows) == 50_000


def test_only_what_is_there():
    """An empty article leaves the other alone."""
    rows = align.rows(article("A", []), article("B", ["Rain fell."]))
    assert [(row.a, row.b, row.relation) for row in rows] == [(None, 1, "only-b")]
    assert list(zip_longest(turned(rows), [""])) == [("", "")]
