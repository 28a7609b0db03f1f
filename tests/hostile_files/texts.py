"""Plain texts, Markdown and RTF that are made to be slow, to break a decoder, or to be something else than they are called."""

from __future__ import annotations

from collections.abc import Mapping

from tests.hostile_files.size import LEAD, SAID, TEXT, Make

MEGABYTES_10 = 10_000_000
MEGABYTE = 1_000_000

PILES: Mapping[str, str] = {
    "by": "By ",
    "by-name": "By Ann Lee ",
    "blanks": " ",
    "blanks-word": " " * 60 + "a",
    "tabs": "\t",
    "no-break-blanks": "\u00a0",
    "zero-width": "\u200b",
    "dots": ".",
    "dots-and-blanks": ". ",
    "dashes": "-",
    "quotes": '"',
    "curly-quotes": "“a” ",
    "apostrophes": "'",
    "digits": "7",
    "numbers": "1,234.5 ",
    "dates": "March 4, 2011 ",
    "times": "12:30 p.m. ",
    "days-ago": "2 hours ago ",
    "share": "Share ",
    "share-glued": "Share",
    "share-tweet": "ShareTweet",
    "read-more": "Read more: ",
    "photo": "Photo: ",
    "updated": "Updated: ",
    "capitals": "HARLOW, ",
    "datelines": "HARLOW (Northwire) - ",
    "said": "said ",
    "brackets": "(",
    "bracket-pairs": "[a](b)",
    "addresses": "https://example.org/?a=",
    "mails": "a@b.c",
    "hashes": "#",
    "stars": "*a",
    "underscores": "_",
    "backticks": "`a",
    "tags": "<a>",
    "entities": "&amp;",
    "combining": "e\u0301\u0308",
    "half-emoji": "👩\u200d",
    "right-to-left": "\u202eab",
    "chinese": "橋",
    "replacement": "\ufffd",
    "mojibake": "â€œ",
    "copyright": "© 2011 ",
    "document-of": "Document 1 of 9 ",
    "file-names": "a_b.jpg ",
    "cut-words": "a-",
}
"""What is repeated: a pile of it meets each pattern of the cleaner, the masthead and the quotation finder."""


def _line(unit: str) -> Make:
    return lambda size: f"{TEXT}\n{size.fill(unit, MEGABYTE)}\n".encode()


