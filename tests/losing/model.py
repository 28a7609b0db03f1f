"""What is put aside, as somebody sees it who only knows which keys were pressed: a small model beside the program."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter

from index.model import Clip
from index.pack import Pack
from reader.journal import Work

UNDOABLE = 200
CHANGING = frozenset(
    {
        "clip", "clip_note", "rule", "undo", "redo", "item_down", "item_up", "note", "tags", "join", "confirm", "heading",
        "title", "bottom_line", "remove", "open_briefing", "form", "speaker", "merge", "mark", "edit", "write", "briefing",
        "back", "verify",
    }
)  # fmt: skip
"""Commands that may change what is put aside. The briefing is looked at for changes from outside when it is entered."""


def kept(work: Work) -> Work:
    """What undo and redo bring back: all but where one was, what was checked by hand, and the file."""
    return replace(work, places={}, session={}, by_hand={}, file="", seen="")


@dataclass
class Notes:
    """What is put aside, and what it was."""

    now: Work
    past: list[Work] = field(default_factory=list)
    future: list[Work] = field(default_factory=list)
    asked: str | None = None
    """The question during which the last change was made: what is typed in its lines is one step."""

    def pressed(self, commands: Collection[str], asked: str | None, work: Work, *, free: bool) -> Iterator[str]:
        """What is wrong with the work after a key that did these commands, while something was asked or not.

        `free`: whether the key went to a list or a line that does what is chosen there.
        """
        before, after = self.now, kept(work)
        self.now = after
        if asked != self.asked:
            self.asked = None
        if "undo" in commands or "redo" in commands:
            yield from self._went_back(before, after, is_undo="undo" in commands)
            return
        if after == before:
            return
        if not (free or asked is not None or CHANGING.intersection(commands)):
            yield f"{sorted(commands)} changed what is put aside: {difference(before, after)}"
        for command in commands:
            if wrong := _otherwise(command, before, after):
                yield f"{command}: {wrong}: {difference(before, after)}"
        if asked is None or self.asked != asked:
            self.past = [*self.past, before][-UNDOABLE:]
            self.asked = asked
        self.future = []

    def _went_back(self, before: Work, after: Work, *, is_undo: bool) -> Iterator[str]:
        there, others = (self.past, self.future) if is_undo else (self.future, self.past)
        if after == before:  # a step that changed nothing, or none at all
            return
        if not there:
            yield f"{'undo' if is_undo else 'redo'} of nothing changed {difference(before, after)}"
        elif there.pop() != after:
            yield f"{'undo' if is_undo else 'redo'} leads elsewhere than back: {difference(before, after)}"
        others.append(before)


def _otherwise(command: str, before: Work, after: Work) -> str:
    """What a command did that it never does; empty where nothing."""
    old, new = before.clips, after.clips
    rest = replace(before, clips=()) == replace(after, clips=())
    match command:
        case "clip":
            if not rest or new[: len(old)] != old or len(new) == len(old):
                return "something else than more clips"
        case "remove":
            if not rest or not any(_bare(new) == _bare(old[:n] + old[n + 1 :]) for n in range(len(old))):
                return "something else than one clip less"
        case "item_up" | "item_down":
            if not rest or sorted(_bare(new), key=attrgetter("id")) != sorted(_bare(old), key=attrgetter("id")):
                return "something else than another order and other headings"
        case "rule":
            if replace(before, rulings={}) != replace(after, rulings={}):
                return "something else than a ruling"
    return ""


def _bare(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
    """Clips without their headings, which stay where they stand when an item moves or goes."""
    return tuple(replace(clip, heading="") for clip in clips)


def difference(before: Work, after: Work) -> str:
    """Where two works differ, in short."""
    names = [name for name in Work.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
    return "; ".join(f"{name}: {_short(getattr(before, name))} -> {_short(getattr(after, name))}" for name in names)


def _short(value: object) -> str:
    if isinstance(value, tuple):
        return f"{len(value)}: {[getattr(one, 'id', str(one))[:12] for one in value]}"
    return repr(value)[:120]


def altered(pack: Pack, work: Work) -> Iterator[str]:
    """Clips that are not word for word in their source."""
    for clip in work.clips:
        article = pack.by_path.get(clip.source)
        if article is None or clip.span.of(article.text) != clip.text:
            yield f"a clip is not in its source: {clip.source} {clip.span} {clip.text[:60]!r}"
