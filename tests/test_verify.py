"""Verdicts on quotations: what passes, what does not, what is claimed, in every kind of text."""

from __future__ import annotations

import dataclasses
import random
import re
import time
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import engine, fold, imprint, verify
from index.model import Article, Dropped, Fact, Masthead, Passage, Quote, Source, Span, Speaker
from index.verify import glyphs, prose
from index.verify.names import same_speaker
from index.verify.printed import Piece, Printed

ROOT = Path(__file__).parent
CASES = sorted((ROOT / "cases" / "verify").glob("*.txt"))


def article(path: str, text: str, key: str, publisher: str = "", quotes: tuple[Quote, ...] = ()) -> Article:
    """An article whose paragraphs are its passages, the first one its headline."""
    passages, at = [], 0
    for piece in re.split(r"\n\n+", text):
        at = text.index(piece, at)
        if piece.strip():
            passages.append(Passage(len(passages), Span(at, at + len(piece.rstrip("\n")))))
        at += len(piece)
    headline = Fact(passages[0].span.of(text), span=passages[0].span)
    masthead = Masthead(headline=headline, publisher=Fact(publisher) if publisher else None)
    source = Source(path, "0" * 64, len(text))
    return Article(source, "txt", "utf-8", "en", text, masthead, tuple(passages), (), quotes, key)


def said(a: Article, words: str, name: str, certainty: float = 1.0, group: str = "") -> Quote:
    """A quotation of an article, with its speaker."""
    start = a.text.index(words)
    passage = next(p.n for p in a.passages if p.span.start <= start < p.span.stop)
    speaker = Speaker(name, None, name, certainty)
    return Quote(
        f"{a.key}{start}",
        a.path,
        passage,
        Span(start, start + len(words)),
        "direct",
        group or f"{a.key}{start}",
        speaker=speaker,
    )


def with_quotes(a: Article, *quotes: Quote) -> Article:
    return article(a.path, a.text, a.key, a.masthead.publisher.value if a.masthead.publisher else "", quotes)


def parts(case: Path) -> dict[str, str]:
    """The parts of a case file, each under a line `--- name`."""
    found = re.split(r"^--- (.+)\n", case.read_text("utf-8"), flags=re.MULTILINE)
    return {name: body.rstrip("\n") for name, body in zip(found[1::2], found[2::2], strict=True)}


def pack_of(case: dict[str, str]) -> list[Article]:
    """The sources of a case: `--- source KEY Publisher`; `who says: words` lines under `--- speakers KEY`."""
    out = []
    for name, body in case.items():
        if name.startswith("source "):
            _, key, *publisher = name.split(" ", 2)
            a = article(f"{key.lower()}.txt", body, key, publisher[0] if publisher else "")
            lines = case.get(f"speakers {key}", "").splitlines()
            quotes = [said(a, *reversed(line.split(": ", 1))) for line in lines]
            out.append(with_quotes(a, *quotes))
    return out


@pytest.mark.parametrize("path", CASES, ids=[case.stem for case in CASES])
def test_case(path: Path) -> None:
    """Each text of the case folder gets the verdicts that stand below it, in order."""
    case = parts(path)
    kind = next(name for name in case if name.split()[0] == "text")
    found = verify.check(case[kind], pack_of(case), kind.split()[1] if " " in kind else "md")
    assert [f"{v.status}: {' '.join(v.plain.split())}" for v in found] == case["verdicts"].splitlines()
    for v in found:
        assert v.text == v.span.of(case[kind])
        assert v.line == case[kind].count("\n", 0, v.span.start) + 1


# --- glyphs ---


def test_even_and_evened_agree_on_every_character() -> None:
    """The fast form and the one that knows the way back are the same, over all of Unicode, between letters and at the ends."""
    for start in range(0, 0x110000, 97):
        chars = [chr(c) for c in range(start, min(start + 97, 0x110000)) if not 0xD800 <= c <= 0xDFFF]
        text = "a".join(chars)
        assert glyphs.even(text) == glyphs.evened(text)[0], hex(start)


@given(st.text(alphabet="aé\u0301 \u00a0«»‹›--—…’\"'\u00ad\n.ﬁ", max_size=40))
def test_the_way_back_leads_to_the_character(text: str) -> None:
    """Every evened character comes from where `evened` says, and never from before the one that precedes it."""
    out, origin = glyphs.evened(text)
    assert out == glyphs.even(text)
    assert origin == sorted(origin)
    assert all(glyphs.even(text[at : at + 8]) or c == " " for c, at in zip(out, origin, strict=True))


