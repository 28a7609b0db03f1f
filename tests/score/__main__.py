"""`python -m tests.score GOLD`: each runner on the part of a gold folder that bears its name; `RUNNER GOLD ...`: one of them."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from pathlib import Path

from tests import score

RUNNERS = [m.name for m in pkgutil.iter_modules(score.__path__) if m.name != "__main__"]


def main(arguments: list[str]) -> int:
    """The status of what ran; 2 where nothing fits."""
    if arguments and arguments[0] in RUNNERS:
        return int(import_module(f"tests.score.{arguments[0]}").main(arguments[1:]))
    parts = [(name, Path(folder) / name) for folder in arguments for name in RUNNERS]
    ran = [import_module(f"tests.score.{name}").main([str(part)]) for name, part in parts if part.is_dir()]
    if not ran:
        print(f"usage: python -m tests.score GOLD | {'|'.join(RUNNERS)} GOLD", file=sys.stderr)
    return max(ran, default=2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
