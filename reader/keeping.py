"""What is put aside and what becomes of it: clips and their notes, words for the clipboard, the briefing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index import fold, imprint
from index.model import Clip
from reader import aside, clipboard, disk, safe
from reader import desk as moves
from reader.beside import Beside
from reader.desk import Desk
from reader.naming import Naming
from reader.panes.briefing import markdown_lines
from reader.panes.slug import headline_of, publisher_of
from reader.settings import Settings
from reader.shown import Sheetlet


class Keeping(Naming):
    """Puts aside what is under the cursor, and writes and checks the briefing of a pack."""

    def __init__(self, path: Path, settings: Settings) -> None:
        super().__init__(safe.text(path.resolve().name), settings)
        self._path = path
        self._beside = Beside(self, path, self.say_busy)

    # --- keeping ---

    def do_clip(self) -> None:
        self.show_desk(aside.put_aside(self.desk, aside.under(self.desk)))

    def do_clip_note(self) -> None:
        clips = aside.under(self.desk)
        if not clips:
            self.say(moves.nothing_here(self.desk, "clip"))
            return
        have = {c.id: c for c in self.desk.work.clips}
        kept = have.get(clips[0].id)

        def answered(text: str) -> None:
            before = self.desk
            desk = aside.put_aside(before, clips) if kept is None else before
            said = desk.said
            desk = aside.noted(desk, clips[0].id, text)
            if kept is None:  # clip and note are one step back
                desk = replace(desk, past=(*before.past, before.work), said=said)
            self.show_desk(desk)

        self.ask("note", kept.note if kept else "", answered)

    def _with_clip(self, label: str, of: Callable[[Clip], str], done: Callable[[Desk, str, str], Desk]) -> None:
        desk = self.desk
        if not desk.work.clips:
            self.say("nothing is put aside yet")
            return
        clip = desk.work.clips[min(desk.item, len(desk.work.clips) - 1)]
        self.ask(label, of(clip), lambda text: self.show_desk(done(self.desk, clip.id, text)))

    def do_note(self) -> None:
        self._with_clip("note", lambda c: str(c.note), aside.noted)

    def do_heading(self) -> None:
        self._with_clip("heading", lambda c: str(c.heading), aside.headed)

    def do_title(self) -> None:
        def answered(text: str) -> None:
            self.show_desk(aside.changed(self.desk, replace(self.desk.work, title=text.strip()), "title kept"))

        self.ask("title", self.desk.work.title, answered)

    def do_bottom_line(self) -> None:
        def answered(text: str) -> None:
            self.show_desk(aside.changed(self.desk, replace(self.desk.work, bottom=text.strip()), "bottom line kept"))

        self.ask("bottom line", self.desk.work.bottom, answered)

    def do_copy(self) -> None:
        clips = aside.under(self.desk)
        if len({(c.source, c.kind) for c in clips}) == 1 and clips[0].kind == "quote":  # the parts of one quotation
            self._send([" […] ".join(fold.unbroken(c.text) for c in clips)])
        else:
            self._send([fold.unbroken(c.text) for c in clips])

    def do_copy_cited(self) -> None:
        out = []
        for c in aside.under(self.desk):
            article = self.desk.pack.by_path.get(c.source)
            where = f"{publisher_of(article)}, “{headline_of(article)}”, ¶{c.passage}" if article else c.source
            out.append(f"“{fold.unbroken(c.text)}” ({where}, {c.source})")
        self._send(out)

    def _send(self, texts: list[str]) -> None:
        if not texts:
            self.say(moves.nothing_here(self.desk, "copy"))
            return
        text, replaced = clipboard.fit("\n\n".join(texts))
        self.app.copy_to_clipboard(text)
        sent = clipboard.sent(text, replaced, os.environ)
        command = clipboard.program(os.environ)
        self.say(sent)
        if command:
            self._beside.copy(command, text, lambda why: self.say(_copied(text, command[0], sent, why)))

    # --- the briefing ---

    def _markdown(self) -> str:
        from reader import briefing  # as `beside` has it

        return briefing.write(self.desk.pack, self.desk.work)

    def do_preview(self) -> None:
        if not self.desk.work.clips:
            self.say("nothing is put aside yet")
            return
        width = self.over_width
        self.lay_over(Sheetlet("preview", "Preview", markdown_lines(self._markdown(), width, self.plan.measure)))

    def do_write(self) -> None:
        if not self.desk.work.clips:
            self.say("nothing is put aside yet: c on a quotation")
            return
        if self.desk.work.file:
            self._write_to(Path(self.desk.work.file))
            return
        stem = (
            "".join(c if c.isalnum() or c in "-_ " else "-" for c in safe.text(self.desk.pack.title)).strip() or "pack"
        )
        folder = Path.cwd()
        for n in range(1, 1000):
            path = folder / f"{stem}-briefing{'' if n == 1 else f'-{n}'}.md"
            if not path.exists():
                break
        self._write_to(path)

    def do_write_as(self) -> None:
        if not self.desk.work.clips:
            self.say("nothing is put aside yet: c on a quotation")
            return
        known = self.desk.work.file

        def answered(text: str) -> None:
            if text.strip():
                path = Path(text.strip()).expanduser()
                self._write_to(path if path.suffix else path.with_suffix(".md"))

        self.ask("write as", known, answered, enter="write")

    def _write_to(self, path: Path, *, sure: bool = False) -> None:
        """Write the briefing; over a file that was changed by hand only when the user is `sure`."""
        path = Path(os.path.abspath(path))
        sources_ = (
            {os.path.realpath(self._path / p) for p in self.desk.pack.by_path}
            if self._path.is_dir()
            else {os.path.realpath(self._path)}
        )
        if os.path.realpath(path) in sources_:
            self.say("that is a source of the pack, and sources are never written to")
            return
        if path.exists() and not _is_briefing(path):
            self.say(f"{path.name} is there and is no briefing: W writes under another name")
            return
        if path.exists() and not sure and not self._as_written(path):

            def answered(text: str) -> None:
                if text.strip().casefold() in ("y", "yes"):
                    self._write_to(path, sure=True)
                else:
                    self.say("left as it is: W writes under another name")

            self.ask(f"{path.name} was changed by hand. Write over it? y/n", "", answered, enter="answer")
            return
        try:
            text = self._markdown()
            disk.atomic_write(path, text.encode("utf-8"))
        except (OSError, UnicodeEncodeError) as fault:
            self.say(f"not written, {path}: {fault.strerror if isinstance(fault, OSError) else fault}")
            return
        work_ = replace(self.desk.work, file=str(path))
        where = os.path.relpath(path)
        shown = str(path) if where.startswith("..") else where
        self.show_desk(replace(self.desk, work=work_, said=f"written: {shown} · twosource verify checks it"))

    def _as_written(self, path: Path) -> bool:
        """Whether a briefing stands as it was written: its own clips give the very same bytes."""
        from reader import briefing  # as `beside` has it

        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            return False
        there = briefing.read(text)
        made = replace(self.desk.work, title=there.title, bottom=there.bottom, clips=there.clips)
        return briefing.write(self.desk.pack, made) == text


def _copied(text: str, name: str, sent: str, why: str) -> str:
    """What became of words that were given to a program, too: `why` it did not take them, or nothing."""
    return safe.text(f"{sent}; {name} failed: {why}") if why else f"{len(text):,} characters copied with {name}"


def _is_briefing(path: Path) -> bool:
    """Whether a file is a briefing that twosource wrote."""
    try:
        return imprint.is_briefing(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
