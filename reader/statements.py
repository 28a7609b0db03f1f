"""What was said, each thing once whatever prints it, and which part of it the ledger shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from index.fold import forms
from index.model import Article, Echo, Frame, Link, Quote
from index.pack import Pack
from index.wording import without_accents
from reader.people import People, Voice, plain, remembered

SPREADS = ("all", "shared", "only-here", "drift")
"""Which statements are looked at: every one, those of two or more sources, of one alone, those brought in differently.

Sources that print one agency report count as one."""
MOST_KEY = 2
"""Letters up to which `in:` takes a word for the key of a source."""


@dataclass(frozen=True)
class Statement:
    """One thing said: an utterance, or one that several sources print."""

    name: str
    """Who said it; empty where nobody is named."""
    certain: bool
    quotes: tuple[Quote, ...]
    """In pack order; several of one source where the utterance is in parts."""
    echo: Echo | None
    by_hand: bool = False
    """Whether the user said who said it."""
    others: tuple[str, ...] = ()
    """Who says it in some of its versions beside the one it is shown for, certain or not."""

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody who says it in one of its versions, who it is shown for first."""
        return (self.name, *self.others)

    @property
    def first(self) -> Quote:
        return self.quotes[0]

    @cached_property
    def id(self) -> str:
        """That of its first quotation."""
        return self.quotes[0].id

    @property
    def reported(self) -> bool:
        """Whether it is told without quotation marks."""
        return self.first.type == "indirect"

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Quote, ...]]:
        """Its quotations by the path of their source, the source that prints it first before the others."""
        found: dict[str, list[Quote]] = {}
        for quote in self.quotes:
            found.setdefault(quote.source, []).append(quote)
        return {path: tuple(quotes) for path, quotes in found.items()}

    def of(self, path: str) -> tuple[Quote, ...]:
        """Its quotations in one source."""
        return self.by_source.get(path, ())


@dataclass(frozen=True, slots=True)
class Lens:
    """What the ledger is narrowed to."""

    spread: str = "all"
    speaker: str | None = None
    """The one speaker whose statements are shown; empty for those of nobody named, None for all."""
    words: str = ""
    """What each statement shown has in its words, its speakers or its sources."""

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return self != Lens()


@dataclass(frozen=True, slots=True)
class Sifted:
    """What a lens shows."""

    statements: tuple[Statement, ...]
    spreads: Mapping[str, int]
    """How many there would be of each spread."""
    speakers: Mapping[str, int]
    """How many there would be of each speaker, the most quoted first; the empty name for nobody."""


# --- which statements there are ---


def arranged(pack: Pack, people: People, order: str, reported: bool) -> tuple[Statement, ...]:
    """All statements: what one echo holds, wherever it stands; else the parts of one utterance that no echo holds.

    Args:
        pack: Where they stand.
        people: Who said them.
        order: `speaker`: those of one speaker together; `source`: as they stand; `spread`: the most printed first.
        reported: Whether speech that is told without marks counts, too.
    """
    units: dict[str, list[Quote]] = {}
    for article in pack.articles:
        for quote in in_order(article, reported):
            if "nested" not in quote.flags:
                echo = pack.echo(quote.id)
                units.setdefault(echo.id if echo else f"\0{quote.group}", []).append(quote)
    made = [_statement(pack, people, tuple(quotes)) for quotes in units.values()]
    if order == "spread":
        made.sort(key=lambda s: (-independent(pack, s.by_source), -len(s.by_source)))
    elif order == "speaker":
        first: dict[str, int] = {}
        for n, statement in enumerate(made):
            first.setdefault(statement.name, n)
        made.sort(key=lambda s: (not s.name, first[s.name]))
    return tuple(made)


def in_order(article: Article, reported: bool) -> tuple[Quote, ...]:
    """The quotations of an article; where `reported`, what is told without marks among them, in the order of the text."""
    return tuple(sorted((*article.quotes, *article.indirect), key=lambda q: q.span)) if reported else article.quotes


