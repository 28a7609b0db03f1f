"""What each key does, pressed as a user presses it, on the seeds and on the pack of twelve."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from index import verify
from index.pack import open_pack
from reader import charted, hits, journal, selecting
from reader import desk as moves
from reader.app import TwosourceApp
from reader.desk import Desk
from reader.journal import Called
from reader.keys import COMMANDS, VIEWS, Command, Keymap
from reader.page import Page
from reader.panes.source import SourceSheet
from reader.settings import Settings
from reader.shown import Keys, Sheetlet
from tests.conftest import FOREIGN_POLICY, LERVIK, REUTERS, ROOT, SEEDS
from tests.hands import Reader, event, reading

KEYMAP = Keymap()
DECLARATION = "The SCO states express grave concern"


class Typed(str):
    """Text typed into a line, rather than a key."""

    __slots__ = ()


class Deed(NamedTuple):
    """A command, and what it does for the user."""

    command: str
    before: Sequence[str]
    """Keys and typed text that lead to where it is pressed, from the first screen."""
    done: Callable[[Reader, Desk], object]
    """Whether it is done, told from the reader and the desk as it was before the key."""
    after: Sequence[str] = ()
    """Keys and typed text after it, for what asks for more."""


def offset(reader: Reader) -> int:
    return reader.desk.place.offset


def passage(reader: Reader) -> int:
    found = reader.desk.passage
    return found.n if found else -1


def cursor(desk: Desk) -> tuple[str, int]:
    return desk.path, desk.place.offset


def quote_id(reader: Reader) -> str | None:
    return reader.desk.place.quote


def on_screen(*words: str) -> Callable[[Reader, Desk], bool]:
    return lambda r, _: all(word in r.text() for word in words)


def over(name: str) -> Callable[[Reader, Desk], bool]:
    """A card of that name lies over the text."""
    return lambda r, _: isinstance(r.screen.shown.over, Sheetlet) and r.screen.shown.over.name == name


def asked(reader: Reader) -> str:
    question = reader.screen.shown.question
    return question.label if question else ""


def shown(reader: Reader) -> list[str]:
    """The first quotation of each statement in the ledger."""
    return [statement.first.id for statement in moves.statements(reader.desk)]


def sent(reader: Reader) -> str:
    return reader.app.clipboard


def lit(reader: Reader) -> str:
    """The word or sentence that is lit under the cursor."""
    span, article = selecting.lit(reader.desk), reader.desk.article
    return span.of(article.text) if span and article else ""


def selected(reader: Reader) -> str:
    span, article = reader.desk.selection, reader.desk.article
    return span.of(article.text) if span and article else ""


def _files(reader: Reader) -> list[str]:
    return sorted(path.name for path in Path.cwd().iterdir())


READ = ("F3",)
COMPARE = ("F4",)
FIELD = ("F2", Typed("south"))
RESULTS = (*FIELD, "tab")
QUOTES = ("F5",)
CLIPPED = ("F3", "]", "c", "]", "c")
BRIEFING = (*CLIPPED, "F6")
COVERAGE = ("g m",)
TIMELINE = ("g t",)

HASTE = ROOT / "tests" / "cases" / "check" / "haste.md"
"""A text in which ten quotations of the seeds are wrong."""
HEADED = HASTE.read_text(encoding="utf-8").index("The ministry “") + len("The ministry “")


def check(n: int) -> Sequence[str]:
    """Keys that lead to one of several copies of that text."""
    return ("V", Typed(f"texts/{n}.md"), "enter", "rest")


def copies() -> None:
    """Those copies, where one is."""
    Path("texts").mkdir()
    for n in range(10):
        shutil.copy(HASTE, f"texts/{n}.md")


DEEDS: dict[str, tuple[Deed, ...]] = {
    "sources": (
        Deed("down", (), lambda r, _: r.desk.path == FOREIGN_POLICY),
        Deed("up", ("j",), lambda r, _: r.desk.path == REUTERS),
        Deed("end", (), lambda r, _: r.desk.path == FOREIGN_POLICY),
        Deed("top", ("G",), lambda r, _: r.desk.path == REUTERS),
        Deed("search", (), lambda r, _: r.view == "search" and r.screen.focused is not None),
        Deed("search_here", (), lambda r, _: r.view == "search" and r.screen.focused is not None),
        Deed("open", ("j",), lambda r, _: r.view == "read" and r.desk.path == FOREIGN_POLICY),
        Deed("align", (), lambda r, _: r.view == "compare" and r.desk.open == (REUTERS, FOREIGN_POLICY)),
        Deed("card", ("j",), on_screen("a32bd53da088", "Foreign Policy", "inferred")),
        Deed("troubles", (), on_screen("Every source was read")),
        Deed("wider", (), lambda r, d: r.desk.measure == d.measure + 4),
        Deed("narrower", (), lambda r, d: r.desk.measure == d.measure - 4),
        Deed("order", (), lambda r, _: r.desk.orders["sources"] == "date" and r.desk.path == REUTERS),
        Deed("choose", (), lambda r, _: r.desk.chosen == (REUTERS,)),
        Deed("choose", ("space",), lambda r, _: r.desk.chosen == ()),
        Deed("align", ("j", "space", "k", "space"), lambda r, _: r.desk.open == (FOREIGN_POLICY, REUTERS)),
        Deed("to_mark", ("F3", "G", "m", "a", "q"), lambda r, _: r.view == "read" and passage(r) == 16, ("a",)),
        Deed("undo", (*CLIPPED, "q"), lambda r, _: len(r.clips) == 1),
        Deed("redo", (*CLIPPED, "q", "u"), lambda r, _: len(r.clips) == 2),
        Deed("read", (), lambda r, _: r.view == "read"),
        Deed("compare", (), lambda r, _: r.view == "compare"),
        Deed("quotes", (), lambda r, _: r.view == "quotes"),
        Deed("briefing", (), lambda r, _: r.view == "briefing"),
        Deed("source_n", (), lambda r, _: r.desk.path == REUTERS),
        Deed("welcome", (), on_screen("The sources of one story", "Any key closes")),
        Deed("help", (), lambda r, _: r.view == "help"),
        Deed("palette", (), lambda r, _: r.view == "help" and asked(r)),
        Deed("theme", (), lambda r, _: r.app.theme == "paper" and "paper" in r.status),
        Deed("leave", ("i",), lambda r, _: r.screen.shown.over is None),
    ),
    "search": (
        Deed("hit_down", FIELD, lambda r, d: r.desk.hit == 1 and r.view == "search"),
        Deed("hit_up", (*FIELD, "down", "down"), lambda r, _: r.desk.hit == 1),
        Deed("hits_down", FIELD, lambda r, _: r.desk.hit == 5),
        Deed("hits_up", (*FIELD, "pagedown", "down"), lambda r, _: r.desk.hit == 1),
        Deed("open_hit", FIELD, lambda r, d: r.view == "read" and _on_first_hit(r, d)),
        Deed("to_hits", FIELD, lambda r, _: r.view == "results" and r.screen.focused is None),
        Deed("scope", FIELD, lambda r, _: r.desk.scope == "only:quotes" and "quotes" in r.text()),
        Deed("ranking", FIELD, lambda r, _: (r.desk.ranking, r.view) == ("date", "search") and "sort newest first" in r.text()),
        Deed("clear", FIELD, lambda r, _: r.desk.query == ""),
        Deed("history", ("F2", Typed("georgia"), "enter", "F2", Typed("south"), "enter", "F2", "^u"), lambda r, _: r.desk.query == "georgia", (Typed("geo"), "enter")),
        Deed("history", ("F2", Typed("georgia"), "^u"), lambda r, d: r.view == "search" and r.desk.query == d.query and r.screen.focused is not None, ("esc",)),
        Deed("leave", FIELD, lambda r, _: r.view == "sources"),
        Deed("read", FIELD, lambda r, _: r.view == "read"),
        Deed("help", FIELD, lambda r, _: r.view == "help"),
    ),
    "results": (
        Deed("choose", RESULTS, lambda r, d: len(r.desk.chosen) == 1 and r.row("+")),
        Deed("facets", RESULTS, lambda r, _: r.desk.query == "south in:F " and r.view == "results", (Typed("foreign"), "enter")),
        Deed("facets", ("F2", Typed("south in:F "), "tab"), lambda r, _: r.desk.query == "south ", (Typed("foreign"), "enter")),
        Deed("like", (*RESULTS, "j"), lambda r, d: r.desk.like is not None and r.desk.like.path == d.answer.hits[1].source and r.view == "results"),
        Deed("fold", RESULTS, lambda r, _: len(r.desk.folded) == 1 and "folded" in r.row("▌")),
        Deed("unfold", (*RESULTS, "h"), lambda r, _: not r.desk.folded and "folded" not in r.text()),
        Deed("down", RESULTS, lambda r, _: r.desk.hit == 1),
        Deed("up", (*RESULTS, "j", "j"), lambda r, _: r.desk.hit == 1),
        Deed("end", RESULTS, lambda r, d: d.answer and r.desk.hit == len(d.answer.hits) - 1),
        Deed("top", (*RESULTS, "G"), lambda r, _: r.desk.hit == 0),
        Deed("next_hit", RESULTS, lambda r, _: r.desk.hit == 1),
        Deed("previous_hit", (*RESULTS, "j", "j"), lambda r, _: r.desk.hit == 1),
        Deed("open", RESULTS, lambda r, d: r.view == "read" and _on_first_hit(r, d)),
        Deed("order", RESULTS, lambda r, _: r.desk.ranking == "date"),
        Deed("to_field", RESULTS, lambda r, _: r.view == "search" and r.screen.focused is not None),
        Deed("clip", RESULTS, lambda r, d: len(r.clips) == 1 and _of_hit(r, d)),
        Deed("clip_note", RESULTS, lambda r, _: r.desk.work.clips[0].note == "why", (Typed("why"), "enter")),
        Deed("copy", RESULTS, lambda r, _: len(sent(r)) > 20),
        Deed("copy_cited", RESULTS, lambda r, _: sent(r).endswith(".txt)")),
        Deed("card", ("j", "F2", Typed("counter-weight"), "tab"), on_screen("a32bd53da088")),
        Deed("align", ("F2", Typed("counter-weight"), "tab"), lambda r, _: r.view == "compare" and passage(r) == 1),
        Deed("back", RESULTS, lambda r, _: r.view == "sources"),
    ),
    "read": (
        Deed("labels", READ, lambda r, _: passage(r) == 2, ("s",)),
        Deed("labels", (*READ, "f", "esc"), lambda r, _: r.screen.shown.prefix == "f" and "a" in r.screen.shown.labels.values()),
        Deed("command_line", READ, lambda r, _: passage(r) == 12, (Typed("12"), "enter")),
        Deed("command_line", READ, lambda r, d: r.desk.places == d.places, (Typed("12"), "esc")),
        Deed("pipe", READ, over("pipe"), (Typed("wc -w"), "enter")),
        Deed("pipe", READ, lambda r, _: "said" in r.text() and "No such file" in r.text(), (Typed("no-such-command"), "enter")),
        Deed("down", READ, lambda r, d: offset(r) > d.place.offset),
        Deed("up", ("F3", "}", "}", "}"), lambda r, d: offset(r) < d.place.offset),
        Deed("page_down", READ, lambda r, _: passage(r) > 3),
        Deed("page_up", ("F3", "G"), lambda r, _: passage(r) < 16),
        Deed("half_down", READ, lambda r, _: passage(r) > 2),
        Deed("half_up", ("F3", "G"), lambda r, _: passage(r) < 16),
        Deed("next_passage", READ, lambda r, _: passage(r) == 1),
        Deed("previous_passage", ("F3", "G"), lambda r, _: passage(r) == 15),
        Deed("next_word", ("F3", "}"), lambda r, _: lit(r) == "DUSHANBE"),
        Deed("next_word", ("F3", "}", "right", "right", "right"), lambda r, _: lit(r) == "President"),
        Deed("next_word", ("F3", "}", "right"), lambda r, _: lit(r) == "", ("}",)),
        Deed("next_word", ("F3", "}", "right"), lambda r, _: lit(r) == "" and r.view == "read", ("esc",)),
        Deed("previous_word", ("F3", "}", "right", "right"), lambda r, _: lit(r) == "DUSHANBE"),
        Deed("next_sentence", ("F3", "}", "}"), lambda r, _: lit(r).startswith("The West supported its ally")),
        Deed("next_sentence", ("F3", "}", "}", "}"), lambda r, _: r.clips == [lit(r)] and r.clips[0].startswith("Medvedev suffered"), (".", "c")),
        Deed("previous_sentence", ("F3", "}", "}", "}"), lambda r, _: passage(r) == 2 and lit(r).endswith(".")),
        Deed("like", ("F3", "]"), lambda r, _: r.view == "results" and (r.desk.answer.hits[0].source, r.desk.answer.hits[0].passage) == (FOREIGN_POLICY, 3)),
        Deed("search_this", ("F3", "}", "right", "right"), lambda r, _: r.desk.query == "Reuters "),
        Deed("search_this", ("F3", "}", "right", "right", "v", "w"), lambda r, _: r.desk.query == '"Reuters) - Russian"'),
        Deed("next_quote", READ, lambda r, _: quote_id(r) == "R5.1"),
        Deed("previous_quote", READ, lambda r, _: quote_id(r) == "R16.2"),
        Deed("next_only", READ, lambda r, _: passage(r) == 1),
        Deed("previous_only", ("F3", "G"), lambda r, _: passage(r) == 15),
        Deed("end", READ, lambda r, _: passage(r) == 16),
        Deed("top", ("F3", "G"), lambda r, _: offset(r) == 0),
        Deed("jump_back", ("F3", "]", "G"), lambda r, _: quote_id(r) == "R5.1"),
        Deed("jump_back", ("F2", Typed("nato"), "enter"), lambda r, _: (r.view, passage(r)) == ("read", 0)),
        Deed("jump_back", ("F3", "1", "2", "G", "backspace"), lambda r, _: cursor(r.desk) == (REUTERS, 0)),
        Deed("jump_back", ("F3", "G", "F5", "l", "enter"), lambda r, _: (r.desk.path, passage(r)) == (REUTERS, 16)),
        Deed("jump_forward", ("F3", "]", "G", "^o", "H"), lambda r, _: quote_id(r) == "R5.1"),
        Deed("jump_forward", ("F3", "]"), lambda r, _: "no place to go forward" in r.status),
        Deed("mark", ("F3", "]"), lambda r, d: r.desk.work.marks["x"] == cursor(d), ("x",)),
        Deed("to_mark", ("F3", "]", "m", "x", "gg"), lambda r, _: passage(r) == 5, ("x",)),
        Deed("to_mark", ("F3", "]", "m", "X", "2"), lambda r, _: (r.desk.path, passage(r)) == (REUTERS, 5), ("X",)),
        Deed("to_mark", ("F3", "]", "G"), lambda r, _: quote_id(r) == "R5.1", ("'",)),
        Deed("to_mark", ("F3", "]", "G", "'", "'"), lambda r, _: passage(r) == 16, ("'",)),
        Deed("find", READ, lambda r, _: (passage(r), r.desk.query) == (8, "nato"), (Typed("nato"), "enter")),
        Deed("next_hit", (*FIELD, "enter"), lambda r, d: cursor(r.desk) == _nth_hit(d, 1) and "hit 3 of 10" in r.status),
        Deed("previous_hit", (*FIELD, "enter", "n"), lambda r, d: cursor(r.desk) == _nth_hit(d, -1) and "hit 2 of 10" in r.status),
        Deed("search_this", ("F3", "]"), lambda r, _: r.view == "read" and r.desk.lit and r.desk.query.startswith('"The SCO states')),
        Deed("align", ("F3", "]"), lambda r, _: r.view == "compare" and r.desk.places[FOREIGN_POLICY].quote == "F3.1"),
        Deed("removed", ("j", "F3"), on_screen("592918_080828_hu5.jpg", "TEH ENG KOON")),
        Deed("removed", ("j", "F3", "r"), lambda r, _: "592918_080828_hu5.jpg" not in r.text()),
        Deed("rule", ("j", "F3", "r", "}", "}", "}"), lambda r, _: "put back" in r.status and len(r.desk.work.rulings) == 1),
        Deed("rule", ("F3", "}"), lambda r, _: "left out" in r.status and r.desk.removed),
        Deed("unroll", ("j", "F3", "r", "G", "}"), lambda r, _: r.desk.run is None and "enter open" not in r.foot),
        Deed("unroll", ("j", "F3", "r", "G", "}", "enter", "}"), lambda r, _: r.desk.run is not None and "11 pieces" in r.text()),
        Deed("unroll", ("F3",), lambda r, _: "nothing is folded here" in r.status),
        Deed("repair", ("F3",), lambda r, _: "nothing in this source was decoded wrongly" in r.status),
        Deed("troubles", READ, on_screen("Every source was read")),
        Deed("card", READ, on_screen("75c101c3c73f", "Reuters")),
        Deed("people", READ, on_screen("Dmitry Medvedev", "counter-weight")),
        Deed("people", READ, lambda r, _: quote_id(r) is None and passage(r) == 7, ("j", "enter")),
        Deed("outline", READ, on_screen("In the past, the SCO has backed")),
        Deed("outline", READ, lambda r, _: passage(r) == 2, ("j", "j", "enter")),
        Deed("zen", READ, lambda r, _: "F2 Search" not in r.text() and "DUSHANBE" in r.text()),
        Deed("clip", ("F3", "]"), lambda r, _: r.clips[0].startswith(DECLARATION)),
        Deed("clip", ("F3", "}", "}"), lambda r, _: r.clips[0].startswith("The West supported its ally")),
        Deed("clip_note", ("F3", "]"), lambda r, _: r.desk.work.clips[0].note == "a key", (Typed("a key"), "enter")),
        Deed("clip_note", ("F3", "]"), lambda r, _: r.clips == [], (Typed("a key"), "esc")),
        Deed("select", ("F3", "}", "}", "}"), lambda r, _: r.clips[0][:6] == "Moscow" and r.clips[0][-8:] == "Tuesday.", ("c",)),
        Deed("select", ("F3", "}"), lambda r, _: r.desk.selection is None and r.view == "read", ("esc",)),
        Deed("select", ("F3", "}", "right", "right", "right"), lambda r, _: r.clips == ["Russian"], ("c",)),
        Deed("select", ("F3", "}", "right"), on_screen("w b word", "sentence", "o other end", "3 words selected"), ("w", "w")),
        Deed("select", ("F3", "}", "right"), lambda r, _: len(r.clips) == 2 and "clipped R¶1, R¶2" in r.status, ("}", "}", "c")),
        Deed("select", ("F3", "]", "right"), lambda r, _: r.clips[0].startswith(DECLARATION), ('"', "c")),
        Deed("select", ("F3", "]", "right", "right"), lambda r, _: sent(r) == "The SCO", ("o", "left", "y")),
        Deed("select", ("F3", "}", "right"), lambda r, _: selected(r).startswith("DUSHANBE") and selected(r).endswith("“The"), ("]",)),
        Deed("select", ("F3", "}", "right"), lambda r, _: selected(r) == "", ("w", "v")),
        Deed("select", ("F3", "}", "right"), lambda r, _: selected(r) == "" and r.desk.path == FOREIGN_POLICY, ("w", "2")),
        Deed("select", ("F3", "}", "right"), lambda r, _: "2\n" in r.text() or "2 " in r.row("2"), ("w", "|", Typed("wc -w"), "enter")),
        Deed("copy", ("F3", "]"), lambda r, _: sent(r).startswith(DECLARATION)),
        Deed("copy_cited", ("F3", "]"), lambda r, _: f"Reuters, “Russia's Asia allies fail to back Georgia action”, ¶5, {REUTERS}" in sent(r)),
        Deed("undo", CLIPPED, lambda r, _: len(r.clips) == 1),
        Deed("redo", (*CLIPPED, "u"), lambda r, _: len(r.clips) == 2),
        Deed("speaker", ("F3", "]"), lambda r, _: "Ada Noor" in r.text(), (Typed("Ada Noor"), "enter")),
        Deed("speaker", ("F3", "]"), lambda r, _: "Ada Noor" not in r.text(), (Typed("Ada Noor"), "esc")),
        Deed("speaker", ("F3", "]", "]", "]"), lambda r, _: moves.speaker_of(r.desk, r.desk.quote)[1:] == (True, True), ("enter",)),
        Deed("merge", ("F3", "]"), on_screen("Medvedev @", "SCO declaration is Dmitry Medvedev: 3 quotations"), (Typed("medv"), "enter")),
        Deed("merge", ("F3", "]"), lambda r, d: r.desk.work == d.work, (Typed("medv"), "esc")),
        Deed("merge", ("F3", "]"), lambda r, d: r.desk.work == d.work and "nothing is changed" in r.status, ("enter",)),
        Deed("merge", ("F3", "g g"), lambda r, _: "no quotation here" in r.status),
        Deed("reported", READ, lambda r, _: r.desk.reported and "reported speech is shown" in r.status),
        Deed("reported", (*READ, "I"), lambda r, _: not r.desk.reported and "¦" not in r.text()),
        Deed("browse", READ, lambda r, _: "no address is known of R" in r.status),
        Deed("suspend", READ, lambda r, _: "shell" in r.status),
        Deed("reread", READ, lambda r, _: "reading again" in r.status or "nothing" in r.status),
        Deed("original", ("F3", "G"), lambda r, _: json.loads(Path("opened").read_text()) == [str(SEEDS / REUTERS)]),
        Deed("sources", READ, lambda r, _: r.screen.plan.listed and "Speakers" in r.text()),
        Deed("sources", ("F3", "0"), lambda r, _: not r.screen.plan.listed),
        Deed("source_n", ("j", "F3"), lambda r, _: r.desk.path == REUTERS),
        Deed("search", ("F3",), lambda r, _: r.view == "search"),
        Deed("leave", (*FIELD, "enter"), lambda r, _: not r.desk.lit and r.view == "read"),
        Deed("back", READ, lambda r, _: r.view == "sources"),
    ),
    "compare": (
        Deed("labels", COMPARE, lambda r, _: passage(r) == 1, ("a",)),
        Deed("labels", COMPARE, lambda r, _: r.desk.path == FOREIGN_POLICY, ("h",)),
        Deed("next_shared", COMPARE, lambda r, _: (quote_id(r), r.desk.places[FOREIGN_POLICY].quote) == ("R5.1", "F3.1")),
        Deed("previous_shared", COMPARE, lambda r, _: (quote_id(r), r.desk.places[FOREIGN_POLICY].quote) == ("R7.1", "F2.2")),
        Deed("next_only", COMPARE, lambda r, _: passage(r) == 1),
        Deed("previous_only", ("F4", "G"), lambda r, _: passage(r) == 15),
        Deed("next_difference", COMPARE, lambda r, _: passage(r) == 5),
        Deed("previous_difference", ("F4", "G"), lambda r, _: passage(r) == 7),
        Deed("like", ("F4", "]"), lambda r, _: r.view == "results" and "like R¶5" in r.text()),
        Deed("other_pane", COMPARE, lambda r, _: (r.desk.focus, r.desk.path) == (1, FOREIGN_POLICY)),
        Deed("swap", COMPARE, lambda r, _: r.desk.open == (FOREIGN_POLICY, REUTERS) and r.desk.path == REUTERS),
        Deed("previous_pane", COMPARE, lambda r, _: (r.desk.focus, r.desk.path) == (1, FOREIGN_POLICY)),
        Deed("other_source", COMPARE, lambda r, _: "no other source" in r.status),
        Deed("add", COMPARE, lambda r, _: "no other source" in r.status),
        Deed("drop", ("F4", "l"), lambda r, _: r.view == "read" and r.desk.open == (REUTERS,)),
        Deed("sync", COMPARE, lambda r, _: not r.desk.sync),
        Deed("detail", ("F4", "]", "]"), lambda r, _: r.desk.detail == "both"),
        Deed("detail", ("F4", "]", "]", "d"), lambda r, _: r.desk.detail == "none"),
        Deed("detail", ("F4", "]", "]", "d", "d"), lambda r, _: r.desk.detail == "words"),
        Deed("align", ("F4", "}"), lambda r, _: "only here" in r.status),
        Deed("clip", ("F4", "]"), lambda r, _: r.clips[0].startswith(DECLARATION) and "with the version in F¶3" in r.status),
        Deed("next_word", ("F4", "}"), lambda r, _: lit(r) == "DUSHANBE" and "DUSHANBE" in r.text()),
        Deed("previous_word", ("F4", "}"), lambda r, _: lit(r) == "action"),
        Deed("next_sentence", ("F4", "]"), lambda r, _: lit(r).startswith("“The SCO states") and r.desk.places[FOREIGN_POLICY].quote == "F3.1"),
        Deed("previous_sentence", ("F4", "G"), lambda r, _: passage(r) == 15),
        Deed("select", ("F4", "h", "]"), lambda r, _: r.clips[0].startswith("Russia’s active role") and r.desk.work.clips[0].source == FOREIGN_POLICY, ('"', "c")),
        Deed("jump_forward", ("F4", "]", "G", "H", "H"), lambda r, _: quote_id(r) == "R5.1"),
        Deed("down", COMPARE, lambda r, d: offset(r) > d.place.offset),
        Deed("end", COMPARE, lambda r, _: passage(r) == 16),
        Deed("removed", COMPARE, lambda r, _: r.desk.removed),
        Deed("rule", ("F4", "}"), lambda r, _: "left out" in r.status and len(r.desk.work.rulings) == 1),
        Deed("undo", ("F4", "]", "c"), lambda r, _: r.clips == []),
        Deed("read", COMPARE, lambda r, _: r.view == "read" and r.desk.path == REUTERS),
        Deed("back", COMPARE, lambda r, _: r.view == "sources"),
    ),
    "quotes": (
        Deed("facet", (*QUOTES, "j"), lambda r, _: r.desk.lens.speaker == "SCO declaration" and r.desk.statement == 1),
        Deed("facet", (*QUOTES, "j", "f"), lambda r, _: r.desk.lens.speaker is None and r.desk.statement == 1),
        Deed("speakers", QUOTES, lambda r, _: r.desk.lens.speaker == "Dmitry Medvedev", (Typed("medv"), "enter")),
        Deed("speakers", (*QUOTES, "f"), lambda r, _: r.desk.lens.speaker is None, ("enter",)),
        Deed("speakers", QUOTES, lambda r, _: r.desk.lens.speaker == "Dmitry Medvedev", ("enter",)),
        Deed("speakers", QUOTES, lambda r, d: r.desk is d, ("esc",)),
        Deed("spread", QUOTES, lambda r, _: r.desk.lens.spread == "shared" and "1 of 2" in r.status),
        Deed("narrow", QUOTES, lambda r, _: shown(r) == ["R9.1"], (Typed("never role"), "enter")),
        Deed("narrow", QUOTES, lambda r, _: len(shown(r)) == 3, (Typed("in:F"), "enter")),
        Deed("narrow", QUOTES, lambda r, _: len(shown(r)) == 7, (Typed("never"), "esc")),
        Deed("leave", (*QUOTES, "v", "f"), lambda r, _: (r.desk.lens.speaker, r.desk.lens.spread) == (None, "shared")),
        Deed("leave", (*QUOTES, "v", "d"), lambda r, _: (r.desk.unfolded, r.desk.lens.spread) == (frozenset(), "shared")),
        Deed("next_column", QUOTES, lambda r, _: r.desk.column == 1 and r.status.startswith("F¶3"), ("l",)),
        Deed("next_column", (*QUOTES, "l"), lambda r, _: (r.view, quote_id(r)) == ("read", "F3.1"), ("enter",)),
        Deed("previous_column", (*QUOTES, "l"), lambda r, _: r.desk.column is None),
        Deed("page_down", QUOTES, lambda r, _: r.desk.statement == 6),
        Deed("page_up", (*QUOTES, "G"), lambda r, _: r.desk.statement == 0),
        Deed("half_down", QUOTES, lambda r, _: r.desk.statement == 6),
        Deed("half_up", (*QUOTES, "G"), lambda r, _: r.desk.statement == 0),
        Deed("merge", QUOTES, lambda r, _: {s.name for s in moves.statements(r.desk)} >= {"Dmitry Medvedev"} and "SCO declaration" not in moves.tags(r.desk), (Typed("medv"), "enter")),
        Deed("reported", QUOTES, lambda r, _: r.desk.reported and "¦" in r.text()),
        Deed("down", QUOTES, lambda r, _: r.desk.statement == 1),
        Deed("up", ("F5", "j", "j"), lambda r, _: r.desk.statement == 1),
        Deed("end", QUOTES, lambda r, _: r.desk.statement > 3),
        Deed("top", ("F5", "G"), lambda r, _: r.desk.statement == 0),
        Deed("versions", QUOTES, on_screen("R¶5", "F¶3", "their statement")),
        Deed("ledger", QUOTES, lambda r, _: Path("texts/led.csv").exists() and "written: texts/led.csv" in r.status, (Typed("texts/led"), "enter", "wait")),
        Deed("versions", ("F5", "d"), lambda r, _: "their statement" not in r.text().rpartition("\n F¶3")[0] and not r.desk.unfolded),
        Deed("open", QUOTES, lambda r, _: (r.view, quote_id(r)) == ("read", "R5.1")),
        Deed("clip", QUOTES, lambda r, _: r.clips[0].startswith(DECLARATION)),
        Deed("clip_note", QUOTES, lambda r, _: r.desk.work.clips[0].note == "so", (Typed("so"), "enter")),
        Deed("copy", QUOTES, lambda r, _: sent(r).startswith(DECLARATION)),
        Deed("order", QUOTES, lambda r, _: r.desk.orders["quotes"] == "source"),
        Deed("speaker", QUOTES, lambda r, _: "said by Ada Noor in both versions" in r.status, (Typed("Ada Noor"), "enter")),
        Deed("speaker", (*QUOTES, "l", "l"), lambda r, _: "said by Ada Noor: F¶3, one of 2 versions" in r.status, (Typed("Ada Noor"), "enter")),
        Deed("back", QUOTES, lambda r, _: r.view == "sources"),
    ),
    "coverage": (
        Deed("down", COVERAGE, lambda r, _: r.desk.row == 1),
        Deed("up", (*COVERAGE, "j", "j"), lambda r, _: r.desk.row == 1),
        Deed("page_down", COVERAGE, lambda r, _: r.desk.row == 6),
        Deed("page_up", (*COVERAGE, "G"), lambda r, _: r.desk.row == 0),
        Deed("half_down", COVERAGE, lambda r, _: r.desk.row == 6),
        Deed("half_up", (*COVERAGE, "G"), lambda r, _: r.desk.row == 0),
        Deed("end", COVERAGE, lambda r, _: r.desk.row == 6),
        Deed("top", (*COVERAGE, "G"), lambda r, _: r.desk.row == 0),
        Deed("next_column", COVERAGE, lambda r, _: r.desk.across == 1),
        Deed("previous_column", (*COVERAGE, "l"), lambda r, _: r.desk.across == 0),
        Deed("next_version", (*COVERAGE, "j", "j"), lambda r, _: (r.desk.row, r.desk.across) == (3, 0)),
        Deed("previous_version", (*COVERAGE, "G"), lambda r, _: (r.desk.row, r.desk.across) == (5, 0)),
        Deed("next_gap", COVERAGE, lambda r, _: (r.desk.row, r.desk.across) == (2, 1) and "F does not have it" in r.status),
        Deed("previous_gap", (*COVERAGE, "G"), lambda r, _: (r.desk.row, r.desk.across) == (5, 1)),
        Deed("open", (*COVERAGE, "j", "l"), lambda r, _: (r.view, quote_id(r)) == ("read", "F2.2")),
        Deed("open", (*COVERAGE, ")"), lambda r, _: r.view == "search" and r.desk.query.startswith("in:F (")),
        Deed("order", (*COVERAGE, "j"), lambda r, _: r.desk.orders["coverage"] == "speaker" and r.desk.row == 0),
        Deed("reported", COVERAGE, lambda r, _: len(charted.matrix(r.desk).statements) > 7),
        Deed("clip", (*COVERAGE, "l"), lambda r, _: r.desk.work.clips[0].source == FOREIGN_POLICY),
        Deed("clip_note", COVERAGE, lambda r, _: r.desk.work.clips[0].note == "odd", (Typed("odd"), "enter")),
        Deed("copy", COVERAGE, lambda r, _: sent(r).startswith(DECLARATION)),
        Deed("copy_cited", COVERAGE, lambda r, _: sent(r).endswith(f"{REUTERS})")),
        Deed("pipe", COVERAGE, lambda r, _: DECLARATION[:20] in r.text(), (Typed("cat"), "enter")),
        Deed("undo", (*COVERAGE, "c"), lambda r, _: not r.clips),
        Deed("redo", (*COVERAGE, "c", "u"), lambda r, _: len(r.clips) == 1),
        Deed("search_here", COVERAGE, lambda r, _: r.view == "search"),
        Deed("timeline", COVERAGE, lambda r, _: r.view == "timeline"),
        Deed("troubles", COVERAGE, on_screen("Every source was read")),
        Deed("help", COVERAGE, on_screen("Keys in Coverage", "next empty cell")),
        Deed("back", COVERAGE, lambda r, _: r.view == "sources"),
        Deed("leave", (*QUOTES, *COVERAGE), lambda r, _: r.view == "quotes"),
    ),
    "timeline": (
        Deed("down", TIMELINE, lambda r, _: r.desk.dated == 1),
        Deed("up", (*TIMELINE, "j"), lambda r, _: r.desk.dated == 0),
        Deed("page_down", TIMELINE, lambda r, _: r.desk.dated == 1),
        Deed("page_up", (*TIMELINE, "j"), lambda r, _: r.desk.dated == 0),
        Deed("end", TIMELINE, lambda r, _: r.desk.dated == 1 and "no date is stated" in r.status),
        Deed("top", (*TIMELINE, "j"), lambda r, _: r.desk.dated == 0),
        Deed("open", TIMELINE, lambda r, _: (r.view, r.desk.path) == ("read", FOREIGN_POLICY)),
        Deed("open", (*TIMELINE, "j"), lambda r, _: (r.view, r.desk.path) == ("read", REUTERS)),
        Deed("pipe", TIMELINE, on_screen("2008-08-28", "inferred"), (Typed("cat"), "enter")),
        Deed("coverage", TIMELINE, lambda r, _: r.view == "coverage"),
        Deed("search_here", TIMELINE, lambda r, _: r.view == "search"),
        Deed("help", TIMELINE, on_screen("Keys in Timeline")),
        Deed("back", (*QUOTES, *TIMELINE), lambda r, _: r.view == "quotes"),
        Deed("leave", (*QUOTES, *TIMELINE), lambda r, _: r.view == "quotes"),
    ),
    "briefing": (
        Deed("pipe", BRIEFING, lambda r, _: "what 2 sources report" in r.text(), (Typed("head -1"), "enter")),
        Deed("down", BRIEFING, lambda r, _: r.desk.item == 1),
        Deed("up", (*BRIEFING, "j"), lambda r, _: r.desk.item == 0),
        Deed("end", BRIEFING, lambda r, _: r.desk.item == 1),
        Deed("top", (*BRIEFING, "G"), lambda r, _: r.desk.item == 0),
        Deed("item_down", BRIEFING, lambda r, d: r.desk.work.clips == d.work.clips[::-1] and r.desk.item == 1),
        Deed("item_up", (*BRIEFING, "j"), lambda r, d: r.desk.work.clips == d.work.clips[::-1] and r.desk.item == 0),
        Deed("note", BRIEFING, on_screen("> to be checked"), (Typed("to be checked"), "^s")),
        Deed("note", BRIEFING, lambda r, _: r.desk.work.clips[0].note == "to be\n\nchecked", (Typed("to be"), "enter", "enter", *"checked", "esc")),
        Deed("tags", BRIEFING, on_screen("#war #ports"), (Typed("war, ports"), "enter")),
        Deed("join", BRIEFING, lambda r, _: "not joined: passages 5 and 7 do not adjoin" in r.status),
        Deed("confirm", BRIEFING, lambda r, _: "it stands as it was clipped" in r.status),
        Deed("open_briefing", BRIEFING, lambda r, _: "there.md is not there" in r.status, ("wait", Typed("there.md"), "enter")),
        Deed("heading", BRIEFING, lambda r, _: r.desk.work.clips[0].heading == "Summit", (Typed("Summit"), "enter")),
        Deed("title", BRIEFING, lambda r, _: "After Dushanbe" in r.text(), (Typed("After Dushanbe"), "enter")),
        Deed("bottom_line", BRIEFING, lambda r, _: r.desk.work.bottom == "No support.", (Typed("No support."), "^s")),
        Deed("remove", BRIEFING, lambda r, d: r.desk.work.clips == d.work.clips[1:]),
        Deed("verify", BRIEFING, lambda r, _: r.view == "check" and "exact" in r.row("The briefing")),
        Deed("form", BRIEFING, on_screen("What the briefing is made of", "* Timeline")),
        Deed("preview", BRIEFING, on_screen("As it will look", "┃ The SCO states express")),
        Deed("preview", (*BRIEFING, "p", "wait"), on_screen("Markdown", "> The SCO states express")),
        Deed("write", BRIEFING, lambda r, _: _files(r) == ["seeds-briefing.md", "texts"] and "written: seeds-briefing.md" in r.status),
        Deed("write_as", BRIEFING, lambda r, _: "note.md" in _files(r), (Typed("note"), "enter")),
        Deed("write_as", BRIEFING, lambda r, d: r.desk.work.file == d.work.file, (Typed("other"), "esc")),
        Deed("edit", BRIEFING, lambda r, _: "nothing was changed" in r.status and Path("opened").exists()),
        Deed("copy", BRIEFING, lambda r, _: sent(r).startswith(DECLARATION)),
        Deed("copy_cited", BRIEFING, lambda r, _: sent(r).endswith(f"{REUTERS})")),
        Deed("open", BRIEFING, lambda r, _: (r.view, quote_id(r)) == ("read", "R5.1")),
        Deed("undo", (*BRIEFING, "J"), lambda r, d: r.desk.work.clips == d.work.clips[::-1]),
        Deed("redo", (*BRIEFING, "x", "u"), lambda r, _: len(r.clips) == 1),
        Deed("back", BRIEFING, lambda r, _: r.view == "read"),
    ),
    "check": (
        Deed("verify", check(0), lambda r, _: asked(r) and r.screen.query_one("#ask").value == "texts/0.md", ()),
        Deed("down", (*check(0), "g g"), lambda r, _: r.desk.proof.at == HEADED),
        Deed("up", (*check(0), "g g", "j"), lambda r, _: r.desk.proof.at == 0),
        Deed("end", check(0), lambda r, _: r.desk.proof.line == 23),
        Deed("top", (*check(0), "G"), lambda r, _: r.desk.proof.at == 0),
        Deed("page_down", (*check(0), "g g"), lambda r, _: r.desk.proof.line > 15),
        Deed("page_up", (*check(0), "G"), lambda r, _: r.desk.proof.line < 12),
        Deed("half_down", (*check(0), "g g"), lambda r, _: r.desk.proof.line > 5),
        Deed("half_up", (*check(0), "G"), lambda r, _: r.desk.proof.line < 25),
        Deed("next_problem", check(0), lambda r, _: "2 of 12" in r.status and "dialogue" in r.text()),
        Deed("previous_problem", check(0), lambda r, _: "from the last again" in r.status and r.desk.proof.n == 10),
        Deed("next_checked", check(0), lambda r, _: "2 of 12" in r.status),
        Deed("previous_checked", (*check(0), "]", "]"), lambda r, _: "2 of 12" in r.status),
        Deed("beside", check(0), lambda r, _: r.desk.proof.beside and "Just hours before the summit" in r.text()),
        Deed("beside", (*check(0), "enter"), lambda r, _: r.view == "read" and passage(r) == 12),
        Deed("back", (*check(0), "enter"), lambda r, _: r.view == "check" and not r.desk.proof.beside),
        Deed("leave", (*check(0), "enter"), lambda r, _: r.view == "check" and not r.desk.proof.beside),
        Deed("pipe", check(0), lambda r, _: "The summit, in haste" in r.text(), (Typed("head -1"), "enter")),
        Deed("replace", check(1), lambda r, _: "“expresses **its** concerns" in r.text() and "unsaved" in r.text()),
        Deed("undo", (*check(2), "r"), lambda r, _: "“expresses **deep** concerns" in r.text() and "unsaved" not in r.text()),
        Deed("redo", (*check(3), "r", "u"), lambda r, _: "“expresses **its** concerns" in r.text()),
        Deed("cite", (*check(4), "n", "n", "n"), lambda r, _: "NATO,”[^2] he said" in r.text()),
        Deed("by_hand", check(5), lambda r, _: "by hand" in r.row("expresses **deep**") and len(r.desk.work.by_hand) == 1),
        Deed("edit_text", check(6), lambda r, _: "Then the ministry" in r.text(), ("home", *"Then t", "delete", "^s")),
        Deed("edit_file", check(7), lambda r, _: json.loads(Path("opened").read_text())[-1].endswith("texts/7.md")),
        Deed("write_text", (*check(8), "r", "rest"), lambda r, _: "**its**" in Path("texts/8.md").read_text() and "written" in r.status),
        Deed("write_text", check(9), lambda r, _: "nothing to write" in r.status),
        Deed("back", check(0), lambda r, _: r.view == "sources"),
    ),
    "help": (
        Deed("down", ("F3", "?"), lambda r, _: _help(r).at == 1),
        Deed("up", ("F3", "?", "j", "j"), lambda r, _: _help(r).at == 1),
        Deed("end", ("F3", "?"), lambda r, _: _help(r).at == len(r.screen.shown.commands) - 1),
        Deed("top", ("F3", "?", "G"), lambda r, _: _help(r).at == 0),
        Deed("page_down", ("F3", "?"), lambda r, _: _help(r).at == 15),
        Deed("page_up", ("F3", "?", "space"), lambda r, _: _help(r).at == 0),
        Deed("filter", ("F3", "?"), lambda r, _: [c.id for c in r.screen.shown.commands] == ["zen"], (Typed("text alone"),)),
        Deed("open", ("F3", "?", "G"), lambda r, d: r.view != "help"),
        Deed("help", ("F3", "?"), lambda r, _: len(r.screen.shown.commands) == len(COMMANDS)),
        Deed("palette", ("F3", "?"), lambda r, _: r.app.theme == "paper", (Typed("next theme"), "enter")),
        Deed("back", ("F3", "?"), lambda r, _: r.view == "read"),
        Deed("leave", ("F3", "?"), lambda r, _: r.view == "read"),
        Deed("quotes", ("F3", "?"), lambda r, _: r.view == "quotes"),
    ),
}  # fmt: skip
"""What the commands do, by the view in which they are pressed."""


def _help(reader: Reader) -> Keys:
    shown = reader.screen.shown.over
    assert isinstance(shown, Keys)
    return shown


def _on_first_hit(reader: Reader, before: Desk) -> bool:
    assert before.answer is not None
    hit = before.answer.hits[0]
    return cursor(reader.desk) == (hit.source, hit.marks[0].start) and reader.desk.lit


def _nth_hit(desk: Desk, by: int) -> tuple[str, int]:
    """The hit after or before the cursor, in the order of the sources."""
    order = [(path, span.start) for path, span in hits.stream(desk)]
    return order[order.index(cursor(desk)) + by]


def _of_hit(reader: Reader, before: Desk) -> bool:
    assert before.answer is not None
    clip, hit = reader.desk.work.clips[0], before.answer.hits[0]
    return (clip.source, clip.passage) == (hit.source, hit.passage)


def pressed(command: Command, view: str) -> Sequence[str]:
    """What to press for a command: its first key, in a field the first that types nothing; its name, where it has no key."""
    keys = [key for key in command.keys if view != "search" or len(key) > 1]
    return keys[:1] or (":", Typed(command.id), "enter")


async def hands_on(reader: Reader, keys: Sequence[str]) -> None:
    """Press keys; type what is text, and wait for what it asks."""
    for key in keys:
        if key in ("wait", "rest"):
            await reader.rest()
        elif not isinstance(key, Typed):
            await reader.press(key)
        elif reader.screen.shown.question is not None:
            await reader.press("^u")
            await reader.type(key)
        else:
            await reader.search(key)


async def begin_again(reader: Reader, start: Desk) -> None:
    """The desk as it was at the beginning, whatever lies over it."""
    screen = reader.screen
    if screen.shown.question is not None or screen.shown.editing is not None:
        await reader.press("esc")
    screen.set_focus(None)
    screen.shown.over, screen.shown.in_results, screen.shown.prefix, screen.shown.labels = None, False, "", {}
    reader.app.theme = "night"
    reader.app._clipboard = ""
    screen.show_desk(start)
    await reader.settle()


@pytest.mark.parametrize("view", DEEDS)
async def test_every_key_does_what_its_command_promises(
    view: str, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each view, each command's key, pressed, has the effect that a user sees."""
    editor = (sys.executable, "-c", "import json, sys; json.dump(sys.argv[1:], open('opened', 'w'))")
    failed = []
    copies()
    async with reading(SEEDS, settings=Settings(editor=editor)) as reader:
        monkeypatch.setattr(reader.app, "suspend", contextlib.nullcontext)
        start = reader.desk
        for deed in DEEDS[view]:
            await begin_again(reader, start)
            await hands_on(reader, deed.before)
            command = KEYMAP.command(deed.command)
            assert view in command.views
            assert reader.view == view, f"{deed.before} lead to {reader.view}, not {view}"
            before = reader.desk
            await hands_on(reader, pressed(command, view))
            await hands_on(reader, deed.after)
            if not await _comes(reader, deed, before):
                failed.append(f"{command.keys[0]} ({deed.command}) after {deed.before}:\n{reader.text()}")
    assert not failed, "\n\n".join(failed)


