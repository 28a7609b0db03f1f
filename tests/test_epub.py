"""Books and issues: chapters in their order, what the package states, and what protects them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import formats
from tests.documents import epub, packed
from tests.test_office import sound, told

BOOK = {
    "nav.xhtml": '<nav epub:type="toc"><ol><li><a href="b.xhtml">The second</a></li></ol></nav>',
    "b %.xhtml": "<h1>The second</h1><p>It comes <em>first</em>.</p>",
    "a.xhtml": '<h2>The first</h2><p>It comes last.<br/>Two lines.</p><div epub:type="toc"><p>Here again</p></div>',
}


def test_chapters_are_read_in_the_order_of_the_spine() -> None:
    """With their headings; the table of contents is furniture, wherever it stands; where names the file."""
    draft = formats.read(epub(BOOK), "a.epub")
    sound(draft)
    assert told(draft) == [
        "table of contents: list: The second",
        "heading: The second",
        "paragraph: It comes first.",
        "heading: The first",
        "paragraph: It comes last.\nTwo lines.",
        "table of contents: paragraph: Here again",
    ]
    assert draft.blocks[1].where.startswith("b %.xhtml: html/body/h1")
    assert draft.blocks[0].linked == 1


def test_the_contents_of_an_older_book_are_named_in_its_guide() -> None:
    """EPUB 2 has no nav."""
    book = {"toc.html": "<p>Chapter one</p>", "one.html": "<p>Text.</p>"}
    draft = formats.read(epub(book, guide='<reference type="toc" href="toc.html#top"/>'), "a.epub")
    assert told(draft) == ["table of contents: paragraph: Chapter one", "paragraph: Text."]


def test_what_the_package_states() -> None:
    """Title, authors without translators, publisher, the date of publishing and not of the file."""
    metadata = (
        '<dc:title>Fog  over Lervik</dc:title><dc:creator opf:role="aut">Ann Lee</dc:creator><dc:creator>Per Myhre</dc:creator>'
        '<dc:creator opf:role="trl">Jon Doe</dc:creator><dc:publisher>Quay Books</dc:publisher>'
        '<dc:date opf:event="modification">2025-04-01</dc:date><dc:date>2025-03-12</dc:date><meta property="dcterms:modified">x</meta>'
    )
    draft = formats.read(epub(BOOK, metadata), "a.epub")
    assert {key: [fact.value for fact in facts] for key, facts in draft.stated.items()} == {
        "headline": ["Fog over Lervik"],
        "authors": ["Ann Lee", "Per Myhre"],
        "publisher": ["Quay Books"],
        "date": ["2025-03-12"],
    }


def test_a_chapter_that_is_missing_does_not_cost_the_others() -> None:
    """It is said that the book is incomplete."""
    data = epub({"a.xhtml": "<p>Text.</p>", "b.xhtml": ""}).replace(b"OEBPS/b.xhtml", b"OEBPS/c.xhtml")
    draft = formats.read(data, "a.epub")
    assert told(draft) == ["paragraph: Text."]
    assert [(flag.kind, flag.reason) for flag in draft.flags] == [
        ("incomplete", "a chapter was not read: OEBPS/b.xhtml is missing in it")
    ]


def _cipher(method: str, path: str) -> dict[str, str]:
    data = f'<EncryptedData><EncryptionMethod Algorithm="{method}"/><CipherData><CipherReference URI="{path}"/></CipherData></EncryptedData>'
    return {"META-INF/encryption.xml": f"<encryption>{data}</encryption>"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (epub(BOOK, files=_cipher("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/a.xhtml")), "copy protection"),
        (packed({"mimetype": "application/epub+zip"}), "no book: META-INF/container.xml is missing"),
        (epub(BOOK, files={"META-INF/container.xml": "<container/>"}), " is missing in it"),
        (epub(BOOK, files={"OEBPS/book.opf": "<package>"}), "book.opf is damaged"),
        (epub({"a.xhtml": " "}), "there is no text in it"),
        (epub({}), "there is no text in it"),
        (epub(BOOK)[:300], "damaged or cut off"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    """In words for a person."""
    with pytest.raises(formats.Unreadable, match=reason):
        formats.read(data, "a.epub")


def test_fonts_that_may_not_be_copied_do_not_protect_the_text() -> None:
    """They are listed as encrypted, too."""
    files = _cipher("http://www.idpf.org/2008/embedding", "OEBPS/a.xhtml")
    assert len(told(formats.read(epub(BOOK, files=files), "a.epub"))) == 6


SAMPLE = epub(BOOK, "<dc:title>T</dc:title>")


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_damaged_files_are_read_or_refused(data: st.DataObject) -> None:
    """With bytes changed or cut: a sound draft, or Unreadable; no other exception."""
    broken = bytearray(SAMPLE)
    for at in data.draw(st.lists(st.integers(0, len(SAMPLE) - 1), max_size=4)):
        broken[at] = data.draw(st.integers(0, 255))
    cut = bytes(broken[: data.draw(st.integers(0, len(SAMPLE)) | st.just(len(SAMPLE)))])
    with contextlib.suppress(formats.Unreadable):
        sound(formats.read(cut, "a.epub"))
