"""The verb `export`: the briefing, in the form and the kind that is asked for, over nothing that was there before."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from index import imprint, pack
from index.pack import Pack
from reader import briefing, disk, earlier, exporting, form, journal, pandoc, safe, settings
from reader.command import (
    DONE,
    MOST_TOLD,
    UNREADABLE,
    USAGE,
    Parser,
    Stop,
    opened,
    out,
    pack_argument,
    something,
    spare_sources,
    tell,
    text_of,
)
from reader.form import Form, Unusable


def do_export(options: argparse.Namespace) -> int:
    how = _form(options)
    found = something(opened(options))
    if options.all:
        work = journal.Work(clips=briefing.all_clips(found))
    elif options.briefing:
        text = text_of(options.briefing)[0]
        written = briefing.read(text)
        if not written.clips and not imprint.is_briefing(text):
            raise Stop(UNREADABLE, f"no briefing of twosource, {options.briefing}: name one that was written before")
        work = journal.Work(written.title, written.bottom, written.clips, written.sections, written.form)
        if not options.quiet and not imprint.is_as_written(text):
            _tell_left_out(text, briefing.write(found, work), options.briefing)
    else:
        work = journal.work_of(found.id) if options.earlier is None else _before(found, options.earlier)
        found = pack.ruled(found, work.rulings.values())
        if not work.clips and not options.quiet:
            tell(f"no clips of this pack, {found.folder}: put some aside in the reader, or use --all")
    kind = options.to or exporting.kind_of(options.output or "") or "md"
    if kind == "docx" and not options.output and sys.stdout.isatty():
        raise Stop(USAGE, "a Word document is nothing for a terminal, twosource export --to docx: add -o FILE")
    try:
        made = how(form.of(work.form, settings.load().template))
        _export(options, found, work, made, kind)
    except Unusable as fault:
        raise Stop(USAGE, f"{fault}, {found.folder}: see twosource export --help") from None
    except pandoc.PandocError as fault:
        raise Stop(USAGE, f"no Word document, {options.output or 'stdout'}: {fault}") from None
    return DONE


def _before(found: Pack, back: int) -> journal.Work:
    """The work as it was so many openings ago; Stop where that is not kept."""
    work = journal.work_before(found.id, back)
    if work is None:
        raise Stop(USAGE, f"no earlier work is kept from so far back, {found.folder}: give a smaller N, or none")
    return work


def _tell_left_out(text: str, made: str, file: str) -> None:
    """What somebody wrote into a briefing where nothing of it can be kept, the first lines of it."""
    gone = briefing.left_out(text, made)
    for line in gone[:MOST_TOLD]:
        tell(f"not kept, {file}:{line.line}: {line.text[:120]}")
    if len(gone) > MOST_TOLD:
        tell(f"not kept, {file}: {len(gone) - MOST_TOLD} lines more: what a part says is made anew")


def _export(options: argparse.Namespace, found: Pack, work: journal.Work, how: Form, kind: exporting.Kind) -> None:
    """The briefing to where it goes, with the bibliography beside a file that cites by its keys."""
    data = exporting.made(found, work, kind, how)
    if not options.output or options.output == "-":
        if kind == "docx":
            out(data)
            return
        text = data.decode("utf-8")
        # a file gets the words as they are, a terminal must not obey them
        out("\n".join(map(safe.text, text.split("\n"))) if sys.stdout.isatty() else text)
        return
    path = Path(options.output)
    files = [*exporting.beside(path, found, work, how), (path, data)]
    try:
        for file, _ in files:
            spare_sources(file, options.pack)
            if not options.force:
                _spare(file)
        disk.write_together(files)
        for file, _ in files[:-1]:
            if not options.quiet:
                tell(f"the sources, for pandoc --citeproc --bibliography {file.name}, {file}")
    except OSError as fault:
        raise Stop(
            UNREADABLE, f"cannot be written ({disk.why(fault)}), {options.output}: write to another place"
        ) from fault


def _spare(path: Path) -> None:
    """Stop where a file is nothing that may be made anew: another one, or a briefing that somebody has changed."""
    if not path.is_file() or exporting.is_ours(path):
        return
    how = "--force writes over it"
    if exporting.kind_of(path.name) in ("md", None) and exporting.is_briefing(path):
        raise Stop(USAGE, f"changed by hand since it was written, {path}: --briefing reads it back, {how}")
    raise Stop(USAGE, f"there already, and not written by twosource, {path}: {how}")


def _form(options: argparse.Namespace) -> Callable[[Form], Form]:
    """What the command line asks of the form, laid over the form that there is."""
    try:
        given = form.template(options.template) if options.template else None
    except Unusable as fault:
        raise Stop(USAGE, str(fault)) from None
    try:
        form.changed(Form(), parts=options.parts, order=options.order, cite=options.cite)
    except Unusable as fault:
        raise Stop(USAGE, f"{fault}, twosource export: see twosource export --help") from None
    return lambda there: form.changed(given or there, parts=options.parts, order=options.order, cite=options.cite)


def arguments(parser: Parser) -> None:
    pack_argument(parser)
    form_of = parser.add_argument_group("in which form")
    form_of.add_argument(
        "--to", choices=exporting.KINDS, help="the form; csl and bib: the list of sources (by the end of FILE, else md)"
    )
    source = parser.add_argument_group("from what").add_mutually_exclusive_group()
    source.add_argument(
        "--briefing", metavar="FILE", help="from a briefing written before, instead of the reader's clips"
    )
    source.add_argument("--all", action="store_true", help="every attributed quotation and every echo: a first draft")
    source.add_argument(
        "--earlier",
        metavar="N",
        type=_whole,
        help="from the clips as they were when the reader was opened N changes ago, at most 10",
    )
    form_of.add_argument(
        "--cite", choices=form.CITES, help="by footnotes, in brackets, or by keys for pandoc --citeproc"
    )
    form_of.add_argument(
        "--order", choices=form.ORDERS, help="statements as you ordered them, or those of a speaker together"
    )
    form_of.add_argument("--parts", metavar="NAMES", help=f"which parts, in which order: {', '.join(form.PARTS)}")
    form_of.add_argument(
        "--template", metavar="NAME", help="a template of yours, briefings/NAME.toml beside your settings, or a file"
    )
    parser.add_argument(
        "--force", action="store_true", help="also over a briefing that was changed by hand, or another file"
    )
    parser.set_defaults(json=False, jsonl=False)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:9]) <= earlier.MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {earlier.MOST}")
    return int(text)
