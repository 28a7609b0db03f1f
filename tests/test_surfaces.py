"""Every surface of the reader shows what attacks it and obeys none of it: views, prompts, lists, cards, titles, names, errors.

All that a stranger, or the user's own files, may bring is an attack: the pack's folder, its title, the files' names, headlines,
publishers, texts, what was typed and kept before, settings, themes, what a command printed.
"""

from __future__ import annotations

import ast
import base64
import os
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.events import Paste

from index.model import Clip, Span
from index.pack import open_pack
from reader import journal, safe
from reader.journal import Section, Work
from reader.keys import VIEWS
from reader.paint import Line, Palette, Piece, strip
from reader.screen import ReaderScreen
from reader.settings import Settings
from reader.wrap import UNSEEN, cells
from tests import attacks
from tests.attacks import DANGEROUS, HIDDEN, MARKUP, OURS, SEQUENCES, STRINGS, SURROGATES
from tests.conftest import ROOT
from tests.hands import Reader, reading
from tests.terminal import Terminal

BRACKETS = "[/][sic][@click=app.quit]"
SHORT = "".join(SEQUENCES[name] for name in ("title", "8-bit CSI", "broken off")) + "\u202e\U000e0041"
EVIL = f"{SHORT}{BRACKETS}"
"""Short enough for a title: it stands on one row."""
ALL = " ".join(STRINGS.values())


