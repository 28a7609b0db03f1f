"""Which mentions are the same speaker: within an article, then over the pack.

An article's `Cast` is every person and body it names: full names, titles, roles (`harbour master Maren Holt`, `its secretary,
Jonas Holt`), with the places where they stand. A mention is looked up there: a surname, a role, `he`, `it`, `its statement`.
What the article leaves open keeps a certainty below `CERTAIN`; no name is made up.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from index import clauses, languages, lexicon
from index.clauses import Token
from index.lexicon import Lexicon
from index.model import Article, Masthead, Passage, Quote, Span

BACK = 1500
"""Characters a pronoun is looked back for."""
UNSURE = 0.85
"""Factor of a name that is likely, no more."""
GUESS = 0.6
PARTICLES = frozenset(
    ["de", "van", "von", "der", "den", "bin", "ibn", "al", "el", "la", "di", "da", "du", "dos", "del", "zu", "ten"]
)
JOINERS = frozenset(["of", "for", "and", "&", "the", "on", "für"])
GENERATION = frozenset(["jr", "sr", "ii", "iii", "iv"])
ALIKE = (("ks", "x"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("y", "i"), ("j", "i"), ("w", "v"), ("c", "k"))
"""Spellings of one sound in names carried over from other languages: Axel and Aksel, Dmitry and Dmitri."""
EVENTS = frozenset(
    ["summit", "meeting", "conference", "talks", "congress", "session", "gathering", "forum", "convention", "assembly", "hearing"]
)
SAME_WORDS = 8
"""Words from which the very same quotation, given to a document of the same body, tells that it is one document."""


class Mention(NamedTuple):
    """A place where somebody or some body is named."""

    span: Span
    passage: int
    subject: bool
    """Whether it begins its sentence, near enough."""
    quoted: bool


@dataclass(slots=True)
class Member:
    """A person or a body of the cast."""

    name: str
    person: bool
    gender: str = ""
    """`m`, `f`, or empty where nothing tells."""
    roles: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)
    short: str = ""
    """A body's letters: SCO."""

    @property
    def surname(self) -> str:
        words = [w for w in self.name.split() if w.strip(".").lower() not in GENERATION]
        return words[-1] if words else self.name

    @property
    def given(self) -> str:
        return self.name.split()[0] if " " in self.name else ""


class Known(NamedTuple):
    """Whom a mention means, and how sure that is."""

    name: str
    certainty: float


def name(text: str, passages: Sequence[Passage], quotes: Sequence[Quote], masthead: Masthead) -> tuple[Quote, ...]:
    """The quotes with `Speaker.name` resolved within the article, its certainty lowered where that was not certain.

    >>> from index import quotes
    >>> text = "Ann Lee came. “I am late,” she said."
    >>> cut = [Passage(1, Span(0, len(text)))]
    >>> [q.speaker.name for q in name(text, cut, quotes.find(text, cut, "en"), Masthead())]
    ['Ann Lee']
    """
    lex = lexicon.of(languages.of(text)) or lexicon.of("en")
    if lex is None or not any(quote.speaker for quote in quotes):
        return tuple(quotes)
    cast = Cast(text, passages, quotes, lex)
    out: list[Quote] = []
    said: dict[Span, Known] = {}
    for quote in quotes:
        speaker = quote.speaker
        if speaker is not None and speaker.span is not None:
            if speaker.span not in said:
                said[speaker.span] = cast.meant(speaker.mention, speaker.span, out)
            known = said[speaker.span]
            certainty = round(speaker.certainty * known.certainty, 3)
            quote = replace(quote, speaker=replace(speaker, name=known.name, certainty=certainty))
        out.append(quote)
    return tuple(out)


