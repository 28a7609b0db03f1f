"""Another program that changes the briefing's file while it is written: what it wrote is in the file, or is told and kept."""

from __future__ import annotations

import os
import random
import shutil
from functools import partial
from pathlib import Path

from reader import filing, written
from tests.losing import Tally
from tests.losing.calls import Calls, Op
from tests.losing.flows import briefing_of

AFTER = ("replace", "rename")
"""The calls that no look can come before: only what happens in the very moment of one is written over."""


def edited(folder: Path, seed: int, times: int) -> Tally:
    """So many writings of a briefing that was written before, each with an edit from outside before one of its calls."""
    tally = Tally(notes={"told": 0})
    for n in range(times):
        draw = random.Random(f"outside {seed} {n}")
        place = folder / "place"
        (place / "journal").mkdir(parents=True)
        file = place / "briefing.md"
        old, new, theirs = (briefing_of(f"{seed} {n} {which}") for which in ("old", "new", "theirs"))
        seen = filing.put(file, old, place / "journal", "").seen
        moment = draw.randrange(12)
        calls = Calls(place)
        calls.before = partial(_edits, calls, moment, file, theirs, in_place=draw.random() < 0.5)
        with calls.between():
            outcome = filing.put(file, new, place / "journal", seen)
        came = calls.before is None
        found = file.read_text("utf-8")
        where = f"edit {n} before call {moment}, seed {seed}"
        tally.times += 1
        if outcome.seen:
            tally.acknowledged += 1
            if written.kept(place / "journal", outcome.seen) != new:
                tally.lost.append(f"{where}: what was written is not kept")
        if came and found != theirs:
            tally.lost.append(f"{where}: what came from outside is written over")
        if not came and found != new:
            tally.lost.append(f"{where}: the file is not what was written")
        if outcome.other is not None:
            tally.notes["told"] += 1
            if outcome.other.text != theirs:
                tally.lost.append(f"{where}: another text is told of")
        shutil.rmtree(place)
    return tally


def _edits(calls: Calls, moment: int, file: Path, text: str, op: Op, *, in_place: bool) -> None:
    if calls.count <= moment or op.name in AFTER:
        return
    calls.before = None  # what follows goes the same way
    if in_place:
        file.write_text(text, "utf-8")
    else:
        beside = file.with_name("theirs")
        beside.write_text(text, "utf-8")
        os.replace(beside, file)
