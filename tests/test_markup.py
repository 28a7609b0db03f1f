"""Pages of markup as their visible text and its blocks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import formats
from index.formats import markup
from index.formats.markup import Page, page


def texts(source: str) -> list[str]:
    found = page(source)
    return [block.span.of(found.text) for block in found.blocks]


def kinds(source: str) -> list[str]:
    return [block.kind for block in page(source).blocks]


def whole(found: Page) -> None:
    """Blocks are tight, in order, parted by an empty line, and hold every non-blank character once."""
    at = 0
    for block in found.blocks:
        assert found.text[at : block.span.start] == ("\n\n" if at else "")
        inner = block.span.of(found.text)
        assert inner
        assert inner == inner.strip()
        assert "\n\n" not in inner
        at = block.span.stop
    assert at == len(found.text)
    assert len(found.elements) == len(found.blocks)
    for element, span in found.marked:
        assert 0 <= span.start <= span.stop <= len(found.text), element


def test_a_page_is_its_visible_text_in_reading_order() -> None:
    """What a browser shows without style sheets; head, programs and what asks to be hidden are no text."""
    source = """<!doctype html><html lang="de-AT"><head><title> The  Quay </title><style>p{}</style></head>
    <body><nav><a href="/">Home</a></nav><h1>A bell &amp; a book</h1>
    <!-- not this --><p hidden>no</p><p style="Display : none">no</p><noscript>no</noscript><template><p>no</p></template>
    <p>The <em>first</em>
       paragraph.</p><svg><title>no</title><text>no</text></svg><script>var no = "<p>no</p>";</script>
    <p hidden="until-found">The second&#46;</p></body></html>"""
    found = page(source)
    assert found.text == "Home\n\nA bell & a book\n\nThe first paragraph.\n\nThe second."
    assert (found.title, found.lang) == ("The Quay", "de-AT")
    assert [b.kind for b in found.blocks] == ["paragraph", "heading", "paragraph", "paragraph"]
    assert [b.linked for b in found.blocks] == [1, 0, 0, 0]
    assert found.hidden


def test_what_asks_to_be_hidden_can_be_shown() -> None:
    """Programs and heads never."""
    assert page("<head><title>t</title></head><p hidden>yes</p><script>no</script>", hidden=True).text == "yes"


def test_where_a_block_stands() -> None:
    """The tag path with id or first class; of inline elements those that hold the whole block."""
    found = page('<main id=main><div class="story wide"><p><b>All of it.</b><p>One <b>word</b>.</div></main>')
    assert [b.where for b in found.blocks] == ["main#main/div.story/p/b", "main#main/div.story/p"]


def test_two_line_breaks_part_paragraphs() -> None:
    """One is the end of a line within its paragraph."""
    assert texts("<div>One<br>two<br> <br/>three <br>\n<br><br>four<br></div>") == ["One\ntwo", "three", "four"]


def test_preformatted_text_keeps_its_lines() -> None:
    """Leading blanks of the lines between, too; an empty line parts blocks."""
    assert texts("<pre>one\n  two <b>2</b> <i>3</i>\r\n\r\nthree</pre>") == ["one\n  two 2 3", "three"]


def test_lists() -> None:
    """Short items of one list are a line each of one block, nested ones too; long items are a block each."""
    long = "word " * 24 + "end"
    assert texts("<ul><li>a<li><p>b</p><ul><li>c</ul><li>d</ul><ol><li>e</ol>") == ["a\nb\nc\nd", "e"]
    assert texts(f"<ul><li>a<li>{long}<li>b</ul>") == ["a", long, "b"]
    assert kinds(f"<ul><li>a<li>{long}</ul>") == ["list", "list"]


def test_a_list_of_cards_falls_apart() -> None:
    """An item with a heading and a paragraph is no item of a list of words."""
    assert kinds("<ul><li><h3>A</h3><p>b</p><li><h3>C</h3><p>d</p></ul>") == ["heading", "paragraph"] * 2


