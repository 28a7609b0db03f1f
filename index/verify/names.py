"""What the sources and the speakers of a pack are called, and which names are one person's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import PurePosixPath

from index import fold, lexicon, wording
from index.model import Article, Span
from index.verify.glyphs import END, LETTERS, even
from index.verify.printed import Place


class Names:
    """What the sources and the speakers of a pack are called."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.keys = {a.key: a.path for a in articles if a.key}
        self.files: dict[str, set[str]] = defaultdict(set)
        self.titles: dict[str, set[str]] = defaultdict(set)
        self.headlines: dict[str, Place] = {}
        for a in articles:
            for path in (a.path, *a.source.copies):
                file = PurePosixPath(path)
                for name in (path, file.name, file.stem):
                    self.files[_called(name)].add(a.path)
            m = a.masthead
            for fact in (m.headline, m.publisher, m.agency):
                if fact is not None and len(fact.value) > 1:
                    self.titles[_called(fact.value)].add(a.path)
            if m.headline is not None:
                place = Place(a.path, 0, m.headline.span or Span(0, 0), m.headline.value)
                self.headlines.setdefault(even(m.headline.value).strip(END), place)
        self.speakers = {q.speaker.name for a in articles for q in a.quotes if q.speaker is not None}
        self.by_surname: dict[str, set[str]] = defaultdict(set)
        for name in self.speakers:
            words = name_words(name)
            if words and _is_name(name):
                self.by_surname[words[-1]].add(name)
        self._articles = tuple(articles)
        self._sources: dict[str, frozenset[str]] = {}
        """What each label that was looked up names."""

    @cached_property
    def _texts(self) -> list[str]:
        """The words of each article."""
        return [" ".join(w.form for w in fold.words(a.text)) for a in self._articles]

    def source(self, label: str) -> frozenset[str]:
        """The sources that a label names and nothing else: a key, a path, a headline, a publisher."""
        if label not in self._sources:
            name = _WHERE.sub("", label.strip()).strip(" “”\"'‘’*_.,;:")
            called = _called(name)
            found = (self.keys[name],) if name in self.keys else self.files.get(called) or self.titles.get(called) or ()
            self._sources[label] = frozenset(found)
        return self._sources[label]

    def sources_in(self, text: str) -> frozenset[str]:
        """The sources that a note or a link names somewhere: by key at its front, else file, else headline, else publisher."""
        front = _KEY_IN_FRONT.match(text)
        if front and front.group(1) in self.keys:
            return frozenset((self.keys[front.group(1)],))
        called = f" {_called(text)} "
        for names in (self.files, self.titles):
            longest = max((n for n in names if len(n) > 2 and f" {n} " in called), key=len, default="")
            if longest:
                return frozenset(names[longest])
        return frozenset()

    def described(self, surname: str, words: str) -> set[str]:
        """The speakers of that surname whom the pack describes with these words, before or after the whole name."""
        found = set()
        for name in self.by_surname.get(surname, ()):
            whole = " ".join(w.form for w in fold.words(name))
            forms = [f"{words} {whole}"] + [f"{whole} {article}{words}" for article in ("", "the ", "a ", "its ")]
            if any(f in text for form in forms for f in _either_spelling(form) for text in self._texts):
                found.add(name)
        return found


_WHERE = re.compile(r"[,;:]?\s*(?:¶+|p\.|pp\.|page|para\.?|line|l\.)\s*\d.*$", re.DOTALL)
_KEY_IN_FRONT = re.compile(r"\s*([A-Z]{1,2}|\w{1,12})(?:[:;]|\s*¶)")


def _called(name: str) -> str:
    """A name as it is compared: words only."""
    return " ".join(LETTERS.findall(fold.fold(name)[0].replace("_", " ")))


def _either_spelling(form: str) -> tuple[str, ...]:
    return (form, form.replace("harbor", "harbour"), form.replace("harbour", "harbor")) if "harbo" in form else (form,)


def name_words(name: str) -> list[str]:
    """The words of a name that tell people apart: no titles, one spelling."""
    lex = lexicon.of("en")
    words = [wording.key(w.form.removesuffix("'s")) for w in fold.words(name)]
    told = [w for w in words if lex is None or not (lex.has("titles", w) or lex.has("determiners", w))]
    return told or words


def _is_name(text: str) -> bool:
    return any(w[:1].isupper() for w in text.split())


def same_speaker(claimed: str, known: str, namesakes: int = 1) -> bool | None:
    """Whether two names are one speaker's; None where that cannot be said.

    `namesakes` is the number of speakers known by the surname: a surname that several share agrees with none of them.

    >>> same_speaker("Dr. Oklund", "Samira Oklund"), same_speaker("Maren Holt", "Jonas Holt")
    (True, False)
    """
    a, b = name_words(claimed), name_words(known)
    if not a or not b:
        return None
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if len(short) == 1 and short[0] == long[-1]:
        return True if namesakes < 2 else None
    if set(short) <= set(long):
        return True
    if len(short) == 1 and len(long) > 1 and short[0] == "".join(w[0] for w in long):
        return True
    if a[-1] == b[-1] and len(short) > 1:
        alike = SequenceMatcher(None, a[0], b[0], autojunk=False).ratio()
        initial = a[0][0] == b[0][0] and min(len(a[0]), len(b[0])) == 1
        return True if initial else None if alike > 0.6 else False
    return None if set(a) & set(b) - wording.STOP else False
