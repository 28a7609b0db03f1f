"""What a sentence says of who speaks, without a parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import clauses, lexicon
from index.model import Span


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("We will go, he said, and left.", "he"),
        ("We will go, said Ann Lee, the mayor.", "said"),
        ("Will we go? Ann Lee asked, and left.", "Ann"),
        ("I asked him, he said no to us, and we left.", None),
        ("It was late, I said, and we left.", None),
        ("We will go, he said.", None),
    ],
)
def test_the_reporters_own_words_inside_an_unclosed_quotation(text: str, begins: str | None) -> None:
    """They begin with the subject or verb of an attribution; what a speaker tells is none, nor what only ends the line."""
    lex = lexicon.of("en")
    assert lex is not None
    line = clauses.tokens(text, Span(0, len(text)))
    at = clauses.attribution(line, lex)
    assert (None if at is None else line[at].text) == begins


@given(st.text("as '’“”\"-.,1&é\u0301"), st.lists(st.integers(0, 40), max_size=8), st.sampled_from(["en", "fr"]))
def test_words_beside_a_stretch_in_marks_are_read_without_it(text: str, places: list[int], language: str) -> None:
    """A word ends where a stretch begins, and one begins behind it: as if what stands between were a text of its own."""
    lex = lexicon.of(language)
    assert lex is not None
    edges = sorted(min(place, len(text)) for place in places)
    marked = [(n, Span(*edge)) for n, edge in enumerate(zip(edges[::2], edges[1::2], strict=False))]
    expected, at = [], 0
    for n, span in [*marked, (len(marked), Span(len(text), len(text)))]:
        expected += [(w.text, w.possessive) for w in clauses.tokens(text, Span(at, span.start), (), lex.leaning)]
        expected += [(clauses.QUOTED, False)] if n < len(marked) else []
        at = span.stop
    line = clauses.tokens(text, Span(0, len(text)), marked, lex.leaning)
    assert [(word.text, word.possessive) for word in line] == expected
