"""The hurried briefing of the Lervik pack: ten quotations right and ten wrong, each with the verdict that is wanted."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index import verify
from index.model import Article, Fact, Masthead, Passage, Quote, Source, Span, Speaker

PACK = Path(__file__).parent / "packs" / "lervik"
GOLD: list[dict[str, Any]] = json.loads((PACK / "gold" / "verify.json").read_text("utf-8"))["items"]
BLANK_LINE = re.compile(r"\n[ \t]*\n")


def article(record: dict[str, Any], key: str) -> Article:
    """An article as its gold describes it: every paragraph a passage, every quotation with its speaker."""
    text, passages, at = record["text"], [], 0
    for piece in BLANK_LINE.split(text):
        start = text.index(piece, at)
        at = start + len(piece)
        if piece.strip():
            passages.append(Passage(len(passages), Span(start, at)))
    quotes = []
    for q in record["quotes"]:
        span = Span(q["start"], q["end"])
        passage = next(p.n for p in passages if p.span.start <= span.start < p.span.stop)
        speaker = Speaker(q["speaker"]["text"], None, q["speaker"]["entity"], 1.0) if q["speaker"] else None
        quotes.append(Quote(q["id"], record["file"], passage, span, q["type"], q["group"], speaker=speaker))
    headline = passages[0].span
    return Article(
        Source(record["file"], "0" * 64, len(text)),
        "txt",
        "utf-8",
        "en",
        text,
        Masthead(headline=Fact(headline.of(text), span=headline)),
        tuple(passages),
        (),
        tuple(quotes),
        key,
    )


@cache
def articles() -> tuple[Article, ...]:
    lines = (PACK / "gold" / "quotations.jsonl").read_text("utf-8").splitlines()
    return tuple(article(json.loads(line), chr(65 + n)) for n, line in enumerate(lines))


@cache
def verdicts() -> dict[Span, verify.Verdict]:
    text = (PACK / "briefing-bad.md").read_text("utf-8")
    return {v.span: v for v in verify.check(text, articles())}


@pytest.mark.parametrize("wanted", GOLD, ids=[str(item["n"]) for item in GOLD])
def test_the_verdict_is_the_one_an_editor_would_give(wanted: dict[str, Any]) -> None:
    """Status, place in the file, words, and where the pack has them or something near."""
    v = verdicts()[Span(*wanted["span"])]
    assert v.status in (wanted["status"], *wanted["accept"]), wanted["why"]
    assert (v.line, v.text, v.plain) == (wanted["line"], wanted["text"], wanted["plain"])
    place = v.found or v.nearest
    there = wanted.get("found") or wanted.get("nearest")
    if there is None:
        assert place is None
    else:
        assert place is not None
        assert place.source.startswith(there["source"])
        assert place.span.start < there["span"][1]
        assert there["span"][0] < place.span.stop
        own = next(a for a in articles() if a.path == place.source)
        assert place.text == place.span.of(own.text)


def test_each_verdict_cites_the_source_that_the_briefing_names() -> None:
    """A number in brackets leads through the list of sources to the file."""
    for item in GOLD:
        cited = verdicts()[Span(*item["span"])].cited
        assert cited is not None
        assert [Path(path).stem for path in cited.sources] == [item["cited"]["source"]]


def test_nothing_else_is_taken_for_a_quotation() -> None:
    """Beside the twenty there is one short quotation of the writer's own; the list of sources holds none."""
    twenty = {Span(*item["span"]) for item in GOLD}
    assert [v.text for span, v in verdicts().items() if span not in twenty] == ["fully manned"]


def test_an_elision_that_swallows_a_negation_is_pointed_out() -> None:
    """The form is right, the sense is turned: a person is told."""
    v = verdicts()[Span(*GOLD[19]["span"])]
    assert v.status == "elision"
    assert "“no”" in v.note
