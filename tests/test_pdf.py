"""Printed documents: text in reading order, what stands around it told apart, and what cannot be read with its reason."""

from __future__ import annotations

import contextlib
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import formats, masthead
from index.formats import pdf as pdfs
from index.formats.pdf import pages
from index.formats.pdf.stream import Run, Sheet
from tests.documents import Put, column, operators, pdf, stream_object
from tests.test_office import sound, told

LEFT = ["The ferry struck the dredger in dense fog", "on Tuesday morning off the harbour, and the", "harbour master closed the port at seven."]  # fmt: skip
RIGHT = ["Nobody was missing in the evening, said the", "company, which has run the line since 1926", "and keeps two ships for the summer traffic."]  # fmt: skip


def printed(*pages: list[Put] | str, **more: object) -> list[str]:
    """What is told of a document with these pages."""
    draft = formats.read(pdf(*pages, **more), "a.pdf")
    sound(draft)
    return told(draft)


def para(lines: list[str]) -> str:
    return "paragraph: " + "\n".join(lines)


# ------------------------------------------------------------------------------------------------ reading order


def test_two_columns_are_read_one_after_the_other_under_the_line_that_spans_them() -> None:
    """A headline over both, the left column, the right one; also where the file draws line by line across the page."""
    across = [put for pair in zip(column(50, 700, LEFT), column(300, 700, RIGHT), strict=True) for put in pair]
    found = printed([(50, 740, 24, "A headline that spans both of the columns"), *across])
    assert found == ["heading: A headline that spans both of the columns", para(LEFT), para(RIGHT)]


def test_a_line_across_the_page_ends_the_columns_above_it() -> None:
    """Above it left and right, then the line, then left and right below it."""
    wide = "*This line of bold words runs over both of the columns from edge to edge*"
    page = [*column(50, 700, LEFT), *column(300, 700, RIGHT), (50, 640, 11, wide), *column(50, 610, RIGHT), *column(300, 610, LEFT)]  # fmt: skip
    assert printed(page) == [para(LEFT), para(RIGHT), f"heading: {wide.strip('*')}", para(RIGHT), para(LEFT)]


def test_columns_need_not_stand_on_the_same_lines() -> None:
    """The right one begins higher and between the lines of the left one."""
    page = [*column(50, 690, LEFT), *column(300, 703, ["Begins above the other one, and goes on", *RIGHT])]
    assert printed(page) == [para(LEFT), para(["Begins above the other one, and goes on", *RIGHT])]


def test_three_columns_and_columns_of_unequal_length() -> None:
    """From left to right, each to its end."""
    texts = [f"{name} column of the page." for name in ("First", "Second", "Third")]
    page = [
        put
        for n, (text, count) in enumerate(zip(texts, (9, 3, 6), strict=True))
        for put in column(40 + 180 * n, 700, [text] * count)
    ]
    assert (
        " ".join(printed(page)).replace("paragraph: ", "").split()
        == " ".join([texts[0]] * 9 + [texts[1]] * 3 + [texts[2]] * 6).split()
    )


def test_rows_of_short_cells_are_a_table() -> None:
    """Read row by row, cells parted by tabs."""
    rows = [
        ("Ship", "Length", "Built"),
        ("Tarna", "84.2 m", "1998"),
        ("Dvalin", "61.0 m", "2004"),
        ("Rask", "92 m", "2011"),
    ]
    page = [(50 + 120 * c, 700 - 14 * r, 10, cell) for r, row in enumerate(rows) for c, cell in enumerate(row)]
    page.append((50, 635, 10, "Below it a line of text."))
    assert printed(page) == [
        "table: " + "\n".join("\t".join(row) for row in rows),
        "paragraph: Below it a line of text.",
    ]


