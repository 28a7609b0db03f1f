"""The clipboard: what is sent, by what, and what is said of it."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import clipboard
from tests.conftest import SEEDS
from tests.hands import reading


def tool(folder: Path, name: str, script: str) -> Path:
    """A program of that name that does what a shell script says."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


# --- what is sent ---


@given(st.text())
def test_characters_are_the_sources_own(text: str) -> None:
    """All but control characters, whose places others take; tab and line feed stay."""
    fit, replaced = clipboard.fit(text)
    assert len(fit) == len(text)
    differing = [c for c, d in zip(text, fit, strict=True) if c != d]
    assert replaced == len(differing)
    assert all(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in differing)
    assert clipboard.fit(fit) == (fit, 0)


def test_what_would_be_obeyed_is_replaced() -> None:
    """Escape, NUL, carriage return, C1 and lone surrogates; quotation marks, joiners, no-break blanks and marks stay."""
    assert clipboard.fit("a\x1b[2J\r\x9b\x00\ud800") == ("a\ufffd[2J\ufffd\ufffd\ufffd\ufffd", 5)
    assert clipboard.fit("“a\tb\n«\xa0c\u200d\u202b\xad»”") == ("“a\tb\n«\xa0c\u200d\u202b\xad»”", 0)


# --- by what ---


def test_a_desktop_has_a_program(tmp_path: Path) -> None:
    """wl-copy on Wayland, xclip or xsel on X, pbcopy on macOS: the first that is installed; none without a desktop."""
    for name in ("wl-copy", "xclip", "xsel", "pbcopy"):
        tool(tmp_path, name, "cat")
    there = {"PATH": str(tmp_path)}
    assert clipboard.program(there, "linux") == ()
    assert clipboard.program(there | {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "linux")[0] == "wl-copy"
    assert clipboard.program(there | {"DISPLAY": ":0"}, "linux")[:3] == ("xclip", "-selection", "clipboard")
    (tmp_path / "xclip").unlink()
    assert clipboard.program(there | {"DISPLAY": ":0"}, "linux")[0] == "xsel"
    assert clipboard.program(there, "darwin") == ("pbcopy",)
    assert clipboard.program({"PATH": str(tmp_path / "none"), "DISPLAY": ":0"}, "linux") == ()


def test_a_program_is_given_the_words(tmp_path: Path) -> None:
    """As they are, in UTF-8; one that stays behind to serve them is not waited for."""
    got = tmp_path / "got"
    command = [str(tool(tmp_path, "copy", f"cat > {got}; sleep 4 &"))]
    begun = time.monotonic()
    assert clipboard.put(command, "“naïve” 漢字\n") == ""
    assert time.monotonic() - begun < clipboard.SECONDS
    assert got.read_text(encoding="utf-8") == "“naïve” 漢字\n"


def test_a_program_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it says of it, else its status; one that is not there, and one that never ends."""
    monkeypatch.setattr(clipboard, "SECONDS", 0.2)
    assert clipboard.put([str(tool(tmp_path, "a", "echo no display >&2; exit 1"))], "x") == "no display"
    assert clipboard.put([str(tool(tmp_path, "b", "exit 3"))], "x") == "status 3"
    assert clipboard.put([str(tmp_path / "none")], "x") == "No such file or directory"
    assert clipboard.put([str(tool(tmp_path, "c", "exec sleep 30"))], "x" * 1_000_000) == "no answer in 0.2 seconds"


# --- what is said ---


def test_only_what_is_known_is_said() -> None:
    """Sent, not copied; that tmux must be told to take it; that much is too much for some; what was replaced."""
    assert clipboard.sent("abc", 0, {}) == "3 characters sent to the terminal's clipboard (OSC 52)"
    assert "set-clipboard on" in clipboard.sent("abc", 0, {"TMUX": "socket,1,0"})
    assert clipboard.sent("x" * 60_000, 0, {}).endswith("some terminals take no more than 75 kB")
    assert clipboard.sent("a\ufffd", 1, {}).endswith("1 control character replaced")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("cat > got", "characters copied with wl-copy"),
        ("echo compositor is gone >&2; exit 1", "(OSC 52); wl-copy failed: compositor is gone"),
    ],
)
async def test_the_reader_says_what_happened(
    script: str, said: str, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a desktop its program has the words, too, and says whether it took them."""
    tool(tmp_path / "bin", "wl-copy", script)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    async with reading(SEEDS, (160, 40)) as reader:
        await reader.press("F3", "]", "y")
        await reader.until(lambda: said in reader.status, said)
        assert reader.app.clipboard.startswith("The SCO states")
    if script.startswith("cat"):
        assert Path("got").read_text(encoding="utf-8") == reader.app.clipboard


async def test_without_a_desktop_it_is_sent_to_the_terminal(library: Path) -> None:
    """And nothing more is claimed."""
    async with reading(SEEDS, (120, 40)) as reader:
        await reader.press("F3", "]", "y")
        assert reader.status.endswith("characters sent to the terminal's clipboard (OSC 52)")


async def test_too_much_for_any_terminal_is_not_sent(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal is not made busy with a megabyte; it is said, with what to do instead."""
    monkeypatch.setattr(clipboard, "MOST", 10)
    async with reading(SEEDS) as reader:
        await reader.press("F3", "]", "y")
        assert reader.app._clipboard == ""
        assert "too many for a terminal's clipboard" in reader.status


async def test_what_is_handed_over_holds_nothing_that_acts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copied, copied with its source, given to a command: no control character but tab and line feed, no line end at the end of a copy."""
    folder = tmp_path / "pack"
    folder.mkdir()
    attack = "\x1b[2J\x9b31m\x07\x00\x7f"
    (folder / f"a{attack.replace(chr(0), '')}.txt").write_text(
        f"A bridge {attack} is closed\n\n“We found {attack} two\tcracks,” said Ruth {attack} Amberg, who keeps it.\n\n"
        + "It was a plain day in the town of Harlow. " * 30,
        encoding="utf-8",
    )
    handed = []
    got = tmp_path / "got"
    async with reading(folder) as reader:
        for keys in (("F3", "]", "y"), ("Y",), ("{", "}", "y"), ("v", "}", "y")):
            await reader.press(*keys)
            handed.append(reader.app._clipboard)
        await reader.press("esc", "|")
        await reader.type(f"tee {got}")
        await reader.press("enter")
        await reader.until(got.exists, "the answer of the command")
        await reader.rest()
    handed.append(got.read_bytes().decode("utf-8").removesuffix("\n"))
    assert len(set(handed)) >= 4
    for text in handed:
        assert "two\tcracks" in text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
        assert not text.endswith("\n")
