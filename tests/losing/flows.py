"""The six ways in which the program writes what somebody would miss, each of them done in a folder, and looked at as a next start finds it."""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

from index import engine
from index.model import Hit
from index.pack import Pack, open_pack
from reader import briefing, export, exporting, journal, unsaved, written
from reader.briefing import Form
from reader.command import Stop
from reader.journal import Journal, Work
from tests.conftest import SEEDS
from tests.dying import articles
from tests.losing import PACK, Told, clip, move

MOVES = 4
"""What a reader does in one flow."""
Say = Callable[[object], None]
"""Told what is about to be done (`Did`, bytes, a number), and `SURE` as soon as it is promised to stay."""
SURE = "sure"


@dataclass(frozen=True, slots=True)
class Did:
    """The work before and after a move that is about to be recorded."""

    before: Work
    after: Work


class Flow:
    """One way of writing."""

    name = ""

    def begin(self, place: Path, seed: str) -> None:
        """What is there before, in an empty folder."""

    def run(self, place: Path, seed: str, say: Say) -> str:
        """Write; what a person is told is wrong, empty where nothing is. Raises nothing."""
        raise NotImplementedError

    def missed(self, place: Path, before: Any, said: Iterable[object]) -> Iterator[str]:
        """What is otherwise than old or new, and what was promised and is not there."""
        raise NotImplementedError

    def known(self, place: Path) -> object:
        """What `missed` has to know of how it was before."""
        return None


class _OfWork(Flow):
    """Readers that keep what is done in a journal."""

    def begin(self, place: Path, seed: str) -> None:
        one = Journal.open(PACK, "/somewhere", folder=place / "work")
        draw = random.Random(f"begin {seed}")
        for n in range(6):
            one.record(move(one.work, f"begun {n}", draw))
        one.close()

    def run(self, place: Path, seed: str, say: Say) -> str:
        draw, trouble = random.Random(seed), ""
        one = Journal.open(PACK, "/somewhere", folder=place / "work")
        for n in range(MOVES):
            after = self.moved(one.work, f"{seed} {n}", draw)
            say(Did(one.work, after))
            one.record(after)
            self.also(one, seed, n, say)
            if one.flush():
                say(SURE)
            trouble = trouble or one.trouble or ""
        one.close()
        if one.trouble is None:
            say(SURE)
        return trouble or one.trouble or ""

    def moved(self, work: Work, name: str, draw: random.Random) -> Work:
        return move(work, name, draw)

    def also(self, one: Journal, seed: str, n: int, say: Say) -> None:
        """What else is kept with a move."""

    def known(self, place: Path) -> object:
        return journal.work_of(PACK, place / "work")

    def missed(self, place: Path, before: Any, said: Iterable[object]) -> Iterator[str]:
        told = Told.of(before)
        for one in said:
            if isinstance(one, Did):
                told.did(one.before, one.after)
            elif one == SURE:
                told.acknowledged()
        yield from told.missed(journal.work_of(PACK, place / "work"))


class Clipping(_OfWork):
    """One clip after the other is put aside."""

    name = "clip"

    def begin(self, place: Path, seed: str) -> None:
        """A pack that was never opened before."""

    def moved(self, work: Work, name: str, draw: random.Random) -> Work:
        return replace(work, clips=(*work.clips, clip(name, draw)))


class Noting(_OfWork):
    """What is put aside gets notes and headings, another order, is taken out; the briefing a title."""

    name = "note"


class Snapshot(_OfWork):
    """What many readers left is made one file, while one goes on."""

    name = "snapshot"

    def begin(self, place: Path, seed: str) -> None:
        for n in range(journal.LITTER[0]):
            one = Journal.open(PACK, "/somewhere", folder=place / "work")
            one.record(move(one.work, f"begun {n}", random.Random(f"{seed} {n}")))
            one.close()


class Leaving(_OfWork):
    """Places, what stood open, the text of the briefing, and changes to a checked text that are not in its file."""

    name = "leave"

    def begin(self, place: Path, seed: str) -> None:
        super().begin(place, seed)
        (place / "work" / PACK / unsaved.name_of("/text.md", "0-0")).write_bytes(unsaved.kept("/text.md", "old", "0"))
        written.keep(place / "work" / PACK, "the old briefing")

    def moved(self, work: Work, name: str, draw: random.Random) -> Work:
        return replace(work, title=name, places={"a.txt": draw.randrange(999)}, session={"view": name})

    def also(self, one: Journal, seed: str, n: int, say: Say) -> None:
        say((n, seed))
        one.keep({unsaved.name_of("/text.md", "0-0"): unsaved.kept("/text.md", f"{seed} {n}", "0")})
        with_text = f"the briefing {seed} {n}\n" * 400
        try:
            name = written.keep(one.place, with_text)
        except OSError:
            return  # the program goes on without it, and asks more when both have changed
        say((name, with_text))

    def known(self, place: Path) -> object:
        left = unsaved.left(place / "work" / PACK, "/text.md", "0-0")
        return super().known(place), left.text if left else None

    def missed(self, place: Path, before: Any, said: Iterable[object]) -> Iterator[str]:
        told = list(said)
        yield from super().missed(place, before[0], told)
        could, since = [before[1]], list[str]()
        for one in told:
            match one:
                case (int(n), str(seed)):
                    since.append(f"{seed} {n}")
                case (str(name), str(text)):
                    if written.kept(place / "work" / PACK, name) != text:
                        yield f"a text of the briefing is not as it was kept: {name}"
                case str() if one == SURE and since:
                    could, since = [since[-1]], []
        left = unsaved.left(place / "work" / PACK, "/text.md", "0-0")
        if left is None or left.text not in (*could, *since):
            yield f"the text that was left is {left and left.text!r}, not {could}"


