"""The list of sources: what each is, who speaks in which, what was left out, what could not be read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from index.model import Article
from index.pack import Pack
from reader import caveats, people, wires
from reader import desk as moves
from reader.desk import Desk
from reader.paint import Line, Piece, cut, pad
from reader.panes.slug import by_whom, date_of, file_of, headline_of, many, said_of
from reader.wrap import cells, wrap

MOST_REASONS = 12
"""Reasons why something could not be read that the list gives."""
WIDTH = 36
"""Columns of the list beside a text."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What stands in the list whichever source has the cursor: worked out once for a pack, an order and a width."""

    paths: tuple[str, ...]
    starts: tuple[int, ...]
    """The first line of each source."""
    end: int
    """How many lines the sources take."""
    above: tuple[str, ...]
    """Of each source the line above it: the file that it and the next ones lie in; empty for none."""
    heads: tuple[tuple[str, ...], ...]
    """Of each source its headline, broken into one or two lines."""
    key: int
    """Columns of the sources' letters, with the blank behind them."""
    tail: tuple[Line, ...]
    """The lines below the sources: speakers, what was left out, what could not be read."""


_listings: dict[str, tuple[Pack, object, tuple[str, int], Listing]] = {}


def listing(desk: Desk, width: int) -> Listing:
    """The list of a desk's pack in columns of `width`."""
    key = desk.orders["sources"], width
    known = _listings.get("last")
    who = people.of(desk.pack, desk.work)
    if known is not None and known[0] is desk.pack and known[1] is who and known[2] == key:
        return known[3]
    paths = tuple(moves.paths(desk))
    letters = max((len(a.key) for a in desk.pack.articles), default=1) + 1
    heads = tuple(_head(desk.pack.by_path[path], width - 4 - letters) for path in paths)
    above = _files(paths) if desk.orders["sources"] == "pack" else ("",) * len(paths)
    heights = (bool(file) + len(head) + 3 for file, head in zip(above, heads, strict=True))
    *starts, end = accumulate(heights, initial=0)
    tail = (*_speakers(desk, width), *_left_out(desk, width), *_flagged(desk, width), *_unread(desk, width))
    made = Listing(paths, (*starts,), end, above, heads, letters, tail)
    _listings["last"] = (desk.pack, who, key, made)
    return made


class SourceList:
    """The sources in the order of the list, then the speakers, then what was left out."""

    def __init__(self, desk: Desk, width: int, *, focus: bool) -> None:
        self._desk = desk
        self._width = width
        self._focus = focus
        self._listing = listing(desk, width)
        self.starts = self._listing.starts
        self.paths = self._listing.paths
        self.last = self._listing.end
        """How many lines the sources take."""
        self.height = self.last + len(self._listing.tail)

    def lines_of(self, path: str) -> tuple[int, int]:
        """First and last line of a source, with the name of the file above it."""
        if path not in self.paths:
            return 0, 0
        n = self.paths.index(path)
        return self.starts[n], (*self.starts, self.last)[n + 1] - 2

    def path_at(self, y: int) -> str | None:
        """The source that line `y` belongs to."""
        return self.paths[bisect_right(self.starts, y) - 1] if 0 <= y < self.last else None

    def line(self, y: int, top: int) -> Line:
        if y >= self.last:
            return self._listing.tail[y - self.last]
        n = bisect_right(self.starts, y) - 1
        head, letters, above = self._listing.heads[n], self._listing.key, self._listing.above[n]
        at = y - self.starts[n] - bool(above)
        if at < 0:
            return Line((Piece("  "), Piece(cut(above, self._width - 3), "dim")))
        if at == len(head) + 2:
            return Line()
        article = self._desk.pack.by_path[self.paths[n]]
        here = article.path == self._desk.path
        if at < len(head):
            role = "bright bold" if here else "text"
            mark = "+" if at == 0 and article.path in self._desk.chosen else " "
            key = Piece(pad(article.key if at == 0 else "", letters), role if here else "dim")
            pieces: tuple[Piece, ...] = (
                Piece(mark, "accent-text bold"),
                key,
                Piece(pad(head[at], self._width - 2 - letters), role),
            )
        else:
            room = self._width - 2 - letters
            last = at > len(head)
            said = said_of(article) if last else f"{by_whom(article)} · {date_of(article) or 'no date'}"
            report = wires.sign(self._desk.pack, article) if last else ""
            left = room - cells(report) - 2
            known = " · ".join((said, *caveats.named(article)))
            said = known if last and cells(known) <= left else said
            sign = caveats.SIGN if last and article.flags else ""
            pieces = (
                Piece(" "),
                Piece(pad(sign, letters), "bright bold"),
                Piece(pad(cut(said, left), left + 1), "dim"),
            )
            pieces = (*pieces, Piece(report, "bright bold"), Piece(" "))
        bar = ("▌" if self._focus else "│") if here else " "
        return Line((Piece(bar, "accent-text"), *pieces), "here" if here else "")


