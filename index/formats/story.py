"""Which blocks of a page are its article: those that trafilatura chose, put right by where they stand.

`RULES` is the documentation: each looks at the whole page and keeps or drops pieces of it. What they know of a page is general:
what its boxes are called, which pieces are of one sort, and what the page states of itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.formats.boxes import Box, Boxes
from index.formats.markup import Element, Page
from index.formats.plain import trimmed
from index.masthead import ends_sentence, is_prose
from index.masthead.lines import is_byline, is_date_line
from index.model import Block, Dropped, PassageKind, Span

# ------------------------------------------------------------------------------------------------- choice and blocks

_WHOLE = 0.5  # share of a line that has to be chosen for all of it to be taken
_RUN = 60  # characters: a chosen stretch as long as this is cut out of a line that is not


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of the page, or a part of one, that is wholly article or not at all."""

    block: Block
    element: Element
    chosen: bool
    text: str


def pieces(page: Page, spans: Sequence[Span]) -> list[Piece]:
    """The blocks of the page, cut where a choice of stretches begins or ends in them."""
    found: list[Piece] = []
    ordered = sorted(spans)
    starts = [span.start for span in ordered]
    for block, element in zip(page.blocks, page.elements, strict=True):
        at = max(0, bisect_left(starts, block.span.start) - 1)
        inside = []
        while at < len(ordered) and ordered[at].start < block.span.stop:
            inside.append(Span(max(ordered[at].start, block.span.start), min(ordered[at].stop, block.span.stop)))
            at += 1
        inside = [span for span in inside if span.start < span.stop]
        parts = _cut(page.text, block, inside) if inside else [(block.span, False)]
        found += [Piece(replace(block, span=s), element, chosen, s.of(page.text)) for s, chosen in parts]
    return found


def _cut(text: str, block: Block, inside: Sequence[Span]) -> list[tuple[Span, bool]]:
    """The parts of a block, and whether each is chosen: lines that are, lines that are not, and long stretches of a line."""
    lines: list[tuple[Span, bool]] = []
    at = block.span.start
    while at < block.span.stop:
        end = text.find("\n", at, block.span.stop)
        line = trimmed(text, Span(at, end if end >= 0 else block.span.stop))
        at = (end if end >= 0 else block.span.stop) + 1
        if line.start < line.stop:
            lines += _cut_line(text, line, inside)
    if block.kind == "table":  # whole or not at all
        mass = sum(span.stop - span.start for span, chosen in lines if chosen)
        return [(block.span, 2 * mass >= block.span.stop - block.span.start)]
    joined = lines[:1]
    for span, chosen in lines[1:]:
        if chosen == joined[-1][1]:
            joined[-1] = Span(joined[-1][0].start, span.stop), chosen
        else:
            joined.append((span, chosen))
    return joined


def _cut_line(text: str, line: Span, inside: Sequence[Span]) -> Iterator[tuple[Span, bool]]:
    taken = [Span(max(s.start, line.start), min(s.stop, line.stop)) for s in inside]
    taken = [span for span in taken if span.start < span.stop]
    if sum(s.stop - s.start for s in taken) >= _WHOLE * (line.stop - line.start):
        yield line, True
        return
    at = line.start
    for stretch in taken:
        if stretch.start < at or stretch.stop - stretch.start < _RUN:
            continue
        stretch = trimmed(text, stretch)
        if (before := trimmed(text, Span(at, stretch.start))).start < before.stop:
            yield before, False
        yield stretch, True
        at = stretch.stop
    if (after := trimmed(text, Span(at, line.stop))).start < after.stop:
        yield after, False


# ------------------------------------------------------------------------------------------------------------ a layout

_STORY = 0.25  # of what was chosen: a box that holds more of it is the article's own, whatever it is called


@dataclass(frozen=True, slots=True)
class Known:
    """What the page says of its article."""

    body: str = ""
    """Its text, or the beginning of it."""
    descriptions: tuple[str, ...] = ()
    is_live: bool = False


