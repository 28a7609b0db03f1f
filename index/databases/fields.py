"""What an export says of an article line by line: `LENGTH: 512 words`, `Byline: Jane Roe`, and lines without a label."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from index.databases.record import Line
from index.model import Span

_LABEL = re.compile(r"([^\W\d_][^:\n]{0,44}?)\s?:(?=\s|$)")
_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ’' /-]{2,28}\s?:(?=\s|$)")
_ONE_LINE = frozenset(("length", "date", "loaded", "language"))
"""Roles whose value stands beside the label: the line below is something else, also where no empty line parts them."""


def listed(words: str) -> frozenset[str]:
    """The words of a list, parted by blanks."""
    return frozenset(words.split())


class Labels(NamedTuple):
    """The labels of a database, in lower case, each with its role."""

    roles: Mapping[str, str]
    """Those with a colon and a value behind it."""
    headings: Mapping[str, str]
    """Those that stand on a line of their own, without a colon."""

    def find(self, line: str) -> tuple[str, str, int] | None:
        """The label a line begins with, as printed, its role, and where its value begins."""
        if role := self.headings.get(line.casefold()):
            return line, role, len(line)
        m = _LABEL.match(line[:64])
        role = self.roles.get(" ".join(m[1].split()).casefold()) if m is not None else None
        return (m[1], role, len(line) - len(line[m.end() :].lstrip())) if m is not None and role else None


def labels(roles: Mapping[str, str], headings: Mapping[str, str]) -> Labels:
    """Both tables turned round: they have labels, parted by commas, under their role."""

    def turned(table: Mapping[str, str]) -> dict[str, str]:
        return {label.strip(): role for role, listed in table.items() for label in listed.casefold().split(",")}

    return Labels(turned(roles), turned(headings))


def has_label(line: str) -> bool:
    """The line begins with some words and a colon."""
    return _LABEL.match(line[:64]) is not None


def has_label_in_capitals(line: str) -> bool:
    """The line begins with words in capitals and a colon."""
    return _CAPITALS.match(line[:64]) is not None


class Field(NamedTuple):
    """Lines that belong together: a label with its value, or lines that no empty line parts."""

    role: str
    """What the label says; empty without one."""
    label: str
    """As printed, without the colon; empty for none."""
    lines: Sequence[Line]
    key: Span | None
    """The label with its colon; None without one."""
    value: Span | None
    """What stands behind the label, or all of it without one; None where that is nothing."""

    @property
    def span(self) -> Span:
        """Label and value."""
        return Span(self.lines[0].span.start, self.lines[-1].span.stop)

    @property
    def is_heading(self) -> bool:
        """Its label has no colon."""
        return self.key is not None and self.key.stop - self.key.start == len(self.label)

    @property
    def words(self) -> int:
        """As blanks part them."""
        return sum(len(line.text.split()) for line in self.lines)


def fields(lines: Sequence[Line], known: Labels) -> list[Field]:
    """The lines as fields: one begins at a label, behind an empty line, and behind a value that is one line long."""
    found: list[Field] = []
    at = 0
    while at < len(lines):
        first = known.find(lines[at].text)
        stop = at + 1
        while (
            stop < len(lines)
            and not lines[stop].apart
            and not (first and first[1] in _ONE_LINE)
            and known.find(lines[stop].text) is None
        ):
            stop += 1
        held = lines[at:stop]
        label, role, begins = first or ("", "", 0)
        start, end = held[0].span.start, held[-1].span.stop
        begin = held[1].span.start if len(held) > 1 and begins == len(held[0].text) else start + begins
        key = Span(start, start + len(held[0].text[:begins].rstrip())) if first else None
        found.append(Field(role, label, held, key, Span(begin, end) if begin < end else None))
        at = stop
    return found


def tail(
    held: Sequence[Field], is_behind: Callable[[Field, bool], bool], is_label: Callable[[str], bool], strays: int
) -> int:
    """The number of the first field behind the text: from the end as far back as fields of the database go.

    `is_behind` takes a field, and whether the next one is behind the text, too. Among them may stand lines that look like
    a label, known or not, as `is_label` says, and as many as `strays` others: the paragraphs of a correction, a caption.
    """
    first, between = len(held), 0
    for n in range(len(held) - 1, -1, -1):
        if is_behind(held[n], n + 1 == first):
            first, between = n, 0
            continue
        between += not (held[n].role or is_label(held[n].lines[0].text))
        if held[n].role == "body" or between > strays:
            break
    return first