def spelt(name: str) -> str:
    """An attack that can be found on the screen by the surface it comes from."""
    return f"{name}{BRACKETS}{SHORT}"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Two sources that share a quotation, one that cannot be read, titles and texts full of attacks."""
    folder = tmp_path / f"pack{EVIL}".replace("/", "\u2215")
    folder.mkdir()
    lines = "".join(f"Number {n} of them is {attack} as you see.\n\n" for n, attack in enumerate(STRINGS.values()))
    shared = f"“We found two cracks {SHORT} in the pier [sic] and closed it at once on {{day}},” said Ruth [/] Amberg."
    only = f"“Nobody asked the ferrymen {BRACKETS} of Harlow,” said Ole {EVIL} Brandt, who runs the ferry."
    told = f"The county said on Monday that the bridge {SHORT} would stay closed {BRACKETS} until the spring."
    (folder / f"a{EVIL}.txt".replace("/", "\u2215")).write_text(
        f"{spelt('HEADa')} Bridge closed\n\nHARLOW - The bridge {EVIL} over the Tam was closed on Monday.\n\n"
        f"{shared.format(day='Monday')}\n\n{told}\n\n{lines}{DANGEROUS}\n",
        encoding="utf-8",
    )
    (folder / f"b\n{EVIL}.txt".replace("/", "\u2215")).write_text(
        f"{spelt('HEADb')} loses its bridge\n\nHARLOW - The bridge {EVIL} over the Tam was shut on Monday.\n\n"
        f"{shared.format(day='Tuesday')}\n\n{only}\n\n{told}\n",
        encoding="utf-8",
    )
    for name, other in (("Ann Lee", "Per Myhre"), ("Per Myhre", "Ann Lee")):
        (folder / f"{name}.txt").write_text(
            f"{name} on the bridge\n\n“It stays shut,” said {name}, the mayor of Harlow.\n\n"
            f"“Nobody knows the year {BRACKETS} of it,” said {other}, of the {name.split()[0]} party.\n",
            encoding="utf-8",
        )
    (Path(os.fsencode(folder).decode("utf-8", "surrogateescape")) / "c\udcff[b]\udcfe.bin").write_bytes(b"\x7fELF\0\0")
    (folder / f"d{EVIL}.pdf".replace("/", "\u2215")).write_bytes(b"%PDF-1.4 " + EVIL.encode())
    escaped = "".join(f"\\U{ord(c):08x}" for c in spelt("PUBL"))
    title = "".join(f"\\U{ord(c):08x}" for c in spelt("TITLE"))
    (folder / "pack.toml").write_text(
        f'title = "{title}"\n[sources."{_toml("a" + EVIL + ".txt")}"]\npublisher = "{escaped}"\ndate = "{escaped}"\n'
        f'url = "https://b\u00fccher.example/[sic]?q=[/red]"\nkey = "{escaped}"\n["{escaped}"]\n',
        encoding="utf-8",
    )
    return folder


def _toml(name: str) -> str:
    return "".join(f"\\U{ord(c):08x}" for c in name.replace("/", "\u2215"))


def worked(folder: Path) -> None:
    """Work on the pack whose every word is an attack, as a journal or a briefing from elsewhere may bring it."""
    opened = open_pack(folder)
    article = opened.articles[0]
    clips = tuple(
        Clip(
            *(f"c{n}", article.path, article.source.sha256, p.n, p.span, p.span.of(article.text), "passage"),
            note=f"{spelt('NOTE')}\n{ALL}{SURROGATES}",
            heading=spelt("OWN") + SURROGATES,
            tags=(spelt("TAG"),),
        )
        for n, p in enumerate(article.passages[1:4])
    )
    gone = Clip("c9", f"gone{EVIL}{SURROGATES}", "0" * 64, 1, Span(0, 9), f"gone {EVIL}", "passage")
    work = Work(
        title=spelt("BRIEF") + SURROGATES,
        bottom=f"{spelt('BOTTOM')}\n{ALL}",
        clips=(*clips, gone),
        sections=(Section(spelt("SECTION"), f"{ALL}\n", ""),),
        session={"history": {"search": [spelt("EARLIER")], "order": [spelt("ORDER")]}, "checked": f"/x{EVIL}.md"},
        file=f"/nowhere{EVIL}/x.md",
    )
    kept = journal.Journal.open(opened.id, os.path.realpath(folder))
    kept.record(work)
    kept.close()


class Pasted(str):
    """Text pasted into a line."""

    __slots__ = ()


CHECKED = Pasted("checked.md")
WRITTEN = Pasted(f"x{EVIL.replace('/', '')}.md")
WALK: tuple[str, ...] = (
    *("j", "k", "i", "j", "q", "!", "q", "I", "o", "g w", "esc"),
    *("F3", "U", "esc", "G", "g g", *["space"] * 7, "g g", "]", "C", Pasted(EVIL + SURROGATES), "esc", "C", "enter"),
    *("a", "esc", "a", Pasted(EVIL), "enter", "M", Pasted(EVIL), "enter", "p", "q", "t", "q", "i", "q"),
    *("r", "}", "}", "R", "r", "m", "a", "'", "a", "f", "esc", "v", ".", "y", "esc", "Y", "*", "n", "esc"),
    *("/", Pasted(EVIL), "enter", "esc", "|", Pasted("cat"), "enter", "rest", "q", "|", Pasted(f"'{EVIL}"), "enter"),
    *("|", Pasted(EVIL), "enter", "rest", "V", Pasted(f"no{EVIL}.md"), "enter", "rest"),
    *("F4", "]", "}", ")", ">", "x", "S", "w", "down", "esc", "A", Pasted(EVIL), "esc", "q"),
    *("F5", "d", "j", "d", "p", "esc", "/", Pasted(EVIL), "enter", "esc", "v", "l", "c", "a", "esc", "M", "esc"),
    *("e", Pasted(EVIL[:40].replace("/", "") + ".csv"), "enter", "rest", "g m", "l", "j", "enter", "esc"),
    *("g t", "j", "enter", "0", "G", "F3", "]", "M", Pasted("those in"), "enter", Pasted(EVIL), "esc"),
    *("F6", "j", "e", Pasted(ALL + SURROGATES), "^s", "T", Pasted(ALL), "enter", "T", "esc", "B", Pasted(EVIL), "^s"),
    *("H", Pasted(EVIL), "enter", "#", Pasted(EVIL), "enter", "p", "rest", *["space"] * 12, "p", "G", "q", "f", Pasted(EVIL), "enter"),
    *("O", "rest", Pasted(EVIL), "enter", "rest", "W", "^u", WRITTEN, "enter", "rest"),
    *("changed", "w", "rest", "enter", "rest", "w", "rest", "W", "^u", Pasted("there.html"), "enter", "rest", "esc"),
    *("E", "rest", "V", "rest", "n", "enter", "q", "q"),
    *("F3", "V", "^u", CHECKED, "enter", "rest", "]", "enter", "esc", "r", "n", "n", "i", "down", "enter"),
    *("e", Pasted(EVIL), "^s", "changed", "w", "rest", "esc", "E", "rest", "q"),
    *("F2", Pasted(EVIL), "rest", "^u", Pasted("cracks"), "rest", "down", "^r", "esc", "tab", "f", Pasted(EVIL[-9:]), "esc"),
    *("j", "c", "enter", "n", ":", "up", "esc", ":", Pasted(f"theme {EVIL}"), "enter", ":", Pasted(f"source {EVIL}"), "enter"),
    *(":", Pasted("theme "), "tab", "esc", ":", Pasted(EVIL), "enter"),
    *("^p", Pasted(EVIL), "esc", "?", "?", "/", Pasted(EVIL), "esc", "q", "u", "^r"),
)  # fmt: skip
"""Keys that lead through every view and prompt; `rest` waits, `changed` is somebody else who writes to our files."""


async def walked(reader: Reader, keys: Sequence[str], here: Path) -> AsyncIterator[str]:
    for key in keys:
        if isinstance(key, Pasted):
            if (focused := reader.app.focused) is not None:
                focused.post_message(Paste(key))
            await reader.settle()
            await reader.settle()
        elif key == "rest":
            await reader.rest()
        elif key == "changed":
            for file in (*here.glob("x*.md"), here / CHECKED):
                if file.exists():
                    text = file.read_text(encoding="utf-8")
                    file.write_text(text.replace("\n\n", f"\n\nmore {EVIL}\n\n", 1), encoding="utf-8")
            (here / "there.html").touch()
        else:
            await reader.press(key)
        yield reader.text()


ASKS = ("ask", "choose", "lay_over", "ask_lines")


def asking() -> Iterator[str]:
    """The functions of the reader that ask for something, or lay something over the screen, by their qualified names."""
    for path in sorted((ROOT / "reader").glob("*.py")):
        if path.name not in ("cli.py", "beside.py"):
            yield from _asking(ast.parse(path.read_text("utf-8")), "")


def _asking(node: ast.AST, within: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute) and child.func.attr in ASKS:
            yield within.removesuffix(".<locals>.")
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield from _asking(
                child, f"{within}{child.name}" + ("." if isinstance(child, ast.ClassDef) else ".<locals>.")
            )
        else:
            yield from _asking(child, within)


@pytest.fixture
def visited(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Which functions asked for something, and which views were painted."""
    seen: Counter[str] = Counter()

    def watch(name: str) -> None:
        real = getattr(ReaderScreen, name)

        def watched(self: ReaderScreen, *args: object, **more: object) -> object:
            seen[sys._getframe(1).f_code.co_qualname.removesuffix(".<locals>.<lambda>")] += 1
            return real(self, *args, **more)

        monkeypatch.setattr(ReaderScreen, name, watched)

    for name in ASKS:
        watch(name)
    painted = ReaderScreen.paint_lines

    def paint_lines(self: ReaderScreen) -> None:
        if self.shown.desk is not None:
            seen[self.view] += 1
        painted(self)

    monkeypatch.setattr(ReaderScreen, "paint_lines", paint_lines)
    return seen


