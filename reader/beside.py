"""The work that takes time, done beside the screen: opening, indexing, searching, checking.

Nothing here touches a widget. Each result is a message to the screen, which calls the function that wanted it; when the
screen is gone, nobody hears of it.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker, get_current_worker

from index import lexicon, pack
from index.model import Answer, Article, Order, PackError, Ruling, Searcher
from index.pack import Pack
from reader import charted, clipboard, hits, people, rereading
from reader import desk as moves
from reader.desk import Desk
from reader.journal import Journal, Work
from reader.panes.layout import How, Layout, whole
from reader.proof import Form, Judged
from reader.rereading import Change
from reader.watching import Watcher

T = TypeVar("T")

FIRST_HITS = 50
"""Passages that a search shows at once; marking the words in more of them would only be waited for."""
MOST_HITS = 500
"""Passages that a search shows when nothing more is typed; its count is of all."""

AT_ONCE = 0.05
"""Seconds of a search that are spent on going through the text of sources that are not indexed yet."""
SOON = 0.15
"""Seconds between two looks at what of the sources is looked through."""
GLANCE = 0.2
"""Seconds that something may take before it is said that it goes on."""
FIRST_PAINT = 0.5
"""Seconds that loading waits for the first of a pack to be painted."""
PIPE_SECONDS = 30
"""Time for a command that is given words."""
MOST_PIPED = 200_000
"""Characters of what it prints that are shown."""


class Judging(Protocol):
    """What says of each quotation of a text whether the pack bears it out."""

    @property
    def articles(self) -> tuple[Article, ...]: ...

    def of(self, text: str, form: Form) -> tuple[Judged, ...]: ...

    def close(self) -> None: ...


@dataclass
class Done(Message):
    """Something is done, and who wanted it is to be told."""

    told: Callable[..., object]
    what: tuple[object, ...]


class Beside:
    """The threads behind a screen.

    Args:
        screen: Whose workers these are: they end with it.
        path: The pack.
        busy: Told the kind of work that goes on, and what in two words; the empty string when it is over.
    """

    def __init__(self, screen: Screen[int], path: Path, busy: Callable[[str, str], None]) -> None:
        self._screen = screen
        self._path = path
        self._busy = busy
        self._searcher: Searcher | None = None
        self._searched: Pack | None = None
        """The pack as it is now, which is searched as soon as its index is open."""
        self._slow: Timer | None = None
        """Says after a while that something goes on."""
        self._one_at_a_time = threading.Lock()
        self.painted = threading.Event()
        """Set when the first of a pack is on the screen."""
        self._changing = threading.Lock()
        self._judging = threading.Lock()
        self._judge: Judging | None = None
        self._watcher: Watcher | None = None

    @property
    def ready(self) -> bool:
        """Whether a search would be answered."""
        return self._searcher is not None

    def _tell(self, worker: Worker[None], told: Callable[..., object], *what: object) -> None:
        if not worker.is_cancelled:
            self._screen.post_message(Done(told, what))

    def _run(self, work: Callable[[Worker[None]], None], group: str) -> None:
        """Run `work` in a thread; a newer one of the same group makes an older one pointless."""
        self._screen.run_worker(lambda: work(get_current_worker()), group=group, exclusive=True, thread=True)

    def open(
        self,
        begun: Callable[[Pack, Journal], None],
        opened: Callable[[Pack, Journal], None],
        failed: Callable[[str, int], None],
    ) -> Future[Done]:
        """Open the pack and the user's work on it; what is read so far goes to `begun` at once, and every second.

        Where there is none, a line for a person goes to `failed`, and the exit status. The first of these comes by the
        future, unless it is cancelled before; the rest as messages.
        """
        first: Future[Done] = Future()
        journals: list[Journal] = []

        def journal_of(part: Pack) -> Journal:
            """The journal, open from the first article on: what is put aside while the others are read is kept."""
            if not journals:
                journals.append(Journal.open(part.id, os.path.realpath(self._path)))
            return journals[0]

        def tell(worker: Worker[None], told: Callable[..., object], *what: object) -> None:
            try:
                first.set_result(Done(told, what))
            except InvalidStateError:
                self._tell(worker, told, *what)

        def work(worker: Worker[None]) -> None:
            def progress(done: int, total: int) -> None:
                self._tell(worker, self._busy, "open", f"reading {done:,} of {total:,}" if done < total else "")

            def partial(part: Pack) -> None:
                kept = journal_of(part)
                tell(worker, begun, pack.ruled(part, kept.work.rulings.values()), kept)
                self.painted.wait(FIRST_PAINT)  # what is to be seen comes before what is to be loaded

            try:
                whole = pack.open_pack(self._path, progress=progress, partial=partial)
            except PackError as fault:
                tell(worker, failed, str(fault), 3)
                return
            except lexicon.Broken as fault:
                tell(worker, failed, f"{fault}: install twosource again", 2)
                return
            kept = journal_of(whole)
            kept.know(a.source.sha256 for a in whole.articles)
            shown = pack.ruled(whole, kept.work.rulings.values())
            _made_ready(shown, kept.work)
            tell(worker, opened, shown, kept)

        self._run(work, "open")
        return first

    def watch(self, opened: Pack, every: float, called: Callable[[], None], troubled: Callable[[str], None]) -> None:
        """Look every so many seconds whether the files of the pack have changed: `called` where it is to be read again."""

        def post(told: Callable[..., object], *what: object) -> None:
            self._screen.post_message(Done(told, what))

        watcher = Watcher(
            self._path, opened.state, lambda: post(called), lambda trouble: post(troubled, trouble), every
        )
        self._watcher = watcher
        watcher.start()

    def watch_again(self) -> None:
        """What called for reading could not be read: call for it once more, if it is still so."""
        if self._watcher is not None:
            self._watcher.again()

    def reread(self, desk: Desk, fresh: Callable[[Desk, Change], None], failed: Callable[[str], None]) -> None:
        """Read again what has changed of the pack: the desk and what is another one now to `fresh`, or to `failed` why it cannot be read."""

        def progress(worker: Worker[None], done: int, total: int) -> None:
            self._tell(worker, self._busy, "open", f"reading {done:,} of {total:,}" if done < total else "")

        def work(worker: Worker[None]) -> None:
            try:
                read = pack.open_pack(self._path, progress=lambda *n: progress(worker, *n), after=desk.pack)
            except (PackError, lexicon.Broken) as fault:
                self._tell(worker, self._busy, "open", "")
                self._tell(worker, failed, str(fault))
                return
            if self._watcher is not None and not worker.is_cancelled:
                self._watcher.state = read.state
            self._tell(worker, fresh, desk, changed(desk, read))

        self._run(work, "reread")

    def search_part(self, part: Pack, ready: Callable[[], None]) -> None:
        """Search what is read of the pack so far; `ready` is told as soon as that can be done."""
        self._searched = part

        def work(worker: Worker[None]) -> None:
            self._search_anew()
            self._tell(worker, ready)

        self._run(work, "index")

    def index(self, opened: Pack, ready: Callable[[], None], failed: Callable[[str], None]) -> None:
        """Build or renew the search index in a child, and search through it; until then the text itself answers."""
        self._searched = opened

        def work(worker: Worker[None]) -> None:
            from index import engine  # so that the first words do not wait for it

            self._search_anew()
            self._tell(worker, ready)
            self._ask(
                "the", "relevance", 1, lambda: worker.is_cancelled
            )  # what every first search waits for, done before it
            self._tell(worker, self._busy, "index", f"indexing {len(opened.articles)}")
            try:
                pack.build_index(opened)
                self._search_anew()
            except engine.Busy:
                pass  # somebody else builds it; the text answers
            except (PackError, OSError) as fault:
                self._tell(worker, failed, str(fault))
            self._tell(worker, self._busy, "index", "")

        self._run(work, "index")

    def lay(self, article: Article, how: How, laid: Callable[[Layout, Article, How], None]) -> None:
        """Break a long article into lines as a whole; the lines, and what they are of, to `laid`."""

        def work(worker: Worker[None]) -> None:
            self._tell(worker, laid, whole(article, how), article, how)

        self._run(work, f"lay {article.path}")

    def foresee(self, work: Callable[[Callable[[], bool]], None], done: Callable[[], None]) -> None:
        """Work out beforehand what a key would wait for; `work` is told how to find out that nobody waits any more."""

        def run(worker: Worker[None]) -> None:
            work(lambda: worker.is_cancelled)
            self._tell(worker, done)

        self._run(run, "foresee")

    def make(self, kind: str, made: Callable[[], T], done: Callable[[T], None]) -> None:
        """Make something that takes time, and give it to `done`; what was being made of its kind is not waited for any more."""

        def run(worker: Worker[None]) -> None:
            self._tell(worker, done, made())

        self._run(run, kind)

    def rule(
        self, opened: Pack, made: Iterable[Ruling], ruled: Callable[[Pack], None], ready: Callable[[], None]
    ) -> None:
        """Lay what the user put back and left out over the pack: to `ruled`; `ready` is told once a search knows of it."""
        if self._slow is not None:
            self._slow.stop()
        slow = self._slow = self._screen.set_timer(GLANCE, lambda: self._busy("rule", "indexing"))

        def over() -> None:
            slow.stop()
            self._busy("rule", "")

        def work(worker: Worker[None]) -> None:
            there = pack.ruled(opened, made)
            if worker.is_cancelled:
                return
            self._tell(worker, ruled, there)
            if self._searched is not None and self._searched.state == there.state:  # else it was read again since
                self._searched = there
                self._search_anew()
                self._tell(worker, ready)
            self._tell(worker, over)

        self._run(work, "rule")

    def _search_anew(self) -> None:
        """Search the pack as it is now."""
        with self._changing:
            if self._searched is None:
                return
            searcher = pack.searcher(self._searched, self._searcher)
            with self._one_at_a_time:
                old, self._searcher = self._searcher, searcher
                if old is not None:
                    old.close()

    def search(self, desk: Desk, limit: int, found: Callable[[str, Answer | None], None]) -> None:
        """The first `limit` passages that hold what a desk searches, to `found` with its query; None for an empty one."""

        def work(worker: Worker[None]) -> None:
            if not desk.query.strip():
                self._tell(worker, found, desk.query, None)
                return
            asked = f"{desk.scope} {desk.query}" if desk.scope else desk.query
            answer = self._ask(asked, desk.ranking, limit, lambda: worker.is_cancelled, hits.left_out(desk))
            if answer is not None:
                self._tell(worker, found, desk.query, answer)

        self._run(work, "search")

    def like(self, path: str, passage: int, limit: int, found: Callable[[str, Answer | None], None]) -> None:
        """The passages most like one of a source, to `found` with the query that finds them; an empty one where none tells."""

        def work(worker: Worker[None]) -> None:
            def ended() -> bool:
                return worker.is_cancelled

            with self._one_at_a_time:
                like = self._searcher.like(path, passage, ended, AT_ONCE) if self._searcher is not None else ""
            here = (path, passage)
            self._tell(worker, found, like, self._ask(like, "relevance", limit, ended, here) if like else None)

        self._run(work, "like")

    def count(
        self,
        queries: Mapping[str, str],
        left_out: tuple[str, int] | None,
        counted: Callable[[Mapping[str, Mapping[str, int]]], None],
    ) -> None:
        """Of each kind of facet what its query counts, but for a passage that is left out, to `counted`."""

        def work(worker: Worker[None]) -> None:
            answers = {
                query: self._ask(query, "relevance", 1, lambda: worker.is_cancelled, left_out)
                for query in {*queries.values()}
            }
            found = {
                kind: answer.facets or {} for kind, query in queries.items() if (answer := answers[query]) is not None
            }
            self._tell(worker, counted, {kind: facets.get(kind, {}) for kind, facets in found.items()})

        self._run(work, "count")

    def find(self, text: str, article: Article, found: Callable[[Answer], None]) -> None:
        """The passages of one source that hold `text`."""

        def work(worker: Worker[None]) -> None:
            query = f'{text} in:"{article.path}"'
            answer = self._ask(query, "source", MOST_HITS, lambda: worker.is_cancelled)
            while answer is not None and not answer.total and answer.searched is not None:
                time.sleep(SOON)  # it may not be among the sources that were looked through
                answer = self._ask(query, "source", MOST_HITS, lambda: worker.is_cancelled)
            if answer is not None:
                self._tell(worker, found, answer)

        self._run(work, "search")

    def _ask(
        self,
        query: str,
        order: Order,
        limit: int,
        cancelled: Callable[[], bool],
        left_out: tuple[str, int] | None = None,
    ) -> Answer | None:
        with self._one_at_a_time:
            if self._searcher is None or cancelled():
                return None
            answer = self._searcher.ask(query, limit, order, cancelled, AT_ONCE, left_out)
        if answer.facets is None or cancelled():
            return answer
        return replace(answer, facets=dict(answer.facets))  # counted here, not while the screen is painted

    def align(self, opened: Pack, pairs: Sequence[tuple[str, str]], aligned: Callable[[], None]) -> None:
        """Set the sources of these keys side by side, so that the pack knows their rows."""

        def work(worker: Worker[None]) -> None:
            for n, (a, b) in enumerate(pairs):
                if worker.is_cancelled:
                    return
                self._tell(
                    worker, self._busy, "align", f"aligning {n} of {len(pairs)}" if len(pairs) > 2 else "aligning"
                )
                opened.rows(a, b)
            self._tell(worker, self._busy, "align", "")
            self._tell(worker, aligned)

        self._run(work, "align")

    def verify(
        self,
        opened: Pack,
        text: str,
        form: Form,
        before: Callable[[tuple[Judged, ...]], object],
        judged: Callable[[str, tuple[Judged, ...]], None],
    ) -> None:
        """Every quotation of a text against the pack: the text and what is said of each to `judged`, after `before` in the thread.

        A long text takes its time and cannot be told to stop: the thread that is at it is one that nobody waits for at the end.
        """

        def work(worker: Worker[None]) -> None:
            found: Future[tuple[Judged, ...]] = Future()

            def judge() -> None:
                from reader.judging import Judge  # so that the first words do not wait for it

                try:
                    with self._judging:
                        if worker.is_cancelled:
                            return
                        if self._judge is None or self._judge.articles != opened.articles:
                            if self._judge is not None:
                                self._judge.close()
                            self._judge = Judge(opened.articles, pack.passage_index(opened))
                        judged_ = self._judge.of(text, form)
                    before(judged_)
                    found.set_result(judged_)
                except BaseException as fault:  # raised where it is waited for
                    found.set_exception(fault)

            threading.Thread(target=judge, name="judge", daemon=True).start()
            while not worker.is_cancelled:
                with suppress(TimeoutError):
                    self._tell(worker, judged, text, found.result(GLANCE))
                    return

        self._run(work, "verify")

    def pipe(self, words: Sequence[str], text: str, done: Callable[[str, str, int], None]) -> None:
        """Run a command with `text` as its input: its name, what it printed and its status to `done`."""

        def work(worker: Worker[None]) -> None:
            try:
                ran = subprocess.run(
                    words,
                    input=text.encode("utf-8", "replace"),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    timeout=PIPE_SECONDS,
                    check=False,
                )
            except (OSError, ValueError) as fault:
                self._tell(worker, done, words[0], f"{getattr(fault, 'strerror', None) or fault}", 127)
            except subprocess.TimeoutExpired:
                self._tell(worker, done, words[0], f"ended after {PIPE_SECONDS} seconds", 124)
            else:
                self._tell(worker, done, words[0], ran.stdout.decode("utf-8", "replace")[:MOST_PIPED], ran.returncode)

        self._run(work, "pipe")

    def copy(self, words: Sequence[str], text: str, done: Callable[[str], None]) -> None:
        """Put `text` on the desktop's clipboard with a program: why it did not work to `done`, empty where it did."""
        self._run(lambda worker: self._tell(worker, done, clipboard.put(words, text)), "copy")

    def close(self) -> None:
        """Let go of the index, and look at the files no more."""
        if self._watcher is not None:
            self._watcher.stop()
        with self._one_at_a_time:
            if self._searcher is not None:
                self._searcher.close()
                self._searcher = None


def changed(desk: Desk, read: Pack) -> Change:
    """What of the pack of a desk is another one as it was read now, and what the first screen of it needs worked out."""
    now = pack.ruled(read, desk.work.rulings.values())
    found = rereading.change(desk.pack, now)
    over = rereading.gone_over(desk, found)
    _made_ready(now, over.work)
    if over.view in ("quotes", "coverage"):
        _ = moves.statements(over), charted.matrix(over)
    return found


def _made_ready(opened: Pack, made: Work) -> None:
    """Work out what the first screen of a pack asks of all of it, so that no key waits for that."""
    who = people.of(opened, made)
    _ = who.tags, who.counted, opened.by_path, opened.by_key, opened.echo("")
    with suppress(LookupError):
        opened.quote("")
