"""Many pieces left out in a row: one line stands for them, a key opens it, another puts them all back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Article, Dropped, Masthead, Passage, Source, Span
from index.rulings import LEFT_OUT
from reader import auditing
from reader import desk as moves
from reader.desk import Desk
from reader.journal import Work
from reader.panes.layout import How, lay
from reader.panes.source import SourceSheet, how_shown, marks_of
from reader.runs import MOST_APART, counted, folded, run_at, runs
from tests.conftest import FOREIGN_POLICY, SEEDS
from tests.hands import Reader, reading
from tests.test_desk import a_pack

AT_RUN = ("j", "F3", "r", "G", "}")
"""Keys to the teasers at the end of a page of the seeds."""
TEASERS = 11


def page(*pieces: str) -> Article:
    """An article of pieces: `¶` and words for a passage, a rule and words for what is left out."""
    text, passages, dropped = "", [Passage(0, Span(0, 4))], []
    text = "Head"
    for piece in pieces:
        rule, _, words = piece.partition(" ")
        span = Span(len(text) + 2, len(text) + 2 + len(words))
        text += f"\n\n{words}"
        if rule == "¶":
            passages.append(Passage(len(passages), span))
        else:
            dropped.append(Dropped(span, rule.replace("-", " "), "it is"))
    source = Source("a.txt", "0" * 64, len(text))
    return Article(source, "txt", "utf-8", "en", text, Masthead(), tuple(passages), tuple(dropped), key="A")


def menu(n: int, rule: str = "menu") -> list[str]:
    return [f"{rule} Entry {k}" for k in range(n)]


def shown(article: Article) -> list[tuple[int, int]]:
    return [(run.first, run.stop) for run in runs(article)]


def test_more_pieces_than_fill_a_page_are_one() -> None:
    """Up to that they are shown one by one, wherever they stand."""
    few = page(*menu(MOST_APART), "¶ Text.", *menu(MOST_APART))
    assert shown(few) == []
    assert shown(page(*menu(MOST_APART + 1), "¶ Text.", *menu(2))) == [(0, MOST_APART + 1)]


def test_pieces_that_are_longer_than_a_page_are_one() -> None:
    """Be it a single one: the mail that was answered stands in one piece."""
    assert shown(page("¶ Text.", "quoted-mail " + "> It was asked. " * 20)) == []
    assert shown(page("¶ Text.", "quoted-mail " + "> It was asked. " * 200)) == [(0, 1)]
    assert shown(page("signature Jo", "quoted-mail " + "> It was asked. " * 200, "¶ Text.")) == [(0, 2)]


def test_a_quoted_mail_has_the_lines_of_its_source() -> None:
    """They say who wrote what; what was merely hard-wrapped is set anew."""
    wrapped = "It was wrapped hard, as the mails of the old days were wrapped\nat seventy characters, or a little before that, by machine"
    article = page("quoted-mail > Dear Jo,\n> is it closed?\n> Yours", "signature --\nJo Tern", f"teaser {wrapped}")
    layout = lay(article, How(60, removed=True))
    lines = [article.text[a:b] for a, b in zip(layout.starts, layout.stops, strict=True) if a < b]
    assert lines[:6] == ["Head", "> Dear Jo,", "> is it closed?", "> Yours", "--", "Jo Tern"]
    assert " ".join(lines[6:]) == wrapped


def test_a_passage_parts_two_runs() -> None:
    """Each is folded for itself, however little stands between them."""
    assert shown(page(*menu(20), "¶ Text.", *menu(30))) == [(0, 20), (20, 50)]


def test_what_was_left_out_by_hand_is_never_folded() -> None:
    """The user's own doing stands for itself, and parts what stands around it."""
    by_hand = f"{LEFT_OUT.replace(' ', '-')} Mine"
    assert shown(page(*menu(10), by_hand, *menu(12))) == [(0, 10), (11, 23)]


def test_the_rules_are_counted() -> None:
    """The most frequent first."""
    article = page(*menu(3), *menu(9, "link-list"))
    assert counted(article.dropped) == "link list 9, menu 3"


PIECES = st.lists(st.sampled_from(["¶ Some words.", "menu Home", "link-list A", "teaser More of it"]), max_size=60)


@given(PIECES, st.lists(st.integers(0, 600), max_size=3))
def test_every_piece_is_shown_or_in_one_run(pieces: list[str], opened: list[int]) -> None:
    """Whatever is folded and opened: no piece is lost, none is there twice, all in the order of the text."""
    article = page(*pieces)
    stretches = tuple(Span(at, at + 9) for at in opened)
    away = {run.first: run for run in folded(article, stretches)}
    layout = lay(article, How(60, removed=True, opened=stretches))
    met: list[int] = []
    for block in layout.blocks:
        if block.kind == "run":
            met += range(away[block.n].first, away[block.n].stop)
        elif block.kind == "dropped":
            met.append(block.n)
    assert met == list(range(len(article.dropped)))
    spans = [b.span for b in layout.blocks if b.kind != "second"]
    assert all(a.stop <= b.start for a, b in pairwise(spans))
    for run in runs(article):
        assert all(run_at(article, d.span.start) == run for d in article.dropped[run.first : run.stop])


