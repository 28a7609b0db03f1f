"""The command line: what each verb prints, in which form, with which exit status."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from index import engine, pack, store, workers
from index.model import Clip, Span
from reader import cli, journal, report, start
from reader.journal import Work


@dataclass(frozen=True)
class Told:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def items(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json["items"]
        return found


Say = Callable[..., Told]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """A command, run in this process."""

    def run(*words: object) -> Told:
        capsys.readouterr()
        status = cli.main([str(word) for word in words])
        return Told(status, *capsys.readouterr())

    return run


VERDICT = {
    "line",
    "span",
    "text",
    "status",
    "speaker_checked",
    "cited",
    "found",
    "also",
    "nearest",
    "differences",
    "file",
}
SOURCE = {
    "source", "key", "format", "bytes", "sha256", "encoding", "language", "headline", "publisher", "agency", "authors",
    "date", "dateline", "words", "passages", "quotations", "copies", "flags", "wire", "url", "fetched", "unread",
}  # fmt: skip
QUOTE = {"id", "source", "passage", "span", "text", "type", "group", "parent", "flags", "speaker", "cue", "echo"}


# --- the forms ---


def test_json_is_one_object_and_jsonl_its_items(say: Say, notes: Path) -> None:
    """The same items, in the same order; the schema is named."""
    whole = say("sources", notes, "--json").json
    assert whole["schema"] == 1
    assert whole["pack"] == str(notes)
    lines = say("sources", notes, "--jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == whole["items"]


def test_a_source_has_all_its_keys_read_or_not(say: Say, notes: Path) -> None:
    """Absent values are null or empty lists, never missing."""
    (notes / "empty.txt").write_bytes(b"")
    (notes / "x.xyz").write_bytes(b"?")
    told = say("sources", notes, "--json")
    assert told.status == 0
    assert [set(item) for item in told.items] == [SOURCE] * 5
    a = told.items[0]
    assert (a["source"], a["format"], a["encoding"], a["unread"], a["copies"]) == ("a.txt", "txt", "utf-8", None, [])
    assert a["headline"] == {
        "value": "Bridge closed after storm",
        "status": "stated",
        "span": [0, 25],
        "origin": "text",
    }
    assert a["quotations"] == 1
    assert a["words"] > 30
    assert [item["source"] for item in told.items if item["unread"]] == ["empty.txt", "x.xyz"]
    assert "not read, empty.txt" in told.err
    assert "not read, x.xyz: .xyz files are not read" in told.err
    assert say("sources", notes, "--json", "--quiet").err == ""


def test_clean_accounts_for_every_character(say: Say, notes: Path) -> None:
    """Text, passages and dropped pieces; each says what it is where it stands."""
    (notes / "empty.txt").write_bytes(b"")
    items = say("clean", notes, "--json").items
    for item in items:
        assert set(item) == SOURCE | {"text", "passages", "dropped"}
        covered = [0] * len(item["text"])
        for piece in (*item["passages"], *item["dropped"]):
            start, stop = piece["span"]
            assert item["text"][start:stop] == piece["text"]
            assert item["text"].count("\n", 0, start) + 1 == piece["line"]
            for at in range(start, stop):
                covered[at] += 1
        assert all(n == 1 for n, c in zip(covered, item["text"], strict=True) if not c.isspace())
        assert item["passages"] == [] or item["passages"][0]["n"] == 0
    assert items[-1]["text"] == ""
    assert [i["source"] for i in say("clean", notes, "b", "a.txt", "--json").items] == ["b.txt", "a.txt"]


def test_clean_prints_the_text_and_on_demand_what_was_dropped(say: Say, seeds: Path) -> None:
    """Nothing is removed in silence."""
    plain = say("clean", seeds, "F")
    assert "More from Foreign Policy" not in plain.out
    audit = say("clean", seeds, "F", "--audit").out
    assert "More from Foreign Policy" in audit
    assert "photo credit" in audit
    assert "says the same as ¶1" in audit


def test_the_audit_groups_what_went_for_one_reason_and_cuts_nothing(say: Say, seeds: Path) -> None:
    """Pieces that follow each other stand under one line that says why; each with its own line, and all its words."""
    audit = say("clean", seeds, "F", "--audit").out
    (item,) = say("clean", seeds, "F", "--json").items
    told = audit.partition("pieces dropped")[2]
    for piece in item["dropped"]:
        assert str(piece["line"]) in told
        assert " ".join(piece["text"].split()) in " ".join(told.split())
    assert told.count("stands under “More from Foreign Policy”") == 1
    assert len([row for row in told.splitlines() if row.startswith("  line")]) < len(item["dropped"])


def test_many_files_unread_for_one_reason_are_one_line_beside_the_answer(say: Say, notes: Path) -> None:
    """Their number and the reason; the verb that lists the sources names each."""
    for n in range(20):
        (notes / f"plan{n}.dwg").write_bytes(b"x")
    told = say("search", notes, "bridge")
    assert told.err.count(".dwg files are not read") == 1
    assert "not read, 20 files: .dwg files are not read" in told.err
    assert say("sources", notes).out.count(".dwg: .dwg files are not read") == 20


def test_what_has_to_be_known_of_a_source_stands_below_it_in_plain_words(say: Say, notes: Path) -> None:
    """With what was seen."""
    (notes / "d.txt").write_text("The cafÃ©\n\nThe cafÃ© in Harlow sold crÃªpes on Sunday.\n", "utf-8")
    assert "  ! garbled characters: was decoded wrongly once" in say("sources", notes).out


def test_quotes_lists_what_stands_in_marks(say: Say, notes: Path) -> None:
    """With speaker, cue and echo; every span proves itself."""
    items = say("quotes", notes, "--json").items
    texts = {i["source"]: i["text"] for i in say("clean", notes, "--json").items}
    assert [set(item) for item in items] == [QUOTE] * len(items)
    for item in items:
        assert texts[item["source"]][slice(*item["span"])] == item["text"]
        assert isinstance(item["speaker"]["mention"], str)
        assert 0 <= item["speaker"]["certainty"] <= 1
    assert [(i["source"], i["speaker"]["name"]) for i in items] == [
        ("a.txt", "Ruth Amberg"), ("b.txt", "Ruth Amberg"), ("b.txt", "Ole Brandt"),
    ]  # fmt: skip
    assert items[0]["echo"] == items[1]["echo"] is not None
    assert items[2]["echo"] is None


def test_quotes_can_be_chosen(say: Say, notes: Path) -> None:
    """By speaker and by source; nobody is an empty list and no failure; ids do not depend on the choice."""
    every = say("quotes", notes, "--json").items
    assert say("quotes", notes, "--by", "amberg", "--json").items == every[:2]
    assert say("quotes", notes, "--source", "b", "--json").items == every[1:]
    nobody = say("quotes", notes, "--by", "Nobody At All", "--json")
    assert (nobody.status, nobody.items) == (0, [])
    more = say("quotes", notes, "--indirect", "--json").items
    assert [i for i in more if i["type"] != "indirect"] == every


def test_echoes_are_groups_of_quotations_with_their_links(say: Say, notes: Path) -> None:
    """Each with its kind and where the two part."""
    every = {i["id"]: i for i in say("quotes", notes, "--json").items}
    (echo,) = say("quotes", notes, "--echoes", "--json").items
    assert set(echo) == {"echo", "quotes", "links"}
    assert [every[name]["source"] for name in echo["quotes"]] == ["a.txt", "b.txt"]
    (link,) = echo["links"]
    assert set(link) == {"a", "b", "kind", "differences", "frame", "weak"}
    assert link["kind"] == "verbatim"


def test_an_agency_report_is_told_of_its_sources(say: Say, lervik: Path) -> None:
    """Which group, from which copy, how much of it; in print the key of that copy; and beside an echo how many print it."""
    told = {i["source"][:2]: i["wire"] for i in say("sources", lervik, "--json").items}
    assert told["01"] == {"group": "w1", "of": "01_norrwire-lervik-take1.txt", "share": 1.0}
    assert told["04"]["of"] == "02_norrwire-lervik-update2.txt"
    assert 0.5 < told["04"]["share"] < 0.6
    assert told["11"] is None
    printed = say("sources", lervik).out
    assert "= Norrwire’s report is also in O, T, S\n" in printed
    assert "~ prints Norrwire’s report (O), 54% of its own words\n" in printed
    assert "sources, 4 of them one agency report\n" in say("quotes", lervik, "--echoes").out


def test_search_finds_and_counts(say: Say, notes: Path) -> None:
    """Ranked passages with their marks, 0; nothing, 1, and its JSON all the same."""
    found = say("search", notes, "northern pier", "--json")
    assert found.status == 0
    keys = {
        "schema",
        "query",
        "total",
        "seconds",
        "opened",
        "facets",
        "items",
        "corrected",
        "folded",
        "unknown",
        "at_least",
    }
    assert keys <= set(found.json)
    assert set(found.json["facets"]) == {"source", "publisher", "speaker", "date", "language"}
    hit = found.items[0]
    assert set(hit) == {"source", "passage", "span", "text", "marks", "score"}
    text = next(i["text"] for i in say("clean", notes, "--json").items if i["source"] == hit["source"])
    assert {text[slice(*mark)] for mark in hit["marks"]} == {"northern", "pier"}
    assert say("search", notes, "northern pier", "--count").out == f"{found.json['total']}\n"
    assert len(say("search", notes, "bridge", "--limit", "1", "--json").items) == 1
    every = say("search", notes, "bridge", "--limit", "0", "--json")
    assert len(every.items) == every.json["total"] > 1
    nothing = say("search", notes, "xylophone zeppelin", "--json")
    assert (nothing.status, nothing.json["total"], nothing.items) == (1, 0, [])
    assert say("search", notes, "xylophone zeppelin").status == 1


def test_a_field_that_there_is_not_is_told(say: Say, notes: Path) -> None:
    """The words are searched as they stand, the name is told on stderr and in JSON; fields and times are none of it."""
    told = say("search", notes, "ruth:amberg -nobody:home", "--json")
    assert (told.status, told.json["unknown"]) == (0, ["ruth", "nobody"])
    fields = "title: by: said: who: in: lang: date: only:"
    assert told.err == "".join(
        f"twosource: no such field, {name}: it was taken as a word; there are {fields}\n" for name in ("ruth", "nobody")
    )
    assert say("search", notes, "ruth:amberg", "--quiet").err == ""
    known = say("search", notes, "who:amberg bridge OR 6:40", "--json")
    assert (known.err, known.json["unknown"]) == ("", [])


def test_search_for_passages_like_one(say: Say, seeds: Path) -> None:
    """By source and number: the others, the most like first, and the query asked for; words beside it narrow them."""
    told = say("search", seeds, "--like", "R:7", "--json")
    assert told.status == 0
    assert " OR " in told.json["query"]
    places = [(i["source"][:3], i["passage"]) for i in told.items]
    assert ("000", 7) not in places
    assert told.json["total"] == len(places) == sum(told.json["facets"]["source"].values()) > 3
    asked = say("search", seeds, told.json["query"], "--json", "--limit", "0")
    assert [i for i in asked.items if (i["source"][:3], i["passage"]) != ("000", 7)] == told.items
    assert len(say("search", seeds, "--like", "R:7", "--limit", "2", "--json").items) == 2
    assert say("search", seeds, "--like", "R:7", "--count").out == f"{len(places)}\n"
    dated = say("search", seeds, "--like", "R:7", "--limit", "1", "--order", "source", "--json")
    assert (dated.json["total"], len(dated.items)) == (len(places), 1)
    narrowed = say("search", seeds, "in:F", "--like", "000_0b0d24cbc4a30e1f.txt:7", "--json")
    assert {i["source"][:3] for i in narrowed.items} == {"002"}
    assert narrowed.json["total"] == sum(source == "002" for source, _ in places)
    assert narrowed.json["query"] == f"{told.json['query']}in:F"
    assert "F ¶2" in say("search", seeds, "--like", "R:7").out


def test_a_passage_that_nothing_is_like_has_a_negative_answer(say: Say, tmp_path: Path) -> None:
    """Where none of its words tells anything, the words beside it are not asked for alone."""
    (tmp_path / "a.txt").write_text("Of ports\n\nThe ferry left at six.\n", encoding="utf-8")
    told = say("search", tmp_path, "ferry", "--like", "a:1", "--json")
    assert (told.status, told.json["total"], told.items) == (1, 0, [])


def test_a_total_that_is_a_lower_bound_has_a_plus(notes: Path) -> None:
    """In the last line of what is printed."""
    opened = pack.open_pack(notes)
    answer = pack.searcher(opened).ask("bridge", limit=1)
    for at_least, sign in ((False, ""), (True, "+")):
        *_, last = report.search(opened, replace(answer, at_least=at_least), report.Ink(False))
        assert last == f"{answer.total}{sign} passages, the first 1 shown"


def test_a_count_that_is_a_lower_bound_is_told(say: Say, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the number, which stays one; JSON has it as `at_least`."""
    whole = engine.Searcher.ask
    monkeypatch.setattr(engine.Searcher, "ask", lambda *a, **more: replace(whole(*a, **more), at_least=True))
    told = say("search", notes, "b", "--count")
    assert told.out.strip().isdigit()
    assert told.err.startswith("twosource: at least so many, b: ")
    assert say("search", notes, "b", "--count", "--quiet").err == ""
    assert say("search", notes, "b", "--count", "--json").json["at_least"] is True


