"""An article broken into lines, whole or in the part that is looked at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.model import Article
from reader.panes import layout
from tests.conftest import REUTERS, SEEDS
from tests.hands import reading
from tests.test_desk import a_pack

PASSAGES = 5_800
LONG = "\n\n".join(
    f"Passage {n} of the report says what the {n}th witness saw of it from the quay." for n in range(PASSAGES)
)


def article(text: str) -> Article:
    return a_pack(("A", text, [])).articles[0]


@pytest.mark.parametrize("measure", [48, 66, 80])
@pytest.mark.parametrize("at", [0, 1, layout.AROUND - 1, layout.AROUND, 250_000, len(LONG)])
def test_a_part_is_broken_as_the_whole_is(at: int, measure: int) -> None:
    """Around any place of a long article each passage has the lines it has in the whole."""
    long = article(LONG)
    part = layout.lay(long, layout.How(measure), at)
    assert not part.whole
    assert part.starts[0] <= at
    assert part.height < 3 * layout.AROUND // 20
    numbers = part.by_number
    few = replace(long, passages=tuple(p for p in long.passages if p.n in numbers))
    whole = layout.whole(few, layout.How(measure))
    for n, b in whole.by_number.items():
        mine, theirs = part.lines_of(numbers[n]), whole.lines_of(b)
        assert part.starts[mine[0] : mine[1] + 1] == whole.starts[theirs[0] : theirs[1] + 1]


def test_what_is_not_long_is_whole_at_once() -> None:
    """Nothing is left for later that fits in a key's time."""
    assert layout.lay(article("Head\n\nBody."), layout.How(66)).whole


def test_a_piece_put_back_has_the_lines_it_had_when_it_was_left_out() -> None:
    """Short lines stay lines; of a paragraph that a narrow page broke, the words flow."""
    rows = "Quay Cranes\nNorth 12\nSouth 7"
    wrapped = "The crane of the northern quay had been looked at in the spring,\nand two of the men who looked at it had asked for another look in\nthe autumn, when the wind comes from the north."
    for words, lines in ((rows, 3), (wrapped, 2)):
        one = article(f"Head\n\nBody.\n\n{words}")
        last = one.passages[-1]
        assert last.kind == "paragraph"
        back = replace(one, passages=(*one.passages[:-1], replace(last, by_hand=True)))
        laid = layout.whole(back, layout.How(100))
        first, final = laid.lines_of(laid.by_number[last.n])
        assert final - first + 1 == lines


def test_one_endless_passage_is_cut_around_the_cursor() -> None:
    """A text without a line end is broken around the place that is looked at only."""
    endless = article("Head\n\n" + "word " * 100_000)
    part = layout.lay(endless, layout.How(66), 250_000)
    assert not part.whole
    assert part.height < 3 * layout.AROUND // 20
    assert part.starts[0] <= 250_000 <= part.stops[-1]


def test_the_whole_takes_the_place_of_the_part() -> None:
    """Once the whole is there, it is what is shown."""
    long = article(LONG)
    whole = layout.whole(long, layout.How(66))
    layout.keep(whole, long, layout.How(66))
    assert layout.lay(long, layout.How(66), 77_777) is whole


@pytest.mark.parametrize("key", ["G", "g g"])
async def test_a_long_article_can_be_read_from_end_to_end(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """The last passage and the first are one key away at once; when the whole is there, what is in view stays in view."""
    monkeypatch.setattr(layout, "AT_ONCE", 20_000)
    monkeypatch.setattr(layout, "AROUND", 4_000)
    folder = tmp_path / "long"
    folder.mkdir()
    (folder / "a.txt").write_text(LONG[:60_000].rpartition("\n\n")[0], encoding="utf-8")
    async with reading(folder) as reader:
        article = reader.desk.article
        assert article is not None
        last = article.passages[-1]
        await reader.press("F3", "G", *key.split())
        there = reader.text().splitlines()[4:30]
        await reader.until(lambda: layout.lay(article, layout.How(reader.screen.plan.measure)).whole)
        await reader.settle()
        assert reader.text().splitlines()[4:30] == there
        assert (last.span.of(article.text)[:12] in reader.text()) == (key == "G")


async def test_other_lines_keep_the_reading_position(library: Path) -> None:
    """Longer or shorter lines and another window keep the words at the top of the page, and the cursor in view."""
    async with reading(SEEDS) as reader:
        await reader.press("F3", *["}"] * 9)
        page = reader.screen.pane("left").page
        top = page.sheet.layout.offset_of(page.top)
        for size in ((80, 24), (100, 30), (200, 50), (120, 40)):
            await reader.resize(*size)
            await reader.press("+", "-")
            sheet = page.sheet
            line = sheet.layout.line_of(reader.desk.place.offset)
            assert page.top <= line < page.top + page.size.height
        assert abs(sheet.layout.line_of(top) - page.top) < page.size.height // 2
        assert reader.desk.path == REUTERS
