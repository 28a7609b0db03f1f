"""A page of HTML or XHTML as its visible text, in reading order, and the blocks it stands in.

`page` is what every format with markup in it is read by: web pages, chapters of a book, mails, feeds, exports of databases.
It shows a page as a browser would without style sheets and programs, and like a browser takes whatever it is given. Depth,
numbers and lengths may be anything: nothing here recurses, and its time grows with the length of the source.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.formats.decoding import Unreadable, decode
from index.formats.plain import LONG_ITEM, trimmed
from index.formats.tags import Tag, tokens
from index.model import Block, PassageKind, Span

# ------------------------------------------------------------------------------------------------------------ what a page is


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """An element of a page and, through `parent`, those it stands in."""

    name: str
    attributes: Mapping[str, str]
    parent: Element | None
    depth: int

    def up(self, most: int = 64) -> Iterator[Element]:
        """The element and those around it, inside out, at most so many."""
        here: Element | None = self
        while here is not None and here.name and most:
            yield here
            here, most = here.parent, most - 1

    @property
    def label(self) -> str:
        """Its name with its id or the first of its classes: `div#main`, `p.byline`."""
        if identity := self.attributes.get("id", "").strip():
            return f"{self.name}#{identity[:24]}"
        classes = self.attributes.get("class", "").split(maxsplit=1)
        return f"{self.name}.{classes[0][:24]}" if classes else self.name

    @property
    def where(self) -> str:
        """Its tag path, of a deep one the inner part: `html/body/div.story/p`."""
        return "/".join(reversed([element.label for element in self.up(12)]))


class Marked(NamedTuple):
    """An element that says what it holds (author, date, headline), and where that stands in the page's text."""

    element: Element
    span: Span


@dataclass(frozen=True, slots=True)
class Page:
    """What can be read on a page, and what its head states."""

    text: str
    """All visible text, blocks parted by an empty line."""
    blocks: tuple[Block, ...]
    """Every non-blank character of the text is in exactly one."""
    elements: tuple[Element, ...]
    """Of each block the innermost element that holds all of it."""
    title: str
    """Of the window, on one line."""
    metas: Mapping[str, tuple[str, ...]]
    """The contents of the meta elements by their name or property in lower case."""
    data: tuple[str, ...]
    """The JSON-LD scripts as they stand."""
    lang: str
    """As the page says: `en-GB`; or nothing."""
    canonical: str
    """The address that the page gives itself, or nothing."""
    marked: tuple[Marked, ...]
    """The headings, time elements, bylines and whatever has an `itemprop`, in order."""
    hidden: int
    """Characters in elements that are not shown, programs and style sheets not counted."""
    tangled: bool
    """It is nested deeper, or has more tags, or more attributes in one of them, than other parsers stand."""


# ---------------------------------------------------------------------------------------------------- what the tags mean


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_VOID = _names("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
_BLOCK = _names(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption figure footer form"
    " frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li listing main menu nav ol optgroup option p picture plaintext pre search"
    " section select summary table tbody td textarea tfoot th thead tr ul video audio xmp"
)
_UNSEEN = _names(
    "script style noscript template head svg iframe noembed noframes datalist object audio video canvas applet"
)
_HEAD_ONLY = _names("html head base basefont bgsound link meta title script style noscript template")
_CLOSES_P = _BLOCK - _names(
    "body button caption html optgroup option select tbody td textarea tfoot th thead tr picture video audio"
) | {"hr"}
_IMPLIED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset(("li",)), frozenset(("ul", "ol", "menu", "dir"))),
    "dt": (frozenset(("dt", "dd")), frozenset(("dl",))),
    "dd": (frozenset(("dt", "dd")), frozenset(("dl",))),
    "option": (frozenset(("option",)), frozenset(("select", "datalist"))),
    "optgroup": (frozenset(("option", "optgroup")), frozenset(("select",))),
    "tr": (frozenset(("tr", "td", "th")), frozenset(("table",))),
    "td": (frozenset(("td", "th")), frozenset(("table", "tr"))),
    "th": (frozenset(("td", "th")), frozenset(("table", "tr"))),
    "tbody": (frozenset(("tbody", "thead", "tfoot", "tr", "td", "th")), frozenset(("table",))),
    "thead": (frozenset(("tbody", "thead", "tfoot", "tr", "td", "th")), frozenset(("table",))),
    "tfoot": (frozenset(("tbody", "thead", "tfoot", "tr", "td", "th")), frozenset(("table",))),
}
"""Which open elements a start tag ends, and those outside which it ends nothing."""
_WALLS = _names("table td th caption object applet template html button")
_TABLE_PARTS = _names("table tr tbody thead tfoot td th caption")
_REACH = 100  # open elements that are looked through for the one that an end tag closes
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BYLINE_CLASS = re.compile(r"author|byline|writer|contribut|reporter|journalist", re.IGNORECASE)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_QUOTES = ("“", "”"), ("‘", "’")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_BLANK = " \t\n\f"

