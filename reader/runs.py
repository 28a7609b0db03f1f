"""Pieces left out that follow each other, without a passage between them: where there are many, one line stands for all.

A page's menu is left out in a hundred pieces, the mail that was answered in one of a hundred lines. Where removed text is shown
they are folded, so that the article is not buried under them; what was folded opens with a key, and nothing of it is lost.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from index.model import Article, Dropped, Span
from index.rulings import LEFT_OUT
from reader.lately import Lately

MOST_APART = 8
"""Pieces in a row that are shown one by one: in a window of 24 rows they fill a page."""
MOST_TEXT = 1_500
"""Characters of pieces in a row that are shown: as many fill a page of that window."""

SENTENCE = 80
"""Characters from which a piece may be a sentence rather than a line of a menu."""


class Run(NamedTuple):
    """So many or so long pieces that they are folded: those of `Article.dropped` from `first` up to, not with, `stop`."""

    first: int
    stop: int
    span: Span

    @property
    def size(self) -> int:
        return self.stop - self.first


def _runs(article: Article) -> tuple[Run, ...]:
    def between(n: int) -> tuple[int, bool | int]:
        """Between which passages a piece stands; one that was left out by hand is shown for itself."""
        piece = article.dropped[n]
        by_hand = piece.rule == LEFT_OUT
        return bisect_left(article.by_place, piece.span.start, key=lambda p: p.span.start), n + 1 if by_hand else 0

    found = []
    for _, some in groupby(range(len(article.dropped)), key=between):
        row = list(some)
        text = sum(piece.span.stop - piece.span.start for piece in article.dropped[row[0] : row[-1] + 1])
        if len(row) > MOST_APART or text > MOST_TEXT:
            span = Span(article.dropped[row[0]].span.start, article.dropped[row[-1]].span.stop)
            found.append(Run(row[0], row[-1] + 1, span))
    return tuple(found)


runs: Lately[tuple[Run, ...]] = Lately(_runs)
"""The runs of an article in the order of its text, whether they are open or not."""


def run_at(article: Article, offset: int) -> Run | None:
    """The run that an offset stands in."""
    known = runs(article)
    at = bisect_right(known, offset, key=lambda run: run.span.start) - 1
    return known[at] if at >= 0 and offset < known[at].span.stop else None


def folded(article: Article, opened: Iterable[Span]) -> list[Run]:
    """The runs but those that were opened: of these it is known which stretch each took then."""
    opened = list(opened)
    return [run for run in runs(article) if not any(_meet(run.span, span) for span in opened)]


def _meet(a: Span, b: Span) -> bool:
    return a.start < b.stop and b.start < a.stop


def pieces(article: Article, run: Run) -> tuple[Dropped, ...]:
    """The pieces of a run."""
    return article.dropped[run.first : run.stop]


def sample(article: Article, run: Run) -> Span:
    """What to show of a folded run: its longest piece if that may be a sentence, and so left out by mistake; else all of it."""
    longest = max((piece.span for piece in pieces(article, run)), key=lambda span: span.stop - span.start)
    return longest if longest.stop - longest.start >= SENTENCE else run.span


def counted(dropped: Iterable[Dropped]) -> str:
    """Rules with the number of their pieces, the most first: `navigation 20, link list 17`."""
    return ", ".join(f"{rule} {n}" for rule, n in Counter(piece.rule for piece in dropped).most_common())


def told(article: Article, run: Run) -> tuple[str, str]:
    """What is said of a folded run: `37 pieces` and `navigation 20, link list 17 · 112 words`; of a single one its rule, and how long it is."""
    some = pieces(article, run)
    words = f"{sum(len(piece.span.of(article.text).split()) for piece in some):,} words"
    return (f"{run.size:,} pieces", f"{counted(some)} · {words}") if run.size > 1 else (some[0].rule, words)
