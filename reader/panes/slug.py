"""What a source is called in a line: its headline, its publisher, its date, how long it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from pathlib import PurePosixPath

from index import suffixes
from index.model import Article
from reader.lately import Lately


def about(article: Article) -> str:
    """The line under a headline: publisher, place, authors, date, each as far as it is known."""
    m = article.masthead
    parts = []
    if m.publisher:
        parts.append(m.publisher.value)
    if m.dateline:
        place = m.dateline.value.title() if m.dateline.value.isupper() else m.dateline.value
        parts[-1:] = [f"{parts[-1]}, {place}" if parts else place]
    if m.authors:
        parts.append(", ".join(a.value for a in m.authors if a.role != "editing") or m.authors[0].value)
    parts.append(date_of(article, origin=True) or "date not stated")
    return " · ".join(parts)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_of(article: Article, *, origin: bool = False) -> str:
    """A date as a person writes it, `28 Aug 2008?` where it is only inferred; empty where none is known."""
    fact = article.masthead.date
    if fact is None:
        return ""
    year, *rest = fact.value.split("-")
    said = year
    if rest and rest[0].isdigit() and 1 <= int(rest[0]) <= 12:
        said = f"{_MONTHS[int(rest[0]) - 1]} {year}"
        if len(rest) > 1:
            said = f"{rest[1][:2].lstrip('0')} {said}"
    if fact.status == "stated":
        return said
    return f"{said}? from {_article(fact.origin)}" if origin else f"{said}?"


def _article(origin: str) -> str:
    return origin if origin in ("text", "pack.toml") or origin.startswith(("the ", "a ")) else f"the {origin}"


def publisher_of(article: Article) -> str:
    """Whom to name for a source: its publisher, else its agency, else its file."""
    m = article.masthead
    fact = m.publisher or m.agency
    return fact.value if fact else name_of(article.path)


def by_whom(article: Article) -> str:
    """The same, its author rather than its file where nobody is said to have published it, as of a mail."""
    m = article.masthead
    return m.authors[0].value if m.authors and not (m.publisher or m.agency) else publisher_of(article)


def headline_of(article: Article) -> str:
    """The headline on one line, else the file's name."""
    fact = article.masthead.headline
    return " ".join(fact.value.split()) if fact else name_of(article.path)


def many(n: int, noun: str) -> str:
    """A number with its noun: `1 quotation`, `1,200 words`."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _words_of(article: Article) -> int:
    return sum(len(p.span.of(article.text).split()) for p in article.passages if p.n)


words_of: Lately[int] = Lately(_words_of, most=100_000)
"""How many words an article has, without its headline."""


def said_of(article: Article) -> str:
    """How long a source is and how much is quoted in it."""
    return f"{many(words_of(article), 'word')} · {many(len(article.quotes), 'quotation')}"


def name_of(path: str) -> str:
    """A source's name without its folders: `a.txt`; of one in a file that holds several `export.docx, 3`."""
    inner, file = within(path), file_of(path).rpartition("/")[2]
    return f"{file}, {inner.rpartition('/')[2]}" if inner else file


_PART = re.compile(r"#\d+(?=/|$)")


def file_of(path: str) -> str:
    """The file that a source lies in: itself, or the mailbox, export or archive that holds it.

    >>> file_of("wires/export.docx#3"), file_of("box.mbox#3/report.pdf"), file_of("notes/a.txt")
    ('wires/export.docx', 'box.mbox', 'notes/a.txt')
    """
    parts = path.split("/")
    for n, part in enumerate(parts, 1):
        if numbered := _PART.search(part):
            return "/".join([*parts[: n - 1], part[: numbered.start()]])
        if n < len(parts) and PurePosixPath(part).suffix.lower() in suffixes.READ - {""}:
            return "/".join(parts[:n])
    return path


def within(path: str) -> str:
    """Where in its file a source lies; empty where it is that file.

    >>> within("export.docx#3"), within("box.mbox#3/report.pdf"), within("a.eml/sent/b.docx#2"), within("a.txt")
    ('3', '3, report.pdf', 'sent/b.docx, 2', '')
    """
    rest = path.removeprefix(file_of(path))
    return _PART.sub(lambda m: f", {m[0][1:]},", rest).replace(",/", ", ").strip("/, ")


def has_lines(article: Article) -> bool:
    """Whether the lines of its text are those of a file that an editor shows."""
    return article.encoding is not None and not within(article.path)


def line_of(article: Article, offset: int) -> int:
    """The line of the text that an offset stands in, from 1."""
    return bisect_right(article.line_starts, offset)
