"""What the bytes of a file are, where they say it beyond doubt: names lie, most of all those of what is sent about."""

from __future__ import annotations

_OFFICE = {".docx", ".docm", ".odt", ".epub", ".zip", ".ott", ".dotx"}
_PAGES = (b"<!doctype html", b"<html", b"<?xml version='1.0' encoding='utf-8'?><html")
_NO_PAGES = {".doc", ".docx", ".pdf", ".rtf", ".odt"}
_HEAD = 1024
"""Bytes at the beginning that are looked at: a PDF may begin with so many others (ISO 32000-1, annex H)."""
_NAMES = 65_536
"""Bytes of an archive in which its first names stand."""


def kind(data: bytes, suffix: str) -> str:
    r"""The suffix (in lower case, with its dot) under which the bytes are to be read: that of the name, or another one.

    A text file stays one whatever markup it holds: it shows what a person would see in an editor.

    >>> kind(b"%PDF-1.7 ...", ".txt"), kind(b"{\\rtf1 ...", ".doc"), kind(b"<html>", ".txt")
    ('.pdf', '.rtf', '.txt')
    """
    head = data[:_HEAD]
    if head.startswith(b"%PDF-"):
        return ".pdf"
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    if head.startswith(b"PK\x03\x04") and suffix not in _OFFICE:
        return _of_archive(data[:_NAMES])
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if suffix in _NO_PAGES and begin.startswith(_PAGES):
        return ".html"
    if suffix in (".html", ".htm") and begin.startswith((b"mime-version:", b"from: <saved by")):
        return ".mht"
    return suffix


def _of_archive(head: bytes) -> str:
    """Which of the formats that are zip archives one is, by the names in it."""
    for suffix, sign in (
        (".odt", b"mimetypeapplication/vnd.oasis.opendocument.text"),
        (".epub", b"mimetypeapplication/epub+zip"),
        (".docx", b"[Content_Types].xml"),
        (".docx", b"word/document.xml"),
    ):
        if sign in head:
            return suffix
    return ".zip"
