"""Bodies and documents as speakers: `it`, `they`, `its statement`, `the summit's declaration`; and roles: `the harbour master`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.clauses import Token
from index.lexicon import Lexicon
from index.model import Span
from index.speakers.cast import Cast, Member, Place

LIKELY = 0.88
"""Certainty of a name that most readers would give, and that may still be wrong: shown as `?`."""
GUESS = 0.6
SPOKE_NEAR = 900
"""Characters behind the last thing that spoke in which `it` goes on meaning it."""
FADES = 250
"""Characters over which a thing named before loses as much as a subject is worth."""
THEM_BACK = 800
"""Characters back to which `one of them` looks for who they are."""
PLURAL = re.compile(r"\b\w+s\b")


class Known(NamedTuple):
    """Whom a mention means, and how sure that is."""

    name: str
    certainty: float


def it(cast: Cast, mention: str, span: Span, last: tuple[Span, str] | None, *, plural: bool) -> Known:
    """The document or body that spoke last nearby, `last` with its place, else the one that stands out most."""
    if last is not None and 0 < span.start - last[0].stop < SPOKE_NEAR and is_thing(cast, last[1]):
        return Known(last[1], 0.95 if not plural else LIKELY)
    thing = thing_before(cast, span, documents=not plural)
    return Known(thing.name, 0.8) if thing else Known(mention, GUESS)


def is_thing(cast: Cast, label: str) -> bool:
    """Whether a name is that of a document or a body."""
    member = cast.by_name.get(label.lower())
    if member is not None:
        return member.kind == "body"
    return any(cast.lex.has("documents", w) or cast.lex.has("bodies", w) for w in label.lower().split())


def thing_before(cast: Cast, span: Span, *, documents: bool = False) -> Member | None:
    """The body, or document, named last, as a subject rather than otherwise; places and ships are none."""
    best: tuple[float, Member] | None = None
    for place in cast.before(span.start):
        if place.quoted or not _may_be_meant(place, documents):
            continue
        score = 1.2 * place.subject + 0.6 * place.speaks - (span.start - place.start) / FADES
        if best is None or score > best[0]:
            best = (score, place.who)
    return best[1] if best else None


def _alone(cast: Cast, span: Span) -> bool:
    """Whether nothing but one body can be meant before `span`."""
    return len({id(p.who) for p in cast.before(span.start) if not p.quoted and _may_be_meant(p, False)}) == 1


def _may_be_meant(place: Place, documents: bool) -> bool:
    who = place.who
    if who.kind == "document":
        return documents
    return who.kind in ("body", "anonymous") and bool(who.roles or who.short or "&" in who.name)


def document(cast: Cast, words: Sequence[Token], span: Span) -> Known | None:
    """`its statement`, `the summit's final declaration`, `the Inspectorate's interim report`; None for no document.

    `The report` alone is that of the one body that acts before it in the passage.
    """
    lex = cast.lex
    at = next((i for i in reversed(range(len(words))) if lex.has("documents", words[i].low)), None)
    if at is None or (at < len(words) - 1 and not lex.has("prepositions", words[at + 1].low)):
        return None
    owner = next((i for i in range(at) if words[i].possessive or lex.has("possessives", words[i].low)), None)
    kind = " ".join(w.low for w in words[(0 if owner is None else owner) + 1 : at + 1])
    if owner is None:
        body = _acting(cast, span) if at == len(words) - 1 and lex.has("articles", words[0].low) else None
        return Known(_of(kind, body), LIKELY) if body else None
    low = words[owner].low
    if low in cast.events:
        return Known(_of(kind, cast.events[low]), 0.97)
    if words[owner].possessive:
        member = next((p.who for p in cast.inside(Span(span.start, words[owner].stop)) if p.who.kind == "body"), None)
        return Known(_of(kind, member), 0.97) if member else None
    if low in lex.words["pronoun thing"] or low in lex.words["pronoun plural"]:
        body = thing_before(cast, span)
        return Known(_of(kind, body), 0.95) if body else None
    return None


def _acting(cast: Cast, span: Span) -> Member | None:
    """The one body that is a subject before `span` in its passage; None for none and for several."""
    here = cast.passage_at(span.start)
    found = {}
    for place in cast.before(span.start):
        if place.passage != here:
            break
        if place.subject and not place.quoted and place.who.kind == "body" and place.who.roles:
            found[id(place.who)] = place.who
    return next(iter(found.values())) if len(found) == 1 else None


def _of(kind: str, body: Member) -> str:
    """`SCO declaration`, `interim report of the Maritime Inspectorate`."""
    if body.short:
        return f"{body.short} {kind.rpartition(' ')[2]}"
    return f"{kind} of the {body.name}" if body.definite or body.kind == "anonymous" else f"{kind} of {body.name}"


def by_role(cast: Cast, words: Sequence[Token], span: Span) -> Known | None:
    """`the harbour master`: the one who has that role; `the group`: the body named last; None where nobody is told."""
    lex = cast.lex
    wanted = {w.low for w in words if cast.role(w.low) or lex.has("bodies", w.low)}
    first = words[0]
    definite = (
        lex.has("articles", first.low) or lex.has("possessives", first.low) or (first.capital and cast.role(first.low))
    )
    if not wanted or not definite or any(lex.has("prepositions", w.low) for w in words):
        return None
    holder = cast.by_role(wanted, len(cast.text))
    if holder is not None:
        return Known(holder.name, 0.93 if holder.kind != "anonymous" else 1.0)
    body = thing_before(cast, span) if all(lex.has("any_body", w) for w in wanted) else None
    return Known(body.name, 0.97 if _alone(cast, span) else LIKELY) if body else None


def one_of_them(cast: Cast, span: Span) -> Known | None:
    """`one of them`: `deckhand`, where deckhands were spoken of last; None where nobody was."""
    low = cast.text[max(0, span.start - THEM_BACK) : span.start].lower()
    plural = [w for w in PLURAL.findall(low) if cast.lex.has("people", w) and cast.lex.has("people", w[:-1])]
    return Known(plural[-1][:-1], LIKELY) if plural else None


def without_article(mention: str, lex: Lexicon) -> str:
    """The mention without the article or possessive before it."""
    first, _, rest = mention.partition(" ")
    low = first.lower()
    small = lex.has("articles", low) or lex.has("possessives", low) or low in ("a", "an", "ein", "eine")
    return rest if rest and small else mention
