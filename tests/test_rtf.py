r"""Rich Text: what is printed comes in its letters, what only controls it does not."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import formats
from tests.test_office import sound, told


def rtf(body: str, head: str = r"\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times;}}") -> bytes:
    return ("{\\rtf1" + head + "\n" + body + "}").encode("latin-1")


def written(body: str, **more: str) -> list[str]:
    draft = formats.read(rtf(body, **more), "a.rtf")
    sound(draft)
    return told(draft)


def test_paragraphs_and_signs() -> None:
    r"""`\par` ends a paragraph, line ends of the file are nothing, signs have words of their own."""
    body = "\\pard One\nword\\line two\\par\\pard \\ldblquote Said\\rdblquote\\emdash he\\~\\_\\-\\tab\\{x\\}\\\\\\par\nLast"
    assert written(body) == [
        "paragraph: Oneword\ntwo",
        "paragraph: “Said”—he\u00a0\u2011\u00ad\t{x}\\",
        "paragraph: Last",
    ]


@pytest.mark.parametrize(
    ("body", "head", "text"),
    [
        (r"caf\'e9 \'93x\'94", r"\ansi", "café “x”"),
        (r"\'ce\'d1\'ca", r"\ansi\ansicpg1251", "ОСК"),
        (r"\f1\'ce\'d1\f0\'e9", r"\ansi{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}", "ОСé"),
        (r"\f1\'83\'65\'83X\'83g", r"\ansi{\fonttbl{\f1\fcharset128 B;}}", "テスト"),
        (r"\'8e\'8f", r"\mac", "éè"),
        (r"\u8220?x\u8221\'94 \uc0\u233 t\uc2\u8230..z\u-10179?\'3f\u-8704??!", r"\ansi", "“x” ét…z😀!"),
        (r"{\upr{ansi}{\*\ud{\u960*}}}", r"\ansi", "π"),
        ("caf\xe9", r"\ansi", "café"),
        (r"{\listtext\f3\'b7\tab}item", r"\ansi{\fonttbl{\f3\fcharset2 Symbol;}}", "•\titem"),
    ],
)
def test_letters_of_every_code_page(body: str, head: str, text: str) -> None:
    """Of the document, of a font, as Unicode with what stands for it behind; halves of a character put together."""
    assert [found.partition(": ")[2] for found in written(body, head=head)] == [text]


def test_what_controls_the_text_is_not_read() -> None:
    """Pictures, codes of fields, tables of fonts and styles, comments, bookmarks, unknown destinations; hidden and deleted text."""
    body = (
        r"{\colortbl;\red1;}{\*\generator Riched20;}{\pict\pngblip 89504e470d0a}{\*\shppict{\pict 00ff}}"
        r"{\field{\*\fldinst HYPERLINK 'http://x.example'}{\fldrslt{\ul Ten linked}}} words"
        r"{\*\bkmkstart a}{\*\bkmkend a}{\*\annotation comment}{\v hidden}{\deleted gone}{\*\unknown x{y}}{\xe index}"
        r"{\object{\*\objdata 0105}{\result{ shown}}}{\pict\bin3 }{x}."
    )
    draft = formats.read(rtf(body), "a.rtf")
    assert told(draft) == ["paragraph: Ten linked words shown."]
    assert draft.blocks[0].linked == pytest.approx(10 / 23)


def test_heads_feet_notes_and_text_boxes_go_where_they_belong() -> None:
    """Head first, foot last, each once; notes behind the text, a box behind its paragraph."""
    body = (
        r"{\header\pard Ministry\par}{\headerf Ministry\par}{\footer Page {\field{\*\fldinst PAGE}{\fldrslt 1}}\par}"
        r"One{\footnote\pard A note.}{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt In the box.\par}}{\shprslt{\*\do x}}} more.\par Two.\par"
    )
    assert written(body) == [
        "page header: paragraph: Ministry",
        "paragraph: One more.",
        "paragraph: In the box.",
        "paragraph: Two.",
        "paragraph: A note.",
        "page footer: paragraph: Page 1",
    ]


def test_headings_lists_and_tables() -> None:
    """By style, outline level and size of type; rows are lines, cells of running text paragraphs."""
    styles = r"\ansi{\stylesheet{\s0 Normal;}{\s1\sbasedon0 heading 1;}{\*\cs10 Default;}}"
    body = (
        r"\pard\s1 One\par\pard\outlinelevel1 Two\par\pard\fs40 Three\par\pard\fs24 " + "Text. " * 20 + r"\par"
        r"\pard{\pntext\'95\tab}a\par{\pntext\'95\tab}b\par\pard"
        r"\trowd\intbl Port\cell Hurt\cell\row\trowd\intbl Lervik\par of all\cell 14\cell\row\pard "
        r"\trowd\intbl " + "word " * 45 + r"\cell b\cell\row\pard End.\par"
    )  # fmt: skip
    assert written(body, head=styles) == [
        "heading: One",
        "heading: Two",
        "heading: Three",
        "paragraph: " + ("Text. " * 20).strip(),
        "list: •\ta\n•\tb",
        "paragraph: Port",
        "paragraph: Hurt",
        "paragraph: Lervik",
        "paragraph: of all",
        "paragraph: 14",
        "paragraph: " + ("word " * 45).strip(),
        "paragraph: b",
        "paragraph: End.",
    ]
    alone = r"\trowd\intbl Port\cell Hurt\cell\row\trowd\intbl Lervik\par of all\cell 14\cell\row\pard End.\par"
    assert written(alone) == ["table: Port\tHurt\nLervik of all\t14", "paragraph: End."]


def test_the_properties_of_a_document() -> None:
    """As of other documents, believed as far as the text bears them out."""
    body = r"{\info{\title Port closed}{\author Ann Lee}{\creatim\yr2025\mo3\dy12\hr9}{\operator X}}Port closed\par By Ann Lee"
    draft = formats.read(rtf(body), "a.rtf")
    assert told(draft) == ["paragraph: Port closed", "paragraph: By Ann Lee"]
    assert {key: (facts[0].value, facts[0].status) for key, facts in draft.stated.items()} == {
        "headline": ("Port closed", "stated"),
        "authors": ("Ann Lee", "stated"),
        "date": ("2025-03-12", "inferred"),
    }


def test_a_file_that_breaks_off_is_flagged() -> None:
    """Its text is read as far as it goes."""
    draft = formats.read(rtf(r"One\par Two {\b bold")[:-1], "a.rtf")
    assert told(draft) == ["paragraph: One", "paragraph: Two bold"]
    assert [flag.kind for flag in draft.flags] == ["incomplete"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"text", "no RTF file"), (rtf(""), "there is no text in it"), (rtf("{" * 6_000), "nested deeper than 5,000")],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    """In words for a person."""
    with pytest.raises(formats.Unreadable, match=reason):
        formats.read(data, "a.rtf")


@pytest.mark.parametrize(
    "unit",
    [
        "{",
        "}",
        "{}",
        "\\",
        "\\*",
        "\\u1",
        "\\'",
        "\\'e9",
        "a\\par ",
        "\\bin9999999999 ",
        '{\\field{\\*\\fldinst HYPERLINK "a"',
    ],
)
def test_the_time_grows_with_the_length(unit: str) -> None:
    """Whatever is repeated."""
    before = time.process_time()
    with contextlib.suppress(formats.Unreadable):
        formats.read(rtf(unit * (30_000 // len(unit))), "a.rtf")
    assert time.process_time() - before < 2


PIECES = ["{", "}", "\\par ", "\\u233?", "\\'e9", "\\*", "\\header ", "\\footnote ", "\\pict ", "\\cell", "\\row", "\\intbl ", "\\pard ",
          "\\stylesheet ", "\\s1 ", "\\info ", "\\title ", "text", " ", "\\bin2 ", "\\uc9 ", "\\fonttbl ", "\\f1", "\\fcharset128 ", "\\'83", "\\upr ",
          "\\ud ", "\\shptxt ", "\\shpinst ", "\\fldrslt ", "\\v ", "\\ansicpg99999 ", "\\ansicpg0 ", "\\cpg65001 ", "\\u-9999999999 ", "\x00", "\xff"]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_order_of_words_is_read_or_refused(body: str) -> None:
    """A sound draft, or Unreadable; no other exception."""
    with contextlib.suppress(formats.Unreadable):
        sound(formats.read(rtf(body), "a.rtf"))
