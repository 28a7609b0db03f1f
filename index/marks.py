"""Where quotation marks open and close: the stretches of a passage that stand in marks, or should.

A state machine a passage for double marks, then a careful look at single ones, which are apostrophes most of the time.
Nothing is thrown away for being odd: a mark that never closes, or never opened, is a flag on the stretch.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index import fold
from index.model import Passage, Span

DOUBLE = re.compile(
    r"([“”„‟«»「」『』\"'`])\1{3,}"  # four alike are a rule, no marks
    r"|(?<![^\s(—-])''|''(?!')|``|[“”„‟«»「」『』\"]"  # of three ' the two at the outside are one
)
SINGLE = re.compile(r"[‘’‚‹›]|(?<!')'(?!')|'(?='')")
ANY_MARK = "“”„‟«»「」『』\"`‘’‚‹›'"
TOKEN = re.compile(r"\w+|([^\w\s])\1*")
LEAD = re.compile(r"[\s—–•*>#-]*")
OPENS_PASSAGE = re.compile(r"[\s—–•*>#-]*(?:''|``|[“„‟«»「『\"‘])")
QUOTED_LINE = re.compile(r"[ \t]*>")

OPEN, CLOSE, EITHER = "open", "close", "either"
BEFORE_OPENING = frozenset("([{—–-/‘'‚“„«‹「『")
AFTER_CLOSING = frozenset(".,;:!?)]}—–-…/’'”»›」』*")
ENDS_SENTENCE = frozenset(".?!…")
ENDS_WORDS = frozenset(".,;:!?…—–-")
LINE_START = re.compile(r"\n[ \t]*")
SET_IN = 2
"""Columns by which a quoted block is set in at least."""
WIDEST_INDENT = 80
UNCLOSED_LIMIT = 700
"""Characters up to which a stretch that never closes is believed to reach its passage's end, unless it begins the passage."""
SINGLE_TRIES = 40
"""Closing marks tried for one single opening mark."""
DASH_LANGUAGES = frozenset(["es", "fr", "it", "pl", "pt", "ru", "uk"])
"""Languages in which a dash at the head of a paragraph may open what is said; elsewhere it stands before an item or a place."""
DASHED = re.compile(r"[—–―][ \u00a0\u202f]?(?=[\w¿¡«“„])")
TURN = re.compile(
    r"(?P<said>[,!?…] (?=(?:s[’'])?\w{2,20}-(?:t-)?(?:ils?|elles?|on|je)\b))"  # — Bonjour, dit-il.
    r"|(?P<dash>(?<=[,.!?…])[ \u00a0][—–―][ \u00a0](?=[^\W\d_A-ZА-Я])|[ \u00a0][—–―](?=[^\W\d_]))"  # —Hola —dijo ella—.
    r"|(?P<back>[—–―])|(?P<stop>[,.])"
)
"""Where in a paragraph that a dash opens the speaker's words may give way to the reporter's, or come back."""
MOST_MARKS = 30_000
"""Marks in an article above which each must have ..."""
CHARACTERS_A_MARK = 25
"""... so many characters. News has about 150, and `“No,” he said.` is not said fifteen thousand times."""
LONG = 100_000
"""Characters from which a text must have ..."""
CHARACTERS_A_TOKEN = 3
"""... so many for each word, and for each other sign or run of it. News has five."""
PLURAL_WORDS = 6
"""Words from which a straight mark behind a plural is taken for its apostrophe."""
SIGNATURE_WORDS = 12
"""Words of the longest line that signs a quotation inside its marks."""
HEADLINE_LENGTH = 300
"""Characters of the longest headline or deck."""
HEADLINE_TRIES = 40
"""Stretches in headlines of one article that are looked for in its other quotations."""
WEAK_CLOSE = re.compile(r"[sz]$|\win$")
"""Behind these a mark may be the apostrophe of a plural or of a dropped g: the lawyers’ clerk, Lyin’ Ted."""
LEFT_OUT = frozenset(["em", "tis", "twas", "til", "cause", "n", "round", "bout", "cos"])
"""Words that begin with an apostrophe in English: 'em, 'tis, rock 'n' roll."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between two marks of one passage."""

    passage: int
    """Index in the sequence of passages."""
    span: Span
    """Between the marks, without blanks at the ends."""
    outer: Span
    """With the marks."""
    flags: tuple[str, ...] = ()
    parent: int | None = None
    """Index of the stretch it stands in."""
    first: int = -1
    """Index of the stretch that began what this one continues; its own index where it begins."""


