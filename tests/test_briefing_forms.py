"""The forms of a briefing: its parts, its order, its citations, templates; each is read back to the same clips and the same bytes."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from index import imprint, verify
from index.pack import Pack, open_pack
from reader import briefing, form
from reader.briefing import Form, Unusable
from reader.form import CITES, ORDERS, PARTS, changed
from reader.journal import Section, Work
from tests.conftest import LERVIK, SEEDS
from tests.test_briefing import article, pack_of

SECTIONS = (
    Section("History *of* it", "Old stones.\n\n- a list\n- of **two**\n\n| a | b |\n| - | - |\n| 1 | 2 |", "who"),
    Section("Method", "", "check"),
    Section("", "[^1]: A note of my own,\n    over two lines.", ""),
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The invented pack's sources."""
    return open_pack(LERVIK / "sources", cache=False)


@pytest.fixture(scope="module")
def work(pack: Pack) -> Work:
    """Every third quotation, some with notes, headings and tags."""
    clips = briefing.all_clips(pack)[::3]
    clips = tuple(
        replace(
            c,
            note="Ask *her*.\n\nTwice." if n % 4 == 1 else "",
            heading=f"Part {n}: fog; harbour" if n % 5 == 2 else "",
            tags=("fog", "42%") if n % 3 == 0 else (),
        )
        for n, c in enumerate(clips)
    )
    return Work(title="Fog", bottom="It was dark.\nVery.\n\nThen light.", clips=clips, sections=SECTIONS)


def again(work: Work, written: briefing.Written) -> Work:
    return replace(
        work,
        title=written.title,
        bottom=written.bottom,
        clips=written.clips,
        sections=written.sections,
        form=written.form,
    )


@pytest.mark.parametrize(("order", "cite"), [*product(ORDERS, CITES)])
def test_each_form_reads_back_and_is_exact(pack: Pack, work: Work, order: form.Order, cite: form.Cite) -> None:
    """The same clips, the same sections, the same bytes; and no quotation that is not verbatim."""
    text = briefing.write(pack, work, Form(order=order, cite=cite, headings=(("differ", "Wo sie sich trennen"),)))
    read = briefing.read(text)
    assert again(work, read) == replace(work, form=read.form)
    assert briefing.write(pack, again(work, read)) == text
    assert {v.status for v in verify.check(text, pack.articles)} == {"exact"}


@pytest.mark.parametrize("part", [p for p in PARTS if p not in form.NEEDED])
def test_a_part_is_left_out(pack: Pack, work: Work, part: str) -> None:
    """Its heading is gone, the clips are all there."""
    kept = tuple(p for p in PARTS if p != part)
    text = briefing.write(pack, work, Form(parts=kept))
    assert f"## {PARTS[part]}\n" not in text
    assert f"## {PARTS[part]}\n" in briefing.write(pack, work)
    assert briefing.read(text).clips == work.clips


def test_parts_stand_in_the_order_of_the_form(pack: Pack, work: Work) -> None:
    """As they are named; what the analyst made is never left out."""
    text = briefing.write(pack, replace(work, sections=SECTIONS[:1]), Form(parts=("check", "timeline", "who")))
    heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert heads == [
        "Bottom line *(analyst)*",
        "Check before use",
        "Timeline",
        "Who said what",
        "History \\*of\\* it",
        "Statements",
    ]


@pytest.mark.parametrize(
    "line", ["Sources:", "Citations:", "Pack of lies", "Note: mine", "R: no date is stated.", "A1 [R ¶1]:"]
)
def test_lines_that_look_like_ours_are_the_analysts_where_the_analyst_writes(pack: Pack, work: Work, line: str) -> None:
    """In the bottom line and in notes they are words like any others."""
    noted = replace(work.clips[0], note=f"First.\n\n{line}")
    mine = replace(work, bottom=f"First.\n\n{line}\n\nLast.", clips=(noted, *work.clips[1:]))
    for cite in CITES:
        text = briefing.write(pack, mine, Form(cite=cite))
        read = briefing.read(text)
        assert again(mine, read) == replace(mine, form=read.form)
    assert briefing.read(briefing.write(pack, replace(mine, clips=()))).bottom == mine.bottom


