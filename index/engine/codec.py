"""What Whoosh needs to read our segments: its own searcher and queries work on the index, with this module importable.

A document is an article; the words of a passage have positions far from those of the next one, so that no phrase goes over its end.
Segments are only read this way. They are written, and left out articles told, by `shelf`; an `IndexWriter` would put segments of
Whoosh's own beside them, which the next build takes for foreign files and clears away.
"""

from __future__ import annotations

import json
import pickle
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from io import BytesIO, UnsupportedOperation
from pathlib import Path
from typing import Any

from whoosh import fields, formats, index
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from index.engine.gather import FIELDS
from index.engine.segment import opened
from index.engine.words import keys, tokens
from index.model import Span

_NAME = "MAIN"
PASSAGE_BITS = 24
"""A position is the number of a passage, or quotation, of the article, and so many bits for the word in it."""
_ALLOWED = {"whoosh.fields": {"Schema", "TEXT", "STORED"}, __name__: {"Places", "Segment", "words_of"}}
"""What may be named in a table of contents of ours; nothing else is ever looked up while it is unpickled."""


def words_of(value: str, **_: object) -> Iterator[Any]:
    """The analyzer of the index, for who asks it through Whoosh: the words of a text in the spelling in which they are kept."""
    from whoosh.analysis import Token

    token = Token(positions=True, chars=True)  # one for all, as Whoosh's own analyzers have it
    token.boost, token.stopped = 1.0, False
    for token.pos, word in enumerate(tokens(value, Span(0, len(value)))):
        token.text, token.startchar, token.endchar = keys(word.form)[0], word.start, word.stop
        yield token


