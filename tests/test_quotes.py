"""Every stretch in marks is found where it stands, with the words beside it that say who spoke."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import quotes
from index.model import Passage, PassageKind, Quote, Span
from tests import casefile, hostile

HOSTILE = st.text(st.sampled_from("“”„‟«»「」『』\"'‘’‚‹›` \n.,:;?!()—AaBbséß1>*"), max_size=120)
PROSE = "“We warned them,” said Jonas Holt. “It is dated the 18th.”"
SIZE = 120_000
LIMIT = 2.0
"""Seconds of processor time for so many characters of a pile: several times what they take on a slow machine."""


def cut(text: str, kind: PassageKind = "paragraph") -> tuple[Passage, ...]:
    """Paragraphs parted by blank lines, from 1; one that begins with `# ` is the headline."""
    found = [Span(*m.span()) for m in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text)]
    first = 0 if text.startswith("# ") else 1
    return tuple(Passage(n, span, "heading" if n == 0 else kind) for n, span in enumerate(found, first))


def shown(text: str, quote: Quote) -> str:
    """One line: id, type, flags, group, parent, words, mention, cue."""
    words = " ".join(quote.span.of(text).split())
    short = words if len(words) <= 40 else f"{words[:18]} ... {words[-17:]}"
    mention = quote.speaker.mention if quote.speaker else "-"
    cue = quote.cue.text if quote.cue else "-"
    flags = ",".join(quote.flags) or "-"
    return " | ".join([quote.id, quote.type, flags, quote.group, quote.parent or "-", short, mention, cue])


@pytest.mark.parametrize("path", casefile.of("quotes"), ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    """The quotations of the case, and its reported speech where the case asks for it, are the ones listed."""
    case = casefile.parts(path)
    language = case.get("language", "en")
    found = quotes.find(case["text"], cut(case["text"]), language)
    assert [shown(case["text"], q) for q in found] == case["quotes"].splitlines(), case["why"]
    if "reported" in case:
        reported = quotes.indirect(case["text"], cut(case["text"]), language, found)
        assert [shown(case["text"], q) for q in reported] == case["reported"].splitlines(), case["why"]


def attributions() -> list[tuple[str, str, str]]:
    """Language, text and speakers of each line in `cases/attribution`."""
    lines = ((path.stem, line) for path in casefile.of("attribution") for line in path.read_text("utf-8").splitlines())
    return [(code, *line.split(" => ")) for code, line in lines if " => " in line and not line.startswith("#")]


def test_an_attribution_inside_the_marks_is_read() -> None:
    """« ..., dit-il, ... » in one pair of marks: the reporter's words stand inside."""
    text = "« Le port restera fermé, dit-il, jusqu'à demain. »"
    [quote] = quotes.find(text, cut(text), "fr")
    assert quote.speaker is not None
    assert quote.speaker.mention == "il"


@pytest.mark.parametrize(("code", "line", "speakers"), attributions())
def test_each_language_says_who_spoke(code: str, line: str, speakers: str) -> None:
    """Direct, mixed, inverted, according to, pronoun, document, body, nobody's: the mention is the one named."""
    text = line.replace(" ¶ ", "\n\n")
    found = quotes.find(text, cut(text), code)
    assert [q.speaker.mention if q.speaker else "-" for q in found if not q.parent] == speakers.split(" | ")


def test_a_quoted_block_without_marks_is_one_quotation_flagged_block() -> None:
    """A passage of kind blockquote needs no marks; its speaker stands in the passage that announces it."""
    text = "The report says:\n\nThe lookout was not posted."
    first, second = cut(text)
    found = quotes.find(text, (first, Passage(2, second.span, "blockquote")), "en")
    assert [shown(text, q) for q in found] == [
        "2.1 | direct | block | 2.1 | - | The lookout was not posted. | The report | says"
    ]


def test_an_unknown_language_gets_its_quotations_without_speakers() -> None:
    """Where no lexicon is, the marks are read all the same and nobody is named."""
    text = "“Vi varnade dem,” sa Jonas Holt."
    assert [(q.span.of(text), q.speaker) for q in quotes.find(text, cut(text), "sv")] == [("Vi varnade dem,", None)]


