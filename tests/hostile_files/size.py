"""How large a hostile file is to be, and the words that all of them hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HEADLINE = "A bridge closes"
LEAD = "HARLOW (Northwire) - The bridge over the Tam is closed to lorries."
SAID = "“It has two cracks in the eastern pier,” said Ruth Amberg, who looks after it."
TEXT = f"{HEADLINE}\n\n{LEAD}\n\n{SAID}\n"
"""A small article, in whose company the hostile things stand."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a file is made by."""

    part: float = 1.0
    """Of the full size, in bytes or pieces."""
    canary: str = "/nowhere/canary.txt"
    """The path of a file whose words nobody may read."""

    def of(self, full: int) -> int:
        """So many of what there are `full` of in a file of full size, but a hundred where there are more."""
        return max(min(full, 100), round(full * self.part))

    def deep(self, full: int) -> int:
        """So many levels of what is `full` deep in a file of full size, but twenty thousand where it is deeper."""
        return max(min(full, 20_000), self.of(full))

    def fill(self, unit: str, full: int) -> str:
        """`unit` over and over, `full` characters of it in a file of full size."""
        return unit * max(1, self.of(full) // len(unit))


Make = Callable[[Size], bytes]
