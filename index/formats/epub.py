"""Books and issues (.epub; EPUB 2 and 3): the chapters in the order of the spine, each as the page of markup that it is."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from index.formats import galley, markup
from index.formats.decoding import Unreadable
from index.formats.galley import Piece
from index.formats.office import attribute, child, children, name
from index.formats.zipped import Zipped
from index.model import Draft, Fact, Flag

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONTS_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""What is called encryption and only keeps the fonts from being copied (EPUB OCF 3.0, 4)."""
_CONTENTS = ("toc", "landmarks", "page-list", "lot", "loi", "index")  # epub:type of what only leads to the text
_ORIGIN = "EPUB metadata"


def read(data: bytes) -> Draft:
    """The book as one source; its table of contents is furniture, what its package states is stated.

    Raises:
        Unreadable: no book, damaged, protected, too large, or without text.
    """
    archive = Zipped(data)
    if _CONTAINER not in archive:
        raise Unreadable(f"no book: {_CONTAINER} is missing in it")
    root = archive.tree(_CONTAINER)
    package = next((each.get("full-path", "") for each in root.iter() if name(each) == "rootfile"), "")
    opf = archive.tree(package)
    spine = list(_spine(opf, posixpath.dirname(package)))
    _refuse_protected(archive, {path for path, _ in spine})
    flags: list[Flag] = []
    pieces: list[Piece] = []
    for path, leads in spine:
        try:
            source, _ = markup.decoded(archive.read(path))
        except Unreadable as fault:
            flags.append(Flag("incomplete", f"a chapter was not read: {fault}"))
            continue
        pieces += _chapter(source, posixpath.basename(path), leads)
    if flags and not pieces:
        raise Unreadable(flags[0].reason)
    return replace(galley.draft(pieces, "epub", flags), stated=_stated(child(opf, "metadata")))


def _spine(opf: Element, folder: str) -> Iterator[tuple[str, bool]]:
    """The path of each chapter, each once, in reading order; whether it is the table of contents."""
    items = {each.get("id", ""): each for each in children(child(opf, "manifest"), "item")}
    guide = children(child(opf, "guide"), "reference")
    leading = {_path(folder, each.get("href", "")) for each in guide if each.get("type", "").lower() == "toc"}
    seen = set()
    for reference in children(child(opf, "spine"), "itemref"):
        item = items.get(reference.get("idref", ""))
        if item is not None:
            path = _path(folder, item.get("href", ""))
            if path not in seen:
                seen.add(path)
                yield path, path in leading or "nav" in item.get("properties", "").split()


def _path(folder: str, href: str) -> str:
    """The member that a reference of the package names."""
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _refuse_protected(archive: Zipped, chapters: set[str]) -> None:
    if _ENCRYPTION not in archive:
        return
    for each in archive.tree(_ENCRYPTION).iter():
        if name(each) == "EncryptedData":
            method = attribute(child(each, "EncryptionMethod"), "Algorithm")
            path = unquote(attribute(child(each, "CipherData", "CipherReference"), "URI"))
            if method not in _FONTS_ONLY and path in chapters:
                raise Unreadable("its chapters are encrypted (copy protection): only its own program can open it")


def _chapter(source: str, file: str, leads: bool) -> Iterator[Piece]:
    page = markup.page(source)
    for block, element in zip(page.blocks, page.elements, strict=True):
        navigates = leads or any(
            each.name == "nav" or each.attributes.get("epub:type", "") in _CONTENTS for each in element.up()
        )
        piece = Piece(block.span.of(page.text), block.kind, f"{file}: {block.where}", block.linked)
        yield replace(piece, rule="table of contents", reason="leads to the chapters") if navigates else piece


def _stated(metadata: Element | None) -> Mapping[str, tuple[Fact, ...]]:
    """Title, authors, publisher and date of publishing; editors and translators are no authors (MARC relators)."""
    found: dict[str, list[Fact]] = {}
    fields = {"title": "headline", "creator": "authors", "publisher": "publisher", "date": "date"}
    for each in metadata if metadata is not None else ():
        field, value = fields.get(name(each)), " ".join((each.text or "").split())
        if field is None or not value or attribute(each, "role") not in ("", "aut"):
            continue
        if attribute(each, "event") in ("", "publication", "original-publication"):
            found.setdefault(field, []).append(Fact(value, origin=_ORIGIN))
    return {field: tuple(facts) for field, facts in found.items()}
