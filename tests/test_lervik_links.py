"""How much of the Lervik pack's gold echoes and aligned passages is found. The figures are printed; the floors hold them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from index import align, echoes
from index.model import Article, Cue, Fact, Masthead, Passage, PassageKind, Quote, Source, Span, Speaker

PACK = Path(__file__).parent / "packs" / "lervik"
READ = ("01", "02", "03", "04", "07", "08", "11", "12")
"""The sources that are text or Markdown; the gold of the others is in a text of its own."""


@cache
def _gold(name: str) -> Any:
    text = (PACK / "gold" / name).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()] if name.endswith("l") else json.loads(text)


def _quote(source: str, gold: dict[str, Any], passage: int) -> Quote:
    speaker, cue = gold["speaker"], gold["cue"]
    return Quote(
        id=f"{source[:2]}{gold['id']}",
        source=source,
        passage=passage,
        span=Span(gold["start"], gold["end"]),
        type=gold["type"],
        group=f"{source[:2]}{gold['group']}",
        parent=f"{source[:2]}{gold['parent']}" if gold.get("parent") else None,
        flags=(gold["flag"],) if gold["flag"] else (),
        speaker=Speaker(speaker["text"], None, speaker["entity"], 1.0) if speaker else None,
        cue=Cue(cue["text"], Span(cue["start"], cue["end"])) if cue else None,
    )


@cache
def gold_articles() -> tuple[Article, ...]:
    """The pack as the gold has it: kept passages, quotations with their speakers, those of dropped pieces left out."""
    articles = []
    for row, quoted in zip(_gold("clean.jsonl"), _gold("quotations.jsonl"), strict=True):
        if row["id"][:2] not in READ:
            continue
        headline = row["headline"]
        kept: list[tuple[Span, PassageKind]] = [(Span(*piece["span"]), piece["kind"]) for piece in row["kept"]]
        if headline and Span(*headline["span"]) not in [span for span, _ in kept]:
            kept.insert(0, (Span(*headline["span"]), "heading"))
        passages = tuple(Passage(n, span, kind) for n, (span, kind) in enumerate(kept))
        quotes = []
        for gold in quoted["quotes"]:
            homes = [p.n for p in passages if p.span.start <= gold["start"] and gold["end"] <= p.span.stop]
            if homes:
                quotes.append(_quote(row["id"], gold, homes[0]))
        articles.append(
            Article(
                source=Source(row["id"], "", 0),
                format="txt",
                encoding="utf-8",
                language="en",
                text=quoted["text"],
                masthead=Masthead(headline=Fact(headline["value"]) if headline else None),
                passages=passages,
                dropped=(),
                quotes=tuple(quotes),
                key=row["id"][:2],
            )
        )
    return tuple(articles)


def _ratio(found: set[Any], gold: set[Any]) -> tuple[float, float]:
    """Precision and recall."""
    right = len(found & gold)
    return right / max(1, len(found)), right / max(1, len(gold))


def test_echo_links_of_gold_quotations(capsys):
    """Given the gold's quotations, the links are the gold's, with their kinds."""
    known = {quote.id for article in gold_articles() for quote in article.quotes}
    gold = {}
    for cluster in _gold("echoes.json")["clusters"]:
        for link in cluster["links"]:
            ends = tuple(sorted(source[:2] + id_ for source, id_ in (link["a"], link["b"])))
            if set(ends) <= known:
                gold[ends] = link["kind"]
    found = {
        tuple(sorted((link.a, link.b))): link.kind for echo in echoes.match(gold_articles()) for link in echo.links
    }
    precision, recall = _ratio(set(found), set(gold))
    same_kind = sum(found[ends] == gold[ends] for ends in found.keys() & gold.keys()) / max(
        1, len(found.keys() & gold.keys())
    )
    with capsys.disabled():
        print(
            f"\nLervik, gold quotations: {len(gold)} links, P {precision:.3f} R {recall:.3f}, kind right {same_kind:.3f}"
        )
        for ends in found.keys() - gold.keys():
            print("  too much", ends, found[ends])
        for ends in gold.keys() - found.keys():
            print("  missing", ends, gold[ends])
        for ends in found.keys() & gold.keys():
            if found[ends] != gold[ends]:
                print("  kind", ends, found[ends], "for", gold[ends])
    assert precision >= 0.98
    assert recall >= 0.95


def test_aligned_passages_of_the_gold(capsys):
    """The passages that correspond by the gold stand in one row, and hardly any others do."""
    articles = {article.path: article for article in gold_articles()}
    found_all: set[Any] = set()
    gold_all: set[Any] = set()
    for pair in _gold("alignment.json")["pairs"]:
        if pair["a"] not in articles or pair["b"] not in articles:
            continue
        a, b = articles[pair["a"]], articles[pair["b"]]
        numbers_a, numbers_b = ({tuple(p.span): p.n for p in article.passages} for article in (a, b))
        name = (a.key, b.key)
        gold = {(*name, numbers_a[tuple(p["a_span"])], numbers_b[tuple(p["b_span"])]) for p in pair["pairs"]}
        # the gold does not align headlines
        found = {(*name, row.a, row.b) for row in align.rows(a, b) if row.a and row.b and row.certainty >= 0.5}
        with capsys.disabled():
            print(f"\n{a.key} {b.key}: too much {sorted(found - gold)}, missing {sorted(gold - found)}")
        found_all |= found
        gold_all |= gold
    precision, recall = _ratio(found_all, gold_all)
    with capsys.disabled():
        print(f"Lervik, gold passages: {len(gold_all)} pairs, P {precision:.3f} R {recall:.3f}")
    assert precision >= 0.95
    assert recall >= 0.9
