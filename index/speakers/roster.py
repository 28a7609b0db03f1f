"""One name for one speaker over the pack: spellings, longer and shorter names, surnames alone, letters of bodies, documents.

Two names become one only where nothing in the pack speaks against it; what is left to doubt stays below `CERTAIN`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from index import fold, lexicon
from index.lexicon import Lexicon
from index.model import CERTAIN, Article, Quote, Speaker
from index.speakers.persons import PARTICLES, Parts, agree, key, parts, sound
from index.speakers.things import GUESS, LIKELY

SHORTEST_SOUND = 4
"""Letters of a name from which spellings are told by their sound; `J.J` and `I` are two."""
MOST_BEARERS = 200
"""Names with one surname from which they are left as they are."""
LONGEST_NAME = 5
"""Words of the longest name of a person."""
SAME_WORDS = 6
"""Words in a row that two sources share from which they quote the same; who says them may then be one."""
PRINTED_BY = 8
"""Speakers looked at of those to whom the pack gives the same words."""
ROLE_NEAR = 60
"""Characters behind a name in which its role stands: `Petra Dahlin, a spokeswoman for the ministry`."""
NAMED_OFTEN = 20
"""Mentions of a name at which its role is looked for."""
ABBREVIATED = 12
"""Letters of the longest abbreviation of a body."""
COUNTRY = ("U.S. ", "US ", "United States ", "American ", "U.K. ", "UK ", "British ")
"""Before a body's name: the papers of that country leave it out."""


class Renaming(NamedTuple):
    """What a name becomes, and how sure that is at most."""

    name: str
    certainty: float = 1.0


