"""Files that are made to bring down who reads them: each ends, with its reason or as an article, and costs itself alone."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index import read, workers
from index.model import Article, Holder, Source, Unread
from tests import hostile_files
from tests.hostile_files.size import Size

SMALL = 0.002
"""Of the full size, at which `python -m tests.bench hostile` reads them."""
SECONDS, MEGABYTES = 1, 512
SECRET = "the words of the canary"
FORCED = (
    "it was killed",
    "it was not read",
    "reading it failed",
    "reading it ended",
    "reading it took",
    "what the reading",
)
"""How reasons begin that are not the format's own."""

CHILD = """
import sys
sys.path.insert(0, {root!r})
from index import read, workers
workers.PARSING_SECONDS = workers.READING_SECONDS = {seconds}
read.MEMORY_BYTES = {megabytes} << 20
read.main()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All hostile files in one folder, beside a file that none of them may reach."""
    base = tmp_path_factory.mktemp("hostile")
    (base / "canary.txt").write_text(SECRET)
    folder = base / "pack"
    folder.mkdir()
    for name in hostile_files.FILES:
        hostile_files.write(folder, name, Size(SMALL, str(base / "canary.txt")))
    return folder


Read = dict[str, Article | Unread | Holder]


@pytest.fixture(scope="module")
def found(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """What the reading of all of them gives, by the path of each source, under limits that are lower than those of every day."""
    child = tmp_path_factory.mktemp("child") / "child.py"
    child.write_text(CHILD.format(root=str(Path(read.__file__).parent.parent), seconds=SECONDS, megabytes=MEGABYTES))
    jobs = []
    for file in sorted(folder.iterdir()):
        data = file.read_bytes()
        jobs.append(workers.Job(file, Source(file.name, hashlib.sha256(data).hexdigest(), len(data))))
    real = subprocess.Popen

    def popen(command: list[str], **more: object) -> subprocess.Popen[bytes]:
        return real([sys.executable, str(child)], **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", popen)
        patch.setattr(workers, "PARSING_SECONDS", SECONDS)
        patch.setattr(workers, "READING_SECONDS", SECONDS)
        before = _tree(folder.parent)
        ends = {one.source.path: one for one in workers.read_all(jobs)}
        assert _tree(folder.parent) == before, "something was written"
    return ends


def _tree(folder: Path) -> set[tuple[str, int, int]]:
    """All files in a folder, with size and time."""
    files = (Path(at, name) for at, _, names in os.walk(folder) for name in names)
    return {(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files}


@pytest.mark.parametrize("name", list(hostile_files.FILES))
def test_a_hostile_file_ends_as_an_article_or_with_its_reason(name: str, found: Read) -> None:
    """In words of what is wrong with it; an article accounts for each of its characters."""
    own = {path: one for path, one in found.items() if path == name or path.startswith((f"{name}/", f"{name}#"))}
    assert any(isinstance(one, Article | Unread) for one in own.values())
    for path, one in own.items():
        if isinstance(one, Unread):
            assert not one.reason.startswith(FORCED), path
        elif isinstance(one, Article):
            assert workers.flaw(one) is None
            assert SECRET not in one.text


SAID = {
    "encrypted.pdf": "encrypted",
    "encrypted.docx": "encrypted",
    "encrypted.odt": "encrypted",
    "encrypted.epub": "encrypted",
    "encrypted.zip/a.txt": "encrypted",
    "laughs.docx": "document type",
    "file.odt": "document type",
    "laughs.rss": "document type",
    "cut-2.docx": "cut off",
    "cut-2.pdf": "cut off",
    "bomb-spread.zip": None,
    "nested.eml": "nested too deep",
    "deep.json": "nested too deep",
    "braces.rtf": "nested deeper",
    "members.zip": "2,001 files",
    "link.zip/a.txt": "a link",
    "link.zip/b.txt": None,
    "empty.txt": "empty",
    "blank.txt": "nothing but blanks",
    "nuls.txt": "binary",
    "text-inside.pdf": "no PDF",
    "html-inside.pdf": None,
    "half-a-character.txt": None,
    "surrogates.json": None,
}
"""A part of the reason by the path of a source; None where it is read, or holds what is."""


@pytest.mark.parametrize(("path", "reason"), SAID.items())
def test_the_reason_says_what_is_wrong(path: str, reason: str | None, found: Read) -> None:
    """And what can be read in spite of what it is called, or of what stands beside it, is read."""
    one = found[path]
    if reason is None:
        assert not isinstance(one, Unread)
    else:
        assert isinstance(one, Unread)
        assert reason in one.reason


@pytest.mark.parametrize(
    "name", ["cut-3.docx", "chapters.epub", "nested.zip", "cells.odt", "bomb-lzw.pdf", "nexis.txt"]
)
def test_a_hostile_file_is_the_same_at_any_time(name: str) -> None:
    """What is found with it today is found with it tomorrow."""
    make = hostile_files.FILES[name]
    assert make(Size(SMALL)) == make(Size(SMALL))
