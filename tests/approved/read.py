"""What the reading of a text to check gives, and what it says of each quotation: paragraphs, signatures, citations, speakers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from index import fold, marks, verify
from index.model import Span
from index.verify import document, near, prose
from index.verify.claims import Claims
from index.verify.paragraph import Format, Paragraph
from tests.approved import told
from tests.test_lervik_verify import articles
from tests.test_verify import CASES, pack_of, parts

TEXTS = Path(__file__).parent / "texts"
FORMATS: tuple[tuple[str, Format], ...] = (
    ("page.html", "html"),
    ("notes.md", "md"),
    ("claims.md", "md"),
    ("plain.txt", "txt"),
)
SMALL: tuple[tuple[str, Format], ...] = (
    ("", "md"), ("", "html"), ("", "txt"), ("---\na: b\n...\nafter", "md"), ("+++\na\n+++\nafter", "md"), ("---\nnever closed", "md"), ("a <q>b</q> <b", "md"), ("<p>a<", "html"), ("&#8220;x&#8221 &amp", "html"),
    ("\u201ca\u201d\r b", "txt"), ("| a |\n|---|\n| b\\|c | d |\n\n| e |\n|---|\n| f |", "md"), ("> a\n\n> b\n> > c\n\nd\n> e", "md"), ("<blockquote>\n\na\n\n</blockquote>\n\n> b", "md"), ("x\n\n<ul><li>a</li></ul>\n\n1. <p>b</p>\n\ty", "md"),
    ("<!DOCTYPE x [<!y>]><p>a</p><!bad><![CDATA[x]]>y", "html"), ("<b><p>x</b>y</p><a href=b.txt>z", "html"), ("*a **b** c* __d__ \\* \\\\ &#65; &nbsp;| <!-- x --> <i hidden>n<b>o</b></i> z", "md"), ("a  \nb\\\nc", "md"), ("[^n]\n\n[^n]: x\n    y\n\n    z\n\n> [^n]: w", "md"),
    ("[^n]\n\n[^n]: x\n\n    <p>y</p>\n\n> <h2>head</h2><p>z</p>\n\n- > <div id=q>w</div>\n", "md"), ("<blockquote><footer>a</footer><p>b</p><footer>c<p>d</p>e</footer>f</blockquote><td>g</td><h2>h</h2>i<table><td>j<th>k</table>", "html"), ("| a | b |\n|---|---|\n| é\\|f | g\\|h |\n> x\ty\n\tz", "md"),
    ("> [!QUOTE]- Title\n\n> [!x] only\n> \n> body", "md"), ("<h2>a<h3>b</h2>c<br><br/>d<p/>e", "html"), ("<q>a<q>b</q></q><cite>c</cite><a href='#1'>12</a><a href='#2'>1234567</a>", "html"),
)  # fmt: skip


def reading() -> Iterator[str]:
    """Each paragraph of each text, all that is known of it."""
    for text, form in (*(((TEXTS / name).read_text("utf-8"), form) for name, form in FORMATS), *SMALL):
        yield f"{form} {text[:30]!a}"
        yield from map(_paragraph, prose.paragraphs(text, form))


def _paragraph(p: Paragraph) -> str:
    kept = {name: value for name in ("level", "number", "note", "bold", "column", "row", "block", "cite", "signs") if (value := getattr(p, name))}  # fmt: skip
    refs = " ".join(f"{r.kind}{r.start}-{r.stop}>{r.target}" for r in p.refs)
    return f"  {p.kind} {p.text!a} {kept} {refs} {_runs(p.starts)} / {_runs(p.stops)}"


def _runs(places: list[int]) -> str:
    return " ".join(f"{n}:{at}" for n, at in enumerate(places) if n == 0 or at != places[n - 1] + 1)


def claimed() -> Iterator[str]:
    """What the words around each quotation of each text claim, and its verdict."""
    own = verify.Checker(told.pack())
    for name, form in FORMATS:
        yield name
        yield from _claims((TEXTS / name).read_text("utf-8"), form, own)
    for size in (40, 200):  # as if the text were long
        with (
            mock.patch.object(document, "_PORTION", size),
            mock.patch.object(marks, "LONG", 250),
            mock.patch.object(marks, "MOST_MARKS", 10),
        ):
            assert not marks.prose(MARKED)
            yield f"in portions of {size}"
            yield from _claims(MARKED, "md", own)
    yield " ".join(
        verify.format_of(path) for path in ("a.html", "a.HTM", "b.xhtml", "c.txt", "d.text", "e.md", "f", "g.txt.md")
    )
    for path in CASES:
        case = parts(path)
        kind = next(name for name in case if name.split()[0] == "text")
        of: Format = "html" if "html" in kind else "txt" if "txt" in kind else "md"
        yield path.stem
        yield from _claims(case[kind], of, verify.Checker(pack_of(case)), brief=True)


MARKED = (
    '“It is shut,” “It is open.” “No,” “It is shut,”; “It is open.” “No,” “a” “b” “c” “d” “e” “f” “g” “h” “i” “j” “k”\n\n"It is open." "It is shut," "No," "x" "y" "z" "It is open."\n\n“It is shut,\n\n“and open.”'
    "\n\n> It is open.\n\n> “No,” “It is shut,” “a” “b” “c” “d”\n\nSources:\n\n- “It is open.”\n\n## References\n\n“No,”\n\n## Words\n\n> -5 degrees\n\n> - It is open.\n\n"
    + "“" * 60
    + "aaaaaaaaaa" * 30
    + "\n\nabc “"
    + "d" * 50
)


def _claims(text: str, form: Format, checker: verify.Checker, brief: bool = False) -> Iterator[str]:
    read = Claims(text, form, checker.names)
    if not brief:
        notes = {label: sorted(named) for label, named in read.linked_notes.items()}
        yield f"  { ({n: sorted(named) for n, named in read.numbers.items()}) } {dict(read.notes)} {notes}"
    for n, prose_ in enumerate(read.prose):
        shown = read.signatures[n].shown
        kept = [f"{c.at}-{c.stop} {sorted(c.sources)}" for c in read.claims[n]]
        yield (
            f"  {n} {prose_.kind} cut {read.cut[n]} list {read.in_list[n]:d} signed {shown!a} by {read.signed_by[n]}"
            f" above {read.speakers[n]!a} claims {' '.join(kept)}"
        )
    for q in read.quotations:
        words = read.texts[q.prose][q.start : q.stop]
        paper, printed = read.worded(q)
        yield (
            f"  “{words[:40]}” {q.prose} {q.start}-{q.stop} {q.outer.start}-{q.outer.stop} {q.block:d} | {read.cited(q)} | {read.speaker(q)}"
            f" | {paper} {sorted(printed)}"
        )
    if not brief:
        for v in verify.check(text, checker, form):
            differences = "".join(f" ({d.kind} {d.a.start}-{d.a.stop} {d.b.start}-{d.b.stop})" for d in v.differences)
            yield f"  {v.line} {v.span.start}-{v.span.stop} {v.status} {v.speaker_checked:d} {_at(v.found)} / {_at(v.nearest)} / {' '.join(map(_at, v.also))}{differences} {v.note}"


def _at(place: verify.Place | None) -> str:
    return (
        "-"
        if place is None
        else f"{place.source} {place.passage} {place.span.start}-{place.span.stop} {place.speaker} {place.certainty}"
    )


def found() -> Iterator[str]:
    """Where stretches of a pack stand, cut at every place, put together and changed; which words it holds."""
    checker = verify.Checker(articles())
    printed, likest = checker.printed, near.Near(checker.printed)
    texts = [span.of(a.text) for a in articles()[:4] for span in (p.span for p in a.passages[2:6])]
    for n, text in enumerate(texts):
        words, other = text.split(), texts[n - 1].split()
        for words_ in (
            text, " ".join(words[1:-1]), text[1:-1], " ".join([*words[:4], "...", *words[-4:]]), " ".join([*words[-4:], "[…]", *words[:4]]), f"[{words[0][0]}]{text[1:]}", text.upper(), f"{text} ... {texts[n - 1]}",
            " ".join([*words[:6], "not", *words[6:9]]), " ".join(words[2:12:2]), " ".join([*words[:5], *other[-5:]]), f"{' '.join(words[:5])}?", f"“{' '.join(words[:7])},”", " ".join(words[:2]), text.replace(" ", "\n", 3), " ".join(words[3:6]).swapcase(),
        ):  # fmt: skip
            stands = printed.stands(words_)
            yield f"{words_[:50]!a} | {' '.join(f'{s.piece.article}.{s.piece.passage} {_spans(s.spans)} {s.status} {_at(printed.place(s))}' for s in stands)}"
            if not stands:
                yield f"  near {_at(likest.nearest(words_))} / {_at(likest.nearest(words_, [articles()[2].path, 'x']))}"
    for words_ in ("harbour master", "harbor", "the", "Holt", "maren holt", "s", "日", "Deck and Dock Union", "nowhere at all", "one pair of eyes", "lookout"):  # fmt: skip
        pieces = [f"{p.article}.{p.passage}" for p in printed.holding(words_)]
        forms = fold.forms(words_)
        yield (
            f"{words_} | {printed.has_words(words_):d} {printed.has_behind(words_, str.istitle):d} {dict(printed.counts(forms))} {' '.join(pieces[:20])}"
            f" likest {[(p.article, p.passage) for p in printed.likest(dict.fromkeys(forms, 3), 4)]} {[(p.article, p.passage) for p in printed.likest(dict.fromkeys(forms, 3), 4, [articles()[1].path, 'x'])]}"
        )


def _spans(spans: tuple[Span, ...]) -> str:
    return " ".join(f"{s.start}-{s.stop}" for s in spans)
