"""Numbers, times, days and names of a passage, and on which of them two passages differ."""

from __future__ import annotations

import time
import tomllib
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import particulars
from index.model import Span


def read(text: str, language: str | None = "en") -> particulars.Particulars:
    return particulars.of(text, Span(0, len(text)), language)


def told(text: str, language: str | None = "en") -> list[tuple[object, ...]]:
    """Kind, words and what they say, names left out."""
    return [
        (
            x.kind,
            x.span.of(text),
            *(int(v) if isinstance(v, Decimal) and v == int(v) else v for v in x.value),
            *filter(None, [x.unit]),
        )
        for x in read(text, language).found
        if x.kind != "name"
    ]


def parted(a: str, b: str, language: str | None = "en") -> list[tuple[str, str]]:
    """What differs, as printed."""
    found = particulars.differences(read(a, language), read(b, language))
    assert {d.kind for d in found} <= {"fact"}
    return [(d.a.of(a), d.b.of(b)) for d in found]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Fourteen people", ("number", "Fourteen", 14)),
        ("en", "forty-one of the passengers", ("number", "forty-one", 41)),
        ("en", "two hundred and five men", ("number", "two hundred and five", 205)),
        ("en", "1,200 sheep", ("number", "1,200", 1200)),
        ("en", "a 48-page report", ("number", "48", 48)),
        ("en", "two dozen eggs", ("number", "two dozen", 24)),
        ("en", "$4.2 million", ("money", "$4.2 million", 4_200_000, "$")),
        ("en", "5bn euros", ("money", "5bn euros", 5_000_000_000, "€")),
        ("en", "14 per cent", ("percent", "14 per cent", 14)),
        ("en", "at 6.40am", ("time", "6.40am", 400, 1)),
        ("en", "at 6:40 a.m. sharp", ("time", "6:40 a.m.", 400, 1)),
        ("en", "at 6.40 in the fog", ("time", "6.40", 400, 0)),
        ("en", "six o'clock", ("time", "six o'clock", 360, 0)),
        ("en", "on Tuesday", ("weekday", "Tuesday", 1)),
        ("en", "on 11 March 2025", ("date", "11 March 2025", 2025, 3, 11)),
        ("en", "on Nov. 18", ("date", "Nov. 18", None, 11, 18)),
        ("en", "dated the 18th.", ("date", "18th", None, None, 18)),
        ("en", "built in 1998", ("date", "1998", 1998, None, None)),
        ("de", "einundvierzig Menschen", ("number", "einundvierzig", 41)),
        ("de", "zweitausenddreihundert Stimmen", ("number", "zweitausenddreihundert", 2300)),
        ("de", "4,2 Millionen Euro", ("money", "4,2 Millionen Euro", 4_200_000, "€")),
        ("de", "um 6.40 Uhr", ("time", "6.40 Uhr", 400, 0)),
        ("de", "am 11. März", ("date", "11. März", None, 3, 11)),
        ("fr", "quatre-vingt-dix-sept voix", ("number", "quatre-vingt-dix-sept", 97)),
        ("fr", "soixante et onze voix", ("number", "soixante et onze", 71)),
        ("fr", "1\u202f200 euros", ("money", "1\u202f200 euros", 1200, "€")),
        ("fr", "4,2 millions d’euros", ("money", "4,2 millions d’euros", 4_200_000, "€")),
        ("fr", "à 18h30", ("time", "18h30", 1110, 1)),
        ("es", "treinta y cinco por ciento", ("percent", "treinta y cinco por ciento", 35)),
        ("es", "el 11 de marzo de 2025", ("date", "11 de marzo de 2025", 2025, 3, 11)),
        (None, "1.200 x", ("number", "1.200", Decimal("1.200"))),
    ],
)
def test_one_is_read(language, text, found):
    """A number, a sum, a time and a date in each language's own print, with its value."""
    assert told(text, language) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "It was one of the first.",
        "The S-400 and the 14th Amendment",
        "a vote of 396-9 on 9/11 and 2008-08-28",
        "half a dozen",
        "You may march on Sun Street.",
        "Nobody said anything at all.",
    ],
)
def test_what_is_no_particular(text):
    """Parts of names, scores and dates with strokes, ordinals, and small words that only look like a number."""
    assert told(text) == []


@pytest.mark.parametrize(
    ("language", "a", "b"),
    [
        ("en", "The storm injured fourteen people.", "The storm injured 14 people."),
        ("en", "It struck the dredger at 6.40am.", "It struck the dredger at 6:40 a.m."),
        ("en", "It struck the dredger at 6.40 in the fog.", "It struck the dredger at 6:40 a.m. in fog."),
        ("en", "He paid $4.2 million for the house.", "He paid 4,200,000 dollars for the house."),
        ("en", "About 1,200 troops went to the border.", "Officials sent 1,214 troops to the border."),
        ("en", "More than 50 bakers marched to the town hall.", "The 53 bakers marched to the town hall."),
        ("en", "The letter of 18 November lay there.", "The letter of the 18th lay there."),
        ("en", "The letter of 18 November lay there.", "The letter of November lay there."),
        ("en", "Its secretary, Jonas Holt, said no.", "Its secretary, Holt, said no."),
        ("en", "Its leader, Muammar Gadhafi, said no.", "Its leader, Moammar Kadafi, said no."),
        ("de", "Es gab vierzehn Verletzte.", "Es gab 14 Verletzte."),
        ("fr", "Elle a coûté 1 200 euros.", "Elle a coûté 1.200 euros."),
        ("es", "Hubo catorce heridos.", "Hubo 14 heridos."),
    ],
)
def test_the_same_in_other_words(language, a, b):
    """Another spelling of the same value, a rounder one, and one that only says less are no difference."""
    assert parted(a, b, language) == parted(b, a, language) == []


