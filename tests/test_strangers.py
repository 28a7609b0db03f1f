"""A pack from a stranger: nothing in it is run, obeyed or followed, whatever is done with it and wherever one stands."""

from __future__ import annotations

import os
import pickle
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from index import manifest
from reader import looks
from reader import settings as ours
from tests.conftest import ROOT
from tests.terminal import Terminal, private

MODULES = (
    *("reader/__init__.py", "reader/__main__.py", "reader/cli.py", "reader/app.py", "index/__init__.py", "index/read.py"),
    *("index/pack.py", "themes/__init__.py", "json.py", "re.py", "sitecustomize.py", "usercustomize.py", "conftest.py"),
    *("textual/__init__.py", "whoosh/__init__.py", "trafilatura.py", "pypdf.py", "markdown_it/__init__.py", "platformdirs.py"),
)  # fmt: skip
"""What Python would import, were the pack on its path."""


class _Bomb:
    """A pickle that makes a file where it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = str(canary)

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.mkdir, (self.canary,)


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """What exists once anything of the pack was run."""
    return tmp_path / "canary"


@pytest.fixture
def stranger(tmp_path: Path, notes: Path, canary: Path) -> Path:
    """Three plain texts, and beside them all that may be taken for a program, an index or settings."""
    touch = f"import os; os.makedirs({str(canary)!r}, exist_ok=True)\n"
    for name in MODULES:
        (notes / name).parent.mkdir(exist_ok=True)
        (notes / name).write_text(touch)
    (notes / "evil.pth").write_text(touch)
    (notes / "pyvenv.cfg").write_text("home = /nowhere\n")
    bomb = pickle.dumps(_Bomb(canary))
    for folder in ("index", ".twosource", "whoosh", "."):
        (notes / folder).mkdir(exist_ok=True)
        for name in (
            "_MAIN_1.toc",
            "_MAIN_99.toc",
            "MAIN_abcdefghijklmnop.seg",
            "state.pickle",
            "cache.pkl",
            "manifest.json",
        ):
            (notes / folder / name).write_bytes(bomb)
        with sqlite3.connect(notes / folder / "store.sqlite") as made:
            made.execute("create table sources (path, document)")
            made.execute("insert into sources values ('a.txt', ?)", (bomb,))
    command = f"touch {canary}"
    settings = f'editor = "{command}"\ntheme = "evil"\ncommand = "{command}"\n[keys]\nquit = "j"\n'
    for name in ("settings.toml", ".twosource/settings.toml", "config/settings.toml"):
        (notes / name).parent.mkdir(exist_ok=True)
        (notes / name).write_text(settings)
    (notes / "themes" / "evil.toml").write_text('name = "evil"\nprimary = "#ff0000"\n')
    (notes / "pack.toml").write_text(
        f'title = "Harlow"\neditor = "{command}"\ncommand = "{command}"\ntheme = "evil"\n[keys]\nquit = "j"\n'
        f'[sources."a.txt"]\nheadline = "Bridge"\ncommand = "{command}"\npath = "/etc/passwd"\n'
        '[sources."/etc/passwd"]\nheadline = "a"\n[sources."../secret.txt"]\nheadline = "b"\n'
    )
    (tmp_path / "secret.txt").write_text(
        "“The words of the secret,” said nobody at all, and nobody may read them here.\n"
    )
    (notes / "link.txt").symlink_to(tmp_path / "secret.txt")
    (notes / "up").symlink_to(tmp_path)
    (tmp_path / "briefing.md").write_text("# Bridges\n\n“We found two cracks in the northern pier”\n")
    return notes


VERBS = (
    *(["sources", "PACK"], ["clean", "PACK"], ["search", "PACK", "bridge"], ["quotes", "PACK", "--echoes"]),
    *(["compare", "PACK", "a.txt", "b.txt"], ["index", "PACK"], ["search", "PACK", "secret words", "--json"]),
    *(["verify", "../briefing.md", "--pack", "PACK"], ["export", "PACK", "--all"], ["doctor"], ["forget", "PACK"]),
)  # fmt: skip


def _tree(folder: Path) -> dict[str, bytes]:
    files = (Path(at, name) for at, _, names in os.walk(folder) for name in names)
    return {str(file): file.read_bytes() for file in files if not file.is_symlink()}


def test_no_verb_runs_reads_or_changes_what_it_should_not(
    stranger: Path, canary: Path, command: list[str], environment: dict[str, str]
) -> None:
    """With the pack as the folder one stands in: no canary, no byte of it changed, no word of the file that a link leads to."""
    before = _tree(stranger)
    for words in VERBS:
        said = ["." if word == "PACK" else word for word in words]
        done = subprocess.run([*command, *said], cwd=stranger, env=environment, capture_output=True, check=False)
        assert b"Traceback" not in done.stderr, words
        assert done.returncode in (0, 1), (words, done.stderr)
        assert b"words of the secret" not in done.stdout, words
        assert not canary.exists(), words
    assert _tree(stranger) == before


def test_the_reader_runs_nothing_of_a_pack(stranger: Path, canary: Path, command: list[str], tmp_path: Path) -> None:
    """Opened in it, looked through, searched and left; its keys and its theme are those of the user."""
    before = _tree(stranger)
    env = private(tmp_path) | {"PYTHONPATH": str(ROOT)}
    with Terminal([*command, "."], env=env, cwd=stranger) as terminal:
        terminal.wait("Harlow")
        terminal.wait(lambda rows: "indexing" not in rows[0])
        for key, shown in (("F4", "only here"), ("F5", "Statements"), ("F2", "only:")):
            terminal.press(key)
            terminal.wait(shown)
        terminal.type("cracks")
        terminal.wait("hits in")
        terminal.press("^q")
        assert terminal.exit_status() == 0
    assert not canary.exists()
    assert _tree(stranger) == before


def test_what_a_pack_states_beyond_its_sources_is_reported_and_ignored(stranger: Path) -> None:
    """Each entry that no pack has, with its line and column; of sources, only what describes them."""
    told = manifest.read((stranger / "pack.toml").read_bytes(), ("a.txt", "b.txt", "c.txt"))
    assert told.title == "Harlow"
    assert set(told.stated) == {"a.txt"}
    notes = "\n".join(told.notes)
    for name in ("editor", "command", "theme", "keys", "path", "/etc/passwd", "../secret.txt"):
        assert name in notes, name
    assert all(note.startswith("pack.toml:") for note in told.notes)
    assert len(told.notes) >= 8


def test_settings_and_themes_of_a_pack_are_nobodys(stranger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standing in the pack, they are those of the user's config folder."""
    monkeypatch.chdir(stranger)
    found = ours.load()
    assert found == ours.load(stranger / "nowhere.toml")
    assert "evil" not in looks.Looks("evil").all()
