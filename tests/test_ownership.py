"""Folders of the user's that others could have filled are not believed: refused with a reason, and everything goes on without them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import ownership, pack, store
from reader import cli, doctor, journal, settings, splash, written
from reader.journal import Work

Verb = Callable[..., tuple[int, str, str]]
NOBODY = 54321
"""The id of another user."""


@pytest.fixture
def verb(capsys: pytest.CaptureFixture[str]) -> Verb:
    """A command, run in this process: its status, what it prints and what it tells."""

    def ran(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = cli.main([str(word) for word in words])
        return status, *capsys.readouterr()

    return ran


def shared(folder: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a folder one that is not the user's alone; what is said of it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if how in ("0770", "0702"):
        folder.chmod(int(how, 8))
        return "can be written to by others (chmod go-w it)"
    if how == "another's":
        of_another(folder, monkeypatch)
    else:
        real = folder.rename(folder.with_name("real"))
        folder.symlink_to(real)
        of_another(real if how == "a link to another's" else folder, monkeypatch)
    return "belongs to another user"


def of_another(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one file or folder, or link, seem to belong to somebody else; only root could give it away."""
    whose = path.lstat()
    real = os.stat

    def told(file: object, **how: object) -> os.stat_result:
        found: os.stat_result = real(file, **how)  # type: ignore[call-overload]
        if os.path.samestat(found, whose):
            return os.stat_result([*found[:4], NOBODY, *found[5:]])
        return found

    monkeypatch.setattr(os, "stat", told)
    monkeypatch.setattr(os, "lstat", lambda file, **how: told(file, follow_symlinks=False, **how))


HOWS = ("0770", "0702", "another's", "another's link", "a link to another's")


