"""What joins two quotations of different sources: which words they share, and whether that is enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from index import wording
from index.echoes.frame import agree, frame
from index.echoes.said import COMMON, Said, said, worded
from index.model import Article, Difference, Link, LinkKind, Span
from index.wording import Comparison

SHORT = 6
"""Words that two quotations must share; with fewer the same speaker, or the same words in full, must speak for them."""
UNKNOWN = 5
"""Words of nobody knows whom that are an echo where they stand in a longer quotation."""
CONTAINED = 0.6
"""Share of the shorter quotation that must stand in the longer one."""
RUN = 8
"""Words in an unbroken row that make an echo of two quotations which go different ways before or after it."""
INNER = 12
"""Words in an unbroken row that make an echo where both quotations go different ways before it and after it."""
ALIKE = 0.6
"""Share of the words of both that makes a near wording."""
PHRASE = 2
"""Words up to which what two quotations share is a phrase, and a weak link."""
CROWD = 200
"""Quotations of one echo of which every pair is linked; each further one is linked with the first of each of `VARIANTS` wordings."""
VARIANTS = 50
_REACH = 80
"""Words of the neighbouring stretches that are looked at."""


class Linked:
    """The links of one echo, in pack order, each found when it is asked for: a pack of copies has a million of them."""

    def __init__(self, articles: Sequence[Article], places: Sequence[tuple[int, int]]) -> None:
        """`places`: each quotation as the number of its article and its number there, in pack order."""
        self._articles, self._places = articles, places

    def __iter__(self) -> Iterator[Link]:
        return (found for a, b in self._pairs() if (found := link(a, b, is_known=True)) is not None)

    def of(self, id: str) -> tuple[Link, ...]:  # noqa: A002 - it is the quotation's id
        """Those of one quotation."""
        pairs = ((a, b) for a, b in self._pairs() if id in (a.quote.id, b.quote.id))
        return tuple(found for a, b in pairs if (found := link(a, b, is_known=True)) is not None)

    def _pairs(self) -> Iterator[tuple[Said, Said]]:
        """Which are compared: those of different sources, in a crowd only with the first of each wording."""
        members = [said(self._articles[n], at, n) for n, at in self._places]
        prints: set[str] = set()
        firsts: list[Said] = []
        for at, other in enumerate(members):
            for one in members[:at] if at < CROWD else firsts:
                if one.article is not other.article:
                    yield one, other
            if other.printed not in prints and len(firsts) < VARIANTS:
                prints.add(other.printed)
                firsts.append(other)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, at: int) -> Link:
        return tuple(iter(self))[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Linked) and tuple(iter(self)) == tuple(iter(other))

    def __hash__(self) -> int:
        return hash(tuple(iter(self)))

    def __repr__(self) -> str:
        return repr(tuple(iter(self)))


def link(one: Said, other: Said, *, is_known: bool) -> Link | None:
    """The link of two quotations, None where too little is the same; `is_known` for two of one echo."""
    if is_known and one.words != other.words:
        words_a, words_b = set(one.words), set(other.words)
        if len(words_a & words_b) < min(3, len(words_a), len(words_b)):
            return None
    bare = _compared(one.printed, other.printed)
    if not _is_enough(bare, one, other, is_known):
        return None
    compared = wording.shift(bare, one.quote.span.start, other.quote.span.start)
    if _is_inside(compared, one, other):
        return None
    differences = tuple(_told_apart(compared, one, other))
    kind = _kind(compared, differences, min(len(one.words), len(other.words)))
    if kind is None:
        return None
    around = tuple(frame(compared, one, other))
    if kind == "partial" and any(f.kind == "speaker" for f in around) and not _is_long(compared, one, other):
        return None
    return Link(one.quote.id, other.quote.id, kind, differences, around, weak=compared.shared <= PHRASE)


@lru_cache(maxsize=1024)
def _compared(a: str, b: str) -> Comparison:
    return wording.compare(worded(a), worded(b))


def _told_apart(compared: Comparison, one: Said, other: Said) -> Iterator[Difference]:
    """The differences, without what is no cut because another stretch of the same utterance has the words."""
    first, last = compared.common[0], compared.common[-1]
    for d in compared.differences:
        side, part = (0, d.a) if d.b.start == d.b.stop else (1, d.b)
        if d.kind == "cut" and (part.stop <= first[side].start or part.start >= last[side].stop):
            whole, broken = (one, other) if side == 0 else (other, one)
            is_front = part.stop <= first[side].start
            part = _missing(whole.article.text, part, _beside(broken, is_front=is_front), is_front=is_front)
            if part.start == part.stop:
                continue
            d = replace(d, a=part) if side == 0 else replace(d, b=part)
        yield d


def _beside(one: Said, *, is_front: bool) -> tuple[str, ...]:
    """Of an utterance in several stretches, the words of those before (after) this one."""
    if one.quote.parent is not None:
        return ()
    stretches = [q for q in one.article.quotes if q.group == one.quote.group and q.parent is None]
    at = stretches.index(one.quote)
    near = stretches[:at] if is_front else stretches[at + 1 :]
    keys = [key for q in near for key in worded(q.span.of(one.article.text)).keys]
    return tuple(keys[-_REACH:] if is_front else keys[:_REACH])


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


def _is_inside(compared: Comparison, one: Said, other: Said) -> bool:
    """True where all that is shared stands in a quotation inside one of the two: that one has the link."""
    rows_a, rows_b = [row[0] for row in compared.common], [row[1] for row in compared.common]
    return any(
        all(inner.start <= row.start and row.stop <= inner.stop for row in rows)
        for outer, rows in ((one, rows_a), (other, rows_b))
        for inner in outer.inner()
    )


def _is_enough(compared: Comparison, one: Said, other: Said, is_known: bool) -> bool:
    """True where the shared words can hardly be chance; the fewer they are, the more must speak for them beside the words."""
    shared, shorter = compared.shared, min(one, other, key=lambda said: len(said.words))
    is_whole = not any(d.kind in ("words", "cut") for d in compared.differences)
    is_part = compared.run == len(shorter.words)
    is_same_speaker = one.speaker is not None and other.speaker is not None and agree(one.speaker, other.speaker)
    telling = len(set(one.words).intersection(other.words) - COMMON)
    if shared <= PHRASE:
        return is_same_speaker and (is_whole or (is_part and telling == PHRASE))
    if is_same_speaker and (is_whole or is_part):
        return is_whole or telling > 0
    if shared < SHORT:
        if is_whole or (is_part and shared >= UNKNOWN and None in (one.speaker, other.speaker)):
            return telling > 1 and not _is_title(shorter)
        return (is_known or is_same_speaker) and telling > 0 and shared >= CONTAINED * len(shorter.words)
    if telling < 2:
        return False
    if shared >= CONTAINED * len(shorter.words):
        return True
    return compared.run >= _least_run(compared, one, other, is_same_speaker)


def _is_long(compared: Comparison, one: Said, other: Said) -> bool:
    """True where most of the shorter is shared and much of it in one row."""
    return compared.run >= RUN and compared.shared >= CONTAINED * min(len(one.words), len(other.words))


def _least_run(compared: Comparison, one: Said, other: Said, is_same_speaker: bool) -> int:
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


def _is_title(said: Said) -> bool:
    """True where every word that tells something has a capital: the name of a book, a broadcast, a campaign."""
    printed = said.printed
    return all(printed[w.start].isupper() for w in said.wording.words if w.form not in wording.STOP)


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
