"""A query in Whoosh's own terms: what Whoosh's searcher finds for it in our index is what ours has to find.

A document of the index is an article. It knows the words of passages (`text`) and of quotations (`said`) with their
places, those of different passages and quotations far apart. What takes more than that raises ValueError: the other fields
and dates, which are kept with the articles, and all that has to hold for one quotation.

A word being typed, and `pref*`, stand for all words that begin so, where the search itself stops at some number of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import permutations

from whoosh import query as stock
from whoosh.lang import has_stemmer, stemmer_for_language
from whoosh.query.spans import SpanNear2

from index import query, wording
from index.engine.words import keys, parts, tokens
from index.model import Article

_TOGETHER = 4
"""So many parts of a phrase may be one word in the text: `second-in-command`."""

Parts = Sequence[tuple[str, bool]]
"""The parts of words, with each whether it may be written together with the one before."""


class Vocabulary:
    """The terms of some articles, and what each may be meant by."""

    def __init__(self, articles: Sequence[Article]) -> None:
        forms = {word.form for a in articles for p in a.passages for word in tokens(a.text, p.span)}
        self.terms = {key for form in forms for key in keys(form)}
        printed = {part for form in forms for part, _ in parts(form) if wording.key(part) in self.terms}
        self._spelled = {**{part: wording.key(part) for part in printed}, **{term: term for term in self.terms}}
        spoken = {"en", *(a.language for a in articles if a.language)}
        self._stemmers = [stemmer_for_language(language) for language in spoken if has_stemmer(language)]
        self._of_stem: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
        for term in self.terms:
            for n, stem in enumerate(self._stemmers):
                self._of_stem[n, stem(term)].add(term)

    def forms(self, key: str) -> set[str]:
        """A term and its other forms in the languages of the articles; numbers and words of two letters have none."""
        if len(key) < 3 or any(map(str.isdigit, key)):
            return {key}
        return {key}.union(*(self._of_stem.get((n, stem(key)), ()) for n, stem in enumerate(self._stemmers)))

    def beginning(self, start: str) -> set[str]:
        """The terms of words that begin so, as they are printed or in the spelling they are found by."""
        return {term for word, term in self._spelled.items() if word.startswith((start, wording.key(start)))}


def compiled(tree: query.Tree, words: Vocabulary) -> stock.Query:
    """The articles that answer `tree`; `words` are those of the index. ValueError where Whoosh's queries cannot say it."""
    match tree:
        case query.And(items):
            if sum(isinstance(i, query.Field) for i in items) > 1:
                raise ValueError("what several fields hold of one quotation is not known to the index")
            return stock.And([compiled(i, words) for i in items]) if items else stock.NullQuery
        case query.Or(items):
            return stock.Or([compiled(i, words) for i in items])
        case query.Not(item):
            # Not alone may find an article that was taken out, where it stands behind the last that the item finds.
            return stock.And([stock.Every(), stock.Not(compiled(item, words))])
        case query.All():
            return stock.Every()
        case query.Field("said", item):
            return _said(item, words)
        case query.Field(name, _):
            raise ValueError(f"{name}: is kept with the articles, not in the index")
        case query.Range():
            raise ValueError("dates are kept with the articles, not in the index")
    return _leaf("text", tree, words)


def _said(tree: query.Tree, words: Vocabulary) -> stock.Query:
    match tree:
        case query.Or(items):
            return stock.Or([_said(i, words) for i in items])
        case query.And() | query.Not() | query.All():
            raise ValueError("which words are of one quotation is not known to the index")
    return _leaf("said", tree, words)