def _files(paths: Sequence[str]) -> tuple[str, ...]:
    """Of each path the file it lies in with how many others, where it is the first of these; else nothing."""
    found: list[str] = []
    for file, some in groupby(paths, key=file_of):
        held = list(some)
        found += [f"{file} · {len(held)}" if len(held) > 1 else "", *[""] * (len(held) - 1)]
    return tuple(found)


def _head(article: Article, width: int) -> tuple[str, ...]:
    """A headline in one line or two."""
    head = headline_of(article)
    broken = wrap(head, 0, len(head), max(width, 8))
    lines = [head[broken[n] : broken[n + 1]] for n in range(0, len(broken), 2)]
    if len(lines) > 2:
        lines = [lines[0], cut(head[broken[2] :], width)]
    return tuple(lines) or (cut(article.path, width),)


def _speakers(desk: Desk, width: int) -> list[Line]:
    tags = moves.tags(desk)
    if not tags:
        return []
    counted = people.of(desk.pack, desk.work).counted
    names = [name for name in tags if name in counted]
    columns = _columns(desk, width)
    most = 12
    out = [Line(), _row([Piece("  Speakers", "dim")], [a.key for a in columns] or ["quoted"], width, "dim")]
    for name in names[:most]:
        tag = tags[name]
        counts = [str(counted[name].get(a.path) or "·") for a in columns] or [str(sum(counted[name].values()))]
        room = width - 6 - 5 * len(counts)
        head = [Piece("  "), Piece(tag.letter, f"speaker-{tag.hue} bold"), Piece(" "), Piece(cut(name, room))]
        out.append(_row(head, counts, width, "text"))
    if len(names) > most:
        out.append(Line((Piece(f"    and {len(names) - most} more: F5, then p", "dim"),)))
    return out


def _left_out(desk: Desk, width: int) -> list[Line]:
    counts = [str(len(a.dropped)) for a in _columns(desk, width)]
    counts = counts or [str(sum(len(a.dropped) for a in desk.pack.articles))]
    return [Line(), _row([Piece("  Left out", "dim")], counts, width, "dim")]


def _flagged(desk: Desk, width: int) -> list[Line]:
    """What has to be known of some sources before they are trusted: of each kind which they are."""
    found = caveats.by_kind(desk.pack.articles)
    out = [Line(), _row([Piece("  Take care", "dim")], [], width, "dim")] if found else []
    for kind, articles in found.items():
        head = [Piece("  "), Piece(f"{caveats.SIGN} ", "bright bold"), Piece(caveats.WORDS[kind])]
        room = width - 2 - sum(cells(p.text) for p in head)
        keys = [article.key for article in articles]
        few = keys
        while few and cells(_keys(few, len(keys))) > room:
            few = few[:-1]
        out.append(_row(head, [_keys(few, len(keys))], width, "dim"))
    return out


def _keys(few: Sequence[str], of: int) -> str:
    """The letters of sources, and how many more there are: `F R +12`."""
    more = [f"+{of - len(few)}" if few else str(of)] if of > len(few) else []
    return " ".join((*few, *more))


def _unread(desk: Desk, width: int) -> list[Line]:
    """What could not be read: a file with its reason, of several with the same how many, and the first of them."""
    if not desk.pack.unread:
        return []
    out = [Line(), _row([Piece("  Not read", "dim")], [f"{len(desk.pack.unread):,}"], width, "dim")]
    found = caveats.by_reason(desk.pack.unread)
    for reason, some in list(found.items())[:MOST_REASONS]:
        names = f"{many(len(some), 'file')}: " if len(some) > 1 else ""
        names += ", ".join(one.source.path for one in some[:3])
        out.append(Line((Piece("  "), Piece(f"{caveats.SIGN} ", "bright bold"), Piece(cut(names, width - 6)))))
        out.append(Line((Piece("    "), Piece(cut(reason, width - 6), "dim"))))
    more = len(found) - MOST_REASONS
    hint = f"and {many(more, 'reason')} more: ! lists all" if more > 0 else "! lists all, and what to do"
    return [*out, Line((Piece(f"    {hint}", "dim"),))]


def _columns(desk: Desk, width: int) -> list[Article]:
    """The sources that get a column of their own in the small tables: all of them if they are few."""
    return list(desk.pack.articles) if len(desk.pack.articles) <= 3 + max(0, width - WIDTH) // 5 else []


def _row(head: Sequence[Piece], counts: Sequence[str], width: int, role: str) -> Line:
    used = sum(cells(p.text) for p in head)
    right = "".join(pad(c, 5, right=True) for c in counts) if len(counts) != 1 else counts[0].rjust(7)
    return Line((*head, Piece(" " * max(width - 1 - used - cells(right), 1)), Piece(right, role)))
