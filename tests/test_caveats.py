"""What has to be known before the sources are trusted: shown where one needs it, each place leads to what was seen."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from index.model import Flag, FlagKind, Source, Span, Unread, Wire
from index.pack import Pack
from reader import caveats
from reader.desk import Desk
from reader.journal import Work
from reader.panes import card, foot, sources
from reader.panes.slug import file_of, within
from reader.panes.source import how_shown, under_headline
from reader.settings import Settings
from reader.shown import Sheetlet
from tests.hands import Reader, reading
from tests.test_desk import a_pack

KINDS: tuple[FlagKind, ...] = get_args(FlagKind)
SIZES = [(40, 12), (80, 24), (120, 40), (200, 50)]
LATTICE = "The cafÃ© on the quay sold â€œcrÃªpesâ€ to MÃ©lanie Brandt on Sunday."
"""A line that was decoded wrongly once."""


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """A pack of a source to be read with care, a sound one, and files that cannot be read."""
    folder = tmp_path / "doubtful"
    folder.mkdir()
    (folder / "a.txt").write_text(
        f"A ferry for Harlow\n\n{LATTICE}\n\nThe ferry takes twelve cars, and it runs each day but Sunday.\n\n"
        "Read more: A bridge for Dunmore\n",
        "utf-8",
    )
    (folder / "b.txt").write_text("A bridge\n\nThe bridge over the Tam was closed on Monday after a storm.\n", "utf-8")
    for n in range(20):
        (folder / f"plan{n}.dwg").write_bytes(b"x")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def flagged(*kinds: FlagKind, at: int | None = None) -> Pack:
    """A pack of two texts, the first with flags."""
    pack = a_pack(("A", "Head\n\nFirst passage of it.\n\nSecond passage of it.", []), ("B", "Head\n\nOther.", []))
    span = Span(at, at + 4) if at is not None else None
    flags = tuple(Flag(kind, f"seen: {kind}", span) for kind in kinds)
    return replace(pack, articles=(replace(pack.articles[0], flags=flags), pack.articles[1]))


def words(lines: Sequence[object]) -> str:
    return "\n".join("".join(piece.text for piece in line.pieces) for line in lines)


async def press(reader: Reader, keys: Sequence[str]) -> None:
    for key in keys:
        await reader.press(key)
        await reader.rest()


# --- in words ---


def test_every_kind_of_flag_has_its_words() -> None:
    """None is left out, no two are the same, and none is longer than a line of the list."""
    assert set(caveats.WORDS) == set(KINDS)
    assert len(set(caveats.WORDS.values())) == len(KINDS)
    assert max(map(len, caveats.WORDS.values())) <= 20


def test_what_weighs_most_comes_first_and_what_is_there_twice_is_counted() -> None:
    """Whatever the order in which they were found."""
    article = flagged("hidden", "truncated", "hidden", "incomplete").articles[0]
    assert caveats.named(article) == ["read in part", "broken off", "hidden characters (2)"]


@pytest.mark.parametrize("measure", [16, 40, 66])
def test_under_the_headline_stand_all_of_them(measure: int) -> None:
    """On as many lines as they need, the sign on the first; the text is laid out below them."""
    pack = flagged(*KINDS)
    article = pack.articles[0]
    lines = under_headline(pack, article, measure + 12, measure)
    told = " ".join("".join(p.text for p in line).strip() for line in lines[1:])
    assert told.split() == [caveats.SIGN, *" · ".join(caveats.named(article)).split()]
    assert all(sum(len(p.text) for p in line) <= measure for line in lines[1:])
    assert how_shown(Desk(pack, Work()), article, measure + 12, measure).second == len(lines)
    assert len(under_headline(pack, pack.articles[1], measure + 12, measure)) == 1


def test_the_list_has_one_sign_in_the_row_and_says_which_sources_have_what() -> None:
    """A sound source has none; in a wide list the row itself says it."""
    desk = Desk(flagged("truncated", "mojibake"), Work(), open=("A",))
    sheet = sources.SourceList(desk, 36, focus=True)
    rows = words([sheet.line(y, 0) for y in range(sheet.height)]).split("\n")
    assert [row[:5] for row in rows if "quotations" in row] == ["▌ ! 8", "    1"]
    assert [" ".join(row.split()) for row in rows if row.startswith("  !")] == [
        "! broken off A",
        "! garbled characters A",
    ]
    wide = sources.SourceList(desk, 80, focus=True)
    assert "8 words · 0 quotations · broken off · garbled characters" in words([wide.line(y, 0) for y in range(4)])


def test_the_list_names_as_many_sources_of_a_kind_as_there_is_room_for() -> None:
    """And counts the others."""
    pack = a_pack(*((f"A{n:02}", "Head\n\nText.", []) for n in range(30)))
    pack = replace(pack, articles=tuple(replace(a, flags=(Flag("live", "it is"),)) for a in pack.articles))
    sheet = sources.SourceList(Desk(pack, Work(), open=("A00",)), 36, focus=True)
    rows = words([sheet.line(y, 0) for y in range(sheet.last, sheet.height)])
    (row,) = [row for row in rows.split("\n") if "live blog" in row]
    shown, more = row.split("live blog")[1].split("+")
    assert len(row) <= 36
    assert len(shown.split()) + int(more) == 30


def test_the_status_names_them() -> None:
    """While the cursor of the list is on the source."""
    desk = Desk(flagged("translated"), Work(), open=("A",))
    assert "! machine translation" in words([foot.status(desk, 120)])
    assert "!" not in words([foot.status(replace(desk, open=("B",)), 120)])


def test_the_card_has_every_reason_and_its_place() -> None:
    """The line leads there; one about the whole leads nowhere."""
    pack = flagged("truncated", at=6)
    pack = replace(pack, articles=(replace(pack.articles[0], flags=(*pack.articles[0].flags, Flag("live", "so"))),))
    lines, leads = card.source_card(Desk(pack, Work(), open=("A",)), pack.articles[0], 80)
    told = words([lines.line(y, 0) for y in range(lines.height)]).split("\n")
    (first,) = [n for n, row in enumerate(told) if "Take care" in row]
    assert "broken off  seen: truncated" in told[first]
    assert leads[first] == ("A", 6)
    assert "live blog  so" in told[first + 1]
    assert leads[first + 1] is None
    assert len(leads) == lines.height


# --- what an agency wrote ---


def wired() -> Pack:
    """A pack of four texts: an agency's own, a copy of all of it, one of a part, and another story."""
    pack = a_pack(*((name, "Head\n\nText.", []) for name in "NABC"))
    return replace(pack, wires=(Wire("w1", ("N", "A", "B"), ("N", "N", "N"), (1.0, 1.0, 0.94), "Norrwire"),))


