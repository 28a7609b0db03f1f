"""What the words around a quotation tell, of phrases put together from their parts: who speaks, which paper prints it, who is one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from index.model import Article, Fact, Masthead
from index.verify import glyphs, names, papers, saying, signed, spoken
from index.verify.printed import Printed
from tests.test_verify import article, said, with_quotes

SUBJECTS = (
    "Holt", "Maren Holt", "Dr. Maren Holt", "the mayor, Jonas Lie", "the mayor, Holt,", "harbour master Maren Holt", "Maren Holt, the harbour master,",
    "Holt (the mayor)", "Lie — a good mayor —", "Maren Holt, 41, a nurse from Lervik,", "a spokesman for Holt", "Holt's lawyer", "she", "the ministry",
    "the Ministry of Ports and Quays", "Ursula von der Leyen", "Johnson & Johnson", "Holt of the Union of Lervik", "Holt, who left,", "Unlike Holt, Lie",
    "Yesterday Holt", "Recently Maren Holt", "Speaking to Lie, Holt", "MSNBC host Chris Matthews", "to Holt", "Lie and Holt", "Martin Luther King Jr.",
    "Holt, mayor of Lervik, and a nurse,", "In Lervik Holt", "the old and tired mayor Holt", "the mayor, who was ill, Holt", "Verkehrsminister, Binali Yildirim,", "die Ministerin Holt", "Charles de Gaulle",
    "the Bank for Trade and Commerce", "Monday", "one of them", "Holt from the Union", "J. R. Holt", "like Holt", "nobody but Holt", "Maren Holt's", "Ministerin Lie", "Maren Holt’s", "MSNBC’s host Holt", "Holt and the Lie Society", "Holt said Lie", "Lie – a good mayor –", "a big old tired grumpy harbour master Holt", "Holt, who – as we know – left,", "the mayor, Holt", "Deck and Dock Union",
)  # fmt: skip
BEHIND = (
    ", {} said.", " said {}.", ", said {}, the mayor.", " {} told reporters on Monday.", ". {} said.", ".{} said.", ". {} said that it was over.", ", according to {}.", " — {}", " — {}, mayor of Lervik (2008)",
    " ({}, Reuters, 2008)", ", as {} put it.", ", {} has quickly said: so be it", " sagte {} am Montag.", ", so {}.", " a déclaré {}, le maire.", ", dijo {}.", ", {} is quoted as saying", " read a statement by {}.", " reads the letter released by {}.", " ran a statement published from {}", " read a long letter signed by {}", " read the report written by {}", " read {} by Holt", " goes a letter to {}",
    " said a letter issued by {}.", ", {} zufolge", ", laut {}", ", nach Angaben von {}.", " reports {}.", " dit-il, {}.", ", the reports of {} said", "; {} left", ", {}", ", warned the mayor {}.", ", but {} said no",
    ", wrote in a letter {}", ", {} sagte.", ", {} was told", " in the words of {}, a mayor.",
)  # fmt: skip
BEFORE = (
    "{} said,", "{} said:", "It was late. {} told reporters: ", "{}: ", "{} (mayor): ", "{}, mayor — ", "According to {}, ", "So sagte {}: ", "Gestern erklärte {}: ", "{} has said that ", "As {} put it, ", "A déclaré {}: ",
    "Selon {}, ", "the report by {} said ", "• {} noted ", "“No.” {} asked, ", "Dr. {} says ", "Said {}, ", "In the words of {} ", "{} and the others said ", "*{}*: ", "dit-il de {}, ", "{} sagte, ", "told by {} in a long letter to the others, ",
    "Meanwhile said {}: ", "laut {} sei es",
)  # fmt: skip
KNOWN = frozenset(["Holt", "Lie", "Maren Holt", "Jonas Lie", "Binali Yildirim"])
NAMES = (
    "Holt", "Maren Holt", "M. Holt", "Dr. Maren Holt", "Jonas Holt", "Marten Holt", "Mr Holt", "Holt's", "Maren Anna Holt", "Anna Holt", "Jonas Lie", "the minister", "a deckhand", "der Minister", "Merkel's spokesman", "a salesman from Sumter",
    "Ministry of Ports", "ministry", "SCO", "Shanghai Cooperation Organization", "SCO declaration", "Shanghai Cooperation Organization declaration", "China", "Chinese foreign ministry", "Chile", "Chilean army", "Chi", "Iran", "Iranian state", "the Union of Lervik", "UL",
    "", "the", "King of the Sea", "King", "harbor office", "harbour office", "United Nations", "UN", "Union Nord", "Maritime Inspectorate report", "Rask & Halden Line", "statement of Rask & Halden Line", "A. Holt", "B Holt", "Petra-Ann Holt", "Bundeskanzler Karl Lie", "Sprecher",
)  # fmt: skip
PRINTS = (
    "The Quay reported", "As The Quay has it,", "he told The Quay", "in an interview with the agency Norrwire", "Norrwire:", "The old news Norrwire:", "Old Norrwire:", "Some very old Norrwire:", "The letter in Norrwire:", "After Norrwire reported,", "Norrwire reported and Lie wrote", "The Quay wrote long before anybody else had any of it at all",
    "laut Norrwire", "gegenüber der Zeitung The Quay", "a déclaré à Norrwire", "dijo a Norrwire", "sagte er der Zeitung Norrwire", "as Norrwire put it", "Norrwire wrote", "wrote Norrwire", "and Norrwire wrote", "the Norrwire man wrote", "says the old and wise Norrwire",
    "on the quay they said", "Norrwire's Lie wrote", "as seen by Norrwire", "said Lie, who wrote for Norrwire", "It was late. Norrwire reported", "Norrwire reported. It was late", "said The Quay", "the Norrwire reports", "as told by Norrwire, ", "wie Norrwire schreibt", "the next Norrwire said",
)  # fmt: skip
LETTERS = (
    "“Yes—‘No’ …”  he", "«\u00a0Non\u00a0» \u202f‹\u202fsi\u202f›", "a--b---c – d", "ﬁne oﬃces ﬅ", "e\u0301tude E\u0301 \u0301x x\u0301\u0302\u0303", " \u0301 a", "R&D he/she 1/2 a@b.c", "1,000.5 10:30 -5 +3 ~4 €5 5€ 5% 5° 7‰ 3′ 4″ ≤6", "co-op un‐do x‑y -z z-",
    "isn't rock'n'roll l'été 'tis o’clock they've I'll 's", "U.S. a.m. e.g.x A.b a.B x.y.z end.Next end. Next", "10\u00a0000 5\u2009kg x\u202fy 1\u00a0a", "日本語のテキスト カタカナと漢字", "क्\u200dष a\u200cb", "a_b so\u00adft ze\u200bro \ufeffx", "x\x00\x07y\x7f\x9fz", " … a…b ...", "co-\noperation\n  two", "a/ /b &c d& :e f:", "ABC-DEF 3-4 5–6 7—8 x-1 1-x", "x\t\ny", "...", "", "’", "“”", "a\u00a0", "\u00a0a", "1. 2 3.4. 5.a b.6", "\u0301", "5,a a,5 5,5 , 5:", "½x x²", "Ω≈ç ªº",
)  # fmt: skip
SIGNED = (
    "words\n— Maren Holt", "words — Maren Holt", "words - Maren Holt, mayor", "words -- Holt (2008)", "words — and so on", "Maren Holt", "— Maren Holt.", "— Maren Holt, 2008", "words —Holt", "words—Holt", "a — b — Maren Holt", "— of Holt", "— Holt of the Union for Lervik of the North", "words\n- Maren Holt!", "— Maren Holt\nmayor",
    "— Maren Holt\nmayor\nof Lervik", "words" * 60 + " — Maren Holt", "— " + "Maren Holt, " * 20, "words — Lie — Holt — lie — low — so", "  ", "words\n  — Maren Holt  \n", "words\nMaren Holt", "— Union of Lervik [1]", "-Holt", "words ― Holt.", "words\n―Holt",
)  # fmt: skip


def speakers() -> Iterator[str]:
    """Who is said to speak, behind and before a quotation, whom the sentences begin and end with."""
    for shape, subject in product(BEHIND, SUBJECTS):
        after = shape.format(subject)
        ended, open_ = (
            _told(saying.said_after(f"{quoted}”", after, KNOWN.__contains__)) for quoted in ("It was.", "It was")
        )
        yield f"”{after} | {ended}{'' if open_ == ended else f' | {open_}'}"
    for shape, subject in product(BEFORE, SUBJECTS):
        before = shape.format(subject)
        yield f"{before}“ | {_told(saying.said_before(before, KNOWN.__contains__))}"
    for text in (*SUBJECTS, "Who? He said. Mr. Lie came. St. Olav (b. 1900). U.S. No. 5? “Yes.” 5 men", "No.", "It was Dr.", "so!", "is it? ", "one\ntwo. \nThree"):  # fmt: skip
        tokens = spoken.tokens_of(text)
        runs = [f"{spoken.run(tokens, n)}/{spoken.run_back(tokens, n)}" for n in range(len(tokens))]
        yield f"{text!a} | {saying.first_sentence(text)!a} {saying.last_sentence(text)!a} {' '.join(runs)} {spoken.without_nouns(text)!a}"


def _told(told: saying.Told | None) -> str:
    return "-" if told is None else f"{told.name} / {told.described}"


def named() -> Iterator[str]:
    """Which names are one speaker's, what signs a block quotation, which paper prints it, what the sources are called."""
    for name in NAMES:
        same = "".join(_sign(names.same_speaker(name, other)) + _sign(names.same_speaker(other, name, 2)) for other in NAMES)  # fmt: skip
        kinds = f"{names.is_role(name):d}{names.is_body(name):d}{spoken.is_person(name):d}"
        yield f"{name} | {names.name_words(name)} {kinds} {spoken.without_nouns(name)} | {same}"
    for text in SIGNED:
        found = (signed.below(text, False), signed.below(text, True), signed.in_line(text, _knows), signed.alone(text, _knows))  # fmt: skip
        yield f"{text[-60:]!a} | {' '.join(f'{s.shown[-60:]!a}={s.name[:40]!a}' for s in found)}"
    known = names.Names(Printed(pack()))
    for before in PRINTS:
        for lead, rest in ((f"{before} ", ""), ("", f" {before}."), ("", f", {before} on Monday."), (f"Then {before}: ", "")):  # fmt: skip
            paper, sources = papers.paper(lead, rest, known.publisher_in)
            yield f"{lead}“ ”{rest} | {paper} {sorted(sources)}"
    for label in LABELS:
        whole = [known.source(label), known.file(label), known.sources_in(label), known.printed_by(label)]
        name, printed = known.publisher_in(label)
        yield f"{label!a} | {' '.join(str(sorted(found)) for found in whole)} {name} {sorted(printed)} {known.knows(label):d}"
    for claimed, spoke in product((*KNOWN_THERE, "Holt", "the office", "Ann Holt", "harbour office"), KNOWN_THERE):
        yield f"{claimed} = {spoke}: {_sign(known.same(claimed, spoke))}"
    for surname, words in product(("holt", "lie", "office", "x"), ("harbour master", "harbor master", "mayor", "nurse", "the mayor")):  # fmt: skip
        yield f"{words} {surname} | {sorted(known.described(surname, words))}"
    for sources in ([], [("A", "b.txt", "")], [("A", "news/quay-one.txt", "")], [("Z", "gone.txt", "0" * 64)], [("B", "gone.txt", "")]):  # fmt: skip
        yield f"{sources} | {dict(known.listed(sources).keys)}"
    yield f"{list(known.headlines)} {sorted((name, *sorted(there)) for name, there in known.by_surname.items())}"


