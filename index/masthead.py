"""Who published a source, when, where and by whom, and the lines that say so."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import NamedTuple

from index import languages
from index.model import Block, Draft, Dropped, Fact, Masthead, Span

# ------------------------------------------------------------------------------------------------------------- dates

_MONTH_NAMES = (
    "january jan januar janvier enero gennaio janeiro januari",
    "february feb februar février fevrier febrero febbraio fevereiro februari",
    "march mar märz maerz mars marzo março maart mär",
    "april apr avril abril aprile abr",
    "may mai mayo maggio maio mei maj",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet julio luglio julho",
    "august aug août aout agosto augustus augusti",
    "september sep sept septembre septiembre settembre setembro",
    "october oct oktober okt octobre octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre diciembre dicembre dezembro",
)
_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_MONTH = "|".join(sorted((re.escape(name) for name in _MONTHS), key=len, reverse=True))
_DATE_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        rf"(?<!\w)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)? (?:de |of )?(?P<n>{_MONTH})\b\.?,? (?:de |del )?(?P<y>(?:19|20)\d\d)\b",
        rf"(?<!\w)(?P<n>{_MONTH})\b\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)\b",
        r"(?<![\d.])(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>(?:19|20)\d\d)(?!\d)",
        r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"(?<!\w)(?<!\d )(?<!\d\. )(?P<n>{_MONTH})\b\.? (?P<y>(?:19|20)\d\d)\b",
    )
)
_CLOCK = re.compile(
    r"(?P<h>[01]?\d|2[0-3])(?P<sep>[:.h])(?P<min>[0-5]\d)(?::[0-5]\d)?(?: ?(?P<half>[ap])\.?m\b\.?)?", re.IGNORECASE
)


class Dated(NamedTuple):
    """A date in a text: ISO 8601 as far as it is known, and where its day, month and year stand."""

    value: str
    span: Span


def find_date(text: str, start: int = 0, stop: int | None = None) -> Dated | None:
    """The first date with a year in `text[start:stop]`, with the time of day where one follows at once.

    `11/3/2025` may be March or November, so only its year is known.

    >>> find_date("Tue Mar 11, 2025 6:42 p.m.").value
    '2025-03-11T18:42'
    >>> find_date("11/3/2025").value
    '2025'
    """
    stop = len(text) if stop is None else stop
    best: Dated | None = None
    for form in _DATE_FORMS:
        m = form.search(text, start, stop)
        if m is not None and (best is None or m.start() < best.span.start) and (value := _iso(m.groupdict())):
            best = Dated(value, Span(m.start(), m.end()))
    if best is not None and len(best.value) == 10:
        best = best._replace(value=best.value + _time(text[best.span.stop : min(stop, best.span.stop + 24)]))
    return best


def _iso(part: Mapping[str, str | None]) -> str | None:
    year = int(part.get("y") or 0)
    if (a := part.get("a")) and (b := part.get("b")):
        first, second = int(a), int(b)
        if max(first, second) > 31 or min(first, second) > 12 or not first or not second:
            return None
        if first <= 12 and second <= 12 and first != second:
            return f"{year:04}"
        month, day = (first, second) if first <= 12 else (second, first)
    else:
        name, number = part.get("n"), part.get("m")
        month = _MONTHS[name.lower()] if name else int(number or 0)
        if part.get("d") is None:
            return f"{year:04}-{month:02}"
        day = int(part["d"] or 0)
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return f"{year:04}-{month:02}-{day:02}"


def _time(after: str) -> str:
    """`T18:42` where a time of day stands at the beginning of `after`, behind a comma or `at` at most."""
    lead = re.match(r"[ T]?,? ?(?:at |um |à )?(?:\| ?|[-–] ?)?", after)
    m = _CLOCK.match(after, lead.end() if lead else 0)
    if m is None or not lead or not lead.end():
        return ""
    hour = int(m["h"])
    if m["half"]:
        if hour > 12:
            return ""
        hour = hour % 12 + (12 if m["half"].lower() == "p" else 0)
    return f"T{hour:02}:{m['min']}"


_IMAGE = re.compile(r"[\w\-.%@()+, ]{1,120}\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?|avif)", re.IGNORECASE)
_DIGITS = re.compile(
    r"(?<![\dA-Za-z])(?:(?P<y>20\d\d)(?P<s>[-_]?)(?P<m>\d\d)(?P=s)(?P<d>\d\d)|(?P<y2>\d\d)(?P<m2>\d\d)(?P<d2>\d\d))(?![\dA-Za-z])"
)


def is_image_name(text: str) -> bool:
    """The text is the name of an image file and nothing else."""
    return _IMAGE.fullmatch(text) is not None


def _date_in_name(name: str, *, short: bool) -> tuple[str, Span] | None:
    """A date written as digits in a file name: `2008-08-28`, `20080828`, and if `short` also `080828` (year first)."""
    for m in _DIGITS.finditer(name):
        if m["y"]:
            value = _iso({"y": m["y"], "m": m["m"], "d": m["d"]})
        elif short:
            value = _iso({"y": f"20{m['y2']}", "m": m["m2"], "d": m["d2"]})
        else:
            continue
        if value:
            return value, Span(m.start(), m.end())
    return None


# --------------------------------------------------------------------------------------------------------- datelines

# News agencies as they sign their copy (folded to lower case).
AGENCIES = frozenset(
    [
        "reuters",
        "ap",
        "the associated press",
        "associated press",
        "afp",
        "dpa",
        "dpa-afx",
        "xinhua",
        "tass",
        "itar-tass",
        "interfax",
        "interfax-ukraine",
        "ria novosti",
        "sputnik",
        "kcna",
        "yonhap",
        "kyodo",
        "kyodo news",
        "jiji press",
        "ani",
        "pti",
        "ians",
        "uni",
        "upi",
        "ansa",
        "adnkronos",
        "agi",
        "efe",
        "europa press",
        "bernama",
        "antara",
        "anadolu",
        "anadolu agency",
        "aa",
        "dha",
        "iha",
        "pa",
        "pa media",
        "press association",
        "aap",
        "cp",
        "the canadian press",
        "canadian press",
        "bloomberg",
        "apa",
        "ats",
        "sda",
        "keystone-sda",
        "keystone-ats",
        "belga",
        "anp",
        "tt",
        "ntb",
        "ritzau",
        "stt",
        "lusa",
        "mti",
        "pap",
        "ctk",
        "čtk",
        "tasr",
        "sita",
        "bta",
        "agerpres",
        "mediafax",
        "hina",
        "sta",
        "tanjug",
        "beta",
        "fena",
        "mina",
        "ata",
        "ukrinform",
        "unian",
        "belta",
        "bns",
        "leta",
        "elta",
        "armenpress",
        "azertac",
        "kazinform",
        "trend",
        "wafa",
        "sana",
        "irna",
        "isna",
        "mehr",
        "fars",
        "tasnim",
        "ina",
        "spa",
        "wam",
        "qna",
        "kuna",
        "bna",
        "ona",
        "petra",
        "nna",
        "mena",
        "map",
        "aps",
        "tap",
        "app",
        "cna",
        "cns",
        "cnn",
        "rns",
        "khn",
        "vna",
        "bss",
        "unb",
        "dow jones",
        "dow jones newswires",
        "thomson reuters foundation",
        "globe newswire",
        "globenewswire",
        "pr newswire",
        "prnewswire",
        "business wire",
        "kna",
        "epd",
        "sid",
        "prensa latina",
        "telam",
        "télam",
        "agencia brasil",
        "notimex",
    ]
)
_CAP = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-Я]"
_PLACE = rf"(?P<place>{_CAP}[^\d()\n:;—–\"“”«»/!?]{{1,60}}(?:/{_CAP}[^\d()\n:;—–\"“”«»/!?]{{1,40}})?)"
_DAY = rf"(?:(?:{_MONTH})\.? \d{{1,2}}(?:, (?:19|20)\d\d| (?:19|20)\d\d)?|\d{{1,2}}\.? (?:{_MONTH})\.?(?: (?:19|20)\d\d)?|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|\d{{1,2}}\.\d{{1,2}}\.(?:\d{{2,4}})?)"
_AGENCY = r"(?P<agency>[^\W\d_][^()/\n]{0,38}[^\W_])"
_DASH = r"(?:[—–_]|--?|\.-|\.—|\.–)"
# How agencies begin a report. First the forms with a name in brackets, then those without.
_DATELINES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(form, re.IGNORECASE))
    for name, form in (
        ("MOSCOW, November 21. /TASS/. ", rf"{_PLACE}, (?P<date>{_DAY})\.? ?/{_AGENCY}/\.?[ ]?{_DASH}?\s"),
        ("MOSCOW. Nov 21 (Interfax) - ", rf"{_PLACE}\. (?P<date>{_DAY})\.? ?\({_AGENCY}\) ?(?:{_DASH}|:)\s"),
        ("BEIJING, Nov. 21 (Xinhua) -- ", rf"{_PLACE},? (?P<date>{_DAY})\.?,? {{1,2}}\({_AGENCY}\) ?(?:{_DASH}|:)\s?"),
        ("LONDON (Reuters) - ", rf"{_PLACE},? {{1,2}}\({_AGENCY}\) ?(?:{_DASH}|:)\s?"),
        ("(ANSA) - ROMA, 21 NOV - ", rf"\({_AGENCY}\) ?{_DASH} {_PLACE}, (?P<date>{_DAY})\.? {_DASH}\s"),
        ("March 4 (Reuters) - ", rf"(?P<date>{_DAY}) {{1,2}}\({_AGENCY}\) ?{_DASH}\s"),
        ("(Reuters) - ", rf"\({_AGENCY}\) ?{_DASH}\s"),
        ("Ostenborg, 11 March 2025. ", rf"{_PLACE}, (?P<date>{_DAY})(?<=(?:19|20)\d\d)(?:\.|:| ?{_DASH})\s"),
        ("WASHINGTON, March 4 - ", rf"{_PLACE}, (?P<date>{_DAY}) ?{_DASH}\s"),
        ("WASHINGTON - ", rf"{_PLACE} ?(?:[—–]|--|(?<= )-)\s"),
    )
)
_HEAD = 160  # characters of a paragraph that a dateline may take
_SMALL_IN_PLACES = frozenset(
    [
        "de",
        "del",
        "la",
        "le",
        "les",
        "los",
        "las",
        "el",
        "al",
        "am",
        "an",
        "der",
        "den",
        "do",
        "da",
        "dos",
        "of",
        "the",
        "upon",
        "sur",
        "on",
        "im",
        "in",
        "und",
        "and",
        "y",
        "e",
        "i",
        "et",
    ]
)


class Dateline(NamedTuple):
    """The beginning of a report that says where, when and for whom it was written."""

    place: Span | None
    agency: Span | None
    date: Span | None
    stop: int
    """Where the report itself begins."""


def dateline(text: str, start: int = 0, stop: int | None = None) -> Dateline | None:
    """The dateline at the beginning of the paragraph `text[start:stop]`.

    An agency that is not in `AGENCIES` counts where the place is in capitals or a date stands beside it. A place alone
    counts in capitals only.

    >>> dateline("LERVIK, March 11 (Norrwire) - A ferry").place
    Span(start=0, stop=6)
    """
    stop = min(len(text) if stop is None else stop, start + _HEAD)
    for _, form in _DATELINES:
        m = form.match(text, start, stop)
        if m is None:
            continue
        parts = m.groupdict()
        place = Span(*m.span("place")) if parts.get("place") else None
        agency = Span(*m.span("agency")) if parts.get("agency") else None
        date = Span(*m.span("date")) if parts.get("date") else None
        if _good_dateline(text, place, agency, date):
            return Dateline(_trimmed(text, place), agency, date, m.end())
    return None


def _trimmed(text: str, place: Span | None) -> Span | None:
    if place is None:
        return None
    kept = place.of(text).rstrip(" ,.-")
    return Span(place.start, place.start + len(kept))


def _good_dateline(text: str, place: Span | None, agency: Span | None, date: Span | None) -> bool:
    capitals = place is not None and _in_capitals(place.of(text))
    if place is not None and not _is_place(place.of(text)):
        return False
    if agency is None:
        return capitals or (date is not None and place is not None)
    name = agency.of(text)
    known = name.lower() in AGENCIES or name.lower().split("/")[0] in AGENCIES
    if known:
        return name[0].isupper() or name.islower()
    looks = len(name.split()) <= 4 and name[0].isupper()
    return looks and (capitals or date is not None) and place is not None


def _in_capitals(place: str) -> bool:
    """The name of the town, what stands before the first comma, is in capitals."""
    town = place.split(",")[0]
    letters = [c for c in town if c.isalpha()]
    return len(letters) > 2 and all(c.isupper() for c in letters)


def _is_place(place: str) -> bool:
    words = place.replace("/", " ").replace(",", " ").replace("-", " ").split()
    return 0 < len(words) <= 8 and all(w[0].isupper() or w[0] == "[" or w in _SMALL_IN_PLACES for w in words)


# -------------------------------------------------------------------------------------------------- kinds of line

_SENTENCE_END = re.compile(r"[.!?…。！？:][\"”’'»“)\]*_]{0,3}$")
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_EDGES = "\"'“”‘’„«»(),.:;!?*_[]-–—"
_LOOK = 400  # characters of a block, at each end, that patterns are run on


def ends_sentence(text: str) -> bool:
    """The text ends as a sentence does; `...` and `…` do, too."""
    return _SENTENCE_END.search(text[-6:].rstrip()) is not None


def is_prose(text: str) -> bool:
    """The text reads like a paragraph of running text, not like a label, a title, a menu or a list of names.

    At least 12 words (8 in Hangul, 25 characters in Han or kana), a sentence's end, and enough function words or few
    enough capitals. Of a long text the first 1,200 characters are looked at.
    """
    head = text[:1200]
    if not head.isascii() and len(_HAN_OR_KANA.findall(head)) > 0.2 * len(head):
        return len(head) >= 25 and any(mark in head for mark in "。．！？、，")
    words = head.split()
    least = 8 if _HANGUL.search(head) else 12
    if len(words) < least or not (ends_sentence(text) or len(words) >= 40):
        return False
    forms = [word.strip(_EDGES).lower() for word in words]
    if languages.small_words(forms) >= 0.18 * len(forms):
        return True
    return sum(word[0].isupper() or word[0].isdigit() for word in words) < 0.3 * len(words)


_CURLY = re.compile("[“”‘’„‚«»‹›—…]")
_STRAIGHT = re.compile("[\"']")


def typography(text: str) -> int:
    """How well the text is set: typographic marks count for it, typewriter marks against it."""
    return len(_CURLY.findall(text)) - len(_STRAIGHT.findall(text))


_OTHER = 12  # words that a line without running text costs
_MOST = 80  # words that a paragraph counts for at most


def longest_run(lines: Iterable[tuple[int, bool]]) -> tuple[int, int]:
    """First and last number of the stretch with the most words of running text for the fewest other lines.

    Takes for each line its words, and whether it is running text; (0, -1) where none is.
    """
    best, here, start, run = 0, 0, 0, (0, -1)
    for n, (words, prose) in enumerate(lines):
        if here <= 0:
            here, start = 0, n
        here += min(words, _MOST) if prose else -_OTHER
        if here > best:
            best, run = here, (start, n)
    return run


_NAME = rf"{_CAP}[\w.'’\-]{{0,24}}(?: (?:(?:de|da|di|van|von|der|den|la|le|al|bin|ten|du|del|dos|mc|y|e) ){{0,2}}{_CAP}[\w.'’\-]{{0,24}}){{0,3}}"
_BYLINE = re.compile(
    rf"(?:(?i:by|from|von|par|por|di|door|av|af|text|words|story by|report by|written by|reported by|interview:|text:|autor:|author:)"
    rf"|From our [a-z ]{{2,30}},|[Ff]rom the [a-z ]{{2,30}},)[ ](?P<names>{_NAME}(?:(?:, | and | und | et | y | e | & ){_NAME}){{0,5}})"
    rf"(?P<rest>(?:,|\s[|·•–-]| in | at |$).{{0,80}})?$"
)
_NAMES = re.compile(_NAME)
_DESK_PART = re.compile(
    r"(?P<what>(?:additional |further )?(?:reporting|writing|editing|edited|written|reported|compiled|produced|graphics|photography|photos))"
    r"(?: and (?P<more>writing|editing|reporting))? (?:by|contributed by):? (?P<names>[^;()\n]{2,200})",
    re.IGNORECASE,
)
_DESK_START = re.compile(
    r"\W{0,3}(?:(?:additional |further )?(?:reporting|writing|editing|edited|written|compiled|produced|graphics)(?: and (?:writing|editing|reporting))? (?:contributed )?by\b"
    r"|our standards:|with (?:additional )?reporting (?:by|from)\b|with inputs? from\b|with (?:files|agencies|agency inputs)\b)",
    re.IGNORECASE,
)
_ROLES = {
    "reporting": "reporting",
    "reported": "reporting",
    "writing": "writing",
    "written": "writing",
    "editing": "editing",
    "edited": "editing",
}
_BIO_VERB = r"(?:is|was) (?:a|an|the|our|one of|senior|deputy|chief|associate|currently|based|special)\b|covers |writes |reports (?:on|for|from) |joined |teaches |has (?:covered|written|reported|been (?:a|an|the|with|covering|writing|reporting)\b)"
_BIO = re.compile(rf"\W{{0,3}}(?P<name>{_NAME}) (?P<verb>{_BIO_VERB})(?P<rest>[^\n]{{0,300}})")
_JOB = re.compile(
    r"\b(?:reporter|editor|writer|journalist|correspondent|columnist|author|researcher|fellow|contributor|producer|freelancer?|intern|staff|blogger"
    r"|professor|lecturer|photographer|broadcaster|analyst|commentator|critic|covers?|covering|books?)\b",
    re.IGNORECASE,
)
_HOUSE = re.compile(rf"\b(?:at|for|of|with) (?P<house>(?:[Tt]he )?{_NAME})")
MORE_FROM = re.compile(
    rf"(?:More|MORE) (?:from|FROM) (?P<house>(?:[Tt]he )?{_CAP}[\w.'’&\-]{{0,24}}(?: (?:(?:of|the|and|de|la|&) ){{0,2}}{_CAP}[\w.'’&\-]{{0,24}}){{0,5}}):?$"
)
_STAFF = re.compile(
    rf"(?P<agency>{_NAME})(?:,| and) (?:with )?(?P<house>{_NAME}) (?:staff|reporters?|correspondents?|agencies)(?: and agencies)?$"
)
_WITH_STAFF = re.compile(
    rf"(?:(?P<house>{_NAME}) (?:staff|agencies)(?: and (?P<agency>agencies|wires?))?|(?:Staff|Agencies|Staff and agencies|Agencies and staff))$"
)
_SECTIONS = frozenset(
    ["news", "home", "world", "international", "national", "local", "politics", "business", "economy", "opinion", "comment", "analysis", "sport", "sports", "culture", "arts", "life", "lifestyle", "style", "travel", "technology", "tech", "science", "health", "education", "environment", "climate", "features", "feature", "magazine", "review", "reviews", "books", "film", "music", "tv", "media", "law", "crime", "weather", "video", "audio", "podcast", "podcasts", "photos", "pictures", "explainer", "europe", "asia", "africa", "americas", "us", "u.s.", "uk", "eu", "breaking", "latest", "editorial", "editorials", "letters", "obituaries", "money", "markets", "finance", "property", "food", "recipes", "entertainment", "celebrity", "football", "exclusive", "interview", "nachrichten", "politik", "wirtschaft", "kultur", "ausland", "inland", "meinung", "panorama", "wissen", "gesellschaft", "monde", "politique", "économie", "société", "idées", "opinions", "sciences", "planète", "internacional", "nacional", "política", "economía", "sociedad", "deportes", "cultura", "opinión", "españa", "mundo"]
) | {
    "middle east", "latin america", "asia-pacific", "asia pacific", "home news", "world news", "uk news", "us news", "breaking news",
    "latest news", "top stories", "in depth", "front page", "cover story",
}  # fmt: skip
_DATE_WORDS = re.compile(
    r"\b(?:first |last )?(?:published|updated|posted|modified|issued|filed|created|date|on|at|by|um|uhr|le|el|à|veröffentlicht|aktualisiert|stand|publié|mis à jour"
    r"|publicado|actualizado|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch"
    r"|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|a\.?m|p\.?m|gmt|utc|bst|cet|cest|est|edt|et|ist|hrs?|h)\b\.?",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?:\d+ (?:min(?:ute)?s?|hours?|hrs?|days?) (?:ago|read)|(?:updated|published) \d+ \w+ ago)$", re.IGNORECASE
)
_ISSUE = re.compile(r"\bNo\. ?\d|\b(?:Vol|Nr|Issue|page|Page|Seite)\.? \d|\b\d+ (?:crowns|cents|pence|euros?)\b")
_PARTED = re.compile(r" [*|·•/–—] ")


def is_byline(text: str) -> bool:
    """The line says who wrote the article, and nothing else."""
    return len(text) <= 200 and "\n" not in text and _BYLINE.match(text) is not None


def is_date_line(text: str) -> bool:
    """The line says when the article was published, and nothing else: a date, a time, `Updated`."""
    if len(text) > 140:
        return False
    if _AGO.match(text):
        return True
    rest, found = text, 0
    while found < 4 and (date := find_date(rest)) is not None:
        rest, found = rest[: date.span.start] + " " + rest[date.span.stop :], found + 1
    if not found:
        return False
    rest = _DATE_WORDS.sub(" ", _CLOCK.sub(" ", rest))
    return sum(c.isalnum() for c in rest) <= 2


def is_desk_line(text: str) -> bool:
    """The line names those who reported, wrote and edited, as agencies do at the end of a report."""
    return len(text) <= 500 and _DESK_START.match(text) is not None


def is_running_head(text: str) -> bool:
    """The head of a printed page: name of the paper, number, date, price or page, parted by stars, bars or dots."""
    return (
        len(text) <= 160
        and not ends_sentence(text)
        and len(_PARTED.findall(text)) >= 2
        and _ISSUE.search(text) is not None
    )


def is_section_label(text: str) -> bool:
    """The line is the name of a part of a newspaper (a known one)."""
    return text.strip(" :|*#").lower() in _SECTIONS


def bio(text: str) -> re.Match[str] | None:
    """The match of a line about the author (`Jane Roe is a reporter at The Daily`), groups `name` and `rest`."""
    m = _BIO.match(text[:_LOOK])
    return (
        m
        if m is not None and len(text) <= 700 and " " in m["name"] and _JOB.search(m["verb"] + m["rest"][:120])
        else None
    )


# ----------------------------------------------------------------------------------------------------- the masthead

_PAPER = re.compile(
    r"\b(?:Times|Post|News|Herald|Journal|Tribune|Gazette|Courier|Ledger|Tidings|Chronicle|Observer|Guardian|Telegraph|Mail|Express"
    r"|Mirror|Standard|Star|Sun|Globe|Record|Review|Dispatch|Examiner|Press|Daily|Weekly|Radio|Zeitung|Tagblatt|Bote|Anzeiger|Journal)\b",
    re.IGNORECASE,
)
_CAPITALS = re.compile(rf"{_CAP}[{_CAP[1:-1]}'’&.\-]{{1,24}}(?: {_CAP}[{_CAP[1:-1]}'’&.\-]{{1,24}}){{1,4}}(?![\w])")
_TRANSCRIPT = re.compile(r"\b(?:[Tt]ranscript|[Ii]nterview:|[Bb]roadcast|Source:|First published in)")
_SHORT_HEAD = 12  # blocks before the first paragraph: where there are more, they are menus
_NEAR = 25  # blocks before the first paragraph that belong to the head of an article
_LAST = 60  # blocks at the end of a source in which desk line, bio and credits are looked for
_CORRECTS = re.compile(
    r"\((?:Corrects?|Adds?|Updates?|Recasts?|Repeats?|Refiles?|Rewrites|Releads|Clarifies|Fixes|Removes)\b[^()]{3,400}\)$"
)


_Pieces = dict[int, tuple[str, str]]
"""Rule and reason of each block that is taken out, by its number."""


@dataclass(frozen=True, slots=True)
class _Head:
    """The blocks of a draft with their texts, and where the running text begins."""

    text: str
    blocks: Sequence[Block]
    lines: Sequence[str]
    first: int
    """The number of the first block of running text; that of all blocks where there is none."""
    headline: int | None
    """The number of the headline's block; None where it has none."""
    path: str
    pieces: _Pieces
    """What is taken out so far; every reader adds to it."""

    def span(self, block: int, start: int, stop: int) -> Span:
        """A stretch of a block as a span of the text."""
        at = self.blocks[block].span.start
        return Span(at + start, at + stop)

    def dateline(self, block: int) -> Dateline | None:
        """The dateline at the beginning of a block."""
        return dateline(self.text, *self.blocks[block].span)


