"""Learn the weights by which `index.quotes.reported` tells what is reported speech.

    python -m tests.train.reported GOLD [--folds 5] [--write]

GOLD is a folder with `polnear_dev.jsonl`, and `wikinews_de_dev.jsonl` where there is one (form: its README). Each telling
is a choice between its extents and there being nothing told; an extent that overlaps the gold by a half or more is right.
A conditional logit by AdaGrad in a fixed order: the same gold gives the same file. Only numbers and the names of features
are written. The certainty from which a telling is given is the lowest at which the folds, each article read with weights
that never saw it, reach the precision asked for.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from index import lexicon, quotes
from index.clauses import Token
from index.lexicon import Lexicon
from index.model import Passage, Span
from index.quotes import reported
from index.quotes.extents import Extent, extents
from tests.score import quotes as score
from tests.train import signed
from tests.train.speakers import fold_of

WEIGHTS = Path(lexicon.__file__).parent / "reported.json"
EPOCHS = 6
RATE = 0.04
RIDGE = 1e-2
SELDOM = 20
"""A feature seen less often is left out."""
SLIGHT = 0.05
"""A weight nearer to nothing is not written."""
WORSE = 0.2
"""A pattern whose best extent overlaps so much less than that of another pattern of the same word is not the one."""
RIGHT = 0.5
"""The overlap from which an extent is right."""
TITLED = frozenset(("en",))
"""Languages whose gold texts begin with their headline."""
WANTED = {"en": 0.82, "de": 0.78}
"""The precision asked of the folds."""


@dataclass(frozen=True, slots=True)
class Example:
    """A telling: its features, those of each of its extents, and how right each extent is. Features are numbers."""

    shared: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    right: tuple[float, ...]


class Names:
    """The features seen so far, numbered."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def of(self, names: Iterable[str]) -> tuple[int, ...]:
        return tuple(self.number.setdefault(name, len(self.number)) for name in names)


def examples(article: Mapping[str, Any], names: Names) -> Iterator[Example]:
    """Those of one article; what stands within the gold is told by the word around it, and no example."""
    text, cut, lex, found = read(article)
    gold = reported_gold(article)
    for sentence in reported.sentences(text, cut, lex, found):
        words = sentence.words
        for at, of_word in groupby(sentence.tellings(lex), key=lambda telling: telling.at):
            if any(g.start <= words[at].start < g.stop for g in gold):
                continue
            choices = [(telling, extents(words, telling, lex, sentence.verbs)) for telling in of_word]
            near = [[_nearest(text, words, e, gold) for e in choice] for _, choice in choices]
            best = max((v for row in near for v in row), default=0.0)
            for (telling, choice), row in zip(choices, near, strict=True):
                if choice:
                    right = tuple(v if v >= RIGHT and max(row) >= best - WORSE else 0.0 for v in row)
                    yield Example(names.of(telling.features), tuple(names.of(e.features) for e in choice), right)


def _nearest(text: str, words: Sequence[Token], extent: Extent, gold: Sequence[Span]) -> float:
    """The overlap of an extent with the gold it meets most."""
    span = score.trimmed(text, Span(words[extent.start].start, words[extent.stop - 1].stop))
    return max((overlap(span, g) for g in gold), default=0.0)


def read(article: Mapping[str, Any]) -> tuple[str, tuple[Passage, ...], Lexicon, tuple[quotes.Quote, ...]]:
    """The text, its passages, the lexicon, and the quotations in marks."""
    text, language = str(article["text"]), str(article["lang"])
    cut = score.passages(text)
    if language in TITLED:
        cut = (replace(cut[0], n=0, kind="heading"), *cut[1:])
    lex = lexicon.of(language)
    assert lex is not None
    return text, cut, lex, quotes.find(text, cut, language)


def reported_gold(article: Mapping[str, Any]) -> list[Span]:
    text = str(article["text"])
    return [score.trimmed(text, Span(q["start"], q["end"])) for q in article["quotes"] if q["type"] == "indirect"]


def overlap(a: Span, b: Span) -> float:
    """What two spans share, of what both cover."""
    shared = min(a.stop, b.stop) - max(a.start, b.start)
    return shared / (a.stop - a.start + b.stop - b.start - shared) if shared > 0 else 0.0


def learn(learning: Sequence[Example]) -> dict[int, float]:
    """Weights that make the right extents likely, and nothing told likely where none is right."""
    seen: Counter[int] = Counter()
    for example in learning:
        seen.update(example.shared)
        for row in example.rows:
            seen.update(row)
    weights = {number: 0.0 for number, count in seen.items() if count >= SELDOM}
    grown = dict.fromkeys(weights, 1e-6)
    kept = [
        Example(
            tuple(k for k in e.shared if k in weights),
            tuple(tuple(k for k in row if k in weights) for row in e.rows),
            e.right,
        )
        for e in learning
    ]
    order = list(range(len(kept)))
    shuffle = random.Random(7)
    for epoch in range(EPOCHS):
        shuffle.shuffle(order)
        rate = RATE * (1 - epoch / EPOCHS) + 0.01
        for at in order:
            _step(weights, grown, kept[at], rate)
    return weights


