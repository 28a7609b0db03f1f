"""The same quotation in several sources, where its wordings part, and what else differs around it.

Quotations become wordings (`wording.of`); equal wordings are one; the others meet through the stretches of four words that
they share, so that the cost grows with what is shared and never with the square of the pack.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index import lexicon, wording
from index.model import CERTAIN, Article, Difference, Echo, Frame, Link, LinkKind, Quote, Span
from index.wording import Comparison, Wording

SHORT = 6
"""Words that two quotations must share; with fewer the same speaker, or the same words in full, must speak for them."""
CONTAINED = 0.6
"""Share of the shorter quotation that must stand in the longer one."""
RUN = 8
"""Words in an unbroken row that make an echo of two quotations which go different ways before or after it."""
INNER = 12
"""Words in an unbroken row that make an echo where both quotations go different ways before it and after it."""
ALIKE = 0.6
"""Share of the words of both that makes a near wording."""
CROWD = 200
"""Quotations of one echo of which every pair is linked; each further one is linked with the first of each of `VARIANTS` wordings."""
VARIANTS = 50
PHRASE = 2
"""Words up to which what two quotations share is a phrase, and a weak link."""
_SHINGLE = 4
_COMMON = 40
"""Wordings that are kept for a stretch: later ones that have it, too, are compared with these."""
_FLOOR = 0.5
"""Certainty below which a speaker does not speak for a link of few words."""
_REACH = 80
"""Words of the neighbouring stretches, and code points before a quotation, that are looked at."""
_INITIAL = re.compile(r",|\b[A-Z]\.")
_OPENERS = " \t\n\u00a0\"'“”„‘’‚«»‹›「『`"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_FORMS = "say said says saying, tell told tells telling, write wrote writes written writing, speak spoke speaks spoken"
_IRREGULAR = {form: forms.split()[0] for forms in _FORMS.split(", ") for form in forms.split()}
_UNNAMED = frozenset({"he", "she", "it", "they", "we", "i", "you", "him", "her", "them", "one", "who"})


@dataclass(frozen=True, slots=True)
class _Said:
    """A quotation where it stands, with what the comparison asks of it."""

    quote: Quote
    article: Article
    number: int
    """Its place in the pack."""
    keys: tuple[str, ...]
    speaker: str | None
    """The resolved name, None where it is not known well enough to stand for anything."""
    inner: tuple[Span, ...]
    """The quotations inside this one: their words are somebody else's."""

    @property
    def wording(self) -> Wording:
        return wording.of(self.article.text, self.quote.span)

    @property
    def printed(self) -> str:
        return self.quote.span.of(self.article.text)


def match(articles: Sequence[Article]) -> tuple[Echo, ...]:
    """The quotations that stand in two or more sources, in the order in which they are first met.

    A link joins two quotations of different sources that share six words and most of the shorter one, or eight in a row;
    fewer words only where they are the whole of both, or part of what the same speaker says there.
    """
    said = _collect(articles)
    pairs, union = _Pairs(said), _Union(len(said))
    for one, other in _meetings(said):
        if union.find(one.number) != union.find(other.number) and pairs.link(one, other, is_known=False) is not None:
            union.join(one.number, other.number)
    echoes: list[Echo] = []
    ids: dict[str, int] = {}
    for numbers in union.groups():
        members = [said[number] for number in numbers]
        links = tuple(pairs.links(members))
        linked = {id_ for link in links for id_ in (link.a, link.b)}
        quotes = [member for member in members if member.quote.id in linked]
        if quotes:
            echoes.append(Echo(_name(quotes[0], ids), tuple(s.quote.id for s in quotes), links))
    _worded.cache_clear()
    return tuple(echoes)


def _collect(articles: Iterable[Article]) -> list[_Said]:
    said: list[_Said] = []
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    for article in articles:
        inner: dict[str, list[Span]] = defaultdict(list)
        for quote in article.quotes:
            if quote.parent is not None:
                inner[quote.parent].append(quote.span)
        for quote in article.quotes:
            keys = _worded(quote.span.of(article.text)).keys if quote.type != "indirect" else ()
            if keys:
                said.append(
                    _Said(
                        quote, article, len(said), known.setdefault(keys, keys), _speaker(quote), tuple(inner[quote.id])
                    )
                )
    return said


def _speaker(quote: Quote) -> str | None:
    speaker = quote.speaker
    if speaker is None or speaker.certainty < _FLOOR or speaker.name.casefold() in _UNNAMED:
        return None
    return speaker.name


