"""How reports begin: `LERVIK, March 11 (Norrwire) - `."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from index import lexicon
from index.masthead.dates import MONTH
from index.model import Span

CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-Я]"
_LISTS = tomllib.loads((Path(__file__).parent / "datelines.toml").read_text(encoding="utf-8"))
AGENCIES = frozenset().union(
    *(lexicon.entries(_LISTS[kind].lower()) for kind in ("agencies", "arabic", "chinese", "japanese", "korean"))
)
"""News agencies as they sign their copy, in lower case."""
_REGIONS = lexicon.entries(_LISTS["regions"])
_LABELS = lexicon.entries(_LISTS["labels"])
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


def _any_of(names: str) -> str:
    return "|".join(sorted(map(re.escape, lexicon.entries(names)), key=len, reverse=True))


_PART = r"[^\d()\n:;—–\"“”«»/!?]"
_PLACE = rf"(?P<place>{CAPITAL}{_PART}{{1,60}}?(?:/{CAPITAL}{_PART}{{1,40}}?)?)"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_DAY = (
    rf"{_WEEKDAY}(?P<date>(?:{MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:19|20)\d\d)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.)? (?:de )?(?:{MONTH})\b\.?(?:,? (?:de )?(?:19|20)\d\d)?"
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?)"
)
_AGENCY = r"(?P<agency>[^\W\d_](?:[^()\n]{0,38}[^\W_])?)"
_BARE = r"(?P<agency>[^\W\d_][\w .\-]{0,30}\w)"  # an agency without brackets
_DASH = r"(?:[—–_]|--?|\.-|\.—|\.–|:)"
_BEGINS = r"(?=[\"'“”‘„«¿¡\[(]?(?-i:[^\W_a-zà-öø-ÿа-я]))"  # no small letter: a sentence begins
_OPEN, _CLOSE = r"[(（\[［【]", r"[)）\]］】]"
_EAST = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}[日号]"

Trust = Literal["any", "listed", "place"]
"""What else a form needs: an agency that looks like one; one that is listed; a place that is known."""

# How agencies begin a report: first the forms that name one, then those without, each with an example.
_FORMS: tuple[tuple[str, str, Trust], ...] = (
    ("MOSCOW, November 21. /TASS/. ", rf"{_PLACE}, {_DAY}\.? ?/(?P<agency>[^\W\d_][^()/\n]{{0,38}}[^\W_])/\.?(?: ?{_DASH})?\s", "any"),
    ("NEW YORK, NY / ACCESSWIRE / May 4, 2021 / ", rf"{_PLACE} / {_BARE} / {_DAY} / ", "listed"),
    ("MOSCOW. Nov 21 (Interfax) - ", rf"{_PLACE}\. {_DAY}\.? ?\({_AGENCY}\) ?{_DASH}\s", "any"),
    ("BEIJING, Nov. 21 (Xinhua) -- ", rf"{_PLACE},? {_DAY}\.?,? {{1,2}}\({_AGENCY}\) ?{_DASH}\s?", "any"),
    ("BERLIN, Nov 21, 2023--(BUSINESS WIRE)--", rf"{_PLACE}(?:, {_DAY})?--\({_AGENCY}\)--", "any"),
    ("March 4 (Reuters) - ", rf"{_DAY} {{1,2}}\({_AGENCY}\) ?{_DASH}\s", "listed"),
    ("MADRID, 21 (EUROPA PRESS) - ", rf"{_PLACE},? (?P<date>\d{{1,2}}) \({_AGENCY}\) ?{_DASH}\s?", "listed"),
    ("New Delhi, Nov 21 (PTI) The", rf"{_PLACE},? {_DAY}\.?,? {{1,2}}\({_AGENCY}\)\.?(?:\s{_BEGINS}|$)", "any"),
    ("LONDON (Reuters) - ", rf"{_PLACE},? {{1,2}}\({_AGENCY}\) ?{_DASH}\s?", "any"),
    ("Hong Kong (CNN) A", rf"{_PLACE} \({_AGENCY}\)\.?(?:\s{_BEGINS}|$)", "listed"),
    ("(ANSA) - ROMA, 21 NOV - ", rf"\({_AGENCY}\) ?{_DASH} {_PLACE}, {_DAY}\.? {_DASH}\s", "any"),
    ("(Reuters) - ", rf"\({_AGENCY}\) ?{_DASH}\s", "listed"),
    ("МОСКВА, 21 ноя - РИА Новости. ", rf"{_PLACE}, {_DAY}\.? ?{_DASH} {_BARE}\. {_BEGINS}", "listed"),
    ("YEREVAN, NOVEMBER 21, ARMENPRESS. ", rf"{_PLACE}, {_DAY},? {_BARE}(?:\.| ?{_DASH})\s", "listed"),
    ("Moscow. November 21. INTERFAX.COM - ", rf"{_PLACE}\. {_DAY}\.? {_BARE} {_DASH}\s", "listed"),
    ("Tehran, IRNA – ", rf"{_PLACE}, {_BARE} ?{_DASH}\s", "listed"),
    ("BERLIN taz | ", rf"(?P<place>(?-i:{CAPITAL}[A-ZÀ-Þ/ \-]{{2,30}})) (?P<agency>(?-i:[a-z]{{2,8}}(?:/[a-z]{{2,8}})*)) \| ", "any"),
    ("AFP - ", r"(?P<agency>(?-i:AP|AFP|AGI|ANSA|UPI|NNA|dpa)) [—–-]{1,2} " + _BEGINS, "listed"),
    ("(서울=연합뉴스) ", rf"\((?P<place>[가-힣·]{{2,12}})=(?P<agency>{_any_of(_LISTS['korean'])})\)\s?(?:[^=\n]{{2,20}} = )?", "listed"),
    ("新华社北京11月21日电", rf"(?P<agency>{_any_of(_LISTS['chinese'])})(?P<place>[\u3400-\u9fff·]{{1,10}}?)(?P<date>{_EAST})[电電](?:（[^）\n]{{1,40}}）)?\s?", "listed"),
    ("（中央社記者王某東京21日電）", rf"{_OPEN}(?P<agency>{_any_of(_LISTS['chinese'])})[^）)\n]{{0,12}}?(?P<date>{_EAST})[专專外]?[电電]{_CLOSE}\s?", "listed"),
    ("［ロンドン ２１日 ロイター］ - ", rf"{_OPEN}(?P<place>[^\W\d_]{{2,14}})\s(?P<date>(?:\d{{1,2}}月)?\d{{1,2}}日)\s(?P<agency>{_any_of(_LISTS['japanese'])}){_CLOSE}\s?(?:[-－—]\s?)?", "listed"),
    ("【北京共同】", rf"【(?P<place>[^\W\d_]{{2,12}}?)(?P<agency>{_any_of(_LISTS['japanese'])})】", "listed"),
    ("القاهرة (رويترز) - ", rf"(?P<place>[\u0621-\u064a][\u0621-\u064a ]{{1,30}}?) ?(?:- )?\((?P<agency>{_any_of(_LISTS['arabic'])})\)\s?(?:[-–—]\s)?", "listed"),
    ("Ostenborg, 11 March 2025. ", rf"{_PLACE}, {_DAY}(?<=(?:19|20)\d\d)(?:\.| ?{_DASH})\s", "any"),
    ("WASHINGTON, March 4 - ", rf"{_PLACE}, {_DAY} ?(?:[—–_]|--?|\.-)\s", "any"),
    ("WASHINGTON - ", rf"{_PLACE}(?:\s?(?:[—–]|--)\s|\s(?:[—–]|--)\s?|\s-\s){_BEGINS}", "any"),
    ("NEW DELHI: ", rf"(?P<place>(?-i:{CAPITAL}[A-ZÀ-Þ .\-]{{2,30}}(?:, [A-ZÀ-Þ .\-]{{2,30}})?)): {_BEGINS}", "place"),
)  # fmt: skip
_DATELINES = tuple((re.compile(form, re.IGNORECASE), trust) for _, form, trust in _FORMS)
_MAY = re.compile(r"[—–_(/:|（【［\d年]|-")
_HEAD = 160  # characters of a paragraph that a dateline may take
_SENTENCE = 60  # characters behind a place that is not in capitals: fewer are a title
_ACRONYM = 5  # letters in capitals that may be those of a body: `NASA - `
_NEWS = 20_000  # characters of a text in which the town is looked for
# Where a paper says first that a correspondent wrote: it belongs to the byline.
_CORRESPONDENT = re.compile(
    r"(?:dal(?:la)? nostr[oa] (?:inviat[oa]|corrispondente)|de notre (?:envoyée? spéciale?|correspondante?)(?: à)?"
    r"|von unsere[mr] korrespondent(?:en|in)|from our (?:own )?correspondent(?: in)?),?\s*",
    re.IGNORECASE,
)
# A dateline that has its line for itself.
_ALONE = tuple(
    re.compile(form + r"\s*$", re.IGNORECASE)
    for form in (
        rf"{_PLACE},? (?:den |le |a |lì )?{_DAY}(?:,? (?:\d{{1,2}}[:.h]\d\d)(?: ?(?:[ap]\.?m\.?|uhr|hrs|gmt|utc|cet|est))?)?[.:]?",
        r"(?P<place>(?-i:[A-ZÀ-Þ][A-ZÀ-Þ'’. \-]{2,30}(?:, [A-Z][\w.À-ÿ' \-]{1,30})?))[.:]?",
    )
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
    counts in capitals, or where it is a known town; a word before a colon where it is one, or the text says `in Lindi`.

    >>> dateline("LERVIK, March 11 (Norrwire) - A ferry").place
    Span(start=0, stop=6)
    """
    stop = len(text) if stop is None else stop
    lead = _CORRESPONDENT.match(text, start, min(stop, start + _HEAD))
    start = lead.end() if lead else start
    head = min(stop, start + _HEAD)
    if not _MAY.search(text, start, head):
        return None
    for form, trust in _DATELINES:
        m = form.match(text, start, head)
        if m is not None and (found := _found(m)) and _is_good(text, found, stop, trust):
            return found
    return None


