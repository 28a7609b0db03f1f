"""Words, sentences and selections in a text: where each begins and ends."""

from __future__ import annotations

from dataclasses import replace

from index.model import Article, Passage, Span
from reader.desk import Desk

GROWTH = {"w": 1, ")": 2, "}": 3, "b": -1, "(": -2, "{": -3}
"""Keys that grow or shrink a selection by a word, a sentence, to the passage's edge."""

_SENTENCE_END = ".!?…"
_CLOSING = "\"'”’»›)]"


def _sentence_ends(text: str, passage: Span) -> list[int]:
    """Offsets behind each sentence of a passage: a stop, closing marks, then a blank and no small letter."""
    ends = []
    at = passage.start
    while at < passage.stop:
        if text[at] in _SENTENCE_END:
            stop = at + 1
            while stop < passage.stop and text[stop] in _CLOSING + _SENTENCE_END:
                stop += 1
            after = stop
            while after < passage.stop and text[after].isspace():
                after += 1
            if after == passage.stop or (after > stop and not text[after].islower()):
                ends.append(stop)
            at = stop
        else:
            at += 1
    if not ends or ends[-1] < passage.stop:
        ends.append(passage.stop)
    return ends


def sentence_at(article: Article, passage: Passage, offset: int) -> Span:
    """The sentence of a passage that holds an offset."""
    start = passage.span.start
    for stop in _sentence_ends(article.text, passage.span):
        if offset < stop:
            return Span(start, stop)
        start = stop
        while start < passage.span.stop and article.text[start].isspace():
            start += 1
    return passage.span


def grown(desk: Desk, key: str) -> Desk:
    """The selection longer or shorter at its end, within its passage: by a word, a sentence, or to the passage's edge."""
    article, passage, selection = desk.article, desk.passage, desk.selection
    if article is None or passage is None or selection is None:
        return desk
    text, within = article.text, passage.span
    by = GROWTH[key]
    if abs(by) == 1:
        stops = [
            n
            for n in range(within.start + 1, within.stop + 1)
            if not text[n - 1].isspace() and (n == within.stop or text[n].isspace())
        ]
    elif abs(by) == 2:
        stops = _sentence_ends(text, within)
    else:
        first = sentence_at(article, passage, selection.start).stop
        stops = [first, within.stop] if by < 0 else [within.stop]
    if by > 0:
        stop = next((s for s in stops if s > selection.stop), within.stop)
    else:
        stop = next((s for s in reversed(stops) if selection.start < s < selection.stop), selection.stop)
    words = len(text[selection.start : stop].split())
    return replace(
        desk,
        selection=Span(selection.start, stop),
        said=f"{words} words selected: c clips, C with a note, y copies, esc ends",
    )