@pytest.mark.parametrize(
    ("printed", "quoted", "status"),
    [
        ("We did not go.", "We did not go", "exact"),
        ("We did\nnot go.", "We did not go", "exact"),
        ("We didn’t go.", "We didn't go", "typography"),
        ("We did not go.", "we did not go", "typography"),
        ("We did not go.", "[w]e did not go", "typography"),
        ("We did not go, he said.", "We did not go.", "typography"),
        ("Yes—we did go.", "Yes – we did go", "altered"),
        ("Yes—we did go.", "Yes–we did go", "typography"),
        ("Yes—we did go.", "Yes--we did go", "typography"),
        ("The ‘old’ law went.", "The “old” law went", "typography"),
        ("Le « non » l’a emporté.", "Le «\u00a0non\u00a0» l’a emporté", "altered"),
        ("Le «\u00a0non\u00a0» a gagné ici.", "Le “non” a gagné ici", "typography"),
        ("The ﬁrst oﬃce to go.", "The first office to go", "typography"),
        ("We re\u00adgret it all.", "We regret it all", "typography"),
        ("Cafe\u0301 owners were there.", "Café owners were there", "typography"),
        ("We did not go to the co-operation talks.", "We did not go to the cooperation talks", "altered"),
        ("We did not go to the harbour today.", "We did not go to the harbor today", "altered"),
        ("We did not go there at all.", "We did not go There at all", "altered"),
        ("We did not go, we stayed.", "We did not go we stayed", "altered"),
        ("Is it all over now?", "Is it all over now.", "altered"),
        ("The x² term is small.", "The x2 term is small", "altered"),
        ("We can't go there now.", "We can", "altered"),
        ("They saw the party leave.", "the part", "altered"),
        ("The re-elected man came home.", "elected man came home", "altered"),
        ("Europe paid 1,000 crowns then.", "Europe paid 1", "altered"),
        ("It cost them 4.5 percent more.", "5 percent more", "altered"),
        ("It fell to -5 degrees there.", "5 degrees there", "altered"),
        ("It rose by 5% in all.", "It rose by 5", "altered"),
        ("A row over l’Europe and us.", "Europe and us", "exact"),
        ("It's fine by all of us.", "s fine by all of us", "altered"),
        ("The peace—and war—of old.", "and war", "exact"),
        ("There is no evidence of any breach.", "There is ... evidence of any breach", "elision"),
        ("There is no evidence of any breach.", "There is […] evidence of any breach", "elision"),
        ("There is no evidence of any breach.", "evidence of any breach … there is", "altered"),
        ("There is no evidence of any breach.", "There is no evidence…", "elision"),
        ("There is ... evidence of any breach.", "There is … evidence of any breach", "typography"),
        ("When visibility permit [sic] we sail.", "When visibility permit [sic] we sail", "exact"),
        ("When visibility permit we sail out.", "When visibility permit [sic] we sail out", "altered"),
        ("It is a policy of non-intervention now.", "It is a policy of non-", "altered"),
        ("It is a policy of non-intervention now.", "-intervention now", "altered"),
        ("Take him and/or her there.", "Take him and/", "altered"),
        ("They left at 10:30 sharp today.", "They left at 10:", "altered"),
        ("He said this: we did not go.", "He said this:", "exact"),
        ("They met for co-\noperation talks.", "operation talks", "altered"),
        ("They met for co-\noperation talks.", "cooperation talks", "exact"),
        ("It cost $5 million in all.", "5 million in all", "altered"),
        ("It cost 5 € a piece then.", "It cost 5", "exact"),
        ("It cost 5€ a piece then.", "It cost 5", "altered"),
        ("It rose to +5 degrees there.", "5 degrees there", "altered"),
        ("It rose to 5° there today.", "It rose to 5", "altered"),
        ("Take 1/2 cups of flour each.", "2 cups of flour each", "altered"),
        ("Whatever he/she said was wrong.", "she said was wrong", "altered"),
        ("The R&D costs are high.", "D costs are high", "altered"),
        ("We love the U.S. army here.", "We love the U.", "altered"),
        ("We love the U.S. army here.", "S. army here", "altered"),
        ("Write to example.org by noon.", "org by noon", "altered"),
        ("It has an end.The next begins.", "The next begins", "exact"),
        ("Some 10\u202f000 people came today.", "000 people came today", "altered"),
        ("Some 10\u00a0000 people came today.", "Some 10", "altered"),
        ("Is it all “over”?", "Is it all “over”.", "altered"),
        ("Is it all “over”?", "Is it all “over”?", "exact"),
        ("The x\u0302 term is small.", "The x", "altered"),
        ("हिन्दी में लिखा है।", "हिन्दी में लिख", "altered"),
        ("[W]e did not go there.", "[W]e did not go there", "exact"),
        ("[W]e did not go there.", "We did not go there", "altered"),
        ("A bell\x1brang in the fog.", "A bell\ufffdrang in the fog", "typography"),
    ],
)
def test_what_may_differ_and_what_may_not(printed: str, quoted: str, status: str) -> None:
    """Glyphs, an ending stop, the first letter's case; nothing else, and never a part of a word or number."""
    a = article("a.txt", f"Headline\n\n{printed}", "A")
    (v,) = verify.check(f"He said: “{quoted}” [A]", [a], "txt")
    assert v.status == status
    if v.found:
        assert v.found.text == v.found.span.of(a.text)


@pytest.mark.parametrize(
    ("printed", "quoted", "negation"),
    [
        ("We did not go there.", "We did … go there", "not"),
        ("We really didn’t go there.", "We … go there", "didn’t"),
        ("Wir wollten von dort nichts hören.", "Wir wollten … hören", "nichts"),
        ("Nous partons sans lui ce soir.", "Nous partons … ce soir", "sans"),
        ("Vi gikk aldri tilbake dit.", "Vi gikk … tilbake dit", "aldri"),
        ("We did indeed go there.", "We did … go there", ""),
    ],
)
def test_a_negation_that_was_left_out_is_pointed_out(printed: str, quoted: str, negation: str) -> None:
    """In whatever language: the form of the elision is right, the sense may be turned."""
    (v,) = verify.check(f"“{quoted}” [A]", [article("a.txt", f"Headline\n\n{printed}", "A")], "txt")
    assert v.status == "elision"
    assert v.note == (f"the words left out hold “{negation}”" if negation else "")


# --- mutants ---

