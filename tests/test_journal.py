"""The user's work outlives everything but its deletion."""

from __future__ import annotations

import errno
import json
import os
import random
import select
import signal
import stat
import subprocess
import sys
import time
from dataclasses import fields, replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.model import Clip, Ruling, Span
from reader import disk, journal
from reader.journal import ByHand, Called, Correction, Journal, Section, Work

PACK = "5eed"
ROOT = Path(__file__).parent.parent


def clip(name: str, text: str = "“So it is,” she said.", **more: object) -> Clip:
    """A clip of some source."""
    known = {
        "id": name,
        "source": "a.txt",
        "sha256": "0" * 64,
        "passage": 3,
        "span": Span(10, 10 + len(text)),
        "text": text,
    }
    return Clip(**(known | more))


def reopened(folder: Path, pack: str = PACK) -> Work:
    """The work as the next reader finds it."""
    with_it = Journal.open(pack, "/somewhere", folder=folder)
    with_it.close()
    return with_it.work


def recorded(
    folder: Path, work: Work, pack: str = PACK, path: str = "/somewhere", sources: tuple[str, ...] = ()
) -> None:
    """One reader opens the pack, leaves this work, and ends."""
    one = Journal.open(pack, path, sources, folder=folder)
    one.record(work)
    one.close()
    assert one.trouble is None


FULL = Work(
    title="Two views of a summit",
    bottom="They agree on less than they say.",
    clips=(
        clip("c1"),
        clip("c2", "a\ud800 \x00 “b”\n\u2028", kind="selection", note="see p. 3", heading="Views", tags=("fog", "a b")),
    ),
    sections=(Section("History", "- old\n- stones", "who"), Section("", "[^1]: x", "")),
    form=' Form: `{"cite": "inline"}`',
    speakers={
        f"{'a' * 64}:10-20": Correction("Dmitry Medvedev", "ü/b.md", "a" * 64, Span(10, 20), "“So\n it”"),
        f"{'a' * 64}:30-44": Correction("", "", "a" * 64, Span(30, 44), ""),
    },
    names={Called("Holt"): "Maren Holt", Called("Jonas\nHolt", "J. Holt"): "x", Called("a", "", "ü/\nb.md"): "[\0"},
    rulings={f"{'b' * 64}:0-9": Ruling(True, "ü/b.md", "b" * 64, Span(0, 9), "0a")},
    by_hand={"f1": ByHand("grave\0 “concern”", "it said: “", "”, and\ud800")},
    marks={"x": ("a.txt", 120)},
    places={"a.txt": 17, "ü/b.md": 0},
    session={"view": "compare", "open": ["a.txt", "b.md"], "measure": 72, "quiet": True},
    file="somewhere/briefing.md",
    seen="0123456789ab",
)


def test_all_of_the_work_comes_back(tmp_path: Path):
    """Every field, with odd characters, is found again as it was."""
    recorded(tmp_path, FULL)
    assert reopened(tmp_path) == FULL
    assert journal.work_of(PACK, tmp_path) == FULL


def test_every_field_of_work_and_clip_is_kept():
    """A field added to the nouns has to be added here, or it would be lost in silence."""
    assert all(getattr(FULL, part.name) for part in fields(Work))
    assert {part.name: getattr(FULL.clips[1], part.name) for part in fields(Clip)}.keys() == {
        *("id", "source", "sha256", "passage", "span", "text", "kind", "note", "heading", "tags")
    }


