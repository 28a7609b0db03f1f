"""Searching while typing: our engine beside SQLite FTS5 with a prefix index and stock Whoosh, on text made from a seed.

CPU time, medians and 95th percentiles in milliseconds, the engines taking turns. Floor at 300 articles: a keystroke with 20
ranked passages, marks, facets and total in 15 ms (p95). Peers answer with 20 ranked articles and nothing else.
"""

from __future__ import annotations

import gc
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

from index import engine
from index.model import Article, Fact, Masthead, Passage, Source, Span

SIZES = (300, 10_000)
VOCABULARY = 60_000
SYLLABLES = re.findall("..", "babecodedafigahokalilaminamonoparapereraresisotatetitotravavo")
STOCK_UP_TO = 300
"""Stock Whoosh takes minutes to build more, and ten seconds for a letter: raise it to see it at 10,000 articles."""


class Press:
    """Articles of some 1.6 KB whose words are as frequent as in a language: the n-th about 1/n as often as the first."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            words["".join(self._random.choices(SYLLABLES, k=self._random.choice((1, 2, 2, 3, 3, 4))))] = None
            if len(words) % 5 == 0:
                words[next(reversed(words)) + self._random.choice(("s", "ed", "ing", "ation"))] = None
        self.words = list(words)
        self._weights = list(accumulate(1 / (n + 2) for n in range(len(self.words))))

    def article(self, n: int) -> Article:
        paragraphs = [
            " ".join(self._random.choices(self.words, cum_weights=self._weights, k=size)) for size in self._sizes()
        ]
        text, spans = "", []
        for paragraph in paragraphs:
            spans.append(Span(len(text), len(text) + len(paragraph)))
            text += paragraph + ".\n\n"
        passages = tuple(Passage(k, span, "paragraph" if k else "heading") for k, span in enumerate(spans))
        head = Masthead(
            Fact(paragraphs[0]), Fact(f"Paper {n % 40}"), date=Fact(f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}")
        )
        return Article(Source(f"{n:06}.txt", f"{n:064x}", len(text)), "txt", "utf-8", "en", text, head, passages, ())

    def _sizes(self) -> list[int]:
        return [8, *(self._random.randint(20, 55) for _ in range(7))]


def queries(press: Press) -> dict[str, list[str]]:
    """What is asked, by kind; words from different ends of the list of frequencies."""
    rare, middle, common = (press.words[n : n + 40 : 5] for n in (8000, 900, 20))
    typed = [f"{a} {b}" for a, b in zip(rare, common, strict=True)][:4] + [
        f"{a} {b}" for a, b in zip(common, middle, strict=True)
    ][:4]
    return {
        "keys": [q[:n] for q in typed for n in range(1, len(q) + 1)],
        "rare": rare,
        "common": common,
        "or3": [f"{a} OR {b} OR {c}" for a, b, c in zip(rare, middle, common, strict=True)],
        "and3": [f"{a} {b} {c} " for a, b, c in zip(middle, common, reversed(common), strict=True)],
        "phrase": [f'"{a} {b}"' for a, b in zip(common, reversed(common), strict=True)],
    }


def fts5(articles: list[Article]) -> Callable[[str], Any]:
    """SQLite's engine: porter stems, prefixes of one to three letters indexed."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table a using fts5(title, body, content='', tokenize='porter', prefix='1 2 3')")
    base.executemany(
        "insert into a(title, body) values (?, ?)",
        ((a.masthead.headline.value, a.text) for a in articles if a.masthead.headline),
    )
    base.commit()

    def ask(text: str) -> Any:
        if '"' in text or " OR " in text:
            match = text
        else:
            words = [f'"{w}"' for w in text.split()]
            match = " ".join(words) + ("" if text.endswith(" ") else " *")
        return base.execute("select rowid from a where a match ? order by rank limit 20", (match,)).fetchall()

    return ask


