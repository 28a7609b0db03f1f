"""The one table of commands: what bindings, foot line, help, palette and README are made of."""

from __future__ import annotations

from itertools import product

import pytest

from reader import keys
from reader.keys import COMMANDS, EVERYWHERE, FOOT, FOOT_WHILE, PREFIXES, VIEWS, Keymap, is_key, spoken, types
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


def test_each_view_can_be_left_and_helped_in() -> None:
    """Help, the way out and the five screens work in every view."""
    for view in VIEWS:
        for name in ("help", "palette", "leave", "quit", "search", "read", "compare", "quotes", "briefing"):
            assert view in KEYMAP.command(name).views, (view, name)
        assert view == "search" or view in KEYMAP.command("back").views


def test_what_works_in_fields_has_a_key_that_types_nothing() -> None:
    """Commands of a field are never on a letter alone."""
    for name in EVERYWHERE:
        assert any(not types(key) for key in KEYMAP.command(name).keys), name
    for command in KEYMAP.of("search"):
        assert not command.keys or any(not types(key) for key in command.keys), command.id


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
    """G begins keys and is none itself, m and ' are commands that want a letter."""
    firsts = {key.split(" ")[0] for command in COMMANDS for key in command.keys if " " in key}
    assert firsts == {"g"}
    assert {key for name in ("mark", "to_mark") for key in KEYMAP.command(name).keys} == set(PREFIXES)
    for view in VIEWS:
        assert KEYMAP.find(view, "g") is None
        assert KEYMAP.following(view, "g")
        assert all(KEYMAP.find(view, f"g {key}") == command for key, command in KEYMAP.following(view, "g").items())


def test_what_the_foot_shows_in_a_state_works_there() -> None:
    """Whatever the view is in the midst of, its foot names at most six commands of that view, a way out among them."""
    for (view, state), names in FOOT_WHILE.items():
        assert len(set(names)) == len(names) <= 6, (view, state)
        for command in KEYMAP.foot(view, state):
            assert view in command.views, (view, state, command.id)
        assert names[-1] in ("help", "leave"), (view, state)


@pytest.mark.parametrize("key", sorted({part for c in COMMANDS for key in c.keys for part in key.split(" ")}))
def test_a_key_is_spoken_as_it_is_written(key: str) -> None:
    """What the terminal reports for a key is read as the table writes it."""
    reported = event(key)
    assert spoken(reported.key, reported.character) == key
    assert is_key(key)


# --- the user's own keys ---


def test_a_command_may_have_other_keys() -> None:
    """The user's keys take the place of a command's own; all others stay."""
    keymap = Keymap({"next_quote": ["F8", "]"], "zen": ["F9"]})
    assert keymap.problems == ()
    assert keymap.find("read", "F8") == keymap.command("next_quote")
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
    keymap = Keymap({"jump": ["x"], "nextquote": ["x"]})
    assert keymap.problems == (
        "no command is called 'jump'",
        "no command is called 'nextquote', did you mean next_quote?",
    )
    assert keymap.commands == COMMANDS


def test_a_command_may_be_given_no_key() -> None:
    """With an empty list its keys are free: nothing is said, the foot leaves it out, the table names it."""
    keymap = Keymap({"next_quote": [], "next_shared": [], "zen": ["]"]})
    assert keymap.problems == ()
    assert keymap.find("read", "[") == keymap.command("previous_quote")
    assert keymap.find("read", "]") == keymap.command("zen")
    assert "next_quote" not in [c.id for c in keymap.foot("read")]
    assert "`:next_quote`" in keys.table(keymap)


def test_a_key_may_be_two_keys_one_after_the_other() -> None:
    """`g x` and `; x` lead on from their first key, where that means nothing by itself."""
    keymap = Keymap({"zen": ["g z", "; z"]})
    assert keymap.problems == ()
    assert keymap.following("read", "g")["z"] == keymap.command("zen")
    assert keymap.following("read", ";") == {"z": keymap.command("zen")}
    assert keymap.following("quotes", ";") == {}


def test_a_key_that_begins_another_one_is_told() -> None:
    """A command on the first of two keys has it; the two keys then never come, and that is said."""
    keymap = Keymap({"zen": ["c z"]})
    assert keymap.problems[0] == "c means both clip and the beginning of zen in read: clip has it"
    assert keymap.following("read", "c") == {}


@pytest.mark.parametrize(
    ("command", "key", "why"),
    [
        ("clip", "ctrl-c", "is no key"),
        ("clip", "spcae", "is no key"),
        ("clip", "g c x", "is no key"),
        ("clip", "F77", "is no key"),
        ("clip", "^i", "does not tell ^i from tab"),
        ("history", "h", "types a character in the field"),
        ("history", "g h", "types a character in the field"),
    ],
)
def test_a_key_that_never_comes_is_told(command: str, key: str, why: str) -> None:
    """What no terminal reports, or reports as another key, or what is text in a field, is said in a line."""
    (problem,) = Keymap({command: [key]}).problems
    assert problem.startswith(f"{command}: ")
    assert why in problem


@pytest.mark.parametrize("key", ["j", "^x", "F12", "space", "shift+tab", "shift+up", "^up", "pageup", "ö", "|"])
def test_a_key_that_comes_is_taken(key: str) -> None:
    """Letters, control keys, F keys and those with a name may all be given."""
    assert is_key(key)


# --- the README ---


def test_the_table_of_keys_in_the_readme_is_this_one() -> None:
    """Between its markers the README says what `keys.table()` makes."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "<!-- keys -->" in readme
    said = readme.partition("<!-- keys -->")[2].partition("<!-- /keys -->")[0]
    assert said.strip() == keys.table().strip()
