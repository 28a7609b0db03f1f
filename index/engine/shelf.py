"""The index on the disk: a Whoosh folder that is built beside and swapped in, and that is vouched for file by file.

Opening a Whoosh index executes pickles. So nothing is opened but what a manifest of ours vouches for: the folder is the
user's alone, each file has the sha256 it was written with, and the versions are those of this program.
"""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import json
import logging
import os
import pickle
import shutil
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from index import fold, lexicon, wording
from index.engine import postings
from index.engine import words as word_list
from index.engine.postings import ARTICLE_BITS, MOST_ARTICLES, Scan, Scanned, forms, placed, rows, units_of
from index.engine.words import Words, keys, languages, spellings, tokens
from index.model import Article, Span

logger = logging.getLogger(__name__)

FORMAT = 1
"""Of what is written here; an index of another format is built anew."""
MANIFEST = "manifest.json"
WORDS = "words.json"
_WRITER_MB = 64
"""Memory that Whoosh fills before it sorts to disk."""
_KEPT = 20_000
"""Decoded lists that are kept."""


class Busy(Exception):  # noqa: N818 - a state of things, no mistake
    """Another process writes this index."""


def open_shelf(
    folder: Path, articles: Sequence[Article], anew: Mapping[str, Article]
) -> tuple[Stored, dict[int, Article]]:
    """The postings of the articles that were indexed, and the articles by the numbers they have there.

    `anew` are those that stand otherwise by now, by their paths: their postings are made of their text, and they have
    numbers of their own. Raises whatever is wrong: ValueError where the index is not ours or of other articles, anything
    else out of Whoosh.
    """
    serials = {digest: serial for serial, digest in vouched(folder)["articles"]}
    by_serial = {serials[digest]: a for a in articles if (digest := digest_of(a)) in serials}
    if not len(by_serial) == len(serials) == len(articles):
        raise ValueError("the index is of other articles")
    kept = json.loads((folder / WORDS).read_text("utf-8"))
    free = itertools.count(1 + max(by_serial, default=-1))  # behind all others, so that the places of a key ascend
    now = {next(free) if a.path in anew else serial: anew.get(a.path, a) for serial, a in by_serial.items()}
    scan = Scan({serial: a for serial, a in now.items() if a.path in anew})
    stored = Stored(folder, now.keys() & by_serial.keys(), scan.finish(lambda: False))
    seen = {
        form
        for a in (*articles, *anew.values())
        if a.path in anew
        for units in rows(a).values()
        for form in forms(units)
    }
    counts = kept["counts"] | {key: len(stored.of("text", key)) for form in seen for key in keys(form)}
    counts = {key: n for key, n in counts.items() if n}
    stored.words = Words(counts, {*kept["spellings"], *spellings(seen)}, languages(now.values()))
    return stored, now


class Stored:
    """Postings read from a Whoosh index, each decoded once; those of some articles made of their text."""

    words: Words
    """Of all these articles; known once they are counted."""

    def __init__(self, folder: Path, alive: Collection[int], anew: Scanned) -> None:
        """Take the numbers of the articles that are found in the index, and the postings of the others."""
        from whoosh import index

        self._index = index.open_dir(str(folder))
        self._reader = self._index.reader()
        self._alive = set(alive) if self._reader.doc_count_all() > len(alive) else None
        self._anew = anew
        self._places: dict[tuple[str, str], array[int]] = {}
        self._units: dict[tuple[str, str], Mapping[int, int]] = {}

    def of(self, field: str, key: str) -> Sequence[int]:
        kept = self._places.get((field, key))
        if kept is None:
            if len(self._places) > _KEPT:
                self._places.clear()
                self._units.clear()
            kept = self._places[field, key] = _read(self._reader, field, key, self._alive)
            kept.extend(self._anew.of(field, key))
        return kept

    def units(self, field: str, key: str) -> Mapping[int, int]:
        kept = self._units.get((field, key))
        if kept is None:
            kept = self._units[field, key] = units_of(self.of(field, key))
        return kept

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()
        self._index.close()


