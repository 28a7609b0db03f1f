"""All that folding, cleaning and verifying say of small texts, to the last span and reason: `python -m tests.approved` writes it down.

The cases of the other tests say what must be so, and why. Here stands what is so: whoever changes a rule sees in the difference what else
changes by it, and approves of it, or not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

from index import clean, fold, formats, masthead, verify
from index.clean import lines
from index.model import Article, Draft, Span
from tests import casefile
from tests.approved import read, seen, told
from tests.bench import mutants
from tests.conftest import FOREIGN_POLICY, LERVIK, REUTERS, SEEDS

HERE = Path(__file__).parent
SEED = 5
BROKEN = (
    "co-\noperation", "They speak of co-operation, and of co-\n  operation.", "co-\nop and co-opera", "Hafen-\nund Seerecht", "pre-\nand post-war",
    "Rh-\nAmt", "Covid-\n19", "a-\nb", "self-\nmade is self-made", "xself-\nmade is self-made", "re\u00ad\ngret", "re‐\ngret", "1-\nb", "a-\n b",
    f"{'x' * 39}-\ny {'x' * 39}-y", f"{'x' * 41}-\ny {'x' * 41}-y", f"x-\n{'y' * 41} x-{'y' * 41}", "A-\nb a-b", "a-\n-b", "un-\nso-\nweiter un-so", "ab-\n" + " " * 40 + "cd",
    "ab-\n" + " " * 41 + "cd", "5 un-\ndone undone", "ein-\nund ausgehend und ein-und",
    " ab-\nc xb-c", f"z{'x' * 40}-\nb {'x' * 40}-b", "un-\ndone in-done", "b-\nc ab-c", "1b-\nc b-c",
)  # fmt: skip
FOLDED = (
    "“Yes”—he said: ‘no’ … it’s 1,000.5 €", "ﬁne oﬃces, STRASSE Straße ẞ", "Cafe\u0301 CAFÉ a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301b \u0301x", "a\u200bb a\u00adb a\ufe0fb",
    "  two\u00a0\u2009blanks\t\n\nand more  ", "´a ¨b ¯c ½ ² ™ Ⅷ", "co-operation co‐operation co‑operation co–operation Yes—we Yes--we -a- a-", "«non» „so“ ‚so‘ 「語」『語』 ＂x＂",
    "isn`t so `plain` it`s", "isn't isn’t isn`t ´tis rock 'n' roll", "ΑΒΓ Ἀθῆναι ЁЖ İstanbul ıI", "日本語のテキスト ｶﾀｶﾅ ＡＢＣ", "नमस्ते مرحبا שָׁלוֹם", "_under_score a_b", "\U0001f469\u200d\U0001f4bb x\u20dd", "1-2 A–B 3,4 5.6 7:8 9/10",
)  # fmt: skip


def folding() -> Iterator[str]:
    """What becomes of text that is compared, and the way back."""
    for text in (*BROKEN, *FOLDED, "".join(map(chr, range(0xA0, 0x180))), "".join(map(chr, range(0x2000, 0x2070)))):
        out, origin = fold.fold(text)
        yield f"{text!a}"
        yield f"  fold {out!a} {_runs(origin)}"
        yield f"  joined {fold.joined(text)!a} unbroken {fold.unbroken(text)!a} one line {fold.in_one_line(text)!a}"
        yield f"  words {_words(fold.words(text))}"
        yield f"  hyphened {_words(fold.hyphened(text))}"
        yield f"  within {_words(fold.words(text, 2, len(text) - 2))} {_words(fold.hyphened(text, 2, len(text) - 2))}"
        yield f"  forms {fold.forms(text)!a} {fold.hyphened_forms(text)!a}"


def cleaning() -> Iterator[str]:
    """What of each text stays, what goes by which rule and for what reason, and what the learnt model sees of its lines."""
    weights = lines.weights()
    for name, draft in _drafts():
        head, claimed = masthead.read(draft, name)
        passages, dropped = clean.clean(draft, head, claimed)
        yield name
        yield "  " + " ".join(f"{p.n}{p.kind[0]}{_span(p.span)}" for p in passages)
        for d in dropped:
            yield f"  x {_span(d.span)} {d.rule}: {d.reason}{'' if d.same_as is None else f' = {d.same_as}'}"
        source = clean.Source.of(draft, head, claimed)
        around = source.around()
        yield f"  around {around.headline} {around.signs} {around.short} " + " ".join(
            "".join(map(str, m)) for m in around.marks
        )
        numbered = lines.cases(around)
        for n, (line, cases, score) in enumerate(
            zip(around.seen, numbered, lines.scores(around, numbered, weights), strict=True)
        ):
            told = " ".join(
                _figure(getattr(line, f.name)) for f in fields(line) if f.name not in ("text", "line", "terms")
            )
            yield f"  {n} {score:.3f} {' '.join(map(str, cases))} | {told[:160]}"


def verdicts() -> Iterator[str]:
    """Each verdict on each quotation of the texts to check, with all that it tells."""
    from tests.test_lervik_verify import articles
    from tests.test_verify import CASES, pack_of, parts

    for path in CASES:
        case = parts(path)
        kind = next(name for name in case if name.split()[0] == "text")
        yield path.stem
        yield from map(_verdict, verify.check(case[kind], pack_of(case), _format(kind)))
    for name, text, form in _texts(articles()):
        yield name
        yield from map(_verdict, verify.check(text, articles(), form))


def _texts(articles: Sequence[Article]) -> Iterator[tuple[str, str, verify.Format]]:
    """Texts about the pack of Lervik: one in a hurry, and its quotations forged in every way and dressed in every way, as each kind of text."""
    hasty = (LERVIK / "briefing-bad.md").read_text("utf-8")
    yield "briefing-bad", hasty, "md"
    yield "briefing-bad as plain text", hasty, "txt"
    draw, texts = random.Random(SEED), mutants.Texts(articles)
    said = [
        mutants.Said(a, q, fold.in_one_line(q.span.of(a.text)))
        for a in articles
        for q in a.quotes
        if q.span.stop - q.span.start > 20
    ]
    others = mutants.Others(said, sorted({one.quote.speaker.name for one in said if one.quote and one.quote.speaker}))
    for kind, forge in enumerate(mutants.KINDS):
        forged = [
            (one, mutants.mutant(one, kind, draw, others, texts)) for one in draw.sample(said, min(12, len(said)))
        ]
        yield forge.__name__, _paragraphs([(one, words) for one, words in forged if words]), "md"
    for n, dress in enumerate(mutants.DRESSES):
        yield (
            f"in dress {n}",
            _paragraphs([(one, dress(one.words, draw)) for one in draw.sample(said, min(6, len(said)))]),
            "md",
        )
    page = "".join(
        f"<p>“{one.words}” said {one.quote.speaker.name}. <a href='{one.article.path}'>there</a></p>\n"
        for one in said[:20]
        if one.quote and one.quote.speaker
    )
    yield (
        "a page",
        f"<html><head><title>A page</title></head><body>{page}<blockquote>{said[1].words}</blockquote></body></html>",
        "html",
    )


def _paragraphs(said: Sequence[tuple[mutants.Said, str]]) -> str:
    """Each as a writer brings it in: with a speaker, with a source, with neither, in turn."""
    out = []
    for n, (one, words) in enumerate(said):
        name = one.quote.speaker.name if one.quote and one.quote.speaker else "a man"
        out.append(
            (
                f"“{words}” {name} said.",
                f"According to {one.article.key}, “{words}” [{one.article.key}]",
                f"> {words}",
                f"So it was: “{words}”.",
            )[n % 4]
        )
    return "\n\n".join(out)


def _format(kind: str) -> verify.Format:
    match kind.split():
        case [_, "html"]:
            return "html"
        case [_, "txt"]:
            return "txt"
    return "md"


def _verdict(v: verify.Verdict) -> str:
    cited = f" cites {', '.join(v.cited.sources)} / {v.cited.speaker}" if v.cited else ""
    places = [f"{name} {_place(p)}" for name, p in (("found", v.found), ("nearest", v.nearest)) if p]
    also = f" also {' '.join(map(_place, v.also))}" if v.also else ""
    parted = "".join(f" ({d.kind} {_span(d.a)} {_span(d.b)})" for d in v.differences)
    note = f" ! {v.note}" if v.note else ""
    return f"  {v.line} {_span(v.span)} {v.status}{' +' if v.speaker_checked else ''} {v.plain[:40]!a}{cited} {' '.join(places)}{also}{parted}{note}"


def _place(place: verify.Place) -> str:
    speaker = f" {place.speaker}" if place.speaker else ""
    return f"{place.source} {place.passage} {_span(place.span)}{speaker}"


def _drafts() -> Iterator[tuple[str, Draft]]:
    """Texts of each shape, each under a name."""
    from tests.test_lines import PAGE

    for module in ("clean", "whole"):
        for path in casefile.of(module):
            case = casefile.parts(path)
            name = path.stem + case.get("suffix", ".txt")
            yield name, formats.read(case["raw"].encode(), name)
    for n, page in enumerate((PAGE, seen.MANY, seen.TWICE, *seen.PAGES)):
        yield f"page {n}", formats.read(page.encode(), "page.txt")
    for name, page in (("page.md", seen.MARKED), ("page.html", seen.WEB)):
        yield name, formats.read(page.encode(), name)
    for path in (SEEDS / REUTERS, SEEDS / FOREIGN_POLICY, *sorted((LERVIK / "sources").iterdir())):
        if path.suffix in (".txt", ".md", ".html"):
            yield path.name, formats.read(path.read_bytes(), path.name)


def _span(span: Span) -> str:
    return f"{span.start}-{span.stop}"


def _figure(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else re.sub(r"\s+", "_", str(value))


def _words(words: Sequence[fold.Word]) -> str:
    return " ".join(f"{w.form!a}{w.start}-{w.stop}" for w in words)


def _runs(origin: Sequence[int]) -> str:
    """Numbers that mostly rise by one: where they do not."""
    return " ".join(f"{n}:{at}" for n, at in enumerate(origin) if n == 0 or at != origin[n - 1] + 1)


PARTS = {
    "folding": folding,
    "cleaning": cleaning,
    "lines": seen.seen,
    "letters": told.letters,
    "reading": read.reading,
    "speakers": told.speakers,
    "names": told.named,
    "claims": read.claimed,
    "places": read.found,
    "verdicts": verdicts,
}


def text(part: str) -> str:
    """What is so now."""
    return "".join(f"{line}\n" for line in PARTS[part]())


def file(part: str) -> Path:
    """Where it is written down."""
    return HERE / f"{part}.txt"