def read(draft: Draft, path: str) -> tuple[Masthead, tuple[Dropped, ...]]:
    """The masthead of a draft, and the pieces that carried it: byline, date line, desk line, section label, page head.

    What the format states (front matter) comes first. The headline's own block is not among the pieces. Lines that state
    something and are dropped for another reason (`More from X`, the author's bio) are left to `clean`.
    """
    furniture = {piece.span for piece in draft.furniture}
    outside = [block for block in draft.blocks if block.span not in furniture]
    lines = [b.span.of(draft.text) for b in outside]
    first = _first(outside, lines)
    head = _Head(draft.text, outside, lines, first, None, path, {})
    found = _stated(draft)
    headline, at = _headline(head, found.headline)
    head, found = replace(head, headline=at), replace(found, headline=headline)
    for reader in _READERS:
        found = reader(head, found)
    pieces = sorted((n, piece) for n, piece in head.pieces.items() if n != at)
    return found, tuple(Dropped(outside[n].span, rule, reason) for n, (rule, reason) in pieces)


def _first(blocks: Sequence[Block], lines: Sequence[str]) -> int:
    """The number of the first block of running text; of a web page with long menus, the first of its longest run."""
    begins = [_begins_text(block, line) for block, line in zip(blocks, lines, strict=True)]
    first = begins.index(True) if True in begins else len(lines)
    run, _ = longest_run((len(line[:1200].split()), begun) for line, begun in zip(lines, begins, strict=True))
    return run if run - first > _SHORT_HEAD and begins[run] else first


