"""Echoes in packs of copies: a search beside reading the same words once, and one changed source beside a whole search.

A pack is a tenth originals; the rest are copies in which words are changed, left out and added. CPU seconds of this process.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from functools import partial

from index import echoes, fold
from index.model import Article, Masthead, Passage, Quote, Source, Span, Speaker
from tests.bench.corpus import FIRST, LAST, Newsroom

SIZES = (500, 1_000, 2_000)
QUOTES = 10
WORDS = 18


def pack(count: int, seed: int = 1) -> list[Article]:
    """So many articles of `QUOTES` quotations each."""
    draw, newsroom = random.Random(seed), Newsroom(seed)
    originals = [_said(draw, newsroom) for _ in range(max(1, count // 10))]
    rows = [*originals, *(_copied(draw, draw.choice(originals)) for _ in range(count - len(originals)))]
    return [_article(n, row) for n, row in enumerate(rows)]


def _said(draw: random.Random, newsroom: Newsroom) -> list[tuple[str, str]]:
    """Quotations of one article, each with its speaker."""
    who = f"{draw.choice(FIRST)} {draw.choice(LAST)}"
    words = newsroom.article(QUOTES * WORDS * 12).split()
    return [(" ".join(words[n * WORDS : n * WORDS + draw.randint(2, WORDS)]), who) for n in range(QUOTES)]


def _copied(draw: random.Random, said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    rate = draw.choice((0.0, 0.02, 0.1))
    return [
        (" ".join(draw.choice((word, word + "s")) if draw.random() < rate else word for word in text.split()), who)
        for text, who in said
    ]


def _article(n: int, said: list[tuple[str, str]]) -> Article:
    text, quotes = "", []
    for count, (words, who) in enumerate(said, 1):
        span = Span(len(text) + 1, len(text) + 1 + len(words))
        quotes.append(
            Quote(f"S{n}-{count}", str(n), 1, span, "direct", f"S{n}-{count}", speaker=Speaker(who, None, who, 0.95))
        )
        text += f"“{words}” said {who}.\n"
    passages = (Passage(1, Span(0, len(text))),)
    return Article(Source(str(n), "", 0), "txt", None, "en", text, Masthead(), passages, (), tuple(quotes), f"S{n}-")


def _seconds(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


def _words_of(articles: Sequence[Article]) -> None:
    for a in articles:
        for q in a.quotes:
            fold.words(a.text, *q.span)


def _found_again(now: Sequence[Article], found: echoes.Found, at: int) -> echoes.Found:
    return echoes.find(now, changed(found, at))


def changed(found: echoes.Found, at: int) -> echoes.Kept:
    """What is known of a pack whose article `at` has changed."""
    return echoes.Kept(
        {n: sketch for n, sketch in enumerate(found.sketches) if n != at},
        [found.sketches[at]],
        [[None if n == at else (n, number) for n, number in group] for group in found.groups],
    )


def main() -> None:
    print(
        f"  {'articles':>8} {'words once':>11} {'search':>9} {'ratio':>7} {'one changed':>12} {'part':>7} {'links':>8} {'each':>8}"
    )
    for size in SIZES:
        articles = pack(size)
        plain = _seconds(partial(_words_of, articles))
        whole = _seconds(partial(echoes.find, articles))
        found = echoes.find(articles)
        now = [*articles[: size // 2], _article(size, _said(random.Random(2), Newsroom(2))), *articles[size // 2 + 1 :]]
        part = _seconds(partial(_found_again, now, found, size // 2))
        began = time.process_time()
        links = sum(1 for echo in found.echoes for _ in echo.links)
        each = (time.process_time() - began) / max(1, links)
        print(
            f"  {size:8} {plain:9.2f} s {whole:7.2f} s {whole / plain:7.1f} {part:10.3f} s {part / whole:7.1%}"
            f" {links:8} {each * 1e6:5.0f} us"
        )
