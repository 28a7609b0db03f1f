"""Words, sentences and subjects of a passage, with what stands in quotation marks taken as one word.

There is no parser here: a subject is what stands before a reporting verb, or behind it, up to the next word that cannot
belong to it. One look at each word, windows of a fixed size.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from index.lexicon import APART, Leaning, Lexicon
from index.model import Span

TOKEN = re.compile(r"\w+(?:[.'’&-]\w+|,\d{3}\b)*|([^\w\s])\1*")
QUOTED = "“”"
"""The text of the one token that stands for a stretch in marks."""
SUBJECT_WORDS = 14
"""Words of the longest subject looked for."""
RECEIVER_WORDS = 6
"""Words of whom somebody told something, between verb and subject."""
APPOSITION_WORDS = 24
"""Words between two commas that may part a subject from its verb."""
ENDS_SENTENCE = frozenset(".!?…")


class Token(NamedTuple):
    """A word, a punctuation mark, or a whole stretch in marks."""

    text: str
    low: str
    """In lower case, apostrophes straight, a possessive 's gone."""
    start: int
    stop: int
    quoted: int
    """Index of the stretch; -1 for a word."""
    possessive: bool = False

    @property
    def capital(self) -> bool:
        """Begins with a capital letter or a digit's place is taken by one."""
        return self.text[:1].isupper()

    @property
    def word(self) -> bool:
        return self.quoted < 0 and (self.text[0].isalnum() or self.text[0] == "_")


_START = attrgetter("start")


class Phrase(NamedTuple):
    """Tokens `[start, stop)` of a line that name somebody."""

    start: int
    stop: int


class Nominal(NamedTuple):
    """A name, a pronoun or a noun phrase of a line, and what it does in its sentence as far as its neighbours show."""

    phrase: Phrase
    role: str
    """`subject`: a verb follows; `governed`: a preposition stands before; `object`: a verb does; else `other`."""
    verb: int
    """Where the verb of a subject stands; -1 for none."""


def tokens(text: str, span: Span, quoted: Sequence[tuple[int, Span]] = (), leaning: Leaning = APART) -> list[Token]:
    """The words of `span`; each stretch of `quoted` (index, span with its marks) as one token, `leaning` ones parted.

    >>> from index import lexicon
    >>> [w.text for w in tokens("L'eau, a-t-il dit", Span(0, 17), leaning=lexicon.of("fr").leaning)]
    ["L'", 'eau', ',', 'a', 'il', 'dit']
    """
    plain = _plain(text, span, leaning)
    if not quoted:
        return list(plain)
    out: list[Token] = []
    at = span.start
    for index, outer in quoted:
        out += _beside(text, plain, Span(at, outer.start), leaning)
        out.append(Token(QUOTED, QUOTED, outer.start, outer.stop, index))
        at = outer.stop
    first = bisect_left(plain, at, key=_START)
    out += plain[first:] if not _cut(plain, first, at) else _words(text, at, span.stop, leaning)
    return out


@lru_cache(maxsize=2048)
def _plain(text: str, span: Span, leaning: Leaning) -> tuple[Token, ...]:
    """Kept until `forget`: quotations, reported speech and the cast look at the same passages."""
    return tuple(_words(text, *span, leaning))


def forget() -> None:
    """Let go of the words of all texts read until now."""
    _plain.cache_clear()


def _beside(text: str, plain: Sequence[Token], gap: Span, leaning: Leaning) -> Sequence[Token]:
    """The words of `gap`, which a stretch in marks follows: those of `plain`, read anew where a mark cuts or touches one."""
    first = bisect_left(plain, gap.start, key=_START)
    last = bisect_left(plain, gap.stop, first, key=_START)
    if _cut(plain, first, gap.start) or (last > first and plain[last - 1].stop >= gap.stop):
        return _words(text, *gap, leaning)
    return plain[first:last]


def _cut(plain: Sequence[Token], first: int, at: int) -> bool:
    """Whether the word before `plain[first]` reaches over `at`."""
    return first > 0 and plain[first - 1].stop > at


def _words(text: str, start: int, stop: int, leaning: Leaning) -> list[Token]:
    out: list[Token] = []
    make = tuple.__new__  # a third of the time that Token(...) takes, and most of the time spent here
    parts = bool(leaning.elided)
    for m in TOKEN.finditer(text, start, stop):
        word, (begin, end) = m.group(), m.span()
        if m.lastindex:
            out.append(make(Token, (word, word, begin, end, -1, False)))
            continue
        low = word.lower().replace("’", "'")
        if parts and (("'" in low and low not in leaning.whole) or "-" in low):
            out += _parted(word, low, begin, leaning)
            continue
        possessive = low[-2:] == "'s"
        if possessive:
            low = low[:-2]
        elif low[-1] == "s":
            possessive = not parts and end < stop and text[end] in "'’"
        out.append(make(Token, (word, low, begin, end, -1, possessive)))
    return out