@cache
def _pack() -> Pack:
    return open_pack(SEEDS, cache=False, jobs=1)


class Exporting(Flow):
    """The briefing goes into a file, with the list of sources beside it."""

    name = "export"

    def begin(self, place: Path, seed: str) -> None:
        (place / "out").mkdir()
        _exported(place, "0")

    def run(self, place: Path, seed: str, say: Say) -> str:
        for n in range(2):
            say(_work(f"{seed} {n}"))
            try:
                _exported(place, f"{seed} {n}")
            except Stop as fault:
                return str(fault)
            say(SURE)
        return ""

    def known(self, place: Path) -> Mapping[str, bytes]:
        return {file.name: file.read_bytes() for file in (place / "out").iterdir() if file.name[0] != "."}

    def missed(self, place: Path, before: Any, said: Iterable[object]) -> Iterator[str]:
        """Each file is old or new, the list of sources no older than the briefing."""
        could: list[Mapping[str, bytes]] = [before]
        for one in said:
            if isinstance(one, Work):
                could.append(_made(one))
            elif one == SURE:
                could = could[-1:]
        found = self.known(place)
        if found not in could and found not in [{**now, LIST: then[LIST]} for now, then in pairwise(could)]:
            yield f"there is {_sizes(found)}, not {' or '.join(map(_sizes, could))}"


_FORM = Form(cite="pandoc")
LIST = "briefing.csl.json"


def _sizes(files: Mapping[str, bytes]) -> str:
    """Files in a few words."""
    return ", ".join(f"{name} {len(data)} {data[:30]!r}" for name, data in files.items())


def _work(seed: str) -> Work:
    """Clips of one source or of both: the lists of sources differ, too."""
    draw = random.Random(seed)
    of = draw.choice(("0", "000_", "002_"))
    clips = [one for one in briefing.all_clips(_pack()) if one.source.startswith(of)]
    return Work(title=f"Briefing {seed}", clips=tuple(draw.sample(clips, min(len(clips), 5))))


def _made(work: Work) -> Mapping[str, bytes]:
    path = Path("briefing.md")
    made = {path.name: exporting.made(_pack(), work, "md", _FORM)}
    return made | {file.name: data for file, data in exporting.beside(path, _pack(), work, _FORM)}


def _exported(place: Path, seed: str) -> None:
    options = argparse.Namespace(output=str(place / "out" / "briefing.md"), pack=SEEDS, force=False, quiet=True)
    export._export(options, _pack(), _work(seed), _FORM, "md")


NEW = articles(4)
OLD = NEW[:3]
QUERY = "mole harbour "


class Indexing(Flow):
    """An article comes into an index, and goes again."""

    name = "index"

    def begin(self, place: Path, seed: str) -> None:
        with _key_in(place):
            engine.build(place / "cache" / "shelf", OLD)

    def run(self, place: Path, seed: str, say: Say) -> str:
        with _key_in(place):
            try:
                for known in (NEW, OLD):
                    engine.build(place / "cache" / "shelf", known)
                    say(SURE)
            except OSError as fault:
                return str(fault)
        return ""

    def missed(self, place: Path, before: Any, said: Iterable[object]) -> Iterator[str]:
        """An index is a cache: a search finds what it should all the same, and the next build puts it right."""
        shelf = place / "cache" / "shelf"
        with _key_in(place):
            for known in (OLD, NEW):
                searcher = engine.Searcher(known, shelf)
                if searcher.ask(QUERY).hits != _hits(len(known)):
                    yield f"another answer of {len(known)} articles"
                searcher.close()
            engine.build(shelf, NEW)
            if not engine.fresh(shelf, NEW):
                yield "the next build does not mend it"


@cache
def _hits(articles_: int) -> tuple[Hit, ...]:
    return engine.Searcher(NEW[:articles_], None).ask(QUERY).hits


@contextmanager
def _key_in(place: Path) -> Iterator[None]:
    """The key of the index lies in this folder."""
    with mock.patch.dict(os.environ, XDG_STATE_HOME=str(place / "state")):
        yield


FLOWS: Mapping[str, Flow] = {
    flow.name: flow for flow in (Clipping(), Noting(), Snapshot(), Leaving(), Exporting(), Indexing())
}
"""By their names."""


def briefing_of(seed: str) -> str:
    """The text of some briefing."""
    return briefing.write(_pack(), _work(seed))
