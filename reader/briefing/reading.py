"""A briefing back to its clips, also one that was edited by hand."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from index import imprint
from index.model import Clip, Span
from index.verify import prose
from reader import form
from reader.briefing import citing, overview
from reader.briefing.draft import BY_HAND, OWN_WORDS, sections
from reader.briefing.markdown import plural
from reader.briefing.notes import CITATIONS, SOURCES
from reader.briefing.parts import NOTE, NOTE_ON
from reader.briefing.writing import default_title
from reader.journal import Section


@dataclass(frozen=True, slots=True)
class Written:
    """What a briefing file holds."""

    title: str
    """Empty where it is the one that is given when the analyst gave none."""
    bottom: str
    clips: tuple[Clip, ...]
    sections: tuple[Section, ...] = ()
    """The analyst's own, and footnotes of the analyst's own."""
    form: str = ""
    """How it is made, as its last line tells it; empty for the usual form."""


_CLIPPED = re.compile(
    r"(?:.*; |)(?:¶(?P<n>\d+)|headline)(?:, line \d+)?, characters (?P<start>\d+)–(?P<stop>\d+)(?P<more>(?:, [^,;.]+)*)\."
    r"(?P<told>.*?) Clip (?P<number>\d+), (?P<id>.+?)(?P<tags>(?: #[^\s#]+)*)(?:; under: (?P<under>.+))?\.\s*",
    re.DOTALL,
)
_OFTEN, _MOST_TAGS = 8, 500
_LISTED = re.compile(r"(\S+) (.+) (?:sha256 ([0-9a-f]{64})(?:,.*)?|not in the pack)", re.DOTALL)
_CLIPPED_FROM = re.compile(r"clipped from sha256 ([0-9a-f]{64})")
_PRINTS = re.compile(r"\S+ prints (?:nearly the same|part of it|some of its words|the same words)\b")
_LABEL = re.compile(r"[A-Z]\d+-\w+")
_CITED = re.compile(r"([A-Z]\d+-\w+(?:-\d+)?): (.+)", re.DOTALL)
_NAME = re.compile(r"[A-Z]\d+(?=-)")
_TOLD_BY = re.compile(r"[A-Z]\d+ (?:\? perhaps )?(.+?):")
_DATE = re.compile(r"-?\d{4,}(?:-\d\d){0,2}(?:T[\d:.+Z-]+)?(?: \(inferred, .*\))?", re.DOTALL)
_SAID = (
    ("who says it in ", " is not certain; perhaps ", ""),
    ("", " is not in the pack"),
    ("", " has changed since it was clipped; ", ""),
    ("the words stand in text of ", ""),
    ("the words no longer stand at ", ""),
    ("", " is text that the analyst put back ", ""),
    ("", " gives it to ", ", ", " to ", ""),
    ("", " brings it in with ", ", ", " with ", ""),
    ("a quotation mark is missing in ", ""),
    ("", " [", "], ", " [", "]"),
    ("", " is inferred (", "), not stated"),
)
"""What the items of such parts say: words in this order, between any two of them some others, and a full stop."""
_SAID_OF_KEYS = re.compile(
    r"(?:no date is stated|(?:[A-Z]\d+(?:, |; |(?=\.)))*(?:¶.+ ha(?:s|ve) no counterpart)?)\.", re.DOTALL
)
_MADE = frozenset(("who", "differ", "only", "timeline", "coverage", "check"))
"""Parts that are made anew at each writing."""


def read(text: str) -> Written:
    """The title, the bottom line, the clips and the analyst's own sections of a briefing, also of one that was edited by hand.

    Words that stand where the analyst writes are notes of the clip above, or belong to the bottom line where there is none.
    A text that twosource did not write has no clips.
    """
    return _Reading(text).written()


class _Reading:
    """A briefing gone through once, paragraph by paragraph."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.paragraphs = prose.paragraphs(text, "md")
        self.form = form.named(imprint.last_line(text))
        self.title = self.pack_line = self.heading = self.head = self.part = self.led = ""
        self.bottom: list[str] = []
        self.clips: list[_Read] = []
        self.quoted: list[str] = []
        self.notes: dict[str, str] = defaultdict(str)
        for p in self.paragraphs:
            if p.note is not None:
                self.notes[p.note] += p.text
        self.sources: dict[str, tuple[str, str]] = {}
        self.listed: set[int] = set()
        """Which paragraphs are items of the lists of sources and citations."""
        self.lists = self._lists()
        self._list_citations()
        self.names = {m[0] for label in self.notes if (m := _NAME.match(label))}
        self.imprint = max((n for n, p in enumerate(self.paragraphs) if p.text.startswith(imprint.MARK)), default=-1)
        self.speakers = {m[1] for p in self.paragraphs if p.kind == "cell" and (m := _TOLD_BY.match(p.text))}
        self.headings = self._headings()
        self.own = list(self._own_sections())

    def written(self) -> Written:
        for n, p in enumerate(self.paragraphs):
            if n == self.imprint:
                self._quoted_by_hand()
                self.part = ""  # what stands below the last line is the analyst's
            elif p.note is None and not any(p.starts and p.starts[0] in where for _, where in self.own):
                self._paragraph(n, p, p.text)
        self._quoted_by_hand()
        named = re.fullmatch(r"(.*): what (\d+) sources? report", self.title, re.DOTALL)
        usual = named is not None and self.title == default_title(named[1], int(named[2]))
        title = (
            ""
            if named and usual and self.pack_line.startswith(f"Pack {named[1]} · {plural(int(named[2]), 'source')}")
            else self.title
        )
        own = tuple(section for section, _ in self.own)
        return Written(title, "\n\n".join(self.bottom), tuple(self._in_order()), own, self.form.told())

    def _lists(self) -> tuple[prose.Paragraph, ...]:
        """The lines that begin the list of sources, and that of citations before it: the last that read so, with items below."""
        wanted, found = {SOURCES: _LISTED, CITATIONS: _CITED}, list[prose.Paragraph]()
        there: set[str] = set()
        for p in reversed(self.paragraphs):
            name = p.text.removesuffix(":")
            if name in wanted and p.text != name and name in there:
                found.append(p)
                del wanted[name]
            there |= {name for name, item in wanted.items() if item.fullmatch(p.text)}
        return tuple(found)

    def _list_citations(self) -> None:
        """What the lists hold; sources whose line above them is gone are known by what they say."""
        listed = ""
        has_clips = any(", characters " in p.text for p in self.paragraphs)
        is_headless = has_clips and all(p.text != f"{SOURCES}:" for p in self.lists)
        for n, p in enumerate(self.paragraphs):
            if self._begins_list(p):
                listed = p.text.rstrip(":")
            elif listed == CITATIONS and (cited := _CITED.fullmatch(p.text)):
                self.notes[cited.group(1)] = cited.group(2)
                self.listed.add(n)
            elif p.note is None and (listed == SOURCES or is_headless) and (source := _LISTED.fullmatch(p.text)):
                self.sources[source.group(1)] = (source.group(2), source.group(3) or "")
                self.listed.add(n)

    def _headings(self) -> dict[int, str]:
        """Headings that statements stand below though they are no part's: by their place the part, `statements` once, else empty.

        Where no heading says so, the first of them is that of the statements, called otherwise; any other begins some of them.
        """
        found: dict[int, str] = {}
        has_part = any(
            p.kind == "heading" and p.level == 2 and self._part(p.text) == "statements" for p in self.paragraphs
        )
        here: int | None = None
        for n, p in enumerate(self.paragraphs):
            if p.kind == "heading" and p.level < 3:
                here = None if p.level < 2 or self._part(p.text) else n
            elif here is not None and here not in found and self._is_clip(p):
                found[here] = "" if has_part else "statements"
                has_part = True
                if found[here]:
                    self.form = form.headed(self.form, "statements", self.paragraphs[here].text)
        return found

    def _is_clip(self, p: prose.Paragraph) -> bool:
        """Whether a paragraph ends a clip's words, or leads up to them."""
        if p.kind != "blockquote":
            return bool(self.form.cite != "footnotes" and citing.LED.fullmatch(p.text))
        return any(ref.kind == "note" and _clipped(self.notes.get(ref.target, "")) for ref in p.refs)

    # what the analyst wrote beside the parts

    def _own_sections(self) -> Iterator[tuple[Section, range]]:
        """Sections whose heading is no part's, as they stand in the file; and footnotes that no citation of ours is."""
        first = self.form.all_parts[0]
        there = {self._part(p.text) for p in self.paragraphs if p.kind == "heading" and p.level == 2}
        after, begun = "" if first in there else first, None  # above all parts: behind the first, which said nothing
        for n, p in enumerate(self.paragraphs):
            if not p.starts or p.note is not None:
                continue
            ends = p.kind == "heading" and p.level < 3
            if begun is not None and (ends or self._begins_list(p) or n in self.listed or n == self.imprint):
                yield self._own(*begun, p.starts[0], after)
                begun = None
            if p.kind == "heading" and p.level == 2:
                part = self._part(p.text) or ("statements" if n in self.headings else "")
                after = part or after
                begun = None if part or n > self.imprint >= 0 else (p.text, p.starts[0])
        if begun is not None:
            yield self._own(*begun, len(self.text), after)
        taken = 0
        for m in _FOOTNOTE.finditer(self.text):
            if m.start() >= taken and not _LABEL.match(m.group(1)) and m.group(1) in self.notes:
                yield Section("", m.group().rstrip(), ""), range(0)
                taken = m.end()

    def _own(self, heading: str, start: int, stop: int, after: str) -> tuple[Section, range]:
        """The section whose heading stands at `start`, up to the line of `stop` or the first footnote."""
        begin = self.text.find("\n", start) + 1 or stop
        stop = self.text.rfind("\n", 0, stop) + 1 if stop < len(self.text) else stop
        note = _FOOTNOTE.search(self.text, begin, stop)
        stop = note.start() if note else stop
        line = self.text.rfind("\n", 0, start) + 1
        return Section(heading, self.text[begin:stop].strip("\n").rstrip(), after), range(line, max(stop, begin))

    def _part(self, heading: str) -> str:
        return self.form.part(heading) or self.form.part(heading.removesuffix(" (analyst)"))

    def _begins_list(self, p: prose.Paragraph) -> bool:
        return any(p is one for one in self.lists)

    # paragraph by paragraph

    def _paragraph(self, n: int, p: prose.Paragraph, text: str) -> None:
        if n in self.listed:
            self._quoted_by_hand()
            return
        if p.kind == "blockquote":
            self._block(p, text)
            return
        self._quoted_by_hand()
        if p.kind == "heading":
            self._headed(n, p, text)
        elif p.kind == "cell":
            if self.part not in _MADE:
                self._keep(text)
        elif self._begins_list(p):
            self.part = SOURCES
        elif not self.part and not self.pack_line and text.startswith("Pack "):
            self.pack_line = text
        elif self.part == "bottom":
            self.bottom.append(text)
        elif not self._noted(text) and not self._ours(n, p, text):
            self._keep(text)

    def _headed(self, n: int, p: prose.Paragraph, text: str) -> None:
        if p.level == 1 and not self.title:
            self.title = text
        elif p.level == 2 and (part := self._part(text) or self.headings.get(n, "")):
            self.part = part
        elif n in self.headings:
            self.part, self.heading = "statements", text
        elif p.level > 2 and self.part == "statements":
            self.heading = text
        else:
            self._keep(text)

    def _block(self, p: prose.Paragraph, text: str) -> None:
        """A paragraph of a block quotation; its footnote, or the line that leads up to it, says whose clip it ends."""
        self.quoted.append(text[: p.refs[0].start] if p.refs else text)
        for ref in p.refs:
            if ref.kind == "note" and (found := _clipped(self.notes[ref.target])):
                self._clip(found, self.notes[ref.target])
                break
        if p.refs:
            self.quoted.clear()

    def _quoted_by_hand(self) -> None:
        """The end of a block quotation without a footnote: a clip where a line led up to it, else the analyst's words."""
        if self.led and self.quoted:
            note = next(
                (note for label, note in self.notes.items() if label.startswith(f"{self.led}-") and _clipped(note)),
                "",
            )
            if found := _clipped(note):
                self._clip(found, note)
                self.quoted.clear()
        if self.led != _PRINTED:
            for text in self.quoted:
                self._keep(text)
        self.quoted.clear()
        self.led = ""

    def _clip(self, found: re.Match[str], note: str) -> None:
        key = re.split(r"[:;]", note.strip(), maxsplit=1)[0]
        source, sha256 = self.sources.get(key, ("", ""))
        clipped = _CLIPPED_FROM.search(found["told"])
        held: dict[int, str] = {}
        kind: Literal["quote", "passage", "selection"] = "quote"
        for part in found["more"].split(", ")[1:]:
            if part.startswith("line ends at "):
                held |= dict.fromkeys(map(int, part.removeprefix("line ends at ").split()), "\n")
            elif part.startswith("U+"):
                code, _, at = part[2:].partition(" at ")
                held[int(at)] = chr(int(code, 16))
            elif part in ("passage", "selection"):
                kind = "passage" if part == "passage" else "selection"
        clip = Clip(
            found["id"],
            source,
            clipped.group(1) if clipped else sha256,
            int(found["n"] or 0),
            Span(int(found["start"]), int(found["stop"])),
            _put_back(self.quoted, held),
            kind,
            heading=self.heading or (found["under"] or "").replace("%3B", ";").replace("%25", "%"),
            tags=tuple(tag.removeprefix("#") for tag in found["tags"].split()),
        )
        self.clips.append(_Read(int(found["number"]), self.head, clip))
        self.heading = ""

    def _noted(self, text: str) -> bool:
        """Whether a paragraph is a note of the clip above; then it is kept there."""
        for lead in (NOTE_ON, NOTE):
            if text.startswith(lead) and self.clips:
                self._add_note(text.removeprefix(lead).removeprefix(" "))
                return True
        return False

    def _add_note(self, text: str) -> None:
        last = self.clips[-1]
        note = f"{last.clip.note}\n\n{text}" if last.clip.note else text
        self.clips[-1] = last._replace(clip=replace(last.clip, note=note))

    def _keep(self, text: str) -> None:
        """Words that have no place of their own are the analyst's."""
        if self.part == "statements" and self.clips:
            self._add_note(text)
        else:
            self.bottom.append(text)

    def _ours(self, n: int, p: prose.Paragraph, text: str) -> bool:
        """Whether a paragraph is made anew at each writing: head lines, what others print, what parts and what to check."""
        if self.part in _MADE:
            return text == overview.LEGEND or self._is_made(*text.partition(": ")[::2])
        if self.part != "statements":
            return False
        if led := citing.LED.fullmatch(text):
            self.led = led.group(1)
            return True
        if p.bold and (text[p.bold :] in ("", OWN_WORDS) or text.startswith("? perhaps ") or text.endswith(BY_HAND)):
            below = self.paragraphs[n + 1] if n + 1 < len(self.paragraphs) else prose.Paragraph()
            if below.kind == "blockquote" or citing.LED.fullmatch(below.text):
                self.head = text
                return True
            return text in self.speakers or text[p.bold :] != "" or text.startswith("? perhaps ")
        if _PRINTS.match(text):
            self.led = _PRINTED
            return True
        return text.startswith(citing.SAME)

    def _is_made(self, label: str, told: str) -> bool:
        """Whether an item of a list is one that is made anew: by what it begins with, and by what it says."""
        if label == overview.UNDATED or _DATE.fullmatch(label):
            return told.partition(" ")[0] in self.sources
        return all(map(self._is_label, label.split(", "))) and _is_said(told)

    def _is_label(self, label: str) -> bool:
        """A statement's name, a source's key."""
        return label in self.names or label in self.sources

    def _in_order(self) -> list[Clip]:
        """The clips by their numbers, or as they stand where somebody moved them about."""
        numbered = sorted(self.clips, key=lambda c: c.number)
        groups = sections([(c.clip.heading, c.head) for c in numbered], self.form.order)
        canonical = [numbered[n] for _, those in groups for group in those for n in group]
        return [c.clip for c in (numbered if canonical == self.clips else self.clips)]


