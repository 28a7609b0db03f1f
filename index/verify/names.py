"""What the sources and the speakers of a pack are called, and which names are one person's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property

from index import fold, lexicon, wording
from index.model import Span
from index.verify.glyphs import END, LETTERS, even
from index.verify.printed import Place, Printed

NONE_LISTED: Mapping[str, str | None] = {}


class Names:
    """What the sources and the speakers of a pack are called; each list is made when it is first asked for."""

    def __init__(self, printed: Printed, listed: Mapping[str, str | None] = NONE_LISTED) -> None:
        """Take what the articles print: by whose descriptions speakers of one surname are told apart.

        `listed`: the keys that a text gives to sources itself, with their paths; None where it is none of these.
        """
        self._printed = printed
        self._listed = listed
        self._articles = printed.articles
        self._sources: dict[str, frozenset[str]] = {}
        """What each label that was looked up names."""
        self._surnames: dict[str, bool] = {}
        """Whether each word that was looked up is one."""

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The path of each source by its key."""
        known: dict[str, str | None] = {a.key: a.path for a in self._articles if a.key}
        return {key: path for key, path in (known | dict(self._listed)).items() if path is not None}

    def listed(self, sources: Iterable[tuple[str, str, str]]) -> Names:
        """The names as a text has them that lists its sources, each with its key, its path and the sha256 of its bytes.

        Since it was written other sources may have these keys.
        """
        sources = list(sources)
        if not sources:
            return self
        paths, bytes_ = {a.path for a in self._articles}, {a.source.sha256: a.path for a in self._articles}
        means = {key: bytes_.get(sha256) or (path if path in paths else None) for key, path, sha256 in sources}
        same = all(self.keys.get(key) == path for key, path in means.items())
        return self if same else Names(self._printed, means)

    @cached_property
    def _files(self) -> _Called:
        """The sources by their paths, file names and stems, those of copies too."""
        found = _Called()
        for a in self._articles:
            for path in (a.path, *a.source.copies):
                name = path.rpartition("/")[2]
                stem = name.rpartition(".")[0] or name
                for one in {path, name, stem}:
                    found.add(one, a.path)
        return found

    @cached_property
    def _titles(self) -> _Called:
        """The sources by their headlines, publishers and agencies."""
        found = _Called()
        for a in self._articles:
            if (headline := a.masthead.headline) is not None and len(headline.value) > 1:
                found.add(headline.value, a.path)
        self._add_publishers(found)
        return found

    def _add_publishers(self, names: _Called) -> None:
        printed: dict[str, dict[str, None]] = {}
        for a in self._articles:
            for fact in (a.masthead.publisher, a.masthead.agency):
                if fact is not None and len(fact.value) > 1:
                    printed.setdefault(fact.value, {})[a.path] = None
        for name, paths in printed.items():
            names.add_all(name, paths)

    @cached_property
    def headlines(self) -> Mapping[str, Place]:
        """Where each headline that is no passage stands, by its evened letters: the first of the pack."""
        found: dict[str, Place] = {}
        for a in self._articles:
            headline = a.masthead.headline
            if headline is not None and not (headline.span and a.passages and a.passages[0].span == headline.span):
                place = Place(a.path, 0, headline.span or Span(0, 0), headline.value)
                found.setdefault(even(headline.value).strip(END), place)
        return found

    @cached_property
    def by_surname(self) -> Mapping[str, set[str]]:
        """The speakers of each surname."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in {q.speaker.name for a in self._articles for q in a.quotes if q.speaker is not None}:
            words = name_words(name)
            if words and _is_name(name):
                found[words[-1]].add(name)
        return found

    def source(self, label: str) -> frozenset[str]:
        """The sources that a label names and nothing else: a key, a path, a headline, a publisher."""
        if label not in self._sources:
            whole = label.strip()
            front = _INTRODUCED.match(whole)
            self._sources[label] = self._called(whole) or (self._called(whole[front.end() :]) if front else frozenset())
        return self._sources[label]

    def _called(self, label: str) -> frozenset[str]:
        """The sources that are called so, with or without a place in them."""
        for name in dict.fromkeys((_WHERE.sub("", label), _NUMBER_BEHIND.sub("", label))):
            name = name.strip(" “”\"'‘’*_.,;:@")
            called = _called(name)
            if found := (self.keys[name],) if name in self.keys else self._files.of(called) or self._titles.of(called):
                return frozenset(found)
        return frozenset()

    def file(self, name: str) -> frozenset[str]:
        """The sources that a file name is of."""
        return frozenset(self._files.of(_called(name.rpartition("/")[2])))

    def as_printed(self, texts: Sequence[str]) -> list[bool]:
        """For each text whether it stands so in an article."""
        self._printed.prepare(texts)
        return [bool(self._printed.stands(text)) for text in texts]

    @cached_property
    def _publishers(self) -> _Called:
        """The sources by their publishers and agencies."""
        found = _Called()
        self._add_publishers(found)
        return found

    def printed_by(self, name: str) -> frozenset[str]:
        """The sources of the publisher, or agency, of that name, with or without its article."""
        called = _called(name)
        return frozenset(self._publishers.of(called) or self._publishers.of(f"the {called}"))

    def publisher_in(self, text: str) -> tuple[str, frozenset[str]]:
        """The longest name of a publisher in a text, as it stands there, and its sources; both empty where there is none."""
        longest = self._publishers.longest_in(_called(text))
        if not longest:
            return "", frozenset()
        printed = re.search(r"[\W_]+".join(map(re.escape, longest.split())), text, re.IGNORECASE)
        if printed is None or (" " in longest and printed.group().split()[-1][0].islower()):
            return "", frozenset()  # the quay is not The Quay
        return printed.group(), frozenset(self._publishers.of(longest))

    def knows(self, name: str) -> bool:
        """Whether it is the name of a speaker of the pack, or the surname of somebody whom an article names with a given name."""
        words = name_words(name)
        if not words:
            return False
        speaks = any(set(words) <= set(name_words(one)) for one in self.by_surname.get(words[-1], ()))
        return speaks or (len(words) == 1 and self._is_surname(name.split()[-1].strip(".,;:*_")))

    def _is_surname(self, word: str) -> bool:
        """Whether an article has this word behind a given name."""
        if not (word[:1].isupper() and word.isalpha()) or word in self.keys:
            return False
        if word not in self._surnames:
            self._surnames[word] = self._printed.has_behind(word, _is_given)
        return self._surnames[word]

    def same(self, claimed: str, known: str) -> bool | None:
        """Whether a text and the pack name one speaker; None where that cannot be said.

        Somebody whom the pack knows by what he is may have any name, and who speaks for a body may be told as the body.
        """
        surname = (name_words(known) or [""])[-1]
        agrees = same_speaker(claimed, known, len(self.by_surname.get(surname, ())))
        if agrees is False and (_is_described(known) or (is_body(claimed) and not is_body(known))):
            return None
        return agrees

    def sources_in(self, text: str) -> frozenset[str]:
        """The sources that a note or a link names somewhere: by key at its front, else file, else headline, else publisher."""
        front = _KEY_IN_FRONT.match(text)
        if front and front.group(1) in self.keys:
            return frozenset((self.keys[front.group(1)],))
        called = _called(text)
        for names in (self._files, self._titles):
            if longest := names.longest_in(called):
                return frozenset(names.of(longest))
        return frozenset()

    def described(self, surname: str, words: str) -> set[str]:
        """The speakers of that surname whom the pack describes with these words, before or after the whole name."""
        found = set()
        for name in self.by_surname.get(surname, ()):
            whole = " ".join(fold.forms(name))
            forms = [f"{words} {whole}"] + [f"{whole} {article}{words}" for article in ("", "the ", "a ", "its ")]
            if any(self._printed.has_words(f) for form in forms for f in _either_spelling(form)):
                found.add(name)
        return found


def _is_given(word: str) -> bool:
    lex = lexicon.of("en")
    return lex is not None and word[:1].isupper() and word.lower() in lex.given


class _Called:
    """Sources by what they are called; names are compared by their words only.

    Most names are of one source: what more there is of one stands apart, so that ten thousand names are no ten thousand sets.
    """

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._more: dict[str, set[str]] = {}

    def add(self, name: str, source: str) -> None:
        called = _called(name)
        if self._first.setdefault(called, source) != source:
            self._more.setdefault(called, set()).add(source)

    def add_all(self, name: str, sources: Collection[str]) -> None:
        called = _called(name)
        self._first.setdefault(called, next(iter(sources)))
        self._more.setdefault(called, set()).update(sources)

    def of(self, called: str) -> Collection[str]:
        """The sources that are called so."""
        first = self._first.get(called)
        return () if first is None else {first, *self._more.get(called, ())}

    @cached_property
    def _begun(self) -> tuple[Mapping[str, str], Mapping[str, Sequence[str]]]:
        """The names by their first two words: one of each, and those beyond it."""
        one: dict[str, str] = {}
        others: dict[str, list[str]] = {}
        for name in self._first:
            if len(name) > 2 and one.setdefault(front := _front(name, 0), name) is not name:
                others.setdefault(front, []).append(name)
        return one, others

    def longest_in(self, called: str) -> str:
        """The longest name, of three letters at least, that stands in a text as whole words; empty where none does."""
        one, others = self._begun
        text, best = f"{called} ", ""
        for at in (0, *(m.end() for m in re.finditer(" ", called))):
            for front in dict.fromkeys((_front(text, at), text[at : text.find(" ", at)])):
                for name in (one[front], *others.get(front, ())) if front in one else ():
                    if len(name) > len(best) and text.startswith(f"{name} ", at):
                        best = name
        return best


def _front(words: str, at: int) -> str:
    """The first two words from `at` on, or the one that there is."""
    second = words.find(" ", at)
    if second < 0:
        return words[at:]
    stop = words.find(" ", second + 1)
    return words[at:stop].rstrip() if stop >= 0 else words[at:].rstrip()


_WHERE = re.compile(r"(?:[,;:]\s*|(?<!\s)\s+)?(?:(?<!¶)¶+|p\.|pp\.|page|para\.?|line|l\.)\s*\d.*$", re.DOTALL)
_NUMBER_BEHIND = re.compile(r"(?:(?<!\s)\s+)?[:#§,]\s*\d{1,4}(?:\s?[-–]\s?\d{1,4})?\s*\Z")
"""The place in a source, behind its name: `R:3`."""
_INTRODUCED = re.compile(
    r"(?:(?:see(?: also)?|cf|via|from|per|sources?|files?|(?:quoted|cited|reported|published) (?:in|by)|in"
    r"|siehe(?: auch)?|vgl|quelle|aus|nach|voir|cité (?:par|dans)|dans|d['’]après|source|véase|ver|fuente|según|en|fonte|vedi|zie|bron)"
    r"\b[.:]?\s*)+(?=\S)",
    re.IGNORECASE,
)
"""What may stand before the name of a source that is cited: `see`, `source:`."""
_KEY_IN_FRONT = re.compile(r"\s*([A-Z]{1,2}|\w{1,12})(?:[:;]|\s*¶)")


def _called(name: str) -> str:
    """A name as it is compared: words only."""
    return " ".join(LETTERS.findall(name.lower() if name.isascii() else fold.fold(name)[0].replace("_", " ")))


def _either_spelling(form: str) -> tuple[str, ...]:
    return (form, form.replace("harbor", "harbour"), form.replace("harbour", "harbor")) if "harbo" in form else (form,)


def name_words(name: str) -> list[str]:
    """The words of a name that tell people apart: no titles, one spelling."""
    lex = lexicon.of("en")
    words = [wording.key(w.form.removesuffix("'s")) for w in fold.words(name)]
    told = [w for w in words if lex is None or not (lex.has("titles", w) or lex.has("determiners", w))]
    return told or words


def is_role(name: str) -> bool:
    """Whether somebody is told by what he is, without a name: the minister, a deckhand."""
    words = fold.forms(name)
    kinds = ("titles", "people", "bodies", "determiners")
    known = [lex for code in lexicon.LANGUAGES if (lex := lexicon.of(code)) is not None]
    return bool(words) and any(all(any(lex.has(kind, w) for kind in kinds) for w in words) for lex in known)


def _is_described(name: str) -> bool:
    """Whether a person is told by what he is, whosever: the minister, Merkel's spokesman, a salesman from Sumter."""
    head = re.split(r" (?:of|for|from|at|in|to|with) ", name)[0].split()
    return is_role(name) or (bool(head) and head[-1][:1].islower() and not is_body(head[-1]))


