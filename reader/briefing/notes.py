"""What leads a briefing back to its sources: a footnote for each quotation, the list of sources with their checksums."""

from __future__ import annotations

from collections.abc import Iterator

from index import fold
from index.model import Article
from reader.briefing.draft import Citation, Draft, Statement, line_of, odd, where
from reader.briefing.markdown import UNPRINTABLE, code, escape, in_marks, one_line, parting, plural

CITATIONS = "Citations"
SOURCES = "Sources"


def notes(draft: Draft) -> Iterator[str]:
    """The footnotes, or a list of the same where the briefing cites otherwise; then the list of sources."""
    if draft.form.cite == "footnotes":
        yield "\n".join(f"[^{label}]: {told}" for label, told in _each(draft))
    else:
        yield f"{CITATIONS}:"
        yield "\n".join(f"- {label}: {told}" for label, told in _each(draft))
    yield f"{SOURCES}:"
    yield "\n".join(_sources(draft))


def _each(draft: Draft) -> Iterator[tuple[str, str]]:
    """For each citation its label, and where the words stand in which source."""
    introduced: set[str] = set()
    for s in draft.shown:
        yield s.label, f"{_source_of(draft, s, introduced)}; {_place_of(s)}. {_verdict(s)} {_clip(draft, s)}."
        for c in s.row:
            place = f"{where(c.passage)}, {line_of(c.article, c.span)}"
            yield c.label, f"{_introduced(draft, c.article, introduced)}; {place}. {_verdict_on(s, c)}"


UNPARTED = {ord("%"): "%25", ord(";"): "%3B"}
"""What a semicolon is in a heading that stands in a footnote, whose parts it ends; and what is said so."""


def _clip(draft: Draft, s: Statement) -> str:
    """The clip's place among the clips, its name, its tags, and the analyst's heading where that stands nowhere else."""
    tags = "".join(f" #{escape('-'.join(tag.split()))}" for tag in s.clip.tags if tag.strip())
    heading = s.clip.heading if draft.form.order == "speakers" else ""
    under = f"; under: {escape(heading.translate(UNPARTED))}" if heading else ""
    return f"Clip {s.number}, {escape(s.clip.id)}{tags}{under}"


def _introduced(draft: Draft, article: Article, introduced: set[str]) -> str:
    """A source at its first mention in full, then by its key."""
    if article.key in introduced:
        return article.key
    introduced.add(article.key)
    m = article.masthead
    headline = in_marks(one_line(m.headline.value).strip()) if m.headline else ""
    people = ", ".join(a.value for a in m.authors if a.role != "editing")
    date = m.date.value + (" (inferred)" if m.date.status == "inferred" else "") if m.date else ""
    facts = [
        escape(draft.pack.name(article)),
        headline,
        escape(m.dateline.value if m.dateline else ""),
        escape(people),
        escape(date),
    ]
    return f"{article.key}: {', '.join(filter(None, facts))}"


def _source_of(draft: Draft, s: Statement, introduced: set[str]) -> str:
    return _introduced(draft, s.article, introduced) if s.article is not None else draft.key(s)


def _place_of(s: Statement) -> str:
    """Where a clip stands, to the character; and what its words hold that a line of Markdown cannot."""
    span, text = s.clip.span, s.clip.text
    parts = [where(s.clip.passage)]
    if s.article is not None and s.state != "orphaned":
        parts.append(line_of(s.article, span))
    parts.append(f"characters {span.start}–{span.stop}")
    ends = [i for i, c in enumerate(text) if c == "\n"]
    if ends:
        parts.append(f"line ends at {' '.join(map(str, ends))}")
    # a blank line parts two block quotations, and the blanks around it are lost
    lost = [i for run in parting(text) for i in range(*run) if text[i] != "\n"]
    lost += [m.start() for m in UNPRINTABLE.finditer(text)]
    lost += [i for i, (c, shown) in enumerate(zip(text, fold.joined(text), strict=True)) if c != shown and c != "\n"]
    parts += [f"U+{ord(text[i]):04X} at {i}" for i in sorted(set(lost))]
    if s.clip.kind != "quote":
        parts.append(s.clip.kind)
    return ", ".join(parts)


def _verdict(s: Statement) -> str:
    """In words, with the fingerprint of the source where it is no longer what was clipped."""
    if s.state == "exact":
        return f"Exact{odd(s.quote) if s.quote is not None and s.clip.kind == 'quote' else ''}."
    told = {
        "stale": "Exact, but the source has changed",
        "dropped": "Left out of the article",
        "orphaned": "Not found",
        "gone": "Not checked, the source is not there",
    }
    return f"{told[s.state]}; clipped from sha256 {s.clip.sha256}."


def _verdict_on(s: Statement, c: Citation) -> str:
    if c in s.other:
        return f"As printed{odd(c.quote)}."
    return f"{'Exact' if one_line(c.text) == one_line(s.clip.text) else 'The same but for typography'}{odd(c.quote)}."


def _fetched(article: Article) -> str:
    """Where and when the source was fetched, if it was; nothing for an address that only the page states."""
    m = article.masthead
    return f", fetched from {code(m.url.value)}, {m.fetched.value}" if m.url and m.fetched else ""


def _sources(draft: Draft) -> Iterator[str]:
    for a in draft.used():
        left = f", {plural(len(a.dropped), 'piece')} left out" if a.dropped else ""
        if back := sum(p.by_hand for p in a.passages):
            left += f", {plural(back, 'piece')} put back by hand"
        yield f"- {a.key} {code(a.path)} sha256 {a.source.sha256}{left}{_fetched(a)}"
    for path, key in draft.absent.items():
        yield f"- {key} {code(path)} not in the pack"