def _read(reader: Any, field: str, key: str, alive: set[int] | None) -> array[int]:
    """The places of a key; with `alive`, those in other articles are left out."""
    from whoosh.reading import TermNotFound

    places = array("Q")
    try:
        matcher = reader.postings(field, key)
    except TermNotFound:
        return places
    while matcher.is_active():
        # as whoosh.formats.Positions writes them: a count of four bytes, then the differences, pickled
        places.extend(accumulate(pickle.loads(matcher.value()[4:])))
        matcher.next()
    return places if alive is None else array("Q", [p for p in places if p >> ARTICLE_BITS in alive])


class _Told(str):
    """What Whoosh takes for a text: its words have been found already."""

    __slots__ = ("places",)
    places: list[tuple[str, int]]


def words_of(value: str, **_: object) -> Iterator[Any]:
    """The analyzer of the index: the keys of a text, or those that are told. Whoosh's query parser calls it, too."""
    from whoosh.analysis import Token

    token = Token(positions=True, chars=True)  # one for all, as Whoosh's own analyzers have it
    token.boost, token.stopped = 1.0, False
    if isinstance(value, _Told):
        for token.text, token.pos in value.places:
            yield token
        return
    for token.pos, word in enumerate(tokens(value, Span(0, len(value)))):
        token.text, token.startchar, token.endchar = keys(word.form)[0], word.start, word.stop
        yield token


def digest_of(article: Article) -> str:
    """What of an article is indexed, as 40 hexadecimal digits."""
    made = hashlib.blake2b(article.text.encode("utf-8", "surrogatepass"), digest_size=20)
    spans = [n for p in article.passages for n in p.span]
    quotes = [n for q in article.quotes for n in (*q.span, q.type == "indirect")]
    made.update(json.dumps([article.path, article.source.sha256, spans, quotes]).encode("ascii"))
    return made.hexdigest()


def _versions() -> dict[str, object]:
    import whoosh

    return {"format": FORMAT, "whoosh": whoosh.versionstring(), "words": _way_of_words()}


@cache
def _way_of_words() -> str:
    """What decides how a text is taken apart: the code and data that do it."""
    made = hashlib.blake2b(digest_size=20)
    for module in (fold, wording, word_list, postings):
        made.update(Path(module.__file__ or "").read_bytes())
    made.update((lexicon.FOLDER / "spelling.toml").read_bytes())
    return made.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def vouched(folder: Path) -> dict[str, Any]:
    """The manifest of an index whose every file is as we wrote it; ValueError or OSError otherwise."""
    told = folder.lstat()
    if told.st_uid != os.getuid() or told.st_mode & 0o077 or not folder.is_dir() or folder.is_symlink():
        raise ValueError("the folder is not ours alone")
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    if manifest["versions"] != _versions():
        raise ValueError("another version wrote it")
    files = {p.name: p for p in folder.iterdir() if p.name != MANIFEST}
    if files.keys() != manifest["files"].keys():
        raise ValueError("there are other files than ours")
    for name, path in files.items():
        if path.is_symlink() or not path.is_file() or _sha256(path) != manifest["files"][name]:
            raise ValueError(f"{name} has changed")
    return manifest


