"""Coverage and timeline in the reader: the moves in them, their lines, and where enter leads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.model import Fact
from index.pack import Pack, open_pack
from reader import aside, charted
from reader import desk as moves
from reader.desk import Desk
from reader.journal import Work
from reader.paint import Palette, Sheet, strip
from reader.panes import coverage, timeline
from reader.panes.coverage import CoverageSheet
from reader.panes.timeline import TimelineSheet
from reader.settings import Settings
from reader.wrap import cells
from tests.conftest import FOREIGN_POLICY, LERVIK, REUTERS, SEEDS
from tests.hands import reading
from tests.test_ledger import text, wide

WIDTHS = (40, 60, 80, 99, 100, 120, 200)


@pytest.fixture(scope="module")
def lervik() -> Pack:
    return open_pack(LERVIK / "sources", cache=False)


@pytest.fixture(scope="module")
def seeds() -> Pack:
    return open_pack(SEEDS, cache=False)


def on(pack: Pack, view: moves.View = "coverage", work: Work | None = None) -> Desk:
    return Desk(pack, work or Work(), view=view, open=(pack.articles[0].path,))


def lines(sheet: Sheet, top: int = 0) -> list[str]:
    return [text(sheet.line(y, top)) for y in range(top, sheet.height)]


# --- coverage ---


def test_the_seeds_in_signs(seeds: Pack) -> None:
    """Below the key of each source a sign or a dot, the most printed first."""
    assert text(coverage.heading(on(seeds), 80)).split() == [
        *["Coverage", "7", "·", "2", "sources", "·", "the", "most", "printed", "first", "R", "F"]
    ]
    assert ["".join(line.split()[-2:]) for line in lines(CoverageSheet(on(seeds), 80))] == [
        "==",
        "=~",
        "=·",
        "=·",
        "=·",
        "=·",
        "·=",
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sources", [1, 2, 12, 30, 400])
def test_signs_stand_below_their_keys(sources: int, width: int) -> None:
    """However many sources: the cell under the cursor is in view, below the underlined key, and nothing leaves the window."""
    pack = wide(sources)
    for across in {0, sources // 2, sources - 1}:
        desk = replace(on(pack), across=across)
        sheet, head = CoverageSheet(desk, width), coverage.heading(desk, width)
        assert cells(text(head)) <= width
        assert all(cells(line) <= max(width, 40) for line in lines(sheet))
        at, column = 0, None
        for piece in head.pieces:
            if piece.role == "bright bold underline" and piece.text != "Coverage":
                column = at
            at += cells(piece.text)
        assert column is not None
        at = 0
        for piece in sheet.line(0, 0).pieces:
            if piece.role == "cursor":
                assert at <= column < at + cells(piece.text)
                assert piece.text.strip() == "="
            at += cells(piece.text)
        assert sheet.cell_at(column, 0) == (0, across)


def test_the_cursor_stays_within(seeds: Pack) -> None:
    """At the edges it stays, and that is said."""
    desk = on(seeds)
    assert charted.across(desk, -1).said == "the first source"
    desk = charted.across(charted.across(desk, 1), 1)
    assert (desk.across, desk.said) == (1, "the last source")
    assert charted.down(desk, 100).row == 6
    assert charted.down(desk, -1).row == 0
    assert charted.current(replace(desk, row=500, across=500)) is not None
    assert charted.column(replace(desk, row=500, across=500)) is not None


def test_the_empty_cells_one_after_the_other(seeds: Pack) -> None:
    """In the row first, then in the rows below; behind the last nothing."""
    desk = charted.to_gap(on(seeds), 1)
    assert (desk.row, desk.across) == (2, 1)
    found = [(desk.row, desk.across)]
    while not desk.said:
        desk = charted.to_gap(desk, 1)
        found.append((desk.row, desk.across))
    assert found == [(2, 1), (3, 1), (4, 1), (5, 1), (6, 0), (6, 0)]
    assert desk.said == "no empty cell behind this one"
    assert charted.to_gap(on(seeds), -1).said == "no empty cell before this one"


def test_the_filled_cells_one_after_the_other(seeds: Pack, lervik: Pack) -> None:
    """Every version of every statement, there and back."""
    for pack in (seeds, lervik):
        desk = on(pack)
        there = [(desk.row, desk.across)]
        while not (desk := charted.to_version(desk, 1)).said:
            there.append((desk.row, desk.across))
        assert len(there) == sum(len(s.by_source) for s in charted.matrix(desk).statements)
        assert desk.said == "no version behind this one"
        desk = replace(desk, said="")
        back = [(desk.row, desk.across)]
        while not (desk := charted.to_version(desk, -1)).said:
            back.append((desk.row, desk.across))
        assert back == there[::-1]


def test_a_cell_leads_to_its_version(lervik: Pack) -> None:
    """Each filled cell to the quotation in its source, from which q and backspace lead back."""
    desk = on(lervik)
    found = charted.matrix(desk)
    for row, statement in enumerate(found.statements[:20]):
        for across, column in enumerate(found.columns):
            there = replace(desk, row=row, across=across)
            to = charted.opened(there)
            quotes = statement.of(column.path)
            assert (to is None) == (not quotes)
            if to is not None:
                assert (to.view, to.path, to.place.quote) == ("read", column.path, quotes[0].id)
                assert to.trail[-1] == "coverage"
                assert moves.back(to) == replace(to, view="coverage", trail=to.trail[:-1])
                assert charted.missing(there) == ""
                assert [clip.span for clip in aside.under(there)] == [q.span for q in quotes]


def test_an_empty_cell_asks_for_what_is_missing(seeds: Pack) -> None:
    """The statement's telling words, any of them, in that source alone; nothing can be clipped there."""
    desk = replace(on(seeds), row=2, across=1)
    assert charted.missing(desk) == "in:F (SCO OR never OR adopted OR role OR counter-weight OR NATO) "
    assert charted.missing(replace(desk, row=6, across=0)) == "in:R (aggression) "
    assert aside.under(desk) == []
    assert "F does not have it" in "".join(p.text for p in coverage.status(desk)[0])


