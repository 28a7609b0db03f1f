"""From a key to what it changes on the screen, in a pseudo-terminal, beside a program that only echoes.

Words are typed into the search field over 300 invented articles, at random gaps, in fresh processes, one round with the
machine at rest, one while an index is being built beside it (as the reader itself has it built: by a process of the lowest
priority), one with the program that only echoes, in changing order. The time of the echo is that until the typed text
stands in the field; of the hits, until the line that counts them tells the numbers of that very query, which were looked up
before without haste; where two queries have the same numbers, none is taken. A round with an echo program
slower than 10 ms is not counted.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench import corpus
from tests.bench.driven import READER, ROOT, Driven, percentile, reader
from tests.terminal import environment, private

ARTICLES = 300
ROUNDS = 3
WORDS = ("parliament", "ferry strike", "interport", "co-operation", "warehousing", "southern", "\"harbour\"", "convoys OR ships", "retrial")  # fmt: skip
GAPS = (0.09, 0.2)
"""Seconds between two keys."""
ECHO = """
import os, tty
tty.setraw(0)
os.write(1, b"ready")
while (key := os.read(0, 100)) != b"\\x11":
    os.write(1, b"<" + key + b">")
"""
COUNTED = re.compile(rb"(\d+)\+? hits? in (\d+) passages?")
SEARCH, CLEAR = b"\x06", b"\x15"


class Typed(NamedTuple):
    """What typing gave, in milliseconds: until the echo, until the hits, and of CPU before the next key."""

    echo: list[float]
    hits: list[float]
    cpu: list[float]


def prefixes() -> Iterator[tuple[bytes, bool]]:
    """Every query on the way to each of the words, and whether it is the last on its way."""
    for word in WORDS:
        for n in range(1, len(word) + 1):
            yield word[:n].encode(), n == len(word)


def looked_up(pack: Path, env: dict[str, str]) -> dict[bytes, bytes]:
    """What the counting line says of every query, typed without haste."""
    said: dict[bytes, bytes] = {}
    with reader(pack, env) as program:
        program.send(SEARCH)
        program.quiet(0.5)
        for query, last in prefixes():
            before = len(program.raw)
            program.send(query[-1:])
            program.quiet(1.0)  # the rest of the hits is fetched and counted when nothing more is typed
            if found := COUNTED.search(Driven.words(bytes(program.raw[before:]))):
                said[query] = found[0]
            if last:
                program.send(CLEAR)
                program.quiet(0.3)
    return said


def typed(pack: Path, env: dict[str, str], said: dict[bytes, bytes], draw: random.Random) -> Typed:
    """Type all the words as a person would."""
    echo: list[float] = []
    hits: list[float] = []
    cpu: list[float] = []
    with reader(pack, env) as program:
        program.send(SEARCH)
        program.quiet(0.5)
        shown = b""
        for query, last in prefixes():
            used = program.cpu()
            in_field = re.compile(rb"\x1b\[\d+;\d+H" + re.escape(query) + rb" ")
            answer = said.get(query)
            told = answer is not None and answer != shown
            began = program.send(query[-1:])
            at = program.until(in_field, *([answer] if told and answer else []), timeout=3)
            echo.append(1000 * ((at[0] or began + 3) - began))
            if told:
                hits.append(1000 * ((at[1] or began + 3) - began))
            shown = answer or shown
            program.drain(draw.uniform(*GAPS))
            cpu.append(1000 * (program.cpu() - used))
            if last:
                program.send(CLEAR)
                program.drain(0.4)
                shown = b""
    return Typed(echo, hits, cpu)


def echoed(draw: random.Random) -> list[float]:
    """Milliseconds from a key to its echo where nothing else is done."""
    times = []
    with Driven([sys.executable, "-c", ECHO]) as program:
        program.until(b"ready")
        for query, _ in prefixes():
            began = program.send(query[-1:])
            (at,) = program.until(b"<" + query[-1:] + b">", timeout=3)
            times.append(1000 * ((at or began + 3) - began))
            program.drain(draw.uniform(*GAPS))
    return times


@contextmanager
def indexing(pack: Path, folder: Path) -> Iterator[None]:
    """An index of the same articles is being built, over and over, by somebody else."""
    again = f"import subprocess, sys\nwhile True: subprocess.run([sys.executable, '-m', 'reader', 'index', {str(pack)!r}, '--force', '--quiet'])"
    env = environment(private(folder) | {"PYTHONPATH": str(ROOT)})
    builder = subprocess.Popen(["nice", "-n", "19", sys.executable, "-c", again], env=env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        yield
    finally:
        os.killpg(builder.pid, signal.SIGKILL)
        builder.wait()


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="twosource-bench-"))
    try:
        measure(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(folder: Path) -> None:
    """Print all figures; everything written goes into `folder`."""
    env = private(folder / "home") | {"PYTHONPATH": str(ROOT)}
    pack = corpus.pack(folder / "pack", ARTICLES)
    subprocess.run([*READER, "index", str(pack), "--quiet"], env=environment(env), check=True, cwd=ROOT)
    said = looked_up(pack, env)
    floor: list[float] = []
    rest: list[Typed] = []
    busy: list[Typed] = []
    left_out = 0
    for n in range(ROUNDS):
        draw = random.Random(n)
        conditions = ["floor", "rest", "busy"]
        draw.shuffle(conditions)
        echoes: list[float] = []
        made: dict[str, Typed] = {}
        for condition in conditions:
            if condition == "floor":
                echoes = echoed(draw)
            elif condition == "rest":
                made["rest"] = typed(pack, env, said, draw)
            else:
                with indexing(pack, folder / "other"):
                    made["busy"] = typed(pack, env, said, draw)
        if percentile(echoes, 0.95) > 10:
            left_out += 1
            continue
        floor += echoes
        rest.append(made["rest"])
        busy.append(made["busy"])
    if not rest:
        print(f"  the machine is too busy: the echo program took more than 10 ms in each of {ROUNDS} rounds")
        return
    print(
        f"  {ARTICLES} articles, 120x40, ms            p50     p95     p99      n   (load of the machine {os.getloadavg()[0]:.1f})"
    )
    told("only an echo", floor)
    for name, some in (("at rest", rest), ("while indexing", busy)):
        told(f"key to echo, {name}", [t for typing in some for t in typing.echo])
        told(f"key to hits, {name}", [t for typing in some for t in typing.hits])
        told(f"CPU of a key, {name}", [t for typing in some for t in typing.cpu])
    print(
        f"  goal at rest: echo p95 16, hits p95 33 (floor 33, 60); while indexing half as much again; rounds left out: {left_out}"
    )


def told(name: str, times: list[float]) -> None:
    """One row of figures."""
    print(f"  {name:30}" + "".join(f"{percentile(times, part):8.1f}" for part in (0.5, 0.95, 0.99)) + f"{len(times):7}")
