"""The application: themes, the terminal's ways to end it, the one screen."""

from __future__ import annotations

import os

os.environ.setdefault("TEXTUAL_FPS", "120")  # read when textual is imported: half the wait between a key and its echo

import asyncio
import logging
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from textual.app import App
from textual.worker import WorkerFailed

from reader import crashing, driver, settings, watching
from reader.looks import Looks
from reader.paint import DEFAULTS
from reader.screen import ReaderScreen
from reader.terminal import Stage

FAILED = 3
"""The exit status after a fault, as the verbs have it."""


class TwosourceApp(App[int]):
    """The reader on one pack.

    Args:
        path: The pack: a folder or a file.
        chosen: The user's settings.
        stage: The terminal, where the first frame is on it; where it is none, as in tests, Textual finds its own.
        every: Seconds between two looks at the files of the pack, where the settings say that they are watched.
    """

    TITLE = "twosource"
    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False

    def __init__(
        self,
        path: Path,
        chosen: settings.Settings | None = None,
        stage: Stage | None = None,
        every: float = watching.EVERY,
    ) -> None:
        self._chosen = chosen or settings.load()
        self._looks = Looks(self._chosen.theme_on(stage.answer.ground if stage else None))
        theme = self._looks.chosen
        # under NO_COLOR an ansi theme chosen after construction paints black on black, so it is told here
        super().__init__(driver.on(stage) if stage else None, ansi_color=True if theme.ansi else None)
        self.ascii_only = self._chosen.glyphs == "ascii"
        self._path = path
        self._every = every
        self._reader: ReaderScreen | None = None
        self.crash: crashing.Crash | None = None
        """The fault that ended the reader."""
        self.register_theme(theme)
        self.set_reactive(App.theme, theme.name)  # before anything is parsed, so that nothing is parsed twice
        self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        theme = self.current_theme
        given = {"foreground": theme.foreground, "accent": theme.accent, "surface": theme.surface, "panel": theme.panel}
        given |= {"background": theme.background, "boost": theme.panel or theme.surface, "error": theme.error}
        return {name: given.get(value.removeprefix("$")) or "ansi_default" for name, value in DEFAULTS.items()}

    def get_default_screen(self) -> ReaderScreen:
        self._reader = ReaderScreen(self._path, self._chosen, self._looks, self._every)
        return self._reader

    def on_mount(self) -> None:
        for name in ("SIGTERM", "SIGHUP"):  # Textual leaves the terminal raw on both
            number = getattr(signal, name)
            try:
                asyncio.get_running_loop().add_signal_handler(number, self._ended_by, number)
            except (NotImplementedError, RuntimeError, ValueError):  # not in the main thread: a test
                break
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh(layout=True))

    def action_suspend_process(self) -> None:
        """Give the terminal back to the shell that waits behind us; `fg` there goes on. Where none waits, that is said."""
        screen = self.screen
        if self._driver is not None and self._driver.can_suspend and os.getpgrp() != os.getsid(0):
            super().action_suspend_process()
        elif isinstance(screen, ReaderScreen):
            screen.say("no shell waits for the terminal: ^q quits")

    def _ended_by(self, number: int) -> None:
        if self._reader is not None:
            self._reader.leave()
        self.exit(128 + number, 128 + number)

    def _handle_exception(self, error: Exception) -> None:
        """A fault of ours, wherever it was raised: the work goes to the disk, the terminal is given back, and `run` tells of it.

        Textual would print the locals of every function, and so what the sources say.
        """
        self.crashed(error)
        self._return_code = FAILED
        self._close_messages_no_wait()

    def crashed(self, error: Exception) -> crashing.Crash:
        """What is told of the first fault, once the work is on the disk."""
        if self.crash is None:
            fault = error.error if isinstance(error, WorkerFailed) else error
            self._exception = error  # run_test raises it
            self._exception_event.set()
            self.crash = crashing.Crash(self._doing(), kept=self._reader is None or self._reader.rescued())
            self.crash.__cause__ = fault
        return self.crash

    def crashed_in_thread(self, args: threading.ExceptHookArgs) -> None:
        """A fault of a thread ends the reader, too, but for one of the system: the terminal is gone, which a signal tells."""
        fault, loop = args.exc_value, self._loop
        if isinstance(fault, Exception) and not isinstance(fault, OSError) and loop is not None:
            with suppress(RuntimeError):  # it has ended meanwhile
                loop.call_soon_threadsafe(self._handle_exception, fault)

    def _print_error_renderables(self) -> None:
        """Last words, as they stand: Rich would break the line, take `:ok:` for a picture, and show a traceback."""
        for line in self._exit_renderables:
            if isinstance(line, str) and sys.__stderr__ is not None:
                print(line, file=sys.__stderr__, flush=True)
        self._exit_renderables.clear()

    def _doing(self) -> dict[str, str]:
        """What a report may tell of the reader, as far as it can still say so."""
        with suppress(Exception):  # the desk itself may be what is wrong
            return {"size": f"{self.size.width}x{self.size.height}", **(self._reader.doing if self._reader else {})}
        return {}

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Nothing: Textual would open whatever a widget of its own names; here `browsing` alone opens one, after asking."""

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


def run(path: str, *, mouse: bool, watch: bool, stage: Stage) -> int:
    """Open the reader on a pack; the exit status. Without `mouse`, or where the settings say so, it is left to the terminal.

    To `watch` its files, or where the settings say so, is to read the pack again when they change.
    """
    logging.getLogger().addHandler(logging.NullHandler())  # what is logged belongs into no terminal
    chosen = settings.load()
    chosen = replace(chosen, watch=chosen.watch or watch)
    stage.listen()
    app = TwosourceApp(Path(path), chosen, stage)
    before, threading.excepthook = threading.excepthook, app.crashed_in_thread
    try:
        result = app.run(mouse=mouse and chosen.mouse)
    except Exception as fault:  # whatever it is: while it ends, too, the work is kept
        raise app.crashed(fault) from app.crashed(fault).__cause__
    finally:
        threading.excepthook = before
    if app.crash is not None:
        raise app.crash
    return result if isinstance(result, int) else app.return_code or 0
