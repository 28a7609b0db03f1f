"""What the head of a mail tells: who sent it, for whom, when and about what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from index.formats.plain import trimmed
from index.model import Fact, Span

ORIGIN = "mail header"

_LABELS = {
    "from": "from von de da från fra van от od",
    "date": "date sent datum gesendet envoyé fecha enviado inviato data skickat sendt verzonden дата",
    "to": "to an à para a til till aan кому do",
    "cc": "cc kopie copie copia kopia kopi",
    "subject": "subject betreff objet asunto oggetto ämne emne onderwerp тема temat assunto",
    "reply-to": "reply-to antwort-an",
    "organization": "organization organisation",
}
FIELD_OF = {label: field for field, labels in _LABELS.items() for label in labels.split()}
"""What the lines of a mail's head are called in several languages, and which field each is."""

_PREFIX = re.compile(
    r"(?:re|aw|antw|sv|vs|fwd?|fw|wg|tr|rv|vb|vl|doorst|odp|pd)[ \u00a0]?(?:\[\d{1,3}\]|\(\d{1,3}\))?[ \u00a0]?:[ \t\u00a0]*"
    r"|\[[^\]\n]{1,40}\][ \t]*(?=\S)"
    r"|(?:press (?:release|statement)|media (?:release|statement)|news release|for immediate release|embargoed?|pressemitteilung|medienmitteilung"
    r"|presseinformation|communiqué(?: de presse)?|comunicado(?: de prensa)?|comunicato stampa|persbericht|pressmeddelande|pressemelding|pressemeddelelse)"
    r"[ \u00a0]?[:|–—-][ \t]*(?=\S)",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"(?:fwd?|fw|wg|tr|rv|vb|vl|doorst|pd)[ \u00a0]?:", re.IGNORECASE)
_MOST_PREFIXES = 10

