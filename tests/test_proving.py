"""The checking of a text on the screen: opened, walked, mended, written, and never lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from index import verify
from index.pack import open_pack
from reader import journal, unsaved
from reader.foreign import MOST
from reader.judging import Judge
from reader.panes.check import CheckSheet
from reader.panes.source import SourceSheet
from reader.proof import Form, Judged, Proof
from reader.settings import Settings
from tests.conftest import LERVIK, REUTERS, ROOT, SEEDS
from tests.hands import Reader, reading
from tests.test_app import HASTE

PLANTED = HASTE.read_text(encoding="utf-8")
"""Ten planted errors: two words changed, one spelt otherwise, one left out, a negation lost, two sentences wrong in table and
text, a wrong source, words of nobody, a scare quote, a word of many; and one apostrophe, which is none."""


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "here" / "haste.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(PLANTED, encoding="utf-8")
    return path


def proof(reader: Reader) -> Proof:
    found = reader.desk.proof
    assert found is not None
    return found


async def check(reader: Reader, path: Path | str) -> None:
    """V, the path, enter; then wait for what is said of it."""
    await reader.press("V", "^u")
    await reader.type(str(path))
    await reader.press("enter")
    await settled(reader)


async def settled(reader: Reader) -> None:
    await reader.until(lambda: reader.desk.proof is not None and reader.desk.proof.checked, "the verdicts")
    await reader.rest()


@contextlib.asynccontextmanager
async def checking(path: Path, size: tuple[int, int] = (120, 40), pack: Path = SEEDS) -> AsyncIterator[Reader]:
    async with reading(pack, size) as reader:
        await check(reader, path)
        yield reader


def here(reader: Reader) -> str:
    """What is said of the quotation under the cursor."""
    j = proof(reader).here
    return j.status if j is not None else ""


def row_of(reader: Reader, words: str) -> str:
    return reader.row(words)


async def test_ten_planted_errors_are_found_walked_and_mended(library: Path, text: Path) -> None:
    """By n one is led from one to the next; r, i, e and x put them right; w writes; the command then finds nothing wrong."""
    async with checking(text) as reader:
        assert "1 exact" in reader.text()
        walked = []
        for _ in range(10):
            walked.append((here(reader), proof(reader).line))
            await reader.press("n")
        assert reader.status.startswith("from the first again")
        kinds = [kind for kind, _ in walked]
        assert kinds == [
            *("altered", "altered", "altered", "misattributed", "altered", "missing", "unchecked", "altered"),
            *("ambiguous", "altered"),
        ]
        assert [line for _, line in walked] == sorted(line for _, line in walked)
        for kind in kinds:
            await mend(reader, kind)
        assert reader.text().count(" altered") == 0
        await reader.press("w")
        await reader.until(lambda: not proof(reader).unsaved)
        assert reader.status.startswith("written: haste.md")
    written = text.read_text(encoding="utf-8")
    verdicts = verify.check(written, open_pack(SEEDS, cache=False).articles)
    assert [v.status for v in verdicts if v.failed] == []
    assert {v.status for v in verdicts} <= {"exact", "typography", "unchecked"}
    assert "“expresses **its** concerns" in written
    assert "such events do not strengthen" in written
    assert "no kind of support" not in written
    assert "NATO,”[^2] he said [F ¶2]" in written


async def mend(reader: Reader, kind: str) -> None:
    """The problem under the cursor put right, and on to the next."""
    if kind == "altered":
        await reader.press("r")
    elif kind == "misattributed":
        await reader.press("i")
    elif kind == "ambiguous":
        await reader.press("i")
        await reader.type("R¶7")
        await reader.press("enter")
    elif kind == "missing":
        await reader.press("e")
        field = reader.screen.query_one("#paragraph")
        typed = field.text.replace("“the tanks will be gone by Friday at noon”", "that the tanks would go")
        field.text = typed
        await reader.press("^s")
    else:
        await reader.press("x")
    await settled(reader)
    await reader.press("n")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50), (40, 12)])
async def test_the_source_stands_beside_and_q_leads_back(size: tuple[int, int], library: Path, text: Path) -> None:
    """Enter shows the passage beside the text, and goes along with n; enter again opens it; q comes back to the same place."""
    async with checking(text, size) as reader:
        await reader.press("n", "n")
        at, top = proof(reader).at, reader.screen.pane("left").page.top
        await reader.press("enter")
        beside = reader.screen.pane("right").page.sheet
        assert isinstance(beside, SourceSheet)
        assert beside.article.path == REUTERS
        await reader.press("N")
        await reader.press("n")
        assert proof(reader).at == at
        top = reader.screen.pane("left").page.top
        await reader.press("enter")
        assert reader.view == "read"
        assert reader.desk.passage is not None
        assert reader.desk.passage.n == 16
        await reader.press("q")
        assert (reader.view, proof(reader).at) == ("check", at)
        assert proof(reader).beside
        assert reader.screen.pane("left").page.top == top
        await reader.press("q")
        assert (reader.view, proof(reader).beside) == ("check", False)
        await reader.press("q")
        assert reader.view == "sources"


async def test_undo_takes_back_the_text_and_nothing_else(library: Path, text: Path) -> None:
    """Undo in the text takes back what was changed there, u elsewhere what was changed there."""
    async with reading(SEEDS) as reader:
        await reader.press("F3", "]", "c")
        await check(reader, text)
        await reader.press("r")
        await settled(reader)
        await reader.press("n", "n", "n", "n", "x")
        assert len(reader.desk.work.by_hand) == 1
        await reader.press("u")
        assert len(reader.desk.work.by_hand) == 0
        await reader.press("u")
        await settled(reader)
        assert proof(reader).text == PLANTED
        await reader.press("u")
        assert "nothing to take back in this text" in reader.status
        assert len(reader.clips) == 1
        await reader.press("^r", "^r")
        await settled(reader)
        assert len(reader.desk.work.by_hand) == 1
        await reader.press("q", "u")
        assert reader.clips == []
        assert len(reader.desk.work.by_hand) == 1


async def test_what_is_not_written_is_taken_up_again(library: Path, text: Path) -> None:
    """Left with q, or with the program: opened again the text is as it was left; u shows the file; written, nothing is left over."""
    async with checking(text) as reader:
        await reader.press("r")
        await settled(reader)
        assert "unsaved" in reader.text().split("\n")[0]
        await reader.press("q")
        assert "unsaved changes are kept" in reader.status
    assert text.read_text(encoding="utf-8") == PLANTED
    async with checking(text) as reader:
        assert "**its** concerns" in proof(reader).text
        assert reader.status.startswith("unsaved changes from before: taken up again · u takes them back")
        await reader.press("u")
        assert proof(reader).text == PLANTED
        await reader.press("^r", "w")
        await reader.until(lambda: not proof(reader).unsaved)
        place = reader.screen._journal.place
    assert "**its** concerns" in text.read_text(encoding="utf-8")
    assert not list(place.glob("unsaved-*"))


async def test_a_file_changed_elsewhere_is_not_written_over_unasked(library: Path, text: Path) -> None:
    """Asked, no leaves it, yes writes; a file that stayed as it was is written without asking."""
    async with checking(text) as reader:
        await reader.press("r")
        await settled(reader)
        text.write_text("Somebody else was here.\n", encoding="utf-8")
        await reader.press("w")
        await reader.until(lambda: reader.screen.shown.question is not None)
        await reader.type("n")
        await reader.press("enter")
        assert text.read_text(encoding="utf-8") == "Somebody else was here.\n"
        assert proof(reader).unsaved
        await reader.press("w")
        await reader.until(lambda: reader.screen.shown.question is not None)
        await reader.type("y")
        await reader.press("enter")
        await reader.until(lambda: not proof(reader).unsaved)
        assert "**its** concerns" in text.read_text(encoding="utf-8")
        await reader.press("u", "w")
        await reader.until(lambda: not proof(reader).unsaved)
        assert text.read_text(encoding="utf-8") == PLANTED


async def test_what_was_left_of_a_file_that_changed_since_asks_before_it_is_written(library: Path, text: Path) -> None:
    """The changes of before are taken up, the file's own are not lost to them."""
    async with checking(text) as reader:
        await reader.press("r")
        await settled(reader)
    text.write_text(PLANTED + "\nMore.\n", encoding="utf-8")
    async with checking(text) as reader:
        assert "a file that was changed since" in reader.status
        await reader.press("w")
        await reader.until(lambda: reader.screen.shown.question is not None)
        await reader.press("esc", "u")
        assert proof(reader).text == PLANTED + "\nMore.\n"
        await settled(reader)
        await reader.press("r", "w")  # of the file as it is now nobody has to be asked
        await reader.until(lambda: not proof(reader).unsaved)
    assert "**its** concerns" in text.read_text(encoding="utf-8")
    assert text.read_text(encoding="utf-8").endswith("\nMore.\n")


