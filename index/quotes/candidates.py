"""All who may have spoken a quotation, each a handful of named features.

Subjects of reporting verbs round about, `according to`, a name before a colon, an owner, the speaker before; and nobody, who
has features too. The weights that turn them into shares are data.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from index import clauses, fields, languages, lexicon, marks
from index.clauses import Nominal, Phrase, Token
from index.lexicon import Lexicon
from index.marks import Stretch
from index.model import Passage, Span

NEAR_WORDS = 70
"""Words either way of a quotation in which its verb is looked for."""
NEAR_STRETCHES = 2
"""Other stretches that may stand between a quotation and its verb."""
PASSAGES_BACK = 2
"""Passages back to which a speaker is remembered."""
STRETCHES_BACK = 8
"""Stretches back to which one looks for that speaker."""
SPOKEN = 1000
"""Stretches of any article whose speakers are looked for ..."""
CHARACTERS_SPOKEN = 250
"""... and characters of it for each one more; news has about 400 a quotation. Behind these there are quotations, but no speakers."""
SAID_BEHIND = (
    "verb",
    "full:after:0:0",
    "full:strength3",
    "after:inverted:0",
    "full:after:rank:0",
    "full:after:crossed:0",
    "after:comma:0",
)
"""The features of `“...,” said X`, which an attribution between the marks has too."""
MOOD_SENTENCES = 5
"""Sentences of reported speech that may follow the one that says whose it is."""
HEAD_ENDS = re.compile(r",|\s(?:of|for|in|at|from|who|with)\s")
"""Behind these a mention only says more of whom it names."""
NOMINALS = 8
"""Names and noun phrases before a quotation that are looked at."""


class Candidate(NamedTuple):
    """Somebody who may have spoken."""

    features: dict[str, float]
    span: Span | None
    """The mention; None for nobody."""
    cue: Span | None = None
    carried: bool = False
    """Whether it is the speaker of an earlier stretch."""


NOBODY = Candidate({}, None)


class Voice(NamedTuple):
    """Who was taken to speak a stretch."""

    span: Span
    cue: Span | None
    certainty: float
    carried: bool


class Verb(NamedTuple):
    """A reporting verb in a line, with its subject."""

    at: int
    strength: int
    subject: Phrase
    how: str
    """Where its subject stands: `straight` before it, `inverted` behind it, `shared` with the verb before it or `opening`
    with the first of its sentence."""
    frame: str = ""
    """How its clause is built, where the language shows it (`fields.Subject`); empty elsewhere."""
    first: int = 0
    """Where its clause surely has begun."""
    last: int = 0
    """Where its last part stands."""

    @property
    def inverted(self) -> bool:
        return self.how == "inverted"


class Source(NamedTuple):
    """Somebody named as the source of a sentence, with the words that say so."""

    mention: Phrase
    cue: Phrase
    kind: str
    """`according`; in German `laut`, `so`, `zufolge`, `account`, `noun`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A passage, or the inside of a stretch, as words with every stretch one of them."""

    words: tuple[Token, ...]
    sentence: tuple[int, ...]
    verbs: tuple[Verb, ...]
    verb_at: tuple[int, ...]
    quoted: tuple[int, ...]
    """Where in `words` the stretches are."""
    where: Mapping[int, int]
    """Index of a stretch → its place in `words`."""
    sources: tuple[Source, ...]
    """Those named by `according to` and the like, in order of these words."""
    mood: frozenset[int]
    """Numbers of the sentences whose verb says that the words are somebody else's: `er habe`, `il serait`."""
    nominals: tuple[Nominal, ...]


class Scene:
    """The stretches of an article and the words around them, laid out for finding who spoke."""

    def __init__(self, text: str, passages: Sequence[Passage], language: str | None) -> None:
        self.text = text
        self.passages = passages
        self.lexicon = lexicon.of(language) if language or languages.may_be(text, "en") else None
        self.stretches = marks.without_short(
            text, passages, marks.stretches(text, passages, dashes=language in marks.DASH_LANGUAGES)
        )
        if self.lexicon is not None:
            self.stretches = [_closed(text, s, self.lexicon) for s in self.stretches]
        self._inside: dict[int | None, list[int]] = {}
        self._outer: dict[int, list[int]] = {}
        for i, stretch in enumerate(self.stretches):
            if stretch.parent is None:
                self._outer.setdefault(stretch.passage, []).append(i)
            else:
                self._inside.setdefault(stretch.parent, []).append(i)
        self._lines: dict[tuple[int, int | None], Line] = {}

    def line(self, passage: int, parent: int | None = None) -> Line:
        """The passage at index `passage`, or the inside of stretch `parent`."""
        key = (passage, parent)
        if key not in self._lines and self.lexicon is not None:
            span = self.passages[passage].span if parent is None else self.stretches[parent].span
            inside = self._outer.get(passage, ()) if parent is None else self._inside.get(parent, ())
            quoted = [(i, self.stretches[i].outer) for i in inside]
            self._lines[key] = line_of(
                self.text, clauses.tokens(self.text, span, quoted, self.lexicon.leaning), self.lexicon
            )
        return self._lines[key]

    def full(self, n: int) -> bool:
        """Whether stretch `n` is a sentence of its own rather than some words of one."""
        words = self.stretches[n].span.of(self.text)
        first = next((c for c in words if c.isalnum()), "")
        if first.isdigit():
            before = self.text[max(0, self.stretches[n].outer.start - 3) : self.stretches[n].outer.start].rstrip()[-1:]
            first = "A" if before in ",:.\n" else "a"
        if self.lexicon and self.lexicon.words["inverting"] and self.text.startswith(",", self.stretches[n].outer.stop):
            small = sum(1 for word in words.split() if word[0].islower())
            return first.isupper() and small >= 2  # French and Spanish put the comma behind the mark
        return first.isupper() and words[-1:] in ",.?!…—-’'" and any(map(str.isspace, words))

    def candidates(self, n: int, voices: Sequence[Voice | None]) -> list[Candidate]:
        """All who may have spoken stretch `n`, nobody first; `voices` are those of the stretches before it."""
        stretch = self.stretches[n]
        if self.lexicon is None or n >= SPOKEN + len(self.text) // CHARACTERS_SPOKEN:
            return [NOBODY]
        line = self.line(stretch.passage, stretch.parent)
        at = line.where[n]
        around = _Around(self, n, line, at, self.lexicon)
        out = [around.nobody(voices)]
        out += around.verbs()
        out += around.sources()
        out += around.inside(stretch.span)
        if not self.lexicon.inverts:
            out += around.nominals()
        if stretch.parent is None:
            out += around.carried(voices)
            if around.opens and stretch.passage > 0:
                out += around.announced(self.line(stretch.passage - 1))
            if self.lexicon.inverts and stretch.passage > 0:
                out += around.going_on(self.line(stretch.passage - 1))
            if not self.lexicon.inverts:
                around.again(out, voices)
        return out


