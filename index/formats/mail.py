"""Mails: one in a file, many in a mailbox, or a web page saved as one (.mht).

A mail is an article: the head lines that a reader sees, then the plain or the HTML part, whichever says more; they say the same
twice. Files that came with it are read by themselves; the pictures of an HTML part belong to it, and are not listed.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from index.formats import letterhead, letters, markup, web
from index.formats.decoding import Unreadable
from index.formats.markup import Element, Page
from index.formats.mime import (
    Contents,
    HeadLine,
    Leaf,
    Mime,
    bytes_of,
    contents,
    decoded,
    head_lines,
    inner_parts,
    parsed,
    words_of,
)
from index.formats.part import Part
from index.formats.stitched import Stitched, moved
from index.model import Block, Draft, Fact, Span

MOST_MAILS = 10_000
"""Mails of a mailbox that are read."""


def read(data: bytes, path: str, fields: Mapping[str, str]) -> Iterator[Part]:
    """A file with one mail, and the files that came with it."""
    del path, fields
    return _parts(data, "")


def saved_page(data: bytes, path: str, fields: Mapping[str, str]) -> Iterator[Part]:
    """A web page that a browser saved as a mail (MHTML, RFC 2557): the page is the first HTML part, all else belongs to it.

    The mail's date is that of saving, its sender the browser; only the address it was found at tells of the page.
    """
    del path, fields
    if not _MIME.search(data, 0, _HEAD_BYTES):
        yield Part("", data, replace(web.read(data), format="mht"))  # a page under a wrong name
        return
    message = parsed(data)
    root = next((leaf for leaf in contents(message).texts if leaf.kind == "text/html"), None)
    if root is None:
        raise Unreadable("a saved page without its page")
    draft = web.read(codecs.BOM_UTF8 + words_of(root).encode("utf-8", "replace"))
    address = next((found for part in (root.message, message) if (found := _address(part))), "")
    stated = dict(draft.stated)
    if address and stated.get("publisher", _UNKNOWN)[0].origin == "page's address":
        stated["publisher"] = (Fact(address, "inferred", origin="page's address"),)
    yield Part("", data, replace(draft, format="mht", encoding=None, stated=stated))


_MIME = re.compile(rb"^(?:mime-version|content-type)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_HEAD_BYTES = 8_192
_UNKNOWN = (Fact("", "inferred", origin="page's address"),)


def _address(part: Mime) -> str:
    """The host at which a page was found, without its `www.`; or nothing."""
    places = (
        str(raw) for key, raw in part.raw_items() if key.lower() in ("content-location", "snapshot-content-location")
    )
    for place in places:
        with contextlib.suppress(ValueError):
            if place.strip().lower().startswith(("http://", "https://")) and (host := urlsplit(place.strip()).hostname):
                return host.removeprefix("www.")
    return ""


# ------------------------------------------------------------------------------------------------------------- mailboxes

_FROM = re.compile(
    rb"^From (?=[^\n]{0,300}\d:\d\d)[^\n]{1,1000}\n(?=(?:>?From |[!-9;-~]{1,100}[ \t]{0,10}:))", re.MULTILINE
)
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
        mail = _ESCAPED.sub(rb"\1", data[start.end() : after])
        try:
            yield from _parts(mail, f"#{n}")
        except Unreadable as fault:
            yield Part(f"#{n}", mail, fault)


def _after_blank(data: bytes, at: int) -> bool:
    return data.endswith((b"\n\n", b"\n\r\n"), max(0, at - 3), at)


# ----------------------------------------------------------------------------------------------------------------- a mail


def _parts(data: bytes, name: str) -> Iterator[Part]:
    """A mail and its files; `name` is what the mail's path has beyond that of its file."""
    message = parsed(data)
    inside = contents(message)
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
            yield Part(own, bytes_of(leaf.message), Unreadable(reason))
        else:
            yield Part(own, bytes_of(leaf.message), None)
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


