"""Files of every format, good ones and hostile ones, changed by chance, and read by children within their limits."""

from __future__ import annotations

import hashlib
import json
import os
import random
import select
import signal
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from index import read, store, workers
from index.model import Article, Source, Unread
from tests import documents, hostile_files
from tests.fuzz.mutation import LARGEST, zip_mutated
from tests.fuzz.trial import Target
from tests.hostile_files import archives, letters, pages, records
from tests.hostile_files.size import HEADLINE, LEAD, SAID, TEXT, Size

FORCED = (
    "it was killed",
    "it was not read",
    "reading it failed",
    "reading it ended",
    "reading it took",
    "what the reading",
)
"""How reasons begin that are not the format's own."""
SMALL = 0.0005
"""Of the full size of a hostile file."""
RTF = "{\\rtf1\\ansi " + LEAD + "\\par \\'93It has two cracks,\\'94 said Ruth Amberg.\\par}"
NITF = (
    f"<?xml version='1.0'?><nitf><head><title>{HEADLINE}</title></head><body><body.head><hedline><hl1>{HEADLINE}</hl1>"
    f"</hedline></body.head><body.content><p>{LEAD}</p><p>{SAID}</p></body.content></body></nitf>"
)
ATOM = (
    f"<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title><entry><title>{HEADLINE}</title>"
    f"<content type='html'>&lt;p&gt;{LEAD}&lt;/p&gt;&lt;p&gt;{SAID}&lt;/p&gt;</content></entry></feed>"
)
MHT = (
    "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; type='text/html'; boundary='b'\n\n--b\n"
    f"Content-Type: text/html; charset=utf-8\nContent-Location: https://example.org/\n\n{pages.page('').decode()}\n--b--\n"
)
GOOD: dict[str, bytes] = {
    "txt": TEXT.encode(),
    "md": f"# {HEADLINE}\n\n{LEAD}\n\n> {SAID}\n\n- a\n- b\n".encode(),
    "html": pages.page(f"<blockquote>{SAID}</blockquote>"),
    "xhtml": archives.CHAPTER.encode(),
    "rtf": RTF.encode(),
    "docx": archives.DOCX,
    "odt": archives.ODT,
    "epub": archives.EPUB,
    "zip": archives.zipped([("a.txt", TEXT.encode()), ("b/c.html", pages.page("")), ("d.eml", letters.mail(SAID))]),
    "pdf": documents.pdf([(72, 700, 14, HEADLINE), (72, 680, 10, LEAD), (72, 660, 10, "'Two cracks,' she said.")]),
    "eml": letters.mail(TEXT),
    "mbox": (letters.MARK.encode() + letters.mail(TEXT) + b"\n") * 2,
    "mht": MHT.encode(),
    "rss": pages.feed(pages.item() * 2),
    "atom": ATOM.encode(),
    "xml": NITF.encode(),
    "json": json.dumps([records.RECORD] * 2).encode(),
    "jsonl": (records.ONE + "\n").encode() * 2,
    "csv": f"headline,text,date\n{records.ROW * 2}".encode(),
}
"""A file of each format as a program would write it."""


@cache
def _samples(suffix: str) -> tuple[bytes, ...]:
    """The good file, and the hostile ones of this suffix that are small."""
    made = (make(Size(SMALL)) for name, make in hostile_files.FILES.items() if name.endswith(f".{suffix}"))
    return (GOOD[suffix], GOOD[suffix], *(data for data in made if 0 < len(data) <= LARGEST))


def _made(suffix: str, draw: random.Random) -> bytes:
    """A file of this suffix, changed; one in twenty is one of another."""
    samples = _samples(suffix)
    if draw.random() < 0.05:
        return GOOD[draw.choice(sorted(GOOD))]
    return zip_mutated(draw.choice(samples) if draw.random() < 0.5 else GOOD[suffix], draw.choice(samples), draw)


def _judged(suffix: str, batch: Sequence[bytes]) -> list[str]:
    """What is wrong with the reading of each: only what nobody can say in words of the format."""
    with tempfile.TemporaryDirectory(prefix="fuzz") as folder:
        file = Path(folder, f"a.{suffix}")
        said = []
        for data in batch:
            file.write_bytes(data)
            said.append(_read(workers.Job(file, Source(file.name, hashlib.sha256(data).hexdigest(), len(data)))))
    return said


def _read(job: workers.Job) -> str:
    """What is wrong with the reading of a file, in a child as the reader's own ones are, but for its modules, which are there already."""
    end, begin = os.pipe()
    child = os.fork()
    if not child:
        try:
            read._limit()
            read._renew_time(workers.parsing(job.source.size))
            told = [_fault(what) for _, what in read.named(job, read.Opened())] or ["nothing is said of it"]
            os.write(begin, max(told).encode("utf-8", "replace")[:4_000] + b"\n")
        finally:
            os._exit(0)
    os.close(begin)
    with open(end, "rb") as answer:
        late = not select.select([answer], [], [], workers.patience(job.source.size))[0]
        if late:
            os.kill(child, signal.SIGKILL)
        said = answer.read().decode()
    _, status = os.waitpid(child, 0)
    if late:
        return "it was not read in time"
    return said[:-1] if said else f"the reading process ended: {os.waitstatus_to_exitcode(status)}"


def _fault(one: Article | Unread | Source) -> str:
    if isinstance(one, Unread):
        return one.reason if one.reason.startswith(FORCED) or not one.reason.strip() else ""
    if isinstance(one, Article):
        empty = not any(p.span.of(one.text).strip() for p in one.passages)
        believed = workers.believed(store.dump(one), one.source)
        if isinstance(believed, Unread):
            return believed.reason
        return "an article without a word" if empty else ""
    return ""


def _target(suffix: str) -> Target:
    return Target(lambda draw: _made(suffix, draw), lambda batch: _judged(suffix, batch))


TARGETS: dict[str, Target] = {suffix: _target(suffix) for suffix in GOOD}