@dataclass(slots=True)
class Layout:
    """The pieces of a page, and which of them are kept so far."""

    pieces: Sequence[Piece]
    headline: int | None
    """The number of the headline's piece; None where none shows it."""
    known: Known
    kept: list[bool]
    boxes: Boxes
    sorts: Sequence[tuple[str, ...]]
    """What pieces of one sort have in common: the kind of their block, of what it stands in, and of what that stands in."""
    why: dict[int, Box] = field(default_factory=dict)
    """Why a piece was taken out by a rule."""
    standfirst: int | None = None
    stamps: set[int] = field(default_factory=set)
    """The lines that tell when a post of a live blog was written."""

    @property
    def body(self) -> range:
        """From the first to the last piece that is kept."""
        places = [n for n, kept in enumerate(self.kept) if kept]
        return range(places[0], places[-1] + 1) if places else range(0)

    def mass(self) -> int:
        """The characters that are kept."""
        return sum(len(piece.text) for piece, kept in zip(self.pieces, self.kept, strict=True) if kept)

    def box(self, n: int) -> Box | None:
        """What the piece stands in, other than the article."""
        return self.boxes.of(self.pieces[n].element)

    def may_stay(self, n: int) -> bool:
        """No box speaks against the piece for sure, and it is not mostly links."""
        box = self.box(n)
        return n != self.headline and (box is None or not box.sure) and self.pieces[n].block.linked <= 0.5

    def drop(self, n: int, rule: str, reason: str) -> None:
        self.kept[n] = False
        self.why[n] = Box(rule, reason, True)


def lay_out(found: Sequence[Piece], headline: int | None, known: Known) -> Layout:
    """The pieces, kept as they were chosen and then put right by the rules."""
    weight: Counter[int] = Counter()
    for piece in found:
        if piece.chosen:
            weight.update({id(element): len(piece.text) for element in piece.element.up()})
    total = sum(len(piece.text) for piece in found if piece.chosen)
    story = {identity for identity, mass in weight.items() if mass > _STORY * total}
    kept = [piece.chosen for piece in found]
    layout = Layout(found, headline, known, kept, Boxes(story), [_sort(piece.element) for piece in found])
    if headline is not None:
        layout.kept[headline] = False
    for rule in RULES:
        rule(layout)
    return layout


_INLINE = frozenset(
    (
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup",
        "time", "u", "var",
    )
)  # fmt: skip


def _sort(element: Element) -> tuple[str, ...]:
    chain = [here for here in element.up(12) if here.name not in _INLINE][:3]
    return tuple(f"{here.name}.{(here.attributes.get('class', '').split(maxsplit=1) or [''])[0]}" for here in chain)


# --------------------------------------------------------------------------------------------------------------- rules

_MUCH = 1_200  # characters of running text that make an article
_HALF = 0.5  # of it: where less was chosen, the choice went wrong
_NEARLY = 0.95
_AROUND = 14  # elements around a paragraph among which the one that holds the article is looked for


def _whole_story(layout: Layout) -> None:
    """Where less than half of the page's running text was chosen, the innermost element that holds nearly all of it is taken."""
    mass: Counter[int] = Counter()
    elements: dict[int, Element] = {}
    for n, piece in enumerate(layout.pieces):
        if (
            piece.block.kind in ("paragraph", "blockquote")
            and layout.box(n) is None
            and layout.may_stay(n)
            and is_prose(piece.text)
        ):
            for element in piece.element.up(_AROUND):
                elements[id(element)] = element
                mass[id(element)] += len(piece.text)
    most = max(mass.values(), default=0)
    if most < _MUCH or layout.mass() > _HALF * most:
        return
    holder = max((n for n in mass if mass[n] >= _NEARLY * most), key=lambda n: elements[n].depth)
    for n, piece in enumerate(layout.pieces):
        if layout.may_stay(n) and any(id(element) == holder for element in piece.element.up()):
            layout.kept[n] = layout.box(n) is None or is_prose(piece.text)


_SHORT = 250  # characters of a byline
_SAID = 8  # words


