"""What was said, once each; what of it the ledger shows; how its sources print it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.model import Frame, Quote, Speaker, Wire
from index.pack import Pack, open_pack
from reader import aside, people, sifting
from reader import desk as moves
from reader.desk import Desk
from reader.journal import Called, Work
from reader.statements import SPREADS, Lens, Versions, arranged, counted, independent, not_asked, turned
from tests.conftest import FOREIGN_POLICY, LERVIK, REUTERS, SEEDS


@pytest.fixture(scope="module")
def seeds() -> Pack:
    return open_pack(SEEDS, cache=False)


@pytest.fixture(scope="module")
def lervik() -> Pack:
    return open_pack(LERVIK / "sources", cache=False)


def ledger(pack: Pack, **lens: str | None) -> Desk:
    desk = Desk(pack, Work(), view="quotes", open=(pack.articles[0].path,), lens=Lens(**lens))
    moves.versions(desk).look_at_all()
    return desk


def frames(desk: Desk) -> list[Frame]:
    """Every difference around the statements' words."""
    by_statement = [moves.versions(desk).of(s) for s in moves.all_statements(desk)]
    return [f for by in by_statement for version in by.values() for f in version.frame]


def ids(desk: Desk) -> list[str]:
    return [s.first.id for s in moves.statements(desk)]


def test_each_kind_is_what_it_says(lervik: Pack) -> None:
    """Shared ones stand in two sources or more, the others in one alone, or in copies of one agency report; together they are all."""
    shown = {spread: moves.statements(ledger(lervik, spread=spread)) for spread in SPREADS}
    assert all(independent(lervik, s.by_source) > 1 for s in shown["shared"])
    assert all(independent(lervik, s.by_source) == 1 for s in shown["only-here"])
    assert any(len(s.by_source) > 1 for s in shown["only-here"])
    assert len(shown["shared"]) + len(shown["only-here"]) == len(shown["all"])
    assert all(len(s.by_source) > 1 for s in shown["drift"])
    counts = moves.sifted(ledger(lervik)).spreads
    assert counts == {spread: len(found) for spread, found in shown.items()}


def test_an_agency_report_counts_once(lervik: Pack) -> None:
    """However many sources print it; how many of them do is said."""
    wire, column, letter = [a.path for a in lervik.articles[:4]], "11_plumbline-column.md", "07_dagen-nord.txt"
    assert independent(lervik, wire) == 1
    assert independent(lervik, [*wire[:2], column, letter]) == 3
    assert counted(lervik, wire[:1]) == "1 source"
    assert counted(lervik, wire[1:3]) == "2 sources, both one agency report"
    assert counted(lervik, wire) == "4 sources, all one agency report"
    assert counted(lervik, [wire[0], wire[2], letter]) == "3 sources, 2 of them one agency report"
    assert counted(lervik, [column, letter]) == "2 sources"
    twice = replace(lervik, wires=(*lervik.wires, Wire("w2", (column, letter), (column, column), (1.0, 0.9))))
    assert counted(twice, [*wire, column, letter]) == "6 sources, 6 of them 2 agency reports"


def test_by_spread_the_most_printed_comes_first(lervik: Pack) -> None:
    """Agency copies count once; of as many independent sources those of more copies come first."""
    found = arranged(lervik, people.of(lervik, Work()), "spread", reported=False)
    order = [(independent(lervik, s.by_source), len(s.by_source)) for s in found]
    assert order == sorted(order, reverse=True)


def test_the_speakers_of_what_is_shown_are_counted(lervik: Pack) -> None:
    """Each speaker's count is what one sees after choosing that speaker, whatever else the ledger is narrowed to."""
    for spread in SPREADS:
        for name, n in moves.sifted(ledger(lervik, spread=spread)).speakers.items():
            assert len(moves.statements(ledger(lervik, spread=spread, speaker=name))) == n


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("counter-weight", ["R9.1"]),
        ("COUNTER WEIGHT", ["R9.1"]),
        ("counter‐weight", ["R9.1"]),  # another hyphen
        ("nato never", ["R9.1"]),
        ("who:medv", ["R9.1", "R16.1", "F2.1"]),
        ("in:F", ["R5.1", "R7.1", "F2.1"]),
        ("in:reuters who:sco", ["R5.1", "R7.1"]),
        ("said:medvedev", []),
        ("foreign policy", ["R5.1", "R7.1", "F2.1"]),
        ("in: who:", ["R5.1", "R7.1", "R9.1", "R16.1", "F2.1", "R12.1", "R13.1"]),
        ("nothing of the kind", []),
        ('who:"dmitry medvedev"', ["R9.1", "R16.1", "F2.1"]),
        ('who:"medvedev dmitry"', []),
        ("who:Médvédev nato", ["R9.1"]),
        ("who:medv -nato", ["R16.1", "F2.1"]),
        ("-who:medvedev -in:F", ["R12.1", "R13.1"]),
        ("in:R title:summit nato", ["R9.1"]),
        ("-title:summit nato", ["R9.1"]),
    ],
)
def test_a_filter_looks_in_words_speakers_and_sources(seeds: Pack, words: str, found: list[str]) -> None:
    """Each word stands somewhere in the statement, its speaker or its sources; a field says where."""
    assert ids(ledger(seeds, words=words)) == found


