"""What is known of a source: its card, its speakers, its outline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from index import fold, rulings
from index.model import Article, Fact, Masthead, Span
from index.pack import Pack
from reader import caveats, links, wires
from reader import desk as moves
from reader.desk import Desk
from reader.paint import Line, Lines, Piece, cut, pad
from reader.panes.slug import file_of, headline_of, many, said_of, within
from reader.wrap import cells, wrap

BESIDE = 60
"""Columns from which a speaker's words stand beside the name; else below it."""

WELCOME = 74
"""Columns that the card of the first opening needs."""
_FIRST_STEPS = (
    ("open", "read this source"),
    ("align", "two beside each other"),
    ("search", "search all sources"),
    ("quotes", "who said what, and where"),
    ("clip", "put a quotation aside"),
    ("briefing", "the briefing made of them"),
    ("removed", "what was left out of a text"),
    ("help", "the keys that work here"),
)


def welcome(key: Callable[[str], str], width: int) -> Lines:
    """What this is, and eight keys to begin with, each as `key` gives it for the name of its command."""
    lines = [
        Line(),
        Line((Piece("  The sources of one story, without what stood around them: who said what, in", "text"),)),
        Line((Piece("  which words, in which of them. What you put aside is kept at once.", "text"),)),
        Line(),
    ]
    half = len(_FIRST_STEPS) // 2
    for n in range(half):
        pieces = [Piece("  ")]
        for name, said in (_FIRST_STEPS[n], _FIRST_STEPS[n + half]):
            pieces += [Piece(pad(key(name).split(" ")[0], 7), "bright bold"), Piece(pad(said, 28), "text")]
        lines.append(Line(tuple(pieces)))
    again = Piece(f"  Any key closes this and is obeyed; {key('welcome')} shows it again.", "dim")
    return Lines([*lines, Line(), Line((again,)), Line()])


def welcome_line(key: Callable[[str], str]) -> str:
    """The same in a line, where there is no room for the card."""
    steps = (("open", "reads"), ("search", "searches"), ("quotes", "who said what"), ("help", "all keys"))
    return "New here? " + " · ".join(f"{key(name).split(' ')[0]} {said}" for name, said in steps)


class Place(NamedTuple):
    """Where a line leads to."""

    path: str
    offset: int


Lead = Place | None
"""Where a line leads to; None for nowhere."""


class Row(NamedTuple):
    """A field, its value, how it is known, and the offset of where it stands."""

    name: str = ""
    value: str = ""
    how: str = ""
    at: int | None = None


def source_card(desk: Desk, article: Article, width: int) -> tuple[Lines, tuple[Lead, ...]]:
    """Each field of the masthead with how it is known, what has to be known of the source, the file, and what was left out by
    which rule; and where each line leads to.
    """
    m = article.masthead
    rows = [_fact("Headline", m.headline), _fact("Publisher", m.publisher), _fact("Agency", m.agency)]
    rows += [_fact("Author", author) for author in m.authors]
    rows += [_fact("Date", m.date), _fact("Place", m.dateline), *_origin(m), Row()]
    flags = sorted(article.flags, key=lambda flag: list(caveats.WORDS).index(flag.kind))
    rows += [
        Row("" if n else "Take care", caveats.WORDS[flag.kind], flag.reason, flag.span.start if flag.span else None)
        for n, flag in enumerate(flags)
    ]
    if any(flag.kind == "mojibake" for flag in flags):
        rows.append(Row(how="E in the text shows what was meant"))
    rows += [Row()] if flags else []
    inner = within(article.path)
    rows += [
        Row("File", file_of(article.path), "" if inner else _kind(article)),
        *([Row("In it", inner, _kind(article))] if inner else []),
        *(Row("Copy", path, "the same bytes") for path in article.source.copies),
        Row("sha256", article.source.sha256),
        Row("Language", article.language or "not recognised"),
        Row("Text", said_of(article), f"{len(article.passages)} passages with the headline"),
        *([Row("Report", report)] if (report := wires.said(desk.pack, article)) else []),
        Row(),
    ]
    first: dict[str, int] = {}
    for d in article.dropped:
        first.setdefault(d.rule, d.span.start)
    counts = Counter(d.rule for d in article.dropped)
    rows += [
        Row("" if n else "Left out", rule, many(count, "piece"), first[rule])
        for n, (rule, count) in enumerate(counts.most_common())
    ]
    if counts:
        rows.append(Row(how="r in the text shows them in place, R puts one back"))
    rows += _by_hand(desk, article)
    made = [(line, row.at) for row in rows for line in _row(row, max(width - 17, 10))]
    leads = tuple(Place(article.path, at) if at is not None else None for _, at in made)
    return Lines(line for line, _ in made), leads


