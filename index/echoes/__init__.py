"""The same quotation in several sources, where its wordings part, and what else differs around it.

Quotations become wordings, in numbers (`said`); equal wordings are one; the others meet through the stretches of words that
they share (`meetings`), so that the cost grows with what is shared and never with the square of the pack; two that meet are
compared (`links`), and what surrounds them (`frame`). What is linked, straight or through others, is one echo.

When little of a pack has changed, only the echoes are found anew that the change can reach (`Kept`).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.echoes import meetings
from index.echoes.links import PHRASE, Linked, link
from index.echoes.meetings import displaced, hosts, neighbours, ranked, shorts
from index.echoes.said import Numbers, Said, numbers, said, worded
from index.model import Article, Echo

Sketch = tuple[Numbers, ...]
"""The wording of each quotation of an article; empty for one that has no words or is not compared."""
Place = tuple[int, int]
"""The numbers of an article in the pack and of a quotation in the article."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a pack from before it changed."""

    sketches: Mapping[int, Sketch]
    """Of the articles that are as they were, in the same order, by their numbers now."""
    gone: Sequence[Sketch] = ()
    """Of the articles that are gone, and of those that changed, as they were."""
    groups: Sequence[Sequence[Place | None]] = ()
    """The quotations of each echo; None for one that is gone or changed."""


class Found(NamedTuple):
    """The echoes of a pack, and what makes the next search short."""

    echoes: tuple[Echo, ...]
    groups: tuple[tuple[Place, ...], ...]
    """The quotations of each echo."""
    sketches: tuple[Sketch, ...]
    """Of each article."""


def match(articles: Sequence[Article]) -> tuple[Echo, ...]:
    """The quotations that stand in two or more sources, in the order in which they are first met.

    A link joins two quotations of different sources that share six words and most of the shorter one, or more in a row;
    fewer words only where they are the whole of both, or part of what the same speaker says there.
    """
    return find(articles).echoes


def find(articles: Sequence[Article], kept: Kept | None = None) -> Found:
    """The echoes of a pack; with what is kept from before, the same ones in a time that depends on what has changed."""
    known = kept.sketches if kept else {}
    sketches = tuple([known.get(n) or sketch(article) for n, article in enumerate(articles)])
    places: dict[Numbers, list[Place]] = defaultdict(list)
    for n, wordings in enumerate(sketches):
        for at, words in enumerate(wordings):
            if words:
                places[words].append((n, at))
    search = _Search(articles, places)
    groups = search.groups(places.keys()) if kept is None else search.renewed(sketches, kept)
    echoes = restored(articles, groups)
    worded.cache_clear()
    return Found(echoes, tuple(groups), sketches)


def restored(articles: Sequence[Article], groups: Iterable[Sequence[Place]]) -> tuple[Echo, ...]:
    """The echoes that were found in just these articles; raises LookupError where they cannot have been."""
    taken: dict[str, int] = {}
    echoes = []
    for group in groups:
        ids = tuple([articles[n].quotes[at].id for n, at in group])
        n, at = group[0]
        echoes.append(Echo(_name(articles[n], at, taken), ids, Linked(articles, group)))
    return tuple(echoes)


def sketch(article: Article) -> Sketch:
    """The wordings of an article's quotations."""
    return tuple([() if q.type == "indirect" else numbers(q.span.of(article.text)) for q in article.quotes])


def _name(article: Article, at: int, taken: dict[str, int]) -> str:
    """The first words of a quotation, as a label that can be typed; numbered where two echoes begin alike."""
    start, stop = article.quotes[at].span
    words = worded(article.text[start : min(stop, start + _FIRST)]).words[:5]
    base = "-".join(word.form.replace("'", "") for word in words)[:60].rstrip("-")
    name = base
    while name in taken:
        taken[base] += 1
        name = f"{base}-{taken[base]}"
    taken[name] = 1
    return name


_FIRST = 400
"""Code points in which the first words of a quotation stand."""


