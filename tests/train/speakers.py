"""Learn the weights by which `index.quotes` chooses who spoke.

    python -m tests.train.speakers GOLD [--folds 5] [--write]

GOLD is a folder with `polnear_dev.jsonl`, and `wikinews_de_dev.jsonl` where there is one (form: its README). A conditional
logit over the candidates of each quotation, by AdaGrad in a fixed order: the same gold gives the same file. The first round
takes the speakers of earlier quotations from the gold, the second as the first would have chosen them. Only numbers and
the names of features are written. The figures are those of folds: each article scored by weights that never saw it.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index import quotes
from index.model import Quote
from tests.score import quotes as score
from tests.train import signed

WEIGHTS = Path(quotes.__file__).parent.parent / "lexicon" / "weights.json"
EPOCHS = 24
RATE = 0.12
RIDGE = 2e-4
GERMAN_RIDGE = 1e-4
"""Pull towards the weights of English, of which there is ten times as much gold."""
DOUBT = 0.5
"""How much likelier than nobody an English speaker must be, as a logarithm: on the folds it costs nothing of the figure for
quotation and speaker, and a quarter of the stretches that have no speaker are no longer given one."""
GERMAN_DOUBT = -1.4
"""The gold calls names within reported clauses quotations: of ten speakers more that a lean gives, four are right."""
SHARP = 1.2
"""By which the English weights are multiplied in the end: the ridge draws them together, and on the folds the shares of the
speakers fell short of how many were right."""
SLIGHT = 0.005
"""A weight nearer to nothing is not written."""
SELDOM = 5
"""A feature seen less often is left out."""


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one quotation, nobody first, and how right each is."""

    rows: tuple[Mapping[str, float], ...]
    right: tuple[float, ...]


def examples(article: Mapping[str, object], weights: Mapping[str, float] | None) -> Iterator[Example]:
    """Those of one article; `weights` choose the speakers of earlier quotations, None takes them from the gold."""
    text, gold = score.text_and_gold(article)
    scene = quotes.Scene(text, score.passages(text), str(article["lang"]))
    paired = score.paired(text, [s.span for s in scene.stretches], [g.span for g in gold], 0.8)
    voices: list[quotes.Voice | None] = []
    for n in range(len(scene.stretches)):
        candidates = quotes.candidates.of(scene, n, voices)
        wanted = gold[paired[n]] if n in paired else None
        if weights is not None:
            voices.append(quotes.choose(text, candidates, weights))
        elif wanted is not None and wanted.mentions:
            voices.append(quotes.Voice(wanted.mentions[0], None, 0.9, False))
        else:
            voices.append(None)
        if wanted is None or scene.stretches[n].parent is not None:
            continue
        right = [0.0 if c.span is None else wanted.likeness(text, c.span) for c in candidates]
        if not any(right):
            right[0] = 1.0 if not wanted.mentions else 0.0
        if any(right):
            yield Example(tuple(c.features for c in candidates), tuple(right))


def learn(
    learning: Sequence[Example], start: Mapping[str, float] | None = None, ridge: float = RIDGE, seldom: int = SELDOM
) -> dict[str, float]:
    """Weights that make the right candidates likely; pulled towards `start`."""
    seen: dict[str, int] = {}
    for example in learning:
        for row in example.rows:
            for name in row:
                seen[name] = seen.get(name, 0) + 1
    prior = dict(start or {})
    weights = {name: prior.get(name, 0.0) for name, count in seen.items() if count >= seldom} | prior
    grown = dict.fromkeys(weights, 1e-6)
    order = list(range(len(learning)))
    shuffle = random.Random(7)
    rows = [[[(k, v) for k, v in row.items() if k in weights] for row in e.rows] for e in learning]
    for epoch in range(EPOCHS):
        shuffle.shuffle(order)
        rate = RATE * (1 - epoch / EPOCHS) + 0.01
        for at in order:
            _step(weights, grown, prior, rows[at], learning[at].right, rate, ridge)
    return weights


