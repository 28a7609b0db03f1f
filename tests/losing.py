"""Readers that die, disks that refuse, two readers at once: what was acknowledged, and what of it is lost.

`python -m tests.losing WHAT FOLDER SEED COUNT` runs a campaign in an empty folder and prints a JSON object: how many there were,
how many clips were acknowledged, and what was lost, a line each.
"""

from __future__ import annotations

import copy
import errno
import io
import itertools
import os
import random
import shutil
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from unittest import mock

from index import contents, imprint
from index.model import Clip, Span
from reader import disk, journal
from reader.journal import Journal, Work

PACK = "5eed"
MOST = 30
"""Clips that a reader keeps; of more it takes the oldest out."""
PROMISED = 1.0
"""Seconds after which a clip is safe, though nobody waited for it."""


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


# --- what a reader does, and what of it was acknowledged ---


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


# --- killed ---


def killed(folder: Path, seed: int, times: int) -> Tally:
    """Readers of one pack, one after the other, each killed at some moment: while it opens, writes, or makes a snapshot.

    One in ten waits for nothing, and is killed when its last clip has been there for the promised second.
    """
    tally, told, work = Tally(), Told(), Work()
    log = folder / "log"
    for n in range(times):
        draw = random.Random(f"kill {seed} {n}")
        waits = n % 10 == 9
        log.write_bytes(b"")
        child = _forked(partial(_clips_on, folder / "work", log, f"{seed} {n}", waits))
        if waits:
            while b"done" not in log.read_bytes():
                time.sleep(0.01)
            time.sleep(PROMISED)
        else:
            time.sleep(draw.random() ** 2 * 0.15)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        _retold(told, work, log.read_text(), f"{seed} {n}")
        work = journal.work_of(PACK, folder / "work")
        tally.see(f"kill {n}, seed {seed}", told, work)
        told = Told.of(work)
    tally.notes["files left"] = len(list((folder / "work" / PACK).iterdir()))
    return tally


def _clips_on(folder: Path, log: Path, name: str, waits: bool) -> None:
    """Work without end, each move told in the log before it is recorded, and what is safe when it is."""
    fd, draw = os.open(log, os.O_WRONLY | os.O_APPEND), random.Random(name)
    one = Journal.open(PACK, "/somewhere", folder=folder)
    for n in count():
        os.write(fd, b"move\n")
        one.record(move(one.work, f"{name} {n}", draw))
        if waits and n == 20:
            os.write(fd, b"safe\ndone\n")
            signal.pause()
        if not waits and n % 3 == 2 and one.flush():
            os.write(fd, b"safe\n")


def _retold(told: Told, work: Work, log: str, name: str) -> None:
    """The same moves again, as far as the log tells of them, on the work that the reader found."""
    draw, numbers = random.Random(name), count()
    for line in log.split():
        if line == "move":
            before, work = work, move(work, f"{name} {next(numbers)}", draw)
            told.did(before, work)
        elif line == "safe":
            told.acknowledged()


def _forked(do: Callable[[], None]) -> int:
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


# --- a file replaced ---


def replaced(folder: Path, seed: int, times: int) -> Tally:
    """A briefing in a pack, written over and over by programs that are killed: the old one or the new one, and no source more."""
    tally = Tally()
    (folder / "a.txt").write_text("The bridge is shut.\n\n“It is shut,” she said.\n")
    file = folder / "briefing.md"
    for n in range(times):
        draw = random.Random(f"replace {seed} {n}")
        child = _forked(partial(_replaces_on, file, n))
        time.sleep(0.002 + draw.random() ** 2 * 0.06)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        tally.times += 1
        if file.exists():
            found = file.read_bytes()
            head = found.partition(b"\n")[0]
            tally.acknowledged += 1
            if found != _content(head):
                tally.lost.append(f"kill {n}, seed {seed}: {len(found)} bytes, {found[:40]!r}")
    seen = [listed.source.path for listed in contents.survey(folder).listed]
    tally.lost += [f"{path} is taken for a source" for path in seen if path != "a.txt"]
    tally.notes["temporary files left"] = len(list(folder.glob(".twosource-*")))
    return tally


def _content(head: bytes) -> bytes:
    size = 1 + int(head.rpartition(b" ")[2]) * 10_007 % 400_000
    return head + b"\n" + b"x" * size + b"\n\n" + imprint.MARK.encode() + b"\n"


def _replaces_on(file: Path, name: int) -> None:
    for n in count():
        disk.atomic_write(file, _content(f"# {name} {n}".encode()))


# --- refused ---

STEPS = ("open", "write", "fsync", "rename", "replace", "file")
"""What the disk refuses: calls of `os`, and `write` of a file object."""
SHORT = 0
"""No reason: a write takes half of what it is given, the next one nothing."""
REASONS = (errno.ENOSPC, errno.EIO, errno.EACCES, SHORT)