def _begins_text(block: Block, line: str) -> bool:
    if block.kind in ("heading", "list", "table") or is_desk_line(line) or _CORRECTS.match(line[:_LOOK]):
        return False
    if is_prose(line):
        return True
    begin = dateline(line)
    return begin is not None and (begin.agency is not None or begin.date is not None)


def _stated(draft: Draft) -> Masthead:
    """What the format states, its date as ISO 8601."""

    def first(name: str) -> Fact | None:
        return next(iter(draft.stated.get(name, ())), None)

    date = first("date")
    dated = find_date(date.value) if date is not None else None
    return Masthead(
        headline=first("headline"),
        publisher=first("publisher"),
        agency=first("agency"),
        authors=tuple(draft.stated.get("authors", ())),
        date=replace(date, value=dated.value) if date is not None and dated is not None else None,
        dateline=first("dateline"),
    )


def _headline(head: _Head, stated: Fact | None) -> tuple[Fact | None, int | None]:
    """The headline and the number of its block."""
    candidates = [n for n in range(head.first) if _may_be_headline(head, n)]
    headings = [n for n in candidates if head.blocks[n].kind == "heading"]
    at: int | None = None
    if stated is not None:
        wanted = _plain(stated.value)
        at = next((n for n in candidates if _plain(_bare(head.lines[n])) == wanted), None)
        if at is None:
            return stated, None
    elif headings:
        at = headings[0]
    elif candidates:
        at = _best(head, candidates)
    if at is None:
        return None, None
    inner = _bare(head.lines[at])
    start = head.lines[at].find(inner)
    return Fact(inner, span=head.span(at, start, start + len(inner))), at


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


