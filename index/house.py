"""Lines that a publisher puts under or over each of its articles: known by standing in several of its sources.

No single page shows that `Our reporters can be reached day and night` is no part of the story; two pages of the same paper do.
A paragraph that two stories share is another matter: background that an agency repeats, a take and its update. So only
short pieces count, without anybody's words in them, in articles that are otherwise different; running text only at the ends
of three of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from index import fold
from index.masthead import ends_sentence, is_prose
from index.model import Article, Passage

MOST_WORDS = 40
"""A longer piece that several sources have is a shared story."""
_LABELS = 2
"""Different stories that show a line without running text to be the publisher's."""
_SENTENCES = 3
"""Those that show running text to be."""
_ENDS = 3
"""Passages at the end of an article among which the publisher's own sentences stand."""
_SAME_STORY = 0.3
"""Of its long paragraphs that an article shares with another one where both tell the same."""
_LONG = 12  # words
_COMPARED = 200
"""Articles of one publisher that are compared with each other; of more, each with as many before it."""


class _Line(NamedTuple):
    article: int
    passage: Passage
    is_prose: bool


def lines(articles: Sequence[Article]) -> dict[str, dict[int, str]]:
    """Of each article, by its path, the passages that are its publisher's own, by number, with the reason why they go."""
    houses: defaultdict[str, list[int]] = defaultdict(list)
    for n, article in enumerate(articles):
        if article.masthead.publisher is not None:
            houses[" ".join(article.masthead.publisher.value.casefold().split())].append(n)
    found: dict[str, dict[int, str]] = {}
    for own in houses.values():
        if len(own) >= _LABELS:
            for n, gone in _of_house([articles[n] for n in own]):
                found[articles[own[n]].path] = gone
    return found


def _of_house(articles: Sequence[Article]) -> Iterator[tuple[int, dict[int, str]]]:
    """The lines of one publisher, by the numbers of its articles."""
    places: defaultdict[str, list[_Line]] = defaultdict(list)
    long: list[set[str]] = []
    for n, article in enumerate(articles):
        spoken = {q.passage for q in (*article.quotes, *article.indirect)}
        body = [p for p in article.passages if p.n]
        last = len(body) - _ENDS
        long.append(set())
        for at, passage in enumerate(body):
            words = passage.span.of(article.text)
            count = len(words.split())
            form = " ".join(fold.forms(words)) if count <= 4 * MOST_WORDS else words
            if count >= _LONG:
                long[-1].add(form)
            if not form or count > MOST_WORDS or passage.n in spoken or passage.by_hand:
                continue
            prose = is_prose(words) or ends_sentence(words)
            if not prose or at >= last:
                places[form].append(_Line(n, passage, prose))
    shared = {form: some for form, some in places.items() if len({line.article for line in some}) >= _LABELS}
    if not shared:
        return
    story = _stories(long, {line.article for some in shared.values() for line in some})
    gone: defaultdict[int, dict[int, str]] = defaultdict(dict)
    house = articles[0].masthead.publisher
    for some in shared.values():
        stories = {story[line.article] for line in some}
        sources = len({line.article for line in some})
        for n, passage, prose in some:
            if len(stories) >= (_SENTENCES if prose else _LABELS):
                gone[n][passage.n] = f"stands in {sources} sources of {house.value if house else 'its publisher'}"
    for n, pieces in gone.items():
        if 2 * len(pieces) < sum(p.n > 0 for p in articles[n].passages):  # an article is never emptied
            yield n, pieces


def _stories(long: Sequence[set[str]], wanted: Iterable[int]) -> Mapping[int, int]:
    """Which of the articles tell the same story: of each the number of the first one that does."""
    first: dict[int, int] = {n: n for n in wanted}
    order = sorted(first)
    for at, b in enumerate(order):
        for a in order[max(0, at - _COMPARED) : at]:
            fewer = min(len(long[a]), len(long[b]))
            if len(long[a] & long[b]) >= max(2, _SAME_STORY * fewer):
                first[b] = first[a]
                break
    return first