def unify(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles with one string for one speaker over the pack.

    Spellings of one name become the one with most of its letters (`Rønning`), longer and shorter forms the commonest. A
    surname alone becomes the only full name that bears it, below `CERTAIN`. A role or a document without an owner becomes
    whom another source calls by it and gives the same words.
    """
    lex = lexicon.of("en")
    names = Counter(q.speaker.name for a in articles for q in a.quotes if q.speaker)
    if lex is None or not names:
        return tuple(articles)
    renamed = _with(articles, _spellings(names, lex))
    names = Counter(q.speaker.name for a in renamed for q in a.quotes if q.speaker)
    persons = [n for n in names if _is_person(n, lex)]
    renamed = _with(renamed, _one_person(persons, names) | _bodies(names, renamed, lex))
    full = {q.speaker.name for a in renamed for q in a.quotes if q.speaker}
    renamed = _surnames(renamed, [n for n in full if _is_person(n, lex)], lex)
    return _by_words(renamed, lex)


def _with(articles: Sequence[Article], names: Mapping[str, Renaming]) -> tuple[Article, ...]:
    """The articles with these names changed throughout."""
    return tuple(_renamed(article, names) for article in articles)


def _renamed(article: Article, names: Mapping[str, Renaming]) -> Article:
    if not any(q.speaker and q.speaker.name in names for q in article.quotes):
        return article
    return replace(article, quotes=tuple(_spoken(q, names) for q in article.quotes))


def _spoken(quote: Quote, names: Mapping[str, Renaming]) -> Quote:
    speaker = quote.speaker
    known = names.get(speaker.name) if speaker else None
    if speaker is None or known is None:
        return quote
    return replace(quote, speaker=replace(speaker, name=known.name, certainty=min(speaker.certainty, known.certainty)))


# -- spellings


def _spellings(names: Mapping[str, int], lex: Lexicon) -> dict[str, Renaming]:
    """Names that are spelled otherwise over the pack → that spelling: accents before capitals before frequency."""
    best: dict[str, str] = {}
    for label in sorted(names, key=lambda n: (-sum(c > "\x7f" and c.isalpha() for c in n), n.isupper(), -names[n], n)):
        best.setdefault(_spelled(label), label)
    chosen = {}
    for label in names:
        one = best[_spelled(label)]
        low = one.lower()
        if not (one.isupper() or one == low) and (low in lex.words["pronouns"] or low in names):
            one = low  # `He`, `Analysts`: the capital is the sentence's
        if one != label:
            chosen[label] = Renaming(one)
    return chosen


def _spelled(label: str) -> str:
    heard = sound(label)
    return heard if len(heard) >= SHORTEST_SOUND else label.lower()


# -- persons


def _is_person(label: str, lex: Lexicon) -> bool:
    """Whether a name is made as a person's whole name is: two words or more, with capitals, no body's and no document's."""
    words = label.split()
    return 1 < len(words) <= LONGEST_NAME and bool(parts(label).given) and all(
        (w[0].isupper() and not lex.has("body_words", w.lower())) or w.lower() in PARTICLES or w[:3].lower() in ("al-", "el-")
        for w in words
    )  # fmt: skip


def _one_person(persons: Iterable[str], names: Mapping[str, int]) -> dict[str, Renaming]:
    """Longer and shorter names of one person → the commonest of them. A name that may be either of two stays as it is."""
    by_surname: dict[str, list[str]] = {}
    for label in sorted(persons, key=lambda n: (_initial(parts(n)), -len(n.split()), -names[n], n)):
        by_surname.setdefault(parts(label).surname, []).append(label)
    chosen: dict[str, Renaming] = {}
    for labels in by_surname.values():
        if len(labels) > MOST_BEARERS:
            continue
        groups: list[list[str]] = []
        for label in labels:
            able = [g for g in groups if all(agree(parts(label), parts(other)) for other in g)]
            if len(able) == 1:
                able[0].append(label)
            else:
                groups.append([label])
        for group in groups:
            main = max(group, key=lambda n: (not _initial(parts(n)), names[n], len(n), n))
            sure = LIKELY if any(_initial(parts(n)) for n in group) else 1.0
            chosen |= {n: Renaming(main, sure if _initial(parts(n)) else 1.0) for n in group if n != main}
    return chosen


def _initial(name: Parts) -> bool:
    """Whether nothing but initials stands before the surname."""
    return all(len(given) == 1 for given in name.given)


def _surnames(articles: Sequence[Article], full: Sequence[str], lex: Lexicon) -> tuple[Article, ...]:
    """The articles with each surname alone as the one full name of the pack that bears it.

    Of several who bear it only a title tells one, and not for certain: Mrs. Clinton. The only one is certain where the
    gender shown agrees.
    """
    bearers: dict[str, list[str]] = {}
    for label in full:
        bearers.setdefault(parts(label).surname, []).append(label)
        first, second = label.split()[0], label.split()[1]
        if "-" in second and first.lower() not in lex.given:  # Ban Ki-moon: the family's name stands first
            bearers.setdefault(key(first), []).append(label)
    out = []
    for article in articles:
        known = {}
        for label in {q.speaker.name for q in article.quotes if q.speaker and _surname_alone(q.speaker.name, lex)}:
            able = bearers.get(key(label.split()[-1]), [])
            if not able:
                continue
            shown = _genders_shown(article, label, lex, titles=len(able) > 1)
            left = [n for n in able if shown <= set(lex.given.get(n.split()[0].lower(), "mf"))]
            if len(left) == 1 and (shown or len(able) == 1):
                known[label] = Renaming(left[0], 1.0 if shown and len(able) == 1 else LIKELY)
        out.append(_renamed(article, known))
    return tuple(out)


def _surname_alone(label: str, lex: Lexicon) -> bool:
    *before, last = label.split() or [""]
    low = last.lower()
    return (
        all(w.lower() in PARTICLES for w in before)
        and last[:1].isupper()
        and not last.isupper()
        and not any(lex.has(kind, low) for kind in ("body_words", "not_names", "titles", "people", "prepositions"))
        and low not in lex.places
        and low not in lex.given
    )


def _genders_shown(article: Article, label: str, lex: Lexicon, *, titles: bool) -> set[str]:
    """The genders by which an article's own mentions of a speaker go: Mrs.; and, unless only `titles` count, she."""
    shown = set()
    lex = lexicon.of(article.language) or lex
    for quote in article.quotes:
        if quote.speaker is not None and quote.speaker.name == label:
            words = [w.strip(".").lower() for w in quote.speaker.mention.split()]
            for gender, kind in (("m", "masculine"), ("f", "feminine")):
                if any(lex.has(kind, w) or (not titles and w in lex.words[f"pronoun {kind}"]) for w in words):
                    shown.add(gender)
    return shown


# -- bodies


def _bodies(names: Mapping[str, int], articles: Sequence[Article], lex: Lexicon) -> dict[str, Renaming]:
    """`SCO` → `Shanghai Cooperation Organization` where a source says so; `U.S. State Department` → `State Department`."""
    chosen: dict[str, Renaming] = {}
    long: dict[str, list[str]] = {}
    where: dict[str, set[str]] = {}
    for article in articles:
        for quote in article.quotes:
            if quote.speaker is not None:
                where.setdefault(quote.speaker.name, set()).add(article.text)
    for label in names:
        if " " in label and label[:1].isupper():
            long.setdefault("".join(w[0] for w in label.split() if w[0].isupper()), []).append(label)
    for short in (n for n in names if n.isupper() and n.isalpha() and 1 < len(n) <= ABBREVIATED):
        able = [n for n in long.get(short, ()) if _says_short(where[n] | where[short], n, short)]
        if len(able) == 1:
            chosen[short] = Renaming(able[0])
    bare: dict[str, list[str]] = {}
    for label in names:
        prefix = next((p for p in ("the ", "The ", *COUNTRY) if label.startswith(p)), "")
        rest = label.removeprefix(prefix)
        if prefix and rest in names and rest[:1].isupper() and not _is_person(rest, lex):
            bare.setdefault(rest, []).append(label)
    for rest, labels in bare.items():
        if len(labels) == 1:
            chosen[labels[0]] = Renaming(rest)
    return chosen


def _says_short(texts: Iterable[str], long: str, short: str) -> bool:
    return any(f"{long} ({short})" in text for text in texts)


# -- the same words


def _by_words(articles: Sequence[Article], lex: Lexicon) -> tuple[Article, ...]:
    """Speakers without a name of their own → who says the same words in another source, where nothing speaks against it.

    `the harbour master` becomes Maren Holt where that source calls her so; `the report` the report of that body; a body's
    statement and its declaration are one.
    """
    shared = _Shared(articles, lex)
    out = []
    for n, article in enumerate(articles):
        known: dict[str, Renaming] = {}
        for quote, words in shared.open[n]:
            if quote.speaker is None or quote.speaker.name in known:
                continue
            found = shared.speaker(n, quote.speaker, words)
            if found is not None:
                known[quote.speaker.name] = found
        out.append(_renamed(article, known))
    return tuple(out)


class _Shared:
    """What is said by speakers who have no name of their own, and who else says it."""

    def __init__(self, articles: Sequence[Article], lex: Lexicon) -> None:
        self.articles, self.lex = articles, lex
        self.open: list[list[tuple[Quote, list[str]]]] = [
            [(q, _words(a, q)) for q in a.quotes if q.speaker and self._nameless(q.speaker.name)] for a in articles
        ]
        wanted = {s for quotes in self.open for _, words in quotes for s in _shingles(words)}
        self.said: dict[str, list[tuple[int, Speaker]]] = {}
        """Words in a row → the sources, by number, and to whom these give them."""
        for n, article in enumerate(articles) if wanted else ():
            for quote in article.quotes:
                if quote.speaker is not None and quote.speaker.certainty >= GUESS:
                    for shingle in _shingles(_words(article, quote)):
                        if shingle in wanted and len(said := self.said.setdefault(shingle, [])) < PRINTED_BY:
                            said.append((n, quote.speaker))

    def _nameless(self, label: str) -> bool:
        """Whether a name is a role (`harbour master`) or a document (`report`, `SCO declaration`)."""
        words = label.lower().split()
        has = self.lex.has
        return any(has("documents", w) for w in words) or (
            label[:1].islower() and any(has("people", w) or has("titles", w) for w in words)
        )

    def speaker(self, n: int, speaker: Speaker, words: Sequence[str]) -> Renaming | None:
        """Who says these words of source `n` elsewhere and may be the same; None for nobody and for several."""
        label = speaker.name
        others: dict[str, float] = {}
        asked: set[tuple[int, str]] = set()
        for shingle in _shingles(words):
            for m, other in self.said.get(shingle, ()):
                if (m, other.name) in asked:
                    continue
                asked.add((m, other.name))
                if m != n and other.name != label and self._may_be(label, other.name, m, earlier=m < n):
                    others[other.name] = max(others.get(other.name, 0.0), other.certainty)
        if len(others) != 1:
            return None
        name, certainty = next(iter(others.items()))
        return Renaming(name, 1.0 if certainty >= CERTAIN else LIKELY)

    def _may_be(self, label: str, other: str, m: int, *, earlier: bool) -> bool:
        one, two = _Document.of(label, self.lex), _Document.of(other, self.lex)
        if one is not None:
            if two is None or two.owner is None:
                return False
            return one.kind == two.kind if one.owner is None else earlier and _one_body(one.owner, two.owner)
        return _is_person(other, self.lex) and _called(self.articles[m].text.lower(), other, label)


class _Document(NamedTuple):
    """A document as a speaker: `report` of `Maritime Inspectorate`."""

    kind: str
    owner: str | None

    @classmethod
    def of(cls, label: str, lex: Lexicon) -> _Document | None:
        head, _, owner = label.partition(" of ")
        kind = head.lower().rpartition(" ")[2]
        if lex.has("documents", kind):
            before = head[: -len(kind)].strip()
            owner = owner.removeprefix("the ")
            owned = owner if owner[:1].isupper() else before if before[:1].isupper() else None
            return cls(kind, owned)
        return None


def _words(article: Article, quote: Quote) -> list[str]:
    return [word.form for word in fold.words(article.text, *quote.span)]


def _shingles(words: Sequence[str]) -> Iterator[str]:
    for i in range(len(words) - SAME_WORDS + 1):
        yield " ".join(words[i : i + SAME_WORDS])


def _one_body(a: str, b: str) -> bool:
    letters = ["".join(w[0] for w in label.split() if w[0].isupper()) for label in (a, b)]
    return a == b or a == letters[1] or b == letters[0]


def _called(text: str, name: str, role: str) -> bool:
    """Whether a text, in lower case, calls somebody by a role: `harbour master Maren Holt`, `Maren Holt, the master`."""
    name, at = name.lower(), -1
    for _ in range(NAMED_OFTEN):
        at = text.find(name, at + 1)
        if at < 0:
            return False
        before = text[max(0, at - ROLE_NEAR) : at].rstrip(" ,\n")
        behind = text[at + len(name) : at + len(name) + ROLE_NEAR].partition(".")[0]
        if before.endswith(role) or (behind.startswith(",") and role in behind):
            return True
    return False
