"""The kept screens are what a terminal shows: the program in a pseudo-terminal, its bytes replayed."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from reader import journal
from tests.conftest import ROOT, SEEDS
from tests.terminal import Run, Terminal, environment, private
from tests.test_app import Typed
from tests.test_panes import SCREENS, SHOWN, SIZES, name_of

READER = [sys.executable, "-m", "reader", str(SEEDS)]
PATIENCE = 20.0
"""Seconds that a screen may take to be what is expected, on a busy machine."""
STILL = 0.12
"""Seconds without a byte after which a key is taken to have had its effect."""
_TOOK = re.compile(r"· +\d+ ms *$")


def same(screen: Sequence[str]) -> list[str]:
    """The rows of a screen without blanks at their ends and without the time that a search took."""
    return [re.sub(r" {2,}", "  ", _TOOK.sub("", row)).rstrip() for row in screen]


def rest(terminals: Sequence[Terminal]) -> None:
    """Wait until nothing more is written to any of them."""
    seen, until = -1, time.monotonic() + PATIENCE
    while seen != (now := sum(len(terminal.raw) for terminal in terminals)) and time.monotonic() < until:
        seen = now
        time.sleep(STILL)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A cache folder in which the seeds are read and indexed."""
    folder = tmp_path_factory.mktemp("cache")
    env = environment(private(folder) | {"PYTHONPATH": str(ROOT)})
    subprocess.run([*READER[:3], "index", str(SEEDS), "--quiet"], env=env, check=True, cwd=folder)
    return env["XDG_CACHE_HOME"]


@pytest.mark.parametrize("screen", SHOWN)
def test_a_terminal_shows_each_screen(screen: str, tmp_path: Path, cache: str) -> None:
    """Keys typed into a terminal lead to the kept screen in three sizes, under NO_COLOR too; `^q` ends it from there."""
    kept = {size: (SCREENS / name_of(screen, size)).read_text(encoding="utf-8").splitlines() for size in SIZES}
    with ExitStack() as stack:
        opened: dict[tuple[tuple[int, int], bool], Terminal] = {}
        for size, colour in [*((size, True) for size in SIZES), (SIZES[1], False)]:
            env = (
                private(tmp_path / f"{size[0]}{colour}")
                | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache}
                | ({} if colour else {"NO_COLOR": "1"})
            )
            journal.mark_opened(Path(env["XDG_STATE_HOME"]) / "twosource" / "work")  # no card of the first opening
            opened[size, colour] = stack.enter_context(Terminal(READER, size=size, env=env, cwd=tmp_path))
        for (size, _), terminal in opened.items():
            first = same((SCREENS / name_of("first", size)).read_text(encoding="utf-8").splitlines())
            terminal.wait(lambda rows, first=first: same(rows) == first, PATIENCE)
        for key in SHOWN[screen]:
            for terminal in opened.values():
                terminal.type(key) if isinstance(key, Typed) else terminal.press(*key.split())
            rest(list(opened.values()))
        for (size, colour), terminal in opened.items():
            expected = same(kept[size])
            try:
                terminal.wait(lambda rows, expected=expected: same(rows) == expected, PATIENCE)
            except AssertionError:
                assert same(terminal.screen()) == expected
            if not colour:
                assert not [run for y in range(size[1]) for run in terminal.styles(y) if is_coloured(run)]
            terminal.press("^q")
            assert terminal.exit_status() == 0


def is_coloured(run: Run) -> bool:
    """Whether a stretch of a row has a colour that is no grey."""
    return any(len(value) == 6 and len({value[:2], value[2:4], value[4:]}) > 1 for value in (run.fg, run.bg))
