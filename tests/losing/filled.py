"""A disk that is really full: a small file system of its own where one can be mounted, else files that may grow no further."""

from __future__ import annotations

import os
import pickle
import random
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from unittest import mock

from reader import disk
from tests.losing import Tally, forked
from tests.losing.flows import FLOWS, SURE, Flow
from tests.losing.killed import unpickled

SIZE = 2_000_000
"""Bytes of the small file system."""
LEFT = 40_000
"""At most so many bytes are free on it; as many a file may have where there is none."""


def filled(folder: Path, seed: int, times: int) -> Tally:
    """So many flows, each where little or nothing is free; what was acknowledged, and what is told."""
    tally = Tally()
    with _small(folder / "small") as is_real:
        tally.notes["on a full file system"] = times if is_real else 0
        for n in range(times):
            draw = random.Random(f"filled {seed} {n}")
            name = sorted(FLOWS)[n % len(FLOWS)]
            flow, place, fill = FLOWS[name], folder / "small" / f"{n}", folder / "small" / "fill"
            place.mkdir()
            flow.begin(place, f"{seed} {n}")
            before = flow.known(place)
            left = draw.randrange(LEFT)
            if is_real:
                _fill(fill, left)
            said = _said(flow, place, f"{seed} {n}", None if is_real else left)
            fill.unlink(missing_ok=True)
            where = f"{name}, {left} bytes left, {n}, seed {seed}"
            tally.times += 1
            tally.acknowledged += said.count(SURE)
            tally.lost += [f"{where}: {what}" for what in flow.missed(place, before, said)]
            if not said or said[-1] not in ("told", "done"):
                tally.lost.append(f"{where}: it ended otherwise than by itself")
            elif said[-1] == "done" and SURE not in said[-2:]:
                tally.lost.append(f"{where}: nothing is told")
            shutil.rmtree(place)
    return tally


@contextmanager
def _small(folder: Path) -> Iterator[bool]:
    """A small file system at a folder, so long; whether one could be mounted."""
    folder.mkdir()
    try:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(folder)]
        is_real = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        is_real = False
    try:
        yield is_real
    finally:
        if is_real:
            subprocess.run(["umount", str(folder)], check=True)


def _fill(file: Path, left: int) -> None:
    """A file that takes all room but so many bytes."""
    there = os.statvfs(file.parent)
    with file.open("wb") as out:
        out.write(bytes(max(there.f_bavail * there.f_frsize - left, 0)))


def _said(flow: Flow, place: Path, seed: str, largest: int | None) -> list[object]:
    """What a process said that did the flow, at last whether it told of trouble."""
    hears, tells = os.pipe()
    child = forked(partial(_does, flow, place, seed, largest, tells))
    os.close(tells)
    with os.fdopen(hears, "rb") as heard:
        log = heard.read()
    os.waitpid(child, 0)
    return unpickled(log)


def _does(flow: Flow, place: Path, seed: str, largest: int | None, tells: int) -> None:
    if largest is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    with os.fdopen(tells, "wb", buffering=0) as out, mock.patch.object(disk, "log"):
        trouble = flow.run(place, seed, lambda what: out.write(pickle.dumps(what)))
        out.write(pickle.dumps("told" if trouble else "done"))
