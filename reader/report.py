"""What the verbs print for people: aligned columns, wrapped paragraphs, and no character of a source that could move a cursor."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index import fold, verify
from index.model import CERTAIN, Answer, Article, Echo, Fact, Quote, Row, Span, Speaker
from index.pack import Pack
from index.verify.names import same_speaker
from reader import caveats, items, runs, safe, statements, wires

WIDTH = 88
"""Columns of running text."""
SIGNS = {"shared": "=", "paraphrase": "~", "only-a": "<", "only-b": ">"}
"""As in the reader's side-by-side view."""


@dataclass(frozen=True)
class Ink:
    """Bold, faint and underlined on a terminal that shows them; nothing elsewhere."""

    on: bool = False

    def bold(self, text: str) -> str:
        return self._set("1", text)

    def faint(self, text: str) -> str:
        return self._set("2", text)

    def red(self, text: str) -> str:
        return self._set("31", text)

    def green(self, text: str) -> str:
        return self._set("32", text)

    def marked(self, text: str) -> str:
        """A word that was searched, or that differs."""
        return self._set("1;4", text)

    def _set(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text


def sources(pack: Pack, ink: Ink) -> Iterator[str]:
    """A line a source, and one for each thing to know of it."""
    rows = [
        (
            a.key,
            safe.text(pack.name(a)),
            safe.text(_headline(a)),
            _date(a.masthead.date),
            f"{items.words(a)} words",
            f"{len(a.quotes)} quotation{'' if len(a.quotes) == 1 else 's'}",
            safe.text(a.path) + "".join(f" = {safe.text(copy)}" for copy in a.source.copies),
        )
        for a in pack.articles
    ]
    for article, cells in zip(pack.articles, _columns(rows, right=(4, 5), most={1: 28, 2: 60}), strict=True):
        yield "  ".join((ink.bold(cells[0]), *cells[1:-1], ink.faint(cells[-1]))).rstrip()
        below = " " * (_cells(cells[0]) + 2)
        for flag in article.flags:
            yield f"{below}{ink.bold(caveats.SIGN)} {caveats.WORDS[flag.kind]}: {safe.text(flag.reason)}"
        if printed := wires.said(pack, article):
            yield f"{below}{wires.sign(pack, article)[:1] or '='} {safe.text(printed)}"
    for unread in pack.unread:
        yield f"{ink.red('not read')}  {safe.text(unread.source.path)}: {safe.text(unread.reason)}"


def clean(pack: Pack, articles: Sequence[Article], audit: bool, ink: Ink) -> Iterator[str]:
    """The cleaned text; with `audit`, what was dropped and why."""
    for n, article in enumerate(articles):
        if n:
            yield ""
        if len(articles) > 1 or audit:
            yield f"{ink.bold(article.key)}  {safe.text(pack.name(article))}  {ink.faint(safe.text(article.path))}"
            yield ""
        for passage in article.passages:
            text = _lines(fold.unbroken(passage.span.of(article.text)))
            yield from (map(ink.bold, text) if passage.kind == "heading" else text)
            yield ""
        if audit:
            yield from _audit(article, ink)


def _audit(article: Article, ink: Ink) -> Iterator[str]:
    """Every piece that was dropped, where and why; those that follow each other and went for one reason under one line."""
    total = f"{len(article.dropped)} piece{'' if len(article.dropped) == 1 else 's'} dropped"
    yield f"{total}: {runs.counted(article.dropped)}" if len(article.dropped) > runs.MOST_APART else total
    for (rule, reason, same_as), some in groupby(article.dropped, key=lambda d: (d.rule, d.reason, d.same_as)):
        same = f", says the same as ¶{same_as}" if same_as is not None else ""
        why = f"{ink.bold(safe.text(rule))}: {safe.text(reason)}{same}"
        lines = [(items.line(article, d.span), d.span.of(article.text)) for d in some]
        if len(lines) == 1:
            yield f"  line {lines[0][0]}  {why}"
            yield from _wrapped(lines[0][1], "      ", ink.faint)
            continue
        yield f"  lines {lines[0][0]} to {lines[-1][0]}  {why} ({len(lines)} pieces)"
        for line, words in lines:
            first, *rest = _wrapped(words, " " * 12, ink.faint)
            yield f"{line:>10}  {first[12:]}"
            yield from rest


def search(pack: Pack, found: Answer, ink: Ink) -> Iterator[str]:
    """The passages that answer, best first, the words that matched marked."""
    if found.corrected:
        yield f"nothing for {safe.text(found.query)}; this is for {ink.bold(safe.text(found.corrected))}"
    for hit in found.hits:
        article = pack.by_path[hit.source]
        where = f"¶{hit.passage}" if hit.passage else "headline"
        yield f"{ink.bold(article.key)} {where}  {safe.text(pack.name(article))}, {_place(article, hit.span)}"
        yield from _marked(
            hit.span.of(article.text), [Span(a - hit.span.start, b - hit.span.start) for a, b in hit.marks], "    ", ink
        )
        yield ""
    folded = f" (taken as the same: {safe.text('; '.join(found.folded))})" if found.folded else ""
    shown = f", the first {len(found.hits)} shown" if len(found.hits) < found.total else ""
    yield f"{found.total}{'+' if found.at_least else ''} passage{'' if found.total == 1 else 's'}{shown}{folded}"


def quotes(pack: Pack, chosen: Sequence[Quote], ink: Ink) -> Iterator[str]:
    """The ledger: who said what, where, and who else prints it."""
    for q in chosen:
        article = pack.by_path[q.source]
        echoed = [f"{_kind(x.kind)} {x.b if x.a == q.id else x.a}" for x in pack.links(q.id)]
        notes = [*([] if q.type == "direct" else [q.type]), *q.flags]
        yield "  ".join(
            filter(
                None,
                (
                    ink.bold(q.id),
                    speaker(q.speaker),
                    ink.faint(f"({', '.join(notes)})") if notes else "",
                    f"{safe.text(pack.name(article))}, {_place(article, q.span)}",
                    "   ".join(echoed),
                ),
            )
        )
        yield from _wrapped(q.span.of(article.text), "    ", str)
        yield ""
    yield f"{len(chosen)} quotation{'' if len(chosen) == 1 else 's'}"


def speaker(who: Speaker | None) -> str:
    """A speaker's name; with a question mark where it is not certain, a dash where there is none."""
    if who is None:
        return "–"
    return safe.text(who.name) + ("" if who.certainty >= CERTAIN else "?")


def echoes(pack: Pack, chosen: Sequence[Echo], ink: Ink) -> Iterator[str]:
    """Each quotation that several sources print, and how their versions differ."""
    for e in chosen:
        yield f"{ink.bold(e.id)}  in {statements.counted(pack, {pack.quote(name).source for name in e.quotes})}"
        for name in e.quotes:
            q = pack.quote(name)
            article = pack.by_path[q.source]
            yield f"  {ink.bold(name)}  {speaker(q.speaker)}  {safe.text(pack.name(article))}, {_place(article, q.span)}"
            yield from _wrapped(q.span.of(article.text), "      ", str)
        for x in e.links:
            yield f"  {x.a} {_kind(x.kind)} {x.b}  {x.kind}{', a shared phrase' if x.weak else ''}"
            a, b = (pack.by_path[pack.quote(name).source].text for name in (x.a, x.b))
            for d in x.differences:
                yield f"      {d.kind}: {_cited(d.a.of(a))} / {_cited(d.b.of(b))}"
            for f in x.frame:
                drift = f"  drift{': ' + ' → '.join(f.stances) if f.stances else ''}" if f.drift else ""
                yield f"      {f.kind}: {_cited(f.a)} / {_cited(f.b)}{drift}"
        yield ""
    yield f"{len(chosen)} echo{'' if len(chosen) == 1 else 'es'}"


def compare(pack: Pack, a: Article, b: Article, rows: Sequence[Row], ink: Ink) -> Iterator[str]:
    """Passage beside passage: what both have, and what one has alone."""
    yield f"{ink.bold(a.key)} {safe.text(pack.name(a))}: {safe.text(_headline(a))}"
    yield f"{ink.bold(b.key)} {safe.text(pack.name(b))}: {safe.text(_headline(b))}"
    yield ""
    for row in rows:
        yield f"{ink.bold(SIGNS[row.relation])}  {row.relation}" + (
            f"  {row.certainty:.2f}" if row.certainty < 1 else ""
        )
        shown = [d for d in row.differences if row.relation == "shared" or d.kind == "fact"]
        sides = ((a, row.a, [d.a for d in shown]), (b, row.b, [d.b for d in shown]))
        for article, n, parts in sides:
            if n is None:
                continue
            span = article.by_number[n].span
            marks = [Span(s - span.start, t - span.start) for s, t in parts if t > s]
            head = f"   {article.key} {f'¶{n}' if n else 'headline'}  "
            body = list(_marked(span.of(article.text), marks, " " * len(head), ink))
            yield from [head + body[0].lstrip(" "), *body[1:]] if body else [head.rstrip()]
        for d in row.differences:
            if d.kind == "fact":
                yield f"      fact: {_cited(d.a.of(a.text))} / {_cited(d.b.of(b.text))}"
        yield ""
    counts = {relation: sum(row.relation == relation for row in rows) for relation in SIGNS}
    yield "  ".join(f"{SIGNS[relation]} {count} {relation}" for relation, count in counts.items())


def verdicts(pack: Pack, file: str, found: Sequence[verify.Verdict], ink: Ink) -> Iterator[str]:
    """A line a quotation, and for those that are not as the source prints them, what it prints."""
    for v in found:
        paint = ink.red if v.failed else ink.green if v.status in ("exact", "typography", "elision") else str
        where = v.found or v.nearest
        place = f"  {_where(pack, where)}" if where else ""
        yield f"{safe.text(file)}:{v.line}: {paint(v.status)}{place}"
        yield from _wrapped(v.plain, "    ", str)
        if v.note:
            yield f"    note: {safe.text(v.note)}"
        if v.failed and v.cited and (claims := _claims(v.cited)):
            yield f"    cited {safe.text(claims)}{safe.text(_instead(v.cited, where))}"
        if v.failed and v.nearest:
            yield "    the source has:"
            yield from _wrapped(v.nearest.text, "    ", ink.bold)


def _instead(cited: verify.Cited, where: verify.Place | None) -> str:
    """Where, and of whom, words stand that the sources that are cited do not have, or that are another's there."""
    if where is None:
        return ""
    if cited.sources and where.source not in cited.sources:
        return f"; not there, but in {where.source}" + (f": {where.speaker}" if where.speaker else "")
    other = cited.speaker and where.speaker and not same_speaker(cited.speaker, where.speaker)
    return f"; there it is {where.speaker}" if other else ""


def _claims(cited: verify.Cited) -> str:
    """What a text says of one of its quotations."""
    by = [f"by {cited.speaker}"] if cited.speaker else []
    return " ".join(([f"from {', '.join(cited.sources)}"] if cited.sources else []) + by)


def verified(found: Sequence[verify.Verdict]) -> str:
    """How many quotations came out how."""
    counts: dict[str, int] = {}
    for v in found:
        counts[v.status] = counts.get(v.status, 0) + 1
    told = ", ".join(f"{count} {status}" for status, count in counts.items())
    return f"{len(found)} quotation{'' if len(found) == 1 else 's'}" + (f": {told}" if told else "")


# --- pieces ---


def _headline(article: Article) -> str:
    headline = article.masthead.headline
    return headline.value if headline else "(no headline)"


def _date(date: Fact | None) -> str:
    """To the minute."""
    if date is None:
        return "undated"
    return safe.text(date.value[:16]) + ("" if date.status == "stated" else "?")


def _place(article: Article, span: Span) -> str:
    return f"line {items.line(article, span)}"


def _where(pack: Pack, place: verify.Place) -> str:
    article = pack.by_path[place.source]
    passage = "credit" if place.passage is None else f"¶{place.passage}" if place.passage else "headline"
    return f"{article.key} {passage}, {_place(article, place.span)}"


def _kind(kind: str) -> str:
    return "=" if kind in ("verbatim", "same-words") else "~"


def _cited(text: str) -> str:
    return safe.text(text) if text else "(nothing)"


def _lines(text: str) -> list[str]:
    return [safe.text(line) for line in text.split("\n")]


def _wrapped(text: str, indent: str, ink: object) -> Iterator[str]:
    paint = ink if callable(ink) else str
    for line in _fill(safe.text(fold.unbroken(text)), WIDTH - len(indent)):
        yield indent + paint(line)


def _fill(text: str, width: int) -> list[str]:
    """Running text in lines of about `width` columns, all its words kept."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def _marked(text: str, marks: Iterable[Span], indent: str, ink: Ink) -> Iterator[str]:
    """Wrapped text with stretches of it marked; without a terminal's means, in brackets ⟦ ⟧."""
    pieces, at = [], 0
    for start, stop in _runs(text, marks):
        pieces += [(text[at:start], False), (text[start:stop], True)]
        at = stop
    pieces.append((text[at:], False))
    words = list(_words(pieces))
    line: list[str] = []
    used = 0
    for plain, painted in words:
        if line and used + 1 + len(plain) > WIDTH - len(indent):
            yield indent + " ".join(line)
            line, used = [], 0
        line.append("".join(ink.marked(s) if mark and ink.on else f"⟦{s}⟧" if mark else s for s, mark in painted))
        used += len(plain) + (1 if used else 0)
    if line:
        yield indent + " ".join(line)


def _runs(text: str, marks: Iterable[Span]) -> Iterator[Span]:
    """The marks in order, those with nothing but blanks between them as one."""
    run: Span | None = None
    for mark in sorted(marks):
        if run and not text[run.stop : mark.start].strip():
            run = Span(run.start, max(run.stop, mark.stop))
            continue
        if run:
            yield run
        run = mark
    if run:
        yield run


def _words(pieces: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    """The words of some text in which stretches are marked: each with its parts, marked or not."""
    parts: list[tuple[str, bool]] = []
    for text, mark in pieces:
        for piece in re.split(r"(\s+)", text):
            if not piece:
                continue
            if piece.isspace():
                if parts:
                    yield "".join(p for p, _ in parts), parts
                    parts = []
            else:
                parts.append((safe.text(piece), mark))
    if parts:
        yield "".join(p for p, _ in parts), parts


def _cells(text: str) -> int:
    """Columns that a text takes on a terminal, near enough."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _columns(
    rows: Sequence[Sequence[str]], right: tuple[int, ...] = (), most: dict[int, int] | None = None
) -> Iterator[list[str]]:
    """Rows with each column as wide as its widest cell, up to a limit that longer ones run over."""
    if not rows:
        return
    widths = [max(map(_cells, column)) for column in zip(*rows, strict=True)]
    for n, limit in (most or {}).items():
        widths[n] = min(widths[n], limit)
    for row in rows:
        blanks = [" " * max(0, width - _cells(cell)) for cell, width in zip(row, widths, strict=True)]
        yield [
            blank + cell if n in right else cell + blank
            for n, (cell, blank) in enumerate(zip(row, blanks, strict=True))
        ]
