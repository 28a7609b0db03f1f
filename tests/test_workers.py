"""Files are read in processes of their own, and whatever a file does, it costs itself alone."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index import read, store, workers
from index.model import Article, Dropped, Masthead, Passage, Quote, Source, Span, Unread

TEXT = "A bridge closes\n\nHARLOW (Northwire) - The bridge is closed.\n\n“It has two cracks,” said Ruth Amberg.\n"


def job(file: Path, name: str | None = None) -> workers.Job:
    data = file.read_bytes()
    return workers.Job(file, Source(name or file.name, hashlib.sha256(data).hexdigest(), len(data)))


def written(folder: Path, name: str, text: str = TEXT) -> workers.Job:
    (folder / name).write_text(text, "utf-8")
    return job(folder / name)


def test_children_read_what_the_function_reads(tmp_path: Path) -> None:
    """The same article comes out of the process as of the call."""
    jobs = [written(tmp_path, f"{n}.txt", TEXT.replace("two", str(n))) for n in range(12)]
    found = {one.source.path: one for one in workers.read_all(jobs)}
    assert found == {j.source.path: read.article(j.file.read_bytes(), j.source.path) for j in jobs}


def test_without_jobs_no_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack that is wholly in the store opens at once."""
    monkeypatch.setattr(subprocess, "Popen", None)
    assert list(workers.read_all([])) == []


def test_a_file_that_changes_or_goes_is_unread(tmp_path: Path) -> None:
    """What is read has the checksum that it was listed with; and the next opening tries again."""
    gone, changed, fine = (written(tmp_path, name) for name in ("gone.txt", "changed.txt", "fine.txt"))
    gone.file.unlink()
    changed.file.write_text("Other words.")
    found = {one.source.path: one for one in workers.read_all([gone, changed, fine])}
    assert isinstance(found["fine.txt"], Article)
    for name in ("gone.txt", "changed.txt"):
        one = found[name]
        assert isinstance(one, Unread)
        assert workers.passing(one)


HOSTILE = """
import os, signal, sys, time
sys.path.insert(0, {root!r})
from index import formats, read, workers
real = formats.read
def awkward(data, path):
    if path == "dies.txt": os.kill(os.getpid(), signal.SIGKILL)
    if path == "exits.txt": os._exit(7)
    if path == "hangs.txt": time.sleep(600)
    if path == "spins.txt":
        while True: pass
    if path == "fills.txt": "x" * (3 << 30)
    if path == "raises.txt": raise ValueError("no \\n such thing")
    if path == "talks.txt": os.write(1, b"talk talk talk")
    return real(data, path)
formats.read = awkward
workers.PROCESSOR_SECONDS = 1
read.main()
"""


def test_a_file_that_kills_hangs_or_fills_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is unread with its reason, and those before and after it are read."""
    child = tmp_path / "child.py"
    child.write_text(HOSTILE.format(root=str(Path(read.__file__).parent.parent)))
    monkeypatch.setattr(workers, "python", lambda: [sys.executable])
    monkeypatch.setattr(workers, "PROCESSOR_SECONDS", 6)
    monkeypatch.setattr(workers, "PATIENCE", 1.0)
    real = subprocess.Popen

    def popen(command: list[str], **more: object) -> subprocess.Popen[bytes]:
        assert command == [sys.executable, "index.read"]
        return real([sys.executable, str(child)], **more)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(subprocess, "Popen", popen)
    folder = tmp_path / "pack"
    folder.mkdir()
    bad = {
        "dies.txt": "killed",
        "exits.txt": "status 7",
        "hangs.txt": "not read within 6 seconds",
        "spins.txt": "processor time",
        "fills.txt": "MB of memory",
        "raises.txt": "ValueError",
    }
    names = [name for pair in zip(bad, (f"fine{n}.txt" for n in range(len(bad))), strict=True) for name in pair]
    found = {one.source.path: one for one in workers.read_all([written(folder, n) for n in [*names, "talks.txt"]])}
    assert len(found) == len(names) + 1
    for name, one in found.items():
        if name in bad:
            assert isinstance(one, Unread), name
            assert bad[name] in one.reason
        else:
            assert isinstance(one, Article), name


def test_no_process_outlives_the_reading(tmp_path: Path) -> None:
    """Also when whoever reads has enough after the first."""
    jobs = [written(tmp_path, f"{n}.txt") for n in range(20)]
    started: list[subprocess.Popen[bytes]] = []
    init = workers._Worker.__init__

    def counted(self: workers._Worker) -> None:
        init(self)
        started.append(self.process)

    workers._Worker.__init__ = counted  # type: ignore[method-assign]
    try:
        reading = workers.read_all(jobs)
        next(reading)
        reading.close()  # type: ignore[attr-defined]
    finally:
        workers._Worker.__init__ = init  # type: ignore[method-assign]
    assert started
    assert all(process.poll() is not None for process in started)


def test_a_pack_that_one_stands_in_is_no_place_to_import_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder `index` with a read.py in it, in a pack, is data."""
    for name in ("index", "reader"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / "index" / "read.py").write_text("open('canary', 'w').close()")
    (tmp_path / "json.py").write_text("open('canary', 'w').close()")
    one = written(tmp_path, "a.txt")
    monkeypatch.chdir(tmp_path)
    assert isinstance(next(workers.read_all([one])), Article)
    assert not (tmp_path / "canary").exists()


def good() -> Article:
    text = "One two.\n\nThree."
    return Article(
        Source("a.txt", "0" * 64, 1),
        "txt",
        "utf-8",
        "en",
        text,
        Masthead(),
        (Passage(1, Span(0, 8)),),
        (Dropped(Span(10, 16), "bio", "because"),),
        (Quote("1.1", "a.txt", 1, Span(0, 3), "direct", "1.1"),),
    )


@pytest.mark.parametrize(
    ("flawed", "says"),
    [
        (replace(good(), dropped=()), "nobody accounts"),
        (replace(good(), passages=(Passage(1, Span(3, 8)),)), "nobody accounts"),
        (replace(good(), dropped=(Dropped(Span(7, 16), "bio", ""),)), "overlap"),
        (replace(good(), dropped=(Dropped(Span(10, 17), "bio", ""),)), "overlap"),
        (replace(good(), passages=(Passage(1, Span(-1, 8)),)), "overlap"),
        (replace(good(), quotes=(replace(good().quotes[0], span=Span(6, 12)),)), "stands in no passage"),
        (replace(good(), quotes=(replace(good().quotes[0], passage=2),)), "stands in no passage"),
    ],
)
def test_a_child_is_not_believed_what_cannot_be(flawed: Article, says: str) -> None:
    """Its answer is checked before anything is done with it."""
    answer = workers.believed(store.dump(flawed), flawed.source)
    assert isinstance(answer, Unread)
    assert says in answer.reason
    assert workers.flaw(good()) is None


@pytest.mark.parametrize("answer", [b"", b"{}", b"null", b"[1]", b'{"unread": 1}', b"\xff", b"[" * 100_000])
def test_nonsense_from_a_child_is_an_unread_source(answer: bytes) -> None:
    """Not a traceback."""
    assert isinstance(workers.believed(answer, Source("a.txt", "0" * 64, 1)), Unread)
