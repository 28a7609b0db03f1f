"""The child processes that read files, seen from the one that asks: a file each, within limits, and checked before it is believed.

A file comes from anywhere, and the parsers of its format are not ours: so files are read in child processes, with low
priority and limits of processor time, memory and clock time. A child that dies or hangs costs the one file it was reading.

    this process  {"file": ..., "path": ..., "sha256": ...}, one line of JSON a job                ─► child's stdin
    this process  name, checksum and size of a part, a tab, the source as `store.dump` writes it  ◄─ child's stdout
                  ... a line for each part of the file, one that is empty after the last

What runs in the child is `index.read`; it is not imported here, where nothing is parsed.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from index import store
from index.model import Article, Holder, PackError, Source, Span, Unread
from index.suffixes import NO_FIELDS

MOST_BYTES = 64 << 20
"""A larger file is not read."""
PARSING_SECONDS, PARSING_A_MEGABYTE = 7, 1
"""Of processor time until a file, or the next part of it, is text; and beyond that for each megabyte of the file."""
READING_SECONDS, READING_A_MEGABYTE = 3, 8
"""Likewise for what is done with the text, of which prose takes two to three seconds a megabyte."""
PATIENCE = 3.0
"""Seconds of the clock that a second of processor time may take: the machine has other things to do."""
MEMORY_BYTES = 512 << 20
"""Of addresses; ten megabytes with 100,000 quotations take two thirds of it."""
WORKERS = 2
NICE = 10
MOST_PARTS = 20_000
"""Sources that one file may hold."""
DEEPEST = 4
"""Files within files that are read."""
_PART = re.compile(r"|[#/][^\0]{1,1000}", re.DOTALL)
"""What a part of a file may be called."""

LATE = "it was not read within"
CHANGED = "it changed while it was being read"
NO_ENTRY = "cannot be opened"


def parsing(size: int) -> int:
    """Seconds of processor time that a file of so many bytes, or its next part, may take until it is text."""
    return PARSING_SECONDS + PARSING_A_MEGABYTE * (size >> 20)


def reading(size: int) -> int:
    """Seconds of processor time that so many characters may take once they are text."""
    return READING_SECONDS + READING_A_MEGABYTE * size // (1 << 20)


def patience(size: int) -> float:
    """Seconds of the clock that the next part of a file of so many bytes may take."""
    return PATIENCE * (parsing(size) + reading(size))


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
    within: tuple[str, ...] = ()
    """Where it lies in `file`: the name of a part of it, the name of a part of that ... ; nothing if it is `file` itself."""
    maps: Mapping[str, Mapping[str, str]] = {}
    """What pack.toml says of the fields of files of records, by their paths in the pack: of this one, and of those in it."""
    root: bool = False
    """Whether the pack is this file, so that what is in it is named by its path in it."""

    @property
    def fields(self) -> Mapping[str, str]:
        """What pack.toml says of its fields, where it holds records."""
        return self.maps.get(self.source.path, NO_FIELDS)

    def path(self, name: str) -> str:
        """The path in the pack of the part with this name."""
        return name.removeprefix("/") if self.root and name.startswith("/") else self.source.path + name

    def order(self) -> bytes:
        """The line that asks for it."""
        one = self.source
        asked = [str(self.file), self.within, dict(self.fields), one.path, one.sha256, one.size]
        return json.dumps(asked).encode() + b"\n"

    @classmethod
    def asked(cls, line: bytes) -> Job:
        """The job that `order` wrote."""
        file, within, fields, path, sha256, size = json.loads(line)
        return cls(Path(file), Source(path, sha256, size), tuple(within), {path: fields})


Named = tuple[str, Article | Unread | Source]
"""What the path of a part has beyond that of its file, and the article, why there is none, or the file that it is."""
END = b"\n"
"""The line after the last part of a file."""


def said(name: str, what: Article | Unread | Source) -> bytes:
    """The line that tells of a part of a file."""
    source = what if isinstance(what, Source) else what.source
    head = json.dumps([name, source.sha256, source.size]).encode()
    return head + b"\t" + (b"" if isinstance(what, Source) else store.dump(what)) + b"\n"


def python() -> list[str]:
    """The command that runs one of our modules, but for its name. The folder one stands in may be a pack: -P keeps it out."""
    return [sys.executable, "-P", "-m"]


def environment() -> dict[str, str]:
    """The environment for `python`, in which our modules are found wherever they are installed."""
    root = str(Path(__file__).resolve().parent.parent)
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}


def end_with_asker() -> None:
    """From here on this process ends within a second after the one that started it, which may have been killed unheard."""
    asker = os.getppid()

    def look(*_: object) -> None:
        if os.getppid() != asker:
            os._exit(1)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 1.0, 1.0)
    atexit.register(signal.setitimer, signal.ITIMER_REAL, 0.0)  # a last alarm, unheard, would end it as a failure


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
        self.parts: dict[str, Source] = {}

    def ask(self, job: Job) -> None:
        """Give the child its next file."""
        self.job, self.said, self.parts = job, [], {}
        self.wait()
        try:
            self.stdin.write(job.order())
            self.stdin.flush()
        except OSError:
            pass  # it is gone: its end of file says so

    def wait(self) -> None:
        """The next part may take its time from here on."""
        if self.job is not None:
            self.due = time.monotonic() + patience(self.job.source.size)

    def answers(self) -> list[bytes]:
        """The lines of the child's answer that are complete; to be called when there is something to read. Raises `_Gone`."""
        piece = os.read(self.stdout.fileno(), 1 << 20)
        if not piece:
            raise _Gone(_why(self.process.wait()))
        self.said.append(piece)
        if b"\n" not in piece:
            return []
        *lines, rest = b"".join(self.said).split(b"\n")
        self.said = [rest]
        return lines

    def end(self) -> None:
        """The child is gone afterwards."""
        self.process.kill()
        self.process.wait()
        self.stdin.close()
        self.stdout.close()


