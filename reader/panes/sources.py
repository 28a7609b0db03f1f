"""The list of sources: what each is, who speaks in which, what was left out, what could not be read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from index.model import Article
from index.pack import Pack
from reader import desk as moves
from reader import people
from reader.desk import Desk
from reader.paint import Line, Piece, cut, pad
from reader.panes.slug import date_of, headline_of, publisher_of, said_of
from reader.wrap import cells, wrap

WIDTH = 36
"""Columns of the list beside a text."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What stands in the list whichever source has the cursor: worked out once for a pack, an order and a width."""

    paths: tuple[str, ...]
    starts: tuple[int, ...]
    """The first line of each source."""
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
    starts = tuple(accumulate((len(head) + 3 for head in heads), initial=0))[:-1]
    tail = (*_speakers(desk, width), *_left_out(desk, width), *_unread(desk, width))
    made = Listing(paths, starts, heads, letters, tail)
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
        self._tail = self.starts[-1] + len(self._listing.heads[-1]) + 3 if self.starts else 0
        self.last = self._tail
        """How many lines the sources take."""
        self.height = self._tail + len(self._listing.tail)

    def path_at(self, y: int) -> str | None:
        """The source that line `y` belongs to."""
        return self.paths[bisect_right(self.starts, y) - 1] if 0 <= y < self._tail else None

    def line(self, y: int, top: int) -> Line:
        if y >= self._tail:
            return self._listing.tail[y - self._tail]
        n = bisect_right(self.starts, y) - 1
        at = y - self.starts[n]
        head, letters = self._listing.heads[n], self._listing.key
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
            said = said_of(article) if at > len(head) else f"{publisher_of(article)} · {date_of(article) or 'no date'}"
            room = self._width - 2 - letters
            pieces = (Piece(" " * (letters + 1)), Piece(pad(cut(said, room - 1), room), "dim"))
        bar = ("▌" if self._focus else "│") if here else " "
        return Line((Piece(bar, "accent-text"), *pieces), "here" if here else "")


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


def _unread(desk: Desk, width: int) -> list[Line]:
    if not desk.pack.unread:
        return []
    out = [Line(), Line((Piece("  Not read", "dim"),))]
    for unread in desk.pack.unread[:50]:
        out.append(Line((Piece("  "), Piece("! ", "bold"), Piece(cut(unread.source.path, width - 6)))))
        out.append(Line((Piece("    "), Piece(cut(unread.reason, width - 6), "dim"))))
    if len(desk.pack.unread) > 50:
        out.append(Line((Piece(f"    and {len(desk.pack.unread) - 50} more", "dim"),)))
    return out


def _columns(desk: Desk, width: int) -> list[Article]:
    """The sources that get a column of their own in the small tables: all of them if they are few."""
    return list(desk.pack.articles) if len(desk.pack.articles) <= 3 + max(0, width - WIDTH) // 5 else []


def _row(head: Sequence[Piece], counts: Sequence[str], width: int, role: str) -> Line:
    used = sum(cells(p.text) for p in head)
    right = "".join(pad(c, 5, right=True) for c in counts) if len(counts) != 1 else counts[0].rjust(7)
    return Line((*head, Piece(" " * max(width - 1 - used - cells(right), 1)), Piece(right, role)))
