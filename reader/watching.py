"""Whether the files of a pack that is open have changed: looked at every few seconds, in a thread of its own, nothing opened.

A change counts once the whole pack has been as it is for one turn: a file that is still being written is not read half.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from index import contents, pack
from index.contents import Stamp
from index.model import PackError
from reader import disk

EVERY = 2.0
"""Seconds between two looks."""

Snapshot = Mapping[str, Stamp]
"""The files that could be sources, and pack.toml, as the disk has them."""


def changed(before: Snapshot, now: Snapshot) -> frozenset[str]:
    """The paths of the files that came, went or were written between two snapshots."""
    return frozenset(path for path in {*before, *now} if before.get(path) != now.get(path))


@dataclass(frozen=True, slots=True)
class Watch:
    """What was seen of the files so far."""

    read: Snapshot | None = None
    """As they were when the pack was read last; None where that is not known."""
    last: Snapshot | None = None
    """As they were at the last turn."""

    def turned(self, now: Snapshot) -> Watch:
        """What is known one turn later."""
        return replace(self, last=now)

    def calls(self, now: Snapshot) -> bool:
        """Whether the pack, which is as `now` says, is to be read again: it is not what was read, and has come to rest."""
        if self.last is None or changed(self.last, now):
            return False
        return self.read is None or bool(changed(self.read, now))


class Watcher:
    """The thread that looks.

    Args:
        path: The pack.
        state: That of the pack as it was opened.
        called: Told, in the thread, that the pack is to be read again: its state is another one.
        troubled: Told, in the thread, why it cannot be looked at, once until it can; the empty string when it can again.
        every: Seconds between two looks.
    """

    def __init__(
        self,
        path: Path,
        state: str,
        called: Callable[[], None],
        troubled: Callable[[str], None],
        every: float = EVERY,
    ) -> None:
        self.state = state
        """Of the pack as it was read last."""
        self._path = path
        self._called = called
        self._troubled = troubled
        self._every = every
        self._seen = Watch()
        self._anew = False
        self._trouble = ""
        self._ended = threading.Event()

    def start(self) -> None:
        """Begin to look. The thread is one that nobody waits for at the end: a disk may take its time."""
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()

    def again(self) -> None:
        """Call once more for what was called for: it could not be read."""
        self.state, self._anew = "", True

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            self.turn()

    def turn(self) -> None:
        """One look."""
        try:
            self._look()
        except (OSError, PackError) as fault:
            self._tell(disk.why(fault) if isinstance(fault, OSError) else str(fault).partition(",")[0])
        else:
            self._tell("")

    def _look(self) -> None:
        now = contents.stamps(self._path)
        if self._anew:
            self._anew, self._seen = False, replace(self._seen, read=None)
        seen, self._seen = self._seen, self._seen.turned(now)
        if seen.calls(now):
            state = pack.state_of(self._path)
            self._seen = replace(self._seen, read=now)
            if state != self.state:
                self._called()

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self._troubled(trouble)
