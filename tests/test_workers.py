"""Files are read in processes of their own, and whatever a file does, it costs itself alone."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index import formats, read, store, workers
from index.model import Article, Dropped, Holder, Masthead, Passage, Quote, Source, Span, Unread

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
real = formats.parts
def awkward(data, path, fields):
    if path == "dies.txt": os.kill(os.getpid(), signal.SIGKILL)
    if path == "exits.txt": os._exit(7)
    if path == "hangs.txt": time.sleep(600)
    if path == "spins.txt":
        while True: pass
    if path == "fills.txt": "x" * (3 << 30)
    if path == "raises.txt": raise ValueError("no \\n such thing")
    if path == "talks.txt": os.write(1, b"talk talk talk")
    return real(data, path, fields)
formats.parts = awkward
workers.PARSING_SECONDS = 1
read.main()
"""


def test_a_file_that_kills_hangs_or_fills_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is unread with its reason, and those before and after it are read."""
    child = tmp_path / "child.py"
    child.write_text(HOSTILE.format(root=str(Path(read.__file__).parent.parent)))
    monkeypatch.setattr(workers, "python", lambda: [sys.executable])
    monkeypatch.setattr(workers, "PARSING_SECONDS", 6)
    monkeypatch.setattr(workers, "PATIENCE", 1.0)
    real = subprocess.Popen

    def popen(command: list[str], **more: object) -> subprocess.Popen[bytes]:
        assert command == [sys.executable, "index.read"]
        return real([sys.executable, str(child)], **more)

    monkeypatch.setattr(subprocess, "Popen", popen)
    folder = tmp_path / "pack"
    folder.mkdir()
    bad = {
        "dies.txt": "killed",
        "exits.txt": "status 7",
        "hangs.txt": "not read within 9 seconds",
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


BOXES = """
import json, os, signal, sys
sys.path.insert(0, {root!r})
from index import formats, read
def box(data, path, fields):
    for name, text in json.loads(data):
        if name == "bang": raise ValueError("damaged")
        if name == "kill": os.kill(os.getpid(), signal.SIGKILL)
        is_file = name.startswith("/")
        yield formats.Part(name, text.encode(), None if is_file else formats.read(text.encode(), "a.txt"))
formats.CONTAINERS[".box"] = box
real = formats.parts
def awkward(data, path, fields={{}}):
    if path.endswith("dies.txt"): os.kill(os.getpid(), signal.SIGKILL)
    return real(data, path, fields)
formats.parts = awkward
read.main()
"""


@pytest.fixture
def boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for files that hold others, which the children can read."""
    child = tmp_path / "child.py"
    child.write_text(BOXES.format(root=str(Path(read.__file__).parent.parent)))
    real = subprocess.Popen

    def popen(command: list[str], **more: object) -> subprocess.Popen[bytes]:
        return real([sys.executable, str(child)], **more)

    monkeypatch.setattr(subprocess, "Popen", popen)
    folder = tmp_path / "pack"
    folder.mkdir()
    return folder


def box(folder: Path, parts: list[list[str]], name: str = "a.box") -> workers.Job:
    return written(folder, name, json.dumps(parts))


def test_a_file_may_hold_several_sources_and_other_files(boxes: Path) -> None:
    """Each is a source of its own, with its own checksum; a file in it is read like any other."""
    inner = json.dumps([["#1", "A third text."], ["/deep.txt", "A fourth text."]])
    found = list(workers.read_all([box(boxes, [["#1", TEXT], ["#2", "Another text."], ["/in.box", inner]])]))
    read_ = {one.source.path: one for one in found if isinstance(one, Article)}
    assert set(read_) == {"a.box#1", "a.box#2", "a.box/in.box#1", "a.box/in.box/deep.txt"}
    assert read_["a.box#1"].source.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert read_["a.box/in.box/deep.txt"].text == "A fourth text."
    holders = {one.source.path: [part.path for part in one.parts] for one in found if isinstance(one, Holder)}
    assert holders == {
        "a.box": ["a.box#1", "a.box#2", "a.box/in.box"],
        "a.box/in.box": ["a.box/in.box#1", "a.box/in.box/deep.txt"],
    }


