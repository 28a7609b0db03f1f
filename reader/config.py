"""What the user's settings come to: each value and where it was said, the folders in use, and what is wrong in the files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from reader import form, settings
from reader.keys import COMMANDS, Keymap
from reader.settings import FILE, Settings

DEFAULT = "default"
"""The origin of what nobody said otherwise."""
SHIPPED = "twosource"
"""The origin of what comes with the program."""
BY_ENVIRONMENT = {"color": "NO_COLOR", "debug": "TWOSOURCE_DEBUG"}
"""Settings that only a variable of the environment changes."""
FOLDERS = ("config", "state", "cache")


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting as it holds."""

    setting: str
    """Its name in the file; of a command's keys `keys.clip`."""
    value: str | int | bool | tuple[str, ...]
    origin: str
    """`default`, `settings.toml:3:1`, or the variable of the environment."""
    note: str = ""
    """What follows from it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that twosource uses."""

    folder: str
    """`config`, `state` or `cache`."""
    path: Path
    origin: str
    """`default`, or the variable of the environment."""


def entries(chosen: Settings) -> list[Entry]:
    """Every setting, those of the file in its usual order, then those of the environment, then the keys that are changed."""
    listed = []
    for name in (*settings.ENTRIES, *BY_ENVIRONMENT):
        listed.append(Entry(name, getattr(chosen, name), chosen.origins.get(name, DEFAULT), _note(chosen, name)))
    for command, keys in chosen.keys.items():
        listed.append(Entry(f"keys.{command}", keys, chosen.origins.get(f"keys.{command}", FILE)))
    return listed


def names() -> list[str]:
    """What `entries` may list: the settings, and the keys of each command."""
    return [*settings.ENTRIES, *BY_ENVIRONMENT, *(f"keys.{command.id}" for command in COMMANDS)]


def usual_keys(name: str) -> tuple[str, ...]:
    """The keys that `keys.clip` has by itself."""
    return next(command.keys for command in COMMANDS if f"keys.{command.id}" == name)


def places() -> list[Place]:
    """Where settings, work and cache lie; none of it need exist."""
    found = []
    for name in FOLDERS:
        path = Path(getattr(platformdirs, f"user_{name}_dir")("twosource"))
        variable = f"XDG_{name.upper()}_HOME"
        base = os.environ.get(variable, "").strip()
        found.append(Place(name, path, variable if base and path.is_relative_to(base) else DEFAULT))
    return found


def problems(chosen: Settings) -> list[str]:
    """What is wrong in the user's files, a line each: `settings.toml:3:1: what: what follows`."""
    return [*chosen.problems, *_keys(chosen), *_themes(chosen), *_templates(chosen), *_editor(chosen)]


def _note(chosen: Settings, name: str) -> str:
    if name == "theme" and chosen.theme == "auto":
        return f"{chosen.light} on a light ground, {chosen.dark} on any other: the terminal tells the reader"
    if name in ("light", "dark") and chosen.theme != "auto":
        return f"not asked for: theme is {chosen.theme}"
    return f"changed by {BY_ENVIRONMENT[name]}" if name in BY_ENVIRONMENT and name not in chosen.origins else ""


def _at(chosen: Settings, name: str) -> str:
    return chosen.origins.get(name, FILE)


def _keys(chosen: Settings) -> Iterator[str]:
    for command, line in Keymap(chosen.keys).faults:
        yield f"{_at(chosen, f'keys.{command}')}: keys: {line}{'' if ': ' in line else ': it is not used'}"


def themes() -> tuple[dict[str, str], list[str]]:
    """Every theme there is, with where it comes from (`twosource`, `themes/dusk.toml`); and what is wrong in the user's own."""
    known, wrong = dict.fromkeys(settings.THEMES, SHIPPED), []
    folder = settings.folder() / "themes"
    if own := sorted(folder.glob("*.toml")) if folder.is_dir() else []:
        from reader import looks  # so that nobody without themes waits for Textual

        for file in own:
            try:
                known[looks.read(file).name] = f"themes/{file.name}"
            except looks.Unfit as fault:
                wrong.append(f"themes/{fault}: the theme is not used")
    return known, wrong


def _themes(chosen: Settings) -> Iterator[str]:
    """Themes of the user's that are none, and names that no theme has."""
    known, wrong = themes()
    yield from wrong
    for name in ("theme", "light", "dark"):
        theme = getattr(chosen, name)
        if theme not in known and not (name == "theme" and theme == "auto"):
            yield f"{_at(chosen, name)}: {name}: no theme is called {theme!r}: there are {', '.join(known)}"


def _templates(chosen: Settings) -> Iterator[str]:
    for name in form.templates():
        try:
            form.template(name)
        except form.Unusable as fault:
            what, _, rest = str(fault).partition(f", {form.folder()}{os.sep}")
            where, _, then = rest.partition(": ")
            yield f"briefings/{where}: {what}: {then}"
    if chosen.template and chosen.template not in form.templates():
        there = ", ".join(form.templates()) or f"none in {form.folder()}"
        yield f"{_at(chosen, 'template')}: template: no template is called {chosen.template!r}: there are {there}"


def _editor(chosen: Settings) -> Iterator[str]:
    if chosen.origins.get("editor", "").startswith(FILE) and shutil.which(chosen.editor[0]) is None:
        yield f"{_at(chosen, 'editor')}: editor: no program is called {chosen.editor[0]!r}: install it, or name another"
