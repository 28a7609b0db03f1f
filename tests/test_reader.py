"""The program itself in a terminal, from its first screen to the verified briefing, by keys alone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.engine.shelf import MANIFEST
from tests.conftest import ROOT, SEEDS
from tests.terminal import KINDS, Terminal, Tmux, private


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """An empty folder to work in."""
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def env(tmp_path: Path, **more: str) -> dict[str, str]:
    return private(tmp_path) | {"PYTHONPATH": str(ROOT), **more}


@pytest.mark.parametrize("kind", KINDS)
def test_from_two_sources_to_a_verified_briefing(
    kind: type[Terminal] | type[Tmux], command: list[str], tmp_path: Path, here: Path
) -> None:
    """Search co-operation, see both spellings, open, compare, go to the next quotation, clip, note, write, quit, verify."""
    with kind([*command, str(SEEDS)], env=env(tmp_path), cwd=here) as terminal:
        terminal.wait("Russian President Dmitry Medvedev")
        terminal.press("F2")
        terminal.type("co-operation")
        screen = terminal.wait(
            lambda rows: _found(rows, "peace and cooperation") and _found(rows, "peace and co-operation")
        )
        assert _found(screen, "hits in")
        terminal.type(" gathered")
        terminal.wait(lambda rows: not _found(rows, "Foreign Policy"))
        terminal.press("enter")
        terminal.wait("hit 1 of")
        terminal.press("F4")
        terminal.wait(lambda rows: _found(rows, "Reuters") and _found(rows, "Foreign Policy") and _found(rows, "< "))
        terminal.press("]")
        terminal.wait("grave concern")
        terminal.press("c")
        terminal.wait("clipped R¶5")
        terminal.press("F6")
        terminal.wait("exact")
        terminal.press("e")
        terminal.wait("note")
        terminal.type("What the final text says.")
        terminal.press("^s")
        terminal.wait("> What the final text says.")
        terminal.press("w")
        terminal.wait("written: ")
        terminal.press("^q")
        assert terminal.exit_status() == 0
        if isinstance(terminal, Terminal):
            assert terminal.termios() == terminal.termios_before
            assert terminal.modes() == {7, 25}
    (written,) = here.glob("*.md")
    text = written.read_text(encoding="utf-8")
    assert "> The SCO states express grave concern" in text
    assert "What the final text says." in text
    done = subprocess.run(
        [*command, "verify", str(written), "--pack", str(SEEDS), "--json"],
        capture_output=True,
        text=True,
        env=os.environ | env(tmp_path),
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"exact"' in done.stdout
    assert '"altered"' not in done.stdout


def _found(rows: list[str], words: str) -> bool:
    return any(words in row for row in rows)


def test_the_first_article_is_there_before_the_index(command: list[str], tmp_path: Path, here: Path) -> None:
    """Opened for the first time, text is on the screen while nothing is indexed yet, and keys are obeyed."""
    with Terminal([*command, str(SEEDS)], env=env(tmp_path), cwd=here) as terminal:
        terminal.wait("Medvedev")
        assert not list((tmp_path / "cache").rglob(MANIFEST))
        terminal.press("F3", "]")
        terminal.wait("grave concern")
        terminal.press("^q")
        assert terminal.exit_status() == 0


def test_the_editor_gets_the_file_as_an_argument(command: list[str], tmp_path: Path, here: Path) -> None:
    """O starts the user's editor on the file at the line, no shell between; then the reader is back."""
    editor = here / "vi"
    editor.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$HOME/opened"\n')
    editor.chmod(0o755)
    with Terminal([*command, str(SEEDS)], env=env(tmp_path, EDITOR=f"{editor} -R"), cwd=here) as terminal:
        terminal.wait("China, neighbors")
        terminal.press("j", "F3", "G", "o")
        terminal.wait(lambda rows: (tmp_path / "opened").exists() and _found(rows, "Foreign Policy"))
        terminal.press("F5")
        terminal.wait("Statements")
        terminal.press("^q")
        assert terminal.exit_status() == 0
    flag, line, path = (tmp_path / "opened").read_text().splitlines()
    assert (flag, path) == ("-R", str(SEEDS / "002_4468bfb5ea2f865f.txt"))
    number = int(line.removeprefix("+"))
    text = (SEEDS / "002_4468bfb5ea2f865f.txt").read_text(encoding="utf-8")
    assert text.splitlines()[number - 1].startswith("For more on how Russia’s recognition")


@pytest.mark.parametrize("what", ["nothing", "empty"])
def test_what_is_no_pack_is_told_in_one_line(command: list[str], tmp_path: Path, here: Path, what: str) -> None:
    """A folder that is not there or holds nothing to read: one line after the screen, status 3, terminal as before."""
    if what == "empty":
        (here / what).mkdir()
    with Terminal([*command, str(here / what)], env=env(tmp_path), cwd=here) as terminal:
        assert terminal.exit_status() == 3
        assert terminal.termios() == terminal.termios_before
        assert terminal.modes() == {7, 25}
        said = [row for row in terminal.screen() if row]
    assert "".join(said).count(f"/{what}") == 1, said
    assert not any("Traceback" in row for row in said)


def test_without_colours_nothing_is_coloured(command: list[str], tmp_path: Path, here: Path) -> None:
    """NO_COLOR: not one colour in all that is written, and yet cursor, hits and selection are told apart."""
    with Terminal([*command, str(SEEDS)], env=env(tmp_path, NO_COLOR="1"), cwd=here) as terminal:
        terminal.wait("Medvedev")
        terminal.press("F2")
        terminal.type("ossetia")
        terminal.wait("hits in")
        terminal.press("enter")
        terminal.wait("hit 2 of")
        terminal.press("F4", "]", "]")
        terminal.wait("35 words")
        styles = [run for row in range(40) for run in terminal.styles(row)]
        terminal.press("^q")
        assert terminal.exit_status() == 0
    grey = {_grey(colour) for run in styles for colour in (run.fg, run.bg)}
    assert grey == {True}, "a colour, where grey or the terminal's own was asked for"
    assert any(run.bold and run.underline and "co-operation" in run.text for run in styles), "a changed word"
    assert any(run.text.startswith("▌") for run in styles), "the cursor"


def _grey(colour: str) -> bool:
    return colour == "default" or (len(colour) == 6 and colour[:2] == colour[2:4] == colour[4:])


@pytest.fixture(autouse=True)
def _nothing_is_written_into_the_pack() -> Iterator[None]:
    """Whatever a test does, the seeds stay byte for byte."""
    before = {path.name: path.read_bytes() for path in SEEDS.iterdir()}
    yield
    assert {path.name: path.read_bytes() for path in SEEDS.iterdir()} == before