def _closed(text: str, stretch: Stretch, lex: Lexicon) -> Stretch:
    """An unclosed stretch, or what a dash opens, ended before the attribution that stands inside it."""
    dash = "dash" in stretch.flags
    if not dash and "unclosed" not in stretch.flags:
        return stretch
    words = clauses.tokens(text, stretch.span)
    at = clauses.attribution(words, lex, last_words=dash)
    if at is None:
        return stretch
    span = Span(stretch.span.start, words[at - 1].stop)
    return replace(stretch, span=span, outer=Span(stretch.outer.start, span.stop))


def line_of(text: str, words: list[Token], lex: Lexicon) -> Line:
    sentence = clauses.sentences(words, text, lex)
    nominals = clauses.nominals(words, sentence, lex)
    if lex.inverts:
        verbs, sources = _by_fields(words, sentence, lex)
    else:
        verbs, sources = list(_by_order(words, sentence, nominals, lex)), list(_according(words, lex))
    quoted = tuple(i for i, token in enumerate(words) if token.quoted >= 0)
    where = {words[i].quoted: i for i in quoted}
    mood = frozenset(n for n, token in zip(sentence, words, strict=True) if lex.has("reported", token.low))
    at = tuple(v.at for v in verbs)
    told = tuple(sorted(sources, key=_cue_start))
    return Line(tuple(words), tuple(sentence), tuple(verbs), at, quoted, where, told, mood, tuple(nominals))


def _by_fields(words: Sequence[Token], numbers: Sequence[int], lex: Lexicon) -> tuple[list[Verb], list[Source]]:
    """Verbs and sources of a language whose finite verb stands second, or last."""
    verbs: list[Verb] = []
    sources: list[Source] = []
    for begin, stop in fields.sentence_ranges(numbers):
        sentence = fields.Sentence(words, begin, stop, lex)
        sources += (Source(*found) for found in sentence.sources())
        told: fields.Subject | None = None
        for i in range(begin, stop):
            strength, last = fields.strength(words, i, stop, lex)
            if not strength or words[i].quoted >= 0 or (words[i].capital and i > begin):
                continue
            told = sentence.subject(i) or (told and told._replace(frame="shared", finite=i))
            if told is not None:
                first = min(told.finite, told.phrase.start if told.frame != "shared" else i)
                how = "inverted" if told.phrase.start > i else "straight"
                verbs.append(Verb(i, strength, told.phrase, how, told.frame, first, last))
    return verbs, sources


@dataclass(slots=True)
class _Acting:
    """Who acts in a sentence, as far as it is read."""

    begin: int
    shared: Phrase | None = None
    """The subject of the verb before."""
    opening: Phrase | None = None
    """The subject of the first verb."""


def _by_order(
    words: Sequence[Token], sentence: Sequence[int], nominals: Sequence[Nominal], lex: Lexicon
) -> Iterator[Verb]:
    """The reporting verbs of a line, each with every subject it may have."""
    subjects = {n.verb: n.phrase for n in nominals if n.verb >= 0}
    acting, told = _Acting(0), None
    for i, token in enumerate(words):
        if i and sentence[i] != sentence[i - 1]:
            acting = _Acting(i)
        if token.quoted >= 0 or token.possessive or (token.capital and i > acting.begin):
            continue
        strength = lex.strength.get(token.low, 0)
        own = subjects.get(i)
        if strength and not _is_noun(words, i, lex):
            place = _place(words, i, _sentence_stop(sentence, i), lex) if lex.has("impersonal", token.low) else None
            if place is not None:
                yield Verb(i, max(strength, 2), place, "inverted")
                continue
            found = list(_subjects(words, sentence, nominals, i, acting, own, lex))
            if not found and told is not None and lex.drops and _opens_clause(words, i, acting.begin, lex):
                found = [(told, "straight")]
            for subject, how in found:
                told = subject
                yield Verb(i, strength, subject, how)
        if own is not None and (acting.shared is None or not lex.has("relative", words[own.start].low)):
            acting.shared = own
            acting.opening = acting.opening or own


def _subjects(
    words: Sequence[Token],
    sentence: Sequence[int],
    nominals: Sequence[Nominal],
    verb: int,
    acting: _Acting,
    own: Phrase | None,
    lex: Lexicon,
) -> Iterator[tuple[Phrase, str]]:
    """Every subject the verb at `verb` may have, and where it stands; `own` is the nominal whose verb it is."""
    if verb and lex.has("nobody", words[verb - 1].low) and not lex.has("auxiliaries", words[verb - 1].low):
        return
    before = clauses.subject_before(words, verb, acting.begin, lex)
    if before is not None:
        at = bisect_left(nominals, before.start, key=lambda n: n.phrase.start)
        whole = at < len(nominals) and nominals[at].phrase.start == before.start
        before = _trimmed(before if own is None or whole else own, nominals, words, lex)
        yield before, "straight"
    if own is None:
        for other, how in ((acting.shared, "shared"), (acting.opening, "opening")):
            known = other is None or (how == "opening" and other == acting.shared)
            if other is not None and not known and (before is None or not _overlap(before, other)):
                yield other, how
    if before is None and words[verb].low not in lex.transitive and _inverts(words, verb, acting.begin, lex):
        after = clauses.subject_after(words, verb, _sentence_stop(sentence, verb), lex)
        if after is not None:
            yield after, "inverted"


