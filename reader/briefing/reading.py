"""A briefing back to its clips, also one that was edited by hand."""

from __future__ import annotations

import re
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
_LISTED = re.compile(r"(\S+) (.+) (?:sha256 ([0-9a-f]{64})(?:,.*)?|not in the pack)", re.DOTALL)
_CLIPPED_FROM = re.compile(r"clipped from sha256 ([0-9a-f]{64})")
_PRINTS = re.compile(r"\S+ prints (?:nearly the same|part of it|some of its words|the same words)\b")
_LABEL = re.compile(r"[A-Z]\d+-\w+")
_CITED = re.compile(r"([A-Z]\d+-\w+(?:-\d+)?): (.+)", re.DOTALL)
_NAME = re.compile(r"[A-Z]\d+")
_DATE = re.compile(r"-?\d{4,}(?:-\d\d){0,2}(?:T[\d:.+Z-]+)?(?: \(inferred, .*\))?", re.DOTALL)
_SAID = re.compile(
    r"(?:who says it in .+ is not certain; perhaps .+|.+ is not in the pack|.+ has changed since it was clipped; .+"
    r"|the words (?:stand in text of|no longer stand at) .+|.+ is text that the analyst put back .+|.+ gives it to .+, .+ to .+"
    r"|.+ brings it in with .+, .+ with .+|a quotation mark is missing in .+|.+ \[.+\], (?:.+ \[.+\])"
    r"|no date is stated|.+ is inferred \(.+\), not stated|(?:[A-Z]\d+(?:, |; |(?=\.)))*(?:¶.+ ha(?:s|ve) no counterpart)?)\.",
    re.DOTALL,
)
"""What the items of such parts say."""
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
        self.form = form.named(text.rstrip().rpartition("\n")[2])
        self.title = self.pack_line = self.heading = self.head = self.part = self.led = ""
        self.bottom: list[str] = []
        self.clips: list[_Read] = []
        self.quoted: list[str] = []
        self.notes: dict[str, str] = defaultdict(str)
        for p in self.paragraphs:
            if p.note is not None:
                self.notes[p.note] += p.text
        self.sources: dict[str, tuple[str, str]] = {}
        self.lists = self._lists()
        self._list_citations()
        self.own = list(self._own_sections())

    def written(self) -> Written:
        for p in self.paragraphs:
            if p.note is None and not any(p.starts and p.starts[0] in where for _, where in self.own):
                self._paragraph(p, p.text)
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
        below, found = [SOURCES, CITATIONS], list[prose.Paragraph]()
        is_item = False
        for p in reversed(self.paragraphs):
            if below and p.text == f"{below[0]}:" and is_item:
                found.append(p)
                del below[0]
            is_item = bool(_LISTED.fullmatch(p.text) or _CITED.fullmatch(p.text))
        return tuple(found)

    def _list_citations(self) -> None:
        listed = ""
        for p in self.paragraphs:
            if self._begins_list(p):
                listed = p.text
            elif listed == f"{CITATIONS}:" and (cited := _CITED.fullmatch(p.text)):
                self.notes[cited.group(1)] = cited.group(2)
            elif listed == f"{SOURCES}:" and (source := _LISTED.fullmatch(p.text)):
                self.sources[source.group(1)] = (source.group(2), source.group(3) or "")

    # what the analyst wrote beside the parts

    def _own_sections(self) -> Iterator[tuple[Section, range]]:
        """Sections whose heading is no part's, as they stand in the file; and footnotes that no citation of ours is."""
        first = self.form.all_parts[0]
        there = {self._part(p.text) for p in self.paragraphs if p.kind == "heading" and p.level == 2}
        after, begun = "" if first in there else first, None  # above all parts: behind the first, which said nothing
        for p in self.paragraphs:
            if not p.starts or p.note is not None:
                continue
            ends = p.kind == "heading" and p.level < 3
            if begun is not None and (ends or self._begins_list(p) or p is self.paragraphs[-1]):
                yield self._own(*begun, p.starts[0], after)
                begun = None
            if p.kind == "heading" and p.level == 2:
                part = self._part(p.text)
                after = part or after
                begun = None if part else (p.text, p.starts[0])
        taken = 0
        for m in _FOOTNOTE.finditer(self.text):
            if m.start() >= taken and not _LABEL.match(m.group(1)) and m.group(1) in self.notes:
                yield Section("", m.group().rstrip(), ""), range(0)
                taken = m.end()

    def _own(self, heading: str, start: int, stop: int, after: str) -> tuple[Section, range]:
        """The section whose heading stands at `start`, up to the line of `stop` or the first footnote."""
        begin = self.text.find("\n", start) + 1 or stop
        stop = self.text.rfind("\n", 0, stop) + 1
        note = _FOOTNOTE.search(self.text, begin, stop)
        stop = note.start() if note else stop
        line = self.text.rfind("\n", 0, start) + 1
        return Section(heading, self.text[begin:stop].strip("\n").rstrip(), after), range(line, max(stop, begin))

    def _part(self, heading: str) -> str:
        return self.form.part(heading) or self.form.part(heading.removesuffix(" (analyst)"))

    def _begins_list(self, p: prose.Paragraph) -> bool:
        return any(p is one for one in self.lists)

    # paragraph by paragraph

    def _paragraph(self, p: prose.Paragraph, text: str) -> None:
        if self.part == SOURCES or (p is self.paragraphs[-1] and text.startswith(imprint.MARK)):
            return
        if p.kind == "blockquote":
            self._block(p, text)
            return
        self._quoted_by_hand()
        if p.kind == "heading":
            self._headed(p, text)
        elif p.kind == "cell":
            if self.part not in _MADE:
                self._keep(text)
        elif self._begins_list(p):
            self.part = SOURCES
        elif not self.part and not self.pack_line and text.startswith("Pack "):
            self.pack_line = text
        elif self.part == "bottom":
            self.bottom.append(text)
        elif not self._noted(text) and not self._ours(p, text):
            self._keep(text)

    def _headed(self, p: prose.Paragraph, text: str) -> None:
        if p.level == 1 and not self.title:
            self.title = text
        elif p.level == 2 and (part := self._part(text)):
            self.part = part
        elif p.level > 2 and self.part == "statements":
            self.heading = text
        else:
            self._keep(text)

    def _block(self, p: prose.Paragraph, text: str) -> None:
        """A paragraph of a block quotation; its footnote, or the line that leads up to it, says whose clip it ends."""
        self.quoted.append(text[: p.refs[0].start] if p.refs else text)
        for ref in p.refs:
            if ref.kind == "note" and (found := _CLIPPED.fullmatch(self.notes[ref.target])):
                self._clip(found, self.notes[ref.target])
                break
        if p.refs:
            self.quoted.clear()

    def _quoted_by_hand(self) -> None:
        """The end of a block quotation without a footnote: a clip where a line led up to it, else the analyst's words."""
        if self.led and self.quoted:
            note = next(
                (
                    note
                    for label, note in self.notes.items()
                    if label.startswith(f"{self.led}-") and _CLIPPED.fullmatch(note)
                ),
                "",
            )
            if found := _CLIPPED.fullmatch(note):
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
                self._add_note(text.removeprefix(lead).removeprefix(" "), lead == NOTE_ON)
                return True
        return False

    def _add_note(self, text: str, more: bool) -> None:
        last = self.clips[-1]
        note = f"{last.clip.note}\n\n{text}" if more else text
        self.clips[-1] = last._replace(clip=replace(last.clip, note=note))

    def _keep(self, text: str) -> None:
        """Words that have no place of their own are the analyst's."""
        if self.part == "statements" and self.clips:
            self._add_note(text, bool(self.clips[-1].clip.note))
        else:
            self.bottom.append(text)

    def _ours(self, p: prose.Paragraph, text: str) -> bool:
        """Whether a paragraph is made anew at each writing: head lines, what others print, what parts and what to check."""
        if self.part in _MADE:
            return text == overview.LEGEND or self._is_made(*text.partition(": ")[::2])
        if self.part != "statements":
            return False
        if led := citing.LED.fullmatch(text):
            self.led = led.group(1)
            return True
        if p.bold and (text[p.bold :] in ("", OWN_WORDS) or text.startswith("? perhaps ") or text.endswith(BY_HAND)):
            self.head = text
            return True
        if _PRINTS.match(text):
            self.led = _PRINTED
            return True
        return text.startswith(citing.SAME)

    def _is_made(self, label: str, told: str) -> bool:
        """Whether an item of a list is one that is made anew: by what it begins with, and by what it says."""
        if label == overview.UNDATED or _DATE.fullmatch(label):
            return told.partition(" ")[0] in self.sources
        return all(map(self._is_label, label.split(", "))) and bool(_SAID.fullmatch(told))

    def _is_label(self, label: str) -> bool:
        """A statement's name, a source's key."""
        is_name = _NAME.fullmatch(label) and any(known.startswith(f"{label}-") for known in self.notes)
        return bool(is_name) or label in self.sources

    def _in_order(self) -> list[Clip]:
        """The clips by their numbers, or as they stand where somebody moved them about."""
        numbered = sorted(self.clips, key=lambda c: c.number)
        groups = sections([(c.clip.heading, c.head) for c in numbered], self.form.order)
        canonical = [numbered[n] for _, those in groups for group in those for n in group]
        return [c.clip for c in (numbered if canonical == self.clips else self.clips)]


_PRINTED = "printed"
"""What led up to a block quotation that holds what another source prints."""
_FOOTNOTE = re.compile(r"^\[\^([^\]\n]+)\]:[^\n]*(?:\n(?:[ \t]+[^\n]*|(?=\n[ \t]+\S)))*", re.MULTILINE)


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
        if at < len(out) and (out[at].isspace() if c.isspace() else not out[at].isalnum()):
            out[at] = c
    return "".join(out)
