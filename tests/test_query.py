"""What is typed becomes a tree, whatever it is, and the tree becomes one canonical text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import query
from index.query import All, And, Field, Fuzzy, Near, Not, Or, Phrase, Prefix, Range, Term, Tree, parse, show

CASES = Path(__file__).parent / "cases" / "query" / "canonical.txt"

PIECES = [
    *'"()-~*:. ',
    "a ",
    "OR ",
    "NOT ",
    "AND ",
    "who:",
    "date:",
    "said:",
    "only:",
    "2008",
    "..",
    "-08",
    "b",
    "foo:",
    "“",
]
typed = st.text() | st.text(alphabet='ab "()~*-:.OR NTé“”⑴\u0301_,') | st.lists(st.sampled_from(PIECES)).map("".join)

NASTY = [
    '"prime minister" AND (trade OR oil) NOT war',
    "title:bush in:bbc* date:2004..2005",
    '"a b"~3 foo^2 bar~2',
    "wor?d *tion ?a* a* b* c*",
    'said:"we will not" who:(putin OR medvedev) -only:quotes',
    "“curly” ‘single’ «guillemets» e.g. isn’t O’Neil",
    "NOT (NOT (a OR -b)) OR (((",
    "[a TO b] {x /re[/ \\ ^ \x00 \x1b[31m \ud800",
    "date:2008-0..-..9 date:(..) in:().",
    "-title: by:* -(who:-x OR author:smith) ? wor?d http://a.b 6:40 --NOT",
    "((((((((((((((((((((((((((((a OR (b -(c",
    'He said: “We won’t – never – go” (Tuesday), "and that\'s final"; 4.2 per cent, U.S.-led, pre- and post-war, AT&T'
    * 2,
]
HOSTILE = [
    "(" * 10_000,
    "-" * 10_000,
    '"' * 10_000,
    "a " * 5_000,
    "a" * 10_000,
    "who:" * 2_500,
    "*~" * 5_000,
    "x OR " * 2_000,
    "a OR -b AND NOT c " * 3_000,
    "(a OR " * 1_666,
    "-(a " * 2_500,
    "* " * 5_000,
    "date:2008 " * 1_000,
    "said:(" * 1_666,
    "foo:bar " * 1_250,
    '"a b"~9 ' * 1_250,
    "“a” ﬁ " * 1_666,
]


def canonical() -> list[tuple[str, str]]:
    pairs = (line.split(" =>") for line in CASES.read_text("utf-8").splitlines() if " =>" in line)
    return [(a.replace("␠", " "), b.removeprefix(" ").replace("␠", " ")) for a, b in pairs]


@pytest.mark.parametrize(("text", "shown"), canonical(), ids=[a for a, _ in canonical()])
def test_canonical_form(text: str, shown: str) -> None:
    """Each query has one form in which it is printed back, and that form means the same."""
    assert show(parse(text)) == shown
    assert parse(shown) == parse(text)


@given(typed)
def test_a_tree_printed_and_read_again_is_the_same(text: str) -> None:
    """`parse(show(tree)) == tree`, for the tree of any text and of all that was typed on the way to it."""
    for stop in range(len(text) + 1):
        tree = parse(text[:stop])
        assert parse(show(tree)) == tree


words = st.sampled_from(["oil", "or", "not", "co-op", "isn't", "4.2", "é", "who", "6:40", "second-in-command"])
rows = st.lists(words, min_size=1, max_size=3).map(tuple)
leaf = (
    st.builds(Term, words)
    | st.builds(Prefix, words)
    | st.builds(Fuzzy, words)
    | st.builds(Phrase, rows)
    | st.builds(Near, st.lists(words, min_size=2, max_size=4).map(tuple), st.integers(0, query.MOST_SLOP))
)
dated = st.sampled_from([Range("2008", "2008"), Range("2008-08", None), Range(None, "2009-01-31"), Range("1", "2-3")])


def several(kind: type[And] | type[Or], of: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Two or three that are not of the same kind, as one."""
    items = st.lists(of.filter(lambda item: not isinstance(item, kind)), min_size=2, max_size=3)
    return items.map(lambda some: kind(tuple(some)))


