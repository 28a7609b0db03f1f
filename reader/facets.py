"""What narrows a search: sources, publishers, speakers, months and languages, each with its count, as words of the query."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from index.model import Article
from index.pack import Pack
from reader import desk as moves
from reader import people
from reader.desk import Desk

Kind = Literal["source", "publisher", "speaker", "date", "language"]
FIELDS: Mapping[Kind, str] = {"source": "in", "publisher": "in", "speaker": "who", "date": "date", "language": "lang"}
"""What an answer counts, with the field of a query that narrows it to one of that."""

_TOKEN = re.compile(r'"[^"]*"?|(?<![^\s(])(in|who|date|lang):("[^"]*"|[^\s()"]+)')
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Facet:
    """What a search may be narrowed to."""

    kind: Kind
    values: tuple[str, ...]
    """As a query has them: several where the user says that speakers are one."""
    name: str
    count: int
    """Passages of the answer in it."""
    on: bool
    """Whether the query is narrowed to it."""


# --- in a query ---


class Token(NamedTuple):
    """A narrowing that stands in a query: its field and value, and where."""

    field: str
    value: str
    start: int
    stop: int


def tokens(query: str) -> list[Token]:
    """The narrowings that stand in a query; none inside a phrase, and none that is excluded."""
    return [
        Token(found[1], found[2].strip('"').casefold(), found.start(), found.end())
        for found in _TOKEN.finditer(query)
        if found[1]
    ]


def narrowing(query: str, kind: Kind, publishers: Collection[str] = ()) -> list[Token]:
    """What narrows a query in that way: `in:` narrows to one of these publishers where it names it, else to a source."""
    found = [token for token in tokens(query) if token.field == FIELDS[kind]]
    if FIELDS[kind] != "in":
        return found
    return [token for token in found if (token.value in publishers) == (kind == "publisher")]


def without(query: str, kind: Kind, publishers: Collection[str] = ()) -> str:
    """A query without what narrows it in that way."""
    for token in reversed(narrowing(query, kind, publishers)):
        query = _cut(query, token)
    return query


def toggled(query: str, facet: Facet, publishers: Collection[str] = ()) -> str:
    """A query narrowed to `facet`, beside others of its kind; or not any more."""
    same = narrowing(query, facet.kind, publishers)
    if facet.on:
        wanted = {value.casefold() for value in facet.values}
        for token in reversed(same):
            if token.value in wanted:
                query = _cut(query, token)
        return query
    field = FIELDS[facet.kind]
    new = " OR ".join(f"{field}:{v}" if v.replace("-", "").isalnum() else f'{field}:"{v}"' for v in facet.values)
    if same:
        return f"{query[: same[-1].stop]} OR {new}{query[same[-1].stop :]}"
    return f"{query.strip()} {new} ".lstrip()


def _cut(query: str, token: Token) -> str:
    """A query without a token and the OR that joins it to what stands beside it."""
    before, after = query[: token.start].rstrip(), query[token.stop :].strip()
    if before.endswith(" OR"):
        before = before.removesuffix("OR").rstrip()
    elif after.startswith("OR "):
        after = after.removeprefix("OR").lstrip()
    joined = " ".join(part for part in (before, after) if part)
    return f"{joined} " if joined else ""


# --- in an answer ---


def found(desk: Desk, counts: Mapping[str, Mapping[str, int]], most: int | None = None) -> list[Facet]:
    """What the search may be narrowed to: sources, publishers, speakers, the most frequent first, months, languages.

    `counts` is as `Answer.facets` has them, each value with its count of passages, the most frequent first. Of sources
    there are at most `most`, and those that the query is narrowed to; of publishers those of several sources, where there
    are others; months stand in order of time, and languages only where there are several.
    """
    known = publishers(desk.pack)
    on = {(kind, token.value) for kind in FIELDS for token in narrowing(desk.query, kind, known)}
    months = Counter[str]()
    for date, n in counts.get("date", {}).items():
        months[date[:7]] += n
    spoken = counts.get("language", {})
    out = [*_sources(desk, counts.get("source", {}), most, on), *_publishers(known, counts.get("publisher", {}), on)]
    out += _speakers(desk, counts.get("speaker", {}))
    out += [Facet("date", (month,), month, n, on=False) for month, n in sorted(months.items())]
    out += [Facet("language", (code,), code, n, on=False) for code, n in spoken.items()]
    out = [replace(f, on=any((f.kind, value.casefold()) in on for value in f.values)) for f in out]
    return [f for f in out if f.kind != "language" or f.on or len(spoken) > 1]


def _sources(
    desk: Desk, counts: Mapping[str, int], most: int | None, on: Collection[tuple[str, str]]
) -> Iterable[Facet]:
    """The sources, of those beyond the most frequent only what the query has."""
    narrowed = any(kind == "source" for kind, _ in on)
    for place, (path, n) in enumerate(counts.items()):
        beyond = most is not None and place >= most
        if beyond and not narrowed:
            break
        article = desk.pack.by_path.get(path)
        if article is not None:
            value = _value(desk.pack, article)
            if not beyond or ("source", value.casefold()) in on:
                yield Facet("source", (value,), article.key, n, on=False)


def _value(pack: Pack, article: Article) -> str:
    """What `in:` calls a source: its key, its path where that key means others as well."""
    return article.path if article.key.casefold() in _names(pack).shared else article.key


def in_source(pack: Pack, path: str) -> str:
    """What narrows a query to one source: `in:R`."""
    value = _value(pack, pack.by_path[path])
    return f"in:{value}" if value.isalnum() else f'in:"{value}"'


def _publishers(
    known: Mapping[str, int], counts: Mapping[str, int], on: Collection[tuple[str, str]]
) -> Iterable[Facet]:
    """Publishers of several sources: one of a single source says no more than that does."""
    names: dict[str, str] = {}
    total = Counter[str]()
    for name, n in counts.items():
        total[_plain(name)] += n
        names.setdefault(_plain(name), name.replace('"', " "))
    for plain, n in total.most_common():
        if ("publisher", plain) in on or (len(total) > 1 and known.get(plain, 0) > 1):
            yield Facet("publisher", (names[plain],), names[plain], n, on=False)


def _speakers(desk: Desk, counts: Mapping[str, int]) -> Iterable[Facet]:
    final = people.of(desk.pack, desk.work).final
    named: dict[str, list[str]] = {}
    total = Counter[str]()
    for name, n in counts.items():
        named.setdefault(final(name), []).append(name.replace('"', " "))
        total[final(name)] += n
    for name, n in sorted(total.items(), key=lambda item: -item[1]):
        if name in moves.tags(desk):
            yield Facet("speaker", tuple(named[name]), name, n, on=False)


class _Names(NamedTuple):
    """What `in:` may mean in a pack."""

    shared: frozenset[str]
    """The letters of sources that stand in the path or the publisher of another one, or are a publisher: `in:` means both."""
    publishers: Mapping[str, int]
    """The publishers as a query has them, each with the number of its sources."""


_known: dict[str, tuple[Pack, _Names]] = {}


def _names(pack: Pack) -> _Names:
    known = _known.get("last")
    if known is not None and known[0] is pack:
        return known[1]
    words, publishers = Counter[str](), Counter[str]()
    own: dict[str, set[str]] = {}
    for article in pack.articles:
        publisher = article.masthead.publisher.value if article.masthead.publisher else ""
        mine = set(_WORD.findall(f"{article.path} {publisher}".casefold()))
        words.update(mine)
        publishers.update([_plain(publisher)] if publisher else [])
        own[article.key.casefold()] = mine
    shared = frozenset(key for key, mine in own.items() if words[key] > (key in mine) or key in publishers)
    found = _Names(shared, publishers)
    _known["last"] = (pack, found)
    return found


def _plain(publisher: str) -> str:
    return publisher.replace('"', " ").casefold()


def publishers(pack: Pack) -> Mapping[str, int]:
    """The publishers of a pack as a query has them, each with the number of its sources."""
    return _names(pack).publishers
