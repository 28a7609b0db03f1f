"""The particulars of a passage, its numbers, sums, times and dates, and on which of them two passages differ.

A difference is told only of two that stand for the same thing, which the words beside them tell. The same value in other
words or signs is none (“Fourteen” and 14, 6.40 and “6:40 a.m.”, 1,200 and 1 200), nor is one that is only rounder.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from itertools import islice, takewhile
from pathlib import Path
from typing import Any, Literal, NamedTuple

from index import wording
from index.model import Difference, Span

Kind = Literal["number", "money", "percent", "time", "weekday", "date", "name"]
Value = tuple[Decimal | int | None, ...]

AT_MOST = 60
"""Particulars of one passage that are looked at: a table has more, no passage that tells something."""
_BESIDE = 3
"""Words on each side that tell what a particular is about."""
_AROUND = 14
"""Words of its sentence on each side that are looked at as well."""
_LOOKED_AT = 5_000
"""Words and signs of a passage that are looked at."""
_LONGEST = 12
"""Words of a number that is written out."""
_VOWELS = dict.fromkeys(map(ord, "aeiou"))
_AMOUNTS = frozenset(("number", "money", "percent"))
_HALF_DAY = 12 * 60

# A number in groups of three or with decimals, a word, or any other sign.
_TOKEN = re.compile(
    r"\d{1,3}(?:[\u00a0\u2009\u202f '’]\d{3})+(?!\d)|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’.][^\W\d_]+)*|[^\w\s]"
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,\u00a0\u2009\u202f '’])\d{3})(?:\1\d{3})*")
_CLOCK = re.compile(r"([01]?\d|2[0-4])([.:])([0-5]\d)")
_YEARS = range(1500, 2100)
_CLAUSE = frozenset('.;:!?…,()[]—–“”„«»"')
_SENTENCE = frozenset('.;:!?…“”„«»"')
_GLUE = frozenset("-‐‑/.:–")


class _Token(NamedTuple):
    low: str
    start: int
    stop: int
    is_name: bool
    """Printed with a capital."""


class Reading(NamedTuple):
    """What some tokens say."""

    kind: Kind
    value: Value
    unit: str
    stop: int
    """The token behind them."""
    name: tuple[str, ...] = ()


class Particular(NamedTuple):
    """A number, a sum, a time, a day, a date or a name, as it stands in its passage."""

    kind: Kind
    span: Span
    value: Value
    """A number; minutes, and 1 where they are of 24 hours; a day of the week; year, month and day; of a name nothing."""
    unit: str
    """Of money the currency."""
    name: tuple[str, ...]
    """The words of a name."""
    is_rough: bool
    """True where it says that it is not exact: about, more than."""
    first: int
    """Its first token."""
    stop: int
    """The token behind it."""


class About(NamedTuple):
    """What tells what a particular is about: the stems of the words beside it, small words left out."""

    counted: frozenset[str]
    """Right behind it: what a number counts."""
    near: frozenset[str]
    """In its clause, `_BESIDE` on each side."""
    beside: frozenset[str]
    """Of these the nearest before it and the one right behind it, without names and times of day."""
    around: frozenset[str]
    """In its sentence, without names."""
    named: frozenset[str]
    """The names in its sentence."""
    slot: tuple[str, str, str, str]
    """The two words or signs before it and the two behind it, as they are."""


@dataclass(frozen=True)
class Particulars:
    """Those of one passage."""

    tokens: Sequence[_Token]
    tongue: _Tongue
    found: tuple[Particular, ...]
    """In order, `AT_MOST` of them."""

    @cached_property
    def taken(self) -> frozenset[int]:
        """The tokens of numbers, times and days: they are no words that tell what another one is about."""
        return frozenset(n for x in self.found if x.kind != "name" for n in range(x.first, x.stop))

    @cached_property
    def _known(self) -> dict[int, About]:
        return {}

    def about(self, one: Particular) -> About:
        """What tells what it is about."""
        if one.first not in self._known:
            self._known[one.first] = _about(self, one)
        return self._known[one.first]

    def has_one(self, one: Particular) -> bool:
        """True where nothing else in the passage is of its kind and, of numbers, counts the same."""
        alike = [x for x in self.found if x.kind == one.kind]
        if one.kind != "number":
            return len(alike) == 1
        return sum(not self.about(x).counted.isdisjoint(self.about(one).counted) for x in alike) == 1

    def counts_beside(self, one: Particular) -> frozenset[str]:
        """What the numbers of its sentence count."""
        start, stop = (
            next((n for n in places if self.tokens[n].low in _SENTENCE and n not in self.taken), end)
            for places, end in (
                (range(one.first - 1, -1, -1), -1),
                (range(one.stop, len(self.tokens)), len(self.tokens)),
            )
        )
        near = (x for x in self.found if x.kind == "number" and start < x.first < stop)
        return frozenset().union(*(self.about(x).counted for x in near))


def of(text: str, span: Span, language: str | None) -> Particulars:
    """The particulars of a passage. Words of a language that is not known here are read as English."""
    tongue = _tongues().get(language or "en") or _tongues()["en"]
    has_names = "names" in tongue.words["capitals"]
    matches = islice(_TOKEN.finditer(text, *span), _LOOKED_AT)
    tokens = [
        _Token(m.group().lower().replace("’", "'"), m.start(), m.end(), m.group()[0].isupper() and has_names)
        for m in matches
    ]
    found: list[Particular] = []
    at = 0
    while at < len(tokens) and len(found) < AT_MOST:
        reading = _read(tokens, at, tongue)
        if reading is not None:
            place = Span(tokens[at].start, tokens[reading.stop - 1].stop)
            is_rough = any(_low(tokens, n) in tongue.about for n in (at - 1, at - 2))
            found.append(
                Particular(reading.kind, place, reading.value, reading.unit, reading.name, is_rough, at, reading.stop)
            )
        at = reading.stop if reading else at + 1
    return Particulars(tokens, tongue, tuple(found))


def differences(a: Particulars, b: Particulars) -> tuple[Difference, ...]:
    """Where two passages give the same particular otherwise, in the order of the first; each stands in one at most."""
    ours = [x for x in a.found if not any(_agree(x, y) for y in b.found)]
    theirs = [y for y in b.found if not any(_agree(x, y) for x in a.found)]
    pairs = ((x, y) for x in ours for y in theirs if x.kind == y.kind and x.unit == y.unit)
    likely = sorted(((_likeness(a, x, b, y), x, y) for x, y in pairs), key=lambda found: (-found[0], found[1].first))
    parted: list[tuple[Particular, Particular]] = []
    for like, x, y in likely:
        if like and not any(x is one or y is other for one, other in parted):
            parted.append((x, y))
    return tuple(Difference(x.span, y.span, "fact") for x, y in sorted(parted, key=lambda pair: pair[0].first))


# Whether two say the same


def _agree(a: Particular, b: Particular) -> bool:
    """True where both may be true of the same thing: the same value, one that is rounder, or one that says less."""
    if a.kind != b.kind or a.unit != b.unit:
        return False
    if a.kind == "name":
        return _one_name(a.name, b.name)
    if a.kind == "date":
        known = _known(a, b)
        return bool(known) and all(x == y for x, y in known)
    if a.kind == "time":
        (at, is_full), (other, is_other_full) = map(_numbers, (a, b))
        return at == other if is_full and is_other_full else (at - other) % _HALF_DAY == 0
    return a.value == b.value or (a.kind in _AMOUNTS and (_rounded(a, b) or _rounded(b, a)))


def _numbers(one: Particular) -> list[Decimal]:
    return [Decimal(number or 0) for number in one.value]


def _known(a: Particular, b: Particular) -> list[tuple[object, object]]:
    """What both dates tell: the year, the month, the day."""
    return [(x, y) for x, y in zip(a.value, b.value, strict=True) if x is not None and y is not None]


def _one_name(a: Sequence[str], b: Sequence[str]) -> bool:
    """True where two names may be one: they share a word, in full, short or spelled otherwise, and not just the last of two
    full names; or one is the other's letters.
    """
    letters = ["".join(name) for name in (a, b)]
    if letters[0] == "".join(word[0] for word in b) or letters[1] == "".join(word[0] for word in a):
        return True
    is_kin = len(a) == 2 == len(b) and a[1] == b[1] and a[0][0] != b[0][0]
    return not is_kin and any(
        x.startswith(y) or y.startswith(x) or _consonants(x) == _consonants(y) for x in a for y in b
    )


def _rounded(a: Particular, b: Particular) -> bool:
    """True where `a` is the rounder one, and what is left of `b` when it is rounded alike."""
    (x,), (y,) = map(_numbers, (a, b))
    step = Decimal(1).scaleb(_places(x))
    is_rounder = _places(x) > _places(y)
    return (is_rounder and abs(x - y) < step) or (a.is_rough and abs(x - y) <= x / 5 and _digits_of(x) <= 2)


def _places(value: Decimal) -> int:
    """The exponent of the last digit that is not zero."""
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _digits_of(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def _consonants(name: str) -> str:
    """What of a name stays when it is put into other letters: Muammar, Moammar."""
    return name[:1] + wording.sound(name[1:]).translate(_VOWELS)


# Whether two are about the same


def _likeness(in_a: Particulars, a: Particular, in_b: Particulars, b: Particular) -> float:
    """How sure it is that two of one kind stand for the same thing, 0 where it is not sure enough."""
    if a.kind in _AMOUNTS and not _is_likely(a, b):
        return 0.0
    one, other = in_a.about(a), in_b.about(b)
    counted, near, around = (len(x & y) for x, y in zip(one[:2] + one[3:4], other[:2] + other[3:4], strict=True))
    is_only = in_a.has_one(a) and in_b.has_one(b)
    if a.kind == "number":
        is_sure = counted > 0 and (is_only or near > counted + 1)
    elif a.kind in ("money", "percent"):
        is_sure = near > 1 or (near > 0 and around > 1) or (is_only and near + around > 1)
    elif a.kind == "weekday":
        is_one_event = is_only and not in_a.counts_beside(a).isdisjoint(in_b.counts_beside(b))
        is_sure = is_one_event or not one.beside.isdisjoint(other.beside)
    elif a.kind == "time":
        is_sure = around > 0 and around + len(one.named & other.named) > 1
    elif a.kind == "date":
        known = _known(a, b)
        is_alike = any(x == y for x, y in known)
        is_sure = bool(known) and (near > 1 or around > 3 or (is_only and around + is_alike > 1))
    else:
        is_sure = False
    is_framed = _in_one_slot(one, other) and (a.kind != "date" or bool(_known(a, b)))
    return 1 + 2 * counted + near + 0.25 * around if is_sure or is_framed else 0.0


def _in_one_slot(a: About, b: About) -> bool:
    """True where the same words stand before and behind, two on one side, and a telling one is next to it."""
    (far_a, next_a, then_a, last_a), (far_b, next_b, then_b, last_b) = a.slot, b.slot
    if next_a != next_b or then_a != then_b or (far_a != far_b and last_a != last_b):
        return False
    telling = [next_a, then_a, far_a if far_a == far_b and next_a == "," else ""]
    return any(len(word) > 2 and word[0].isalpha() and word not in wording.STOP for word in telling)


def _is_likely(a: Particular, b: Particular) -> bool:
    """True for two numbers that may be versions of one: not more than ten times the other."""
    (x,), (y,) = map(_numbers, (a, b))
    return max(x, y) <= 10 * min(x, y)


def _about(passage: Particulars, one: Particular) -> About:
    tokens, stem = passage.tokens, passage.tongue.stem
    sides = (range(one.first - 1, -1, -1), range(one.stop, len(tokens)))
    clause = [list(islice(_until(passage, side, _CLAUSE), _BESIDE)) for side in sides]
    sentence = [n for side in sides for n in islice(_until(passage, side, _SENTENCE), _AROUND)]
    beside = [*clause[0][:1], *(n for n in clause[1][:1] if n == one.stop)]
    counted = takewhile(lambda n: _tells(tokens[n]) and n not in passage.taken, sides[1][:_BESIDE])
    return About(
        frozenset(stem(tokens[n].low) for n in counted),
        frozenset(stem(tokens[n].low) for side in clause for n in side),
        frozenset(stem(tokens[n].low) for n in beside if not tokens[n].is_name and not _is_daytime(passage, n)),
        frozenset(stem(tokens[n].low) for n in sentence if not tokens[n].is_name),
        frozenset(stem(tokens[n].low) for n in sentence if tokens[n].is_name),
        (_low(tokens, one.first - 2), _low(tokens, one.first - 1), _low(tokens, one.stop), _low(tokens, one.stop + 1)),
    )


def _is_daytime(passage: Particulars, n: int) -> bool:
    return passage.tokens[n].low in passage.tongue.words["daytime"]


def _until(passage: Particulars, places: range, ends: Container[str]) -> Iterator[int]:
    """The places of words that tell something, up to one of the signs `ends`."""
    for n in places:
        if n in passage.taken:
            continue
        if passage.tokens[n].low in ends:
            return
        if _tells(passage.tokens[n]):
            yield n


def _tells(token: _Token) -> bool:
    return token.low[0].isalpha() and token.low not in wording.STOP


# Reading


class _Tongue(NamedTuple):
    """How a language prints particulars."""

    decimal: str
    numbers: Mapping[str, int]
    powers: Mapping[str, int]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    money: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    """The lists of index/lexicon/particulars.toml by their names."""

    @property
    def about(self) -> frozenset[str]:
        return self.words["about"]

    def may_begin(self, low: str) -> bool:
        return (
            low[0].isdecimal()
            or low in self.weekdays
            or low in self.months
            or low in self.words["before"]
            or low in self.powers
            or self.number(low) is not None
        )

    def stem(self, low: str) -> str:
        """What is compared of a word; people and persons are one."""
        return "people" if low in self.words["people"] else wording.stem(wording.key(low))

    def number(self, low: str) -> int | None:
        """The value of a number written as one word; German joins hundreds and thousands to it."""
        if low in self.numbers:
            return self.numbers[low]
        for word in ("tausend", "hundert") if "hundert" in self.powers and len(low) <= 60 else ():
            head, found, tail = low.partition(word)
            if found and (head or tail):
                times, rest = self.number(head) if head else 1, self.number(tail.removeprefix("und")) if tail else 0
                return None if times is None or rest is None else times * self.powers[word] + rest
        return None


@cache
def _tongues() -> Mapping[str, _Tongue]:
    data = tomllib.loads((Path(__file__).parent / "lexicon" / "particulars.toml").read_text("utf-8"))
    before = data.pop("money_before")
    money = {word: sign for sign, words in data.pop("money").items() for word in (sign, *words.split())}
    return {code: _tongue(table | {"before": before}, money) for code, table in data.items()}


def _tongue(table: Mapping[str, Any], money: Mapping[str, str]) -> _Tongue:
    lists = {name: words.split() for name, words in table.items() if isinstance(words, str)}
    numbers = {word: n for n, word in enumerate(lists["small"])} | dict(table["others"])
    for n, ten in enumerate(lists["tens"], 2):
        numbers[ten] = 10 * n
        for m, unit in enumerate(lists["small"][1:10], 1):
            numbers[unit + lists["and"][0] + ten] = 10 * n + m
    return _Tongue(
        table["decimal"],
        numbers,
        table["powers"],
        {word: n for n, word in enumerate(lists["weekdays"])},
        {word: n for name in ("short_months", "months") for n, word in enumerate(lists[name], 1)},
        money,
        {name: frozenset(words) for name, words in lists.items()},
    )


def _read(tokens: Sequence[_Token], at: int, tongue: _Tongue) -> Reading | None:
    low = tokens[at].low
    if low in tongue.weekdays:
        return Reading("weekday", (tongue.weekdays[low],), "", at + 1)
    if not tongue.may_begin(low):
        return _name(tokens, at, tongue) if tokens[at].is_name else None
    if low[0].isdecimal() and _glued(tokens, at):
        return None
    return _time(tokens, at, tongue) or _date(tokens, at, tongue) or _amount(tokens, at, tongue)


def _name(tokens: Sequence[_Token], at: int, tongue: _Tongue) -> Reading | None:
    """Words with a capital in a row; one alone not at the start of a sentence."""
    stop = at + 1
    while stop < len(tokens) and tokens[stop].is_name and not tongue.may_begin(tokens[stop].low):
        stop += 1
    if stop == at + 1 and (not at or tokens[at - 1].low in _SENTENCE or tokens[at].low in wording.STOP):
        return None
    words = tuple(wording.key(token.low.removesuffix("'s")) for token in tokens[at:stop])
    return Reading("name", (), "", stop, words)


def _low(tokens: Sequence[_Token], at: int) -> str:
    """The token there, empty outside of the passage."""
    return tokens[at].low if 0 <= at < len(tokens) else ""


def _is_joined(tokens: Sequence[_Token], at: int) -> bool:
    """True where no blank stands between the token `at` and the one before it."""
    return 0 < at < len(tokens) and tokens[at - 1].stop == tokens[at].start


def _glued(tokens: Sequence[_Token], at: int) -> bool:
    """True for a figure that is a part of something longer: S-400, 15-3, 9/11, 2008-08-28."""
    before = _is_joined(tokens, at) and (
        tokens[at - 1].low[0].isalpha() or (tokens[at - 1].low in _GLUE and _is_joined(tokens, at - 1))
    )
    behind = _is_joined(tokens, at + 1) and tokens[at + 1].low in _GLUE
    return before or (behind and _is_joined(tokens, at + 2) and tokens[at + 2].low[0].isdecimal())


def _time(tokens: Sequence[_Token], at: int, tongue: _Tongue) -> Reading | None:
    """6:40 a.m., 6.40 Uhr, 18h30, six o'clock, at 6.40."""
    words, stop = tongue.words, at + 1
    clock = _CLOCK.fullmatch(tokens[at].low)
    if clock is not None:
        hour, minute = int(clock[1]), int(clock[3])
    elif (spelled := _spelled(tokens, at, tongue)) is not None and spelled[0] == int(spelled[0]) and spelled[0] <= 24:
        hour, minute, stop = int(spelled[0]), 0, spelled[1]
    else:
        return None
    behind = _low(tokens, stop)
    if behind in words["morning"] or behind in words["evening"]:
        stop += 1 + (_low(tokens, stop + 1) == "." and behind in ("a.m", "p.m"))
        return Reading("time", (hour % 12 * 60 + minute + _HALF_DAY * (behind in words["evening"]), 1), "", stop)
    if behind in words["clock"] and (behind not in words["lasting"] or _low(tokens, at - 1) in words["at"]):
        stop += 1
        if _low(tokens, stop).isdecimal() and clock is None and int(_low(tokens, stop)) < 60:
            minute, stop = int(_low(tokens, stop)), stop + 1
    elif clock is None or (clock[2] == "." and not _is_after_at(tokens, at, tongue)):
        return None
    return Reading("time", (hour * 60 + minute, int(hour > 12)), "", stop)


