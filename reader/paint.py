"""What a line of the screen says, and the one place where a role becomes a colour.

Panes speak in roles (`bright`, `dim`, `hit`, `speaker-3`), never in colours; a theme gives each role its ink. Where a
terminal has no colours to give, weight, underline and reverse carry the roles (see `Palette`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol
from unicodedata import bidirectional

from rich.color import Color, ColorParseError
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reader import safe
from reader.wrap import UNSEEN, cells, clusters, parted, thinned


class Piece(NamedTuple):
    """Some words of a line and their role; a role may be followed by `bold`, `italic`, `underline`, `strike`."""

    text: str
    role: str = "text"


class Line(NamedTuple):
    """A line of the screen: its pieces from left to right, and the ground it stands on (empty for the page)."""

    pieces: tuple[Piece, ...] = ()
    ground: str = ""


class Sheet(Protocol):
    """What a page shows: lines made when they are looked at."""

    @property
    def height(self) -> int:
        """How many lines there are."""

    def line(self, y: int, top: int) -> Line:
        """Line `y`, where `top` is the first line in view: marks of a passage cut by the top edge stand on that."""


class Lines:
    """A sheet of lines made beforehand."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._lines = list(lines)
        self.height = len(self._lines)

    def line(self, y: int, top: int) -> Line:
        return self._lines[y]


ROLES = (
    *("text", "bright", "reported", "dim", "faint", "accent-text", "hit", "hit-here", "changed", "removed", "bad"),
    *("selected", "cursor"),
    *(f"speaker-{n}" for n in range(1, 9)),
)
# What every role falls back to in a theme that does not know it, Textual's own included.
DEFAULTS: Mapping[str, str] = {
    "bright": "$foreground",
    "reported": "$foreground",
    "dim": "$foreground",
    "faint": "$foreground",
    "bar": "$surface",
    "here": "$panel",
    "accent-text": "$accent",
    "hit": "$foreground",
    "hit-ground": "$boost",
    "hit-here": "$background",
    "hit-here-ground": "$accent",
    "changed": "$accent",
    "removed": "$foreground",
    "bad": "$error",
    **{f"speaker-{n}": "$foreground" for n in range(1, 9)},
}
_GROUNDED = {
    "hit": "hit-ground",
    "hit-here": "hit-here-ground",
    "selected": "hit-ground",
    "cursor": "hit-here-ground",
}
_INKS = {"text": "foreground", "selected": "hit", "cursor": "hit-here"}
"""Roles that share the ink of another one."""
# The roles that must be told apart where there are no colours; the terminal's own ones give no grounds either.
_REVERSE = {name: Style(reverse=True) for name in ("hit-here", "selected", "cursor")}
_WEIGHT = {
    "hit": Style(underline=True),
    "selected": Style(underline=True),
    "dim": Style(dim=True),
    "faint": Style(dim=True),
    "removed": Style(dim=True),
}
_ALWAYS = {
    "changed": Style(bold=True, underline=True),
    "hit-here": Style(bold=True),
    "cursor": Style(bold=True),
    "bad": Style(bold=True),
}
_MODIFIERS = {
    "bold": Style(bold=True),
    "italic": Style(italic=True),
    "underline": Style(underline=True),
    "strike": Style(strike=True),
}


_ASCII = str.maketrans("┃▌│¶·↑↓…¦●○━─▬", "|>:p-^v~:#o#-#")
"""Our marks in ASCII, one for one; only for terminals that have no others, which show these in a source no better."""