@dataclass(slots=True)
class _Search:
    """A search for echoes among the wordings of a pack."""

    articles: Sequence[Article]
    places: Mapping[Numbers, Sequence[Place]]
    """Where each wording stands, in pack order."""
    order: Sequence[Numbers] = field(init=False)
    hosts: Mapping[Numbers, Sequence[Numbers]] = field(init=False)
    """For each wording of two or three words the longer ones that it stands in; where these are many, it is anybody's."""

    def __post_init__(self) -> None:
        self.order = ranked(self.places)
        self.hosts = hosts(shorts(self.order), self.order)

    def groups(self, about: Collection[Numbers]) -> list[tuple[Place, ...]]:
        """The echoes among these wordings, in pack order; all that any of them could be linked with must be there, too."""
        union = _Union()
        heads = {words: self._heads(words, union) for words in about}
        for pair in self._candidates(about):
            if pair[0] in heads and pair[1] in heads:
                for one in heads[pair[0]]:
                    for other in heads[pair[1]]:
                        union.meet(one, other)
        for one, other in list(self._phrases(about, heads, union)):
            union.join(one.place, other.place)
        return union.groups()

    def _heads(self, words: Numbers, union: _Union) -> list[Said]:
        """The quotations that stand for all of one wording: of each speaker the first of two sources, of `KEPT` speakers.

        The others are joined with those of their speaker, and these with each other.
        """
        heads: dict[str | None, list[Said]] = defaultdict(list)
        for n, at in self.places[words]:
            one = said(self.articles[n], at, n, words)
            own = heads[one.speaker]
            for head in own:
                union.meet(head, one)
            if len(own) < 2 and all(head.article is not one.article for head in own):
                own.append(one)
        first = [head for own in list(heads.values())[: meetings.KEPT] for head in own]
        for one, other in itertools.combinations(first, 2):
            union.meet(one, other)
        return first

    def _candidates(self, about: Collection[Numbers]) -> Iterator[tuple[Numbers, Numbers]]:
        """Pairs of wordings that may be linked, one of them at least in `about`."""
        yield from neighbours(self.order, about)
        for short, longer in self.hosts.items():
            if len(short) > PHRASE and len(longer) <= meetings.KEPT:
                yield from ((short, host) for host in longer if short in about or host in about)

    def _phrases(
        self, about: Collection[Numbers], heads: Mapping[Numbers, list[Said]], union: _Union
    ) -> Iterator[tuple[Said, Said]]:
        """Phrases of two words with a longer quotation of the same speaker, where all that they could be from is one echo."""
        for words in about:
            hosts = self.hosts.get(words, ())
            for one in heads[words] if len(words) == PHRASE and 0 < len(hosts) <= meetings.KEPT else ():
                longer = [other for host in hosts for other in heads[host]]
                linked = [o for o in longer if o.article is not one.article and link(one, o, is_known=False)]
                if len({union.find(other.place) for other in linked}) == 1:
                    yield one, linked[0]

    # When little has changed

    def renewed(self, sketches: Sequence[Sketch], kept: Kept) -> list[tuple[Place, ...]]:
        """The groups as they are after a change: those that it cannot reach, and what the others have become."""
        reached = self._reached(sketches, kept)
        untouched = [
            tuple(place for place in group if place is not None)
            for group in kept.groups
            if all(place is not None and sketches[place[0]][place[1]] not in reached for place in group)
        ]
        return sorted([*untouched, *self.groups(reached)])

    def _reached(self, sketches: Sequence[Sketch], kept: Kept) -> set[Numbers]:
        """Every wording whose echo may have changed, with all that it was or may be linked with."""
        gone = {words for wordings in kept.gone for words in wordings if words}
        new = {words for n, wordings in enumerate(sketches) if n not in kept.sketches for words in wordings if words}
        came, went = new - gone.union(*kept.sketches.values()), gone - self.places.keys()
        phrases = self._phrases_and_hosts(len(came))
        moved = new | gone | displaced(ranked([*self.order, *went]), came, went)
        moved.update([other for words in moved for other in phrases.get(words, ())])
        moved.update(hosts(shorts(self.order), went))
        moved &= self.places.keys()
        waiting = [*moved, *(words for pair in self._candidates(moved) for words in pair)]
        members = [[sketches[place[0]][place[1]] for place in group if place is not None] for group in kept.groups]
        grouped: dict[Numbers, list[int]] = defaultdict(list)
        for n, group in enumerate(kept.groups):
            for words in members[n]:
                grouped[words].append(n)
            if None in group:
                waiting += members[n]
        reached: set[Numbers] = set()
        while waiting:
            words = waiting.pop()
            if words not in reached and words in self.places:
                reached.add(words)
                waiting += [other for n in grouped.pop(words, ()) for other in members[n]]
                waiting += phrases.get(words, ())
        return reached

    def _phrases_and_hosts(self, came: int) -> Mapping[Numbers, Sequence[Numbers]]:
        """For each short wording its longer ones, and for each of these its short ones: what one becomes depends on the other.

        Left out are short ones that are anybody's now and were before so many wordings came.
        """
        both: dict[Numbers, list[Numbers]] = defaultdict(list)
        for short, longer in self.hosts.items():
            if len(longer) <= meetings.KEPT + came:
                both[short] += longer
                for host in longer:
                    both[host].append(short)
        return both


class _Union:
    """Places of quotations that belong together, kept as trees: joining and finding in nearly constant time."""

    def __init__(self) -> None:
        self._above: dict[Place, Place] = {}

    def meet(self, one: Said, other: Said) -> None:
        """Join two of different sources that a link joins, if nothing does already."""
        if one.article is other.article or self.find(one.place) == self.find(other.place):
            return
        if link(one, other, is_known=False):
            self.join(one.place, other.place)

    def find(self, place: Place) -> Place:
        above = self._above
        while (up := above.get(place, place)) != place:
            above[place] = place = above.get(up, up)
        return place

    def join(self, one: Place, other: Place) -> None:
        low, high = sorted((self.find(one), self.find(other)))
        if low != high:
            self._above[high] = low

    def groups(self) -> list[tuple[Place, ...]]:
        """The groups of two or more, each in order, by their first places."""
        groups: dict[Place, list[Place]] = defaultdict(list)
        for place in sorted(self._above):
            groups[self.find(place)].append(place)
        return sorted((first, *rest) for first, rest in groups.items())