LERVIK = ROOT / "packs" / "lervik" / "sources"
SEEDS = ROOT.parent / "seeds"
PER_QUOTATION = 10


@cache
def printed() -> tuple[tuple[Article, ...], tuple[tuple[Article, Quote], ...]]:
    """The sources that are plain text, every paragraph a passage, and what stands in marks there."""
    from index import marks

    articles, found = [], []
    files = [*sorted(SEEDS.glob("*.txt")), *sorted(LERVIK.glob("*.txt"))]
    for n, file in enumerate(files):
        data = file.read_bytes()
        text = data.decode("cp1252" if b"\x93" in data and b"\xe2\x80" not in data else "utf-8-sig").replace(
            "\r\n", "\n"
        )
        a = article(file.name, text, chr(65 + n))
        quotes = []
        for s in marks.stretches(a.text, a.passages):
            if s.parent is None and len(fold.words(s.span.of(text))) >= 4:
                name = f"Speaker{chr(65 + n)} Number{chr(65 + s.passage % 26)}{s.passage}"
                quotes.append(said_at(a, s.span, a.passages[s.passage].n, name))
        articles.append(with_quotes(a, *quotes))
        found += [(articles[-1], q) for q in quotes]
    return tuple(articles), tuple(found)


def said_at(a: Article, span: Span, passage: int, name: str) -> Quote:
    id_ = f"{a.key}{span.start}"
    return Quote(id_, a.path, passage, span, "direct", id_, speaker=Speaker(name, None, name, 1.0))


