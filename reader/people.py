"""Who said what, with what the user put right laid over it; and how each speaker is shown all over a pack.

A correction holds for one stretch of a source and is found again by its words, should the source have changed. A name holds
for a speaker all over the pack, for one spelling of the name, or for one source: so two speakers are made one, or one two.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, TypeVar
from unicodedata import east_asian_width

from index.fold import fold
from index.model import CERTAIN, Article, Quote, Span
from index.pack import Pack
from index.wording import without_accents
from reader.journal import Called, Correction, Work

T = TypeVar("T")

HUES = 8
"""Colours that speakers are told by; after so many they repeat, the letters carry."""
_LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits


def remembered(make: Callable[..., T]) -> Callable[..., T]:
    """A function that keeps its last two results for as long as it is asked with the same numbers and words, and the very same objects.

    Two, because a pack may be made ready beside the screen while another one is still shown. What it is asked with is never changed in place, so that the same object has the same content.
    """
    last: list[tuple[tuple[object, ...], T]] = []

    def asked(*given: object) -> T:
        for known, made in tuple(last):
            if all(map(_same, known, given)):
                return made
        made = make(*given)
        last[:] = [(given, made), *last[:1]]
        return made

    return asked


def _same(one: object, two: object) -> bool:
    return one is two or (isinstance(one, int | str) and one == two)


def plain(text: str) -> str:
    """A text as it is looked for in names: on one line, whatever its case, marks and accents.

    >>> plain("Aksel  RØNNING’s")
    "aksel ronning's"
    """
    return without_accents(fold(" ".join(text.split()))[0])


class Voice(NamedTuple):
    """Who speaks, as it is shown."""

    name: str
    """Empty where nobody is named."""
    certain: bool
    """Whether the name may be shown without a question mark."""
    by_hand: bool = False
    """Whether the user gave the name."""


@dataclass(frozen=True, slots=True)
class Tag:
    """How a speaker is shown all over the pack."""

    letter: str
    hue: int
    """1 to 8; repeats after eight speakers, the letter carries."""
    short: str
    """The surname of a person, the name of a body or document."""


class People:
    """The speakers of a pack, as the user put them right."""

    def __init__(self, pack: Pack, corrected: Mapping[str, Correction], names: Mapping[Called, str]) -> None:
        self._pack = pack
        self._names = names
        self._corrected = dict(_where_they_stand(pack, corrected.values()))

    def who(self, quote: Quote) -> Voice:
        """Who said a quotation."""
        corrected = self._corrected.get(quote.id)
        if corrected is not None:
            return Voice(self.final(corrected), True, True)
        if quote.speaker is None:
            return Voice("", True)
        name = self._named(quote, quote.speaker.name) if self._names else quote.speaker.name
        return Voice(name, quote.speaker.certainty >= CERTAIN, name != quote.speaker.name)

    def _named(self, quote: Quote, name: str) -> str:
        for called in (Called(name, source=quote.source), Called(name, spelling=spelling(quote))):
            if called in self._names:
                name = self._names[called]
                break
        return self.final(name)

    def final(self, name: str) -> str:
        """What a speaker is called all over the pack who is called `name` in it."""
        seen = set()
        while (to := self._names.get(Called(name))) is not None and name not in seen:
            seen.add(name)
            name = to
        return name

    def given(self, name: str) -> list[Called]:
        """The speakers, spellings and sources that the user made part of the speaker `name`."""
        return [called for called, to in self._names.items() if called.name != name and self.final(to) == name]

    @cached_property
    def tags(self) -> Mapping[str, Tag]:
        """How each speaker is shown, in the order in which they first speak.

        Who is nowhere certain comes after all who are, who is quoted without marks only at the end: they take no letter
        and no hue from the others.
        """
        rank: dict[str, int] = {}
        for article in self._pack.articles:
            for reported, quotes in enumerate((article.quotes, article.indirect)):
                for quote in quotes:
                    name, sure, _ = self.who(quote)
                    if name:
                        rank[name] = min(rank.get(name, 2), 2 if reported else not sure)
        return _tagged(sorted(rank, key=lambda name: rank[name]))

    @cached_property
    def counted(self) -> Mapping[str, Mapping[str, int]]:
        """How often each speaker is quoted in marks: by the source's path."""
        found: dict[str, Counter[str]] = {}
        for quote in self._pack.quotes:
            found.setdefault(self.who(quote).name, Counter())[quote.source] += 1
        return found


people: Callable[[Pack, Mapping[str, Correction], Mapping[Called, str]], People] = remembered(People)


def of(pack: Pack, work: Work) -> People:
    """The speakers of a pack as the user's work has them."""
    return people(pack, work.speakers, work.names)


