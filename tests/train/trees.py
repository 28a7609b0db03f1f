"""Small regression trees, each grown on what those before it got wrong (gradient boosting), in plain Python.

Columns are cut into a few bins first, so that a tree looks for its questions in sums by bin, not in values. The slope and
the curvature of the loss (logistic, weighted) are added together, as one complex number: half the work.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from index.clean.lines import Tree

ROUNDS = 70
"""Trees."""
RATE = 0.15
"""How much of what a tree finds is taken."""
LEAVES = 12
"""Of one tree."""
SHARE = 0.4
"""Of the columns that one tree may ask about."""
BINS = 32
LEAST = 30.0
"""Weight that must lie on either side of a question."""
RIDGE = 1.0
"""Pull of a leaf towards nothing."""


@dataclass(slots=True)
class _Leaf:
    """A leaf that may still become a question."""

    rows: Sequence[int]
    slope: float
    curve: float
    sums: dict[int, list[complex]]
    """By column: slope and curvature by bin."""
    gain: float = 0.0
    column: int = -1
    bin: int = -1


def bins(values: Sequence[float]) -> list[float]:
    """At most `BINS - 1` values between which there are about equally many."""
    ordered = sorted(values)
    distinct = sorted(set(ordered))
    if len(distinct) <= BINS:
        return [(a + b) / 2 for a, b in pairwise(distinct)]
    cuts = {ordered[len(ordered) * k // BINS] for k in range(1, BINS)}
    return sorted(cuts)


def grow(rows: Sequence[Sequence[float]], right: Sequence[bool], weight: Sequence[float]) -> list[Tree]:
    """Trees whose sum is the log odds that a row is right; the same rows give the same trees."""
    edges = [bins([row[c] for row in rows]) for c in range(len(rows[0]))]
    columns = [bytes([bisect_left(cuts, row[c]) for row in rows]) for c, cuts in enumerate(edges)]
    totals = [0.0] * len(rows)
    chance = random.Random(11)
    trees: list[Tree] = []
    for _ in range(ROUNDS):
        shares = [1 / (1 + math.exp(-t)) for t in totals]
        slopes = [complex((p - r) * w, p * (1 - p) * w) for p, r, w in zip(shares, right, weight, strict=True)]
        asked = sorted(chance.sample(range(len(edges)), max(2, round(SHARE * len(edges)))))
        tree, leaves = _tree(columns, edges, asked, slopes)
        for leaf in leaves:
            value = _value(leaf)
            for n in leaf.rows:
                totals[n] += value
        trees.append(tree)
    return trees


def _value(leaf: _Leaf) -> float:
    return round(-RATE * leaf.slope / (leaf.curve + RIDGE), 4)


def _tree(
    columns: Sequence[bytes], edges: Sequence[Sequence[float]], asked: Sequence[int], slopes: Sequence[complex]
) -> tuple[Tree, list[_Leaf]]:
    """One tree, grown where it gains most, and its leaves."""
    rows = range(len(slopes))
    whole = sum(slopes)
    root = _Leaf(rows, whole.real, whole.imag, {c: _sums(columns[c], len(edges[c]) + 1, rows, slopes) for c in asked})
    _ask(root)
    leaves = [root]
    questions: dict[int, tuple[_Leaf, _Leaf]] = {}
    while len(leaves) < LEAVES:
        best = max(leaves, key=lambda leaf: leaf.gain)
        if best.gain <= 0:
            break
        leaves.remove(best)
        parts = _parted(best, columns, edges, slopes)
        questions[id(best)] = parts
        leaves += parts

    def built(leaf: _Leaf) -> Tree:
        if id(leaf) not in questions:
            return _value(leaf)
        low, high = questions[id(leaf)]
        return leaf.column, round(edges[leaf.column][leaf.bin], 4), built(low), built(high)

    return built(root), leaves


def _parted(
    leaf: _Leaf, columns: Sequence[bytes], edges: Sequence[Sequence[float]], slopes: Sequence[complex]
) -> tuple[_Leaf, _Leaf]:
    column, cut = columns[leaf.column], leaf.bin
    low = [n for n in leaf.rows if column[n] <= cut]
    high = [n for n in leaf.rows if column[n] > cut]
    few = min(low, high, key=len)
    few_sums = {c: _sums(columns[c], len(edges[c]) + 1, few, slopes) for c in leaf.sums}
    many_sums = {c: [a - b for a, b in zip(leaf.sums[c], few_sums[c], strict=True)] for c in leaf.sums}
    parts = []
    for rows, sums in ((low, few_sums if few is low else many_sums), (high, few_sums if few is high else many_sums)):
        total = sum(sums[leaf.column])
        part = _Leaf(rows, total.real, total.imag, sums)
        _ask(part)
        parts.append(part)
    leaf.sums = {}
    return parts[0], parts[1]


def _sums(column: bytes, size: int, rows: Sequence[int], slopes: Sequence[complex]) -> list[complex]:
    found = [0j] * size
    if isinstance(rows, range):
        pairs: Iterator[tuple[int, complex]] = zip(column, slopes, strict=True)
    elif len(rows) > 1:
        pick = itemgetter(*rows)
        pairs = zip(pick(column), pick(slopes), strict=True)
    else:
        pairs = iter([(column[n], slopes[n]) for n in rows])
    for which, slope in pairs:
        found[which] += slope
    return found


def _ask(leaf: _Leaf) -> None:
    """Find the question that gains most."""
    now = leaf.slope**2 / (leaf.curve + RIDGE)
    for column, sums in leaf.sums.items():
        slope = curve = 0.0
        for n, both in enumerate(sums[:-1]):
            slope += both.real
            curve += both.imag
            rest = leaf.curve - curve
            if curve < LEAST / 4 or rest < LEAST / 4:
                continue
            gain = slope**2 / (curve + RIDGE) + (leaf.slope - slope) ** 2 / (rest + RIDGE) - now
            if gain > leaf.gain + 1e-9:
                leaf.gain, leaf.column, leaf.bin = gain, column, n
