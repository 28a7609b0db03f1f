"""A folder of sources opened: everything that is found in it, run once, remembered for the next time.

`open_pack` lists the sources, reads those that are new, names the speakers over all of them, and finds the echoes. A pack is
never written to.
"""

from __future__ import annotations

import json
import logging
import operator
import os
import subprocess
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath

from index import contents, echoes, gathered, lexicon, rulings, store, workers
from index.contents import Contents
from index.model import Article, Echo, Holder, Link, PackError, PassageIndex, Quote, Row, Ruling, Searcher, Unread, Wire

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told how many sources are read, and of how many."""


FIRST = 60
"""Articles of a large pack that can be looked at while the others are loaded: more than stand in any list."""
LARGE = 500
"""Sources of a large pack: fewer are there at once."""
AT_ONCE = 10_000
"""Pairs of passages that are aligned in some hundredths of a second."""
LOOKED_AT = 1_000
"""Quotations whose links are remembered; those of a large pack of copies would fill the memory."""
NO_SUCH = "no such source"
"""Why there is no article of a name that nothing in the pack has."""


@dataclass(frozen=True)
class Pack:
    """A pack that is open: its articles in order, with keys, pack-wide ids of quotations and names of speakers."""

    folder: Path
    """As it was named when it was opened: a folder, or a single file."""
    id: str
    """Of the resolved path; names what is cached of the pack."""
    title: str
    articles: tuple[Article, ...]
    unread: tuple[Unread, ...]
    echoes: tuple[Echo, ...] = ()
    wires: tuple[Wire, ...] = ()
    """The agency reports that several sources print; known once all are read."""
    notes: tuple[str, ...] = ()
    """What is wrong with pack.toml, a line each."""
    state: str = ""
    """A hash that differs when any of its files that could be a source, its place or pack.toml does."""
    gone: tuple[Article, ...] = field(default=(), repr=False, compare=False)
    """Those that it had when it was opened before, without their texts: nobody else gets their keys, and they do when they are back."""
    is_whole: bool = True
    """Whether all of its sources are there; not while it is still being read."""
    read: Pack | None = field(default=None, repr=False, compare=False)
    """The pack without what the user put back and left out; None where nothing is (`ruled`)."""
    _alone: tuple[Article, ...] = field(default=(), repr=False, compare=False)
    """The articles with the names that each gives alone; none while the pack is still being read."""
    _rulings: Mapping[str, frozenset[Ruling]] = field(default_factory=dict, repr=False, compare=False)
    """By the articles' paths, those that were laid over them."""
    _rows: dict[tuple[str, str], tuple[Row, ...]] = field(default_factory=dict, repr=False, compare=False)
    _links: dict[str, tuple[Link, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quotation in marks, in the order of the pack."""
        return tuple(q for a in self.articles for q in a.quotes)

    @cached_property
    def by_key(self) -> Mapping[str, Article]:
        return {a.key: a for a in self.articles}

    @cached_property
    def by_path(self) -> Mapping[str, Article]:
        """The articles by their paths; the paths of copies lead to the same."""
        return {path: a for a in self.articles for path in (*a.source.copies, a.path)}

    @cached_property
    def _quotes_by_id(self) -> Mapping[str, Quote]:
        return {q.id: q for a in self.articles for q in (*a.quotes, *a.indirect)}

    @cached_property
    def _echo_of(self) -> Mapping[str, Echo]:
        return {quote: e for e in self.echoes for quote in e.quotes}

    @cached_property
    def _wire_of(self) -> Mapping[str, Wire]:
        return {path: wire for wire in self.wires for path in wire.paths}

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        """What an article may be called, folded, with the paths of those called so."""
        found: dict[str, dict[str, None]] = {}
        for path in (*self.by_path, *(u.source.path for u in self.unread)):
            file = PurePosixPath(path)
            known = self.by_path.get(path)
            called = (known.path, self.name(known)) if known else (path, path)
            for name in (path, file.name, file.stem, called[1]):
                found.setdefault(name.casefold(), {})[called[0]] = None
        return {name: tuple(paths) for name, paths in found.items()}

    def quote(self, id: str) -> Quote:  # noqa: A002 - it is the quotation's id
        """The quotation with this id; raises LookupError."""
        return self._quotes_by_id[id]

    def echo(self, quote: str) -> Echo | None:
        """The echo that the quotation with this id belongs to."""
        return self._echo_of.get(quote)

    def wire(self, path: str) -> Wire | None:
        """The agency report that the source at this path prints, where others print it too."""
        return self._wire_of.get(path)

    def article(self, name: str) -> Article:
        """The article with this key, path, unique file name, stem or display name; raises LookupError with a reason."""
        if found := self.by_key.get(name) or self.by_path.get(name):
            return found
        paths = self._names.get(name.casefold().removeprefix("./"), ())
        if not paths and (found := self.by_key.get(name.upper())):
            return found
        if len(paths) > 1:
            raise LookupError(f"{len(paths)} sources are called so: {', '.join(paths[:5])}")
        if not paths:
            raise LookupError(NO_SUCH)
        if paths[0] not in self.by_path:
            raise LookupError(next(u.reason for u in self.unread if u.source.path == paths[0]))
        return self.by_path[paths[0]]

    def name(self, article: Article) -> str:
        """What to call a source: its publisher, else the agency, else its file name without the suffix."""
        known = article.masthead.publisher or article.masthead.agency
        return known.value if known else PurePosixPath(article.path).stem

    def links(self, quote: str) -> tuple[Link, ...]:
        """The links between the quotation with this id and those that echo it."""
        if quote not in self._links:
            if len(self._links) >= LOOKED_AT:
                self._links.clear()
            echo = self._echo_of.get(quote)
            self._links[quote] = echo.links.of(quote) if echo else ()
        return self._links[quote]

    def known(self, a: str, b: str) -> bool:
        """Whether these two are aligned already."""
        return (a, b) in self._rows

    def aligned(self, a: str, b: str) -> bool:
        """Whether `rows` of these two would answer at once, or need no more than some hundredths of a second."""
        size = len(self.by_key[a].passages) * len(self.by_key[b].passages)
        return self.known(a, b) or size <= AT_ONCE

    def rows(self, a: str, b: str) -> tuple[Row, ...]:
        """Two articles, by their keys, passage beside passage."""
        from index import align  # so that opening does not wait for it

        if (a, b) not in self._rows:
            self._rows[a, b] = align.rows(self.by_key[a], self.by_key[b])
        return self._rows[a, b]


# --- opening ---


def open_pack(
    path: Path,
    *,
    progress: Progress | None = None,
    partial: Callable[[Pack], None] | None = None,
    cache: bool = True,
    jobs: int = workers.WORKERS,
    after: Pack | None = None,
) -> Pack:
    """Open the pack at `path`: a folder, or a single file.

    Raises PackError where there is none, or no source in it, and `lexicon.Broken` where something is to be read, and the weights
    for it are not those that were learnt. Where no source could be read, the pack has no articles, and says why in
    `unread`. `partial` is called with the pack as far as it is read: where it is a large one, with its first articles as soon as they are
    there, and while much is still to be read about once a second. `jobs` processes read.

    `after` is the same pack as it was opened before: its sources keep their keys, and what is known of them.
    """
    path = Path(path)
    with store.Store(store.home() if cache else None, workers.version()) as kept:
        there = _surveyed(path, kept)
        reason = store.refused() if cache else None
        notes = (*there.notes, reason) if reason else there.notes
        pack = Pack(path, pack_id(path), there.title, (), (), notes=notes, state=there.state)
        before = (*after.gone, *after.articles) if after else ()
        found = gathered.Found(there, before)
        for n, one in enumerate(_known(there, kept)):
            found.add(one)
            if n == FIRST and partial and len(there.listed) > LARGE and (begun := _begun(pack, found)).articles:
                partial(begun)
        heard = 0.0
        if progress:
            progress(*found.count)
        waiting = [
            workers.Job(Path(x.file), x.source, maps=there.fields, root=there.is_archive)
            for x in there.listed
            if not found.whole(x.source)
        ]
        if waiting:
            lexicon.check()  # no speaker at all rather than a wrong one
        for one in workers.read_all(waiting, jobs):
            found.add(one)
            _keep(one, kept)
            if progress:
                progress(*found.count)
            if time.monotonic() - heard > 1.0:
                kept.commit()
                if partial and (begun := _begun(pack, found)).articles:
                    partial(begun)
                    heard = time.monotonic()
        pack = _joined(replace(_begun(pack, found), is_whole=True), there, kept)
        if after is not None:
            gone = tuple(_named_only(a) for a in before if a.key not in pack.by_key)
            pack = replace(pack, gone=gone, _rows=_rows_of(pack, after.read or after))
        for old in kept.forget_old():
            _let_go(old)
    return pack


def state_of(path: Path) -> str:
    """The `Pack.state` that the pack at `path` would have; files that are as they were when they were hashed are not opened."""
    with store.Store(store.home(), workers.version()) as kept:
        return _surveyed(Path(path), kept).state


def _named_only(article: Article) -> Article:
    """An article without its text and what was found in it."""
    return replace(article, text="", passages=(), dropped=(), quotes=(), indirect=())


def _rows_of(pack: Pack, before: Pack) -> dict[tuple[str, str], tuple[Row, ...]]:
    """The rows of the pack before whose two articles are as they were."""
    then, now = before.by_key, pack.by_key
    return {
        (a, b): rows
        for (a, b), rows in dict(before._rows).items()
        if all(key in now and _aligns_alike(now[key], then[key]) for key in (a, b))
    }


def _aligns_alike(a: Article, b: Article) -> bool:
    return (a.passages, a.quotes, a.text) == (b.passages, b.quotes, b.text)


def pack_id(path: Path) -> str:
    """The name under which things of the pack at `path` are kept: of its resolved path, 32 hexadecimal digits."""
    return sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:32]


def _surveyed(path: Path, kept: store.Store) -> Contents:
    """The contents of the pack at `path`; files that are as they were when they were hashed are not hashed again."""
    name = pack_id(path)
    known = {name: contents.Seen(*row) for name, row in kept.files(name).items()}
    there = contents.survey(path, known)
    for source in there.remapped:
        kept.drop(source)
    others = {x.source.sha256 for x in there.listed} - {one.sha256 for one in there.seen.values()}
    if there.seen != known or others:
        kept.keep_files(name, there.seen, os.path.realpath(path), others)
        kept.commit()
    return there


def _known(there: Contents, kept: store.Store) -> Iterator[Article | Unread | Holder]:
    """What is known of the sources without reading them: those that nobody reads, and those kept from before."""
    for listed in there.listed:
        if listed.reason is not None:
            yield Unread(listed.source, listed.reason, workers.suffix(listed.source))
    wanted = [listed.source for listed in there.listed if listed.reason is None]
    yield from kept.sources(wanted)
    holders = kept.holders()
    while wanted := [one for one in wanted if (one.sha256, one.path) in holders]:
        several = [holder for one in wanted if (holder := kept.holder(one))]
        yield from several
        wanted = [part for holder in several for part in holder.parts if part != holder.source]
        yield from kept.sources(wanted)


def _keep(one: Article | Unread | Holder, kept: store.Store) -> None:
    """Remember what was read, but for what may be otherwise at the next try."""
    if isinstance(one, Holder):
        kept.keep_holder(one)
    elif not (isinstance(one, Unread) and workers.passing(one)):
        kept.keep(one)


def _begun(pack: Pack, found: gathered.Found) -> Pack:
    """The pack with what is found of it so far."""
    articles, unread = found.numbered()
    return replace(pack, articles=articles, unread=unread, is_whole=False)


def _joined(pack: Pack, there: Contents, kept: store.Store) -> Pack:
    """The pack with one name for one speaker throughout, and its echoes: as they were kept, or found now."""
    known = kept.pack(pack.id, there.state)
    if known is not None:
        try:
            alone = _without(pack.articles, known["house"])
            articles = tuple(_renamed(a, names) for a, (_, _, names) in zip(alone, known["articles"], strict=True))
            restored = echoes.restored(articles, known["echoes"])
            return replace(pack, _alone=alone, articles=articles, echoes=restored, wires=_wires(known["wires"]))
        except (ValueError, TypeError, LookupError) as fault:
            log.warning("what was kept of the pack makes no sense: %r", fault)
    from index import house, wire  # so that opening what was kept does not wait for them

    lines = house.lines(pack.articles)
    alone = _without(pack.articles, lines)
    articles = _unified(alone)
    rows = [[a.path, a.source.sha256, _names(old, a)] for old, a in zip(alone, articles, strict=True)]
    before = kept.before(pack.id)
    found = echoes.find(articles, _kept(rows, *before) if before else None)
    wires = wire.groups(articles)
    document = {"articles": rows, "echoes": found.groups, "house": lines, "wires": [astuple(one) for one in wires]}
    kept.keep_pack(pack.id, there.state, document, b"".join(map(_packed, found.sketches)))
    return replace(pack, _alone=alone, articles=articles, echoes=found.echoes, wires=wires)


def _wires(rows: Iterable[tuple[str, Sequence[str], Sequence[str], Sequence[float], str]]) -> tuple[Wire, ...]:
    """The agency reports as they were kept."""
    return tuple(Wire(name, tuple(paths), tuple(of), tuple(shares), agency) for name, paths, of, shares, agency in rows)


def _without(articles: Iterable[Article], lines: Mapping[str, Mapping[int, str]]) -> tuple[Article, ...]:
    """The articles without the lines of their publishers; raises ValueError where these are not theirs."""
    return tuple(gathered.without(a, {int(n): why for n, why in lines.get(a.path, {}).items()}) for a in articles)


def _unified(articles: Iterable[Article]) -> tuple[Article, ...]:
    """The articles with one name for one speaker throughout."""
    from index import speakers  # so that opening what was kept does not wait for it

    return tuple(
        replace(
            a,
            quotes=tuple(q for q in a.quotes if q.type != "indirect"),
            indirect=tuple(q for q in a.quotes if q.type == "indirect"),
        )
        for a in speakers.unify([replace(a, quotes=(*a.quotes, *a.indirect)) for a in articles])
    )


def _names(old: Article, new: Article) -> list[list[object]]:
    """What the pack makes of an article's speakers: number of the quotation, name, certainty, where they change."""
    pairs = zip((*old.quotes, *old.indirect), (*new.quotes, *new.indirect), strict=True)
    return [
        [n, b.speaker.name, b.speaker.certainty]
        for n, (a, b) in enumerate(pairs)
        if b.speaker and a.speaker != b.speaker
    ]


def _renamed(article: Article, names: Iterable[tuple[int, str, float]]) -> Article:
    """The article with the speakers that `_names` tells of."""
    quotes = [*article.quotes, *article.indirect]
    for n, name, certainty in names:
        who = quotes[n].speaker
        if who is not None:
            quotes[n] = replace(quotes[n], speaker=replace(who, name=name, certainty=certainty))
    count = len(article.quotes)
    return replace(article, quotes=tuple(quotes[:count]), indirect=tuple(quotes[count:]))


def _kept(rows: Sequence[Sequence[object]], document: store.Json, sketches: bytes) -> echoes.Kept | None:
    """What is known of the pack from before, where its articles are `rows` now; None where nothing can be used."""
    try:
        olds = document["articles"]
        drawn = _unpacked(sketches)
        now = {json.dumps(row): n for n, row in enumerate(rows)}
        places = {n: now[text] for n, row in enumerate(olds) if (text := json.dumps(row)) in now}
        if len(drawn) != len(olds) or sorted(places.values()) != list(places.values()):
            return None
        return echoes.Kept(
            sketches={places[n]: drawn[n] for n in places},
            gone=[one for n, one in enumerate(drawn) if n not in places],
            groups=[
                [(places[n], at) if n in places and drawn[n][at] else None for n, at in group]
                for group in document["echoes"]
            ],
        )
    except (ValueError, TypeError, LookupError) as fault:
        log.warning("what was kept of the pack before makes no sense: %r", fault)
        return None


def _packed(sketch: echoes.Sketch) -> bytes:
    """A sketch as numbers of 32 bits: how many quotations, and for each how many words, and these."""
    flat = array("I", [len(sketch)])
    for words in sketch:
        flat.append(len(words))
        flat.extend(words)
    return flat.tobytes()


def _unpacked(packed: bytes) -> list[echoes.Sketch]:
    """The sketches that `_packed` wrote, one after the other; raises ValueError or LookupError for anything else."""
    flat = array("I")
    flat.frombytes(packed)
    found, at = [], 0
    while at < len(flat):
        count, at = flat[at], at + 1
        sketch = []
        for _ in range(count):
            size = flat[at]
            sketch.append(tuple(flat[at + 1 : at + 1 + size]))
            at += 1 + size
        found.append(tuple(sketch))
    return found


# --- what the user says of its pieces ---


def ruled(pack: Pack, made: Iterable[Ruling]) -> Pack:
    """The pack with the pieces put back and left out that the user says, and all that follows from it found anew.

    It is the pack that a reading would give whose cleaner kept and dropped just these pieces; the keys stay, and what none
    of it can reach. Where nothing changes it is the very same, or the pack as it was read.
    """
    read = pack.read or pack
    wanted = {path: frozenset(some) for path, some in rulings.by_article(read.articles, made).items()}
    if wanted == pack._rulings:
        return pack
    olds = read._alone or read.articles
    alone = [
        now if wanted.get(old.path) == pack._rulings.get(old.path) else _cut(old, wanted.get(old.path, ()))
        for old, now in zip(olds, pack._alone or pack.articles, strict=True)
    ]
    if all(map(operator.is_, alone, olds)):
        return replace(read, _rulings=wanted)
    if not read._alone:  # still being read: neither names nor echoes are known yet
        return replace(read, articles=tuple(alone), read=read, _rulings=wanted)
    articles = _unified(alone)
    touched = {
        a.key for a, b in zip(pack.articles, articles, strict=True) if (a.passages, a.quotes) != (b.passages, b.quotes)
    }
    return replace(
        read,
        articles=articles,
        echoes=echoes.find(articles, _kept_of(read, articles)).echoes,
        read=read,
        _alone=tuple(alone),
        _rulings=wanted,
        _rows={pair: rows for pair, rows in dict(pack._rows).items() if touched.isdisjoint(pair)},
    )


def _cut(article: Article, made: Iterable[Ruling]) -> Article:
    """An article, alone and as it was read, with these rulings laid over it; the very same where none of them holds.

    So too where that goes wrong, whatever it is: the reading child bears it, who reads must not lose the pack to it.
    """
    cut = rulings.ruled(article, made)
    if cut is article:
        return article
    from index import read

    try:
        return gathered.keyed(read.quoted(cut), article.key)
    except Exception:  # of ours, on words that were not written to be read so
        log.exception("%s", article.path)
        return article


def _kept_of(read: Pack, articles: Sequence[Article]) -> echoes.Kept | None:
    """What is kept of the echoes of a pack as it was read, where these are its articles now."""
    with store.Store(store.home(), workers.version()) as kept:
        before = kept.before(read.id)
    rows = [
        [a.path, a.source.sha256, _names(alone, a)] if a.quotes == now.quotes else []
        for alone, a, now in zip(read._alone, read.articles, articles, strict=True)
    ]
    return _kept(rows, *before) if before else None


# --- its search index ---


def index_folder(pack: Pack) -> Path | None:
    """Where the search index of a pack is kept, there or not; None where nothing can be kept."""
    home = store.home()
    return home / "search" / pack.id if home else None


def searcher(pack: Pack, after: Searcher | None = None) -> Searcher:
    """What answers queries over a pack: from its index as far as that goes, else from the text itself, with the same results.

    `after` is what answered them until now, and is not asked any more.
    """
    from index import engine  # so that opening does not wait for it

    before = after if isinstance(after, engine.Searcher) else None
    return engine.Searcher(pack.articles, index_folder(pack), (pack.read or pack).articles, before)


def passage_index(pack: Pack) -> PassageIndex | None:
    """The pack's index, where it has all articles."""
    from index import engine  # as `searcher` has it

    index = engine.Searcher(pack.articles, index_folder(pack), (pack.read or pack).articles)
    if index.indexed:
        return index
    index.close()
    return None


def build_index(pack: Pack, force: bool = False) -> None:
    """Build or renew the pack's index in a child process of low priority; raises `engine.Busy` while another one does.

    It is of the pack as it was read: what the user put back and left out is laid over it by who searches.
    """
    from index import engine  # as `searcher` has it

    folder, pack = index_folder(pack), pack.read or pack
    if folder is None or (not force and engine.fresh(folder, pack.articles)):
        return
    if force:
        engine.remove(folder)
    child = subprocess.run(
        [*workers.python(), "index.pack", os.path.realpath(pack.folder)],
        env=workers.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if child.returncode == BUSY:
        raise engine.Busy
    if child.returncode:
        last = (child.stderr.decode("utf-8", "replace").strip().splitlines() or [f"status {child.returncode}"])[-1]
        raise PackError(
            f"the search index could not be built ({last}), {folder}: see twosource doctor; searching works without it"
        )


BUSY = 4


def _build(path: Path) -> int:
    """The child of `build_index`: opens the pack from what is kept of it, and indexes it."""
    from index import engine  # as `searcher` has it

    workers.end_with_asker()
    os.nice(workers.NICE)
    pack = open_pack(path)
    folder = index_folder(pack)
    if folder is None:
        return 0
    try:
        engine.build(folder, pack.articles)
    except engine.Busy:
        return BUSY
    except OSError as fault:
        print(fault.strerror or fault, file=sys.stderr)
        return 1
    return 0


def forget(path: Path) -> tuple[str, ...]:
    """Delete all that is cached of the pack at `path`, which need not be there any more; the paths of the packs it was known as.

    Those are, beside `path`, the ones it was moved from: nothing stands there now, and half of their files are here. Sources that
    another pack has, too, stay for that one. Raises PackError where something cannot be deleted, `store.Busy` or `engine.Busy`
    while another process writes it.
    """
    if reason := store.refused():
        raise PackError(f"nothing was deleted, {path}: {reason}")
    home = store.home()
    if home is None:
        return ()
    if home.exists() and not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        raise PackError(f"what is cached cannot be deleted, {home}: give yourself the right to write there")
    with store.Store(home, workers.version()) as kept:
        names = {pack_id(path): os.path.realpath(path)} | _moved_from(path, kept.members())
        known = {name for name in names if _remove_index(name)}
        try:
            known |= kept.forget(names)
        except OSError as fault:
            raise PackError(f"{fault.strerror}, {fault.filename}: delete that file yourself") from fault
    return tuple(of for name, of in names.items() if name in known)


def _moved_from(path: Path, members: Mapping[str, store.Member]) -> dict[str, str]:
    """Names and paths of the packs that the one at `path` seems to have been."""
    gone = {name: one for name, one in members.items() if one.path and not os.path.lexists(one.path)}
    try:
        here = {x.source.sha256 for x in contents.survey(path).listed} if gone else set()
    except PackError:
        return {}
    return {name: one.path for name, one in gone.items() if 2 * len(here & one.sums) >= max(len(one.sums), 1)}


def _remove_index(pack: str) -> bool:
    """Whether there was an index, which now is deleted; raises PackError where it cannot be, `engine.Busy` while it is built."""
    from index import engine  # as `searcher` has it

    home = store.home()
    folder = home / "search" / pack if home else None
    try:
        return folder is not None and engine.remove(folder)
    except OSError as fault:
        raise PackError(
            f"the search index cannot be deleted ({fault.strerror}), {folder}: delete that folder yourself"
        ) from fault


def _let_go(pack: str) -> None:
    """Delete the search index of a pack that was not used for long; one that cannot be deleted stays."""
    from index import engine  # as `searcher` has it

    try:
        _remove_index(pack)
    except (PackError, engine.Busy) as fault:
        log.warning("%s", fault)


if __name__ == "__main__":
    sys.exit(_build(Path(sys.argv[1])))