def stock(articles: list[Article], folder: Path) -> Callable[[str], Any]:
    """Whoosh as its tutorial has it."""
    from whoosh import fields, index, qparser
    from whoosh.analysis import StemmingAnalyzer

    text = fields.TEXT(analyzer=StemmingAnalyzer(), stored=True)
    made = index.create_in(str(folder), fields.Schema(title=text, body=text))
    writer = made.writer(limitmb=256)
    for article in articles:
        writer.add_document(
            title=article.masthead.headline.value if article.masthead.headline else "", body=article.text
        )
    writer.commit()
    searcher = made.searcher()
    parser = qparser.MultifieldParser(["title", "body"], made.schema)

    def ask(text: str) -> Any:
        live = "" if text.endswith((" ", '"')) or " OR " in text else "*"
        return list(searcher.search(parser.parse(text + live), limit=20))

    return ask


def spent(work: Callable[[], Any]) -> float:
    """CPU milliseconds."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def measured(engines: dict[str, Callable[[str], Any]], asked: list[str], rounds: int) -> dict[str, list[float]]:
    """For each engine the median time of each query, the engines taking turns."""
    times: dict[str, list[list[float]]] = {name: [[] for _ in asked] for name in engines}
    for _ in range(rounds):
        for n, text in enumerate(asked):
            for name, ask in engines.items():
                times[name][n].append(spent(partial(ask, text)))
    return {name: [statistics.median(t) for t in each] for name, each in times.items()}


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def rows(size: int, folder: Path) -> Iterator[str]:
    press = Press(seed=7)
    articles = [press.article(n) for n in range(size)]
    ours = folder / "ours"
    build = spent(lambda: engine.build(ours, articles))
    kilobytes = sum(f.stat().st_size for f in ours.iterdir()) / sum(len(a.text) for a in articles)
    built: dict[str, Callable[[str], Any]] = {}

    def make(name: str, work: Callable[[], Callable[[str], Any]]) -> float:
        return spent(lambda: built.update({name: work()}))

    peers = [f"fts5 {make('fts5', lambda: fts5(articles)):.0f}"]
    if size <= STOCK_UP_TO:
        (folder / "stock").mkdir()
        peers.append(f"stock {make('stock', lambda: stock(articles, folder / 'stock')):.0f}")
    yield f"  build: ours {build:.0f} ms, {', '.join(peers)}; index : text {kilobytes:.2f}"

    searcher = engine.Searcher(articles, ours)
    assert searcher.indexed
    gc.collect()
    gc.freeze()  # as the program does after it has opened a pack
    first = spent(lambda: searcher.ask(press.words[900]))
    yield f"  open {searcher.opened * 1000:.0f} ms (wall), first answer {first:.1f} ms"
    asked = queries(press)
    cold = []
    for text in asked["keys"]:
        if len(text) == 1:  # each query is typed anew, with nothing remembered
            searcher.close()
            searcher = engine.Searcher(articles, ours)
        cold.append(spent(partial(searcher.ask, text)))
    yield f"  keys, nothing remembered: ours p50 {statistics.median(cold):.1f} p95 {p95(cold):.1f} max {max(cold):.1f} ms"
    for kind, texts in asked.items():
        engines = {"ours": searcher.ask, **built}
        if kind == "keys" and "stock" in engines:
            del engines["stock"]  # one letter takes it seconds
        times = measured(engines, texts, 3)
        told = "   ".join(f"{name} {statistics.median(t):.2f}/{p95(t):.2f}" for name, t in times.items())
        yield f"  {kind:7} p50/p95 ms: {told}"
    hostile = ["*", "a*", "?a*", "~", '"', "(" * 5, "(" * 10_000, "ba " * 3_333, "s", "ma* ta* ra* sa*"]
    worst = [f"{text[:5]!r} {spent(partial(searcher.ask, text)):.0f}" for text in hostile]
    yield f"  hostile, once each: {'  '.join(worst)} ms (floor 50)"
    added = [*articles, press.article(size)]
    yield f"  one article more: {spent(lambda: engine.build(ours, added)):.0f} ms"
    searcher.close()


def main() -> None:
    for size in SIZES:
        print(f" {size} articles")
        with tempfile.TemporaryDirectory() as folder:
            for row in rows(size, Path(folder)):
                print(row, flush=True)
