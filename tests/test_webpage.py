"""A briefing as a web page: the same words, the same verdicts, nothing that runs, and known as ours."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import imprint, verify
from index.pack import Pack, open_pack
from index.verify import prose
from reader import briefing, people, statements, svg, webpage
from reader.charts import Coverage, Timeline
from reader.journal import Work
from tests.conftest import LERVIK, SEEDS

HOSTILE = (
    "<script>alert('x')</script> ]]> --> &amp; <b onclick=\"y\"> \u202eesrever\u202c \u2067abc </title></style> `\"'"
)
VOID = {"meta", "br", "hr", "rect", "circle", "line"}


class Seen(HTMLParser):
    """The elements of a page, checked for being closed in their order, and the words that it shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.blocks: list[str] = [""]
        self.title = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "br":
            self.blocks[-1] += "\n"
        elif tag not in VOID:
            self.open.append(tag)
            if tag not in ("em", "strong", "a", "code", "sup", "bdi", "span"):
                self.blocks.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag not in ("em", "strong", "a", "code", "sup", "bdi", "span"):
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if "title" in self.open[:4]:
            self.title += data
        elif not {"style", "svg", "sup"} & set(self.open):
            self.blocks[-1] += data

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def words(self) -> list[str]:
        """Its blocks that have words."""
        return [block.strip() for block in self.blocks if block.strip()]


def page(markdown: str, title: str = "Title", **pictures: str) -> str:
    return webpage.page(markdown, title=title, pictures=pictures)


def plain(markdown: str) -> list[str]:
    """The blocks of a Markdown text, footnotes where they are written."""
    read = prose.paragraphs(re.sub("`([^`\n]*)`", r"\1", markdown), "md")
    return [p.text.strip() for p in read if p.text.strip()]


@pytest.fixture(scope="module", params=["seeds", "lervik"])
def pack(request: pytest.FixtureRequest) -> Pack:
    return open_pack(SEEDS if request.param == "seeds" else LERVIK / "sources", cache=False)


def work(pack: Pack) -> Work:
    """Every quotation, one of them under a heading and with a note, and a bottom line."""
    first, *rest = briefing.all_clips(pack)
    first = replace(first, note="Twice.\nAsk *them*.\n\nAnd <again>.", heading="The # main thing")
    return Work(title=f"What {HOSTILE}", bottom=f"Both.\n\n{HOSTILE}", clips=(first, *rest))


def test_a_briefing_says_the_same_as_its_markdown(pack: Pack) -> None:
    """Block by block the same words in the same order; only the footnotes have numbers more."""
    markdown = briefing.write(pack, work(pack))
    assert Seen(page(markdown)).words == plain(markdown)


def test_a_briefing_is_verified_alike(pack: Pack) -> None:
    """The verdicts on the page are those on the Markdown: status, place, what is cited, who is said to speak."""
    checker = verify.Checker(pack.articles)
    markdown = briefing.write(pack, work(pack))
    wrong = markdown.replace("grave concern", "deep concern").replace("I am satisfied", "I am not satisfied")
    wrong = wrong.replace("**Dmitry Medvedev**", "**Vladimir Putin**").replace("**Jonas Holt**", "**Maren Holt**")
    for text in (markdown, wrong):
        ours, theirs = (verify.check(t, checker, f) for t, f in ((text, "md"), (page(text), "html")))
        assert [(v.status, v.plain, v.found, v.cited, v.speaker_checked) for v in ours] == [
            (v.status, v.plain, v.found, v.cited, v.speaker_checked) for v in theirs
        ]
    assert any(v.status == "altered" for v in theirs)
    assert any(v.status == "misattributed" for v in theirs)


