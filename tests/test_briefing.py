"""The briefing: what is written reads back as the same clips, every quotation in it is exact, nothing else is changed."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from index import echoes, imprint, marks, verify
from index.model import Article, Clip, Fact, Masthead, Passage, Quote, Source, Span, Speaker
from index.pack import Pack, open_pack
from reader import briefing, form, people
from reader.briefing import Context
from reader.desk import Desk
from reader.journal import Called, Section, Work
from reader.panes import briefing as page
from tests.conftest import LERVIK, SEEDS

ROOT = Path(__file__).parent
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def plain(tokens: list[Token]) -> str:
    """The text that a Markdown parser shows."""
    out = []
    for token in tokens:
        if token.type == "inline":
            out.append(plain(token.children or []))
        elif token.type in ("text", "code_inline", "text_special"):
            out.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif token.type not in ("footnote_ref", "footnote_anchor"):
            out.append("" if token.nesting or token.hidden else token.content)
    return "".join(out)


FRAMES: dict[Context, tuple[str, str]] = {
    "paragraph": ("", ""),
    "quote": ("> ", ""),
    "list": ("- ", ""),
    "heading": ("# ", ""),
    "cell": ("| h |\n| --- |\n| ", " |"),
    "footnote": ("[^1]\n\n[^1]: ", ""),
}
PARSERS = {
    "commonmark": MarkdownIt("commonmark", {"html": False}).enable("table").use(footnote_plugin),
    "everything": MarkdownIt("js-default", {"linkify": True}).enable("linkify").use(footnote_plugin),
}


def shown(text: str, context: Context, parser: MarkdownIt) -> str:
    """What a reader of the Markdown sees of `text`, escaped for its place."""
    front, back = FRAMES[context]
    seen = plain(parser.parse(f"{front}{briefing.escape(text, context)}{back}\n"))
    return seen.removeprefix("h") if context == "cell" else seen


@pytest.mark.parametrize("context", FRAMES)
@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
@settings(max_examples=250, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *"\\`*_[]<>&|~$^!#+-=:%@\n \t'\"().{}/aé1\u00a0\u3000",
                "www.",
                "http://",
                "mailto:",
                "&amp;",
                "a@b.de",
                "10)",
                "[^1]",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_escaped_text_reads_as_the_same_text(context: Context, parser: MarkdownIt, text: str) -> None:
    """In every place a briefing puts source words, in two parsers: character for character."""
    if text.strip() or context not in ("heading", "list", "quote", "paragraph", "footnote", "cell"):
        assert shown(text, context, parser) == UNPRINTABLE.sub("\ufffd", text)


@pytest.mark.parametrize("context", FRAMES)
def test_every_character_survives_at_both_ends_and_between(context: Context) -> None:
    """All of Unicode that is not a letter, and a sample of the rest."""
    odd = [
        chr(c)
        for c in range(0x110000)
        if not 0xD800 <= c <= 0xDFFF and (c < 0x300 or (not chr(c).isalnum() and c < 0x3100))
    ]
    odd += [chr(c) for c in range(0x3100, 0x110000, 509) if not 0xD800 <= c <= 0xDFFF]
    parser = PARSERS["commonmark"]
    for at in range(0, len(odd), 40):
        some = odd[at : at + 40]
        text = some[0] + "x" + "x".join(some) + "x" + some[-1]
        if shown(text, context, parser) != UNPRINTABLE.sub("\ufffd", text):
            for c in some:
                assert shown(f"{c}x{c}", context, parser) == UNPRINTABLE.sub("\ufffd", f"{c}x{c}"), hex(ord(c))


# --- a pack of our own ---

RIVER = """River town shuts its bridge

“The bridge stays shut until I say so,” Mayor Ada Lund told reporters on Monday. “Nobody crosses [sic] it – not * even_me.”

The town’s engineers wrote: “Two of nine piers have moved by
4 centimetres since May.”

It rained.
"""
HILL = """Bridge is shut, says mayor

"The bridge stays shut until I say so," the mayor, Ada Lund, insisted.

