"""The screen on which the quotations of a text are checked, one after the other, as a spell checker does it."""

from __future__ import annotations

import os
from abc import abstractmethod
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from reader import checking, completing, disk, foreign, safe, unsaved
from reader import desk as moves
from reader.completing import Completion
from reader.desk import Desk
from reader.foreign import Foreign, Unusable
from reader.paint import Line, Piece, fit
from reader.panes.check import CheckSheet, lay, sizes
from reader.panes.frame import Field
from reader.panes.slug import headline_of, publisher_of
from reader.plan import planned
from reader.proof import Form, Judged, Proof, Spot
from reader.rewriting import BROKEN, Rewriting, why
from reader.shown import Option
from reader.unsaved import Left
from reader.wrap import cells

_BRIEFING = "this is the briefing as it would be written"
_SOURCE = "this is a source of the pack, and sources are never changed"


class _There(NamedTuple):
    """A text as it was found."""

    path: str
    form: Form
    file: Foreign
    left: Left | None
    is_source: bool
    """Whether the file is one of the pack's."""


@dataclass(frozen=True, slots=True)
class _Written:
    """What became of a text that was to be written."""

    text: str = ""
    sha256: str = ""
    trouble: str = ""
    changed: bool = False
    """Whether the file was changed elsewhere, and so was left alone."""


