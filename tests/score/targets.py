"""Every figure that is aimed at, measured through the command line as a user has it, beside its floor and its goal.

    python -m tests.score targets GOLD

GOLD is a folder with `polnear_dev.jsonl`, `wikinews_de_dev.jsonl`, `pronoun_entities_dev.jsonl`; what is not there is left
out. The texts are written as a pack, which `twosource quotes --indirect --jsonl` reads: what cleaning drops counts as
missed. Where the folder has a `score.py` of its own, it scores the same predictions, and each figure that differs is told.
Not here: 10,000 articles from nothing, which takes minutes, and what only a person can judge.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from index import quotes, speakers
from index.model import Quote, Span, Speaker
from tests import hostile
from tests.score import quotes as score

ROOT = Path(__file__).resolve().parent.parent.parent
LERVIK = ROOT / "tests" / "packs" / "lervik"
FIVE_KB = range(4_000, 6_000)
PILE = 1_000_000
"""Characters of hostile text."""


class Target(NamedTuple):
    """A figure, with what it should reach; where less is better, the goal lies below the floor."""

    title: str
    floor: float
    goal: float
    value: float

    def told(self) -> str:
        """A row of the table."""
        sign = -1 if self.goal < self.floor else 1
        reached = sum(sign * self.value >= sign * bar for bar in (self.floor, self.goal))
        return (
            f"{self.title:48}{self.floor:>9g}{self.goal:>9g}{self.value:>10.3f}  {('below', 'floor', 'goal')[reached]}"
        )


def verb(home: Path, *words: str) -> list[dict[str, Any]]:
    """The items that a verb of twosource prints, with folders of its own in `home`."""
    own = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CACHE", "CONFIG", "STATE", "DATA")}
    command = [sys.executable, "-m", "reader", *words, "--jsonl", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | own, stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def quote(item: Mapping[str, Any]) -> Quote:
    """An item of `quotes --jsonl` as what it was made from."""
    by = item["speaker"]
    speaker = Speaker(by["mention"], by["span"] and Span(*by["span"]), by["name"], by["certainty"]) if by else None
    span, flags = Span(*item["span"]), tuple(item["flags"])
    return Quote(
        item["id"], item["source"], item["passage"], span, item["type"], item["group"], item["parent"], flags, speaker
    )


def read(gold: Sequence[Mapping[str, Any]]) -> dict[str, list[Quote]]:
    """All that is found in each article, nested quotations left out; the articles are one pack of plain texts."""
    with TemporaryDirectory() as folder:
        pack = Path(folder) / "pack"
        pack.mkdir()
        names = {f"{n:05}.txt": str(article["id"]) for n, article in enumerate(gold)}
        for name, article in zip(names, gold, strict=True):
            (pack / name).write_text(article["text"], encoding="utf-8", newline="")
        found: dict[str, list[Quote]] = {id_: [] for id_ in names.values()}
        for item in verb(Path(folder), "quotes", str(pack), "--indirect"):
            if "nested" not in item["flags"]:
                found[names[item["source"]]].append(quote(item))
    return found


def marked(found: Mapping[str, Sequence[Quote]]) -> dict[str, list[Quote]]:
    """Without reported speech."""
    return {id_: [q for q in all_of if q.type != "indirect"] for id_, all_of in found.items()}


def english(gold: Sequence[Mapping[str, Any]], found: Mapping[str, Sequence[Quote]]) -> Iterator[Target]:
    figures = score.measure(gold, marked(found))
    c = figures["counts"]
    silent = sum(q["type"] == "unattributed" for article in gold for q in article["quotes"])
    yield Target("marked spans, exact F1, English", 0.975, 0.985, figures["spans exact F1"])
    yield Target("quotation + speaker F1, English", 0.87, 0.92, figures["quotation and speaker F1"])
    yield Target("speaker right: direct", 0.93, 0.96, figures["direct right"])
    yield Target("speaker right: mixed", 0.72, 0.82, figures["mixed right"])
    yield Target("right among those shown as certain", 0.95, 0.98, figures["certain right"])
    yield Target("shown as certain, of all attributed", 0.60, 0.60, c["certain"] / (c["attributed"] or 1))
    yield Target("unattributed wrongly given a speaker", 0.25, 0.10, c["unattributed given"] / (silent or 1))
    precision, recall = reported(gold, found)
    yield Target("reported speech, overlap .5: precision", 0.78, 0.85, precision)
    yield Target("reported speech, overlap .5: recall", 0.25, 0.45, recall)


def german(gold: Sequence[Mapping[str, Any]], found: Mapping[str, Sequence[Quote]]) -> Iterator[Target]:
    figures = score.measure(gold, marked(found))
    c = figures["counts"]
    yield Target("marked spans, exact F1, German", 0.99, 0.995, figures["spans exact F1"])
    yield Target("speaker right, German", 0.70, 0.88, c["right"] / (c["attributed"] or 1))


def reported(gold: Sequence[Mapping[str, Any]], found: Mapping[str, Sequence[Quote]]) -> tuple[float, float]:
    """Precision and recall of reported speech at an overlap of a half or more."""
    ours = theirs = right = 0
    for article in gold:
        spans = [q.span for q in found[str(article["id"])] if q.type == "indirect"]
        told = [Span(q["start"], q["end"]) for q in article["quotes"] if q["type"] == "indirect"]
        right += len(score.paired(str(article["text"]), spans, told, 0.5))
        ours, theirs = ours + len(spans), theirs + len(told)
    return right / (ours or 1), right / (theirs or 1)


def pronouns(cases: Sequence[Mapping[str, Any]], found: Mapping[str, Sequence[Quote]]) -> Iterator[Target]:
    """Whom he and she mean, compared by the last word of the name."""
    right = 0
    for case in cases:
        said = [q.speaker for q in found.get(case["id"], ()) if q.speaker and q.speaker.span]
        names = {s.name.split()[-1] for s in said if s.span and s.span.start == case["start"] and s.name}
        right += names == {case["entity"].split()[-1]}
    if cases:
        yield Target(f"pronoun → name, of {len(cases)}", 45, 51, right)


def lervik() -> Iterator[Target]:
    """The invented pack, its texts and its Markdown."""
    rows = {row["file"]: row for row in score.articles(LERVIK / "gold" / "quotations.jsonl")}
    rows = {name: row for name, row in rows.items() if name.endswith((".txt", ".md"))}
    with TemporaryDirectory() as folder:
        pack = Path(folder) / "pack"
        pack.mkdir()
        for name in rows:
            shutil.copy(LERVIK / "sources" / name, pack)
        found = [quote(item) for item in verb(Path(folder), "quotes", str(pack))]
        links = [link for echo in verb(Path(folder), "quotes", str(pack), "--echoes") for link in echo["links"]]
    gold, ids = [], {}
    for name, row in rows.items():
        kept = [q for q in row["quotes"] if q["in"] not in ("dropped", "masthead")]
        gold.append(row | {"quotes": [q | {"speaker": q["speaker"] and q["speaker"] | {"spans": []}} for q in kept]})
        ours = [q for q in found if q.source == name]
        pairs = score.paired(row["text"], [q.span for q in ours], [Span(q["start"], q["end"]) for q in kept], 0.8)
        ids |= {ours[i].id: (row["id"], kept[j]["id"]) for i, j in pairs.items()}
    by_id = {row["id"]: [q for q in found if q.source == name and not q.parent] for name, row in rows.items()}
    figures = score.measure(gold, by_id)
    yield Target("Lervik: marked spans, exact F1", 0.95, 0.99, figures["spans exact F1"])
    yield Target("Lervik: quotation + speaker F1", 0.85, 0.95, figures["quotation and speaker F1"])
    known = {(row["id"], q["id"]) for row in gold for q in row["quotes"]}
    clusters = json.loads((LERVIK / "gold" / "echoes.json").read_text("utf-8"))["clusters"]
    wanted = {frozenset(map(tuple, (link["a"], link["b"]))) for cluster in clusters for link in cluster["links"]}
    wanted = {ends for ends in wanted if ends <= known}
    linked = {frozenset(ids.get(link[end], (link[end],)) for end in "ab") for link in links}
    yield Target("Lervik: echo links, precision", 0.9, 0.98, len(linked & wanted) / (len(linked) or 1))
    yield Target("Lervik: echo links, recall", 0.8, 0.95, len(linked & wanted) / (len(wanted) or 1))


def seconds(text: str, language: str) -> float:
    """Processor time to find, name and report, as the reading children do it: without the collector of circles."""
    cut = score.passages(text)
    gc.collect()
    gc.disable()
    begun = time.process_time()
    found = quotes.find(text, cut, language)
    quotes.indirect(text, cut, language, found)
    speakers.name(text, cut, found, language)
    spent = time.process_time() - begun
    gc.enable()
    return spent


def times(gold: Sequence[Mapping[str, Any]]) -> Iterator[Target]:
    """Milliseconds for an article, seconds for the worst pile of marks, capitals or verbs."""
    texts = [str(article["text"]) for article in gold]
    spent = [1000 * min(seconds(t, "en") for _ in range(2)) for t in texts if len(t.encode()) in FIVE_KB]
    if spent:
        yield Target("ms for an article of 5 KB: median", 8, 4, statistics.median(spent))
        yield Target("ms for an article of 5 KB: worst", 100, 50, max(spent))
    piles = {
        (name, make.__name__): seconds(make(unit, PILE), "en")
        for name, unit in hostile.UNITS.items()
        for make in (hostile.line, hostile.lines)
    }
    worst = max(piles, key=lambda pile: piles[pile])
    yield Target(f"s for 1 MB: {worst[0]}, {worst[1]}", 2, 1, piles[worst])


def differing(script: Path, gold: Path, found: Mapping[str, Sequence[Quote]]) -> list[str]:
    """The figures of the gold's own program that are not ours to the third digit."""
    articles = score.articles(gold)
    with TemporaryDirectory() as folder:
        predicted = Path(folder) / "predicted.jsonl"
        predicted.write_text("\n".join(json.dumps(_prediction(id_, said)) for id_, said in found.items()), "utf-8")
        command = [sys.executable, str(script), str(predicted), str(gold), "--json"]
        theirs = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    ours = score.measure(articles, marked(found))
    precision, recall = reported(articles, found)
    by_type = {name: theirs["by_type"].get(name, {}) for name in ("direct", "mixed")}
    pairs = {
        "spans exact F1": (ours["spans exact F1"], theirs["quoted_spans_exact"]["F1"]),
        "quotation and speaker F1": (ours["quotation and speaker F1"], theirs["quote_and_speaker"]["F1"]),
        "reported precision": (precision, theirs["indirect_0.5"]["P"]),
        "reported recall": (recall, theirs["indirect_0.5"]["R"]),
    } | {
        f"{name} right": (ours[f"{name} right"], by.get("speaker_ok", 0) / (by.get("speaker_n") or 1))
        for name, by in by_type.items()
    }
    return [f"{name}: {a:.4f}, {script.name} {b:.4f}" for name, (a, b) in pairs.items() if abs(a - b) >= 0.0005]