def test_sources_without_a_column_have_no_rows() -> None:
    """In a large pack what stands in no source that has a column is left to the ledger."""
    pack = wide(40)
    shared = replace(pack, articles=pack.articles[:30], echoes=())
    desk = on(shared)
    assert len(charted.matrix(desk).columns) == 30  # nothing is shared: all of them
    clipped = Work(clips=tuple(aside.clip_of(a, a.quotes[1].span, 2, "quote") for a in shared.articles[:2]))
    found = charted.matrix(on(shared, work=clipped))
    assert [c.path for c in found.columns] == [a.path for a in shared.articles[:2]]
    assert len(found.statements) == 4


def test_one_agency_report_is_one_thin_bar(lervik: Pack) -> None:
    """How many sources have a statement is told with how many of them print one report."""
    rows = lines(CoverageSheet(on(lervik), 120))
    assert rows[0].rstrip().endswith("▬▬▬▬──··   9")
    assert "9 sources, 4 of them one agency report" in "".join(p.text for p in coverage.status(on(lervik))[0])


# --- timeline ---


def test_lervik_in_the_order_of_its_dates(lervik: Pack) -> None:
    """Dots and bars at their places below the days, hollow with a question mark what is inferred, the undated below."""
    desk = on(lervik, "timeline")
    assert text(timeline.heading(desk, 120)).split() == [
        "Timeline",
        "11",
        "Mar",
        "18",
        "Mar",
        "11",
        "dated,",
        "1",
        "of",
        "them",
        "inferred",
        "·",
        "1",
        "not",
        "dated",
    ]
    shown = lines(TimelineSheet(desk, 120))
    assert [line[:24].strip("▌ ") for line in shown[:3]] == [
        "11 Mar 2025, 17:48   ·",
        "11 Mar 2025, 18:42   ·",
        "12 Mar 2025?         ·",
    ]
    assert [line.split("·")[1].split()[0] for line in shown[:3]] == ["●", "●", "────?"]
    assert shown[11].strip() == ""
    assert shown[12].split()[:3] == ["not", "dated", "N"]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_timeline_fits_its_window(lervik: Pack, seeds: Pack, width: int) -> None:
    """Every line is as wide as the window or less; without room there is no axis."""
    for pack in (lervik, seeds, wide(3)):
        desk = on(pack, "timeline")
        sheet = TimelineSheet(desk, width)
        assert all(cells(line) <= width for line in [*lines(sheet), text(timeline.heading(desk, width))])
        assert any("●" in line or "━" in line for line in lines(sheet)) == (pack is lervik and width >= 80)
        for n in range(len(pack.articles)):
            assert sheet.entry_at(sheet.line_of(n)) == n
        assert sheet.entry_at(sheet.height) is None


