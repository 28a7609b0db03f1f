"""The command line: `twosource PACK` opens the reader, `twosource VERB PACK` prints. Data on stdout, everything else on stderr.

What each verb promises, its JSON and the exit statuses stand in the texts of `--help`; errors are one line,
`twosource: WHAT, WHERE: WHAT TO DO`.
"""

from __future__ import annotations

import argparse
import logging
import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from index import engine, lexicon, pack, query, store, verify, workers
from index.model import Answer, Article, PackError, Quote, Searcher, Unread
from index.pack import Pack
from reader import about, adding, crashing, export, items, journal, report, safe, splash, start, tables, usage
from reader.command import (
    BUSY,
    DONE,
    INTERRUPTED,
    NEGATIVE,
    UNREADABLE,
    USAGE,
    Parser,
    Stop,
    at_terminal,
    ink,
    meant,
    named,
    opened,
    out,
    pack_argument,
    put,
    put_items,
    put_lines,
    something,
    tell,
    text_of,
)
from reader.usage import Verb

log = logging.getLogger(__name__)

SLOW_FROM = 200
"""Articles from which a search without an index takes so long that one is told of it."""
ABOUT = ("doctor", "config", "completions")
"""The verbs that tell of the program: they work where nothing else does."""
QUERY = """\
a query:
  words          all of them, in any form, somewhere in one source
  "a phrase"     these words in this order; "near words"~3 within three words
  a OR b  -not   one of both; sources without it; ( ) groups
  begin*  fuzy~  words that begin so; words that are spelt nearly so
  who:NAME  said:WORDS  title:  by:  in:SOURCE  lang:de  only:quotes
  date:2008-08..2008-09"""
COMPLETIONS = """\
to install:
  bash  twosource completions bash > \\
          ~/.local/share/bash-completion/completions/twosource
  zsh   twosource completions zsh > FOLDER/_twosource
          (FOLDER is one of $fpath, before compinit in ~/.zshrc)
  fish  twosource completions fish > \\
          ~/.config/fish/completions/twosource.fish"""


def main(argv: Sequence[str]) -> int:
    """Do what the command line says; the exit status."""
    sys.stdin, sys.stdout, sys.stderr = (
        stream or open(os.devnull, mode)  # noqa: SIM115 - closed by whoever started us; kept until the end
        for stream, mode in ((sys.stdin, "r"), (sys.stdout, "w"), (sys.stderr, "w"))
    )
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
            if not stream.isatty():  # what goes on to a file or a program is the same everywhere, as with -o
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        try:
            status = _main(argv)
        finally:  # help and version end by an exception
            out("")
    except (Exception, KeyboardInterrupt) as fault:
        status = told(fault, argv)
    return status


def told(fault: BaseException, argv: Sequence[str]) -> int:
    """The exit status of a command that this ended; a person is told what happened."""
    match fault:
        case Stop():
            tell(str(fault))
            return fault.status
        case PackError():
            tell(str(fault))
            return UNREADABLE
        case lexicon.Broken():
            tell(f"{fault}: install twosource again")
            return USAGE
        case engine.Busy():
            tell(f"another process writes this pack's index, {_asked(argv)}: try again in a moment")
            return BUSY
        case journal.Busy() | store.Busy():
            tell(str(fault))
            return BUSY
        case KeyboardInterrupt():
            return INTERRUPTED
        case BrokenPipeError():  # whoever read our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            return DONE
    if not logging.getLogger().handlers:
        _log_to(None)
    if isinstance(fault, OSError) and not crashing.debugging():
        tell(f"{fault.strerror or fault}, {fault.filename or _asked(argv)}: check it and try again")
        return UNREADABLE
    log.error("failed", exc_info=fault)
    if crashing.debugging():
        print(crashing.traced(fault), end="", file=sys.stderr)
    tell(crashing.told(fault, next((word for word in argv[:1] if word in VERBS), "")))
    return UNREADABLE


def _asked(argv: Sequence[str]) -> str:
    """The command line as far as it is told where something went wrong."""
    return shlex.join(["twosource", *argv[:2]])


def _main(argv: Sequence[str]) -> int:
    if argv and argv[0] in VERBS:
        return _verb(argv[0], argv[1:])
    return _read(argv)


# --- the reader ---


