"""Everybody an article names: persons, bodies and documents, with their titles and roles, and every place where they stand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from index import clauses
from index.clauses import Token
from index.lexicon import Lexicon
from index.model import Passage, Quote, Span
from index.speakers.persons import GENERATION, PARTICLES, bare, key

BACK = 1600
"""Characters one looks back for whom a pronoun means."""
PLACES_BACK = 60
"""Places one looks back for the same."""
MAIN_SHARE = 0.66
"""Of the mentions of all who bear a surname, the share from which one of them is the one meant by it alone."""
LABEL = re.compile(r"([A-Z][A-Z .'’-]{1,30}):\s")
LABELS = 3
"""Speeches with a speaker's name before them from which a text is a transcript."""
ROLE_WORDS = 4
"""Words before a name in which its roles stand: `the former deputy harbour master X`."""
RUN_WORDS = 14
"""Words of the longest name; more capitals in a row are looked at in parts."""
BEARERS = 40
"""Members of one surname that are kept apart."""
MOST_PLACES = 30_000
"""Names and pronouns of the longest text that is read; what has more is a list, and the rest of it is left alone."""
MEMBERS = 400
"""Members among whom the bearer of a role is looked for."""
APPOSITION = 18
"""Words behind a name in which its verb may follow a comma: `X of Y, the master, said`."""
HEADLINE = 160
"""Characters of the longest line that may be set in headline capitals."""
HEADLINE_CAPITALS = 0.9
"""Share of its words, small ones aside, that have a capital there."""
SMALL_WORD = 8
"""Letters from which no word is small."""
OPENS = frozenset(["", ".", "!", "?", ":", "“", "„", "«", '"', "”", "•", "*", "''", "``"])
"""Before a word: it begins a sentence, a quotation or an item."""

ENDS = frozenset([".", "!", "?"])

Kind = Literal["person", "body", "document", "anonymous", "unknown"]


@dataclass(slots=True)
class Member:
    """A person, a body or a document of the cast."""

    name: str
    kind: Kind
    gender: str = ""
    """`m`, `f`, or empty where nothing tells."""
    roles: set[str] = field(default_factory=set)
    """Titles and roles in lower case: `harbour`, `master`, `spokeswoman`; for a body what it is: `union`."""
    short: str = ""
    """A body's letters: SCO."""
    first: int = 0
    """Offset of the first mention."""
    count: int = 0
    speaks: bool = False
    """Whether a reporting verb stands beside a mention: it is a person, or a body, that can say something."""
    definite: bool = False
    """Whether a body is called with an article: the Maritime Inspectorate."""
    firm: bool = False
    """Whether a mention is surely a name: with a title, of two words, or with its capital inside a sentence."""

    @property
    def surname(self) -> str:
        words = [w for w in self.name.split() if bare(w) not in GENERATION]
        return words[-1] if words else self.name

    @property
    def given(self) -> str:
        return self.name.split()[0] if " " in self.name else ""


class Place(NamedTuple):
    """Where somebody is named."""

    start: int
    stop: int
    passage: int
    sentence: int
    """Counted over the article."""
    subject: bool
    """Whether it begins its sentence, near enough, or a verb seems to follow it."""
    speaks: bool
    """Whether a reporting verb stands beside it, or a quotation is given to it."""
    governed: bool
    """Whether a preposition stands before it, or it only says more of the word behind it."""
    quoted: bool
    who: Member


class Pronoun(NamedTuple):
    """Where `he`, `her` ... stand."""

    start: int
    passage: int
    sentence: int
    gender: str
    subject: bool
    quoted: bool
    fronted: bool
    """Whether it stands in a clause before the main one, no name before it: `As he has since March, X ...`."""