def _step(weights: dict[int, float], grown: dict[int, float], example: Example, rate: float) -> None:
    base = sum(weights[k] for k in example.shared)
    scores = [base + sum(weights[k] for k in row) for row in example.rows]
    top = max(0.0, *scores)
    shares = [math.exp(s - top) for s in scores]
    nothing = math.exp(-top)
    total = sum(shares) + nothing
    good = sum(s * r for s, r in zip(shares, example.right, strict=True))
    slope: dict[int, float] = {}
    whole = 0.0
    for row, share, r in zip(example.rows, shares, example.right, strict=True):
        error = share / total - (share * r / good if good else 0.0)
        whole += error
        if abs(error) > 1e-5:
            for k in row:
                slope[k] = slope.get(k, 0.0) + error
    for k in example.shared:
        slope[k] = slope.get(k, 0.0) + whole
    for k, g in slope.items():
        g += RIDGE * weights[k]
        grown[k] += g * g
        weights[k] -= rate * g / math.sqrt(grown[k])


def trained(
    articles: Sequence[Mapping[str, Any]], learning: Mapping[str, Sequence[Example]], names: Names
) -> dict[str, float]:
    """The weights learnt from `articles`, by name."""
    weights = learn([e for a in articles for e in learning[str(a["id"])]])
    return {name: round(weights[k], 3) for name, k in names.number.items() if abs(weights.get(k, 0.0)) >= SLIGHT}


def folded(
    articles: Sequence[Mapping[str, Any]], folds: int, learning: Mapping[str, Sequence[Example]], names: Names
) -> tuple[list[tuple[float, bool]], int]:
    """The certainty of everything told, and whether it is right, surest first; and how much gold there is."""
    answers: list[tuple[float, bool]] = []
    total = 0
    for fold in range(folds):
        weights = trained([a for a in articles if fold_of(a, folds) != fold], learning, names)
        for article in (a for a in articles if fold_of(a, folds) == fold):
            text, cut, lex, found = read(article)
            got = [
                t
                for s in reported.sentences(text, cut, lex, found)
                for t in reported.told(s, s.tellings(lex), weights, lex)
            ]
            spans = [
                Span(t.sentence.words[t.extent.start].start, t.sentence.words[t.extent.stop - 1].stop) for t in got
            ]
            gold = reported_gold(article)
            total += len(gold)
            right = score.paired(text, spans, gold, RIGHT)
            answers += [(t.certainty, i in right) for i, t in enumerate(got)]
    return sorted(answers, key=lambda answer: (-answer[0], answer[1])), total


def least(answers: Sequence[tuple[float, bool]], total: int, wanted: float) -> tuple[float, float, float]:
    """The lowest certainty that keeps the precision `wanted`, with the precision and the recall there."""
    best, right = (1.0, 0.0, 0.0), 0
    for n, (certainty, good) in enumerate(answers, 1):
        right += good
        if right / n >= wanted:
            best = (certainty, right / n, right / total)
    return best


def main() -> None:
    """Print what the folds reach; with `--write` learn from all and write the weights beside those figures."""
    options = argparse.ArgumentParser(description="Learn what is reported speech.")
    options.add_argument("gold", type=Path)
    options.add_argument("--folds", type=int, default=5)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    languages: dict[str, Any] = {}
    for code, file in (("en", "polnear_dev.jsonl"), ("de", "wikinews_de_dev.jsonl")):
        articles = score.articles(asked.gold / file)
        lex = lexicon.of(code)
        if lex is None or not lex.reports:
            continue
        names = Names()
        learning = {str(a["id"]): list(examples(a, names)) for a in articles}
        if not any(learning.values()):
            continue
        answers, total = folded(articles, asked.folds, learning, names)
        for wanted in (0.9, 0.85, 0.82, 0.8, 0.78, 0.75, 0.7):
            print(code, "certainty {:.3f}: precision {:.3f}, recall {:.3f}".format(*least(answers, total, wanted)))
        certainty, precision, recall = least(answers, total, WANTED[code])
        languages[code] = {
            "reached": {"precision": round(precision, 3), "recall": round(recall, 3)},
            "least": round(certainty, 3),
            "weights": dict(sorted(trained(articles, learning, names).items())),
        }
    if asked.write:
        WEIGHTS.write_text(signed({"languages": languages}), encoding="utf-8")


if __name__ == "__main__":
    main()