def _read(argv: Sequence[str]) -> int:
    """Open the reader, or say why it cannot be opened."""
    options = usage.top(VERBS).read(argv)
    if options.version:
        return about.do_version(options)
    if options.json:
        raise Stop(USAGE, "--json needs a verb, twosource --json: see twosource --help")
    path = Path(options.pack[0] if options.pack else ".")
    if len(options.pack) > 1:
        near = "" if path.exists() else meant(str(path), VERBS)
        what, where = ("one pack at a time", _asked(argv)) if path.exists() else ("no such verb or pack", str(path))
        raise Stop(USAGE, f"{what}, {where}: {near}see twosource --help")
    if not path.exists():
        near = meant(str(path), VERBS)
        raise Stop(UNREADABLE, f"no such folder or file, {path}: {near or 'check the path, or '}see twosource --help")
    if not start.on_terminal():
        raise Stop(USAGE, f"no terminal to draw on, {path}: use a verb such as twosource sources {path}, or see --help")
    _log_to(options.log)
    return start.read(str(path), mouse=options.mouse, watch=options.watch)


def _log_to(file: str | None) -> None:
    if file:
        kept = logging.FileHandler(file, encoding="utf-8", errors="backslashreplace")
        kept.setFormatter(crashing.Formatter())
        logging.basicConfig(handlers=[kept], level=logging.INFO)
    else:
        logging.getLogger().addHandler(logging.NullHandler())


# --- the verbs ---


def _verb(name: str, argv: Sequence[str]) -> int:
    verb = VERBS[name]
    parser = usage.of_verb(name, verb)
    words = list(argv)
    if name == "search":
        words = _query_apart(parser, words)
    options = parser.read(words)
    _log_to(options.log)
    if name not in ABOUT:
        lexicon.check()  # no speaker at all rather than a wrong one
    return verb.run(options)


def _query_apart(parser: Parser, argv: Sequence[str]) -> list[str]:
    """The words of a search with the options first: a query that begins with `-` is no option."""
    takes = {name: action.nargs != 0 for action in parser._actions for name in action.option_strings}
    options: list[str] = []
    words: list[str] = []
    rest = iter(argv)
    for word in rest:
        if word == "--":
            words += rest
        elif word in takes:
            options += [word, *([next(rest, "")] if takes[word] else [])]
        elif word.split("=", 1)[0] in takes and word.startswith("--"):
            options.append(word)
        else:
            words.append(word)
    return [*options, "--", *words]


def do_sources(options: argparse.Namespace) -> int:
    found = opened(options)
    listed: list[Article | Unread] = [*found.articles, *found.unread]
    if options.json or options.jsonl:
        put_items(options, found, (items.source(found, one) for one in listed))
    else:
        put_lines(options, report.sources(found, ink(options)))
    something(found)
    return DONE


def _sources_arguments(parser: Parser) -> None:
    pack_argument(parser)


def do_clean(options: argparse.Namespace) -> int:
    found = opened(options)
    chosen: list[Article | Unread] = [*found.articles, *found.unread]
    if options.source:
        chosen = [named(found, name) for name in options.source]
    if options.json or options.jsonl:
        put_items(options, found, (items.clean(found, one) for one in chosen))
    else:
        articles = [one for one in chosen if isinstance(one, Article)]
        put_lines(options, report.clean(found, articles, options.audit, ink(options)))
    something(found)
    return DONE


def _clean_arguments(parser: Parser) -> None:
    pack_argument(parser)
    parser.add_argument("source", metavar="SOURCE", nargs="*", help="a path, file name or key; all sources by default")
    parser.add_argument("--audit", action="store_true", help="show what was dropped, where, and by which rule")


def do_search(options: argparse.Namespace) -> int:
    if not options.query and options.like is None:
        raise Stop(USAGE, "required: QUERY or --like SOURCE:N, twosource search: see twosource search --help")
    found = something(opened(options))
    with closing(pack.searcher(found)) as searcher:
        if not searcher.indexed and len(found.articles) > SLOW_FROM and not options.quiet:
            tell(f"searching without an index, {found.folder}: twosource index {found.folder} makes it faster")
        limit = 1 if options.count else options.limit
        if options.like is None:
            answer = searcher.ask(" ".join(options.query), limit=limit, order=options.order)
        else:
            answer = _like(found, searcher, options, limit)
    for name in answer.unknown if not options.quiet else ():
        tell(
            f"no such field, {name}: it was taken as a word; there are {' '.join(f'{field}:' for field in query.FIELDS)}"
        )
    whole = items.answer(found, answer)
    if options.count and not (options.json or options.jsonl):
        if answer.at_least and not options.quiet:
            tell(
                f"at least so many, {answer.query}: put a blank behind the last word, which begins more words than are counted"
            )
        put_lines(options, [str(answer.total)])
    elif options.json or options.jsonl:
        put_items(options, found, whole.pop("items"), **whole)
    else:
        put_lines(options, report.search(found, answer, ink(options)))
    return DONE if answer.total else NEGATIVE


