"""Our engine in a process of its own: what it needs to build an index, and to open one and answer.

Nothing that is measured is imported before it is told to.
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from index.model import Article

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Built(NamedTuple):
    """CPU milliseconds of the build, resident megabytes before it, and the most that there were during it."""

    milliseconds: float
    before: float
    peak: float


class Opened(NamedTuple):
    """CPU milliseconds: of importing Whoosh and the engine, of opening the index, of the first answer."""

    imports: float
    opening: float
    answer: float


def alone(work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
    """What comes of a work in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *given, **named).result()


def lay_down(articles: Iterable[Article], file: Path) -> None:
    """Write the articles into a file, one after the other."""
    with file.open("wb") as out:
        for article in articles:
            pickle.dump(article, out, pickle.HIGHEST_PROTOCOL)


def take_up(file: Path) -> Iterator[Article]:
    """The articles of such a file."""
    with file.open("rb") as read:
        while True:
            try:
                yield pickle.load(read)
            except EOFError:
                return


def _loaded(file: Path) -> list[Article]:
    """The articles, out of sight of the collector as in the reader."""
    gc.disable()
    articles = list(take_up(file))
    gc.freeze()
    gc.enable()
    return articles


def build(folder: Path, file: Path) -> Built:
    """Build the index of these articles in `folder`."""
    from index import engine

    articles = _loaded(file)
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    before = _megabytes("VmRSS")
    began = time.process_time()
    engine.build(folder, articles)
    return Built(1000 * (time.process_time() - began), before, _megabytes("VmHWM"))


def first_hit(folder: Path, file: Path, text: str) -> Opened:
    """Open the index of these articles and ask it something."""
    articles = _loaded(file)
    times = [time.process_time()]
    import whoosh.codec.whoosh3
    import whoosh.index
    import whoosh.reading  # noqa: F401 - what is imported before the clock runs

    from index import engine
    from index.engine.words import keys, stemmer

    keys("harbour")  # the spellings that come with the program, and its stemmer, are read once
    stemmer("en")
    times.append(time.process_time())
    searcher = engine.Searcher(articles, folder)
    times.append(time.process_time())
    answer = searcher.ask(text)
    times.append(time.process_time())
    assert searcher.indexed
    assert answer.hits
    return Opened(*(1000 * (b - a) for a, b in pairwise(times)))


def _megabytes(name: str) -> float:
    """A line of this process's status."""
    with open("/proc/self/status") as status:
        return int(next(line for line in status if line.startswith(name)).split()[1]) / 1024
