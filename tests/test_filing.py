"""The briefing as a file: written, opened again, changed by others meanwhile, given to an editor. Nothing that anybody wrote is lost."""

from __future__ import annotations

import contextlib
import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.pack import open_pack
from reader import briefing, journal, written
from reader.journal import Work
from reader.keys import Keymap
from reader.merging import FROM_FILE
from reader.settings import Settings
from tests.conftest import SEEDS
from tests.hands import Reader, reading
from tests.test_app import BRIEFING, READ, Typed, begin_again, hands_on

FILE = Path("seeds-briefing.md")
OPEN = Keymap().command("open_briefing").keys[0]


async def done(reader: Reader, *keys: str) -> None:
    """Keys pressed, and what they began done."""
    for key in keys:
        await hands_on(reader, (key,))
        await reader.rest()


def edit(old: str, new: str, path: Path = FILE) -> None:
    """The file changed by hand."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def noted(work: Work) -> list[str]:
    return [clip.note for clip in work.clips]


async def test_what_was_changed_in_the_file_comes_in(library: Path) -> None:
    """A note, a title and an order from outside are there when the briefing is entered, are said, and u takes them back."""
    async with reading(SEEDS) as reader:
        await done(reader, *BRIEFING, "w")
        before = reader.desk.work
        await done(reader, "F3")
        edit("# seeds: what 2 sources report", "# After Dushanbe")
        edit("**SCO declaration**", "**SCO declaration**\n\nLook at this.", FILE)
        await done(reader, "F6")
        assert reader.desk.work.title == "After Dushanbe"
        assert "from seeds-briefing.md: the title" in reader.status
        assert "u takes it back" in reader.status
        await done(reader, "u")
        assert (reader.desk.work.title, noted(reader.desk.work)) == ("", noted(before))
        await done(reader, "F3", "F6")
        assert reader.desk.work.title == "", "what was taken back is not taken over again"
        text = FILE.read_text("utf-8")
        await done(reader, "w")
        assert "seeds-briefing.md was changed elsewhere" in reader.text()
        assert FILE.read_text("utf-8") == text
        await done(reader, Typed("keep both"), "enter")
        assert reader.desk.work.title == "After Dushanbe"
        assert "# After Dushanbe" in FILE.read_text("utf-8")


async def test_what_both_changed_is_kept_twice_and_marked(library: Path) -> None:
    """A note here and another one in the file: both stand, the file's marked with ! until somebody settles it."""
    async with reading(SEEDS) as reader:
        await done(reader, *BRIEFING, "e", Typed("As it was."), "^s", "w", "e")
        await done(reader, Typed("Mine."), "^s", "F3")
        edit("As it was.", "Theirs.")
        await done(reader, "F6")
        assert noted(reader.desk.work)[0] == f"Mine.\n\n{FROM_FILE} Theirs."
        assert f"! {FROM_FILE} Theirs." in reader.text()
        assert "1 to settle" in reader.text()
        assert "both are kept" in reader.status
        await done(reader, "w")
        assert "written" in reader.status, "what is in the file is here by now: nothing is asked"
        await done(reader, "e", "^u", "backspace", "backspace", "^s")
        assert noted(reader.desk.work)[0] == "Mine."
        assert "to settle" not in reader.text()


CHOICES: Sequence[tuple[str, Callable[[str, str], bool]]] = (
    ("write over", lambda now, theirs: "Their words." not in now),
    ("another name", lambda now, theirs: now == theirs),
    ("keep both", lambda now, theirs: "Their words." in now),
)


@pytest.mark.parametrize(("choice", "right"), CHOICES)
async def test_a_file_changed_elsewhere_is_never_written_over_unasked(
    choice: str, right: Callable[[str, str], bool], library: Path
) -> None:
    """W with the file changed under the open briefing: it asks, and esc leaves every letter."""
    async with reading(SEEDS) as reader:
        await done(reader, *BRIEFING, "w", "x")
        edit("## Statements", "Their words.\n\n## Statements")
        theirs = FILE.read_text("utf-8")
        await done(reader, "w", "esc")
        assert FILE.read_text("utf-8") == theirs
        await done(reader, "w", Typed(choice), "enter")
        assert right(FILE.read_text("utf-8"), theirs)
        assert len(reader.clips) == 1


