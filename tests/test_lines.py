"""The learnt model of lines: what it takes away from a page, and leaves of a text that somebody wrote."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import clean, formats, masthead
from index.clean import lines
from index.model import Draft
from tests import casefile
from tests.train import trees

PAGE = """Harbour Gazette

Home

News

Sport

Weather

Sign in

Subscribe

Old bridge closed for the winter

By Ann Other

12 March 2025

The council met on Monday and decided that the old bridge should be closed for the whole winter, at a cost of two million crowns.

“We had no choice,” said the mayor, Ruth Amberg, after the meeting. “The engineers told us that it would not stand another flood.”

- no cars from December
- no carts from January

The ferrymen, who had not been asked, said that they would carry the mail but not the school children, because the boat was too small.

Share this article

Most read

Five recipes for the first frost

Storm takes the roof of the fish market

Contact us

Privacy policy

Terms of use
"""


def source(draft: Draft) -> clean.Source:
    return clean.Source.of(draft, *masthead.read(draft, "a.txt"))


@pytest.mark.parametrize("path", casefile.of("whole"), ids=lambda path: path.stem)
def test_a_text_that_somebody_wrote_is_left_whole(path: Path) -> None:
    """Whatever its shape: where no page stands around a text, nothing of it goes."""
    case = casefile.parts(path)
    draft = formats.read(case["raw"].encode(), "a.txt")
    found, claimed = masthead.read(draft, "a.txt")
    _, dropped = clean.clean(draft, found, claimed)
    gone = [(piece.rule, piece.span.of(draft.text)) for piece in dropped if piece not in claimed]
    assert gone == [], case["why"]


def test_of_a_page_the_article_is_left() -> None:
    """Menus before and after it go, the list between two paragraphs stays."""
    draft = formats.read(PAGE.encode(), "a.txt")
    found, claimed = masthead.read(draft, "a.txt")
    passages, dropped = clean.clean(draft, found, claimed)
    kept = [p.span.of(draft.text).split()[0] for p in passages]
    assert kept == ["Old", "The", "“We", "-", "The"]
    assert {piece.rule for piece in dropped} >= {"not the article", "share line", "list of articles"}


def test_a_line_that_goes_has_its_signs() -> None:
    """At most three, in words, and how sure the model is."""
    draft = formats.read(PAGE.encode(), "a.txt")
    reasons = [
        piece.reason
        for piece in clean.clean(draft, *masthead.read(draft, "a.txt"))[1]
        if piece.rule == "not the article"
    ]
    assert reasons
    for reason in reasons:
        signs, _, sure = reason.rpartition(" (")
        assert 1 <= len(signs.split(", ")) <= 3
        assert sure.endswith("% sure)")


def test_what_a_format_has_cut_out_is_not_asked_again() -> None:
    """The model has learnt from whole pages; of an article that stands alone only the rules take something."""
    draft = formats.read(PAGE.encode(), "a.txt")
    found, claimed = masthead.read(draft, "a.txt")
    _, dropped = clean.clean(replace(draft, is_cut_out=True), found, claimed)
    assert "not the article" not in {piece.rule for piece in dropped}


def test_each_case_has_its_weights() -> None:
    """The weights that were learnt are those of these features, and of these columns."""
    weights = lines.weights()
    assert len(weights.cases) == lines.CASES + 1

    def columns(node: lines.Tree) -> set[int]:
        return {node[0], *columns(node[2]), *columns(node[3])} if isinstance(node, tuple) else set()

    asked = {column for tree in weights.trees for column in columns(tree)}
    assert asked <= set(range(len(lines.CONTEXT)))
    assert len(asked) > len(lines.CONTEXT) // 2


LINE = st.sampled_from([line for line in PAGE.splitlines() if line]) | st.text(min_size=1, max_size=80)


@given(st.lists(LINE, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_each_feature_has_a_case_for_any_line(texts: list[str]) -> None:
    """A number within its cases, words for it, and a row of all columns."""
    try:
        draft = formats.read("\n\n".join(texts).encode("utf-8", "replace"), "a.txt")
    except formats.Unreadable:
        return
    around = source(draft).around()
    for n in range(len(around.seen)):
        for name, feature in lines.FEATURES.items():
            case = feature.of(around, n)
            assert 0 <= case < feature.cases, name
            assert feature.tells(case)
    weights = lines.weights()
    numbered = lines.cases(around)
    rows = lines.context(around, lines.first_scores(around, numbered, weights))
    assert {len(row) for row in rows} == {len(lines.CONTEXT)}
    assert len(lines.scores(around, numbered, weights)) == len(around.seen)


def test_trees_learn_what_no_sum_of_columns_tells() -> None:
    """Right where exactly one of two columns is high: the trees find it, and the same rows give the same trees."""
    rows = [(float(n % 7), float(n % 5), float(n % 3)) for n in range(840)]
    right = [(a > 3) != (b > 2) for a, b, _ in rows]
    grown = trees.grow(rows, right, [1.0] * len(rows))
    weights = lines.Weights([], {}, grown, 0.0)

    def total(row: tuple[float, ...]) -> float:
        return lines.answer(weights.trees, row)

    assert all((total(row) > 0) == r for row, r in zip(rows, right, strict=True))
    assert trees.grow(rows, right, [1.0] * len(rows)) == grown
