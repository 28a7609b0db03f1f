"""The same agency report in several outlets: told by how much of the running text is the same, in the same order.

What stands in quotation marks does not count: two reporters who heard the same speech share that, and nothing else. So copies
and independent reports lie far apart: of the shorter text .5 to .9 against .1 at most in the packs that are measured in the tests.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.model import Article, Wire

COPIED = 0.6
"""Share of the words of the shorter text that makes a copy."""
SUPPORTED = 0.4
"""The same where both name one agency, in the credit or as publisher."""
PART = 0.25
"""Share of the longer text where nothing says that it is an agency's: of a digest each report is less."""
_SHINGLE = 4  # words in a row that count as the same
_LEAST = 40  # words outside quotation marks; of a text with fewer (a statement, an interview) all words count
_MOST = 4_000  # words of a text that are looked at
_ANCHOR = 7  # letters of a word that begins a sample: the longer, the rarer
_HOLDERS = 8  # articles that are remembered for a sample: more print the same report, and are found by one of these
_SHARED = 4  # samples, and
_SAMPLED = 0.15  # their share of the smaller set, that make two texts worth comparing
_TRIED = 4  # groups that an article is compared with

_LETTERS = 20  # a word and its blank, in texts that have blanks; fewer on average

_WORD = re.compile(r"\w+")


def groups(articles: Sequence[Article]) -> tuple[Wire, ...]:
    """The reports that two or more of the articles print, in pack order; in about linear time.

    Every article is compared in full with those only with which it shares samples: three words from a long one on. Where no
    agency speaks for it, an article joins one group at most, so that a digest does not make one report of all it prints.
    """
    samples = _Samples()
    group = list(range(len(articles)))  # the first article of each one's group
    words = lru_cache(maxsize=4096)(lambda n: _words(articles[n]))
    for n, article in enumerate(articles):
        tried: dict[int, int] = {}
        for other in samples.alike(n, _sample(article)):
            tried.setdefault(_first(group, other), other)
            if len(tried) == _TRIED:
                break
        joined = False
        for other in tried.values():
            agree = _agree(article, articles[other])
            if (agree or not joined) and _is_copied(_shares(words(n), words(other)), agree):
                low, high = sorted((_first(group, n), _first(group, other)))
                group[high] = low
                joined = True
    members: dict[int, list[int]] = {}
    for n in range(len(articles)):
        members.setdefault(_first(group, n), []).append(n)
    several = [one for one in members.values() if len(one) > 1]
    return tuple(_wire(f"w{number}", [articles[n] for n in one]) for number, one in enumerate(several, 1))


