"""Text broken into lines: what stands on which, and what no line breaks."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from reader import safe
from reader.wrap import UNSEEN, cells, cluster_stop, clusters, offset_at, wrap

ALPHABET = st.sampled_from(
    "ab cd. \n\t“”—é漢字、。「」ーゃ👍🏽👩☹🇫🇷🇩한글\u1100\u1161\u11a8कषि\u094dกำe\u0301\u0308\u200d\ufe0f\u20e3\u200cאבע؟سلا"
    "\u202e\x1b\x00\u3000\xa0\u202f\u2060\xad\u200b\u2009ﬁ«»!?:;(%"
)
TEXT = st.text(ALPHABET, max_size=200)
WIDTH = st.integers(2, 90)
NO_BREAK = "\xa0\u202f\u2007\u2060\ufeff"


def lines(text: str, width: int, start: int = 0, stop: int | None = None) -> list[tuple[int, int]]:
    broken = wrap(text, start, len(text) if stop is None else stop, width)
    return list(zip(broken[::2], broken[1::2], strict=True))


def shown(text: str, width: int) -> list[str]:
    return [text[start:stop] for start, stop in lines(text, width)]


def is_blank(c: str) -> bool:
    return c.isspace() and c not in NO_BREAK


def edges(text: str) -> set[int]:
    """Where one cluster ends and the next begins."""
    return {0, *(end for _, end, _ in clusters(text, 0, len(text)))}


# --- laws ---


@given(TEXT, WIDTH)
def test_every_character_stands_on_one_line(text: str, width: int) -> None:
    """Lines follow each other without overlap, and between them there is nothing but blanks."""
    at = 0
    for start, stop in lines(text, width):
        assert at <= start < stop
        assert not text[at:start].strip()
        at = stop
    assert not text[at:].strip()


@given(TEXT, WIDTH)
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    """A line takes at most `width` cells, for Textual too, unless one cluster alone is wider."""
    for start, stop in lines(text, width):
        words = text[start:stop]
        if cluster_stop(text, start, stop) < stop:
            assert cells(words) <= width
            assert cell_len(safe.text(words).translate(UNSEEN)) <= width


@given(TEXT, WIDTH)
def test_no_line_begins_or_ends_inside_a_cluster(text: str, width: int) -> None:
    """What is read as one character is never parted."""
    whole = edges(text)
    for start, stop in lines(text, width):
        assert start in whole
        assert stop in whole


@given(TEXT)
@example("\u200d\u0e33")
def test_clusters_follow_each_other(text: str) -> None:
    """They cover the text, and their widths add up to its own."""
    at = width = 0
    for start, stop, size in clusters(text, 0, len(text)):
        assert start == at < stop
        at, width = stop, width + size
    assert at == len(text)
    assert width >= cells(text)


@given(TEXT, WIDTH)
def test_words_are_cut_only_where_one_is_longer_than_a_line(text: str, width: int) -> None:
    """A line whose end no blank follows breaks where its text may break, or its last word fits on no line."""
    for (start, stop), (following, _) in pairwise(lines(text, width)):
        if stop != following:
            continue
        first = max((n + 1 for n in range(start, stop) if is_blank(text[n])), default=start)
        last = next((n for n in range(following, len(text)) if is_blank(text[n])), len(text))
        word = text[first:last]
        may_break = any(c in "\xad\u200b" or cells(c) == 2 or not c.isascii() for c in word)
        assert may_break or cells(word) > width or first == start


@given(TEXT, WIDTH, st.integers(0, 50), st.integers(0, 50))
def test_a_stretch_is_broken_like_a_text_of_its_own(text: str, width: int, before: int, after: int) -> None:
    """Only what is asked for is broken: the offsets are those of the whole text."""
    start = min(before, len(text))
    stop = max(start, len(text) - after)
    alone = [(a + start, b + start) for a, b in lines(text[start:stop], width)]
    assert lines(text, width, start, stop) == alone


@given(st.text(st.sampled_from("abc .,«»!? \xa0“”—é"), max_size=200), WIDTH)
def test_narrow_text_is_broken_as_any_other(text: str, width: int) -> None:
    """The quick way for text of one cell a character gives the lines that the slow way gives."""
    slow = wrap(text + " 漢", 0, len(text), width)
    assert wrap(text, 0, len(text), width) == slow


@given(TEXT, st.integers(-3, 100))
def test_a_cell_leads_to_what_stands_in_it(text: str, x: int) -> None:
    """The offset of a cell is the beginning of a cluster that covers it; beyond the line that of its last one."""
    if not text:
        return
    at = offset_at(text, 0, len(text), x)
    assert at in edges(text)
    before = sum(size for start, _, size in clusters(text, 0, at))
    width = sum(size for _, _, size in clusters(text, 0, len(text)))
    if 0 <= x < width:
        assert before <= x < before + next(size for _, _, size in clusters(text, at, len(text)))


# --- clusters ---


@pytest.mark.parametrize(
    "cluster",
    [
        *(
            "e\u0301\u0308",
            "👍🏽",
            "👩\u200d👩\u200d👧",
            "☹\ufe0f",
            "1\ufe0f\u20e3",
            "🇫🇷",
            "한",
            "\u1112\u1161\u11ab",
            "가\u11a8",
        ),
        *("क्षि", "क्\u200dष", "กำ", "\u0600\u0661", "\r\n", " \u0301", "🏴\U000e0067\U000e0062\U000e007f"),
    ],
)
def test_what_is_read_as_one_character_is_one(cluster: str) -> None:
    """Marks, joined pictures, selectors, keycaps, flags, jamo, conjuncts, prepended signs, tags."""
    assert cluster_stop(cluster, 0, len(cluster)) == len(cluster)
    assert cluster_stop(cluster + "x", 0, len(cluster) + 1) == len(cluster)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("🇫🇷🇩🇪", 2),
        ("🇫🇷🇩", 2),
        ("ab", 2),
        ("각각", 2),
        ("\u1100\u11a8", 2),
        ("ක්\u200dෂ", 2),
        ("a\u200db", 2),
        ("\n\u0301", 2),
        ("漢字", 2),
    ],
)
def test_what_is_no_one_character_is_parted(text: str, parts: int) -> None:
    """Two flags are two, a joiner joins no letters."""
    assert len(list(clusters(text, 0, len(text)))) == parts


# --- where lines break ---


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("上海合作组织，成员国。", 12, ["上海合作组", "织，成员国。"]),
        ("他说「你好」。", 6, ["他说", "「你", "好」。"]),
        ("ニュースをチェック", 8, ["ニュース", "をチェッ", "ク"]),
        ("他说“好”了", 6, ["他说", "“好”了"]),
        ("SCO成员国NATO", 8, ["SCO成员", "国NATO"]),
        ("价格￥100或50％", 8, ["价格", "￥100或", "50％"]),
        ("나는 한국어를 말한다", 10, ["나는", "한국어를", "말한다"]),
        ("good\u00a0morning to all", 12, ["good\u00a0morning", "to all"]),
        ("il dit\u202f: «\u202fnon\u202f»", 9, ["il dit\u202f:", "«\u202fnon\u202f»"]),
        ("il dit : « non » !", 9, ["il dit :", "« non » !"]),
        ("le mot « paix » dit", 10, ["le mot", "« paix »", "dit"]),
        ("er sagt »Nein, nie« und", 12, ["er sagt", "»Nein, nie«", "und"]),
        ("wonder\u00adful", 8, ["wonder\u00ad", "ful"]),
        ("wonder\u00adful", 6, ["wonder\u00ad", "ful"]),
        ("one\u200btwo\u200bthree", 6, ["one\u200btwo\u200b", "three"]),
        ("see https://example.org/a/b", 10, ["see", "https://ex", "ample.org/", "a/b"]),
        ("word\u2060joiner next", 8, ["word\u2060join", "er next"]),
        ("aaa\u3000\u3000字", 5, ["aaa", "字"]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, width: int, expected: list[str]) -> None:
    """Between ideographs but never before what closes or behind what opens; never at what holds together."""
    assert shown(text, width) == expected


@pytest.mark.parametrize("width", [0, -1, -8])
def test_no_room_at_all_still_ends(width: int) -> None:
    """In a window without a cell for the text each character has a line; nothing fails."""
    assert "".join("ab c"[a:b] for a, b in lines("ab c", width)) == "abc"
    assert "".join("漢 c"[a:b] for a, b in lines("漢 c", width)) == "漢c"


# --- hostile text ---


def test_a_long_line_takes_no_long_time() -> None:
    """A million characters without a blank, narrow or wide, are broken in one pass."""
    assert len(lines("x" * 1_000_000, 66)) == 15152
    assert len(lines("漢" * 200_000, 66)) == 6061


@pytest.mark.parametrize(
    "text",
    ["e" + "\u0301" * 99_999, "👩\u200d" * 50_000, "🇫" * 100_000, "a ! " * 25_000, "« 漢 " * 25_000, "漢" + " " * 99_999 + "字", "）" * 100_000, "\u0600" * 100_000],
    ids=["marks", "joiners", "flags", "set off", "set in", "blanks", "closing", "prepended"],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    """Whatever is repeated a hundred thousand times is broken within a second of work."""
    begun = time.process_time()
    wrap(text, 0, len(text), 66)
    assert time.process_time() - begun < 1
