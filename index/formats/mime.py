"""A mail taken apart: its parts and their bytes, their words, the lines of its head.

The standard library parses it (RFC 5322, RFC 2045 to 2049); what follows here takes its parts as they come in the wild.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, cast

from index.formats.decoding import Unreadable, decode
from index.formats.galley import MOST_TEXT

MOST_PARTS = 500
"""Parts of one mail that are looked at."""
DEEPEST = 30
"""Multiparts within multiparts."""
_MOST_WORK = 50_000_000  # lines of a mail times its boundaries: each line is held against the open ones
_LONGEST_FIELD = 20_000  # characters

_SHOWN = ("From", "Organization", "To", "Cc", "Date", "Subject")


class Mime(Protocol):
    """What is used of a `Message` of the standard library, which takes too long to import before a mail is there."""

    def __contains__(self, name: str, /) -> bool: ...
    def raw_items(self) -> Iterator[tuple[str, object]]: ...
    def get_content_type(self) -> str: ...
    def get_content_disposition(self) -> str | None: ...
    def get_content_charset(self) -> str | None: ...
    def get_filename(self) -> str | None: ...
    def get_param(self, param: str, failobj: str) -> object: ...
    def get_payload(self, *, decode: bool = False) -> object: ...
    def is_multipart(self) -> bool: ...
    def as_bytes(self) -> bytes: ...


@dataclass(slots=True)
class Leaf:
    """A part of a mail that has no parts itself."""

    message: Mime
    kind: str
    """`text/plain` ..."""
    group: int
    """The alternatives that it stands among; 0 for none."""
    related: bool
    """It stands beside the page that shows it."""


@dataclass(slots=True)
class Contents:
    """What a mail holds."""

    texts: list[Leaf] = field(default_factory=list)
    files: list[Leaf] = field(default_factory=list)
    left: str = ""
    """What of it was not looked at, in words."""


_KIND = re.compile(rb"^content-(?:type|disposition):[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
# Whose parameters the library takes apart in time that grows with the square of their number.


def parsed(data: bytes) -> Mime:
    """The mail as its parts; raises Unreadable where it has no head, is nested too deep, or made to be slow."""
    from email.parser import BytesParser

    if (1 + data.count(b"boundary=")) * data.count(b"\n") > _MOST_WORK:
        raise Unreadable("a mail of too many parts")
    if any(kind.end() - kind.start() > _LONGEST_FIELD for kind in _KIND.finditer(data)):
        raise Unreadable(f"a mail that takes more than {_LONGEST_FIELD:,} characters to say of what kind a part is")
    try:
        message = cast(Mime, BytesParser().parsebytes(data.lstrip(b"\r\n\t \xef\xbb\xbf")))
    except RecursionError as fault:
        raise Unreadable("its parts are nested too deep") from fault
    if not any(name in message for name in ("From", "Subject", "Date", "To", "Content-Type", "Received", "Message-ID")):
        raise Unreadable("no mail: it does not begin with lines such as “From:” and “Subject:”")
    return message


def contents(message: Mime) -> Contents:
    """The parts of a mail in their order, told by whether they are what it says or files that came with it."""
    found = Contents()
    waiting: list[tuple[Mime, int, bool, int]] = [(message, 0, False, 0)]
    groups = seen = 0
    while waiting:
        part, group, related, depth = waiting.pop()
        kind = part.get_content_type()
        seen += 1
        if seen > MOST_PARTS or depth > DEEPEST:
            found.left = "more parts than are looked at" if seen > MOST_PARTS else "parts nested too deep"
            break
        inner = inner_parts(part)
        if kind.startswith("multipart/") and inner:
            if kind == "multipart/alternative" and not group:
                groups += 1
                group = groups
            related = related or kind == "multipart/related"
            waiting.extend((one, group, related, depth + 1) for one in reversed(inner))
            continue
        leaf = Leaf(part, "text/plain" if kind.startswith("multipart/") else kind, group, related)
        if _is_text(leaf):
            found.texts.append(leaf)
        elif not (related and kind.startswith("image/")):
            found.files.append(leaf)
    return found


def inner_parts(part: Mime) -> Sequence[Mime]:
    """The parts of a part that has some."""
    return (
        cast(list[Mime], part.get_payload()) if part.is_multipart() else ()
    )  # of one that has none it decodes the text


def _is_text(leaf: Leaf) -> bool:
    """The part is what the mail says, and no file that came with it."""
    is_file = leaf.message.get_content_disposition() == "attachment" or leaf.message.get_filename() is not None
    return leaf.kind in ("text/plain", "text/html") and not is_file


def bytes_of(message: Mime) -> bytes:
    """The bytes of a part; of a mail within the mail the mail."""
    try:
        if inner := inner_parts(message):
            return b"\n".join(one.as_bytes() for one in inner)
        payload = message.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, RecursionError):  # damaged beyond what the library forgives
        return b""
    return payload if isinstance(payload, bytes) else b""


# ------------------------------------------------------------------------------------------------------------------- text

_STATEFUL = ("iso2022", "iso-2022", "hz", "utf_16", "utf-16", "utf_32", "utf-32")
_NO_CHARSETS = frozenset(("punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"))
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
"""Encodings that are a part of another, which is what is meant."""


def words_of(leaf: Leaf) -> str:
    """The text of a part, decoded, its lines joined where they flow; raises Unreadable where it is binary, or too much."""
    words = _text_of(leaf)
    if leaf.kind == "text/plain" and len(words) > MOST_TEXT:
        raise Unreadable(f"more than {MOST_TEXT:,} characters of text: split it")
    if leaf.kind == "text/plain" and str(leaf.message.get_param("format", "")).lower() == "flowed":
        return _flowed(words, str(leaf.message.get_param("delsp", "")).lower() == "yes")
    return words


def _text_of(leaf: Leaf) -> str:
    """The text of a part, decoded: UTF-8 where it is, whatever its label says; else by the label; else as a text file is."""
    data = bytes_of(leaf.message)
    label = leaf.message.get_content_charset() or ""
    try:
        named = codecs.lookup(label[:40]).name if label else ""
    except (LookupError, ValueError):
        named = ""
    if named and named not in _NO_CHARSETS:
        if not named.startswith(_STATEFUL) and _is_utf8(data):
            named = "utf-8"
        try:
            return _even(data.decode(_WIDER.get(named, named)))
        except (UnicodeError, LookupError):
            pass
    return decode(data)[0] if data else ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _even(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _flowed(text: str, glued: bool) -> str:
    """A text whose lines flow (RFC 3676): one that ends in a blank goes on in the next, which begins a blank later if it must.

    With `glued` (DelSp) the blank at the end goes, too. Quoted lines and the mark of a signature stay as they are.
    """
    pieces: list[str] = []
    flows = False
    for line in text.split("\n"):
        quoted = line.startswith(">")
        bare = line[1:] if line.startswith(" ") else line
        goes_on = flows and not quoted and bare != "-- "
        if goes_on and glued:
            pieces[-1] = pieces[-1][:-1]
        pieces += (bare,) if goes_on or not pieces else ("\n", bare)
        flows = bare.endswith(" ") and bare != "-- " and not quoted
    return "".join(pieces)


class HeadLine(NamedTuple):
    """A line of a mail's head."""

    name: str
    value: str


