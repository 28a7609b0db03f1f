"""What a language says of speaking, as data: one file a language, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

LANGUAGES = ("en", "de")
"""Languages with a file of their own."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, all in lower case with straight apostrophes."""

    strength: Mapping[str, int]
    """Reporting verbs, in all printed forms: 3 plain saying, 2 strong, 1 may report words."""
    transitive: frozenset[str]
    """Verbs whose subject never follows them."""
    words: Mapping[str, frozenset[str]]
    """The other lists by name: `auxiliaries`, `determiners`, `titles`, `masculine` ..."""
    given: Mapping[str, str]
    """Given names: `m`, `f`, or `mf` for both."""
    inverts: bool
    """True where the subject may follow any verb (German)."""

    def has(self, name: str, word: str) -> bool:
        """Whether `word`, in lower case, is in the list `name`."""
        return word in self.words[name]


@lru_cache(maxsize=8)
def stances(language: str | None) -> Mapping[str, str]:
    """How a verb takes the words it brings in (`neutral`, `claim`, `denial` ...), by its printed form in lower case.

    English where the language is unknown; empty for a language without such a table.
    """
    tables = tomllib.loads(resources.files("index.lexicon").joinpath("stances.toml").read_text(encoding="utf-8"))
    lists: Mapping[str, str] = tables.get(language or "en", {})
    return {form: stance for stance, forms in lists.items() for form in forms.split()}


@lru_cache(maxsize=8)
def of(language: str | None) -> Lexicon | None:
    """The lexicon of a language by its ISO 639-1 code; that of English where the language is unknown; None without one."""
    code = language or "en"
    if code not in LANGUAGES:
        return None
    folder = resources.files("index.lexicon")
    lists = tomllib.loads(folder.joinpath(f"{code}.toml").read_text(encoding="utf-8"))
    strength: dict[str, int] = {}
    for name, value in (("weak", 1), ("strong", 2), ("plain", 3)):
        strength.update(dict.fromkeys(lists["verbs"][name].split(), value))
    words = {
        name: frozenset(text.split()) for part in ("words", "speakers", "names") for name, text in lists[part].items()
    }
    words |= {f"pronoun {name}": frozenset(text.split()) for name, text in lists["pronouns"].items()}
    words |= {name: frozenset(lists["verbs"][name].split()) for name in ("according", "according_to")}
    words["pronouns"] = frozenset().union(*(words[f"pronoun {name}"] for name in lists["pronouns"]))
    given: dict[str, str] = {}
    names = tomllib.loads(folder.joinpath("given.toml").read_text(encoding="utf-8"))
    for gender, text in names.items():
        for name in text.split():
            given[name] = given.get(name, "") + gender
    inverts = bool(lists["verbs"].get("inverts", False))
    return Lexicon(strength, frozenset(lists["verbs"]["transitive"].split()), words, given, inverts)
