"""What signs a block quotation: a dash and a name, on a line of its own, behind the words, or below it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_PARTICLES = frozenset(("of", "the", "de", "der", "den", "di", "du", "van", "von", "al", "bin", "for"))
_DASHED = re.compile(r"\s(?:[—–―]|--?)\s+|[—–―](?=\w)")
"""A dash in a line behind which a name may stand."""
_LONGEST = 240
"""Characters at the end of a paragraph in which a signature is looked for."""
_MOST_LINES = 2
"""Lines of a paragraph that is a signature as a whole."""


class Signature(NamedTuple):
    """What signs a block quotation, as it stands at the paragraph's end, and the name in it, which may be empty."""

    shown: str
    name: str


UNSIGNED = Signature("", "")
Signs = Callable[[str], bool]
"""Whether a name is that of somebody, or of a source."""


def below(text: str, whole: bool) -> Signature:
    """The last line of a block quotation where a dash and a name sign it.

    Where the paragraph is a signature as a `whole`, it needs no dash.
    """
    last = text.strip() if whole else text.rstrip().rpartition("\n")[2]
    name = _name(last)
    if whole:
        return Signature(text, name)
    signs = last.lstrip()[:1] in ("—", "–", "-", "―") and name and not name.endswith((".", "!", "?"))
    return Signature(text[len(text.rstrip()) - len(last) :], name) if signs else UNSIGNED


def in_line(text: str, signs: Signs) -> Signature:
    """What stands behind the last dash of a block quotation, where a name does that `signs`: `words — Maren Holt, Reuters`."""
    end = len(text.rstrip())
    for m in reversed(list(_DASHED.finditer(text, max(0, end - _LONGEST), end))[-3:]):
        name = _name(text[m.end() : end])
        if m.start() and name and signs(name.rstrip(".")):
            return Signature(text[m.start() :], name.rstrip("."))
    return UNSIGNED


def alone(text: str, signs: Signs) -> Signature:
    """A paragraph below a block quotation that is nothing but a dash and a name that `signs`."""
    line = text.strip()
    name = _name(line).rstrip(".")
    dashed = line[:1] in ("—", "–", "-", "―") and line.count("\n") < _MOST_LINES
    return Signature(text, name) if dashed and name and len(line) < _LONGEST and signs(name) else UNSIGNED


def _name(line: str) -> str:
    """The name that a line begins with, behind a dash and before a comma; empty where it begins with none."""
    name = re.split(r"[,(\[]", line.lstrip(" \t—–-―"), maxsplit=1)[0].strip()
    words = name.split()
    named = 0 < len(words) <= 6 and all(w[:1].isupper() or w in _PARTICLES for w in words) and words[0][:1].isupper()
    return name if named else ""
