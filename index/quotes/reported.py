"""Reported speech: who is said to have said, thought, wanted or judged what, without marks. Precision first.

Every telling of a sentence (`tellings`) with each of its extents (`extents`) is weighed against there being nothing told;
the weights are data (`lexicon/reported.json`, learnt by `tests/train/reported.py`), and so is the certainty from which a
telling is given.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from index import clauses, lexicon, marks
from index.clauses import Phrase, Token
from index.lexicon import Lexicon
from index.model import Cue, Passage, Quote, Span, Speaker
from index.quotes.extents import Extent, extents
from index.quotes.lines import Line, line_of, span_of
from index.quotes.plainly import plainly
from index.quotes.tellings import Telling, tellings
from index.quotes.wordkinds import finite

REPORTED = 0.9
"""Certainty of the speaker of reported speech, whose subject stands beside its verb."""
MOST_WORDS = 250
"""Words of a sentence above which it is no prose, and nothing is looked for."""
UNLIKELY = -0.5
"""A telling of a lower score than this is given up before its extents are looked at."""
LEAST = 0.1
"""A telling of a lower certainty than this is nothing, and keeps no other from being one."""
TELLINGS = 1000
"""Words that may report something, in any article, that are looked at ..."""
CHARACTERS_A_TELLING = 40
"""... and characters of it for each one more; news has about 70. What stands behind them is no prose, and tells nothing."""
MOST_TOLD = 24
"""Tellings of one sentence that are weighed against each other, the likeliest first."""
MARKS = "\"'“”„‟«»‹›‘’‚`「」『』"
TRIMMED = MARKS + " \t\n\u00a0,.;:!?…-–—"


class Sentence(NamedTuple):
    """Words `[start, stop)` of a passage's line, every stretch in marks one word."""

    passage: Passage
    words: Sequence[Token]
    start: int
    stop: int

    verbs: Sequence[int]
    """How many finite verbs stand in the passage before each word."""

    def tellings(self, lex: Lexicon) -> Iterator[Telling]:
        """The words in it that may report."""
        return tellings(self.words, self.start, self.stop, lex, heading=self.passage.kind == "heading")


class Learnt(NamedTuple):
    """What was learnt of one language."""

    weights: Mapping[str, float]
    least: float
    """The certainty from which a telling is given."""


class Told(NamedTuple):
    """What is told, by whom, and how sure it is that something is, and this."""

    certainty: float
    telling: Telling
    extent: Extent
    sentence: Sentence


def indirect(
    text: str, passages: Sequence[Passage], language: str | None, found: Iterable[Quote], learnt: Learnt | None = None
) -> tuple[Quote, ...]:
    """Reported speech without marks: `X said that ...`, `..., X said`, `according to X`, `X wants to ...`.

    None of it holds or touches a stretch of `found`. Ids are `5.i1`; the span is what was said, without the `that`. What
    is told by one verb on both its sides is one group.
    """
    lex = lexicon.of(language)
    learnt = learnt or trained(language)
    if lex is None or not marks.prose(text):
        return ()
    if learnt is None:
        return tuple(_plain(text, passages, lex, found))
    out: list[Quote] = []
    counts: dict[int, int] = {}
    groups: dict[tuple[int, int], str] = {}
    most = TELLINGS + len(text) // CHARACTERS_A_TELLING
    for sentence in sentences(text, passages, lex, found):
        tellings = list(sentence.tellings(lex))
        most -= len(tellings)
        if most < 0:
            break
        for one in sorted(
            (t for t in told(sentence, tellings, learnt.weights, lex) if t.certainty >= learnt.least),
            key=lambda t: t.extent.start,
        ):
            n = sentence.passage.n
            counts[n] = counts.get(n, 0) + 1
            id_ = f"{n}.i{counts[n]}"
            words, telling = sentence.words, one.telling
            cue = Span(words[telling.at].start, words[telling.cue_stop - 1].stop)
            span = _trimmed(text, Span(words[one.extent.start].start, words[one.extent.stop - 1].stop))
            group = groups.setdefault((n, telling.at), id_)
            speaker = _speaker(text, words, telling.subject, lex)
            shown = " ".join(cue.of(text).split())
            out.append(Quote(id_, "", n, span, "indirect", group, speaker=speaker, cue=Cue(shown, cue)))
    return tuple(out)


def _plain(text: str, passages: Sequence[Passage], lex: Lexicon, found: Iterable[Quote]) -> Iterator[Quote]:
    """By rules, in a language that nothing was learnt for."""
    counts: dict[int, int] = {}
    line: Line | None = None
    for sentence in sentences(text, passages, lex, found):
        n = sentence.passage.n
        if sentence.passage.kind == "heading":
            continue
        if line is None or n not in counts:
            line = line_of(text, list(sentence.words), lex)
        counts.setdefault(n, 0)
        told = plainly(line, sentence.start, sentence.stop, lex)
        if told is not None:
            counts[n] += 1
            id_ = f"{n}.i{counts[n]}"
            mention = span_of(sentence.words, told.subject)
            shown = " ".join(mention.of(text).split())
            speaker = Speaker(shown, mention, shown, REPORTED)
            cue = Cue(" ".join(told.cue.of(text).split()), told.cue)
            yield Quote(id_, "", n, _trimmed(text, told.content), "indirect", id_, speaker=speaker, cue=cue)


