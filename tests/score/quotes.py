"""How right the quotations and their speakers are, against gold in the form of its own README.

    python -m tests.score quotes GOLD

GOLD is a folder with `polnear_dev.jsonl`, `wikinews_de_dev.jsonl`, `pronoun_entities_dev.jsonl`, `seeds.jsonl`; what is
not there is left out. A span counts as found when, marks, blanks and end punctuation trimmed, it is the same; a speaker is
right when its head word is that of the gold or its mention overlaps it.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import quotes, speakers
from index.model import CERTAIN, Passage, Quote, Span

MARKS = "\"'“”„‟«»‹›‘’‚「」『』"
TRIM = MARKS + " \t\n\u00a0,.;:!?…-–—"
ENDS_HEAD = re.compile(
    r"\s*(?:[,(;:]|\s(?:of|in|for|at|from|who|which|that|with|on|to|and|as|about|after|during|von|der|des|aus|für)\s)"
)
ARTICLE = re.compile(r"^(?:the|a|an|der|die|das)\s+")


@dataclass(frozen=True, slots=True)
class Gold:
    """A quotation as somebody marked it."""

    span: Span
    type: str
    mentions: tuple[Span, ...]
    """Where its speaker is written; nothing for none."""
    names: tuple[str, ...]
    """Its speaker in words, resolved or not."""

    def likeness(self, text: str, span: Span, name: str = "") -> float:
        """1 where the mention at `span` overlaps, .8 where only the head word is the same, else 0."""
        if any(span.start < m.stop and m.start < span.stop for m in self.mentions):
            return 1.0
        mine = {head(span.of(text)), head(name)} - {""}
        return 0.8 if any(head(n) in mine for n in self.names) else 0.0


def head(mention: str) -> str:
    """The word that names: the last before a comma or a preposition."""
    even = ARTICLE.sub("", re.sub(r"\s+", " ", mention.replace("’", "'").casefold()).strip(TRIM))
    cut = ENDS_HEAD.search(even)
    words = re.findall(r"[\w'.-]+", even[: cut.start()] if cut and cut.start() else even)
    words = [w for w in words if w not in ("jr.", "jr", "sr.", "iii")] or words
    last = words[-1].strip(".'") if words else ""
    return last.removesuffix("'s")


def articles(path: Path) -> list[dict[str, Any]]:
    """One a line; nothing where the file is not there."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def text_and_gold(article: Mapping[str, Any]) -> tuple[str, list[Gold]]:
    """The text and its quotations in marks."""
    text, out = str(article["text"]), []
    for q in article["quotes"]:
        if q["type"] == "indirect" or q.get("flag") == "nested":
            continue
        out.append(_gold(q))
    return text, out


def _gold(q: Mapping[str, Any]) -> Gold:
    speaker = q["speaker"]
    mentions = tuple(Span(s, e) for s, e in speaker["spans"] or [[speaker["start"], speaker["end"]]]) if speaker else ()
    names = tuple(n for n in (speaker["text"], speaker.get("entity")) if n) if speaker else ()
    return Gold(Span(q["start"], q["end"]), q["type"], mentions, names)


def passages(text: str) -> tuple[Passage, ...]:
    """Each line that is not blank: these texts are not wrapped."""
    lines = [m.span() for m in re.finditer(r"[^\n]+", text) if m.group().strip()]
    return tuple(Passage(n, Span(*line)) for n, line in enumerate(lines, 1))


def trimmed(text: str, span: Span) -> Span:
    """Without marks, blanks and punctuation at the ends."""
    start, stop = span
    while start < stop and text[start] in TRIM:
        start += 1
    while stop > start and text[stop - 1] in TRIM:
        stop -= 1
    return Span(start, stop)


def paired(text: str, found: Sequence[Span], gold: Sequence[Span], least: float) -> dict[int, int]:
    """Index in `found` → index in `gold`, one to one, the best overlap first, where it is at least `least`."""
    ours = [trimmed(text, s) for s in found]
    theirs = [trimmed(text, s) for s in gold]
    pairs = []
    for j, g in enumerate(theirs):
        for i, f in enumerate(ours):
            if f == g or (f.start < g.stop and g.start < f.stop):
                shared = min(f.stop, g.stop) - max(f.start, g.start)
                union = (f.stop - f.start) + (g.stop - g.start) - shared
                overlap = 1.0 if f == g else shared / union
                if overlap >= least:
                    pairs.append((-overlap, i, j))
    out: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in out and j not in taken:
            out[i] = j
            taken.add(j)
    return out


def found(
    article: Mapping[str, Any], weights: Mapping[str, float] | None = None, *, resolve: bool = False
) -> list[Quote]:
    """The quotations of an article, nested ones left out."""
    text = str(article["text"])
    cut = passages(text)
    got = quotes.find(text, cut, str(article["lang"]), weights)
    if resolve:
        got = speakers.name(text, cut, got, str(article["lang"]))
    return [q for q in got if q.parent is None]


def _f1(right: int, found: int, gold: int) -> float:
    return 2 * right / (found + gold) if found + gold else 0.0


