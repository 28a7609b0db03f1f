"""Who is said to have said a quotation: whose name stands beside it with a verb of saying, in four languages.

Only what stands right there counts. A verb whose subject is a pronoun or a noun names nobody (`Told("")`), and a name in the next
clause, behind a preposition or in the dative has said nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from index import lexicon

STOPS = re.compile(r"[.!?][\"'”’»)\]]*\s+(?=[\"'“‘„«(\[]?[A-ZÀ-ÞΑ-Я0-9])")
NO_STOP = re.compile(r"(?:\b[A-Z]|\b(?:Dr|Mr|Mrs|Ms|Prof|Gen|Sen|Rep|Gov|St|No|Lt|Col|Capt|Sgt|vs|Jr|Sr))\Z")
_TOKEN = re.compile(r"[^\W_](?:[\w'’&-]|\.(?=\w))*\.?|\S")
_NEAR = 12
"""Words between a quotation and the verb that says who spoke."""
_FALSE_FRIENDS = frozenset(
    ("assure", "critique", "defender", "lit", "note", "report", "resume", "twitter", "stand", "will")
)
"""Forms of foreign verbs that are English words as well."""
_JOINS = frozenset(
    ("of", "and", "&", "for", "the", "de", "der", "den", "di", "du", "des", "la", "van", "von", "al", "bin", "y", "und")
)
"""Words within a name."""
_WITHIN = frozenset(("of", "from", "at", "in", "von", "de", "du", "del", "aus"))
"""Behind a name they tell where somebody is from, and whose he is."""
_LEADS = (
    ("according", "to"), ("in", "the", "words", "of"), ("as", "per"), ("per",), ("laut",), ("so",), ("nach", "angaben", "von"),
    ("nach", "den", "worten", "von"), ("selon",), ("d'après",), ("según",), ("de", "acuerdo", "con"), ("en", "palabras", "de"),
    ("dans", "les", "mots", "de"),
)  # fmt: skip
"""Words behind which the one who said it is named."""
_OPENING = frozenset(
    [
        "yesterday",
        "today",
        "tonight",
        "tomorrow",
        "next",
        "last",
        "only",
        "unlike",
        "like",
        "again",
        "back",
        "elsewhere",
        "perhaps",
        "maybe",
        "gestern",
        "heute",
        "hier",
        "demain",
        "ayer",
        "hoy",
    ]
)
_CLITIC = re.compile(r"-(?:t-)?(?:je|tu|ils?|elles?|on|nous|vous)\Z")
_FOREIGN_PRONOUNS = frozenset(
    [
        "er",
        "sie",
        "wir",
        "ich",
        "man",
        "il",
        "elle",
        "ils",
        "elles",
        "je",
        "él",
        "ella",
        "ellos",
        "ellas",
        "nobody",
        "others",
    ]
)
_AS = frozenset(("as", "wie", "comme", "como"))
_CITED = frozenset(("as", "quoted", "cited", "reported", "heard", "who", "qui", "der", "die", "que"))
"""Words between a name and the verb: `is quoted as saying`, `it was Holt who said`."""
_OVER = frozenset(
    [
        "on",
        "in",
        "at",
        "late",
        "early",
        "earlier",
        "later",
        "yesterday",
        "today",
        "tomorrow",
        "again",
        "then",
        "there",
        "here",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "when",
        "after",
        "before",
        "while",
        "during",
        "as",
        "and",
        "but",
        "by",
        "from",
    ]
)
"""What may follow `Holt said` behind a quotation that a stop has ended, so that it is still his."""


class Told(NamedTuple):
    """Who is said to speak; an empty name is somebody who is not named."""

    name: str
    described: str = ""
    """What is said of him beside the name, in words of `fold`: `harbour master`."""


NOBODY = Told("")
Knows = Callable[[str], bool]
"""Whether a name is that of a speaker of the pack."""


def tokens_of(text: str) -> list[str]:
    return _TOKEN.findall(text)


def last_sentence(before: str) -> str:
    """The part of a text behind its last full stop; empty where it ends with one."""
    front = before.rstrip()
    if front.endswith((".", "!", "?")) and not NO_STOP.search(front[:-1][-6:]):
        return ""
    ends = [m.end() for m in STOPS.finditer(before) if not NO_STOP.search(before[max(0, m.start() - 6) : m.start()])]
    return before[ends[-1] if ends else 0 :]


def first_sentence(after: str) -> str:
    """The part of a text up to its first full stop."""
    for m in STOPS.finditer(after):
        if not NO_STOP.search(after[max(0, m.start() - 6) : m.start()]):
            return after[: m.start() + 1]
    return after


def said_after(quoted: str, after: str, knows: Knows) -> Told | None:
    """Who is named behind a quotation: `said Holt, the harbour master`; None where nobody is said to speak there.

    `quoted`: its last characters. Behind a full stop there may be a sentence of its own.
    """
    last = quoted.rstrip("\"'”’»“)]")[-1:]
    tokens = tokens_of(first_sentence(after))[: 3 * _NEAR]
    comma = tokens[:1] == [","]
    strength = 1 if comma or last in ("?", "!", ",") else 2
    stopped = bool(tokens) and tokens[0] == "."
    dashed = bool(tokens) and tokens[0] in "—–-―"
    while tokens and tokens[0] in ",.-–—―":
        del tokens[0]
    if not tokens or (stopped and not tokens[0].islower()):
        return None
    if (led := _led(tokens, knows)) is not None:
        return led
    if dashed and (signed := _signing(tokens, knows)):
        return signed
    if tokens[0] == "(":
        return _bracketed(tokens, knows)
    if _word(tokens[0]) in _AS:
        del tokens[0]
    if (verb := _verb_at_front(tokens)) is not None:
        return _subject_behind(tokens, verb, knows)
    return _subject_before(tokens, strength, last == "." and not comma, knows)


def said_before(before: str, knows: Knows) -> Told | None:
    """Who is named before a quotation: `harbour master Maren Holt put it,`; None where nobody is said to speak there."""
    tokens = tokens_of(last_sentence(before))
    while tokens and tokens[0] in ",.;-–—―*•":
        del tokens[0]
    led = bool(tokens) and tokens[-1] in (":", ",")
    for i in range(len(tokens) - 1, max(-1, len(tokens) - 1 - _NEAR), -1):
        if says(tokens[i], 1 if led else 2):
            if i and _word(tokens[i - 1]) in _lists("determiners") and _says_in("en", tokens[i], 1):
                continue  # a noun: `the reports`
            if _CLITIC.search(tokens[i]):
                return NOBODY
            german = not _says_in("en", tokens[i], 1) and _says_in("de", tokens[i], 1)
            behind = _subject_behind(tokens, i, knows) if german or _may_follow(tokens, i) else NOBODY
            if _may_follow(tokens, i) or behind.name:
                return behind
            named = _subject_ending(tokens, i, knows) or NOBODY
            return _sure(named, knows) if german else named
    if (told := _led(tokens, knows, whole=True)) is not None:
        return told
    return _before_colon(tokens, knows)


# the shapes of an attribution


def _led(tokens: Sequence[str], knows: Knows, whole: bool = False) -> Told | None:
    """`according to Holt`; `whole`: nothing but the name and what describes it follows."""
    low = [_word(t) for t in tokens[:4]]
    for lead in _LEADS:
        if low[: len(lead)] == list(lead):
            rest = tokens[len(lead) :]
            told = _first_name(rest)
            if lead == ("so",):  # of another language than `so Holt left`
                return (
                    told
                    if told.name and len(tokens_of(told.name)) >= len([t for t in rest if t[:1].isalnum()])
                    else None
                )
            if lead[0] in ("laut", "nach"):
                told = _sure(told, knows)
            return None if whole and told.name and any(says(t, 2) for t in rest) else told
    if "zufolge" in low[1:4]:
        return _sure(_first_name(tokens), knows)
    return None


def _signing(tokens: Sequence[str], knows: Knows) -> Told | None:
    """A name behind a dash, with what describes it, and nothing else."""
    stop = next((i for i, t in enumerate(tokens) if t in ",(["), len(tokens))
    name = " ".join(tokens[:stop]).rstrip(".")
    if 0 < stop < 6 and _run(tokens[:stop], 0) == stop and (_is_person(name) or knows(name)):
        return Told(name, " ".join(_word(t) for t in tokens[stop + 1 : stop + 5] if t[:1].isalnum()))
    return None


def _bracketed(tokens: Sequence[str], knows: Knows) -> Told | None:
    """A name that begins a bracket: `(Maren Holt, Reuters, 2008)`."""
    stop = next((i for i, t in enumerate(tokens) if t in ",;)"), len(tokens))
    name = " ".join(tokens[1:stop]).rstrip(".")
    if 1 < stop < 7 and _run(tokens, 1) == stop and (_is_person(name) or knows(name)):
        return Told(name)
    return None


def _before_colon(tokens: Sequence[str], knows: Knows) -> Told | None:
    """The person whose name stands before a colon, or a dash, as in a transcript: `Jonas Lie (mayor): “...”`.

    Only somebody whom the pack knows, or with a given name that is known as one: `New York:` speaks as little as `Bottom line:`.
    """
    bare = [t for t in tokens if t not in "*_"]
    stop = _run(bare, 0) if bare and bare[-1] in (":", "—", "–", "―") else 0
    between = bare[stop:-1]
    described = between[:1] in ([","], ["("]) and len(between) < 9 and not any(says(t, 1) for t in between)
    name = _joined(bare[:stop])
    if not stop or stop > 5 or (between and not described):
        return None
    return Told(name) if _is_person(name) or knows(name) else None


def _verb_at_front(tokens: Sequence[str]) -> int | None:
    """Where the verb stands with which a clause behind a quotation begins: `said ...`, `a déclaré ...`."""
    at = 0
    while at < 2 and at < len(tokens) - 1 and _word(tokens[at]) in _helping():
        at += 1
    if at < len(tokens) and says(tokens[at], 2) and not _takes_object(tokens[at]):
        return at
    return None


def _sure(told: Told, knows: Knows) -> Told:
    """Somebody named in German, whose nouns have capitals too: only a speaker of the pack, or a name that begins as names do."""
    return told if told.name and (_is_person(told.name) or knows(told.name)) else NOBODY


def _subject_behind(tokens: Sequence[str], verb: int, knows: Knows) -> Told:
    """The subject that follows its verb: `said the harbour master, Maren Holt`."""
    rest = list(tokens[verb + 1 :])
    if _CLITIC.search(tokens[verb]) or not rest:
        return NOBODY
    foreign = not _says_in("en", tokens[verb], 1)
    told = _first_name(rest, foreign)
    if foreign and _says_in("de", tokens[verb], 1):
        return _sure(told._replace(name=_without_nouns(told.name)), knows)
    return told


def _subject_before(tokens: Sequence[str], strength: int, is_ended: bool, knows: Knows) -> Told | None:
    """The subject with which a clause behind a quotation begins: `Holt said`, `a spokesman for Holt said`."""
    if not tokens or _CLITIC.search(tokens[0]):
        return NOBODY
    for i, token in enumerate(tokens[:_NEAR]):
        if says(token, strength) and i and _word(tokens[i - 1]) not in _lists("determiners"):
            rest = tokens[i + 1 :]
            if rest[:1] == [":"] or (is_ended and not _is_over(token, rest)):
                return None
            told = _subject_ending(tokens, i, knows) or NOBODY
            return told if _says_in("en", token, 1) or not _says_in("de", token, 1) else _sure(told, knows)
        word = _word(token)
        if token in "\0:;()[]—–" or (word in _lists("boundaries", "relative") and not (i and tokens[i - 1] == ",")):
            return NOBODY if i and _word(tokens[0]) in _pronouns() else None
        if i and token.endswith(".") and not _short(token):
            return None
    return NOBODY if _word(tokens[0]) in _pronouns() else None


def _is_over(verb: str, rest: Sequence[str]) -> bool:
    """Whether a sentence behind a full stop tells no more than who has spoken before it: `Holt said on Monday.`"""
    words = [_word(token) for token in rest if token[:1].isalnum()]
    ended = verb.endswith(".") or not rest or rest[-1].endswith(".")
    return ended and len(words) < 5 and (not words or (words[0] in _OVER and "that" not in words))


def _may_follow(tokens: Sequence[str], verb: int) -> bool:
    """Whether the subject may stand behind a verb before which there is none: `So sagte Holt:`."""
    return all(_word(t) in _adverbs() or _word(t) in _helping() for t in tokens[:verb]) and not _takes_object(
        tokens[verb]
    )


def _subject_ending(tokens: Sequence[str], verb: int, knows: Knows) -> Told | None:
    """The name that is the subject of a verb behind it; `NOBODY` for a subject without one, None where there is none."""
    at = verb - 1
    while at >= 0 and (
        _word(tokens[at]) in _helping() or _word(tokens[at]) in _CITED or _word(tokens[at]).endswith("ly")
    ):
        at -= 1
    if at < 0:
        return None
    described = ""
    for _ in range(3):
        if at < 1 or tokens[at] not in ",)—–":
            break
        opened = {",": ",", ")": "(", "—": "—", "–": "–"}[tokens[at]]
        start = next((i for i in range(at - 1, -1, -1) if tokens[i] == opened), -1)
        if start < 1:
            return NOBODY if at else None
        if not described and not any(_word(t) in _lists("relative", "boundaries") for t in tokens[start + 1 : at]):
            described = " ".join(
                _word(t) for t in tokens[start + 1 : at] if _word(t) not in _plain() and t[:1].isalnum()
            )
        at = start - 1
        if any(_is_name(t) for t in tokens[start + 1 : at]) and not _is_name(tokens[at]):
            return NOBODY
    if not _is_name(tokens[at]):
        if described and _run(tokens, at + 2) == verb - 1 and _word(tokens[at]) in _roles():
            return Told(_joined(tokens[at + 2 : verb - 1]), _word(tokens[at]))  # the mayor, Holt, said
        return NOBODY
    first = _run_back(tokens, at)
    inner = _joined(tokens[at + 2 : verb - 1]) if described and tokens[at + 1] == "," else ""
    whole = bool(inner) and _run(tokens, at + 2) == verb - 1 and (_is_person(inner) or knows(inner))
    if whole and not _is_person(_joined(tokens[first : at + 1])):
        return Told(inner, _word(tokens[at]))  # Verkehrsminister, Binali Yildirim, sagte
    if tokens[at].endswith(("'s", "’s")):
        return NOBODY
    for _ in range(3):
        before, led = _led_by(tokens, first)
        if led not in _WITHIN or before < 1 or not _is_name(tokens[before - 1]):
            break
        first, at = _run_back(tokens, before - 1), before - 1  # Holt of the Union of Lervik
    if led in _prepositions() or led in ("to", "unlike", "like"):
        return NOBODY
    if not described:
        described = " ".join(_described_before(tokens, first))
    return Told(_joined(tokens[first : at + 1]), described)


def _led_by(tokens: Sequence[str], first: int) -> tuple[int, str]:
    """Where the word stands that leads in a name with its titles and articles, and the word where it is a small one."""
    before = first - 1
    while before >= 0 and (_word(tokens[before]) in _roles() or _word(tokens[before]) in _lists("determiners")):
        before -= 1
    if before < 0:
        return before, ""
    small = tokens[before][0].islower() or (not before and _word(tokens[0]) in _prepositions())
    return before, _word(tokens[before]) if small else ""


def _described_before(tokens: Sequence[str], first: int) -> list[str]:
    words: list[str] = []
    for token in reversed(tokens[max(0, first - 4) : first]):
        if not token[:1].isalnum() or token[:1].isupper() or _word(token) in _plain() | _prepositions() | _bounds():
            break
        words.insert(0, _word(token))
    return words


def _first_name(tokens: Sequence[str], foreign: bool = False) -> Told:
    """The name that a noun phrase begins with, or that stands in it beside a role: `the harbour master, Maren Holt`."""
    at = 0
    while at < len(tokens) and not _is_name(tokens[at]):
        word = _word(tokens[at])
        inside = tokens[at] == "," and at and _word(tokens[at - 1]) in _roles()
        if (
            not (tokens[at][:1].isalnum() or inside)
            or word in _pronouns() | _prepositions(foreign) | _bounds()
            or at > 6
        ):
            return NOBODY
        if says(tokens[at], 2):
            return NOBODY
        at += 1
    stop = _run(tokens, at)
    if at == stop or tokens[stop - 1].endswith(("'s", "’s")):
        return NOBODY
    before = _described_before(tokens, at)
    after: list[str] = []
    if tokens[stop : stop + 1] == [","]:
        for token in tokens[stop + 1 : stop + 7]:
            if not token[:1].isalnum() or _word(token) in _prepositions() | _bounds():
                break
            after.append(_word(token))
    described = [w for w in after if w not in _plain()] or before
    further = next((i for i in range(stop, min(stop + 4, len(tokens))) if _is_name(tokens[i])), stop)
    if further > stop and all(t[0].isalpha() and _word(t) not in _small() for t in tokens[stop:further]):
        return _first_name(tokens[further:], foreign)  # said MSNBC host Chris Matthews
    return Told(_joined(tokens[at:stop]), " ".join(described))


def _joined(tokens: Sequence[str]) -> str:
    return " ".join(tokens).rstrip(".,")


def _without_nouns(name: str) -> str:
    """A German name without the nouns before it, which have capitals too; empty where it is nothing but such."""
    lex = lexicon.of("de")
    words = name.split()
    while lex is not None and words and any(lex.has(kind, words[0].lower()) for kind in ("speakers", "titles")):
        del words[0]
    return " ".join(words)


# words


def _word(token: str) -> str:
    return token.lower().replace("’", "'").rstrip(".")


def says(token: str, strength: int) -> bool:
    """Whether a word is a verb of saying; a foreign one only where it is a strong one."""
    if token[:1].isupper():
        return False
    return _says_in("en", token, strength) or any(
        _says_in(code, token, max(2, strength)) for code in ("de", "fr", "es")
    )


@lru_cache(maxsize=8192)
def _says_in(code: str, token: str, strength: int) -> bool:
    lex, word = lexicon.of(code), _CLITIC.sub("", _word(token))
    return lex is not None and lex.strength.get(word, 0) >= strength and (code == "en" or word not in _FALSE_FRIENDS)


def _takes_object(token: str) -> bool:
    lex = lexicon.of("en")
    return lex is not None and _word(token) in lex.transitive


@lru_cache(maxsize=64)
def _lists(*names: str) -> frozenset[str]:
    """Words of these lists, English."""
    lex = lexicon.of("en")
    return frozenset().union(*(lex.words[name] for name in names)) if lex is not None else frozenset()


@lru_cache(maxsize=64)
def _everywhere(*names: str) -> frozenset[str]:
    """Words of these lists, in all languages."""
    known = [lex for code in lexicon.LANGUAGES if (lex := lexicon.of(code)) is not None]
    return frozenset().union(*(lex.words[name] for lex in known for name in names))


def _helping() -> frozenset[str]:
    return (_everywhere("auxiliaries", "helping") | _everywhere("perfect")) - _lists("subjects", "pronouns")


def _adverbs() -> frozenset[str]:
    return _everywhere("opening_adverbs")


def _pronouns() -> frozenset[str]:
    return _lists("pronouns", "subjects", "oblique") | _FOREIGN_PRONOUNS


def _prepositions(foreign: bool = False) -> frozenset[str]:
    """`foreign`: also those that are other words in English."""
    everywhere = _everywhere("prepositions")
    return everywhere if foreign else everywhere - _lists("determiners", "auxiliaries")


def _bounds() -> frozenset[str]:
    """Words after which a phrase no longer names the speaker."""
    return _lists("boundaries", "relative")


def _plain() -> frozenset[str]:
    return _lists("determiners", "auxiliaries")


def _small() -> frozenset[str]:
    """Words that stand in no name and in nothing that describes one."""
    return _prepositions() | _bounds() | _plain() | _pronouns() | _helping() | _everywhere("verbs") | _OVER


def _roles() -> frozenset[str]:
    return _everywhere("titles", "people", "bodies")


def _short(token: str) -> bool:
    return _word(token) in _lists("shortened") or len(token) < 3


@lru_cache(maxsize=8192)
def _is_name(token: str) -> bool:
    """Whether a word may be one of a name: capitalised, and no word that has its capital from the sentence."""
    if not token[:1].isupper():
        return False
    word = _word(token)
    return word not in _lists("not_names", "days", "months", "pronouns", "prepositions") and word not in _everywhere(
        "days", "subjects", "according"
    )


def _run(tokens: Sequence[str], start: int) -> int:
    """Where the name that begins at `start` ends."""
    at = start
    while at < len(tokens):
        if _is_name(tokens[at]):
            at += 1
            if tokens[at - 1].endswith(".") and not _short(tokens[at - 1]):
                break
        elif at > start and (skip := _joining(tokens, at)):
            at += skip
        else:
            break
    return at


def _run_back(tokens: Sequence[str], last: int) -> int:
    """Where the name that ends at `last` begins."""
    at = last
    while at > 0:
        if _is_name(tokens[at - 1]):
            if at == 1 and _opens(tokens[0]):
                break
            at -= 1
            continue
        size = next(
            (n for n in (1, 2, 3) if at - n > 0 and _is_name(tokens[at - n - 1]) and _joining(tokens, at - n) == n), 0
        )
        if not size:
            break
        at -= size
    return at


def _opens(token: str) -> bool:
    """Whether a capitalised word has its capital from the sentence rather than from a name: `Yesterday Holt said`."""
    word = _word(token)
    return word in _everywhere("opening_adverbs") or word in _OPENING or word.endswith(("ly", "ing"))


def _joining(tokens: Sequence[str], at: int) -> int:
    """How many small words from `at` on join two parts of a name; of a person only particles do."""
    low = [_word(t) for t in tokens[at : at + 3]]
    size = next((n for n, word in enumerate(low) if word not in _JOINS), len(low))
    if not size or at + size >= len(tokens) or not _is_name(tokens[at + size]):
        return 0
    if low[0] in ("de", "der", "den", "di", "du", "des", "la", "van", "von", "al", "bin", "&"):
        return size
    body = _everywhere("titles", "bodies", "body_words")
    first = at - 1
    while first > 0 and (_is_name(tokens[first - 1]) or _word(tokens[first - 1]) in _JOINS):
        first -= 1
    return size if any(_word(t) in body for t in tokens[first:at]) or low[0] == "&" else 0


def _is_person(name: str) -> bool:
    """Whether a name begins with a given name, or with a title."""
    lex, words = lexicon.of("en"), name.split()
    return lex is not None and len(words) > 1 and (words[0].lower() in lex.given or lex.has("titles", _word(words[0])))