async def _comes(reader: Reader, deed: Deed, before: Desk) -> bool:
    """Whether the deed is done, at once or a little later where it is done beside the screen."""
    for _ in range(40):
        if deed.done(reader, before):
            return True
        await reader.pilot.pause(0.01)
    return False


def test_no_command_is_left_untried() -> None:
    """Each command stands in the table above, but for quitting, which ends the program."""
    tried = {deed.command for deeds in DEEDS.values() for deed in deeds}
    assert {c.id for c in COMMANDS} - tried == {"quit"}
    assert set(DEEDS) == set(VIEWS)


# --- from everywhere back ---


async def test_no_key_is_a_dead_end(library: Path) -> None:
    """In every view every key of it can be pressed, and q then leads back to the first screen."""
    never = {"quit", "original"}
    copies()
    async with reading(SEEDS, (80, 24), Settings(editor=("true",))) as reader:
        start = reader.desk
        for view, lead in WAYS.items():
            await begin_again(reader, start)
            await hands_on(reader, lead)
            there, is_text = (
                reader.desk,
                view in ("sources", "read", "compare", "quotes", "briefing", "coverage", "timeline", "check"),
            )
            for command in KEYMAP.of(view):
                if command.id in never or (view, command.id) == ("sources", "back"):
                    continue
                if not is_text:
                    await begin_again(reader, start)
                    await hands_on(reader, lead)
                elif reader.desk is not there:
                    await begin_again(reader, there)
                assert reader.view == view
                await hands_on(reader, pressed(command, view))
                await to_first_screen(reader, view if is_text else "", command.id)


