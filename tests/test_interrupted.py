"""Reading that is broken off leaves no process behind, and the next opening goes on where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench import corpus
from tests.conftest import ROOT
from tests.terminal import environment, private

CHILD = """
import os, sys, time
sys.path.insert(0, {root!r})
from index import formats, read
real = formats.parts
def told(data, path, fields):
    with open({log!r}, "a") as log:
        log.write(f"{{os.getpid()}} {{path}}\\n")
    if path == "hangs.txt" and not os.path.exists({freed!r}):
        time.sleep(600)
    return real(data, path, fields)
formats.parts = told
read.main()
"""
ASKER = """
import sys
from index import workers
real = workers.python
workers.python = lambda: [sys.executable, {child!r}] if sys._getframe(1).f_code.co_name == "__init__" else real()
from reader.launch import run
run()
"""
PATIENCE = 20.0


class Pack:
    """A pack with one file whose reading takes for ever until it is `freed`, and what is known of the processes that read it."""

    def __init__(self, base: Path) -> None:
        self.folder = corpus.pack(base / "pack", 12, size=1_500)
        (self.folder / "hangs.txt").write_text("A bridge closes\n\nThe bridge is closed.\n")
        self.log, self.freed, child, self.asker = (base / name for name in ("log", "freed", "child.py", "asker.py"))
        child.write_text(CHILD.format(root=str(ROOT), log=str(self.log), freed=str(self.freed)))
        self.asker.write_text(ASKER.format(child=str(child)))
        self.env = environment(private(base / "home") | {"PYTHONPATH": str(ROOT)})

    def index(self) -> subprocess.Popen[bytes]:
        """`twosource index` on it, begun."""
        command = [sys.executable, str(self.asker), "index", str(self.folder), "--quiet"]
        return subprocess.Popen(command, env=self.env, start_new_session=True, stderr=subprocess.PIPE)

    def opened(self) -> list[str]:
        """The files that were opened to be read, in their order."""
        return [line.split()[1] for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def readers(self) -> set[int]:
        """The processes that opened one, as far as they are alive."""
        found = {int(line.split()[0]) for line in self.log.read_text().splitlines()}
        return {pid for pid in found if alive(pid)}


def alive(pid: int) -> bool:
    """A process that is there, and no zombie."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(told.strip()) and not told.startswith("Z")


def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until a call gives something true."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("number", "whole", "status"),
    [(signal.SIGINT, True, 130), (signal.SIGTERM, False, 143), (signal.SIGKILL, False, -9)],
    ids=["ctrl+c", "SIGTERM", "SIGKILL"],
)
def test_reading_that_is_broken_off_goes_on(tmp_path: Path, number: int, whole: bool, status: int) -> None:
    """No process outlives it by more than a second or two; what was read is not read again."""
    pack = Pack(tmp_path)
    first = pack.index()
    until(lambda: len(pack.opened()) == 13)
    time.sleep(1.5)  # what is read is kept about once a second
    assert pack.readers()
    (os.killpg if whole else os.kill)(first.pid, number)
    assert first.wait(PATIENCE) == status
    until(lambda: not pack.readers(), 5)
    before = len(pack.opened())
    pack.freed.touch()
    second = pack.index()
    assert second.wait(PATIENCE) == 0, second.stderr
    again = pack.opened()[before:]
    assert "hangs.txt" in again
    assert len(again) <= (1 if number != signal.SIGKILL else 6), again


def test_a_child_that_is_killed_costs_its_file(tmp_path: Path) -> None:
    """The others are read, the pack is searchable, and the reason says what happened."""
    pack = Pack(tmp_path)
    first = pack.index()
    until(lambda: len(pack.opened()) == 13)
    (stuck,) = (int(line.split()[0]) for line in pack.log.read_text().splitlines() if line.endswith("hangs.txt"))
    os.kill(stuck, signal.SIGKILL)
    assert first.wait(PATIENCE) == 0
    assert first.stderr is not None
    assert not pack.readers()
    told = subprocess.run(
        [sys.executable, "-m", "reader", "sources", str(pack.folder)],
        env=pack.env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "it was killed" in told.stdout + told.stderr