class Cast:
    """Everybody an article names."""

    def __init__(self, text: str, passages: Sequence[Passage], quotes: Sequence[Quote], lex: Lexicon) -> None:
        self.text, self.lex = text, lex
        self.members: list[Member] = []
        self.by_surname: dict[str, list[Member]] = {}
        self.by_name: dict[str, Member] = {}
        self._events: dict[str, Member] = {}
        marked = sorted(q.span for q in quotes if q.parent is None)
        for passage in passages:
            if passage.n:
                self._read(passage, marked)
        self._genders()

    # -- building

    def _read(self, passage: Passage, marked: Sequence[Span]) -> None:
        words = clauses.tokens(self.text, passage.span)
        starts = [True, *(words[i].text in '.!?:“„«"”' for i in range(len(words) - 1))]
        i = 0
        while i < len(words):
            stop = self._run(words, i, starts)
            if stop == i:
                self._event(words, i)
                i += 1
                continue
            self._enter(words, i, stop, starts, passage, marked)
            i = stop

    def _run(self, words: Sequence[Token], start: int, starts: Sequence[bool]) -> int:
        """Where the name that begins at `start` ends; `start` itself where none begins."""
        if not self._capital(words[start]) or (self.lex.has("not_names", words[start].low)):
            return start
        if self.lex.has("days", words[start].low) or self.lex.has("months", words[start].low):
            return start
        body = self.lex.has("body_words", words[start].low)
        stop = start + 1
        while stop < len(words) and not words[stop - 1].possessive:
            token = words[stop]
            if self._capital(token) and self._touch(words, stop):
                body = body or self.lex.has("body_words", token.low)
                stop += 1
            elif (
                token.text == "."
                and stop + 1 < len(words)
                and clauses.shortened(words, stop, self.lex)
                and self._capital(words[stop + 1])
            ) or (
                (token.low in PARTICLES or token.text == "&" or (body and token.low in JOINERS))
                and stop + 1 < len(words)
                and (self._capital(words[stop + 1]) or (token.low in PARTICLES and words[stop + 1].low in PARTICLES))
                and self._touch(words, stop)
                and self._touch(words, stop + 1)
                and not self.lex.has("not_names", words[stop + 1].low)
            ):
                stop += 1
            else:
                break
        return stop

    def _capital(self, token: Token) -> bool:
        return token.capital and token.word

    def _touch(self, words: Sequence[Token], at: int) -> bool:
        return self.text[words[at - 1].stop : words[at].start].strip() == ""

    def _enter(
        self,
        words: Sequence[Token],
        start: int,
        stop: int,
        starts: Sequence[bool],
        passage: Passage,
        marked: Sequence[Span],
    ) -> None:
        first = start
        roles: set[str] = set()
        gender = ""
        while first < stop and (self.lex.has("titles", words[first].low) or words[first].text == "."):
            gender = gender or self._titled(words[first].low)
            roles.add(words[first].low)
            first += 1
        while first < stop and not words[first].word:
            first += 1
        titled = first > start
        at = start - 1
        while at >= max(0, start - 4) and words[at].word and self._role(words[at].low) and not words[at].possessive:
            gender = gender or self._titled(words[at].low)
            roles.add(words[at].low)
            titled = True
            at -= 1
        begins = any(starts[i] for i in range(max(0, at), start + 1)) or (
            at >= 0 and words[at].low in ("the", "a") and starts[at]
        )
        if first == stop:
            return
        last = words[stop - 1]
        cut = 2 if last.possessive and last.text[-1:] == "s" and last.text[-2:-1] in "'’" else 0
        span = Span(words[first].start, last.stop - cut)
        label = " ".join(span.of(self.text).split())
        body = any(self.lex.has("body_words", w.low) for w in words[first:stop]) or "&" in label
        body = body or (label.isupper() and len(label) > 1 and " " not in label)
        body = body or (start > 0 and words[start - 1].low == "the" and not titled)
        quoted_at = bisect_left(marked, (span.start + 1, 0)) - 1
        quoted = quoted_at >= 0 and marked[quoted_at].stop > span.start
        mention = Mention(span, passage.n, begins, quoted)
        roles |= self._apposed(words, first, stop)
        if body:
            self._body(label, mention, roles, words, stop)
        else:
            self._person(label, mention, roles, gender, titled, words[first].low)

    def _role(self, low: str) -> bool:
        return self.lex.has("people", low) or self.lex.has("titles", low)

    def _titled(self, low: str) -> str:
        return "f" if self.lex.has("feminine", low) else "m" if self.lex.has("masculine", low) else ""

    def _apposed(self, words: Sequence[Token], start: int, stop: int) -> set[str]:
        """Roles in `its secretary, X` and `X, a spokeswoman for ...`."""
        roles: set[str] = set()
        if start > 2 and words[start - 1].text == ",":
            at = start - 2
            while at >= max(0, start - 6) and words[at].word and not words[at].capital:
                if self._role(words[at].low) or self.lex.has("bodies", words[at].low) or at == start - 2:
                    roles.add(words[at].low)
                if self.lex.has("determiners", words[at].low) or words[at].possessive:
                    break
                at -= 1
        if stop + 2 < len(words) and words[stop].text == ",":
            for token in words[stop + 1 : stop + 8]:
                if not token.word or self.lex.has("prepositions", token.low):
                    break
                if self._role(token.low) or self.lex.has("bodies", token.low):
                    roles.add(token.low)
        return roles

    def _body(self, label: str, mention: Mention, roles: set[str], words: Sequence[Token], stop: int) -> None:
        member = self.by_name.get(label.lower())
        if member is None:
            letters = "".join(w[0] for w in label.split() if w[0].isupper())
            member = next(
                (
                    m
                    for m in self.members
                    if not m.person and (m.short == label or (m.name == letters and len(letters) > 2))
                ),
                None,
            )
            if member is None:
                member = Member(label, person=False)
                self.members.append(member)
            elif len(label) > len(member.name):
                member.short, member.name = member.name, label
            self.by_name[label.lower()] = member
        if (
            stop + 2 < len(words)
            and words[stop].text == "("
            and words[stop + 2].text == ")"
            and words[stop + 1].text.isupper()
        ):
            member.short = words[stop + 1].text
            self.by_name[member.short.lower()] = member
        member.roles |= roles | {w.lower() for w in label.split() if self.lex.has("bodies", w.lower())}
        member.mentions.append(mention)

    def _person(self, label: str, mention: Mention, roles: set[str], gender: str, titled: bool, first: str) -> None:
        key = label.lower()
        member = self.by_name.get(key)
        if member is None and " " not in label:
            bearers = self.by_surname.get(_key(label), [])
            member = self._of_surname(bearers, mention, gender)
            if member is None and not titled and not bearers:
                member = Member(label, person=False)
        if member is None or (member.name == label and key not in self.by_name):
            member = member or Member(label, person=True)
            if " " in label:
                member.person = titled or first in self.lex.given or len(label.split()) <= 3
            self.members.append(member)
            self.by_name[key] = member
            if " " in label or titled:
                self.by_surname.setdefault(_key(member.surname), []).append(member)
        member.person = member.person or titled
        member.gender = member.gender or gender
        member.roles |= roles
        member.mentions.append(mention)

    def _of_surname(self, bearers: Sequence[Member], mention: Mention, gender: str) -> Member | None:
        """Of those who bear a surname the one meant here: of the same gender, named last."""
        fitting = [m for m in bearers if not gender or m.gender in ("", gender)]
        return max(fitting, key=lambda m: m.mentions[-1].span.start, default=None)

    def _event(self, words: Sequence[Token], at: int) -> None:
        """`leaders of the SCO, who gathered for a summit`: the summit is the SCO's."""
        low = words[at].low
        if low in EVENTS and low not in self._events:
            body = next((m for m in reversed(self.members) if not m.person and m.short), None)
            if body is not None and body.mentions and words[at].start - body.mentions[-1].span.start < 200:
                self._events[low] = body

    def _genders(self) -> None:
        for member in self.members:
            if member.person and not member.gender and member.given:
                known = self.lex.given.get(member.given.lower(), "")
                member.gender = known if len(known) == 1 else ""
            if member.person and not member.gender:
                member.gender = next((g for g in map(self._titled, sorted(member.roles)) if g), "")

    # -- looking up

    def meant(self, mention: str, span: Span, before: Sequence[Quote]) -> Known:
        """Whom `mention` at `span` means; `before` are the resolved quotations that stand earlier."""
        low = mention.lower()
        if low in self.lex.words["pronoun masculine"]:
            return self._he(mention, span, "m", before)
        if low in self.lex.words["pronoun feminine"]:
            return self._he(mention, span, "f", before)
        if low in self.lex.words["pronoun thing"] or low in self.lex.words["pronoun plural"]:
            return self._it(mention, span, before, plural=low in self.lex.words["pronoun plural"])
        if low in self.lex.words["relative"]:
            inside = self._last_before(span.start, lambda m: True)
            return Known(inside.name, 0.95) if inside else Known(mention, GUESS)
        if low in self.lex.words["pronouns"]:
            return Known(mention, GUESS)
        return self._named(mention, span, before)

    def _last_before(self, at: int, fits: object) -> Member | None:
        best: tuple[int, Member] | None = None
        for member in self.members:
            for mention in member.mentions:
                if (
                    at - 60 <= mention.span.start
                    and mention.span.stop <= at
                    and (best is None or mention.span.start > best[0])
                ):
                    best = (mention.span.start, member)
        return best[1] if best else None

    def _he(self, mention: str, span: Span, gender: str, before: Sequence[Quote]) -> Known:
        scored: list[tuple[float, Member]] = []
        recent = [q.speaker.name for q in before[-3:] if q.speaker]
        for member in self.members:
            if not member.person or member.gender not in ("", gender):
                continue
            best = max((self._nearness(m, span) for m in member.mentions), default=-99.0)
            if best <= -90:
                continue
            best += 0.8 if member.name in recent else 0.0
            best += 0.6 if member.gender == gender else 0.0
            scored.append((best, member))
        if not scored:
            return Known(mention, GUESS)
        scored.sort(key=lambda pair: -pair[0])
        margin = scored[0][0] - scored[1][0] if len(scored) > 1 else 3.0
        certainty = 0.97 if margin >= 1.5 else 0.93 if margin >= 0.9 else UNSURE if margin >= 0.4 else 0.7
        return Known(scored[0][1].name, certainty if scored[0][1].gender == gender else min(certainty, UNSURE))

    def _nearness(self, mention: Mention, span: Span) -> float:
        apart = span.start - mention.span.start
        if apart <= 0 or apart > BACK or mention.quoted:
            return -99.0
        return 1.2 * mention.subject - apart / 250

    def _it(self, mention: str, span: Span, before: Sequence[Quote], *, plural: bool) -> Known:
        """The document or body that spoke last nearby, else the one named last as a subject."""
        for quote in reversed(before[-2:]):
            speaker = quote.speaker
            if speaker is not None and speaker.span is not None and span.start - speaker.span.stop < BACK:
                if self._thing(speaker.name):
                    return Known(speaker.name, 0.95 if not plural else UNSURE)
                break
        body = self._body_before(span)
        return Known(body.name, UNSURE) if body else Known(mention, GUESS)

    def _thing(self, label: str) -> bool:
        member = self.by_name.get(label.lower())
        if member is not None:
            return not member.person
        words = label.lower().split()
        return any(self.lex.has("documents", w) or self.lex.has("bodies", w) for w in words)

    def _body_before(self, span: Span) -> Member | None:
        best: tuple[float, Member] | None = None
        for member in self.members:
            if member.person or not (member.roles or member.short or self._is_body(member)):
                continue
            nearness = max((self._nearness(m, span) for m in member.mentions), default=-99.0)
            if nearness > -90 and (best is None or nearness > best[0]):
                best = (nearness, member)
        return best[1] if best else None

    def _is_body(self, member: Member) -> bool:
        return any(self.lex.has("body_words", w.lower()) for w in member.name.split())

    def _named(self, mention: str, span: Span, before: Sequence[Quote]) -> Known:
        inside = [
            (m, at)
            for m in self.members
            for at in m.mentions
            if span.start <= at.span.start and at.span.stop <= span.stop
        ]
        words = clauses.tokens(self.text, span)
        document = self._document(words, span, before)
        if document is not None:
            return document
        people = [m for m, _ in inside if m.person]
        if people:
            return self._person_in(
                people[-1] if mention.lower().startswith(("its", "his", "her", "their")) else people[0], mention, span
            )
        apposed = self._behind(span)
        if apposed is not None:
            return Known(apposed.name, 1.0)
        if inside:
            return self._thing_in(inside[0][0], mention, words)
        return self._by_role(mention, words, span)

    def _person_in(self, member: Member, mention: str, span: Span) -> Known:
        if member.given and _key(member.given) in _key(mention):
            return Known(member.name, 1.0)
        bearers = self.by_surname.get(_key(member.surname), [])
        introduced = [m for m in bearers if m.mentions[0].span.start <= span.start] or bearers
        if len(introduced) < 2:
            return Known(member.name, 1.0)
        return Known(member.name, UNSURE)

    def _behind(self, span: Span) -> Member | None:
        """X in `its secretary, X`."""
        found = re.compile(r",\s+").match(self.text, span.stop)
        if not found:
            return None
        for member in self.members:
            if member.person and any(m.span.start == found.end() for m in member.mentions):
                return member
        return None

    def _thing_in(self, member: Member, mention: str, words: Sequence[Token]) -> Known:
        bare = _without_article(mention, self.lex)
        people = any(self.lex.has("people", w.low) for w in words)
        return (
            Known(bare, 1.0) if people or len(bare.split()) > len(member.name.split()) + 1 else Known(member.name, 1.0)
        )

    def _document(self, words: Sequence[Token], span: Span, before: Sequence[Quote]) -> Known | None:
        """`its statement`, `the summit's final declaration`, `the Inspectorate's interim report`."""
        kind = next((w.low for w in reversed(words) if self.lex.has("documents", w.low)), None)
        if kind is None:
            return None
        owner = next((i for i, w in enumerate(words) if w.possessive or w.low in self.lex.words["possessives"]), None)
        if owner is None:
            return None
        low = words[owner].low
        if low in self._events:
            return Known(_of(kind, self._events[low]), 0.97)
        if words[owner].possessive:
            member = next(
                (m for m in self.members for at in m.mentions if words[0].start <= at.span.start <= words[owner].start),
                None,
            )
            return Known(_of(kind, member), 0.97) if member and not member.person else None
        if low in ("its", "their"):
            body = self._body_before(span)
            if body is not None:
                return Known(_of(kind, body), 0.93)
        return None

    def _by_role(self, mention: str, words: Sequence[Token], span: Span) -> Known:
        """`the harbour master`: the one person whose role that is."""
        bare = _without_article(mention, self.lex)
        wanted = {w.low for w in words if self._role(w.low) or self.lex.has("bodies", w.low)}
        definite = bool(words) and (
            words[0].low in ("the", "der", "die", "das") or words[0].low in self.lex.words["possessives"]
        )
        if not wanted or not definite:
            return Known(bare, 1.0)
        bearers = [m for m in self.members if wanted <= m.roles and m.mentions[0].span.start < span.start]
        if len(bearers) == 1:
            return Known(bearers[0].name, 0.93)
        return Known(bare, 1.0)


