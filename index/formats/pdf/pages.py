"""The pages of a document: what stands at their heads and feet, and the paragraphs that go on from one to the next."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.formats.galley import Piece
from index.formats.pdf import layout
from index.formats.pdf.layout import Line, Paragraph, Row
from index.formats.pdf.stream import Run, Sheet

_EDGE = 0.13  # of the height of the page: where running heads and feet stand
_OUTER = 4  # rows at the edge that may be such
_SHARE = 0.3  # of the pages that print it: left and right pages may differ, and the first has none
_APART = 1.6  # of the size
_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|pagina|página|strana|s\.|p\.)\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of|von|de|sur|di|av|z)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_PRINTED = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d\d")
_ADDRESS = re.compile(r"(?:https?|file)://(?:www\.)?(?P<host>[^/\s:]+)\S*")
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Edge:
    """A row at the head or foot of a page that is no text."""

    text: str
    rule: str
    reason: str

    @property
    def by_browser(self) -> bool:
        """Whether it is what a browser prints around a page: the time of printing, its address."""
        words = unicodedata.normalize("NFKC", self.text)
        return _PRINTED.match(words) is not None or _ADDRESS.match(words) is not None


@dataclass(slots=True)
class Page:
    """What stands on a page: its text, and what stands around it."""

    paragraphs: list[Paragraph]
    edges: list[Edge]
    is_piled: bool = False
    """Letters lie over each other so that their order is not known."""


def host(edges: Sequence[Edge]) -> str:
    """The host of the address that a browser prints at the foot of a page; empty where none is."""
    found = (_ADDRESS.search(edge.text) for edge in edges)
    return next((m["host"] for m in found if m is not None), "")


def read(sheets: Sequence[Sheet]) -> list[Page]:
    """The pages with their paragraphs in reading order."""
    uprights = [_uprights(sheet) for sheet in sheets]
    at_heights = [[layout.heights(runs) for runs in groups] for groups in uprights]
    piled = [any(layout.is_piled(height) for found in groups for height in found) for groups in at_heights]
    page_rows = [[layout.rows_of(found) for found in groups] for groups in at_heights]
    main = [groups[0] if groups else [] for groups in page_rows]
    heights = [_height(sheet, groups) for sheet, groups in zip(sheets, main, strict=True)]
    repeated = _repeated(main, heights)
    edges, bodies = [], []
    for found, height in zip(main, heights, strict=True):
        edge, body = _apart(found, height, repeated)
        edges.append(edge)
        bodies.append(body)
    body_size = layout.body_size((line.size, len(line.text)) for page in bodies for row in page for line in row)
    columns = [
        [*layout.columns(body, body_size), *(layout.Column(rows) for rows in groups[1:])]
        for body, groups in zip(bodies, page_rows, strict=True)
    ]
    leading = layout.leadings(column for page in columns for column in page)
    return [
        Page([p for column in page for p in layout.paragraphs(column, body_size, leading)], edge, pile)
        for page, edge, pile in zip(columns, edges, piled, strict=True)
    ]


def _uprights(sheet: Sheet) -> list[list[Run]]:
    """The runs of a page by how they are turned, the way most letters stand first."""
    turned: dict[int, list[Run]] = {}
    for run in sheet.runs:
        turned.setdefault(run.turn, []).append(run)
    return sorted(turned.values(), key=lambda runs: -sum(len(run.text) for run in runs))


def _height(sheet: Sheet, found: Sequence[Row]) -> tuple[float, float]:
    """From where to where the page reaches in the direction in which its lines follow each other."""
    turn = sheet.runs[0].turn if sheet.runs else 0
    if found and turn:
        return found[-1][0].y, found[0][0].y
    return 0.0, sheet.height


def _plain(row: Row) -> str:
    return _FIGURES.sub("0", " ".join(line.text for line in row).casefold())


def _outer(page: Sequence[Row], height: tuple[float, float]) -> tuple[list[Row], list[Row]]:
    """The outermost rows at the head, from above, and at the foot, from below."""
    low, high = height
    edge = _EDGE * (high - low)
    head = [row for row in page[:_OUTER] if row[0].y >= high - edge]
    foot = [row for row in page[: -_OUTER - 1 : -1] if row[0].y <= low + edge]
    return head, foot


def _repeated(pages: Sequence[Sequence[Row]], heights: Sequence[tuple[float, float]]) -> set[tuple[int, str]]:
    """Head (0) or foot (1), and words, figures aside, of the rows that several pages print."""
    counts: Counter[tuple[int, str]] = Counter()
    for page, height in zip(pages, heights, strict=True):
        counts.update({(side, _plain(row)) for side, found in enumerate(_outer(page, height)) for row in found})
    return {key for key, count in counts.items() if count >= max(2, _SHARE * len(pages))}


def _apart(
    page: Sequence[Row], height: tuple[float, float], repeated: set[tuple[int, str]]
) -> tuple[list[Edge], list[Row]]:
    """The rows at head and foot that are no text, and all others."""
    edges: dict[int, Edge] = {}
    for side, found in enumerate(_outer(page, height)):
        order = page if side == 0 else page[::-1]
        if not found and order and (side, words := _plain(order[0])) in repeated and any(map(str.isalpha, words)):
            found = [order[0]]  # of a page that is not full, it may stand right below the text
        outermost = True
        for n, row in enumerate(found):
            again = (side, _plain(row)) in repeated and _is_apart(order, n, outermost)
            edge = _edge(row, side, outermost, again)
            if edge is not None:
                edges[n if side == 0 else len(page) - 1 - n] = edge
            else:
                outermost = False
    for n, row in enumerate(page):
        if n not in edges and all(line.marked for line in row):
            edges[n] = Edge(_text(row), "running head", "the file says that it belongs to the page, not to the text")
    return [edges[n] for n in sorted(edges)], [row for n, row in enumerate(page) if n not in edges]


def _is_apart(order: Sequence[Row], n: int, outermost: bool) -> bool:
    """Row `n`, counted from the edge, is farther from its neighbours than lines of one text are, or set in another size."""
    before = outermost or _apart_from(order[n][0], order[n - 1][0])
    after = _apart_from(order[n][0], order[n + 1][0]) if n + 1 < len(order) else n == 0
    return before and after


def _apart_from(line: Line, other: Line) -> bool:
    largest = max(line.size, other.size)
    return abs(line.y - other.y) > _APART * largest or abs(line.size - other.size) > 0.1 * largest


def _text(row: Row) -> str:
    return "\t".join(line.text for line in row)


def _edge(row: Row, side: int, outermost: bool, repeated: bool) -> Edge | None:
    text = _text(row)
    rule, place = ("running foot", "foot") if side else ("running head", "head")
    if _NUMBER.fullmatch(text) and (outermost or repeated):
        return Edge(text, "page number", f"the number of the page, at its {place}")
    if repeated:
        return Edge(text, rule, f"stands at the {place} of several pages")
    if outermost and (_ADDRESS.match(row[0].text) if side else _PRINTED.match(row[0].text)):
        return Edge(
            text, rule, "printed by the browser: " + ("address and page" if side else "time of printing and title")
        )
    if outermost and len(row) > 1 and len(text.split()) <= 10 and any(_NUMBER.fullmatch(line.text) for line in row):
        return Edge(text, rule, f"the number of the page and a few words, at its {place}")
    return None


def pieces(pages: Sequence[Page]) -> Iterator[Piece]:
    """The paragraphs of all pages, those that go on over a page in one.

    The edges of a page, and notes at its foot, stand before the first paragraph that begins after them.
    """
    open_: Paragraph | None = None
    where = ""
    waiting: list[Piece] = []
    for number, page in enumerate(pages, 1):
        place = f"page {number}"
        waiting += [Piece(edge.text, "paragraph", place, 0.0, edge.rule, edge.reason) for edge in page.edges]
        for paragraph in page.paragraphs:
            if open_ is not None and layout.goes_on(open_, paragraph):
                open_ = layout.together(open_, paragraph)
                continue
            if open_ is not None and layout.is_note_under(open_, paragraph):
                waiting.append(Piece(paragraph.text, paragraph.kind, place))
                continue
            if open_ is not None:
                yield Piece(open_.text, open_.kind, where)
            yield from waiting
            waiting = []
            open_, where = paragraph, place
    if open_ is not None:
        yield Piece(open_.text, open_.kind, where)
    yield from waiting
