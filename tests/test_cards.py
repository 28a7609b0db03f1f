"""Pages laid over the text, and the text alone: they come, scroll and go, and the text is where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.shown import Sheetlet
from tests.conftest import LERVIK
from tests.hands import Reader, reading

SIZES = [(40, 12), (80, 24), (200, 50)]
PACK = LERVIK / "sources"


def over(reader: Reader) -> Sheetlet:
    shown = reader.screen.shown.over
    assert isinstance(shown, Sheetlet)
    return shown


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("key", ["i", "t", "p"])
async def test_a_card_closes_by_its_key_and_leaves_the_text_as_it_was(
    key: str, size: tuple[int, int], library: Path
) -> None:
    """By q and esc, too; each time the screen is the one from before, to the last cell."""
    async with reading(PACK, size) as reader:
        await reader.press("F3", *["j"] * 9)
        before = reader.text()
        for close in (key, "q", "esc"):
            await reader.press(key)
            assert over(reader).title in reader.text()
            await reader.press("j", "space", close)
            assert reader.screen.shown.over is None
            assert reader.text() == before


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("key", ["i", "t", "p"])
async def test_a_card_can_be_read_to_its_end(key: str, size: tuple[int, int], library: Path) -> None:
    """Line by line, by pages, and at once; nothing of it is cut off at the right without saying so."""
    async with reading(PACK, size) as reader:
        await reader.press("F3", key)
        lines = over(reader).lines
        shown = ["".join(p.text for p in lines.line(y, 0).pieces).strip() for y in range(lines.height)]
        last = next(words for words in reversed(shown) if words)
        for way in (["j"] * lines.height, ["space"] * 12, ["^d"] * 20, ["G"]):
            await reader.press(*way)
            assert last in reader.text()
            await reader.press("g g")
            assert shown[0] in reader.text()
            assert over(reader) is not None


async def test_any_other_key_closes_a_card_and_is_obeyed(library: Path) -> None:
    """Nobody is caught in one."""
    async with reading(PACK, (80, 24)) as reader:
        for key in "itp":
            await reader.press("F3", "g g", key, "]")
            assert reader.screen.shown.over is None
            assert reader.desk.place.quote is not None
        await reader.press("t", "F5")
        assert (reader.view, reader.screen.shown.over) == ("quotes", None)


async def test_the_outline_leads_to_its_passages(library: Path) -> None:
    """Its cursor begins where the text's is; the last line leads to the last passage, and back leads back."""
    async with reading(PACK, (80, 24)) as reader:
        await reader.press("F3", "}", "}", "t")
        assert over(reader).at == 2
        await reader.press("G", "enter")
        assert reader.desk.article is not None
        assert reader.desk.passage == reader.desk.article.passages[-1]
        await reader.press("backspace")
        assert reader.desk.passage is not None
        assert reader.desk.passage.n == 2


async def test_a_narrow_card_says_all_it_has_to_say(library: Path) -> None:
    """What does not fit beside goes below: no field is cut."""
    async with reading(PACK, (40, 30)) as reader:
        await reader.press("F3", "i")
        text = " ".join(reader.text().split())
        assert "Ferry hits dredger off Lervik, 41 hurt, port closed stated" in text
        assert "inferred, from the agency's own report" in text
        assert "…" not in reader.text().partition("sha256")[0].partition("Headline")[2]


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_text_alone_is_all_there_is(size: tuple[int, int], library: Path) -> None:
    """No line at the head or at the foot, until there is something to say or to ask."""
    async with reading(PACK, size) as reader:
        await reader.press("F3", "}", "z")
        assert "F2 Search" not in reader.text()
        assert "help" not in reader.text()
        assert "¶ 1 of" not in reader.text()
        await reader.press("H")
        assert "no place to go back to" in reader.text()
        await reader.press("j")
        assert "no place to go back to" not in reader.text()
        await reader.press("/")
        assert reader.screen.query_one("#ask").region.height == 1
        await reader.press("esc", "v")
        assert "selected" in reader.text()
        await reader.press("esc", "i")
        assert "Source card" in reader.text()
        await reader.press("i", "z")
        assert "help" in reader.text()
