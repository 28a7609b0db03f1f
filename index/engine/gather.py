"""Articles taken apart into the postings of their words, in memory: searched as they are, or written to a segment.

What a term tells about a slot, its impact, is BM25F: how often it stands in the headline, in the quotations and in the body
of the article, each against the length of that field (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009, eq. 3.16),
and how often in the passage itself. Lengths are set against those of a usual article, not of the average one of the pack: so an
impact depends on its article alone, and no other article that comes or goes changes it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from index import fold
from index.engine.postings import NOWHERE, Gathered
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
_TIMES = [int(_HERE * n / (1 + n)) for n in range(64)]

Held = dict[str, list[int]]
"""The terms of a slot, with the words they stand at."""


class Gathering:
    """The postings of articles as they are added; a `Segment` of them."""

    def __init__(self) -> None:
        self.articles = 0
        self._postings: dict[str, dict[str, Gathered]] = {field: {} for field in FIELDS}
        self._starts = {field: array("I", [0]) for field in FIELDS}
        self._owners = {field: array("I") for field in FIELDS}
        self._lengths = {field: array("I") for field in FIELDS}
        self._passage_of = array("I")
        self._utterances = array("I")
        self._speaking: dict[str, array[int]] = {}
        self._of_stem: dict[str, dict[str, list[str]]] = {}
        self._stemmed: dict[str, set[str]] = {}
        self._forms: dict[str, tuple[str, ...]] = {}
        self._spellings: set[str] = set()
        self._sorted: tuple[list[str], list[str]] | None = None

    def add(self, article: Article) -> None:
        """Take one more article."""
        text, number = article.text, self.articles
        quotes = [(n, q) for n, q in enumerate(article.quotes) if q.type != "indirect"]
        passages = [self._held(text[p.span.start : p.span.stop]) for p in article.passages]
        said = {n: self._held(text[q.span.start : q.span.stop]) for n, q in quotes}
        told = _told(article, [held for held, _ in passages], [held for held, _ in said.values()])
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
        self._stem(language, told)
        self.articles += 1
        self._sorted = None

    def _held(self, text: str) -> tuple[Held, int]:
        """The terms of a text with the words they stand at; and how many words it has."""
        held: Held = {}
        at = -1
        for at, form in enumerate(fold.hyphened_forms(text)):
            for key in self._forms.get(form) or self._known(form):
                if key in held:
                    held[key].append(at)
                else:
                    held[key] = [at]
        return held, at + 1

    def _known(self, form: str) -> tuple[str, ...]:
        found = self._forms[form] = keys(form)
        self._spellings.update(misspelt(form))
        return found

    def _room(self, field: str, slots: int) -> int:
        """The first of so many slots for the next article; one more than these is kept free."""
        starts, taken = self._starts[field], slots // 8 + 1
        self._owners[field].extend([self.articles] * taken)
        starts.append(starts[-1] + taken)
        return starts[-2] * 8

    def _post(self, field: str, slot: int, held: Held, told: Mapping[str, int]) -> None:
        postings = self._postings[field]
        for key, ats in held.items():
            posting = postings.get(key)
            if posting is None:
                posting = postings[key] = Gathered()
            posting.held.append(slot)
            posting.firsts.append(ats[0])
            if len(ats) == 1:
                posting.impacts.append(told.get(key, 0) + _TIMES[1])
            else:
                posting.impacts.append(told.get(key, 0) + _TIMES[min(len(ats), 63)])
                posting.repeat(ats)

    def _stem(self, language: str, keys: Iterable[str]) -> None:
        stem = stemmer(language)
        if stem is None:
            return
        known = self._stemmed.setdefault(language, set())
        groups = self._of_stem.setdefault(language, {})
        for key in keys:
            if key not in known:
                known.add(key)
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

    def of_stem(self, language: str, stem: str) -> Collection[str]:
        return self._of_stem.get(language, {}).get(stem, ())

    def stems(self, language: str) -> Mapping[str, Collection[str]]:
        """The terms of that language's articles by their stems."""
        return self._of_stem.get(language, {})

    def passage_of(self) -> Sequence[int]:
        return self._passage_of

    def utterances(self) -> Sequence[int]:
        return self._utterances


def _told(article: Article, passages: Sequence[Held], said: Sequence[Held]) -> dict[str, int]:
    """What each term of an article tells about it: its share of the impacts of its slots."""
    body, headline, quoted = Counter[str](), Counter[str](), Counter[str]()
    for passage, held in zip(article.passages, passages, strict=True):
        counted = body if passage.n else headline
        for key, ats in held.items():
            counted[key] += len(ats)
    for held in said:
        for key, ats in held.items():
            quoted[key] += len(ats)
    in_body, in_headline, in_quotes = (
        1 / (1 - _B + _B * sum(counted.values()) / usual)
        for counted, usual in zip((body, headline, quoted), _USUAL, strict=True)
    )
    told = {}
    for key in body.keys() | headline.keys() | quoted.keys():
        often = in_body * body[key]
        if key in headline:
            often += _HEADLINE * in_headline * headline[key]
        if key in quoted:
            often += _QUOTED * in_quotes * quoted[key]
        told[key] = int(_ARTICLE * often / (_K1 + often))
    return told


def gathered(articles: Iterable[Article]) -> Gathering:
    """The postings of these articles."""
    made = Gathering()
    for article in articles:
        made.add(article)
    return made
