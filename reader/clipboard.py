"""The clipboard: through the terminal (OSC 52), and by a desktop's own program where there is a desktop.

The terminal is never known to have taken it; a program's word is. Nothing of Textual or of the screen is known here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence

SECONDS = 2.0
"""Time for a program to take the words; those that go on serving the clipboard do so behind it."""
MOST_SENT = 74_000
"""Bytes, encoded for OSC 52, that every terminal known takes; xterm stops there."""
MOST = 1_000_000
"""Bytes that are sent to a terminal at all: it would be busy with more for seconds, and with nothing else."""

# As the briefing has it: what would be obeyed where it is pasted, and what no encoding takes.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PROGRAMS = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard", "-in")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
)


def fit(text: str) -> tuple[str, int]:
    """`text` to be pasted anywhere: each control character but tab and line feed, and each lone surrogate, is U+FFFD.

    Returns:
        The text, as long as it was, and how many characters are not the source's own.
    """
    return _OBEYED.subn("\ufffd", text)


def is_too_long(text: str) -> bool:
    """Whether `text` is too much for any terminal's clipboard."""
    return len(text.encode("utf-8", "replace")) > MOST


def program(environment: Mapping[str, str], platform: str = sys.platform) -> tuple[str, ...]:
    """The command that puts its input on the desktop's clipboard; empty where there is no desktop, or no such program."""
    there = [command for name, command in _PROGRAMS if environment.get(name)]
    if platform == "darwin":
        there = [("pbcopy",)]
    path = environment.get("PATH")
    return next((command for command in there if shutil.which(command[0], path=path)), ())


def put(command: Sequence[str], text: str) -> str:
    """Give `text` to a command's input. Why that did not work, in a few words; empty where it did.

    Such a program leaves one behind that serves the clipboard: it must hold none of our pipes and outlive the terminal.
    """
    with tempfile.TemporaryFile() as complaint:
        try:
            ran = subprocess.run(
                command,
                input=text.encode("utf-8", "replace"),
                stdout=subprocess.DEVNULL,
                stderr=complaint,
                timeout=SECONDS,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"no answer in {SECONDS:g} seconds"
        except OSError as fault:
            return fault.strerror or str(fault)
        complaint.seek(0)
        said = complaint.read(500).decode("utf-8", "replace").strip().partition("\n")[0]
    return "" if ran.returncode == 0 else said or f"status {ran.returncode}"


def sent(text: str, replaced: int, environment: Mapping[str, str]) -> str:
    """What is true once `text` went to the terminal: that it was sent, and what may keep it from arriving."""
    if is_too_long(text):
        return f"{len(text):,} characters are too many for a terminal's clipboard: select some of them, or give them to a command"
    said = f"{len(text):,} characters sent to the terminal's clipboard (OSC 52)"
    if environment.get("TMUX"):
        said = f"{len(text):,} characters sent to tmux (OSC 52, which it takes with set-clipboard on)"
    if len(text.encode("utf-8", "replace")) * 4 // 3 > MOST_SENT:
        said += "; some terminals take no more than 75 kB"
    if replaced:
        said += f"; {replaced} control character{'' if replaced == 1 else 's'} replaced"
    return said
