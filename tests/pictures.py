"""Draws the pictures of the README from the real program: `python -m tests.pictures` writes tests/screens/*.svg."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from dataclasses import replace
from pathlib import Path

from reader import settings
from reader.app import TwosourceApp
from reader.makeup import Makeup

HERE = Path(__file__).resolve().parent
TITLE = ("T", "ctrl+u", *"Who backed Moscow", "enter")
BOTTOM = ("B", *"Nobody did, in so many words.", "ctrl+s")
NOTE = ("e", *"Both print it; only Reuters calls it a declaration.", "ctrl+s")
HEADING = ("H", *"What Moscow says", "enter")
PICTURES = {
    "compare": ("night", ("enter", "f4", "right_square_bracket", "right_square_bracket")),
    "ledger": ("night", ("f5", "d", "j", "d")),
    "restored": ("paper", ("j", "f3", "r", *["right_curly_bracket"] * 3, "R", *["right_curly_bracket"] * 5, "R")),
    "check": ("night", ("V", *"tests/cases/check/haste.md", "enter", "n", "n")),
    "search": ("night", ("ctrl+f", *"cooperation")),
    "briefing": (
        "paper",
        ("f5", "c", "j", "c", "j", "c", "f6", *TITLE, *BOTTOM, *NOTE, "j", "j", *HEADING),
    ),
    "reading": ("paper", ("enter", "right_square_bracket", "c", "right_square_bracket")),
}
"""Of each picture the theme, and the keys that lead to it from the first screen of seeds/."""


async def draw(name: str, theme: str, keys: tuple[str, ...]) -> None:
    """One picture, 120 columns by 36 rows."""
    app = TwosourceApp(HERE.parent / "seeds", replace(settings.load(), theme=theme))
    async with app.run_test(size=(120, 36)) as pilot:
        while not (isinstance(app.screen, Makeup) and app.screen.shown.desk):
            await pilot.pause(0.05)
        await app.workers.wait_for_complete()
        for key in keys:
            await pilot.press(key)
            await app.workers.wait_for_complete()
        await pilot.pause()
        svg = app.export_screenshot(title="twosource seeds")
        await pilot.press("ctrl+q")
    # the web font comes from elsewhere; a README fetches nothing
    svg = re.sub(r"@font-face \{[^}]*\}\s*", "", svg).replace("Fira Code", "JetBrains Mono, Menlo, Consolas")
    (HERE / "screens" / f"{name}.svg").write_text(svg, encoding="utf-8")


def main() -> None:
    for name, (theme, keys) in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            for kind in ("CACHE", "STATE", "CONFIG"):
                os.environ[f"XDG_{kind}_HOME"] = folder
            asyncio.run(draw(name, theme, keys))


if __name__ == "__main__":
    main()
