"""A line at the head that says several things at once: `Jane Roe | The Daily | 4 May 2021`, `Press release, 5 May 2021`.

Such a line is told by its parts: each of them has to be of a kind that is known, or the line is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from index.masthead.datelines import AGENCIES, CAPITAL
from index.masthead.dates import CLOCK, Dated, find_date
from index.masthead.lines import DATE_WORDS, NAME, PAPER, is_section_label
from index.model import Span

Kind = Literal["date", "author", "name", "publisher", "agency", "label", "other"]


class Part(NamedTuple):
    """What a part of a line says: a `name` is what may be an author's, an `author` what the line says is one."""

    kind: Kind
    span: Span
    """In the line."""
    date: str = ""
    """Of a date its value."""


RELEASE = (
    r"(?:for immediate release|(?:press|media|news) (?:release|statement|notice)|official statement|communiqu[ée](?: de presse)?"
    r"|pressemitteilung|presseinformation|medienmitteilung|presseerklärung|comunicado(?: de prensa)?|nota de prensa|comunicato(?: stampa)?"
    r"|nota stampa|nota à imprensa|persbericht|pressmeddelande|pressemelding|pressemeddelelse)"
)
_NUMBER = r"(?: ?(?:no|nr|n°|n\.?º|num|núm)?\.? ?\d[\d/.\-]*)?"
_LABEL = re.compile(
    rf"{RELEASE}{_NUMBER}|(?:no|nr|n°)\.? ?\d[\d/.\-]*|embargo(?:ed)?(?: until)?|transcript|interview|opinion|blog",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:posted|published|written|reported|story|report|text|words|words and pictures|article|translated) )?(?:by|von|par|por|di|door|av|af)[: ]\s*"
    r"|(?:author|authors|by|text|autor(?:in|es)?|auteurs?|autore|reporter|interview|from our [a-z ]{2,30},|from the [a-z ]{2,30},)[: ]\s*",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(?:source|quelle|fuente|fonte|bron|publication|publisher|newspaper|outlet|medium|first published (?:in|by))(?:: | )",
    re.IGNORECASE,
)
_NAMES = re.compile(rf"{NAME}(?:(?:,? (?:and|und|et|y|e|en|og|och|&) |, ){NAME}){{0,5}}")
_JOB = (
    r"(?:(?:our|chief|senior|deputy|associate|special|foreign|political|staff|contributing|(?-i:[a-zà-ÿ\-]+)|(?-i:[A-ZÀ-Þ][\w\-]+)) ){0,2}"
    r"(?:editor|correspondent|reporter|writer|columnist|journalist|staff|contributor|producer|press office|press officer|redakteur(?:in)?"
    r"|korrespondent(?:in)?|rédact(?:eur|rice)|journaliste|correspondante?|redactor[ae]?|corresponsal|redazione|redaktion)"
    r"(?: (?:at|in|of|for) [\w .'’\-]{2,30})?"
)
_ROLE = re.compile(_JOB, re.IGNORECASE)
_SIGNED = re.compile(rf"(?P<name>{CAPITAL}[\w.'’\-]+(?: {CAPITAL}\.)? {CAPITAL}[\w'’\-]+),? (?i:{_JOB})")
_READING = re.compile(
    r"(?:(?:reading time|lesezeit|temps de lecture|tiempo de lectura|tempo di lettura)[: ]*)?\d+ ?(?:-| )?min(?:ute|uto|uti)?[ns]?\.?(?: (?:read|lesezeit|de lecture|de lectura|di lettura))?"
    r"|leave a (?:comment|reply)|(?:no|\d+) (?:comments?|kommentare?|commentaires?|shares?|views?)|in [\w &\-]{3,30}",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:(?:page|seite|pagina|página|p\.|s\.) ?)?\d{1,3}", re.IGNORECASE)
BODY = re.compile(
    r"\b(?:ministry|department|authority|office|agency|council|commission|committee|company|inc|ltd|plc|llc|gmbh|ag|s\.a|corp|corporation|university|institute|bank"
    r"|union|association|federation|foundation|group|government|parliament|senate|embassy|court|police|service|board|bureau|chamber|brigade|inspectorate|directorate|regulator|tribunal|secretariat|ombudsman|society|centre|center|club"
    r"|minist(?:ère|erio|ero|erium|ério)|bundesministerium|verband|verein|stiftung|behörde|amt|senat|stadt|landkreis|gesellschaft|universität|préfecture|mairie|université|fondation"
    r"|ayuntamiento|gobierno|fundación|universidad|comune|regione|fondazione|università|gemeente|kommun|kommune)\b\.?",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:from|aus|de|da|uit|från|fra)(?: the| der| dem)? ", re.IGNORECASE)
_ORGAN = re.compile(
    r"(?:(?P<house>.{3,60}) )?(?:e-?mail )?(?:newsletter|bulletin|website|web site|magazine|newsroom)", re.IGNORECASE
)
_STAFF = re.compile(r".{3,50} (?:desk|newsroom|redaktion)", re.IGNORECASE)
_PERSON = re.compile(NAME)
_BETWEEN = re.compile(r"[|·•\n\t\0]+|\s[–—-]+\s|[,;]\s|\s/\s")
_DIGIT = re.compile(r"\d")
_EMPHASIS = " \t*_"
_DATES = 3  # dates in one line
_LONGEST = 200