def test_a_copy_of_an_agency_report_has_its_letter_in_the_row() -> None:
    """`=` for all of it, `~` for a part; the agency's own has none, nor has another story."""
    desk = Desk(wired(), Work(), open=("N",))
    sheet = sources.SourceList(desk, 36, focus=True)
    rows = words([sheet.line(y, 0) for y in range(sheet.last)]).split("\n")
    assert [row.split()[-1] for row in rows if "quotations" in row] == ["quotations", "=N", "~N", "quotations"]
    assert all(len(row) <= 36 for row in rows)


def test_whose_report_it_is_stands_under_the_headline_in_the_foot_and_in_the_card() -> None:
    """In the same words; of the agency's own copy, who else prints it."""
    pack = wired()
    copy, own = "prints Norrwire’s report (N), 94% of its own words", "Norrwire’s report is also in A, B"
    for path, said in (("B", copy), ("N", own)):
        desk, article = Desk(pack, Work(), open=(path,)), pack.by_path[path]
        assert "".join(p.text for p in under_headline(pack, article, 80, 66)[1]) == said
        assert said in words([foot.status(desk, 120)])
        lines, _ = card.source_card(desk, article, 100)
        assert said in words([lines.line(y, 0) for y in range(lines.height)])
    assert len(under_headline(pack, pack.by_path["C"], 80, 66)) == 1


