"""The briefing as a file: written, opened again, given to an editor; what others change in the file meanwhile comes in, never over it."""

from __future__ import annotations

import os
import shlex
import subprocess
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from textual.app import SuspendNotSupported

from index import imprint
from index.pack import Pack
from reader import disk, editing, safe, written
from reader.browsing import Browsing
from reader.journal import Journal, Work
from reader.merging import Side
from reader.paint import Piece
from reader.panes.slug import file_of
from reader.shown import Option

NOTHING = "nothing is put aside yet: c on a quotation"
_AT_LINE = ("vi", "vim", "nvim", "nano", "emacs", "less", "view", "micro", "kak")
"""Editors that take a line as `+12`."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A text of a briefing, and what both it and ours began with."""

    path: Path
    text: str
    base: Side
    theirs: Side


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt to write."""

    path: Path
    seen: str = ""
    """The name of the text that the file has now; empty where it was not written."""
    trouble: str = ""
    other: Copy | None = None
    """What stands there that was changed elsewhere."""


def _side(text: str) -> Side:
    """The briefing that a text holds."""
    from reader import briefing  # as `beside` has it

    found = briefing.read(text)
    return Side(found.title, found.bottom, found.clips, found.sections, found.form)


def _begun(folder: Path | None, seen: str) -> Side:
    """What a text was that was last written or taken over; empty where that is not known."""
    text = written.kept(folder, seen) if folder is not None and seen else None
    return _side(text) if text is not None else Side()


def _kept(folder: Path | None, text: str) -> str:
    """A text kept in the journal's folder, as far as the disk takes it; its name."""
    if folder is not None:
        try:
            return written.keep(folder, text)
        except OSError:
            pass  # the journal says what is wrong with its folder; a base that is missing costs nothing but questions
    return written.name_of(text)


def _elsewhere(path: Path, folder: Path | None, seen: str) -> Copy | None:
    """The text of a briefing's file where somebody else changed it; None where nobody did. Raises OSError, ValueError."""
    text = written.text_of(path)
    if text is None or (seen and written.name_of(text) == seen):
        return None
    if not imprint.is_briefing(text):
        raise ValueError("is no briefing any more")
    return Copy(path, text, _begun(folder, seen), _side(text))


def put(path: Path, text: str, folder: Path | None, seen: str, over: str | None = None) -> Outcome:
    """Write a briefing's text into a file that has the text called `seen` or `over`, this one, or is not there yet.

    One that was changed elsewhere, be it while this is written, is left as it is. `folder` is where the journal lies.
    """
    try:
        there = written.text_of(path)
        if there is not None and written.name_of(there) not in (seen, over, written.name_of(text)):
            return _changed_elsewhere(path, there, folder, seen)
        try:
            disk.atomic_write(path, text.encode("utf-8"), still=lambda: written.text_of(path) == there)
        except disk.Changed:
            now = written.text_of(path)
            if now is None:
                return Outcome(path, trouble="was deleted while it was written: w writes it again")
            return _changed_elsewhere(path, now, folder, seen)
    except UnicodeEncodeError as fault:
        return Outcome(path, trouble=f"cannot be written: {fault}")
    except ValueError as fault:
        return Outcome(path, trouble=f"{fault}: W writes under another name")
    except OSError as fault:
        return Outcome(path, trouble=f"is not written: {disk.why(fault)}")
    return Outcome(path, _kept(folder, text))


def _changed_elsewhere(path: Path, there: str, folder: Path | None, seen: str) -> Outcome:
    if not imprint.is_briefing(there):
        return Outcome(path, trouble="is there and is no briefing: W writes under another name")
    return Outcome(path, other=Copy(path, there, _begun(folder, seen), _side(there)))