_ENCODED = re.compile(r"=\?[^?\s]{1,60}\?[bqBQ]\?[^?]*\?=")


def head_lines(message: Mime) -> list[HeadLine]:
    """The head lines that a reader sees, decoded, each on one line."""
    found: list[HeadLine] = []
    for name in _SHOWN:
        value = next((str(raw) for key, raw in message.raw_items() if key.lower() == name.lower()), "")
        if value := decoded(value):
            found.append(HeadLine(name, value))
    return found


def decoded(value: str) -> str:
    """A head line's value: bytes beyond ASCII as a text file's, encoded words (RFC 2047) as what they mean, on one line."""
    from email.errors import HeaderParseError
    from email.header import decode_header

    raw = value[:_LONGEST_FIELD]
    if not raw.isascii():
        try:
            raw = decode(raw.encode("ascii", "surrogateescape"))[0]
        except (UnicodeError, Unreadable):
            raw = raw.encode("utf-8", "replace").decode("utf-8")
    if _ENCODED.search(raw):
        with contextlib.suppress(HeaderParseError, ValueError):  # no base64: it stays as it is
            raw = "".join(_word(piece, charset) for piece, charset in decode_header(raw))
    return " ".join(raw.split())


def _word(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    if charset and charset.lower() not in _NO_CHARSETS:
        try:
            return piece.decode(charset)
        except (UnicodeError, LookupError):
            pass
    return piece.decode("utf-8", "replace")
