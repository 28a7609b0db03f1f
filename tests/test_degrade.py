"""Where something is missing that a program is used to, twosource says so, does what it can, and keeps the user's work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reader import cli, journal
from tests.conftest import ROOT, SEEDS
from tests.terminal import Terminal, private
from tests.terminal import environment as common
from tests.test_cli import Say, say

__all__ = ["say"]

VERBS = {
    "sources": ["sources", "PACK"],
    "clean": ["clean", "PACK"],
    "search": ["search", "PACK", "bridge"],
    "quotes": ["quotes", "PACK", "--json"],
    "compare": ["compare", "PACK", "a.txt", "b.txt"],
    "verify": ["verify", "PACK/a.txt", "--pack", "PACK"],
    "export": ["export", "PACK", "--all"],
    "doctor": ["doctor"],
    "help": ["--help"],
    "help of a verb": ["sources", "--help"],
    "version": ["--version"],
}
"""Whatever prints something: the words of its command line."""


def words(verb: str, pack: Path) -> list[str]:
    return [word.replace("PACK", str(pack)) for word in VERBS[verb]]


# --- output that is not taken ---


def test_no_verb_is_content_when_its_output_is_lost(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk each of them says so in one line, with what to do, and its status is 3."""
    for verb in VERBS:
        heard = notes.parent / "heard"
        with heard.open("w") as err:
            out = open("/dev/full", "w")  # noqa: SIM115 - what is left in it cannot be written when it is closed
            monkeypatch.setattr(sys, "stdout", out)
            monkeypatch.setattr(sys, "stderr", err)
            status = cli.main(words(verb, notes))
            monkeypatch.undo()
            with pytest.raises(OSError, match="No space"):
                out.close()
        said = heard.read_text()
        assert (status, said.count("\n")) == (3, 1), (verb, said)
        assert said.startswith("twosource: cannot be written (no space left on device), standard output: "), verb


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("sources PACK >/dev/full", 3),
        ("--help >/dev/full", 3),
        ("sources /nowhere 2>/dev/full", 3),
        ("quotes PACK --json | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}", 0),
    ],
)
def test_the_status_of_a_process_whose_output_is_lost(
    notes: Path, command: list[str], environment: dict[str, str], line: str, status: int
) -> None:
    """As told, though the interpreter tries once more to write when it ends."""
    shell = " ".join([*command, line.replace("PACK", str(notes))])
    done = subprocess.run(["bash", "-c", shell], env=environment, capture_output=True, check=False, timeout=60)
    assert done.returncode == status
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr
    assert done.stderr.count(b"\n") == (1 if status and "2>" not in line else 0)


def test_a_file_that_is_a_link_to_itself_is_told(say: Say, notes: Path, tmp_path: Path) -> None:
    """To write to it, to read it, to check it, to open it."""
    loop = tmp_path / "loop.md"
    loop.symlink_to(loop)
    for line in (
        ["sources", loop],
        ["verify", loop, "--pack", notes],
        ["export", notes, "--all", "-o", loop],
        ["sources", notes, "-o", loop],
        ["export", notes, "--briefing", loop],
    ):
        told = say(*line)
        assert (told.status, told.out, told.err.count("\n")) == (3, "", 1), line
        assert "symbolic links" in told.err, line
    assert loop.is_symlink()


# --- an environment that lacks something ---

