"""A segment on the disk: the postings of some articles in four files, none of which is unpickled.

    .words     the terms, what is told of all of them in columns, their stems and other spellings
    .text      the postings of the passages, one after the other
    .said      the same of the quotations
    .articles  which articles there are, and which slots are theirs

A file of columns is a line of JSON, which names them with the type of their numbers, and then the columns. The postings of a term
are a head, the chunks of slots, the lower two bytes of each slot, its impact, the first word in it, and where it stands again; each
has its checksum among the columns, looked at when it is read. Numbers are as this machine has them: another one builds anew.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from index.engine.gather import FIELDS, Gathering
from index.engine.postings import CHUNK, Posting, Read
from index.engine.words import END, stemmer

_HEAD = struct.Struct("=IHHI")
"""Slots, chunks, the width of a word number in bytes, and how often the term stands again in a slot."""
_WIDTHS = {1: "B", 2: "H", 4: "I"}


class DamagedError(ValueError):
    """The index is not as it was written."""


def written(made: Gathering) -> dict[str, bytes]:
    """The files of a segment, by their suffixes."""
    keys = made.keys
    number = {key: n for n, key in enumerate(keys)}
    columns: dict[str, Sequence[int]] = {}
    parts: dict[str, bytes] = {}
    for field in FIELDS:
        here, offsets, sums, blocks = array("I"), array("Q", [0]), array("I"), bytearray()
        for n, key in enumerate(keys):
            posting = made.posting(field, key)
            if posting is not None:
                block = _block(posting)
                here.append(n)
                sums.append(zlib.crc32(block))
                blocks += block
                offsets.append(len(blocks))
        parts[field] = bytes(blocks)
        columns |= {f"{field} terms": here, f"{field} offsets": offsets, f"{field} sums": sums}
    columns["counts"] = array("I", map(made.count, keys))
    for language in made.languages():
        stems = made.stems(language)
        columns[f"stem {language}"] = array("I", (number[key] for stem in sorted(stems) for key in stems[stem]))
    parts["words"] = _table({"keys": keys, "spellings": made.spellings}, columns)
    columns = {f"{field} {name}": column for field in FIELDS for name, column in _slots(made, field).items()}
    columns |= {f"speaking {language}": array("I", made.speaking(language)) for language in made.languages()}
    none = made.starts("text")[-1] * 8
    columns |= {
        "passages": _narrow([min(slot, none) for slot in made.passage_of()]),
        "utterances": _narrow(made.utterances()),
    }
    parts["articles"] = _table({}, columns)
    return parts


def _slots(made: Gathering, field: str) -> Mapping[str, Sequence[int]]:
    return {"starts": made.starts(field), "owners": made.owners(field), "lengths": made.lengths(field)}


def _block(posting: Posting) -> bytes:
    """The postings of one term."""
    slots = posting.slots()
    words = [posting.words(n) for n in range(len(slots))]
    firsts, again, further = array("I"), array("I"), array("I")
    for n, here in enumerate(words):
        firsts.append(here[0])
        if len(here) > 1:
            again.extend([n] * (len(here) - 1))
            further.extend(here[1:])
    chunks, lows = array("H"), array("H")
    counts = array("I")
    for slot in slots:
        if not chunks or chunks[-1] != slot // CHUNK:
            chunks.append(slot // CHUNK)
            counts.append(0)
        counts[-1] += 1
        lows.append(slot % CHUNK)
    width = _width(max(max(firsts), max(further, default=0)))
    return b"".join(
        (
            _HEAD.pack(len(slots), len(chunks), width, len(again)),
            chunks.tobytes(),
            counts.tobytes(),
            lows.tobytes(),
            bytes(posting.impacts),
            array(_WIDTHS[width], firsts).tobytes(),
            again.tobytes(),
            array(_WIDTHS[width], further).tobytes(),
        )
    )


def _width(largest: int) -> int:
    """Bytes that the largest of some numbers needs."""
    return 1 if largest < 1 << 8 else 2 if largest < 1 << 16 else 4


def _narrow(numbers: Sequence[int]) -> array[int]:
    return array(_WIDTHS[_width(max(numbers, default=0))], numbers)


def _read(block: bytes) -> Read:
    size, chunks, width, times = _HEAD.unpack_from(block)
    at = _HEAD.size
    taken: list[array[int]] = []
    kind = _WIDTHS[width]
    for typecode, count in (
        ("H", chunks),
        ("I", chunks),
        ("H", size),
        ("B", size),
        (kind, size),
        ("I", times),
        (kind, times),
    ):
        column = array(typecode)
        stop = at + count * column.itemsize
        column.frombytes(block[at:stop])
        taken.append(column)
        at = stop
    which, counts, lows, impacts, firsts, again, further = taken
    starts = [0]
    for count in counts:
        starts.append(starts[-1] + count)
    return Read(which, starts, lows, impacts.tobytes(), firsts, again, further)


def _table(texts: Mapping[str, Sequence[str]], columns: Mapping[str, Sequence[int]]) -> bytes:
    """A file of columns."""
    encoded = {name: "\n".join(words).encode("utf-8", "surrogatepass") for name, words in texts.items()}
    filled = {name: c if isinstance(c, array) else array("I", c) for name, c in columns.items()}
    head = {
        "texts": {name: len(text) for name, text in encoded.items()},
        "columns": {name: [column.typecode, len(column)] for name, column in filled.items()},
    }
    start = json.dumps(head).encode("ascii") + b"\n"
    return b"".join([start, *encoded.values(), *(column.tobytes() for column in filled.values())])


class Table:
    """A file of columns as it is read."""

    def __init__(self, data: bytes) -> None:
        """Take its bytes."""
        end = data.index(b"\n") + 1
        head = json.loads(data[:end])
        self._data = data
        self._texts: dict[str, tuple[int, int]] = {}
        self._columns: dict[str, tuple[str, int, int]] = {}
        for name, size in head["texts"].items():
            self._texts[name] = (end, end + size)
            end += size
        for name, (typecode, count) in head["columns"].items():
            size = count * array(typecode).itemsize
            self._columns[name] = (typecode, end, end + size)
            end += size

    def words(self, name: str) -> list[str]:
        start, stop = self._texts[name]
        text = self._data[start:stop].decode("utf-8", "surrogatepass")
        return text.split("\n") if text else []

    def names(self) -> Collection[str]:
        return self._columns.keys()

    def column(self, name: str) -> array[int]:
        """A column; empty where there is none of that name."""
        typecode, start, stop = self._columns.get(name, ("I", 0, 0))
        made = array(typecode)
        made.frombytes(self._data[start:stop])
        return made


class Stored:
    """A `Segment` read from its files, each part when it is first asked for."""

    def __init__(self, words: bytes, articles: bytes, block: Callable[[str, int, int], bytes]) -> None:
        """Take two of its files, and what reads the others: a field, from where, to where."""
        self._block = block
        self._words = Table(words)
        self._table = Table(articles)
        self._columns: dict[str, array[int]] = {}

    def _column(self, table: Table, name: str) -> array[int]:
        kept = self._columns.get(name)
        if kept is None:
            kept = self._columns[name] = table.column(name)
        return kept

    @cached_property
    def articles(self) -> int:
        return len(self.starts("text")) - 1

    @cached_property
    def keys(self) -> Sequence[str]:
        return self._words.words("keys")

    @cached_property
    def spellings(self) -> Sequence[str]:
        return self._words.words("spellings")

    def starts(self, field: str) -> Sequence[int]:
        return self._column(self._table, f"{field} starts")

    def owners(self, field: str) -> Sequence[int]:
        return self._column(self._table, f"{field} owners")

    def lengths(self, field: str) -> Sequence[int]:
        """How many words each article has in a field."""
        return self._column(self._table, f"{field} lengths")

    def terms(self, field: str) -> Sequence[str]:
        """The terms of a field, sorted."""
        return [self.keys[n] for n in self._column(self._words, f"{field} terms")]

    def count(self, key: str) -> int:
        n = self._number(key)
        return 0 if n < 0 else self._column(self._words, "counts")[n]

    def begun(self, start: str) -> Iterable[tuple[str, int]]:
        first = bisect_left(self.keys, start)
        stop = bisect_left(self.keys, start + END, first)
        return zip(self.keys[first:stop], self._column(self._words, "counts")[first:stop], strict=True)

    def _number(self, key: str) -> int:
        n = bisect_left(self.keys, key)
        return n if n < len(self.keys) and self.keys[n] == key else -1

    def posting(self, field: str, key: str) -> Read | None:
        number = self._number(key)
        terms = self._column(self._words, f"{field} terms")
        n = bisect_left(terms, number)
        if number < 0 or n == len(terms) or terms[n] != number:
            return None
        offsets = self._column(self._words, f"{field} offsets")
        block = self._block(field, offsets[n], offsets[n + 1])
        if zlib.crc32(block) != self._column(self._words, f"{field} sums")[n]:
            raise DamagedError(f"the postings of a word in {field} have changed")
        return _read(block)

    def languages(self) -> Collection[str]:
        return [name.partition(" ")[2] for name in self._table.names() if name.startswith("speaking ")]

    def speaking(self, language: str) -> Collection[int]:
        return self._column(self._table, f"speaking {language}")

    def of_stem(self, language: str, stem: str) -> Collection[str]:
        """The terms of that language's articles that have this stem: they stand in the order of their stems."""
        terms, find = self._column(self._words, f"stem {language}"), stemmer(language)
        if find is None:
            return ()
        at = bisect_left(terms, stem, key=lambda n: find(self.keys[n]) or "")
        found = []
        while at < len(terms) and find(self.keys[terms[at]]) == stem:
            found.append(self.keys[terms[at]])
            at += 1
        return found

    def passage_of(self) -> Sequence[int]:
        return self._column(self._table, "passages")

    def utterances(self) -> Sequence[int]:
        return self._column(self._table, "utterances")


def opened(folder: Path, name: str) -> tuple[Stored, Callable[[], None]]:
    """A segment in a folder, and what closes its files. Postings are read when they are asked for; nothing is mapped into
    memory, where a file that somebody cuts short would end the process.
    """
    whole = [(folder / f"{name}.{part}").read_bytes() for part in ("words", "articles")]
    handles: dict[str, int] = {}

    def close() -> None:
        while handles:
            os.close(handles.popitem()[1])

    def block(field: str, start: int, stop: int) -> bytes:
        return os.pread(handles[field], stop - start, start)

    try:
        for part in FIELDS:
            handles[part] = os.open(folder / f"{name}.{part}", os.O_RDONLY | os.O_CLOEXEC)
        return Stored(whole[0], whole[1], block), close
    except BaseException:
        close()
        raise
