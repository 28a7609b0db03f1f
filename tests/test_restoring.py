"""Removed text in its place: pieces put back, passages left out, and all that follows: as a user sees it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from index import pack as packs
from index import rulings
from index.model import Ruling, Span
from index.pack import Pack, pack_id
from reader import aside, briefing, journal
from reader import desk as moves
from reader.desk import Desk, Place
from reader.journal import Journal, Work
from reader.settings import Settings
from tests.conftest import FOREIGN_POLICY, REUTERS, SEEDS
from tests.hands import Reader, reading
from tests.terminal import Terminal, private

REMOVED = ("j", "F3", "r")
IMAGE = "592918_080828_hu5.jpg"
AT_IMAGE = (*REMOVED, "}", "}", "}")
"""Keys to the name of a picture that the cleaner left out."""
WEST = "The West supported its ally"
AT_WEST = ("F3", "}", "}")
"""Keys to a passage."""


async def press(reader: Reader, keys: Sequence[str]) -> None:
    for key in keys:
        await reader.press(key)
        await reader.rest()


def passages(reader: Reader, path: str) -> list[str]:
    article = reader.desk.pack.by_path[path]
    return [p.span.of(article.text) for p in article.passages]


async def found(reader: Reader, query: str) -> list[str]:
    """The sources of the passages that a search finds."""
    await reader.press("F2", "^u")
    await reader.search(query)
    answer = reader.desk.answer
    await reader.press("esc")
    return [hit.source for hit in answer.hits] if answer else []


async def test_the_key_puts_a_piece_back_and_again_leaves_it_out(library: Path) -> None:
    """It is a passage like any other, with its number and the sign of the user's hand; the cursor stays on it."""
    async with reading(SEEDS) as reader:
        await press(reader, AT_IMAGE)
        assert reader.status.startswith("x  image name · line 7")
        assert "x 3 of 18" in reader.text()
        await press(reader, ["R"])
        assert passages(reader, FOREIGN_POLICY)[1] == IMAGE
        assert reader.desk.passage is not None
        assert reader.desk.passage.n == 1
        assert "put back" in reader.status
        assert "1@" in reader.row(IMAGE)
        assert "¶ 1 of 7" in reader.text()
        await press(reader, ["}", "{"])
        assert reader.status.startswith("¶1  put back by hand")
        await press(reader, ["R"])
        assert reader.desk.work.rulings == {}
        assert reader.desk.pack.read is None
        assert "image name x" in reader.row(IMAGE)


async def test_the_key_leaves_a_passage_out_where_it_can_be_seen(library: Path) -> None:
    """Also while removed text is not shown: it then is, so that nothing vanishes; R again makes it a passage."""
    async with reading(SEEDS) as reader:
        await press(reader, [*AT_WEST, "R"])
        assert reader.desk.removed
        assert len(reader.desk.pack.by_path[REUTERS].passages) == 16
        assert "left out by hand x" in reader.row(WEST)
        assert reader.desk.dropped is not None
        assert "left out: R puts it back" in reader.status
        await press(reader, ["R"])
        assert reader.desk.pack.read is None
        assert " 2  " in reader.row(WEST)


async def test_u_takes_it_back_and_redo_does_it_again(library: Path) -> None:
    """As with everything that the user makes of a pack, in any view."""
    async with reading(SEEDS) as reader:
        await press(reader, [*AT_IMAGE, "R", "F5", "u"])
        assert reader.desk.pack.read is None
        assert IMAGE not in passages(reader, FOREIGN_POLICY)
        await press(reader, ["^r"])
        assert passages(reader, FOREIGN_POLICY)[1] == IMAGE


async def test_keys_pressed_at_once_mean_what_they_say(library: Path) -> None:
    """R pressed again before the article is there anew takes it back; what is pressed last holds."""
    async with reading(SEEDS) as reader:
        await reader.press(*AT_IMAGE, "R", "R")
        await reader.rest()
        assert reader.desk.work.rulings == {}
        assert reader.desk.pack.read is None
        await reader.press("R", "R", "R", "u", "^r")
        await reader.rest()
        assert passages(reader, FOREIGN_POLICY)[1] == IMAGE