Engineers said "two of nine piers" had moved. The bridge “stays closed", one paper wrote.
"""


def article(path: str, text: str, key: str, publisher: str, speakers: dict[str, tuple[str, float]]) -> Article:
    passages, at = [], 0
    for piece in re.split(r"\n\n+", text):
        at = text.index(piece, at)
        if piece.strip():
            passages.append(Passage(len(passages), Span(at, at + len(piece.rstrip("\n")))))
        at += len(piece)
    quotes = []
    for n, s in enumerate(marks.stretches(text, passages), 1):
        found = next((who for words, who in speakers.items() if s.span.of(text).startswith(words)), None)
        speaker = Speaker(found[0], None, *found) if found else None
        id_ = f"{key}{passages[s.passage].n}.{n}"
        quotes.append(Quote(id_, path, passages[s.passage].n, s.span, "direct", id_, flags=s.flags, speaker=speaker))
    headline = passages[0].span
    masthead = Masthead(
        Fact(headline.of(text), span=headline), Fact(publisher), date=Fact("2025-05-06") if key == "H" else None
    )
    source = Source(path, (key * 64).lower().replace("r", "e").replace("h", "f"), len(text))
    return Article(source, "txt", "utf-8", "en", text, masthead, tuple(passages), (), tuple(quotes), key)


def pack_of(*articles: Article) -> Pack:
    return Pack(Path("bridge"), "0", "bridge", articles, (), echoes.match(articles))


@pytest.fixture(scope="module")
def pack() -> Pack:
    """Two papers on a bridge: an echo in other marks, an excerpt, a line end in a quotation, brackets and stars."""
    lund = ("Ada Lund", 0.97)
    river = article(
        "river.txt",
        RIVER,
        "R",
        "River Gazette",
        {"The bridge": lund, "Nobody": lund, "Two of": ("the town’s engineers", 0.95)},
    )
    hill = article("hill.txt", HILL, "H", "Hill Post", {"The bridge": lund, "two of": ("Engineers", 0.6)})
    return pack_of(river, hill)


def work(pack: Pack, **more: object) -> Work:
    return replace(Work(clips=briefing.all_clips(pack)), **more)


def clip_of(a: Article, span: Span, **more: object) -> Clip:
    passage = next(p.n for p in a.passages if p.span.start <= span.start < p.span.stop)
    clip = Clip(f"{a.key}{span.start}", a.path, a.source.sha256, passage, span, span.of(a.text), "selection")
    return replace(clip, **more)


# --- writing ---


def test_the_briefing_has_the_form_of_its_case(pack: Pack) -> None:
    """One briefing to look at, word for word."""
    first, *rest = briefing.all_clips(pack)
    noted = replace(first, note="She said so twice.\n\nAsk *her*.", heading="The bridge")
    text = briefing.write(pack, Work(title="Bridge [shut]", bottom="It is shut.", clips=(noted, *rest)))
    assert text == (ROOT / "cases" / "briefing" / "bridge.md").read_text("utf-8")


def test_every_quotation_of_a_briefing_is_exact(pack: Pack) -> None:
    """Verified as a stranger's text would be, without knowing that it is ours."""
    found = verify.check(briefing.write(pack, work(pack)), pack.articles)
    assert [(v.status, v.plain) for v in found if v.status != "exact"] == []
    assert len(found) >= 10


