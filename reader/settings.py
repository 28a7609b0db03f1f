"""What the user has set, in one small file and in the environment.

`settings.toml` in the user's config folder, all of it optional:

    theme = "paper"             # a theme that comes with twosource, or one in themes/ beside this file; or "auto"
    light = "paper"             # for "auto", on a terminal that says that its ground is light
    dark = "night"              # for "auto", on any other
    measure = 72                # the longest line of text, in cells: 48 to 80
    glyphs = "ascii"            # or "unicode"; by itself as the locale and the terminal need it
    source_list = "never"       # beside the text: "always", "never", or "auto", where there is room
    compare = "stacked"         # two texts: "stacked", or "auto", side by side where there is room
    mouse = false               # leave the mouse to the terminal
    watch = true                # read a pack again when its files change
    editor = "code --wait"      # before VISUAL and EDITOR
    template = "press"          # how a briefing is made: briefings/press.toml beside this file

    [keys]
    next_quote = ["]", "right"] # a command's id and the keys that take the place of its own

What is wrong in it is told with line and column and passed over; the rest holds.
"""

from __future__ import annotations

import os
import re
import shlex
import stat
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import platformdirs

from index import manifest, ownership

FILE = "settings.toml"
THEMES = ("night", "paper", "contrast", "ansi")
"""The themes that come with twosource, in the order in which a key goes through them."""
MEASURES = range(48, 81)
LUMA = (0.299, 0.587, 0.114)
"""How much red, green and blue give to how light a colour seems (ITU-R BT.601)."""
MOST = 1 << 20
"""Bytes that a settings file may have."""

_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds: the file's entries, then the environment's, then these defaults."""

    theme: str = "auto"
    """A theme's name; `auto`: one of the next two, by the terminal's ground."""
    light: str = "paper"
    dark: str = "night"
    measure: int = 66
    """The longest line of text, in cells."""
    glyphs: Literal["unicode", "ascii"] = "unicode"
    source_list: Literal["auto", "always", "never"] = "auto"
    compare: Literal["auto", "stacked"] = "auto"
    mouse: bool = True
    watch: bool = False
    """Whether a pack is read again when its files change while it is open."""
    editor: tuple[str, ...] = ("vi",)
    """The program and its arguments; the file comes last."""
    template: str = ""
    """The template of briefings, by its name; empty for the usual form."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Command ids with the keys that take the place of their own, as a person writes them."""
    color: bool = True
    """False where NO_COLOR is set."""
    debug: bool = False
    """Whether an error may show a traceback: TWOSOURCE_DEBUG."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Of what is not a default, and of each command's keys: where it comes from, `settings.toml:3:1` or `NO_COLOR`."""
    problems: tuple[str, ...] = ()
    """What is wrong in the file, a line each: `settings.toml:3:11: measure: ...`."""

    def theme_on(self, ground: tuple[float, float, float] | None) -> str:
        """The name of the theme for a terminal of this ground (red, green, blue, 0 to 1); None where that is not known."""
        if self.theme != "auto":
            return self.theme
        return self.light if ground and sum(w * v for w, v in zip(LUMA, ground, strict=True)) > 0.5 else self.dark


def folder() -> Path:
    """Where settings.toml and the user's own themes/ are; it need not exist."""
    return platformdirs.user_config_path("twosource")


