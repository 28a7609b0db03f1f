"""Runs of type on a page to lines, columns and paragraphs: geometry only, nothing here knows PDF.

Letters that stand side by side are a line. Blank strips that no line crosses for several lines part columns; a line that
crosses one ends the columns above it. Within a column a paragraph begins with more space, an indent, another size, or after
a line that the next word would still have fitted into.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from index.formats.pdf.stream import Run
from index.formats.plain import BULLET
from index.model import PassageKind

_SAME_LINE = 0.3  # of the smaller size: how far two runs of one line stand apart in height
_RAISED = 0.65  # of the larger size: how high a small sign stands above its line
_SMALL = 0.87  # of the size beside it: a raised sign
_BLANK = 0.15  # of the size: a gap between words
_APART = 1.0  # of the size: a gap that may be one between columns
_GUTTER = 0.6  # of the size: the least width of a strip between columns
_DEEPEST = 8  # columns within columns
_DROPPED = 1.8  # of the size of the text: an initial set over several lines
_TOUCH = 0.3  # of the size: how far a letter may reach into the one before it
_STROKE = 4  # letters drawn side by side, one after the other, that are a text of their own
_OVER = 1.5  # of the size: two texts that share more of a row lie over each other
_MOST_STROKES = 200  # of one row
_PILED = 6  # letters of a row that lie over others
_MARKS = " “”\"'«»‘’„"
_INDENT = 0.8  # of the size
_LEADING = 1.25  # of the usual distance of lines: more begins a paragraph
_OTHER_SIZE = 0.06  # relative
_MOST_INITIALS = 20  # of one page
_MOST_ROWS = 500  # of a page on which columns are looked for
_MOST_STRIPS = 40  # side by side
_MOST_PAIRS = 20_000  # of runs of two neighbouring rows that are compared
_SET_APART = 2.2  # of the size: as far as a page head is from what stands below it
_AROUND = 4  # lines above and below that show how wide a column is


class Line(NamedTuple):
    """Runs that stand on one line, without a gap as wide as one between columns."""

    x0: float
    x1: float
    y: float
    size: float
    text: str
    bold: float
    """The share of its letters that are bold."""
    marked: bool


Row = list[Line]
"""What stands at one height, from left to right."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: tuple[Line, ...]
    kind: PassageKind
    first: bool
    """It begins a column, so that it may go on with a paragraph that began elsewhere."""
    right: float
    """Where the lines around its last one end."""

    @property
    def size(self) -> float:
        """Of its first line, in points."""
        return self.lines[0].size

    @property
    def text(self) -> str:
        """The lines parted by line ends."""
        return "\n".join(line.text for line in self.lines)


def rows(runs: Sequence[Run]) -> list[Row]:
    """The rows of a page from top to bottom, of runs that are turned alike."""
    return rows_of(heights(runs))


def rows_of(found: Sequence[Sequence[Run]]) -> list[Row]:
    """The rows of runs that stand at one height each."""
    return [_row(height) for height in found]


