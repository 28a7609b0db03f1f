"""`twosource export` and the tables of `quotes`: every kind of file, in every form, never over what somebody changed."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index import imprint, pack, verify
from index.model import Ruling, Span
from reader import aside, briefing, cli, exporting, journal
from reader.briefing import bibliography
from reader.journal import Work
from tests.conftest import FOREIGN_POLICY
from tests.test_cli import Say, say

__all__ = ["say"]


def test_the_end_of_a_name_says_the_kind() -> None:
    """As far as it is known."""
    names = ["a.md", "a.HTML", "b.htm", "c.docx", "d.json", "e.csl.json", "f.bib", "g.txt", "h"]
    assert [exporting.kind_of(n) for n in names] == ["md", "html", "html", "docx", "json", "csl", "bib", None, None]


def test_a_web_page_by_the_name_of_its_file(say: Say, seeds: Path, tmp_path: Path) -> None:
    """It holds the pictures, no script, and its quotations verify as those of the Markdown do."""
    assert say("export", seeds, "--all", "-o", tmp_path / "b.html").status == 0
    page = (tmp_path / "b.html").read_text("utf-8")
    assert page.count("<svg") == 2
    assert "<script" not in page
    assert imprint.is_briefing(page)
    assert say("verify", tmp_path / "b.html", "--pack", seeds).status == 0
    shown = say("export", seeds, "--all", "--to", "html")
    assert shown.out == page


def test_without_pandoc_a_word_document_says_what_to_do(
    say: Say, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one clear line; nothing is written."""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    told = say("export", seeds, "--all", "-o", tmp_path / "b.docx")
    assert (told.status, told.out) == (2, "")
    assert re.fullmatch(r"twosource: no Word document, .*b.docx: pandoc is not installed: .*\n", told.err)
    assert not (tmp_path / "b.docx").exists()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--parts", "who,what"], "'what' is no part"),
        (["--template", "nowhere"], "No such file"),
        (["--cite", "harvard"], "invalid choice"),
    ],
)
def test_a_form_that_is_none_is_wrong_usage(say: Say, seeds: Path, options: list[str], why: str) -> None:
    """Before the pack is read."""
    told = say("export", seeds, "--all", *options)
    assert (told.status, told.out) == (2, "")
    assert why in told.err
    assert told.err.count("\n") == 1


