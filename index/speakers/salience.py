"""Whom `he` and `she` mean: the person of that gender who stands out most where the pronoun stands.

One walk over the article keeps the persons met last. A pronoun that is resolved counts as a mention, so that a chain of
them holds. What makes a person stand out is what Lappin and Leass (1994, An Algorithm for Pronominal Anaphora Resolution)
weigh, subject and recency, and, in the news, having spoken last.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from index.speakers.cast import Cast, Member, Place, Pronoun

PERSONS = 8
"""Persons kept in mind."""
PASSAGES_BACK = 6
"""Passages after which a person is forgotten."""
# Weights of a multinomial logit over the persons in mind, fitted to some 140 pronouns of news articles resolved by hand;
# so that the share of the best is its certainty.
GENDER = 2.3
"""The gender is known and agrees; a person of the other one is not asked."""
NAMED_HERE, NAMED_FAR = 1.55, -1.4
"""Met in the same passage; three or more passages ago."""
SUBJECT_HERE, SUBJECT_BEFORE, SUBJECT_NEAR = 0.85, 1.75, 1.25
"""A subject in the same passage; in the one before; in this sentence or the one before."""
SPOKE_LAST = 1.4
SENTENCE = -1.4
"""Times the logarithm of the sentences since."""
NO_PERSON = -0.3
"""Nothing but a capital says that it is a person, or it has no name."""
AHEAD = 4.5
"""The subject of the main clause behind a clause with the pronoun: `As he has since March, X ...`."""
EVENTS_AHEAD = 4
"""Names and pronouns behind a pronoun among which that subject is looked for."""
NEVER = -99


class Meant(NamedTuple):
    """Whom a pronoun means, and the share of that person among all who could be meant."""

    who: Member
    certainty: float


@dataclass(slots=True)
class Trace:
    """Where a person was met last, far away where never."""

    who: Member
    passage: int = NEVER
    sentence: int = NEVER
    subject_passage: int = NEVER
    subject_sentence: int = NEVER


class Salience:
    """The persons in mind while an article is walked through."""

    def __init__(self, asked: frozenset[int]) -> None:
        self._asked = asked
        self._traces: dict[int, Trace] = {}
        self._speaker: Member | None = None

    def walk(self, cast: Cast) -> dict[int, Meant]:
        """Offset of each pronoun that is a subject, or was asked for, and can be told → whom it means."""
        meant: dict[int, Meant] = {}
        events = list(_in_order(cast))
        for n, event in enumerate(events):
            if isinstance(event, Place):
                if not event.quoted and _may_be_meant(cast, event):
                    self._meet(event.who, event, speaks=event.speaks)
                continue
            asked = event.start in self._asked
            acts = event.subject and not event.quoted
            if not (acts or asked):
                continue
            best = self._best(event, _ahead(cast, event, events[n + 1 : n + 1 + EVENTS_AHEAD]))
            if best is not None:
                meant[event.start] = best
                if acts:
                    self._meet(best.who, event, speaks=asked)
        return meant

    def _meet(self, who: Member, event: Place | Pronoun, *, speaks: bool) -> None:
        trace = self._traces.pop(id(who), None) or Trace(who)
        self._traces[id(who)] = trace  # the one met last stands last
        if len(self._traces) > PERSONS:
            del self._traces[next(iter(self._traces))]
        trace.passage, trace.sentence = event.passage, event.sentence
        if event.subject:
            trace.subject_passage, trace.subject_sentence = event.passage, event.sentence
        if speaks:
            self._speaker = who

    def _best(self, pronoun: Pronoun, ahead: Member | None) -> Meant | None:
        scores = [
            (self._score(trace, pronoun), trace.who)
            for trace in reversed(self._traces.values())
            if trace.who.gender in ("", pronoun.gender) and pronoun.passage - trace.passage <= PASSAGES_BACK
        ]
        if ahead is not None and ahead.gender in ("", pronoun.gender):
            scores = [(score, who) for score, who in scores if who is not ahead]
            scores.append((AHEAD + GENDER * bool(ahead.gender), ahead))
        if not scores:
            return None
        top, best = max(scores, key=lambda pair: pair[0])
        return Meant(best, 1 / sum(math.exp(score - top) for score, _ in scores))

    def _score(self, trace: Trace, pronoun: Pronoun) -> float:
        """How much a person stands out for a pronoun."""
        who, back = trace.who, pronoun.passage - trace.passage
        score = SENTENCE * math.log1p(pronoun.sentence - trace.sentence)
        if who.gender:
            score += GENDER
        if back == 0:
            score += NAMED_HERE
        elif back > 2:
            score += NAMED_FAR
        if trace.subject_passage == pronoun.passage:
            score += SUBJECT_HERE
        elif trace.subject_passage == pronoun.passage - 1:
            score += SUBJECT_BEFORE
        if pronoun.sentence - trace.subject_sentence <= 1:
            score += SUBJECT_NEAR
        if who is self._speaker:
            score += SPOKE_LAST
        if who.kind != "person":
            score += NO_PERSON
        return score


def _ahead(cast: Cast, pronoun: Pronoun, following: list[Place | Pronoun]) -> Member | None:
    """Who is named behind the comma that ends the clause which begins the sentence with a pronoun."""
    if not pronoun.fronted:
        return None
    place = next((event for event in following if isinstance(event, Place)), None)
    if place is None or place.sentence != pronoun.sentence or not place.subject or place.quoted:
        return None
    comma = cast.text[max(0, place.start - 2) : place.start].strip() == ","
    return place.who if comma and _may_be_meant(cast, place) else None


def _may_be_meant(cast: Cast, place: Place) -> bool:
    """Whether a pronoun may mean who is named there: a person, or what does something and is surely a name."""
    who = place.who
    if who.name.lower() in cast.lex.places:
        return False
    if who.kind == "anonymous" or who.gender:
        return True
    plural = who.name[-1:] == "s" and " " not in who.name and not who.roles  # Demonstrators, Latinos
    return (
        (who.firm or place.speaks)
        and not plural
        and (who.kind == "person" or (who.kind == "unknown" and place.subject))
    )


def _in_order(cast: Cast) -> Iterator[Place | Pronoun]:
    """Names and pronouns as they stand in the text."""
    places, at = cast.places, 0
    for pronoun in cast.pronouns:
        while at < len(places) and places[at].start < pronoun.start:
            yield places[at]
            at += 1
        yield pronoun
    yield from places[at:]


def tell_genders(cast: Cast) -> None:
    """A person of unknown gender who alone can be meant by the pronouns of its sentences is of theirs."""
    votes: dict[int, int] = {}
    able: list[Member] = []
    sentence = -1
    for event in _in_order(cast):
        if event.sentence != sentence:
            able, sentence = [], event.sentence
        if event.quoted:
            continue
        if isinstance(event, Place):
            if event.subject and _may_be_meant(cast, event) and len(able) < PERSONS:
                able.append(event.who)
            continue
        meant = {id(who): who for who in able if who.gender in ("", event.gender)}
        if len(meant) == 1 and not (who := next(iter(meant.values()))).gender:
            votes[id(who)] = votes.get(id(who), 0) + (1 if event.gender == "m" else -1)
    for member in {id(p.who): p.who for p in cast.places}.values():
        told = votes.get(id(member), 0)
        if told:
            member.gender = "m" if told > 0 else "f"