def _is_after_at(tokens: Sequence[_Token], at: int, tongue: _Tongue) -> bool:
    """True for a figure behind a word of time that counts nothing: at 6.40 in the fog, not at 6.40 metres."""
    behind = _low(tokens, at + 1)
    return _low(tokens, at - 1) in tongue.words["at"] and (not behind[:1].isalpha() or behind in wording.STOP)


def _date(tokens: Sequence[_Token], at: int, tongue: _Tongue) -> Reading | None:
    """18 November 2024, November 18, December, 1998, the 18th."""
    words, months, low = tongue.words, tongue.months, tokens[at].low
    if low in months:
        stop = at + 1 + (_low(tokens, at + 1) == "." and len(low) < 5)
        day, stop = _day(tokens, stop, tongue)
        year, stop = _year(tokens, stop + (day is not None and _low(tokens, stop) == ","), stop, tongue)
        if (
            day is None
            and year is None
            and (low in words["short_months"] or _low(tokens, at - 1) not in words["since"])
        ):
            return None
        return Reading("date", (year, months[low], day), "", stop)
    if not low.isdecimal():
        return None
    day, stop = _day(tokens, at, tongue)
    if day is not None:
        of = stop + (_low(tokens, stop) in words["of"])
        if _low(tokens, of) in months:
            month = months[_low(tokens, of)]
            year, stop = _year(tokens, of + 1 + (_low(tokens, of + 1) in words["of"]), of + 1, tongue)
            return Reading("date", (year, month, day), "", stop)
        if stop > at + 1 and _low(tokens, at - 1) in words["the"] and _low(tokens, stop) in ("", *_CLAUSE):
            return Reading("date", (None, None, day), "", stop)
        return None
    year, stop = _year(tokens, at, at, tongue)
    if year is not None and (_low(tokens, at - 1) in words["since"] or _low(tokens, at - 1) in months):
        return Reading("date", (year, None, None), "", stop)
    return None


