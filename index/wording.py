"""Two wordings of the same thing: which words they share, and where and how they part.

A difference of spelling (harbour / harbor, co-operation / cooperation), of typography (curly / straight) and a cut are told
from a difference of words, because only the last one changes what somebody is made to say.
"""

from __future__ import annotations

import itertools
import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from index import fold
from index.model import Difference, DifferenceKind, Span

# Words that carry no matter of their own: what remains of a wording without them tells whether it is worth comparing.
_STOP = """
a about after all also an and any are as at be because been before being but by can could did do does don't for from
had has have he her here him his how i i'm if in into is it it's its just like me more most my no not now of on one
only or other our out over own said say says she should so some such than that that's the their them then there these
they this those through to too under up us very was we were what when where which while who will with would you your
aber als am an auch auf aus bei bin bis das dass dem den der des du ein eine einem einen einer es für hat ich ihr
im ist kann mit nach nicht noch nur oder sich sie sind so über um und uns von vor was wenn wer wie wir wird zu zum
zur au aux avec ce ces cette dans de des du elle en est et il ils je la le les leur mais ne nous on ou pas pour
que qui sa se ses sont sur un une vous y al como con del el ella en era es esta este ha la las lo los más mi muy no
nos o para pero por que se ser si su sus un una y ya
"""
STOP = frozenset(_STOP.split())
_DENY = """
not no never none nor neither nobody nothing cannot without
nicht nichts kein keine keinen nie niemand ohne pas jamais rien sans non nunca nada sin mai niente senza
niet geen nooit inte aldrig ikke aldri
"""
_NEGATIONS = frozenset(_DENY.split())

_ELISION = re.compile(r"…|\. ?\. ?\.")
_AND = re.compile(r"(?<=\s)&(?=\s)")
# Letters that Unicode does not take apart into a base and an accent.
_STROKES = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_VOWELS = frozenset("aeiou")
_PAIRS = 60_000
"""Pairs of equal words up to which two texts are compared in full; beyond it only their rare stretches anchor them."""
_LETTERS = 6
"""Letters of a name that is printed with and without stops."""
_STEM = 7
"""Letters of a word, without its ending, by which its forms are known."""
_ENDINGS = ("ing", "ed", "es", "s", "e")
_RUN = 4
"""Words in a stretch that anchors a long comparison."""


class Wording(NamedTuple):
    """A stretch of a text with its words."""

    text: str
    span: Span
    words: list[fold.Word]
    keys: tuple[str, ...]
    """The words in the one spelling they are compared in."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two wordings share, and where they part."""

    shared: int
    """Words of the first that stand in the second, in the same order."""
    union: int
    """Words of both together, the shared ones counted once."""
    run: int
    """The longest unbroken row of shared words."""
    common: tuple[tuple[Span, Span], ...]
    """Each unbroken row, in both texts, in order."""
    differences: tuple[Difference, ...]
    """In order; of typography only what stands within the shared rows."""


def of(text: str, span: Span) -> Wording:
    """The words of `text[span.start:span.stop]`, ready to be compared."""
    words = fold.words(text, span.start, span.stop)
    if "&" in text[span.start : span.stop]:
        signs = (fold.Word("and", m.start(), m.end()) for m in _AND.finditer(text, span.start, span.stop))
        words = sorted([*words, *signs], key=lambda word: word.start)
    return Wording(text, span, words, tuple([key(w.form) for w in words]))


def shift(comparison: Comparison, a: int, b: int) -> Comparison:
    """The same comparison where the first text stands `a` code points further on and the second `b`."""
    if not comparison.common and not comparison.differences:
        return comparison
    return Comparison(
        comparison.shared,
        comparison.union,
        comparison.run,
        tuple((_moved(x, a), _moved(y, b)) for x, y in comparison.common),
        tuple(Difference(_moved(d.a, a), _moved(d.b, b), d.kind) for d in comparison.differences),
    )


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.stop + by)


