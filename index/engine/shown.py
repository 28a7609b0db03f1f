"""What is shown of an answer: the passages with the words that matched, and which spellings were taken for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_

from index import query, wording
from index.engine.leaves import Leaf
from index.engine.search import Search
from index.engine.words import keys, parts, tokens
from index.model import Hit, Span


class Shown:
    """Makes hits of the passages that a search has ranked."""

    def __init__(self, search: Search) -> None:
        """Take the search."""
        self._search, self._tables = search, search.tables
        self._marked: dict[str, None] = {}
        """The words that were marked in hits."""

    @property
    def at_least(self) -> bool:
        """Whether some word that is being typed begins more words than were looked for."""
        return any(wanted.more for wanted in self._looked)

    def hit(self, slot: int) -> Hit:
        """A passage with the words that matched."""
        article, passage = self._tables.article(slot), self._tables.passage(slot)
        marks: set[Span] = set()
        plain = [x for x in self._search.found.leaves if x.field == "text"]
        if plain:
            marks |= self._marks(slot, passage.span, plain)
        quoted = [x for x in self._search.found.leaves if x.field == "said"]
        for quote in self._tables.quotes_of(slot) if quoted or self._search.found.said or self._who else ():
            wanted = quoted + (self._said if self._fitting >> quote & 1 else [])
            if wanted:
                marks |= self._marks(slot, self._tables.quote(quote).span, wanted)
            speaker = self._tables.quote(quote).speaker if self._who and self._voices >> quote & 1 else None
            if speaker and speaker.span and passage.span.start <= speaker.span.start < passage.span.stop:
                marks |= self._marks(slot, speaker.span, self._who)
        if self._titles and passage.n == 0:
            marks |= self._marks(slot, passage.span, self._titles)
        return Hit(article.path, passage.n, passage.span, tuple(sorted(marks)), round(self._search.scores[slot], 4))

    @cached_property
    def _fitting(self) -> int:
        return reduce(or_, self._search.found.said, 0)

    @cached_property
    def _voices(self) -> int:
        return reduce(or_, self._search.found.spoken, self._fitting)

    @cached_property
    def _who(self) -> list[Leaf]:
        return [self._search.leaf("who", x) for x in _inside("who", self._search.tree)]

    @cached_property
    def _said(self) -> list[Leaf]:
        return [self._search.leaf("said", x) for x in _inside("said", self._search.tree)]

    @cached_property
    def _titles(self) -> list[Leaf]:
        return [self._search.leaf("title", x) for x in _inside("title", self._search.tree)]

    @property
    def _looked(self) -> Iterable[Leaf]:
        return (*self._search.found.leaves, *self._said, *self._who, *self._titles)

    def _marks(self, slot: int, span: Span, leaves: Iterable[Leaf]) -> set[Span]:
        article = self._tables.article(slot)
        asked = (article.path, span)
        if asked not in self._search.memory.words:
            words = tokens(article.text, span)
            found: dict[str, list[int]] = {}
            for n, word in enumerate(words):
                for key in keys(word.form):
                    found.setdefault(key, []).append(n)
            self._search.memory.words[asked] = words, found
        words, here = self._search.memory.words[asked]
        marked = {n for x in leaves for n in x.places(_Here(here), article.language or "en")}
        self._marked.update(dict.fromkeys(words[n].form for n in sorted(marked)))
        return {Span(words[n].start, words[n].stop) for n in marked}

    def folded(self) -> tuple[str, ...]:
        """Spellings in the hits so far that are not the ones typed: `harbor = harbour`."""
        typed = {_together(word): word for x in self._looked for word in x.typed}
        found: dict[str, None] = {}
        for word in self._marked:
            asked = typed.get(_together(word))
            if asked is not None and asked != word:
                found[f"{asked} = {word}"] = None
        return tuple(found)


class _Here:
    """The places of terms in one passage or name, whatever the field."""

    def __init__(self, found: Mapping[str, Sequence[int]]) -> None:
        self._found = found

    def of(self, field: str, key: str) -> Sequence[int]:
        return self._found.get(key, ())


def _together(word: str) -> str:
    """The key of a word or phrase written as one."""
    return wording.key("".join(part for part, _ in parts(word)))


def _inside(name: str, tree: query.Tree) -> Iterator[query.Tree]:
    """The leaves that stand under a field, outside of negations."""
    match tree:
        case query.And(items) | query.Or(items):
            for item in items:
                yield from _inside(name, item)
        case query.Field(inner, item) if inner == name:
            yield from _wanted(item)


def _wanted(tree: query.Tree) -> Iterator[query.Tree]:
    match tree:
        case query.And(items) | query.Or(items):
            for item in items:
                yield from _wanted(item)
        case query.Not() | query.All():
            return
        case _:
            yield tree
