"""What the reader puts aside and puts right: clips, notes, the order of the briefing, who spoke; and taking it back."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal

from index import fold, rulings
from index.model import Article, Clip, Passage, Quote, Ruling, Span
from reader import charted, hits, people, selecting
from reader import desk as moves
from reader.desk import Desk
from reader.journal import Work
from reader.people import fingerprint


def changed(desk: Desk, work: Work, said: str) -> Desk:
    """The user's work anew; what it was can be had back."""
    return replace(desk, work=work, past=(*desk.past, desk.work), future=(), said=said)


def _with_kept(earlier: Work, now: Work) -> Work:
    """The work as it was, but for what is not taken back with it."""
    return replace(earlier, places=now.places, session=now.session, by_hand=now.by_hand)


def undo(desk: Desk) -> Desk:
    """The work as it was before the last change."""
    if not desk.past:
        return replace(desk, said="nothing to take back")
    kept = _with_kept(desk.past[-1], desk.work)
    return replace(
        desk, work=kept, past=desk.past[:-1], future=(*desk.future, desk.work), said="taken back; ^r does it again"
    )


def redo(desk: Desk) -> Desk:
    """The work as it was before it was taken back."""
    if not desk.future:
        return replace(desk, said="nothing to do again")
    kept = _with_kept(desk.future[-1], desk.work)
    return replace(desk, work=kept, future=desk.future[:-1], past=(*desk.past, desk.work), said="done again")


def clip_of(article: Article, span: Span, passage: int, kind: Literal["quote", "passage", "selection"]) -> Clip:
    """A clip of a stretch of an article; the same stretch is the same clip."""
    name = hashlib.sha256(f"{fingerprint(article, span)}:{kind}".encode()).hexdigest()[:12]
    return Clip(name, article.path, article.source.sha256, passage, span, span.of(article.text), kind)


State = Literal["exact", "stale", "dropped", "orphaned", "gone"]
"""How a clip stands to its source: word for word; so, but the source has changed; in text that is left out of the article;
nowhere in it; the source is not in the pack."""


def placed(clip: Clip, article: Article) -> Clip | None:
    """The clip where its words stand now: at its place or, where the source has changed since, at the only other one.

    None where they are in no passage.
    """
    span = people.standing(article, clip.sha256, clip.span, clip.text)
    if span is None:
        return None
    at = bisect_right(article.by_place, span.start, key=lambda p: p.span.start) - 1
    if at < 0 or article.by_place[at].span.stop <= span.start:
        return None
    return replace(clip, passage=article.by_place[at].n, span=span)


def quote_of(desk: Desk, clip: Clip) -> Quote | None:
    """The quotation that a clip is, where it stands now."""
    article = desk.pack.by_path.get(clip.source)
    clip = (placed(clip, article) if article else None) or clip
    return next((q for q in article.quotes if q.span == clip.span), None) if article else None


def as_it_stands(desk: Desk, clip: Clip) -> Clip | None:
    """A clip at the place of its words in the source as that is now; None where they are not in it, or it is not there."""
    article = desk.pack.by_path.get(clip.source)
    now = placed(clip, article) if article is not None else None
    return replace(now, sha256=article.source.sha256) if now is not None and article is not None else None


def where(desk: Desk, clip: Clip) -> str:
    """The place of a clip, in words: `R¶5`."""
    article = desk.pack.by_path.get(clip.source)
    return f"{article.key if article else '?'}¶{clip.passage}"


def state(clip: Clip, article: Article | None) -> State:
    """How a clip stands to its source, which is None where it is not in the pack."""
    if article is None:
        return "gone"
    if placed(clip, article) is not None:
        return "exact" if article.source.sha256 == clip.sha256 else "stale"
    return "dropped" if clip.span.of(article.text) == clip.text else "orphaned"


def under(desk: Desk) -> list[Clip]:
    """What `c` puts aside, in whichever view: the statement, the hit, the clip, or what is under the cursor of the text.

    In a text that is the selection, a clip for each passage of it, else the sentence that is lit, else the quotation
    under the cursor, else the passage; on a passage with a quotation, that quotation; of a quotation in several parts,
    all parts. The other sources' versions of it come into the briefing with it; side by side, see `both`.
    """
    if desk.view == "briefing":
        return [desk.work.clips[min(desk.item, len(desk.work.clips) - 1)]] if desk.work.clips else []
    if desk.view == "quotes":
        return _clips(desk, moves.version_here(desk))
    if desk.view == "coverage":
        return _clips(desk, charted.version(desk))
    if desk.view == "search":
        if desk.answer is None or not desk.answer.hits:
            return []
        desk = replace(hits.at_hit(desk), view="read", selection=None)
    article, passage = desk.article, desk.passage
    if article is None or passage is None:
        return []
    stretch = desk.selection or (selecting.lit(desk) if desk.place.unit == "sentence" else None)
    if stretch is not None:
        whole = {q.span for q in article.quotes}
        found = selecting.pieces(article, stretch)
        return [clip_of(article, span, p.n, "quote" if span in whole else "selection") for p, span in found]
    inside = [q for q in article.quotes if q.passage == passage.n and not q.parent]
    offset = desk.place.offset
    quote = desk.quote or next(
        (q for q in inside if q.span.start <= offset < q.span.stop), inside[0] if inside else None
    )
    if quote is None:
        return [clip_of(article, passage.span, passage.n, "passage")]
    parts = [q for q in article.quotes if q.group == quote.group and "nested" not in q.flags]
    return _clips(desk, parts or [quote])


