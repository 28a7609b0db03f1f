"""News that never happened, as much of it as wanted, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

PLACES = (
    "Halden",
    "Orsova",
    "Port Merin",
    "Tavira",
    "Lindau",
    "Sorrel Bay",
    "Novak",
    "Eastmoor",
    "Calder",
    "Vessel Point",
)
BODIES = (
    "the harbour board",
    "the ministry",
    "the council",
    "the union",
    "the central bank",
    "the ferry company",
    "the court",
)
FIRST = (
    "Anna",
    "Boris",
    "Clara",
    "Daniel",
    "Elena",
    "Felix",
    "Greta",
    "Hassan",
    "Irena",
    "Jonas",
    "Katya",
    "Luis",
    "Mira",
)
LAST = (
    "Aldous",
    "Brennan",
    "Cortez",
    "Dvorak",
    "Eriksen",
    "Fontaine",
    "Gruber",
    "Holm",
    "Ivanov",
    "Jansen",
    "Keller",
    "Lomax",
)
SAID = ("said", "told reporters", "said in a statement", "added", "argued", "warned", "told parliament")
_STEMS = (
    "agree bridge budget cargo claim coast commit confer contain contract convoy cooper counsel court crisis debate declar defend "
    "deliver demand deposit dispute district dock elect embargo export factor ferry finance fish forecast freight gather govern harbour "
    "import industr inspect invest island journal judge labour launch legis market measur merchant minister mission negoti neutral north "
    "observ offer official oppos parliament partner patrol peace permit pilot plan police port predict press price promis protest quarter "
    "railway record reform refus region report request rescue resign review rival russia sanction season secur senat settl shipping sign "
    "south stand station statement storm strike summit supply support survey tariff tender territor tonnage trade traffic transport treat "
    "union vessel vote wage warehous weather west witness worker yard"
)
BEGINNINGS = ("", "", "re", "un", "inter", "over", "trans", "pre", "mis", "out", "sub", "co-")
ENDINGS = ("", "s", "ed", "ing", "er", "ers", "ment", "ation", "al", "ive", "ory", "able")
_SMALL = (
    "the of and to in a that for on with as was at by from it its this be are has had not but or which an will after"
)


class Newsroom:
    """Writes articles of about five kilobytes from `seed`."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._words = [first + stem + last for stem in _STEMS.split() for first in BEGINNINGS for last in ENDINGS]
        self._small = _SMALL.split()
        self._random.shuffle(self._words)
        # Zipf: some words in most articles, most words in few
        self._weights = [1 / rank for rank in range(20, len(self._words) + 20)]

    def article(self, size: int = 5_000) -> str:
        """One article of plain text, of at least `size` characters."""
        draw = self._random
        who = [f"{draw.choice(FIRST)} {draw.choice(LAST)}" for _ in range(3)]
        place = draw.choice(PLACES)
        paragraphs = [
            f"{draw.choice(LAST)} {self._clause(5)}".capitalize(),
            f"By {draw.choice(FIRST)} {draw.choice(LAST)}",
        ]
        paragraphs.append(f"{place.upper()} (Merin Press) - {self._sentence(24)} {self._sentence(18)}")
        length = sum(map(len, paragraphs))
        while length < size:
            kind = draw.random()
            if kind < 0.3:
                speaker = draw.choice([*who, draw.choice(BODIES)])
                paragraphs.append(f"“{self._sentence(16)[:-1]},” {speaker} {draw.choice(SAID)}. “{self._sentence(12)}”")
            elif kind < 0.4:
                paragraphs.append(f"{draw.choice(who)} {draw.choice(SAID)} that {self._clause(18)}.")
            else:
                paragraphs.append(" ".join(self._sentence(draw.randint(10, 28)) for _ in range(draw.randint(1, 3))))
            length += len(paragraphs[-1]) + 2
        return "\n\n".join(paragraphs) + "\n"

    def _clause(self, words: int) -> str:
        long = self._random.choices(self._words, self._weights, k=words)
        return " ".join(
            w if n % 2 else f"{self._random.choice(self._small)} {w}" for n, w in enumerate(long[: words * 2 // 3])
        )

    def _sentence(self, words: int) -> str:
        text = self._clause(words)
        return f"{text[0].upper()}{text[1:]}."


def articles(count: int, seed: int = 1, size: int = 5_000) -> Iterator[tuple[str, str]]:
    """`count` file names and texts."""
    newsroom = Newsroom(seed)
    for n in range(count):
        yield f"{n:05}.txt", newsroom.article(size)


def pack(folder: Path, count: int, seed: int = 1, size: int = 5_000) -> Path:
    """A pack of so many articles, written into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in articles(count, seed, size):
        (folder / name).write_text(text, encoding="utf-8")
    return folder