WAYS: dict[str, Sequence[str]] = {
    "sources": (),
    "search": FIELD,
    "results": RESULTS,
    "read": ("F3", "]"),
    "compare": ("F4", "]"),
    "quotes": QUOTES,
    "briefing": BRIEFING,
    "coverage": COVERAGE,
    "timeline": TIMELINE,
    "check": check(0),
    "help": ("F5", "?"),
}
"""Keys that lead to each view."""


async def to_first_screen(reader: Reader, view: str, command: str) -> None:
    """Nothing lies over `view` and nothing waits for a key, or else q (esc in a line) leads to the first screen."""
    for _ in range(8):
        shown, desk = reader.screen.shown, reader.desk
        waits = shown.over or shown.question or shown.prefix or desk.selection or desk.zen
        if not waits and reader.view in (view, "sources"):
            return
        in_line = reader.screen.focused is not None or shown.prefix
        await reader.press("esc" if in_line else "q")
        assert not reader.ended, f"{command} and q quits"
    raise AssertionError(f"{command} leads nowhere:\n{reader.text()}")


@pytest.mark.parametrize("view", ["read", "briefing"])
async def test_every_command_can_be_chosen_in_the_palette(view: str, library: Path) -> None:
    """Whatever is chosen from all commands is done, or said to work elsewhere; the way back stays."""
    async with reading(SEEDS, (80, 24)) as reader:
        await hands_on(reader, WAYS[view])
        there = reader.desk
        for n, command in enumerate(COMMANDS):
            if command.id in ("quit", "original"):
                continue
            if reader.desk is not there:
                await begin_again(reader, there)
            reader.screen.lay_over(Keys("", at=n))
            await reader.press("enter")
            assert view in command.views or reader.status, command.id
            await to_first_screen(reader, view, f"{command.id} from the palette")


