"""What every verb of the command line needs: the pack, what it prints and where, how it ends."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from index import contents, imprint, pack, verify, workers
from index.model import Article, PackError
from index.pack import Pack
from reader import caveats, disk, foreign, items, report, safe

DONE, NEGATIVE, USAGE, UNREADABLE, BUSY, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""How a command ended: its exit status."""
MOST_TOLD = 5
"""Files that could not be read for one reason and are told of one by one."""


class Stop(Exception):  # noqa: N818 - it ends the command; whether that is an error says the status
    """The command ends here with this status and this line for a person."""

    def __init__(self, status: int, line: str) -> None:
        super().__init__(line)
        self.status = status


_CHOICE = re.compile(r"invalid choice: '([^']*)'")


class Parser(argparse.ArgumentParser):
    """argparse, but a mistake is one line that says what may have been meant."""

    def error(self, message: str) -> NoReturn:
        raise Stop(USAGE, f"{message}, {self.prog}: {self._help}")

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        """What the words say; Stop where they are no usage."""
        try:
            options, rest = self.parse_known_args(list(words))
        except argparse.ArgumentError as fault:
            typed = _CHOICE.search(str(fault))
            choices = [str(c) for action in self._actions for c in action.choices or ()]
            raise Stop(
                USAGE, f"{fault}, {self.prog}: {meant(typed[1] if typed else '', choices)}{self._help}"
            ) from None
        if rest:
            known = [name for action in self._actions for name in action.option_strings]
            what = "no such option" if rest[0].startswith("-") else "one word too many"
            raise Stop(USAGE, f"{what}, {self.prog} {rest[0]}: {meant(rest[0].split('=')[0], known)}{self._help}")
        return options

    @property
    def _help(self) -> str:
        return f"see {self.prog} --help"


def meant(typed: str, known: Iterable[str]) -> str:
    """`did you mean X? ` of what is known, where something is near enough to what was typed; else nothing."""
    near = get_close_matches(typed, list(known), 1, 0.6) if typed else []
    return f"did you mean {near[0]}? " if near else ""


def tell(line: str) -> None:
    """One line for a person, on stderr; where that takes none, the exit status has to do."""
    if sys.stderr:
        with suppress(OSError):
            print("twosource:", safe.text(" ".join(line.split("\n"))), file=sys.stderr, flush=True)


def out(data: str | bytes) -> None:
    """Data on stdout, with all that waited to be written there. BrokenPipeError; Stop where it cannot be written."""
    try:
        if isinstance(data, bytes):
            sys.stdout.buffer.write(data)
        else:
            sys.stdout.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as fault:
        what = f"cannot be written ({disk.why(fault)})"
        raise Stop(UNREADABLE, f"{what}, standard output: write to a file in another place with -o") from fault


_NOTE = re.compile(r"(.+?(?:/|\.toml)(?::\d+:\d+)?): (.+?)(?:: ([^:]+))?")


def parted(note: str) -> tuple[str, str, str]:
    """`pack.toml:3:1: date: must be a date: it is not used` as where, what and what follows, which may be empty."""
    found = _NOTE.fullmatch(note)
    return (found[1], found[2], found[3] or "") if found else ("", note, "")


def pack_argument(parser: Parser) -> None:
    parser.add_argument("pack", metavar="PACK", type=Path, help="a folder of sources, or one file")


def opened(options: argparse.Namespace, path: Path | None = None) -> Pack:
    """The pack of the command line, with what could not be read told on stderr; Stop where nothing could."""
    path = options.pack if path is None else path
    bar = Bar("reading") if sys.stderr.isatty() and not options.quiet else None
    found = pack.open_pack(path, progress=bar, jobs=getattr(options, "jobs", workers.WORKERS))
    if bar:
        bar.end()
    if not options.quiet:
        for note in found.notes:
            where, what, then = parted(note)
            tell(f"{what}, {path}{'/' if path.is_dir() else ': '}{where}: {then or 'put it right'}")
        for reason, some in caveats.by_reason(found.unread).items():
            if len(some) > MOST_TOLD:
                tell(f"not read, {len(some):,} files: {reason}; twosource sources lists them")
                continue
            todo = caveats.to_do(reason)
            for unread in some:
                tell(f"not read, {unread.source.path}: {reason}{todo and f'; {todo}'}")
    return found


