"""Texts put together from nasty pieces: articles, queries, briefings, and what is written of them."""

from __future__ import annotations

import csv
import io
import random
import re
from dataclasses import replace

from index import align, echoes, engine, query, read, store, verify, workers
from index.formats import Unreadable
from index.model import Article
from reader import webpage
from reader.briefing import escape, reading
from tests.bench import nasty, renderers
from tests.fuzz.mutation import mutated
from tests.fuzz.trial import Target, Wrong, each
from tests.hostile import UNITS
from tests.hostile_files.size import LEAD, SAID, TEXT
from tests.hostile_files.texts import PILES

PIECES = (
    *("\n\n", "\n\n", "\n\n", "\n", " ", "“", "”", '"', "‘", "’", "«", "»", "„", "said ", "said Ann Lee. ", "told reporters: ", "he said, "),
    *("Ruth Amberg, the county engineer, ", "Mr. Brandt ", "according to the ministry ", "By Ann Lee\n\n", "March 4, 2011\n\n", "HARLOW, May 5 (Northwire) - "),
    *("Read more: ", "Share\n", "Photo: a.jpg\n\n", "© 2011 Northwire\n\n", "Related:\n\n", "- ", "* ", "1. ", "> ", "# ", "[...] ", "… ", "...", "— "),
)  # fmt: skip


def prose(draw: random.Random) -> str:
    """A text of one to some sixty pieces, one in ten of them many times over."""
    out = []
    for _ in range(draw.choice((1, 4, 15, 60))):
        kind = draw.random()
        if kind < 0.35:
            piece = draw.choice(PIECES)
        elif kind < 0.5:
            piece = draw.choice((LEAD, SAID, TEXT, "The bridge is closed, and nobody knows for how long. "))
        elif kind < 0.75:
            piece = nasty.text(draw)
        else:
            piece = draw.choice((*UNITS.values(), *PILES.values()))
        out.append(piece * (draw.choice((3, 30, 600)) if draw.random() < 0.1 else 1))
    return "".join(out)[:60_000]


def _text(data: bytes) -> str:
    """What a target is given, as text with even line ends."""
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


# Articles


def _sources(draw: random.Random) -> bytes:
    """One text, or two with words in common, parted by an unlikely line."""
    one = prose(draw)
    return _bytes(one if draw.random() < 0.5 else f"{one}\n=-=-=\n{one[len(one) // 3 :]}{prose(draw)}")


def _articles(data: bytes) -> list[Article]:
    found = []
    for n, text in enumerate(_text(data).split("\n=-=-=\n")[:3]):
        try:
            found.append(read.article(text.encode(), f"{n}.txt"))
        except Unreadable:
            continue
    return found


def _read(data: bytes) -> None:
    """Every character accounted for, quotations within their passages, kept as they are, echoes and rows on real words."""
    articles = _articles(data)
    for one in articles:
        if wrong := workers.flaw(one):
            raise Wrong(wrong)
        if store.load(store.dump(one), one.source) != one:
            raise Wrong("what is kept is another article")
        if any(not p.span.of(one.text).strip() for p in one.passages):
            raise Wrong("a passage without a word")
    known = {q.id for a in articles for q in a.quotes}
    for echo in echoes.match(articles):
        if not {link.a for link in echo.links} | {link.b for link in echo.links} <= known:
            raise Wrong("an echo of a quotation that is none")
    if len(articles) > 1:
        numbers = ([p.n for p in a.passages] for a in articles[:2])
        rows = align.rows(*articles[:2])
        for wanted, got in zip(numbers, ({r.a for r in rows}, {r.b for r in rows}), strict=True):
            if missing := set(wanted) - got:
                raise Wrong(f"passages in no row: {sorted(missing)[:5]}")


# Queries

ASKED = (
    *('"', "(", ")", "-", "~", "*", ":", " ", "  ", "OR ", "NOT ", "AND ", "said:", "who:", "in:", "by:", "date:", "title:", "only:", "..", "2008-08", "~3 "),
    *("bridge", "bridge ", "crack* ", "Amberg", "pier", "engneer~ ", "“", "”", "the ", "co-operation ", "é", "\u0301", "\0", "\u202e", "橋"),
)  # fmt: skip