def mutate(words: list[str], other: list[str], dice: random.Random) -> str | None:
    """One thing wrong in a quotation: a letter, a word, a negation, a number, a name, an order, a splice."""
    kind = dice.choice(("letter", "drop", "add", "swap", "negation", "number", "name", "splice", "case", "cut", "join"))
    out, at = list(words), dice.randrange(len(words))
    if kind == "letter":
        word = out[at]
        i = dice.randrange(len(word))
        if not word[i].isalpha():
            return None
        out[at] = word[:i] + dice.choice("aeioustrn".replace(word[i].lower(), "")) + word[i + 1 :]
    elif kind == "drop" and 0 < at < len(words) - 1:
        del out[at]
    elif kind == "add":
        out.insert(max(1, at), dice.choice(("very", "the", "all", "much")))
    elif kind == "swap" and at + 1 < len(words) and fold.fold(out[at])[0] != fold.fold(out[at + 1])[0]:
        out[at], out[at + 1] = out[at + 1], out[at]
    elif kind == "negation":
        if "not" in out[1:-1]:
            out.remove("not")
        else:
            out.insert(max(1, at), "not")
    elif kind == "number" and any(w.strip(",.").isdigit() for w in out):
        out = [str(int(w) + 1) if w.isdigit() else w for w in out]
    elif kind == "name" and at and out[at][0].isupper() and len(out[at]) > 3:
        out[at] = "Marburg"
    elif kind == "splice":
        out = words[: len(words) // 2 + 1] + other[len(other) // 2 :]
    elif kind == "case" and at and out[at].islower() and len(out[at]) > 1:
        out[at] = out[at].upper()
    elif kind == "cut" and len(out[-1].strip(",.")) > 3 and out[-1].strip(",.").isalpha():
        out[-1] = out[-1].strip(",.")[:-1]
    elif kind == "join" and at + 1 < len(words):
        out[at : at + 2] = [out[at] + out[at + 1]]
    else:
        return None
    return " ".join(out)


def test_no_mutant_passes() -> None:
    """Whatever is changed in a quotation that is not typography, it is not found exact, typography or elision."""
    articles, quotations = printed()
    checker = verify.Checker(articles)
    dice = random.Random(20081128)
    everything = [glyphs.even(a.text).lower() for a in articles]
    mutants, passed = 0, []
    for a, q in quotations:
        words = q.span.of(a.text).split()
        for _ in range(PER_QUOTATION):
            b, other = dice.choice(quotations)
            mutant = mutate(words, other.span.of(b.text).split(), dice)
            if mutant is None or mutant.split() == words:
                continue
            plain = glyphs.even(mutant).lower().strip(" ,.'")
            if any(re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", text) for text in everything):
                continue  # by chance what somebody else printed
            mutants += 1
            v, *_ = verify.check(f"> {mutant.replace('*', '').replace('[', '(').replace(']', ')')}", checker, "txt")
            if not v.failed:
                passed.append((q.span.of(a.text), mutant, v.status))
    assert mutants >= 500
    assert passed == []


def test_no_elision_joins_what_two_people_said() -> None:
    """Words of two quotations with an ellipsis between them pass only where one speaker said both in one place."""
    articles, quotations = printed()
    checker = verify.Checker(articles)
    dice = random.Random(7)
    seen = 0
    for a, q in quotations:
        b, other = dice.choice(quotations)
        if q.passage == other.passage and a is b:
            continue
        first, second = q.span.of(a.text).split(), other.span.of(b.text).split()
        spliced = " ".join([*first[:4], "...", *second[-4:]])
        stands = {s.piece for s in checker.printed.stands(" ".join(first[:4]))}
        if stands & {s.piece for s in checker.printed.stands(" ".join(second[-4:]))}:
            continue
        seen += 1
        assert all(v.failed for v in verify.check(f"It says “{spliced}” there.", checker)), spliced
    assert seen > 50


def test_a_wrong_source_or_speaker_is_named() -> None:
    """A quotation given to a source that does not have it, or to somebody else, is misattributed; to the right one, it passes."""
    articles, quotations = printed()
    checker = verify.Checker(articles)
    dice = random.Random(11)
    wrong = 0
    for a, q in quotations:
        words = " ".join(q.span.of(a.text).split())
        if '"' in words or "“" in words or "„" in words or "«" in words:
            continue
        having = {p.source for v in verify.check(f"“{words}”", checker, "txt") for p in (v.found, *v.also) if p}
        others = [x for x in articles if x.path not in having]
        if not others or not q.speaker:
            continue
        (v,) = verify.check(f"“{words}” [{dice.choice(others).path}]", checker, "txt")
        assert v.status == "misattributed", words
        (v,) = verify.check(f"“{words}” [{a.path}]", checker, "txt")
        assert v.status in ("exact", "typography"), words
        if not v.also:
            (v,) = verify.check(f"“{words}” said Speakerless Nobody [{a.path}]", checker, "txt")
            assert (v.status, v.speaker_checked) == ("misattributed", True), words
            (v,) = verify.check(f"“{words}” said {q.speaker.name} [{a.path}]", checker, "txt")
            assert v.status in ("exact", "typography"), words
        wrong += 1
    assert wrong > 50


# --- true quotations, other typography ---


def test_true_quotations_are_not_refused() -> None:
    """Other marks, other line ends, other dashes and apostrophes, a dropped stop, escapes: at most 2 in 1,000 fail."""
    articles, quotations = printed()
    checker = verify.Checker(articles)
    checked = refused = 0
    for a, q in quotations:
        words = q.span.of(a.text)
        for change in (
            lambda t: t,
            lambda t: " ".join(t.split()),
            lambda t: t.replace("'", "’"),
            lambda t: t.replace("’", "'"),
            lambda t: t.rstrip(",."),
            lambda t: t.rstrip(",.") + ".",
            lambda t: t[0].swapcase() + t[1:],
            lambda t: t.replace(" - ", " – ").replace("-", "\u2011"),
            lambda t: t.replace(" ", "\n", 3),
            lambda t: unicodedata.normalize("NFD", t),
            lambda t: "\\" + t if t[0] in '"([' else t,
        ):
            changed = change(words)
            checked += 1
            verdicts = verify.check("> " + " ".join(changed.split()).replace("*", "\\*").replace("[", "\\["), checker)
            refused += any(v.status not in ("exact", "typography") for v in verdicts)
    assert checked > 800
    assert refused <= checked * 0.002


# --- the checked text ---


@given(
    st.lists(st.text(alphabet="ab \\`*_[]<>&|!#~\n“”\"'-1.)^:", min_size=1, max_size=30), max_size=4),
    st.sampled_from(["md", "html", "txt"]),
)
def test_every_character_read_leads_back_into_the_file(pieces: list[str], kind: prose.Format) -> None:
    """Whatever the text: offsets lie in the file, and a character that was not escaped is the one that stands there."""
    text = "\n\n".join(pieces)
    for p in prose.paragraphs(text, kind):
        assert len(p.chars) == len(p.starts) == len(p.stops)
        for c, start, stop in zip(p.chars, p.starts, p.stops, strict=True):
            assert 0 <= start < stop <= len(text) or c == "\n"
            if stop - start == 1 and c not in "\n\ufffc“”":
                assert text[start] == c or kind == "html" or text[start] in "\\&\t"


@pytest.mark.parametrize(
    "hostile",
    [
        "“" * 200_000,
        '"a ' * 80_000,
        "[" * 100_000,
        "*a " * 60_000,
        "... " * 60_000,
        "A" * 500_000,
        "> " * 300 + "a",
        "‘a’ " * 50_000,
        "“a b” [A] " * 25_000,
    ],
)
def test_hostile_text_costs_little(hostile: str) -> None:
    """Half a megabyte of marks, brackets or capitals is judged within seconds, as text and as Markdown."""
    a = article("a.txt", "Headline\n\nWords were said here.", "A")
    begun = time.process_time()
    verify.check(hostile, [a], "txt")
    verify.check(hostile[:60_000], [a], "md")
    assert time.process_time() - begun < 6


def test_two_hundred_quotations_against_three_hundred_articles() -> None:
    """Well under a second once the articles are made ready."""
    articles, quotations = printed()
    many = [
        with_quotes(article(f"{n}-{a.path}", f"{a.text}\n\nNumber {n}.", f"K{n}")) for n in range(38) for a in articles
    ][:300]
    checker = verify.Checker(many)
    text = "\n\n".join("> " + " ".join(q.span.of(a.text).replace("[", "(").split()) for a, q in (quotations * 4)[:200])
    begun = time.process_time()
    verdicts = verify.check(text, checker)
    assert len(verdicts) > 190
    assert time.process_time() - begun < 3


# --- names ---


@pytest.mark.parametrize(
    ("claimed", "known", "answer"),
    [
        ("Oklund", "Samira Oklund", True),
        ("Dr. Samira Oklund", "Samira Oklund", True),
        ("President Medvedev", "Dmitry Medvedev", True),
        ("Maren Holt", "Jonas Holt", False),
        ("A. Rønning", "Aksel Rønning", True),
        ("Axel Ronning", "Aksel Rønning", None),
        ("SCO", "Shanghai Cooperation Organization", True),
        ("Dagny Frost", "Samira Oklund", False),
        ("", "Samira Oklund", None),
        ("China", "Chinese foreign ministry statement", None),
        ("Norway", "Norwegian government", None),
        ("Martin", "Martina Lund", False),
        ("Russia", "Chinese foreign ministry", False),
    ],
)
def test_one_persons_names_agree(claimed: str, known: str, answer: bool | None) -> None:
    """Surname, title and surname, and full name are one person; what is only alike is not judged."""
    assert same_speaker(claimed, known) is answer


def test_a_shared_surname_agrees_with_nobody() -> None:
    """Where two speakers have the surname, it names neither."""
    assert same_speaker("Holt", "Jonas Holt", namesakes=2) is None


@pytest.mark.parametrize(
    ("path", "kind"), [("a.HTML", "html"), ("x/b.htm", "html"), ("c.txt", "txt"), ("d.md", "md"), ("-", "md")]
)
def test_the_suffix_tells_how_a_file_is_read(path: str, kind: str) -> None:
    """What is neither web page nor plain text is Markdown."""
    assert verify.format_of(path) == kind


def test_a_briefing_is_known_by_its_last_line() -> None:
    """Blank lines after it do not matter; the words elsewhere do not make a briefing."""
    assert imprint.is_briefing(f"# T\n\n{imprint.MARK}: checked.\n\n")
    assert not imprint.is_briefing(f"{imprint.MARK}\n\nan article")


@given(
    st.sampled_from(
        ["It rained.", "# Weather", "> “It rained", "- item", "Mayor Lund spoke.", "| a |\n| --- |\n| b |"]
    ),
    st.booleans(),
)
def test_a_paragraph_more_changes_no_other_verdict(more: str, before: bool) -> None:
    """What is said of a quotation depends on its own surroundings."""
    a = article("a.txt", "Headline\n\n“The bridge stays shut,” said Ada Lund. It rained all day.", "A")
    a = with_quotes(a, said(a, "The bridge stays shut,", "Ada Lund"))
    text = "“The bridge stays shut,” said Bo Dahl.\n\nNothing else.\n\n“The bridge stays open” [A]."
    both = f"{more}\n\nSo it goes.\n\n{text}" if before else f"{text}\n\n{more}"
    alone = [(v.plain, v.status) for v in verify.check(text, [a])]
    assert [x for x in ((v.plain, v.status) for v in verify.check(both, [a])) if "bridge" in x[0]] == alone


def test_a_link_around_a_quotation_cites_its_source() -> None:
    """The quotation that a link shows is looked for in the source that the link leads to."""
    alpha = article("alpha.txt", "Wall\n\nWe will rebuild the old harbour wall this year, she said.", "A")
    beta = article("beta.txt", "Rain\n\nNothing but rain and wind came over the hills that day.", "B")
    words = "“We will rebuild the old harbour wall this year”"
    found = verify.check(f"[{words}](alpha.txt)\n\n[{words}](beta.txt)\n", [alpha, beta])
    assert [v.status for v in found] == ["exact", "misattributed"]


def test_a_sentence_that_begins_with_sources_is_no_list_of_them() -> None:
    """`Sources: R, F` is a list and not looked at; `Sources: he said “...”` is a claim like any other."""
    alpha = article("alpha.txt", "Wall\n\nWe will rebuild the old harbour wall this year, she said.", "A")
    text = "Sources: he said “The moon is made of green cheese today”.\n\nSources: alpha.txt, A\n"
    assert [v.status for v in verify.check(text, [alpha])] == ["missing"]


def test_a_name_before_a_colon_speaks() -> None:
    """As in a transcript; a place or a label before a colon speaks nothing."""
    alpha = article("alpha.txt", "Wall\n\nWe will rebuild the old harbour wall this year, she said.", "A")
    words = "We will rebuild the old harbour wall this year"
    alpha = with_quotes(alpha, said(alpha, words, "Anna Berg"))
    text = "".join(
        f"{who}: “{words}”\n\n" for who in ("Jonas Lie", "**Jonas Lie**", "Anna Berg", "New York", "Bottom line")
    )
    found = [v.status for v in verify.check(text, [alpha])]
    assert found == ["misattributed", "misattributed", "exact", "exact", "exact"]


HARBOUR = article("alpha.txt", "Wall\n\n“We will rebuild the old harbour wall,” she said.\n\nNobody crosses it.", "A")
HARBOUR = with_quotes(HARBOUR, said(HARBOUR, "We will rebuild the old harbour wall,", "Anna Berg"))
RAIN = article("beta.txt", "Rain\n\nNothing but rain and wind came that day.", "B", "Coast Times")
WALL = "We will rebuild the old harbour wall"


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        (f"> {WALL}\n>\n> — Jonas Lie\n", ["misattributed"]),
        (f"> {WALL}\n>\n> — Anna Berg\n", ["exact"]),
        (f"> {WALL}\n>\n> Nobody crosses it.\n>\n> — Jonas Lie, reporter\n", ["misattributed", "exact"]),
        (f"> {WALL}\n>\n> — Anna Berg\n>\n> Nobody crosses it.\n>\n> — Jonas Lie\n", ["exact", "exact"]),
        (f"> {WALL}\n\nSo it goes.\n\n> Nobody crosses it.\n>\n> — Jonas Lie\n", ["exact", "exact"]),
    ],
)
@pytest.mark.parametrize("kind", ["md", "txt"])
def test_a_signature_below_signs_the_paragraphs_above_it(text: str, statuses: list[str], kind: prose.Format) -> None:
    """All up to the signature before it, of the same block quotation; another block quotation has its own."""
    assert [v.status for v in verify.check(text, [HARBOUR, RAIN], kind)] == statuses


