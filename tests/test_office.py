"""Word and OpenDocument texts: what is to be read in them, in its order, and nothing that is not."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import clean, formats, masthead
from index.formats import galley
from index.model import Draft
from tests.conftest import LERVIK
from tests.documents import docx, odt, packed, paragraph


def told(draft: Draft) -> list[str]:
    """Kind and text of each block; the rule before the kind of what is furniture."""
    rules = {piece.span: f"{piece.rule}: " for piece in draft.furniture}
    return [f"{rules.get(b.span, '')}{b.kind}: {b.span.of(draft.text)}" for b in draft.blocks]


def sound(draft: Draft) -> None:
    """Every character is in one block, each block tight, furniture is blocks."""
    at = 0
    for block in draft.blocks:
        assert not draft.text[at : block.span.start].strip()
        words = block.span.of(draft.text)
        assert words
        assert words == words.strip()
        at = block.span.stop
    assert not draft.text[at:].strip()
    assert {piece.span for piece in draft.furniture} <= {block.span for block in draft.blocks}
    assert draft.is_cut_out


def word(body: str, **more: object) -> list[str]:
    draft = formats.read(docx(body, **more), "a.docx")
    sound(draft)
    return told(draft)


def open_(body: str, **more: object) -> list[str]:
    draft = formats.read(odt(body, **more), "a.odt")
    sound(draft)
    return told(draft)


# ------------------------------------------------------------------------------------------------ Word


def test_the_statement_of_the_lervik_pack_is_read_as_its_gold_says() -> None:
    """Text, passages with their kinds, pieces left out and masthead are the gold's; the deleted word is not read."""
    gold = json.loads((LERVIK / "gold" / "clean.jsonl").read_text("utf-8").splitlines()[9])
    draft = formats.read((LERVIK / "sources" / gold["file"]).read_bytes(), gold["file"])
    sound(draft)
    assert draft.text == (LERVIK / "gold" / "bodies" / "10_ministry-statement.txt").read_text("utf-8")
    head, claimed = masthead.read(draft, gold["file"])
    passages, dropped = clean.clean(draft, head, claimed)
    assert {(tuple(p.span), p.kind) for p in passages if p.n} == {(tuple(k["span"]), k["kind"]) for k in gold["kept"]}
    assert {tuple(d.span) for d in dropped} == {tuple(d["span"]) for d in (*gold["masthead"], *gold["dropped"])}
    for name in ("headline", "publisher", "date", "dateline"):
        fact = getattr(head, name)
        wanted = gold[name]
        assert (fact.value, fact.status, list(fact.span)) == (wanted["value"], wanted["status"], wanted["span"]), name
    assert (head.agency, head.authors) == (None, ())


def test_what_was_deleted_or_moved_away_is_not_read_and_what_was_inserted_is() -> None:
    """As the document reads when all its changes are accepted."""
    body = (
        "<w:p><w:r><w:t>He was </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>quite </w:t></w:r></w:ins><w:moveFrom><w:r><w:t>here </w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>there</w:t></w:r></w:moveTo></w:p>"
    )
    assert word(body) == ["paragraph: He was quite there"]


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    """It is in the file twice, once for programs that know no drawings."""
    box = f"<w:txbxContent>{paragraph('In the box.')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Before, </w:t></w:r><w:r><AlternateContent><Choice><w:drawing>"
        f"{box}</w:drawing></Choice><Fallback><w:pict>{box}</w:pict></Fallback></AlternateContent></w:r>"
        "<w:r><w:t>and after.</w:t></w:r></w:p>"
    )
    assert word(body) == ["paragraph: Before, and after.", "paragraph: In the box."]