_MARKUP = re.compile(r"(?:#{1,6}[ \t]+)?(.*?)(?:[ \t]+#+)?(?:\n[=-]+)?", re.DOTALL)


def _bare(line: str) -> str:
    """A headline without the marks that Markdown puts around it."""
    m = _MARKUP.fullmatch(line[:_LOOK])
    inner = m[1].strip() if m is not None else line
    while len(inner) > 4 and inner[0] in "*_" and inner[-1] == inner[0]:
        inner = inner[1:-1]
    return inner or line


def _may_be_headline(head: _Head, n: int) -> bool:
    line = head.lines[n]
    if (
        head.blocks[n].kind in ("list", "table", "blockquote")
        or len(line) > 300
        or ("\n" in line.strip() and head.blocks[n].kind != "heading")
    ):
        return False
    if head.blocks[n].kind == "heading":
        return True
    words = line.split()
    if not 2 <= len(words) <= 30 or not any(c.isalpha() for c in line):
        return len(words) == 1 and head.first <= 2 and n == 0 and line.isalpha() and not is_section_label(line)
    ends_in_abbreviation = line[-1] == "." and "." in words[-1][:-1] and not line.endswith("...")  # U.S.
    if (line.endswith((".", ":", "…", ";", ",")) and not ends_in_abbreviation) or line.count("|") > 1:
        return False
    return not (
        is_byline(line) or is_date_line(line) or is_image_name(line) or is_section_label(line) or is_running_head(line)
        or is_desk_line(line) or MORE_FROM.match(line) or _is_page_head(line) or "©" in line or _NOT_HEADLINE.search(line)
    )  # fmt: skip


