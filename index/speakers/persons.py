"""What in a name tells persons apart: how it sounds, the surname, what stands before it, and the generation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from index import lexicon

PARTICLES = frozenset(
    [
        "de",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "ibn",
        "al",
        "el",
        "la",
        "le",
        "di",
        "da",
        "du",
        "dos",
        "del",
        "zu",
        "zum",
        "zur",
        "ter",
        "ten",
        "af",
        "av",
    ]
)
"""Small words before a surname; they are no part of its key: de Blasio is filed under Blasio."""
GENERATION = frozenset(["jr", "sr", "ii", "iii", "iv"])
ALIKE = (("ks", "x"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("y", "i"), ("j", "i"), ("w", "v"), ("c", "k"))
"""Spellings of one sound in names carried over from other languages: Axel and Aksel, Dmitry and Dmitri."""
ARTICLE = re.compile(r"(?:al|el|as|an|ar|ad)-(?=\w)")
"""The Arabic article, written with the surname or left out: al-Assad, Assad."""
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d", "’": "'"})
NO_LETTER = re.compile(r"[^\w ]|_")
TWICE = re.compile(r"(.)\1+")


class Parts(NamedTuple):
    """A person's name, each part as it sounds."""

    given: tuple[str, ...]
    """Given names and initials, in order; empty for a surname alone."""
    surname: str
    generation: str
    """`jr`, `iii`; empty for none."""


@lru_cache(maxsize=16384)
def sound(name: str) -> str:
    """A name as it sounds, without accents: `Rønning` and `Ronning` are one, `Axel` and `Aksel` too.

    >>> sound("Axel Rønning") == sound("Aksel Ronning")
    True
    """
    plain = name.lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(LETTERS))
    plain = NO_LETTER.sub("", plain)
    for one, other in ALIKE:
        plain = plain.replace(one, other)
    return TWICE.sub(r"\1", plain)


def bare(word: str) -> str:
    """A word of a name in lower case without its full stop."""
    return word.strip(".,").lower()


@lru_cache(maxsize=16384)
def key(surname: str) -> str:
    """Under what a surname is filed: its sound, without the Arabic article."""
    return sound(ARTICLE.sub("", surname.lower(), count=1))


@lru_cache(maxsize=16384)
def parts(name: str) -> Parts:
    """The parts of a name without titles; what has but one word is a surname.

    >>> parts("Donald J. Trump Jr.")
    Parts(given=('donald', 'i'), surname='trump', generation='jr')
    """
    words = name.split()
    generation = bare(words.pop()) if len(words) > 1 and bare(words[-1]) in GENERATION else ""
    given = tuple(sound(bare(w)) for w in words[:-1] if w.lower() not in PARTICLES)
    return Parts(given, key(words[-1].rstrip(",")) if words else "", generation)


def agree(one: Parts, other: Parts) -> bool:
    """Whether two names may be one person's: `D. Trump`, `Donald J. Trump`; `Bill Clinton`, `William Clinton`.

    Both have a given name. Two initials or middle names that differ, or a `Jr.` on one side only, make two persons.
    """
    if one.surname != other.surname or one.generation != other.generation or not one.given or not other.given:
        return False
    if not _alike(one.given[0], other.given[0]):
        return False
    return all(map(_alike, one.given[1:], other.given[1:]))


def _alike(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[:1] == other[:1]
    return one == other or _formal(one) == _formal(other)


@lru_cache(maxsize=1)
def _short_forms() -> dict[str, str]:
    return {sound(short): sound(formal) for short, formal in lexicon.short_forms().items()}


def _formal(given: str) -> str:
    return _short_forms().get(given, given)
