"""Clips to a Markdown briefing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from index import imprint
from index.pack import Pack
from reader import form
from reader.briefing import apart, overview, parts
from reader.briefing.draft import Draft
from reader.briefing.markdown import escape, paragraphs
from reader.briefing.notes import notes
from reader.form import Form
from reader.journal import Section, Work

ANALYST = " *(analyst)*"


def default_title(title: str, sources: int) -> str:
    """What the briefing of a pack is called until the analyst names it."""
    return f"{title}: what {sources} source{'' if sources == 1 else 's'} report"


def write(pack: Pack, work: Work, made: Form | None = None) -> str:
    """The briefing of `work` in Markdown, in the form that is given, else in its own. Its quotations stand as `verify` finds them exact."""
    draft = Draft(pack, work, made or form.named(work.form))
    title = work.title or default_title(pack.title, len(pack.articles))
    blocks = [f"# {escape(title, 'heading')}", overview.pack_line(draft), *_body(draft)]
    if draft.statements:
        blocks += notes(draft)
    blocks += [s.text for s in work.sections if not s.heading]
    told = f": `twosource verify` checks its quotations against the sources.{draft.form.told()}"
    return imprint.signed("\n\n".join(blocks), told)


def _body(draft: Draft) -> Iterator[str]:
    """The parts, those that say nothing left out, and behind each the analyst's own sections."""
    known = {s.heading for s in draft.work.sections}
    own = [*draft.work.sections, *(s for s in draft.form.sections if s.heading not in known)]
    order = draft.form.all_parts
    for name in order:
        made = list(_MAKERS[name](draft))
        if made:
            yield f"## {escape(draft.form.heading(name), 'heading')}{ANALYST if name == 'bottom' else ''}"
            yield from made
        yield from _sections(s for s in own if s.after == name)
    yield from _sections(s for s in own if s.after not in order)


def _sections(own: Iterable[Section]) -> Iterator[str]:
    for section in own:
        if section.heading:
            yield f"## {escape(section.heading, 'heading')}"
            if section.text:
                yield section.text


def _items(lines: Iterable[str]) -> Iterator[str]:
    if made := "\n".join(f"- {line}" for line in lines):
        yield made


_MAKERS: Mapping[str, Callable[[Draft], Iterable[str]]] = {
    "bottom": lambda draft: paragraphs(draft.work.bottom) if draft.work.bottom.strip() else (),
    "who": lambda draft: [overview.who_said_what(draft)] if draft.shown else (),
    "statements": parts.statements,
    "differ": lambda draft: _items(apart.differ(draft)),
    "only": lambda draft: _items(apart.only(draft)),
    "timeline": lambda draft: _items(overview.timeline(draft)),
    "coverage": overview.coverage,
    "check": lambda draft: _items(parts.before_use(draft)),
}
"""Each part in blocks of Markdown; none where it has nothing to say."""