def two_names(pack: Pack) -> Desk:
    """The ledger in which the declaration's words are Jonas Rønning's in the second source."""
    there = pack.by_path[FOREIGN_POLICY]
    work = people.put_right(Work(), there, pack.quote("F3.1"), "Jonas Rønning")
    return replace(ledger(pack), work=work)


@pytest.mark.parametrize(
    "words", ["who:ronning", "WHO:Rønning", "ronning", 'who:"jonas ronning"', "who:declaration -nato"]
)
def test_whoever_says_it_in_one_version_finds_it(seeds: Pack, words: str) -> None:
    """A statement is found by the speaker of each of its versions, not only by the one its row bears."""
    desk = two_names(seeds)
    assert "R5.1" in ids(replace(desk, lens=Lens(words=words)))
    assert "R5.1" not in ids(replace(desk, lens=Lens(words=f"{words} -who:ronning")))


def test_a_speaker_of_one_version_has_the_statement_listed(seeds: Pack) -> None:
    """Chosen, a speaker has all statements that one source at least gives to that speaker; the count says so before."""
    desk = two_names(seeds)
    assert moves.sifted(desk).speakers["Jonas Rønning"] == 1
    assert ids(replace(desk, lens=Lens(speaker="Jonas Rønning"))) == ["R5.1"]


def test_a_row_keeps_the_name_that_most_of_its_sources_bear(seeds: Pack) -> None:
    """One version put right leaves the row its name and is told as another voice there; all put right, the row follows."""
    desk = two_names(seeds)
    row = next(s for s in moves.all_statements(desk) if s.id == "R5.1")
    assert (row.name, row.others) == ("SCO declaration", ("Jonas Rønning",))
    (who,) = [f for f in moves.versions(desk).of(row)[FOREIGN_POLICY].drift if f.drift == "speaker"]
    assert (who.a, who.b) == ("SCO declaration", "Jonas Rønning")
    after = aside.corrected(desk, row.quotes, "Jonas Rønning")
    (row,) = [s for s in moves.all_statements(after) if s.id == "R5.1"]
    assert (row.name, row.by_hand, row.others) == ("Jonas Rønning", True, ())


def test_what_a_filter_cannot_ask_is_named() -> None:
    """Fields that statements do not have, nearness and likeness are named; everything else asks something."""
    assert not_asked('title:x nato by:"y z" "a b"~3 speaker:holt') == ["title:", "by:", "speaker:", "~"]
    assert not not_asked('who:"jonas holt" -in:F said:x "a: b" 6:40')


def test_the_cursor_stays_on_its_statement(seeds: Pack) -> None:
    """Narrowing and widening leave the cursor on the same statement, as long as that is shown."""
    desk = replace(ledger(seeds), statement=4)
    here = moves.current(desk)
    narrow = sifting.faceted(desk)
    assert moves.current(narrow) == here
    assert moves.current(sifting.widened(narrow)) == here
    assert sifting.narrowed(desk, Lens(words="no such words")).statement == 0
    assert moves.current(sifting.narrowed(desk, Lens(words="no such words"))) is None


def test_esc_widens_one_step_at_a_time(seeds: Pack) -> None:
    """First the words, then the speaker, then the kind, then the column: and then nothing is left out."""
    lens = Lens("shared", "SCO declaration", "grave")
    desk = replace(ledger(seeds), lens=lens, column=1)
    seen = []
    for _ in range(4):
        desk = sifting.widened(desk)
        seen.append((desk.lens, desk.column))
    assert seen == [(replace(lens, words=""), 1), (Lens("shared"), 1), (Lens(), 1), (Lens(), None)]
    assert not Lens()


