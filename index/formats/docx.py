"""Word documents (.docx; ECMA-376, transitional and strict): as they read with all changes accepted and no comments."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from index.formats import galley, properties
from index.formats.decoding import Unreadable
from index.formats.galley import Piece
from index.formats.office import Dialect, Reading, Role, Style, attribute, by_name, child, name, once
from index.formats.zipped import Zipped
from index.model import Draft, Fact, Flag

_ROLES: dict[str, Role] = {
    "p": "paragraph", "tbl": "table", "tr": "row", "tc": "cell", "hyperlink": "link", "t": "characters",
    # a text box twice: as a drawing, and for programs that know none; the first is the one that is seen
    "AlternateContent": "first",
    "del": "skip", "moveFrom": "skip", "delText": "skip", "instrText": "skip", "delInstrText": "skip",
    "pPr": "skip", "rPr": "skip", "tblPr": "skip", "trPr": "skip", "tcPr": "skip", "sectPr": "skip", "sdtPr": "skip",
}  # fmt: skip
_LITERAL = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_OFF = ("0", "false", "off", "none")
_DEEPEST = 12  # styles that are based on another
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(data: bytes) -> Draft:
    """The letterhead first, then text and notes, the foot last; changes accepted, comments and hidden text left out.

    Raises:
        Unreadable: an old Word file, encrypted, damaged, too large, or without text.
    """
    if data.startswith(_OLD):
        if _ENCRYPTED in data:
            raise Unreadable("it is encrypted with a password: open it, and save it without one")
        raise Unreadable("an old Word file: save it as .docx")
    archive = Zipped(data)
    main = next((path for kind, path in _relations(archive, "") if kind == "officeDocument"), "word/document.xml")
    if main not in archive:
        raise Unreadable("no Word document: word/document.xml is missing in it")
    body = child(archive.tree(main), "body")
    sides = _Sides(archive, main)
    styles = _styles(sides.first("styles"))
    reading = Reading(Dialect(_ROLES, _LITERAL, False, lambda p: _style(p, styles), _hidden))
    text = [*galley.lists_joined(reading.read(body))]
    for kind in ("footnotes", "endnotes"):
        for note in sides.first(kind):
            if attribute(note, "type") in ("", "normal"):
                text += reading.read(note, "note")
    heads, feet = (
        [
            Piece(piece.text, piece.kind, kind, piece.linked, f"page {kind}", f"stands at the {place} of the pages")
            for root in sides.all(kind)
            for piece in reading.read(root)
        ]
        for kind, place in (("header", "head"), ("footer", "foot"))
    )
    draft = galley.draft(once([*heads, *text, *feet]), "docx", sides.flags)
    return replace(draft, stated=_stated(archive, draft))


def _relations(archive: Zipped, part: str) -> list[tuple[str, str]]:
    """Kind and target of each relation of a part; of the whole archive for an empty name."""
    folder, base = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{base}.rels")
    found = []
    for relation in archive.tree(listed) if listed in archive else ():
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found.append((relation.get("Type", "").rpartition("/")[2], path))
    return found


class _Sides:
    """The parts beside a document's text; one that cannot be read is said so in `flags`, and does not cost the text."""

    def __init__(self, archive: Zipped, main: str) -> None:
        self._archive = archive
        self.flags: list[Flag] = []
        try:
            self._listed = _relations(archive, main)
        except Unreadable as fault:
            self._listed = []
            self._miss(fault)

    def _miss(self, fault: Unreadable) -> None:
        self.flags.append(Flag("incomplete", f"a part of the document was not read: {fault}"))

    def all(self, kind: str) -> Iterator[Element]:
        """The roots of the parts of one kind that are there, each part once."""
        for path in dict.fromkeys(path for each, path in self._listed if each == kind and path in self._archive):
            try:
                yield self._archive.tree(path)
            except Unreadable as fault:
                self._miss(fault)

    def first(self, kind: str) -> Element | tuple[()]:
        """The root of the only part of a kind; nothing where there is none."""
        return next(self.all(kind), ())


def _hidden(element: Element) -> bool:
    if name(element) != "r":
        return False
    mark = child(element, "rPr", "vanish")
    return mark is not None and attribute(mark, "val").lower() not in _OFF


def _styles(root: Iterable[Element]) -> dict[str, Style]:
    """What the paragraphs of each style are, by its id; built-in styles have English names in every language of Word."""
    listed = {attribute(style, "styleId"): style for style in root if name(style) == "style"}
    found: dict[str, Style] = {}
    for identity, style in listed.items():
        each: Element | None = style
        for _ in range(_DEEPEST):
            if each is None:
                break
            made = by_name(attribute(child(each, "name"), "val")) or _formed(child(each, "pPr"))
            if made is not None:
                found[identity] = made
                break
            each = listed.get(attribute(child(each, "basedOn"), "val"))
    return found


def _formed(properties_: Element | None) -> Style | None:
    """By what is set rather than named: an outline level, a numbering."""
    if properties_ is None:
        return None
    level = attribute(child(properties_, "outlineLvl"), "val")
    if level and level in "012345678":
        return Style("heading")
    number = attribute(child(properties_, "numPr", "numId"), "val")
    return Style("list") if number not in ("", "0") else None


def _style(paragraph: Element, styles: dict[str, Style]) -> Style:
    own = child(paragraph, "pPr")
    by_name = styles.get(attribute(child(own, "pStyle"), "val"))
    if by_name is not None and by_name.kind != "paragraph":
        return by_name
    return _formed(own) or Style()


def _stated(archive: Zipped, draft: Draft) -> dict[str, tuple[Fact, ...]]:
    try:
        part = next((path for kind, path in _relations(archive, "") if kind == "core-properties"), "")
        said = {name(each): each.text or "" for each in archive.tree(part)}
    except Unreadable:
        return {}  # most programs write them; no text stands in them
    return properties.facts(
        draft, said.get("title", ""), said.get("creator", ""), said.get("created", ""), "document properties"
    )
