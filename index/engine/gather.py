"""Articles taken apart into the postings of their words, in memory: searched as they are, or written to a segment.

What a term tells about a slot, its impact, is BM25F: how often it stands in the headline, in the quotations and in the body
of the article, each against the length of that field (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009, eq. 3.16),
and how often in the passage itself. Lengths are set against those of a usual article, not of the average one of the pack: so an
impact depends on its article alone, and no other article that comes or goes changes it.
"""

from __future__ import annotations

import gc
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, KeysView, Mapping, Sequence
from itertools import chain

from index import fold
from index.engine.postings import NOWHERE, Gathered, packed
from index.engine.words import from_to, keys, misspelt, stemmer
from index.model import Article

FIELDS = ("text", "said")
_K1, _B = 1.2, 0.75
"""Of BM25F: how soon more of the same tells nothing new, and how much the length of a field counts."""
_HEADLINE, _QUOTED = 3.0, 0.5
"""What a word in the headline counts beside one in the body, and one in a quotation beyond that."""
_USUAL = (400, 9, 90)
"""Words of the body, the headline and the quotations of a usual article."""
_ARTICLE, _HERE = 130, 125
"""Shares of the article and of the passage in an impact, of 255."""
_MORE = [int(_HERE * n / (1 + n)) - _HERE // 2 for n in range(64)]
"""What a term tells more in a passage that holds it so many times."""

Held = dict[str, int | list[int]]
"""The terms of a slot, with the word, or the words, they stand at."""


class Gathering:
    """The postings of articles as they are added; a `Segment` of them."""

    def __init__(self) -> None:
        self.articles = 0
        self._postings: dict[str, dict[str, Gathered]] = {field: {} for field in FIELDS}
        self._taking: dict[str, dict[str, Callable[[int], None]]] = {field: {} for field in FIELDS}
        """What each posting takes one more slot by."""
        self._starts = {field: array("I", [0]) for field in FIELDS}
        self._owners = {field: array("I") for field in FIELDS}
        self._lengths = {field: array("I") for field in FIELDS}
        self._passage_of = array("I")
        self._utterances = array("I")
        self._speaking: dict[str, array[int]] = {}
        self._of_stem: dict[str, dict[str, list[str]]] = {}
        self._stemmed: dict[str, set[str]] = {}
        self._forms: dict[str, tuple[str, ...] | str] = {}
        self._spellings: set[str] = set()
        self._sorted: tuple[list[str], list[str]] | None = None

    def add(self, article: Article) -> None:
        """Take one more article."""
        text, number = article.text, self.articles
        quotes = [(n, q) for n, q in enumerate(article.quotes) if q.type != "indirect"]
        passages = [self._held(text[p.span.start : p.span.stop]) for p in article.passages]
        said = {n: self._held(text[q.span.start : q.span.stop]) for n, q in quotes}
        told = _told(article, passages, list(said.values()))
        self._lengths["text"].append(sum(size for _, size in passages))
        self._lengths["said"].append(sum(size for _, size in said.values()))
        base = self._room("text", len(article.passages))
        for n, (held, _) in enumerate(passages):
            self._post("text", base + n, held, told)
        rank = {p.n: base + n for n, p in enumerate(article.passages)}
        base = self._room("said", len(article.quotes))
        room = len(self._owners["said"]) * 8
        self._passage_of.extend([NOWHERE] * (room - len(self._passage_of)))
        self._utterances.extend(range(len(self._utterances), room))
        first: dict[str, int] = {}
        for n, quote in quotes:
            self._post("said", base + n, said[n][0], told)
            self._passage_of[base + n] = rank.get(quote.passage, NOWHERE)
            self._utterances[base + n] = first.setdefault(quote.group, base + n)
        language = article.language or "en"
        self._speaking.setdefault(language, array("I")).append(number)
        self._stem(language, told.keys())
        self.articles += 1
        self._sorted = None

    def _held(self, text: str) -> tuple[Held, int]:
        """The terms of a text with the words they stand at; and how many words it has."""
        held: Held = {}
        at, known = -1, self._forms.get
        for at, form in enumerate(fold.hyphened_forms(text)):
            found = known(form) or self._known(form)
            if type(found) is str and found not in held:
                held[found] = at
                continue
            for key in (found,) if type(found) is str else found:
                before = held.get(key)
                if before is None:
                    held[key] = at
                elif isinstance(before, int):
                    held[key] = [before, at]
                else:
                    before.append(at)
        return held, at + 1

    def _known(self, form: str) -> tuple[str, ...] | str:
        """The terms of a word, or the one it has."""
        found = keys(form)
        self._spellings.update(misspelt(form))
        self._forms[form] = kept = found[0] if len(found) == 1 else found
        return kept

    def _room(self, field: str, slots: int) -> int:
        """The first of so many slots for the next article; one more than these is kept free."""
        starts, taken = self._starts[field], slots // 8 + 1
        self._owners[field].extend([self.articles] * taken)
        starts.append(starts[-1] + taken)
        return starts[-2] * 8

    def _post(self, field: str, slot: int, held: Held, told: Mapping[str, int]) -> None:
        taking, base = self._taking[field], packed(slot, 0, 0)
        for key, words in held.items():
            take = taking.get(key)
            if take is None:
                posting = self._postings[field][key] = Gathered()
                take = taking[key] = posting.packed.append
            if isinstance(words, int):
                take(base | words << 8 | told[key])
            else:
                take(packed(slot, words[0], told[key] + _MORE[min(len(words), 63)]))
                self._postings[field][key].repeat(words)

    def _stem(self, language: str, keys: KeysView[str]) -> None:
        stem = stemmer(language)
        if stem is None:
            return
        known = self._stemmed.setdefault(language, set())
        groups = self._of_stem.setdefault(language, {})
        new = keys - known
        known |= new
        for key in sorted(new):
            if (form := stem(key)) is not None:
                groups.setdefault(form, []).append(key)

    # As a segment

    def _lists(self) -> tuple[list[str], list[str]]:
        if self._sorted is None:
            self._sorted = (
                sorted(self._postings["text"].keys() | self._postings["said"].keys()),
                sorted(self._spellings),
            )
        return self._sorted

    @property
    def keys(self) -> Sequence[str]:
        return self._lists()[0]

    @property
    def spellings(self) -> Sequence[str]:
        return self._lists()[1]

    def starts(self, field: str) -> Sequence[int]:
        return self._starts[field]

    def owners(self, field: str) -> Sequence[int]:
        return self._owners[field]

    def lengths(self, field: str) -> Sequence[int]:
        """How many words each article has in a field."""
        return self._lengths[field]

    def count(self, key: str) -> int:
        posting = self._postings["text"].get(key)
        return len(posting) if posting else 0

    def begun(self, start: str) -> Iterable[tuple[str, int]]:
        return ((key, self.count(key)) for key in from_to(self.keys, start))

    def posting(self, field: str, key: str) -> Gathered | None:
        return self._postings[field].get(key)

    def languages(self) -> Collection[str]:
        return self._speaking.keys()

    def speaking(self, language: str) -> Collection[int]:
        return self._speaking.get(language, ())

    def forms(self, language: str, key: str) -> Collection[str] | None:
        return None

    def of_stem(self, language: str, stem: str) -> Collection[str]:
        return self._of_stem.get(language, {}).get(stem, ())

    def stems(self, language: str) -> Mapping[str, Collection[str]]:
        """The terms of that language's articles by their stems."""
        return self._of_stem.get(language, {})

    def passage_of(self) -> Sequence[int]:
        return self._passage_of

    def utterances(self) -> Sequence[int]:
        return self._utterances


def _told(article: Article, passages: Sequence[tuple[Held, int]], said: Sequence[tuple[Held, int]]) -> dict[str, int]:
    """What each term of an article tells in a passage that holds it once; it counts as often as passages hold it."""
    body = [one for passage, one in zip(article.passages, passages, strict=True) if passage.n]
    headline = [one for passage, one in zip(article.passages, passages, strict=True) if not passage.n]
    weighed = []
    for parts, usual in zip((body, headline, said), _USUAL, strict=True):
        length = 1 - _B + _B * sum(words for _, words in parts) / usual
        weighed.append((Counter(chain.from_iterable(held for held, _ in parts)), 1 / length))
    (in_body, body_weight), (in_headline, headline_weight), (in_quotes, quotes_weight) = weighed

    def tells(often: float) -> int:
        return int(_ARTICLE * often / (_K1 + often)) + _HERE // 2

    by_count = [tells(body_weight * n) for n in range(1 + max(in_body.values(), default=0))]
    told = {key: by_count[n] for key, n in in_body.items()}
    for key in in_headline.keys() | in_quotes.keys():
        often = body_weight * in_body[key] + _QUOTED * quotes_weight * in_quotes[key]
        told[key] = tells(often + _HEADLINE * headline_weight * in_headline[key])
    return told


def gathered(articles: Iterable[Article]) -> Gathering:
    """The postings of these articles."""
    made = Gathering()
    was_on = gc.isenabled()
    gc.disable()  # a seventh of the time: millions of small objects, none of them in a circle
    try:
        for article in articles:
            made.add(article)
    finally:
        if was_on:
            gc.enable()
    return made
