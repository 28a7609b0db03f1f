"""How much of each article our cleaner keeps, against gold bodies.

`GOLD/cleaning` holds `noisy/ID.MODE.txt`, `gold/ID.txt` (one paragraph a line) and `gold/ID.opt.txt` (title, standfirst:
lines that never count). Measured are shingles of 4 words with multiplicity, so a paragraph kept twice costs precision.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from multiprocessing import Pool
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

from index import clean, formats, masthead

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


def _tokens(text: str) -> list[str]:
    even = unicodedata.normalize("NFKC", text.translate(_EVEN)).casefold()
    return re.findall(r"\w+", _CJK.sub(r" \1 ", even))


def _shingles(text: str, optional: str) -> Counter[tuple[str, ...]]:
    leave = {tuple(_tokens(line)) for line in optional.splitlines()}
    tokens = [
        token for line in text.splitlines() if (own := _tokens(line)) and tuple(own) not in leave for token in own
    ]
    return Counter(tuple(tokens[n : n + _N]) for n in range(max(1, len(tokens) - _N + 1))) if tokens else Counter()


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


def _one(job: tuple[Path, Path]) -> tuple[str, Figures, float]:
    noisy, gold = job
    data = noisy.read_bytes()
    began = time.process_time()
    cleaned = body(data, noisy.name)
    seconds = time.process_time() - began
    optional = gold.with_suffix(".opt.txt")
    given = optional.read_text("utf-8") if optional.is_file() else ""
    return noisy.name, figures(cleaned, gold.read_text("utf-8"), given), seconds


def _jobs(folder: Path) -> Iterator[tuple[Path, Path]]:
    for noisy in sorted((folder / "noisy").glob("*.txt")):
        gold = folder / "gold" / (noisy.name.rsplit(".", 2)[0] + ".txt")
        if gold.is_file():
            yield noisy, gold


def main(arguments: Sequence[str]) -> int:
    """Clean all noisy texts of a folder (or of its `dev`) and print the figures: all, by mode and set, and the worst."""
    folder = Path(arguments[0])
    folder = folder if (folder / "noisy").is_dir() else folder / "dev"
    with Pool(2) as pool:
        rows = pool.map(_one, list(_jobs(folder)), chunksize=16)
    groups: defaultdict[str, list[Figures]] = defaultdict(list)
    for name, found, _ in rows:
        for group in ("all", "mode " + name.split(".")[-2], "set " + name.split("-")[0]):
            groups[group].append(found)
    print(f"{'cleaning':<18}{'n':>6}{'P':>8}{'R':>8}{'F1':>8}{'med F1':>8}{'< .5':>7}")
    for group, all_of in sorted(groups.items()):
        p, r, f = (mean(values) for values in zip(*all_of, strict=True))
        low = sum(x.f1 < 0.5 for x in all_of)
        print(f"{group:<18}{len(all_of):>6}{p:>8.3f}{r:>8.3f}{f:>8.3f}{median(x.f1 for x in all_of):>8.3f}{low:>7}")
    for name, found, _ in sorted(rows, key=lambda row: row[1].f1)[:20]:
        print(f"  {found.f1:.3f} P {found.precision:.3f} R {found.recall:.3f}  {name}")
    print(f"{len(rows) / sum(row[2] for row in rows):.0f} texts a second of CPU")
    return 0
