"""Clips to a Markdown briefing in which every quotation leads back to its source, and the briefing back to clips.

The form: title, a line on the pack, the analyst's bottom line, who said what, the statements, what to check before use, the
footnotes, the sources. The words of sources stand in block quotations or in marks; the analyst's words never share a
paragraph with them. Same clips, same pack: same bytes; no paragraph is broken into lines, no time, folder or user is named.

A clip's place stands in its footnote, so that reading needs nothing but the file; its words stand in the block quotation.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from index import fold, imprint, verify
from index.model import CERTAIN, Article, Clip, Link, Quote, Span
from index.pack import Pack
from index.verify import glyphs, prose
from index.verify.names import same_speaker
from reader import aside, people
from reader.journal import Work

Context = Literal["paragraph", "quote", "list", "heading", "cell", "footnote"]

BOTTOM = "Bottom line"
WHO = "Who said what"
STATEMENTS = "Statements"
BEFORE_USE = "Check before use"
SOURCES = "Sources"
NOTE = "Note:"
NOTE_ON = "Note, continued:"
OWN_WORDS = ", own words"
BY_HAND = ", as the analyst reads it"
MOST_COLUMNS = 5
"""Sources up to which the table of statements has a column for each."""
FIRST_WORDS = 6
"""Words by which a statement is known in the table."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a briefing file holds."""

    title: str
    """Empty where it is the one that is given when the analyst gave none."""
    bottom: str
    clips: tuple[Clip, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a briefing that its pack does not bear out."""

    line: int
    text: str
    reason: str


def default_title(title: str, sources: int) -> str:
    """What the briefing of a pack is called until the analyst names it."""
    return f"{title}: what {sources} source{'' if sources == 1 else 's'} report"


# --- Markdown ---

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
_ACTIVE = re.compile(r"[\\`*_\[\]{<>&|~$^!@]")
_FIRST = re.compile(r"[#+\-=:%]")
_COUNTED = re.compile(r"(\(?(?:\d+|[a-z]|[ivxlcdm]+|[IVXLCDM]{2,}|[A-Z](?=\)|\.(?:[ \t]{2}|\t|$))))([.)])(?=[ \t]|$)")
"""What begins a list somewhere: a number, a letter or a Roman number, with a stop or a bracket."""
_TASK = re.compile(r"\\\[[ \txX]\\\](?=[ \t])")
"""A box to tick, which pandoc sees in a list in spite of its escaped brackets, but not without the blank after it."""
_LINKED = re.compile(
    r"/(?=/)|(?<=www)\.|(?<=mailto):|(?<=xmpp):|:(?=[\w+-]+:)"
    r"|(?<=\S)\.(?=(?:xn--|(?:[a-z]{2}|biz|com|edu|gov|net|org|pro|web|xxx|aero|asia|coop|info|museum|name|shop|рф)(?![^\W_])))",
    re.IGNORECASE,
)
"""What begins an address, or the name of a picture; and the last stop of what is taken for an address, though nothing says so."""
_IN_CELL = str.maketrans({"\\": "&#92;", "|": "&#124;"})


def escape(text: str, context: Context = "paragraph") -> str:
    r"""`text` as Markdown that reads as the very same text, in one line, as the content of one block of the given kind.

    Characters that Markdown cannot hold (control characters other than tab and line feed, U+2028, U+2029, U+FEFF) become U+FFFD.

    >>> escape("[sic] 2 * 3")
    '\\\\[sic\\\\] 2 \\\\* 3'
    """
    text = _UNPRINTABLE.sub("\ufffd", text)
    body = text.strip()
    if not body:
        return _entities(text)
    front = text[: len(text) - len(text.lstrip())]
    back = text[len(text.rstrip()) :]
    if context == "cell":
        body = _ACTIVE.sub(lambda m: m.group().translate(_IN_CELL) if m.group() in "\\|" else "\\" + m.group(), body)
    else:
        body = _ACTIVE.sub(r"\\\g<0>", body)
    if context == "heading":
        body = body.replace("#", "\\#")
    body = _LINKED.sub(r"\\\g<0>", body).replace("\n", "&#10;")
    if _FIRST.match(body):
        body = "\\" + body
    elif counted := _COUNTED.match(body):
        body = f"{counted[1]}\\{body[counted.end(1) :]}"
    elif context == "list" and (task := _TASK.match(body)):
        body = task[0] + _entities(body[task.end()]) + body[task.end() + 1 :]
    return _entities(front) + body + _entities(back)


def _entities(blanks: str) -> str:
    return "".join(f"&#x{ord(c):X};" for c in blanks)


_LINE_ENDS = re.compile(r"(\n+)")


def _paragraphs(text: str, lead: str = "", lead_on: str = "") -> Iterator[str]:
    """The analyst's own words, a Markdown paragraph each: a line end in them is a hard one, a blank line parts two."""
    pieces = _LINE_ENDS.split(text)
    out = lead + escape(pieces[0])
    for at in range(1, len(pieces), 2):
        ends, line = len(pieces[at]), pieces[at + 1]
        inner = pieces[at - 1] and line
        if ends == 2 and inner:
            yield out
            out = lead_on + escape(line)
        else:
            out += ("\\\n" if ends == 1 and inner else "&#10;" * ends) + escape(line)
    yield out


# --- clips ---


def all_clips(pack: Pack) -> tuple[Clip, ...]:
    """A first draft: every attributed quotation and every echo, an echo once, in the order of the pack."""
    seen: set[str] = set()
    out = []
    for article in pack.articles:
        for q in article.quotes:
            echo = pack.echo(q.id)
            if "nested" in q.flags or not (q.speaker or echo) or (echo and echo.id in seen):
                continue
            if echo:
                seen.add(echo.id)
            out.append(Clip(q.id, article.path, article.source.sha256, q.passage, q.span, q.span.of(article.text)))
    return tuple(out)


@dataclass(slots=True)
class _Citation:
    """An echo of a clipped quotation, with a footnote of its own."""

    article: Article
    passage: int
    span: Span
    quote: Quote
    link: Link
    """To the quotation that was clipped."""
    label: str

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)


