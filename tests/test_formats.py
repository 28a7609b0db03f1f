"""Bytes to decoded text and blocks."""

from __future__ import annotations

import codecs
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import formats, suffixes
from index.model import Draft, Span
from tests import casefile


def texts(draft: Draft) -> list[str]:
    return [block.span.of(draft.text) for block in draft.blocks]


@pytest.mark.parametrize("path", casefile.of("formats"), ids=lambda path: path.stem)
def test_a_case(path: Path) -> None:
    """Each case has the blocks it says, each with its kind."""
    case = casefile.parts(path)
    draft = formats.read(case["raw"].encode(), "a" + case.get("suffix", ".txt"))
    found = [f"{block.kind}: {block.span.of(draft.text)}" for block in draft.blocks]
    assert found == case["blocks"].split("\n\n"), case["why"]


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"plain", "plain", "utf-8"),
        ("“é”".encode(), "“é”", "utf-8"),
        (codecs.BOM_UTF8 + "é".encode(), "é", "utf-8"),
        (codecs.BOM_UTF16_LE + "é\r\n”".encode("utf-16-le"), "é\n”", "utf-16"),
        (codecs.BOM_UTF16_BE + "é”".encode("utf-16-be"), "é”", "utf-16"),
        (codecs.BOM_UTF32_LE + "é”".encode("utf-32-le"), "é”", "utf-32"),
        (codecs.BOM_UTF32_BE + "é”".encode("utf-32-be"), "é”", "utf-32"),
        ("“Früh”, she said – naïve".encode("cp1252"), "“Früh”, she said – naïve", "cp1252"),
        (b"caf\xe9", "café", "cp1252"),
        (b"a\r\nb\rc\n\r\nd", "a\nb\nc\n\nd", "utf-8"),
        (b"a\x00b" + 50 * b"c" + b"\x1b[0m", "a\x00b" + 50 * "c" + "\x1b[0m", "utf-8"),
        ("one\u2028two\x85three\x0cfour".encode(), "one\u2028two\x85three\x0cfour", "utf-8"),
        ("a\ufeffb".encode(), "a\ufeffb", "utf-8"),
        ("e\u0301 \u00a0ﬁ".encode(), "e\u0301 \u00a0ﬁ", "utf-8"),
    ],
)
def test_decoding_changes_nothing_but_mark_and_line_ends(data: bytes, text: str, encoding: str) -> None:
    """A leading byte-order mark goes and line ends are evened; no character is repaired, composed or removed."""
    assert formats.decode(data) == (text, encoding)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("“long” – ".encode() + "é".encode()[:1], "“long” – \ufffd"),
        ("“lo".encode() + "”".encode()[:2] + "ng” – é".encode(), "“lo\ufffdng” – é"),
        (b"only ASCII and a cut mark \xe2\x80", "only ASCII and a cut mark \ufffd"),
    ],
)
def test_half_a_character_does_not_turn_a_file_into_another_encoding(data: bytes, text: str) -> None:
    """What is not whole UTF-8 in a file that otherwise is becomes U+FFFD."""
    assert formats.decode(data) == (text, "utf-8")


def test_other_alphabets_are_found() -> None:
    """A Cyrillic text in cp1251 or KOI8-R is not read as western mojibake."""
    text = "Корабль опоздал, и никто на причале не знал, когда он придёт и кто на борту. " * 5
    for encoding in ("cp1251", "koi8-r"):
        assert formats.decode(text.encode(encoding))[0] == text


def test_polish_letters_are_not_read_as_western_signs() -> None:
    """In cp1250 the letters ą, ł, ż stand where cp1252 has signs that never stand inside a word."""
    text = "Mała łódź odpłynęła dziś, gdyż późniejsza podróż była zbyt niebezpieczna dla całej załogi statku. " * 3
    assert "¹" not in formats.decode(text.encode("cp1250"))[0]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\t\r\n\xc2\xa0", "a.txt", "blanks"),
        (codecs.BOM_UTF8, "a.md", "blanks"),
        (b"%PDF-1.7 ...", "a.txt", "damaged"),
        (b"PK\x03\x04word/document.xml", "a.md", "damaged or cut off"),
        (b"\x89PNG\r\n\x1a\n", "a.txt", "PNG"),
        (bytes(range(256)) * 10, "a.txt", "binary"),
        ("text without a mark".encode("utf-16-le"), "a.txt", "binary"),
        (b"text", "a.xyz", ".xyz"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, reason: str) -> None:
    """The reason is in words for a person."""
    with pytest.raises(formats.Unreadable, match=reason):
        formats.read(data, name)


