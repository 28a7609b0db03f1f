"""OpenDocument texts (.odt; OASIS ODF 1.2 and later): as they read with all changes accepted and no comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from index.formats import galley, properties
from index.formats.decoding import Unreadable
from index.formats.galley import Piece
from index.formats.office import Dialect, Reading, Role, Style, attribute, child, name
from index.formats.zipped import Zipped
from index.model import Draft, Fact, Flag

_ROLES: dict[str, Role] = {
    "p": "paragraph", "h": "paragraph", "list": "list", "a": "link", "note-body": "note", "note-citation": "skip",
    "table": "table", "table-row": "row", "table-cell": "cell", "covered-table-cell": "skip",
    "tracked-changes": "skip", "annotation": "skip", "annotation-end": "skip", "forms": "skip", "script": "skip",
    "title": "skip", "desc": "skip", "sequence-decls": "skip", "variable-decls": "skip", "user-field-decls": "skip",
    "table-of-content-source": "skip", "illustration-index-source": "skip", "table-index-source": "skip",
    "object-index-source": "skip", "user-index-source": "skip", "alphabetical-index-source": "skip",
    "bibliography-source": "skip", "event-listeners": "skip", "dde-connection-decls": "skip",
}  # fmt: skip
_LITERAL = {"s": " ", "tab": "\t", "line-break": "\n", "soft-hyphen": "\u00ad"}
_DEEPEST = 12  # styles that are based on another


def read(data: bytes) -> Draft:
    """The page head first, then text and notes, the page foot last; changes accepted, comments and deleted text left out.

    Raises:
        Unreadable: encrypted, damaged, too large, no text document, or without text.
    """
    archive = Zipped(data)
    manifest = "META-INF/manifest.xml"
    if manifest in archive and any(name(each) == "encryption-data" for each in archive.tree(manifest).iter()):
        raise Unreadable("it is encrypted with a password: open it, and save it without one")
    if "content.xml" not in archive:
        raise Unreadable("no OpenDocument text: content.xml is missing in it")
    content = archive.tree("content.xml")
    body = child(content, "body", "text")
    if body is None:
        raise Unreadable("a table or drawing, not a text: export it as text")
    flags: list[Flag] = []
    try:
        styles = archive.tree("styles.xml") if "styles.xml" in archive else None
    except Unreadable as fault:
        styles = None
        flags.append(Flag("incomplete", f"a part of the document was not read: {fault}"))
    known = _styles(part for part in (styles, content) if part is not None)
    dialect = Dialect(_ROLES, _LITERAL, True, lambda p: _style(p, known), lambda each: False)
    reading = Reading(dialect)
    text = [*galley.lists_joined(reading.read(body)), *reading.notes]
    heads, feet = (list(_around(styles, reading, kind)) for kind in ("header", "footer"))
    draft = galley.draft([*heads, *text, *feet], "odt", flags)
    return replace(draft, stated=_stated(archive, draft))


def _around(styles: Element | None, reading: Reading, kind: str) -> Iterator[Piece]:
    """What stands at the head or foot of the pages: the same for first, left and right pages, once."""
    place = "head" if kind == "header" else "foot"
    seen = set()
    for page in child(styles, "master-styles") or ():
        for part in page:
            for piece in reading.read(part) if name(part).startswith(kind) else ():
                if piece.text.strip() not in seen:
                    seen.add(piece.text.strip())
                    reason = f"stands at the {place} of the pages"
                    yield replace(piece, where=kind, rule=f"page {kind}", reason=reason)


def _styles(parts: Iterable[Element]) -> dict[str, str]:
    """The style that each style is based on, by their names; both may be `Heading_20_1` for `Heading 1`."""
    return {
        attribute(style, "name"): attribute(style, "parent-style-name")
        for part in parts
        for styles in part
        if name(styles) in ("styles", "automatic-styles")
        for style in styles
        if attribute(style, "family") == "paragraph"
    }


def _style(paragraph: Element, known: dict[str, str]) -> Style:
    if name(paragraph) == "h":
        return Style("heading")
    style = attribute(paragraph, "style-name")
    for _ in range(_DEEPEST):
        if style in ("Title", "Subtitle") or style.startswith("Heading"):
            return Style("heading")
        if style == "Quotations":
            return Style("blockquote")
        if style.startswith("Contents"):
            return Style("list", "table of contents", "a line of the table of contents")
        style = known.get(style, "")
    return Style()


def _stated(archive: Zipped, draft: Draft) -> dict[str, tuple[Fact, ...]]:
    try:
        said = {name(each): each.text or "" for each in child(archive.tree("meta.xml"), "meta") or ()}
    except Unreadable:
        return {}  # most programs write it; no text stands in it
    creator = said.get("initial-creator") or said.get("creator", "")
    return properties.facts(draft, said.get("title", ""), creator, said.get("creation-date", ""), "document properties")
