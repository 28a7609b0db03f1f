"""The manual page, made from the parsers, the settings and the commands: what `man twosource` shows.

Its text is ASCII; no line of it is taken for a request of roff, whatever a help says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reader import keys, settings, usage
from reader.usage import Argument, Verb

SIGNS: Mapping[str, str] = {
    "\\": "\\e",
    "-": "\\-",
    "^": "\\(ha",
    "~": "\\(ti",
    "'": "\\(aq",
    "`": "\\(ga",
    '"': "\\(dq",
}
ENVIRONMENT: Mapping[str, str] = {
    "NO_COLOR": "Where it is set and not empty, no colour anywhere.",
    "TWOSOURCE_DEBUG": "Where it is 1, a fault of the program shows its traceback.",
    "VISUAL, EDITOR": "The editor, where the settings name none.",
    "LC_ALL, LC_CTYPE, LANG": "Where they name no UTF-8, signs are ASCII.",
    "XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME": "Where settings, the user's work, and the cache lie.",
}
FILES: Mapping[str, str] = {
    "~/.config/twosource/settings.toml": "The settings; twosource config --path tells where they are looked for.",
    "~/.config/twosource/themes/*.toml": "Themes of your own.",
    "~/.config/twosource/briefings/*.toml": "Templates of briefings.",
    "~/.local/state/twosource/": "Clips, notes and positions: the user's work.",
    "~/.cache/twosource/": "What was read and indexed; it can be deleted at any time.",
    "PACK/pack.toml": "What a pack says of its sources.",
}


def page(verbs: Mapping[str, Verb]) -> str:
    """The page as roff."""
    return "\n".join(_lines(verbs)) + "\n"


def text(plain: str) -> str:
    """Words as roff that prints exactly them."""
    signs = "".join(SIGNS.get(c, c if c.isascii() else f"\\[u{ord(c):04X}]") for c in plain)
    return "\\&" + signs if signs[:1] == "." else signs


def _lines(verbs: Mapping[str, Verb]) -> Iterator[str]:
    yield '.\\" made by python -m tests.readme from the parsers: not to be edited'
    yield '.TH TWOSOURCE 1 "" "twosource" "User Commands"'
    yield from (".nh", ".ad l", ".SH NAME")
    yield "twosource \\- read a pack of sources, compare, quote, and check every quotation"
    yield ".SH SYNOPSIS"
    yield _call("twosource", (replace(a, many=False) for a in usage.arguments(usage.top(verbs))))
    for name, verb in verbs.items():
        yield ".br"
        yield _call(f"twosource {name}", usage.arguments(usage.of_verb(name, verb)))
    yield ".SH DESCRIPTION"
    yield text("twosource PACK opens the reader on a folder of sources, a .zip of them, or one file.")
    yield text("twosource VERB PACK prints instead. Data goes to stdout, everything else to stderr.")
    yield text("A pack is only read; what is put aside is kept in the user's own folders.")
    yield ".SH OPTIONS"
    yield from _arguments(usage.arguments(usage.top(verbs)))
    yield ".SH VERBS"
    yield text("Each verb takes these options, --json and --jsonl only where it has items to list.")
    yield from _arguments(a for a in usage.arguments(usage.of_verb("sources", verbs["sources"])) if _is_common(a))
    for _, names in usage.grouped(verbs):
        for name in names:
            yield from _verb(name, verbs[name])
    yield from _reader()
    yield ".SH SETTINGS"
    yield text("settings.toml may hold these entries, and a table [keys] of commands with their keys.")
    for name, (must, _) in settings.ENTRIES.items():
        yield from _item(name, f"Must be {must}.")
    yield ".SH FILES"
    for name, says in FILES.items():
        yield from (".TP", f"\\fI{text(name)}\\fR", text(says))
    yield ".SH ENVIRONMENT"
    for name, says in ENVIRONMENT.items():
        yield from _item(name, says)
    yield ".SH EXIT STATUS"
    for status, says in usage.STATUSES.items():
        yield from _item(str(status), says[0].upper() + says[1:] + ".")


def _verb(name: str, verb: Verb) -> Iterator[str]:
    yield f".SS twosource {text(name)}"
    yield text(verb.help[0].upper() + verb.help[1:] + ".")
    yield from _arguments(a for a in usage.arguments(usage.of_verb(name, verb)) if not _is_common(a))
    if verb.note:
        yield from _block(verb.note)
    yield ".PP"
    yield "Examples:"
    yield from _block("\n".join(f"  {line}" for line in verb.example.splitlines()))


def _reader() -> Iterator[str]:
    yield ".SH THE READER"
    yield text("Each command, with its keys, and the name by which the table [keys] of the settings calls it.")
    groups = dict.fromkeys(command.group for command in keys.COMMANDS)
    for group in groups:
        yield f".SS {text(group)}"
        for command in keys.COMMANDS:
            if command.group == group:
                shown = ", ".join(command.keys) or ":"
                yield from (".TP", f"{bold(shown)} ({text(command.id)})", text(command.help))


def bold(plain: str) -> str:
    """Words in bold, which no request can be."""
    return f"\\fB{text(plain)}\\fR"


def _call(program: str, taken: Iterable[Argument]) -> str:
    """How a command is called, in a line."""
    parts = [bold(program)]
    for argument in taken:
        if _is_common(argument):
            continue
        name = bold(argument.names[-1]) if argument.names else ""
        value = _value(argument)
        one = " ".join(filter(None, (name, value))) + (" ..." if argument.many else "")
        parts.append(one if argument.wanted else f"[{one}]")
    return " ".join(parts)


def _arguments(taken: Iterable[Argument]) -> Iterator[str]:
    for argument in taken:
        names = ", ".join(map(bold, argument.names))
        yield from (".TP", " ".join(filter(None, (names, _value(argument)))), text(_sentence(argument.help)))


def _is_common(argument: Argument) -> bool:
    return any(name in usage.COMMON for name in argument.names)


def _value(argument: Argument) -> str:
    """What follows an option, or stands for itself."""
    if argument.choices:
        return "|".join(map(bold, argument.choices))
    return f"\\fI{text(argument.takes)}\\fR" if argument.takes else ""


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith(('.', '...')) else '.'}"


def _item(name: str, says: str) -> Iterator[str]:
    yield from (".TP", bold(name), text(says))


def _block(lines: str) -> Iterator[str]:
    """Lines that stay as they are."""
    yield ".PP"
    yield ".nf"
    for line in re.split(r"\n", lines):
        yield text(line) if line.strip() else ".sp"
    yield ".fi"
