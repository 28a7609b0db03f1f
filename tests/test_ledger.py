"""The ledger as lines: whatever the pack and the window, its columns stand below their keys and nothing leaves the window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Difference, Echo, Link, Span
from index.pack import Pack, open_pack
from reader import desk as moves
from reader import people, sifting
from reader.desk import Desk
from reader.journal import Called, Work
from reader.paint import Line
from reader.panes.ledger import COLUMN, Ledger, Speakers, grid, heading
from reader.panes.versions import in_words
from reader.statements import Lens
from reader.wrap import cells
from tests.conftest import LERVIK, SEEDS
from tests.test_desk import a_pack

WIDTHS = (80, 82, 99, 100, 120, 160, 200)


@pytest.fixture(scope="module")
def lervik() -> Pack:
    return open_pack(LERVIK / "sources", cache=False)


class Linked(tuple[Link, ...]):
    """Links that are there already."""

    __slots__ = ()

    def of(self, id: str, /) -> tuple[Link, ...]:  # noqa: A002 (the model's name)
        return tuple(link for link in self if id in (link.a, link.b))


def wide(sources: int) -> Pack:
    """A pack of so many sources that all print one sentence, and each one of its own."""
    texts = [
        f"Head\n\n“We all say this today,” said Ann Holt.\n\n“Only {n} says this,” said Bo Dahl."
        for n in range(sources)
    ]
    quoted = [
        [("We all say this today", "Ann Holt", 1.0), (f"Only {n} says this", "Bo Dahl", 0.5)] for n in range(sources)
    ]
    pack = a_pack(*((f"S{n}", text, said) for n, (text, said) in enumerate(zip(texts, quoted, strict=True))))
    shared = [a.quotes[0].id for a in pack.articles]
    links = Linked(Link(shared[0], other, "verbatim") for other in shared[1:])
    return replace(pack, echoes=(Echo("e1", tuple(shared), links),) if links else ())


def ledger(pack: Pack) -> Desk:
    return Desk(pack, Work(), view="quotes", open=(pack.articles[0].path,))


def text(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)


def lines(desk: Desk, width: int) -> list[str]:
    sheet = Ledger(desk, width)
    return [text(sheet.line(y, 0)) for y in range(sheet.height)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sources", [1, 2, 5, 12, 30, 400])
def test_nothing_leaves_the_window(sources: int, width: int) -> None:
    """Every line, versions too, fits; the words keep thirty columns at least, and some source has a column."""
    desk = ledger(wide(sources))
    desk = replace(desk, unfolded=frozenset(s.id for s in moves.statements(desk)))
    for column in (None, 0, sources // 2, sources - 1):
        shown = replace(desk, column=column)
        assert grid(shown, width).room >= 30
        assert grid(shown, width).shown
        assert all(cells(line) <= width for line in lines(shown, width))
        assert cells(text(heading(shown, width))) <= width


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sources", [2, 12, 30, 400])
def test_columns_stand_below_their_keys(sources: int, width: int) -> None:
    """The chosen source is always in view, its key above its column; the sign there is that source's."""
    for column in {0, 1, sources // 2, sources - 1}:
        desk = replace(ledger(wide(sources)), column=column)
        lined, key = grid(desk, width), desk.pack.articles[column].key
        assert key in [a.key for a in lined.shown]
        head, row = text(heading(desk, width)), lines(desk, width)[0]
        end = f"{head} ".rindex(f" {key} ") + 1 + len(key)
        assert row[end - 1] == ("1" if lined.column == COLUMN else "=" if column else "¶")


def test_a_wide_pack_says_where_a_statement_stands_first(lervik: Pack) -> None:
    """Where not every source has a column, the first that prints it is named, and how many others there are."""
    desk = ledger(wide(30))
    assert "S0¶1 +29" in lines(desk, 80)[0]
    assert "first +" in text(heading(desk, 80))
    assert "first +" not in text(heading(ledger(lervik), 120))


def test_moving_the_cursor_works_nothing_out_again(lervik: Pack) -> None:
    """A key that moves the cursor, in whatever direction, uses the very statements, versions and lines of the key before."""
    desk = replace(ledger(lervik), unfolded=frozenset({"N3.1"}))
    before = Ledger(desk, 120)
    for moved in (replace(desk, statement=3), sifting.next_column(desk), replace(desk, said="x")):
        assert moves.statements(moved) is moves.statements(desk)
        assert moves.versions(moved) is moves.versions(desk)
        assert Ledger(moved, 120)._rows is before._rows


def test_reported_speech_switched_off_costs_nothing(lervik: Pack) -> None:
    """Off, each source's quotations are the very tuple that was read: nothing is sorted, joined or looked at."""
    desk = ledger(lervik)
    assert all(moves.quotes_of(desk, a) is a.quotes for a in lervik.articles)
    assert any(a.indirect for a in lervik.articles)


def test_versions_with_the_same_words_are_one_line() -> None:
    """Of thirty sources that print the same words in the same way, one is shown and the others are named."""
    desk = ledger(wide(30))
    shown = lines(replace(desk, unfolded=frozenset({moves.statements(desk)[0].id})), 120)
    assert sum("We all say this today" in line for line in shown) == 2
    (named,) = [n for n, line in enumerate(shown) if "word for word" in line]
    assert all(f"S{n}¶1" in "".join(shown[named : named + 6]) for n in range(1, 30))


def test_the_versions_of_the_seeds_tell_words_and_frame_apart() -> None:
    """The words that differ are marked in both, and told; verb and document have lines of their own, with their sign."""
    desk = ledger(open_pack(SEEDS, cache=False))
    desk = replace(desk, unfolded=frozenset({"R5.1", "R7.1"}))
    sheet = Ledger(desk, 120)
    made = [sheet.line(y, 0) for y in range(sheet.height)]
    changed = [p.text for line in made for p in line.pieces if p.role == "changed"]
    assert changed == ["cooperation", "co-operation"]
    told = [" ".join(text(line).split()) for line in made]
    assert "~ words in part · cooperation → co-operation" in told
    assert "! verb support → welcomed (support → praise)" in told
    assert "! who the summit’s final declaration → their statement" in told
    assert "mark both marks → no opening mark" in told
    by_statement = [moves.versions(desk).of(s) for s in moves.statements(desk)]
    assert all(in_words(f) for by in by_statement for v in by.values() for f in v.frame)


def test_what_differs_stands_below_the_utterance_it_differs_in() -> None:
    """Of two utterances of one source, the other words of the first are told below it; the second, word for word, is named."""
    one = "Head\n\n“We all say this today,” said Ann Holt."
    two = "Head\n\n“We all said this today,” said Ann Holt.\n\n“We all say this today,” said Bo Dahl."
    pack = a_pack(
        ("S0", one, [("We all say this today", "Ann Holt", 1.0)]),
        ("S1", two, [("We all said this today", "Ann Holt", 1.0), ("We all say this today", "Bo Dahl", 0.5)]),
    )
    (first,), (changed, kept) = (a.quotes for a in pack.articles)
    verbs = Difference(
        Span(first.span.start + 7, first.span.start + 10),
        Span(changed.span.start + 7, changed.span.start + 11),
        "words",
    )
    links = Linked((Link(first.id, changed.id, "near", (verbs,)), Link(first.id, kept.id, "verbatim")))
    desk = ledger(replace(pack, echoes=(Echo("e1", (first.id, changed.id, kept.id), links),)))
    shown = [" ".join(row.split()) for row in lines(replace(desk, unfolded=frozenset({first.id})), 120)]
    below = shown.index("~ words say → said")
    assert "S1¶1" in shown[below - 1]
    assert shown[below + 1].startswith("= S1¶2")
    assert shown[below + 2] == "who perhaps Bo Dahl"


def test_signs_tell_a_doubt_from_a_name_given_by_hand() -> None:
    """`?` where nobody is certain, `@` where the user named somebody, in both forms of the ledger; a plain name else."""
    pack = wide(2)
    work = people.named(Work(), Called("Ann Holt"), "Eva Lie")
    desk = replace(ledger(pack), work=work)
    for width in (80, 120):
        first, _, second, *_ = lines(desk, width)
        assert "@" in first[:24]
        assert "?" in second[:24]
    assert "@" not in "".join(lines(ledger(pack), 120))


def test_the_speakers_beside_the_ledger_are_those_counted() -> None:
    """A line each with the letter and the number; the one of the statement under the cursor is marked."""
    desk = ledger(wide(3))
    sheet = Speakers(desk, 36)
    assert [sheet.speaker_at(y) for y in range(sheet.height)] == ["Bo Dahl", "Ann Holt"]
    assert sheet.at == 1
    assert text(sheet.line(0, 0)).split() == ["D", "Bo", "Dahl", "3"]
    assert sheet.speaker_at(99) is None
    assert Speakers(replace(desk, lens=Lens(words="nowhere")), 36).height == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_what_a_filter_cannot_ask_is_said_above_the_ledger(lervik: Pack, width: int) -> None:
    """A field that statements do not have stands in the line at whatever width; without one there is nothing said of it."""
    said = "ignored:"
    assert f"{said} title:" in text(heading(replace(ledger(lervik), lens=Lens(words="title:fog who:holt")), width))
    assert said not in text(heading(replace(ledger(lervik), lens=Lens(words="who:holt fog")), width))


@given(st.text(max_size=40))
def test_any_filter_is_an_answer(words: str) -> None:
    """Whatever is typed, the ledger shows some statements of those there are, or says that there is none of the kind."""
    desk = sifting.narrowed(ledger(PACK), Lens(words=words))
    assert {s.id for s in moves.statements(desk)} <= {s.id for s in moves.all_statements(desk)}
    assert lines(desk, 80)
    if not moves.statements(desk):
        assert "esc widens" in lines(desk, 80)[0]


PACK = wide(4)
