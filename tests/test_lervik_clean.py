"""How much of the Lervik pack is cleaned as its gold says. The figures are printed; the floors hold them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index import clean, formats, masthead
from index.model import Draft, Dropped, Fact, Masthead, Passage
from tests.conftest import LERVIK

SINGLE = ("headline", "publisher", "agency", "date", "dateline")


@cache
def gold() -> dict[str, Any]:
    """Of each source that is plain text or Markdown."""
    lines = (LERVIK / "gold" / "clean.jsonl").read_text("utf-8").splitlines()
    return {item["file"]: item for item in map(json.loads, lines) if item["file"].endswith((".txt", ".md"))}


@cache
def ours(file: str) -> tuple[Draft, Masthead, tuple[Passage, ...], tuple[Dropped, ...]]:
    draft = formats.read((LERVIK / "sources" / file).read_bytes(), file)
    found, claimed = masthead.read(draft, file)
    return draft, found, *clean.clean(draft, found, claimed)


def share(name: str, right: int, of: int) -> float:
    print(f"{name:<24}{right:>5} of {of:>4}  {right / of:.3f}")
    return right / of


def test_the_paragraphs_that_are_kept() -> None:
    """Each paragraph the gold keeps is a passage of its own, and no other is kept."""
    right = found = wanted = 0
    for file, item in gold().items():
        _, _, passages, _ = ours(file)
        kept = {tuple(p.span) for p in passages if p.n}
        want = {tuple(piece["span"]) for piece in item["kept"]}
        right, found, wanted = right + len(kept & want), found + len(kept), wanted + len(want)
    assert share("kept, of the gold", right, wanted) == 1
    assert share("kept, of ours", right, found) == 1


def test_the_pieces_that_are_dropped() -> None:
    """Each piece the gold drops is dropped, and nothing else; the headline's own line is no dropped piece here."""
    right = found = wanted = 0
    for file, item in gold().items():
        _, _, passages, dropped = ours(file)
        headline = tuple(passages[0].span)
        gone = {tuple(d.span) for d in dropped}
        want = {tuple(piece["span"]) for piece in (*item["masthead"], *item["dropped"])} - {headline}
        right, found, wanted = right + len(gone & want), found + len(gone), wanted + len(want)
    assert share("dropped, of the gold", right, wanted) == 1
    assert share("dropped, of ours", right, found) == 1


def test_the_masthead() -> None:
    """Headline, publisher, agency, date and dateline have the gold's value and status; what the gold does not know is not told."""
    right: dict[str, int] = dict.fromkeys(SINGLE, 0)
    for file, item in gold().items():
        found = ours(file)[1]
        for field in SINGLE:
            fact: Fact | None = getattr(found, field)
            want = item[field] if item[field] and item[field]["value"] else None
            right[field] += (fact and (fact.value, fact.status)) == (want and (want["value"], want["status"]))
    for field, count in right.items():
        assert share(field, count, len(gold())) == 1


def test_the_authors() -> None:
    """Each author once, where the text names them; roles as far as they are of the three that are told apart."""
    right = wanted = found = 0
    for file, item in gold().items():
        told = {(a.value, a.role) for a in ours(file)[1].authors}
        roles = ("reporting", "writing", "editing")
        want = {(a["value"], a.get("role") if a.get("role") in roles else None) for a in item["authors"]}
        right, wanted, found = right + len(told & want), wanted + len(want), found + len(told)
    assert share("authors, of the gold", right, wanted) == 1
    assert share("authors, of ours", right, found) == 1


@pytest.mark.parametrize("field", SINGLE)
def test_where_the_masthead_stands(field: str) -> None:
    """Where the gold gives a place in the text, ours is that place; of a date the gold may count the weekday in."""
    for file, item in gold().items():
        fact: Fact | None = getattr(ours(file)[1], field)
        if fact and fact.span and item[field] and item[field].get("span"):
            start, stop = item[field]["span"]
            assert (fact.span.start, fact.span.stop) == (start, stop) or (
                field == "date" and start < fact.span.start < fact.span.stop == stop
            )


# --- sources that are no plain text: their text is the format's own, so pieces are compared by their words ---


@cache
def others() -> dict[str, Any]:
    """Of each other source whose format is read."""
    lines = (LERVIK / "gold" / "clean.jsonl").read_text("utf-8").splitlines()
    known = {*formats.SUFFIXES, *formats.CONTAINERS} - {".txt", ".md"}
    return {item["file"]: item for item in map(json.loads, lines) if Path(item["file"]).suffix in known}


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_words_that_are_kept_and_dropped() -> None:
    """Each paragraph of the gold is a passage, and no other; what the gold drops is no passage."""
    right = wanted = found = through = 0
    for file, item in others().items():
        draft, _, passages, _ = ours(file)
        kept = {words(p.span.of(draft.text)) for p in passages if p.n}
        want = {words(piece["text"]) for piece in item["kept"]}
        gone = {words(piece["text"]) for piece in (*item["masthead"], *item["dropped"])} - want
        right, wanted, found = right + len(kept & want), wanted + len(want), found + len(kept)
        through += len(kept & gone)
    assert share("kept by words, of the gold", right, wanted) >= 0.95
    assert share("kept by words, of ours", right, found) >= 0.95
    assert through == 0


def test_the_masthead_of_every_format() -> None:
    """Value and status of each field as the gold has them; of a time of day the zone and the seconds may be missing."""
    right = wanted = 0
    for file, item in others().items():
        found = ours(file)[1]
        for field in SINGLE:
            fact: Fact | None = getattr(found, field)
            want = item[field] if item[field] and item[field]["value"] else None
            same = (fact and fact.status) == (want and want["status"])
            if fact and want:
                same &= want["value"].startswith(fact.value) if field == "date" else fact.value == want["value"]
            right, wanted = right + same, wanted + 1
        authors = {author.value for author in found.authors} == {author["value"] for author in item["authors"]}
        right, wanted = right + authors, wanted + 1
    assert share("masthead, other formats", right, wanted) >= 0.85