def heights(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs of each row, from top to bottom; of texts that lie over each other each is a row."""
    drawn = _initials_set(runs)
    order = {id(run): n for n, run in enumerate(drawn)}
    ordered = sorted(drawn, key=lambda run: (-run.y, run.x0))
    found: list[list[Run]] = []
    for run in ordered:
        if found and abs(found[-1][0].y - run.y) <= _SAME_LINE * min(found[-1][0].size, run.size):
            found[-1].append(run)
        else:
            found.append([run])
    return [layer for height in _raised_joined(found) for layer in _layers(height, order)]


def _layers(height: list[Run], order: dict[int, int]) -> list[list[Run]]:
    """The texts at one height that lie over each other, each drawn letter by letter on its own; mostly one."""
    strokes: list[list[Run]] = []
    for run in sorted(height, key=lambda run: order.get(id(run), 0)):
        last = strokes[-1][-1] if strokes else run
        step = run.x0 - last.x1
        if strokes and abs(run.size - last.size) < 0.5 and -_TOUCH * run.size <= step <= _APART * run.size:
            strokes[-1].append(run)
        else:
            strokes.append([run])
    words = [stroke for stroke in strokes if sum(len(run.text) for run in stroke) >= _STROKE]
    words.sort(key=lambda stroke: stroke[0].x0)
    if len(strokes) > _MOST_STROKES or not any(_lies_over(a, b) for a, b in pairwise(words)):
        return [height]
    layers: list[list[list[Run]]] = []
    for stroke in strokes:
        free = (layer for layer in layers if not any(_lies_over(stroke, other) for other in layer))
        like = sorted(free, key=lambda layer: abs(layer[0][0].size - stroke[0].size))
        if like:
            like[0].append(stroke)
        else:
            layers.append([stroke])
    return [[run for stroke in layer for run in stroke] for layer in layers]


def _lies_over(a: Sequence[Run], b: Sequence[Run]) -> bool:
    """The two share more of the row than kerning and accents do."""
    shared = min(a[-1].x1, b[-1].x1) - max(a[0].x0, b[0].x0)
    return shared > _OVER * min(a[0].size, b[0].size)


def is_piled(height: Sequence[Run]) -> bool:
    """So many letters of a row lie over others that nobody can tell in which order they are read."""
    ordered = sorted(height, key=lambda run: run.x0)
    over = sum(b.x0 < (a.x0 + a.x1) / 2 and b.text.strip() != "" for a, b in pairwise(ordered))
    return over >= _PILED and 4 * over >= len(ordered)


def _initials_set(runs: Sequence[Run]) -> list[Run]:
    """An initial over several lines put before the first of them."""
    body = body_size((run.size, len(run.text)) for run in runs)
    found = list(runs)
    initials = [
        n
        for n, run in enumerate(found)
        if run.size >= _DROPPED * body and len(run.text.strip(_MARKS)) == 1 and run.text.strip()[-1].isalpha()
    ]
    for n in initials[:_MOST_INITIALS]:
        run, text = found[n], found[n].text.strip()
        starts: dict[int, int] = {}  # of each line at this height, its first run from the initial on
        for m, other in enumerate(found):
            height = round(other.y)
            if (
                other.size < run.size / 1.5
                and -0.5 * run.size <= other.y - run.y <= run.size
                and -0.1 * run.size <= other.x0 - run.x0
                and other.x0 - run.x1 <= 0.5 * run.size
                and (height not in starts or other.x0 < found[starts[height]].x0)
            ):
                starts[height] = m
        beside = {height: m for height, m in starts.items() if found[m].x0 - run.x1 >= -0.2 * run.size}
        if len(beside) >= 2:
            for m in beside.values():
                found[m] = found[m]._replace(x0=run.x0)
            top = beside[max(beside)]
            found[top] = found[top]._replace(text=text + found[top].text)
            found[n] = run._replace(text="")
    return [run for run in found if run.text.strip()]


def _raised_joined(heights: list[list[Run]]) -> list[list[Run]]:
    """Raised and lowered signs put into the line that they stand beside."""
    largest = [max(run.size for run in height) for height in heights]
    for n, height in enumerate(heights):
        near = (m for m in (n + 1, n - 1) if 0 <= m < len(heights))
        beside = [m for m in near if len(height) * len(heights[m]) <= _MOST_PAIRS]
        small = _SMALL * max((largest[m] for m in beside), default=0.0)
        for run in [run for run in height if run.size <= small and len(run.text) <= 6]:
            for other in beside:
                if any(_beside(run, base) for base in heights[other]):
                    height.remove(run)
                    heights[other].append(run)
                    break
    return [height for height in heights if height]


def _beside(run: Run, base: Run) -> bool:
    """`run` is a small sign right behind or before `base`."""
    near = 0.4 * base.size
    return (
        run.size <= _SMALL * base.size
        and abs(run.y - base.y) <= _RAISED * base.size
        and (-near <= run.x0 - base.x1 <= near or -near <= base.x0 - run.x1 <= near)
    )


def _row(runs: Sequence[Run]) -> Row:
    """Runs of one height as lines: parted where the gap is as wide as one between columns."""
    ordered = sorted(runs, key=lambda run: run.x0)
    spaced = _letter_space(ordered)
    lines: Row = []
    group = [ordered[0]]
    for run in ordered[1:]:
        if run.x0 - max(r.x1 for r in group[-3:]) > (_APART + spaced) * max(run.size, group[-1].size):
            lines.append(_line(group, spaced))
            group = []
        group.append(run)
    return [*lines, _line(group, spaced)]


def _letter_space(runs: Sequence[Run]) -> float:
    """How far letters are set apart on purpose (`S T A T E M E N T`), relative to their size; mostly 0."""
    gaps = [(b.x0 - a.x1) / max(a.size, 0.1) for a, b in pairwise(runs) if len(a.text) == len(b.text) == 1]
    if len(gaps) < 5 or 10 * len(gaps) < 6 * len(runs):
        return 0.0
    middle = median(gaps)
    return middle if _BLANK * 0.7 < middle < _APART else 0.0


def _line(runs: Sequence[Run], spaced: float) -> Line:
    words: list[str] = []
    for n, run in enumerate(runs):
        if n:
            gap = run.x0 - runs[n - 1].x1
            apart = gap > (_BLANK + 1.3 * spaced) * max(min(run.size, runs[n - 1].size), 0.1)
            if apart and words[-1][-1:] != " " and run.text[:1] != " ":
                words.append(" ")
        words.append(run.text)
    letters = sum(len(run.text) for run in runs)
    largest = max(runs, key=lambda run: (run.size * min(len(run.text), 3), len(run.text)))
    return Line(
        runs[0].x0,
        max(run.x1 for run in runs),
        largest.y,
        largest.size,
        logical("".join(words).strip()),
        sum(len(run.text) for run in runs if run.bold) / letters,
        all(run.marked for run in runs),
    )


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LEFT_TO_RIGHT = re.compile(r"[0-9A-Za-z\u00c0-\u024f](?:[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]*[0-9A-Za-z\u00c0-\u024f%])?")  # fmt: skip
_MIRRORED = str.maketrans("()[]{}«»<>", ")(][}{»«><")


def logical(seen: str) -> str:
    """A line as it is read, from the order in which its letters stand on paper; they differ where it runs to the left."""
    leftward = len(_RIGHT_TO_LEFT.findall(seen)) if not seen.isascii() else 0
    if not leftward or 3 * leftward < sum(c.isalpha() for c in seen):
        return seen
    turned = seen[::-1].translate(_MIRRORED)
    return _LEFT_TO_RIGHT.sub(lambda m: m[0][::-1].translate(_MIRRORED), turned)


def body_size(sizes: Iterable[tuple[float, int]]) -> float:
    """The size that most letters have, to half a point; 10 where there are none."""
    letters: Counter[float] = Counter()
    for size, count in sizes:
        letters[round(2 * size) / 2] += count
    return max(letters, key=lambda size: (letters[size], size), default=10.0)


# ------------------------------------------------------------------------------------------------ columns


class Column(NamedTuple):
    """Rows that are read one after the other."""

    rows: list[Row]
    is_table: bool = False


_Strip = tuple[float, float]


def columns(page: list[Row], body: float, depth: int = 0) -> list[Column]:
    """The rows of a page as columns in reading order: from left to right between lines that cross them."""
    if len(page) > _MOST_ROWS:
        return [Column(page)]
    found: list[Column] = []
    plain: list[Row] = []
    at = 0
    while at < len(page):
        stop, strips = _band(page, at, _GUTTER * body)
        kind = _kind(page[at:stop], strips) if len(strips) > 1 and depth < _DEEPEST else ""
        if not kind:
            plain.append(page[at])
            at += 1
            continue
        if kind == "table":
            stop = _last_filled(page, at, stop)
        begin = _proof(page, at, stop, strips)
        plain += page[at:begin]
        above = _hanging_over(plain, page[begin], strips)
        band = [*plain[len(plain) - above :], *page[begin:stop]]
        del plain[len(plain) - above :]
        if plain:
            found.append(Column(plain))
            plain = []
        if kind == "table":
            found.append(Column(band, True))
        else:
            for strip in strips:
                own = [inside for row in band if (inside := [line for line in row if _within(line, strip)])]
                found += columns(own, body, depth + 1)
        at = stop
    return [*found, Column(plain)] if plain else found


def _within(line: Line, strip: _Strip) -> bool:
    return strip[0] - 0.01 <= line.x0 and line.x1 <= strip[1] + 0.01


def _band(page: Sequence[Row], start: int, gutter: float) -> tuple[int, list[_Strip]]:
    """How far down from row `start` the same blank strips go on, and the strips of type between them."""
    covered = _covered([], page[start], gutter)
    at = start + 1
    while at < len(page):
        wider = _covered(covered, page[at], gutter)
        if (len(wider) == 1 and (len(covered) > 1 or at - start >= 2)) or len(wider) > _MOST_STRIPS:
            break
        covered = wider
        at += 1
    return at, covered


def _covered(strips: Sequence[_Strip], row: Row, gutter: float) -> list[_Strip]:
    """The strips with the lines of one more row; what comes closer than a gutter is one strip."""
    found: list[_Strip] = []
    for x0, x1 in sorted([*strips, *((line.x0, line.x1) for line in row)]):
        if found and x0 - found[-1][1] < gutter:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    return found


def _kind(band: Sequence[Row], strips: Sequence[_Strip]) -> str:
    """Whether rows with blank strips between them are columns of text, a table, or neither (an empty name)."""
    inside = [[line for row in band for line in row if _within(line, strip)] for strip in strips]
    if len(band) < 3 or sum(len(lines) >= 2 for lines in inside) < 2:
        return ""
    wordy = [sum(len(line.text.split()) for line in lines) >= 2.5 * len(lines) for lines in inside]
    if sum(wordy) >= 2:
        return "columns"
    filled = sum(sum(any(_within(line, strip) for line in row) for strip in strips) >= 2 for row in band)
    return "table" if 10 * filled >= 6 * len(band) else "columns"


def _last_filled(page: Sequence[Row], start: int, stop: int) -> int:
    """Behind the last row of a table with more than one cell: a line below it may begin where its first column does."""
    return max(n for n in range(start, stop) if len(page[n]) > 1 or n == start) + 1


def _proof(page: Sequence[Row], start: int, stop: int, strips: Sequence[_Strip]) -> int:
    """The first row that stands beside another one, or beside a row above it, and is not set apart like a page head."""
    seen: set[int] = set()
    for n in range(start, stop):
        seen |= {m for m, strip in enumerate(strips) if any(_within(line, strip) for line in page[n])}
        after = page[n + 1][0] if n + 1 < stop else page[n][0]
        if len(seen) > 1 and page[n][0].y - after.y <= _SET_APART * min(page[n][0].size, after.size):
            return n
    return start


def _hanging_over(plain: Sequence[Row], first: Row, strips: Sequence[_Strip]) -> int:
    """How many rows right above columns belong to them, since one column begins higher than the other.

    They cross no gutter, and are farther from what stands above them than from each other.
    """
    count = 0
    while count < len(plain) and all(
        any(_within(line, (a - 2, b + 2)) for a, b in strips) for line in plain[-1 - count]
    ):
        count += 1
    if not count:
        return 0
    crossed = count < len(plain)
    pairs = pairwise([*(row[0] for row in plain[len(plain) - count - crossed :]), first[0]])
    gaps = [(a.y - b.y) / min(a.size, b.size) for a, b in pairs]
    widest = max(range(len(gaps)), key=lambda n: (gaps[n], n))
    if not crossed and gaps[widest] < _SET_APART:
        return count
    return count - widest - (not crossed)


# ------------------------------------------------------------------------------------------------ paragraphs

_ENDS = re.compile(r"[.!?…:;。！？][\"'”’»«“)\]]*\d{0,2}$")
_END_MARK = re.compile(r"\W*(?:ENDS?|[Ee]nds|ENDE|FIN|FINE|SLUTT?)\W*|\W*30\W*|(?:#\s?){3,5}")
"""What stands alone at the end of a release."""
_NOTED = re.compile(r"(?:\d{1,3}|[*†‡]{1,3})[ .)]?\S")
_NOTE = 0.92  # of the size of the text: the type of its notes
_JOINS = re.compile(r"[\w,;–—-]$")


def leadings(found: Iterable[Column]) -> dict[float, float]:
    """The usual distance of two lines of each size, in points."""
    seen: dict[float, Counter[float]] = {}
    for column in found:
        for a, b in pairwise(column.rows):
            size, step = round(2 * a[0].size) / 2, a[0].y - b[0].y
            if abs(a[0].size - b[0].size) < 0.3 and 0.8 * size < step < 2.6 * size:
                seen.setdefault(size, Counter())[round(2 * step) / 2] += 1
    return {size: max(steps, key=lambda step: (steps[step], -step)) for size, steps in seen.items()}


def paragraphs(column: Column, body: float, leading: dict[float, float]) -> Iterator[Paragraph]:
    """The paragraphs of a column; of a table, one whose lines are the rows, their cells parted by tabs."""
    if column.is_table:
        cells = [row[0]._replace(text="\t".join(line.text for line in row), x1=row[-1].x1) for row in column.rows]
        yield Paragraph(tuple(cells), "table", True, cells[-1].x1)
        return
    lines = [_joined(row) for row in column.rows]
    group: list[Line] = []
    first = True
    for n, line in enumerate(lines):
        if group:
            around = [near.x1 for near in lines[max(0, n - _AROUND) : n + _AROUND] if _alike(near, group[-1])]
            if _begins(group, line, max(around, default=line.x1), leading):
                yield _paragraph(group, body, first, max(around, default=line.x1))
                group, first = [], False
        group.append(line)
    if group:
        around = [near.x1 for near in lines[-_AROUND - 1 :] if _alike(near, group[-1])]
        yield _paragraph(group, body, first, max(around))


def _joined(row: Row) -> Line:
    """What stands at one height of a column as one line."""
    if len(row) == 1:
        return row[0]
    parts = [row[0].text]
    for a, b in pairwise(row):
        parts.append("\t" if b.x0 - a.x1 > 3 * max(a.size, b.size) else " ")
        parts.append(b.text)
    longest = max(row, key=lambda line: len(line.text))
    return longest._replace(x0=row[0].x0, x1=row[-1].x1, text="".join(parts))


def _alike(a: Line, b: Line) -> bool:
    return abs(a.size - b.size) <= _OTHER_SIZE * max(a.size, b.size)


def _begins(group: Sequence[Line], line: Line, right: float, leading: dict[float, float]) -> bool:
    """Whether `line` begins a paragraph after the lines of `group`; `right` is where the lines around it end."""
    last = group[-1]
    usual = leading.get(round(2 * last.size) / 2, 1.25 * last.size)
    if not _alike(last, line) or last.y - line.y > max(_LEADING * usual, usual + 1.5) or line.y - last.y > usual / 2:
        return True
    if last.bold > 0.9 and line.bold < 0.1 and not line.text[0].islower():
        return True
    if _END_MARK.fullmatch(line.text) and _ENDS.search(last.text):
        return True
    bullet = BULLET.match(line.text)
    if bullet is not None and (not line.text[0].isdigit() or _ENDS.search(last.text)):
        return True
    in_item = BULLET.match(group[0].text) is not None
    if (
        line.x0 - last.x0 > _INDENT * line.size
        and not (in_item and len(group) == 1)
        and line.x0 - last.x0 < 8 * line.size
    ):
        return True
    word = len(line.text.split(maxsplit=1)[0]) / len(line.text) * (line.x1 - line.x0) + 0.25 * line.size
    fits = right - last.x1 > 1.1 * word + 0.3 * line.size
    return fits and (_ENDS.search(last.text) is not None or not (line.text[0].islower() or last.text[-1] in ",-–"))


def _paragraph(group: Sequence[Line], body: float, first: bool, right: float) -> Paragraph:
    words = sum(len(line.text.split()) for line in group)
    kind: PassageKind = "paragraph"
    said = _ENDS.search(group[-1].text) is not None
    large = words <= (16 if said else 40) and group[0].size > 1.15 * body and any(c.isalpha() for c in group[0].text)
    bold = words <= 20 and all(line.bold > 0.9 for line in group) and not said
    if large or bold:
        kind = "heading"
    elif BULLET.match(group[0].text) and not group[0].text[0].isalpha():
        kind = "list"
    return Paragraph(tuple(group), kind, first, right)


def goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether `after`, which begins a column or page, surely goes on with the sentence that `before` broke off."""
    last, start = before.lines[-1], after.lines[0]
    if not after.first or before.kind not in ("paragraph", "list") or after.kind != "paragraph":
        return False
    if not _alike(last, start) or _ENDS.search(last.text) or BULLET.match(start.text):
        return False
    if start.text[0].islower():
        return True
    full = before.right - last.x1 <= 1.5 * last.size
    return len(before.lines) > 1 and full and _JOINS.search(last.text) is not None


def is_note_under(before: Paragraph, note: Paragraph) -> bool:
    """Whether `note` is a footnote that stands between the halves of the sentence that `before` breaks off."""
    said = _ENDS.search(before.lines[-1].text) is not None
    return not said and before.kind != "heading" and note.size <= _NOTE * before.size and bool(_NOTED.match(note.text))


def together(before: Paragraph, after: Paragraph) -> Paragraph:
    """The two as one."""
    return replace(before, lines=(*before.lines, *after.lines), right=after.right)
