"""Packs to test with, and folders of their own for cache, state and config, so that no test ever touches the user's."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
REUTERS = "000_0b0d24cbc4a30e1f.txt"
FOREIGN_POLICY = "002_4468bfb5ea2f865f.txt"
LERVIK = ROOT / "tests" / "packs" / "lervik"


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test; what would change the output on the developer's machine is unset."""
    home = tmp_path_factory.mktemp("home")
    for name in ("cache", "state", "config", "data"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(home / name))
    monkeypatch.setenv("HOME", str(home))
    for name in ("NO_COLOR", "TWOSOURCE_DEBUG", "PYTHONPATH", "VISUAL", "EDITOR", "DISPLAY", "WAYLAND_DISPLAY", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return home


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that all tests of the reader share: each pack is read and indexed once."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def library(kept: Path, own_folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What comes with the project to be read: seeds/, and packs/lervik/sources; clips and settings are each test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return ROOT


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """The two sources the project began with, as a pack of its own."""
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds"))


@pytest.fixture
def lervik(tmp_path: Path) -> Path:
    """The invented pack of twelve sources."""
    return Path(shutil.copytree(LERVIK / "sources", tmp_path / "lervik"))


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A small pack of three plain texts, written for these tests."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "Bridge closed after storm\n\n"
        "HARLOW (Northwire) - The bridge over the Tam was closed on Monday after a storm, the county said.\n\n"
        "“We found two cracks in the northern pier and closed the bridge at once,” said Ruth Amberg, the county engineer.\n\n"
        "Traffic is sent over the old road.\n",
        "utf-8",
    )
    (folder / "b.txt").write_text(
        "Harlow loses its bridge\n\n"
        "The county has closed the bridge over the river Tam.\n\n"
        "Ruth Amberg, the county engineer, said: “We found two cracks in the northern pier and closed the bridge at once.”\n\n"
        "“Nobody asked the ferrymen,” said Ole Brandt, who runs the ferry.\n",
        "utf-8",
    )
    (folder / "c.txt").write_text(
        "A ferry for Harlow\n\nThe old ferry runs again.\n\nIt takes twelve cars, and the first left at six.\n", "utf-8"
    )
    return folder


@pytest.fixture
def command() -> list[str]:
    """The program, as its users start it."""
    return [sys.executable, "-P", "-m", "reader"]


@pytest.fixture
def environment(own_folders: Path) -> dict[str, str]:
    """For processes: the test's own folders, and our modules found."""
    return os.environ | {"PYTHONPATH": str(ROOT)}