@given(HOSTILE)
def test_any_marks_give_spans_within_their_passage(text: str) -> None:
    """No stretch crosses a passage, none begins or ends with a blank, a nested one lies within its parent."""
    passages = {p.n: p for p in cut(text)}
    found = {q.id: q for q in quotes.find(text, tuple(passages.values()), "en")}
    for quote in found.values():
        around = passages[quote.passage].span
        assert around.start <= quote.span.start < quote.span.stop <= around.stop
        words = quote.span.of(text)
        assert words == words.strip()
        assert quote.group in found
        if quote.parent:
            outer = found[quote.parent].span
            assert outer.start <= quote.span.start
            assert quote.span.stop <= outer.stop
            assert "nested" in quote.flags
        if quote.speaker and quote.speaker.span:
            assert " ".join(quote.speaker.span.of(text).split()) == quote.speaker.mention
            assert 0 <= quote.speaker.certainty <= 1


@given(HOSTILE)
def test_the_same_text_gives_the_same_quotations(text: str) -> None:
    """Finding has no memory."""
    assert quotes.find(text, cut(text), "en") == quotes.find(text, cut(text), "en")


QUIET = ("Rain fell on the harbour.", "The mole is old, and the town is small.", "It was 1989.", "Nobody came.")
BALANCED = ("The sign says “Keep out” and “Danger”.", "He has «no time» for it.", "It's the boys' boat, 'The Door'.")
SPOKEN = (
    PROSE,
    "“We shall see,” Ann Lee said.",
    "Ole Brandt said that it was “a matter for the court”.",
    "“Two,\n\n“Three,” he said.",
)


def essence(text: str, quote: Quote) -> tuple[str, str, tuple[str, ...], str, str]:
    """What is said of a quotation, wherever it stands: words, type, flags, mention, cue."""
    mention = quote.speaker.mention if quote.speaker else "-"
    return quote.span.of(text), quote.type, quote.flags, mention, quote.cue.text if quote.cue else "-"


@given(
    st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=3),
    st.sampled_from([*QUIET, *BALANCED]),
    st.booleans(),
)
def test_an_unrelated_paragraph_changes_nothing_elsewhere(told: list[str], filler: str, before: bool) -> None:
    """A paragraph without marks or with all of them closed changes no quotation of the others.

    Unrelated means: at the other side of two paragraphs that quote nobody. A speaker is remembered that far
    (`PASSAGES_BACK`), and a quotation may be announced by the paragraph before it; nothing reaches farther.
    """
    own = "\n\n".join([*QUIET[:3], *told, *QUIET[:3]])
    longer = f"{filler}\n\n{own}" if before else f"{own}\n\n{filler}"
    added = [essence(filler, q)[0] for q in quotes.find(filler, cut(filler), "en")]
    one = [essence(own, q) for q in quotes.find(own, cut(own), "en")]
    two = [essence(longer, q) for q in quotes.find(longer, cut(longer), "en")]
    kept = two[len(added) :] if before else two[: len(two) - len(added)]
    assert kept == one
    assert len(two) == len(one) + len(added)


@given(HOSTILE)
def test_any_paragraph_with_its_marks_closed_by_a_quiet_one_leaves_the_next_alone(text: str) -> None:
    """Whatever stands in a paragraph, marks that never close included, three quiet ones behind it nothing is changed."""
    own = "\n\n".join([*QUIET[:3], *SPOKEN[:2]])
    odd = " ".join(text.split()).lstrip("#")
    longer = f"{odd}\n\n{own}" if odd else own
    one = [essence(own, q) for q in quotes.find(own, cut(own), "en")]
    assert [essence(longer, q) for q in quotes.find(longer, cut(longer), "en")][-len(one) :] == one


@pytest.mark.parametrize(
    "unit", ["Ann Lee said on Monday that “a b” and so he went away. ", "Ann Lee Per Myhre said “b "]
)
@pytest.mark.parametrize("make", [hostile.line, hostile.lines])
def test_twice_the_text_takes_about_twice_the_time(unit: str, make: Callable[[str, int], str]) -> None:
    """Linear: eight times would be cubic, four times quadratic; the bound leaves room for a busy machine."""
    spent = []
    for size in (150_000, 300_000):
        text = make(unit, size)
        passages = cut(text)
        runs = []
        for _ in range(2):
            begun = time.process_time()
            found = quotes.find(text, passages, "en")
            quotes.indirect(text, passages, "en", found)
            runs.append(time.process_time() - begun)
        spent.append(min(runs))
    assert spent[1] < 3.4 * spent[0] + 0.1


