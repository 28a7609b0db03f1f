"""One file in, one article out; and the child process in which that happens, within the limits of `workers`."""

from __future__ import annotations

import gc
import hashlib
import json
import logging
import os
import resource
import sys
from dataclasses import replace
from pathlib import Path

from index import clauses, clean, formats, languages, masthead, quotes, speakers, store
from index.model import Article, Source, Unread
from index.workers import CHANGED, MEMORY_BYTES, MOST_BYTES, NICE, NO_ENTRY, allowed

log = logging.getLogger(__name__)


def article(data: bytes, path: str) -> Article:
    """The article that a file with these bytes and this path in the pack holds; raises `formats.Unreadable`.

    Its quotations have ids within the article and the names that it gives alone; it has no key yet.
    """
    draft = formats.read(data, path)
    head, claimed = masthead.read(draft, path)
    passages, dropped = clean.clean(draft, head, claimed)
    if not passages:
        raise formats.Unreadable("no text was left after cleaning")
    return quoted(
        Article(
            source=Source(path, hashlib.sha256(data).hexdigest(), len(data)),
            format=draft.format,
            encoding=draft.encoding,
            language=languages.of(draft.text),
            text=draft.text,
            masthead=head,
            passages=passages,
            dropped=dropped,
            flags=draft.flags,
        )
    )


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


def _renew_time(size: int) -> None:
    """The processor time that the next file, of so many bytes, may take, counted from here."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + allowed(size)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def one(file: Path, source: Source) -> Article | Unread:
    """The source in `file`, whatever happens while it is read."""
    kind = file.suffix.lstrip(".").lower() or None
    try:
        if file.stat().st_size > MOST_BYTES:
            return Unread(source, f"larger than {MOST_BYTES >> 20} MB", kind)
        data = file.read_bytes()
    except OSError as fault:
        return Unread(source, f"{NO_ENTRY}: {fault.strerror}", kind)
    if hashlib.sha256(data).hexdigest() != source.sha256:
        return Unread(source, CHANGED, kind)
    try:
        return article(data, source.path)
    except formats.Unreadable as fault:
        return Unread(source, str(fault), kind)
    except MemoryError:
        return Unread(source, f"reading it takes more than {MEMORY_BYTES >> 20} MB of memory", kind)
    except Exception as fault:  # of a foreign parser, or of ours: one file must not cost the others
        log.exception("%s", source.path)
        return Unread(source, f"reading it failed ({type(fault).__name__}: {str(fault)[:200]})", kind)


def main() -> None:
    """Read the files that stdin names, until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a parser that prints would spoil the answers
    _limit()
    gc.disable()  # an article is thousands of small things and hardly a circle: a third of the time went into looking for one
    gc.freeze()
    for line in sys.stdin.buffer:
        gc.collect()
        job = json.loads(line)
        _renew_time(job["size"])
        read = one(Path(job["file"]), Source(job["path"], job["sha256"], job["size"]))
        answers.write(store.dump(read) + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
