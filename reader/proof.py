"""A text whose quotations are checked: what is said of each, what was changed, and where the cursor is. Frozen values."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Literal, NamedTuple

from index.model import Difference, Span
from reader.foreign import Coding
from reader.journal import ByHand
from reader.people import remembered

Form = Literal["md", "html", "txt"]
"""How a text is read: Markdown, a web page, plain text."""
Status = Literal[
    "exact", "typography", "elision", "altered", "missing", "misattributed", "ambiguous", "unchecked", "awaited"
]
"""A verdict; `awaited` where the words were just changed and are being checked."""
FAILED: frozenset[Status] = frozenset(("altered", "missing", "misattributed"))
PROBLEMS: frozenset[Status] = FAILED | {"ambiguous", "unchecked"}
AROUND = 40
"""Letters before and behind a quotation by which it is known again."""


class Spot(NamedTuple):
    """Where words stand in a source."""

    source: str
    """Its path."""
    passage: int | None
    """None where they stand in a credit, which is no passage."""
    span: Span
    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One quotation of the text, and whether the pack bears it out."""

    span: Span
    """In the text, between the marks."""
    status: Status
    sources: tuple[str, ...] = ()
    """The paths of those that the text cites for it."""
    speaker: str | None = None
    """Whom the text has say it."""
    spot: Spot | None = None
    """Where it stands, else where something near it does."""
    also: tuple[Spot, ...] = ()
    differences: tuple[Difference, ...] = ()
    """`a` in the text, `b` in the source of `spot`."""
    note: str = ""
    """A warning for a person."""


class Edit(NamedTuple):
    """Some characters of the text in the place of others."""

    start: int
    old: str
    new: str

    @property
    def back(self) -> Edit:
        """What takes it back."""
        return Edit(self.start, self.new, self.old)

    def made(self, text: str) -> str:
        return text[: self.start] + self.new + text[self.start + len(self.old) :]


class Hand(NamedTuple):
    """A quotation marked as checked by hand, or not any more."""

    name: str
    """Its fingerprint."""
    before: ByHand | None
    after: ByHand | None

    @property
    def back(self) -> Hand:
        """What takes it back."""
        return Hand(self.name, self.after, self.before)


Step = tuple[Edit | Hand, ...]
"""What one key changed: taken back as a whole."""


@dataclass(frozen=True)
class Proof:
    """A text that is being checked."""

    path: str
    """The file; empty for the briefing itself."""
    form: Form
    text: str
    saved: str
    """The text as the file has it, as far as we know."""
    base: str
    """The sha256 of the file's bytes as they were read or written last."""
    coding: Coding
    judged: tuple[Judged, ...] = ()
    """In the order of the text."""
    checked: bool = False
    """Whether all of it was said of this very text."""
    at: int = 0
    """The cursor: an offset in the text (code points)."""
    past: tuple[Step, ...] = ()
    future: tuple[Step, ...] = ()
    older: Step | None = None
    """The step that took up changes which were made to the file as it was before somebody else changed it."""
    beside: bool = False
    """Whether the source is shown beside it."""
    fixed: str = ""
    """Why it cannot be changed here; empty where it can."""

    @property
    def unsaved(self) -> bool:
        """Whether the text is not what the file has."""
        return self.text is not self.saved and self.text != self.saved

    @property
    def overwrites(self) -> bool:
        """Whether writing the text would undo what somebody else did to its file."""
        return self.older is not None and any(step is self.older for step in self.past)

    @cached_property
    def starts(self) -> list[int]:
        """Where each quotation begins."""
        return [j.span.start for j in self.judged]

    @property
    def n(self) -> int | None:
        """Which quotation is under the cursor: of those that hold it, the one that begins last."""
        for n in range(bisect_right(self.starts, self.at) - 1, -1, -1):
            if self.at < max(self.judged[n].span.stop, self.judged[n].span.start + 1):
                return n
            if self.at - self.judged[n].span.start > _LONGEST:
                break
        return None

    @property
    def here(self) -> Judged | None:
        """The quotation under the cursor."""
        return None if self.n is None else self.judged[self.n]

    @property
    def line(self) -> int:
        """The line of the file that the cursor is on, from 1."""
        return self.text.count("\n", 0, self.at) + 1


