"""The parts of a briefing: who said what, the statements, what to check before use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from index.model import CERTAIN, Article, Span
from index.verify.names import same_speaker
from reader import people
from reader.briefing.draft import Draft, Statement, odd, verb, where
from reader.briefing.markdown import INNER_MARK, escape, one_line, paragraphs, parting, plural, quoted, reads

NOTE = "Note:"
NOTE_ON = "Note, continued:"
MOST_COLUMNS = 5
"""Sources up to which the table of statements has a column for each."""
FIRST_WORDS = 6
"""Words by which a statement is known in the table."""


def pack_line(draft: Draft) -> str:
    kinds: Counter[str] = Counter(s.clip.kind for s in draft.statements)
    states = Counter(s.state for s in draft.statements)
    parts = [f"Pack {escape(draft.pack.title)}", plural(len(draft.pack.articles), "source")]
    nouns = (("quote", "quotation"), ("passage", "passage"), ("selection", "selection"))
    counted = [plural(kinds[kind], noun) for kind, noun in nouns if kinds[kind]]
    if counted:
        told = " and ".join(", ".join(counted).rsplit(", ", 1))
        good = states["exact"] + states["stale"]
        total = len(draft.statements)
        found = (
            ("all found verbatim" if total > 1 else "found verbatim")
            if good == total
            else f"{good} of {total} found verbatim"
        )
        parts.append(f"{told}, {found}")
    undated = [a.key for a in draft.used() if a.masthead.date is None]
    inferred = [a.key for a in draft.used() if a.masthead.date is not None and a.masthead.date.status == "inferred"]
    if undated and len(undated) <= MOST_COLUMNS:
        parts.append(f"undated: {', '.join(undated)}")
    if inferred and len(inferred) <= MOST_COLUMNS:
        parts.append(f"date inferred: {', '.join(inferred)}")
    return " · ".join(parts)


_OUTER = " '\"“”‘’„«»‚‹›"
_ENDS = _OUTER + ",.;:—–-"


def _first_words(s: Statement) -> str:
    """A statement by its first words, in marks; one or two words in italics, since marks around so few claim nothing."""
    words = one_line(s.clip.text).split()[:FIRST_WORDS]
    shown = INNER_MARK.split(" ".join(words).lstrip(_OUTER), maxsplit=1)[0].rstrip(_ENDS)
    told = sum(any(c.isalnum() for c in word) for word in shown.split())
    return f"“{escape(shown, 'cell')}”" if told > 2 else f"*{escape(shown, 'cell')}*"


def who_said_what(draft: Draft) -> str:
    """Which source has which statement, where, and by which verb."""
    used = draft.used()
    matrix = len(used) <= MOST_COLUMNS
    heads = [escape(f"{draft.pack.name(a)} ({a.key})", "cell") for a in used] if matrix else ["Sources"]
    rows = [["Statement", *heads], ["---"] * (len(heads) + 1)]
    for _, groups in draft.sections:
        for s in (s for statements in groups for s in statements):
            who = s.speaker if s.certain else f"? perhaps {s.speaker}"
            cells = [escape(f"{s.name} {who}".strip() + ":", "cell") + " " + _first_words(s)]
            said = list(_said(s))
            if matrix:
                cells += ["; ".join(told for a, told in said if a is article) or "–" for article in used]
            else:
                cells.append("; ".join(f"{a.key} {told}" for a, told in said) or "–")
            rows.append(cells)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


_AS = {
    "verbatim": "same words",
    "same-words": "same words",
    "near": "nearly the same",
    "excerpt": "part of it",
    "partial": "some of its words",
}


def _said(s: Statement) -> Iterator[tuple[Article, str]]:
    """Each source that has the statement: where, how much of it, by which verb; a verb that differs from the clip's in bold."""
    if s.article is None:
        return
    cue = s.quote.cue.text if s.quote is not None and s.quote.cue is not None else ""
    yield s.article, ", ".join(filter(None, (where(s.clip.passage), escape(cue, "cell"))))
    for c in (*s.same, *s.other):
        told = verb(s, c)
        shown = escape(told, "cell") if told == cue or not told else f"**{escape(told, 'cell')}**"
        amount = "same words" if c in s.same else _AS[c.link.kind]
        yield c.article, ", ".join(filter(None, (where(c.passage), amount, shown)))