_NOT_HEADLINE = re.compile(
    r"\b(?:cookies?|subscribe|newsletter|sign (?:in|up)|log ?in|advertisement|skip to|share (?:on|this|via)|copy link|all rights reserved|getty images)\b"
    r"|^(?:photo|image|picture|photograph|credit|foto|our picture)\b.{0,20}:|^(?:read|see) (?:also|more)\b",
    re.IGNORECASE,
)


def _best(head: _Head, candidates: Sequence[int]) -> int:
    """Of the lines that may be the headline: the one the first line repeats (a page title), the first of a short head, else the last long one."""
    near = [n for n in candidates if n >= head.first - _NEAR]
    title = _plain(head.lines[0])
    for n in near[1:] if near and near[0] == 0 else near:
        own = _plain(head.lines[n])
        if len(own.split()) >= 4 and title.startswith(own):
            return n
    long = [n for n in near if len(head.lines[n].split()) >= 4]
    if not long:
        return (near or candidates)[0]
    return long[0] if head.first <= _SHORT_HEAD else long[-1]


def _is_page_head(line: str) -> bool:
    """The line begins with a name in capitals and goes on in other letters, or is the name of a paper in capitals."""
    m = _CAPITALS.match(line)
    if m is None or len(line.split()) > 14:
        return False
    rest = line[m.end() :]
    return (
        bool(_PAPER.search(m[0]))
        if not rest.strip()
        else rest[:3] in (" - ", " – ", " — ", " | ") or rest.endswith(("edition", "Edition"))
    )


