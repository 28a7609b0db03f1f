"""Everybody an article names: persons and bodies, with their titles and roles, and every place where they stand."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from index import clauses
from index.clauses import Token
from index.lexicon import Lexicon
from index.model import Passage, Quote, Span

BACK = 1600
"""Characters one looks back for whom a pronoun means."""
PLACES_BACK = 60
"""Places one looks back for the same."""
PARTICLES = frozenset(
    ["de", "van", "von", "der", "den", "bin", "ibn", "al", "el", "la", "di", "da", "du", "dos", "del", "zu"]
)
GENERATION = frozenset(["jr", "sr", "ii", "iii", "iv"])
ALIKE = (("ks", "x"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("y", "i"), ("j", "i"), ("w", "v"), ("c", "k"))
"""Spellings of one sound in names carried over from other languages: Axel and Aksel, Dmitry and Dmitri."""
MAIN_SHARE = 0.75
"""Of the mentions of all who bear a surname, the share from which one of them is the one meant by it alone."""
LABEL = re.compile(r"([A-Z][A-Z .'’-]{1,30}):\s")

Kind = Literal["person", "body", "anonymous", "unknown"]


@dataclass(slots=True)
class Member:
    """A person or a body of the cast."""

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

    @property
    def surname(self) -> str:
        words = [w for w in self.name.split() if w.strip(".").lower() not in GENERATION]
        return words[-1] if words else self.name

    @property
    def given(self) -> str:
        return self.name.split()[0] if " " in self.name else ""


class Place(NamedTuple):
    """Where somebody is named."""

    start: int
    stop: int
    passage: int
    subject: bool
    """Whether it begins its sentence, near enough, or a verb seems to follow it."""
    speaks: bool
    """Whether a reporting verb stands beside it."""
    governed: bool
    """Whether a preposition stands before it."""
    quoted: bool
    who: Member


@lru_cache(maxsize=8192)
def sound(name: str) -> str:
    """A name as it sounds, without accents: `Rønning` and `Ronning` are one, `Axel` and `Aksel` too."""
    plain = name.lower().replace("ø", "o").replace("æ", "ae").replace("ß", "ss").replace("ł", "l")
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if c.isalnum() or c == " ")
    for one, other in ALIKE:
        plain = plain.replace(one, other)
    return re.sub(r"(.)\1+", r"\1", plain)


class Cast:
    """The persons and bodies of one article."""

    def __init__(self, text: str, passages: Sequence[Passage], quotes: Sequence[Quote], lex: Lexicon) -> None:
        self.text, self.lex = text, lex
        self.members: list[Member] = []
        self.places: list[Place] = []
        self.events: dict[str, Member] = {}
        """`summit` → the body whose summit it is."""
        self.labels: dict[int, Member] = {}
        """Number of a passage that is a speech in a transcript → its speaker."""
        self.by_name: dict[str, Member] = {}
        self.by_surname: dict[str, list[Member]] = {}
        self.by_given: dict[str, list[Member]] = {}
        self._by_short: dict[str, Member] = {}
        self._starts: list[int] = []
        self._marked = sorted((q.span.start, q.span.stop) for q in quotes if q.parent is None)
        speaking = {q.speaker.span.start for q in quotes if q.speaker and q.speaker.span}
        for passage in passages:
            if passage.n and passage.kind != "heading":
                self._read(passage)
        self.places.sort(key=lambda place: place.start)
        self._starts = [place.start for place in self.places]
        for place in self.places:
            if place.who.kind == "unknown" and place.start in speaking:
                place.who.kind = "person"
        for member in self.members:
            self._tell_gender(member)
        self._passages = passages
        self._passage_starts = [passage.span.start for passage in passages]
        self._read_labels(passages)

    def before(self, at: int) -> Iterator[Place]:
        """The places before offset `at`, the nearest first, as far back as a pronoun reaches."""
        last = bisect_left(self._starts, at)
        for i in range(last - 1, max(-1, last - 1 - PLACES_BACK), -1):
            if self.places[i].start < at - BACK:
                return
            yield self.places[i]

    def passage_at(self, at: int) -> int:
        """The number of the passage that holds offset `at`."""
        return self._passages[max(0, bisect_left(self._passage_starts, at + 1) - 1)].n

    def inside(self, span: Span) -> list[Place]:
        """The places within `span`."""
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.stop)
        return [place for place in self.places[first:last] if place.stop <= span.stop]

    def at(self, start: int) -> Member | None:
        """Who is named at offset `start`."""
        i = bisect_left(self._starts, start)
        return self.places[i].who if i < len(self.places) and self._starts[i] == start else None

    def bearer(self, surname: str, gender: str = "", at: int | None = None) -> tuple[Member | None, bool]:
        """Who is meant by a surname alone, here or at an offset, and whether nobody else can be."""
        bearers = [m for m in self.by_surname.get(sound(surname), ()) if not gender or m.gender in ("", gender)]
        if at is not None:
            bearers = [m for m in bearers if m.first <= at] or bearers
        if len(bearers) < 2:
            return (bearers[0], True) if bearers else (None, True)
        main = max(bearers, key=lambda m: m.count)
        if main.count >= MAIN_SHARE * sum(m.count for m in bearers):
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
        return self.lex.has("people", low) or self.lex.has("titles", low)

    # -- reading

    def _read(self, passage: Passage) -> None:
        words = clauses.tokens(self.text, passage.span)
        starts = [True, *(words[i].text in '.!?:“„«"”•*' for i in range(len(words) - 1))]
        determiners, events = self.lex.words["determiners"], self.lex.words["events"]
        i = 0
        while i < len(words):
            token = words[i]
            stop = self._run(words, i) if token.text[0].isupper() else i
            if stop > i:
                self._enter(words, i, stop, starts, passage)
                i = stop
                continue
            if starts[i] and token.low in determiners:
                self._enter_nameless(words, i, passage)
            elif token.low in events:
                self._enter_event(token)
            i += 1

    def _capital(self, token: Token) -> bool:
        return token.capital and token.word

    def _touch(self, words: Sequence[Token], at: int) -> bool:
        return not self.text[words[at - 1].stop : words[at].start].strip()

    def _run(self, words: Sequence[Token], start: int) -> int:
        """Where the name that begins at `start` ends; `start` itself where none begins."""
        first = words[start]
        if not self._capital(first) or any(self.lex.has(n, first.low) for n in ("not_names", "days", "months")):
            return start
        body = self.lex.has("body_words", first.low)
        stop = start + 1
        while stop < len(words) and not words[stop - 1].possessive and self._touch(words, stop):
            token = words[stop]
            if self._capital(token):
                body = body or self.lex.has("body_words", token.low)
                stop += 1
            elif stop + 1 == len(words) or not self._touch(words, stop + 1) or not words[stop + 1].word:
                break
            elif token.text == ".":
                if not (clauses.shortened(words, stop, self.lex) and self._capital(words[stop + 1])):
                    break
                stop += 1
            elif not self._capital(words[stop + 1]) and words[stop + 1].low not in PARTICLES:
                break
            elif (
                token.low in PARTICLES
                or token.text == "&"
                or (self.lex.has("joins_body", token.low) and self._whole(words, start, stop, body))
            ):
                stop += 1
            else:
                break
        return stop

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
        return any(self.lex.has("body_words", w.low) for w in ahead if self._capital(w))

    def _enter(self, words: Sequence[Token], start: int, stop: int, starts: Sequence[bool], passage: Passage) -> None:
        first = start
        for i in range(start, stop - 1):  # `Russian President Dmitry Medvedev`: the name begins after the last title
            if self.lex.has("titles", words[i].low) and not self.lex.has("body_words", words[stop - 1].low):
                first = i + 1
        while first < stop and not words[first].word:
            first += 1
        if first == stop or (first == stop - 1 and self.lex.has("titles", words[first].low) and first > start):
            return
        at = start - 1
        while at >= max(0, start - 4) and words[at].word and self.role(words[at].low) and not words[at].possessive:
            at -= 1
        roles = {w.low for w in words[at + 1 : first] if self.role(w.low)}
        titled = bool(roles)
        if self.lex.has("titles", words[first].low) and first == stop - 1 and not titled:
            return
        last = words[stop - 1]
        cut = 2 if last.possessive and last.text[-1:] == "s" and last.text[-2:-1] in "'’" else 0
        label = " ".join(self.text[words[first].start : last.stop - cut].split())
        while at >= max(0, start - 6) and words[at].capital and words[at].word:
            at -= 1
        begins = any(starts[i] for i in range(max(0, at), start + 1))
        begins = begins or (at > 0 and self.lex.has("determiners", words[at].low) and starts[at])
        letters = label.isupper() and len(label) > 1 and " " not in label and sound(label) not in self.by_surname
        body = any(self.lex.has("body_words", w.low) for w in words[first:stop]) or "&" in label or letters
        the = start > 0 and self.lex.has("articles", words[start - 1].low) and not titled
        gender = next((g for g in (self._titled(w.low) for w in words[at + 1 : first]) if g), "")
        if body or (the and sound(label.split()[-1]) not in self.by_surname):
            member = self._body(label, words, stop)
        else:
            member = self._person(label, gender, titled, words[first].low, words[first].start)
        member.roles |= roles | self._apposed(words, first, stop)
        member.gender = member.gender or gender
        member.count += 1
        span = (words[first].start, last.stop - cut)
        if not member.first and member.count == 1:
            member.first = span[0]
        speaks, acts = self._speaks(words, start, stop)
        governed = at >= 0 and self.lex.has("prepositions", words[at - self.lex.has("determiners", words[at].low)].low)
        self.places.append(Place(*span, passage.n, begins or acts, speaks, governed, self._quoted(span[0]), member))

    def _speaks(self, words: Sequence[Token], start: int, stop: int) -> tuple[bool, bool]:
        """Whether a reporting verb stands beside a name, and whether any verb seems to follow it."""
        behind = start > 1 and words[start - 2].text in ",\"”’'»“"
        if behind and self.lex.strength.get(words[start - 1].low, 0) >= 2:
            return True, True
        speaks, acts = self._verb_at(words, stop)
        if stop == len(words) or not (words[stop].text == "," or self.lex.has("prepositions", words[stop].low)):
            return speaks, acts
        for at in range(stop, min(len(words), stop + 18)):
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

    def _apposed(self, words: Sequence[Token], start: int, stop: int) -> set[str]:
        """Roles in `its secretary, X` and `X, a spokeswoman for ...`."""
        roles: set[str] = set()
        if start > 2 and words[start - 1].text == ",":
            for at in range(start - 2, max(-1, start - 7), -1):
                token = words[at]
                if not token.word or token.capital or token.possessive or self.lex.has("determiners", token.low):
                    break
                if self.role(token.low) or self.lex.has("bodies", token.low):
                    roles.add(token.low)
        if stop + 2 < len(words) and words[stop].text == ",":
            for token in words[stop + 1 : stop + 8]:
                if not token.word or self.lex.has("prepositions", token.low):
                    break
                if self.role(token.low) or self.lex.has("bodies", token.low):
                    roles.add(token.low)
        return roles

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
        member.roles |= {w.lower() for w in label.split() if self.lex.has("bodies", w.lower())}
        return member

    def _person(self, label: str, gender: str, titled: bool, first: str, at: int) -> Member:
        member = self.by_name.get(label.lower())
        if member is None and " " not in label:
            member, _ = self.bearer(label, gender)
            if member is None and len(self.by_given.get(first, ())) == 1:
                member = self.by_given[first][0]
        if member is None and " " in label:
            alone = self.by_surname.get(sound(label.split()[-1]), [])
            member = next((m for m in alone if " " not in m.name and m.gender in ("", gender or m.gender)), None)
            if member is not None:
                member.name, member.kind = label, "person"
                self.by_given.setdefault(first, []).append(member)
        if member is None:
            known = first in self.lex.given
            person = titled or (known and " " in label) or (" " in label and len(label.split()) <= 3)
            member = Member(label, "person" if person else "unknown", gender, first=at)
            self.members.append(member)
            self.by_surname.setdefault(sound(member.surname), []).append(member)
            if " " in label:
                self.by_given.setdefault(first, []).append(member)
        elif titled and member.kind == "unknown":
            member.kind = "person"
        self.by_name.setdefault(label.lower(), member)
        return member

    def _enter_nameless(self, words: Sequence[Token], at: int, passage: Passage) -> None:
        """`A ministry spokeswoman said`: somebody whom a later `she` may mean."""
        for i in range(at + 1, min(len(words) - 1, at + 5)):
            token = words[i]
            if not token.word or token.possessive or self.lex.has("prepositions", token.low):
                return
            if (
                self.lex.has("people", token.low)
                and not self.role(words[i + 1].low)
                and not self._capital(words[i + 1])
            ):
                break
        else:
            return
        if not self.lex.has("people", words[i].low) or words[i + 1].text == ",":
            return
        label = " ".join(w.text for w in words[at + 1 : i + 1])
        gender = self._titled(words[i].low)
        span = (words[at].start, words[i].stop)
        member = self.by_role({w.low for w in words[at + 1 : i + 1] if self.role(w.low)}, span[0]) or Member(
            label, "anonymous", gender, first=span[0], count=1
        )
        speaks = self.lex.strength.get(words[i + 1].low, 0) >= 1
        self.places.append(Place(*span, passage.n, True, speaks, False, self._quoted(span[0]), member))

    def by_role(self, wanted: set[str], at: int) -> Member | None:
        """The one member who has all these roles and was named before `at`; None for none and for several."""
        if not wanted:
            return None
        found = [m for m in self.members[:400] if wanted <= m.roles and m.first < at]
        return found[0] if len(found) == 1 else None

    def _enter_event(self, token: Token) -> None:
        """`leaders of the SCO, who gathered for a summit`: the summit is the SCO's."""
        if token.low not in self.events:
            for place in reversed(self.places[-6:]):
                if place.who.kind == "body" and place.who.short and token.start - place.stop < 200:
                    self.events[token.low] = place.who
                    return

    def _tell_gender(self, member: Member) -> None:
        if member.kind == "body" or member.gender:
            return
        known = self.lex.given.get(member.given.lower(), "") if member.given else ""
        member.gender = (
            known if len(known) == 1 else next((g for g in map(self._titled, sorted(member.roles)) if g), "")
        )

    def _read_labels(self, passages: Sequence[Passage]) -> None:
        """`HOLT: I held the line.`, three times or more: a transcript."""
        found = {p.n: m.group(1) for p in passages if (m := LABEL.match(self.text, *p.span))}
        if len(found) < 3:
            return
        for n, label in found.items():
            member, _ = self.bearer(label.split()[-1])
            self.labels[n] = member or Member(label, "anonymous")