def _tagged(names: list[str]) -> dict[str, Tag]:
    """Letters and hues: of two names with one initial the later gets another letter of its own, large or small, or any."""
    shorts = [short_name(name) for name in names]
    counted = Counter(shorts)
    used: set[str] = set()
    found: dict[str, Tag] = {}
    for n, (name, short) in enumerate(zip(names, shorts, strict=True)):
        short = short if counted[short] == 1 else name  # two Holts are told apart by their first names
        own = [c.upper() for c in short if c.isalpha() and len(c.upper()) == 1 and east_asian_width(c) not in "FW"]
        letter = next((c for c in (*own, *(c.lower() for c in own), *_LETTERS) if c not in used), (*own, "?")[0])
        used.add(letter)
        found[name] = Tag(letter, n % HUES + 1, short)
    return found


def spelling(quote: Quote) -> str:
    """How its source spells a quotation's speaker, on one line; empty where it has no name there: `he`, `the minister`."""
    if quote.speaker is None:
        return ""
    words = quote.speaker.mention.split()
    name = {word.casefold() for word in quote.speaker.name.split()}
    spelt = any(w[:1].isupper() and (w.casefold() in name or (len(w) > 1 and w.isupper())) for w in words)
    return " ".join(words) if spelt else ""


def fingerprint(article: Article, span: Span) -> str:
    """What names a stretch of a source's bytes, whatever the source is called."""
    return f"{article.source.sha256}:{span.start}-{span.stop}"


def put_right(work: Work, article: Article, quote: Quote, name: str) -> Work:
    """The work with another speaker for one quotation; an empty name for nobody."""
    words = quote.span.of(article.text)
    made = Correction(name.strip(), article.path, article.source.sha256, quote.span, words)
    return replace(work, speakers={**work.speakers, fingerprint(article, quote.span): made})


def named(work: Work, called: Called, name: str) -> Work:
    """The work in which a speaker, one spelling of it, or what one source has of it, is called `name`."""
    names = {**work.names, called: name.strip()}
    names.pop(Called(name.strip()), None)  # who others become is nobody else
    return replace(work, names=names)


def forgotten(work: Work, called: Called) -> Work:
    """The work in which that speaker is called as the sources have it."""
    return replace(work, names={c: name for c, name in work.names.items() if c != called})


def _where_they_stand(pack: Pack, corrections: Iterable[Correction]) -> Iterator[tuple[str, str]]:
    """The quotations that were put right, by their ids, with their speakers' names; corrections without any are passed over."""
    by_bytes = {a.source.sha256: a for a in pack.articles}
    for correction in corrections:
        article = by_bytes.get(correction.sha256) or pack.by_path.get(correction.source)
        span = standing(article, correction.sha256, correction.span, correction.text) if article else None
        quote = _quote_at(article, span) if article and span else None
        if quote is not None:
            yield quote.id, correction.name


def standing(article: Article, sha256: str, span: Span, words: str) -> Span | None:
    """Where words that were put aside stand now: at their place or, where the source has changed since, at the only other one.

    None where they are gone, or stand in several places: no likeness is taken for them, and nothing is guessed. Words that
    were not kept (`words` is empty) are taken to be where they were as long as the source is as it was.
    """
    if span.of(article.text) == words or (not words and article.source.sha256 == sha256):
        return span
    if article.source.sha256 == sha256 or not words:
        return None
    found = [p for p in article.passages if words in p.span.of(article.text)]
    if len(found) != 1 or found[0].span.of(article.text).count(words) != 1:
        return None
    start = article.text.index(words, found[0].span.start)
    return Span(start, start + len(words))


def _quote_at(article: Article, span: Span) -> Quote | None:
    """The quotation that stands at `span`, else the one that has most in common with it, four fifths of both at least."""
    best, most = None, 0.8
    for quote in (*article.quotes, *article.indirect):
        if quote.span == span:
            return quote
        shared = min(quote.span.stop, span.stop) - max(quote.span.start, span.start)
        common = shared / max(quote.span.stop - quote.span.start, span.stop - span.start, 1)
        if common >= most:
            best, most = quote, common
    return best


def short_name(name: str) -> str:
    """The surname of a person (`Dmitry Medvedev`), any other name as it is."""
    return name.split()[-1] if is_person(name) else name


def is_person(name: str) -> bool:
    """Whether a name looks like a person's first name and surname, not like a body's or a document's."""
    words = name.split()
    person = 2 <= len(words) <= 4 and all(w[:1].isupper() and w[1:2].islower() for w in (words[0], words[-1]))
    return person and not any(w.casefold().strip(",.") in _BODIES for w in words)


_BODIES = frozenset(
    (
        *("agency", "army", "association", "authority", "bank", "board", "bureau", "cabinet", "centre", "center"),
        *("chamber", "church", "college", "commission", "committee", "company", "congress", "corporation", "council"),
        *(
            "court",
            "declaration",
            "department",
            "district",
            "federation",
            "force",
            "forces",
            "foundation",
            "government",
        ),
        *("group", "hospital", "house", "inc", "inspectorate", "institute", "league", "line", "ltd", "ministry"),
        *("movement", "museum", "network", "news", "office", "organisation", "organization", "parliament", "party"),
        *("police", "post", "press", "report", "senate", "service", "society", "states", "statement", "supreme"),
        *("times", "trust", "union", "university"),
    )
)
"""Words that make a name that of a body or a document."""