def compound(of: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    without = st.builds(Not, of.filter(lambda item: not isinstance(item, Not)))
    return several(And, of) | several(Or, of) | without


names = st.sampled_from([name for name in query.FIELDS if name != "date"])
trees = st.recursive(
    leaf | dated | st.just(All()) | st.builds(Field, names, st.recursive(leaf, compound, max_leaves=3)),
    compound,
    max_leaves=8,
)


@given(trees)
def test_a_tree_has_one_text(tree: Tree) -> None:
    """Any tree whose parts are joined as `parse` joins them is what its text means, and that text is its own form."""
    assert parse(show(tree)) == tree
    assert show(parse(show(tree))) == show(tree)


@pytest.mark.parametrize("text", NASTY)
def test_every_prefix_of_a_query_is_a_query(text: str) -> None:
    """While a query is being typed, each of its states parses in under a millisecond (the best of three runs)."""
    for stop in range(len(text) + 1):
        spent = []
        for _ in range(3):
            began = time.process_time()
            tree = parse(text[:stop])
            spent.append(time.process_time() - began)
        assert parse(show(tree)) == tree
        assert min(spent) < 0.001


@pytest.mark.parametrize("text", HOSTILE, ids=lambda t: f"{t[:4]}...")
def test_ten_thousand_characters_of_anything(text: str) -> None:
    """A hostile query is parsed in linear time, and bounded in what it asks for."""
    spent = []
    for _ in range(3):
        began = time.process_time()
        tree = parse(text)
        spent.append(time.process_time() - began)
    assert min(spent) < 0.05
    assert sum(1 for _ in query.leaves(tree)) <= query.MOST_LEAVES
    assert parse(show(tree)) == tree


def test_the_last_bare_word_is_live() -> None:
    """A word with nothing after it is still being typed; a blank, mark or bracket says that it is complete."""
    assert parse("oil") == Term("oil", live=True)
    for ended in ("oil ", "(oil)", "oil,", "oil\n"):
        assert parse(ended) == Term("oil")
    assert parse("oil gas") == And((Term("oil"), Term("gas", live=True)))
    assert parse("oil*") == Prefix("oil")
    assert parse("oil~") == Fuzzy("oil")


def test_what_is_excluded_is_never_begun() -> None:
    """While `-gas` is being typed, `-g` does not exclude all that begins with g; nor does `-gas` exclude gasoline."""
    assert parse("oil -g") == parse("oil -g ") == And((Term("oil"), Not(Term("g"))))
    assert parse("oil NOT (gas coa") == And((Term("oil"), Not(And((Term("gas"), Term("coa"))))))
    assert parse('-who:"jonas ho') == Not(Field("who", Phrase(("jonas", "ho"))))
    assert parse("-gas oi") == And((Not(Term("gas")), Term("oi", live=True)))


def test_or_binds_tighter_than_a_blank() -> None:
    """`a b OR c` wants a, and one of b and c."""
    assert parse("a b OR c ") == And((Term("a"), Or((Term("b"), Term("c")))))
    assert parse("(a b) OR c ") == Or((And((Term("a"), Term("b"))), Term("c")))


def test_operators_are_capitals() -> None:
    """`or` and `not` in small letters are words, and so are capitals within a word."""
    assert parse("do or die ") == And((Term("do"), Term("or"), Term("die")))
    assert parse("ORDER ") == Term("order")
    assert parse("NOTHING ") == Term("nothing")
    assert parse('"NOT" ') == Phrase(("not",))


def test_fields() -> None:
    """A field takes the word, phrase or bracket that follows it at once; an unknown one is literal words."""
    assert parse('who:"Jonas Holt"') == Field("who", Phrase(("jonas", "holt")))
    assert parse("said:(fog -mist) ") == Field("said", And((Term("fog"), Not(Term("mist")))))
    assert parse("date:2008-08..") == Range("2008-08", None)
    assert parse("date:2008-08-28") == Range("2008-08-28", "2008-08-28")
    assert parse("lang:de ") == Field("lang", Term("de"))
    assert parse("speaker:putin ") == And((Term("speaker"), Term("putin")))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("speaker:putin", ["speaker"]),
        ("oil -Author:smith (foo:b", ["author", "foo"]),
        ('foo:"a b" foo:c bar:(d e)', ["foo", "bar"]),
        ("Straße：lang", ["strasse"]),
        ("foo:who:putin", ["foo"]),
        ("who:putin date:2008 Title:oil", []),
        ("date:yesterday", []),
        ("foo: bar", []),
        ("foo:", []),
        ("http://a.b https://c:8 mailto: c:\\d", []),
        ("6:40 2:1 g20:summit e.g:this", []),
        ('"foo:bar" who:foo:bar', []),
    ],
)
def test_a_field_that_there_is_not_is_told(text: str, names: list[str]) -> None:
    """Each name once, folded, when a word, phrase or bracket follows at once: no address, no time, nothing in a phrase."""
    assert query.unknown(text) == tuple(names)


def test_near_and_all() -> None:
    """A number after a phrase makes it words near each other; a star alone is every article."""
    assert parse('"signal bridge"~8') == Near(("signal", "bridge"), 8)
    assert parse('"signal bridge"~99999999999') == Near(("signal", "bridge"), query.MOST_SLOP)
    assert parse("*") == All()


@pytest.mark.parametrize(
    "text", ["", " ", "-", "OR", "NOT", "()", '""', "who:", "said:()", "date:", "~", "&", "—", "-()"]
)
def test_an_operator_or_field_without_operand_is_ignored(text: str) -> None:
    """What asks for nothing is the empty query, and changes nothing beside a word."""
    assert parse(text) == query.NOTHING
    assert parse(f"oil {text} ") == Term("oil")
