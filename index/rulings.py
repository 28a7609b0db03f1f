"""What the user puts back and leaves out, laid over what the cleaner kept and dropped of a source.

A ruling is about one piece: a passage, or a dropped piece. It holds where the words of that piece stand, as whole pieces; in
a source that has changed where they stand as the only piece of these words. It never holds for other words.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from index.model import Article, Dropped, Passage, Ruling, Span

LEFT_OUT = "left out by hand"
"""The rule of a piece that the user left out."""
_LOOKED_AT = 4
"""How often a text is looked at, at most, for the words of rulings: those of one reader overlap nowhere."""


class Standing(NamedTuple):
    """Which rulings hold in an article, and which do not."""

    held: Mapping[Span, Ruling]
    """By the spans of the pieces for which they hold."""
    lost: Sequence[Ruling]
    """Those whose words stand nowhere, or nobody knows where, or are no pieces of their own."""


def words(text: str) -> str:
    """The fingerprint of a piece's words, 32 hexadecimal digits; line ends and runs of blanks count as one blank."""
    return hashlib.blake2b(" ".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def ruling(article: Article, piece: Passage | Dropped) -> Ruling:
    """What says that a passage is left out, that a dropped piece is put back."""
    return of_stretch(article, piece.span, kept=isinstance(piece, Dropped))


def of_stretch(article: Article, span: Span, *, kept: bool) -> Ruling:
    """What says that all pieces of a stretch, which begins with one and ends with one, are put back or left out."""
    return Ruling(kept, article.path, article.source.sha256, span, words(span.of(article.text)))


def pieces(article: Article) -> list[Passage | Dropped]:
    """All pieces of an article in the order of the text; the headline is none, it names the source."""
    body: list[Passage | Dropped] = [p for p in article.passages if p.n]
    return sorted([*body, *article.dropped], key=lambda piece: piece.span)


def by_article(articles: Iterable[Article], rulings: Iterable[Ruling]) -> dict[str, list[Ruling]]:
    """The rulings on each article, by its path: on its very bytes, else on what stood at its path."""
    articles = list(articles)
    bytes_, paths = {a.source.sha256: a.path for a in articles}, {a.path for a in articles}
    found: dict[str, list[Ruling]] = defaultdict(list)
    for one in rulings:
        path = bytes_.get(one.sha256, one.source)
        if path in paths:
            found[path].append(one)
    return found


def standing(article: Article, rulings: Iterable[Ruling]) -> Standing:
    """Which rulings hold in an article as it was read; of two on the same words the one on fewer of them, then what puts back."""
    found, text = pieces(article), article.text
    firsts = {piece.span.start: n for n, piece in enumerate(found)}
    lasts = {piece.span.stop: n for n, piece in enumerate(found)}
    whole: list[Ruling] = []
    lost: list[Ruling] = []
    for one in rulings:
        (whole if one.span.start in firsts and one.span.stop in lasts else lost).append(one)
    held: dict[Span, Ruling] = {}
    left = _LOOKED_AT * len(text)
    for one in sorted(whole, key=_rank):
        meant = range(firsts[one.span.start], lasts[one.span.stop] + 1)
        left -= one.span.stop - one.span.start
        is_free = bool(meant) and left >= 0 and not any(found[n].span in held for n in meant)
        if is_free and words(one.span.of(text)) == one.words:
            held |= dict.fromkeys([found[n].span for n in meant], one)
        else:
            lost.append(one)
    return _found_anew(article, found, held, lost)


def _found_anew(
    article: Article, found: Iterable[Passage | Dropped], held: dict[Span, Ruling], lost: Sequence[Ruling]
) -> Standing:
    """Rulings on other bytes hold for the only piece that has their words."""
    if all(one.sha256 == article.source.sha256 for one in lost):
        return Standing(held, lost)
    places: dict[str, list[Span]] = defaultdict(list)
    for piece in found:
        places[words(piece.span.of(article.text))].append(piece.span)
    still: list[Ruling] = []
    meant: list[Ruling] = []
    for one in lost:
        is_there = one.sha256 != article.source.sha256 and len(places.get(one.words, ())) == 1
        (meant if is_there else still).append(one)
    for one in sorted(meant, key=_rank):
        (span,) = places[one.words]
        if span in held:
            still.append(one)
        else:
            held[span] = one
    return Standing(held, still)


def _rank(one: Ruling) -> tuple[object, ...]:
    """Which of two rulings goes first, whatever their order: that on fewer words, then that which puts back."""
    return one.span.stop - one.span.start, one.span, one.sha256, not one.kept, one.words


def ruled(article: Article, rulings: Iterable[Ruling]) -> Article:
    """An article as it was read, with the pieces put back and left out that the user says: its passages numbered anew.

    Every non-blank character is still in one piece; the masthead stays, and so does an article of which nothing would be
    left. What was found in the passages before, its quotations, is not touched: it is to be found anew. The very same
    article where nothing changes.
    """
    held = standing(article, rulings).held
    kept: list[Passage] = []
    out: list[Dropped] = []
    number: dict[int, int] = {}
    for piece in pieces(article):
        by_hand = held.get(piece.span)
        if isinstance(piece, Passage) and (by_hand is None or by_hand.kept):
            number[piece.n] = len(kept) + 1
            kept.append(replace(piece, n=len(kept) + 1))
        elif by_hand is not None and by_hand.kept:
            kept.append(Passage(len(kept) + 1, piece.span, by_hand=True))
        elif isinstance(piece, Passage):
            out.append(Dropped(piece.span, LEFT_OUT, "the cleaner kept it"))
        else:
            out.append(piece)
    if not kept and any(p.n for p in article.passages):
        return ruled(article, [one for one in held.values() if one.kept])
    if len(out) == len(article.dropped) and all(piece.rule != LEFT_OUT for piece in out):
        return article
    headline = [p for p in article.passages if not p.n]
    dropped = tuple(replace(d, same_as=number.get(d.same_as)) if d.same_as else d for d in out)
    return replace(article, passages=(*headline, *kept), dropped=dropped)
