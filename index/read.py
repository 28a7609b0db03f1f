"""One file in, its articles out; and the child process in which that happens, within the limits of `workers`."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from index import clauses, clean, flags, formats, languages, masthead, quotes, speakers
from index.model import Article, Draft, Source, Unread
from index.workers import (
    CHANGED,
    END,
    MEMORY_BYTES,
    MOST_BYTES,
    MOST_PARTS,
    NICE,
    NO_ENTRY,
    Job,
    Named,
    end_with_asker,
    parsing,
    reading,
    said,
    suffix,
)

MOST_BLOCKS = 50_000
"""Paragraphs of a text above which each must have ..."""
CHARACTERS_A_BLOCK = 60
"""... so many characters: a shorter one is a line of a list, and costs as much as one of an article."""
LONGEST_BLOCK = 2_000_000
"""Characters of one paragraph."""

log = logging.getLogger(__name__)


def article(data: bytes, path: str) -> Article:
    """The first article of a file with these bytes and this path in the pack; raises `formats.Unreadable`."""
    return _article(formats.Part("", data, formats.read(data, path)), _source(path, data))


def _source(path: str, data: bytes) -> Source:
    return Source(path, hashlib.sha256(data).hexdigest(), len(data))


def _article(part: formats.Part, source: Source) -> Article:
    """What a part of a file comes to. Its quotations have ids within the article and the names that it gives alone; it has no key yet."""
    draft = part.draft
    if not isinstance(draft, Draft):
        raise draft or formats.Unreadable("it is a file of its own")
    _bounded(draft)
    head, claimed = masthead.read(draft, source.path)
    passages, dropped = clean.clean(draft, head, claimed)
    if not any(p.n for p in passages) and (whole := _whole(draft)) is not None:
        draft = whole
        head, claimed = masthead.read(draft, source.path)
        passages, dropped = clean.clean(draft, head, claimed)
    if not passages:
        raise formats.Unreadable("no text was left after cleaning")
    return quoted(
        Article(
            source=source,
            format=draft.format,
            encoding=draft.encoding,
            language=languages.of("\n".join(p.span.of(draft.text) for p in passages)) or languages.of(draft.text),
            text=draft.text,
            masthead=head,
            passages=passages,
            dropped=dropped,
            flags=flags.of(draft.text, passages, dropped, draft.flags),
        )
    )


_TOLD = 40
"""Words of running text that are an article, whatever the format calls them."""


def _whole(draft: Draft) -> Draft | None:
    """The draft as if its format had left nothing out, where it left out all running text there is; else None."""
    left_out = [text for d in draft.furniture if masthead.is_prose(text := d.span.of(draft.text))]
    if sum(len(text.split()) for text in left_out) < _TOLD:
        return None
    return replace(draft, furniture=(), is_cut_out=False)


def _bounded(draft: Draft) -> None:
    """Raises Unreadable where a text is no article that anybody would read, and would take as long as a hundred."""
    count = len(draft.blocks)
    if count > MOST_BLOCKS and len(draft.text) < CHARACTERS_A_BLOCK * count:
        raise formats.Unreadable(f"a list of {count:,} short lines, no article: split it")
    if any(block.span.stop - block.span.start > LONGEST_BLOCK for block in draft.blocks):
        raise formats.Unreadable(f"a paragraph of more than {LONGEST_BLOCK:,} characters: split it")


def quoted(article: Article) -> Article:
    """The article with the quotations and the reported speech of its passages, whatever it had before."""
    text, passages, language = article.text, article.by_place, article.language
    found = quotes.find(text, passages, language)
    reported = quotes.indirect(text, passages, language, found)
    named = tuple(replace(q, source=article.path) for q in speakers.name(text, passages, found, language, reported))
    clauses.forget()
    return replace(article, quotes=named[: len(found)], indirect=named[len(found) :])


def _limit() -> None:
    """Low priority, and no more memory than `MEMORY_BYTES` where the platform can limit it."""
    os.nice(NICE)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError) as fault:  # macOS knows no such limit
        log.info("no limit of memory: %s", fault)


def _renew_time(seconds: int) -> None:
    """The processor time that what comes next may take, counted from here."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