class Refusing:
    """Stands in for `os`: the `nth` call of a step fails, from 0, and where it is lasting all that come after it."""

    def __init__(self, step: str, nth: int, reason: int, is_lasting: bool) -> None:
        self.calls = 0
        self._step, self._nth, self._reason, self._is_lasting = step, nth, reason, is_lasting

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return partial(self.called, real) if name == self._step else real

    def file(self, fd: int, _: str) -> _File:
        """Stands in for `open`."""
        return _File(io.FileIO(fd, "wb"), self if self._step == "file" else None)

    def called(self, real: Callable[..., Any], *told: Any) -> Any:
        at, self.calls = self.calls - self._nth, self.calls + 1
        if at == 0 and self._reason == SHORT:
            fd, data = told
            return real(fd, data[: len(data) // 2])
        if at == 0 or (at == 1 and self._reason == SHORT) or (at > 0 and self._is_lasting):
            reason = self._reason or errno.ENOSPC
            raise OSError(reason, os.strerror(reason))
        return real(*told)


class _File(io.BufferedWriter):
    def __init__(self, raw: io.FileIO, refusing: Refusing | None) -> None:
        super().__init__(raw)
        self._refusing = refusing

    def write(self, data: Any) -> int:
        return self._refusing.called(super().write, data) if self._refusing else super().write(data)


def refused(folder: Path, seed: int, times: int) -> Tally:
    """Readers whose disk refuses: each call of each step, for each reason, once or from then on; so many of all of these.

    What each acknowledged is looked for at once, as if it died there, and again when it has ended.
    """
    before = folder / "before"
    for n in range(5):
        one = Journal.open(PACK, "/somewhere", folder=before)
        one.record(move(one.work, f"before {n}", random.Random(f"{seed} {n}")))
        one.close()
    cases = []
    for step in STEPS:
        never = Refusing(step, -1, errno.EIO, False)
        _refused(before, folder / "work", never, f"never {seed}", Tally())
        reasons = REASONS if step == "write" else REASONS[:3]
        cases += list(itertools.product([step], range(never.calls), reasons, (False, True)))
    random.Random(seed).shuffle(cases)
    tally = Tally(notes={"of all": len(cases)})
    for step, nth, reason, is_lasting in cases[:times]:
        told = "lasting" if is_lasting else "once"
        where = f"{step} {nth}, {errno.errorcode.get(reason, 'short')}, {told}, seed {seed}"
        _refused(before, folder / "work", Refusing(step, nth, reason, is_lasting), where, tally)
    return tally


def _refused(before: Path, place: Path, refusing: Refusing, where: str, tally: Tally) -> None:
    shutil.copytree(before, place)
    told = Told.of(journal.work_of(PACK, place))
    draw = random.Random(where)
    stands_in = mock.patch.multiple(disk, create=True, os=refusing, open=refusing.file, log=mock.Mock())
    with stands_in, mock.patch.object(journal, "os", refusing):
        one = Journal.open(PACK, "/somewhere", folder=place)
        for n in range(12):
            after = move(one.work, f"{where} {n}", draw)
            told.did(one.work, after)
            one.record(after)
            if one.flush():
                told.acknowledged()
            elif not one.trouble:
                tally.lost.append(f"{where}: nothing said of move {n}")
        tally.lost += [f"{where}, dead: {what}" for what in told.missed(journal.work_of(PACK, place))]
        one.close()
        if one.trouble is None:
            told.acknowledged()
    tally.see(where, told, journal.work_of(PACK, place))
    shutil.rmtree(place)


# --- two at once ---


@dataclass(slots=True)
class Shared:
    """What the work of a pack is, when readers that do not see each other change it one after the other."""

    clips: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each what was last said of it: its words, note and heading."""
    title: str = ""
    order: list[str] = field(default_factory=list)
    """As it was last given; what is not in it comes after."""

    def did(self, before: Work, after: Work) -> None:
        """A reader recorded this."""
        old, new = ({c.id: _said(c) for c in work.clips} for work in (before, after))
        for name in old.keys() - new.keys():
            self.clips.pop(name, None)
        for name in new.keys() - old.keys():
            self.clips[name] = new[name]
        for name in new.keys() & old.keys():
            changed = {part: words for part, words in new[name].items() if words != old[name][part]}
            if changed:
                self.clips[name] = {**self.clips.get(name, new[name]), **changed}
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
        self._child = _forked(partial(_obeys, self.folder, theirs, answers))
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
            time.sleep(0.012)  # moments are milliseconds: what comes later is later
        for reader in readers:
            reader.end(kill=draw.random() < 0.5)
        tally.times += 1
        missed = min((one.missed(journal.work_of(PACK, place)) for one in could), key=len)
        tally.lost += [f"interleaving {n}, seed {seed}: {what}" for what in missed]
    return tally