MOST_TAGS = 1_000_000
"""Above which a page is not looked at: the longest novels have a tenth of it."""
_MOST_DATA, _MOST_METAS, _MOST_MARKED = 60, 600, 3_000
_LONGEST_DATA = 4_000_000  # characters of one JSON-LD script
_DEEPEST, _MOST_TAGS = 200, 40_000  # of 172 news pages the largest has some 3,000
_LONG_CELL = 40  # words: cells of this length are paragraphs, and their table a layout
_MOST_TABS = 60


@dataclass(slots=True, eq=False)
class _Table:
    rows: int = 0
    cell: int = -1
    widest: int = 0
    laid_out: bool = False
    """It arranges parts of the page rather than data."""
    cells: set[tuple[int, int]] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class _Open:
    """An open element, and what it hands down."""

    element: Element
    hidden: bool
    keeps_lines: bool = False
    quoted: bool = False
    heading: bool = False
    link: bool = False
    listed: int = 0
    """The outermost list it stands in."""
    item: int = 0
    """The innermost list item."""
    table: _Table | None = None
    marked: tuple[int, int] | None = None
    """Where its text began, where that is to be told."""


@dataclass(slots=True, eq=False)
class _Leaf:
    """A paragraph as it stands, before lists and tables are put together."""

    text: str
    lead: int
    """Blank characters that stood before it."""
    kind: PassageKind
    element: Element
    linked: float
    listed: int
    item: int
    table: _Table | None
    row: int
    cell: int


# ---------------------------------------------------------------------------------------------------------------- reading


def page(source: str, *, hidden: bool = False) -> Page:
    """The page that this markup shows; with `hidden`, also what its elements ask not to show.

    Paragraphs begin and end where block elements do and at two line breaks; short items of a list are the lines of one block,
    and so are the rows of a table of data, their cells parted by tabs. Tables that only arrange the page fall apart.

    Raises:
        Unreadable: more tags than a page has that anybody reads.
    """
    if source.count("<") > MOST_TAGS:
        raise Unreadable(f"a page of more than {MOST_TAGS:,} tags")
    reader = _Reader(hidden)
    for token in tokens(source):
        if isinstance(token, str):
            reader.write(token)
        elif token.closes:
            reader.end(token.name)
        else:
            reader.start(token)
    return reader.page()


