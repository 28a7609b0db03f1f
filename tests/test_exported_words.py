"""Hostile words in every file that is exported: they read back as the same plain text, and as nothing more."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from index.model import Clip
from index.pack import Pack, open_pack
from reader import exporting, tables
from reader.journal import Work
from tests.bench import nasty

WORDS = (
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "javascript:alert(1)", "](javascript:alert(1))", "[a](javascript:alert(1))"),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</blockquote><b>", "<!-- a", "&lt;b&gt;", "&#60;b&#62;", "`a` and ``b`` and ```c"),
    *("![a](http://e.org/b.png)", "[a]: http://e.org", "[^1]: a", "http://e.org/a_b_c", "www.e.org", "a@b.de", "**a** __b__ ~~c~~", "| a | b |"),
    *("{{a}} {% b %} $c$ \\d", "\\input{/etc/passwd}", "@misc{a, title={b}}", "}{", "%{", "a\\", "a\x1b[2Jb\x9b", "\u202eabc", "e\u0301\u0301", "# a", "> a"),
)  # fmt: skip


def _said(words: str) -> str:
    return f"“The board noted {words} and went on,” said Ruth Amberg.\n\n"


@pytest.fixture
def hostile(tmp_path: Path) -> Pack:
    """Two sources, each quotation of which holds some words that are something else elsewhere; so do headline and publisher."""
    draw = random.Random(16)
    more = [re.sub(r"[\s“”\"«»„‟「」『』]+", " ", nasty.line(draw)).strip() for _ in range(40)]
    folder = tmp_path / "pack"
    folder.mkdir()
    for name in ("=a <b>.txt", "b.txt"):
        text = "".join(_said(words) for words in (*WORDS, *filter(None, more)))
        (folder / name).write_text(
            f"=HYPERLINK(<script>) [a](javascript:b) `c` @d\n\n{text}That is all of {name[-5]}.\n", "utf-8"
        )
    (folder / "pack.toml").write_text(
        '[sources."b.txt"]\npublisher = "=1 <b> [x](javascript:y) {z} `"\nauthors = ["=A {B} \\\\LaTeX"]\n'
    )
    return open_pack(folder)


@pytest.fixture
def work(hostile: Pack) -> Work:
    """Every quotation clipped."""
    clips = []
    for a in hostile.articles:
        for n, q in enumerate(a.quotes, 1):
            clips.append(Clip(f"{a.key}{n}", a.path, a.source.sha256, q.passage, q.span, q.span.of(a.text)))
    return Work(clips=tuple(clips))


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.handlers: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in ("href", "src", "action")}
        self.handlers |= {name for name, _ in attrs if name.startswith("on")}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _plain(text: str) -> str:
    return " ".join(re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]", "\ufffd", text).split())


def test_markdown_and_page_hold_the_words_and_nothing_more(hostile: Pack, work: Work) -> None:
    """Each quotation stands there word for word; no script, no picture, no link but to a place in the file itself."""
    assert len(work.clips) > 100
    markdown = exporting.made(hostile, work, "md").decode()
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(markdown)
    inner = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in (*tokens, *inner)}
    assert not kinds & {"link_open", "image", "html_inline"}
    assert all(token.content.startswith("<!--") for token in tokens if token.type == "html_block")
    shown = _plain(" ".join(child.content if child.type != "softbreak" else " " for child in inner))
    page = _Shown()
    page.feed(exporting.made(hostile, work, "html").decode())
    assert not page.tags & {"script", "img", "iframe", "object", "embed", "form", "base"}
    assert not page.handlers
    assert all(link.startswith("#") for link in page.links)
    read = _plain("".join(page.text))
    for clip in work.clips:
        assert _plain(clip.text) in shown, clip.text
        assert _plain(clip.text) in read, clip.text


def test_no_cell_of_a_table_is_a_formula(hostile: Pack) -> None:
    """As CSV: as many rows and cells as there are, each the words themselves or, where they would be computed, an apostrophe before."""
    quotes = [q for a in hostile.articles for q in a.quotes]
    rows = list(csv.reader(io.StringIO(tables.as_csv(hostile, quotes)), strict=True))
    assert len(rows) == len(quotes) + 1
    assert {len(row) for row in rows} == {len(tables.COLUMNS)}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    words = tables.COLUMNS.index("words")
    for row, q in zip(rows[1:], quotes, strict=True):
        assert row[words].removeprefix("'") == " ".join(q.span.of(hostile.by_path[q.source].text).split())
    table = tables.as_markdown(hostile, quotes)
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(table)
    assert sum(token.type == "tr_open" for token in tokens) == len(rows)


def test_lists_of_sources_read_back(hostile: Pack, work: Work) -> None:
    """CSL-JSON is JSON with the words; BibTeX has as many entries as there are sources, each brace closed, no command but of characters."""
    entries = json.loads(exporting.made(hostile, work, "csl"))
    assert {entry["title"] for entry in entries} == {a.masthead.headline.value for a in hostile.articles}
    bib = exporting.made(hostile, work, "bib").decode()
    assert len(re.findall(r"^@", bib, re.MULTILINE)) == len(entries)
    bare = re.sub(r"\\[{}]", "", bib)
    assert bare.count("{") == bare.count("}")
    assert "\\input" not in bib
    assert "\\LaTeX" not in bib