async def test_the_search_finds_what_is_put_back_and_not_what_is_left_out(library: Path) -> None:
    """Also hits that were there before: their passages have other numbers now, or are gone."""
    async with reading(SEEDS) as reader:
        assert await found(reader, "hu5 ") == []
        assert await found(reader, "crush ") == [REUTERS]
        await press(reader, ["F2", "^u"])
        await reader.search("ossetia")
        before = {(h.source, h.span) for h in reader.desk.answer.hits} if reader.desk.answer else set()
        await press(reader, ["esc", *AT_IMAGE, "R"])
        await reader.until(lambda: reader.answered)
        answer = reader.desk.answer
        assert answer is not None
        assert {(h.source, h.span) for h in answer.hits} == before
        for hit in answer.hits:
            assert reader.desk.pack.by_path[hit.source].by_number[hit.passage].span == hit.span
        await press(reader, ["1", "g g", "}", "}", "R"])
        assert await found(reader, "hu5 ") == [FOREIGN_POLICY]
        assert await found(reader, "crush ") == []


async def test_side_by_side_the_piece_put_back_is_aligned(library: Path) -> None:
    """The rows of the two texts are those of the passages there are now; the other text follows."""
    async with reading(SEEDS, (160, 40)) as reader:
        await press(reader, ["F4", "tab", "r"])
        await press(reader, ["}"] * 5)
        assert reader.desk.dropped is not None
        words = reader.desk.dropped.span.of(reader.desk.article.text) if reader.desk.article else ""
        assert words.startswith("On Thursday, Medvedev asked")
        await press(reader, ["R"])
        passage = reader.desk.passage
        assert passage is not None
        assert passage.by_hand
        rows = reader.desk.pack.rows("F", "R")
        there = reader.desk.pack.by_key["F"].passages
        assert {row.a for row in rows if row.a is not None} == {p.n for p in there}
        assert f"{passage.n}@" in reader.text()


async def test_the_ledger_counts_what_is_there(library: Path) -> None:
    """A statement of a passage left out is gone from it, with its version in the other source."""
    async with reading(SEEDS) as reader:
        await press(reader, ["F5"])
        before = len(moves.statements(reader.desk))
        await press(reader, ["F3", "]", "]", "]", "R", "F5"])
        here = moves.statements(reader.desk)
        assert len(here) < before
        assert all(q.id in {x.id for x in reader.desk.pack.quotes} for s in here for q in s.quotes)
        await press(reader, ["u"])
        assert len(moves.statements(reader.desk)) == before


async def test_what_is_left_out_cannot_be_clipped(library: Path) -> None:
    """c, C, y, v say how it can; put back, it is clipped as it stands."""
    async with reading(SEEDS) as reader:
        await press(reader, AT_IMAGE)
        for key in ("c", "C", "y", "v"):
            await press(reader, [key])
            assert "left out of the article: R puts it back" in reader.status, key
        await press(reader, ["R", "c"])
        assert reader.clips == [IMAGE]
        assert "clipped F¶1" in reader.status


async def test_clips_keep_their_words_and_are_placed_anew(library: Path) -> None:
    """The number of a clip's passage follows; a clip from a passage that is left out says so, here and in the briefing."""
    async with reading(SEEDS) as reader:
        await press(reader, ["j", "F3", "]", "c", "F6"])
        assert "F¶2 exact" in " ".join(reader.text().split())
        await press(reader, ["q", "g g", "r", "}", "}", "R", "F6"])
        assert "F¶3 exact" in " ".join(reader.text().split())
        await press(reader, ["q", "]", "R", "F6"])
        assert "left out of the article" in reader.text()
        written = briefing.write(reader.desk.pack, reader.desk.work)
        assert "that is left out of the article" in written
        assert briefing.read(written).clips[0].text == reader.clips[0]
        await press(reader, ["u"])
        assert "F¶3 exact" in " ".join(reader.text().split())