# --- what could not be read ---


def test_files_that_could_not_be_read_for_one_reason_are_one_line() -> None:
    """Two hundred of them do not hide the one that matters; the list counts all."""
    some = [Unread(Source(f"p{n}.dwg", "", 1), ".dwg files are not read") for n in range(200)]
    pack = replace(
        flagged(), unread=(*some[:100], Unread(Source("z.pdf", "", 1), "there is no text in it"), *some[100:])
    )
    sheet = sources.SourceList(Desk(pack, Work(), open=("A",)), 36, focus=True)
    rows = [words([sheet.line(y, 0)]) for y in range(sheet.last, sheet.height)]
    at = next(n for n, row in enumerate(rows) if "Not read" in row)
    assert rows[at].split() == ["Not", "read", "201"]
    assert [row.strip() for row in rows[at + 1 :]] == [
        "! 200 files: p0.dwg, p1.dwg, p2…",
        ".dwg files are not read",
        "! z.pdf",
        "there is no text in it",
        "! lists all, and what to do",
    ]
    lines, _ = card.troubles(pack, 80)
    told = words([lines.line(y, 0) for y in range(lines.height)])
    assert all(one.source.path in told for one in pack.unread)


REASONS = {
    ".dwg files are not read": "save as",
    "the file is empty": "no words",
    "it was not read within 20 seconds": "open the pack again",
    "it changed while it was being read": "open the pack again",
    "larger than 50 MB": "split it",
    "cannot be opened: permission denied": "right to read",
    "damaged or cut off: its list of contents cannot be read": "fetch it anew",
    "another program left it": "no source",
    "something that nobody thought of": "save it as text",
}


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_has_something_to_do(reason: str) -> None:
    """In words; the unknown ones, too."""
    assert REASONS[reason] in caveats.to_do(reason)


def test_a_reason_that_says_what_to_do_is_not_told_twice() -> None:
    """What stands behind its colon is enough."""
    assert caveats.to_do("an old Word file: save it as .docx") == ""
    assert caveats.to_do("a.docx is encrypted: unpack it with its password") == ""


# --- files that hold several ---


def test_a_source_in_a_file_is_told_from_a_folder() -> None:
    """A mailbox, an export and an archive hold sources; a folder, a number in a name and a version do not."""
    assert file_of("july/export.docx#12") == "july/export.docx"
    assert file_of("july/box.mbox#3/report.pdf#2") == "july/box.mbox"
    assert within("july/box.mbox#3/report.pdf#2") == "3, report.pdf, 2"
    for path in ("july/a.txt", "C#3 notes.txt", "v1.2/a.txt", "a", "x.y/z#"):
        assert (file_of(path), within(path)) == (path, "")


def test_sources_of_one_file_stand_under_its_name() -> None:
    """Once above the first of them; a file with one source has none; in another order none stands there."""
    names = ("x.mbox#1", "x.mbox#2", "x.mbox#3", "y.eml", "z.txt#1")
    pack = a_pack(*((name, "Head\n\nText.", []) for name in names))
    desk = Desk(pack, Work(), open=(names[0],))
    sheet = sources.SourceList(desk, 36, focus=True)
    rows = [words([sheet.line(y, 0)]).rstrip() for y in range(sheet.last)]
    assert [row for row in rows if "mbox ·" in row] == ["  x.mbox · 3"]
    assert rows[0] == "  x.mbox · 3"
    for path in names:
        first, last = sheet.lines_of(path)
        assert {sheet.path_at(y) for y in range(first, last + 1)} == {path}
    by_date = replace(desk, orders={**desk.orders, "sources": "date"})
    sheet = sources.SourceList(by_date, 36, focus=True)
    assert not any("· 3" in words([sheet.line(y, 0)]) for y in range(sheet.last))


