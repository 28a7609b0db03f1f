"""What a line typed after `:` asks for, and what may stand where it is being typed.

A line is a command's name or its unique beginning, and words for it; or a passage's number, or a source's letter:

    12              passage 12          R   R 5   R¶5       source R, its passage 5
    theme paper     source R    sort date    measure 72    write name.md    only who:ames    help clip    mark a
    q   w   wq   x                      quit, write the briefing, write and quit, the same if there is something to write
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from reader import completing
from reader import desk as moves
from reader.desk import MEASURES, ORDERS, RANKINGS, Desk
from reader.keys import Keymap

SHORT: Mapping[str, str] = {"q": "quit", "w": "write", "wq": "write_quit", "x": "exit", "h": "help", "e": "source"}
"""Names that are taken whole, as those who come from vi type them."""
_UNTYPED = frozenset({"source_n", "command_line", "down", "up"})
"""Commands that nobody calls by their names."""
_PLACE = re.compile(r"([A-Z]{1,3})? ?¶? ?(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Here:
    """Where the line is typed."""

    desk: Desk
    keymap: Keymap
    view: str
    """Whose commands work: the view below the line."""
    themes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Order:
    """What a line asks for."""

    name: str
    """Of a verb or a command; empty where nothing is asked for."""
    words: str = ""
    trouble: str = ""
    """Why it cannot be done, for people."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be typed, and what it stands for."""

    line: str
    """The whole line with it."""
    word: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Verb:
    """What takes words after its name."""

    takes: str
    """What the words are, for people."""
    said: str
    """A sentence on what it does."""
    offers: Callable[[Here], Iterable[tuple[str, str]]] = lambda here: ()
    """The words to choose from, each with what it stands for."""


def _sources(here: Here) -> Iterable[tuple[str, str]]:
    for article in here.desk.pack.articles:
        head = article.masthead.headline
        yield article.key, " ".join(head.value.split()) if head else article.path


def _orders(here: Here) -> Iterable[tuple[str, str]]:
    return ((name, "") for name in (RANKINGS if here.view in ("search", "results") else ORDERS.get(here.view, ())))


def _names(here: Here) -> Iterable[tuple[str, str]]:
    return ((c.id, c.help) for c in here.keymap.commands)


def _marks(here: Here) -> Iterable[tuple[str, str]]:
    return ((letter, "") for letter in sorted(here.desk.work.marks))


def _speakers(here: Here) -> Iterable[tuple[str, str]]:
    return ((f'who:"{name}"', "") for name in moves.tags(here.desk))


def _texts(here: Here) -> Iterable[tuple[str, str]]:
    """The briefings of the pack's folder, the file checked last, and the texts that lie here."""
    folder = here.desk.pack.folder
    first = completing.briefings((folder if folder.is_dir() else folder.parent, Path.cwd()))
    last = [completing.shown(Path(here.desk.file_checked))] if here.desk.file_checked else []
    return ((path, "") for path in dict.fromkeys([*first, *last, *completing.offers("")]) if " " not in path)


VERBS: Mapping[str, Verb] = {
    "passage": Verb("a number", "A passage of this source."),
    "source": Verb("a source's letter", "A source of the pack.", _sources),
    "compare": Verb("the letters of sources, or none", "Sources side by side.", _sources),
    "search": Verb("words", "Search all sources."),
    "only": Verb("words, who: in:", "Only the hits, or the statements, that these words hold for.", _speakers),
    "theme": Verb("a theme, or none for the next", "Another theme.", lambda here: ((name, "") for name in here.themes)),
    "measure": Verb(f"{MEASURES[0]} to {MEASURES[1]}", "The longest line of text, in cells."),
    "sort": Verb("an order", "Another order of what is listed.", _orders),
    "verify": Verb("a file, or none to be asked", "Check every quotation of a text against the sources.", _texts),
    "open": Verb(
        "the file of a briefing, or none for what is under the cursor", "Open a briefing that was written before."
    ),
    "write": Verb("a file, or none for the last one", "Write the briefing as Markdown."),
    "write_quit": Verb("", "Write the briefing and quit."),
    "exit": Verb("", "Write the briefing if anything is put aside, and quit."),
    "help": Verb("a command, or none", "The keys that work here, or those of a command.", _names),
    "mark": Verb("a letter", "Marks this place."),
    "to_mark": Verb("a letter", "The place marked.", _marks),
}
"""What takes words; every other command takes those that it would ask for."""