def test_kinds_go_round_and_skip_what_there_is_not(seeds: Pack) -> None:
    """One key walks the kinds of which there are some; where there is but one it says so."""
    seen, desk = [], ledger(seeds)
    for _ in range(4):
        desk = sifting.next_spread(desk)
        seen.append(desk.lens.spread)
    assert seen == ["shared", "only-here", "drift", "all"]
    alone = sifting.next_spread(ledger(seeds, speaker="Dmitry Medvedev"))
    assert alone.lens.spread == "all"
    assert "no other kind" in alone.said


def test_the_column_says_which_version_is_meant(seeds: Pack) -> None:
    """Without a column it is the first source's; a source that does not print it leaves it at that."""
    desk = ledger(seeds)
    assert [q.id for q in moves.version_here(desk)] == ["R5.1"]
    there = sifting.next_column(sifting.next_column(desk))
    assert [q.id for q in moves.version_here(there)] == ["F3.1"]
    assert [c.source for c in aside.under(there)] == [FOREIGN_POLICY]
    assert [q.id for q in moves.version_here(replace(there, statement=2))] == ["R9.1"]
    assert sifting.next_column(there).said == "the last source"
    assert sifting.next_column(desk, -1).column is None


def test_the_seeds_drift(seeds: Pack) -> None:
    """The declaration becomes "their statement", and what it supports is welcomed: both told from the first source's side."""
    desk = ledger(seeds)
    told = {s.id: moves.versions(desk).of(s)[FOREIGN_POLICY] for s in moves.statements(desk)[:2]}
    assert [(f.drift, f.b) for f in told["R5.1"].drift] == [("document", "their statement")]
    assert [(f.drift, f.a, f.b) for f in told["R7.1"].drift] == [("stance", "support", "welcomed")]
    assert (told["R5.1"].sign, told["R7.1"].sign) == ("=", "~")
    assert told["R7.1"].in_part
    assert all(turned(turned(f)) == f for version in told.values() for f in version.frame)


def test_two_names_of_one_speaker_are_no_drift(lervik: Pack) -> None:
    """Where the user says that two names are one speaker, their difference is told no more."""
    desk = ledger(lervik)
    for frame in [f for f in frames(desk) if f.drift == "speaker"]:
        work = people.named(Work(), Called(frame.a), frame.b)
        assert frame not in frames(replace(desk, work=work))


def test_drift_is_told_once_all_are_looked_at(lervik: Pack) -> None:
    """Before, there is no number of it; looking ends when nobody waits any more."""
    versions = Versions(lervik, people.of(lervik, Work()), moves.all_statements(ledger(lervik)))
    assert versions.drifting is None
    versions.look_at_all(lambda: True)
    assert versions.drifting is None
    versions.look_at_all()
    assert versions.drifting == moves.versions(ledger(lervik)).drifting
    assert versions.drifting


def told_without_marks(pack: Pack) -> Pack:
    """The pack with one more thing said, without marks, in its first source."""
    one = pack.articles[0]
    sentence = one.by_number[1].span
    said = Quote("R1.i1", one.path, 1, sentence, "indirect", "R1.i1", speaker=Speaker("he", None, "Ada Noor", 0.95))
    others = (replace(article, indirect=()) for article in pack.articles[1:])
    return replace(pack, articles=(replace(one, indirect=(said,)), *others))


def test_reported_speech_is_a_layer_of_its_own(seeds: Pack) -> None:
    """Off by default; on, it has rows of its own; off again, all is as before, the cursor on what is still shown."""
    pack = told_without_marks(seeds)
    desk = replace(ledger(pack), statement=2)
    assert "R1.i1" not in ids(desk)
    on = sifting.told_too(desk)
    assert {*ids(on)} - {*ids(desk)} == {"R1.i1"}
    assert [s.reported for s in moves.statements(on)].count(True) == 1
    assert moves.current(on) == moves.current(desk)
    assert ids(sifting.told_too(on)) == ids(desk)


def test_reported_speech_is_clipped_as_the_sources_words(seeds: Pack) -> None:
    """What is told without marks is no quotation: it is put aside as a selection."""
    desk = sifting.told_too(replace(ledger(told_without_marks(seeds)), view="read", open=(REUTERS,)))
    desk = moves.next_quote(desk)
    assert desk.place.quote == "R1.i1"
    assert [c.kind for c in aside.under(desk)] == ["selection"]
    off = sifting.told_too(desk)
    assert off.place.quote is None


def test_a_pack_without_reported_speech_says_so() -> None:
    """Switching it on where there is none changes nothing and says why."""
    desk = Desk(Pack(SEEDS, "0", "pack", (), ()), Work())
    after = sifting.told_too(desk)
    assert not after.reported
    assert "no reported speech" in after.said
