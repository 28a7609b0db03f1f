"""The subject of a German reporting verb is found from the order of the clause, not from the nearest name."""

from __future__ import annotations

import pytest

from index import clauses, fields, lexicon
from index.model import Span

CLAUSES = [
    # main clause, subject first
    ("Die Ministerin sagte am Montag, das Wetter werde besser.", "sagte", "Die Ministerin", "before"),
    ("Jonas Holt, der Sprecher der Werft, erklärte den Ausfall.", "erklärte", "Jonas Holt", "before"),
    ("Der Sprecher des Hafens in Lervik betonte das.", "betonte", "Der Sprecher des Hafens in Lervik", "before"),
    ("Auch die Reederei kritisierte den Plan.", "kritisierte", "die Reederei", "before"),
    ("Holt und Vasdal warnten vor Eis.", "warnten", "Holt und Vasdal", "before"),
    ("Der auf der Insel lebende Lotse meinte dazu nichts.", "meinte", "Der auf der Insel lebende Lotse", "before"),
    ("Die Zeitung „Kurier“ schrieb am Freitag darüber.", "schrieb", "Die Zeitung „Kurier“", "before"),
    (
        "Kapitän Dr. Ole Brand (Reederei Nord) teilte das mit.",
        "teilte",
        "Kapitän Dr. Ole Brand (Reederei Nord)",
        "before",
    ),
    ("Dieses Abkommen nannte kein Datum.", "nannte", "Dieses Abkommen", "before"),
    ("Er sowie Giesel kritisierten den Plan.", "kritisierten", "Er sowie Giesel", "before"),
    ("Ab 1939 sagte der Wirt nichts.", "sagte", "der Wirt", "after"),
    ("Beide Seiten begrüßten das Urteil.", "begrüßten", "Beide Seiten", "before"),
    # something else first, subject behind the verb
    ("Am 12. Oktober sagte Lena Vasdal ab.", "sagte", "Lena Vasdal", "after"),
    ("Im Rathaus erklärte die Bürgermeisterin ihren Rücktritt.", "erklärte", "die Bürgermeisterin", "after"),
    ("Den Plan kritisierte der Verband scharf.", "kritisierte", "der Verband", "after"),
    ("Dem Sender sagte sie, es werde spät.", "sagte", "sie", "after"),
    ("Zudem äußerte sich der Leiter des Amtes besorgt.", "äußerte", "der Leiter des Amtes", "after"),
    ("Als Antwort auf den Brief sagte ein Sprecher nichts.", "sagte", "ein Sprecher", "after"),
    ("„Es war kalt“, sagte gestern in Lervik der Sprecher.", "sagte", "der Sprecher", "after"),
    ("„Es war kalt“, schrieb „Der Bote“ in einem Nachruf.", "schrieb", "„Der Bote“", "after"),
    ("Der Zeitung sagte Holt nichts.", "sagte", "Holt", "after"),
    ("Vor Gericht räumte er den Fehler ein.", "räumte", "er", "after"),
    # perfect and other braces
    ("Die Werft hat den Unfall am Montag bestätigt.", "bestätigt", "Die Werft", "before"),
    ("Am Montag hat die Werft den Unfall bestätigt.", "bestätigt", "die Werft", "after"),
    ("Gestern hatte Jonas Holt vor dem Eis gewarnt.", "gewarnt", "Jonas Holt", "after"),
    ("Der Hafen will das nicht kommentieren.", "kommentieren", "Der Hafen", "before"),
    # verb last
    ("Wie Jonas Holt am Montag mitteilte, fällt die Fähre aus.", "mitteilte", "Jonas Holt", "wie"),
    ("Wie Jonas Holt, der Sprecher der Werft, mitteilte, fällt sie aus.", "mitteilte", "Jonas Holt", "wie"),
    ("Die Fähre fällt aus, wie die Reederei heute bekanntgab.", "bekanntgab", "die Reederei", "wie"),
    ("Es hieß, dass der Lotse das Eis beklagt habe.", "beklagt", "der Lotse", "clause"),
    ("Er ging, nachdem die Polizei ihn gewarnt hatte.", "gewarnt", "die Polizei", "clause"),
    ("Sie traf Jonas Holt, der den Plan kritisierte.", "kritisierte", "Jonas Holt", "clause"),
    ("Das ist der Plan, den Jonas Holt kritisierte.", "kritisierte", "Jonas Holt", "clause"),
    # passive
    ("Der Plan wurde von der Werft als Fehler bezeichnet.", "bezeichnet", "der Werft", "passive"),
    ("Von Jonas Holt wurde der Plan scharf kritisiert.", "kritisiert", "Jonas Holt", "passive"),
    # in der Erklärung heißt es
    ("In der Erklärung der Werft heißt es, das Eis sei dick.", "heißt", "der Erklärung der Werft", "place"),
    ("„Das Eis ist dick“, heißt es in dem Bericht.", "heißt", "dem Bericht", "place"),
]
NOBODY = [
    ("Der Plan wurde als Fehler bezeichnet.", "bezeichnet"),
    ("Gesagt ist gesagt.", "gesagt"),
]
SOURCES = [
    ("Laut Polizei war das Eis dick.", ["Polizei"]),
    ("Das Eis war laut einem Bericht der Werft dick.", ["einem Bericht der Werft"]),
    ("Dem Bericht zufolge war das Eis dick.", ["Dem Bericht"]),
    ("Nach Angaben der Polizei war das Eis dick.", ["der Polizei"]),
    ("Nach den Worten von Jonas Holt war das Eis dick.", ["Jonas Holt"]),
    ("Nach Polizeiangaben war das Eis dick.", ["Polizeiangaben"]),
    ("„Das Eis ist dick“, so Jonas Holt.", ["Jonas Holt"]),
    ("„Das Eis ist dick“, so die Werft weiter.", ["die Werft"]),
    ("Das Eis war so dick, dass niemand fuhr.", []),
    ("Die so genannten Lotsen fuhren nicht.", []),
]


