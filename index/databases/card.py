"""What is gathered of one article of an export while its lines are read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.databases.fields import Field
from index.databases.people import agency, authors
from index.databases.record import Record
from index.masthead.dates import find_date
from index.model import Dropped, Fact, Span

RIGHTS = re.compile(
    r"(?:copy(?:right)?|©|\(c\))[ ,]*(?:(?:©|\(c\))[ ,]*)?(?:19|20)\d\d\b|copyright\b|©|\(c\) |all rights reserved|tous droits réservés|alle rechte vorbehalten"
    r"|todos los derechos reservados|tutti i diritti riservati",
    re.IGNORECASE,
)
"""How a line begins that says whose the article is."""


class Card:
    """The pieces, the headline and the facts found so far; the first of two that say the same counts."""

    def __init__(self, text: str, origin: str) -> None:
        self.text = text
        """Of the whole file."""
        self.origin = origin
        """The database, as a fact names it."""
        self.headline: Span | None = None
        self.pieces: list[Dropped] = []
        self.stated: dict[str, tuple[Fact, ...]] = {}

    def drop(self, span: Span | None, reason: str) -> None:
        """Take out a line of the database."""
        if span is not None:
            self.pieces.append(Dropped(span, "database field", reason))

    def drop_field(self, field: Field) -> None:
        """Take out a field, label and value."""
        if field.label:
            self.drop(field.span, f"the field {field.label}")
        else:
            self.drop(field.span, "a copyright line" if RIGHTS.match(field.lines[0].text) else "a line of the database")

    def drop_key(self, field: Field) -> None:
        """Take out the label alone: the value is the article's."""
        self.drop(field.key, f"the label {field.label}")

    def head(self, span: Span | None) -> None:
        """Take the headline; its lines are one."""
        if span is not None and self.headline is None:
            self.headline = span
            self.state("headline", span)

    def state(self, name: str, span: Span | None, value: str = "") -> None:
        """Take the article's publisher, dateline ...: the words at `span`, or `value`."""
        if span is not None:
            words = value or " ".join(span.of(self.text).split())
            self.stated.setdefault(name, (Fact(words, "stated", span, self.origin),))

    def date(self, span: Span | None, *, loaded: bool = False) -> bool:
        """Take the date at `span`, if one is there; one that only says when the database was given the article is inferred."""
        found = find_date(self.text, *span) if span is not None else None
        if found is not None and "date" not in self.stated:
            origin = f"{self.origin} load date" if loaded else self.origin
            self.stated["date"] = (Fact(found.value, "inferred" if loaded else "stated", found.span, origin),)
        return found is not None

    def people(self, span: Span | None, *, inverted: bool = False) -> None:
        """Take the authors, and the agency, that are named at `span`."""
        if span is None:
            return
        if found := authors(self.text, span, self.origin, inverted=inverted):
            self.stated.setdefault("authors", found)
        if (wire := agency(self.text, span, self.origin)) is not None:
            self.stated.setdefault("agency", (wire,))

    def record(self, start: int, stop: int) -> Record:
        """The article between these offsets; no piece of it touches another one, or the headline."""
        pieces: list[Dropped] = []
        for piece in sorted(self.pieces, key=lambda piece: piece.span):
            within = self.headline is not None and _touch(piece.span, self.headline)
            if not within and (not pieces or pieces[-1].span.stop <= piece.span.start):
                pieces.append(piece)
        return Record(start, stop, self.headline, pieces, self.stated)

    def drop_all(self, fields: Iterable[Field]) -> None:
        """Take out all of these."""
        for field in fields:
            self.drop_field(field)


def _touch(a: Span, b: Span) -> bool:
    return a.start < b.stop and b.start < a.stop