def test_nothing_runs_and_nothing_is_fetched(pack: Pack) -> None:
    """No script, no style but the one whose hash the page's policy names, no address to load from."""
    known = people.of(pack, Work())
    said = statements.statements(pack, known, "spread", False)
    pictures = {
        "Statements": svg.coverage(Coverage.of(pack, known, said)),
        "Who said what": svg.timeline(Timeline.of(pack)),
    }
    made = webpage.page(briefing.write(pack, work(pack)), title=HOSTILE, pictures=pictures)
    seen = Seen(made)
    tags = {tag for tag, _ in seen.elements}
    assert not tags & {"script", "iframe", "object", "embed", "img", "link", "base", "form", "input", "b"}
    for tag, attrs in seen.elements:
        assert not [name for name in attrs if name.startswith("on") or name in ("style", "src", "srcset")], (tag, attrs)
        assert re.match(r"#|https?:|mailto:|[\w./-]*$", attrs.get("href", "#"))
    policy = next(meta["content"] for meta in seen.of("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    styles = re.findall(r"<style>(.*?)</style>", made, re.DOTALL)
    assert len(styles) == 1
    digest = b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert "unsafe" not in policy
    assert not re.search(r"url\(|@import|expression", styles[0])
    assert tags >= {"svg", "title", "desc"}
    assert made == webpage.page(briefing.write(pack, work(pack)), title=HOSTILE, pictures=pictures)


def test_what_is_told_of_the_parts() -> None:
    """Language, headings, heads of columns and rows, the source of a block quotation, notes with the way there and back."""
    markdown = (Path(__file__).parent / "cases" / "briefing" / "bridge.md").read_text(encoding="utf-8")
    made = page(markdown)
    seen = Seen(made)
    assert seen.of("html") == [{"lang": "en"}]
    assert [t for t, _ in seen.elements if t in ("h1", "h2", "h3")] == ["h1", "h2", "h2", "h2", "h3", "h2", "h2", "h2"]
    assert [a["scope"] for a in seen.of("th")] == ["col"] * 3 + ["row"] * 4
    assert [a["cite"] for a in seen.of("blockquote")] == ["river.txt", "river.txt", "river.txt", "hill.txt"]
    assert [a["id"] for a in seen.of("li") if "id" in a] == ["A1-R1", "A1-H1", "A2-R1", "T1-R2", "E1-H2"]
    ids = {a["id"] for _, a in seen.elements if "id" in a}
    assert {a["href"][1:] for a in seen.of("a")} <= ids
    assert [a.get("class") for a in seen.of("p")].count("note") == 2
    assert [a.get("class") for a in seen.of("p")].count("analyst") == 1
    assert made.index("</section>") < made.index("Sources:")


def test_a_picture_stands_under_its_heading() -> None:
    """Each once, where the heading of its name stands; one without a heading nowhere."""
    made = page("# T\n\n## Timeline\n\nwords\n\n## Timeline\n", Timeline="<svg>1</svg>", Coverage="<svg>2</svg>")
    assert made.count("<figure>") == 1
    assert made.index("<h2>Timeline</h2>") < made.index("<svg>1</svg>") < made.index("words")


def test_hostile_words_are_words() -> None:
    """Wherever words of a source may stand they are read back as they are, and end nothing that was begun."""
    said = {
        context: briefing.escape(HOSTILE, context)
        for context in ("paragraph", "quote", "cell", "heading", "list", "footnote")
    }
    markdown = (
        f'# {said["heading"]}\n\n{said["paragraph"]}\n\n> {said["quote"]}[^a"><script>]\n\n| {said["cell"]} |\n| --- |\n'
        f'| {said["cell"]} |\n\n- {said["list"]}\n\n[^a"><script>]: {said["footnote"]}\n\n<script>alert(1)</script>\n'
    )
    seen = Seen(page(markdown, title=HOSTILE))
    assert seen.words == [HOSTILE] * 7 + ["<script>alert(1)</script>"]
    assert "\u202e" not in seen.title
    assert seen.title.startswith("<script>alert('x')</script>")
    assert [a["title"] for a in seen.of("bdi")][:3] == ["U+202E", "U+202C", "U+2067"]


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("[a](javascript:alert)", "[a](javascript:alert)"),
        ("[a](vbscript:x) [b](file:///etc/passwd)", "[a](vbscript:x) [b](file:///etc/passwd)"),
        ("[a](ftp://x.y) [b](//x.y/z)", "a b"),
        ("![picture](https://x.y/z.png)end", "end"),
        ("one\\\ntwo&#10;three\x1b[2J\x00", "one\ntwo\nthree\ufffd[2J\ufffd"),
        ("1. x\n2. y", "x|y"),
        ("text^[a note of *its* own] goes on", "text goes on|a note of its own"),
        ("[^x] and [^nowhere]\n\n[^x]: said\n\n    twice\n\n[^unused]: never", "and [^nowhere]|said|twice|never"),
        ("[^x]\n\n[^x]: said\n\n    - one\n    - two", "said|one|two"),
        ("> > deep\n\n    code <b>\n\n```\nfence\n```\n\n---\n\n3. c", "deep|code <b>|fence|c"),
        ("", ""),
    ],
)
def test_what_an_analyst_may_have_written(markdown: str, shown: str) -> None:
    """Any Markdown is shown, and no address leads where a page must not."""
    seen = Seen(page(markdown))
    assert "|".join(seen.words) == shown
    assert all(re.match(r"#|https?:|mailto:", a["href"]) for a in seen.of("a"))


