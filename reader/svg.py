"""The pictures of a pack as SVG, to stand in a page: text is text, ink is the page's own, nothing comes from elsewhere.

The same values give the same bytes: every number is a whole one. No word runs out of its place: widths are reckoned letter by
letter for a wide sans-serif face, and what does not fit ends in `…`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TypeVar
from unicodedata import combining, east_asian_width

from reader import charts, safe
from reader.charts import Column, Coverage, Entry, Row, Timeline

T = TypeVar("T")

WIDTH = 720
"""Units of a picture: pixels, where it is not scaled."""
BAND = 24
"""Sources that stand side by side; more follow in a second picture."""
PAGE = 28
"""Statements, or sources of a timeline, in one picture, so that it fits a page of paper; more follow in another one."""
NAMED = 12
"""Sources up to which their names stand over the columns; more have their keys there, and the names below."""
FLAT = 3
"""Sources up to which their names stand level."""
PLACED = 6
"""Sources up to which a cell says the passage."""
MOST_ROWS = 200
"""Those that are drawn at all; it says how many more there are."""
_ROW, _SIZE, _SMALL = 24, 13, 11
_PAD = 8
_SAID = {"=": "the same words", "~": "nearly or in part"}


def width(text: str, size: int) -> int:
    """The most units that a text takes, at a size, in a face as wide as Verdana or DejaVu Sans."""
    return -(-sum(map(_permille, text)) * size // 1000)


_WIDE = (
    ("ijlI|'‘’ ", 355),
    (".,!·", 410),
    (':;frt()[]/-"', 460),
    ("sczkvxyJ“”„", 600),
    ("mMW@…—", 1000),
    ("%", 1080),
    ("w=~+<>", 840),
)
_PERMILLE = {c: wide for some, wide in _WIDE for c in some}
"""Of letters that are much narrower or wider than others: thousandths of the size, the wider of Verdana and DejaVu Sans."""


def _permille(c: str) -> int:
    if (known := _PERMILLE.get(c)) is not None:
        return known
    if combining(c):
        return 0
    if east_asian_width(c) in "WF":
        return 1060
    return 800 if c.isupper() else 640 if c.isascii() or c.islower() else 860


def clipped(text: str, room: int, size: int) -> str:
    """`text` on one line, in at most so many units; with `…` where it was cut."""
    text = safe.text(" ".join(text.split()))
    if width(text, size) <= room:
        return text
    room -= width("…", size)
    for at, c in enumerate(text):
        room -= width(c, size)
        if room < 0:
            return text[:at].rstrip() + "…"
    return text


# --- coverage ---


def coverage(found: Coverage, *, title: str = "Coverage", name: str = "coverage") -> str:
    """Statements against sources, `=` for the same words, `~` for nearly or in part, a dot for none: as many pictures as it takes.

    `name` begins the ids of the picture, so that it can stand beside others.
    """
    rows = found.rows[:MOST_ROWS]
    parts = [(some, columns) for some in _pages(rows) for columns in _bands(found.columns)]
    drawn = []
    for n, (some, columns) in enumerate(parts, 1):
        band = _Band(found, columns, some, is_last=some[-1:] == rows[-1:])
        lines, y = list(band.drawn()), band.height
        if len(found.columns) > NAMED and n == len(parts):
            keys = list(_filled([f"{c.key} {c.name}" for c in found.columns], WIDTH - 2 * _PAD, _SMALL))
            lines += [_text(line, _PAD, y + 16 + 16 * m, _SMALL, fade=True) for m, line in enumerate(keys)]
            y += 16 * len(keys) + _PAD
        more = len(found.rows) - len(rows) if n == len(parts) else 0
        lines.append(_text(_LEGEND + _more(more, "statement"), _PAD, y + 20, _SMALL, fade=True))
        drawn.append(_picture(name, title, (n, len(parts)), _told(found, columns, some, whole=n == 1), y + 30, lines))
    return "".join(drawn)


_LEGEND = "=  these words      ~  nearly, or in part      ·  not there"


def _pages(rows: Sequence[T]) -> list[Sequence[T]]:
    """As many as go on one page of paper at a time."""
    return [rows[at : at + PAGE] for at in range(0, len(rows), PAGE)] or [rows]


def _more(n: int, noun: str) -> str:
    return f"      {many(n, noun)} more" if n else ""


def _bands(columns: Sequence[Column]) -> list[tuple[Column, ...]]:
    """The columns in bands of nearly one size."""
    count = max(-(-len(columns) // BAND), 1)
    each = max(-(-len(columns) // count), 1)
    return [tuple(columns[at : at + each]) for at in range(0, len(columns), each)] or [()]


class _Band:
    """Some sources side by side, and all statements."""

    def __init__(self, found: Coverage, columns: Sequence[Column], rows: Sequence[Row], *, is_last: bool) -> None:
        self.found, self.columns, self.rows, self.is_last = found, columns, rows, is_last
        self.named = len(found.columns) <= NAMED
        self.placed = len(found.columns) <= PLACED
        self.flat = len(found.columns) <= FLAT
        widest = 150 if self.flat else 60 if self.placed else 36
        self.step = min(widest, max((WIDTH // 2) // max(len(columns), 1), 15))
        self.left = WIDTH - _PAD - self.step * len(columns)
        self.heads = [self._head(c) for c in columns]
        longest = max((width(head, _SMALL) for head in self.heads), default=0)
        self.level = self.flat or (not self.named and longest * 115 // 100 <= self.step)
        # a name at 45 degrees is as high as 7 tenths of its length
        self.head = 26 if self.level else longest * 71 // 100 + 20 if self.named else longest + 14
        self.height = self.head + _ROW * (len(rows) + is_last) + _PAD

    def _head(self, column: Column) -> str:
        """The key, after the name where that has room."""
        key = clipped(column.key, 60, _SMALL)
        if not self.named:
            return key
        room = (self.step - 6) * 85 // 100 if self.flat else 150
        return f"{clipped(column.name, room - width(f' ({key})', _SMALL), _SMALL)} ({key})"

    def drawn(self) -> Iterator[str]:
        top = self.head
        for n, head in enumerate(self.heads):
            x = self.left + self.step * n + self.step // 2
            if self.level:
                yield _text(head, x, top - 7, _SMALL, middle=True, bold=True)
            elif self.named:
                yield _text(head, x, top - 6, _SMALL, end=True, more=f' transform="rotate(45 {x} {top - 6})"')
            else:
                yield _text(head, x + 4, top - 6, _SMALL, more=f' transform="rotate(-90 {x + 4} {top - 6})"')
        for n, row in enumerate(self.rows):
            yield from self._row(row, top + _ROW * n)
        under = top + _ROW * len(self.rows)
        yield _line(_PAD, under, WIDTH - _PAD, under)
        if not self.is_last:
            return
        yield _text(
            f"of {many(len(self.found.rows), 'statement')}", self.left - 10, under + 16, _SMALL, fade=True, end=True
        )
        for n, column in enumerate(self.columns):
            x = self.left + self.step * n + self.step // 2
            yield _text(str(self.found.printed(column.path)), x, under + 16, _SMALL, middle=True, fade=True)

    def _row(self, row: Row, y: int) -> Iterator[str]:
        yield _line(_PAD, y, WIDTH - _PAD, y, faint=True)
        room = self.left - _PAD - 10
        who = clipped(f"{row.label}:", room * 2 // 5, _SIZE) if row.label else ""
        used = width(who, _SIZE) * 115 // 100 if who else 0  # bold letters are wider
        words = clipped(row.words, room - used - width(" ", _SIZE), _SIZE)
        yield _text(who, _PAD, y + 16, _SIZE, bold=True, rest=f" {words}" if who else words)
        for n, column in enumerate(self.columns):
            x = self.left + self.step * n
            middle = x + self.step // 2
            cell = row.cells.get(column.path)
            if cell is None:
                yield _text("·", middle, y + 16, _SIZE, middle=True, fade=True)
                continue
            ink = 'fill="currentColor" fill-opacity=".2"'
            if cell.sign == "~":
                ink = 'fill="none" stroke="currentColor" stroke-opacity=".55"'
            yield f'<rect x="{x + 2}" y="{y + 3}" width="{self.step - 4}" height="{_ROW - 6}" rx="2" {ink}/>'
            place = (f"¶{cell.passage}" if cell.passage else "head") if self.placed else ""
            yield _text(cell.sign, middle, y + 16, _SIZE, middle=True, bold=not cell.weak, small=place)


def _told(found: Coverage, columns: Sequence[Column], rows: Iterable[Row], *, whole: bool) -> str:
    """A picture in words, for who cannot see it; the first one tells of the whole."""
    told = []
    if whole:
        counts = ", ".join(f"{c.name} ({c.key}) {found.printed(c.path)}" for c in found.columns)
        of = f"{many(len(found.rows), 'statement')}, and which of {many(len(found.columns), 'source')} have them"
        told.append(f"{of}: {counts}." if counts else f"{of}.")
    for row in rows:
        where = [f"{c.key} {_SAID[row.cells[c.path].sign]}" for c in columns if c.path in row.cells]
        said = f"{row.label + ', ' if row.label else ''}{clipped(row.words, 400, 10)}"
        told.append(f"{said}: {', '.join(where) or 'none'}.")
    return " ".join(told)


# --- timeline ---

_DATES, _AXIS, _RADIUS = 150, 230, 5


def timeline(found: Timeline, *, title: str = "Timeline", name: str = "timeline") -> str:
    """The sources by their dates: filled what is stated, hollow and with `?` what is inferred, below it what is not dated.

    A date is a bar as long as it is vague, a month a month long; one too exact for a bar is a dot.
    """
    entries = found.entries[:MOST_ROWS]
    parts = _pages(entries)
    drawn = []
    for n, some in enumerate(parts, 1):
        lines, y = _lines(found, some)
        more = len(found.entries) - len(entries) if n == len(parts) else 0
        signs = "●  stated      ○ ?  inferred" if found.dated else ""
        lines.append(_text(signs + _more(more, "source"), _PAD, y + 18, _SMALL, fade=True))
        drawn.append(_picture(name, title, (n, len(parts)), _in_words(found, some, whole=n == 1), y + 28, lines))
    return "".join(drawn)


def _lines(found: Timeline, entries: Sequence[Entry]) -> tuple[list[str], int]:
    """Some entries below the axis, and how high that is."""
    dated = [entry for entry in entries if entry.span is not None]
    lines: list[str] = []
    y = 26 if dated else 0
    if dated:
        for tick in charts.ticks(found.span, 4):
            x = _x(found, tick.minute)
            lines.append(_text(tick.label, x, 16, _SMALL, fade=True))
            lines.append(_line(x, 20, x, y + _ROW * len(dated), faint=True))
        lines.append(_line(_DATES, 20, _DATES + _AXIS, 20))
    for entry in dated:
        lines += _entry(found, entry, y)
        y += _ROW
    y += _PAD if dated else 0
    for entry in entries[len(dated) :]:
        lines += [_text("not dated", _PAD, y + 16, _SIZE, fade=True), _source(entry, y)]
        y += _ROW
    return lines, y


def _x(found: Timeline, minute: int) -> int:
    first, last = found.span
    return _DATES + (minute - first) * _AXIS // max(last - first, 1)


def _entry(found: Timeline, entry: Entry, y: int) -> Iterator[str]:
    assert entry.span is not None
    yield _text(entry.said, _PAD, y + 16, _SIZE)
    stated = entry.status == "stated"
    ink = 'fill="currentColor"' if stated else 'fill="none" stroke="currentColor" stroke-width="2"'
    start, stop = _x(found, entry.span[0]), _x(found, entry.span[1])
    if stop - start > 2 * _RADIUS:
        yield f'<rect x="{start + 1}" y="{y + 8}" width="{stop - start - 2}" height="8" rx="4" {ink}/>'
    else:
        start, stop = (start + stop) // 2 - _RADIUS, (start + stop) // 2 + _RADIUS
        yield f'<circle cx="{start + _RADIUS}" cy="{y + 12}" r="{_RADIUS}" {ink}/>'
    if not stated:
        yield _text("?", stop + 4, y + 16, _SMALL)
    yield _source(entry, y)


def _source(entry: Entry, y: int) -> str:
    left = _DATES + _AXIS + 26
    room = WIDTH - _PAD - left
    key = clipped(entry.key, 40, _SIZE)
    used = width(key, _SIZE) + 10
    told = f"{entry.name}: {entry.headline}" if entry.headline else entry.name
    return _text(key, left, y + 16, _SIZE, bold=True, rest="  " + clipped(told, room - used, _SIZE))


def _in_words(found: Timeline, entries: Iterable[Entry], *, whole: bool) -> str:
    of = f"{many(len(found.dated), 'source')} in the order of their dates, {len(found.undated):,} not dated."
    told = [of] if whole else []
    for entry in entries:
        how = {"stated": "", "inferred": f", inferred from the {entry.origin or 'source'}", "unknown": ""}[entry.status]
        told.append(f"{entry.said or 'Not dated'}{how}: {entry.key} {clipped(entry.name, 400, 10)}.")
    return " ".join(told)


# --- elements ---


def many(n: int, noun: str) -> str:
    """A number with its noun."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _filled(words: Iterable[str], room: int, size: int) -> Iterator[str]:
    """Words in lines of at most `room` units."""
    line = ""
    for word in words:
        word = clipped(word, room, size)
        longer = f"{line}  ·  {word}" if line else word
        if line and width(longer, size) > room:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _picture(name: str, title: str, part: tuple[int, int], told: str, height: int, parts: Iterable[str]) -> str:
    """One picture, or one `part` of so many."""
    name = "".join(c for c in name if c.isascii() and (c.isalnum() or c == "-")) or "picture"
    if part[1] > 1:
        name, title = f"{name}-{part[0]}", f"{title}, {part[0]} of {part[1]}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" aria-labelledby="{name}-title {name}-desc" fill="currentColor" '
        f'font-family="Verdana, DejaVu Sans, Helvetica, Arial, sans-serif">'
    )
    lines = [f'<title id="{name}-title">{_escaped(title)}</title>', f'<desc id="{name}-desc">{_escaped(told)}</desc>']
    return "\n".join([head, *lines, *parts, "</svg>"]) + "\n"


def _line(x1: int, y1: int, x2: int, y2: int, *, faint: bool = False) -> str:
    ink = ".15" if faint else ".6"
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="currentColor" stroke-opacity="{ink}"/>'


def _text(
    text: str,
    x: int,
    y: int,
    size: int,
    *,
    middle: bool = False,
    end: bool = False,
    bold: bool = False,
    fade: bool = False,
    rest: str = "",
    small: str = "",
    more: str = "",
) -> str:
    """Words at a place; after them the `rest` in ordinary type, `small` in small type."""
    anchor = ' text-anchor="middle"' if middle else ' text-anchor="end"' if end else ""
    ink = ' fill-opacity=".7"' if fade else ""
    inner = f'<tspan font-weight="bold">{_escaped(text)}</tspan>' if bold and text else _escaped(text)
    inner += _escaped(rest) if rest else ""
    inner += f'<tspan font-size="{_SMALL}" fill-opacity=".8"> {_escaped(small)}</tspan>' if small else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{anchor}{ink}{more} xml:space="preserve">{inner}</text>'


def _escaped(text: str) -> str:
    return escape(safe.text(text))
