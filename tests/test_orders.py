"""What a line after a colon asks for, and what tab makes of it: read and completed without a screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.pack import open_pack
from reader import orders
from reader.desk import Desk
from reader.journal import Work
from reader.keys import VIEWS, Keymap
from reader.orders import VERBS, Here, Order
from tests.conftest import FOREIGN_POLICY, REUTERS, SEEDS

THEMES = ("night", "paper", "contrast", "ansi")


@pytest.fixture
def here(library: Path) -> Here:
    pack = open_pack(SEEDS)
    return Here(Desk(pack, Work(), view="read", open=(REUTERS,)), Keymap(), "read", THEMES)


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("12", Order("passage", "12")),
        (" 12 ", Order("passage", "12")),
        ("R", Order("source", "R")),
        ("R 5", Order("passage", "R 5")),
        ("R5", Order("passage", "R 5")),
        ("R¶5", Order("passage", "R 5")),
        ("theme paper", Order("theme", "paper")),
        ("th  paper", Order("theme", "paper")),
        ("q", Order("quit")),
        ("w", Order("write")),
        ("w my own note.md", Order("write", "my own note.md")),
        ("wq", Order("write_quit")),
        ("x", Order("exit")),
        ("next_quote", Order("next_quote")),
        ("next-quote", Order("next_quote")),
        ("Next_Quote", Order("next_quote")),
        ("clip", Order("clip")),
        ("only who:ames", Order("only", "who:ames")),
        ("", Order("")),
        ("   ", Order("")),
    ],
)
def test_a_line_asks_for_one_thing(line: str, order: Order, here: Here) -> None:
    """A number is a passage, a letter a source; a name or its unique beginning is a command, with its words."""
    assert orders.read(line, here) == order


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cli", "cli begins several: clip, clip_note"),
        ("clpi", "no command is called 'clpi': clip?"),
        ("zzzz", "no command is called 'zzzz'"),
        ("next_difference", "next_difference works in: compare"),
        ("versions", "versions works in: quotes"),
        ("Q5", "no command is called 'Q5'"),
    ],
)
def test_what_no_line_asks_for_is_said(line: str, said: str, here: Here) -> None:
    """Several that begin so are listed, an unknown name comes with the nearest, one of another view with where it works."""
    order = orders.read(line, here)
    assert order.name == ""
    assert order.trouble == said


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=st.text(max_size=60))
def test_no_line_is_an_error(line: str, here: Here) -> None:
    """Whatever is typed is read and completed; what is read is a name that something is done for, or is told."""
    for view in VIEWS:
        here = replace(here, view=view)
        order = orders.read(line, here)
        assert order.name in {"", "quit", *VERBS} | {c.id for c in Keymap().commands}
        assert not (order.name and order.trouble)
        for offer in orders.offers(line, here):
            assert offer.word in offer.line


def test_a_name_is_completed_and_then_its_words(here: Here) -> None:
    """The names that begin so; behind one that takes words, the words there are to choose from."""
    assert [o.line for o in orders.offers("th", here)] == ["theme "]
    assert [o.line for o in orders.offers("theme p", here)] == ["theme paper"]
    assert [o.word for o in orders.offers("theme ", here)] == list(THEMES)
    assert [o.line for o in orders.offers("source ", here)] == ["source R", "source F"]
    assert [o.line for o in orders.offers("compare R F", here)] == ["compare R F"]
    assert [o.line for o in orders.offers("only med", here)] == ['only who:"Dmitry Medvedev"']
    assert orders.offers("clip ", here) == []
    assert orders.takes("measure ", here) == "48 to 80"


def test_what_is_offered_is_what_is_read(here: Here) -> None:
    """Every name that tab puts in is a line that asks for it, and says what it does."""
    found = orders.offers("", here)
    assert len(found) > 40
    for offer in found:
        assert orders.read(offer.line, here).name == offer.word
        assert offer.said.endswith(".")


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("R", REUTERS),
        ("f", FOREIGN_POLICY),
        (REUTERS, REUTERS),
        ("000_0b0d24cbc4a30e1f", REUTERS),
        ("neighbors", FOREIGN_POLICY),
        ("a", None),
        ("nowhere", None),
        ("", None),
    ],
)
def test_a_source_is_known_by_whatever_names_it_alone(words: str, path: str | None, here: Here) -> None:
    """Its letter, its file, or words that no other headline has."""
    assert orders.source_of(words, here) == path