_ADDRESS = re.compile(r"[^\s<>@\"(),;:]{1,64}@(?P<domain>[^\s<>@\"(),;:\[\]]{1,253})")
# An address that belongs to no one person.
_ROLE = re.compile(
    r"(?:press[eo]?|media|news|newsletters?|info|office|contact|kontakt|mail|service|redaktion|redaction|redazione|redaccion|editors?|editorial|desk|newsdesk|newsroom|hello|team"
    r"|alerts?|updates?|digest|no-?reply|do-?not-?reply|communications?|kommunikation|pr|publications?|presse?stelle|prensa|stampa|comms|admin|list|bulletin|briefing|notifications?|subscriptions?)"
    r"(?:[-._+\d].{0,40})?",
    re.IGNORECASE,
)
_HOUSE_WORD = re.compile(
    r"\b(?:office|press|media|news|newsroom|newsletter|newsdesk|ministry|department|agency|government|council|commission|parliament|party|union|institute|university|college|school"
    r"|centre|center|foundation|association|society|committee|bank|group|company|co|corp|corporation|inc|ltd|llc|plc|gmbh|ag|sa|spa|ab|asa|oy|bv|nv|line|lines|times|post|journal|herald"
    r"|gazette|tribune|courier|chronicle|observer|review|weekly|daily|today|radio|tv|channel|magazine|magazin|zeitung|verlag|redaktion|ministerium|amt|stadt|universität|verband|partei"
    r"|ministère|mairie|ministerio|ayuntamiento|ministero|comune|service|services|team|editors|staff|alerts?|digest|updates?|bulletin|project|network|international|police|hospital|church|museum)\b",
    re.IGNORECASE,
)
# The part of a house that sends its mails: it goes, the house stays.
_DESK = (
    r"(?:the )?(?:(?:press|media|news|communications?|public affairs|public relations|corporate communications) (?:office|service|department|team|desk|centre|center|relations|room|contact|releases?)"
    r"|press|newsroom|newsdesk|newsletters?|alerts?|media|communications|pressestelle|presse|kommunikation|redaktion|service de presse|bureau de presse|oficina de prensa|ufficio stampa|presskontakt"
    r"|no-?reply)"
)
_DESK_BEHIND = re.compile(rf"(?:\s?[,|:(/]|\s[–—-])\s?{_DESK}\)?$|(?<=\w) {_DESK}$", re.IGNORECASE)
_DESK_BEFORE = re.compile(
    rf"{_DESK}(?:\s?[,|:/]|\s[–—-]| of| at| der| des| du| de la| de)\s?(?:the )?(?=\S)", re.IGNORECASE
)
_DESK_ALONE = re.compile(_DESK, re.IGNORECASE)
_OF_HOUSE = re.compile(r" (?:from|at|via|bei|@|\||–|—|-) |, (?=the |The )| \((?=[^()]{2,60}\)$)")
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:['’.-][^\W\d_]*){0,3}")
_SMALL = frozenset(
    (
        "de",
        "da",
        "di",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "al",
        "bin",
        "ten",
        "du",
        "del",
        "dos",
        "mac",
        "zu",
        "af",
    )
)


def bare_subject(text: str, span: Span) -> Span:
    """The subject without `Re:`, `Fwd:`, the name of a list in brackets, `Press release:`; the whole where nothing else is in it."""
    start = span.start
    for _ in range(_MOST_PREFIXES):
        m = _PREFIX.match(text, start, span.stop)
        if m is None:
            break
        start = m.end()
    bare = trimmed(text, Span(start, span.stop))
    return bare if bare.start < bare.stop else span


def is_forward(subject: str) -> bool:
    """The subject begins with `Fwd:` or its like."""
    return _FORWARD.match(subject.lstrip()) is not None


def stated(text: str, fields: Mapping[str, Span], *, bulk: bool = False) -> dict[str, tuple[Fact, ...]]:
    """What the lines of a head tell, where each value stands in `text`; `bulk`: it went to the readers of a list."""
    facts: dict[str, tuple[Fact, ...]] = {}
    if "subject" in fields:
        span = bare_subject(text, fields["subject"])
        facts["headline"] = (Fact(span.of(text), span=span, origin=ORIGIN),)
    if "from" in fields:
        facts |= _sender(text, fields["from"], bulk)
    if "organization" in fields:
        span = fields["organization"]
        facts["publisher"] = (Fact(span.of(text), span=span, origin=ORIGIN),)
    if "date" in fields:
        span = fields["date"]
        facts["date"] = (Fact(iso(span.of(text)), span=span, origin=ORIGIN),)
    return facts


def iso(date: str) -> str:
    """A date as RFC 5322 has it, in ISO 8601 with the time and its zone; any other as it stands."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(date[:100]).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return date


class _Sender(NamedTuple):
    name: Span
    local: str
    domain: Span


def _sender(text: str, span: Span, bulk: bool) -> dict[str, tuple[Fact, ...]]:
    """Who sent it: a person is the author, a house the publisher, `Jane Roe at The Daily` both."""
    who = _parsed(text, span)
    name = who.name.of(text)
    role = _ROLE.fullmatch(who.local) is not None
    if not name:
        return _domain(text, who) if role or bulk else {}
    if (m := _OF_HOUSE.search(text, *who.name)) is not None and _is_person(text[who.name.start : m.start()]):
        person, house = Span(who.name.start, m.start()), Span(m.end(), who.name.stop - (text[who.name.stop - 1] == ")"))
        return _author(text, person) | _publisher(text, house)
    if _is_of_domain(name, who.domain.of(text)):
        return _publisher(text, _house(text, who.name))
    if _is_person(name) and not role:
        return _author(text, who.name)
    if (
        (comma := text.find(", ", *who.name)) >= 0
        and not role
        and _is_person(text[comma + 2 : who.name.stop] + " " + text[who.name.start : comma])
    ):
        return _author(text, who.name, text[comma + 2 : who.name.stop] + " " + text[who.name.start : comma])
    if _is_person(name) and bulk:
        return _author(text, who.name)
    if _DESK_ALONE.fullmatch(name):
        return _domain(text, who)
    return _publisher(text, _house(text, who.name))


_ARTICLE = re.compile(r"(?:the|der|die|das|le|la|les|el|il|de|het) ", re.IGNORECASE)


def _is_of_domain(name: str, domain: str) -> bool:
    """The sender is called as its domain is: `The Morning Post <hello@morningpost.example>`; people have domains of their own, too."""
    words = _ARTICLE.sub("", name, count=1) if (titled := _ARTICLE.match(name)) else name
    own = "".join(c for c in words.casefold() if c.isalnum())
    labels = {label.replace("-", "") for label in domain.casefold().split(".")[:-1]}
    return titled is not None and len(own) > 3 and not labels.isdisjoint({own, f"the{own}"})


def _parsed(text: str, span: Span) -> _Sender:
    """Name and address of the first sender."""
    m = _ADDRESS.search(text, *span)
    if m is None:
        return _Sender(_unquoted(text, span), "", Span(span.stop, span.stop))
    before = Span(span.start, m.start())
    after = text.find("(", m.end(), span.stop)
    close = text.find(")", after, span.stop)
    if not before.of(text).strip(" <\"'") and 0 <= after < close:  # jane@daily.example (Jane Roe)
        before = Span(after + 1, close)
    return _Sender(_unquoted(text, before), text[m.start() : m.start("domain") - 1], Span(*m.span("domain")))


def _unquoted(text: str, span: Span) -> Span:
    """The span without the blanks, quotation marks, brackets and asterisks around it."""
    words = span.of(text)
    inner = words.strip(" \t\u00a0<>\"'“”‘’[]*")
    start = span.start + words.find(inner)
    return Span(start, start + len(inner))


def _is_person(name: str) -> bool:
    """Two to five words in capitals or initials, none of which is what only houses are called."""
    words = name.split()
    if not 2 <= len(words) <= 5 or _HOUSE_WORD.search(name) or not all(_NAME_WORD.fullmatch(w) for w in words):
        return False
    return all(not w[0].islower() or w in _SMALL or w[1:2] in ("'", "’") for w in words)


def _author(text: str, span: Span, name: str = "") -> dict[str, tuple[Fact, ...]]:
    return {"authors": (Fact(name or span.of(text), span=span, origin=ORIGIN),)}


def _publisher(text: str, span: Span) -> dict[str, tuple[Fact, ...]]:
    return {"publisher": (Fact(span.of(text), span=span, origin=ORIGIN),)} if span.start < span.stop else {}


def _house(text: str, span: Span) -> Span:
    """The name of a house without that of its press office."""
    before = _DESK_BEFORE.match(text, *span)
    start = before.end() if before else span.start
    behind = _DESK_BEHIND.search(text, start, span.stop)
    house = trimmed(text, Span(start, behind.start() if behind else span.stop))
    return house if house.start < house.stop else span


def _domain(text: str, who: _Sender) -> dict[str, tuple[Fact, ...]]:
    """The publisher by the domain of its address, where its name is not told."""
    domain = who.domain.of(text)
    return {"publisher": (Fact(domain, "inferred", who.domain, ORIGIN),)} if "." in domain else {}