def _page_heads(head: _Head, found: Masthead) -> Masthead:
    """Running heads of printed pages, anywhere; the first names the paper and the date."""
    for n, line in enumerate(head.lines):
        if is_running_head(line):
            head.pieces[n] = ("running head", "the head of a printed page: paper, number, date")
            name = re.split(r" [*|·•/–—-] ", line, maxsplit=1)[0]
            if found.publisher is None:
                found = replace(found, publisher=Fact(name, span=head.span(n, 0, len(name))))
            if found.date is None and (date := find_date(line)):
                found = replace(found, date=Fact(date.value, span=head.span(n, *date.span)))
    return found


_LABELS = 4  # short lines before a headline that may be labels; more are a menu


def _labels(head: _Head, found: Masthead) -> Masthead:
    """Section labels and the paper's name before the headline."""
    top = head.headline if head.headline is not None else head.first
    labels = []
    for n in range(top if top <= _SHORT_HEAD else 0):
        line = head.lines[n]
        if n in head.pieces or head.blocks[n].kind in ("list", "table"):
            continue
        if _is_page_head(line):
            head.pieces[n] = ("page head", "the name of the paper at the head of the page")
            m = _CAPITALS.match(line)
            if m is not None and found.publisher is None:
                found = replace(found, publisher=Fact(m[0], span=head.span(n, 0, m.end())))
        elif is_section_label(line) or _is_short_label(line):
            labels.append(n)
    if len(labels) <= _LABELS:
        head.pieces.update(dict.fromkeys(labels, ("section label", "a short label before the headline")))
    return found


