"""Lines of the screen: how text is broken, cut and filled, and how each role is told from the others."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reader import safe
from reader.app import ORDER, TwosourceApp
from reader.paint import DEFAULTS, ROLES, Line, Palette, Piece, cells, cut, fit, pad, strip, wrap
from reader.settings import Settings
from tests.conftest import SEEDS

ALPHABET = st.sampled_from("ab cd. \n\t“”—é漢字👍한e\u0301\u0308\u200dאבע؟سلا\u202e\x1b\x00\u3000\xa0\xad\u2009ﬁ")
TEXT = st.text(ALPHABET, max_size=200)
WIDTH = st.integers(2, 90)
COLOURS = ("foreground", "background", "accent", *DEFAULTS)


def lines(text: str, width: int, start: int = 0, stop: int | None = None) -> list[tuple[int, int]]:
    broken = wrap(text, start, len(text) if stop is None else stop, width)
    return list(zip(broken[::2], broken[1::2], strict=True))


# --- wrap ---


@given(TEXT, WIDTH)
def test_every_character_stands_on_one_line(text: str, width: int) -> None:
    """Lines follow each other without overlap, and between them there is nothing but blanks."""
    at = 0
    for start, stop in lines(text, width):
        assert at <= start < stop
        assert not text[at:start].strip()
        assert not text[start].isspace() or not text[start:stop].strip()
        at = stop
    assert not text[at:].strip()


@given(TEXT, WIDTH)
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    """A line takes at most `width` cells on the screen: wide characters count two, combining ones none."""
    for start, stop in lines(text, width):
        assert cell_len(safe.text(text[start:stop])) <= width


@given(TEXT, WIDTH)
def test_words_are_cut_only_where_one_is_longer_than_a_line(text: str, width: int) -> None:
    """A line ends behind a word, unless that word does not fit on any line."""
    broken = lines(text, width)
    for (start, stop), (following, _) in pairwise(broken):
        if stop == following:
            first = max((n + 1 for n in range(start, stop) if text[n].isspace()), default=start)
            last = next((n for n in range(following, len(text)) if text[n].isspace()), len(text))
            assert cell_len(safe.text(text[first:last])) > width or first == start


@given(TEXT, WIDTH, st.integers(0, 50), st.integers(0, 50))
def test_a_stretch_is_broken_like_a_text_of_its_own(text: str, width: int, before: int, after: int) -> None:
    """Only what is asked for is broken: the offsets are those of the whole text."""
    start = min(before, len(text))
    stop = max(start, len(text) - after)
    alone = [(a + start, b + start) for a, b in lines(text[start:stop], width)]
    assert lines(text, width, start, stop) == alone


@given(st.text(ALPHABET.filter(lambda c: c not in "\n\t \u3000\xa0\u2009"), min_size=1, max_size=80), WIDTH)
def test_a_combining_mark_stays_with_its_letter(word: str, width: int) -> None:
    """No line of a long word begins with a mark that has no cell of its own, if there is room for it before."""
    for start, _ in lines(word, width)[1:]:
        assert cell_len(safe.text(word[start])) > 0


@pytest.mark.parametrize("width", [0, -1, -8])
def test_no_room_at_all_still_ends(width: int) -> None:
    """In a window without a cell for the text each character has a line; nothing fails."""
    assert "".join("ab c"[a:b] for a, b in lines("ab c", width)) == "abc"
    assert "".join("漢 c"[a:b] for a, b in lines("漢 c", width)) == "漢c"


def test_a_long_line_takes_no_long_time() -> None:
    """A million characters without a blank, narrow or wide, are broken in one pass."""
    assert len(lines("x" * 1_000_000, 66)) == 15152
    assert len(lines("漢" * 200_000, 66)) == 6061


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
