"""The words of a sentence that may report what somebody says, thinks, wants or judges, and where what they report begins.

A telling is a word of the lexicon's table `reported` together with one of the patterns that join to it what is told:
`said that`, `wants to`, `asked whether`, `called for`, `told X that`, `..., X said`. Each has named features; weights
decide which are none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index import clauses
from index.clauses import Phrase, Token
from index.lexicon import Lexicon, Report
from index.quotes.wordkinds import adverb, bare, bucket, finite, kind_of, who

FAR_WORDS = 12
"""Words between a verb and the `that` or `to` that belongs to it."""
CONTEXT_WORDS = 6
"""Words before a verb in which its helping verbs stand."""
VERB_WORDS = 8
"""Words in which a clause shows its verb."""
QUOTED_WORDS = 10
"""Before a stretch in marks that comes within so many words, what is told goes on in it, and is found as a quotation."""
TAIL_WORDS = 7
"""Words that may stand behind the verb in `..., X said on Monday.`"""
SUBJECT_WORDS = 14
"""Words of a source named behind `according to`, at most."""
LABEL_WORDS = 9
"""Words before the colon of a headline or a transcript that may name who speaks."""
HELPERS = (("passive", "forms_of_be"), ("perfect", "forms_of_have"), ("modals", "modals"))
"""Helping verbs: what they make of a verb, and their list."""
CLAUSES = frozenset(("that", "wh", "far:that", "np"))
"""Patterns in which a whole clause may be told."""


class Telling(NamedTuple):
    """A word that may report, with one pattern."""

    at: int
    """The word's place in its line."""
    cue_stop: int
    """Behind the last word of the cue."""
    pattern: str
    report: Report
    subject: Phrase | None
    """Who tells; None where the sentence does not say it."""
    first: int
    """Where what is told begins, at the earliest."""
    last: int
    """Behind where it ends, at the latest."""
    features: tuple[str, ...]


def tellings(
    words: Sequence[Token], begin: int, stop: int, lex: Lexicon, *, heading: bool = False
) -> Iterator[Telling]:
    """Those of the sentence `[begin, stop)`, from left to right; in a `heading` any word may be capitalised.

    >>> from index import lexicon
    >>> from index.model import Span
    >>> line = clauses.tokens(t := "She said that it rained.", Span(0, len(t)))
    >>> [(telling.pattern, line[telling.first].text) for telling in tellings(line, 0, len(line), lexicon.of("en"))]
    [('that', 'it')]
    """
    sentence = _Sentence(words, begin, stop, lex, heading)
    according = lex.words["according"]
    for at in range(begin, sentence.reach):
        token = words[at]
        if token.quoted >= 0:
            continue
        if token.low in according:
            yield from sentence.according(at)
        elif token.text == ":" and at - begin <= LABEL_WORDS:
            yield from sentence.label(at)
        elif token.low in lex.reports and (heading or not token.capital or at == begin):
            yield from sentence.told(at)


