"""Files are whole, whatever happens."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from index import ownership
from reader import disk

ROOT = Path(__file__).parent.parent


def mode(path: Path) -> int:
    """The permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


def test_content_is_replaced_and_the_mode_stays(tmp_path: Path):
    """The new bytes, the old permissions, and no other file left in the folder."""
    path = tmp_path / "a.md"
    disk.atomic_write(path, b"one")
    path.chmod(0o640)
    disk.atomic_write(path, b"two")
    assert path.read_bytes() == b"two"
    assert mode(path) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_gets_the_mode_asked_for(tmp_path: Path):
    """By default what the umask allows, otherwise what is said."""
    before = os.umask(0o027)
    try:
        disk.atomic_write(tmp_path / "a", b"")
        disk.atomic_write(tmp_path / "b", b"", mode=0o600)
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == 0o640
    assert mode(tmp_path / "b") == 0o600


def test_a_link_stays_a_link(tmp_path: Path):
    """What it points to is replaced, also where that does not exist yet."""
    (tmp_path / "there").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "there" / "file")
    for content in (b"new", b"newer"):
        disk.atomic_write(link, content)
        assert link.is_symlink()
        assert (tmp_path / "there" / "file").read_bytes() == content


def test_a_device_is_written_to():
    """`-o /dev/null` does not replace the device."""
    disk.atomic_write(Path("/dev/null"), b"gone")
    assert Path("/dev/null").is_char_device()


def test_a_long_name_is_no_trouble(tmp_path: Path):
    """The temporary name is short, whatever the file's own."""
    disk.atomic_write(tmp_path / ("n" * 255), b"x")
    assert (tmp_path / ("n" * 255)).read_bytes() == b"x"


@pytest.mark.parametrize("step", ["fsync", "replace", "fchmod"])
def test_a_failure_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str):
    """Where writing breaks off, the old file stands and nothing lies beside it."""
    path = tmp_path / "a.md"
    path.write_bytes(b"old")

    def refuse(*_: object) -> None:
        raise OSError("no")

    with monkeypatch.context() as broken:
        broken.setattr(disk.os, step, refuse)
        with pytest.raises(OSError, match="no"):
            disk.atomic_write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_an_error(tmp_path: Path):
    """Nothing is made up on the way."""
    with pytest.raises(FileNotFoundError):
        disk.atomic_write(tmp_path / "no" / "a.md", b"x")


def test_kill_9_leaves_the_old_or_the_new(tmp_path: Path):
    """Killed at random moments while it rewrites a file, a program leaves it whole."""
    code = (
        "import sys, itertools\nfrom pathlib import Path\nfrom reader.disk import atomic_write\nprint(flush=True)\n"
        "for n in itertools.count(): atomic_write(Path(sys.argv[1]), bytes([65 + n % 26]) * 200_000)"
    )
    path, draw = tmp_path / "file", random.Random(1)
    for _ in range(5):
        worker = subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
        assert worker.stdout is not None
        worker.stdout.readline()
        while not path.exists():
            time.sleep(0.001)
        time.sleep(draw.random() * 0.05)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        content = path.read_bytes()
        assert content == content[:1] * 200_000


def test_private_folders(tmp_path: Path):
    """What is missing is made for the owner only; what is there stays as it is."""
    tmp_path.chmod(0o755)
    ownership.make_private(tmp_path / "a" / "b")
    ownership.make_private(tmp_path / "a" / "b")
    assert [mode(tmp_path), mode(tmp_path / "a"), mode(tmp_path / "a" / "b")] == [0o755, 0o700, 0o700]


def test_the_name_of_a_new_folder_outlives_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Each folder that a name was added to is synced: what is synced in a folder without a name is lost when the power fails."""
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda fd: synced.append(os.fstat(fd).st_ino))
    disk.make_private(tmp_path / "a" / "b" / "c")
    assert synced == [folder.stat().st_ino for folder in (tmp_path, tmp_path / "a", tmp_path / "a" / "b")]
    disk.make_private(tmp_path / "a" / "b" / "c")
    assert len(synced) == 3


def test_of_two_files_the_first_is_there_for_good_before_the_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A power cut may keep the second new name and lose the first, where nothing was synced between them."""
    did: list[str] = []
    replace, sync = os.replace, disk.sync_folder
    monkeypatch.setattr(os, "replace", lambda a, b: (did.append(Path(b).name), replace(a, b)))
    monkeypatch.setattr(disk, "sync_folder", lambda folder: (did.append("synced"), sync(folder)))
    disk.write_together([(tmp_path / "list", b"1"), (tmp_path / "text", b"2")])
    assert did == ["list", "synced", "text", "synced"]


def test_a_lock_is_seen_by_others(tmp_path: Path):
    """A file that a writer has open cannot be locked; afterwards, and when it is gone, neither hangs nor raises."""
    path = tmp_path / "lines"
    writer = disk.Writer(path, b"header\n")
    with disk.locked(path) as mine:
        assert not mine
    writer.append([b"line\n"], urgent=True)
    writer.close()
    assert path.read_bytes() == b"header\nline\n"
    with disk.locked(path) as mine, disk.locked(path) as again:
        assert mine
        assert not again
    with disk.locked(tmp_path / "none") as mine:
        assert not mine


def test_waiting_for_the_disk_is_waiting_for_small_files_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Also for one that is put while the lines before it are being written; and nobody waits longer than that takes."""
    writer = disk.Writer(tmp_path / "lines", b"header\n")
    begun, go_on = threading.Event(), threading.Event()
    real = os.write

    def slow(fd: int, data: bytes) -> int:
        begun.set()
        assert go_on.wait(20)
        return real(fd, data)

    monkeypatch.setattr(os, "write", slow)
    writer.append([b"one\n"], urgent=True)
    assert begun.wait(20)
    writer.put(tmp_path / "small", b"all of it")
    threading.Timer(0.1, go_on.set).start()
    assert writer.flush(20)
    assert (tmp_path / "small").read_bytes() == b"all of it"
    writer.close()