@pytest.mark.parametrize(
    "title", ["sources: what 12 sources report", "sources: what 11 sources report", "sources: what 1 sources report"]
)
def test_a_title_like_the_usual_one(pack: Pack, title: str) -> None:
    """Is read as given where it is another one; written again it is the same."""
    text = briefing.write(pack, Work(title=title))
    assert briefing.write(pack, Work(title=briefing.read(text).title)) == text


def test_by_speakers_all_that_one_says_stands_together(pack: Pack, work: Work) -> None:
    """And the analyst's own order is found again."""
    bare = replace(work, clips=tuple(replace(c, note="", heading="") for c in work.clips))
    heads = re.findall(r"^\*\*[^*\n]+\*\*.*$", briefing.write(pack, bare, Form(order="speakers")), re.MULTILINE)
    assert len(heads) == len(set(heads)) > 5
    mixed = re.findall(r"^\*\*[^*\n]+\*\*.*$", briefing.write(pack, bare), re.MULTILINE)
    assert len(mixed) > len(set(mixed))


def test_what_the_sources_differ_in_is_told_once(pack: Pack) -> None:
    """Wordings of a statement, and facts of aligned passages; each wording stands where it is said to."""
    work = Work(clips=briefing.all_clips(pack))
    differ = briefing.write(pack, work).partition("## Where the sources differ\n\n")[2].partition("\n\n")[0]
    assert "“November”" in differ
    assert "“December”" in differ
    assert len(set(differ.split("\n"))) == len(differ.split("\n"))


def test_dates_are_as_honest_as_they_are_known() -> None:
    """The seeds: one inferred, one unknown; no date is made up."""
    seeds = open_pack(SEEDS, cache=False)
    text = briefing.write(seeds, Work(clips=briefing.all_clips(seeds)))
    timeline = text.partition("## Timeline\n\n")[2].partition("\n\n")[0].split("\n")
    assert timeline[0].startswith("- 2008-08-28 (inferred, image name): F Foreign Policy, “China")
    assert timeline[1].startswith("- not dated: R Reuters, “Russia's Asia allies")
    assert len(timeline) == 2


def test_sections_and_footnotes_added_by_hand_are_kept(pack: Pack, work: Work) -> None:
    """As they were written, at their place, whatever Markdown they are in."""
    plain = replace(work, sections=())
    text = briefing.write(pack, plain)
    mine = "## By hand\n\n1. one\n2. `two`\n\n> a quotation of mine[^x]\n\n```\ncode\n```\n"
    edited = text.replace("## Check before use", f"{mine}\n[^x]: of mine\n\n## Check before use")
    read = briefing.read(edited)
    assert read.clips == plain.clips
    assert [s.heading for s in read.sections] == ["By hand", ""]
    assert read.sections[0].text == mine.removeprefix("## By hand\n\n").rstrip()
    made = briefing.write(pack, again(plain, read))
    assert mine in made
    assert "[^x]: of mine" in made
    assert briefing.write(pack, again(plain, briefing.read(made))) == made


def test_a_quotation_added_by_hand_is_not_lost(pack: Pack, work: Work) -> None:
    """It is no clip, since nothing says where it stands; its words are kept as the analyst's."""
    text = briefing.write(pack, replace(work, sections=()))
    read = briefing.read(text.replace("## Where the sources", "> Nobody clipped this.\n\n## Where the sources"))
    assert "Nobody clipped this." in read.clips[-1].note
    assert [c.text for c in read.clips] == [c.text for c in work.clips]


@pytest.mark.parametrize(
    "item", ["Ask: her again", "Mind the gap", "Z9: not one of ours", "2025: a year", "not dated: yet", "A: call them."]
)
def test_an_item_added_to_a_list_is_not_lost(pack: Pack, work: Work, item: str) -> None:
    """Only what is made anew at each writing is passed over."""
    text = briefing.write(pack, work).replace("## Check before use\n\n", f"## Check before use\n\n- {item}\n")
    assert briefing.read(text).bottom.endswith(item)


TEMPLATE = """
parts = ["bottom", "statements", "check"]
order = "speakers"
cite = "inline"

[headings]
statements = "Was gesagt wurde"

[[sections]]
heading = "Method"
text = "Each quotation was checked."
after = "bottom"
"""


