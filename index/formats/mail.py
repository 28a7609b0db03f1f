"""Mails: one in a file, many in a mailbox, or a web page saved as one (.mht).

A mail is an article: the head lines that a reader sees, then the plain or the HTML part, whichever says more; they say the same
twice. Files that came with it are read by themselves; the pictures of an HTML part belong to it, and are not listed.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol, cast

from index.formats import letterhead, letters, markup
from index.formats.decoding import Unreadable, decode
from index.formats.markup import Element, Page
from index.formats.part import Part
from index.formats.stitched import Stitched, moved
from index.model import Block, Draft, Fact, Span

MOST_MAILS = 10_000
"""Mails of a mailbox that are read."""
MOST_PARTS = 500
"""Parts of one mail that are looked at."""
DEEPEST = 30
"""Multiparts within multiparts."""
_MOST_WORK = 50_000_000  # lines of a mail times its boundaries: each line is held against the open ones
_LONGEST_FIELD = 20_000  # characters

_SHOWN = ("From", "Organization", "To", "Cc", "Date", "Subject")


def read(data: bytes, path: str, fields: Mapping[str, str]) -> Iterator[Part]:
    """A file with one mail, and the files that came with it."""
    del path, fields
    return _parts(data, "")


# ------------------------------------------------------------------------------------------------------------- mailboxes

_FROM = re.compile(rb"^From [^\n]*\d\d?:\d\d[^\n]*\r?\n(?=(?:>?From |[!-9;-~]+[ \t]*:))", re.MULTILINE)
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def mailbox(data: bytes, path: str, fields: Mapping[str, str]) -> Iterator[Part]:
    """The mails of a mailbox, parted by `From ` lines (RFC 4155; `>From ` in a mail is `From `), each with its files."""
    del path, fields
    starts = [m for m in _FROM.finditer(data) if m.start() == 0 or _after_blank(data, m.start())]
    if not starts:
        raise Unreadable("no mail in it: no line begins with “From ” and a date")
    for n, (start, after) in enumerate(zip(starts, [*(m.start() for m in starts[1:]), len(data)], strict=True), 1):
        if n > MOST_MAILS:
            reason = f"the {len(starts) - MOST_MAILS:,} mails from here on are not read: put them in another mailbox"
            yield Part(f"#{n}", data[start.start() :], Unreadable(reason))
            return
        yield from _parts(_ESCAPED.sub(rb"\1", data[start.end() : after]), f"#{n}")


def _after_blank(data: bytes, at: int) -> bool:
    return data.endswith((b"\n\n", b"\n\r\n"), max(0, at - 3), at)


# ----------------------------------------------------------------------------------------------------------------- a mail


class _Mime(Protocol):
    """What is used of a `Message` of the standard library, which takes too long to import before a mail is there."""

    def __contains__(self, name: str, /) -> bool: ...
    def raw_items(self) -> Iterator[tuple[str, object]]: ...
    def get_content_type(self) -> str: ...
    def get_content_disposition(self) -> str | None: ...
    def get_content_charset(self) -> str | None: ...
    def get_filename(self) -> str | None: ...
    def get_param(self, param: str, failobj: str) -> object: ...
    def get_payload(self, *, decode: bool = False) -> object: ...
    def as_bytes(self) -> bytes: ...


@dataclass(slots=True)
class _Leaf:
    """A part of a mail that has no parts itself."""

    message: _Mime
    kind: str
    """`text/plain` ..."""
    group: int
    """The alternatives that it stands among; 0 for none."""
    related: bool
    """It stands beside the page that shows it."""


@dataclass(slots=True)
class _Contents:
    """What a mail holds."""

    texts: list[_Leaf] = field(default_factory=list)
    files: list[_Leaf] = field(default_factory=list)
    left: str = ""
    """What of it was not looked at, in words."""


def _parts(data: bytes, name: str) -> Iterator[Part]:
    """A mail and its files; `name` is what the mail's path has beyond that of its file."""
    message = _parsed(data)
    inside = _contents(message)
    draft: Draft | Unreadable
    try:
        draft = _draft(message, inside)
    except Unreadable as fault:
        draft = fault
    yield Part(name, data, draft)
    taken: set[str] = set()
    for leaf in inside.files:
        own = f"{name}/{_file_name(leaf, taken)}"
        if reason := _NO_ARTICLE.get(leaf.kind.partition("/")[0]) or _NO_ARTICLE.get(leaf.kind):
            yield Part(own, _bytes(leaf.message), Unreadable(reason))
        else:
            yield Part(own, _bytes(leaf.message), None)
    if inside.left:
        yield Part(f"{name}/…", b"", Unreadable(inside.left))


