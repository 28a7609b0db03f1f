"""How many of the Lervik pack's judged queries come out right. The figures are printed; the floors hold them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index import engine, formats, read, speakers
from index.model import Answer, Article, Fact, Masthead, Passage, PassageKind, Quote, Source, Span, Speaker

PACK = Path(__file__).parent / "packs" / "lervik"


@cache
def _gold(name: str) -> Any:
    text = (PACK / "gold" / name).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()] if name.endswith("l") else json.loads(text)


def _fact(told: dict[str, Any] | None) -> Fact | None:
    return Fact(told["value"][:10] if told["value"][:2] == "20" else told["value"]) if told and told["value"] else None


def _passages(row: dict[str, Any]) -> tuple[Passage, ...]:
    headline = Span(*row["headline"]["span"])
    body: list[tuple[Span, PassageKind]] = [(Span(*p["span"]), p["kind"]) for p in row["kept"]]
    return (Passage(0, headline, "heading"), *(Passage(n, *p) for n, p in enumerate(body, 1)))


def _quote(gold: dict[str, Any], passages: Sequence[Passage]) -> Quote | None:
    home = next((p.n for p in passages if p.span.start <= gold["start"] and gold["end"] <= p.span.stop), None)
    if home is None:
        return None
    who = gold["speaker"]
    speaker = Speaker(who["text"], None, gold_name(who), 1.0) if who else None
    return Quote(gold["id"], "", home, Span(gold["start"], gold["end"]), gold["type"], gold["group"], speaker=speaker)


def gold_name(speaker: dict[str, Any]) -> str:
    """The speaker's one name over the pack."""
    return str(speaker["entity"])


@cache
def gold_articles() -> tuple[Article, ...]:
    """All twelve sources as the gold reads them: passages, facts and quotations with their speakers."""
    articles = []
    for row, quoted in zip(_gold("clean.jsonl"), _gold("quotations.jsonl"), strict=True):
        passages = _passages(row)
        head = Masthead(
            headline=_fact(row["headline"]),
            publisher=_fact(row["publisher"]),
            authors=tuple(Fact(a["value"]) for a in row["authors"]),
            date=_fact(row["date"]),
        )
        quotes = tuple(q for gold in quoted["quotes"] if (q := _quote(gold, passages)))
        source = Source(row["file"], row["id"].ljust(64, "0"), 0)
        articles.append(Article(source, "txt", "utf-8", "en", quoted["text"], head, passages, (), quotes))
    return tuple(articles)


@cache
def read_articles() -> tuple[Article, ...]:
    """The sources that can be read today, as the program reads them."""
    articles = []
    for path in sorted((PACK / "sources").iterdir()):
        try:
            articles.append(read.article(path.read_bytes(), path.name))
        except formats.Unreadable:
            continue
    return speakers.unify(articles)


def _fault(query: dict[str, Any], answer: Answer, articles: Sequence[Article]) -> str | None:
    """What is wrong with an answer; sources that are not among `articles` are not asked for."""
    texts = {a.path: a.text for a in articles}
    found = [path.rpartition(".")[0] for path in dict.fromkeys(h.source for h in answer.hits)]
    stems = {path.rpartition(".")[0] for path in texts}
    first = [s for s in query["first"] if s in stems]
    if set(found[: len(first)]) != set(first):
        return f"{found} for {first}"
    if not query["first"] and answer.total:
        return f"{answer.total} for none"
    wanted = query["passage"]
    if wanted and wanted["source"] in stems:
        hit = next(h for h in answer.hits if h.source.startswith(wanted["source"]))
        words = " ".join(hit.span.of(texts[hit.source]).split())
        if not words.startswith(wanted["first"]):
            return f"{words[:60]!r} for {wanted['first']!r}"
    return None


def _faults(articles: Sequence[Article]) -> list[str]:
    searcher = engine.Searcher(articles, None)
    faults = []
    for query in _gold("search.json")["queries"]:
        fault = _fault(query, searcher.ask(query["query"], limit=0), articles)
        if fault:
            faults.append(f"  {query['n']}. {query['query']}: {fault}")
    return faults


def test_judged_queries_over_the_gold_reading(capsys: pytest.CaptureFixture[str]) -> None:
    """Given passages, facts and speakers as they should be, all 46 queries bring the right sources and passages first."""
    faults = _faults(gold_articles())
    with capsys.disabled():
        print(f"\nLervik, gold reading: {46 - len(faults)} of 46 queries right", *faults, sep="\n")
    assert faults == []


def test_judged_queries_over_what_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    """The same queries over the sources that can be read, as they are read."""
    articles = read_articles()
    faults = _faults(articles)
    with capsys.disabled():
        print(f"\nLervik, {len(articles)} sources read: {46 - len(faults)} of 46 queries right", *faults, sep="\n")
    assert len(faults) <= 1