def _trimmed(phrase: Phrase, nominals: Sequence[Nominal], words: Sequence[Token], lex: Lexicon) -> Phrase:
    """A long phrase from its first free name or noun on, up to a verb: no `tweeting out` before `a message`."""
    if phrase.stop - phrase.start <= 3:
        return phrase
    first = bisect_left(nominals, phrase.start, key=lambda n: n.phrase.start)
    last = bisect_left(nominals, phrase.stop, key=lambda n: n.phrase.start)
    start = next((n.phrase.start for n in nominals[first:last] if n.role != "governed"), phrase.start)
    inside = range(start + 1, phrase.stop)
    stop = next((i for i in inside if clauses.is_verb(words[i], lex) and not words[i - 1].possessive), phrase.stop)
    return Phrase(start, stop)


def _overlap(a: Phrase, b: Phrase) -> bool:
    return a.start < b.stop and b.start < a.stop


def _is_passive(words: Sequence[Token], at: int, lex: Lexicon) -> bool:
    """`was asked`: whoever stands before did not speak."""
    before = at - 1
    while before > 0 and at - before < 3 and not lex.has("passive", words[before].low):
        before -= 1
    return before >= 0 and lex.has("passive", words[before].low)


def _is_noun(words: Sequence[Token], at: int, lex: Lexicon) -> bool:
    """Whether what looks like a reporting verb is a noun: `his claims`, `Lee's report`."""
    if not at:
        return False
    before = words[at - 1]
    return before.possessive or (before.low in lex.words["possessives"] and before.low not in lex.words["subjects"])


def _opens_clause(words: Sequence[Token], verb: int, begin: int, lex: Lexicon) -> bool:
    """Whether nothing but small words stands between the start of the sentence, or `and`, and the verb: its subject is left out."""
    at = verb
    while at > begin and (lex.has("auxiliaries", words[at - 1].low) or lex.has("opening_adverbs", words[at - 1].low)):
        at -= 1
    return at == begin or lex.has("joining", words[at - 1].low)


def _place(words: Sequence[Token], verb: int, stop: int, lex: Lexicon) -> Phrase | None:
    """Where a text says something: `lit-on dans le rapport`, `se lee en el informe`."""
    if not any(w.low in lex.words["nobody"] for w in words[max(0, verb - 2) : verb + 2]):
        return None
    at = next((i for i in range(verb + 1, min(stop, verb + 4)) if lex.has("places", words[i].low)), None)
    return clauses.subject_after(words, at, stop, lex) if at is not None else None


def _inverts(words: Sequence[Token], verb: int, begin: int, lex: Lexicon) -> bool:
    """Whether the subject may follow the verb: behind a quotation, or a word of `inverting` (comme l'a dit X)."""
    at = verb
    if lex.words["inverting"]:
        while at > begin and lex.has("auxiliaries", words[at - 1].low):
            at -= 1
        if at > begin and lex.has("inverting", words[at - 1].low):
            return True
    if at and words[at - 1].quoted >= 0:
        return True
    return at > 1 and words[at - 1].text == "," and words[at - 2].quoted >= 0


def _according(words: Sequence[Token], lex: Lexicon) -> Iterator[Source]:
    for i in range(len(words) - 2):
        counts = lex.has("accounts", words[i].low) and lex.has("genitive", words[i + 1].low)
        if counts and i and lex.has("prepositions", words[i - 1].low):
            subject = clauses.subject_after(words, i + 1, len(words), lex)
            if subject:
                yield Source(subject, Phrase(i - 1, i + 1), "according")
        told = lex.strength.get(words[i + 1].low, 0) and lex.has("inverting", words[i].low)
        if lex.has("according", words[i].low) and words[i].quoted < 0 and not told:
            to = 1 if lex.has("according_to", words[i + 1].low) else 0
            subject = clauses.subject_after(words, i + to, len(words), lex)
            if subject:
                yield Source(subject, Phrase(i, i + to + 1), "according")


def _cue_start(source: Source) -> int:
    return source.cue.start


def _sentence_stop(sentence: Sequence[int], at: int) -> int:
    return bisect_right(sentence, sentence[at])


def _bucket(count: int) -> str:
    for limit, name in ((0, "0"), (2, "2"), (5, "5"), (10, "10"), (20, "20")):
        if count <= limit:
            return name
    return "far"


