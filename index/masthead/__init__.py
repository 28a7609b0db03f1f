"""Who published a source, when, where and by whom, and the lines that say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.masthead.datelines import dateline
from index.masthead.dates import CLOCK, find_date, iso_date
from index.masthead.head import Head, first_of_text, headline_of, is_site_title, parted_title
from index.masthead.lines import MORE_FROM, bio, ends_sentence, is_image_name, is_prose, longest_run, typography
from index.masthead.readers import READERS
from index.model import Draft, Dropped, Fact, Masthead, Span

__all__ = [
    "MORE_FROM",
    "bio",
    "dateline",
    "ends_sentence",
    "find_date",
    "is_image_name",
    "is_prose",
    "longest_run",
    "read",
    "typography",
]


_CLOSE = 4  # blocks above the text of a web page in which byline and date stand


def read(draft: Draft, path: str) -> tuple[Masthead, tuple[Dropped, ...]]:
    """The masthead of a draft, and the pieces that carried it: byline, date line, desk line, section label, page head.

    What the format states (front matter) comes first. The headline's own block is not among the pieces. Lines that state
    something and are dropped for another reason (`More from X`, the author's bio) are left to `clean`.
    """
    furniture = {piece.span for piece in draft.furniture}
    outside = [block for block in draft.blocks if block.span not in furniture]
    lines = [b.span.of(draft.text) for b in outside]
    first = first_of_text(outside, lines)
    above = list(_page_heads(draft, outside[first].span.start if first < len(outside) else 0))
    head = Head(draft.text, outside, lines, first, None, path, above, {})
    found = _stated(draft)
    headline, at = headline_of(head, found.headline)
    if found.publisher is None and found.headline is not None and is_site_title(found.headline):
        found = replace(found, publisher=replace(found.headline, status="inferred"))
    head, found = replace(head, headline=at), _placed(head, replace(found, headline=headline))
    found = _without_house(found)
    for reader in READERS:
        found = reader(head, found)
    pieces = sorted((n, piece) for n, piece in head.pieces.items() if n != at)
    return found, tuple(Dropped(outside[n].span, rule, reason) for n, (rule, reason) in pieces)


def _without_house(found: Masthead) -> Masthead:
    """The headline without the name of the paper behind it, which says who publishes it."""
    headline, publisher = found.headline, found.publisher
    title, site = parted_title(headline.value, publisher.value if publisher else "") if headline else ("", "")
    if headline is None or not site:
        return found
    at = headline.span
    span = at if at is not None and at.stop - at.start == len(headline.value) else None
    cut = replace(headline, value=title, span=Span(span.start, span.start + len(title)) if span else headline.span)
    if publisher is None or publisher.status == "inferred":
        publisher = replace(headline, value=site, span=Span(span.stop - len(site), span.stop) if span else None)
    return replace(found, headline=cut, publisher=publisher)


def _page_heads(draft: Draft, first: int) -> Iterator[Span]:
    """The head of a web page, with its byline and date just above the text at `first`; what is printed at the head of a first page.

    A browser prints the time of day there.
    """
    rules = {piece.span: piece.rule for piece in draft.furniture}
    above = [block.span for block in draft.blocks if block.span.stop <= first]
    yield from (span for span in above[-_CLOSE:] if rules.get(span) in ("byline", "date line"))
    heads = {piece.span: piece.rule for piece in draft.furniture if piece.rule in ("page header", "running head")}
    for block in draft.blocks:
        rule = heads.get(block.span)
        if rule == "page header" or (
            rule == "running head" and block.where == "page 1" and not CLOCK.search(block.span.of(draft.text))
        ):
            yield block.span


def _stated(draft: Draft) -> Masthead:
    """What the format states, its date as ISO 8601."""

    def first(name: str) -> Fact | None:
        return next(iter(draft.stated.get(name, ())), None)

    date = first("date")
    told = iso_date(date.value) if date is not None else None
    return Masthead(
        headline=first("headline"),
        publisher=first("publisher"),
        agency=first("agency"),
        authors=tuple(draft.stated.get("authors", ())),
        date=replace(date, value=told) if date is not None and told is not None else None,
        dateline=first("dateline"),
        url=first("url"),
    )


def _placed(head: Head, found: Masthead) -> Masthead:
    """What the format states, each with its place where the text has the same words."""
    return replace(
        found,
        publisher=found.publisher and head.placed(found.publisher),
        agency=found.agency and head.placed(found.agency),
        authors=tuple(map(head.placed, found.authors)),
        dateline=found.dateline and head.placed(found.dateline),
    )
