"""What is known of a source: its card, its speakers, its outline."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from index import fold, rulings
from index.model import Article, Fact, Span
from reader import desk as moves
from reader.desk import Desk
from reader.paint import Line, Lines, Piece, cut, pad
from reader.panes.slug import many, said_of
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


def source_card(desk: Desk, article: Article, width: int) -> Lines:
    """Each field of the masthead with how it is known, the file, and what was left out by which rule."""
    m = article.masthead
    rows: list[tuple[str, str, str]] = [
        ("Headline", *_fact(m.headline)),
        ("Publisher", *_fact(m.publisher)),
        ("Agency", *_fact(m.agency)),
    ]
    for author in m.authors:
        value, how = _fact(author)
        rows.append(("Author", value, f"{author.role}, {how}" if author.role else how))
    rows += [("Date", *_fact(m.date)), ("Place", *_fact(m.dateline)), ("", "", "")]
    rows += [
        ("File", article.path, f"{article.source.size:,} bytes, {article.encoding or article.format}"),
        *(("Copy", path, "the same bytes") for path in article.source.copies),
        ("sha256", article.source.sha256, ""),
        ("Language", article.language or "not recognised", ""),
        ("Text", said_of(article), f"{len(article.passages)} passages with the headline"),
        ("", "", ""),
    ]
    counted: dict[str, int] = {}
    for d in article.dropped:
        counted[d.rule] = counted.get(d.rule, 0) + 1
    rows += [
        ("Left out" if n == 0 else "", rule, many(count, "piece")) for n, (rule, count) in enumerate(counted.items())
    ]
    if counted:
        rows.append(("", "", "r in the text shows them in place, R puts one back"))
    rows += _by_hand(desk, article)
    return Lines(line for row in rows for line in _row(*row, max(width - 16, 10)))


def _row(name: str, value: str, how: str, room: int) -> Iterable[Line]:
    """A field, its value broken into lines of `room` cells, and how it is known behind it or, without room, below."""
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


def _by_hand(desk: Desk, article: Article) -> Iterable[tuple[str, str, str]]:
    """What the user put back and left out, and what of it no longer stands in the source."""

    def words(span: Span) -> str:
        return fold.in_one_line(span.of(article.text)[:400])

    rows = [(f"put back as ¶{p.n}", words(p.span)) for p in article.passages if p.by_hand]
    rows += [("left out", words(d.span)) for d in article.dropped if d.rule == rulings.LEFT_OUT]
    made = rulings.by_article(desk.pack.articles, desk.work.rulings.values()).get(article.path, [])
    if lost := len(rulings.standing(article, made).lost):
        rows.append((f"{many(lost, 'piece')} not found", "the source no longer has these words as a piece of its own"))
    for n, (value, how) in enumerate(rows):
        yield "By hand" if n == 0 else "", value, how


def _fact(fact: Fact | None) -> tuple[str, str]:
    if fact is None:
        return "not stated", ""
    how = "stated" if fact.status == "stated" else "inferred"
    return " ".join(fact.value.split()), how if fact.origin == "text" else f"{how}, from {fact.origin}"


def people(desk: Desk, article: Article, width: int) -> tuple[Lines, tuple[int, ...]]:
    """The speakers of a source, each with what they say; and the offset that each line leads to."""
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
    return Lines(lines), tuple(offsets)


def outline(article: Article, width: int) -> tuple[Lines, tuple[int, ...]]:
    """A line a passage: its number and first words, headings bold; and the offset that each leads to."""
    return Lines(_outline(article, width)), tuple(p.span.start for p in article.passages)


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
