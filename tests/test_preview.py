"""The briefing as it will look: no markup, nothing wider than the pane, and its quotations lead to their places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Clip
from index.pack import Pack, open_pack
from reader import briefing
from reader.journal import Work
from reader.panes.card import Lead
from reader.panes.preview import document, laid, leads_of
from reader.shown import Sheetlet
from reader.wrap import cells
from tests.conftest import SEEDS
from tests.hands import reading
from tests.test_app import BRIEFING, hands_on


@pytest.fixture(scope="module")
def pack() -> Pack:
    return open_pack(SEEDS, cache=False)


@pytest.fixture(scope="module")
def work(pack: Pack) -> Work:
    """Everything that is quoted, with notes, a heading, and characters that Markdown would take for its own."""
    first, *rest = briefing.all_clips(pack)
    noted = replace(first, note="*so* [it] is\n\n# no heading | no cell", heading="1. Summit & _after_")
    return Work(title="A <b> title", bottom="What it *comes* to.\nSecond line.", clips=(noted, *rest))


def shown(markdown: str, width: int = 120, pack: Pack | None = None, clips: tuple[Clip, ...] = ()) -> list[str]:
    """The lines of a text, without the margin."""
    blocks = document(markdown)
    lines, _ = laid(blocks, leads_of(blocks, pack, clips) if pack else {}, width, 66)
    rows = ["".join(p.text for p in lines.line(y, 0).pieces) for y in range(lines.height)]
    margin = min((len(row) - len(row.lstrip()) for row in rows if row.strip()), default=0)
    return [row[margin:].rstrip() for row in rows]


def test_no_markup_is_left() -> None:
    """Headings, emphasis, lists, quotations, code, footnotes: as they are read, not as they are written."""
    text = "# T\n\nA **b** *c* `d` [e](f) \\* g[^x]\n\n> q1\n>\n> q2[^y]\n\n- i\n  - j\n\n3. k\n\n<!-- no -->\n\n---\n\n[^x]: Note.\n[^y]: Other.\n"
    assert shown(text) == [
        *("T", "", "A b c d e * g¹", "", "┃ q1", "┃", "┃ q2²", "", "• i", "  • j", "3. k", ""),
        *("─" * 12, "", "─" * 12, "", "¹ Note.", "² Other."),
    ]


@pytest.mark.parametrize("width", [40, 41, 57, 80, 109, 110, 120, 200])
def test_every_width_holds_it(width: int, pack: Pack, work: Work) -> None:
    """No line is wider than the pane, and the words are the same at every width."""
    markdown = briefing.write(pack, work)
    blocks = document(markdown)
    lines, leads = laid(blocks, leads_of(blocks, pack, work.clips), width, 66)
    rows = ["".join(p.text for p in lines.line(y, 0).pieces) for y in range(lines.height)]
    assert len(leads) == lines.height
    assert max(map(cells, rows)) <= width
    whole = " ".join(" ".join(rows).split())
    for words in (
        "*so* [it] is",
        "# no heading | no cell",
        "1. Summit & _after_",
        "A <b> title",
        "What it *comes* to.",
    ):
        assert words in whole
    assert "**" not in whole
    assert "[^" not in whole
    assert "\\" not in whole


def test_a_table_stands_in_columns_or_one_row_below_the_other() -> None:
    """As the pane has room; each cell keeps its words."""
    text = "| What | Reuters | Other |\n|---|---|---|\n| **S1** a long statement | ¶5, said | – |\n"
    assert shown(text) == ["What                  Reuters    Other", "S1 a long statement   ¶5, said   –"]
    assert shown(text, 50) == shown(text)
    assert shown(text, 46) == [
        "What                 Reuters    Other",
        "S1 a long            ¶5, said   –",
        "statement",
    ]
    assert shown(text, 34) == ["S1 a long statement", "  Reuters: ¶5, said", "  Other: –"]


def test_every_quotation_and_footnote_leads_to_its_place(pack: Pack, work: Work) -> None:
    """The lines of a block quotation lead to the clip, those of a footnote to the passage that it names."""
    markdown = briefing.write(pack, work)
    blocks = document(markdown)
    leads = leads_of(blocks, pack, work.clips)
    lines, to = laid(blocks, leads, 120, 66)
    starts = {(c.source, c.span.start) for c in work.clips}
    led: list[Lead] = []
    for y in range(lines.height):
        row = "".join(p.text for p in lines.line(y, 0).pieces).strip()
        if row.startswith("┃"):
            assert to[y] is not None
            led.append(to[y])
    assert {tuple(lead) for lead in led if lead} == starts
    for label, place in leads.items():
        key = label.split("-")[1].rstrip("0123456789")
        assert pack.by_path[place.path].key == key
    assert markdown.count("\n[^") == len(leads)


@given(st.text(alphabet="#>*_-+|[]()^!`~<>&\\ \n\t01a.:\x1b\u202e", max_size=60), st.integers(9, 60))
def test_any_text_can_be_shown(text: str, width: int) -> None:
    """Whatever stands in a file that somebody edited: lines no wider than the pane, a lead for each."""
    lines, leads = laid(document(text), {}, width, 40)
    assert len(leads) == lines.height
    assert all(sum(cells(p.text) for p in lines.line(y, 0).pieces) <= max(width, 19) for y in range(lines.height))


async def test_enter_on_a_quotation_opens_its_passage(library: Path) -> None:
    """P, down to the quotation, enter: the source is open there; p p shows the Markdown and the briefing again."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, (*BRIEFING, "p", "wait"))
        over = reader.screen.shown.over
        assert isinstance(over, Sheetlet)
        assert "As it will look" in reader.text()
        y = next(n for n, lead in enumerate(over.leads) if lead is not None)
        await reader.press("p")
        assert "> The SCO states express" in reader.text()
        await reader.press("p")
        assert "┃ The SCO states express" in reader.text()
        await reader.press(*["j"] * y, "enter")
        assert reader.view == "read"
        passage = reader.desk.passage
        assert passage is not None
        assert passage.n == 5


async def test_a_preview_is_laid_out_anew_in_another_window(library: Path) -> None:
    """Made narrower, the window shows whole lines, and the cursor stays on its quotation."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, (*BRIEFING, "p", "wait", *["j"] * 30))
        await reader.resize(60, 30)
        assert all(len(row) <= 60 for row in reader.text().split("\n"))
        assert "As it will look" in reader.text()
