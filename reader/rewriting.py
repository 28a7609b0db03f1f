"""The text that is checked, changed by hand: a paragraph in place, or all of it in the user's editor."""

from __future__ import annotations

import os
from abc import abstractmethod
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from textual import events

from reader import checking, disk, foreign, safe
from reader.foreign import Unusable
from reader.issuing import Issuing
from reader.journal import Journal
from reader.proof import Edit
from reader.wrap import cells

BROKEN = "this file holds bytes that are no text, and is only looked at"
"""Why such a file cannot be changed."""


class Rewriting(Issuing):
    """Lets the user type into the text."""

    _journal: Journal | None

    @abstractmethod
    def _leads_elsewhere(self, key: str) -> bool:
        """Whether a key leads to another screen even while something is typed."""

    def do_edit_text(self) -> None:
        """The paragraph under the cursor, to be changed in place."""
        proof = self.desk.proof
        if proof is None or proof.fixed:
            self.say(checking.refusal(self.desk, "q leads back to its clips, which are edited there"))
            return
        span = checking.paragraph(proof)
        if span.stop - span.start > checking.LONGEST:
            self.say("a long paragraph: E opens the whole text in your editor")
            return
        from reader.panes.paragraph import Paragraph  # 0.1 s that only this key needs

        old = span.of(proof.text)
        left = self.shown.left.pop(f"{proof.path}:{old}", None)
        field = Paragraph(old)
        self.shown.editing = (span.start, old)
        self.mount(field, before="#foot-gap")
        rows = sum(cells(line) // max(self.app.size.width - 4, 1) + 1 for line in old.split("\n"))
        field.styles.height = max(3, min(rows + 1, self.app.size.height // 3))
        if left is not None:
            field.text = left
        lead = proof.text[span.start : proof.at].split("\n")
        field.move_cursor((len(lead) - 1, len(lead[-1])))
        self.set_focus(field)
        self.paint()

    def in_paragraph(self, key: str, event: events.Key) -> bool:
        """Whether a paragraph is being changed, and so has the keys."""
        if self.shown.editing is None:
            return False
        if key in ("^s", "esc") or self._leads_elsewhere(key):
            event.stop()
            event.prevent_default()
            self.leave_paragraph(kept=key != "esc")
            return key in ("^s", "esc")
        return True

    def leave_paragraph(self, *, kept: bool) -> None:
        """What was typed goes into the text, or is there when the paragraph is asked for again."""
        from reader.panes.paragraph import Paragraph  # as above

        field = next(iter(self.query(Paragraph)), None)
        editing, self.shown.editing = self.shown.editing, None
        proof = self.desk.proof
        if field is None or editing is None or proof is None:
            return
        made = field.edit_made
        self.set_focus(None)
        field.remove()
        start, old = editing
        if made.old == made.new:
            self.show_desk(replace(self.desk, said="nothing changed"))
        elif not kept:
            self.shown.left[f"{proof.path}:{old}"] = field.text
            self.show_desk(
                replace(self.desk, said="left: the paragraph is as it was; e again, and your words stand there")
            )
        else:
            # of what is shown otherwise than it is, only what was typed over is changed
            edit = Edit(start + made.start, old[made.start : made.start + len(made.old)], made.new)
            self.show_desk(checking.changed(self.desk, (edit,), "changed · u takes it back"))

    def do_edit_file(self) -> None:
        """The whole text in the user's editor, at this line; unsaved, a copy of it."""
        proof = self.desk.proof
        if proof is None or (proof.fixed and proof.fixed != BROKEN):
            self.say(checking.refusal(self.desk, "q leads back to it"))
            return
        path = Path(proof.path)
        if proof.unsaved:
            if self._journal is None:
                return
            path = self._journal.place / f"edited-{os.getpid()}{path.suffix}"
            try:
                disk.atomic_write(path, foreign.encoded(proof.text, proof.coding), mode=0o600)
            except (OSError, UnicodeEncodeError) as fault:
                self.say(f"no copy to edit could be written: {why(fault)}")
                return
        trouble = self.edit_in_terminal(path, proof.line)
        try:
            there = foreign.read(path)
        except Unusable as fault:
            self.say(safe.text(f"{path.name}: {fault}: the text is as it was"))
            return
        finally:
            if proof.unsaved:
                with suppress(OSError):
                    path.unlink()
        desk = checking.edited(self.desk, there.text, trouble or "as your editor left it · u takes it back")
        if not proof.unsaved and desk.proof is not None:
            fixed = "" if there.coding.whole else BROKEN
            made = replace(desk.proof, saved=there.text, base=there.sha256, coding=there.coding, fixed=fixed)
            desk = replace(desk, proof=replace(made, text=there.text))
        self.show_desk(desk if not trouble else replace(desk, said=trouble))


def why(fault: OSError | UnicodeEncodeError) -> str:
    """What went wrong with a file, or with the signs that go into it, in words for the middle of a line."""
    if isinstance(fault, OSError):
        return disk.why(fault)
    signs = fault.object[fault.start : fault.end]
    return f"{fault.encoding} has no sign for “{safe.text(signs)}”, and the file is in {fault.encoding}"