def test_a_query_may_begin_with_a_minus(say: Say, notes: Path) -> None:
    """It is accepted as it stands, before or after the options, and after --."""
    for words in (["-ferry bridge"], ["-ferry", "bridge"], ["--json", "-ferry", "bridge"], ["--", "-ferry", "bridge"]):
        told = say("search", notes, *words, *([] if "--" in words or "--json" in words else ["--json"]))
        assert told.status == 0, words
        assert "a.txt" in told.out or "Northwire" in told.out
        assert "c.txt" not in told.out
    assert say("search", notes, "--", "--json").status in (0, 1)


def test_search_answers_the_same_from_an_index(say: Say, notes: Path) -> None:
    """Built before or not."""
    before = say("search", notes, "bridge", "--json").items
    told = say("index", notes)
    assert (told.status, told.out) == (0, "")
    assert "3 articles indexed" in told.err
    assert say("search", notes, "bridge", "--json").items == before


def test_index_from_nothing_reads_everything_again(say: Say, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With as many processes as one says; without --force, what is fresh stays."""
    say("index", notes)
    asked: list[tuple[int, int]] = []
    real = workers.read_all

    def watched(jobs: list[workers.Job], most: int) -> object:
        asked.append((len(jobs), most))
        return real(jobs, most)

    monkeypatch.setattr(workers, "read_all", watched)
    assert say("index", notes).status == 0
    assert say("index", notes, "--force", "--jobs", "1").status == 0
    assert asked == [(0, 2), (3, 1)]


def test_a_slow_search_says_what_makes_it_faster(say: Say, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On stderr, until there is an index."""
    monkeypatch.setattr(cli, "SLOW_FROM", 2)
    assert f"twosource index {notes}" in say("search", notes, "bridge").err
    say("index", notes)
    assert say("search", notes, "bridge").err == ""


def test_compare_lists_every_passage_of_both(say: Say, notes: Path) -> None:
    """At least once."""
    items = say("compare", notes, "a", "b", "--json").items
    assert [set(i) for i in items] == [{"a", "b", "relation", "certainty", "common", "differences"}] * len(items)
    assert {i["a"] for i in items} >= {0, 1, 2, 3}
    assert {i["b"] for i in items} >= {0, 1, 2, 3}
    shared = next(i for i in items if i["a"] == 2)
    assert (shared["b"], shared["relation"]) == (2, "shared")
    assert "shared" in say("compare", notes, "a", "b").out


def test_compare_tells_the_facts_that_differ(say: Say, tmp_path: Path) -> None:
    """Where two passages give another number of the same, in other words too: as a difference of its own kind, and a line."""
    told = {
        "a": "A ferry struck a dredger in thick fog off the harbour on Tuesday, injuring 41 people.",
        "b": "Fourteen people were hurt when the ferry and the dredger collided in the fog outside of the harbour.",
    }
    for name, text in told.items():
        (tmp_path / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")
    (item,) = [x for x in say("compare", tmp_path, "a", "b", "--json").items if x["a"] and x["b"]]
    assert item["relation"] == "paraphrase"
    spans = [(d["a"], d["b"]) for d in item["differences"] if d["kind"] == "fact"]
    assert [(told["a"][slice(*a)], told["b"][slice(*b)]) for a, b in spans] == [("41", "Fourteen")]
    out = say("compare", tmp_path, "a", "b").out
    assert "injuring ⟦41⟧" in out
    assert "⟦Fourteen⟧ people" in out
    assert "fact: 41 / Fourteen" in out


def test_verify_judges_each_quotation(say: Say, notes: Path, tmp_path: Path) -> None:
    """A likeness fails, with the nearest real text; what is right passes."""
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(
        "She said: “We found two cracks in the northern pier and closed the bridge at once,” on Monday.\n", "utf-8"
    )
    bad.write_text(
        "She said: “We found ten cracks in the northern pier and closed the bridge at once,” on Monday.\n", "utf-8"
    )
    right = say("verify", good, "--pack", notes, "--json")
    assert right.status == 0
    assert [(v["status"], v["line"]) for v in right.items] == [("exact", 1)]
    assert set(right.items[0]) >= VERDICT
    assert right.items[0]["file"] == str(good)
    wrong = say("verify", good, bad, "--pack", notes, "--json")
    assert wrong.status == 1
    assert [v["status"] for v in wrong.items] == ["exact", "altered"]
    assert "two cracks" in wrong.items[1]["nearest"]["text"]
    told = say("verify", bad, "--pack", notes)
    assert told.status == 1
    assert "altered" in told.out
    assert "two cracks" in told.out


def test_verify_strict_fails_what_cannot_be_settled(say: Say, notes: Path, tmp_path: Path) -> None:
    """Scare quotes pass otherwise."""
    text = tmp_path / "text.md"
    text.write_text("A “dream team” it was not.\n", "utf-8")
    assert say("verify", text, "--pack", notes).status == 0
    assert say("verify", text, "--pack", notes, "--strict").status == 1


def test_a_first_draft_is_verified_and_comes_back(say: Say, lervik: Path, tmp_path: Path) -> None:
    """What export --all writes, verify passes and export --briefing reads: the same bytes, nothing wrong."""
    draft = tmp_path / "draft.md"
    assert say("export", lervik, "--all", "-o", draft).status == 0
    told = say("verify", draft, "--pack", lervik, "--strict", "--json")
    assert {v["status"] for v in told.items} <= {"exact", "typography", "elision"}
    assert told.status == 0
    assert say("export", lervik, "--briefing", draft).out == draft.read_text("utf-8")
    (lervik / "draft.md").write_bytes(draft.read_bytes())
    assert "draft.md" not in say("sources", lervik, "--json").out


def test_a_briefing_is_the_same_bytes_in_every_locale(lervik: Path, tmp_path: Path) -> None:
    """Sent to a file by the shell, written with -o: UTF-8, where the terminal's letters are others too."""
    draft = tmp_path / "draft.md"
    command = [sys.executable, "-m", "reader", "export", str(lervik), "--all", "-q"]
    elsewhere = os.environ | {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "latin-1",
    }
    for environment in (os.environ, elsewhere):
        environment = environment | {"PYTHONPATH": str(Path(__file__).parent.parent)}
        subprocess.run([*command, "-o", str(draft)], env=environment, check=True)
        assert subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout == draft.read_bytes()
        assert "¶" in draft.read_text("utf-8")


def test_export_writes_the_clips_of_the_reader(say: Say, notes: Path) -> None:
    """In their order, as Markdown and as JSON; without any, it says how to get some."""
    empty = say("export", notes)
    assert empty.status == 0
    assert "no clips" in empty.err
    found = pack.open_pack(notes)
    q = found.quotes[0]
    article = found.by_path[q.source]
    clip = Clip("c1", q.source, article.source.sha256, q.passage, Span(*q.span), q.span.of(article.text))
    book = journal.Journal.open(found.id, str(notes))
    book.record(Work(title="Bridges", clips=(clip,)))
    book.close()
    told = say("export", notes)
    assert told.out.startswith("# Bridges")
    assert "We found two cracks" in told.out
    assert [i["text"] for i in say("export", notes, "--to", "json").items] == [clip.text]


def test_forget_deletes_what_is_cached_and_asks_for_the_rest(
    say: Say, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clips go only with --all, and after asking."""
    found = pack.open_pack(notes)
    book = journal.Journal.open(found.id, str(notes))
    book.record(Work(title="Kept"))
    book.close()
    assert "deleted" in say("forget", notes).err
    assert "nothing was kept" in say("forget", notes).err
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert say("forget", notes, "--all").status == 2
    assert journal.work_of(found.id).title == "Kept"
    assert say("forget", notes, "--all", "--yes").status == 0
    assert journal.work_of(found.id).title == ""


def test_doctor_tells_what_a_bug_report_needs(say: Say) -> None:
    """Versions, terminal, folders, packages of ours."""
    told = say("doctor", "--json")
    assert told.status == 0
    checks = {i["check"]: i for i in told.items}
    assert {"twosource", "python", "textual", "TERM", "cache folder", "package reader"} <= set(checks)
    assert checks["package reader"]["ok"]
    assert "cache folder" in say("doctor").out


# --- statuses and errors ---


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["nothing-here"], 3, "no such folder or file, nothing-here: check the path"),
        (["nothing-here", "more"], 2, "no such verb or pack, nothing-here"),
        (["sources"], 2, "required: PACK"),
        (["sources", "nothing-here"], 3, "no such folder or file, nothing-here"),
        (["sources", "NOTES", "--wrong"], 2, "--wrong"),
        (["sources", "NOTES", "--json", "--jsonl"], 2, "not allowed with"),
        (["clean", "NOTES", "zebra"], 3, "no such source, zebra: see twosource sources"),
        (["quotes", "NOTES", "--source", "zebra"], 3, "no such source, zebra"),
        (["compare", "NOTES", "a"], 2, "required: B"),
        (["compare", "NOTES", "a", "zebra"], 3, "no such source, zebra"),
        (["search", "NOTES"], 2, "required: QUERY or --like SOURCE:N"),
        (["search", "NOTES", "--like", "a"], 2, "'a' is not SOURCE:N, such as R:7"),
        (["search", "NOTES", "--like", ":1"], 2, "':1' is not SOURCE:N"),
        (["search", "NOTES", "--like", "a:x"], 2, "'a:x' is not SOURCE:N"),
        (["search", "NOTES", "--like", "zebra:1"], 3, "no such source, zebra"),
        (["search", "NOTES", "--like", "a:99"], 3, "no such passage, a:99: "),
        (["search", "NOTES", "x", "--limit", "-3"], 2, "not a whole number"),
        (["search", "NOTES", "x", "--order", "size"], 2, "invalid choice"),
        (["verify", "nothing-here.md", "--pack", "NOTES"], 3, "cannot be opened"),
        (["verify", "x.md"], 2, "required: --pack"),
        (["export", "NOTES", "--briefing", "nothing-here.md"], 3, "cannot be opened"),
        (["export", "NOTES", "--all", "-o", "no/such/folder/x.md"], 3, "cannot be written"),
    ],
)
def test_a_mistake_is_one_line_with_its_status(say: Say, notes: Path, words: list[str], status: int, says: str) -> None:
    """2 is wrong usage, 3 unreadable; nothing on stdout."""
    told = say(*[str(notes) if word == "NOTES" else word for word in words])
    assert (told.status, told.out) == (status, "")
    assert told.err.startswith("twosource: ")
    assert told.err.count("\n") == 1
    assert says in told.err


def test_a_pack_without_a_readable_source_is_unreadable(say: Say, tmp_path: Path) -> None:
    """Its sources are listed with their reasons all the same."""
    (tmp_path / "a.txt").write_bytes(b"\x00" * 99)
    told = say("sources", tmp_path, "--json")
    assert told.status == 3
    assert told.items[0]["unread"]
    assert say("quotes", tmp_path).status == 3


def test_an_unread_source_does_not_change_the_status_unless_it_is_named(say: Say, notes: Path) -> None:
    """Then it is what was asked for."""
    (notes / "empty.txt").write_bytes(b"")
    assert say("clean", notes).status == 0
    told = say("clean", notes, "empty.txt")
    assert told.status == 3
    assert "the file is empty, empty.txt" in told.err


def test_a_verb_is_a_verb_and_a_path_a_path(say: Say, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """./index opens a folder of that name."""
    (notes / "index").mkdir()
    (notes / "index" / "d.txt").write_bytes((notes / "a.txt").read_bytes() + b"More.\n")
    monkeypatch.chdir(notes)
    assert [i["source"] for i in say("sources", "./index", "--json").items] == ["d.txt"]
    assert "required: PACK" in say("index").err
    told = say("./index")
    assert told.status == 2
    assert "no terminal" in told.err


def test_without_a_terminal_the_reader_says_so(say: Say, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One clear line, and a way out; textual is not even imported."""
    told = say(notes)
    assert told.status == 2
    assert "no terminal" in told.err
    monkeypatch.setenv("TERM", "dumb")
    assert say(notes).status == 2
    assert say(notes, notes).status == 2
    assert "one pack at a time" in say(notes, notes).err


def test_busy_is_its_own_status(say: Say, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again."""

    def busy(*_: object, **__: object) -> None:
        raise engine.Busy

    monkeypatch.setattr(pack, "build_index", busy)
    assert say("index", notes).status == 4


def test_help_names_verbs_examples_and_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    """For the program and for each verb."""
    for words in ([], *([verb] for verb in cli.VERBS)):
        with pytest.raises(SystemExit) as end:
            cli.main([*words, "--help"])
        out = capsys.readouterr().out
        assert end.value.code == 0
        assert "exit status" in out
        assert "examples:" in out
        assert words or all(verb in out for verb in cli.VERBS)
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("twosource ")


def test_a_fault_of_ours_is_one_line_unless_one_debugs(say: Say, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With TWOSOURCE_DEBUG=1 it is a traceback."""

    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of \x1b[31m all things")

    monkeypatch.setattr(pack, "open_pack", fault)
    told = say("sources", notes)
    assert told.status == 3
    assert "a fault of twosource (ZeroDivisionError), reader/command.py:" in told.err
    assert "all things" not in told.err
    assert told.err.count("\n") == 1
    assert "\x1b" not in told.err
    monkeypatch.setenv("TWOSOURCE_DEBUG", "1")
    told = say("sources", notes)
    assert told.status == 3
    assert "Traceback" in told.err
    assert "ZeroDivisionError: of ␛[31m all things" in told.err
    assert "\x1b" not in told.err


def test_output_to_a_file_is_whole_or_not_at_all(say: Say, notes: Path, tmp_path: Path) -> None:
    """The same bytes as on stdout; a fault leaves what was there."""
    file = tmp_path / "out.json"
    told = say("sources", notes, "--json")
    assert say("sources", notes, "--json", "-o", file).out == ""
    assert file.read_text() == told.out
    assert say("clean", notes, "zebra", "--json", "-o", file).status == 3
    assert file.read_text() == told.out
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith((".", "out"))] == ["out.json"]


# --- hostile text ---

HOSTILE = "Evil \x1b[2J\x1b]0;title\x07\x9b31m\u202ereversed\u2066 [/] [sic] \x00 \x7f headline"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    folder = tmp_path / "hostile"
    folder.mkdir()
    body = (
        f"{HOSTILE}\n\nHARLOW (Evil\x1b[31m) - Something happened [/] today \x1b]52;c;aGk=\x07 again.\n\n“It [sic] has \x1b[31mtwo\u202e cracks,” said Ruth\x1b[0m Amberg.\n\n"
        + "The bridge is old, and it is long. " * 20
        + "\n"
    )
    (folder / "a\x1b[31m\n.txt").write_text(body, "utf-8")
    (folder / "b.txt").write_text(body.replace("two", "ten") + "\nMore \x1b words.\n", "utf-8")
    (folder / "c\x1b[2J.xyz").write_text("?")
    (folder / "pack.toml").write_text(
        'title = "Bad \\u001b[31m title"\n[sources."b.txt"]\nwrong = "\\u001b"\npublisher = "P\\u001b[31mub"\n', "utf-8"
    )
    return folder


def test_no_control_character_of_a_source_is_printed(say: Say, hostile: Path) -> None:
    """By no verb, in no form, on neither stream; and no bracket is lost."""
    a, b = (i["key"] for i in say("sources", hostile, "--json").items if i["key"])
    for words in (
        ["sources", hostile],
        ["clean", hostile],
        ["clean", hostile, "--audit"],
        ["search", hostile, "cracks"],
        ["search", hostile, "\x1b[31m"],
        ["quotes", hostile],
        ["quotes", hostile, "--echoes"],
        ["compare", hostile, a, b],
        ["export", hostile, "--all"],
        ["verify", hostile / "b.txt", "--pack", hostile],
        ["clean", hostile, "\x1b]0;x"],
        ["sources", hostile / "\x1b[2Jgone"],
    ):
        for form in ([], ["--json"], ["--jsonl"]):
            if form and words[0] == "export":
                continue
            told = say(*words, *form)
            shown = told.out + told.err
            bad = {c for c in shown if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160)}
            if words[0] != "export":  # a briefing keeps the letters that turn the order of words
                bad |= set("\u202e\u2066").intersection(shown)
            assert bad == set(), (words, form)
            if form == ["--json"]:
                json.loads(told.out or "{}")
    assert "[/] [sic]" in say("clean", hostile).out


# --- as a process ---


def test_the_program_runs_as_a_process(notes: Path, command: list[str], environment: dict[str, str]) -> None:
    """So `python -m reader` is twosource; stdout is data alone."""
    done = subprocess.run([*command, "sources", str(notes), "--json"], capture_output=True, env=environment, check=True)
    assert len(json.loads(done.stdout)["items"]) == 3
    assert done.stderr == b""


def test_whoever_has_read_enough_may_close_the_pipe(
    notes: Path, command: list[str], environment: dict[str, str]
) -> None:
    """No traceback, no complaint."""
    (notes / "long.txt").write_text("Long story\n\n" + "Words and words. " * 50_000, "utf-8")
    process = subprocess.Popen(
        [*command, "clean", str(notes), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert process.stdout
    assert process.stderr
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
    process.stderr.close()


def test_an_interrupt_is_130(notes: Path, command: list[str], environment: dict[str, str]) -> None:
    """And leaves no traceback."""
    os.mkfifo(notes.parent / "pipe.md")
    process = subprocess.Popen(
        [*command, "verify", str(notes.parent / "pipe.md"), "--pack", str(notes)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    with open(notes.parent / "pipe.md", "w"):  # it is reading now
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"")


def test_colour_and_progress_only_on_a_terminal(notes: Path, command: list[str], environment: dict[str, str]) -> None:
    """And no colour where NO_COLOR asks for none."""

    def on_terminal(**more: str) -> bytes:
        mine, theirs = pty.openpty()
        process = subprocess.Popen(
            [*command, "search", str(notes), "bridge"], stdout=theirs, stderr=theirs, env=environment | more
        )
        os.close(theirs)
        out = b""
        try:
            while piece := os.read(mine, 65536):
                out += piece
        except OSError:
            pass
        process.wait()
        os.close(mine)
        return out

    assert b"\x1b[1m" in on_terminal()
    assert b"\x1b[1m" not in on_terminal(NO_COLOR="1")
    assert b"\x1b" not in on_terminal(TERM="dumb").replace(b"\r\x1b[K", b"")
    piped = subprocess.run([*command, "search", str(notes), "bridge"], capture_output=True, env=environment, check=True)
    assert b"\x1b" not in piped.stdout + piped.stderr


def test_nothing_is_written_outside_the_users_folders(say: Say, notes: Path, own_folders: Path) -> None:
    """What is kept lies in the cache folder, for nobody else to read."""
    say("sources", notes)
    say("index", notes)
    home = store.home()
    assert home
    assert home.is_relative_to(own_folders)
    for file in home.rglob("*"):
        assert file.stat().st_mode & 0o077 == 0, file


def test_closed_streams_are_no_fault(seeds: Path, command: list[str], environment: dict[str, str]) -> None:
    """With standard output or input closed a verb does its work, and nobody hears of it."""
    line = " ".join([*command, "sources", str(seeds)])
    done = subprocess.run(
        ["sh", "-c", f"{line} >&- <&-"], env=environment, capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_empty_query_finds_nothing_and_is_no_mistake(say: Say, notes: Path) -> None:
    """It is how every query begins."""
    told = say("search", notes, "", "--json")
    assert told.status == 1
    assert json.loads(told.out)["items"] == []


def test_the_short_way_to_the_reader_knows_every_verb() -> None:
    """A word that is a verb, or will be one, is never taken for a pack."""
    assert cli.VERBS.keys() <= start.VERBS


def test_only_what_is_plain_goes_the_short_way(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack that is there, with or without --no-mouse, on a terminal; all else is for the command line, which has the words."""
    monkeypatch.chdir(notes)
    monkeypatch.setattr(start, "on_terminal", lambda: True)
    assert start.wanted([]) == (".", True, False)
    assert start.wanted([str(notes)]) == (str(notes), True, False)
    assert start.wanted(["--no-mouse", "a.txt"]) == ("a.txt", False, False)
    assert start.wanted(["a.txt", "--watch"]) == ("a.txt", True, True)
    for words in (["sources"], ["--help"], ["nowhere"], ["a.txt", "b.txt"], ["--log", "x", "a.txt"], ["--"]):
        assert start.wanted(words) is None
    monkeypatch.setattr(start, "on_terminal", lambda: False)
    assert start.wanted([str(notes)]) is None
