"""A text that was decoded wrongly once, shown as it was meant: to be read, never to be quoted."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.mojibake import damage
from reader import briefing
from reader.mended import mended
from reader.panes.layout import How, lay
from reader.settings import Settings
from tests.hands import Reader, reading
from tests.test_desk import a_pack

MEANT = "The café sold “crêpes” to Mélanie Brandt, who had déjà vu."
SIZES = [(40, 12), (80, 24), (120, 40)]


@pytest.fixture
def garbled(tmp_path: Path) -> Path:
    """A pack of a text that was decoded wrongly once, and one that was not."""
    folder = tmp_path / "garbled"
    folder.mkdir()
    text = f"A ferry for Harlow\n\n{MEANT}\n\n“We want the café back,” Mélanie Brandt said on Sunday.\n"
    (folder / "a.txt").write_text(damage(text), "utf-8")
    (folder / "b.txt").write_text("A bridge\n\nThe bridge over the Tam was closed on Monday after a storm.\n", "utf-8")
    return folder


def plain(reader: Reader) -> str:
    """The words on the screen, in one line."""
    return " ".join(reader.text().split())


def underlined(reader: Reader) -> list[str]:
    strips = reader.app.screen._compositor.render_strips()
    return [s.text for strip in strips for s in strip if s.style is not None and s.style.underline]


TEXT = st.lists(st.sampled_from(["é", "“", "ü", "ж", "Ã©", "â€œ", "a", " ", "-\n", "\n\n", "。", "🙂"]), max_size=60)


@given(TEXT, st.lists(st.booleans(), min_size=60, max_size=60))
def test_it_has_as_many_characters_as_the_source(pieces: list[str], wrong: list[bool]) -> None:
    """So a span of the one is the same span of the other; outside of the stretches it is what is shown anyway."""
    text = "Head\n\nBody " + "".join(damage(p) if w else p for p, w in zip(pieces, wrong, strict=False))
    article = a_pack(("A", text, [])).articles[0]
    article = replace(article, text=text)
    found = mended(article)
    assert len(found.text) == len(text)
    assert all(a.stop <= b.start for a, b in pairwise(found.stretches))
    for span in found.stretches:
        assert damage(found.text[span.start : span.stop].rstrip("\u2060")) == span.of(text)
        assert span in found.within(span.start, span.start + 1)
        assert span in found.within(span.stop - 1, span.stop)
    layout = lay(article, How(20, mended=True))
    assert all(start <= stop <= len(text) for start, stop in zip(layout.starts, layout.stops, strict=True))


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_key_shows_what_was_meant_and_again_what_the_file_has(size: tuple[int, int], garbled: Path) -> None:
    """Underlined where it is not the file's; the foot says so as long as it is so, and offers the key."""
    async with reading(garbled, size) as reader:
        await reader.press("F3")
        before = reader.text()
        assert "garbled characters" in plain(reader)
        assert "cafÃ©" in plain(reader)
        assert "E as meant" in reader.foot or size[0] == 40
        await reader.press("E")
        assert "The café sold “crêpes” to Mélanie Brandt, who had déjà vu." in plain(reader)
        assert {"é", "“", "ê", "”", "à"} <= set("".join(underlined(reader)))
        assert reader.status.endswith("repaired")
        await reader.press("}")
        assert reader.status.endswith("repaired")
        await reader.press("2", "1", "E", "g g")
        assert reader.text() == before


async def test_what_is_clipped_copied_and_written_is_what_the_file_has(garbled: Path) -> None:
    """Character by character, whatever is shown."""
    async with reading(garbled) as reader:
        await reader.press("F3", "E", "}", "c")
        assert reader.clips == [damage(MEANT)]
        await reader.press("y")
        assert reader.app.clipboard == damage(MEANT).replace("\x9d", "\ufffd")  # no terminal is given a control
        written = briefing.write(reader.desk.pack, reader.desk.work)
        assert "cafÃ©" in written
        assert "café" not in written


async def test_each_source_for_itself_and_beside_another(garbled: Path) -> None:
    """A sound one has nothing to repair and says so; side by side only the one that was chosen is repaired."""
    async with reading(garbled, (160, 40)) as reader:
        await reader.press("F3", "2", "E")
        assert "nothing in this source was decoded wrongly" in reader.status
        assert not reader.desk.mended
        await reader.press("F4", "tab", "E")
        assert reader.desk.mended == {"a.txt"}
        assert "The café sold" in plain(reader)
        await reader.press("tab")
        assert not reader.status.endswith("repaired")


async def test_it_is_found_by_its_name(garbled: Path) -> None:
    """`:repair` does the same."""
    async with reading(garbled) as reader:
        await reader.press("F3", ":")
        await reader.type("repair")
        await reader.press("enter")
        assert "The café sold" in plain(reader)


async def test_what_was_left_out_is_repaired_too(garbled: Path) -> None:
    """Where removed text is shown it is struck and underlined."""
    (garbled / "a.txt").write_text(damage(f"A ferry\n\n{MEANT}\n\nRead more: The café in Dunmore\n"), "utf-8")
    async with reading(garbled) as reader:
        await reader.press("F3", "r", "E")
        assert "Read more: The café in Dunmore" in plain(reader)


async def test_without_colour_the_underline_tells(garbled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR: what is repaired is underlined, what is not is not."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with reading(garbled, (80, 24), Settings(color=False)) as reader:
        await reader.press("F3", "E")
        shown = "".join(underlined(reader))
        assert "é" in shown
        assert "caf" not in shown
