"""No character of a source acts on the terminal."""

from __future__ import annotations

import sys
import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import safe

EVERYTHING = [chr(code) for code in range(sys.maxunicode + 1)]
BIDI = {"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MARKS = {"\u061c", "\u200e", "\u200f"}


def test_each_character_of_unicode_becomes_one_character():
    """One code point in, one out, for all 1,114,112: spans stay true."""
    assert all(len(safe.text(c)) == 1 for c in EVERYTHING)


def test_nothing_that_acts_on_a_terminal_is_left():
    """No control character, line separator, surrogate, bidirectional control or noncharacter comes out."""
    for c in map(safe.text, EVERYTHING):
        assert unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"}, hex(ord(c))
        assert unicodedata.bidirectional(c) not in BIDI, hex(ord(c))
        assert c not in MARKS
        assert ord(c) & 0xFFFE != 0xFFFE


def test_what_comes_out_can_be_written():
    """Every result encodes as UTF-8, even that of a lone surrogate."""
    assert "".join(map(safe.text, EVERYTHING)).encode()


def test_only_what_is_not_printable_is_looked_at():
    """Nothing that Python calls printable is changed, so that a printable line may pass at once."""
    assert all(safe._SHOWN[ord(c)] == c for c in EVERYTHING if c.isprintable())


def test_what_people_write_stays():
    """Letters, marks, digits, signs and spaces of every script, and the typographic format characters, are untouched."""
    kept = {"L", "M", "N", "P", "S"}
    assert [hex(ord(c)) for c in EVERYTHING if unicodedata.category(c)[0] in kept and safe.text(c) != c] == []
    for c in "\u00a0\u00ad\u200b\u200c\u200d\u2060\ufe0f\ue000\u3000":
        assert safe.text(c) == c


@pytest.mark.parametrize(
    "words", ["שלום עולם", "e\u0301té", "👩🏽\u200d🚀", "⚖\ufe0f", "漢字かな", "naïve “quote” [sic] [/]"]
)
def test_scripts_and_sequences_stay(words: str):
    """Hebrew, combining marks, joined emoji, variation selectors, CJK and brackets are shown as they stand."""
    assert safe.text(words) == words


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x00\x1b\x7f", "␀␛␡"),
        ("a\tb\nc\rd\x85e\u2028f\u2029g", "a b c d e f g"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b2J", "\ufffd2J"),
        ("a\u202eb\u2066c", "a\ufffdb\ufffdc"),
        ("\ud800", "\ufffd"),
        ("\U000e0041", "\ufffd"),
        ("\x0b\x0c", "␋␌"),
    ],
)
def test_what_is_shown_instead(raw: str, shown: str):
    """A control character is seen as its picture, white space as one blank, the rest as U+FFFD."""
    assert safe.text(raw) == shown


@given(st.text(st.characters(codec=None)))
def test_twice_is_once(s: str):
    """Making safe what is safe changes nothing, and no length changes."""
    assert len(safe.text(s)) == len(s)
    assert safe.text(safe.text(s)) == safe.text(s)


def test_a_megabyte_of_escapes_takes_no_time():
    """Hostile text costs as much as its length, no more."""
    began = process_time()
    safe.text("\x1b[31m\u202e" * 200_000)
    assert process_time() - began < 1