def _leaf(field: str, tree: query.Tree, words: Vocabulary) -> stock.Query:
    match tree:
        case query.Term(word, live):
            forms = _forms(field, word, words)
            return stock.Or([*forms, *_begun(field, word, words)] if live else forms)
        case query.Prefix(word):
            return stock.Or(_begun(field, word, words))
        case query.Fuzzy(word):
            return stock.Or([*_forms(field, word, words), *_alike(field, word)])
        case query.Phrase(typed, live):
            split = [(part, joins or n == 0) for word in typed for n, (part, joins) in enumerate(parts(word))]
            return stock.Or(_rows(field, split, words, words.beginning(split[-1][0]) if live else ()))
        case query.Near(typed, slop):
            return _near(field, list(dict.fromkeys(key for word in typed for key in _wholes(word))), slop)
    raise ValueError(f"no leaf of a query: {tree}")


def _forms(field: str, word: str, words: Vocabulary) -> list[stock.Query]:
    """A word in any of its forms, written as one or in its parts; of `Russia's` also `Russia`."""
    split = parts(word)
    whole = wording.key(_whole(split))
    owner = wording.key(split[0][0]) if len(split) == 2 and split[1] == ("s", True) else whole
    found = words.forms(whole) | words.forms(owner) if whole else set()
    rows = _rows(field, split, words) if len(split) > 1 else []
    return [*(stock.Term(field, key) for key in sorted(found)), *rows]


def _begun(field: str, word: str, words: Vocabulary) -> list[stock.Query]:
    """Words that begin so, in the spelling they are found by or in that of a text; of several parts the last is begun."""
    split = parts(word)
    whole = _whole(split)
    found: list[stock.Query] = []
    if whole:
        found = [stock.Prefix(field, start) for start in {whole, wording.key(whole)}]
        found += [stock.Term(field, key) for key in sorted(words.beginning(whole))]
    if len(split) > 1 and not word.endswith(("'s", "'t")):
        found += _rows(field, split, words, words.beginning(split[-1][0]))
    return found


def _alike(field: str, word: str) -> list[stock.Query]:
    """Words that differ from a word of one part in one letter, or in two neighbours swapped."""
    if len(parts(word)) > 1:
        return []
    key = wording.key(word)
    swapped = (key[:n] + key[n + 1] + key[n] + key[n + 2 :] for n in range(len(key) - 1))
    return [stock.FuzzyTerm(field, key, maxdist=1, prefixlength=0), *(stock.Term(field, other) for other in swapped)]


def _rows(field: str, split: Parts, words: Vocabulary, last: Iterable[str] = ()) -> list[stock.Query]:
    """Parts side by side, in each way in which some of them may be one word; `last` are more keys for the last part."""
    ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in split)]
    for at in range(len(split)):
        whole = ""
        for size, (part, joins) in enumerate(split[at : at + _TOGETHER], 1):
            if size > 1 and not joins:
                break
            whole += part
            key = wording.key(whole)
            if size == 1 or key in words.terms:
                ways[at + size] += [(*way, key) for way in ways[at]]
    rows = {*ways[-1], *((*way, key) for way in ways[-2] for key in last)}
    return [stock.Phrase(field, list(row)) if len(row) > 1 else stock.Term(field, row[0]) for row in sorted(rows)]


def _near(field: str, wanted: Sequence[str], slop: int) -> stock.Query:
    """All of these within `slop` further words: one of them first, one last, the others between."""
    terms = [stock.Term(field, key) for key in wanted]
    if len(terms) == 1:
        return terms[0]
    found = []
    for first, last in permutations(terms, 2):
        ends = SpanNear2([first, last], slop=len(terms) + slop - 1, mindist=0)
        found.append(SpanNear2([ends, *(t for t in terms if t not in (first, last))], slop=0, mindist=0))
    return stock.Or(found)


def _wholes(word: str) -> list[str]:
    """The keys of a word written together, or of its parts where that cannot be."""
    split = parts(word)
    whole = _whole(split)
    return [wording.key(whole)] if whole else [wording.key(part) for part, _ in split]


def _whole(split: Parts) -> str:
    """The parts written together; empty where marks stand between them that never go, as in `4.2`."""
    return "".join(part for part, _ in split) if all(joins for _, joins in split[1:]) else ""
