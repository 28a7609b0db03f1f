"""Themes, as files: those that come with twosource, and the user's own, which may change while somebody looks at them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from textual.color import Color, ColorParseError
from textual.theme import Theme

from reader import settings
from reader.paint import DEFAULTS

SHIPPED = Path(__file__).resolve().parent.parent / "themes"
ORDER = settings.THEMES
MOST = 1 << 16
"""Bytes that a theme may have."""
COLORS = frozenset(
    ("primary", "secondary", "warning", "error", "success", "accent", "foreground", "background", "surface", "panel", "boost")
)  # fmt: skip
OTHERS: Mapping[str, tuple[type, str]] = {
    "name": (str, "text"),
    "dark": (bool, "true or false"),
    "ansi": (bool, "true or false"),
    "luminosity_spread": (float, "a number, as 0.15"),
    "text_alpha": (float, "a number, as 0.95"),
    "variables": (dict, "a table"),
}
"""What a theme has beside its colours: the type of each, in Python and for people."""
Stamp = tuple[int, int]
"""When a file changed, in nanoseconds, and its size in bytes."""


class Unfit(Exception):  # noqa: N818 - it names what is wrong with a file
    """A file that is no theme: its name, line, column and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Change:
    """What has become of a theme's file: the theme it now holds, or what is wrong with it."""

    theme: Theme | None
    problem: str = ""


class Looks:
    """The themes there are, each read when it is first wanted.

    Args:
        chosen: The name of the theme that is wanted at once.
        folder: The user's own themes; by default `themes/` in the user's config folder.
    """

    def __init__(self, chosen: str, folder: Path | None = None) -> None:
        self._folder = folder or settings.folder() / "themes"
        self._known: dict[str, Theme] = {}
        self._files: dict[Path, Stamp | None] = {}
        """Every file that was looked at, as it then was."""
        self._all = False
        self.problems: list[str] = []
        """What is wrong with the user's themes, a line each."""
        for file in self._own():
            self._read(file)
        if chosen not in self._known and chosen in ORDER:
            self._read(SHIPPED / f"{chosen}.toml")
        if chosen not in self._known:
            self.problems.append(f"no theme is called {chosen!r}; there are {', '.join(self.all())}")
            chosen = ORDER[0]
        self.chosen = self._known[chosen]
        """The theme of that name, else the first there is."""

    def all(self) -> dict[str, Theme]:
        """All themes by name, those that come with twosource first."""
        if not self._all:
            self._all = True
            own = dict(self._known)
            self._known = {}
            for name in ORDER:
                self._read(SHIPPED / f"{name}.toml")
            self._known |= own
        return dict(self._known)

    def changes(self) -> Iterator[Change]:
        """What has become of the themes' files since they were last looked at, new ones too."""
        for file in dict.fromkeys((*self._files, *self._own())):
            stamp = _stamp(file)
            if stamp == self._files.get(file):
                continue
            self._files[file] = stamp
            if stamp is None:
                continue  # an editor that writes anew; or it is gone, and what it said holds until the end
            try:
                theme = read(file)
            except Unfit as fault:
                yield Change(None, str(fault))
            else:
                self._known[theme.name] = theme
                yield Change(theme)

    def _own(self) -> list[Path]:
        try:
            return sorted(self._folder.glob("*.toml"))
        except OSError:
            return []

    def _read(self, file: Path) -> None:
        self._files[file] = _stamp(file)
        try:
            theme = read(file)
        except Unfit as fault:
            self.problems.append(f"{fault}: the theme is not used")
        else:
            self._known[theme.name] = theme


def _stamp(file: Path) -> Stamp | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def read(file: Path) -> Theme:
    """The theme in a file; raises Unfit."""
    try:
        if not file.is_file():
            raise Unfit(f"{file.name}: not a file" if file.exists() else f"{file.name}: no such file or directory")
        with file.open("rb") as opened:
            data = opened.read(MOST + 1)
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as fault:
        raise Unfit(f"{file.name}: {(fault.strerror or str(fault)).lower()}") from None
    except UnicodeDecodeError as fault:
        line = 1 + data.count(b"\n", 0, fault.start)
        raise Unfit(f"{file.name}:{line}:1: not UTF-8") from None
    if len(data) > MOST:
        raise Unfit(f"{file.name}: larger than {MOST >> 10} KB")
    try:
        stated = tomllib.loads(text)
    except (ValueError, RecursionError) as fault:
        what, line, column = settings.located(str(fault), text)
        raise Unfit(f"{file.name}:{line}:{column}: {what}") from None
    for name, wrong in _faults(stated):
        line, column = settings.places(text).get(name, (1, 1))
        raise Unfit(f"{file.name}:{line}:{column}: {name.rpartition('.')[2]} {wrong}")
    return Theme(**stated)


def _faults(stated: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Entries that cannot stand as they do: the name of each, and what it must be."""
    for name in ("name", "primary"):
        if not stated.get(name):
            yield name, "is missing"
    for name, value in stated.items():
        if name in COLORS:
            if not _is_color(value):
                yield name, "must be a colour, as #ecb95f"
        elif name not in OTHERS:
            yield name, "is nothing that a theme has"
        elif not isinstance(value, OTHERS[name][0]):
            yield name, f"must be {OTHERS[name][1]}"
    variables = stated.get("variables")
    for name, value in variables.items() if isinstance(variables, dict) else ():
        if not isinstance(value, str):
            yield f"variables.{name}", "must be text"
        elif name in DEFAULTS and not _is_color(value):
            yield f"variables.{name}", "must be a colour, as #ecb95f"


def _is_color(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(Color.parse(value))
    except ColorParseError:
        return False
