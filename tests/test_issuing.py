"""In the reader: how the briefing is made, files of other kinds, the ledger as a table."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from reader import form
from reader.form import PARTS
from tests.conftest import SEEDS
from tests.hands import Reader, reading
from tests.test_app import BRIEFING, Typed, hands_on


async def done(reader: Reader, *keys: str) -> None:
    """Keys pressed, and what they began done."""
    for key in keys:
        await hands_on(reader, (key,))
        await reader.rest()


async def test_the_briefing_is_made_as_one_chooses(library: Path) -> None:
    """A part left out, another order, other citations; it is written so, and u takes each back."""
    async with reading(SEEDS) as reader:
        await done(reader, *BRIEFING, "f")
        assert "What the briefing is made of" in reader.text()
        await done(reader, Typed("timeline"), "enter")
        assert form.named(reader.desk.work.form).parts == tuple(p for p in PARTS if p != "timeline")
        await done(reader, Typed("brackets"), "enter", "esc")
        assert form.named(reader.desk.work.form).cite == "inline"
        await done(reader, "w")
        text = Path("seeds-briefing.md").read_text("utf-8")
        assert "## Timeline" not in text
        assert "S1 \\[R ¶5\\]:" in text
        await done(reader, "u", "u")
        assert reader.desk.work.form == ""
        await done(reader, "f", Typed("check, who"), "enter", "esc")
        assert form.named(reader.desk.work.form).parts == ("check", "who")
        await done(reader, "f", Typed("nonsense"), "enter")
        assert "'nonsense' is no part" in reader.status


async def test_a_template_is_chosen_by_its_name(library: Path) -> None:
    """Its sections come in with it; it holds for every briefing where the settings name it."""
    form.folder().mkdir(parents=True)
    (form.folder() / "press.toml").write_text(
        'parts = ["bottom", "statements"]\n[[sections]]\nheading = "Method"\ntext = "By hand."\n', "utf-8"
    )
    async with reading(SEEDS) as reader:
        await done(reader, *BRIEFING, "f", Typed("template press"), "enter", "esc", "w")
        text = Path("seeds-briefing.md").read_text("utf-8")
        assert "## Method\n\nBy hand." in text
        assert "## Who said what" not in text


async def test_files_of_other_kinds_by_their_names(library: Path) -> None:
    """W writes a page, JSON, a list of sources; without pandoc a Word document says so; never over a file unasked."""
    async with reading(SEEDS) as reader:
        await done(reader, *BRIEFING)
        for name in ("b.html", "b.json", "b.csl.json", "b.bib"):
            await done(reader, "W", "^u", Typed(name), "enter")
            await reader.until(lambda name=name: Path(name).exists())
            await reader.rest()
            assert f"written: {name}" in reader.status
        assert "<svg" in Path("b.html").read_text("utf-8")
        assert [i["text"] for i in json.loads(Path("b.json").read_text())["items"]] == reader.clips
        assert reader.desk.work.file == ""
        before = Path("b.html").read_bytes()
        Path("b.html").write_bytes(b"mine")
        await done(reader, "W", "^u", Typed("b.html"), "enter", Typed("n"), "enter")
        assert Path("b.html").read_bytes() == b"mine"
        await done(reader, "W", "^u", Typed("b.html"), "enter", Typed("y"), "enter")
        await reader.until(lambda: Path("b.html").read_bytes() == before)


async def test_the_ledger_is_written_as_it_is_listed(library: Path) -> None:
    """Each quotation of the statements that the filter leaves, as CSV."""
    async with reading(SEEDS) as reader:
        await done(reader, "F5", "/", Typed("who:medvedev"), "enter", "e", Typed("ledger"), "enter")
        await reader.until(lambda: Path("ledger.csv").exists())
        rows = list(csv.DictReader(Path("ledger.csv").read_text("utf-8").splitlines()))
        assert {r["speaker"] for r in rows} == {"Dmitry Medvedev"}
        await done(reader, "e", Typed("ledger.csv"), "enter")
        assert "is there: give another name" in reader.status