_PRINTED = "printed"
"""What led up to a block quotation that holds what another source prints."""
_FOOTNOTE = re.compile(r"^\[\^([^\]\n]+)\]:[^\n]*(?:\n(?:[ \t]+[^\n]*|(?=\n[ \t]+\S)))*", re.MULTILINE)


def _clipped(note: str) -> re.Match[str] | None:
    """What a citation says of its clip; None for anything else, and for what says it more often than any citation does."""
    if note.count(", characters ") > _OFTEN or note.count(" Clip ") > _OFTEN or note.count(" #") > _MOST_TAGS:
        return None
    return _CLIPPED.fullmatch(note)


def _is_said(told: str) -> bool:
    """Whether such an item says what one of ours does."""
    return _SAID_OF_KEYS.fullmatch(told) is not None or any(_holds(told, *pieces) for pieces in _SAID)


def _holds(told: str, first: str, *others: str) -> bool:
    """A sentence begins with the first of these pieces and ends with the last, has the others in order, and words between any two."""
    if not told.startswith(first) or not told.endswith(f"{others[-1]}."):
        return False
    at = len(first)
    for piece in others[:-1]:
        found = told.find(piece, at + 1)
        if found < 0:
            return False
        at = found + len(piece)
    return at + 1 <= len(told) - len(others[-1]) - 1


class _Read(NamedTuple):
    """A clip as it was read: its number among the clips, the head line above it."""

    number: int
    head: str
    clip: Clip


def _put_back(paragraphs: Sequence[str], held: dict[int, str]) -> str:
    """The words of a clip with the line ends and other characters that Markdown could not hold, at their places.

    Where somebody altered the words, what stands at such a place may be a letter: that stays.
    """
    out: list[str] = []
    for n, paragraph in enumerate(paragraphs):
        while n and held.get(len(out), "x").isspace():
            out.append(held[len(out)])
        out.extend(paragraph)
    for at, c in held.items():
        if at < len(out) and (out[at].isspace() or unicodedata.category(out[at]) in ("Cf", "Cc", "So")):
            out[at] = c
    return "".join(out)
