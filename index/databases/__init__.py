"""Exports of press databases: one file, many articles, each with what the database says of it.

An export is known by its shape, whatever its file is called and in whatever format it was saved: lines that count or end the
articles, and the labels that go with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.databases import europresse, factiva, lexisnexis, proquest
from index.databases.record import Line, Record, cut, lines_of
from index.model import Draft

_HEAD = 65_536  # characters in which an export shows what it is

_SIGNS = ("ocument", "OCUMENT", "okument", "OKUMENT", "_" * 20, "·19", "·20")
"""One of these is in every export: looking for them takes a fraction of the time."""

Reader = Callable[[Sequence[Line], str], list[Record]]
"""The articles in the lines of a file, whose whole text comes second; none where it is no export of this database."""

DATABASES: tuple[Reader, ...] = (lexisnexis.records, factiva.records, europresse.records, proquest.records)


def split(draft: Draft) -> tuple[Draft, ...] | None:
    """The articles of an export, each a draft whose text is its part of the file's; None where it is no export."""
    if not is_export(draft):
        return None
    lines = lines_of(draft)
    for read in DATABASES:
        if records := read(lines, draft.text):
            return cut(draft, records)
    return None


def is_export(draft: Draft) -> bool:
    """Whether a database wrote the file: its first article is found in the head of it."""
    if not any(sign in draft.text[:_HEAD] for sign in _SIGNS):
        return False
    head = lines_of(draft, _HEAD)
    return any(read(head, draft.text) for read in DATABASES)
