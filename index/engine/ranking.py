"""The best of many slots, found without looking at each: whole numbers added up for all slots at once, bit by bit.

The sum of each slot is kept as one set of slots for each of its binary digits, as in bit-sliced indexes (O'Neil, Quass: Improved
query performance with variant indexes, SIGMOD 1997). Adding is a carry through these sets; the best are found from the highest
digit down.
"""

from __future__ import annotations

from collections.abc import Iterable


def added(parts: Iterable[tuple[int, int]]) -> list[int]:
    """The sums of all slots, digit by digit, from weights and the slots that each is added for."""
    digits: list[int] = []
    for weight, slots in parts:
        at = 0
        while weight:
            if weight & 1:
                _carry(digits, at, slots)
            weight >>= 1
            at += 1
    return digits


def _carry(digits: list[int], at: int, slots: int) -> None:
    while slots:
        digits.extend([0] * (at + 1 - len(digits)))
        digits[at], slots = digits[at] ^ slots, digits[at] & slots
        at += 1


def best(digits: list[int], among: int, wanted: int) -> tuple[int, int]:
    """Those of the slots with the highest sums: first fewer than are wanted, then all whose sum is the next one."""
    sure, equal = 0, among
    for digit in reversed(digits):
        higher = equal & digit
        count = higher.bit_count()
        if count >= wanted:
            equal = higher
        else:
            sure |= higher
            wanted -= count
            equal ^= higher
    return sure, equal


def value(digits: list[int], slot: int) -> int:
    """The sum of one slot."""
    return sum((digit >> slot & 1) << n for n, digit in enumerate(digits))


def at_least(digits: list[int], among: int, least: int) -> int:
    """Those of the slots whose sum is so high."""
    more, equal = 0, among
    for n in reversed(range(max(len(digits), least.bit_length()))):
        digit = digits[n] if n < len(digits) else 0
        if least >> n & 1:
            equal &= digit
        else:
            more |= equal & digit
            equal ^= equal & digit
    return more | equal