@pytest.mark.parametrize("citation", ["[B; A]", "[B] [A]", "[^2][^1]", "([rain](beta.txt), [wall](alpha.txt))"])
def test_several_sources_are_told_in_the_order_of_the_text(citation: str) -> None:
    """Any of them having the words is enough; the one that has them is where they are found."""
    notes = "[^1]: alpha.txt\n[^2]: beta.txt\n" if "^" in citation else ""
    (v,) = verify.check(f"“{WALL}” {citation}\n\n{notes}", [HARBOUR, RAIN])
    assert (v.status, v.cited) == ("exact", verify.Cited(("beta.txt", "alpha.txt")))
    assert v.found is not None
    assert v.found.source == "alpha.txt"


@pytest.mark.parametrize(
    ("kind", "quoted"),
    [
        ("html", "<p><a href='SOURCE.txt'>“QUOTE”</a></p>"),
        ("html", "<p><q cite='SOURCE.txt'>QUOTE</q></p>"),
        ("html", "<blockquote cite='https://example.org/SOURCE.txt#top'>QUOTE</blockquote>"),
        ("html", "<blockquote cite='SOURCE.txt'><p>QUOTE</p><p>“Nobody crosses it.”</blockquote>"),
        ("html", "<blockquote>QUOTE<footer>— <cite>TITLE</cite></footer></blockquote>"),
        ("html", "<blockquote>QUOTE<footer>Anna Berg, in <a href='SOURCE.txt'>a report</a></footer></blockquote>"),
        ("html", "<p>“QUOTE” — <cite>TITLE</cite></p>"),
        ("md", "> QUOTE\n>\n> — Anna Berg, TITLE"),
        ("md", "> QUOTE\n> — TITLE"),
        ("txt", "> QUOTE\n>\n> — Anna Berg, *TITLE*"),
    ],
)
def test_the_markup_and_the_signature_of_a_quotation_cite(kind: prose.Format, quoted: str) -> None:
    """The right source leaves it exact, a wrong one makes it misattributed, and no signature is taken for a quotation."""
    for source, title, status in (("alpha", "Wall", "exact"), ("beta", "Coast Times", "misattributed")):
        text = quoted.replace("QUOTE", WALL).replace("SOURCE", source).replace("TITLE", title)
        first, *others = verify.check(text, [HARBOUR, RAIN], kind)
        assert first.status == status
        assert first.cited is not None
        assert first.cited.sources == (f"{source}.txt",)
        assert [v.plain for v in others] == ["Nobody crosses it."] * ("Nobody" in text)