def statements(draft: Draft) -> Iterator[str]:
    for heading, groups in draft.sections:
        if heading:
            yield f"### {escape(heading, 'heading')}"
        for statements in groups:
            yield draft.head(statements[0])
            for s in statements:
                yield _block(s)
                yield from _others(s)
                if s.clip.note:
                    yield from paragraphs(s.clip.note, f"*{NOTE}* ", f"*{NOTE_ON}* ")


def _block(s: Statement) -> str:
    """The clip's words as a block quotation; where they run over paragraphs of the source, over several."""
    return quoted(s.clip.text) + " ".join(f"[^{label}]" for label in (s.label, *(c.label for c in s.same)))


def _others(s: Statement) -> Iterator[str]:
    """What other sources print of the statement, in their own words."""
    cue = s.quote.cue.text if s.quote is not None and s.quote.cue is not None else ""
    for c in s.other:
        told = verb(s, c)
        how = {"near": "nearly the same", "excerpt": "part of it", "partial": "some of its words"}
        amount = how.get(c.link.kind, "the same words")
        lead = f"{c.article.key} prints {amount}" + (f", as *{escape(told)}*" if told and told != cue else "")
        words = one_line(c.text)
        if INNER_MARK.search(words) or parting(c.text):
            yield f"{lead}:"
            yield f"{quoted(c.text)}[^{c.label}]"
        else:
            yield f"{lead}: “{escape(words)}”[^{c.label}]"


def before_use(draft: Draft) -> Iterator[str]:
    """What somebody should look at who signs this: unclear speakers, missing dates, wordings that drift, changed sources."""
    statements = [s for _, groups in draft.sections for statements in groups for s in statements]
    for s in statements:
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
        yield from _drift(s, draft.people)
    for a in draft.used():
        date = a.masthead.date
        if date is None:
            yield f"{a.key}: no date is stated."
        elif date.status == "inferred":
            yield f"{a.key}: {escape(date.value)} is inferred ({escape(date.origin)}), not stated."


def _drift(s: Statement, known_as: people.People) -> Iterator[str]:
    """Where sources have a statement in other words, give it to somebody else, or lack a mark."""
    if s.article is None or s.quote is None:
        return
    mine = f"{s.article.key} {where(s.clip.passage)}"
    wordings: dict[tuple[Span, str], list[str]] = {}
    others: list[str] = []
    for c in (*s.same, *s.other):
        there = f"{c.article.key} {where(c.passage)}"
        forward = c.link.a == s.quote.id
        for d in c.link.differences:
            if d.kind in ("words", "spelling"):
                a, b = (d.a, d.b) if forward else (d.b, d.a)
                wordings.setdefault((a, one_line(b.of(c.article.text)).strip()), []).append(there)
        known = s.certain and c.quote.speaker is not None and c.quote.speaker.certainty >= CERTAIN
        for frame in c.link.frame:
            x, y = (frame.a, frame.b) if forward else (frame.b, frame.a)
            apart = known_as.final(x) != known_as.final(y) and same_speaker(x, y) is False
            if frame.kind == "speaker" and known and apart:
                others.append(f"{s.name}: {mine} gives it to {escape(x)}, {there} to {escape(y)}.")
            elif frame.kind == "mark":
                others.append(f"{s.name}: a quotation mark is missing in {there if odd(c.quote) else mine}.")
    for (span, theirs), places in wordings.items():
        words = one_line(span.of(s.article.text)).strip()
        yield f"{s.name}: {reads(words, [mine])}, {reads(theirs, places)}."
    yield from dict.fromkeys(others)
