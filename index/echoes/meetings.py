"""Which wordings may be the same: those that share a stretch of words, found without comparing each with each.

All of it works on words as numbers, in an order that has nothing to do with the pack's, so that a wording that comes or goes
changes nothing between others, except where a stretch is so common that only some are kept for it; those are told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from index.echoes.links import CONTAINED, PHRASE, SHORT
from index.echoes.said import COMMON, Numbers

SHINGLE = 4
"""Words of a stretch that lets two wordings meet."""
LONG = 12
"""Words of two wordings from which on one shared stretch is not enough to meet."""
KEPT = 40  # two at least
"""Wordings that are kept for a stretch: further ones that have it, too, meet only these."""


def ranked(wordings: Iterable[Numbers]) -> list[Numbers]:
    """The wordings in the order that decides which are kept for a stretch; the same for the same wordings, always."""
    return sorted(wordings, key=lambda words: (hash(words), words))


def _stretches(words: Numbers, size: int = SHINGLE) -> Iterator[int]:
    return map(hash, zip(*(words[n:] for n in range(size)), strict=False))


def neighbours(order: Sequence[Numbers], about: Collection[Numbers]) -> Iterator[tuple[Numbers, Numbers]]:
    """Pairs of wordings that share a stretch of four words, and enough words in all; one at least is in `about`."""
    is_all = len(about) == len(order)
    wanted = set() if is_all else {stretch for words in about for stretch in _stretches(words)}
    postings: dict[int, int | list[int]] = {}
    for number, words in enumerate(order):
        met: Counter[int] = Counter()
        for stretch in set(_stretches(words)) if is_all else wanted.intersection(_stretches(words)):
            posting = postings.get(stretch)
            if posting is None:
                postings[stretch] = number  # most stretches stand in one wording only
            elif isinstance(posting, int):
                met[posting] += 1
                postings[stretch] = [posting, number]
            else:
                met.update(posting)
                if len(posting) < KEPT:
                    posting.append(number)
        forms = set(words) if met else set()
        for other, count in met.items():
            if is_all or words in about or order[other] in about:
                theirs = set(order[other])
                if count > SHORT - SHINGLE or (
                    (count > 1 or min(len(words), len(order[other])) < LONG)
                    and len(forms & theirs) >= CONTAINED * min(len(forms), len(theirs))
                ):
                    yield order[other], words


def displaced(order: Sequence[Numbers], came: Collection[Numbers], went: Collection[Numbers]) -> set[Numbers]:
    """Wordings that are kept for a common stretch now and were not before some came and others went, or the other way round.

    `order` holds those that are there, and those that went.
    """
    wanted = {stretch for words in (*came, *went) for stretch in _stretches(words)}
    postings: dict[int, list[Numbers]] = defaultdict(list)
    for words in order:
        for stretch in wanted.intersection(_stretches(words)):
            postings[stretch].append(words)
    changed: set[Numbers] = set()
    for posting in postings.values():
        if len(posting) > KEPT:
            before = [words for words in posting if words not in came][:KEPT]
            now = [words for words in posting if words not in went][:KEPT]
            changed |= set(before) ^ set(now)
    return changed


def shorts(order: Iterable[Numbers]) -> list[Numbers]:
    """The wordings of three words, and those of two that both tell something."""
    return [w for w in order if len(w) == PHRASE + 1 or (len(w) == PHRASE and COMMON.isdisjoint(w))]


def hosts(short: Iterable[Numbers], order: Iterable[Numbers]) -> Mapping[Numbers, Sequence[Numbers]]:
    """For each of these short wordings the longer ones that it stands in, if there are any."""
    short = tuple(short)
    phrases = {hash(words): words for words in short if len(words) == PHRASE}
    threes = {hash(words): words for words in short if len(words) == PHRASE + 1}
    found: dict[Numbers, list[Numbers]] = defaultdict(list)
    for words in order:
        for size, shorter in ((PHRASE, phrases), (PHRASE + 1, threes)):
            if shorter and len(words) > size:
                for stretch in shorter.keys() & set(_stretches(words, size)):
                    found[shorter[stretch]].append(words)
    return found