def _statement(pack: Pack, people: People, quotes: tuple[Quote, ...]) -> Statement:
    """The name is the one that most sources certainly bear, be it by the user's word; of equals the first."""
    voices = {(quote.source, voice): voice for quote in quotes for voice in (people.who(quote),)}
    sure = Counter(voice.name for voice in voices.values() if voice.name and voice.certain)
    voice = max(voices.values(), key=lambda v: (bool(v.name), sure[v.name], v.certain))
    others = dict.fromkeys(v.name for v in voices.values() if v.name and v.name != voice.name)
    return Statement(voice.name, voice.certain, quotes, pack.echo(quotes[0].id), voice.by_hand, tuple(others))


statements: Callable[[Pack, People, str, bool], tuple[Statement, ...]] = remembered(arranged)


# --- how many sources that is ---


def independent(pack: Pack, paths: Iterable[str]) -> int:
    """How many sources these are, those that print one agency report counted once."""
    paths = list(paths)
    if len(paths) < 2 or not pack.wires:
        return len(paths)
    return len({wire.id if (wire := pack.wire(path)) else f"\0{path}" for path in paths})


def counted(pack: Pack, paths: Iterable[str]) -> str:
    """How many sources these are, and how many of them print one agency report: `3 sources, 2 of them one agency report`."""
    paths = list(paths)
    wires = Counter(wire.id for path in paths if (wire := pack.wire(path)))
    shared = [count for count in wires.values() if count > 1]
    said = f"{len(paths)} source{'' if len(paths) == 1 else 's'}"
    if not shared:
        return said
    if len(shared) == 1:
        of = "both" if shared[0] == len(paths) == 2 else "all" if shared[0] == len(paths) else f"{shared[0]} of them"
        return f"{said}, {of} one agency report"
    return f"{said}, {sum(shared)} of them {len(shared)} agency reports"


# --- which of them are shown ---


def _sifted(pack: Pack, found: tuple[Statement, ...], drifting: frozenset[str] | None, lens: Lens) -> Sifted:
    if lens.words.strip():
        from index import query  # as `_holds` has it

        wanted = query.parse(lens.words)
        found = tuple(
            s for s, hay in zip(found, _haystacks(pack, found), strict=True) if _holds(wanted, hay) is not False
        )
    mine = found if lens.speaker is None else tuple(s for s in found if lens.speaker in s.names)
    spreads = {spread: len(_spread(pack, mine, drifting, spread)) for spread in SPREADS}
    speakers = Counter(name for s in _spread(pack, found, drifting, lens.spread) for name in s.names)
    return Sifted(_spread(pack, mine, drifting, lens.spread), spreads, dict(speakers.most_common()))


sifted: Callable[[Pack, tuple[Statement, ...], frozenset[str] | None, Lens], Sifted] = remembered(_sifted)


def _spread(
    pack: Pack, found: tuple[Statement, ...], drifting: frozenset[str] | None, spread: str
) -> tuple[Statement, ...]:
    if spread in ("shared", "only-here"):
        return tuple(s for s in found if (independent(pack, s.by_source) > 1) == (spread == "shared"))
    return tuple(s for s in found if s.id in (drifting or ())) if spread == "drift" else found


class _Hay(NamedTuple):
    """Of a statement, the words that a filter looks in: their forms without accents, a blank before and behind each."""

    said: str
    who: str
    keys: frozenset[str]
    """Of its sources."""
    names: str
    """What they are called, and their paths."""


def _searchable(pack: Pack, found: tuple[Statement, ...]) -> tuple[_Hay, ...]:
    keys = {a.path: plain(a.key) for a in pack.articles}
    names = {a.path: _words(f"{pack.name(a)} {a.path}") for a in pack.articles}
    texts = {a.path: a.text for a in pack.articles}
    return tuple(
        _Hay(
            "|".join(_words(q.span.of(texts[q.source])) for q in s.quotes),
            "|".join(map(_words, s.names)),
            frozenset(keys[path] for path in s.by_source),
            "|".join(names[path] for path in s.by_source),
        )
        for s in found
    )


