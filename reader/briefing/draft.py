"""A briefing while it is put together: the clips with all that is said of them, in the order of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.model import CERTAIN, Article, Clip, Link, Quote, Span
from index.pack import Pack
from index.verify import glyphs
from reader import aside, people
from reader.briefing.markdown import escape
from reader.form import Form, Order
from reader.journal import Work

OWN_WORDS = ", own words"
BY_HAND = ", as the analyst reads it"


def all_clips(pack: Pack) -> tuple[Clip, ...]:
    """A first draft: every attributed quotation and every echo, an echo once, in the order of the pack."""
    seen: set[str] = set()
    out = []
    for article in pack.articles:
        for q in article.quotes:
            echo = pack.echo(q.id)
            if "nested" in q.flags or not (q.speaker or echo) or (echo and echo.id in seen):
                continue
            if echo:
                seen.add(echo.id)
            out.append(Clip(q.id, article.path, article.source.sha256, q.passage, q.span, q.span.of(article.text)))
    return tuple(out)


@dataclass(slots=True)
class Citation:
    """An echo of a clipped quotation, with a footnote of its own."""

    article: Article
    passage: int
    span: Span
    quote: Quote
    link: Link
    """To the quotation that was clipped."""
    label: str

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)


@dataclass(slots=True)
class Statement:
    """A clip with all that is said of it."""

    clip: Clip
    number: int
    """Its place among the clips, from 1."""
    article: Article | None
    quote: Quote | None
    """The quotation that the clip is, or most of it stands in."""
    speaker: str
    """The name in the head line above it."""
    certain: bool
    by_hand: bool = False
    """Whether the analyst gave the name."""
    name: str = ""
    """`S1`: first letter of the speaker, and a count."""
    label: str = ""
    same: list[Citation] = field(default_factory=list)
    """Echoes with the same letters."""
    other: list[Citation] = field(default_factory=list)
    """Echoes with other words, or fewer."""

    @property
    def row(self) -> list[Citation]:
        """All echoes, those with the same letters first."""
        return [*self.same, *self.other]

    @property
    def state(self) -> aside.State:
        """How the clip stands to its source."""
        return aside.state(self.clip, self.article)


class Draft:
    """The briefing while it is put together."""

    def __init__(self, pack: Pack, work: Work, form: Form | None = None) -> None:
        self.pack = pack
        self.work = work
        self.form = form or Form()
        self.people = people.of(pack, work)
        clips = work.clips
        absent = dict.fromkeys(c.source for c in clips if c.source not in pack.by_path)
        self.absent = {path: f"x{n}" for n, path in enumerate(absent, 1)}
        self.statements = [self._statement(n, clip) for n, clip in enumerate(clips, 1)]
        """In the order of the clips."""
        heads = [(s.clip.heading, self.head(s)) for s in self.statements]
        self.sections = [
            (heading, [[self.statements[n] for n in group] for group in groups])
            for heading, groups in sections(heads, self.form.order)
        ]
        """As they stand in the document: below each heading in groups of one speaker."""
        self.shown = [s for _, groups in self.sections for group in groups for s in group]
        """In the order of the document."""
        clipped = {s.quote.id for s in self.statements if s.quote is not None and s.clip.kind == "quote"}
        counts: Counter[str] = Counter()
        taken: set[str] = set()
        for s in self.shown:
            self._name(s, counts, taken)
            self._echoes(s, clipped, taken)

    def _statement(self, n: int, clip: Clip) -> Statement:
        article = self.pack.by_path.get(clip.source)
        clip = (aside.placed(clip, article) if article is not None else None) or clip
        quote = quote_at(article, clip.span) if article is not None else None
        voice = self.people.who(quote) if quote is not None else people.Voice("", True)
        return Statement(clip, n, article, quote, *voice)

    def head(self, s: Statement) -> str:
        """The line above a speaker's statements."""
        if s.by_hand:
            return f"**?** {escape(s.speaker or 'nobody')}{BY_HAND}"
        if s.speaker and s.certain:
            return f"**{escape(s.speaker)}**"
        if s.speaker:
            return f"**?** perhaps {escape(s.speaker)}"
        return (
            f"**{escape(self.pack.name(s.article))}**{OWN_WORDS}"
            if s.article is not None
            else f"**{escape(s.clip.source)}**"
        )

    def key(self, s: Statement) -> str:
        return s.article.key if s.article is not None else self.absent[s.clip.source]

    def _name(self, s: Statement, counts: Counter[str], taken: set[str]) -> None:
        letter = next((c for c in s.speaker.upper() if "A" <= c <= "Z"), "Q")
        counts[letter] += 1
        s.name = f"{letter}{counts[letter]}"
        s.label = self._label(s.name, self.key(s), s.clip.passage, taken)

    @staticmethod
    def _label(name: str, key: str, passage: int, taken: set[str]) -> str:
        base = f"{name}-{key if re.fullmatch(r'[A-Za-z0-9]+', key) else 'X'}{passage}"
        label = next(x for n in range(1, len(taken) + 3) if (x := base if n == 1 else f"{base}-{n}") not in taken)
        taken.add(label)
        return label

    def _echoes(self, s: Statement, clipped: set[str], taken: set[str]) -> None:
        if s.quote is None or s.clip.kind != "quote" or s.article is None:
            return
        for link in self.pack.links(s.quote.id):
            other = self.pack.quote(link.b if link.a == s.quote.id else link.a)
            if other.id in clipped:
                continue
            article = self.pack.by_path[other.source]
            label = self._label(s.name, article.key, other.passage, taken)
            cited = Citation(article, other.passage, other.span, other, link, label)
            same = glyphs.even(cited.text).strip(glyphs.END) == glyphs.even(s.clip.text).strip(glyphs.END)
            (s.same if same else s.other).append(cited)

    def used(self) -> list[Article]:
        """The articles that are cited, in the order of the pack."""
        paths = {s.article.path for s in self.statements if s.article is not None}
        paths |= {c.article.path for s in self.statements for c in s.row}
        return [a for a in self.pack.articles if a.path in paths]


