"""The items of the briefing: moved over headings, joined, tagged, and taken as they stand in a source that has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Clip, Span
from index.pack import Pack, open_pack
from reader import aside, comparing, editing
from reader import desk as moves
from reader.desk import Desk
from reader.journal import Work
from tests.conftest import FOREIGN_POLICY, REUTERS, SEEDS


@pytest.fixture(scope="module")
def seeds_pack() -> Pack:
    return open_pack(SEEDS, cache=False)


def a_list(*items: str) -> Desk:
    """A briefing of the items given, `H:a` for one with the heading H above it."""
    clips = []
    for item in items:
        heading, _, name = item.rpartition(":")
        clips.append(Clip(name, "gone.txt", "0" * 64, 1, Span(0, 1), name, heading=heading))
    empty = Pack(folder=Path("pack"), id="0", title="pack", articles=(), unread=(), echoes=(), notes=())
    return Desk(empty, Work(clips=tuple(clips)), view="briefing")


def listed(desk: Desk) -> list[str]:
    return [f"{c.heading}:{c.id}" if c.heading else c.id for c in desk.work.clips]


@pytest.mark.parametrize(
    ("items", "at", "by", "then", "to"),
    [
        ("a b c", 0, 1, "b a c", 1),
        ("a b c", 0, -1, "a b c", 0),
        ("a b c", 2, 1, "a b c", 2),
        ("a b H:c d", 1, 1, "a H:b c d", 1),
        ("a H:b c d", 1, -1, "a b H:c d", 1),
        ("a H:b c d", 1, 1, "a H:c b d", 2),
        ("a H:b c d", 2, -1, "a H:c b d", 1),
        ("a H:b c", 0, 1, "H:a b c", 0),
        ("H:a b", 0, -1, "a H:b", 0),
        ("G:a b H:c", 1, 1, "G:a H:b c", 1),
        ("G:a H:b c", 0, 1, "H:b c G:a", 2),
        ("G:a b H:c", 2, -1, "H:c G:a b", 0),
        ("a b H:c", 2, -1, "a b H:c", 2),
        ("H:a", 0, -1, "H:a", 0),
        ("H:a", 0, 1, "H:a", 0),
    ],
)
def test_items_move_over_headings(items: str, at: int, by: int, then: str, to: int) -> None:
    """Over a heading is one step, headings keep their place; a clip alone under one takes it along or says why not."""
    after = editing.moved(replace(a_list(*items.split()), item=at), 1 if by > 0 else -1)
    assert (listed(after), after.item) == (then.split(), to)
    assert (listed(after) == items.split()) == (after.past == ())
    assert after.said or listed(after) != items.split()


@given(
    st.lists(st.sampled_from(["", "G:", "H:", "I:"]), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from([1, -1])), max_size=8),
)
def test_no_move_loses_an_item_or_a_heading(heads: Sequence[str], steps: Sequence[tuple[int, int]]) -> None:
    """Whatever is moved, the same clips and the same headings are there, and the cursor stays on the clip that was moved."""
    desk = a_list(*(f"{head}{n}" for n, head in enumerate(heads)))
    for item, by in steps:
        before = replace(desk, item=min(item, len(heads) - 1))
        desk = editing.moved(before, 1 if by > 0 else -1)
        assert sorted(c.id for c in desk.work.clips) == sorted(c.id for c in before.work.clips)
        assert sorted(c.heading for c in desk.work.clips) == sorted(c.heading for c in before.work.clips)
        assert desk.work.clips[desk.item].id == before.work.clips[before.item].id


def test_a_heading_outlives_the_item_it_began_with() -> None:
    """X on the first item under a heading leaves the heading over those below it."""
    assert listed(editing.removed(replace(a_list("a", "H:b", "c"), item=1))) == ["a", "H:c"]
    assert listed(editing.removed(replace(a_list("H:a", "G:b"), item=0))) == ["G:b"]


def test_tags_are_words() -> None:
    """Parted by blanks, commas or #, each once; none takes them out; one step back."""
    desk = editing.tagged(a_list("a", "b"), "b", "war, #ports  war")
    assert [c.tags for c in desk.work.clips] == [(), ("war", "ports")]
    assert [c.tags for c in editing.tagged(desk, "b", " ").work.clips] == [(), ()]
    assert [c.tags for c in aside.undo(desk).work.clips] == [(), ()]


# --- joining ---


def clipped(pack: Pack, path: str, *words: str) -> Desk:
    """A briefing of stretches of one source, in this order."""
    article = pack.by_path[path]
    clips = []
    for some in words:
        passage = next(p for p in article.passages if some in p.span.of(article.text))
        start = article.text.index(some, passage.span.start)
        clips.append(aside.clip_of(article, Span(start, start + len(some)), passage.n, "selection"))
    return Desk(pack, Work(clips=tuple(clips)), view="briefing")