def _knows(name: str) -> bool:
    return name in KNOWN


def _sign(agrees: bool | None) -> str:
    return "?" if agrees is None else "+" if agrees else "-"


LABELS = (
    "A", "B", "C", "Reuters", "The Quay", "quay", "the quay", "Norrwire", "the Norrwire", "news/quay-one.txt", "quay-one.txt", "quay-one", "Quay one", "x/quay-one.txt", "b.txt", "Port shut, quay open", "Port shut", "A:3", "A 3", "A, 3", "A#3", "A ¶3", "A: 3–4", "The Quay, p. 4", "The Quay, page 12 and more", "see The Quay", "see also: The Quay",
    "cf. A", "source: b.txt", "Quelle: The Quay", "according to The Quay", "“The Quay”", "*A*", "A:", "A; and more", "A ¶ 3", "Ports: a story of The Quay and b.txt", "in The Quay of Monday", "in the quay", "Storm over Lervik again and again", "the storm over Lervik again and again, 3 March", "Storm over Lervik", "Straße der Lügen", "STRASSE DER LÜGEN", "",
    " ", "1", "Maren Holt", "Holt", "Lie", "Anna", "Brandt", "brandt", "Petra Brandt", "X", "Norrwire Norrwire", "a of", "see", "via from A", "l. 5", "The Quay l. 5", "The_Quay", "Port", "line 4", "Quay", "The Lervik Times", "Lervik Times and The Quay", "Office", "harbour office", "Holt.", "Ann Holt",
)  # fmt: skip
KNOWN_THERE = (
    "Maren Holt",
    "Jonas Holt",
    "Petra Lie",
    "harbour office",
    "the mayor",
    "a salesman from Sumter",
    "Ministry of Ports",
)