POSIX = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
"""A terminal of letters without accents: nothing is coerced to UTF-8."""
NOWHERE = dict.fromkeys(("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), "")
"""All folders where they are in a home, if there is one."""
LACKING: dict[str, tuple[dict[str, str], str]] = {
    "TERM=dumb": ({"TERM": "dumb"}, ""),
    "TERM is empty": ({"TERM": ""}, ""),
    "an unknown TERM": ({"TERM": "teleprinter"}, ""),
    "no UTF-8": (POSIX, ""),
    "ASCII asked of Python": (POSIX | {"PYTHONIOENCODING": "ascii"}, ""),
    "a HOME that is not there": (NOWHERE | {"HOME": "/nowhere/at/all"}, ""),
    "a HOME that nothing can be written to": (NOWHERE | {"HOME": "/proc"}, ""),
    "a HOME that is a file": (NOWHERE | {"HOME": "/etc/passwd"}, ""),
    "folders that are files": (dict.fromkeys(NOWHERE, "/etc/passwd"), ""),
    "folders that are nowhere": (dict.fromkeys(NOWHERE, "here") | {"HOME": "/dev/null"}, ""),
    "no folder for what passes": ({"TMPDIR": "/nowhere/at/all"}, ""),
    "files for all": ({}, "umask 0;"),
    "few open files": ({}, "ulimit -n 64;"),
    "little memory": ({}, "ulimit -v 200000;"),
    "warnings are errors": ({"PYTHONWARNINGS": "error"}, ""),
    "no assertions": ({"PYTHONOPTIMIZE": "2", "PYTHONHASHSEED": "7"}, ""),
}
"""What is set, and what the shell does before."""


@pytest.fixture(scope="module")
def at_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the seeds were read."""
    home = tmp_path_factory.mktemp("home")
    told = verb(home, {}, "")
    assert (told.returncode, told.stderr) == (0, b"")
    (home / "cache" / "as-ever").write_bytes(told.stdout)
    return home


def verb(home: Path, env: dict[str, str], before: str) -> subprocess.CompletedProcess[bytes]:
    """A briefing of all quotations of the seeds, written to stdout."""
    line = f"{before} exec {sys.executable} -P -m reader export {SEEDS} --all"
    whole = common(private(home) | {"PYTHONPATH": str(ROOT)} | env)
    return subprocess.run(["bash", "-c", line], env=whole, cwd=home, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize("row", LACKING)
def test_a_verb_does_its_work_all_the_same(at_home: Path, row: str) -> None:
    """The same bytes as ever, nothing on stderr, nothing left where one is."""
    told = verb(at_home, *LACKING[row])
    assert (told.returncode, told.stderr) == (0, b"")
    assert told.stdout == (at_home / "cache" / "as-ever").read_bytes()
    assert {p.name for p in at_home.iterdir()} <= {"cache", "state"}


@pytest.mark.parametrize("home", ["", "here", None], ids=["empty", "relative", "unset"])
def test_somebody_the_system_does_not_know(at_home: Path, tmp_path: Path, home: str | None) -> None:
    """As in a container, where no user has that number: nothing is kept, nothing fails, nothing is left where one is."""
    code = "import pwd; pwd.getpwuid = lambda _: {}[_]; from reader.__main__ import run; run()"
    env = common(private(tmp_path) | NOWHERE | {"PYTHONPATH": str(ROOT), "HOME": home or ""})
    if home is None:
        del env["HOME"]
    told = subprocess.run(
        [sys.executable, "-P", "-c", code, "export", str(SEEDS), "--all"],
        env=env, cwd=tmp_path, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert (told.returncode, told.stderr) == (0, b"")
    assert told.stdout == (at_home / "cache" / "as-ever").read_bytes()
    assert list(tmp_path.iterdir()) == []


# --- the terminal ---

READER = [sys.executable, "-P", "-m", "reader", str(SEEDS)]


def reader(home: Path, before: str = "", *, size: tuple[int, int] = (100, 30), **env: str) -> Terminal:
    """The reader on the seeds, started by a shell that does something before, or something with it (`{}`)."""
    line = before.replace("{}", " ".join(READER)) or f"exec {' '.join(READER)}"
    return Terminal(["bash", "-c", line], size=size, env=private(home) | {"PYTHONPATH": str(ROOT)} | env, cwd=home)


def test_back_to_the_shell_and_on_again(tmp_path: Path) -> None:
    """^z, as the signal does, gives the terminal back whole; `fg` brings the same screen, a half written note, and the keys."""
    shell = 'set -m; {}; echo "stopped $?"; read line; fg >/dev/null; echo "again $?"; read line; fg >/dev/null; echo "ended $?"'
    with reader(tmp_path, shell) as terminal:
        terminal.wait("crucial support")
        terminal.press("F3", "]", "c")
        terminal.wait("1 clip")
        before = terminal.wait("=F¶3")
        terminal.press("^z")
        terminal.wait("stopped 147")
        assert terminal.modes() == {7, 25}
        assert terminal.termios() == terminal.termios_before
        (pack,) = (tmp_path / "state" / "twosource" / "work").iterdir()
        assert len(journal.work_of(pack.name, pack.parent).clips) == 1
        terminal.press("enter")
        terminal.wait(lambda rows: rows[: len(before) - 2] == before[:-2])
        terminal.press("C")
        terminal.wait("enter keep")
        terminal.type("half a no")
        before = terminal.wait("half a no")
        os.killpg(int(children(terminal.pid)), signal.SIGTSTP)
        terminal.wait("again 147")
        terminal.press("enter")
        terminal.wait(lambda rows: rows == before)
        terminal.type("te")
        terminal.wait("half a note")
        terminal.press("enter", "^q")
        terminal.wait("ended 0")
        assert terminal.exit_status() == 0
        assert terminal.modes() == {7, 25}
    assert journal.work_of(pack.name, pack.parent).clips[0].note == "half a note"


def children(pid: int) -> str:
    """The number of the one process that another one started."""
    return subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=True).stdout


def test_no_shell_to_go_back_to(tmp_path: Path) -> None:
    """Where nobody could ever go on with it, ^z says so and stops nothing."""
    with reader(tmp_path) as terminal:
        terminal.wait("crucial support")
        terminal.press("^z")
        terminal.wait("no shell waits for the terminal")
        terminal.press("F3")
        terminal.wait("] [")
