"""The source of a web page as a row of tags and texts, in one pass whose time grows with its length and with nothing else.

The standard library's HTMLParser takes time with the square of the length for some broken pages (thousands of comments that
never end), shows other text for a page cut in a tag from one Python to the next, and fails on a character reference of 5,000
digits; a page is somebody else's file, so none of this may be.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Tag(NamedTuple):
    """A start tag or an end tag."""

    name: str
    """In lower case."""
    attributes: Mapping[str, str]
    """Those in `KEPT` that stand in a start tag."""
    closes: bool
    """An end tag."""
    empty: bool = False
    """Of a document in XML: a start tag that is its own end (`<div/>`)."""
    many: bool = False
    """It has more attributes than anybody writes."""


KEPT = frozenset(
    (
        "class", "id", "role", "rel", "itemprop", "itemtype", "name", "property", "content", "http-equiv", "charset", "lang", "xml:lang",
        "type", "href", "hidden", "style", "datetime", "aria-label", "aria-hidden", "data-testid", "data-component", "open", "epub:type",
    )
)  # fmt: skip
"""The attributes that anybody asks for."""
_LONGEST = (
    2_000  # characters of an attribute that are kept; of `content`, which may hold a whole summary, ten times as many
)
_MOST = 500  # attributes of one tag
_RAW = frozenset(("script", "style", "iframe", "noembed", "noframes", "xmp"))
_UNPARSED = _RAW | {"title", "textarea"}
_NONE: Mapping[str, str] = {}

_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>=]+)?(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)?))?""")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8}(?!\d);?|#[xX][0-9a-fA-F]{1,8}(?![\da-fA-F]);?|[A-Za-z][A-Za-z0-9]{0,31};?)")
_CUT = 300  # characters after the last `>` of a page: a tag that was cut off is shorter


def plain(text: str) -> str:
    """The text with its character references resolved."""
    return _REFERENCE.sub(lambda m: html.unescape(m[0]), text) if "&" in text else text


def tokens(source: str) -> Iterator[Tag | str]:
    """The tags and the texts between them, in order; comments and declarations are left out.

    What a script or a style sheet holds comes as it stands, of everything else the character references are resolved.
    """
    xml = source[:200].lstrip("\ufeff \t\n").startswith("<?xml")
    last = source.rfind(">")
    endless: set[str] = set()  # what is opened and, from here on, never closed
    at = begin = 0
    while (at := source.find("<", at)) >= 0:
        after = source[at + 1 : at + 2]
        if not (after.isascii() and after.isalpha()) and after not in ("/", "!", "?"):
            at += 1
            continue
        if at > last:
            if len(source) - at > _CUT:
                at += 1
                continue
            break
        if begin < at:
            yield plain(source[begin:at])
        if after in ("!", "?"):
            section = source.startswith("<![CDATA[", at) and "]]" not in endless
            close = source.find("]]>", at) if section else -1
            if close >= 0:
                yield source[at + 9 : close]
            elif section:
                endless.add("]]")
            begin = at = close + 3 if close >= 0 else _declaration_end(source, at, endless)
            continue
        closes = after == "/"
        name = _NAME.match(source, at + 1 + closes)
        if name is None:  # `</>` and the like
            begin = at = source.find(">", at) + 1
            continue
        attributes, count, at = _attributes(source, name.end())
        if at < 0:
            return
        tag = Tag(
            name[0].lower(), _NONE if closes else attributes, closes, xml and source[at - 2] == "/", count > _MOST
        )
        yield tag
        begin = at
        if not closes and not tag.empty and tag.name in _UNPARSED and tag.name not in endless:
            end = re.compile(f"</{tag.name}(?=[\\s/>])", re.IGNORECASE).search(source, at)
            if end is not None:
                held = source[at : end.start()]
                yield held if tag.name in _RAW else plain(held)
                begin = at = end.start()
            elif tag.name in ("script", "style"):
                return
            else:
                endless.add(tag.name)
    rest = source[begin:] if at < 0 else source[begin:at]
    if rest:
        yield plain(rest)


def _declaration_end(source: str, at: int, endless: set[str]) -> int:
    """Where the comment or declaration that begins at `at` is over; a comment that never ends, where the next tag begins."""
    if not source.startswith("<!--", at) or source.startswith((">", "->"), at + 4):
        return source.find(">", at) + 1
    close = source.find("-->", at + 4) if "--" not in endless else -1
    if close >= 0:
        return close + 3
    endless.add("--")
    following = source.find("<", at + 1)
    end = source.find(">", at, following if following >= 0 else len(source))
    return end + 1 if end >= 0 else following


def _attributes(source: str, at: int) -> tuple[Mapping[str, str], int, int]:
    """The attributes of the start tag whose name ends at `at`, how many there are, and where the tag is over; -1 where it never is."""
    found: dict[str, str] = {}
    count = 0
    while at < len(source) and source[at] != ">":
        m = _ATTRIBUTE.match(source, at)
        assert m is not None  # every part of the pattern may be missing
        at, count = m.end(), count + 1
        name = (m[1] or "").lower()
        if name in KEPT and name not in found:
            value = m[2] or m[3] or m[4] or ""
            found[name] = plain(value[: _LONGEST * (10 if name == "content" else 1)])
    return found or _NONE, count, at + 1 if at < len(source) else -1