def alone(text: str, start: int, stop: int) -> Dateline | None:
    """The dateline that the line `text[start:stop]` is, with no report behind it."""
    if stop - start > _HEAD:
        return None
    begin = dateline(text, start, stop)
    if begin is not None:
        return begin if begin.stop >= stop and (begin.agency or begin.date) else None
    for form in _ALONE:
        m = form.match(text, start, stop)
        if m is None or (place := (found := _found(m)).place) is None:
            continue
        name = place.of(text)
        if _is_place(name) and (_is_known(name) or (found.date and " " not in name and not _is_label(name))):
            return found
    return None


def _found(m: re.Match[str]) -> Dateline:
    parts = m.groupdict()
    place, agency, date = (Span(*m.span(name)) if parts.get(name) else None for name in ("place", "agency", "date"))
    return Dateline(_trimmed(m.string, place), agency, date, m.end())


def _trimmed(text: str, place: Span | None) -> Span | None:
    if place is None:
        return None
    kept = place.of(text).rstrip(" ,.-")
    return Span(place.start, place.start + len(kept))


def _is_good(text: str, found: Dateline, stop: int, trust: Trust) -> bool:
    place = found.place.of(text) if found.place else ""
    if place and not _is_place(place):
        return False
    if found.agency is not None:
        if _town(place).lower() in _LABELS:  # `Question (Jane Roe, Reuters): Will you resign?`
            return False
        return _is_signed(found.agency.of(text), place, found.date is not None, trust)
    if not place or (_is_label(place) and not _is_known(place)):
        return False
    if found.date is not None:
        return True
    capitals = _in_capitals(place)
    if _is_known(place):
        return capitals or (stop - found.stop >= _SENTENCE and not _in_dashes(text, found, stop))
    words = _town(place).split()
    if trust == "place" or len(words) > 3 or (len(words) == 1 and len(words[0]) <= _ACRONYM):
        return capitals and _is_named(text, place)
    return capitals and not _in_dashes(text, found, stop)


