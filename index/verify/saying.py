"""Who is said to have said a quotation: the name that stands beside it with a verb of saying."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index import lexicon

STOPS = re.compile(r"[.!?][\"'”’»)\]]*\s+(?=[\"'“‘„«(\[]?[A-ZÀ-ÞΑ-Я0-9])")
NO_STOP = re.compile(r"(?:\b[A-Z]|\b(?:Dr|Mr|Mrs|Ms|Prof|Gen|Sen|Rep|Gov|St|No|Lt|Col|Capt|Sgt|vs|Jr|Sr))\Z")
_TOKEN = re.compile(r"[^\W_](?:[\w'’&-]|\.(?=\w))*\.?|\S")
_NEAR = 10
"""Words between a quotation and the verb that says who spoke."""


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def said_at_front(after: str) -> tuple[str, str] | None:
    """The name that follows a quotation with a verb of saying, and how it is described: `said Holt, the harbour master`."""
    tokens = _tokens(after)[: 2 * _NEAR]
    while tokens and tokens[0] in (",", ".", "-", "–", "—"):
        del tokens[0]
    if tokens and tokens[0].lower() in ("according", "per") and "to" in tokens[1:2]:
        return _first_name(tokens[2:])
    if tokens and _says(tokens[0], 1) and not _takes_object(tokens[0]):
        return _first_name(tokens[1:])
    for i, token in enumerate(tokens[:_NEAR]):
        if _says(token, 1):
            return _last_name(tokens[:i])
        if (
            token in "\0:;()[]"
            or _word(token) in _lists("boundaries")
            or (i and token.endswith(".") and not _short(token))
        ):
            return None
    return None


def said_at_end(before: str) -> tuple[str, str] | None:
    """The name that comes before a quotation with a verb of saying: `harbour master Maren Holt put it,`."""
    ends = [m.end() for m in STOPS.finditer(before) if not NO_STOP.search(before[max(0, m.start() - 6) : m.start()])]
    tokens = _tokens(before[ends[-1] if ends else 0 :])
    if tokens[:2] and tokens[0].lower() == "according" and tokens[1] == "to":
        return _first_name(tokens[2:])
    led = bool(tokens) and tokens[-1] in (":", ",")
    for i in range(len(tokens) - 1, max(0, len(tokens) - 1 - _NEAR), -1):
        if _says(tokens[i], 1 if led else 2):
            return _last_name(tokens[:i])
    return _before_colon(tokens)


def _before_colon(tokens: Sequence[str]) -> tuple[str, str] | None:
    """The person whose name and nothing else stands before a colon, as in a transcript: `Jonas Lie: “...”`.

    Only with a given name that is known as one: `New York:` speaks as little as `Bottom line:`.
    """
    lex = lexicon.of("en")
    if lex is None or len(tokens) not in (3, 4, 5) or tokens[-1] != ":" or tokens[0].lower() not in lex.given:
        return None
    return _named(tokens, 0, len(tokens) - 1) if _runs(tokens[:-1]) == [(0, len(tokens) - 1)] else None


def _word(token: str) -> str:
    return token.lower().replace("’", "'").rstrip(".")


def _says(token: str, strength: int) -> bool:
    lex = lexicon.of("en")
    return lex is not None and lex.strength.get(_word(token), 0) >= strength and not token[:1].isupper()


def _takes_object(token: str) -> bool:
    lex = lexicon.of("en")
    return lex is not None and _word(token) in lex.transitive


def _lists(*names: str) -> frozenset[str]:
    lex = lexicon.of("en")
    return frozenset().union(*(lex.words[name] for name in names)) if lex is not None else frozenset()


def _short(token: str) -> bool:
    return _word(token) in _lists("shortened") or len(token) < 3


def _runs(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Rows of capitalised words that may be a name: from and to, half open."""
    out: list[tuple[int, int]] = []
    start = -1
    for i, token in enumerate([*tokens, ","]):
        word = _word(token)
        name = token[:1].isupper() and word not in _lists("not_names", "days", "months", "pronouns")
        ends = name and token.endswith(".") and not _short(token)
        if name and start < 0:
            start = i
        if start >= 0 and (not name or ends):
            out.append((start, i + 1 if ends else i))
            start = -1
    return out


def _first_name(tokens: Sequence[str]) -> tuple[str, str] | None:
    stop = next((i for i, t in enumerate(tokens) if t in "\0:;()[]" or _word(t) in _no_longer()), len(tokens))
    runs = _runs(tokens[:stop])
    return _named(tokens[:stop], *runs[0]) if runs else None


def _last_name(tokens: Sequence[str]) -> tuple[str, str] | None:
    for start, stop in reversed(_runs(tokens)):
        led = _word(tokens[start - 1]) if start else ""
        if led in _lists("prepositions") or tokens[stop - 1].endswith(("'s", "’s")):
            continue
        return _named(tokens, start, stop)
    return None


def _no_longer() -> frozenset[str]:
    """Words after which a phrase no longer names the speaker."""
    return _lists("prepositions", "boundaries", "relative")


def _named(tokens: Sequence[str], start: int, stop: int) -> tuple[str, str]:
    """A name, and the words that describe it: those between commas after it, else those before it."""
    plain = _lists("determiners", "auxiliaries")
    after: list[str] = []
    if tokens[stop : stop + 1] == [","]:
        for token in tokens[stop + 1 : stop + 7]:
            if not token[:1].isalnum() or _word(token) in _no_longer():
                break
            after.append(_word(token))
    before: list[str] = []
    for token in reversed(tokens[max(0, start - 4) : start]):
        if not token[:1].isalnum() or token[:1].isupper() or _word(token) in plain | _no_longer():
            break
        before.insert(0, _word(token))
    described = [w for w in after if w not in plain] or before
    return " ".join(tokens[start:stop]).rstrip(".,"), " ".join(described)