class _Around:
    """What stands around one stretch, as candidates."""

    def __init__(self, scene: Scene, n: int, line: Line, at: int, lex: Lexicon) -> None:
        self.scene, self.n, self.line, self.at, self.lex = scene, n, line, at, lex
        self.text = scene.text
        self.inner = scene.stretches[n].span.of(scene.text)
        self.whole = "full" if scene.full(n) else "part"
        self.short = str(min(len(self.inner.split()), 4)) if len(self.inner) < 60 else "long"
        capital = [w[0].isupper() or len(w) < 4 for w in self.inner.split() if w[0].isalpha()]
        self.titled = len(capital) > 1 and all(capital) and self.whole == "part"
        self.opens = not any(w.word or w.quoted >= 0 for w in line.words[max(0, at - 3) : at]) and at <= 3
        self.fills = self.opens and all(not w.word for w in line.words[at + 1 :])

    def nobody(self, voices: Sequence[Voice | None]) -> Candidate:
        """Titles, nicknames, scare quotes: what speaks for there being no speaker at all."""
        words = self.inner.split()
        before = self.line.words[self.at - 1] if self.at else None
        after = self.line.words[self.at + 1] if self.at + 1 < len(self.line.words) else None
        length = next(str(limit) for limit in (1, 2, 4, 8, 16, 10**9) if len(words) <= limit)
        features = {"nobody": 1.0, f"nobody:{self.whole}": 1.0, f"nobody:words:{length}": 1.0}
        if self.titled:
            features["nobody:title"] = 1.0
        kind_before, kind_after = self._kind_of_word(before), self._kind_of_word(after)
        features[f"nobody:before:{kind_before}"] = 1.0
        features[f"nobody:after:{kind_after}"] = 1.0
        features[f"nobody:ends:{self.inner[-1:] if self.inner[-1:] in ',.?!' else 'word'}"] = 1.0
        if self.scene.passages[self.scene.stretches[self.n].passage].n == 0:
            features["nobody:headline"] = 1.0
        flags = self.scene.stretches[self.n].flags
        features |= {f"nobody:{flag}": 1.0 for flag in flags}
        if self.fills:
            features["nobody:fills"] = 1.0
        if self.lex.inverts:
            signs = [f"nobody:{sign}" for sign in self._reported()]
        else:
            signs = [*self._nobody_around(before), *self._nobody_inside(words), *self._nobody_earlier(voices)]
        features |= dict.fromkeys(signs, 1.0)
        return Candidate(features, None)

    def _reported(self) -> Iterator[str]:
        """Signs that the sentence is somebody's: its mood, a source, a verb of saying."""
        line, here = self.line, self.line.sentence[self.at]
        if here in line.mood:
            yield "mood"
        if any(line.sentence[source.cue.start] == here for source in line.sources):
            yield "source"
        yield f"led:{self._lead() or 'not'}"
        yield f"begins:{'small' if self.inner[:1].islower() else 'great'}:{min(len(self.inner.split()), 3)}"
        verbs = [verb for verb in line.verbs if line.sentence[verb.at] == here]
        yield f"verbs:{max((verb.strength for verb in verbs), default=0)}"
        if any(verb.frame in ("wie", "passive", "place") for verb in verbs):
            yield "framed"

    def _nobody_around(self, before: Token | None) -> Iterator[str]:
        """What the sentence has beside the stretch: its strongest verb of saying, and the small word in front."""
        line, at = self.line, self.at
        begin = bisect_left(line.sentence, line.sentence[at], 0, at + 1)
        stop = _sentence_stop(line.sentence, at)
        i, k, j = (bisect_left(line.verb_at, x) for x in (begin, at, stop))
        strongest = max((v.strength for v in line.verbs[i:k]), default=0)
        yield f"nobody:{self.whole}:said before:{strongest}"
        yield f"nobody:{self.whole}:said after:{max((v.strength for v in line.verbs[k:j]), default=0)}"
        quoted = bisect_left(line.quoted, stop) - bisect_left(line.quoted, begin)
        yield f"nobody:{self.whole}:quoted:{min(quoted, 3)}"
        if (
            before is not None
            and before.word
            and any(
                self.lex.has(name, before.low)
                for name in ("prepositions", "determiners", "auxiliaries", "boundaries", "naming")
            )
        ):
            yield f"nobody:{self.whole}:behind:{before.low}"
        if before is not None and before.word and self.titled:
            yield f"nobody:titled:{self._kind_of_word(before)}"

    def _nobody_inside(self, words: Sequence[str]) -> Iterator[str]:
        """Whether it sounds like speech: `I`, `we`, `you`, a verb."""
        low = {w.strip(".,?!’'").lower() for w in words[:40]}
        if low & (self.lex.words["pronoun self"] | self.lex.words["pronoun reader"]):
            yield f"nobody:{self.whole}:self"
        if low & self.lex.words["auxiliaries"] or low & self.lex.words["verbs"]:
            yield f"nobody:{self.whole}:verb"
        first = self.inner[:1]
        yield f"nobody:{self.whole}:first:{'upper' if first.isupper() else 'lower' if first.islower() else 'other'}"

    def _nobody_earlier(self, voices: Sequence[Voice | None]) -> Iterator[str]:
        """Whether the stretch before it, in the same sentence, had a speaker."""
        line, at = self.line, self.at
        i = bisect_left(line.quoted, at) - 1
        if i >= 0 and line.sentence[line.quoted[i]] == line.sentence[at]:
            there = line.words[line.quoted[i]].quoted
            near = "near" if at - line.quoted[i] <= 3 else "far"
            yield f"nobody:{self.whole}:earlier:{near}:{'some' if voices[there] else 'none'}"

    def _kind_of_word(self, token: Token | None) -> str:
        if token is None:
            return "edge"
        if token.quoted >= 0:
            return "quoted"
        if not token.word:
            return token.text if token.text in ",:.—(" else "mark"
        for name in ("determiners", "naming", "prepositions", "boundaries", "possessives", "auxiliaries"):
            if self.lex.has(name, token.low):
                return name
        if token.low in self.lex.strength:
            return f"verb{self.lex.strength[token.low]}"
        if token.possessive:
            return "possessive"
        return "capital" if token.capital else "noun" if token.low in ("word", "words", "term", "phrase") else "word"

    def who(self, phrase: Phrase) -> dict[str, float]:
        """What kind of speaker a phrase names."""
        words = self.line.words[phrase.start : phrase.stop]
        return _who(words, self.whole, self.lex)

    def verbs(self) -> Iterator[Candidate]:
        line, at = self.line, self.at
        first = bisect_left(line.verb_at, at - NEAR_WORDS)
        last = bisect_right(line.verb_at, at + NEAR_WORDS)
        here = bisect_left(line.verb_at, at)
        for i in range(first, last):
            verb = line.verbs[i]
            after = verb.at > at
            lo, hi = (at + 1, verb.at) if after else (verb.at + 1, at)
            crossed = bisect_left(line.quoted, hi) - bisect_left(line.quoted, lo)
            if crossed > NEAR_STRETCHES or verb.subject.start == at:
                continue
            rank = i - here if after else here - 1 - i
            yield Candidate(
                self._verb_features(verb, after, crossed, rank),
                span_of(line.words, self.outside(verb.subject)),
                token_span(line.words[verb.at]),
            )

    def outside(self, phrase: Phrase) -> Phrase:
        """A mention as far as it stands before the quotation: `the paper “Today”` did not say “Today”."""
        return phrase._replace(stop=self.at) if phrase.start < self.at < phrase.stop else phrase

    def _verb_features(self, verb: Verb, after: bool, crossed: int, rank: int) -> dict[str, float]:
        words, sentence, at = self.line.words, self.line.sentence, self.at
        side = "after" if after else "before"
        if after:
            gap_words = words[at + 1 : min(verb.at, verb.subject.start)]
        else:
            gap_words = words[max(verb.at + 1, verb.subject.stop if verb.inverted else 0) : at]
        leaning = verb.inverted and self.lex.words["inverting"]  # « ... », lui a répondu X
        gap = sum(
            1 for w in gap_words if (w.word and not (leaning and self.lex.has("auxiliaries", w.low))) or w.quoted >= 0
        )
        apart = abs(sentence[at] - sentence[verb.at])
        if after and apart == 1 and self.inner[-1:] in "?!" and gap == 0:
            apart = 0
        gone_on = not after and verb.frame != "" and self._goes_on(self.line, verb.at, apart)
        apart = 0 if gone_on else apart
        bucket = _bucket(gap)
        whole = self.whole
        low = words[verb.at].low
        order = verb.how
        features = {
            "verb": 1.0,
            f"{whole}:{side}:{min(apart, 2)}:{bucket}": 1.0,
            f"{whole}:strength{verb.strength}": 1.0,
            f"{side}:{order}:{'0' if gap == 0 else 'more'}": 1.0,
            f"{whole}:{side}:rank:{min(rank, 3)}": 1.0,
            f"{whole}:{side}:crossed:{crossed}": 1.0,
            f"verb:{low}": 1.0,
        }
        if (after and self.inner[-1:] == ",") or (not after and at and words[at - 1].text == ","):
            features[f"{side}:comma:{'0' if gap == 0 else 'more'}"] = 1.0
        if not after and at and words[at - 1].text == ":":
            features[f"before:colon:{min(apart, 1)}"] = 1.0
        if not after and any(self.lex.has("that", w.low) for w in gap_words[:4]):
            features[f"before:that:{min(apart, 1)}"] = 1.0
        if not after and apart == 0:
            cuts = sum(
                1 for w in gap_words if w.text in ";—" or self.lex.has("relative", w.low) or w.low in ("but", "while")
            )
            features[f"{whole}:before:cuts:{min(cuts, 2)}"] = 1.0
            if verb.strength >= 2 and rank > 0 and gap <= 20:
                features[f"{whole}:before:governs"] = 1.0
        if not after and gap == 0 and verb.at == at - 1:
            features[f"{whole}:before:object:{verb.strength}"] = 1.0
        if after and self.opens:
            features[f"{whole}:after:opens"] = 1.0
        if low in self.lex.transitive:
            features[f"{side}:transitive:{bucket}"] = 1.0
        if _is_passive(words, verb.at, self.lex):
            features[f"{whole}:{side}:passive"] = 1.0
        if low[-3:] == "ing" and not verb.inverted:
            joined = (
                "joined" if verb.subject.stop == verb.at else "comma" if words[verb.at - 1].text == "," else "apart"
            )
            features[f"{side}:participle:{joined}"] = 1.0
        if verb.subject.start < at < verb.subject.stop:
            features["inside"] = 1.0
        if verb.frame:
            features |= dict.fromkeys(self._clause_features(verb, side, apart), 1.0)
            if gone_on:
                features["goes on"] = 1.0
        who = self.who(verb.subject)
        kind = next(iter(who))
        if self.lex.inverts:
            return features | who
        where = f"{whole}:{side}:{min(apart, 2)}:{bucket}"
        features[f"{where}:{verb.strength}"] = 1.0
        features[f"{where}:{order}"] = 1.0
        features[f"{whole}:{side}:{min(apart, 2)}:{kind}"] = 1.0
        features[f"{whole}:{side}:{min(rank, 3)}:{verb.strength}:{min(apart, 1)}"] = 1.0
        return features | who

    def _clause_features(self, verb: Verb, side: str, apart: int) -> Iterator[str]:
        """How the quotation stands to the clause of a verb: within it, behind its commas, led in by which word."""
        yield f"frame:{verb.frame}:{side}:{min(apart, 1)}"
        if apart:
            return
        words, at = self.line.words, self.at
        if verb.first < at < verb.last:
            yield f"embraced:{verb.strength}"
            yield f"{self.whole}:embraced"
        lo, hi = (at + 1, verb.at) if side == "after" else (verb.at + 1, at - 1)
        commas = sum(1 for w in words[lo:hi] if w.text in fields.ENDS_CLAUSE)
        yield f"{self.whole}:{side}:commas:{min(commas, 3)}"
        if (side == "before" or verb.first < at < verb.last) and (lead := self._lead()):
            yield f"led:{lead}:{verb.strength}:{min(commas, 1)}"

    def _lead(self) -> str:
        """The small word that leads the quotation in, an article or adjective passed over: `als „falsch“`, `von einer „Gefahr“`."""
        for token in reversed(self.line.words[max(0, self.at - 3) : self.at]):
            if self.lex.has("leading", token.low):
                return token.low
            if not token.word:
                break
        return ""

    def _goes_on(self, line: Line, said: int, apart: int) -> bool:
        """Whether all sentences from the one with the word at `said` to the quotation's own report what it says."""
        first = line.sentence[said] + 1
        return 0 < apart <= MOOD_SENTENCES and all(n in line.mood for n in range(first, first + apart))

    def going_on(self, before: Line) -> Iterator[Candidate]:
        """Who was said to speak in the passage before, where every sentence since then reports: `Er sei ...`."""
        here = self.line.sentence[self.at]
        if not before.words or here >= MOOD_SENTENCES or not all(n in self.line.mood for n in range(here + 1)):
            return
        last = before.sentence[-1]
        for verb in reversed(before.verbs):
            apart = last - before.sentence[verb.at]
            if apart and not self._goes_on(before, verb.at, apart):
                return
            if verb.strength >= 2:
                features = {"goes on": 1.0, "goes on:passage": 1.0, f"goes on:passage:{min(here, 1)}": 1.0}
                features |= _who(before.words[verb.subject.start : verb.subject.stop], "announced", self.lex)
                yield Candidate(features, span_of(before.words, verb.subject), token_span(before.words[verb.at]))
                return

    def inside(self, span: Span) -> Iterator[Candidate]:
        """Who speaks by the reporter's words between the marks, as French prints them: « Il ment, a réagi X. Il le sait. »"""
        if not self.lex.clitics:
            return
        words = clauses.tokens(self.text, span, leaning=self.lex.leaning)
        for i, token in enumerate(words[: NEAR_WORDS * 2]):
            if self.lex.strength.get(token.low, 0) < 2 or token.capital:
                continue
            first = i
            while first and self.lex.has("auxiliaries", words[first - 1].low):
                first -= 1
            subject = None
            if first and words[first - 1].text in ",?!…":
                subject = clauses.subject_after(words, i, len(words), self.lex)
            elif i > 1 and words[i - 1].low in self.lex.words["clitics"]:  # a-t-il dit
                subject = Phrase(i - 1, i)
            if subject and subject.stop < len(words) and words[max(subject.stop, i + 1)].text in ",.":
                features = dict.fromkeys(SAID_BEHIND, 1.0) | _who(words[subject.start : subject.stop], "full", self.lex)
                yield Candidate(features, span_of(words, subject), token_span(token))
                return

    def sources(self) -> Iterator[Candidate]:
        """`According to X`, `X:`, `X's “...”`, and the subject of the sentence."""
        words, sentence, at = self.line.words, self.line.sentence, self.at
        begin = bisect_left(sentence, sentence[at], 0, at + 1)
        first = bisect_left(self.line.sources, at - NEAR_WORDS, key=_cue_start)
        last = bisect_right(self.line.sources, at + NEAR_WORDS, key=_cue_start)
        for mention, cue, kind in self.line.sources[first:last]:
            i = cue.start
            if mention.start != at:
                side = "after" if i > at else "before"
                apart = min(abs(sentence[at] - sentence[i]), 2)
                if side == "after" and apart == 1 and i == at + 1:
                    apart = 0
                features = dict.fromkeys((kind, f"{kind}:{side}:{apart}"), 1.0) | self.who(mention)
                if kind != "noun":
                    features |= {"according": 1.0, f"according:{side}:{apart}": 1.0}
                if self.lex.inverts and side == "before" and self._goes_on(self.line, i, apart):
                    features["goes on"] = 1.0
                yield Candidate(
                    features, span_of(words, self.outside(mention)), Span(words[i].start, words[cue.stop - 1].stop)
                )
        ends = at + 1 == len(words) or not words[at + 1].word
        if at and ends and words[at - 1].text == ":" and words[begin].capital and at - 1 - begin <= 16:
            dash = next((i for i in range(at - 2, begin, -1) if words[i].text in ("-", "–", "—")), begin - 1)
            label = Phrase(dash + 1, at - 1)
            verbs = bisect_left(self.line.verb_at, at) - bisect_left(self.line.verb_at, begin)
            if 0 < label.stop - label.start <= 8 and not verbs:
                yield Candidate({"label": 1.0, f"label:{begin == 0}": 1.0} | self.who(label), span_of(words, label))
        yield from self._owners(begin)
        if (
            self.lex.inverts
            and at - begin <= NEAR_WORDS
            and (subject := _sentence_subject(self.line, begin, at, self.lex))
        ):
            gap = sum(1 for w in words[subject.stop : at] if w.word or w.quoted >= 0)
            features = {"subject": 1.0, f"{self.whole}:subject:{_bucket(gap)}": 1.0} | self.who(subject)
            yield Candidate(features, span_of(words, subject))

    def nominals(self) -> Iterator[Candidate]:
        """Whoever else is named in the sentence, and the subject of the one before."""
        line, at = self.line, self.at
        here = bisect_left(line.nominals, at, key=lambda n: n.phrase.start)
        begin = bisect_left(line.sentence, line.sentence[at], 0, at + 1)
        governing = max(
            (v for v in (n.verb for n in line.nominals[max(0, here - NOMINALS) : here]) if v < at), default=-1
        )
        rank = 0
        for i in range(here - 1, -1, -1):
            nominal = line.nominals[i]
            if nominal.phrase.start < begin or here - i > NOMINALS:
                break
            last = i == 0 or line.nominals[i - 1].phrase.start < begin
            yield self._nominal_before(nominal, rank, governing, last)
            rank += nominal.role == "subject"
        for i in range(here, min(len(line.nominals), here + 3)):
            nominal = line.nominals[i]
            if line.sentence[nominal.phrase.start] > line.sentence[at] and nominal.phrase.start - at > 6:
                break
            yield self._nominal_after(nominal, i - here)
        yield from self._owned_sayings(line.nominals[max(0, here - NOMINALS) : here], begin)
        if begin:
            subjects = self._subjects_before(begin)
            for k, nominal in enumerate(subjects):
                features = {"np": 1.0, f"np:back:{k}": 1.0, f"{self.whole}:np:back:{begin == at}": 1.0}
                yield self._of_nominal(nominal, features, "np:back")

    def _owned_sayings(self, nominals: Sequence[Nominal], begin: int) -> Iterator[Candidate]:
        """`Lee's claim that`, `her promise of`: whose words the noun is."""
        words = self.line.words
        for nominal in nominals:
            start, stop = nominal.phrase
            last = words[stop - 1]
            if start < begin or not self.lex.has("sayings", last.low):
                continue
            owner = next((k for k in range(stop - 2, start - 1, -1) if _owns(words[k], self.lex)), -1)
            if owner >= 0:
                phrase = Phrase(start, owner + 1)
                gap = sum(1 for w in words[stop : self.at] if w.word or w.quoted >= 0)
                features = {"saying": 1.0, f"{self.whole}:saying:{_bucket(gap)}": 1.0, f"saying:{last.low}": 1.0}
                if any(self.lex.has("that", w.low) for w in words[stop : stop + 3]):
                    features["saying:that"] = 1.0
                yield Candidate(features | self.who(phrase), span_of(words, phrase), token_span(last))

    def _subjects_before(self, begin: int) -> list[Nominal]:
        line = self.line
        stop = bisect_left(line.nominals, begin, key=lambda n: n.phrase.start)
        number = line.sentence[begin - 1]
        return [
            n
            for n in line.nominals[max(0, stop - NOMINALS) : stop]
            if n.role == "subject" and line.sentence[n.phrase.start] == number
        ][:2]

    def _nominal_before(self, nominal: Nominal, rank: int, governing: int, last: bool) -> Candidate:
        line, at, whole, role = self.line, self.at, self.whole, nominal.role
        gap_words = line.words[nominal.phrase.stop : at]
        gap = sum(1 for w in gap_words if w.word or w.quoted >= 0)
        features = {
            "np": 1.0,
            f"{whole}:np:before:{role}:{_bucket(gap)}": 1.0,
            f"np:before:{role}:rank:{min(rank, 3)}": 1.0,
        }
        if last:
            features[f"{whole}:np:first:{role}"] = 1.0
        if role == "governed":
            features[f"np:governed:{line.words[nominal.phrase.start - 1].low}"] = 1.0
        if gap == 0 and line.words[at - 1].text == ":":
            features[f"{whole}:np:colon:{role}"] = 1.0
        cuts = sum(
            1 for w in gap_words if w.text in ";—" or self.lex.has("relative", w.low) or w.low in ("but", "while")
        )
        features[f"{whole}:np:cuts:{min(cuts, 2)}"] = 1.0
        if nominal.verb >= 0:
            low = line.words[nominal.verb].low
            features[f"{whole}:np:strength{self.lex.strength.get(low, 0)}"] = 1.0
            features[f"np:verb:{low}"] = 1.0
            features[f"{whole}:np:governs:{nominal.verb == governing}"] = 1.0
            strength = self.lex.strength.get(low, 0)
            features[f"{whole}:np:{_bucket(gap)}:{strength}:{nominal.verb == governing}"] = 1.0
            features[f"{whole}:np:{strength}:{min(rank, 2)}:{last}"] = 1.0
        return self._of_nominal(nominal, features, "np:before")

    def _nominal_after(self, nominal: Nominal, rank: int) -> Candidate:
        line, at, whole, role = self.line, self.at, self.whole, nominal.role
        gap_words = line.words[at + 1 : nominal.phrase.start]
        gap = sum(1 for w in gap_words if w.word or w.quoted >= 0)
        ends = self.inner[-1:] if self.inner[-1:] in ",.?!" else "word"
        apart = min(line.sentence[nominal.phrase.start] - line.sentence[at], 1)
        features = {
            "np": 1.0,
            f"np:after:{role}:{_bucket(gap)}": 1.0,
            f"{whole}:np:after:{ends}:{min(gap, 2)}:{apart}": 1.0,
            f"np:after:{ends}:{min(gap, 3)}:{role}": 1.0,
            f"{whole}:np:after:rank:{rank}": 1.0,
        }
        before = line.words[nominal.phrase.start - 1]
        if gap == 1:
            features[f"np:after:behind:{self._kind_of_word(before)}:{ends}"] = 1.0
        if self.opens:
            features[f"{whole}:np:after:opens:{role}"] = 1.0
        if nominal.verb >= 0:
            low = line.words[nominal.verb].low
            features[f"{whole}:np:after:strength{self.lex.strength.get(low, 0)}"] = 1.0
        return self._of_nominal(nominal, features, "np:after")

    def _of_nominal(self, nominal: Nominal, features: dict[str, float], place: str) -> Candidate:
        words = self.line.words
        who = self.who(nominal.phrase)
        kind = next(iter(who))
        features |= who
        features[f"{place}:{kind}"] = 1.0
        verb = token_span(words[nominal.verb]) if nominal.verb >= 0 else None
        return Candidate(features, span_of(words, nominal.phrase), verb)

    def _owners(self, begin: int) -> Iterator[Candidate]:
        words = self.line.words
        for i in range(self.at - 1, max(begin, self.at - 5) - 1, -1):
            if words[i].quoted >= 0:
                break
            if words[i].possessive or words[i].low in self.lex.words["possessives"]:
                start = i
                while start > begin and words[start].capital and words[start - 1].capital and words[start - 1].word:
                    start -= 1
                owner = Phrase(start, i + 1)
                features = {"owner": 1.0, f"{self.whole}:owner:{self.at - i}": 1.0} | self.who(owner)
                yield Candidate(features, span_of(words, owner))
                break

    def carried(self, voices: Sequence[Voice | None]) -> Iterator[Candidate]:
        """The speakers of the stretches before."""
        scene, here = self.scene, self.scene.stretches[self.n]
        begun = here.first
        seen = 0
        for i in range(self.n - 1, max(-1, self.n - 1 - STRETCHES_BACK), -1):
            earlier = scene.stretches[i]
            if here.passage - earlier.passage > PASSAGES_BACK or seen >= 2:
                break
            voice = voices[i]
            if voice is None or earlier.parent is not None:
                continue
            features: dict[str, float] = {"carried": 1.0}
            if earlier.passage == here.passage:
                if seen:
                    break
                line = self.line
                there = line.where[i]
                gap = sum(1 for w in line.words[there + 1 : self.at] if w.word)
                apart = min(line.sentence[self.at] - line.sentence[there], 3)
                features[f"{self.whole}:carried:here:{_bucket(gap)}"] = 1.0
                features[f"{self.whole}:carried:apart:{apart}"] = 1.0
                features[f"{self.whole}:carried:after:{'full' if scene.full(i) else 'part'}"] = 1.0
                if self.at == len(line.words) - 1:
                    features[f"{self.whole}:carried:last"] = 1.0
            else:
                back = here.passage - earlier.passage
                features[f"{self.whole}:carried:back:{back}"] = 1.0
                features[
                    f"carried:back:{'fills' if self.fills else 'opens' if self.opens else 'within'}:{back}:{seen}"
                ] = 1.0
                if begun == earlier.first and begun != self.n:
                    features["carried:continues"] = 1.0
                if earlier.outer.stop >= scene.passages[earlier.passage].span.stop - 1:
                    features[f"{self.whole}:carried:back:ended"] = 1.0
            features |= _who(
                clauses.tokens(self.text, voice.span, leaning=self.lex.leaning), f"{self.whole}:carried", self.lex
            )
            features["carried:certainty"] = voice.certainty
            if self.lex.drops and not seen and self._said_by_the_same():
                features |= dict.fromkeys(SAID_BEHIND, 1.0)
            yield Candidate(features, voice.span, voice.cue, carried=True)
            seen += 1
            if earlier.passage == here.passage and seen:
                break

    def _said_by_the_same(self) -> bool:
        """Whether a verb of saying without a subject stands behind the quotation: «...», agregó."""
        words, i = self.line.words, self.at + 1
        while i < len(words) and (words[i].text == "," or self.lex.has("auxiliaries", words[i].low)):
            i += 1
        return i < len(words) and self.lex.strength.get(words[i].low, 0) >= 2 and i not in self.line.verb_at

    def again(self, candidates: Iterable[Candidate], voices: Sequence[Voice | None]) -> None:
        """Marks who already spoke one of the stretches before, in this passage or the ones before it."""
        scene, here = self.scene, self.scene.stretches[self.n].passage
        spoke: dict[str, str] = {}
        for i in range(self.n - 1, max(-1, self.n - 1 - STRETCHES_BACK), -1):
            voice = voices[i]
            if voice is not None:
                spoke.setdefault(
                    head_of(self.text, voice.span), "here" if scene.stretches[i].passage == here else "back"
                )
        for candidate in candidates:
            if candidate.span is not None and not candidate.carried:
                where = spoke.get(head_of(self.text, candidate.span))
                if where is not None:
                    candidate.features[f"{self.whole}:again:{where}"] = 1.0

    def announced(self, before: Line) -> Iterator[Candidate]:
        """Subjects in the last sentence of the passage before, which may end with a colon."""
        if not before.words:
            return
        last = before.sentence[-1]
        colon = "colon" if before.words[-1].text == ":" else "stop"
        quoted = "quoted" if before.quoted and before.sentence[before.quoted[-1]] == last else "plain"
        fills = "fills" if self.fills else "opens"
        verbs = [v for v in before.verbs if before.sentence[v.at] == last]
        for i, verb in enumerate(reversed(verbs[-4:])):
            features = {
                "announced": 1.0,
                f"announced:{colon}:{fills}": 1.0,
                f"announced:{colon}:{quoted}": 1.0,
                f"announced:{colon}:strength{verb.strength}": 1.0,
                f"announced:{colon}:rank:{min(i, 2)}": 1.0,
            }
            features |= _who(before.words[verb.subject.start : verb.subject.stop], "announced", self.lex)
            yield Candidate(features, span_of(before.words, verb.subject), token_span(before.words[verb.at]))
        if colon == "colon" and not verbs:
            subject = _sentence_subject(before, bisect_left(before.sentence, last), len(before.words) - 1, self.lex)
            if subject:
                features = {"announced": 1.0, "announced:subject": 1.0, f"announced:subject:{fills}": 1.0}
                features |= _who(before.words[subject.start : subject.stop], "announced", self.lex)
                yield Candidate(features, span_of(before.words, subject))
        if colon == "colon" and len(before.words) <= 9 and before.words[0].capital and not verbs:
            label = Phrase(0, len(before.words) - 1)
            if label.stop:
                yield Candidate({"announced": 1.0, "announced:label": 1.0}, span_of(before.words, label))