class Cast:
    """The persons, bodies and documents of one article."""

    def __init__(self, text: str, passages: Sequence[Passage], quotes: Sequence[Quote], lex: Lexicon) -> None:
        self.text, self.lex = text, lex
        self.members: list[Member] = []
        self.places: list[Place] = []
        self.pronouns: list[Pronoun] = []
        self.events: dict[str, Member] = {}
        """`summit` → the body whose summit it is."""
        self.labels: dict[int, Member] = {}
        """Number of a passage that is a speech in a transcript → its speaker."""
        self.by_name: dict[str, Member] = {}
        self.by_surname: dict[str, list[Member]] = {}
        self.by_given: dict[str, list[Member]] = {}
        self._by_tail: dict[str, Member] = {}
        self._by_short: dict[str, Member] = {}
        self._gender_of = dict.fromkeys(lex.words["pronoun masculine"], "m") | dict.fromkeys(
            lex.words["pronoun feminine"], "f"
        )
        self._notable = frozenset(self._gender_of).union(*(lex.words[k] for k in ("events", "bodies", "documents")))
        self._marked = sorted((q.span.start, q.span.stop) for q in quotes if q.parent is None and q.type != "indirect")
        self._speaking = {q.speaker.span.start for q in quotes if q.speaker and q.speaker.span}
        self._sentence = 0
        self._starts: list[int] = []
        for passage in passages:
            if len(self.places) + len(self.pronouns) > MOST_PLACES:
                break
            self._sentence += 1
            words = clauses.tokens(text, passage.span, leaning=lex.leaning)
            if passage.n == 0 or passage.kind == "heading" or _headline_capitals(words, lex):
                self._read_headline(words, passage)
            else:
                self._read(words, passage)
        self.places.sort(key=lambda place: place.start)
        self._starts = [place.start for place in self.places]
        for member in self.members:
            self._tell_gender(member)
        self._passages = passages
        self._passage_starts = [passage.span.start for passage in passages]
        self._read_labels(passages)

    def hear(self, told: Sequence[Quote]) -> None:
        """Notes of those named already who speaks in reported speech, too."""
        for start in sorted({q.speaker.span.start for q in told if q.speaker and q.speaker.span}):
            i = bisect_left(self._starts, start)
            if i < len(self.places) and self._starts[i] == start:
                place = self.places[i] = self.places[i]._replace(speaks=True)
                place.who.speaks = True
                if place.who.kind == "unknown" and place.who.name.lower() not in self.lex.places:
                    place.who.kind = "person"

    # -- looking up

    def before(self, at: int) -> Iterator[Place]:
        """The places before offset `at`, the nearest first, as far back as a pronoun reaches."""
        last = bisect_left(self._starts, at)
        for i in range(last - 1, max(-1, last - 1 - PLACES_BACK), -1):
            if self.places[i].start < at - BACK:
                return
            yield self.places[i]

    def passage_at(self, at: int) -> int:
        """The number of the passage that holds offset `at`."""
        return self._passages[max(0, bisect_right(self._passage_starts, at) - 1)].n

    def passage_start(self, at: int) -> int:
        """Where the passage that holds offset `at` begins."""
        return self._passage_starts[max(0, bisect_right(self._passage_starts, at) - 1)]

    def inside(self, span: Span) -> list[Place]:
        """The places within `span`."""
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.stop)
        return [place for place in self.places[first:last] if place.stop <= span.stop]

    def place_at(self, start: int) -> Place | None:
        """The place that begins at offset `start`."""
        i = bisect_left(self._starts, start)
        return self.places[i] if i < len(self.places) and self._starts[i] == start else None

    def bearer(self, surname: str, gender: str = "", at: int | None = None) -> tuple[Member | None, bool]:
        """Who is meant by a surname alone, here or at an offset, and whether nobody else can be."""
        bearers = [m for m in self.by_surname.get(key(surname), ()) if not gender or m.gender in ("", gender)]
        if at is not None:
            bearers = [m for m in bearers if m.first <= at] or bearers
        if not bearers:
            return None, True
        if len(bearers) == 1:
            return bearers[0], " " in bearers[0].name or len(self.by_surname[key(surname)]) == 1
        main = max(bearers, key=lambda m: m.count)
        if main.count > 2 and main.count >= MAIN_SHARE * sum(m.count for m in bearers):
            return main, True
        end = len(self.places) if at is None else bisect_left(self._starts, at)
        recent = (
            place.who
            for place in reversed(self.places[max(0, end - PLACES_BACK) : end])
            if any(place.who is m for m in bearers)
        )
        return next(recent, main), False

    def role(self, low: str) -> bool:
        """Whether a word, in lower case, says what somebody is."""
        return self.lex.has("roles", low)

    def by_role(self, wanted: set[str], at: int) -> Member | None:
        """The one member who has all these roles and was named before `at`; None for none and for several."""
        if not wanted:
            return None
        found = [m for m in self.members[:MEMBERS] if wanted <= m.roles and m.first < at]
        return found[0] if len(found) == 1 else None

    # -- reading

    def _read(self, words: Sequence[Token], passage: Passage) -> None:
        notable, lex = self._notable, self.lex
        i, before, fronted = 0, "", False
        while i < len(words):
            token = words[i]
            first, opens = token.text[0], before in OPENS
            if not opens and token.low not in notable and not first.isupper():
                before = token.text
                i += 1
                continue
            if before in ENDS and (first.isupper() or not token.word):
                self._sentence += not clauses.shortened(words, i - 1, lex)
            if opens:
                fronted = any(lex.has(kind, token.low) for kind in ("boundaries", "prepositions", "opening_adverbs"))
            stop = self._run(words, i) if first.isupper() else i
            if stop > i:
                self._enter(words, i, stop, passage)
                fronted = False
            else:
                self._notice(words, i, passage, opens, fronted)
                stop = i + 1
            i, before = stop, words[stop - 1].text
            if len(self.places) + len(self.pronouns) > MOST_PLACES:
                break

    def _notice(self, words: Sequence[Token], at: int, passage: Passage, opens: bool, fronted: bool) -> None:
        """Enters the pronoun, the nameless speaker, the event or the document at a word that begins no name."""
        token, lex = words[at], self.lex
        low, lower = token.low, at > 0 and not token.capital
        gender = self._gender_of.get(low)
        if gender is not None:
            subject, quoted = low in lex.words["subjects"], self._quoted(token.start)
            self.pronouns.append(Pronoun(token.start, passage.n, self._sentence, gender, subject, quoted, fronted))
        elif opens and low in lex.words["determiners"]:
            self._enter_nameless(words, at, passage)
        elif low in lex.words["events"]:
            self._enter_event(token)
        elif lower and low in lex.words["bodies"] and words[at - 1].low in lex.words["articles"]:
            self._enter_nameless(words, at - 1, passage)
        if lower and low in lex.words["documents"]:
            self._enter_document(words, at, passage)

    def _read_headline(self, words: Sequence[Token], passage: Passage) -> None:
        """Of a line in headline capitals only a known given name and the word behind it are a name."""
        i = 0
        while i + 1 < len(words):
            one, two = words[i], words[i + 1]
            known = one.low in self.lex.given and one.capital and not one.possessive
            if known and two.capital and two.word and not self._no_name(two.low) and self._touch(words, i + 1):
                stop = two.stop - 2 if two.possessive and two.text[-1:] == "s" else two.stop
                member = self._person(self.text[one.start : stop], "", False, one.low, one.start)
                member.firm = True
                self.places.append(Place(one.start, stop, passage.n, self._sentence, False, False, True, False, member))
                i += 1
            i += 1

    def _no_name(self, low: str) -> bool:
        has = self.lex.has
        return has("not_names", low) or has("body_words", low) or self.role(low) or low in self.lex.strength

    def _touch(self, words: Sequence[Token], at: int) -> bool:
        gap = self.text[words[at - 1].stop : words[at].start]
        return not gap or gap.isspace()

    def _run(self, words: Sequence[Token], start: int) -> int:
        """Where the name that begins at `start` ends; `start` itself where none begins."""
        first, lex = words[start], self.lex
        low = first.low.partition("'")[0] if "'" in first.low[2:] else first.low  # he'd, don't
        if not first.word or lex.has("dates", low) or first.low in ("i'm", "i've", "i'd", "i'll"):
            return start
        if (lex.has("not_names", low) or lex.has("prepositions", low)) and not self._given_after_all(words, start):
            return start
        body = lex.has("body_words", first.low)
        stop = start + 1
        last = min(len(words), start + RUN_WORDS)
        while stop < last and not words[stop - 1].possessive and self._touch(words, stop):
            token = words[stop]
            if _capital(token):
                body = body or lex.has("body_words", token.low)
                stop += 1
            elif stop + 1 == len(words) or not self._touch(words, stop + 1) or not words[stop + 1].word:
                break
            elif token.text == ".":
                if not (clauses.shortened(words, stop, lex) and _capital(words[stop + 1])):
                    break
                stop += 1
            elif not _capital(words[stop + 1]) and words[stop + 1].low not in PARTICLES:
                break
            elif (
                token.low in PARTICLES
                or token.text == "&"
                or (lex.has("joins_body", token.low) and self._whole(words, start, stop, body))
            ):
                stop += 1
            else:
                break
        return stop

    def _given_after_all(self, words: Sequence[Token], start: int) -> bool:
        """`Will Smith`: a small word that is also a given name, before a name, where a capital says something."""
        if words[start].low not in self.lex.given or start + 1 >= len(words) or not start:
            return False
        return words[start - 1].text not in OPENS and _capital(words[start + 1]) and self._touch(words, start + 1)

    def _whole(self, words: Sequence[Token], start: int, stop: int, body: bool) -> bool:
        """Whether `Ministry of Ports`, or `the Deck and Dock Union`, goes on after the joining word at `stop`."""
        if self.lex.has("not_names", words[stop + 1].low):
            return False
        if body:
            return words[stop].low not in ("and", "und") or any(
                words[i].low in ("of", "for", "für") for i in range(start, stop)
            )
        if (
            start == 0
            or words[start - 1].low not in ("the", "der", "die", "das")
            or words[stop].low not in ("and", "und")
        ):
            return False
        ahead = words[stop + 1 : stop + 4]
        return any(self.lex.has("body_words", w.low) for w in ahead if _capital(w))

    def _begin(self, words: Sequence[Token], start: int, stop: int) -> int:
        """Where the name within a run of capitals begins: behind its last title, party or opening word.

        `Russian President Dmitry Medvedev`, `Clinton Senior Adviser Sidney Blumenthal`, `Maybe Donald Trump`.
        """
        lex = self.lex
        if lex.has("body_words", words[stop - 1].low):
            return start
        first = start
        generation = stop - start > 1 and bare(words[stop - 1].low) in GENERATION  # Martin Luther King III
        for i in range(start, stop - 1 - generation):
            low = words[i].low
            role = lex.has("titles", low) or (lex.has("people", low) and not (i == start and low in lex.given))
            if role or (_capital(words[i]) and lex.has("not_names", low) and low not in lex.given):
                first = i + 1
        while first < stop and (
            not words[first].word or (first > start and not words[first].capital and words[first].low not in PARTICLES)
        ):
            first += 1
        titled = first > start or (start > 0 and words[start - 1].low in lex.words["joins_body"])
        if titled and first < stop - 2 and words[first].low not in lex.given and words[first + 1].low in lex.given:
            first += 1  # Secretary of State Jon Husted
        if first == start and stop - start > 1 and (not start or words[start - 1].text in OPENS):
            behind = words[start + 1]
            known = behind.low in lex.given or (stop - start == 2 and key(behind.low) in self.by_surname)
            if known and words[start].low not in lex.given and words[start].low not in self.by_given:
                first = start + 1
        return first

    def _enter(self, words: Sequence[Token], start: int, stop: int, passage: Passage) -> None:
        lex, text = self.lex, self.text
        first = self._begin(words, start, stop)
        last = words[stop - 1]
        if first == stop or (lex.has("titles", last.low) and not (first < stop - 1 and words[first].low in lex.given)):
            return
        at = start - 1
        while at >= max(0, start - ROLE_WORDS) and words[at].word and self.role(words[at].low):
            if words[at].possessive:
                break
            at -= 1
        roles = {words[i].low for i in range(at + 1, first) if self.role(words[i].low)}
        titled = bool(roles)
        cut = 2 if last.possessive and last.text[-1:] == "s" and last.text[-2:-1] in "'’" else 0
        span = Span(words[first].start, last.stop - cut)
        label = " ".join(text[span.start : span.stop].split())
        while at >= max(0, start - ROLE_WORDS - 2) and words[at].capital and words[at].word:
            at -= 1
        dated = at < start - 1 and lex.has("dates", words[at + 1].low)
        begins = at < 0 or words[at].text in OPENS or words[start - 1].text in OPENS
        begins = begins or (lex.has("determiners", words[at].low) and (at == 0 or words[at - 1].text in OPENS))
        alone = stop - first == 1
        letters = alone and len(label) > 1 and label.isupper() and key(label) not in self.by_surname
        body = letters or "&" in label or any(lex.has("body_words", words[i].low) for i in range(first, stop))
        the = start > 0 and not titled and lex.has("articles", words[start - 1].low)
        gender = next((g for i in range(first - 1, at, -1) if (g := self._titled(words[i].low))), "")
        if body or (the and key(words[stop - 1].low) not in self.by_surname):
            member = self._body(label, words, stop)
            member.definite = member.definite or the
        else:
            member = self._person(label, gender, titled, words[first].low, span.start)
        if roles:
            member.roles |= roles
        self._apposed(words, first, stop, member)
        member.gender = member.gender or gender
        if not member.count and not member.first:
            member.first = span.start
        member.count += 1
        member.firm = member.firm or titled or not alone or bool(start and words[start - 1].text not in OPENS)
        modifies = bool(cut) or (
            stop < len(words) and (lex.has("people", words[stop].low) or lex.has("bodies", words[stop].low))
        )
        governed = modifies or (
            at >= 0 and not dated and lex.has("prepositions", words[at - lex.has("determiners", words[at].low)].low)
        )
        speaks, acts = (False, False) if governed else self._speaks(words, start, stop)
        speaks = speaks or span.start in self._speaking
        member.speaks = member.speaks or speaks
        if speaks and member.kind == "unknown" and label.lower() not in lex.places:
            member.kind = "person"
        clause = words[start - 1].low if start else ""
        if not begins and (lex.has("boundaries", clause) or lex.has("that", clause)):
            acts, speaks = False, span.start in self._speaking  # `when X asked whether`: somebody else goes on
        subject = (begins or acts) and not modifies
        self.places.append(
            Place(*span, passage.n, self._sentence, subject, speaks, governed, self._quoted(span.start), member)
        )

    def _speaks(self, words: Sequence[Token], start: int, stop: int) -> tuple[bool, bool]:
        """Whether a reporting verb stands beside a name, and whether any verb seems to follow it."""
        behind = start > 1 and words[start - 2].text in ",\"”’'»“"
        if behind and self.lex.strength.get(words[start - 1].low, 0) >= 2:
            return True, True
        speaks, acts = self._verb_at(words, stop)
        if stop == len(words) or not (words[stop].text == "," or self.lex.has("prepositions", words[stop].low)):
            return speaks, acts
        if words[stop].text == "," and all(map(_capital, words[stop + 1 : stop + 3])):
            return speaks, acts  # `a pastor who backs X, Darran Whiting of Marion, said`
        for at in range(stop, min(len(words), stop + APPOSITION)):
            if words[at].text in ".!?":
                break
            if words[at].text == "," and self._verb_at(words, at + 1)[0]:
                return True, True
        return speaks, acts

    def _verb_at(self, words: Sequence[Token], at: int) -> tuple[bool, bool]:
        """Whether a reporting verb stands at `at`, auxiliaries and adverbs passed over; whether any verb seems to."""
        helped = False
        while at < len(words) and (
            self.lex.has("auxiliaries", words[at].low)
            or self.lex.has("relative", words[at].low)
            or words[at].low.endswith("ly")
        ):
            helped, at = True, at + 1
        if at >= len(words) or not words[at].word:
            return False, helped
        speaks = self.lex.strength.get(words[at].low, 0) >= 1
        return speaks, speaks or helped or words[at].low.endswith("ed")

    def _quoted(self, at: int) -> bool:
        i = bisect_left(self._marked, (at + 1, 0)) - 1
        return i >= 0 and self._marked[i][1] > at

    def _titled(self, low: str) -> str:
        return "f" if self.lex.has("feminine", low) else "m" if self.lex.has("masculine", low) else ""

    def _apposed(self, words: Sequence[Token], start: int, stop: int, member: Member) -> None:
        """Adds the roles in `its secretary, X` and `X, a spokeswoman for ...`; an age, as in `X, 67`, makes a person."""
        if start > 2 and words[start - 1].text == ",":
            for at in range(start - 2, max(-1, start - 7), -1):
                token = words[at]
                if not token.word or token.capital or token.possessive or self.lex.has("determiners", token.low):
                    break
                if self.role(token.low) or self.lex.has("bodies", token.low):
                    member.roles.add(token.low)
        if stop + 2 < len(words) and words[stop].text == ",":
            if words[stop + 1].text.isdigit() and member.kind == "unknown":
                member.kind = "person"
            for i in range(stop + 1, min(stop + 8, len(words))):
                token = words[i]
                if not token.word or self.lex.has("prepositions", token.low):
                    break
                if self.role(token.low) or self.lex.has("bodies", token.low):
                    member.roles.add(token.low)

    def _body(self, label: str, words: Sequence[Token], stop: int) -> Member:
        member = self.by_name.get(label.lower()) or self._by_short.get(label)
        if member is None:
            member = Member(label, "body")
            self.members.append(member)
            initials = "".join(w[0] for w in label.split() if w[0].isupper())
            if len(initials) > 2:
                self._by_short.setdefault(initials, member)
        self.by_name.setdefault(label.lower(), member)
        if (
            stop + 2 < len(words)
            and words[stop].text == "("
            and words[stop + 2].text == ")"
            and words[stop + 1].text.isupper()
        ):
            member.short = words[stop + 1].text
            self._by_short[member.short] = member
        member.roles |= {w for w in label.lower().split() if self.lex.has("bodies", w)}
        return member

    def _person(self, label: str, gender: str, titled: bool, first: str, at: int) -> Member:
        low = label.lower()
        words = low.split()
        member = self.by_name.get(low)
        if len(words) == 1 or words[0] in PARTICLES:
            member = self._by_surname(words[-1], gender, member)
            if member is None and len(self.by_given.get(first, ())) == 1:
                member = self.by_given[first][0]
        elif member is None:
            member = self._by_tail.get(low) or self._completed(label, gender, first)
        if member is None:
            known = first in self.lex.given
            person = titled or known or (1 < len(words) <= 3 and low not in self.lex.places)
            member = Member(label, "person" if person else "unknown", gender, first=at)
            if not gender:
                self._tell_gender(member)
            self.members.append(member)
            bearers = self.by_surname.setdefault(key(member.surname), [])
            if len(bearers) < BEARERS:
                bearers.append(member)
            self._file(member, first)
        elif titled and member.kind == "unknown":
            member.kind = "person"
        self.by_name.setdefault(low, member)
        return member

    def _by_surname(self, surname: str, gender: str, known: Member | None) -> Member | None:
        """Who is meant by a surname alone, with or without a title that tells the gender; `known` was called so before."""
        member, _ = self.bearer(surname, gender)
        if member is None and known is not None and (not gender or known.gender in ("", gender)):
            return known
        return member

    def _completed(self, label: str, gender: str, first: str) -> Member | None:
        """Who was called by the surname alone until now: `Schultz`, `Wasserman Schultz`, then `Debbie Wasserman Schultz`."""
        alone = self.by_surname.get(key(label.split()[-1]), ())
        genders = {gender} if gender else set(self.lex.given.get(first, "mf"))
        member = next((m for m in alone if self._shorter(m, label) and (not m.gender or m.gender in genders)), None)
        if member is not None:
            member.name, member.kind = label, "person"
            self._file(member, first)
        return member

    def _shorter(self, member: Member, label: str) -> bool:
        """Whether somebody was called by no more than the end of `label`."""
        if member.kind == "body" or len(label) <= len(member.name):
            return False
        return " " not in member.name or (
            label.endswith(" " + member.name) and member.given.lower() not in self.lex.given
        )

    def _file(self, member: Member, first: str) -> None:
        words = member.name.lower().split()
        if len(words) > 1:
            self.by_given.setdefault(first, []).append(member)
        for i in range(1, len(words) - 1):
            self._by_tail.setdefault(" ".join(words[i:]), member)

    def _enter_nameless(self, words: Sequence[Token], at: int, passage: Passage) -> None:
        """`A ministry spokeswoman said`, `The ministry said`: somebody, or a body, whom a later pronoun may mean."""
        has = self.lex.has
        for i in range(at + 1, min(len(words) - 1, at + 5)):
            token, behind = words[i], words[i + 1]
            if not token.word or token.possessive or has("prepositions", token.low):
                return
            noun = not token.capital and (has("people", token.low) or has("bodies", token.low))
            if noun and not self.role(behind.low) and not has("bodies", behind.low) and not _capital(behind):
                break
        else:
            return
        body = has("bodies", token.low)
        finite = self._finite(behind)
        if (not finite and not body) or has("any_body", token.low):
            return  # `the group` is one that has a name
        if has("articles", words[at].low) and not body and not self._titled(token.low):
            return  # `the actor` is somebody who has a name
        label = " ".join(w.text for w in words[at + 1 : i + 1])
        roles = {w.low for w in words[at + 1 : i + 1] if self.role(w.low) or has("bodies", w.low)}
        span = (words[at].start, token.stop)
        speaks = self.lex.strength.get(behind.low, 0) >= 1 or span[0] in self._speaking
        if not speaks and not body:
            return  # `a president who ...` is anybody
        member = self.by_role(roles, span[0])
        if member is None:
            gender = "" if body else self._titled(token.low)
            member = Member(label, "anonymous", gender, roles if body else set(), first=span[0], count=1)
            if body:
                self.members.append(member)
        self.places.append(
            Place(*span, passage.n, self._sentence, finite, speaks, False, self._quoted(span[0]), member)
        )

    def _finite(self, token: Token) -> bool:
        """Whether a word seems to be a verb with a subject: said, has, was, -ed; or `who`, which has one."""
        low, has = token.low, self.lex.has
        verb = self.lex.strength.get(low, 0) >= 1 or has("auxiliaries", low) or has("relative", low)
        return token.word and (verb or low.endswith("ed")) and not low.endswith("ing")

    def _enter_document(self, words: Sequence[Token], at: int, passage: Passage) -> None:
        """`A memorandum of nine lines`: what a later `it` may mean."""
        has = self.lex.has
        for i in range(at - 1, max(-1, at - 5), -1):
            token = words[i]
            if has("determiners", token.low):
                member = Member(words[at].low, "document", first=token.start, count=1)
                speaks = token.start in self._speaking
                quoted = self._quoted(token.start)
                place = Place(
                    token.start, words[at].stop, passage.n, self._sentence, False, speaks, False, quoted, member
                )
                self.places.append(place)
                return
            if not token.word or token.possessive or has("prepositions", token.low) or has("auxiliaries", token.low):
                return

    def _enter_event(self, token: Token) -> None:
        """`leaders of the SCO, who gathered for a summit`: the summit is the SCO's."""
        if token.low not in self.events:
            for place in reversed(self.places[-6:]):
                if place.who.kind == "body" and place.who.short and token.start - place.stop < 200:
                    self.events[token.low] = place.who
                    return

    def _tell_gender(self, member: Member) -> None:
        if member.kind in ("body", "document") or member.gender:
            return
        known = self.lex.given.get((member.given or member.name).lower(), "")
        member.gender = (
            known if len(known) == 1 else next((g for g in map(self._titled, sorted(member.roles)) if g), "")
        )

    def _read_labels(self, passages: Sequence[Passage]) -> None:
        """`HOLT: I held the line.`, three times or more: a transcript."""
        found = {p.n: m.group(1) for p in passages if (m := LABEL.match(self.text, *p.span))}
        if len(found) < LABELS:
            return
        strangers: dict[str, Member] = {}
        for n, label in found.items():
            member, _ = self.bearer(label.split()[-1])
            self.labels[n] = member or strangers.setdefault(label, Member(label, "anonymous"))


def _capital(token: Token) -> bool:
    return token.capital and token.word


def _headline_capitals(words: Sequence[Token], lex: Lexicon) -> bool:
    """Whether a line is set as headlines are, `A Word With Its Capitals`: names cannot be told by a capital there."""
    if not words or words[-1].stop - words[0].start > HEADLINE:
        return False
    small = ("not_names", "prepositions", "boundaries", "determiners", "auxiliaries")
    low = large = 0
    for w in words:
        if w.word and not (len(w.text) < SMALL_WORD and any(lex.has(kind, w.low) for kind in small)):
            large += 1
            low += not w.capital
            if low > (1 - HEADLINE_CAPITALS) * len(words):
                return False
    return large > 4 and large - low >= HEADLINE_CAPITALS * large