def denies(form: str) -> bool:
    """A word (a form of `fold.words`) of which one more or less turns a statement round, in whatever language.

    >>> denies("didn't"), denies("nichts"), denies("know")
    (True, True, False)
    """
    return form in _NEGATIONS or form.endswith("n't")


# Spelling


@lru_cache(maxsize=65536)
def key(form: str) -> str:
    """The one spelling in which a word (a form of `fold.words`) is compared: American, without accents, small numbers written out.

    >>> key("harbour's"), key("organised"), key("rønning"), key("four"), key("4")
    ("harbor's", 'organized', 'ronning', 'four', 'four')
    """
    data = _spelling()
    plain = form if form.isascii() else without_accents(form)
    stem, apostrophe, rest = plain.partition("'")
    if stem in data.keep or not stem:
        return plain
    return _spelled(stem, data) + apostrophe + rest


def _spelled(word: str, data: _Spelling) -> str:
    if word in data.words:
        return data.words[word]
    if word[-1] == "s" and word[:-1] in data.words:
        return data.words[word[:-1]] + "s"
    if not data.varying.search(word):
        return word
    for part, other in data.parts:
        if part in word:
            return word.replace(part, other, 1)
    for size in range(min(data.longest, len(word) - 2), 1, -1):
        if word[-size:] in data.endings and not _VOWELS.isdisjoint(word[:-size]):
            return word[:-size] + data.endings[word[-size:]]
    for ending in data.doubled:
        if word.endswith(ending) and sum(letter in _VOWELS for letter in word[: -len(ending)]) > 1:
            return word[: -len(ending)] + ending[1:]
    return word


def without_accents(form: str) -> str:
    """The same letters without accents and strokes: `rønning` is `ronning`; as it is where nothing but accents would go."""
    apart = unicodedata.normalize("NFD", form.translate(_STROKES))
    return "".join(c for c in apart if not unicodedata.combining(c)) or form


@lru_cache(maxsize=65536)
def stem(key: str) -> str:
    """What a word (a `key`) has in common with its other forms: a rough cut, which does for most languages.

    >>> stem("warned"), stem("warns"), stem("passenger's"), stem("passagiere")
    ('warn', 'warn', 'passeng', 'passagi')
    """
    word = key.removesuffix("'s")
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) > 2), "")
    return word[: len(word) - len(ending)][:_STEM] if word.isalpha() else word


@dataclass(frozen=True, slots=True)
class _Spelling:
    words: dict[str, str]
    parts: tuple[tuple[str, str], ...]
    endings: dict[str, str]
    longest: int
    doubled: tuple[str, ...]
    keep: frozenset[str]
    varying: re.Pattern[str]
    """Found in each word that may have another spelling, beside `words`."""
    contracted: dict[str, str]
    """Words that are spoken together with the one before them, and what becomes of them: `are`, `'re`."""


@cache
def _spelling() -> _Spelling:
    data = tomllib.loads((Path(__file__).parent / "lexicon" / "spelling.toml").read_text("utf-8"))
    words = data["words"] | data["numbers"]
    doubled = tuple("ll" + ending for ending in data["doubled"]["endings"].split())
    endings = "|".join((*data["endings"], *doubled))
    return _Spelling(
        words=words,
        parts=tuple(sorted(data["parts"].items(), key=lambda pair: -len(pair[0]))),
        endings=data["endings"],
        longest=max(map(len, data["endings"])),
        doubled=doubled,
        varying=re.compile("|".join((*data["parts"], f"(?:{endings})$"))),
        keep=frozenset(data["keep"]["words"].split()),
        contracted=data["contracted"],
    )


def _is_respelling(a: str, b: str) -> bool:
    """True for two prints of one word: a slip of the pen in a long word, or a name put into other letters.

    `a` and `b` as printed. Otherwise a changed letter is a changed word: adopted / adapted, duty / duties.
    """
    low_a, low_b = a.casefold(), b.casefold()
    if a[:1].isupper() and b[:1].isupper() and min(len(a), len(b)) >= 4:
        return sound(low_a) == sound(low_b)
    return min(len(a), len(b)) >= 8 and (_undoubled(low_a) == _undoubled(low_b) or _is_swapped(low_a, low_b))