@pytest.mark.parametrize("key", ["q", "^q"])
async def test_quitting_ends_with_status_0(key: str, library: Path) -> None:
    """On the first screen q quits, ^q anywhere; the status is 0."""
    async with reading(SEEDS) as reader:
        await reader.press("F3", "F5", "q", "q")
        assert reader.view == "sources"
        await reader.press(key)
    assert reader.app.return_code == 0


async def test_ctrl_q_quits_from_a_field(library: Path) -> None:
    """^q works while something is typed."""
    async with reading(SEEDS) as reader:
        await reader.press("F2")
        await reader.type("med")
        await reader.press("^q")
    assert reader.app.return_code == 0


async def test_ctrl_c_says_how_to_quit(library: Path) -> None:
    """^c, pressed by habit, loses nothing and tells the way out."""
    async with reading(SEEDS) as reader:
        await reader.press("F3", "^c")
        assert "^q quits" in reader.status
        assert reader.app.return_code is None


async def test_a_pack_that_is_not_there_ends_with_status_3(library: Path, tmp_path: Path) -> None:
    """What cannot be opened is told after the screen is gone, with status 3."""
    app = TwosourceApp(tmp_path / "nowhere", Settings())
    async with app.run_test() as pilot:
        while app.return_code is None:
            await pilot.pause(0.01)
    assert app.return_code == 3