def _like(found: Pack, searcher: Searcher, options: argparse.Namespace, limit: int) -> Answer:
    """The passages like one, which itself is left out; a query beside it narrows them. Stop where there is no such passage."""
    name, n = options.like
    article = named(found, name)
    if n not in article.by_number:
        there = f"{article.key} has passages {min(article.by_number)} to {max(article.by_number)}"
        raise Stop(UNREADABLE, f"no such passage, {name}:{n}: {there if article.passages else 'it has none'}")
    telling = searcher.like(article.path, n)
    asked = f"{telling}{' '.join(options.query)}" if telling else ""
    return searcher.ask(asked, limit=limit, order=options.order, without=(article.path, n))


def _search_arguments(parser: Parser) -> None:
    pack_argument(parser)
    parser.add_argument(
        "query", metavar="QUERY", nargs="*", help='words, "a phrase", OR, -not, who:NAME, said:WORDS, in:SOURCE ...'
    )
    which = parser.add_argument_group("which passages")
    which.add_argument(
        "--like", metavar="SOURCE:N", type=_passage, help="passages like passage N of a source; a QUERY narrows them"
    )
    which.add_argument("--limit", metavar="N", type=_count, default=20, help="passages to list (20; 0 for all)")
    which.add_argument(
        "--order", choices=("relevance", "date", "source"), default="relevance", help="best first by default"
    )
    which.add_argument("--count", action="store_true", help="only how many passages there are")


def _passage(text: str) -> tuple[str, int]:
    name, _, n = text.rpartition(":")
    if not name or not (n.isascii() and n.isdigit()) or len(n) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is not SOURCE:N, such as R:7")
    return name, int(n)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)


def _jobs(text: str) -> int:
    return max(1, _count(text))


def do_quotes(options: argparse.Namespace) -> int:
    found = something(opened(options))
    chosen: list[Quote] = []
    only = named(found, options.source) if options.source else None
    for article in found.articles if only is None else (only,):
        listed = [*article.quotes, *(article.indirect if options.indirect else ())]
        chosen += sorted(listed, key=lambda q: (q.span.start, -q.span.stop))
    if options.by:
        chosen = [q for q in chosen if _said_by(q, options.by)]
    if options.echoes:
        ids = {q.id for q in chosen}
        groups = [e for e in found.echoes if ids.intersection(e.quotes)]
        if options.json or options.jsonl:
            put_items(options, found, map(items.echo, groups))
        else:
            put_lines(options, report.echoes(found, groups, ink(options)))
    elif options.json or options.jsonl:
        put_items(options, found, (items.quote(found, q) for q in chosen))
    elif options.table:
        made = (tables.as_csv if options.table == "csv" else tables.as_markdown)(found, chosen)
        lines = made.split("\n")[:-1]
        put_lines(options, map(safe.text, lines) if at_terminal(options) else lines)
    else:
        put_lines(options, report.quotes(found, chosen, ink(options)))
    return DONE


def _said_by(q: Quote, name: str) -> bool:
    """All words of `name` are words of the speaker's."""
    if q.speaker is None:
        return False
    known = set(f"{q.speaker.name} {q.speaker.mention}".casefold().split())
    return all(word in known for word in name.casefold().split())


def _quotes_arguments(parser: Parser) -> None:
    pack_argument(parser)
    which = parser.add_argument_group("which quotations, and how")
    which.add_argument("--by", metavar="NAME", help="only those of this speaker")
    which.add_argument("--source", metavar="S", help="only those of this source: a path, file name or key")
    which.add_argument(
        "--echoes", action="store_true", help="quotations that several sources print, and how they differ"
    )
    which.add_argument("--indirect", action="store_true", help="reported speech without marks, too")
    which.add_argument("--table", choices=("csv", "md"), help="as a table for other programs: CSV, or Markdown")


