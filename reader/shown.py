"""What stands over the desk or beside it, and is gone when the program ends: help, cards, choices, questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from reader import people
from reader.desk import Desk
from reader.keys import Command
from reader.paint import Line, Lines, Piece
from reader.panes.card import Lead


@dataclass(frozen=True, slots=True)
class Keys:
    """The help, laid over the text."""

    view: str
    """Whose keys; empty for all commands."""
    typed: str = ""
    """Letters that the commands shown must hold."""
    at: int = 0
    palette: bool = False
    """Whether one command is to be chosen from all, those chosen lately first."""


@dataclass(frozen=True, slots=True)
class Sheetlet:
    """A page of a few lines, laid over the text: a source card, an outline, a preview."""

    name: str
    """The command that shows it, and that puts it away."""
    title: str
    lines: Lines
    leads: tuple[Lead, ...] = ()
    """Of each line where it leads to; empty where none leads anywhere."""
    at: int = 0
    anew: Callable[[int], tuple[Lines, tuple[Lead, ...]]] | None = None
    """Makes its lines for a pane of so many columns, where it is not made anew by asking for it again."""
    width: int = 0
    """The columns that its lines are made for."""
    enter: str = ""
    """What `enter` does on it, in two words; empty for nothing but to go where a line leads."""
    entered: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Option:
    """One of several things to choose."""

    name: str
    """What it is found by when one types."""
    shown: tuple[Piece, ...]
    chosen: Callable[[], None]
    is_person: bool = False

    def rank(self, typed: str) -> int:
        """How near it is to what is typed (as `people.plain` has it), 0 nearest: persons by first name or whole surname first."""
        name = people.plain(self.name)
        if self.is_person and (name.startswith(typed) or name.endswith(f" {typed}")):
            return 0
        if self.is_person and f" {typed}" in name:
            return 1
        return 2 if name.startswith(typed) else 3


@dataclass(frozen=True, slots=True)
class Choice:
    """Things to choose from, laid over the text while a line is typed that narrows them."""

    title: str
    options: tuple[Option, ...]
    typed: str = ""
    at: int = -1
    """Which of those found is under the cursor; -1: none."""
    free: bool = False
    """Whether what is typed may be chosen, too, while nothing is under the cursor."""

    @property
    def found(self) -> list[Option]:
        """The options that hold each word typed, whatever its case and accents, the nearest first."""
        typed = people.plain(self.typed)
        held = [o for o in self.options if all(word in people.plain(o.name) for word in typed.split())]
        return sorted(held, key=lambda o: o.rank(typed)) if typed else held


class Chosen:
    """Lines one of which is under the cursor."""

    def __init__(self, lines: Lines, at: int) -> None:
        self._lines = lines
        self._at = at
        self.height = lines.height

    def line(self, y: int, top: int) -> Line:
        line = self._lines.line(y, top)
        if y == self._at:
            return Line((Piece("▌", "accent-text"), *line.pieces), "here")
        return Line((Piece(" "), *line.pieces))


@dataclass
class Question:
    """What is asked in the foot line, and what is done with the answer."""

    label: str
    answered: Callable[[str], None]
    enter: str = "keep"
    """What the enter key does."""
    typed: Callable[[str], None] | None = None
    """Told each state of the line while it is typed; the empty string where the question is left."""
    offers: bool = False
    """Whether a known name is offered for what is typed."""
    key: Callable[[str], bool] | None = None
    """Told each key that types nothing; whether it took it."""
    keys: tuple[tuple[str, str], ...] = ()
    """What they are, and what they do."""
    above: Callable[[str, int], Line] | None = None
    """What stands above the line, for what is typed, in so many columns; else nothing does."""
    value: str = ""
    """What stood in the line at first."""
    about: str = ""
    """What it is asked of: words that were left with esc stand there again, and nowhere else."""
    stays: bool = False
    """Whether what is typed is the answer, too, where a key leads elsewhere."""
    lines: Callable[[], str] | None = None
    """Where several lines are written, what they are by now: enter begins another one, and whatever ends that keeps them."""


@dataclass
class Shown:
    """What stands over the desk or beside it, and is gone when the program ends."""

    desk: Desk | None = None
    """None until a pack is open."""
    over: Keys | Sheetlet | Choice | None = None
    question: Question | None = None
    left: dict[str, str] = field(default_factory=dict)
    """What was typed for a question and left with esc, by its label and what it was asked of."""
    prefix: str = ""
    """A key that waits for another one."""
    in_results: bool = False
    """Whether the cursor is in the hits rather than in the search field."""
    busy: dict[str, str] = field(default_factory=dict)
    """What goes on beside the screen, by the kind of work: reading, indexing, aligning, checking."""
    welcome: bool = False
    """Whether the card of the first opening is wanted: until the next key."""
    editing: tuple[int, str] | None = None
    """The paragraph that is changed in place: where it begins in the text, and as it was."""
    check_top: tuple[str, int, int] | None = None
    """Of the text that was checked, as it was left: its path, the cursor, the first line in view."""
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    """Letters to jump to, while one is waited for: by the source they stand in and what they stand at."""
    left_alone: set[str] = field(default_factory=set)
    """Names of the texts of briefings' files that were taken over once: what is taken back is not taken over again."""
    commands: list[Command] = field(default_factory=list)
    """The commands that the help shows."""

    @property
    def going_on(self) -> str:
        """What goes on beside the screen, in a few words."""
        return " · ".join(self.busy.values())
