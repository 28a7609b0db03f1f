"""What the user made, and the user's terminal, outlive the reader, in a real terminal."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from reader import journal
from tests.terminal import Terminal, private

ROOT = Path(__file__).parent.parent
READER = [sys.executable, "-m", "reader", str(ROOT / "seeds")]
FIRST = "crucial support"
"""Words of the first article."""


def reader(home: Path) -> Terminal:
    """The reader on the seeds, for somebody whose home is `home`."""
    return Terminal(READER, env=private(home), cwd=ROOT)


def clip_first(terminal: Terminal) -> None:
    """Clip the first quotation, and look at it for the second after which it is promised to stay."""
    terminal.press("enter", "]", "c")
    terminal.wait("1 clip")
    time.sleep(1)


def test_a_clip_outlives_kill_9(tmp_path: Path):
    """A clip that was on the screen for a second is there when the reader, killed, is opened again; so is its place."""
    with reader(tmp_path) as terminal:
        terminal.wait(FIRST)
        clip_first(terminal)
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.exit_status() == -signal.SIGKILL
    with reader(tmp_path) as terminal:
        terminal.wait("1 clip")
        terminal.press("^q")
        assert terminal.exit_status() == 0
    (pack,) = (tmp_path / "state" / "twosource" / "work").iterdir()
    work = journal.work_of(pack.name, pack.parent)
    (clip,) = work.clips
    assert clip.text == clip.span.of((ROOT / "seeds" / clip.source).read_text(encoding="utf-8"))
    assert work.places[clip.source] == clip.span.start


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_leaves_the_terminal_as_it_was(tmp_path: Path, number: int, status: int):
    """Ended from outside, the reader gives the terminal back: attributes, screen, mouse, cursor; and nothing is lost."""
    with reader(tmp_path) as terminal:
        terminal.wait(FIRST)
        assert terminal.termios() != terminal.termios_before
        clip_first(terminal)
        os.kill(terminal.pid, number)
        assert terminal.exit_status() == status
        assert terminal.termios() == terminal.termios_before
        assert terminal.modes() == {7, 25}
        assert "".join(terminal.screen()) == ""
    (pack,) = (tmp_path / "state" / "twosource" / "work").iterdir()
    assert len(journal.work_of(pack.name, pack.parent).clips) == 1


def test_a_state_folder_that_cannot_be_written_is_told(tmp_path: Path):
    """Without a place for the user's work the reader opens, works, and says so."""
    (tmp_path / "state").write_text("no folder")
    with reader(tmp_path) as terminal:
        terminal.wait("in memory only")
        terminal.press("enter", "]", "c")
        terminal.wait("1 clip")
        terminal.press("^q")
        assert terminal.exit_status() == 0
