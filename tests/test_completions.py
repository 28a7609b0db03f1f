"""What shells complete: bash really does; of zsh and fish, the structure and the quoting."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from reader import cli, completions, usage
from reader.usage import Argument, Verb
from tests.terminal import Terminal

Complete = Callable[[Sequence[Sequence[str]]], list[list[str]]]


@pytest.fixture
def complete(tmp_path: Path) -> Complete:
    """What bash offers for each list of words, the last of them being typed."""
    if not (bash := shutil.which("bash")):
        pytest.skip("no bash here")
    (tmp_path / "script").write_text(completions.script("bash", cli.VERBS), "utf-8")

    def run(lines: Sequence[Sequence[str]]) -> list[list[str]]:
        program = "source ./script\n"
        for words in lines:
            program += f"COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}; _twosource\n"
            program += 'for one in "${COMPREPLY[@]}"; do printf "%s\\n" "$one"; done; echo "--"\n'
        ran = subprocess.run(
            [bash, "--norc", "--noprofile", "-u", "-c", program],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=True,
        )
        assert ran.stderr == ""
        return [part.split("\n")[:-1] for part in ran.stdout.split("--\n")[:-1]]

    return run


def test_bash_completes_verbs_options_choices_sources_and_settings(complete: Complete, tmp_path: Path) -> None:
    """Where nothing is offered, bash offers files by itself."""
    pack = tmp_path / "my pack"
    pack.mkdir()
    for name in ("one.txt", "two words.txt", "$(touch owned).txt", "`x`.txt"):
        (pack / name).write_text("x")
    asked = {
        ("ver",): ["verify"],
        ("my",): ["my pack"],
        ("sources", ""): [],
        ("export", "p", "--to", ""): ["md", "html", "docx", "json", "csl", "bib"],
        ("search", "p", "--order", "=", "da"): ["date"],
        ("search", "p", "--order", "="): ["relevance", "date", "source"],
        ("search", "p", "--ord"): ["--order"],
        ("search", "p", "--limit", ""): [],
        ("verify", "x.md", "--pack", ""): [],
        ("clean", "my pack", "o"): ["one.txt"],
        ("clean", "my\\ pack", "o"): ["one.txt"],
        ("clean", '"my pack"', "o"): ["one.txt"],
        ("clean", "my pack", "--audit", "two"): ["two words.txt"],
        ("clean", "my pack", "$"): ["$(touch owned).txt"],
        ("compare", "my pack", "one.txt", "t"): ["two words.txt"],
        ("compare", "-o", "out", "my pack", "on"): ["one.txt"],
        ("quotes", "my pack", "--source", "on"): ["one.txt"],
        ("config", "the"): ["theme"],
        ("config", "keys.cl"): ["keys.clip", "keys.clip_note", "keys.clear"],
        ("completions", ""): ["bash", "zsh", "fish"],
        ("completions", "bash", ""): [],
        ("--no",): ["--no-mouse"],
    }
    found = complete([["twosource", *words] for words in asked])
    assert dict(zip(asked, found, strict=True)) == asked
    assert not (tmp_path / "owned").exists()


def test_bash_offers_every_option_of_every_verb(complete: Complete) -> None:
    """Those of the parsers, and no other."""
    found = complete([["twosource", verb, "-"] for verb in cli.VERBS])
    for verb, offered in zip(cli.VERBS, found, strict=True):
        assert offered == _options(usage.arguments(usage.of_verb(verb, cli.VERBS[verb])))


def test_zsh_has_every_verb_option_and_choice() -> None:
    """As arguments of _arguments; each in single quotes, brackets in pairs."""
    script = completions.script("zsh", cli.VERBS)
    assert script.startswith("#compdef twosource\n")
    assert script.rstrip().endswith("fi")
    for verb, part in _cases(script).items():
        specs = shlex.split(part.partition("_arguments -S")[2].replace("\\\n", " ").partition(";;")[0])
        taken = list(usage.arguments(usage.of_verb(verb, cli.VERBS[verb])))
        names = [re.sub(r"^\([^)]*\)", "", spec) for spec in specs]
        assert [re.split(r"[=+[]", name)[0] for name in names if name.startswith("-")] == _options(taken)
        for argument in taken:
            if argument.choices:
                assert any(spec.endswith(f":({' '.join(argument.choices)})") for spec in specs)
        for spec in specs:
            bare = re.sub(r"\\.", "", spec)
            assert bare.count("[") == bare.count("]") == spec.lstrip("(").count("[help]") + bool("[" in bare)
    assert list(_cases(script)) == list(cli.VERBS)


def test_fish_has_every_verb_option_and_choice() -> None:
    """A line each."""
    lines = completions.script("fish", cli.VERBS).split("\n\n")[-1].splitlines()
    assert all(line.startswith("complete -c twosource -n ") for line in lines)
    for verb, of in cli.VERBS.items():
        assert sum(f"__twosource_first -a '{verb}' " in line for line in lines) == 1
        mine = [_fish_words(line) for line in lines if f"-n '__twosource_verb {verb}' " in line]
        long = [f"--{words[words.index('-l') + 1]}" for words in mine if "-l" in words]
        taken = list(usage.arguments(usage.of_verb(verb, of)))
        assert long == [name for name in _options(taken) if name.startswith("--")]
        offered = [words[words.index("-a") + 1] for words in mine if "-a" in words]
        assert {" ".join(a.choices) for a in taken if a.choices} <= set(offered)


NASTY = """it's [a] "b": `c` $(touch owned) \\ ; & | (x) #"""