packs = count()
names = st.sampled_from(["c1", "c2", "c3", "c4", "c5"])
texts = st.text(max_size=8)
clips = st.builds(clip, names, texts, note=texts, heading=texts, tags=st.lists(texts, max_size=2).map(tuple))
works = st.builds(
    Work,
    title=texts,
    bottom=texts,
    clips=st.lists(clips, max_size=5, unique_by=lambda c: c.id).map(tuple),
    sections=st.lists(st.builds(Section, st.sampled_from(["", "H", "H 2"]), texts, names), max_size=4).map(tuple),
    form=texts,
    speakers=st.dictionaries(st.integers(0, 9), texts, max_size=3).map(
        lambda said: {f"{'c' * 64}:{n}-9": Correction(t, t, "c" * 64, Span(n, 9), t) for n, t in said.items()}
    ),
    names=st.dictionaries(st.builds(Called, texts, texts, texts), texts, max_size=3),
    rulings=st.dictionaries(st.integers(0, 9), st.booleans(), max_size=3).map(
        lambda made: {f"{'d' * 64}:{n}-9": Ruling(kept, "a", "d" * 64, Span(n, 9), "x") for n, kept in made.items()}
    ),
    by_hand=st.dictionaries(names, st.builds(ByHand, texts, texts, texts), max_size=3),
    marks=st.dictionaries(names, st.tuples(names, st.integers(0, 9)), max_size=3),
    places=st.dictionaries(names, st.integers(0, 9), max_size=3),
    session=st.dictionaries(names, st.integers() | texts | st.booleans() | st.lists(texts, max_size=2), max_size=3),
    file=texts,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(works, max_size=4), min_size=1, max_size=4))
def test_the_last_work_is_found_again(tmp_path: Path, sessions: list[list[Work]]):
    """Whatever was recorded, over however many sessions, the next reader starts with the last of it."""
    name = f"{next(packs):x}"
    last = Work()
    for session in sessions:
        one = Journal.open(name, "/somewhere", folder=tmp_path)
        assert one.work == last
        for work in session:
            one.record(work)
            last = work
        one.close()
    assert reopened(tmp_path, name) == last


def test_a_correction_of_an_older_version_is_kept(tmp_path: Path):
    """Before their words were kept with them, corrections were a name alone: it still holds where it was."""
    place = tmp_path / PACK
    place.mkdir()
    key = f"{'a' * 64}:10-20"
    lines = [
        {"format": 1},
        *({"t": n, "k": ["speaker", k], "v": "Holt"} for n, k in enumerate((key, "odd", "x:1-²"), 1)),
    ]
    (place / "1-0.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert reopened(tmp_path).speakers == {key: Correction("Holt", "", "a" * 64, Span(10, 20), "")}


def test_a_clip_of_an_older_version_has_no_tags(tmp_path: Path):
    """Clips of a journal that knew no tags are kept; tags that make no sense are passed over, the clip is not."""
    place = tmp_path / PACK
    place.mkdir()
    old = {"id": "a", "source": "a.txt", "sha256": "0", "passage": 1, "span": [0, 2], "text": "So", "kind": "quote"}
    old |= {"note": "", "heading": ""}
    kept = [old, old | {"id": "b", "tags": "war"}, old | {"id": "c", "tags": ["war", 3]}]
    lines = [{"format": 1}, *({"t": n, "k": ["clip", f"{n}.x"], "v": clip} for n, clip in enumerate(kept, 1))]
    (place / "1-0.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert {c.id: c.tags for c in reopened(tmp_path).clips} == {"a": (), "b": (), "c": ("war",)}


def test_a_ruling_that_makes_no_sense_is_passed_over(tmp_path: Path):
    """Values of another shape, spans that are none: only what says all that is needed is taken."""
    place = tmp_path / PACK
    place.mkdir()
    value = {"kept": False, "source": "a.txt", "words": "0a"}
    odd = [True, [], {}, {**value, "kept": 1}, {**value, "words": None}, {"kept": True}]
    keys = ["x", "x:1", "x:-1-4", f"x:{'1' * 40}-2", "x:²-3", f"{'a' * 64}:8-2"]
    lines = [
        {"format": 1},
        *({"t": n, "k": ["ruling", f"x:{n}-9"], "v": v} for n, v in enumerate(odd, 1)),
        *({"t": n, "k": ["ruling", k], "v": value} for n, k in enumerate(keys, 1)),
    ]
    (place / "1-0.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert reopened(tmp_path).rulings == {keys[-1]: Ruling(False, "a.txt", "a" * 64, Span(8, 2), "0a")}


def test_two_readers_keep_each_others_clips(tmp_path: Path):
    """What two open readers clip is all there afterwards, even under one id, and what one removed is gone."""
    recorded(tmp_path, Work(clips=(clip("c1", "old"), clip("c2", "gone"))))
    one, two = (Journal.open(PACK, "/somewhere", folder=tmp_path) for _ in range(2))
    one.record(replace(one.work, clips=(clip("c1", "old"), clip("c3", "from one"))))
    two.record(replace(two.work, clips=(*two.work.clips, clip("c3", "from two"))))
    one.record(replace(one.work, clips=(*one.work.clips, clip("c4", "more from one"))))
    two.record(replace(two.work, title="From two"))
    one.close()
    two.close()
    work = reopened(tmp_path)
    assert work.clips[0].text == "old"
    assert sorted(c.text for c in work.clips[1:]) == ["from one", "from two", "more from one"]
    assert len({c.id for c in work.clips}) == 4
    assert work.title == "From two"
    recorded(tmp_path, replace(work, clips=work.clips[:2]))
    assert reopened(tmp_path).clips == work.clips[:2]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 2), max_size=12), st.lists(st.booleans(), max_size=12))
