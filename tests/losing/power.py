"""Power that fails: of all that was not synced some came to the disk and some did not, in whatever combination."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.losing import Tally
from tests.losing.calls import Calls, Op
from tests.losing.flows import FLOWS, SURE
from tests.losing.refused import begun, done

_BLOCK = 512
"""Bytes that a disk writes whole or not at all."""


@dataclass(slots=True)
class _File:
    """What is in a file for good, and what was written since: a position, and the bytes; None where it was emptied."""

    data: bytes = b""
    since: list[tuple[int, bytes] | None] = field(default_factory=list)
    size: int = 0

    def write(self, data: bytes) -> None:
        self.since.append((self.size, data))
        self.size += len(data)

    def emptied(self) -> None:
        self.since.append(None)
        self.size = 0

    def sync(self) -> None:
        self.data, self.since = self.left(lambda _: "whole"), []

    def left(self, fate: Callable[[int], str]) -> bytes:
        """The bytes where each of the later writes came to the disk whole, in part, as zeros, or not at all."""
        data = self.data
        for n, one in enumerate(self.since):
            how = fate(n)
            if how == "gone":
                continue
            if one is None:
                data = b""
                continue
            at, new = one
            if how == "part":
                new = new[: len(new) // 2 // _BLOCK * _BLOCK] or new[: len(new) // 2]
            elif how == "zeros":
                new = bytes(len(new))
            data = data[:at].ljust(at, b"\0") + new + data[at + len(new) :]
        return data


@dataclass(slots=True)
class _Named:
    """A change to a folder that may not be on the disk."""

    folders: tuple[str, ...]
    """Whose names it changes."""
    do: Callable[[dict[str, _File | None]], None]


class Disk:
    """What stands on a disk, and what only the machine's memory knows. Folders are names without a file."""

    def __init__(self, folder: Path) -> None:
        """All that is in a folder is on the disk."""
        self._names: dict[str, _File | None] = {}
        for path in (folder, *sorted(folder.rglob("*"))):
            data = path.read_bytes() if path.is_file() else None
            self._names[str(path)] = None if data is None else _File(data, size=len(data))
        self._now = dict(self._names)
        self._since: list[_Named] = []
        self._handles: dict[int, _File | None] = {}

    def take(self, op: Op) -> None:
        """One more call."""
        match op.name:
            case "open":
                self._open(op)
            case "write":
                if (file := self._handles[op.handle]) is not None:
                    file.write(op.data)
            case "fsync":
                self._sync(op)
            case "mkdir":
                self._name((op.path,), lambda names: names.__setitem__(op.path, None))
            case "rename" | "replace":
                file = self._now[op.path]
                self._name((op.path, op.other), lambda names: _renamed(names, op, file))
            case "link":
                file = self._now[op.path]
                self._name((op.other,), lambda names: names.__setitem__(op.other, file))
            case "unlink" | "remove" | "rmdir":
                self._name((op.path,), lambda names: names.pop(op.path, None) and None)

    def _open(self, op: Op) -> None:
        if op.path not in self._now:
            file = _File()
            self._name((op.path,), lambda names: names.__setitem__(op.path, file))
        known = self._handles[op.handle] = self._now[op.path]
        if op.data and known is not None:
            known.emptied()

    def _sync(self, op: Op) -> None:
        file = self._handles[op.handle]
        if file is not None:
            file.sync()
            return
        for one in self._since:
            if op.path in one.folders:
                one.folders = tuple(folder for folder in one.folders if folder != op.path)
                if not one.folders:
                    one.do(self._names)
        self._since = [one for one in self._since if one.folders]

    def _name(self, paths: Sequence[str], do: Callable[[dict[str, _File | None]], None]) -> None:
        do(self._now)
        self._since.append(_Named(tuple(dict.fromkeys(map(os.path.dirname, paths))), do))

    def fails(self, draw: random.Random) -> dict[str, bytes | None]:
        """Each name with its bytes, None for folders, as they may be found when the power is back."""
        names = dict(self._names)
        kept = draw.choice((0.0, 0.5, 0.9, 1.0))
        for one in self._since:
            if draw.random() < kept:
                one.do(names)
        written = draw.choice((0.0, 0.5, 1.0))

        def fate(_: int) -> str:
            return "whole" if draw.random() < written else draw.choice(("gone", "part", "zeros"))

        return {path: None if file is None else file.left(fate) for path, file in names.items()}


def _renamed(names: dict[str, _File | None], op: Op, file: _File | None) -> None:
    names.pop(op.path, None)
    names[op.other] = file


def cut(folder: Path, seed: int, times: int) -> Tally:
    """So many failures of the power, each at a moment of a flow that is drawn, with as much on the disk as is drawn."""
    tally = Tally()
    share = -(-times // len(FLOWS))
    for name, flow in FLOWS.items():
        place = folder / name
        before = begun(flow, place, seed)
        kept = folder / f"{name}-before"
        shutil.copytree(place, kept)
        calls = Calls(place)
        done(flow, place, seed, calls)
        for n in range(min(share, times - tally.times)):
            draw = random.Random(f"power {seed} {name} {n}")
            moment = draw.randrange(len(calls.log) + 1)
            shutil.rmtree(place)
            shutil.copytree(kept, place)
            disk = Disk(place)
            for op in calls.log[:moment]:
                disk.take(op)
            _laid(place, disk.fails(draw))
            said = [op.data for op in calls.log[:moment] if op.name == "said"]
            tally.times += 1
            tally.acknowledged += said.count(SURE)
            where = f"{name}, power cut {n} before call {moment}, seed {seed}"
            tally.lost += [f"{where}: {what}" for what in flow.missed(place, before, said)]
    return tally


def _laid(place: Path, found: dict[str, bytes | None]) -> None:
    """What is found, in the folder; a file whose folder was never on the disk is gone with it."""
    shutil.rmtree(place)
    place.mkdir(mode=0o700)
    folders = {str(place)}
    for path in sorted(found):
        data = found[path]
        if path == str(place) or os.path.dirname(path) not in folders:
            continue
        if data is None:
            os.mkdir(path, 0o700)
            folders.add(path)
        else:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                file.write(data)
