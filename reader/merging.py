"""Three versions of a briefing made one: what both began with, what the reader has by now, what its file has by now.

What only one side changed is taken from it. Where both changed the same words, ours stand and the other's stand with them,
behind `FROM_FILE`, until somebody edits them. Nothing that either side wrote is lost: an item that one side took out comes
back where the other side has changed it meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from index.model import Clip, Span
from reader.journal import Section

FROM_FILE = "from the file:"
"""Begins what the file has where both sides changed the same words."""


@dataclass(frozen=True, slots=True)
class Side:
    """A briefing as one side has it."""

    title: str = ""
    bottom: str = ""
    clips: tuple[Clip, ...] = ()
    sections: tuple[Section, ...] = ()
    form: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """Both sides in one."""

    side: Side
    taken: tuple[str, ...] = ()
    """What of it comes from the file alone, a few words each."""
    both: tuple[str, ...] = ()
    """What both sides changed otherwise, a few words each."""


def is_conflict(words: str) -> bool:
    """Whether a note, heading, title or bottom line holds what the file had beside what stood here."""
    return FROM_FILE in words


def merged(base: Side, ours: Side, theirs: Side) -> Merged:
    """Both sides in one, whose clips have ids that no two of them share.

    Without a change on one side the result is the other side.
    """
    base, ours, theirs = map(_with_own_ids, (base, ours, theirs))
    told = _Told([], [])
    title = told.words("the title", base.title, ours.title, theirs.title, _on_one_line)
    bottom = told.words("the bottom line", base.bottom, ours.bottom, theirs.bottom, _below)
    known = {c.id: c for c in base.clips}
    mine = {c.id: c for c in ours.clips}
    other = {c.id: c for c in theirs.clips}
    made: dict[str, Clip] = {}
    for name in dict.fromkeys((*mine, *other)):
        clip = _clip(known.get(name), mine.get(name), other.get(name), told)
        if clip is not None:
            made[name] = clip
    out = [name for name in mine if name not in made]
    if out:
        told.taken.append(f"{len(out)} taken out")
    order = _order(list(known), list(mine), list(other), made, told)
    sections = _sections(base.sections, ours.sections, theirs.sections, told)
    form = ours.form if theirs.form == base.form else theirs.form
    side = Side(title, bottom, tuple(made[n] for n in order), sections, form)
    return Merged(side, tuple(told.taken), tuple(told.both))


Sections = tuple[Section, ...]


def _sections(base: Sections, ours: Sections, theirs: Sections, told: _Told) -> Sections:
    """The analyst's own sections, known by their headings; of footnotes of one's own each stands for itself."""
    if theirs in (base, ours):
        return ours
    if ours == base:
        told.taken.append("sections")
        return theirs
    known, other = ({s.heading: s for s in side if s.heading} for side in (base, theirs))
    made: list[Section] = []
    for mine in ours:
        there = other.get(mine.heading) if mine.heading else None
        if there is None:
            made += [] if mine.heading and mine == known.get(mine.heading) else [mine]
            continue
        was = known.get(mine.heading)
        text = told.words(f"the section {mine.heading}", was.text if was else "", mine.text, there.text, _below)
        made.append(mine._replace(text=text))
    have = {s.heading for s in ours if s.heading}
    made += [s for s in theirs if s not in made and s.heading not in have and s != known.get(s.heading)]
    return tuple(made)


class _Told(NamedTuple):
    """What is to be said of a merge."""

    taken: list[str]
    both: list[str]

    def words(self, what: str, base: str, ours: str, theirs: str, beside: Callable[[str, str], str]) -> str:
        """Words that both sides may have changed; `beside` sets the file's with ours."""
        if theirs in (base, ours):
            return ours
        if ours == base or ours.strip() in theirs:
            self.taken.append(what)
            return theirs
        if theirs.strip() in ours:
            return ours
        self.both.append(what)
        return beside(ours, theirs)


def _below(ours: str, theirs: str) -> str:
    return f"{ours}\n\n{FROM_FILE} {theirs}"


def _on_one_line(ours: str, theirs: str) -> str:
    return f"{ours} ({FROM_FILE} {theirs})"


def _with_own_ids(side: Side) -> Side:
    """The side with a count behind an id that stood above already: somebody copied an item."""
    seen: set[str] = set()
    clips = []
    for clip in side.clips:
        name, n = clip.id, 2
        while name in seen:
            name, n = f"{clip.id}-{n}", n + 1
        seen.add(name)
        clips.append(clip if name == clip.id else replace(clip, id=name))
    return replace(side, clips=tuple(clips))


class _Stretch(NamedTuple):
    """What of a clip is a source's: it changes as a whole."""

    source: str
    sha256: str
    passage: int
    span: Span
    text: str
    kind: str


def _stretch(clip: Clip) -> _Stretch:
    return _Stretch(clip.source, clip.sha256, clip.passage, clip.span, clip.text, clip.kind)


def _clip(base: Clip | None, ours: Clip | None, theirs: Clip | None, told: _Told) -> Clip | None:
    """A clip as both sides in one have it; None where it is taken out."""
    if ours is None or theirs is None:
        left = ours or theirs
        if left is None or base is None:
            if ours is None and theirs is not None:
                told.taken.append(f"“{_begin(theirs)}”")
            return left
        if left == base:
            return None
        told.both.append(f"“{_begin(left)}”, which the other side took out")
        return left
    empty = replace(ours, note="", heading="", tags=())
    was = base or empty
    what = f"“{_begin(ours)}”"
    note = told.words(f"the note to {what}", was.note, ours.note, theirs.note, _below)
    heading = told.words(f"the heading of {what}", was.heading, ours.heading, theirs.heading, _on_one_line)
    clip = ours
    if _stretch(theirs) not in (_stretch(was), _stretch(ours)):
        moved = ours.text == was.text != theirs.text  # here it only stands elsewhere by now
        if base is not None and (moved or _stretch(ours) == _stretch(base)):
            clip = theirs
            told.taken.append(f"the words of {what}")
        elif theirs.text != ours.text:
            told.both.append(f"the words of {what}")
            note = _below(note, theirs.text) if note else f"{FROM_FILE} {theirs.text}"
    tags = theirs.tags if ours.tags == was.tags else tuple(dict.fromkeys((*ours.tags, *_more(was, theirs))))
    return replace(clip, note=note, heading=heading, tags=tags)


def _more(was: Clip, theirs: Clip) -> Iterable[str]:
    return (tag for tag in theirs.tags if tag not in was.tags)


def _begin(clip: Clip) -> str:
    """A clip by its first words."""
    words = clip.text.split()
    return " ".join(words[:4]) + (" …" if len(words) > 4 else "")


def _order(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], made: Iterable[str], told: _Told
) -> list[str]:
    """The ids of the clips there are, in the order of the side that changed it; what only the other side has, behind what it stood behind."""
    there = set(made)
    common = {*base} & {*ours} & {*theirs}
    before, mine, other = ([name for name in side if name in common] for side in (base, ours, theirs))
    lead, follow = (theirs, ours) if mine == before else (ours, theirs)
    if other not in (before, mine) and mine != before:
        told.both.append("the order, which stays as it is here")
    elif mine == before and other != before:
        told.taken.append("the order")
    order = [name for name in lead if name in there]
    placed = {*order}
    last = ""
    for name in follow:
        if name in there and name not in placed:
            order.insert(order.index(last) + 1 if last in placed else 0, name)
            placed.add(name)
        if name in placed:
            last = name
    return order
