"""What a text claims of each of its quotations: the sources it cites, the speaker it names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from index import marks
from index.model import Passage, Span
from index.verify import signed
from index.verify.names import Names, is_role, name_words
from index.verify.papers import paper
from index.verify.paragraph import Format, Paragraph, Ref
from index.verify.prose import paragraphs
from index.verify.saying import NO_STOP, STOPS, Told, said_after, said_before
from index.verify.signed import UNSIGNED, Signature
from index.verify.spoken import is_person, says, tokens_of

_SAYS = re.compile('["“„«]')
"""Marks by which a line that begins with `Sources:` quotes something, and lists nothing."""
_SOURCES = re.compile(
    r"(?:list of )?(?:sources|references|bibliography|works cited|quellen|quellenverzeichnis|literatur|références|fuentes|fonti|bronnen|källor|kilder)",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[\[【]([^\[\]【】\n]{1,300})[\]】]|\(([^()\n]{1,300})\)")
_LAST_BRACKET = re.compile(r"(?:[\[【]([^\[\]【】\n]{1,160})[\]】]|\(([^()\n]{1,160})\))\.?\Z")
"""A bracket at the end of a block quotation."""
_BETWEEN = re.compile(r"[,;]|\s+(?:and|or|und|oder|et|ou|y|o|e|&)\s+|\s/\s")
"""What stands between the labels of several sources."""
_NUMBERED = re.compile(r"^[ \t]*\[(\d{1,4})\]:?[ \t]+(\S.{0,300})", re.MULTILINE)
"""A line that begins with the number of a source: `[1] Reuters`."""
_FILE_NAME = re.compile(r"(?<![\w/.-])[\w./-]{1,160}\.[A-Za-z]\w{1,4}\b")
_REMARK = re.compile(r"\s?(?:[\[【][^\[\]【】\n]{0,300}[\]】]|\([^()\n]{0,300}\))")
_OWN_LABEL = re.compile(r"\w+-([A-Z]{1,2})\d+(?:-\d+)?\Z")


_NEGATIVE = re.compile(r"[-‐‑–−](?=\d)")
"""A sign that belongs to the number behind it, and is none of a list."""
_PORTION = 50_000
"""Characters that are looked through for marks at once where a long text is mostly marks."""
_CLOSED = re.compile(r"[\"”»][.,;:|]?\s")
_FAR = 240
"""Characters between a quotation and what is said of it."""
_MOST_CLAIMS = 12
"""Citations that are looked at behind one quotation."""
_WIDEST = 12
"""Cells of a table row that are looked at, on either side."""
SPEAKER_COLUMNS = frozenset(
    [
        "speaker",
        "who",
        "name",
        "said by",
        "who said it",
        "who said",
        "who says",
        "quoted",
        "quoted person",
        "attributed to",
        "wer sagt es",
        "wer hat es gesagt",
        "qui l'a dit",
        "quién lo dijo",
        "by",
        "person",
        "source of quote",
        "sprecher",
        "sprecherin",
        "wer",
        "qui",
        "orateur",
        "quién",
        "orador",
    ]
)
SOURCE_COLUMNS = frozenset(
    [
        "source",
        "sources",
        "file",
        "document",
        "article",
        "citation",
        "reference",
        "quelle",
        "quellen",
        "datei",
        "fuente",
        "fuentes",
        "référence",
    ]
)
"""What the columns of a table are called that name the speaker, and the source, of what stands beside."""
_MOST_LINKS = 3
"""Links around one quotation that are looked at."""


class _Claim(NamedTuple):
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
        self.names = names
        self.prose = [p for p in paragraphs(text, format) if any(map(str.isalnum, p.chars))]
        self.texts = [p.text for p in self.prose]
        self.signatures = self._signatures()
        self.signed_by = self._signed_by()
        self.in_list = self._source_lists()
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
        for _ in range(_MOST_CLAIMS):
            end = len(text[:end].rstrip(" \t\n\\"))
            link = next(
                (
                    r
                    for r in reversed(self.prose[i].refs)
                    if r.kind == "link" and 0 < r.start < min(r.stop, end) and text[r.stop : end] in ("", ".")
                ),
                None,
            )
            bracket = _LAST_BRACKET.search(text, max(0, end - _FAR), end)
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

    def _claims(self, i: int) -> list[_Claim]:
        """The citations of a paragraph that stand outside of its quotations, by place."""
        out = []
        for ref in self.prose[i].refs:
            cited = self._noted(ref.target) if ref.kind == "note" else self._linked(ref, self.texts[i])
            out.append(_Claim(ref.start, ref.stop, cited))
        inside = [q.outer for q in self.by_prose[i] if not q.block]
        starts = [o.start for o in inside]
        for m in _BRACKET.finditer(self.texts[i]):
            around = bisect_right(starts, m.start()) - 1
            if around >= 0 and m.start() < inside[around].stop:
                continue
            square = m.group(1) is not None
            before = self.texts[i][max(0, m.start() - _FAR) : m.start()].rstrip()
            behind = self.prose[i].kind == "blockquote" and m.start() >= self.cut[i]
            is_party = m.group(2) in self.names.keys and before[-1:].isalnum() and not behind  # Senator Lee (R)
            if not square and (is_party or _is_short_for(m.group(2), before)):
                continue
            out += [_Claim(*m.span(), sources) for sources in self._each(m.group(1) or m.group(2), square)]
        for m in _FILE_NAME.finditer(self.texts[i]):
            around = bisect_right(starts, m.start()) - 1
            if around < 0 or m.start() >= inside[around].stop:
                out.append(_Claim(*m.span(), self.names.file(m[0])))
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
        shown = text[ref.start : min(ref.stop, ref.start + _FAR)]
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

    # beside one quotation

    def cited(self, q: Quotation) -> tuple[str, ...]:
        """The sources cited for a quotation, in the order of the text; any of them will do.

        A link that the quotation is the text of cites one. Else the citations behind it in its sentence do, else the one
        before it, else the one in the words that lead up to it, else the heading of its column.
        """
        return tuple(dict.fromkeys(source for any_of in self._cited(q) for source in sorted(any_of)))

    def _cited(self, q: Quotation) -> list[frozenset[str]]:
        if named := self._linked_whole(q):
            return [named]
        masked, claims = self.masked[q.prose], self.claims[q.prose]
        at = bisect_left(claims, q.outer.stop, key=lambda c: c.at)
        after = [c for c in claims[at : at + _MOST_CLAIMS] if c.at <= q.outer.stop + _FAR]
        leading = at and claims[at - 1].at < q.outer.start and self._leads(masked, claims[at - 1].at, q.outer.start)
        if after and not self._ends(masked, q, after[0].at):
            apart = any(map(str.isalpha, masked[q.outer.stop : after[0].at]))
            if not (apart and leading):
                return list(_row(masked, after))
        if self.prose[q.prose].block and (signers := self._signed_from(q.prose)):
            return signers
        if leading:
            return [claims[at - 1].sources]
        if q.prose and self._led(q) and (q.block or not masked[: q.outer.start].strip()):
            intro, words = self.claims[q.prose - 1], self.masked[q.prose - 1]
            if intro and self._same_sentence(words, max(intro[-1].at, len(words) - _FAR), len(words)):
                return [intro[-1].sources]
        for cell in self._row(q):
            if cell.column.strip().lower() in SOURCE_COLUMNS and (named := self._labelled(cell.text, True)):
                return [named]
        return [self.names.source(self.prose[q.prose].column) or self._bracketed(q)]

    def _linked_whole(self, q: Quotation) -> frozenset[str]:
        """The source of the innermost link that the quotation is the text of, or part of it."""
        refs = self.prose[q.prose].refs
        at = bisect_right(refs, q.start, key=lambda ref: ref.start)
        for ref in reversed(refs[max(0, at - _MOST_LINKS) : at]):
            if ref.kind == "link" and q.stop <= ref.stop and (named := self._linked(ref, self.texts[q.prose])):
                return named
        return frozenset()

    def _signed_from(self, i: int) -> list[frozenset[str]]:
        """The sources that the signature of a block quotation names, and the one that its markup gives."""
        out = [self._addressed(self.prose[i].cite)]
        by = self.signed_by[i]
        if by is not None:
            shown = self.signatures[by].shown[:_FAR]
            out = [*self._each(shown.strip(" \t\n—–-―"), True), *out]
            if by != i:
                out = [c.sources for c in self.claims[by][:_MOST_CLAIMS]] + out
        return [sources for sources in out if sources]

    def _led(self, q: Quotation) -> bool:
        """Whether the paragraph before the quotation's leads up to it with a colon."""
        before = self.prose[q.prose - 1] if q.prose else None
        return before is not None and before.kind == "paragraph" and self.texts[q.prose - 1].rstrip().endswith(":")

    def _leads(self, masked: str, at: int, start: int) -> bool:
        """Whether a citation at `at` begins the sentence of a quotation at `start`, with no other quotation before it."""
        window = masked[max(0, start - _FAR) : start]
        return start - at <= _FAR and "\0" not in window and self._same_sentence(masked, at, start)

    def _bracketed(self, q: Quotation) -> frozenset[str]:
        """The source that the heading of the quotation's table column names in brackets: `Reuters (R)`."""
        m = _BRACKET.search(self.prose[q.prose].column)
        return self._labelled(m.group(1) or m.group(2), False) if m else frozenset()

    def _ends(self, masked: str, q: Quotation, at: int) -> bool:
        """Whether the sentence that the quotation stands in is over before `at`."""
        between = masked[q.outer.stop : at].rstrip()
        closed = self.texts[q.prose][max(q.start, q.stop - 4) : q.stop].rstrip("\"'”’»")[-1:] in (".", "!", "?")
        if closed and re.match(r"\s+[A-ZÀ-Þ\0]", between) and said_after("", between, self.names.knows) is None:
            return True
        return not self._same_sentence(between, 0, len(between))

    @staticmethod
    def _same_sentence(masked: str, start: int, stop: int) -> bool:
        return not any(
            not NO_STOP.search(masked[max(0, m.start() - 6) : m.start()]) for m in STOPS.finditer(masked, start, stop)
        )

    def speaker(self, q: Quotation) -> str | None:
        """The speaker that the words around the quotation name, as whole as the text gives the name; no source is one."""
        name = self._named(q)
        return None if not name or self.names.printed_by(name) or self.names.source(name) or is_role(name) else name

    def around(self, q: Quotation) -> tuple[str, str]:
        """The words before a quotation and behind it, as far as the next one, or the paragraph that leads up to a block."""
        masked = self.masked[q.prose]
        if q.block:
            return (self.masked[q.prose - 1][-_FAR:] if self._led(q) else ""), ""
        before = masked[max(0, q.outer.start - _FAR) : q.outer.start].rpartition("\0")[2]
        if not before.strip(" -–—*") and self._led(q):
            before = self.masked[q.prose - 1][-_FAR:].rpartition("\0")[2]
        return before, masked[q.outer.stop : q.outer.stop + _FAR].partition("\0")[0]

    def _named(self, q: Quotation) -> str | None:
        if not q.block:
            told = self._told(q)
            if told is not None or self.prose[q.prose].kind != "blockquote":
                return self._whole(told, q.prose) if told is not None else self._beside(q)
        if (by := self.signed_by[q.prose]) is not None:
            return self._whole(Told(self.signatures[by].name), q.prose) or None
        if self._led(q):
            return self._whole(said_before(self.masked[q.prose - 1][-_FAR:], self.names.knows), q.prose)
        above = self.speakers[q.prose]
        return None if above.startswith("?") or not above else self._whole(Told(above), q.prose)

    def _told(self, q: Quotation) -> Told | None:
        """Who is named behind a quotation, else before it; where nobody is, the brackets between are read over."""
        before, after = self.around(q)
        last = self.texts[q.prose][q.start : q.stop][-6:]
        found: Told | None = None
        for front, behind in dict.fromkeys(((before, after), (_read_over(before), _read_over(after)))):
            told = said_after(last, behind, self.names.knows)
            if told is None or self.names.source(told.name):  # a source in brackets says nothing
                told = said_before(front, self.names.knows)
            if told is not None and told.name and not self.names.source(told.name):
                return told
            found = found or told
        return found

    def _beside(self, q: Quotation) -> str | None:
        """Who is named in the table's column of speakers, or alone in the heading or the bold line above a quotation."""
        if q.outer.start and self.masked[q.prose][: q.outer.start].strip(" -–—*•"):
            return None
        named = next((c for c in self._row(q) if c.column.strip().lower() in SPEAKER_COLUMNS), None)
        if named is not None:
            return self._whole(Told(named.text.strip()), q.prose)
        above = self.speakers[q.prose]
        return self._whole(Told(above), q.prose) if above and self.names.knows(above) else None

    def _row(self, q: Quotation) -> list[Paragraph]:
        """The other cells of the table row that a quotation stands in."""
        row = self.prose[q.prose].row
        return [c for c in self.prose[max(0, q.prose - _WIDEST) : q.prose + _WIDEST] if row and c.row == row]

    def worded(self, q: Quotation) -> tuple[str, frozenset[str]]:
        """The publisher that the words around a quotation name as printing it, or as being told it, and its sources."""
        before, after = self.around(q)
        return paper(before, after, self.names.publisher_in)

    def _whole(self, mention: Told | None, until: int) -> str | None:
        """A mention made whole: one by surname is told by its description, else by the last whole name before it."""
        if mention is None:
            return None
        name, described = mention
        words = name_words(name) if name else []
        if len(words) != 1:
            return name
        known = self.names.by_surname.get(words[0], set())
        if described and len(known) > 1:
            told = self.names.described(words[0], described)
            if len(told) == 1:
                return told.pop()
        last = (-1, -1, name)
        for whole in known:
            for i in range(until, -1, -1):
                at = self.texts[i].rfind(whole)
                if at >= 0:
                    last = max(last, (i, at, whole))
                    break
        return last[2]


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


def _read_over(words: str) -> str:
    """The words around a quotation without citations and other remarks in brackets; one with a verb of saying stays."""
    for _ in range(2):  # ([R])
        words = _REMARK.sub(lambda m: m[0] if any(says(t, 1) for t in tokens_of(m[0])) else " ", words)
    return words


def _is_short_for(label: str, before: str) -> bool:
    """Whether a bracket holds the initials of the words before it, and cites nothing: `the Associated Press (AP)`."""
    initials = "".join(w[0] for w in re.findall(r"\w+", before[-80:])[-len(label) :])
    return label.isalpha() and label.isupper() and initials.upper() == label


def _row(masked: str, claims: Sequence[_Claim]) -> Iterator[frozenset[str]]:
    """The citations that follow each other with nothing but signs between them."""
    stop = claims[0].stop
    for c in claims:
        if masked[stop : c.at].strip(" ,;[]()0123456789"):
            return
        yield c.sources
        stop = max(stop, c.stop)
