"""A pack whose files change while it is open: what is seen of it, and that nothing of what one is at is lost or moved."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import contents, gathered, pack, read, workers
from index.contents import Stamp
from index.model import Article, Clip, Span
from index.pack import Pack
from index.workers import Job
from reader import aside, comparing, rereading, watching
from reader import desk as moves
from reader.desk import Desk
from reader.journal import Work
from reader.settings import load
from reader.watching import Watch, Watcher
from tests.hands import Reader, reading

EVERY = 0.02
FIRST = (
    "Bridge closed after storm\n\n"
    "The bridge over the Tam was closed on Monday after a storm, the county said.\n\n"
    "“We found two cracks in the northern pier,” said Ruth Amberg, the county engineer.\n\n"
    "Traffic is sent over the old road, which was widened for it.\n"
)
SECOND = (
    "Harlow loses its bridge\n\n"
    "The county has closed the bridge over the river Tam until further notice.\n\n"
    "Ruth Amberg, the county engineer, said: “We found two cracks in the northern pier.”\n\n"
    "“Nobody asked the ferrymen,” said Ole Brandt, who runs the ferry.\n"
)
THIRD = (
    "A ferry for Harlow\n\nThe old ferry of Harlow runs again.\n\nIt takes twelve cars, and the first left at six.\n"
)
ABOVE = "The county will hold a hearing on what the repair may cost it.\n\n"
TRAFFIC = "Traffic is sent"


# --- what is seen ---


def stamp(n: int) -> Stamp:
    return Stamp(n, n, n, n)


def test_a_change_is_a_file_that_came_went_or_was_written() -> None:
    """By size, times and inode, whatever the file is."""
    before = {"a": stamp(1), "b": stamp(1), "c": stamp(1)}
    assert watching.changed(before, dict(before)) == frozenset()
    assert watching.changed(before, {"a": stamp(1), "b": stamp(2), "d": stamp(1)}) == {"b", "c", "d"}
    for n in range(4):
        other = stamp(1)._replace(**{Stamp._fields[n]: 7})
        assert watching.changed({"a": stamp(1)}, {"a": other}) == {"a"}


def test_a_file_that_is_still_being_written_is_waited_for() -> None:
    """The pack is read again once it was the same for one turn; and not again for what was read."""
    sizes = [1, 1, 1, 2, 3, 4, 4, 4, 1, 1]
    seen, called = Watch(read={"a": stamp(1)}), []
    for size in sizes:
        now = {"a": stamp(size)}
        calls, seen = seen.calls(now), seen.turned(now)
        called.append(calls)
        seen = replace(seen, read=now) if calls else seen
    assert called == [False] * 6 + [True, False, False, True]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three plain sources."""
    made = tmp_path / "pack"
    made.mkdir()
    for name, text in (("a.txt", FIRST), ("b.txt", SECOND), ("c.txt", THIRD)):
        (made / name).write_text(text, "utf-8")
    return made


def test_what_could_be_a_source_is_looked_at_and_nothing_is_opened(folder: Path) -> None:
    """Neither hidden files nor links that lead out of the pack; pack.toml is; a single file stands for itself."""
    (folder / ".hidden.txt").write_text("x")
    (folder / "pack.toml").write_text("")
    (folder / "sub").mkdir()
    (folder / "sub" / "d.txt").write_text("x")
    (folder / "out.txt").symlink_to("/etc/hostname")
    os.chmod(folder / "a.txt", 0)
    assert {*contents.stamps(folder)} == {"a.txt", "b.txt", "c.txt", "pack.toml", "sub/d.txt"}
    assert {*contents.stamps(folder / "b.txt")} == {"b.txt"}
    with pytest.raises(FileNotFoundError):
        contents.stamps(folder / "nothing")


def watcher(path: Path) -> tuple[Watcher, list[str]]:
    """One that looks only when it is told to, and what it said."""
    said: list[str] = []
    return Watcher(path, pack.state_of(path), lambda: said.append("changed"), said.append), said