def _parted(word: str, low: str, at: int, leaning: Leaning) -> Iterator[Token]:
    """`l'eau` as two words, `a-t-il` as verb and pronoun: the t only sounds."""
    start, stop = 0, len(word)
    before, apostrophe, _ = low.partition("'")
    if apostrophe and before in leaning.elided:
        start = len(before) + 1
        yield Token(word[:start], low[:start], at, at + start, -1)
    rest, hyphen, clitic = low[start:].rpartition("-")
    if hyphen and clitic in leaning.clitics:
        verb = rest.removesuffix("-t")
        yield Token(word[start : start + len(verb)], verb, at + start, at + start + len(verb), -1)
        start = stop - len(clitic)
    yield Token(word[start:], low[start:], at + start, at + stop, -1)


def sentences(line: Sequence[Token], text: str, lexicon: Lexicon) -> list[int]:
    """For each token the number of its sentence. What stands in marks never holds an end; its last mark may be one."""
    numbers, number = [], 0
    for i, token in enumerate(line):
        numbers.append(number)
        if i + 1 == len(line) or not (token.text in ENDS_SENTENCE or token.quoted >= 0):
            continue
        after = line[i + 1]
        if not (after.capital or after.quoted >= 0 or after.text in "([—•*"):
            continue
        if (token.text in ENDS_SENTENCE and not shortened(line, i, lexicon)) or (
            token.quoted >= 0 and _inner_end(text, token) in ".!?…" and after.capital
        ):
            number += 1
    return numbers


def _inner_end(text: str, token: Token) -> str:
    return text[token.start : token.stop].rstrip("”\"’'»“ ")[-1:] or " "


def shortened(line: Sequence[Token], stop: int, lexicon: Lexicon) -> bool:
    """Whether the full stop at `stop` belongs to a shortened word (Mr., U.S., J., H.W.), or to a German ordinal (12. Oktober)."""
    if stop == 0 or line[stop].text != "." or line[stop - 1].stop != line[stop].start:
        return False
    before = line[stop - 1]
    if before.text.isdigit() and len(before.text) <= 2 and lexicon.has("ordinal", "."):
        return True
    initials = before.capital and all(len(letter) == 1 for letter in before.text.split("."))
    return initials or lexicon.has("shortened", before.low)


def subject_before(
    line: Sequence[Token], verb: int, low: int, lexicon: Lexicon, *, nested: bool = False
) -> Phrase | None:
    """The subject that ends before the verb at `verb`; nothing before `low` is looked at.

    >>> from index import lexicon
    >>> line = tokens(t := "On Thursday Ann Lee, the mayor, has said", Span(0, len(t)))
    >>> [w.text for w in line[slice(*subject_before(line, 9, 0, lexicon.of("en")))]]
    ['Ann', 'Lee']
    """
    stop = verb
    while stop > low and (lexicon.has("auxiliaries", line[stop - 1].low) or _adverb(line[stop - 1], lexicon)):
        stop -= 1
    if stop <= low:
        return None
    last = line[stop - 1]
    if last.low in lexicon.words["subjects"] or last.low in lexicon.words["relative"]:
        return Phrase(stop - 1, stop)
    if last.text in ",—–)":
        return None if nested else _over_apposition(line, stop, low, lexicon)
    start = _leftmost(line, stop, low, lexicon)
    start = _without_opening(line, start, stop, lexicon)
    if start < stop and stop - start > 8:
        start = _last_name(line, start, stop)
    if start >= stop or not any(_names(line[i], lexicon) for i in range(start, stop)):
        return None
    if stop - start == 1 and lexicon.has("articles", line[start].low):
        return None
    return Phrase(start, stop)


def _adverb(token: Token, lexicon: Lexicon) -> bool:
    return len(token.text) > 4 and token.text[0].islower() and token.low.endswith(lexicon.adverb_endings)


def _over_apposition(line: Sequence[Token], stop: int, low: int, lexicon: Lexicon) -> Phrase | None:
    """The subject before `, the spokesman,`; `stop` is just behind the second comma."""
    mate = {",": ",", "—": "—", "–": "–", ")": "("}[line[stop - 1].text]
    floor = max(low, stop - 2 - APPOSITION_WORDS)
    at = stop - 2
    while at > floor and line[at].text != mate:
        if line[at].quoted >= 0:
            return None
        at -= 1
    if at <= floor or line[at].text != mate:
        return None
    subject = subject_before(line, at, low, lexicon, nested=mate != ")")
    if subject is not None and _begins_proper(line[at + 1], lexicon) and not _is_named(line, subject, lexicon):
        return Phrase(at + 1, min(_nouns_stop(line, at + 1, lexicon), stop - 1))
    return subject


