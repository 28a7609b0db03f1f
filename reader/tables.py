"""The ledger of quotations as a table for other programs: CSV, and Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from index import fold
from index.model import CERTAIN, Quote
from index.pack import Pack
from reader import items
from reader.briefing import escape

COLUMNS = (
    "id",
    "source",
    "publisher",
    "passage",
    "line",
    "speaker",
    "certain",
    "verb",
    "words",
    "type",
    "also in",
    "file",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes spreadsheets compute a cell instead of showing it (OWASP, CSV injection)."""


def as_csv(pack: Pack, quotes: Iterable[Quote]) -> str:
    """A line a quotation, commas between, the first line the names of the columns (RFC 4180, but for LF at line ends).

    A cell that a spreadsheet would take for a formula has an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in _rows(pack, quotes))
    return out.getvalue()


def as_markdown(pack: Pack, quotes: Iterable[Quote]) -> str:
    """The same as a Markdown table; each cell reads as the very same text."""
    rows = [[escape(cell, "cell") for cell in row] for row in _rows(pack, quotes)]
    return "".join(f"| {' | '.join(row)} |\n" for row in (COLUMNS, ["---"] * len(COLUMNS), *rows))


def _rows(pack: Pack, quotes: Iterable[Quote]) -> Iterator[list[str]]:
    for q in quotes:
        article = pack.by_path[q.source]
        links = pack.links(q.id)
        others = dict.fromkeys(pack.by_path[pack.quote(x.b if x.a == q.id else x.a).source].key for x in links)
        yield [
            q.id,
            article.key,
            pack.name(article),
            str(q.passage),
            str(items.line(article, q.span)),
            q.speaker.name if q.speaker else "",
            ("yes" if q.speaker.certainty >= CERTAIN else "no") if q.speaker else "",
            fold.in_one_line(q.cue.text) if q.cue else "",
            fold.in_one_line(q.span.of(article.text)),
            q.type,
            " ".join(others),
            q.source,
        ]
