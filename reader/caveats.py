"""What a reader has to know before the sources are trusted, in plain words: their flags, and what could not be read at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from index.model import Article, FlagKind, Unread

SIGN = "!"
"""What stands beside a source that has a flag, and beside what could not be read."""
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


def by_reason(unread: Iterable[Unread]) -> Mapping[str, list[Unread]]:
    """What could not be read, by its reasons: those of most files first."""
    found: dict[str, list[Unread]] = {}
    for one in unread:
        found.setdefault(one.reason, []).append(one)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


_SAYS_IT = re.compile(r": (?:open|save|export|print|split|unpack|put|install)\b")
_TO_DO = (
    (r"files are not read|suffix is not read|packed in a way", "save as text, or as a Word, PDF or web page"),
    (r"not a regular file|another program left|never opened|is a link", "nothing: it is no source"),
    (
        r"empty|nothing but blanks|no text|says nothing|nothing was found",
        "look at it in its own program: no words were found in it",
    ),
    (r"changed while|was not read within|takes more than|ended", "open the pack again; if it stays so, split the file"),
    (r"larger than|more than|too much|too many|too deep", "split it"),
    (r"cannot be opened", "give yourself the right to read it, and open the pack again"),
    (
        r"damaged|cut off|missing|no XML|failed|makes no sense",
        "fetch it anew, or open it in its own program and save it as text",
    ),
)


def to_do(reason: str) -> str:
    """What a person may do about a source that could not be read; empty where the reason says it itself."""
    if _SAYS_IT.search(reason):
        return ""
    advice = (said for pattern, said in _TO_DO if re.search(pattern, reason))
    return next(advice, "open it in its own program and save it as text")
