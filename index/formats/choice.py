"""Which stretches of a page's text trafilatura takes for the article.

trafilatura gives texts without places. Its paragraphs are looked for in the page's own text, white space left out, each from
the last one on; of one that does not stand there to the letter, its first and its last words are.
"""

from __future__ import annotations

import logging
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

from index.model import Span

_PARTS = frozenset(
    (
        "p",
        "head",
        "item",
        "cell",
        "quote",
        "body",
        "div",
        "list",
        "row",
        "table",
        "lb",
        "code",
        "comments",
        "main",
        "pre",
    )
)
_SHORT = 30  # characters: what is shorter stands anywhere, so it is only taken near the one before
_NEAR = 3_000
_ANCHOR = 24
_TRIES = 40


class Stream:
    """The characters of a text without its white space, and the way back."""

    def __init__(self, text: str) -> None:
        self.starts: list[int] = []
        """In the text, of each word."""
        self.offsets: list[int] = []
        """In the stream, of each word."""
        words = text.split()
        at = length = 0
        for word in words:
            at = text.index(word, at)
            self.starts.append(at)
            self.offsets.append(length)
            at += len(word)
            length += len(word)
        self.letters = "".join(words)

    def place(self, n: int) -> int:
        """Where the character number `n` of the stream stands in the text."""
        word = bisect_right(self.offsets, n) - 1
        return self.starts[word] + n - self.offsets[word]

    def span(self, start: int, stop: int) -> Span:
        """The stretch of the text that goes from one character of the stream to before another."""
        return Span(self.place(start), self.place(stop - 1) + 1)

    def before(self, place: int) -> int:
        """How many characters of the stream stand before a place in the text."""
        word = bisect_left(self.starts, place)
        if not word:
            return 0
        end = self.offsets[word] if word < len(self.offsets) else len(self.letters)
        return min(end, self.offsets[word - 1] + place - self.starts[word - 1])


def chosen(source: str, stream: Stream, *, recall: bool = False) -> list[Span]:
    """The stretches of the page's text that are the article, each a paragraph of trafilatura's; none where it finds none.

    With `recall` it is asked to take what it is not sure of, too.
    """
    return list(_found(stream, list(_paragraphs(source, recall))))


def _paragraphs(source: str, recall: bool) -> Iterator[str]:
    """What trafilatura takes, paragraph by paragraph, white space left out."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        document: Any = trafilatura.bare_extraction(
            source, favor_precision=not recall, favor_recall=recall, include_comments=False, with_metadata=False
        )
    except Exception:  # of a foreign parser: the page is read without it
        logging.getLogger(__name__).info("trafilatura failed", exc_info=True)
        return
    if document is None or document.body is None:
        return
    gathered: list[str] = []
    for text, ends in _texts(document.body):
        if ends and gathered:
            if whole := "".join("".join(gathered).split()):
                yield whole
            gathered = []
        gathered.append(text)
    if whole := "".join("".join(gathered).split()):
        yield whole


def likely_date(source: str) -> str:
    """The day on which the page was published, as ISO 8601, guessed from all that stands on it; nothing where none can be."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        return trafilatura.extract_metadata(source).date or ""
    except Exception:  # as below
        return ""


def _texts(body: Any) -> Iterator[tuple[str, bool]]:
    """The texts of an lxml tree in order, and whether each begins a paragraph."""
    todo: list[tuple[Any, bool]] = [(body, True)]
    while todo:
        element, opens = todo.pop()
        part = element.tag in _PARTS
        if opens:
            yield (element.text or "") if isinstance(element.tag, str) else "", part
            todo.append((element, False))
            todo.extend((child, True) for child in reversed(element))
        else:
            yield element.tail or "", part


def _found(stream: Stream, paragraphs: list[str]) -> Iterator[Span]:
    """Where the paragraphs stand in the stream, in their order where it is that of the page."""
    at = 0
    for paragraph in paragraphs:
        start, stop = _find(stream.letters, paragraph, at)
        if start < 0 and at and len(paragraph) >= _SHORT:
            start, stop = _find(stream.letters, paragraph, 0)
        if start < 0:
            continue
        at = max(at, stop)
        yield stream.span(start, stop)


def _find(letters: str, paragraph: str, at: int) -> tuple[int, int]:
    """Where the paragraph stands from `at` on; -1 where it does not."""
    if len(paragraph) < _SHORT:
        start = letters.find(paragraph, at, at + _NEAR) if at else -1
        return start, start + len(paragraph)
    start = letters.find(paragraph, at)
    if start >= 0:
        return start, start + len(paragraph)
    last = max(0, len(paragraph) - _ANCHOR)
    step = max(1, min(_ANCHOR, last // _TRIES))
    head = next((n for n in range(0, last, step) if letters.find(paragraph[n : n + _ANCHOR], at) >= 0), -1)
    if head < 0:
        return -1, -1
    start = letters.find(paragraph[head : head + _ANCHOR], at)
    longest = start + len(paragraph) + len(paragraph) // 3 + 200
    for n in range(last, head, -step):
        end = letters.find(paragraph[n : n + _ANCHOR], start, longest)
        if end >= 0:
            return start, end + _ANCHOR
    return start, start + _ANCHOR