async def test_keys_pressed_before_anything_is_read_do_no_harm(library: Path) -> None:
    """While the first source is being read, keys are let pass, and q quits."""
    app = TwosourceApp(SEEDS, Settings())
    async with app.run_test() as pilot:
        reader = Reader(app, pilot)
        for key in ("j", "c", "F2", "?", "g", "g", "/", "m", "a", "u", "^p"):
            app.post_message(event(key))
        await reader.until(lambda: reader.screen.shown.desk is not None)
        await reader.press("esc", "esc", "^q")
    assert app.return_code == 0


# --- searching ---


async def test_each_letter_is_answered_while_one_types(library: Path) -> None:
    """Every prefix of a query has an answer of its own, and the last one stays."""
    async with reading(SEEDS) as reader:
        await reader.press("F2")
        totals = []
        for letter in "co-operation":
            await reader.type(letter)
            await reader.until(lambda: reader.answered)
            assert reader.desk.answer is not None
            totals.append(reader.desk.answer.total)
        assert min(totals) > 0
        assert "cooperation" in reader.text()
        assert "co-operation" in reader.text()


async def test_a_query_half_typed_is_no_error(library: Path) -> None:
    """Open brackets, lone operators and empty fields are answered like anything else."""
    async with reading(SEEDS) as reader:
        await reader.press("F2")
        for query in ('"the sco', "who:", "(", "-", "medvedev OR", "date:2008-", "~", "[/]"):
            await reader.press("^u")
            await reader.search(query)
            assert reader.desk.answer is not None


