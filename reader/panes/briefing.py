"""The briefing as it takes shape: title, bottom line, what was put aside with its verdicts, and the notes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from index import fold
from index.model import Article, Clip
from index.pack import Pack
from reader import aside, people
from reader import desk as moves
from reader.desk import Desk
from reader.journal import Work
from reader.merging import FROM_FILE, is_conflict
from reader.paint import Line, Lines, Piece, cut, pad
from reader.panes.slug import publisher_of
from reader.panes.source import NARROW_GUTTER, WIDE_FROM, WIDE_GUTTER, differing, signed
from reader.people import People, Voice
from reader.wrap import cells, wrap

SAID = {
    "exact": "exact",
    "moved": "elsewhere in a source that changed",
    "stale": "source changed",
    "dropped": "left out of the article",
    "orphaned": "not in the source any more",
    "gone": "source not in the pack",
    "awaited": "source still being read",
}
DOES = {
    "moved": "= takes it as it stands now · enter shows it",
    "stale": "= takes it as it stands now · enter shows it",
    "dropped": "enter shows it: R puts it back, x takes the item out",
    "orphaned": "enter looks for its nearest words, x takes the item out",
    "gone": "put the source back, or x takes the item out",
}
"""What the reader can do about a clip that is not exact."""
SHORT = {
    "exact": "exact",
    "moved": "moved",
    "stale": "source changed",
    "dropped": "left out",
    "orphaned": "words gone",
    "gone": "source gone",
    "awaited": "still being read",
}
"""The same in the margin."""
SIGNS = {"exact": "=", "awaited": "…"}
"""What stands before a verdict; `!` before all others."""
MOST = 10_000
"""Characters of a quotation or a note that are shown: what is more is in its source, and in the note where it is edited."""
MANY = 1_000
"""Clips more than there are whose lines are kept."""


def verdict(desk: Desk, clip: Clip) -> str:
    """How a clip stands to its source."""
    article = desk.pack.by_path.get(clip.source)
    state = aside.state(clip, article)
    if state == "gone" and not desk.pack.is_whole:
        return "awaited"
    return "moved" if state == "stale" and article is not None and _moved(clip, article) else state


def _moved(clip: Clip, article: Article) -> bool:
    now = aside.placed(clip, article)
    return now is not None and now.passage != clip.passage


def told(desk: Desk, clip: Clip) -> str:
    """The same in words: of one that moved, from where to where."""
    kind, article = verdict(desk, clip), desk.pack.by_path.get(clip.source)
    now = aside.placed(clip, article) if article is not None else None
    return f"moved from ¶{clip.passage} to ¶{now.passage}" if kind == "moved" and now is not None else SAID[kind]


def unsettled(work: Work) -> int:
    """How many titles, headings and notes hold what a file had beside what stood here."""
    words = (work.title, work.bottom, *(c.note for c in work.clips), *(c.heading for c in work.clips))
    return sum(map(is_conflict, words))


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
    if n := unsettled(desk.work):
        pieces += [Piece(" · ", "dim"), Piece(f"{n} to settle", "bad")]
    return pieces


@dataclass(frozen=True, slots=True)
class _How:
    """What the lines of a clip follow from, beside the clip."""

    pack: Pack
    people: People
    width: int
    measure: int


_blocks: dict[tuple[Clip, str], tuple[tuple[Line, ...], str]] = {}
"""The lines of the clips that were shown last, each with the name before it, and its own name; all made in one `_How`."""
_made: list[_How] = []


class BriefingSheet:
    """The briefing in lines; `starts` tells where each clip stands. The lines of a clip that is as it was are not made again."""

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
        title = work.title or briefing.default_title(desk.pack.title, len(desk.pack.articles))
        self._plain(title, "bright bold", unsettled=is_conflict(title))
        if work.bottom:
            self._blank()
            self._plain(work.bottom, "text", unsettled=is_conflict(work.bottom))
        known = self._known(_How(desk.pack, people.of(desk.pack, work), width, measure))
        speaker = ""
        for n, clip in enumerate(work.clips):
            self._blank()
            if clip.heading:
                self._plain(clip.heading, "text bold", unsettled=is_conflict(clip.heading))
                self._blank()
            self.starts.append(len(self._lines))
            made = known.get((clip, speaker))
            if made is None:
                lines: list[Line] = []
                name = self._clip(lines, clip, speaker)
                made = known[clip, speaker] = tuple(lines), name
            self._lines += [(n, line) for line in made[0]]
            speaker = made[1]
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
                "w writes what is here as Markdown; O opens what was written before.",
            ):
                self._plain(line, "dim")
        self.height = len(self._lines)

    def _known(self, how: _How) -> dict[tuple[Clip, str], tuple[tuple[Line, ...], str]]:
        """The lines that were made under the same circumstances, as many as may be wanted again."""
        last = _made[0] if _made else None
        same = last is not None and last.pack is how.pack and last.people is how.people
        if last is None or not same or (last.width, last.measure) != (how.width, how.measure):
            _blocks.clear()
            _made[:] = [how]
        elif len(_blocks) > 3 * len(self._desk.work.clips) + MANY:
            _blocks.clear()
        return _blocks

    def clip_at(self, y: int) -> int | None:
        """The clip that line `y` belongs to."""
        n = self._lines[y][0] if 0 <= y < self.height else -1
        return n if n >= 0 else None

    def lines_of(self, n: int) -> tuple[int, int]:
        """The first and the last line of a clip."""
        first = last = self.starts[n]
        while last + 1 < self.height and self._lines[last + 1][0] == n:
            last += 1
        return first, last

    def nearest(self, n: int, lines: int) -> int:
        """The last clip that begins within so many lines below a clip, or the first one above it; at least the next one."""
        to = self.starts[n] + lines
        if lines > 0:
            return max(bisect_right(self.starts, to) - 1, min(n + 1, len(self.starts) - 1))
        return min(bisect_left(self.starts, to), max(n - 1, 0))

    def line(self, y: int, top: int) -> Line:
        n, line = self._lines[y]
        if n < 0 or n != self._desk.item or not line.pieces:
            return line
        return Line((Piece("▌", "accent-text"), *line.pieces[1:]), line.ground)

    def _blank(self) -> None:
        self._lines.append((-1, Line()))

    def _broken(self, text: str, *, as_one: bool = False) -> list[str]:
        """The lines of some words, whose own line ends are blanks where they are `as_one`; of very many only the first."""
        out = []
        head = text[:MOST]
        for paragraph in [fold.in_one_line(head)] if as_one else head.splitlines() or [""]:
            broken = wrap(paragraph, 0, len(paragraph), self._measure)
            out += [paragraph[broken[n] : broken[n + 1]] for n in range(0, len(broken), 2)] or [""]
        return [*out, f"… {len(text) - MOST:,} characters more"] if len(text) > MOST else out

    def _plain(self, text: str, role: str, *, unsettled: bool = False) -> None:
        for y, words in enumerate(self._broken(text)):
            before = [Piece(" " * (self._gutter - 2)), Piece("! ", "bad")] if unsettled and not y else None
            self._lines.append((-1, Line((*(before or [Piece(" " * self._gutter)]), Piece(words, role)))))

    def _clip(self, out: list[Line], clip: Clip, before: str) -> str:
        desk = self._desk
        article = desk.pack.by_path.get(clip.source)
        remarks, kind = list(self._remarks(clip)), verdict(desk, clip)
        does = f"{told(desk, clip)}: {DOES[kind]}" if kind in DOES else ""
        clip = (aside.placed(clip, article) if article else None) or clip
        quote = next((q for q in article.quotes if q.span == clip.span), None) if article else None
        name, sure, by_hand = moves.speaker_of(desk, quote) if quote else Voice("", True)
        tag = moves.tags(desk).get(name)
        ink = f"speaker-{tag.hue}" if tag and sure else "dim"
        for y, words in enumerate(self._broken(clip.text, as_one=True)):
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
            out.append(Line((*left, Piece(words, "bright" if quote else "text"), Piece(gap), *right)))
        if not self._wide:
            for sign, place, said in remarks:
                pieces = (
                    Piece(" "),
                    Piece(" " * (self._gutter - 1)),
                    Piece(f"{sign} {place} ", "bad" if sign == "!" else "bright bold"),
                    Piece(said, "dim"),
                )
                out.append(Line(pieces))
        indent = Piece(" " * (self._gutter - 3))
        if does:
            out += [Line((Piece(" "), indent, Piece("  "), Piece(words, "dim"))) for words in self._broken(does)]
        for words in self._broken(clip.note) if clip.note else []:
            is_open = words.startswith(FROM_FILE)
            lead = Piece("! ", "bad") if is_open else Piece("> ", "accent-text")
            out.append(Line((Piece(" "), indent, lead, Piece(words, "text"))))
        if clip.tags:
            words = " ".join(f"#{tag}" for tag in clip.tags)
            out += [Line((Piece(" "), indent, Piece("  "), Piece(part, "dim"))) for part in self._broken(words)]
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
        key = article.key if article else "?"
        kind = verdict(desk, clip)
        said, sign = SHORT[kind], SIGNS.get(kind, "!")
        clip = (aside.placed(clip, article) if article else None) or clip
        yield sign, f"{key}¶{clip.passage}", said
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
