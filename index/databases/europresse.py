"""Europresse: each article ends with its number (`news·20200101·LM·1234`), a certificate and whose it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.databases.card import RIGHTS, Card
from index.databases.fields import Field, Labels, fields
from index.databases.people import authors
from index.databases.record import Line, Record
from index.masthead.dates import find_date
from index.model import Span

ORIGIN = "Europresse"
_NUMBER = re.compile(r"(?<!\w)[a-z]{2,12}·(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)·[A-Za-z0-9_]{1,10}·[\w.-]{1,60}")
_BEHIND = re.compile(
    r"numéro de document|n° de document|document number|dokumentnummer|(?:ce )?certificat (?:est )?émis|(?:this )?certificate (?:is |was )?issued"
    r"|(?:dieses )?zertifikat|date d['’]émission|date of issue|issue date|date issued|le présent document est protégé|(?:this|the present) document is protected"
    r"|certificat public|public® certificate|pour visualisation personnelle|for personal and temporary",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b",
    re.IGNORECASE,
)
_TEXT = re.compile("DocText|docOcurr")
"""What holds the text of an article, and nothing else, in pages of today."""
_ALSO = re.compile(r"(?:aussi paru dans|autres? éditions?|also published in|auch erschienen in)\b", re.IGNORECASE)
_ISSUE = re.compile(r"(?:\b(?:no|nr|vol|num)\b\.?|n[°º])\s*\d[^\n]*", re.IGNORECASE)
_SAVED = re.compile(r"\d\d? ?[h:] ?\d\d\W*$")
"""How the line ends that says when the export was made."""
_LONGEST_HEAD = 30  # words of the line that names section, day, length and page
_STRAYS = 2  # lines among those behind an article that are not known
_NO_LABELS = Labels({}, {})


def records(lines: Sequence[Line], text: str) -> list[Record]:
    """The articles of an export, in its order; none where none is numbered and dated as Europresse does it."""
    ends = [-1, *_ends(lines)]
    found = (_record(lines[a + 1 : b + 1], text) for a, b in pairwise(ends))
    return [record for record in found if record is not None]


def _ends(lines: Sequence[Line]) -> list[int]:
    """The last line of each run of lines that number an article, certify it and say whose it is."""
    ends: list[int] = []
    numbered, last = False, -1
    for n, line in enumerate(lines):
        has_number = _NUMBER.search(line.text[:200]) is not None
        if has_number or _BEHIND.match(line.text) or RIGHTS.match(line.text):
            numbered, last = numbered or has_number, n
        elif last >= 0 and n - last > _STRAYS - (numbered and _is_head(line)):
            if numbered:
                ends.append(last)
            numbered, last = False, -1
    return [*ends, last] if numbered else ends


def _is_head(line: Line) -> bool:
    """The line under the publication: section, weekday and date, length, page."""
    if "DocHeader" in line.where:
        return True
    return (
        len(line.text.split()) <= _LONGEST_HEAD
        and _WEEKDAY.search(line.text) is not None
        and not _SAVED.search(line.text)
        and find_date(line.text) is not None
    )


def _record(lines: Sequence[Line], text: str) -> Record | None:
    head = next((n for n, line in enumerate(lines) if n and _is_head(line)), 0)
    if not head:
        return None
    card = Card(text, ORIGIN)
    publication = lines[head - 1]
    issue = _ISSUE.search(publication.text)
    name = publication.text[: issue.start()].rstrip().removesuffix(",").rstrip() if issue else publication.text
    card.state("publisher", Span(publication.span.start, publication.span.start + len(name)) if name else None)
    card.drop(publication.span, "the publication")
    card.drop(lines[head].span, "section, date, length and page")
    card.date(lines[head].span)
    behind = len(lines)
    while behind > head + 1 and (_is_behind(lines[behind - 1]) or _is_behind(lines[behind - 2])):
        behind -= 1
    first = head + 1
    while first < behind and not lines[first].apart:
        card.drop(lines[first].span, "section, date, length and page")
        first += 1
    _head_of_text(card, fields(lines[first:behind], _NO_LABELS))
    for line in lines[behind:]:
        card.drop(line.span, "a copyright line" if RIGHTS.match(line.text) else "number and certificate")
        number = _NUMBER.search(line.text)
        if number is not None and "date" not in card.stated:
            at = line.span.start
            card.state(
                "date", Span(at + number.start("y"), at + number.end("d")), f"{number['y']}-{number['m']}-{number['d']}"
            )
    return card.record(publication.span.start, lines[-1].span.stop)


def _is_behind(line: Line) -> bool:
    return _NUMBER.search(line.text[:200]) is not None or any(form.match(line.text) for form in (_BEHIND, RIGHTS))


def _head_of_text(card: Card, held: Sequence[Field]) -> None:
    """Headline and authors: by the classes of the page where it has them, else by their order; notes beside the text."""
    named = next((field for field in held if "titrearticle" in field.lines[0].where.casefold()), None)
    begun = False
    for field in held:
        where = field.lines[0].where
        if field is named:
            card.head(field.span)
        elif "titrearticle" in where.casefold():  # the standfirst
            continue
        elif "docAuthors" in where or "sm-margin-bottomNews" in where:
            card.people(field.value)
            card.drop(field.span, "the authors")
        elif "/header" in where or "/aside" in where or (not begun and _ALSO.match(field.lines[0].text)):
            card.drop_field(field)
        elif card.headline is None and named is None:
            *above, title = field.lines
            for line in above:
                card.drop(line.span, "a line above the headline")
            card.head(title.span)
        elif card.headline is not None and not begun:
            begun = True
            if field is not held[-1] and not _TEXT.search(where) and _is_byline(card, field):
                card.people(field.value)
                card.drop(field.span, "the authors")


def _is_byline(card: Card, field: Field) -> bool:
    """A short line that names people and is no sentence."""
    return (
        len(field.lines) == 1
        and field.words <= 10
        and not field.lines[0].text.endswith((".", "?", "!", ":"))
        and bool(authors(card.text, field.span, ORIGIN))
    )
