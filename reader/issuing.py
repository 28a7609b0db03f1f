"""How the briefing is made and what else is made of it: its parts, its citations; a web page, a Word document; the ledger as a table."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from reader import aside, disk, form, safe
from reader import desk as moves
from reader.filing import NOTHING, Filing
from reader.form import Form, Unusable
from reader.paint import Piece
from reader.shown import Choice, Option

_TITLE = "What the briefing is made of"
_ORDERS = {"clips": "statements as you ordered them", "speakers": "statements of one speaker together"}
_CITES = {"footnotes": "footnotes", "inline": "citations in brackets", "pandoc": "citations by keys, for pandoc"}


class Issuing(Filing):
    """Asks how the briefing is to be made, and writes it in other kinds than Markdown."""

    def do_form(self) -> None:
        """Choose parts, the order of statements, how to cite; or type parts in the order they shall have."""
        now = self.form_of(self.desk.work)
        options: list[Option] = []
        for part in (*now.all_parts, *(p for p in form.PARTS if p not in now.all_parts)):
            is_in = part in now.all_parts
            if part in form.NEEDED:
                options.append(self._always(now.heading(part)))
                continue
            parts = tuple(p for p in now.parts if p != part) if is_in else (*now.parts, part)
            said = f"{now.heading(part)}: {'left out' if is_in else 'in it, as the last part'}"
            options.append(self._way(len(options), is_in, now.heading(part), replace(now, parts=parts), said))
        for order in form.ORDERS:
            how = replace(now, order=order)
            options.append(self._way(len(options), now == how, _ORDERS[order], how, _ORDERS[order]))
        for cite in form.CITES:
            how = replace(now, cite=cite)
            options.append(self._way(len(options), now == how, _CITES[cite], how, _CITES[cite]))
        options += map(self._template, form.templates())
        self.choose(_TITLE, "parts", options, self._typed_parts)

    def _always(self, said: str) -> Option:
        pieces = (Piece("  * ", "accent-text bold"), Piece(said, "text"), Piece("  always", "dim"))
        return Option(said, pieces, lambda: self.say("what you made is always in it"))

    def _way(self, n: int, is_on: bool, said: str, how: Form, done: str) -> Option:
        pieces = (Piece(f"  {'*' if is_on else ' '} ", "accent-text bold"), Piece(said, "bright" if is_on else "text"))
        return Option(said, pieces, lambda: self._made_so(how, done, n))

    def _template(self, name: str) -> Option:
        def chosen() -> None:
            try:
                self._made_so(form.template(name), f"as the template {name} has it")
            except Unusable as fault:
                self.say(safe.text(str(fault)))

        return Option(f"template {name}", (Piece(f"    template {safe.text(name)}", "text"),), chosen)

    def _typed_parts(self, line: str) -> None:
        try:
            self._made_so(form.changed(self.form_of(self.desk.work), parts=line), "parts as you typed them")
        except Unusable as fault:
            self.say(safe.text(str(fault)))

    def _made_so(self, how: Form, said: str, at: int = -1) -> None:
        """The briefing in that form from now on; then again what may be chosen, the cursor where it was."""
        work = replace(self.desk.work, form=how.told() or form.USUAL)
        own = {s.heading for s in work.sections}
        work = replace(work, sections=(*work.sections, *(s for s in how.sections if s.heading not in own)))
        self.show_desk(aside.changed(self.desk, work, said))
        self.do_form()
        if isinstance(self.shown.over, Choice):
            self.shown.over = replace(self.shown.over, at=at)
            self.paint()

    # --- other kinds ---

    def write_kind(self, path: Path) -> bool:
        """Write the briefing in the kind that the end of a name says; whether that is any but Markdown."""
        from reader import exporting  # as `beside` has it
        from reader.pandoc import PandocError

        kind = exporting.kind_of(path.name)
        if kind in (None, "md"):
            return False
        if not self.desk.work.clips:
            self.say(NOTHING)
            return True
        path = Path(os.path.abspath(path))
        opened, work, how = self.desk.pack, self.desk.work, self.form_of(self.desk.work)

        def write() -> str:
            if self.is_source(path, opened):
                return f"{path.name} is a source of the pack, and sources are never written to"
            try:
                disk.atomic_write(path, exporting.made(opened, work, kind, how))
            except PandocError as fault:
                return str(fault)
            except OSError as fault:
                return f"not written, {path.name}: {disk.why(fault)}"
            return f"written: {os.path.relpath(path)}"

        def asked(line: str) -> None:
            if line.strip().casefold() in ("y", "yes"):
                self._beside.make("write", write, lambda said: self.say(safe.text(said)))
            else:
                self.say("left as it is")

        if path.exists():
            self.ask(f"{safe.text(path.name)} is there. Write over it? y/n", "", asked, enter="answer")
        else:
            self.say("writing …")
            self._beside.make("write", write, lambda said: self.say(safe.text(said)))
        return True

    # --- the ledger ---

    def do_ledger(self) -> None:
        """Write the statements that are listed, each of their quotations a row, as CSV or as a Markdown table."""
        desk = self.desk
        quotes = [q for s in moves.statements(desk) for q in s.quotes]
        if not quotes:
            self.say("no statement is listed")
            return

        def answered(line: str) -> None:
            if not line.strip():
                return
            path = Path(os.path.abspath(os.path.expanduser(line.strip())))
            path = path if path.suffix else path.with_suffix(".csv")

            def write() -> str:
                from reader import tables  # as `beside` has it

                made = (tables.as_markdown if path.suffix.casefold() == ".md" else tables.as_csv)(desk.pack, quotes)
                try:
                    disk.atomic_write(path, made.encode("utf-8", "backslashreplace"))
                except OSError as fault:
                    return f"not written, {path.name}: {disk.why(fault)}"
                return f"written: {os.path.relpath(path)}, {len(quotes)} quotations"

            if path.exists():
                self.say(f"{safe.text(path.name)} is there: give another name")
            else:
                self._beside.make("write", write, lambda said: self.say(safe.text(said)))

        self.ask("write the ledger as (.csv, .md)", "", answered, enter="write")