async def test_two_open_readers_write_one_file(library: Path) -> None:
    """The second one is asked, keeps both, and the first takes over what came in: no item of either is lost."""
    async with reading(SEEDS) as one, reading(SEEDS) as other:
        await done(one, *READ, "]", "c", "F6", "W", Typed("both.md"), "enter")
        await done(other, *READ, "]", "]", "]", "c", "F6", "W", Typed("both.md"), "enter")
        assert "both.md was changed elsewhere" in other.text()
        await done(other, Typed("keep both"), "enter")
        assert set(one.clips) < set(other.clips)
        await done(one, "F3", "F6")
        assert one.clips == other.clips
        await done(one, "w")
        assert "written" in one.status
        assert {c.text for c in briefing.read(Path("both.md").read_text("utf-8")).clips} == set(other.clips)


async def test_a_briefing_that_is_none_any_more_is_not_written_over(library: Path) -> None:
    """Another text, or one in another encoding, stands where the briefing stood: it stays, and that is said."""
    async with reading(SEEDS) as reader:
        await done(reader, *BRIEFING, "w")
        for data, why in ((b"My own.\n", "is no briefing"), (FILE.read_bytes() + b"\xff", "is not UTF-8")):
            FILE.write_bytes(data)
            await done(reader, "w")
            assert why in reader.status
            assert FILE.read_bytes() == data
            await done(reader, "F3", "F6")
            assert why in reader.status


async def test_a_written_briefing_is_opened_again(library: Path) -> None:
    """In a reader that knows nothing of it: offered where it lies, O gives items, notes and title back; u takes that back."""
    async with reading(SEEDS) as reader:
        await done(reader, *BRIEFING, "e", Typed("See p. 3."), "^s", "T", Typed("Summit"), "enter", "w")
        made = reader.desk.work
        edit("# Summit", "# Summit, 2008")
        await empty(reader)
        await done(reader, *READ, "F6")
        assert f"{FILE.name} is here: O opens it" in reader.status
        await done(reader, OPEN, Typed("seeds"), "down", "enter")
        now = reader.desk.work
        assert (now.title, noted(now), reader.clips) == ("Summit, 2008", noted(made), [c.text for c in made.clips])
        assert now.file == str(FILE.absolute())
        await done(reader, "w")
        assert "written" in reader.status


async def test_opening_a_file_keeps_what_is_here(library: Path) -> None:
    """`:open FILE` beside items that are not in it: all are there, each once, and the file is not the one that w writes."""
    async with reading(SEEDS) as reader:
        await done(reader, *BRIEFING, "W", Typed("one.md"), "enter")
        first = reader.clips
        await empty(reader)
        await done(reader, *READ, "]", "]", "]", "c", "]", "c", ":", Typed("open one.md"), "enter")
        assert reader.view == "briefing"
        assert set(reader.clips) >= set(first)
        assert len(reader.clips) == 4
        assert reader.desk.work.file == ""
        for line, why in (("open none.md", "is not there"), (f"open {SEEDS}", "is no file")):
            await done(reader, ":", Typed(line), "enter")
            assert why in reader.status


async def empty(reader: Reader) -> None:
    """The reader with nothing put aside and no file."""
    desk = reader.desk
    await begin_again(reader, type(desk)(desk.pack, Work(), open=desk.open))


# --- the editor ---

EDITS = """
import pathlib, sys
path = pathlib.Path(sys.argv[-1])
text = path.read_text("utf-8")
exec(pathlib.Path("edit.py").read_text("utf-8"))
path.write_text(text, "utf-8")
"""


async def in_editor(reader: Reader, change: str) -> None:
    """E, with an editor that changes the text so."""
    Path("edit.py").write_text(change, "utf-8")
    await done(reader, "E")


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> Settings:
    return Settings(editor=(sys.executable, "-c", EDITS))


