"""What a file is to be called that comes into a pack: letters, digits and few signs, in no folder, not longer than 120 bytes.

Names of the web and of other folders are hostile: they may lead elsewhere, hide, steer a terminal, or be a device's.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath
from urllib.parse import unquote

from index import suffixes
from index.addresses import Address
from index.paths import SETTINGS

MOST_BYTES = 120
"""Of a whole name as UTF-8: every file system takes it, with room for another program's additions."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_SAYS_NOTHING = frozenset(("", "index", "default", "home", "article", "story", "view", "page", "print", "amp", "item"))
_PROGRAMS = frozenset((".php", ".asp", ".aspx", ".jsp", ".cgi", ".shtml", ".do"))
"""Suffixes of what makes a page."""
_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{1,400})</title", re.IGNORECASE)

_STARTS = (
    (b"%PDF-", ".pdf"),
    (b"{\\rtf", ".rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"\x1f\x8b", ".gz"),
)
_INSIDE = (("word/document.xml", ".docx"), ("META-INF/container.xml", ".epub"), ("content.xml", ".odt"))
"""What is in an archive that is a document."""
_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/json": ".json",
    "application/ld+json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "message/rfc822": ".eml",
    "application/mbox": ".mbox",
    "multipart/related": ".mht",
}
"""Media types that say what a text is (IANA)."""
_LEADING = 4_096


def suffix_of(data: bytes, kind: str, given: str) -> str:
    """The suffix that bytes are to have: by what they begin with, else by their media type, else as the name has it.

    `kind`: the media type as it is stated, empty for none; `given`: the suffix of the name, with its dot, empty for none.
    """
    start = next((suffix for begins, suffix in _STARTS if data.startswith(begins)), None)
    if start is not None:
        return start
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    given = given.lower() if given.lower() in suffixes.READ else ""
    if kind in _KINDS:
        own = _KINDS[kind]
        return given if given and {own, given} <= {".html", ".htm", ".xhtml"} else own
    head = data[:_LEADING].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return given if given in (".html", ".htm", ".xhtml") else ".html"
    if b"\0" in data[:_LEADING] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ".bin"
    if given in (".pdf", ".doc", ".docx", ".docm", ".odt", ".epub", ".rtf", ".zip", ""):  # it is no such thing
        return ".xml" if head.startswith(b"<?xml") else ".txt"
    return given


def _archive(data: bytes) -> str:
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ".zip"
    return next((suffix for name, suffix in _INSIDE if name in names), ".zip")


def of_fetched(address: Address, data: bytes, kind: str, named: str) -> tuple[str, str]:
    """Stem and suffix for what was fetched: by the name that the site gives, else its address, else its title, else its host."""
    given = named or unquote(PurePosixPath(address.target.partition("?")[0]).name)
    given = given.replace("\\", "/").rpartition("/")[2]
    stem, ending = _parted(given)
    if stem.casefold() in _SAYS_NOTHING or (not named and sum(c.isalpha() for c in stem) < 3):
        import html

        found = _TITLE.search(data[: 1 << 16])
        title = html.unescape(found[1].decode("utf-8", "replace")) if found else ""
        stem = clean(title) or clean(stem) or address.name
    suffix = suffix_of(data, kind, ending)
    if stem.lower().endswith(suffix):
        stem = stem[: -len(suffix)]
    return clean(stem) or "source", suffix


def of_file(name: str) -> tuple[str, str]:
    """Stem and suffix for a file that is copied: its own, as far as they are fit."""
    found = re.fullmatch(r"(.*?)(\.[A-Za-z0-9]{1,10})?", name, re.DOTALL)
    assert found is not None  # each part of it may be empty
    return clean(found[1]) or "source", (found[2] or "").lower()


def _parted(name: str) -> tuple[str, str]:
    stem, dot, last = name.rpartition(".")
    ending = f".{last}".lower()
    return (stem, ending) if dot and (ending in suffixes.READ or ending in _PROGRAMS) else (name, "")


def clean(text: str) -> str:
    r"""Of a text what may stand in a name: letters, marks and digits, `-`, `_` and `.` within; anything else parts words.

    >>> clean("../..//Ferry:\x1b[2J 41 hurt\u202e.")
    'Ferry-2J-41-hurt'
    """
    text = unicodedata.normalize("NFC", text[:400])
    kept = "".join(c if unicodedata.category(c) in _FIT or c in "-_." else " " for c in text)
    words = re.sub(r"[ -]*\s[ -]*", "-", kept.strip())
    return re.sub(r"\.{2,}|\.(?=-)|(?<=-)\.", "", words).strip("-._")


_FIT = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"))


def unique(stem: str, suffix: str, taken: Collection[str]) -> str:
    """A name that no other is like: not in other letters of the alphabet's two cases either. `taken` as `folded` has them."""
    if _DEVICES.fullmatch(stem + suffix) or folded(stem + suffix) == SETTINGS:
        stem = f"source-{stem}"
    n = 1
    while True:
        tail = suffix if n == 1 else f"-{n}{suffix}"
        room = MOST_BYTES - len(tail.encode())
        name = stem.encode()[:room].decode("utf-8", "ignore").rstrip("-._ ") + tail
        if folded(name) not in taken:
            return name
        n += 1


def folded(name: str) -> str:
    """A name so that those are equal which some file systems take for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