def load(path: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The user's settings. Never raises: what cannot be used is in `problems`."""
    text, problems = _text(path or folder() / FILE)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name, value, variable in _environment(os.environ if environ is None else environ):
        values[name], origins[name] = value, variable
    at = places(text)
    for name, value in _parse(text, problems).items():
        line, column = at.get(name, (1, 1))
        if name == "keys":
            used, what = _keys(value, at, problems), "must be a table of commands and keys"
        elif name in ENTRIES:
            must, read = ENTRIES[name]
            used, what = read(value), f"must be {must}"
        else:
            near = get_close_matches(name, ENTRIES, 1)
            used, what = None, f"no such setting{f', did you mean {near[0]}?' if near else ''}"
        if used is None:
            problems.append(f"{FILE}:{line}:{column}: {name}: {what}: it is not used")
        else:
            values[name], origins[name] = used, f"{FILE}:{line}:{column}"
            for entry in (f"keys.{command}" for command in used) if name == "keys" else ():
                line_of, column_of = at.get(entry, (line, column))
                origins[entry] = f"{FILE}:{line_of}:{column_of}"
    return Settings(**values, origins=origins, problems=tuple(problems))


def _environment(environ: Mapping[str, str]) -> Iterator[tuple[str, Any, str]]:
    """What the environment changes: a setting, its value, the variable that says so."""
    if environ.get("NO_COLOR"):  # https://no-color.org: present and not empty
        yield "color", False, "NO_COLOR"
    if environ.get("TWOSOURCE_DEBUG", "0") not in ("", "0"):
        yield "debug", True, "TWOSOURCE_DEBUG"
    for name in ("EDITOR", "VISUAL"):
        if command := _command(environ.get(name)):
            yield "editor", command, name
    locale = next((name for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")  # as in POSIX
    if locale and "utf" not in environ[locale].lower():
        yield "glyphs", "ascii", locale
    if environ.get("TERM") == "linux":  # the console's font has few glyphs
        yield "glyphs", "ascii", "TERM"


def _command(value: object) -> tuple[str, ...] | None:
    try:
        return tuple(shlex.split(value)) or None if isinstance(value, str) else None
    except ValueError:
        return None


def _one_of(*words: str) -> tuple[str, Callable[[object], Any]]:
    return " or ".join(f'"{word}"' for word in words), lambda value: value if value in words else None


def _named(what: str) -> tuple[str, Callable[[object], Any]]:
    return f"the name of a {what}", lambda value: value if isinstance(value, str) and _NAME.fullmatch(value) else None


_NAME = re.compile(r"[\w-]{1,80}")
_THEME = _named("theme")
_TRUTH = ("true or false", lambda value: value if isinstance(value, bool) else None)
ENTRIES: Mapping[str, tuple[str, Callable[[object], Any]]] = {
    "theme": _THEME,
    "light": _THEME,
    "dark": _THEME,
    "measure": (
        f"a whole number from {MEASURES[0]} to {MEASURES[-1]}",
        lambda value: value if type(value) is int and value in MEASURES else None,
    ),
    "glyphs": _one_of("unicode", "ascii"),
    "source_list": _one_of("auto", "always", "never"),
    "compare": _one_of("auto", "stacked"),
    "mouse": _TRUTH,
    "watch": _TRUTH,
    "editor": ("a command", _command),
    "template": _named("template"),
}
"""What the file may say beside the keys: what it must be, for people, and the value to use, None for one that cannot be used."""


def _text(path: Path) -> tuple[str, list[str]]:
    for place in (path.parent, path):
        if reason := ownership.fault(place, or_roots=True):
            return "", [f"{place} {reason}: the defaults hold"]
    try:
        if stat.S_ISFIFO(path.stat().st_mode) or path.is_char_device() or path.is_socket():
            return "", [f"{path}: a pipe or a device, and no file: the defaults hold"]
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except FileNotFoundError:
        return "", []
    except OSError as error:
        return "", [f"{path}: {(error.strerror or str(error)).lower()}: the defaults hold"]
    if len(data) > MOST:
        return "", [f"{path}: larger than 1 MB: the defaults hold"]
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        return "", [f"{FILE}:{line}:{column}: not UTF-8: the defaults hold"]


def _parse(text: str, problems: list[str]) -> dict[str, object]:
    """The file without the lines that are no TOML, each of which becomes a problem."""
    lines = text.split("\n")
    for _ in range(20):
        try:
            return tomllib.loads("\n".join(lines))
        except ValueError as error:  # no TOML, or a number with more digits than Python reads
            fault = str(error)
        except RecursionError:
            break
        what, line, column = located(fault, text)
        problems.append(f"{FILE}:{line}:{column}: {what}: the line is not used")
        if not lines[line - 1].strip():
            break
        lines[line - 1] = ""
    problems.append(f"{FILE}: no TOML: the defaults hold")
    return {}


def located(fault: str, text: str) -> tuple[str, int, int]:
    """What `tomllib` says is wrong with `text`, and the line and column, from 1, where it is."""
    where = _WHERE.search(fault)
    what = fault[: where.start()] if where else fault
    line, column = (
        (int(where[1]), int(where[2]))
        if where and where[1]
        else (1 + text.count("\n"), 1 + len(text.rpartition("\n")[2]))
    )
    return what[:1].lower() + what[1:], line, column


def _keys(
    value: object, places: Mapping[str, tuple[int, int]], problems: list[str]
) -> dict[str, tuple[str, ...]] | None:
    """The user's keys by command; one key may stand without brackets. None for what is no table."""
    if not isinstance(value, dict):
        return None
    keys = {}
    for command, given in value.items():
        some = [given] if isinstance(given, str) else given
        if isinstance(some, list) and all(isinstance(key, str) and key.strip() for key in some):
            keys[command] = tuple(key.strip() for key in some)
        else:
            line, column = places.get(f"keys.{command}", (1, 1))
            problems.append(f"{FILE}:{line}:{column}: keys.{command}: must be a key or a list of keys: it is not used")
    return keys


def places(text: str) -> dict[str, tuple[int, int]]:
    """Line and column, from 1, where each entry and each table begins: `measure`, `keys`, `keys.clip`."""
    return {".".join(at): where for at, where in manifest.places(text).items()}