def _day(tokens: Sequence[_Token], at: int, tongue: _Tongue) -> tuple[int | None, int]:
    """The day of a month that stands at a token, and the token behind it."""
    low = _low(tokens, at)
    if not (low.isdecimal() and len(low) < 3 and 0 < int(low) < 32):
        return None, at
    has_ending = _is_joined(tokens, at + 1) and tokens[at + 1].low in tongue.words["ordinals"]
    has_stop = "prozent" in tongue.words["percent"] and _is_joined(tokens, at + 1) and tokens[at + 1].low == "."
    return int(low), at + 1 + (has_ending or has_stop)


def _year(tokens: Sequence[_Token], at: int, else_: int, tongue: _Tongue) -> tuple[int | None, int]:
    """The year that stands at a token, and the token behind it; `else_` where there is none."""
    low = _low(tokens, at)
    return (int(low), at + 1) if len(low) == 4 and low.isdecimal() and int(low) in _YEARS else (None, else_)


def _amount(tokens: Sequence[_Token], at: int, tongue: _Tongue) -> Reading | None:
    """A number with its unit: $4.2 million, 14 per cent, twenty-two."""
    unit = tongue.money[tokens[at].low] if tokens[at].low in tongue.words["before"] else ""
    first = at + 1 if unit else at
    read = _spelled(tokens, first, tongue)
    if read is None or "half" in (_low(tokens, first - 1), _low(tokens, first - 2)):
        return None
    value, stop = read
    if _is_joined(tokens, stop) and (tokens[stop].low in tongue.words["ordinals"]):
        return None
    if unit and _is_joined(tokens, stop) and tokens[stop].low in ("m", "k"):
        value, stop = value * (1000 if tokens[stop].low == "k" else 1_000_000), stop + 1
    behind = _low(tokens, stop)
    if behind == "%" or behind in tongue.words["percent"]:
        return Reading("percent", (value,), "", stop + 1)
    if behind in tongue.words["percent_after"] and _low(tokens, stop + 1) in ("cent", "ciento"):
        return Reading("percent", (value,), "", stop + 2)
    if not unit:
        named = stop + (behind in tongue.words["of"])
        unit = tongue.money.get(_low(tokens, named).removeprefix("d'"), "")
        stop = named + 1 if unit else stop
    if unit:
        return Reading("money", (value,), unit, stop)
    is_small_word = value <= 1 and not tokens[at].low[0].isdecimal()
    return None if is_small_word else Reading("number", (value,), "", stop)


