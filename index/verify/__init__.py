"""Any text's quotations against the articles of a pack: verbatim, nearly, wrong, or said by somebody else.

Three steps. The text is read into paragraphs of plain words with the way back into the file (Markdown, HTML, plain text).
What it claims is found beside each quotation: the sources it cites, the speaker it names. Then the words are compared letter
by letter with what the articles print; only glyphs that typesetters choose may differ, and a likeness never passes.

Nothing here knows how briefings are written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Literal

from index import fold, wording
from index.model import CERTAIN, Article, Difference, PassageIndex, Span
from index.verify.claims import Claims
from index.verify.document import Quotation
from index.verify.glyphs import END, UNPARTED, even
from index.verify.names import Names, same_speaker
from index.verify.near import Near
from index.verify.printed import Place, Printed, Stand
from index.verify.prose import Format, Paragraph

__all__ = ["Checker", "Cited", "Format", "Place", "Status", "Verdict", "check", "format_of"]

Status = Literal["exact", "typography", "elision", "altered", "missing", "misattributed", "ambiguous", "unchecked"]

SHORT = 3
"""Words below which a quotation says too little to be pinned to one place; two Chinese characters are one."""
FAILED: frozenset[Status] = frozenset(("altered", "missing", "misattributed"))
UNSETTLED: frozenset[Status] = frozenset(("ambiguous", "unchecked"))


@dataclass(frozen=True, slots=True)
class Cited:
    """What the checked text itself claims of a quotation: any of these sources, in the order of the text."""

    sources: tuple[str, ...] = ()
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One quotation of the checked text, and whether the pack bears it out."""

    line: int
    """From 1, in the checked text."""
    span: Span
    text: str
    """What stands at `span`, escapes and all."""
    plain: str
    """The words as they are read, escapes taken off."""
    status: Status
    speaker_checked: bool = False
    cited: Cited | None = None
    found: Place | None = None
    also: tuple[Place, ...] = ()
    nearest: Place | None = None
    differences: tuple[Difference, ...] = ()
    """`a` in the checked text, `b` in the source of `found` or `nearest`."""
    note: str = ""
    """A warning for a person: a negation among the words left out. Empty for none."""

    @property
    def failed(self) -> bool:
        return self.status in FAILED


def format_of(path: str) -> Format:
    """How a file is read, by its suffix; what is neither web page nor plain text is read as Markdown."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in (".html", ".htm", ".xhtml"):
        return "html"
    return "txt" if suffix in (".txt", ".text") else "md"


# --- the verdicts ---


class Checker:
    """The articles of a pack, in its order, made ready once for any number of texts."""

    def __init__(self, articles: Sequence[Article], index: PassageIndex | None = None) -> None:
        """`index`: the passages of these articles by their words, as a `Searcher` has them; the verdicts are the same without."""
        self._index = index
        self.printed = Printed(articles, index)
        self.near = Near(self.printed)
        self.names = Names(self.printed)

    def close(self) -> None:
        """Let go of the index."""
        if self._index is not None:
            self._index.close()


def check(text: str, articles: Sequence[Article] | Checker, format: Format = "md") -> tuple[Verdict, ...]:  # noqa: A002 - the word of the command line
    """A verdict on each quotation of `text` (line ends evened to LF), in the order of the text.

    The rules are those of the Verification section of the interface; `articles` are in pack order, or a `Checker` of them.
    """
    checker = articles if isinstance(articles, Checker) else Checker(articles)
    document = Claims(text, format, checker.names)
    lines = [0, *(m.end() for m in re.finditer("\n", text))]
    found = []
    checker.printed.prepare(document.texts[q.prose][q.start : q.stop] for q in document.quotations)
    for q in document.quotations:
        judged = _judge(document, q, checker)
        span = document.prose[q.prose].span(q.start, q.stop)
        plain = document.texts[q.prose][q.start : q.stop]
        found.append(replace(judged, line=bisect_right(lines, span.start), span=span, text=span.of(text), plain=plain))
    return tuple(sorted(found, key=lambda v: v.span))


def _judge(document: Claims, q: Quotation, checker: Checker) -> Verdict:
    prose = document.prose[q.prose]
    plain = document.texts[q.prose][q.start : q.stop]
    sources, speaker = document.cited(q), document.speaker(q)
    paper, printed = document.worded(q) if not sources else ("", frozenset())
    cited = sources or tuple(a.path for a in checker.printed.articles if a.path in printed) if printed else sources
    base = Verdict(0, Span(0, 0), "", plain, "missing", cited=Cited(cited, speaker) if cited or speaker else None)
    short = len(fold.words(plain)) + len(UNPARTED.findall(plain)) // 2 < SHORT
    stands = checker.printed.stands(plain)
    if not stands:
        headline = checker.names.headlines.get(even(plain).strip(END))
        if headline is not None:
            return replace(base, status="exact", found=headline)
        if short and not cited and not speaker:
            return replace(base, status="unchecked")
        return _unfound(base, prose, q, checker)
    found = [_Found.of(stand, checker, speaker, cited) for stand in stands]
    order = sorted(range(len(found)), key=lambda i: (*found[i].rank, i))
    best = found[order[0]]
    here = {f.place.source for f in found}
    speakers = {f.place.speaker for f in found if f.place.speaker}
    status: Status = best.stand.status
    if (
        (sources and here.isdisjoint(sources))
        or (paper and not short and here.isdisjoint(cited) and not any(_mentions(f, paper, checker) for f in found))
        or best.agrees is False
        or (not (best.agrees or cited or short) and _is_anothers(found))
    ):
        status = "misattributed"
    elif short and not cited and not best.agrees and len(speakers) > 1:
        status = "ambiguous"
    differences, note = _parted(prose, q, best.stand, checker.printed)
    return replace(
        base,
        status=status,
        speaker_checked=best.agrees is not None,
        found=best.place,
        also=tuple(found[i].place for i in sorted(order[1:])),
        differences=differences,
        note=note,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """Words of a quotation where they stand, against what is claimed of them."""

    stand: Stand
    place: Place
    agrees: bool | None
    """Whether the speaker there is the one that is named; None where that cannot be said for certain."""
    may_agree: bool
    """Whether the speaker there, certain or not, may be the one that is named."""
    rank: tuple[bool, int, bool]
    """The least is reported: cited, of that speaker, letter by letter."""

    @classmethod
    def of(cls, stand: Stand, checker: Checker, speaker: str | None, sources: Sequence[str]) -> _Found:
        place = checker.printed.place(stand)
        named = speaker is not None and place.speaker is not None
        same = checker.names.same(speaker, place.speaker) if speaker is not None and place.speaker is not None else None
        agrees = same if place.certainty >= CERTAIN else None
        elsewhere = bool(sources) and place.source not in sources
        rank = (elsewhere, 1 if agrees is None else 2 * (not agrees), stand.status != "exact")
        return cls(stand, place, agrees, named and same is not False, rank)


def _is_anothers(found: Sequence[_Found]) -> bool:
    """Whether words are somewhere for certain another's, and nowhere maybe of the speaker who is named."""
    return any(f.agrees is False for f in found) and not any(f.may_agree for f in found)