def _is_named(line: Sequence[Token], phrase: Phrase, lexicon: Lexicon) -> bool:
    """Whether a phrase holds a name of its own: `Ann Lee`, not `The ferry's operator`, `Lee's secretary`."""
    return any(_begins_proper(t, lexicon) and not t.possessive for t in line[phrase.start : phrase.stop])


def _leftmost(line: Sequence[Token], stop: int, low: int, lexicon: Lexicon) -> int:
    """How far left the words before a verb may be its subject."""
    start = stop
    while start > low and stop - start <= SUBJECT_WORDS:
        token = line[start - 1]
        if token.quoted >= 0 or token.text in ",;:—–()?!":
            break
        if lexicon.has("boundaries", token.low):
            joins = lexicon.has("joining", token.low) and start < stop and start - 2 >= low
            if not (joins and line[start - 2].capital and line[start].capital):
                break
        elif (lexicon.strength.get(token.low, 0) >= 2 and not token.capital) or (
            token.text == "." and not shortened(line, start - 1, lexicon)
        ):
            break
        start -= 1
    return start


def _without_opening(line: Sequence[Token], start: int, stop: int, lexicon: Lexicon) -> int:
    """Past `On Thursday`, `Later`, `In May 2008`."""
    while start < stop - 1 and (
        lexicon.has("boundaries", line[start].low)
        or lexicon.has("opening_adverbs", line[start].low)
        or not line[start].word
    ):
        word = line[start].low
        start += 1
        if lexicon.has("prepositions", word):
            while start < stop - 1 and (_of_time(line[start], lexicon) or not _begins_name(line[start], lexicon)):
                start += 1
    return start


def _of_time(token: Token, lexicon: Lexicon) -> bool:
    return token.text[0].isdigit() or lexicon.has("days", token.low) or lexicon.has("months", token.low)


def _begins_name(token: Token, lexicon: Lexicon) -> bool:
    return token.capital or lexicon.has("determiners", token.low) or token.low in lexicon.words["subjects"]


def _last_name(line: Sequence[Token], start: int, stop: int) -> int:
    """Of a long stretch the last run of capitalised words, where there is one."""
    at = stop
    while at > start and (
        line[at - 1].capital or (at < stop and line[at - 1].low in (".", "-", "of", "the", "and", "&"))
    ):
        at -= 1
    while at < stop and line[at].low in ("of", "the", "and", ".", "-", "&"):
        at += 1
    return at if at < stop else start


def _names(token: Token, lexicon: Lexicon) -> bool:
    low = token.low
    return (
        (token.capital and token.quoted < 0)
        or lexicon.has("determiners", low)
        or low in lexicon.words["subjects"]
        or lexicon.has("people", low)
        or lexicon.has("documents", low)
        or lexicon.has("bodies", low)
        or (low.endswith("s") and token.word)
    )


def _past_receiver(line: Sequence[Token], start: int, high: int, lexicon: Lexicon) -> int:
    """Past the day, and past whom somebody told it: `explique à l'AFP Marc Ferrand`, `dijo este viernes el alcalde`."""
    for i in range(start, min(high, start + 3)):
        if lexicon.has("days", line[i].low):
            start = i + 1
            break
    if start >= high or not lexicon.has("prepositions", line[start].low):
        return start
    first = start + 1 + (start + 1 < high and lexicon.has("determiners", line[start + 1].low))
    for i in range(first + 1, min(high, first + RECEIVER_WORDS)):
        token = line[i]
        if not token.word:
            break
        if token.low in lexicon.given or lexicon.has("titles", token.low) or lexicon.has("determiners", token.low):
            return i
    return start


