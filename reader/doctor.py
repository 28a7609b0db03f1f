"""What a bug report needs: versions, the terminal, the folders, and what stands in the way of a sound installation.

Such reports are read by anybody: the user's home folder is `~` in them, the user's name `USER`, no address and no pack is told.
"""

from __future__ import annotations

import base64
import getpass
import hashlib
import importlib.util
import locale
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

import platformdirs

from index import lexicon, ownership
from index.engine import seal
from reader import clipboard, config, settings

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


PATIENCE = 5
"""Seconds for a program to tell its version."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    value: str
    ok: bool = True
    advice: str = ""
    """What to do where it is not as it should be."""


def version(distribution: str = "twosource") -> str:
    """The installed version of twosource, or of something that it stands on."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "not installed"


def checks() -> list[Check]:
    """Everything looked at, in the order it is told, with nothing that tells whose computer it is."""
    every = (_versions(), _packages(), _extras(), _terminal(), _programs(), _folders(), _search(), _settings())
    return [replace(c, value=private(c.value), advice=private(c.advice)) for some in every for c in some]


def private(text: str) -> str:
    """`text` with the home folder as `~`, and with `USER` for the user's name where a path has it."""
    homes = {os.path.expanduser("~"), os.path.realpath(os.path.expanduser("~"))} - {"/", ""}
    for home in sorted(homes, key=len, reverse=True):
        text = re.sub(rf"{re.escape(home.rstrip('/'))}(?![^/\s:,;)'\"])", "~", text)
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # no variable says it, and no such user is known
        return text
    return re.sub(rf"(?<=/){re.escape(name)}(?=/|$)", "USER", text) if name else text


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
    yield from _others()
    changed = [str(f) for f in _not_as_installed(home)]
    yield Check(
        "files",
        "as they were installed" if not changed else f"{len(changed)} not as installed, first {changed[0]}",
        not changed,
        "install twosource again, best with pipx" if changed else "",
    )
    try:
        lexicon.check()
        yield Check("weights", f"{len(lexicon.weights(None))} features")
    except lexicon.Broken as fault:
        yield Check("weights", str(fault), False, "install twosource again")
    stale = [str(f) for f in (*_lone_bytecode(home), *_foreign_bytecode(home))]
    yield Check(
        "byte code",
        "as it should be" if not stale else stale[0],
        not stale,
        "" if not stale else "Python would run it, and it is of no source or of another text: delete it",
    )


def _others() -> Iterator[Check]:
    """Other distributions that brought packages of our names, or a second `whoosh`: their files lie among ours, or over them."""
    brought: dict[str, set[str]] = {name: set() for name in (*OURS, "whoosh")}
    for distribution in metadata.distributions():
        for top in {file.parts[0] for file in distribution.files or () if len(file.parts) > 1} & brought.keys():
            brought[top].add(distribution.metadata["Name"])
    if len(searching := sorted(brought.pop("whoosh"))) > 1:
        yield Check(
            "whoosh", ", ".join(searching), False, "several packages bring `whoosh`: keep whoosh-reloaded alone"
        )
    for name, distributions in brought.items():
        if others := sorted(distributions - {"twosource"}):
            advice = "it is installed among our files: install twosource in an environment of its own, with pipx"
            yield Check(f"package {name}", ", ".join(others), False, advice)


def _not_as_installed(home: Path) -> Iterator[Path]:
    """Our files in the folder `home` that are not, byte for byte, what the wheel brought; none where nothing was installed there."""
    try:
        files = metadata.files("twosource") or ()
    except metadata.PackageNotFoundError:
        return
    for file in files:
        place = Path(str(file.locate()))
        if file.hash and file.parts[0] in (*OURS, "twosource.py") and place.is_relative_to(home):
            try:
                made = hashlib.new(file.hash.mode, place.read_bytes()).digest()
            except OSError:
                made = b""
            if base64.urlsafe_b64encode(made).rstrip(b"=").decode() != file.hash.value:
                yield place


def _lone_bytecode(home: Path) -> Iterator[Path]:
    """Compiled modules beside our sources that no source belongs to: Python would import them."""
    for name in OURS:
        for file in sorted((home / name).rglob("*.pyc")):
            if file.parent.name != "__pycache__" and not file.with_suffix(".py").exists():
                yield file


def _foreign_bytecode(home: Path) -> Iterator[Path]:
    """Compiled modules of another text than their source's that Python would run unasked: those with a hash it does not check.

    Any other tells the time and size, or the hash, of the source that it was made of (PEP 552): where that does not fit, Python passes
    it over, as it does what other versions of Python left.
    """
    for source in sorted(file for name in OURS for file in (home / name).rglob("*.py")):
        for level in ("", 1, 2):
            compiled = Path(importlib.util.cache_from_source(str(source), optimization=level))
            try:
                with compiled.open("rb") as file:
                    head = file.read(16)
                unasked = head[:4] == importlib.util.MAGIC_NUMBER and head[4:8] == _UNCHECKED
                if unasked and head[8:] != importlib.util.source_hash(source.read_bytes()):
                    yield compiled
            except OSError:
                continue