def _lines(unit: str) -> Make:
    """A line is 60 characters of it, a paragraph each."""
    one = ((unit * (60 // len(unit) + 1)).strip() or unit) + "\n\n"
    return lambda size: f"{TEXT}\n{size.fill(one, MEGABYTE)}\n".encode()


def _rtf(inside: str) -> bytes:
    return f"{{\\rtf1\\ansi\\ansicpg1252 {LEAD}\\par {inside}\\par {LEAD}\\par}}".encode("cp1252", "replace")


FILES: dict[str, Make] = {
    **{f"pile-{name}.txt": _line(unit) for name, unit in PILES.items()},
    **{f"lines-{name}.txt": _lines(unit) for name, unit in PILES.items()},
    "line-of-words.txt": lambda size: f"{TEXT}\n{size.fill('the bridge over the Tam ', MEGABYTES_10)}".encode(),
    "line-of-sentences.txt": lambda size: f"{TEXT}\n{size.fill(LEAD + ' ' + SAID + ' ', MEGABYTES_10)}".encode(),
    "line-of-one-word.txt": lambda size: size.fill("a", MEGABYTES_10).encode(),
    "line-ends.txt": lambda size: size.fill("\r\n", MEGABYTES_10).encode() + TEXT.encode(),
    "short-lines.txt": lambda size: size.fill("a\n", MEGABYTES_10).encode(),
    "different-lines.txt": lambda size: "\n".join(f"Line {n} of many" for n in range(size.of(500_000))).encode(),
    "list.txt": lambda size: size.fill("- item\n", MEGABYTES_10).encode(),
    "same-paragraph.txt": lambda size: size.fill(SAID + "\n\n", MEGABYTES_10).encode(),
    "half-a-character.txt": lambda size: TEXT.encode()[:-40] + "“".encode()[:2],
    "half-characters.txt": lambda size: TEXT.encode() + "“".encode()[:2] * size.of(500_000),
    "nuls.txt": lambda size: TEXT.encode() + bytes(size.of(MEGABYTE)),
    "nul-between.txt": lambda size: b"\0".join(word.encode() for word in TEXT.split(" ")) * 20,
    "utf16-without-mark.txt": lambda size: (TEXT * 20).encode("utf-16-le"),
    "utf16-odd.txt": lambda size: (TEXT * 20).encode("utf-16")[:-1],
    "utf16-halves.txt": lambda size: b"\xff\xfe" + b"\x00\xd8" * size.of(500_000),
    "utf32-beyond.txt": lambda size: b"\xff\xfe\0\0" + b"\xff\xff\xff\x7f" * size.of(200_000),
    "high-bytes.txt": lambda size: bytes(range(0x80, 0x100)) * (size.of(MEGABYTES_10) // 128),
    "escapes.txt": lambda size: (TEXT + "\x1b[2J\x1b]0;a\x07" * size.of(5_000)).encode(),
    "empty.txt": lambda size: b"",
    "one-byte.txt": lambda size: b"a",
    "one-high-byte.txt": lambda size: b"\x81",
    "half-a-mark.txt": lambda size: b"\xef\xbb",
    "mark-only.txt": lambda size: b"\xff\xfe",
    "two-marks.txt": lambda size: b"\xef\xbb\xbf\xff\xfe" + TEXT.encode(),
    "blank.txt": lambda size: b" \n" * size.of(MEGABYTE),
    "html-inside.txt": lambda size: b"<html><body><p>" + TEXT.encode() + b"</p>" * size.of(100_000),
    "pdf-inside.txt": lambda size: b"%PDF-1.4\n" + TEXT.encode(),
    "zip-inside.txt": lambda size: b"PK\x03\x04" + bytes(1_000),
    # Markdown
    "quotes-nested.md": lambda size: ("> " * 5_000 + "a\n\n").encode() * 3,
    "lists-nested.md": lambda size: "\n".join("  " * n + "- a" for n in range(1_500)).encode(),
    "brackets.md": lambda size: ("[" * size.of(100_000) + "\n\n" + TEXT).encode(),
    "emphasis.md": lambda size: (TEXT + size.fill("*a _b ", MEGABYTE)).encode(),
    "links.md": lambda size: (TEXT + size.fill("[a](b", MEGABYTE)).encode(),
    "images.md": lambda size: (TEXT + size.fill("![[", 300_000)).encode(),
    "backticks.md": lambda size: (TEXT + "".join("`" * n + " " for n in range(1_200))).encode(),
    "tags.md": lambda size: (TEXT + size.fill("<a ", MEGABYTE)).encode(),
    "table.md": lambda size: ("|a" * 20_000 + "|\n" + "|-" * 20_000 + "|\n" + "|b\n" * size.of(5_000)).encode(),
    "front-matter-open.md": lambda size: ("---\n" + "a: b\n" * size.of(100_000)).encode(),
    "front-matter-bomb.md": lambda size: (
        "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + f"title: *i\n---\n{TEXT}"
    ).encode(),
    "references.md": lambda size: (TEXT + "".join(f"[{n}]: /a\n" for n in range(size.of(100_000)))).encode(),
    # RTF
    "braces.rtf": lambda size: _rtf("{" * 100_000 + "a" + "}" * 100_000),
    "braces-open.rtf": lambda size: _rtf("{" * 100_000),
    "braces-closed.rtf": lambda size: _rtf("}" * 100_000 + TEXT),
    "binary.rtf": lambda size: _rtf("\\bin999999999 abc"),
    "binary-negative.rtf": lambda size: _rtf("\\bin-5 abc " * 100),
    "number.rtf": lambda size: _rtf("\\u" + "9" * 10_000 + "? \\fs" + "9" * 10_000),
    "characters.rtf": lambda size: _rtf(size.fill("\\u-10179?\\'zz\\u55357? ", MEGABYTE)),
    "hex.rtf": lambda size: _rtf(size.fill("\\'81", MEGABYTES_10)),
    "skipped.rtf": lambda size: _rtf("\\uc2000000000 \\u8220? " * 100 + SAID),
    "words.rtf": lambda size: _rtf("\\" + "a" * size.of(MEGABYTE)),
    "paragraphs.rtf": lambda size: _rtf(size.fill("\\par ", MEGABYTES_10)),
    "cells.rtf": lambda size: _rtf(size.fill("\\cell ", MEGABYTE)),
    "codepage.rtf": lambda size: b"{\\rtf1\\ansi\\ansicpg99999999 " + LEAD.encode() + b"\\'e9 }",
    "code-page-of-python.rtf": lambda size: b"{\\rtf1\\ansi\\ansicpg037" + LEAD.encode() + b"\\'e9 }",
    "picture.rtf": lambda size: _rtf("{\\pict\\pngblip " + size.fill("89504e47", MEGABYTES_10) + "}" + SAID),
    "fonts.rtf": lambda size: _rtf(
        "{\\fonttbl" + "".join(f"{{\\f{n} Arial;}}" for n in range(size.of(50_000))) + "}" + SAID
    ),
    "one-line.rtf": lambda size: _rtf(size.fill(LEAD, MEGABYTES_10)),
    "object.rtf": lambda size: _rtf("{\\object\\objdata " + "0" * size.of(MEGABYTE) + "}"),
    "pdf-inside.rtf": lambda size: b"%PDF-1.4\n",
    "text-inside.rtf": lambda size: TEXT.encode(),
}
