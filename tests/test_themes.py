"""Every theme that comes with twosource can be read, by everybody."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from itertools import combinations
from math import dist

import pytest
from rich.style import Style
from textual.filter import monochrome_style
from textual.theme import Theme

THEMES = {
    path.name.removesuffix(".toml"): tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(files("themes").iterdir(), key=lambda path: path.name)
    if path.name.endswith(".toml")
}
COMPUTED = [name for name, theme in THEMES.items() if not theme.get("ansi")]
"""Themes whose colours are known; those of the terminal's own sixteen are whatever the user made them."""
SPEAKERS = [f"speaker-{n}" for n in range(1, 9)]
ROLES = [
    *(
        "bright",
        "reported",
        "dim",
        "faint",
        "bar",
        "here",
        "accent-text",
        "hit",
        "hit-ground",
        "hit-here",
        "hit-here-ground",
    ),
    *("changed", "removed", "bad", *SPEAKERS),
]
# What stands on what, and the least contrast it needs (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11): prose and quotations 7, all other
# words 4.5, bars in the margin 3.
PAIRS = [
    *((ink, "background", 7.0) for ink in ("foreground", "reported", "bright")),
    *((ink, "background", 4.5) for ink in ("dim", "faint", "accent-text", "changed", "removed", "bad", *SPEAKERS)),
    *((ink, ground, 4.5) for ground in ("bar", "here") for ink in ("foreground", "bright", "dim", "accent-text", "bad")),
    *((speaker, "here", 4.5) for speaker in SPEAKERS),
    *(("hit", "hit-ground", 4.5), ("hit-here", "hit-here-ground", 4.5), ("changed", "background", 4.5)),
    *((mark, "background", 3.0) for mark in ("primary", "accent", "warning", "error", "border")),
    *(("block-cursor-foreground", "block-cursor-background", 4.5), ("input-cursor-foreground", "input-cursor-background", 4.5)),
]  # fmt: skip
# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
Vector = tuple[float, ...]


def linear(color: str) -> Vector:
    """`#rrggbb` in linear RGB, as WCAG 2.2 defines it."""
    values = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    dark, light = sorted(
        sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True)) for c in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def times(matrix: tuple[Vector, ...], vector: Vector) -> Vector:
    """A matrix applied to a vector."""
    return tuple(sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)


def oklab(color: str, vision: str) -> Vector:
    """Ottosson's OKLab of a colour as somebody with this vision sees it."""
    seen = tuple(min(1.0, max(0.0, v)) for v in times(VISION[vision], linear(color)))
    lms = times(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        ),
        seen,
    )
    return times(
        (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        ),
        tuple(v ** (1 / 3) for v in lms),
    )


def color(name: str, role: str) -> str:
    """A role's colour in a theme."""
    theme = THEMES[name]
    return str(theme["variables"].get(role) or theme[role])


def test_contrast_is_computed_as_wcag_does():
    """Two known ratios: black on white, and the grey that just passes."""
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_what_comes_with_twosource():
    """A light theme, a dark one, one of high contrast, and one for sixteen colours."""
    assert {"night", "paper", "contrast", "ansi"} <= THEMES.keys()
    assert len(COMPUTED) == len(THEMES) - 1
    assert {THEMES[name]["dark"] for name in COMPUTED} == {True, False}


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_has_every_role(name: str):
    """Its name is its file's, Textual takes it as it stands, and no role is missing."""
    theme = Theme(**THEMES[name])
    assert theme.name == name
    assert [role for role in ROLES if role not in theme.variables] == []


@pytest.mark.parametrize("name", COMPUTED)
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_words_stand_out(name: str, ink: str, ground: str, least: float):
    """Each role has the contrast it needs on the ground it stands on."""
    assert contrast(color(name, ink), color(name, ground)) >= least


@pytest.mark.parametrize("name", COMPUTED)
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_words_stand_out_without_color(name: str, ink: str, ground: str, least: float):
    """So they do under NO_COLOR, where Textual turns colours into greys."""
    style = monochrome_style(Style(color=color(name, ink), bgcolor=color(name, ground)))
    assert style.color is not None
    assert style.bgcolor is not None
    assert contrast(style.color.name, style.bgcolor.name) >= least


@pytest.mark.parametrize(("ink", "ground"), [(ink, ground) for ink, ground, least in PAIRS if least > 3])
def test_the_contrast_theme_is_stronger(ink: str, ground: str):
    """`contrast` has 7 on its ground for every word, 6 on the row under the cursor."""
    assert contrast(color("contrast", ink), color("contrast", ground)) >= (6 if ground == "here" else 7)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("name", COMPUTED)
def test_speakers_are_told_apart(name: str, vision: str):
    """The first four hues differ for every kind of colour vision, any two of the eight at least a little: the letter carries."""
    hues = [oklab(color(name, speaker), vision) for speaker in SPEAKERS]
    assert min(dist(a, b) for a, b in combinations(hues[:4], 2)) >= 0.07
    assert min(dist(a, b) for a, b in combinations(hues, 2)) >= 0.035


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("name", COMPUTED)
def test_hits_are_told_from_what_they_stand_on(name: str, vision: str):
    """A hit, the current hit, the row under the cursor and the page are four grounds for every kind of colour vision."""
    page, here, hit, now = (
        oklab(color(name, g), vision) for g in ("background", "here", "hit-ground", "hit-here-ground")
    )
    assert min(dist(hit, page), dist(hit, here), dist(now, page), dist(now, here), dist(now, hit)) >= 0.065
    assert dist(here, page) >= 0.05


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("name", COMPUTED)
def test_what_differs_is_told_from_prose(name: str, vision: str):
    """A word that differs, and a quotation that fails, beside prose; `bad` has its sign beside it where hues come near."""
    prose, changed, bad = (oklab(color(name, role), vision) for role in ("foreground", "changed", "bad"))
    assert dist(prose, changed) >= 0.08
    assert dist(prose, bad) >= 0.065


def test_colour_vision_is_simulated_as_published():
    """Grey stays grey for everybody; what the matrices of Machado, Oliveira and Fernandes make of pure red is darker and yellower."""
    for vision in VISION:
        assert dist(oklab("#808080", vision), oklab("#808080", "normal")) < 1e-4
    seen = times(VISION["protan"], linear("#ff0000"))
    assert [round(max(0.0, v), 3) for v in seen] == [0.152, 0.115, 0.0]
