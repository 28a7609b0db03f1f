"""Whom a mention means by the words that stand beside it: a name set in apposition, the noun before `which`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index import clauses
from index.clauses import Token
from index.model import Span
from index.speakers.cast import Cast, Member, Place

AFTER_COMMA = re.compile(r",\s+")
DESCRIPTION = 80
"""Characters before a name in which the description it belongs to begins: `a spokeswoman for the family of X`."""
PHRASE = 80
"""Characters before a relative pronoun in which the noun phrase it stands for begins."""
PHRASE_WORDS = 6
"""Words of the longest one."""


def apposed(cast: Cast, span: Span) -> Member | None:
    """Who is named behind the comma that follows `span`: `its chief executive, X`."""
    place = _behind_comma(cast, span.stop)
    return place.who if place and place.who.kind in ("person", "body") else None


def described(cast: Cast, name: Span) -> Member | None:
    """Susan Vale for Peter Moe in `the lawyer for Peter Moe, Susan Vale, said`: whom a description with a name in it means.

    None where no description ends with that name, and where the second name goes on as a list does.
    """
    place = _behind_comma(cast, name.stop)
    if place is None or place.who.kind != "person":
        return None
    behind = clauses.tokens(cast.text, Span(place.stop, min(len(cast.text), place.stop + PHRASE)))
    if behind and (behind[0].low in cast.lex.words["joining"] or _is_list(behind)):
        return None
    before = _before(cast, name.start, DESCRIPTION)
    has, governed = cast.lex.has, False
    for token in reversed(before):
        if not token.word or token.possessive or cast.lex.strength.get(token.low, 0) >= 2:
            return None
        if has("prepositions", token.low):
            governed = True
        elif governed and cast.role(token.low):
            return place.who
        elif not has("determiners", token.low) and (token.capital or not (governed or cast.role(token.low))):
            return None
    return None


def phrase_before(cast: Cast, at: int) -> Span | None:
    """The noun phrase that ends before offset `at`, a comma passed over: `the treaty` before `, which`."""
    words = _before(cast, at, PHRASE)
    if words and words[-1].text == ",":
        words = words[:-1]
    if not words or not words[-1].word:
        return None
    first, has = len(words) - 1, cast.lex.has
    while first > 0 and len(words) - first < PHRASE_WORDS and not has("determiners", words[first].low):
        token = words[first - 1]
        if not token.word or any(has(kind, token.low) for kind in ("prepositions", "boundaries", "auxiliaries")):
            break
        if token.low in cast.lex.strength:
            break
        first -= 1
    if not has("determiners", words[first].low):
        first = len(words) - 1
        while first > 0 and words[first].capital and words[first - 1].capital and words[first - 1].word:
            first -= 1
    return Span(words[first].start, words[-1].stop)


def _behind_comma(cast: Cast, at: int) -> Place | None:
    found = AFTER_COMMA.match(cast.text, at)
    if not found or not cast.text[found.end() : found.end() + 1].isupper():
        return None
    return cast.place_at(found.end())


def _is_list(behind: Sequence[Token]) -> bool:
    """Whether another name and no verb follows: `, X, Y and Z`."""
    return len(behind) > 1 and behind[0].text == "," and behind[1].capital


def _before(cast: Cast, at: int, back: int) -> Sequence[Token]:
    """The words before an offset, in its passage."""
    start = max(at - back, cast.passage_start(at))
    return clauses.tokens(cast.text, Span(start, at), leaning=cast.lex.leaning)
