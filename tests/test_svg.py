"""The pictures as SVG: real text that stays in its place, the page's ink, nothing from elsewhere, the same bytes each time."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.pack import Pack, open_pack
from reader import people, statements, svg
from reader.charts import Cell, Column, Coverage, Entry, Row, Timeline
from reader.journal import Work
from tests.conftest import LERVIK, SEEDS

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> ]]> & \"quoted' \x1b[2J \u202e desrever \u2066 \x00 \ud800"


@pytest.fixture(scope="module", params=["seeds", "lervik"])
def pack(request: pytest.FixtureRequest) -> Pack:
    return open_pack(SEEDS if request.param == "seeds" else LERVIK / "sources", cache=False)


def coverage(pack: Pack) -> Coverage:
    known = people.of(pack, Work())
    return Coverage.of(pack, known, statements.statements(pack, known, "spread", False))


def made(sources: int, rows: int = 3, words: str = "some words", name: str = "The Paper of Record") -> Coverage:
    """Every other statement in every other source."""
    columns = tuple(Column(f"p{n}", f"K{n}", name) for n in range(sources))
    return Coverage(
        columns,
        tuple(
            Row(f"r{n}", "Ann Holt", words, {c.path: Cell("=~"[n % 2], c.path, n) for c in columns[n % 2 :: 2]}) for n in range(rows)
        ),
    )  # fmt: skip


def parsed(drawn: str) -> ElementTree.Element:
    """The pictures, in an element."""
    return ElementTree.fromstring(f"<div>{drawn}</div>")


def texts(drawn: str) -> list[str]:
    return ["".join(text.itertext()) for text in parsed(drawn).iter(f"{SVG}text")]


def extent(text: ElementTree.Element) -> tuple[int, int]:
    """From where to where a text reaches at most, if nothing turns it."""
    x = int(text.attrib["x"])
    wide = svg.width("".join(text.itertext()), int(text.attrib["font-size"]))
    if text.get("text-anchor") == "middle":
        return x - wide // 2, x + wide // 2
    return (x - wide, x) if text.get("text-anchor") == "end" else (x, x + wide)


def assert_inert(drawn: str) -> None:
    """No element that does anything, no attribute that leads anywhere, no number that is not whole."""
    root = parsed(drawn)
    allowed = {"div", "svg", "title", "desc", "text", "tspan", "rect", "circle", "line"}
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= allowed
    for element in root.iter():
        assert not [a for a in element.attrib if a.startswith("on") or "href" in a or a == "style"]
        for name in ("x", "y", "width", "height", "x1", "x2", "y1", "y2", "cx", "cy", "r"):
            assert re.fullmatch(r"-?\d+", element.get(name, "0"))
        assert element.get("fill", "none") in ("none", "currentColor")
        assert element.get("stroke", "none") in ("none", "currentColor")
    assert "url(" not in drawn
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", drawn)


def test_a_pack_is_drawn(pack: Pack) -> None:
    """Both pictures are well-formed, inert, described in words, and the same bytes each time."""
    for drawn, again in (
        (svg.coverage(coverage(pack)), svg.coverage(coverage(pack))),
        (svg.timeline(Timeline.of(pack)), svg.timeline(Timeline.of(pack))),
    ):
        assert_inert(drawn)
        assert drawn == again
        for picture in parsed(drawn):
            assert picture.attrib["role"] == "img"
            named = {e.attrib["id"]: e.text for e in picture if "id" in e.attrib}
            assert [bool(named[i]) for i in picture.attrib["aria-labelledby"].split()] == [True, True]
        ids = re.findall(r' id="([^"]*)"', drawn)
        assert len(ids) == len(set(ids))


def test_what_the_seeds_show() -> None:
    """Signs and places in the cells, the counts below, and the same told in words."""
    drawn = svg.coverage(coverage(open_pack(SEEDS, cache=False)))
    shown = texts(drawn)
    assert shown[:2] == ["Reuters (R)", "Foreign Policy (F)"] or shown[1].endswith("… (F)")
    assert [t for t in shown if "¶" in t][:4] == ["= ¶5", "= ¶3", "= ¶7", "~ ¶2"]
    assert "of 7 statements" in shown
    told = parsed(drawn).find(f"{SVG}svg/{SVG}desc")
    assert told is not None
    assert "R the same words, F nearly or in part." in (told.text or "")


def test_stated_is_filled_inferred_is_hollow_unknown_is_not_on_the_axis() -> None:
    """A day is a dot, a month a bar; what is inferred has a question mark; the undated stand below."""
    found = Timeline.from_entries(
        [
            Entry("a", "A", "Anna", "Head", "2008-08-02T10:00", "stated"),
            Entry("b", "B", "Bert", "", "2008-08", "stated"),
            Entry("c", "C", "Cleo", "", "2008-08-30T10:00", "inferred", "image name"),
            Entry("d", "D", "Dora", ""),
        ]
    )
    drawn = svg.timeline(found)
    root = parsed(drawn)
    assert [c.get("fill") for c in root.iter(f"{SVG}circle")] == ["currentColor", "none"]
    assert len(list(root.iter(f"{SVG}rect"))) == 1
    shown = texts(drawn)
    assert shown.count("?") == 1
    assert shown.index("not dated") > shown.index("30 Aug 2008, 10:00?")
    assert "inferred from the image name" in drawn


@pytest.mark.parametrize("sources", [0, 1, 3, 4, 12, 13, 24, 25, 60, 200])
def test_nothing_leaves_the_picture(sources: int) -> None:
    """However many sources and however long the words: every text ends within the picture, keys do not run into each other."""
    for words in ("W" * 500, "short", "詰" * 500, "e\u0301" * 300):
        drawn = svg.coverage(made(sources, words=words, name=words))
        assert_inert(drawn)
        for picture in parsed(drawn):
            rows: dict[str, list[tuple[int, int]]] = {}
            for text in picture.iter(f"{SVG}text"):
                start, stop = extent(text)
                if "transform" not in text.attrib:
                    assert start >= 0
                    assert stop <= svg.WIDTH
                    rows.setdefault(text.attrib["y"], []).append((start, stop))
                assert int(text.attrib["y"]) <= int(picture.attrib["height"])
            for row in rows.values():
                row.sort()
                assert all(a[1] <= b[0] + 4 for a, b in pairwise(row)), sources
        keys = [t for t in texts(drawn) if re.fullmatch(r"(.* \()?K\d+\)?", t)]
        assert len(keys) == sources


def test_no_picture_is_higher_than_a_page() -> None:
    """Many statements, and many sources, are several pictures, each with its heads and what it shows in words."""
    found = made(30, rows=svg.PAGE + 2)
    pictures = list(parsed(svg.coverage(found)))
    assert [p.findtext(f"{SVG}title") for p in pictures] == [f"Coverage, {n} of 4" for n in (1, 2, 3, 4)]
    assert all(int(p.attrib["height"]) < 1.2 * svg.WIDTH for p in pictures)
    assert [p.findtext(f"{SVG}desc", "").count("some words") for p in pictures] == [svg.PAGE, svg.PAGE, 2, 2]
    entries = [Entry(str(n), f"K{n}", "x", "", "2008-08-28" if n < 40 else "", "stated") for n in range(60)]
    lines = [len(p.findall(f"{SVG}rect")) for p in parsed(svg.timeline(Timeline.from_entries(entries)))]
    assert lines == [svg.PAGE, 40 - svg.PAGE, 0]


def test_many_rows_are_cut_and_counted() -> None:
    """A picture of thousands of statements says how many it does not show."""
    assert any(t.endswith("300 statements more") for t in texts(svg.coverage(made(2, rows=svg.MOST_ROWS + 300))))
    many = Timeline.from_entries(Entry(str(n), f"K{n}", "x", "", "2008-08-28", "stated") for n in range(1300))
    assert any(t.endswith("1,100 sources more") for t in texts(svg.timeline(many)))


def test_hostile_words_are_words() -> None:
    """Markup in names and words is text, what would move a cursor or turn the order of words is replaced."""
    column = Column(HOSTILE, HOSTILE, HOSTILE)
    found = Coverage((column,), (Row("r", HOSTILE, HOSTILE, {HOSTILE: Cell("=", HOSTILE, 1)}),))
    entry = Entry("p", HOSTILE, HOSTILE, HOSTILE, "2008-08-28", "inferred", HOSTILE)
    for drawn in (
        svg.coverage(found, title=HOSTILE, name='x" onload="y'),
        svg.timeline(Timeline.from_entries([entry]), title=HOSTILE),
    ):
        assert_inert(drawn)
        assert "<script" not in drawn


@settings(max_examples=60)
@given(st.text(max_size=60), st.integers(0, 200), st.sampled_from([11, 13]))
def test_words_are_clipped_to_their_room(text: str, room: int, size: int) -> None:
    """What is shown is never wider than its room, and is the text or its beginning."""
    shown = svg.clipped(text, room, size)
    assert svg.width(shown, size) <= max(room, svg.width("…", size))
