"""Which passage of one article answers which of another, whichever way the two texts run."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from index import echoes, particulars, wording
from index.model import Article, Passage, Relation, Row
from index.wording import Wording

BAR = 0.2
"""Score from which two passages correspond; from `MAYBE` up to it they may: certainty below one half."""
MAYBE = 0.15
SHARED = 0.15
"""Share of four-word stretches from which a passage is the same text, not the same matter in other words."""
JOINED = 0.2
"""Share of a passage's stretches that one already paired must hold beside those of its partner, to answer both."""
SURE = 0.35
"""Score from which a passage may share its counterpart with another."""
_ECHO = 0.4
"""Score of two passages that hold the same quotation of a word or two; it rises to nearly 1 for one of `_LONG` words."""
_LONG = 12
_LETTERS = 6
"""Code points that a word takes, with its blank."""
_GRAM = 4
_BROAD = 6
"""Shared words, and one, from which they prove more than their weight; fewer prove less. Names are not counted: two passages
of one story share names whatever they tell."""
_NEAR = 12
"""Passages that are looked at closely for each passage."""
_SIDE_BY_SIDE = 4
"""Articles whose words are kept: as many as are looked at together."""
_LOOKED_AT = 300
"""Places of words that are followed for each passage, the rarest words first."""
# Score to certainty, from 215 pairs of passages of the press judged by hand: from .15 to .2 right in three of four, to .28 in
# nine of ten, to .35 in 19 of 20, above in all. What is below `BAR` is kept below one half: three of four are not enough to
# stand on a screen without a “maybe”.
_CERTAINTY = ((0.0, 0.0), (MAYBE, 0.35), (BAR, 0.5), (0.22, 0.85), (0.28, 0.92), (0.35, 0.97), (0.6, 0.99), (1.0, 1.0))

Leader = Literal["a", "b"]


@dataclass(frozen=True, slots=True)
class _Text:
    """A passage made comparable."""

    n: int
    wording: Wording
    weights: Mapping[str, float]
    """The stems of its words without stop words, weighted to a length of one."""
    names: frozenset[str]
    """Those of its stems that are only ever printed with a capital."""
    grams: frozenset[tuple[str, ...]]


class _Match(NamedTuple):
    score: float
    alike: float
    a: int
    b: int
    relation: Relation


def rows(a: Article, b: Article) -> tuple[Row, ...]:
    """The passages of both, paired where they correspond, each in at least one row, in the order of `level`.

    Two passages correspond by the words they share, by stretches of four words, or because they hold the same quotation. A
    headline answers only a headline. A passage has one counterpart, unless one source splits what the other joins.
    """
    texts_a, texts_b = _texts(a, b)
    matches = _matches(texts_a, texts_b, _quoted(a, b))
    paired = [
        *_paired([m for m in matches if m.a == 0 and m.b == 0], texts_a, texts_b),
        *_paired([m for m in matches if m.a != 0 and m.b != 0], texts_a, texts_b),
    ]
    best_a: dict[int, float] = dict.fromkeys(texts_a, 0.0)
    best_b: dict[int, float] = dict.fromkeys(texts_b, 0.0)
    for match in matches:
        best_a[match.a] = max(best_a[match.a], match.score)
        best_b[match.b] = max(best_b[match.b], match.score)
    found = [_row(match, (texts_a[match.a], a.language), (texts_b[match.b], b.language)) for match in paired]
    alone_a, alone_b = best_a.keys() - {m.a for m in paired}, best_b.keys() - {m.b for m in paired}
    found += [Row(n, None, "only-a", _hundredths(1 - certainty(best_a[n]))) for n in alone_a]
    found += [Row(None, n, "only-b", _hundredths(1 - certainty(best_b[n]))) for n in alone_b]
    return level(found)


def certainty(score: float) -> float:
    """How sure it is, 0 to 1, that two passages with this score correspond."""
    for (low, from_), (high, to) in pairwise(_CERTAINTY):
        if score < high:
            return from_ + (to - from_) * (score - low) / (high - low)
    return 1.0


def _hundredths(certain: float) -> float:
    """Rounded down, so that what is below a bar is shown below it."""
    return math.floor(100 * certain) / 100


# The order on a screen