def test_a_page_that_is_turned_is_read_upright_and_turned_lines_apart() -> None:
    """A page with /Rotate, a page whose letters are all turned; a credit up the margin is a block of its own."""
    turned = operators(column(0, 0, LEFT))
    assert printed(f"q 0 1 -1 0 300 100 cm {turned} Q", page="/Rotate 90") == [para(LEFT)]
    assert printed(f"q 0 1 -1 0 300 100 cm {turned} Q") == [para(LEFT)]
    credit = "q 0 1 -1 0 500 400 cm BT /F1 6 Tf (Photo: Per Myhre) Tj ET Q"
    assert printed(operators(column(50, 700, LEFT)) + credit) == [para(LEFT), "paragraph: Photo: Per Myhre"]


# ------------------------------------------------------------------------------------------------ letters and words


def test_words_come_from_where_the_letters_stand() -> None:
    """Blanks that are only gaps, letters set one by one, kerning, spread letters."""
    shows = (
        "BT /F1 10 Tf 50 700 Td [(T) 80 (arna) -300 (struck) -20 ( the)] TJ ET\n"
        + "".join(
            f"BT /F1 10 Tf {50 + 5.6 * n + (9 if n > 3 else 0)} 660 Td ({c}) Tj ET\n" for n, c in enumerate("nonedabo")
        )
        + "".join(
            f"BT /F1 10 Tf {50 + 9.5 * n + (9 if n > 4 else 0)} 620 Td ({c}) Tj ET\n" for n, c in enumerate("PRESSNOTE")
        )
        + "BT /F1 10 Tf 3 Tc 50 580 Td (SPREAD OUT) Tj ET"
    )
    assert [text.partition(": ")[2] for text in printed(shows)] == [
        "Tarna struck the",
        "none dabo",
        "PRESS NOTE",
        "SPREAD OUT",
    ]


def test_raised_figures_and_initials_stand_in_their_line() -> None:
    """A note's figure behind its word, an initial over two lines before the rest of its word."""
    raised = [*column(50, 700, ["Water of 20 m"]), (50 + 63, 704, 6, "2"), (50 + 68, 700, 10, "and a word")]
    assert printed(raised) == ["paragraph: Water of 20 m2 and a word"]
    initial = [(50, 688, 32, "T"), *column(72, 700, ["he ferry struck the", "dredger in dense fog"]), (50, 676, 10, "off the"), (85, 676, 10, "harbour of Lervik")]  # fmt: skip
    assert printed(initial) == ["paragraph: The ferry struck the\ndredger in dense fog\noff the harbour of Lervik"]


def test_ligatures_and_hyphens_stay_as_they_stand() -> None:
    """Nothing is joined or taken apart in the text; a font may call one code `fi`, or give it a private sign for it."""
    codes = b"1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <61> <FB01> <62> <F002> endbfchar"
    font = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R>>"
    show = "BT /F9 10 Tf 12 TL 50 700 Td (anding bood in the hen-) Tj T* (hole) Tj ET"
    data = pdf(show, more=[font, stream_object(codes)]).replace(b"/F1 <<", b"/F9 5 0 R /F1 <<", 1)
    assert told(formats.read(data, "a.pdf")) == ["paragraph: ﬁnding ﬂood in the hen-\nhole"]


def test_a_note_at_the_foot_does_not_part_a_sentence() -> None:
    """It comes behind the paragraph that goes on after it."""
    first = [
        *column(50, 120, [*LEFT[:2], "harbour master of Lervik closed the port, as"]),
        (50, 60, 7, "1 Maren Holt, since 2019."),
    ]
    second = column(50, 760, ["she had to."])
    assert printed(first, second) == [
        para([*LEFT[:2], "harbour master of Lervik closed the port, as", "she had to."]),
        "paragraph: 1 Maren Holt, since 2019.",
    ]


def test_letters_drawn_twice_to_look_bold_are_read_once() -> None:
    """The same words in the same place."""
    assert printed([(50, 700, 10, "Once only"), (50.3, 700, 10, "Once only")]) == ["paragraph: Once only"]


