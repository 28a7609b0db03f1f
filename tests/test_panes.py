"""What the screens look like, as text: each of tests/screens/ is a whole screen, to be read by a person.

Renew them after a change of the looks, and read the difference before it is kept:

    python -m tests.test_panes
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from reader.settings import Settings
from tests.conftest import ROOT, SEEDS
from tests.hands import Reader, reading
from tests.test_app import BRIEFING, HASTE, Typed, hands_on

SCREENS = ROOT / "tests" / "screens"
SIZES = ((80, 24), (120, 40), (200, 50))
CHECK = ("V", Typed(str(HASTE)), "enter")
SHOWN: dict[str, Sequence[str]] = {
    "first": (),
    "reading": ("F3", "]", "]", "c"),
    "search": ("F2", Typed("co-operation")),
    "compare": ("F4", "]", "]"),
    "ledger": ("F5", "d"),
    "coverage": ("g m", "j", "l", ")"),
    "timeline": ("g t", "j"),
    "drift": ("F5", "v", "j", "d", "l", "l"),
    "reported": ("F3", "I", "[", "[", "["),
    "merge": ("F3", "]", "M"),
    "check": CHECK,
    "briefing": (*BRIEFING, "e", Typed("Both have the declaration."), "^s"),
    "removed": ("j", "F3", "r", "}", "}", "}"),
    "folded": ("j", "F3", "r", "G", "}"),
    "card": ("j", "F3", "i"),
    "restored": ("j", "F3", "r", "}", "}", "}", "R", "}", "}", "}", "}", "}", "R"),
    "help": ("F3", "?"),
    "welcome": ("g w",),
    "keys": ("F3", "]", "m", "a", "g"),
    "colon": ("F3", ":", Typed("co")),
    "palette": ("F3", "^p", Typed("quo")),
    "narrow": ("F2", Typed("ossetia"), "tab", "f"),
}
"""Keys that lead to each screen, from the first one of the seeds."""


def name_of(screen: str, size: tuple[int, int], theme: str = "") -> str:
    return f"{screen}-{size[0]}x{size[1]}{f'-{theme}' if theme else ''}.txt"


async def shown(keys: Sequence[str], size: tuple[int, int], settings: Settings | None = None) -> str:
    """The screen after some keys; what depends on the machine's speed is evened out."""
    async with reading(SEEDS, size, settings or Settings()) as reader:
        for key in keys:
            await hands_on(reader, [key])
            await reader.rest()
        return steady(reader)


def steady(reader: Reader) -> str:
    """The screen without the milliseconds of a search."""
    return re.sub(r"  (\S[^\n]*) · (\d+) ms\n", _evened, reader.text())


def _evened(found: re.Match[str]) -> str:
    """The end of a line that tells how long a search took, as if that had been one millisecond."""
    return f"  {' ' * (len(found[2]) - 1)}{found[1]} · 1 ms\n"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("screen", SHOWN)
async def test_a_screen_looks_as_it_was_read(screen: str, size: tuple[int, int], library: Path) -> None:
    """Each screen of the reader, in three sizes, is the text that a person has read and kept."""
    kept = (SCREENS / name_of(screen, size)).read_text(encoding="utf-8")
    assert await shown(SHOWN[screen], size) == kept


@pytest.mark.parametrize("path", sorted(SCREENS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_kept_screen_fits_its_window(path: Path) -> None:
    """No row is wider, no screen taller than its window, and each belongs to a screen that is tested."""
    name, _, size = path.stem.rpartition("-")
    columns, rows = map(int, size.split("x"))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert name in SHOWN
    assert len(lines) == rows
    assert max(map(len, lines)) <= columns


# --- without colours ---


async def painted(settings: Settings, keys: Sequence[str]) -> list[tuple[str, object]]:
    """Each piece of the screen with its style."""
    async with reading(SEEDS, (120, 40), settings) as reader:
        await hands_on(reader, keys)
        await reader.settle()
        strips = reader.app.screen._compositor.render_strips()
        return [(segment.text, segment.style) for strip in strips for segment in strip if segment.style]


HITS = ("F2", Typed("ossetia"), "enter")


async def test_without_colour_only_greys_are_painted(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR: every colour that reaches the terminal is a grey; hit, current hit and cursor are told by weight."""
    monkeypatch.setenv("NO_COLOR", "1")
    pieces = await painted(Settings(color=False), HITS)
    for _, style in pieces:
        for colour in (style.color, style.bgcolor):
            if colour is not None and colour.triplet is not None:
                assert len(set(colour.triplet)) == 1, colour
    assert_told_apart(pieces)


async def test_the_terminals_own_colours_are_left_alone(library: Path) -> None:
    """The theme `ansi` paints no colour of its own: text and grounds are the terminal's, weight carries the roles."""
    pieces = await painted(Settings(theme="ansi"), HITS)
    for _, style in pieces:
        assert style.color is None or style.color.triplet is None
        assert style.bgcolor is None or style.bgcolor.is_default
    assert_told_apart(pieces)


def assert_told_apart(pieces: list[tuple[str, object]]) -> None:
    hits = [style for text, style in pieces if text.casefold().startswith("ossetia")]
    here = [s for s in hits if s.bold and not s.underline]
    others = [s for s in hits if s.underline and not s.bold]
    assert len(here) == 1
    assert others
    assert any(text.startswith("▌") for text, _ in pieces)


@pytest.mark.parametrize("theme", ["night", "paper", "contrast"])
async def test_a_field_has_the_colours_of_its_theme(theme: str, library: Path) -> None:
    """What one types stands in the theme's ink on the theme's ground, from the first frame on, not in some other theme's."""
    variables = tomllib.loads((ROOT / "themes" / f"{theme}.toml").read_text(encoding="utf-8"))["variables"]
    pieces = await painted(Settings(theme=theme), ("F3", "]", "a", Typed("Ada Noor")))
    (typed,) = [style for text, style in pieces if text.strip() == "Ada Noor"]
    assert typed.color.name == variables["bright"]
    assert typed.bgcolor.name == variables["bar"]


async def test_changed_words_are_told_by_weight(library: Path) -> None:
    """Differing words in two panes are bold and underlined, whatever the colours."""
    pieces = await painted(Settings(theme="ansi"), ("F4", "]", "]"))
    changed = {text.strip() for text, s in pieces if s.bold and s.underline}
    assert {"cooperation", "co-operation"} <= changed


async def test_removed_text_is_struck(library: Path) -> None:
    """What was left out is struck through, with its rule beside it, in every theme."""
    pieces = await painted(Settings(theme="ansi"), ("j", "F3", "r"))
    struck = " ".join(text for text, s in pieces if s.strike)
    assert "592918_080828_hu5.jpg" in struck


async def test_ascii_signs_where_they_are_asked_for(library: Path) -> None:
    """With `glyphs = "ascii"` no sign of ours is beyond ASCII; the source's own words are untouched."""
    text = await shown(("F4", "]"), (120, 40), Settings(glyphs="ascii"))
    assert not set(text) & set("▌│┃¶·↑↓")
    assert "“The SCO states" in text


def renew() -> None:
    """Write every screen anew."""
    SCREENS.mkdir(exist_ok=True)
    for screen, keys in SHOWN.items():
        for size in SIZES:
            with tempfile.TemporaryDirectory() as home:
                for name in ("CACHE", "STATE", "CONFIG", "DATA"):
                    os.environ[f"XDG_{name}_HOME"] = home
                (SCREENS / name_of(screen, size)).write_text(asyncio.run(shown(keys, size)), encoding="utf-8")


if __name__ == "__main__":
    renew()