def test_a_template_is_a_form_in_a_file(pack: Pack, work: Work, tmp_path: Path) -> None:
    """Its sections are written once, whether the briefing is new or was read from a file."""
    (tmp_path / "press.toml").write_text(TEMPLATE, encoding="utf-8")
    made = form.template(str(tmp_path / "press.toml"))
    text = briefing.write(pack, replace(work, sections=()), made)
    assert (
        text.index("Then light.")
        < text.index("## Method\n\nEach quotation was checked.")
        < text.index("## Was gesagt wurde")
    )
    read = briefing.read(text)
    assert read.clips == work.clips
    assert briefing.write(pack, again(work, read), made) == text
    assert briefing.write(pack, again(work, read)) == text


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("parts = ['who', 'what']", "'what' is no part"),
        ("cite = 'harvard'", "cite is footnotes or inline or pandoc"),
        ("order = 3", "order is clips or speakers"),
        ("colour = 'red'", "'colour' is no entry"),
        ("headings = {who = 'a`b'}", "the heading of who"),
        ("headings = {who = 'Statements'}", "two parts have one heading"),
        ("[[sections]]\nheading = 'x'\nafter = 'y'", "'y' is no part"),
        ("parts = 'who'", "parts is a list"),
        ("[[sections]]\nheading = 'Timeline'", "heads a part"),
        ("parts = []\n =", "bad.toml:2:2: write it as TOML"),
    ],
)
def test_a_template_that_is_none_says_why(tmp_path: Path, toml: str, why: str) -> None:
    """In one line that names the file."""
    file = tmp_path / "bad.toml"
    file.write_text(toml)
    with pytest.raises(Unusable, match=re.escape(why)) as told:
        form.template(str(file))
    assert str(file) in str(told.value)
    assert "\n" not in str(told.value)


def test_a_template_that_never_ends(tmp_path: Path) -> None:
    """A device, a pipe, a large file: a line, at once."""
    (tmp_path / "zero.toml").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * (2 << 20))
    for name, why in (("zero", "no file"), ("pipe", "no file"), ("large", "larger than 1 MB")):
        with pytest.raises(Unusable, match=why):
            form.template(str(tmp_path / f"{name}.toml"))


def test_a_template_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ones that are there are named."""
    monkeypatch.setattr(form, "folder", lambda: tmp_path)
    with pytest.raises(Unusable, match="there are none in"):
        form.template("press")
    (tmp_path / "short.toml").write_text("")
    with pytest.raises(Unusable, match="there are short"):
        form.template("press")
    assert form.template("short") == Form()


def test_a_form_is_changed_by_words() -> None:
    """As the command line gives them."""
    made = changed(Form(), parts="check, who", order="speakers")
    assert (made.parts, made.order, made.cite) == (("check", "who"), "speakers", "footnotes")
    assert form.named(made.told()) == made
    assert Form().told() == ""
    with pytest.raises(Unusable):
        changed(made, cite="by hand")


@pytest.mark.parametrize(
    "last",
    ["", "Form: `{}`", " Form: `{bad`", ' Form: `{"parts": 3}`', ' Form: `{"cite": "x"}`', f" Form: `{'[' * 5000}`"],
)
def test_a_form_that_cannot_be_used_is_the_usual_one(last: str) -> None:
    """A last line is only text."""
    assert form.named(f"Written by twosource: checked.{last}") == Form()


def test_a_briefing_that_somebody_changed_is_known(pack: Pack, work: Work) -> None:
    """By the checksum in its last line: any letter, in any form; blanks at the end do not count."""
    for cite in CITES:
        text = briefing.write(pack, work, Form(cite=cite))
        assert imprint.is_as_written(text)
        assert imprint.is_as_written(text.rstrip() + "\n\n\n")
        for at in (2, len(text) // 2, text.rindex("checks"), len(text) - 3):
            assert not imprint.is_as_written(f"{text[:at]}q{text[at + 1 :]}")
    assert not imprint.is_as_written("")
    assert not imprint.is_as_written(f"{imprint.MARK}: `twosource verify` checks its quotations against the sources.")


@pytest.mark.parametrize("cite", CITES)
def test_a_heading_in_a_footnote_is_no_place(pack: Pack, work: Work, cite: form.Cite) -> None:
    """Grouped by speaker, a clip's heading stands in its footnote: whatever it says, the clip is the same."""
    heading = "R: a; ¶3, characters 3–9. Exact. Clip 1, x; under: y. 100 %3B"
    clips = (replace(work.clips[0], heading=heading), *work.clips[1:4])
    before = replace(work, clips=clips, form=Form(order="speakers", cite=cite).told())
    text = briefing.write(pack, before)
    assert briefing.read(text).clips == clips
    assert briefing.write(pack, again(before, briefing.read(text))) == text


