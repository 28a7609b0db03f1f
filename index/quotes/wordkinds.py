"""Kinds of words and sizes of stretches, as the features of reported speech name them."""

from __future__ import annotations

from collections.abc import Sequence

from index.clauses import Phrase, Token
from index.lexicon import Lexicon

SIZES = (1, 2, 3, 4, 6, 9, 13, 18, 25, 35)


def bucket(count: int) -> int:
    """A number of words, the coarser the larger it is; 99 for more than 35."""
    return next((size for size in SIZES if count <= size), 99)


def bare(low: str) -> str:
    """Without the helping verb joined to it: `they've`, `he'd`."""
    return low.split("'", 1)[0]


def adverb(token: Token) -> bool:
    """Whether it has the ending of an adverb."""
    return len(token.text) > 4 and token.text[-2:] == "ly" and token.text[0].islower()


def finite(token: Token, lex: Lexicon) -> bool:
    """Whether it is a helping verb, has one joined to it, or looks like a past tense."""
    low = token.low
    if low in lex.words["helping"]:
        return token.quoted < 0
    if low[-2:] == "ed":
        return not token.capital
    return (token.possessive or "'" in low) and bare(low) in lex.words["subjects"]


def kind_of(words: Sequence[Token], k: int, begin: int, reach: int, lex: Lexicon) -> str:
    """The kind of the word at `k`; `edge` before `begin`, `end` from `reach` on."""
    if not begin <= k < reach:
        return "edge" if k < begin else "end"
    token = words[k]
    if token.quoted >= 0:
        return "quoted"
    if not token.word:
        return token.text if token.text in ",:;—–(" else "mark"
    low = bare(token.low)
    if low in lex.words["relative"]:
        return "who"
    for kind, name in (("to", "infinitive"), ("pronoun", "subjects")):
        if lex.has(name, low):
            return kind
    if token.possessive or lex.has("possessives", low):
        return "possessive"
    if low in lex.words["helping"]:
        return "helping"
    if lex.has("boundaries", low) and not lex.has("determiners", low):
        return low if low in ("and", "or", "but") else "boundary"
    for kind, name in (("determiner", "determiners"), ("preposition", "prepositions")):
        if lex.has(name, low):
            return kind
    if token.capital:
        return "capital"
    if low[:1].isdigit():
        return "number"
    if lex.has("people", low):
        return "people"
    return "ing" if low.endswith("ing") else "plural" if low.endswith("s") else "adverb" if adverb(token) else "word"


def who(words: Sequence[Token], subject: Phrase | None, lex: Lexicon) -> str:
    """What kind of speaker a phrase names."""
    if subject is None:
        return "none"
    lows = {words[i].low for i in range(subject.start, subject.stop)}
    if len(lows) == 1:
        for kind in ("self", "reader", "thing", "plural"):
            if not lows.isdisjoint(lex.words[f"pronoun {kind}"]):
                return kind
        if not lows.isdisjoint(lex.words["pronouns"]):
            return "he"
        if not lows.isdisjoint(lex.words["relative"]):
            return "who"
    for kind in ("people", "documents", "bodies"):
        if not lows.isdisjoint(lex.words[kind]):
            return kind
    return "name" if words[subject.stop - 1].capital else "other"