def test_fields_show_their_result_and_not_their_code() -> None:
    """A page reference, a date, a link: what is to be seen is read; of hidden text nothing is."""
    body = (
        "<w:p><w:hyperlink><w:r><w:t>Ten linked</w:t></w:r></w:hyperlink>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE \\@ "d" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t> 5 May plus</w:t></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>SECRET</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>.</w:t></w:r></w:p>'
    )
    draft = formats.read(docx(body), "a.docx")
    assert told(draft) == ["paragraph: Ten linked 5 May plus."]
    assert draft.blocks[0].linked == pytest.approx(10 / 22)


def test_styles_tell_headings_lists_and_quotations() -> None:
    """By the name of the style, of the one it is based on, by outline level and numbering; short items are one list."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="berschrift1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quote"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    )
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
    body = (
        paragraph("Contents 1", "T1") + paragraph("One", "berschrift1") + paragraph("Two", "Own")
        + paragraph("Three", more='<w:outlineLvl w:val="1"/>') + paragraph("Text.", "Loop")
        + paragraph("first", more=number) + paragraph("second", more=number) + paragraph("Said.", "Q")
        + paragraph("long " * 30, more=number) + paragraph("short", more=number)
    )  # fmt: skip
    assert word(body, styles=styles) == [
        "table of contents: list: Contents 1",
        "heading: One",
        "heading: Two",
        "heading: Three",
        "paragraph: Text.",
        "list: first\nsecond",
        "blockquote: Said.",
        f"list: {'long ' * 29}long",
        "list: short",
    ]


def _table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def test_a_table_is_one_block_and_a_layout_its_paragraphs() -> None:
    """Rows are lines, cells parted by tabs; cells of running text are paragraphs, in the order of the rows."""
    data = _table(
        (paragraph("Port"), paragraph("Hurt")),
        (paragraph("Lervik"), paragraph("14") + paragraph("of 340")),
        (paragraph(""), paragraph("all")),
    )
    assert word(data) == ["table: Port\tHurt\nLervik\t14 of 340\n\tall"]
    long = paragraph("word " * 45)
    side = _table((paragraph("Left."), long + paragraph("More.")))
    assert word(side) == ["paragraph: Left.", f"paragraph: {'word ' * 44}word", "paragraph: More."]
    assert word(_table((paragraph("Alone."),), (paragraph("Below."),))) == ["paragraph: Alone.", "paragraph: Below."]
    nested = _table((paragraph("a") + data, paragraph("b")))
    assert word(nested) == ["table: a Port Hurt Lervik 14 of 340 all\tb"]


def test_heads_and_feet_stand_around_the_text_and_notes_behind_it() -> None:
    """The same head of first and further pages is there once; separators of notes are no notes."""
    notes = (
        f'<w:footnote w:type="separator">{paragraph("---")}</w:footnote><w:footnote>{paragraph("A note.")}</w:footnote>'
    )
    parts = {
        "header1": paragraph("Ministry"),
        "header2": paragraph("Ministry"),
        "footer1": paragraph("Page 1"),
        "footnotes": notes,
    }
    assert word(paragraph("Text."), parts=parts) == [
        "page header: paragraph: Ministry",
        "paragraph: Text.",
        "paragraph: A note.",
        "page footer: paragraph: Page 1",
    ]


def test_a_part_that_cannot_be_read_does_not_cost_the_text() -> None:
    """It is said that the document is incomplete."""
    data = docx(paragraph("Text."), parts={"header1": "<w:p>"})
    draft = formats.read(data, "a.docx")
    assert told(draft) == ["paragraph: Text."]
    assert [flag.kind for flag in draft.flags] == ["incomplete"]
    assert "word/header1.xml" in draft.flags[0].reason


def test_line_ends_tabs_and_hyphens_are_characters() -> None:
    """A line end within a paragraph stays one; blank lines do not."""
    body = (
        "<w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:br/><w:t>t</w:t><w:noBreakHyphen/><w:t>three</w:t>"
        "<w:softHyphen/></w:r></w:p>"
    )
    assert word(body) == ["paragraph: one\ttwo\nt\u2011three\u00ad"]


@pytest.mark.parametrize(
    ("core", "stated"),
    [
        ("<dc:title>Port  closed</dc:title>", {"headline": ("Port closed", "stated")}),
        ("<dc:title>Port closed | The Ledger</dc:title>", {}),
        (
            "<dc:title>Port closed after storm | The Ledger</dc:title>",
            {"headline": ("Port closed after storm", "stated"), "publisher": ("The Ledger", "inferred")},
        ),
        ("<dc:title>Microsoft Word - Document1</dc:title><dc:creator>Press Office</dc:creator>", {}),
        ("<dc:creator>Ann Lee</dc:creator>", {"authors": ("Ann Lee", "stated")}),
        ("<dc:creator>Jon Doe</dc:creator>", {}),
        ("<dcterms:created>2025-03-12T09:05:00Z</dcterms:created>", {"date": ("2025-03-12", "inferred")}),
        ("<dcterms:created>2025-03-99</dcterms:created>", {}),
    ],
)
def test_properties_are_believed_as_far_as_the_text_bears_them_out(
    core: str, stated: dict[str, tuple[str, str]]
) -> None:
    """A title and a name that stand in the text, too; a date only as inferred."""
    draft = formats.read(docx(paragraph("Port closed after storm") + paragraph("By Ann Lee"), core=core), "a.docx")
    assert {key: (facts[0].value, facts[0].status) for key, facts in draft.stated.items()} == stated
    assert {fact.origin for facts in draft.stated.values() for fact in facts} <= {"document properties"}


# ------------------------------------------------------------------------------------------------ OpenDocument


def test_an_opendocument_text_is_read_in_its_order() -> None:
    """Headings, text with blanks, tabs, line ends and links, lists, tables; notes behind; no changes and no comments."""
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        '<text:h text:outline-level="1">Head</text:h><text:p text:style-name="P1">Under</text:p>'
        '<text:p>One<text:s text:c="2"/>two<text:tab/>three<text:line-break/><text:span>fo<text:span>ur</text:span></text:span>'
        "<office:annotation><text:p>comment</text:p></office:annotation>, five"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>."
        "</text:p><text:list><text:list-item><text:p>a</text:p><text:list><text:list-item><text:p>b</text:p></text:list-item>"
        "</text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell><table:table-cell><text:p>y</text:p>"
        "</table:table-cell></table:table-row></table:table>"
        "<text:p>Box:<draw:frame><draw:text-box><text:p>inside</text:p></draw:text-box></draw:frame> end</text:p>"
        '<text:p text:style-name="Quotations">Said.</text:p>'
    )
    styles = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Subtitle"/>'
    masters = (
        "<style:master-page><style:header><text:p>Paper</text:p></style:header><style:footer><text:p>Page "
        "<text:page-number>1</text:page-number></text:p></style:footer></style:master-page>"
        "<style:master-page><style:header-first><text:p>Paper</text:p></style:header-first></style:master-page>"
    )
    assert open_(body, styles=styles, masters=masters) == [
        "page header: paragraph: Paper",
        "heading: Head",
        "heading: Under",
        "paragraph: One  two\tthree\nfour, five.",
        "list: a\nb",
        "table: x\ty",
        "paragraph: Box: end",
        "paragraph: inside",
        "blockquote: Said.",
        "paragraph: A note.",
        "page footer: paragraph: Page 1",
    ]


def test_the_properties_of_an_opendocument_text() -> None:
    """The first creator counts, where the text has the name."""
    meta = "<dc:title>A port shut</dc:title><meta:initial-creator>Ann Lee</meta:initial-creator><dc:creator>Jon Doe</dc:creator>"
    draft = formats.read(odt("<text:p>A port shut</text:p><text:p>By Ann Lee</text:p>", meta=meta), "a.odt")
    assert {key: facts[0].value for key, facts in draft.stated.items()} == {
        "headline": "A port shut",
        "authors": "Ann Lee",
    }


# ------------------------------------------------------------------------------------------------ what cannot be read

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_CIPHER = '<manifest:manifest xmlns:manifest="m"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'


@pytest.mark.parametrize(
    ("data", "file", "reason"),
    [
        (_OLE, "a.doc", "an old Word file: save it as .docx"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted with a password"),
        (b"text", "a.docx", "damaged or cut off"),
        (packed({"mimetype": "x"}), "a.docx", "no Word document"),
        (docx(""), "a.docx", "there is no text in it"),
        (docx("<w:p>", files={"word/document.xml": "<w:p>"}), "a.docx", "word/document.xml is damaged"),
        (packed({"mimetype": "x"}), "a.odt", "no OpenDocument text"),
        (odt("", files={"META-INF/manifest.xml": _CIPHER}), "a.odt", "encrypted with a password"),
        (odt("", files={"content.xml": "<a/>"}), "a.odt", "a table or drawing, not a text"),
        (odt(" <text:p> </text:p>"), "a.odt", "there is no text in it"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, file: str, reason: str) -> None:
    """In words for a person, with what to do where something can be done."""
    with pytest.raises(formats.Unreadable, match=reason):
        formats.read(data, file)


def test_a_text_too_long_for_one_source_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read of a small file must not be without bound."""
    monkeypatch.setattr(galley, "MOST_TEXT", 1_000)
    assert word(paragraph("a" * 900))
    with pytest.raises(formats.Unreadable, match="more than 1,000 characters of text: split it"):
        word(paragraph("a" * 500) * 2)