async def test_a_source_is_never_changed(library: Path, seeds: Path) -> None:
    """It may be checked; whatever would change it says so."""
    async with checking(seeds / REUTERS, pack=seeds) as reader:
        before = proof(reader)
        for key in ("r", "i", "e", "E", "w"):
            await reader.press("]", key)
            assert "sources are never changed" in reader.status or "source's words already" in reader.status, key
        assert proof(reader).text == before.text


async def test_the_briefing_is_checked_and_only_looked_at(library: Path) -> None:
    """V in the briefing shows it as it would be written; r, i, e and w say where it is changed."""
    async with reading(SEEDS) as reader:
        await reader.press("F3", "]", "c", "]", "c", "F6", "V")
        await settled(reader)
        assert reader.view == "check"
        assert "exact" in reader.text()
        assert not [j for j in proof(reader).judged if j.status not in ("exact", "typography")]
        await reader.press("]", "enter")
        assert proof(reader).beside
        for key, said in (("r", "clips"), ("i", "clips"), ("e", "clips"), ("E", "q leads back"), ("w", "w there")):
            await reader.press(key)
            assert "briefing as it would be written" in reader.status, key
            assert said in reader.status, key
        await reader.press("q", "q")
        assert reader.view == "briefing"


async def test_a_file_is_offered_while_its_path_is_typed(library: Path, notes: Path, text: Path) -> None:
    """Briefings of the pack's folder first; tab puts in what is found, one after the other; :verify takes a path, too."""
    async with reading(notes) as reader:
        await reader.press("F3", "c", "F6", "w")
        await reader.until(lambda: reader.desk.work.file != "")
        made = Path(reader.desk.work.file)
        shutil.move(made, notes / "z-briefing.md")
        await reader.press("q", "V", "^u")
        assert reader.status.split()[0].endswith("z-briefing.md")
        await reader.type("has")
        await reader.press("tab")
        assert reader.screen.query_one("#ask").value == "haste.md"
        await reader.press("enter")
        await settled(reader)
        assert proof(reader).path == str(text)
        await reader.press("q", "V")
        assert reader.screen.query_one("#ask").value == "haste.md"
        await reader.press("esc", ":")
        await reader.type("verify has")
        await reader.press("tab", "enter")
        await settled(reader)
        assert reader.view == "check"


