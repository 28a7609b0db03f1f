"""What speaks for a stretch in marks having no speaker: titles, nicknames, scare quotes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from index.clauses import Token
from index.quotes.lines import sentence_stop
from index.quotes.scene import Around, Candidate, Voice


def candidate(around: Around, voices: Sequence[Voice | None]) -> Candidate:
    """Titles, nicknames, scare quotes: what speaks for there being no speaker at all."""
    words = around.inner.split()
    before = around.line.words[around.at - 1] if around.at else None
    after = around.line.words[around.at + 1] if around.at + 1 < len(around.line.words) else None
    length = next(str(limit) for limit in (1, 2, 4, 8, 16, 10**9) if len(words) <= limit)
    features = {"nobody": 1.0, f"nobody:{around.whole}": 1.0, f"nobody:words:{length}": 1.0}
    if around.titled:
        features["nobody:title"] = 1.0
    kind_before, kind_after = around.kind_of_word(before), around.kind_of_word(after)
    features[f"nobody:before:{kind_before}"] = 1.0
    features[f"nobody:after:{kind_after}"] = 1.0
    features[f"nobody:ends:{around.inner[-1:] if around.inner[-1:] in ',.?!' else 'word'}"] = 1.0
    if around.scene.passages[around.scene.stretches[around.n].passage].n == 0:
        features["nobody:headline"] = 1.0
    flags = around.scene.stretches[around.n].flags
    features |= {f"nobody:{flag}": 1.0 for flag in flags}
    if around.fills:
        features["nobody:fills"] = 1.0
    signs = [*_beside(around, before), *_inside(around, words), *_earlier(around, voices)]
    if around.lex.inverts:
        signs += (f"nobody:{sign}" for sign in _reported(around))
    features |= dict.fromkeys(signs, 1.0)
    return Candidate(features, None)


def _reported(around: Around) -> Iterator[str]:
    """Signs that the sentence is somebody's: its mood, a source, a verb of saying."""
    line, here = around.line, around.line.sentence[around.at]
    if here in line.mood:
        yield "mood"
    if any(line.sentence[source.cue.start] == here for source in line.sources):
        yield "source"
    yield f"led:{around.lead() or 'not'}"
    yield f"begins:{'small' if around.inner[:1].islower() else 'great'}:{min(len(around.inner.split()), 3)}"
    verbs = [verb for verb in line.verbs if line.sentence[verb.at] == here]
    yield f"verbs:{max((verb.strength for verb in verbs), default=0)}"
    if any(verb.frame in ("wie", "passive", "place") for verb in verbs):
        yield "framed"


def _beside(around: Around, before: Token | None) -> Iterator[str]:
    """What the sentence has beside the stretch: its strongest verb of saying, and the small word in front."""
    line, at = around.line, around.at
    begin = bisect_left(line.sentence, line.sentence[at], 0, at + 1)
    stop = sentence_stop(line.sentence, at)
    i, k, j = (bisect_left(line.verb_at, x) for x in (begin, at, stop))
    strongest = max((v.strength for v in line.verbs[i:k]), default=0)
    yield f"nobody:{around.whole}:said before:{strongest}"
    yield f"nobody:{around.whole}:said after:{max((v.strength for v in line.verbs[k:j]), default=0)}"
    quoted = bisect_left(line.quoted, stop) - bisect_left(line.quoted, begin)
    yield f"nobody:{around.whole}:quoted:{min(quoted, 3)}"
    if (
        before is not None
        and before.word
        and any(
            around.lex.has(name, before.low)
            for name in ("prepositions", "determiners", "auxiliaries", "boundaries", "naming")
        )
    ):
        yield f"nobody:{around.whole}:behind:{before.low}"
    if before is not None and before.word and around.titled:
        yield f"nobody:titled:{around.kind_of_word(before)}"


def _inside(around: Around, words: Sequence[str]) -> Iterator[str]:
    """Whether it sounds like speech: `I`, `we`, `you`, a verb."""
    low = {w.strip(".,?!’'").lower() for w in words[:40]}
    if low & (around.lex.words["pronoun self"] | around.lex.words["pronoun reader"]):
        yield f"nobody:{around.whole}:self"
    if low & around.lex.words["auxiliaries"] or low & around.lex.words["verbs"]:
        yield f"nobody:{around.whole}:verb"
    first = around.inner[:1]
    yield f"nobody:{around.whole}:first:{'upper' if first.isupper() else 'lower' if first.islower() else 'other'}"


def _earlier(around: Around, voices: Sequence[Voice | None]) -> Iterator[str]:
    """Whether the stretch before it, in the same sentence, had a speaker."""
    line, at = around.line, around.at
    i = bisect_left(line.quoted, at) - 1
    if i >= 0 and line.sentence[line.quoted[i]] == line.sentence[at]:
        there = line.words[line.quoted[i]].quoted
        near = "near" if at - line.quoted[i] <= 3 else "far"
        yield f"nobody:{around.whole}:earlier:{near}:{'some' if voices[there] else 'none'}"