def sought(desk: Desk) -> str:
    """The words that `*` searches for: what is selected, else the word or sentence that is lit, else what `c` puts aside."""
    here = selecting.lit(desk) if desk.selection is None and desk.view in ("read", "compare") else None
    if here is not None and desk.article is not None:
        return here.of(desk.article.text)
    clips = under(desk)
    return clips[0].text if clips else ""


def _clips(desk: Desk, quotes: Iterable[Quote]) -> list[Clip]:
    """Clips of quotations; what is told without marks is the source's own words, and is clipped as such."""
    return [
        clip_of(desk.pack.by_path[q.source], q.span, q.passage, "selection" if q.type == "indirect" else "quote")
        for q in quotes
    ]


def both(desk: Desk) -> list[Clip]:
    """What `c` puts aside where texts stand side by side: what is under the cursor, and what answers it in the other panes.

    Of a quotation that another pane prints in other words, that version too; where the cursor is on no quotation, the
    passages that stand level with this one. What is selected, or a sentence that is lit, is taken alone.
    """
    clips = under(desk)
    passage = desk.passage
    if desk.view != "compare" or not clips or desk.selection is not None or desk.place.unit or passage is None:
        return clips
    beside = [article.path for article in desk.partners]
    found, done = list(clips), set()
    for link in _links(desk, clips):
        there = desk.pack.quote(link[1])
        if there.source in beside:
            done.add(there.source)
            if not link[2] and "nested" not in there.flags:
                found += _clips(desk, [there])
    if desk.quote is None:
        for there_, n, _, _ in moves.counterparts(desk, passage.n):
            if there_.path not in done:
                done.add(there_.path)
                span = there_.by_number[n].span
                same = fold.fold(span.of(there_.text))[0] == fold.fold(clips[0].text)[0]
                found += [] if same else [clip_of(there_, span, n, "passage")]
    return list({c.id: c for c in found}.values())


def put_aside(desk: Desk, clips: list[Clip]) -> Desk:
    """These clips after those there are; what is clipped already stays where it is, and so does a version of it in the same words."""
    have = {c.id for c in desk.work.clips}
    new = [c for c in clips if c.id not in have]
    if not new:
        return replace(
            desk, said="already clipped: F6 shows the briefing" if clips else moves.nothing_here(desk, "clip")
        )
    there = {(c.source, c.span) for c in desk.work.clips}
    known = [c for c in new if any(same and _end(desk, other) in there for _, other, same in _links(desk, [c]))]
    if len(known) == len(new):
        return replace(
            desk, said=f"{_where(desk, new[:1])} is in the briefing already, as a version of what you clipped: F6"
        )
    new = [c for c in new if c not in known]
    work = replace(desk.work, clips=(*desk.work.clips, *new))
    mine = {(c.source, c.span) for c in new}
    ends = [_end(desk, other) for _, other, _ in _links(desk, new)]
    also = ", ".join(dict.fromkeys(_place(desk, *end) for end in ends if end not in mine))
    taken = "u takes it back" if len(new) == 1 else "u takes them back"
    said = f"clipped {_where(desk, new)}{f', with the version in {also}' if also else ''} · {taken}"
    return replace(changed(desk, work, said), selection=None)


def _where(desk: Desk, clips: Iterable[Clip]) -> str:
    """The places of clips, in words."""
    return ", ".join(dict.fromkeys(f"{desk.pack.by_path[c.source].key}¶{c.passage}" for c in clips))


def _end(desk: Desk, quote: str) -> tuple[str, Span]:
    found = desk.pack.quote(quote)
    return found.source, found.span


def _place(desk: Desk, path: str, span: Span) -> str:
    article = desk.pack.by_path[path]
    passage = moves.passage_at(article, span.start)
    return f"{article.key}¶{passage.n if passage else 0}"


def _links(desk: Desk, clips: Iterable[Clip]) -> Iterator[tuple[str, str, bool]]:
    """The quotations that clips are, each with one that other sources print of it, and whether that has the same words."""
    for clip in clips:
        article = desk.pack.by_path.get(clip.source)
        quote = next((q for q in article.quotes if q.span == clip.span), None) if article else None
        for link in desk.pack.links(quote.id) if quote else ():
            yield link.a, moves.other(link, quote.id if quote else ""), link.kind in ("verbatim", "same-words")