# --- as a user sees it ---


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_they_are_seen_at_every_size(size: tuple[int, int], doubtful: Path) -> None:
    """In the list, under the headline, and in the card, from which enter goes to what was seen."""
    async with reading(doubtful, size) as reader:
        assert "!" in reader.row("words ·")
        assert "21 not read" in reader.row("Sources")
        await press(reader, ["F3"])
        assert "! garbled characters" in reader.text()
        article = reader.desk.article
        assert article is not None
        (flag,) = article.flags
        assert flag.span is not None
        await press(reader, ["i"])
        over = reader.screen.shown.over
        assert isinstance(over, Sheetlet)
        await press(reader, ["j"] * over.leads.index(card.Place("a.txt", flag.span.start)))
        assert "garbled" in reader.text()
        await press(reader, ["enter"])
        assert reader.desk.place.offset == flag.span.start
        await press(reader, ["backspace"])
        assert reader.desk.place.offset == 0


async def test_a_place_in_what_was_left_out_is_shown(doubtful: Path) -> None:
    """A line of the card that leads to a piece left out turns removed text on; one that leads nowhere says so."""
    async with reading(doubtful) as reader:
        await press(reader, ["F3", "i", "G", "k", "enter"])
        assert reader.desk.removed
        assert reader.desk.dropped is not None
        assert "Read more" in reader.text()
        await press(reader, ["i", "G", "enter"])
        assert reader.status == "this line leads nowhere"


@pytest.mark.parametrize("size", [(40, 12), (120, 40)], ids=str)
async def test_a_key_lists_what_could_not_be_read_and_what_to_do(size: tuple[int, int], doubtful: Path) -> None:
    """From the list and from a text; its last lines lead to what is to be read with care, in whichever source."""
    async with reading(doubtful, size) as reader:
        await press(reader, ["!"])
        assert "20 files not read" in reader.text()
        await press(reader, ["q", "2", "F3", "!", "G", "k", "enter"])
        assert reader.desk.path == "a.txt"
        assert reader.view == "read"


async def test_while_it_is_read_the_list_says_how_far(doubtful: Path) -> None:
    """Beside the number of what is there already, until all is read."""
    async with reading(doubtful) as reader:
        reader.screen.say_busy("open", "reading 312 of 1,000")
        assert "reading 312 of 1,000" in reader.row("Sources")
        reader.screen.say_busy("open", "")
        assert "2 · 21 not read" in reader.row("Sources")


async def test_without_colour_the_sign_is_there(doubtful: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR and ASCII: the same sign, in the same places."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with reading(doubtful, (80, 24), Settings(color=False, glyphs="ascii")) as reader:
        assert " ! " in reader.row("words -")
        await press(reader, ["F3"])
        assert "! garbled characters" in reader.text()


async def test_the_file_of_a_source_in_a_file_is_opened(doubtful: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mailbox itself; a line of a text that is not the file's is neither told nor given to the editor."""
    mails = "".join(
        f"From jo@x.example Thu May 12 10:0{n}:00 2024\nFrom: Jo Tern <jo@x.example>\nSubject: Pier {n}\n"
        f"Date: Thu, 12 May 2024 10:0{n}:00 +0000\n\nThe pier number {n} is closed for three weeks.\n\n"
        for n in range(2)
    )
    (doubtful / "0.mbox").write_text(mails, "utf-8")
    written = doubtful.parent / "opened"
    said = f"import json, sys; json.dump(sys.argv[1:], open({str(written)!r}, 'w'))"
    editor = doubtful.parent / "vi"
    editor.write_text(f"#!{sys.executable}\n{said}\n", "utf-8")
    editor.chmod(0o700)
    async with reading(doubtful, settings=Settings(editor=(str(editor),))) as reader:
        monkeypatch.setattr(reader.app, "suspend", contextlib.nullcontext)
        assert "0.mbox · 2" in reader.text()
        await press(reader, ["2", "F3", "}"])
        assert "of the file" not in reader.status
        await press(reader, ["o"])
        assert json.loads(written.read_text()) == [str(doubtful / "0.mbox")]
        await press(reader, ["3", "}", "o"])
        assert json.loads(written.read_text()) == ["+3", str(doubtful / "a.txt")]