def fresh(folder: Path, articles: Iterable[Article]) -> bool:
    """Whether `folder` holds a sound index of exactly these articles."""
    try:
        manifest = vouched(folder)
        return {d for _, d in manifest["articles"]} == {digest_of(a) for a in articles}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def build(folder: Path, articles: Iterable[Article]) -> None:
    """Make `folder` the index of these articles: what is new is added, what is gone is taken out.

    It is built beside and swapped in whole; raises `Busy` while another process does the same, OSError when the disk
    does not take it, and then leaves what was there.
    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = {digest_of(a): a for a in articles}
    with _alone(folder):
        try:
            manifest: dict[str, Any] | None = vouched(folder)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            manifest = None
        if manifest is not None and {d for _, d in manifest["articles"]} == wanted.keys():
            return
        beside = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        try:
            _renew(beside, wanted, folder, manifest)
            _swap(beside, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _renew(beside: Path, wanted: Mapping[str, Article], old: Path, manifest: dict[str, Any] | None) -> None:
    """The index in `beside`, made of the old one where that can be done, else from the articles alone."""
    if manifest is not None:
        try:
            return _write(beside, wanted, old, manifest)
        except OSError:
            raise
        except Exception as error:  # whatever Whoosh finds wrong with its old files
            logger.warning("the index is built anew: %s: %s", type(error).__name__, error)
            shutil.rmtree(beside, ignore_errors=True)
    return _write(beside, wanted, None, None)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The one builder of this index; the lock goes with the process, however it ends."""
    handle = os.open(folder.with_name(f"{folder.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy(f"another process writes {folder.name}") from error
        yield
    finally:
        os.close(handle)


def _swap(beside: Path, folder: Path) -> None:
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _write(beside: Path, wanted: Mapping[str, Article], old: Path | None, manifest: dict[str, Any] | None) -> None:
    """A whole index in `beside`, made of `old` where there is one."""
    from whoosh import index

    kept: dict[str, int] = {}
    gone: list[int] = []
    others: set[str] = set()
    seen: set[str] = set()
    if old is not None and manifest is not None:
        for serial, digest in manifest["articles"]:
            if digest in wanted:
                kept[digest] = serial
            else:
                gone.append(serial)
    serial = 1 + max([*kept.values(), *gone], default=-1)
    if old is None or len(gone) > len(kept) or serial + len(wanted) > MOST_ARTICLES:
        beside.mkdir(mode=0o700)
        made = index.create_in(str(beside), _schema())
        kept, gone, serial = {}, [], 0
    else:
        shutil.copytree(old, beside)
        made = index.open_dir(str(beside))
        others.update(json.loads((beside / WORDS).read_text("utf-8"))["spellings"])
    os.chmod(beside, 0o700)
    writer = made.writer(limitmb=_WRITER_MB)
    for dead in gone:
        writer.delete_by_term("serial", str(dead))
    for digest, article in wanted.items():
        if digest in kept:
            continue
        fields: dict[str, str] = {}
        for name, units in rows(article).items():
            fields[name] = told = _Told(name)
            told.places = list(placed(units, serial))
            seen |= forms(units)
        writer.add_document(serial=str(serial), **fields)
        kept[digest] = serial
        serial += 1
    writer.commit()
    counts = _counts(made, set(kept.values()))
    made.close()
    for name in (MANIFEST, "MAIN_WRITELOCK"):
        (beside / name).unlink(missing_ok=True)
    words = {"counts": counts, "spellings": sorted(others | spellings(seen))}
    (beside / WORDS).write_text(json.dumps(words), "utf-8")
    files = {p.name: _sha256(p) for p in sorted(beside.iterdir())}
    articles = [[kept[d], d] for d in wanted]
    manifest = {"versions": _versions(), "articles": articles, "files": files}
    (beside / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    for path in beside.iterdir():
        path.chmod(0o600)
    vouched(beside)


def _counts(made: Any, alive: set[int]) -> dict[str, int]:
    """How often each word stands in the text of the articles that are there."""
    reader = made.reader()
    try:
        words = [key.decode("utf-8") for key in reader.lexicon("text")]
        if not reader.has_deletions():
            return {word: int(reader.frequency("text", word)) for word in words}
        return {word: n for word in words if (n := len(_read(reader, "text", word, alive)))}
    finally:
        reader.close()


def _schema() -> Any:
    from whoosh import fields

    text, said = fields.TEXT(analyzer=words_of), fields.TEXT(analyzer=words_of)
    return fields.Schema(serial=fields.ID(stored=True, unique=True), text=text, said=said)