async def test_the_whole_briefing_in_an_editor(
    editor: Settings, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Title, note, bottom line and an item taken out are one change; nothing stays behind in the journal's folder."""
    async with reading(SEEDS, settings=editor) as reader:
        monkeypatch.setattr(reader.app, "suspend", contextlib.nullcontext)
        await done(reader, *BRIEFING, "e", Typed("As it was."), "^s", "B", Typed("All agree."), "^s")
        before = reader.desk.work
        await in_editor(
            reader,
            "text = text.replace('As it was', 'Not so').replace('All agree', 'None agrees').replace('# seeds', '# Summit')",
        )
        now = reader.desk.work
        assert (now.bottom, noted(now)[0], now.title[:6]) == ("None agrees.", "Not so.", "Summit")
        assert "from your editor: " in reader.status
        await done(reader, "u")
        assert reader.desk.work == before
        second = before.clips[1].text[:20]
        await in_editor(
            reader, f"text = '\\n\\n'.join(b for b in text.split('\\n\\n') if not b.startswith('> {second}'))"
        )
        assert reader.clips == [before.clips[0].text]
        assert "1 taken out" in reader.status
        await in_editor(reader, "pass")
        assert "nothing was changed" in reader.status
        folder = reader.screen._folder
        assert folder is not None
        assert written.edited(folder) == []


async def test_words_of_a_source_are_not_altered_by_an_editor(
    editor: Settings, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quotation whose words were changed stays what its source says, with what was written in its note; a part of it is clipped as such."""
    async with reading(SEEDS, settings=editor) as reader:
        monkeypatch.setattr(reader.app, "suspend", contextlib.nullcontext)
        await done(reader, *BRIEFING)
        before = reader.clips
        await in_editor(reader, "text = text.replace('grave concern', 'great concern')")
        assert reader.clips == before
        assert "as edited: The SCO states express great concern" in noted(reader.desk.work)[0]
        assert "keeps its source's words" in reader.status
        await done(reader, "u")
        await in_editor(
            reader, "text = text.replace('> The SCO states express grave concern in', '> grave concern in')"
        )
        assert reader.clips[0].startswith("grave concern in connection")
        clip = reader.desk.work.clips[0]
        assert clip.span.of(reader.desk.pack.by_path[clip.source].text) == clip.text


async def test_what_an_editor_leaves_behind_is_found(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that ends with a fault: nothing is taken over, nothing is lost, and O finds it."""
    editor = Settings(editor=(sys.executable, "-c", f"{EDITS}\nsys.exit(3)"))
    async with reading(SEEDS, settings=editor) as reader:
        monkeypatch.setattr(reader.app, "suspend", contextlib.nullcontext)
        await done(reader, *BRIEFING)
        await in_editor(reader, "text = text.replace('# seeds', '# Summit')")
        assert "ended with status 3: nothing is taken over, O finds what you wrote" in reader.status
        assert reader.desk.work.title == ""
        folder = reader.screen._folder
        assert folder is not None
        (left,) = written.edited(folder)
        assert stat.S_IMODE(left.stat().st_mode) == 0o600
        await done(reader, OPEN, Typed(left.name), "down", "enter")
        assert reader.desk.work.title.startswith("Summit")
        assert reader.desk.work.file == ""
        assert written.edited(folder) == []


# --- what is kept ---


def test_texts_are_found_by_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each under its own name, for the owner alone; the oldest go, a torn one is none."""
    monkeypatch.setattr(written, "KEPT", 3)
    names = [written.keep(tmp_path, text) for text in ("a", "b\ud800", "c")]
    assert [written.kept(tmp_path, name) for name in names] == ["a", "b\ud800", "c"]
    assert stat.S_IMODE((tmp_path / f"{names[0]}.md").stat().st_mode) == 0o600
    (tmp_path / f"{names[2]}.md").write_text("torn")
    assert written.kept(tmp_path, names[2]) is None
    for text in "defg":
        written.keep(tmp_path, text)
    assert len(list(tmp_path.iterdir())) == 3


def test_briefings_are_found_where_they_lie(tmp_path: Path) -> None:
    """By their last line; no other Markdown, no folder, no pipe, nothing twice."""
    pack = open_pack(SEEDS, cache=False)
    text = briefing.write(pack, Work(clips=briefing.all_clips(pack)[:1]))
    (tmp_path / "b.md").write_text(text)
    (tmp_path / "a.md").write_text("# Mine\n")
    (tmp_path / "c.md").mkdir()
    (tmp_path / "d.md").symlink_to(tmp_path / "b.md")
    assert [p.name for p in written.found([tmp_path, tmp_path, tmp_path / "nowhere"])] == ["b.md"]


def test_the_journal_knows_the_text_that_was_written(tmp_path: Path) -> None:
    """The name of the text is kept beside the file's."""
    one = journal.Journal.open("p", "/p", folder=tmp_path)
    one.record(Work(file="/x.md", seen="abc"))
    one.close()
    assert journal.work_of("p", tmp_path) == Work(file="/x.md", seen="abc")