def _prediction(id_: str, found: Sequence[Quote]) -> dict[str, Any]:
    out = []
    for q in found:
        by = q.speaker
        place = {"start": by.span.start, "end": by.span.stop} if by and by.span else {}
        speaker = {"text": by.mention, "name": by.name, **place} if by else None
        out.append({"start": q.span.start, "end": q.span.stop, "type": q.type, "speaker": speaker})
    return {"id": id_, "quotes": out}


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 where a figure is below its floor."""
    options = argparse.ArgumentParser(prog="tests.score targets", description="Every figure beside its floor and goal.")
    options.add_argument("gold", type=Path)
    folder = options.parse_args(arguments).gold
    print(f"{'figure':48}{'floor':>9}{'goal':>9}{'value':>10}")
    below = 0

    def tell(targets: Iterator[Target]) -> None:
        nonlocal below
        for target in targets:
            line = target.told()
            below += line.endswith("below")
            print(line, flush=True)

    notes: list[str] = []
    for name, measured in (("polnear_dev", english), ("wikinews_de_dev", german)):
        gold = score.articles(folder / f"{name}.jsonl")
        if gold:
            found = read(gold)
            tell(measured(gold, found))
            if (script := folder / "score.py").exists():
                notes += differing(script, folder / f"{name}.jsonl", found) or [f"{script.name} agrees on {name}"]
            if measured is english:
                tell(pronouns(score.articles(folder / "pronoun_entities_dev.jsonl"), found))
    tell(lervik())
    tell(times(score.articles(folder / "polnear_dev.jsonl")))
    print("\n".join(notes))
    return int(below > 0)
