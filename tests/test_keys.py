"""The one table of commands: what bindings, foot line, help, palette and README are made of."""

from __future__ import annotations

from itertools import product

import pytest

from reader import keys
from reader.keys import COMMANDS, EVERYWHERE, FOOT, PREFIXES, VIEWS, Keymap, spoken
from reader.repertory import MOVES
from reader.screen import ReaderScreen
from tests.conftest import ROOT
from tests.hands import event

KEYMAP = Keymap()
IDS = {c.id for c in COMMANDS}


def test_no_key_means_two_things_in_one_view() -> None:
    """In each view a key belongs to one command, and no command stands twice in the table."""
    assert len(IDS) == len(COMMANDS)
    assert KEYMAP.problems == ()
    for view in VIEWS:
        taken = [key for command in KEYMAP.of(view) for key in command.keys]
        assert len(taken) == len(set(taken)), view


def test_each_key_finds_its_command() -> None:
    """Every key of the table, in every view it stands for, gives that command and no other."""
    for command in COMMANDS:
        for view, key in product(command.views, command.keys):
            assert KEYMAP.find(view, key) == command


def test_each_command_can_be_done() -> None:
    """A command is a move on the desk or something the screen does."""
    for name in sorted(IDS - {"quit"}):
        only_in_help = all(view == "help" for view in KEYMAP.command(name).views)
        assert name in MOVES or hasattr(ReaderScreen, f"do_{name}") or only_in_help, name
    assert set(MOVES) <= IDS
    done = {name.removeprefix("do_") for name in vars(ReaderScreen) if name.startswith("do_")}
    assert done <= IDS, "a deed that no key does"


def test_views_groups_and_words_are_in_order() -> None:
    """Views are known, help is a sentence, titles are short enough for the help's column."""
    for command in COMMANDS:
        assert command.views
        assert set(command.views) <= set(VIEWS), command.id
        assert command.help.endswith("."), command.id
        assert command.help[0].isupper(), command.id
        assert 0 < len(command.title) <= 24, command.id
        assert command.keys


def test_each_view_can_be_left_and_helped_in() -> None:
    """Help, the way out and the five screens work in every view."""
    for view in VIEWS:
        for name in ("help", "palette", "leave", "quit", "search", "read", "compare", "quotes", "briefing"):
            assert view in KEYMAP.command(name).views, (view, name)
        assert view == "search" or view in KEYMAP.command("back").views


def test_what_works_in_fields_has_a_key_that_types_nothing() -> None:
    """Commands of a field are never on a letter alone."""
    for name in EVERYWHERE:
        assert any(len(key) > 1 for key in KEYMAP.command(name).keys), name
    for command in KEYMAP.of("search"):
        assert any(len(key) > 1 for key in command.keys), command.id


def test_the_foot_line_names_at_most_six_keys_that_work() -> None:
    """Each view has a foot line of commands that work in it, the help or the way out last."""
    assert set(FOOT) == set(VIEWS)
    for view, names in FOOT.items():
        assert len(names) <= 6
        assert len(set(names)) == len(names)
        for command in KEYMAP.foot(view):
            assert view in command.views, (view, command.id)
        assert names[-1] in ("help", "leave", "back"), view


def test_a_key_that_waits_is_a_command_of_its_own_or_leads_on() -> None:
    """g, m and ' wait for another key; no other key begins two."""
    firsts = {key.split(" ")[0] for command in COMMANDS for key in command.keys if " " in key}
    assert firsts <= set(PREFIXES)
    for view in VIEWS:
        assert KEYMAP.find(view, "g") is None


@pytest.mark.parametrize("key", sorted({part for c in COMMANDS for key in c.keys for part in key.split(" ")}))
def test_a_key_is_spoken_as_it_is_written(key: str) -> None:
    """What the terminal reports for a key is read as the table writes it."""
    reported = event(key)
    assert spoken(reported.key, reported.character) == key


# --- the user's own keys ---


def test_a_command_may_have_other_keys() -> None:
    """The user's keys take the place of a command's own; all others stay."""
    keymap = Keymap({"next_quote": ["right", "]"], "zen": ["F9"]})
    assert keymap.problems == ()
    assert keymap.find("read", "right") == keymap.command("next_quote")
    assert keymap.find("read", "F9") == keymap.command("zen")
    assert keymap.find("read", "z") is None
    assert keymap.find("read", "c") == KEYMAP.command("clip")


def test_a_key_given_twice_is_told_and_the_first_command_keeps_it() -> None:
    """A clash says key, commands and view; the table's earlier command has the key."""
    keymap = Keymap({"zen": ["c"]})
    assert keymap.problems
    assert all("c means both" in problem and "zen" in problem for problem in keymap.problems)
    for problem in keymap.problems:
        winner = problem.rpartition(": ")[2].removesuffix(" has it")
        view = problem.partition(" in ")[2].partition(":")[0]
        found = keymap.find(view, "c")
        assert found is not None
        assert found.id == winner


def test_a_command_that_is_not_there_is_told() -> None:
    """A name the table does not know is a problem in words, nothing else changes."""
    keymap = Keymap({"jump": ["x"]})
    assert keymap.problems == ("no command is called 'jump'",)
    assert keymap.commands == COMMANDS


# --- the README ---


def test_the_table_of_keys_in_the_readme_is_this_one() -> None:
    """Between its markers the README says what `keys.table()` makes."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "<!-- keys -->" in readme
    said = readme.partition("<!-- keys -->")[2].partition("<!-- /keys -->")[0]
    assert said.strip() == keys.table().strip()