def test_a_table_of_data_is_one_block() -> None:
    """A row a line, cells parted by tabs, also empty ones; a line break in a cell is a blank."""
    source = "<p>x<table><caption>c</caption><thead><tr><th>Year<th>Hurt<tbody><tr><td>2024<td><tr><td><td>14<br>dead</table>y"
    assert texts(source) == ["x", "c", "Year\tHurt\n2024\n\t14 dead", "y"]
    assert kinds(source) == ["paragraph", "paragraph", "table", "paragraph"]


@pytest.mark.parametrize("inside", ["<p>a</p><p>b</p>", "<h2>a</h2>b", "w " * 50, "<table><tr><td>a</table>"])
def test_a_table_that_arranges_the_page_falls_apart(inside: str) -> None:
    """Cells with paragraphs, headings, long texts or tables are parts of a page."""
    assert "table" not in kinds(f"<table><tr><td>menu<td>{inside}<tr><td>1<td>2</table>")


def test_block_quotations_come_by_paragraph() -> None:
    """Each of them is one block."""
    assert kinds("<blockquote><p>One.</p><p>Two.</p></blockquote>Three.") == ["blockquote", "blockquote", "paragraph"]


def test_inline_quotations_get_the_marks_that_a_browser_shows() -> None:
    """Single ones within double ones (HTML Standard, 15.3.4)."""
    assert page("<p>He said <q>no <q>maybe</q></q>.").text == "He said “no ‘maybe’”."


def test_what_the_head_states() -> None:
    """Meta elements by name or property, the JSON-LD scripts, the page's own address."""
    found = page(
        """<meta property="og:title" content="A &quot;B&quot;"><meta name=author content=X><meta name=AUTHOR content=Y>
        <link rel="canonical" href="https://a.example/b"><script type="application/ld+json">{"a": "&amp;"}</script>"""
    )
    assert found.metas == {"og:title": ('A "B"',), "author": ("X", "Y")}
    assert (found.data, found.canonical) == (('{"a": "&amp;"}',), "https://a.example/b")


def test_what_is_marked() -> None:
    """Headings, times, bylines, and where they stand in the text."""
    found = page(
        '<h1> The head </h1><p>x <span class="c-byline">By <a rel="author" href=x>Jane Roe</a></span> <time datetime=2024-01-02>Tue</time>'
    )
    marked = [(m.element.name, m.span.of(found.text)) for m in found.marked]
    assert marked == [("h1", "The head"), ("a", "Jane Roe"), ("span", "By Jane Roe"), ("time", "Tue")]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>one<p>two</div></p>three", "one\n\ntwo\n\nthree"),
        ("<div><span>one<div>two</span>three</div>four", "one\n\ntwothree\n\nfour"),
        ("<p>first</p><p class='cut", "first"),
        ("<p>first <!-- cut", "first"),
        ("<p>first <!-- never closed <p>second</p>", "first\n\nsecond"),
        ("a < b and c <d and so on" + " more" * 100, "a < b and c <d and so on" + " more" * 100),
        ('<a href="x>link</a> text', "link text"),
        ("<textarea>never closed <p>text", "never closed\n\ntext"),
        ("<p>&nosuch; &#x41;&#66 &#999999999999; &amp", "&nosuch; AB &#999999999999; &"),
        ("<head><p>body begins</p>", "body begins"),
        ("<head>text in the head", "text in the head"),
        ("<head><noscript><style></style><body>text", "text"),
        ("<body>one</body></html>two", "onetwo"),
        ("<tr><td>a</tr></table>b", "a\n\nb"),
        ("<my-head>a</my-head><my-body>b</my-body><p>c <my-link>d</my-link> e", "a\n\nb\n\nc d e"),
        ("</p></></b x>text", "text"),
        ("<?xml version='1.0'?><div><script src='x'/><p/>a<![CDATA[ <b> ]]></div>", "a <b>"),
        ("\x00<p>a\x00b", "\x00\n\na\x00b"),
        ("", ""),
    ],
)
def test_broken_pages(source: str, text: str) -> None:
    """Whatever is missing, the text is there."""
    found = page(source)
    assert found.text == text
    whole(found)


