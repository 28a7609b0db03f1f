"""Readers that die, disks that refuse, two readers at once: what was acknowledged, and what of it is lost."""

from __future__ import annotations

import os
import random
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from index.model import Clip, Span
from reader.journal import Work

PACK = "5eed"
MOST = 30
"""Clips that a reader keeps; of more it takes the oldest out."""


@dataclass(slots=True)
class Tally:
    """How a campaign went."""

    times: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    """What else was counted."""

    def see(self, where: str, told: Told, work: Work) -> None:
        """Look for all that was acknowledged in the work as the next reader finds it."""
        self.times += 1
        self.acknowledged += len(told.sure)
        self.lost += [f"{where}: {what}" for what in told.missed(work)]


@dataclass(slots=True)
class Told:
    """What readers said that they did; what was acknowledged, and what may or may not have come to the disk since."""

    sure: dict[str, Clip] = field(default_factory=dict)
    title: str = ""
    open: dict[str, list[Clip | None]] = field(default_factory=dict)
    """What became of clips since, None for taken out."""
    titles: list[str] = field(default_factory=list)

    def did(self, before: Work, after: Work) -> None:
        """A reader recorded this."""
        old, new = ({c.id: c for c in work.clips} for work in (before, after))
        for name in old.keys() | new.keys():
            if old.get(name) != new.get(name):
                self.open.setdefault(name, []).append(new.get(name))
        if before.title != after.title:
            self.titles.append(after.title)

    def acknowledged(self) -> None:
        """All of it is on the disk."""
        for name, made in self.open.items():
            if made[-1] is None:
                self.sure.pop(name, None)
            else:
                self.sure[name] = made[-1]
        self.title = self.titles[-1] if self.titles else self.title
        self.open, self.titles = {}, []

    def missed(self, work: Work) -> Iterator[str]:
        """What was acknowledged and is not there, and what is there that nobody made."""
        found = {c.id: c for c in work.clips}
        for name, clip in self.sure.items():
            if found.get(name) not in (clip, *self.open.get(name, ())):
                yield f"{name} is {found.get(name)}, not {clip}"
        for name in found.keys() - self.sure.keys():
            if found[name] not in self.open.get(name, ()):
                yield f"{name} is there, and was taken out or never made"
        if work.title not in (self.title, *self.titles):
            yield f"the title is {work.title!r}, not {self.title!r}"

    @classmethod
    def of(cls, work: Work) -> Told:
        """All of this work was acknowledged."""
        return cls({c.id: c for c in work.clips}, work.title)


def clip(name: str, draw: random.Random) -> Clip:
    """A clip that nobody made before, of a few bytes or of some thousand."""
    text = f"“{name}” " * draw.choice((1, 3, 300))
    return Clip(name, "a.txt", "0" * 64, 1, Span(0, len(text)), text)


def move(work: Work, name: str, draw: random.Random) -> Work:
    """The work after one more thing was done: mostly a clip put aside; a note, a heading, another order, one taken out, a title."""
    clips = list(work.clips)
    chance = draw.random()
    if chance < 0.5 or not clips:
        clips.insert(len(clips) if draw.random() < 0.8 else draw.randrange(len(clips) + 1), clip(name, draw))
    elif chance < 0.7:
        at = draw.randrange(len(clips))
        part = draw.choice(("note", "heading"))
        words = f"{part} {name}"
        clips[at] = replace(clips[at], note=words) if part == "note" else replace(clips[at], heading=words)
    elif chance < 0.8:
        draw.shuffle(clips)
    elif chance < 0.9:
        clips.pop(draw.randrange(len(clips)))
    else:
        return replace(work, title=f"title {name}", bottom=f"bottom {name}", places={"a.txt": len(name)})
    return replace(work, clips=tuple(clips[-MOST:]))


def forked(do: Callable[[], None]) -> int:
    """The id of a child that does it, and ends."""
    child = os.fork()
    if child:
        return child
    try:
        do()
        os._exit(0)
    finally:  # so that nothing of the parent is done twice
        traceback.print_exc()
        os._exit(1)