_NO_ARTICLE = {
    "image": "a picture",
    "audio": "a sound file",
    "video": "a film",
    "application/pgp-signature": "a signature",
    "application/pkcs7-signature": "a signature",
    "application/x-pkcs7-signature": "a signature",
    "application/pgp-encrypted": "encrypted",
    "application/pkcs7-mime": "encrypted or signed in a way that is not read",
    "application/ms-tnef": "a file of Outlook's own",
    "text/calendar": "an invitation to a meeting",
    "text/vcard": "a visiting card",
    "text/x-vcard": "a visiting card",
}


def _parsed(data: bytes) -> _Mime:
    """The mail as its parts; raises Unreadable where it has no head, or is nested too deep."""
    from email.parser import BytesParser

    if (1 + data.count(b"boundary=")) * data.count(b"\n") > _MOST_WORK:
        raise Unreadable("a mail of too many parts")
    try:
        message = cast(_Mime, BytesParser().parsebytes(data.lstrip(b"\r\n\t \xef\xbb\xbf")))
    except RecursionError as fault:
        raise Unreadable("its parts are nested too deep") from fault
    if not any(name in message for name in ("From", "Subject", "Date", "To", "Content-Type", "Received", "Message-ID")):
        raise Unreadable("no mail: it does not begin with lines such as “From:” and “Subject:”")
    return message


def _contents(message: _Mime) -> _Contents:
    """The parts of a mail in their order, told by whether they are what it says or files that came with it."""
    found = _Contents()
    waiting: list[tuple[_Mime, int, bool, int]] = [(message, 0, False, 0)]
    groups = seen = 0
    while waiting:
        part, group, related, depth = waiting.pop()
        kind = part.get_content_type()
        seen += 1
        if seen > MOST_PARTS or depth > DEEPEST:
            found.left = "more parts than are looked at" if seen > MOST_PARTS else "parts nested too deep"
            break
        inner = _inner(part)
        if kind.startswith("multipart/") and inner:
            if kind == "multipart/alternative" and not group:
                groups += 1
                group = groups
            related = related or kind == "multipart/related"
            waiting.extend((one, group, related, depth + 1) for one in reversed(inner))
            continue
        leaf = _Leaf(part, "text/plain" if kind.startswith("multipart/") else kind, group, related)
        if _is_text(leaf):
            found.texts.append(leaf)
        elif not (related and kind.startswith("image/")):
            found.files.append(leaf)
    return found


def _inner(part: _Mime) -> Sequence[_Mime]:
    """The parts of a part that has some."""
    payload = part.get_payload()
    return cast(list[_Mime], payload) if isinstance(payload, list) else ()


def _is_text(leaf: _Leaf) -> bool:
    """The part is what the mail says, and no file that came with it."""
    is_file = leaf.message.get_content_disposition() == "attachment" or leaf.message.get_filename() is not None
    return leaf.kind in ("text/plain", "text/html") and not is_file


def _bytes(message: _Mime) -> bytes:
    """The bytes of a part; of a mail within the mail the mail."""
    try:
        if inner := _inner(message):
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


def _words(leaf: _Leaf) -> str:
    """The text of a part, decoded: UTF-8 where it is, whatever its label says; else by the label; else as a text file is."""
    data = _bytes(leaf.message)
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
    out: list[str] = []
    flows = False
    for line in text.split("\n"):
        quoted = line.startswith(">")
        bare = line[1:] if line.startswith(" ") else line
        if flows and not quoted and bare != "-- ":
            out[-1] = (out[-1][:-1] if glued else out[-1]) + bare
        else:
            out.append(bare)
        flows = bare.endswith(" ") and bare != "-- " and not quoted
    return "\n".join(out)


