"""Which publisher the words around a quotation name: as printing it (`Reuters reported`), or as being told it (`told Reuters`)."""

from __future__ import annotations

import re
from collections.abc import Callable

from index.verify.saying import first_sentence, last_sentence
from index.verify.spoken import says, tokens_of

_ARTICLE = r"(?:the |die |der |das |dem |den |la |le |el |l['’]\s?)?"
_KIND = r"(?:[\w-]{1,20} )?(?:(?:agency|newspaper|paper|magazine|daily|weekly|broadcaster|agentur|zeitung|agence|agencia) )?"
_TOLD = re.compile(
    r"(?:\b(?:told|tells|telling)"
    r"|\b(?:interview|conversation|talk|call|letter|statement|remarks|comments|speaking|spoke|talking|said|says|wrote) (?:with|to|for|in)"
    r"|\b(?:reported|quoted|cited|printed|published) (?:by|in)"
    r"|\b(?:according to|as per|laut|selon|según|gegenüber|d['’]après|nach (?:angaben|informationen) (?:von|der|des))"
    r"|\b(?:interview mit|entretien (?:à|avec)|entrevista con)"
    r"|\b(?:sagte|erklärte)(?: \w+){0,2} (?:der|dem|den|gegenüber)"
    r"|\b(?:dit|déclaré|confié|affirmé)(?:-\w+)*(?: \w+){0,2} (?:à|au)|\b(?:dijo|declaró|afirmó)(?: \w+){0,2} (?:a|al))"
    rf"\s+{_ARTICLE}{_KIND}\Z",
    re.IGNORECASE,
)
"""What stands before the name of whoever is told something, or prints it."""
_ELSEWHERE = re.compile(
    r"[;:]|\b(?:and|but|while|whereas|before|after|when|which|who|although|though|because|und|aber|während|et|mais|alors|y|pero)\b",
    re.IGNORECASE,
)
"""Where behind a quotation another clause begins."""
_CLAUSE_BEFORE = re.compile(
    r"^\W*(?:after|when|while|although|though|unlike|before|since|because|if|nachdem|als|während|après|quand|cuando)\b",
    re.IGNORECASE,
)
"""Before a quotation, a clause that tells of something else."""

PublisherIn = Callable[[str], tuple[str, frozenset[str]]]
"""The longest name of a publisher in a text, as it stands there, and its sources; both empty where there is none."""


def paper(before: str, after: str, publisher_in: PublisherIn) -> tuple[str, frozenset[str]]:
    """The publisher that is named, and its sources; both empty where none is, or where it does something else there."""
    lead = last_sentence(before)
    name, sources = publisher_in(lead)
    if name and not _CLAUSE_BEFORE.match(lead) and _claims_before(lead, name):
        return name, sources
    rest = first_sentence(after)
    name, sources = publisher_in(rest)
    if name and not _ELSEWHERE.search(rest[: rest.find(name)]) and _claims_after(rest, name):
        return name, sources
    return "", frozenset()


def _claims_before(lead: str, name: str) -> bool:
    at = lead.rfind(name)
    front, behind = lead[:at], tokens_of(lead[at + len(name) :])
    if _TOLD.search(front):
        return True
    if behind[:1] == [":"] and len(behind) == 1:
        return len(tokens_of(front)) < 3 or says(tokens_of(front)[-1], 2)
    verbs = [i for i, token in enumerate(behind) if says(token, 1)]
    if len(verbs) != 1 or len(behind) - verbs[0] >= 8:
        return False
    return verbs[0] < 3 and not any(token[:1].isupper() for token in behind[: verbs[0]])


def _claims_after(rest: str, name: str) -> bool:
    at = rest.find(name)
    front, behind = tokens_of(rest[:at]), tokens_of(rest[at + len(name) :])
    if _TOLD.search(rest[:at]):
        return True
    led = [token for token in front if token[:1].isalnum() and token.lower() not in ("the", "die", "der", "as", "wie")]
    if led and says(led[-1], 2) and len(led) < 3:
        return True
    return not led and any(says(token, 2) for token in behind[:2])
