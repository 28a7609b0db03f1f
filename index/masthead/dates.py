"""Dates as sources print them, only as strict as they are."""

from __future__ import annotations

import contextlib
import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from index.model import Span

_MONTH_NAMES = (
    "january jan januar jänner janvier enero ene gennaio gen janeiro januari января янв",
    "february feb februar februari février fevrier févr fév febrero febbraio fevereiro fev февраля фев",
    "march mar märz maerz mär mars marzo março maart марта мар",
    "april apr avril avr abril abr aprile апреля апр",
    "may mai mayo maggio maio mei maj мая",
    "june jun juni juin junio giugno giu junho июня июн",
    "july jul juli juillet juil julio luglio lug julho июля июл",
    "august aug août aout agosto ago augustus augusti августа авг",
    "september sep sept septembre septiembre settembre setembro сентября сен",
    "october oct oktober okt octobre octubre ottobre ott outubro октября окт",
    "november nov novembre noviembre novembro ноября ноя",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro декабря дек",
)
_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
MONTH = "|".join(sorted((re.escape(name) for name in _MONTHS), key=len, reverse=True))
_DATE_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        rf"(?<!\w)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)? (?:de |of )?(?P<n>{MONTH})\b\.?,? (?:de |del )?(?P<y>(?:19|20)\d\d)\b",
        rf"(?<!\w)(?P<n>{MONTH})\b\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)\b",
        r"(?<![\d.])(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>(?:19|20)\d\d)(?!\d)",
        r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"(?<!\w)(?<!\d )(?<!\d\. )(?P<n>{MONTH})\b\.? (?P<y>(?:19|20)\d\d)\b",
    )
)
CLOCK = re.compile(
    r"(?P<h>[01]?\d|2[0-3])(?P<sep>[:.h])(?P<min>[0-5]\d)(?::[0-5]\d)?(?: ?(?P<half>[ap])\.?m\b\.?)?", re.IGNORECASE
)


class Dated(NamedTuple):
    """A date in a text: ISO 8601 as far as it is known, and where its day, month and year stand."""

    value: str
    span: Span


def find_date(text: str, start: int = 0, stop: int | None = None, *, day_first: bool | None = None) -> Dated | None:
    """The first date with a year in `text[start:stop]`, with the time of day where one follows at once.

    `11/3/2025` may be March or November, so only its year is known, unless `day_first` says what comes first.

    >>> find_date("Tue Mar 11, 2025 6:42 p.m.").value
    '2025-03-11T18:42'
    >>> find_date("11/3/2025").value
    '2025'
    """
    stop = len(text) if stop is None else stop
    best: Dated | None = None
    for form in _DATE_FORMS:
        m = form.search(text, start, stop)
        if (
            m is not None
            and (best is None or m.start() < best.span.start)
            and (value := _iso(m.groupdict(), day_first))
        ):
            best = Dated(value, Span(m.start(), m.end()))
    if best is not None and len(best.value) == 10:
        best = best._replace(value=best.value + _time(text[best.span.stop : min(stop, best.span.stop + 24)]))
    return best


_WHOLE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?")


def iso_date(value: str) -> str | None:
    """What a format states as the date, in ISO 8601: as it stands where it is that, with its zone; None where it is no date.

    >>> iso_date("2025-03-11T17:48:00+01:00"), iso_date("Tue, Mar 11, 2025")
    ('2025-03-11T17:48:00+01:00', '2025-03-11')
    """
    if _WHOLE.fullmatch(value):
        with contextlib.suppress(ValueError):
            datetime.fromisoformat(value)
            return value
    found = find_date(value)
    return found.value if found is not None else None


def day_first(dates: Iterable[str]) -> bool | None:
    """Whether those of the dates that can be read in one way only (`17/05/2024`) have the day first; None where none can, or both ways occur.

    >>> day_first(["03/06/2024", "17/05/2024"])
    True
    """
    told = set()
    for date in dates:
        m = _FIGURES.match(date.strip())
        if m is not None and (int(m["a"]) > 12) != (int(m["b"]) > 12):
            told.add(int(m["a"]) > 12)
    return told.pop() if len(told) == 1 else None


_FIGURES = re.compile(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?:19|20)\d\d(?!\d)")


def _iso(part: Mapping[str, str | None], day_first: bool | None = None) -> str | None:
    year = int(part.get("y") or 0)
    if (a := part.get("a")) and (b := part.get("b")):
        first, second = int(a), int(b)
        if max(first, second) > 31 or min(first, second) > 12 or not first or not second:
            return None
        if first <= 12 and second <= 12 and first != second:
            if day_first is None:
                return f"{year:04}"
            month, day = (second, first) if day_first else (first, second)
        else:
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
    lead = re.match(r"[ T]?,? ?(?:at |um |à |a las |alle |alle ore |ore |kl\.? |om )?(?:\| ?|[-–] ?)?", after)
    m = CLOCK.match(after, lead.end() if lead else 0)
    if m is None or not lead or not lead.end():
        return ""
    hour = int(m["h"])
    if m["half"]:
        if hour > 12:
            return ""
        hour = hour % 12 + (12 if m["half"].lower() == "p" else 0)
    return f"T{hour:02}:{m['min']}"


_DIGITS = re.compile(
    r"(?<![\dA-Za-z])(?:(?P<y>20\d\d)(?P<s>[-_]?)(?P<m>\d\d)(?P=s)(?P<d>\d\d)|(?P<y2>\d\d)(?P<m2>\d\d)(?P<d2>\d\d))(?![\dA-Za-z])"
)


def date_in_name(name: str, *, short: bool) -> tuple[str, Span] | None:
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