class Opened:
    """The files within the file that was opened last, and within the one of them that was: who asks for one asks for the next."""

    def __init__(self) -> None:
        self.levels: list[tuple[Path, tuple[str, ...], dict[str, bytes]]] = []
        """By depth: a file, where that lies in it which holds files, and these."""

    def bytes_of(self, file: Path, within: tuple[str, ...]) -> bytes:
        """The bytes of `file`, or of the file within it (and the one within that) whose names these are.

        Raises OSError and Unreadable.
        """
        if not within:
            if file.stat().st_size > MOST_BYTES:
                raise formats.Unreadable(f"larger than {MOST_BYTES >> 20} MB")
            return file.read_bytes()
        *outer, name = within
        files = self._held(file, (*outer,))
        if files is None:
            found = formats.parts(self.bytes_of(file, (*outer,)), outer[-1] if outer else file.name)
            files = {part.name: part.data for part in found if part.draft is None}
            self._keep(file, (*outer,), files)
        if name not in files:
            raise formats.Unreadable(CHANGED)
        return files[name]

    def hold(self, file: Path, within: tuple[str, ...], part: formats.Part) -> None:
        """Remember a file that was found in another."""
        files = self._held(file, within)
        if files is None:
            files = {}
            self._keep(file, within, files)
        files[part.name] = part.data

    def _held(self, file: Path, within: tuple[str, ...]) -> dict[str, bytes] | None:
        """The files that lie there, if they are known."""
        level = self.levels[len(within)] if len(within) < len(self.levels) else None
        return level[2] if level is not None and level[:2] == (file, within) else None

    def _keep(self, file: Path, within: tuple[str, ...], files: dict[str, bytes]) -> None:
        """Remember the files that lie there, in the place of others as deep, and of all that are deeper."""
        self.levels[len(within) :] = [(file, within, files)]


def named(job: Job, opened: Opened) -> Iterator[Named]:
    """What the file of a job holds, part by part, whatever happens while it is read."""
    name = reason = ""
    try:
        data = opened.bytes_of(job.file, job.within)
        if hashlib.sha256(data).hexdigest() != job.source.sha256:
            raise formats.Unreadable(CHANGED)
        for count, part in enumerate(formats.parts(data, job.source.path, job.fields), 1):
            if count > MOST_PARTS:
                raise formats.Unreadable(
                    f"more than {MOST_PARTS:,} sources in one file: those from here on are not read"
                )
            name = f"#{count + 1}"  # what is to come, should it fail
            if part.draft is None:
                opened.hold(job.file, job.within, part)
                yield part.name, _source("", part.data)
            else:
                yield part.name, _read(part, job.source)
            _renew_time(parsing(len(data)))
    except Exception as fault:  # of a foreign parser, or of ours: one file must not cost the others
        reason = _reason(fault, job.source.path)
    if reason:  # said when the fault is gone, which holds all that filled the memory
        yield name, Unread(job.source, reason, suffix(job.source))


def _read(part: formats.Part, whole: Source) -> Article | Unread:
    """What a part of a file comes to."""
    source = _source(whole.path + part.name, part.data) if part.name else whole
    if isinstance(part.draft, Draft):
        _renew_time(reading(len(part.draft.text)))
    try:
        return _article(part, source)
    except Exception as fault:  # as above
        kind = part.draft.format if isinstance(part.draft, Draft) else suffix(source)
        return Unread(source, _reason(fault, source.path), kind)


def _reason(fault: Exception, path: str) -> str:
    """Why something is unread, in words for a person."""
    match fault:
        case formats.Unreadable():
            return str(fault)
        case MemoryError():
            return f"reading it takes more than {MEMORY_BYTES >> 20} MB of memory"
        case RecursionError():
            return "it is nested too deep"
        case OSError(strerror=str(why)):
            return f"{NO_ENTRY}: {why}"
    log.error("%s", path, exc_info=fault)
    return f"reading it failed ({type(fault).__name__}: {str(fault)[:200]})"


def main() -> None:
    """Read the files that stdin names, until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a parser that prints would spoil the answers
    end_with_asker()
    _limit()
    gc.disable()  # an article is thousands of small things and hardly a circle: a third of the time went into looking for one
    opened = Opened()
    for line in sys.stdin.buffer:
        gc.collect()
        gc.freeze()  # what is left are modules, and they stay: trafilatura's alone take ten milliseconds to look through
        job = Job.asked(line)
        _renew_time(parsing(job.source.size))
        for name, what in named(job, opened):
            answers.write(said(name, what))
            answers.flush()
        answers.write(END)
        answers.flush()


if __name__ == "__main__":
    main()
