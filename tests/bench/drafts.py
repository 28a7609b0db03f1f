"""Packs that nobody would print, and what somebody put aside of them, the same for the same seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from index import echoes, marks
from index.model import Article, Clip, Cue, Dropped, Fact, Masthead, Passage, Quote, Source, Span, Speaker
from index.pack import Pack
from reader import form
from reader.aside import clip_of
from reader.briefing import escape
from reader.journal import Called, Correction, Section, Work
from tests.bench import nasty

PATHS = (
    "a.txt", "b c.md", "ü/é.html", "notes/[x](y).txt", "box.mbox#3", "`tick`.txt", "x sha256 y.txt", "a, b; c.txt", "not in the pack.txt",
    "e.zip/f_g_h.txt", "1. a.txt", "- b.txt", "*c*.txt", "d|e.txt", "<f>.txt", "g&amp;h.txt", "a: b.txt", "www.e.org.txt", "\u202ex.txt", "l\nl.txt",
)  # fmt: skip
FORM = (
    "Sources:", "Bottom line", "Who said what", "Statements", "Check before use", "Note: a", "Note, continued: b", "R prints part of it", "A1: b",
    "Pack a · 3 sources", "? perhaps Lund", ", own words", "Lund, as the analyst reads it", "Written by twosource: x", "Timeline", "Coverage",
    "R: a; ¶3, characters 3–9. Exact. Clip 1, x.", "¶3", "headline", "R a.txt sha256 0", "a: what 3 sources report", "R a.txt not in the pack",
    "Where the sources differ", "Only in R", "References", "Notes", "**Lund**", "Tags: a, b", "[^L1-R2]", "> quoted", "## Sources", "Quotations",
    "- a", "1. b", "| a | b |", "from the file:", "clipped from sha256 " + "0" * 64,
)  # fmt: skip
"""What the briefing's own parts look like."""
NAMES = (
    "Ada Lund",
    "O’Neill, *A.*",
    "? perhaps Lund",
    "von [der] Tür",
    "Engineers",
    "ADA LUND",
    "Ministry of <X>",
    "1. FC Lund",
    "李 明",
    "Lund:",
)
STATES = ("exact", "exact", "exact", "exact", "stale", "moved", "orphaned", "gone")


def pack(seed: int) -> Pack:
    """A pack of one to eight sources with hostile words, who quote each other."""
    draw = random.Random(f"pack {seed}")
    paths = draw.sample(PATHS, k=draw.choice((1, 2, 2, 3, 5, 8)))
    said = [_sentence(draw) for _ in range(6)]
    articles = tuple(
        _article(draw, path, f"{chr(65 + n)}{draw.choice(('', '', 'B'))}", said) for n, path in enumerate(paths)
    )
    title = draw.choice(("bridge", nasty.line(draw), draw.choice(FORM), "a: what 2 sources report")) or "pack"
    return Pack(Path("bridge"), "0", title, articles, (), echoes.match(articles))


def _sentence(draw: random.Random) -> str:
    """Words that several sources print, most of them in one line."""
    words = [
        draw.choice(nasty.WORDS) if draw.random() < 0.8 else nasty.text(draw)[:30] for _ in range(draw.randint(3, 15))
    ]
    return "".join(word + draw.choice((" ", " ", " ", " ", " ", "\n", "-\n")) for word in words).strip()


def _article(draw: random.Random, path: str, key: str, said: Sequence[str]) -> Article:
    """An article whose paragraphs hold quotations in marks of every kind; a paragraph in nine is left out."""
    paragraphs = [nasty.line(draw) or "Headline"]
    for _ in range(draw.randint(1, 7)):
        left, right = draw.choice(("“”", '""', "«»", "„“", "‘’", "“ ", " ”"))
        words = draw.choice(said)
        if draw.random() < 0.4:
            words = words[: draw.randrange(1, len(words) + 1)]
        if draw.random() < 0.2:
            words = words.swapcase()
        paragraphs.append(
            draw.choice(
                (
                    f"{left}{words}{right} said {draw.choice(NAMES)}.",
                    f"{nasty.text(draw)} {left}{words}{right}",
                    nasty.text(draw),
                )
            )
        )
    text = re.sub("\r\n?", "\n", "\n\n".join(paragraphs)) + draw.choice(("", "\n"))
    passages, dropped = _cut(draw, text)
    quotes = tuple(_quotes(draw, text, passages, path, key))
    source = Source(path, f"{draw.getrandbits(256):064x}", len(text))
    return Article(source, "txt", "utf-8", "en", text, _masthead(draw, text, passages), passages, dropped, quotes, key)