def line_of(text: str) -> tuple[list[clauses.Token], fields.Sentence]:
    """The words of one sentence, each stretch in „“ one of them."""
    lex = lexicon.of("de")
    assert lex is not None
    marked = [(n, Span(*m)) for n, m in enumerate(_marks(text))]
    words = clauses.tokens(text, Span(0, len(text)), marked)
    return words, fields.Sentence(words, 0, len(words), lex)


def _marks(text: str) -> list[tuple[int, int]]:
    starts = [i for i, c in enumerate(text) if c == "„"]
    return [(i, text.index("“", i) + 1) for i in starts]


def shown(text: str, words: list[clauses.Token], phrase: clauses.Phrase) -> str:
    return text[words[phrase.start].start : words[phrase.stop - 1].stop]


@pytest.mark.parametrize(("text", "verb", "subject", "frame"), CLAUSES)
def test_a_reporting_verb_has_its_subject(text: str, verb: str, subject: str, frame: str) -> None:
    """Whatever the order of the clause, who speaks is found, and how the clause is built."""
    words, sentence = line_of(text)
    at = next(i for i, w in enumerate(words) if w.low == verb)
    found = sentence.subject(at)
    assert found is not None
    assert (shown(text, words, found.phrase), found.frame) == (subject, frame)


@pytest.mark.parametrize(("text", "verb"), NOBODY)
def test_a_passive_without_agent_names_nobody(text: str, verb: str) -> None:
    """Where the sentence does not say who spoke, nobody is named."""
    words, sentence = line_of(text)
    assert sentence.subject(max(i for i, w in enumerate(words) if w.low == verb)) is None


@pytest.mark.parametrize(("text", "mentions"), SOURCES)
def test_sources_are_named(text: str, mentions: list[str]) -> None:
    """`laut X`, `X zufolge`, `nach Angaben von X`, `so X`; no other `so`."""
    words, sentence = line_of(text)
    assert [shown(text, words, mention) for mention, _, _ in sentence.sources()] == mentions


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Er teilte den Ausfall am Montag mit.", 2),
        ("Er teilte das Brot.", 1),
        ("Sie gab den Ausfall bekannt.", 2),
        ("Sie gab ihm Brot.", 1),
        ("Sie hat es bekannt gegeben.", 2),
    ],
)
def test_a_particle_makes_a_verb_report(text: str, strength: int) -> None:
    """`teilte ... mit` reports, `teilte` hardly."""
    words, sentence = line_of(text)
    at = next(i for i, w in enumerate(words) if w.low in ("teilte", "gab", "gegeben"))
    assert fields.strength(words, at, len(words), sentence.lex)[0] == strength