def something(found: Pack) -> Pack:
    """The pack, if any source of it could be read."""
    if not found.articles:
        reason = f" ({found.unread[0].reason})" if len(found.unread) == 1 else ""
        raise PackError(f"no source could be read{reason}, {found.folder}: {contents.HOW_TO}")
    return found


class Bar:
    """How far something is, on a terminal's last line."""

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self.shown = False

    def __call__(self, done: int, total: int) -> None:
        if total < 2 or (done == total and not self.shown):
            return
        self.shown = True
        full = 30 * done // total
        print(f"\r{self.doing} {'━' * full}{'╌' * (30 - full)} {done}/{total}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """The line is empty again."""
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def ink(options: argparse.Namespace) -> report.Ink:
    """Colour only on a terminal, and not where the user does not want it (no-color.org)."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"
    return report.Ink(wanted and not options.output and sys.stdout.isatty())


def at_terminal(options: argparse.Namespace) -> bool:
    """Whether the data of this command goes to a terminal, which obeys what a file or a program is to have as it is."""
    return options.output in (None, "-") and sys.stdout.isatty()


def put(options: argparse.Namespace, text: str) -> None:
    """Data: to stdout, or to the file of `-o`, which is then whole or as it was."""
    if not options.output or options.output == "-":
        out(text)
        return
    spare_sources(Path(options.output), getattr(options, "pack", None))
    try:
        disk.atomic_write(Path(options.output), text.encode("utf-8", "backslashreplace"))
    except OSError as fault:
        raise Stop(
            UNREADABLE, f"cannot be written ({disk.why(fault)}), {options.output}: write to another place"
        ) from fault


def spare_sources(path: Path, opened: Path | None) -> None:
    """Stop where a file stands in the pack, or is it, and is no briefing: nothing that was there before is written over."""
    if opened is None or not path.is_file():
        return
    real, inside = Path(os.path.realpath(path)), Path(os.path.realpath(opened))
    if real == inside or inside in real.parents:
        with path.open("rb") as file:
            if not imprint.signs(file, path.stat().st_size, path.name):
                raise Stop(USAGE, f"a file of the pack is never written over, {path}: write to another file")


def put_lines(options: argparse.Namespace, lines: Iterable[str]) -> None:
    put(options, "".join(line + "\n" for line in lines))


def put_items(options: argparse.Namespace, found: Pack | None, listed: Iterable[items.Item], **more: Any) -> None:
    """Items as the JSON that was asked for. It is ASCII, so that nothing in it can steer a terminal."""
    if options.jsonl:
        put(options, "".join(as_json(item) + "\n" for item in listed))
        return
    whole = {"schema": items.SCHEMA, "pack": str(found.folder) if found else None, **more, "items": list(listed)}
    put(options, as_json(whole) + "\n")


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True).replace("\x7f", "\\u007f")


def named(found: Pack, name: str) -> Article:
    """The article called so; Stop where there is none."""
    try:
        return found.article(name)
    except LookupError as fault:
        names = [x for a in found.articles for x in (a.key, a.path, Path(a.path).stem, Path(a.path).name)]
        near = meant(name, names) if fault.args[0] == pack.NO_SUCH else ""
        raise Stop(UNREADABLE, f"{fault.args[0]}, {name}: {near}see twosource sources {found.folder}") from None


def text_of(file: str) -> tuple[str, verify.Format]:
    """The text of a file to check, and how it is to be read; `-` is stdin."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return foreign.text_of(data), verify.format_of(file)
    except OSError as fault:
        raise Stop(UNREADABLE, f"cannot be opened ({disk.why(fault)}), {file}: check the path") from None
    except foreign.Unusable as fault:
        raise Stop(UNREADABLE, f"{fault}, {file}: give a Markdown, HTML or text file") from None