def test_the_watcher_calls_for_what_is_other_only(folder: Path) -> None:
    """A file touched, written anew with the same bytes, or one of our briefings is nothing; an edit is, once."""
    watch, said = watcher(folder)

    def turns(n: int = 2) -> list[str]:
        said.clear()
        for _ in range(n):
            watch.turn()
        return said

    assert turns(3) == []
    os.utime(folder / "a.txt", (1, 1))
    (folder / "brief.md").write_text("# A briefing\n\nWritten by twosource (0123456789ab).\n")
    assert turns() == []
    (folder / "a.txt").write_text(FIRST + ABOVE, "utf-8")
    assert turns(1) == []
    assert turns(1) == ["changed"]
    assert turns(3) == []
    watch.state = pack.state_of(folder)
    watch.again()  # it could not be read
    assert turns(3) == ["changed"]


def test_a_pack_that_is_away_is_told_once(folder: Path) -> None:
    """Gone, or without any source: why, once, and that it is there again; what it was is no change."""
    watch, said = watcher(folder)
    away = folder.with_name("away")
    for _ in range(2):
        watch.turn()
    folder.rename(away)
    for _ in range(3):
        watch.turn()
    away.rename(folder)
    for _ in range(3):
        watch.turn()
    assert said == ["no such file or directory", ""]
    said.clear()
    for name in "abc":
        (folder / f"{name}.txt").unlink()
    for _ in range(4):
        watch.turn()
    (folder / "a.txt").write_text(FIRST, "utf-8")
    for _ in range(3):
        watch.turn()
    assert said == ["no article that can be read", "", "changed"]


def test_a_single_file_is_watched_as_a_folder_is(folder: Path) -> None:
    """What happens beside it is nothing to it."""
    watch, said = watcher(folder / "b.txt")
    for text in (SECOND, SECOND + ABOVE):
        (folder / "a.txt").write_text(text, "utf-8")
        for _ in range(3):
            watch.turn()
    assert said == []
    (folder / "b.txt").write_text(SECOND + ABOVE, "utf-8")
    for _ in range(3):
        watch.turn()
    assert said == ["changed"]


def test_the_thread_ends_with_the_screen(folder: Path) -> None:
    """It looks until it is told not to."""
    looked = threading.Event()
    watch = Watcher(folder, "another", looked.set, lambda trouble: None, every=0.001)
    watch.start()
    assert looked.wait(10)
    (thread,) = (t for t in threading.enumerate() if t.name == "watch")
    watch.stop()
    thread.join(10)
    assert not thread.is_alive()


# --- what of the desk becomes another ---


def opened(folder: Path, after: Pack | None = None) -> Pack:
    """The pack as it is, read here rather than by children."""
    there = contents.survey(folder)
    found = gathered.Found(there, after.articles if after else ())
    for listed in there.listed:
        found.add(read.article(Path(listed.file).read_bytes(), listed.source.path))
    articles, unread = found.numbered()
    return Pack(folder, "pack", there.title, articles, unread, state=there.state)


def offset(there: Pack, path: str, words: str) -> int:
    return there.by_path[path].text.index(words)


def clip(there: Pack, path: str, words: str) -> Clip:
    article = there.by_path[path]
    start = article.text.index(words)
    passage = moves.passage_at(article, start)
    return aside.clip_of(article, Span(start, start + len(words)), passage.n if passage else 0, "selection")


@pytest.fixture
def desk(folder: Path) -> Desk:
    """The first source beside the second, the cursor where the traffic is; something marked, clipped and jumped from."""
    there = opened(folder)
    work = Work(
        clips=tuple(clip(there, path, words) for path, words in (("a.txt", TRAFFIC), ("b.txt", "the ferry"))),
        marks={"x": ("a.txt", offset(there, "a.txt", TRAFFIC)), "y": ("c.txt", offset(there, "c.txt", "twelve"))},
    )
    made = replace(Desk(there, work), view="read", open=("a.txt",))
    made = moves.jumped(moves.at(made, offset(there, "a.txt", "engineer")), offset(there, "a.txt", TRAFFIC))
    return replace(comparing.added(replace(made, view="compare"), "b.txt"), trail=("sources", "read"))


