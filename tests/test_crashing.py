"""A fault of ours: the terminal is given back, the work is kept, and no word of anybody's texts is in what is told of it."""

from __future__ import annotations

import logging
import stat
import sys
from pathlib import Path

import pytest

from reader import crashing, journal
from tests.conftest import ROOT
from tests.terminal import Terminal, private

CANARY = "Kanarienvogel"
"""In text, headline, names of files and folder, title, query and note; it must be in no report."""
BEGIN = """
import os, sys, threading
from reader import app, beside, page, screen, driver
def fault(*_, **__):
    secret = "Kanarienvogel"
    raise ValueError(f"{secret} in the text")
"""
END = """
from reader.launch import run
sys.argv = ["twosource", sys.argv[1]]
run()
"""
PLANTED = {
    "paint": "screen.ReaderScreen.do_card = lambda s: (setattr(page.Page, 'render_lines', fault), [p.refresh() for p in s.query(page.Page)])",
    "worker": "screen.ReaderScreen.do_card = lambda s: s._beside.make('x', fault, print)",
    "key": "screen.ReaderScreen.do_card = fault",
    "thread": "screen.ReaderScreen.do_card = lambda s: threading.Thread(target=fault).start()",
    "input": "screen.ReaderScreen.do_card = lambda s: setattr(driver.XTermParser, 'tick', fault)",
    "desk": "screen.ReaderScreen.do_card = lambda s: setattr(s.shown, 'desk', 7) or fault()",
    "leaving": "screen.ReaderScreen.do_card = lambda s: s.leave(); beside.Beside.close = fault",
    "unmounting": "screen.ReaderScreen.do_card = lambda s: s.leave(); app.TwosourceApp._shutdown = fault",
    "giving back": "screen.ReaderScreen.do_card = lambda s: s.leave(); driver.LinuxDriver.stop_application_mode = fault",
}
"""What goes wrong once `i` is pressed."""
AT_START = {
    "screen": "screen.ReaderScreen.begin = fault",
    "opening": "beside.pack.open_pack = fault",
    "style": "app.TwosourceApp.CSS_PATH = os.path.join(sys.argv[1], 'none.tcss')",
}


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    folder = tmp_path / f"pack {CANARY}"
    folder.mkdir()
    (folder / f"{CANARY}.txt").write_text(
        f"{CANARY} is sighted\n\nHARLOW - A {CANARY} was sighted on Monday.\n\n“The {CANARY} sang,” said Ruth {CANARY}.\n",
        encoding="utf-8",
    )
    (folder / "pack.toml").write_text(f'title = "{CANARY}"\n', encoding="utf-8")
    return folder


def given(canary: Path, home: Path, planted: str, *, debug: bool = False) -> Terminal:
    script = home / "planted.py"
    script.write_text(BEGIN + planted + END, encoding="utf-8")
    env = private(home) | {"PYTHONPATH": str(ROOT), "TWOSOURCE_DEBUG": "1" if debug else ""}
    return Terminal([sys.executable, "-P", str(script), str(canary)], env=env, cwd=home)


def restored(terminal: Terminal) -> str:
    """What stands on the terminal that was given back as it was."""
    assert terminal.exit_status() == 3
    assert terminal.termios() == terminal.termios_before
    assert terminal.modes() == {7, 25}
    return "".join(terminal.screen())


def report_in(home: Path) -> str:
    """The report that was kept, which has nothing of the pack."""
    file = home / "state" / "twosource" / crashing.FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8")
    assert CANARY.casefold() not in text.casefold()
    assert str(home) not in text
    assert "Error" in text
    return text


@pytest.mark.parametrize("planted", PLANTED)
def test_a_fault_keeps_the_work_and_gives_the_terminal_back(canary: Path, tmp_path: Path, planted: str) -> None:
    """One line that says what to do, on the shell's screen; what was put aside a moment ago is in the journal."""
    with given(canary, tmp_path, PLANTED[planted]) as terminal:
        terminal.wait("sighted")
        terminal.press("F3", "]", "c")
        terminal.wait("1 clip")
        terminal.type("i")
        said = restored(terminal)
    assert said.startswith("twosource: a fault of twosource (ValueError)")
    assert "your work is kept" in said
    assert "report it" in said
    assert "Kanarienvogel in the text" not in said
    assert "Traceback" not in said
    report = report_in(tmp_path)
    assert "planted.py:" in report
    assert planted == "desk" or "size: 120x40\nview: read\ncommand: card\n" in report
    (work,) = (tmp_path / "state" / "twosource" / "work").iterdir()
    kept = journal.work_of(work.name, work.parent)
    assert [clip.text for clip in kept.clips] == [f"The {CANARY} sang,"]
    assert kept.session["view"] == "sources" or planted in ("desk", "leaving", "unmounting", "giving back")


