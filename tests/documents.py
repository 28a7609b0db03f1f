"""Printed and office documents, made here: as small as a program would write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

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


# ------------------------------------------------------------------------------------------------ PDF

PAGE = (595, 842)
"""Width and height of a page in points."""
Put = tuple[float, float, float, str]
"""Where a line begins, x and y from the lower left corner, its size, and its text; a text in `*` is bold."""


def operators(lines: Iterable[Put]) -> str:
    """The content stream that prints these lines."""
    said = []
    for x, y, size, text in lines:
        bold = text.startswith("*") and text.endswith("*")
        shown = text.strip("*") if bold else text
        escaped = shown.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        said.append(f"BT /F{2 if bold else 1} {size} Tf {x} {y} Td ({escaped}) Tj ET")
    return "\n".join(said)


def pdf(
    *pages: Iterable[Put] | str, info: str = "", page: str = "", resources: str = "", more: Sequence[bytes] = ()
) -> bytes:
    """A PDF file: of each page the lines that stand on it, or its operators; further entries of information and pages.

    `more` are further objects; the first of them is number 5.
    """
    fonts = "".join(
        f"/F{n} <</Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding>>"
        for n, name in ((1, "Helvetica"), (2, "Helvetica-Bold"))
    )
    first = 5 + len(more)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        f"<</Type /Pages /Kids [{kids}] /Count {len(pages)}>>".encode(),
        f"<</Font <<{fonts}>> {resources}>>".encode(),
        f"<<{info}>>".encode("latin-1"),
        *more,
    ]
    for n, content in enumerate(pages):
        stream = (content if isinstance(content, str) else operators(content)).encode("cp1252")
        box = f"/MediaBox [0 0 {PAGE[0]} {PAGE[1]}]"
        objects.append(
            f"<</Type /Page /Parent 2 0 R {box} /Resources 3 0 R {page} /Contents {first + 2 * n + 1} 0 R>>".encode()
        )
        objects.append(stream_object(stream))
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for n, content in enumerate(objects, 1):
        places.append(len(made))
        made += f"{n} 0 obj\n".encode() + content + b"\nendobj\n"
    at = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    made += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    made += f"trailer <</Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R>>\nstartxref\n{at}\n%%EOF\n".encode()
    return bytes(made)


def stream_object(data: bytes, entries: str = "") -> bytes:
    """A stream with its dictionary."""
    return f"<</Length {len(data)} {entries}>>\nstream\n".encode() + data + b"\nendstream"


def column(x: float, top: float, lines: Iterable[str], size: float = 10, leading: float = 12) -> list[Put]:
    """Lines one below the other; one that begins with a blank is indented by as many times five points as it has blanks."""
    return [
        (x + 5 * (len(line) - len(line.lstrip())), top - leading * n, size, line.strip())
        for n, line in enumerate(lines)
        if line
    ]


# ------------------------------------------------------------------------------------------------ EPUB


def epub(
    chapters: Mapping[str, str],
    metadata: str = "",
    manifest: str = "",
    guide: str = "",
    files: Mapping[str, str | bytes] = {},
) -> bytes:
    """A book: the insides of its chapters' bodies by their file names, in the order of the spine.

    `nav.xhtml` is its table of contents. `manifest` and `guide` are further entries.
    """
    items = "".join(
        f'<item id="i{n}" href="{quote(file)}" media-type="application/xhtml+xml"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if file == 'nav.xhtml' else ''}/>"
        for n, file in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{metadata}</metadata><manifest>{items}{manifest}</manifest><spine>{spine}</spine><guide>{guide}</guide></package>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": package,
    }
    for file, body in chapters.items():
        members[f"OEBPS/{file}"] = (
            f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body>{body}</body></html>'
        )
    return packed(members | files)