def do_compare(options: argparse.Namespace) -> int:
    found = something(opened(options))
    a, b = named(found, options.a), named(found, options.b)
    rows = found.rows(a.key, b.key)
    if options.json or options.jsonl:
        put_items(options, found, map(items.row, rows))
    else:
        put_lines(options, report.compare(found, a, b, rows, ink(options)))
    return DONE


def _compare_arguments(parser: Parser) -> None:
    pack_argument(parser)
    parser.add_argument("a", metavar="A", help="a source: its path, file name or key")
    parser.add_argument("b", metavar="B", help="another one")


def do_verify(options: argparse.Namespace) -> int:
    texts = [(file, *text_of(file)) for file in options.file]
    found = something(opened(options))
    found = pack.ruled(found, journal.work_of(found.id).rulings.values())
    listed: list[items.Item] = []
    lines: list[str] = []
    verdicts: list[verify.Verdict] = []
    checker = verify.Checker(found.articles, pack.passage_index(found))
    for file, text, kind in texts:
        here = verify.check(text, checker, kind)
        verdicts += here
        listed += [{"file": file, **items.plain(v)} for v in here]
        lines += report.verdicts(found, file, here, ink(options))
    checker.close()
    if options.json or options.jsonl:
        put_items(options, found, listed)
    else:
        put_lines(options, [*lines, report.verified(verdicts)])
    bad = verify.FAILED | (verify.UNSETTLED if options.strict else frozenset())
    return NEGATIVE if any(v.status in bad for v in verdicts) else DONE


