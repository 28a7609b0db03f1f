"""Texts brought level: what stands beside what, in which order, and with which sign."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import align
from index.model import Article, Row
from index.pack import Pack, open_pack
from reader import desk as moves
from reader.desk import Desk, Detail
from reader.journal import Work
from reader.panes import compare
from reader.panes.layout import How, lay
from tests.conftest import LERVIK
from tests.test_desk import a_pack

WHOLE = (
    "The harbour stays shut until the channel is safe. A barge with two cranes will lift the dredger on Friday morning."
)
ONE, TWO = WHOLE.split(". ")


def texts(*bodies: str) -> list[Article]:
    pack = a_pack(*((chr(65 + n), f"Head {n}\n\n{body}", []) for n, body in enumerate(bodies)))
    return list(pack.articles)


def order_of(articles: list[Article]) -> list[tuple[tuple[int, ...], ...]]:
    """Of each height the numbers of the passages that stand there, text by text, headlines left out."""
    layouts = [lay(a, How(60)) for a in articles]
    pairs = {(i, j): align.rows(a, b) for (i, a), (j, b) in combinations(enumerate(articles), 2)}
    found = []
    for level in compare.paired(layouts, pairs):
        numbers = tuple(
            tuple(layouts[n].blocks[b].n for b in blocks if layouts[n].blocks[b].kind == "passage")
            for n, blocks in enumerate(level)
        )
        if any(numbers):
            found.append(numbers)
    return found


def test_what_one_source_splits_stands_beside_what_the_other_joins() -> None:
    """One passage with two counterparts has both beside it, under each other; and the same the other way round."""
    split = f"{ONE}.\n\n{TWO}"
    assert order_of(texts(WHOLE, split)) == [((1,), (1, 2))]
    assert order_of(texts(split, WHOLE)) == [((1, 2), (1,))]


def test_a_third_text_stands_beside_what_only_the_second_has() -> None:
    """What the first text has not, the second and the third have side by side."""
    other = "Nobody knew on Thursday who had ordered the pilots to sail without their lamps."
    lead = "A ferry ran into a dredger in thick fog off Lervik early on Tuesday morning."
    articles = texts(lead, f"{lead}\n\n{WHOLE}\n\n{other}", f"{lead}\n\n{other}\n\n{WHOLE}")
    assert order_of(articles) == [((1,), (1,), (1,)), ((), (2,), (3,)), ((), (3,), (2,))]


def test_texts_with_nothing_in_common_stand_as_they_are() -> None:
    """No text is pushed below another one that it has nothing to do with."""
    assert order_of(texts("Fog.\n\nRain.", "Onions and leeks.\n\nBread.")) == [((1,), (1,)), ((2,), (2,))]


@given(st.data())
def test_every_block_stands_once(data: st.DataObject) -> None:
    """Whatever corresponds to what, each block of each text has one place, those of the first text in their order."""
    sizes = data.draw(st.lists(st.integers(1, 6), min_size=2, max_size=4))
    articles = texts(*("\n\n".join(f"Line {n} of it." for n in range(size)) for size in sizes))
    layouts = [lay(a, How(60)) for a in articles]
    pairs = {}
    for i, j in combinations(range(len(sizes)), 2):
        numbers = st.tuples(st.integers(1, sizes[i]), st.integers(1, sizes[j]))
        met = data.draw(st.lists(numbers, max_size=6, unique=True))
        pairs[i, j] = tuple(Row(a, b, "shared", 0.9) for a, b in met)
    levels = compare.paired(layouts, pairs)
    for text, layout in enumerate(layouts):
        stood = [b for level in levels for b in level[text]]
        assert sorted(stood) == list(range(len(layout.blocks)))
        if text == 0:
            assert stood == sorted(stood)
    made = compare.level_out(layouts, levels)
    assert len({layout.height for layout in made}) == 1
    for layout, before in zip(made, layouts, strict=True):
        assert [layout.starts[layout.first[b]] for b in range(len(layout.blocks))] == [
            before.starts[before.first[b]] for b in range(len(before.blocks))
        ]


@pytest.fixture(scope="module")
def lervik() -> Pack:
    return open_pack(LERVIK / "sources", cache=False)


def test_both_sides_of_a_pair_have_one_sign(lervik: Pack) -> None:
    """What is `=` or `~` from one side is so from the other; what has no counterpart is `<` in the first text, `>` in others."""
    paths = [a.path for a in lervik.articles]
    for a, b in combinations(paths[:6], 2):
        desk = Desk(lervik, Work(), view="compare", open=(a, b))
        known = compare.together(desk)
        for _, side, row, there in known.of(0):
            here = (row.a, row.b)[side] or 0
            if here and known.signs[0][here].places == (f"{known.articles[1].key}¶{there}",):
                mine = known.signs[0][here].sign
                assert mine in (known.signs[1][there].sign, "~", "~?")
        assert all(s.sign in ("=", "~", "~?", "<") for s in known.signs[0].values())
        assert all(s.sign in ("=", "~", "~?", ">") for s in known.signs[1].values())


def test_what_may_correspond_is_said_to(lervik: Pack) -> None:
    """A pair below one half is `~?`, whatever words it shares."""
    found = 0
    for a, b in combinations([x.path for x in lervik.articles], 2):
        desk = Desk(lervik, Work(), view="compare", open=(a, b))
        known = compare.together(desk)
        for _, side, row, there in known.of(0):
            here = (row.a, row.b)[side] or 0
            if here and row.certainty < compare.MAYBE and row.relation == "paraphrase":
                sign = known.signs[0][here]
                found += 1
                assert sign.sign.endswith("?") or len(sign.places) > 1, there
    assert found


def test_a_chain_of_moves_keeps_the_others_beside(lervik: Pack) -> None:
    """With four texts open each follows the one with the cursor to the surest of its counterparts."""
    desk = Desk(lervik, Work(), view="compare", open=tuple(a.path for a in lervik.articles[:4]))
    for n in range(1, 9):
        passage = lervik.articles[0].by_number[n]
        there = moves.at(desk, passage.span.start)
        first: dict[str, int] = {}
        for other in moves.counterparts(there, n):
            first.setdefault(other.article.path, other.n)
        for path, number in first.items():
            at = moves.passage_at(lervik.by_path[path], there.places[path].offset)
            assert at is not None
            assert at.n == number


def test_the_facts_that_differ_are_marked_in_other_words_too(lervik: Pack) -> None:
    """41 and fourteen are marked in passages that share few words, unless nothing is to be; equal figures are not."""
    one, other = (next(a.path for a in lervik.articles if a.path.startswith(name)) for name in ("01", "12"))
    desk = Desk(lervik, Work(), view="compare", open=(one, other))
    cases: tuple[tuple[Detail, list[list[str]]], ...] = (("words", [["41"], ["fourteen"]]), ("none", [[], []]))
    for detail, printed in cases:
        marked = compare.together(desk).differing(detail)
        found = [
            [span.of(article.text) for span in words.get(1, ())]
            for article, words in zip(compare.together(desk).articles, marked, strict=True)
        ]
        assert found == printed
