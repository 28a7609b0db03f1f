"""Textual's way to the terminal, for a terminal that the first frame has already taken."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from typing import Any, TextIO, cast

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from reader.terminal import Stage

ALTERNATE = "\x1b[?1049h"
PATIENCE = 0.1
"""Seconds that what may be the beginning of an answer waits for its end."""
ANSWERED = 2.0
"""Seconds after which the terminal's answer is no more expected."""
HUNG_UP = 128 + signal.SIGHUP
"""The status of a reader whose terminal is gone."""


class Outlet:
    """Standard output, as Textual's thread writes to it; once the terminal is gone, nothing more is written, and nobody waits."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._is_gone = False
        self.fileno = file.fileno

    def write(self, text: str) -> int:
        if not self._is_gone:
            self._try(self._file.write, text)
        return len(text)

    def flush(self) -> None:
        if not self._is_gone:
            self._try(self._file.flush)

    def _try(self, what: Callable[..., object], *said: str) -> None:
        try:
            what(*said)
        except OSError:
            self._is_gone = True


class StagedDriver(LinuxDriver):
    """Goes on where the first frame ended: the same screen, the same raw terminal, and what was typed into it.

    It draws on standard output, whatever becomes of standard error, and a byte that is no text ends nothing.
    """

    stage: Stage

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        if isinstance(sys.__stdout__, TextIOWrapper):
            sys.__stdout__.reconfigure(errors="replace")
            self._file = cast(TextIOWrapper, Outlet(sys.__stdout__))
        self._began = time.monotonic()
        self._is_staged = False

    def start_application_mode(self) -> None:
        before = self.stage.handed_over()
        self._is_staged = before is not None
        self.stage.driven = True
        super().start_application_mode()  # type: ignore[no-untyped-call]  # as Textual has it
        if before is not None:
            self.attrs_before = before
        self._is_staged = False

    def stop_application_mode(self) -> None:
        super().stop_application_mode()
        self.stage.driven = False

    def _run_input_thread(self) -> None:
        """A fault here ends the reader as any other does."""
        try:
            self.run_input_thread()
        except Exception as fault:  # whatever it is
            self._app.call_later(self._app._handle_exception, fault)

    def _sigtstp_application(self, *_: object) -> None:
        """Stop the whole job, a script between the shell and us, too: at once, and not before the terminal is given back."""
        if self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = True
        os.killpg(os.getpgrp(), signal.SIGSTOP)

    def write(self, data: str) -> None:
        if self._is_staged and data == ALTERNATE:
            return  # some terminals would clear it, and with it the first frame
        super().write(data)

    def run_input_thread(self) -> None:
        """Wait for input and dispatch events; the answer about the ground is taken out, however late it comes."""
        parser, answer = XTermParser(self._debug), self.stage.answer
        decode = getincrementaldecoder("utf-8")("replace").decode
        data, self.stage.early = self.stage.early, b""
        while not self.exit_event.is_set():
            if data and (text := decode(data)):
                for event in parser.feed(text):
                    self.process_message(event)
            for event in parser.tick():
                self.process_message(event)
            data = b""
            if select.select([self.fileno], [], [], PATIENCE)[0]:
                if not (data := self._read()):
                    self._hang_up()
                    return
                if time.monotonic() - self._began < ANSWERED:
                    data = answer.keys(data)
                    continue
            data = answer.rest() + data

    def _read(self) -> bytes:
        """What was typed; nothing where the terminal is gone."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""

    def _hang_up(self) -> None:
        """End the reader, which no signal may have told that its terminal is gone."""
        with suppress(RuntimeError):  # it has ended
            self._loop.call_soon_threadsafe(self._app.exit, HUNG_UP, HUNG_UP)


def on(stage: Stage) -> type[StagedDriver]:
    """The driver that goes on from this stage."""
    return type("Driver", (StagedDriver,), {"stage": stage})