def test_no_text_of_a_help_is_run(tmp_path: Path) -> None:
    """Whatever stands in one: it is quoted in each shell's way, and bash, which shows none, has none."""

    def arguments(parser: object) -> None:
        assert isinstance(parser, usage.Parser)
        parser.add_argument("--x", metavar="N", help=NASTY.replace("%", "%%"))

    verbs = {"nasty": Verb(lambda _: 0, NASTY, arguments, "twosource nasty")}
    assert "touch" not in completions.script("bash", verbs)
    zsh = completions.script("zsh", verbs)
    said = [word for word in _words(zsh) if "touch owned" in word]
    assert len(said) == 2
    assert all(re.sub(r"\\([\\:\[\]])", r"\1", word).count(NASTY) == 1 for word in said)
    fish = [line for line in completions.script("fish", verbs).splitlines() if "touch" in line]
    escaped = NASTY.replace("\\", "\\\\").replace("'", "\\'")
    assert [line.endswith(f" -d '{escaped}'") for line in fish] == [True, True]


def test_bash_completes_in_a_real_prompt(tmp_path: Path) -> None:
    """Typed at a terminal: a verb, a folder with a blank in its name, a source in it, an option."""
    if not (bash := shutil.which("bash")):
        pytest.skip("no bash here")
    (tmp_path / "my pack").mkdir()
    (tmp_path / "my pack" / "two words.txt").touch()
    (tmp_path / "script").write_text(completions.script("bash", cli.VERBS), "utf-8")
    env = {"PATH": os.environ["PATH"], "TERM": "xterm", "PS1": "> ", "HISTFILE": "", "HOME": str(tmp_path)}
    with Terminal([bash, "--norc", "--noprofile", "-i"], size=(100, 10), env=env, cwd=tmp_path) as terminal:
        terminal.type("source ./script\n")
        terminal.type("twosource cle\tmy\t tw\t--au\t")
        terminal.wait("twosource clean my\\ pack/ two\\ words.txt --audit")
        terminal.type("\x15exit\n")


def _options(taken: Iterable[Argument]) -> list[str]:
    return [name for argument in taken for name in argument.names]


def _fish_words(line: str) -> list[str]:
    """The words of a line of fish: in single quotes a backslash stands before a quote or another."""
    found = re.findall(r"'((?:[^'\\]|\\.)*)'|(\S+)", line)
    return [re.sub(r"\\(.)", r"\1", quoted) or bare for quoted, bare in found]


def _cases(script: str) -> dict[str, str]:
    parts = re.split(r"^    \((\w+)\)$", script, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _words(script: str) -> list[str]:
    """The words of a script in sh's reading, a line at a time."""
    return [word for line in script.splitlines() if "'" in line for word in shlex.split(line.rstrip("\\ "))]