async def test_the_scopes_go_round(library: Path) -> None:
    """^t: quotations only, headlines only, all text again."""
    async with reading(SEEDS) as reader:
        await reader.press("F2")
        await reader.search("georgia")
        totals = []
        for _ in range(3):
            await reader.press("^t")
            await reader.until(lambda: reader.answered)
            assert reader.desk.answer is not None
            totals.append(reader.desk.answer.total)
        assert reader.desk.scope == ""
        assert totals[1] == 2, "both headlines name Georgia"
        assert totals[0] < totals[2]


async def test_hits_are_one_stream_through_the_sources(library: Path) -> None:
    """N goes on from the last hit of a source to the first of the next, and from the last of all to the first."""
    async with reading(SEEDS) as reader:
        await reader.press("F2")
        await reader.search("ossetia")
        await reader.press("enter")
        order = [(path, span.start) for path, span in hits.stream(reader.desk)]
        seen = []
        for _ in order:
            await reader.press("n")
            seen.append(cursor(reader.desk))
        assert sorted(seen) == sorted(order)
        assert {path for path, _ in seen} == {REUTERS, FOREIGN_POLICY}


async def test_esc_puts_out_the_hits_then_stays(library: Path) -> None:
    """In the text esc ends what is lit, and then does nothing: it never leaves a view or quits."""
    async with reading(SEEDS) as reader:
        await reader.press("F2")
        await reader.search("ossetia")
        await reader.press("enter", "esc", "esc", "esc")
        assert reader.view == "read"
        assert not reader.desk.lit


