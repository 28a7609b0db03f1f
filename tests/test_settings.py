"""The user's settings hold; what is wrong with them is told and costs nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import settings
from reader.settings import Settings

PLAIN = {"LANG": "en_GB.UTF-8", "TERM": "xterm-256color"}


def load(tmp_path: Path, text: str, **environ: str) -> Settings:
    """What holds with this file."""
    path = tmp_path / "settings.toml"
    path.write_text(text)
    return settings.load(path, PLAIN | environ)


def test_without_a_file_the_defaults_hold(tmp_path: Path):
    """Nothing set, nothing wrong."""
    assert settings.load(tmp_path / "none.toml", PLAIN) == Settings()


def test_the_file_shown_in_the_module_works(tmp_path: Path):
    """What the documentation shows is accepted as it stands, and each entry comes from its line."""
    shown = (settings.__doc__ or "").split("optional:\n")[1].split("\nWhat is wrong")[0]
    found = load(tmp_path, "\n".join(line.strip() for line in shown.splitlines()))
    assert found.problems == ()
    assert (found.theme, found.measure, found.glyphs) == ("paper", 72, "ascii")
    assert (found.source_list, found.compare, found.mouse, found.watch) == ("never", "stacked", False, True)
    assert found.editor == ("code", "--wait")
    assert found.template == "press"
    assert found.keys == {"next_quote": ("]", "right")}
    assert found.origins == {
        "theme": "settings.toml:2:1",
        "light": "settings.toml:3:1",
        "dark": "settings.toml:4:1",
        "measure": "settings.toml:5:1",
        "glyphs": "settings.toml:6:1",
        "source_list": "settings.toml:7:1",
        "compare": "settings.toml:8:1",
        "mouse": "settings.toml:9:1",
        "watch": "settings.toml:10:1",
        "editor": "settings.toml:11:1",
        "template": "settings.toml:12:1",
        "keys": "settings.toml:14:1",
        "keys.next_quote": "settings.toml:15:1",
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("measure = 90", "1:1: measure: must be a whole number from 48 to 80"),
        ("\n  measure = true", "2:3: measure: must be a whole number"),
        ('measure = "66"', "1:1: measure: must be"),
        ('glyphs = "emoji"', '1:1: glyphs: must be "unicode" or "ascii"'),
        ("glyphs = []", "1:1: glyphs: must be"),
        ('mouse = "no"', "1:1: mouse: must be true or false"),
        ('theme = "../x"', "1:1: theme: must be the name of a theme"),
        ("editor = \"vi 'x\"", "1:1: editor: must be a command"),
        ("mesure = 70", "1:1: mesure: no such setting, did you mean measure?"),
        ("xyz = 70", "1:1: xyz: no such setting: it is not used"),
        ("color = false", "1:1: color: no such setting"),
        ("keys = 3", "1:1: keys: must be a table"),
        ('[keys]\nclip = "c"\n"copy" = [1]', "3:1: keys.copy: must be a key or a list of keys"),
        ('[keys]\nclip = " "', "2:1: keys.clip: must be a key"),
        ("[other]\nx = 1", "1:1: other: no such setting"),
        ("measure = = 3", "1:11: invalid value"),
        ("measure 3", "1:9: expected '='"),
        ("compare = \"stacked", '1:19: '),
    ],
)  # fmt: skip
def test_a_bad_entry_is_told_and_the_rest_holds(tmp_path: Path, text: str, problem: str):
    """The problem has its line and column; the entries around it are used."""
    found = load(tmp_path, f"{text}\n")
    assert len(found.problems) == 1
    assert found.problems[0].startswith(f"settings.toml:{problem}")
    assert found.problems[0].endswith("not used")
    assert found.measure == 66
    before = load(tmp_path, f'theme = "paper"\n{text}\n')
    assert before.theme == "paper"
    assert len(before.problems) == 1


def test_several_lines_that_are_no_toml(tmp_path: Path):
    """Each is told, and what stands between them is used."""
    found = load(tmp_path, 'oh no\ntheme = "paper"\n???\nmeasure = 70\nmeasure = 71\n')
    assert [problem.split(": ")[0] for problem in found.problems] == [
        *("settings.toml:1:4", "settings.toml:3:1", "settings.toml:5:13"),
    ]
    assert (found.theme, found.measure) == ("paper", 70)


@pytest.mark.parametrize("data", [b'theme = "paper"\n\xff\xfe', b"x" * (settings.MOST + 1), b"\0" * 100])
def test_a_file_that_is_no_text(tmp_path: Path, data: bytes):
    """The defaults hold, and the reason is told."""
    path = tmp_path / "settings.toml"
    path.write_bytes(data)
    found = settings.load(path, PLAIN)
    assert found.problems
    assert found.measure == 66


def test_a_folder_in_its_place(tmp_path: Path):
    """What cannot be opened is told with its path."""
    assert str(tmp_path) in settings.load(tmp_path, PLAIN).problems[0]


@given(st.text())
def test_no_file_stops_the_start(text: str):
    """Any text at all gives settings."""
    found = settings._parse(text, [])
    assert isinstance(found, dict)


@given(st.binary())
def test_no_bytes_stop_the_start(tmp_path_factory: pytest.TempPathFactory, data: bytes):
    """Any bytes at all give settings."""
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(data)
    settings.load(path, PLAIN)


def test_deep_nesting_is_told(tmp_path: Path):
    """Brackets without end neither crash nor take long."""
    assert load(tmp_path, "theme = " + "[" * 100_000).problems


@pytest.mark.parametrize(
    ("environ", "name", "value"),
    [
        ({"NO_COLOR": "1"}, "color", False),
        ({"NO_COLOR": ""}, "color", True),
        ({"TWOSOURCE_DEBUG": "1"}, "debug", True),
        ({"TWOSOURCE_DEBUG": "0"}, "debug", False),
        ({"EDITOR": "nano -w"}, "editor", ("nano", "-w")),
        ({"EDITOR": "nano", "VISUAL": "emacs"}, "editor", ("emacs",)),
        ({"EDITOR": "nano", "VISUAL": ""}, "editor", ("nano",)),
        ({"EDITOR": "'"}, "editor", ("vi",)),
        ({"TERM": "linux"}, "glyphs", "ascii"),
        ({"LANG": "de_DE.ISO-8859-1"}, "glyphs", "ascii"),
        ({"LANG": "de_DE.ISO-8859-1", "LC_ALL": "C.UTF-8"}, "glyphs", "unicode"),
        ({"LANG": ""}, "glyphs", "unicode"),
    ],
)
def test_the_environment(tmp_path: Path, environ: dict[str, str], name: str, value: object):
    """Each variable does what it says, and names itself as the origin."""
    found = load(tmp_path, "", **environ)
    assert getattr(found, name) == value
    if value != getattr(Settings(), name):
        assert found.origins[name] in environ


def test_the_file_is_before_the_environment(tmp_path: Path):
    """What the user wrote down for twosource outranks what holds for all programs."""
    found = load(tmp_path, 'editor = "ed"\nglyphs = "unicode"', EDITOR="nano", TERM="linux")
    assert found.editor == ("ed",)
    assert found.glyphs == "unicode"


def test_the_config_folder_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """On Linux and elsewhere XDG_CONFIG_HOME says where settings.toml is looked for."""
    monkeypatch.setattr(settings.platformdirs, "user_config_path", lambda name: tmp_path / name)
    (tmp_path / "twosource").mkdir()
    (tmp_path / "twosource" / "settings.toml").write_text("measure = 50")
    assert settings.load(environ=PLAIN).measure == 50


def test_the_theme_follows_the_terminal_unless_it_is_stated():
    """`auto`, the default: `light` on a light ground, `dark` on a dark one and where the terminal does not tell."""
    assert [Settings().theme_on(ground) for ground in (None, (0.1, 0.1, 0.1), (1.0, 1.0, 0.9))] == [
        "night",
        "night",
        "paper",
    ]
    chosen = Settings(light="contrast", dark="ansi")
    assert [chosen.theme_on(ground) for ground in (None, (0.0, 0.2, 0.6), (0.9, 0.9, 0.2))] == [
        "ansi",
        "ansi",
        "contrast",
    ]
    assert Settings(theme="paper").theme_on((0.0, 0.0, 0.0)) == "paper"


def test_entries_in_quotation_marks_and_tables_within_tables_have_their_places() -> None:
    """As TOML has them: a key in marks, a table whose name has several parts."""
    found = settings.places('theme = "x"\n"bad key" = 2\n[keys]\n"no pe" = "l"\n\n[keys.x.y]\na = 1\n')
    assert found["bad key"] == (2, 1)
    assert found["keys.no pe"] == (4, 1)
    assert found["keys.x.y"] == (6, 1)
    assert found["keys.x.y.a"] == (7, 1)
