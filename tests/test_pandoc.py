"""A briefing as a Word document: what pandoc is asked for, and what is said where there is none."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path

import pytest

from index import imprint
from index.pack import open_pack
from reader import pandoc
from tests.test_archives import packed


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """A program `pandoc` that does what some Python says."""
    program = folder / "pandoc"
    program.write_text(f"#!{sys.executable}\nimport os, sys, time\n{does}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_pandoc_is_given_the_words_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads them from its input, as CommonMark, in its sandbox, and always at the same time."""
    installed(
        tmp_path,
        monkeypatch,
        "out = repr((sys.argv[1:], os.environ['SOURCE_DATE_EPOCH'])).encode()\n"
        "sys.stdout.buffer.write(b'PK' + out + sys.stdin.buffer.read())",
    )
    made = pandoc.docx("“Não” — it’s 'so'...").decode()
    assert made.endswith("“Não” — it’s 'so'...")
    assert "(['--sandbox', '--from=commonmark+footnotes+pipe_tables', '--to=docx', '--output=-'], '315532800')" in made
    assert "smart" not in pandoc.FROM


@pytest.mark.parametrize(
    ("does", "said"),
    [
        (
            "sys.stderr.write('no\\n such  option'); sys.exit(6)",
            "pandoc failed (no such option): version 2.15 or newer is needed",
        ),
        ("sys.exit(0)", "pandoc failed (it gave no document): version 2.15 or newer is needed"),
        ("sys.stdin.read(); time.sleep(60)", "pandoc took more than 0.5 seconds: write the briefing as HTML instead"),
    ],
)
def test_what_pandoc_does_not_do_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, said: str) -> None:
    """In one line: what happened, and what to do."""
    monkeypatch.setattr(pandoc, "SECONDS", 0.5)
    installed(tmp_path, monkeypatch, does)
    with pytest.raises(pandoc.PandocError) as fault:
        pandoc.docx("x" * 200_000 if "read" in does else "")
    assert str(fault.value) == said


def test_where_pandoc_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so, and what does as well."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pandoc.PandocError, match=r"\Apandoc is not installed: .* HTML"):
        pandoc.docx("x")


# --- known as ours ---

_BODY = '<w:document><w:body><w:p>{}</w:p><w:p w:id="1"><w:r><w:t xml:space="preserve">Written by two</w:t></w:r>{}</w:p>{}</w:body></w:document>'
SIGNED = _BODY.format("<w:r><w:t>A story.</w:t></w:r>", "<w:r><w:t>source: it checks.</w:t></w:r>", "<w:p/><w:sectPr/>")


def document(text: str) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": text.encode()})


def test_a_document_is_known_as_ours(tmp_path: Path) -> None:
    """By its last paragraph that has words, so also after somebody saved it again."""
    (tmp_path / "story.txt").write_text("Head\n\n“We all say this today,” said Ann Holt.\n", encoding="utf-8")
    (tmp_path / "brief.docx").write_bytes(document(SIGNED))
    (tmp_path / "all.zip").write_bytes(
        packed({"a/brief.docx": document(SIGNED), "a/b.txt": b"Head\n\nA story of its own here.\n"})
    )
    pack = open_pack(tmp_path, cache=False)
    assert [a.path for a in pack.articles] == ["all.zip/a/b.txt", "story.txt"]
    assert pack.unread == ()


@pytest.mark.parametrize(
    "data",
    [
        document(SIGNED.replace("Written", "Printed")),
        document(SIGNED.replace("<w:sectPr/>", "<w:p><w:r><w:t>More.</w:t></w:r></w:p>")),
        document(""),
        packed({"word/other.xml": SIGNED.encode()}),
        document(SIGNED)[:-30],
        b"PK\x03\x04",
        b"",
        document(SIGNED).replace(b"word/document.xml", b"word/document.xmm", 1),
    ],
)
def test_a_document_that_does_not_say_so_is_none_of_ours(data: bytes) -> None:
    """Nor is one that cannot be read."""
    assert not imprint.signs(io.BytesIO(data), len(data), "Brief.DOCX")


def test_a_document_without_end_is_not_gone_through() -> None:
    """What unpacks to more than a briefing ever has is left at its beginning."""
    bomb = io.BytesIO()
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as file,
    ):
        for _ in range(25):
            file.write(b" " * 1_000_000)
        file.write(SIGNED.encode())
    assert imprint.last_paragraph(bomb) == ""
