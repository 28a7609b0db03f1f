"""The tests' own terminal shows what a terminal shows."""

from __future__ import annotations

import os
import signal
import sys
import termios
from pathlib import Path

import pytest

from tests.terminal import KINDS, Run, Terminal, Tmux, private

APP = """
import sys
from textual.app import App
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, Static

class Small(App):
    ENABLE_COMMAND_PALETTE = False
    CSS = "Static { height: 1; width: 100%; }"
    BINDINGS = [Binding(key, f"say('{key}')", priority=True)
        for key in ("escape", "f1", "f4", "f5", "f12", "ctrl+f", "ctrl+t", "tab", "shift+tab", "up", "pagedown", "enter")]

    def compose(self):
        yield Input()
        yield Static(id="key")
        yield Static("漢字 “é” e\\u0301 \\u200d\\ufe0f👍 after")
        yield Static("[b red]bold[/] [u]under[/] [reverse]back[/] [s]gone[/]")
        yield Static(id="size")

    def action_say(self, key):
        self.query_one("#key").update(Content(f"key {key}."))

    def on_input_changed(self, event):
        self.query_one("#key").update(Content(f"typed {event.value}."))
        if event.value == "bye":
            self.exit(return_code=7)

    def on_resize(self, event):
        self.query_one("#size").update(Content(f"{event.size.width} by {event.size.height}"))

app = Small()
app.run()
sys.exit(app.return_code or 0)
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A small program of Textual."""
    path = tmp_path_factory.mktemp("app") / "small.py"
    path.write_text(APP)
    return [sys.executable, str(path)]


@pytest.mark.parametrize("kind", KINDS)
def test_keys_arrive_and_the_screen_is_seen(kind: type[Terminal] | type[Tmux], small: list[str], tmp_path: Path):
    """Letters, control, function and arrow keys do what they say, in each size, up to the exit status."""
    with kind(small, size=(80, 24), env=private(tmp_path)) as terminal:
        terminal.wait("80 by 24")
        terminal.type("a; b")
        terminal.wait("typed a; b.")
        for key, name in {
            "^f": "ctrl+f",
            "F1": "f1",
            "F4": "f4",
            "F5": "f5",
            "F12": "f12",
            "esc": "escape",
            "tab": "tab",
            "shift+tab": "shift+tab",
            "up": "up",
            "pagedown": "pagedown",
            "enter": "enter",
            "^t": "ctrl+t",
        }.items():
            terminal.press(key)
            terminal.wait(f"key {name}.")
        assert any("漢字 “é”" in line and "after" in line for line in terminal.screen())
        terminal.resize(100, 30)
        terminal.wait("100 by 30")
        terminal.press("backspace", "backspace", "backspace", "backspace")
        terminal.wait("typed .")
        terminal.type("bye")
        assert terminal.exit_status() == 7


def test_styles_and_modes(small: list[str], tmp_path: Path):
    """Colours and attributes of a row, and which modes are on; after the end all is as before, and the shell's screen is back."""
    with Terminal(small, env=private(tmp_path)) as terminal:
        screen = terminal.wait("bold under back gone")
        row = next(n for n, line in enumerate(screen) if "bold under" in line)
        runs = {run.text.strip(): run for run in terminal.styles(row)}
        assert runs["bold"].bold
        assert runs["bold"].fg == "ff0000"
        assert runs["under"].underline
        assert runs["back"].reverse or runs["back"].bg != runs["bold"].bg
        assert runs["gone"].strike
        assert isinstance(runs["gone"], Run)
        assert {1049, 1000, 2004} <= terminal.modes()
        assert terminal.termios() != terminal.termios_before
        terminal.type("bye")
        assert terminal.exit_status() == 7
        assert terminal.modes() == {7, 25}
        assert terminal.termios() == terminal.termios_before
        assert "".join(terminal.screen()) == ""


def test_waiting_fails_with_the_screen():
    """What is not there is told, with what is there, at once when the program has ended."""
    with (
        Terminal([sys.executable, "-c", "print('something else')"]) as terminal,
        pytest.raises(AssertionError, match=r"'hits' did not come \(the program ended\)(.|\n)*│something else"),
    ):
        terminal.wait("hits")


def test_a_signal_is_the_exit_status():
    """A killed program has the signal's number, negative."""
    with Terminal([sys.executable, "-c", "import time; print('up'); time.sleep(60)"]) as terminal:
        terminal.wait("up")
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.exit_status() == -signal.SIGTERM


def test_leaving_ends_the_program():
    """No program outlives its terminal."""
    with Terminal([sys.executable, "-c", "import time; print('up'); time.sleep(60)"]) as terminal:
        terminal.wait("up")
    with pytest.raises(ProcessLookupError):
        os.kill(terminal.pid, 0)


def test_a_program_never_waits_for_its_terminal():
    """Megabytes come through, all of them, though nobody looks."""
    with Terminal([sys.executable, "-c", "print('x' * 3_000_000)"]) as terminal:
        assert terminal.exit_status() == 0
        assert terminal.raw.count(b"x") == 3_000_000


def test_raw_terminals_are_told_apart():
    """The attributes that a program leaves behind are seen after its end."""
    with Terminal([sys.executable, "-c", "import tty; tty.setraw(0)"]) as terminal:
        terminal.exit_status()
        assert terminal.termios()[3] != terminal.termios_before[3]
        assert not terminal.termios()[3] & termios.ECHO
