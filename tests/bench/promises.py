"""What a briefing promises: words that read the same everywhere, clips that come back, the same bytes on every machine.

`TWOSOURCE_BENCH_TEXTS` tells how many texts are escaped (100,000; pandoc is given a tenth of them), `TWOSOURCE_BENCH_BRIEFINGS` how
many briefings are written, read and written (1,000), `TWOSOURCE_BENCH_SEED` what all of it is drawn from.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import Path

from index.model import Clip
from index.pack import Pack
from reader import aside, briefing
from reader.journal import Work
from tests.bench import drafts, nasty, renderers

ROOT = Path(__file__).resolve().parent.parent.parent
TEXTS = int(os.environ.get("TWOSOURCE_BENCH_TEXTS", "100000"))
BRIEFINGS = int(os.environ.get("TWOSOURCE_BENCH_BRIEFINGS", "1000"))
SEED = int(os.environ.get("TWOSOURCE_BENCH_SEED", "7"))
OF_A_PACK = 10
"""Briefings that are written of one pack."""
SHOWN = 5
"""Cases of a kind that are told."""


def main() -> None:
    print(f"  seed {SEED}, at load {os.getloadavg()[0]:.1f}")
    _tell_escaped()
    _tell_written()
    _tell_bytes()


# --- escaped texts, as others show them ---


def _tell_escaped() -> None:
    draw = random.Random(SEED)
    texts = [text for text in (nasty.text(draw) for _ in range(TEXTS)) if text.strip()]
    print(
        f"  {'escaped, then shown by':<28}{'texts':>8} {'s':>5}  texts that differ, to be 0; others with a link or more"
    )
    for name, renderer in (*renderers.parsers(), *renderers.programs()):
        if renderer is None:
            print(f"  {name:<28}  not here")
            continue
        some = texts[: len(texts) // 10] if name.startswith("pandoc") else texts
        began = time.monotonic()
        found = {context: misread(renderer, some, context) for context in renderers.FRAMES}
        told = ", ".join(f"{len(differ)} in a {context}" for context, (differ, _) in found.items())
        marked = sum(marked for _, marked in found.values())
        print(f"  {name:<28}{len(some):>8,} {time.monotonic() - began:>5.0f}  {told}; {marked}", flush=True)
        for text in [text for differ, _ in found.values() for text in differ][:SHOWN]:
            print(f"      {text[:100]!r}")


def misread(renderer: renderers.Renderer, texts: Sequence[str], context: briefing.Context) -> tuple[list[str], int]:
    """The texts that it shows with other letters in this place, and how many of the others as more than letters."""
    found = renderer([briefing.escape(text, context) for text in texts], context)
    differ = [text for text, one in zip(texts, found, strict=True) if not one.holds(_UNHELD.sub("\ufffd", text))]
    wrong = set(differ)
    return differ, sum(one.is_marked for text, one in zip(texts, found, strict=True) if text not in wrong)


_UNHELD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
"""Characters that Markdown cannot hold."""


# --- briefings, written, read and written again ---


def _tell_written() -> None:
    began = time.monotonic()
    failed: dict[str, list[int]] = defaultdict(list)
    clips = 0
    for seed in range(SEED * 1_000_000, SEED * 1_000_000 + BRIEFINGS):
        pack, work = _drawn(seed)
        clips += len(work.clips)
        for what in unlike(pack, work):
            failed[what].append(seed)
    print(
        f"  {BRIEFINGS:,} briefings with {clips:,} clips written, read and written in {time.monotonic() - began:.0f} s:"
        f" {len({seed for seeds in failed.values() for seed in seeds})} differ, to be 0"
    )
    for what, seeds in failed.items():
        print(f"      {what}: {len(seeds)}, seeds {', '.join(map(str, seeds[:SHOWN]))}")


@lru_cache(2)
def _pack(seed: int) -> Pack:
    return drafts.pack(seed)


def _drawn(seed: int) -> tuple[Pack, Work]:
    pack = _pack(seed // OF_A_PACK)
    return pack, drafts.work(pack, seed)


def unlike(pack: Pack, work: Work) -> Iterator[str]:
    """What is not the same after the briefing of `work` was written, read, and written."""
    text = briefing.write(pack, work)
    there = briefing.read(text)
    given = "" if work.title == briefing.default_title(pack.title, len(pack.articles)) else work.title
    if there.title != given:
        yield "title"
    if there.bottom != work.bottom:
        yield "bottom line"
    clips = tuple(map(_standing(pack), work.clips))
    if [clip.id for clip in there.clips] != [clip.id for clip in clips]:
        yield "which clips, in which order"
    else:
        for part in fields(Clip):
            if [getattr(clip, part.name) for clip in there.clips] != [getattr(clip, part.name) for clip in clips]:
                yield f"{part.name} of a clip"
    if there.form != work.form:
        yield "form"
    if sorted(part[:2] for part in there.sections) != sorted(part[:2] for part in work.sections):
        yield "sections"
    again = {part.name: getattr(there, part.name) for part in fields(there)}
    if briefing.write(pack, replace(work, **again)) != text:
        yield "bytes"


def _standing(pack: Pack) -> Callable[[Clip], Clip]:
    """Where a clip of a source that has changed stands now; a clip whose words stand nowhere stays as it is."""

    def now(clip: Clip) -> Clip:
        article = pack.by_path.get(clip.source)
        return (aside.placed(clip, article) if article is not None else None) or clip

    return now


# --- the same bytes everywhere ---

_PLACES: Mapping[str, Mapping[str, str]] = {
    "no locale": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "de_DE": {"LC_ALL": "de_DE", "LANG": "de_DE", "PYTHONUTF8": "0"},
    "tr_TR.UTF-8": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "hash seed 0": {"PYTHONHASHSEED": "0"},
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed drawn": {"PYTHONHASHSEED": "random"},
    "Kiritimati": {"TZ": "Pacific/Kiritimati"},
    "no colour, narrow": {"NO_COLOR": "1", "COLUMNS": "20", "TERM": "dumb"},
    "optimized": {"PYTHONOPTIMIZE": "2"},
}
"""What is different about the machine. A locale that is not installed is as good as none."""
_WRITE = """
import sys
from tests.bench import drafts
from reader import briefing
for seed in range(int(sys.argv[1]), int(sys.argv[1]) + 60):
    pack = drafts.pack(seed // 10)
    sys.stdout.buffer.write(briefing.write(pack, drafts.work(pack, seed)).encode())
"""


def _tell_bytes() -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="twosource-bench-") as folder:
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for n, (name, environment) in enumerate([("as it is", {}), *_PLACES.items()]):
            for what, sum_ in _written_in(Path(folder, str(n)), environment):
                found[what][sum_].append(name)
    for what, sums in found.items():
        told = "; ".join(", ".join(names) for names in sums.values()) if len(sums) > 1 else ""
        print(f"  {what}: {sum(map(len, sums.values()))} times, {len(sums)} different, to be 1  {told}")
    print(f"      in {time.monotonic() - began:.0f} s")


def _written_in(home: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The sum of each briefing that is written there: packs in another place, read anew, then as they were kept."""
    cwd = home / "at work"
    cwd.mkdir(parents=True)
    folders = {f"XDG_{name}_HOME": str(home / name) for name in ("CACHE", "STATE", "CONFIG", "DATA")}
    known = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON", "TZ"))}
    env = known | folders | {"HOME": str(home), "PYTHONPATH": str(ROOT), **environment}

    def sum_of(command: list[str]) -> str:
        done = subprocess.run([sys.executable, *command], cwd=cwd, env=env, stdout=subprocess.PIPE, check=True)
        return hashlib.sha256(done.stdout).hexdigest()

    for name, sources in (("seeds", ROOT / "seeds"), ("lervik", ROOT / "tests" / "packs" / "lervik" / "sources")):
        pack = shutil.copytree(sources, home / "elsewhere" / name)
        for _ in ("read anew", "as it was kept"):
            yield f"first draft of {name}", sum_of(["-m", "reader", "export", str(pack), "--all", "-q"])
    yield "60 random briefings", sum_of(["-c", _WRITE, str(SEED)])