async def test_a_text_is_edited_in_the_users_editor(library: Path, text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file itself where nothing is unsaved, else a copy of what is; either way u takes it back."""
    code = "import sys, pathlib; p = pathlib.Path(sys.argv[-1]); p.write_text(p.read_text().replace('in haste', 'at leisure'))"
    editor = (sys.executable, "-c", code)
    async with reading(SEEDS, settings=Settings(editor=editor)) as reader:
        monkeypatch.setattr(reader.app, "suspend", contextlib.nullcontext)
        await check(reader, text)
        await reader.press("E")
        await settled(reader)
        assert "at leisure" in text.read_text(encoding="utf-8")
        assert "at leisure" in proof(reader).text
        assert not proof(reader).unsaved
        await reader.press("u")
        await settled(reader)
        assert proof(reader).text == PLANTED
        assert proof(reader).unsaved
        await reader.press("E")
        await settled(reader)
        assert "at leisure" in proof(reader).text


async def test_a_paragraph_left_is_as_it_was(library: Path, text: Path) -> None:
    """Left by esc, it is as before, and what was typed stands there when it is asked for again; line ends are kept; F keys keep and go."""
    async with checking(text) as reader:
        await reader.press("e")
        assert "^s keep" in reader.foot
        await reader.press("end")
        await reader.type(" at all")
        await reader.press("enter")
        await reader.press("esc")
        assert proof(reader).text == PLANTED
        await reader.press("e", "^s")
        await settled(reader)
        assert proof(reader).text.count("\n") == PLANTED.count("\n") + 1
        assert " at all\n" in proof(reader).text
        await reader.press("u", "e")
        await reader.type("x")
        await reader.press("F3")
        assert reader.view == "read"
        assert proof(reader).text != PLANTED


async def test_what_is_hostile_is_shown_and_kept_as_it_is(library: Path, text: Path) -> None:
    """No escape sequence reaches the terminal; a paragraph changed in place keeps what was not typed over, byte for byte."""
    hostile = "A \x1b[31m“[bold]words\u202e of nobody at all\x07”\tand \x9b more\n"
    text.write_text(hostile, encoding="utf-8")
    async with checking(text) as reader:
        drawn = "".join(s.text for strip in reader.app.screen._compositor.render_strips() for s in strip)
        assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(drawn)
        await reader.press("e")
        drawn = "".join(s.text for strip in reader.app.screen._compositor.render_strips() for s in strip)
        assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(drawn)
        await reader.press("end")
        await reader.type("!")
        await reader.press("^s")
        await settled(reader)
        assert proof(reader).text == hostile.removesuffix("\n") + "!\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.4 \x00", "not text"),
        ("“words” " * (MOST // 10), "too large to be checked here"),
        (None, "no file"),
    ],
)
async def test_a_file_that_cannot_be_checked_says_why(
    data: bytes | str | None, said: str, library: Path, text: Path
) -> None:
    """The screen stays where it was."""
    if data is None:
        text.unlink()
    else:
        text.write_bytes(data if isinstance(data, bytes) else data.encode())
    async with reading(SEEDS) as reader:
        await reader.press("F3", "V", "^u")
        await reader.type(str(text))
        await reader.press("enter")
        await reader.until(lambda: said in reader.status)
        assert reader.view == "read"


async def test_a_text_of_no_quotations_says_so(library: Path, text: Path) -> None:
    """Nothing to walk, nothing to mend."""
    text.write_text("", encoding="utf-8")
    async with checking(text) as reader:
        assert "no quotations" in reader.text()
        await reader.press("n")
        assert "no problem in this text" in reader.status
        await reader.press("j", "G", "g g", "e", "esc", "enter")
        assert "no quotation here" in reader.status


async def test_every_line_is_reached(library: Path, text: Path) -> None:
    """By j from the first line to the last, k back; no line is passed over, none is stuck on."""
    for size in ((80, 24), (120, 40)):
        async with checking(text, size) as reader:
            await reader.press("g g")
            sheet = reader.screen.pane("left").page.sheet
            assert isinstance(sheet, CheckSheet)
            rows = [y for y in range(sheet.height) if sheet.layout.holds_text(y)]
            seen = []
            for _ in rows:
                seen.append(sheet.layout.line_of(proof(reader).at))
                await reader.press("j")
            assert seen == rows
            back = []
            for _ in rows:
                back.append(sheet.layout.line_of(proof(reader).at))
                await reader.press("k")
            assert back == rows[::-1]


async def test_the_verdicts_of_the_invented_pack(library: Path) -> None:
    """The hurried briefing of the pack of twelve: what fails in the command fails here."""
    async with checking(LERVIK / "briefing-bad.md", pack=LERVIK / "sources") as reader:
        pack = open_pack(LERVIK / "sources", cache=False)
        told = verify.check((LERVIK / "briefing-bad.md").read_text(encoding="utf-8"), pack.articles)
        assert [j.status for j in proof(reader).judged] == [v.status for v in told]
        for v in told:
            if v.failed:
                assert here(reader) == v.status
                await reader.press("n")
                while here(reader) in ("ambiguous", "unchecked"):
                    await reader.press("n")


async def test_two_readers_do_not_take_each_others_changes(library: Path, text: Path, tmp_path: Path) -> None:
    """What a running reader has not written is its own; what was left by one that is gone is taken up."""
    async with checking(text) as reader:
        place = reader.screen._journal.place
        await reader.press("r")
        await settled(reader)
        other = journal.Journal(place, str(SEEDS), ())
        assert reader.screen._journal is not None
        assert reader.screen._journal.flush()
        assert unsaved.left(place, str(text), other.me) is None
        other.close()
    assert unsaved.left(place, str(text), other.me) is not None
    assert os.path.exists(place)


async def test_nobody_waits_for_a_long_check(library: Path, text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it goes on that is said, keys do what they do, and the program ends at once."""
    begun, over = threading.Event(), threading.Event()

    def of(self: Judge, text: str, form: Form) -> tuple[Judged, ...]:
        begun.set()
        over.wait(20)
        return ()

    monkeypatch.setattr(Judge, "of", of)
    async with reading(SEEDS) as reader:
        await reader.press("V", "^u")
        await reader.type(str(text))
        await reader.press("enter")
        await reader.until(begun.is_set)
        await reader.settle()
        assert "checking …" in reader.row("haste.md")
        await reader.press("j", "j", "n")
        assert reader.status.startswith("checking …")
        assert proof(reader).at > 0
        await reader.press("q")
        assert reader.view == "sources"
    assert not over.is_set()
    over.set()


def test_changes_outlive_kill_9(text: Path, tmp_path: Path) -> None:
    """What was on the screen for a second is there again, whatever became of the program."""
    code = (
        "import os, signal, sys, time\nfrom pathlib import Path\nfrom reader import unsaved\nfrom reader.journal import Journal, Work\n"
        "j = Journal.open('p', '/pack', folder=Path(sys.argv[1]))\nj.record(Work(title='t'))\n"
        "j.keep({unsaved.name_of(sys.argv[2], j.me): unsaved.kept(sys.argv[2], 'mended', 'base')})\n"
        "time.sleep(1.0)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path), str(text)], cwd=ROOT, check=False)
    assert done.returncode == -9
    left = unsaved.left(tmp_path / "p", str(text), "another")
    assert left is not None
    assert left.text == "mended"


async def test_the_mouse_does_what_keys_do(library: Path, text: Path) -> None:
    """A press puts the cursor on the quotation of its line, twice shows the source; the wheel scrolls; a press on the source opens it."""
    async with checking(text, (80, 24)) as reader:
        await reader.click("through dialog")
        assert proof(reader).n == 1
        await reader.click("We came to a conclusion", 2)
        assert proof(reader).n == 2
        assert proof(reader).beside
        page = reader.screen.pane("left").page
        at, top = proof(reader).at, page.top
        x, y = reader.where("We came to a conclusion")
        await reader.mouse("scroll_down", x, y)
        assert (proof(reader).at, page.top) == (at, top + 3)
        await reader.click("South Ossetia.", nth=0)
        assert reader.view == "read"


async def test_another_size_keeps_the_cursor_in_view(library: Path, text: Path) -> None:
    """However narrow the window gets, the quotation under the cursor is on it."""
    async with checking(text, (200, 50)) as reader:
        await reader.press("N")
        for size in ((120, 40), (80, 24), (40, 12), (24, 6), (130, 20)):
            await reader.resize(*size)
            first, last = reader.screen.pane("left").page.sheet.cursor
            page = reader.screen.pane("left").page
            assert page.top <= first < page.top + page.size.height, size
            assert last >= first


@pytest.mark.parametrize("theme", ["ansi", "night"])
async def test_without_colours_words_and_verdicts_are_told_by_weight(
    theme: str, library: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Differing words are bold and underlined, what failed has its sign; nothing has a colour that is no grey."""
    if theme == "night":
        monkeypatch.setenv("NO_COLOR", "1")
    async with reading(SEEDS, settings=Settings(theme=theme, color=theme == "ansi")) as reader:
        await check(reader, text)
        await reader.press("e")
        strips = reader.app.screen._compositor.render_strips()
        pieces = [(part.text, part.style) for strip in strips for part in strip if part.style]
        assert {"deep", "its", "dialog"} <= {words.strip() for words, s in pieces if s.bold and s.underline}
        for words, style in pieces:
            for colour in (style.color, style.bgcolor):
                triplet = colour.triplet if colour is not None else None
                assert triplet is None or len(set(triplet)) == 1, (words, style)