async def test_a_briefing_tells_of_text_that_was_put_back(library: Path) -> None:
    """Who checks it with the command line finds it missing there, and is told why; the reader's own check knows it."""
    async with reading(SEEDS) as reader:
        await press(reader, [*REMOVED, "}", "}", "R", "c", "F6", "V"])
        assert "exact" in reader.status
        written = briefing.write(reader.desk.pack, reader.desk.work)
        assert "is text that the analyst put back" in written
        assert "17 pieces left out, 1 piece put back by hand" in written
        work = reader.desk.work
    plain = briefing.write(packs.open_pack(SEEDS), work)
    assert "Left out of the article" in plain
    assert briefing.read(plain).clips == work.clips


async def test_the_headline_and_the_only_passage_stay(library: Path, tmp_path: Path) -> None:
    """Neither a source's name nor all of its text can be left out; it is said why."""
    one = tmp_path / "one"
    one.mkdir()
    (one / "a.txt").write_text("A ferry for Harlow\n\nThe old ferry runs again, and it takes twelve cars.\n", "utf-8")
    async with reading(one) as reader:
        await press(reader, ["F3", "R"])
        assert "the headline stays" in reader.status
        await press(reader, ["}", "R"])
        assert "the only passage stays" in reader.status
        assert reader.desk.work.rulings == {}


async def test_the_card_names_what_was_put_back_and_left_out(library: Path) -> None:
    """By its first words; the list of sources counts along."""
    async with reading(SEEDS) as reader:
        await press(reader, [*AT_IMAGE, "R", "}", "}", "i"])
        assert "By hand" in reader.row("put back as ¶1")
        assert IMAGE in reader.row("put back as ¶1")
        await press(reader, ["q", "0"])
        assert "17" in reader.row("left out")