def _cut(draw: random.Random, text: str) -> tuple[tuple[Passage, ...], tuple[Dropped, ...]]:
    passages: list[Passage] = []
    dropped = []
    for m in re.finditer(r"\S(?:(?!\n\s*\n).)*(?<=\S)", text, re.DOTALL):
        if passages and draw.random() < 0.1:
            dropped.append(Dropped(Span(*m.span()), "twice", "it stands twice"))
        else:
            passages.append(Passage(len(passages), Span(*m.span()), by_hand=draw.random() < 0.05))
    return tuple(passages), tuple(dropped)


def _quotes(draw: random.Random, text: str, passages: Sequence[Passage], path: str, key: str) -> Iterator[Quote]:
    for n, s in enumerate(marks.stretches(text, passages), 1):
        name = draw.choice(NAMES)
        speaker = draw.choice(
            (None, Speaker(name, None, name, 0.95), Speaker(name, None, name, 0.95), Speaker(name, None, name, 0.5))
        )
        cue = draw.choice((None, Cue(draw.choice(("said", "in*sisted*", "told", nasty.line(draw) or "said")), s.span)))
        number = passages[s.passage].n
        name = f"{key}{number}.{n}"
        yield Quote(
            name, path, number, s.span, draw.choice(("direct", "mixed")), name, flags=s.flags, speaker=speaker, cue=cue
        )


def _masthead(draw: random.Random, text: str, passages: Sequence[Passage]) -> Masthead:
    def perhaps(value: str) -> Fact | None:
        return Fact(value) if value and draw.random() < 0.6 else None

    headline = passages[0].span
    date = draw.choice(
        (None, Fact("2025-05"), Fact("2025-05-06", "inferred", origin=draw.choice(("file name", "page’s *meta*"))))
    )
    authors = tuple(
        Fact(nasty.line(draw) or "A", role=draw.choice((None, "editing"))) for _ in range(draw.choice((0, 1, 2)))
    )
    return Masthead(
        draw.choice((None, Fact(headline.of(text), span=headline))),
        perhaps(nasty.line(draw)),
        None,
        authors,
        date,
        perhaps("DUSHANBE; ¶"),
    )


def work(made_of: Pack, seed: int) -> Work:
    """What somebody made of it: clips in any order and state, each with a note or a heading or neither; what is said of it all."""
    draw = random.Random(f"work {seed}")
    clips: dict[str, Clip] = {}
    for _ in range(draw.choice((0, 1, 2, 3, 5, 8, 13, 30))):
        if clip := _clip(draw, draw.choice(made_of.articles)):
            clips[clip.id] = clip
    kept = list(clips.values())
    draw.shuffle(kept)
    title = draw.choice(
        ("", nasty.line(draw), draw.choice(FORM), f"{made_of.title}: what {len(made_of.articles)} sources report")
    )
    return Work(
        title=title,
        bottom=draw.choice(("", typed(draw), typed(draw))),
        clips=tuple(kept),
        speakers=dict(_corrections(draw, made_of, kept)),
        names={Called(draw.choice(NAMES)): draw.choice(NAMES)} if draw.random() < 0.2 else {},
        sections=_sections(draw) if draw.random() < 0.3 else (),
        form=_form(draw).told() if draw.random() < 0.5 else "",
    )


def typed(draw: random.Random) -> str:
    """Words of the analyst's own: nasty ones, ordinary ones, those that look like a part of the briefing."""
    return draw.choice(
        (
            nasty.lines(draw),
            draw.choice(FORM),
            f"{nasty.line(draw)}\n\n{draw.choice(FORM)}".strip(),
            "As she said on Monday.",
        )
    )


