"""Archives of sources, and packs that are one."""

from __future__ import annotations

import contextlib
import io
import stat
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import contents, formats, imprint, pack, read
from index.formats import zipped

STORY = "Bridge closed\n\nThe bridge over the Tam was closed on Monday after a storm, the county said in a statement.\n"


def packed(files: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive; names as they are given."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = name, method
            archive.writestr(info, data)
    return made.getvalue()


def parts(data: bytes, path: str = "a.zip") -> dict[str, str]:
    """What is in it: `read` for a file that is read by itself, else the reason."""
    return {part.name: "read" if part.draft is None else str(part.draft) for part in formats.parts(data, path)}


def test_the_files_of_an_archive_are_read_by_themselves() -> None:
    """In the order of a folder, under their paths; what no folder would list is left out, what nobody reads says so."""
    files = {
        "pack.toml": "title = 'x'",
        "10.txt": STORY,
        "2.txt": STORY,
        "in/a.eml": "Subject: x\n\nThe ferry.",
        "in/pack.toml": "",
        ".hidden": "x",
        "__MACOSX/a.txt": "x",
        "in/.DS_Store": "x",
        "brief.md": f"# A\n\n{imprint.MARK} 0.1\n",
        "a.jpg": b"\xff\xd8\xff",
        "Thumbs.db": "x",
        "_MAIN_1.toc": "x",
        "folder/": "",
    }
    found = parts(packed(files))
    assert found["/2.txt"] == found["/10.txt"] == found["/in/a.eml"] == "read"
    assert [*found][:3] == ["/2.txt", "/10.txt", "/_MAIN_1.toc"]
    assert found["/a.jpg"] == ".jpg files are not read"
    assert found["/in/pack.toml"] == ".toml files are not read"
    assert found["/Thumbs.db"] == "another program left it"
    assert "never opened" in found["/_MAIN_1.toc"]
    assert not {"/pack.toml", "/.hidden", "/__MACOSX/a.txt", "/in/.DS_Store", "/folder/", "/brief.md"} & {*found}


@pytest.mark.parametrize(
    ("name", "shown", "reason"),
    [
        ("/etc/passwd.txt", "/_/etc/passwd.txt", "leads out"),
        ("../../up.txt", "/_/_/up.txt", "leads out"),
        ("a/../../up.txt", "/a/_/_/up.txt", "leads out"),
        ("C:/up.txt", "/C:/up.txt", "leads out"),
        ("a\\b.txt", "/a_b.txt", "signs in it"),
        ("a\x1b[0m.txt", "/a_[0m.txt", "signs in it"),
        ("GOOD.TXT", "/GOOD.TXT (2)", "but for capitals"),
        ("n" * 600 + ".txt", "/" + "n" * 500, "longer than 500"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, shown: str, reason: str) -> None:
    """It is listed by one that leads nowhere, with the reason; its neighbours are read."""
    found = parts(packed({"a.txt": STORY, "good.txt": STORY, name: STORY}))
    if reason == "but for capitals":
        assert sorted(found.values())[0].startswith("another file")
        assert [*found.values()].count("read") == 2
        return
    assert found["/a.txt"] == found["/good.txt"] == "read"
    assert reason in found[shown]


def test_links_and_bombs_and_passwords_are_refused() -> None:
    """Each with its reason; what else is in the archive is read."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("bomb.txt", b"\0" * (zipped.MOST_A_MEMBER + 1))
        archive.writestr("story.txt", STORY)
    found = parts(made.getvalue())
    assert found["/story.txt"] == "read"
    assert "a link" in found["/link.txt"]
    assert "too much" in found["/bomb.txt"]
    locked = bytearray(packed({"story.txt": STORY}))
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(signature) + flag] |= 1
    assert "encrypted" in parts(bytes(locked))["/story.txt"]


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        (b"PK\x03\x04 damaged", "a.zip", "damaged or cut off"),
        (packed({f"{n}.txt": "" for n in range(2_001)}), "a.zip", "2,001 files"),
        (packed({}), "a.zip", "without a file"),
        (packed({"a.txt": STORY}), "a.zip/b.zip/c.zip/d.zip", "more than 3 archives"),
    ],
)
def test_an_archive_that_is_not_opened_says_why(data: bytes, path: str, reason: str) -> None:
    """The whole of it is one source that cannot be read."""
    with pytest.raises(formats.Unreadable, match=reason):
        parts(data, path)


def test_an_archive_in_a_pack(tmp_path: Path) -> None:
    """Its files are sources under their paths in it, those of its archives and mailboxes too."""
    inner = packed({"deep/c.txt": STORY.replace("Tam", "Ulm")})
    box = f"From a@b Mon Mar  3 09:12:00 2025\nSubject: Box\n\n{STORY.replace('Tam', 'Vil')}".encode()
    (tmp_path / "sources.zip").write_bytes(packed({"a.txt": STORY, "in.zip": inner, "box.mbox": box, "x.jpg": b"x"}))
    found = pack.open_pack(tmp_path)
    assert [a.path for a in found.articles] == [
        "sources.zip/a.txt",
        "sources.zip/box.mbox#1",
        "sources.zip/in.zip/deep/c.txt",
    ]
    assert [u.source.path for u in found.unread] == ["sources.zip/x.jpg"]


def test_an_archive_is_opened_once_for_all_that_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though its mails and archives hold files themselves, which are asked for in between."""
    inner = packed({"a.txt": STORY, "b.txt": STORY})
    (tmp_path / "o.zip").write_bytes(packed({f"{n}.zip": inner for n in range(6)}))
    real = formats.parts
    asked: list[str] = []

    def watched(data: bytes, path: str, *more: Mapping[str, str]) -> Iterator[formats.Part]:
        asked.append(path)
        return real(data, path, *more)

    monkeypatch.setattr(formats, "parts", watched)
    opened = read.Opened()
    for n in range(6):
        for name in ("/a.txt", "/b.txt"):
            assert opened.bytes_of(tmp_path / "o.zip", (f"/{n}.zip", name)) == STORY.encode()
    assert asked == ["o.zip", *(f"/{n}.zip" for n in range(6))]


@pytest.mark.parametrize("folder", ["", "harlow/"])
def test_a_pack_that_is_an_archive(tmp_path: Path, folder: str) -> None:
    """Its pack.toml, at its top or in its one folder, gives the title and says of its sources what a folder's would."""
    said = (
        'title = "Harlow"\n[sources."a.txt"]\npublisher = "The Post"\nkey = "Q"\n[sources."gone.txt"]\nkey = "X"\n'
        '[fields."e.json"]\ntext = "w"\n'
    )
    files: dict[str, bytes | str] = {
        "pack.toml": said,
        "a.txt": STORY,
        "e.json": '[{"w": "The ferry runs again today."}]',
    }
    (tmp_path / "harlow.zip").write_bytes(packed({folder + name: data for name, data in files.items()}))
    found = pack.open_pack(tmp_path / "harlow.zip")
    assert found.title == "Harlow"
    assert found.notes == ("pack.toml:5:1: sources gone.txt: no such file in the pack: it is not used",)
    assert [a.path for a in found.articles] == [f"{folder}a.txt", f"{folder}e.json#1"]
    article = found.by_key["Q"]
    assert article.masthead.publisher
    assert article.masthead.publisher.value == "The Post"


def test_a_broken_archive_as_a_pack_says_so(tmp_path: Path) -> None:
    """It is one source that cannot be read, and no error."""
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 pack.toml")
    found = pack.open_pack(tmp_path / "a.zip")
    assert "damaged" in found.unread[0].reason
    assert contents.survey(tmp_path / "a.zip").title == "a"


SAMPLE = packed({"a.txt": STORY, "b/c.txt": STORY, "d.zip": packed({"e.txt": STORY})})


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), st.binary(max_size=6)), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_a_damaged_archive_is_read_or_unreadable(cuts: list[tuple[float, int, bytes]]) -> None:
    """Bytes cut out and put in anywhere: names that lead nowhere, or a reason."""
    data = SAMPLE
    for where, length, new in cuts:
        at = int(where * len(data))
        data = data[:at] + new + data[at + length :]
    with contextlib.suppress(formats.Unreadable):
        for part in formats.parts(data, "a.zip"):
            assert part.name.startswith("/") or not part.name  # what begins as another kind of file is one source
            assert ".." not in part.name.split("/")
