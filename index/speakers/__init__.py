"""Which mentions are the same speaker: within an article, then over the pack.

A mention is looked up in the article's `Cast`: a surname, a role, `he`, `it`, `its statement`. What the article leaves open
keeps a certainty below `CERTAIN`; no name is made up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index import clauses, lexicon
from index.clauses import Token
from index.model import Passage, Quote, Span
from index.speakers import beside, things
from index.speakers.cast import Cast, Member
from index.speakers.persons import sound
from index.speakers.roster import unify
from index.speakers.salience import Meant, Salience, tell_genders
from index.speakers.things import GUESS, LIKELY, Known

__all__ = ["Known", "name", "unify"]

DATELINE = re.compile(r"[A-Z][A-Z .,/]{2,40} [-–—]{1,2} (?=\S)")
"""Before the first words of a report: `SANTIAGO - The president`."""
RELATIVE_BACK = 60
"""Characters between a name and the `who` that means it."""
SUREST = 0.98
"""Certainty of a pronoun that only one person can be meant by."""


def name(
    text: str, passages: Sequence[Passage], quotes: Sequence[Quote], language: str | None, told: Sequence[Quote] = ()
) -> tuple[Quote, ...]:
    """The quotes with `Speaker.name` resolved within the article, its certainty lowered where that was not certain.

    Behind them `told`, reported speech: whom a quotation in marks names, it does not change.

    >>> from index import quotes
    >>> text = "Ann Lee came. “I am late,” she said."
    >>> cut = [Passage(1, Span(0, len(text)))]
    >>> [q.speaker.name for q in name(text, cut, quotes.find(text, cut, "en"), "en")]
    ['Ann Lee']
    """
    lex = lexicon.of(language) or lexicon.of("en")
    everything = (*quotes, *told)
    if lex is None or not any(quote.speaker for quote in everything):
        return everything
    cast = Cast(text, passages, quotes, lex)
    tell_genders(cast)
    named = _Resolver(cast, quotes).named()
    if not told:
        return named
    cast.hear(told)
    return named + _Resolver(cast, everything).named()[len(named) :]


class _Resolver:
    """The mentions of one article, each looked up once, in the order of the text."""

    def __init__(self, cast: Cast, quotes: Sequence[Quote]) -> None:
        self.cast, self.lex, self.quotes = cast, cast.lex, quotes
        self._by_id: dict[str, Quote] = {}
        self._last: tuple[Span, str] | None = None
        """The mention that spoke last, and its name."""
        asked = frozenset(q.speaker.span.start for q in quotes if q.speaker and q.speaker.span)
        self._pronouns: dict[int, Meant] = Salience(asked).walk(cast)

    def named(self) -> tuple[Quote, ...]:
        """The quotes in their own order."""
        said: dict[Span, Known] = {}
        out = list(self.quotes)
        for n in sorted(range(len(out)), key=lambda n: (out[n].passage, out[n].span.start, -out[n].span.stop)):
            quote = out[n]
            speaker = quote.speaker
            if speaker is not None and speaker.span is not None:
                known = said.get(speaker.span) or self._meant(
                    quote, *self._past_dateline(speaker.mention, speaker.span)
                )
                said[speaker.span] = known
                self._last = (speaker.span, known.name)
                certainty = round(speaker.certainty * known.certainty, 3)
                mention = speaker.span.of(self.cast.text)  # as printed; until here its words stood one blank apart
                quote = replace(quote, speaker=replace(speaker, mention=mention, name=known.name, certainty=certainty))
                out[n] = quote
            self._by_id[quote.id] = quote
        return tuple(out)

    def _past_dateline(self, mention: str, span: Span) -> tuple[str, Span]:
        """A mention without the place a report begins with."""
        dateline = DATELINE.match(self.cast.text, *span)
        if dateline is None:
            return mention, span
        rest = Span(dateline.end(), span.stop)
        return " ".join(rest.of(self.cast.text).split()), rest

    def _meant(self, quote: Quote, mention: str, span: Span) -> Known:
        """Whom `mention` at `span` means."""
        low, words = mention.lower(), self.lex.words
        if low in words["pronoun masculine"] or low in words["pronoun feminine"]:
            return self._he(mention, span)
        if low in words["pronoun thing"] or low in words["pronoun plural"]:
            return things.it(self.cast, mention, span, self._last, plural=low in words["pronoun plural"])
        if low in words["relative_thing"]:
            return self._which(quote, mention, span)
        if low in words["relative"]:
            return self._who(mention, span)
        if low in words["pronoun self"]:
            return self._i(quote) or Known(mention, GUESS)
        if low in words["pronoun reader"]:
            return self._you(quote) or Known(mention, GUESS)
        return self._named(quote, mention, span)

    def _who(self, mention: str, span: Span) -> Known:
        """Who is named last before `who`; in doubt where other words stand between: `X met officials who ...`."""
        for place in self.cast.before(span.start):
            if place.stop <= span.start - RELATIVE_BACK:
                break
            if place.who.kind != "document":
                beside_it = self.cast.text[place.stop : span.start].strip(" ,\n") == ""
                return Known(place.who.name, 0.95 if beside_it else LIKELY)
        return Known(mention, GUESS)

    def _which(self, quote: Quote, mention: str, span: Span) -> Known:
        """The body or the document, named or not, that the words before `which` are; never a person."""
        phrase = beside.phrase_before(self.cast, span.start)
        if phrase is None:
            return Known(mention, GUESS)
        known = self._named(quote, " ".join(phrase.of(self.cast.text).split()), phrase)
        member = self.cast.by_name.get(known.name.lower())
        if member is not None and member.kind == "person":
            return Known(mention, GUESS)
        return Known(known.name, min(known.certainty, 0.95 if member is not None else LIKELY))

    def _he(self, mention: str, span: Span) -> Known:
        meant = self._pronouns.get(span.start)
        if meant is None:
            return Known(mention, GUESS)
        certainty = min(meant.certainty, SUREST)
        if meant.who.kind == "unknown" or not (meant.who.gender or meant.who.speaks):
            certainty = min(certainty, LIKELY)
        return Known(meant.who.name, certainty)

    def _i(self, quote: Quote) -> Known | None:
        """In a quotation, whoever speaks it; in a transcript, whose speech it is; None elsewhere."""
        around = self._by_id.get(quote.parent) if quote.parent else None
        if around is not None and around.speaker is not None:
            return Known(around.speaker.name, min(around.speaker.certainty, 0.95))
        if quote.passage in self.cast.labels:
            return Known(self.cast.labels[quote.passage].name, 0.95)
        return None

    def _you(self, quote: Quote) -> Known | None:
        """In a transcript of two the other one; None elsewhere."""
        here = self.cast.labels.get(quote.passage)
        others = {id(m): m for m in self.cast.labels.values() if m is not here}
        return Known(next(iter(others.values())).name, 0.95) if here is not None and len(others) == 1 else None

    def _named(self, quote: Quote, mention: str, span: Span) -> Known:
        cast, lex = self.cast, self.lex
        words = clauses.tokens(cast.text, span, leaning=cast.lex.leaning)
        bare = things.without_article(mention, lex)
        if not words:
            return Known(bare, 1.0)
        document = things.document(cast, words, span)
        if document is not None:
            return document
        apposed = beside.apposed(cast, span)
        inside = [place for place in cast.inside(span) if place.who.kind not in ("anonymous", "document")]
        people = [place for place in inside if place.who.kind != "body"]
        says_what = any(cast.role(w.low) or lex.has("bodies", w.low) for w in words)
        if apposed is not None and not people and says_what:
            return Known(apposed.name, 0.97)
        described = beside.described(cast, Span(inside[-1].start, span.stop)) if inside else None
        if described is not None and inside[-1].stop == span.stop:
            return Known(described.name, 0.97)
        owned = any(w.possessive for w in words if people and w.stop <= people[-1].stop and w.stop != words[-1].stop)
        if people and not owned:
            able = [p for p in people if not self._after_preposition(words, p.start) and self._ends(words, p.stop)]
            if able:
                return self._person(able[0].who, mention, span)
        bodies = [p for p in inside if p.stop == span.stop and not self._after_preposition(words, p.start)]
        if bodies and not any(lex.has("people", w.low) for w in words if w.stop <= bodies[0].start):
            return Known(bodies[0].who.name, 1.0)
        if [w.low for w in words] == ["one", "of", "them"]:
            return things.one_of_them(cast, span) or Known(mention, GUESS)
        return things.by_role(cast, words, span) or self._owned(quote, words, bare, span)

    def _after_preposition(self, words: Sequence[Token], at: int) -> bool:
        """Whether the name at `at` only says more of another word: `a spokesman for X`."""
        return words[0].start < at and any(self.lex.has("prepositions", w.low) for w in words if w.start < at)

    def _ends(self, words: Sequence[Token], stop: int) -> bool:
        """Whether a name that ends at `stop` is what the mention names: not the Trump of `Trump campaign`."""
        behind = next((w for w in words if w.start >= stop), None)
        has = self.lex.has
        return (
            behind is None or behind.text in ",(—-–" or has("prepositions", behind.low) or has("relative", behind.low)
        )

    def _person(self, member: Member, mention: str, span: Span) -> Known:
        if member.kind == "unknown" or (member.given and sound(member.given) in sound(mention).split()):
            return Known(member.name, 1.0)
        titles = mention.lower().replace(".", "").split()
        gender = next(
            (g for g, kind in (("f", "feminine"), ("m", "masculine")) if any(self.lex.has(kind, t) for t in titles)), ""
        )
        meant, alone = self.cast.bearer(member.surname, gender, span.start)
        if " " not in member.name and len(self.cast.by_given.get(member.name.lower(), ())) > 1:
            alone = False  # Li, where Li Keqiang met Li Na
        return Known((meant or member).name, 1.0 if alone else 0.85)

    def _owned(self, quote: Quote, words: Sequence[Token], bare: str, span: Span) -> Known:
        """`Its chief executive` → `chief executive of X`; `her ministry` → `X's ministry`; else the words as they stand."""
        low, lex = words[0].low, self.lex
        if not lex.has("possessives", low) or len(words) < 2:
            return Known(bare, LIKELY if lex.has("counts", low) else 1.0)
        if low in lex.words["pronoun thing"]:
            body = things.thing_before(self.cast, span)
            return Known(f"{bare} of {body.name}", 0.93) if body else Known(bare, 0.9)
        owner = None
        if low in lex.words["pronoun self"]:
            owner = self._i(quote)
        elif low in lex.words["pronoun masculine"] or low in lex.words["pronoun feminine"]:
            he = self._he(low, span)
            owner = he if he.name != low else None
        return Known(f"{owner.name}'s {bare}", owner.certainty) if owner else Known(bare, 0.9)
