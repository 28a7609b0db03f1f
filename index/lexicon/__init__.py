"""What a language says of speaking, as data: one file a language, read once."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

LANGUAGES = ("en", "de", "fr", "es")
"""Languages with a file of their own."""
COMPOUNDED = frozenset(
    ("people", "documents", "bodies", "titles", "roles", "feminine", "masculine", "body_words", "accounts", "naming")
)
"""Lists of nouns, in which a compound stands when its last part does."""
SHORTEST_PART = 4
"""Letters of the shortest noun that is looked for at the end of a compound; an ending of three makes no noun."""

UNIONS = {
    "speakers": ("people", "bodies", "documents"),
    "begins_no_name": ("not_names", "opening_adverbs", "prepositions", "boundaries", "days", "months"),
    "no_noun": ("prepositions", "boundaries", "auxiliaries", "determiners", "ends_subject", "subjects", "relative"),
    "points": ("determiners", "possessives"),
    "standing_alone": ("subjects", "relative"),
    "dates": ("days", "months"),
    "roles": ("people", "titles"),
}
"""Lists made of others: nouns for those who speak; words that begin no name; words that stand in no noun phrase; words
that a noun follows; words that are a subject by themselves; names of days and months; what somebody is."""


FOLDER = Path(__file__).parent
WEIGHTS = FOLDER / "weights.json"
CHECKSUM = re.compile(r'"sha256": "([0-9a-f]{64})"')
REPORTED = FOLDER / "reported.json"
LINES = FOLDER / "lines.json"


class Broken(Exception):  # noqa: N818 - it names what is broken
    """A file of the installation that cannot be what it was: which, and what is wrong with it, in a line for a person."""


class Leaning(NamedTuple):
    """Small words that are printed as one with the next or the last: French `l'eau`, `a-t-il`."""

    elided: frozenset[str]
    clitics: frozenset[str]
    whole: frozenset[str]
    """Words with an apostrophe that are one word all the same: `d'après`."""


APART = Leaning(frozenset(), frozenset(), frozenset())
"""No word leans on another."""


KINDS = ("say", "urge", "think", "want", "praise", "show", "noun", "adjective")
"""The kinds of words that report without marks, as the files name them."""


class Report(NamedTuple):
    """A word that reports, in one of its forms."""

    headword: str
    kind: str
    """One of `KINDS`."""
    form: str
    """Of a verb `base`, `s`, `past` or `ing`; of other words `one` or `many`."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, all in lower case with straight apostrophes."""

    strength: Mapping[str, int]
    """Reporting verbs, in all printed forms: 3 plain saying, 2 strong, 1 may report words."""
    parted: Mapping[str, frozenset[str]]
    """Forms of verbs that stand apart from a particle: `teilte` → `mit`."""
    transitive: frozenset[str]
    """Verbs whose subject never follows them."""
    words: Mapping[str, frozenset[str]]
    """The other lists by name: `auxiliaries`, `determiners`, `titles`, `masculine` ..."""
    given: Mapping[str, str]
    """Given names: `m`, `f`, or `mf` for both."""
    reports: Mapping[str, tuple[Report, ...]]
    """Words that report speech, thought, wishes and judgements without marks: each form → what it may be."""
    closed: Mapping[str, str]
    """Words of the closed classes, each with its kind; words that join clauses stand for themselves."""
    inverts: bool
    """True where the finite verb is the second part of its sentence, whatever is the first (German)."""
    compounds: bool
    """True where nouns are written together (German)."""
    places: frozenset[str]
    """Countries, states, cities: whole names."""
    drops: bool
    """True where a subject that is known may be left out (Spanish)."""
    leaning: Leaning
    adverb_endings: tuple[str, ...]
    past: tuple[str, ...]
    """What a past tense ends in, where that shows one."""
    present: tuple[str, ...]
    """What the third person ends in, where that shows one."""
    _parts: dict[tuple[str, str], bool] = field(default_factory=dict)

    @property
    def clitics(self) -> frozenset[str]:
        """Pronouns that lean on the verb before them; none in most languages."""
        return self.leaning.clitics

    def has(self, name: str, word: str) -> bool:
        """Whether `word`, in lower case, is in the list `name`, or a compound whose last part is."""
        if word in self.words[name]:
            return True
        if not self.compounds or len(word) <= SHORTEST_PART or name not in COMPOUNDED:
            return False
        if (known := self._parts.get((name, word))) is None:
            if len(self._parts) > 50_000:
                self._parts.clear()
            listed = self.words[name]
            known = any(word[i:] in listed for i in range(2, min(len(word) - SHORTEST_PART, 40) + 1))
            self._parts[name, word] = known
        return known