def head_of(text: str, span: Span) -> str:
    """What two mentions of one speaker share: the last word before a comma or a preposition."""
    words = HEAD_ENDS.split(span.of(text), maxsplit=1)[0].lower().split()
    return words[-1] if words else "?"


def _owns(token: Token, lex: Lexicon) -> bool:
    return token.possessive or token.low in lex.words["possessives"]


def _sentence_subject(line: Line, begin: int, before: int, lex: Lexicon) -> Phrase | None:
    """The first name, pronoun or noun phrase of the sentence that stands before the word at `before`."""
    words = line.words
    if lex.inverts:
        return fields.Sentence(words, begin, _sentence_stop(line.sentence, begin), lex).topic(before)
    start = begin
    if lex.words["inverting"]:
        while start < before and (
            lex.strength.get(words[start].low)
            or any(lex.has(n, words[start].low) for n in ("auxiliaries", "opening_adverbs"))
        ):
            start += 1
    while start < before and not (words[start].capital or lex.has("determiners", words[start].low)):
        start += 1
    if start < before and lex.has("prepositions", words[start].low):
        comma = next((i for i in range(start, min(before, start + 20)) if words[i].text == ","), None)
        if comma is None:
            return None
        start = comma + 1
    stop = start
    while stop < before and stop - start < 6 and words[stop].word:
        low = words[stop].low
        if (
            stop > start
            and not words[stop].capital
            and not (lex.has("people", low) or lex.has("bodies", low) or lex.has("documents", low))
        ):
            break
        stop += 1
        if low in lex.words["subjects"] or lex.has("people", low) or lex.has("documents", low):
            break
    if stop - start == 1 and lex.has("articles", words[start].low):
        return None
    return Phrase(start, stop) if start < stop <= before else None


