"""A word broken at the end of a line is one word: compared, searched, shown, put aside, checked. The text keeps its characters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import fold, pack
from index.model import Clip, Span
from reader import briefing
from reader.aside import Work
from reader.cli import main
from reader.panes import layout

TEXT = """A bridge is closed

The county said on Monday that the engi-
neers of the North-
Western Bridge Company would ask for co-
operation of “the pre- and post-
war owners and their long-lost suc-
cessors” before the long-
lost key is found.
"""


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("their suc-\ncessors", "their successors"),
        ("their suc\u00ad\ncessors", "their successors"),
        ("their suc‐\n   cessors", "their successors"),
        ("North-\nWestern", "North-Western"),
        ("COVID-\n19", "COVID-19"),
        ("a long-lost key, a long-\nlost key", "a long-lost key, a long-lost key"),
        ("pre-\nand post-war", "pre- and post-war"),
        ("Hafen-\nund Seerecht", "Hafen- und Seerecht"),
        ("he said -\nand went", "he said - and went"),
        ("pages 12-\n15", "pages 12- 15"),
        ("the end-\n", "the end-"),
    ],
)
def test_which_hyphens_go(text: str, printed: str) -> None:
    """Those that a line end has put there; not one that belongs to its word, nor one that stands for a word to come."""
    assert fold.in_one_line(text) == printed


@given(st.text(st.sampled_from("aZ-‐\u00ad\n 1é.“"), max_size=40))
def test_whole_words_have_as_many_characters(text: str) -> None:
    """So a span of the text is the same span of what is shown; nothing but hyphens and line ends changes."""
    whole = fold.joined(text)
    assert len(whole) == len(text)
    assert all(a == b or a in "-‐\u00ad\n " for a, b in zip(text, whole, strict=True))
    assert fold.forms(text) == [word.form for word in fold.words(text)]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT)
    return tmp_path


def test_what_is_shown_is_whole(notes: Path) -> None:
    """In the reader the words stand as if no line had ended there."""
    article = pack.open_pack(notes).articles[0]
    lay = layout.lay(article, layout.How(60))
    lines = [layout.shown(article)[lay.starts[y] : lay.stops[y]] for y in range(lay.height)]
    seen = "".join(lines).replace("\u00ad", "").replace("\u2060", "")
    assert "engineers of the" in seen.replace("\n", " ")
    assert article.text == TEXT


def test_a_search_finds_the_whole_word(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And its span is that of the broken one."""
    assert main(["search", str(notes), '"engineers of"', "--json"]) == 0
    (hit,) = json.loads(capsys.readouterr().out)["items"]
    assert [TEXT[a:b] for a, b in hit["marks"]] == ["engi-\nneers", "of"]


def test_a_quotation_of_the_whole_words_is_exact(notes: Path, tmp_path: Path) -> None:
    """A line end is a blank, and one inside a word is nothing."""
    told = tmp_path / "told.md"
    told.write_text("They asked for “the pre- and post-war owners and their long-lost successors”.\n")
    articles = pack.open_pack(notes).articles
    (verdict,) = briefing.verify.check(told.read_text(), articles, "md")
    assert verdict.status == "exact"


def test_a_briefing_prints_it_whole_and_reads_it_back_broken(notes: Path) -> None:
    """The clip is what stands in the source; what is printed of it can be read, and is checked."""
    one = pack.open_pack(notes)
    article = one.articles[0]
    start = TEXT.index("the pre-")
    span = Span(start, TEXT.index("cessors") + len("cessors"))
    clip = Clip("c1", article.path, article.source.sha256, 1, span, span.of(TEXT))
    written = briefing.write(one, Work(clips=(clip,)))
    assert "successors" in written.replace("\u00ad", "").replace("\u2060", "")
    assert [c.text for c in briefing.read(written).clips] == [clip.text]
    assert briefing.check(one, written) == ()