def gone_over(desk: Desk, folder: Path) -> Desk:
    return rereading.gone_over(desk, rereading.change(desk.pack, opened(folder, desk.pack)))


def words_at(desk: Desk, path: str, at: int) -> str:
    return desk.pack.by_path[path].text[at:][:15]


def stands_as_it_stood(desk: Desk, name: str = "a.txt") -> None:
    """The desk of these tests is where it was, whatever the first source is called now."""
    assert (desk.view, desk.open, desk.focus) == ("compare", (name, "b.txt"), 0)
    assert words_at(desk, name, desk.place.offset) == TRAFFIC
    assert [words_at(desk, s.path, s.place.offset)[:8] for s in desk.jumps] == ["engineer"]
    assert words_at(desk, *desk.work.marks["x"]) == TRAFFIC
    assert [aside.as_it_stands(desk, c) is not None for c in desk.work.clips] == [True, True]


def test_a_source_that_changed_is_open_at_the_same_words(desk: Desk, folder: Path) -> None:
    """Whatever stands above them now; the clips know that it has changed, and the keys are the same."""
    (folder / "a.txt").write_text(FIRST.replace("\n\n", "\n\n" + ABOVE, 1), "utf-8")
    (folder / "0.txt").write_text(FIRST.replace("storm", "flood"), "utf-8")
    after = gone_over(desk, folder)
    stands_as_it_stood(after)
    assert after.said == "1 source changed, 1 new: read again"
    assert [aside.state(c, after.pack.by_path[c.source]) for c in after.work.clips] == ["stale", "exact"]
    assert {a.path: a.key for a in desk.pack.articles}.items() <= {a.path: a.key for a in after.pack.articles}.items()


def test_a_passage_that_was_changed_itself_is_still_the_one(desk: Desk, folder: Path) -> None:
    """The cursor stays in it, before the same words where they are left, and on the next one where it is gone."""
    (folder / "a.txt").write_text(FIRST.replace("over the old road", "along the quay"), "utf-8")
    after = gone_over(desk, folder)
    assert words_at(after, "a.txt", after.place.offset) == TRAFFIC
    (folder / "a.txt").write_text(FIRST.replace("Bridge", "The bridge").partition(TRAFFIC)[0], "utf-8")
    after = gone_over(desk, folder)
    assert after.passage is not None
    assert "two cracks" in after.passage.span.of(after.pack.by_path["a.txt"].text)


def test_a_source_under_another_name_is_the_same(desk: Desk, folder: Path) -> None:
    """Its clips, marks and the way back go with it, also what is taken back later."""
    (folder / "a.txt").rename(folder / "z.txt")
    after = gone_over(replace(desk, past=(desk.work,)), folder)
    stands_as_it_stood(after, "z.txt")
    assert after.said == "1 source under another name: read again"
    assert after.past[0].clips == after.work.clips
    assert [aside.state(c, after.pack.by_path[c.source]) for c in after.work.clips] == ["exact", "exact"]
    assert after.pack.by_path["z.txt"].key == desk.pack.by_path["a.txt"].key


def test_two_sources_that_changed_names_are_not_confused(desk: Desk, folder: Path) -> None:
    """Each clip stays with its words."""
    (folder / "a.txt").rename(folder / "x")
    (folder / "b.txt").rename(folder / "a.txt")
    (folder / "x").rename(folder / "b.txt")
    after = gone_over(desk, folder)
    assert after.open == ("b.txt", "a.txt")
    assert [(c.source, aside.state(c, after.pack.by_path[c.source])) for c in after.work.clips] == [
        ("b.txt", "exact"),
        ("a.txt", "exact"),
    ]


