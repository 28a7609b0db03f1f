"""Rules for what a site prints under and between: lists of other articles, labels that come again and again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise

from index import masthead as heads
from index.clean.page import Found, Line, Page

_LIST_HEAD = re.compile(
    r"^\W*(?:more (?:on|in|stories|news|like this|coverage|headlines|articles)|most (?:read|popular|viewed|shared|commented)|trending(?: now)?|popular(?: now| stories)?|top stories|latest(?: news| stories)?"
    r"|related(?: articles| stories| content| posts| topics| news)?|recommended(?: for you| stories)?|you (?:may|might) (?:also )?(?:like|be interested in)|up next|read next|what to read next|around the web|from the web|sponsored stories|editor.?s.? picks"
    r"|topics|tags|leave a (?:reply|comment)|meistgelesen|mehr zum thema|lesen sie auch|les plus lus|lo más leído|más noticias|sur le même sujet|don.?t miss)\b[^.!?]{0,60}:?\W*$"
    r"|^\W*(?:comments?(?: \(\d+\))?|\d+ comments)\W*$",
    re.IGNORECASE,
)
_RESUMES = 20  # words: two paragraphs as long as this close to each other are an article, teasers are shorter
_CLOSE = 4  # lines
_MUCH = 0.7  # of all words: what stands under a heading and is more than this is the article itself


def more_from(page: Page) -> Iterator[tuple[int, Found]]:
    """`More from X`, and all that follows until an article goes on (two long paragraphs)."""
    yield from _tail_of(page, lambda line: heads.MORE_FROM.match(line.text) is not None)


def list_head(page: Page) -> Iterator[tuple[int, Found]]:
    """`Most read`, `Related`, `Comments (118)` and all that follows, in the same way."""
    yield from _tail_of(page, lambda line: _LIST_HEAD.match(line.text) is not None)


def _tail_of(page: Page, begins: Callable[[Line], bool]) -> Iterator[tuple[int, Found]]:
    lines, first, last = page.lines, page.body[0], len(page.lines)
    heads_of_lists = [n for n in range(first + 1, last) if len(lines[n].text) <= 120 and begins(lines[n])]
    if not heads_of_lists:
        return
    before = [0, *accumulate(len(line.forms) for line in lines)]
    long = [n for n, line in enumerate(lines) if line.prose and len(line.forms) >= _RESUMES]
    goes_on = [a for a, b in pairwise(long) if b - a < _CLOSE]
    stop = 0
    for n in heads_of_lists:
        if n < stop:
            continue
        at = bisect_right(goes_on, n)
        end = goes_on[at] if at < len(goes_on) else last
        if (end > n + 1 or end == last) and before[end] - before[n] <= _MUCH * before[last]:
            yield n, Found("begins a list of other articles")
            under = Found(f"stands under “{lines[n].text.strip()}”")
            yield from ((m, under) for m in range(n + 1, end))
            stop = end


_REPEATED = 3  # times
_COPIED = 3  # different lines of a site show that a whole page was copied


def repeated_label(page: Page) -> Iterator[tuple[int, Found]]:
    """A few words without an end stop that come again and again among paragraphs (`Article content`)."""
    times = Counter(line.text for line in page.lines if line.count <= 4 and not heads.ends_sentence(line.text))
    if page.signs < _COPIED or sum(line.prose for line in page.lines) < 5:
        return
    for n, line in enumerate(page.lines):
        if times[line.text] >= _REPEATED and line.kind == "paragraph":
            yield n, Found(f"stands {times[line.text]} times among the paragraphs")
