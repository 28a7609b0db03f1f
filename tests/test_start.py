"""The first frame, what is typed under it, what the terminal is asked, and that a start which fails leaves nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import splash
from reader.terminal import ASK, Answer
from tests.terminal import Replay, Terminal, Tmux, environment, private

ROOT = Path(__file__).parent.parent
READER = [sys.executable, "-m", "reader", str(ROOT / "seeds")]
FIRST = "crucial support"
"""Words of the first article."""
LEFT = "explicitly back his"
"""Words near the quotation where it was left."""
TEXTUAL = b"\x1b[?1000h"
"""What Textual writes first."""
LIGHT = b"\x1b]11;rgb:ffff/ffff/f0f0\x1b\\"
DARK = b"\x1b]11;rgb:1414/1717/1c1c\x07"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Of somebody who has read the seeds once, and left them at a quotation."""
    env = environment(private(tmp_path) | {"PYTHONPATH": str(ROOT)})
    subprocess.run([*READER[:3], "sources", str(ROOT / "seeds")], env=env, check=True, capture_output=True)
    with reader(tmp_path) as terminal:
        terminal.wait(FIRST)
        terminal.press("enter", "]")
        terminal.wait("SCO declaration · 36 words")
        terminal.press("^q")
        assert terminal.exit_status() == 0
    return tmp_path


def reader(home: Path, *, size: tuple[int, int] = (100, 30), path: str = "", **env: str) -> Terminal:
    """The reader on the seeds, for somebody whose home is `home`; modules in `path` come before ours."""
    places = os.pathsep.join(filter(None, (path, str(ROOT))))
    return Terminal(READER, size=size, env=private(home) | {"PYTHONPATH": places} | env, cwd=home)


def first_frame(terminal: Terminal) -> Replay:
    """What the terminal shows before Textual is there."""
    replay = Replay(terminal.size)
    replay.feed(terminal.raw.partition(TEXTUAL)[0])
    return replay


def kept(home: Path) -> Path:
    (file,) = (home / "cache" / "twosource" / "screens").iterdir()
    return file


# --- the first frame ---


def test_the_first_frame_is_the_screen_that_follows(home: Path) -> None:
    """The same words and styles in the same places, before Textual is imported; kept for this user alone."""
    assert kept(home).stat().st_mode & 0o777 == 0o600
    with reader(home) as terminal:
        terminal.wait(lambda _: terminal.raw.rpartition(TEXTUAL)[2].count(b"\x1b[30;1H"))  # the last row is painted
        frame = first_frame(terminal)
        live = terminal.screen()
        styles = [terminal.styles(row) for row in range(30)]
    assert live == frame.screen()
    assert any(LEFT in line for line in live)
    assert styles == [frame.styles(row) for row in range(30)]


def test_without_a_kept_frame_the_first_one_says_what_is_being_read(tmp_path: Path) -> None:
    """The pack's name, in the line where the reader will say so."""
    with reader(tmp_path) as terminal:
        terminal.wait(FIRST)
        assert first_frame(terminal).screen()[28] == " reading seeds …"


def test_a_frame_of_another_size_is_not_shown(home: Path) -> None:
    """Its lines would stand in the wrong places."""
    with reader(home, size=(90, 30)) as terminal:
        terminal.wait(LEFT)
        assert first_frame(terminal).screen()[28] == " reading seeds …"


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text.replace("SCO declaration", "SCO\x1b]0;owned\x07\x1b[2J\x9b31m"),
        lambda text: text.replace("38;2;", "38;2;\x1b[5n"),
        lambda text: text.replace("\x1f", "\x1f\x1f", 1),
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: text + "\nmore" * 100_000,
    ],
    ids=["escapes", "styles", "parts", "half", "empty", "long"],
)
def test_a_kept_frame_is_not_trusted(home: Path, harm: Callable[[str], str]) -> None:
    """Whoever changed the file cannot steer the terminal: what is no frame is not shown, and no word of it is obeyed."""
    file = kept(home)
    file.write_text(harm(file.read_text("utf-8")), "utf-8")
    painted = splash_of(home)
    assert "\x1b]" not in painted
    assert "\x1b[5n" not in painted
    assert "\x1b[2J" not in painted
    assert "\x9b" not in painted


