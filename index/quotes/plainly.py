"""Reported speech by a handful of plain rules, for the languages that no weights were learnt for. Precision first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from index import clauses
from index.clauses import Phrase, Token
from index.lexicon import Lexicon
from index.model import Span
from index.quotes.lines import Line, Source, Verb, token_span

CLAUSE_WORDS = 8
"""Words in which a clause shows its verb."""
TAIL_WORDS = 5
"""Words that may follow the verb in `..., X said on Monday.`"""
SHORTEST = 4
"""Words of the shortest report that stands beside its source."""


class Plain(NamedTuple):
    """What a sentence reports, who said it, and by which words."""

    content: Span
    subject: Phrase
    cue: Span


def plainly(line: Line, start: int, stop: int, lex: Lexicon) -> Plain | None:
    """What the sentence `words[start:stop]` reports; a sentence with a stretch in marks reports nothing."""
    if bisect_left(line.quoted, start) < bisect_left(line.quoted, stop):
        return None
    found = _by_fields(line, start, stop, lex) if lex.inverts else _by_order(line, start, stop, lex)
    if found is None or not _names_somebody(line.words, found.subject, found.cue, lex):
        return None
    return found


def _last(words: Sequence[Token], start: int, stop: int) -> int:
    """The last word of a sentence."""
    last = stop - 1
    while last > start and not words[last].word:
        last -= 1
    return last


def _by_fields(line: Line, start: int, stop: int, lex: Lexicon) -> Plain | None:
    """In a language whose finite verb stands second, or last: `X sagte, dass ...`, `..., so X`, `Laut X ...`."""
    words, last = line.words, _last(line.words, start, stop)
    for source in line.sources:
        if start <= min(source.cue.start, source.mention.start) < stop:
            content = _beside(words, start, last, source)
            if content is not None:
                cue = Span(words[source.cue.start].start, words[source.cue.stop - 1].stop)
                return Plain(content, source.mention, cue)
    for i in range(bisect_left(line.verb_at, start), bisect_left(line.verb_at, stop)):
        verb = line.verbs[i]
        content = _joined(line, start, last, verb, lex) if verb.strength >= 2 else None
        if content is not None:
            return Plain(content, verb.subject, token_span(words[verb.at]))
    return None


def _beside(words: Sequence[Token], start: int, last: int, source: Source) -> Span | None:
    """The sentence without the source at its beginning or its end."""
    begin = min(source.cue.start, source.mention.start)
    end = max(source.cue.stop, source.mention.stop)
    if begin - start <= 1 and last - end >= SHORTEST:
        return Span(words[end].start, words[last].stop)
    if end >= last and begin - start > SHORTEST:
        before = begin - 1 if words[begin - 1].word else begin - 2
        return Span(words[start].start, words[before].stop)
    return None


def _joined(line: Line, start: int, last: int, verb: Verb, lex: Lexicon) -> Span | None:
    """The clause that a verb joins to its own: behind a comma, with `dass` or in the mood of reported speech."""
    words = line.words
    first, end = min(verb.first, verb.subject.start, verb.at), max(verb.last, verb.at, verb.subject.stop - 1)
    comma = next((k for k in range(end + 1, min(end + CLAUSE_WORDS, last)) if words[k].text == ","), None)
    if verb.frame == "wie":
        if first - start <= 2 and comma is not None and last - comma > SHORTEST:
            return Span(words[comma + 1].start, words[last].stop)
        opening = next((k for k in range(first, max(start, first - 4), -1) if words[k].text == ","), None)
        if end >= last - 1 and opening is not None and opening - start > SHORTEST:
            return Span(words[start].start, words[opening - 1].stop)
        return None
    if comma is not None and last - comma > SHORTEST:
        told = lex.has("that", words[comma + 1].low)
        if told or line.sentence[verb.at] in line.mood:
            return Span(words[comma + 2 if told else comma + 1].start, words[last].stop)
    if first - start > SHORTEST and words[first - 1].text == "," and last - end <= TAIL_WORDS:
        return Span(words[start].start, words[first - 2].stop)
    return None


def _by_order(line: Line, start: int, stop: int, lex: Lexicon) -> Plain | None:
    """In a language whose subject stands before its verb: `X said that ...`, `..., X said`, `according to X`."""
    words, last = line.words, _last(line.words, start, stop)
    for i in range(start, stop - 2):
        if lex.has("according", words[i].low) and lex.has("according_to", words[i + 1].low):
            subject = clauses.subject_after(words, i + 1, stop, lex)
            if subject is None:
                return None
            cue = Span(words[i].start, words[i + 1].stop)
            if i - start > 3 and words[i - 1].text == ",":
                return Plain(Span(words[start].start, words[i - 2].stop), subject, cue)
            comma = next((k for k in range(subject.stop, min(stop, subject.stop + 12)) if words[k].text == ","), None)
            if i - start <= 1 and comma is not None and comma + 1 < last:
                return Plain(Span(words[comma + 1].start, words[last].stop), subject, cue)
            return None
    for i in range(bisect_left(line.verb_at, start), bisect_left(line.verb_at, stop)):
        verb = line.verbs[i]
        cue = token_span(words[verb.at])
        if verb.inverted:
            continue
        before = verb.subject.start - 1
        if verb.strength >= 2 and before > start + 3 and words[before].text == "," and last - verb.at <= TAIL_WORDS:
            return Plain(Span(words[start].start, words[before - 1].stop), verb.subject, cue)
        told = next((k for k in range(verb.at + 1, min(stop, verb.at + 8)) if lex.has("that", words[k].low)), None)
        if told is not None and told + 2 < last and (told == verb.at + 1 or verb.strength == 3):
            return Plain(Span(words[told + 1].start, words[last].stop), verb.subject, cue)
        follows = words[verb.at + 1] if verb.at + 1 < last else None
        if verb.strength >= 2 and follows is not None and _begins_clause(words, verb.at + 1, lex):
            return Plain(Span(follows.start, words[last].stop), verb.subject, cue)
    for i in range(max(start + 4, last - 8), last):
        if words[i - 1].text == "," and lex.strength.get(words[i].low, 0) >= 2 and words[i].low not in lex.transitive:
            subject = clauses.subject_after(words, i, stop, lex)
            if subject is not None:
                return Plain(Span(words[start].start, words[i - 2].stop), subject, token_span(words[i]))
    return None


def _names_somebody(words: Sequence[Token], subject: Phrase, cue: Span, lex: Lexicon) -> bool:
    """Whether a subject is a phrase that names somebody: no clause with a verb of its own, no `four ex-Soviet` before `states`."""
    phrase = words[subject.start : subject.stop]
    if any(lex.has("auxiliaries", w.low) or w.low in lex.strength for w in phrase if not w.capital):
        return False
    first, told = phrase[0], {w.low for w in words[subject.start : subject.stop + 3] if w.start == cue.start}
    counted = not first.capital or lex.has("determiners", first.low)
    return not (counted and not told.isdisjoint(lex.words["nouns_too"]))


def _begins_clause(words: Sequence[Token], at: int, lex: Lexicon) -> bool:
    """Whether a clause with a subject of its own begins at `at`: `said he was late`, not `said of the plan`."""
    first = words[at]
    if not first.word or lex.has("prepositions", first.low) or lex.has("days", first.low):
        return False
    if first.low in lex.words["subjects"]:
        return True
    return (lex.has("determiners", first.low) or first.capital) and _has_verb(words, at + 1, lex)


def _has_verb(words: Sequence[Token], at: int, lex: Lexicon) -> bool:
    """Whether a helping or reporting verb, or a word that looks like a past tense, stands in the next words."""
    ahead = words[at : at + CLAUSE_WORDS]
    return any(lex.has("auxiliaries", w.low) or w.low in lex.strength or w.low.endswith("ed") for w in ahead)