def test_a_source_that_is_gone_leads_back_to_the_list(desk: Desk, folder: Path) -> None:
    """With a word of it; its clips stay, and the key is nobody else's. When it is back, so is everything."""
    (folder / "a.txt").unlink()
    after = gone_over(desk, folder)
    assert (after.view, after.trail) == ("sources", ())
    assert after.said == "a.txt is no longer in the pack; what was clipped of it stays"
    assert after.work.clips == desk.work.clips
    assert [aside.state(c, after.pack.by_path.get(c.source)) for c in after.work.clips] == ["gone", "exact"]
    assert after.jumps == ()
    (folder / "a.txt").write_text(FIRST, "utf-8")
    again = gone_over(after, folder)
    assert [aside.state(c, again.pack.by_path[c.source]) for c in again.work.clips] == ["exact", "exact"]
    assert words_at(again, *again.work.marks["x"]) == TRAFFIC


def test_of_a_comparison_the_text_that_is_left_is_read(desk: Desk, folder: Path) -> None:
    """Where the cursor is in it."""
    (folder / "b.txt").unlink()
    after = gone_over(desk, folder)
    assert (after.view, after.open, after.trail) == ("read", ("a.txt",), ("sources",))
    assert words_at(after, "a.txt", after.place.offset) == TRAFFIC


def test_what_pack_toml_says_is_taken_over(desk: Desk, folder: Path) -> None:
    """A key, an order, a publisher: nothing else moves."""
    (folder / "pack.toml").write_text('[sources."a.txt"]\nkey = "Q"\npublisher = "Harlow Post"\norder = 9\n')
    quote = desk.pack.by_path["a.txt"].quotes[0].id
    after = gone_over(replace(desk, unfolded=frozenset({quote})), folder)
    stands_as_it_stood(after)
    assert after.said == "pack.toml changed: read again"
    assert after.pack.by_path["a.txt"].key == "Q"
    assert after.unfolded == {after.pack.by_path["a.txt"].quotes[0].id}
    (folder / "pack.toml").write_text('[sources."a.txt"]\nignore = true\n')
    assert gone_over(desk, folder).view == "sources"


def test_the_ledger_and_the_pictures_stay_where_they_are(desk: Desk, folder: Path) -> None:
    """On the same statement, in the column of the same source, on the same date, though another source came before."""
    here = replace(desk, view="quotes", statement=1, column=1, row=1, across=1, dated=1)
    before = moves.current(here)
    (folder / "0.txt").write_text(SECOND.replace("ferrymen", "fishermen").replace("two cracks", "six cracks"), "utf-8")
    after = gone_over(here, folder)
    now = moves.current(after)
    assert before is not None
    assert now is not None
    assert [q.span.of(after.pack.by_path[q.source].text) for q in now.quotes] == [
        q.span.of(here.pack.by_path[q.source].text) for q in before.quotes
    ]
    assert after.column == 2
    assert after.dated == 2


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 40), max_size=12, unique=True),
    st.lists(st.tuples(st.integers(0, 12), st.integers(41, 60)), max_size=4, unique_by=lambda t: t[1]),
    st.sets(st.integers(0, 40)),
)
def test_what_is_left_of_a_text_is_found_again(old: list[int], new: list[tuple[int, int]], gone: set[int]) -> None:
    """Each piece that is still there, to the letter; and of every other place one in the text."""
    now = [n for n in old if n not in gone]
    for at, n in new:
        now.insert(at, n)
    before, after = made(old), made(now)
    shift = rereading.Shift(before, after)
    for passage in before.passages:
        words = passage.span.of(before.text)
        if words in after.text:
            assert after.text[shift.of(passage.span.start + 3) :].startswith(words[3:])
            assert (span := shift.span(passage.span)) is not None
            assert span.of(after.text) == words
    assert all(0 <= shift.of(n) <= len(after.text) for n in range(len(before.text) + 1))


def made(numbers: list[int]) -> Article:
    """A text with a passage for each number."""
    lines = [f"Passage {n:02} is here." for n in numbers]
    one = read.article(FIRST.encode(), "a.txt")
    starts = [21 * n for n in range(len(lines))]
    passages = tuple(replace(one.passages[0], n=n, span=Span(at, at + 19)) for n, at in enumerate(starts))
    return replace(one, text="\n\n".join(lines), passages=passages, dropped=(), quotes=(), indirect=())


