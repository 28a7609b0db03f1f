"""The moves on a text whose quotations are checked: from one to the next, putting right, marking, taking back.

A move takes a desk and gives a desk, as everywhere. What is said of a text that was just changed is worked out beside the
screen; until then what was said of the rest of it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from index.model import Span
from reader import desk as moves
from reader import mending
from reader import proof as proofs
from reader.desk import Desk, Place
from reader.proof import FAILED, PROBLEMS, Edit, Hand, Judged, Proof, Spot, Step

LONGEST = 8_000
"""Characters of a paragraph that is edited in place."""


def opened(desk: Desk, proof: Proof, said: str = "") -> Desk:
    """The desk with a text that is to be checked on it."""
    listed = desk.file_checked if not proof.path else proof.path
    return replace(moves.went(desk, "check"), proof=proof, file_checked=listed, said=said)


def hands(desk: Desk) -> frozenset[int]:
    """Which quotations of the text are marked as checked by hand."""
    return proofs.by_hand(desk.proof, desk.work.by_hand) if desk.proof is not None else frozenset()


def is_problem(proof: Proof, n: int, marked: frozenset[int]) -> bool:
    """Whether somebody has to look at a quotation: it failed, or cannot be settled, and nobody has said that it is right."""
    return proof.judged[n].status in PROBLEMS and n not in marked


def judged(desk: Desk, text: str, found: tuple[Judged, ...]) -> Desk:
    """What is said of each quotation of a text, which may have been changed since."""
    if desk.proof is None or (desk.proof.text is not text and desk.proof.text != text):
        return desk
    first = not desk.proof.judged and not desk.proof.past and desk.proof.at == 0
    desk = replace(desk, proof=replace(desk.proof, judged=found, checked=True))
    if first and desk.proof is not None and found:
        n = next((n for n in range(len(found)) if is_problem(desk.proof, n, hands(desk))), 0)
        desk = _at(desk, found[n].span.start, desk.said)
    return desk


def _at(desk: Desk, offset: int, said: str = "") -> Desk:
    if desk.proof is None:
        return desk
    return replace(desk, proof=replace(desk.proof, at=max(0, min(offset, len(desk.proof.text)))), said=said)


def at(desk: Desk, offset: int) -> Desk:
    """The cursor at an offset of the text."""
    return _at(desk, offset)


def next_quotation(desk: Desk, by: int = 1) -> Desk:
    """The next quotation of the text (by 1), or the one before (by -1)."""
    proof = desk.proof
    return _to(desk, range(len(proof.judged)) if proof is not None else (), by, "quotation")


def next_problem(desk: Desk, by: int = 1) -> Desk:
    """The next quotation that somebody has to look at (by 1), or the one before (by -1); from the last, the first again."""
    proof = desk.proof
    marked = hands(desk)
    found = [n for n in range(len(proof.judged)) if is_problem(proof, n, marked)] if proof is not None else []
    return _to(desk, found, by, "problem")


def _to(desk: Desk, among: Sequence[int], by: int, what: str) -> Desk:
    proof = desk.proof
    if proof is None or not among:
        busy = proof is not None and not proof.checked
        return replace(desk, said="checking …" if busy else f"no {what} in this text")
    starts = [proof.judged[n].span.start for n in among]
    here = proof.here.span.start if proof.here is not None else proof.at - (by > 0 and proof.at in starts)
    k = bisect_right(starts, here) if by > 0 else bisect_left(starts, here) - 1
    if 0 <= k < len(starts):
        return _at(desk, starts[k])
    only = len(starts) == 1 and starts[0] == here
    again = "from the first again" if by > 0 else "from the last again"
    return _at(desk, starts[0 if by > 0 else -1], f"the only {what}" if only else again)


# changing the text


def changed(desk: Desk, step: Step, said: str) -> Desk:
    """The text, or what was checked by hand, after a step that can be taken back."""
    if desk.proof is None:
        return desk
    past = (*desk.proof.past, step)
    desk = _made(desk, step)
    return replace(desk, proof=replace(desk.proof, past=past, future=()) if desk.proof else None, said=said)


def _made(desk: Desk, step: Step) -> Desk:
    for one in step:
        if desk.proof is not None and isinstance(one, Edit):
            desk = replace(desk, proof=proofs.after_edit(desk.proof, one))
        elif isinstance(one, Hand):
            made = {name: hand for name, hand in desk.work.by_hand.items() if name != one.name}
            made |= {one.name: one.after} if one.after is not None else {}
            desk = replace(desk, work=replace(desk.work, by_hand=made))
    return desk


def _back(step: Step) -> Step:
    return tuple(one.back for one in reversed(step))


def undo(desk: Desk) -> Desk:
    """The text as it was before the last change."""
    proof = desk.proof
    if proof is None or not proof.past:
        return replace(desk, said="nothing to take back in this text")
    step = proof.past[-1]
    desk = _shown(_made(desk, _back(step)), step)
    kept = desk.proof and replace(desk.proof, past=proof.past[:-1], future=(*proof.future, step))
    return replace(desk, proof=kept, said="taken back; ^r does it again")


def redo(desk: Desk) -> Desk:
    """The change that was taken back last, done again."""
    proof = desk.proof
    if proof is None or not proof.future:
        return replace(desk, said="nothing to do again in this text")
    step = proof.future[-1]
    desk = _shown(_made(desk, step), step)
    kept = desk.proof and replace(desk.proof, future=proof.future[:-1], past=(*proof.past, step))
    return replace(desk, proof=kept, said="done again")


def _shown(desk: Desk, step: Step) -> Desk:
    """The cursor on what a step changed: on the quotation that holds it, or that ends there."""
    starts = [one.start for one in step if isinstance(one, Edit)]
    if not starts or desk.proof is None:
        return desk
    to = min(starts)
    holding = (j.span.start for j in desk.proof.judged if j.span.start <= to <= j.span.stop)
    return _at(desk, next(holding, to))


def edited(desk: Desk, text: str, said: str) -> Desk:
    """The whole text anew, as one change."""
    if desk.proof is None or text == desk.proof.text:
        return replace(desk, said="nothing changed")
    return changed(desk, (proofs.between(desk.proof.text, text),), said)


# putting one quotation right


def refusal(desk: Desk, do: str = "") -> str:
    """Why nothing can be done to the quotation under the cursor; empty where something can. `do` is what one does to briefings instead."""
    proof = desk.proof
    if proof is None:
        return "no text is open"
    if proof.fixed:
        return f"{proof.fixed}{f': {do}' if do and not proof.path else ''}"
    if proof.here is None:
        return "no quotation here: ] goes to the next one"
    return "checking …" if proof.here.status == "awaited" else ""


def replaced(desk: Desk) -> Desk:
    """The quotation under the cursor with its source's words, where they differ."""
    if why := refusal(desk, "its words come from the clips, q leads back to them"):
        return replace(desk, said=why)
    proof, j = desk.proof, desk.proof.here if desk.proof is not None else None
    if proof is None or j is None:
        return desk
    if j.status in ("exact", "elision"):
        return replace(desk, said="these are the source's words already")
    if j.status in ("misattributed", "ambiguous"):
        return replace(desk, said="the words are right; whose they are is not: i cites where they stand, e edits")
    article = desk.pack.by_path.get(j.spot.source) if j.spot is not None else None
    if article is None or j.spot is None:
        return replace(desk, said="no source has anything like it: e edits it, x marks it as checked by hand")
    try:
        step = mending.words_of(proof.text, proof.form, j, article)
    except mending.Unmended as why_not:
        return replace(desk, said=str(why_not))
    return changed(desk, step, f"as {place_of(desk, j.spot)} has it · u takes it back")


