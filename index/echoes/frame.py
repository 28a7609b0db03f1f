"""What surrounds two quotations of the same words: who, which verb, which mark; and where that drifts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from index import lexicon, wording
from index.echoes.said import Said
from index.model import CERTAIN, Frame
from index.wording import Comparison

_REACH = 80
"""Code points before a quotation that are looked at."""
_INITIAL = re.compile(r",|\b[A-Z]\.")
_OPENERS = " \t\n\u00a0\"'“”„‘’‚«»‹›「『`"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_FORMS = "say said says saying, tell told tells telling, write wrote writes written writing, speak spoke speaks spoken"
_IRREGULAR = {form: forms.split()[0] for forms in _FORMS.split(", ") for form in forms.split()}


def frame(compared: Comparison, one: Said, other: Said) -> Iterator[Frame]:
    """Who says it, by which verb, and which mark is missing, where these differ; and which of it is drift.

    Drift is what would let who reads one of the two take the words otherwise. Of the verbs: two stances (said / claimed,
    support / welcomed), where both verbs are known to have one. Of the speakers, both certain and named: two persons or
    bodies; a paper where the other has a person or body, or names the paper otherwise (`document`). And a missing mark.
    """
    yield from _speakers(one, other)
    a, b = _governing(compared, one, other)
    if a and b and _lemma(a) != _lemma(b):
        stances = (_stance(a, one), _stance(b, other))
        if all(stances) and stances[0] != stances[1]:
            yield Frame("cue", a, b, "stance", stances)
        else:
            yield Frame("cue", a, b)
    marks_a, marks_b = (" ".join(f for f in s.quote.flags if f in ("unopened", "unclosed")) for s in (one, other))
    if marks_a != marks_b:
        yield Frame("mark", marks_a, marks_b, "mark")


def _speakers(one: Said, other: Said) -> Iterator[Frame]:
    """Who speaks, where both are known for certain and by name: that a governor is not Ann Lee, nobody knows."""
    if any(s.quote.speaker is None or s.quote.speaker.certainty < CERTAIN or _is("people", s) for s in (one, other)):
        return
    a, b = one.speaker or "", other.speaker or ""
    if not agree(a, b):
        yield Frame("speaker", a, b, "document" if _is("documents", one) or _is("documents", other) else "speaker")
        return
    a, b = _document(one), _document(other)
    if a and b and a.split()[-1] != b.split()[-1]:
        yield Frame("speaker", a, b, "document")


def _is(what: str, said: Said) -> bool:
    """True where a word of the speaker's name is in that list: `people` for Texas governor, `documents` for final declaration."""
    words = lexicon.of(said.article.language)
    return words is not None and any(words.has(what, word) for word in (said.speaker or "").split())


def _stance(cue: str, said: Said) -> str:
    """How the verb takes the words, by its first form that has a stance; empty where it has none."""
    known = lexicon.stances(said.article.language)
    return next((known[word] for word in cue.lower().split() if word in known), "")


def _document(said: Said) -> str:
    """What the source calls a paper that speaks: the final declaration, their statement; empty where a person or a body does."""
    speaker = said.quote.speaker
    if speaker is None or not any(word[0].islower() for word in speaker.name.split()):
        return ""
    words = speaker.mention.split()
    return speaker.mention if len(words) > 1 and words[-1].islower() else ""


def _governing(compared: Comparison, one: Said, other: Said) -> tuple[str, str]:
    """The words that bring in what is shared: the verbs of saying, or the word before it where a sentence takes it in.

    “We support the role of the council” against: he welcomed “the role of the council”.
    """
    (row_a, row_b) = compared.common[0]
    inside_a, inside_b = _inside(one, row_a.start), _inside(other, row_b.start)
    if inside_a and not inside_b:
        inside_b = _outside(other)
    elif inside_b and not inside_a:
        inside_a = _outside(one)
    else:
        inside_a = inside_b = ""
    if inside_a and inside_b and not wording.STOP & {inside_a.casefold(), inside_b.casefold()}:
        return inside_a, inside_b
    return one.quote.cue.text if one.quote.cue else "", other.quote.cue.text if other.quote.cue else ""


def _inside(said: Said, at: int) -> str:
    """The verb of the quotation before `at` by which its speaker takes a stance; empty where another word or none is there."""
    return _verb(said.article.text[max(said.quote.span.start, at - _REACH) : at], said)


def _outside(said: Said) -> str:
    """The verb of saying before a quotation that continues its sentence; empty where another word or a comma stands there."""
    passage = said.article.by_number.get(said.quote.passage)
    start = max(passage.span.start if passage else 0, said.quote.span.start - _REACH)
    lead = said.article.text[start : said.quote.span.start].rstrip(_OPENERS)
    return _verb(lead, said) if lead[-1:].isalnum() else ""


def _verb(lead: str, said: Said) -> str:
    """The last word of `lead` where it is a verb that the language's lists know."""
    words = _WORD.findall(lead)
    lists = lexicon.of(said.article.language)
    if not words or lists is None:
        return ""
    form = words[-1].lower()
    return words[-1] if form in lists.strength or form in lexicon.stances(said.article.language) else ""


def _lemma(cue: str) -> str:
    """A verb without its ending, near enough to tell said / says from said / denied."""
    words = cue.casefold().split()
    for word in words:
        if word in _IRREGULAR:
            return _IRREGULAR[word]
    word = words[0]
    for ending, other in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", "")):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            word = word[: -len(ending)] + other
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word.removesuffix("e")


@lru_cache(maxsize=4096)
def agree(one: str, other: str) -> bool:
    """True for one name in two lengths: Ginsburg, Justice Ruth Bader Ginsburg; not for a ministry and its statement.

    A full name may have what its owner is before it, and a place or a day after it: campaign aide Ann Lee, Ann Lee of Halden.
    """
    words, more = sorted((_INITIAL.sub(" ", one).split(), _INITIAL.sub(" ", other).split()), key=len)
    keys, others = ([wording.key(word.casefold().strip(".")) for word in name] for name in (words, more))
    extra = [word for word, key in zip(more, others, strict=True) if key not in keys]
    if one == other or not words or not set(keys) <= set(others):
        return one == other
    if all(word[0].isupper() for word in extra) or more[: len(words)] == words:
        return True
    at = next((n for n in range(len(more)) if others[n : n + len(keys)] == keys), None)
    if at is None or len(words) < 2 or not all(word[0].isupper() for word in words):
        return False
    before, after = others[:at], more[at + len(words) :]
    return wording.STOP.isdisjoint(before) and all(word[0].isupper() for word in after[1:])
