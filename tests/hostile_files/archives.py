"""Zip archives, and the documents and books that are such: bombs, names that lead elsewhere, members that lie."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from tests import documents
from tests.documents import paragraph
from tests.hostile_files.pages import ARTICLE, laughs, outside
from tests.hostile_files.size import LEAD, SAID, TEXT, Make, Size

PACKED = zipfile.ZIP_DEFLATED
Members = Iterable[tuple[str | zipfile.ZipInfo, bytes]]


def zipped(members: Members, method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip archive, the same at any time; two members may have one name.

    What is not packed is not refused for how well it is packed, before anybody sees what else is wrong with it.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of two members with one name
        for name, data in members:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, data)
    return made.getvalue()


def _nested(depth: int) -> bytes:
    data = zipped([("a.txt", TEXT.encode())])
    for _ in range(depth):
        data = zipped([("in.zip", data), ("b.txt", TEXT.encode())])
    return data


def _link(target: str) -> bytes:
    info = zipfile.ZipInfo("a.txt")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped([(info, target.encode()), ("b.txt", TEXT.encode())])


def _flagged(data: bytes, bits: int) -> bytes:
    """The archive with these general purpose bits set in all its headers."""
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(sign)
        while start >= 0:
            flags = struct.unpack_from("<H", data, start + at)[0] | bits
            data = data[: start + at] + struct.pack("<H", flags) + data[start + at + 2 :]
            start = data.find(sign, start + 4)
    return data


def _overlapping(count: int, kernel: bytes) -> bytes:
    """An archive of many members that are all the same bytes of it (after David Fifield, A better zip bomb, 2019)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(kernel) + packer.flush()
    crc = zlib.crc32(kernel)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(packed), len(kernel), 5, 0) + b"a.txt"
    body, directory = local + packed, b""
    for n in range(count):
        name = f"a{n:05}.txt".encode()
        directory += struct.pack(
            "<4s6H3I5H2I",
            b"PK\x01\x02",
            20,
            20,
            0,
            8,
            0,
            33,
            crc,
            len(packed),
            len(kernel),
            len(name),
            0,
            0,
            0,
            0,
            0,
            0,
        )
        directory += name
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def _named(*names: str) -> Make:
    return lambda size: zipped([(name.replace("CANARY", size.canary), TEXT.encode()) for name in names])


