"""Cases as text files: a first line that says why, then parts that begin with `--- name`."""

from __future__ import annotations

from pathlib import Path

CASES = Path(__file__).parent / "cases"


def of(module: str) -> list[Path]:
    """The case files of a module, by name."""
    return sorted((CASES / module).glob("*.txt"))


def parts(path: Path) -> dict[str, str]:
    """The parts of a case by their names, `why` first; without the line ends around them."""
    why, *rest = path.read_text("utf-8").split("\n--- ")
    named = (part.partition("\n") for part in rest)
    return {"why": why.strip()} | {name.strip(): body.strip("\n") for name, _, body in named}