def _is_signed(agency: str, place: str, dated: bool, trust: Trust) -> bool:
    """The agency is one, and what stands before it is no name that it stands for: `Associated Press (AP) - `."""
    if any(part in AGENCIES for part in re.split(r"/|, ", agency.lower())):
        initials = "".join(word[0] for word in re.split(r"[\s\-]+", place) if word[:1].isupper())
        return initials != agency.upper() and (not agency[0].islower() or agency.islower())
    looks = len(agency.split()) <= 4 and agency[0].isupper()
    return trust == "any" and looks and bool(place) and (_in_capitals(place) or dated)


def _in_capitals(place: str) -> bool:
    """The name of the town, what stands before the first comma, is in capitals."""
    letters = [c for c in _town(place) if c.isalpha()]
    return len(letters) > 2 and all(c.isupper() for c in letters)


def _is_place(place: str) -> bool:
    words = place.replace("/", " ").replace(",", " ").replace("-", " ").split()
    return 0 < len(words) <= 8 and all(not w[0].islower() or w in _SMALL_IN_PLACES for w in words)


def _town(place: str) -> str:
    return re.split(r",|/| \[", place, maxsplit=1)[0]


def _is_label(place: str) -> bool:
    return _town(place).lower().strip(" .") in _LABELS or place.split()[0].lower().strip(",.") in _LABELS


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Towns, and what stands behind one."""
    named = lexicon.places()
    return named["cities"] | lexicon.entries(_LISTS["towns"]), named["countries"] | named["states"] | _REGIONS


def _is_known(place: str) -> bool:
    towns, regions = _known()
    low = place.lower()
    town, comma, region = low.partition(", ")
    return (
        town in towns or low.split("/")[0] in towns or (bool(comma) and (region in regions or f"{region}." in regions))
    )


def _is_named(text: str, place: str) -> bool:
    """The text says `in Lindi` of the town that stands in capitals here."""
    town = re.escape(_town(place).title())
    return re.compile(rf"\b(?:in|near|outside|around) {town}\b").search(text, 0, _NEWS) is not None


def _in_dashes(text: str, found: Dateline, stop: int) -> bool:
    """A second dash follows in the same sentence, so that the first only opens an insertion."""
    end = re.compile(r"[.!?](?:\s|$)").search(text, found.stop, min(stop, found.stop + 400))
    return (
        re.compile(r" [–-] |—").search(text, found.stop, end.start() if end else min(stop, found.stop + 400))
        is not None
    )
