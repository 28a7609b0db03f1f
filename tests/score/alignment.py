"""Aligned passages of the Lervik pack against its gold, and rows of any packs drawn blindly for a person to judge.

    python -m tests.score alignment [PACKS] [--count N] [--seed N]

PACKS is a file with a pack a line, as JSON: `articles`, each with `title` and `text`. There is no gold for those: the rows at
the default bar are printed, passage under passage, with the facts on which they differ.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from index import align, read
from index.model import Article, Row
from tests.score.targets import LERVIK, Target

BAR = 0.5
"""Certainty from which a row is shown without a question mark."""


class Pair(NamedTuple):
    """Two articles and a row of theirs."""

    a: Article
    b: Article
    row: Row

    def told(self) -> Iterator[str]:
        """The two passages, and what they say of one thing differently."""
        yield f"{self.row.relation} {self.row.certainty}"
        for article, n in ((self.a, self.row.a), (self.b, self.row.b)):
            yield f"  {n}: {' '.join(article.by_number[n or 0].span.of(article.text).split())}"
        for d in self.row.differences:
            if d.kind == "fact":
                yield f"  fact: {d.a.of(self.a.text)} / {d.b.of(self.b.text)}"


def keyed(key: str, data: bytes, name: str) -> Article:
    """An article as a pack has it, its quotations told from those of others."""
    article = read.article(data, name)
    quotes = tuple(
        replace(q, id=key + q.id, group=key + q.group, parent=q.parent and key + q.parent) for q in article.quotes
    )
    return replace(article, key=key, quotes=quotes)


def pairs(articles: Sequence[Article]) -> Iterator[Pair]:
    """The rows of each two articles in which two passages stand beside each other."""
    for a, b in combinations(articles, 2):
        for row in align.rows(a, b):
            if row.a is not None and row.b is not None and row.certainty >= BAR:
                yield Pair(a, b, row)


def lervik() -> Iterator[Target]:
    """Of the gold's pairs those whose sources are text or Markdown; headlines are not in it."""
    gold = json.loads((LERVIK / "gold" / "alignment.json").read_text("utf-8"))["pairs"]
    files = {path.stem: path for path in (LERVIK / "sources").iterdir() if path.suffix in (".txt", ".md")}
    articles = {stem: keyed(stem[:2] + "-", path.read_bytes(), path.name) for stem, path in files.items()}
    found, wanted = set(), set()
    for known in gold:
        if known["a"] in articles and known["b"] in articles:
            a, b = articles[known["a"]], articles[known["b"]]
            wanted |= {(known["a"], known["b"], p["a_span"][0], p["b_span"][0]) for p in known["pairs"]}
            for *_, row in pairs((a, b)):
                if row.a and row.b:
                    places = (a.by_number[row.a].span.start, b.by_number[row.b].span.start)
                    found.add((known["a"], known["b"], *places))
    right = len(found & wanted)
    yield Target("Lervik: aligned passages, precision", 0.9, 0.98, right / (len(found) or 1))
    yield Target("Lervik: aligned passages, recall", 0.8, 0.95, right / (len(wanted) or 1))


def drawn(packs: Path, count: int, seed: int) -> Iterator[str]:
    """So many rows of some packs, drawn blindly, and how many there are."""
    met: list[Pair] = []
    for line in packs.read_text("utf-8").splitlines():
        texts = (f"{a['title'].strip()}\n\n{a['text']}".encode() for a in json.loads(line)["articles"])
        met += pairs([keyed(f"S{n}-", text, f"{n}.txt") for n, text in enumerate(texts)])
    relations = Counter(pair.row.relation for pair in met)
    yield f"{len(met)} rows: " + ", ".join(f"{n} {relation}" for relation, n in relations.items())
    random.Random(seed).shuffle(met)
    for n, pair in enumerate(met[:count], 1):
        yield from ("", f"{n}. {next(told := pair.told())}", *told)


def main(arguments: Sequence[str]) -> int:
    """Print the figures and the rows; 1 where a figure is below its floor."""
    options = argparse.ArgumentParser(
        prog="tests.score alignment", description="Rows beside their gold, or to be judged."
    )
    options.add_argument("packs", type=Path, nargs="?")
    options.add_argument("--count", type=int, default=50)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args(arguments)
    lines = [target.told() for target in lervik()]
    print("\n".join(lines))
    for line in drawn(asked.packs, asked.count, asked.seed) if asked.packs else ():
        print(line)
    return int(any(line.endswith("below") for line in lines))
