"""Folding evens what differs between prints of the same words, and always finds the way back."""

import sys
import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.fold import fold, forms, words


def held(text: str) -> None:
    folded, origin = fold(text)
    assert len(folded) == len(origin), text
    assert all(a <= b for a, b in pairwise(origin)), text
    assert all(0 <= o < len(text) for o in origin), text
    assert fold(folded)[0] == folded, text


def test_each_character_of_unicode_folds_to_something_that_stays_put():
    """Folding twice changes nothing, and every offset points into the text, for each assigned character."""
    for c in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.category(c) not in ("Cn", "Co"):
            held(f"a {c}b")


@given(st.text())
def test_any_text_folds_with_a_way_back(text):
    """Offsets never decrease and never leave the text."""
    held(text)


@given(st.text())
def test_words_stand_where_they_say(text):
    """A word's stretch of the text folds to the word (a sign such as ⅓ to several)."""
    for word in words(text):
        assert word.form in fold(text[word.start : word.stop])[0].replace("-", "")


@given(st.text("aSß-‐‑–—’'‘`´_ .,…\u00a0éÉ\u0301µİıﬁÿ\n“1") | st.text())
def test_forms_are_those_of_the_words(text):
    """Asked for the forms alone, a text gives the same ones, whatever letters, marks and dashes it holds."""
    assert forms(text) == [word.form for word in words(text)]


@given(st.text(st.sampled_from("aZß-‐–—'’‘`´“„«…1,. \u00a0\n\u00adÉçİ"), max_size=20))
def test_the_short_way_leads_to_the_same_words(text):
    """A text of common letters and signs is read in one go; behind a sign that prints nothing, which bars that, alike."""
    there = [(form, start - 1, stop - 1) for form, start, stop in words("\u200b" + text)]
    assert [tuple(word) for word in words(text)] == there


def test_prints_of_the_same_words_fold_alike():
    """Quotes, apostrophes, dashes, ligatures, accents in two pieces and line ends do not tell two prints apart."""
    for a, b in [
        ("“Russia’s”", '"Russia\'s"'),
        ("co‑operation", "co-operation"),
        ("ﬁnal", "final"),
        ("cafe\u0301", "caf\u00e9"),
        ("over the\nline", "over the line"),
        ("soft\u00adhyphen", "softhyphen"),
        ("ＡＢＣ", "abc"),
    ]:
        assert fold(a)[0] == fold(b)[0]


def test_accents_tell_words_apart():
    """Rønning is not Ronning, and résumé is not resume."""
    assert fold("Rønning")[0] != fold("Ronning")[0]
    assert fold("résumé")[0] != fold("resume")[0]


def test_a_hyphen_inside_a_word_does_not_count():
    """Co-operation and cooperation are one word; a dash between blanks parts two."""
    assert [w.form for w in words("co-operation – cooperation")] == ["cooperation", "cooperation"]


def test_a_dash_without_blanks_parts_two_words():
    """American copy sets dashes close: Yes—we is two words, co‑operation with any hyphen is one."""
    assert [w.form for w in words("Yes—we co‑operate–now")] == ["yes", "we", "cooperate", "now"]