def subject_after(line: Sequence[Token], verb: int, high: int, lexicon: Lexicon) -> Phrase | None:
    """The subject that follows the verb at `verb`: said Ann Lee, the mayor."""
    start = verb + 1
    while (
        start < high and lexicon.has("auxiliaries", line[start].low) and not lexicon.has("determiners", line[start].low)
    ):
        start += 1
    if lexicon.words["inverting"]:
        start = _past_receiver(line, start, high, lexicon)
    if start >= high or not line[start].word:
        return None
    first = line[start]
    if first.low in lexicon.words["subjects"]:
        return Phrase(start, start + 1) if not lexicon.has("not_after_verb", first.low) else None
    if (
        lexicon.has("not_after_verb", first.low)
        or lexicon.has("prepositions", first.low)
        or lexicon.has("boundaries", first.low)
        or lexicon.has("days", first.low)
    ):
        return None
    stop = start
    while stop < min(high, start + SUBJECT_WORDS):
        token = line[stop]
        if token.text == "." and shortened(line, stop, lexicon) and stop > start:
            stop += 1
            continue
        if (not token.word and token.text not in "&-'’") or (stop > start and lexicon.has("ends_subject", token.low)):
            break
        if lexicon.has("days", token.low) or (stop > start and lexicon.strength.get(token.low, 0) == 3):
            break
        stop += 1
    while stop - start > 1 and lexicon.has("articles", line[stop - 1].low):
        stop -= 1
    if stop == start or not any(_begins_name(line[i], lexicon) or _names(line[i], lexicon) for i in range(start, stop)):
        return None
    return Phrase(start, stop)


def attribution(line: Sequence[Token], lexicon: Lexicon, *, last_words: bool = False) -> int | None:
    """Where the reporter's own words begin in `We will go, he said, and left`, which no mark closes: at `he`.

    Only plain and strong verbs of saying count, between commas or with their subject behind them; `I said` is a speaker's
    own. None too where the line ends with them: there is nothing behind that could be taken for the speaker's words;
    `last_words` takes them all the same.
    """
    last = max((i for i, token in enumerate(line) if token.word), default=0)
    for i, token in enumerate(line):
        if i < 2 or i >= last + last_words or token.capital or lexicon.strength.get(token.low, 0) < 2:
            continue
        if line[i - 1].text in ",?!" and token.low not in lexicon.transitive:
            subject = subject_after(line, i, min(len(line), i + SUBJECT_WORDS), lexicon)
            if subject and subject.stop <= last + last_words and _names_speaker(line[subject.start], lexicon):
                return i
        elif i + 1 == len(line) or line[i + 1].text in ",.;—":
            subject = subject_before(line, i, max(0, i - SUBJECT_WORDS), lexicon)
            parted = subject is not None and subject.start > 0 and line[subject.start - 1].text in ",?!"
            if subject and parted and not lexicon.has("pronoun self", line[subject.start].low):
                return subject.start
    return None


def _names_speaker(token: Token, lexicon: Lexicon) -> bool:
    return token.capital or token.low in lexicon.words["subjects"]


NOMINAL_WORDS = 8
"""Words of the longest nominal."""
ATTACHED_WORDS = 12
"""Words of the prepositional phrases that may part a subject from its verb."""


def nominals(line: Sequence[Token], sentence: Sequence[int], lexicon: Lexicon) -> list[Nominal]:
    """All of a line, by place; none holds a stretch in marks.

    >>> from index import lexicon
    >>> english = lexicon.of("en")
    >>> line = tokens(t := "On Monday actress Ann Lee, 40, barked at the crowd", Span(0, len(t)))
    >>> [(t[line[p.start].start : line[p.stop - 1].stop], role) for p, role, _ in nominals(line, [0] * 11, english)]
    [('actress Ann Lee', 'subject'), ('the crowd', 'governed')]
    """
    out: list[Nominal] = []
    at = 0
    while at < len(line):
        stop = _nominal_stop(line, at, lexicon)
        if stop == at:
            at += 1
            continue
        verb = _verb_of(line, sentence, stop, lexicon)
        before = line[at - 1] if at and sentence[at - 1] == sentence[at] else None
        if before is not None and before.low in lexicon.words["prepositions"]:
            role, verb = "governed", -1
        elif verb >= 0:
            role = "subject"
        else:
            role = "object" if before is not None and is_verb(before, lexicon) else "other"
        out.append(Nominal(Phrase(at, stop), role, verb))
        at = stop
    return out