def _who(words: Sequence[Token], whole: str, lex: Lexicon) -> dict[str, float]:
    first, last = words[0], words[-1]
    if len(words) == 1 and first.low in lex.words["pronouns"] | lex.words["relative"]:
        kind = next((k for k in ("self", "reader", "thing", "plural") if first.low in lex.words[f"pronoun {k}"]), "he")
        kind = "relative" if first.low in lex.words["relative"] else kind
    elif any(lex.has("people", w.low) for w in words):
        kind = "people"
    elif any(lex.has("documents", w.low) for w in words):
        kind = "document"
    elif last.capital and not lex.has("determiners", last.low):
        kind = "name"
    elif any(lex.has("bodies", w.low) for w in words):
        kind = "body"
    else:
        kind = "other"
    features = {f"who:{kind}": 1.0, f"{whole}:who:{kind}": 1.0}
    if len(words) > 6:
        features["who:long"] = 1.0
    return features


def span_of(words: Sequence[Token], phrase: Phrase) -> Span:
    """The mention's span, a possessive ending left out."""
    last = words[phrase.stop - 1]
    stop = last.stop - 2 if last.possessive and last.text[-1:] == "s" and last.text[-2:-1] in "'’" else last.stop
    return Span(words[phrase.start].start, stop)


def token_span(token: Token) -> Span:
    return Span(token.start, token.stop)
