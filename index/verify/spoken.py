"""The words of an attribution in four languages: verbs of saying, names, and what belongs to neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index import lexicon

_TOKEN = re.compile(r"[^\W_](?:[\w'’&-]|\.(?=\w))*\.?|\S")
CLITIC = re.compile(r"-(?:t-)?(?:je|tu|ils?|elles?|on|nous|vous)\Z")
_FALSE_FRIENDS_WORDS = """
assure critique defender lit note report resume twitter stand will
"""
_FALSE_FRIENDS = frozenset(_FALSE_FRIENDS_WORDS.split())
"""Forms of foreign verbs that are English words as well."""
_JOINS_WORDS = """
of and & for the de der den di du des la van von al bin y und
"""
_JOINS = frozenset(_JOINS_WORDS.split())
"""Words within a name."""
_OPENING_WORDS = """
yesterday today tonight tomorrow next last only unlike like again back elsewhere perhaps maybe gestern heute hier
demain ayer hoy
"""
_OPENING = frozenset(_OPENING_WORDS.split())
_FOREIGN_PRONOUNS_WORDS = """
er sie wir ich man il elle ils elles je él ella ellos ellas nobody others
"""
_FOREIGN_PRONOUNS = frozenset(_FOREIGN_PRONOUNS_WORDS.split())
_OVER_WORDS = """
on in at late early earlier later yesterday today tomorrow again then there here monday tuesday wednesday thursday
friday saturday sunday when after before while during as and but by from
"""
OVER = frozenset(_OVER_WORDS.split())
"""What may follow `Holt said` behind a quotation that a stop has ended, so that it is still his."""


def tokens_of(text: str) -> list[str]:
    return _TOKEN.findall(text)


def form(token: str) -> str:
    """A word as the lists have it."""
    return token.lower().replace("’", "'").rstrip(".")


def says(token: str, strength: int) -> bool:
    """Whether a word is a verb of saying; a foreign one only where it is a strong one."""
    if token[:1].isupper():
        return False
    return says_in("en", token, strength) or any(says_in(code, token, max(2, strength)) for code in ("de", "fr", "es"))


@lru_cache(maxsize=8192)
def says_in(code: str, token: str, strength: int) -> bool:
    lex, word = lexicon.of(code), CLITIC.sub("", form(token))
    return lex is not None and lex.strength.get(word, 0) >= strength and (code == "en" or word not in _FALSE_FRIENDS)


def takes_object(token: str) -> bool:
    lex = lexicon.of("en")
    return lex is not None and form(token) in lex.transitive


@lru_cache(maxsize=64)
def listed(*names: str) -> frozenset[str]:
    """Words of these lists, English."""
    lex = lexicon.of("en")
    return frozenset().union(*(lex.words[name] for name in names)) if lex is not None else frozenset()


@lru_cache(maxsize=64)
def listed_anywhere(*names: str) -> frozenset[str]:
    """Words of these lists, in all languages."""
    known = [lex for code in lexicon.LANGUAGES if (lex := lexicon.of(code)) is not None]
    return frozenset().union(*(lex.words[name] for lex in known for name in names))


def helping() -> frozenset[str]:
    return (listed_anywhere("auxiliaries", "helping") | listed_anywhere("perfect")) - listed("subjects", "pronouns")


def adverbs() -> frozenset[str]:
    return listed_anywhere("opening_adverbs")


def pronouns() -> frozenset[str]:
    return listed("pronouns", "subjects", "oblique") | _FOREIGN_PRONOUNS


def prepositions(foreign: bool = False) -> frozenset[str]:
    """`foreign`: also those that are other words in English."""
    everywhere = listed_anywhere("prepositions")
    return everywhere if foreign else everywhere - listed("determiners", "auxiliaries")


def bounds() -> frozenset[str]:
    """Words after which a phrase no longer names the speaker."""
    return listed("boundaries", "relative")


def plain() -> frozenset[str]:
    return listed("determiners", "auxiliaries")


def small() -> frozenset[str]:
    """Words that stand in no name and in nothing that describes one."""
    return prepositions() | bounds() | plain() | pronouns() | helping() | listed_anywhere("verbs") | OVER


def roles() -> frozenset[str]:
    return listed_anywhere("titles", "people", "bodies")


def is_short(token: str) -> bool:
    return form(token) in listed("shortened") or len(token) < 3


@lru_cache(maxsize=8192)
def is_name(token: str) -> bool:
    """Whether a word may be one of a name: capitalised, and no word that has its capital from the sentence."""
    if not token[:1].isupper():
        return False
    word = form(token)
    return word not in listed(
        "not_names", "days", "months", "pronouns", "prepositions"
    ) and word not in listed_anywhere("days", "subjects", "according")


def run(tokens: Sequence[str], start: int) -> int:
    """Where the name that begins at `start` ends."""
    at = start
    while at < len(tokens):
        if is_name(tokens[at]):
            at += 1
            if tokens[at - 1].endswith(".") and not is_short(tokens[at - 1]):
                break
        elif at > start and (skip := _joining(tokens, at)):
            at += skip
        else:
            break
    return at


def run_back(tokens: Sequence[str], last: int) -> int:
    """Where the name that ends at `last` begins."""
    at = last
    while at > 0:
        if is_name(tokens[at - 1]):
            if at == 1 and _opens(tokens[0]):
                break
            at -= 1
            continue
        size = next(
            (n for n in (1, 2, 3) if at - n > 0 and is_name(tokens[at - n - 1]) and _joining(tokens, at - n) == n), 0
        )
        if not size:
            break
        at -= size
    return at


def _opens(token: str) -> bool:
    """Whether a capitalised word has its capital from the sentence rather than from a name: `Yesterday Holt said`."""
    word = form(token)
    return word in listed_anywhere("opening_adverbs") or word in _OPENING or word.endswith(("ly", "ing"))


def _joining(tokens: Sequence[str], at: int) -> int:
    """How many small words from `at` on join two parts of a name; of a person only particles do."""
    low = [form(t) for t in tokens[at : at + 3]]
    size = next((n for n, word in enumerate(low) if word not in _JOINS), len(low))
    if not size or at + size >= len(tokens) or not is_name(tokens[at + size]):
        return 0
    if low[0] in ("de", "der", "den", "di", "du", "des", "la", "van", "von", "al", "bin", "&"):
        return size
    body = listed_anywhere("titles", "bodies", "body_words")
    first = at - 1
    while first > 0 and (is_name(tokens[first - 1]) or form(tokens[first - 1]) in _JOINS):
        first -= 1
    return size if any(form(t) in body for t in tokens[first:at]) else 0


def is_person(name: str) -> bool:
    """Whether a name begins with a given name, or with a title."""
    lex, words = lexicon.of("en"), name.split()
    return lex is not None and len(words) > 1 and (words[0].lower() in lex.given or lex.has("titles", form(words[0])))


def without_nouns(name: str) -> str:
    """A German name without the nouns before it, which have capitals too; empty where it is nothing but such."""
    lex = lexicon.of("de")
    words = name.split()
    while lex is not None and words and any(lex.has(kind, words[0].lower()) for kind in ("speakers", "titles")):
        del words[0]
    return " ".join(words)
