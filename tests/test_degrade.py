"""Where something is missing that a program is used to, twosource says so, does what it can, and keeps the user's work."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from index.model import Clip, Span
from reader import cli, journal
from reader.journal import Journal
from tests.conftest import ROOT, SEEDS
from tests.hands import reading
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
    "TERM=dumb, no UTF-8, ASCII asked of Python": (POSIX | {"TERM": "dumb", "PYTHONIOENCODING": "ascii"}, ""),
    "an empty TERM, no UTF-8, no assertions": (POSIX | {"TERM": "", "PYTHONOPTIMIZE": "2", "PYTHONHASHSEED": "7"}, ""),
    "an unknown TERM, no TMPDIR, warnings are errors": (
        {"TERM": "teleprinter", "TMPDIR": "/nowhere/at/all", "PYTHONWARNINGS": "error"},
        "",
    ),
    "files for all, few of them open, little memory": ({}, "umask 0; ulimit -n 64; ulimit -v 300000;"),
    "a HOME that is not there": (NOWHERE | {"HOME": "/dev/null/at/all"}, ""),
    "a HOME that nothing can be written to": (NOWHERE | {"HOME": "/proc"}, ""),
    "a HOME that is a file": (NOWHERE | {"HOME": "/etc/passwd"}, ""),
    "folders that are files": (dict.fromkeys(NOWHERE, "/etc/passwd"), ""),
    "folders that are nowhere": (dict.fromkeys(NOWHERE, "here") | {"HOME": "/dev/null"}, ""),
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
    code = "import pwd; pwd.getpwuid = lambda _: {}[_]; from reader.launch import run; run()"
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
    shell = 'set -m; sh -c "{}; exit"; echo "stopped $?"; read line; fg >/dev/null; echo "again $?"; read line; fg >/dev/null; echo "ended $?"'
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
        os.kill(child(child(terminal.pid)), signal.SIGTSTP)
        terminal.wait("again 147")
        terminal.press("enter")
        terminal.wait(lambda rows: rows == before)
        terminal.type("te")
        terminal.wait("half a note")
        terminal.press("enter")
        terminal.wait(lambda rows: not any("enter keep" in row for row in rows))
        terminal.press("^q")
        terminal.wait("ended 0")
        assert terminal.exit_status() == 0
        assert terminal.modes() == {7, 25}
    assert journal.work_of(pack.name, pack.parent).clips[0].note == "half a note"


def child(pid: int) -> int:
    """The number of the first process that another one started."""
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout.split()[0])


def test_no_shell_to_go_back_to(tmp_path: Path) -> None:
    """Where nobody could ever go on with it, ^z says so and stops nothing."""
    with reader(tmp_path) as terminal:
        terminal.wait("crucial support")
        terminal.press("^z")
        terminal.wait("no shell waits for the terminal")
        terminal.press("F3")
        terminal.wait("] [")


async def test_every_view_in_every_window(library: Path) -> None:
    """Twenty by five, one by one, as large as a wall, and changed in between: something is always shown, and a way leads back."""
    ways = {
        "sources": ["0"],
        "search": ["^f"],
        "results": ["tab"],
        "read": ["F3"],
        "compare": ["F4"],
        "quotes": ["F5"],
        "briefing": ["F6"],
        "coverage": ["g m"],
        "timeline": ["g t"],
        "help": ["?"],
    }
    async with reading(SEEDS, (80, 24)) as seen:
        for view, keys in ways.items():
            if view == "results":
                await seen.press("^f")
                await seen.search("Georgia")
            await seen.press(*keys)
            await seen.until(lambda view=view: seen.view == view, view)
            for size in [(20, 5), (1, 1), (500, 200), (2, 100), (300, 2), (20, 5)]:
                await seen.resize(*size)
                assert seen.text().strip() or min(size) < 3, (view, size)
                assert seen.view == view, (view, size)
            await seen.resize(80, 24)
            await seen.press("esc", "F3")
            assert seen.view == "read", view


@pytest.mark.parametrize(
    ("number", "status", "keys"),
    [(signal.SIGHUP, 129, ["C", *"half a note"]), (signal.SIGTERM, 143, ["F6", "W", *"made.md"])],
    ids=["SIGHUP amid a note", "SIGTERM amid a question"],
)
def test_ended_amid_something(tmp_path: Path, number: int, status: int, keys: list[str]) -> None:
    """The terminal is as it was, through a storm of sizes, too; what was put aside is there, a half note with it, and no file half written."""
    with reader(tmp_path) as terminal:
        terminal.wait("crucial support")
        terminal.press("F3", "]", "c")
        terminal.wait("1 clip")
        for n in range(40):
            terminal.resize(60 + n, 20 + n % 7)
        terminal.resize(100, 30)
        terminal.press(*keys)
        terminal.wait("".join(keys[-4:]))
        os.kill(terminal.pid, number)
        assert terminal.exit_status() == status
        assert terminal.termios() == terminal.termios_before
        assert terminal.modes() == {7, 25}
        assert b"Traceback" not in terminal.raw
    (pack,) = (tmp_path / "state" / "twosource" / "work").iterdir()
    (clip,) = journal.work_of(pack.name, pack.parent).clips
    assert clip.note == ("half a note" if keys[0] == "C" else "")
    assert {p.name for p in tmp_path.iterdir()} <= {"cache", "state"}


# --- packs out of the ordinary ---


def test_a_path_of_any_kind(say: Say, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Line ends, blanks, quotes, a dash, bytes that are no UTF-8, 200 folders deep: a pack is a pack, each with its own work."""
    names = [
        b"new\nline",
        b" blank s ",
        b"q'u\"o te",
        b"$(touch x)`y`",
        b"-dash",
        b"not \xff\xfe UTF-8",
        b"/".join([b"l"] * 200),
    ]
    for name in names:
        place = tmp_path / os.fsdecode(name)
        shutil.copytree(notes, place)
        for line in (
            ["sources", place],
            ["export", place, "--all"],
            ["search", place, "bridge"],
            ["forget", place, "--all", "--yes"],
        ):
            told = say(*line)
            assert told.status == 0, (line, told.err)
            assert not set(told.out + told.err) & set("\x1b\r\udcff"), line
    monkeypatch.chdir(tmp_path)
    assert say("sources", "--", "-dash").status == 0
    assert say("sources", "-dash").status == 2
    for long in ("n" * 300, "x/" * 3_000):
        told = say("sources", long)
        assert (told.status, told.err.count("\n")) == (3, 1)
    assert not (tmp_path / "x").exists()


