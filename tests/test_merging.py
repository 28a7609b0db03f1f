"""Three versions of a briefing made one: no side's words are lost, and no change on one side gives the other side."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.model import Clip, Span
from reader.journal import Section
from reader.merging import FROM_FILE, Side, is_conflict, merged

WORDS = st.sampled_from(["", "one", "two", "one and two", "three\n\nmore", "ü “x”"])


def clip(name: str, text: str = "So it is.", note: str = "", heading: str = "", tags: tuple[str, ...] = ()) -> Clip:
    return Clip(name, "a.txt", "0", 1, Span(0, len(text)), text, "quote", note, heading, tags)


CLIPS = st.builds(
    clip,
    st.sampled_from("abcde"),
    st.sampled_from(["So it is.", "So it was.", "No."]),
    note=WORDS,
    heading=WORDS,
    tags=st.lists(st.sampled_from("xy"), max_size=2, unique=True).map(tuple),
)
SECTIONS = st.lists(
    st.builds(Section, st.sampled_from(["", "H1", "H2"]), WORDS, st.sampled_from(["", "who"])),
    max_size=3,
    unique_by=lambda s: s.heading,
).map(tuple)
FORMS = st.sampled_from(["", " Form: `{}`"])
SIDES = st.builds(Side, WORDS, WORDS, st.lists(CLIPS, max_size=5, unique_by=lambda c: c.id).map(tuple), SECTIONS, FORMS)
ANY = st.builds(Side, WORDS, WORDS, st.lists(CLIPS, max_size=5).map(tuple))


@given(SIDES, SIDES)
def test_no_change_on_one_side_gives_the_other(base: Side, side: Side) -> None:
    """Whichever side stayed as it was; and the same change on both sides is that change."""
    assert merged(base, base, side).side == side
    assert merged(base, side, base).side == side
    assert merged(base, side, side).side == side
    assert merged(base, side, base).taken == merged(base, side, side).taken == ()
    assert merged(base, base, side).both == merged(base, side, base).both == merged(base, side, side).both == ()


def said(side: Side) -> str:
    return "\0".join((side.title, side.bottom, *(f"{c.note}\0{c.heading}\0{c.text}" for c in side.clips)))


@given(SIDES, SIDES, SIDES)
def test_nothing_that_either_side_wrote_is_lost(base: Side, ours: Side, theirs: Side) -> None:
    """Every title, bottom line, note, heading and clip that is new or changed on a side is in the whole."""
    made = merged(base, ours, theirs).side
    whole = said(made)
    was = {c.id: c for c in base.clips}
    names = [c.id for c in made.clips]
    assert len(names) == len(set(names))
    for side in (ours, theirs):
        assert side.title in whole or side.title == base.title
        assert side.bottom in whole or side.bottom == base.bottom
        for c in side.clips:
            before = was.get(c.id)
            if c == before:
                continue
            assert c.id in names
            there = next(m for m in made.clips if m.id == c.id)
            assert c.note in there.note or (before is not None and c.note == before.note)
            assert c.heading in there.heading or (before is not None and c.heading == before.heading)
            assert c.text in whole or (before is not None and c.text == before.text)
            assert set(c.tags) - set(before.tags if before else ()) <= set(there.tags)
        known = {s.heading: s for s in base.sections}
        for s in side.sections:
            if s.text and s != known.get(s.heading):
                was_there = known[s.heading].text if s.heading in known else None
                found = [m.text for m in made.sections if m.heading == s.heading]
                assert any(s.text in text for text in found) or s.text == was_there


@given(ANY, ANY, ANY)
def test_what_was_taken_out_and_not_changed_elsewhere_stays_out(base: Side, ours: Side, theirs: Side) -> None:
    """Nothing comes from nowhere, and an item copied in the file is two items with ids of their own."""
    made = merged(base, ours, theirs)
    ids = [c.id for c in made.side.clips]
    assert len(ids) == len(set(ids))
    known = {c.id for c in (*ours.clips, *theirs.clips)}
    assert all(name in known or name.rpartition("-")[0] in known for name in ids)


A, B, C = clip("a"), clip("b"), clip("c")


def test_both_notes_are_kept_and_marked() -> None:
    """The note here stands first, that of the file behind its mark, and it is said which note it is."""
    base = Side(clips=(A, B))
    made = merged(base, Side(clips=(replace(A, note="mine"), B)), Side(clips=(replace(A, note="yours"), B)))
    assert made.side.clips[0].note == f"mine\n\n{FROM_FILE} yours"
    assert is_conflict(made.side.clips[0].note)
    assert made.both == ("the note to “So it is.”",)
    titles = merged(Side("t"), Side("t1"), Side("t2"))
    assert titles.side.title == f"t1 ({FROM_FILE} t2)"


def test_what_one_side_added_to_the_others_words_is_no_conflict() -> None:
    """Words that hold the other side's are taken as they are."""
    base = Side(clips=(A,))
    made = merged(base, Side(clips=(replace(A, note="so"),)), Side(clips=(replace(A, note="so, and more"),)))
    assert (made.side.clips[0].note, made.both) == ("so, and more", ())


def test_words_changed_in_the_file_are_no_conflict_with_a_place_changed_here() -> None:
    """A clip that was taken as it stands in a changed source, while somebody altered its words: only these are the file's."""
    made = merged(Side(clips=(A,)), Side(clips=(replace(A, passage=4),)), Side(clips=(replace(A, text="So it was."),)))
    assert (made.side.clips[0].text, made.both) == ("So it was.", ())


def test_what_is_new_stands_behind_what_it_stood_behind() -> None:
    """A clip that came here while the file was put in another order."""
    made = merged(Side(clips=(A, B)), Side(clips=(A, C, B)), Side(clips=(B, A)))
    assert [c.id for c in made.side.clips] == ["b", "a", "c"]
    assert made.taken == ("the order",)
    apart = merged(Side(clips=(A, B, C)), Side(clips=(C, B, A)), Side(clips=(B, A, C)))
    assert [c.id for c in apart.side.clips] == ["c", "b", "a"]
    assert apart.both == ("the order, which stays as it is here",)


def test_an_item_taken_out_here_comes_back_where_the_file_has_changed_it() -> None:
    """And stays out where the file left it as it was."""
    base = Side(clips=(A, B))
    assert merged(base, Side(clips=(B,)), base).side.clips == (B,)
    back = merged(base, Side(clips=(B,)), Side(clips=(replace(A, note="look"), B)))
    assert [c.note for c in back.side.clips] == ["look", ""]
    assert back.both


def test_without_a_common_beginning_both_are_united() -> None:
    """A briefing of which nothing is known but its text: what it has more comes in, nothing goes."""
    made = merged(Side(), Side("t", "b", (A, B)), Side("t", "", (replace(B, note="n"), C)))
    assert made.side == Side("t", "b", (A, replace(B, note="n"), C))