def _name(said: _Said, taken: dict[str, int]) -> str:
    """The first words of the first quotation, as a label that can be typed; numbered where two echoes begin alike."""
    base = "-".join(word.form.replace("'", "") for word in said.wording.words[:5])[:60].rstrip("-")
    name = base
    while name in taken:
        taken[base] += 1
        name = f"{base}-{taken[base]}"
    taken[name] = 1
    return name


# Which quotations may be the same


def _meetings(said: Sequence[_Said]) -> Iterator[tuple[_Said, _Said]]:
    """Pairs of different sources that are worth a comparison; those of equal words first."""
    wordings: dict[tuple[str, ...], list[_Said]] = defaultdict(list)
    for one in said:
        wordings[one.keys].append(one)
    heads = {keys: _heads(alike) for keys, alike in wordings.items()}
    for keys, alike in wordings.items():
        for one in alike:
            yield from ((head, one) for head in heads[keys] if head.article is not one.article)
    distinct = sorted(wordings, key=lambda keys: wordings[keys][0].number)
    for keys, others in _neighbours(distinct):
        for one in heads[keys]:
            yield from ((one, other) for other in heads[others] if one.article is not other.article)


def _heads(alike: Sequence[_Said]) -> list[_Said]:
    """For each speaker the first quotations of two sources: who meets them has met all that are worded alike."""
    heads: dict[str | None, list[_Said]] = defaultdict(list)
    for one in alike:
        known = heads[one.speaker]
        if len(known) < 2 and all(head.article is not one.article for head in known) and len(heads) <= _COMMON:
            known.append(one)
    return [head for known in heads.values() for head in known]


def _neighbours(distinct: Sequence[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Pairs of wordings that share a stretch of four words, or all three words of one, and enough words in all."""
    postings: dict[int, list[int]] = defaultdict(list)
    threes: dict[tuple[str, ...], int] = {keys: 0 for keys in distinct if len(keys) == 3}
    for number, keys in enumerate(distinct):
        met: dict[int, int] = defaultdict(int)
        for shingle in {hash(keys[at : at + _SHINGLE]) for at in range(len(keys) - _SHINGLE + 1)}:
            posting = postings[shingle]
            for other in posting:
                met[other] += 1
            if len(posting) < _COMMON:
                posting.append(number)
        forms = frozenset(keys)
        for other, count in met.items():
            least = CONTAINED * min(len(forms), len(set(distinct[other])))
            if count > RUN - _SHINGLE or len(forms.intersection(distinct[other])) >= least:
                yield distinct[other], keys
        if threes and len(keys) > 3:
            for three in {keys[at : at + 3] for at in range(len(keys) - 2)} & threes.keys():
                threes[three] += 1
                if threes[three] <= _COMMON:
                    yield three, keys


class _Union:
    """Numbers that belong together, kept as trees: joining and finding in nearly constant time."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def find(self, number: int) -> int:
        while self._above[number] != number:
            self._above[number] = number = self._above[self._above[number]]
        return number

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.find(one), self.find(other)))
        self._above[high] = low

    def groups(self) -> list[list[int]]:
        """The groups of two or more, each in order, by their first numbers."""
        groups: dict[int, list[int]] = defaultdict(list)
        for number in range(len(self._above)):
            groups[self.find(number)].append(number)
        return [group for group in groups.values() if len(group) > 1]


# How two of them differ


