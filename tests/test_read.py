"""One file in, one article out."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import formats, read, store, workers
from index.model import Block, Draft, Source, Span

TEXT = "A bridge closes\n\nHARLOW (Northwire) - The bridge is closed.\n\n“It has two cracks,” said Ruth Amberg.\n"


def test_an_article_is_all_that_was_found_in_the_file() -> None:
    """Text, masthead, passages, quotations with their speakers, each where it stands."""
    article = read.article(TEXT.encode(), "a.txt")
    assert article.text == TEXT
    assert article.masthead.headline
    assert article.masthead.headline.value == "A bridge closes"
    assert [p.n for p in article.passages] == [0, 1, 2]
    assert [q.span.of(TEXT) for q in article.quotes] == ["It has two cracks,"]
    assert article.quotes[0].speaker
    assert article.quotes[0].speaker.name == "Ruth Amberg"
    assert article.source == Source("a.txt", hashlib.sha256(TEXT.encode()).hexdigest(), len(TEXT.encode()))
    assert workers.flaw(article) is None


def test_reported_speech_is_kept_apart_from_quotations() -> None:
    """It has no marks, so nobody takes it for somebody's words."""
    text = "A bridge closes\n\nRuth Amberg, the county engineer, said the bridge would stay closed until Friday.\n"
    article = read.article(text.encode(), "a.txt")
    assert article.quotes == ()
    assert all(q.type == "indirect" for q in article.indirect)


@pytest.mark.parametrize("data", [b"", b"  \n\n ", b"\x00\x01\x02" * 50])
def test_a_file_without_text_is_unreadable(data: bytes) -> None:
    """An empty article would hide that something went wrong."""
    with pytest.raises(formats.Unreadable):
        read.article(data, "a.txt")


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from(["“A,” he said.", "\n\n", "By Ann Lee", "* x", "\x00", "> q", " "])).map("".join)
)
def test_every_character_is_accounted_for(text: str) -> None:
    """In one passage or one dropped piece, whatever the text."""
    try:
        article = read.article(text.encode("utf-8", "replace"), "a.txt")
    except formats.Unreadable:
        return
    assert workers.flaw(article) is None
    assert workers.believed(store.dump(article), article.source) == article


def test_a_list_of_lines_is_no_article() -> None:
    """Above so many that each costs what a paragraph does; as many paragraphs are one."""
    many = read.MOST_BLOCKS + 1
    part = formats.Part(
        "", b"", Draft("a\n\n" * many, "txt", "utf-8", tuple(Block(Span(3 * n, 3 * n + 1)) for n in range(many)), {})
    )
    with pytest.raises(formats.Unreadable, match="50,001 short lines"):
        read._article(part, Source("a.txt", "", 0))


def test_a_paragraph_without_end_is_no_article() -> None:
    """Two million characters of one paragraph are longer than most books."""
    with pytest.raises(formats.Unreadable, match="paragraph of more than 2,000,000"):
        read.article(b"The bridge is closed. " * 100_000, "a.txt")


def test_reading_is_niced(tmp_path: Path) -> None:
    """The reader's screen comes first."""
    code = "import os; from index import read; read._limit(); print(os.nice(0))"
    seen = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=workers.environment()
    )
    assert int(seen.stdout) >= min(19, os.nice(0) + workers.NICE)


PAGE = """<html><body><nav><a href="/">Home</a></nav><article><h1>A column on bridges</h1><div class="comment-piece">
<p>The bridge at Harlow was closed on Monday, and the county has not said when it will be open to the public again.</p>
<p>Nobody who lives on the far side of the river can have been surprised, because the cracks were there for years.</p>
</div></article></body></html>"""


def test_an_article_is_not_left_out_for_what_its_box_is_called() -> None:
    """Where a format leaves out all running text, its word is not taken, and the cleaner looks at all of it."""
    article = read.article(PAGE.encode(), "a.html")
    kept = " ".join(p.span.of(article.text) for p in article.passages)
    assert "The bridge at Harlow" in kept
    assert "Nobody who lives" in kept
    assert workers.flaw(article) is None
