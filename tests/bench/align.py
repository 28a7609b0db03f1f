"""Two and four articles of a thousand words set side by side: CPU, median, beside floor and goal.

The articles tell one invented event: paragraphs in the same words, with a word changed, shuffled, split, and some of their own.
"""

from __future__ import annotations

import gc
import itertools
import random
import statistics
import time

from index import align, wording
from index.model import Article
from tests.bench.corpus import Newsroom
from tests.score.alignment import keyed

WORDS = 1_000
RUNS = 15
TARGETS = ((2, 50, 20), (4, 300, 100))
"""Articles, and for all their pairs the floor and the goal in milliseconds."""


def articles(count: int, seed: int = 1) -> list[Article]:
    """So many articles of `WORDS` words that have half of their paragraphs in common, as they are read, quotations and all."""
    draw, newsroom = random.Random(seed), Newsroom(seed)
    common = newsroom.article(WORDS * 5).split("\n\n")[3:]
    found = []
    for n in range(count):
        own = newsroom.article(WORDS * 8).split("\n\n")
        told = [_changed(draw, paragraph) for paragraph in draw.sample(common, len(common) * 4 // 5)]
        rest = own[3:]
        while sum(len(paragraph.split()) for paragraph in told + rest) > WORDS and rest:
            rest.pop()
        told += rest
        draw.shuffle(told)
        found.append(keyed(f"S{n}-", "\n\n".join(own[:3] + told).encode(), f"{n}.txt"))
    return found


def _changed(draw: random.Random, paragraph: str) -> str:
    """One word in ten left out."""
    return " ".join(word for word in paragraph.split() if draw.random() > 0.1)


def milliseconds(found: list[Article]) -> float:
    """CPU for all pairs, the median of some runs; words that were met before are looked up anew each time."""
    spent = []
    for _ in range(RUNS):
        align._stemmed.cache_clear()
        wording.key.cache_clear()
        wording.stem.cache_clear()
        gc.collect()
        began = time.process_time()
        for one, other in itertools.combinations(found, 2):
            align.rows(one, other)
        spent.append(1000 * (time.process_time() - began))
    return statistics.median(spent)


def main() -> None:
    print(f"  {'articles':>8} {'words':>6} {'pairs':>6} {'floor':>6} {'goal':>6} {'median':>10}")
    for count, floor, goal in TARGETS:
        found = articles(count)
        words = sum(len(a.text.split()) for a in found) // count
        print(f"  {count:8} {words:6} {count * (count - 1) // 2:6} {floor:6} {goal:6} {milliseconds(found):7.1f} ms")
