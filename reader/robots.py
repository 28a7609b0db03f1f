"""What a site asks programs to leave alone: its robots.txt, as RFC 9309 (Robots Exclusion Protocol) has it.

Of the groups those hold that name us, all of them together; else those for `*`; else everything is allowed. Of their rules the
longest that matches the path decides, `allow` where two are equally long (2.2.2); `*` stands for anything, `$` for the end
(2.2.3). Only the first 500 KiB are looked at (2.5). A site whose robots.txt is unavailable (status 400 to 499) allows
everything; one whose robots.txt is unreachable (500 to 599, no answer) allows nothing (2.3.1.3, 2.3.1.4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

MOST_BYTES = 500 << 10
"""Bytes of a robots.txt that are looked at."""
_PRINTED = "".join(map(chr, range(0x21, 0x7F)))
_UNRESERVED = re.compile("[A-Za-z0-9._~-]")


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for us on a site."""

    lines: tuple[tuple[bool, str], ...] = ()
    """Whether a path is allowed, and the pattern of the path."""

    def allow(self, target: str) -> bool:
        """Whether a path with its query may be fetched."""
        target = _plain(target)
        if target == "/robots.txt":
            return True
        found = [(len(pattern), allowed) for allowed, pattern in self.lines if _matches(pattern, target)]
        return max(found, default=(0, True))[1]


ALL = Rules()
"""Of a site that asks for nothing."""


def read(data: bytes, product: str) -> Rules:
    r"""What a robots.txt asks of a program whose product token this is.

    >>> read(b"User-agent: *\nDisallow: /a*c$", "twosource").allow("/abc")
    False
    """
    ours: list[tuple[bool, str]] = []
    anyone: list[tuple[bool, str]] = []
    named: list[str] = []
    is_ours = heading = False
    for line in data[:MOST_BYTES].decode("utf-8-sig", "replace").splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field == "user-agent" and colon:
            named = [*named, _token(value)] if heading else [_token(value)]
            heading = True
            is_ours = is_ours or product.lower() in named
        elif field in ("allow", "disallow") and colon:
            heading = False
            rule = (field == "allow", _plain(value))
            if value and product.lower() in named:
                ours.append(rule)
            elif value and "*" in named:
                anyone.append(rule)
    return Rules(tuple(ours if is_ours else anyone))


def _token(value: str) -> str:
    found = re.match(r"\*|[A-Za-z_-]+", value)
    return found[0].lower() if found else ""


def _plain(path: str) -> str:
    """A path or a pattern so that equal ones are the same letters: what need not be encoded is not, all else is (2.2.2)."""

    def one(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if _UNRESERVED.match(character) else found[0].upper()

    return re.sub("%([0-9A-Fa-f]{2})", one, quote(path, safe=_PRINTED))


def _matches(pattern: str, target: str) -> bool:
    """Whether a path begins with a pattern. Each part of the pattern is looked for once: no path is slow."""
    is_whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    at = len(first)
    for n, piece in enumerate(rest):
        if is_whole and n == len(rest) - 1:
            return len(target) - at >= len(piece) and target.endswith(piece)
        at = target.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return not is_whole or at == len(target)