def test_forms_are_read_and_what_lies_beyond_the_paper_is_not() -> None:
    """A stream within a stream, moved; slugs of the printer outside of the page."""
    form = stream_object(
        b"BT /F1 10 Tf 0 0 Td (Inside) Tj ET", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Matrix [1 0 0 1 50 600]"
    )
    page = operators([(50, 700, 10, "Before"), (50, 900, 10, "slug.indd 1")]) + " q 1 0 0 1 0 20 cm /X Do Q"
    assert printed(page, resources="/XObject <</X 5 0 R>>", more=[form]) == ["paragraph: Before", "paragraph: Inside"]


# ------------------------------------------------------------------------------------------------ paragraphs


def test_paragraphs_are_told_by_space_indent_and_short_last_lines() -> None:
    """Each sign alone is enough; a ragged line that ends where the next word had no room is none."""
    ten = "ten words stand in this line, and it is full"
    spaced = [*column(50, 700, [ten, "short."]), *column(50, 670, ["Another begins", "and ends."])]
    assert printed(spaced) == [para([ten, "short."]), para(["Another begins", "and ends."])]
    assert printed(column(50, 700, ["   Indented " + ten, ten + " and so on", "   Again " + ten, ten])) == [
        para(["Indented " + ten, ten + " and so on"]), para(["Again " + ten, ten]),
    ]  # fmt: skip
    assert printed(column(50, 700, [ten + ", and on", "it goes until here.", "Another one begins in this line, as", "all can see."])) == [
        para([ten + ", and on", "it goes until here."]), para(["Another one begins in this line, as", "all can see."]),
    ]  # fmt: skip


def test_headings_are_larger_or_bold_and_lists_have_their_bullets() -> None:
    """A bold line alone; items of a list are one block, a second line of an item belongs to it."""
    page = [(50, 740, 18, "Larger than the text"), *column(50, 700, LEFT), (50, 650, 10, "*Bold and alone*"), *column(50, 635, RIGHT), *column(50, 590, ["• one thing that goes on over", "  the end of its line", "• another"])]  # fmt: skip
    assert printed(page) == [
        "heading: Larger than the text",
        para(LEFT),
        "heading: Bold and alone",
        para(RIGHT),
        "list: • one thing that goes on over\nthe end of its line\n• another",
    ]


def test_a_paragraph_goes_on_over_columns_and_pages() -> None:
    """Where no stop ends it and the next begins in lower case, or the line is full; what stands around a page comes after."""
    first = [
        (50, 810, 8, "The Ledger"),
        *column(50, 120, [*LEFT[:2], "harbour master of Lervik closed the port, as"]),
        (290, 20, 8, "Page 1"),
    ]
    second = [
        (50, 810, 8, "The Ledger"),
        *column(
            50, 760, ["she had to.", "Nobody was hurt, and all the passengers of the", "ferry were ashore by eight."]
        ),
        (290, 20, 8, "Page 2"),
    ]
    assert printed(first, second) == [
        "running head: paragraph: The Ledger",
        "page number: paragraph: Page 1",
        para([*LEFT[:2], "harbour master of Lervik closed the port, as", "she had to."]),
        "running head: paragraph: The Ledger",
        "page number: paragraph: Page 2",
        "paragraph: Nobody was hurt, and all the passengers of the\nferry were ashore by eight.",
    ]
    apart = [*column(50, 700, LEFT), *column(300, 700, ["and this column goes on in lower case", *RIGHT])]
    assert len(printed(apart)) == 2, "a stop ended the sentence"


# ------------------------------------------------------------------------------------------------ heads and feet