def test_readers_side_by_side_lose_nothing(tmp_path: Path, turns: list[int], ends: list[bool]):
    """Three readers that add clips in any order, and end and begin again in between, leave all of their clips."""
    name = f"{next(packs):x}"
    open_ones = [Journal.open(name, "/somewhere", folder=tmp_path) for _ in range(3)]
    for n, turn in enumerate(turns):
        one = open_ones[turn]
        one.record(replace(one.work, clips=(*one.work.clips, clip(f"c{len(one.work.clips)}", f"number {n}"))))
        if n < len(ends) and ends[n]:
            one.close()
            open_ones[turn] = Journal.open(name, "/somewhere", folder=tmp_path)
    for one in open_ones:
        one.close()
    assert sorted(c.text for c in reopened(tmp_path, name).clips) == sorted(f"number {n}" for n in range(len(turns)))


def test_sections_of_two_readers_are_both_kept(tmp_path: Path):
    """Each is an entry of its own."""
    one, two = (Journal.open(PACK, "/somewhere", folder=tmp_path) for _ in range(2))
    one.record(Work(sections=(Section("History", "stones", "who"),)))
    two.record(Work(sections=(Section("Method", "checked", ""), Section("", "[^1]: x", ""))))
    for reader in (one, two):
        reader.close()
    assert {s.heading for s in reopened(tmp_path).sections} == {"History", "Method", ""}


def test_a_note_revives_a_clip_that_another_reader_removed(tmp_path: Path):
    """Words typed last are never thrown away."""
    recorded(tmp_path, Work(clips=(clip("c1"),)))
    one, two = (Journal.open(PACK, "/somewhere", folder=tmp_path) for _ in range(2))
    one.record(Work())
    one.flush()
    time.sleep(0.002)  # moments are milliseconds: what comes later is later
    two.record(Work(clips=(clip("c1", note="typed"),)))
    one.close()
    two.close()
    assert [c.note for c in reopened(tmp_path).clips] == ["typed"]