class _Reader:
    """Follows the tags, and gathers leaves."""

    def __init__(self, hidden: bool) -> None:
        self.shows_hidden = hidden
        self.stack: list[_Open] = [_Open(Element("", {}, None, 0), False)]
        self.count: Counter[str] = Counter()
        self.leaves: list[_Leaf] = []
        self.parts: list[str] = []
        self.length = 0
        self.linked = 0
        self.holder = self.stack[0]
        """The innermost element that holds all of the leaf so far."""
        self.held = self.shallowest = 1
        """How many elements are open where that one is the last; and the fewest since the last text."""
        self.numbers = 0
        self.title: list[str] = []
        self.metas: dict[str, list[str]] = {}
        self.data: list[str] = []
        self.lang = self.canonical = ""
        self.marked: list[tuple[Element, tuple[int, int], tuple[int, int]]] = []
        self.unseen = 0
        self.tangled = False
        self.tags = 0
        self.quotes = 0

    # --- tags

    def start(self, tag: Tag) -> None:
        name = tag.name
        self.tags += 1
        if self.count["head"] and (
            name == "body" or not (name in _HEAD_ONLY or self.count["template"] or self.count["noscript"])
        ):
            self.end("head")
        if name in ("meta", "link"):
            self._head(tag)
        if name == "br":
            self._break()
        elif name == "hr" or (name in _VOID and name in _BLOCK):
            self._flush()
        if name in _VOID:
            return
        if self.count["p"] and name in _CLOSES_P:
            self._close_within("p", frozenset(("p",)), _WALLS)
        if name in _IMPLIED:
            ends, walls = _IMPLIED[name]
            self._close_within(name, ends, walls)
        if self._is_block(name):
            self._flush()
        self._open(tag)
        if tag.empty:
            self.end(name)

    def end(self, name: str) -> None:
        if name == "br":
            self._break()
        elif name == "p" and not self.count["p"]:
            self._flush()
        if not self.count[name] or name in ("html", "body"):  # what comes after them is shown, too
            return
        block = name in _BLOCK or name == "head" or "-" in name
        for n in range(len(self.stack) - 1, max(0, len(self.stack) - 1 - _REACH), -1):
            here = self.stack[n].element.name
            if here == name:
                self._pop_to(n)
                return
            if here == "table" or (here in _WALLS and name not in _TABLE_PARTS) or (not block and here in _BLOCK):
                return

    def _is_block(self, name: str) -> bool:
        """Unknown elements of a site's own (with a hyphen) are blocks, but within a paragraph."""
        return name in _BLOCK or ("-" in name and not self.count["p"])

    def _open(self, tag: Tag) -> None:
        above = self.stack[-1]
        name, attributes = tag.name, tag.attributes
        self.tangled = self.tangled or tag.many or len(self.stack) > _DEEPEST
        element = Element(name, attributes, above.element, above.element.depth + 1)
        new = _Open(
            element,
            above.hidden or name in _UNSEEN or (not self.shows_hidden and _asks_to_hide(attributes)),
            above.keeps_lines or name in ("pre", "textarea", "listing", "xmp", "plaintext"),
            above.quoted or name == "blockquote",
            above.heading or name in _HEADINGS,
            above.link or (name == "a" and "href" in attributes),
            above.listed,
            above.item,
            above.table,
        )
        if name in ("ul", "ol", "menu", "dir") and not above.listed:
            self.numbers += 1
            new.listed = self.numbers
        elif name == "li":
            self.numbers += 1
            new.item = self.numbers
        elif name == "table":
            if above.table is not None:
                above.table.laid_out = True
            new.table, new.listed, new.item = _Table(), 0, 0
        elif name == "caption":
            new.table = None
        elif name == "tr" and above.table is not None:
            above.table.rows, above.table.cell = above.table.rows + 1, -1
        elif name in ("td", "th") and above.table is not None:
            above.table.cell += 1
            above.table.widest = max(above.table.widest, above.table.cell + 1)
        elif name == "q" and not new.hidden:
            self._add(_QUOTES[min(self.quotes, 1)][0])
            self.quotes += 1
        elif name == "html":
            self.lang = self.lang or attributes.get("lang", attributes.get("xml:lang", "")).strip()[:35]
        if not new.hidden and len(self.marked) < _MOST_MARKED and _says_what_it_holds(name, attributes):
            new.marked = (len(self.leaves), self.length)
        self.count[name] += 1
        self.stack.append(new)

    def _close_within(self, name: str, ends: frozenset[str], walls: frozenset[str]) -> None:
        """Close the outermost open element of `ends` that stands inside the innermost of `walls`."""
        found = 0
        for n in range(len(self.stack) - 1, max(0, len(self.stack) - 1 - _REACH), -1):
            here = self.stack[n].element.name
            if here in ends:
                found = n
                if name in ("p", "li", "dt", "dd", "td", "th", "option"):
                    break
            elif here in walls:
                break
        if found:
            self._pop_to(found)

    def _pop_to(self, n: int) -> None:
        """Close the open element number `n`, and all within it."""
        while len(self.stack) > n:
            closed = self.stack[-1]
            name = closed.element.name
            if self._is_block(name):
                self._flush()
            elif name == "q" and not closed.hidden:
                self.quotes -= 1
                self._add(_QUOTES[min(self.quotes, 1)][1])
            if closed.marked is not None:
                self.marked.append((closed.element, closed.marked, (len(self.leaves), self.length)))
            self.stack.pop()
            self.count[name] -= 1
            self.shallowest = min(self.shallowest, len(self.stack))

    def _head(self, tag: Tag) -> None:
        of = tag.attributes
        if tag.name == "link":
            if "canonical" in of.get("rel", "").lower().split() and not self.canonical:
                self.canonical = of.get("href", "").strip()
        elif len(self.metas) < _MOST_METAS and (content := of.get("content", "").strip()):
            for name in dict.fromkeys(
                of.get(key, "").strip().lower() for key in ("property", "name", "itemprop", "http-equiv")
            ):
                if name and len(kept := self.metas.setdefault(name[:100], [])) < 40:
                    kept.append(content)

    # --- text

    def write(self, text: str) -> None:
        here = self.stack[-1]
        name = here.element.name
        if name == "script":
            kind = here.element.attributes.get("type", "").lower()
            if "ld+json" in kind and len(self.data) < _MOST_DATA and len(text) <= _LONGEST_DATA:
                self.data.append(text)
        elif name == "title" and (self.count["head"] or not self.title) and not self.count["svg"]:
            self.title.append(text)
        elif name == "head" and text.strip():
            self.end("head")
            self.write(text)
        elif here.hidden:
            if name != "style" and not self.count["svg"]:
                self.unseen += len(text) - text.count(" ")
        elif here.keeps_lines:
            self._lines(text)
        else:
            self._add(_BLANKS.sub(" ", text))

    def _add(self, text: str) -> None:
        """Running text, its blanks already single."""
        if text.startswith(" ") and (not self.parts or self.parts[-1][-1] in _BLANK):
            text = text[1:]
        if text:
            self._put(text)

    def _lines(self, text: str) -> None:
        """Text whose lines stand as they are; an empty line parts paragraphs."""
        for n, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if n:
                self._break()
            if line.strip() or (line and self.parts and self.parts[-1] != "\n"):
                self._put(line)

    def _put(self, text: str) -> None:
        if not self.parts:
            self.held, self.holder = len(self.stack), self.stack[-1]
        elif self.shallowest < self.held and text != " ":
            self.held, self.holder = self.shallowest, self.stack[self.shallowest - 1]
        self.shallowest = len(self.stack)
        self.parts.append(text)
        self.length += len(text)
        if self.stack[-1].link:
            self.linked += len(text)

    def _break(self) -> None:
        """The end of a line; the second one in a row ends the paragraph."""
        if self.stack[-1].hidden or not self.parts:
            return
        if self.parts[-1] == "\n":
            self._flush()
            return
        whole, self.parts[-1] = self.parts[-1], self.parts[-1].rstrip(" \t\f")
        self.length -= len(whole) - len(self.parts[-1])
        if not self.parts[-1]:
            self.parts.pop()
        if self.parts and self.parts[-1] != "\n":
            self.parts.append("\n")
            self.length += 1
        elif self.parts:
            self._flush()

    def _flush(self) -> None:
        """The end of a paragraph, where one has begun."""
        if not self.parts:
            return
        raw = "".join(self.parts)
        here = self.holder
        share = min(1.0, self.linked / max(1, self.length))
        self.parts, self.length, self.linked = [], 0, 0
        text = raw.strip()
        if not text:
            return
        kind: PassageKind = "heading" if here.heading else "blockquote" if here.quoted else "paragraph"
        table = here.table
        if table is not None and table.cell >= 0:
            place = table.rows, table.cell
            if here.heading or place in table.cells or len(text.split(None, _LONG_CELL)) > _LONG_CELL:
                table.laid_out = True
            table.cells.add(place)
        lead = len(raw) - len(raw.lstrip())
        row, cell = (table.rows, table.cell) if table is not None else (0, 0)
        self.leaves.append(_Leaf(text, lead, kind, here.element, share, here.listed, here.item, table, row, cell))

    # --- the whole

    def page(self) -> Page:
        self._pop_to(1)
        self._flush()
        text, starts, blocks, elements = _put_together(self.leaves)

        def at(place: tuple[int, int]) -> int:
            n, offset = place
            if n >= len(self.leaves):
                return len(text)
            leaf = self.leaves[n]
            return starts[n] + min(max(0, offset - leaf.lead), len(leaf.text))

        marked = []
        for element, begin, end in self.marked:
            span = trimmed(text, Span(at(begin), max(at(begin), at(end))))
            if span.start < span.stop or element.attributes.get("content") or element.attributes.get("datetime"):
                marked.append(Marked(element, span))
        return Page(
            text, tuple(blocks), tuple(elements), " ".join("".join(self.title).split()),
            {name: tuple(contents) for name, contents in self.metas.items()}, tuple(self.data),
            self.lang, self.canonical, tuple(marked), self.unseen, self.tangled or self.tags > _MOST_TAGS,
        )  # fmt: skip


