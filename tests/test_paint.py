"""Lines of the screen: how text is broken, cut and filled, and how each role is told from the others."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.app import TwosourceApp
from reader.looks import ORDER
from reader.paint import DEFAULTS, ROLES, Line, Palette, Piece, cut, fit, isolated, pad, strip
from reader.settings import Settings
from reader.wrap import cells
from tests.conftest import SEEDS

ALPHABET = st.sampled_from("ab cd. \n\t“”—é漢字👍한e\u0301\u0308\u200dאבע؟سلا\u202e\x1b\x00\u3000\xa0\xad\u2009ﬁ")
TEXT = st.text(ALPHABET, max_size=200)
WIDTH = st.integers(2, 90)
COLOURS = ("foreground", "background", "accent", *DEFAULTS)


# --- cut, pad, fit, strip ---


@given(TEXT, st.integers(0, 60))
def test_what_is_cut_fits_and_says_so(text: str, width: int) -> None:
    """A text that fits is left alone; one that does not ends with … and fits."""
    said = cut(text, width)
    assert cells(said) <= width
    assert said == text or (width < 1 and said == "") or said.endswith("…")


# a joiner takes the cell of what follows it, so that the widths of two pieces do not add up; `strip` makes up for that
JOINED = st.text(ALPHABET.filter(lambda c: c != "\u200d"), max_size=60)


@given(JOINED, st.integers(0, 60), st.booleans())
def test_what_is_padded_is_as_wide_as_asked(text: str, width: int, right: bool) -> None:
    """Cut or filled, to the cell."""
    assert cells(pad(text, width, right=right)) == width


PIECES = st.lists(st.builds(Piece, st.text(ALPHABET, max_size=30), st.sampled_from(ROLES)), max_size=5)


ADDING = st.lists(st.builds(Piece, JOINED, st.sampled_from(ROLES)), max_size=5)


@given(ADDING, ADDING.filter(lambda ps: sum(cells(p.text) for p in ps) < 30), st.integers(40, 120))
def test_the_right_part_of_a_line_always_stands(left: list[Piece], right: list[Piece], width: int) -> None:
    """What does not fit is cut from the left part; the line has the width of the window."""
    line = fit(left, right, width)
    assert sum(cells(p.text) for p in line.pieces) == width
    assert [p for p in line.pieces if p in right] or not right


@given(PIECES, st.integers(0, 120))
def test_a_strip_is_as_wide_as_asked_and_holds_nothing_a_terminal_obeys(pieces: list[Piece], width: int) -> None:
    """Whatever a line holds, the strip has exactly that many cells and no control character."""
    made = strip(Line(tuple(pieces)), width, Palette({}, ansi=False, plain=False))
    assert made.cell_length == width
    assert all(c not in made.text for c in "\x1b\x00\n\t\u202e")


# --- roles ---


def palettes() -> list[tuple[str, Palette, bool]]:
    made = []
    for name in ORDER:
        app = TwosourceApp(SEEDS, Settings(theme=name))
        variables = app.get_css_variables()
        ansi = app.current_theme.ansi
        made.append((name, Palette(variables, ansi=ansi, plain=False), ansi))
        made.append((f"{name}, no colour", Palette(variables, ansi=ansi, plain=True), True))
    return made


@pytest.mark.parametrize(
    ("name", "palette", "weights"), palettes(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_roles_are_told_apart(name: str, palette: Palette, weights: bool) -> None:
    """Prose, hit, current hit, changed word, selection, cursor and what fails differ; without colours by weight alone."""
    told = ("text", "hit", "hit-here", "changed", "selected", "cursor")
    for one, other in combinations(told, 2):
        if (one, other) in (("hit-here", "cursor"), ("hit", "selected")):
            continue  # what n leads to is under the cursor; a selection is told from hits by the cursor at its end
        a, b = palette.style(one, ""), palette.style(other, "")
        assert a != b, (one, other)
        if weights:
            assert _weight(a) != _weight(b), (one, other)
    assert palette.style("removed strike", "").strike
    assert palette.style("bad", "").bold


def _weight(style: object) -> tuple[object, ...]:
    return tuple(getattr(style, part) or False for part in ("bold", "dim", "underline", "reverse", "strike"))


@pytest.mark.parametrize("name", ORDER)
def test_each_theme_knows_each_role(name: str) -> None:
    """No role of ours is missing in a theme that comes with twosource."""
    variables = TwosourceApp(SEEDS, Settings(theme=name)).get_css_variables()
    for role in DEFAULTS:
        assert variables.get(role), role


def test_a_theme_that_knows_no_role_of_ours_still_paints() -> None:
    """Textual's own themes give each role some ink: nothing is painted in an unknown colour."""
    app = TwosourceApp(SEEDS, Settings())
    app.theme = "textual-light"
    palette = Palette(app.get_css_variables(), ansi=False, plain=False)
    for role in ROLES:
        assert palette.style(role, "bar").color is not None, role


# --- what runs from right to left ---


@pytest.mark.parametrize(
    ("text", "mark"), [("שלום: NATO", "\u2067"), ("NATO: שלום", "\u2066"), ("“12” سلام", "\u2067"), ("plain", "")]
)
def test_what_runs_from_right_to_left_turns_nothing_beside_it(text: str, mark: str) -> None:
    """A line with Hebrew or Arabic in it is an isolate in the direction of its text; any other line is left alone."""
    line = Line((Piece(" 3 ┃ "), *isolated([Piece(text)], text, 0, len(text)), Piece("  =F¶3")))
    made = strip(line, 40, Palette({}, ansi=False, plain=False))
    assert made.text.rstrip() == f" 3 ┃ {mark}{text}{chr(0x2069) if mark else ''}  =F¶3"
    assert made.cell_length == 40


def test_a_source_turns_nothing_itself() -> None:
    """The same marks in a source are shown as unknown characters; in an ASCII terminal ours are left out."""
    assert "\u2067" not in strip(Line((Piece("a\u2067b"),)), 9, Palette({}, ansi=False, plain=False)).text
    line = Line(tuple(isolated([Piece("שלום")], "שלום", 0, 4)))
    assert strip(line, 9, Palette({}, ansi=False, plain=False, ascii_only=True)).text.rstrip() == "שלום"


def test_what_no_terminal_need_see_is_not_sent() -> None:
    """Soft hyphens, zero-width spaces and word joiners are for lines only; letters behind a joiner count."""
    made = strip(Line((Piece("wonder\u00adful\u200b \u2060ශ්\u200dර."),)), 20, Palette({}, ansi=False, plain=False))
    assert made.text.rstrip() == "wonderful ශ්\u200dර."
    assert made.cell_length == 20
    assert cells("ශ්\u200dර") == 2