def test_one_changed_letter_in_any_statement_fails(pack: Pack) -> None:
    """Each statement and each print of another source in turn."""
    text = briefing.write(pack, work(pack))
    for v in verify.check(text, pack.articles):
        if len(v.plain.split()) < 3:
            continue
        at = next(i for i in range(v.span.start + len(v.text) // 2, v.span.stop) if text[i].isalpha())
        changed = text[:at] + ("q" if text[at] != "q" else "z") + text[at + 1 :]
        assert any(w.failed and w.span.start <= at < w.span.stop for w in verify.check(changed, pack.articles)), v.plain


def test_the_same_clips_give_the_same_bytes(pack: Pack) -> None:
    """No time, no path, no user, no order of a set."""
    assert briefing.write(pack, work(pack)) == briefing.write(pack_of(*pack.articles), work(pack))
    assert "/" not in re.sub(r"!\[.*?\]", "", briefing.write(pack, work(pack)))


def test_a_briefing_is_no_source(pack: Pack) -> None:
    """Its last line is the one by which it is known, also without clips."""
    assert imprint.is_briefing(briefing.write(pack, work(pack)))
    assert imprint.is_briefing(briefing.write(pack, Work()))


def test_no_paragraph_is_hard_wrapped(pack: Pack) -> None:
    """A quotation that runs over lines in its source is one line here, and has its line end back when read."""
    text = briefing.write(pack, work(pack))
    assert "> Two of nine piers have moved by 4 centimetres since May.[^" in text
    assert "moved by\n4" in next(c.text for c in briefing.read(text).clips if "piers" in c.text)


def test_an_unclear_speaker_is_a_question_mark(pack: Pack) -> None:
    """No name stands above the words of somebody who is not certain, and the list says so."""
    text = briefing.write(pack, Work(clips=tuple(_clip(pack, q) for q in pack.quotes if q.id == "H2.2")))
    assert "**?** perhaps Engineers" in text
    assert "E1: who says it in H ¶2 is not certain; perhaps Engineers." in text


def test_a_speaker_put_right_by_hand_is_the_analysts(pack: Pack) -> None:
    """The name stands there, as the analyst's reading, and the checker does not hold the source against it."""
    (q,) = (q for q in pack.quotes if q.id == "R1.2")
    clips = (_clip(pack, q),)
    text = briefing.write(pack, people.put_right(Work(clips=clips), pack.by_path[q.source], q, "Bo *Dahl*"))
    assert "**?** Bo \\*Dahl\\*, as the analyst reads it" in text
    assert briefing.check(pack, text) == ()
    assert briefing.read(text).clips == clips


def test_a_speaker_made_one_with_another_is_the_analysts(pack: Pack) -> None:
    """A name that holds all over the pack stands as the analyst's reading too, once for both, and the checker passes it."""
    (q,) = (q for q in pack.quotes if q.id == "R1.2")
    assert q.speaker is not None
    work = people.named(Work(clips=(_clip(pack, q),)), Called(q.speaker.name), "Bo Dahl")
    text = briefing.write(pack, work)
    assert "**?** Bo Dahl, as the analyst reads it" in text
    assert briefing.check(pack, text) == ()


def _clip(pack: Pack, q: Quote) -> Clip:
    a = pack.by_path[q.source]
    return Clip(q.id, a.path, a.source.sha256, q.passage, q.span, q.span.of(a.text))


def test_a_clip_waits_for_a_source_that_is_still_being_read(pack: Pack) -> None:
    """It is not called lost before all of the pack is there."""
    clip = replace(next(iter(briefing.all_clips(pack))), source="later.txt")
    told = {
        is_whole: page.summary(Desk(replace(pack, is_whole=is_whole), Work(clips=(clip,))))
        for is_whole in (True, False)
    }
    assert [(p.text, p.role) for p in told[True]] == [("1 source not in the pack", "bad")]
    assert [(p.text, p.role) for p in told[False]] == [("1 source still being read", "dim")]


def test_a_changed_source_shows(pack: Pack) -> None:
    """Stale where the words still stand, orphaned where they do not, gone without the source; the clip stays what it was."""
    first, second, *_ = briefing.all_clips(pack)
    stale = replace(first, sha256="0" * 64)
    orphaned = replace(second, text="Nobody ever crosses it", sha256="1" * 64)
    gone = replace(first, id="x", source="lost & found.txt", sha256="2" * 64)
    text = briefing.write(pack, Work(clips=(stale, orphaned, gone)))
    assert "R has changed since it was clipped; the words still stand there." in text
    assert "the words no longer stand at their place in R." in text
    assert "lost \\& found.txt is not in the pack." in text
    assert "2 of 3" not in text
    assert "1 of 3 found verbatim" in text
    assert briefing.read(text).clips == (stale, orphaned, gone)
    assert [p.reason for p in briefing.check(pack, text)] == ["missing", "stale", "orphaned", "gone"] or {
        p.reason for p in briefing.check(pack, text)
    } >= {"stale", "orphaned", "gone"}


def test_a_sound_briefing_has_no_problems(pack: Pack) -> None:
    """Nothing to report on what was just written."""
    assert briefing.check(pack, briefing.write(pack, work(pack))) == ()


# --- reading ---

NOTES = st.text(alphabet="abc *_[]#>-\n&1.|“”", max_size=20).filter(lambda t: t == t.strip())
TITLES = st.text(alphabet="abc *_[]#>-&1.:|“”", max_size=20).filter(lambda t: t == t.strip())


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_written_and_read_back_the_clips_are_the_same(pack: Pack, data: st.DataObject) -> None:
    """Spans, ids, kinds, notes, headings, order, title, bottom line; and written again, the same bytes."""
    clips: list[Clip] = []
    for _ in range(data.draw(st.integers(0, 6))):
        a = data.draw(st.sampled_from(pack.articles))
        start = data.draw(st.integers(0, len(a.text) - 2))
        stop = data.draw(st.integers(start + 1, min(len(a.text), start + 120)))
        if any(p.span.start <= start < p.span.stop for p in a.passages) and any(map(str.isalnum, a.text[start:stop])):
            kind = data.draw(st.sampled_from(["quote", "passage", "selection"]))
            note, heading = data.draw(NOTES), data.draw(TITLES)
            clips.append(clip_of(a, Span(start, stop), id=f"c{len(clips)}", kind=kind, note=note, heading=heading))
    before = Work(title=data.draw(TITLES), bottom=data.draw(NOTES), clips=tuple(clips))
    text = briefing.write(pack, before)
    read = briefing.read(text)
    assert read.clips == before.clips
    assert (read.title, read.bottom) == (before.title, before.bottom)
    assert briefing.write(pack, replace(before, title=read.title, bottom=read.bottom, clips=read.clips)) == text


def test_clips_in_any_order_come_back_in_that_order(pack: Pack) -> None:
    """Grouping by speaker is a matter of the page."""
    clips = list(briefing.all_clips(pack))
    dice = random.Random(3)
    for _ in range(20):
        dice.shuffle(clips)
        assert briefing.read(briefing.write(pack, Work(clips=tuple(clips)))).clips == tuple(clips)


def test_what_was_edited_by_hand_is_kept(pack: Pack) -> None:
    """A statement moved or deleted, words changed, sentences added anywhere: nothing the analyst wrote is lost."""
    text = briefing.write(pack, work(pack, title="T", bottom="So."))
    first, second = (b for b in text.split("\n\n") if b.startswith("> ") and "[^A" in b)
    moved = text.replace(first, "@@").replace(second, first).replace("@@", second)
    assert [c.text[:6] for c in briefing.read(moved).clips][:2] == ["Nobody", "The br"]
    assert len(briefing.read(text.replace(first, "")).clips) == len(briefing.read(text).clips) - 1
    added = text.replace(first, f"{first}\n\nThe mayor is *new*.").replace("So.", "So.\n\nMore.")
    read = briefing.read(added.replace("## Statements", "## History\n\nOld stones.\n\n## Statements"))
    assert read.clips[0].note == "The mayor is new."
    assert read.bottom == "So.\n\nMore."
    assert read.sections == (Section("History", "Old stones.", "who"),)


@given(st.text(alphabet="#>*[]^-|: \nab“1S.R", max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    """A text that is no briefing has no clips, and its words are not lost."""
    read = briefing.read(text)
    assert read.clips == ()


def test_hostile_words_come_through(pack: Pack) -> None:
    """Escape sequences, brackets, bidi marks, NUL, blank lines, pipes, fences: verbatim, but for what no Markdown holds."""
    evil = (
        "H\n\n“a \x1b[31m \x00 [/] [sic] \u202e | ``` &amp; <b> \ufeff x\u2028y\n# no heading\n- no list” he said.\n\nz"
    )
    a = article("evil.txt", evil, "E", "Evil", {})
    p = pack_of(a)
    clips = (clip_of(a, a.quotes[0].span, kind="quote"), clip_of(a, Span(0, len(evil)), id="all"))
    text = briefing.write(p, Work(clips=clips))
    assert briefing.read(text).clips == clips
    assert not re.search("[\x00\x1b\ufeff\u2028]", text)
    assert [v.plain for v in verify.check(text, p.articles) if v.status not in ("exact", "typography")] == []


def test_json_holds_every_clip(pack: Pack) -> None:
    """With its speaker, its state and its echoes."""
    made = briefing.as_json(pack, work(pack))
    assert [item["text"] for item in made["items"]] == [c.text for c in briefing.all_clips(pack)]
    assert made["items"][0]["speaker"] == {"name": "Ada Lund", "certain": True}
    assert [e["source"] for e in made["items"][0]["echoes"]] == ["hill.txt"]


def test_one_letter_changed_in_any_quotation_fails_wherever_it_stands() -> None:
    """Table, statements, versions, headlines: of a pack with a column a source and of one with too many for that."""
    for folder in (SEEDS, LERVIK / "sources"):
        opened = open_pack(folder, cache=False)
        text = briefing.write(opened, Work(clips=briefing.all_clips(opened)))
        checker = verify.Checker(opened.articles)
        found = verify.check(text, checker)
        assert {v.status for v in found} == {"exact"}
        dice = random.Random(7)
        for v in dice.sample(found, min(30, len(found))):
            at = dice.choice([i for i in range(*v.span) if text[i].isalpha()])
            wrong = text[:at] + ("x" if text[at] != "x" else "q") + text[at + 1 :]
            assert any(w.failed for w in verify.check(wrong, checker)), (v.line, v.text, text[at])


def test_words_that_moved_in_a_changed_source_are_found_again(tmp_path: Path) -> None:
    """A letter less above them: the clip is stale, not lost; where the words are gone it is orphaned."""
    text = "Wall to be rebuilt\n\nThe old harbour was full.\n\n“We will rebuild the wall this year,” said Ann Berg.\n"
    (tmp_path / "a.txt").write_text(text)
    first = open_pack(tmp_path, cache=False)
    work = Work(clips=briefing.all_clips(first))
    (tmp_path / "a.txt").write_text(text.replace("harbour", "harbor"))
    moved = briefing.write(open_pack(tmp_path, cache=False), work)
    assert "Exact, but the source has changed" in moved
    assert [c.span.start for c in briefing.read(moved).clips] == [c.span.start - 1 for c in work.clips]
    (tmp_path / "a.txt").write_text(text.replace("rebuild", "paint"))
    assert "Not found" in briefing.write(open_pack(tmp_path, cache=False), work)


@pytest.mark.parametrize("cite", ["footnotes", "inline", "pandoc"])
def test_a_briefing_means_the_sources_that_it_lists(pack: Pack, cite: str) -> None:
    """By the letters it gives them, whatever others they have by now, since one more stands before them, or one is gone."""
    text = briefing.write(pack, work(pack), form.changed(form.of("", ""), cite=cite))
    before = [(v.status, v.cited and v.cited.sources) for v in verify.check(text, pack.articles)]
    river, hill = (replace(a, key=key) for a, key in zip(pack.articles, "HR", strict=True))
    for articles in ((river, hill), (replace(river, key="X"), hill)):
        assert [(v.status, v.cited and {*v.cited.sources}) for v in verify.check(text, articles)] == [
            (status, sources and {*sources}) for status, sources in before
        ]
    alone = verify.check(text, (hill,))
    assert {path for v in alone if v.cited for path in v.cited.sources} == {"hill.txt"}
    assert "misattributed" not in {v.status for v in alone}
    moved = replace(hill, source=replace(hill.source, path="other.txt"))
    assert ("other.txt",) in {v.cited.sources for v in verify.check(text, (river, moved)) if v.cited}