@pytest.mark.parametrize("later", [0, 1])
@pytest.mark.parametrize("snapshot", [False, True])
def test_a_note_and_a_heading_of_two_readers_are_both_kept(tmp_path: Path, later: int, snapshot: bool):
    """Two readers who say something else of one clip do not take it from each other, nor does who then changes one of them."""
    recorded(tmp_path, Work(clips=(clip("c1", note="old", heading="Old"),)))
    readers = [Journal.open(PACK, "/somewhere", folder=tmp_path) for _ in range(2)]
    said = [{"note": "from one"}, {"heading": "From two"}]
    for n in (1 - later, later):
        (mine,) = readers[n].work.clips
        readers[n].record(replace(readers[n].work, clips=(replace(mine, **said[n]),)))
        assert readers[n].flush()
        time.sleep(0.002)
    for one in readers:
        one.close()
    for _ in range(5 * snapshot):
        recorded(tmp_path, replace(reopened(tmp_path), title="more files"))
    assert reopened(tmp_path).clips == (clip("c1", note="from one", heading="From two"),)
    recorded(tmp_path, Work(clips=(clip("c1", note="", heading="From two"),)))
    assert reopened(tmp_path).clips == (clip("c1", heading="From two"),)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["note", "heading", "kind"]), st.integers(0, 9)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_lines_may_be_read_in_any_order(tmp_path: Path, said: list[tuple[int, str, int]], draw: random.Random):
    """Whatever three readers say of a clip that all of them know: each part is what was said of it last, in whichever order it is read."""
    name = f"{next(packs):x}"
    recorded(tmp_path, Work(clips=(clip("c1"),)), name)
    readers = [Journal.open(name, "/somewhere", folder=tmp_path) for _ in range(3)]
    last: dict[str, str] = {}
    for turn, part, n in said:
        words = draw.choice(["quote", "passage", "selection"]) if part == "kind" else f"{part} {n}"
        one = readers[turn]
        (mine,) = one.work.clips
        if getattr(mine, part) != words:
            one.record(replace(one.work, clips=(replace(mine, **{part: words}),)))
            last[part] = words
            assert one.flush()
            time.sleep(0.003)
    for one in readers:
        one.close()
    assert journal.work_of(name, tmp_path).clips == (replace(clip("c1"), **last),)
    lines = [
        line for file in (tmp_path / name).glob("*-*.jsonl") for line in file.read_bytes().splitlines(keepends=True)
    ]
    for _ in range(3):
        draw.shuffle(lines)
        other = tmp_path / f"{name}-shuffled"
        other.mkdir(exist_ok=True)
        (other / "1-0.jsonl").write_bytes(b"".join(lines[::2]))
        (other / "1-1.jsonl").write_bytes(b"".join(lines[1::2]))
        assert journal.work_of(other.name, tmp_path).clips == (replace(clip("c1"), **last),)


@pytest.mark.parametrize(
    "odd", [7, {}, {"note": 7}, {"note": ["x", 1]}, {"note": [9**20]}, {"nothing": [9**20, "x"]}, {"note": None}]
)
def test_moments_of_parts_that_make_no_sense_are_passed_over(tmp_path: Path, odd: object):
    """Whatever stands in a clip's line where the moments of its parts should: the later line holds."""
    recorded(tmp_path, Work(clips=(clip("c1"),)))
    recorded(tmp_path, replace(reopened(tmp_path), clips=(clip("c1", heading="H"),)))
    for file in (tmp_path / PACK).glob("*-*.jsonl"):
        records = [json.loads(line) for line in file.read_text().splitlines()]
        for record in records:
            if record.get("k", [""])[0] == "clip" and "set" not in record["v"]:
                record["v"]["set"] = odd
        file.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert reopened(tmp_path).clips == (clip("c1", heading="H"),)


@pytest.mark.parametrize("cut", range(1, 60))
def test_a_torn_end_costs_no_more_than_the_torn_line(tmp_path: Path, cut: int):
    """However much of the end is missing, what stands before it is found."""
    recorded(tmp_path, Work(title="kept"))
    (file,) = (tmp_path / PACK).glob("*-*.jsonl")
    whole = file.read_bytes()
    with file.open("ab") as more:
        more.write(whole.splitlines(keepends=True)[1].replace(b"kept", b"torn").replace(b'"t":', b'"t":9')[:-cut])
    assert reopened(tmp_path).title in ({"torn", "kept"} if cut < 2 else {"kept"})


@pytest.mark.parametrize(
    "litter",
    [
        b"\0" * 4096,
        b"[" * 100_000,
        b'{"t":1,"k":["clip","x"],"v":{"id":7}}\n',
        b"\xff\xfe\n",
        b'{"t":"x"}\nnull\n7\n',
        b"",
    ],
)
def test_litter_in_the_folder_is_passed_over(tmp_path: Path, litter: bytes):
    """Zeros after a crash, other programs' files and malformed entries cost nothing else."""
    recorded(tmp_path, FULL)
    (tmp_path / PACK / "7-7.jsonl").write_bytes(litter)
    (tmp_path / PACK / "pack.json").write_bytes(litter)
    assert reopened(tmp_path) == FULL


