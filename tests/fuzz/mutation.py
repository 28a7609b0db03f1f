"""Bytes changed by chance, in the ways that bring down those who read them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence

TOKENS: Sequence[bytes] = (
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80", b"\xed\xa0\x80", b"\x1b[2J", b"\r", b"\n\n", b"\t", b"\x0c"),
    *(b"%PDF-1.7\n", b"PK\x03\x04", b"PK\x05\x06", b"{\\rtf1", b"\xd0\xcf\x11\xe0", b"<?xml version='1.0'?>", b"<html>"),
    *(b"endobj\n", b"stream\n", b"endstream", b"5 0 R", b"<<", b">>", b"/Kids [2 0 R]", b"/Filter /FlateDecode", b"xref\n0 99\n"),
    *(b"<!DOCTYPE a [<!ENTITY z 'a'>]>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"</", b"/>", b"&z;", b"&#0;", b"&#x110000;"),
    *(b"From a@b.c Mon Jun  6 10:00:00 2022\n", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n", b"--b--\n", b"Subject: =?utf-8?q?"),
    *(b"Content-Transfer-Encoding: base64\n", b"charset=utf-7", b"charset=bz2", b"> ", b"{", b"}", b"[", b"]", b'"', b"\\", b"\\u0000", b"\\ud800"),
    *(b"\\'e2", b"\\bin99999 ", b"\\par ", b"-1", b"0", b"4294967295", b"9" * 400, b"1e999", b"NaN", b"null", b",", b";", b"=", b"../", b"C:\\"),
    *("“”‘’«»„—…é\u0301\u202e\u200b\u2028😀".encode(), b" said ", b"1 of 9 DOCUMENTS\n", b"Document ABC0000020080808e48800001\n", b"\n---\n", b"[[x]]\n"),
)  # fmt: skip
"""What means something in some format."""
LARGEST = 200_000
"""Bytes that an input keeps of what it is made of."""


def mutated(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """`data` with one to six changes; some of them bring in a piece of `other`."""
    out = bytearray(data[:LARGEST])
    for _ in range(draw.choice((1, 1, 1, 2, 3, 6))):
        _change(out, other, draw)
    return bytes(out[: 2 * LARGEST])


def _change(out: bytearray, other: bytes, draw: random.Random) -> None:
    at = draw.randrange(len(out) + 1)
    length = draw.choice((1, 2, 4, 16, 100, 1_000))
    match draw.randrange(9):
        case 0 if out:  # bits
            for _ in range(draw.choice((1, 1, 8))):
                place = draw.randrange(len(out))
                out[place] ^= 1 << draw.randrange(8)
        case 1:  # cut short
            del out[at:]
        case 2:
            del out[at : at + length]
        case 3:
            out[at:at] = draw.choice(TOKENS) * draw.choice((1, 1, 1, 2, 50))
        case 4:  # once more
            out[at:at] = bytes(out[at : at + length]) * draw.choice((1, 1, 2, 200))
        case 5 if other:
            start = draw.randrange(len(other))
            out[at:at] = other[start : start + draw.choice((length, 5_000))]
        case 6:  # a field of size, or a number in words
            _renumber(out, draw)
        case 7:
            size = draw.choice((1, 2, 4, 8))
            out[at : at + size] = draw.choice((b"\0", b"\xff", b"\x7f", b"\x80")) * size
        case _:
            start = draw.randrange(len(out) + 1)
            piece = bytes(out[start : start + length])
            del out[start : start + length]
            out[min(at, len(out)) : 0] = piece


def _renumber(out: bytearray, draw: random.Random) -> None:
    digits = [n for n, byte in enumerate(out[:20_000]) if 48 <= byte <= 57]
    if not digits:
        return
    start = stop = draw.choice(digits)
    while stop < len(out) and 48 <= out[stop] <= 57:
        stop += 1
    out[start:stop] = draw.choice((b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999999999999", b"1.5", b""))


def zip_mutated(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """A zip archive with one of its members mutated, or the archive itself; any other bytes as `mutated` has them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {one.filename: one.file_size for one in archive.infolist()}
            if not sizes or sum(sizes.values()) > 20 * LARGEST or len(sizes) > 100 or draw.random() < 0.3:
                return mutated(data, other, draw)
            members = {name: archive.read(name) for name in sizes}
    except Exception:  # many a hostile archive is none
        return mutated(data, other, draw)
    chosen = draw.choice(sorted(members))
    members[chosen] = mutated(members[chosen], other, draw)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, held in members.items():
            archive.writestr(zipfile.ZipInfo(name[:60_000]), held)
    return made.getvalue()