@dataclass(slots=True)
class _Statement:
    """A clip with all that is said of it."""

    clip: Clip
    number: int
    """Its place among the clips, from 1."""
    article: Article | None
    quote: Quote | None
    """The quotation that the clip is, or most of it stands in."""
    speaker: str
    """The name in the head line above it."""
    certain: bool
    by_hand: bool = False
    """Whether the analyst gave the name."""
    name: str = ""
    """`S1`: first letter of the speaker, and a count."""
    label: str = ""
    same: list[_Citation] = field(default_factory=list)
    """Echoes with the same letters."""
    other: list[_Citation] = field(default_factory=list)
    """Echoes with other words, or fewer."""

    @property
    def state(self) -> aside.State:
        """How the clip stands to its source."""
        return aside.state(self.clip, self.article)


class _Draft:
    """The briefing while it is put together."""

    def __init__(self, pack: Pack, work: Work) -> None:
        self.pack = pack
        self.people = people.of(pack, work)
        clips = work.clips
        absent = dict.fromkeys(c.source for c in clips if c.source not in pack.by_path)
        self.absent = {path: f"x{n}" for n, path in enumerate(absent, 1)}
        self.statements = [self._statement(n, clip) for n, clip in enumerate(clips, 1)]
        self.sections = self._sections()
        clipped = {s.quote.id for s in self.statements if s.quote is not None and s.clip.kind == "quote"}
        counts: Counter[str] = Counter()
        taken: set[str] = set()
        for _, groups in self.sections:
            for statements in groups:
                for s in statements:
                    self._name(s, counts, taken)
                    self._echoes(s, clipped, taken)

    def _statement(self, n: int, clip: Clip) -> _Statement:
        article = self.pack.by_path.get(clip.source)
        clip = (aside.placed(clip, article) if article is not None else None) or clip
        quote = _quote_at(article, clip.span) if article is not None else None
        voice = self.people.who(quote) if quote is not None else people.Voice("", True)
        return _Statement(clip, n, article, quote, *voice)

    def _sections(self) -> list[tuple[str, list[list[_Statement]]]]:
        """The reader's headings, each with its statements grouped by speaker in the order in which they first speak."""
        sections: list[tuple[str, dict[str, list[_Statement]]]] = []
        for s in self.statements:
            if s.clip.heading or not sections:
                sections.append((s.clip.heading, {}))
            sections[-1][1].setdefault(self.head(s), []).append(s)
        return [(heading, list(groups.values())) for heading, groups in sections]

    def head(self, s: _Statement) -> str:
        """The line above a speaker's statements."""
        if s.by_hand:
            return f"**?** {escape(s.speaker or 'nobody')}{BY_HAND}"
        if s.speaker and s.certain:
            return f"**{escape(s.speaker)}**"
        if s.speaker:
            return f"**?** perhaps {escape(s.speaker)}"
        return (
            f"**{escape(self.pack.name(s.article))}**{OWN_WORDS}"
            if s.article is not None
            else f"**{escape(s.clip.source)}**"
        )

    def key(self, s: _Statement) -> str:
        return s.article.key if s.article is not None else self.absent[s.clip.source]

    def _name(self, s: _Statement, counts: Counter[str], taken: set[str]) -> None:
        letter = next((c for c in s.speaker.upper() if "A" <= c <= "Z"), "Q")
        counts[letter] += 1
        s.name = f"{letter}{counts[letter]}"
        s.label = self._label(s.name, self.key(s), s.clip.passage, taken)

    @staticmethod
    def _label(name: str, key: str, passage: int, taken: set[str]) -> str:
        base = f"{name}-{key if re.fullmatch(r'[A-Za-z0-9]+', key) else 'X'}{passage}"
        label = next(x for n in range(1, len(taken) + 3) if (x := base if n == 1 else f"{base}-{n}") not in taken)
        taken.add(label)
        return label

    def _echoes(self, s: _Statement, clipped: set[str], taken: set[str]) -> None:
        if s.quote is None or s.clip.kind != "quote" or s.article is None:
            return
        for link in self.pack.links(s.quote.id):
            other = self.pack.quote(link.b if link.a == s.quote.id else link.a)
            if other.id in clipped:
                continue
            article = self.pack.by_path[other.source]
            label = self._label(s.name, article.key, other.passage, taken)
            cited = _Citation(article, other.passage, other.span, other, link, label)
            same = glyphs.even(cited.text).strip(glyphs.END) == glyphs.even(s.clip.text).strip(glyphs.END)
            (s.same if same else s.other).append(cited)

    def used(self) -> list[Article]:
        """The articles that are cited, in the order of the pack."""
        paths = {s.article.path for s in self.statements if s.article is not None}
        paths |= {c.article.path for s in self.statements for c in (*s.same, *s.other)}
        return [a for a in self.pack.articles if a.path in paths]


