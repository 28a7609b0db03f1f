"""A passage as words, with its verbs of saying, their subjects, the sources it names and all who are named in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index import clauses, fields
from index.clauses import Nominal, Phrase, Token
from index.lexicon import Lexicon
from index.model import Span


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


def line_of(text: str, words: list[Token], lex: Lexicon) -> Line:
    """The words of a passage, laid out; `words` have each stretch in marks as one."""
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
    told = tuple(sorted(sources, key=cue_start))
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
            place = _place(words, i, sentence_stop(sentence, i), lex) if lex.has("impersonal", token.low) else None
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
        after = clauses.subject_after(words, verb, sentence_stop(sentence, verb), lex)
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


def is_passive(words: Sequence[Token], at: int, lex: Lexicon) -> bool:
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


def cue_start(source: Source) -> int:
    """Where the words stand that name it, by which sources are in order."""
    return source.cue.start


def sentence_stop(sentence: Sequence[int], at: int) -> int:
    """Behind the last word of the sentence that the word at `at` stands in."""
    return bisect_right(sentence, sentence[at])


def span_of(words: Sequence[Token], phrase: Phrase) -> Span:
    """The mention's span, a possessive ending left out."""
    last = words[phrase.stop - 1]
    stop = last.stop - 2 if last.possessive and last.text[-1:] == "s" and last.text[-2:-1] in "'’" else last.stop
    return Span(words[phrase.start].start, stop)


def token_span(token: Token) -> Span:
    return Span(token.start, token.stop)
