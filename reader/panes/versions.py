"""One statement as each source prints it: the words that differ marked in place, who says them and how told apart from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from index.model import Article, Frame, Quote, Span
from index.pack import Pack
from reader import desk as moves
from reader import selecting
from reader.paint import Line, Piece, cut, pad
from reader.panes.layout import shown
from reader.panes.search import lit
from reader.statements import Statement, Version, utterances
from reader.wrap import cells, wrap

MEASURE = 66
"""Columns of the words, at most."""
NEAR = 60
"""Characters before and after a quotation that are shown with it, at most."""
_PLACE = 8
_SHOWN = 6
"""Differing words that are told below a version, at most."""
_SAID = {"speaker": "who", "cue": "verb", "mark": "mark"}
_MARKED = {"unopened": "no opening mark", "unclosed": "no closing mark", "": "both marks"}


def told(pack: Pack, statement: Statement, versions: Mapping[str, Version], left: int, width: int) -> list[Line]:
    """The versions of a statement below each other, in a window of `width` columns whose first `left` stay free.

    Those that have the words of the first source and are brought in alike are named in one line.
    """
    return list(_Versions(pack, statement, versions, left, max(min(MEASURE, width - left - _PLACE + 1), 16)).lines())


class _Change(NamedTuple):
    """Where a quotation and one of the first source differ."""

    here: Span
    words: str
    """What stands here."""
    there: str
    """What stands in the other one."""
    spelling: bool
    """Whether it is the same word, spelt otherwise."""


class _Versions:
    """What is needed to tell them."""

    def __init__(
        self, pack: Pack, statement: Statement, versions: Mapping[str, Version], left: int, measure: int
    ) -> None:
        self._pack = pack
        self._statement = statement
        self._versions = versions
        self._first = {q.id for q in statement.of(statement.first.source)}
        self._left = left
        self._measure = measure

    def lines(self) -> Iterator[Line]:
        same = []
        for path, printed in self._statement.by_source.items():
            whole = self._versions.get(path)
            for group, quotes in utterances(printed).items():
                version = whole.of(group) if whole is not None else None
                changes = [change for quote in quotes for change in self._changes(quote)]
                if version is not None and _is_word_for_word(version) and not changes:
                    same.append(f"{self._pack.by_path[path].key}¶{quotes[0].passage}")
                    continue
                for n, quote in enumerate(quotes):
                    yield from self._words(quote, version.sign if version and n == 0 else " ")
                if version is not None:
                    yield from self._apart(changes, version)
        for n, row in enumerate(_filled(same, self._measure - 15)):
            yield self._below("=" if n == 0 else " ", "" if n else "word for word", row)

    def _words(self, quote: Quote, sign: str) -> Iterator[Line]:
        article = self._pack.by_path[quote.source]
        around, cut_before, cut_behind = _around(article, quote)
        marks = sorted({change.here for change in self._changes(quote)})
        broken = wrap(shown(article), *around, self._measure - 2)
        for n in range(0, len(broken), 2):
            head = f"{sign} {article.key}¶{quote.passage}" if n == 0 else ""
            words = list(lit(shown(article), Span(broken[n], broken[n + 1]), marks, [quote], "changed"))
            if n == 0 and cut_before:
                words.insert(0, Piece("… ", "dim"))
            if n == len(broken) - 2 and cut_behind:
                words.append(Piece(" …", "dim"))
            yield Line((Piece(" " * (self._left - 2)), Piece(pad(head, _PLACE), "bright bold"), *words))

    def _apart(self, changes: list[_Change], version: Version) -> Iterator[Line]:
        """In words: first what differs in the words, then who is said to say them, how, in which marks."""
        changed = ["in part"] * version.in_part + list(dict.fromkeys(map(_change, changes)))
        if changed:
            more = f" · and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
            spelt = not version.in_part and all(change.spelling for change in changes)
            told = " · ".join(changed[:_SHOWN]) + more
            yield self._below(" " if spelt else "~", "spelling" if spelt else "words", told)
        for frame in version.frame:
            yield self._below("!" if frame in version.drift else " ", _SAID[frame.kind], in_words(frame))
        if version.perhaps:
            yield self._below(" ", "who", f"perhaps {version.perhaps}")

    def _below(self, sign: str, label: str, words: str) -> Line:
        ink = "accent-text bold" if sign == "!" else "bright bold"
        lead = (Piece(" " * (self._left + _PLACE - 2)), Piece(f"{sign} ", ink), Piece(f"{label}  ", "dim"))
        return Line((*lead, Piece(cut(words, self._measure - len(label) - 3))))

    def _changes(self, quote: Quote) -> list[_Change]:
        """Where a quotation differs in words from that of the first source; the first source's from any other."""
        text = self._pack.by_path[quote.source].text
        found = []
        for link in self._pack.links(quote.id):
            there = self._pack.quote(moves.other(link, quote.id))
            if (quote.id in self._first) == (there.id in self._first):
                continue
            theirs = self._pack.by_path[there.source].text
            for d in link.differences:
                if d.kind in ("words", "spelling"):
                    mine, other = (d.a, d.b) if link.a == quote.id else (d.b, d.a)
                    found.append(_Change(mine, mine.of(text), other.of(theirs), d.kind == "spelling"))
        return found


def _is_word_for_word(version: Version) -> bool:
    """Whether nothing but the letters of its words may differ from the first source."""
    return version.sign == "=" and not version.frame and not version.perhaps


def in_words(frame: Frame) -> str:
    """A difference around the words: what the first source has, what this one has, and what that makes of them."""
    if frame.kind == "mark":
        return f"{_MARKED.get(frame.a, frame.a)} → {_MARKED.get(frame.b, frame.b)}"
    stances = f"  ({frame.stances[0]} → {frame.stances[1]})" if frame.stances else ""
    return f"{frame.a or 'none'} → {frame.b or 'none'}{stances}"


def _change(change: _Change) -> str:
    here, there = (" ".join(words.split()) for words in (change.words, change.there))
    if not here or not there:
        return f"with “{here}”" if here else f"without “{there}”"
    return f"{there} → {here}"


def _filled(words: Iterable[str], room: int) -> Iterator[str]:
    """Words in rows of at most `room` cells."""
    row = ""
    for word in words:
        if row and cells(row) + cells(word) + 2 > room:
            yield row
            row = ""
        row += f"{', ' if row else ''}{word}"
    if row:
        yield row


def _around(article: Article, quote: Quote) -> tuple[Span, bool, bool]:
    """A quotation with what is said around it, and whether its sentence is cut off before and behind that.

    From the beginning of the sentence it begins in to the end of that it ends in, as far as they are near.
    """
    passage, text = article.by_number[quote.passage], article.text
    start = first = selecting.sentence_at(article, passage, quote.span.start).start
    stop = last = max(selecting.sentence_at(article, passage, quote.span.stop - 1).stop, quote.span.stop)
    if quote.span.start - start > NEAR:
        start = text.find(" ", quote.span.start - NEAR, quote.span.start) + 1 or quote.span.start
    if stop - quote.span.stop > NEAR:
        stop = max(text.rfind(" ", quote.span.stop, quote.span.stop + NEAR), quote.span.stop)
    return Span(start, stop), start > first, stop < last