def test_dead_readers_files_become_a_snapshot(tmp_path: Path):
    """Many sessions leave few files, and the removed stays removed."""
    for n in range(12):
        recorded(tmp_path, Work(clips=tuple(clip(f"c{k}", f"{k}") for k in range(n % 7))))
    assert (tmp_path / PACK / "snapshot.jsonl").exists()
    assert len(list((tmp_path / PACK).glob("*-*.jsonl"))) < 5
    assert [c.text for c in reopened(tmp_path).clips] == ["0", "1", "2", "3"]


def test_a_running_readers_file_stays(tmp_path: Path):
    """Making a snapshot leaves alone what is still being written, and merges with it afterwards."""
    running = Journal.open(PACK, "/somewhere", folder=tmp_path)
    running.record(Work(title="first"))
    running.flush()
    for n in range(6):
        recorded(tmp_path, replace(reopened(tmp_path), bottom=f"{n}"))
    running.record(Work(title="first", clips=(clip("c1"),)))
    running.close()
    assert reopened(tmp_path) == Work(title="first", bottom="5", clips=(clip("c1"),))


@pytest.mark.parametrize("step", ["write", "fsync", "replace", "unlink"])
def test_a_snapshot_that_fails_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str):
    """At whichever step making a snapshot breaks off, all is found, and the next one succeeds."""
    for n in range(4):
        recorded(tmp_path, Work(clips=tuple(clip(f"c{k}") for k in range(n + 1))))
    place = tmp_path / PACK

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "no")

    with monkeypatch.context() as broken:
        if step == "write":
            broken.setattr(disk, "atomic_write", refuse)
        elif step == "unlink":
            broken.setattr(Path, "unlink", refuse)
        else:
            broken.setattr(disk.os, step, refuse)
        with pytest.raises(OSError, match="no"):
            journal._compact(place, place / "mine")
    assert len(reopened(tmp_path).clips) == 4
    journal._compact(place, place / "mine")
    assert len(journal.work_of(PACK, tmp_path).clips) == 4


