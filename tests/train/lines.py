"""Learn which lines of badly extracted text are the article's, for `index.clean.lines`.

    python -m tests.train.lines GOLD [--folds 5] [--write]

GOLD is a folder with `noisy/ID.MODE.txt`, `gold/ID.txt`, `gold/ID.opt.txt`, `meta/ID.json` and `labels.jsonl.gz` (or one whose
`dev` is such a folder). First scores by logistic regression with AdaGrad, small trees over the first scores of other folds,
all in a fixed order: the same gold gives the same file. The bodies alone are learnt from, too, as sources with nothing
around them. Only numbers, the names of features and words that pages of four and more sites have are written. The figures
are those of folds: each text is cleaned by weights that never saw a page of its site.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import random
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, combinations
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from typing import Any
from urllib.parse import urlsplit

from index import clean, formats, lexicon, masthead
from index.clean import lines
from index.model import Draft, Dropped, Masthead
from tests.score import cleaning as score
from tests.train import signed, trees

EPOCHS = 4
RATE = 0.03
RIDGE = 3e-4
"""Pull of each weight towards nothing, each time that it is changed."""
SITES = 4
"""A word that fewer sites have is not learnt."""
SLIGHT = 0.04
"""The weight of a word nearer to nothing is not written."""
LEAST = -0.4
"""The score from which a line is kept: a line too much is dropped by hand sooner than one that is missed is found."""
SURE = 3.5
"""First scores beyond it, where they are right, count as one in `EVERY` for the trees, with as many times their weight."""
EVERY = 6
PLAIN = 0.5
"""Weight of a body that stands alone, beside that of a whole page."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text to learn from."""

    name: str
    site: str
    draft: Draft
    head: Masthead
    claimed: tuple[Dropped, ...]
    gold: str
    optional: str
    right: tuple[float | None, ...]
    """For each block the share of its words that is the article's; None where it does not matter."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines of one text as they are learnt from."""

    numbers: Sequence[Sequence[int]]
    """For each line the numbers of its weights."""
    right: Sequence[bool]
    weight: Sequence[float]
    """Nothing where a line does not matter."""


def texts(folder: Path) -> Iterator[Text]:
    """All that can be read, in the order of their names; then the bodies alone."""
    with gzip.open(folder / "labels.jsonl.gz", "rt", encoding="utf-8") as file:
        letters = {row["file"]: row["labels"] for row in map(json.loads, file)}
    for path in sorted((folder / "noisy").glob("*.txt")):
        if (text := _text(folder, path.name.rsplit(".", 2)[0], path.name, path.read_bytes())) is not None:
            yield labelled(text, letters[path.name])
    for path in sorted((folder / "gold").glob("*.txt")):
        if not path.name.endswith(".opt.txt") and (text := _text(folder, path.stem, path.name, path.read_bytes())):
            yield text


def _text(folder: Path, page: str, name: str, data: bytes) -> Text | None:
    try:
        draft = formats.read(data, name)
    except formats.Unreadable:
        return None
    about = json.loads((folder / "meta" / f"{page}.json").read_text("utf-8"))
    head, claimed = masthead.read(draft, name)
    gold = (folder / "gold" / f"{page}.txt").read_text("utf-8")
    optional = folder / "gold" / f"{page}.opt.txt"
    return Text(
        name,
        urlsplit(about.get("url") or "").hostname or str(about.get("publisher")),
        draft,
        head,
        claimed,
        gold,
        optional.read_text("utf-8") if optional.is_file() else "",
        (1.0,) * len(draft.blocks),
    )


def labelled(text: Text, letters: str) -> Text:
    """The text with what its blocks are by the letters of its lines; long blocks, and parts of lines, by their words in the gold."""
    gold = score.tokens(text.gold)
    held = {tuple(gold[n : n + 4]) for n in range(len(gold) - 3)}
    never = {tuple(score.tokens(line)) for line in text.optional.splitlines()}
    starts = [span.start for span in formats.plain.lines_of(text.draft.text) if span.of(text.draft.text).strip()]
    right = []
    for block in text.draft.blocks:
        words = score.tokens(block.span.of(text.draft.text))
        first, last = bisect_right(starts, block.span.start) - 1, bisect_left(starts, block.span.stop)
        known = set(letters[first:last]) if len(letters) == len(starts) else set()
        if not words or tuple(words) in never or known == {"o"}:
            right.append(None)
        elif len(words) < 8 and len(known - {"."}) == 1:
            right.append(0.0 if known & {"d"} else 1.0)
        else:
            covered = [False] * len(words)
            for n in range(len(words) - 3):
                if tuple(words[n : n + 4]) in held:
                    covered[n : n + 4] = [True] * 4
            right.append(sum(covered) / len(words))
    return replace(text, right=tuple(right))