def _is_short_label(line: str) -> bool:
    """At most three words between two letters, and no byline."""
    return (
        len(line) <= 40 and len(line.split()) <= 3 and line[0].isalpha() and line[-1].isalpha() and not is_byline(line)
    )


def _bylines(head: _Head, found: Masthead) -> Masthead:
    """Bylines between the headline and the third paragraph."""
    authors = list(found.authors)
    for n in range(max(0, head.first - _NEAR), min(len(head.lines), head.first + 3)):
        line = head.lines[n]
        m = _BYLINE.match(line) if len(line) <= 200 and n != head.headline and "\n" not in line else None
        if m is None or n in head.pieces:
            continue
        head.pieces[n] = ("byline", "says who wrote the article")
        for name in _people(line, *m.span("names")):
            authors.append(Fact(name.of(line), span=head.span(n, *name)))
        if found.date is None and (date := find_date(line, m.end("names"))):
            found = replace(found, date=Fact(date.value, span=head.span(n, *date.span)))
    return replace(found, authors=_once(authors))


_BETWEEN_NAMES = re.compile(r",? (?:and|und|et|&) |, ")


def _people(text: str, start: int, stop: int) -> Iterator[Span]:
    """The names in a list of people, without the places they wrote from."""
    at = start
    for gap in [*_BETWEEN_NAMES.finditer(text, start, stop), None]:
        end = gap.start() if gap else stop
        m = _NAMES.match(text, at, end)
        if m is not None and (m[0].lower() not in ("staff", "agencies", "reuters staff")):
            yield Span(m.start(), m.start() + len(m[0].rstrip(".")))
        at = gap.end() if gap else stop


def _once(authors: Iterable[Fact]) -> tuple[Fact, ...]:
    """Each person once; of two entries the first place and whichever role is known."""
    seen: dict[str, Fact] = {}
    for fact in authors:
        old = seen.get(fact.value.casefold())
        if old is None:
            seen[fact.value.casefold()] = fact
        elif old.role is None and fact.role is not None:
            seen[fact.value.casefold()] = replace(old, role=fact.role)
    return tuple(seen.values())


def _source_line(head: _Head, found: Masthead) -> Masthead:
    """`Coast Radio, "Quayside", 17 March 2025. Transcript of the recording. Interview: Jane Roe.`"""
    for n in range(min(6, len(head.lines))):
        line = head.lines[n]
        if (
            n == head.headline
            or n in head.pieces
            or len(line) > 300
            or not _TRANSCRIPT.search(line)
            or (date := find_date(line)) is None
        ):
            continue
        head.pieces[n] = ("source line", "says where and when this was first published or broadcast")
        house = _NAMES.match(line)
        if found.publisher is None and house is not None and line[house.end() : house.end() + 1] == ",":
            found = replace(found, publisher=Fact(house[0], span=head.span(n, *house.span())))
        if found.date is None:
            found = replace(found, date=Fact(date.value, span=head.span(n, *date.span)))
        if (by := re.search(r"(?:Interview|Reporter|Text|By): ", line)) is not None:
            people = [Fact(p.of(line), span=head.span(n, *p)) for p in _people(line, by.end(), len(line))]
            found = replace(found, authors=_once([*found.authors, *people]))
    return found


def _date_lines(head: _Head, found: Masthead) -> Masthead:
    """Lines near the headline that hold a date and nothing else; `Published` before `Updated`."""
    for n in range(max(0, head.first - _NEAR), min(len(head.lines), head.first + 2)):
        line = head.lines[n]
        paper = _paper_and_date(line)
        if n == head.headline or n in head.pieces or not (paper or is_date_line(line)):
            continue
        head.pieces[n] = ("date line", "says when the article was published")
        if paper and found.publisher is None:
            found = replace(found, publisher=Fact(paper, span=head.span(n, 0, len(paper))))
        if found.date is None and (date := find_date(line)):
            found = replace(found, date=Fact(date.value, span=head.span(n, *date.span)))
    return found


_NAME_THEN = re.compile(r"([^,|·•–—]{3,60}?)(?:, ?| [|·•–—-] )")


def _paper_and_date(line: str) -> str:
    """The paper that a line names before a date and nothing else, as in `The Northern Herald, 3 March 2024`; or nothing."""
    m = _NAME_THEN.match(line)
    if m is None or not _PAPER.search(m[1]) or not is_date_line(line[m.end() :]):
        return ""
    words = m[1].split()
    capitals = all(w[0].isupper() or w in ("of", "the", "and", "on", "for") for w in words)
    return m[1] if len(words) <= 7 and capitals and m[1][0] == line[0] else ""


