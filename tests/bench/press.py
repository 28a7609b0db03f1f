"""Articles as a newspaper prints them, in words of no language, as many as wanted, the same for the same seed.

Their words are as frequent as in a language: the n-th about 1/n as often as the first; some go together, one in two hundred
is a name or a number that hardly ever comes again.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

from index.model import Article, Fact, Masthead, Passage, Quote, Source, Span, Speaker
from tests.bench.corpus import FIRST, SAID

VOCABULARY = 60_000
PEOPLE = 2_000
COLLOCATIONS = 400
PAPERS = 40
PARAGRAPHS = 7
QUOTED = (2, 5)
"""The paragraphs that somebody is quoted in."""

_SYLLABLES = [f"{first}{vowel}" for first in "sssssttttccccpppprrrmmmdddbbffllhhwngkvyz" for vowel in "aeiou"]
"""Words begin with a letter about as often as those of English do."""
_ENDINGS = ("s", "ed", "ing", "ation")


class Press:
    """Writes articles of some 1.6 KB: a headline, paragraphs, quotations with their speakers."""

    def __init__(self, seed: int = 7) -> None:
        self._seed = seed
        draw = random.Random(seed)
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            few = len(words) < 100  # the most frequent are short
            word = "".join(draw.choices(_SYLLABLES, k=draw.choice((1, 1, 2) if few else (2, 2, 3, 3, 4))))
            words[word[1:] if len(words) % 6 == 5 and len(word) > 3 else word] = None  # some begin with a vowel
            if len(words) % 5 == 0 and not few:
                words[next(reversed(words)) + draw.choice(_ENDINGS)] = None
        self._words = list(words)
        self._weights = _zipf(len(self._words))
        longer = [word for word in self._words[40:4_000] if len(word) >= 4]
        self._together = [draw.sample(longer, k=3) for _ in range(COLLOCATIONS)]
        self._together_weights = _zipf(COLLOCATIONS)
        surnames = [word.capitalize() for word in self._words[5_000:50_000] if len(word) >= 4]
        self._people = [f"{draw.choice(FIRST)} {name}" for name in draw.sample(surnames, k=PEOPLE)]
        self._people_weights = _zipf(PEOPLE)

    def articles(self, count: int) -> Iterator[Article]:
        """The first so many."""
        return map(self.article, range(count))

    def article(self, n: int, slug: str = "") -> Article:
        """The `n`-th, whichever others are written; its headline begins with `slug`."""
        draw = random.Random(f"{self._seed} {n}")
        text = " ".join([*slug.split(), *self._draw(draw, 8)]).capitalize()
        passages, quotes = [Passage(0, Span(0, len(text)), "heading")], []
        headline = text
        for k in range(1, PARAGRAPHS + 1):
            text += "\n\n"
            start = len(text)
            if k in QUOTED:
                words = self._sentence(draw)[:-1] + ","
                (who,) = draw.choices(self._people, cum_weights=self._people_weights)
                text += f"“{words}” {who} {draw.choice(SAID)}. {self._sentence(draw)}"
                span, named = Span(start + 1, start + 1 + len(words)), start + len(words) + 3
                speaker = Speaker(who, Span(named, named + len(who)), who, 0.95)
                quotes.append(Quote(f"P{n}-{k}.1", f"{n:06}.txt", k, span, "direct", f"P{n}-{k}.1", speaker=speaker))
            else:
                text += " ".join(self._sentence(draw) for _ in range(draw.randint(1, 3)))
            passages.append(Passage(k, Span(start, len(text))))
        head = Masthead(
            Fact(headline),
            Fact(f"Paper {draw.randrange(PAPERS)}"),
            authors=(Fact(draw.choice(self._people)),),
            date=Fact(f"{draw.choice((2024, 2025))}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"),
        )
        source = Source(f"{n:06}.txt", f"{n:064x}", len(text.encode()))
        return Article(
            source, "txt", "utf-8", "en", text + "\n", head, tuple(passages), (), tuple(quotes), key=f"P{n}-"
        )

    def _sentence(self, draw: random.Random) -> str:
        words = self._draw(draw, draw.randint(8, 24))
        if draw.random() < 0.5:
            at = draw.randrange(len(words))
            words[at:at] = draw.choices(self._together, cum_weights=self._together_weights)[0]
        if draw.random() < 0.1:
            new = "".join(draw.choices(_SYLLABLES, k=5)).capitalize()
            words.insert(draw.randrange(len(words)), draw.choice((new, str(draw.randrange(10_000)))))
        text = " ".join(words)
        return f"{text[0].upper()}{text[1:]}."

    def _draw(self, draw: random.Random, count: int) -> list[str]:
        return draw.choices(self._words, cum_weights=self._weights, k=count)


def _zipf(count: int) -> list[float]:
    """Cumulated weights of so many words."""
    return list(accumulate(1 / (n + 2) for n in range(count)))
