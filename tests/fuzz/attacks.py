"""Texts that a regular expression may be slow on, made from the expression itself: what it repeats, over and over, and then no match.

A pattern is slow where it matches the same characters in many ways, or begins anew at each of them and reads on to the end. Both
show on a text of its own pieces: what stands before a repetition, then what is repeated many times, then what cannot follow.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from re import _constants as op
from re import _parser
from typing import Any

Node = tuple[Any, Any]
"""A piece of a pattern, as the standard library's parser gives it: what it is, and its operands."""
COMMON = " aA1.,\n-“\"'’)\t_é—:"
"""Characters of which one falls into nearly any class."""
REPEATED = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
END = "\0"
"""What no pattern waits for."""


def attacks(pattern: str, flags: int) -> list[str]:
    """Stretches that, repeated, this pattern may be slow on: what stands before, a SOH, what is repeated.

    The same at any time. In some all is repeated: a search begins anew at each of them.
    """
    found: dict[str, None] = {}
    for seed in range(3):
        draw = random.Random(seed)
        tree = list(_parser.parse(pattern, flags))
        whole = _sample(tree, draw)
        found[f"\x01{whole}"] = None
        for before, pump in _pumps(tree, "", draw):
            found[f"{before}\x01{pump}"] = None
            found[f"\x01{pump}"] = None
            found[f"\x01{before}{pump}"] = None
    return [one for one in found if one.rpartition("\x01")[2]]


def text(attack: str, size: int) -> str:
    """A text of about `size` characters from a stretch that `attacks` gave; what ends it is no match."""
    before, _, pump = attack.rpartition("\x01")
    return before + (pump * (size // len(pump) + 1))[:size] + END


def _pumps(nodes: Iterable[Node], before: str, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Of each repetition: a text that leads to it, and one that it repeats."""
    for kind, what in nodes:
        if kind in REPEATED:
            _, most, body = what
            if most is op.MAXREPEAT or most > 9:
                pump = _sample(body, draw) or _sample(body, draw)
                if pump:
                    yield before, pump
            yield from _pumps(body, before, draw)
        for inner in _inner(kind, what):
            yield from _pumps(inner, before, draw)
        before += _sample([(kind, what)], draw)


def _inner(kind: Any, what: Any) -> list[Iterable[Node]]:
    """The pieces within a piece, but for what a repetition repeats."""
    if kind is op.SUBPATTERN:
        return [what[-1]]
    if kind is op.BRANCH:
        return list(what[1])
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [what[1]]
    if kind is op.ATOMIC_GROUP:
        return [what]
    return []


def _sample(nodes: Iterable[Node], draw: random.Random) -> str:
    """A text that these pieces match, as far as what they ask of their surroundings allows."""
    return "".join(_one(kind, what, draw) for kind, what in nodes)


def _one(kind: Any, what: Any, draw: random.Random) -> str:
    if kind is op.LITERAL:
        return chr(what)
    if kind is op.NOT_LITERAL:
        return next(c for c in draw.sample(COMMON, len(COMMON)) if ord(c) != what)
    if kind is op.ANY:
        return draw.choice("aA 1.")
    if kind is op.IN:
        return _of_class(what, draw)
    if kind is op.BRANCH:
        return _sample(draw.choice(what[1]), draw)
    if kind in REPEATED:
        least, most, body = what
        return "".join(_sample(body, draw) for _ in range(max(least, min(1, int(most)))))
    if kind is op.ASSERT and what[0] > 0:
        return _sample(what[1], draw)
    if kind in (op.SUBPATTERN, op.ATOMIC_GROUP):
        return "".join(_sample(inner, draw) for inner in _inner(kind, what))
    return ""


def _of_class(inside: list[Node], draw: random.Random) -> str:
    """A character of a class: a common one where one is in it, else the first that it names."""
    fits = [c for c in COMMON if _is_in(inside, c)]
    named = [chr(what) for kind, what in inside if kind is op.LITERAL and inside[0][0] is not op.NEGATE]
    named += [chr(what[0]) for kind, what in inside if kind is op.RANGE and inside[0][0] is not op.NEGATE]
    return draw.choice((fits or named or ["a"])[:6] + named[:3])


_CLASSES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _is_in(inside: list[Node], character: str) -> bool:
    negated = inside[0][0] is op.NEGATE
    for kind, what in inside[negated:]:
        if (
            (kind is op.LITERAL and what == ord(character))
            or (kind is op.RANGE and what[0] <= ord(character) <= what[1])
            or (kind is op.CATEGORY and re.match(_CLASSES[what], character))
        ):
            return not negated
    return negated
