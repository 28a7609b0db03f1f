"""The ledger: every statement, and which sources print it. The story is in the gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from index import fold
from index.model import Article
from index.pack import Pack
from reader import desk as moves
from reader.desk import Desk
from reader.paint import Line, Piece, cut, fit, pad
from reader.panes.source import bar_of, signed
from reader.panes.versions import told
from reader.people import Tag, remembered
from reader.statements import SPREADS, Statement, Version, Versions, not_asked
from reader.wrap import cells

NAME = 16
WIDE_FROM = 100
"""Columns from which the speakers' names and a remark stand beside the words."""
COLUMN = 7
"""Columns of a source: the sign and the passage."""
SIGNS = 3
"""Columns of a source where there are many: the sign alone, below a key of one letter or two."""
WHERE = 10
"""Columns of the first source with its passage and the number of others, where not every source has a column in view."""
_REMARK = 16
_LABELS = {"all": "all", "shared": "shared", "only-here": "only here", "drift": "drift"}


class Grid(NamedTuple):
    """How a line of the ledger is divided."""

    left: int
    """Columns before the words."""
    room: int
    """Columns of the words."""
    shown: tuple[Article, ...]
    """The sources that have a column in view."""
    first: int
    """Which of the pack's sources the first of them is."""
    column: int
    """Columns of each."""

    @property
    def wide(self) -> bool:
        return self.left > 8


