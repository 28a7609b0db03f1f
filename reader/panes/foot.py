"""The lines at the head and at the foot of the screen: where one is, and what is under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.model import Article
from reader import aside, caveats, charted, checking, hits, safe, selecting, wires
from reader import desk as moves
from reader.desk import Desk
from reader.paint import Line, Piece, cut, fit, pad
from reader.panes import briefing, compare, coverage, search, timeline, verdicts
from reader.panes.card import Lead
from reader.panes.slug import has_lines, line_of, many, publisher_of
from reader.panes.source import notes
from reader.runs import told
from reader.statements import Lens
from reader.wrap import cells

SCREENS = (
    ("F2", "Search", "search"),
    ("F3", "Read", "read"),
    ("F4", "Compare", "compare"),
    ("F5", "Quotes", "quotes"),
    ("F6", "Briefing", "briefing"),
)
MOST_PLACES = 4
"""Sources of a statement that the line names."""
NARROWEST = 8
"""Cells that a key and its title take at least, where there are many to choose from."""
SCREENS_AT = 24
"""The column at which their names begin in the head line."""


def head(desk: Desk, busy: str, width: int) -> Line:
    """Where in the program one is; at the right what goes on beside it, and what is put aside."""
    name = pad(safe.text(desk.pack.title), 22)
    pieces = [Piece(f" {name}", "dim"), Piece(" ")]
    for key, title, view in SCREENS:
        here = desk.view == view or (view, desk.view) in (("read", "sources"), ("briefing", "check"))
        pieces += [Piece(f"{key} ", "dim"), Piece(title, "bright bold underline" if here else "dim"), Piece("   ")]
    n = len(desk.work.clips)
    clips = many(n, "clip") if n else "" if busy else "no clips yet"
    used = sum(cells(p.text) for p in pieces)
    right = [Piece(cut(busy, width - used - cells(clips) - 5), "accent-text")] if busy else []
    right += [Piece(" · ", "dim")] if busy and clips else []
    if desk.proof is not None and desk.proof.unsaved:
        right.insert(0, Piece("unsaved", "accent-text"))
        right[1:1] = [Piece(" · ", "dim")] if busy or clips else []
    right.append(Piece(clips, "text" if n else "dim"))
    room = width - used - sum(cells(p.text) for p in right) - 1
    return Line((*pieces, Piece(" " * max(room, 0)), *right, Piece(" ")), "bar")


def state(desk: Desk) -> str:
    """What the view is in the midst of, so that other keys matter now: a name of `keys.FOOT_WHILE`; empty for nothing."""
    answer = desk.answer
    if desk.view == "search" and not desk.query.strip():
        return "empty"
    if desk.view == "search" and answer is not None:
        return "nothing" if not answer.hits else "meant" if answer.corrected else ""
    if desk.view == "sources":
        return "marked" if len(desk.chosen) > 1 else ""
    if desk.view == "briefing":
        return "" if desk.work.clips else "nothing"
    if desk.view == "coverage":
        return "" if charted.version(desk) else "gap"
    if desk.view == "timeline":
        return ""
    if desk.view == "check":
        return _state_of_check(desk)
    if desk.view == "quotes":
        return "narrowed" if desk.lens != Lens() else ""
    lit = desk.lit and answer is not None and bool(answer.hits)
    if desk.selection is not None or lit:
        return "selection" if desk.selection is not None else "lit"
    if desk.removed:
        return "run" if desk.run is not None else "removed"
    article = desk.article
    return "garbled" if article is not None and any(flag.kind == "mojibake" for flag in article.flags) else ""


def _state_of_check(desk: Desk) -> str:
    proof = desk.proof
    if proof is None or proof.fixed:
        return "fixed"
    if proof.n is not None and checking.is_problem(proof, proof.n, checking.hands(desk)):
        return ""
    return "unsaved" if proof.unsaved and not checking.worst(desk) else "fine"


def keys(pairs: Sequence[tuple[str, str]], width: int) -> Line:
    """Keys and what they do, as many as there is room for: what does not fit goes from the middle, the last one stands."""
    shown = [pair for pair in pairs if pair[0]]
    while len(shown) > 1 and sum(cells(key) + cells(title) + 4 for key, title in shown) - 2 > width:
        del shown[-2]
    return Line((Piece(" "), *_spread(shown, [0] * len(shown))), "bar")


def choice(prefix: str, said: str, pairs: Sequence[tuple[str, str]], width: int) -> tuple[Line, Line]:
    """The two lines of the foot while `prefix` waits for another key: what may follow, in two rows of even columns."""
    head = [Piece(f" {prefix} ", "accent-text bold"), Piece(f" {said}  ", "dim")]
    left = sum(cells(p.text) for p in head)
    room = max(width - left - 1, 1)
    most = max((cells(key) + cells(title) + 3 for key, title in pairs), default=1)
    columns = max(room // most, 1)
    if len(pairs) > 2 * columns:
        columns = max(min((len(pairs) + 1) // 2, room // NARROWEST), 1)
    each = min(room // columns, most)
    rows = pairs[:columns], pairs[columns : 2 * columns]
    return (
        Line((*head, *_spread(rows[0], [each] * columns)), "bar"),
        Line((Piece(" " * left), *_spread(rows[1], [each] * columns)), "bar"),
    )


def _spread(pairs: Iterable[tuple[str, str]], widths: Sequence[int]) -> Iterable[Piece]:
    """Keys with their titles, each pair in a column of the width given; 0: as wide as it is."""
    for (key, title), each in zip(pairs, widths, strict=False):
        title = cut(title, each - cells(key) - 2) if each else title
        yield Piece(key, "bright bold")
        yield Piece(f" {title}   " if not each else pad(f" {title}", each - cells(key)), "dim")


def key_at(line: Line, x: int) -> str:
    """The key at a column of a line of the foot: of `] [ quotation` the second one where it stands, else the first."""
    keys: list[str] = []
    for piece in line.pieces:
        width = cells(piece.text)
        if piece.role == "bright bold":
            keys = piece.text.split()
            if 0 <= x < width:
                before = len(piece.text[: x + 1].split()) if x < len(piece.text) else 1
                return keys[min(max(before, 1), len(keys)) - 1] if keys else ""
        elif 0 <= x < width:
            return keys[0] if keys and piece.text[: x + 1].strip() else ""
        x -= width
    return ""


def marked(desk: Desk) -> list[tuple[str, str]]:
    """The letters that mark places, each with its place, and the key for where one jumped from."""
    out = [("'", "back")] if desk.jumps else []
    for letter, (path, offset) in sorted(desk.work.marks.items()):
        article = desk.pack.by_path.get(path)
        passage = moves.passage_at(article, offset) if article else None
        if article is not None and passage is not None:
            out.append((letter, f"{article.key}¶{passage.n}" if passage.n else f"{article.key} headline"))
    return out


def status(desk: Desk, width: int, busy: str = "") -> Line:
    """The thing under the cursor; what the last move had to say goes before it."""
    left: list[Piece] = []
    right: list[Piece] = []
    layer = [*([Piece(f"  {busy}", "accent-text")] if busy else []), *_standing(desk)]
    if desk.said:
        said = safe.text(desk.said)
        growing = _growing(width - cells(said) - 4) if desk.selection is not None else []
        return fit([Piece(said, "text")], growing or layer, width, "bar")
    if desk.view == "sources":
        left, right = _about_source(desk)
    elif desk.view in ("read", "compare"):
        left, right = _about_cursor(desk)
    elif desk.view == "search":
        left, right = _about_hit(desk)
    elif desk.view == "quotes":
        left, right = _about_statement(desk)
    elif desk.view == "coverage":
        left, right = coverage.status(desk)
    elif desk.view == "timeline":
        left, right = timeline.status(desk)
    elif desk.view == "check":
        left, right = verdicts.status(desk)
    else:
        left, right = _about_clip(desk)
    return fit(left, [*right, *layer], width, "bar")


def _standing(desk: Desk) -> list[Piece]:
    """What stays at the right end whatever is said: which hit the cursor is on while hits are lit, the layer that is on."""
    out = []
    if desk.lit and desk.view in ("read", "compare"):
        n, total = hits.hit_here(desk)
        more = "+" if desk.answer is not None and desk.answer.total > len(desk.answer.hits) else ""
        if total:
            out.append(Piece(f"  hit {n} of {total}{more}" if n else f"  {total}{more} hits", "dim"))
    if desk.path in desk.mended and desk.view in ("read", "compare"):
        out += [Piece("  ", "dim"), Piece("repaired", "text underline")]
    if desk.reported and desk.view not in ("briefing", "timeline", "check"):
        out.append(Piece("  ¦ reported", "dim"))
    return out


def _growing(room: int) -> list[Piece]:
    """The keys that move the end of a selection, as many as there is room for."""
    shown: list[Piece] = []
    for key, title in selecting.HINTS:
        pair = [Piece(f"  {key}" if shown else key, "bright bold"), Piece(f" {title}", "dim")]
        if sum(cells(p.text) for p in (*shown, *pair)) > room:
            break
        shown += pair
    return shown


def _about_source(desk: Desk) -> tuple[list[Piece], list[Piece]]:
    article = desk.article
    if article is None:
        return [], []
    quotes = article.quotes
    linked = sum(1 for q in quotes if desk.pack.links(q.id))
    last = article.passages[-1].n if article.passages else 0
    also = f", {linked} of them also elsewhere" if linked else ""
    dim = [f" · {len(article.dropped)} left out"]
    date = article.masthead.date
    dim.append(
        " · no date" if date is None else "" if date.status == "stated" else f" · date inferred from the {date.origin}"
    )
    if report := wires.said(desk.pack, article):
        dim.insert(0, f" · {report}")
    care = (
        [Piece(f" · {caveats.SIGN} ", "bright bold"), Piece(", ".join(caveats.named(article)))] if article.flags else []
    )
    return [
        Piece(article.key, "bright bold"),
        Piece(f"  {many(last, 'passage')} · {many(len(quotes), 'quotation')}{also}"),
        *care,
        Piece("".join(dim), "dim"),
    ], []


def _about_cursor(desk: Desk) -> tuple[list[Piece], list[Piece]]:
    article, passage, dropped = desk.article, desk.passage, desk.dropped
    if article is not None and (run := desk.run) is not None:
        first, last = (line_of(article, offset) for offset in run.span)
        said = "  {}: {}".format(*told(article, run))
        return [Piece("x", "bright bold"), Piece(said), Piece(f" · lines {first} to {last}", "dim")], [
            _left_out(article)
        ]
    if article is not None and dropped is not None:
        line = line_of(article, dropped.span.start)
        dim = f" · line {line} · {dropped.reason}"
        return [Piece("x", "bright bold"), Piece(f"  {dropped.rule}"), Piece(dim, "dim")], [_left_out(article)]
    if article is None or passage is None:
        return [], []
    right = [Piece(compare.counts(desk))] if desk.view == "compare" else [_left_out(article)] if desk.removed else []
    if desk.removed and passage.by_hand:
        return [
            Piece(f"¶{passage.n}", "bright bold"),
            Piece("  put back by hand"),
            Piece(" · R leaves it out again", "dim"),
        ], right
    quote = desk.quote
    if quote is None and desk.view == "read":
        inside = moves.quoted(desk, article).get(passage.n, ())
        quote = inside[0] if len(inside) == 1 else None
        if len(inside) > 1:
            return [
                Piece(f"¶{passage.n}", "bright bold"),
                Piece(f"  {len(inside)} quotations", "text"),
                Piece(" · ] walks them", "dim"),
            ], right
    if quote is None:
        if desk.view == "compare":
            return _about_counterparts(desk, article, passage.n), right
        words = len(passage.span.of(article.text).split())
        where = f" · line {line_of(article, passage.span.start)} of the file" if has_lines(article) else ""
        return [
            Piece(f"¶{passage.n}" if passage.n else "headline", "bright bold"),
            Piece(f"  {many(words, 'word')}{where}", "dim"),
        ], right
    return _about_quote(desk, quote.id), right


def _about_counterparts(desk: Desk, article: Article, n: int) -> list[Piece]:
    """What answers a passage in the other texts, and how much of it is the same."""
    found = moves.counterparts(desk, n)
    if not found:
        return [Piece("<" if desk.focus == 0 else ">", "bright bold"), Piece("  only here", "dim")]
    pieces: list[Piece] = []
    for there, number, row, side in found:
        words = sum(len(pair[side].of(article.text).split()) for pair in row.common)
        same = "the same text" if not row.differences else f"{many(words, 'word')} shared"
        pieces += [Piece(" · ", "dim")] if pieces else []
        pieces.append(Piece("~" if row.differences else "=", "bright bold"))
        pieces.append(Piece(f" {same}{'' if row.certainty >= compare.MAYBE else ', maybe'}"))
        pieces.append(Piece(f" {there.key}¶{number}", "dim"))
    return pieces


def _left_out(article: Article) -> Piece:
    return Piece(f"{len(article.dropped)} left out", "dim")


def _about_quote(desk: Desk, quote_id: str) -> list[Piece]:
    quote = desk.pack.quote(quote_id)
    article = desk.pack.by_path[quote.source]
    name, sure, by_hand = moves.speaker_of(desk, quote)
    tag = moves.tags(desk).get(name)
    words = len(quote.span.of(article.text).split())
    left = []
    if tag is None:
        left.append(Piece("no speaker named", "dim"))
    elif sure:
        left += [Piece(tag.letter, f"speaker-{tag.hue} bold"), Piece(f"  {name}{' @ by your hand' if by_hand else ''}")]
    else:
        left += [Piece("?", "bright bold"), Piece(f"  perhaps {name}", "dim")]
    left.append(Piece(f" · {many(words, 'word')}{', reported' if quote.type == 'indirect' else ''}", "dim"))
    flags = [f for f in quote.flags if f in ("unopened", "unclosed", "continues", "block")]
    if flags:
        said = {
            "unopened": "no opening mark",
            "unclosed": "no closing mark",
            "continues": "goes on in the next passage",
            "block": "block quotation",
        }
        left.append(Piece(" · " + ", ".join(said[f] for f in flags), "dim"))
    from_ = _notes_of(desk, quote_id)
    return [*left, *from_]


def _notes_of(desk: Desk, quote_id: str) -> list[Piece]:
    found = notes(desk, desk.pack.quote(quote_id))
    left: list[Piece] = []
    for note in found[:4]:
        left += [Piece(" · ", "dim"), Piece(f"{note.sign}{note.place}", "bright bold")]
        if note.differing:
            left.append(Piece(" " + ", ".join(note.differing[:3])))
        elif note.sign == "=":
            left.append(Piece(" word for word" if note.words == "word for word" else " same words", "dim"))
    if len(found) > 4:
        left.append(Piece(f" and {len(found) - 4} more", "dim"))
    return left


def _about_hit(desk: Desk) -> tuple[list[Piece], list[Piece]]:
    answer = desk.answer
    if answer is None:
        return [], []
    looked = (
        f"searched {answer.searched:,} of {len(desk.pack.articles):,} sources so far"
        if answer.searched is not None
        else ""
    )
    if answer.unknown:
        names = ", ".join(f"“{safe.text(name)}:”" for name in answer.unknown)
        left = [Piece(f"{names} {'is no field' if len(answer.unknown) == 1 else 'are no fields'}", "bright")]
        return [*left, Piece(": taken as words · F1 names them", "dim")], [Piece(looked, "dim")] if looked else []
    if not answer.hits:
        return [Piece(looked, "dim")] if looked else [], []
    n = min(desk.hit, len(answer.hits) - 1)
    hit = answer.hits[n]
    article = desk.pack.by_path[hit.source]
    left = [Piece(f"{article.key}¶{hit.passage}", "bright bold"), Piece(f"  {publisher_of(article)}", "dim")]
    quote = next(
        (
            q
            for q in article.quotes
            if q.passage == hit.passage and any(q.span.start <= m.start < q.span.stop for m in hit.marks)
        ),
        None,
    )
    if quote is not None:
        left = [left[0], Piece("  "), *_about_quote(desk, quote.id)]
    return left, [Piece(looked or f"passage {n + 1} of {search.total(answer)}", "dim")]


def _about_statement(desk: Desk) -> tuple[list[Piece], list[Piece]]:
    statement, version = moves.current(desk), moves.version_here(desk)
    if statement is None:
        return [], []
    n = min(desk.statement, len(moves.statements(desk)) - 1)
    right = [Piece(f"{n + 1} of {len(moves.statements(desk))}", "dim")]
    if desk.column is not None and desk.pack.articles[desk.column].path != version[0].source:
        there = desk.pack.articles[desk.column]
        said = [
            Piece("·", "dim"),
            Piece(f" {there.key} does not print it", "text"),
            Piece(f" · {publisher_of(there)}", "dim"),
        ]
        return said, right
    places = [f"{desk.pack.by_path[path].key}¶{quotes[0].passage}" for path, quotes in statement.by_source.items()]
    if desk.column is not None:
        places = [f"{desk.pack.by_path[version[0].source].key}¶{version[0].passage}"]
    more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
    left = [Piece(", ".join(places[:MOST_PLACES]), "bright bold"), Piece(more, "dim"), Piece(" ")]
    return [*left, *_about_quote(desk, version[0].id)], right


def leading(desk: Desk, lead: Lead, width: int) -> Line:
    """Where the line under the cursor of a page leads."""
    article = desk.pack.by_path.get(lead.path) if lead is not None else None
    passage = moves.passage_at(article, lead.offset) if article is not None and lead is not None else None
    if article is None or passage is None:
        return fit([Piece("enter on a quotation or a footnote opens its place", "dim")], [], width, "bar")
    where = f"{article.key}¶{passage.n}" if passage.n else f"{article.key} headline"
    said = f" · {publisher_of(article)} · {article.path}"
    return fit(
        [Piece("enter opens ", "dim"), Piece(where, "bright bold"), Piece(safe.text(said), "dim")], [], width, "bar"
    )


def _about_clip(desk: Desk) -> tuple[list[Piece], list[Piece]]:
    if not desk.work.clips:
        return [], []
    n = min(desk.item, len(desk.work.clips) - 1)
    clip = desk.work.clips[n]
    article = desk.pack.by_path.get(clip.source)
    kind = briefing.verdict(desk, clip)
    clip = (aside.placed(clip, article) if article else None) or clip
    key = f"{article.key}¶{clip.passage}" if article else clip.source
    sign = Piece(briefing.SIGNS.get(kind, "!"), "bright bold" if kind in briefing.SIGNS else "bad")
    there = desk.work.clips[n]
    does = f" · {briefing.DOES[kind]}" if kind in briefing.DOES else ""
    left = [sign, Piece(f"  {key}"), Piece(f" · {briefing.told(desk, there)} · {clip.source}{does}", "dim")]
    return left, [Piece(f"{n + 1} of {len(desk.work.clips)}", "dim")]
