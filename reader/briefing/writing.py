"""Clips to a Markdown briefing."""

from __future__ import annotations

from index import imprint
from index.pack import Pack
from reader.briefing.draft import Draft
from reader.briefing.markdown import escape, paragraphs
from reader.briefing.notes import footnotes, sources
from reader.briefing.parts import before_use, pack_line, statements, who_said_what
from reader.journal import Work

BOTTOM = "Bottom line"
WHO = "Who said what"
STATEMENTS = "Statements"
BEFORE_USE = "Check before use"
SOURCES = "Sources"


def default_title(title: str, sources: int) -> str:
    """What the briefing of a pack is called until the analyst names it."""
    return f"{title}: what {sources} source{'' if sources == 1 else 's'} report"


def write(pack: Pack, work: Work) -> str:
    """The briefing of `work` in Markdown. Its quotations stand as `verify` finds them exact."""
    draft = Draft(pack, work)
    title = work.title or default_title(pack.title, len(pack.articles))
    blocks = [f"# {escape(title, 'heading')}", pack_line(draft)]
    if work.bottom.strip():
        blocks += [f"## {BOTTOM} *(analyst)*", *paragraphs(work.bottom)]
    if draft.statements:
        blocks += [f"## {WHO}", who_said_what(draft), f"## {STATEMENTS}", *statements(draft)]
        if checks := list(before_use(draft)):
            blocks += [f"## {BEFORE_USE}", "\n".join(f"- {line}" for line in checks)]
        blocks += ["\n".join(footnotes(draft)), f"{SOURCES}:", "\n".join(sources(draft))]
    blocks.append(f"{imprint.MARK}: `twosource verify` checks its quotations against the sources.")
    return "\n\n".join(blocks) + "\n"
