"""All who may have spoken a quotation, each a handful of named features.

Subjects of reporting verbs round about, `according to`, a name before a colon, an owner, the speaker before; and nobody, who
has features too. The weights that turn them into shares are data.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from index import clauses, fields
from index.clauses import Nominal, Phrase, Token
from index.lexicon import Lexicon
from index.model import Span
from index.quotes import nobody
from index.quotes.lines import Line, Verb, cue_start, is_passive, sentence_stop, span_of, token_span
from index.quotes.scene import NOBODY, Around, Candidate, Scene, Voice, distance, who

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
CHARACTERS_SPOKEN = 500
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


def of(scene: Scene, n: int, voices: Sequence[Voice | None]) -> list[Candidate]:
    """All who may have spoken stretch `n`, nobody first; `voices` are those of the stretches before it."""
    stretch = scene.stretches[n]
    if scene.lexicon is None or n >= SPOKEN + len(scene.text) // CHARACTERS_SPOKEN:
        return [NOBODY]
    line = scene.line(stretch.passage, stretch.parent)
    at = line.where[n]
    around = _Seeker(scene, n, line, at, scene.lexicon)
    out = [nobody.candidate(around, voices)]
    out += around.verbs()
    out += around.sources()
    out += around.inside(stretch.span)
    out += around.nominals()
    if stretch.parent is None:
        out += around.carried(voices)
        if around.opens and stretch.passage > 0:
            out += around.announced(scene.line(stretch.passage - 1))
        if scene.lexicon.inverts and stretch.passage > 0:
            out += around.going_on(scene.line(stretch.passage - 1))
        around.again(out, voices)
    return out


class _Seeker(Around):
    """Those who may have spoken the stretch, by what shows them."""

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
        bucket = distance(gap)
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
        if is_passive(words, verb.at, self.lex):
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
        if (side == "before" or verb.first < at < verb.last) and (lead := self.lead()):
            yield f"led:{lead}:{verb.strength}:{min(commas, 1)}"

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
                features |= who(before.words[verb.subject.start : verb.subject.stop], "announced", self.lex)
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
                features = dict.fromkeys(SAID_BEHIND, 1.0) | who(words[subject.start : subject.stop], "full", self.lex)
                yield Candidate(features, span_of(words, subject), token_span(token))
                return

    def sources(self) -> Iterator[Candidate]:
        """`According to X`, `X:`, `X's “...”`, and the subject of the sentence."""
        words, sentence, at = self.line.words, self.line.sentence, self.at
        begin = bisect_left(sentence, sentence[at], 0, at + 1)
        first = bisect_left(self.line.sources, at - NEAR_WORDS, key=cue_start)
        last = bisect_right(self.line.sources, at + NEAR_WORDS, key=cue_start)
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
            features = {"subject": 1.0, f"{self.whole}:subject:{distance(gap)}": 1.0} | self.who(subject)
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
                features = {"saying": 1.0, f"{self.whole}:saying:{distance(gap)}": 1.0, f"saying:{last.low}": 1.0}
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
            f"{whole}:np:before:{role}:{distance(gap)}": 1.0,
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
            features[f"{whole}:np:{distance(gap)}:{strength}:{nominal.verb == governing}"] = 1.0
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
            f"np:after:{role}:{distance(gap)}": 1.0,
            f"{whole}:np:after:{ends}:{min(gap, 2)}:{apart}": 1.0,
            f"np:after:{ends}:{min(gap, 3)}:{role}": 1.0,
            f"{whole}:np:after:rank:{rank}": 1.0,
        }
        before = line.words[nominal.phrase.start - 1]
        if gap == 1:
            features[f"np:after:behind:{self.kind_of_word(before)}:{ends}"] = 1.0
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
                features[f"{self.whole}:carried:here:{distance(gap)}"] = 1.0
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
            features |= who(
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
            features |= who(before.words[verb.subject.start : verb.subject.stop], "announced", self.lex)
            yield Candidate(features, span_of(before.words, verb.subject), token_span(before.words[verb.at]))
        if colon == "colon" and not verbs:
            subject = _sentence_subject(before, bisect_left(before.sentence, last), len(before.words) - 1, self.lex)
            if subject:
                features = {"announced": 1.0, "announced:subject": 1.0, f"announced:subject:{fills}": 1.0}
                features |= who(before.words[subject.start : subject.stop], "announced", self.lex)
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
        return fields.Sentence(words, begin, sentence_stop(line.sentence, begin), lex).topic(before)
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