def _step(
    weights: dict[str, float],
    grown: dict[str, float],
    prior: Mapping[str, float],
    rows: Sequence[Sequence[tuple[str, float]]],
    right: Sequence[float],
    rate: float,
    ridge: float,
) -> None:
    scores = [sum(weights[k] * v for k, v in row) for row in rows]
    top = max(scores)
    shares = [math.exp(s - top) for s in scores]
    total = sum(shares)
    good = sum(s * r for s, r in zip(shares, right, strict=True)) or 1e-12
    slope: dict[str, float] = {}
    for row, share, r in zip(rows, shares, right, strict=True):
        error = share / total - share * r / good
        if abs(error) > 1e-5:
            for k, v in row:
                slope[k] = slope.get(k, 0.0) + error * v
    for k, g in slope.items():
        g += ridge * 100 * (weights[k] - prior.get(k, 0.0))
        grown[k] += g * g
        weights[k] -= rate * g / math.sqrt(grown[k])


def fold_of(article: Mapping[str, object], folds: int) -> int:
    """By the sha1 of the id: the same for ever."""
    return int(hashlib.sha1(str(article["id"]).encode()).hexdigest()[:8], 16) % folds


def train(
    articles: Iterable[Mapping[str, object]],
    start: Mapping[str, float] | None = None,
    ridge: float = RIDGE,
    doubt: float = DOUBT,
) -> dict[str, float]:
    """Two rounds over `articles`; `doubt` is how much likelier than nobody a speaker must be."""
    articles = list(articles)
    weights = learn([e for a in articles for e in examples(a, None)], start, ridge)
    weights = learn([e for a in articles for e in examples(a, weights)], start, ridge)
    weights |= {"doubt": doubt}
    return weights if start else {name: weight * SHARP for name, weight in weights.items()}


def folded(
    articles: Sequence[Mapping[str, object]],
    folds: int,
    start: Mapping[str, float] | None = None,
    ridge: float = RIDGE,
    doubt: float = DOUBT,
) -> dict[str, float | Counter[str]]:
    """The figures when each article is read with weights learnt from the other folds."""
    with ProcessPoolExecutor() as pool:
        parts = pool.map(partial(_fold, articles, folds, start, ridge, doubt), range(folds))
    return score.measure(articles, {name: got for part in parts for name, got in part.items()})


def _fold(
    articles: Sequence[Mapping[str, object]],
    folds: int,
    start: Mapping[str, float] | None,
    ridge: float,
    doubt: float,
    fold: int,
) -> dict[str, list[Quote]]:
    weights = train((a for a in articles if fold_of(a, folds) != fold), start, ridge, doubt)
    return {str(a["id"]): score.found(a, weights) for a in articles if fold_of(a, folds) == fold}


def main() -> None:
    """Print what the folds reach; with `--write` learn from all and write the weights beside those figures."""
    options = argparse.ArgumentParser(description="Learn the weights by which quotations get their speakers.")
    options.add_argument("gold", type=Path)
    options.add_argument("--folds", type=int, default=5)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    english = score.articles(asked.gold / "polnear_dev.jsonl")
    german = score.articles(asked.gold / "wikinews_de_dev.jsonl")
    tables, reached = {"en": train(english)}, {"en": folded(english, asked.folds)}
    if german:
        start = {name: w for name, w in tables["en"].items() if name != "doubt"}
        tables["de"] = train(german, start, GERMAN_RIDGE, GERMAN_DOUBT)
        reached["de"] = folded(german, asked.folds, start, GERMAN_RIDGE, GERMAN_DOUBT)
    for code, figures in reached.items():
        print("\n".join([f"{code}: {len(tables[code])} weights", *score.told(figures)]))
    if asked.write:
        learnt = {
            code: {name: round(w, 3) for name, w in sorted(table.items()) if abs(w) >= SLIGHT}
            for code, table in tables.items()
        }
        document = {
            "reached": {
                code: {name: round(v, 4) for name, v in figures.items() if isinstance(v, float)}
                | {"certainty → given, right": score.reliability(figures)}
                for code, figures in reached.items()
            },
            "weights": learnt,
        }
        WEIGHTS.write_text(signed(document), encoding="utf-8")


if __name__ == "__main__":
    main()