def noted(desk: Desk, clip: str, note: str) -> Desk:
    """A note to a clip."""
    clips = tuple(replace(c, note=note.strip()) if c.id == clip else c for c in desk.work.clips)
    return changed(desk, replace(desk.work, clips=clips), "note kept" if note.strip() else "note taken out")


def headed(desk: Desk, clip: str, heading: str) -> Desk:
    """A heading of the reader's own that begins with a clip."""
    clips = tuple(replace(c, heading=heading.strip()) if c.id == clip else c for c in desk.work.clips)
    return changed(desk, replace(desk.work, clips=clips), "heading kept" if heading.strip() else "heading taken out")


def ruled(desk: Desk) -> Desk:
    """The piece under the cursor put back where it is left out, and left out where it is a passage; again: as it was.

    Of a folded run all pieces are put back. What the cleaner says anyway needs no ruling, and has none.
    """
    article, piece, run = desk.article, desk.dropped or desk.passage, desk.run
    if article is None or piece is None:
        return desk
    if isinstance(piece, Passage) and not piece.n:
        return replace(desk, said="the headline stays: it names the source")
    made = rulings.by_article(desk.pack.articles, desk.work.rulings.values()).get(article.path, [])
    held = rulings.standing(article, made).held
    read = (desk.pack.read or desk.pack).by_path[article.path]
    kept_by = {p.span: isinstance(p, Passage) for p in rulings.pieces(read)}
    left = {span for span, kept in kept_by.items() if (held[span].kept if span in held else kept)}
    here = [span for span in kept_by if run.span.start <= span.start < run.span.stop] if run else [piece.span]
    wanted = not left.issuperset(here)
    if left.issubset(here) and not wanted:
        return replace(desk, said="the only passage stays: a source is never emptied")
    kept = _without(article, desk.work.rulings, held, here) | _said(article, kept_by, here, kept=wanted)
    said = "put back: R leaves it out again" if wanted else "left out: R puts it back"
    if run is not None and run.size > 1:
        said = f"all {run.size} put back: R leaves one out again, u all" if wanted else f"all {run.size} left out again"
    return replace(changed(desk, replace(desk.work, rulings=kept), said), removed=True, selection=None)


def _without(
    article: Article, made: Mapping[str, Ruling], held: Mapping[Span, Ruling], spans: Iterable[Span]
) -> dict[str, Ruling]:
    """The rulings without what they say of these pieces; what one of them says of others as well is said of those still."""
    spans = set(spans)
    gone = {id(held[span]): held[span] for span in spans if span in held}
    kept = {name: one for name, one in made.items() if id(one) not in gone}
    for one in gone.values():
        wide = sorted(span for span, ruling in held.items() if ruling is one)
        for still, some in groupby(wide, key=lambda span: span not in spans):
            if still:
                kept |= _over(article, list(some), kept=one.kept)
    return kept


def _said(article: Article, kept_by: Mapping[Span, bool], spans: Iterable[Span], *, kept: bool) -> dict[str, Ruling]:
    """Rulings that pieces which follow each other are kept or not: where the cleaner says otherwise."""
    found: dict[str, Ruling] = {}
    for differs, some in groupby(spans, key=lambda span: kept_by[span] != kept):
        if differs:
            found |= _over(article, list(some), kept=kept)
    return found


def _over(article: Article, spans: Sequence[Span], *, kept: bool) -> dict[str, Ruling]:
    """One ruling on pieces that follow each other, under its name."""
    span = Span(spans[0].start, spans[-1].stop)
    return {fingerprint(article, span): rulings.of_stretch(article, span, kept=kept)}


def corrected(desk: Desk, quotes: Iterable[Quote], name: str) -> Desk:
    """Who spoke these quotations, as the user says; empty for nobody."""
    work, quotes = desk.work, list(quotes)
    for quote in quotes:
        work = people.put_right(work, desk.pack.by_path[quote.source], quote, name)
    return changed(desk, work, f"said by {name.strip() or 'nobody'}{_which(desk, quotes)}")


def _which(desk: Desk, quotes: list[Quote]) -> str:
    """In the ledger, which versions of the statement under the cursor `quotes` are, in words."""
    statement = moves.current(desk) if desk.view == "quotes" else None
    if statement is None or len(statement.by_source) < 2:
        return ""
    n = len(statement.by_source)
    if len({quote.source for quote in quotes}) == n:
        return f" in {'both' if n == 2 else f'all {n}'} versions"
    return f": {desk.pack.by_path[quotes[0].source].key}¶{quotes[0].passage}, one of {n} versions"