def _kind(article: Article) -> str:
    return f"{article.source.size:,} bytes, {article.encoding or article.format}"


def _row(row: Row, room: int) -> Iterable[Line]:
    """A field, its value broken into lines of `room` cells, and how it is known behind it or, without room, below."""
    name, value, how, _ = row
    broken = wrap(value, 0, len(value), room)
    shown = [value[broken[n] : broken[n + 1]] for n in range(0, len(broken), 2)] or [""]
    behind = how and cells(shown[-1]) + 2 + cells(how) <= room
    for n, words in enumerate(shown):
        last = n == len(shown) - 1
        pieces = [Piece(f"  {pad(name if n == 0 else '', 12)}", "dim"), Piece(words, "bright")]
        yield Line((*pieces, Piece(f"  {how}", "dim")) if last and behind else tuple(pieces))
    if how and not behind:
        broken = wrap(how, 0, len(how), room)
        for n in range(0, len(broken), 2):
            yield Line((Piece(" " * 14), Piece(how[broken[n] : broken[n + 1]], "dim")))


def _by_hand(desk: Desk, article: Article) -> Iterable[Row]:
    """What the user put back and left out, and what of it no longer stands in the source."""

    def words(span: Span) -> str:
        return fold.in_one_line(span.of(article.text)[:400])

    rows = [Row("", f"put back as ¶{p.n}", words(p.span), p.span.start) for p in article.passages if p.by_hand]
    out = [d.span for d in article.dropped if d.rule == rulings.LEFT_OUT]
    rows += [Row("", "left out", words(span), span.start) for span in out]
    made = rulings.by_article(desk.pack.articles, desk.work.rulings.values()).get(article.path, [])
    if lost := len(rulings.standing(article, made).lost):
        gone = "the source no longer has these words as a piece of its own"
        rows.append(Row("", f"{many(lost, 'piece')} not found", gone))
    for n, row in enumerate(rows):
        yield row if n else row._replace(name="By hand")


def _origin(m: Masthead) -> Iterable[Row]:
    """Where the source came from, as far as that is known."""
    if m.fetched is not None:
        yield _fact("Fetched", m.fetched)._replace(value=m.fetched.value.replace("T", " ").replace("Z", " UTC"))
    if m.url is not None:
        yield _fact("from" if m.fetched else "Address", m.url)
        yield from (Row("", said) for said in links.told(m.url.value))
        yield Row(how="U opens it in the browser")
    if m.original is not None:
        yield _fact("Copied from", m.original)


def _fact(name: str, fact: Fact | None) -> Row:
    if fact is None:
        return Row(name, "not stated")
    how = "stated" if fact.status == "stated" else "inferred"
    how = how if fact.origin == "text" else f"{how}, from {fact.origin}"
    return Row(
        name,
        " ".join(fact.value.split()),
        f"{fact.role}, {how}" if fact.role else how,
        fact.span.start if fact.span else None,
    )