def test_a_disk_that_refuses_is_told_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A full disk tears a line, is named, and costs nothing once there is room."""
    one = Journal.open(PACK, "/somewhere", folder=tmp_path)
    one.record(Work(title="before"))
    assert one.flush()
    real = os.write
    with monkeypatch.context() as full:

        def half(fd: int, data: memoryview) -> int:
            if len(data) < 20:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(fd, data[: len(data) // 2])

        full.setattr(disk.os, "write", half)
        one.record(Work(title="before", clips=(clip("c1"), clip("c2"))))
        assert not one.flush()
        assert "no space left" in (one.trouble or "")
        assert "memory" in (one.trouble or "")
    assert one.flush()
    assert one.trouble is None
    one.close()
    assert reopened(tmp_path) == Work(title="before", clips=(clip("c1"), clip("c2")))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    """Without a state folder the reader works in memory and says so."""
    (tmp_path / "file").write_text("no folder")
    one = Journal.open(PACK, "/somewhere", folder=tmp_path / "file")
    assert "in memory only" in (one.trouble or "")
    one.record(FULL)
    assert one.work == FULL
    assert not one.flush()
    one.close()


def test_a_later_format_is_left_alone(tmp_path: Path):
    """What a later version wrote is neither touched nor added to; the reader says why."""
    recorded(tmp_path, FULL)
    later = tmp_path / PACK / "9-9.jsonl"
    later.write_text('{"format":2}\n{"t":99999999999999,"k":["title",""],"v":"later"}\n')
    before = sorted((path.name, path.read_bytes()) for path in (tmp_path / PACK).iterdir())
    one = Journal.open(PACK, "/somewhere", folder=tmp_path)
    assert "later version" in (one.trouble or "")
    assert one.work == FULL
    one.record(Work())
    one.close()
    assert sorted((path.name, path.read_bytes()) for path in (tmp_path / PACK).iterdir()) == before


def test_only_the_owner_may_look(tmp_path: Path):
    """Folders are 0700 and files 0600."""
    for n in range(6):
        recorded(tmp_path / "state" / "work", Work(title=str(n)))
    for path in (tmp_path / "state").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700


def test_reading_a_pack_without_working_on_it_leaves_no_journal(tmp_path: Path):
    """A reader that only looked leaves no file of its own."""
    reopened(tmp_path)
    assert list((tmp_path / PACK).glob("*-*.jsonl")) == []


# --- packs that moved ----------------------------------------------------------------------------------------------------


def shas(*numbers: int) -> tuple[str, ...]:
    """Sums of some sources."""
    return tuple(f"{n:064x}" for n in numbers)


def test_a_moved_pack_finds_its_work_and_asks_once(tmp_path: Path):
    """The pack with most sources in common is offered; taking it over copies its work, and nobody asks again."""
    recorded(tmp_path, Work(title="few"), "aa", str(tmp_path), shas(1, 2, 7, 8))
    recorded(tmp_path, FULL, "bb", "/gone/away", shas(1, 2, 3))
    recorded(tmp_path, Work(title="none"), "cc", "/gone", shas(8, 9))
    here = Journal.open(PACK, "/here", folder=tmp_path)
    found = here.moved(shas(1, 2, 3, 4))
    assert found is not None
    assert (found.path, found.common, found.gone) == ("/gone/away", 3, True)
    assert here.take_over(found) == FULL
    here.close()
    assert reopened(tmp_path) == FULL
    again = Journal.open(PACK, "/here", shas(1, 2, 3, 4), folder=tmp_path)
    assert again.moved() is None
    again.close()
    assert journal.work_of("bb", tmp_path) == FULL


def test_a_declined_offer_is_not_made_again(tmp_path: Path):
    """No is an answer."""
    recorded(tmp_path, FULL, "bb", "/gone/away", shas(1, 2, 3))
    here = Journal.open(PACK, "/here", shas(1, 2, 3), folder=tmp_path)
    assert here.moved() is not None
    here.decline()
    here.close()
    again = Journal.open(PACK, "/here", shas(1, 2, 3), folder=tmp_path)
    assert again.moved() is None
    assert again.work == Work()
    again.close()


def test_a_copied_pack_shares_nothing(tmp_path: Path):
    """A copy has work of its own: nothing comes into it unasked, and what is done there leaves the first pack alone."""
    recorded(tmp_path, FULL, "aa", str(tmp_path), shas(1, 2))
    copy = Journal.open("bb", "/copy", shas(1, 2), folder=tmp_path)
    found = copy.moved()
    assert copy.work == Work()
    assert found is not None
    assert not found.gone
    copy.take_over(found)
    copy.record(Work(title="other"))
    copy.close()
    assert journal.work_of("aa", tmp_path) == FULL
    assert journal.work_of("bb", tmp_path) == Work(title="other")


@pytest.mark.parametrize("work", [Work(), Work(places={"a.txt": 4}, session={"view": "read"})])
def test_a_pack_only_looked_at_is_no_candidate(tmp_path: Path, work: Work):
    """Positions alone are not worth a question."""
    recorded(tmp_path, work, "aa", "/gone", shas(1, 2))
    here = Journal.open(PACK, "/here", shas(1, 2), folder=tmp_path)
    assert here.moved() is None
    here.close()


def test_forgetting(tmp_path: Path):
    """The work is deleted when no reader has it open, and only then."""
    one = Journal.open(PACK, "/somewhere", folder=tmp_path)
    one.record(FULL)
    one.flush()
    with pytest.raises(journal.Busy, match="open in a reader"):
        journal.forget(PACK, tmp_path)
    one.close()
    assert journal.forget(PACK, tmp_path)
    assert not (tmp_path / PACK).exists()
    assert not journal.forget(PACK, tmp_path)


# --- sudden death ----------------------------------------------------------------------------------------------------------

WORKER = """
import sys, time
from dataclasses import replace
from pathlib import Path
from index.model import Clip, Ruling, Span
from reader.journal import Journal
one = Journal.open("5eed", "/somewhere", folder=Path(sys.argv[1]))
for n in range(10**6):
    new = Clip(f"{sys.argv[2]}.{n}", "a.txt", "0" * 64, 1, Span(0, 2000), "x" * 2000)
    one.record(replace(one.work, clips=(*one.work.clips[-3:], new), places={"a.txt": n}))
    if n % 3 == 2:
        one.flush()
        print(new.id, flush=True)