def test_a_line_end_inside_a_passage_is_a_blank() -> None:
    """Hard-wrapped or not, the same words are quoted and the same person said them."""
    wrapped = PROSE.replace(" ", "\n")
    flat, broken = quotes.find(PROSE, cut(PROSE), "en"), quotes.find(wrapped, cut(wrapped), "en")
    assert [q.span for q in flat] == [q.span for q in broken]
    assert [q.speaker.mention for q in flat if q.speaker] == [q.speaker.mention for q in broken if q.speaker]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("make", [hostile.line, hostile.lines])
@pytest.mark.parametrize("unit", hostile.UNITS.values(), ids=hostile.UNITS.keys())
def test_a_pile_of_marks_or_capitals_takes_linear_time(
    unit: str, make: Callable[[str, int], str], language: str
) -> None:
    """No pile of marks, capitals or verbs makes the machine slow, in one paragraph or in many."""
    text = make(unit, SIZE)
    passages = cut(text)
    begun = time.process_time()
    found = quotes.find(text, passages, language)
    quotes.indirect(text, passages, language, found)
    assert time.process_time() - begun < LIMIT


REPORTS = st.lists(
    st.sampled_from(
        [
            "said",
            "that",
            "to",
            "whether",
            "Ann",
            "Lee",
            "she",
            "her",
            "the",
            "port",
            "claim",
            "wants",
            "told",
            "according",
            "was",
            "shut",
            ",",
            ".",
            ":",
            ";",
            "—",
            "“late”",
            "and",
        ]
    ),
    max_size=40,
).map(" ".join)


@given(REPORTS)
def test_reported_speech_keeps_to_its_passage_and_off_the_marks(text: str) -> None:
    """Whatever the words, a span lies within its passage, over no quotation and no other reported speech, and is trimmed."""
    passages = {p.n: p.span for p in cut(text)}
    found = quotes.find(text, cut(text), "en")
    taken = [q.span for q in found if q.parent is None]
    ids: set[str] = set()
    for quote in quotes.indirect(text, cut(text), "en", found):
        around = passages[quote.passage]
        assert around.start <= quote.span.start < quote.span.stop <= around.stop
        assert not any(quote.span.start < s.stop and s.start < quote.span.stop for s in taken)
        assert quote.span.of(text)[0] not in " ,."
        assert quote.cue is not None
        assert quote.id not in ids
        ids.add(quote.id)
        assert quote.group in ids
        taken.append(quote.span)


def test_what_is_told_on_both_sides_of_a_verb_is_one_group() -> None:
    """`The port, she said, will be shut`: two items, as with marks."""
    text = "The port of Harlow and all its bridges, the harbour master said, will be shut for at least a month."
    found = quotes.indirect(text, cut(text), "en", ())
    assert len({q.group for q in found}) == 1
    assert {q.speaker.mention for q in found if q.speaker} == {"the harbour master"}


@pytest.mark.parametrize("unit", ["said ", "said that ", "said: ", "she said, ", "according to X, ", "Aaa, who said, "])
def test_a_pile_of_reporting_words_takes_linear_time(unit: str) -> None:
    """A megabyte of them in one sentence is no prose, and costs less than a second or two."""
    text = unit * (1_000_000 // len(unit))
    begun = time.process_time()
    quotes.indirect(text, cut(text), "en", ())
    assert time.process_time() - begun < LIMIT


def test_a_very_long_passage_loses_no_quotation() -> None:
    """A book in one line, with 12,500 quotations, gives them all, and a thousand of them at least with a speaker."""
    text = "word “quoted thing here,” said Bob. " * 12_500
    found = quotes.find(text, [Passage(1, Span(0, len(text)))], "en")
    assert len(found) == 12_500
    assert sum(q.speaker is not None for q in found) >= 1_000


def test_an_interview_in_one_line_keeps_its_speakers() -> None:
    """However many quotations a paragraph holds, each has whom it would have in a short one."""
    text = "“We warned them in November, all of us,” said Jonas Holt. It was late. “It was late,” Ann Lee said. " * 200
    found = quotes.find(text, [Passage(1, Span(0, len(text)))], "en")
    assert [q.speaker and q.speaker.mention for q in found] == ["Jonas Holt", "Ann Lee"] * 200


def test_a_pile_of_marks_is_no_prose() -> None:
    """Marks in every third place quote nobody; the same words with the marks of a newspaper do."""
    assert quotes.find("“a” " * 50_000, cut("“a” " * 50_000), "en") == ()
    text = "The harbour office said on Monday that it was “a matter for the court” and nobody else. " * 2_000
    assert len(quotes.find(text, cut(text), "en")) == 2_000