class _Pairs:
    """Compares quotations; the same two prints are compared once."""

    def __init__(self, said: Sequence[_Said]) -> None:
        self._compared: dict[tuple[str, str], Comparison] = {}
        self._around = _around(said)

    def links(self, members: Sequence[_Said]) -> Iterator[Link]:
        """Every link of an echo, in pack order."""
        prints: set[str] = set()
        firsts: list[_Said] = []
        for at, other in enumerate(members):
            for one in members[:at] if at < CROWD else firsts:
                if one.article is not other.article:
                    link = self.link(one, other, is_known=True)
                    if link is not None:
                        yield link
            if other.printed not in prints and len(firsts) < VARIANTS:
                prints.add(other.printed)
                firsts.append(other)

    def link(self, one: _Said, other: _Said, *, is_known: bool) -> Link | None:
        """The link of two quotations, None where too little is the same; `is_known` for two of one echo."""
        least = min(3, len(one.keys), len(other.keys))
        if is_known and one.keys != other.keys and len(set(one.keys).intersection(other.keys)) < least:
            return None
        compared = self._compare(one, other)
        if _is_inside(compared, one, other) or not _is_enough(compared, one, other, is_known):
            return None
        differences = tuple(self._told_apart(compared, one, other))
        kind = _kind(compared, differences, min(len(one.keys), len(other.keys)))
        if kind is None:
            return None
        frame = tuple(_frame(compared, one, other))
        if kind == "partial" and any(f.kind == "speaker" for f in frame) and not _is_long(compared, one, other):
            return None
        return Link(one.quote.id, other.quote.id, kind, differences, frame, weak=compared.shared <= PHRASE)

    def _compare(self, one: _Said, other: _Said) -> Comparison:
        prints = (one.printed, other.printed)
        if prints not in self._compared:
            a, b = map(_worded, prints)
            self._compared[prints] = wording.compare(a, b)
        return wording.shift(self._compared[prints], one.quote.span.start, other.quote.span.start)

    def _told_apart(self, compared: Comparison, one: _Said, other: _Said) -> Iterator[Difference]:
        """The differences, without what is no cut because another stretch of the same utterance has the words."""
        first, last = compared.common[0], compared.common[-1]
        for d in compared.differences:
            side, part = (0, d.a) if d.b.start == d.b.stop else (1, d.b)
            if d.kind == "cut" and (part.stop <= first[side].start or part.start >= last[side].stop):
                whole, broken = (one, other) if side == 0 else (other, one)
                before, after = self._around.get(broken.number, ((), ()))
                is_front = part.stop <= first[side].start
                part = _missing(whole.article.text, part, before if is_front else after, is_front=is_front)
                if part.start == part.stop:
                    continue
                d = replace(d, a=part) if side == 0 else replace(d, b=part)
            yield d


@lru_cache(maxsize=8192)
def _worded(text: str) -> Wording:
    return wording.of(text, Span(0, len(text)))


def _around(said: Sequence[_Said]) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """For each stretch of an utterance in several stretches, the words of those before it and of those after it."""
    utterances: dict[tuple[str, str], list[_Said]] = defaultdict(list)
    for one in said:
        if one.quote.parent is None:
            utterances[one.article.path, one.quote.group].append(one)
    around = {}
    for stretches in utterances.values():
        keys = [key for stretch in stretches for key in stretch.keys]
        at = 0
        for stretch in stretches if len(stretches) > 1 else ():
            before, at = at, at + len(stretch.keys)
            around[stretch.number] = (tuple(keys[max(0, before - _REACH) : before]), tuple(keys[at : at + _REACH]))
    return around


def _missing(text: str, cut: Span, around: tuple[str, ...], *, is_front: bool) -> Span:
    """What remains of a cut at the front (back) when the words `around` it stand in the neighbouring stretch."""
    words = wording.of(text, cut)
    keys, near = (words.keys[::-1], around[::-1]) if is_front else (words.keys, around)
    count = 0
    while count < min(len(keys), len(near)) and keys[count] == near[count]:
        count += 1
    if count == len(keys):
        return Span(cut.start, cut.start)
    if is_front:
        return Span(cut.start, words.words[len(keys) - count - 1].stop)
    return Span(words.words[count].start, cut.stop)


def _is_inside(compared: Comparison, one: _Said, other: _Said) -> bool:
    """True where all that is shared stands in a quotation inside one of the two: that one has the link."""
    rows_a, rows_b = [row[0] for row in compared.common], [row[1] for row in compared.common]
    return any(
        all(inner.start <= row.start and row.stop <= inner.stop for row in rows)
        for said, rows in ((one, rows_a), (other, rows_b))
        for inner in said.inner
    )


def _is_enough(compared: Comparison, one: _Said, other: _Said, is_known: bool) -> bool:
    """True where the shared words can hardly be chance; the fewer they are, the more must speak for them beside the words."""
    shared, shorter = compared.shared, min(one, other, key=lambda said: len(said.keys))
    is_whole = not any(d.kind in ("words", "cut") for d in compared.differences)
    is_part = compared.run == len(shorter.keys)
    is_same_speaker = one.speaker is not None and other.speaker is not None and _agree(one.speaker, other.speaker)
    telling = len(set(one.keys).intersection(other.keys) - wording.STOP)
    if shared <= PHRASE:
        return is_same_speaker and (is_whole or (is_part and telling == PHRASE))
    if is_same_speaker and (is_whole or is_part):
        return is_whole or telling > 0
    if shared < SHORT:
        if is_whole or (is_part and shared > _SHINGLE and None in (one.speaker, other.speaker)):
            return telling > 1 and not _is_title(shorter)
        return (is_known or is_same_speaker) and telling > 0 and shared >= CONTAINED * len(shorter.keys)
    if telling < 2:
        return False
    if shared >= CONTAINED * len(shorter.keys):
        return True
    return compared.run >= _least_run(compared, one, other, is_same_speaker)