@pytest.mark.parametrize(
    ("words", "one"),
    [
        (("The bridge over the Tam", "Tam was closed"), "The bridge over the Tam was closed"),
        (("on Monday", "The bridge over"), "The bridge over the Tam was closed on Monday"),
        (("closed on Monday after", "on Monday"), "closed on Monday after"),
    ],
)
def test_stretches_of_one_passage_become_one(notes: Path, words: tuple[str, str], one: str) -> None:
    """Overlapping, apart or one in the other: from the first word to the last, with both notes and all tags; u parts them."""
    desk = clipped(open_pack(notes, cache=False), "a.txt", *words)
    first, second = desk.work.clips
    noted = (replace(first, note="One.", tags=("x",)), replace(second, note="Two.", tags=("y", "x")))
    desk = replace(desk, work=replace(desk.work, clips=noted))
    after = editing.joined(desk)
    (clip,) = after.work.clips
    assert (clip.text, clip.note, clip.tags) == (one, "One.\n\nTwo.", ("x", "y"))
    assert clip.span.of(after.pack.by_path["a.txt"].text) == one
    assert aside.undo(after).work.clips == noted


def test_passages_that_follow_each_other_become_one(notes: Path) -> None:
    """A passage and the next one; one further on is not joined, and that is said."""
    pack = open_pack(notes, cache=False)
    desk = clipped(pack, "c.txt", "The old ferry runs again.", "It takes twelve cars, and the first left at six.")
    (clip,) = editing.joined(desk).work.clips
    assert clip.text == "The old ferry runs again.\n\nIt takes twelve cars, and the first left at six."
    apart = clipped(pack, "a.txt", "The bridge over the Tam", "Traffic is sent")
    assert editing.joined(apart).work is apart.work
    assert editing.joined(apart).said == "not joined: passages 1 and 3 do not adjoin"


def test_the_whole_of_a_passage_is_a_passage(notes: Path) -> None:
    """Two halves of a passage are a passage again, and two ends of a quotation a quotation."""
    pack = open_pack(notes, cache=False)
    desk = clipped(pack, "a.txt", "Traffic is sent", "over the old road.")
    assert editing.joined(desk).work.clips[0].kind == "passage"
    desk = clipped(pack, "a.txt", "We found two cracks", "closed the bridge at once,")
    assert editing.joined(desk).work.clips[0].kind == "quote"


def test_two_versions_of_a_quotation_become_one_item(notes: Path) -> None:
    """The lower is a version of the upper from then on; what is in two sources and no echo stays two items."""
    pack = open_pack(notes, cache=False)
    quoted = [aside.clip_of(a, q.span, q.passage, "quote") for a in pack.articles for q in a.quotes]
    one, other, ferry = quoted
    desk = Desk(pack, Work(clips=(one, replace(other, note="Same."), ferry)), view="briefing")
    after = editing.joined(desk)
    assert after.work.clips == (replace(one, note="Same."), ferry)
    assert after.said.startswith("now a version of this item: ")
    assert editing.joined(after).said.startswith("not joined: of two sources")
    assert editing.joined(replace(after, item=1)).said == "nothing below to join it with"


def test_joining_leaves_headings_where_they_are(notes: Path) -> None:
    """A heading of the lower item goes to the item below it, or over both, or into the note: it is never lost."""
    desk = clipped(open_pack(notes, cache=False), "a.txt", "The bridge", "on Monday", "Traffic is sent")

    def headed(*headings: str) -> list[tuple[str, str]]:
        clips = tuple(replace(c, heading=h) for c, h in zip(desk.work.clips, headings, strict=False))
        joined = editing.joined(replace(desk, work=replace(desk.work, clips=clips)))
        return [(c.heading, c.note) for c in joined.work.clips]

    assert headed("", "H", "") == [("", ""), ("H", "")]
    assert headed("", "H", "G") == [("H", ""), ("G", "")]
    assert headed("G", "H") == [("G", "H")]


# --- both versions ---


def test_side_by_side_both_versions_are_clipped(seeds_pack: Pack) -> None:
    """On a shared quotation: the other source's version, too, where its words differ; in the same words it comes along."""
    desk = comparing.compared(Desk(seeds_pack, Work(), view="read", open=(REUTERS, FOREIGN_POLICY)))
    at = {}
    for _ in range(4):
        desk = comparing.next_shared(desk)
        at[desk.place.offset] = [c.source for c in aside.both(desk)]
        done = aside.put_aside(desk, aside.both(desk))
        sources = {c.source for c in done.work.clips}
        words = {c.text for c in done.work.clips}
        assert len(words) == len(done.work.clips)
        assert sources == {REUTERS, FOREIGN_POLICY} or "with the version in F¶" in done.said
        assert "R¶" in done.said
        assert "F¶" in done.said
        assert len(done.past) == 1
    assert {tuple(v) for v in at.values()} == {(REUTERS,), (REUTERS, FOREIGN_POLICY)}


