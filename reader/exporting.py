"""The briefing as a file of one kind or another: Markdown is the master, all others are made of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from index import imprint
from index.pack import Pack
from reader import briefing, form, pandoc, svg, webpage
from reader.briefing import Form, bibliography, overview
from reader.briefing.draft import Draft
from reader.journal import Work

Kind = Literal["md", "html", "docx", "json", "csl", "bib"]

SUFFIXES: Mapping[str, Kind] = {
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".json": "json",
    ".csl.json": "csl",
    ".bib": "bib",
}
"""The kinds by the ends of file names."""
KINDS: tuple[Kind, ...] = ("md", "html", "docx", "json", "csl", "bib")


def kind_of(name: str) -> Kind | None:
    """What a file of that name is to be; None where its suffix says nothing."""
    low = name.casefold()
    return next((SUFFIXES[end] for end in sorted(SUFFIXES, key=len, reverse=True) if low.endswith(end)), None)


def is_briefing(path: Path) -> bool:
    """Whether twosource wrote a file as a briefing, be it that somebody changed it since. Raises OSError."""
    with path.open("rb") as file:
        return imprint.signs(file, path.stat().st_size, path.name)


def is_ours(path: Path) -> bool:
    """Whether a file may be made anew: an empty one, or one that twosource wrote and, as far as that shows, nobody changed. Raises OSError."""
    if not path.stat().st_size:
        return True
    with path.open("rb") as file:
        begin = file.read(_BEGIN).decode("utf-8", "replace")
    match kind_of(path.name):
        case "json":
            return begin.startswith('{"schema": 1, "pack": ')
        case "csl":
            return begin.startswith("[") and ("; sha256 " in begin or begin.strip() == "[]")
        case "bib":
            return begin.startswith("@misc{") and "; sha256 " in begin
        case "html" | "docx":
            return is_briefing(path)
    return imprint.is_as_written(path.read_bytes().decode("utf-8", "replace"))


_BEGIN = 16_384  # bytes


def made(pack: Pack, work: Work, to: Kind, how: Form | None = None) -> bytes:
    """The briefing in that kind, in the form given or its own; the same bytes for the same clips and pack.

    Raises PandocError for a docx.
    """
    match to:
        case "json":
            return (json.dumps(briefing.as_json(pack, work, how), ensure_ascii=True) + "\n").encode()
        case "csl":
            return bibliography.csl(pack, work).encode("utf-8", "backslashreplace")
        case "bib":
            return bibliography.bibtex(pack, work).encode("utf-8", "backslashreplace")
    text = briefing.write(pack, work, how)
    if to == "docx":
        return pandoc.docx(text)
    if to == "html":
        text = webpage.page(
            text, title=_title(pack, work), pictures=_pictures(Draft(pack, work, how or form.named(work.form)))
        )
    return text.encode("utf-8", "backslashreplace")


def _title(pack: Pack, work: Work) -> str:
    return work.title or briefing.default_title(pack.title, len(pack.articles))


def _pictures(draft: Draft) -> Mapping[str, str]:
    """The pictures by the headings that they stand under; that of a part which is left out for the table stands with the table."""
    if not draft.shown:
        return {}
    drawn = {}
    if "timeline" in draft.form.parts and overview.dated(draft).dated:
        drawn[draft.form.heading("timeline")] = svg.timeline(overview.dated(draft))
    if "coverage" in draft.form.parts:
        part = "coverage" if any(overview.coverage(draft)) else "who"
        drawn[draft.form.heading(part)] = svg.coverage(overview.covered(draft))
    return drawn


def beside(path: Path, pack: Pack, work: Work, how: Form | None = None) -> list[tuple[Path, bytes]]:
    """The bibliography that belongs beside a briefing at `path` that cites by keys: where, and what; nothing for any other."""
    cite = (how or form.named(work.form)).cite
    if cite != "pandoc" or kind_of(path.name) != "md":
        return []
    return [(path.with_suffix(".csl.json"), made(pack, work, "csl"))]