def trained(language: str | None) -> Learnt | None:
    """What comes with the program; None for a language that nothing was learnt for. Raises `lexicon.Broken`."""
    table = lexicon.reported().get(language or "en")
    return Learnt(table["weights"], table["least"]) if table else None


def sentences(text: str, passages: Sequence[Passage], lex: Lexicon, found: Iterable[Quote]) -> Iterator[Sentence]:
    """Those of all passages, in order; what is longer than prose is left out."""
    marked: dict[int, list[Span]] = {}
    for quote in found:
        if quote.parent is None:
            marked.setdefault(quote.passage, []).append(quote.span)
    for passage in passages:
        stretches = list(enumerate(_outer(text, passage.span, marked.get(passage.n, []))))
        words = clauses.tokens(text, passage.span, stretches, lex.leaning)
        numbers = clauses.sentences(words, text, lex)
        verbs = list(accumulate((finite(word, lex) for word in words), initial=0))
        start = 0
        while start < len(words):
            stop = bisect_right(numbers, numbers[start])
            if stop - start <= MOST_WORDS:
                yield Sentence(passage, words, start, stop, verbs)
            start = stop


def _outer(text: str, passage: Span, inner: Iterable[Span]) -> Iterator[Span]:
    """The stretches with their marks, in order, none over another."""
    at = passage.start
    for span in sorted(inner):
        start, stop = span
        while start > at and text[start - 1] in MARKS:
            start -= 1
        while stop < passage.stop and text[stop] in MARKS:
            stop += 1
        start = max(start, at)
        if start < stop:
            yield Span(start, stop)
            at = stop


def told(sentence: Sentence, tellings: Iterable[Telling], weights: Mapping[str, float], lex: Lexicon) -> list[Told]:
    """What a sentence tells of its `tellings`, the surest first; nothing overlaps, and nothing is told within what is told."""
    weighed = [found for t in tellings if (found := _weighed(sentence, t, weights, lex)) is not None]
    weighed = sorted(weighed, key=lambda one: -one.certainty)[:MOST_TOLD]
    outermost = sorted((_if_outermost(one, weighed) for one in weighed), key=lambda one: -one.certainty)
    taken: list[Told] = []
    for one in outermost:
        if not any(_meet(one, other) for other in taken):
            taken.append(one)
    return taken


def _weighed(sentence: Sentence, telling: Telling, weights: Mapping[str, float], lex: Lexicon) -> Told | None:
    """A telling with its likeliest extent, and the share of the extents that mean the same."""
    base = sum([weights[name] for name in telling.features if name in weights])
    if base < UNLIKELY:
        return None
    choice = extents(sentence.words, telling, lex, sentence.verbs)
    if not choice:
        return None
    scores = [base + sum([weights[name] for name in extent.features if name in weights]) for extent in choice]
    top = max(0.0, *scores)
    shares = [math.exp(score - top) for score in scores]
    best = max(range(len(choice)), key=lambda i: shares[i])
    same = sum(share for extent, share in zip(choice, shares, strict=True) if _overlap(extent, choice[best]) >= 0.5)
    certainty = same / (sum(shares) + math.exp(-top))
    return Told(certainty, telling, choice[best], sentence) if certainty >= LEAST else None


def _overlap(a: Extent, b: Extent) -> float:
    """Of two extents: what they share, of what both cover, in words."""
    shared = min(a.stop, b.stop) - max(a.start, b.start)
    return max(0, shared) / (a.stop - a.start + b.stop - b.start - shared)


def _if_outermost(one: Told, others: Sequence[Told]) -> Told:
    """With the certainty that no other telling tells it: `he hopes to win` within `she said that he hopes to win`."""
    around: dict[int, float] = {}
    for other in others:
        if other.telling.at != one.telling.at and other.extent.start <= one.telling.at < other.extent.stop:
            around[other.telling.at] = max(around.get(other.telling.at, 0.0), other.certainty)
    return one._replace(certainty=one.certainty * math.prod(1 - certainty for certainty in around.values()))


def _meet(a: Told, b: Told) -> bool:
    """Whether two overlap, or the cue of one stands in the other."""
    return (
        (a.extent.start < b.extent.stop and b.extent.start < a.extent.stop)
        or a.extent.start <= b.telling.at < a.extent.stop
        or b.extent.start <= a.telling.at < b.extent.stop
    )


def _trimmed(text: str, span: Span) -> Span:
    """Without marks, blanks and punctuation at the ends."""
    start, stop = span
    while start < stop - 1 and text[start] in TRIMMED:
        start += 1
    while stop - 1 > start and text[stop - 1] in TRIMMED:
        stop -= 1
    return Span(start, stop)


def _speaker(text: str, words: Sequence[Token], subject: Phrase | None, lex: Lexicon) -> Speaker | None:
    """The subject as a speaker; None where it is no phrase that names somebody but a clause with a verb of its own."""
    if subject is None or any(finite(w, lex) and not w.possessive for w in words[subject.start : subject.stop]):
        return None
    mention = span_of(words, subject)
    shown = " ".join(mention.of(text).split())
    return Speaker(shown, mention, shown, REPORTED)
