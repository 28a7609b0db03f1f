"""Themes as files: which there are, what is wrong with one, and what becomes of them while somebody looks."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from textual.color import Color

from reader import looks
from reader.looks import Looks, Unfit
from reader.page import Page
from reader.settings import Settings
from tests.conftest import SEEDS
from tests.hands import Reader, reading

NIGHT = (looks.SHIPPED / "night.toml").read_text("utf-8")
MINE = NIGHT.replace('name = "night"', 'name = "mine"')


def put(file: Path, text: str) -> None:
    """Write a theme as an editor does: anew, in the place of the old one, and later than it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(text, "utf-8")
    before = file.stat().st_mtime_ns if file.exists() else 0
    os.utime(new, ns=(before + 10**9, before + 10**9))
    new.replace(file)


def test_what_comes_with_twosource_and_what_is_the_users_own(tmp_path: Path) -> None:
    """The chosen one is there at once, the others when they are asked for; the user's own may take the place of one."""
    put(tmp_path / "mine.toml", MINE)
    put(tmp_path / "other.toml", NIGHT.replace("#cfcbc1", "#ffffff").replace('name = "night"', 'name = "paper"'))
    found = Looks("mine", tmp_path)
    assert found.chosen.name == "mine"
    assert [*found.all()] == ["night", "paper", "contrast", "ansi", "mine"]
    assert found.all()["paper"].foreground == "#ffffff"
    assert found.problems == []
    assert Looks("paper", tmp_path / "none").chosen.name == "paper"


def test_a_theme_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With those that are, and the first of them is taken."""
    found = Looks("mono", tmp_path)
    assert found.chosen.name == "night"
    assert found.problems == ["no theme is called 'mono'; there are night, paper, contrast, ansi"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (MINE.replace("dark = true", "dark = yes"), "mine.toml:2:8: invalid value"),
        (MINE.replace("dark = true", 'dark = "yes"'), "mine.toml:2:1: dark must be true or false"),
        (MINE.replace("#cfcbc1", "#cfcb"), None),
        (MINE.replace('foreground = "#cfcbc1"', 'foreground = "cream"'), "mine.toml:9:1: foreground must be a colour"),
        (MINE.replace('hit-ground = "#4f4022"', 'hit-ground = "#4f40zz"'), "hit-ground must be a colour, as #ecb95f"),
        (MINE.replace('hit-ground = "#4f4022"', "hit-ground = 4"), "hit-ground must be text"),
        (MINE.replace("primary", "primer"), "mine.toml:1:1: primary is missing"),
        (MINE.replace("secondary =", "second ="), "mine.toml:4:1: second is nothing that a theme has"),
        (MINE.replace("[variables]", "[[variables]]"), "variables must be a table"),
        ("x" * (looks.MOST + 1), "mine.toml: larger than 64 KB"),
        ("", "mine.toml:1:1: name is missing"),
    ],
)
def test_what_is_wrong_with_a_theme_has_its_place(tmp_path: Path, text: str, problem: str | None) -> None:
    """Line and column; the other themes hold."""
    put(tmp_path / "mine.toml", text)
    if problem is None:
        assert looks.read(tmp_path / "mine.toml").foreground == "#cfcb"
        return
    with pytest.raises(Unfit, match=r"^mine\.toml:") as found:
        looks.read(tmp_path / "mine.toml")
    assert problem in str(found.value)
    assert Looks("night", tmp_path).problems == [f"{found.value}: the theme is not used"]


def test_a_theme_that_is_no_text_is_told(tmp_path: Path) -> None:
    """With its line; and one that cannot be read, with the reason."""
    (tmp_path / "mine.toml").write_bytes(b'name = "mine"\nprimary = "\xff"')
    with pytest.raises(Unfit, match=r"mine\.toml:2:1: not UTF-8"):
        looks.read(tmp_path / "mine.toml")
    with pytest.raises(Unfit, match=r"none\.toml: no such file"):
        looks.read(tmp_path / "none.toml")


def test_all_colours_of_a_shipped_theme_are_checked() -> None:
    """None of ours has a fault, in any role."""
    for name in looks.ORDER:
        theme = looks.read(looks.SHIPPED / f"{name}.toml")
        assert theme.name == name
        for value in tomllib.loads((looks.SHIPPED / f"{name}.toml").read_text("utf-8"))["variables"].values():
            assert value == "bold" or Color.parse(value)


def test_changes_come_once(tmp_path: Path) -> None:
    """A file that is new, one that says something else, one that is wrong now, and one that is gone."""
    file = tmp_path / "mine.toml"
    found = Looks("night", tmp_path)
    assert [*found.changes()] == []
    put(file, MINE)
    assert [change.theme.name for change in found.changes() if change.theme] == ["mine"]
    assert [*found.changes()] == []
    put(file, MINE.replace("#cfcbc1", "#ffffff"))
    (change,) = found.changes()
    assert change.theme is not None
    assert change.theme.foreground == found.all()["mine"].foreground == "#ffffff"
    put(file, "name = ")
    (change,) = found.changes()
    assert change.problem == "mine.toml:1:8: invalid value"
    assert found.all()["mine"].foreground == "#ffffff"
    file.unlink()
    assert [*found.changes()] == []
    assert "mine" in found.all()


def ground(reader: Reader) -> str:
    """The ground that the text stands on."""
    page: Page = reader.screen.pane("left").page
    (first, *_) = page.render_lines(page.size.region)[3]
    assert first.style is not None
    assert first.style.bgcolor is not None
    return first.style.bgcolor.name


async def test_the_screen_follows_a_theme_that_is_being_written(library: Path, own_folders: Path) -> None:
    """Within a second; a fault is told with line and column, and the theme stays as it was until it is mended."""
    file = own_folders / "config" / "twosource" / "themes" / "mine.toml"
    put(file, MINE)
    async with reading(SEEDS, settings=Settings(theme="mine")) as reader:
        assert ground(reader) == "#14171c"
        put(file, MINE.replace('background = "#14171c"', 'background = "#202830"'))
        await reader.until(lambda: ground(reader) == "#202830", "the new ground")
        put(file, MINE.replace('bright = "#f6f2e8"', 'bright = "#00ff00"'))
        await reader.until(lambda: ground(reader) == "#14171c", "the old ground")
        strips = reader.screen.pane("left").page.render_lines(reader.screen.pane("left").page.size.region)
        inks = {s.style.color.name for strip in strips for s in strip if s.style and s.style.color}
        assert "#00ff00" in inks
        put(file, MINE.replace('background = "#14171c"', 'background = "#14171"'))
        await reader.until(lambda: "mine.toml:10:1: background must be a colour" in reader.status, "what is wrong")
        assert "stays as it was" in reader.status
        assert ground(reader) == "#14171c"
        put(file, MINE.replace('background = "#14171c"', 'background = "#000010"'))
        await reader.until(lambda: ground(reader) == "#000010", "the mended theme")


async def test_a_theme_that_is_not_shown_changes_nothing(library: Path, own_folders: Path) -> None:
    """Until it is chosen; then it is as it was last written."""
    file = own_folders / "config" / "twosource" / "themes" / "mine.toml"
    async with reading(SEEDS) as reader:
        put(file, MINE.replace('background = "#14171c"', 'background = "#202830"'))
        await reader.until(lambda: "mine" in reader.screen.looks.all(), "the new theme")
        assert ground(reader) == "#14171c"
        while reader.app.theme != "mine":
            await reader.press("^t")
        await reader.until(lambda: ground(reader) == "#202830", "its ground")
