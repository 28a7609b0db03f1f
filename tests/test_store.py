"""What was read is found again, and no fault of the cache is an error."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import store
from index.model import (
    Article,
    Cue,
    Dropped,
    Fact,
    Masthead,
    Passage,
    Quote,
    Source,
    Span,
    Speaker,
    Unread,
)

SOURCE = Source("a.txt", "00" * 32, 10)

spans = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda p: Span(min(p), max(p)))
words = st.text(max_size=12)  # lone surrogates and NUL among them
maybe = st.none() | spans
facts = st.builds(
    Fact,
    words,
    st.sampled_from(["stated", "inferred"]),
    maybe,
    words,
    st.none() | st.sampled_from(["writing", "editing"]),
)
quotes = st.builds(
    Quote,
    id=words,
    source=st.just(SOURCE.path),
    passage=st.integers(0, 9),
    span=spans,
    type=st.sampled_from(["direct", "mixed", "unattributed", "indirect"]),
    group=words,
    parent=st.none() | words,
    flags=st.lists(st.sampled_from(["unopened", "nested"]), max_size=2).map(tuple),
    speaker=st.none() | st.builds(Speaker, words, maybe, words, st.floats(0, 1)),
    cue=st.none() | st.builds(Cue, words, spans),
)
articles = st.builds(
    Article,
    source=st.just(SOURCE),
    format=words,
    encoding=st.none() | words,
    language=st.none() | words,
    text=st.text(st.characters(exclude_categories=()), max_size=40),
    masthead=st.builds(
        Masthead,
        st.none() | facts,
        st.none() | facts,
        st.none() | facts,
        st.lists(facts).map(tuple),
        st.none() | facts,
        st.none() | facts,
    ),
    passages=st.lists(
        st.builds(Passage, st.integers(0, 9), spans, st.sampled_from(["heading", "list"])), max_size=3
    ).map(tuple),
    dropped=st.lists(st.builds(Dropped, spans, words, words, st.none() | st.integers(0, 9)), max_size=3).map(tuple),
    quotes=st.lists(quotes, max_size=3).map(tuple),
    indirect=st.lists(quotes, max_size=1).map(tuple),
)


def small(text: str = "Words.", source: Source = SOURCE) -> Article:
    return Article(source, "txt", "utf-8", "en", text, Masthead(), (Passage(1, Span(0, len(text))),), ())


@given(articles)
def test_an_article_comes_back_as_it_was(article: Article) -> None:
    """Whatever characters are in it, lone surrogates too."""
    assert store.load(store.dump(article), SOURCE) == article


def one(kept: store.Store, source: Source) -> Article | Unread | None:
    """One source as it was kept; None if it was not."""
    return next(kept.sources([source]), None)


def test_what_was_kept_is_found_by_the_next_run(tmp_path: Path) -> None:
    """By the bytes and the path: the same bytes under another name may have another date or format."""
    with store.Store(tmp_path, "1") as kept:
        kept.keep(small())
        kept.keep(Unread(Source("b.txt", "11" * 32, 4), "it is blank", "txt"))
    with store.Store(tmp_path, "1") as kept:
        blank = Source("b.txt", "11" * 32, 4)
        assert [*kept.sources([SOURCE])] == [small()]
        assert [*kept.sources([blank, SOURCE])] == [Unread(blank, "it is blank", "txt"), small()]
        assert [*kept.sources([Source("c.txt", SOURCE.sha256, 10)])] == []


def test_what_was_known_of_a_pack_is_there_when_it_has_changed(tmp_path: Path) -> None:
    """Whatever its state was, with its sketches; not what another version left, nor what makes no sense."""
    with store.Store(tmp_path, "1") as kept:
        assert kept.before("p") is None
        kept.keep_pack("p", "two sources", {"echoes": []}, b"1234")
        assert kept.before("p") == ({"echoes": []}, b"1234")
        kept.keep_pack("q", "one source", {})
        assert kept.before("q") == ({}, b"")
        assert kept.db
        kept.db.execute("UPDATE packs SET sketches = x'00' WHERE id = 'p'")
        assert kept.before("p") is None
    with store.Store(tmp_path, "2") as kept:
        assert kept.before("q") is None


def test_what_other_code_read_is_not_used(tmp_path: Path) -> None:
    """A new version reads everything anew, and takes the old one's place."""
    with store.Store(tmp_path, "1") as kept:
        kept.keep(small("Old."))
        kept.keep_pack("p", "state", [1])
    with store.Store(tmp_path, "2") as kept:
        assert one(kept, SOURCE) is None
        assert kept.pack("p", "state") is None
        kept.keep(small("New."))
    with store.Store(tmp_path, "2") as kept:
        assert one(kept, SOURCE) == small("New.")


def test_a_pack_is_known_in_the_state_it_was_kept_in(tmp_path: Path) -> None:
    """Another set of sources is another pack, and there is one state of each."""
    with store.Store(tmp_path, "1") as kept:
        kept.keep_pack("p", "two sources", {"echoes": ["\udcff"]})
        assert kept.pack("p", "two sources") == {"echoes": ["\udcff"]}
        assert kept.pack("p", "three sources") is None
        kept.keep_pack("p", "three sources", {})
        assert kept.pack("p", "two sources") is None


def test_forgetting_takes_the_pack_and_its_sources(tmp_path: Path) -> None:
    """And says whether there was anything."""
    with store.Store(tmp_path, "1") as kept:
        kept.keep(small())
        kept.keep_pack("p", "s", {})
        assert kept.forget(["p"]) == {"p"}
        assert kept.forget(["p"]) == set()
        assert one(kept, SOURCE) is None


