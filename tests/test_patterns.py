"""No pattern of ours is slow on any text, or it is given short ones only: `make fuzz` tries longer texts, and whole sources."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator

import pytest

from index import read
from index.databases import card, europresse, people
from index.formats import Unreadable, records
from index.masthead import lines
from index.verify import document, names
from reader import selecting
from reader.briefing import reading
from tests.fuzz import patterns
from tests.fuzz.attacks import attacks, text
from tests.fuzz.trial import TooSlow, limited
from tests.hostile import UNITS
from tests.hostile_files.records import NEXIS

SHORT, LONG = 1_000, 10_000
"""Characters of the texts that are tried; those of LONG only where SHORT takes notable time."""
NOTABLE, ENOUGH = 0.004, 0.25
"""Seconds of processor time: a linear pattern takes less for SHORT, and for LONG."""
OTHERS = 10
"""Of the texts in tests/hostile.py, how many each pattern is tried on beside those made for it."""

GIVEN = {
    "index/formats/colophon.py: _BETWEEN": 2_000,
    "index/formats/colophon.py: _PARTS": 400,
    "index/formats/story.py: _ASIDES": 400,
    "index/masthead/datelines.py: _ALONE": 160,
    "index/masthead/datelines.py: _DATELINES": 160,
    "index/masthead/head.py: _MARKUP": 400,
    "index/masthead/lines.py: _STEP": 120,
}
"""Characters that the callers of a pattern give it at most, where that is what keeps it fast."""
COUNTED = {"reader/briefing/reading.py: _CLIPPED"}
"""Given only to what has few of the words that it looks for, see `_clipped`."""


def _seconds(used: patterns.Used, method: str, subject: str, most: float) -> float:
    pattern = re.compile(used.pattern, used.flags)
    began = time.process_time()
    try:
        with limited(most):
            if method in patterns.ANYWHERE:
                for _ in pattern.finditer(subject):
                    pass
            else:
                getattr(pattern, method)(subject)
    except TooSlow:
        return most
    return time.process_time() - began


def _slow(used: patterns.Used) -> Iterator[str]:
    """The stretches that a pattern takes more than ten times as long for, repeated ten times as often."""
    most = next((size for name, size in GIVEN.items() if used.where.startswith(name)), LONG)
    draw = random.Random(ascii(used.pattern))
    tried = [
        *attacks(used.pattern, used.flags),
        *(f"\x01{unit}" for unit in draw.sample(sorted(UNITS.values()), OTHERS)),
    ]
    for method in sorted({"finditer" if m in patterns.ANYWHERE else m for m in used.methods}):
        for attack in tried:
            short = text(attack, min(SHORT, most))
            if _seconds(used, method, short, 3 * NOTABLE) < NOTABLE or _seconds(used, method, short, 1) < NOTABLE:
                continue
            if min(_seconds(used, method, text(attack, most), 1.0) for _ in range(3)) > ENOUGH:
                yield f"{method} {attack!r}"


def test_every_pattern_is_known() -> None:
    """Those in modules, in what functions remember, and in functions; of those that are made of a text there is an example."""
    assert patterns.unknown() == []
    assert len(patterns.found()) > 400


@pytest.mark.parametrize("part", range(4))
def test_no_pattern_is_slow(part: int) -> None:
    """Texts made of a pattern's own pieces: ten times as much takes some ten times as long."""
    slow = {}
    for used in patterns.found()[part::4]:
        if used.where not in COUNTED and (found := list(_slow(used))):
            slow[used.where] = found
    assert slow == {}


# Patterns that were slow once, beside what they were


def _spans(pattern: re.Pattern[str], subject: str) -> object:
    return [m.span() for m in pattern.finditer(subject)]


def _fields(pattern: re.Pattern[str], subject: str) -> object:
    return (m := pattern.fullmatch(subject)) and m.groupdict()


def _begin(pattern: re.Pattern[str], subject: str) -> object:
    return (m := pattern.match(subject)) and m.span()


def _first(pattern: re.Pattern[str], subject: str) -> object:
    return (m := pattern.search(subject)) and m.span()


def _key(pattern: re.Pattern[str], subject: str) -> object:
    return (m := pattern.search(subject)) and m[1]


def _stripped(pattern: re.Pattern[str], subject: str) -> object:
    return [piece.strip() for piece in pattern.split(subject)]