# --- at the screen ---


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read here rather than by children, and no index is built: the text itself is searched."""

    def here(jobs: Iterable[Job], _: int) -> Iterator[Article]:
        return (read.article(job.file.read_bytes(), job.source.path) for job in jobs)

    monkeypatch.setattr(workers, "read_all", here)
    monkeypatch.setattr(pack, "build_index", lambda opened: None)


async def read_again(reader: Reader, said: str) -> None:
    """Wait until the pack was read again, and nothing goes on any more."""
    await reader.until(lambda: said in reader.desk.said, said)
    await reader.rest()


def write(file: Path, text: str) -> None:
    """As an editor does it: under another name, then in its place."""
    file.with_name("." + file.name).write_text(text, "utf-8")
    file.with_name("." + file.name).replace(file)


@pytest.mark.usefixtures("at_once")
def test_the_key_of_a_source_waits_for_it(folder: Path) -> None:
    """However often the pack is read again: what comes meanwhile gets another one, and what is aligned stays so."""
    first = pack.open_pack(folder)
    keys = {a.path: a.key for a in first.articles}
    rows = first.rows(keys["b.txt"], keys["c.txt"])
    (folder / "a.txt").rename(folder / ".away")
    second = pack.open_pack(folder, after=first)
    assert [a.key for a in second.gone] == [keys["a.txt"]]
    assert second.known(keys["b.txt"], keys["c.txt"])
    (folder / "new.txt").write_text(FIRST.replace("storm", "flood"), "utf-8")
    third = pack.open_pack(folder, after=second)
    assert keys["a.txt"] not in third.by_key
    (folder / ".away").rename(folder / "z.txt")
    last = pack.open_pack(folder, after=third)
    assert {a.path: a.key for a in last.articles}.items() >= {"z.txt": keys["a.txt"], "b.txt": keys["b.txt"]}.items()
    assert last.gone == ()
    assert last.rows(keys["b.txt"], keys["c.txt"]) == rows
    assert pack.open_pack(folder).state == last.state == pack.state_of(folder)


@pytest.mark.usefixtures("at_once")
async def test_a_pack_is_followed_while_it_is_read(folder: Path) -> None:
    """Changed, gone: the text stays in its row and what is put aside is kept; what is being typed is waited for."""
    write(folder / "a.txt", FIRST + "\n".join(f"This is line {n} of the report.\n" for n in range(40)))
    async with reading(folder, settings=replace(load(), watch=True), every=EVERY) as reader:
        await reader.press("F3", "]", "m", "x", "c")
        assert reader.clips == ["We found two cracks in the northern pier,"]
        at = reader.where(TRAFFIC)
        more = "".join(f"The county will hold hearing {n} on what it may cost.\n\n" for n in range(20))
        write(folder / "a.txt", (folder / "a.txt").read_text().replace("\n\n", "\n\n" + more, 1))
        await read_again(reader, "1 source changed: read again")
        assert reader.where(TRAFFIC) == at
        await reader.press("u", "^r")
        assert len(reader.clips) == 1

        await reader.press("F6", "e")
        await reader.type("half")
        write(folder / "b.txt", SECOND + ABOVE)
        await reader.until(lambda: "changed" in reader.screen.shown.going_on, "word of it")
        await reader.type(" a note")
        await reader.press("^s")
        await read_again(reader, "1 source changed: read again")
        assert [c.note for c in reader.desk.work.clips] == ["half a note"]
        assert "hearing" in reader.desk.pack.by_path["b.txt"].text

        there = reader.desk.pack
        await reader.press("W")
        await reader.type(str(folder / "brief.md"))
        await reader.press("enter")
        await reader.until(lambda: (folder / "brief.md").exists() and "written" in reader.desk.said, "the briefing")
        for _ in range(10):
            await reader.pilot.pause(EVERY)
        assert reader.desk.pack is there

        await reader.press("V")
        await reader.until(lambda: reader.desk.proof is not None and reader.desk.proof.checked, "the verdicts")
        write(folder / "c.txt", THIRD.replace("six", "seven"))
        await read_again(reader, "1 source changed: read again")
        await reader.until(lambda: reader.desk.proof is not None and reader.desk.proof.checked, "the verdicts")
        assert reader.desk.proof is not None
        assert {j.status for j in reader.desk.proof.judged} == {"exact"}

        await reader.press("F3")
        (folder / "a.txt").unlink()
        await read_again(reader, "a.txt is no longer in the pack; what was clipped of it stays")
        assert reader.view == "sources"
        assert reader.clips == ["We found two cracks in the northern pier,"]
        assert "a.txt" not in reader.desk.pack.by_path
        await reader.press("F6")
        assert "We found two cracks" in reader.text()
        await reader.press("V")
        await reader.until(lambda: reader.desk.proof is not None and reader.desk.proof.checked, "the verdicts")


@pytest.mark.usefixtures("at_once")
async def test_a_search_is_answered_again_and_a_comparison_stays_level(folder: Path) -> None:
    """A source that comes while one types is found, the cursor stays on its hit; side by side the same passages stand level."""
    async with reading(folder, settings=replace(load(), watch=True), every=EVERY) as reader:
        await reader.press("F2")
        await reader.search("twelve")
        assert reader.answered
        (folder / "0.txt").write_text(THIRD.replace("six", "seven"), "utf-8")
        await reader.until(lambda: reader.desk.answer is not None and reader.desk.answer.total == 2, "another hit")
        answer = reader.desk.answer
        assert answer is not None
        assert answer.hits[reader.desk.hit].source == "c.txt"
        await reader.type(" cars")
        await reader.until(lambda: reader.answered and reader.desk.query == "twelve cars", "an answer")
        await reader.rest()
        await reader.press("esc", "j", "j", "F4", "}")
        opened_, here = reader.desk.open, reader.desk.passage
        assert here is not None
        first = reader.desk.path
        words = here.span.of(reader.desk.pack.by_path[first].text)
        write(folder / first, (folder / first).read_text("utf-8").replace("\n\n", "\n\n" + ABOVE, 1))
        await read_again(reader, "1 source changed: read again")
        assert (reader.view, reader.desk.open) == ("compare", opened_)
        now = reader.desk.passage
        assert now is not None
        assert now.span.of(reader.desk.pack.by_path[first].text) == words


@pytest.mark.usefixtures("at_once")
async def test_a_pack_is_read_again_when_it_is_asked_for(folder: Path) -> None:
    """By `:reread`, unwatched: nothing changes before; a source that cannot be opened counts as gone then, what is selected is waited for."""
    async with reading(folder, every=EVERY) as reader:
        await reader.press(":")
        await reader.type("reread")
        await reader.press("enter")
        await read_again(reader, "nothing has changed")
        (folder / "b.txt").rename(folder / "d.txt")
        write(folder / "c.txt", THIRD + ABOVE)
        await reader.press("F3", "v", "}")
        selected = reader.desk.selection
        await reader.press(":")
        await reader.type("reread")
        await reader.press("enter")
        await reader.until(lambda: "changed" in reader.screen.shown.going_on, "word of it")
        assert reader.desk.selection == selected is not None
        await reader.press("esc")
        await read_again(reader, "1 source changed, 1 under another name: read again")
        assert [a.path for a in reader.desk.pack.articles] == ["a.txt", "c.txt", "d.txt"]


@pytest.mark.usefixtures("at_once")
async def test_what_cannot_be_opened_for_a_moment_stays(folder: Path) -> None:
    """It is told once and tried again; nothing of it changes where it can be opened soon, else it counts as gone."""
    held = (folder / "b.txt").read_bytes()
    async with reading(folder, settings=replace(load(), watch=True), every=EVERY) as reader:
        there = reader.desk.pack
        (folder / "b.txt").unlink()
        (folder / "b.txt").symlink_to("b.txt")  # not to be opened by anybody, root neither
        await reader.until(lambda: "tried again" in reader.desk.said, "word of it")
        assert reader.desk.pack is there
        await read_again(reader, "1 source gone: read again")
        (folder / "b.txt").unlink()
        (folder / "b.txt").write_bytes(held)
        await read_again(reader, "1 source new: read again")
        assert [a.key for a in reader.desk.pack.articles] == [a.key for a in there.articles]