def troubles(pack: Pack, width: int) -> tuple[Lines, tuple[Lead, ...]]:
    """What could not be read, by its reasons, with what to do; what has to be known of the others; where each line leads to."""
    made: list[tuple[Line, Lead]] = []

    def add(words: str, role: str, indent: int, lead: Lead = None) -> None:
        room = max(width - indent - 3, 10)
        broken = wrap(words, 0, len(words), room)
        for n in range(0, len(broken), 2):
            made.append((Line((Piece(" " * indent), Piece(words[broken[n] : broken[n + 1]], role))), lead))

    for reason, some in caveats.by_reason(pack.unread).items():
        add(f"{many(len(some), 'file')} not read: {reason}", "bright bold", 2)
        if todo := caveats.to_do(reason):
            add(todo, "text", 4)
        add(", ".join(one.source.path for one in some), "dim", 6)
        made.append((Line(), None))
    if pack.unread:
        add("A file that is no source is not listed any more with ignore = true in pack.toml.", "dim", 2)
        made.append((Line(), None))
    for kind, articles in caveats.by_kind(pack.articles).items():
        add(f"{many(len(articles), 'source')}: {caveats.WORDS[kind]}", "bright bold", 2)
        for article in articles:
            for flag in article.flags:
                if flag.kind == kind:
                    lead = Place(article.path, flag.span.start if flag.span else article.by_place[0].span.start)
                    add(f"{article.key}  {headline_of(article)}", "text", 4, lead)
                    add(flag.reason, "dim", 6, lead)
        made.append((Line(), None))
    if not made:
        add("Every source was read, and nothing has to be known of any before it is trusted.", "text", 2)
    return Lines(line for line, _ in made), tuple(lead for _, lead in made)


def people(desk: Desk, article: Article, width: int) -> tuple[Lines, tuple[Lead, ...]]:
    """The speakers of a source, each with what they say; and where each line leads to."""
    tags = moves.tags(desk)
    by_name: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for q in sorted(moves.quotes_of(desk, article), key=lambda q: q.span):
        name, sure, by_hand = moves.speaker_of(desk, q)
        said = ("¦ " if q.type == "indirect" else "") + fold.in_one_line(q.span.of(article.text))
        by_name.setdefault((name, "@" if by_hand else "" if sure else "?"), []).append((q.span.start, said))
    lines, offsets = [], []
    beside = width >= BESIDE
    for (name, sign), quotes in by_name.items():
        tag = tags.get(name)
        letter = Piece(tag.letter if tag else " ", f"speaker-{tag.hue} bold" if tag else "dim")
        head = pad(f"{cut(name, 22)} {sign}" if name else "nobody named", 24)
        if not beside:
            lines.append(Line((Piece(" "), letter, Piece(f" {head}"))))
            offsets.append(quotes[0][0])
        for n, (offset, said) in enumerate(quotes):
            named = beside and n == 0
            left = [Piece(" "), letter if named else Piece(" "), Piece(f" {head if named else ' ' * 24} ")]
            left = left if beside else [Piece(" " * 5)]
            room = max(width - sum(cells(p.text) for p in left) - 2, 10)
            lines.append(Line((*left, Piece(cut(said, room), "bright"))))
            offsets.append(offset)
    if not lines:
        return Lines([Line((Piece("  Nobody is quoted in this source.", "dim"),))]), ()
    return Lines(lines), tuple(Place(article.path, offset) for offset in offsets)


def outline(article: Article, width: int) -> tuple[Lines, tuple[Lead, ...]]:
    """A line a passage: its number and first words, headings bold; and where each leads to."""
    return Lines(_outline(article, width)), tuple(Place(article.path, p.span.start) for p in article.passages)


def _outline(article: Article, width: int) -> Iterable[Line]:
    for p in article.passages:
        words = fold.in_one_line(p.span.of(article.text)[:400])
        role = "bright bold" if p.kind == "heading" else "text"
        yield Line(
            (
                Piece(pad(str(p.n) if p.n else "", 5, right=True), "dim"),
                Piece("  "),
                Piece(cut(words, max(width - 10, 10)), role),
            )
        )
