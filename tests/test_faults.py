"""An index that is damaged, foreign, half written, in use or out of reach: the search goes on, and the next build mends it."""

from __future__ import annotations

import fcntl
import json
import multiprocessing
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from index import engine, pack, store
from index.engine import codec, seal, shelf
from index.model import Span
from reader import cli
from tests.dying import articles
from tests.losing.damaged import FOUND, PACK, QUERIES, answers, damaged, harmed, made

ROOT = Path(__file__).resolve().parent.parent
KINDS = ["words", "articles", "text", "said", "sources", "toc", "manifest.json"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of PACK, in two segments, of which one has an article that is gone."""
    shelf_ = tmp_path / "cache" / "shelf"
    made(shelf_)
    return shelf_


def test_the_queries_find_what_they_should(folder: Path) -> None:
    """Each finds something, and all find the same with an index that is sound."""
    assert all(answer.hits for answer in FOUND)
    assert answers(PACK, folder) == FOUND
    assert engine.Searcher(PACK, folder).indexed


# Damage


def test_no_damage_leads_to_a_wrong_hit(tmp_path: Path) -> None:
    """Cut short, with bits flipped, a page of zeros, gone, another file: the answers are those of the text, the index is not fresh,
    and a build puts it right.
    """
    tally = damaged(tmp_path, 6, 170)
    assert tally.lost == []
    assert tally.times >= 150
    assert tally.notes["unseen at first"]  # of postings only


@pytest.mark.parametrize("kind", KINDS)
def test_the_next_build_mends_what_isharmed(folder: Path, kind: str) -> None:
    """Each kind of file, and one that is not there any more; also where there is nothing else to do."""
    for how in ("cut", "flipped", "gone"):
        file = next(folder.glob(f"*{kind}"))
        data = file.read_bytes()
        file.unlink()
        if how != "gone":
            file.write_bytes(harmed(data, how, len(data) // 2))
        assert not engine.fresh(folder, PACK)
        engine.build(folder, PACK)
        assert engine.fresh(folder, PACK)
        assert engine.Searcher(PACK, folder).indexed


def test_postings_that_are_damaged_outlast_one_build_at_most(folder: Path) -> None:
    """One that adds an article looks only at what it needs to; until the next one the answers are right all the same."""
    more = (*PACK, *articles(13)[12:])
    files = [*folder.glob("*.text")]
    for file in files:
        data = file.read_bytes()
        file.write_bytes(data[:100] + bytes(len(data) - 100))
    engine.build(folder, more)
    assert answers(more, folder) == answers(more, None)
    engine.build(folder, more)
    assert engine.fresh(folder, more)
    assert not any(file.exists() for file in files)


def test_postings_that_are_damaged_while_they_are_searched(folder: Path) -> None:
    """An index that was sound when it was opened: the search goes on from the text."""
    searcher = engine.Searcher(PACK, folder)
    assert searcher.indexed
    for file in folder.glob("*.text"):
        os.truncate(file, file.stat().st_size // 2)
    assert [replace(searcher.ask(query), seconds=0.0, opened=0.0) for query in QUERIES] == FOUND
    assert not searcher.indexed


# Foreign files


class _Bomb:
    """A pickle that makes a folder where it is unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = str(target)

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (self.target,)


def _resealed(folder: Path, key: bytes, **change: object) -> None:
    """A manifest that tells otherwise, sealed with this key, of the files as they are."""
    told = json.loads((folder / "manifest.json").read_bytes().partition(b"\n")[2]) | change

    def as_they_are(file: Sequence[Any]) -> list[Any]:
        path = folder / file[0]
        return [path.name, path.stat().st_size, shelf._sha256(path)]

    told["contents"] = as_they_are(told["contents"])
    told["segments"] = [[name, [as_they_are(file) for file in files], *rest] for name, files, *rest in told["segments"]]
    body = json.dumps(told).encode()
    (folder / "manifest.json").write_bytes(seal.mark(body, key).encode() + b"\n" + body)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", ["as it was", "sealed by another", "sealed by us"])
def test_a_foreign_pickle_is_never_executed(folder: Path, tmp_path: Path, kind: str, key: str) -> None:
    """In whatever file: not to search, not to build, not to open the index for Whoosh, even if the manifest vouched for it."""
    from whoosh import index

    bomb = pickle.dumps(_Bomb(tmp_path / "boom"))
    file = next(folder.glob(f"*{kind}"))
    if kind == "toc":  # where Whoosh unpickles it: the schema, behind its length
        schema = pickle.dumps(codec.schema(), 2)
        start, _, rest = file.read_bytes().partition(bytes([len(schema) % 128 + 128, len(schema) // 128]) + schema)
        assert rest
        bomb = start + bytes([len(bomb)]) + bomb + rest
    file.write_bytes(bomb)
    if key != "as it was" and kind != "manifest.json":
        _resealed(folder, seal.key() if key == "sealed by us" else bytes(32))
    with suppress(ValueError, pickle.UnpicklingError):
        engine.open_index(folder).close()
    answers(PACK, folder, QUERIES[:3])
    engine.fresh(folder, PACK)
    engine.build(folder, PACK)
    assert not (tmp_path / "boom").exists()
    if kind == "toc":
        (folder / "_MAIN_9.toc").write_bytes(bomb)
        with suppress(Exception):
            index.open_dir(str(folder))
        assert (tmp_path / "boom").exists()  # Whoosh does execute it


def test_a_table_of_contents_that_nobody_vouches_for_is_not_opened(folder: Path, tmp_path: Path) -> None:
    """Whoosh opens the latest there is: where that is a stray one, the index is refused; the search does not need it, and a
    build clears it away.
    """
    stray = folder / "_MAIN_99.toc"
    stray.write_bytes(next(folder.glob("*.toc")).read_bytes())
    with pytest.raises(ValueError, match="nobody vouches"):
        engine.open_index(folder)
    stray.write_bytes(pickle.dumps(_Bomb(tmp_path / "boom")))
    with pytest.raises(ValueError, match="nobody vouches"):
        engine.open_index(folder)
    assert engine.Searcher(PACK, folder).indexed
    engine.build(folder, PACK)
    assert not stray.exists()
    with engine.open_index(folder).searcher() as searcher:
        assert searcher.doc_count() == len(PACK)
    assert not (tmp_path / "boom").exists()


def test_a_table_of_contents_names_nothing_but_what_is_allowed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is no longer than it must be, also for several segments and articles that are gone."""
    named: set[tuple[str, str]] = set()
    find = codec._Careful.find_class

    def noted(careful: codec._Careful, module: str, name: str) -> Any:
        named.add((module, name))
        return find(careful, module, name)

    monkeypatch.setattr(codec._Careful, "find_class", noted)
    engine.open_index(folder).close()
    assert named == {(module, name) for module, names in codec._ALLOWED.items() for name in names}


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("posix", "system"),
        ("builtins", "eval"),
        ("builtins", "getattr"),
        ("builtins", "object"),
        ("__builtin__", "eval"),
        ("copyreg", "_reconstructor"),
        ("whoosh.fields", "merge_schemas"),
        ("whoosh.filedb.filestore", "FileStorage"),
        ("index.engine.codec", "opened"),
        ("index.engine.codec", "Path"),
        ("index.engine.codec", "Segment.codec"),
        ("index.engine.codec", "pickle.loads"),
    ],
)
def test_nothing_else_is_looked_up(module: str, name: str) -> None:
    """What is not on the list is refused before it is imported, also by a way over what is on it."""
    told = b"\x80\x04" + b"".join(b"\x8c" + bytes([len(x)]) + x.encode() for x in (module, name)) + b"\x93."
    with pytest.raises(pickle.UnpicklingError, match="no part of an index"):
        codec._Careful(BytesIO(told)).load()


@pytest.mark.parametrize(
    "how", ["a link", "open to others", "a linked folder", "a file", "a pipe", "another version", "too large"]
)
def test_what_is_not_as_we_leave_it_is_not_opened(folder: Path, how: str) -> None:
    """The search goes on from the text, and the next build makes it as it should be."""
    file, manifest = next(folder.glob("*.said")), folder / "manifest.json"
    if how == "a link":
        file.symlink_to(file.rename(folder.parent / "elsewhere"))
    elif how == "open to others":
        folder.chmod(0o755)
    elif how == "a linked folder":
        folder.symlink_to(folder.rename(folder.parent / "elsewhere"))
    elif how == "a file":
        folder.rename(folder.parent / "elsewhere")
        folder.write_text("in the way")
    elif how == "a pipe":  # that nobody writes to: who opens it waits for ever
        manifest.unlink()
        os.mkfifo(manifest)
    elif how == "another version":
        _resealed(folder, seal.key(), versions=shelf._versions() | {"format": 0})
    elif how == "too large":  # more than memory holds, and no room on the disk
        os.truncate(manifest, 1 << 40)
    assert not engine.Searcher(PACK, folder).indexed
    assert answers(PACK, folder, QUERIES[:3]) == FOUND[:3]
    assert not engine.fresh(folder, PACK)
    engine.build(folder, PACK)
    assert engine.Searcher(PACK, folder).indexed
    assert not folder.is_symlink()


def test_an_index_of_articles_that_read_otherwise_by_now_is_not_used(tmp_path: Path) -> None:
    """The same paths, sums and counts, but other passages: an answer that shows one of them comes from the text."""
    read = [replace(one, passages=one.passages[:2]) for one in PACK]
    shorter = [replace(p, span=Span(p.span.start, p.span.start + 40)) for p in PACK[3].passages[:2]]
    now = [*read[:3], replace(read[3], passages=tuple(shorter)), *read[4:]]
    engine.build(tmp_path / "shelf", read)
    searcher = engine.Searcher(now, tmp_path / "shelf")
    assert searcher.indexed
    for query in ("*", "the ", "in:3.txt mole OR the "):
        assert searcher.ask(query).hits == engine.Searcher(now, None).ask(query).hits
    assert not searcher.indexed
    assert not engine.fresh(tmp_path / "shelf", now)


# Builds that end too early


@pytest.mark.parametrize("how", ["killed", "full"])
@pytest.mark.parametrize("before", [0, 3])
def test_a_build_that_ends_too_early_leaves_the_old_index_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, before: int
) -> None:
    """Killed, or without room on the disk, at each step in turn: a first build, and one of an article more. What is there by then
    is sound and answers right, one that could fail cleared up behind it, and the next build leaves nothing of it.
    """
    subprocess.run([sys.executable, "-m", "tests.dying", tmp_path, str(before), "4", how], check=True, cwd=ROOT)
    ended = sorted(tmp_path.glob("[bs]* *"))
    assert len(ended) > 15
    wanted, states = PACK[:4], set()
    found = answers(wanted, None, QUERIES[:1])
    for place in ended:
        monkeypatch.setenv("XDG_STATE_HOME", str(place / "state"))
        index = place / "cache" / "shelf"
        states.add(is_new := engine.fresh(index, wanted))
        assert is_new or not before or engine.fresh(index, PACK[:before])
        if how == "full":
            assert {file.name for file in index.glob("*")} == (_known(index) if is_new or before else set())
        assert answers(wanted, index, QUERIES[:1]) == found
        engine.build(index, wanted)
        assert engine.fresh(index, wanted)
        assert {file.name for file in index.iterdir()} == _known(index)
        searcher = engine.Searcher(wanted, index)
        assert searcher.indexed
        assert searcher.ask(QUERIES[0]).hits == found[0].hits
        searcher.close()
    assert states == {False, True}


def _known(folder: Path) -> set[str]:
    """The files that the manifest tells of, and the manifest."""
    told = json.loads((folder / "manifest.json").read_bytes().partition(b"\n")[2])
    return {"manifest.json", told["contents"][0], *(file[0] for _, files, *_ in told["segments"] for file in files)}


# Several at once


def _hold(folder: str, held: Any, done: Any) -> None:
    with shelf._alone(Path(folder)):
        held.set()
        done.wait(30)


def test_a_second_builder_is_told_that_the_index_is_busy(folder: Path) -> None:
    """While another process builds; who searches is not. As soon as that one ends, however it ends, the way is free."""
    spawn = multiprocessing.get_context("spawn")
    held, done = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_hold, args=(str(folder), held, done))
    other.start()
    assert held.wait(30)
    with pytest.raises(engine.Busy):
        engine.build(folder, PACK)
    with pytest.raises(engine.Busy):
        engine.remove(folder)
    assert engine.Searcher(PACK, folder).indexed
    other.kill()
    other.join()
    engine.build(folder, PACK)
    assert engine.fresh(folder, PACK)


def test_a_lock_that_was_deleted_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that is removed takes its lock with it: who opened that before, and gets it after, takes the next."""
    lock = folder.with_name("shelf.lock")
    flock = fcntl.flock
    taken = []

    def late(handle: int, how: int) -> None:
        if not taken:
            lock.unlink()
        flock(handle, how)
        taken.append(os.fstat(handle).st_ino)

    monkeypatch.setattr(fcntl, "flock", late)
    with shelf._alone(folder):
        assert len(taken) == 2
        assert lock.stat().st_ino == taken[1]


def test_who_searches_keeps_what_is_built_anew(folder: Path) -> None:
    """A search that was open before another process built, and cleared away what it replaced, still answers as before."""
    searcher = engine.Searcher(PACK, folder)
    before = {file.name for file in folder.glob("*.text")}
    engine.build(folder, articles(40, seed=2))
    assert not before & {file.name for file in folder.glob("*.text")}
    assert [replace(searcher.ask(query), seconds=0.0, opened=0.0) for query in QUERIES] == FOUND
    assert searcher.indexed
    engine.remove(folder)
    assert searcher.ask("crew quay ").total
    assert searcher.indexed
    searcher.close()


def test_an_index_that_is_replaced_while_it_is_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the manifest and its files: the new one is opened."""
    manifest = shelf._manifest
    more = (*PACK, *articles(40, seed=2)[12:])

    def then_replaced(where: Path) -> dict[str, Any]:
        monkeypatch.setattr(shelf, "_manifest", manifest)
        told = manifest(where)
        engine.build(where, more)
        return told

    monkeypatch.setattr(shelf, "_manifest", then_replaced)
    searcher = engine.Searcher(more, folder)
    assert searcher.indexed
    assert searcher.ask("mole harbour ").hits == engine.Searcher(more, None).ask("mole harbour ").hits


@pytest.mark.parametrize(
    "query",
    [
        "vote ",
        "harbour ",
        "mo* ",
        '"fog cat"~4 ',
        "tide crew town ",
    ],
)
def test_an_index_of_other_articles_too_ranks_as_the_text_does(folder: Path, query: str) -> None:
    """Of many passages that hold a word the same are the best, with some articles gone and some not indexed yet."""
    now = (*articles(40), *articles(80, seed=3)[60:])
    engine.build(folder, articles(60))
    assert answers(now, folder, [query]) == answers(now, None, [query])


# The key


@pytest.mark.parametrize("how", ["open to others", "short", "long", "a link", "gone"])
def test_a_key_that_is_not_the_users_alone_makes_way_for_another(folder: Path, how: str) -> None:
    """What it sealed is not opened any more; the next build makes a key and the index anew."""
    file = seal.place()
    before = file.read_bytes()
    if how == "open to others":
        file.chmod(0o644)
    elif how in ("short", "long"):
        file.write_bytes(before[:-1] if how == "short" else before + b"x")
    elif how == "a link":
        file.symlink_to(file.rename(file.with_name("elsewhere")))
    else:
        file.unlink()
    with pytest.raises(seal.NoKeyError, match=r"index\.key"):
        seal.key()
    assert not engine.Searcher(PACK, folder).indexed
    assert file.exists() == (how != "gone")
    engine.build(folder, PACK)
    assert engine.Searcher(PACK, folder).indexed
    assert seal.key() != before
    assert (file.lstat().st_mode & 0o177777, len(file.read_bytes())) == (0o100600, 32)
    assert [path.name for path in file.parent.glob("index.key*")] == ["index.key"]


def test_the_key_of_somebody_else_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is an index in a folder that is somebody else's."""
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(seal.NoKeyError):
        seal.key()
    assert not engine.Searcher(PACK, folder).indexed


def test_a_key_is_the_same_for_all_who_make_it_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is first, and both have it."""
    seal.place().unlink()
    make = seal._make
    others = []

    def second(path: Path) -> None:
        monkeypatch.setattr(seal, "_make", make)
        make(path)
        others.append(path.read_bytes())
        make(path)

    monkeypatch.setattr(seal, "_make", second)
    assert [seal.key_to_build()] == others


# What the user sees

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """The command: its exit status, what it put out and what it told, a line at most."""

    def run(*words: object) -> tuple[int, str, str]:
        status = cli.main([str(word) for word in words])
        out, told = capfd.readouterr()
        assert told.count("\n") <= 1
        assert "Traceback" not in told
        return status, out, told

    return run


def test_where_no_index_can_be_built_one_line_says_so(notes: Path, own_folders: Path, run: Run) -> None:
    """For want of a place for the key, say, without which nobody could vouch for it: the search goes on from the text."""
    (own_folders / "state").write_text("in the way")
    status, _, told = run("index", notes)
    assert status == 3
    assert "no key for the search index can be made" in told
    assert "searching works without it" in told
    status, out, told = run("search", notes, "bridge", "cracks")
    assert (status, told) == (0, "")
    assert "cracks" in out


def test_forgetting_deletes_all_that_is_kept_of_an_index(notes: Path, run: Run) -> None:
    """Its folder, its lock, and what older versions left beside it; not while it is being built."""
    home = store.home()
    assert home
    folder = home / "search" / pack.pack_id(notes)
    engine.build(folder, PACK)
    for mark in (".new", ".old"):
        folder.with_name(folder.name + mark).mkdir()
    with shelf._alone(folder):
        status, _, told = run("forget", notes)
        assert status == 4
        assert "another process writes this pack's index" in told
        assert run("index", notes, "--force")[0] == 4
    assert engine.fresh(folder, PACK)
    assert run("forget", notes)[0] == 0
    assert [*folder.parent.iterdir()] == []
    assert "nothing was kept" in run("forget", notes)[2]


def test_an_index_that_cannot_be_deleted_is_one_line(notes: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`forget` says where it is; a pack that only clears away what is old opens all the same."""

    def refused(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    home = store.home()
    assert home
    engine.build(home / "search" / pack.pack_id(notes), PACK)
    monkeypatch.setattr(shelf, "_delete", refused)
    status, _, told = run("forget", notes)
    assert status == 3
    assert "cannot be deleted (Permission denied)" in told
    pack._let_go(pack.pack_id(notes))
