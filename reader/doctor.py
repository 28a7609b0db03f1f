"""What a bug report needs: versions, the terminal, the folders, and what stands in the way of a sound installation."""

from __future__ import annotations

import importlib.util
import locale
import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import platformdirs

from index import lexicon
from index.engine import seal
from reader import settings
from reader.keys import Keymap

OURS = ("reader", "index", "themes")
"""Our top-level packages; the names are common ones, so another distribution may have brought its own."""
NEEDED = (
    "textual",
    "markdown-it-py",
    "mdit-py-plugins",
    "whoosh-reloaded",
    "platformdirs",
    "charset-normalizer",
    "defusedxml",
    "trafilatura",
    "pypdf",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    value: str
    ok: bool = True
    advice: str = ""
    """What to do where it is not as it should be."""


def version() -> str:
    """The installed version of twosource."""
    try:
        return metadata.version("twosource")
    except metadata.PackageNotFoundError:
        return "not installed"


def checks() -> list[Check]:
    """Everything looked at, in the order it is told."""
    return [*_versions(), *_packages(), *_terminal(), *_folders(), *_search(), *_settings()]


def _versions() -> Iterator[Check]:
    yield Check("twosource", version())
    old = sys.version_info < (3, 11)
    yield Check(
        "python", f"{platform.python_version()} {sys.executable}", not old, "3.11 or later is needed" if old else ""
    )
    yield Check("system", f"{platform.system()} {platform.release()} {platform.machine()}")
    yield Check("sqlite", sqlite3.sqlite_version)
    for name in NEEDED:
        try:
            yield Check(name, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Check(name, "missing", False, "install twosource again, best with pipx")


def _packages() -> Iterator[Check]:
    home = Path(__file__).resolve().parent.parent
    for name in OURS:
        spec = importlib.util.find_spec(name)
        places = [spec.origin] if spec and spec.origin else list(spec.submodule_search_locations or ()) if spec else []
        place = places[0] if places else None
        ours = place is not None and Path(place).resolve().is_relative_to(home / name)
        yield Check(
            f"package {name}",
            place or "not found",
            ours,
            "" if ours else "another package of this name is in the way: install twosource with pipx",
        )
    searching = sorted({d.name for d in _providers("whoosh")})
    if len(searching) > 1:
        yield Check(
            "whoosh", ", ".join(searching), False, "several packages bring `whoosh`: keep whoosh-reloaded alone"
        )
    try:
        lexicon.check()
        yield Check("weights", f"{len(lexicon.weights(None))} features")
    except lexicon.Broken as fault:
        yield Check("weights", str(fault), False, "install twosource again")
    stale = [str(f) for f in _lone_bytecode(home)]
    yield Check(
        "byte code",
        "as it should be" if not stale else stale[0],
        not stale,
        "" if not stale else "a module without its source is in the way: delete it",
    )


def _providers(package: str) -> Iterator[metadata.PathDistribution]:
    """The installed distributions that bring a top-level package of this name."""
    for distribution in metadata.distributions():
        if any(len(file.parts) > 1 and file.parts[0] == package for file in distribution.files or ()):
            yield distribution  # type: ignore[misc]  # any kind of distribution has the little that is asked here


def _lone_bytecode(home: Path) -> Iterator[Path]:
    """Compiled modules beside our sources that no source belongs to: Python would import them."""
    for name in OURS:
        for file in sorted((home / name).rglob("*.pyc")):
            if file.parent.name != "__pycache__" and not file.with_suffix(".py").exists():
                yield file


def _terminal() -> Iterator[Check]:
    term = os.environ.get("TERM", "")
    dumb = term in ("", "dumb")
    yield Check("TERM", term or "unset", not dumb, "the reader needs a terminal; the verbs do not" if dumb else "")
    yield Check("COLORTERM", os.environ.get("COLORTERM", "unset"))
    yield Check("NO_COLOR", os.environ.get("NO_COLOR", "unset"))
    size = shutil.get_terminal_size()
    small = size.columns < 80 or size.lines < 24
    yield Check(
        "size", f"{size.columns}x{size.lines}", not small, "80x24 is the least that is comfortable" if small else ""
    )
    encoding = locale.getpreferredencoding(False)
    utf8 = encoding.replace("-", "").lower() == "utf8"
    yield Check("encoding", encoding, utf8, "" if utf8 else "set LANG to a UTF-8 locale, such as C.UTF-8")


def _folders() -> Iterator[Check]:
    for name, place in (
        ("cache", platformdirs.user_cache_dir("twosource")),
        ("config", platformdirs.user_config_dir("twosource")),
        ("state", platformdirs.user_state_dir("twosource")),
    ):
        folder = Path(place)
        nearest = next(p for p in (folder, *folder.parents) if p.exists())
        usable = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
        there = "" if folder.exists() else " (not there yet)"
        yield Check(
            f"{name} folder",
            f"{folder}{there}",
            usable,
            "" if usable else f"{nearest} cannot be written to: nothing is kept",
        )
        if folder.exists() and folder.stat().st_mode & 0o022:
            yield Check(
                f"{name} mode", oct(folder.stat().st_mode & 0o777), False, f"others may write to it: chmod 700 {folder}"
            )


def _search() -> Iterator[Check]:
    """The key without which no search index is opened."""
    place = seal.place()
    try:
        seal.key()
        yield Check("search key", str(place))
    except seal.NoKeyError as fault:
        if os.path.lexists(place):
            yield Check("search key", str(fault), False, "twosource index PACK makes another, and that index anew")
        else:
            yield Check("search key", f"{place} (not there yet)")


def _settings() -> Iterator[Check]:
    """What is wrong with the user's settings and keys, a line each."""
    chosen = settings.load()
    file = settings.folder() / settings.FILE
    problems = [*chosen.problems, *(f"keys: {problem}" for problem in Keymap(chosen.keys).problems)]
    yield Check("settings", str(file) if file.exists() else f"{file} (not there: the defaults hold)")
    for problem in problems:
        yield Check("settings", problem, False, f"put it right in {file}")
