"""The application: themes, the terminal's ways to end it, the one screen."""

from __future__ import annotations

import os

os.environ.setdefault("TEXTUAL_FPS", "120")  # read when textual is imported: half the wait between a key and its echo

import asyncio
import signal
import tomllib
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from textual.app import App
from textual.theme import Theme

from reader import settings
from reader.paint import DEFAULTS
from reader.screen import ReaderScreen

ORDER = ("night", "paper", "contrast", "ansi")


def themes(folder: Path | None = None) -> tuple[dict[str, Theme], list[str]]:
    """The themes that come with twosource and those in the user's `themes/`, by name; and what is wrong with any."""
    found: dict[str, Theme] = {}
    problems: list[str] = []
    shipped = [resources.files("themes") / f"{name}.toml" for name in ORDER]
    own = sorted((folder or settings.folder() / "themes").glob("*.toml"))
    files: list[Traversable] = [*shipped, *own]
    for file in files:
        try:
            stated = tomllib.loads(file.read_text(encoding="utf-8"))
            theme = Theme(**stated)
        except (OSError, ValueError, TypeError) as fault:
            problems.append(f"theme {file.name}: {fault}")
            continue
        found[theme.name] = theme
    return found, problems


class TwosourceApp(App[int]):
    """The reader on one pack.

    Args:
        path: The pack: a folder or a file.
        chosen: The user's settings.
    """

    TITLE = "twosource"
    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, path: Path, chosen: settings.Settings | None = None) -> None:
        self._chosen = chosen or settings.load()
        known, self._problems = themes()
        name = self._chosen.theme
        if name not in known:
            self._problems.append(f"no theme is called {name!r}; there are {', '.join(known)}")
            name = "night"
        # under NO_COLOR an ansi theme chosen after construction paints black on black, so it is told here
        super().__init__(ansi_color=True if known[name].ansi else None)
        self.our_themes = known
        self.ascii_only = self._chosen.glyphs == "ascii"
        self._path = path
        for theme in known.values():
            self.register_theme(theme)
        self.set_reactive(App.theme, name)  # before anything is parsed, so that nothing is parsed twice
        self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        theme = self.current_theme
        given = {"foreground": theme.foreground, "accent": theme.accent, "surface": theme.surface, "panel": theme.panel}
        given |= {"background": theme.background, "boost": theme.panel or theme.surface, "error": theme.error}
        return {name: given.get(value.removeprefix("$")) or "ansi_default" for name, value in DEFAULTS.items()}

    def get_default_screen(self) -> ReaderScreen:
        return ReaderScreen(self._path, self._chosen, self.our_themes, self._problems)

    def on_mount(self) -> None:
        for name in ("SIGTERM", "SIGHUP"):  # Textual leaves the terminal raw on both
            number = getattr(signal, name)
            try:
                asyncio.get_running_loop().add_signal_handler(number, self._ended_by, number)
            except (NotImplementedError, RuntimeError, ValueError):  # not in the main thread: a test
                break

    def _ended_by(self, number: int) -> None:
        self.exit(128 + number, 128 + number)

    async def action_quit(self) -> None:
        screen = self.screen
        if isinstance(screen, ReaderScreen):
            screen.leave()
        else:
            self.exit(0)

    def action_help_quit(self) -> None:
        screen = self.screen
        if isinstance(screen, ReaderScreen):
            screen.say("q leads back, ^q quits")


def run(path: Path) -> int:
    """Open the reader on a pack; the exit status."""
    chosen = settings.load()
    app = TwosourceApp(path, chosen)
    result = app.run(mouse=chosen.mouse)
    if app.return_code == 3:
        return 3
    return result if isinstance(result, int) else app.return_code or 0
