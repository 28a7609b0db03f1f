"""How much of the Lervik pack, twelve sources in five formats, is read as its gold says; by words, whatever the format.

    python -m tests.score lervik

A paragraph counts as kept when a passage has its words and no others; a piece as dropped when all its words stand in dropped
pieces; a field of the masthead (five, and the authors) when value and status are those of the gold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from tests.conftest import LERVIK
from tests.score.targets import Target
from tests.test_lervik_clean import SINGLE, ours, words


def _shares() -> Iterator[tuple[str, int, int]]:
    """Of each figure its name, how many are right, and of how many."""
    counts = {"kept paragraphs": [0, 0], "dropped pieces": [0, 0], "masthead fields": [0, 0]}

    def count(name: str, right: Sequence[bool]) -> None:
        counts[name][0] += sum(right)
        counts[name][1] += len(right)

    for line in (LERVIK / "gold" / "clean.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        draft, found, passages, dropped = ours(item["file"])
        kept = {words(p.span.of(draft.text)) for p in passages}
        gone = " ".join(words(d.span.of(draft.text)) for d in dropped)
        headline = words(item["headline"]["value"]) if item["headline"] else ""
        count("kept paragraphs", [words(piece["text"]) in kept for piece in item["kept"]])
        pieces = [words(piece["text"]) for piece in (*item["masthead"], *item["dropped"])]
        count("dropped pieces", [piece in gone for piece in pieces if piece != headline])
        for name in SINGLE:
            fact, want = getattr(found, name), item[name] if item[name] and item[name]["value"] else None
            same = (fact and (fact.value, fact.status)) == (want and (want["value"], want["status"]))
            if name == "date" and fact and want:  # a mail's has seconds and a zone
                same = want["value"].startswith(fact.value[:16]) and fact.status == want["status"]
            count("masthead fields", [same])
        count("masthead fields", [{a.value for a in found.authors} == {a["value"] for a in item["authors"]}])
    yield from ((name, right, of) for name, (right, of) in counts.items())


def main(arguments: Sequence[str] = ()) -> int:
    """Print the three figures; 1 where one is below its floor."""
    floors = {"kept paragraphs": 0.95, "dropped pieces": 0.95, "masthead fields": 0.85}
    told = [
        Target(f"Lervik: {name} ({right} of {of})", floors[name], 1.0, right / of).told()
        for name, right, of in _shares()
    ]
    print("\n".join(told))
    return int(any(line.endswith("below") for line in told))