def _desk_lines(head: _Head, found: Masthead) -> Masthead:
    """`Writing by A; Editing by B` at the end of an agency's report, and `(Corrects ...)` at its head."""
    authors = list(found.authors)
    for n in range(max(0, len(head.lines) - _LAST), len(head.lines)):
        line = head.lines[n]
        if n == head.headline or not is_desk_line(line):
            continue
        head.pieces[n] = ("desk line", "names those who reported, wrote and edited")
        for part in _DESK_PART.finditer(line):
            role = _ROLES.get(part["what"].lower().split()[-1])
            stop = re.compile(r"\. |\.$").search(line, *part.span("names"))
            if role is not None:
                for name in _people(line, part.start("names"), stop.start() if stop else part.end("names")):
                    authors.append(Fact(name.of(line), span=head.span(n, *name), role=role))
    for n in range(min(head.first + 1, len(head.lines))):
        if _CORRECTS.match(head.lines[n][:_LOOK]) and n != head.headline:
            head.pieces[n] = ("correction note", "says what this version of the report corrects or adds")
    return replace(found, authors=_once(authors))


def _datelines(head: _Head, found: Masthead) -> Masthead:
    """Place, agency and date (where its year is there) from the first dateline of the first paragraphs.

    Of a paragraph that stands twice the copy with the better typography counts: it is the one that is kept.
    """
    begun = [
        (n, begin) for n in range(head.first, min(len(head.lines), head.first + 12)) if (begin := head.dateline(n))
    ]
    if not begun:
        return found
    first, n = begun[0][1], begun[0][0]
    opening = head.lines[n][: first.stop - head.blocks[n].span.start + 20]
    copies = [(m, begin) for m, begin in begun if head.lines[m].startswith(opening)]
    _, line = max(copies, key=lambda copy: typography(head.lines[copy[0]]))
    if found.dateline is None and line.place is not None:
        found = replace(found, dateline=Fact(line.place.of(head.text), span=line.place))
    if found.agency is None and line.agency is not None:
        found = replace(found, agency=Fact(line.agency.of(head.text), span=line.agency))
    if found.date is None and line.date is not None and (date := find_date(head.text, *line.date)):
        found = replace(found, date=Fact(date.value, span=date.span))
    return found


def _credits(head: _Head, found: Masthead) -> Masthead:
    """`Norrwire, with Ledger staff` after the last paragraph."""
    for n in range(max(head.first + 1, len(head.lines) - _LAST), len(head.lines)):
        line = head.lines[n]
        if len(line) > 80 or n in head.pieces:
            continue
        m = _STAFF.match(line)
        if m is not None or _WITH_STAFF.match(line):
            head.pieces[n] = ("credit line", "says whose copy was used")
            if m is not None and found.agency is None:
                found = replace(found, agency=Fact(m["agency"], span=head.span(n, *m.span("agency"))))
    return found


def _houses(head: _Head, found: Masthead) -> Masthead:
    """The publisher from `More from X`; from an agency's own report, which ends with a desk line, the agency."""
    if found.publisher is not None:
        return found
    for n in range(len(head.lines) - 1, head.first, -1):
        m = MORE_FROM.match(head.lines[n]) if len(head.lines[n]) <= 100 else None
        if m is not None:
            return replace(found, publisher=Fact(m["house"], span=head.span(n, *m.span("house"))))
    return found


def _bios(head: _Head, found: Masthead) -> Masthead:
    """Author and publisher from `Jane Roe is a reporter at The Daily` after the last paragraphs."""
    for n in range(max(head.first + 1, len(head.lines) - _LAST), len(head.lines)):
        line = head.lines[n]
        m = bio(line)
        if m is None or n in head.pieces:
            continue
        if not found.authors:
            found = replace(found, authors=(Fact(m["name"], span=head.span(n, *m.span("name"))),))
        house = _HOUSE.search(line, m.start("rest"), m.end("rest"))
        if found.publisher is None and house is not None and any(a.value == m["name"] for a in found.authors):
            found = replace(
                found,
                publisher=Fact(
                    house["house"].rstrip("."),
                    span=head.span(n, house.start("house"), house.start("house") + len(house["house"].rstrip("."))),
                ),
            )
        break
    own = any(rule == "desk line" for rule, _ in head.pieces.values())
    if found.publisher is None and found.agency is not None and own:
        found = replace(found, publisher=replace(found.agency, status="inferred", origin="the agency's own report"))
    return found


def _names(head: _Head, found: Masthead) -> Masthead:
    """A date from the name of an image in the text, else from the name of the file: inferred at most."""
    if found.date is not None:
        return found
    for n, line in enumerate(head.lines):
        if is_image_name(line) and (named := _date_in_name(line, short=True)):
            return replace(found, date=Fact(named[0], "inferred", head.span(n, *named[1]), "image name"))
    if named := _date_in_name(PurePosixPath(head.path).stem, short=False):
        return replace(found, date=Fact(named[0], "inferred", None, "file name"))
    return found


_READERS = (
    _page_heads,
    _labels,
    _bylines,
    _source_line,
    _date_lines,
    _desk_lines,
    _datelines,
    _credits,
    _houses,
    _bios,
    _names,
)
"""What reads the masthead, in order: what an earlier one has found, a later one leaves."""
