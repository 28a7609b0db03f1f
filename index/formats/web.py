"""Saved web pages: the article as trafilatura chooses it and its page confirms, and all that stands around it, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index import databases
from index.formats import colophon, linked, markup, story
from index.formats.choice import Stream, chosen, likely_date
from index.formats.decoding import Unreadable
from index.formats.linked import Linked
from index.formats.markup import Element, Page
from index.formats.plain import trimmed
from index.formats.story import Layout
from index.masthead import ends_sentence, is_prose
from index.masthead.dates import find_date
from index.model import Block, Draft, Fact, Flag, Span

_LARGEST = 4 << 20  # characters of a source that trafilatura is given
_LITTLE = 250  # characters: with less, the choice is made once more, less strictly
_SHORT_LINE = 300  # characters of a line that may say when
_DESCRIPTIONS = ("description", "og:description", "twitter:description", "dc.description")


def read(data: bytes) -> Draft:
    source, encoding = markup.decoded(data)
    page = markup.page(source)
    known = linked.read(page.data, page.canonical)
    if not page.text:
        page = markup.page(source, hidden=True)
    if len(page.text) < _LITTLE and not known.body:
        known = replace(known, body=linked.buried(source))
    page, below = _with_stated_text(page, known)
    if not page.text:
        raise Unreadable("the page shows no text: what it had to show was to be loaded when it was opened")
    whole = Draft(page.text, "html", encoding, page.blocks, {})
    if databases.is_export(whole):  # of many articles there is none to choose
        return whole
    layout, head = _laid_out(page, source, known, below)
    facts = _facts(page, known, layout, head)
    if (
        "date" not in facts
        and not _is_hard(page, source)
        and (guessed := likely_date(source))
        and _stands(guessed, source, page.text)
    ):
        facts["date"] = (Fact(guessed, "inferred", origin="page"),)
    if not any(layout.kept):
        return Draft(page.text, "html", encoding, tuple(piece.block for piece in layout.pieces), facts)
    blocks = tuple(
        replace(piece.block, kind="heading") if _is_heading(layout, n) else piece.block
        for n, piece in enumerate(layout.pieces)
    )
    furniture = tuple(story.furniture(layout, frozenset(facts)))
    return Draft(page.text, "html", encoding, blocks, facts, furniture, True, tuple(_flags(known, layout)))


def _is_heading(layout: Layout, n: int) -> bool:
    """A line of its own over what follows it, though the page does not say so: the standfirst, the time of a live post."""
    return n in layout.stamps or (n == layout.standfirst and layout.pieces[n].block.kind != "list")


def _laid_out(page: Page, source: str, known: Linked, below: Span | None) -> tuple[Layout, colophon.Headline | None]:
    """The page with the choice as it is put right; trafilatura is asked a second time where the first comes to next to nothing."""
    stream = Stream(page.text)
    given = below is not None or _is_hard(page, source)
    described = [text for name in _DESCRIPTIONS for text in page.metas.get(name, ())]
    says = story.Known(
        known.body, (*described, known.description) if known.description else (*described,), known.is_live
    )
    best: tuple[Layout, colophon.Headline | None] | None = None
    for recall in (False, True):
        spans = [below] if below is not None else [] if given else chosen(source, stream, recall=recall)
        found = story.pieces(page, spans)
        head = colophon.headline(page, known, found)
        layout = story.lay_out(found, head.piece if head else None, says)
        if best is None or layout.mass() > best[0].mass():
            best = layout, head
        if given or layout.mass() >= _LITTLE:
            break
    assert best is not None
    return best


def _is_hard(page: Page, source: str) -> bool:
    """Other parsers would take too long for the page, or show nothing of it."""
    return page.tangled or len(source) > _LARGEST


_BODY = 400  # characters
_SAMPLE = 24  # characters
_SHOWN = 0.3  # of the samples


def _with_stated_text(page: Page, known: Linked) -> tuple[Page, Span | None]:
    """The page, below it the text of the article that its data holds where the page does not show it, and where that stands."""
    body = known.body
    if len(body) < _BODY:
        return page, None
    shown = "".join(page.text.split())
    letters = "".join(body.split())
    samples = [letters[n : n + _SAMPLE] for n in range(0, len(letters) - _SAMPLE, 5 * _SAMPLE)]
    if sum(sample in shown for sample in samples) >= _SHOWN * len(samples):
        return page, None
    lines = [line for line in body.split("\n") if line.strip()]
    text, blocks = page.text, list(page.blocks)
    element = Element("script", {"class": "articleBody"}, None, 1)
    for line in lines:
        text += "\n\n" if text else ""
        span = trimmed(text + line, Span(len(text), len(text) + len(line)))
        text += line.strip()
        blocks.append(Block(Span(len(text) - (span.stop - span.start), len(text)), where="script"))
    longer = replace(page, text=text, blocks=tuple(blocks), elements=(*page.elements, *[element] * len(lines)))
    return longer, Span(blocks[-len(lines)].span.start, len(text))


_ABOVE, _BELOW = 6, 3  # pieces around the headline and the first paragraph in which byline and date stand


def _facts(page: Page, known: Linked, layout: Layout, head: colophon.Headline | None) -> dict[str, tuple[Fact, ...]]:
    """What the page states of its article."""
    first = layout.body.start
    top = layout.headline if layout.headline is not None and layout.headline < first else max(0, first - _ABOVE)
    begin = layout.pieces[max(0, top - _ABOVE)].block.span.start
    near = Span(begin, layout.pieces[min(len(layout.pieces) - 1, first + _BELOW)].block.span.stop)
    house = colophon.publisher(page, known, head)
    by = colophon.authors(page, known, near, house.value if house else "")
    found = {
        "headline": (head.fact,) if head else (),
        "publisher": (house,) if house else (),
        "authors": by.persons,
        "agency": (by.agency,) if by.agency else (),
        "date": (day,) if (day := colophon.date(page, known, near)) else (),
        "url": (own,) if (own := colophon.url(page)) else (),
    }
    return {name: facts for name, facts in found.items() if facts}


_WORDS = 250


def _flags(known: Linked, layout: Layout) -> Iterator[Flag]:
    """What the page itself says of its article that its reader has to know."""
    if known.is_live:
        yield Flag("live", "the page says that it is a live blog")
    if known.is_list:
        yield Flag("list", "the page says that it is a list of articles")
    if not known.is_free:
        prose = [piece.text for n, piece in enumerate(layout.pieces) if layout.kept[n] and is_prose(piece.text)]
        if sum(len(text.split()) for text in prose) < _WORDS or not ends_sentence(prose[-1]):
            yield Flag("truncated", "the page says that it is for subscribers, and little of it is here")


def _stands(day: str, source: str, text: str) -> bool:
    """The day stands somewhere on the page, in figures or in words: not the first of a month of which only the year is there."""
    year, month, date = day[:4], day[5:7], day[8:10]
    if any(sign.join((year, month, date)) in source for sign in ("-", "/", "", ".", "_")):
        return True
    lines = (line for line in text.split("\n") if year in line and len(line) <= _SHORT_LINE)
    return any((found := find_date(line)) is not None and found.value[:10] == day[:10] for line in lines)