@dataclass(frozen=True, slots=True)
class Learning:
    """All that is learnt from, in numbers."""

    words: Sequence[str]
    """What may have a weight of its own, by the number of the weight from `3 * WIDTH` on."""
    texts: Sequence[Text]
    rows: Sequence[Rows]
    fold: Sequence[int]
    """Of each text, by its site."""

    def without(self, *folds: int) -> Iterator[int]:
        """The texts of other folds."""
        return (n for n, fold in enumerate(self.fold) if fold not in folds)


WIDTH = lines.CASES + 1
"""Numbers of cases: those of a line, those of the line above it from `WIDTH` on, those of the line below from `2 * WIDTH` on."""


def learning(all_texts: Sequence[Text], folds: int) -> Learning:
    """The texts in numbers."""
    seen = [clean.Source.of(t.draft, t.head, t.claimed).around() for t in all_texts]
    sites: defaultdict[str, set[str]] = defaultdict(set)
    for text, around in zip(all_texts, seen, strict=True):
        for line in around.seen:
            for word in lines.wordings(line):
                if len(sites[word]) < SITES:
                    sites[word].add(text.site)
    words = sorted(word for word, of in sites.items() if len(of) >= SITES)
    number = {word: 3 * WIDTH + n for n, word in enumerate(words)}
    rows = [_rows(text, around, number) for text, around in zip(all_texts, seen, strict=True)]
    return Learning(words, all_texts, rows, [_fold(text.site, folds) for text in all_texts])


def _fold(site: str, folds: int) -> int:
    """By the sha1 of the site: the same for ever."""
    return int(hashlib.sha1(site.encode()).hexdigest()[:8], 16) % folds


def _rows(text: Text, around: lines.Around, number: Mapping[str, int]) -> Rows:
    own = lines.cases(around)
    above = [[lines.EDGE], *own[:-1]]
    below = [*own[1:], [lines.EDGE]]
    alone = PLAIN if not text.name.count(".") > 1 else 1.0
    return Rows(
        [
            [
                *a,
                *[WIDTH + n for n in b],
                *[2 * WIDTH + n for n in c],
                *[number[w] for w in lines.wordings(s) if w in number],
            ]
            for a, b, c, s in zip(own, above, below, around.seen, strict=True)
        ],
        [right is not None and right > 0.5 for right in text.right],
        [
            0.0 if right is None or 0.4 < right < 0.6 else alone * (0.5 + math.log1p(s.words))
            for right, s in zip(text.right, around.seen, strict=True)
        ],
    )


def first(rows: Sequence[Rows], size: int) -> list[float]:
    """Weights of the first scores, by their numbers."""
    weights, grown = [0.0] * size, [1e-4] * size
    lines_of = [(n, r, w) for each in rows for n, r, w in zip(each.numbers, each.right, each.weight, strict=True) if w]
    chance = random.Random(7)
    for epoch in range(EPOCHS):
        chance.shuffle(lines_of)
        rate = RATE * (1 - epoch / EPOCHS) + 0.01
        for numbers, right, weight in lines_of:
            total = sum(map(weights.__getitem__, numbers))
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - right
            if -0.02 < error < 0.02:
                continue
            error *= weight / 3
            for n in numbers:
                slope = error + RIDGE * 100 * weights[n]
                grown[n] += slope * slope
                weights[n] -= rate * slope / math.sqrt(grown[n])
    return weights


def told(weights: Sequence[float], words: Sequence[str], grown: Sequence[lines.Tree] = ()) -> lines.Weights:
    """What was learnt as the cleaner takes it."""
    table = [(weights[WIDTH + n], weights[n], weights[2 * WIDTH + n]) for n in range(WIDTH)]
    return lines.Weights(table, dict(zip(words, weights[3 * WIDTH :], strict=True)), grown, LEAST)


def scored(rows: Rows, weights: Sequence[float]) -> list[float]:
    return [sum(map(weights.__getitem__, numbers)) for numbers in rows.numbers]


def second(all_of: Learning, which: Iterable[int], scores: Mapping[int, Sequence[float]]) -> list[lines.Tree]:
    """Trees over first scores that other texts gave."""
    table: list[tuple[float, ...]] = []
    right: list[bool] = []
    weight: list[float] = []
    count = 0
    for n in which:
        text, rows = all_of.texts[n], all_of.rows[n]
        around = clean.Source.of(text.draft, text.head, text.claimed).around()
        for row, r, w in zip(lines.context(around, scores[n]), rows.right, rows.weight, strict=True):
            if not w:
                continue
            if (row[0] > SURE) if r else (row[0] < -SURE):
                count += 1
                if count % EVERY:
                    continue
                w *= EVERY
            table.append(row)
            right.append(r)
            weight.append(w)
    return trees.grow(table, right, weight)


