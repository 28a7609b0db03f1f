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
from heapq import nsmallest
from itertools import accumulate
from pathlib import Path
from typing import overload

from index.engine import bits
from index.engine.gather import FIELDS, Gathering
from index.engine.postings import CHUNK, Dense, Gathered, Read
from index.engine.words import END, stemmer

_HEAD = struct.Struct("=IHHI")
"""Slots, chunks, the width of a word number in bytes, and how often the term stands again in a slot."""
_TOP = 256
"""So many terms of one first letter are listed."""
_WIDTHS = {1: "B", 2: "H", 4: "I"}


class DamagedError(ValueError):
    """The index is not as it was written."""


def written(made: Gathering, fingerprints: Sequence[str]) -> dict[str, bytes]:
    """The files of a segment, by their suffixes, with the fingerprints of its articles."""
    keys = made.keys
    number = {key: n for n, key in enumerate(keys)}
    columns: dict[str, Sequence[int]] = {}
    parts: dict[str, bytes] = {}
    for field in FIELDS:
        size = made.starts(field)[-1] * 8
        here, offsets, sums, blocks = array("I"), array("Q", [0]), array("I"), bytearray()
        for n, key in enumerate(keys):
            posting = made.posting(field, key)
            if posting is not None:
                block = _block(posting, size)
                here.append(n)
                sums.append(zlib.crc32(block))
                blocks += block
                offsets.append(len(blocks))
        parts[field] = bytes(blocks)
        columns |= {f"{field} terms": here, f"{field} offsets": offsets, f"{field} sums": sums}
    columns["counts"] = array("I", map(made.count, keys))
    columns |= {f"top {letter}": numbers for letter, numbers in _tops(keys, columns["counts"]).items()}
    for language in made.languages():
        columns |= _stems(language, made.stems(language), number)
    parts["words"] = _table({"keys": keys, "spellings": made.spellings}, columns)
    columns = {f"{field} {name}": column for field in FIELDS for name, column in _slots(made, field).items()}
    columns |= {f"speaking {language}": array("I", made.speaking(language)) for language in made.languages()}
    none = made.starts("text")[-1] * 8
    columns |= {
        "passages": _narrow([min(slot, none) for slot in made.passage_of()]),
        "utterances": _narrow(made.utterances()),
    }
    parts["articles"] = _table({"fingerprints": fingerprints}, columns)
    return parts


def _stems(
    language: str, stems: Mapping[str, Collection[str]], number: Mapping[str, int]
) -> Mapping[str, Sequence[int]]:
    """The terms of a language in the order of their stems, where a stem begins among them, and where each term is."""
    terms, begins, places = array("I"), bytearray(), array("I", bytes(4 * len(number)))
    for stem in sorted(stems):
        for n, key in enumerate(stems[stem]):
            terms.append(number[key])
            begins.append(n == 0)
            places[number[key]] = len(terms)
    return {f"stem {language}": terms, f"begins {language}": array("B", begins), f"place {language}": places}


def _tops(keys: Sequence[str], counts: Sequence[int]) -> Mapping[str, Sequence[int]]:
    """For each letter that begins many terms, the most frequent of these, by their numbers: so that one letter is no work."""
    by_letter: dict[str, list[int]] = {}
    for n, key in enumerate(keys):
        by_letter.setdefault(key[:1], []).append(n)
    return {
        letter: array("I", nsmallest(_TOP, numbers, key=lambda n: (-counts[n], n)))
        for letter, numbers in by_letter.items()
        if len(numbers) > _TOP
    }


def _slots(made: Gathering, field: str) -> Mapping[str, Sequence[int]]:
    return {"starts": made.starts(field), "owners": made.owners(field), "lengths": made.lengths(field)}


def _block(posting: Gathered, size: int) -> bytes:
    """The postings of one term, in a field of so many slots."""
    chunks, counts = array("H"), array("I")
    parts: list[bytes] = []
    slots, firsts = posting.slots(), posting.firsts
    start = 0
    while start < len(slots):
        chunk = slots[start] // CHUNK
        stop = bisect_left(slots, (chunk + 1) * CHUNK, start)
        chunks.append(chunk)
        counts.append(stop - start)
        lows = array("H", [slot - chunk * CHUNK for slot in slots[start:stop]] if chunk else slots[start:stop])
        is_dense = _is_dense(len(lows), room := _room(size, chunk))
        parts.append(bits.as_bytes(bits.of_slots(lows, room), room) if is_dense else lows.tobytes())
        start = stop
    width = _width(max(max(firsts), max(posting.further, default=0)))
    return b"".join(
        (
            _HEAD.pack(len(slots), len(chunks), width, len(posting.again)),
            chunks.tobytes(),
            counts.tobytes(),
            *parts,
            posting.impacts,
            array(_WIDTHS[width], firsts).tobytes(),
            posting.again.tobytes(),
            array(_WIDTHS[width], posting.further).tobytes(),
        )
    )


def _room(size: int, chunk: int) -> int:
    """How many slots a chunk has in a field of so many."""
    return min(CHUNK, size - chunk * CHUNK)