_haystacks: Callable[[Pack, tuple[Statement, ...]], tuple[_Hay, ...]] = remembered(_searchable)


def foresee(pack: Pack, found: tuple[Statement, ...]) -> None:
    """Work out what the first letter of a filter would wait for."""
    _haystacks(pack, found)


def _words(text: str) -> str:
    return f" {without_accents(' '.join(forms(text)))} "


def not_asked(words: str) -> list[str]:
    """What of a filter asks nothing of statements, as it is said: fields that they do not have, nearness, likeness, dates."""
    from index import query  # as `_holds` has it

    unknown = [
        word.partition(":")[0].lstrip("-(")
        for word in words.split()
        if ":" in word and '"' not in word.partition(":")[0]
    ]
    found = [f"{name}:" for name in unknown if name.isalpha() and plain(name) not in _FIELDS]
    signs = [leaf for leaf in query.leaves(query.parse(words)) if isinstance(leaf, query.Near | query.Fuzzy)]
    return list(dict.fromkeys([*found, *("~" for _ in signs)]))


_FIELDS = ("said", "who", "in")


def _holds(wanted: object, hay: _Hay, field: str = "") -> bool | None:
    """Whether a statement is as a tree of `query` wants it; None for what cannot be asked of statements."""
    from index import query  # so that the first screen does not wait for what only a filter needs

    match wanted:
        case query.And(items) | query.Or(items):
            asked = [holds for item in items if (holds := _holds(item, hay, field)) is not None]
            return (all if isinstance(wanted, query.And) else any)(asked) if asked else None
        case query.Not(item):
            holds = _holds(item, hay, field)
            return None if holds is None else not holds
        case query.Field(name, item):
            return _holds(item, hay, name) if name in _FIELDS else None
        case query.Term(word):
            return _stands(_words(word).strip(), hay, field, is_part=True)
        case query.Prefix(word):
            return _stands(_words(word).rstrip(), hay, field)
        case query.Phrase(words, live):
            phrase = _words(" ".join(words))
            return _stands(phrase.rstrip() if live else phrase, hay, field)
        case _:
            return None


def _stands(piece: str, hay: _Hay, field: str, *, is_part: bool = False) -> bool:
    """Whether words stand where they have to; a source is called by its key, or by a part of its name or path."""
    return (
        (field in ("", "said") and piece in hay.said)
        or (field in ("", "who") and piece in hay.who)
        or (field in ("", "in") and piece in hay.names and not (field and is_part and len(piece) <= MOST_KEY))
        or (field == "in" and piece.strip() in hay.keys)
    )


# --- how its sources print it ---


@dataclass(frozen=True, slots=True)
class Version:
    """How one source prints a statement, beside the source that prints it first."""

    sign: str
    """`=` the same words, `~` nearly or in part."""
    weak: bool
    """Whether no more than a word or two tie them."""
    in_part: bool
    """Whether one of the two has no more than a part of the words."""
    frame: tuple[Frame, ...]
    """What is said around the words; `a` is what the first source has."""
    perhaps: str = ""
    """Who else than the first source's speaker may say it here, where that is not certain."""
    by_utterance: Mapping[str, Version] = field(default_factory=dict)
    """By their group each of several utterances of the source, if it prints the statement more than once."""

    def of(self, group: str) -> Version:
        """How one utterance prints it."""
        return self.by_utterance.get(group, self)

    @property
    def drift(self) -> tuple[Frame, ...]:
        """Where the words are brought in as something else: by another voice, or by a verb that takes them differently."""
        return tuple(f for f in self.frame if f.drift in ("stance", "speaker", "document"))


