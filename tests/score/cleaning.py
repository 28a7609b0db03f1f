"""How much of each article our cleaner keeps, against gold bodies.

`GOLD/cleaning` holds `noisy/ID.MODE.txt`, `gold/ID.txt` (one paragraph a line) and `gold/ID.opt.txt` (title, standfirst:
lines that never count). Measured are shingles of 4 words with multiplicity, so a paragraph kept twice costs precision.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing import Pool
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

from index import clean, formats, masthead
from tests.score.targets import Target

_EVEN = str.maketrans(
    dict.fromkeys("‘’‚‛", "'") | dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("\u00a0\u2009\u202f", " ")
    | dict.fromkeys("\u200b\ufeff\u00ad", "")
)  # fmt: skip
_CJK = re.compile("([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")  # one character a token: no blanks between words
_N = 4


class Figures(NamedTuple):
    """Precision, recall and F1 of one document."""

    precision: float
    recall: float
    f1: float


def tokens(text: str) -> list[str]:
    """The words that are compared; of scripts without blanks the characters."""
    even = unicodedata.normalize("NFKC", text.translate(_EVEN)).casefold()
    return re.findall(r"\w+", _CJK.sub(r" \1 ", even))


def _shingles(text: str, optional: str) -> Counter[tuple[str, ...]]:
    leave = {tuple(tokens(line)) for line in optional.splitlines()}
    found = [token for line in text.splitlines() if (own := tokens(line)) and tuple(own) not in leave for token in own]
    return Counter(tuple(found[n : n + _N]) for n in range(max(1, len(found) - _N + 1))) if found else Counter()


def figures(cleaned: str, gold: str, optional: str = "") -> Figures:
    """How well `cleaned` agrees with `gold`."""
    a, b = _shingles(cleaned, optional), _shingles(gold, optional)
    if not a and not b:
        return Figures(1.0, 1.0, 1.0)
    hit = sum((a & b).values())
    precision, recall = hit / max(1, a.total()), hit / max(1, b.total())
    return Figures(precision, recall, 2 * precision * recall / (precision + recall) if hit else 0.0)


def body(data: bytes, path: str) -> str:
    """The cleaned body of a source, a blank line between passages; empty where it cannot be read."""
    try:
        draft = formats.read(data, path)
    except formats.Unreadable:
        return ""
    found, claimed = masthead.read(draft, path)
    passages, _ = clean.clean(draft, found, claimed)
    return "\n\n".join(p.span.of(draft.text) for p in passages if p.n)


def _one(job: tuple[Path, Path]) -> tuple[str, Figures]:
    noisy, gold = job
    optional = gold.with_suffix(".opt.txt")
    given = optional.read_text("utf-8") if optional.is_file() else ""
    return noisy.name, figures(body(noisy.read_bytes(), noisy.name), gold.read_text("utf-8"), given)


def _jobs(folder: Path) -> Iterator[tuple[Path, Path]]:
    for noisy in sorted((folder / "noisy").glob("*.txt")):
        gold = folder / "gold" / (noisy.name.rsplit(".", 2)[0] + ".txt")
        if gold.is_file():
            yield noisy, gold


def _groups(found: Mapping[str, Figures]) -> dict[str, list[Figures]]:
    """The figures of all texts, by the way they were extracted, and by set."""
    groups: defaultdict[str, list[Figures]] = defaultdict(list)
    for name, each in found.items():
        mode = name.split(".")[-2]
        for group in ("all", f"mode {mode}", f"set {name.split('-')[0]}"):
            groups[group].append(each)
        if mode in LIKELY:
            groups["region + inscriptis"].append(each)
    return dict(sorted(groups.items()))


LIKELY = ("region", "inscriptis")
"""The ways in which people extract text: a part of a page, and all of it, selected and copied."""


def summary(found: Mapping[str, Figures]) -> dict[str, float]:
    """What is aimed at, by its title."""
    groups = _groups(found)
    likely, every = [f.f1 for f in groups.get("region + inscriptis", ())], [f.f1 for f in groups["all"]]
    return {
        "region + inscriptis: mean F1": round(mean(likely), 4),
        "region + inscriptis: median F1": round(median(likely), 4),
        "all modes: mean F1": round(mean(every), 4),
        "all modes: share below .5": round(sum(f1 < 0.5 for f1 in every) / len(every), 4),
    }


BARS = ((0.915, 0.95), (0.96, 0.98), (0.89, 0.92), (0.04, 0.01))
"""Floor and goal of each row of `summary`, in its order."""


def told(found: Mapping[str, Figures]) -> Iterator[str]:
    """A table of groups, the texts that came out worst, and the rows that are aimed at."""
    yield f"{'cleaning':<22}{'n':>6}{'P':>8}{'R':>8}{'F1':>8}{'med F1':>8}{'< .5':>7}"
    for group, all_of in _groups(found).items():
        p, r, f = (mean(values) for values in zip(*all_of, strict=True))
        low = sum(x.f1 < 0.5 for x in all_of)
        yield f"{group:<22}{len(all_of):>6}{p:>8.3f}{r:>8.3f}{f:>8.3f}{median(x.f1 for x in all_of):>8.3f}{low:>7}"
    for name, each in sorted(found.items(), key=lambda row: row[1].f1)[:20]:
        yield f"  {each.f1:.3f} P {each.precision:.3f} R {each.recall:.3f}  {name}"
    for (title, value), (floor, goal) in zip(summary(found).items(), BARS, strict=True):
        yield Target(title, floor, goal, value).told()


_USUAL = range(5_000, 12_000)  # bytes of an article


def speed(folder: Path) -> float:
    """Text articles of usual length that are cleaned in a second of one core, from their lines to passages and pieces."""
    drafts = []
    for path in sorted((folder / "noisy").glob("*.txt"))[::4]:
        if path.stat().st_size in _USUAL:
            draft = formats.read(path.read_bytes(), path.name)
            drafts.append((draft, *masthead.read(draft, path.name)))
    clean.clean(*drafts[0])  # the weights are read once
    began = time.process_time()
    for draft, found, claimed in drafts:
        clean.clean(draft, found, claimed)
    return len(drafts) / (time.process_time() - began)


def main(arguments: Sequence[str]) -> int:
    """Clean all noisy texts of a folder (or of its `dev`) and print the figures.

    With `--folds N` those of weights that never saw the site of a text, too: `tests.train.lines` learns them, in minutes.
    """
    options = argparse.ArgumentParser(description="How much of each article the cleaner keeps.")
    options.add_argument("gold", type=Path)
    options.add_argument("--folds", type=int, default=0)
    asked = options.parse_args(arguments)
    folder = asked.gold if (asked.gold / "noisy").is_dir() else asked.gold / "dev"
    with Pool(2) as pool:
        found = dict(pool.map(_one, list(_jobs(folder)), chunksize=16))
    print("\n".join(told(found)))
    print(Target("text articles cleaned a second, one core", 40, 150, speed(folder)).told())
    if asked.folds:
        subprocess.run(
            [sys.executable, "-m", "tests.train.lines", str(folder), "--folds", str(asked.folds)], check=True
        )
    return 0