class Palette:
    """The styles of a theme's roles.

    Args:
        variables: The theme's variables, each a colour as Textual writes it (`#f6f2e8`, `ansi_cyan`).
        ansi: Whether the terminal's own colours are used: then weight and underline carry the roles.
        plain: Whether no colour may be used at all (NO_COLOR).
        ascii_only: Whether the terminal shows no bars, arrows and paragraph signs.
    """

    def __init__(self, variables: Mapping[str, str], *, ansi: bool, plain: bool, ascii_only: bool = False) -> None:
        self.glyphs = _ASCII if ascii_only else {}
        self._variables = variables
        self._weights = ansi or plain
        self._ansi = ansi
        self._known: dict[tuple[str, str], Style] = {}

    def style(self, role: str, ground: str) -> Style:
        """The style of `role` (with its modifiers) on `ground`."""
        known = self._known.get((role, ground))
        if known is None:
            known = self._known[role, ground] = self._make(role, ground)
        return known

    def _make(self, role: str, ground: str) -> Style:
        name, *modifiers = role.split()
        ink = self._color(_INKS.get(name, name))
        paper = self._color(_GROUNDED.get(name, ground or "background"))
        if self._ansi and name in _GROUNDED:
            ink = paper = self._color("background")
        style = Style(color=ink, bgcolor=paper) + _ALWAYS.get(name, Style.null())
        if self._weights:
            style += _WEIGHT.get(name, Style.null())
        if self._ansi:
            style += _REVERSE.get(name, Style.null())
        for modifier in modifiers:
            style += _MODIFIERS[modifier]
        return style

    def _color(self, name: str) -> Color | None:
        value = self._variables.get(name, "").split()[:1]
        if not value:
            return None
        try:
            return Color.parse(value[0].removeprefix("ansi_"))
        except ColorParseError:
            return None


def strip(line: Line, width: int, palette: Palette) -> Strip:
    """A line as Textual draws it: sanitised, coloured, exactly `width` cells."""
    ground, glyphs = line.ground, palette.glyphs
    segments = []
    for piece in line.pieces:
        if piece.text:
            text, style = safe.text(piece.text).translate(UNSEEN), palette.style(piece.role, ground)
            if len(text) > width:  # more characters than cells: some stand on others
                text = thinned(text)
            segments += [Segment(part.translate(glyphs) if glyphs else part, style) for part in parted(text)]
        elif piece.role in _ISOLATES and not glyphs:
            segments.append(Segment(_ISOLATES[piece.role], palette.style("text", ground)))
    return Strip(segments).adjust_cell_length(width, palette.style("text", ground))


_ISOLATES = {
    "rtl": "\N{RIGHT-TO-LEFT ISOLATE}",
    "ltr": "\N{LEFT-TO-RIGHT ISOLATE}",
    "end": "\N{POP DIRECTIONAL ISOLATE}",
}
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]")
_STRONG = 500
"""Characters of a text in which one is looked for that tells its direction."""


def isolated(pieces: list[Piece], text: str, start: int, stop: int) -> list[Piece]:
    """The pieces of a line of `text[start:stop]`, where they hold what runs from right to left set apart from what stands beside them.

    The order of the characters is that of the source. A terminal that turns such text (UAX #9) does it within the line and in
    the direction of its text, so that marks and numbers beside it stay where they are; any other shows nothing of this.
    """
    if not any(_RIGHT_TO_LEFT.search(p.text) for p in pieces):
        return pieces
    strong = (bidirectional(c) for c in text[start : min(stop, start + _STRONG)])
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "L")
    return [Piece("", "ltr" if first == "L" else "rtl"), *pieces, Piece("", "end")]


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with `…` where it was cut, between what is read as characters."""
    if cells(text) <= width:
        return text
    if width < 1:
        return ""
    kept, used = 0, 0
    for _, end, size in clusters(text, 0, len(text)):
        used += size
        if used > width - 1:
            break
        kept = end
    return text[:kept].rstrip() + "…"


def pad(text: str, width: int, *, right: bool = False) -> str:
    """`text` cut or filled up to exactly `width` cells; with `right`, filled on the left."""
    text = cut(text, width)
    blank = " " * (width - cells(text))
    return blank + text if right else text + blank


def fit(left: Sequence[Piece], right: Sequence[Piece], width: int, ground: str = "") -> Line:
    """A line with `left` at its left end and `right` at its right end, one blank from each edge.

    What does not fit is cut from the left part, from its end; the right part always stands.
    """
    room = width - 2 - sum(cells(p.text) for p in right) - (2 if right else 0)
    pieces = [Piece(" ")]
    for piece in left:
        if room <= 0:
            break
        shown = cut(piece.text, room)
        pieces.append(Piece(shown, piece.role))
        room -= cells(shown)
        if shown != piece.text:
            break
    gap = max(room, 0) + (2 if right else 0)
    return Line((*pieces, Piece(" " * gap), *right, Piece(" ")), ground)
