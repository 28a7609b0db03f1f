"""The child processes that read files, seen from the one that asks: a file each, within limits, and checked before it is believed.

A file comes from anywhere, and the parsers of its format are not ours: so files are read in child processes, with low
priority and limits of processor time, memory and clock time. A child that dies or hangs costs the one file it was reading.

    this process  {"file": ..., "path": ..., "sha256": ...}, one line of JSON a job        ─► child's stdin
    this process  the source as `store.dump` writes it, one line of JSON                  ◄─ child's stdout

What runs in the child is `index.read`; it is not imported here, where nothing is parsed.
"""

from __future__ import annotations

import hashlib
import json
import os
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from index import store
from index.model import Article, PackError, Source, Span, Unread

MOST_BYTES = 64 << 20
"""A larger file is not read."""
PROCESSOR_SECONDS = 20
SECONDS_A_MEGABYTE = 4
"""Of processor time, beyond `PROCESSOR_SECONDS`."""
PATIENCE = 3.0
"""Seconds of the clock that a second of processor time may take: the machine has other things to do."""
MEMORY_BYTES = 1 << 30
WORKERS = 2
NICE = 10

LATE = "it was not read within"
CHANGED = "it changed while it was being read"
NO_ENTRY = "cannot be opened"


def allowed(size: int) -> int:
    """Seconds of processor time that a file of so many bytes may take."""
    return PROCESSOR_SECONDS + SECONDS_A_MEGABYTE * (size >> 20)


@cache
def version() -> str:
    """A name for the code that reads: it changes when any of it does, so that nothing read by older code is used."""
    sums = hashlib.sha256(sys.version.encode())
    for file in sorted(Path(__file__).parent.rglob("*.*")):
        if file.suffix in (".py", ".toml", ".json", ".txt"):
            sums.update(file.read_bytes())
    return sums.hexdigest()[:16]


class Job(NamedTuple):
    """A file to read, and what it is in the pack."""

    file: Path
    source: Source


def python() -> list[str]:
    """The command that runs one of our modules, but for its name. The folder one stands in may be a pack: -P keeps it out."""
    return [sys.executable, "-P", "-m"]


def environment() -> dict[str, str]:
    """The environment for `python`, in which our modules are found wherever they are installed."""
    root = str(Path(__file__).resolve().parent.parent)
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}


class _Gone(Exception):  # noqa: N818 - the child is; nothing here went wrong
    """A child ended in the middle of a file; its text is the reason, for a person."""


