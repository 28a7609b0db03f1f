"""Searching: our engine in turns with SQLite FTS5, tantivy and stock Whoosh on the same articles, beside floors and goals.

CPU time of one core, from a query to its 20 best: ours are passages, out of the count of all, the peers' are articles. To
mark the words in them is told apart. A keystroke is one of a query typed letter by letter on a searcher just opened, which
remembers nothing; the peers have been asked the same before. Words and phrases are asked several times of one searcher,
which keeps postings as the peers keep pages; how long the first time takes is told beside it. The ratio tells how long ours takes beside a peer, or, where the
floor is a `≥`, how many times as fast it is.

TWOSOURCE_BENCH_SIZES tells the numbers of articles ("100 1000 10000" without it; "100000" takes long), and
TWOSOURCE_BENCH_CORPUS a folder whose articles, at most 10,000, are measured as well. tantivy takes part where it is
installed: it is the extra `bench`.
"""

from __future__ import annotations

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from unittest.mock import patch

from index import engine, query
from index.engine.search import Search
from index.model import Article
from index.pack import open_pack
from tests.bench import goals, peers
from tests.bench.alone import alone, build, first_hit, lay_down
from tests.bench.asked import Asked, Question
from tests.bench.driven import percentile
from tests.bench.goals import MAIN, OURS
from tests.bench.press import Press
from tests.bench.turns import Noise, Turns, spent
from tests.terminal import private

SIZES = "100 1000 10000"
ROUNDS = 3
SLUGS = ("zyxwvuta", "zyxwvutb", "zyxwvutc")
"""Words that only the articles have that are added."""
HOSTILE = {
    **{text: text for text in ("*", "a*", "?a*", "~", '"', "(((((")},
    "10,000 brackets": "(" * 10_000,
    "10,000 letters": "a" * 10_000,
    "10,000 characters of words": "pare " * 2_000,
    "of prefixes": "a* b* c* d* " * 833,
    "of alternatives": " OR ".join("abcdefghij" * 200),
    "of a phrase": '"' + "te " * 3_333,
}