def stretches(text: str, passages: Sequence[Passage], *, dashes: bool = False) -> list[Stretch]:
    """All stretches of `passages` in marks, by place, an outer one before those inside it.

    A passage of kind blockquote, of Markdown lines that begin with `>`, or set in below a line that ends with a colon, is
    one stretch flagged `block` unless it opens with a mark.

    With `dashes` a paragraph may also open with one, as in `— Bonjour, dit-il.`, where the article shows such dialogue.

    >>> text = "“A ‘b’ c,” he said."
    >>> [s.span.of(text) for s in stretches(text, [Passage(1, Span(0, len(text)))])]
    ['A ‘b’ c,', 'b']
    """
    found: list[Stretch] = []
    going_on: int | None = None
    blocks: set[int] = set()
    if not prose(text):
        return found
    dialogue = _dialogue(text, passages) if dashes else frozenset()
    for at, passage in enumerate(passages):
        opens = bool(OPENS_PASSAGE.match(text, *passage.span))
        after = passages[at + 1] if passage.n and at + 1 < len(passages) else None
        goes_on = after is not None and bool(OPENS_PASSAGE.match(text, *after.span))
        set_off = not opens and _set_off(text, passages, at, blocks)
        if set_off:
            blocks.add(at)
            here = _block(text, passage.span)
        elif at in dialogue:
            here = _dashed(text, passage.span)
        else:
            # in French each paragraph of a quotation may begin with the mark that will close it
            again = going_on is not None and text.startswith("«", found[found[going_on].first].outer.start)
            here = _double(text, passage.span, goes_on, again and text.startswith("»", _lead(text, passage.span)))
            here += _single(text, passage.span, here, goes_on)
        here = [replace(s, passage=at) for s in here if any(map(str.isalnum, s.span.of(text)))]
        base = len(found)
        found += _nested(here, base)
        if len(found) == base + 1 and _signs(text, passage.span, found[base]):
            del found[base]
            if going_on is not None:
                found[going_on] = replace(found[going_on], flags=())
            going_on = None
            continue
        if going_on is not None and len(found) > base and (opens or "unopened" in found[base].flags):
            found[base] = replace(found[base], first=found[going_on].first)
            if "unclosed" in found[going_on].flags:
                found[going_on] = replace(found[going_on], flags=("continues",))
        last = max((i for i in range(base, len(found)) if found[i].parent is None), default=None)
        open_ended = last is not None and not {"continues", "unclosed"}.isdisjoint(found[last].flags)
        going_on = last if open_ended and passage.n else None
    return found


