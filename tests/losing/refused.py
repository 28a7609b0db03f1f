"""Programs whose disk refuses: no room, no right, a fault, read-only, half of what it is given; at each call of each flow."""

from __future__ import annotations

import errno
import itertools
import random
import shutil
import traceback
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from reader import disk
from tests.losing import Tally
from tests.losing.calls import REASONS, SHORT, Calls
from tests.losing.flows import FLOWS, SURE, Flow


class Case(NamedTuple):
    """What is refused."""

    flow: str
    nth: int
    """Which call, from 0."""
    reason: int
    lasting: bool

    @property
    def said(self) -> str:
        """In words."""
        reason = "short" if self.reason == SHORT else errno.errorcode[self.reason]
        return f"{self.flow}, call {self.nth}, {reason}, {'from then on' if self.lasting else 'once'}"


def cases(folder: Path, seed: int) -> list[Case]:
    """All cases, in an order that is drawn: first each call of each flow for one reason, and each write that falls short."""
    draw = random.Random(f"refused {seed}")
    first, more = [], []
    for name, flow in FLOWS.items():
        calls = Calls(folder / f"counted {name}")
        begun(flow, calls.root, seed)
        done(flow, calls.root, seed, calls)
        for nth, call in enumerate(op.name for op in calls.log if op.name != "said"):
            of_one = [Case(name, nth, *how) for how in itertools.product(REASONS, (False, True))]
            first.append(of_one.pop(draw.randrange(len(of_one))))
            if call == "write" and (short := Case(name, nth, SHORT, False)) in of_one:
                of_one.remove(short)
                first.append(short)
            more += of_one
    draw.shuffle(first)
    draw.shuffle(more)
    return first + more


def refused(folder: Path, seed: int, times: int) -> Tally:
    """So many of all cases. What each acknowledged is looked for when it has ended; that something is wrong has to be told."""
    every = cases(folder, seed)
    tally = Tally(notes={"of all": len(every)})
    for case in every[:times]:
        place, flow = folder / "place", FLOWS[case.flow]
        before = begun(flow, place, seed)
        calls = Calls(place, case.nth, case.reason, case.lasting)
        trouble = ""
        try:
            trouble = done(flow, place, seed, calls)
        except Exception:  # whatever it is, it would be a traceback
            tally.lost.append(f"{case.said}, seed {seed}: {traceback.format_exc()}")
        said = [op.data for op in calls.log if op.name == "said"]
        tally.times += 1
        tally.acknowledged += said.count(SURE)
        tally.lost += [f"{case.said}, seed {seed}: {what}" for what in flow.missed(place, before, said)]
        if not trouble and not (said and said[-1] == SURE):
            tally.lost.append(f"{case.said}, seed {seed}: nothing is told")
        shutil.rmtree(place)
    return tally


def begun(flow: Flow, place: Path, seed: int) -> object:
    """The flow's beginning in a new folder; what has to be known of it."""
    place.mkdir(parents=True)
    with Calls(place).between():  # no real disk is waited for
        flow.begin(place, f"{seed}")
    return flow.known(place)


def done(flow: Flow, place: Path, seed: int, calls: Calls) -> str:
    """The flow, its calls counted and refused; what is told."""
    with calls.between(), mock.patch.object(disk, "log"):
        return flow.run(place, f"{seed}", calls.say)
