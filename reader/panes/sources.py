"""The list of sources: what each is, who speaks in which, what was left out, what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.model import Article
from reader import desk as moves
from reader.desk import Desk
from reader.paint import Line, Piece, cells, cut, pad, wrap
from reader.panes.source import date_of, headline_of, publisher_of, said_of

WIDTH = 36
"""Columns of the list beside a text."""


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    lines: tuple[tuple[str, str], ...]
    """Text and role."""


class SourceList:
    """The sources in the order of the list, then the speakers, then what was left out."""

    def __init__(self, desk: Desk, width: int, *, focus: bool) -> None:
        self._width = width
        self._focus = focus
        self._at = desk.path
        self._chosen = desk.chosen
        self.starts: list[int] = []
        """The first line of each source."""
        self.paths: list[str] = []
        self._lines: list[tuple[str | None, Line]] = []
        for path in moves.paths(desk):
            self.starts.append(len(self._lines))
            self.paths.append(path)
            self._add(desk.pack.by_path[path], desk)
        for line in (*self._speakers(desk), *self._left_out(desk), *self._unread(desk)):
            self._lines.append((None, line))
        self.height = len(self._lines)

    def line(self, y: int, top: int) -> Line:
        path, line = self._lines[y]
        if path is None or path != self._at or not line.pieces:
            return line
        bar = "▌" if self._focus else "│"
        bold = tuple(Piece(p.text, "bright bold" if p.role == "text" else p.role) for p in line.pieces[1:])
        return Line((Piece(bar, "accent-text"), *bold), "here")

    def path_at(self, y: int) -> str | None:
        """The source that line `y` belongs to."""
        return self._lines[y][0] if 0 <= y < self.height else None

    def _add(self, article: Article, desk: Desk) -> None:
        width = self._width - 6
        head = headline_of(article)
        broken = wrap(head, 0, len(head), max(width, 8))
        lines = [head[broken[n] : broken[n + 1]] for n in range(0, len(broken), 2)]
        if len(lines) > 2:
            lines = [lines[0], cut(head[broken[2] :], width)]
        mark = "+" if article.path in self._chosen else " "
        for n, text in enumerate(lines or [article.path]):
            key = pad(article.key, 2) if n == 0 else "  "
            filler = " " * max(self._width - 4 - cells(text), 0)
            pieces = (
                Piece(" "),
                Piece(mark if n == 0 else " ", "accent-text bold"),
                Piece(key, "dim" if article.path != self._at else "text"),
            )
            self._lines.append((article.path, Line((*pieces, Piece(text), Piece(filler)))))
        for text in (f"{publisher_of(article)} · {date_of(article) or 'no date'}", said_of(article)):
            self._lines.append(
                (
                    article.path,
                    Line((Piece(" "), Piece("   "), Piece(pad(cut(text, self._width - 5), self._width - 4), "dim"))),
                )
            )
        self._lines.append((None, Line()))

    def _speakers(self, desk: Desk) -> list[Line]:
        tags = moves.tags(desk)
        if not tags:
            return []
        counted: dict[str, dict[str, int]] = {name: {} for name in tags}
        for q in desk.pack.quotes:
            name, _ = moves.speaker_of(desk, q)
            if name in counted and q.type != "indirect":
                counted[name][q.source] = counted[name].get(q.source, 0) + 1
        columns = _columns(desk, self._width)
        most = 12
        out = [Line(), _row([Piece("  Speakers", "dim")], [a.key for a in columns] or ["quoted"], self._width, "dim")]
        for name in list(tags)[:most]:
            tag = tags[name]
            counts = [str(counted[name].get(a.path) or "·") for a in columns] or [str(sum(counted[name].values()))]
            room = self._width - 6 - 5 * len(counts)
            head = [Piece("  "), Piece(tag.letter, f"speaker-{tag.hue} bold"), Piece(" "), Piece(cut(name, room))]
            out.append(_row(head, counts, self._width, "text"))
        if len(tags) > most:
            out.append(Line((Piece(f"    and {len(tags) - most} more: F5", "dim"),)))
        return out

    def _left_out(self, desk: Desk) -> list[Line]:
        columns = _columns(desk, self._width)
        if columns:
            return [
                Line(),
                _row([Piece("  Left out", "dim")], [str(len(a.dropped)) for a in columns], self._width, "dim"),
            ]
        total = sum(len(a.dropped) for a in desk.pack.articles)
        return [Line(), _row([Piece("  Left out", "dim")], [str(total)], self._width, "dim")]

    def _unread(self, desk: Desk) -> list[Line]:
        if not desk.pack.unread:
            return []
        out = [Line(), Line((Piece("  Not read", "dim"),))]
        for unread in desk.pack.unread[:50]:
            out.append(Line((Piece("  "), Piece("! ", "bold"), Piece(cut(unread.source.path, self._width - 6)))))
            out.append(Line((Piece("    "), Piece(cut(unread.reason, self._width - 6), "dim"))))
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
