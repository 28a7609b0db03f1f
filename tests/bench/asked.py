"""What is asked of the engines: words and rows of words that stand together in some article, so that all find something."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.model import Article

LOOKED_AT = 2_000
"""Articles whose words are counted."""
COMMON, MIDDLE, RARE = (40, 200), (200, 2_000), (2_000, 20_000)
"""Ranks of words by the articles they stand in; in newspapers the first 40 are no words that anybody looks for."""
SHAPES = ((RARE, COMMON), (COMMON, MIDDLE), (MIDDLE, COMMON), (COMMON,), (MIDDLE, RARE), (COMMON, COMMON, MIDDLE)) * 2
"""Of the queries that are typed."""
EACH = 8
"""Questions of each other kind."""
TRIES = 1_000
"""Articles that words are looked for in."""

_WORD = re.compile(r"[^\W\d_]{4,}")
_ROW = re.compile(r"(?<!\w)(?=([^\W\d_]{4,}) ([^\W\d_]{4,}) ([^\W\d_]{4,})(?!\w))")


@dataclass(frozen=True, slots=True)
class Question:
    """Some words: all of them wanted, any of them, or in this order. `live` when the last one is still being typed."""

    words: tuple[str, ...]
    kind: Literal["all", "any", "phrase"] = "all"
    live: bool = False

    @property
    def text(self) -> str:
        """As our reader types it; a blank behind a word ends it."""
        if self.kind == "phrase":
            return f'"{" ".join(self.words)}"'
        return (" OR " if self.kind == "any" else " ").join(self.words) + ("" if self.live else " ")


def typed(question: Question) -> list[Question]:
    """The question letter by letter, with the blanks between its words."""
    text = " ".join(question.words)
    starts = (text[:n] for n in range(1, len(text) + 1))
    return [Question(tuple(start.split()), live=not start.endswith(" ")) for start in starts]


class Asked:
    """Questions about these articles; no word comes twice among those that are asked whole."""

    def __init__(self, articles: Sequence[Article], seed: int = 3) -> None:
        self._random = random.Random(seed)
        looked_at = self._random.sample(articles, min(LOOKED_AT, len(articles)))
        texts = [article.text.lower() for article in looked_at]
        self._sets = [set(_WORD.findall(text)) for text in texts]
        held = Counter(word for words in self._sets for word in sorted(words))
        self._rank = {word: n for n, (word, _) in enumerate(held.most_common())}
        self._used: set[str] = set()
        self.phrases = self._phrases(texts)
        self.any = [Question(self._together(COMMON, COMMON, MIDDLE), "any") for _ in range(EACH)]
        self.all = [Question(self._together(COMMON, COMMON, MIDDLE)) for _ in range(EACH)]
        self.ordinary = Question(self._together(COMMON, MIDDLE))
        self._used.clear()
        self.typed = [typed(Question(self._together(*shape))) for shape in SHAPES]

    def _together(self, *bands: tuple[int, int]) -> tuple[str, ...]:
        """Words of these ranks that stand in one article; ValueError where the articles have too few different ones."""
        for here in self._random.choices(self._sets, k=TRIES):
            found: list[str] = []
            for first, last in bands:
                fitting = (w for w in here if first <= self._rank[w] < last and w not in self._used and w not in found)
                if not (ordered := sorted(fitting)):
                    break
                found.append(self._random.choice(ordered))
            else:
                self._used.update(found)
                return tuple(found)
        raise ValueError("these articles have too few different words to be asked about")

    def _phrases(self, texts: Sequence[str]) -> list[Question]:
        """Three words that often stand side by side, none of them among the most frequent."""
        found_in = (row for text in texts for row in _ROW.findall(text))
        rows = Counter(row for row in found_in if all(self._rank[word] >= COMMON[0] for word in row))
        found: list[Question] = []
        for row, _ in rows.most_common():
            if len(found) < EACH and len(set(row)) == 3 and self._used.isdisjoint(row):
                self._used.update(row)
                found.append(Question(row, "phrase"))
        return found