class Proving(Rewriting):
    """Opens a text, walks its quotations, changes and writes it."""

    _dead: tuple[str, ...] = ()
    """Files in which readers that run no more left changes to the text; they go once our own are kept."""

    @abstractmethod
    def leave_field(self) -> None:
        """Nothing is typed any more."""

    # --- opening ---

    def do_verify(self) -> None:
        """In the briefing the briefing, elsewhere a file that is asked for."""
        desk = self.desk
        if desk.view != "briefing":
            self._ask_file()
        elif not desk.work.clips:
            self.say("nothing is put aside yet: V in any other view checks a file")
        else:
            opened, work, how = desk.pack, desk.work, self.form_of(desk.work)

            def made() -> str:
                from reader import briefing  # as `beside` has it

                return briefing.write(opened, work, how)

            awaited = Proof("", "md", "", "", "", foreign.Coding(), fixed=_BRIEFING)
            self.show_desk(checking.opened(desk, awaited))

            def written(text: str) -> None:
                if self.desk.proof is awaited:  # nothing else was asked for meanwhile
                    self.show_desk(replace(self.desk, proof=replace(awaited, text=text, saved=text)))

            self._beside.make("proof", made, written)

    def _ask_file(self) -> None:
        folder = self._path if self._path.is_dir() else self._path.parent
        first = completing.briefings((folder, Path.cwd()))
        last = self.desk.file_checked
        typing = Completion(first)

        def key(name: str) -> bool:
            field = self.query_one("#ask", Field)
            path = typing.pressed(name, field.value)
            if path is not None:
                field.value = path
                field.action_end()
            return name in ("tab", "shift+tab", "up", "down")

        def above(typed: str, width: int) -> Line:
            typing.follow(typed)
            return fit(_offered(typing, width - 4), [], width, "bar")

        def answered(typed: str) -> None:
            if typed.strip():
                self.verify_file(typed.strip())
            else:
                self.say("no file: V asks again")

        start = completing.shown(Path(last)) if last else (first or [""])[0]
        keys = (("tab", "complete"),)
        self.ask(
            "check",
            start,
            answered,
            lambda line: self.paint_lines(),
            "check it",
            chosen=True,
            key=key,
            keys=keys,
            above=above,
        )

    def verify_file(self, typed: str) -> None:
        """Open a text whose quotations are to be checked."""
        path = Path(os.path.abspath(os.path.expanduser(typed)))
        place, me = (self._journal.place, self._journal.me) if self._journal is not None else (None, "")
        plan = planned(replace(self.desk, view="check", proof=None), self.app.size, self.settings)
        measure, wide = sizes(plan.left, plan.measure)

        def found() -> _There | str:
            from index import verify  # as `beside` has it

            try:
                there = foreign.read(path)
            except Unusable as fault:
                return str(fault)
            left = unsaved.left(place, str(path), me) if place is not None else None
            lay(there.text, (), measure, wide)  # as in `_check`
            is_source = self.is_source(path, pack)
            return _There(str(path), verify.format_of(str(path)), there, left, is_source)

        def opened(there: _There | str) -> None:
            if isinstance(there, str):
                self.say(safe.text(f"{path.name}: {there}"))
            elif self.desk.view == asked_in:  # nobody went elsewhere meanwhile
                self._prove(there)

        asked_in, pack = self.desk.view, self.desk.pack
        self.say(safe.text(f"reading {path.name} …"))
        self._beside.make("proof", found, opened)

    def _prove(self, there: _There) -> None:
        self.leave_field()
        fixed = _SOURCE if there.is_source else "" if there.file.coding.whole else BROKEN
        text = there.file.text
        proof = Proof(there.path, there.form, text, text, there.file.sha256, there.file.coding, fixed=fixed)
        left = there.left if not fixed else None
        self._dead = left.names if left is not None else ()
        desk = checking.opened(replace(self.desk, proof=None), proof)
        if left is not None and left.text != text:
            desk = checking.edited(desk, left.text, "unsaved changes from before: taken up again · u takes them back")
            if left.base != there.file.sha256 and desk.proof is not None:  # so that writing asks
                said = "unsaved changes from before, to a file that was changed since: u shows it as it is now"
                desk = replace(desk, proof=replace(desk.proof, older=desk.proof.past[-1]), said=said)
            desk = replace(checking.at(desk, 0), said=desk.said)
        self.show_desk(desk)

    # --- what follows from each change ---

    def proved(self, before: Desk | None, desk: Desk) -> Desk:
        """A desk after which the text is checked anew where it was changed, and kept while it is not written."""
        proof, was = desk.proof, before.proof if before is not None else None
        if before is not None and before.view == "check" and desk.view != "check" and was is not None:
            self.shown.check_top = (was.path, was.at, self.pane("left").page.top)
            if proof is not None and proof.unsaved and not desk.said:
                desk = replace(desk, said="unsaved changes are kept: V takes them up again, w there writes them")
        if proof is None:
            return desk
        anew = was is None or was.path != proof.path
        if was is None or anew or proof.text is not was.text or proof.saved is not was.saved:
            self._keep(proof)
        other = before is not None and before.pack is not desk.pack
        if anew or other or was is None or proof.text is not was.text or (was.checked and not proof.checked):
            if proof.checked:
                desk = replace(desk, proof=replace(proof, checked=False))
            if proof.text or proof.path:  # else the briefing is still being written
                self._check(desk, proof)
        return desk

    def _keep(self, proof: Proof) -> None:
        """Keep what is not written yet in the folder of the journal; what is written needs that no more."""
        if self._journal is None or not proof.path:
            return
        mine = unsaved.name_of(proof.path, self._journal.me)
        data = unsaved.kept(proof.path, proof.text, "" if proof.overwrites else proof.base) if proof.unsaved else None
        self._journal.keep({mine: data} | {name: None for name in self._dead if name != mine})
        self._dead = ()

    def _check(self, desk: Desk, proof: Proof) -> None:
        plan = planned(desk, self.app.size, self.settings)
        measure, wide = sizes(plan.left, plan.measure)

        def before(found: tuple[Judged, ...]) -> None:
            lay(proof.text, found, measure, wide)  # a long text is broken into lines here rather than on the screen

        self._beside.verify(desk.pack, proof.text, proof.form, before, self._judged)

    def _judged(self, text: str, found: tuple[Judged, ...]) -> None:
        self.show_desk(checking.judged(self.desk, text, found))

    # --- moving ---

    def scroll_check(self, lines: int) -> None:
        """The cursor and the text on by some lines."""
        page = self.pane("left").page
        sheet, proof = page.sheet, self.desk.proof
        if not isinstance(sheet, CheckSheet) or proof is None or not sheet.height:
            return
        here = sheet.layout.line_of(proof.at)
        to = max(0, min(here + lines, sheet.height - 1))
        step = 1 if lines > 0 else -1
        while 0 < to < sheet.height - 1 and not sheet.layout.holds_text(to):
            to += step
        if not sheet.layout.holds_text(to):
            page.scroll_to_line(page.top + lines)
            return
        page.scroll_to_line(page.top + lines, shown_next=True)
        self.scrolled = page.top <= to < page.top + page.size.height
        self.show_desk(checking.at(self.desk, sheet.offset_of(to)))
        if not self.scrolled:
            page.keep_in_view(to, to)

    def edge_check(self, *, first: bool) -> None:
        """The cursor at the beginning of the text, or on its last line."""
        sheet = self.pane("left").page.sheet
        if not isinstance(sheet, CheckSheet) or not sheet.height:
            return
        rows = range(sheet.height) if first else range(sheet.height - 1, -1, -1)
        row = next((y for y in rows if sheet.layout.holds_text(y)), 0)
        self.show_desk(checking.at(self.desk, sheet.layout.starts[row] if not first else 0))

    def press_check(self, sheet: CheckSheet, row: int, *, double: bool) -> None:
        """The cursor where the mouse was pressed; twice shows the source."""
        if 0 <= row < sheet.height:
            self.scrolled = True
            self.show_desk(checking.at(self.desk, sheet.offset_of(row)))
            if double:
                self.do_beside()

    # --- the source beside it ---

    def do_beside(self) -> None:
        """The source beside the text; where it is, that place in the source itself."""
        desk = self.desk
        there = checking.there(desk)
        if there is None or desk.proof is None:
            here = desk.proof is not None and desk.proof.here is not None
            self.say("no source has anything like it" if here else "no quotation here: ] goes to the next one")
        elif not desk.proof.beside:
            self.show_desk(replace(desk, proof=replace(desk.proof, beside=True), said=""))
        else:
            place = there.place
            self.show_desk(moves.jumped_to(desk, there.path, place.offset, place.quote))

    def close_beside(self) -> bool:
        """Whether the source was beside the text, and is not any more."""
        desk = self.desk
        if desk.view != "check" or desk.proof is None or not desk.proof.beside:
            return False
        self.show_desk(replace(desk, proof=replace(desk.proof, beside=False), said=""))
        return True

    # --- citing ---

    def do_cite(self) -> None:
        desk = self.desk
        if refused := checking.refusal(desk, "its citations come from the clips"):
            self.say(refused)
            return
        j = desk.proof.here if desk.proof is not None else None
        spots = checking.places(j) if j is not None else ()
        if j is None or not spots:
            self.say("no source has anything like it: nothing to cite")
        elif j.status != "ambiguous" or len(spots) == 1:
            self.show_desk(checking.cited(desk, spots[0]))
        else:
            self.choose("Where it stands", "cite", [self._cited_place(spot) for spot in spots])

    def _cited_place(self, spot: Spot) -> Option:
        desk = self.desk
        article = desk.pack.by_path[spot.source]
        where, who = checking.place_of(desk, spot), spot.speaker or "no speaker named"
        of = f"{publisher_of(article)}, {headline_of(article)}"
        shown = (Piece(f"  {where:<8}", "bright bold"), Piece(f"{who}  "), Piece(of, "dim"))
        return Option(f"{where} {who} {of}", shown, lambda: self.show_desk(checking.cited(self.desk, spot)))

    # --- writing ---

    def do_write_text(self) -> None:
        proof = self.desk.proof
        if proof is None or proof.fixed:
            self.say(checking.refusal(self.desk, "q leads back, w there writes it"))
        elif not proof.unsaved:
            self.say("nothing to write: the file has it all")
        else:
            self._write_text(proof, sure=False)

    def _write_text(self, proof: Proof, *, sure: bool) -> None:
        path, opened = Path(proof.path), self.desk.pack

        def sum_of(path: Path) -> str:
            return foreign.sha256(path.read_bytes()) if path.exists() else ""

        def write() -> _Written:
            if self.is_source(path, opened):  # by a link that was made since
                return _Written(trouble="it is a source of the pack")
            try:
                there = sum_of(path)
                if (there != proof.base or proof.overwrites) and not sure:
                    return _Written(changed=True)
                data = foreign.encoded(proof.text, proof.coding)
                disk.atomic_write(path, data, still=lambda: sure or sum_of(path) == there)
            except disk.Changed:
                return _Written(changed=True)
            except (OSError, UnicodeEncodeError) as fault:
                return _Written(trouble=why(fault))
            return _Written(proof.text, foreign.sha256(data))

        def written(outcome: _Written) -> None:
            now = self.desk.proof
            name = safe.text(path.name)
            if outcome.trouble:
                self.say(f"not written, {name}: {outcome.trouble}")
            elif outcome.changed:
                self._ask_over(proof, name)
            elif now is not None and now.path == proof.path:
                saved = now.text if now.text == outcome.text else outcome.text
                now = replace(now, saved=saved, base=outcome.sha256, older=None)
                self.show_desk(replace(self.desk, proof=now, said=f"written: {safe.text(completing.shown(path))}"))

        self._beside.make("write text", write, written)

    def _ask_over(self, proof: Proof, name: str) -> None:
        gone = not Path(proof.path).exists()

        def answered(text: str) -> None:
            if text.strip().casefold() in ("y", "yes"):
                self._write_text(proof, sure=True)
            else:
                self.say("left as it is; your changes are kept")

        said = "is gone. Write it anew" if gone else "was changed elsewhere since. Write over it"
        self.ask(f"{name} {said}? y/n", "", answered, enter="answer")


def _offered(typing: Completion, room: int) -> list[Piece]:
    """As many of the paths as there is room for, the one that tab put in among them, lit."""
    first = max(typing.at, 0)
    while first and sum(cells(path) + 2 for path in typing.found[first - 1 : max(typing.at, 0) + 1]) <= room:
        first -= 1
    pieces = [Piece("… ", "dim")] if first else []
    for n in range(first, len(typing.found)):
        path = typing.found[n]
        if sum(cells(p.text) for p in pieces) + cells(path) > room and n > max(typing.at, first):
            return [*pieces, Piece("…", "dim")]
        pieces += [Piece(safe.text(path), "bright bold underline" if n == typing.at else "text"), Piece("  ")]
    return pieces or [Piece("a Markdown, HTML or text file", "dim")]