def test_what_stands_at_head_and_foot_of_several_pages_is_furniture() -> None:
    """The same words, figures aside, in left and right pages; a figure alone; not a line of the text at the same place."""
    pages = [
        [(50 if n % 2 else 400, 815, 8, f"The Ledger, {n} March" if n % 2 else "Shipping"), (290, 25, 8, f"– {n} –"), *column(50, 770, [f"Page {word} has these words.", "And these."])]
        for n, word in enumerate(("one", "two", "three", "four"), 1)
    ]  # fmt: skip
    found = printed(*pages)
    assert [text for text in found if text.startswith("running head")] == [
        "running head: paragraph: The Ledger, 1 March",
        "running head: paragraph: Shipping",
        "running head: paragraph: The Ledger, 3 March",
        "running head: paragraph: Shipping",
    ]
    assert sum(text.startswith("page number") for text in found) == 4
    same = [column(50, 820, ["The same words begin each page", "and go on differently " + "abc"[n]]) for n in range(3)]
    assert all(text.startswith("paragraph") for text in printed(*same)), "no space parts it from the text"


def test_a_foot_right_below_the_end_of_the_text_is_one_too() -> None:
    """On a last page that is not full; words that no other page has at its foot are none."""
    foot = "The harbour, interim note"
    pages = [
        [*column(50, 770, [f"Page {n} has these words.", "And these."]), (50, 25, 8, foot)] for n in ("one", "two")
    ]
    last = [*column(50, 770, ["Page three is short."]), (50, 700, 8, foot)]
    assert [text for text in printed(*pages, last) if foot in text] == [f"running foot: paragraph: {foot}"] * 3
    assert (
        printed(*pages, [*last[:1], (50, 700, 8, "The harbour, last note")])[-1] == "paragraph: The harbour, last note"
    )


def _letters(x: float, y: float, size: float, text: str) -> list[Put]:
    """A line that is drawn letter by letter."""
    return [(x + 0.6 * size * n, y, size, c) for n, c in enumerate(text) if c != " "]


def test_texts_that_lie_over_each_other_are_read_one_by_one() -> None:
    """A stamp or a foot set into a line, letter by letter; nobody has to be warned."""
    line, stamp = "the chain of the northern crane had been seen in spring", "For the use of the harbour only"
    data = pdf([*_letters(50, 700, 11, line), *_letters(53, 700.5, 8, stamp)])
    draft = formats.read(data, "a.pdf")
    assert ["".join(block.span.of(draft.text).split()) for block in draft.blocks] == [
        "".join(words.split()) for words in (line, stamp)
    ]
    assert not draft.flags


def test_letters_in_a_heap_are_said_to_be_one() -> None:
    """Where the order in which they are drawn does not tell the texts apart."""
    one, other = (
        _letters(x, 700, 11, text) for x, text in ((50, "the chain of the crane"), (52, "for the harbour alone"))
    )
    mixed = [put for pair in zip(one, other, strict=False) for put in pair]
    (flag,) = formats.read(pdf([*mixed, *column(50, 600, LEFT)]), "a.pdf").flags
    assert (flag.kind, flag.reason) == ("incomplete", "letters lie over each other on page 1: their order is not known")


def test_the_mark_that_ends_a_release_stands_alone() -> None:
    """Also right under the last line of its text; the same word within a sentence does not."""
    assert printed(column(50, 700, [*LEFT, "ENDS"])) == [para(LEFT), "paragraph: ENDS"]
    within = [LEFT[0], "ENDS", "of ropes lay on the quay in the morning."]
    assert len(printed(column(50, 700, within))) == 1


def test_what_a_browser_prints_around_a_page_is_furniture() -> None:
    """Time and title above, address and number below; the host is the publisher, the time of printing not the date."""
    page = [
        (30, 820, 8, "3/11/25, 6:42 PM"), (250, 820, 8, "Port closed | The Ledger"),
        *column(50, 760, LEFT), (30, 15, 8, "https://www.ledger.example/port-closed"), (560, 15, 8, "1/3"),
    ]  # fmt: skip
    data = pdf(page, info="/CreationDate (D:20250311184200Z)")
    draft = formats.read(data, "a.pdf")
    assert told(draft)[:2] == [
        "running head: paragraph: 3/11/25, 6:42 PM\tPort closed | The Ledger",
        "running foot: paragraph: https://www.ledger.example/port-closed\t1/3",
    ]
    assert {key: (facts[0].value, facts[0].status) for key, facts in draft.stated.items()} == {
        "publisher": ("ledger.example", "inferred")
    }


