"""What a sentence says of who speaks, without a parser."""

from __future__ import annotations

import pytest

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
