"""The index on the disk, damaged by chance: a search finds what it finds without it."""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from index import engine
from index.model import Answer, Article
from tests.dying import articles
from tests.fuzz.trial import LONGEST, Target, TooSlow, limited

KINDS = ("words", "articles", "text", "said", "sources", "toc", "manifest.json")
ASKED = ("mole harbour ", "fog", '"the mole"', "said:union", "ferry -strike12 ", "*", "harbuor ")


def _made(draw: random.Random) -> bytes:
    """Which file is damaged, and how, as JSON: at which part of it, and what stands there instead, or None for its end."""
    kind = draw.choice((*KINDS, *KINDS, "new"))
    damage = draw.choice((None, "00" * 64, "ff" * 8, f"{draw.randrange(256):02x}", "80" * 2, draw.randbytes(30).hex()))
    return json.dumps([kind, draw.random(), damage]).encode()


def _damage(folder: Path, told: bytes) -> None:
    """Raises ValueError, LookupError or TypeError where the words are no damage."""
    kind, part, damage = json.loads(told)
    if kind == "new":
        (folder / "_MAIN_99.toc").write_bytes(bytes.fromhex(damage or "80"))
        return
    file = min(folder.glob(f"*{kind}"))
    data = file.read_bytes()
    at = int(len(data) * min(max(float(part), 0.0), 1.0))
    piece = b"" if damage is None else bytes.fromhex(damage)
    file.write_bytes(data[:at] + (piece + data[at + len(piece) :] if damage is not None else b""))


def _answers(pack: Sequence[Article], folder: Path | None) -> list[Answer]:
    searcher = engine.Searcher(pack, folder)
    found = [replace(searcher.ask(query), seconds=0.0, opened=0.0) for query in ASKED]
    searcher.close()
    return found


@contextmanager
def _own_state(folder: str) -> Iterator[None]:
    """The key that seals indexes is not the user's."""
    before = {name: os.environ.get(name) for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME")}
    os.environ.update(dict.fromkeys(before, folder))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _judged(batch: Sequence[bytes]) -> list[str]:
    said = []
    with tempfile.TemporaryDirectory(prefix="fuzz") as base, _own_state(base):
        pack = articles(6)
        right = _answers(pack, None)
        folder = Path(base, "shelf")
        engine.build(folder, pack)
        whole = {file.name: file.read_bytes() for file in folder.iterdir()}
        for told in batch:
            for file in folder.iterdir():
                file.unlink()
            for name, data in whole.items():
                (folder / name).write_bytes(data)
            said.append(_fault(folder, pack, right, told))
    return said


def _fault(folder: Path, pack: Sequence[Article], right: list[Answer], told: bytes) -> str:
    try:
        _damage(folder, told)
    except (ValueError, LookupError, TypeError):
        return ""
    try:
        with limited(LONGEST):
            if _answers(pack, folder) != right:
                return "a search finds something else"
            engine.build(folder, pack)
            if _answers(pack, folder) != right:
                return "a search finds something else after the index was built anew"
    except TooSlow:
        return f"it took more than {LONGEST} seconds"
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"
    return ""


TARGETS: dict[str, Target] = {"index": Target(_made, _judged, 4)}