CONTEXTS = ("paragraph", "quote", "list", "heading", "cell", "footnote")
LETTERS = st.text(
    st.characters(codec="utf-8") | st.sampled_from("\\`*_[]<>&|~$^!@#+-=:%().\"'1 \t\n\u00a0\u202e"), max_size=30
)


@given(st.lists(LETTERS.filter(lambda text: bool(text.strip())), min_size=len(CONTEXTS), max_size=len(CONTEXTS)))
def test_any_words_come_out_as_they_went_in(texts: list[str]) -> None:
    """Escaped by the writer of briefings and shown on the page, wherever they stand; only blanks at the ends may go."""
    p, q, li, h, c, f = (briefing.escape(text, context) for text, context in zip(texts, CONTEXTS, strict=True))
    seen = Seen(page(f"{p}\n\n> {q}[^n]\n\n- {li}\n\n## {h}\n\n| {c} |\n| --- |\n\n[^n]: {f}\n"))
    wanted = [briefing.markdown.UNPRINTABLE.sub("\ufffd", text).strip() for text in texts]
    assert seen.words == wanted


def test_a_thousand_notes_are_no_part_of_the_words(pack: Pack) -> None:
    """The number of a footnote does not come into the quotation before it, however many there are."""
    quote = pack.articles[0].quotes[0]
    words = briefing.escape(quote.span.of(pack.articles[0].text).replace("\n", " "), "quote")
    many = (
        "\n\n".join(f"> {words}[^n{n}]" for n in range(1100))
        + "\n\n"
        + "\n".join(f"[^n{n}]: there" for n in range(1100))
    )
    found = verify.check(page(many), pack.articles, "html")
    assert {v.status for v in found} == {"exact"}
    assert len(found) == 1100


# --- known as ours ---


def test_a_page_is_known_as_ours(pack: Pack, tmp_path: Path) -> None:
    """A folder that holds a briefing as a page does not take it for a source, nor does an archive."""
    made = page(briefing.write(pack, work(pack)))
    assert imprint.is_briefing(made)
    assert imprint.is_briefing(made.replace("\n", "\r\n") + "\n\n")
    assert not imprint.is_briefing(made.replace("Written by", "Printed by"))
    assert imprint.is_briefing(made.replace("</footer>", "\n<p>words that somebody added</p></footer>"))
    (tmp_path / "story.txt").write_text("Head\n\n“We all say this today,” said Ann Holt.\n", encoding="utf-8")
    (tmp_path / "brief.html").write_text(made, encoding="utf-8")
    assert [a.path for a in open_pack(tmp_path, cache=False).articles] == ["story.txt"]
