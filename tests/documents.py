"""Printed and office documents, made here: as small as a program would write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """A zip archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def paragraph(text: str, style: str = "", more: str = "") -> str:
    """A paragraph of WordprocessingML; `more` are further properties."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(
    body: str, parts: Mapping[str, str] | None = None, styles: str = "", core: str = "", files: Mapping[str, str] = {}
) -> bytes:
    """A Word document: the inside of its body, and of each further part (`header1`, `footnotes` ...) its root's inside."""
    roots = {"header": "hdr", "footer": "ftr"}
    members: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="r2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        "docProps/core.xml": f'<c:coreProperties xmlns:c="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"{core}</c:coreProperties>",
    }
    links = f'<Relationship Id="s" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    for name, inside in (parts or {}).items():
        kind = name.rstrip("0123456789")
        root = roots.get(kind, kind)
        members[f"word/{name}.xml"] = f"<w:{root} {W}>{inside}</w:{root}>"
        links += f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>'
    members["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
    return packed(members | files)


_ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("meta", "meta"), ("manifest", "manifest"),
    )
)  # fmt: skip


def odt(body: str, styles: str = "", masters: str = "", meta: str = "", files: Mapping[str, str] = {}) -> bytes:
    """An OpenDocument text: the insides of its body, its paragraph styles, its master pages, its properties."""
    members: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {_ODF}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {_ODF}><office:styles>{styles}</office:styles>"
        f"<office:master-styles>{masters}</office:master-styles></office:document-styles>",
        "meta.xml": f'<office:document-meta {_ODF} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>{meta}</office:meta></office:document-meta>',
        "META-INF/manifest.xml": f"<manifest:manifest {_ODF}/>",
    }
    return packed(members | files)
