"""What a reader typed, as a small tree; and the tree as text again.

The language is told in `GRAMMAR` and `FIELDS`. Every text is a query: what cannot be meant is left out, what is not finished yet is
taken as it stands. A blank means that both sides are wanted; `OR` binds tighter than a blank, `-` tighter than both.

>>> parse('“active role” -who:putin coop')
And(items=(Phrase(words=('active', 'role'), live=False), Not(item=Field(name='who', item=Term(word='putin', \
live=False))), Term(word='coop', live=True)))
>>> show(parse('(oil OR gas'))
'oil OR gas'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index import fold

GRAMMAR = {
    "word word": "both, in any form",
    '"a phrase"': "side by side, in order",
    '"a b"~3': "3 words between at most",
    "a OR b": "one of them is enough",
    "-a, NOT a": "articles without it",
    "( )": "taken together",
    "pref*": "words that begin so",
    "fuzy~": "one letter differs",
}
"""What may be typed, and what it asks for."""
FIELDS = {
    "title": "words of the headline",
    "by": "the author",
    "said": "words inside quotations",
    "who": "who speaks in them",
    "in": "the source or publisher",
    "lang": "the language: en, de ...",
    "date": "2008, 2008-08..2008-09",
    "only": "quotes, headlines",
}
"""What stands before a colon, and what after it."""
MOST_LEAVES = 40
"""A query asks for at most so many words, phrases and dates; a pasted page is cut there."""
DEEPEST = 24
"""Brackets nested deeper count as blanks."""
MOST_SLOP = 999


@dataclass(frozen=True, slots=True)
class Term:
    """A word. It may hold a hyphen, an apostrophe or other inner marks: `co-operation`, `4.2`."""

    word: str
    live: bool = False
    """It is still being typed: words that begin with it are meant too."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words that begin so."""

    word: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """The word and all that differ from it in one letter, or in two neighbours swapped."""

    word: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """These words, side by side in one passage."""

    words: tuple[str, ...]
    live: bool = False
    """The closing mark is missing: words that begin with the last one are meant too."""


@dataclass(frozen=True, slots=True)
class Near:
    """These words in any order, with at most `slop` other words between them."""

    words: tuple[str, ...]
    slop: int


@dataclass(frozen=True, slots=True)
class Range:
    """A date from `low` to `high`, both included, each as far as given (`2008`, `2008-08`); None is open."""

    low: str | None
    high: str | None


@dataclass(frozen=True, slots=True)
class All:
    """Every article."""


@dataclass(frozen=True, slots=True)
class Not:
    """Articles without it; nothing in it is live, so that a word only begun does not exclude others."""

    item: Tree


@dataclass(frozen=True, slots=True)
class Field:
    """The words of `item` where `name` tells to look: one of `FIELDS`, but `date`, which is a `Range`."""

    name: str
    item: Tree