@lru_cache(maxsize=8)
def stances(language: str | None) -> Mapping[str, str]:
    """How a verb takes the words it brings in (`neutral`, `claim`, `denial` ...), by its printed form in lower case.

    English where the language is unknown; empty for a language without such a table.
    """
    tables = tomllib.loads((FOLDER / "stances.toml").read_text(encoding="utf-8"))
    lists: Mapping[str, str] = tables.get(language or "en", {})
    return {form: stance for stance, forms in lists.items() for form in forms.split()}


@lru_cache(maxsize=8)
def of(language: str | None) -> Lexicon | None:
    """The lexicon of a language by its ISO 639-1 code; that of English where the language is unknown; None without one."""
    code = language or "en"
    if code not in LANGUAGES:
        return None
    lists = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    strength: dict[str, int] = {}
    parted: dict[str, set[str]] = {}
    for name, value in (("weak", 1), ("strong", 2), ("plain", 3)):
        for form, particle in forms(lists["verbs"][name], lists["endings"]):
            strength[particle + form] = value
            if particle:
                parted.setdefault(form, set()).add(particle)
    words = {
        name: frozenset(text.split())
        for part in ("words", "grammar", "speakers", "names")
        for name, text in lists[part].items()
        if isinstance(text, str)
    }
    told = lists.get("reported", dict.fromkeys(KINDS, ""))
    words |= {name: frozenset(text.split()) for name, text in told.items() if name not in KINDS}
    words |= {f"pronoun {name}": frozenset(text.split()) for name, text in lists["pronouns"].items()}
    words |= {
        name: frozenset(lists["verbs"][name].split())
        for name in ("according", "according_to", "according_after", "accounts")
    }
    words["helping"] = frozenset().union(*(words.get(name, ()) for name in ("forms_of_be", "forms_of_have", "modals")))
    words["opens_clause"] = frozenset().union(*(words.get(name, ()) for name in ("that", "infinitive", "asking")))
    for name, parts in UNIONS.items():
        words[name] = frozenset().union(*(words[part] for part in parts))
    words["verbal"] = words["verbs"].union(strength)
    words["pronouns"] = frozenset().union(*(words[f"pronoun {name}"] for name in lists["pronouns"]))
    given: dict[str, str] = {}
    names = tomllib.loads((FOLDER / "given.toml").read_text(encoding="utf-8"))
    for gender, text in names.items():
        for name in text.split():
            if gender not in given.get(name, ""):
                given[name] = given.get(name, "") + gender
    reports: dict[str, tuple[Report, ...]] = {}
    for kind in KINDS:
        for group in told[kind].split():
            for form, report in _forms(group, kind):
                reports[form] = (*reports.get(form, ()), report)
    return Lexicon(
        strength,
        {form: frozenset(particles) for form, particles in parted.items()},
        frozenset(form for form, _ in forms(lists["verbs"]["transitive"], lists["endings"])),
        words,
        given,
        reports,
        _closed(words),
        lists["verbs"]["inverts"],
        lists["speakers"]["compounds"],
        frozenset().union(*places().values()),
        lists["verbs"]["drops"],
        Leaning(words["elided"], words["clitics"], words["according"]),
        tuple(lists["grammar"]["adverb_endings"].split()),
        tuple(lists["words"]["past_endings"].split()),
        tuple(lists["words"]["present_endings"].split()),
    )


@cache
def places() -> Mapping[str, frozenset[str]]:
    """The names of `countries`, `states` and `cities` as the English press prints them, in lower case."""
    lists = tomllib.loads((FOLDER / "places.toml").read_text(encoding="utf-8"))
    return {kind: entries(names) for kind, names in lists.items()}


def entries(names: str) -> frozenset[str]:
    """The entries of a list parted by commas; line ends within it are blanks."""
    return frozenset(" ".join(name.split()) for name in names.split(","))