def is_verb(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is a verb as far as its form shows: a known one, or one that ends as a past tense does."""
    low = token.low
    if low not in lexicon.words["verbal"] and not (len(low) > 4 and low.endswith(lexicon.past)):
        return False
    return token.quoted < 0 and not token.text[0].isupper()


def _is_present(line: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word that may be a plural or a verb is one by what follows: promotes the deal, says that."""
    token, after = line[at], line[at + 1] if at + 1 < len(line) else None
    if after is None or len(token.low) < 5 or not token.low.endswith(lexicon.present):
        return False
    if token.capital or token.quoted >= 0:
        return False
    return after.quoted >= 0 or after.low in lexicon.words["points"] or after.low in lexicon.words["that"]


def _nominal_stop(line: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """Where the nominal that begins at `at` ends; `at` itself where none begins."""
    first, words = line[at], lexicon.words
    low = first.low
    if low in words["standing_alone"]:
        return at + 1
    if low in words["points"]:
        if low in words["that"] and at + 1 < len(line) and (line[at + 1].capital or not line[at + 1].word):
            return at
        stop = _nouns_stop(line, at + 1, lexicon)
        return stop if stop > at + 1 else at
    if first.quoted < 0 and (low in words["speakers"] or _begins_proper(first, lexicon)):
        return _nouns_stop(line, at, lexicon)
    if low[0].isdigit() and at + 1 < len(line) and line[at + 1].low in words["speakers"]:
        return _nouns_stop(line, at + 1, lexicon)
    return at


def _begins_proper(token: Token, lexicon: Lexicon) -> bool:
    return token.text[0].isupper() and token.low not in lexicon.words["begins_no_name"] and not _adverb(token, lexicon)


def _nouns_stop(line: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """Past the adjectives and nouns from `at` on; `University of X` is one."""
    stop, proper = at, False
    while stop < min(len(line), at + NOMINAL_WORDS):
        token = line[stop]
        if not token.word:
            joins = token.text == "&" or (token.text == "." and shortened(line, stop, lexicon))
            if not joins or stop == at:
                break
        elif token.capital:
            if stop > at and lexicon.has("days", token.low):
                break
            proper = True
        elif proper and token.low == "of" and stop + 1 < len(line) and line[stop + 1].capital:
            pass
        elif token.low not in lexicon.words["speakers"] and (
            not _may_be_noun(line, stop, lexicon) or (proper and not _leads_to_noun(line, stop, lexicon))
        ):
            break
        stop += 1
    return stop


def _leads_to_noun(line: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether the word at `at` stands between a name and a noun for those who speak: a Chinese foreign ministry."""
    return at + 1 < len(line) and line[at + 1].quoted < 0 and line[at + 1].low in lexicon.words["speakers"]


def _may_be_noun(line: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a word in lower case may belong to a noun phrase: no small word, and no verb unless another noun follows."""
    low = line[at].low
    if low in lexicon.words["no_noun"]:
        return False
    if _is_present(line, at, lexicon) and not lexicon.has("determiners", line[at - 1].low):
        return False
    if is_verb(line[at], lexicon):
        after = line[at + 1] if at + 1 < len(line) else None
        return low[-2:] == "ed" and after is not None and after.low in lexicon.words["speakers"]
    return not _adverb(line[at], lexicon)


def _verb_of(line: Sequence[Token], sentence: Sequence[int], at: int, lexicon: Lexicon) -> int:
    """The verb whose subject ends before `at`, over an apposition, attached phrases and adverbs; -1 for none."""
    at = _over_relative(line, _over_aside(line, at), lexicon)
    limit = min(len(line), at + ATTACHED_WORDS)
    while at < limit and sentence[at] == sentence[at - 1]:
        token = line[at]
        if lexicon.has("auxiliaries", token.low):
            after = line[at + 1] if at + 1 < len(line) else None
            if after is None or not (
                lexicon.has("auxiliaries", after.low) or _adverb(after, lexicon) or is_verb(after, lexicon)
            ):
                return at
            at += 1
        elif is_verb(token, lexicon) or _is_present(line, at, lexicon):
            return at
        elif lexicon.has("prepositions", token.low):
            at += 1
            while at < limit and line[at].word and not is_verb(line[at], lexicon):
                at += 1
            at = _over_aside(line, at)
        elif _adverb(token, lexicon):
            at += 1
        else:
            return -1
    return -1


def _over_relative(line: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """Behind the verb of a relative clause that begins at `at`: the groups who wrote to her | say."""
    if at < len(line) and line[at].low in lexicon.words["relative"]:
        for i in range(at + 1, min(len(line), at + ATTACHED_WORDS)):
            if line[i].quoted >= 0 or line[i].text in ENDS_SENTENCE:
                break
            if is_verb(line[i], lexicon) and not lexicon.has("auxiliaries", line[i].low):
                return i + 1
    return at


def _over_aside(line: Sequence[Token], at: int) -> int:
    """Behind the second comma, dash or bracket of an aside that begins at `at`; `at` where none does."""
    mate = {",": ",", "—": "—", "–": "–", "(": ")"}.get(line[at].text) if at < len(line) else None
    if mate is None:
        return at
    for i in range(at + 1, min(len(line), at + 2 + APPOSITION_WORDS)):
        if line[i].quoted >= 0 or line[i].text in "?!":
            break
        if line[i].text == mate:
            return i + 1
    return at
