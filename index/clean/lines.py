"""Which lines are the article's own: a small learnt model over what can be seen of each line and of those around it.

Two steps. A line's first score is a sum of weights: one for each of its `FEATURES`, one for each of those of the lines next
to it, and some for its words. Small trees then look at the first scores all around it (`CONTEXT`): whether it stands in the
run of lines that read like the article, how far that reaches, what stands between. The weights are data
(`lexicon/lines.json`), learnt by `tests.train.lines`.

The method is known as block classification: Kohlschütter et al., Boilerplate Detection using Shallow Text Features (2010);
Vogels et al., Web2Text (2018).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

from index import languages, lexicon
from index.clean.page import Found, Line

HEADLINE = "headline"
"""What the headline's line is called among the names of rules."""


@dataclass(slots=True)
class Seen:
    """A line as the features look at it: measures of its own, then of where it stands."""

    line: Line
    words: int
    """In Chinese, Japanese and Korean half the characters."""
    length: int
    """The bucket of `words` in `_LENGTHS`."""
    size: int
    """The same, in seven steps."""
    terms: Sequence[str]
    """Its words as they are compared, numbers as `0`; pairs of characters where words are not parted by blanks."""
    ends: int
    """1 as a sentence, 2 in a colon, 3 broken off, 4 in a comma, 0 otherwise."""
    small: int
    """The bucket of the share of function words."""
    capitals: int
    """The bucket of the share of words with a capital."""
    wide: bool
    """Chinese, Japanese or Korean."""
    rule: str
    """The rule that names it, or `HEADLINE`, or nothing."""
    copies: int = 0
    """How the same line stands elsewhere: see `_COPIES`."""
    before: float = 0.0
    """The share of the words of the source above it."""
    topic: int = 0
    """The bucket of the share of its long words that running text elsewhere in the source has."""
    lead: float = -1.0
    """The share of its long words that the headline or the first paragraphs have; -1 where it has none."""
    named: int = 0
    """The bucket of how much of the headline is in it."""


@dataclass(frozen=True, slots=True)
class Around:
    """What features know of the source as a whole, and where a line stands in it."""

    seen: Sequence[Seen]
    headline: int | None
    """The place of the headline."""
    signs: int
    """What shows that a whole web page was copied: different lines of a site's menus, and rules that found such lines."""
    short: int
    """How many of its lines have less than five words, in fifths of all."""
    marks: Sequence[tuple[int, ...]]
    """For each line how near above it, but below the first paragraph, lines of each kind of `MARKS` stand."""


_LENGTHS = (2, 3, 4, 5, 7, 9, 12, 16, 22, 30, 45, 70, 120, 250)
_SMALL = (0.02, 0.1, 0.18, 0.25, 0.32, 0.4, 0.5)
_CAPITALS = (0.1, 0.2, 0.35, 0.5, 0.7, 0.9)
_DIGITS = (0.001, 0.05, 0.15, 0.4)
_COMMAS = (0.001, 0.04, 0.08, 0.15)
_TOPIC = (0.01, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)
_LEAD = (0.001, 0.05, 0.1, 0.17, 0.25, 0.4)
_STEPS = (1, 2, 3, 5, 8, 13, 20, 40)
_ITEMS = (1, 2, 4, 8, 20)

_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENDS = re.compile(r"[.!?…。！？][\"”’'»“)\]*_]{0,3}$")
_INNER = re.compile(r"[.!?][\"”’')]{0,3} {1,3}[\"“‘'(„«]{0,3}[A-ZÄÖÜÉ]|[。！？]")
_ADDRESS = re.compile(r"https?://|www\.|\w@\w{1,40}\.\w|pic\.twitter")
_ITEM = re.compile(r"\s{0,20}(?:[*+•·–—>-]|\d{1,3}[.)]|#{1,6})\s")
_SLASHES = re.compile(r"[|·›»/]")
_QUOTES = re.compile('["“”„«]')
_DAY = re.compile(
    r"\W{0,5}(?:(?:updated|published|posted|last (?:updated|modified)|first published|created|aktualisiert|veröffentlicht)\b|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? |(?:\d{1,2}[./ -])?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|\d+ (?:min(?:ute)?s?|hours?|days?|weeks?|months?|years?) (?:ago|read))",
    re.IGNORECASE,
)
_LOOK = 1_200  # characters of a line that shares are counted in
_LONG_WORD = 4  # characters and more: of what a line is about
MARKS = ("list", "comments", "site")
"""Lines after which an article hardly goes on: a heading of lists, a count of comments, a legal line or an invitation."""
_MARK_OF = {
    "more from": 0,
    "list of articles": 0,
    "read also": 0,
    "comments": 1,
    "legal line": 2,
    "newsletter line": 2,
    "desk line": 2,
    "bio": 2,
}
_NEAR = 8  # lines


