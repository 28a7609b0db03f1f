"""The briefing as it takes shape: title, bottom line, what was put aside with its verdicts, and the notes."""

from __future__ import annotations

from collections.abc import Iterable

from index import fold
from index.model import Clip
from reader import aside
from reader import desk as moves
from reader.desk import Desk
from reader.paint import Line, Lines, Piece, cut, pad
from reader.panes.slug import publisher_of
from reader.panes.source import NARROW_GUTTER, WIDE_FROM, WIDE_GUTTER, differing, signed
from reader.people import Voice
from reader.wrap import cells, wrap

SAID = {
    "exact": "exact",
    "stale": "source changed",
    "dropped": "left out of the article",
    "orphaned": "not in the source any more",
    "gone": "source not in the pack",
    "awaited": "source still being read",
}
SIGNS = {"exact": "=", "awaited": "…"}
"""What stands before a verdict; `!` before all others."""


def verdict(desk: Desk, clip: Clip) -> str:
    """How a clip stands to its source."""
    state = aside.state(clip, desk.pack.by_path.get(clip.source))
    return "awaited" if state == "gone" and not desk.pack.is_whole else state


def summary(desk: Desk) -> list[Piece]:
    """How many clips stand in their sources word for word, and how many do not."""
    counted: dict[str, int] = {}
    for clip in desk.work.clips:
        kind = verdict(desk, clip)
        counted[kind] = counted.get(kind, 0) + 1
    pieces: list[Piece] = []
    for kind in SAID:
        if kind in counted:
            pieces += [Piece(" · ", "dim")] if pieces else []
            pieces.append(Piece(f"{counted[kind]} {SAID[kind]}", "dim" if kind in ("exact", "awaited") else "bad"))
    return pieces


