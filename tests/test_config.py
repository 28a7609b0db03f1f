"""`twosource config`: what holds, where it was said, and what is wrong where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reader import config, settings
from tests.test_cli import Say, say

__all__ = ["say"]


@pytest.fixture
def folder(own_folders: Path) -> Path:
    """Where settings.toml is looked for."""
    found = own_folders / "config" / "twosource"
    found.mkdir(parents=True)
    return found


def test_without_a_file_everything_is_a_default(say: Say, own_folders: Path) -> None:
    """Every setting is listed all the same, with the folders in use."""
    told = say("config", "--json")
    assert told.status == 0
    assert [item["setting"] for item in told.items] == [*settings.ENTRIES, "color", "debug"]
    assert {item["origin"] for item in told.items} == {"default"}
    assert all(set(item) == {"setting", "value", "origin", "note"} for item in told.items)
    assert (told.json["exists"], told.json["problems"]) == (False, [])
    assert [(p["folder"], p["origin"]) for p in told.json["folders"]] == [
        ("config", "XDG_CONFIG_HOME"), ("state", "XDG_STATE_HOME"), ("cache", "XDG_CACHE_HOME"),
    ]  # fmt: skip
    assert all(Path(p["path"]).is_relative_to(own_folders) for p in told.json["folders"])
    assert say("config", "--path").out == f"{told.json['file']}\n"


def test_each_value_says_where_it_comes_from(say: Say, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line and column of the file, the variable of the environment, or nobody."""
    (folder / "settings.toml").write_text(
        '\n theme = "paper"\nmeasure = 70\n[keys]\nzen = ["Z"]\nclip = ["g c", "c"]\n'
    )
    monkeypatch.setenv("VISUAL", "emacs -nw")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "linux")
    told = {item["setting"]: (item["value"], item["origin"]) for item in say("config", "--json").items}
    assert told["theme"] == ("paper", "settings.toml:2:2")
    assert told["measure"] == (70, "settings.toml:3:1")
    assert told["keys.zen"] == (["Z"], "settings.toml:5:1")
    assert told["editor"] == (["emacs", "-nw"], "VISUAL")
    assert told["color"] == (False, "NO_COLOR")
    assert told["glyphs"] == ("ascii", "TERM")
    assert told["mouse"] == (True, "default")
    printed = say("config").out
    assert "keys.clip      g c, c" in printed
    assert "emacs -nw" in printed
    rows = say("config", "keys", "measure").out.splitlines()
    assert [row.split()[0] for row in rows] == ["measure", "keys.zen", "keys.clip"]
    assert say("config", "keys.undo").out.split() == ["keys.undo", "u", "default"]


def test_what_is_wrong_is_told_with_line_and_column(say: Say, folder: Path) -> None:
    """In settings, keys, themes and templates: a line each on stderr, the same in JSON, status 2; the rest holds."""
    file = folder / "settings.toml"
    file.write_text(
        'theme = "papier"\nmeasure = 999\neditor = "no-such-editor-here -w"\ntemplate = "press"\ncolour = "red"\n'
        '[keys]\nzen = ["c"]\nclipp = ["x"]\n'
    )
    (folder / "themes").mkdir()
    (folder / "themes" / "mine.toml").write_text('name = "mine"\nprimary = "no colour"\n')
    (folder / "briefings").mkdir()
    (folder / "briefings" / "short.toml").write_text("\nparts = \n")
    told = say("config", "--json")
    assert told.status == 2
    wrong = {problem["where"]: problem["what"] for problem in told.json["problems"]}
    assert wrong == {
        "settings.toml:1:1": "theme: no theme is called 'papier'",
        "settings.toml:2:1": "measure: must be a whole number from 48 to 80",
        "settings.toml:3:1": "editor: no program is called 'no-such-editor-here'",
        "settings.toml:4:1": "template: no template is called 'press'",
        "settings.toml:5:1": "colour: no such setting",
        "settings.toml:7:1": "keys: c means both zen and clip in compare",
        "settings.toml:8:1": "keys: no command is called 'clipp', did you mean clip?",
        "themes/mine.toml:2:1": "primary must be a colour, as #ecb95f",
        "briefings/short.toml:2:9": "invalid value",
    }
    lines = say("config").err.splitlines()
    assert len(lines) == len(told.json["problems"])
    assert f"twosource: measure: must be a whole number from 48 to 80, {file}:2:1: it is not used" in lines
    assert next(x["value"] for x in told.items if x["setting"] == "measure") == 66


def test_a_hostile_file_cannot_steer_the_terminal(say: Say, folder: Path) -> None:
    """Nothing that the file holds is obeyed, printed or in JSON; a file that is none is told."""
    (folder / "settings.toml").write_text(
        'editor = "vi \\u001b]0;x\\u0007"\n"a\\u001b[31m" = 1\n[keys]\n"\\u001b[2J" = "\\u009b1m"\n'
    )
    told = say("config")
    assert told.status == 2
    for text in (told.out, told.err, say("config", "--json").out):
        assert not {c for c in text if c < " " or "\x7f" <= c < "\xa0"} - {"\n"}
    (folder / "settings.toml").write_bytes(b"\xff\xfe")
    assert "not UTF-8, " in say("config").err
    (folder / "settings.toml").unlink()
    (folder / "settings.toml").mkdir()
    told = say("config")
    assert told.status == 2
    assert told.err.count("\n") == 1


def test_a_theme_of_the_users_own_is_known(say: Say, folder: Path) -> None:
    """By the name that its file gives it."""
    (folder / "themes").mkdir()
    (folder / "themes" / "file.toml").write_text('name = "dusk"\nprimary = "#112233"\n')
    (folder / "settings.toml").write_text('theme = "dusk"\n')
    told = say("config", "theme", "--json")
    assert (told.status, json.loads(told.out)["problems"]) == (0, [])
    assert {"name": "dusk", "origin": "themes/file.toml"} in told.json["themes"]
    (folder / "briefings").mkdir()
    (folder / "briefings" / "press.toml").write_text("")
    assert say("config", "--json").json["templates"] == [{"name": "press", "origin": "briefings/press.toml"}]
    rows = [row.split() for row in say("config").out.splitlines()]
    assert ["your", "themes", "dusk", "themes/"] in rows
    assert ["your", "templates", "press", "briefings/"] in rows


def test_every_name_that_completes_is_a_setting(say: Say) -> None:
    """And the other way round."""
    told = say("config", *config.names(), "--json")
    assert [item["setting"] for item in told.items] == config.names()