_SOUNDS = (
    ("ks", "x"),
    ("ph", "f"),
    ("ck", "k"),
    ("kh", "k"),
    ("gh", "g"),
    ("q", "k"),
    ("c", "k"),
    ("w", "v"),
    ("y", "i"),
    ("j", "i"),
    ("z", "s"),
)


def sound(name: str) -> str:
    """A name reduced to what another alphabet or language would keep of it; the vowels stay, doubled letters do not."""
    name = without_accents(name)
    for letters, sound in _SOUNDS:
        name = name.replace(letters, sound)
    return _undoubled(name)


def _undoubled(word: str) -> str:
    return "".join(c for c, before in zip(word, " " + word, strict=False) if c != before)


def _is_swapped(a: str, b: str) -> bool:
    """True where two neighbouring letters changed places: recieve / receive."""
    if len(a) != len(b):
        return False
    parted = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    return (
        len(parted) == 2
        and parted[1] == parted[0] + 1
        and a[parted[0]] == b[parted[1]]
        and a[parted[1]] == b[parted[0]]
    )


# Comparing


class _Side(NamedTuple):
    """A wording in the units that are compared: words, or two words that the other side writes or speaks together."""

    wording: Wording
    keys: Sequence[str]
    firsts: Sequence[int]
    """The number of each unit's first word, and at the end the number of words."""

    def span(self, start: int, stop: int) -> Span:
        """Where the units stand; empty, before the next unit or at the end, where there are none."""
        words, firsts = self.wording.words, self.firsts
        if start < stop:
            return Span(words[firsts[start]].start, words[firsts[stop] - 1].stop)
        at = words[firsts[start]].start if start < len(self.keys) else self.wording.span.stop
        return Span(at, at)

    def printed(self, start: int, stop: int) -> str:
        words, firsts = self.wording.words, self.firsts
        return self.wording.text[words[firsts[start]].start : words[firsts[stop] - 1].stop]

    def length(self, start: int, stop: int) -> int:
        return self.firsts[stop] - self.firsts[start]

    def gap(self, at: int) -> Span:
        """What stands between the unit before `at` and this one."""
        words, first = self.wording.words, self.firsts[at]
        return Span(words[first - 1].stop, words[first].start)

    def elides(self, at: int) -> bool:
        """True where an ellipsis stands before the unit `at`."""
        return 0 < at < len(self.keys) and _ELISION.search(self.gap(at).of(self.wording.text)) is not None


def _side(wording: Wording, other: Wording) -> _Side:
    keys = wording.keys
    theirs = set(other.keys).difference(keys)
    if not theirs:
        return _Side(wording, keys, range(len(keys) + 1))
    joined: list[str] = []
    firsts: list[int] = []
    at = 0
    while at < len(keys):
        firsts.append(at)
        unit, size = _together(keys, at, theirs)
        joined.append(unit)
        at += size
    return _Side(wording, joined, [*firsts, len(keys)])


def _together(keys: Sequence[str], at: int, theirs: Collection[str]) -> tuple[str, int]:
    """The word at `at`, or the one word that the other side has for it and the next ones, and their count.

    A compound (mail box / mailbox), a contraction (we are / we're), or the letters of a short name (I.R.S. / IRS).
    """
    if at + 1 == len(keys):
        return keys[at], 1
    one, after = keys[at], keys[at + 1]
    if len(one) == 1 == len(after):
        letters = "".join(itertools.takewhile(lambda key: len(key) == 1, keys[at : at + _LETTERS]))
        return (key(letters), len(letters)) if key(letters) in theirs else (one, 1)
    if one + after in theirs and len(one + after) > 3:
        return one + after, 2
    short = one + _spelling().contracted.get(after, "")
    return (short, 2) if short != one and short in theirs else (one, 1)


