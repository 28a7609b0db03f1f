"""The names of the files that the reader makes: safe in any folder and shell, one for each, never over what is there."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from reader import written
from tests.bench import nasty
from tests.hands import reading
from tests.test_hostile import ATTACK, BRACKETS

PLAIN = (
    *("", " ", ".", "..", "...", "/", "//", "../../etc/passwd", "/etc/passwd", "..\\..\\a", "C:\\a", "C:a", "\\\\host\\a", "a/b/c", "~", "~root"),
    *("-", "--", "-rf", "--help", "-o a", "CON", "nul", "aux.txt", "COM1", "a.", "a ", " a", "a\nb", "a\tb", "a\0b", "a\rb", "$HOME", "$(touch a)"),
    *("`touch a`", "a;b", "a|b", "a&b", "a>b", "*", "?", "[a]", "{a,b}", "!a", "#a", "'a'", '"a"', "a" * 300, "橋" * 200, "é" * 150, "e\u0301" * 99),
    *("\u202etxt.exe", "\u200b", "\ufeff", "\ud800", "\x1b[2J", "\x9b2J", "İ" * 60, "ﬁ" * 60, "👩\u200d👩", "ſ", "a" * 99 + "é", ATTACK, *BRACKETS),
)  # fmt: skip
_draw = random.Random(15)
TITLES = (*PLAIN, *(nasty.text(_draw) for _ in range(200 - len(PLAIN))))


def test_a_briefing_of_any_title_has_a_safe_name() -> None:
    """Of 200 titles: one part of a path, no option, letters and digits, at most 120 bytes with what is put behind it."""
    assert len(TITLES) >= 200
    for title in TITLES:
        stem = written.stem(title)
        name = f"{stem}-briefing-999.md"
        assert re.fullmatch(r"[^\W_][\w -]*|_[\w -]*", stem), title
        assert not stem.startswith(("-", ".", " ")), title
        assert name == Path(name).name
        assert len(name.encode()) <= 120, title


@pytest.mark.parametrize("title", ["橋" * 80, "-rf \x1b[2J", "a" * 255], ids=["wide", "option", "long"])
async def test_the_briefing_of_such_a_pack_is_written_beside_what_is_there(
    notes: Path, library: Path, title: str
) -> None:
    """Under a name of its own in the folder one stands in; a file that has the name already stays as it is."""
    folder = notes.rename(notes.parent / title.encode()[:255].decode("utf-8", "ignore"))
    taken = Path.cwd() / f"{written.stem(folder.name)}-briefing.md"
    taken.write_text("mine")
    async with reading(folder) as reader:
        await reader.press("F3", "]", "c", "F6", "w")
        await reader.rest()
        assert "written" in reader.status
    assert taken.read_text() == "mine"
    (made,) = (file for file in Path.cwd().iterdir() if file != taken)
    assert made.name == f"{written.stem(folder.name)}-briefing-2.md"
