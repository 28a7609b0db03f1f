"""Records: JSON, JSON lines, CSV."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import formats
from index.formats import Part
from index.model import Draft
from index.suffixes import NO_FIELDS
from tests.test_mail import kept, sound, stated

TEXT = "The bridge is closed.\n\nIt will open again in May."
PARAGRAPHS = ["The bridge is closed.", "It will open again in May."]


def parts(data: object, name: str = "a.json", fields: Mapping[str, str] = NO_FIELDS) -> list[Part]:
    whole = data if isinstance(data, bytes) else json.dumps(data).encode()
    return list(formats.parts(whole, name, fields))


def drafts(data: object, name: str = "a.json", fields: Mapping[str, str] = NO_FIELDS) -> list[Draft]:
    """All records, each an article, their blocks checked."""
    found = [part.draft for part in parts(data, name, fields)]
    for draft in found:
        assert isinstance(draft, Draft)
        sound(draft)
    return [draft for draft in found if isinstance(draft, Draft)]


RECORD = {"title": "Bridge closed", "body": TEXT}


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (RECORD, [""]),
        ([RECORD], ["#1"]),
        ([RECORD, RECORD], ["#1", "#2"]),
        ({"status": "ok", "count": 2, "articles": [RECORD, RECORD]}, ["#1", "#2"]),
        ({"response": {"pages": [1, 2], "results": [RECORD, RECORD]}}, ["#1", "#2"]),
        ({"tags": [{"id": 1}, {"id": 2}, {"id": 3}], "items": [RECORD]}, ["#1"]),
        ({"hits": {"hits": [{"_id": "1", "_source": RECORD}]}}, ["#1"]),
        ({"a": RECORD, "b": RECORD}, ["#1", "#2"]),
        ({"article": RECORD}, [""]),
        ([TEXT, TEXT], ["#1", "#2"]),
    ],
)
def test_the_records_of_a_json_file_are_found(data: object, names: list[str]) -> None:
    """A list, the list in a table, however it is wrapped; one table that is a record is the article itself."""
    found = parts(data)
    assert [part.name for part in found] == names
    for draft in drafts(data):
        assert [words for words in kept(draft) if words != "Bridge closed"] == PARAGRAPHS


@pytest.mark.parametrize(
    ("record", "facts"),
    [
        (
            {"headline": "A", "author": "By Jane Roe and Jon Doe", "source": {"id": "x", "name": "The Daily"}, "publishedAt": "2025-03-03T09:00:00Z"},
            {"headline": "A", "authors": "Jane Roe, Jon Doe", "publisher": "The Daily", "date": "2025-03-03T09:00:00Z"},
        ),
        (
            {"title": {"rendered": "A &#8211; <em>B</em>"}, "authors": [{"name": "Jane Roe"}, {"name": "Jon Doe"}], "created": 1741000000},
            {"headline": "A – B", "authors": "Jane Roe, Jon Doe", "date": "2025-03-03T11:06:40+00:00"},
        ),
        ({"Titel": "A", "Autor": "Roe, Jane", "Datum": "3.3.2025"}, {"headline": "A", "authors": "Roe, Jane", "date": "3.3.2025"}),
        ({"url": "https://www.daily.example/a?b=1"}, {"publisher": "daily.example"}),
        ({"url": "https://x.example/", "outlet": "The Daily"}, {"publisher": "The Daily"}),
        ({"byline": "The county, the ferry and all", "dateline": "HARLOW"}, {"authors": "The county, the ferry and all", "dateline": "HARLOW"}),
        ({"date": True, "title": ["", " "], "author": None}, {}),
        ({"url": "http://[bad"}, {}),
    ],
)  # fmt: skip
def test_what_a_record_states(record: dict[str, object], facts: dict[str, str]) -> None:
    """Under the usual names, in tables and lists too; every fact stands in the text, but a time that was a number."""
    draft = drafts({**record, "body": TEXT})[0]
    assert stated(draft) == facts
    assert [words for words in kept(draft) if words != facts.get("headline")] == PARAGRAPHS
    for name, some in draft.stated.items():
        for fact in some:
            assert fact.span
            assert name == "date" or fact.value in fact.span.of(draft.text)


def test_a_text_with_markup_is_read_as_a_page() -> None:
    """Without it, references to characters are read all the same."""
    assert kept(drafts({"content": "<p>The bridge<br>is closed.</p><p>It will &#111;pen.</p>"})[0]) == [
        "The bridge\nis closed.",
        "It will open.",
    ]
    assert kept(drafts({"content": "Fish &amp; chips < 3 &nope;"})[0]) == ["Fish & chips < 3 &nope;"]


def test_nothing_readable_in_a_record_is_lost() -> None:
    """What is no part of the article stands at its end as furniture; numbers, addresses and codes are no words."""
    record = {
        "title": "A",
        "text": TEXT,
        "id": "x_17",
        "teaser": "Closed since Monday",
        "n": 3,
        "meta": {"tags": ["river", "storm"], "image": "https://x.example/a.jpg"},
    }
    draft = drafts(record)[0]
    assert [(d.rule, d.span.of(draft.text)) for d in draft.furniture] == [
        ("record field", "teaser: Closed since Monday"),
        ("record field", "meta.tags: river"),
        ("record field", "meta.tags: storm"),
    ]


def test_pack_toml_says_which_field_is_which() -> None:
    """By a path in the record; a field that it names and that is not there leaves the record without."""
    record = {
        "text": "A caption.",
        "doc": {"paras": ["The bridge is closed.", "It will open again in May."]},
        "who": [{"name": "Jane Roe"}],
        "a.b": "Title",
    }
    fields = {"text": "doc.paras", "authors": "who.0.name", "headline": "a.b", "date": "gone"}
    draft = drafts([record], fields=fields)[0]
    assert kept(draft) == ["Title", *PARAGRAPHS]
    assert stated(draft) == {"headline": "Title", "authors": "Jane Roe"}
    assert str(parts([record, {"text": "x"}], fields=fields)[1].draft) == "no text in this record"


def test_a_file_whose_text_is_not_known_says_what_to_do() -> None:
    """It names the fields, and the place in pack.toml."""
    with pytest.raises(formats.Unreadable, match=r'\(id, n\): say which under \[fields."dir/a.json"\] in pack.toml'):
        parts([{"id": 1, "n": 2}], "dir/a.json")
    long = "Closed is the bridge, and nobody knows for how long it will be. " * 6
    assert kept(drafts([{"id": 1, "n": 2, "q": long}])[0]) == [long.strip()]


def test_lines_of_json() -> None:
    """Each line a record; one that is broken says which; a .json file may hold lines, too."""
    lines = b'\xef\xbb\xbf{"title": "A", "body": "The bridge is closed."}\r\n\r\n{"body": \n"The ferry runs."\n[1]\n'
    for name in ("a.jsonl", "a.ndjson", "a.json"):
        found = parts(lines, name)
        assert [part.name for part in found] == ["#1", "#2", "#3", "#4"]
        assert isinstance(found[0].draft, Draft)
        assert str(found[1].draft).startswith("line 3 is no JSON")
        assert isinstance(found[2].draft, Draft)
        assert str(found[3].draft) == "line 5 holds no record"


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("Title,Text,Author\nA,The bridge is closed.,Jane Roe\n", "a.csv"),
        ("Title;Text;Author\nA;\"The bridge is closed.\";Jane Roe;more\n", "a.csv"),
        ("\ufeffTitle\tText\tAuthor\r\nA\tThe bridge is closed.\tJane Roe\r\n", "a.tsv"),
        ("sep=|\nTitle|Text|Author\nA|The bridge is closed.|Jane Roe\n", "a.csv"),
    ],
)  # fmt: skip
def test_a_table_whatever_parts_its_cells(table: str, name: str) -> None:
    """Comma, semicolon, tab or bar; a row may have more cells than the first."""
    draft = drafts(table.encode(), name)[0]
    assert kept(draft) == ["A", "The bridge is closed."]
    assert stated(draft) == {"headline": "A", "authors": "Jane Roe"}


def test_cells_may_be_long_empty_and_of_several_lines() -> None:
    """Rows that are too short have no such cells; a cell may hold a whole article; empty rows are none."""
    long = "word " * 50_000 + "end."
    table = f'text,title\n"{TEXT}",A\n\n,\n"{long}"\n,B\n'
    found = parts(table.encode(), "a.csv")
    assert [part.name for part in found] == ["#1", "#2", "#3"]
    assert isinstance(found[0].draft, Draft)
    assert kept(found[0].draft) == ["A", *PARAGRAPHS]
    assert isinstance(found[1].draft, Draft)
    assert len(found[1].draft.text) == len(long)
    assert str(found[2].draft) == "no text in this record"


def test_a_table_without_names_is_read_by_its_longest_cells() -> None:
    """A first row of running text is a row."""
    prose = "Closed is the bridge, and nobody knows for how long it will be so. " * 6
    assert len(drafts(f'1,{"x y" * 3},"{prose}"\n2,y,"{prose}"\n'.encode(), "a.csv")) == 2


def test_a_table_of_very_many_columns_ends() -> None:
    """Each has a name unlike the others, which is not looked for among all of them."""
    began = time.process_time()
    with pytest.raises(formats.Unreadable, match="no field"):
        parts((",".join(f"c{n}" for n in range(100_000)) + "\n" + "a," * 100_000).encode(), "a.csv")
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"{", "a.json", "no JSON"),
        (b"[1, 2]", "a.json", "no field"),
        (b"[]", "a.json", "no field"),
        (b"null", "a.json", "no field"),
        (b"[" * 100_000, "a.json", "too deep"),
        (b'{"a":' * 100_000, "a.jsonl", "line 1 is no JSON"),
        (b"9" * 10_000, "a.json", "no JSON"),
        (b"\x00\x01\x02" * 50, "a.csv", "binary"),
        (b"\n\n", "a.csv", "no field"),
        (b"a,b\n1,2\n", "a.csv", r"\(a, b\)"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, reason: str) -> None:
    """The reason is in words for a person."""
    with pytest.raises(formats.Unreadable, match=reason):
        parts(data, name)


def test_a_record_of_too_many_fields_is_said_to_be_incomplete() -> None:
    """The text is there, and a flag."""
    draft = drafts({"body": TEXT, "more": {f"k{chr(97 + n % 26)}{n}": "two words" for n in range(3_000)}})[0]
    assert [flag.kind for flag in draft.flags] == ["incomplete"]


def test_half_a_character_becomes_the_mark_for_one() -> None:
    """JSON can write what no text can hold."""
    draft = drafts(b'{"title": "A \\ud83d", "body": "B \\udc00 \\ud83d\\ude00", "x": "cc dd \\ud800"}')[0]
    assert draft.text == "A \ufffd\n\nB \ufffd \U0001f600\n\nx: cc dd \ufffd"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | st.sampled_from([TEXT, "<p>a</p> b", "&amp;"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["title", "body", "author", "source", "x", "date", "url", "data", ""]), inner, max_size=5),
    max_leaves=15,
)  # fmt: skip


@given(VALUES, st.sampled_from(["a.json", "a.jsonl"]))
@settings(max_examples=150, deadline=None)
def test_any_json_is_read_or_unreadable(value: object, name: str) -> None:
    """Whatever tables hold: articles that are sound, or a reason."""
    with contextlib.suppress(formats.Unreadable):
        for part in parts(value, name):
            if isinstance(part.draft, Draft):
                sound(part.draft)


@given(st.text(alphabet=st.sampled_from("ab,;\t|\"\n' é\x00"), max_size=80), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_table_is_read_or_unreadable(table: str, titled: bool) -> None:
    """Whatever quotation marks and separators do."""
    with contextlib.suppress(formats.Unreadable):
        for part in parts((("text,title\n" if titled else "") + table).encode(), "a.csv"):
            if isinstance(part.draft, Draft):
                sound(part.draft)


def test_time_grows_with_the_number_of_records() -> None:
    """Ten times the records take about ten times as long."""
    spent = []
    for times in (200, 2_000):
        data = json.dumps([RECORD] * times).encode()
        began = time.process_time()
        assert len(parts(data)) == times
        spent.append(time.process_time() - began)
    assert spent[1] < 25 * max(spent[0], 0.01)


def test_the_other_rows_tell_which_is_the_day() -> None:
    """A date that can be read in two ways is read as the rows are that can be read in one, and inferred; not where these differ."""

    def dates(*days: str) -> list[tuple[str, str]]:
        rows = "".join(f'{day},A,"The bridge is closed. {n}"\n' for n, day in enumerate(days))
        found = [draft.stated["date"][0] for draft in drafts(f"Date,Title,Text\n{rows}".encode(), "a.csv")]
        return [(fact.value, fact.status) for fact in found]

    assert dates("17/05/2024", "03/06/2024 14:30") == [("17/05/2024", "stated"), ("2024-06-03T14:30", "inferred")]
    assert dates("05/17/2024", "03/06/2024") == [("05/17/2024", "stated"), ("2024-03-06", "inferred")]
    assert dates("05/17/2024", "17/05/2024", "03/06/2024")[2] == ("03/06/2024", "stated")
    assert dates("03/06/2024", "06/06/2024") == [("03/06/2024", "stated"), ("06/06/2024", "stated")]