@pytest.mark.parametrize("how", HOWS)
def test_a_cache_folder_that_is_not_ours_alone(how: str, own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is none, and doctor tells why."""
    folder = own_folders / "cache" / "twosource"
    reason = shared(folder, how, monkeypatch)
    assert store.home() is None
    assert (store.refused() or "").startswith(f"nothing is kept in the cache folder: {folder} {reason}")
    assert [reason in check.value for check in doctor.checks() if check.name == "cache folder" and not check.ok] == [
        True
    ]


def test_verbs_do_without_such_a_cache(notes: Path, own_folders: Path, verb: Verb) -> None:
    """They say why nothing is kept, and write nothing there; nor is anything deleted."""
    folder = own_folders / "cache" / "twosource"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    status, out, told = verb("search", notes, "bridge")
    assert (status, told.count("\n")) == (0, 1)
    assert "cracks" in out
    assert f"nothing is kept in the cache folder: {folder} can be written to by others" in told
    for name in ("forget", "index"):
        status, _, told = verb(name, notes)
        assert status == 3
        assert "can be written to by others" in told
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("part", ["", "work"])
def test_a_state_folder_that_is_not_ours_alone(
    part: str, how: str, notes: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies there is no work of the user's; the reader says that it keeps clips in memory only."""
    name = pack.pack_id(notes)
    planted = journal.Journal.open(name, str(notes))
    planted.record(Work(title="Planted", file="/home/you/.profile"))
    planted.close()
    reason = shared(own_folders / "state" / "twosource" / part, how, monkeypatch)
    before = sorted(journal.state_folder().rglob("*"))
    book = journal.Journal.open(name, str(notes))
    assert book.work == Work()
    assert book.trouble
    assert book.trouble.startswith("clips and notes are kept in memory only: ")
    assert reason in book.trouble
    book.record(Work(title="Mine"))
    assert not book.flush(0.1)
    book.close()
    with pytest.raises(OSError, match="the folder of your clips") as raised:
        journal.work_of(name)
    assert reason in raised.value.strerror
    assert sorted(journal.state_folder().rglob("*")) == before


def test_verbs_say_why_they_have_no_clips(notes: Path, own_folders: Path, verb: Verb) -> None:
    """One line and status 3, rather than a briefing of clips that somebody else has put there."""
    journal.mark_opened()
    journal.state_folder().parent.chmod(0o770)
    status, out, told = verb("export", notes)
    assert (status, out, told.count("\n")) == (3, "", 1)
    assert "the folder of your clips can be written to by others (chmod go-w it), " in told


@pytest.mark.parametrize("how", HOWS)
def test_a_config_folder_that_is_not_ours_alone(how: str, own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No editor is taken from it: the defaults hold, and the reason is among the problems that are told."""
    folder = own_folders / "config" / "twosource"
    folder.mkdir(parents=True, mode=0o700)
    file = folder / settings.FILE
    file.write_text('editor = "/tmp/evil"\nmeasure = 70\n')
    file.chmod(0o600)
    assert settings.load().editor == ("/tmp/evil",)
    reason = shared(folder, how, monkeypatch)
    chosen = settings.load()
    assert (chosen.editor, chosen.measure) == (settings.Settings().editor, settings.Settings().measure)
    assert len(chosen.problems) == 1
    assert reason in chosen.problems[0]
    assert any(reason in check.value for check in doctor.checks() if not check.ok)


def test_a_settings_file_that_others_may_write(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for the file alone; what the administrator has put there is believed."""
    file = own_folders / "config" / "twosource" / settings.FILE
    file.parent.mkdir(parents=True, mode=0o700)
    file.write_text("measure = 70\n")
    file.chmod(0o666)
    assert settings.load().measure == settings.Settings().measure
    assert str(file) in settings.load().problems[0]
    file.chmod(0o644)
    assert settings.load().measure == 70
    if file.stat().st_uid == ownership.ROOT:
        monkeypatch.setattr(os, "getuid", lambda: NOBODY)
        assert settings.load().measure == 70


def test_a_link_to_a_folder_of_ours_is_one_of_ours(notes: Path, own_folders: Path, tmp_path: Path) -> None:
    """The cache on another disk: nobody else may write there."""
    real = tmp_path / "disk"
    real.mkdir(mode=0o700)
    (own_folders / "cache").mkdir()
    (own_folders / "cache" / "twosource").symlink_to(real)
    assert store.home()
    assert pack.open_pack(notes).notes == ()
    assert (real / "read.db").exists()
    (own_folders / "cache" / "twosource").unlink()
    (own_folders / "cache" / "twosource").symlink_to(tmp_path / "nowhere")
    assert len(pack.open_pack(notes).articles) == 3


@pytest.fixture
def mask() -> Iterator[Callable[[int], int]]:
    """Sets the umask, and puts it back."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


@pytest.mark.parametrize("bits", [0, 0o077])
def test_whatever_the_umask_it_is_for_the_user_alone(
    bits: int, mask: Callable[[int], int], notes: Path, own_folders: Path, verb: Verb
) -> None:
    """Files 0600, folders 0700, those above ours too where we make them: what is read, indexed, framed, put aside and written."""
    mask(bits)
    found = pack.open_pack(notes)
    pack.build_index(found)
    home = store.home()
    assert home
    splash.keep(str(home), str(notes), (8, 1), [[("", "words")]])
    journal.mark_opened()
    book = journal.Journal.open(found.id, str(notes))
    book.record(Work(title="Mine"))
    book.keep({"unsaved-1.json": b"{}"})
    assert book.flush()
    written.keep(book.place, "A briefing.\n")
    with store.Store(home, "1") as kept:
        kept.keep_files("p", {})
        kept.commit()
        seen = {
            str(path.relative_to(own_folders)): stat.S_IMODE(path.stat().st_mode)
            for base in (own_folders / "cache", own_folders / "state")
            for path in (base, *base.rglob("*"))
        }
    book.close()
    assert {mode for name, mode in seen.items() if (own_folders / name).is_dir()} == {0o700}
    assert {mode for name, mode in seen.items() if not (own_folders / name).is_dir()} == {0o600}
    kinds = {Path(name).suffix for name in seen}
    assert {".db", ".db-wal", ".db-shm", ".jsonl", ".json", ".md", ".key", ".words", ".lock"} <= kinds


def test_what_is_not_there_is_nobodys(tmp_path: Path) -> None:
    """A folder that is yet to be made has no fault; one that cannot be made is no folder of ours."""
    assert ownership.fault(tmp_path / "not yet") is None
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        ownership.make_private(tmp_path / "file" / "folder")