def _quote_at(article: Article, span: Span) -> Quote | None:
    """The quotation that stands at `span`, else the innermost that holds most of it."""
    holding = []
    for q in article.quotes:
        shared = min(q.span.stop, span.stop) - max(q.span.start, span.start)
        if q.span == span:
            return q
        if 10 * shared >= 8 * (span.stop - span.start):
            holding.append(q)
    return min(holding, key=lambda q: q.span.stop - q.span.start, default=None)


# --- writing ---


def write(pack: Pack, work: Work) -> str:
    """The briefing of `work` in Markdown. Its quotations stand as `verify` finds them exact."""
    draft = _Draft(pack, work)
    title = work.title or default_title(pack.title, len(pack.articles))
    blocks = [f"# {escape(title, 'heading')}", _pack_line(draft)]
    if work.bottom.strip():
        blocks += [f"## {BOTTOM} *(analyst)*", *_paragraphs(work.bottom)]
    if draft.statements:
        blocks += [f"## {WHO}", _table(draft), f"## {STATEMENTS}", *_statements(draft)]
        if checks := list(_before_use(draft)):
            blocks += [f"## {BEFORE_USE}", "\n".join(f"- {line}" for line in checks)]
        blocks += ["\n".join(_footnotes(draft)), f"{SOURCES}:", "\n".join(_sources(draft))]
    blocks.append(f"{imprint.MARK}: `twosource verify` checks its quotations against the sources.")
    return "\n\n".join(blocks) + "\n"