def test_thousands_of_pieces_do_not_make_a_key_wait() -> None:
    """Folded or open: moves, lines and the lines in view take hundredths of a second, not more."""
    pack = a_pack(("A", "Head", []))
    article = replace(page(*menu(2_500), "¶ Text.", *menu(2_500, "link-list")), source=pack.articles[0].source)
    desk = Desk(replace(pack, articles=(article,)), Work(), view="read", open=("A",), removed=True)
    began = time.process_time()
    for at in (0, article.dropped[-1].span.start):
        desk = moves.put(desk, "A", moves.Place(at))
        desk = auditing.unrolled(moves.next_passage(desk))
        for _ in range(20):
            desk = moves.next_passage(desk)
            layout = lay(article, how_shown(desk, article, 80, 66), desk.place.offset)
            marks = marks_of(desk, article, layout, focus=True)
            sheet = SourceSheet(article, layout, marks, (), width=80, measure=66)
            top = layout.line_of(desk.place.offset)
            for y in range(top, min(top + 22, sheet.height)):
                sheet.line(y, top)
    assert desk.dropped is not None
    assert time.process_time() - began < 3


# --- as a user sees it ---


async def press(reader: Reader, keys: Sequence[str]) -> None:
    for key in keys:
        await reader.press(key)
        await reader.rest()


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_key_opens_a_run_and_folds_it_again(library: Path, size: tuple[int, int]) -> None:
    """Its line says how many pieces it holds, and of which rules; open, } walks over each of them."""
    async with reading(SEEDS, size) as reader:
        await press(reader, AT_RUN)
        assert f"{TEASERS} pieces" in reader.text()
        assert "enter open" in reader.foot
        assert reader.status.startswith(f"x  {TEASERS} pieces: more from")
        run = reader.desk.run
        article = reader.desk.article
        assert run is not None
        assert article is not None
        await press(reader, ["enter"])
        assert reader.desk.run is None
        seen = []
        for _ in range(TEASERS):
            assert reader.desk.dropped is not None
            seen.append(reader.desk.dropped)
            await reader.press("}")
        assert tuple(seen) == article.dropped[run.first : run.stop]
        await press(reader, ["enter"])
        assert reader.desk.run == run
        assert reader.desk.place.offset == run.span.start


async def test_all_pieces_of_a_run_are_put_back_at_once(library: Path) -> None:
    """One key, one step to take back; of those put back one is left out again, and the others stay."""
    async with reading(SEEDS) as reader:
        await press(reader, AT_RUN)
        before = reader.desk.pack.by_path[FOREIGN_POLICY]
        await press(reader, ["R"])
        assert f"all {TEASERS} put back" in reader.status
        after = reader.desk.pack.by_path[FOREIGN_POLICY]
        assert len(after.passages) == len(before.passages) + TEASERS
        assert len(reader.desk.work.rulings) == 1
        await press(reader, ["}", "}", "R"])
        assert len(reader.desk.pack.by_path[FOREIGN_POLICY].passages) == len(after.passages) - 1
        assert reader.desk.dropped is not None
        await press(reader, ["R"])
        assert reader.desk.pack.by_path[FOREIGN_POLICY].passages == after.passages
        await press(reader, ["u", "u", "u"])
        assert reader.desk.pack.read is None
        assert reader.desk.work.rulings == {}


async def test_a_single_long_piece_is_folded_under_its_rule(notes: Path) -> None:
    """Its line says how long it is; put back it is one passage."""
    quoted = "".join(f"> line {n} of the mail that was answered, as it came in\n" for n in range(60))
    head = "From: Jo Tern <jo@gazette.example>\nSubject: Pier closed\nDate: Thu, 12 May 2024 10:00:00 +0000\n\n"
    (notes / "0.eml").write_text(f"{head}The pier at Harlow stays closed for three weeks.\n\n{quoted}", "utf-8")
    async with reading(notes, (80, 24)) as reader:
        await press(reader, ["1", "F3", "r", "G", "}"])
        assert "x quoted mail: 780 words" in reader.text()
        assert reader.status.startswith("x  quoted mail: 780 words · line")
        await press(reader, ["enter"])
        assert "> line 3 of the mail" in reader.text()
        await press(reader, ["enter", "R"])
        assert reader.status == "put back: R leaves it out again"
        assert reader.desk.passage is not None


async def test_pressed_twice_at_once_a_run_is_as_it_was(library: Path) -> None:
    """Before the article is there anew the second press takes the first one back."""
    async with reading(SEEDS) as reader:
        await press(reader, AT_RUN)
        await reader.press("R", "R")
        await reader.rest()
        assert reader.desk.work.rulings == {}
        assert reader.desk.pack.read is None


async def test_where_nothing_is_folded_the_key_says_so(library: Path) -> None:
    """With and without removed text shown."""
    async with reading(SEEDS) as reader:
        await press(reader, ["F3", "enter"])
        assert reader.status == "nothing is folded here"
        await press(reader, ["2", "enter"])
        assert "r shows what was left out" in reader.status
        await press(reader, ["r", "g g", "enter"])
        assert "only a long run" in reader.status