def test_what_the_file_marks_as_running_head_is_furniture() -> None:
    """`Artifact` of type `Pagination`, wherever it stands."""
    marked = "/Artifact <</Type /Pagination>> BDC " + operators([(50, 500, 10, "Ledger")]) + " EMC "
    assert printed(marked + operators(column(50, 460, LEFT))) == ["running head: paragraph: Ledger", para(LEFT)]


def test_metadata_is_believed_as_far_as_the_text_bears_it_out() -> None:
    """The title of the print, the date only as inferred; no name of a file."""
    page = [(50, 740, 18, "A port is closed"), *column(50, 700, LEFT)]
    for title, headline in (("Microsoft Word - A port is closed", "A port is closed"), ("ledger-final2.docx", None)):
        draft = formats.read(
            pdf(page, info=f"/Title ({title}) /Author (admin) /CreationDate (D:20250312090500)"), "a.pdf"
        )
        assert [f.value for f in draft.stated.get("headline", ())] == ([headline] if headline else [])
        assert "authors" not in draft.stated
        assert [(f.value, f.status) for f in draft.stated["date"]] == [("2025-03-12", "inferred")]


@pytest.mark.parametrize(
    "program",
    [
        "/Producer (Skia/PDF m120)",
        "/Creator (Mozilla/5.0 HeadlessChrome/120.0) /Producer (unknown)",
        "/Producer (macOS Version 14.1 Quartz PDFContext)",
        "/Producer (Microsoft: Print To PDF)",
        "/Creator (wkhtmltopdf 0.12.6) /Producer (Qt 5.15.2)",
        "/Producer (GPL Ghostscript 10.0)",
    ],
)
def test_the_day_on_which_a_page_was_printed_is_no_date(program: str) -> None:
    """A browser or print driver writes when it was run; a program in which a text is set writes when it was made."""
    page = [(50, 740, 18, "A port is closed"), *column(50, 700, LEFT)]
    date = "/CreationDate (D:20250312090500)"
    assert "date" not in formats.read(pdf(page, info=f"{date} {program}"), "a.pdf").stated
    assert "date" in formats.read(pdf(page, info=f"{date} /Producer (Adobe PDF Library 15.0)"), "a.pdf").stated


def test_the_head_of_the_first_page_names_paper_and_date() -> None:
    """Printed apart from the text, or as a line of it; neither what a browser prints nor what later pages have counts."""
    head = [(50, 820, 8, "The Harlow Ledger"), (400, 820, 8, "12 March 2025")]
    title = (50, 740, 18, "A port is closed")
    marked = "/Artifact <</Type /Pagination>> BDC " + operators(head) + " EMC "
    text = operators([title, *column(50, 700, LEFT)])
    later = "/Artifact <</Type /Pagination>> BDC " + operators([(50, 820, 8, "Northern Post, 1 May 2025")]) + " EMC "

    def mast(*pages: str | list[tuple[float, float, float, str]]) -> tuple[str | None, str | None]:
        found, _ = masthead.read(formats.read(pdf(*pages, info="/CreationDate (D:20250630090500)"), "a.pdf"), "a.pdf")
        return found.publisher and found.publisher.value, found.date and found.date.value

    assert mast(marked + text) == ("The Harlow Ledger", "2025-03-12")
    assert mast([(50, 820, 8, "THE HARLOW LEDGER Wednesday 12 March 2025 7"), title, *column(50, 700, LEFT)]) == (
        "THE HARLOW LEDGER",
        "2025-03-12",
    )
    assert mast(text, later + operators(column(50, 700, LEFT))) == (None, "2025-06-30")
    browser = [(30, 820, 8, "12/03/2025, 18:42"), (250, 820, 8, "The Harlow Ledger"), *column(50, 700, LEFT)]
    assert mast(browser) == (None, None)


