"""Two readers of one pack, neither of which sees what the other does."""

from __future__ import annotations

import copy
import os
import random
import signal
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from index.model import Clip
from reader import journal
from reader.journal import Journal, Work
from tests.losing import PACK, Tally, forked, move


@dataclass(slots=True)
class Shared:
    """What the work of a pack is, when readers that do not see each other change it one after the other."""

    clips: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each what was last said of it: its words, note and heading."""
    gone: dict[str, dict[str, str]] = field(default_factory=dict)
    """The same of clips that were taken out: a reader that does not know of it and writes on brings back all that was said of them."""
    title: str = ""
    order: list[str] = field(default_factory=list)
    """As it was last given; what is not in it comes after."""

    def did(self, before: Work, after: Work) -> None:
        """A reader recorded this."""
        old, new = ({c.id: _said(c) for c in work.clips} for work in (before, after))
        for name in old.keys() - new.keys():
            self.gone[name] = self.clips.pop(name, None) or self.gone.get(name) or old[name]
        for name in new.keys() - old.keys():
            self.clips[name] = new[name]
        for name in new.keys() & old.keys():
            changed = {part: words for part, words in new[name].items() if words != old[name][part]}
            if changed:
                self.clips[name] = {**(self.clips.get(name) or self.gone.get(name) or new[name]), **changed}
        if before.title != after.title:
            self.title = after.title
        if [name for name in new if name in old] + [name for name in new if name not in old] != list(new) or [
            name for name in old if name in new
        ] != [name for name in new if name in old]:
            self.order = list(new)

    def missed(self, work: Work) -> list[str]:
        """What is otherwise in the work as it is found."""
        found = {c.id: _said(c) for c in work.clips}
        wrong = [
            f"{n} is {found.get(n)}, not {self.clips.get(n)}"
            for n in found.keys() | self.clips.keys()
            if found.get(n) != self.clips.get(n)
        ]
        if work.title != self.title:
            wrong.append(f"the title is {work.title!r}, not {self.title!r}")
        if [n for n in found if n in self.order] != [n for n in self.order if n in found]:
            wrong.append(f"the order is {list(found)}, not {self.order}")
        return wrong


def _said(clip: Clip) -> dict[str, str]:
    return {"text": clip.text[:40], "note": clip.note, "heading": clip.heading}


class Reader:
    """A reader in a process of its own, that does what it is told, and says when it is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = Work()
        """What it believes the work to be."""
        self.open()

    def open(self) -> None:
        """Begin with what is there now."""
        self.work = journal.work_of(PACK, self.folder)
        (theirs, self._tell), (self._hear, answers) = os.pipe(), os.pipe()
        self._child = forked(partial(_obeys, self.folder, theirs, answers))
        for fd in (theirs, answers):
            os.close(fd)
        self._answer()

    def do(self, name: str) -> tuple[Work, Work]:
        """One more thing; the work before and after it, as it believes it to be."""
        os.write(self._tell, f"{name}\n".encode())
        before, self.work = self.work, move(self.work, name, random.Random(name))
        return before, self.work

    def wait(self) -> None:
        """Until that is on the disk."""
        self._answer()

    def end(self, kill: bool) -> None:
        """By itself, or killed."""
        if kill:
            os.kill(self._child, signal.SIGKILL)
        else:
            os.write(self._tell, b"\n")
        os.waitpid(self._child, 0)
        os.close(self._tell)
        os.close(self._hear)

    def _answer(self) -> None:
        if os.read(self._hear, 1) != b"+":
            raise RuntimeError("a reader ended by itself")


def _obeys(folder: Path, orders: int, answers: int) -> None:
    one = Journal.open(PACK, "/somewhere", folder=folder)
    one.flush()
    os.write(answers, b"+")
    with os.fdopen(orders) as lines:
        for line in map(str.strip, lines):
            if not line:
                break
            one.record(move(one.work, line, random.Random(line)))
            if one.flush():
                os.write(answers, b"+")
    one.close()


def interleaved(folder: Path, seed: int, times: int) -> Tally:
    """Two readers of one pack, in turns that are drawn; they end and begin again, one of them killed, in half of all amid a move.

    Whatever one did last holds; what only the other one touched stays. The move that a kill cut off holds or does not.
    """
    tally = Tally()
    for n in range(times):
        draw = random.Random(f"interleave {seed} {n}")
        place = folder / f"{n}"
        readers = [Reader(place), Reader(place)]
        could = [Shared()]
        for turn in range(draw.randint(10, 40)):
            at = draw.randrange(2)
            reader, name = readers[at], f"{seed}.{n}.{turn}"
            moved = reader.do(name)
            cut_off = draw.random() < 0.03
            if cut_off:
                time.sleep(draw.random() * 0.004)
                reader.end(kill=True)
                could += copy.deepcopy(could)
            else:
                reader.wait()
                tally.acknowledged += 1
            for one in could[len(could) // 2 if cut_off else 0 :]:
                one.did(*moved)
            if cut_off or draw.random() < 0.1:
                if not cut_off:
                    reader.end(kill=draw.random() < 0.5)
                readers[at] = Reader(place)
            time.sleep(0.006)  # moments are milliseconds, and a move takes some: what comes later is later
        for reader in readers:
            reader.end(kill=draw.random() < 0.5)
        tally.times += 1
        missed = min((one.missed(journal.work_of(PACK, place)) for one in could), key=len)
        tally.lost += [f"interleaving {n}, seed {seed}: {what}" for what in missed]
    return tally
