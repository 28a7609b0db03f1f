"""A text to be checked, read into paragraphs of plain words, each character with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal

from index.verify import markdown, web
from index.verify.paragraph import Format, Paragraph

__all__ = ["Format", "Paragraph", "paragraphs"]


def paragraphs(text: str, format: Format) -> list[Paragraph]:  # noqa: A002 - the word of the command line
    """The paragraphs of a text, headings and table cells among them, in order; code and hidden parts are left out."""
    reader: Mapping[Format, Callable[[str], list[Paragraph]]] = {
        "md": markdown.paragraphs,
        "html": web.paragraphs,
        "txt": _plain_text,
    }
    return reader[format](text)


_ITEM = re.compile(r"[ \t]*[\[(]?(\d{1,4})(?:\]:|[\].)])[ \t]+")


def _plain_text(text: str) -> list[Paragraph]:
    """Paragraphs parted by blank lines; numbered lines, and lines that begin with `>`, stand for themselves."""
    out: list[Paragraph] = [Paragraph()]
    at = blocks = 0
    for line in text.splitlines(keepends=True):
        quoted = re.match(r"[ \t]*(?:>[ \t]?)+", line)
        item = _ITEM.match(line)
        kind: Literal["paragraph", "blockquote"] = "blockquote" if quoted else "paragraph"
        blocks += bool(quoted) and out[-1].kind != kind
        begin = quoted.end() if quoted else item.end() if item else 0
        if item or not line[begin:].strip() or kind != out[-1].kind:
            out.append(Paragraph(kind))
            out[-1].number = int(item.group(1)) if item else None
            out[-1].block = blocks if quoted else 0
        out[-1].add(line[begin:], at + begin, at + len(line))
        at += len(line)
    return out
