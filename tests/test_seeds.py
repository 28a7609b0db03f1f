"""What must come out of the two sources the project began with, asked as a user asks: by the command line's JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reader import cli
from tests.conftest import FOREIGN_POLICY as F
from tests.conftest import REUTERS as R
from tests.conftest import SEEDS

Item = dict[str, Any]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(verb: str, *words: str) -> list[Item]:
        assert cli.main([verb, str(SEEDS), *words, "--json"]) == 0
        found: list[Item] = json.loads(capsys.readouterr().out)["items"]
        return found

    return run


def value(fact: Item | None) -> str | None:
    return fact["value"] if fact else None


def raw(name: str) -> str:
    return (SEEDS / name).read_text("utf-8")


def span(name: str, words: str, nth: int = 0) -> list[int]:
    """Where words stand in a file, the nth time; a quotation begins and ends with words of its own."""
    at = -1
    for _ in range(nth + 1):
        at = raw(name).index(words, at + 1)
    return [at, at + len(words)]


def test_the_reuters_report_says_who_where_and_not_when(ask: Any) -> None:
    """The year is nowhere: it says only Thursday and August 12, so the date is unknown and not guessed."""
    r, f = ask("sources")
    assert (r["source"], r["key"], f["source"], f["key"]) == (R, "R", F, "F")
    assert value(r["headline"]) == "Russia's Asia allies fail to back Georgia action"
    assert (value(r["dateline"]), value(r["agency"]), value(r["publisher"])) == ("DUSHANBE", "Reuters", "Reuters")
    assert r["date"] is None
    assert [(a["value"], a["role"]) for a in r["authors"]] == [("Oleg Shchedrov", "writing"), ("Jon Boyle", "editing")]
    assert r["passages"] == 16
    assert r["quotations"] == 7


def test_foreign_policy_is_known_from_its_last_line_and_a_picture(ask: Any) -> None:
    """The author and publisher stand in the bio, the day in the name of an image: so it is inferred, and says from what."""
    f = ask("sources")[1]
    assert value(f["headline"]) == "China, neighbors, cool on Russian action in Georgia"
    assert value(f["publisher"]) == "Foreign Policy"
    assert [a["value"] for a in f["authors"]] == ["Patrick Fitzgerald"]
    if f["date"] is not None:
        assert (f["date"]["value"], f["date"]["status"]) == ("2008-08-28", "inferred")
        assert f["date"]["origin"] != "text"
    assert f["passages"] in (5, 6)
    assert f["quotations"] == 3
    for source in ask("sources"):
        for fact in (source["headline"], source["publisher"], source["agency"], source["dateline"], *source["authors"]):
            if fact and fact["span"]:
                assert raw(source["source"])[slice(*fact["span"])] == fact["value"]


def test_what_is_kept_and_what_is_dropped(ask: Any) -> None:
    """All of the Reuters report but its desk line; of the other, no label, credit, image name, copy, teaser or list."""
    r, f = ask("clean")
    assert r["text"] == raw(R)
    assert f["text"] == raw(F)
    paragraphs = [p for p in raw(R).split("\n") if p.strip()]
    assert [p["text"] for p in r["passages"]] == paragraphs[:-1]
    assert [d["text"] for d in r["dropped"]] == ["Writing by Oleg Shchedrov; Editing by Jon Boyle"]
    assert "South Ossetia and another Georgian breakaway region of South Ossetia" in r["passages"][3]["text"]

    kept = [p["text"] for p in f["passages"]]
    assert kept[0] == "China, neighbors, cool on Russian action in Georgia"
    assert [k.split(",")[0][:24] for k in kept[1:6]] == [
        "Dmitry Medvedev may have",
        "On Thursday",
        "The SCO states express g",
        "That China and the other",
        "Russia",
    ]
    assert "“aggression.”" in kept[2], "of a paragraph that stands twice, the copy with better typography stays"
    dropped = {d["text"].strip(): d for d in f["dropped"]}
    for words in (
        "Passport",
        "592918_080828_hu5.jpg",
        "FILE; TEH ENG KOON/AFP/Getty Images",
        "More from Foreign Policy",
        "Patrick Fitzgerald is a researcher at Foreign Policy.",
        "The Doomed Voyage of Pepsi’s Soviet Navy",
        "Unionization Can End America’s Supply Chain Crisis",
        "How Delaware Became the World’s Biggest Offshore Haven",
    ):
        assert words in dropped
        assert dropped[words]["rule"]
        assert dropped[words]["reason"]
    assert [d["text"] for d in f["dropped"]].count("FILE; TEH ENG KOON/AFP/Getty Images") == 2
    teaser = next(d for words, d in dropped.items() if words.endswith("to ..."))
    assert teaser["same_as"] is not None
    copies = [d for d in f["dropped"] if "don't look" in d["text"] or 'Georgian "aggression."' in d["text"]]
    assert [d["same_as"] for d in copies] == [1, 2]
    promo = "For more on how Russia’s recognition"
    assert any(k.startswith(promo) for k in kept) != any(words.startswith(promo) for words in dropped)


DECLARATION = "The SCO states express grave concern"
TALKS = "reconciliation and talks,"
MARKED = [
    (R, DECLARATION, TALKS, 0),
    (R, "The SCO states welcome", "in the region,", 0),
    (R, "The SCO has never adopted", "to NATO,", 0),
    (R, "China expresses its concerns", "and Abkhazia.", 0),
    (R, "We understand the complex history", "and consultation,", 0),
    (R, "We came to a conclusion", "Russia and France,", 0),
    (R, "I received from them", "our actions.", 0),
    (F, "aggression.", "aggression.", 1),
    (F, "Russia’s active role", "in the region,", 0),
    (F, DECLARATION, TALKS, 0),
]
"""First and last words of each stretch in marks that is left after cleaning; the nth time they stand in the file."""


def test_the_ten_marked_stretches_are_found_to_the_character(ask: Any) -> None:
    """Twelve in the raw files; one paragraph of Foreign Policy stands twice."""
    expected = []
    for name, first, last, nth in MARKED:
        start = span(name, first, nth)[0]
        expected.append((name, [start, raw(name).index(last, start) + len(last)]))
    found = ask("quotes")
    assert [(q["source"], q["span"]) for q in found] == expected
    for q in found:
        assert raw(q["source"])[slice(*q["span"])] == q["text"]
    unopened = [q for q in found if "unopened" in q["flags"]]
    assert [(q["source"], q["text"].startswith(DECLARATION)) for q in unopened] == [(F, True)]
    split = [q for q in found if q["group"] == found[5]["id"]]
    assert [q["id"] for q in split] == [found[5]["id"], found[6]["id"]], (
        "“We came ...,” he added. “I received ...” is one"
    )


SPEAKERS = [
    ("declaration", "sco", "shanghai"),
    ("declaration", "sco", "shanghai"),
    ("medvedev",),
    ("chinese foreign ministry", "china"),
    ("chinese foreign ministry", "china"),
    ("medvedev",),
    ("medvedev",),
    ("medvedev",),
    ("group", "shanghai", "sco"),
    ("statement", "sco", "shanghai"),
]
"""Of the stretches above: words of which the speaker's name has one."""


