"""The moves on a text that is checked, and the sheet that shows it: without a screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Difference, Span
from index.pack import Pack, open_pack
from reader import checking, safe, unsaved
from reader import proof as proofs
from reader.desk import Desk
from reader.foreign import Coding
from reader.journal import Journal, Work
from reader.judging import Judge
from reader.panes import verdicts
from reader.panes.check import CheckSheet
from reader.proof import Edit, Form, Judged, Proof, Status
from tests.conftest import REUTERS, SEEDS

TEXT = """# A summit

China said it “expresses deep concerns about the latest changes in South Ossetia and Abkhazia.” It was all about
“peacefully, through dialogue”, wrote one; another heard “the tanks will leave on Friday”.

> The SCO has never adopted the role of a counter-weight to NATO,

They spoke of “peace”. It welcomed “Russia's active role in contributing to peace”. [F ¶2]
"""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return open_pack(SEEDS, cache=False)


@pytest.fixture(scope="module")
def found(pack: Pack) -> tuple[Judged, ...]:
    return Judge(pack.articles).of(TEXT, "md")


def proof_of(text: str, found: tuple[Judged, ...] = (), form: Form = "md") -> Proof:
    return Proof("/a/text.md", form, text, text, "0", Coding(), found, checked=bool(found))


@pytest.fixture
def desk(pack: Pack, found: tuple[Judged, ...]) -> Desk:
    """The text on the desk, checked."""
    desk = checking.opened(Desk(pack, Work(), view="read", open=(REUTERS,)), proof_of(TEXT))
    return checking.judged(desk, TEXT, found)


def here(desk: Desk) -> tuple[Status, str]:
    """The quotation under the cursor: what is said of it, and how it begins."""
    assert desk.proof is not None
    j = desk.proof.here
    return (j.status, j.span.of(desk.proof.text)[:12]) if j is not None else ("exact", "")


def text_of(desk: Desk) -> str:
    assert desk.proof is not None
    return desk.proof.text


# --- walking ---


def test_problems_are_walked_round(desk: Desk) -> None:
    """The cursor begins on the first of them; n goes to the next, from the last to the first, and N the other way."""
    walked = [here(desk)]
    for _ in range(3):
        desk = checking.next_problem(desk)
        walked.append(here(desk))
    assert [status for status, _ in walked] == ["altered", "missing", "ambiguous", "altered"]
    assert desk.said == "from the first again"
    assert here(checking.next_problem(desk, -1)) == walked[2]


def test_every_quotation_is_walked(desk: Desk) -> None:
    """] knows no difference between right and wrong."""
    walked = set()
    for _ in range(6):
        walked.add(here(desk))
        desk = checking.next_quotation(desk)
    assert len(walked) == 6
    assert len({status for status, _ in walked}) > 3


def test_what_is_checked_by_hand_is_no_problem(desk: Desk) -> None:
    """By x it is marked, n passes over it, x again takes that back; of what is right nothing is to be said."""
    marked = checking.marked(desk)
    assert checking.hands(marked) == {0}
    assert here(checking.next_problem(marked))[0] == "missing"
    assert (
        checking.next_problem(checking.next_problem(checking.next_problem(marked))).proof
        == checking.next_problem(marked).proof
    )
    assert checking.hands(checking.marked(marked)) == frozenset()
    assert checking.hands(checking.undo(marked)) == frozenset()
    assert checking.hands(checking.redo(checking.undo(marked))) == {0}
    right = checking.next_quotation(desk)
    assert here(right)[0] == "exact"
    assert "nothing is wrong" in checking.marked(right).said


def test_a_mark_by_hand_stays_with_its_words(desk: Desk) -> None:
    """Through changes elsewhere, and on one side of it; not through a change of the words."""
    desk = checking.next_problem(desk)  # missing
    desk = checking.marked(desk)
    made = desk.work.by_hand
    far = TEXT.replace("# A summit", "# A summit of six\n\nMore of it.")
    beside = TEXT.replace("leave on Friday”.", "leave on Friday”, as if.")
    other = TEXT.replace("leave on Friday”", "leave on Sunday”")
    for text, stays in ((far, True), (beside, True), (other, False)):
        at = text.index("the tanks")
        span = Span(at, text.index("”", at))
        assert bool(proofs.mark_on(text, span, made)) is stays


# --- changing ---


def test_the_sources_words_and_back(desk: Desk) -> None:
    """By r they stand there, u takes them out, ^r puts them in again; what is said of the rest moves along."""
    changed = checking.replaced(desk)
    assert "“expresses its concerns" in text_of(changed)
    assert changed.proof is not None
    assert not changed.proof.checked
    assert changed.proof.unsaved
    assert here(changed)[0] == "awaited"
    others = [j.span.of(text_of(changed)) for j in changed.proof.judged[1:]]
    assert desk.proof is not None
    assert others == [j.span.of(TEXT) for j in desk.proof.judged[1:]]
    undone = checking.undo(changed)
    assert text_of(undone) == TEXT
    assert undone.proof is not None
    assert not undone.proof.unsaved
    assert text_of(checking.redo(undone)) == text_of(changed)
    assert checking.redo(changed).said.startswith("nothing to do again")
    assert checking.undo(undone).said.startswith("nothing to take back")


def test_why_nothing_can_be_done_is_said(desk: Desk) -> None:
    """Of a quotation that is right, of one that nothing is like, of a text that stays as it is, and where none is."""
    missing = checking.next_problem(desk)
    assert "no source has anything like it" in checking.replaced(missing).said
    right = checking.next_quotation(desk)
    assert "already" in checking.replaced(right).said
    nowhere = checking.at(desk, 0)
    assert "] goes to the next one" in checking.replaced(nowhere).said
    assert desk.proof is not None
    fixed = replace(desk, proof=replace(desk.proof, path="", fixed="this is the briefing"))
    assert checking.replaced(fixed).said.startswith("this is the briefing: its words come from the clips")
    assert all(checking.replaced(d).proof == d.proof for d in (missing, right, nowhere, fixed))


def test_an_answer_to_an_earlier_text_is_passed_over(desk: Desk, found: tuple[Judged, ...]) -> None:
    """What was said of the text before it was changed is not said of it now."""
    changed = checking.replaced(desk)
    assert checking.judged(changed, TEXT, found) == changed


def test_the_cursor_stays_where_it_was_put(desk: Desk) -> None:
    """Only the first answer moves it to the first problem."""
    moved = checking.at(desk, 3)
    assert moved.proof is not None
    again = checking.judged(
        replace(moved, proof=replace(moved.proof, checked=False, past=((),))), TEXT, moved.proof.judged
    )
    assert again.proof is not None
    assert again.proof.at == 3


@pytest.mark.parametrize(
    ("holding", "begins", "ends"),
    [("China", "China said", "on Friday”."), ("SCO has", "> The SCO", "to NATO,"), ("summit", "# A", "summit")],
)
def test_a_paragraph_is_what_stands_between_blank_lines(holding: str, begins: str, ends: str) -> None:
    """Its line ends inside belong to it, those around it do not."""
    proof = replace(proof_of(TEXT), at=TEXT.index(holding))
    words = checking.paragraph(proof).of(TEXT)
    assert words.startswith(begins)
    assert words.endswith(ends)


texts = st.text("ab “”\n", max_size=30)


@given(texts, texts)
def test_between_two_texts_stands_one_change(old: str, new: str) -> None:
    """It makes the one the other, its contrary makes it that again, and it has no letter too many at either end."""
    edit = proofs.between(old, new)
    assert edit.made(old) == new
    assert edit.back.made(new) == old
    assert not edit.old or not edit.new or (edit.old[0] != edit.new[0] and edit.old[-1] != edit.new[-1])


@settings(max_examples=200)
@given(texts, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 8), texts), max_size=6))
def test_whatever_is_changed_can_be_taken_back(pack_free: str, steps: list[tuple[int, int, str]]) -> None:
    """Undo as often as something was changed gives the text as it was, redo the text as it became; spans stay in the text."""
    judged = tuple(
        Judged(Span(n, n + 2), "altered", differences=(Difference(Span(n, n + 1), Span(0, 1), "words"),))
        for n in range(0, len(pack_free) - 1, 5)
    )
    desk = Desk(NO_PACK, Work(), view="check", proof=proof_of(pack_free, judged))
    for start, size, new in steps:
        text = text_of(desk)
        start = min(start, len(text))
        desk = checking.changed(desk, (Edit(start, text[start : start + size], new),), "")
        assert desk.proof is not None
        for j in desk.proof.judged:
            assert 0 <= j.span.start < j.span.stop <= len(text_of(desk))
        assert [j.span.start for j in desk.proof.judged] == sorted(j.span.start for j in desk.proof.judged)
    became = text_of(desk)
    for _ in steps:
        desk = checking.undo(desk)
    assert text_of(desk) == pack_free
    assert desk.proof is not None
    assert not desk.proof.unsaved
    for _ in steps:
        desk = checking.redo(desk)
    assert text_of(desk) == became


NO_PACK = Pack(folder=Path("none"), id="0", title="none", articles=(), unread=(), echoes=(), notes=())


# --- the sheet ---


def sheet(desk: Desk, width: int, measure: int = 66) -> CheckSheet:
    assert desk.proof is not None
    return CheckSheet(desk, desk.proof, width, measure)


def rows(made: CheckSheet) -> list[str]:
    return ["".join(p.text for p in made.line(y, 0).pieces).rstrip() for y in range(made.height)]


def row_of(made: CheckSheet, words: str) -> int:
    return next(y for y, row in enumerate(rows(made)) if words in row)


def test_a_verdict_stands_beside_the_line_where_its_quotation_begins(desk: Desk) -> None:
    """In a wide window: sign, place, verdict, and below it the right words."""
    made = sheet(desk, 120)
    at = row_of(made, "“expresses deep")
    assert rows(made)[at].endswith("! R¶12  altered")
    assert rows(made)[at + 1].endswith("its in R")
    assert rows(made)[row_of(made, "> The SCO has never")].endswith("= R¶9   exact")
    assert "Medvedev ┃ > The SCO" in rows(made)[row_of(made, "> The SCO has never")]


def test_in_a_narrow_window_it_stands_above(desk: Desk) -> None:
    """On a line of its own, all in one."""
    made = sheet(desk, 80)
    at = row_of(made, "“expresses deep")
    assert rows(made)[at - 1].strip(" ▌") == "! R¶12 altered  its in R"
    assert rows(made)[row_of(made, "> The SCO has never") - 1].strip() == "= R¶9 exact"


@pytest.mark.parametrize("width", [24, 40, 60, 80, 109, 110, 120, 200])
def test_every_word_is_shown_once_and_every_verdict(desk: Desk, width: int) -> None:
    """The rows of the text are the text; each quotation has one verdict; no row is wider than the window."""
    made = sheet(desk, width)
    layout = made.layout
    shown = [TEXT[layout.starts[y] : layout.stops[y]] for y in range(made.height) if layout.about[y] == -1]
    assert "".join("".join(shown).split()) == "".join(TEXT.split())
    verdicts = [*layout.heads.values(), *(n for n in layout.about if n >= 0)]
    assert desk.proof is not None
    assert sorted(verdicts) == list(range(len(desk.proof.judged)))
    assert all(layout.starts[y] <= layout.starts[y + 1] for y in range(made.height - 1))
    for offset in range(len(TEXT)):
        y = layout.line_of(offset)
        assert layout.about[y] == -1
        assert layout.starts[y] <= offset


def test_differing_words_are_marked_and_markup_is_dim(desk: Desk) -> None:
    """The words that part from the source in their role, signs of Markdown dim, quotations bright."""
    made = sheet(desk, 120)
    roles = {p.text: p.role for p in made.line(row_of(made, "“expresses deep"), 0).pieces}
    assert roles["deep"] == "changed"
    assert roles["“expresses "] == "bright"
    heading = made.line(row_of(made, "# A summit"), 0).pieces
    assert [(p.text, p.role) for p in heading if p.text.strip()] == [("# ", "dim"), ("A summit", "text bold")]


def test_the_cursor_is_beside_all_of_its_quotation(desk: Desk) -> None:
    """From the line where it begins to the one where it ends; a press on a row finds the quotation that begins there."""
    made = sheet(desk, 120)
    at = row_of(made, "“expresses deep")
    assert [row[:1] for row in rows(made)[at - 1 : at + 3]] == ["", "▌", "▌", " "]
    assert made.offset_of(row_of(made, "> The SCO has never")) == TEXT.index("The SCO has never")


def test_what_a_text_says_cannot_command_the_terminal(pack: Pack) -> None:
    """Escape sequences, directions and markup of Textual are shown as what they are: characters."""
    text = "He said “\x1b[2J\x1b]52;c;aGk=\x07 [bold]words\u202e of it all[/] \x9b31m” here.\n\n" + "x" * 3_000
    desk = checking.opened(Desk(pack, Work(), open=(REUTERS,)), proof_of(text))
    desk = checking.judged(desk, text, Judge(pack.articles).of(text, "md"))
    for width in (80, 120):
        for row in rows(sheet(desk, width)):
            assert "\x1b" not in safe.text(row)
        assert any("[bold]words" in row for row in rows(sheet(desk, width)))


def test_more_verdicts_than_lines_get_lines_of_their_own(pack: Pack) -> None:
    """Of three quotations in one line each verdict is read."""
    text = "“no such words one” “no such words two” “no such words three”\n\nThe end."
    desk = checking.opened(Desk(pack, Work(), open=(REUTERS,)), proof_of(text))
    made = sheet(checking.judged(desk, text, Judge(pack.articles).of(text, "md")), 120)
    assert sum("! " in row for row in rows(made)) == 3
    assert rows(made)[-1].strip() == "The end."


def test_the_status_tells_the_right_words(desk: Desk) -> None:
    """The verdict, the nearest words with those that differ marked, which quotation of how many."""
    left, right = verdicts.status(desk)
    assert "".join(p.text for p in left).startswith("!  not in any source. Nearest, R¶12: “expresses its concerns")
    assert [p.text for p in left if p.role == "changed"] == ["its"]
    assert right[-1].text == "1 of 6"


def test_the_summary_is_short_where_there_is_no_room(desk: Desk) -> None:
    """Counts by verdict, else how many are right, unsettled and wrong."""
    long, short = ("".join(p.text for p in verdicts.summary(desk, room)) for room in (100, 40))
    assert long == "2 exact · 1 typography · 1 ambiguous · 1 altered · 1 missing"
    assert short == "3 right · 1 unsettled · 2 failed"


# --- what is not written yet ---


def test_what_a_dead_reader_left_is_found(tmp_path: Path) -> None:
    """Its own, and that of readers that run no more; never what a running one has, nor that of another text."""
    path, place = "/somewhere/text.md", tmp_path / "p"
    one = Journal.open("p", "/pack", folder=tmp_path)
    one.record(Work(title="so that there is a file"))
    one.keep({unsaved.name_of(path, one.me): unsaved.kept(path, "changed \x1b“text”\ud800", "b")})
    assert one.flush()
    assert unsaved.left(place, path, "another") is None
    assert unsaved.left(place, path, one.me) is not None
    one.close()
    left = unsaved.left(place, path, "another")
    assert left is not None
    assert (left.text, left.base) == ("changed \x1b“text”\ud800", "b")
    assert unsaved.left(place, "/somewhere/other.md", "another") is None
    for name in left.names:
        (place / name).write_bytes(b'{"format": 1, "text": ')
    assert unsaved.left(place, path, "another") is None


def test_what_is_kept_can_be_taken_away(tmp_path: Path) -> None:
    """None in the place of bytes: the file goes, and none that is gone is missed."""
    one = Journal.open("p", "/pack", folder=tmp_path)
    one.keep({"a": b"1", "b": b"2"})
    assert one.flush()
    one.keep({"a": None, "c": None})
    assert one.flush()
    assert not (tmp_path / "p" / "a").exists()
    assert (tmp_path / "p" / "b").read_bytes() == b"2"
    one.close()