# What the parts of a run share; filled before they are started, so that each is handed on as it stands.
_SHARED: list[Learning] = []


def _first_without(folds: tuple[int, ...]) -> list[float]:
    (all_of,) = _SHARED
    return first([all_of.rows[n] for n in all_of.without(*folds)], 3 * WIDTH + len(all_of.words))


def _second_without(firsts: Mapping[tuple[int, ...], Sequence[float]], fold: int | None) -> list[lines.Tree]:
    """Trees from the texts of other folds (of all, where None); the first scores of each come from yet others."""
    (all_of,) = _SHARED
    which = list(all_of.without() if fold is None else all_of.without(fold))
    scores = {n: scored(all_of.rows[n], firsts[_without(all_of.fold[n], fold)]) for n in which}
    return second(all_of, which, scores)


def _without(*folds: int | None) -> tuple[int, ...]:
    return tuple(sorted({fold for fold in folds if fold is not None}))


def _cleaned(weights: Sequence[lines.Weights], n: int) -> score.Figures:
    """The figures of one text; `weights` are by fold, or one for all."""
    (all_of,) = _SHARED
    text = all_of.texts[n]
    passages, _ = clean.clean(text.draft, text.head, text.claimed, weights[all_of.fold[n] % len(weights)])
    kept = "\n\n".join(p.span.of(text.draft.text) for p in passages if p.n)
    return score.figures(kept, text.gold, text.optional)


def learnt(all_of: Learning, folds: int) -> tuple[lines.Weights, list[lines.Weights]]:
    """What all texts teach, and what they teach without each fold."""
    _SHARED[:] = [all_of]
    left_out = [(), *((a,) for a in range(folds)), *combinations(range(folds), 2)]
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        firsts = dict(zip(left_out, pool.map(_first_without, left_out), strict=True))
        which = [None, *range(folds)]
        forests = list(pool.map(partial(_second_without, firsts), which))
    made = [told(firsts[_without(fold)], all_of.words, trees) for fold, trees in zip(which, forests, strict=True)]
    return made[0], made[1:]


def cleaned(all_of: Learning, weights: Sequence[lines.Weights]) -> dict[str, score.Figures]:
    """The figures of every text; `weights` are by fold, or one for all."""
    _SHARED[:] = [all_of]
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        found = pool.map(partial(_cleaned, weights), range(len(all_of.texts)), chunksize=16)
        return {text.name: figures for text, figures in zip(all_of.texts, found, strict=True)}


def written(weights: lines.Weights) -> dict[str, Any]:
    """The weights as their file has them."""
    starts = dict(zip(lines.FEATURES, accumulate([0, *(f.cases for f in lines.FEATURES.values())]), strict=False))
    rounded = [[round(w, 3) for w in triple] for triple in weights.cases]
    return {
        "cases": {name: rounded[starts[name] : starts[name] + f.cases] for name, f in lines.FEATURES.items()},
        "edge": rounded[lines.EDGE],
        "words": {word: round(w, 2) for word, w in weights.words.items() if abs(w) >= SLIGHT},
        "trees": weights.trees,
        "least": weights.least,
    }


def main() -> None:
    """Print what the folds reach, and what the weights of all reach on what they have learnt from; with `--write` write them."""
    options = argparse.ArgumentParser(description="Learn which lines of badly extracted text are the article's.")
    options.add_argument("gold", type=Path)
    options.add_argument("--folds", type=int, default=5)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    folder = asked.gold if (asked.gold / "noisy").is_dir() else asked.gold / "dev"
    all_of = learning(list(texts(folder)), asked.folds)
    whole, parts = learnt(all_of, asked.folds)
    document = written(whole)
    reached = {}
    for title, weights in (("folds", parts), ("learnt from", [lines.parsed(document)])):
        figures = cleaned(all_of, weights)
        alone = [f for name, f in figures.items() if name.count(".") == 1]
        print("\n".join([f"--- {title}", *score.told({n: f for n, f in figures.items() if n.count(".") > 1})]))
        print(f"words of bodies that stand alone lost: {1 - mean(f.recall for f in alone):.4f}")
        reached[title] = score.summary({n: f for n, f in figures.items() if n.count(".") > 1})
    if asked.write:
        lexicon.LINES.write_text(signed({"reached": reached, "weights": document}, None), encoding="utf-8")


if __name__ == "__main__":
    main()