def test_side_by_side_both_passages_are_clipped(notes: Path) -> None:
    """On an aligned row without a quotation both passages; a selection is taken alone."""
    pack = open_pack(notes, cache=False)
    desk = comparing.compared(Desk(pack, Work(), view="read", open=("a.txt", "b.txt")))
    pack.rows(pack.by_path["a.txt"].key, pack.by_path["b.txt"].key)
    desk = moves.at(desk, pack.by_path["a.txt"].by_number[1].span.start)
    assert moves.counterparts(desk, 1)
    clips = aside.both(desk)
    assert [(c.source, c.kind) for c in clips] == [("a.txt", "passage"), ("b.txt", "passage")]
    assert "¶1, " in aside.put_aside(desk, clips).said
    assert "u takes them back" in aside.put_aside(desk, clips).said
    start = pack.by_path["a.txt"].by_number[1].span.start
    assert len(aside.both(replace(desk, selection=Span(start, start + 6)))) == 1


def test_a_clip_of_a_source_that_is_gone_hinders_no_other(seeds_pack: Pack) -> None:
    """With a clip whose source is not in the pack any more, another one is put aside as ever."""
    desk = Desk(seeds_pack, a_list("old").work, view="read", open=(REUTERS,))
    desk = moves.next_quote(desk)
    assert len(aside.put_aside(desk, aside.under(desk)).work.clips) == 2


# --- sources that have changed ---


def changed(folder: Path, old: str, new: str) -> Pack:
    """The pack after a change in its first source."""
    file = folder / "a.txt"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    return open_pack(folder, cache=False)


WORDS = "Traffic is sent over the old road."


def test_a_clip_is_never_moved_in_silence(notes: Path) -> None:
    """Where its words stand elsewhere in a changed source, the clip keeps its old place until the user says otherwise."""
    desk = clipped(open_pack(notes, cache=False), "a.txt", WORDS)
    (clip,) = desk.work.clips
    pack = changed(notes, "HARLOW", "A new paragraph stands here now.\n\nHARLOW")
    desk = replace(desk, pack=pack)
    assert aside.state(clip, pack.by_path["a.txt"]) == "stale"
    assert desk.work.clips == (clip,)
    now = aside.as_it_stands(desk, clip)
    assert now is not None
    assert (clip.passage, now.passage) == (3, 4)
    after = editing.confirmed(desk)
    assert after.work.clips == (now,)
    assert aside.state(now, pack.by_path["a.txt"]) == "exact"
    assert after.said.endswith("¶4")
    assert aside.undo(after).work.clips == (clip,)
    assert editing.confirmed(after).said == "it stands as it was clipped"


def test_all_that_moved_can_be_taken_as_it_stands(notes: Path) -> None:
    """= on one, = again for the others; those whose words are gone stay as they are."""
    desk = clipped(open_pack(notes, cache=False), "a.txt", WORDS, "The bridge over", "two cracks")
    there = replace(desk, pack=changed(notes, "HARLOW", "New.\n\nHARLOW"))
    there = replace(there, pack=changed(notes, "two cracks", "three cracks"))
    once = editing.confirmed(there)
    assert "= again: 1 more" in once.said
    twice = editing.confirmed(once)
    assert twice.said == "1 taken as it stands now"
    article = twice.pack.by_path["a.txt"]
    assert [aside.state(c, article) for c in twice.work.clips] == ["exact", "exact", "orphaned"]
    assert twice.work.clips[2] is desk.work.clips[2]
    assert editing.confirmed(twice).work is twice.work


def test_a_clip_whose_words_are_gone_or_twice_there_is_not_moved(notes: Path) -> None:
    """Orphaned: nothing is guessed, neither for words that are gone nor for words that stand in two places."""
    desk = clipped(open_pack(notes, cache=False), "a.txt", WORDS)
    for new in ("Traffic waits.", f"Now then.\n\n{WORDS}\n\n{WORDS}"):
        pack = changed(notes, WORDS, new)
        there = replace(desk, pack=pack)
        assert aside.state(desk.work.clips[0], pack.by_path["a.txt"]) == "orphaned"
        assert editing.confirmed(there).work is desk.work
        assert "enter looks for the nearest" in editing.confirmed(there).said
        changed(notes, new, WORDS)
