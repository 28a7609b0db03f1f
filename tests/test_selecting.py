"""The word and the sentence under the cursor, and the selection that grows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Article, Masthead, Passage, Source, Span
from index.pack import Pack, open_pack
from reader import aside, selecting
from reader import desk as moves
from reader.desk import Desk
from reader.journal import Work
from tests.conftest import FOREIGN_POLICY, REUTERS, SEEDS
from tests.hands import Reader, reading

ALPHABET = st.sampled_from("ab é漢字ひらカタ한국 .,!?。」「“”'’-5\n\xa0e\u0301कि\u200d👍\u00ad")
TEXTS = st.lists(st.text(ALPHABET, min_size=1, max_size=40), min_size=1, max_size=4)
MOVES = st.lists(st.sampled_from(sorted(selecting.KEYS)), max_size=30)


def article_of(*passages: str, language: str = "en") -> Article:
    """An article of these passages, the first its headline, with a dropped line between any two."""
    text, made = "", []
    for n, words in enumerate(passages):
        made.append(Passage(n, Span(len(text), len(text) + len(words))))
        text += words + "\n\nadvertisement\n\n"
    source = Source("a.txt", "0" * 64, len(text))
    return Article(source, "txt", "utf-8", language, text, Masthead(), tuple(made), (), (), key="A")


def desk_of(*passages: str) -> Desk:
    article = article_of(*passages)
    pack = Pack(folder=Path("a"), id="0", title="a", articles=(article,), unread=(), echoes=(), notes=())
    return Desk(pack, Work(), view="read", open=(article.path,))


def words(article: Article) -> list[str]:
    """Every word of an article, one after the other."""
    out, at = [], 0
    while (span := selecting.following(article, "word", at)) is not None:
        out.append(span.of(article.text))
        at = span.stop
    return out


def selection(desk: Desk) -> str:
    assert desk.article is not None
    assert desk.selection is not None
    return desk.selection.of(desk.article.text)


def grown(desk: Desk, keys: str | Sequence[str]) -> Desk:
    for key in keys:
        desk = selecting.KEYS[key](desk)
    return desk


# --- words and sentences ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The West’s 3.5-million “aid”, he said.", ["The", "West’s", "3.5-million", "aid", "he", "said"]),
        ("co-operation - so_called 'rock 'n' roll'", ["co-operation", "so_called", "rock", "n", "roll"]),
        ("at 10:30, 1,200 people; n.1", ["at", "10:30", "1,200", "people", "n", "1"]),
        ("漢字とカタカナ、한국어 abc", ["漢", "字", "と", "カタカナ", "한국어", "abc"]),
        ("cafe\u0301 किताब בָּרָא", ["cafe\u0301", "किताब", "בָּרָא"]),
        ("… — !", []),
    ],
)
def test_a_word_is_what_a_reader_takes_for_one(text: str, expected: list[str]) -> None:
    """Apostrophes, hyphens, numbers and marks are inside it, punctuation is not; ideographs are words of their own."""
    assert words(article_of(text)) == expected


@given(TEXTS)
def test_words_go_the_same_way_back(texts: list[str]) -> None:
    """From the end one meets the same words as from the beginning, and each is found from within."""
    article = article_of(*texts)
    there, at = [], 0
    while (span := selecting.following(article, "word", at)) is not None:
        assert span.start >= at
        there.append(span)
        at = span.stop
    back, at = [], len(article.text)
    while (span := selecting.preceding(article, "word", at)) is not None:
        back.append(span)
        at = span.start
    assert there == back[::-1]
    for span in there:
        assert all(selecting.word_at(article, n) == span for n in range(*span))
        assert any(p.span.start <= span.start and span.stop <= p.span.stop for p in article.passages)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "He paid 3.5 million to U.S. banks. “It is done.” Then he left… and came back! Why?",
            ["He paid 3.5 million to U.S. banks.", "“It is done.”", "Then he left… and came back!", "Why?"],
        ),
        ("Mr. Lee met Dr. A. Noor. They spoke.", ["Mr. Lee met Dr. A. Noor.", "They spoke."]),
        ("「はい。」と言った。それから去った。", ["「はい。」", "と言った。", "それから去った。"]),
        ("No stop here", ["No stop here"]),
    ],
)
def test_a_sentence_ends_where_another_begins(text: str, expected: list[str]) -> None:
    """A stop within a word, a number, a shortened word or before a small letter ends none; marks behind it belong to it."""
    article = article_of("H", text)
    assert [s.of(article.text) for s in selecting.sentences(article, article.passages[1].span)] == expected


@given(TEXTS)
def test_sentences_cover_their_passage(texts: list[str]) -> None:
    """One behind the other, with nothing but blanks between them."""
    article = article_of(*texts)
    for passage in article.passages:
        at = passage.span.start
        for span in selecting.sentences(article, passage.span):
            assert not article.text[at : span.start].strip()
            assert span.start < span.stop
            at = span.stop
        assert at == passage.span.stop or not article.text[at : passage.span.stop].strip()


def test_a_million_marks_take_no_long_time() -> None:
    """Stops, letters or marks without end are walked in one pass."""
    for text in ("." * 1_000_000, "a" * 1_000_000, "e" + "\u0301" * 1_000_000, "a." * 500_000):
        article = article_of(text)
        selecting.sentences(article, article.passages[0].span)
        assert selecting.following(article, "word", 999_999) is None or len(text) == 1_000_001
        selecting.word_at(article, 500_000)
        selecting.preceding(article, "word", len(text))


# --- the cursor ---


def test_the_first_press_lights_what_the_cursor_is_at() -> None:
    """Then it goes on, word by word and over passages; at either end it stays and says so."""
    desk = desk_of("Head line", "One two.")
    seen = []
    for _ in range(4):
        desk = selecting.next_unit(desk, "word")
        span = selecting.lit(desk)
        assert span is not None
        assert desk.article is not None
        seen.append(span.of(desk.article.text))
    assert seen == ["Head", "line", "One", "two"]
    assert selecting.next_unit(desk, "word").said == "the last word"
    for _ in range(3):
        desk = selecting.next_unit(desk, "word", -1)
    assert selecting.next_unit(desk, "word", -1).said == "the first word"


def test_sentences_are_walked_both_ways() -> None:
    """The first press lights the sentence here; from a word it goes to the sentence behind it."""
    desk = selecting.next_unit(desk_of("Head.", "One two. Three four."), "sentence")
    assert desk.place.offset == 0
    desk = selecting.next_unit(selecting.next_unit(desk, "sentence"), "word")
    assert desk.article is not None
    assert selecting.lit(desk) == Span(desk.article.text.index("two"), desk.article.text.index("two") + 3)
    desk = selecting.next_unit(desk, "sentence")
    assert desk.place.offset == desk.article.text.index("Three")
    assert selecting.next_unit(desk, "sentence").said == "the last sentence"
    assert selecting.next_unit(desk, "sentence", -1).place.offset == desk.article.text.index("One")


def test_any_other_move_puts_the_word_out(desk: Desk) -> None:
    """What is lit is lit by the move that went there; the next passage lights nothing."""
    desk = selecting.next_unit(desk, "word")
    assert selecting.lit(desk) is not None
    assert selecting.lit(moves.next_passage(desk)) is None


def test_the_quotation_under_the_word_is_known(desk: Desk) -> None:
    """Whoever walks word by word through a quotation is told who speaks."""
    desk = moves.next_quote(desk)
    for _ in range(3):
        desk = selecting.next_unit(desk, "word")
    assert desk.place.quote == "R5.1"


# --- the selection ---


@pytest.fixture(scope="module")
def seeds() -> Pack:
    return open_pack(SEEDS, cache=False)


@pytest.fixture
def desk(seeds: Pack) -> Desk:
    return Desk(seeds, Work(), view="read", open=(REUTERS,))


def test_a_selection_begins_with_what_is_lit() -> None:
    """With the word under the cursor, else with its sentence; a second time it ends."""
    desk = desk_of("Head", "One two. Three four.")
    desk = moves.at(desk, desk.pack.articles[0].passages[1].span.start)
    assert selection(selecting.selected(desk)) == "One two."
    assert selection(selecting.selected(selecting.next_unit(desk, "word"))) == "One"
    assert selection(selecting.selected(selecting.next_unit(desk, "sentence"))) == "One two."
    assert selecting.selected(selecting.selected(desk)).selection is None


def test_a_selection_grows_and_shrinks_by_words_sentences_and_passages() -> None:
    """As far as each key says; the end that moves goes past the one that stands, whose word stays selected."""
    desk = desk_of("Head", "One two. Three four five. Six.", "Seven eight.")
    word = selecting.selected(moves_to(desk, "four"))
    assert [selection(grown(word, keys)) for keys in ("w", "ww", "wb", "b", "bb", "bw", "bww")] == [
        *("four five", "four five. Six", "four", "Three four", "two. Three four", "four", "four five"),
    ]
    assert [selection(grown(word, keys)) for keys in (")", "))", ")(", "(", "((", "()")] == [
        *("four five.", "four five. Six.", "Three four", "Three four", "One two. Three four", "four five."),
    ]
    assert selection(grown(word, "}")) == "four five. Six."
    assert selection(grown(word, "{")) == "One two. Three four"
    assert selection(grown(word, "}}")).endswith("Seven eight.")
    assert selection(grown(grown(word, "}}"), "{")) == "four five. Six."
    assert grown(word, "}}}").said.endswith("the end of the text")
    assert selection(grown(word, "{{")).startswith("Head")


def moves_to(desk: Desk, word: str) -> Desk:
    """The cursor on the first such word."""
    article = desk.pack.articles[0]
    at = article.text.index(word)
    return selecting.at_unit(desk, Span(at, at + len(word)), "word")


def test_the_other_end_can_be_the_one_that_moves() -> None:
    """After o the beginning moves, after o again the end."""
    word = selecting.selected(moves_to(desk_of("Head", "One two three four five."), "three"))
    assert selection(grown(word, "wob")) == "two three four"
    assert selection(grown(word, "wobw")) == "three four"
    assert selection(grown(word, "woboww")) == "two three four five"


def test_other_moves_take_the_selection_along(desk: Desk) -> None:
    """A move to another place selects up to there, on either side; one to another source ends the selection."""
    begun = selecting.selected(moves.jumped(desk, desk.pack.by_path[REUTERS].by_number[5].span.start))
    further = selecting.stretched(begun, moves.next_passage(begun))
    article = begun.article
    assert article is not None
    assert selection(further).startswith("“The SCO states express")
    assert selection(further).endswith("But")
    before = selecting.stretched(begun, moves.next_passage(begun, -1))
    assert before.turned
    assert selection(before).startswith(article.by_number[4].span.of(article.text)[:20])
    assert selecting.stretched(begun, moves.opened(begun, FOREIGN_POLICY)).selection is None
    assert selecting.stretched(begun, replace(begun, zen=True)).selection == begun.selection


def test_the_whole_quotation_is_one_key(desk: Desk) -> None:
    """What stands between its marks; outside of any quotation nothing changes, and it is said."""
    desk = selecting.selected(selecting.next_unit(moves.next_quote(desk), "word"))
    taken = grown(desk, '"')
    assert taken.quote is not None
    assert taken.selection == taken.quote.span
    assert [clip.kind for clip in aside.under(taken)] == ["quote"]
    prose = selecting.selected(moves.at(replace(desk, selection=None), 0))
    assert grown(prose, '"').said == "no quotation is selected here"


def test_a_selection_over_passages_is_a_clip_for_each(desk: Desk) -> None:
    """A quotation stands within one passage: each clip is verbatim, what was left out between them is in none."""
    article = desk.pack.by_path[FOREIGN_POLICY]
    desk = moves.opened(desk, FOREIGN_POLICY)
    span = Span(article.by_number[1].span.start + 10, article.by_number[3].span.start + 40)
    clips = aside.under(selecting.select(desk, span))
    assert [clip.passage for clip in clips] == [1, 2, 3]
    assert all(clip.text == clip.span.of(article.text) for clip in clips)
    assert all(clip.span.stop <= article.by_number[clip.passage].span.stop for clip in clips)


@given(TEXTS, st.integers(0, 200), MOVES)
def test_a_selection_keeps_its_promises(texts: list[str], offset: int, keys: list[str]) -> None:
    """Whatever the keys, it stays in the text, is never empty, and its clips are verbatim words of one passage each."""
    desk = desk_of(*texts)
    desk = selecting.selected(moves.at(desk, min(offset, len(desk.pack.articles[0].text) - 1)))
    for key in keys:
        desk = selecting.KEYS[key](desk)
        article, span = desk.article, desk.selection
        assert article is not None
        assert span is not None
        assert 0 <= span.start < span.stop <= len(article.text)
        for clip in aside.under(desk):
            assert clip.text == clip.span.of(article.text)
            assert "advertisement" not in clip.text


# --- pressed ---


async def press(reader: Reader, keys: str) -> None:
    for key in keys.split():
        await reader.press(key)


@pytest.mark.parametrize(
    ("keys", "clips"),
    [
        ("} right right v c", ["Moscow's"]),
    ],
)
async def test_what_is_selected_is_clipped(keys: str, clips: list[str], library: Path) -> None:
    """Keys select, c clips just those words."""
    async with reading(SEEDS, (80, 24)) as reader:
        await press(reader, "F3 " + keys)
        assert len(reader.clips) == len(clips)