async def test_finding_in_this_source_looks_nowhere_else(library: Path) -> None:
    """/ in the text finds while one types, in this source only; esc puts it out."""
    async with reading(SEEDS) as reader:
        await reader.press("j", "F3", "/")
        await reader.type("sco")
        await reader.until(lambda: reader.desk.answer is not None and reader.desk.answer.total)
        assert reader.desk.answer is not None
        assert {hit.source for hit in reader.desk.answer.hits} == {FOREIGN_POLICY}
        await reader.press("esc")
        assert not reader.desk.lit
        assert reader.view == "read"


# --- the user's work ---

CHANGES: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "clip": (("F3", "]"), ("c",)),
    "clip both versions": (("F4", "]"), ("c",)),
    "clip with a note": (("F3", "]"), ("C", Typed("why"), "enter")),
    "note": (BRIEFING, ("e", Typed("why"), "enter", "y", "^s")),
    "tags": (BRIEFING, ("#", Typed("why"), "enter")),
    "heading": (BRIEFING, ("H", Typed("why"), "enter")),
    "title": (BRIEFING, ("T", Typed("why"), "enter")),
    "bottom line": (BRIEFING, ("B", Typed("why"), "enter", "y", "esc")),
    "remove": (BRIEFING, ("x",)),
    "move": (BRIEFING, ("J",)),
    "speaker": (("F3", "]"), ("a", Typed("why"), "enter")),
    "speaker of a statement": (("F5",), ("a", Typed("why"), "enter")),
    "mark": (("F3", "]"), ("m", "a")),
    "two speakers made one": (("F3", "]"), ("M", Typed("medv"), "down", "enter")),
    "two made one in the ledger": (("F5", "j"), ("M", Typed("medv"), "enter")),
    "a speaker called otherwise": (("F3", "]"), ("M", Typed("Declaration of Dushanbe"), "enter")),
    "a speaker called as a part of another": (("F3", "]"), ("M", Typed("Medvedev"), "up", "enter")),
    "a speaker parted in one source": (("F3", "]"), ("M", Typed("those in"), "down", "enter", Typed("R's"), "enter")),
    "a speaker parted in one quotation": (("F3", "]"), ("M", Typed("this one"), "down", "enter", Typed("x"), "enter")),
    "two parted again": (("F3", "]", "M", Typed("medv"), "enter"), ("M", "down", "enter")),
}
"""What a user can change: the keys that lead there, and those that change it."""


async def test_whatever_one_changes_can_be_taken_back(library: Path) -> None:
    """One u takes each change back whole, one ^r does it again."""
    async with reading(SEEDS) as reader:
        start = reader.desk
        for change, (lead, keys) in CHANGES.items():
            await begin_again(reader, start)
            await hands_on(reader, lead)
            before = reader.desk.work
            await hands_on(reader, keys)
            after = reader.desk.work
            assert after != before, change
            await reader.press("u")
            assert reader.desk.work == before, f"{change} taken back"
            await reader.press("^r")
            assert reader.desk.work == after, f"{change} done again"


def pack_of(folder: Path) -> Path:
    """A copy of the seeds that may be changed."""
    folder.mkdir()
    for name in (REUTERS, FOREIGN_POLICY):
        (folder / name).write_bytes((SEEDS / name).read_bytes())
    return folder


async def test_what_is_said_of_speakers_is_on_the_disk_at_once(library: Path, tmp_path: Path) -> None:
    """A speaker put right and two made one are in the journal while the reader is open: a crash takes nothing."""
    async with reading(pack_of(tmp_path / "pack")) as reader:
        await hands_on(reader, ("F3", "]", "a", Typed("Ada Noor"), "enter", "]", "M", Typed("medv"), "enter"))
        screen = reader.screen
        assert screen._journal is not None
        assert screen._journal.flush()
        kept = journal.work_of(reader.desk.pack.id)
        assert kept.speakers == reader.desk.work.speakers
        assert kept.names == reader.desk.work.names == {Called("SCO declaration"): "Dmitry Medvedev"}


async def test_a_speaker_put_right_stays_when_the_source_changes(library: Path, tmp_path: Path) -> None:
    """Read again with a paragraph more at its beginning, the source has its quotation with the user's speaker."""
    folder = pack_of(tmp_path / "pack")
    async with reading(folder) as reader:
        await hands_on(reader, ("F3", "]", "a", Typed("Ada Noor"), "enter"))
    text = (folder / REUTERS).read_text(encoding="utf-8")
    more = text.replace("\n\n", "\n\nThe weather in Dushanbe was fine that day, and the streets were empty.\n\n", 1)
    assert more != text
    (folder / REUTERS).write_text(more, encoding="utf-8")
    async with reading(folder) as reader:
        await reader.press("F5")
        named = {s.name: s for s in moves.statements(reader.desk)}
        assert named["Ada Noor"].by_hand
        assert named["Ada Noor"].quotes[0].span.of(more).startswith(DECLARATION)
        assert "Noor @" in reader.text()


async def test_the_cursor_stays_while_speakers_change_their_names(library: Path) -> None:
    """A name given in the ledger moves the statement, and the cursor with it; taken back, the cursor is where it was."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, ("F5", "G", "f", "a", Typed("Aaron Aa"), "enter"))
        here = moves.current(reader.desk)
        assert here is not None
        assert (here.id, here.name, reader.desk.lens.speaker) == ("R13.1", "Aaron Aa", "Aaron Aa")
        await reader.press("u")
        assert moves.current(reader.desk).id == "R13.1"
        assert reader.desk.lens.speaker == "Chinese foreign ministry statement"


async def test_a_new_name_is_typed_over_the_old_one(library: Path) -> None:
    """The name that is asked about is selected: letters stand in its place, enter alone keeps it."""
    async with reading(SEEDS) as reader:
        await reader.press("F3", "]", "a")
        await reader.type("Ada Noor")
        await reader.press("enter")
        assert [c.name for c in reader.desk.work.speakers.values()] == ["Ada Noor"]


async def test_a_known_name_is_offered_while_one_types(library: Path) -> None:
    """After some letters the rest of a speaker's name stands behind them; right takes it, and so no name is spelt twice."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, ("F3", "]", "a", Typed("dmit")))
        assert "right complete" in reader.foot
        await reader.until(lambda: "dmitry Medvedev" in reader.text(), "the rest of the name")
        await reader.press("right", "enter")
        assert [c.name for c in reader.desk.work.speakers.values()] == ["Dmitry Medvedev"]


async def test_reported_speech_is_remembered(library: Path) -> None:
    """Switched on, it is told in the foot of each view, and is on when the pack is opened again; off, nothing of it is left."""
    async with reading(SEEDS) as reader:
        await reader.press("F3")
        before = reader.text()
        await reader.press("I")
        for key in ("F3", "F5", "F4"):
            await reader.press(key)
            assert "¦ reported" in reader.status
    async with reading(SEEDS) as reader:
        assert reader.desk.reported
        await reader.press("F3", "I", "g g")
        assert reader.text().split("\n")[:-4] == before.split("\n")[:-4]


async def test_long_versions_can_be_read_to_their_end(library: Path) -> None:
    """Where the versions of a statement do not fit the window, j goes through them before it goes on, k back."""
    async with reading(SEEDS, (80, 10)) as reader:
        await reader.press("F5", "d")
        page = reader.screen.pane("left").page
        seen = [(reader.desk.statement, page.top)]
        while reader.desk.statement == 0:
            await reader.press("j")
            seen.append((reader.desk.statement, page.top))
            assert len(seen) < 40
        assert len(seen) > 6
        assert [at for _, at in seen] == sorted(at for _, at in seen)
        await reader.press("k", "k")
        assert (reader.desk.statement, page.top) < (0, seen[-1][1])


async def test_the_ledger_comes_back_as_it_was_left(library: Path) -> None:
    """What enter opens, q leaves again: the same statements, filtered as before, the cursor on the same one."""
    async with reading(LERVIK / "sources") as reader:
        await hands_on(reader, ("F5", "v", "/", Typed("holt"), "enter", "j"))
        there = reader.text()
        await reader.press("enter")
        assert reader.view == "read"
        await reader.press("q")
        assert reader.text() == there


async def test_the_session_is_as_it_was_left(library: Path) -> None:
    """Opened again, the pack shows the same view, place, width and clips; the search field has its words."""
    async with reading(SEEDS) as reader:
        await reader.press("F2")
        await reader.search("ossetia")
        await reader.press("enter", "n", "+", "F4", "]", "]", "c", "l")
        left = reader.desk
        await reader.press("^q")
    async with reading(SEEDS) as reader:
        again = reader.desk
        assert (again.view, again.open, again.focus, again.measure) == (left.view, left.open, left.focus, left.measure)
        assert again.places == left.places
        assert again.work.clips == left.work.clips
        assert again.query == "ossetia"
        await reader.press("q")
        assert reader.view != "compare", "the way back is there"


