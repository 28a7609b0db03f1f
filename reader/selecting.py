"""The word and the sentence under the cursor, and the selection that grows from them.

A word is a run of letters, digits and their marks, with apostrophes, hyphens and stops inside it; an ideograph and a
hiragana letter are words of their own (after UAX #29, without its dictionaries). A sentence ends behind a stop and the
marks that close with it, where a blank and no small letter follow; a shortened word ends none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Literal
from unicodedata import category

from index import lexicon
from index.model import Article, Passage, Quote, Span
from reader import desk as moves
from reader.desk import Desk

Unit = Literal["word", "sentence", "passage"]

_INSIDE = "'’ʼ-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{SOFT HYPHEN}\N{MIDDLE DOT}\N{WORD JOINER}\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
"""Characters that belong to a word where letters stand on both sides."""
_BETWEEN_DIGITS = ".,:/"
_STOP = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»›)\]]*(?=\s|\Z)|[。！？｡]+[」』”’）】]*")
_SHORTENED = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,5}\Z")
_LOOK_BACK = 8
"""Characters before a full stop in which a shortened word is looked for."""


# --- words ---


def _is_mark(c: str) -> bool:
    return category(c)[0] == "M"


def _lettered(c: str) -> bool:
    return c.isalnum() or c == "_" or _is_mark(c)


def _alone(c: str) -> bool:
    """Whether a letter is a word by itself: ideographs and hiragana."""
    return "\u3005" <= c <= "\u309f" or "\u3400" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff" or c >= "\U00020000"


def _in_word(text: str, at: int, span: Span) -> bool:
    c = text[at]
    if _lettered(c):
        return True
    if not span.start < at < span.stop - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    if c in _BETWEEN_DIGITS:
        return before.isdigit() and after.isdigit()
    return c in _INSIDE and all(_lettered(beside) and not _alone(beside) for beside in (before, after))


def _word(text: str, at: int, span: Span) -> Span:
    """The word around `at`, which is in one."""
    start, stop = _base(text, at, span), at + 1
    if not _alone(text[start]):
        while start > span.start and _in_word(text, start - 1, span):
            base = _base(text, start - 1, span)
            if _alone(text[base]):
                break
            start = base
        while stop < span.stop and _in_word(text, stop, span) and not _alone(text[stop]):
            stop += 1
    while stop < span.stop and _is_mark(text[stop]):
        stop += 1
    return Span(start, stop)


def _base(text: str, at: int, span: Span) -> int:
    """Where the letter stands that the marks at `at` belong to; the first mark, where they stand on no letter."""
    while _is_mark(text[at]) and at > span.start and _in_word(text, at - 1, span):
        at -= 1
    return at


def _word_after(article: Article, span: Span, at: int) -> Span | None:
    text = article.text
    while at < span.stop:
        if _in_word(text, at, span):
            found = _word(text, at, span)
            if found.start >= at:
                return found
            at = found.stop
        else:
            at += 1
    return None


def _word_before(article: Article, span: Span, at: int) -> Span | None:
    text = article.text
    while at > span.start:
        if _in_word(text, at - 1, span):
            found = _word(text, at - 1, span)
            if found.stop <= at:
                return found
            at = found.start
        else:
            at -= 1
    return None


def word_at(article: Article, offset: int) -> Span | None:
    """The word at an offset; on a blank or a mark the one before it in its passage, else the one behind it."""
    passage = moves.passage_at(article, offset)
    if passage is None:
        return None
    span = passage.span
    at = max(span.start, min(offset, span.stop - 1))
    if at < span.stop and _in_word(article.text, at, span):
        return _word(article.text, at, span)
    return _word_before(article, span, at) or _word_after(article, span, at)


# --- sentences ---


def sentences(article: Article, span: Span) -> list[Span]:
    """The sentences of a passage, without the blanks between them."""
    text, out, start = article.text, [], span.start
    for match in _STOP.finditer(text, span.start, span.stop):
        after = match.end()
        while after < span.stop and text[after].isspace():
            after += 1
        if after < span.stop and (text[after].islower() or _shortened(article, match.group(), match.start(), span)):
            continue
        out.append(Span(start, match.end()))
        start = after
    if start < span.stop or not out:
        out.append(Span(start, span.stop))
    return out


def _shortened(article: Article, marks: str, at: int, span: Span) -> bool:
    """Whether the full stop at `at` belongs to a shortened word: `Mr.`, `J.`, `U.S.`, `Dr.`, `z.B.`"""
    found = _SHORTENED.search(article.text, max(span.start, at - _LOOK_BACK), at) if marks == "." else None
    if found is None:
        return False
    word = found.group()
    words = lexicon.of(article.language)
    return (len(word) == 1 and word.isupper()) or (words is not None and words.has("shortened", word.lower()))


def sentence_at(article: Article, passage: Passage, offset: int) -> Span:
    """The sentence of a passage that holds an offset, or ends before it."""
    found = sentences(article, passage.span)
    return found[max(bisect_right(found, offset, key=lambda s: s.start) - 1, 0)]


# --- one after the other, over the passages ---


def _inside(article: Article, unit: Unit, span: Span, at: int, by: int) -> Span | None:
    """The first word, sentence or passage in a passage that begins at `at` or later; by -1 the last that ends there or before."""
    if unit == "word":
        return _word_after(article, span, at) if by > 0 else _word_before(article, span, at)
    found = [span] if unit == "passage" else sentences(article, span)
    if by > 0:
        return next((s for s in found if s.start >= at), None)
    return next((s for s in reversed(found) if s.stop <= at), None)


def following(article: Article, unit: Unit, at: int) -> Span | None:
    """The first word, sentence or passage that begins at an offset or behind it."""
    first = bisect_right(article.by_place, at, key=lambda p: p.span.stop)
    spans = (p.span for p in article.by_place[first:])
    return next((s for span in spans if (s := _inside(article, unit, span, max(at, span.start), 1))), None)


def preceding(article: Article, unit: Unit, at: int) -> Span | None:
    """The last word, sentence or passage that ends at an offset or before it."""
    last = bisect_left(article.by_place, at, key=lambda p: p.span.start)
    spans = (p.span for p in reversed(article.by_place[:last]))
    return next((s for span in spans if (s := _inside(article, unit, span, min(at, span.stop), -1))), None)


# --- the cursor ---


def lit(desk: Desk) -> Span | None:
    """The word or the sentence under the cursor, where the last move went to one."""
    article, place = desk.article, desk.place
    if article is None or not place.unit:
        return None
    if place.unit == "word":
        return word_at(article, place.offset)
    return sentence_at(article, desk.passage, place.offset) if desk.passage else None


def quote_at(article: Article, offset: int) -> Quote | None:
    """The quotation in marks that holds an offset, the innermost one."""
    holding = [q for q in article.quotes if q.span.start <= offset < q.span.stop]
    return min(holding, key=lambda q: q.span.stop - q.span.start, default=None)


def at_unit(desk: Desk, span: Span, unit: Literal["word", "sentence"]) -> Desk:
    """The cursor on a word or a sentence, which is lit until another move."""
    article = desk.article
    quote = quote_at(article, _fixed(article, span, last=False).start) if article else None
    desk = moves.at(desk, span.start, quote.id if quote else None)
    return moves.put(desk, desk.path, replace(desk.place, unit=unit))


def next_unit(desk: Desk, unit: Literal["word", "sentence"], by: int = 1) -> Desk:
    """The next word or sentence (by -1 the one before); the first press lights the one that the cursor is at."""
    article, here = desk.article, lit(desk)
    if article is None:
        return desk
    offset = desk.place.offset
    if here is None and by > 0 and unit == "sentence" and desk.passage is not None:
        to: Span | None = sentence_at(article, desk.passage, offset)
    elif by > 0:
        # from a word the sentence behind its own
        to = following(article, unit, offset + (here is not None))
    else:
        to = preceding(article, unit, offset)
    if to is None:
        return replace(desk, said=f"the {'last' if by > 0 else 'first'} {unit}")
    return at_unit(desk, to, unit)


# --- the selection ---


def selected(desk: Desk) -> Desk:
    """A selection begun: of the word under the cursor where one is lit, else of the sentence; or ended, if there is one."""
    article, passage = desk.article, desk.passage
    if desk.selection is not None:
        return replace(desk, selection=None)
    if article is None or passage is None:
        return replace(desk, said=moves.nothing_here(desk, "select"))
    start = max(desk.place.offset, passage.span.start)
    span = lit(desk) or sentence_at(article, passage, start)
    return _taken(desk, span, turned=False)


def select(desk: Desk, span: Span) -> Desk:
    """A stretch selected, its end the one that moves."""
    return _taken(desk, span, turned=False)


def drawn(desk: Desk, begun: int, to: int) -> Desk:
    """What stands between two offsets selected, whole words, the second the end that moves."""
    article = desk.article
    first, last = (word_at(article, offset) for offset in (begun, to)) if article else (None, None)
    if first is None or last is None:
        return desk
    return _taken(desk, Span(min(first.start, last.start), max(first.stop, last.stop)), turned=last.start < first.start)


def _taken(desk: Desk, span: Span, *, turned: bool) -> Desk:
    """A selection, with the cursor on the word at the end of it that moves."""
    article = desk.article
    if article is None:
        return desk
    edge = following(article, "word", span.start) if turned else preceding(article, "word", span.stop)
    if edge is None or not span.start <= edge.start < span.stop:
        edge = span
    return replace(
        at_unit(desk, edge, "word"), selection=span, turned=turned, said=f"{_counted(desk.article, span)} selected"
    )


def _counted(article: Article | None, span: Span) -> str:
    found = list(pieces(article, span)) if article else []
    spoken = (word for _, piece in found for word in piece.of(article.text).split()) if article else ()
    n = sum(any(map(str.isalnum, word)) for word in spoken)
    return f"{n:,} word{'' if n == 1 else 's'}{f' of {len(found)} passages' if len(found) > 1 else ''}"


def pieces(article: Article, span: Span) -> Iterator[tuple[Passage, Span]]:
    """What a stretch takes of each passage, without the blanks at its ends: nothing of what stands between them."""
    first = bisect_right(article.by_place, span.start, key=lambda p: p.span.stop)
    for passage in article.by_place[first:]:
        if passage.span.start >= span.stop:
            break
        start, stop = max(span.start, passage.span.start), min(span.stop, passage.span.stop)
        words = article.text[start:stop]
        start, stop = start + len(words) - len(words.lstrip()), stop - len(words) + len(words.rstrip())
        if start < stop:
            yield passage, Span(start, stop)


def grown(desk: Desk, unit: Unit, by: int) -> Desk:
    """The end of the selection that moves further on (by 1) or back (by -1), over passages too.

    Past the end that stands still it goes on to the other side; the word there stays selected.
    """
    article, span, turned = desk.article, desk.selection, desk.turned
    if article is None or span is None:
        return desk
    to = _edge(article, unit, span.start if turned else span.stop, by, first=turned)
    if to is not None and not (to < span.stop if turned else span.start < to):
        to = None
    if to is None and turned == (by > 0):
        turned = by < 0
        span = _fixed(article, span, last=not turned)
        to = _edge(article, unit, span.start if turned else span.stop, by, first=turned)
    if to is None:
        return replace(
            desk,
            said=f"{_counted(article, desk.selection or span)}, {'the end' if by > 0 else 'the beginning'} of the text",
        )
    return _taken(desk, Span(to, span.stop) if turned else Span(span.start, to), turned=turned)


def _edge(article: Article, unit: Unit, at: int, by: int, *, first: bool) -> int | None:
    """The next beginning (`first`) or end of a unit behind an offset, by -1 before it."""
    if first:
        behind = following(article, unit, at + (by > 0))
        if by < 0:
            behind = preceding(article, unit, behind.start if behind else len(article.text))
        return behind.start if behind else None
    before = preceding(article, unit, at - (by < 0))
    if by > 0:
        before = following(article, unit, before.stop if before else 0)
    return before.stop if before else None


def _fixed(article: Article, span: Span, *, last: bool) -> Span:
    """The first word of a selection, or its last; all of it where it holds none."""
    word = preceding(article, "word", span.stop) if last else following(article, "word", span.start)
    return word if word is not None and span.start <= word.start and word.stop <= span.stop else span


def reached(desk: Desk, to: Span) -> Desk:
    """The selection from its end that stands still to a stretch, on whichever side that is."""
    article, span = desk.article, desk.selection
    if article is None or span is None:
        return desk
    fixed = _fixed(article, span, last=desk.turned)
    if to.start < fixed.start:
        return _taken(desk, Span(to.start, span.stop if desk.turned else fixed.stop), turned=True)
    return _taken(desk, Span(fixed.start if desk.turned else span.start, max(to.stop, fixed.stop)), turned=False)


def stretched(before: Desk, after: Desk) -> Desk:
    """A desk after a move while something is selected: the selection goes with the cursor, and ends in another source."""
    article, kept = after.article, after.selection
    if kept is None or article is None or (kept, after.turned) != (before.selection, before.turned):
        return after
    if after.path != before.path or after.view != before.view:
        return replace(after, selection=None)
    if after.place.offset == before.place.offset:
        return after
    made = reached(after, word_at(article, after.place.offset) or Span(after.place.offset, after.place.offset))
    return replace(made, said=after.said or made.said)


def other_end(desk: Desk) -> Desk:
    """The selection with its other end the one that moves."""
    return _taken(desk, desk.selection, turned=not desk.turned) if desk.selection else desk


def whole_quotation(desk: Desk) -> Desk:
    """All of the quotation that the cursor is in, or else the first that the selection meets; again: the one around it."""
    article, span = desk.article, desk.selection
    if article is None or span is None:
        return desk
    offset = desk.place.offset
    met = [q.span for q in article.quotes if q.span.start < span.stop and span.start < q.span.stop]
    holding = sorted((s for s in met if s.start <= offset < s.stop), key=_length)
    around = [s for s in holding if s.start <= span.start and span.stop <= s.stop and s != span]
    if not met:
        return replace(desk, said="no quotation is selected here")
    return _taken(desk, next(iter(around or holding or sorted(met))), turned=False)


def _length(span: Span) -> int:
    return span.stop - span.start


KEYS: Mapping[str, Callable[[Desk], Desk]] = {
    **{key: partial(grown, unit="word", by=1) for key in ("w", "right")},
    **{key: partial(grown, unit="word", by=-1) for key in ("b", "left")},
    **{key: partial(grown, unit="sentence", by=1) for key in (")", ".")},
    **{key: partial(grown, unit="sentence", by=-1) for key in ("(", ",")},
    "}": partial(grown, unit="passage", by=1),
    "{": partial(grown, unit="passage", by=-1),
    '"': whole_quotation,
    "o": other_end,
}
"""What these keys do while something is selected."""
HINTS = (("w b", "word"), (") (", "sentence"), ("} {", "passage"), ('"', "quotation"), ("o", "other end"))
"""The keys that move the end of a selection, in pairs, for the foot of the screen."""
