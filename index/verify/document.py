"""A text that is checked: its paragraphs, its quotations, what it cites and where, its lists of sources and notes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from index import marks
from index.model import Passage, Span
from index.verify import signed
from index.verify.names import Names
from index.verify.paragraph import Format, Ref
from index.verify.prose import paragraphs
from index.verify.signed import UNSIGNED, Signature
from index.verify.spoken import is_person

_SAYS = re.compile('["“„«]')
"""Marks by which a line that begins with `Sources:` quotes something, and lists nothing."""
_SOURCES = re.compile(
    r"(?:list of )?(?:sources|references|bibliography|works cited|quellen|quellenverzeichnis|literatur|références|fuentes|fonti|bronnen|källor|kilder)",
    re.IGNORECASE,
)
BRACKET = re.compile(r"[\[【]([^\[\]【】\n]{1,300})[\]】]|\(([^()\n]{1,300})\)")
_LAST_BRACKET = re.compile(r"(?:[\[【]([^\[\]【】\n]{1,160})[\]】]|\(([^()\n]{1,160})\))\.?\Z")
"""A bracket at the end of a block quotation."""
_BETWEEN = re.compile(r"[,;]|\s(?:and|or|und|oder|et|ou|y|o|e|&)\s+|\s/\s")
"""What stands between the labels of several sources."""
_NUMBERED = re.compile(r"^[ \t]*\[(\d{1,4})\]:?[ \t]+(\S.{0,300})", re.MULTILINE)
"""A line that begins with the number of a source: `[1] Reuters`."""
_LISTED = re.compile(r"([A-Z]{1,4}) (\S.{0,2000}?) (?:sha256 ([0-9a-f]{64})(?:,.{0,200})?|not in the pack)")
"""A source in the list of a briefing of ours: `R reuters.txt sha256 0b0d...`."""
_FILE_NAME = re.compile(r"(?<![\w/.-])[\w./-]{1,160}\.[A-Za-z]\w{1,4}\b")
_OWN_LABEL = re.compile(r"\w-([A-Z]{1,2})\d+(?:-\d+)?\Z")


_NEGATIVE = re.compile(r"[-‐‑–−](?=\d)")
"""A sign that belongs to the number behind it, and is none of a list."""
_PORTION = 50_000
"""Characters that are looked through for marks at once where a long text is mostly marks."""
_CLOSED = re.compile(r"[\"”»][.,;:|]?\s")
FAR = 240
"""Characters between a quotation and what is said of it."""
MOST_CLAIMS = 12
"""Citations that are looked at behind one quotation."""


class Claim(NamedTuple):
    """One citation: any of these sources will do."""

    at: int
    stop: int
    sources: frozenset[str]


@dataclass(slots=True)
class Quotation:
    """A stretch of the checked text that claims to be somebody's words."""

    prose: int
    start: int
    stop: int
    """In the paragraph's plain text, between the marks."""
    outer: Span
    """With the marks."""
    block: bool


