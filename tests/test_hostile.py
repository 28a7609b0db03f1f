"""Sources that attack the terminal or the markup: shown, searched, clipped and written, and nothing of theirs is obeyed.

Each attack carries a number of its own, so that in all the bytes that reach the terminal it can be told from our sequences.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

from index import verify
from index.model import Clip
from index.pack import open_pack
from reader import briefing
from reader.app import TwosourceApp
from reader.journal import Work
from reader.settings import Settings
from tests.conftest import ROOT
from tests.hands import reading
from tests.terminal import Terminal

ESC, CSI, OSC, DCS, ST = "\x1b", "\x9b", "\x9d", "\x90", "\x9c"
SEQUENCES = (
    f"{ESC}[7313;1H",
    f"{ESC}[38;5;213m",
    f"{ESC}]0;owned7314\x07",
    f"{ESC}]52;c;b3duZWQ3MzE1\x07",
    f"{ESC}]8;;http://evil7316.example/{ESC}\\",
    f"{ESC}P7317$q{ESC}\\",
    f"{ESC}[?7318h",
    f"{CSI}7319;1H",
    f"{OSC}0;owned7320{ST}",
    f"{DCS}7321q{ST}",
    f"{ESC}c",
    f"{ESC}[2J",
)
CONTROLS = "\x00\x07\x08\x0e\x7f\x84\x85\x8d\u202e\u202d\u2066\u2067\u2069\u200e\u200f\u061c\ufff9\U000e0041"
BRACKETS = ("[/]", "[sic]", "[b]bold[/b]", "[@click=app.quit]press[/]", "[link=http://x]here[/link]", "[", "\\[red]")
ATTACK = "".join(SEQUENCES) + CONTROLS


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A pack with attacks in text, headline, file name, pack.toml, and a plain source beside them."""
    folder = tmp_path / f"pack{ESC}[31m[sic]\u202e"
    folder.mkdir()
    brackets = " ".join(BRACKETS)
    (folder / f"a{ESC}[7313m[b]\u202e.txt").write_text(
        f"Bridge {ATTACK} closed {brackets}\n\n"
        f"HARLOW - The bridge {ATTACK} over the Tam was closed {brackets} on Monday.\n\n"
        f"“We found two cracks {ATTACK} in the pier {brackets} and closed it,” said Ruth {ESC}[7m Amberg [/].\n\n"
        "\u0301\u0308\u20dd Lone marks \u0301\u0301\u0301 stand here.\n\n"
        f"{'x' * 1_000_000} {ATTACK} end.\n",
        encoding="utf-8",
    )
    (folder / "b.txt").write_text(
        "Harlow loses its bridge\n\nRuth Amberg said: “We found two cracks in the pier and closed it.”\n\n"
        "“Nobody asked the ferrymen,” said Ole Brandt, who runs the ferry.\n",
        encoding="utf-8",
    )
    (folder / "pack.toml").write_text(
        'title = "Harlow \\u001b[7314m [/] [b] \\u202E"\n[sources."b.txt"]\npublisher = "Tam \\u009b7319m [red] News"\n',
        encoding="utf-8",
    )
    return folder


async def test_the_briefing_keeps_every_bracket_and_no_control(hostile: Path, library: Path) -> None:
    """Clipped and written: no bracket is lost, no control byte is in the file, every quotation is found again."""
    async with reading(hostile) as reader:
        await reader.press("F3", "]", "c", "}", "c", "F6", "e")
        await reader.type("[/] note [b]")
        await reader.press("^s", "w")
        await reader.rest()
        assert "written" in reader.status
    (written,) = Path.cwd().glob("*.md")
    text = written.read_text(encoding="utf-8")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    plain = text.replace("\\", "")
    for bracket in ("[/]", "[sic]", "[b]bold[/b]", "[@click=app.quit]press[/]"):
        assert bracket in plain, bracket
    verdicts = verify.check(text, open_pack(hostile).articles)
    clipped = [v for v in verdicts if v.text.startswith("We found") or "Lone marks" in v.text]
    assert len(clipped) >= 4
    assert {v.status for v in clipped} <= {"exact", "typography"}


async def test_the_rest_of_the_pack_is_unharmed(hostile: Path, library: Path) -> None:
    """The plain source beside the hostile one is read, searched and clipped as ever."""
    async with reading(hostile) as reader:
        await reader.press("F2")
        await reader.search("ferrymen")
        await reader.press("enter", "c")
        assert reader.clips == ["Nobody asked the ferrymen,"]
        assert reader.desk.path == "b.txt"
        (article,) = (a for a in reader.desk.pack.articles if a.path == "b.txt")
        assert {q.speaker.name for q in article.quotes if q.speaker} == {"Ruth Amberg", "Ole Brandt"}