def level(rows: Iterable[Row], leader: Leader = "a") -> tuple[Row, ...]:
    """The rows as a screen shows them when one text leads.

    The leader's passages in their order, each with its counterpart; what only the other has stands after the passage that
    precedes it in its own text, and after the leader's headline where none does.
    """
    given = list(rows)
    led = sorted((row for row in given if _leading(row, leader) is not None), key=lambda row: _numbers(row, leader))
    lone = sorted((row for row in given if _leading(row, leader) is None), key=lambda row: _numbers(row, leader))
    after: dict[int, list[Row]] = defaultdict(list)
    """The lone rows by the number of the nearest passage before them that stands beside the leader's; -1 for none."""
    beside = sorted({n for row in led if (n := _following(row, leader)) is not None})
    for row in lone:
        place = bisect_right(beside, _following(row, leader) or 0)
        after[beside[place - 1] if place else -1].append(row)
    last = {_following(row, leader): at for at, row in enumerate(led)}
    first = after.pop(-1, [])
    has_headline = bool(led) and _leading(led[0], leader) == 0
    shown = [] if has_headline else first
    for at, row in enumerate(led):
        shown.append(row)
        if has_headline and at == 0:
            shown += first
        number = _following(row, leader)
        if number is not None and last[number] == at:
            shown += after.pop(number, [])
    return tuple(shown)


def _leading(row: Row, leader: Leader) -> int | None:
    return row.a if leader == "a" else row.b


def _following(row: Row, leader: Leader) -> int | None:
    return row.b if leader == "a" else row.a


def _numbers(row: Row, leader: Leader) -> tuple[int, int]:
    lead, follow = _leading(row, leader), _following(row, leader)
    return (-1 if lead is None else lead, -1 if follow is None else follow)


# Which passages are alike


def _texts(a: Article, b: Article) -> tuple[dict[int, _Text], dict[int, _Text]]:
    """The passages of both articles, each word weighted by how few passages of the two have it."""
    sides = (_stemmed(a.text, a.passages), _stemmed(b.text, b.passages))
    told = Counter(word for side in sides for passage in side for word in set(passage.stems))
    total = sum(map(len, sides))
    rarity = {word: math.log(1 + total / count) for word, count in told.items()}
    small = set().union(*(passage.small for side in sides for passage in side))
    if "de" in (a.language, b.language):  # where a capital tells a noun
        small = set(rarity)
    one, other = ({passage.n: _text(passage, rarity, small) for passage in side} for side in sides)
    return one, other


class _Stemmed(NamedTuple):
    """A passage with the stem of each word."""

    n: int
    wording: Wording
    stems: list[str]

    @property
    def small(self) -> Iterator[str]:
        """The stems printed without a capital."""
        text = self.wording.text
        return (stem for stem, word in zip(self.stems, self.wording.words, strict=True) if text[word.start].islower())


@lru_cache(maxsize=_SIDE_BY_SIDE)
def _stemmed(text: str, passages: Sequence[Passage]) -> list[_Stemmed]:
    worded = ((passage.n, wording.of(text, passage.span)) for passage in passages)
    return [_Stemmed(n, words, [wording.stem(key) for key in words.keys]) for n, words in worded]


