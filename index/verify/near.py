"""The stretch of a pack that is most like words which stand nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from index import fold, wording
from index.engine.words import keys
from index.model import Span
from index.verify.printed import Piece, Place, Printed, Stand

LONGEST = 200
"""Words of a quotation that are compared with passages nearly like it."""
CANDIDATES = 12
"""Passages that are compared word by word with a quotation found nowhere."""
RAREST = 12
"""Words of a quotation by which such passages are found."""
TELLS = 4096
"""What a word counts that stands nowhere else."""
LIKE = 0.6
"""Share of words in common from which a stretch is the nearest real text; or else"""
RUN = 5
"""words in one row."""


class Near:
    """Looks for what is nearly like."""

    def __init__(self, printed: Printed) -> None:
        self._printed = printed
        self._keys: dict[Piece, tuple[list[str], frozenset[str]]] = {}

    def nearest(self, plain: str, preferred: Sequence[str] = ()) -> Place | None:
        """The stretch of the pack most like these words, in one of the `preferred` sources if it is like enough there."""
        forms = [wording.key(form) for form in fold.forms(plain)][:LONGEST]
        if not forms:
            return None
        weights = self._weights(forms)
        for sources in (preferred, ()) if preferred else ((),):
            found = self._printed.likest(weights, CANDIDATES, sources)
            near = [n for piece in found if (n := self._like(piece, forms)) is not None]
            if near:
                _, piece, span = max(near, key=lambda n: n[0])
                return self._printed.place(Stand(piece, (span,), "altered"))
        return None

    def _weights(self, forms: Sequence[str]) -> dict[str, int]:
        """The rarer words of a quotation, each with what it counts: common ones only where there are no others."""
        counts = self._printed.counts([keys(form)[0] for form in dict.fromkeys(forms)])
        found = sorted((count, key) for key, count in counts.items() if count)
        return {key: round(TELLS / (1 + count) ** 0.5) for count, key in found[:RAREST]}

    def _keyed(self, piece: Piece) -> tuple[list[str], frozenset[str]]:
        """The words of a piece in the spelling in which they are compared: in order, and as a set."""
        if piece not in self._keys:
            text = self._printed.articles[piece.article].text
            in_order = [wording.key(form) for form in fold.forms(piece.span.of(text))]
            self._keys[piece] = in_order, frozenset(in_order)
        return self._keys[piece]

    def _like(self, piece: Piece, forms: Sequence[str]) -> tuple[float, Piece, Span] | None:
        """How like the likest stretch of a piece is, and where; None where it is not like at all."""
        keyed, held = self._keyed(piece)
        most = sum(form in held for form in forms)
        if not _is_like(2 * most / (len(forms) + most), most, most, len(forms)):
            return None
        first, last = _densest(forms, keyed)
        matcher = SequenceMatcher(None, forms, keyed[first:last], autojunk=False)
        blocks = [b for b in matcher.get_matching_blocks() if b.size]
        shared = sum(b.size for b in blocks)
        if not shared:
            return None
        start = max(first, first + blocks[0].b - blocks[0].a)
        stop = min(last, first + blocks[-1].b + blocks[-1].size + len(forms) - blocks[-1].a - blocks[-1].size)
        likeness = 2 * shared / (len(forms) + stop - start)
        if not _is_like(likeness, max(b.size for b in blocks), shared, len(forms)):
            return None
        words = fold.words(self._printed.articles[piece.article].text, *piece.span)
        return likeness, piece, Span(words[start].start, words[stop - 1].stop)


def _is_like(likeness: float, run: int, shared: int, words: int) -> bool:
    """Whether so much in common is enough for the nearest real text; of very few words half of them are."""
    return likeness >= LIKE or run >= RUN or (words < 4 and 2 * shared >= words)


def _densest(forms: Sequence[str], keys: Sequence[str]) -> tuple[int, int]:
    """The stretch of `keys` that holds most of `forms`, with room at both ends: first and last index, half open."""
    size, want = len(forms), Counter(forms)
    have: Counter[str] = Counter()
    score = best = at = 0
    for i, key in enumerate(keys):
        have[key] += 1
        score += have[key] <= want[key]
        if i >= size:
            gone = keys[i - size]
            score -= have[gone] <= want[gone]
            have[gone] -= 1
        if score > best:
            best, at = score, i + 1
    room = max(4, size // 2)
    return max(0, at - size - room), min(len(keys), at + room)
