"""The way in: help whose examples work, mistakes with what may have been meant, the version for programs."""

from __future__ import annotations

import ast
import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from index import engine, lexicon, pack
from reader import cli, journal, usage
from tests.conftest import ROOT
from tests.test_cli import Say, say

__all__ = ["say"]

UNTRIED = {"serve": "goes on until it is ended", "add": "fetches from the network"}
"""Verbs whose examples their own tests try."""


def test_every_example_of_every_help_works_on_the_seeds(say: Say, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 0 or 1, something said, in a folder in which nothing but seeds/ was before; export goes first, as verify reads its draft."""
    monkeypatch.chdir(seeds.parent)
    tried = 0
    verbs = ["export", *(name for name in cli.VERBS if name not in ("export", *UNTRIED))]
    for line in [
        *usage.EXAMPLES.splitlines()[1:],
        *(x for name in verbs for x in cli.VERBS[name].example.splitlines()),
    ]:
        words = shlex.split(line)
        assert words.pop(0) == "twosource", line
        if "<" in words:
            fed = Path(words[words.index("<") + 1]).read_bytes()
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(fed)))
            words = words[: words.index("<")]
        told = say(*words)
        assert told.status in (0, 1), (line, told)
        assert told.out or told.err or "-o" in words, line
        tried += 1
    assert tried >= 2 * len(verbs)


def test_help_fits_a_terminal_of_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """However wide the terminal is; with several examples of each verb and every exit status."""
    monkeypatch.setenv("COLUMNS", "200")
    for verb in ("", *cli.VERBS):
        parser = usage.of_verb(verb, cli.VERBS[verb]) if verb else usage.top(cli.VERBS)
        lines = parser.format_help().splitlines()
        assert [line for line in lines if len(line) > usage.WIDEST] == []
        examples = lines[lines.index("examples:") + 1 :]
        assert sum(line.startswith("  twosource") for line in examples) >= (1 if verb in UNTRIED else 2)
        assert all(f"  {status:<4} " in "\n".join(lines) for status in usage.STATUSES)


def test_the_help_names_verbs_in_groups_keys_and_settings(own_folders: Path) -> None:
    """Each verb once; the keys are those of the commands; the home folder is no name."""
    told = usage.top(cli.VERBS).format_help()
    for verb in cli.VERBS:
        assert len(re.findall(rf"^  {verb} ", told, re.MULTILINE)) == 1
    assert "^f     search all sources" in told
    assert "settings.toml" in told
    assert sorted(name for _, names in usage.grouped(cli.VERBS) for name in names) == sorted(cli.VERBS)


MEANT = (
    (["serch"], "search"),
    (["qoutes", "NOTES"], "quotes"),
    (["sources", "NOTES", "--jsn"], "--json"),
    (["export", "NOTES", "--templat=x"], "--template"),
    (["search", "NOTES", "x", "--order", "dat"], "date"),
    (["completions", "zhs"], "zsh"),
    (["clean", "NOTES", "a.tx"], "a.txt"),
    (["config", "thme"], "theme"),
)


def test_a_typing_mistake_is_told_with_what_was_meant(say: Say, notes: Path) -> None:
    """The nearest verb, option, choice, source or setting, in the line that says what is wrong."""
    for words, meant in MEANT:
        told = say(*[str(notes) if word == "NOTES" else word for word in words])
        assert told.status in (2, 3), words
        assert f": did you mean {meant}? " in told.err
        assert LINE.fullmatch(told.err)


def test_nothing_is_meant_by_what_is_like_nothing(say: Say) -> None:
    """No suggestion rather than a far one."""
    assert "did you mean" not in say("xylophone", "zebra").err


def test_the_version_for_programs(say: Say) -> None:
    """One object, whatever the order of the words."""
    told = say("--version", "--json")
    assert say("--json", "--version") == told
    assert (told.status, told.err) == (0, "")
    assert set(told.json) == {"schema", "twosource", "python", "textual", "whoosh", "platform"}
    assert told.json["schema"] == 1
    assert told.json["python"] == ".".join(map(str, sys.version_info[:3]))
    assert say("--version").out == f"twosource {told.json['twosource']}\n"


# --- WHAT, WHERE: WHAT TO DO ---

LINE = re.compile(r"twosource: [^\n]+?, [^\n]+?: [^\n]+\n")


MISTAKES: tuple[tuple[list[str], int], ...] = (
    ([], 2),
    (["--json"], 2),
    (["nowhere"], 3),
    (["nowhere", "more"], 2),
    (["NOTES", "NOTES"], 2),
    (["--wrong"], 2),
    (["sources"], 2),
    (["sources", "nowhere"], 3),
    (["sources", "NOTES", "more"], 2),
    (["sources", "EMPTY"], 3),
    (["sources", "NOTES", "--json", "--jsonl"], 2),
    (["sources", "NOTES", "-o", "no/such/x"], 3),
    (["clean", "NOTES", "-o", "NOTES/a.txt"], 2),
    (["search", "NOTES"], 2),
    (["search", "NOTES", "--like", "a"], 2),
    (["search", "NOTES", "--like", "a:99"], 3),
    (["search", "NOTES", "x", "--limit", "-3"], 2),
    (["quotes", "NOTES", "--source", "zebra"], 3),
    (["compare", "NOTES", "a"], 2),
    (["verify", "x.md"], 2),
    (["verify", "nowhere.md", "--pack", "NOTES"], 3),
    (["verify", "BYTES", "--pack", "NOTES"], 3),
    (["export", "NOTES", "--briefing", "NOTES/a.txt"], 3),
    (["export", "NOTES", "--parts", "nonsense"], 2),
    (["export", "NOTES", "--template", "nowhere"], 2),
    (["export", "NOTES", "--template", "BAD.toml"], 2),
    (["export", "NOTES", "--template", "WORSE.toml"], 2),
    (["export", "NOTES", "--all", "-o", "BYTES"], 2),
    (["export", "NOTES", "--all", "-o", "x.docx"], 2),
    (["index", "NOTES", "--jobs", "many"], 2),
    (["forget", "NOTES", "--all"], 2),
    (["completions"], 2),
    (["completions", "tcsh"], 2),
    (["config", "nothing"], 2),
)


def test_every_mistake_says_what_where_and_what_to_do(
    say: Say, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On one line of stderr, nothing on stdout."""
    (tmp_path / "EMPTY").mkdir()
    (tmp_path / "BYTES").write_bytes(b"\0" * 99)
    (tmp_path / "BAD.toml").write_text("parts = ['nonsense']")
    (tmp_path / "WORSE.toml").write_text("\nparts = [\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    for words, status in MISTAKES:
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        told = say(*[word.replace("NOTES", "notes") for word in words])
        assert (told.status, told.out) == (status, ""), (words, told)
        assert LINE.fullmatch(told.err), (words, told.err)


FAULTS: tuple[tuple[Exception, int], ...] = (
    (engine.Busy("writing"), 4),
    (journal.Busy("the pack is open in a reader, /x: quit it first"), 4),
    (lexicon.Broken("other weights than were learnt, /x/weights.py"), 2),
    (PermissionError(13, "Permission denied", "/x/y"), 3),
    (OSError(28, "No space left on device"), 3),
    (ZeroDivisionError("a \x1b[31m fault\nof two lines"), 3),
    (RecursionError(), 3),
)


def test_every_fault_says_what_where_and_what_to_do(say: Say, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What happens below a verb is told in the same form."""
    for fault, status in FAULTS:

        def fails(*_: object, fault: Exception = fault, **__: object) -> None:
            raise fault

        monkeypatch.setattr(pack, "open_pack", fails)
        told = say("sources", notes)
        assert (told.status, told.out) == (status, "")
        assert LINE.fullmatch(told.err), told.err
        assert "\x1b" not in told.err


def test_what_is_passed_over_is_told_in_the_same_form(say: Say, notes: Path) -> None:
    """What could not be read, and what is wrong in a pack.toml with line and column: the rest is listed."""
    for name, text in (("a.xyz", b"?"), ("empty.txt", b""), ("c.docx", b"PK\3\4broken")):
        (notes / name).write_bytes(text)
    for text in (b"title = 3\n[sources.x]\nkey = 'K'\n", b"title = \n", b"\xff"):
        (notes / "pack.toml").write_bytes(text)
        told = say("sources", notes)
        assert told.status == 0
        for line in told.err.splitlines(keepends=True):
            assert LINE.fullmatch(line), line
        for name in ("a.xyz", "empty.txt", "c.docx", "pack.toml:"):
            assert f"{name}" in told.err, told.err


SHAPE = re.compile(r".+, .+: .+", re.DOTALL)
WHOLE = ("Stop", "PackError", "PandocError")
"""Raised with a line for a person that nothing is added to, but in these places, where the rest is added by who tells it."""
COMPLETED = {"pandoc.py": "`no Word document, WHERE: ` stands before it"}


def test_no_error_of_the_program_lacks_what_to_do() -> None:
    """In the source: each line that ends a command has the form, what is put into it aside."""
    wrong, seen = [], 0
    for file in sorted([*(ROOT / "reader").rglob("*.py"), *(ROOT / "index").rglob("*.py")]):
        text = file.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if re.search(rf"raise ({'|'.join(WHOLE)})\(", text) else ():
            if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args):
                continue
            name = node.exc.func.id if isinstance(node.exc.func, ast.Name) else ""
            said = _said(node.exc.args[-1])
            if name not in WHOLE or file.name in COMPLETED or said is None:
                continue
            seen += 1
            if not SHAPE.fullmatch(said):
                wrong.append(f"{file.name}:{node.lineno}: {said}")
    assert wrong == []
    assert seen > 25


def _said(node: ast.expr) -> str | None:
    """A text with `X` for what is put into it; None where it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
    return None