def test_any_depth_of_elements_is_read() -> None:
    """Tables in tables, spans in spans: the way down is no recursion."""
    deep = 5_000
    nested = "<w:tbl><w:tr><w:tc>" * deep + paragraph("Deep.") + "</w:tc></w:tr></w:tbl>" * deep
    assert word(nested) == ["paragraph: Deep."]
    spans = "<text:p>" + "<text:span>a" * deep + "</text:span>" * deep + "</text:p>"
    assert open_(spans) == [f"paragraph: {'a' * deep}"]


_SAMPLES = {
    "a.docx": docx(paragraph("One & two".replace("&", "&amp;")) + _table((paragraph("x"), paragraph("y")))),
    "a.odt": odt("<text:p>One</text:p><text:list><text:list-item><text:p>Two</text:p></text:list-item></text:list>"),
}


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(sorted(_SAMPLES)))
def test_damaged_files_are_read_or_refused(data: st.DataObject, file: str) -> None:
    """With bytes changed or cut: a sound draft, or Unreadable; no other exception."""
    whole = _SAMPLES[file]
    broken = bytearray(whole)
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        broken[at] = data.draw(st.integers(0, 255))
    cut = bytes(broken[: data.draw(st.integers(0, len(whole)) | st.just(len(whole)))])
    with contextlib.suppress(formats.Unreadable):
        sound(formats.read(cut, file))


_NAMES = (
    "w:p", "w:t", "w:tbl", "w:tr", "w:tc", "text:p", "text:note-body", "text:list", "table:table", "table:table-row",
    "table:table-cell",
)  # fmt: skip
_TREES = st.recursive(
    st.sampled_from(["", "<w:p><w:t>zz</w:t></w:p>"]),
    lambda inner: st.builds(
        lambda name, inside: f"<{name}>{''.join(inside)}</{name}>", st.sampled_from(_NAMES), st.lists(inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(_TREES)
def test_elements_in_the_wrong_places_are_read_too(tree: str) -> None:
    """Cells without rows, paragraphs in paragraphs, notes in tables: nothing of their text is lost."""
    there = {
        "a.docx": docx(f'<w:q xmlns:text="t" xmlns:table="tb">{tree}</w:q>'),
        "a.odt": odt(f'<text:q xmlns:w="w">{tree}</text:q>'),
    }
    for file, made in there.items():
        if "zz" in tree:
            draft = formats.read(made, file)
            sound(draft)
            assert draft.text.count("zz") == tree.count("zz")
