"""The sources of a pack as far as they are read: in their order, each with its key, what pack.toml states laid over it."""

from __future__ import annotations

import itertools
import string
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from index import manifest
from index.contents import Contents
from index.model import Article, Dropped, Holder, Passage, Quote, Source, Unread


class Found:
    """What is known of the files of a pack so far, and of the sources that some of them hold.

    Args:
        there: What lies in the pack.
        before: The articles of the pack when it was read before, whose keys stay with them, those first that were gone by then.
    """

    def __init__(self, there: Contents, before: Sequence[Article] = ()) -> None:
        self.there = there
        self.before = before
        self.read: dict[str, Article | Unread] = {}
        self.holders: dict[str, Holder] = {}

    def add(self, one: Article | Unread | Holder) -> None:
        """Something more is known."""
        if isinstance(one, Holder):
            self.holders[one.source.path] = one
        else:
            self.read[one.source.path] = one

    @property
    def count(self) -> tuple[int, int]:
        """How many sources are read, and of how many, as far as one can tell before every file is opened."""
        inner = sum(sum(part.path != path for part in holder.parts) for path, holder in self.holders.items())
        shells = sum(path not in self.read for path in self.holders)
        return len(self.read), max(len(self.read), len(self.there.listed) + inner - shells)

    def whole(self, source: Source) -> bool:
        """All that the file holds is known."""
        return None not in self.within(source)

    def within(self, source: Source) -> Iterator[Article | Unread | None]:
        """The articles of a file in their order, and what of it cannot be read; None for what is not known yet."""
        holder = self.holders.get(source.path)
        if holder is None:
            yield self.read.get(source.path)
            return
        for part in sorted(holder.parts, key=lambda part: self._order(part.path)):
            if part.path == source.path:
                yield self.read.get(part.path)
            else:
                yield from self.within(part)

    def _order(self, path: str) -> tuple[bool, int]:
        """Where pack.toml puts a source among the others of its file; the others stay as they are."""
        order = self.there.stated.get(path, manifest.NOTHING).order
        return order is None, order or 0

    def numbered(self) -> tuple[tuple[Article, ...], tuple[Unread, ...]]:
        """The sources that are found, up to the first that is not: so no key changes as the pack grows."""
        articles: dict[str, Article] = {}
        unread: list[Unread] = []
        for listed in self.there.listed:
            for one in self.within(listed.source):
                if one is None:
                    return self._keyed(articles.values()), tuple(unread)
                stated = self.there.stated.get(one.source.path, manifest.NOTHING)
                if stated.ignore:
                    continue
                if isinstance(one, Unread):
                    unread.append(one)
                else:
                    source = listed.source if one.path == listed.source.path else one.source
                    same = articles.get(source.sha256)
                    if same is not None:  # in an archive, in another mailbox: there is no echo with itself
                        copies = (*same.source.copies, source.path, *source.copies)
                        articles[source.sha256] = replace(same, source=replace(same.source, copies=copies))
                        continue
                    one = replace(one, source=source, masthead=manifest.overlaid(one.masthead, stated))
                    articles[source.sha256] = one
        return self._keyed(articles.values()), tuple(unread)

    def _keyed(self, articles: Collection[Article]) -> tuple[Article, ...]:
        """Articles with their keys: what pack.toml says, else what each had before, else a new one that none had."""
        stated = {path: said.key for path, said in self.there.stated.items() if said.key}
        keys = Keys([*stated.values(), *(a.key for a in self.before)])
        had: dict[str, str] = {}
        if self.before:
            now = whereabouts(self.before, articles)
            free = {a.key for a in self.before}.difference(stated.values())
            had = {now[a.path]: a.key for a in self.before if a.path in now and a.key in free}
        return tuple(keyed(a, stated.get(a.path) or had.get(a.path) or keys.new(_called(a))) for a in articles)