def _asks_to_hide(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes and attributes["hidden"].strip().lower() != "until-found":
        return True
    return "style" in attributes and _HIDDEN_STYLE.search(attributes["style"]) is not None


def _says_what_it_holds(name: str, attributes: Mapping[str, str]) -> bool:
    return (
        name in ("time", "h1", "address")
        or "itemprop" in attributes
        or "author" in attributes.get("rel", "")
        or _BYLINE_CLASS.search(attributes.get("class", "")) is not None
    )


# ------------------------------------------------------------------------------------------------------- lists and tables


def _put_together(leaves: Sequence[_Leaf]) -> tuple[str, list[int], list[Block], list[Element]]:
    """The text, where each leaf begins in it, the blocks, and the element of each."""
    texts: list[str] = []
    starts: list[int] = []
    blocks: list[Block] = []
    elements: list[Element] = []
    length = 0
    for at, stop, kind in _groups(leaves):
        group = leaves[at:stop]
        if texts:
            texts.append("\n\n")
            length += 2
        begin = length
        for before, leaf in zip([None, *group], group, strict=False):
            gap = "" if before is None else _gap(before, leaf, kind)
            texts += (gap, leaf.text.replace("\n", " ") if kind == "table" else leaf.text)
            starts.append(length + len(gap))
            length += len(gap) + len(leaf.text)
        linked = sum(leaf.linked * len(leaf.text) for leaf in group) / sum(len(leaf.text) for leaf in group)
        element = group[0].element if len(group) == 1 else _around(group[0].element, group[-1].element)
        blocks.append(Block(Span(begin, length), kind, element.where, round(linked, 3)))
        elements.append(element)
    return "".join(texts), starts, blocks, elements


def _groups(leaves: Sequence[_Leaf]) -> Iterator[tuple[int, int, PassageKind]]:
    """First leaf, the one after the last, and kind of each block."""
    in_item = Counter(leaf.item for leaf in leaves if leaf.item)
    at = 0
    while at < len(leaves):
        first, stop = leaves[at], at + 1
        table = first.table
        if table is not None and not table.laid_out and first.cell >= 0 and table.rows > 1 and table.widest > 1:
            while stop < len(leaves) and leaves[stop].table is table:
                stop += 1
            yield at, stop, "table"
        elif first.item and in_item[first.item] == 1 and first.kind != "heading":
            while (
                stop < len(leaves)
                and (leaf := leaves[stop]).listed == first.listed > 0
                and leaf.kind != "heading"
                and in_item[leaf.item] == 1
            ):
                stop += 1
            if any(len(leaf.text.split(None, LONG_ITEM)) >= LONG_ITEM for leaf in leaves[at:stop]):
                yield from ((n, n + 1, "list") for n in range(at, stop))
            else:
                yield at, stop, "list"
        else:
            yield at, stop, first.kind
        at = stop


def _gap(before: _Leaf, leaf: _Leaf, kind: PassageKind) -> str:
    """What stands between two leaves of one block; empty cells leave their tabs."""
    if kind == "table" and before.row == leaf.row:
        return "\t" * min(_MOST_TABS, max(1, leaf.cell - before.cell))
    return "\n" + "\t" * min(_MOST_TABS, leaf.cell) if kind == "table" else "\n"


def _around(a: Element, b: Element) -> Element:
    """The innermost element that holds both."""
    while a is not b:
        if a.depth >= b.depth and a.parent is not None:
            a = a.parent
        elif b.parent is not None:
            b = b.parent
        else:
            return a
    return a


# --------------------------------------------------------------------------------------------------------------- encoding

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_HEAD_BYTES = 8_192
_SAME = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "windows-1252": "cp1252", "x-sjis": "cp932", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "gb2312": "gb18030",
    "gbk": "gb18030", "x-gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "big5hkscs", "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874", "tis-620": "cp874", "utf8": "utf-8", "x-x-big5": "big5hkscs",
}  # fmt: skip
"""Labels that mean more than they say (the Encoding Standard, https://encoding.spec.whatwg.org/#names-and-labels)."""
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(data: bytes) -> tuple[str, str]:
    """The source of a page and its encoding: a byte-order mark decides, then UTF-8 where the bytes are, then what the page declares.

    Raises:
        Unreadable: a binary file.
    """
    encoding = None if data.startswith(_MARKS) else _declared(data)
    if encoding is None or encoding == "utf-8":
        return decode(data)
    if not data.isascii():
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    return data.decode(encoding, "replace"), encoding


def _declared(data: bytes) -> str | None:
    """The encoding that the page says it has, as Python names it; None where it says none that is known."""
    m = _DECLARED.search(data, 0, _HEAD_BYTES)
    if m is None:
        return None
    label = m[1].decode("ascii", "replace").lower()
    try:
        known = codecs.lookup(_SAME.get(label, label))
        b"".decode(known.name)
    except (LookupError, ValueError):
        return None
    # a page that can be read as ASCII so far cannot be in UTF-16, whatever it says
    return "utf-8" if known.name.startswith(("utf-16", "utf-32")) else known.name
