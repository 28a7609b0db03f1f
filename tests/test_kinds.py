"""What a file is called and what it is."""

from __future__ import annotations

import io
import zipfile

import pytest

from index import formats
from index.formats.kinds import kind


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix", "told"),
    [
        (b"%PDF-1.4\n", ".txt", ".pdf"),
        (b"{\\rtf1\\ansi", ".doc", ".rtf"),
        (b"{\\rtf1\\ansi", ".txt", ".rtf"),
        (b"\n <!DOCTYPE html><p>", ".doc", ".html"),
        (b"<html>", ".pdf", ".html"),
        (b"<html>", ".txt", ".txt"),
        (b"<html>", ".md", ".md"),
        (b"A text on %PDF-1.4", ".txt", ".txt"),
        (b"MIME-Version: 1.0\n", ".html", ".mht"),
        (b"MIME-Version: 1.0\n", ".txt", ".txt"),
        (zipped("a.txt"), ".zip", ".zip"),
        (zipped("a.txt"), ".txt", ".zip"),
        (zipped("[Content_Types].xml", "word/document.xml"), ".txt", ".docx"),
        (zipped("word/document.xml"), ".zip", ".zip"),
        (b"", ".txt", ".txt"),
    ],
)
def test_bytes_that_say_what_they_are(data: bytes, suffix: str, told: str) -> None:
    """Count for more than the name; a text stays a text, whatever markup is in it."""
    assert kind(data, suffix) == told


def test_a_document_with_the_name_of_a_text_is_read() -> None:
    """Nobody has to know why a file would not open."""
    with pytest.raises(formats.Unreadable) as fault:
        formats.read(zipped("[Content_Types].xml", "word/document.xml"), "a.txt")
    assert "text" not in str(fault.value).split("zip")[0]
