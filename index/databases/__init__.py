"""Exports of press databases: one file, many articles, each with what the database says of it.

An export is known by its shape, whatever its file is called and in whatever format it was saved: lines that count or end the
articles, and the labels that go with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.databases import europresse, factiva, lexisnexis, proquest
from index.databases.record import Line, Record, cut, lines_of
from index.model import Draft

_SIGNS = ("ocument", "OCUMENT", "okument", "OKUMENT", "_" * 20, "·19", "·20")
"""One of these is in every export: looking for them takes a fraction of the time."""

Reader = Callable[[Sequence[Line], str], list[Record]]
"""The articles in the lines of a file, whose whole text comes second; none where it is no export of this database."""

DATABASES: tuple[Reader, ...] = (proquest.records, lexisnexis.records, factiva.records, europresse.records)


def split(draft: Draft) -> tuple[Draft, ...] | None:
    """The articles of an export, each a draft whose text is its part of the file's; None where it is no export."""
    records = _records(draft)
    return cut(draft, records) if records else None


def is_export(draft: Draft) -> bool:
    """Whether a database wrote the file."""
    return bool(_records(draft))


def _records(draft: Draft) -> list[Record]:
    if not any(sign in draft.text for sign in _SIGNS):
        return []
    lines = lines_of(draft)
    return next((records for read in DATABASES if (records := read(lines, draft.text))), [])