def test_no_speaker_is_wrong_with_certainty(ask: Any) -> None:
    """Below the bar a name is a candidate with a question mark; above it, it is right."""
    for q, right in zip(ask("quotes"), SPEAKERS, strict=True):
        who = q["speaker"]
        if who and who["certainty"] >= 0.9:
            assert any(word in who["name"].casefold() for word in right), (q["id"], who)


def test_most_speakers_are_known(ask: Any) -> None:
    """At least the two documents and the president; and one who is named twice has one name."""
    found = ask("quotes")
    sure = [
        q["speaker"] is not None
        and q["speaker"]["certainty"] >= 0.9
        and any(word in q["speaker"]["name"].casefold() for word in right)
        for q, right in zip(found, SPEAKERS, strict=True)
    ]
    assert sum(sure) >= 7
    assert (
        len({q["speaker"]["name"] for q in found if q["speaker"] and "medvedev" in q["speaker"]["name"].casefold()})
        == 1
    )


def test_both_echoes_with_kind_and_frame(ask: Any) -> None:
    """The declaration word for word, with another frame; the active role as an excerpt that spells co-operation."""
    quotes = ask("quotes")
    ids = [q["id"] for q in quotes]
    echoes = {tuple(e["quotes"]): e for e in ask("quotes", "--echoes")}
    assert set(echoes) == {(ids[0], ids[9]), (ids[1], ids[8])}

    (whole,) = echoes[ids[0], ids[9]]["links"]
    assert (whole["a"], whole["b"], whole["kind"], whole["differences"]) == (ids[0], ids[9], "verbatim", [])
    kinds = {f["kind"]: f for f in whole["frame"]}
    assert "mark" in kinds, "the opening mark is missing in Foreign Policy"
    assert "speaker" in kinds, "the summit’s final declaration / their statement"

    (part,) = echoes[ids[1], ids[8]]["links"]
    assert part["kind"] == "excerpt"
    changes = {(raw(R)[slice(*d["a"])], raw(F)[slice(*d["b"])], d["kind"]) for d in part["differences"]}
    assert ("cooperation", "co-operation", "spelling") in changes
    assert not any(kind == "words" for *_, kind in changes)


def test_side_by_side_in_crossed_order(ask: Any) -> None:
    """Declaration beside declaration, active role beside active role, headline beside headline; the rest stands alone."""
    rows = ask("compare", "R", "F")
    pairs = {(r["a"], r["b"]): r for r in rows if r["a"] is not None and r["b"] is not None}
    assert set(pairs) == {(0, 0), (5, 3), (7, 2)}
    assert pairs[5, 3]["relation"] == "shared"
    assert pairs[7, 2]["relation"] in ("shared", "paraphrase")
    assert {r["a"] for r in rows if r["relation"] == "only-a"} == set(range(1, 17)) - {5, 7}
    _, f = ask("clean")
    texts = {p["n"]: p["text"] for p in f["passages"]}
    assert {r["b"] for r in rows if r["relation"] == "only-b"} == set(texts) - {0, 2, 3}
    for a, b in pairs[5, 3]["common"]:
        assert raw(R)[slice(*a)].casefold() == raw(F)[slice(*b)].casefold()


def test_a_draft_of_everything_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every quotation of the briefing is exact; change one letter inside any, and it fails."""
    draft = tmp_path / "draft.md"
    assert cli.main(["export", str(SEEDS), "--all", "-o", str(draft)]) == 0
    assert cli.main(["verify", str(draft), "--pack", str(SEEDS), "--strict"]) == 0
    text = draft.read_text("utf-8")
    for word in ("grave concern", "counter-weight", "complex history", "fully adhere"):
        assert word in text
        draft.write_text(text.replace(word, word[:-1] + "x"), "utf-8")
        assert cli.main(["verify", str(draft), "--pack", str(SEEDS)]) == 1
    capsys.readouterr()