class BriefingSheet:
    """The briefing in lines; `starts` and `stops` tell where each clip stands."""

    def __init__(self, desk: Desk, width: int, measure: int) -> None:
        from reader import briefing  # as `beside` has it

        self._desk = desk
        self._width = width
        self._wide = width >= WIDE_FROM
        self._gutter = WIDE_GUTTER if self._wide else NARROW_GUTTER
        self._measure = max(min(measure, width - self._gutter - 1), 8)
        self.starts: list[int] = []
        self._lines: list[tuple[int, Line]] = []
        work = desk.work
        self._plain(work.title or briefing.default_title(desk.pack.title, len(desk.pack.articles)), "bright bold")
        if work.bottom:
            self._blank()
            self._plain(work.bottom, "text")
        speaker = ""
        for n, clip in enumerate(work.clips):
            self._blank()
            if clip.heading:
                self._plain(clip.heading, "text bold")
                self._blank()
            self.starts.append(len(self._lines))
            speaker = self._clip(n, clip, speaker)
        if work.clips:
            self._blank()
            self._plain("Sources", "text bold")
            self._blank()
            for path in dict.fromkeys(c.source for c in work.clips):
                article = desk.pack.by_path.get(path)
                self._plain(f"{article.key}  {publisher_of(article)} · {path}" if article else path, "dim")
        else:
            self._blank()
            for line in (
                "Nothing is put aside yet.",
                "c on a quotation or a passage puts it here, C with a note.",
                "w writes what is here as Markdown; every quotation is checked against its source.",
            ):
                self._plain(line, "dim")
        self.height = len(self._lines)

    def clip_at(self, y: int) -> int | None:
        """The clip that line `y` belongs to."""
        n = self._lines[y][0] if 0 <= y < self.height else -1
        return n if n >= 0 else None

    def line(self, y: int, top: int) -> Line:
        n, line = self._lines[y]
        if n < 0 or n != self._desk.item or not line.pieces:
            return line
        return Line((Piece("▌", "accent-text"), *line.pieces[1:]), line.ground)

    def _blank(self) -> None:
        self._lines.append((-1, Line()))

    def _broken(self, text: str) -> list[str]:
        out = []
        for paragraph in text.splitlines() or [""]:
            broken = wrap(paragraph, 0, len(paragraph), self._measure)
            out += [paragraph[broken[n] : broken[n + 1]] for n in range(0, len(broken), 2)]
        return out

    def _plain(self, text: str, role: str) -> None:
        for words in self._broken(text):
            self._lines.append((-1, Line((Piece(" " * self._gutter), Piece(words, role)))))

    def _clip(self, n: int, clip: Clip, before: str) -> str:
        desk = self._desk
        article = desk.pack.by_path.get(clip.source)
        clip = (aside.placed(clip, article) if article else None) or clip
        quote = next((q for q in article.quotes if q.span == clip.span), None) if article else None
        name, sure, by_hand = moves.speaker_of(desk, quote) if quote else Voice("", True)
        tag = moves.tags(desk).get(name)
        ink = f"speaker-{tag.hue}" if tag and sure else "dim"
        remarks = list(self._remarks(clip))
        for y, words in enumerate(self._broken(fold.in_one_line(clip.text))):
            left = [Piece(" "), Piece("*" if y == 0 else " ", "accent-text bold"), Piece("   ")]
            if self._wide:
                sign = "?" if not sure else "@" if by_hand else ""
                shown = signed(tag.short, sign, 16) if tag and y == 0 and name != before else ""
                left += [Piece(pad(shown, 16, right=True), ink), Piece(" ")]
            else:
                left.append(Piece((tag.letter if sure else "?") if tag and y == 0 else " ", f"{ink} bold"))
            left += [Piece("┃" if quote else " ", ink), Piece(" ")]
            right = self._right(remarks[y]) if y < len(remarks) else []
            gap = " " * max(self._measure - cells(words), 0)
            self._lines.append((n, Line((*left, Piece(words, "bright" if quote else "text"), Piece(gap), *right))))
        if not self._wide:
            for sign, place, said in remarks:
                pieces = (
                    Piece(" "),
                    Piece(" " * (self._gutter - 1)),
                    Piece(f"{sign} {place} ", "bad" if sign == "!" else "bright bold"),
                    Piece(said, "dim"),
                )
                self._lines.append((n, Line(pieces)))
        for words in self._broken(clip.note) if clip.note else []:
            self._lines.append(
                (
                    n,
                    Line(
                        (Piece(" "), Piece(" " * (self._gutter - 3)), Piece("> ", "accent-text"), Piece(words, "text"))
                    ),
                )
            )
        return name

    def _right(self, remark: tuple[str, str, str]) -> list[Piece]:
        if not self._wide:
            return []
        sign, place, said = remark
        room = max(self._width - self._gutter - self._measure - 12, 0)
        weight = "bad" if sign == "!" else "bright bold"
        return [
            Piece("   "),
            Piece(pad(f"{sign} {place}", 8), weight),
            Piece(cut(said, room), "bad" if sign == "!" else "dim"),
        ]

    def _remarks(self, clip: Clip) -> Iterable[tuple[str, str, str]]:
        """The verdict on a clip, then where else its words stand."""
        desk = self._desk
        article = desk.pack.by_path.get(clip.source)
        kind = verdict(desk, clip)
        key = article.key if article else "?"
        yield SIGNS.get(kind, "!"), f"{key}¶{clip.passage}", SAID[kind]
        quote = next((q for q in article.quotes if q.span == clip.span), None) if article else None
        for link in desk.pack.links(quote.id) if quote else ():
            there = desk.pack.quote(moves.other(link, quote.id)) if quote else None
            if there is not None:
                other = desk.pack.by_path[there.source]
                words = ", ".join(differing(link, quote.id if quote else "", other.text))
                same = link.kind in ("verbatim", "same-words")
                yield (
                    "=" if same else "~",
                    f"{other.key}¶{there.passage}",
                    words or ("same words" if same else "in part"),
                )


def markdown_lines(text: str, width: int, measure: int) -> Lines:
    """The Markdown that will be written, as it is."""
    gutter = WIDE_GUTTER if width >= WIDE_FROM else NARROW_GUTTER
    out = []
    for paragraph in text.splitlines():
        broken = wrap(paragraph, 0, len(paragraph), max(min(measure + 10, width - gutter - 1), 8))
        role = "bright bold" if paragraph.startswith("#") else "bright" if paragraph.startswith(">") else "text"
        role = "dim" if paragraph.startswith(("[^", "<!--")) else role
        if not len(broken):
            out.append(Line())
        out += [
            Line((Piece(" " * gutter), Piece(paragraph[broken[n] : broken[n + 1]], role)))
            for n in range(0, len(broken), 2)
        ]
    return Lines(out)
