"""The text of a source that was decoded wrongly once, as it was meant: to be read so, and nothing else.

Clips, copies, spans and the search keep the characters that the source has.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from index import fold, mojibake
from index.model import Article, Span
from reader.lately import Lately

_UNSEEN = "\N{WORD JOINER}"
"""Fills what a replacement is shorter; the sanitiser takes it out of what is shown."""


class Mended(NamedTuple):
    """A text with as many code points as the source's, and where it is not the source's, in order."""

    text: str
    stretches: tuple[Span, ...]

    def within(self, start: int, stop: int) -> tuple[Span, ...]:
        """The stretches that meet one of the text."""
        first = bisect_left(self.stretches, start, key=lambda span: span.stop - 1)
        last = bisect_left(self.stretches, stop, key=lambda span: span.start)
        return self.stretches[first:last]


def _mended(article: Article) -> Mended:
    text = fold.joined(article.text)
    parts, stretches, at = list[str](), list[Span](), 0
    for span, meant in mojibake.repair(article.text)[1]:
        if len(meant) <= span.stop - span.start and span.of(text) == span.of(article.text):
            parts += [text[at : span.start], meant.ljust(span.stop - span.start, _UNSEEN)]
            stretches.append(span)
            at = span.stop
    return Mended("".join([*parts, text[at:]]), tuple(stretches))


mended: Lately[Mended] = Lately(_mended, most=8)
"""The text of an article as it is shown, and as it was meant: words that were broken at line ends are whole."""
