"""Programs killed at some moment: readers while they put aside, and whoever writes a briefing while it is written."""

from __future__ import annotations

import io
import os
import pickle
import random
import signal
import time
from functools import partial
from itertools import count
from pathlib import Path

from index import contents, imprint
from reader import disk, journal
from reader.journal import Journal, Work
from tests.losing import PACK, Tally, Told, forked, move
from tests.losing.flows import FLOWS, SURE

PROMISED = 1.0
"""Seconds after which a clip is safe, though nobody waited for it."""
LONGEST = {"export": 0.4}
"""Seconds after which the last of them are killed, where a flow takes its time."""
OPENING = "ms at most to open again"
REOPENED = 8.0
"""Seconds within which what was left is open again: four times what is promised, on a machine that does other things, too."""


def clipping(folder: Path, seed: int, times: int) -> Tally:
    """Readers of one pack, one after the other, each killed at some moment: while it opens, writes, or makes a snapshot.

    One in twenty waits for nothing, and is killed when its last clip has been there for the promised second.
    """
    tally, told, work = Tally(), Told(), Work()
    log = folder / "log"
    for n in range(times):
        draw = random.Random(f"kill {seed} {n}")
        waits = n % 20 == 9
        log.write_bytes(b"")
        child = forked(partial(_clips_on, folder / "work", log, f"{seed} {n}", waits))
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


def replaced(folder: Path, seed: int, times: int) -> Tally:
    """A briefing in a pack, written over and over by programs that are killed: the old one or the new one, and no source more."""
    tally = Tally()
    (folder / "a.txt").write_text("The bridge is shut.\n\n“It is shut,” she said.\n")
    file = folder / "briefing.md"
    for n in range(times):
        draw = random.Random(f"replace {seed} {n}")
        child = forked(partial(_replaces_on, file, n))
        time.sleep(0.002 + draw.random() ** 2 * 0.06)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        tally.times += 1
        if file.exists():
            found = file.read_bytes()
            head = found.partition(b"\n")[0]
            tally.acknowledged += 1
            if not head or found != _content(head):
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


def saving(folder: Path, seed: int, times: int) -> Tally:
    """Readers killed while they make a snapshot, and, as many, while they keep places, texts and what is not written yet."""
    tally = _amid(folder, "snapshot", seed, (times + 1) // 2)
    more = _amid(folder, "leave", seed, times // 2)
    notes = {OPENING: max(tally.notes[OPENING], more.notes.get(OPENING, 0))}
    return Tally(tally.times + more.times, tally.acknowledged + more.acknowledged, tally.lost + more.lost, notes)


def exporting(folder: Path, seed: int, times: int) -> Tally:
    """Programs killed while they export a briefing with its bibliography."""
    return _amid(folder, "export", seed, times)


def indexing(folder: Path, seed: int, times: int) -> Tally:
    """Programs killed while they build an index."""
    return _amid(folder, "index", seed, times)


def _amid(folder: Path, name: str, seed: int, times: int) -> Tally:
    """One flow, done over and over, each time killed at some moment."""
    tally, flow, place, log = Tally(), FLOWS[name], folder / name, folder / f"{name}.log"
    place.mkdir()
    flow.begin(place, f"{seed}")
    for n in range(times):
        draw = random.Random(f"kill {name} {seed} {n}")
        before = flow.known(place)
        log.write_bytes(b"")
        child = forked(partial(_flows_on, name, place, log, f"{seed} {n}"))
        while not log.stat().st_size and not os.waitpid(child, os.WNOHANG)[0]:
            time.sleep(0.001)
        time.sleep(draw.random() ** 2 * LONGEST.get(name, 0.1))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said = unpickled(log.read_bytes())
        tally.times += 1
        tally.acknowledged += said.count(SURE)
        began = time.monotonic()
        tally.lost += [f"{name}, kill {n}, seed {seed}: {what}" for what in flow.missed(place, before, said)]
        took = time.monotonic() - began
        tally.notes[OPENING] = max(tally.notes.get(OPENING, 0), round(1000 * took))
        if took > REOPENED:
            tally.lost.append(f"{name}, kill {n}, seed {seed}: it took {took:.1f} s to open again")
    return tally


def _flows_on(name: str, place: Path, log: Path, seed: str) -> None:
    fd = os.open(log, os.O_WRONLY | os.O_APPEND)

    def say(what: object) -> None:
        os.write(fd, pickle.dumps(what))

    os.write(fd, pickle.dumps("begun"))
    for n in count():
        if trouble := FLOWS[name].run(place, f"{seed} {n}", say):
            raise RuntimeError(trouble)


def unpickled(log: bytes) -> list[object]:
    """What was said; the last of it may be cut short."""
    said, file = list[object](), io.BytesIO(log)
    while file.tell() < len(log):
        try:
            said.append(pickle.load(file))
        except (EOFError, pickle.UnpicklingError):
            break
    return said
