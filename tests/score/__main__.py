"""`python -m tests.score GOLD`: the figures of each part of a gold folder, and of our own pack; `RUNNER GOLD ...`: one runner, on one part."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from pathlib import Path

from tests import score
from tests.score import lervik

RUNNERS = [m.name for m in pkgutil.iter_modules(score.__path__) if m.name != "__main__"]
PARTS = {"cleaning": "cleaning", "pages": "cleaning", "targets": "quotes", "databases": "databases"}
"""Runner → the part of a gold folder of which it tells most."""


def main(arguments: list[str]) -> int:
    """The status of what ran; 2 where nothing fits."""
    if arguments and arguments[0] in RUNNERS:
        return int(import_module(f"tests.score.{arguments[0]}").main(arguments[1:]))
    parts = [(runner, Path(folder) / part) for folder in arguments for runner, part in PARTS.items()]
    ran = [import_module(f"tests.score.{runner}").main([str(part)]) for runner, part in parts if part.is_dir()]
    if not ran:
        print(f"usage: python -m tests.score GOLD | {'|'.join(RUNNERS)} GOLD", file=sys.stderr)
        return 2
    return max(*ran, lervik.main())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