def test_many_links_and_signatures_cost_little() -> None:
    """Links beside and within each other, and quotations above one signature, are looked at once."""
    begun = time.process_time()
    verify.check("<cite>“a b c” " * 8_000 + "</cite>" * 8_000, [HARBOUR], "html")
    verify.check("<a href='alpha.txt'>“a b c”</a> " * 8_000, [HARBOUR], "html")
    verify.check("[“a b c”](x) " * 4_000, [HARBOUR], "md")
    verify.check("<blockquote>" + "<p>a b c" * 8_000 + "<footer>" + "Wall, " * 40_000, [HARBOUR], "html")
    assert time.process_time() - begun < 6


def test_front_matter_is_not_looked_at() -> None:
    """Between lines of hyphens (YAML) or plus signs (TOML), at the front only; unclosed, it is text like any other."""
    said_there = 'title = "Some words that nobody says"\n'
    for fence in ("---", "+++"):
        assert verify.check(f"{fence}\n{said_there}{fence}\n\nIt rained.\n", [HARBOUR]) == ()
        assert len(verify.check(f"{fence}\n{said_there}\nIt rained.\n", [HARBOUR])) == 1
        assert len(verify.check(f"It rained.\n\n{fence}\n{said_there}{fence}\n", [HARBOUR])) == 1


@pytest.mark.parametrize("words", [f"[w]{WALL[1:]}", f"w{WALL[1:]}", f"{WALL}.", f"[W]{WALL[1:]}"])
def test_what_passes_as_typography_differs_in_typography_only(words: str) -> None:
    """A first letter that is shown as changed is no other word."""
    (v,) = verify.check(f"“{words}”", [HARBOUR])
    assert v.status == "typography"
    assert {d.kind for d in v.differences} <= {"typography"}


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (
            "She said “we will <del>not</del> rebuild the old harbour wall”.\n",
            [("typography", "we will <del>not</del> rebuild the old harbour wall")],
        ),
        (
            '“We will <i style="display: none">rebuild</i> the old harbour wall” and “so it goes for all”.\n',
            [
                ("altered", 'We will <i style="display: none">rebuild</i> the old harbour wall'),
                ("missing", "so it goes for all"),
            ],
        ),
        (f"It rained.\n\n<blockquote>{WALL}</blockquote>\n", [("exact", WALL)]),
        (f"<blockquote cite='beta.txt'>\n\n{WALL}\n\n</blockquote>\n\nIt rained.\n", [("misattributed", WALL)]),
        (f"<blockquote>\n<p>{WALL}</p>\n<footer>Jonas Lie</footer></blockquote>\n", [("misattributed", WALL)]),
        (f"> <p>{WALL}</p>\n>\n> — Jonas Lie\n", [("misattributed", WALL)]),
        (f"- It rained.\n\n  <div>\n  She said “{WALL}” &amp; left.\n  </div>\n", [("exact", WALL)]),
        ("She said <q>some *words* that nobody says</q>.\n", [("missing", "some *words* that nobody says")]),
        ("<!-- “Some words that nobody says”\n\n“and more of such words” -->\n\nIt rained.\n", []),
        ("It rained <!-- “some words that nobody says” --> all day.\n", []),
        ("<pre>\n“Some words that nobody says”\n</pre>\n", []),
    ],
)
def test_markup_in_markdown_is_read_as_on_a_web_page(text: str, verdicts: list[tuple[str, str]]) -> None:
    """Its block quotations, signatures and marks, with their places in the file; never a comment."""
    found = verify.check(text, [HARBOUR, RAIN])
    assert [(v.status, v.text) for v in found] == verdicts