# ------------------------------------------------------------------------------------------------ what cannot be read

PICTURE = stream_object(
    b"\0", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
)
DRAW = "q 500 0 0 700 0 0 cm /P Do Q"


def test_a_page_that_is_only_a_picture_is_said_so() -> None:
    """All of them: nothing to read; one of them: the rest is read, and flagged."""
    more = {"resources": "/XObject <</P 5 0 R>>", "more": [PICTURE]}
    with pytest.raises(formats.Unreadable, match="scanned pages"):
        printed(DRAW, DRAW, **more)
    draft = formats.read(pdf(column(50, 700, LEFT), DRAW, **more), "a.pdf")
    assert [(flag.kind, flag.reason) for flag in draft.flags] == [("incomplete", "no text but pictures on page 2")]


def _encrypted(password: str) -> bytes:
    """By RC4, which needs no library."""
    import io

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(column(50, 700, LEFT)))))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_an_empty_password_is_tried() -> None:
    """Many programs only forbid to copy; a real password is asked for in words."""
    assert told(formats.read(_encrypted(""), "a.pdf")) == [para(LEFT)]
    with pytest.raises(formats.Unreadable, match="encrypted with a password: print it"):
        formats.read(_encrypted("secret"), "a.pdf")
    cipher = b"/V 4\n/R 4\n/CF <</StdCF <</CFM /AESV2 /Length 16>>>> /StmF /StdCF /StrF /StdCF"
    with pytest.raises(formats.Unreadable, match="protected by a cipher"):
        formats.read(_encrypted("").replace(b"/V 2\n/R 3", cipher), "a.pdf")


BOMB = stream_object(zlib.compress(b"BT /F1 9 Tf (a) Tj ET\n" * 2_000_000, 9), "/Filter /FlateDecode")
CYCLE = b"<</Type /Pages /Kids [2 0 R] /Count 1>>"
FORM = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X 5 0 R>> >>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"just text", "no PDF file"),
        (b"%PDF-1.4\nand nothing else", "damaged"),
        (pdf(""), "there is no text in it"),
        (pdf(column(50, 700, LEFT))[:200], "damaged"),
        (pdf("").replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"), "damaged|no text"),
        (pdf("/X Do", resources="/XObject <</X 5 0 R>>", more=[stream_object(b"/X Do", FORM)]), "no text"),
    ],
    ids=["text", "header", "empty", "cut", "cycle", "form"],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    """No loop, no traceback: a reason."""
    with pytest.raises(formats.Unreadable, match=reason):
        formats.read(data, "a.pdf")


def test_a_stream_that_unpacks_to_too_much_is_refused_in_time() -> None:
    """44 MB of operators out of some kilobytes."""
    data = pdf("q").replace(b"/Contents 6 0 R", b"/Contents 5 0 R", 1)
    data = pdf("q", more=[BOMB]).replace(b"/Contents 7 0 R", b"/Contents 5 0 R", 1)
    before = time.process_time()
    with pytest.raises(formats.Unreadable, match="damaged"):
        formats.read(data, "a.pdf")
    assert time.process_time() - before < 5