def measure(
    gold_articles: Sequence[Mapping[str, Any]], got: Mapping[str, Sequence[Quote]]
) -> dict[str, float | Counter[str]]:
    """The figures, by name."""
    c: Counter[str] = Counter()
    for article in gold_articles:
        text, gold = text_and_gold(article)
        ours = list(got[str(article["id"])])
        c["found"] += len(ours)
        c["gold"] += len(gold)
        c["exact"] += len(paired(text, [q.span for q in ours], [g.span for g in gold], 1.0))
        c["with speaker"] += sum(1 for q in ours if q.speaker)
        c["gold with speaker"] += sum(1 for g in gold if g.mentions)
        for i, j in paired(text, [q.span for q in ours], [g.span for g in gold], 0.8).items():
            _count(c, text, ours[i], gold[j])
    return {
        "spans exact F1": _f1(c["exact"], c["found"], c["gold"]),
        "quotation and speaker F1": _f1(c["right"], c["with speaker"], c["gold with speaker"]),
        "direct right": c["direct right"] / (c["direct"] or 1),
        "mixed right": c["mixed right"] / (c["mixed"] or 1),
        "certain right": c["certain right"] / (c["certain"] or 1),
        "certain coverage": c["certain right"] / (c["attributed"] or 1),
        "unattributed given a speaker": c["given"] / (c["unattributed"] or 1),
        "counts": c,
    }


def _count(c: Counter[str], text: str, quote: Quote, gold: Gold) -> None:
    if not gold.mentions:
        c["unattributed"] += 1
        c["given"] += quote.speaker is not None
        c[f"{gold.type} given"] += quote.speaker is not None
        return
    right = quote.speaker is not None and quote.speaker.span is not None
    right = right and gold.likeness(text, quote.speaker.span, quote.speaker.name) > 0
    c["attributed"] += 1
    c["right"] += right
    c[gold.type] += 1
    c[f"{gold.type} right"] += right
    if quote.speaker is not None:
        tenth = f"certainty {min(int(quote.speaker.certainty * 10), 9) / 10}"
        c[tenth] += 1
        c[f"{tenth} right"] += right
    if quote.speaker is not None and quote.speaker.certainty >= CERTAIN:
        c["certain"] += 1
        c["certain right"] += right


def reliability(figures: Mapping[str, float | Counter[str]]) -> dict[str, tuple[int, float]]:
    """Of each tenth of certainty, by its lower end: how many speakers were given with it, and the share that is right."""
    counts = figures["counts"]
    assert isinstance(counts, Counter)
    tenths = sorted(name for name in counts if name.startswith("certainty ") and not name.endswith("right"))
    return {t.split()[1]: (counts[t], round(counts[f"{t} right"] / counts[t], 3)) for t in tenths}


def told(figures: Mapping[str, float | Counter[str]]) -> list[str]:
    """One line a figure."""
    return [f"{name:30} {value:.3f}" for name, value in figures.items() if isinstance(value, float)]


def reported(gold_articles: Sequence[Mapping[str, Any]]) -> dict[str, float | Counter[str]]:
    """Reported speech at an overlap of a half or more; how often its speaker is right, where it and the gold name one."""
    c: Counter[str] = Counter()
    for article in gold_articles:
        text, cut = str(article["text"]), passages(str(article["text"]))
        ours = quotes.indirect(text, cut, article["lang"], quotes.find(text, cut, article["lang"]))
        gold = [_gold(q) for q in article["quotes"] if q["type"] == "indirect"]
        pairs = paired(text, [q.span for q in ours], [g.span for g in gold], 0.5)
        c.update({"found": len(ours), "gold": len(gold), "right": len(pairs)})
        for i, j in pairs.items():
            speaker = ours[i].speaker
            if gold[j].mentions:
                c["attributed"] += 1
                c["named"] += speaker is not None
                c["named right"] += (
                    speaker is not None
                    and speaker.span is not None
                    and gold[j].likeness(text, speaker.span, speaker.name) > 0
                )
    return {
        "reported speech precision": c["right"] / (c["found"] or 1),
        "reported speech recall": c["right"] / (c["gold"] or 1),
        "reported speech speaker named": c["named"] / (c["attributed"] or 1),
        "reported speech speaker right": c["named right"] / (c["named"] or 1),
    }


def pronouns(folder: Path) -> list[str]:
    """Whom he and she mean, compared by the last word of the name, over cases marked by hand."""
    by_id = {article["id"]: article for article in articles(folder / "polnear_dev.jsonl")}
    right = certain = certain_right = total = 0
    for case in articles(folder / "pronoun_entities_dev.jsonl"):
        text, cut = by_id[case["id"]]["text"], passages(by_id[case["id"]]["text"])
        named = speakers.name(text, cut, quotes.find(text, cut, "en"), "en")
        said = [q.speaker for q in named if q.speaker and q.speaker.span and q.speaker.span.start == case["start"]]
        good = bool(said) and said[0].name.split()[-1] == case["entity"].split()[-1]
        total += 1
        right += good
        if said and said[0].certainty >= CERTAIN:
            certain += 1
            certain_right += good
    return [f"pronouns: {right} of {total} right, {certain_right} of {certain} among the certain"] if total else []


def main(arguments: Sequence[str]) -> int:
    """Print every figure the gold folder allows; 2 where it holds none."""
    options = argparse.ArgumentParser(prog="tests.score quotes", description="How right quotations and speakers are.")
    options.add_argument("gold", type=Path)
    asked = options.parse_args(arguments)
    status = 2
    for name in ("polnear_dev", "wikinews_de_dev", "seeds"):
        gold = articles(asked.gold / f"{name}.jsonl")
        if not gold:
            continue
        status = 0
        begun = time.process_time()
        got = {str(a["id"]): found(a, resolve=True) for a in gold}
        spent = time.process_time() - begun
        print(f"{name}: {len(gold)} articles, {1000 * spent / len(gold):.1f} ms each")
        print("\n".join(told(measure(gold, got)) + told(reported(gold))))
    print("\n".join(pronouns(asked.gold)))
    return status