def test_a_span_cuts_no_tag() -> None:
    """Marks within marks that are tags belong to the quotation as a whole."""
    for kind in ("html", "md"):
        text = f"<p>“<q title='a > b'>{WALL}</q>”</p>"
        (v,) = verify.check(text, [HARBOUR], kind)
        assert (v.status, v.text) == ("exact", f"<q title='a > b'>{WALL}</q>")


@pytest.mark.parametrize("mark", ["> ", ">", "> > ", "  >"])
def test_the_marks_of_quoted_lines_are_no_words(mark: str) -> None:
    """As in mail: each line of a quoted paragraph begins with them, and what differs is shown where it stands."""
    wrong = WALL.replace("old", "new")
    for words, status in ((WALL, "exact"), (wrong, "altered")):
        for quoted in (words, f"“{words}”"):
            text = "She wrote:\n\n" + "\n".join(mark + line for line in quoted.replace(" the ", " the\n").split("\n"))
            (v,) = verify.check(text, [HARBOUR], "txt")
            assert (v.status, v.plain) == (status, words.replace(" the ", " the\n"))
            assert [d.a.of(text) for d in v.differences if d.kind == "words"] == ["new"] * (status == "altered")


def test_a_table_of_a_web_page_is_read_as_one_of_markdown() -> None:
    """Its cells stand below the heads of their columns; one without a head only arranges the page."""
    table = "<table><thead><tr><th>What<th>Harbour (H)<th></thead><tbody><tr><th>a<td>b<td>c<tr><td><b>d</b><td>e</tbody></table>"
    read = {p.text: (p.kind, p.column) for p in prose.paragraphs(f"{table}<table><tr><td>f</table>", "html") if p.text}
    assert read["a"] == ("cell", "What")
    assert (read["b"], read["c"], read["e"]) == (("cell", "Harbour (H)"), ("cell", ""), ("cell", "Harbour (H)"))
    assert read["f"] == ("paragraph", "")


def test_a_name_in_bold_type_on_a_web_page_speaks() -> None:
    """The block quotation below it is that speaker's, as it is in Markdown."""
    for html, bold in (
        ("<p><b>Ann</b>", 3),
        ("<p> <strong>Ann</strong> <b>Holt</b>, mayor", 9),
        ("<p>The <b>x</b>", 0),
        ("<p>x</p><b>y</b>", 1),
    ):
        assert [p.bold for p in prose.paragraphs(html, "html")][-1] == bold
    prose.paragraphs("<p>x" + "<b>a&amp;" * 40_000, "html")


@pytest.mark.parametrize(
    "unseen", ["<del>rebuild</del>", "<span hidden>rebuild</span>", "<b style='visibility:hidden'>rebuild</b>"]
)
def test_words_that_a_page_does_not_show_are_not_quoted(unseen: str) -> None:
    """Struck out or hidden, they are for nobody to read; what follows is read again."""
    text = f"<p>“We will {unseen} the old harbour wall” and “{WALL}”</p>"
    assert [v.status for v in verify.check(text, [HARBOUR], "html")] == ["altered", "exact"]


def test_a_short_quotation_says_where_it_occurs() -> None:
    """One that different speakers say is ambiguous, and every place is told."""
    a = article("a.txt", "News\n\n“No comment,” said Oda Brenn.\n\n“No comment,” said Per Myhre.", "A")
    passage = a.passages[2].span.start
    quotes = (
        said(a, "No comment,", "Oda Brenn"),
        said_at(a, Span(passage + 1, passage + 12), 2, "Per Myhre"),
    )
    (v,) = verify.check("They had “no comment”.", [with_quotes(a, *quotes)])
    assert v.status == "ambiguous"
    assert v.found is not None
    assert [(p.passage, p.speaker) for p in (v.found, *v.also)] == [(1, "Oda Brenn"), (2, "Per Myhre")]


@pytest.mark.parametrize(
    ("quoted", "theirs", "kind"),
    [
        ("[the] old harbour wall", "the", "typography"),
        ("We will rebuild the [new] harbour wall", "old", "words"),
        ("We will rebuild [it]", "the old harbour wall", "words"),
    ],
)
def test_an_editors_bracket_is_one_difference(quoted: str, theirs: str, kind: str) -> None:
    """Whatever stands in it: what the source has in its place is shown beside the whole bracket."""
    text = f"She said “{quoted}”."
    (v,) = verify.check(text, [HARBOUR])
    assert (v.status, v.nearest is not None) == ("altered", True)
    (d,) = v.differences
    assert (d.a.of(text)[0], d.a.of(text)[-1], d.kind) == ("[", "]", kind)
    assert theirs.startswith(d.b.of(HARBOUR.text))