def _spelled(tokens: Sequence[_Token], at: int, tongue: _Tongue) -> tuple[Decimal, int] | None:
    """The number that begins at a token, in figures or words, and the token behind it."""
    if not _low(tokens, at):
        return None
    if tokens[at].low[0].isdecimal():
        value = _figures(tokens[at].low, tongue.decimal)
        if value is None:
            return None
        power = tongue.powers.get(_low(tokens, at + 1))
        return (value * power, at + 2) if power else (value, at + 1)
    whole = group = 0
    first, last = at, min(len(tokens), at + _LONGEST)
    while at < last:
        number, behind = _word(tokens, at, tongue)
        power = tongue.powers.get(tokens[at].low)
        if number is not None and _fits(group, number):
            group += number
        elif power is not None and (at > first or power < 1_000_000) and power != whole:
            group = max(group, 1) * power
            whole, group = (whole + group, 0) if power >= 1000 else (whole, group)
        elif at > first and _goes_on(tokens, at, group, tongue):
            behind = at + 1
        else:
            break
        at = behind
    return (Decimal(whole + group), at) if at > first else None


def _goes_on(tokens: Sequence[_Token], at: int, group: int, tongue: _Tongue) -> bool:
    """True where a hyphen or an “and” stands within a number: quatre-vingt-dix-sept, two hundred and five, treinta y uno."""
    if _word(tokens, at + 1, tongue)[0] is None:
        return False
    if tokens[at].low == "-":
        return _is_joined(tokens, at) and _is_joined(tokens, at + 1)
    kind = "and_tens" if group % 100 else "and"
    return tokens[at].low in tongue.words[kind]


