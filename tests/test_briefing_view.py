"""The briefing on the screen: every item with how it stands to its source and what to do about it; notes are kept as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.events import Paste

from index.model import Clip, Span
from index.pack import Pack, open_pack
from reader import aside, editing, journal
from reader.desk import Desk
from reader.journal import Work
from reader.merging import FROM_FILE
from reader.panes import briefing
from reader.panes.briefing import BriefingSheet
from tests.conftest import SEEDS
from tests.hands import reading
from tests.test_app import BRIEFING, Typed, hands_on


@pytest.fixture(scope="module")
def pack() -> Pack:
    return open_pack(SEEDS, cache=False)


def rows(desk: Desk, width: int = 120) -> list[str]:
    sheet = BriefingSheet(desk, width, 66)
    return ["".join(p.text for p in sheet.line(y, 0).pieces).replace("▌", " ").rstrip() for y in range(sheet.height)]


def a_desk(pack: Pack, *clips: Clip) -> Desk:
    return Desk(pack, Work(clips=clips), view="briefing", open=(pack.articles[0].path,))


def clips_of(pack: Pack) -> list[Clip]:
    return [aside.clip_of(a, q.span, q.passage, "quote") for a in pack.articles for q in a.quotes]


STEPS = ("down", "up", "join", "remove", "tag", "note", "head", "next", "undo")


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(STEPS), max_size=12))
def test_what_is_kept_of_the_lines_changes_none(steps: Sequence[str]) -> None:
    """After any changes the lines are those that are made anew."""
    pack = _seeds()
    desk = a_desk(pack, *clips_of(pack))
    for step in steps:
        here = editing.here(desk)
        name = here.id if here else ""
        desk = {
            "down": lambda d: editing.moved(d, 1),
            "up": lambda d: editing.moved(d, -1),
            "join": editing.joined,
            "remove": editing.removed,
            "tag": lambda d, n=name: editing.tagged(d, n, "x"),
            "note": lambda d, n=name: aside.noted(d, n, "so"),
            "head": lambda d, n=name: aside.headed(d, n, "H"),
            "next": lambda d: replace(d, item=(d.item + 1) % max(len(d.work.clips), 1)),
            "undo": aside.undo,
        }[step](desk)
        warm = rows(desk)
        briefing._blocks.clear()
        assert rows(desk) == warm


_packs: list[Pack] = []


def _seeds() -> Pack:
    """The seeds, read once for all examples."""
    if not _packs:
        _packs.append(open_pack(SEEDS, cache=False))
    return _packs[0]


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_each_state_says_what_to_do(width: int, notes: Path) -> None:
    """Moved from where to where, gone, left out, not in the pack: each with the keys that help."""
    whole = open_pack(notes, cache=False)
    desk = a_desk(whole, *clips_of(whole)[:1])
    (clip,) = desk.work.clips
    file = notes / "a.txt"
    text = file.read_text("utf-8")
    assert "exact" in " ".join(rows(desk, width))

    def told(there: Pack) -> str:
        return " ".join(" ".join(rows(replace(desk, pack=there), width)).split())

    file.write_text(text.replace("HARLOW", "New.\n\nHARLOW"), "utf-8")
    assert f"moved from ¶{clip.passage} to ¶{clip.passage + 1}: = takes it as it stands now" in told(
        open_pack(notes, cache=False)
    )
    file.write_text(text + "\nMore.\n", "utf-8")
    assert "source changed: = takes it as it stands now" in told(open_pack(notes, cache=False))
    file.write_text(text.replace("two cracks", "six cracks"), "utf-8")
    assert "enter looks for its nearest words, x takes the item out" in told(open_pack(notes, cache=False))
    file.unlink()
    assert "source not in the pack: put the source back" in told(open_pack(notes, cache=False))


def test_what_the_file_had_is_marked(pack: Pack) -> None:
    """A note with two versions has a ! before the file's, and the title line counts it."""
    clip = replace(clips_of(pack)[0], note=f"Mine.\n\n{FROM_FILE} Theirs.", tags=("war",))
    desk = a_desk(pack, clip)
    assert [row.split()[0] for row in rows(desk) if "Mine." in row or "Theirs." in row] == [">", "!"]
    assert any("1 to settle" in piece.text for piece in briefing.summary(desk))
    assert any(row.strip() == "#war" for row in rows(desk))


def test_a_note_of_ten_million_characters_is_cut_on_the_screen(pack: Pack) -> None:
    """The lines are few, the note is whole."""
    clip = replace(clips_of(pack)[0], note="x" * 10_000_000)
    assert len(rows(a_desk(pack, clip))) < 300
    long = Clip("l", "gone", "0", 1, Span(0, 1), "y" * 10_000_000)
    assert len(rows(a_desk(pack, long))) < 300


async def test_enter_on_words_that_are_gone_leads_to_the_nearest(library: Path, notes: Path) -> None:
    """The item stays as it is; the cursor is on the passage that is most like it."""
    async with reading(notes) as reader:
        await hands_on(reader, ("F3", "]", "c"))
    file = notes / "a.txt"
    file.write_text(file.read_text("utf-8").replace("two cracks", "three deep cracks"), "utf-8")
    async with reading(notes) as reader:
        before = reader.desk.work.clips
        await hands_on(reader, ("F6", "wait"))
        assert "not in the source any more" in reader.text()
        await hands_on(reader, ("enter", "wait"))
        assert reader.view == "read"
        assert "the nearest words" in reader.status
        assert reader.desk.path == "a.txt"
        assert reader.desk.passage is not None
        assert reader.desk.passage.n == 2
        assert reader.desk.work.clips == before


async def test_a_note_is_on_the_disk_while_it_is_typed(library: Path) -> None:
    """What stands in the lines is in the journal before they are left; all of it is one step back."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, BRIEFING)
        before = reader.desk.work
        await hands_on(reader, ("e", Typed("One."), "enter", "T", "w", "o"))
        kept = reader.screen._journal
        assert kept is not None
        assert kept.flush()
        assert journal.work_of(reader.desk.pack.id).clips[0].note == "One.\nTwo"
        await reader.press("F3")
        assert (reader.view, reader.desk.work.clips[0].note) == ("read", "One.\nTwo")
        await reader.press("u")
        assert reader.desk.work.clips == before.clips


async def test_what_is_pasted_into_a_note_is_fit_for_a_terminal(library: Path) -> None:
    """Escape sequences and what turns the order of words come in as what they are; lines stay lines."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, (*BRIEFING, "e"))
        focused = reader.app.focused
        assert focused is not None
        focused.post_message(Paste("a\x1b[2Jb\r\nc\u202ed"))
        await reader.settle()
        await reader.press("esc")
        assert reader.desk.work.clips[0].note == "a␛[2Jb\nc\ufffdd"