class _Field(NamedTuple):
    name: str
    value: str


_ENCODED = re.compile(r"=\?[^?\s]{1,60}\?[bqBQ]\?[^?]*\?=")


def _fields(message: _Mime) -> list[_Field]:
    """The head lines that a reader sees, decoded, each on one line."""
    found: list[_Field] = []
    for name in _SHOWN:
        value = next((str(raw) for key, raw in message.raw_items() if key.lower() == name.lower()), "")
        if value := _decoded(value):
            found.append(_Field(name, value))
    return found


def _decoded(value: str) -> str:
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


def _draft(message: _Mime, inside: _Contents) -> Draft:
    """The mail as an article; raises Unreadable where it says nothing itself."""
    shown = _fields(message)
    subject = next((f.value for f in shown if f.name == "Subject"), "")
    bulk = any(name in message for name in ("List-Unsubscribe", "List-Id", "List-Post"))
    whole = Stitched()
    facts = _head(whole, shown, bulk)
    begun = len(whole.blocks)
    forward = letterhead.is_forward(subject)
    inner: Mapping[str, Span] = {}
    for said in _chosen(inside.texts):
        letter = said.letter(forward=forward, bulk=bulk)
        if not letter.blocks:
            continue
        at = whole.put(said.text, letter.blocks, letter.furniture)
        inner = inner or {name: moved(span, at) for name, span in letter.head.items()}
    if len(whole.blocks) == begun:
        raise Unreadable("it says nothing itself" + (": see the files that came with it" if inside.files else ""))
    text = "\n\n".join(whole.texts)
    if inner:  # all that the head of the forwarded mail tells, and of who forwarded it nothing
        facts = {"headline": facts["headline"]} if "headline" in facts else {}
        facts |= letterhead.stated(text, inner)
    return whole.draft("eml", _headed(whole, facts, text, begun))


def _head(whole: Stitched, shown: Sequence[_Field], bulk: bool) -> dict[str, tuple[Fact, ...]]:
    """Set the lines of the head, and tell what they say."""
    lines = [f"{name}: {value}" for name, value in shown]
    text = "\n".join(lines)
    whole.set_aside(whole.add(text), *letters.HEAD)
    spans: dict[str, Span] = {}
    at = 0
    for (name, _), line in zip(shown, lines, strict=True):
        spans[name.lower()] = Span(at + len(name) + 2, at + len(line))
        at += len(line) + 1
    return letterhead.stated(text, spans, bulk=bulk)


_FEW_WORDS = 4


def _headed(whole: Stitched, facts: dict[str, tuple[Fact, ...]], text: str, begun: int) -> dict[str, tuple[Fact, ...]]:
    """The facts, with the first line of the text as headline where the subject says it again."""
    aside = {piece.span for piece in whole.furniture}
    first = next((b for b in whole.blocks[begun:] if b.span not in aside), None)
    if first is None or "headline" not in facts or first.span.stop - first.span.start > 300:
        return facts
    line, subject = _plain(first.span.of(text)), _plain(facts["headline"][0].value)
    if line and (line == subject or (len(line) >= _FEW_WORDS and subject[: len(line)] == line)):
        facts["headline"] = (Fact(first.span.of(text), span=first.span),)
    return facts


def _plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


class _Said(NamedTuple):
    """What a part of a mail says."""

    text: str
    page: Page | None
    """None for plain text."""

    def letter(self, *, forward: bool, bulk: bool) -> letters.Letter:
        """Its blocks, and which of them are no part of what it says."""
        if self.page is None:
            return letters.of_text(self.text, forward=forward)
        page = self.page
        marks = [_marked(block, element, bulk) for block, element in zip(page.blocks, page.elements, strict=True)]
        return letters.of_blocks(page.text, page.blocks, marks, forward=forward)