def prose(text: str) -> bool:
    """False for a long text that is mostly marks or single letters: nobody is quoted there, and looking would take long."""
    if len(text) < LONG:
        return True
    tokens = sum(1 for _ in TOKEN.finditer(text))
    marks = sum(map(text.count, ANY_MARK))
    return marks <= max(MOST_MARKS, len(text) // CHARACTERS_A_MARK) and tokens * CHARACTERS_A_TOKEN <= len(text)


def _trim(text: str, start: int, stop: int) -> Span:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return Span(start, stop)


def _signs(text: str, line: Span, unopened: Stretch) -> bool:
    """Whether a line signs the quotation of the line above it, inside its marks: `"It is shut.`, below it `Ann Lee."`"""
    if (
        "unopened" not in unopened.flags
        or unopened.outer.stop != line.stop
        or not text.startswith("\n", line.start - 1)
    ):
        return False
    words = unopened.span.of(text).split()
    names = sum(word[0].isupper() for word in words)
    above = Span(text.rfind("\n", 0, line.start - 1) + 1, line.start - 1)
    ended = above.of(text).rstrip()[-1:] in ENDS_SENTENCE
    return ended and len(words) <= min(SIGNATURE_WORDS, 2 * names) and bool(OPENS_PASSAGE.match(text, *above))


def _lead(text: str, span: Span) -> int:
    found = LEAD.match(text, *span)
    return found.end() if found else span.start


def _block(text: str, span: Span) -> list[Stretch]:
    inner = _trim(text, _lead(text, span), span.stop)
    return [Stretch(0, inner, inner, ("block",))]


def _dialogue(text: str, passages: Sequence[Passage]) -> frozenset[int]:
    """The paragraphs that a dash opens, where one of them at least has its attribution inside; none in a list."""
    opened = [at for at, p in enumerate(passages) if p.kind == "paragraph" and p.n and DASHED.match(text, *p.span)]
    told = any(
        m["said"] or m["dash"]
        for at in opened
        for m in TURN.finditer(text, passages[at].span.start + 1, passages[at].span.stop)
    )
    return frozenset(at for at in opened if told and not DOUBLE.search(text, *passages[at].span))


def _dashed(text: str, span: Span) -> list[Stretch]:
    """What is said in a paragraph that a dash opens, the reporter's words between left out; each flagged `dash`."""
    out: list[Stretch] = []
    start, by = span.start + 1, ""

    def say(stop: int) -> None:
        begin = start
        while begin < stop and (text[begin].isspace() or text[begin] in ".,;:"):
            begin += 1
        out.append(Stretch(0, _trim(text, begin, stop), Span(begin, stop), ("dash",)))

    for m in TURN.finditer(text, start, span.stop):
        if not by and (m["said"] or m["dash"]):
            say(m.start() + bool(m["said"]))
            by = "comma" if m["said"] else "dash"
        elif (by == "comma" and m["stop"]) or (by == "dash" and (m["back"] or m["dash"])):
            start, by = m.end(), ""
    if not by:
        say(span.stop)
    return [s for s in out if s.span.start < s.span.stop]


def _set_off(text: str, passages: Sequence[Passage], at: int, blocks: Collection[int]) -> bool:
    """Whether a passage is a quoted block: marked up as one, or set in behind a colon or behind another such block."""
    passage = passages[at]
    if passage.kind == "blockquote" or QUOTED_LINE.match(text, *passage.span):
        return True
    if not at or passage.kind != "paragraph":
        return False
    before = passages[at - 1]
    indent = _indent(text, passage.span.start)
    if at - 1 in blocks:
        return 0 < indent == _indent(text, before.span.start) and _all_set_in(text, passage.span, indent)
    announced = before.kind == "paragraph" and text[before.span.stop - 1] == ":"
    deeper = announced and indent >= _indent(text, before.span.start) + SET_IN
    return deeper and _all_set_in(text, passage.span, indent)


def _indent(text: str, at: int) -> int:
    """Columns of blanks before `at` on its line; 0 where there is anything else."""
    lead = text[max(text.rfind("\n", max(0, at - WIDEST_INDENT), at) + 1, at - WIDEST_INDENT, 0) : at]
    return len(lead.expandtabs(4)) if not lead.strip() else 0


def _all_set_in(text: str, span: Span, indent: int) -> bool:
    """Whether every line of a passage is set in, not just the first, as that of any paragraph may be."""
    starts = (m.end() for m in LINE_START.finditer(text, *span))
    return all(_indent(text, start) >= indent for start in starts)


def _nested(here: list[Stretch], base: int) -> list[Stretch]:
    """Sorted, with parents, and indices that begin at `base`."""
    out: list[Stretch] = []
    around: list[int] = []
    for s in sorted(here, key=lambda s: (s.span.start, -s.span.stop)):
        while around and out[around[-1]].span.stop <= s.span.start:
            around.pop()
        me = base + len(out)
        if around:
            s = replace(s, parent=base + around[-1], flags=("nested",))
        around.append(len(out))
        out.append(replace(s, first=me))
    return out


def _double(text: str, span: Span, goes_on: bool, again: bool) -> list[Stretch]:
    """The machine for double marks over one passage; `again` where its first mark only says that a quotation goes on."""
    marks = [(m.start(), m.end(), m.group()) for m in DOUBLE.finditer(text, *span) if m.end() - m.start() < 4]
    if not marks:
        return []
    style = _Style.of(text, span, marks[again:])
    roles = [OPEN] * again + [style.role(text, span, *mark) for mark in marks[again:]]
    surplus = [0] * (len(marks) + 1)  # closing less opening marks after each
    for i in range(len(marks) - 1, -1, -1):
        surplus[i] = surplus[i + 1] + (roles[i] == CLOSE) - (roles[i] == OPEN)
    lead = _lead(text, span)
    out: list[Stretch] = []
    open_at: list[tuple[int, int]] = []
    for i, (start, stop, mark) in enumerate(marks):
        role = roles[i]
        if not open_at:
            backward = start == lead and roles[i + 1 : i + 2] == [CLOSE]  # at the head of a passage it opens
            if role == OPEN or backward or (role == EITHER and i + 1 < len(marks)):
                open_at.append((start, stop))
            elif role == CLOSE and not out and start > lead and _ends_words(text, start, mark):
                out.append(Stretch(0, _trim(text, lead, start), Span(lead, stop), ("unopened",)))
        elif role == OPEN:
            if surplus[i] < len(open_at) and _begins_anew(text, open_at[-1], start, mark):
                outer, inner = open_at[0]
                out.append(Stretch(0, _trim(text, inner, start), Span(outer, start), ("unclosed",)))
                open_at.clear()
            open_at.append((start, stop))
        else:
            own = len(open_at) > 1 and mark == "”" and text[open_at[-1][0]] == "“" and text[open_at[0][0]] == '"'
            if len(open_at) == 1 or (surplus[i + 1] <= 0 and not own):
                outer, inner = open_at[0]
                open_at.clear()
            else:
                outer, inner = open_at.pop()
            out.append(Stretch(0, _trim(text, inner, start), Span(outer, stop)))
    if open_at:
        outer, inner = open_at[0]
        close = _other_close(text, Span(inner, span.stop))
        if close is not None:
            out.append(Stretch(0, _trim(text, inner, close), Span(outer, close + 1)))
        elif goes_on:
            out.append(Stretch(0, _trim(text, inner, span.stop), Span(outer, span.stop), ("continues",)))
        elif outer <= lead + 1 or span.stop - outer < UNCLOSED_LIMIT:
            out.append(Stretch(0, _trim(text, inner, span.stop), Span(outer, span.stop), ("unclosed",)))
        if len(open_at) > 1 or (out[-1:] and out[-1].outer.start == outer):
            out = [s for s in out if s.outer.start >= outer or s.outer.stop <= outer]
    return out


def _begins_anew(text: str, opened: tuple[int, int], start: int, mark: str) -> bool:
    """Whether a mark that opens inside an open stretch of the same kind stands where a sentence ended: nobody closed that one."""
    return text[slice(*opened)] == mark and text[opened[1] : start].rstrip()[-1:] in ENDS_SENTENCE


def _ends_words(text: str, at: int, mark: str) -> bool:
    return text[at - 1] in ENDS_WORDS or (mark in "”»" and text[at - 1].isalpha())


def without_short(text: str, passages: Sequence[Passage], found: Sequence[Stretch]) -> list[Stretch]:
    """`found` without what a headline has in single marks and the article in double ones.

    American headlines, decks and subheads print single marks where the text has double ones (AP Stylebook, `headlines`),
    and quote in short what it quotes in full: that is one quotation, not two. A headline here is a short passage without
    double marks. What only the headline quotes is kept, and so is all of an article whose own marks are single.
    """
    single = [s.parent is None and SINGLE.match(text, s.outer.start) is not None for s in found]
    double = {s.passage for s, is_single in zip(found, single, strict=True) if s.parent is None and not is_single}
    heads = {n for n, p in enumerate(passages) if n not in double and p.span.stop - p.span.start <= HEADLINE_LENGTH}
    short = [i for i, s in enumerate(found) if single[i] and s.passage in heads][:HEADLINE_TRIES]
    if not short or not double:
        return list(found)
    full = " | ".join(_folded(text, s.span) for s in found if s.parent is None and s.passage in double)
    gone = {i for i in short if f" {_folded(text, found[i].span)} " in f" {full} "}
    for i, s in enumerate(found):  # an outer one stands before those inside it
        if s.parent in gone:
            gone.add(i)
    place = {i: n for n, i in enumerate(i for i in range(len(found)) if i not in gone)}
    return [
        replace(s, parent=None if s.parent is None else place[s.parent], first=place.get(s.first, place[i]))
        for i, s in enumerate(found)
        if i in place
    ]


def _folded(text: str, span: Span) -> str:
    return " ".join(word.form for word in fold.words(text, *span))


@dataclass(frozen=True, slots=True)
class _Style:
    """What the marks of one passage mean."""

    german: bool
    """„A“: the mark that opens elsewhere closes."""
    inward: bool
    """»A«."""

    @classmethod
    def of(cls, text: str, span: Span, marks: Sequence[tuple[int, int, str]]) -> _Style:
        first = next(((start, stop, mark) for start, stop, mark in marks if mark in "«»"), None)
        inward = first is not None and first[2] == "»" and _opening(text, span, first[0], first[1])
        return cls(any(mark == "„" for _, _, mark in marks), inward)

    def role(self, text: str, span: Span, start: int, stop: int, mark: str) -> str:
        """What this mark does: open, close, or either, as its neighbours allow."""
        if mark in "«»":
            return OPEN if (mark == "«") != self.inward else CLOSE
        if mark in "„‟「『``":
            return OPEN
        if mark in "」』":
            return CLOSE
        opening = _opening(text, span, start, stop)
        if mark == "”":
            return OPEN if opening and _at(text, span, stop).isalnum() else CLOSE
        if mark == "“":
            closing = not opening and _closing(text, span, start, stop)
            return CLOSE if closing or (self.german and not opening) else OPEN
        if opening:
            return OPEN
        return CLOSE if _closing(text, span, start, stop) else EITHER


def _at(text: str, span: Span, at: int) -> str:
    return text[at] if span.start <= at < span.stop else " "


def _opening(text: str, span: Span, start: int, stop: int) -> bool:
    """Blank, bracket or dash before, something after."""
    left, right = _at(text, span, start - 1), _at(text, span, stop)
    if right.isspace() or not (left.isspace() or left in BEFORE_OPENING):
        return False
    return left.isspace() or left in "([{" or not (right in ".,;:!?)]}" and left in "—–-'")


def _closing(text: str, span: Span, start: int, stop: int) -> bool:
    """Something before, blank or punctuation after."""
    left, right = _at(text, span, start - 1), _at(text, span, stop)
    return not left.isspace() and (right.isspace() or right in AFTER_CLOSING)


def _single(text: str, span: Span, doubles: Sequence[Stretch], goes_on: bool) -> list[Stretch]:
    """Stretches in single marks, none of which crosses a double one."""
    marks = [(m.start(), m.group()) for m in SINGLE.finditer(text, *span)]
    if not marks:
        return []
    owner = _Owner(doubles)
    openers = [at for at, mark in marks if _opens_single(text, span, at, mark)]
    closers = [at for at, mark in marks if mark in "’'›‹‘" and _closes_single(text, span, at, mark)]
    out: list[Stretch] = []
    taken: dict[int | None, int] = {}  # by the double stretch around: inside another one they may stand again
    for at in openers:
        mark = text[at]
        if at < taken.get(owner.of(at), 0):
            continue
        close = _single_close(text, span, at, mark, openers, closers, owner)
        if close is not None:
            out.append(Stretch(0, _trim(text, at + 1, close), Span(at, close + 1)))
            taken[owner.of(at)] = close + 1
        elif mark == "‘" and at <= _lead(text, span) and goes_on and owner.of(at) is None:
            out.append(Stretch(0, _trim(text, at + 1, span.stop), Span(at, span.stop), ("continues",)))
            break
    return out


def _other_close(text: str, span: Span) -> int | None:
    """The single mark behind a stop or a comma that closes what a double one opened: `“It is shut,’ said Lee.`"""
    for m in SINGLE.finditer(text, *span):
        at, mark = m.start(), m.group()
        if _opens_single(text, span, at, mark):
            return None
        if mark in "'’" and text[at - 1] in ",.?!…" and _closes_single(text, span, at, mark):
            return at
    return None


class _Owner:
    """Which double stretch an offset stands in."""

    def __init__(self, doubles: Sequence[Stretch]) -> None:
        edges: list[tuple[int, int | None]] = [(-1, None)]
        around: list[int | None] = [None]
        ends = sorted((s.outer.stop, 0, i) for i, s in enumerate(doubles))
        starts = sorted((s.outer.start, 1, i) for i, s in enumerate(doubles))
        for at, opens, i in sorted(ends + starts):
            if opens:
                around.append(i)
            elif i in around:
                around.remove(i)
            edges.append((at, around[-1]))
        self._at = [at for at, _ in edges]
        self._owner = [owner for _, owner in edges]

    def of(self, at: int) -> int | None:
        return self._owner[bisect_right(self._at, at) - 1]


def _opens_single(text: str, span: Span, at: int, mark: str) -> bool:
    left, right = _at(text, span, at - 1), _at(text, span, at + 1)
    if mark in "‹›":
        return not left.isalnum() and (mark == "‹" or (left.isspace() and right.isalnum()))
    if mark == "’" or right.isspace() or not (left.isspace() or left in '([{—–-/“„«"' or left == "\0"):
        return False
    if mark != "'":
        return True
    word = re.compile(r"[^\W_]+").match(text, at + 1, min(span.stop, at + 12))
    return word is not None and not word.group()[0].isdigit() and word.group().lower() not in LEFT_OUT


def _closes_single(text: str, span: Span, at: int, mark: str) -> bool:
    left, right = _at(text, span, at - 1), _at(text, span, at + 1)
    if mark == "›":
        return not right.isalnum()
    if left.isspace() or right.isalnum():
        return False
    return mark != "‘" or (right.isspace() or right in AFTER_CLOSING)


def _single_close(
    text: str, span: Span, at: int, mark: str, openers: Sequence[int], closers: Sequence[int], owner: _Owner
) -> int | None:
    """The mark that ends what opens at `at`: the first that cannot be an apostrophe, else the first that can.

    Behind the next opening mark only where nothing before it will do.
    """
    wanted = {"‘": "’", "‚": "‘’", "‹": "›", "›": "‹", "'": "'"}[mark]
    mine, weak = owner.of(at), None
    later = bisect_right(openers, at)
    reopened = openers[later] if later < len(openers) else span.stop
    first = bisect_right(closers, at)
    for close in closers[first : first + SINGLE_TRIES]:
        if text[close] not in wanted or owner.of(close) != mine:
            continue
        if weak is not None and close > reopened:
            break
        weak_here = WEAK_CLOSE.search(text, max(at + 1, close - 3), close) and _at(text, span, close + 1).isspace()
        if close == at + 1 or not weak_here:
            return close
        weak = close if weak is None else weak
    return None if weak is not None and mark == "'" and text.count(" ", at, weak) > PLURAL_WORDS else weak