async def test_two_readers_of_one_pack_lose_nothing(library: Path) -> None:
    """Two openings at once: what either clips is there when the pack is opened next."""
    async with reading(SEEDS) as one, reading(SEEDS) as other:
        await one.press("F3", "]", "c")
        await other.press("F3", "]", "]", "]", "c")
        await one.press("^q")
        await other.press("^q")
    async with reading(SEEDS) as reader:
        assert sorted(clip.passage for clip in reader.desk.work.clips) == [5, 9]


async def test_the_written_briefing_is_verified(library: Path) -> None:
    """What w writes holds every quotation word for word, and naming a source of the pack writes nothing."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, (*BRIEFING, "w", "wait"))
        text = Path("seeds-briefing.md").read_text(encoding="utf-8")
        verdicts = verify.check(text, open_pack(SEEDS).articles)
        assert verdicts
        assert {v.status for v in verdicts} == {"exact"}
        assert "co-operation in the region" in text, "the version in the other source stands beside"
        await hands_on(reader, ("W", Typed(str(SEEDS / REUTERS)), "enter", "wait"))
        assert "never written to" in reader.status
        Path("mine.md").write_text("my own")
        await hands_on(reader, ("W", Typed("mine.md"), "enter", "wait"))
        assert Path("mine.md").read_text() == "my own"


async def test_a_version_of_what_is_clipped_is_not_clipped_again(library: Path) -> None:
    """C on the declaration in one source, then on the same words in the other: one item, and the foot says why."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, (*COMPARE, "]", "c", "h", "c"))
        assert len(reader.clips) == 1
        assert "as a version" in reader.status


@pytest.mark.parametrize("key", ["z", "q", "esc"])
async def test_the_head_line_comes_back_after_the_text_alone(key: str, library: Path) -> None:
    """Z takes everything but the text away; whatever ends that brings the head line back."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, (*READ, "z"))
        assert "F2 Search" not in reader.text()
        await hands_on(reader, (key,))
        await reader.until(lambda: "F2 Search" in reader.text())


# --- windows ---

SIZES = ((200, 50), (80, 24), (40, 12), (119, 29), (1, 1), (150, 60), (20, 5), (120, 40))


@pytest.mark.parametrize("view", ["read", "compare", "quotes", "briefing", "results", "search", "help"])
async def test_a_window_may_change_at_any_moment(view: str, library: Path) -> None:
    """Whatever size the window takes, the place in the text stays, and its first words are on the screen."""
    async with reading(SEEDS) as reader:
        await hands_on(reader, WAYS[view])
        desk = reader.desk
        for columns, rows in SIZES:
            await reader.resize(columns, rows)
            assert reader.desk == desk
            assert all(len(line) <= columns for line in reader.text().split("\n"))
            if view == "read" and columns >= 40 and rows >= 12:
                assert reader.row(" 5 ")
                assert "grave concern" in reader.text()
        assert reader.view == view


async def test_the_place_stays_when_lines_get_longer(library: Path) -> None:
    """+ and - break the text anew; the passage under the cursor stays in view, within 48 and 80 characters."""
    async with reading(SEEDS) as reader:
        await reader.press("F3", *"}" * 12)
        place = reader.desk.place
        for key in "+" * 6 + "-" * 12:
            await reader.press(key)
            assert reader.desk.place == place
            assert "Just hours before the summit" in reader.row("▌ 12 ")
        assert reader.desk.measure == 48


# --- many sources ---


async def test_any_source_can_be_set_beside(library: Path) -> None:
    """W lists the sources that are not open, the most akin first; what is typed narrows them, enter sets one in this pane."""
    async with reading(LERVIK / "sources") as reader:
        await reader.press("F4", "l")
        left, right = reader.desk.open
        await reader.press("w")
        others = [a for a in reader.desk.pack.articles if a.path not in (left, right)]
        assert f"{len(others)}" in reader.text()
        await reader.type("tidings")
        await reader.press("enter")
        assert reader.desk.open[0] == left
        assert "tidings" in reader.desk.path
        assert reader.desk.focus == 1


async def test_up_to_four_sources_stand_side_by_side(library: Path) -> None:
    """A adds one beside the others, X takes one away; the cursor goes round all, and what is shared is shown in all."""
    async with reading(LERVIK / "sources", (240, 50)) as reader:
        await reader.press("F4", "A", "enter", "A", "enter")
        assert len(reader.desk.open) == 4
        await reader.press("A")
        assert "X drops one" in reader.status
        for n in (1, 2, 3, 0):
            await reader.press("tab")
            assert reader.desk.focus == n
        shown = reader.text()
        for path in reader.desk.open:
            assert f" {reader.desk.pack.by_path[path].key} " in shown
        await reader.press("X", "X")
        assert len(reader.desk.open) == 2
        assert reader.view == "compare"


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40), (160, 48), (240, 50)])
async def test_what_answers_a_passage_is_in_view_at_any_size(library: Path, size: tuple[int, int]) -> None:
    """Where the cursor goes, each other text shows its counterpart, however the window is divided."""
    async with reading(LERVIK / "sources", size) as reader:
        await reader.press("F4", "A", "enter", "g g")
        for _ in range(8):
            await reader.press("]")
            passage = reader.desk.passage
            assert passage is not None
            panes = dict(reader.screen.text_panes())
            for there, n, _, _ in moves.counterparts(reader.desk, passage.n)[:1]:
                if there.path not in panes:  # a narrow window has a line for it
                    assert f"{there.key}¶{n}" in reader.text()
                    continue
                page = panes[there.path].page
                assert isinstance(page.sheet, SourceSheet)
                line = page.sheet.layout.line_of(there.by_number[n].span.start)
                assert page.top <= line < page.top + page.size.height


async def test_the_wheel_takes_the_other_texts_along(library: Path) -> None:
    """In stacked panes the text that is scrolled brings what answers it into view in the others; apart it does not."""
    async with reading(SEEDS, (80, 24)) as reader:
        await reader.press("F4")
        upper, lower = (pane.page for _, pane in reader.screen.text_panes())
        sheet = upper.sheet
        assert isinstance(sheet, SourceSheet)
        line = sheet.layout.line_of(reader.desk.pack.by_key["R"].by_number[7].span.start)
        for sync in (True, False):
            lower.scroll_to_line(0)
            upper.scroll_to_line(0)
            upper.post_message(Page.Wheeled(upper, line - upper.size.height // 3))
            await reader.settle()
            assert (lower.top > 0) == sync
            await reader.press("S")


async def test_what_could_not_be_read_is_listed_with_its_reason(library: Path, tmp_path: Path) -> None:
    """An unread source stands in the list; the others are read as ever."""
    folder = tmp_path / "some"
    folder.mkdir()
    (folder / "good.txt").write_text("A bridge\n\n“It holds,” said Ada Noor.\n", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    async with reading(folder) as reader:
        assert "2 not read" in reader.text()
        assert reader.row("! empty.txt")
        await reader.press("F3", "]", "c")
        assert reader.clips == ["It holds,"]


async def test_a_pack_without_any_quotation_can_be_walked(library: Path, tmp_path: Path) -> None:
    """No quotations, no hits, one source: each key says what is missing, none fails."""
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "only.txt").write_text("A bridge\n\nIt was closed on Monday.\n", encoding="utf-8")
    async with reading(folder) as reader:
        start = reader.desk
        for lead, view in (("F3", "read"), ("F5", "quotes"), ("F6", "briefing"), ("F2", "search")):
            for command in KEYMAP.of(view):
                if command.id not in ("quit", "original"):
                    await begin_again(reader, start)
                    await hands_on(reader, (lead, *pressed(command, view)))
        await reader.press("esc", "F4")
        assert "only one source" in reader.status


BURSTS: dict[str, tuple[Sequence[str], str, str]] = {
    "the search field": ((), "F2", "ossetia"),
    "finding here": (("F3",), "/", "summit"),
    "all commands": (("F3",), "^p", "next theme"),
    "a note": (BRIEFING, "e", "what it means"),
    "a title": (BRIEFING, "T", "After Dushanbe"),
}


@pytest.mark.parametrize("line", BURSTS)
async def test_letters_behind_a_key_are_not_lost(line: str, library: Path) -> None:
    """Typed faster than the screen paints, no letter is lost on its way into a line, and none is obeyed as a command."""
    lead, key, typed = BURSTS[line]
    async with reading(SEEDS) as reader:
        await hands_on(reader, lead)
        for each in (key, *typed):
            reader.app.post_message(event(each))
        await reader.settle()
        await reader.until(lambda: getattr(reader.app.focused, "value", "") == typed, typed)
        if reader.view == "search":
            await reader.until(lambda: reader.answered)
