"""How much of the Lervik pack's gold quotations is found, and how many speakers bear the right name. Printed; floors hold it."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from index import read, speakers
from index.model import CERTAIN, Article

PACK = Path(__file__).parent / "packs" / "lervik"
FLOORS = {
    "spans exact F1": 0.99,
    "types right": 0.92,
    "groups right": 0.98,
    "quotation and mention F1": 0.91,
    "quotation and name F1": 0.89,
    "names right among the certain": 0.96,
}


@cache
def _pairs() -> tuple[tuple[dict[str, Any], Article], ...]:
    """The gold and the article of each text and Markdown source, names unified over them."""
    rows = [json.loads(line) for line in (PACK / "gold" / "quotations.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["file"].endswith((".txt", ".md"))]
    articles = [read.article((PACK / "sources" / row["file"]).read_bytes(), row["file"]) for row in rows]
    return tuple(zip(rows, speakers.unify(articles), strict=True))


def _counted() -> Counter[str]:
    c: Counter[str] = Counter()
    for row, article in _pairs():
        gold = {(q["start"], q["end"]): q for q in row["quotes"] if q["in"] not in ("dropped", "masthead")}
        found = {tuple(q.span): q for q in article.quotes}
        by_group: dict[str, set[str]] = {}
        c["gold"] += len(gold)
        c["found"] += len(found)
        c["gold spoken"] += sum(1 for g in gold.values() if g["speaker"])
        c["spoken"] += sum(1 for q in found.values() if q.speaker)
        for span in gold.keys() & found.keys():
            g, q = gold[span], found[span]
            c["spans"] += 1
            c["types"] += g["type"] == q.type
            by_group.setdefault(g["group"], set()).add(q.group)
            if q.speaker is None or g["speaker"] is None:
                continue
            wanted = {g["speaker"]["entity"], g["speaker"].get("entity_here")}
            wanted |= {w.removeprefix("a ").removeprefix("the ") for w in wanted if w}
            mention = q.speaker.span
            c["mentions"] += (
                mention is not None and mention.start < g["speaker"]["end"] and g["speaker"]["start"] < mention.stop
            )
            right = q.speaker.name in wanted
            c["names"] += right
            if q.speaker.certainty >= CERTAIN:
                c["certain"] += 1
                c["certain right"] += right
        c["groups"] += len(by_group)
        c["groups whole"] += sum(1 for ids in by_group.values() if len(ids) == 1)
    return c


def _figures() -> dict[str, float]:
    c = _counted()
    return {
        "spans exact F1": 2 * c["spans"] / (c["found"] + c["gold"]),
        "types right": c["types"] / c["spans"],
        "groups right": c["groups whole"] / c["groups"],
        "quotation and mention F1": 2 * c["mentions"] / (c["spoken"] + c["gold spoken"]),
        "quotation and name F1": 2 * c["names"] / (c["spoken"] + c["gold spoken"]),
        "names right among the certain": c["certain right"] / c["certain"],
    }


def test_the_pack_reaches_its_floors() -> None:
    """Spans, types, groups, mentions, names: none falls below what was reached."""
    figures = _figures()
    for name, value in figures.items():
        print(f"{name:32} {value:.3f}")
    assert {name: value for name, value in figures.items() if value < FLOORS[name]} == {}


def test_two_holts_stay_two() -> None:
    """Maren Holt shut the port, Jonas Holt wrote the letter; no source's words go to the other with certainty."""
    for _, article in _pairs():
        for quote in article.quotes:
            if quote.speaker is None or quote.speaker.certainty < CERTAIN:
                continue
            words = " ".join(quote.span.of(article.text).split())
            if words.startswith("We warned them in November"):
                assert quote.speaker.name == "Jonas Holt", article.path
            if "will stay closed until" in words:
                assert quote.speaker.name in ("Maren Holt", "harbour master"), article.path


def test_nobody_is_given_with_certainty_what_nobody_said() -> None:
    """Titles and scare quotes have no speaker, or one shown as uncertain."""
    wrong = set()
    for row, article in _pairs():
        silent = {(q["start"], q["end"]): q["text"] for q in row["quotes"] if not q["speaker"]}
        for quote in article.quotes:
            if tuple(quote.span) in silent and quote.speaker and quote.speaker.certainty >= CERTAIN:
                wrong.add((row["file"][:2], silent[tuple(quote.span)]))
    assert wrong == set()
