"""The figures tell what they say: right is right, and worse than the floor is below it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.score import alignment, databases, quotes, targets


@pytest.mark.parametrize(
    ("floor", "goal", "value", "reached"),
    [
        (0.9, 0.95, 0.89, "below"),
        (0.9, 0.95, 0.9, "floor"),
        (0.9, 0.95, 0.95, "goal"),
        (2, 1, 2.1, "below"),
        (2, 1, 2, "floor"),
        (2, 1, 0.5, "goal"),
        (0.6, 0.6, 0.7, "goal"),
    ],
)
def test_a_figure_beside_its_floor_and_goal(floor: float, goal: float, value: float, reached: str) -> None:
    """More is better, or less, as floor and goal stand to each other."""
    assert targets.Target("x", floor, goal, value).told().split()[-1] == reached


def test_the_command_line_reads_an_article_as_gold_has_it() -> None:
    """Spans, speakers and reported speech of one article, through the verb and back, with every figure at its best."""
    text = "The port is shut.\n\n“We warned them in November,” said Jonas Holt.\n\nAnn Lee said that it was late.\n"
    at, who, told = text.index("We"), text.index("Jonas"), text.index("it was")
    speaker = {"text": "Jonas Holt", "start": who, "end": who + 10, "spans": []}
    gold = [
        {
            "id": "a",
            "lang": "en",
            "text": text,
            "quotes": [
                {"start": at, "end": at + 27, "type": "direct", "speaker": speaker},
                {"start": told, "end": told + 11, "type": "indirect", "speaker": None},
            ],
        }
    ]
    found = targets.read(gold)
    figures = quotes.measure(gold, targets.marked(found))
    assert figures["spans exact F1"] == figures["quotation and speaker F1"] == figures["direct right"] == 1.0
    assert targets.reported(gold, found) == (1.0, 1.0)


def test_aligned_passages_beside_their_gold_and_drawn_to_be_judged(tmp_path: Path, capsys) -> None:
    """The pack with gold is at its goal; of packs without, rows are drawn with both passages and the facts that differ."""
    texts = (
        "A ferry struck a dredger in thick fog off the harbour on Tuesday, injuring 41 people.",
        "Fourteen people were hurt when the ferry and the dredger collided in the fog outside of the harbour.",
    )
    packs = tmp_path / "packs.jsonl"
    packs.write_text(json.dumps({"articles": [{"title": "News", "text": text} for text in texts]}), encoding="utf-8")
    assert alignment.main([str(packs)]) == 0
    out = capsys.readouterr().out
    assert out.count("goal") == 2
    assert "fact: 41 / Fourteen" in out
    assert all(f"  1: {text}" in out for text in texts)


def test_an_export_beside_its_gold(tmp_path: Path, capsys) -> None:
    """Right is right in every figure, and a wrong date or a body with a paragraph too many is told with both."""
    raw = "1 of 1 DOCUMENT\n\nThe Ledger\n\nMarch 5, 2019\n\nFerry sinks\n\nLENGTH: 4 words\n\nNobody was on it.\n\nLANGUAGE: ENGLISH\n"
    (tmp_path / "export.txt").write_text(raw, encoding="utf-8")
    assert databases.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.split()[-6:] == ["1", "1", "1", "1", "0", "1"]
    article = {"headline": "Ferry sinks", "publisher": "The Ledger", "date": "2019-03-05", "authors": []}
    body = {"begins": "Nobody", "ends": "on it.", "paragraphs": 1}
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps({"export.txt": [article | body]}), encoding="utf-8")
    assert databases.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.split()[-6:] == ["1", "1", "1", "4", "/", "4"]
    gold.write_text(json.dumps({"export.txt": [article | body | {"date": "2019", "paragraphs": 2}]}), encoding="utf-8")
    assert databases.main([str(tmp_path)]) == 1
    assert "#1 date: '2019-03-05', gold '2019'" in (out := capsys.readouterr().out)
    assert "#1 body: 'Nobody was on it.'" in out