def read(line: str, here: Here) -> Order:
    """What a line asks for; where that is nothing, why."""
    place = _PLACE.fullmatch(line.strip())
    if place is not None and (place[1] is None or _key(place[1], here)):
        return Order("passage", f"{place[1] or ''} {place[2]}".strip())
    name, *rest = line.split(maxsplit=1) or [""]
    words = rest[0].strip() if rest else ""
    if not words and name.isupper() and _key(name, here):
        return Order("source", name)
    found = _meant(name, here) if name else []
    if not name:
        return Order("")
    if len(found) == 1:
        return Order(found[0], words)
    if found:
        several = ", ".join(found[:6]) + (" …" if len(found) > 6 else "")
        return Order("", trouble=f"{name} begins several: {several}")
    if not words and _key(name.upper(), here):
        return Order("source", name.upper())
    return Order("", trouble=_unknown(name, here))


def _unknown(name: str, here: Here) -> str:
    """What is wrong with a name that nothing here has."""
    every = [c.id for c in here.keymap.commands]
    elsewhere = _whole(name, every)
    if len(elsewhere) == 1:
        views = ", ".join(view for view in here.keymap.command(elsewhere[0]).views if view != "help")
        return f"{elsewhere[0]} works in: {views}"
    near = get_close_matches(_plain(name), [*_known(here), *every], 1, 0.5)
    return f"no command is called {name!r}{f': {near[0]}?' if near else ''}"


def _key(key: str, here: Here) -> bool:
    return any(article.key == key for article in here.desk.pack.articles)


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_")


def _known(here: Here) -> list[str]:
    """The names that may be typed here, in order."""
    commands = [c.id for c in here.keymap.commands if here.view in c.views and c.id not in _UNTYPED]
    return sorted({*VERBS, *commands})


def _whole(name: str, names: Iterable[str]) -> list[str]:
    """The name itself if it is there, else all that begin with it."""
    plain, names = _plain(name), list(names)
    return [plain] if plain in names else [n for n in names if n.startswith(plain)]


def _meant(name: str, here: Here) -> list[str]:
    return [SHORT[name]] if name in SHORT else _whole(name, _known(here))


def offers(line: str, here: Here) -> list[Offer]:
    """What the last word of a line may become: what begins with it, else what holds it."""
    name, blank, words = line.lstrip().partition(" ")
    if not blank:
        known = [n for n in _known(here) if n.startswith(_plain(name))]
        return [Offer(f"{n} " if takes(f"{n} ", here) else n, n, said(n, here)) for n in known]
    verb = _verb(name, here)
    if verb is None:
        return []
    before, _, last = words.rpartition(" ")
    last = last.casefold()
    known_words = list(verb.offers(here))
    found = [o for o in known_words if o[0].casefold().startswith(last)]
    found = found or [o for o in known_words if last in f"{o[0]} {o[1]}".casefold()]
    return [Offer(" ".join(filter(None, (name, before, word))), word, what) for word, what in found]


def _verb(name: str, here: Here) -> Verb | None:
    found = _meant(name, here)
    return VERBS.get(found[0]) if len(found) == 1 else None


def said(name: str, here: Here) -> str:
    """What a verb or a command does, in a sentence."""
    return VERBS[name].said if name in VERBS else here.keymap.command(name).help


def takes(line: str, here: Here) -> str:
    """What the words after the name on a line are, for people; empty where there is no name yet that takes any."""
    name, blank, _ = line.lstrip().partition(" ")
    verb = _verb(name, here) if blank else None
    return verb.takes if verb is not None else ""


def source_of(words: str, here: Here) -> str | None:
    """The path of the source that is meant: by its letter, its file's name or stem, or words of its headline that no other has."""
    plain = words.casefold()
    for article in here.desk.pack.articles:
        if article.key.casefold() == plain:
            return article.path
    for name in (lambda p: p.casefold(), lambda p: Path(p).name.casefold(), lambda p: Path(p).stem.casefold()):
        named = [a.path for a in here.desk.pack.articles if name(a.path) == plain]
        if len(named) == 1:
            return named[0]
    paths = {article.key: article.path for article in here.desk.pack.articles}
    found = [key for key, headline in _sources(here) if plain and plain in headline.casefold()]
    return paths[found[0]] if len(found) == 1 else None