def _form(draw: random.Random) -> form.Form:
    """Some parts in some order, under headings of the analyst's own."""
    parts = draw.sample(list(form.PARTS), k=draw.randint(0, len(form.PARTS)))
    heads = {part: _heading(draw) for part in draw.sample(parts, k=len(parts) // 3)}
    alone = len({**form.PARTS, **heads}.values()) == len({*{**form.PARTS, **heads}.values()})
    headings = tuple((part, heads[part]) for part in form.PARTS if part in heads) if alone else ()
    return form.Form(tuple(parts), draw.choice(form.ORDERS), draw.choice(form.CITES), headings)


def _heading(draw: random.Random) -> str:
    words = " ".join("".join(c for c in nasty.line(draw) if c.isprintable() and c != "`").split())[:60].strip()
    return words or "Findings"


def _sections(draw: random.Random) -> tuple[Section, ...]:
    """Of the analyst's own, each with paragraphs, lists or nothing below it."""
    heads = {_heading(draw): None for _ in range(draw.choice((1, 1, 2)))}
    taken = {*form.PARTS.values(), *FORM}
    return tuple(Section(head, _markdown(draw), draw.choice(("", *form.PARTS))) for head in heads if head not in taken)


def _markdown(draw: random.Random) -> str:
    blocks = [escape(nasty.line(draw) or "x") for _ in range(draw.choice((0, 1, 2, 3)))]
    return "\n\n".join(draw.choice(("{}", "- {}", "1. {}", "> {}", "### {}", "**a** {}")).format(one) for one in blocks)


def _tags(draw: random.Random) -> tuple[str, ...]:
    words = re.split(r"[\s,#]+", nasty.line(draw))
    return tuple(dict.fromkeys(word for word in words[:3] if word and word.isprintable()))


def _clip(draw: random.Random, article: Article) -> Clip | None:
    """A quotation, a passage, a stretch of one or of several; None where nothing of it can be read."""
    kind: Literal["quote", "passage", "selection"] = draw.choice(("quote", "quote", "passage", "selection"))
    if kind == "quote" and article.quotes:
        quote = draw.choice(article.quotes)
        span, passage = quote.span, quote.passage
    else:
        held = draw.choice(article.passages)
        span, passage = held.span, held.n
    if kind == "selection":
        start = draw.randrange(*span) if span.stop > span.start else span.start
        span = Span(start, min(len(article.text), start + draw.choice((1, 9, 40, 400))))
    if not any(map(str.isalnum, span.of(article.text))):
        return None
    clip = clip_of(article, span, passage, kind)
    heading = draw.choice((draw.choice(FORM), nasty.line(draw))) if draw.random() < 0.2 else ""
    note = typed(draw) if draw.random() < 0.4 else ""
    tags = _tags(draw) if draw.random() < 0.2 else ()
    return _changed(draw, replace(clip, note=note, heading=heading, tags=tags))


def _changed(draw: random.Random, clip: Clip) -> Clip:
    """The clip as it stands to its source when that has become another since, or is gone."""
    sha256 = f"{draw.getrandbits(256):064x}"
    match draw.choice(STATES):
        case "stale":
            return replace(clip, sha256=sha256)
        case "moved":
            start = draw.randrange(2_000)
            return replace(clip, sha256=sha256, span=Span(start, start + len(clip.text)))
        case "orphaned":
            text = f"{clip.text[:5]}{nasty.text(draw) or 'x'}{clip.text[5:]}".replace("\r", "")
            return replace(clip, sha256=sha256, text=text, span=Span(clip.span.start, clip.span.start + len(text)))
        case "gone":
            return replace(clip, source=draw.choice(("gone.txt", "lost & found.txt", "g/`h`.txt")), sha256=sha256)
    return clip


def _corrections(draw: random.Random, made_of: Pack, clips: Sequence[Clip]) -> Iterator[tuple[str, Correction]]:
    for clip in clips:
        if clip.kind == "quote" and clip.source in made_of.by_path and draw.random() < 0.15:
            said = Correction(
                draw.choice(("", *NAMES, nasty.line(draw))), clip.source, clip.sha256, clip.span, clip.text
            )
            yield f"{clip.sha256}:{clip.span.start}-{clip.span.stop}", said
