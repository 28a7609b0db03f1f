"""What is said of the quotations of a checked text: of each in the margin and at the foot, of all in the title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from os.path import basename

from index.model import Article, Span
from reader import checking, people
from reader import proof as proofs
from reader.desk import Desk
from reader.paint import Piece
from reader.panes.slug import headline_of, publisher_of
from reader.proof import FAILED, PROBLEMS, Judged, Proof
from reader.wrap import cells

SIGNS: Mapping[str, str] = {
    "exact": "=",
    "typography": "~",
    "elision": "~",
    "ambiguous": "?",
    "unchecked": "?",
    "by hand": "x",
}
"""What stands before a verdict; `…` while it is awaited, `!` before all others."""
TOLD = 3
"""Lines below a verdict that tell more of it."""
LEADING = 16
"""Letters before the first word that differs, at least, where the words before it are left out."""
PLACES = 3
"""Places that are named in a line."""


def verdict(desk: Desk, n: int) -> tuple[str, str, str]:
    """The verdict on a quotation: its sign, its place, in a word or two."""
    proof = desk.proof
    if proof is None:
        return "", "", ""
    j = proof.judged[n]
    if j.status == "awaited":
        return "…", "", "checking"
    place = checking.place_of(desk, j.spot) if j.spot is not None and j.status not in ("ambiguous", "missing") else ""
    status = "by hand" if n in checking.hands(desk) else j.status
    return SIGNS.get(status, "!"), place, status


def told(desk: Desk, n: int) -> list[list[Piece]]:
    """What more there is to tell of a quotation, line by line: the right words, where else it stands, whose it is."""
    proof = desk.proof
    if proof is None:
        return []
    j = proof.judged[n]
    return [line for line in _told(desk, proof, n, j) if line][:TOLD]


def _told(desk: Desk, proof: Proof, n: int, j: Judged) -> Iterator[list[Piece]]:
    if n in checking.hands(desk):
        yield [Piece(f"was {j.status}", "dim")]
        return
    if j.note:
        yield [Piece(j.note, "text")]
    if j.status == "altered":
        yield from _right_words(desk, proof, j)
    elif j.status == "typography":
        if glyphs := _glyphs(desk, proof, j):
            yield [Piece(glyphs, "dim")]
    elif j.status == "missing":
        yield [Piece("nothing near it", "dim")]
    elif j.status == "misattributed":
        yield from ([Piece(line, "text")] for line in misattributed(desk, j))
    elif j.status == "ambiguous":
        yield [Piece(_named(desk, checking.places(j)), "dim")]
    elif j.status == "unchecked":
        yield [Piece("found nowhere", "dim")]
    elif j.also:
        yield [Piece(f"also {_named(desk, j.also)}", "dim")]


def _named(desk: Desk, spots: Sequence[proofs.Spot]) -> str:
    names = list(dict.fromkeys(checking.place_of(desk, spot) for spot in spots))
    return ", ".join(names[:PLACES]) + (f" and {len(names) - PLACES} more" if len(names) > PLACES else "")


def misattributed(desk: Desk, j: Judged) -> tuple[str, ...]:
    """Why words that stand in a source are not what the text says they are, in a line or two."""
    keys = [article.key for path in j.sources if (article := desk.pack.by_path.get(path)) is not None]
    if keys and j.spot is not None and j.spot.source not in j.sources:
        return (f"not in {', '.join(keys)}, as cited",)
    name = people.of(desk.pack, desk.work).final(j.spot.speaker) if j.spot is not None and j.spot.speaker else ""
    return (name or "somebody else", f"says it, not {j.speaker}" if j.speaker else "says it there")


def _right_words(desk: Desk, proof: Proof, j: Judged) -> Iterator[list[Piece]]:
    article = desk.pack.by_path.get(j.spot.source) if j.spot is not None else None
    if article is None:
        return
    for d in j.differences:
        if d.kind != "typography":
            right, wrong = (" ".join(s.split()) for s in (d.b.of(article.text), d.a.of(proof.text)))
            if right:
                yield [Piece(right, "changed"), Piece(f" in {article.key}", "dim")]
            else:
                yield [Piece(f"no “{wrong}” in {article.key}", "dim")]


def _glyphs(desk: Desk, proof: Proof, j: Judged) -> str:
    """The first signs that differ: `’ for '`."""
    article = desk.pack.by_path.get(j.spot.source) if j.spot is not None else None
    for d in j.differences if article is not None else ():
        ours, theirs = d.a.of(proof.text), d.b.of(article.text) if article is not None else ""
        pair = next(((a, b) for a, b in zip(ours, theirs, strict=False) if a != b), None)
        if pair is not None and not any(c.isalnum() or c.isspace() for c in pair):
            return f"{pair[1]} for {pair[0]}"
    return ""


def summary(desk: Desk, room: int) -> list[Piece]:
    """How many quotations there are of each verdict, in so many cells; where that is too long, how many are right, open, wrong."""
    proof = desk.proof
    if proof is None or not proof.judged:
        return [Piece("checking …" if proof is None or not proof.checked else "no quotations", "dim")]
    found = proofs.counted(proof, checking.hands(desk))
    whole = list(_counts(found))
    if sum(cells(p.text) for p in whole) <= room:
        return whole
    short: dict[str, int] = {}
    for status, n in found.items():
        kind = "failed" if status in FAILED else "unsettled" if status in PROBLEMS else "right"
        short["awaited" if status == "awaited" else kind] = short.get(kind, 0) + n
    return list(_counts(short))


def _counts(found: Mapping[str, int]) -> Iterator[Piece]:
    for k, (status, n) in enumerate(found.items()):
        if k:
            yield Piece(" · ", "dim")
        said = "checking …" if status == "awaited" else f"{n} {status}"
        yield Piece(said, "bad" if status in FAILED or status == "failed" else "dim")


def title(proof: Proof) -> str:
    """What the text is called."""
    return basename(proof.path) or "The briefing"


def status(desk: Desk) -> tuple[list[Piece], list[Piece]]:
    """What is said of the quotation under the cursor, with the words that are right; which of all it is."""
    proof = desk.proof
    if proof is None:
        return [], []
    many = len(proof.judged)
    right = [] if proof.checked else [Piece("checking …  ", "accent-text")]
    if proof.n is None:
        said = f"line {proof.line}" if many or not proof.checked else "nothing in this text is quoted"
        return [Piece(said, "dim")], [*right, Piece(f"{many} checked" if proof.checked and many else "", "dim")]
    j = proof.judged[proof.n]
    sign, place, kind = verdict(desk, proof.n)
    left = [Piece(f"{sign}  ", "bad" if sign == "!" else "bright bold")]
    if kind == "altered":
        left += [Piece("not in any source. "), Piece(f"Nearest, {place}: ", "dim"), *_nearest(desk, j)]
    elif kind in ("exact", "typography", "elision"):
        left += [Piece(place, "bright bold"), Piece(f" {kind}", "dim")]
        left += [piece for line in told(desk, proof.n) for piece in (Piece(" · ", "dim"), *line)]
    else:
        head = {"missing": "not in any source, nor anything near", "unchecked": "too short to be told where it is from"}
        said = head.get(kind, f"{place} {kind}".strip())
        more = [] if kind in head else [p for line in told(desk, proof.n) for p in (Piece(" "), *line)]
        left += [Piece(f"{said}:" if more else said), *more]
    return left, [*right, Piece(f"{proof.n + 1} of {many}", "dim")]


def _nearest(desk: Desk, j: Judged) -> Iterator[Piece]:
    article = desk.pack.by_path.get(j.spot.source) if j.spot is not None else None
    if article is None or j.spot is None:
        return
    yield Piece("“", "text")
    # the first word that differs comes into view: a few words before it are enough
    first = min((d.b.start for d in j.differences if d.kind != "typography"), default=j.spot.span.start)
    start = j.spot.span.start
    if first - start > 2 * LEADING:
        start = max(article.text.rfind(" ", 0, first - LEADING) + 1, start)
    if start > j.spot.span.start:
        yield Piece("… ", "dim")
    changed = [(d.b, "changed") for d in j.differences if d.kind != "typography"]
    yield from inked(article.text, Span(start, j.spot.span.stop), changed)
    yield Piece("”", "text")


def source_title(desk: Desk, article: Article) -> tuple[list[Piece], list[Piece]]:
    """What is said above the source that stands beside the text."""
    left = [Piece(article.key, "bright bold"), Piece("  "), Piece(publisher_of(article), "text")]
    left += [Piece("  "), Piece(headline_of(article), "dim")]
    passage = desk.passage
    return left, [Piece(f"¶ {passage.n}" if passage is not None and passage.n else "headline", "dim")]


def inked(text: str, span: Span, layers: Iterable[tuple[Span, str]], base: str = "text") -> Iterator[Piece]:
    """A stretch of text, each part of it in the role of the topmost layer, the last."""
    layers = [(s, role) for s, role in layers if s.start < span.stop and span.start < s.stop]
    edges = {*span, *(min(max(edge, span.start), span.stop) for s, _ in layers for edge in s)}
    for a, b in pairwise(sorted(edges)):
        yield Piece(text[a:b], next((role for s, role in reversed(layers) if s.start <= a and b <= s.stop), base))
