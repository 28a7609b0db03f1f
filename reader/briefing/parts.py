"""The statements of a briefing, and what to check before it is used."""

from __future__ import annotations

from collections.abc import Iterator

from reader.briefing import citing
from reader.briefing.apart import drift
from reader.briefing.draft import AMOUNT, Draft, Statement, verb, where
from reader.briefing.markdown import INNER_MARK, escape, one_line, paragraphs, parting, quoted

NOTE = "Note:"
NOTE_ON = "Note, continued:"


def statements(draft: Draft) -> Iterator[str]:
    for heading, groups in draft.sections:
        if heading:
            yield f"### {escape(heading, 'heading')}"
        for statements in groups:
            yield draft.head(statements[0])
            for s in statements:
                yield from citing.block(draft, s)
                yield from _others(draft, s)
                if s.clip.note:
                    yield from paragraphs(s.clip.note, f"*{NOTE}* ", f"*{NOTE_ON}* ")


def _others(draft: Draft, s: Statement) -> Iterator[str]:
    """What other sources print of the statement, in their own words."""
    cue = s.quote.cue.text if s.quote is not None and s.quote.cue is not None else ""
    for c in s.other:
        told = verb(s, c)
        amount = AMOUNT[c.link.kind].replace("same words", "the same words")
        lead = f"{c.article.key} prints {amount}" + (f", as *{escape(told)}*" if told and told != cue else "")
        words = one_line(c.text)
        if INNER_MARK.search(words) or parting(c.text):
            yield f"{lead}{citing.before(draft, c)}:"
            yield f"{quoted(c.text)}{citing.behind(draft, c)}"
        else:
            yield f"{lead}: “{escape(words)}”{citing.of(draft, c)}"


def before_use(draft: Draft) -> Iterator[str]:
    """What somebody should look at who signs this: unclear speakers, missing dates, wordings that drift, changed sources."""
    for s in draft.shown:
        if s.speaker and not s.certain:
            yield f"{s.name}: who says it in {draft.key(s)} {where(s.clip.passage)} is not certain; perhaps {escape(s.speaker)}."
        if s.state == "gone":
            yield f"{s.name}: {escape(s.clip.source)} is not in the pack."
        elif s.state == "stale":
            yield f"{s.name}: {draft.key(s)} has changed since it was clipped; the words still stand there."
        elif s.state == "dropped":
            yield f"{s.name}: the words stand in text of {draft.key(s)} that is left out of the article."
        elif s.state == "orphaned":
            yield f"{s.name}: the words no longer stand at their place in {draft.key(s)}."
        elif s.article is not None and s.article.by_number[s.clip.passage].by_hand:
            there = f"{draft.key(s)} {where(s.clip.passage)}"
            yield f"{s.name}: {there} is text that the analyst put back into the article; the commands read it without."
        yield from drift(s, draft.people)
    for a in draft.used():
        date = a.masthead.date
        if date is None:
            yield f"{a.key}: no date is stated."
        elif date.status == "inferred":
            yield f"{a.key}: {escape(date.value)} is inferred ({escape(date.origin)}), not stated."
