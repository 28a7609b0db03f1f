"""What may be typed after `twosource`: the parser of the program and of each verb, and the texts of `--help`.

Completions and the manual page are made from what stands here and in the parsers, so that none of them can tell otherwise.
"""

from __future__ import annotations

import argparse
import os
import shutil
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reader import keys, settings
from reader.command import Parser

WIDEST = 80
"""Cells that a line of help may have; a narrower terminal gets narrower lines."""
STATUSES: Mapping[int, str] = {
    0: "done",
    1: "a negative answer: nothing found, a quotation failed",
    2: "wrong usage, or a mistake in the settings",
    3: "unreadable: the pack, all its sources, or one that was named",
    4: "busy: another process writes this pack's index or work, try again",
    130: "interrupted",
}
"""Every exit status, and what it says."""
GROUPS: Mapping[str, tuple[str, ...]] = {
    "read a pack": ("sources", "clean", "search", "quotes", "compare"),
    "check and write": ("verify", "export"),
    "keep": ("add", "index", "forget"),
    "about the program": ("serve", "doctor", "config", "completions"),
}
"""The verbs as the help lists them."""
COMMON = ("--help", "--json", "--jsonl", "--output", "--quiet", "--log")
"""Options that mean the same after every verb that has them."""
FIRST_KEYS = ("search", "open", "align", "removed", "clip", "troubles", "help", "quit")
"""Commands that the help names with their first key."""
EXAMPLES = "twosource seeds\ntwosource search seeds '\"active role\"'\ntwosource export seeds --all -o draft.md"


@dataclass(frozen=True)
class Verb:
    """One word of the command line."""

    run: Callable[[argparse.Namespace], int]
    help: str
    arguments: Callable[[Parser], None]
    example: str
    """Command lines that work on the pack seeds/, one a line."""
    json: bool = True
    """Whether it takes --json and --jsonl."""
    note: str = ""
    """What else its help says, lines of at most 80 cells."""


@dataclass(frozen=True, slots=True)
class Argument:
    """Something that a parser takes."""

    names: tuple[str, ...]
    """`-o` and `--output`; of a word that stands for itself none."""
    takes: str
    """What follows, as PACK or FILE; empty where nothing does."""
    choices: tuple[str, ...]
    """The only words that may follow; empty where it may be anything."""
    many: bool
    """Whether it may be several words."""
    wanted: bool
    """Whether it must be there."""
    help: str


class Help(argparse.RawDescriptionHelpFormatter):
    """Help that fits 80 columns, and what the terminal has."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=22, width=min(WIDEST, shutil.get_terminal_size().columns) - 2)


def top(verbs: Mapping[str, Verb]) -> Parser:
    """What stands before, or without, a verb."""
    parser = Parser(
        prog="twosource",
        usage="twosource [--watch] [--no-mouse] [--log FILE] [PACK]\n"
        "       twosource VERB PACK ... [--json | --jsonl] [-o FILE] [--quiet]",
        description="A reader for briefing packs: search, compare, quote, and check every quotation.",
        epilog="\n\n".join((_verbs(verbs), _first_keys(), _where(), _examples(EXAMPLES), _statuses())),
        formatter_class=Help,
        exit_on_error=False,
    )
    parser._positionals.title = "arguments"
    parser.add_argument(
        "pack",
        metavar="PACK",
        nargs="*",
        help="a folder of sources, a .zip of them, or one file (default: this folder)",
    )
    parser.add_argument("--watch", action="store_true", help="read the pack again when its files change")
    parser.add_argument("--no-mouse", dest="mouse", action="store_false", help="leave the mouse to the terminal")
    parser.add_argument("--version", action="store_true", help="tell the version and exit")
    parser.add_argument("--json", action="store_true", help="with --version: those of what it stands on, too, as JSON")
    parser.add_argument("--log", metavar="FILE", help="write what happens to FILE")
    return parser


def of_verb(name: str, verb: Verb) -> Parser:
    """What stands after a verb."""
    parser = Parser(
        prog=f"twosource {name}",
        description=f"{verb.help[0].upper()}{verb.help[1:]}.",
        epilog="\n\n".join(filter(None, (verb.note, _examples(verb.example), _statuses()))),
        formatter_class=Help,
        allow_abbrev=False,
        exit_on_error=False,
    )
    parser._positionals.title = "arguments"
    verb.arguments(parser)
    output = parser.add_argument_group("output")
    if verb.json:
        form = output.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="one JSON object")
        form.add_argument("--jsonl", action="store_true", help="the items as JSON, one a line")
    else:
        parser.set_defaults(json=False, jsonl=False)
    output.add_argument("-o", "--output", metavar="FILE", help="write to FILE, whole or not at all, instead of stdout")
    output.add_argument("-q", "--quiet", action="store_true", help="nothing on stderr but errors")
    output.add_argument("--log", metavar="FILE", help="write what happens to FILE")
    return parser


def arguments(parser: Parser) -> Iterator[Argument]:
    """All that a parser takes, in the order of its help."""
    for action in parser._actions:
        takes = "" if action.nargs == 0 else action.metavar if isinstance(action.metavar, str) else action.dest.upper()
        yield Argument(
            tuple(action.option_strings),
            takes,
            tuple(map(str, action.choices or ())),
            action.nargs in ("*", "+"),
            action.required and action.nargs != "*",
            action.help or "",
        )


def grouped(verbs: Mapping[str, Verb]) -> Iterator[tuple[str, list[str]]]:
    """The names of the verbs as the help lists them, each once."""
    for group, names in GROUPS.items():
        if there := [name for name in names if name in verbs]:
            yield group, there
    if rest := [name for name in verbs if not any(name in names for names in GROUPS.values())]:
        yield "more", rest


def home_as_tilde(path: Path | str) -> str:
    """A path with the user's home folder as `~`."""
    home, text = os.path.expanduser("~"), str(path)
    inside = home not in ("/", "") and (text == home or text.startswith(home.rstrip("/") + "/"))
    return "~" + text[len(home.rstrip("/")) :] if inside else text


def _verbs(verbs: Mapping[str, Verb]) -> str:
    wide = max(map(len, verbs), default=0) + 2
    lines = ["verbs (twosource VERB --help tells more, man twosource tells all):"]
    for group, names in grouped(verbs):
        lines.append(f" {group}")
        for name in names:
            lines += _hanging(f"  {name:{wide}}", verbs[name].help)
    return "\n".join(lines)


def _hanging(head: str, text: str) -> list[str]:
    return textwrap.wrap(text, WIDEST - 2, initial_indent=head, subsequent_indent=" " * len(head))


def _first_keys() -> str:
    known = {command.id: command for command in keys.COMMANDS}
    said = [f"{known[name].keys[0]:6} {known[name].title:26}" for name in FIRST_KEYS]
    rows = [f"  {a} {b}".rstrip() for a, b in zip(said[::2], said[1::2], strict=True)]
    return "\n".join(("first keys in the reader:", *rows))


def _where() -> str:
    file = home_as_tilde(settings.folder() / settings.FILE)
    return f"settings:\n  {file}\n  twosource config tells what holds, and where it was said"


def _examples(lines: str) -> str:
    return "\n".join(("examples:", *(f"  {line}" for line in lines.splitlines())))


def _statuses() -> str:
    return "\n".join(("exit status:", *(f"  {status:<4} {says}" for status, says in STATUSES.items())))
