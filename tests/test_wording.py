"""Two wordings of the same thing."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import wording
from index.model import Span

SPELLING = Path(wording.__file__).parent / "lexicon" / "spelling.toml"


def compare(a: str, b: str) -> list[tuple[str, str, str]]:
    """What differs: kind, words of the one, words of the other."""
    compared = wording.compare(wording.of(a, Span(0, len(a))), wording.of(b, Span(0, len(b))))
    return [(d.kind, d.a.of(a), d.b.of(b)) for d in compared.differences]


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("harbour", "harbor"), ("harbour's", "harbor's"), ("neighbourhoods", "neighborhoods"), ("favourite", "favorite"),
        ("organised", "organized"), ("privatisation", "privatization"), ("analyse", "analyze"), ("centre", "center"),
        ("kilometres", "kilometers"), ("fibre", "fiber"), ("catalogue", "catalog"), ("defence", "defense"),
        ("licence", "license"), ("travelled", "traveled"), ("counsellor", "counselor"), ("marvellous", "marvelous"),
        ("paediatric", "pediatric"), ("manoeuvre", "maneuver"), ("haemorrhage", "hemorrhage"), ("grey", "gray"),
        ("programmes", "programs"), ("judgement", "judgment"), ("towards", "toward"), ("rønning", "ronning"),
        ("straße", "strasse"), ("œuvre", "oeuvre"), ("7", "seven"),
    ],
)  # fmt: skip
def test_two_spellings_have_one_key(british, american):
    """British and American print, accents and small figures are compared in one spelling."""
    assert wording.key(british.casefold()) == wording.key(american)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("our", "or"), ("four", "for"), ("hour", "horror"), ("tour", "tor"), ("filled", "filed"), ("filling", "filing"),
        ("polled", "poled"), ("wise", "wize"), ("were", "weer"), ("there", "theer"), ("duty", "duties"), ("crew", "company"),
        ("desert", "dessert"), ("hoping", "hopping"), ("prise", "prize"), ("13", "thirteen"), ("policy", "police"),
    ],
)  # fmt: skip
def test_two_words_have_two_keys(one, other):
    """What looks like a matter of spelling and is another word stays one."""
    assert wording.key(one) != wording.key(other)


def test_keys_of_keys_are_keys():
    """The spelling compared in is its own; no rule undoes or continues another, whatever word of the data is taken."""
    data = tomllib.loads(SPELLING.read_text("utf-8"))
    words = [word for part in ("words", "numbers") for pair in data[part].items() for word in pair]
    for word in [*words, *wording.STOP, *("fav" + ending for ending in data["endings"])]:
        assert wording.key(wording.key(word)) == wording.key(word)


def test_a_name_in_other_letters_is_spelling():
    """A name put into another alphabet's or language's letters is spelling; another name is not."""
    assert compare("Aksel Rønning spoke", "Axel Ronning spoke") == [
        ("spelling", "Aksel", "Axel"),
        ("spelling", "Rønning", "Ronning"),
    ]
    assert compare("the Kazakh leader", "the Kazak leader") == [("spelling", "Kazakh", "Kazak")]
    assert compare("met Merkel today", "met Markle today") == [("words", "Merkel", "Markle")]
    assert compare("from Iran today", "from Iraq today") == [("words", "Iran", "Iraq")]


def test_a_slip_of_the_pen_is_spelling():
    """A doubled or swapped letter in a long word is spelling, in a short one another word."""
    assert compare("an occurrence there", "an occurence there") == [("spelling", "occurrence", "occurence")]
    assert compare("they received it", "they recieved it") == [("spelling", "received", "recieved")]
    assert compare("a later train", "a latter train") == [("words", "later", "latter")]
    assert compare("it was adopted", "it was adapted") == [("words", "adopted", "adapted")]


def test_where_a_line_ends_is_no_difference():
    """Line ends, runs of blanks and what stands outside of the first and last word are not compared."""
    assert compare("“the lock\nis shut,”", "the lock  is shut.") == []


def test_an_inner_comma_is_typography():
    """Signs between the words are told apart from the words."""
    assert compare("shut, he said", "shut he said") == [("typography", ", ", " ")]


def test_a_sign_for_and_is_spelling():
    """& is a word where it stands between blanks; in AT&T and an HTML entity it is none."""
    assert compare("salt & pepper", "salt and pepper") == [("spelling", "&", "and")]
    assert compare("salt & pepper", "salt or pepper") == [("words", "&", "or")]
    assert compare("at AT&T today", "at AT&T today") == []


def test_stops_in_a_short_name_are_spelling():
    """A name of letters with or without stops is one name; two letters are none of another word."""
    assert compare("by the I.R.S.", "by the IRS") == [("spelling", "I.R.S", "IRS")]
    assert compare("it is O.K.", "it is okay") == [("spelling", "O.K", "okay")]
    assert compare("by the I.R.S.", "by the NATO") == [("words", "I.R.S", "NATO")]


def test_a_contraction_is_other_words_and_the_same_row():
    """We are and we're are told as other words, and do not part the row they stand in."""
    one, other = "and we are going home", "and we’re going home"
    assert compare(one, other) == [("words", "we are", "we’re")]
    compared = wording.compare(wording.of(one, Span(0, len(one))), wording.of(other, Span(0, len(other))))
    assert len(compared.common) == 1
    assert compare("we are going", "we’ve going") == [("words", "we are", "we’ve")]


@pytest.mark.parametrize("mark", ["...", "…", "[...]", "[…]", ". . ."])
def test_an_ellipsis_is_a_cut(mark):
    """Words that the other text marks as left out are a cut, wherever they stand."""
    assert ("cut", "at present", "") in compare("there is at present no proof", f"there is {mark} no proof")


def test_the_missing_words_are_those_before_the_row():
    """Where the first (last) word stands twice, the cut does not tear the row that is the same."""
    assert compare("I never did. I do like it", "I do like it") == [("cut", "I never did", "")]
    assert compare("it was said of it", "it") in ([("cut", "it was said of", "")], [("cut", "was said of it", "")])
    assert compare("we go on and on we go", "we go on") == [("cut", "and on we go", "")]


WORDS = st.lists(
    st.sampled_from(["ice", "a", "the", "co-op", "Co", "op", "harbour", "Harbor", "…", "“x”", "12", "twelve"])
)
TEXT = st.one_of(WORDS.map(" ".join), st.text(max_size=60))


@given(TEXT, TEXT)
def test_rows_and_differences_cover_both(a, b):
    """Rows and differences follow each other without overlap, and every word of both stands in one of them."""
    one, other = wording.of(a, Span(0, len(a))), wording.of(b, Span(0, len(b)))
    compared = wording.compare(one, other)
    assert compared.shared <= len(one.words)
    for side, words in ((0, one.words), (1, other.words)):
        parted = [d for d in compared.differences if d.kind in ("words", "cut")]
        spans = [row[side] for row in compared.common] + [(d.a, d.b)[side] for d in parted]
        if compared.common or parted:
            respelled = [(d.a, d.b)[side] for d in compared.differences if d.kind == "spelling"]
            for word in words:
                assert any(s.start <= word.start and word.stop <= s.stop for s in [*spans, *respelled])
        spans = sorted(span for span in spans if span.start < span.stop)
        assert all(before.stop <= after.start for before, after in itertools.pairwise(spans))


@given(TEXT)
def test_nothing_differs_from_itself(text):
    """A text is the same as itself."""
    assert compare(text, text) == []


@given(st.text(min_size=1, max_size=12))
def test_no_word_is_reduced_to_nothing(form):
    """Any word has a key."""
    assert wording.key(form)
