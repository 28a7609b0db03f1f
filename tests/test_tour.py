"""The README's tour of the seeds, walked: each key that it names is pressed, and what it says one sees is on the screen."""

from __future__ import annotations

import re
from pathlib import Path

from reader import cli
from tests.conftest import ROOT
from tests.hands import reading

TOUR = re.compile(r"<!-- tour -->\n(.*?)<!-- /tour -->", re.DOTALL)
ROW = re.compile(r"^\| (`.+?) \| (.+) \|$", re.MULTILINE)
KEY = re.compile(r"`([^`]+)`")


def steps() -> list[tuple[list[str], str, list[str]]]:
    """Of each row the keys, what is typed after them, and what is said to be seen."""
    tour = TOUR.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert tour is not None
    rows = ROW.findall(tour[1])
    return [(KEY.findall(press), KEY.sub("", press).strip(), re.findall("“([^”]+)”", seen)) for press, seen in rows]


async def test_the_tour_of_the_readme(library: Path, seeds: Path) -> None:
    walked = steps()
    assert len(walked) > 10
    async with reading(seeds, (100, 30), first=True) as reader:
        for keys, typed, seen in walked[:-1]:
            await reader.press(*keys)
            await reader.type(typed)
            await reader.rest()
            if typed:
                await reader.until(lambda: reader.answered, "the answer")
            for words in seen:
                assert words in reader.text(), f"after {keys}: {words!r} is not on the screen:\n{reader.text()}"
        for _ in range(10):
            if not reader.ended:
                await reader.press(*walked[-1][0])
        assert reader.ended
    assert cli.main(["verify", "seeds-briefing.md", "--pack", str(seeds)]) == 0
