"""What stays of an article, what goes, and the rule that is named for it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import clean, formats, masthead
from index.model import Draft, Dropped, Passage
from tests import casefile
from tests.conftest import FOREIGN_POLICY, LERVIK, REUTERS, SEEDS


def cleaned(data: bytes, name: str = "a.txt") -> tuple[Draft, tuple[Passage, ...], tuple[Dropped, ...]]:
    draft = formats.read(data, name)
    found, claimed = masthead.read(draft, name)
    return draft, *clean.clean(draft, found, claimed)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("path", casefile.of("clean"), ids=lambda path: path.stem)
def test_a_case(path: Path) -> None:
    """Each case keeps and drops what it says it does."""
    case = casefile.parts(path)
    draft, passages, dropped = cleaned(case["raw"].encode(), "a" + case.get("suffix", ".txt"))
    kept = [one_line(p.span.of(draft.text)) for p in passages if p.n]
    assert kept == [one_line(part) for part in case.get("kept", "").split("\n\n") if part.strip()], case["why"]
    gone = [f"{d.rule}: {one_line(d.span.of(draft.text))}" for d in dropped]
    assert gone == case.get("dropped", "").splitlines(), case["why"]
    if "headline" in case:
        assert [one_line(p.span.of(draft.text)) for p in passages if p.n == 0] == [case["headline"]]


def test_the_reuters_seed_keeps_its_sixteen_paragraphs() -> None:
    """Only the desk line goes; two equal names in one sentence stay as they are."""
    draft, passages, dropped = cleaned((SEEDS / REUTERS).read_bytes(), REUTERS)
    assert [p.n for p in passages] == list(range(17))
    assert [d.rule for d in dropped] == ["desk line"]
    assert passages[3].span.of(draft.text).count("South Ossetia") == 2


def test_the_foreign_policy_seed_keeps_each_paragraph_once() -> None:
    """The curly copies stay, and everything around the article goes with its rule."""
    draft, passages, dropped = cleaned((SEEDS / FOREIGN_POLICY).read_bytes(), FOREIGN_POLICY)
    texts = [p.span.of(draft.text) for p in passages]
    assert texts[0] == "China, neighbors, cool on Russian action in Georgia"
    assert len(texts) == 7
    assert texts[6].startswith("For more on how Russia’s recognition")
    assert not any("'" in text for text in texts)
    assert [d.rule for d in dropped] == [
        "section label",
        "teaser",
        "image name",
        "photo credit",
        "said again",
        "said again",
        "photo credit",
        "bio",
        *["more from"] * 10,
    ]
    assert [(d.rule, d.same_as) for d in dropped if d.same_as] == [("teaser", 1), ("said again", 1), ("said again", 2)]


SOURCES = [
    SEEDS / REUTERS,
    SEEDS / FOREIGN_POLICY,
    *sorted((LERVIK / "sources").glob("*.txt")),
    *sorted((LERVIK / "sources").glob("*.md")),
]


def covered(draft: Draft, passages: tuple[Passage, ...], dropped: tuple[Dropped, ...]) -> bool:
    """Every non-blank character is in exactly one piece."""
    count = [0] * len(draft.text)
    for piece in (*passages, *dropped):
        for at in range(*piece.span):
            count[at] += 1
    return all(n == 1 for n, char in zip(count, draft.text, strict=True) if not char.isspace())


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_is_lost_and_nothing_stands_twice(path: Path) -> None:
    """Passages and dropped pieces together hold every character once."""
    assert covered(*cleaned(path.read_bytes(), path.name))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_cleaning_again_changes_nothing(path: Path) -> None:
    """What is left of an article is left alone the second time."""
    draft, passages, _ = cleaned(path.read_bytes(), path.name)
    once = [p.span.of(draft.text) for p in passages]
    again, passages, dropped = cleaned("\n\n".join(once).encode(), path.name)
    assert [p.span.of(again.text) for p in passages] == once
    assert not dropped


LINE = st.sampled_from(
    [
        "More from The Harbour Gazette",
        "The council met on Monday and decided that the old bridge should be closed for the winter.",
        "The council met on Monday and decided that the old bridge should be closed for the ...",
        "“We had to,” the mayor said, and she said that nobody had asked her what it would cost.",
        "Photo: Ann Other/Getty Images",
        "bridge_240101.jpg",
        "Share",
        "ADVERTISEMENT",
        "* one",
        "Home",
        "Yes.",
        "By Ann Other",
        "***",
        "# Bridge",
        "---",
        "",
        "12 March 2025",
        "Ann Other is a reporter at The Harbour Gazette.",
    ]
)


@given(st.lists(LINE | st.text(max_size=60), max_size=30), st.sampled_from(["a.txt", "a.md"]))
@settings(max_examples=150, deadline=None)
def test_any_text_is_covered_and_never_emptied(lines: list[str], name: str) -> None:
    """Whatever a file holds: each character once, and at least one passage."""
    try:
        draft, passages, dropped = cleaned("\n".join(lines).encode("utf-8", "replace"), name)
    except formats.Unreadable:
        return
    assert passages
    assert covered(draft, passages, dropped)
    assert [p.n for p in passages if p.n] == list(range(1, len([p for p in passages if p.n]) + 1))


@pytest.mark.parametrize(
    "hostile",
    [
        "A" * 1_000_000,
        "“" * 1_000_000,
        "([{" * 300_000,
        "By A " * 200_000,
        "a. B" * 250_000,
        "Share " * 150_000,
        "Share" * 200_000,
        "- a\n" * 30_000,
        "More from A\n\nOne two.\n\n" * 8_000,
    ],
    ids=["capitals", "marks", "brackets", "bylines", "seams", "buttons", "glued", "items", "boxes"],
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_hostile_text_costs_no_more_than_its_length(hostile: str, name: str) -> None:
    """A megabyte of anything is read and cleaned in seconds."""
    began = time.process_time()
    assert covered(*cleaned(hostile.encode(), name))
    assert time.process_time() - began < 6


def test_speed() -> None:
    """Bytes to a cleaned article: at least 25 articles of 5 KB a second here, where 100 and more are usual."""
    data = (SEEDS / REUTERS).read_bytes() + b"\n\n" + (SEEDS / FOREIGN_POLICY).read_bytes()
    began = time.process_time()
    for _ in range(10):
        cleaned(data)
    assert 10 * len(data) / 5_000 / (time.process_time() - began) > 25
