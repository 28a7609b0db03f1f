"""Files that are checked: their text, and the very same bytes again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import foreign
from reader.foreign import Unusable

WORDS = "He said “no”.\nShe said: «так».\n\nEnd"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        WORDS.encode(),
        b"\xef\xbb\xbf" + WORDS.encode(),
        WORDS.replace("\n", "\r\n").encode(),
        WORDS.replace("\n", "\r").encode(),
        b"one\r\ntwo\nthree\rfour\r\n",
        b"caf\xe9 \x93quoted\x94\r\nand more of it\r\n",
        b"\xff\xfe" + WORDS.encode("utf-16-le"),
        b"\xfe\xff" + WORDS.encode("utf-16-be"),
        b"\xff\xfe\0\0" + WORDS.encode("utf-32-le"),
        b"a\x1b[2Jb\0c" + b"d" * 80,
    ],
)
def test_a_file_gives_back_its_bytes(data: bytes) -> None:
    """Encoding, byte-order mark and line ends are those of the file; the text has LF alone."""
    there = foreign.of_bytes(data)
    assert there.coding.whole
    assert "\r" not in there.text
    assert foreign.encoded(there.text, there.coding) == data
    assert there.sha256 == foreign.sha256(data)


@given(st.lists(st.tuples(st.text("ab“é ", max_size=4), st.sampled_from(["\n", "\r\n", "\r"])), max_size=6))
def test_lines_of_any_ends_come_back(lines: list[tuple[str, str]]) -> None:
    """However line ends are mixed, the bytes are the same."""
    data = "".join(line + end for line, end in lines).encode()
    there = foreign.of_bytes(data)
    assert not there.coding.whole or foreign.encoded(there.text, there.coding) == data
    assert there.coding.whole


def test_of_mixed_line_ends_only_changed_lines_are_touched() -> None:
    """A line that stays keeps its end; one that is new gets the end that most lines have."""
    there = foreign.of_bytes(b"one\r\ntwo\nthree\r\nfour\r\n")
    made = foreign.encoded(there.text.replace("three", "III\nIV"), there.coding)
    assert made == b"one\r\ntwo\nIII\r\nIV\r\nfour\r\n"


def test_bytes_that_are_no_text_are_not_given_back_otherwise() -> None:
    """Half a character is shown as one that is missing, and the file is known as one not to write."""
    there = foreign.of_bytes("“words” and “more words”".encode() + b" \xe2\x80 broken")
    assert "\ufffd" in there.text
    assert not there.coding.whole


def test_what_an_encoding_has_no_sign_for_is_told() -> None:
    """A text of one byte a letter cannot hold every letter."""
    there = foreign.of_bytes(b"caf\xe9 is what it is")
    with pytest.raises(UnicodeEncodeError):
        foreign.encoded(there.text + "ж", there.coding)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("none.md", None, "no file"),
        ("a.pdf", b"%PDF-1.7 and so on", "not text"),
        ("large.md", b"x" * (foreign.MOST + 1), "too large to be checked here \\(0.5 MB of at most 0.5\\)"),
    ],
)
def test_a_file_that_cannot_be_checked_says_why(tmp_path: Path, name: str, data: bytes | None, reason: str) -> None:
    """In words for the middle of a line."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(Unusable, match=reason):
        foreign.read(tmp_path / name)


def test_a_folder_and_a_pipe_are_no_files_to_check(tmp_path: Path) -> None:
    """Nothing is waited for that never ends."""
    for path in (tmp_path, Path("/dev/zero")):
        with pytest.raises(Unusable, match="no text file"):
            foreign.read(path)
