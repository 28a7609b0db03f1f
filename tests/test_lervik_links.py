"""How much of the Lervik pack's gold echoes and aligned passages is found. The figures are printed; the floors hold them."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from index import align, echoes, read, speakers
from index.model import Article, Cue, Fact, Masthead, Passage, PassageKind, Quote, Row, Source, Span, Speaker

PACK = Path(__file__).parent / "packs" / "lervik"
READ = ("01", "02", "03", "04", "07", "08", "11", "12")
"""The sources that are text or Markdown; of the others the gold has the text, but not as a reader gets it."""


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


@cache
def read_articles() -> tuple[Article, ...]:
    """The pack as twosource itself reads it."""
    articles = []
    for file in sorted((PACK / "sources").iterdir()):
        if file.name[:2] in READ:
            key = file.name[:2]
            article = read.article(file.read_bytes(), file.name)
            quotes = tuple(
                replace(q, id=key + q.id, group=key + q.group, parent=key + q.parent if q.parent else None)
                for q in article.quotes
            )
            articles.append(replace(article, key=key, quotes=quotes))
    return speakers.unify(articles)


def _ratio(found: set[Any], gold: set[Any]) -> tuple[float, float]:
    """Precision and recall."""
    right = len(found & gold)
    return right / max(1, len(found)), right / max(1, len(gold))


def _gold_links(keys: set[str]) -> dict[tuple[str, ...], str]:
    """The links of the gold between sources with these keys, in kept passages."""
    known = {quote.id for article in gold_articles() if article.key in keys for quote in article.quotes}
    links = {}
    for cluster in _gold("echoes.json")["clusters"]:
        for link in cluster["links"]:
            ends = tuple(sorted(source[:2] + id_ for source, id_ in (link["a"], link["b"])))
            if set(ends) <= known:
                links[ends] = link["kind"]
    return links


def _gold_names(articles: tuple[Article, ...]) -> dict[str, str]:
    """The gold's id for each quotation found that is, to four fifths, one of the gold's."""
    names = {}
    gold = {article.key: article for article in gold_articles()}
    for ours in articles:
        for quote in ours.quotes:
            for other in gold[ours.key].quotes:
                both = min(quote.span.stop, other.span.stop) - max(quote.span.start, other.span.start)
                either = max(quote.span.stop, other.span.stop) - min(quote.span.start, other.span.start)
                if both >= 0.8 * either:
                    names[quote.id] = other.id
    return names


@pytest.mark.parametrize(
    ("which", "floor"),
    [(gold_articles, (0.97, 0.99, 0.99)), (read_articles, (0.98, 0.98, 0.98))],
    ids=["gold quotations", "own quotations"],
)
def test_echo_links(which, floor, capsys):
    """The links are the gold's, with their kinds; given the gold's quotations, and given those found in the files."""
    articles = which()
    gold = _gold_links({article.key for article in articles})
    names = _gold_names(articles)
    found = {
        tuple(sorted((names.get(link.a, link.a), names.get(link.b, link.b)))): link.kind
        for echo in echoes.match(articles)
        for link in echo.links
    }
    precision, recall = _ratio(set(found), set(gold))
    shared = found.keys() & gold.keys()
    same_kind = sum(found[ends] == gold[ends] for ends in shared) / max(1, len(shared))
    with capsys.disabled():
        print(f"\nLervik, {len(gold)} echo links: P {precision:.3f} R {recall:.3f}, kind right {same_kind:.3f}")
        print("  too much:", *sorted(found.keys() - gold.keys()))
        print("  missing:", *sorted(gold.keys() - found.keys()))
        print(
            "  other kind:", *sorted((*ends, found[ends], gold[ends]) for ends in shared if found[ends] != gold[ends])
        )
    assert precision >= floor[0]
    assert recall >= floor[1]
    assert same_kind >= floor[2]


@pytest.mark.parametrize(
    ("which", "floor"), [(gold_articles, 1.0), (read_articles, 0.2)], ids=["gold quotations", "own quotations"]
)
def test_words_under_another_name(which, floor, capsys):
    """Where the gold has other speakers for the same words, so have we; none too many, the speakers being certain."""
    articles = which()
    names = _gold_names(articles)
    found, linked = set(), set()
    for echo in echoes.match(articles):
        for link in echo.links:
            ends = tuple(sorted((names.get(link.a, link.a), names.get(link.b, link.b))))
            linked.add(ends)
            if any(frame.kind == "speaker" for frame in link.frame):
                found.add(ends)
    gold = set()
    for cluster in _gold("echoes.json")["clusters"]:
        for link in cluster["links"]:
            if any(frame["what"] == "speaker" for frame in link["frame"]):
                gold.add(tuple(sorted(source[:2] + id_ for source, id_ in (link["a"], link["b"]))))
    precision, recall = _ratio(found, gold & linked)
    with capsys.disabled():
        print(f"\nLervik, {len(gold & linked)} links under two names: P {precision:.3f} R {recall:.3f}")
    assert precision == 1.0
    assert recall >= floor


@pytest.mark.parametrize(
    ("which", "floor"),
    [(gold_articles, (0.98, 0.95)), (read_articles, (0.98, 0.98))],
    ids=["gold passages", "own passages"],
)
def test_aligned_passages(which, floor, capsys):
    """The passages that correspond by the gold stand in one row, and hardly any others do."""
    articles = {article.key: article for article in which()}
    found: set[Any] = set()
    gold: set[Any] = set()
    for pair in _gold("alignment.json")["pairs"]:
        a, b = articles.get(pair["a"][:2]), articles.get(pair["b"][:2])
        if a is None or b is None:
            continue
        ends = (a.key, b.key)
        gold |= {(*ends, p["a_span"][0], p["b_span"][0]) for p in pair["pairs"]}
        for row in align.rows(a, b):
            if row.a and row.b and row.certainty >= 0.5:  # the gold does not align headlines
                found.add((*ends, a.by_number[row.a].span.start, b.by_number[row.b].span.start))
    precision, recall = _ratio(found, gold)
    with capsys.disabled():
        print(f"\nLervik, {len(gold)} aligned passages: P {precision:.3f} R {recall:.3f}")
        print("  too much:", *sorted(found - gold))
        print("  missing:", *sorted(gold - found))
    assert precision >= floor[0]
    assert recall >= floor[1]


# Conflicts of figures, times and days; the others are of what was done, or said by whom.
_FIGURES = ("injured", "day", "time", "passengers", "diesel", "built", "radar", "letter-date")
_SAME = {"6:40": "6.40", "three metric tons": "three tonnes", "Tuesday, 11 March": "Tuesday", "the 18th (of November)": "18 November"}  # fmt: skip


def test_conflicts_are_shown_where_passages_meet(capsys):
    """Where two aligned passages hold a conflict of the gold, both its values are marked; and nothing else is, as read by hand."""
    articles = gold_articles()
    shown = {
        (a.path, b.path): [(row, d) for row in align.rows(a, b) for d in row.differences if d.kind == "fact"]
        for a, b in combinations(articles, 2)
    }
    met: dict[tuple[str, ...], bool] = {}
    for conflict in _gold("conflicts.json")["conflicts"]:
        for one, other in combinations(sorted(conflict["claims"], key=lambda claim: claim["source"]), 2):
            values = {_SAME.get(claim["value"], claim["value"]) for claim in (one, other)}
            row = _meeting(one, other)
            if conflict["id"] in _FIGURES and len(values) > 1 and row is not None:
                spans = [Span(*claim["span"]) for claim in (one, other)]
                found = [d for at, d in shown[one["source"], other["source"]] if (at.a, at.b) == (row.a, row.b)]
                met[conflict["id"], one["source"][:2], other["source"][:2]] = any(
                    _meets(d.a, spans[0]) and _meets(d.b, spans[1]) for d in found
                )
    texts = {article.path: article.text for article in articles}
    marked = {
        frozenset((d.a.of(texts[a]).lower(), d.b.of(texts[b]).lower()))
        for (a, b), found in shown.items()
        for row, d in found
        if row.certainty >= 0.5
    }
    with capsys.disabled():
        print(f"\nLervik, conflicts that meet: {sum(met.values())} of {len(met)} marked")
        print("  missing:", *(" ".join(name) for name, is_marked in met.items() if not is_marked))
    assert sum(met.values()) >= 0.93 * len(met)
    wanted = ("41 14", "41 fourteen", "november december", "6.40 7:40a.m.", "6.40am 7:40a.m.", "318 381", "tuesday wednesday", "8november 18november")  # fmt: skip
    assert {frozenset(word.replace(" ", "") for word in pair) for pair in marked} <= {
        frozenset(w.split()) for w in wanted
    }


def _meeting(one: dict[str, Any], other: dict[str, Any]) -> Row | None:
    """The row, likely right, that sets level the passages of two claims."""
    by_path = {article.path: article for article in gold_articles()}
    a, b = (by_path[claim["source"]] for claim in (one, other))
    homes = [
        {p.n for p in article.passages if _meets(p.span, Span(*claim["span"]))}
        for article, claim in ((a, one), (b, other))
    ]
    rows = align.rows(a, b) if a is not b else ()
    return next((row for row in rows if row.a in homes[0] and row.b in homes[1] and row.certainty >= 0.5), None)


def _meets(a: Span, b: Span) -> bool:
    return a.start < b.stop and b.start < a.stop
