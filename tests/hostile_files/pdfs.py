"""PDF files: page trees, references, streams and fonts that go in circles, unpack to too much, or are not what they say."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from tests.hostile_files.size import LEAD, SAID, TEXT, Make, Size

FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << /Font << /F 4 0 R >> >> >>"
PLAIN = SAID.replace("“", '"').replace("”", '"')


def shown(text: str) -> str:
    """The drawing of two lines and another."""
    return f"BT /F 12 Tf 72 720 Td ({LEAD}) Tj 0 -14 Td ({PLAIN}) Tj {text} ET"


def stream(data: str | bytes, more: str = "") -> bytes:
    """A stream object."""
    raw = data.encode("latin-1", "replace") if isinstance(data, str) else data
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(raw), more.encode(), raw)


def flate(data: bytes, times: int = 1) -> bytes:
    """A stream object, packed so many times."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, f"/Filter [{'/FlateDecode ' * times}]")


def pdf(objects: Mapping[int, str | bytes] = {}, trailer: str = "", xref: bytes | None = None) -> bytes:
    """A PDF file of one page, these objects of it changed or added; its table of objects is right unless given."""
    whole: dict[int, str | bytes] = {1: CATALOG, 2: PAGES, 3: PAGE, 4: FONT, 5: stream(shown("")), **objects}
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, one in sorted(whole.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one.encode("latin-1", "replace") if isinstance(one, str) else one)
    start = len(out)
    if xref is None:
        count = max(places) + 1
        rows = (b"%010d %05d n \n" % (places[n], 0) if n in places else b"0000000000 65535 f \n" for n in range(count))
        xref = b"xref\n0 %d\n%s" % (count, b"".join(rows))
    out += xref + b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (max(places) + 1, trailer.encode("latin-1"))
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _contents(drawing: str) -> bytes:
    return pdf({5: stream(drawing)})


def _tree(depth: int) -> bytes:
    """Page trees within page trees, the page in the innermost."""
    nodes = {10 + n: f"<< /Type /Pages /Parent {9 + n} 0 R /Kids [{11 + n} 0 R] /Count 1 >>" for n in range(depth)}
    nodes[10 + depth] = PAGE
    return pdf({2: "<< /Type /Pages /Kids [10 0 R] /Count 1 >>", **nodes})


