"""Which articles print one agency report."""

from __future__ import annotations

from functools import cache

import pytest

from index import read, wire
from index.model import Article, Fact, Masthead, Passage, Quote, Source, Span
from tests.conftest import FOREIGN_POLICY, LERVIK, REUTERS, SEEDS

REPORT = [
    "The council of Brenik decided on Monday that the old bridge should be closed for the whole winter.",
    "Engineers had found cracks in two of its pillars, and a third one had moved by several centimetres since autumn.",
    "Repairs would cost two million crowns, which the municipality does not have, according to the treasurer.",
    "Buses will take the longer way over the northern crossing, where a temporary stop is being built.",
    "Shopkeepers on the southern bank fear that customers will stay away during the important December weeks.",
]
OTHER = [
    "It was a short meeting, and at its end nobody in the chamber looked at the mayor of the river town.",
    "With eleven votes against four the closure of the crossing was carried, to last until the ice has gone.",
    "Cracks run through the stone below the waterline; divers photographed them for the municipal surveyors.",
    "Who will pay is open. The ministry in the capital has promised nothing, and the treasurer expects nothing.",
    "On the quay the owner of the bakery was already counting what the detour would cost him by Christmas.",
]
SAID = (
    "We had no choice, because the engineers told us that the bridge would not stand another flood, and I believe them, "
    "and whoever does not believe them may come down to the river with me tomorrow and look at the pillars himself"
)


def article(path: str, paragraphs: list[str], agency: str = "", publisher: str = "") -> Article:
    """An article of these paragraphs; what stands in “ ” are its quotations."""
    text = "\n\n".join(paragraphs)
    passages, quotes, at = [], [], 0
    for n, paragraph in enumerate(paragraphs, 1):
        passages.append(Passage(n, Span(at, at + len(paragraph))))
        if "“" in paragraph:
            span = Span(at + paragraph.index("“") + 1, at + paragraph.index("”"))
            quotes.append(Quote(f"{n}.1", path, n, span, "direct", f"{n}.1"))
        at += len(paragraph) + 2
    head = Masthead(agency=Fact(agency) if agency else None, publisher=Fact(publisher) if publisher else None)
    return Article(Source(path, "", 0), "txt", "utf-8", "en", text, head, tuple(passages), (), tuple(quotes))


@cache
def lervik() -> tuple[Article, ...]:
    return tuple(read.article(f.read_bytes(), f.name) for f in sorted((LERVIK / "sources").glob("*.txt")))


def test_the_agency_report_of_lervik() -> None:
    """The first take is printed by the Ledger and the update by the Coast Post; the other texts are nobody's copy."""
    [found] = wire.groups(lervik())
    keys = [path[:2] for path in found.paths]
    assert keys == ["01", "02", "03", "04"]
    assert [path[:2] for path in found.of] == ["01", "02", "01", "02"]
    assert found.shares[:2] == (1.0, 1.0)
    assert found.shares[2] > 0.85
    assert 0.5 < found.shares[3] < 0.7
    assert found.agency == "Norrwire"


def test_the_seeds_are_two_reports() -> None:
    """A magazine that quotes what the agency quotes does not print its report."""
    assert wire.groups([read.article((SEEDS / name).read_bytes(), name) for name in (REUTERS, FOREIGN_POLICY)]) == ()


def test_a_copy_that_is_cut_and_begun_anew() -> None:
    """Three of five paragraphs behind another lead; the fullest copy is what the others come from."""
    copy = article("b", [OTHER[0], *REPORT[1:4]])
    [found] = wire.groups([copy, article("a", REPORT)])
    assert found.paths == ("b", "a")
    assert found.of == ("a", "a")
    assert 0.6 < found.shares[0] < found.shares[1] == 1.0


def test_an_agency_speaks_for_a_copy_that_is_rewritten() -> None:
    """Two of five paragraphs are too few by themselves, and enough where both name the agency; its own copy is the source."""
    cut = [*OTHER[:2], *REPORT[2:4]]
    assert wire.groups([article("a", REPORT), article("b", cut)]) == ()
    [found] = wire.groups([article("a", REPORT, "Nordwire", "Nordwire"), article("b", cut, "Nordwire", "The Gazette")])
    assert found.of == ("a", "a")
    assert found.agency == "Nordwire"
    [found] = wire.groups([article("b", cut, "Nordwire/dpa"), article("a", REPORT, "", "Nordwire")])
    assert found.paths == ("b", "a")


def test_independent_reports_share_what_was_said() -> None:
    """Long quotations in common make no copy."""
    said = f"“{SAID},” said the mayor."
    assert wire.groups([article("a", [*REPORT, said]), article("b", [*OTHER, said])]) == ()


def test_a_statement_that_is_all_quotation_is_compared_whole() -> None:
    """Where hardly a word stands outside the marks, those inside count."""
    said = f"“{SAID},” said the mayor."
    [found] = wire.groups([article("a", [said]), article("b", [said])])
    assert found.shares == (1.0, 1.0)


def test_the_order_counts() -> None:
    """The same sentences from the last to the first are no copy."""
    assert wire.groups([article("a", REPORT), article("b", REPORT[::-1])]) == ()


def test_another_typography_is_the_same_text() -> None:
    """Marks, dashes and capitals do not part copies."""
    other = [p.replace(",", " –").replace("The ", "THE ") for p in REPORT]
    assert len(wire.groups([article("a", REPORT), article("b", other)])) == 1


def test_a_script_without_blanks() -> None:
    """Clauses between marks count as words there."""
    text = "".join(
        f"第{n}市議会は橋を閉鎖すると決定し、技師は柱の亀裂を報告した。修理には二百万クローネを要し、"
        for n in "一二三四五六七"
    )
    [found] = wire.groups([article("a", [text]), article("b", [text])])
    assert found.paths == ("a", "b")


def test_a_digest_does_not_make_one_report_of_all_it_prints() -> None:
    """Two reports that a third prints both stay two; it belongs to one of them."""
    digest = article("c", [*REPORT, *OTHER])
    [found] = wire.groups([article("a", REPORT), article("b", OTHER), digest])
    assert set(found.paths) in ({"a", "c"}, {"b", "c"})


def test_an_agency_joins_the_halves_of_its_report() -> None:
    """Two papers print a half each, which share nothing, and the agency's own copy comes last."""
    halves = [article("a", REPORT[:2] * 2, "Nordwire"), article("b", OTHER[2:], "Nordwire")]
    [found] = wire.groups([*halves, article("c", [*REPORT[:2], *OTHER[2:]], "Nordwire", "Nordwire")])
    assert found.paths == ("a", "b", "c")


@pytest.mark.parametrize("texts", [[], [[]], [[""]], [["a"], ["a"]], [["—"], ["…"]]])
def test_no_text_is_too_short(texts: list[list[str]]) -> None:
    """Nothing, one article, texts without a word: no report."""
    assert wire.groups([article(str(n), text) for n, text in enumerate(texts)]) == ()


def test_many_copies_are_one_report() -> None:
    """Two hundred outlets, each with a paragraph of its own: one group, found in the time of reading them."""
    [found] = wire.groups([article(str(n), [f"Number {n} has its own lead.", *REPORT]) for n in range(200)])
    assert len(found.paths) == 200