def test_too_many_pages_and_operators(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are counted; operators are gone through as far as their budget reaches, and the rest is flagged."""
    data = pdf(*(column(50, 700, LEFT) for _ in range(3)))
    monkeypatch.setattr(pdfs, "MOST_PAGES", 2)
    with pytest.raises(formats.Unreadable, match="3 pages, more than 2: split it"):
        formats.read(data, "a.pdf")
    monkeypatch.setattr(pdfs, "MOST_PAGES", 3)
    monkeypatch.setattr(pdfs, "MOST_OPERATORS", 20)
    assert [flag.reason for flag in formats.read(data, "a.pdf").flags] == ["pages 2 and 3 could not be read in full"]


def test_letters_that_nobody_can_know_are_no_text() -> None:
    """Fonts of drawings without names: their codes are not letters."""
    font = b"<</Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [0.1 0 0 0.1 0 0] /CharProcs <</g77 6 0 R>> /Encoding <</Differences [97 /g77]>> /FirstChar 97 /LastChar 97 /Widths [9]>>"
    data = pdf("BT /F9 10 Tf 50 700 Td (aaaa) Tj ET", more=[font, stream_object(b"")]).replace(
        b"/F1 <<", b"/F9 5 0 R /F1 <<", 1
    )
    with pytest.raises(formats.Unreadable, match="do not say which letters"):
        formats.read(data, "a.pdf")


SAMPLE = pdf(
    [(50, 815, 8, "Head"), *column(50, 700, LEFT), *column(300, 700, RIGHT)],
    [(50, 815, 8, "Head"), *column(50, 700, LEFT)],
)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damaged_files_are_read_or_refused(data: st.DataObject) -> None:
    """With bytes changed or cut: a sound draft, or Unreadable; no other exception."""
    broken = bytearray(SAMPLE)
    for at in data.draw(st.lists(st.integers(0, len(SAMPLE) - 1), max_size=8)):
        broken[at] = data.draw(st.integers(0, 255))
    cut = bytes(broken[: data.draw(st.integers(0, len(SAMPLE)) | st.just(len(SAMPLE)))])
    with contextlib.suppress(formats.Unreadable):
        sound(formats.read(cut, "a.pdf"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 560), st.floats(0, 830), st.floats(4, 40), st.text("ab 1.•-", min_size=1, max_size=40)),
        max_size=40,
        unique_by=lambda put: put[3],
    )
)
def test_no_letter_is_lost_wherever_it_stands(puts: list[Put]) -> None:
    """What is printed on the page is in the text, letter for letter, whatever the order."""
    data = pdf([(round(x, 1), round(y, 1), round(size, 1), text) for x, y, size, text in puts])
    wanted = sorted("".join("".join(text.split()) for *_, text in puts))
    try:
        draft = formats.read(data, "a.pdf")
    except formats.Unreadable:
        assert not wanted
        return
    sound(draft)
    assert sorted("".join(draft.text.split())) == wanted


def _run(x: float, y: float, size: float = 8, text: str = "a", turn: int = 0) -> Run:
    return Run(x, x + size / 2 * len(text), y, size, text, False, turn, False)


PILES = {
    "a grid": [_run(5 * (n % 100), 840 - 4 * (n // 100)) for n in range(3000)],
    "a row": [_run(n / 50, 500) for n in range(3000)],
    "initials": [_run(50 + n / 100, 500 + n / 100, 30 if n % 2 else 8, "T") for n in range(3000)],
    "raised signs": [_run(n % 560, 500 + 3 * (n % 2), 8 if n % 2 else 5, "T") for n in range(3000)],
    "columns": [_run(60 * (n % 9), 840 - n / 25, 4, "ab ab ab") for n in range(3000)],
    "every turn": [_run(n % 500, n % 800, 8, "a", n % 360) for n in range(3000)],
}


@pytest.mark.parametrize("name", PILES)
def test_a_page_of_piled_up_letters_takes_no_long_time(name: str) -> None:
    """Whatever stands on it, the time is in proportion; and no run is lost."""
    before = time.process_time()
    pieces = list(pages.pieces(pages.read([Sheet(595, 842, list(PILES[name]))])))
    assert time.process_time() - before < 2
    wanted = sum(len(run.text.replace(" ", "")) for run in PILES[name])
    assert sum(len("".join(piece.text.split())) for piece in pieces) == wanted