def _said(leaf: _Leaf) -> _Said:
    words = _words(leaf)
    if leaf.kind == "text/html":
        page = markup.page(words)
        return _Said(page.text, page)
    if str(leaf.message.get_param("format", "")).lower() == "flowed":
        words = _flowed(words, str(leaf.message.get_param("delsp", "")).lower() == "yes")
    return _Said(words, None)


_QUOTES = frozenset(("gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix", "gmail_attr", "zmail_extra"))
_SIGNATURES = frozenset(("gmail_signature", "moz-signature", "protonmail_signature_block"))
_MENU_WORDS = 12
_MOSTLY = 0.6  # of a line's characters are links
_MENU = ("links of the mail", "a line of links in a mail to the readers of a list")


def _marked(block: Block, element: Element, bulk: bool) -> letters.Label | None:
    """What the markup of mail programs says of a block; in a mail to many a short line of links is one of its menus."""
    for one in element.up():
        classes = one.attributes.get("class", "").split()
        if not _SIGNATURES.isdisjoint(classes):
            return letters.SIGNATURE
        if not _QUOTES.isdisjoint(classes) or (one.name == "blockquote" and one.attributes.get("type") == "cite"):
            return letters.QUOTED
    is_menu = bulk and block.linked > _MOSTLY and block.span.stop - block.span.start <= 8 * _MENU_WORDS
    return _MENU if is_menu else None


_ELSEWHERE = re.compile(
    r"\b(?:browser|html|online|navigateur|navegador|webversion|web version|client (?:does|cannot))\b", re.IGNORECASE
)
_POINTER_WORDS = 60
_MUCH_SHORTER = 0.5


def _chosen(texts: Sequence[_Leaf]) -> list[_Said]:
    """What the parts say; of alternatives the plain text, unless it is much shorter, or only says where the mail can be seen."""
    found: list[_Said] = []
    done: set[int] = set()
    for leaf in texts:
        if not leaf.group:
            found.append(_said(leaf))
        elif leaf.group not in done:
            done.add(leaf.group)
            among = [_said(one) for one in texts if one.group == leaf.group]
            plain, pages = [one for one in among if one.page is None], [one for one in among if one.page is not None]
            found.extend(pages if _says_less(plain, pages) else plain)
    return found


def _says_less(plain: Sequence[_Said], pages: Sequence[_Said]) -> bool:
    """The plain text says much less than the page."""
    words, shown = (sum(len(one.text.split()) for one in some) for some in (plain, pages))
    if words <= _POINTER_WORDS and shown and any(_ELSEWHERE.search(one.text) for one in plain):
        return True
    return words < _MUCH_SHORTER * shown


# ----------------------------------------------------------------------------------------------------------- files with it

_SUFFIX = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/pdf": ".pdf",
    "application/json": ".json",
    "application/xml": ".xml",
    "application/zip": ".zip",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "message/rfc822": ".eml",
}
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|#\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST_NAME = 100  # characters


def _file_name(leaf: _Leaf, taken: set[str]) -> str:
    """A name for a file that came with a mail: its own without any path, or what it is; unlike the others."""
    name = _decoded(leaf.message.get_filename() or "")
    if not name and leaf.kind == "message/rfc822" and (inner := _inner(leaf.message)):
        name = _decoded(str(next((raw for key, raw in inner[0].raw_items() if key.lower() == "subject"), "")))
    name = _UNSAFE.sub("_", re.split(r"[/\\]", name)[-1] if leaf.kind != "message/rfc822" else name).strip(". ")
    suffix = PurePosixPath(name).suffix
    wanted = _SUFFIX.get(leaf.kind, "")
    if wanted == ".eml" and suffix.lower() != ".eml":
        name, suffix = name + ".eml" if name else "mail.eml", ".eml"
    elif not suffix:
        name, suffix = (name or "file") + wanted, wanted
    stem = name[: len(name) - len(suffix)][: _LONGEST_NAME - len(suffix)]
    whole, n = stem + suffix, 2
    while whole.casefold() in taken:
        whole, n = f"{stem}-{n}{suffix}", n + 1
    taken.add(whole.casefold())
    return whole
