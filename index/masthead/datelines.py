"""How reports begin: `LERVIK, March 11 (Norrwire) - `."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.masthead.dates import MONTH
from index.model import Span

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
CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-Я]"
_PLACE = rf"(?P<place>{CAPITAL}[^\d()\n:;—–\"“”«»/!?]{{1,60}}(?:/{CAPITAL}[^\d()\n:;—–\"“”«»/!?]{{1,40}})?)"
_DAY = rf"(?:(?:{MONTH})\.? \d{{1,2}}(?:, (?:19|20)\d\d| (?:19|20)\d\d)?|\d{{1,2}}\.? (?:{MONTH})\.?(?: (?:19|20)\d\d)?|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|\d{{1,2}}\.\d{{1,2}}\.(?:\d{{2,4}})?)"
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
