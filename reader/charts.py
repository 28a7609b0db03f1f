"""What the two pictures of a pack show: which source has which statement, and when each source is dated.

Values to be drawn, in the reader, as SVG, or as a table; nothing here knows how. Sources are named by their paths, passages by
their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Literal, NamedTuple

from index import fold, wording
from index.model import Article, Status
from index.pack import Pack
from reader.people import People
from reader.statements import Statement, Version, Versions

Sign = Literal["=", "~"]
"""The same words; nearly the same, or a part of them."""
Precision = Literal["minute", "day", "month", "year"]

WHOLE = 26
"""Sources up to which each has a column, whatever it prints."""
MOST_WORDS = 400
"""Characters of a statement that a row keeps: more stand in no picture."""
TELLING = 6
"""Words of a statement that are looked for where it is missing."""
_SHORT = 4  # letters
_DAY = 24 * 60


# --- coverage ---


class Column(NamedTuple):
    """A source."""

    path: str
    key: str
    name: str
    """Who published it, else what its file is called."""


class Cell(NamedTuple):
    """A statement in a source: how it stands there, and where."""

    sign: Sign
    source: str
    passage: int
    quote: str = ""
    """The id of the first of its quotations there; empty where it is none."""
    weak: bool = False
    """Whether no more than a word or two tie it to the statement."""


@dataclass(frozen=True)
class Row:
    """A statement, and the sources that have it."""

    id: str
    label: str
    """Who says it; with `?` where that is not certain, empty where nobody is named."""
    words: str
    """As the first source prints it, on one line; the beginning of a long one."""
    cells: Mapping[str, Cell] = field(default_factory=dict)
    """By the path of the source; a source that does not have it is not there."""


@dataclass(frozen=True)
class Coverage:
    """Statements against sources. The empty cell is the story."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, pack: Pack, people: People, statements: Sequence[Statement], also: Collection[str] = ()) -> Coverage:
        """Every one of these statements, against the sources that `columns` gives for them."""
        versions = Versions(pack, people, tuple(statements))
        rows = tuple(row(pack, statement, versions.of(statement)) for statement in statements)
        return cls(columns(pack, statements, also), rows)

    def printed(self, path: str) -> int:
        """How many of the statements a source has."""
        return sum(path in row.cells for row in self.rows)


def columns(pack: Pack, statements: Iterable[Statement], also: Collection[str] = ()) -> tuple[Column, ...]:
    """The sources that statements are held against, in the order of the pack: all of a small pack.

    Of a larger one those that share a statement with another source, and those of the paths in `also`; where there are none,
    those that have any of the statements.
    """
    wanted: Collection[str] = pack.by_path
    if len(pack.articles) > WHOLE:
        each = [statement.by_source for statement in statements]
        shared = {path for paths in each if len(paths) > 1 for path in paths} | set(also)
        wanted = shared or {path for paths in each for path in paths}
    return tuple(Column(a.path, a.key, pack.name(a)) for a in pack.articles if a.path in wanted)


def row(pack: Pack, statement: Statement, versions: Mapping[str, Version]) -> Row:
    """One statement; `versions` as `Versions.of` gives them for it."""
    cells = {}
    for path, quotes in statement.by_source.items():
        version = versions.get(path)
        sign: Sign = "~" if version is not None and version.sign == "~" else "="
        cells[path] = Cell(sign, path, quotes[0].passage, quotes[0].id, version is not None and version.weak)
    return Row(statement.id, label(statement), words_of(pack, statement), cells)


def label(statement: Statement) -> str:
    """Who says it, with `?` where that is not certain."""
    return statement.name if statement.certain or not statement.name else f"{statement.name}?"


def words_of(pack: Pack, statement: Statement) -> str:
    """A statement as the first source prints it, its parts parted by an ellipsis."""
    text = pack.by_path[statement.first.source].text
    parts = []
    for quote in statement.of(statement.first.source):
        start, stop = quote.span
        parts.append(fold.in_one_line(text[start : min(stop, start + MOST_WORDS)]))
    return " … ".join(parts)[:MOST_WORDS]