def lzw(count: int) -> bytes:
    """`count` zeros as LZW packs them (ISO 32000-1, 7.4.4): the longest run that the table allows with each code."""
    bits, width, made, left = [f"{256:09b}"], 9, 258, count
    run = 1
    code = 0
    while left > 0:
        bits.append(f"{code:0{width}b}")
        left -= run
        code, run, made = made, run + 1, made + 1
        if made >= 1 << width and width < 12:
            width += 1
        if made >= 4_094:
            bits.append(f"{256:0{width}b}")
            width, made, code, run = 9, 258, 0, 1
    bits.append(f"{257:0{width}b}")
    whole = "".join(bits)
    whole += "0" * (-len(whole) % 8)
    return int(whole, 2).to_bytes(len(whole) // 8, "big")


def _font(cmap: str) -> bytes:
    """The page in a font with this map of its codes to characters."""
    head = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    return pdf({4: FONT.replace(">>", "/ToUnicode 6 0 R >>"), 6: stream(f"{head}{cmap}\nendcmap end")})


def _form(drawing: str) -> bytes:
    """A page that draws the form `X`, which draws this."""
    return pdf(
        {
            3: PAGE.replace("/Font", "/XObject << /X 6 0 R >> /Font"),
            5: stream(shown("") + " /X Do"),
            6: stream(
                drawing,
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R /Y 7 0 R >> /Font << /F 4 0 R >> >>",
            ),
            7: stream(
                "/X Do " * 10, "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
            ),
        }
    )


def _xref_stream(words: str, data: bytes) -> bytes:
    """A file whose table of objects is this stream."""
    whole = pdf()
    start = whole.rindex(b"xref\n0")
    return (
        whole[:start]
        + b"9 0 obj\n"
        + stream(zlib.compress(data), f"/Type /XRef /Root 1 0 R /Filter /FlateDecode {words}")
        + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    )


def _cut(quarter: int) -> Make:
    return lambda size: (whole := pdf({5: stream(shown(" T* (a line) Tj" * 200))}))[: len(whole) * quarter // 4 - 1]


KIDS = "<< /Type /Pages /Kids [{}] /Count {} >>"
ENCRYPT = (
    f"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /O <{'6b' * 32}> /U <{'5a' * 32}> /P -3904 >> "
    f"/ID [<{'00' * 16}> <{'00' * 16}>]"
)


def _wide(size: Size) -> bytes:
    count = size.of(20_000)
    kids = " ".join(f"{10 + n} 0 R" for n in range(count))
    return pdf({2: KIDS.format(kids, count), **{10 + n: PAGE for n in range(count)}})


FILES: dict[str, Make] = {
    "pages-same.pdf": lambda size: pdf({2: KIDS.format("3 0 R " * size.of(1_000_000), 1_000_000)}),
    "pages.pdf": _wide,
    "pages-claimed.pdf": lambda size: pdf({2: KIDS.format("3 0 R", 2_000_000_000)}),
    "pages-circle.pdf": lambda size: pdf({2: KIDS.format("2 0 R", 1)}),
    "pages-circle-wide.pdf": lambda size: pdf({2: KIDS.format("2 0 R " * 10 + "3 0 R", 9)}),
    "pages-circle-long.pdf": lambda size: pdf({2: KIDS.format("6 0 R", 1), 6: KIDS.format("2 0 R 3 0 R", 1)}),
    "pages-deep.pdf": lambda size: _tree(20_000),
    "pages-none.pdf": lambda size: pdf({2: KIDS.format("", 0)}),
    "pages-odd.pdf": lambda size: pdf({2: KIDS.format("null 7 (a) [3 0 R] 99 0 R 3 0 R", -1)}),
    "parent-circle.pdf": lambda size: pdf({3: PAGE.replace("2 0 R", "3 0 R").replace("/MediaBox [0 0 612 792]", "")}),
    "reference-circle.pdf": lambda size: pdf({5: "6 0 R", 6: "5 0 R"}),
    "reference-itself.pdf": lambda size: pdf({5: "5 0 R"}),
    "reference-chain.pdf": lambda size: pdf({n: f"{n + 1} 0 R" for n in range(5, 5_000)}),
    "length-circle.pdf": lambda size: pdf({5: stream(shown("")).replace(b"/Length", b"/Length 5 0 R /X")}),
    "length-lies.pdf": lambda size: pdf({5: stream(shown("")).replace(b"/Length", b"/Length 99999999999 /X")}),
    "contents-same.pdf": lambda size: pdf({3: PAGE.replace("5 0 R", f"[{'5 0 R ' * size.of(200_000)}]")}),
    "bomb.pdf": lambda size: pdf({5: flate(bytes(size.of(300_000_000)))}),
    "bomb-text.pdf": lambda size: pdf({5: flate(shown("(a) Tj " * size.of(5_000_000)).encode())}),
    "bomb-twice.pdf": lambda size: pdf({5: flate(bytes(size.of(300_000_000)), 3)}),
    "bomb-lzw.pdf": lambda size: pdf({5: stream(lzw(size.of(50_000_000)), "/Filter /LZWDecode")}),
    "bomb-run.pdf": lambda size: pdf(
        {5: stream(zlib.compress(b"\x81\x20" * size.of(2_000_000)), "/Filter [/FlateDecode /RunLengthDecode]")}
    ),
    "bomb-images.pdf": lambda size: pdf(
        {
            3: PAGE.replace("/Font", "/XObject << /X 6 0 R >> /Font"),
            6: stream(
                zlib.compress(bytes(size.of(100_000_000))),
                "/Subtype /Image /Width 99999 /Height 99999 /Filter /FlateDecode",
            ),
        }
    ),
    "filters.pdf": lambda size: pdf({5: stream(shown(""), f"/Filter [{'/ASCIIHexDecode ' * 5_000}]")}),
    "filter-unknown.pdf": lambda size: pdf({5: stream(shown(""), "/Filter /Unheard")}),
    "predictor.pdf": lambda size: pdf(
        {
            5: stream(
                zlib.compress(bytes(1_000)),
                "/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 999999999 /Colors 99999 >>",
            )
        }
    ),
    "predictor-small.pdf": lambda size: pdf(
        {
            5: stream(
                zlib.compress(bytes(size.of(20_000_000))),
                "/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 1 >>",
            )
        }
    ),
    "ascii85.pdf": lambda size: pdf({5: stream("z" * size.of(5_000_000), "/Filter /ASCII85Decode")}),
    "hex.pdf": lambda size: pdf({5: stream("4" * size.of(5_000_000), "/Filter /ASCIIHexDecode")}),
    "flate-damaged.pdf": lambda size: pdf(
        {5: stream(b"\x78\x9c" + bytes(range(256)) * size.of(4_000), "/Filter /FlateDecode")}
    ),
    "operators.pdf": lambda size: _contents(shown(size.fill("q Q ", 3_000_000))),
    "saved.pdf": lambda size: _contents("q " * size.of(1_000_000) + shown("")),
    "arrays-deep.pdf": lambda size: _contents(shown("[" * 100_000)),
    "objects-deep.pdf": lambda size: pdf({6: "[" * 100_000}, "/Info 6 0 R"),
    "dictionaries-deep.pdf": lambda size: pdf({4: "<< /A " * size.deep(50_000)}),
    "strings-deep.pdf": lambda size: _contents("BT /F 12 Tf (" + "(" * 1_000_000 + ") Tj ET"),
    "string.pdf": lambda size: _contents(f"BT /F 12 Tf ({size.fill(LEAD, 10_000_000)}) Tj ET"),
    "strings.pdf": lambda size: _contents(shown(size.fill("T* (a) Tj ", 3_000_000))),
    "far.pdf": lambda size: _contents(shown("1e30 1e30 Td (a) Tj -1e30 5 Td (b) Tj 1e9 0 Td (c) Tj")),
    "matrix.pdf": lambda size: _contents(
        shown("0 0 0 0 0 0 Tm (a) Tj 1e300 1e300 -1e300 1e300 1e300 0 Tm (b) Tj 0 Tf (c) Tj 999999999 TL T* (d) Tj")
    ),
    "numbers.pdf": lambda size: _contents(shown("9" * size.of(1_000_000) + " 0 Td (a) Tj")),
    "box.pdf": lambda size: pdf({3: PAGE.replace("[0 0 612 792]", "[-1e38 1e38 (a) null]")}),
    "rotated.pdf": lambda size: pdf({3: PAGE.replace("/Contents", "/Rotate 45.5 /UserUnit 1e30 /Contents")}),
    "image-open.pdf": lambda size: _contents(shown("") + " BI /W 1 /H 1 ID " + "a" * size.of(1_000_000)),
    "images-open.pdf": lambda size: _contents(shown("") + " BI ID " * size.of(20_000)),
    "form-circle.pdf": lambda size: _form("/X Do"),
    "form-tree.pdf": lambda size: _form("/Y Do " * 10),
    "map-range.pdf": lambda size: _font("1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange"),
    "map-ranges.pdf": lambda size: _font(
        "100 beginbfrange\n" + "<0000> <FFFF> <0041>\n" * size.of(2_000) + "endbfrange"
    ),
    "map-lists.pdf": lambda size: _font(
        "1 beginbfrange <0000> <FFFF> [" + "<0041> " * size.of(200_000) + "] endbfrange"
    ),
    "map-long.pdf": lambda size: _font(f"1 beginbfchar <41> <{'0041' * size.of(200_000)}> endbfchar"),
    "map-open.pdf": lambda size: _font("beginbfrange " * size.of(50_000)),
    "widths.pdf": lambda size: pdf(
        {
            4: "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /W [0 999999999 5] /DW 1 >>] >>"
        }
    ),
    "differences.pdf": lambda size: pdf(
        {4: FONT.replace(">>", f"/Encoding << /Differences [{'0 /a ' * size.of(200_000)}] >> >>")}
    ),
    "outline-circle.pdf": lambda size: pdf(
        {
            1: CATALOG.replace(">>", "/Outlines 6 0 R >>"),
            6: "<< /First 7 0 R >>",
            7: "<< /Title (a) /Next 7 0 R /First 6 0 R >>",
        }
    ),
    "names-circle.pdf": lambda size: pdf(
        {1: CATALOG.replace(">>", "/Names 6 0 R /PageLabels 6 0 R >>"), 6: "<< /Kids [6 0 R] /Nums [0 6 0 R] >>"}
    ),
    "information.pdf": lambda size: pdf(
        {6: f"<< /Title ({'bridge ' * size.of(500_000)}) /Author 6 0 R /CreationDate (D:{'9' * 100_000}) >>"},
        "/Info 6 0 R",
    ),
    "prev-circle.pdf": lambda size: (whole := pdf()).replace(
        b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % whole.rindex(b"xref\n0")
    ),
    "root-circle.pdf": lambda size: pdf(trailer="/Root 9 0 R"),
    "xref-garbage.pdf": lambda size: pdf(xref=b"xref\n0 99999\n" + bytes(range(256)) * 40),
    "xref-wrong.pdf": lambda size: pdf(xref=b"xref\n0 6\n" + b"0000000007 00000 n \n" * 6),
    "xref-huge.pdf": lambda size: pdf(xref=b"xref\n0 999999999\n" + b"0000000009 00000 n \n"),
    "xref-none.pdf": lambda size: pdf(xref=b"")[:-20],
    "xref-stream-index.pdf": lambda size: _xref_stream("/Size 2147483647 /W [1 4 2] /Index [0 2147483647]", bytes(700)),
    "xref-stream-widths.pdf": lambda size: _xref_stream("/Size 9 /W [0 0 0] /Index [0 999999999]", bytes(700)),
    "xref-stream-bomb.pdf": lambda size: _xref_stream("/Size 9 /W [1 4 2]", bytes(size.of(200_000_000))),
    "object-stream-circle.pdf": lambda size: _xref_stream("/Size 10 /W [1 2 1] /Index [0 10]", b"\x02\0\x09\0" * 10),
    "start-far.pdf": lambda size: pdf()[:-20] + b"startxref\n99999999999999999999\n%%EOF\n",
    "ends.pdf": lambda size: pdf() + b"startxref\n9\n%%EOF\n" * size.of(100_000),
    "no-end.pdf": lambda size: pdf()[:-6] + b" " * size.of(5_000_000),
    "objects-many.pdf": lambda size: pdf(dict.fromkeys(range(6, size.of(200000)), "null")),
    "objects-junk.pdf": lambda size: b"%PDF-1.4\n" + b"1 0 obj\n" * size.of(500_000),
    "encrypted.pdf": lambda size: pdf(trailer=ENCRYPT),
    "encrypted-unheard.pdf": lambda size: pdf(trailer=ENCRYPT.replace("/Standard", "/Unheard")),
    "encrypted-circle.pdf": lambda size: pdf({6: "6 0 R"}, "/Encrypt 6 0 R"),
    "picture-only.pdf": lambda size: pdf({5: stream("q 600 0 0 700 0 0 cm /X Do Q")}),
    "text-inside.pdf": lambda size: TEXT.encode(),
    "html-inside.pdf": lambda size: f"<html><body><p>{LEAD}</p></body></html>".encode(),
    "head-only.pdf": lambda size: b"%PDF-1.7\n",
    **{f"cut-{n}.pdf": _cut(n) for n in (1, 2, 3, 4)},
}
