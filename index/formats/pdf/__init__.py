"""Printed documents (.pdf): their text in reading order, as far as the places of its letters tell it.

`stream` goes through what is drawn and gives runs of type, `layout` makes lines, columns and paragraphs of them, `pages` takes
away what stands at heads and feet and joins what goes on over a page.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from index.formats import galley, properties
from index.formats.decoding import Unreadable
from index.formats.pdf import pages
from index.formats.pdf.pages import Edge
from index.formats.pdf.stream import Fonts, Press, Sheet
from index.model import Draft, Fact, Flag

MOST_PAGES = 2_000
MOST_OPERATORS = 1_000_000
"""In all content streams together: ten seconds' worth; a page of print has some hundreds, or one for each of its letters."""
_HEADER = 1_024  # bytes in which the signature may stand
_LIMITS: dict[str, Any] = {  # far below those of pypdf, far above what a page of print has
    "maximum_declared_stream_length": 30_000_000,
    "zlib_maximum_output_length": 30_000_000,
    "lzw_maximum_output_length": 30_000_000,
    "run_length_maximum_output_length": 30_000_000,
    "array_based_stream_maximum_output_length": 30_000_000,
    "stream_decoding_work_maximum_length": 60_000_000,
    "stream_parsing_work_maximum_count": 700_000,
    "page_tree_maximum_entries": 20_000,
    "page_tree_maximum_page_entries": 20_000,
}
_UNKNOWN = 0.3  # of the letters: where the file does not say which these are, its text is no text


def read(data: bytes) -> Draft:
    """The text of the pages; page heads, feet and numbers are furniture. Hyphens and line ends stand as they are printed.

    Raises:
        Unreadable: no PDF, damaged, encrypted, too much, or without text, as pictures of pages are.
    """
    if b"%PDF-" not in data[:_HEADER]:
        raise Unreadable("no PDF file")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it warns of is said in our flags and reasons
    try:
        sheets, about, missing = _sheets(data)
    except (Unreadable, MemoryError):
        raise
    except Exception as fault:  # of a foreign parser, which knows many
        if type(fault).__name__ == "DependencyError":  # it has no cipher but RC4
            raise Unreadable("it is protected by a cipher (AES): print it to a new PDF without protection") from fault
        raise Unreadable(
            f"damaged or cut off: it cannot be read ({type(fault).__name__}: {str(fault)[:120]})"
        ) from fault
    flags = _flags(sheets, missing)
    found = pages.read(sheets)
    if piled := [n for n, page in enumerate(found, 1) if page.is_piled]:
        flags.append(Flag("incomplete", f"letters lie over each other on {_numbered(piled)}: their order is not known"))
    pictures = sum(sheet.pictures > 0 for sheet in sheets)
    nothing = "there is no text in it" + (": scanned pages? a program for text recognition adds it" if pictures else "")
    draft = galley.draft(galley.lists_joined(pages.pieces(found)), "pdf", flags, nothing)
    edges = [edge for page in found for edge in page.edges]
    return replace(draft, stated=_stated(draft, about, edges))


def _sheets(data: bytes) -> tuple[list[Sheet], tuple[str, str, str], list[int]]:
    """The pages as they are set; title, author and date of the document; the numbers of the pages that could not be read."""
    from pypdf import PdfReader, apply_configuration
    from pypdf.errors import DependencyError

    with apply_configuration(**_LIMITS):
        reader = PdfReader(io.BytesIO(data), root_object_recovery_limit=1_000, xref_stream_maximum_entries=200_000)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("it is encrypted with a password: print it to a new PDF without one")
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise Unreadable(f"{count:,} pages, more than {MOST_PAGES:,}: split it")
        sheets: list[Sheet] = []
        missing: list[int] = []
        fonts, budget = Fonts(), MOST_OPERATORS
        first: Exception | None = None
        for number in range(count):
            try:
                press = Press(reader.pages[number], reader, fonts, budget)
                budget = press.budget
                sheets.append(press.sheet)
            except (MemoryError, DependencyError):
                raise
            except Exception as fault:  # of a foreign parser: one page must not cost the others
                first = first or fault
                missing.append(number + 1)
                sheets.append(Sheet(0.0, 0.0))
            if budget < 0:
                missing += range(number + 1, count + 1)
                break
        if first is not None and not any(sheet.runs for sheet in sheets):
            raise first
        return sheets, _about(reader), missing


def _about(reader: Any) -> tuple[str, str, str]:
    """Title, author and date of the document information, empty where there is none; the day of printing is no date of it."""
    try:
        information = reader.metadata or {}
        title, author, date, creator, producer = (
            str(information.get(key) or "") for key in ("/Title", "/Author", "/CreationDate", "/Creator", "/Producer")
        )
    except MemoryError:
        raise
    except Exception:  # as above
        return "", "", ""
    return title, author, "" if properties.is_printer(f"{creator}\n{producer}") else date


def _flags(sheets: Sequence[Sheet], missing: Sequence[int]) -> list[Flag]:
    letters = sum(len(run.text) for sheet in sheets for run in sheet.runs)
    unknown = sum(sheet.unknown for sheet in sheets) + sum(
        _is_no_letter(c) for sheet in sheets for run in sheet.runs for c in run.text
    )
    if unknown > _UNKNOWN * (letters + unknown):
        raise Unreadable("its fonts do not say which letters they draw: print it anew from where it comes")
    flags = []
    if missing:
        flags.append(Flag("incomplete", f"{_numbered(missing)} could not be read in full"))
    if letters and unknown > 0.02 * letters:
        flags.append(Flag("incomplete", f"{unknown:,} letters are drawn by fonts that do not say which they are"))
    bare = [n for n, sheet in enumerate(sheets, 1) if sheet.pictures and not sheet.runs]
    if bare and letters:
        flags.append(Flag("incomplete", f"no text but pictures on {_numbered(bare)}"))
    return flags


def _is_no_letter(c: str) -> bool:
    """A control character, a character for private use, or the sign for an unknown one."""
    return c < " " or c == "\ufffd" or "\x7f" <= c < "\xa0" or "\ue000" <= c <= "\uf8ff"


def _numbered(numbers: Sequence[int]) -> str:
    """`page 3`, `pages 1, 4 and 7`, `pages 1, 2, 3 and 40 more`."""
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    shown = [f"{n}" for n in numbers[:8]]
    last = shown.pop() if len(numbers) <= 8 else f"{len(numbers) - 8} more"
    return f"pages {', '.join(shown)} and {last}"


def _stated(draft: Draft, about: tuple[str, str, str], edges: Sequence[Edge]) -> dict[str, tuple[Fact, ...]]:
    """Of a page that a browser printed, the host is who published it, and the day of printing not that of publishing."""
    title, author, date = about
    is_print = any(edge.by_browser for edge in edges)
    title = title.removeprefix("Microsoft Word - ")
    found = properties.facts(draft, title, author, "" if is_print else date, "document properties")
    host = pages.host(edges)
    if host and "publisher" not in found:
        found["publisher"] = (Fact(host, "inferred", origin="page's address"),)
    return found
