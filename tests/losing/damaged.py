"""An index whose files are cut short, changed, emptied, deleted, or others than they were: what a search finds in it, and what a build makes of it."""

from __future__ import annotations

import os
import random
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from unittest import mock

from index import engine
from index.engine import shelf
from index.model import Answer, Article
from tests.dying import articles
from tests.losing import Tally

PACK = articles(12)
QUERIES = (
    "mole harbour ", "fog", "mol", '"the mole"', '"cat judge"~4', "said:union", "ferry -strike12 ", "tow* OR quay ", "*",
    "only:quotes tide ", "harbuor ", "strike1", "crew7*",
)  # fmt: skip
HOW = ("cut", "flipped", "zeroed", "gone", "of another", "foreign")
PAGE = 4096


def answers(pack: Sequence[Article], folder: Path | None, queries: Sequence[str] = QUERIES) -> list[Answer]:
    """What a search finds, without the time it took."""
    searcher = engine.Searcher(pack, folder)
    found = asked(searcher, queries)
    searcher.close()
    return found


def asked(searcher: engine.Searcher, queries: Sequence[str] = QUERIES) -> list[Answer]:
    """What an open index answers, without the time it took."""
    return [replace(searcher.ask(query), seconds=0.0, opened=0.0) for query in queries]


FOUND = answers(PACK, None)
"""The right answers."""


def made(folder: Path) -> None:
    """An index of PACK, in two segments, of which one has an article that is gone."""
    engine.build(folder, [*PACK[:10], articles(1, seed=1)[0]])
    engine.build(folder, PACK)
    assert len({*folder.glob("*.words")}) == 2
    assert shelf.vouched(folder)[0].gone


def harmed(data: bytes, how: str, at: int) -> bytes:
    """Bytes cut short, with a bit flipped, or a page of zeros, at a place of theirs."""
    if how == "cut":
        return data[:at]
    if how == "zeroed":
        return data[:at] + bytes(len(data[at : at + PAGE])) + data[at + PAGE :]
    return data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]


def damaged(folder: Path, seed: int, times: int) -> Tally:
    """So many damages, to each kind of file in turn: the answers are those of the text, the index is not taken for a sound one.

    Every fifth is left to a build, which makes the index what it was.
    """
    place = folder / "cache" / "shelf"
    tally = Tally(notes={"unseen at first": 0})
    with mock.patch.dict(os.environ, XDG_STATE_HOME=str(folder / "state")):
        made(place)
        for n in range(times):
            draw = random.Random(f"damage {seed} {n}")
            files = sorted(place.iterdir(), key=lambda file: (file.suffix, file.name))
            file, how = files[n % len(files)], draw.choice(HOW)
            where = f"{file.suffix} {how}, damage {n}, seed {seed}"
            before = file.read_bytes()
            _do(file, before, how, draw, files)
            if file.exists() and file.read_bytes() == before:
                continue
            try:
                tally.lost += [f"{where}: {what}" for what in _wrong(place, tally)]
            except Exception:  # whatever it is, it would be a traceback
                tally.lost.append(f"{where}: {traceback.format_exc()}")
            if n % 5 == 4:
                engine.build(place, PACK)
            else:
                file.write_bytes(before)
                file.chmod(0o600)
            if not engine.fresh(place, PACK):
                tally.lost.append(f"{where}: it is not as it was again")
            tally.times += 1
    return tally


def _do(file: Path, data: bytes, how: str, draw: random.Random, files: Sequence[Path]) -> None:
    if how == "gone":
        file.unlink()
    elif how == "of another":
        file.write_bytes(draw.choice(files).read_bytes())
    elif how == "foreign":
        file.write_bytes(draw.randbytes(draw.choice((0, 1, 100, len(data)))))
    else:
        file.write_bytes(harmed(data, how, draw.randrange(len(data))))


def _wrong(place: Path, tally: Tally) -> list[str]:
    wrong = []
    searcher = engine.Searcher(PACK, place)
    if searcher.indexed:  # else nothing of it is used: what it finds is found in the text
        tally.notes["unseen at first"] += 1
        tally.acknowledged += len(QUERIES)
        if asked(searcher) != FOUND:
            wrong.append("other answers")
    elif asked(searcher, QUERIES[:1]) != FOUND[:1]:
        wrong.append("another answer from the text")
    searcher.close()
    if engine.fresh(place, PACK):
        wrong.append("it is taken for sound")
    return wrong