def compare(a: Wording, b: Wording, is_telling: Callable[[Sequence[str]], bool] | None = None) -> Comparison:
    """Where two wordings agree and where they part.

    A row of shared words (given as keys) of which `is_telling` says no counts as parted.

    What stands outside of the first and last word (end punctuation, marks) is not compared, nor is where a line ends.
    Words that one has beyond the other at its front or back, or where the other has an ellipsis, are one `cut`.
    """
    if a.keys and a.words == b.words and a.text == b.text:
        whole = Span(a.words[0].start, a.words[-1].stop)
        return Comparison(len(a.words), len(a.words), len(a.words), ((whole, whole),), ())
    if not a.words or not b.words:
        return Comparison(0, len(a.words) + len(b.words), 0, (), ())
    one, other = _side(a, b), _side(b, a)
    common: list[tuple[Span, Span]] = []
    differences: list[Difference] = []
    shared = theirs = run = at_a = at_b = 0
    ends = (len(one.keys), len(other.keys))
    rows = _blocks(one.keys, other.keys)
    if is_telling is not None:
        rows = [(i, j, size) for i, j, size in rows if is_telling(one.keys[i : i + size])]
    for i, j, size in [*rows, (*ends, 0)]:
        parted, respelled = _parted(one, (at_a, i), other, (at_b, j))
        differences += parted
        shared, theirs = shared + respelled, theirs + respelled
        at_a, at_b = i + size, j + size
        if size:
            common.append((one.span(i, at_a), other.span(j, at_b)))
            differences += _surface(one, i, other, j, size)
            shared, theirs = shared + one.length(i, at_a), theirs + other.length(j, at_b)
            run = max(run, one.length(i, at_a))
    union = len(a.words) + len(b.words) - max(shared, theirs)
    return Comparison(shared, union, run, tuple(common), tuple(differences))


def _parted(one: _Side, part_a: tuple[int, int], other: _Side, part_b: tuple[int, int]) -> tuple[list[Difference], int]:
    """The differences between two shared rows, and how many words of them are only spelled differently."""
    (i, stop_a), (j, stop_b) = part_a, part_b
    found: list[Difference] = []
    if stop_a - i == stop_b - j:
        while i < stop_a and _is_respelling(one.printed(i, i + 1), other.printed(j, j + 1)):
            found.append(Difference(one.span(i, i + 1), other.span(j, j + 1), "spelling"))
            i, j = i + 1, j + 1
    respelled = len(found)
    if i < stop_a or j < stop_b:
        kind: DifferenceKind = "words"
        if i == stop_a or j == stop_b:
            is_front, is_back = i == j == 0, stop_a == len(one.keys) and stop_b == len(other.keys)
            is_elided = one.elides(i) if i == stop_a else other.elides(j)
            kind = "cut" if is_front or is_back or is_elided else "words"
        found.append(Difference(one.span(i, stop_a), other.span(j, stop_b), kind))
    return found, respelled


def _surface(one: _Side, i: int, other: _Side, j: int, size: int) -> Iterator[Difference]:
    """Within a row of the same words: other spelling, other case or apostrophe, other signs between the words."""
    if one.printed(i, i + size) == other.printed(j, j + size):
        return
    for n in range(size):
        if n:
            gap_a, gap_b = one.gap(i + n), other.gap(j + n)
            print_a, print_b = gap_a.of(one.wording.text), gap_b.of(other.wording.text)
            if print_a != print_b and print_a.split() != print_b.split():
                yield Difference(gap_a, gap_b, "typography")
        word_a, word_b = one.printed(i + n, i + n + 1), other.printed(j + n, j + n + 1)
        if word_a != word_b and word_a.split() != word_b.split():
            is_same = fold.fold(word_a)[0] == fold.fold(word_b)[0]
            is_contracted = one.length(i + n, i + n + 1) != other.length(j + n, j + n + 1) and "'" in one.keys[i + n]
            kind: DifferenceKind = "typography" if is_same else "words" if is_contracted else "spelling"
            yield Difference(one.span(i + n, i + n + 1), other.span(j + n, j + n + 1), kind)


