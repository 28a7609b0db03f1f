"""A briefing's statements and sources at a glance: who said what, which source has which statement, when they appeared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from index.model import Article
from reader import charts
from reader.briefing.draft import AMOUNT, Draft, Statement, verb, where
from reader.briefing.markdown import INNER_MARK, escape, in_marks, one_line, plural

MOST_COLUMNS = 5
"""Sources up to which the table of statements has a column for each."""
FIRST_WORDS = 6
"""Words by which a statement is known in the table."""
LEGEND = "= the same words · ~ nearly, or in part · – not there"
UNDATED = "not dated"


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
    for s in draft.shown:
        who = s.speaker if s.certain else f"? perhaps {s.speaker}"
        cells = [escape(f"{s.name} {who}".strip() + ":", "cell") + " " + _first_words(s)]
        said = list(_said(s))
        if matrix:
            cells += ["; ".join(told for a, told in said if a is article) or "–" for article in used]
        else:
            cells.append("; ".join(f"{a.key} {told}" for a, told in said) or "–")
        rows.append(cells)
    return _as_table(rows)


def _as_table(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _said(s: Statement) -> Iterator[tuple[Article, str]]:
    """Each source that has the statement: where, how much of it, by which verb; a verb that differs from the clip's in bold."""
    if s.article is None:
        return
    cue = s.quote.cue.text if s.quote is not None and s.quote.cue is not None else ""
    yield s.article, ", ".join(filter(None, (where(s.clip.passage), escape(cue, "cell"))))
    for c in (*s.same, *s.other):
        told = verb(s, c)
        shown = escape(told, "cell") if told == cue or not told else f"**{escape(told, 'cell')}**"
        amount = "same words" if c in s.same else AMOUNT[c.link.kind]
        yield c.article, ", ".join(filter(None, (where(c.passage), amount, shown)))


def timeline(draft: Draft) -> Iterator[str]:
    """The sources in the order of their dates, as far as these are known; where none is, nothing."""
    found = dated(draft)
    for entry in found.dated:
        guessed = "" if entry.status == "stated" else f" (inferred, {escape(entry.origin)})"
        yield f"{escape(entry.date)}{guessed}: {_called(entry)}"
    if found.dated:
        yield from (f"{UNDATED}: {_called(entry)}" for entry in found.undated)


def dated(draft: Draft) -> charts.Timeline:
    """The cited sources by their dates."""
    return charts.Timeline.of(draft.pack, {a.path for a in draft.used()})


def _called(entry: charts.Entry) -> str:
    words = f", {in_marks(entry.headline)}" if entry.headline else ""
    return f"{entry.key} {escape(entry.name)}{words}"


def coverage(draft: Draft) -> Iterator[str]:
    """Every statement against every source, by signs alone; nothing where there is nothing to compare, or the table tells it."""
    used = draft.used()
    is_told = "who" in draft.form.parts and len(used) <= MOST_COLUMNS
    if len(used) < 2 or len(draft.shown) < 2 or is_told:
        return
    rows = [["Statement", *(escape(a.key, "cell") for a in used)], ["---"] + [":-:"] * len(used)]
    for s in draft.shown:
        cells = cells_of(s)
        rows.append([f"{s.name} {_first_words(s)}", *(cells[a.path].sign if a.path in cells else "–" for a in used)])
    yield LEGEND
    yield _as_table(rows)


def covered(draft: Draft) -> charts.Coverage:
    """Every statement against every cited source, to be drawn."""
    columns = tuple(charts.Column(a.path, a.key, draft.pack.name(a)) for a in draft.used())
    rows = [
        charts.Row(
            s.clip.id, f"{s.speaker}?" if s.speaker and not s.certain else s.speaker, one_line(s.clip.text), cells_of(s)
        )
        for s in draft.shown
    ]
    return charts.Coverage(columns, tuple(rows))


def cells_of(s: Statement) -> dict[str, charts.Cell]:
    """By the path of each source that has a statement: how, and where first."""
    cells: dict[str, charts.Cell] = {}
    if s.article is not None:
        cells[s.article.path] = charts.Cell("=", s.article.path, s.clip.passage, s.quote.id if s.quote else "")
    for c in s.row:
        is_same = c in s.same or c.link.kind in ("verbatim", "same-words")
        known = cells.get(c.article.path)
        if known is None or (is_same and known.sign == "~"):
            cells[c.article.path] = charts.Cell(
                "=" if is_same else "~", c.article.path, c.passage, c.quote.id, c.link.weak
            )
    return cells