def parts(line: str, known: Collection[str] = ()) -> tuple[Part, ...]:
    """The parts of a line that says nothing but who, where, when, and under which label; none for any other line.

    `known` are names (in lower case) that the source states elsewhere: alone on a line they are said again.

    >>> [part.kind for part in parts("The Northern Herald, 3 March 2024, Jane Roe")]
    ['publisher', 'date', 'name']
    """
    return _parts(line, frozenset(known)) if len(line) <= _LONGEST else ()


@lru_cache(maxsize=256)  # several readers ask the same of the lines near the headline
def _parts(line: str, known: frozenset[str]) -> tuple[Part, ...]:
    dates = list(_dates(line)) if _DIGIT.search(line) else []
    rest = list(line)
    for date in dates:
        rest[date.span.start : date.span.stop] = "\0" * len(date.span.of(line))
    text = CLOCK.sub(lambda m: "\0" * len(m[0]), "".join(rest))
    found = [Part("date", date.span, date.value) for date in dates]
    again = False
    for span in _pieces(text):
        again = again or span.of(text).lower() in known or _SOURCE.match(text, *span) is not None
        one = list(_part(text, span, known))
        if not one:
            return ()
        found += one
    kinds = {part.kind for part in found}
    is_said = again or not kinds.isdisjoint(("date", "author", "label"))
    return tuple(sorted(found, key=lambda part: part.span)) if is_said else ()


def _dates(line: str) -> Iterator[Dated]:
    at = 0
    for _ in range(_DATES):
        date = find_date(line, at)
        if date is None:
            return
        yield date
        at = date.span.stop


def _pieces(text: str) -> Iterator[Span]:
    """What stands between the separators, without the words that belong to a date, and without emphasis."""
    at = 0
    for gap in [*_BETWEEN.finditer(text), None]:
        start, stop = at, gap.start() if gap else len(text)
        at = gap.end() if gap else stop
        start, stop = _bare(text, start, stop)
        if stop > start:
            yield Span(start, stop)


def _bare(text: str, start: int, stop: int) -> tuple[int, int]:
    """The stretch without blanks, emphasis, and words of dates at its edges."""
    while True:
        begun = (start, stop)
        while start < stop and text[start] in _EMPHASIS + ":.,()[]":
            start += 1
        while stop > start and text[stop - 1] in _EMPHASIS + ":,()[]":
            stop -= 1
        m = DATE_WORDS.match(text, start, stop)
        if m and m.end() > start and not _BY.match(text, start, stop):
            start = m.end()
        last = text.rfind(" ", start, stop) + 1 or start
        if DATE_WORDS.fullmatch(text, last, stop):
            stop = last
        if (start, stop) == begun:
            return start, stop


def _part(text: str, span: Span, known: Collection[str]) -> Iterator[Part]:
    """What one piece says; nothing where that is not known."""
    words = span.of(text)
    low = words.lower()
    by = _BY.match(text, *span)
    if by is not None and by.end() < span.stop:
        names = _NAMES.fullmatch(text, by.end(), span.stop)
        if names is not None:
            yield Part("author", Span(*names.span()))
        return
    source = _SOURCE.match(text, *span)
    if source is not None and text[source.end() : source.end() + 1].isupper():
        yield Part("publisher", Span(source.end(), span.stop))
    elif _LABEL.fullmatch(words) or is_section_label(words):
        yield Part("label" if _LABEL.fullmatch(words) else "other", span)
    elif low in AGENCIES:
        yield Part("agency", span)
    elif low in known:
        yield Part("publisher" if PAPER.search(words) or BODY.search(words) else "name", span)
    elif (signed := _SIGNED.fullmatch(text, *span)) is not None:
        yield Part("author", Span(*signed.span("name")))
    elif _READING.fullmatch(words) or _PAGE.fullmatch(words) or _ROLE.fullmatch(words):
        yield Part("other", span)
    elif (organ := _ORGAN.fullmatch(text, *span)) is not None and _in_capitals(organ["house"] or "A"):
        yield Part("publisher", Span(*organ.span("house"))) if organ["house"] else Part("other", span)
    elif (behind := _FROM.match(text, *span)) is not None and is_house(text[behind.end() : span.stop]):
        yield Part("publisher", Span(behind.end(), span.stop))
    elif _STAFF.fullmatch(words) and _in_capitals(words):
        yield Part("other", span)
    elif is_house(words):
        yield Part("publisher", span)
    elif len(words.split()) in (2, 3, 4) and _PERSON.fullmatch(words):
        yield Part("name", span)


_SMALL = frozenset(
    [
        "of",
        "the",
        "and",
        "on",
        "for",
        "&",
        "de",
        "des",
        "du",
        "la",
        "le",
        "del",
        "della",
        "di",
        "für",
        "und",
        "der",
        "e",
        "y",
        "et",
    ]
)
_BODY_ENDS = re.compile(
    rf"(?:the )?{BODY.pattern} (?:of|for|de|des|du|di|del|della|für|der)\b|.*{BODY.pattern}$", re.IGNORECASE
)


def is_house(words: str) -> bool:
    """The name of a paper or of a body: at most eight words with capitals, one of them as papers and bodies have."""
    return _in_capitals(words) and ((PAPER.search(words) or BODY.search(words)) is not None)


def _in_capitals(words: str) -> bool:
    """A name of at most eight words with capitals."""
    own = words.split()
    return len(own) <= 8 and re.match(CAPITAL, words) is not None and all(w[0].isupper() or w in _SMALL for w in own)


def is_body(words: str) -> bool:
    """The name of a body, as a letterhead has it: `Ministry of Roads`, `Harlow Port Authority`."""
    return is_house(words) and _BODY_ENDS.match(words) is not None
