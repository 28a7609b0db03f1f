"""How well the articles of web pages are found, beside what trafilatura finds on the same pages.

    python -m tests.score pages GOLD

GOLD is a folder with `html/ID.html.gz`, `gold/ID.txt` (one paragraph a line), `gold/ID.opt.txt` (lines that never count) and
`meta/ID.json` (title, authors, date, where the source has them), or the folder around it, whose `dev` that is. Measured as in
`tests.score.cleaning`; once more for five parts of the pages, which their ids decide, so that a figure is seen to hold for all.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from multiprocessing import Pool
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

from index import clean, formats, masthead
from index.formats import markup
from index.masthead import find_date
from index.model import Masthead
from tests.score.cleaning import Figures, figures
from tests.score.targets import Target

PARTS = 5
CLOSE = 0.8
"""F1 of the words at which a headline is right."""


class Row(NamedTuple):
    """What one page comes to."""

    id: str
    ours: Figures
    theirs: Figures
    """trafilatura, favouring precision, without comments."""
    passages: int
    """Without those that the page does not show, and only its data or its programs hold."""
    exact: int
    """Passages whose characters stand, in this order, in the page as the standard library's parser reads it."""
    unaccounted: int
    """Characters neither kept nor dropped."""
    right: dict[str, bool]
    """Headline, date and authors, where the gold has them."""
    told: str
    """Those that are wrong, ours and the gold's."""


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())


def like(a: str, b: str) -> float:
    """F1 of the words of two headlines; of scripts that do not part words, of their characters."""
    ours, gold = _words(a), _words(b)
    if max(len(ours), len(gold)) <= 3:
        ours, gold = list("".join(ours)), list("".join(gold))
    common = (Counter(ours) & Counter(gold)).total()
    return 2 * common / (len(ours) + len(gold)) if ours and gold else 0.0


def _right(found: Masthead, gold: dict[str, Any]) -> Iterator[tuple[str, bool, str]]:
    if gold.get("title"):
        headline = found.headline.value if found.headline else ""
        yield "headline", like(headline, gold["title"]) >= CLOSE, f"{headline!r} for {gold['title']!r}"
    if gold.get("date") and (day := find_date(gold["date"])) is not None:
        date = found.date.value[:10] if found.date else ""
        yield "date", date == day.value[:10], f"{date!r} for {gold['date']!r}"
    if gold.get("authors"):
        names = {" ".join(author.value.split()).casefold() for author in found.authors}
        wanted = {" ".join(name.split()).casefold() for name in gold["authors"]}
        yield "authors", names == wanted, f"{sorted(names)} for {sorted(wanted)}"


def _row(file: Path) -> Row:
    import trafilatura

    folder, id_ = file.parent.parent, file.name.removesuffix(".html.gz")
    data = gzip.decompress(file.read_bytes())
    source, _ = markup.decoded(data)
    gold = (folder / "gold" / f"{id_}.txt").read_text("utf-8")
    optional = folder / "gold" / f"{id_}.opt.txt"
    given = optional.read_text("utf-8") if optional.is_file() else ""
    meta = folder / "meta" / f"{id_}.json"
    stated = json.loads(meta.read_text("utf-8")) if meta.is_file() else {}
    theirs = trafilatura.extract(source, favor_precision=True, include_comments=False) or ""
    found, kept, visible, unaccounted = Masthead(), list[str](), list[str](), 0
    try:
        draft = formats.read(data, f"{id_}.html")
    except formats.Unreadable:
        pass
    else:
        found, claimed = masthead.read(draft, f"{id_}.html")
        passages, dropped = clean.clean(draft, found, claimed)
        kept = [p.span.of(draft.text) for p in passages if p.n]
        data_only = {block.span for block in draft.blocks if block.where == "script"}
        visible = [p.span.of(draft.text) for p in passages if p.n and p.span not in data_only]
        spans = [p.span for p in passages] + [d.span for d in dropped]
        unaccounted = len(_squeezed(draft.text)) - sum(len(_squeezed(span.of(draft.text))) for span in spans)
    parser = _Shown()
    parser.feed(source)
    shown = _squeezed("".join(parser.texts))
    checks = list(_right(found, stated))
    return Row(
        id_,
        figures("\n\n".join(kept), gold, given),
        figures(theirs, gold, given),
        len(visible),
        sum(_squeezed(text) in shown for text in visible),
        abs(unaccounted),
        {name: right for name, right, _ in checks},
        "; ".join(f"{name} {what}" for name, right, what in checks if not right),
    )


def _part(id_: str) -> int:
    return int(hashlib.sha1(id_.encode(), usedforsecurity=False).hexdigest(), 16) % PARTS


def _share(rows: Sequence[Row], name: str) -> float:
    return mean([row.right[name] for row in rows if name in row.right] or [0.0])


def main(arguments: Sequence[str]) -> int:
    """Print the figures beside their floors and goals, those of the parts, and the pages that are worst; 1 where one is below its floor."""
    folder = Path(arguments[0])
    folder = folder if (folder / "html").is_dir() else folder / "dev"
    with Pool(2) as pool:
        rows = pool.map(_row, sorted((folder / "html").glob("*.html.gz")), chunksize=4)
    theirs = mean(row.theirs.f1 for row in rows)
    targets = (
        Target("pages: mean F1", theirs, theirs + 0.01, mean(row.ours.f1 for row in rows)),
        Target("pages: headline", 0.88, 0.95, _share(rows, "headline")),
        Target("pages: date", 0.85, 0.93, _share(rows, "date")),
        Target("pages: authors", 0.68, 0.80, _share(rows, "authors")),
        Target(
            "pages: passages that stand so in the page",
            0.99,
            0.999,
            sum(r.exact for r in rows) / sum(r.passages for r in rows),
        ),
        Target("pages: characters not accounted for", 0, 0, sum(row.unaccounted for row in rows)),
    )
    print(f"{'figure':48}{'floor':>9}{'goal':>9}{'value':>10}")
    told = [target.told() for target in targets]
    print("\n".join(told))
    print(
        f"\n{'':10}{'pages':>6}{'ours':>8}{'median':>8}{'them':>8}{'median':>8}{'headline':>10}{'date':>7}{'authors':>9}"
    )
    parts = {"all": rows} | {f"part {n + 1}": [row for row in rows if _part(row.id) == n] for n in range(PARTS)}
    for name, some in parts.items():
        f1 = [
            mean(r.ours.f1 for r in some),
            median(r.ours.f1 for r in some),
            mean(r.theirs.f1 for r in some),
            median(r.theirs.f1 for r in some),
        ]
        metas = f"{_share(some, 'headline'):>10.3f}{_share(some, 'date'):>7.3f}{_share(some, 'authors'):>9.3f}"
        print(f"{name:10}{len(some):>6}" + "".join(f"{value:>8.4f}" for value in f1) + metas)
    for row in sorted(rows, key=lambda row: row.ours.f1)[:20]:
        f = row.ours
        print(f"  {f.f1:.3f} P {f.precision:.3f} R {f.recall:.3f}, them {row.theirs.f1:.3f}  {row.id}")
    for row in rows:
        if row.told:
            print(f"  {row.id}: {row.told}")
    return int(any(line.endswith("below") for line in told))