def _nothing_yet(pack: Pack, people: People) -> dict[str, Mapping[str, Version]]:
    return {}


_made: Callable[[Pack, People], dict[str, Mapping[str, Version]]] = remembered(_nothing_yet)
"""By the id of a statement how its sources print it, as far as that is found: the same in whatever order they are shown."""


class Versions:
    """How the sources of each shared statement print it, found when it is looked at.

    Which statements drift is known once all have been looked at: `drifting` is None before.
    """

    def __init__(self, pack: Pack, people: People, found: tuple[Statement, ...]) -> None:
        self._pack, self._people = pack, people
        self._shared = [s for s in found if len(s.by_source) > 1]
        self._made = _made(pack, people)
        self.drifting: frozenset[str] | None = None
        if all(s.id in self._made for s in self._shared):
            self.look_at_all()

    def of(self, statement: Statement) -> Mapping[str, Version]:
        """By the path of each source but the first."""
        if len(statement.by_source) < 2:
            return {}
        if statement.id not in self._made:
            self._made[statement.id] = _versions(self._pack, self._people, statement)
        return self._made[statement.id]

    def drifts(self, statement: Statement) -> bool:
        """Whether some source brings it in as something else."""
        return any(version.drift for version in self.of(statement).values())

    def look_at_all(self, ended: Callable[[], bool] = lambda: False) -> None:
        """Find them all; may be called in a thread, until `ended`."""
        drifting = set()
        for statement in self._shared:
            if ended():
                return
            if self.drifts(statement):
                drifting.add(statement.id)
        self.drifting = frozenset(drifting)


versions: Callable[[Pack, People, tuple[Statement, ...]], Versions] = remembered(Versions)


def _versions(pack: Pack, people: People, statement: Statement) -> Mapping[str, Version]:
    links: dict[str, list[tuple[str, Link]]] = {}
    for quote in statement.of(statement.first.source):
        for link in pack.links(quote.id):
            links.setdefault(link.b if link.a == quote.id else link.a, []).append((quote.id, link))

    def version(quotes: Sequence[Quote]) -> Version:
        voices = people.who(statement.first), people.who(quotes[0])
        return _version(people, voices, [tie for quote in quotes for tie in links.get(quote.id, ())])

    found = {}
    for path, quotes in list(statement.by_source.items())[1:]:
        several = utterances(quotes)
        apart = {group: version(said) for group, said in several.items()} if len(several) > 1 else {}
        found[path] = replace(version(quotes), by_utterance=apart)
    return found


def utterances(quotes: Iterable[Quote]) -> Mapping[str, list[Quote]]:
    """Quotations of one source by the utterance they are parts of."""
    found: dict[str, list[Quote]] = {}
    for quote in quotes:
        found.setdefault(quote.group, []).append(quote)
    return found


def _version(people: People, voices: tuple[Voice, Voice], links: list[tuple[str, Link]]) -> Version:
    one, other = voices
    frame = dict.fromkeys(f if link.a == mine else turned(f) for mine, link in links for f in link.frame)
    same = bool(links) and all(link.kind in ("verbatim", "same-words") for _, link in links)
    weak = bool(links) and all(link.weak for _, link in links)
    apart = [f for f in frame if f.kind != "speaker" or people.final(f.a) != people.final(f.b)]
    differ = bool(one.name and other.name) and one.name != other.name
    if differ and (one.by_hand or other.by_hand):
        apart = [Frame("speaker", one.name, other.name, "speaker"), *(f for f in apart if f.kind != "speaker")]
    in_part = any(link.kind in ("excerpt", "partial") for _, link in links)
    perhaps = other.name if differ and not other.certain else ""
    return Version("=" if same else "~", weak, in_part, tuple(apart), perhaps)


def turned(frame: Frame) -> Frame:
    """The same difference, seen from the other end."""
    return replace(frame, a=frame.b, b=frame.a, stances=frame.stances and frame.stances[::-1])
