"""What is put aside and what becomes of it: clips, their notes and tags, words for the clipboard, the briefing as it will look."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index import fold
from index.model import Clip, Span
from reader import aside, clipboard, editing, form, safe
from reader import desk as moves
from reader.beside import Beside
from reader.desk import Desk
from reader.form import Form
from reader.journal import Work
from reader.keys import Command
from reader.makeup import fitted
from reader.naming import Naming
from reader.paint import Lines
from reader.panes.briefing import markdown_lines
from reader.panes.card import Lead
from reader.panes.slug import headline_of, publisher_of
from reader.settings import Settings
from reader.shown import Sheetlet

LOOK, RAW = "preview", "preview: Markdown"
"""The pages on which the briefing lies over itself."""


class Keeping(Naming):
    """Puts aside what is under the cursor, and shows and checks the briefing of a pack."""

    def __init__(self, path: Path, settings: Settings) -> None:
        super().__init__(safe.text(path.resolve().name), settings)
        self._path = path
        self._beside = Beside(self, path, self.say_busy)
        self._previewed: tuple[str, Sheetlet] | None = None
        """The Markdown that was shown last, and the page of it."""

    def is_elsewhere(self, view: str) -> bool:
        """Whether the user has gone on from a view, or is asked something: what comes late must not come between."""
        return self.view != view or self.shown.question is not None

    # --- keeping ---

    def do_clip(self) -> None:
        self.show_desk(aside.put_aside(self.desk, aside.both(self.desk)))

    def do_clip_note(self) -> None:
        clips = aside.both(self.desk)
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

        if kept is not None and "\n" in kept.note:
            self._in_lines("note", kept.note, "", lambda desk, text: aside.noted(desk, kept.id, text))
        else:
            self.ask("note", kept.note if kept else "", answered, about=clips[0].id, stays=True)

    def _with_clip(self, label: str, of: Callable[[Clip], str], done: Callable[[Desk, str, str], Desk]) -> None:
        clip = editing.here(self.desk)
        if clip is None:
            self.say("nothing is put aside yet")
            return
        self.ask(label, of(clip), lambda text: self.show_desk(done(self.desk, clip.id, text)), about=clip.id)

    def _in_lines(self, label: str, value: str, said: str, done: Callable[[Desk, str], Desk]) -> None:
        """Ask for lines that are kept while they are typed: all that is typed is one step back."""
        begun = False

        def written(text: str) -> None:
            nonlocal begun
            before = self.desk
            desk = done(before, text)
            if begun:
                desk = replace(desk, past=before.past)
            begun = True
            if self.shown.question is None:
                self.show_desk(desk)
            else:
                self.shown.desk = desk
                self.record()

        self.ask_lines(label, value, said, written)

    def do_note(self) -> None:
        clip = editing.here(self.desk)
        if clip is None:
            self.say("nothing is put aside yet")
            return
        said = f"to {aside.where(self.desk, clip)}: {fold.in_one_line(clip.text)}"
        self._in_lines("note", clip.note, safe.text(said), lambda desk, text: aside.noted(desk, clip.id, text))

    def do_heading(self) -> None:
        self._with_clip("heading", lambda c: c.heading, aside.headed)

    def do_tags(self) -> None:
        self._with_clip("tags", lambda c: " ".join(c.tags), editing.tagged)

    def do_title(self) -> None:
        def answered(text: str) -> None:
            self.show_desk(aside.changed(self.desk, replace(self.desk.work, title=text.strip()), "title kept"))

        self.ask("title", self.desk.work.title, answered)

    def do_bottom_line(self) -> None:
        def kept(desk: Desk, text: str) -> Desk:
            return aside.changed(desk, replace(desk.work, bottom=text.strip()), "bottom line kept")

        self._in_lines("bottom line", self.desk.work.bottom, "what it comes to, in your words", kept)

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
        text, replaced = clipboard.fit("\n\n".join(texts).rstrip("\n"))  # a shell would obey a line that ends
        if not clipboard.is_too_long(text):
            self.app.copy_to_clipboard(text)
        sent = clipboard.sent(text, replaced, os.environ)
        command = clipboard.program(os.environ)
        self.say(sent)
        if command:
            self._beside.copy(command, text, lambda why: self.say(_copied(text, command[0], sent, why)))

    # --- the briefing ---

    def _markdown(self) -> str:
        from reader import briefing  # as `beside` has it

        return briefing.write(self.desk.pack, self.desk.work, self.form_of(self.desk.work))

    def form_of(self, work: Work) -> Form:
        """How the briefing is made."""
        return form.of(work.form, self.settings.template)

    def look_for(self, clip: Clip) -> None:
        """Go to the words that are nearest to those of a clip that its source has no more: there, else anywhere in the pack."""
        articles = self.desk.pack.articles
        own = [a for a in articles if a.path == clip.source]

        def look() -> tuple[str, Span] | None:
            from index import verify  # as `beside` has it
            from reader import briefing

            text = f"> {briefing.escape(fold.in_one_line(clip.text), 'quote')}\n"
            for among in (own, articles):
                for verdict in verify.check(text, among):
                    there = verdict.nearest or verdict.found
                    if there is not None:
                        return there.source, there.span
            return None

        def looked(there: tuple[str, Span] | None) -> None:
            if self.is_elsewhere("briefing"):
                return
            if there is None:
                self.say("nothing like it is in the pack any more: x takes it out, e notes why it stays")
                return
            path, span = there
            article = self.desk.pack.by_path[path]
            quote = next((q.id for q in article.quotes if q.span.start <= span.start < q.span.stop), None)
            desk = moves.jumped_to(self.desk, path, span.start, quote)
            self.show_desk(
                replace(desk, said="the nearest words: c clips what stands here; the old item stays as it is")
            )

        self.say("looking for the nearest words …")
        self._beside.make("nearest", look, looked)

    def do_preview(self) -> None:
        """The briefing as it will look; where that is shown already, the Markdown of it."""
        if not self.desk.work.clips:
            self.say("nothing is put aside yet")
            return
        opened, work, width, measure = self.desk.pack, self.desk.work, self.over_width, self.plan.measure
        how = self.form_of(work)

        def make() -> tuple[str, Sheetlet]:
            from reader import briefing  # as `beside` has it
            from reader.panes import preview

            text = briefing.write(opened, work, how)
            blocks = preview.document(text)
            leads = preview.leads_of(blocks, opened, work.clips)

            def anew(columns: int) -> tuple[Lines, tuple[Lead, ...]]:
                return preview.laid(blocks, leads, columns, measure)

            return text, fitted(Sheetlet(LOOK, "As it will look · p: the Markdown", Lines(), anew=anew), width)

        def made(what: tuple[str, Sheetlet]) -> None:
            self._previewed = what
            self.say("")
            if self.is_elsewhere("briefing"):
                return
            self.lay_over(what[1])

        self.say("laying it out …")
        self._beside.make("preview", make, made)

    def in_sheetlet(self, over: Sheetlet, command: Command) -> bool:
        """As `Over` has it; `p` goes to and fro between the briefing as it will look and its Markdown."""
        if command.id != "preview" or self._previewed is None or over.name not in (LOOK, RAW):
            return super().in_sheetlet(over, command)
        text, look = self._previewed
        raw = Sheetlet(RAW, "Markdown · p: as it will look", markdown_lines(text, self.over_width, self.plan.measure))
        self.lay_over(raw if over.name == LOOK else look)
        return True


def _copied(text: str, name: str, sent: str, why: str) -> str:
    """What became of words that were given to a program, too: `why` it did not take them, or nothing."""
    return safe.text(f"{sent}; {name} failed: {why}") if why else f"{len(text):,} characters copied with {name}"