def telling(words: str) -> tuple[str, ...]:
    """The words by which a statement is looked for elsewhere: the longest ones that are no words of grammar, in its order.

    >>> telling("The SCO states express grave concern over the tensions")
    ('SCO', 'states', 'express', 'grave', 'concern', 'tensions')
    """
    found = {form.casefold(): form for form in re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", words)}
    kept = [
        word
        for plain, word in found.items()
        if plain.replace("’", "'") not in wording.STOP and (len(plain) > 2 or word.isupper())
    ]
    best = sorted(kept, key=lambda word: (len(word) < _SHORT and not word.isupper(), -len(word)))[:TELLING]
    return tuple(word for word in kept if word in best)


# --- timeline ---


class Entry(NamedTuple):
    """A source and its date, as far as it is known."""

    path: str
    key: str
    name: str
    headline: str
    """On one line; empty where there is none."""
    date: str = ""
    """ISO 8601 as far as known, as it is written at its place: `2008-08`, `2008-08-28T18:42`; empty where unknown."""
    status: Status | Literal["unknown"] = "unknown"
    origin: str = ""
    """Where an inferred date comes from: `image name`."""

    @property
    def span(self) -> tuple[int, int] | None:
        """From its first to behind its last minute, counted from the year 1; None for what is no date.

        A time counts as it is written, whatever its zone: many sources do not say theirs.
        """
        return _span(self.date)

    @property
    def precision(self) -> Precision | None:
        """As far as the date is known."""
        found = _date().fullmatch(self.date) if self.span else None
        if found is None:
            return None
        return "minute" if found["hour"] else "day" if found["day"] else "month" if found["month"] else "year"

    @property
    def said(self) -> str:
        """The date as a person writes it: `28 Aug 2008, 18:42`, `Aug 2008?` where it is only inferred; empty where unknown."""
        found = _date().fullmatch(self.date) if self.span else None
        if found is None:
            return ""
        parts = [
            found["day"] and str(int(found["day"])),
            found["month"] and MONTHS[int(found["month"]) - 1],
            found["year"],
        ]
        time = f", {found['hour']}:{found['minute']}" if found["hour"] else ""
        return " ".join(filter(None, parts)) + time + ("?" if self.status == "inferred" else "")


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def _date() -> re.Pattern[str]:
    """Compiled when a date is first looked at: the start does not wait for it."""
    return re.compile(
        r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?)?)?",
        re.ASCII,
    )


def _span(written: str) -> tuple[int, int] | None:
    found = _date().fullmatch(written)
    if found is None:
        return None
    year, month, day = int(found["year"]), int(found["month"] or 0), int(found["day"] or 0)
    try:
        first = date(year, month or 1, day or 1).toordinal()
        if not month:
            return first * _DAY, date(year, 12, 31).toordinal() * _DAY + _DAY
        if not day:
            after = date(year, 12, 31).toordinal() + 1 if month == 12 else date(year, month + 1, 1).toordinal()
            return first * _DAY, after * _DAY
    except ValueError:
        return None
    if not found["hour"]:
        return first * _DAY, first * _DAY + _DAY
    hour, minute = int(found["hour"]), int(found["minute"])
    if hour > 23 or minute > 59:
        return None
    at = first * _DAY + hour * 60 + minute
    return at, at + 1


def day_of(minute: int) -> str:
    """The day of a minute, counted as in `Entry.span`, as a person writes it: `28 Aug 2008`."""
    there = _on(minute)
    return f"{there.day} {MONTHS[there.month - 1]} {there.year}"