def _boxes(layout: Layout) -> None:
    """What stands in a caption, a form, a box about other articles or about the author; bylines where they are short.

    Words of the article that a box has again are left to the cleaner, which tells whose they are.
    """
    boxed = {n: box for n, kept in enumerate(layout.kept) if kept and (box := layout.box(n)) is not None}
    others = "".join(_even(piece.text) for n, piece in enumerate(layout.pieces) if layout.kept[n] and n not in boxed)
    for n, box in boxed.items():
        text = layout.pieces[n].text
        short = box.rule in ("byline", "date line") and len(text) <= _SHORT and not is_prose(text)
        short = short or (box.rule == "section label" and len(text.split()) < _FEW)
        again = box.rule == "pull quote" and len(text.split()) >= _SAID and _even(text) in others
        if (box.sure or short) and not again:
            layout.drop(n, box.rule, box.reason)


_LINKED = 0.7
_FEW = 4  # words


def _links(layout: Layout) -> None:
    """A list of links, and a paragraph that is one and no sentence: they lead away."""
    for n, piece in enumerate(layout.pieces):
        if not layout.kept[n] or piece.block.linked < _LINKED or len(piece.text.split(None, _FEW)) < _FEW:
            continue
        if piece.block.kind == "list" or not ends_sentence(piece.text):
            layout.drop(n, "link list", "links to other pages and nothing else")


_STANDFIRST = re.compile(
    r"standfirst|sub-?head|sub-?title|strap-?line|excerpt|key-?points|(?<![a-z])(?:sub|bullets|takeaways|dek|deck|chapeau|chapo|intro|summary|lede|lead|leadtext|sapo|abstract|bajada)(?![a-z])|vorspann|entradilla|teaser-text|ingress|article-?summary"
)
_BELOW = 8  # pieces below the headline among which the standfirst stands
_LONGEST = 500  # characters
_STATED = 40


def _standfirst(layout: Layout) -> None:
    """What stands between headline and text: by its name, as the page's description, as the second heading, or before the byline."""
    body = layout.body
    if layout.headline is None or layout.headline >= body.stop:
        return
    for n in range(layout.headline + 1, min(body.start + 1, layout.headline + 1 + _BELOW, len(layout.pieces))):
        piece = layout.pieces[n]
        if len(piece.text) > _LONGEST or len(piece.text.split()) <= _FEW or not layout.may_stay(n):
            continue
        names = " ".join(
            f"{e.attributes.get('class', '')} {e.attributes.get('data-testid', '')}" for e in piece.element.up(3)
        )
        second = n == layout.headline + 1 and (piece.element.name == "h2" or _is_above_byline(layout, n))
        if second or _STANDFIRST.search(names.lower()) or _is_description(piece.text, layout.known.descriptions):
            layout.kept[n], layout.standfirst = True, n
            return


_BYLINES = frozenset(("byline", "date line", "bio"))
_NEXT = 3  # pieces below the standfirst among which byline or date stand


def _is_above_byline(layout: Layout, n: int) -> bool:
    """The piece is no line of the masthead itself, and one follows it before the text begins."""
    below = range(n + 1, min(n + 1 + _NEXT, layout.body.start))
    return not _is_masthead(layout, n) and any(_is_masthead(layout, m) for m in below)


def _is_masthead(layout: Layout, n: int) -> bool:
    box = layout.box(n)
    return bool(_line(layout.pieces[n].text)) or (box is not None and box.rule in _BYLINES)


def _is_description(text: str, descriptions: Sequence[str]) -> bool:
    own = _even(text)
    return any(own in said or (len(said) >= _STATED and said in own) for said in map(_even, descriptions))