def cited(desk: Desk, spot: Spot) -> Desk:
    """The quotation under the cursor with the place where it stands cited behind it."""
    proof, j = desk.proof, desk.proof.here if desk.proof is not None else None
    article = desk.pack.by_path.get(spot.source)
    if proof is None or j is None or article is None:
        return desk
    try:
        step = mending.cited(proof.text, proof.form, j, spot, article.key)
    except mending.Unmended as why_not:
        return replace(desk, said=str(why_not))
    desk = changed(desk, step, f"cited {place_of(desk, spot)} · u takes it back")
    return _at(desk, j.span.start, desk.said)


def places(j: Judged) -> tuple[Spot, ...]:
    """Where the words of a quotation stand; of one that is not verbatim, where what is near it does."""
    return ((j.spot,) if j.spot is not None else ()) + j.also


def place_of(desk: Desk, spot: Spot) -> str:
    """A place in a source, as it is called everywhere: `R¶12`."""
    article = desk.pack.by_path.get(spot.source)
    key = article.key if article is not None else "?"
    return f"{key} credit" if spot.passage is None else f"{key}¶{spot.passage}" if spot.passage else f"{key} headline"


def marked(desk: Desk) -> Desk:
    """The quotation under the cursor marked as checked by hand; again: not any more."""
    proof = desk.proof
    if proof is None or proof.here is None:
        return replace(desk, said=refusal(desk) or "no quotation here: ] goes to the next one")
    j = proof.here
    if j.status == "awaited":
        return replace(desk, said="checking …")
    name = proofs.mark_on(proof.text, j.span, desk.work.by_hand)
    if name:
        step = Hand(name, desk.work.by_hand[name], None)
        return changed(desk, (step,), "no longer marked as checked by hand")
    if j.status not in PROBLEMS:
        return replace(desk, said="nothing is wrong with it: only what failed or is unsettled is marked")
    name, hand = proofs.fingerprint(proof.text, j.span)
    return changed(desk, (Hand(name, None, hand),), "checked by hand: x takes it back")


# the paragraph under the cursor

_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def paragraph(proof: Proof) -> Span:
    """The paragraph under the cursor, without its line end: lines up to the next blank one."""
    text = proof.text
    start = max((m.end() for m in _BLANK_LINE.finditer(text, max(0, proof.at - LONGEST), proof.at)), default=-1)
    start = text.rfind("\n", 0, max(0, proof.at - LONGEST)) + 1 if start < 0 else start
    end = _BLANK_LINE.search(text, proof.at)
    stop = end.start() if end is not None else len(text.rstrip("\n"))
    return Span(min(start, proof.at), max(stop, proof.at))


# beside its source


def there(desk: Desk) -> Desk | None:
    """The desk on which the source of the quotation under the cursor is open at its place; None where there is none."""
    j = desk.proof.here if desk.proof is not None else None
    if j is None or j.spot is None or j.spot.source not in desk.pack.by_path:
        return None
    article = desk.pack.by_path[j.spot.source]
    quote = next((q.id for q in article.quotes if q.span.start <= j.spot.span.start < q.span.stop), None)
    place = Place(j.spot.span.start, quote)
    return replace(desk, open=(article.path,), focus=0, removed=False, places={**desk.places, article.path: place})


def worst(desk: Desk) -> str:
    """Whether the text has quotations that failed, that are unsettled, or neither: `failed`, `unsettled`, ``."""
    proof = desk.proof
    if proof is None:
        return ""
    marked_ = hands(desk)
    open_ = {proof.judged[n].status for n in range(len(proof.judged)) if is_problem(proof, n, marked_)}
    return "failed" if open_ & FAILED else "unsettled" if open_ else ""
