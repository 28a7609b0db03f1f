"""What a text claims of each of its quotations: the sources it cites, the speaker it names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from index.verify.document import BRACKET, FAR, MOST_CLAIMS, Claim, Document, Quotation
from index.verify.names import is_role, name_words
from index.verify.papers import paper
from index.verify.paragraph import Paragraph
from index.verify.saying import NO_STOP, STOPS, Told, said_after, said_before
from index.verify.spoken import says, tokens_of

_REMARK = re.compile(r"\s?(?:[\[【][^\[\]【】\n]{0,300}[\]】]|\([^()\n]{0,300}\))")
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


class Claims(Document):
    """The checked text, and what it says of each quotation."""

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
        after = [c for c in claims[at : at + MOST_CLAIMS] if c.at <= q.outer.stop + FAR]
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
            if intro and self._same_sentence(words, max(intro[-1].at, len(words) - FAR), len(words)):
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
            shown = self.signatures[by].shown[:FAR]
            out = [*self._each(shown.strip(" \t\n—–-―"), True), *out]
            if by != i:
                out = [c.sources for c in self.claims[by][:MOST_CLAIMS]] + out
        return [sources for sources in out if sources]

    def _led(self, q: Quotation) -> bool:
        """Whether the paragraph before the quotation's leads up to it with a colon."""
        before = self.prose[q.prose - 1] if q.prose else None
        return before is not None and before.kind == "paragraph" and self.texts[q.prose - 1].rstrip().endswith(":")

    def _leads(self, masked: str, at: int, start: int) -> bool:
        """Whether a citation at `at` begins the sentence of a quotation at `start`, with no other quotation before it."""
        window = masked[max(0, start - FAR) : start]
        return start - at <= FAR and "\0" not in window and self._same_sentence(masked, at, start)

    def _bracketed(self, q: Quotation) -> frozenset[str]:
        """The source that the heading of the quotation's table column names in brackets: `Reuters (R)`."""
        m = BRACKET.search(self.prose[q.prose].column)
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
            return (self.masked[q.prose - 1][-FAR:] if self._led(q) else ""), ""
        before = masked[max(0, q.outer.start - FAR) : q.outer.start].rpartition("\0")[2]
        if not before.strip(" -–—*") and self._led(q):
            before = self.masked[q.prose - 1][-FAR:].rpartition("\0")[2]
        return before, masked[q.outer.stop : q.outer.stop + FAR].partition("\0")[0]

    def _named(self, q: Quotation) -> str | None:
        if not q.block:
            told = self._told(q)
            if told is not None or self.prose[q.prose].kind != "blockquote":
                return self._whole(told, q.prose) if told is not None else self._beside(q)
        if (by := self.signed_by[q.prose]) is not None:
            return self._whole(Told(self.signatures[by].name), q.prose) or None
        if self._led(q):
            return self._whole(said_before(self.masked[q.prose - 1][-FAR:], self.names.knows), q.prose)
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


def _read_over(words: str) -> str:
    """The words around a quotation without citations and other remarks in brackets; one with a verb of saying stays."""
    for _ in range(2):  # ([R])
        words = _REMARK.sub(lambda m: m[0] if any(says(t, 1) for t in tokens_of(m[0])) else " ", words)
    return words


def _row(masked: str, claims: Sequence[Claim]) -> Iterator[frozenset[str]]:
    """The citations that follow each other with nothing but signs between them."""
    stop = claims[0].stop
    for c in claims:
        if masked[stop : c.at].strip(" ,;[]()0123456789"):
            return
        yield c.sources
        stop = max(stop, c.stop)