class _Sentence:
    """One sentence while it is read from left to right."""

    def __init__(self, words: Sequence[Token], begin: int, stop: int, lex: Lexicon, heading: bool) -> None:
        self.words, self.begin, self.stop, self.lex = words, begin, stop, lex
        self.reach = stop
        while self.reach > begin and not (words[self.reach - 1].word or words[self.reach - 1].quoted >= 0):
            self.reach -= 1
        self.ends = words[stop - 1].text[-1:] if self.reach < stop else "none"
        self.under = "heading" if heading else "none"
        """The kind of the verb before that may have told a whole clause."""
        self.main: Phrase | None = None
        """The subject of the verb before."""
        self.quoted = [i for i in range(begin, self.reach) if words[i].quoted >= 0]

    # --- patterns ---

    def told(self, at: int) -> Iterator[Telling]:
        """By a verb, a noun or an adjective."""
        if self._of_quoted(at):
            return
        context, negated, helped = self._context(at)
        report = self._reading(at, context, helped)
        verb = report.kind not in ("noun", "adjective")
        subject = self._subject(at, report, context, helped)
        if verb and subject and context != "to":
            self.main = subject
        someone = who(self.words, subject, self.lex)
        kind = report.kind
        shared = (
            f"word:{report.headword}",
            f"form:{report.form}:{kind}",
            f"context:{context}:{kind}:{report.form}",
            f"helped:{helped}:{kind}",
            f"helped:{helped}:{report.headword}",
            f"who:{someone}",
            f"who:{someone}:{kind}",
            f"negated:{negated}:{kind}",
            f"under:{self.under}",
            f"ends:{self.ends}",
            f"place:{min(at - self.begin, CONTEXT_WORDS)}:{kind}",
        )
        clause = False
        for pattern, first, cue_stop in self._complements(at + 1):
            if self._marked(first, first + QUOTED_WORDS):
                continue
            clause |= pattern in CLAUSES
            yield self._telling(at, cue_stop, pattern, report, subject, first, self.reach, shared)
        if verb:
            yield from self._behind(at, report, subject, shared)
            if clause:
                self.under = kind

    def according(self, at: int) -> Iterator[Telling]:
        """`according to X`, before or behind what X says."""
        words, lex = self.words, self.lex
        if at + 2 >= self.reach or not lex.has("according_to", words[at + 1].low):
            return
        subject = clauses.subject_after(words, at + 1, self.reach, lex)
        someone = who(words, subject, lex)
        report = Report(words[at].low, "say", "base")
        shared = (f"who:{someone}", f"who:{someone}:according", f"under:{self.under}", f"ends:{self.ends}")
        behind = subject.stop if subject else at + 2
        comma = self._comma(behind, SUBJECT_WORDS)
        if at - self.begin >= 3 and not self._marked(at - QUOTED_WORDS, at):
            parted = words[at - 1].text in ",—–"
            rest = bucket(self.reach - behind)
            seam = (*shared, f"seam:{parted}", f"seam:{parted}:{rest}", f"seam:{parted}:{comma is not None}")
            yield self._telling(at, at + 2, "after", report, subject, self.begin, at - 1 if parted else at, seam)
        if comma is not None and not self._marked(comma, comma + QUOTED_WORDS):
            edge = at - self.begin <= 1
            place = (*shared, f"according:{edge}", f"according:{edge}:{bucket(self.reach - comma)}")
            yield self._telling(at, at + 2, "mid", report, subject, comma + 1, self.reach, place)

    def label(self, at: int) -> Iterator[Telling]:
        """`X: ...` as headlines and transcripts have it; at the beginning of a passage all of it is told."""
        words = self.words
        if at + 2 >= self.reach or not words[self.begin].capital or at == self.begin:
            return
        last = len(words) if self.begin == 0 else self.reach
        while not words[last - 1].word:
            last -= 1
        if any(w.quoted >= 0 for w in words[at + 1 : last]):
            last = self.reach
        subject = Phrase(self.begin, at)
        named = all(w.capital or not w.word for w in words[self.begin : at])
        shared = (f"label:{named}", f"label:{min(at - self.begin, 5)}", f"who:{who(words, subject, self.lex)}:label")
        yield self._telling(at, at + 1, "label", Report(":", "say", "base"), subject, at + 1, last, shared)

    def _behind(self, at: int, report: Report, subject: Phrase | None, shared: tuple[str, ...]) -> Iterator[Telling]:
        """`..., X said on Monday`, `..., said X`, and what goes on behind the next comma."""
        words = self.words
        order = "straight"
        if at - 2 > self.begin and words[at - 1].text == ",":
            if report.headword in self.lex.words["no_inversion"]:
                return
            subject = clauses.subject_after(words, at, self.reach, self.lex)
            if subject is None:
                return
            seam, order, behind = at - 1, "inverted", subject.stop
        elif subject is not None and subject.start > self.begin and words[subject.start - 1].text == ",":
            seam, behind = subject.start - 1, at + 1
        else:
            return
        comma = self._comma(behind, TAIL_WORDS)
        rest = self.reach - behind
        tail = "short" if rest <= TAIL_WORDS else "comma" if comma is not None else "long"
        shared = (
            *shared,
            f"tail:{tail}:{order}",
            f"tail:{tail}:{report.headword}",
            f"rest:{min(rest, 4)}:{order}",
        )
        built = f"{order}:{min(rest, 4)}:{comma is not None}"
        strength = self.lex.strength.get(words[at].low, 0)
        if seam > self.begin and not self._marked(seam - QUOTED_WORDS, seam):
            plain = (*shared, f"after:{built}:{strength}", f"after:{built}:{report.headword}")
            yield self._telling(at, at + 1, "after", report, subject, self.begin, seam, plain)
        if comma is not None and not self._marked(comma, comma + QUOTED_WORDS):
            plain = (*shared, f"mid:{built}:{strength}", f"mid:{built}:{report.headword}")
            yield self._telling(at, at + 1, "mid", report, subject, comma + 1, self.reach, plain)

    def _complements(self, j: int) -> Iterator[tuple[str, int, int]]:
        """The patterns that follow a word, with where what is told begins, and behind the cue."""
        words, lex, reach = self.words, self.lex, self.reach
        if j < reach and lex.has("particles", words[j].low):
            j += 1
        while j < reach and (
            adverb(words[j]) or (lex.has("opening_adverbs", words[j].low) and not lex.has("prepositions", words[j].low))
        ):
            j += 1
        if j >= reach or words[j].quoted >= 0:
            return
        first = words[j]
        clause = self._clause(j)
        if clause is not None:
            yield clause
            return
        if first.text == ":":
            if j + 1 < reach:
                yield "colon", j + 1, j
        elif lex.has("prepositions", first.low):
            if j + 1 < reach:
                yield f"of:{first.low}", j + 1, j + 1
        elif first.word:
            yield "np", j, j
        elif first.text != ",":
            return
        yield from self._far(j)

    def _clause(self, k: int) -> tuple[str, int, int] | None:
        """`that ...`, `to ...`, `whether ...` at `k`."""
        if k + 1 >= self.reach:
            return None
        low = self.words[k].low
        if low not in self.lex.words["opens_clause"]:
            return None
        if self.lex.has("that", low):
            return "that", k + 1, k
        if self.lex.has("infinitive", low):
            return ("inf", k, k) if self._base(k + 1) else None
        return "wh", k, k

    def _base(self, k: int) -> bool:
        """Whether the word at `k` may be a verb behind `to`."""
        token, lex = self.words[k], self.lex
        if not token.word or token.capital or token.low[0].isdigit() or token.possessive:
            return False
        lists = ("determiners", "possessives", "subjects")
        return not any(lex.has(name, token.low) for name in lists)

    def _far(self, j: int) -> Iterator[tuple[str, int, int]]:
        """What belongs to the word behind an object or a time: `told reporters that`, `urged X to`, `accused X of`."""
        lex, prepositions = self.lex, 0
        for k in range(j + 1, min(self.reach, j + FAR_WORDS)):
            token = self.words[k]
            if token.quoted >= 0 or token.text in ";:—–" or lex.has("according", token.low):
                return
            clause = self._clause(k)
            if clause is not None:
                yield f"far:{clause[0]}", clause[1], clause[2]
                return
            if prepositions < 2 and lex.has("prepositions", token.low) and k + 1 < self.reach:
                prepositions += 1
                yield f"far:{token.low}", k + 1, k + 1
            if lex.strength.get(token.low) == 3:
                return

    # --- what stands around ---

    def _telling(
        self,
        at: int,
        cue_stop: int,
        pattern: str,
        report: Report,
        subject: Phrase | None,
        first: int,
        last: int,
        shared: tuple[str, ...],
    ) -> Telling:
        kind, head = report.kind, report.headword
        opening = self._opening(first)
        opens = opening.split(":")[0]
        verb = self._has_verb(first, last)
        ahead = bisect_left(self.quoted, first)
        quoted = bucket(self.quoted[ahead] - first) if ahead < len(self.quoted) and self.quoted[ahead] < last else None
        length = bucket(last - first)
        strength = self.lex.strength.get(self.words[at].low, 0)
        follows = self.words[at + 1].low if at + 1 < self.reach else "end"
        features = (
            *shared,
            f"pattern:{pattern}",
            f"pattern:{pattern}:{kind}:{report.form}",
            f"pattern:{pattern}:{kind}",
            f"pattern:{pattern}:{head}",
            f"opening:{opening}:{pattern}",
            f"opening:{opening}:{kind}:{pattern}",
            f"opening:{opening}:{head}",
            f"clear:{pattern}:{kind}:{opens}:{verb}",
            f"clear:{pattern}:{strength}:{verb}",
            f"verb:{verb}:{pattern}:{kind}",
            f"verb:{verb}:{pattern}:{head}",
            f"quoted:{quoted}",
            f"quoted:{quoted}:{pattern}",
            f"length:{length}:{pattern}",
            f"length:{length}:{kind}",
            f"under:{self.under}:{pattern}",
            f"next:{follows}:{head}",
        )
        return Telling(at, cue_stop, pattern, report, subject, first, last, features)

    def _marked(self, first: int, last: int) -> bool:
        """Whether a stretch in marks stands in `[first, last)`."""
        ahead = bisect_left(self.quoted, first)
        return ahead < len(self.quoted) and self.quoted[ahead] < last

    def _of_quoted(self, at: int) -> bool:
        """Whether the word belongs to the stretch in marks right before it: `“...,” X said`, `“...,” said X`."""
        before = bisect_left(self.quoted, at) - 1
        if before < 0 or at - self.quoted[before] > TAIL_WORDS + 1:
            return False
        between = self.words[self.quoted[before] + 1 : at]
        first = next((w for w in between if w.word), None)
        if first is None:
            return True
        if any(w.text in ";:—–" or self.lex.has("boundaries", w.low) for w in between):
            return False
        return first.capital or self.lex.has("determiners", first.low) or self.lex.has("subjects", first.low)

    def _context(self, at: int) -> tuple[str, bool, str]:
        """What kind of word stands before a verb and its helpers; whether it is negated; the helper nearest to it."""
        words, lex = self.words, self.lex
        k, negated, helped = at - 1, False, "none"
        while k >= self.begin and at - k <= CONTEXT_WORDS:
            token, low = words[k], words[k].low
            no = lex.has("negations", low) or low.endswith("n't")
            negated |= no
            helper = next((kind for kind, name in HELPERS if lex.has(name, low)), "none")
            if token.possessive and lex.has("subjects", low):  # he's, it's
                helper = "passive"
            if helper == "none" and not (no or lex.has("auxiliaries", low) or adverb(token)):
                break
            helped = helper if helped == "none" else helped
            if token.possessive:
                break
            k -= 1
        return kind_of(words, k, self.begin, self.reach, lex), negated, helped

    def _reading(self, at: int, context: str, helped: str) -> Report:
        """What the word is here, where it may be a verb or a noun."""
        found = self.lex.reports[self.words[at].low]
        noun = next((r for r in found if r.kind == "noun"), None)
        if noun is None or len(found) == 1 or helped != "none":
            return found[0]
        nominal = context in ("determiner", "possessive", "preposition", "word", "number", "edge")
        return noun if nominal or (noun.form == "one" and context in ("capital", "adverb")) else found[0]

    def _subject(self, at: int, report: Report, context: str, helped: str) -> Phrase | None:
        """Who says, thinks or wants it."""
        if report.kind == "noun":
            return self._owner(at)
        if helped == "passive" and report.form == "past":
            by = next((k for k in (at + 1, at + 2) if k + 1 < self.reach and self._agent(k)), None)
            return clauses.subject_after(self.words, by, self.reach, self.lex) if by is not None else None
        if context == "to" or (report.form == "ing" and helped != "passive"):
            return self.main
        found = clauses.subject_before(self.words, at, self.begin, self.lex)
        return self.main if found is None and context in ("and", "or", ",") else found

    def _agent(self, k: int) -> bool:
        return self.lex.has("agents", self.words[k].low)

    def _owner(self, at: int) -> Phrase | None:
        """Whose claim it is: `Ann Lee's claim`, `their hope`."""
        words, lex = self.words, self.lex
        for k in range(at - 1, max(self.begin, at - 4) - 1, -1):
            if lex.has("possessives", words[k].low):
                return Phrase(k, k + 1)
            if words[k].possessive:
                start = k
                while start > self.begin and words[start - 1].capital and k - start < 4:
                    start -= 1
                return Phrase(start, k + 1)
            if not words[k].word or lex.has("prepositions", words[k].low):
                break
        return None

    def _comma(self, start: int, most: int) -> int | None:
        """The next comma within `most` words with something told behind it."""
        end = min(self.reach - 2, start + most)
        return next((k for k in range(start, end) if self.words[k].text == ","), None)

    def _opening(self, k: int) -> str:
        """What kind of word what is told begins with."""
        kind = kind_of(self.words, k, self.begin, self.reach, self.lex)
        low = self.words[k].low
        return (
            f"{kind}:{bare(low)}" if kind == "pronoun" or (kind == "determiner" and low in ("the", "a", "an")) else kind
        )

    def _has_verb(self, first: int, last: int) -> bool:
        """Whether a finite verb shows before the next comma or `that`."""
        for token in self.words[first : min(last, first + VERB_WORDS)]:
            if token.text in ",;:—" or self.lex.has("that", token.low):
                return False
            if finite(token, self.lex):
                return True
        return False