def _on(minute: int) -> date:
    return date.fromordinal(max(min(minute // _DAY, date.max.toordinal()), 1))


class Tick(NamedTuple):
    """A place on the axis of a timeline that is named."""

    minute: int
    """Counted as in `Entry.span`."""
    label: str


def ticks(span: tuple[int, int], most: int) -> tuple[Tick, ...]:
    """What stands on an axis over some whole days, at most so many: hours, days, months, years, the finest that there is room for."""
    first, last = span
    days = (last - first) // _DAY
    if first >= last or most < 1:
        return ()
    for hours in (6, 12):
        if days * 24 // hours <= most:
            return tuple(_hour(first + n * 60) for n in range(0, days * 24, hours))
    for step in (1, 2, 7, 14):
        if -(-days // step) <= most:
            return tuple(Tick(at, _day_and_month(at)) for at in range(first, last, step * _DAY))
    a, b = _on(first), _on(last - 1)
    begun = (a.day > 1) + a.month - 1 + 12 * a.year
    for step in (1, 3, 6, *(12 * years for years in (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500))):
        months = [n for n in range(begun, 12 * b.year + b.month) if n % step == 0 and n < 120_000]
        if len(months) <= most:
            return tuple(_month(n, with_year=step >= 12) for n in months)
    return ()


def _hour(minute: int) -> Tick:
    return Tick(minute, _day_and_month(minute) if minute % _DAY == 0 else f"{minute % _DAY // 60:02}:00")


def _day_and_month(minute: int) -> str:
    there = _on(minute)
    return f"{there.day} {MONTHS[there.month - 1]}"


def _month(n: int, *, with_year: bool) -> Tick:
    year, month = divmod(n, 12)
    label = str(year) if with_year else f"{MONTHS[month]} {year}"
    return Tick(date(year, month + 1, 1).toordinal() * _DAY, label)


@dataclass(frozen=True)
class Timeline:
    """The sources in the order of their dates, the less precise date first where two begin alike; none is guessed."""

    dated: tuple[Entry, ...]
    undated: tuple[Entry, ...] = ()
    """In the order of the pack."""

    @classmethod
    def of(cls, pack: Pack, paths: Collection[str] | None = None) -> Timeline:
        """The sources of a pack, or those of some paths."""
        return cls.from_entries(_entry(pack, a) for a in pack.articles if paths is None or a.path in paths)

    @classmethod
    def from_entries(cls, entries: Iterable[Entry]) -> Timeline:
        """Entries in any order; those of one date stay in theirs."""
        all_of_them = tuple(entries)
        known = [(span[0], -span[1], entry) for entry in all_of_them if (span := entry.span) is not None]
        known.sort(key=lambda each: each[:2])
        return cls(tuple(entry for _, _, entry in known), tuple(e for e in all_of_them if e.span is None))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them, the undated ones last."""
        return (*self.dated, *self.undated)

    @cached_property
    def span(self) -> tuple[int, int]:
        """From the first minute of the first date to behind the last of the last, on whole days; (0, 0) where nothing is dated."""
        spans = [span for entry in self.dated if (span := entry.span)]
        if not spans:
            return 0, 0
        first, last = min(start for start, _ in spans), max(stop for _, stop in spans)
        return first // _DAY * _DAY, -(-last // _DAY) * _DAY

    def place(self, entry: Entry, room: int) -> tuple[int, int] | None:
        """Where an entry stands on an axis of `room` steps: its first step, and behind its last; None for an undated one."""
        span, (first, last) = entry.span, self.span
        if span is None or room < 1:
            return None
        start = min((span[0] - first) * room // (last - first), room - 1)
        stop = -(-(span[1] - first) * room // (last - first))
        return start, max(min(stop, room), start + 1)


def _entry(pack: Pack, article: Article) -> Entry:
    m = article.masthead
    headline = fold.in_one_line(m.headline.value).strip() if m.headline else ""
    if m.date is None:
        return Entry(article.path, article.key, pack.name(article), headline)
    return Entry(article.path, article.key, pack.name(article), headline, m.date.value, m.date.status, m.date.origin)