"""


def test_acknowledged_clips_outlive_kill_9(tmp_path: Path):
    """Killed at a random moment, twenty-four times over: a clip once flushed is found each time, and all that is found is whole."""
    draw = random.Random(9)
    for batch in range(8):
        workers = [
            subprocess.Popen(
                [sys.executable, "-c", WORKER, str(tmp_path / f"{batch}-{k}"), f"{batch}-{k}"],
                cwd=ROOT,
                stdout=subprocess.PIPE,
            )
            for k in range(3)
        ]
        for worker in workers:
            assert worker.stdout is not None
            assert select.select([worker.stdout], [], [], 30)[0], "the worker does not start"
        for worker in workers:
            time.sleep(draw.random() * 0.02)
            worker.send_signal(signal.SIGKILL)
        for k, worker in enumerate(workers):
            out, _ = worker.communicate()
            acknowledged = int(out.decode().rpartition("\n")[0].rpartition("\n")[2].partition(".")[2])
            work = reopened(tmp_path / f"{batch}-{k}")
            found = [int(c.id.partition(".")[2]) for c in work.clips]
            assert found[-1] >= acknowledged
            assert {*range(max(0, acknowledged - 3), acknowledged + 1)} <= {*found, *range(found[-1] - 3)}
            assert all(len(c.text) == 2000 for c in work.clips)


def test_a_clip_is_on_the_disk_within_a_second_without_any_flush(tmp_path: Path):
    """What was recorded, places too, is in the file soon, though nobody asks for it."""
    one = Journal.open(PACK, "/somewhere", folder=tmp_path)
    one.record(Work(clips=(clip("c1"),), places={"a.txt": 7}))
    one.record(replace(one.work, places={"a.txt": 8}))
    ends = time.monotonic() + 1
    while journal.work_of(PACK, tmp_path) != one.work and time.monotonic() < ends:
        time.sleep(0.01)
    assert journal.work_of(PACK, tmp_path) == one.work
    one.close()


def test_recording_does_not_wait_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A disk that takes a tenth of a second to sync costs the caller nothing, with a thousand clips at hand."""
    monkeypatch.setattr(disk.os, "fsync", lambda fd: time.sleep(0.1))
    one = Journal.open(PACK, "/somewhere", folder=tmp_path)
    many = tuple(clip(f"c{n}") for n in range(1000))
    one.record(Work(clips=many))
    began = time.monotonic()
    for n in range(10):
        one.record(Work(clips=many[: 990 + n]))
    assert time.monotonic() - began < 0.5  # ten syncs would take two seconds
    one.close()
    assert len(reopened(tmp_path).clips) == 999


def test_what_is_left_at_exit_is_written(tmp_path: Path):
    """A program that ends without closing its journal loses nothing."""
    code = WORKER.partition("for n")[0] + "one.record(replace(one.work, places={'a.txt': 5}))"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=True)
    assert reopened(tmp_path).places == {"a.txt": 5}


def test_lines_are_readable_json(tmp_path: Path):
    """A person, or another program, can read the journal."""
    recorded(tmp_path, Work(title="Wörter"))
    (file,) = (tmp_path / PACK).glob("*-*.jsonl")
    first, second = map(json.loads, file.read_text().splitlines())
    assert first == {"format": 1}
    assert (second["k"], second["v"]) == (["title", ""], "Wörter")


# --- the first opening ---


def test_the_first_opening_is_the_one_before_any_work(tmp_path: Path) -> None:
    """Nothing there: the first. Marked, or with work on some pack, it never is again."""
    folder = tmp_path / "state" / "work"
    assert journal.first_opening(folder)
    journal.mark_opened(folder)
    assert not journal.first_opening(folder)
    other = tmp_path / "other" / "work"
    (other / "a-pack").mkdir(parents=True)
    assert not journal.first_opening(other)


def test_where_nothing_can_be_kept_the_first_opening_comes_again(tmp_path: Path) -> None:
    """A state folder that cannot be written is no error."""
    (tmp_path / "state").write_text("a file")
    folder = tmp_path / "state" / "work"
    journal.mark_opened(folder)
    assert journal.first_opening(folder)
