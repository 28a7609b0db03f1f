"""A text against the articles of a pack, as the screen wants it. Takes its time: for a thread."""

from __future__ import annotations

from collections.abc import Sequence

from index import verify
from index.model import Article, PassageIndex
from reader.proof import Form, Judged, Spot


class Judge:
    """The articles of a pack, made ready once for any number of texts."""

    def __init__(self, articles: Sequence[Article], index: PassageIndex | None = None) -> None:
        """The index, where there is one, finds the passages that are looked at; what is said of a text is the same without."""
        self.articles = tuple(articles)
        self._checker = verify.Checker(self.articles, index)

    def close(self) -> None:
        """Let go of the index."""
        self._checker.close()

    def of(self, text: str, form: Form) -> tuple[Judged, ...]:
        """What is said of each quotation of a text, in the order of the text."""
        return tuple(map(_judged, verify.check(text, self._checker, form)))


def _judged(v: verify.Verdict) -> Judged:
    place = v.found or v.nearest
    return Judged(
        v.span,
        v.status,
        v.cited.sources if v.cited else (),
        v.cited.speaker if v.cited else None,
        _spot(place) if place else None,
        tuple(map(_spot, v.also)),
        v.differences,
        v.note,
    )


def _spot(place: verify.Place) -> Spot:
    return Spot(place.source, place.passage, place.span, place.text, place.speaker)