async def test_they_are_there_when_the_pack_is_opened_again(library: Path) -> None:
    """Before the article is shown, and only what was left out by hand or put back differs from a first reading."""
    async with reading(SEEDS) as reader:
        await press(reader, [*AT_IMAGE, "R", "1", "g g", *AT_WEST[1:], "R"])
    async with reading(SEEDS) as reader:
        assert passages(reader, FOREIGN_POLICY)[1] == IMAGE
        assert not any(WEST in words for words in passages(reader, REUTERS))
        assert await found(reader, "hu5 ") == [FOREIGN_POLICY]
        await press(reader, ["u"])
        assert "nothing to take back" in reader.status


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40), (200, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_rule_of_each_piece_is_on_the_screen(library: Path, size: tuple[int, int]) -> None:
    """In the margin where there is room, else on a line of its own above the piece; j and k go over it."""
    async with reading(SEEDS, size) as reader:
        await press(reader, AT_IMAGE)
        assert "image name" in reader.row("x image name" if size[0] < 110 else IMAGE)
        start = reader.desk.place.offset
        seen = set()
        for _ in range(60):
            await reader.press("k")
            seen.add(reader.desk.place.offset)
        assert 0 in seen
        for _ in range(60):
            await reader.press("j")
            seen.add(reader.desk.place.offset)
        article = reader.desk.article
        assert article is not None
        assert {d.span.start for d in article.dropped if d.span.start <= start} <= seen


async def test_without_colour_a_piece_left_out_is_told_by_its_sign(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR: the x, the rule and the stroke stay, in both panes."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with reading(SEEDS, (160, 40), Settings(color=False)) as reader:
        await press(reader, ["F4", "tab", "r"])
        assert "x image name" in reader.text()
        strips = reader.app.screen._compositor.render_strips()
        struck = [s.text for strip in strips for s in strip if s.style is not None and s.style.strike]
        assert IMAGE in struck


# --- the desk ---


def put_back(pack: Pack, path: str, words: str) -> Ruling:
    article = pack.by_path[path]
    (piece,) = [p for p in rulings.pieces(article) if words in p.span.of(article.text)]
    return rulings.ruling(article, piece)


def test_every_place_stays_and_quotations_are_known_by_their_new_ids(library: Path) -> None:
    """Cursor, jumps, open versions and hits, wherever they are; a quotation that is gone leaves the cursor where it was."""
    opened = packs.open_pack(SEEDS)
    there = packs.ruled(opened, [put_back(opened, FOREIGN_POLICY, IMAGE), put_back(opened, REUTERS, WEST)])
    first, other = opened.by_path[FOREIGN_POLICY].quotes[0], opened.by_path[REUTERS].quotes[0]
    desk = Desk(opened, Work(), view="read", open=(FOREIGN_POLICY, REUTERS), unfolded=frozenset({other.id}))
    desk = moves.put(desk, FOREIGN_POLICY, Place(first.span.start, first.id))
    desk = moves.put(moves.jumped(desk, 5), REUTERS, Place(other.span.start, other.id))
    fitted = moves.refitted(desk, there)
    assert fitted.places[FOREIGN_POLICY].offset == 5
    (stop,) = fitted.jumps
    assert there.quote(stop.place.quote or "").span == first.span
    assert stop.place.quote != first.id
    assert there.quote(fitted.places[REUTERS].quote or "").span == other.span
    assert [there.quote(q).span for q in fitted.unfolded] == [other.span]
    quoted = opened.by_path[REUTERS].by_number[other.passage]
    gone = packs.ruled(opened, [rulings.ruling(opened.by_path[REUTERS], quoted)])
    assert moves.refitted(desk, gone).places[REUTERS] == Place(other.span.start, None)


def test_a_ruling_is_dropped_where_the_cleaner_agrees(library: Path) -> None:
    """What the cleaner does anyway needs no ruling: put back and left out again is as if nothing had been."""
    opened = packs.open_pack(SEEDS)
    piece = opened.by_path[FOREIGN_POLICY].dropped[2]
    desk = Desk(opened, Work(), view="read", open=(FOREIGN_POLICY,), removed=True)
    desk = moves.put(desk, FOREIGN_POLICY, Place(piece.span.start))
    back = aside.ruled(desk)
    assert [(one.kept, one.span) for one in back.work.rulings.values()] == [(True, piece.span)]
    there = moves.refitted(back, packs.ruled(opened, back.work.rulings.values()))
    assert aside.ruled(there).work.rulings == {}
    assert aside.undo(back).work == desk.work


# --- what is kept ---


def kept(pack: Path, *made: Ruling) -> Work:
    """The work on a pack with these rulings, as it is then found on the disk."""
    one = Journal.open(pack_id(pack), str(pack))
    named = {f"{r.sha256}:{r.span.start}-{r.span.stop}": r for r in made}
    one.record(Work(rulings={**one.work.rulings, **named}))
    one.close()
    return journal.work_of(pack_id(pack))


async def test_two_readers_keep_each_others_rulings(seeds: Path) -> None:
    """One puts back, the other leaves out: the next reader has both."""
    async with reading(seeds) as one:
        await press(one, [*AT_IMAGE, "R"])
        async with reading(seeds) as other:
            await press(other, ["1", "g g", *AT_WEST, "R"])
            assert passages(other, FOREIGN_POLICY)[1] == IMAGE
    async with reading(seeds) as third:
        assert len(third.desk.work.rulings) == 2
        assert passages(third, FOREIGN_POLICY)[1] == IMAGE
        assert not any(WEST in words for words in passages(third, REUTERS))


async def test_a_ruling_follows_its_words_in_a_file_that_has_changed(notes: Path) -> None:
    """Where they are gone the card says so, and no other piece takes their place."""
    page = notes / "a.txt"
    opened = packs.open_pack(notes)
    kept(notes, put_back(opened, "a.txt", "Traffic is sent"), put_back(opened, "a.txt", "two cracks"))
    page.write_text(
        page.read_text("utf-8").replace("on Monday", "late on Monday").replace("two cracks", "three cracks"), "utf-8"
    )
    async with reading(notes) as reader:
        assert len(reader.desk.pack.by_path["a.txt"].passages) == 3
        assert not any("Traffic" in words for words in passages(reader, "a.txt"))
        await press(reader, ["F3", "i"])
        assert "1 piece not found" in reader.row("By hand") or "1 piece not found" in reader.text()
        assert "Traffic is sent" in reader.text()


async def test_a_journal_full_of_nonsense_opens(seeds: Path) -> None:
    """Twenty thousand rulings out of range, overlapping, of other files: the one that holds does, in no time to speak of."""
    opened = packs.open_pack(seeds)
    right = put_back(opened, FOREIGN_POLICY, IMAGE)
    text = opened.by_path[FOREIGN_POLICY].text
    odd = [Ruling(n % 2 == 0, FOREIGN_POLICY, right.sha256, Span(n % 90, n), "x") for n in range(2 * len(text))]
    odd += [Ruling(False, f"{n}.txt", "0" * 64, Span(n, 10**12 + n), right.words) for n in range(12_000)]
    kept(seeds, *odd, right)
    began = time.process_time()
    async with reading(seeds) as reader:
        assert passages(reader, FOREIGN_POLICY)[1] == IMAGE
        assert len(passages(reader, REUTERS)) == 17
        await press(reader, [*AT_IMAGE, "R", "i"])
        assert "pieces not found" in reader.text()
    assert time.process_time() - began < 20


async def test_an_article_whose_quotations_cannot_be_found_is_shown_as_it_was_read(
    seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong with one article must not cost the pack."""
    kept(seeds, put_back(packs.open_pack(seeds), FOREIGN_POLICY, IMAGE))

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("index.read.quoted", broken)
    async with reading(seeds) as reader:
        assert IMAGE not in passages(reader, FOREIGN_POLICY)
        assert reader.desk.pack.read is None


def test_it_outlives_kill_9(tmp_path: Path) -> None:
    """A piece that was put back a second ago is there when the reader, killed, is opened again."""
    command = [sys.executable, "-m", "reader", str(SEEDS)]
    subprocess.run([*command[:-1], "sources", command[-1]], env=private(tmp_path), cwd=SEEDS.parent, check=True)
    with Terminal(command, env=private(tmp_path), cwd=SEEDS.parent) as terminal:
        terminal.wait("crucial support")
        terminal.press("j", "enter", "r", "}", "}", "}", "R")
        terminal.wait("put back: R leaves it out again")
        time.sleep(1)
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.exit_status() == -signal.SIGKILL
    with Terminal(command, env=private(tmp_path), cwd=SEEDS.parent) as terminal:
        terminal.wait("1@")
        terminal.wait(IMAGE)
        terminal.press("^q")
        assert terminal.exit_status() == 0


def test_the_commands_read_without_it(seeds: Path, command: list[str], environment: dict[str, str]) -> None:
    """`clean`, `quotes` and `search` tell what the cleaner makes of a source, whatever stands in the journal."""

    def told(*words: str) -> object:
        ran = subprocess.run([*command, *words, "--json"], env=environment, capture_output=True, check=False)
        found = json.loads(ran.stdout)
        return found["items"], ran.returncode

    verbs = (("clean", str(seeds)), ("quotes", str(seeds)), ("search", str(seeds), "hu5 "))
    before = [told(*verb) for verb in verbs]
    opened = packs.open_pack(seeds)
    kept(seeds, put_back(opened, FOREIGN_POLICY, IMAGE), put_back(opened, REUTERS, WEST))
    assert [told(*verb) for verb in verbs] == before
