"""Reported speech: who is said to have said what, without marks. Precision first."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from index import clauses, lexicon, marks
from index.clauses import Phrase, Token
from index.lexicon import Lexicon
from index.model import Cue, Passage, Quote, Span, Speaker
from index.quotes.candidates import Line, line_of, span_of, token_span

REPORTED = 0.9
"""Certainty of the speaker of reported speech, whose subject stands beside its verb."""
CLAUSE_WORDS = 8
"""Words in which a clause shows its verb."""
TAIL_WORDS = 5
"""Words that may follow the verb in `..., X said on Monday.`"""


def indirect(text: str, passages: Sequence[Passage], language: str | None, found: Iterable[Quote]) -> tuple[Quote, ...]:
    """Reported speech without marks, precision first: `X said that ...`, `..., X said`, `according to X`.

    Only sentences that hold no stretch of `found` are looked at. Ids are `5.i1`; the span is what was said.
    """
    lex = lexicon.of(language)
    if lex is None or not marks.prose(text):
        return ()
    marked: dict[int, list[Span]] = {}
    for quote in found:
        if quote.parent is None:
            marked.setdefault(quote.passage, []).append(quote.span)
    out: list[Quote] = []
    for passage in passages:
        if passage.kind == "heading":
            continue
        line = line_of(text, clauses.tokens(text, passage.span, leaning=lex.leaning), lex)
        count = 0
        for start, stop in _sentences(line.sentence):
            whole = Span(line.words[start].start, line.words[stop - 1].stop)
            spans = marked.get(passage.n, ())
            before = bisect_left(spans, (whole.stop,)) - 1
            if before >= 0 and spans[before].stop > whole.start:
                continue
            said = _reported(line, start, stop, lex)
            if said is None or not _names_somebody(line.words, said[1], said[2].of(text).lower(), lex):
                continue
            count += 1
            content, subject, cue = said
            mention = span_of(line.words, subject)
            words = " ".join(mention.of(text).split())
            speaker = Speaker(words, mention, words, REPORTED)
            id_ = f"{passage.n}.i{count}"
            out.append(Quote(id_, "", passage.n, content, "indirect", id_, speaker=speaker, cue=Cue(cue.of(text), cue)))
    return tuple(out)


def _sentences(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Token ranges of the sentences."""
    start = 0
    while start < len(numbers):
        stop = bisect_right(numbers, numbers[start])
        yield start, stop
        start = stop


def _reported(line: Line, start: int, stop: int, lex: Lexicon) -> tuple[Span, Phrase, Span] | None:
    """What one sentence reports, who said it, and by which words."""
    words = line.words
    last = stop - 1
    while last > start and not words[last].word:
        last -= 1
    for i in range(start, stop - 2):
        if lex.has("according", words[i].low) and lex.has("according_to", words[i + 1].low):
            subject = clauses.subject_after(words, i + 1, stop, lex)
            if subject is None:
                return None
            cue = Span(words[i].start, words[i + 1].stop)
            if i - start > 3 and words[i - 1].text == ",":
                return Span(words[start].start, words[i - 2].stop), subject, cue
            comma = next((k for k in range(subject.stop, min(stop, subject.stop + 12)) if words[k].text == ","), None)
            if i - start <= 1 and comma is not None and comma + 1 < last:
                return Span(words[comma + 1].start, words[last].stop), subject, cue
            return None
    for i in range(bisect_left(line.verb_at, start), bisect_left(line.verb_at, stop)):
        verb = line.verbs[i]
        cue = token_span(words[verb.at])
        if verb.inverted:
            continue
        before = verb.subject.start - 1
        if verb.strength >= 2 and before > start + 3 and words[before].text == "," and last - verb.at <= TAIL_WORDS:
            return Span(words[start].start, words[before - 1].stop), verb.subject, cue
        told = next((k for k in range(verb.at + 1, min(stop, verb.at + 8)) if lex.has("that", words[k].low)), None)
        if told is not None and told + 2 < last and (told == verb.at + 1 or verb.strength == 3):
            return Span(words[told + 1].start, words[last].stop), verb.subject, cue
        follows = words[verb.at + 1] if verb.at + 1 < last else None
        if verb.strength >= 2 and follows is not None and _begins_clause(words, verb.at + 1, lex):
            return Span(follows.start, words[last].stop), verb.subject, cue
    for i in range(max(start + 4, last - 8), last):
        if words[i - 1].text == "," and lex.strength.get(words[i].low, 0) >= 2 and words[i].low not in lex.transitive:
            subject = clauses.subject_after(words, i, stop, lex)
            if subject is not None:
                return Span(words[start].start, words[i - 2].stop), subject, token_span(words[i])
    return None


def _names_somebody(words: Sequence[Token], subject: Phrase, cue: str, lex: Lexicon) -> bool:
    """Whether a subject is a phrase that names somebody: no clause with a verb of its own, no `four ex-Soviet` before `states`."""
    phrase = words[subject.start : subject.stop]
    if any(lex.has("auxiliaries", w.low) or w.low in lex.strength for w in phrase if not w.capital):
        return False
    first = phrase[0]
    counted = not first.capital or lex.has("determiners", first.low)
    return not (counted and cue in lex.words.get("nouns_too", frozenset()))


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
