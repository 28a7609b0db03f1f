"""How far it goes what a telling tells: the places where it may end, or begin, each with named features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.clauses import Token
from index.lexicon import Lexicon
from index.quotes.tellings import Telling
from index.quotes.wordkinds import bucket

MOST_PLACES = 7
"""Places looked at; the edge of the sentence beside them."""
LOOKED_WORDS = 70
"""Words in which an end is looked for."""
LATER_WORDS = 30
"""Words behind an end in which the sentence may go on."""
MATE_WORDS = 12
"""Words between two commas that enclose something."""
CLAUSES = frozenset(("that", "wh", "inf", "mid", "label", "colon"))
"""Patterns that tell a clause, which no preposition ends."""


class Extent(NamedTuple):
    """Words `[start, stop)` that may be what is told."""

    start: int
    stop: int
    features: tuple[str, ...]


def extents(words: Sequence[Token], telling: Telling, lex: Lexicon, verbs: Sequence[int]) -> list[Extent]:
    """Those of one telling, none of which holds a stretch in marks; `verbs[k]` finite verbs stand before word `k`."""
    if telling.pattern == "after":
        return list(_Starts(words, telling, lex).all())
    return list(_Ends(words, telling, lex, verbs).all())


class _Ends:
    """Where what is told from a place on may end."""

    def __init__(self, words: Sequence[Token], telling: Telling, lex: Lexicon, verbs: Sequence[int]) -> None:
        self.words, self.telling, self.lex, self.verbs = words, telling, lex, verbs
        kind = telling.pattern.split(":")[-1]
        self.clause = kind in CLAUSES
        self.group = telling.pattern if kind == telling.pattern else "far:clause" if self.clause else "of"
        self.rank = self.commas = 0

    def all(self) -> Iterator[Extent]:
        """From left to right: marks, joining words, and the end of the sentence."""
        words, first, last = self.words, self.telling.first, self.telling.last
        stop = min(last, first + LOOKED_WORDS)
        for k in range(first, stop):
            if words[k].quoted >= 0:
                if k > first:
                    yield self._end(k, "quoted")
                return
            if k > first and self.rank < MOST_PLACES:
                what = self._what(k)
                if what:
                    yield self._end(k, what)
            self.commas += words[k].text == ","
        if stop == last or self.telling.pattern == "label":
            yield self._end(last, "end")

    def _what(self, k: int) -> str:
        """What may end it before the word at `k`; empty for nothing."""
        token, lex = self.words[k], self.lex
        if not token.word:
            return token.text[0] if token.text[0] in ".?!,;:—–(-" else ""
        if self.words[k - 1].text == ",":
            return ""
        kind = lex.closed.get(token.low)
        if kind == token.low or (kind == "prepositions" and not self.clause):
            return token.low
        return "report" if token.low in lex.reports and token.low.endswith("ing") else ""

    def _end(self, k: int, what: str) -> Extent:
        telling, words, lex, group = self.telling, self.words, self.lex, self.group
        kind, form = telling.report.kind, telling.report.form
        follows = second = "end"
        if what != "end":
            follows = _kind(words, k + 1, telling.last, lex)
            second = _kind(words, k + 2, telling.last, lex)
        same = any(r.form == form for w in words[k + 1 : k + 3] if w.low in lex.reports for r in lex.reports[w.low])
        mate = what == "," and any(w.text == "," for w in words[k + 1 : min(k + MATE_WORDS, telling.last)])
        later = min(self.verbs[min(k + LATER_WORDS, telling.last)] - self.verbs[k], 2)
        verbs = min(self.verbs[k] - self.verbs[telling.first], 2)
        rank = min(self.rank, 4)
        self.rank += 1
        length, left = bucket(k - telling.first), bucket(telling.last - k)
        features = (
            f"end:{what}:{group}",
            f"end:{what}:{group}:{kind}",
            f"end:{what}:{follows}",
            f"end:{what}:{follows}:{group}",
            f"end:{what}:{follows}:{second}",
            f"end:{what}:{telling.report.headword}",
            f"end:{what}:{group}:{form}",
            f"before:{_kind(words, k - 1, telling.last, lex)}:{what}",
            f"extent:{length}:{group}",
            f"extent:{length}:{group}:{kind}",
            f"left:{left}:{group}",
            f"left:{left}:{what}",
            f"rank:{rank}:{group}",
            f"rank:{rank}:{what}",
            f"verbs:{verbs}:{what}:{group}",
            f"verbs:{verbs}:{group}:{later}",
            f"later:{later}:{what}:{follows}",
            f"same:{same}:{what}:{follows}",
            f"mate:{mate}:{what}:{follows}",
            f"commas:{min(self.commas, 2)}:{what}:{mate}",
        )
        return Extent(telling.first, k, features)


class _Starts:
    """Where what is told up to a place may begin: `But the port, X said`, `He came late; the port, X said`."""

    def __init__(self, words: Sequence[Token], telling: Telling, lex: Lexicon) -> None:
        self.words, self.telling, self.lex = words, telling, lex
        self.rank = 0

    def all(self) -> Iterator[Extent]:
        """From left to right, behind the last stretch in marks."""
        words, first, last = self.words, self.telling.first, self.telling.last
        floor = max(first, last - LOOKED_WORDS)
        quoted = next((k for k in range(last - 1, floor - 1, -1) if words[k].quoted >= 0), None)
        if quoted is None:
            yield self._start(first, "edge")
        for k in range(max(floor if quoted is None else quoted + 1, first + 1), last - 1):
            what = self._what(k)
            if what:
                yield self._start(k, what)
                if self.rank > MOST_PLACES:
                    return

    def _what(self, k: int) -> str:
        """What may open it right before the word at `k`; empty for nothing."""
        before, lex = self.words[k - 1], self.lex
        if before.quoted >= 0:
            return "quoted"
        if not before.word:
            return before.text[0] if before.text[0] in ",;:—–-" else ""
        if k == self.telling.first + 1:
            return "opening" if lex.has("boundaries", before.low) or lex.has("opening_adverbs", before.low) else ""
        return before.low if before.low in ("and", "but") else ""

    def _start(self, k: int, what: str) -> Extent:
        telling = self.telling
        opens = _kind(self.words, k, telling.last, self.lex)
        whole = _kind(self.words, telling.first, telling.last, self.lex)
        features = (
            f"start:{what}",
            f"start:{what}:{opens}",
            f"start:{what}:{telling.report.headword}",
            f"start:{what}:{telling.report.kind}",
            f"start:{what}:whole:{whole}",
            f"start:{what}:skipped:{bucket(k - telling.first)}",
            f"start:length:{bucket(telling.last - k)}",
            f"start:rank:{min(self.rank, 4)}",
        )
        self.rank += 1
        return Extent(k, telling.last, features)


def _kind(words: Sequence[Token], k: int, last: int, lex: Lexicon) -> str:
    """The kind of the word at `k`, joining words by themselves."""
    if k >= last:
        return "end"
    token, low = words[k], words[k].low
    if token.quoted >= 0:
        return "quoted"
    if not token.word:
        return "mark"
    if (kind := lex.closed.get(low)) is not None:
        return kind
    if low in lex.reports and not token.capital:
        return "report:ing" if low.endswith("ing") else "report"
    return "capital" if token.capital else "ing" if low.endswith("ing") else "word"