def _replaced(document: bytes, members: Mapping[str, str | bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """The document with some of its members changed, or added."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    changed = {name: data.encode() if isinstance(data, str) else data for name, data in members.items()}
    return zipped((found | changed).items(), method)


DOCX = documents.docx(paragraph(LEAD) + paragraph(SAID))
ODT = documents.odt(f"<text:p>{LEAD}</text:p><text:p>{SAID}</text:p>")


def _docx(document: str, method: int = zipfile.ZIP_STORED) -> bytes:
    return _replaced(DOCX, {"word/document.xml": document}, method)


def _odt(content: str, method: int = zipfile.ZIP_STORED) -> bytes:
    return _replaced(ODT, {"content.xml": content}, method)


def _stored_odt(body: str, styles: str = "") -> bytes:
    return _replaced(documents.odt(body, styles), {})


def _body(inside: str, kind: str = "") -> str:
    return f"{kind}<w:document {documents.W}><w:body>{paragraph(LEAD)}{inside}</w:body></w:document>"


def epub(
    chapters: Mapping[str, str], spine: Iterable[str] = (), opf: str = "", files: Mapping[str, str | bytes] = {}
) -> bytes:
    """A book of these chapters (their paths in it), read in the order of `spine`; `opf` is what it says of itself instead."""
    listed = "".join(
        f'<item id="c{n}" href="{path}" media-type="application/xhtml+xml"/>' for n, path in enumerate(chapters)
    )
    order = "".join(f'<itemref idref="{one}"/>' for one in spine or [f"c{n}" for n in range(len(chapters))])
    package = opf or (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Bridges</dc:title></metadata>'
        f"<manifest>{listed}</manifest><spine>{order}</spine></package>"
    )
    return zipped(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
            b'<rootfiles><rootfile full-path="O/b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "O/b.opf": package.encode(),
            **{
                f"O/{path}": text.encode()
                for path, text in chapters.items()
                if not path.startswith(("/", ".", "file:"))
            },
            **{name: data.encode() if isinstance(data, str) else data for name, data in files.items()},
        }.items()
    )


CHAPTER = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{ARTICLE}</body></html>'
EPUB = epub({"a.xhtml": CHAPTER, "b.xhtml": CHAPTER})


def _cut(data: bytes, quarter: int) -> bytes:
    return data[: max(1, len(data) * quarter // 4 - 1)]


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _spread(size: Size) -> bytes:
    return zipped([(f"{n:05}.txt", bytes(1_000_000)) for n in range(max(5, round(300 * size.part)))], PACKED)


FILES: dict[str, Make] = {
    "page-before.zip": lambda size: f"<html><p>{LEAD}</p>".encode() + zipped([("a.txt", TEXT.encode())]),
    "pdf-before.zip": lambda size: b"%PDF-1.7\n" + zipped([("a.txt", TEXT.encode())]),
    "two-in-one.zip": lambda size: zipped([("a.txt", TEXT.encode())]) + zipped([("b.txt", TEXT.encode())]),
    "bomb.zip": lambda size: zipped([("a.txt", bytes(size.of(200_000_000))), ("b.txt", TEXT.encode())], PACKED),
    "bomb-spread.zip": _spread,
    "bomb-overlapping.zip": lambda size: _overlapping(size.of(1_900), b"word " * size.of(200_000)),
    "bomb-html.zip": lambda size: zipped([("a.html", b"<div>" * size.of(4_000_000)), ("b.txt", TEXT.encode())]),
    "nested.zip": lambda size: _nested(12),
    "nested-wide.zip": lambda size: zipped([(f"{n}.zip", _nested(3)) for n in range(size.of(100) // 10)]),
    "members.zip": lambda size: zipped([(f"{n}.txt", b"a") for n in range(2_001)]),
    "members-folders.zip": lambda size: zipped([(f"{n}/", b"") for n in range(5_000)]),
    "members-same.zip": lambda size: zipped([("a.txt", f"{n} {TEXT}".encode()) for n in range(50)]),
    "members-cases.zip": _named("a.txt", "A.txt", "A.TXT", "a.TXT", "ſ.txt", "s.txt", "é.txt", "e\u0301.txt"),
    "members-none.zip": lambda size: zipped([]),
    "names-outside.zip": _named(
        "../a.txt", "../../../../../../CANARY", "CANARY", "a/../../b.txt", "..\\..\\c.txt", "//d.txt", "good.txt"
    ),
    "names-devices.zip": _named(
        "CON.txt", "nul", "AUX.txt", "C:\\a.txt", "C:a.txt", "a:b.txt", "/dev/stdin", "good.txt"
    ),
    "names-odd.zip": _named(
        "\x1b[2J.txt", "a\nb.txt", "\u202etxt.exe.txt", ".hidden.txt", "__MACOSX/._a.txt", " .txt", "a#1.txt", "…"
    ),
    "name-long.zip": lambda size: zipped(
        [("a/" * 30_000 + "b.txt", TEXT.encode()), ("c" * 65_000 + ".txt", b"a"), ("d.txt", TEXT.encode())]
    ),
    "name-nul.zip": lambda size: zipped([("a_b.txt", TEXT.encode()), ("c.txt", TEXT.encode())]).replace(
        b"a_b.txt", b"a\0b.txt"
    ),
    "link.zip": lambda size: _link(size.canary),
    "link-up.zip": lambda size: _link("../../../../../../.." + size.canary),
    "encrypted.zip": lambda size: _flagged(zipped([("a.txt", TEXT.encode()), ("b.txt", LEAD.encode())]), 1),
    "settings.zip": lambda size: zipped(
        [("pack.toml", f'[sources."{size.canary}"]\norder = 1'.encode()), ("a.txt", TEXT.encode())]
    ),
    "index.zip": lambda size: zipped([("index/_MAIN_1.toc", b"cos\nsystem\n(S'true'\ntR."), ("a.txt", TEXT.encode())]),
    "programs.zip": lambda size: zipped(
        [("a.exe", b"MZ\x90\x00"), ("b.txt", b"\x7fELF" + bytes(100)), ("c.txt", TEXT.encode())]
    ),
    **{f"cut-{n}.zip": (lambda size, n=n: _cut(_nested(2), n)) for n in (1, 2, 3, 4)},
    "checksum.zip": lambda size: zipped([("a.txt", TEXT.encode())]).replace(
        struct.pack("<I", zlib.crc32(TEXT.encode())), b"\1\2\3\4"
    ),
    "directory-only.zip": lambda size: b"PK\x05\x06" + b"\xff" * 18,
    "text-inside.zip": lambda size: TEXT.encode(),
    # Word
    "bomb.docx": lambda size: _docx(
        _body("<w:p><w:r><w:t>" + " " * size.of(200_000_000) + "</w:t></w:r></w:p>"), PACKED
    ),
    "blanks.docx": lambda size: _docx(_body("<w:p><w:r><w:t>" + " " * size.of(15_000_000) + "</w:t></w:r></w:p>")),
    "tags.docx": lambda size: _docx(_body("<w:p/>" * size.of(3_000_000))),
    "tags-below.docx": lambda size: _docx(_body("<w:p/>" * size.of(1_000_000))),
    "attributes.docx": lambda size: _docx(
        _body("<w:p " + " ".join(f'w:a{n}=""' for n in range(size.of(500_000))) + "/>")
    ),
    "tables.docx": lambda size: _docx(
        _body("<w:tbl><w:tr><w:tc>" * 20_000 + paragraph(SAID) + "</w:tc></w:tr></w:tbl>" * 20_000)
    ),
    "deep.docx": lambda size: _docx(_body("<w:sdt>" * size.deep(100_000) + "</w:sdt>" * size.deep(100_000))),
    "paragraphs.docx": lambda size: _docx(_body(paragraph("a") * size.of(50_000))),
    "line.docx": lambda size: _docx(_body(paragraph((LEAD + " ") * size.of(60_000)))),
    "laughs.docx": lambda size: _docx(_body(paragraph("&z;"), laughs("w:document"))),
    "file.docx": lambda size: _docx(_body(paragraph("&z;"), outside(size.canary, "w:document"))),
    "entities-utf16.docx": lambda size: _replaced(
        DOCX, {"word/document.xml": _body(paragraph("&z;"), laughs("w:document")).encode("utf-16")}
    ),
    "encrypted.docx": lambda size: OLD + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(10_000),
    "old.docx": lambda size: OLD + bytes(10_000),
    "relations.docx": lambda size: _replaced(
        DOCX,
        {
            "word/_rels/document.xml.rels": "<Relationships>"
            + "".join(
                f'<Relationship Type="x/header" Target="{target}"/>'
                for target in (
                    "document.xml",
                    "../word/document.xml",
                    f"../../../../..{size.canary}",
                    size.canary,
                    f"file://{size.canary}",
                )
            )
            + "</Relationships>"
        },
    ),
    "relations-many.docx": lambda size: _replaced(
        DOCX,
        {
            "word/_rels/document.xml.rels": "<Relationships>"
            + '<Relationship Type="x/footer" Target="styles.xml"/>' * size.of(200_000)
            + "</Relationships>"
        },
    ),
    "styles.docx": lambda size: _replaced(
        DOCX,
        {
            "word/styles.xml": f"<w:styles {documents.W}>"
            + "".join(
                f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(size.of(50_000))
            )
            + "</w:styles>"
        },
    ),
    "styles-circle.docx": lambda size: _replaced(
        DOCX,
        {
            "word/styles.xml": f'<w:styles {documents.W}><w:style w:styleId="a"><w:basedOn w:val="a"/></w:style></w:styles>'
        },
    ),
    "odt-inside.docx": lambda size: ODT,
    "html-inside.docx": lambda size: f"<html><body>{ARTICLE}</body></html>".encode(),
    **{f"cut-{n}.docx": (lambda size, n=n: _cut(DOCX, n)) for n in (1, 2, 3, 4)},
    # OpenDocument
    "bomb.odt": lambda size: _odt("<a>" + " " * size.of(200_000_000) + "</a>", PACKED),
    "blanks.odt": lambda size: _replaced(
        _stored_odt(f"<text:p>{LEAD}" + '<text:s text:c="999999999"/>' * size.of(20_000) + "</text:p>"), {}
    ),
    "cells.odt": lambda size: _stored_odt(
        f'<text:p>{LEAD}</text:p><table:table><table:table-row table:number-rows-repeated="999999999"><table:table-cell table:number-columns-repeated="999999999"><text:p>{SAID}</text:p></table:table-cell></table:table-row></table:table>'
    ),
    "lists.odt": lambda size: _stored_odt(
        "<text:list><text:list-item>" * size.deep(30_000)
        + f"<text:p>{LEAD}</text:p>"
        + "</text:list-item></text:list>" * size.deep(30_000)
    ),
    "laughs.odt": lambda size: _odt(laughs("a") + "<a>&z;</a>"),
    "file.odt": lambda size: _odt(outside(size.canary) + "<a>&z;</a>"),
    "styles-circle.odt": lambda size: _stored_odt(
        f'<text:p text:style-name="a">{LEAD}</text:p>',
        '<style:style style:name="a" style:family="paragraph" style:parent-style-name="a"/>',
    ),
    "encrypted.odt": lambda size: _replaced(
        ODT,
        {
            "META-INF/manifest.xml": "<manifest><file-entry><encryption-data/></file-entry></manifest>",
            "content.xml": bytes(range(256)) * 4,
        },
    ),
    "docx-inside.odt": lambda size: DOCX,
    **{f"cut-{n}.odt": (lambda size, n=n: _cut(ODT, n)) for n in (1, 2, 3, 4)},
    # books
    "bomb.epub": lambda size: _replaced(EPUB, {"O/a.xhtml": CHAPTER + " " * size.of(200_000_000)}, PACKED),
    "tags.epub": lambda size: epub({"a.xhtml": CHAPTER + "<p/>" * size.of(3_000_000)}),
    "divs.epub": lambda size: epub(
        {
            "a.xhtml": "<html><body>"
            + "<div>" * size.deep(100_000)
            + LEAD
            + "</div>" * size.deep(100_000)
            + "</body></html>"
        }
    ),
    "spine.epub": lambda size: epub({"a.xhtml": CHAPTER}, ["c0"] * size.of(100_000)),
    "chapters.epub": lambda size: epub({f"{n}.xhtml": CHAPTER for n in range(size.of(1_900))}),
    "outside.epub": lambda size: epub(
        {
            "a.xhtml": CHAPTER,
            f"../../../../../..{size.canary}": CHAPTER,
            size.canary: CHAPTER,
            f"file://{size.canary}": CHAPTER,
        }
    ),
    "laughs.epub": lambda size: epub({"a.xhtml": laughs("html") + CHAPTER.replace("</body>", "&z;</body>")}),
    "file.epub": lambda size: epub(
        {"a.xhtml": outside(size.canary, "html") + CHAPTER.replace("</body>", "&z;</body>")}
    ),
    "laughs-opf.epub": lambda size: epub({"a.xhtml": CHAPTER}, opf=laughs("package") + "<package>&z;</package>"),
    "file-opf.epub": lambda size: epub(
        {"a.xhtml": CHAPTER}, opf=outside(size.canary, "package") + "<package>&z;</package>"
    ),
    "circle.epub": lambda size: epub({"b.opf": CHAPTER}, ["c0"] * 10),
    "encrypted.epub": lambda size: _replaced(
        EPUB,
        {
            "META-INF/encryption.xml": '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"><CipherData><CipherReference URI="O/a.xhtml"/></CipherData></EncryptedData></encryption>',
            "O/a.xhtml": bytes(range(256)),
        },
    ),
    "empty-spine.epub": lambda size: epub({}),
    "docx-inside.epub": lambda size: DOCX,
    **{f"cut-{n}.epub": (lambda size, n=n: _cut(EPUB, n)) for n in (1, 2, 3, 4)},
}