_UNCHECKED = (1).to_bytes(4, "little")
"""Of compiled modules with the hash of their source, which nobody is to compare."""


def _terminal() -> Iterator[Check]:
    term = os.environ.get("TERM", "")
    dumb = term in ("", "dumb")
    yield Check("TERM", term or "unset", not dumb, "the reader needs a terminal; the verbs do not" if dumb else "")
    for name in ("COLORTERM", "NO_COLOR"):
        yield Check(name, os.environ.get(name, "unset"))
    yield Check("colours", colours(os.environ))
    program = " ".join(filter(None, map(os.environ.get, ("TERM_PROGRAM", "TERM_PROGRAM_VERSION"))))
    yield Check("terminal", program or "it does not say")
    yield Check("tmux", _answer("tmux", "-V") if os.environ.get("TMUX") else "no")
    yield Check("ssh", "yes" if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY") else "no")
    said = next((name for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "")
    yield Check("locale", f"{os.environ[said]} ({said})" if said else "unset")
    size = shutil.get_terminal_size()
    small = size.columns < 80 or size.lines < 24
    yield Check(
        "size", f"{size.columns}x{size.lines}", not small, "80x24 is the least that is comfortable" if small else ""
    )
    encoding = locale.getpreferredencoding(False)
    utf8 = encoding.replace("-", "").lower() == "utf8"
    yield Check("encoding", encoding, utf8, "" if utf8 else "set LANG to a UTF-8 locale, such as C.UTF-8")


_EXTRA = re.compile(r"\bextra\s*==\s*[\"']([\w.-]+)[\"']")
_NAME = re.compile(r"[\w.-]+")


def _extras() -> Iterator[Check]:
    """What may be installed beside, by the name of the extra: which of its distributions are there."""
    try:
        wanted = metadata.requires("twosource") or []
    except metadata.PackageNotFoundError:
        return
    extras: dict[str, list[str]] = {}
    for wish in wanted:
        name, found = _NAME.match(wish), _EXTRA.search(wish.partition(";")[2])
        if name and found:
            extras.setdefault(found[1], []).append(name[0])
    for extra, names in extras.items():
        if extra != "dev":
            said = (f"{name} {version(name)}" for name in names)
            yield Check(f"extra {extra}", ", ".join(said))


def colours(environment: Mapping[str, str]) -> str:
    """How many colours a terminal says that it has."""
    term = environment.get("TERM", "")
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit") or term.endswith("-direct"):
        return "16 million"
    return "256" if "256color" in term else "none" if term in ("", "dumb") else "16"


def _programs() -> Iterator[Check]:
    """Programs of others that are asked for something."""
    yield Check("pandoc", _answer("pandoc", "--version"))
    command = clipboard.program(os.environ)
    yield Check("clipboard", command[0] if command else "through the terminal only (OSC 52)")
    chosen = settings.load()
    where = shutil.which(chosen.editor[0])
    name = Path(chosen.editor[0]).name
    advice = "" if where else "set editor in settings.toml, or VISUAL"
    yield Check("editor", name if where else f"{name} is not installed", advice=advice)


def _answer(program: str, asked: str) -> str:
    """The first line that a program says of itself."""
    path = shutil.which(program)
    if path is None:
        return "not installed"
    try:
        ran = subprocess.run(
            [path, asked], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return "installed, but it does not answer"
    return ran.stdout.decode("utf-8", "replace").partition("\n")[0].strip() or "installed, but it says nothing"


def _size(folder: Path) -> str:
    """How much lies in a folder, and in how many files."""
    sizes = []
    for where, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                sizes.append(os.lstat(os.path.join(where, name)).st_size)
    return f"{sum(sizes) / 1e6:,.1f} MB in {len(sizes):,} file{'' if len(sizes) == 1 else 's'}"


def _folders() -> Iterator[Check]:
    for name, place in (
        ("cache", platformdirs.user_cache_dir("twosource")),
        ("config", platformdirs.user_config_dir("twosource")),
        ("state", platformdirs.user_state_dir("twosource")),
    ):
        folder = Path(place)
        nearest = next(p for p in (folder, *folder.parents) if p.exists())
        usable = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
        there = f" ({_size(folder)})" if folder.is_dir() else "" if folder.exists() else " (not there yet)"
        yield Check(
            f"{name} folder",
            f"{folder}{there}",
            usable,
            "" if usable else f"{nearest} cannot be written to: nothing is kept",
        )
        if reason := ownership.fault(folder, or_roots=name == "config"):
            yield Check(
                f"{name} folder", f"{folder} {reason}", False, "what lies in it is not used, and nothing is kept there"
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
    """What is wrong with the user's settings, keys, themes and templates, a line each."""
    chosen = settings.load()
    file = settings.folder() / settings.FILE
    yield Check("settings", str(file) if file.exists() else f"{file} (not there: the defaults hold)")
    for problem in config.problems(chosen):
        yield Check("settings", problem, False, f"put it right in {file.parent}")