def _fits(group: int, number: int) -> bool:
    """True where a number word goes on from those before it: hundred and five, twenty-two, soixante-dix."""
    if group == 0:
        return True
    return (group % 100 == 0 and number < 100) or (group % 100 >= 20 and group % 10 == 0 and number < 20)


def _word(tokens: Sequence[_Token], at: int, tongue: _Tongue) -> tuple[int | None, int]:
    """The number word at a token, a hyphen in it left out, and the token behind it."""
    low = _low(tokens, at)
    if _low(tokens, at + 1) in ("-", "‐") and _is_joined(tokens, at + 1) and _is_joined(tokens, at + 2):
        joined = tongue.number(low + tokens[at + 2].low)
        if joined is not None:
            return joined, at + 3
        if tongue.number(low) is not None and tongue.number(tokens[at + 2].low) is not None:
            return tongue.number(low), at + 2
    return tongue.number(low) if low else None, at + 1


def _figures(printed: str, decimal: str) -> Decimal | None:
    """The value of figures, with their groups of three and their decimals as the language prints them."""
    grouped = _GROUPED.match(printed)
    if grouped is not None and not (grouped[1] == "." == decimal):
        whole, rest = re.sub(r"\D", "", grouped.group()), printed[grouped.end() :]
    else:
        whole = printed[: len(printed) - len(printed.lstrip("0123456789"))]
        rest = printed[len(whole) :]
    if rest and not (rest[0] in ".," and rest[1:].isdecimal()):
        return None
    return Decimal(f"{whole}.{rest[1:] or 0}") if len(whole) < 30 else None