def _blocks(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """Rows of equal words as (place in `a`, place in `b`, length), in the order of both."""
    front = 0
    while front < min(len(a), len(b)) and a[front] == b[front]:
        front += 1
    back = 0
    while back < min(len(a), len(b)) - front and a[-1 - back] == b[-1 - back]:
        back += 1
    middle_a, middle_b = a[front : len(a) - back], b[front : len(b) - back]
    rows = [(0, 0, front), *_middle(middle_a, middle_b, front), (len(a) - back, len(b) - back, back)]
    joined: list[tuple[int, int, int]] = []
    for i, j, size in rows:
        if joined and size and (i, j) == (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]):
            joined[-1] = (*joined[-1][:2], joined[-1][2] + size)
        elif size:
            joined.append((i, j, size))
    return _slid(joined, a, b)


def _slid(rows: list[tuple[int, int, int]], a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """The same rows; where one text only has more words, and they can as well stand before the first row or after the last, so.

    Of “I never did. I do” and “I do” the words “I never did.” are missing, not “never did. I”.
    """
    if len(rows) > 1:
        (i, j, size), (i2, j2, size2) = rows[:2]
        text, at = (a, i2) if j + size == j2 else (b, j2)
        if i == j == 0 and (j + size == j2 or i + size == i2) and text[:size] == text[at - size : at]:
            rows = [(i2 - size, j2 - size, size2 + size), *rows[2:]]
    if len(rows) > 1:
        (i, j, size), (i2, j2, size2) = rows[-2:]
        text, at = (a, i + size) if j + size == j2 else (b, j + size)
        is_last = (i2 + size2, j2 + size2) == (len(a), len(b))
        if is_last and (j + size == j2 or i + size == i2) and text[at : at + size2] == text[len(text) - size2 :]:
            rows = [*rows[:-2], (i, j, size + size2)]
    return rows


def _middle(a: Sequence[str], b: Sequence[str], front: int) -> list[tuple[int, int, int]]:
    if set(a).isdisjoint(b):
        return []
    counts = Counter(b)
    if sum(counts[word] for word in a) <= _PAIRS:
        matcher = SequenceMatcher(None, a, b, autojunk=False)
        return [(front + m.a, front + m.b, m.size) for m in matcher.get_matching_blocks() if m.size]
    return [(front + i, front + j, size) for i, j, size in _anchored(a, b)]


def _anchored(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """Rows that grow from stretches found once in each text, in an order that both keep: linear where texts are long."""
    places_a, places_b = _single(a), _single(b)
    anchors = [(i, places_b[stretch]) for stretch, i in places_a.items() if stretch in places_b]
    rows: list[tuple[int, int, int]] = []
    for i, j in _rising(sorted(anchors)):
        if rows and i < rows[-1][0] + rows[-1][2]:
            continue
        if rows and j < rows[-1][1] + rows[-1][2]:
            continue
        size = 0
        while i + size < len(a) and j + size < len(b) and a[i + size] == b[j + size]:
            size += 1
        rows.append((i, j, size))
    return rows


def _single(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Where each stretch stands that stands only once."""
    places: dict[tuple[str, ...], int] = {}
    for at in range(len(words) - _RUN + 1):
        stretch = tuple(words[at : at + _RUN])
        places[stretch] = -1 if stretch in places else at
    return {stretch: at for stretch, at in places.items() if at >= 0}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs in which the second numbers rise as the first do."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, second) in enumerate(pairs):
        slot = bisect_left(tails, second)
        before.append(ends[slot - 1] if slot else -1)
        tails[slot : slot + 1] = [second]
        ends[slot : slot + 1] = [at]
    row: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        row.append(pairs[at])
        at = before[at]
    return row[::-1]