@pytest.mark.parametrize("planted", AT_START)
def test_a_fault_at_the_start_gives_the_terminal_back(canary: Path, tmp_path: Path, planted: str) -> None:
    """Before anything is on the screen, too, it is one line."""
    with given(canary, tmp_path, AT_START[planted]) as terminal:
        said = restored(terminal)
    assert "twosource: a fault of twosource (" in said
    assert "Traceback" not in said
    report_in(tmp_path)


def test_whoever_debugs_sees_a_traceback_without_values(canary: Path, tmp_path: Path) -> None:
    """With TWOSOURCE_DEBUG=1: where it came from, and the message, but no locals."""
    with given(canary, tmp_path, PLANTED["key"].replace("fault", "fault; reader = 1"), debug=True) as terminal:
        terminal.wait("sighted")
        terminal.press("F3", "i")
        said = restored(terminal)
    assert "Traceback" in said
    assert "Kanarienvogel in the text" in said
    assert 'secret = "' not in said


# --- the report ---


def failed(message: str, depth: int = 0) -> Exception:
    """A fault with a stack, a cause and a context, each of which has the message."""
    try:
        try:
            if depth:
                raise failed(message, depth - 1)
            raise KeyError(message)
        except Exception as fault:
            raise UnicodeDecodeError("utf-8", message.encode(), 0, 1, message) from fault
    except UnicodeDecodeError as fault:
        return fault


def test_a_report_says_where_and_nothing_of_what() -> None:
    """Each fault of the chain by its kind and places; no message, no path."""
    text = crashing.report(failed(CANARY), {"view": "read"})
    assert CANARY not in text
    assert str(ROOT) not in text
    assert "UnicodeDecodeError\n  tests/test_crashing.py:" in text
    assert "from KeyError\n  tests/test_crashing.py:" in text
    assert " failed\n" in text
    assert "view: read\n" in text
    assert "python 3." in text


def test_a_report_is_bounded() -> None:
    """What called itself a thousand times, a chain of twenty, a group of a hundred: all of it in a few pages."""

    def deep(n: int) -> None:
        if n:
            deep(n - 1)
        raise ExceptionGroup(CANARY, [failed(CANARY) for _ in range(100)])

    with pytest.raises(ExceptionGroup) as told:
        deep(500)
    text = crashing.report(told.value, {"view": "x\x1b" * 500})
    assert len(text) < 20_000
    assert "more" in text
    assert "\x1b" not in text
    assert len(crashing.report(failed(CANARY, 20), {})) < 20_000


def test_the_newest_reports_are_kept_within_bounds() -> None:
    """The newest first; older ones go as whole reports, and the file stays private."""
    for n in range(40):
        file = crashing.keep(f"report {n}\n" + "  x\n" * 1000)
    assert file is not None
    text = file.read_text()
    assert text.startswith("report 39\n")
    assert len(text) <= crashing.MOST_BYTES
    assert all(part.startswith("report") and part.count("\n") >= 1000 for part in text.rstrip("\n").split("\n\n"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_report_that_cannot_be_kept_is_no_second_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the state folder is none: the line says what else to do."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert crashing.keep("x") is None
    assert "set TWOSOURCE_DEBUG=1" in crashing.told(failed(CANARY))


def test_a_log_has_no_message_of_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    """`--log FILE`: the places of a fault, no values, and nothing that acts on a terminal."""
    fault = failed(CANARY)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "a\x1b[31m\u202eb", None, (type(fault), fault, None))
    line = crashing.Formatter().format(record)
    assert CANARY not in line
    assert "a␛[31m\ufffdb\n" in line
    assert "KeyError" in line