def _text(passage: _Stemmed, rarity: Mapping[str, float], small: Collection[str]) -> _Text:
    words = passage.wording
    counts = Counter(word for word, key in zip(passage.stems, words.keys, strict=True) if key not in wording.STOP)
    names = frozenset(word for word in counts if word not in small and not word[0].isdigit())
    weights = {word: (1 + math.log(count)) * rarity[word] for word, count in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    grams = frozenset(
        gram
        for at in range(len(words.keys) - _GRAM + 1)
        if not wording.STOP.issuperset(gram := words.keys[at : at + _GRAM])
    )
    return _Text(passage.n, words, {word: weight / length for word, weight in weights.items()}, names, grams)


def _quoted(a: Article, b: Article) -> dict[tuple[int, int], float]:
    """Pairs of passages that hold the same quotation, with the score that this alone gives."""
    homes_a = {quote.id: quote for quote in a.quotes}
    homes_b = {quote.id: quote for quote in b.quotes}
    scores: dict[tuple[int, int], float] = {}
    for echo in echoes.match((a, b)) if homes_a and homes_b else ():
        for link in echo.links:
            one, other = homes_a[link.a], homes_b[link.b]
            words = min(one.span.stop - one.span.start, other.span.stop - other.span.start) / _LETTERS
            pair = (one.passage, other.passage)
            scores[pair] = max(scores.get(pair, 0.0), _ECHO + (1 - _ECHO) * 0.8 * min(1.0, words / _LONG))
    return scores


def _matches(a: Mapping[int, _Text], b: dict[int, _Text], quoted: Mapping[tuple[int, int], float]) -> list[_Match]:
    """The pairs that may correspond, the likeliest first."""
    held: dict[int, list[int]] = defaultdict(list)
    for one, other in quoted:
        held[one].append(other)
    found: list[_Match] = []
    for n, near in _neighbours(a, b):
        for other in {*near, *held[n]}:
            if (n == 0) == (other == 0):
                found.append(_match(a[n], b[other], quoted.get((n, other), 0.0)))
    return sorted((m for m in found if m.score >= MAYBE), key=lambda m: (-m.score, -m.alike, abs(m.a - m.b), m.a, m.b))


def _neighbours(a: Mapping[int, _Text], b: dict[int, _Text]) -> Iterator[tuple[int, list[int]]]:
    """For each passage of `a` those of `b` that share its rarest words, and the one that is the very same."""
    postings: dict[str, list[int]] = defaultdict(list)
    copies: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for text in reversed(b.values()):
        copies[text.wording.keys].append(text.n)
        for word in text.weights:
            postings[word].append(text.n)
    for text in a.values():
        likely: dict[int, float] = defaultdict(float)
        left = _LOOKED_AT
        for word in sorted(text.weights.keys() & postings.keys(), key=lambda word: (len(postings[word]), word)):
            left -= len(postings[word])
            if left < 0:
                break
            for n in postings[word]:
                likely[n] += text.weights[word] * b[n].weights[word]
        same = copies[text.wording.keys]
        yield text.n, [*sorted(likely, key=lambda n: (-likely[n], n))[:_NEAR], *same[-1:]]
        if len(same) > 1:
            same.pop()


def _match(one: _Text, other: _Text, quoted: float) -> _Match:
    both = one.weights.keys() & other.weights.keys()
    alike = _alike(one, other, both)
    # two stretches more than there are: a short passage made of a common phrase is not the same text
    share = len(one.grams & other.grams) / (min(len(one.grams), len(other.grams)) + 2)
    is_shared = share >= SHARED or quoted > 0
    score = min(1.0, max(alike, share, quoted))
    return _Match(score, alike, one.n, other.n, "shared" if is_shared else "paraphrase")


def _alike(one: _Text, other: _Text, both: Collection[str]) -> float:
    """How much the words that both have say that the passages correspond."""
    cosine = sum(one.weights[word] * other.weights[word] for word in both)
    if len(both) < (2 if one.n == 0 else 3):
        return min(cosine, BAR / 2)
    plain = sum(word not in one.names and word not in other.names for word in both)
    return cosine * math.sqrt((1 + plain) / _BROAD) if one.n else cosine


def _paired(matches: Sequence[_Match], a: Mapping[int, _Text], b: Mapping[int, _Text]) -> list[_Match]:
    """One counterpart for each passage, the likeliest first; a second where it answers another part of the same passage."""
    taken_a: dict[int, list[int]] = defaultdict(list)
    taken_b: dict[int, list[int]] = defaultdict(list)
    chosen: list[_Match] = []
    for match in matches:
        beside_a, beside_b = taken_a[match.a], taken_b[match.b]
        if beside_a and beside_b:
            continue
        if beside_b:
            is_free = _answers_more(a[match.a], b[match.b], [a[n] for n in beside_b], match.score)
        elif beside_a:
            is_free = _answers_more(b[match.b], a[match.a], [b[n] for n in beside_a], match.score)
        else:
            is_free = True
        if is_free:
            chosen.append(match)
            beside_a.append(match.b)
            beside_b.append(match.a)
    return chosen


def _answers_more(one: _Text, whole: _Text, others: Sequence[_Text], score: float) -> bool:
    """True where `one` answers a part of `whole` that `others` do not: in the same words, or beside them in its own text."""
    grams = (one.grams & whole.grams).difference(*(other.grams for other in others))
    if score >= SURE and len(grams) >= max(3, JOINED * len(one.grams)):
        return True
    words = (one.weights.keys() & whole.weights.keys()).difference(*(other.weights for other in others))
    return any(abs(one.n - other.n) == 1 for other in others) and _alike(one, whole, words) >= BAR


def _row(match: _Match, a: tuple[_Text, str | None], b: tuple[_Text, str | None]) -> Row:
    compared = wording.compare(a[0].wording, b[0].wording, is_telling=_is_telling)
    parted = compared.differences
    if any(difference.kind != "typography" for difference in parted):
        ours, theirs = (particulars.of(text.wording.text, text.wording.span, language) for text, language in (a, b))
        parted += particulars.differences(ours, theirs)
    return Row(match.a, match.b, match.relation, _hundredths(certainty(match.score)), compared.common, parted)


def _is_telling(row: Sequence[str]) -> bool:
    """True for shared words that are worth showing: not one or two small words that any two texts share."""
    return len(row) > 2 or not wording.STOP.issuperset(row)