def _is_dense(count: int, room: int) -> bool:
    """Whether so many slots of a chunk take less room as bits."""
    return count * 16 > room


def _width(largest: int) -> int:
    """Bytes that the largest of some numbers needs."""
    return 1 if largest < 1 << 8 else 2 if largest < 1 << 16 else 4


def _narrow(numbers: Sequence[int]) -> array[int]:
    return array(_WIDTHS[_width(max(numbers, default=0))], numbers)


def _read(block: bytes, size: int) -> Read:
    slots, chunked, width, times = _HEAD.unpack_from(block)
    at = _HEAD.size

    def column(typecode: str, count: int) -> array[int]:
        nonlocal at
        made = array(typecode)
        start, at = at, at + count * made.itemsize
        made.frombytes(block[start:at])
        return made

    chunks, counts = column("H", chunked), column("I", chunked)
    parts: list[array[int] | Dense] = []
    for chunk, count in zip(chunks, counts, strict=True):
        room = _room(size, chunk)
        if _is_dense(count, room):
            parts.append(Dense(block[at : at + room // 8]))
            at += room // 8
        else:
            parts.append(column("H", count))
    impacts = column("B", slots).tobytes()
    kind = _WIDTHS[width]
    return Read(chunks, counts, parts, impacts, column(kind, slots), column("I", times), column(kind, times))


def _table(texts: Mapping[str, Sequence[str]], columns: Mapping[str, Sequence[int]]) -> bytes:
    """A file of columns."""
    encoded: dict[str, bytes] = {}
    filled = {name: c if isinstance(c, array) else array("I", c) for name, c in columns.items()}
    for name, words in texts.items():
        parts = [word.encode("utf-8", "surrogatepass") for word in words]
        encoded[name] = b"".join(parts)
        filled[f"ends of {name}"] = array("I", accumulate(map(len, parts)))
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

    def words(self, name: str) -> Strings:
        """Words that are told apart by where they end."""
        start, stop = self._texts[name]
        return Strings(self._data[start:stop], self.column(f"ends of {name}"))

    def names(self) -> Collection[str]:
        return self._columns.keys()

    def column(self, name: str) -> array[int]:
        """A column; empty where there is none of that name."""
        typecode, start, stop = self._columns.get(name, ("I", 0, 0))
        made = array(typecode)
        made.frombytes(self._data[start:stop])
        return made


class Strings(Sequence[str]):
    """Words one after the other in UTF-8, each decoded when it is asked for."""

    def __init__(self, text: bytes, ends: Sequence[int]) -> None:
        """Take the words, and at which byte each ends."""
        self._text, self._ends = text, ends

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, n: int) -> str: ...
    @overload
    def __getitem__(self, n: slice) -> list[str]: ...
    def __getitem__(self, n: int | slice) -> str | list[str]:
        if isinstance(n, slice):
            return [self[k] for k in range(*n.indices(len(self)))]
        return self._text[self._ends[n - 1] if n else 0 : self._ends[n]].decode("utf-8", "surrogatepass")


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

    @cached_property
    def fingerprints(self) -> Sequence[str]:
        """Of its articles as they were indexed."""
        return self._table.words("fingerprints")

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
        if top := self._column(self._words, f"top {start}") if len(start) == 1 else None:
            counts = self._column(self._words, "counts")
            return [(self.keys[n], counts[n]) for n in top]
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
        return _read(block, self.starts(field)[-1] * 8)

    def languages(self) -> Collection[str]:
        return [name.partition(" ")[2] for name in self._table.names() if name.startswith("speaking ")]

    def speaking(self, language: str) -> Collection[int]:
        return self._column(self._table, f"speaking {language}")

    def forms(self, language: str, key: str) -> Collection[str] | None:
        """The terms of that language's articles that have the stem of this one; None where it is none of them."""
        number, places = self._number(key), self._column(self._words, f"place {language}")
        if number < 0 or not places or not places[number]:
            return None
        terms, begins = (self._column(self._words, f"{name} {language}") for name in ("stem", "begins"))
        first = stop = places[number] - 1
        while not begins[first]:
            first -= 1
        stop += 1
        while stop < len(terms) and not begins[stop]:
            stop += 1
        return [self.keys[n] for n in terms[first:stop]]

    def of_stem(self, language: str, stem: str) -> Collection[str]:
        """The terms of that language's articles that have this stem."""
        terms, find = self._column(self._words, f"stem {language}"), stemmer(language)
        if find is None:
            return ()
        at = bisect_left(terms, stem, key=lambda n: find(self.keys[n]) or "")
        is_here = at < len(terms) and find(self.keys[terms[at]]) == stem
        return self.forms(language, self.keys[terms[at]]) or () if is_here else ()

    def passage_of(self) -> Sequence[int]:
        return self._column(self._table, "passages")

    def utterances(self) -> Sequence[int]:
        return self._column(self._table, "utterances")


def fingerprints(folder: Path, name: str) -> Sequence[str]:
    """The fingerprints of the articles of a segment in a folder, as they were indexed."""
    return Table((folder / f"{name}.articles").read_bytes()).words("fingerprints")


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
    except BaseException:  # an interrupt too: it goes on, and the files are closed
        close()
        raise