def test_a_section_above_all_parts_stays_there(pack: Pack, work: Work) -> None:
    """Behind a bottom line that was never written, it is not moved to the end when the briefing is opened again."""
    before = replace(work, bottom="", sections=(Section("Method", "By hand.", "bottom"), Section("More", "", "bottom")))
    text = briefing.write(pack, before)
    assert briefing.read(text).sections == before.sections
    assert briefing.write(pack, again(before, briefing.read(text))) == text


def test_words_shortened_by_hand_lose_no_letter() -> None:
    """Where a line of the source ended in them, a blank of the file does now; a letter that stands there by then stays one."""
    text = "Storm\n\n“The storm tore\nthe old road\naway in the night,” she said.\n"
    a = article("s.txt", text, "B", "Coast", {"The storm": ("Ann", 0.97)})
    p = pack_of(a)
    clips = briefing.all_clips(p)
    written = briefing.write(p, Work(clips=clips))
    assert briefing.read(written).clips == clips
    (short,) = briefing.read(written.replace("The storm tore the old", "storm tore the old")).clips
    assert " ".join(short.text.split()) == "storm tore the old road away in the night,"


EDITS = {
    "statements called otherwise": ("## Statements", "## What they said"),
    "a heading among the statements": (r"\n(> [^\n]+\n\n\*\*)", r"\n\1"),
    "words below the list's head": ("Sources:\n", "Sources:\n\nMINE stands here.\n"),
    "no head of the list": ("Sources:\n\n", ""),
    "words between a quotation and its note": (r"\*Note:\* Ask", "MINE stands here.\n\n*Note:* Ask"),
    "a note under what to check": ("## Check before use\n\n", "## Check before use\n\n*Note:* MINE stands here.\n\n"),
    "a bold paragraph": ("## Where the sources differ", "**MINE stands here.**\n\n## Where the sources differ"),
    "words behind the last line": (r"\Z", "\nMINE stands here.\n"),
    "a section behind the last line": (r"\Z", "\n## MINE\n\nMINE stands here.\n"),
    "an item behind the list": (r"(\n\nWritten by)", r"\n- MINE stands here.\1"),
}


@pytest.mark.parametrize("cite", CITES)
@pytest.mark.parametrize("edit", EDITS)
def test_no_edit_by_hand_costs_a_clip_or_a_word(pack: Pack, work: Work, cite: form.Cite, edit: str) -> None:
    """What was written by hand is in what is written anew, and all clips are there, as they were."""
    old, new = EDITS[edit]
    text = briefing.write(pack, replace(work, sections=()), Form(cite=cite))
    edited = re.sub(old, new, text, count=1)
    assert edited != text or edit == "a heading among the statements"
    assert imprint.is_briefing(edited)
    read = briefing.read(edited)
    assert [(c.id, c.text, c.source, c.sha256, c.tags) for c in read.clips] == [
        (c.id, c.text, c.source, c.sha256, c.tags) for c in work.clips
    ]
    assert all(c.note in r.note for c, r in zip(work.clips, read.clips, strict=True))
    made = briefing.write(pack, again(work, read))
    assert ("MINE" in made) == ("MINE" in new)
    assert "¶" not in read.bottom
    assert briefing.write(pack, again(work, briefing.read(made))) == made


def test_a_heading_above_some_of_the_statements_is_theirs(pack: Pack, work: Work) -> None:
    """Of whatever level it is; the clips below it stay clips, and what is called otherwise stays called so."""
    plain = replace(work, sections=(), clips=tuple(replace(c, heading="") for c in work.clips))
    text = briefing.write(pack, plain)
    heads = [m.start() for m in re.finditer(r"^\*\*[A-Z]", text, re.MULTILINE)]
    edited = f"{text[: heads[3]]}## On the fog\n\n{text[heads[3] :]}"
    read = briefing.read(edited)
    assert [c.text for c in read.clips] == [c.text for c in plain.clips]
    assert [c.heading for c in read.clips if c.heading] == ["On the fog"]
    renamed = briefing.read(text.replace("## Statements", "## What they said"))
    assert "## What they said\n" in briefing.write(pack, again(plain, renamed))