class Places(formats.Positions):
    """Positions as plain numbers of eight bytes."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        return array("Q", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        places = array("Q")
        places.frombytes(valuestring)
        return places.tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 8

    def decode_weight(self, valuestring: bytes) -> float:
        return len(valuestring) // 8 * float(self.field_boost)


def schema() -> Any:
    """The schema of the index: the text of an article and what is said in it; its path is stored."""
    found = {name: fields.TEXT(analyzer=words_of) for name in FIELDS}
    for field in found.values():
        field.format = Places()
    return fields.Schema(path=fields.STORED(), **found)


class Segment(base.Segment):
    """One of our segments, as a table of contents names it."""

    def __init__(self, name: str, articles: int, gone: Sequence[int]) -> None:
        """Take its name, how many articles were written to it, and which of them are gone."""
        self.indexname, self.segid = name.split("_")
        self.compound = False
        self._articles = articles
        self._gone = set(gone)

    def codec(self) -> Codec:
        return Codec()

    def doc_count_all(self) -> int:
        return self._articles

    def deleted_count(self) -> int:
        return len(self._gone)

    def deleted_docs(self) -> set[int]:
        return self._gone

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._gone

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        raise UnsupportedOperation("articles are left out by building the index anew")

    def should_assemble(self) -> bool:
        return False


class Codec(base.Codec):
    """Reads our segments for Whoosh."""

    def terms_reader(self, storage: Any, segment: Segment) -> TermsReader:
        return TermsReader(Path(storage.folder), segment)

    def per_document_reader(self, storage: Any, segment: Segment) -> PerDocumentReader:
        return PerDocumentReader(Path(storage.folder), segment)

    def automata(self, storage: Any, segment: Segment) -> Any:
        return base.Automata()


class TermsReader(base.TermsReader):
    """The terms of a segment and their postings."""

    def __init__(self, folder: Path, segment: Segment) -> None:
        self._stored, self._close = opened(folder, segment.segment_id())

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return self._stored.posting(field, text.decode("utf-8")) is not None

    def cursor(self, fieldname: str, fieldobj: Any) -> Cursor:
        return Cursor(self, fieldname)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((field, key.encode("utf-8")) for field in sorted(FIELDS) for key in self._stored.terms(field))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        terms = self._stored.terms(fieldname)
        return ((fieldname, key.encode("utf-8")) for key in terms[bisect_left(terms, prefix.decode("utf-8")) :])

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return (((field, text), self.term_info(field, text)) for field, text in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return (((field, text), self.term_info(field, text)) for field, text in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        found = self._found(fieldname, text)
        if not found:
            raise KeyError(f"{fieldname}:{text!r}")
        return _told(found)

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return int(self.term_info(fieldname, text).doc_frequency())

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        found = self._found(fieldname, text)
        if not found:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return ListMatcher(
            [number for number, _ in found],
            [float(len(places)) for _, places in found],
            [places.tobytes() for _, places in found],
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=_told(found),
        )

    def _found(self, field: str, text: bytes) -> list[tuple[int, array[int]]]:
        """The articles that hold a term, with its positions in them."""
        posting = self._stored.posting(field, text.decode("utf-8"))
        found: dict[int, array[int]] = {}
        if posting is not None:
            owners, starts = self._stored.owners(field), self._stored.starts(field)
            for n, slot in enumerate(posting.slots()):
                owner = owners[slot >> 3]
                base = slot - starts[owner] * 8 << PASSAGE_BITS
                found.setdefault(owner, array("Q")).extend([base + word for word in posting.words(n)])
        return list(found.items())

    def indexed_field_names(self) -> list[str]:
        return list(FIELDS)

    def close(self) -> None:
        self._close()


def _told(found: Sequence[tuple[int, array[int]]]) -> TermInfo:
    """What Whoosh wants to know of a term, from the articles that hold it and its positions in them; lengths are not told."""
    often = [len(places) for _, places in found]
    return TermInfo(float(sum(often)), len(found), 1, 1 << 16, float(max(often)), found[0][0], found[-1][0])


class Cursor(base.FieldCursor):
    """Goes through the terms of one field."""

    def __init__(self, reader: TermsReader, field: str) -> None:
        self._reader, self._field = reader, field
        self._terms = reader._stored.terms(field)
        self._at = 0

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        wanted = string.decode("utf-8") if isinstance(string, bytes) else string
        self._at = bisect_left(self._terms, wanted)
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        return self._terms[self._at] if self.is_valid() else None

    def term_info(self) -> TermInfo:
        return self._reader.term_info(self._field, self._terms[self._at].encode("utf-8"))

    def is_valid(self) -> bool:
        return self._at < len(self._terms)


class PerDocumentReader(base.PerDocumentReader):
    """The articles of a segment."""

    def __init__(self, folder: Path, segment: Segment) -> None:
        self._segment = segment
        self._paths: list[str] = json.loads((folder / f"{segment.segment_id()}.sources").read_bytes())[0]
        stored, close = opened(folder, segment.segment_id())
        self._lengths = {field: stored.lengths(field) for field in FIELDS}
        close()

    def close(self) -> None:
        return

    def doc_count(self) -> int:
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> set[int]:
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        return False

    def has_column(self, fieldname: str) -> bool:
        return False

    def list_columns(self) -> list[str]:
        return []

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return self._lengths[fieldname][docnum] if fieldname in self._lengths else default

    def field_length(self, fieldname: str) -> int:
        return sum(self._lengths.get(fieldname, ()))

    def min_field_length(self, fieldname: str) -> int:
        return min(self._lengths.get(fieldname, ()), default=0)

    def max_field_length(self, fieldname: str) -> int:
        return max(self._lengths.get(fieldname, ()), default=0)

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return False

    def stored_fields(self, docnum: int) -> dict[str, str]:
        return {"path": self._paths[docnum]}


def contents(folder: Path, segments: Sequence[tuple[str, int, Sequence[int]]]) -> tuple[str, bytes]:
    """Whoosh's table of contents of the generation after the latest in `folder`: the name of its file, and what it holds.

    `segments`: names, articles that were written to each, and those of them that are gone.
    """
    name = _contents_name(generation := 1 + _latest(folder))
    storage = RamStorage()
    index.TOC(schema(), [Segment(*one) for one in segments], generation).write(storage, _NAME)
    return name, bytes(storage.files[name])


def _latest(folder: Path) -> int:
    """The generation that Whoosh would open; -1 where there is none."""
    return int(index.TOC._latest_generation(FileStorage(str(folder)), _NAME))


def _contents_name(generation: int) -> str:
    return str(index.TOC._filename(_NAME, generation))


def open_index(folder: Path, name: str) -> Any:
    """The index as Whoosh has it, once all that its table of contents would unpickle is found to be what ours holds.

    `name`: the file that must be the table. Raises ValueError or UnpicklingError where it is not.
    """
    if name != _contents_name(_latest(folder)):
        raise ValueError("there is a table of contents that nobody vouches for")
    contents = FileStorage(str(folder)).open_file(name)
    try:
        for _ in range(3):
            contents.read_varint()  # sizes of numbers, the same in all that Whoosh writes
        contents.read_int(), contents.read_int()
        for _ in range(3):
            contents.read_varint()  # Whoosh's version
        _Careful(BytesIO(contents.read_string())).load()
        contents.read_int(), contents.read_int()
        _Careful(BytesIO(contents.read(1 << 24))).load()
    finally:
        contents.close()
    return index.open_dir(str(folder))


class _Careful(pickle.Unpickler):
    """Unpickles nothing but what our table of contents is made of."""

    def find_class(self, module: str, name: str) -> Any:
        if name not in _ALLOWED.get(module, ()):
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an index")
        return super().find_class(module, name)
