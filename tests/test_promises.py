"""What the README promises, and the tests that keep each promise."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index import pack
from index.pack import Pack
from reader import aside, earlier, journal
from reader.desk import Desk
from reader.journal import Journal, Work
from tests.hands import reading
from tests.test_cli import Say, say

__all__ = ["say"]

# --- 1: a pack is only read ---


def state(folder: Path) -> list[tuple[object, ...]]:
    """All that can be seen of a folder: names, kinds and modes, times of change, bytes."""
    found = []
    for path in sorted([folder, *folder.rglob("*")]):
        told = path.lstat()
        data = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found.append((path.relative_to(folder), told.st_mode, told.st_mtime_ns, told.st_ino, told.st_nlink, data))
    return found


EVERY_VERB = (
    "sources PACK",
    "clean PACK --audit",
    "search PACK bridge",
    "quotes PACK --echoes",
    "compare PACK a.txt b.txt",
    "index PACK",
    "search PACK bridge --json",
    "export PACK --all",
    "export PACK --all -o OUT.html",
    "verify PACK/a.txt --pack PACK",
    "forget PACK --all --yes",
    "doctor",
)


def run(say: Say, line: str, pack: Path) -> tuple[int, str]:
    words = [w.replace("PACK", str(pack)).replace("OUT", str(pack.parent / "out")) for w in line.split()]
    told = say(*words)
    return told.status, told.out


def test_a_pack_is_the_same_after_every_verb(say: Say, notes: Path) -> None:
    """Bytes, times, modes, names: whatever the verbs do with it, from a folder that is not theirs."""
    (notes / "pack.toml").write_text('title = "The bridge"\n')
    (notes / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    before = state(notes)
    for line in EVERY_VERB:
        assert run(say, line, notes)[0] == 0, line
        assert state(notes) == before, line
    assert say("export", notes, "--all", "-o", notes / "a.txt").status == 2
    assert state(notes) == before


async def test_a_pack_is_the_same_after_a_session(notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read, searched, compared, clipped, noted, cleaned otherwise, written as a briefing elsewhere, and left."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    before = state(notes)
    async with reading(notes) as reader:
        await reader.press("enter", "]", "c", "C")
        await reader.type("seen")
        await reader.press(
            "enter", "r", "}", "R", "r", "F4", "]", "d", "x", "S", "F5", "c", "d", "q", "g m", "q", "g t", "q"
        )
        await reader.press("^f")
        await reader.search("ferry")
        await reader.press("enter", "n", "*", "m", "a", "v", "w", "y", "F6", "W")
        await reader.type("made.md")
        await reader.press("enter")
        await reader.rest()
        assert Path("made.md").exists()
        assert state(notes) == before
        await reader.press("^q")
    assert state(notes) == before


# --- 3: everything else is cache ---


def test_the_cache_may_go_at_any_time(say: Say, notes: Path, own_folders: Path) -> None:
    """Deleted before each verb, and kept for each: the same bytes, the same status."""
    asked = [
        line for line in EVERY_VERB if line.split()[0] not in ("index", "forget", "doctor") and "--json" not in line
    ]
    with_it = [run(say, line, notes) for line in asked]
    assert (own_folders / "cache" / "twosource").is_dir()
    for line, told in zip(asked, with_it, strict=True):
        shutil.rmtree(own_folders / "cache", ignore_errors=True)
        assert run(say, line, notes) == told, line


async def test_the_cache_may_go_under_a_reader(notes: Path, own_folders: Path) -> None:
    """Deleted while it is open: it searches, shows, clips and ends as before, and the next one finds the clip."""
    async with reading(notes) as reader:
        await reader.press("^f")
        await reader.search("ferry")
        assert reader.desk.answer is not None
        hits = reader.desk.answer.hits
        await reader.press("^u", "esc")
        shutil.rmtree(own_folders / "cache")
        await reader.press("^f")
        await reader.search("ferry")
        assert reader.desk.answer.hits == hits
        assert len(hits) > 2
        await reader.press("esc", "F3", "]", "c", "F5", "F4", "F3")
        assert len(reader.clips) == 1
        await reader.press("^q")
    async with reading(notes) as reader:
        assert len(reader.clips) == 1


# --- 7: earlier work ---


def test_all_changes_of_a_session_can_be_taken_back() -> None:
    """2,000 of them, one by one, and done again."""
    desk = Desk(Pack(Path(), "", "", (), ()), Work())
    for n in range(2_000):
        desk = aside.changed(desk, replace(desk.work, title=str(n)), "")
    for _ in range(2_000):
        desk = aside.undo(desk)
    assert desk.work == Work()
    assert aside.undo(desk).said == "nothing to take back"
    for _ in range(2_000):
        desk = aside.redo(desk)
    assert desk.work.title == "1999"


def test_the_work_of_ten_openings_is_kept(say: Say, notes: Path) -> None:
    """As each found it that found other work than the one before; `export --earlier` writes the briefing of then."""
    found = pack.open_pack(notes)
    article = found.articles[0]
    clip = aside.clip_of(article, article.quotes[0].span, article.quotes[0].passage, "quote")

    def session(title: str | None) -> None:
        one = Journal.open(found.id, str(notes))
        if title is not None:
            one.record(replace(one.work, title=title, clips=(clip,)))
        assert one.flush()
        one.close()

    for n in range(14):
        session(f"Title {n}")
        session(None)  # only looked at: nothing new to keep
    assert journal.work_of(found.id).title == "Title 13"
    place = journal.state_folder() / found.id / "earlier"
    assert len(list(place.iterdir())) == earlier.MOST
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in place.iterdir())
    for back in range(1, 10):
        told = say("export", notes, "--earlier", back)
        assert told.out.startswith(f"# Title {13 - back}\n"), back
        assert clip.text in told.out
    beyond = say("export", notes, "--earlier", 10)
    assert (beyond.status, beyond.err.count("\n")) == (2, 1)
    assert say("export", notes, "--earlier", 11).status == 2
    assert say("export", notes).out.startswith("# Title 13\n")
    (place / "000014.jsonl").write_bytes(b"\xff{{{\n")  # damaged: what makes no sense is passed over
    assert say("export", notes, "--earlier", 1).status == 0


# --- 9: a pack that is only there to be read ---


async def test_a_pack_that_nothing_can_be_written_to(
    say: Say, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever would be changed in it is refused: the verbs and the reader work, and notes go to the state folder."""

    def look(event: str, told: tuple[object, ...]) -> None:
        """Nobody asks for more of a file of the pack than to read it, root neither."""
        if watched and event in ("open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "os.utime", "os.link"):
            path = os.fsdecode(told[0]) if isinstance(told[0], str | bytes | os.PathLike) else ""
            writes = event != "open" or (isinstance(told[2], int) and bool(told[2] & (os.O_WRONLY | os.O_RDWR)))
            if writes and Path(path).is_relative_to(notes):
                refused.append(f"{event} {path}")
                raise PermissionError(errno.EROFS, os.strerror(errno.EROFS), path)

    for path in (*notes.iterdir(), notes):
        path.chmod(path.stat().st_mode & 0o555)
    watched, refused = [True], list[str]()
    sys.addaudithook(look)
    try:
        monkeypatch.chdir(tmp_path)
        for line in EVERY_VERB[:-2]:
            assert run(say, line, notes)[0] == 0, line
        async with reading(notes) as reader:
            await reader.press("enter", "]", "c", "C")
            await reader.type("kept elsewhere")
            await reader.press("enter", "^q")
        assert refused == []
        assert [clip.note for clip in journal.work_of(pack.pack_id(notes)).clips] == ["kept elsewhere"]
        told = say("export", notes, "--all", "-o", notes / "new.md")
        assert (told.status, told.err.count("\n")) == (3, 1)
        assert "write to another place" in told.err
    finally:
        watched.clear()
        notes.chmod(0o755)