def _verify_arguments(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", nargs="+", help="Markdown, HTML or plain text; - for stdin (Markdown)")
    parser.add_argument("--pack", metavar="PACK", type=Path, required=True, help="the sources")
    parser.add_argument("--strict", action="store_true", help="what cannot be settled is a failure, too")


def do_index(options: argparse.Namespace) -> int:
    if options.force:
        pack.forget(options.pack)
    found = something(opened(options))
    pack.build_index(found)
    if pack.index_folder(found) is None:
        raise Stop(UNREADABLE, "no cache folder to write to, twosource index: see twosource doctor")
    if not options.quiet:
        tell(f"{len(found.articles)} article{'' if len(found.articles) == 1 else 's'} indexed, {found.folder}")
    return DONE


def _index_arguments(parser: Parser) -> None:
    pack_argument(parser)
    parser.add_argument("--force", action="store_true", help="from nothing, whatever is there")
    parser.add_argument("--jobs", metavar="N", type=_jobs, default=workers.WORKERS, help="processes that read (2)")


def do_forget(options: argparse.Namespace) -> int:
    if options.all and not options.yes:
        if not sys.stdin.isatty():
            raise Stop(USAGE, "nobody to ask whether the clips shall go, twosource forget --all: add --yes")
        print(
            f"Delete the clips, notes and positions of {safe.text(str(options.pack))} too? [y/N] ",
            end="",
            file=sys.stderr,
            flush=True,
        )
        if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
            raise Stop(NEGATIVE, f"nothing was deleted, {options.pack}: answer y to delete it")
    name = pack.pack_id(options.pack)
    if journal.is_open(name):
        raise journal.Busy(f"the pack is open in a reader, {options.pack}: quit it first")
    known = pack.forget(options.pack)
    gone = bool(known)
    if options.all:
        gone = journal.forget(name) or gone
    if home := store.home():
        for path in {str(options.pack), *known}:
            splash.forget(str(home), path)
    if not options.quiet:
        tell(f"{'deleted' if gone else 'nothing was kept'}, {options.pack}")
        for path in known:
            if options.all and journal.is_there(pack.pack_id(Path(path))):
                tell(f"what you made of it at its former place is kept, {path}: twosource forget {path} --all")
    return DONE


def _forget_arguments(parser: Parser) -> None:
    pack_argument(parser)
    parser.add_argument("--all", action="store_true", help="your clips, notes and positions too, after asking")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def do_completions(options: argparse.Namespace) -> int:
    from reader import completions  # so that no other verb waits for it

    put(options, completions.script(options.shell, VERBS))
    return DONE


def _completions_arguments(parser: Parser) -> None:
    parser.add_argument("shell", metavar="SHELL", choices=("bash", "zsh", "fish"), help="bash, zsh or fish")
    parser.set_defaults(pack=None)


def do_serve(options: argparse.Namespace) -> int:
    if options.output not in (None, "-"):
        raise Stop(USAGE, "the address is a secret for no file, serve -o: leave -o out, it is printed")
    if not options.pack.exists():
        raise Stop(UNREADABLE, f"no such folder or file, {options.pack}: check the path")
    try:
        from reader import serve  # aiohttp: an extra, and no other verb waits for it
    except ModuleNotFoundError as fault:
        raise Stop(
            USAGE,
            f"{fault.name} is not installed, serve: install it with its extra, twosource[serve], as by pipx install --force",
        ) from None

    def ready(address: str) -> None:
        put_lines(options, [address])
        sys.stdout.flush()
        if not options.quiet:
            tell(
                "open the address in a browser on this machine, each tab is a reader of its own: ^c here ends them all"
            )

    return serve.run(options.pack, options.port, ready)


def _serve_arguments(parser: Parser) -> None:
    pack_argument(parser)
    parser.add_argument("--port", metavar="N", type=_port, default=0, help="of this machine's own address (a free one)")


def _port(text: str) -> int:
    if (port := _count(text)) and not 1024 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port of 1024 to 65535, nor 0 for a free one")
    return port


VERBS = {
    "add": Verb(
        adding.do_add,
        "add sources from the web or the disk to a pack, with where they came from",
        adding.arguments,
        "twosource add seeds https://news.example/story report.pdf",
    ),
    "sources": Verb(
        do_sources,
        "list the sources: headline, publisher, date, words, quotations",
        _sources_arguments,
        "twosource sources seeds\ntwosource sources seeds --json -o sources.json",
    ),
    "clean": Verb(
        do_clean,
        "print the cleaned text of sources",
        _clean_arguments,
        "twosource clean seeds\ntwosource clean seeds R F --audit\ntwosource clean seeds 002_4468bfb5ea2f865f --jsonl",
    ),
    "search": Verb(
        do_search,
        "find passages",
        _search_arguments,
        "twosource search seeds '\"active role\" who:medvedev'\n"
        "twosource search seeds 'recogn* OR independence' --order source --limit 5\n"
        "twosource search seeds --like R:7\n"
        "twosource search seeds georgia -nato --count",
        note=QUERY,
    ),
    "quotes": Verb(
        do_quotes,
        "list every quotation, its speaker and its echoes",
        _quotes_arguments,
        "twosource quotes seeds --by medvedev\n"
        "twosource quotes seeds --echoes\n"
        "twosource quotes seeds --source F --table csv -o quotes.csv",
    ),
    "compare": Verb(
        do_compare,
        "put the passages of two sources side by side",
        _compare_arguments,
        "twosource compare seeds R F\ntwosource compare seeds R F --jsonl",
    ),
    "verify": Verb(
        do_verify,
        "check every quotation of a text against the sources",
        _verify_arguments,
        "twosource verify draft.md --pack seeds\ntwosource verify - --pack seeds --strict < draft.md",
    ),
    "export": Verb(
        export.do_export,
        "write the briefing",
        export.arguments,
        "twosource export seeds --all -o draft.md\n"
        "twosource export seeds --briefing draft.md -o draft.html\n"
        "twosource export seeds --all --parts bottom,statements,check --cite inline",
        json=False,
    ),
    "index": Verb(
        do_index,
        "build or renew the search index",
        _index_arguments,
        "twosource index seeds\ntwosource index seeds --force --jobs 1",
        json=False,
    ),
    "forget": Verb(
        do_forget,
        "delete what is cached of a pack",
        _forget_arguments,
        "twosource forget seeds\ntwosource forget seeds --all --yes",
        json=False,
    ),
    "doctor": Verb(
        about.do_doctor,
        "tell about the installation, for bug reports",
        about.doctor_arguments,
        "twosource doctor\ntwosource doctor --json",
    ),
    "config": Verb(
        about.do_config,
        "tell every setting, its value and where it was said",
        about.config_arguments,
        "twosource config\ntwosource config theme editor\ntwosource config --path",
        note=about.CONFIG,
    ),
    "completions": Verb(
        do_completions,
        "print what completes words of twosource in a shell",
        _completions_arguments,
        "twosource completions bash\ntwosource completions fish -o twosource.fish",
        json=False,
        note=COMPLETIONS,
    ),
    "serve": Verb(
        do_serve,
        "the reader in a browser on this machine",
        _serve_arguments,
        "twosource serve seeds",
        json=False,
    ),
}
