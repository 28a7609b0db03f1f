"""Readers whose disk refuses: no room, no right, a fault, half of what it is given."""

from __future__ import annotations

import errno
import io
import itertools
import os
import random
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from reader import disk, journal
from reader.journal import Journal
from tests.losing import PACK, Tally, Told, move

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
    for n in range(journal.LITTER[0]):  # so that the next reader makes a snapshot of them
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
