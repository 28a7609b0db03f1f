"""Clips to a Markdown briefing in which every quotation leads back to its source, and the briefing back to clips.

The form: title, a line on the pack, the analyst's bottom line, who said what, the statements, what to check before use, the
footnotes, the sources. The words of sources stand in block quotations or in marks; the analyst's words never share a
paragraph with them. Same clips, same pack: same bytes; no paragraph is broken into lines, no time, folder or user is named.

A clip's place stands in its footnote, so that reading needs nothing but the file; its words stand in the block quotation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from index import imprint, verify
from index.pack import Pack
from reader.briefing.draft import Draft, Statement, all_clips
from reader.briefing.markdown import Context, escape
from reader.briefing.reading import Written, read
from reader.briefing.writing import default_title, write
from reader.form import Form, Unusable, named
from reader.journal import Work

__all__ = [
    "Context",
    "Form",
    "Problem",
    "Unusable",
    "Written",
    "all_clips",
    "as_json",
    "check",
    "default_title",
    "escape",
    "left_out",
    "read",
    "write",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a briefing that its pack does not bear out."""

    line: int
    text: str
    reason: str


def check(pack: Pack, markdown: str) -> tuple[Problem, ...]:
    """What a briefing says that its pack does not bear out: quotations that fail, clips whose source is another by now."""
    problems = [
        Problem(v.line, v.plain, v.status)
        for v in verify.check(markdown, pack.articles, "md")
        if v.status in verify.FAILED
    ]
    draft = Draft(pack, Work(clips=read(markdown).clips))
    for s in draft.statements:
        if s.state != "exact":
            line = markdown.count("\n", 0, max(0, markdown.find(f"[^{s.label}]"))) + 1
            problems.append(Problem(line, s.clip.text, s.state))
    return tuple(problems)


def left_out(text: str, made: str) -> list[Problem]:
    """The lines of a briefing that somebody changed whose words are not in what was made of it: there everything is made anew."""
    there = _words(made)
    lines = text.rstrip().split("\n")
    return [
        Problem(n, line.strip(), "not kept")
        for n, line in enumerate(lines, 1)
        if _words(line) not in there and not line.startswith(imprint.MARK)
    ]


def _words(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.casefold())
    return f" {' '.join(words)} "


def as_json(pack: Pack, work: Work, made: Form | None = None) -> dict[str, Any]:
    """The briefing as `export --to json` prints it: each clip with its speaker, its state, and where else it stands."""
    draft = Draft(pack, work, made or named(work.form))
    return {
        "schema": 1,
        "pack": pack.title,
        "title": work.title or default_title(pack.title, len(pack.articles)),
        "bottom": work.bottom,
        "form": {"parts": draft.form.all_parts, "order": draft.form.order, "cite": draft.form.cite},
        "sections": [section._asdict() for section in work.sections],
        "items": [_item(s) for s in draft.statements],
    }


def _item(s: Statement) -> dict[str, Any]:
    clip = s.clip
    echoes = [
        {"source": c.article.path, "passage": c.passage, "span": list(c.span), "text": c.text}
        for c in (*s.same, *s.other)
    ]
    return {
        "id": clip.id,
        "source": clip.source,
        "sha256": clip.sha256,
        "passage": clip.passage,
        "span": list(clip.span),
        "text": clip.text,
        "kind": clip.kind,
        "note": clip.note,
        "heading": clip.heading,
        "tags": list(clip.tags),
        "speaker": {"name": s.speaker, "certain": s.certain} if s.speaker else None,
        "state": s.state,
        "echoes": echoes,
    }