def read_all(jobs: Iterable[Job], workers: int = WORKERS) -> Iterator[Article | Unread | Holder]:
    """Read files in child processes; what is in each comes as soon as it is read, so not quite in their order.

    A file that holds several sources, or others than itself, is a `Holder`, which comes with or after the first of them.
    Raises PackError where no process can be started at all.
    """
    waiting = deque(jobs)
    if not waiting:
        return
    busy: list[_Worker] = []
    inner: Counter[Path] = Counter()
    with selectors.DefaultSelector() as ready:

        def start() -> None:
            try:
                worker = _Worker()
            except OSError as fault:
                raise PackError(
                    f"no process to read with ({fault.strerror}), {sys.executable}: end other programs, or install twosource again"
                ) from fault
            ready.register(worker.stdout, selectors.EVENT_READ, worker)
            busy.append(worker)
            worker.ask(waiting.popleft())

        def stop(worker: _Worker) -> None:
            ready.unregister(worker.stdout)
            busy.remove(worker)
            worker.end()

        def more() -> None:
            while waiting and len(busy) < min(workers, os.cpu_count() or 1, 1 + len(waiting) // 4):
                start()

        try:
            more()
            while busy:
                soon = min(w.due for w in busy) - time.monotonic()
                for key, _ in ready.select(max(0.0, soon)):
                    worker: _Worker = key.data
                    try:
                        lines = worker.answers()
                    except _Gone as gone:
                        yield from _broken(worker, str(gone))
                        stop(worker)
                        continue
                    for line in lines:
                        if line:
                            yield from _heard(worker, line, waiting, inner)
                            continue
                        yield from _held(worker)
                        if waiting:
                            worker.ask(waiting.popleft())
                        else:
                            stop(worker)
                for worker in [w for w in busy if w.due < time.monotonic()]:
                    assert worker.job is not None
                    yield from _broken(worker, f"{LATE} {patience(worker.job.source.size):.0f} seconds")
                    stop(worker)
                more()
        finally:
            for worker in busy:
                worker.end()


def _heard(worker: _Worker, line: bytes, waiting: deque[Job], inner: Counter[Path]) -> Iterator[Article | Unread]:
    """What a line of a child's answer tells of a part of the file it reads: an article, why there is none, or a file to read."""
    job = worker.job
    assert job is not None
    worker.wait()
    head, _, document = line.partition(b"\t")
    try:
        name, sha256, size = _part(head)
        if name in worker.parts or len(worker.parts) > MOST_PARTS:
            raise ValueError(name)
    except (ValueError, TypeError, RecursionError) as fault:
        name, sha256, size = f"#{len(worker.parts) + 1}", "", 0
        document = store.dump(Unread(job.source, _nonsense(fault)))
    source = Source(job.path(name), sha256, size) if name else job.source
    worker.parts[name] = source
    if document:
        yield believed(document, source)
    elif inner[job.file] >= MOST_PARTS:
        yield Unread(source, f"more than {MOST_PARTS:,} files lie within this one and those in it", suffix(source))
    elif len(job.within) < DEEPEST:
        inner[job.file] += 1
        waiting.append(Job(job.file, source, (*job.within, name), job.maps))
    else:
        yield Unread(source, f"it lies more than {DEEPEST} files deep", suffix(source))


def _part(head: bytes) -> tuple[str, str, int]:
    """Name, checksum and size of a part, as a child tells them; raises ValueError or TypeError for anything else."""
    name, sha256, size = json.loads(head)
    if not (_PART.fullmatch(name) and re.fullmatch("[0-9a-f]{64}", sha256) and isinstance(size, int) and size >= 0):
        raise ValueError(name)
    return name, sha256, size


def _held(worker: _Worker) -> Iterator[Holder | Unread]:
    """What a file holds that is read to its end, if it is more than itself."""
    assert worker.job is not None
    if not worker.parts:
        yield Unread(worker.job.source, "nothing was found in it", suffix(worker.job.source))
    elif worker.parts.keys() != {""}:
        yield Holder(worker.job.source, tuple(worker.parts.values()))


def _broken(worker: _Worker, reason: str) -> Iterator[Unread | Holder]:
    """What there is of a file whose reading has ended too early."""
    job = worker.job
    assert job is not None
    if not worker.parts:
        yield Unread(job.source, reason, suffix(job.source))
        return
    rest = Source(job.path(f"#{len(worker.parts) + 1}"), "", 0)
    worker.parts[rest.path] = rest
    yield Unread(rest, f"{reason}; what follows it in the file is not read", suffix(job.source))
    yield Holder(job.source, tuple(worker.parts.values()))


def passing(unread: Unread) -> bool:
    """The reason may be gone at the next try: the machine was busy, the file was being written."""
    return unread.reason.startswith((LATE, CHANGED, NO_ENTRY))


def believed(answer: bytes, source: Source) -> Article | Unread:
    """What a child said of `source`, if it can be true: every span in the text, every character accounted for."""
    try:
        read = store.load(answer, source)
    except (ValueError, TypeError, LookupError, RecursionError) as fault:
        return Unread(source, _nonsense(fault))
    if isinstance(read, Article) and (wrong := flaw(read)):
        return Unread(source, wrong, read.format)
    return read


def _nonsense(fault: Exception) -> str:
    return f"what the reading process said makes no sense ({type(fault).__name__})"


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


def _why(status: int) -> str:
    """Why a child ended, from its exit status."""
    signals = {
        -9: "it was killed (too little memory?)",
        -24: "reading it took too much processor time: it is too long for one source, or made to be slow",
    }
    return signals.get(
        status, f"reading it ended the reading process ({'signal' if status < 0 else 'status'} {abs(status)})"
    )


def suffix(source: Source) -> str | None:
    """What the name of a source says of its format, in lower case."""
    return PurePosixPath(re.sub(r"#\d+$", "", source.path)).suffix.lstrip(".").lower() or None