def test_a_frame_that_others_may_write_is_not_shown(home: Path) -> None:
    """Nor one that is a link, a folder or a pipe."""
    file = kept(home)
    assert "SCO declaration" in splash_of(home)
    file.chmod(0o666)
    assert "reading seeds" in splash_of(home)
    file.chmod(0o600)
    shutil.copy(file, home / "elsewhere")
    file.unlink()
    file.symlink_to(home / "elsewhere")
    assert "reading seeds" in splash_of(home)
    file.unlink()
    os.mkfifo(file)
    assert "reading seeds" in splash_of(home)


def splash_of(home: Path) -> str:
    """The first frame for somebody with this home, in the terminal of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        patch.setenv("COLORTERM", "truecolor")
        return splash.first(str(ROOT / "seeds"), (100, 30))


def test_a_frame_is_forgotten_with_its_pack(tmp_path: Path) -> None:
    """And by itself when it was not renewed for 90 days."""
    for name in ("a", "b"):
        splash.keep(str(tmp_path), name, (4, 1), [[("1", "word")]])
    home = tmp_path / splash.FOLDER
    assert len(list(home.iterdir())) == 2
    splash.forget(str(tmp_path), "a")
    (left,) = home.iterdir()
    os.utime(left, (1, 1))
    splash.keep(str(tmp_path), "c", (4, 1), [[("1", "word")]])
    assert left not in list(home.iterdir())


# --- what is typed meanwhile ---


def test_keys_typed_at_once_are_obeyed(home: Path) -> None:
    """Five milliseconds after the call: the next quotation, and the whole words of a search."""
    with reader(home) as terminal:
        time.sleep(0.005)
        terminal.press("]")
        terminal.wait("SCO declaration · 35 words")
    with reader(home) as terminal:
        time.sleep(0.005)
        terminal.send(b"\x06ferry tale")
        terminal.wait("ferry tale")


@pytest.mark.parametrize(
    ("answers", "is_light"),
    [
        ([LIGHT], True),
        ([DARK], False),
        ([LIGHT[:3], LIGHT[3:11], LIGHT[11:]], True),
        ([b"]" + LIGHT + b"]"], True),
        ([b"\x1b]11;what?\x07"], False),
        ([], False),
    ],
    ids=["light", "dark", "in pieces", "between keys", "garbage", "none"],
)
def test_the_terminal_tells_its_ground(tmp_path: Path, answers: list[bytes], is_light: bool) -> None:
    """`theme = "auto"`: paper where the terminal says that it is light, else night; no key is lost, nor made up of the answer."""
    with reader(tmp_path) as terminal:
        terminal.wait(lambda _: ASK.encode() in terminal.raw)
        for piece in answers:
            terminal.send(piece)
            time.sleep(0.01)
        terminal.wait(FIRST)
        terminal.press("F3")
        terminal.wait("] [")
        ground = terminal.styles(10)[0].bg
        assert ground == ("f7f3ea" if is_light else "14171c")
        assert "11;" not in "".join(terminal.screen())


def test_an_answer_that_comes_late_is_no_key(home: Path) -> None:
    """Over a slow line it comes when the reader stands: nothing happens, and the keys around it do what they do."""
    with reader(home) as terminal:
        terminal.wait(lambda _: TEXTUAL in terminal.raw)
        terminal.wait("SCO declaration · 36 words")
        for piece in (b"]" + LIGHT[:1], LIGHT[1:9], LIGHT[9:] + b"]"):
            terminal.send(piece)
            time.sleep(0.02)
        terminal.wait("Medvedev · 12 words")
        assert "f7f3ea" not in {run.bg for run in terminal.styles(10)}


def test_a_stated_theme_wins(tmp_path: Path) -> None:
    """Over what the terminal says; and `light` and `dark` name the themes that it chooses from."""
    settings = tmp_path / "config" / "twosource" / "settings.toml"
    settings.parent.mkdir(parents=True)
    for text, ground in (('theme = "night"', "14171c"), ('light = "contrast"', "000000")):
        settings.write_text(text)
        with reader(tmp_path) as terminal:
            terminal.wait(lambda _, terminal=terminal: ASK.encode() in terminal.raw)
            terminal.send(LIGHT)
            terminal.wait(FIRST)
            terminal.press("F3")
            terminal.wait("] [")
            assert terminal.styles(10)[0].bg == ground


@given(st.binary(max_size=30), st.binary(max_size=30), st.lists(st.integers(0, 90), max_size=6))
def test_the_answer_is_taken_out_wherever_it_is_cut(before: bytes, after: bytes, cuts: list[int]) -> None:
    """All other bytes come through, in their order."""
    before, after = before.replace(b"\x1b", b"e"), after.replace(b"\x1b", b"e")
    answer, whole = Answer(), before + LIGHT + after
    edges = sorted({0, len(whole), *(min(cut, len(whole)) for cut in cuts)})
    came = b"".join(answer.keys(whole[a:b]) for a, b in pairwise(edges))
    assert came + answer.rest() == before + after
    assert answer.ground is not None


@given(st.lists(st.sampled_from([b"\x1b", b"]", b"1", b"11;", b"rgb:", b"ff/", b"\x07", b"\\", b"x" * 40])))
def test_what_is_no_answer_comes_through(pieces: list[bytes]) -> None:
    """Byte for byte, apart from whole answers; nothing is held for good."""
    answer = Answer()
    came = b"".join(map(answer.keys, pieces)) + answer.rest()
    if b"\x1b]11;" not in b"".join(pieces):
        assert came == b"".join(pieces)
    assert len(came) <= len(b"".join(pieces))


# --- what goes wrong ---


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)],
    ids=["TERM", "HUP", "INT"],
)
def test_ended_under_the_first_frame_the_terminal_is_as_it_was(tmp_path: Path, number: int, status: int) -> None:
    """Attributes, screen, cursor, wrapping; while everything is still being imported."""
    slow = tmp_path / "slow" / "textual"
    slow.mkdir(parents=True)
    (slow / "__init__.py").write_text("import time; time.sleep(60)")
    with reader(tmp_path, path=str(slow.parent)) as terminal:
        terminal.wait("reading seeds")
        assert terminal.termios() != terminal.termios_before
        os.kill(terminal.pid, number)
        assert terminal.exit_status() == status
        assert terminal.termios() == terminal.termios_before
        assert terminal.modes() == {7, 25}
        assert "".join(terminal.screen()) == ""


def hung_up(home: Path, path: str, when: str, *, leads: bool) -> int | None:
    """The status of a reader whose terminal is taken away once it has written `when`; None where it goes on without one.

    Without `leads` the terminal is not that of its session, so that no signal tells it.
    """
    outside, inside = os.openpty()
    termios.tcsetwinsize(inside, (30, 100))
    lead = "import fcntl, os, sys, termios; "
    lead += "fcntl.ioctl(0, termios.TIOCSCTTY, 0); " if leads else ""
    env = environment(private(home) | {"PYTHONPATH": os.pathsep.join(filter(None, (path, str(ROOT))))})
    argv = [sys.executable, "-I", "-S", "-c", lead + "os.execvp(sys.argv[1], sys.argv[1:])", *READER]
    with subprocess.Popen(
        argv, stdin=inside, stdout=inside, stderr=inside, env=env, cwd=home, start_new_session=True
    ) as process:
        os.close(inside)
        seen = b""
        while when.encode() not in seen:
            seen += os.read(outside, 4096)
        os.close(outside)
        try:
            return process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            return None


def test_without_its_terminal_a_start_comes_to_an_end(tmp_path: Path) -> None:
    """What is imported just then may take any fault of a file's for its own (importlib does): the reader does not go on for nobody."""
    slow = tmp_path / "slow" / "textual"
    slow.mkdir(parents=True)
    (slow / "__init__.py").write_text(
        f"import pathlib, time\ntry:\n    time.sleep(60)\nexcept OSError:\n    pathlib.Path({str(tmp_path / 'went on')!r}).touch()\n"
    )
    assert hung_up(tmp_path, str(slow.parent), "reading seeds", leads=True) == 129
    assert not (tmp_path / "went on").exists()


