"""The items of the briefing: moved about, joined, tagged, taken out, taken as they stand now, and taken over from a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from index.model import Article, Clip, Span
from reader import aside
from reader import desk as moves
from reader.aside import changed
from reader.desk import Desk
from reader.journal import Work
from reader.merging import Side, merged

Clips = tuple[Clip, ...]
AS_EDITED = "as edited:"
"""Begins what somebody made of a quotation's words, in the note to it: the words themselves stay the source's."""
MOST_TOLD = 2
"""Changes that are named in a line."""


def here(desk: Desk) -> Clip | None:
    """The clip under the cursor of the briefing."""
    return desk.work.clips[min(desk.item, len(desk.work.clips) - 1)] if desk.work.clips else None


def _with(desk: Desk, clips: Iterable[Clip], said: str, item: int | None = None) -> Desk:
    """The briefing with these clips, as one change, the cursor on one of them."""
    made = tuple(clips)
    to = desk.item if item is None else item
    return replace(changed(desk, replace(desk.work, clips=made), said), item=max(0, min(to, len(made) - 1)))


def _heading_down(clips: Sequence[Clip], at: int) -> list[Clip]:
    """The clips without the one at `at`: a heading that began with it begins with the next one, unless that has its own."""
    left = [*clips[:at], *clips[at + 1 :]]
    if clips[at].heading and at < len(left) and not left[at].heading:
        left[at] = replace(left[at], heading=clips[at].heading)
    return left


def removed(desk: Desk) -> Desk:
    """The briefing without the clip under the cursor; its heading stays over those below it."""
    if not desk.work.clips:
        return desk
    at = min(desk.item, len(desk.work.clips) - 1)
    return _with(desk, _heading_down(desk.work.clips, at), "taken out · u puts it back", at)


# --- order ---


def moved(desk: Desk, by: Literal[1, -1]) -> Desk:
    """The clip under the cursor one step further down (by 1) or up (by -1); over a heading is one step, too.

    Headings stay where they stand in the list. A clip alone under its heading takes it along, past the whole section.
    """
    clips, at = desk.work.clips, min(desk.item, len(desk.work.clips) - 1)
    if not clips:
        return replace(desk, said="nothing is put aside yet")
    begins = [n for n, c in enumerate(clips) if c.heading or not n]
    mine = max(n for n in begins if n <= at)
    end = min((n for n in begins if n > at), default=len(clips))
    edge = at + 1 == end if by > 0 else at == mine
    if not edge:
        return _with(desk, _swapped(clips, min(at, at + by)), "", at + by)
    if by > 0 and end == len(clips):
        return replace(desk, said="the last item")
    if by < 0 and not at and not clips[0].heading:
        return replace(desk, said="the first item")
    if end - mine == 1 and clips[at].heading:
        return _section_moved(desk, begins, at, by)
    made = list(clips)
    if by > 0:
        made[at], made[end] = replace(made[at], heading=made[end].heading), replace(made[end], heading="")
        return _with(desk, made, f"now under {made[at].heading}")
    made[at], made[at + 1] = replace(made[at], heading=""), replace(made[at + 1], heading=made[at].heading)
    above = clips[max((n for n in begins if n < at), default=at)].heading if at else ""
    return _with(desk, made, f"now under {above}" if above else "now above the headings")


def _swapped(clips: Clips, first: int) -> list[Clip]:
    """Two neighbours of one section changed about; the heading over them stays over them."""
    made = list(clips)
    above, below = made[first], made[first + 1]
    made[first : first + 2] = [replace(below, heading=above.heading), replace(above, heading="")]
    return made


def _section_moved(desk: Desk, begins: Sequence[int], at: int, by: Literal[1, -1]) -> Desk:
    """A clip alone under its heading moved with it past the section below or above."""
    clips = desk.work.clips
    edges = [*begins, len(clips)]
    n = edges.index(at)
    if by > 0:
        stop = edges[n + 2]
        made = [*clips[:at], *clips[at + 1 : stop], clips[at], *clips[stop:]]
        return _with(desk, made, "with its heading, past the section below", stop - 1)
    if not n:
        return replace(desk, said="the first item")
    start = edges[n - 1]
    if not clips[start].heading:
        return replace(desk, said="alone under its heading, and nothing above has one: H changes headings")
    made = [*clips[:start], clips[at], *clips[start:at], *clips[at + 1 :]]
    return _with(desk, made, "with its heading, past the section above", start)


# --- tags ---

_BETWEEN = re.compile(r"[\s,;#]+")


def tags_of(line: str) -> tuple[str, ...]:
    """The tags on a line, each once: words parted by blanks, commas or `#`.

    >>> tags_of("war, #ports  war")
    ('war', 'ports')
    """
    return tuple(dict.fromkeys(filter(None, _BETWEEN.split(line))))


def tagged(desk: Desk, clip: str, line: str) -> Desk:
    """The tags of a clip."""
    tags = tags_of(line)
    clips = [replace(c, tags=tags) if c.id == clip else c for c in desk.work.clips]
    return _with(desk, clips, "tags kept" if tags else "tags taken out")


# --- joining ---


def joined(desk: Desk) -> Desk:
    """The clip under the cursor and the one below as one, where they are one thing; else why they are not.

    Stretches of one source that overlap, adjoin, or stand in one passage become one clip of all from the first to the last
    word; of two versions of one quotation the lower becomes a version of the upper. Notes, tags and a heading are kept.
    """
    clips, at = desk.work.clips, min(desk.item, len(desk.work.clips) - 1)
    if at + 1 >= len(clips):
        return replace(desk, said="nothing below to join it with" if clips else "nothing is put aside yet")
    a, b = clips[at], clips[at + 1]
    article = desk.pack.by_path.get(a.source)
    if a.source == b.source and article is not None:
        one = _covering(article, a, b)
    else:
        one = a if _are_versions(desk, a, b) else "of two sources, and no versions of one quotation: each stays an item"
    if isinstance(one, str):
        return replace(desk, said=f"not joined: {one}")
    handed = at + 2 < len(clips) and not clips[at + 2].heading
    over = "" if handed else b.heading
    notes = (a.note, b.note, over if a.heading else "")  # a heading that nothing is left for: its words stay
    note = "\n\n".join(dict.fromkeys(filter(None, notes)))
    tags = tuple(dict.fromkeys((*a.tags, *b.tags)))
    one = replace(one, note=note, heading=a.heading or over, tags=tags)
    left = _heading_down(clips, at + 1)
    left[at] = one
    others = {c.id for n, c in enumerate(left) if n != at}
    if one.id in others:
        return replace(desk, said="not joined: both together are an item already")
    whole = one.kind == "quote" or a.kind != "quote" or b.kind != "quote"
    same = "joined" if whole else "joined, with what stands between: the source's own words now, and no quotation"
    said = same if a.source == b.source else f"now a version of this item: {aside.where(desk, b)}"
    return _with(desk, left, f"{said} · u parts them", at)


def _covering(article: Article, a: Clip, b: Clip) -> Clip | str:
    """One clip of all from the first word of two to the last; else why not."""
    first, second = aside.placed(a, article), aside.placed(b, article)
    if first is None or second is None:
        return "the words of one are not in the article any more"
    if first.span.start > second.span.start:
        first, second = second, first
    between = Span(first.span.stop, max(second.span.start, first.span.stop)).of(article.text)
    if first.passage != second.passage and (_says(between) or between.count("\n") < 2):
        return f"passages {first.passage} and {second.passage} do not adjoin"
    span = Span(first.span.start, max(first.span.stop, second.span.stop))
    kind: Literal["quote", "passage", "selection"] = "selection"
    if any(p.span == span for p in article.passages):
        kind = "passage"
    elif any(q.span == span for q in article.quotes):
        kind = "quote"
    return aside.clip_of(article, span, first.passage, kind)


def _says(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _are_versions(desk: Desk, a: Clip, b: Clip) -> bool:
    """Whether two clips are quotations that the pack knows to be one."""
    found = [aside.quote_of(desk, c) for c in (a, b)]
    if found[0] is None or found[1] is None:
        return False
    return any(moves.other(link, found[0].id) == found[1].id for link in desk.pack.links(found[0].id))


# --- sources that have changed ---


def confirmed(desk: Desk) -> Desk:
    """The clip under the cursor taken as it stands in the source as that is now; it is stale no more.

    Where it stands as it was clipped, that is done for every other clip whose words its source still has.
    """
    clip = here(desk)
    if clip is None:
        return replace(desk, said="nothing is put aside yet")
    now = aside.as_it_stands(desk, clip)
    if now is None:
        return replace(desk, said="its words are not in the source any more: enter looks for the nearest")
    clips = tuple(aside.as_it_stands(desk, c) or c for c in desk.work.clips)
    others = sum(new != was for new, was in zip(clips, desk.work.clips, strict=True))
    if now == clip and not others:
        return replace(desk, said="it stands as it was clipped")
    if now == clip:
        return _with(desk, clips, f"{others} taken as {'it stands' if others == 1 else 'they stand'} now")
    more = f" · = again: {others - 1} more" if others > 1 else ""
    taken = [now if c is clip else c for c in desk.work.clips]
    return _with(desk, taken, f"taken as it stands now: {aside.where(desk, now)}{more}")


# --- taken over from a text ---


def taken_over(desk: Desk, base: Side, theirs: Side, whence: str, *, file: str, seen: str) -> Desk:
    """The briefing with what a text of it has otherwise, as one change; `base` is what both began with.

    Args:
        desk: Whose briefing it is.
        base: The briefing as it was when the text was made; empty where nobody knows.
        theirs: The briefing as the text has it now.
        whence: Where it comes from, in words: a file's name, `the editor`.
        file: Where the briefing is written from then on.
        seen: The name of the text that it is level with from then on.
    """
    work = desk.work
    made = merged(base, Side(work.title, work.bottom, work.clips, work.sections, work.form), theirs)
    clips, altered = _settled(desk, made.side.clips)
    side = made.side
    after = replace(work, title=side.title, bottom=side.bottom, clips=clips, sections=side.sections, form=side.form)
    if after == work:
        return known_file(desk, file, seen)
    told = [*(f"! {what}: both are kept" for what in made.both), *altered, *made.taken]
    more = f" and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
    said = f"from {whence}: {', '.join(told[:MOST_TOLD])}{more} · u takes it back"
    after = replace(after, file=file, seen=seen)
    return replace(changed(desk, after, said), item=max(0, min(desk.item, len(clips) - 1)))


def known_file(desk: Desk, file: str, seen: str) -> Desk:
    """The briefing as it is, level with a file: with what the text of that name says. No undo leads behind that."""

    def level(work: Work) -> Work:
        return replace(work, file=file, seen=seen)

    return replace(
        desk, work=level(desk.work), past=tuple(map(level, desk.past)), future=tuple(map(level, desk.future))
    )


def _settled(desk: Desk, clips: Clips) -> tuple[Clips, list[str]]:
    """The clips, none of whose words somebody altered: and what is to be said of those whose words somebody did.

    Words that stand so in the clip's passage are a clip of these words; any other leave it as it was, and go into its note.
    """
    known = {c.id: c for c in desk.work.clips}
    out, told = [], []
    for clip in clips:
        was = known.get(clip.id)
        if was is None or was.text == clip.text:
            out.append(clip if was is None else _as_it_was(clip, was))
            continue
        shorter = _stretch(desk, was, clip.text)
        begin = " ".join(was.text.split()[:3])
        if shorter is not None and shorter.id not in known:
            out.append(replace(shorter, note=clip.note, heading=clip.heading, tags=clip.tags))
            told.append(f"“{begin} …” is other words of {aside.where(desk, was)}")
        else:
            note = "\n\n".join(filter(None, (clip.note, f"{AS_EDITED} {clip.text}")))
            out.append(_as_it_was(replace(clip, note=note), was))
            told.append(f"“{begin} …” keeps its source's words, yours are in the note")
    return tuple(out), told


def _as_it_was(clip: Clip, was: Clip) -> Clip:
    """A clip with what is said of it anew, of the same stretch as before."""
    return replace(was, note=clip.note, heading=clip.heading, tags=clip.tags)


def _stretch(desk: Desk, clip: Clip, words: str) -> Clip | None:
    """A clip of other words in the passage of one; None where they do not stand there once, whatever blanks part them."""
    article = desk.pack.by_path.get(clip.source)
    now = aside.placed(clip, article) if article is not None else None
    if article is None or now is None or not words.split():
        return None
    passage = article.by_number[now.passage]
    found = [*re.finditer(r"\s+".join(map(re.escape, words.split())), passage.span.of(article.text))]
    if len(found) != 1:
        return None
    start = passage.span.start
    return aside.clip_of(article, Span(start + found[0].start(), start + found[0].end()), passage.n, "selection")