def pack() -> tuple[Article, ...]:
    """Four sources, two of one publisher, with a few quotations."""
    one = article("news/quay-one.txt", "Port shut, quay open\n\nThe harbor master Maren Holt spoke. “It is shut,” she said. Jonas Holt, the mayor, said: “It is open.” Anna Brandt saw it.\n\n“We know nothing,” the harbour office said.", "A", "The Quay")  # fmt: skip
    one = with_quotes(one, said(one, "It is shut,", "Maren Holt"), said(one, "It is open.", "Jonas Holt"), said(one, "We know nothing,", "harbour office"))  # fmt: skip
    two = article("b.txt", "Storm over Lervik again and again\n\n“No,” said Petra Lie, a nurse. Mayor Jonas Holt came late.", "B", "Norrwire")  # fmt: skip
    two = with_quotes(two, said(two, "No,", "Petra Lie"))
    three = article("c.txt", "Straße der Lügen\n\nNothing is said on the quay of Lervik.", "C", "The Quay")
    four = article(
        "d/e.html", "Port shut\n\nNobody came. “Is it open?” he asked. Is it open! It was.", "X", "The Lervik Times"
    )
    five = article("f.txt", "Titles\n\nNothing else.", "F")
    five = replace(five, masthead=Masthead(headline=Fact("Titles differ here", span=None), agency=Fact("Norrwire")))
    return one, two, three, four, five


def letters() -> Iterator[str]:
    """What stands for each letter where letters are compared, and where words may begin and end."""
    for text in LETTERS:
        out, origin = glyphs.evened(text)
        begins = "".join(str(int(glyphs.begins_word(text, n))) for n in range(len(text)))
        ends = "".join(str(int(glyphs.ends_word(text, n))) for n in range(1, len(text) + 1))
        yield f"{text!a} | {glyphs.even(text)!a} {out!a} {origin} {begins} {ends}"
