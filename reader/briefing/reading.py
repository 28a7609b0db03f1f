"""A briefing back to its clips, also one that was edited by hand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from index import imprint
from index.model import Clip, Span
from index.verify import prose
from reader.briefing.draft import BY_HAND, OWN_WORDS
from reader.briefing.parts import NOTE, NOTE_ON
from reader.briefing.writing import BEFORE_USE, BOTTOM, SOURCES, STATEMENTS, WHO


@dataclass(frozen=True, slots=True)
class Written:
    """What a briefing file holds."""

    title: str
    """Empty where it is the one that is given when the analyst gave none."""
    bottom: str
    clips: tuple[Clip, ...]


_CLIPPED = re.compile(
    r"(?:.*; |)(?:¶(?P<n>\d+)|headline)(?:, line \d+)?, characters (?P<start>\d+)–(?P<stop>\d+)(?P<more>(?:, [^,;.]+)*)\."
    r"(?P<told>.*) Clip (?P<number>\d+), (?P<id>.+)\.\s*",
    re.DOTALL,
)
_LISTED = re.compile(r"(\S+) (.+) (?:sha256 ([0-9a-f]{64})(?:,.*)?|not in the pack)", re.DOTALL)
_CLIPPED_FROM = re.compile(r"clipped from sha256 ([0-9a-f]{64})")
_PRINTS = re.compile(r"\S+ prints (?:nearly the same|part of it|some of its words|the same words)\b")
_ITEM = re.compile(r"[A-Za-z][A-Za-z0-9]*: ")


def read(text: str) -> Written:
    """The title, the bottom line and the clips of a briefing, also of one that was edited by hand.

    Words that stand where the analyst writes are notes of the clip above, or belong to the bottom line where there is none.
    A text that twosource did not write has no clips.
    """
    return _Reading(prose.paragraphs(text, "md")).written()


class _Reading:
    """A briefing gone through once, paragraph by paragraph."""

    def __init__(self, paragraphs: Sequence[prose.Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.title = self.pack_line = self.heading = ""
        self.bottom: list[str] = []
        self.clips: list[_Read] = []
        self.head = ""
        self.notes: dict[str, str] = defaultdict(str)
        for p in paragraphs:
            if p.note is not None:
                self.notes[p.note] += p.text
        self.sources: dict[str, tuple[str, str]] = {}
        self.quoted: list[str] = []
        self.section = ""

    def written(self) -> Written:
        self._list_sources()
        for p in self.paragraphs:
            if p.note is None:
                self._paragraph(p, p.text)
        named = re.fullmatch(r"(.*): what \d+ sources? report", self.title, re.DOTALL)
        title = "" if named and self.pack_line.startswith(f"Pack {named.group(1)} · ") else self.title
        return Written(title, "\n\n".join(self.bottom), tuple(self._in_order()))

    def _list_sources(self) -> None:
        begun = False
        for p in self.paragraphs:
            begun = begun or p.text == f"{SOURCES}:"
            if begun and (listed := _LISTED.fullmatch(p.text)):
                self.sources[listed.group(1)] = (listed.group(2), listed.group(3) or "")

    def _paragraph(self, p: prose.Paragraph, text: str) -> None:
        if self.section == SOURCES or p.kind == "cell" or (p is self.paragraphs[-1] and text.startswith(imprint.MARK)):
            return
        if p.kind == "blockquote":
            self._block(p, text)
            return
        self.quoted.clear()
        if p.kind == "heading":
            self._headed(p, text)
        elif text == f"{SOURCES}:":
            self.section = SOURCES
        elif not self.section and not self.pack_line and text.startswith("Pack "):
            self.pack_line = text
        elif self.section == BOTTOM:
            self.bottom.append(text)
        elif not self._noted(text) and not self._ours(p, text):
            self._keep(text)

    def _headed(self, p: prose.Paragraph, text: str) -> None:
        if p.level == 1 and not self.title:
            self.title = text
        elif p.level == 2:
            self.section = BOTTOM if text.startswith(BOTTOM) else text
            if self.section not in (BOTTOM, WHO, STATEMENTS, BEFORE_USE):
                self._keep(text)
        elif self.section == STATEMENTS:
            self.heading = text
        else:
            self._keep(text)

    def _block(self, p: prose.Paragraph, text: str) -> None:
        """A paragraph of a block quotation; its footnote says whose clip it ends."""
        self.quoted.append(text[: p.refs[0].start] if p.refs else text)
        for ref in p.refs:
            if ref.kind == "note" and (found := _CLIPPED.fullmatch(self.notes[ref.target])):
                self.clips.append(_Read(int(found["number"]), self.head, self._clip(found, self.notes[ref.target])))
                self.heading = ""
                break
        if p.refs:
            self.quoted.clear()

    def _clip(self, found: re.Match[str], note: str) -> Clip:
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
        return Clip(
            found["id"],
            source,
            clipped.group(1) if clipped else sha256,
            int(found["n"] or 0),
            Span(int(found["start"]), int(found["stop"])),
            _put_back(self.quoted, held),
            kind,
            heading=self.heading,
        )

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
        if self.section == STATEMENTS and self.clips:
            self._add_note(text, bool(self.clips[-1].clip.note))
        else:
            self.bottom.append(text)

    def _ours(self, p: prose.Paragraph, text: str) -> bool:
        """Whether a paragraph is made anew at each writing: head lines, what others print, what to check."""
        if self.section != STATEMENTS:
            return self.section == BEFORE_USE and bool(_ITEM.match(text))
        if p.bold and (text[p.bold :] in ("", OWN_WORDS) or text.startswith("? perhaps ") or text.endswith(BY_HAND)):
            self.head = text
            return True
        return bool(_PRINTS.match(text))

    def _in_order(self) -> list[Clip]:
        """The clips by their numbers, or as they stand where somebody moved them about."""
        numbered = sorted(self.clips, key=lambda c: c.number)
        written: list[dict[str, list[_Read]]] = []
        for c in numbered:
            if c.clip.heading or not written:
                written.append({})
            written[-1].setdefault(c.head, []).append(c)
        canonical = [c for groups in written for group in groups.values() for c in group]
        return [c.clip for c in (numbered if canonical == self.clips else self.clips)]


class _Read(NamedTuple):
    """A clip as it was read: its number among the clips, the head line above it."""

    number: int
    head: str
    clip: Clip


def _put_back(paragraphs: Sequence[str], held: dict[int, str]) -> str:
    """The words of a clip with the line ends and other characters that Markdown could not hold, at their places."""
    out: list[str] = []
    for n, paragraph in enumerate(paragraphs):
        while n and held.get(len(out), "x").isspace():
            out.append(held[len(out)])
        out.extend(paragraph)
    for at, c in held.items():
        if at < len(out):
            out[at] = c
    return "".join(out)