def _asked(draw: random.Random) -> bytes:
    text = "".join(draw.choice(ASKED) for _ in range(draw.choice((1, 3, 8, 20, 200))))
    return _bytes(text + (nasty.line(draw) if draw.random() < 0.2 else ""))


def _library() -> list[Article]:
    texts = (
        TEXT,
        f"Harlow loses its bridge\n\nThe pier has cracks.\n\n{SAID}\n\n“Nobody asked us,” said Ole Brandt.\n",
    )
    found = [read.article(text.encode(), f"{n}.txt") for n, text in enumerate(texts)]
    return [replace(a, key=key) for a, key in zip(found, "AB", strict=True)]


LIBRARY = _library()
SEARCHER = engine.Searcher(LIBRARY, None)


def _searched(data: bytes) -> None:
    """A query that is read to its end has a form that reads back as the same; hits stand in their texts."""
    text = _text(data)
    tree = query.parse(text)
    shown = query.show(tree)
    again = query.show(query.parse(f"{shown} " if text.endswith(" ") else shown))
    if (
        len(re.findall(r"[^\W_]+", text)) < query.MOST_LEAVES
        and again != shown
        and query.show(query.parse(shown)) != shown
    ):
        raise Wrong(f"{shown!r} reads as {again!r}")
    by_path = {a.path: a for a in LIBRARY}
    for hit in SEARCHER.ask(text).hits:
        whole = by_path[hit.source].text
        if not 0 <= hit.span.start <= hit.span.stop <= len(whole):
            raise Wrong("a hit outside its text")
        if any(not hit.span.start <= m.start < m.stop <= hit.span.stop for m in hit.marks):
            raise Wrong("a mark outside its hit")


# Briefings


def _briefings(draw: random.Random) -> bytes:
    good = (
        f"# Bridges\n\n## Statements\n\n> {SAID}\n> — Ruth Amberg[^A1]\n\n“{LEAD}” ([A](0.txt))\n\n- “Nobody asked us”[^B1]\n\n"
        f"| a | b |\n| --- | --- |\n| “two cracks” | {SAID} |\n\n[^A1]: `0.txt` ¶ 2\n\n[^B1]: *Harlow loses its bridge*, `1.txt` ¶ 3\n"
    )
    return mutated(_bytes(good), _bytes(prose(draw)), draw) if draw.random() < 0.7 else _bytes(prose(draw))


def _verified(data: bytes) -> None:
    """As Markdown, as a page and as plain text: verdicts on words that stand there; what is exact stands in a source."""
    text = _text(data)
    reading.read(text)
    for form in ("md", "html", "txt"):
        for v in verify.check(text, LIBRARY, form):
            if not 0 <= v.span.start <= v.span.stop <= len(text) or v.text != text[v.span.start : v.span.stop]:
                raise Wrong(f"a verdict on {v.text!r}, which stands elsewhere")
            if v.status == "exact" and v.found is None and v.plain.strip():
                raise Wrong(f"{v.plain!r} is exact and nowhere")


# What is written

PARSERS = [parse for name, parse in renderers.parsers() if "gfm" in name]
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def _written(data: bytes) -> None:
    """Words of a source read back as the very same words, wherever a briefing puts them: in Markdown and on its web page."""
    text = _text(data)
    if not text.strip():
        return
    for context in renderers.FRAMES:
        escaped = escape(text, context)
        for parse in PARSERS:
            (shown,) = parse([escaped], context)
            if shown.is_marked:
                raise Wrong(f"it is marked, as {context}")
            if shown.text != UNPRINTABLE.sub("\ufffd", text):
                raise Wrong(f"it reads otherwise, as {context}")
    page = webpage.page(f"# a\n\n{escape(text, 'paragraph')}\n", title=text, pictures={})
    if re.search(r"<(?:script|iframe|object|embed|img|form|a )|\son\w+\s*=", re.sub("&[^;]*;", "", page)):
        raise Wrong("the page holds more than text")
    csv.writer(io.StringIO()).writerow([text])


TARGETS: dict[str, Target] = {
    "article": Target(_sources, each(_read), 2),
    "query": Target(_asked, each(_searched), 20),
    "briefing": Target(_briefings, each(_verified), 2),
    "export": Target(lambda draw: _bytes(nasty.text(draw)), each(_written), 20),
}