class Document:
    """The checked text: its paragraphs, its quotations, its lists of sources and notes."""

    def __init__(self, text: str, format: Format, names: Names) -> None:  # noqa: A002 - the word of the command line
        self.prose = [p for p in paragraphs(text, format) if any(map(str.isalnum, p.chars))]
        self.texts = [p.text for p in self.prose]
        self.in_list = self._source_lists()
        self.names = names.listed(self._listed())
        self.signatures = self._signatures()
        self.signed_by = self._signed_by()
        self.numbers: dict[int, frozenset[str]] = {}
        self.notes: dict[str, str] = defaultdict(str)
        self.linked_notes: dict[str, frozenset[str]] = {}
        """For each note the source that its first link to one leads to."""
        self._read_notes()
        self.cut = self._cut()
        self.quotations = self._quotations()
        self.by_prose: dict[int, list[Quotation]] = defaultdict(list)
        for q in self.quotations:
            self.by_prose[q.prose].append(q)
        self.claims = [self._claims(i) if not self.in_list[i] else [] for i in range(len(self.prose))]
        self.masked = [self._masked(i) for i in range(len(self.prose))]
        self.speakers = self._headed()

    def _read_notes(self) -> None:
        """The footnotes, and the numbered sources: of lists of sources first, then lines that begin with `[1]`."""
        for i, p in enumerate(self.prose):
            if p.note:
                self.notes[p.note] += " " + self.texts[i]
                for ref in p.refs:
                    if ref.kind == "link" and (named := self._linked(ref, self.texts[i])):
                        self.linked_notes.setdefault(p.note, named)
            if self.in_list[i] and p.number is not None:
                self.numbers.setdefault(p.number, self.names.sources_in(self.texts[i]))
        for i, p in enumerate(self.prose):
            if p.number is not None and (named := self.names.source(self.texts[i])):
                self.numbers.setdefault(p.number, named)
            for m in _NUMBERED.finditer(self.texts[i]) if p.kind == "paragraph" and "[" in self.texts[i] else ():
                if named := self.names.sources_in(m[2]):
                    self.numbers.setdefault(int(m[1]), named)

    def _listed(self) -> Iterator[tuple[str, str, str]]:
        """The sources in the list of a briefing of ours: key, path, sha256 of the bytes, which is empty where it says none."""
        for text, is_listed in zip(self.texts, self.in_list, strict=True):
            if is_listed and (m := _LISTED.fullmatch(text.strip())):
                yield m[1], m[2], m[3] or ""

    def _source_lists(self) -> list[bool]:
        """Which paragraphs belong to a list of sources: all under such a heading, or one that says so itself."""
        out: list[bool] = []
        level: int | None = None
        for p, text in zip(self.prose, self.texts, strict=True):
            name = text.strip().rstrip(":")
            titled = bool(_SOURCES.fullmatch(name)) and p.kind != "cell"  # a column of sources is no list of them
            if p.kind == "heading" and level is not None and p.level <= level:
                level = None
            if titled and (p.kind == "heading" or "\n" not in text.strip()):
                level = p.level or 6
            first, colon, rest = text.partition(":")
            listed = colon and p.kind != "cell" and _SOURCES.fullmatch(first.strip()) and not _SAYS.search(rest)
            out.append((level is not None and not p.note) or bool(listed))
        return out

    def _quotations(self) -> list[Quotation]:
        """The outermost stretches in marks, and the paragraphs of block quotations that do not begin with one."""
        out = []
        for pieces in self._portions():
            passages: list[Passage] = []
            joined, at = [], 0
            for i, start, stop in pieces:
                kind: Literal["blockquote", "paragraph"] = (
                    "blockquote" if self.prose[i].kind == "blockquote" else "paragraph"
                )
                passages.append(Passage(len(passages) + 1, Span(at, at + stop - start), kind))
                joined.append(self.texts[i][start:stop])
                at += stop - start + 2
            for s in marks.stretches("\n\n".join(joined), passages):
                if s.parent is None:
                    i, first, _ = pieces[s.passage]
                    out.append(self._quotation(i, s, passages[s.passage].span.start - first))
        return out

    def _quotation(self, i: int, s: marks.Stretch, base: int) -> Quotation:
        """A stretch as a quotation of its paragraph, which begins at `base` where the stretch was found."""
        block, start = "block" in s.flags, s.span.start - base
        start -= block and bool(_NEGATIVE.match(self.texts[i], start - 1)) and start > 0
        return Quotation(i, start, s.span.stop - base, Span(s.outer.start - base, s.outer.stop - base), block)

    def _portions(self) -> list[list[tuple[int, int, int]]]:
        """The paragraphs, each from where to where, in portions: all at once, but of what is mostly marks as little as is looked at.

        There a quotation that goes on in the next paragraph, or that is longer than a portion, may be taken for two.
        """
        whole = [(i, 0, 0 if self.in_list[i] else stop) for i, stop in enumerate(self.cut)]
        if marks.prose("\n\n".join(self.texts)):
            return [whole]
        out: list[list[tuple[int, int, int]]] = [[]]
        size = 0
        for i, start, stop in whole:
            while start < stop:
                end = _portion(self.texts[i], start, stop)
                if size + end - start > _PORTION:
                    out.append([])
                    size = 0
                out[-1].append((i, start, end))
                size += end - start + 2
                start = end
                if start < stop:  # the rest of one paragraph is no paragraph that goes on
                    out.append([])
                    size = 0
        return out

    def _signatures(self) -> list[Signature]:
        """What signs each paragraph of a block quotation; a signature may also follow it as a paragraph of its own."""
        out: list[Signature] = []
        for i, (p, text) in enumerate(zip(self.prose, self.texts, strict=True)):
            signature = UNSIGNED
            if p.block:
                signature = signed.below(text, p.signs)
                if not signature.shown:
                    signature = signed.in_line(text, self._signs)
            elif i and p.kind == "paragraph" and self.prose[i - 1].kind == "blockquote" and not p.note:
                signature = signed.alone(text, self._signs)
                p.block = self.prose[i - 1].block if signature.shown else 0
            out.append(signature)
        return out

    def _signs(self, name: str) -> bool:
        """Whether a name behind a dash is somebody's, or that of a source."""
        return is_person(name) or self.names.knows(name) or bool(self.names.source(name))

    def _cut(self) -> list[int]:
        """Where the words of each paragraph end: those of a block quotation before what signs and cites it.

        What looks like a citation, and is printed so, is part of the words.
        """
        out = [len(text.removesuffix(s.shown)) for text, s in zip(self.texts, self.signatures, strict=True)]
        ends: dict[int, int] = {}
        for i, p in enumerate(self.prose):
            if p.kind == "blockquote" and p.block and not self.in_list[i]:
                end = self._before_citations(i, out[i])
                if end < len(self.texts[i]):
                    ends[i] = end
        shown = {i: self.texts[i].rstrip(" \t\n\\") for i in ends}
        as_printed = self.names.as_printed(list(shown.values()))
        for (i, end), is_whole in zip(ends.items(), as_printed, strict=True):
            out[i] = len(shown[i]) if is_whole else end
        return out

    def _before_citations(self, i: int, end: int) -> int:
        """Where the words of a block quotation end whose last line, up to `end`, ends in brackets or links that cite sources."""
        text = self.texts[i]
        for _ in range(MOST_CLAIMS):
            end = len(text[:end].rstrip(" \t\n\\"))
            link = next(
                (
                    r
                    for r in reversed(self.prose[i].refs)
                    if r.kind == "link" and 0 < r.start < min(r.stop, end) and text[r.stop : end] in ("", ".")
                ),
                None,
            )
            bracket = _LAST_BRACKET.search(text, max(0, end - FAR), end)
            if link is not None and self._linked(link, text):
                end = link.start
            elif bracket is not None and bracket.start() and self._cites(i, bracket):
                end = bracket.start()
            else:
                break
        return len(text[:end].rstrip(" \t\n\\"))

    def _cites(self, i: int, bracket: re.Match[str]) -> bool:
        """Whether a bracket of a paragraph holds the name of a source, or a link to one."""
        square = bracket.group(1) is not None
        within = (
            r for r in self.prose[i].refs if r.kind == "link" and bracket.start() <= r.start <= r.stop <= bracket.end()
        )
        return any(self._each(bracket.group(1) or bracket.group(2), square)) or any(
            self._linked(r, self.texts[i]) for r in within
        )

    def _signed_by(self) -> list[int | None]:
        """For each paragraph of a block quotation the one that holds the next signature below it, in the same block."""
        out: list[int | None] = [None] * len(self.prose)
        below: int | None = None
        for i in range(len(self.prose) - 1, -1, -1):
            if self.signatures[i].shown:
                below = i
            elif below is not None and self.prose[below].block != self.prose[i].block:
                below = None
            out[i] = below
        return out

    def _masked(self, i: int) -> str:
        """The paragraph with what is quoted, and what refers, blotted out, letter for letter."""
        letters = list(self.texts[i])
        for q in self.by_prose[i]:
            letters[q.outer.start : q.outer.stop] = "\0" * (q.outer.stop - q.outer.start)
        return "".join(letters)

    def _claims(self, i: int) -> list[Claim]:
        """The citations of a paragraph that stand outside of its quotations, by place."""
        out = []
        for ref in self.prose[i].refs:
            cited = self._noted(ref.target) if ref.kind == "note" else self._linked(ref, self.texts[i])
            out.append(Claim(ref.start, ref.stop, cited))
        inside = [q.outer for q in self.by_prose[i] if not q.block]
        starts = [o.start for o in inside]
        for m in BRACKET.finditer(self.texts[i]):
            around = bisect_right(starts, m.start()) - 1
            if around >= 0 and m.start() < inside[around].stop:
                continue
            square = m.group(1) is not None
            before = self.texts[i][max(0, m.start() - FAR) : m.start()].rstrip()
            behind = self.prose[i].kind == "blockquote" and m.start() >= self.cut[i]
            is_party = m.group(2) in self.names.keys and before[-1:].isalnum() and not behind  # Senator Lee (R)
            if not square and (is_party or _is_short_for(m.group(2), before)):
                continue
            out += [Claim(*m.span(), sources) for sources in self._each(m.group(1) or m.group(2), square)]
        for m in _FILE_NAME.finditer(self.texts[i]):
            around = bisect_right(starts, m.start()) - 1
            if around < 0 or m.start() >= inside[around].stop:
                out.append(Claim(*m.span(), self.names.file(m[0])))
        return sorted((c for c in out if c.sources), key=lambda c: c.at)

    def _each(self, labels: str, square: bool) -> list[frozenset[str]]:
        """The sources that the parts of a label name: of the whole first, which may be a headline with commas in it."""
        if whole := self._labelled(labels, square):
            return [whole]
        return [named for label in _BETWEEN.split(labels) if (named := self._labelled(label, square))]

    def _labelled(self, label: str, square: bool) -> frozenset[str]:
        number = label.strip()
        if number.isdigit():
            return self.numbers.get(int(number), frozenset()) if square and len(number) < 5 else frozenset()
        return self.names.source(label)

    def _linked(self, ref: Ref, text: str) -> frozenset[str]:
        shown = text[ref.start : min(ref.stop, ref.start + FAR)]
        return self._addressed(ref.target) or self.names.source(shown) or self._labelled(shown, True)

    def _addressed(self, target: str) -> frozenset[str]:
        """The source that an address leads to."""
        return self.names.source(PurePosixPath(target.partition("#")[0]).name or "-")

    def _noted(self, label: str) -> frozenset[str]:
        """The sources of a footnote: by its text, else by a label that ends in a source's key and a passage."""
        note = self.notes.get(label, "").strip()
        named = self.names.source(note.strip("[]() ")) or self.linked_notes.get(label, frozenset())
        named = named or self.names.sources_in(note) or self.names.sources_in(label)
        own = _OWN_LABEL.search(label)
        if not named and own and own.group(1) in self.names.keys:
            named = frozenset((self.names.keys[own.group(1)],))
        return named

    def _headed(self) -> list[str]:
        """For each paragraph the name that stands in bold type, or as a heading, above it; empty where there is none."""
        out, name, heading = [], "", ""
        titles = {
            p.block: self.texts[i].strip(" :") for i, p in enumerate(self.prose) if p.kind == "heading" and p.block
        }
        for i, p in enumerate(self.prose):
            if p.kind == "heading" and not p.block:
                name, heading = "", self.texts[i].strip(" :")
            elif p.kind != "blockquote" and p.bold and not p.note:
                name = self.texts[i][: p.bold].strip(" :")
            title = titles.get(p.block, "") or heading
            above = name or (title if self.names.knows(title) or is_person(title) else "")
            out.append(above if p.kind == "blockquote" else heading)
        return out


def _portion(text: str, start: int, stop: int) -> int:
    """Where a stretch of a paragraph ends that is short enough to look at: behind a closing mark if there is one, else at a blank."""
    if stop - start <= _PORTION:
        return stop
    end = start + _PORTION
    for m in reversed(list(_CLOSED.finditer(text, start + _PORTION // 2, end))):
        if text.count('"', start, m.end()) % 2 == 0:
            return m.end()
    blank = text.rfind(" ", start + 1, end)
    return blank if blank > 0 else end


def _is_short_for(label: str, before: str) -> bool:
    """Whether a bracket holds the initials of the words before it, and cites nothing: `the Associated Press (AP)`."""
    initials = "".join(w[0] for w in re.findall(r"\w+", before[-80:])[-len(label) :])
    return label.isalpha() and label.isupper() and initials.upper() == label