@pytest.mark.parametrize(
    ("language", "a", "b", "found"),
    [
        ("en", "The crash injured 41 people.", "Fourteen people were hurt in the crash.", ("41", "Fourteen")),
        ("en", "It struck the dredger at 6.40am in fog.", "It hit the dredger in fog at 7:40 a.m.", ("6.40am", "7:40 a.m.")),
        ("en", "The ferry was built in 1998.", "The ferry, built in 1989, sank.", ("1998", "1989")),
        ("en", "His letter of 8 November was answered.", "The letter of 18 November was not.", ("8 November", "18 November")),
        ("en", "An article published Sunday said so.", "An interview published on Saturday said so.", ("Sunday", "Saturday")),
        ("en", "It cost $5 million to mend the roof.", "They paid $7 million to mend the roof.", ("$5 million", "$7 million")),
        ("en", "Its secretary, Jonas Holt, said no.", "Its secretary, Maren Holt, said no.", ("Jonas Holt", "Maren Holt")),
        ("de", "Bei dem Unfall gab es 41 Verletzte.", "Es gab vierzehn Verletzte.", ("41", "vierzehn")),
        ("fr", "L’accident a fait 41 blessés.", "On compte quatorze blessés.", ("41", "quatorze")),
        ("es", "El accidente dejó 41 heridos.", "Hubo catorce heridos.", ("41", "catorce")),
    ],
)  # fmt: skip
def test_what_differs(language, a, b, found):
    """Two values of one thing differ, whichever text comes first."""
    assert parted(a, b, language) == [found]
    assert parted(b, a, language) == [found[::-1]]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Two of them were in serious condition.", "The hospital had spoken of 41 injured."),
        ("The ferry had 340 people on board.", "There were 318 passengers and 22 crew on board."),
        ("He apologized on Friday for a post.", "She resigned on Monday after her post."),
        ("Nine wolves and 30 sheep were seen.", "Thirty sheep and a hundred goats were seen."),
        ("The mayor, Ada Brook, opened it.", "Its architect, Jonas Holt, praised it."),
        ("Doors open at 8 p.m. at the town hall.", "The vote is counted from 9 p.m."),
        ("A watch for $43,000 was found.", "He spent $750,000 in all."),
    ],
)
def test_figures_that_merely_both_occur(a, b):
    """Numbers, days and names that stand for different things are no difference."""
    assert parted(a, b) == parted(b, a) == []


def test_each_stands_in_one_difference_at_most():
    """Of several that could be meant, the likeliest is taken, and only once."""
    a = "The fire killed 3 people and injured 12 people in the hotel."
    b = "The fire killed 5 people and injured 17 people in the hotel."
    assert parted(a, b) == [("3", "5"), ("12", "17")]


def test_every_language_has_the_same_lists():
    """A table that one language has, each has; numbers count from zero, days and months are complete."""
    file = resources.files("index.lexicon").joinpath("particulars.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    tables = {code: table for code, table in data.items() if len(code) == 2}
    assert all(set(table) == set(tables["en"]) for table in tables.values())
    for table in tables.values():
        sizes = [len(table[name].split()) for name in ("weekdays", "months", "short_months", "tens")]
        assert sizes == [7, 12, 12, 8]
        assert len(table["small"].split()) > 15


WORDS = st.sampled_from(
    ["41", "14", "fourteen", "people", "1,200", "$", "€", "6.40", "at", "a.m.", "Tuesday", "March", "18", "the", "th", "per",
     "cent", "-", ",", ".", "Holt", "Jonas", "million", "hundert", "et", "quatre", "dix", "и", "٤", "’", " "]
)  # fmt: skip


@given(st.lists(WORDS, max_size=25), st.lists(WORDS, max_size=25), st.sampled_from(["en", "de", "fr", "es", None]))
def test_laws(one, other, language):
    """No text breaks it; what is found lies within the text in order; a text never differs from itself, and both ways alike."""
    a, b = " ".join(one), "".join(other)
    found = read(a, language).found
    assert [x.span for x in found] == sorted(x.span for x in found)
    assert all(0 <= x.span.start < x.span.stop <= len(a) for x in found)
    assert parted(a, a, language) == []
    assert sorted(parted(a, b, language)) == sorted((x, y) for y, x in parted(b, a, language))


@pytest.mark.parametrize(
    "odd", ["²", "March ²", "² March", "3.²", "at 6 o'clock ²", "1,²00", "① people", "20²0", "since ²⁰¹⁹"]
)
def test_raised_figures_are_no_numbers(odd: str):
    """The number of a note, a circled one: Python takes them for digits, but not for a number."""
    assert parted(odd, odd) == parted(odd, odd, "de") == []
    assert "number" not in [x.kind for x in read("km² ² ①").found]


@pytest.mark.parametrize("unit", ["41 people ", "1 ", "1,", "six ", "hundred ", "Holt ", "6.40 ", "-", "tausend", "$"])
def test_hostile(unit):
    """Half a megabyte of nothing but numbers, names or signs is compared in a second."""
    started = time.process_time()
    a = unit * (500_000 // len(unit))
    particulars.differences(read(a, "de"), read(a[::-1], "de"))
    assert time.process_time() - started < 1
