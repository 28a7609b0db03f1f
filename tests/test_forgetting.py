"""Confidential texts leave no trace: after `forget` no byte of them is in the cache, in a temporary folder or anywhere else of ours."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index import engine, pack, store
from reader import cli, journal, splash
from reader.journal import Work
from tests.hands import Reader, reading

TOLD, CLIPPED, NAMED, UNSAVED, PACKED, EARLIER = (
    "quaggavane",
    "zorillamere",
    "tarpanlode",
    "dodohurst",
    "moafell",
    "aukstead",
)
"""Canaries: words that stand nowhere else. One is only read, one is put aside, one is in names, one typed into a text that is checked and
not written, one in a file in a file, one in a source as it was before it was changed.
"""

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """A command, run in this process: its status and what it tells on stderr."""

    def ran(*words: object) -> tuple[int, str]:
        capsys.readouterr()
        status = cli.main([str(word) for word in words])
        return status, capsys.readouterr().err

    return ran


@pytest.fixture(autouse=True)
def temporary(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for what is temporary, looked through as the others are."""
    folder = own_folders / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A pack of two texts, one of them changed after it was read, and an archive with a third."""
    folder = tmp_path / f"{NAMED}-pack"
    folder.mkdir()
    texts = {
        f"a-{NAMED}.txt": f"Bridge closed\n\n“The {CLIPPED} bridge over the Tam is closed today,” said Ruth Amberg of Harlow.\n\n"
        f"The {TOLD} road stays open, the county said.\n",
        "b.txt": f"Harlow loses its bridge\n\nThe {EARLIER} bridge is closed, the county said on Monday.\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    with zipfile.ZipFile(folder / "mails.zip", "w") as archive:
        archive.writestr("inner/c.txt", f"A ferry\n\nThe {PACKED} ferry runs again, said Ole Brandt, who runs it.\n")
    return folder


def traces(own: Path, *canaries: str) -> dict[str, list[str]]:
    """The files of ours in which a canary stands, by its bytes in three encodings or in the file's name, and which."""
    found: dict[str, list[str]] = {}
    for file in sorted(own.rglob("*")):
        data = file.read_bytes() if file.is_file() else b""
        whole = data.lower() + str(file.relative_to(own)).encode()
        told = [
            canary
            for canary in canaries
            if any(canary.encode(form) in whole for form in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"))
            or os.fsencode(canary).hex().encode() in whole
        ]
        if told:
            found[str(file.relative_to(own))] = told
    return found


async def used(folder: Path, out: Path, run: Run) -> None:
    """A pack read, searched, compared, clipped, checked, exported and indexed, on the screen and by verbs."""
    assert run("sources", folder)[0] == 0
    (folder / "b.txt").write_text(
        "Harlow loses its bridge\n\nThe bridge is closed, the county said on Tuesday.\n", "utf-8"
    )
    text = out / "note.md"
    text.write_text(f"“The {CLIPPED} bridge over the Tam is closed,” said Ruth Amberg.\n", "utf-8")
    async with reading(folder) as reader:
        await reader.press("enter", "]", "c", "F4", "F5", "F6", "F3", "^f")
        await reader.search("county")
        await reader.press("enter", "V", "^u")
        await reader.type(str(text))
        await reader.press("enter")
        await reader.until(lambda: reader.desk.proof is not None and reader.desk.proof.checked, "the verdicts")
        await changed(reader)
        assert reader.clips
        await reader.press("F6", ":")
        await reader.type(f"write {out / 'briefing.md'}")
        await reader.press("enter")
        await reader.until((out / "briefing.md").exists, "the briefing")
        await reader.rest()
    for words in (
        ("search", folder, TOLD),
        ("compare", folder, "b.txt", "c.txt"),
        ("quotes", folder, "--echoes"),
        ("index", folder),
        ("export", folder, "--all", "-o", out / "all.md"),
        ("export", folder, "-o", out / "clips.html"),
        ("verify", out / "all.md", "--pack", folder),
    ):
        run(*words)


async def changed(reader: Reader) -> None:
    """The paragraph under the cursor is written anew, and the text not written to its file."""
    await reader.press("e", "end")
    await reader.type(f" {UNSAVED}")
    await reader.press("^s")
    await reader.rest()


EVERY = (TOLD, CLIPPED, NAMED, UNSAVED, PACKED, EARLIER)


async def test_no_byte_of_a_confidential_pack_stays(secret: Path, own_folders: Path, tmp_path: Path, run: Run) -> None:
    """After `forget` only what the user made is there, after `--all` not even the pack's name. Before, all of it was somewhere."""
    out = tmp_path / "out"
    out.mkdir()
    await used(secret, out, run)
    before = traces(own_folders, *EVERY)
    assert {canary for told in before.values() for canary in told} == set(EVERY), "there was something to forget"
    assert {Path(name).parts[0] for name in before} == {"cache", "state"}
    assert run("forget", secret) == (0, f"twosource: deleted, {secret}\n")
    left = traces(own_folders, *EVERY)
    work = Path("state", "twosource", "work", pack.pack_id(secret))
    assert {Path(name).parent for name in left} == {work}
    assert not {TOLD, PACKED, EARLIER} & {canary for told in left.values() for canary in told}
    assert journal.work_of(pack.pack_id(secret)).clips
    assert run("forget", secret, "--all", "--yes")[0] == 0
    assert traces(own_folders, *EVERY) == {}
    files = {str(file.relative_to(own_folders)) for file in own_folders.rglob("*") if file.is_file()}
    assert files == {"cache/twosource/read.db", "state/twosource/index.key", "state/twosource/opened"}
    with sqlite3.connect(own_folders / "cache" / "twosource" / "read.db") as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert [db.execute(f"SELECT count(*) FROM {name}").fetchone() for name in tables] == [(0,)] * len(tables)
    assert run("forget", secret)[1] == f"twosource: nothing was kept, {secret}\n"


def kept_of(folder: Path) -> int:
    """How many sources of a pack would be read from the cache, not from their files."""
    home = store.home()
    assert home
    found = pack.open_pack(folder)
    with store.Store(home, pack.workers.version()) as kept:
        return len([*kept.sources(a.source for a in found.articles)])


def test_what_another_pack_has_too_stays_for_that_one(
    secret: Path, own_folders: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what is in an archive: it is not read again. With the other pack, it goes as well."""
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(secret / "b.txt", other)
    shutil.copy(secret / "mails.zip", other)
    pack.open_pack(other)
    pack.open_pack(secret)
    assert run("forget", secret)[0] == 0
    home = store.home()
    assert home
    with store.Store(home, pack.workers.version()) as kept:
        assert [member.path for member in kept.members().values()] == [str(other)]
    assert {word for told in traces(own_folders, *EVERY).values() for word in told} == {EARLIER, PACKED}
    with monkeypatch.context() as patch:
        patch.setattr(pack.workers, "read_all", lambda waiting, jobs: iter(waiting and pytest.fail("it is read again")))
        assert len(pack.open_pack(other).articles) == 2
    assert run("forget", other)[0] == 0
    assert traces(own_folders, *EVERY) == {}


def test_a_pack_that_is_gone_or_was_moved(secret: Path, own_folders: Path, tmp_path: Path, run: Run) -> None:
    """By the path where it was, or by the one where it is; the user's work at the former place is named, and stays."""
    pack.open_pack(secret)
    moved = secret.rename(tmp_path / "elsewhere")
    assert run("forget", secret)[0] == 0
    assert traces(own_folders, *EVERY) == {}
    moved.rename(secret)
    pack.build_index(pack.open_pack(secret))
    home = store.home()
    assert home
    splash.keep(str(home), str(secret), (8, 1), [[("", NAMED)]])
    book = journal.Journal.open(pack.pack_id(secret), str(secret))
    book.record(Work(title="Kept"))
    book.close()
    secret.rename(moved)
    status, told = run("forget", moved, "--all", "--yes")
    assert status == 0
    assert f"what you made of it at its former place is kept, {secret}: twosource forget {secret} --all" in told
    assert {Path(name).parts[0] for name in traces(own_folders, *EVERY)} == {"state"}
    assert run("forget", secret, "--all", "--yes")[0] == 0
    assert traces(own_folders, *EVERY) == {}


def test_while_a_reader_has_the_pack_open(secret: Path, own_folders: Path, run: Run) -> None:
    """It would keep what it reads anew: one is told, and nothing is deleted. The same for who uses the cache just then."""
    pack.open_pack(secret)
    name = pack.pack_id(secret)
    book = journal.Journal.open(name, str(secret))
    for more in ((), ("--all", "--yes")):
        status, told = run("forget", secret, *more)
        assert (status, told) == (4, f"twosource: the pack is open in a reader, {secret}: quit it first\n")
    book.close()
    assert kept_of(secret) == 3
    assert run("forget", secret)[0] == 0


def test_while_another_process_reads_what_is_kept(
    secret: Path, own_folders: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it may still read cannot be taken from the disk: one is told to try again, and then it goes."""
    pack.open_pack(secret)
    monkeypatch.setattr(store, "WAIT", 0.05)
    file = own_folders / "cache" / "twosource" / "read.db"
    reading = sqlite3.connect(file, isolation_level=None)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM sources").fetchall()
    status, told = run("forget", secret)
    assert (status, told) == (4, f"twosource: another process uses what is kept, {file}: try again in a moment\n")
    reading.execute("ROLLBACK")
    reading.execute("BEGIN IMMEDIATE")
    assert run("forget", secret)[0] == 4
    reading.close()
    assert run("forget", secret)[0] == 0
    assert traces(own_folders, *EVERY) == {}


def test_what_a_process_that_was_killed_left(secret: Path, own_folders: Path, tmp_path: Path, run: Run) -> None:
    """A log of the database that nobody has taken over, a frame and an index half written."""
    home = store.home()
    assert home
    pack.open_pack(secret)
    with store.Store(home, pack.workers.version()) as kept:
        kept.keep(pack.open_pack(secret).articles[0])
        kept.commit()
        shutil.copytree(home, tmp_path / "as it was")
    shutil.rmtree(home)
    (tmp_path / "as it was").rename(home)
    assert (home / "read.db-wal").stat().st_size > 0
    begun = home / "search" / pack.pack_id(secret)
    begun.mkdir(parents=True)
    (begun / "MAIN_1.words").write_text(TOLD)
    splash.keep(str(home), str(secret), (8, 1), [[("", TOLD)]])
    frame = next((home / splash.FOLDER).iterdir())
    frame.rename(frame.with_name(f"{frame.name}.4711"))
    assert traces(own_folders, *EVERY)
    assert run("forget", secret)[0] == 0
    assert traces(own_folders, *EVERY) == {}


def test_a_damaged_cache_is_deleted_as_a_whole(secret: Path, own_folders: Path, run: Run) -> None:
    """Whatever it holds: it is not known what."""
    pack.open_pack(secret)
    file = own_folders / "cache" / "twosource" / "read.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xa5" * 600 + whole[4696:])
    assert traces(own_folders, *EVERY)
    assert run("forget", secret)[0] == 0
    assert traces(own_folders, *EVERY) == {}


def test_an_index_that_is_being_built_is_told_before_anything_goes(secret: Path, run: Run) -> None:
    """Status 4, and the cache is as it was."""
    found = pack.open_pack(secret)
    folder = pack.index_folder(found)
    assert folder
    engine.build(folder, found.articles)
    with engine.shelf._alone(folder):
        assert run("forget", secret)[0] == 4
    assert kept_of(secret) == 3