def whereabouts(before: Iterable[Article], now: Iterable[Article]) -> dict[str, str]:
    """Where the articles of a pack are after it changed, by the paths they had; those that are gone are missing.

    One whose file was changed is known by its path, one whose file was moved by its bytes: also where another text, that
    was in the pack, stands at its path now.
    """
    then = {a.path: a.source.sha256 for a in before}
    bytes_ = {a.path: a.source.sha256 for a in now}
    places, known = {sha256: path for path, sha256 in bytes_.items()}, {*then.values()}
    found: dict[str, str] = {}
    for path, sha256 in then.items():
        there = bytes_.get(path)
        if there == sha256 or (there is not None and there not in known):
            found[path] = path
        elif sha256 in places:
            found[path] = places[sha256]
    return found


def _called(article: Article) -> str:
    """The words a key is made of."""
    m = article.masthead
    known = m.publisher or m.agency or m.headline
    return known.value if known else PurePosixPath(article.path).stem


class Keys:
    """Short labels for sources, capital letters, each given once.

    R for Reuters; the next Reuters gets another letter of the name, then any letter; when all 26 are gone, two letters.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.used = set(taken)
        self.spare = {1: _labels(1)}

    def new(self, name: str) -> str:
        """A key for a source that is called so."""
        plain = unicodedata.normalize("NFKD", name[:200]).upper()
        words = ["".join(c for c in word if c in string.ascii_uppercase) for word in plain.split()]
        letters = "".join(w[:1] for w in words) + "".join(words)
        own: dict[int, list[str]] = {1: [*letters], 2: [letters[:1] + c for c in letters[1:]]}
        for length in itertools.count(1):
            spare = self.spare.setdefault(length, _labels(length))
            for key in itertools.chain(own.get(length, []), spare):
                if key not in self.used:
                    self.used.add(key)
                    return key
        raise AssertionError("there are as many keys as one likes")


def _labels(length: int) -> Iterator[str]:
    return ("".join(letters) for letters in itertools.product(string.ascii_uppercase, repeat=length))


def keyed(article: Article, key: str) -> Article:
    """The article with its key, and ids of its quotations that are unique in the pack."""
    quotes, indirect = (_pack_wide(quotes, key, article) for quotes in (article.quotes, article.indirect))
    return replace(article, key=key, quotes=quotes, indirect=indirect)


def _pack_wide(quotes: Iterable[Quote], key: str, article: Article) -> tuple[Quote, ...]:
    """Quotations with ids that are unique in the pack."""
    return tuple(
        replace(
            q,
            id=key + q.id,
            source=article.path,
            group=key + q.group,
            parent=key + q.parent if q.parent is not None else None,
        )
        for q in quotes
    )


HOUSE_LINE = "house line"
"""The rule of what several sources of one publisher have under or over their articles."""


def without(article: Article, gone: Mapping[int, str]) -> Article:
    """An article without the house lines among its passages, of which the reasons are given by number: the others numbered anew.

    Raises ValueError where a quotation stands in one of them, or one is none of its passages.
    """
    if not gone:
        return article
    if not gone.keys() < {p.n for p in article.passages} or any(q.passage in gone for q in article.quotes):
        raise ValueError(article.path)
    out = [Dropped(p.span, HOUSE_LINE, gone[p.n]) for p in article.passages if p.n in gone]
    number: dict[int, int] = {0: 0}
    kept: list[Passage] = []
    for passage in article.passages:
        if passage.n in gone:
            continue
        number[passage.n] = len(number) if passage.n else 0
        kept.append(replace(passage, n=number[passage.n]))
    dropped = [replace(d, same_as=number.get(d.same_as)) if d.same_as is not None else d for d in article.dropped]
    return replace(
        article,
        passages=tuple(kept),
        dropped=tuple(sorted([*dropped, *out], key=lambda d: d.span)),
        quotes=tuple(_moved(q, number, len(article.key)) for q in article.quotes),
        indirect=tuple(_moved(q, number, len(article.key)) for q in article.indirect),
    )


def _moved(quote: Quote, number: Mapping[int, int], key: int) -> Quote:
    """A quotation of a passage that has another number: its ids say it too. `key` characters of an id are the source's."""

    def named(old: str) -> str:
        passage, _, rest = old[key:].partition(".")
        return f"{old[:key]}{number[int(passage)]}.{rest}"

    return replace(
        quote,
        id=named(quote.id),
        passage=number[quote.passage],
        group=named(quote.group),
        parent=named(quote.parent) if quote.parent is not None else None,
    )