async def test_a_pasted_text_is_made_fit(hostile: Path, library: Path) -> None:
    """What is typed into a line is sanitised like what is read."""
    async with reading(hostile) as reader:
        await reader.press("F2")
        await reader.type("\u202ecra\x9bcks")
        assert "\u202e" not in reader.text()
        assert "\x9b" not in reader.text()


# --- no markup ---

TAKES_MARKUP = {"Static", "Label", "notify", "Button", "RichLog", "Markdown", "from_markup", "Text", "render_str"}
"""What of Textual and Rich would read its text as markup."""


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@pytest.mark.parametrize("path", sorted((ROOT / "reader").rglob("*.py")), ids=lambda p: p.name)
def test_no_text_reaches_textual_as_markup(path: Path) -> None:
    """Nothing but literal words goes to a widget that reads markup; borders and titles of widgets are not used."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in TAKES_MARKUP:
            said = [*node.args, *(k.value for k in node.keywords)]
            assert all(isinstance(a, ast.Constant) for a in said), f"line {node.lineno}: {_called(node)}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("border_title", "border_subtitle", "tooltip"), f"line {node.lineno}"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.widgets"):
            names = {alias.name for alias in node.names}
            assert names <= {"Input", "TextArea", "Edit", "EditResult"}, f"line {node.lineno}"


def test_the_reader_says_why_a_hostile_folder_does_not_open(tmp_path: Path) -> None:
    """The title of the pack, which is a folder's name, is made fit before anything is read."""
    app = TwosourceApp(tmp_path / f"x{ESC}[2J\u202e", Settings())
    title = app.get_default_screen()._pack_title
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202e]", title)


DAMAGED = {
    "invalid UTF-8": "Bridge “closed”\n\nIt was “shut” on Monday.\n".encode() + b"\xff\xfe\xc3( \xed\xa0\x80 \xf5\n",
    "UTF-16 without a mark": "Bridge “closed”\n\nIt was “shut” on Monday.\n".encode("utf-16-le") * 20,
    "NUL": b"Bridge closed\n\nIt was \x00shut on Monday by the county.\n" * 4,
    "half a character": "Bridge closed\n\nIt was shut on Monday…".encode()[:-1],
    "surrogates in UTF-8": b"Bridge closed\n\nIt was \xed\xb0\x80 shut on Monday by the county, they said.\n",
    "UTF-32, cut": "Bridge closed\n\nIt was shut.\n".encode("utf-32")[:-3],
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_what_is_no_text_is_read_or_told(kind: str, tmp_path: Path) -> None:
    """Read with spans that are its words, and every export is UTF-8; or unread with a reason. Never a fault."""
    (tmp_path / "a.txt").write_bytes(DAMAGED[kind])
    (tmp_path / "b.txt").write_text("A plain one\n\nIt was “shut on Monday”, said Ruth Amberg.\n", encoding="utf-8")
    opened = open_pack(tmp_path)
    assert {a.path for a in opened.articles} | {u.source.path for u in opened.unread} == {"a.txt", "b.txt"}
    assert all(u.reason for u in opened.unread)
    clips = []
    for article in opened.articles:
        assert not re.search("[\ud800-\udfff]", article.text)
        for n, passage in enumerate(article.passages):
            words = passage.span.of(article.text)
            assert words.strip()
            clips.append(
                Clip(
                    f"{article.key}{n}", article.path, article.source.sha256, passage.n, passage.span, words, "passage"
                )
            )
    text = briefing.write(opened, Work(clips=tuple(clips)))
    assert text.encode("utf-8").decode("utf-8") == text
    assert [v.text for v in verify.check(text, opened.articles) if v.status not in ("exact", "typography")] == []


@pytest.mark.parametrize("table", ["csv", "md"])
def test_a_table_on_a_terminal_is_harmless(
    table: str, hostile: Path, command: list[str], environment: dict[str, str]
) -> None:
    """What a file is to have as it is, a terminal is shown."""
    with Terminal([*command, "quotes", str(hostile), "--table", table, "--quiet"], env=environment) as terminal:
        assert terminal.exit_status() == 0
    assert b"pier" in terminal.raw
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", terminal.raw.decode())


@pytest.mark.parametrize("name", ["settings.toml", "themes/f.toml"])
def test_a_pipe_among_the_settings_holds_nothing_up(
    name: str, command: list[str], environment: dict[str, str], own_folders: Path
) -> None:
    """Nobody writes into it: who reads it would wait for ever."""
    file = own_folders / "config" / "twosource" / name
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.mkfifo(file)
    for verb in ("config", "doctor"):
        told = subprocess.run([*command, verb], env=environment, capture_output=True, timeout=60)
        assert told.returncode in (0, 2), told.stderr