@dataclass(frozen=True, slots=True)
class And:
    """All of them. Without items: nothing was asked."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    items: tuple[Tree, ...]


Tree = Term | Prefix | Fuzzy | Phrase | Near | Range | All | Not | Field | And | Or
NOTHING = And(())
"""The query that asks for nothing."""

_DATE = re.compile(r"(\d[\d-]{0,9})?(\.\.(\d[\d-]{0,9})?)?")


def parse(text: str) -> Tree:
    """The tree of any text; never an error."""
    return _Parser(text).query()


def unknown(text: str) -> tuple[str, ...]:
    """The names that stand before a colon as a field's would, and are none: parsed, they are words like others.

    A word follows the colon at once; `http://` and `6:40` are no names.

    >>> unknown("speaker:putin at 6:40 or note: http://a.b"), unknown("who:putin")
    (('speaker',), ())
    """
    parser = _Parser(text)
    parser.query()
    return tuple(parser.unknown)


class _Parser:
    """One pass over the folded text; `at` is how far it came."""

    def __init__(self, text: str) -> None:
        self.text, origin = fold.fold(text)
        self.at = 0
        self.leaves = 0
        self.unknown: dict[str, None] = {}
        # The case is lost in folding: an operator is one only where it was typed in capitals.
        self.capital = {n for n, o in enumerate(origin) if text[o].isupper()}

    def query(self) -> Tree:
        items: list[Tree] = []
        while not self._ended():
            items.append(self._all_of(0, None))
            self.at += 1  # a bracket too many
        return _and(items)

    def _ended(self) -> bool:
        return self.at >= len(self.text) or self.leaves >= MOST_LEAVES

    def _all_of(self, depth: int, field: str | None) -> Tree:
        """Clauses up to a closing bracket that is not consumed, or the end."""
        items: list[Tree] = []
        joined = False
        while True:
            self._blanks()
            if self._ended() or self.text[self.at] == ")":
                return _and(items)
            operator = self._operator()
            if operator == "or":
                joined = bool(items)
                continue
            if operator == "and":
                continue
            item = self._clause(depth, field)
            if item == NOTHING:
                continue
            if joined:
                item = _or([items.pop(), item])
            items.append(item)
            joined = False

    def _clause(self, depth: int, field: str | None) -> Tree:
        negated = False
        while True:
            self._blanks()
            if self.text.startswith("-", self.at):
                negated = True
                while self.text.startswith("-", self.at):
                    self.at += 1
                if self.at >= len(self.text) or self.text[self.at] in " )":
                    return NOTHING  # a dash on its own
            elif self._operator("not"):
                negated = True
            else:
                break
        item = self._primary(depth, field)
        return _not(item) if negated else item

    def _primary(self, depth: int, field: str | None) -> Tree:
        if self.at >= len(self.text) or self.text[self.at] in " )":
            return NOTHING
        if self.text[self.at] == "(":
            self.at += 1
            if depth >= DEEPEST:
                return NOTHING
            item = self._all_of(depth + 1, field)
            self.at += 1
            return item
        if self.text[self.at] == '"':
            return self._phrase()
        return self._run(depth, field)

    def _blanks(self) -> None:
        while self.text.startswith(" ", self.at):
            self.at += 1

    def _operator(self, *wanted: str) -> str | None:
        """The operator that stands here in capitals, consumed."""
        if self.at not in self.capital:
            return None
        for word in wanted or ("or", "and"):
            stop = self.at + len(word)
            if (
                self.text.startswith(word, self.at)
                and self.text[stop : stop + 1] in ("", " ", "(", ")", '"')
                and self.capital.issuperset(range(self.at, stop))
            ):
                self.at = stop
                return word
        return None

    def _phrase(self) -> Tree:
        close = self.text.find('"', self.at + 1)
        live = close < 0
        stop = len(self.text) if live else close
        inside = self.text[self.at + 1 : stop]
        words = tuple(w for w in map(_trim, inside.split(" ")) if w)[: MOST_LEAVES - self.leaves]
        self.at = stop + 1
        slop = self._slop()
        if not words:
            return NOTHING
        self.leaves += len(words)
        if slop is not None and len(words) > 1:
            return Near(words, slop)
        return Phrase(words, live and inside.endswith(words[-1]))

    def _slop(self) -> int | None:
        """The number after `~`, consumed; None where there is none."""
        if not self.text.startswith("~", self.at):
            return None
        self.at += 1
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "0123456789":
            self.at += 1
        digits = self.text[start : self.at]
        return min(int(digits[:6]), MOST_SLOP) if digits else None

    def _run(self, depth: int, field: str | None) -> Tree:
        """Characters up to a blank, bracket or quotation mark: a word, or a field with what follows."""
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in ' ()"':
            self.at += 1
        run = self.text[start : self.at]
        if field == "date":
            return self._dated(run)
        if field is not None:
            return self._word(run)
        if not run.strip("*"):
            self.leaves += 1
            return All()
        run = run.lstrip(_marks(run))
        name, colon, rest = run.partition(":")
        return self._field(name, rest, depth) if colon and name in FIELDS else self._literal(run)

    def _literal(self, run: str) -> Tree:
        """A run whose colons mean nothing: `foo:bar` is `foo bar`, `6:40` stays."""
        name, _, rest = run.partition(":")
        *names, last = run.split(":") if name.isalpha() else [run]
        after = self.text[self.at - len(rest) :][:1]
        if names and name not in FIELDS and (after.isalnum() or after in ("(", '"')):
            self.unknown[name] = None
        return _and([w for w in (*(self._word(n, ended=True) for n in names), self._word(last)) if w != NOTHING])

    def _field(self, name: str, rest: str, depth: int) -> Tree:
        """A field and its operand, of which `rest` was read with the name; a date is no field of words."""
        self.at -= len(rest)
        item = self._primary(depth, name)
        if name != "date":
            return Field(name, item) if item != NOTHING else NOTHING
        return _and([Term(name), item]) if isinstance(item, Phrase | Near) else item

    def _dated(self, run: str) -> Tree:
        """A date or a range of them; what is neither is literal words."""
        m = _DATE.fullmatch(run)
        if m is None:
            return self._literal(f"date:{run}") if _trim(run) else NOTHING
        low, dots, high = m[1], m[2], m[3]
        low, high = (low or "").rstrip("-") or None, (high or "").rstrip("-") or None
        if low is None and high is None:
            return NOTHING
        self.leaves += 1
        return Range(low, high if dots else low)

    def _word(self, run: str, ended: bool = False) -> Tree:
        """The word of a run that has just been read; `ended` when something follows it."""
        base, sign = run.lstrip(_marks(run)), ""
        if (at := next((n for n, c in enumerate(base) if c in "~*"), None)) is not None:
            base, sign = base[:at], base[at]  # nothing of a word counts behind its sign
        word = _trim(base)
        if not word or self.leaves >= MOST_LEAVES:
            return NOTHING
        self.leaves += 1
        if sign:
            return Prefix(word) if sign == "*" else Fuzzy(word)
        return Term(word, not ended and self.at >= len(self.text) and base.endswith(word))


def _marks(run: str) -> str:
    """The characters of a run that are neither letters nor digits."""
    return "".join({c for c in run if not c.isalnum()})


def _trim(run: str) -> str:
    """A run without the marks around it: `(foo),` is `foo`; empty when it holds no letter or digit."""
    return run.strip(_marks(run))


def _and(items: list[Tree]) -> Tree:
    flat = [i for item in items for i in (item.items if isinstance(item, And) else (item,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def _or(items: list[Tree]) -> Tree:
    return Or(tuple(i for item in items for i in (item.items if isinstance(item, Or) else (item,))))


def _not(item: Tree) -> Tree:
    if item == NOTHING:
        return NOTHING
    return item.item if isinstance(item, Not) else Not(_complete(item))


def _complete(tree: Tree) -> Tree:
    """The tree with nothing left to be typed."""
    match tree:
        case Term(_, True) | Phrase(_, True):
            return replace(tree, live=False)
        case Field(_, item):
            return replace(tree, item=_complete(item))
        case And((*items, last)) | Or((*items, last)):
            return replace(tree, items=(*items, _complete(last)))
    return tree


def show(tree: Tree) -> str:
    """The tree as text, in one canonical form: `parse(show(tree)) == tree` for every tree that `parse` gives."""
    text = _show(tree)
    last = _last(tree)
    if isinstance(last, Term | Phrase) and last.live:
        return text.rstrip(")")
    return text + " " if isinstance(last, Term) and not text.endswith(")") else text


def _show(tree: Tree) -> str:
    match tree:
        case Term(word):
            return word
        case Prefix(word):
            return f"{word}*"
        case Fuzzy(word):
            return f"{word}~"
        case Phrase(words, live):
            return f'"{" ".join(words)}' + ("" if live else '"')
        case Near(words, slop):
            return f'"{" ".join(words)}"~{slop}'
        case Range(low, high):
            return f"date:{low}" if low == high else f"date:{low or ''}..{high or ''}"
        case All():
            return "*"
        case Not(item):
            return f"-{_group(item)}"
        case Field(name, item):
            return f"{name}:{_group(item)}"
        case Or(items):
            return " OR ".join(f"({_show(i)})" if isinstance(i, And) else _show(i) for i in items)
        case And(items):
            return " ".join(map(_show, items))


def _group(tree: Tree) -> str:
    return f"({_show(tree)})" if isinstance(tree, And | Or | Not) else _show(tree)


def _last(tree: Tree) -> Tree:
    """The leaf that stands last, or what is excluded there."""
    while True:
        match tree:
            case Field(_, item):
                tree = item
            case And(items) | Or(items) if items:
                tree = items[-1]
            case _:
                return tree


def leaves(tree: Tree) -> Iterator[Tree]:
    """The leaves in the order in which they stand, those under `Not` too."""
    match tree:
        case Not(item) | Field(_, item):
            yield from leaves(item)
        case And(items) | Or(items):
            for item in items:
                yield from leaves(item)
        case _:
            yield tree