def test_what_is_no_file_never_holds_up(say: Say, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe, a socket, devices, links in a circle, and no file deep down: listed with the reason, the rest is read."""
    os.mkfifo(notes / "pipe.txt")
    monkeypatch.chdir(notes)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket.txt")
        for name, to in {
            "zero.txt": "/dev/zero",
            "circle.txt": "circle.txt",
            "up": "..",
            "memory.txt": "/proc/self/mem",
        }.items():
            (notes / name).symlink_to(to)
        deep = notes
        for _ in range(200):
            deep = deep / "l"
        deep.mkdir(parents=True)
        (deep / "deep.txt").write_text("Far down\n\nThe ferry is small, said nobody.\n")
        told = say("sources", notes, "--json")
        assert told.status == 0
        unread = {item["source"]: item["unread"] for item in told.items if item["unread"]}
        assert set(unread) == {"pipe.txt", "socket.txt", "circle.txt"}
        assert any(item["source"].endswith("/deep.txt") for item in told.items)
        for alone in (notes / "pipe.txt", notes / "socket.txt", notes / "circle.txt", "/dev/null", "/dev/zero"):
            told = say("sources", alone)
            assert (told.status, "Traceback" in told.err) == (3, False), alone


def test_a_pack_of_nothing(say: Say, tmp_path: Path) -> None:
    """No file, one without a byte, some without: each verb says so in a line, with what to do, and its status is 3."""
    empty, file, some = tmp_path / "empty", tmp_path / "file.txt", tmp_path / "some"
    empty.mkdir()
    file.touch()
    some.mkdir()
    (some / "a.txt").touch()
    (some / "b.html").touch()
    for pack in (empty, file, some):
        for verb in (["sources"], ["index"], ["export"], ["search", "x"], ["quotes"], ["compare", "a.txt", "b.html"]):
            told = say(verb[0], pack, *verb[1:])
            assert told.status == 3, (verb, pack)
            assert "put articles in it" in told.err.splitlines()[-1]


def test_a_clock_that_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set back by years between two sessions and amid one, and far ahead: clips stay in their order, the last word holds."""
    year = 365 * 86_400 * 10**9
    noon = time.time_ns()
    now = [noon]
    monkeypatch.setattr(time, "time_ns", lambda: now[0])
    said = []
    for n, moment in enumerate((noon, noon - 20 * year, noon + 70 * year, 0, noon)):
        now[0] = moment
        one = Journal.open("pack", "/somewhere", folder=tmp_path)
        for m in range(2):
            clip = Clip(f"{n}.{m}", "a.txt", "0" * 64, 1, Span(m, m + 1), "x", "quote", "", "")
            said.append(clip.id)
            one.record(replace(one.work, clips=(*one.work.clips, clip), title=clip.id))
            now[0] -= year
        one.close()
        work = journal.work_of("pack", tmp_path)
        assert [clip.id for clip in work.clips] == said
        assert work.title == said[-1]


def test_a_terminal_of_few_letters_and_no_colours(tmp_path: Path) -> None:
    """No UTF-8, no colours, a kind that nobody knows: nothing but ASCII is written, in grey, and all is there by its sign."""
    with reader(tmp_path, **POSIX, TERM="teleprinter", COLORTERM="", NO_COLOR="1") as terminal:
        terminal.wait("crucial support")
        terminal.press("F3", "]", "c")
        terminal.wait("1 clip")
        terminal.wait("=F")
        assert any(row.startswith((">* 5", "|* 5")) for row in terminal.screen())
        terminal.press("^q")
        assert terminal.exit_status() == 0
        assert max(terminal.raw) < 0x80
        numbers = {int(n) for found in re.findall(rb"\x1b\[([0-9;]+)m", terminal.raw) for n in found.split(b";")}
        assert not numbers & {n + m for n in (30, 40, 90, 100) for m in range(1, 7)}