class Filing(Browsing):
    """Writes the briefing of a pack, and takes over what is in a file."""

    _journal: Journal | None
    """None until a pack is open."""

    @property
    def _folder(self) -> Path | None:
        """Where the journal of this pack lies."""
        return self._journal.place if self._journal is not None else None

    @abstractmethod
    def write_kind(self, path: Path) -> bool:
        """Write the briefing in the kind that the end of a name says; whether that is any but Markdown."""

    # --- what others changed ---

    def look_outside(self) -> None:
        """Take over what was changed in the briefing's file since it was written; with nothing put aside, say where one lies."""
        work, folder = self.desk.work, self._folder
        if not work.file:
            if not work.clips:
                self._beside.make("briefings", self._lying, self._offer)
            return

        def look() -> Copy | str | None:
            try:
                return _elsewhere(Path(work.file), folder, work.seen)
            except (OSError, ValueError) as fault:
                return disk.why(fault) if isinstance(fault, OSError) else str(fault)

        def seen(there: Copy | str | None) -> None:
            if self.is_elsewhere("briefing"):
                return  # it is asked again when the briefing is entered next, and before it is written
            if isinstance(there, str):
                self.say(f"{safe.text(Path(work.file).name)} {there}: nothing of it is taken over")
            elif there is not None and written.name_of(there.text) not in self.shown.left_alone:
                self._take(there, safe.text(there.path.name))

        self._beside.make("briefings", look, seen)

    def _take(self, there: Copy, whence: str, *, file: str | None = None) -> None:
        """Take over what a text has otherwise."""
        work, name = self.desk.work, _kept(self._folder, there.text)
        self.shown.left_alone.add(name)  # once: what is taken back is not taken over again
        level = (file, name) if file or str(there.path) == work.file else (work.file, work.seen)
        self.show_desk(
            editing.taken_over(self.desk, there.base, there.theirs, whence, file=level[0] or work.file, seen=level[1])
        )

    # --- opening ---

    def _lying(self) -> list[Path]:
        """The briefings that lie about: in the pack's folder, in this one, and those left behind by an editor."""
        folders = [self._path, Path.cwd()] if self._path.is_dir() else [self._path.parent, Path.cwd()]
        return [*written.found(folders), *(written.edited(self._folder) if self._folder else ())]

    def _offer(self, lying: list[Path]) -> None:
        if lying and self.desk.view == "briefing" and not self.desk.work.clips:
            more = f" and {len(lying) - 1} more are here: O opens one" if len(lying) > 1 else " is here: O opens it"
            self.say(f"{safe.text(_shown(lying[0]))}{more}")

    def do_open_briefing(self) -> None:
        """Choose a briefing that was written before, or type where one is."""

        def choose(lying: list[Path]) -> None:
            if self.is_elsewhere("briefing"):
                return

            def option(path: Path) -> Option:
                name = safe.text(_shown(path))
                return Option(name, (Piece(f"  {name}"),), lambda: self.open_briefing(path))

            self.choose("Open a briefing", "file", [option(p) for p in lying], self._open_typed)

        self._beside.make("briefings", self._lying, choose)

    def _open_typed(self, line: str) -> None:
        if line.strip():
            self.open_briefing(Path(os.path.expanduser(line.strip())))

    def open_briefing(self, path: Path) -> None:
        """The briefing in a file beside what is put aside: nothing of either is lost."""
        path = Path(os.path.abspath(path))
        work, folder = self.desk.work, self._folder

        def read() -> Copy | str:
            try:
                text = written.text_of(path)
            except (OSError, ValueError) as fault:
                return disk.why(fault) if isinstance(fault, OSError) else str(fault)
            if text is None:
                return "is not there"
            known = str(path) == work.file
            return Copy(path, text, _begun(folder, work.seen) if known else Side(), _side(text))

        def opened(there: Copy | str) -> None:
            if isinstance(there, str):
                self.say(f"{safe.text(path.name)} {there}")
                return
            if not there.theirs.clips:
                self.say(f"{safe.text(path.name)} is no briefing that was written here")
                return
            was = self.desk.work
            fresh = not (was.clips or was.title or was.bottom or was.file)
            lies_with_us = folder is not None and path.parent == folder
            desk = self.desk
            self._take(there, safe.text(path.name), file=str(path) if fresh and not lies_with_us else None)
            if self.desk.work.clips == desk.work.clips and not self.desk.said:
                self.say(f"{safe.text(path.name)} has nothing that is not here")
            if lies_with_us:
                path.unlink(missing_ok=True)

        self._beside.make("briefings", read, opened)

    # --- writing ---

    def do_write(self) -> None:
        self.write_briefing()

    def write_briefing(self, then: Callable[[], None] = lambda: None) -> None:
        """Write the briefing where it was written last, else under a name that nothing has; `then` once it is there."""
        if not self.desk.work.clips:
            self.say(NOTHING)
        elif self.desk.work.file:
            self._write_to(Path(self.desk.work.file), then)
        else:
            stem = written.stem(self.desk.pack.title)
            names = (f"{stem}-briefing{'' if n == 1 else f'-{n}'}.md" for n in range(1, 1000))
            self._write_to(
                next((p for p in map(Path.cwd().joinpath, names) if not p.exists()), Path(f"{stem}.md")), then
            )

    def do_write_as(self) -> None:
        if not self.desk.work.clips:
            self.say(NOTHING)
            return

        def answered(text: str) -> None:
            if text.strip():
                path = Path(os.path.expanduser(text.strip()))
                if not self.write_kind(path):
                    self._write_to(path if path.suffix else path.with_suffix(".md"))

        self.ask("write as", self.desk.work.file, answered, enter="write")

    def _write_to(self, path: Path, then: Callable[[], None] = lambda: None, *, over: str | None = None) -> None:
        """Write the briefing; over a text that was changed elsewhere only where it is the one called `over`."""
        path = Path(os.path.abspath(path))
        opened, work, folder = self.desk.pack, self.desk.work, self._folder
        seen = work.seen if str(path) == work.file else ""
        how = self.form_of(work)

        def write() -> Outcome:
            from reader import briefing  # as `beside` has it

            if self.is_source(path, opened):
                return Outcome(path, trouble="is a source of the pack, and sources are never written to")
            return put(path, briefing.write(opened, work, how), folder, seen, over)

        self._beside.make("write", write, lambda outcome: self._wrote(outcome, then))

    def _wrote(self, outcome: Outcome, then: Callable[[], None]) -> None:
        path = outcome.path
        if outcome.other is not None:
            self._ask_about(outcome.other, then)
        elif outcome.trouble:
            self.say(f"{safe.text(path.name)} {outcome.trouble}")
        else:
            said = f"written: {_shown(path)} · twosource verify checks it"
            self.show_desk(replace(editing.known_file(self.desk, str(path), outcome.seen), said=safe.text(said)))
            then()

    def _ask_about(self, there: Copy, then: Callable[[], None]) -> None:
        """Ask what is to become of a file that was changed elsewhere."""
        name = safe.text(there.path.name)
        if self.shown.question is not None:
            self.answered(None)

        def both() -> None:
            self._take(there, name, file=str(there.path))
            self._write_to(there.path, then)

        def option(what: str, said: str, chosen: Callable[[], None]) -> Option:
            return Option(what, (Piece(f"  {what}", "bright"), Piece(f"  {said}", "dim")), chosen)

        over = written.name_of(there.text)
        options = (
            option("keep both", "what was changed there comes in here, then both are written", both),
            option(
                "write over it", "what was changed there is gone", lambda: self._write_to(there.path, then, over=over)
            ),
            option("another name", "the file stays as it is", self.do_write_as),
        )
        self.choose(f"{name} was changed elsewhere", "what to do", options)

    def is_source(self, path: Path, opened: Pack) -> bool:
        """Whether a source stands in the file at a path. Asks the disk: for a thread."""
        real = os.path.realpath(path)
        if not self._path.is_dir():
            return real == os.path.realpath(self._path)
        return any(real == os.path.realpath(self._path / file) for file in {*map(file_of, opened.by_path)})

    # --- the editor ---

    def do_edit(self) -> None:
        """The whole briefing in the user's editor; what it is afterwards is taken over as one change."""
        if not self.desk.work.clips:
            self.say(NOTHING)
            return
        opened, work, folder = self.desk.pack, self.desk.work, self._folder
        how = self.form_of(work)

        def prepare() -> tuple[Path, str] | str:
            from reader import briefing  # as `beside` has it

            if folder is None:
                return "no folder of the journal"
            text = briefing.write(opened, work, how)
            path = folder / f"{written.EDITED}{os.getpid()}.md"
            try:
                disk.make_private(folder)
                disk.atomic_write(path, text.encode("utf-8"), mode=0o600)
            except (OSError, UnicodeEncodeError) as fault:
                return disk.why(fault) if isinstance(fault, OSError) else str(fault)
            return path, text

        def prepared(made: tuple[Path, str] | str) -> None:
            if isinstance(made, str):
                self.say(f"nothing to edit could be written: {made}")
            elif self.is_elsewhere("briefing"):
                made[0].unlink(missing_ok=True)
            else:
                self._edit(*made, work)

        self._beside.make("edit", prepare, prepared)

    def _edit(self, path: Path, before: str, work: Work) -> None:
        trouble = self.edit_in_terminal(path)
        if trouble:
            try:
                changed = written.text_of(path) not in (None, before)
            except (OSError, ValueError):
                changed = True
            if not changed:
                path.unlink(missing_ok=True)
            self.say(f"{trouble}{': nothing is taken over, O finds what you wrote' if changed else ''}")
            return

        def read() -> Copy | str:
            try:
                text = written.text_of(path)
            except (OSError, ValueError) as fault:
                return disk.why(fault) if isinstance(fault, OSError) else str(fault)
            if text is None or text == before:
                path.unlink(missing_ok=True)
                return ""
            return Copy(path, text, _side(before), _side(text))

        def taken(there: Copy | str) -> None:
            if isinstance(there, str):
                self.say(f"what you wrote {there}: nothing is taken over, {path}" if there else "nothing was changed")
                return
            made = editing.taken_over(
                self.desk, there.base, there.theirs, "your editor", file=work.file, seen=work.seen
            )
            self.show_desk(made if made.said else replace(made, said="nothing was changed that is yours to change"))
            path.unlink(missing_ok=True)

        self._beside.make("edit", read, taken)

    def edit_in_terminal(self, path: Path, line: int | None = None) -> str:
        """Give a file to the user's editor, at a line where it takes one. What went wrong, in words; empty for nothing."""
        editor = list(self.settings.editor)
        at = [f"+{line}"] if line is not None and os.path.basename(editor[0]) in _AT_LINE else []
        where = f"{path}, line {line}" if line is not None else str(path)
        return self.run_in_terminal([*editor, *at, str(path.absolute())], where)

    def run_in_terminal(self, words: list[str], what: str = "") -> str:
        """Run a program that takes the terminal: an argument list, never a shell. What went wrong, in words; empty for nothing."""
        fault: OSError | None = None
        status = 0
        try:
            with self.app.suspend():  # which gives the terminal back only if nothing is raised in it
                try:
                    status = subprocess.run(words, check=False).returncode
                except OSError as error:
                    fault = error
        except SuspendNotSupported:
            return f"no editor can be started from here: {safe.text(what or words[-1])}"
        self.refresh(layout=True)
        if fault is not None:
            name = shlex.join(self.settings.editor)
            return f"{name} does not start: {disk.why(fault)}; set editor in settings.toml"
        return f"{os.path.basename(words[0])} ended with status {status}" if status else ""


def _shown(path: Path) -> str:
    """A path as a person here would type it."""
    where = os.path.relpath(path)
    return str(path) if where.startswith("..") else where
