"""The sources of a briefing for programs that format citations: CSL-JSON and BibTeX.

Their keys are those that the briefing cites by, where it cites as pandoc does. CSL-JSON: citeproc's input, as the schema
of the Citation Style Language 1.0.2 has it. BibTeX: `@misc` entries with the signs that TeX reads escaped.
"""

from __future__ import annotations

import json
import re
from typing import Any

from index.model import Article
from index.pack import Pack
from reader.briefing.draft import Draft
from reader.briefing.markdown import one_line
from reader.journal import Work

_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    c: f"\\{c}" for c in "{}%&$#_"
}
_AS_IT_STANDS = ("author", "url")
"""Fields that need no escapes: names are escaped one by one; an address is read verbatim (biblatex manual 2.3.2, `url`), and what
could end the field is percent-encoded in it."""
_ACTIVE = re.compile(r"[\\{}%&$#_~^]")


def csl(pack: Pack, work: Work) -> str:
    """The cited sources as CSL-JSON, in the order of the pack. A date that is not stated is told in the note."""
    entries = [_csl(pack, a) for a in Draft(pack, work).used()]
    return json.dumps(entries, ensure_ascii=False, indent=2).translate(_CONTROLS) + "\n"


def bibtex(pack: Pack, work: Work) -> str:
    """The same as BibTeX."""
    return "\n".join(_bibtex(_csl(pack, a)) for a in Draft(pack, work).used())


_CONTROLS = {c: f"\\u{c:04x}" for c in (*range(0x7F, 0xA0), 0x2028, 0x2029)}


def _csl(pack: Pack, article: Article) -> dict[str, Any]:
    m = article.masthead
    entry: dict[str, Any] = {"id": article.key, "type": "article-newspaper"}
    if m.headline:
        entry["title"] = one_line(m.headline.value).strip()
    authors = [_person(a.value) for a in m.authors if a.role != "editing"]
    if authors:
        entry["author"] = authors
    entry["container-title"] = one_line(pack.name(article))
    if m.agency:
        entry["publisher"] = one_line(m.agency.value)
    if m.dateline:
        entry["event-place"] = one_line(m.dateline.value)
    if m.date and (day := _DAY.match(m.date.value)):
        entry["issued"] = {"date-parts": [[int(part) for part in day.groups() if part]]}
    if m.url:
        entry["URL"] = m.url.value
    if m.fetched:
        entry["accessed"] = {"date-parts": [[int(part) for part in m.fetched.value[:10].split("-")]]}
    if article.language:
        entry["language"] = article.language
    guessed = f"; date inferred: {m.date.origin}" if m.date and m.date.status == "inferred" else ""
    entry["note"] = f"{one_line(article.path)}; sha256 {article.source.sha256}{guessed}"
    return entry


def _person(name: str) -> dict[str, str]:
    """A name as it stands: which part of it is the family's is not guessed."""
    return {"literal": one_line(name).strip()}


def _bibtex(entry: dict[str, Any]) -> str:
    fields = {
        "title": entry.get("title"),
        "author": " and ".join(f"{{{_tex(a['literal'])}}}" for a in entry.get("author", ())),
        "howpublished": entry["container-title"],
        "date": _day(entry.get("issued")),
        "address": entry.get("event-place"),
        "url": entry.get("URL"),
        "urldate": _day(entry.get("accessed")),
        "note": entry["note"],
    }
    written = {name: value if name in _AS_IT_STANDS else _tex(value) for name, value in fields.items() if value}
    lines = [f"  {name} = {{{value}}}," for name, value in written.items()]
    return "\n".join([f"@misc{{{re.sub(r'[^A-Za-z0-9:._-]', '-', entry['id'])},", *lines, "}", ""])


def _day(date: dict[str, Any] | None) -> str:
    return "-".join(f"{part:02d}" for part in date["date-parts"][0]) if date else ""


def _tex(text: str) -> str:
    return _ACTIVE.sub(lambda m: _TEX[m.group()], re.sub(r"[\x00-\x1f\x7f-\x9f]", "\ufffd", text))
