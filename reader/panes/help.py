"""The keys that work here, or all of them; with letters typed, only the commands that hold them, the nearest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reader.keys import Command, Keymap, nearness
from reader.paint import Line, Piece, cut, pad
from reader.wrap import cells

COLUMN = 38
SIGNS = (
    ("=", "same words elsewhere"),
    ("~", "nearly, or in part"),
    ("< >", "only left, only right"),
    ("*", "clipped"),
    ("!", "does not match"),
    ("x", "left out"),
    ("?", "not certain"),
    ("@", "by your hand"),
    ("¦", "told without marks"),
    ("↑ ↓", "stands earlier, later there"),
)
IN_THE_LEDGER = {
    "!": "who or verb drifts",
    "=": "same words as the first",
    "¶": "the first that prints it",
}
"""What signs say there, or there only."""
IN_THE_COVERAGE = {
    "=": "these words",
    "~": "nearly, or in part",
    "·": "does not have it",
    "▬ ─": "sources, one agency's",
    "*": "clipped",
    "?": "not certain",
    "@": "by your hand",
}
IN_THE_TIMELINE = {
    "● ━": "stated, exact or vague",
    "○ ─": "inferred",
    "·": "the days named above",
    "*": "clipped from",
}
_SAID = {
    "quotes": dict(SIGNS) | IN_THE_LEDGER,
    "coverage": IN_THE_COVERAGE,
    "timeline": IN_THE_TIMELINE,
}


class HelpSheet:
    """Commands in groups, in as many columns as there is room for."""

    def __init__(
        self,
        keymap: Keymap,
        view: str | None,
        typed: str,
        width: int,
        at: int,
        *,
        here: str = "",
        recent: Sequence[str] = (),
    ) -> None:
        """`here`: the view in which the chosen one is to work, those that do come first; `recent`: those chosen lately."""
        self._here = here
        self.commands = _found(keymap, view, typed, here, recent)
        self._at = at
        columns = max(1, (width - 2) // COLUMN) if not typed else 1
        groups: dict[str, list[int]] = {}
        for n, c in enumerate(self.commands):
            group = "Found" if typed.strip() else "Recent" if c.id in recent else c.group
            groups.setdefault(group, []).append(n)
        stacks: list[list[tuple[int, Line]]] = [[] for _ in range(columns)]
        room = min(width // columns, 78) - 1
        told = view is not None and not typed
        fields, words = _language() if told and view in ("search", "results") else ([], [])
        stacks[0] += fields
        for name, numbers in groups.items():
            stack = min(stacks, key=len)
            stack.append((-1, Line((Piece("  "), Piece(name, "bright bold")))))
            stack += [(n, self._line(self.commands[n], n == at, room, wide=columns == 1)) for n in numbers]
            stack.append((-1, Line()))
        stack = min(stacks, key=len)
        stack += words
        if told:
            stack = min(stacks, key=len)
            stack += _listed("Signs", _SAID.get(view or "", dict(SIGNS)))
        if not self.commands:
            stacks[0].append((-1, Line((Piece("  No command is called so.", "dim"),))))
        self._rows: list[tuple[tuple[int, ...], Line]] = list(_side_by_side(stacks, width // columns))
        self.height = len(self._rows)
        self.column = width // columns

    def line(self, y: int, top: int) -> Line:
        return self._rows[y][1]

    def line_of(self, n: int) -> int:
        """The line on which command `n` stands."""
        return next((y for y, (numbers, _) in enumerate(self._rows) if n in numbers), 0)

    def command_at(self, x: int, y: int) -> int | None:
        """The command at a place of the sheet."""
        numbers = self._rows[y][0] if 0 <= y < self.height else ()
        column = min(x // self.column, len(numbers) - 1)
        return numbers[column] if numbers and numbers[column] >= 0 else None

    def _line(self, command: Command, here: bool, room: int, *, wide: bool) -> Line:
        keys = " ".join(k if " " not in k else k.replace(" ", "") for k in command.keys[:2])
        if len(command.keys) > 4:
            keys = f"{command.keys[0]}-{command.keys[-1]}"
        keys = keys or f":{command.id}"
        said = f"{pad(command.title, 26)} {command.help}" if wide and room > 60 else command.title
        pieces = (
            Piece("▌" if here else " ", "accent-text"),
            Piece(" "),
            Piece(pad(keys, 10), "bright bold"),
            Piece(" "),
        )
        works = not self._here or self._here in command.views
        return Line((*pieces, Piece(cut(said, room - 13), "bright" if here else "text" if works else "dim")))


def _language() -> tuple[list[tuple[int, Line]], list[tuple[int, Line]]]:
    """What may be typed to search: the fields, and how words are put together."""
    from index import query  # so that the first screen does not wait for it

    return _listed("In the field", {f"{name}:": said for name, said in query.FIELDS.items()}), _listed(
        "Words", query.GRAMMAR
    )


def _listed(title: str, meanings: Mapping[str, str]) -> list[tuple[int, Line]]:
    """The lines of a group that lists no commands."""
    lines = [Line((Piece("  "), Piece(title, "bright bold")))]
    lines += [Line((Piece("  "), Piece(pad(sign, 11), "bright bold"), Piece(said))) for sign, said in meanings.items()]
    return [(-1, line) for line in (*lines, Line())]


def _found(keymap: Keymap, view: str | None, typed: str, here: str, recent: Sequence[str]) -> list[Command]:
    """The commands in the order of the table, those chosen lately first; where letters are typed, the nearest first."""
    commands = keymap.of(view)
    order = {name: n for n, name in enumerate(recent)}
    if not typed.strip():
        lately = sorted((c for c in commands if c.id in order), key=lambda c: order[c.id])
        others = [c for c in commands if c.id not in order]
        return [*lately, *sorted(others, key=lambda c: bool(here) and here not in c.views)]
    near = [(nearness(c, typed), c) for c in commands]
    found = [
        (far, bool(here) and here not in c.views, order.get(c.id, len(order)), c) for far, c in near if far is not None
    ]
    return [c for *_, c in sorted(found, key=lambda each: each[:3])]


def _side_by_side(stacks: list[list[tuple[int, Line]]], width: int) -> Iterable[tuple[tuple[int, ...], Line]]:
    for y in range(max(len(stack) for stack in stacks)):
        pieces: list[Piece] = []
        numbers = []
        for stack in stacks:
            n, line = stack[y] if y < len(stack) else (-1, Line())
            numbers.append(n)
            used = sum(cells(p.text) for p in line.pieces)
            pieces += [*line.pieces, Piece(" " * max(width - used, 0))]
        yield tuple(numbers), Line(tuple(pieces))
