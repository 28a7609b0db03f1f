"""Zip archives as strangers make them: read within limits, refused with a reason."""

from __future__ import annotations

import contextlib
import io
import stat
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats import zipped
from index.formats.decoding import Unreadable
from index.formats.zipped import Zipped


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_come_as_they_were_put_in(method: int) -> None:
    """Names in the archive's order without its folders, bytes unchanged."""
    archive = Zipped(packed(("b/", b""), ("b/one.txt", b"one"), ("a.txt", b"two" * 5000), method=method))
    assert archive.names == ("b/one.txt", "a.txt")
    assert [archive.read(name) for name in archive.names] == [b"one", b"two" * 5000]
    assert "a.txt" in archive
    assert "b/" not in archive


def test_a_name_in_utf8_that_does_not_say_so_is_read_as_utf8() -> None:
    """Some packers leave the mark out; a name in the format's old alphabet stays what it is."""
    marked = packed(("Tromsø.txt", b"x"))
    assert Zipped(marked).names == ("Tromsø.txt",)
    plain = packed(("Troms__.txt", b"x")).replace(b"Troms__", "Tromsø".encode())
    assert Zipped(plain).names == ("Tromsø.txt",)
    assert Zipped(packed(("n_.txt", b"x")).replace(b"n_.txt", b"n\x94.txt")).names == ("nö.txt",)


def test_of_two_members_with_one_name_the_later_counts() -> None:
    """As for programs that unpack: the later is written over the earlier."""
    with pytest.warns(UserWarning, match="Duplicate"):
        data = packed(("a.txt", b"old"), ("a.txt", b"new"))
    assert Zipped(data).names == ("a.txt",)
    assert Zipped(data).read("a.txt") == b"new"


def _link() -> bytes:
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    return made.getvalue()


def _encrypted() -> bytes:
    """Both headers say that the member is encrypted."""
    data = bytearray(packed(("a.txt", b"text")))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _wrong_sum() -> bytes:
    return packed(("a.txt", b"text that is stored"), method=zipfile.ZIP_STORED).replace(b"text that", b"Text that")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 and then nothing", "damaged or cut off"),
        (packed(("a.txt", b"text"))[:-5], "damaged or cut off"),
        (packed(("b.txt", b"text")), "a.txt is missing"),
        (_link(), "a.txt is a link"),
        (_encrypted(), "a.txt is encrypted"),
        (_wrong_sum(), "a.txt is damaged"),
        (packed(("a.txt", b"text" * 99), method=zipfile.ZIP_LZMA), "method 14"),
        (packed(("a.txt", bytes(5 << 20))), "unpacks to too much: more than 200 times"),
        (packed(*((f"{n}.txt", b"") for n in range(2001))), "2,001 files"),
    ],
    ids=["none", "cut", "missing", "link", "encrypted", "sum", "lzma", "bomb", "many"],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    """The reason names the member and is in words for a person."""
    with pytest.raises(Unreadable, match=reason):
        Zipped(data).read("a.txt")


def test_a_size_that_the_header_tells_wrong_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts is what comes out, a member and all together."""
    monkeypatch.setattr(zipped, "MOST_A_MEMBER", 100_000)
    monkeypatch.setattr(zipped, "MOST_IN_ALL", 150_000)
    data = packed(("a", bytes(90_000)), ("b", bytes(90_000)), ("c", bytes(120_000)), method=zipfile.ZIP_STORED)
    archive = Zipped(data)
    with pytest.raises(Unreadable, match="c unpacks to too much: more than 0 MB"):
        archive.read("c")
    archive = Zipped(data)
    assert len(archive.read("a")) == 90_000
    with pytest.raises(Unreadable, match="b unpacks to too much: with the others"):
        archive.read("b")


def test_a_directory_of_a_million_entries_is_not_even_read() -> None:
    """The entries are counted before the directory is parsed."""
    before = time.process_time()
    with pytest.raises(Unreadable, match="more than 2,000"):
        Zipped(b"PK\x01\x02" * 1_000_000)
    assert time.process_time() - before < 1


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (b"<a><b></a>", "damaged: no XML"),
        (b"", "damaged: no XML"),
        (b'<?xml version="1.0" encoding="x-none"?><a/>', "damaged: no XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type"),
        (b"<a>" * 1_600_000, "more than 1,500,000 tags"),
    ],
)
def test_xml_that_is_none_says_why(xml: bytes, reason: str) -> None:
    """No entity is expanded, no other file read, no tree built that would not fit into memory."""
    with pytest.raises(Unreadable, match=f"a.xml .*{reason}"):
        zipped.tree(xml, "a.xml")


def test_xml_of_any_depth_is_read() -> None:
    """Ten thousand elements within each other are no more than ten thousand beside each other."""
    assert sum(1 for _ in zipped.tree(b"<a>" * 10_000 + b"</a>" * 10_000, "a.xml").iter()) == 10_000


def test_a_member_without_a_name_is_told() -> None:
    """Its bytes may be changed so: Python's own look for folders does not expect it."""
    whole = bytearray(packed(("a", b"text")))
    for at in (30, whole.rindex(b"a")):
        whole[at : at + 1] = b"\0"
    with contextlib.suppress(Unreadable):
        Zipped(bytes(whole))


WHOLE = packed(("a.txt", b"some text " * 20), ("b/c.xml", b"<a>b</a>"))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damaged_archives_are_read_or_refused(data: st.DataObject) -> None:
    """With any bytes changed or cut, every member comes or says why it does not; nothing else is raised."""
    broken = bytearray(WHOLE)
    for at in data.draw(st.lists(st.integers(0, len(WHOLE) - 1), max_size=6)):
        broken[at] = data.draw(st.integers(0, 255))
    cut = bytes(broken[: data.draw(st.integers(0, len(WHOLE)) | st.just(len(WHOLE)))])
    try:
        archive = Zipped(cut)
    except Unreadable:
        return
    for name in archive.names:
        with contextlib.suppress(Unreadable):
            archive.read(name)