FOLIO = ["a", "Bc", " ", "   ", "\t", "1", "Page ", "p."]
CHANGED: list[tuple[re.Pattern[str], str, str, list[str], Callable[[re.Pattern[str], str], object]]] = [
    (lines._FOLIO, r"(?:\t *| {3,})", r"(?:\t| {3,}) *", FOLIO, _fields),
    (lines._FOLIO_LEFT, r"(?:\t *| {3,})", r"(?:\t| {3,}) *", FOLIO, _fields),
    (card.RIGHTS, r"(?:(?:©|\(c\))[ ,]*)?", r"(?:©|\(c\))?[ ,]*", ["copyright", "©", " ", ",", "(c)", "2011", "x"], _begin),
    (people._PARTED, r"(?:(?<!\s)\s+)?", r"\s*", ["a", " ", ";", "\n", "|", " / ", "/", " and ", "by ", "and "], _spans),
    (people._CUT, r"(?:(?<!\s)\s+)?", r"\s*", ["a", " ", "(", "\n", "@", " in ", " at ", "-", ", ", "1", "<"], _first),
    (records._BETWEEN, r"(?:(?<!\s)\s+)?", r"\s*", ["a", " ", ";", "|", ",", " and ", "and", " & ", "\n"], _spans),
    (names._WHERE, r"(?:[,;:]\s*|(?<!\s)\s+)?(?:(?<!¶)¶+", r"[,;:]?\s*(?:¶+", ["a", " ", ",", "¶", "p.", "1", ": ", "\n"], _spans),
    (names._NUMBER_BEHIND, r"(?:(?<!\s)\s+)?", r"\s*", ["a", " ", ",", "#", "1", "-", ":", " - ", "\n"], _spans),
    (document._BETWEEN, r"\s(?:and", r"\s+(?:and", ["a", " ", ",", ";", " and ", "and", " / ", "\n", " or "], _stripped),
    (document._OWN_LABEL, r"\w-", r"\w+-", ["a", "-", "A", "1", "B2", "_"], _key),
    (selecting._STOP, r"(?<![.!?…])", "", ["a", " ", ".", "?", "…", '"', "”", "。", "」", "\n"], _spans),
]  # fmt: skip
"""A pattern, what was mended in it, what stood there before, texts to put together, and what is asked of it."""


@pytest.mark.parametrize("case", CHANGED, ids=[case[1] for case in CHANGED])
def test_a_pattern_that_was_mended_finds_what_it_found(
    case: tuple[re.Pattern[str], str, str, list[str], Callable[[re.Pattern[str], str], object]],
) -> None:
    """In three thousand texts put together from what it looks for."""
    pattern, now, before, pieces, asked = case
    assert now in pattern.pattern
    old = re.compile(pattern.pattern.replace(now, before), pattern.flags)
    draw = random.Random(now)
    subjects = ["".join(draw.choices(pieces, k=draw.randint(1, 9))) for _ in range(3_000)]
    assert [asked(pattern, one) for one in subjects] == [asked(old, one) for one in subjects]


def test_what_a_briefing_says_of_itself_is_told_as_before() -> None:
    """Words in order, where there was one pattern with several gaps in each of its forms."""
    forms = "|".join(".+".join(map(re.escape, pieces)) for pieces in reading._SAID)
    old = re.compile(rf"(?:{forms})\.", re.DOTALL)
    draw = random.Random(8)
    pieces = sorted({piece for one in reading._SAID for piece in one if piece} | {"R", "x", " ", ".", ", ", "\n"})
    subjects = [
        "".join(draw.choice(draw.choice((pieces, ["R", *one]))) for _ in range(draw.randint(1, 8)))
        + draw.choice((".", ".", ""))
        for one in draw.choices(reading._SAID, k=5_000)
    ]
    assert [reading._is_said(one) for one in subjects] == [
        bool(old.fullmatch(one) or reading._SAID_OF_KEYS.fullmatch(one)) for one in subjects
    ]
    assert sum(map(reading._is_said, subjects)) > 100


HEAD = "A bridge closes\n\nHARLOW (Northwire) - The bridge over the Tam is closed to lorries.\n\n"
SLOW = {
    "the head of a printed page": HEAD + ("éa" + " " * 140 + "x\n\n") * 1_000,
    "a copyright line of a database": NEXIS.format(n=1, all=1) + "\n\n©" + " " * 60_000 + "x\n\n",
    "question marks": HEAD + "What" + "?" * 60_000 + "x\n\n",
}


@pytest.mark.parametrize("name", SLOW)
def test_a_source_made_for_a_pattern_is_read_in_time(name: str) -> None:
    """A few hundred kilobytes that took minutes, or would have."""
    with limited(10):
        try:
            found = read.article(SLOW[name].encode(), "a.txt")
        except Unreadable:
            return
        for passage in found.passages:
            selecting.sentences(found, passage.span)


def test_a_briefing_made_for_a_pattern_is_read_in_time() -> None:
    """Citations that say what a citation says over and over."""
    told = "A; ¶1, line 1, characters 1–1,  .A Clip 1, 1 #a" * 400
    listed = "R brings it in with a, a with a, " * 400
    with limited(10):
        reading.read(f"# A\n\n> A[^A1-R1]\n\n## Who\n\n- R: {listed}\n\n[^A1-R1]: {told}\n")
    assert europresse._ISSUE.search("Le Pont, no. 12") is not None
