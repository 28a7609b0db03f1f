"""What a reader has to know of a source before it is trusted, in plain words: the flags, as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from index.model import Article, FlagKind

SIGN = "!"
"""What stands beside a source that has any."""
WORDS: Mapping[FlagKind, str] = {
    "incomplete": "read in part",
    "truncated": "broken off",
    "list": "a list, no article",
    "live": "live blog",
    "translated": "machine translation",
    "mixed": "several languages",
    "mojibake": "garbled characters",
    "hidden": "hidden characters",
}
"""Each kind of flag in two or three words, what weighs most first."""


def named(article: Article) -> list[str]:
    """The kinds of an article's flags, what weighs most first; with their number where one is there several times."""
    kinds = [flag.kind for flag in article.flags]
    return [words + (f" ({n})" if n > 1 else "") for kind, words in WORDS.items() if (n := kinds.count(kind))]


def by_kind(articles: Iterable[Article]) -> Mapping[FlagKind, list[Article]]:
    """The articles that have flags of each kind, the kinds as in `WORDS`."""
    found: dict[FlagKind, list[Article]] = {kind: [] for kind in WORDS}
    for article in articles:
        for kind in dict.fromkeys(flag.kind for flag in article.flags):
            found[kind].append(article)
    return {kind: some for kind, some in found.items() if some}