def test_what_nobody_used_for_ninety_days_goes(tmp_path: Path) -> None:
    """And what was used yesterday stays; the packs that went are named, so that their indexes can go, too."""
    with store.Store(tmp_path, "1") as kept:
        kept.now -= 91 * store.DAY
        kept.keep(small())
        kept.keep_pack("old", "s", {})
        kept.now += 90 * store.DAY
        kept.keep(small("Fresh.", Source("b.txt", "11" * 32, 6)))
    with store.Store(tmp_path, "1") as kept:
        assert kept.forget_old() == ["old"]
        assert one(kept, SOURCE) is None
        assert one(kept, Source("b.txt", "11" * 32, 6)) is not None
        assert kept.forget_old() == []


def test_using_something_keeps_it(tmp_path: Path) -> None:
    """What is read again after two months stays another three."""
    with store.Store(tmp_path, "1") as kept:
        kept.now -= 60 * store.DAY
        kept.keep(small())
    with store.Store(tmp_path, "1") as kept:
        assert one(kept, SOURCE)
    with store.Store(tmp_path, "1") as kept:
        kept.now += 80 * store.DAY
        kept.forget_old()
        assert one(kept, SOURCE)


@pytest.mark.parametrize("damage", ["no database", "cut in half", "bytes flipped", "other tables", "a folder", "empty"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damage: str) -> None:
    """Without a word to the user but in the log, and it works again at once."""
    file = tmp_path / "read.db"
    if damage == "a folder":
        file.mkdir()
    elif damage == "no database":
        file.write_bytes(b"this is no database, it is a note about one" * 100)
    elif damage == "empty":
        file.touch()
    elif damage == "other tables":
        with sqlite3.connect(file) as db:
            db.execute("CREATE TABLE sources (something)")
    else:
        with store.Store(tmp_path, "1") as kept:
            for n in range(200):
                kept.keep(small("Words. " * 50, Source(f"{n}.txt", f"{n:064}", 1)))
        data = bytearray(file.read_bytes())
        if damage == "cut in half":
            data = data[: len(data) // 2]
        else:
            data[4096:] = bytes(b ^ 0x55 for b in data[4096:])
        file.write_bytes(data)
    for _ in range(2):
        with store.Store(tmp_path, "1") as kept:
            for n in range(200):
                one(kept, Source(f"{n}.txt", f"{n:064}", 1))
            kept.keep(small())
    with store.Store(tmp_path, "1") as kept:
        assert one(kept, SOURCE) == (None if damage == "a folder" else small())


def test_a_document_that_makes_no_sense_is_read_anew(tmp_path: Path) -> None:
    """One bad row costs one source."""
    with store.Store(tmp_path, "1") as kept:
        kept.keep(small())
    with sqlite3.connect(tmp_path / "read.db") as db:
        db.execute("UPDATE sources SET document = ?", (b'{"format": 1}',))
    with store.Store(tmp_path, "1") as kept:
        assert one(kept, SOURCE) is None
        kept.keep(small())
        assert one(kept, SOURCE) == small()


def test_while_another_process_writes_nothing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be kept is not kept; the database of the other one is left alone."""
    with store.Store(tmp_path, "1") as theirs:
        theirs.keep(small())
        mine = store.Store(tmp_path, "1")
        assert mine.db
        mine.db.execute("PRAGMA busy_timeout = 10")
        mine.keep(small("Mine."))
        mine.close()
    with store.Store(tmp_path, "1") as kept:
        assert one(kept, SOURCE) == small()


def test_nobody_else_can_read_the_cache(own_folders: Path) -> None:
    """0700 for the folder, 0600 for the files."""
    home = store.home()
    assert home is not None
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    with store.Store(home, "1") as kept:
        kept.keep(small())
        kept.commit()
        assert {stat.S_IMODE(file.stat().st_mode) for file in home.iterdir()} == {0o600}


def test_a_folder_that_others_can_write_to_is_no_cache(own_folders: Path) -> None:
    """Somebody else could put anything in it."""
    home = store.home()
    assert home is not None
    os.chmod(home, 0o777)
    assert store.home() is None


def test_without_a_folder_nothing_is_kept_and_nothing_fails() -> None:
    """A read-only home, a full disk."""
    with store.Store(None, "1") as kept:
        kept.keep(small())
        kept.keep_pack("p", "s", {})
        assert one(kept, SOURCE) is None
        assert kept.pack("p", "s") is None
        assert kept.forget(["p"]) == set()


def test_a_home_that_cannot_be_made_is_none(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stands where the folder would be."""
    (own_folders / "cache").write_text("in the way")
    assert store.home() is None


def test_files_are_known_again(tmp_path: Path) -> None:
    """By pack; whatever is not what was kept of a file makes nothing known."""
    seen = {"a.txt": [10, 1, 2, 3, "0" * 64, False, ""], "caf\udce9.txt": [0, 1, 2, 4, "1" * 64, True, "{}"]}
    with store.Store(tmp_path, "1") as kept:
        assert kept.files("p") == {}
        kept.keep_files("p", seen)
    with store.Store(tmp_path, "2") as kept:
        assert kept.files("p") == {}  # other code may take other files for sources
    with store.Store(tmp_path, "1") as kept:
        assert kept.files("p") == seen
        assert kept.files("q") == {}
        for wrong in (
            [1],
            {"a": 1},
            {"a": [10, 1, 2, 3, "0", False, ""]},
            {"a": [True, 1, 2, 3, "0" * 64, False, ""]},
            "x",
        ):
            kept.keep_files("p", seen)
            kept._write("UPDATE files SET seen = ?", json.dumps(["1", wrong]).encode())
            assert kept.files("p") == {}
        assert kept.forget(["p"]) == {"p"}
        assert kept._do("SELECT * FROM files") == []