def _mentions(found: _Found, paper: str, checker: Checker) -> bool:
    """Whether the passage itself names a publisher that is said to print it, or have been told it, or has it as speaker."""
    if found.place.speaker is not None and same_speaker(paper, found.place.speaker) is not False:
        return True
    return paper in checker.printed.around(found.stand)


def _unfound(base: Verdict, prose: Paragraph, q: Quotation, checker: Checker) -> Verdict:
    """Altered, with the nearest real text, or missing."""
    near = checker.near.nearest(base.plain, base.cited.sources if base.cited else ())
    if near is None:
        return base
    theirs = wording.of(near.text, Span(0, len(near.text)))
    compared = wording.compare(wording.of(base.plain, Span(0, len(base.plain))), theirs)
    return replace(
        base,
        status="altered",
        nearest=near,
        differences=tuple(
            Difference(_in_file(prose, q, d.a), Span(near.span.start + d.b.start, near.span.start + d.b.stop), d.kind)
            for d in _bracketed(base.plain, near.text, compared.differences)
        ),
    )


def _bracketed(plain: str, near: str, differences: Sequence[Difference]) -> list[Difference]:
    """The differences, those at an editor's bracket made one: `[the]` against `The`."""
    out: list[Difference] = []
    brackets = [Span(*m.span()) for m in re.finditer(r"\[[^\[\]]{1,80}\]", plain)]
    for d in differences:
        around = next((b for b in brackets if d.a.start <= b.stop and b.start <= d.a.stop), None)
        if around is None:
            out.append(d)
            continue
        before = out.pop() if out and out[-1].a == around else None
        first = min(d.b.start, before.b.start) if before else d.b.start
        theirs = near[first : d.b.stop]
        kind = "words" if "words" in (d.kind, before.kind if before else "") else d.kind
        lead = len(theirs) - len(theirs.lstrip())
        out.append(Difference(around, Span(first + lead, max(first + lead, first + len(theirs.rstrip()))), kind))
    return out


def _in_file(prose: Paragraph, q: Quotation, a: Span) -> Span:
    """A stretch of a quotation's plain words, in the file; an empty one stands before the letter that follows."""
    start, stop = q.start + a.start, q.start + a.stop
    if start < stop:
        return prose.span(start, stop)
    at = prose.starts[start] if start < q.stop else prose.stops[q.stop - 1]
    return Span(at, at)


_LEFT_OUT = re.compile(r"[\[(]? ?(?:\.\.\.+|…|\.(?:\s\.){2,3}) ?[\])]?")


def _parted(prose: Paragraph, q: Quotation, stand: Stand, printed: Printed) -> tuple[tuple[Difference, ...], str]:
    """The glyphs that differ, or the words left out; and a warning where a negation is among these."""
    text = printed.text_of(stand)
    plain = "".join(prose.chars[q.start : q.stop])
    if stand.status == "typography":
        compared = wording.compare(wording.of(plain, Span(0, len(plain))), wording.of(text, stand.spans[0]))
        return tuple(Difference(_in_file(prose, q, d.a), d.b, "typography") for d in compared.differences), ""
    if stand.status != "elision":
        return (), ""
    signs = [m.span() for m in _LEFT_OUT.finditer(plain) if any(map(str.isalnum, plain[: m.start()]))]
    gaps = [Span(before.stop, after.start) for before, after in pairwise(stand.spans)]
    cuts = [
        Difference(_in_file(prose, q, Span(*sign)), gap, "cut")
        for gap, sign in zip(gaps, signs, strict=False)
        if gap.start <= gap.stop
    ]
    lost = [w for d in cuts for w in fold.words(text, *d.b) if wording.denies(w.form)]
    return tuple(cuts), f"the words left out hold “{text[lost[0].start : lost[0].stop]}”" if lost else ""