_LONGEST = 50_000
"""Letters of a quotation that is found under the cursor from any of them."""


def after_edit(proof: Proof, edit: Edit) -> Proof:
    """The text with some characters in the place of others: what is said of other quotations moves along, and is to be checked anew."""
    by = len(edit.new) - len(edit.old)
    stop = edit.start + len(edit.old)

    def moved(at: int) -> int:
        return at if at <= edit.start else max(at + by, edit.start) if at >= stop else edit.start

    def placed(j: Judged) -> Judged:
        start, end = j.span
        if end <= edit.start:
            return j
        if start >= stop:
            parting = j.differences and tuple(
                Difference(Span(d.a.start + by, d.a.stop + by), d.b, d.kind) for d in j.differences
            )
            span = Span(start + by, end + by)
            return Judged(span, j.status, j.sources, j.speaker, j.spot, j.also, parting, j.note)
        return Judged(Span(min(start, edit.start), max(end, stop) + by), "awaited", j.sources, j.speaker)

    judged = tuple(j for j in map(placed, proof.judged) if j.span.start < j.span.stop)
    text = edit.made(proof.text)
    if text == proof.saved:  # the same value, so that nobody has to compare it again
        text = proof.saved
    return replace(proof, text=text, judged=judged, checked=False, at=min(moved(proof.at), len(text)))


def between(old: str, new: str) -> Edit:
    """What makes one text another: one stretch, as short as their common beginning and end allow."""
    least = min(len(old), len(new))
    start = _common(old, new, least)
    stop = _common(old[::-1], new[::-1], least - start)
    return Edit(start, old[start : len(old) - stop], new[start : len(new) - stop])


def _common(one: str, other: str, most: int) -> int:
    """How many letters two texts have in common at their front."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


# checked by hand


def fingerprint(text: str, span: Span) -> tuple[str, ByHand]:
    """By what a quotation is known again: its words and what stands around it, blanks evened."""
    before = " ".join(text[max(0, span.start - 2 * AROUND) : span.start].split())[-AROUND:]
    after = " ".join(text[span.stop : span.stop + 2 * AROUND].split())[:AROUND]
    hand = ByHand(" ".join(text[span.start : span.stop].split()), before, after)
    return sha256("\0".join((hand.words, before, after)).encode("utf-8", "replace")).hexdigest()[:16], hand


def mark_on(text: str, span: Span, made: Mapping[str, ByHand]) -> str:
    """The name of the mark that says a quotation was checked by hand; empty for none.

    The words have to be the same, and what stands before or behind them.
    """
    if not made:
        return ""
    name, hand = fingerprint(text, span)
    if name in made:
        return name
    alike = (
        known
        for known, one in made.items()
        if one.words == hand.words and (one.before == hand.before or one.after == hand.after)
    )
    return next(alike, "")


def by_hand(proof: Proof, made: Mapping[str, ByHand]) -> frozenset[int]:
    """Which quotations of the text are marked as checked by hand."""
    return _by_hand(proof.text, proof.judged, made)


@remembered
def _by_hand(text: str, judged: tuple[Judged, ...], made: Mapping[str, ByHand]) -> frozenset[int]:
    if not made:
        return frozenset()
    words = {one.words for one in made.values()}
    return frozenset(
        n
        for n, j in enumerate(judged)
        if " ".join(text[j.span.start : j.span.stop].split()) in words and mark_on(text, j.span, made)
    )


def counted(proof: Proof, hands: Iterable[int]) -> dict[str, int]:
    """How many quotations there are of each verdict, `by hand` among them, in the order in which they are told."""
    marked = frozenset(hands)
    told = (
        "exact",
        "typography",
        "elision",
        "by hand",
        "ambiguous",
        "unchecked",
        "altered",
        "misattributed",
        "missing",
    )
    found = dict.fromkeys((*told, "awaited"), 0)
    for n, j in enumerate(proof.judged):
        found["by hand" if n in marked and j.status != "awaited" else j.status] += 1
    return {status: n for status, n in found.items() if n}