def _draft(message: Mime, inside: Contents) -> Draft:
    """The mail as an article; raises Unreadable where it says nothing itself."""
    shown = head_lines(message)
    subject = next((f.value for f in shown if f.name == "Subject"), "")
    bulk = any(name in message for name in ("List-Unsubscribe", "List-Id", "List-Post"))
    whole = Stitched()
    facts = _head(whole, shown, bulk)
    begun = len(whole.blocks)
    inner: Mapping[str, Span] = {}
    for said in _chosen(inside.texts):
        letter = said.letter(subject, bulk=bulk)
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


def _head(whole: Stitched, shown: Sequence[HeadLine], bulk: bool) -> dict[str, tuple[Fact, ...]]:
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

    def letter(self, subject: str, *, bulk: bool) -> letters.Letter:
        """Its blocks, and which of them are no part of what it says."""
        if self.page is None:
            return letters.of_text(self.text, subject)
        page = self.page
        marks = [_marked(block, element, bulk) for block, element in zip(page.blocks, page.elements, strict=True)]
        for n in _sponsored(page) if bulk else ():
            marks[n] = letters.ADVERT
        return letters.of_blocks(page.text, page.blocks, marks, subject)


def _said(leaf: Leaf) -> _Said:
    words = words_of(leaf)
    if leaf.kind == "text/html":
        page = markup.page(words)
        return _Said(page.text, page)
    return _Said(words, None)


_QUOTES = frozenset(("gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix", "gmail_attr", "zmail_extra"))
_SIGNATURES = frozenset(("gmail_signature", "moz-signature", "protonmail_signature_block"))
_MENU_WORDS = 12
_MOSTLY = 0.6  # of a line's characters are links
_MENU = ("links of the mail", "a line of links in a mail to the readers of a list")


_SPONSOR = re.compile(
    r"\W*(?:(?:sponsored|presented|brought to you|paid for|promoted|gesponsert|präsentiert|sponsorisé|présenté|patrocinado|gesponsord) (?:by|von|par|por|door)\b.{1,60}"
    r"|sponsored(?: content| post| message)?|advertisement|advertorial|anzeige|werbung|publicité|publicidad|annonce)\W*",
    re.IGNORECASE,
)
_CELLS = frozenset(("td", "th", "div", "section", "article", "table"))
_SHARE = 0.25  # of the letter: a larger box is no advertisement
_HIGH = 5  # cells up from the line that names the sponsor
_LINE = 100  # characters


def _sponsored(page: Page) -> Iterator[int]:
    """The blocks of the boxes in which a line names a sponsor: the smallest box around the line that has more than it."""
    whole = sum(b.span.stop - b.span.start for b in page.blocks)
    inside: dict[int, list[int]] = {}
    for n, element in enumerate(page.elements):
        for around in element.up():
            if around.name in _CELLS:
                inside.setdefault(id(around), []).append(n)
    seen: set[int] = set()
    for block, element in zip(page.blocks, page.elements, strict=True):
        if block.span.stop - block.span.start > _LINE or not _SPONSOR.fullmatch(block.span.of(page.text)):
            continue
        cells = [id(around) for around in element.up() if around.name in _CELLS][:_HIGH]
        cell = next((cell for cell in cells if len(inside[cell]) > 1), 0)
        if not cell or cell in seen:
            continue
        seen.add(cell)
        box = inside[cell]
        if sum(page.blocks[m].span.stop - page.blocks[m].span.start for m in box) <= _SHARE * whole:
            yield from box


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


def _chosen(texts: Sequence[Leaf]) -> list[_Said]:
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


def _file_name(leaf: Leaf, taken: set[str]) -> str:
    """A name for a file that came with a mail: its own without any path, or what it is; unlike the others."""
    name = decoded(leaf.message.get_filename() or "")
    if not name and leaf.kind == "message/rfc822" and (inner := inner_parts(leaf.message)):
        name = decoded(str(next((raw for key, raw in inner[0].raw_items() if key.lower() == "subject"), "")))
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