@pytest.mark.parametrize(("end", "says"), [("bang", "damaged"), ("kill", "killed")])
def test_a_file_that_breaks_off_gives_what_was_read_before(boxes: Path, end: str, says: str) -> None:
    """And one source that says why there is no more."""
    found = list(workers.read_all([box(boxes, [["#1", TEXT], [end, ""], ["#3", "Never reached."]])]))
    (holder,) = [one for one in found if isinstance(one, Holder)]
    assert [part.path for part in holder.parts] == ["a.box#1", "a.box#2"]
    (unread,) = [one for one in found if isinstance(one, Unread)]
    assert (unread.source.path, says in unread.reason) == ("a.box#2", True)
    assert [one.source.path for one in found if isinstance(one, Article)] == ["a.box#1"]


def test_a_file_within_a_file_costs_itself_alone(boxes: Path) -> None:
    """What kills the process that reads it leaves the others of its archive alone."""
    found = list(workers.read_all([box(boxes, [["/a.txt", TEXT], ["/dies.txt", "x"], ["/b.txt", "Another text."]])]))
    assert {one.source.path for one in found if isinstance(one, Article)} == {"a.box/a.txt", "a.box/b.txt"}
    assert {one.source.path for one in found if isinstance(one, Unread)} == {"a.box/dies.txt"}


def test_files_within_files_without_end_are_not_followed(boxes: Path) -> None:
    """An archive in an archive in an archive: the reason says how deep it was looked into."""
    parts = [["#1", TEXT]]
    for _ in range(workers.DEEPEST + 3):
        parts = [["/in.box", json.dumps(parts)]]
    (unread,) = [one for one in workers.read_all([box(boxes, parts)]) if isinstance(one, Unread)]
    assert "files deep" in unread.reason


def test_files_within_files_are_counted(boxes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However they are nested, one file of the pack leads to no more than so many."""
    monkeypatch.setattr(workers, "MOST_PARTS", 7)
    inner = json.dumps([["/a.txt", TEXT], ["/b.txt", "Another text."]])
    found = list(workers.read_all([box(boxes, [[f"/{n}.box", inner] for n in range(5)])]))
    assert sum(isinstance(one, Article) for one in found) == 2
    unread = [one.reason for one in found if isinstance(one, Unread)]
    assert len(unread) == 8
    assert all(reason.startswith("more than 7 files lie within") for reason in unread)


def test_a_file_of_too_many_sources_is_read_as_far_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And one source says that there are more."""
    monkeypatch.setattr(read, "MOST_PARTS", 3)
    monkeypatch.setattr(read, "_renew_time", lambda seconds: None)  # which would be this process's
    draft = formats.read(TEXT.encode(), "a.txt")
    parts = [formats.Part(f"#{n}", TEXT.encode(), draft) for n in range(1, 6)]
    monkeypatch.setattr(formats, "parts", lambda *_: iter(parts))
    *articles, last = read.named(written(tmp_path, "a.mbox"), read.Opened())
    assert [(name, type(what)) for name, what in articles] == [(f"#{n}", Article) for n in (1, 2, 3)]
    assert isinstance(last[1], Unread)
    assert (last[0], "more than 3 sources" in last[1].reason) == ("#4", True)


@pytest.mark.parametrize("name", ["no slash", "#1\0", "#" + "1" * 2000])
def test_a_part_with_an_impossible_name_is_an_unread_source(boxes: Path, name: str) -> None:
    """Whatever a child says of a name is looked at before it is believed."""
    found = list(workers.read_all([box(boxes, [[name, TEXT]])]))
    (unread,) = [one for one in found if isinstance(one, Unread)]
    assert "makes no sense" in unread.reason


def test_no_process_outlives_the_reading(tmp_path: Path) -> None:
    """Also when whoever reads has enough after the first."""
    jobs = [written(tmp_path, f"{n}.txt") for n in range(20)]
    started: list[subprocess.Popen[bytes]] = []
    init = workers._Worker.__init__

    def counted(self: workers._Worker) -> None:
        init(self)
        started.append(self.process)

    workers._Worker.__init__ = counted
    try:
        reading = workers.read_all(jobs)
        next(reading)
        reading.close()
    finally:
        workers._Worker.__init__ = init
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
