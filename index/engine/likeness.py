"""Which words of a passage tell what it is about, so that they find others about the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from math import log

from index import wording
from index.engine.words import keys, parts, tokens
from index.model import Article, Passage

MOST = 12
"""Words that a query asks for: with fewer a passage is like others by chance, with more by its common words."""


def more_like(
    article: Article,
    passage: Passage,
    forms: Callable[[str], Collection[str]],
    holding: Callable[[str], int],
    passages: int,
) -> str:
    """The query that finds passages like one of this article: its most telling words, any of which is enough.

    A word tells the more, the more often it stands there and the fewer passages hold it (tf · idf). Left out are words of
    grammar, numbers, and what no other passage holds, or every one does; of words with one stem the first stands for all.

    Args:
        article: Whose passage it is.
        passage: What others are to be like.
        forms: The forms of a word that the pack has, by their keys.
        holding: How many passages of the pack hold a key.
        passages: How many there are.

    Returns:
        The words, the most telling first, complete: `harbor OR pilot `. Empty where none tells anything.
    """
    often = Counter[str]()
    held: dict[str, int] = {}
    stands_for: dict[str, str] = {}
    for token in tokens(article.text, passage.span):
        word = _without_owner(token.form)
        key = keys(word)[0]
        if key not in stands_for:
            alike = {key, *forms(key)} if _may_tell(word) else {key}
            stands_for |= dict.fromkeys(alike - stands_for.keys(), word)
            held[word] = min(sum(map(holding, alike)), passages) if _may_tell(word) else 0
        often[stands_for[key]] += 1
    telling = {word: n * log(passages / held[word]) for word, n in often.items() if 1 < held[word] < passages}
    best = sorted(telling, key=lambda word: -telling[word])[:MOST]
    return " OR ".join(best) + " " if best else ""


def _without_owner(form: str) -> str:
    """`company` of `company's`."""
    split = parts(form)
    return split[0][0] if len(split) == 2 and split[1][0] == "s" else form


def _may_tell(word: str) -> bool:
    return len(word) > 1 and word not in wording.STOP and any(c.isalpha() for c in word) and not word.endswith("'t")
