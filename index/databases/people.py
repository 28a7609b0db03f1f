"""Who wrote an article, out of the line that says so in any of the databases' ways."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index import lexicon
from index.databases.fields import listed
from index.masthead.datelines import AGENCIES
from index.masthead.lines import is_section_label
from index.model import Fact, Span

_LEAD = re.compile(
    r"\W*(?:(?:[^\W\d_]+ ){0,3}?(?:by|von|par|por|door|di|av)\b[:,]?|text:|texte:|from:?)\s+", re.IGNORECASE
)
"""How a byline begins: `By`, `Propos recueillis par`."""
_PARTED = re.compile(
    r"(?:(?<!\s)\s+)?(?:;|\n|\||•|·| / |/(?=[^\W\d_])| (?:&|and|und|et|y|e|en|with|mit|avec|con) )\s*(?:by\s|and\s)?\s*",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"(?:(?<!\s)\s+)?(?:\(| in | at | for | from | à | aus | depuis | desde | special to |@|<|, ?\d|\b\S{1,200}@)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?<=\w)\.? (?=[a-z]{7})")
"""Where a sentence goes on behind a name: `contributed`."""
_SMALL = listed(
    "de da di do del della du des dos van von der den ten ter le la las los al el bin ibn y e zu zum af av mc mac st. o"
)
_ARTICLES = listed("the our a an le la les der die das un une el los il")
_JOB = re.compile(
    r"\b(?:editors?|reporters?|correspondents?|correspondant(?:e|s|es)?|correspondentes?|writers?|staff|bureau|chiefs?|columnists?|contributors?"
    r"|redakteur(?:in|e)?|redaktion|korrespondent(?:in|en)?|rédaction|redaction|rédact(?:eur|rice)|envoyée?s? spéciale?s?|journalistes?|agences?|agency|agencies"
    r"|services?|team|desk|analysts?|critics?|photographer|newsroom|press|news|editorial|board|university|professor|freelance|newspapers?"
    r"|chronique|redacción|corresponsal|agencia|redazione|redactie|anonymous|none)\b",
    re.IGNORECASE,
)
_DESK = listed(
    "political diplomatic economics foreign senior chief deputy special health home education environment science business city transport legal media"
    " social technology tech sports sport football arts consumer industry religion defence defense security european asia middle east north america"
    " washington investigations national regional local crime royal religious energy housing policy affairs assistant associate managing executive data"
)


def authors(text: str, span: Span, origin: str, *, inverted: bool = False) -> tuple[Fact, ...]:
    """The people that `text` names at `span`, each once, by name only; agencies, desks and places are left out.

    With `inverted`, a comma stands between family name and given name (`Roe, Jane; Poe, Edgar`).
    """
    found: dict[str, Fact] = {}
    parts = list(_parts(text, span, _PARTED))
    for part in parts:
        if inverted and text.count(",", *part) == 1 and not _LEAD.match(text, *part):
            family, given = (piece.strip() for piece in part.of(text).split(","))
            given = given.rstrip(".") if len(given.split()[-1:] and given.split()[-1].rstrip(".")) > 1 else given
            if _is_name(family.split(), alone=True) and given[:1].isupper() and not _JOB.search(given):
                found.setdefault(f"{given} {family}".casefold(), Fact(f"{given} {family}", "stated", part, origin))
                continue
        chunks = list(_parts(text, part, re.compile(r"\s*,\s*")))
        for n, chunk in enumerate(chunks):
            name = _name(text, chunk, alone=len(chunks) == len(parts) == 1)
            if name is not None and (n == 0 or (" " in name.of(text) and not _is_place(name.of(text)))):
                value = " ".join(name.of(text).split())
                found.setdefault(value.casefold(), Fact(value, "stated", name, origin))
            elif n == 0:
                break
    return tuple(found.values())


def _is_place(name: str) -> bool:
    words = lexicon.of("en")
    return words is not None and name.casefold() in words.places


def agency(text: str, span: Span, origin: str) -> Fact | None:
    """The news agency that is named at `span`, where one is."""
    for part in _parts(text, span, re.compile(r"\s*[,;/|()\n]\s*| (?:and|und|et|with|mit|avec) ")):
        lead = _LEAD.match(text, *part)
        name = Span(lead.end() if lead else part.start, part.stop)
        if name.of(text).casefold() in AGENCIES:
            return Fact(name.of(text), "stated", name, origin)
    return None


def _parts(text: str, span: Span, between: re.Pattern[str]) -> Iterator[Span]:
    """The stretches of `span` that `between` parts, without the white space at their ends, the empty ones left out."""
    edges = [span.start, *(at for m in between.finditer(text, *span) for at in m.span()), span.stop]
    for start, stop in list(pairwise(edges))[::2]:
        held = text[start:stop]
        if held.strip():
            begin = start + len(held) - len(held.lstrip())
            yield Span(begin, begin + len(held.strip()))


def _name(text: str, span: Span, *, alone: bool) -> Span | None:
    """The name of a person that a part of a byline begins with, without what the person is and writes from."""
    lead = _LEAD.match(text, *span)
    start = lead.end() if lead else span.start
    end = _CUT.search(text, start, span.stop)
    stop = end.start() if end else span.stop
    if (job := _JOB.search(text, start, stop)) is not None:
        stop = _before_job(text, start, job.start())
    if (small := _GOES_ON.search(text, start, stop)) is not None:
        stop = small.start()
    held = text[start:stop].rstrip(" .,:-–—*")
    if held.casefold() in AGENCIES or is_section_label(held) or not _is_name(held.split(), alone=alone):
        return None
    return Span(start, start + len(held))


def _before_job(text: str, start: int, stop: int) -> int:
    """Where the name ends in `Jane Roe Political editor`: before the known desk, else behind the second word of a name."""
    words = list(re.finditer(r"\S+", text[start:stop]))
    whole = len(words)
    while words and words[-1][0].casefold() in _DESK:
        words.pop()
    if len(words) == whole:
        named = [n for n, m in enumerate(words) if m[0].lower() not in _SMALL and len(m[0].rstrip(".")) > 1]
        words = words[: named[1] + 1] if len(named) > 1 else words
    return start + words[-1].end() if words else start


def _is_name(words: Sequence[str], *, alone: bool) -> bool:
    """Up to six words that begin with capitals, the small words of names among them; one word, or a figure, only `alone`."""
    least, first = (1, words[0].casefold()) if alone and words else (2, words[0].casefold() if words else "")
    if not least <= len(words) <= 6 or first in _ARTICLES or not words[0][:1].isalpha():
        return False
    return all(
        word.lower() in _SMALL
        or word[:2].lower() in ("d'", "d’")
        or (n > 0 and alone and word.isdigit())
        or (not any(c.isdigit() for c in word) and next((c for c in word if c.isalpha()), "a").isupper())
        for n, word in enumerate(words)
    )
