"""Who is said to have said a quotation: whose name stands beside it with a verb of saying, in four languages.

Only what stands right there counts. A verb whose subject is a pronoun or a noun names nobody (`Told("")`), and a name in the next
clause, behind a preposition or in the dative has said nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.verify import spoken

STOPS = re.compile(r"[.!?][\"'”’»)\]]*\s+(?=[\"'“‘„«(\[]?[A-ZÀ-ÞΑ-Я0-9])")
NO_STOP = re.compile(r"(?:\b[A-Z]|\b(?:Dr|Mr|Mrs|Ms|Prof|Gen|Sen|Rep|Gov|St|No|Lt|Col|Capt|Sgt|vs|Jr|Sr))\Z")
_NEAR = 12
"""Words between a quotation and the verb that says who spoke."""
_WITHIN = frozenset(("of", "from", "at", "in", "von", "de", "du", "del", "aus"))
"""Behind a name they tell where somebody is from, and whose he is."""
_LEADS = (
    ("according", "to"), ("in", "the", "words", "of"), ("as", "per"), ("per",), ("laut",), ("so",), ("nach", "angaben", "von"),
    ("nach", "den", "worten", "von"), ("selon",), ("d'après",), ("según",), ("de", "acuerdo", "con"), ("en", "palabras", "de"),
    ("dans", "les", "mots", "de"),
)  # fmt: skip
"""Words behind which the one who said it is named."""
_READ = frozenset(("read", "reads", "ran", "runs", "went", "goes"))
"""Verbs of what is written: `read a statement by Holt`."""
_AS = frozenset(("as", "wie", "comme", "como"))
_CITED = frozenset(("as", "quoted", "cited", "reported", "heard", "who", "qui", "der", "die", "que"))
"""Words between a name and the verb: `is quoted as saying`, `it was Holt who said`."""


class Told(NamedTuple):
    """Who is said to speak; an empty name is somebody who is not named."""

    name: str
    described: str = ""
    """What is said of him beside the name, in words of `fold`: `harbour master`."""


NOBODY = Told("")
Knows = Callable[[str], bool]
"""Whether a name is that of a speaker of the pack."""


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
    tokens = spoken.tokens_of(first_sentence(after))[: 3 * _NEAR]
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
    if spoken.form(tokens[0]) in _AS:
        del tokens[0]
    if (told := _stated(tokens)) is not None:
        return told
    if (verb := _verb_at_front(tokens)) is not None:
        return _subject_behind(tokens, verb, knows)
    return _subject_before(tokens, strength, last == "." and not comma, knows)


def said_before(before: str, knows: Knows) -> Told | None:
    """Who is named before a quotation: `harbour master Maren Holt put it,`; None where nobody is said to speak there."""
    tokens = spoken.tokens_of(last_sentence(before))
    while tokens and tokens[0] in ",.;-–—―*•":
        del tokens[0]
    led = bool(tokens) and tokens[-1] in (":", ",")
    for i in range(len(tokens) - 1, max(-1, len(tokens) - 1 - _NEAR), -1):
        if spoken.says(tokens[i], 1 if led else 2):
            if i and spoken.form(tokens[i - 1]) in spoken.listed("determiners") and spoken.says_in("en", tokens[i], 1):
                continue  # a noun: `the reports`
            if spoken.CLITIC.search(tokens[i]):
                return NOBODY
            german = not spoken.says_in("en", tokens[i], 1) and spoken.says_in("de", tokens[i], 1)
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
    low = [spoken.form(t) for t in tokens[:4]]
    for lead in _LEADS:
        if low[: len(lead)] == list(lead):
            rest = tokens[len(lead) :]
            told = _first_name(rest)
            if lead == ("so",):  # of another language than `so Holt left`
                return (
                    told
                    if told.name and len(spoken.tokens_of(told.name)) >= len([t for t in rest if t[:1].isalnum()])
                    else None
                )
            if lead[0] in ("laut", "nach"):
                told = _sure(told, knows)
            return None if whole and told.name and any(spoken.says(t, 2) for t in rest) else told
    if "zufolge" in low[1:4]:
        return _sure(_first_name(tokens), knows)
    return None


def _stated(tokens: Sequence[str]) -> Told | None:
    """`read a statement by Holt`, `said a letter from the ministry of Holt`: whose document it is."""
    if not (spoken.form(tokens[0]) in _READ or spoken.says(tokens[0], 1)):
        return None
    low = [spoken.form(t) for t in tokens[1:8]]
    at = next((i for i, word in enumerate(low) if word in spoken.listed("documents")), -1)
    if (
        at < 0
        or at > 3
        or low[0] not in spoken.listed("determiners")
        or any(t[:1].isupper() for t in tokens[1 : at + 1])
    ):
        return None
    by = at + 1 + (low[at + 1 : at + 2] in (["issued"], ["released"], ["published"], ["signed"], ["written"]))
    return _first_name(tokens[by + 2 :]) if low[by : by + 1] in (["by"], ["from"]) else None


def _signing(tokens: Sequence[str], knows: Knows) -> Told | None:
    """A name behind a dash, with what describes it, and nothing else."""
    stop = next((i for i, t in enumerate(tokens) if t in ",(["), len(tokens))
    name = " ".join(tokens[:stop]).rstrip(".")
    if 0 < stop < 6 and spoken.run(tokens[:stop], 0) == stop and (spoken.is_person(name) or knows(name)):
        return Told(name, " ".join(spoken.form(t) for t in tokens[stop + 1 : stop + 5] if t[:1].isalnum()))
    return None


def _bracketed(tokens: Sequence[str], knows: Knows) -> Told | None:
    """A name that begins a bracket: `(Maren Holt, Reuters, 2008)`."""
    stop = next((i for i, t in enumerate(tokens) if t in ",;)"), len(tokens))
    name = " ".join(tokens[1:stop]).rstrip(".")
    if 1 < stop < 7 and spoken.run(tokens, 1) == stop and (spoken.is_person(name) or knows(name)):
        return Told(name)
    return None


def _before_colon(tokens: Sequence[str], knows: Knows) -> Told | None:
    """The person whose name stands before a colon, or a dash, as in a transcript: `Jonas Lie (mayor): “...”`.

    Only somebody whom the pack knows, or with a given name that is known as one: `New York:` speaks as little as `Bottom line:`.
    """
    bare = [t for t in tokens if t not in "*_"]
    stop = spoken.run(bare, 0) if bare and bare[-1] in (":", "—", "–", "―") else 0
    between = bare[stop:-1]
    described = between[:1] in ([","], ["("]) and len(between) < 9 and not any(spoken.says(t, 1) for t in between)
    name = _joined(bare[:stop])
    if not stop or stop > 5 or (between and not described):
        return None
    return Told(name) if spoken.is_person(name) or knows(name) else None


def _verb_at_front(tokens: Sequence[str]) -> int | None:
    """Where the verb stands with which a clause behind a quotation begins: `said ...`, `a déclaré ...`."""
    at = 0
    while at < 2 and at < len(tokens) - 1 and spoken.form(tokens[at]) in spoken.helping():
        at += 1
    if at < len(tokens) and spoken.says(tokens[at], 2) and not spoken.takes_object(tokens[at]):
        return at
    return None


def _sure(told: Told, knows: Knows) -> Told:
    """Somebody named in German, whose nouns have capitals too: only a speaker of the pack, or a name that begins as names do."""
    return told if told.name and (spoken.is_person(told.name) or knows(told.name)) else NOBODY


def _subject_behind(tokens: Sequence[str], verb: int, knows: Knows) -> Told:
    """The subject that follows its verb: `said the harbour master, Maren Holt`."""
    rest = list(tokens[verb + 1 :])
    if spoken.CLITIC.search(tokens[verb]) or not rest:
        return NOBODY
    foreign = not spoken.says_in("en", tokens[verb], 1)
    told = _first_name(rest, foreign)
    if foreign and spoken.says_in("de", tokens[verb], 1):
        return _sure(told._replace(name=spoken.without_nouns(told.name)), knows)
    return told


def _subject_before(tokens: Sequence[str], strength: int, is_ended: bool, knows: Knows) -> Told | None:
    """The subject with which a clause behind a quotation begins: `Holt said`, `a spokesman for Holt said`."""
    if not tokens or spoken.CLITIC.search(tokens[0]):
        return NOBODY
    for i, token in enumerate(tokens[:_NEAR]):
        if spoken.says(token, strength) and i and spoken.form(tokens[i - 1]) not in spoken.listed("determiners"):
            rest = tokens[i + 1 :]
            if rest[:1] == [":"] or (is_ended and not _is_over(token, rest)):
                return None
            told = _subject_ending(tokens, i, knows) or NOBODY
            return told if spoken.says_in("en", token, 1) or not spoken.says_in("de", token, 1) else _sure(told, knows)
        word = spoken.form(token)
        if token in "\0:;()[]—–" or (
            word in spoken.listed("boundaries", "relative") and not (i and tokens[i - 1] == ",")
        ):
            return NOBODY if i and spoken.form(tokens[0]) in spoken.pronouns() else None
        if i and token.endswith(".") and not spoken.is_short(token):
            return None
    return NOBODY if spoken.form(tokens[0]) in spoken.pronouns() else None


def _is_over(verb: str, rest: Sequence[str]) -> bool:
    """Whether a sentence behind a full stop tells no more than who has spoken before it: `Holt said on Monday.`"""
    words = [spoken.form(token) for token in rest if token[:1].isalnum()]
    ended = verb.endswith(".") or not rest or rest[-1].endswith(".")
    return ended and len(words) < 5 and (not words or (words[0] in spoken.OVER and "that" not in words))


def _may_follow(tokens: Sequence[str], verb: int) -> bool:
    """Whether the subject may stand behind a verb before which there is none: `So sagte Holt:`."""
    return all(
        spoken.form(t) in spoken.adverbs() or spoken.form(t) in spoken.helping() for t in tokens[:verb]
    ) and not spoken.takes_object(tokens[verb])


def _subject_ending(tokens: Sequence[str], verb: int, knows: Knows) -> Told | None:
    """The name that is the subject of a verb behind it; `NOBODY` for a subject without one, None where there is none."""
    at = verb - 1
    while at >= 0 and (
        spoken.form(tokens[at]) in spoken.helping()
        or spoken.form(tokens[at]) in _CITED
        or spoken.form(tokens[at]).endswith("ly")
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
        if not described and not any(
            spoken.form(t) in spoken.listed("relative", "boundaries") for t in tokens[start + 1 : at]
        ):
            described = " ".join(
                spoken.form(t)
                for t in tokens[start + 1 : at]
                if spoken.form(t) not in spoken.plain() and t[:1].isalnum()
            )
        at = start - 1
        if any(spoken.is_name(t) for t in tokens[start + 1 : at]) and not spoken.is_name(tokens[at]):
            return NOBODY
    if not spoken.is_name(tokens[at]):
        if described and spoken.run(tokens, at + 2) == verb - 1 and spoken.form(tokens[at]) in spoken.roles():
            return Told(_joined(tokens[at + 2 : verb - 1]), spoken.form(tokens[at]))  # the mayor, Holt, said
        return NOBODY
    first = spoken.run_back(tokens, at)
    inner = _joined(tokens[at + 2 : verb - 1]) if described and tokens[at + 1] == "," else ""
    whole = bool(inner) and spoken.run(tokens, at + 2) == verb - 1 and (spoken.is_person(inner) or knows(inner))
    if whole and not spoken.is_person(_joined(tokens[first : at + 1])):
        return Told(inner, spoken.form(tokens[at]))  # Verkehrsminister, Binali Yildirim, sagte
    if tokens[at].endswith(("'s", "’s")):
        return NOBODY
    for _ in range(3):
        before, led = _led_by(tokens, first)
        if led not in _WITHIN or before < 1 or not spoken.is_name(tokens[before - 1]):
            break
        first, at = spoken.run_back(tokens, before - 1), before - 1  # Holt of the Union of Lervik
    if led in spoken.prepositions() or led in ("to", "unlike", "like"):
        return NOBODY
    if not described:
        described = " ".join(_described_before(tokens, first))
    return Told(_joined(tokens[first : at + 1]), described)


def _led_by(tokens: Sequence[str], first: int) -> tuple[int, str]:
    """Where the word stands that leads in a name with its titles and articles, and the word where it is a small one."""
    before = first - 1
    while before >= 0 and (
        spoken.form(tokens[before]) in spoken.roles() or spoken.form(tokens[before]) in spoken.listed("determiners")
    ):
        before -= 1
    if before < 0:
        return before, ""
    small = tokens[before][0].islower() or (not before and spoken.form(tokens[0]) in spoken.prepositions())
    return before, spoken.form(tokens[before]) if small else ""


def _described_before(tokens: Sequence[str], first: int) -> list[str]:
    words: list[str] = []
    for token in reversed(tokens[max(0, first - 4) : first]):
        if (
            not token[:1].isalnum()
            or token[:1].isupper()
            or spoken.form(token) in spoken.plain() | spoken.prepositions() | spoken.bounds()
        ):
            break
        words.insert(0, spoken.form(token))
    return words


def _first_name(tokens: Sequence[str], foreign: bool = False) -> Told:
    """The name that a noun phrase begins with, or that stands in it beside a role: `the harbour master, Maren Holt`."""
    at = 0
    while at < len(tokens) and not spoken.is_name(tokens[at]):
        word = spoken.form(tokens[at])
        inside = tokens[at] == "," and at and spoken.form(tokens[at - 1]) in spoken.roles()
        if (
            not (tokens[at][:1].isalnum() or inside)
            or word in spoken.pronouns() | spoken.prepositions(foreign) | spoken.bounds()
            or at > 6
        ):
            return NOBODY
        if spoken.says(tokens[at], 2):
            return NOBODY
        at += 1
    stop = spoken.run(tokens, at)
    if at == stop or tokens[stop - 1].endswith(("'s", "’s")):
        return NOBODY
    before = _described_before(tokens, at)
    after: list[str] = []
    if tokens[stop : stop + 1] == [","]:
        for token in tokens[stop + 1 : stop + 7]:
            if not token[:1].isalnum() or spoken.form(token) in spoken.prepositions() | spoken.bounds():
                break
            after.append(spoken.form(token))
    described = [w for w in after if w not in spoken.plain()] or before
    further = next((i for i in range(stop, min(stop + 4, len(tokens))) if spoken.is_name(tokens[i])), stop)
    if further > stop and all(t[0].isalpha() and spoken.form(t) not in spoken.small() for t in tokens[stop:further]):
        return _first_name(tokens[further:], foreign)  # said MSNBC host Chris Matthews
    return Told(_joined(tokens[at:stop]), " ".join(described))


def _joined(tokens: Sequence[str]) -> str:
    return " ".join(tokens).rstrip(".,")