class Bench:
    """The engines with an index each of the same articles, and the figures measured of them, in the units of `goals`.

    A stage measures some of them, and gives lines that tell what is behind them. `building` is the first; `adding` the
    last, since it changes every index.
    """

    def __init__(self, articles: Sequence[Article], folder: Path, noise: Noise) -> None:
        self.figures: dict[str, dict[str, float]] = {}
        self._articles = articles
        self._turns = Turns(noise)
        self._asked = Asked(articles)
        self._peers: list[peers.Peer] = []
        self._folder = folder
        self._ours = folder / OURS
        self._file = folder / "articles"
        self._known: set[tuple[str, Question]] = set()
        """What has been asked before of the searcher that is open."""
        self._rounds = ROUNDS if len(articles) <= MAIN else 1

    def building(self) -> Iterator[str]:
        """Each engine builds its index, ours in a process of its own."""
        lay_down(self._articles, self._file)
        built = alone(build, self._ours, self._file)
        clean = sum(len(text.encode("utf-8", "replace")) for a in self._articles for text in peers.columns(a))
        self.figures["build"] = {OURS: built.milliseconds / 1000}
        self.figures["memory"] = {OURS: built.peak - built.before}
        self.figures["size"] = {OURS: _bytes(self._ours) / clean}
        for kind in peers.installed():
            if kind is peers.Stock and len(self._articles) > MAIN:
                continue  # it takes minutes
            folder = self._folder / kind.name
            folder.mkdir()
            milliseconds, _ = spent(partial(kind.build, folder, self._articles))
            self.figures["build"][kind.name] = milliseconds / 1000
            self.figures["size"][kind.name] = _bytes(folder) / clean
            self._peers.append(kind(folder))
        each = ", ".join(f"{name} {len(self._articles) / s:,.0f}" for name, s in self.figures["build"].items())
        yield f"clean text {clean / 1e6:.1f} MB; articles built a second: {each}"
        yield f"memory of our build: {built.before:.0f} MB before it, with the articles; {built.peak:.0f} MB at its peak"

    def keys(self) -> Iterator[str]:
        """Queries typed letter by letter, each in a session of its own; then once more in the same session."""
        engines = [peer for peer in self._peers if not isinstance(peer, peers.Stock)]  # a letter takes it seconds
        for peer in engines:
            for key in (key for typed in self._asked.typed for key in typed):
                peer.ask(key)
        first: dict[str, bool] = {}
        for _ in range(self._rounds):
            for n, typed in enumerate(self._asked.typed):
                searcher = self._opened()
                for key in typed:
                    name = f"{n} {key.text}"
                    first[name] = key is typed[0]
                    self._turns.take("keys", OURS, name, partial(ranked, searcher, key.text))
                    self._turns.take("shown", OURS, name, partial(searcher.ask, key.text, peers.LIMIT))
                    for peer in engines:
                        self._turns.take("keys", peer.name, name, partial(peer.ask, key))
                for key in typed:
                    again = partial(ranked, searcher, key.text)
                    self._turns.take("typed again", OURS, f"{n} {key.text}", again)
                searcher.close()
        self.figures["keys"] = {name: self._turns.p95("keys", name) for name in self._turns.engines("keys")}
        yield f"{len(first)} keystrokes: {self._spread('keys')}"
        times = self._turns.of("keys", OURS)
        yield f"of ours the first letters: {_spread([times[name] for name in times if first[name]])}"
        yield f"          the others:        {_spread([times[name] for name in times if not first[name]])}"
        yield f"          and to show them:  {_spread(list(self._turns.of('shown', OURS).values()))}"
        yield f"          typed again:       {_spread(list(self._turns.of('typed again', OURS).values()))}"

    def words(self) -> Iterator[str]:
        """Words and phrases, and what it takes to show passages or snippets of the first kind."""
        asked = {"any": self._asked.any, "all": self._asked.all, "phrase": self._asked.phrases}
        missed = [
            f"{peer.name} {question.text}"
            for questions in asked.values()
            for question in questions
            for peer in self._peers
            if not peer.ask(question)
        ]
        searcher = self._opened()
        searcher.ask(self._asked.ordinary.text)
        for _ in range(1 + self._rounds):
            for figure, questions in asked.items():
                for question in questions:
                    kept = figure if (figure, question) in self._known else f"{figure}, first"
                    self._known.add((figure, question))
                    self._turns.take(kept, OURS, question.text, partial(ranked, searcher, question.text))
                    if figure == "any":
                        self._turns.note("snippets", OURS, question.text, _marking(searcher, question.text))
                    for peer in self._peers:
                        self._turns.take(kept, peer.name, question.text, partial(peer.ask, question))
                        if figure == "any":
                            self._snippets(peer, question)
        searcher.close()
        for figure in asked:
            yield f"{figure:8} asked for the first time: {self._spread(f'{figure}, first')}"
        for figure in (*asked, "snippets"):
            self.figures[figure] = {name: self._turns.p50(figure, name) for name in self._turns.engines(figure)}
            yield f"{figure:8} {self._spread(figure)}"
        if missed:
            yield f"nothing found: {', '.join(missed)}"

    def _snippets(self, peer: peers.Peer, question: Question) -> None:
        """What a peer takes longer when it is asked with snippets."""
        whole, _ = spent(partial(peer.shown, question))
        plain, _ = spent(partial(peer.ask, question))
        self._turns.note("snippets", peer.name, question.text, whole - plain)

    def opening(self) -> Iterator[str]:
        """From an index on the disk to an answer; ours in processes that have imported it, and nothing else."""
        question = self._asked.ordinary
        runs = [alone(first_hit, self._ours, self._file, question.text) for _ in range(self._rounds)]
        self.figures["open"] = {OURS: statistics.median(run.opening + run.answer for run in runs)}
        for peer in self._peers:
            times = []
            for _ in range(self._rounds):
                milliseconds, opened = spent(partial(_asked_anew, type(peer), self._folder / peer.name, question))
                times.append(milliseconds)
                opened.close()
            self.figures["open"][peer.name] = statistics.median(times)
        imports, opening, answer = (statistics.median(part) for part in zip(*runs, strict=True))
        yield f"ours opens in {opening:.1f} ms, answers in {answer:.1f} ms; its imports before that take {imports:.0f} ms"

    def hostile(self) -> Iterator[str]:
        """What nobody types on purpose, each asked of a searcher that was asked one ordinary thing."""
        for _ in range(self._rounds):
            for name, text in HOSTILE.items():
                searcher = self._opened()
                searcher.ask(self._asked.ordinary.text)
                self._turns.take("hostile", OURS, name, partial(searcher.ask, text))
                searcher.close()
        times = self._turns.of("hostile", OURS)
        self.figures["hostile"] = {OURS: max(times.values())}
        yield "hostile, ms: " + ", ".join(f"{name} {ms:.1f}" for name, ms in times.items())

    def adding(self, press: Press) -> Iterator[str]:
        """Articles added one by one, each found at once by a word that no other has."""
        articles = list(self._articles)
        for n, slug in enumerate(SLUGS):
            new, question = press.article(len(self._articles) + n, slug), Question((slug,))
            articles.append(new)
            self._turns.take("add", OURS, slug, partial(_renewed, self._ours, articles, question))
            for peer in self._peers:
                found = self._turns.take("add", peer.name, slug, partial(_added, peer, new, question))
                assert found == 1, f"{peer.name} does not find what was added"
        self.figures["add"] = {name: self._turns.p50("add", name) for name in self._turns.engines("add")}
        yield f"add      {self._spread('add')}"

    def close(self) -> None:
        """Let go of the peers' files."""
        for peer in self._peers:
            peer.close()

    def _opened(self) -> engine.Searcher:
        searcher = engine.Searcher(self._articles, self._ours)
        assert searcher.indexed
        gc.collect()  # what the last one left
        return searcher

    def _spread(self, figure: str) -> str:
        engines = self._turns.engines(figure)
        return ", ".join(f"{name} {_spread(self._turns.of(figure, name).values())}" for name in engines)