def test_a_briefing_and_its_list_of_sources_are_written_both_or_neither(
    say: Say, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full by the second of them, both are what they were."""
    options = ("export", seeds, "--all", "--cite", "pandoc", "-o", tmp_path / "b.md")
    assert say(*options).status == 0
    before = {file.name: file.read_bytes() for file in tmp_path.glob("b.*")}
    (seeds / FOREIGN_POLICY).unlink()
    real, synced = os.fsync, 0

    def full(fd: int) -> None:
        nonlocal synced
        synced += 1
        if synced == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(fd)

    monkeypatch.setattr(os, "fsync", full)
    told = say(*options)
    assert (told.status, "no space left" in told.err) == (3, True)
    assert {file.name: file.read_bytes() for file in tmp_path.glob("b.*")} == before
    assert not [*tmp_path.glob(".twosource*")]


def test_by_keys_the_list_of_sources_stands_beside(say: Say, seeds: Path, tmp_path: Path) -> None:
    """Every key that is cited is in it; and the file reads back in its own form."""
    assert say("export", seeds, "--all", "--cite", "pandoc", "-o", tmp_path / "b.md").status == 0
    text = (tmp_path / "b.md").read_text("utf-8")
    entries = json.loads((tmp_path / "b.csl.json").read_text("utf-8"))
    assert {e["id"] for e in entries} == set(re.findall(r"\[@(\w+), ¶", text)) == {"R", "F"}
    assert entries[0]["title"] == "Russia's Asia allies fail to back Georgia action"
    assert entries[0]["author"] == [{"literal": "Oleg Shchedrov"}]
    assert "issued" not in entries[0]
    assert entries[1]["issued"] == {"date-parts": [[2008, 8, 28]]}
    assert "date inferred: image name" in entries[1]["note"]
    assert say("export", seeds, "--briefing", tmp_path / "b.md").out == text
    assert say("verify", tmp_path / "b.md", "--pack", seeds, "--strict").status == 0


def test_the_list_of_sources_as_bibtex(say: Say, seeds: Path, tmp_path: Path) -> None:
    """With what TeX reads escaped; a hostile name stays in its field."""
    told = say("export", seeds, "--all", "--to", "bib").out
    assert told.startswith("@misc{R,\n  title = {Russia's Asia allies fail to back Georgia action},")
    assert r"000\_0b0d24cbc4a30e1f.txt" in told
    evil = tmp_path / "evil"
    evil.mkdir()
    text = "100 % {of} \\\\ $it_#1\n\nThe mayor said: “It is quite true that we said it.”\n"
    (evil / "a.txt").write_text(text, encoding="utf-8")
    told = say("export", evil, "--all", "--to", "bib").out
    assert r"title = {100 \% \{of\} \textbackslash{}\textbackslash{} \$it\_\#1}" in told


def test_the_same_clips_give_the_same_bytes_in_every_kind(seeds: Path) -> None:
    """In whatever locale, zone, folder and seed of hashes."""
    order = "import sys; from reader import cli; sys.exit(cli.main(sys.argv[1:]))"

    def told(kind: str, **env: str) -> bytes:
        words = [sys.executable, "-c", order, "export", str(seeds), "--all", "--to", kind]
        made = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)} | env
        return subprocess.run(words, capture_output=True, check=True, env=made, cwd=seeds.parent).stdout

    for kind in ("md", "html", "csl"):
        first = told(kind, LC_ALL="C", TZ="UTC", PYTHONHASHSEED="1")
        assert told(kind, LC_ALL="C.UTF-8", TZ="Asia/Tokyo", PYTHONHASHSEED="2") == first


def test_a_briefing_changed_by_hand_is_not_written_over(say: Say, seeds: Path, tmp_path: Path) -> None:
    """Unless it is said; one that stands as it was written is."""
    file = tmp_path / "b.md"
    assert say("export", seeds, "--all", "-o", file).status == 0
    assert say("export", seeds, "--all", "--order", "speakers", "-o", file).status == 0
    changed = file.read_text("utf-8").replace("## Statements", "## Statements\n\nMine.")
    file.write_text(changed, "utf-8")
    told = say("export", seeds, "--all", "-o", file)
    assert told.status == 2
    assert "changed by hand since it was written" in told.err
    assert file.read_text("utf-8") == changed
    assert say("export", seeds, "--briefing", file, "--force", "-o", file).status == 0
    assert "Mine." in file.read_text("utf-8")
    for name in ("own.md", "own.txt", "own.html", "own.json", "own.csl.json", "own.bib"):
        (tmp_path / name).write_text("My own notes.", "utf-8")
        assert "not written by twosource" in say("export", seeds, "--all", "-o", tmp_path / name).err
        assert (tmp_path / name).read_text("utf-8") == "My own notes."
        assert say("export", seeds, "--all", "--force", "-o", tmp_path / name).status == 0
        assert say("export", seeds, "--all", "-o", tmp_path / name).status == 0
    source = next(seeds.glob("000*"))
    before = source.read_bytes()
    for words in (
        ["export", "--all"],
        ["export", "--all", "--force", "--to", "html"],
        ["quotes", "--table", "csv"],
        ["sources"],
    ):
        told = say(words[0], seeds, *words[1:], "-o", source)
        assert (told.status, "a file of the pack is never written over" in told.err) == (2, True)
    assert source.read_bytes() == before
    assert say("export", seeds, "--all", "-o", seeds / "b.md").status == 0
    assert say("export", seeds, "--all", "-o", seeds / "b.md").status == 0


def test_what_was_put_back_is_cited_and_verified(say: Say, seeds: Path, tmp_path: Path) -> None:
    """A quotation from a passage that the user put back is in the briefing, and the verbs read the pack as the user does."""
    found = pack.open_pack(seeds)
    article = next(a for a in found.articles if a.dropped)
    piece = max(article.dropped, key=lambda d: d.span.stop - d.span.start)
    made = aside._over(article, [piece.span], kept=True)
    assert all(isinstance(r, Ruling) for r in made.values())
    clip = aside.clip_of(article, Span(*piece.span), 1, "selection")
    book = journal.Journal.open(found.id, str(seeds))
    book.record(Work(clips=(clip,), rulings=made))
    book.close()
    assert say("export", seeds, "-o", tmp_path / "b.md").status == 0
    assert "found verbatim" in (tmp_path / "b.md").read_text("utf-8")
    assert say("verify", tmp_path / "b.md", "--pack", seeds).status == 0


@pytest.mark.parametrize("kind", ["csv", "md"])
def test_the_ledger_as_a_table(say: Say, lervik: Path, kind: str) -> None:
    """A row a quotation, in the order of the ledger, the words as they are."""
    listed = say("quotes", lervik, "--by", "Maren Holt", "--json").items
    told = say("quotes", lervik, "--by", "Maren Holt", "--table", kind).out
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(told)))
        assert [r["id"] for r in rows] == [q["id"] for q in listed]
        assert [r["words"] for r in rows] == [" ".join(q["text"].split()) for q in listed]
        assert {r["speaker"] for r in rows} == {"Maren Holt"}
    else:
        lines = told.splitlines()
        assert lines[0].startswith("| id | source | publisher |")
        assert len(lines) == len(listed) + 2


def test_no_cell_is_a_formula(say: Say, tmp_path: Path) -> None:
    """What a spreadsheet would compute is text in it."""
    (tmp_path / "a.txt").write_text(
        "Sums\n\nThe mayor said: “=1+1 is what we have to say about it.” He added: “-2 is less than that is.”\n",
        "utf-8",
    )
    rows = list(csv.DictReader(io.StringIO(say("quotes", tmp_path, "--table", "csv").out)))
    assert [r["words"][:3] for r in rows] == ["'=1", "'-2"]


def test_all_kinds_from_code(seeds: Path) -> None:
    """The Markdown is the master: what it holds, the page verifies."""
    found = pack.open_pack(seeds, cache=False)
    work = Work(title="T & <b>", clips=briefing.all_clips(found))
    page = exporting.made(found, work, "html").decode()
    assert "<title>T &amp; &lt;b&gt;</title>" in page
    mine = [(v.status, v.plain) for v in verify.check(briefing.write(found, work), found.articles)]
    assert [(v.status, v.plain) for v in verify.check(page, found.articles, "html")] == mine
    assert bibliography.csl(found, replace(work, clips=())) == "[]\n"
    assert cli.DONE == 0


def test_what_cannot_be_kept_of_an_edit_is_told(say: Say, seeds: Path, tmp_path: Path) -> None:
    """Line by line; nothing is told of a briefing as it was written."""
    file = tmp_path / "b.md"
    say("export", seeds, "--all", "-o", file)
    assert say("export", seeds, "--briefing", file).err == ""
    text = (
        file.read_text("utf-8")
        .replace("no date is stated.", "no date is stated. Ring them.")
        .replace("Pack seeds", "Mine. Pack seeds")
    )
    file.write_text(text, "utf-8")
    told = say("export", seeds, "--briefing", file)
    assert told.status == 0
    assert "b.md:" in told.err
    assert "Ring them" in told.err or "Ring them" in told.out
    assert "Mine" in told.err or "Mine" in told.out