def _plural(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _pack_line(draft: _Draft) -> str:
    kinds: Counter[str] = Counter(s.clip.kind for s in draft.statements)
    states = Counter(s.state for s in draft.statements)
    parts = [f"Pack {escape(draft.pack.title)}", _plural(len(draft.pack.articles), "source")]
    nouns = (("quote", "quotation"), ("passage", "passage"), ("selection", "selection"))
    counted = [_plural(kinds[kind], noun) for kind, noun in nouns if kinds[kind]]
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
_INNER_MARK = re.compile('["“”„‟«»]')


def _first_words(s: _Statement) -> str:
    """A statement by its first words, in marks; one or two words in italics, since marks around so few claim nothing."""
    words = _one_line(s.clip.text).split()[:FIRST_WORDS]
    shown = _INNER_MARK.split(" ".join(words).lstrip(_OUTER), maxsplit=1)[0].rstrip(_ENDS)
    told = sum(any(c.isalnum() for c in word) for word in shown.split())
    return f"“{escape(shown, 'cell')}”" if told > 2 else f"*{escape(shown, 'cell')}*"


def _table(draft: _Draft) -> str:
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


def _said(s: _Statement) -> Iterator[tuple[Article, str]]:
    """Each source that has the statement: where, how much of it, by which verb; a verb that differs from the clip's in bold."""
    if s.article is None:
        return
    cue = s.quote.cue.text if s.quote is not None and s.quote.cue is not None else ""
    yield s.article, ", ".join(filter(None, (_where(s.clip.passage), escape(cue, "cell"))))
    for c in (*s.same, *s.other):
        verb = _verb(s, c)
        shown = escape(verb, "cell") if verb == cue or not verb else f"**{escape(verb, 'cell')}**"
        amount = "same words" if c in s.same else _AS[c.link.kind]
        yield c.article, ", ".join(filter(None, (_where(c.passage), amount, shown)))


def _verb(s: _Statement, c: _Citation) -> str:
    """The word by which another source brings a statement in; empty where it is not certain which one that is."""
    for frame in c.link.frame:
        if frame.kind == "cue" and s.quote is not None:
            return frame.b if c.link.a == s.quote.id else frame.a
    sure = c.quote.speaker is not None and c.quote.speaker.certainty >= CERTAIN
    return c.quote.cue.text if sure and c.quote.cue is not None else ""


def _where(passage: int) -> str:
    return f"¶{passage}" if passage else "headline"


def _statements(draft: _Draft) -> Iterator[str]:
    for heading, groups in draft.sections:
        if heading:
            yield f"### {escape(heading, 'heading')}"
        for statements in groups:
            yield draft.head(statements[0])
            for s in statements:
                yield _block(s)
                yield from _others(s)
                if s.clip.note:
                    yield from _paragraphs(s.clip.note, f"*{NOTE}* ", f"*{NOTE_ON}* ")


_BLANKS = re.compile(r"\s+")


def _parting(text: str) -> list[Span]:
    """The runs of blanks in which a blank line parts two paragraphs of a source."""
    runs = (Span(*m.span()) for m in _BLANKS.finditer(text))
    return [run for run in runs if text.count("\n", *run) > 1 and run.start and run.stop < len(text)]


def _quoted(text: str) -> str:
    """Words of a source as a block quotation; where they run over paragraphs, so does it."""
    runs = _parting(text)
    pieces = [
        text[a:b] for a, b in zip([0, *(r.stop for r in runs)], [*(r.start for r in runs), len(text)], strict=True)
    ]
    return "\n>\n".join(f"> {escape(_one_line(piece), 'quote')}" for piece in pieces)


def _block(s: _Statement) -> str:
    """The clip's words as a block quotation; where they run over paragraphs of the source, over several."""
    return _quoted(s.clip.text) + " ".join(f"[^{label}]" for label in (s.label, *(c.label for c in s.same)))


_SHOWN = {c: " " for c in map(chr, range(0x2030)) if c.isspace() and (c == "\n" or _UNPRINTABLE.match(c))} | {
    "\ufeff": "\u2060"
}
"""What stands in a line of Markdown for characters that cannot: a blank for line ends, a word joiner for U+FEFF."""
_IN_A_LINE = str.maketrans(_SHOWN)


def _one_line(text: str) -> str:
    return fold.joined(text).translate(_IN_A_LINE)


def _others(s: _Statement) -> Iterator[str]:
    """What other sources print of the statement, in their own words."""
    cue = s.quote.cue.text if s.quote is not None and s.quote.cue is not None else ""
    for c in s.other:
        verb = _verb(s, c)
        how = {"near": "nearly the same", "excerpt": "part of it", "partial": "some of its words"}
        amount = how.get(c.link.kind, "the same words")
        lead = f"{c.article.key} prints {amount}" + (f", as *{escape(verb)}*" if verb and verb != cue else "")
        words = _one_line(c.text)
        if _INNER_MARK.search(words) or _parting(c.text):
            yield f"{lead}:"
            yield f"{_quoted(c.text)}[^{c.label}]"
        else:
            yield f"{lead}: “{escape(words)}”[^{c.label}]"


def _before_use(draft: _Draft) -> Iterator[str]:
    """What somebody should look at who signs this: unclear speakers, missing dates, wordings that drift, changed sources."""
    statements = [s for _, groups in draft.sections for statements in groups for s in statements]
    for s in statements:
        if s.speaker and not s.certain:
            yield f"{s.name}: who says it in {draft.key(s)} {_where(s.clip.passage)} is not certain; perhaps {escape(s.speaker)}."
        if s.state == "gone":
            yield f"{s.name}: {escape(s.clip.source)} is not in the pack."
        elif s.state == "stale":
            yield f"{s.name}: {draft.key(s)} has changed since it was clipped; the words still stand there."
        elif s.state == "dropped":
            yield f"{s.name}: the words stand in text of {draft.key(s)} that is left out of the article."
        elif s.state == "orphaned":
            yield f"{s.name}: the words no longer stand at their place in {draft.key(s)}."
        elif s.article is not None and s.article.by_number[s.clip.passage].by_hand:
            there = f"{draft.key(s)} {_where(s.clip.passage)}"
            yield f"{s.name}: {there} is text that the analyst put back into the article; the commands read it without."
        yield from _drift(s, draft.people)
    for a in draft.used():
        date = a.masthead.date
        if date is None:
            yield f"{a.key}: no date is stated."
        elif date.status == "inferred":
            yield f"{a.key}: {escape(date.value)} is inferred ({escape(date.origin)}), not stated."


def _drift(s: _Statement, known_as: people.People) -> Iterator[str]:
    """Where sources have a statement in other words, give it to somebody else, or lack a mark."""
    if s.article is None or s.quote is None:
        return
    mine = f"{s.article.key} {_where(s.clip.passage)}"
    wordings: dict[tuple[Span, str], list[str]] = {}
    others: list[str] = []
    for c in (*s.same, *s.other):
        there = f"{c.article.key} {_where(c.passage)}"
        forward = c.link.a == s.quote.id
        for d in c.link.differences:
            if d.kind in ("words", "spelling"):
                a, b = (d.a, d.b) if forward else (d.b, d.a)
                wordings.setdefault((a, _one_line(b.of(c.article.text)).strip()), []).append(there)
        known = s.certain and c.quote.speaker is not None and c.quote.speaker.certainty >= CERTAIN
        for frame in c.link.frame:
            x, y = (frame.a, frame.b) if forward else (frame.b, frame.a)
            apart = known_as.final(x) != known_as.final(y) and same_speaker(x, y) is False
            if frame.kind == "speaker" and known and apart:
                others.append(f"{s.name}: {mine} gives it to {escape(x)}, {there} to {escape(y)}.")
            elif frame.kind == "mark":
                others.append(f"{s.name}: a quotation mark is missing in {there if _odd(c.quote) else mine}.")
    for (span, theirs), places in wordings.items():
        words = _one_line(span.of(s.article.text)).strip()
        yield f"{s.name}: {_reads(words, [mine])}, {_reads(theirs, places)}."
    yield from dict.fromkeys(others)


def _reads(words: str, places: Sequence[str]) -> str:
    shown = _in_marks(words) if words else "nothing"
    return " ".join([shown, *(escape(f"[{place}]") for place in places)])


def _in_marks(words: str) -> str:
    """Words of a source in a line of the briefing's own; in italics where they hold double marks themselves."""
    return f"*{escape(words)}*" if _INNER_MARK.search(words) else f"“{escape(words)}”"


def _footnotes(draft: _Draft) -> Iterator[str]:
    introduced: set[str] = set()
    for _, groups in draft.sections:
        for s in (s for statements in groups for s in statements):
            yield f"[^{s.label}]: {_source_of(draft, s, introduced)}; {_place_of(s)}. {_verdict(s)} Clip {s.number}, {escape(s.clip.id)}."
            for c in (*s.same, *s.other):
                place = f"{_where(c.passage)}, {_line(c.article, c.span)}"
                yield f"[^{c.label}]: {_introduced(draft, c.article, introduced)}; {place}. {_verdict_on(s, c)}"


def _introduced(draft: _Draft, article: Article, introduced: set[str]) -> str:
    """A source at its first mention in full, then by its key."""
    if article.key in introduced:
        return article.key
    introduced.add(article.key)
    m = article.masthead
    headline = _in_marks(_one_line(m.headline.value).strip()) if m.headline else ""
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


def _source_of(draft: _Draft, s: _Statement, introduced: set[str]) -> str:
    return _introduced(draft, s.article, introduced) if s.article is not None else draft.key(s)


def _line(article: Article, span: Span) -> str:
    return f"line {article.text.count(chr(10), 0, span.start) + 1}"


def _place_of(s: _Statement) -> str:
    """Where a clip stands, to the character; and what its words hold that a line of Markdown cannot."""
    span, text = s.clip.span, s.clip.text
    parts = [_where(s.clip.passage)]
    if s.article is not None and s.state != "orphaned":
        parts.append(_line(s.article, span))
    parts.append(f"characters {span.start}–{span.stop}")
    ends = [i for i, c in enumerate(text) if c == "\n"]
    if ends:
        parts.append(f"line ends at {' '.join(map(str, ends))}")
    # a blank line parts two block quotations, and the blanks around it are lost
    lost = [i for run in _parting(text) for i in range(*run) if text[i] != "\n"]
    lost += [m.start() for m in _UNPRINTABLE.finditer(text)]
    lost += [i for i, (c, shown) in enumerate(zip(text, fold.joined(text), strict=True)) if c != shown and c != "\n"]
    parts += [f"U+{ord(text[i]):04X} at {i}" for i in sorted(set(lost))]
    if s.clip.kind != "quote":
        parts.append(s.clip.kind)
    return ", ".join(parts)


def _verdict(s: _Statement) -> str:
    """In words, with the fingerprint of the source where it is no longer what was clipped."""
    if s.state == "exact":
        return f"Exact{_odd(s.quote) if s.quote is not None and s.clip.kind == 'quote' else ''}."
    told = {
        "stale": "Exact, but the source has changed",
        "dropped": "Left out of the article",
        "orphaned": "Not found",
        "gone": "Not checked, the source is not there",
    }
    return f"{told[s.state]}; clipped from sha256 {s.clip.sha256}."


def _verdict_on(s: _Statement, c: _Citation) -> str:
    if c in s.other:
        return f"As printed{_odd(c.quote)}."
    return (
        f"{'Exact' if _one_line(c.text) == _one_line(s.clip.text) else 'The same but for typography'}{_odd(c.quote)}."
    )


def _odd(quote: Quote) -> str:
    """What is missing around a quotation in its source."""
    if "unopened" in quote.flags:
        return "; the opening mark is missing"
    return "; the closing mark is missing" if "unclosed" in quote.flags else ""


def _sources(draft: _Draft) -> Iterator[str]:
    for a in draft.used():
        left = f", {_plural(len(a.dropped), 'piece')} left out" if a.dropped else ""
        if back := sum(p.by_hand for p in a.passages):
            left += f", {_plural(back, 'piece')} put back by hand"
        yield f"- {a.key} {_code(a.path)} sha256 {a.source.sha256}{left}"
    for path, key in draft.absent.items():
        yield f"- {key} {_code(path)} not in the pack"


def _code(path: str) -> str:
    return f"`{path}`" if re.fullmatch(r"[\w./#+-]+", path) else escape(path, "list")


# --- reading ---

_CLIPPED = re.compile(
    r"(?:.*; |)(?:¶(?P<n>\d+)|headline)(?:, line \d+)?, characters (?P<start>\d+)–(?P<stop>\d+)(?P<more>(?:, [^,;.]+)*)\."
    r"(?P<told>.*) Clip (?P<number>\d+), (?P<id>.+)\.\s*",
    re.DOTALL,
)
_LISTED = re.compile(r"(\S+) (.+) (?:sha256 ([0-9a-f]{64})(?:,.*)?|not in the pack)", re.DOTALL)
_CLIPPED_FROM = re.compile(r"clipped from sha256 ([0-9a-f]{64})")
_PRINTS = re.compile(r"\S+ prints (?:nearly the same|part of it|some of its words|the same words)\b")
_ITEM = re.compile(r"[A-Za-z][A-Za-z0-9]*: ")


def read(text: str) -> Written:
    """The title, the bottom line and the clips of a briefing, also of one that was edited by hand.

    Words that stand where the analyst writes are notes of the clip above, or belong to the bottom line where there is none.
    A text that twosource did not write has no clips.
    """
    return _Reading(prose.paragraphs(text, "md")).written()


class _Reading:
    """A briefing gone through once, paragraph by paragraph."""

    def __init__(self, paragraphs: Sequence[prose.Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.title = self.pack_line = self.heading = ""
        self.bottom: list[str] = []
        self.clips: list[_Read] = []
        self.head = ""
        self.notes: dict[str, str] = defaultdict(str)
        for p in paragraphs:
            if p.note is not None:
                self.notes[p.note] += p.text
        self.sources: dict[str, tuple[str, str]] = {}
        self.quoted: list[str] = []
        self.section = ""

    def written(self) -> Written:
        self._list_sources()
        for p in self.paragraphs:
            if p.note is None:
                self._paragraph(p, p.text)
        named = re.fullmatch(r"(.*): what \d+ sources? report", self.title, re.DOTALL)
        title = "" if named and self.pack_line.startswith(f"Pack {named.group(1)} · ") else self.title
        return Written(title, "\n\n".join(self.bottom), tuple(self._in_order()))

    def _list_sources(self) -> None:
        begun = False
        for p in self.paragraphs:
            begun = begun or p.text == f"{SOURCES}:"
            if begun and (listed := _LISTED.fullmatch(p.text)):
                self.sources[listed.group(1)] = (listed.group(2), listed.group(3) or "")

    def _paragraph(self, p: prose.Paragraph, text: str) -> None:
        if self.section == SOURCES or p.kind == "cell" or (p is self.paragraphs[-1] and text.startswith(imprint.MARK)):
            return
        if p.kind == "blockquote":
            self._block(p, text)
            return
        self.quoted.clear()
        if p.kind == "heading":
            self._headed(p, text)
        elif text == f"{SOURCES}:":
            self.section = SOURCES
        elif not self.section and not self.pack_line and text.startswith("Pack "):
            self.pack_line = text
        elif self.section == BOTTOM:
            self.bottom.append(text)
        elif not self._noted(text) and not self._ours(p, text):
            self._keep(text)

    def _headed(self, p: prose.Paragraph, text: str) -> None:
        if p.level == 1 and not self.title:
            self.title = text
        elif p.level == 2:
            self.section = BOTTOM if text.startswith(BOTTOM) else text
            if self.section not in (BOTTOM, WHO, STATEMENTS, BEFORE_USE):
                self._keep(text)
        elif self.section == STATEMENTS:
            self.heading = text
        else:
            self._keep(text)

    def _block(self, p: prose.Paragraph, text: str) -> None:
        """A paragraph of a block quotation; its footnote says whose clip it ends."""
        self.quoted.append(text[: p.refs[0].start] if p.refs else text)
        for ref in p.refs:
            if ref.kind == "note" and (found := _CLIPPED.fullmatch(self.notes[ref.target])):
                self.clips.append(_Read(int(found["number"]), self.head, self._clip(found, self.notes[ref.target])))
                self.heading = ""
                break
        if p.refs:
            self.quoted.clear()

    def _clip(self, found: re.Match[str], note: str) -> Clip:
        key = re.split(r"[:;]", note.strip(), maxsplit=1)[0]
        source, sha256 = self.sources.get(key, ("", ""))
        clipped = _CLIPPED_FROM.search(found["told"])
        held: dict[int, str] = {}
        kind: Literal["quote", "passage", "selection"] = "quote"
        for part in found["more"].split(", ")[1:]:
            if part.startswith("line ends at "):
                held |= dict.fromkeys(map(int, part.removeprefix("line ends at ").split()), "\n")
            elif part.startswith("U+"):
                code, _, at = part[2:].partition(" at ")
                held[int(at)] = chr(int(code, 16))
            elif part in ("passage", "selection"):
                kind = "passage" if part == "passage" else "selection"
        return Clip(
            found["id"],
            source,
            clipped.group(1) if clipped else sha256,
            int(found["n"] or 0),
            Span(int(found["start"]), int(found["stop"])),
            _put_back(self.quoted, held),
            kind,
            heading=self.heading,
        )

    def _noted(self, text: str) -> bool:
        """Whether a paragraph is a note of the clip above; then it is kept there."""
        for lead in (NOTE_ON, NOTE):
            if text.startswith(lead) and self.clips:
                self._add_note(text.removeprefix(lead).removeprefix(" "), lead == NOTE_ON)
                return True
        return False

    def _add_note(self, text: str, more: bool) -> None:
        last = self.clips[-1]
        note = f"{last.clip.note}\n\n{text}" if more else text
        self.clips[-1] = last._replace(clip=replace(last.clip, note=note))

    def _keep(self, text: str) -> None:
        """Words that have no place of their own are the analyst's."""
        if self.section == STATEMENTS and self.clips:
            self._add_note(text, bool(self.clips[-1].clip.note))
        else:
            self.bottom.append(text)

    def _ours(self, p: prose.Paragraph, text: str) -> bool:
        """Whether a paragraph is made anew at each writing: head lines, what others print, what to check."""
        if self.section != STATEMENTS:
            return self.section == BEFORE_USE and bool(_ITEM.match(text))
        if p.bold and (text[p.bold :] in ("", OWN_WORDS) or text.startswith("? perhaps ") or text.endswith(BY_HAND)):
            self.head = text
            return True
        return bool(_PRINTS.match(text))

    def _in_order(self) -> list[Clip]:
        """The clips by their numbers, or as they stand where somebody moved them about."""
        numbered = sorted(self.clips, key=lambda c: c.number)
        written: list[dict[str, list[_Read]]] = []
        for c in numbered:
            if c.clip.heading or not written:
                written.append({})
            written[-1].setdefault(c.head, []).append(c)
        canonical = [c for groups in written for group in groups.values() for c in group]
        return [c.clip for c in (numbered if canonical == self.clips else self.clips)]


class _Read(NamedTuple):
    """A clip as it was read: its number among the clips, the head line above it."""

    number: int
    head: str
    clip: Clip


def _put_back(paragraphs: Sequence[str], held: dict[int, str]) -> str:
    """The words of a clip with the line ends and other characters that Markdown could not hold, at their places."""
    out: list[str] = []
    for n, paragraph in enumerate(paragraphs):
        while n and held.get(len(out), "x").isspace():
            out.append(held[len(out)])
        out.extend(paragraph)
    for at, c in held.items():
        if at < len(out):
            out[at] = c
    return "".join(out)


def check(pack: Pack, markdown: str) -> tuple[Problem, ...]:
    """What a briefing says that its pack does not bear out: quotations that fail, clips whose source is another by now."""
    problems = [
        Problem(v.line, v.plain, v.status)
        for v in verify.check(markdown, pack.articles, "md")
        if v.status in verify.FAILED
    ]
    draft = _Draft(pack, Work(clips=read(markdown).clips))
    for s in draft.statements:
        if s.state != "exact":
            line = markdown.count("\n", 0, max(0, markdown.find(f"[^{s.label}]"))) + 1
            problems.append(Problem(line, s.clip.text, s.state))
    return tuple(problems)


def as_json(pack: Pack, work: Work) -> dict[str, Any]:
    """The briefing as `export --to json` prints it: each clip with its speaker, its state, and where else it stands."""
    draft = _Draft(pack, work)
    return {
        "schema": 1,
        "pack": pack.title,
        "title": work.title or default_title(pack.title, len(pack.articles)),
        "bottom": work.bottom,
        "items": [_item(s) for s in draft.statements],
    }


def _item(s: _Statement) -> dict[str, Any]:
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
        "speaker": {"name": s.speaker, "certain": s.certain} if s.speaker else None,
        "state": s.state,
        "echoes": echoes,
    }