def test_binary_means_more_than_five_per_cent_of_control_bytes() -> None:
    """Five in a hundred is text yet, six are not; tab, line ends and form feed are no control bytes."""
    assert formats.decode(b"\x01" * 5 + b"a" * 95)[0].endswith("a")
    assert formats.decode(b"\t\n\r\f" * 50 + b"a")[0].endswith("a")
    with pytest.raises(formats.Unreadable):
        formats.decode(b"\x01" * 6 + b"a" * 94)


def test_who_lists_a_pack_knows_what_is_read() -> None:
    """Without the readers: a start does not wait for them."""
    assert formats.SUFFIXES.keys() | formats.CONTAINERS.keys() == suffixes.READ


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.text", "README", "a.md", "folder/a.markdown"])
def test_the_suffix_decides_the_format(name: str) -> None:
    """In any case of letters; a file without suffix is plain text."""
    draft = formats.read(b"# A\n", name)
    assert draft.format == ("md" if "m" in name.rpartition(".")[2].lower()[:1] and "." in name else "txt")


def test_front_matter_is_stated() -> None:
    """Title, authors, publication and date of YAML front matter, each with its place."""
    data = b"---\ntitle: 'Two: bridges'\nauthors: [Ann Other, \"Jon Doe\"]\npublication: The Gazette\ndate: 2025-03-16\ntags:\n  - sea\n---\n\nText.\n"
    draft = formats.read(data, "a.md")
    assert {name: [fact.value for fact in facts] for name, facts in draft.stated.items()} == {
        "headline": ["Two: bridges"],
        "authors": ["Ann Other", "Jon Doe"],
        "publisher": ["The Gazette"],
        "date": ["2025-03-16"],
    }
    for fact in (fact for facts in draft.stated.values() for fact in facts):
        assert fact.span is not None
        assert fact.span.of(draft.text) == fact.value
        assert (fact.status, fact.origin) == ("stated", "front matter")
    assert [piece.rule for piece in draft.furniture] == ["front matter"]
    assert texts(draft)[1:] == ["Text."]


@pytest.mark.parametrize(
    "text", ["---\n\nA line.\n\n---\n\nMore.", "---\nA sentence, not a key.\n---\n", "---\ntitle: x\n\nnever closed"]
)
def test_a_rule_at_the_top_is_no_front_matter(text: str) -> None:
    """Only lines of keys between two fences are."""
    assert not formats.read(text.encode(), "a.md").furniture


LINES = st.lists(
    st.text(alphabet=st.sampled_from("ab .”\"'-*#>|`_[]()1:\t\u00a0\n—Б"), max_size=30)
    | st.sampled_from(
        [
            "",
            "- item",
            "  * deeper",
            "> said",
            "# Head",
            "| a | b |",
            "|---|---|",
            "```",
            "[x]: y",
            "[^1]: Note.",
            "Title\n===",
            "<div>",
            "1. one",
            "    code",
        ]
    ),
    max_size=20,
)


@given(LINES, st.sampled_from(["a.txt", "a.md"]))
@settings(max_examples=300, deadline=None)
def test_every_character_is_in_exactly_one_block(lines: list[str], name: str) -> None:
    """Blocks come in order, do not overlap, begin and end with a character, and leave nothing but blanks out."""
    text = "\n".join(lines)
    if not text.strip():
        return
    draft = formats.read(text.encode(), name)
    at = 0
    for block in draft.blocks:
        assert not draft.text[at : block.span.start].strip()
        assert block.span.start < block.span.stop
        assert block.span.of(draft.text) == block.span.of(draft.text).strip()
        at = block.span.stop
    assert not draft.text[at:].strip()


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_unreadable(data: bytes) -> None:
    """Nothing else ever comes out."""
    try:
        draft = formats.read(data, "a.txt")
    except formats.Unreadable:
        return
    assert "\r" not in draft.text
    assert draft.blocks


def test_a_line_of_ten_megabytes_takes_time_in_proportion() -> None:
    """Plain text and Markdown alike."""
    for name in ("a.txt", "a.md"):
        began = time.process_time()
        draft = formats.read(b"word " * 2_000_000, name)
        assert draft.blocks[0].span == Span(0, 9_999_999)
        assert time.process_time() - began < 8