def forms(listed: str, endings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each printed form of the verbs listed, with the particle it may stand apart from, or an empty one.

    `sagte` stands for itself, `beton~en` for its stem with every ending of the class `en`, `mit|teil~en` for those forms
    with and without the particle `mit`. An ending `ge-t` is put around the stem.

    >>> list(forms("hieß beton~en zu|gab", {"en": "t te"}))
    [('hieß', ''), ('betont', ''), ('betonte', ''), ('gab', 'zu')]
    >>> list(forms("frag~en", {"en": "t ge-t"}))
    [('fragt', ''), ('gefragt', '')]
    """
    for entry in listed.split():
        particle, _, verb = entry.rpartition("|")
        stem, _, group = verb.partition("~")
        for ending in endings[group].split() if group else [""]:
            before, hyphen, after = ending.partition("-")
            yield (before + stem + after if hyphen else stem + ending), particle


def _closed(words: Mapping[str, frozenset[str]]) -> dict[str, str]:
    closed: dict[str, str] = {}
    for kind in ("determiners", "prepositions", "helping", "according", "subjects"):
        closed |= dict.fromkeys(words[kind], kind)
    return closed | {word: word for word in words.get("hinges", ())}


def _forms(group: str, kind: str) -> Iterator[tuple[str, Report]]:
    """The forms of `say/says/said/saying`, each with what it is."""
    forms = group.split("/")
    for i, form in enumerate(forms):
        if kind in ("noun", "adjective"):
            name = "many" if i else "one"
        else:
            name = ("base", "s")[i] if i < 2 else "ing" if i == len(forms) - 1 else "past"
        yield form, Report(forms[0], kind, name)


@lru_cache(maxsize=1)
def short_forms() -> Mapping[str, str]:
    """Short forms of given names → the whole: `bill` → `william`."""
    text = (FOLDER / "short_forms.toml").read_text(encoding="utf-8")
    return {short: whole for whole, shorts in tomllib.loads(text).items() for short in str(shorts).split()}


def weights(language: str | None) -> Mapping[str, float]:
    """The weights by which who spoke is chosen, those of English for a language without its own.

    Raises:
        Broken: the file is not there, or holds no such table: a wrong weight would be a wrong speaker.
    """
    tables = _tables()
    return tables.get(language or "en", tables["en"])


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, float]]:
    """The tables of `weights.json` by language."""
    return _learnt(WEIGHTS, "weights")  # type: ignore[no-any-return]  # its checksum says what it is


@lru_cache(maxsize=1)
def reported() -> Mapping[str, Mapping[str, Any]]:
    """What was learnt of reported speech: by language the weights, and the certainty (`least`) from which it is told.

    Raises:
        Broken: the file is not there, or holds something else than was learnt.
    """
    return _learnt(REPORTED, "languages")  # type: ignore[no-any-return]  # its checksum says what it is


def lines() -> Mapping[str, Any]:
    """What was learnt of the lines of articles and of all that stands around them; not kept here.

    Raises:
        Broken: the file is not there, or holds something else than was learnt.
    """
    return _learnt(LINES, "weights")  # type: ignore[no-any-return]  # its checksum says what it is


def check() -> None:
    """Raise Broken where a file of weights is not the one that was learnt; they are hashed, not read, which is at start."""
    _sound(WEIGHTS)
    _sound(REPORTED)
    _sound(LINES)


def _learnt(file: Path, name: str) -> Any:
    try:
        return json.loads(_sound(file))[name]
    except (ValueError, LookupError, TypeError) as fault:
        raise Broken(f"no table of weights a language, {file}") from fault


def _sound(file: Path) -> str:
    """The text of a file of weights that bears its right checksum."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as fault:
        raise Broken(f"the weights cannot be read ({fault.strerror}), {file}") from fault
    except ValueError as fault:
        raise Broken(f"no table of weights a language, {file}") from fault
    borne = CHECKSUM.search(text)
    if borne is None or borne[1] != checksum(text):
        raise Broken(f"other weights than were learnt, {file}")
    return text


def checksum(text: str) -> str:
    """The sha256 of a file of weights without its own checksum, by which a changed number or table is known."""
    return hashlib.sha256(CHECKSUM.sub("", text, count=1).encode()).hexdigest()