def grid(desk: Desk, width: int) -> Grid:
    """Every source with its passages if there is room for that, else with signs; else as many as go, the chosen one among them."""
    articles, wide = desk.pack.articles, width >= WIDE_FROM
    left, right = (24, _REMARK) if wide else (8, 2)
    room = width - left - right
    words = 40 if wide else 30
    signs = min(max(SIGNS, *(len(a.key) + 1 for a in articles)), COLUMN - 1) if articles else SIGNS
    for column in (COLUMN, signs):
        if len(articles) * column <= room - words:
            return Grid(left, room - len(articles) * column, articles, 0, column)
    many = max((room - max(words, room * 2 // 5) - WHERE) // signs, 1)
    first = min((desk.column or 0) // many * many, max(len(articles) - many, 0))
    shown = articles[first : first + many]
    return Grid(left, room - WHERE - signs * len(shown), shown, first, signs)


@dataclass(frozen=True, slots=True)
class _Ruled:
    """The lines of the ledger: which statement each shows, or the line itself where it is a version or a blank."""

    rows: tuple[tuple[int, Line | None], ...]
    starts: tuple[int, ...]
    """The line of each statement."""
    named: frozenset[int]
    """The statements that show their speaker's name: the first of several."""


def _ruled(
    pack: Pack,
    shown: tuple[Statement, ...],
    versions: Versions,
    unfolded: frozenset[str],
    by_speaker: bool,
    left: int,
    width: int,
) -> _Ruled:
    rows: list[tuple[int, Line | None]] = []
    starts, named = [], set()
    blank = (-1, None)
    for n, statement in enumerate(shown):
        if n == 0 or not by_speaker or statement.name != shown[n - 1].name:
            named.add(n)
            if by_speaker and n and rows[-1] != blank:
                rows.append(blank)
        starts.append(len(rows))
        rows.append((n, None))
        if statement.id in unfolded:
            lines = told(pack, statement, versions.of(statement), left, width)
            rows += [blank, *((-1, line) for line in lines), blank]
    return _Ruled(tuple(rows), tuple(starts), frozenset(named))


_kept: Callable[..., _Ruled] = remembered(_ruled)


class Ledger:
    """A line a statement, the versions of one below it where they are open, speakers parted by a blank line."""

    def __init__(self, desk: Desk, width: int) -> None:
        self._desk = desk
        self._width = width
        self._grid = grid(desk, width)
        self._statements = moves.statements(desk)
        self._versions = moves.versions(desk)
        self._clipped = {(c.source, c.span) for c in desk.work.clips}
        self._tags = moves.tags(desk)
        by_speaker = desk.orders["quotes"] == "speaker"
        ruled = _kept(desk.pack, self._statements, self._versions, desk.unfolded, by_speaker, self._grid.left, width)
        self._rows, self.starts, self._named = ruled.rows, ruled.starts, ruled.named
        self.height = len(self._rows) or 1

    def lines_of(self, statement: int) -> tuple[int, int]:
        """The line of a statement and the last of its versions, where they are open."""
        if not self.starts:
            return 0, 0
        first = self.starts[min(statement, len(self.starts) - 1)]
        last = first
        while last + 1 < self.height and self._rows[last + 1][0] == -1:
            last += 1
        return first, last

    def statement_at(self, y: int) -> int | None:
        """The statement that line `y` belongs to."""
        n = self._rows[y][0] if 0 <= y < len(self._rows) else -1
        return n if n >= 0 else None

    def line(self, y: int, top: int) -> Line:
        if not self._rows:
            return self._nothing()
        n, line = self._rows[y]
        if n < 0:
            return line or Line()
        # a speaker whose first statement is above the window is named on the first line in view
        line = self._line(self._statements[n], named=n in self._named or y == top, here=n == self._desk.statement)
        if n != self._desk.statement:
            return line
        used = sum(cells(p.text) for p in line.pieces)
        filler = Piece(" " * max(self._width - used, 0))
        return Line((Piece("▌", "accent-text"), *line.pieces[1:], filler), "here")

    def _nothing(self) -> Line:
        said = "Nothing here is like that: esc widens." if self._desk.lens else "No quotation was found in this pack."
        return Line((Piece(f"  {said}", "dim"),))

    def _line(self, statement: Statement, *, named: bool, here: bool) -> Line:
        clipped = any((q.source, q.span) in self._clipped for q in statement.quotes)
        versions = self._versions.of(statement)
        drift = any(v.drift for v in versions.values())
        tag = self._tags.get(statement.name)
        ink = f"speaker-{tag.hue}" if tag and statement.certain else "dim"
        left = [Piece(" "), Piece("*" if clipped else " ", "accent-text bold"), Piece(" ")]
        left += [Piece("!" if drift else " ", "accent-text bold")]
        left += self._name(statement, tag, ink, named=named)
        text = self._desk.pack.by_path[statement.first.source].text
        words = " … ".join(fold.in_one_line(q.span.of(text)) for q in statement.of(statement.first.source))
        left.append(Piece(pad(words, self._grid.room), "text" if statement.reported else "bright"))
        remark = cut(self._remark(statement, versions), _REMARK - 2) if self._grid.wide else ""
        cells_ = self._cells(statement, versions, "dim" if here else "faint")
        return Line((*left, *cells_, Piece("  "), Piece(remark, "dim")))

    def _name(self, statement: Statement, tag: Tag | None, ink: str, *, named: bool) -> Iterator[Piece]:
        sign = "" if tag is None else "?" if not statement.certain else "@" if statement.by_hand else ""
        bar = Piece(bar_of(statement.first) if tag else " ", ink)
        if self._grid.wide:
            shown = signed(tag.short, sign, NAME) if tag and named else sign
            yield from (Piece(" "), Piece(pad(shown, NAME, right=True), ink), Piece(" "), bar, Piece(" "))
            return
        letter = "?" if sign == "?" else tag.letter if tag and named else " "
        yield from (Piece("@" if sign == "@" else " ", "dim"), Piece(letter, f"{ink} bold"), bar, Piece(" "))

    def _cells(self, statement: Statement, versions: Mapping[str, Version], dim: str) -> Iterator[Piece]:
        """Per source the passage that prints it, before it how: `=` same words, `~` nearly or in part; a dot for none.

        Where the passages have no room the first source that prints it has a bare `¶`.
        """
        if len(self._grid.shown) < len(self._desk.pack.articles):
            place = f"{self._desk.pack.by_path[statement.first.source].key}¶{statement.first.passage}"
            others = len(statement.by_source) - 1
            yield Piece(f"{place:>6}")
            yield Piece(pad(f" +{others}" if others else "", WHERE - 6), "dim")
        for n, article in enumerate(self._grid.shown, self._grid.first):
            quotes = statement.of(article.path)
            version = versions.get(article.path)
            under = " underline" if n == self._desk.column else ""
            column = self._grid.column
            if not quotes:
                yield Piece(" " * (column - 1))
                yield Piece("·", dim + under)
                continue
            sign = version.sign if version else ""
            role = "dim" if version and version.weak else "bright bold"
            if column < COLUMN:
                yield Piece(" " * (column - 1))
                yield Piece(sign or "¶", (role if sign else "text") + under)
                continue
            place = f"¶{quotes[0].passage}"
            yield Piece(pad(sign, column - len(place) - 1, right=True) + " ", role)
            yield Piece(place, f"text{under}")

    def _remark(self, statement: Statement, versions: Mapping[str, Version]) -> str:
        if versions:
            drifts = dict.fromkeys("verb" if f.drift == "stance" else "who" for v in versions.values() for f in v.drift)
            told = "same words" if all(v.sign == "=" for v in versions.values()) else "differing"
            return f"{told if not drifts else ' and '.join(drifts)}{' differs' if len(drifts) == 1 else ''}"
        if statement.reported:
            return "reported"
        mine = statement.of(statement.first.source)
        if len(mine) > 1:
            return f"in {len(mine)} parts"
        text = self._desk.pack.by_path[mine[0].source].text
        return "one word" if len(mine[0].span.of(text).split()) == 1 else ""


# --- around the ledger ---


def heading(desk: Desk, width: int) -> Line:
    """The line above the ledger: how many statements of which kind, what it is narrowed to, the sources over their columns."""
    lines = grid(desk, width)
    room = lines.left + lines.room - 1
    order = {"speaker": "by speaker", "source": "in the order of the sources", "spread": "the most printed first"}
    told, last = _counted(desk, wide=lines.wide), Piece(f" · {order[desk.orders['quotes']]}", "dim")
    if sum(cells(p.text) for p in (*told, last)) < room - 2:
        told.append(last)
    line = list(fit(told, [], room).pieces)
    line.append(Piece(" " * max(room + 1 - sum(cells(p.text) for p in line), 0)))
    if len(lines.shown) < len(desk.pack.articles):
        line.append(Piece("first +   " if not lines.first else "first +  …", "dim"))
    for n, article in enumerate(lines.shown, lines.first):
        chosen = n == desk.column
        key = cut(article.key, lines.column - 1)
        line.append(Piece(" " * (lines.column - cells(key))))
        line.append(Piece(key, f"bright bold{' underline' if chosen else ''}"))
    if lines.first + len(lines.shown) < len(desk.pack.articles):
        line.append(Piece(" …", "dim"))
    return Line(tuple(line))


def _counted(desk: Desk, *, wide: bool) -> list[Piece]:
    found, lens = moves.sifted(desk), desk.lens
    unasked = not_asked(lens.words)
    wide = wide and not unasked  # what is not understood has to be seen
    pieces = [Piece("Statements", "bright bold underline")]
    for spread in SPREADS if wide else (lens.spread,):
        if found.spreads[spread] or spread == "all":
            here = spread == lens.spread
            pieces += [
                Piece("  "),
                Piece(_LABELS[spread], "bright bold underline" if here and wide else "text" if here else "dim"),
                Piece(f" {found.spreads[spread]}", "text" if here else "dim"),
            ]
    if unasked:
        pieces.append(Piece(f" · ignored: {' '.join(unasked)}", "accent-text"))
    if lens.speaker is not None:
        pieces += [Piece(" · of ", "dim"), Piece(lens.speaker or "nobody named", "bright")]
    if lens.words:
        pieces += [Piece(" · with ", "dim"), Piece(lens.words, "bright")]
    return pieces


class Speakers:
    """Who speaks, with how many of the statements: a list beside the ledger, which is the key to the letters, too."""

    def __init__(self, desk: Desk, width: int) -> None:
        self._desk = desk
        self._width = width
        self._counts = list(moves.sifted(desk).speakers.items())
        self._tags = moves.tags(desk)
        here = moves.current(desk)
        self._here = here.name if here is not None else None
        self.height = len(self._counts) or 1

    @property
    def at(self) -> int:
        """The line of the speaker of the statement under the cursor."""
        return next((n for n, (name, _) in enumerate(self._counts) if name == self._here), 0)

    def speaker_at(self, y: int) -> str | None:
        """The speaker on line `y`; empty for nobody named."""
        return self._counts[y][0] if 0 <= y < len(self._counts) else None

    def line(self, y: int, top: int) -> Line:
        if not self._counts:
            return Line((Piece("  nobody", "dim"),))
        name, n = self._counts[y]
        here = name == self._here
        left = (Piece("│" if here else " ", "accent-text"), *speaker_pieces(self._tags, name, self._width - 8))
        used = sum(cells(p.text) for p in left)
        count = Piece(str(n).rjust(max(self._width - 1 - used, 1)), "text" if here else "dim")
        return Line((*left, count), "here" if here else "")


def speaker_pieces(tags: Mapping[str, Tag], name: str, width: int) -> tuple[Piece, ...]:
    """A speaker in a list: the letter, then the name."""
    tag = tags.get(name)
    letter = Piece(tag.letter if tag else " ", f"speaker-{tag.hue} bold" if tag else "dim")
    return (letter, Piece(" "), Piece(cut(name, width) if name else "nobody named", "text" if name else "dim"))