def is_body(name: str) -> bool:
    """Whether it names a body or a document rather than a person: Ministry of Ports, SCO declaration."""
    lex = lexicon.of("en")
    kinds = ("bodies", "body_words", "documents")
    return lex is not None and any(lex.has(kind, w.form) for w in fold.words(name) for kind in kinds)


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
    if (spelled := _spelled(a, b)) != (a, b):
        short, long = sorted(spelled, key=len)
        return True if set(short) <= set(long) else None
    if a[-1] == b[-1] and len(short) > 1:
        alike = SequenceMatcher(None, a[0], b[0], autojunk=False).ratio()
        initial = a[0][0] == b[0][0] and min(len(a[0]), len(b[0])) == 1
        return True if initial else None if alike > 0.6 else False
    return None if set(a) & set(b) - wording.STOP or _of_country(claimed, known) else False


def _spelled(a: list[str], b: list[str]) -> tuple[list[str], list[str]]:
    """Two names, the initials of three or more words of one spelled out in the other: `SCO` beside `Shanghai Cooperation Organization`."""

    def spell(name: list[str], other: list[str]) -> list[str]:
        initials = {
            "".join(w[0] for w in other[i:j]): other[i:j]
            for i in range(len(other))
            for j in range(i + 3, len(other) + 1)
        }
        return [part for word in name for part in initials.get(word, [word])]

    return spell(a, b), spell(b, a)


def _of_country(claimed: str, known: str) -> bool:
    """Whether one is a country's name and the other a body of it that is no name: `China`, `Chinese foreign ministry`."""
    country, body = sorted((claimed.strip(), known.strip()), key=len)
    first, _, rest = body.partition(" ")
    begin = country.casefold()[: max(_COUNTRY, len(country) - 2)]
    return " " not in country and rest[:1].islower() and len(begin) >= _COUNTRY and first.casefold().startswith(begin)


_COUNTRY = 4
"""Letters that the name of a country and what is of it have in common."""
