"""Factiva: each article ends with its number (`Document LBA0000020200101eg1100001`), with or without two-letter field codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.databases.card import RIGHTS, Card
from index.databases.fields import listed
from index.databases.people import authors
from index.databases.record import Line, Record
from index.masthead.dates import CLOCK
from index.masthead.lines import is_section_label
from index.model import Span

ORIGIN = "Factiva"

_NUMBER = re.compile(
    r"(?:AN[\s|]+)?(?:Document|Dokument|Documento)\s+[A-Za-z0-9_]{2,10}(?:19|20)\d{6}[a-z0-9]{6,12}\W{0,3}"
)
_WORDS = re.compile(
    r"\d{1,3}(?:[.,\s’']?\d{3})*\s+(?:words?|mots?|wörter|worte|palabras|parole|palavras|woorden|ord)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?P<code>[A-Z]{2,3})(?P<by>[\s|]*$|\s*\|\s*|\t\s*|\u00a0\s*| {2,}| )")
_HEAD_CODES = listed("SE HD CLM BY CR WC PD ET SN SC NGC GC ED PG VOL LA CY TR")
_BODY_CODES = frozenset(("LP", "TD"))
_TAIL_CODES = listed("ART CT RF CO IN NS RE IPC IPD PUB AN")
_CODES = _HEAD_CODES | _BODY_CODES | _TAIL_CODES
_LANGUAGES = listed(
    "english french german spanish italian portuguese dutch russian chinese japanese arabic swedish danish norwegian finnish polish czech turkish korean"
    " hungarian greek catalan"
    " anglais français allemand espagnol italien portugais néerlandais russe chinois japonais arabe suédois danois norvégien finnois polonais tchèque turc"
    " coréen hongrois grec"
    " englisch französisch deutsch spanisch italienisch portugiesisch niederländisch russisch chinesisch japanisch arabisch schwedisch dänisch norwegisch"
    " finnisch polnisch tschechisch türkisch"
    " inglés francés alemán español italiano portugués neerlandés ruso chino japonés árabe inglese francese tedesco spagnolo portoghese inglês francês"
    " alemão espanhol português"
)
_COMPANY = re.compile(r"© ?\d{4} (?:Dow Jones|Factiva)|(?:Page|Seite) \d+ (?:of|sur|von|de) \d+|Factiva$|Dow Jones$")
_OWNER = re.compile(r"(?:[A-ZÀ-Þ][\w.,&’'-]*\s+|(?:of|de|du|la|the|und|and|&)\s+){1,8}(?:19|20)\d\d\W*")
"""Whose the article is, without a sign of copyright: `Ledger Press 2019.`"""
_BY = re.compile(r"(?:by|par|von|por|di|door|av)\s+\S", re.IGNORECASE)
_ABOVE = 3  # lines above the number of words: a section, the headline, who wrote it
_BELOW = 12  # lines under it that are looked through for the language
_SHORT = 60  # words of a copyright line


class Coded(NamedTuple):
    """A field code and the lines of its value."""

    code: str
    key: Span
    value: Span | None
    lines: Sequence[Line]

    @property
    def span(self) -> Span:
        """Code and value."""
        return Span(self.key.start, self.lines[-1].span.stop)


def records(lines: Sequence[Line], text: str) -> list[Record]:
    """The articles of an export, in its order; none where none is numbered and counted as Factiva does it."""
    ends = [-1, *(n for n, line in enumerate(lines) if len(line.text) < 80 and _NUMBER.fullmatch(line.text))]
    found = (_record(lines[a + 1 : b + 1], text) for a, b in pairwise(ends))
    return [record for record in found if record is not None]


def _record(lines: Sequence[Line], text: str) -> Record | None:
    """By its field codes where it has them, else by the line that counts the words; None where there is neither."""
    coded = list(_coded(lines))
    codes = {field.code for field in coded}
    if "HD" in codes and len(codes & {"WC", "PD", "SN", "LA", "AN", "LP"}) > 2:
        return _by_codes(coded, lines, text)
    counted = next((n for n, line in enumerate(lines) if n and _WORDS.fullmatch(line.text)), None)
    return _by_order(lines, counted, text) if counted is not None else None


def _coded(lines: Sequence[Line]) -> Iterator[Coded]:
    """The field codes in their order; behind the first of the text only those of the text and of what follows it."""
    opened: list[tuple[int, str, int]] = []
    allowed, alone = _CODES, False
    for n, line in enumerate(lines):
        m = _CODE.match(line.text[:16])
        if m is None or m["code"] not in allowed or alone:
            alone = False  # what stands under a code alone is its value, whatever it looks like
            continue
        alone = not line.text[m.end() :]
        if m["by"] == " " and allowed is not _CODES and m["code"] != "AN":
            continue
        opened.append((n, m["code"], m.end()))
        if m["code"] in _BODY_CODES:
            allowed = _TAIL_CODES | _BODY_CODES
    for at, (n, code, end) in enumerate(opened, 1):
        after = opened[at][0] if at < len(opened) else len(lines)
        held = lines[n:after]
        start, stop = held[0].span.start, held[-1].span.stop
        begin = start + end if end < len(held[0].text) else held[1].span.start if len(held) > 1 else stop
        yield Coded(
            code,
            Span(start, start + len(held[0].text[:end].rstrip())),
            Span(begin, stop) if begin < stop else None,
            held,
        )


def _by_codes(coded: Sequence[Coded], lines: Sequence[Line], text: str) -> Record:
    card = Card(text, ORIGIN)
    for field in coded:
        if field.code in ("HD", *_BODY_CODES):
            card.drop(field.key, f"the label {field.code}")
            if field.code == "HD":
                card.head(field.value)
            else:
                _company_lines(card, field.lines)
            continue
        card.drop(field.span, f"the field {field.code}")
        if field.code == "SN":
            card.state("publisher", field.value)
        elif field.code == "PD":
            card.date(field.value)
        elif field.code in ("BY", "CR"):
            card.people(field.value)
    return card.record(coded[0].key.start, lines[-1].span.stop)


def _company_lines(card: Card, lines: Sequence[Line]) -> None:
    for line in lines:
        if _COMPANY.match(line.text):
            card.drop(line.span, "the foot of a page")


def _by_order(lines: Sequence[Line], counted: int, text: str) -> Record:
    """Section, headline, byline; number of words, date, time, publication, code, page, language, rights; the text."""
    card = Card(text, ORIGIN)
    above = [line for line in lines[:counted] if not _COMPANY.match(line.text)][-_ABOVE:]
    _above(card, above)
    card.drop(lines[counted].span, "the number of words")
    at = counted + 1
    language = next(
        (n for n in range(at, min(len(lines), at + _BELOW)) if lines[n].text.casefold() in _LANGUAGES), None
    )
    while at < len(lines) - 1 and (at <= language if language is not None else _is_header(card, lines[at])):
        line = lines[at]
        if "date" not in card.stated and card.date(line.span):
            card.drop(line.span, "the date of publication")
        elif CLOCK.fullmatch(line.text):
            card.drop(line.span, "the time of publication")
        elif "date" in card.stated and "publisher" not in card.stated:
            card.state("publisher", line.span)
            card.drop(line.span, "the publication")
        else:
            card.drop(line.span, "the language" if at == language else "code, edition or page")
        at += 1
    while at < len(lines) - 1 and _is_rights(lines[at], below_language=at - 1 == language):
        card.drop(lines[at].span, "a copyright line")
        at += 1
    start = above[0].span.start if above else lines[counted].span.start
    _company_lines(card, [line for line in lines[:counted] if line.span.start > start])
    _company_lines(card, lines[at:-1])
    card.drop(lines[-1].span, "the number of the article")
    return card.record(start, lines[-1].span.stop)


def _is_header(card: Card, line: Line) -> bool:
    """Without the line of the language: the header goes on as long as its lines are of the expected kind."""
    return (
        "publisher" not in card.stated
        or CLOCK.fullmatch(line.text) is not None
        or re.fullmatch(r"[A-Z0-9]{1,10}", line.text) is not None
    )


def _is_rights(line: Line, *, below_language: bool) -> bool:
    if RIGHTS.match(line.text):
        return len(line.text.split()) <= _SHORT
    return below_language and len(line.text) <= 80 and _OWNER.fullmatch(line.text) is not None


def _above(card: Card, above: Sequence[Line]) -> None:
    """The lines over the number of words: section, headline, authors."""
    if not above:
        return
    first, last = _headline(card, above)
    card.head(Span(above[first].span.start, above[last].span.stop))
    for line in above[:first]:
        card.drop(line.span, "the section")
    for line in above[last + 1 :]:
        card.people(line.span)
        card.drop(line.span, "the authors")


def _headline(card: Card, above: Sequence[Line]) -> tuple[int, int]:
    """First and last line of the headline: those of its class, else the last one over the byline, where there is one."""
    end = len(above) - 1
    if (last := next((n for n in range(end, -1, -1) if "eadline" in above[n].where), -1)) >= 0:
        first = last
        while first and not above[first].apart:
            first -= 1
        return first, last
    if end and (
        _BY.match(above[end].text)
        or (len(above[end].text.split()) <= 10 and authors(card.text, above[end].span, ORIGIN))
    ):
        return end - 1, end - 1
    labelled = len(above[0].text.split()) <= 4 < len(above[end].text.split()) or is_section_label(above[0].text)
    return (end, end) if not end or labelled or len(above[end].text.split()) > 4 else (end - 1, end - 1)