def _even(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


_BODY = 400  # characters: a shorter `articleBody` is a summary
_FOUND = 20
_AGREE = 0.8


def _stated_body(layout: Layout) -> None:
    """Where the page states the text of its article: what is in it stays, a sort of pieces that is not goes if it has nearly all else."""
    body = "".join(layout.known.body.split())
    if len(body) < _BODY:
        return
    squeezed = ["".join(piece.text.split()) for piece in layout.pieces]
    inside = [len(text) >= _FOUND and text in body for text in squeezed]
    seen = {text for text, kept in zip(squeezed, layout.kept, strict=True) if kept}
    for n, text in enumerate(squeezed):
        if inside[n] and text not in seen and layout.may_stay(n):
            layout.kept[n] = True
            seen.add(text)
    both = sum(len(piece.text) for n, piece in enumerate(layout.pieces) if layout.kept[n] and inside[n])
    if both < _AGREE * layout.mass():
        return
    good = {layout.sorts[n] for n in layout.body if inside[n]}
    for n in layout.body:
        if not layout.kept[n] or inside[n] or layout.sorts[n] in good or n == layout.standfirst:
            continue
        if len(layout.pieces[n].text.split()) >= _FEW:
            layout.drop(n, "not the article", "is not in the text that the page states to be its article")


_SEVERAL = 3


def _same_sort(layout: Layout) -> None:
    """A piece between kept ones that is of the same sort as most of them: a subhead, a list, a short paragraph."""
    all_of: Counter[tuple[str, ...]] = Counter()
    kept: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, piece in enumerate(layout.pieces):
        if layout.may_stay(n):
            all_of[layout.sorts[n]] += len(piece.text)
            if layout.kept[n]:
                kept[layout.sorts[n]].append(len(piece.text))
    for n in layout.body:
        same = kept[layout.sorts[n]]
        if not layout.kept[n] and n not in layout.why and layout.box(n) is None and layout.may_stay(n):
            layout.kept[n] = len(same) >= _SEVERAL and sum(same) >= _HALF * all_of[layout.sorts[n]]


_STEPS = 3  # elements up from two pieces within which they have one in common
_AT_LEAST = 3  # words of each line of a list above the text


def _with_neighbours(layout: Layout) -> None:
    """A subhead over a kept paragraph of its own element, a table or list of what is kept on both sides of it; one list above the text."""
    kept = [n for n, is_kept in enumerate(layout.kept) if is_kept]
    top = layout.headline if layout.headline is not None else kept[0] if kept else 0
    for at, n in enumerate(range(top + 1, layout.body.stop)):
        piece = layout.pieces[n]
        kind = piece.block.kind
        if layout.kept[n] or n in layout.why or kind not in ("heading", "list", "table") or not layout.may_stay(n):
            continue
        if layout.box(n) is not None or (at > _BELOW and n < layout.body.start):
            continue
        after = bisect_left(kept, n)
        if after == len(kept):
            return
        above, below = kept[max(0, after - 1)], kept[after]
        if kind == "heading":
            stays = below == n + 1 and layout.pieces[below].element.parent is piece.element.parent
        elif n - 1 > top and layout.pieces[n - 1].block.kind == "heading" and not layout.kept[n - 1]:
            continue  # the heading says what it is: key events, topics
        elif above < n:
            stays = _are_close(layout, above, n) and _are_close(layout, n, below)
        else:
            lines = piece.text.split("\n")
            stays = kind == "list" and len(lines) > 1 and all(len(line.split()) >= _AT_LEAST for line in lines)
            stays = stays and piece.element.parent is layout.pieces[below].element.parent
        layout.kept[n] = stays


def _are_close(layout: Layout, n: int, m: int) -> bool:
    """Not far above both pieces stands one element that holds them."""
    around = {id(element) for element in layout.pieces[n].element.up(_STEPS)}
    return any(id(element) in around for element in layout.pieces[m].element.up(_STEPS))


_STAMP = re.compile(
    r"(?:\S+ ){0,6}[012]?\d ?[.:h] ?[0-5]\d(?:[.:][0-5]\d)?(?: ?[ap]\.?m\.?)?(?: \S+){0,4}", re.IGNORECASE
)
_LONGEST_STAMP = 50  # characters


def _stamps(layout: Layout) -> None:
    """In a live blog the lines, several of one sort, that say when the post below them was written."""
    if not layout.known.is_live:
        return
    of_sort: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for n in range(0 if layout.headline is None else layout.headline + 1, layout.body.stop):
        text = layout.pieces[n].text
        if len(text) <= _LONGEST_STAMP and _STAMP.fullmatch(" ".join(text.split())):
            of_sort[layout.sorts[n]].append(n)
    for places in of_sort.values():
        heads = [n for n in places if any(layout.kept[n + 1 : n + 1 + _NEXT])]
        if len(heads) >= max(_SEVERAL, len(places) // 2):  # fewer: of a list of the main posts
            layout.stamps.update(heads)
            for n in heads:
                layout.kept[n] = True


_ASIDES = (
    (
        re.compile(r"(?=.{0,80}\bjava ?script\b).{0,40}\b(?:turn on|enable|activate|allow|requires?|needs?)\b.{0,80}", re.IGNORECASE | re.DOTALL),
        Box("script line", "asks for a setting of the browser", True),
    ),
    (
        re.compile(
            r"(?:(?:do|did|have|are|were) you |got a |know ).{0,160}\?.{0,80}?"
            r"(?:\b(?:e-?mail|contact|call|text|whatsapp|message|get in touch|write to|tell us|let us know)\b).{0,160}",
            re.IGNORECASE | re.DOTALL,
        ),
        Box("reader call", "asks readers to write in", True),
    ),
    (
        re.compile(
            r"(?:.{0,200}[.|·•/–-] )?\W*(?:(?:terms|privacy|cookies?|complaints|corrections|contact|imprint|accessibility|advertise|sitemap|about)"
            r"(?: (?:us|of (?:use|service)|(?:and|&) conditions|policy|notice|settings))?\s*(?:[|·•/]\s*|$)){2,}",
            re.IGNORECASE | re.DOTALL,
        ),
        Box("page footer", "links to the terms of the site", True),
    ),
)  # fmt: skip
_LONGEST_ASIDE = 400  # characters
_QUOTING = re.compile(r"[“”„«»\"]")


def _asides(layout: Layout) -> None:
    """Short lines among the paragraphs in which the site speaks to its readers of itself; none with a quotation."""
    for n, piece in enumerate(layout.pieces):
        if layout.kept[n] and len(piece.text) <= _LONGEST_ASIDE and not _QUOTING.search(piece.text):
            for form, box in _ASIDES:
                if form.fullmatch(piece.text):
                    layout.drop(n, box.rule, box.reason)
                    break


_ENOUGH = 400  # characters


def _within_another(layout: Layout) -> None:
    """Articles within an article that has a text of its own: comments, other articles (HTML Standard, 4.3.2)."""
    if layout.known.is_live:
        return
    depth = [sum(element.name == "article" for element in piece.element.up()) for piece in layout.pieces]
    own = sum(len(piece.text) for n, piece in enumerate(layout.pieces) if layout.kept[n] and depth[n] == 1)
    if own <= _ENOUGH:
        return
    for n, inner in enumerate(depth):
        if layout.kept[n] and inner > 1:
            layout.drop(n, "another article", "an article within the article")


RULES: tuple[Callable[[Layout], None], ...] = (
    _whole_story,
    _boxes,
    _links,
    _standfirst,
    _stated_body,
    _same_sort,
    _with_neighbours,
    _stamps,
    _within_another,
    _asides,
)
"""What puts the choice right, in order."""


# ------------------------------------------------------------------------------------------------------------ furniture

_NEAR = 12  # pieces above the text in which a byline may stand


def furniture(layout: Layout, stated: frozenset[str]) -> Iterator[Dropped]:
    """Every piece that is not kept, with its rule and reason; not the headline, nor a byline or date that tells what is not `stated`."""
    body = layout.body
    for n, piece in enumerate(layout.pieces):
        if layout.kept[n] or n == layout.headline:
            continue
        line = _line(piece.text) if body.start - _NEAR <= n <= body.start + 2 else ""
        if line and line not in stated:
            continue
        box = layout.why.get(n) or _LINES.get(line) or layout.box(n)
        if box is None and piece.block.linked >= _LINKED:
            box = Box("link list", "links and nothing else", True)
        if box is None:
            place = "above" if n < body.start else "below" if n >= body.stop else "among"
            own = piece.block.where.rsplit("/", 1)[-1]
            what = _WHAT.get(piece.block.kind, "stands")
            box = Box("not the article", f"{what} {place} the paragraphs of the article ({own})", False)
        yield Dropped(piece.block.span, box.rule, box.reason)


_WHAT: dict[PassageKind, str] = {
    "heading": "a heading without kept text of its own,",
    "list": "a list that does not belong to the text,",
    "table": "a table that does not belong to the text,",
}
_LINES = {
    "authors": Box("byline", "says who wrote the article", True),
    "date": Box("date line", "says when the article was published", True),
}


def _line(text: str) -> str:
    """What a line of the masthead states: `authors`, `date`; nothing for any other."""
    return "authors" if is_byline(text) else "date" if is_date_line(text) else ""
