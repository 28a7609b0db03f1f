"""Zip archives, and the office documents and books that are such: each member read with a counter, whatever its header says."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from index.formats.decoding import Unreadable

MOST_MEMBERS = 2_000
MOST_IN_ALL = 100 << 20
"""Bytes of all members that were read, unpacked."""
MOST_A_MEMBER = 20 << 20
"""Bytes of one member, unpacked."""
MOST_RATIO = 200
"""Unpacked to packed, for members of more than `_SMALL` bytes; text is packed to a fifth or a tenth."""
MOST_MARKS = 1_500_000
"""Tags and attributes of one XML member: what a tree of them takes in memory is not in proportion to their bytes."""

_SMALL = 1 << 20
_PIECE = 1 << 16
_UTF8_NAME = 0x800  # general purpose bit 11: "language encoding flag" of the format's specification, APPNOTE 4.4.4
_ENCRYPTED = 0x1
_DIRECTORY_ENTRY = b"PK\x01\x02"
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)


class Zipped:
    """A zip archive in memory. Of two members with one name it has the later, as programs that unpack do."""

    def __init__(self, data: bytes) -> None:
        """Raises Unreadable: no zip archive, damaged, cut off, or with too many members."""
        # The directory is read whole before its entries can be counted; archives within this one bring signatures of their own.
        if data.count(_DIRECTORY_ENTRY) > 50 * MOST_MEMBERS:
            raise Unreadable(f"an archive of more than {MOST_MEMBERS:,} files")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS as fault:
            raise Unreadable("damaged or cut off: its list of contents cannot be read") from fault
        # a name may be empty, which `is_dir` of Python 3.11 does not expect
        members = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        if len(members) > MOST_MEMBERS:
            raise Unreadable(f"an archive of {len(members):,} files, more than {MOST_MEMBERS:,}")
        self._members = {_name(info): info for info in members}
        self._left = MOST_IN_ALL

    @property
    def names(self) -> tuple[str, ...]:
        """The members that are no folders, in the order of the archive's directory, with `/` as they stand there."""
        return tuple(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member.

        Raises:
            Unreadable: it is not there, a link, encrypted, packed in an unknown way, damaged, or too much when unpacked.
        """
        info = self._members.get(name)
        if info is None:
            raise Unreadable(f"{name} is missing in it")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise Unreadable(f"{name} is a link, not a file")
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable(f"{name} is encrypted: unpack it with its password")
        if info.compress_type not in _PACKINGS:
            raise Unreadable(f"{name} is packed in a way that is not read (method {info.compress_type})")
        most, bound = min(
            (self._left, f"with the others more than {MOST_IN_ALL >> 20} MB"),
            (MOST_A_MEMBER, f"more than {MOST_A_MEMBER >> 20} MB"),
            (max(_SMALL, MOST_RATIO * info.compress_size), f"more than {MOST_RATIO} times what it is packed to"),
        )
        pieces, size = [], 0
        try:
            with self._zip.open(info) as member:
                while size <= most and (piece := member.read(_PIECE)):
                    pieces.append(piece)
                    size += len(piece)
        except _FAULTS as fault:
            raise Unreadable(f"{name} is damaged") from fault
        self._left -= min(size, self._left)
        if size > most:
            raise Unreadable(f"{name} unpacks to too much: {bound}")
        return b"".join(pieces)

    def tree(self, name: str) -> Element:
        """The root of an XML member.

        Raises:
            Unreadable: as `read`; no XML, with a document type of its own (which could name other files), or of too many tags.
        """
        return tree(self.read(name), name)


def tree(data: bytes, name: str) -> Element:
    """The root of an XML document, `name` is what it is called in the reason; raises Unreadable."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if data.count(b"<") + data.count(b"=") > MOST_MARKS:
        raise Unreadable(f"{name} has more than {MOST_MARKS:,} tags")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as fault:
        raise Unreadable(f"{name} has a document type or entities of its own, which are not read") from fault
    except (ParseError, ValueError, LookupError) as fault:  # LookupError: an encoding that nobody knows
        raise Unreadable(f"{name} is damaged: no XML ({fault})") from fault
    return root


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; one that is not marked as UTF-8 but is, as some packers write it, read as what it is."""
    if not info.flag_bits & _UTF8_NAME:
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.filename
