"""Where quotation marks open and close, whoever speaks: every kind, nested, mixed, forgotten, over paragraphs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index import marks
from index.model import Passage, Span
from tests import casefile
from tests.test_quotes import cut


def tight(text: str, span: Span) -> Span:
    """Without the blanks in front, as a passage is."""
    return Span(span.stop - len(span.of(text).lstrip()), span.stop)


def shown(text: str, found: list[marks.Stretch]) -> list[str]:
    """One line a stretch: passage, number of the stretch it is part of, flags, words."""
    return [
        " | ".join([str(s.passage), str(s.first), ",".join(s.flags) or "-", " ".join(s.span.of(text).split())])
        for s in found
    ]


@pytest.mark.parametrize("path", casefile.of("marks"), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    """The stretches of the case are the ones listed."""
    case = casefile.parts(path)
    text, passages = case["text"], [replace(p, span=tight(case["text"], p.span)) for p in cut(case["text"])]
    dashes = case.get("language") in marks.DASH_LANGUAGES
    found = marks.without_short(text, passages, marks.stretches(text, passages, dashes=dashes))
    assert shown(text, found) == case["stretches"].splitlines(), case["why"]


def test_a_line_that_signs_inside_the_marks_is_no_quotation() -> None:
    """A pull quote whose signature stands on a line of its own before the closing mark ends with the line above."""
    text = '"It is shut.\nAnn Lee, harbour master."'
    found = marks.stretches(text, [Passage(1, Span(0, 12)), Passage(2, Span(13, len(text)))])
    assert shown(text, found) == ["0 | 0 | - | It is shut."]


def test_a_sentence_that_closes_on_the_next_line_is_one() -> None:
    """Words that are no name go on with the quotation of the line above."""
    text = '"It is shut.\nIt will stay shut until spring."'
    found = marks.stretches(text, [Passage(1, Span(0, 12)), Passage(2, Span(13, len(text)))])
    assert shown(text, found) == [
        "0 | 0 | continues | It is shut.",
        "1 | 0 | unopened | It will stay shut until spring.",
    ]