def test_a_reader_ends_with_its_terminal(tmp_path: Path) -> None:
    """Whether or not a signal tells it, and while it draws."""
    for leads in (True, False):
        assert hung_up(tmp_path, "", "\x1b[?1000h", leads=leads) is not None


def test_a_start_that_fails_says_so_on_the_terminal_as_it_was(tmp_path: Path) -> None:
    """One line, on the shell's screen."""
    broken = tmp_path / "broken" / "textual"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise RuntimeError('not today')")
    with reader(tmp_path, path=str(broken.parent)) as terminal:
        assert terminal.exit_status() == 3
        assert terminal.termios() == terminal.termios_before
        assert terminal.modes() == {7, 25}
        assert "a fault of twosource (RuntimeError), reader/app.py:" in terminal.screen()[0]


def test_the_screen_is_on_standard_output(tmp_path: Path) -> None:
    """Whatever becomes of standard error."""
    argv = ["sh", "-c", f"exec {sys.executable} -m reader {ROOT / 'seeds'} 2>{tmp_path / 'errors'}"]
    with Terminal(argv, env=private(tmp_path) | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path) as terminal:
        terminal.wait(FIRST)
        terminal.press("^q")
        assert terminal.exit_status() == 0
    assert (tmp_path / "errors").read_text() == ""


