r"""Bytes of a file to drafts: all readable text, its blocks, and what the format itself states. One table says who reads what.

`parts` gives every article of a file: most hold one, a mailbox or an export of a press database many. Whatever the format, an
article leaves here as a `Draft`; from then on all are treated alike.

The text of a text file is what its bytes decode to: a leading byte-order mark goes, line ends become `\n`, nothing else is
changed. Of other formats it is all that can be read in them, in reading order, blocks parted by an empty line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from index import databases
from index.formats import archives, docx, epub, feeds, mail, markdown, odt, pdf, plain, records, rtf, web
from index.formats.decoding import Unreadable, decode
from index.formats.kinds import kind
from index.formats.part import Opener, Part, Reader
from index.model import Draft
from index.suffixes import NO_FIELDS

__all__ = ["CONTAINERS", "NO_FIELDS", "SUFFIXES", "Part", "Unreadable", "decode", "parts", "read"]


def parts(data: bytes, path: str, fields: Mapping[str, str] = NO_FIELDS) -> Iterator[Part]:
    """The articles in the file at `path` (its name says which format it is, where its bytes do not), and the files within it, in their order; at least one.

    `fields` says for files of records which of their fields is which of ours (`headline`, `text`, `date` ...).

    Raises:
        Unreadable: the file is empty, blank, binary, or of a kind nothing here reads.
    """
    named = PurePosixPath(path).suffix.lower()
    told = kind(data, named)
    suffix = told if told in SUFFIXES or told in CONTAINERS else named
    reader, opener = SUFFIXES.get(suffix), CONTAINERS.get(suffix)
    if reader is None and opener is None:
        raise Unreadable(f"{suffix} files are not read")
    if not data:
        raise Unreadable("the file is empty")
    if reader is not None:
        draft = reader(data)
        articles = databases.split(draft) or (draft,)
        if len(articles) == 1:
            yield Part("", data, articles[0])
        else:
            for n, article in enumerate(articles, 1):
                yield Part(f"#{n}", article.text.encode("utf-8", "surrogatepass"), article)
    elif opener is not None:
        yield from opener(data, path, fields)


def read(data: bytes, path: str) -> Draft:
    """The first article of the file at `path`: the only one of most.

    Raises:
        Unreadable: it cannot be read, or the file holds none itself, only other files.
    """
    draft = next(parts(data, path)).draft
    if draft is None:
        raise Unreadable("it holds files, and no article of its own")
    if isinstance(draft, Unreadable):
        raise draft
    return draft


SUFFIXES: dict[str, Reader] = {
    "": plain.read,
    ".txt": plain.read,
    ".text": plain.read,
    ".htm": web.read,
    ".html": web.read,
    ".xhtml": web.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".docx": docx.read,
    ".docm": docx.read,
    ".doc": docx.read,
    ".odt": odt.read,
    ".pdf": pdf.read,
    ".epub": epub.read,
    ".rtf": rtf.read,
}
"""Which function reads files of which suffix (in lower case), one article each."""

CONTAINERS: dict[str, Opener] = {
    ".eml": mail.read,
    ".mbox": mail.mailbox,
    ".mht": mail.saved_page,
    ".mhtml": mail.saved_page,
    ".zip": archives.read,
    ".xml": feeds.read,
    ".rss": feeds.read,
    ".atom": feeds.read,
    ".rdf": feeds.read,
    ".json": records.read_json,
    ".jsonl": records.read_lines,
    ".ndjson": records.read_lines,
    ".csv": records.read_csv,
    ".tsv": records.read_csv,
}
"""Which function reads files that may hold several articles."""