class _Worker:
    """A child process that reads one file after another."""

    def __init__(self) -> None:
        debug = None if os.environ.get("TWOSOURCE_DEBUG") else subprocess.DEVNULL
        self.process = subprocess.Popen(
            [*python(), "index.read"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=debug,
            env=environment(),
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.stdin, self.stdout = self.process.stdin, self.process.stdout
        self.job: Job | None = None
        self.due = 0.0
        self.said: list[bytes] = []

    def ask(self, job: Job) -> None:
        """Give the child its next file."""
        order = {"file": str(job.file), "path": job.source.path, "sha256": job.source.sha256, "size": job.source.size}
        self.job, self.due, self.said = job, time.monotonic() + PATIENCE * allowed(job.source.size), []
        try:
            self.stdin.write(json.dumps(order).encode() + b"\n")
            self.stdin.flush()
        except OSError:
            pass  # it is gone: its end of file says so

    def answer(self) -> bytes | None:
        """The child's answer as far as it is complete; to be called when there is something to read. Raises `_Gone`."""
        piece = os.read(self.stdout.fileno(), 1 << 20)
        if not piece:
            raise _Gone(_why(self.process.wait(), self.job.source.size if self.job else 0))
        self.said.append(piece)
        return b"".join(self.said) if piece.endswith(b"\n") else None

    def end(self) -> None:
        """The child is gone afterwards."""
        self.process.kill()
        self.process.wait()
        self.stdin.close()
        self.stdout.close()


def read_all(jobs: Iterable[Job], workers: int = WORKERS) -> Iterator[Article | Unread]:
    """Read files in child processes; each comes as soon as it is read, so not quite in their order.

    Raises PackError where no process can be started at all.
    """
    waiting = deque(jobs)
    if not waiting:
        return
    busy: list[_Worker] = []
    with selectors.DefaultSelector() as ready:

        def start() -> None:
            try:
                worker = _Worker()
            except OSError as fault:
                raise PackError(f"no process to read with, {sys.executable}: {fault.strerror}") from fault
            ready.register(worker.stdout, selectors.EVENT_READ, worker)
            busy.append(worker)
            worker.ask(waiting.popleft())

        def stop(worker: _Worker) -> None:
            ready.unregister(worker.stdout)
            busy.remove(worker)
            worker.end()

        try:
            for _ in range(min(workers, os.cpu_count() or 1, 1 + len(waiting) // 4)):
                start()
            while busy:
                soon = min(w.due for w in busy) - time.monotonic()
                for key, _ in ready.select(max(0.0, soon)):
                    worker: _Worker = key.data
                    assert worker.job is not None
                    try:
                        answer = worker.answer()
                    except _Gone as gone:
                        yield Unread(worker.job.source, str(gone), _format(worker.job))
                        stop(worker)
                        if waiting:
                            start()
                        continue
                    if answer is None:
                        continue
                    yield believed(answer, worker.job.source)
                    if waiting:
                        worker.ask(waiting.popleft())
                    else:
                        stop(worker)
                for worker in [w for w in busy if w.due < time.monotonic()]:
                    assert worker.job is not None
                    yield Unread(
                        worker.job.source,
                        f"{LATE} {PATIENCE * allowed(worker.job.source.size):.0f} seconds",
                        _format(worker.job),
                    )
                    stop(worker)
                    if waiting:
                        start()
        finally:
            for worker in busy:
                worker.end()


def passing(unread: Unread) -> bool:
    """The reason may be gone at the next try: the machine was busy, the file was being written."""
    return unread.reason.startswith((LATE, CHANGED, NO_ENTRY))


def believed(answer: bytes, source: Source) -> Article | Unread:
    """What a child said of `source`, if it can be true: every span in the text, every character accounted for."""
    try:
        read = store.load(answer, source)
    except (ValueError, TypeError, LookupError, RecursionError) as fault:
        return Unread(source, f"what the reading process said makes no sense ({type(fault).__name__})")
    if isinstance(read, Article) and (wrong := flaw(read)):
        return Unread(source, wrong, read.format)
    return read


def flaw(read: Article) -> str | None:
    """What is wrong with an article: pieces that overlap, words in none, quotations outside their passage; None if sound."""
    text, at = read.text, 0
    for start, stop in sorted([*(p.span for p in read.passages), *(d.span for d in read.dropped)]):
        if not at <= start <= stop <= len(text):
            return f"pieces of the text overlap at character {start}"
        if gap := text[at:start].strip():
            return f"nobody accounts for {gap[:40]!r} at character {at}"
        at = stop
    if gap := text[at:].strip():
        return f"nobody accounts for {gap[:40]!r} at character {at}"
    homes = {p.n: p.span for p in read.passages}
    if list(homes) != sorted(homes) or len(homes) != len(read.passages):
        return "the passages are not in order"
    for q in (*read.quotes, *read.indirect):
        home = homes.get(q.passage)
        if home is None or not home.start <= q.span.start <= q.span.stop <= home.stop:
            return f"the quotation {q.id} stands in no passage"
        inner: list[Span | None] = [q.speaker.span if q.speaker else None, q.cue.span if q.cue else None]
        if any(span and not 0 <= span.start <= span.stop <= len(text) for span in inner):
            return f"the speaker of quotation {q.id} stands nowhere"
    return None


def _why(status: int, size: int) -> str:
    """Why a child ended, from its exit status."""
    signals = {
        -9: "it was killed (too little memory?)",
        -24: f"reading it took over {allowed(size)} s of processor time",
    }
    return signals.get(
        status, f"reading it ended the reading process ({'signal' if status < 0 else 'status'} {abs(status)})"
    )


def _format(job: Job) -> str | None:
    return Path(job.source.path).suffix.lstrip(".").lower() or None