def test_the_verdicts_are_the_same_with_an_index(tmp_path: Path) -> None:
    """Of quotations exact, altered, elided and missing, cited or not; also with credits, which no index has."""
    articles, quotations = printed()
    dice = random.Random(5)
    paragraphs = []
    for n, (a, q) in enumerate(quotations[:120]):
        words = q.span.of(a.text).split()
        if n % 3 == 1:
            words[dice.randrange(len(words))] = "otherwise"
        if n % 4 == 2 and len(words) > 6:
            words[3:5] = ["[...]"]
        if n % 5 == 3:
            words = ["it", "is", "not", "so", "said", "they", "and", "we", "all", "know"]
        paragraphs.append(f"> {' '.join(words)} [{dice.choice(articles).path}]" if n % 2 else f"“{' '.join(words)}”")
    text = "\n\n".join(paragraphs)
    engine.build(tmp_path / "index", articles)
    searcher = engine.Searcher(articles, tmp_path / "index")
    try:
        assert searcher.indexed
        there = verify.check(text, verify.Checker(articles, searcher))
    finally:
        searcher.close()
    assert there == verify.check(text, articles)
    assert {"exact", "altered", "missing"} <= {v.status for v in there}


def test_a_broken_index_changes_no_verdict(tmp_path: Path) -> None:
    """What can no longer be read of it is taken from the text."""
    articles, quotations = printed()
    text = "\n\n".join(f"“{' '.join(q.span.of(a.text).split())}”" for a, q in quotations[:20])
    engine.build(tmp_path / "index", articles)
    searcher = engine.Searcher(articles, tmp_path / "index")
    for file in (tmp_path / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    assert verify.check(text, verify.Checker(articles, searcher)) == verify.check(text, articles)


class Unguided(Printed):
    """Looks through every piece, whatever its words."""

    def holding(self, text: str) -> list[Piece]:
        return [self.piece((n, rank)) for n, a in enumerate(self.articles) for rank in range(len(a.passages))]


@given(
    st.lists(
        st.text(alphabet="aåbe\u0301 \u00ad-‐—'’“\"_.,5%\nﬁßİstд会の\u200d", min_size=1, max_size=25),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
def test_no_place_is_missed_for_the_words_it_is_looked_for_by(pieces: list[str], data: st.DataObject) -> None:
    """Whatever stands in the pack is found by its words as surely as by going through every piece."""
    text = "\n\n".join(["Head", *pieces])
    passages, at = [], 0
    for n, piece in enumerate(["Head", *pieces]):
        passages.append(Passage(n, Span(at, at + len(piece))))
        at += len(piece) + 2
    a = Article(
        Source("a.txt", "0" * 64, len(text)), "txt", "utf-8", "en", text, Masthead(), tuple(passages), (), (), "A"
    )
    start = data.draw(st.integers(0, len(text) - 1))
    quoted = text[start : data.draw(st.integers(start + 1, len(text)))]
    assert Printed([a]).stands(quoted) == Unguided([a]).stands(quoted)


@pytest.mark.parametrize("certainty", [0.4, 0.95])
def test_words_of_two_speakers_are_no_elision_however_certain(certainty: float) -> None:
    """Parts that stand in quotations of different speakers of one passage are altered; a quotation within one is also its speaker's."""
    text = "Head\n\n“The port is shut to all ships,” Holt said. “We heard ‘the quay is safe’ from them,” Lie said."
    a = article("a.txt", text, "A")
    told = (
        said(a, "The port is shut to all ships,", "Maren Holt", 0.95),
        said(a, "We heard ‘the quay is safe’ from them,", "Jonas Lie", certainty),
        said(a, "the quay is safe", "Per Dahl", certainty),
    )
    found = verify.check(
        "“The port is shut ... the quay is safe” and “We heard ... quay is safe”", [with_quotes(a, *told)]
    )
    assert [v.failed for v in found] == [True, False]


@pytest.mark.parametrize("text", ["  " * 12 + "- QUOTE", "> " * 40 + "QUOTE"])
def test_a_quotation_deep_in_lists_or_block_quotations_is_seen(text: str) -> None:
    """Nesting hides no words."""
    lead = "".join("  " * i + "- a\n" for i in range(12)) if "- QUOTE" in text else ""
    found = verify.check(
        lead + text.replace("QUOTE", "“The port was never shut at all”"),
        [article("a.txt", "Head\n\nThe port was shut.", "A")],
    )
    assert len(found) == 1
    assert found[0].failed


def test_credits_may_be_quoted() -> None:
    """What a desk line or a line on the author says stands in the pack, though it is no passage."""
    text = "Head\n\nThe port was shut.\n\nWriting by Oleg Sand; Editing by Jon Boyle"
    a = article("a.txt", text, "A")
    credit = a.passages[2].span
    a = dataclasses.replace(a, passages=a.passages[:2], dropped=(Dropped(credit, "desk line", "who edited it"),))
    assert [v.status for v in verify.check("“Editing by Jon Boyle”", [a])] == ["exact"]


@pytest.mark.parametrize(
    "text",
    [
        "“No way out” | b\n\n" * 12_000,
        "“We say” " * 20_000,
        '"We say" ' * 20_000,
        "| a | b |\n|---|---|\n" + "|“no”|b|\n" * 12_000,
    ],
    ids=["paragraphs", "one paragraph", "straight marks", "table"],
)
def test_a_long_text_that_is_mostly_marks_is_looked_at_all_the_same(text: str) -> None:
    """No quotation of it goes without a verdict."""
    found = verify.check(text, [article("a.txt", "Head\n\nThe port was shut.", "A")])
    assert len(found) == max(text.count("“"), text.count('"') // 2)