def sections(heads: Sequence[tuple[str, str]], order: Order) -> list[tuple[str, list[list[int]]]]:
    """How statements stand in a document: headings, below each the places of its statements in groups under one head line.

    `heads` are the analyst's heading that begins with each statement, and the line above it that says who speaks. In the
    order of the clips a group ends where somebody else speaks; by speakers all that one says is one group, in the order in
    which they first speak, and the analyst's headings are left to the footnotes.
    """
    if order == "speakers":
        by_head: dict[str, list[int]] = {}
        for n, (_, head) in enumerate(heads):
            by_head.setdefault(head, []).append(n)
        return [("", list(by_head.values()))] if heads else []
    out: list[tuple[str, list[list[int]]]] = []
    for n, (heading, head) in enumerate(heads):
        if heading or not out:
            out.append((heading, []))
        groups = out[-1][1]
        if groups and heads[groups[-1][-1]][1] == head:
            groups[-1].append(n)
        else:
            groups.append([n])
    return out


def quote_at(article: Article, span: Span) -> Quote | None:
    """The quotation that stands at `span`, else the innermost that holds most of it."""
    holding = []
    for q in article.quotes:
        shared = min(q.span.stop, span.stop) - max(q.span.start, span.start)
        if q.span == span:
            return q
        if 10 * shared >= 8 * (span.stop - span.start):
            holding.append(q)
    return min(holding, key=lambda q: q.span.stop - q.span.start, default=None)


AMOUNT = {
    "verbatim": "same words",
    "same-words": "same words",
    "near": "nearly the same",
    "excerpt": "part of it",
    "partial": "some of its words",
}
"""How much of a statement another source has, by the kind of the link."""


def verb(s: Statement, c: Citation) -> str:
    """The word by which another source brings a statement in; empty where it is not certain which one that is."""
    for frame in c.link.frame:
        if frame.kind == "cue" and s.quote is not None:
            return frame.b if c.link.a == s.quote.id else frame.a
    sure = c.quote.speaker is not None and c.quote.speaker.certainty >= CERTAIN
    return c.quote.cue.text if sure and c.quote.cue is not None else ""


def where(passage: int) -> str:
    return f"¶{passage}" if passage else "headline"


def line_of(article: Article, span: Span) -> str:
    return f"line {article.text.count(chr(10), 0, span.start) + 1}"


def odd(quote: Quote) -> str:
    """What is missing around a quotation in its source."""
    if "unopened" in quote.flags:
        return "; the opening mark is missing"
    return "; the closing mark is missing" if "unclosed" in quote.flags else ""
