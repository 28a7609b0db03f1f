"""The line by which a text that twosource wrote is known: such a file is no source, it never verifies against itself.

The line also holds a checksum of the text above it, by which a file that nobody has changed since is known.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import BinaryIO

MARK = "Written by twosource"
"""Begins the last line of every briefing twosource writes."""
_END = 4_096  # bytes in which a briefing says that it is one
_MOST = 20_000_000  # bytes of a document's text that are gone through
_CHUNK = 1 << 16
_TAG = re.compile("<[^>]*>")


_SEALED = re.compile(re.escape(MARK) + r" \(([0-9a-f]{12})\)(.*)\Z", re.DOTALL)


def signed(text: str, told: str) -> str:
    """A Markdown text with its last line, which says `told` behind the mark and the checksum."""
    return f"{text}\n\n{MARK} ({_checksum(text, told)}){told}\n"


def is_as_written(text: str) -> bool:
    """Whether a Markdown text that twosource wrote is letter for letter what it wrote, but for blanks at the end."""
    above, _, last = text.rstrip().rpartition("\n")
    found = _SEALED.match(last)
    return found is not None and found[1] == _checksum(above.rstrip("\n"), found[2])


def _checksum(text: str, told: str) -> str:
    return sha256(f"{text}\n\n{told}".encode("utf-8", "surrogatepass")).hexdigest()[:12]


def last_line(text: str) -> str:
    """The line by which a text says that twosource wrote it, be there lines below that somebody added; else its last."""
    lines = text.rstrip().rsplit("\n", _ADDED)
    return next((line for line in reversed(lines) if _SEALED.match(line.strip())), lines[-1])


_ADDED = 200
"""Lines below that line that are looked through."""


def is_briefing(text: str) -> bool:
    """Whether twosource wrote this text, be it Markdown or a web page: its last line that is not blank says so.

    Of a text to which somebody added lines below, the line that said so is known by its checksum's form.
    """
    text = text.rstrip()
    if text[-7:].lower() == "</html>":
        import html  # 0.002 s that only a page needs

        text = html.unescape(_TAG.sub("", text)).rstrip()
    return last_line(text).strip().startswith(MARK)


def signs(file: BinaryIO, size: int, name: str) -> bool:
    """Whether twosource wrote a file of `size` bytes: its text ends with the mark, that of a .docx with such a paragraph."""
    if name.lower().endswith(".docx"):
        return last_paragraph(file).startswith(MARK)
    file.seek(max(0, size - _END))
    return is_briefing(file.read().decode("utf-8", "replace"))


def last_paragraph(file: BinaryIO) -> str:
    """The last paragraph of a .docx that has words; empty where it cannot be read."""
    import html  # as above
    import zipfile  # 0.002 s that only such a file needs
    import zlib

    end, seen = b"", 0
    try:
        with zipfile.ZipFile(file) as document, document.open("word/document.xml") as opened:
            while seen < _MOST and (read := opened.read(_CHUNK)):
                end, seen = (end + read)[-_CHUNK:], seen + len(read)
    except (KeyError, NotImplementedError, OSError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error):
        return ""
    for paragraph in reversed(re.split(r"<w:p[ >]", end.decode("utf-8", "replace"))):
        words = "".join(re.findall(r"<w:t(?: [^<>]*)?>([^<]*)</w:t>", paragraph))
        if words.strip():
            return html.unescape(words).strip()
    return ""