class _Samples:
    """Which articles hold a sample, of the first few that do."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._more: dict[int, list[int]] = {}  # apart, because few samples have a second holder
        self._sizes: list[int] = []

    def alike(self, n: int, sample: set[int]) -> Iterator[int]:
        """The articles before `n` that share enough with it, most first; `n` is one of the holders from now on."""
        self._sizes.append(len(sample))
        met: Counter[int] = Counter()
        for piece in sample:
            known = self._first.setdefault(piece, n)
            if known != n:
                met[known] += 1
                others = self._more.setdefault(piece, [])
                met.update(others)
                if len(others) < _HOLDERS:
                    others.append(n)
        for other, shared in met.most_common():
            if shared < _SHARED:
                return
            if shared >= _SAMPLED * min(self._sizes[n], self._sizes[other]):
                yield other


def _is_copied(shares: tuple[float, float], agree: bool) -> bool:
    low, high = sorted(shares)
    return high >= SUPPORTED if agree else high >= COPIED and low >= PART


def _first(group: list[int], n: int) -> int:
    while group[n] != n:
        group[n] = n = group[group[n]]
    return n


def _words(article: Article) -> list[str]:
    """The words of the body outside quotation marks, in lower case; all where those are few."""
    text = article.text
    parts, at = list[str](), 0
    quoted = [q.span for q in article.quotes]
    for passage in article.by_place:
        if passage.n == 0:
            continue
        start, stop = passage.span
        while at < len(quoted) and quoted[at].start < stop:
            parts.append(text[start : max(start, quoted[at].start)])
            start = max(start, quoted[at].stop)
            at += 1
        parts.append(text[start:stop])
    words = _WORD.findall(" ".join(parts).lower())
    if len(words) < _LEAST:
        words = _WORD.findall(" ".join(p.span.of(text) for p in article.by_place if p.n).lower())
    return words[:_MOST]


def _sample(article: Article) -> set[int]:
    """The stretches of three words that begin with a long one, as printed: mostly the same in every copy, wherever it begins."""
    text = " ".join([p.span.of(article.text) for p in article.passages if p.n]).lower()
    words = text.split()[:_MOST]
    if len(words) * _LETTERS < len(text):  # a script without blanks, where marks part the words
        words = _WORD.findall(text)[:_MOST]
    return {hash(three) for three in zip(words, words[1:], words[2:], strict=False) if len(three[0]) >= _ANCHOR}


def _shares(one: Sequence[str], other: Sequence[str]) -> tuple[float, float]:
    """How much of each text stands in the other in the same order, in stretches of `_SHINGLE` words: shares of its words."""
    places: dict[tuple[str, ...], int] = {}
    for at, piece in enumerate(_shingles(other)):
        places.setdefault(piece, at)
    ends: list[int] = []  # of the chain of each length the least place in `other` that it can end at (patience sorting)
    links: list[
        tuple[int, int, int]
    ] = []  # of each shingle in a chain: its place in `one`, in `other`, the one before it
    tops: list[int] = []
    for at, piece in enumerate(_shingles(one)):
        place = places.get(piece)
        if place is None:
            continue
        length = bisect_left(ends, place)
        links.append((at, place, tops[length - 1] if length else -1))
        if length == len(ends):
            ends.append(place)
            tops.append(len(links) - 1)
        else:
            ends[length], tops[length] = place, len(links) - 1
    mine, theirs = 0, 0
    after, beyond = len(one), len(other)
    link = tops[-1] if tops else -1
    while link >= 0:
        at, place, link = links[link]
        mine += min(_SHINGLE, after - at)
        theirs += min(_SHINGLE, beyond - place)
        after, beyond = at, place
    return mine / (len(one) or 1), theirs / (len(other) or 1)


def _shingles(words: Sequence[str]) -> zip[tuple[str, ...]]:
    return zip(*(words[n:] for n in range(_SHINGLE)), strict=False)


def _agree(one: Article, other: Article) -> bool:
    """Both name one agency, or one is published by the agency that the other names."""
    a, b = _named(one), _named(other)
    agencies = _agencies(one) | _agencies(other)
    return not a.isdisjoint(b & agencies)


def _agencies(article: Article) -> set[str]:
    agency = article.masthead.agency
    return {part.strip() for part in agency.value.casefold().split("/")} if agency else set()


def _named(article: Article) -> set[str]:
    publisher = article.masthead.publisher
    return _agencies(article) | ({publisher.value.casefold()} if publisher else set())


def _is_own(article: Article) -> bool:
    """It is the agency's own copy."""
    publisher = article.masthead.publisher
    return publisher is not None and publisher.value.casefold() in _agencies(article)


def _wire(name: str, members: Sequence[Article]) -> Wire:
    words = [_words(article) for article in members]
    fullest = max(range(len(members)), key=lambda n: len(words[n]))
    originals = [n for n, article in enumerate(members) if _is_own(article)] or [fullest]
    of, shares = list[str](), list[float]()
    for n in range(len(members)):
        found = {m: 1.0 if m == n else _shares(words[n], words[m])[0] for m in originals}
        best = n if n in found else max(found, key=found.__getitem__)
        of.append(members[best].path)
        shares.append(found[best])
    agency = next(
        (a.masthead.agency.value for a in (*(members[n] for n in originals), *members) if a.masthead.agency), ""
    )
    return Wire(name, tuple(article.path for article in members), tuple(of), tuple(shares), agency)