def _is_long(compared: Comparison, one: _Said, other: _Said) -> bool:
    """True where most of the shorter is shared and much of it in one row."""
    return compared.run >= RUN and compared.shared >= CONTAINED * min(len(one.keys), len(other.keys))


def _least_run(compared: Comparison, one: _Said, other: _Said, is_same_speaker: bool) -> int:
    """The words that the longest row must have to speak for itself, by where it stands in the two.

    Where one goes on from what ends the other, and the same speaker says both, few are enough.
    """
    row_a, row_b = max(compared.common, key=lambda row: row[0].stop - row[0].start)
    words_a, words_b = one.wording.words, other.wording.words
    is_front = (row_a.start == words_a[0].start, row_b.start == words_b[0].start)
    is_back = (row_a.stop == words_a[-1].stop, row_b.stop == words_b[-1].stop)
    if is_same_speaker and ((is_front[0] and is_back[1]) or (is_back[0] and is_front[1])):
        return SHORT
    return RUN if any(is_front) or any(is_back) else INNER


def _is_title(said: _Said) -> bool:
    """True where every word that tells something has a capital: the name of a book, a broadcast, a campaign."""
    words = said.wording.words
    return all(said.article.text[w.start].isupper() for w in words if w.form not in wording.STOP)


@lru_cache(maxsize=4096)
def _agree(one: str, other: str) -> bool:
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


def _kind(compared: Comparison, differences: Sequence[Difference], shorter: int) -> LinkKind | None:
    kinds = {d.kind for d in differences}
    if not kinds:
        return "verbatim"
    if kinds <= {"typography", "spelling"}:
        return "same-words"
    cuts = {d.a.start == d.a.stop for d in differences if d.kind == "cut"}
    if "words" not in kinds and len(cuts) == 1:
        return "excerpt"
    if compared.shared >= ALIKE * compared.union or (shorter >= 8 and compared.shared >= 0.8 * shorter):
        return "near"
    return "partial" if compared.run >= SHORT else None


# What differs around them


def _frame(compared: Comparison, one: _Said, other: _Said) -> Iterator[Frame]:
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


def _speakers(one: _Said, other: _Said) -> Iterator[Frame]:
    """Who speaks, where both are known for certain and by name: that a governor is not Ann Lee, nobody knows."""
    if any(s.quote.speaker is None or s.quote.speaker.certainty < CERTAIN or _is("people", s) for s in (one, other)):
        return
    a, b = one.speaker or "", other.speaker or ""
    if not _agree(a, b):
        yield Frame("speaker", a, b, "document" if _is("documents", one) or _is("documents", other) else "speaker")
        return
    a, b = _document(one), _document(other)
    if a and b and a.split()[-1] != b.split()[-1]:
        yield Frame("speaker", a, b, "document")


def _is(what: str, said: _Said) -> bool:
    """True where a word of the speaker's name is in that list: `people` for Texas governor, `documents` for final declaration."""
    words = lexicon.of(said.article.language)
    return words is not None and any(words.has(what, word) for word in (said.speaker or "").split())


def _stance(cue: str, said: _Said) -> str:
    """How the verb takes the words, by its first form that has a stance; empty where it has none."""
    known = lexicon.stances(said.article.language)
    return next((known[word] for word in cue.lower().split() if word in known), "")


def _document(said: _Said) -> str:
    """What the source calls a paper that speaks: the final declaration, their statement; empty where a person or a body does."""
    speaker = said.quote.speaker
    if speaker is None or not any(word[0].islower() for word in speaker.name.split()):
        return ""
    words = speaker.mention.split()
    return speaker.mention if len(words) > 1 and words[-1].islower() else ""


def _governing(compared: Comparison, one: _Said, other: _Said) -> tuple[str, str]:
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


def _inside(said: _Said, at: int) -> str:
    """The verb of the quotation before `at` by which its speaker takes a stance; empty where another word or none is there."""
    return _verb(said.article.text[max(said.quote.span.start, at - _REACH) : at], said)


def _outside(said: _Said) -> str:
    """The verb of saying before a quotation that continues its sentence; empty where another word or a comma stands there."""
    passage = said.article.by_number.get(said.quote.passage)
    start = max(passage.span.start if passage else 0, said.quote.span.start - _REACH)
    lead = said.article.text[start : said.quote.span.start].rstrip(_OPENERS)
    return _verb(lead, said) if lead[-1:].isalnum() else ""


def _verb(lead: str, said: _Said) -> str:
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