PROSE = "It is a plain line, of which there are many so that the file is a text.\n\n" * 150
CHECK = f"""# {ALL}

Ruth Amberg said: “We found two cracks {SHORT} in the pier.”

“found two big cracks {EVIL} in it”

“stays shut”

{PROSE}"""
SURFACES = {
    "title bar": "TITLE",
    "headline": "HEADa",
    "headline of another source": "HEADb",
    "publisher": "PUBL",
    "note": "NOTE",
    "heading of the user": "OWN",
    "tag": "TAG",
    "title of the briefing": "BRIEF",
    "bottom line": "BOTTOM",
    "section": "SECTION",
    "earlier search": "EARLIER",
    "earlier command": "ORDER",
    "file": ".md: no file",
    "speaker": "\ufffd\ufffd" + BRACKETS,
    "name of a file": "␛]0;owned",
}
"""What must have been seen of each surface; those of capitals followed by all their brackets."""


async def test_no_surface_obeys_a_text(
    pack: Path, visited: Counter[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each key of a walk through every view, prompt, list, card: nothing on the screen acts, hides or turns, no bracket is lost."""
    assert len(STRINGS) == len(SEQUENCES) + len(HIDDEN) + len(MARKUP) >= 60
    monkeypatch.chdir(tmp_path)
    worked(pack)
    (tmp_path / CHECKED).write_text(CHECK, encoding="utf-8")
    editor = (sys.executable, "-c", f"import sys; open(sys.argv[-1], 'a').write({ALL!r}); sys.exit(3)")
    chosen = Settings(theme=f"none{EVIL}", editor=editor, problems=(f"settings.toml:1:1: {EVIL}{SURROGATES}",))
    seen: list[str] = []
    async with reading(pack, settings=chosen) as reader:
        monkeypatch.setattr(reader.app, "suspend", nullcontext)
        seen.append(reader.text())
        async for shown in walked(reader, WALK, tmp_path):
            seen.append(shown)
        assert not reader.ended
    acted = {f"{n} {key[:20]!r}": bad for n, key in enumerate(("", *WALK)) if (bad := attacks.obeyed(seen[n]))}
    assert not acted
    everything = "\n".join(seen)
    lost = {name for name, word in SURFACES.items() if (word + BRACKETS if word.isalpha() else word) not in everything}
    lost |= {name for name, text in MARKUP.items() if f"is {text} as you see" not in everything}
    shown = {name: safe.text(text).translate(UNSEEN) for name, text in (SEQUENCES | HIDDEN).items()}
    del shown["carriage return"]  # a line end in a file
    lost |= {
        name for name, text in shown.items() if len(text) < 40 and f"is {text} as" not in OURS.sub(r"\1", everything)
    }
    assert not lost
    assert set(VIEWS) <= set(visited), "a view that no key of the walk leads to"
    assert set(asking()) - set(visited) == {"ReaderScreen._ask_about_moved"}, "a prompt or a card that is not visited"


async def test_the_question_about_work_elsewhere_obeys_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack that was moved from a folder with a hostile name: its name is asked about as it can be shown."""
    there = tmp_path / f"there{EVIL}".replace("/", "\u2215")
    there.mkdir()
    (there / "a.txt").write_text(
        "A bridge is closed\n\n“We found two cracks in it,” said Ruth Amberg.\n", encoding="utf-8"
    )
    async with reading(there) as reader:
        await reader.press("F3", "]", "c")
    here = there.rename(tmp_path / "here")
    async with reading(here) as reader:
        await reader.until(lambda: reader.screen.shown.question is not None)
        shown = reader.text()
    assert f"is kept for {safe.text(str(tmp_path))}"[:40] in shown
    assert not attacks.obeyed(shown)


PALETTE = Palette({}, ansi=False, plain=True)


def test_every_character_of_unicode_is_drawn_harmlessly() -> None:
    """All 1,114,112 code points through the one way to the screen, in lines of 4,096: nothing acts, hides or turns."""
    for start in range(0, sys.maxunicode + 1, 4096):
        text = "".join(map(chr, range(start, start + 4096)))
        drawn = strip(Line((Piece(text),)), 4096, PALETTE).text
        assert not attacks.obeyed(drawn), hex(start)
        assert drawn.encode("utf-8")


def test_every_string_is_drawn_with_as_many_characters() -> None:
    """Alone and beside each other: what is shown has its characters, one for one, but for those that no terminal gets."""
    for text in STRINGS.values():
        assert len(safe.text(text)) == len(text)
        assert safe.text(text).translate(UNSEEN) in strip(Line((Piece(f"“{text}”"),)), 400, PALETTE).text
        for cut in range(len(text)):  # broken anywhere, over two pieces of a line
            drawn = strip(Line((Piece(text[:cut]), Piece(text[cut:]))), 400, PALETTE)
            assert not attacks.obeyed(drawn.text)


# --- the bytes that a terminal gets ---


def test_every_attack_would_be_seen_in_the_bytes() -> None:
    """Sent as it stands, each sequence has something that neither Textual nor we send: none passes for ours."""
    for name, text in SEQUENCES.items():
        raw = text.encode("utf-8")
        plain = name in ("the rest of one", "carriage return", "ground asked")  # ours is, too: once
        assert plain or attacks.strangers(raw), name
    assert attacks.strangers(b"\x1b[1;31;48;2;1;2;3m\x1b[3;4H\x1b[?2026h\x1b[?2026l\x1b[?1006l\x1b]11;?\x1b\\") == []


def bare(terminal: Terminal) -> tuple[list[str], list[str]]:
    """What a terminal got beside our own sequences: other ones, and characters that act, hide or turn; and what was copied."""
    raw = terminal.raw
    copied = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", raw)
    raw = re.sub(rb"\x1b\]52;c;[A-Za-z0-9+/=]*\x07", b"", raw)
    words = raw.decode("utf-8")
    for one in set(attacks.parse(raw)):
        words = words.replace(one, "\n")
    found = [*attacks.strangers(raw), *attacks.obeyed(words.translate(UNSEEN).replace("\t", " "))]
    return found, [base64.b64decode(one, validate=True).decode("utf-8") for one in copied]


def test_a_terminal_gets_our_sequences_only(pack: Path, tmp_path: Path) -> None:
    """Byte for byte, from the first frame to the shell: each sequence is one that Textual or we send, also of fields and what is copied."""
    worked(pack)
    journal.mark_opened()
    env = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    with Terminal([sys.executable, "-P", "-m", "reader", str(pack)], env=env, cwd=tmp_path) as terminal:
        terminal.wait("HEADa")
        for keys, shown in (
            (("F3", "]", "c"), "lip"),
            (("y",), "OSC 52"),
            (("Y",), "OSC 52"),
            (("i",), "sha256"),
            (("q", "F4", "]"), "HEADb"),
            (("F5", "d"), "Statements"),
            (("g", "m"), "Coverage"),
            (("g", "t"), "Timeline"),
            (("F6", "T"), "title  BRIEF"),
            (("enter",), "title kept"),
            (("#",), "tags  TAG"),
            (("enter",), "tags kept"),
            (("e",), "new line"),
            (("^s",), "V verify"),
            (("p",), "As it will look"),
            (("q", "F2"), "scope"),
        ):
            terminal.press(*keys)
            terminal.wait(shown)
        terminal.send(b"\x1b[200~cracks \x9b7313m \xe2\x80\xae" + EVIL.encode() + b"\x1b[201~")
        terminal.wait("app.quit]")
        terminal.press("^q")
        assert terminal.exit_status() == 0
        found, copied = bare(terminal)
        assert found == []
        assert terminal.modes() == {7, 25}
        assert terminal.raw.count(b"\x1b]11;?") == 1
        assert terminal.raw.count(b"\x1b[2J") == 1
    assert len(copied) == 2
    for text in copied:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", text)
        assert not text.endswith("\n")


VERBS = """
import sys
from reader import cli
for n, argv in enumerate(eval(sys.argv[1])):
    print("~~~", n, cli.main(argv))
"""


def test_the_verbs_send_our_sequences_only(pack: Path, tmp_path: Path) -> None:
    """On a terminal, out and err: what people are shown of hostile sources, and every error that names one."""
    worked(pack)
    (tmp_path / CHECKED).write_text(CHECK, encoding="utf-8")
    here, gone = str(pack), f"{pack}{EVIL}"
    argvs = [
        ["sources", here],
        ["clean", here, "--audit"],
        ["quotes", here],
        ["quotes", here, "--echoes"],
        ["search", here, "cracks"],
        ["search", here, EVIL],
        ["compare", here, "HEADa", EVIL],
        ["compare", here, "Ann Lee", "Per Myhre"],
        ["verify", CHECKED, "--pack", here],
        ["verify", f"no{EVIL}", "--pack", here],
        ["export", here],
        ["export", here, "-o", f"/nowhere{EVIL}/x.md"],
        ["index", here],
        ["sources", gone],
        ["sources", here, f"--{EVIL}"],
        ["clean", here, EVIL],
        [gone],
        ["doctor"],
        ["forget", here],
    ]
    env = {"PYTHONPATH": str(ROOT)}
    with Terminal([sys.executable, "-P", "-c", VERBS, repr(argvs)], env=env, cwd=tmp_path) as terminal:
        assert terminal.exit_status() == 0
        found, _ = bare(terminal)
        said = terminal.raw.decode()
    assert found == []
    assert said.count("~~~") == len(argvs)
    for literal in (f"HEADa{BRACKETS}", f"PUBL{BRACKETS}", *(text for text in MARKUP.values())):
        assert literal in said.replace("\r\n", " ").replace("\\", "") or "\\" in literal, literal


PILES = {
    "marks": "e" + "\u0301" * 100_000,
    "joiners": "\U0001f468\u200d" * 50_000,
    "marks of several scripts": "e" + "\u0301\u0e38\u064b\u0951" * 25_000,
    "selectors": "e" + "\ufe0f\U000e0100" * 50_000,
    "a conjunct": "\u0915\u094d" * 50_000,
}


@pytest.mark.parametrize("pile", PILES)
def test_a_pile_of_marks_is_drawn_within_bounds(pile: str) -> None:
    """100,000 characters on one base: a letter and 30 marks go to the terminal, in as many cells as the lines are broken for."""
    drawn = strip(Line((Piece(f"a {PILES[pile]} b"),)), 80, PALETTE)
    assert len(drawn.text.encode("utf-8")) < 80 + 31 * 4
    assert drawn.cell_length == 80
    assert drawn.text.startswith(f"a {PILES[pile][0]}")
    assert drawn.text.rstrip().endswith(" b")
    assert pile == "a conjunct" or cell_len(drawn.text.rstrip()) == cells(f"a {PILES[pile]} b")


def test_what_people_write_is_drawn_whole() -> None:
    """Vietnamese and Hebrew marks, a family of four, a Tibetan stack: nothing of them is taken for a pile."""
    for words in ("Việt Nam ổ ộ", "בְּרֵאשִׁית", "👨‍👩‍👧‍👦", "རྐྱ", "क्ष्म्य", "Z̷̡̢̛̛̛͓̗̯̀́̑"):
        assert words in strip(Line((Piece(words),)), 3, PALETTE).text + strip(Line((Piece(words),)), 80, PALETTE).text


async def test_texts_without_an_end_are_drawn_within_bounds(tmp_path: Path) -> None:
    """A line of 1.8 MB, 300,000 letters without a blank, 100,000 marks on one letter: every screen of them is some kB."""
    (tmp_path / "a.txt").write_text(
        f"A bridge is closed\n\nIt was closed on Monday.\n\n{PILES['marks']}\n\n{'A word of the bridge. ' * 80_000}\n\n"
        f"{'x' * 300_000}\n\n{PILES['joiners']}\n\nThe last of it.\n",
        encoding="utf-8",
    )
    async with reading(tmp_path) as reader:
        for key in ("F3", "}", "}", "space", "}", "}", "G", "c", "F6", "p", "rest", "esc"):
            await (reader.rest() if key == "rest" else reader.press(key))
            assert len(reader.text().encode("utf-8")) < 30_000, key
        assert len(reader.clips) == 1
