"""The nouns as JSON, schema 1: a key, once there, stays; absent values are null or an empty list."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from typing import Any

from index.model import Answer, Article, Difference, Echo, Fact, Quote, Row, Source, Span, Unread
from index.pack import Pack

Item = dict[str, Any]

SCHEMA = 1
FACETS = ("source", "publisher", "speaker", "date", "language")


def fact(fact: Fact | None) -> Item | None:
    """Something known of a source, and how."""
    if fact is None:
        return None
    return {"value": fact.value, "status": fact.status, "span": _span(fact.span), "origin": fact.origin}


def source(pack: Pack, one: Article | Unread) -> Item:
    """A source, read or not."""
    if isinstance(one, Unread):
        return _head(one.source) | {
            "key": None,
            "format": one.format,
            "encoding": None,
            "language": None,
            **dict.fromkeys(("headline", "publisher", "agency", "url", "fetched")),
            "authors": [],
            "date": None,
            "dateline": None,
            "words": 0,
            "passages": 0,
            "quotations": 0,
            "flags": [],
            "wire": None,
            "unread": one.reason,
        }
    m = one.masthead
    return _head(one.source) | {
        "key": one.key,
        "format": one.format,
        "encoding": one.encoding,
        "language": one.language,
        "headline": fact(m.headline),
        "publisher": fact(m.publisher),
        "agency": fact(m.agency),
        "authors": [{**(fact(author) or {}), "role": author.role} for author in m.authors],
        "date": fact(m.date),
        "dateline": fact(m.dateline),
        "url": fact(m.url),
        "fetched": fact(m.fetched),
        "words": words(one),
        "passages": sum(p.n > 0 for p in one.passages),
        "quotations": len(one.quotes),
        "flags": [{"kind": flag.kind, "reason": flag.reason, "span": _span(flag.span)} for flag in one.flags],
        "wire": _wire(pack, one.path),
        "unread": None,
    }


def _wire(pack: Pack, path: str) -> Item | None:
    """Which agency report a source prints, where others print it, too; from which copy, and how much of it."""
    wire = pack.wire(path)
    if wire is None:
        return None
    n = wire.paths.index(path)
    return {"group": wire.id, "of": wire.of[n], "share": round(wire.shares[n], 3)}


def _head(source: Source) -> Item:
    return {
        "source": source.path,
        "bytes": source.size,
        "sha256": source.sha256 or None,
        "copies": list(source.copies),
    }


def words(article: Article) -> int:
    """Words of the cleaned body, the headline not among them."""
    return sum(len(p.span.of(article.text).split()) for p in article.passages if p.n > 0)


def clean(pack: Pack, one: Article | Unread) -> Item:
    """A source with its text, and what was kept and dropped of it."""
    if isinstance(one, Unread):
        return source(pack, one) | {"text": "", "passages": [], "dropped": []}
    return source(pack, one) | {
        "text": one.text,
        "passages": [
            {"n": p.n, "span": list(p.span), "line": line(one, p.span), "kind": p.kind, "text": p.span.of(one.text)}
            for p in one.passages
        ],
        "dropped": [
            {
                "span": list(d.span),
                "line": line(one, d.span),
                "rule": d.rule,
                "reason": d.reason,
                "text": d.span.of(one.text),
                "same_as": d.same_as,
            }
            for d in one.dropped
        ],
    }


def line(article: Article, span: Span) -> int:
    """The line of the text that a span begins in, from 1."""
    return bisect_right(article.line_starts, span.start)


def quote(pack: Pack, q: Quote) -> Item:
    """A quotation."""
    echo = pack.echo(q.id)
    who, cue = q.speaker, q.cue
    return {
        "id": q.id,
        "source": q.source,
        "passage": q.passage,
        "span": list(q.span),
        "text": q.span.of(pack.by_path[q.source].text),
        "type": q.type,
        "group": q.group,
        "parent": q.parent,
        "flags": list(q.flags),
        "speaker": who
        and {"mention": who.mention, "span": _span(who.span), "name": who.name, "certainty": round(who.certainty, 3)},
        "cue": cue and {"text": cue.text, "span": list(cue.span)},
        "echo": echo.id if echo else None,
    }


def echo(e: Echo) -> Item:
    """A quotation found in several sources, with all its links."""
    return {
        "echo": e.id,
        "quotes": list(e.quotes),
        "links": [
            {
                "a": x.a,
                "b": x.b,
                "kind": x.kind,
                "differences": _differences(x.differences),
                "frame": [
                    {"kind": f.kind, "a": f.a, "b": f.b, "drift": f.drift, "stances": f.stances and list(f.stances)}
                    for f in x.frame
                ],
                "weak": x.weak,
            }
            for x in e.links
        ],
    }


def row(r: Row) -> Item:
    """A passage beside its counterpart."""
    return {
        "a": r.a,
        "b": r.b,
        "relation": r.relation,
        "certainty": round(r.certainty, 3),
        "common": [[list(a), list(b)] for a, b in r.common],
        "differences": _differences(r.differences),
    }


def answer(pack: Pack, found: Answer) -> Item:
    """A whole answer; its items are under `items`."""
    return {
        "query": found.query,
        "total": found.total,
        "at_least": found.at_least,
        "seconds": round(found.seconds, 6),
        "opened": round(found.opened, 6),
        "facets": {name: dict((found.facets or {}).get(name, {})) for name in FACETS},
        "items": [
            {
                "source": hit.source,
                "passage": hit.passage,
                "span": list(hit.span),
                "text": hit.span.of(pack.by_path[hit.source].text),
                "marks": [list(mark) for mark in hit.marks],
                "score": round(hit.score, 4),
            }
            for hit in found.hits
        ],
        "corrected": found.corrected,
        "folded": list(found.folded),
        "unknown": list(found.unknown),
    }


def plain(value: object) -> Any:
    """A dataclass, and all in it, as JSON values; spans as two numbers."""
    if isinstance(value, Span):
        return list(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in asdict(value)}
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def _span(span: Span | None) -> list[int] | None:
    return list(span) if span else None


def _differences(differences: Iterable[Difference]) -> list[Item]:
    return [{"a": list(d.a), "b": list(d.b), "kind": d.kind} for d in differences]
