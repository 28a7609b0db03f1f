"""Files that are neither sources nor ours, read to be checked: their text, and how it becomes the same bytes again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from reader import disk

MOST = 500_000
"""Bytes of a file that is checked on the screen; `twosource verify` takes any."""
_MARKS = {
    "utf-8": b"\xef\xbb\xbf",
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
    "utf-32-le": b"\xff\xfe\0\0",
    "utf-32-be": b"\0\0\xfe\xff",
}
_LINE = re.compile("([^\r\n]*)(\r\n|\r|\n|\\Z)")
_BOTTOMLESS = 4_000
"""Lines beyond which a file of mixed line ends is not compared with its former self line by line."""


class Unusable(Exception):  # noqa: N818 (it says what the file is)
    """A file that cannot be checked. Its text is the reason, for the middle of a line."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How a text stands in its file."""

    encoding: str = "utf-8"
    """As Python names it."""
    mark: bytes = b""
    """The byte-order mark at its front."""
    ends: tuple[tuple[str, str], ...] = ()
    """Where lines end otherwise than with LF: each line with its end, in order; one pair alone stands for all lines."""
    whole: bool = True
    """Whether the text gives back the very same bytes; otherwise the file holds what is no text, and is not written."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A file as it was read."""

    text: str
    """With line ends evened to LF."""
    coding: Coding
    sha256: str
    """Of its bytes."""


def text_of(data: bytes) -> str:
    """What the bytes of a text file say, line ends evened to LF. Raises Unusable where they are no text."""
    from index.formats import Unreadable, decode

    try:
        return decode(data)[0] if data else ""
    except Unreadable as fault:
        raise Unusable(str(fault)) from None


def read(path: Path, most: int = MOST) -> Foreign:
    """A text file of at most `most` bytes. Raises Unusable."""
    try:
        if not path.is_file():
            raise Unusable("no file" if not path.exists() else "no text file")
        if (size := path.stat().st_size) > most:
            raise Unusable(
                f"too large to be checked here ({size / 1e6:,.1f} MB of at most {most / 1e6:,.1f}): twosource verify checks it"
            )
        return of_bytes(path.read_bytes())
    except OSError as fault:
        raise Unusable(f"cannot be opened ({disk.why(fault)})") from None


def of_bytes(data: bytes) -> Foreign:
    """The bytes of a text file as a text and the way back. Raises Unusable where they are no text."""
    from index.formats import Unreadable, decode

    try:
        text, encoding = decode(data) if data else ("", "utf-8")
    except Unreadable as fault:
        raise Unusable(str(fault)) from None
    encoding, mark = _marked(data, encoding)
    coding = Coding(encoding, mark, _ends(data[len(mark) :].decode(encoding, "replace")))
    try:
        whole = encoded(text, coding) == data
    except UnicodeEncodeError:
        whole = False
    return Foreign(text, Coding(encoding, mark, coding.ends, whole), sha256(data))


def sha256(data: bytes) -> str:
    """The checksum by which bytes are known."""
    return hashlib.sha256(data).hexdigest()


def encoded(text: str, coding: Coding) -> bytes:
    """A text as bytes in the manner of its file. Raises UnicodeEncodeError where that has no sign for a character."""
    if len(coding.ends) == 1:
        text = text.replace("\n", coding.ends[0][1])
    elif coding.ends:
        text = "".join(_ended(text, coding.ends))
    return coding.mark + text.encode(coding.encoding)


def _marked(data: bytes, encoding: str) -> tuple[str, bytes]:
    """The encoding, with its byte order, and the mark that tells it."""
    plain = encoding.lower().replace("_", "-").removesuffix("-sig")
    for name in (f"{plain}-le", f"{plain}-be", plain):
        if name in _MARKS and data.startswith(_MARKS[name]):
            return name, _MARKS[name]
    return plain, b""


def _ends(raw: str) -> tuple[tuple[str, str], ...]:
    if "\r" not in raw:
        return ()
    lines = [(line, end) for line, end in _LINE.findall(raw) if line or end]
    kinds = {end for _, end in lines if end}
    return (("", kinds.pop()),) if len(kinds) == 1 else tuple(lines)


def _ended(text: str, before: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """The lines of a text with the ends that they have in a file of mixed ones; new lines with the end that most have."""
    lines = text.split("\n")
    old = [line for line, _ in before]
    ends = [end for _, end in before]
    usual = max({*ends} - {""}, key=ends.count)
    given = [usual] * len(lines)
    if lines[: len(old)] == old:
        given[: len(old)] = [end or usual for end in ends]
    elif max(len(lines), len(old)) <= _BOTTOMLESS:
        for a, b, size in SequenceMatcher(None, old, lines, autojunk=False).get_matching_blocks():
            given[b : b + size] = [end or usual for end in ends[a : a + size]]
    last = len(lines) - 1
    for n, (line, end) in enumerate(zip(lines, given, strict=True)):
        yield line + (end if n < last else "")
