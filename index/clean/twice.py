"""Rules for what stands twice: copies of a paragraph, teasers, pull quotes, the headline once more."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index import masthead as heads
from index import wording
from index.clean.page import Found, Line, Page

_SHORTEST = 8  # words: refrains and short replies may come back
_N = 4  # words of a shingle
_TWIN = 0.85  # of the shingles two copies of a paragraph share
_CANDIDATES = 8  # places with the same words that are looked at


_Shingle = tuple[str, ...]


def _shingles(forms: Sequence[str]) -> set[_Shingle]:
    return set(zip(*(forms[n:] for n in range(_N)), strict=False))


def _telling(forms: Sequence[str]) -> Counter[str]:
    """The words of which one more or less makes another statement: figures and negations."""
    return Counter(f for f in forms if wording.denies(f) or any(c.isdigit() for c in f))


def said_again(page: Page) -> Iterator[tuple[int, Found]]:
    """A paragraph that stands twice (same words but for a few, same figures): the copy with the better typography stays."""
    if page.body[1] < 0:  # a poem, a list: what comes back is meant to
        return
    lines = page.lines
    seen: defaultdict[_Shingle, list[int]] = defaultdict(list)
    gone: set[int] = set()
    for n, line in enumerate(lines):
        if len(line.forms) < _SHORTEST:
            continue
        own = _shingles(line.forms)
        # Twins share 17 of 20 shingles, so one of these four nearly always; only the candidates are compared whole.
        ordered = sorted(own)
        keys = {*ordered[:2], *ordered[-2:]}
        for m in sorted({m for key in keys for m in seen[key][-_CANDIDATES:]} - gone):
            if _side_by_side(line, lines[m]) or not _twins(own, line.forms, lines[m].forms):
                continue
            worse, better = (m, n) if _rank(page, n) > _rank(page, m) else (n, m)
            gone.add(worse)
            yield (
                worse,
                Found("the same paragraph stands " + ("below" if better > worse else "above"), lines[better].number),
            )
            if worse == n:
                break
        if n not in gone:
            for key in keys:
                seen[key].append(n)


def _side_by_side(line: Line, other: Line) -> bool:
    """Both are paragraphs of the very same place of a page, where a copy would be set apart: what is asked again, a refrain."""
    return bool(line.where) and line.where == other.where


def _rank(page: Page, n: int) -> tuple[bool, int]:
    """Which of two copies stays: the one within the article, then the better set."""
    line = page.lines[n]
    return line.number not in page.foreign, heads.typography(line.text)


def _twins(own: set[_Shingle], forms: Sequence[str], other: Sequence[str]) -> bool:
    theirs = _shingles(other)
    return len(own & theirs) >= _TWIN * max(len(own), len(theirs)) and _telling(forms) == _telling(other)


@dataclass(frozen=True, slots=True)
class _Stream:
    """The words of several lines, one after the other, and the place in the page of the line each one stands in."""

    words: Sequence[str]
    owner: Sequence[int]

    def places(self, wanted: set[_Shingle]) -> Mapping[_Shingle, Sequence[int]]:
        """Where each of the shingles stands, the first places of many."""
        first = {shingle[0] for shingle in wanted}
        found: defaultdict[_Shingle, list[int]] = defaultdict(list)
        for at, word in enumerate(self.words):
            if word in first:
                shingle = tuple(self.words[at : at + _N])
                if shingle in wanted and len(found[shingle]) < _CANDIDATES:
                    found[shingle].append(at)
        return found

    def holds(self, forms: Sequence[str], at: int) -> bool:
        """The words stand there, in this order."""
        return list(forms) == self.words[at : at + len(forms)]


def _stream(page: Page, places: Sequence[int]) -> _Stream:
    words = [form for n in places for form in page.lines[n].forms]
    return _Stream(words, [n for n in places for _ in page.lines[n].forms])


def _own(page: Page) -> list[int]:
    """The places of the lines that are not foreign to the article."""
    return [n for n, line in enumerate(page.lines) if line.number not in page.foreign]


_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\W{0,3}$")
_CREDIT = 14  # words that may be glued before a teaser


def teaser(page: Page) -> Iterator[tuple[int, Found]]:
    """A copy of the article's words that breaks off in `...`, a photo credit glued before it or not."""
    cut = {n for n, line in enumerate(page.lines) if _CUT.search(line.text[-12:])}
    tails = {
        n: [forms[skip:] for skip in range(min(_CREDIT, len(forms) - _SHORTEST) + 1)]
        for n in cut
        if (forms := page.lines[n].forms)
    }
    if not any(tails.values()):
        return
    stream = _stream(page, [n for n in _own(page) if n not in cut])
    places = stream.places({tuple(tail[:_N]) for own in tails.values() for tail in own})
    for n, own in sorted(tails.items()):
        # the last word may be cut, too
        hits = ((at, tail) for tail in own for at in places.get(tuple(tail[:_N]), ()) if stream.holds(tail[:-1], at))
        if (hit := next(hits, None)) is not None:
            at, tail = hit
            owners = stream.owner[at : at + len(tail)]
            whose = next((m for m in owners if page.lines[m].prose), owners[0])
            yield n, Found("words of the article, broken off", page.lines[whose].number)


_QUOTED_WORDS = 60  # words of a pull quote at most


def pull_quote(page: Page) -> Iterator[tuple[int, Found]]:
    """A line whose words all stand, in this order, within one longer paragraph."""
    short = [n for n, line in enumerate(page.lines) if _SHORTEST <= len(line.forms) <= _QUOTED_WORDS]
    stream = _stream(page, _own(page))
    places = stream.places({tuple(page.lines[n].forms[:_N]) for n in short})
    for n in short:
        forms = page.lines[n].forms
        for at in places.get(tuple(forms[:_N]), ()):
            whose = stream.owner[at]
            within = stream.owner[min(at + len(forms), len(stream.owner)) - 1] == whose
            if whose == n or _side_by_side(page.lines[n], page.lines[whose]):
                continue
            if within and len(page.lines[whose].forms) > len(forms) + 2 and stream.holds(forms, at):
                yield n, Found("words of a paragraph, set again", page.lines[whose].number)
                break


_SITE = re.compile(r"\s*[-–—|·•»:(].*|\W*", re.DOTALL)


def headline_again(page: Page) -> Iterator[tuple[int, Found]]:
    """The headline once more, as some pages print it in their title: alone or with the name of the site."""
    headline = page.headline.casefold()
    if page.body[1] < 0 or len(headline.split()) < 3:
        return
    for n, line in enumerate(page.lines):
        text = line.text.casefold()
        if (
            not line.prose
            and len(text) <= len(headline) + 80
            and text.startswith(headline)
            and _SITE.fullmatch(text, len(headline))
        ):
            yield n, Found("the headline again")