def _of(kind: str, body: Member) -> str:
    return f"{body.short} {kind}" if body.short else f"{kind} of {body.name}"


def _without_article(mention: str, lex: Lexicon) -> str:
    first, _, rest = mention.partition(" ")
    return rest if rest and lex.has("determiners", first.lower()) else mention


def _key(word: str) -> str:
    """A name as it sounds, without accents: `Rønning` and `Ronning` are one."""
    plain = word.lower().replace("ø", "o").replace("æ", "ae").replace("å", "a").replace("ß", "ss").replace("ł", "l")
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if c.isalnum() or c == " ")
    for one, other in ALIKE:
        plain = plain.replace(one, other)
    return re.sub(r"(.)\1+", r"\1", plain)


def unify(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles with one string for one speaker over the pack."""
    found = Counter(q.speaker.name for a in articles for q in a.quotes if q.speaker)
    spelled: dict[str, str] = {}
    for label, _ in sorted(found.items(), key=lambda pair: (-pair[1], -sum(c > "\x7f" for c in pair[0]), pair[0])):
        spelled.setdefault(_key(label), label)
    return tuple(_renamed(a, lambda q: spelled[_key(q.speaker.name)] if q.speaker else "") for a in articles)


def _renamed(article: Article, name_of: object) -> Article:
    quotes = tuple(
        replace(q, speaker=replace(q.speaker, name=name_of(q))) if q.speaker else q  # type: ignore[operator]
        for q in article.quotes
    )
    return replace(article, quotes=quotes) if quotes != article.quotes else article
