"""One name for one speaker over the pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from index import fold, lexicon
from index.lexicon import Lexicon
from index.model import Article, Speaker
from index.speakers.persons import sound

LIKELY = 0.88
SAME_WORDS = 6
"""Words from which the very same quotation tells that two mentions are one speaker, where nothing speaks against it."""


def unify(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles with one string for one speaker over the pack.

    Spellings of one name become the one with most of its letters (`Rønning`). A surname alone becomes the only full name
    that bears it, below `CERTAIN`. A document becomes that of the same body to which another source gives the same words.
    """
    chosen = _spellings(Counter(q.speaker.name for a in articles for q in a.quotes if q.speaker))
    renamed = [_renamed(a, lambda s: replace(s, name=chosen[s.name])) for a in articles]
    alone = _only_bearers({q.speaker.name for a in renamed for q in a.quotes if q.speaker})
    renamed = [_renamed(a, lambda s: _full(s, alone)) for a in renamed]
    documents = _one_document(renamed)
    return tuple(_renamed(a, lambda s: replace(s, name=documents.get(s.name, s.name))) for a in renamed)


def _renamed(article: Article, change: Callable[[Speaker], Speaker]) -> Article:
    quotes = tuple(replace(q, speaker=change(q.speaker)) if q.speaker else q for q in article.quotes)
    return replace(article, quotes=quotes) if quotes != article.quotes else article


def _spellings(names: Mapping[str, int]) -> dict[str, str]:
    """Each name → how it is spelled over the pack."""
    by_sound: dict[str, str] = {}
    for label, _ in sorted(names.items(), key=lambda pair: (-sum(c > "\x7f" for c in pair[0]), -pair[1], pair[0])):
        by_sound.setdefault(sound(label), label)
    return {label: by_sound[sound(label)] for label in names}


def _only_bearers(names: Iterable[str]) -> dict[str, str]:
    """Surname → the one full name that ends in it; surnames of several are not there."""
    bearers: dict[str, set[str]] = {}
    for label in names:
        given, _, surname = label.rpartition(" ")
        if given and label[0].isupper() and surname[:1].isupper() and " of " not in label and len(label.split()) <= 3:
            bearers.setdefault(surname, set()).add(label)
    return {surname: next(iter(labels)) for surname, labels in bearers.items() if len(labels) == 1}


def _full(speaker: Speaker, alone: Mapping[str, str]) -> Speaker:
    full = alone.get(speaker.name)
    return replace(speaker, name=full, certainty=min(speaker.certainty, LIKELY)) if full else speaker


def _one_document(articles: Sequence[Article]) -> dict[str, str]:
    """Names of documents → the name in the source that stands first, where the same words are given to both."""
    lex = lexicon.of("en")
    first: dict[tuple[str, ...], list[str]] = {}
    same: dict[str, str] = {}
    for article in articles:
        for quote in article.quotes:
            if quote.speaker is None or lex is None or _body_of(quote.speaker.name, lex) is None:
                continue
            words = tuple(word.form for word in fold.words(article.text, *quote.span))
            if len(words) < SAME_WORDS:
                continue
            known = first.setdefault(words, [])
            label = quote.speaker.name
            twin = next((k for k in known if _one_body(_body_of(k, lex), _body_of(label, lex))), None)
            if twin is None:
                known.append(label)
            elif twin != label:
                same[label] = same.get(twin, twin)
    return same


def _body_of(label: str, lex: Lexicon) -> str | None:
    """Whose document: `SCO` of `SCO declaration`, `X` of `statement of X`; None for what is no document."""
    kind, _, owner = label.partition(" of ")
    if owner and lex.has("documents", kind.lower()):
        return owner
    owner, _, kind = label.rpartition(" ")
    return owner if owner and lex.has("documents", kind.lower()) else None


def _one_body(a: str | None, b: str | None) -> bool:
    if a is None or b is None:
        return False
    letters = ["".join(w[0] for w in label.split() if w[0].isupper()) for label in (a, b)]
    return a == b or a == letters[1] or b == letters[0]