@pytest.mark.skipif(not Tmux.found(), reason="no tmux")
def test_in_tmux(home: Path) -> None:
    """What is typed under the first frame, and the end."""
    with Tmux(READER, env=private(home) | {"PYTHONPATH": str(ROOT)}, cwd=home) as terminal:
        terminal.type("]")
        terminal.wait("SCO declaration · 35 words")
        terminal.press("^q")
        assert terminal.exit_status() == 0


@pytest.mark.parametrize("term", ["dumb", ""])
def test_no_terminal_to_draw_on(tmp_path: Path, term: str) -> None:
    """One clear line that names the way in, status 2, and nothing else written."""
    with reader(tmp_path, TERM=term) as terminal:
        assert terminal.exit_status() == 2
        said = terminal.raw.decode()
    assert said.count("\n") == 1
    assert "twosource sources" in said
    assert "\x1b" not in said
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("theme", ["night", "paper", "ansi"])
def test_sixteen_colours_are_enough(tmp_path: Path, theme: str) -> None:
    """Where the terminal says no more, no other colour is written; a hit still stands out of its line."""
    settings = tmp_path / "config" / "twosource" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'theme = "{theme}"')
    with reader(tmp_path, TERM="xterm", COLORTERM="") as terminal:
        terminal.wait(FIRST)
        terminal.press("^f")
        terminal.type("crucial")
        terminal.wait("1 hit ")
        screen = terminal.wait("win crucial support")
        numbers = {int(n) for found in re.findall(rb"\x1b\[([0-9;]+)m", terminal.raw) for n in found.split(b";")}
        assert not numbers & {38, 48}
        row = next(n for n, line in enumerate(screen) if "win crucial support" in line)
        runs = {run.text.strip(): run[1:] for run in terminal.styles(row)}
        assert runs["crucial"] not in [style for text, style in runs.items() if text != "crucial"]


@pytest.mark.parametrize("way", ["option", "setting"])
def test_the_mouse_is_left_to_the_terminal(tmp_path: Path, way: str) -> None:
    """With `--no-mouse` or `mouse = false` no mode of the mouse is ever switched on."""
    settings = tmp_path / "config" / "twosource" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("mouse = false" if way == "setting" else "")
    argv = [*READER[:3], *(["--no-mouse"] if way == "option" else []), READER[3]]
    with Terminal(argv, env=private(tmp_path) | {"PYTHONPATH": str(ROOT)}, cwd=tmp_path) as terminal:
        terminal.wait(FIRST)
        terminal.press("F3")
        terminal.wait("] [")
        assert not terminal.modes() & {1000, 1002, 1003, 1006, 1015, 1016}
        terminal.press("^q")
        assert terminal.exit_status() == 0
    assert b"\x1b[?1000h" not in terminal.raw