def test_one_date_is_said_once(seeds: Pack) -> None:
    """Of several sources of one date the first says it, and the first line in view."""
    articles = tuple(
        replace(a, masthead=replace(a.masthead, date=Fact("2008-08"))) for a in (*seeds.articles, *seeds.articles)
    )
    sheet = TimelineSheet(on(replace(seeds, articles=articles), "timeline"), 80)
    assert [line[2:10] == "Aug 2008" for line in lines(sheet)] == [True, False, False, False]
    assert [line[2:10] == "Aug 2008" for line in lines(sheet, 2)] == [True, False]


def test_how_a_date_is_known_is_told(lervik: Pack, seeds: Pack) -> None:
    """Stated or inferred, from where, how exact; or that none is stated."""

    def told(desk: Desk) -> str:
        return "".join(p.text for p in timeline.status(desk)[0])

    desk = on(lervik, "timeline")
    assert told(desk) == "R  Rask & Halden Line · 11 Mar 2025, 17:48 stated in the mail header, to the minute"
    assert told(replace(desk, dated=2)).endswith("12 Mar 2025? inferred from the image name, to the day")
    assert told(replace(desk, dated=99)).endswith("· no date is stated")
    odd = replace(seeds.articles[0], masthead=replace(seeds.articles[0].masthead, date=Fact("last week")))
    assert told(on(replace(seeds, articles=(odd,)), "timeline")).endswith("“last week” is no date")
    assert charted.listed(desk).splitlines()[-1].startswith("\tunknown\tN\tNorrwire\tFerry hits dredger")


# --- on every terminal ---


@pytest.mark.parametrize(("ansi", "plain"), [(True, False), (False, True), (True, True)])
def test_ascii_and_no_colour(lervik: Pack, ansi: bool, plain: bool) -> None:
    """In a terminal without our glyphs nothing but ASCII is drawn of ours, and the cursor is seen without colours."""
    palette = Palette({}, ansi=ansi, plain=plain, ascii_only=True)
    desk = replace(on(lervik), row=1)
    for sheet in (CoverageSheet(desk, 120), TimelineSheet(replace(desk, view="timeline"), 120)):
        drawn = [strip(sheet.line(y, 0), 120, palette).text for y in range(sheet.height)]
        assert not [c for line in drawn for c in line if not c.isascii() and not c.isalpha() and c not in "“”‘’«»—–…£€"]
        assert any(line.startswith(">") for line in drawn)


# --- in the reader ---


async def test_what_a_picture_shows_leads_into_the_sources(library: Path) -> None:
    """Enter on a cell opens the version, q leads back to the cell; on an empty one it searches that source alone."""
    async with reading(SEEDS, (80, 24), Settings()) as reader:
        await reader.press("g m", "j", "l")
        assert reader.view == "coverage"
        await reader.press("enter")
        assert (reader.view, reader.desk.path, reader.desk.place.quote) == ("read", FOREIGN_POLICY, "F2.2")
        await reader.press("q")
        assert (reader.view, reader.desk.row, reader.desk.across) == ("coverage", 1, 1)
        await reader.press("c")
        assert len(reader.clips) == 1
        assert "*" in reader.text().splitlines()[2][:3]
        await reader.press(")")
        assert "look for it there" in reader.text()
        await reader.press("enter")
        await reader.until(lambda: reader.view == "search" and reader.answered, "an answer")
        assert reader.desk.query.startswith("in:F (SCO OR")
        assert reader.desk.answer is not None
        assert {hit.source for hit in reader.desk.answer.hits} == {FOREIGN_POLICY}
        await reader.press("esc")
        assert (reader.view, reader.desk.row, reader.desk.across) == ("coverage", 2, 1)
        await reader.press("g t", "G", "enter")
        assert (reader.view, reader.desk.path) == ("read", REUTERS)
        await reader.press("q", "q", "q")
        assert reader.view == "sources"


async def test_a_picture_is_where_one_left_off(library: Path) -> None:
    """It is on the screen again when the pack is opened the next time."""
    async with reading(SEEDS, (80, 24)) as reader:
        await reader.press("g m")
    async with reading(SEEDS, (80, 24)) as reader:
        assert reader.view == "coverage"


async def test_a_press_of_the_mouse_goes_there(library: Path) -> None:
    """On a cell the cursor goes to it, twice opens it; on a line of the timeline likewise."""
    async with reading(SEEDS, (80, 24)) as reader:
        await reader.press("g m")
        await reader.click("~")
        assert (reader.desk.row, reader.desk.across) == (1, 1)
        await reader.click("~", 2)
        assert reader.view == "read"
        await reader.press("q", "g t")
        await reader.click("Russia's Asia allies")
        assert reader.desk.dated == 1
