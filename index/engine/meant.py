"""What may have been meant by a query that finds nothing."""

from __future__ import annotations

from index import query
from index.engine.leaves import Leaf
from index.engine.search import Search
from index.engine.words import keys

_MOST = 8
"""Words of a query that are put right at most."""


def corrected(search: Search) -> query.Tree | None:
    """The query of a search with its unknown words in their nearest spelling; None where there is none."""
    mending = _Mending(search)
    other = mending.mended(search.tree, "text")
    return other if mending.left < _MOST else None


class _Mending:
    def __init__(self, search: Search) -> None:
        self._search = search
        self.left = _MOST
        """How many words may still be put right."""

    def mended(self, tree: query.Tree, name: str) -> query.Tree:
        match tree:
            case query.And(items):
                return query.And(tuple(self.mended(i, name) for i in items))
            case query.Or(items):
                return query.Or(tuple(self.mended(i, name) for i in items))
            case query.Field(inner, item) if inner not in ("only", "lang"):
                return query.Field(inner, self.mended(item, inner))
            case query.Term(word, live) if not self._is_held(self._search.leaf(name, tree)):
                return query.Term(self._respelt(word, name), live)
            case query.Phrase(words, live):
                return query.Phrase(tuple(self._respelt(word, name) for word in words), live)
        return tree

    def _is_held(self, wanted: Leaf) -> bool:
        if wanted.field in ("text", "said"):
            return any(slots for _, slots in wanted.held(self._search.terms))
        return bool(self._search.places(wanted))

    def _respelt(self, word: str, name: str) -> str:
        nearest = self._search.words(name).nearest(keys(word)[0]) if self.left else None
        self.left -= nearest is not None
        return nearest or word
