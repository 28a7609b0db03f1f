r"""Bytes to text: once, with nothing changed but a byte-order mark that goes and line ends that become `\\n`."""

from __future__ import annotations

import codecs
import re


class Unreadable(Exception):  # noqa: N818 (it is the file that is unreadable; no program went wrong)
    """A file that gives no article; its text is the reason, in words for a person."""


# UTF-32 before UTF-16: its little-endian mark begins with the other's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or office file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"OggS\x00", "a sound file"),
    (b"ID3\x02", "a sound file"),
    (b"ID3\x03", "a sound file"),
    (b"ID3\x04", "a sound file"),
)
_HEAD = 65_536  # bytes that are looked at to tell text from binary, and one encoding from another
_CONTROLS = bytes(b for b in (*range(0x20), 0x7F) if b not in b"\t\n\r\f")
_LINE_END = re.compile("\r\n?")
# Signs of cp1252 that never stand between two letters in a language it was made for; in cp1250 and its like they are letters.
_ODD = re.compile(rb"(?<=[A-Za-z\xc0-\xff])[\xa1-\xa9\xab-\xb6\xb8\xb9\xbb-\xbf](?=[A-Za-z\xc0-\xff])")


def decode(data: bytes) -> tuple[str, str]:
    r"""The text of a text file and the encoding as Python names it.

    A byte-order mark decides; else UTF-8, also where some characters of it are broken or cut off (each is U+FFFD then:
    half a character must not turn the rest of a file into the wrong letters); else cp1252, or what charset-normalizer
    finds where that cannot be.

    Raises:
        Unreadable: a binary file (more than 5 % control bytes in the first 64 KB, or a known signature).

    >>> decode(b"caf\\xe9\\r\\n")
    ('café\\n', 'cp1252')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark) and not (encoding == "utf-32-le" and len(data) % 4):
            return _even(data[len(mark) :].decode(encoding, "replace")), encoding.removesuffix("-le").removesuffix(
                "-be"
            )
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise Unreadable(f"{name}, not text")
    head = data[:_HEAD]
    if 20 * (len(head) - len(head.translate(None, _CONTROLS))) > len(head):
        raise Unreadable("a binary file, not text")
    encoding = _encoding(data)
    return _even(data.decode(encoding, "replace")), encoding


def _even(text: str) -> str:
    return _LINE_END.sub("\n", text) if "\r" in text else text


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        whole, broken = _utf8_balance(data)
        cut_off = error.reason == "unexpected end of data" and len(data) - error.start > 1
        if whole > broken or cut_off:
            return "utf-8"
        return _single_byte(data)
    return "utf-8"


def _utf8_balance(data: bytes) -> tuple[int, int]:
    """How many characters beyond ASCII are whole UTF-8, and how many stretches are not UTF-8 at all."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    ascii_only = len(data.translate(None, bytes(range(0x80, 0x100))))
    return len(text) - ascii_only - broken, broken


def _single_byte(data: bytes) -> str:
    """The encoding of a text that is not UTF-8: cp1252 where its bytes make western words, else the likeliest."""
    head = data[:_HEAD]
    high = len(head.translate(None, bytes(range(0x80))))
    if high < 0.3 * len(head) and len(_ODD.findall(head)) <= 0.05 * high:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(head).best()
    return best.encoding if best is not None else "cp1252"