def _spread(times: Iterable[float]) -> str:
    """Median, 95th percentile and the most."""
    ordered = sorted(times)
    return f"{statistics.median(ordered):.2f}/{percentile(ordered, 0.95):.2f}/{ordered[-1]:.2f}"


def ranked(searcher: engine.Searcher, text: str) -> list[int]:
    """The best passages for a query, ranked, as `ask` has them before it looks at their text."""
    memory = searcher._remembered(lambda: False, None)
    return Search(memory, query.parse(text), lambda: False).ranked("relevance", peers.LIMIT)


def _marking(searcher: engine.Searcher, text: str) -> float:
    """Milliseconds of an answer beyond those to its ranked passages, which it tells by the clock on the wall."""
    began = time.perf_counter()
    answer = searcher.ask(text, peers.LIMIT)
    return 1000 * (time.perf_counter() - began - answer.seconds)


def _asked_anew(kind: type[peers.Peer], folder: Path, question: Question) -> peers.Peer:
    opened = kind(folder)
    opened.ask(question)
    return opened


def _added(peer: peers.Peer, article: Article, question: Question) -> int:
    peer.add(article)
    return peer.ask(question)


def _renewed(folder: Path, articles: Sequence[Article], question: Question) -> None:
    """Renew our index, open it and find what came last."""
    engine.build(folder, articles)
    searcher = engine.Searcher(articles, folder)
    assert searcher.indexed
    assert {hit.source for hit in searcher.ask(question.text, peers.LIMIT).hits} == {articles[-1].path}
    searcher.close()


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def measured(told: str, articles: Sequence[Article], press: Press, noise: Noise) -> goals.Figures:
    """The figures that there are targets for at this size; what is behind them is printed."""
    print(f"  {told}: {len(articles):,} articles; times in CPU ms, p50/p95/most", flush=True)
    wanted = {target.figure for target in goals.targets(len(articles))}
    gc.collect()
    gc.freeze()  # as the reader does with a pack that it has opened
    with tempfile.TemporaryDirectory(prefix="twosource-bench-") as folder:
        bench = Bench(articles, Path(folder), noise)
        stages = [bench.building(), bench.keys(), bench.words(), bench.opening(), bench.hostile(), bench.adding(press)]
        for stage in stages if "add" in wanted else stages[:2]:
            for line in stage:
                print(f"    {line}", flush=True)
        bench.close()
    gc.unfreeze()
    return bench.figures


def main() -> None:
    """Measure each size and the corpus; then the table, and how much of it is noise."""
    press, noise, found = Press(), Noise(), []
    with tempfile.TemporaryDirectory(prefix="twosource-bench-") as home, patch.dict(os.environ, private(Path(home))):
        for size in map(int, os.environ.get("TWOSOURCE_BENCH_SIZES", SIZES).split()):
            found.append((size, measured("generated", list(press.articles(size)), press, noise)))
        if corpus := os.environ.get("TWOSOURCE_BENCH_CORPUS"):
            articles = open_pack(Path(corpus), cache=False).articles[:MAIN]
            found.append((len(articles), measured(Path(corpus).name, articles, press, noise)))
    print("\n".join(goals.table(found)))
    print(f"  {noise.told()}")