_PIECES = st.sampled_from(
    "<p> </p> <div> </div> <ul> <li> </li> </ul> <table> <tr> <td> </td> </table> <br> <b> </b> <h1> </h1> <blockquote> </blockquote> <pre> </pre>"
    " <q> </q> <head> </head> <body> <time> </time> <a•href=x> </a> <template> </template> <!-- --> <!x> <![CDATA[ ]]> &amp; &#x20; &nbsp; < > \" ' ="
    " text more• •words \n \u3000 <p•class='byline <textarea> </textarea> <title> </title> <caption> </html> <svg> </svg> <x-y> </x-y>".replace(
        " ", "§"
    )
    .replace("•", " ")
    .split("§")
)


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_every_character_is_in_one_block(source: str) -> None:
    """Of any row of tags and texts; every word that is shown stands in the page's text."""
    whole(page(source))


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_text_before_anything_is_shown(source: str) -> None:
    """What comes behind never takes back what stands before."""
    assert page("<p>The first words.</p>" + source).text.startswith("The first words.")


@pytest.mark.parametrize(
    "piece",
    [
        "<div>", "<i>x", "<p><i><div>", "<a ", '<a b="', '<a b=">"', "<!--x", "<!--x>", "</x", "<title>x", "<ul><li>x", "<table><tr><td>", "&#9", "<q>",
        "<blockquote>x", "<br>x", "<![CDATA[x", "<script>x</script>", "<td>x<p>", "<li>x</ul>", "<b><p>x</b>", " a='b'", "<svg>", "<span></div>",
    ],
)  # fmt: skip
def test_the_time_grows_with_the_length_alone(piece: str) -> None:
    """Eight times as much of anything takes no more than some eight times as long."""

    def seconds(times: int) -> float:
        source = "<p>first<div " + piece * times + ">last"
        began = time.process_time()
        page(source)
        return time.process_time() - began

    short = min(seconds(1_500) for _ in range(2))
    assert min(seconds(12_000) for _ in range(2)) < 24 * short + 0.05


@pytest.mark.parametrize("piece", ["<!--", "<!-- a ", "<![CDATA[", "<?"])
def test_megabytes_of_what_never_ends(piece: str) -> None:
    """No tag after each of them is looked for as far as the end of the page."""
    began = time.process_time()
    page("<p>first" + piece * 500_000 + "<p>last>")
    assert time.process_time() - began < 4


def test_a_page_of_a_million_tags_is_not_looked_at() -> None:
    """It would take the time of a hundred pages."""
    with pytest.raises(formats.Unreadable, match="tags"):
        page("<p>" * (markup.MOST_TAGS + 1))


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ('<meta charset="ISO-8859-1"><p>‚naïve’'.encode("cp1252"), "‚naïve’", "cp1252"),
        ('<meta charset="utf-8"><p>naïve'.encode("cp1252"), "naïve", "cp1252"),
        ('<meta charset="iso-8859-1"><p>naïve “x”'.encode(), "naïve “x”", "utf-8"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Москва'.encode("cp1251"), "Москва", "cp1251"),
        ('<?xml version="1.0" encoding="Shift_JIS"?><p>東京</p>'.encode("cp932"), "東京", "cp932"),
        ("<meta charset=iso-2022-jp><p>東京".encode("iso2022_jp"), "東京", "iso2022_jp"),
        ("<meta charset=utf-16><p>naïve".encode(), "naïve", "utf-8"),
        ("<meta charset=klingon><p>naïve".encode(), "naïve", "utf-8"),
        ("<meta charset=rot13><p>naïve".encode(), "naïve", "utf-8"),
        ('<meta charset="ascii"><p>naïve'.encode("utf-16"), "naïve", "utf-16"),
        (b"\xef\xbb\xbf<meta charset=cp1252><p>na\xc3\xafve", "naïve", "utf-8"),
    ],
)  # fmt: skip
def test_the_encoding(data: bytes, text: str, encoding: str) -> None:
    """A byte-order mark, UTF-8 where the bytes are, what the page declares, what every text file is tried for: in this order."""
    source, found = markup.decoded(data)
    assert (page(source).text, found) == (text, encoding)
