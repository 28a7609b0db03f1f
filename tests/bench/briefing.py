"""From a key to what it changes in a briefing of 500 items, and its preview, merge and way to a file and back.

The program runs without a terminal; the time is that until all that a key began on the screen's own thread is painted. What is
worked out beside it (writing, reading, laying out the preview) is timed alone.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.model import Clip
from index.pack import Pack, open_pack
from reader import aside, briefing
from reader.journal import Work
from reader.merging import Side, merged
from reader.panes import preview
from tests.bench import corpus
from tests.bench.driven import percentile
from tests.hands import reading

ITEMS = 500
ARTICLES = 60
FLOOR = 50
"""Milliseconds from a key to the screen."""
KEYS = ("j", "k", "J", "K", "M", "u", "^r", "=", "x", "u", "space", "b", "G", "home")
PREVIEW_KEYS = ("j", "k", "space", "b", "^d", "^u", "G", "home")
ROUNDS = 12


def work_of(pack: Pack) -> Work:
    """Quotations and passages in turn, some with notes, tags and headings."""
    quotes = [aside.clip_of(a, q.span, q.passage, "quote") for a in pack.articles for q in a.quotes]
    passages = [aside.clip_of(a, p.span, p.n, "passage") for a in pack.articles for p in a.passages[1:]]
    clips: list[Clip] = [c for pair in zip(quotes, passages, strict=False) for c in pair][:ITEMS]
    noted = (
        replace(
            clip,
            note="To be checked against the other one.\n\nSee p. 3." if n % 5 == 0 else "",
            heading=f"Part {n // 25 + 1}" if n % 25 == 0 else "",
            tags=("ports",) if n % 7 == 0 else (),
        )
        for n, clip in enumerate(clips)
    )
    return Work(title="Ports", bottom="What it comes to.", clips=tuple(noted))


async def pressed(folder: Path) -> None:
    """Each key some times, in the midst of the briefing, of its lines and of its preview."""
    async with reading(folder) as reader:
        work = work_of(reader.desk.pack)
        reader.screen.show_desk(replace(reader.desk, view="briefing", work=work, item=ITEMS // 2))
        await reader.rest()
        taken: dict[str, list[float]] = {}

        async def press(name: str, key: str) -> None:
            began = time.perf_counter()
            await reader.press(key)
            taken.setdefault(name, []).append(1000 * (time.perf_counter() - began))

        for _ in range(ROUNDS):
            for key in KEYS:
                await press(key, key)
            reader.screen.show_desk(replace(reader.desk, work=work, item=ITEMS // 2))
        await press("e", "e")
        for letter in "what is to be checked here":
            await press("a letter of a note", letter)
        await press("^s", "^s")
        await press("p", "p")
        await reader.rest()
        for _ in range(ROUNDS):
            for key in PREVIEW_KEYS:
                await press(f"{key} in the preview", key)
        for name, times in taken.items():
            worst = max(times)
            print(
                f"  {name:<24}{percentile(times, 0.5):>8.1f} ms{worst:>8.1f} ms the longest  {'' if worst <= FLOOR else 'TOO LONG'}"
            )


def alone(name: str, work: Callable[[], object]) -> None:
    """What a work takes, the best of three."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    print(f"  {name:<24}{min(times):>8.1f} ms, beside the screen")


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CACHE", "STATE", "CONFIG"):
            os.environ[f"XDG_{name}_HOME"] = f"{folder}/{name}"
        pack_at = corpus.pack(Path(folder) / "pack", ARTICLES)
        pack = open_pack(pack_at)
        work = work_of(pack)
        print(f"  {len(work.clips)} items; floor {FLOOR} ms")
        asyncio.run(pressed(pack_at))
        text = briefing.write(pack, work)
        blocks = preview.document(text)
        leads = preview.leads_of(blocks, pack, work.clips)
        side = Side(work.title, work.bottom, work.clips)
        alone("write", lambda: briefing.write(pack, work))
        alone("read", lambda: briefing.read(text))
        alone("merge", lambda: merged(side, side, replace(side, title="")))
        alone("preview: parse", lambda: preview.document(text))
        alone("preview: lay out, 120", lambda: preview.laid(blocks, leads, 120, 66))
        alone("preview: lay out, 40", lambda: preview.laid(blocks, leads, 40, 66))
