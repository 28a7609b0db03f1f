"""Every language file says the same things of its language, in the same form."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from importlib import resources
from typing import Any

import pytest

from index import lexicon

STRENGTHS = ("plain", "strong", "weak")


def table(code: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files("index.lexicon").joinpath(f"{code}.toml").read_text(encoding="utf-8"))


def lists(code: str) -> dict[str, list[str]]:
    """The words of each list, by table and name."""
    return {
        f"{part}.{name}": text.split()
        for part, named in table(code).items()
        for name, text in named.items()
        if isinstance(text, str)
    }


@pytest.mark.parametrize("code", lexicon.LANGUAGES)
def test_all_languages_have_the_same_lists(code: str) -> None:
    """A rule finds its list in each language, empty where the language has no such words; endings are each one's own.

    `reported` belongs to learnt weights: a language without such a table is read by rules that need none.
    """
    here, english = table(code), table("en")
    assert set(here) | {"reported"} == set(english)
    for part in here:
        if part != "endings":
            assert set(here[part]) == set(english[part]), part


@pytest.mark.parametrize("code", lexicon.LANGUAGES)
def test_words_are_lower_case_with_straight_apostrophes(code: str) -> None:
    """Words are compared in lower case: a capital or a curly apostrophe in a list would never be met."""
    for name, words in lists(code).items():
        assert [w for w in words if w != w.lower() or "’" in w] == [], name


@pytest.mark.parametrize("code", lexicon.LANGUAGES)
def test_no_word_stands_twice_in_a_list(code: str) -> None:
    """A word that stands twice was meant to be another."""
    for name, words in lists(code).items():
        assert [w for w, count in Counter(words).items() if count > 1] == [], name


@pytest.mark.parametrize("code", lexicon.LANGUAGES)
def test_a_verb_has_one_strength(code: str) -> None:
    """No form is both plain and weak, printed or made of a stem and its endings."""
    here = table(code)
    made = [
        (particle + form, name)
        for name in STRENGTHS
        for form, particle in set(lexicon.forms(here["verbs"][name], here["endings"]))
    ]
    assert [form for form, count in Counter(form for form, _ in made).items() if count > 1] == []


@pytest.mark.parametrize("code", lexicon.LANGUAGES)
def test_no_name_stands_among_small_words(code: str) -> None:
    """What is masculine is not feminine; a day is no month; a determiner is no preposition."""
    words = lists(code)
    for one, other in (
        ("names.masculine", "names.feminine"),
        ("words.days", "words.months"),
        ("words.subjects", "words.prepositions"),
        ("words.days", "words.determiners"),
    ):
        assert set(words[one]) & set(words[other]) == set(), (one, other)


@pytest.mark.parametrize("code", lexicon.LANGUAGES)
def test_stems_have_a_class_of_endings(code: str) -> None:
    """`beton~en` needs the class `en`; no class stands unused."""
    here = table(code)
    used = set(re.findall(r"~(\S+)", " ".join(here["verbs"][name] for name in (*STRENGTHS, "transitive"))))
    assert used == set(here["endings"])


def test_another_language_has_no_lexicon() -> None:
    """Dutch has none, and so nobody is named there."""
    assert lexicon.of("nl") is None


@pytest.mark.parametrize(
    ("code", "form", "strength"),
    [
        ("de", "mitteilte", 2),
        ("de", "gesagt", 3),
        ("de", "kritisierten", 2),
        ("fr", "déclaré", 3),
        ("fr", "annonçait", 2),
        ("fr", "exigeait", 1),
        ("es", "aseguraron", 2),
        ("es", "dijo", 3),
    ],
)
def test_forms_of_verbs_are_made_from_their_stems(code: str, form: str, strength: int) -> None:
    """All printed forms of a verb report."""
    found = lexicon.of(code)
    assert found is not None
    assert found.strength[form] == strength


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("people", "außenminister"),
        ("documents", "polizeibericht"),
        ("bodies", "umweltministerium"),
        ("feminine", "umweltministerin"),
        ("people", "us-präsident"),
    ],
)
def test_a_german_compound_is_what_its_last_part_is(name: str, word: str) -> None:
    """The list holds `minister`; an Außenminister is one."""
    found = lexicon.of("de")
    assert found is not None
    assert found.has(name, word)
    assert not found.has(name, "zeitungen" if name != "bodies" else "brot")


def test_a_certainty_is_how_often_a_speaker_is_right() -> None:
    """On articles that the weights had not seen, of the English speakers given with 70 % certainty about 70 % are right."""
    reached = json.loads(lexicon.WEIGHTS.read_text(encoding="utf-8"))["reached"]["en"]["certainty → given, right"]
    often = {float(tenth): right for tenth, (given, right) in reached.items() if given >= 100}
    assert len(often) >= 5
    assert all(abs(right - (tenth + 0.05)) < 0.1 for tenth, right in often.items())
    assert often[0.9] >= 0.95
