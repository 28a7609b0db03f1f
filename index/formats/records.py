"""Records: what databases, programs and spreadsheets export as JSON, JSON lines or CSV, each record an article.

Which field is which is known by the usual names, or said in pack.toml. What a record holds besides stands at the end of its text,
told from the article.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from index.formats.decoding import Unreadable, decode
from index.formats.part import Part
from index.formats.stitched import Stitched, one_line, unmarked
from index.masthead.dates import day_first, find_date
from index.model import Draft, Fact, Flag, Span
from index.suffixes import FIELDS

Record = Mapping[str, object]

_NAMES: Mapping[str, str] = {
    "headline": "headline title titel titre titulo titolo webtitle head hed subject schlagzeile",
    "text": "articlebody bodytext bodyhtml bodyxhtml fulltext body text content contenthtml contentencoded maintext article articletext story storytext volltext inhalt texte contenu texto contenido testo",
    "lead": "description summary abstract excerpt snippet lead standfirst trailtext teaser chapo",
    "authors": "authors author byline bylines creator writer writers auteur autor autore journalist reporter dccreator",
    "publisher": "publisher publication source sourcename site sitename outlet newspaper paper journal media medium provider domain quelle publikation editeur",
    "agency": "agency newsagency wire",
    "date": "datepublished publisheddate publicationdate publishedat published pubdate publishdate webpublicationdate firstpublished versioncreated date datum fecha data datetime createdat created timestamp time isodate",
    "dateline": "dateline located place",
    "url": "url link weburl articleurl canonicalurl permalink href uri",
}
"""What our fields are usually called (folded), the likelier name first; the lead is the text where there is no other."""
_WRAPPERS = frozenset(
    ("source", "fields", "article", "item", "document", "doc", "attributes", "node", "post", "record", "entry", "data")
)
"""Keys (folded) of tables that hold the fields of their record."""
_VALUES = ("$date", "rendered", "name", "title", "value", "text", "#text", "html", "content", "label")
"""Keys of a table that hold what it is about."""
_DEEPEST = 4  # tables within tables in which the list of records is looked for
MOST_LEAVES = 1_000
"""Fields of one record that are looked at."""
_PROSE_WORDS = 60  # words of a field that can be nothing but the text
_FIELD = ("record field", "a field of the record that is no part of its text")


# ------------------------------------------------------------------------------------------------------------ three formats


def read_json(data: bytes, path: str, fields: Mapping[str, str]) -> Iterator[Part]:
    """The records of a JSON file: a list, or the list that its table holds; a table that is a record itself is the article."""
    text = decode(data)[0]
    try:
        top: object = json.loads(text)
    except RecursionError as fault:
        raise Unreadable("its tables are nested too deep") from fault
    except ValueError as fault:
        if text.lstrip().startswith("{") and text.count("\n"):  # JSON lines under another name
            yield from read_lines(data, path, fields)
            return
        raise Unreadable(f"no JSON ({fault})") from fault
    if isinstance(top, dict) and _text_of(top, fields) is not None:
        yield Part("", data, _draft(top, fields, "json"))
        return
    yield from _parts(_records_in(top, fields), path, fields, "json")


def read_lines(data: bytes, path: str, fields: Mapping[str, str]) -> Iterator[Part]:
    """The records of a file with one in each line."""
    return _parts(_lines(decode(data)[0]), path, fields, "jsonl")


def _lines(text: str) -> Iterator[Record | Unreadable]:
    for n, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record: object = json.loads(line)
        except (ValueError, RecursionError) as fault:
            yield Unreadable(f"line {n} is no JSON ({fault})")
            continue
        if isinstance(record, dict | str):
            yield record if isinstance(record, dict) else {"text": record}
        else:
            yield Unreadable(f"line {n} holds no record")


def read_csv(data: bytes, path: str, fields: Mapping[str, str]) -> Iterator[Part]:
    """The rows of a spreadsheet saved as text; its first row names the columns, unless it is one of the others."""
    text = decode(data)[0]
    stated = re.match(r"sep=([,;\t|])\n", text)
    text = text[stated.end() :] if stated else text
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        rows = [
            row
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=stated[1] if stated else _delimiter(text))
            if any(row)
        ]
    except csv.Error as fault:
        raise Unreadable(f"no table ({fault})") from fault
    named = bool(rows) and not any(len(cell.split()) > _NAME_WORDS for cell in rows[0])
    names = _column_names(rows[0] if named else [""] * max(map(len, rows), default=0))
    records = ({_column(names, n): cell for n, cell in enumerate(row)} for row in rows[named:])
    order = day_first(cell for row in rows[named:] for cell in row)
    for part in _parts(records, path, fields, "csv"):
        yield _in_order(part, part.draft, order) if order is not None and isinstance(part.draft, Draft) else part


def _in_order(part: Part, draft: Draft, order: bool) -> Part:
    """The record with its date, where only the other rows tell day and month apart, as they do: inferred."""
    date = next(iter(draft.stated.get("date", ())), None)
    if date is None or (found := find_date(date.value, day_first=order)) is None or found == find_date(date.value):
        return part
    told = (replace(date, value=found.value, status="inferred", origin="other rows"),)
    return part._replace(draft=replace(draft, stated={**draft.stated, "date": told}))


_NAME_WORDS = 6  # words of a column's name
_SAMPLE = 65_536  # characters
_ROWS = 30


def _delimiter(text: str) -> str:
    """What parts the cells: with it most rows have as many as the first, and that has the most."""

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            rows = list(
                itertools.islice(csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=delimiter), _ROWS)
            )
        except csv.Error:
            return 0, 0
        whole = rows[: max(1, len(rows) - (len(text) > _SAMPLE))]
        width = len(whole[0]) if whole else 0
        return (sum(len(row) == width for row in whole) / len(whole) if width > 1 else 0), width

    return max(",;\t|", key=fit)


def _column_names(first: Sequence[str]) -> list[str]:
    """A name for each column, unlike the others."""
    names: list[str] = []
    known: set[str] = set()
    for n, cell in enumerate(first):
        name = " ".join(cell.split()) or f"column {n + 1}"
        names.append(name if name not in known else f"{name} ({n + 1})")
        known.add(names[-1])
    return names


def _column(names: Sequence[str], n: int) -> str:
    return names[n] if n < len(names) else f"column {n + 1}"


def _records_in(top: object, fields: Mapping[str, str]) -> list[Record | Unreadable]:
    """The records of a JSON document: of several lists the first in which the text of a record is known, else the longest."""
    lists: list[list[Record | Unreadable]] = []
    level: list[object] = [top]
    for _ in range(_DEEPEST):
        below: list[object] = []
        for one in level:
            if isinstance(one, list):
                if found := [
                    item if isinstance(item, dict) else {"text": item} for item in one if isinstance(item, dict | str)
                ]:
                    lists.append([*found])
            elif isinstance(one, dict):
                values = list(one.values())
                below.extend(value for value in values if isinstance(value, list | dict))
                if len(values) > 1 and all(isinstance(value, dict) for value in values):
                    lists.append([*values])
        known = next((some for some in lists if any(_text_of(one, fields) is not None for one in some[:20])), None)
        if known is not None:
            return known
        level = below[:MOST_LEAVES]
    return max(lists, key=len, default=[top] if isinstance(top, dict) else [])


# --------------------------------------------------------------------------------------------------------------- a record


def _parts(records: Iterable[Record | Unreadable], path: str, fields: Mapping[str, str], kind: str) -> Iterator[Part]:
    """Each record as an article; raises Unreadable where none has a text."""
    waiting: list[Part] = []
    known = False
    names: dict[str, None] = {}
    for n, record in enumerate(records, 1):
        if isinstance(record, Unreadable):
            part = Part(f"#{n}", b"", record)
        else:
            names.update(dict.fromkeys(itertools.islice(map(str, record), 12)) if len(names) < 12 else {})
            part = _part(record, n, fields, kind)
        known = known or isinstance(part.draft, Draft)
        waiting.append(part)
        if known:
            yield from waiting
            waiting.clear()
    if not known:
        if len(waiting) == 1 and not names and isinstance(waiting[0].draft, Unreadable):
            raise waiting[0].draft
        told = f" ({', '.join([*names][:12])})" if names else ""
        raise Unreadable(
            f'no field of its records is known as their text{told}: say which under [fields."{path}"] in pack.toml'
        )


def _part(record: Record, n: int, fields: Mapping[str, str], kind: str) -> Part:
    data = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    try:
        return Part(f"#{n}", data, _draft(record, fields, kind))
    except Unreadable as fault:
        return Part(f"#{n}", data, fault)


class _Leaf(NamedTuple):
    """A value in a record."""

    path: tuple[str, ...]
    name: str
    """The last key of its path, folded."""
    value: object


def _folded(key: str) -> str:
    return re.sub(r"[\W_]+", "", key[:100]).casefold()


def _leaves(record: Record) -> list[_Leaf]:
    """The fields of a record, those of tables that wrap them too, nearest first."""
    found: list[_Leaf] = []
    level: list[tuple[tuple[str, ...], Record]] = [((), record)]
    while level and len(found) < MOST_LEAVES:
        below: list[tuple[tuple[str, ...], Record]] = []
        for path, table in level:
            for key, value in table.items():
                own = (*path, str(key))
                found.append(_Leaf(own, _folded(str(key)), value))
                if isinstance(value, dict) and _folded(str(key)) in _WRAPPERS and len(own) < _DEEPEST:
                    below.append((own, value))
        level = below
    return found[:MOST_LEAVES]


def _at(record: Record, path: str) -> tuple[tuple[str, ...], object]:
    """The value at a path such as `article.body`, in which a number counts in a list from 0; None where there is none."""
    if path in record:
        return (path,), record[path]
    here: object = record
    keys = tuple(path.split("."))
    for key in keys:
        if isinstance(here, dict):
            here = here.get(key)
        elif isinstance(here, list) and key.isdecimal() and int(key[:9]) < len(here):
            here = here[int(key[:9])]
        else:
            return keys, None
    return keys, here


def _strings(value: object) -> list[str]:
    """A value as words: those of a list one by one, of a table what it is about; blank ones left out."""
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            one = next((one[key] for key in _VALUES if isinstance(one.get(key), str) and one[key].strip()), None)
        if isinstance(one, bool) or not isinstance(one, str | int | float):
            continue
        if words := str(one).strip():
            found.append(words)
    return found[:MOST_LEAVES]


class _Found(NamedTuple):
    path: tuple[str, ...]
    values: list[str]


def _find(record: Record, leaves: Sequence[_Leaf], name: str, fields: Mapping[str, str]) -> _Found | None:
    """One of our fields in a record: where pack.toml says, or else by its usual names, the likelier first."""
    if name in fields:
        path, value = _at(record, fields[name])
        return _Found(path, values) if (values := _strings(value)) else None
    for usual in _NAMES[name].split():
        for leaf in leaves:
            values = _strings(leaf.value) if leaf.name == usual else []
            if values and (name != "date" or any(c.isdigit() for c in values[0])):
                return _Found(leaf.path, values)
    return None


def _text_of(
    record: Record | Unreadable, fields: Mapping[str, str], leaves: Sequence[_Leaf] | None = None
) -> _Found | None:
    """The text of a record; where no field is known as it, what sums it up, else the longest field that is running text."""
    if isinstance(record, Unreadable):
        return None
    leaves = _leaves(record) if leaves is None else leaves
    if (found := _find(record, leaves, "text", fields)) is not None or "text" in fields:
        return found
    if (found := _find(record, leaves, "lead", {})) is not None:
        return found
    long = [leaf for leaf in leaves if isinstance(leaf.value, str) and len(leaf.value.split()) >= _PROSE_WORDS]
    best = max(long, key=lambda leaf: len(str(leaf.value)), default=None)
    return _Found(best.path, [str(best.value)]) if best is not None else None


def _draft(record: Record, fields: Mapping[str, str], kind: str) -> Draft:
    """A record as an article: headline, what is known of it, text, and whatever else can be read in it."""
    leaves = _leaves(record)
    text = _text_of(record, fields, leaves)
    if text is None:
        raise Unreadable("no text in this record")
    whole = Stitched()
    stated: dict[str, tuple[Fact, ...]] = {}
    used = {text.path}
    if (headline := _find(record, leaves, "headline", fields)) is not None and headline.path != text.path:
        span = whole.add(one_line(headline.values[0]), "heading")
        if span.start < span.stop:
            stated["headline"] = (Fact(span.of(whole.texts[-1]), span=span, origin="record"),)
            used.add(headline.path)
    known = {
        name: found
        for name in FIELDS[2:]
        if (found := _find(record, leaves, name, fields)) is not None and found.path not in used
    }
    stated |= _state(whole, known)
    before = len(whole.blocks)
    for words in text.values:
        whole.add_words(words)
    if len(whole.blocks) == before:
        raise Unreadable("no text in this record")
    rest = _rest(record, used | {found.path for found in known.values()})
    for path, words in itertools.islice(rest, MOST_LEAVES):
        whole.set_aside(whole.add(f"{'.'.join(path)}: {words}"), *_FIELD)
    lost = next(rest, None) is not None
    flags = (Flag("incomplete", f"more than {MOST_LEAVES:,} fields in the record"),) if lost else ()
    return whole.draft(kind, stated, flags=flags)


def _state(whole: Stitched, known: Mapping[str, _Found]) -> dict[str, tuple[Fact, ...]]:
    """Set the fields that are known as one block below the headline, and tell what they say."""
    lines = {name: f"{found.path[-1]}: {', '.join(map(one_line, found.values))}" for name, found in known.items()}
    if not lines:
        return {}
    span = whole.add("\n".join(lines.values()))
    whole.set_aside(span, *_FIELD)
    stated: dict[str, tuple[Fact, ...]] = {}
    at = span.start
    for name, line in lines.items():
        start = at + len(known[name].path[-1]) + 2
        value = Span(start, at + len(line))
        if value.start < value.stop and (facts := tuple(_STATED[name](line[start - at :], value))):
            stated.setdefault("publisher" if name == "url" else name, facts)
        at = value.stop + 1
    return stated


# ------------------------------------------------------------------------------------------------------------ what fields say

_BY = re.compile(r"(?:by|von|par|por|di|door)[: ]\s*(?=\S)", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:(?<!\s)\s+)?[;|]\s*|,\s+|(?<!\s)\s+(?:and|und|et|y|e|&)\s+")
_NAME = re.compile(r"[^\W\d_a-zà-ÿ][^\s,;|]*(?: [^\s,;|]+){1,4}")
_SECONDS = range(300_000_000, 4_000_000_000)
"""Numbers that are a time in seconds since 1970: from 1979 to 2096."""


def _fact(value: str, span: Span) -> Iterator[Fact]:
    yield Fact(value, span=span, origin="record")


def _people(words: str, span: Span) -> Iterator[Fact]:
    """The authors of a line: several where all parts of it are names."""
    by = _BY.match(words)
    start = by.end() if by else 0
    cuts = [start, *(at for m in _BETWEEN.finditer(words, start) for at in m.span()), len(words)]
    pieces = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if a < b]
    if len(pieces) > 1 and not all(_NAME.fullmatch(piece.of(words)) for piece in pieces):
        pieces = [Span(start, len(words))]
    for piece in pieces:
        yield Fact(piece.of(words), span=Span(span.start + piece.start, span.start + piece.stop), origin="record")


def _dates(words: str, span: Span) -> Iterator[Fact]:
    """A date as it stands; a count of seconds or thousandths since 1970 as what it means."""
    value = words
    if re.fullmatch(r"\d{9,13}(?:\.\d{1,9})?", words):
        number = float(words)
        seconds = number if int(number) in _SECONDS else number / 1_000
        if int(seconds) in _SECONDS:
            value = datetime.fromtimestamp(int(seconds), UTC).isoformat()
    yield Fact(value, span=span, origin="record")


def _houses(words: str, span: Span) -> Iterator[Fact]:
    """A publisher; an address stands for one by the name of its host, which is a guess."""
    if not words.lower().startswith(("http://", "https://")):
        yield Fact(words, span=span, origin="record")
        return
    try:
        host = (urlsplit(words).hostname or "").removeprefix("www.")
    except ValueError:
        return
    if host:
        yield Fact(host, "inferred", span, "record")


_STATED: Mapping[str, Callable[[str, Span], Iterable[Fact]]] = {
    "authors": _people,
    "publisher": _houses,
    "agency": _fact,
    "date": _dates,
    "dateline": _fact,
    "url": _houses,
}


# ------------------------------------------------------------------------------------------------------ what else is in it

_WORD = re.compile(r"[^\W\d_]{2}")


def _rest(record: Record, used: set[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The words in a record besides the fields that are known: no numbers, addresses or codes."""
    waiting: list[tuple[tuple[str, ...], object]] = [((), record)]
    while waiting:
        path, value = waiting.pop()
        if path in used:
            continue
        if isinstance(value, dict):
            waiting.extend(((*path, str(key)[:100]), inner) for key, inner in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((path, inner) for inner in reversed(value))
        elif isinstance(value, str) and _WORD.search(value) and not _is_code(value):
            yield path, unmarked(value)


def _is_code(words: str) -> bool:
    """One word that nobody says: an address, a number, the name of something for programs."""
    return len(words.split(maxsplit=1)) == 1 and ("://" in words or any(c.isdigit() or c in "_=/" for c in words))