def measured(line: Line, rule: str) -> Seen:
    """What is seen of a line alone."""
    text = line.text
    head = text[:_LOOK]
    wide = not head.isascii() and len(_WIDE.findall(head)) > 0.2 * len(head)
    forms = line.forms[:300]
    pieces = head.split()
    if wide:
        words = len(text) // 2
        terms: Sequence[str] = [head[n : n + 2] for n in range(min(len(head), 300) - 1)]
    else:
        words = len(line.forms)
        terms = ["0" if form.isdigit() else form for form in forms]
    last = text[-1]
    if text.endswith(("...", "…", "[…]")):
        ends = 3
    elif last == ":":
        ends = 2
    elif last in ",;":
        ends = 4
    else:
        ends = 1 if _ENDS.search(text[-6:]) else 0
    length = bisect_right(_LENGTHS, words)
    count = len(pieces) or 1
    return Seen(
        line,
        words,
        length,
        min(length // 2, 6),
        terms,
        ends,
        bisect_right(_SMALL, languages.small_words(forms) / (len(forms) or 1)),
        bisect_right(_CAPITALS, sum([piece[0].isupper() for piece in pieces]) / count),
        wide,
        rule,
    )


def look(lines: Sequence[Line], rules: Sequence[str], headline: str, signs: int) -> Around:
    """All lines of a source with their places; `rules` names for each the rule that takes it."""
    seen = [measured(line, rule) for line, rule in zip(lines, rules, strict=True)]
    at = rules.index(HEADLINE) if HEADLINE in rules else None
    _copies(seen)
    _topics(seen, headline, at)
    total = sum(s.words for s in seen) or 1
    for s, words in zip(seen, accumulate([0, *(s.words for s in seen)]), strict=False):
        s.before = words / total
    short = sum(s.words < 5 for s in seen)
    return Around(seen, at, signs, 5 * short // (len(seen) + 1), list(_marks(seen)))


_COPIES = ("once", "first of two", "second of two", "first of many", "one of many", "begun again below", "begun before")


def _copies(seen: Sequence[Seen]) -> None:
    whole: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    begun: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, s in enumerate(seen):
        whole[s.line.forms].append(n)
        if len(s.line.forms) >= 6:
            begun[s.line.forms[:6]].append(n)
    for places in begun.values():
        if len(places) > 1:
            for n in places:
                seen[n].copies = 5 if n == places[0] else 6
    for places in whole.values():
        if len(places) > 1:
            for n in places:
                seen[n].copies = (2 if n != places[0] else 1) + 2 * (len(places) > 2)


def _topics(seen: Sequence[Seen], headline: str, at: int | None) -> None:
    """How much of what a line is about is in the running text elsewhere, in the first paragraphs, in the headline."""
    own = [{term for term in s.terms if len(term) >= _LONG_WORD or s.wide} for s in seen]
    lines_with = Counter(term for s, terms in zip(seen, own, strict=True) if s.line.prose for term in terms)
    title = {term for term in headline.lower().split() if len(term) >= _LONG_WORD}
    if at is not None:
        title |= own[at]
    begins = 0 if at is None else at + 1
    first = [n for n in range(begins, len(seen)) if seen[n].line.prose][:4]
    core = Counter(term for n in first for term in own[n])
    for n, s in enumerate(seen):
        terms = own[n]
        if not terms:
            continue
        prose = s.line.prose
        share = sum([lines_with[term] > prose for term in terms]) / len(terms)
        s.topic = 1 + bisect_right(_TOPIC, share) + 8 * min(3, len(terms) // 2)
        alone = n in first
        s.lead = sum([core[term] > alone or term in title for term in terms]) / len(terms)
        if shared := len(terms & title):
            s.named = 1 + min(2, shared // 2) + 3 * min(2, 3 * shared // (len(terms) + 1))


def _marks(seen: Sequence[Seen]) -> Iterator[tuple[int, ...]]:
    last = [-1, -1, -1]
    begun = False
    for n, s in enumerate(seen):
        yield tuple([0 if m < 0 else 1 if n - m <= _NEAR else 2 for m in last])
        begun = begun or s.line.prose
        if begun and s.rule in _MARK_OF:
            last[_MARK_OF[s.rule]] = n


# ------------------------------------------------------------------------------------------------------- the features


@dataclass(frozen=True, slots=True)
class Feature:
    """One way of looking at a line: a small number of cases, each with weights of its own."""

    of: Callable[[Around, int], int]
    """The case of the line at a place, from 0."""
    cases: int
    tells: Callable[[int], str]
    """What a case says, for a reason in words."""


def _always(words: str) -> Callable[[int], str]:
    return lambda case: words


def _length_and_end(a: Around, n: int) -> int:
    s = a.seen[n]
    return 5 * s.length + s.ends


def _small_words(a: Around, n: int) -> int:
    s = a.seen[n]
    return 8 * s.size + s.small


def _capitals(a: Around, n: int) -> int:
    s = a.seen[n]
    return 7 * s.size + s.capitals


def _digits(a: Around, n: int) -> int:
    head = a.seen[n].line.text[:400]
    return bisect_right(_DIGITS, sum(map(str.isdigit, head)) / len(head))


def _start(a: Around, n: int) -> int:
    text = a.seen[n].line.text
    if _ITEM.match(text):
        return 3 if text.lstrip()[0] == "#" else 4
    first = text[0]
    return 1 if first.islower() else 2 if first.isdigit() else 5 if first in "\"'“«„‘" else 6 if first.isalpha() else 0


def _kind(a: Around, n: int) -> int:
    line = a.seen[n].line
    if line.kind == "list":
        return 4 + bisect_right(_ITEMS, line.text.count("\n"))
    return ("paragraph", "heading", "table", "blockquote").index(line.kind)


def _sentences(a: Around, n: int) -> int:
    s = a.seen[n]
    return min(4, len(_INNER.findall(s.line.text[:_LOOK]))) + 5 * s.line.prose


def _signs(a: Around, n: int) -> int:
    text = a.seen[n].line.text[:400]
    return (
        (_SLASHES.search(text) is not None)
        + 2 * (_ADDRESS.search(text) is not None)
        + 4 * (_QUOTES.search(text) is not None)
        + 8 * text.isupper()
    )


def _commas(a: Around, n: int) -> int:
    s = a.seen[n]
    return bisect_right(_COMMAS, s.line.text.count(",") / (s.words or 1))


def _gaps(a: Around, n: int) -> int:
    below = a.seen[n + 1].line.above if n + 1 < len(a.seen) else 4
    return 5 * min(4, a.seen[n].line.above) + min(4, below)


def _copy(a: Around, n: int) -> int:
    return a.seen[n].copies


def _place(a: Around, n: int) -> int:
    return int(9.999 * a.seen[n].before)


def _from_start(a: Around, n: int) -> int:
    return bisect_right(_STEPS, n)


def _from_end(a: Around, n: int) -> int:
    return bisect_right(_STEPS, len(a.seen) - 1 - n)


def _topic(a: Around, n: int) -> int:
    s = a.seen[n]
    return s.topic + 33 * s.line.prose


def _lead(a: Around, n: int) -> int:
    s = a.seen[n]
    return (1 + bisect_right(_LEAD, s.lead) + 8 * s.line.prose) if s.lead >= 0 and s.words >= 6 else 0


def _of_headline(a: Around, n: int) -> int:
    return a.seen[n].named


def _headline(a: Around, n: int) -> int:
    if a.headline is None:
        return 0
    away = n - a.headline
    return 1 if not away else 2 + bisect_right(_STEPS, abs(away)) + 9 * (away > 0)


RULES_SEEN = (
    "", HEADLINE, "byline", "credit line", "date line", "desk line", "running head", "section label", "advertisement", "bio",
    "comments", "contact line", "cookie line", "correction note", "image name", "legal line", "list of articles", "more from",
    "newsletter line", "notice", "ornament", "photo caption", "photo credit", "read also", "repeated label", "share line",
    "headline again", "continuation line",
)  # fmt: skip
_RULE_CASE = {name: n for n, name in enumerate(RULES_SEEN)}


def _rule(a: Around, n: int) -> int:
    return _RULE_CASE.get(a.seen[n].rule, 0)


def _day(a: Around, n: int) -> int:
    return _DAY.match(a.seen[n].line.text[:80]) is not None


def _short_lines(a: Around, n: int) -> int:
    s = a.seen[n]
    return a.short * 8 + (7 if s.line.prose else s.size)


def _site(a: Around, n: int) -> int:
    return 2 * min(a.signs, 11) + a.seen[n].line.prose


def _after_list(a: Around, n: int) -> int:
    return 2 * a.marks[n][0] + a.seen[n].line.prose


def _after_comments(a: Around, n: int) -> int:
    return 2 * a.marks[n][1] + a.seen[n].line.prose


def _after_site(a: Around, n: int) -> int:
    return 2 * a.marks[n][2] + a.seen[n].line.prose


def _script(a: Around, n: int) -> int:
    s = a.seen[n]
    return 8 * s.wide + s.size


FEATURES: Mapping[str, Feature] = {
    "length and end": Feature(
        _length_and_end, 75, lambda case: "broken off" if case % 5 == 3 else "no sentence end" if case % 5 != 1 else "its length"
    ),
    "function words": Feature(_small_words, 56, lambda case: "few function words" if case % 8 < 4 else "its small words"),
    "capitals": Feature(_capitals, 49, lambda case: "many capitals" if case % 7 > 2 else "its capitals"),
    "digits": Feature(_digits, 5, lambda case: "many digits" if case > 1 else "its figures"),
    "start": Feature(_start, 7, _always("how it begins")),
    "kind": Feature(_kind, 10, lambda case: "a list" if case > 3 else "its kind of block"),
    "sentences": Feature(_sentences, 10, lambda case: "no running text" if case < 5 else "its sentences"),
    "signs": Feature(_signs, 16, lambda case: "capitals only" if case > 7 else "an address" if case & 2 else "its signs"),
    "commas": Feature(_commas, 5, _always("its commas")),
    "gaps": Feature(_gaps, 25, _always("the blank lines around it")),
    "copies": Feature(_copy, 7, lambda case: f"{_COPIES[case]}" if case else "its words"),
    "place": Feature(_place, 10, _always("where it stands in the source")),
    "from the start": Feature(_from_start, 9, _always("near the start")),
    "from the end": Feature(_from_end, 9, _always("near the end")),
    "topic": Feature(_topic, 66, _always("other words than the text has")),
    "lead": Feature(_lead, 16, _always("another topic than the first paragraphs")),
    "of the headline": Feature(_of_headline, 10, _always("how it takes up the headline")),
    "headline": Feature(_headline, 20, lambda case: "above the headline" if 2 <= case < 11 else "far below the headline"),
    "rule": Feature(_rule, len(RULES_SEEN), lambda case: f"a {RULES_SEEN[case]}" if case else "no paragraph"),
    "day": Feature(_day, 2, _always("begins with a date")),
    "short lines": Feature(_short_lines, 40, _always("a source of many short lines")),
    "site": Feature(_site, 24, _always("a whole web page")),
    "after a list's head": Feature(_after_list, 6, _always("after the head of a list")),
    "after comments": Feature(_after_comments, 6, _always("among comments")),
    "after the site's lines": Feature(_after_site, 6, _always("after lines of the site")),
    "script": Feature(_script, 16, _always("its length")),
}  # fmt: skip
"""The features by their names."""
*_OFFSETS, CASES = accumulate([0, *(f.cases for f in FEATURES.values())])
"""All cases of all features: each has a number, features in the order of the table."""
_NUMBERED = tuple(zip(FEATURES.values(), _OFFSETS, strict=True))


def cases(around: Around) -> list[list[int]]:
    """For each line the numbers of its cases, one a feature."""
    return [[feature.of(around, n) + offset for feature, offset in _NUMBERED] for n in range(len(around.seen))]


def tellings(numbers: Sequence[int]) -> list[str]:
    """What each of the cases of a line says, in words."""
    return [feature.tells(number - offset) for number, (feature, offset) in zip(numbers, _NUMBERED, strict=True)]


_WORDY = 25  # words: of longer lines only the first and the last are looked at


def wordings(seen: Seen) -> list[str]:
    """The words and pairs of words of a line that may have a weight: `w share`, `p share this`, `a by`, `z read more`."""
    terms = seen.terms
    if not terms:
        return []
    found = [f"a {terms[0]}"]
    if len(terms) > 1:
        found += (f"b {terms[0]} {terms[1]}", f"z {terms[-2]} {terms[-1]}")
    if len(terms) > 2:
        found.append(f"c {terms[0]} {terms[1]} {terms[2]}")
    if len(terms) <= _WORDY:
        found += dict.fromkeys([f"w {term}" for term in terms])
        found += dict.fromkeys([f"p {a} {b}" for a, b in pairwise(terms)])
    return found


# ------------------------------------------------------------------------------------------------- the first scores


Tree = float | tuple[int, float, "Tree", "Tree"]
"""What a tree adds to a score: a number, or a question: is this column of `CONTEXT` at most this? If so the first, else the second."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt: see `tests.train.lines`."""

    cases: Sequence[tuple[float, float, float]]
    """By the number of a case: its weight for the line below it, for the line itself, for the line above it."""
    words: Mapping[str, float]
    trees: Sequence[Tree]
    least: float
    """The score from which a line is the article's."""


EDGE = CASES
"""The number of the case of a line that is not there, above the first and below the last."""


def first_scores(around: Around, numbered: Sequence[Sequence[int]], weights: Weights) -> list[float]:
    """For each line how much its features, those of its neighbours and its words speak for the article; `numbered` are its `cases`."""
    table, of_words = weights.cases, weights.words.get
    own: list[float] = []
    below, above = [float(table[EDGE][0])], list[float]()
    for seen, numbers in zip(around.seen, numbered, strict=True):
        a, b, c = map(sum, zip(*[table[number] for number in numbers], strict=True))
        below.append(a)
        own.append(b + sum([of_words(wording, 0.0) for wording in wordings(seen)]))
        above.append(c)
    above = [*above[1:], table[EDGE][2]]
    return [a + b + c for a, b, c in zip(below, own, above, strict=False)]


# ---------------------------------------------------------------------------------------------------- the second look

_MOST = 6.0  # a first score counts for no more
_RUN_WORDS = 80  # words that a line of a run counts for at most
_SURE_OUT, _SURE_IN = -3.0, 2.0  # first scores
_FAR = 30  # lines


def context(around: Around, scores: Sequence[float]) -> list[tuple[float, ...]]:
    """The columns of `CONTEXT` for each line."""
    seen = around.seen
    n = len(seen)
    z = [max(-_MOST, min(_MOST, score)) for score in scores]
    words = [s.words for s in seen]
    weight = [math.log1p(w) for w in words]
    pull = [math.tanh(s / 2) * w for s, w in zip(z, weight, strict=True)]
    near_b, near_a = _decayed(pull, 0.6), _decayed(pull[::-1], 0.6)[::-1]
    wide_b, wide_a = _decayed(pull, 0.85), _decayed(pull[::-1], 0.85)[::-1]
    kept_words = sum([w for s, w in zip(z, words, strict=True) if s > 0])
    gathered = list(accumulate([w * v if s > 0 else 0.0 for s, w, v in zip(z, weight, words, strict=True)]))
    whole = (gathered[-1] if gathered else 0) + 1e-6
    mass, first, last = _run(z, words)
    likely = [w / (1 + math.exp(-s)) for s, w in zip(z, words, strict=True)]
    likely_to = [0.0, *accumulate(likely)]
    words_to = [0, *accumulate(words)]
    short_to = [0, *accumulate([w < 5 for w in words])]
    rules_to = [0, *accumulate([bool(s.rule) and s.rule != HEADLINE for s in seen])]
    led_to = [0.0, *accumulate([s.lead * s.words if s.lead > 0 else 0.0 for s in seen])]
    lead_to = [0, *accumulate([s.words if s.lead >= 0 else 0 for s in seen])]
    since_out, until_out = _distances([s < _SURE_OUT for s in z])
    since_in, until_in = _distances([s > _SURE_IN for s in z])
    of_page = (
        math.log1p(mass), max(z, default=0.0), math.log1p(n), kept_words / (words_to[-1] + 1), math.log1p(kept_words),
    )  # fmt: skip
    rows: list[tuple[float, ...]] = []
    for i, s in enumerate(seen):
        a4, b4, a10, b10 = max(0, i - 4), min(n, i + 5), max(0, i - 10), min(n, i + 11)
        a5, b5 = max(0, i - 5), min(n, i + 6)
        inside = first <= i <= last
        below = seen[i + 1] if i + 1 < n else None
        rows.append(
            (
                z[i], z[i - 1] if i else -3.0, z[i + 1] if below else -3.0,
                *of_page,
                near_b[i], near_a[i], min(near_b[i], near_a[i]), wide_b[i], wide_a[i],
                gathered[i] / whole,
                i - first if i < first else max(0, i - last),
                min(i - first, 15) if inside else -1, min(last - i, 15) if inside else -1,
                (likely_to[i] - likely_to[a4]) / (words_to[i] - words_to[a4] + 1),
                (likely_to[b4] - likely_to[i + 1]) / (words_to[b4] - words_to[i + 1] + 1),
                (likely_to[i] - likely_to[a10]) / (words_to[i] - words_to[a10] + 1),
                (likely_to[b10] - likely_to[i + 1]) / (words_to[b10] - words_to[i + 1] + 1),
                (short_to[b4] - short_to[a4]) / (b4 - a4), (short_to[b10] - short_to[a10]) / (b10 - a10),
                rules_to[i] - rules_to[a10], rules_to[b10] - rules_to[i + 1],
                since_out[i], until_out[i], since_in[i], until_in[i],
                (led_to[b5] - led_to[a5]) / (lead_to[b5] - lead_to[a5] + 1),
                i - around.headline if around.headline is not None else -99,
                weight[i], s.line.prose, s.ends, s.small, s.capitals, s.lead, s.topic % 8, s.copies,
                _RULE_CASE.get(s.rule, 0), _QUOTES.search(s.line.text[:400]) is not None,
                below.line.prose if below else 0, below.ends if below else 0,
            )
        )  # fmt: skip
    return rows


CONTEXT = (
    "score", "score above", "score below",
    "mass of the run", "best score", "lines", "share kept", "words kept",
    "near before", "near after", "near least", "before", "after",
    "share so far",
    "outside the run", "from the run's start", "to the run's end",
    "kept in 4 above", "kept in 4 below", "kept in 10 above", "kept in 10 below",
    "short in 4", "short in 10",
    "rules above", "rules below",
    "since out", "until out", "since in", "until in",
    "lead around",
    "from the headline",
    "words", "prose", "ends", "function words", "capitals", "lead", "topic", "copies",
    "rule", "quotes",
    "prose below", "ends below",
)  # fmt: skip
"""The columns that the trees ask about, in order: scores, the source as a whole, sums of scores that fade with distance, the run
of lines with the highest sum, shares and counts of the lines around, distances in lines, and the line's own measures."""


def _decayed(values: Sequence[float], keeps: float) -> list[float]:
    """For each place the sum of the values before it, each weaker the farther away."""
    found, so_far = [], 0.0
    for value in values:
        found.append(so_far)
        so_far = so_far * keeps + value
    return found


def _run(z: Sequence[float], words: Sequence[int]) -> tuple[float, int, int]:
    """The stretch of lines with the highest sum: that sum, the first and the last place."""
    best, here, start, run = 0.0, 0.0, 0, (0, -1)
    for n, (score, count) in enumerate(zip(z, words, strict=True)):
        if here <= 0:
            here, start = 0.0, n
        here += min(count, _RUN_WORDS) * min(score, 2) / 2 if score > 0 else 3 * max(score, -4)
        if here > best:
            best, run = here, (start, n)
    return best, *run


def _distances(those: Sequence[bool]) -> tuple[list[int], list[int]]:
    """For each line how many lines above it, and below it, the next of `those` stands; `_FAR` at most."""
    above, below = [], []
    away = _FAR
    for that in those:
        above.append(away)
        away = 1 if that else min(_FAR, away + 1)
    away = _FAR
    for that in reversed(those):
        below.append(away)
        away = 1 if that else min(_FAR, away + 1)
    return above, below[::-1]


def scores(around: Around, numbered: Sequence[Sequence[int]], weights: Weights) -> list[float]:
    """For each line how much speaks for the article, all things seen: above `weights.least` it belongs to it."""
    return [answer(weights.trees, row) for row in context(around, first_scores(around, numbered, weights))]


def answer(trees: Sequence[Tree], row: Sequence[float]) -> float:
    """What all trees say of a line, by its columns."""
    total = 0.0
    for node in trees:
        while type(node) is tuple:
            node = node[2] if row[node[0]] <= node[1] else node[3]
        total += node  # type: ignore[operator]  # a leaf
    return total


# ------------------------------------------------------------------------------------------------------- in words


_UNSIGNED = -2.5
"""The score from which a line stays where nothing shows that a page was copied: what people write has any shape."""
_ITEM_LEAST = -1.5
"""The score from which an item of a list stays between two lines that do."""


def foreign(around: Around, weights: Weights) -> dict[int, Found]:
    """The places of the lines that are no part of the article, and what speaks against each, in words."""
    numbered = cases(around)
    found = scores(around, numbered, weights)
    least = weights.least if around.signs else _UNSIGNED
    out = {n for n, score in enumerate(found) if score < least}
    stays = [n not in out and not around.seen[n].rule for n in range(len(found))]
    out -= {
        n
        for n in out
        if around.seen[n].line.kind == "list"
        and found[n] > _ITEM_LEAST
        and 0 < n < len(stays) - 1
        and stays[n - 1]
        and stays[n + 1]
    }
    return {n: Found(_reason(around.seen[n], numbered, n, weights, found[n])) for n in sorted(out)}


_NAMED = 3  # signs that a reason names at most
_HEAVY = 0.15  # against the article: what weighs less is not named


def _reason(seen: Seen, numbered: Sequence[Sequence[int]], n: int, weights: Weights, score: float) -> str:
    """The signs that speak most against a line, the heaviest first; and how sure the model is."""
    signs: dict[str, float] = defaultdict(float)
    for number, sign in zip(numbered[n], tellings(numbered[n]), strict=True):
        signs[sign] += weights.cases[number][1]
    for place, side in ((n - 1, 0), (n + 1, 2)):
        if 0 <= place < len(numbered):
            signs["among lines that are no text"] += sum(weights.cases[number][side] for number in numbered[place])
    for wording in wordings(seen):
        if wording in weights.words:
            signs[f"the words “{wording[2:]}”"] += weights.words[wording]
    heavy = sorted((weight, sign) for sign, weight in signs.items() if weight < -_HEAVY)[:_NAMED]
    named = ", ".join(sign for _, sign in heavy) or "stands apart from the run of paragraphs"
    return f"{named} ({1 / (1 + math.exp(score)):.0%} sure)".replace("100%", "99%")


def parsed(document: Mapping[str, Any]) -> Weights:
    """The weights that a file of them holds."""
    table = [(a, b, c) for name, f in FEATURES.items() for a, b, c in document["cases"][name]]
    return Weights(
        (*table, tuple(document["edge"])), document["words"], [_tree(t) for t in document["trees"]], document["least"]
    )


def _tree(node: Any) -> Tree:
    return (node[0], node[1], _tree(node[2]), _tree(node[3])) if isinstance(node, list | tuple) else float(node)


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Those of the installation; raises `lexicon.Broken`."""
    return parsed(lexicon.lines())
