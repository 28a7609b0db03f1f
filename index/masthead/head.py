"""The head of a source: where its text begins, and which block is its headline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.masthead.datelines import Dateline, alone, dateline
from index.masthead.lines import (
    CORRECTS,
    END_MARK,
    FOR_THE_PRESS,
    LOOK,
    MORE_FROM,
    PAPER,
    announces_caption,
    ends_sentence,
    home_of,
    is_age_notice,
    is_breadcrumb,
    is_byline,
    is_date_line,
    is_desk_line,
    is_image_name,
    is_menu_row,
    is_page_head,
    is_prose,
    is_running_head,
    is_section_label,
    longest_run,
)
from index.masthead.parts import is_body, is_house, parts
from index.model import Block, Fact, Span

SHORT_HEAD = 12  # blocks before the first paragraph: where there are more, they are menus
_FOOT = 60  # blocks at the end of a source in which the mark of its end is looked for
NEAR = 25  # blocks before the first paragraph that belong to the head of an article


Pieces = dict[int, tuple[str, str]]
"""Rule and reason of each block that is taken out, by its number."""


@dataclass(frozen=True, slots=True)
class Head:
    """The blocks of a draft with their texts, and where the running text begins."""

    text: str
    blocks: Sequence[Block]
    lines: Sequence[str]
    first: int
    """The number of the first block of running text; that of all blocks where there is none."""
    headline: int | None
    """The number of the headline's block; None where it has none."""
    path: str
    above: Sequence[Span]
    """The heads of its pages, where the format tells them apart."""
    pieces: Pieces
    """What is taken out so far; every reader adds to it."""

    def span(self, block: int, start: int, stop: int) -> Span:
        """A stretch of a block as a span of the text."""
        at = self.blocks[block].span.start
        return Span(at + start, at + stop)

    def placed(self, fact: Fact) -> Fact:
        """A stated fact with the place near the head, or at the end, where the same words stand; as it is where they do not."""
        if fact.span is not None:
            return fact
        words = re.compile(rf"(?<!\w){re.escape(fact.value)}(?!\w)")
        begun, lines = min(len(self.lines), self.first + 3), len(self.lines)
        for n in (*range(begun), *range(max(begun, lines - _FOOT), lines)):
            m = words.search(self.lines[n][:LOOK])
            if m is not None:
                return replace(fact, span=self.span(n, *m.span()))
        return fact

    def dateline(self, block: int) -> Dateline | None:
        """The dateline at the beginning of a block."""
        return dateline(self.text, *self.blocks[block].span)


def first_of_text(blocks: Sequence[Block], lines: Sequence[str]) -> int:
    """The number of the first block of running text; of a web page with long menus, the first of its longest run."""
    begins = [_begins_text(block, line) for block, line in zip(blocks, lines, strict=True)]
    first = begins.index(True) if True in begins else len(lines)
    run, _ = longest_run((len(line[:1200].split()), begun) for line, begun in zip(lines, begins, strict=True))
    return run if run - first > SHORT_HEAD and begins[run] else first


def _begins_text(block: Block, line: str) -> bool:
    if block.kind in ("heading", "list", "table") or is_desk_line(line) or CORRECTS.match(line[:LOOK]):
        return False
    if is_prose(line):
        return True
    begin = dateline(line)
    if begin is None or alone(line, 0, len(line)) is not None:
        return False
    return begin.agency is not None or begin.date is not None


def headline_of(head: Head, stated: Fact | None) -> tuple[Fact | None, int | None]:
    """The headline and the number of its block; one that its format finds in the text stands where that says."""
    if stated is not None and (span := stated.span) is not None:
        within = (
            n for n, block in enumerate(head.blocks) if block.span.start <= span.start and span.stop <= block.span.stop
        )
        if (at := next(within, None)) is not None:
            return stated, at
    candidates = [n for n in range(head.first) if _may_be_headline(head, n)]
    headings = [n for n in candidates if head.blocks[n].kind == "heading"]
    at = None
    if stated is not None and not (_is_label(stated.value) or is_site_title(stated)):
        at = _block_of(head, _plain(stated.value))
        if at is None:
            return stated, None
    elif headings:
        at = next((n for n in headings if not _is_label(head.lines[n])), headings[0])
    elif signed := [n for n in candidates if signed_title(head.lines[n])]:
        at = signed[0]
    elif candidates:
        bodies = [n for n in candidates if is_body(head.lines[n])] if is_release(head) else []
        at = _best(head, [n for n in candidates if n not in bodies] or candidates)
    if at is None:
        return None, None
    inner = signed_title(head.lines[at]) or _bare(head.lines[at])
    start = head.lines[at].find(inner)
    return Fact(inner, span=head.span(at, start, start + len(inner))), at


def is_site_title(stated: Fact) -> bool:
    """The title of a page that names the paper alone, and no heading of the text."""
    return stated.origin == "page's title" and stated.span is None and is_house(stated.value)


_BEHIND = re.compile(r"(?P<title>.{12,250}\S)(?:\s+[|·•»–—-]\s+|\s*\|\s*)(?P<site>[^|·•»–—]{4,60})", re.DOTALL)


def parted_title(title: str, house: str) -> tuple[str, str]:
    """A title and the paper's name that many put behind it: `house`, or one that reads like a paper's; empty where none is.

    >>> parted_title("Old bridge closed for good | The Harlow Gazette", "")
    ('Old bridge closed for good', 'The Harlow Gazette')
    """
    m = _BEHIND.fullmatch(title)
    if m is None or len(m["title"].split()) < 3:
        return title, ""
    site = m["site"]
    is_named = _plain(site) == _plain(house) or (
        is_house(site) and PAPER.search(site) is not None and len(site.split()) > 1
    )
    return (m["title"], site) if is_named else (title, "")


def _is_label(words: str) -> bool:
    """The words only say what kind of text it is: `Press release`."""
    kinds = {part.kind for part in parts(words)}
    return "label" in kinds and kinds <= {"label", "other"}


def _block_of(head: Head, wanted: str) -> int | None:
    """The block that prints a stated headline: in the same words, or one of the two has the name of the site behind them."""
    near = (n for n in range(min(len(head.lines), head.first + _BELOW)) if head.blocks[n].kind not in ("list", "table"))
    printed = {n: own for n in near if len(head.lines[n]) <= _TITLE and (own := _plain(_bare(head.lines[n])))}
    same = next((n for n, own in printed.items() if own == wanted), None)
    if same is not None:
        return same
    return next((n for n, own in printed.items() if _with_site(own, wanted) or _with_site(wanted, own)), None)


def _with_site(longer: str, shorter: str) -> bool:
    return (
        longer.startswith(shorter + " ") and len(shorter.split()) >= 3 and len(longer[len(shorter) :].split()) <= _SITE
    )


def is_release(head: Head) -> bool:
    """A label, a lone dateline, a line for the press or a mark of the end say that a body gives the text out."""
    above, below = head.lines[max(0, head.first - NEAR) : head.first], head.lines[-_FOOT:]
    return any(alone(line, 0, len(line)) or any(part.kind == "label" for part in parts(line)) for line in above) or any(
        END_MARK.fullmatch(line) or FOR_THE_PRESS.match(line[:80]) for line in below
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


_MARKUP = re.compile(r"(?:#{1,6}[ \t]+)?(.*?)(?:[ \t]+#+)?(?:\n[=-]+)?", re.DOTALL)


_TITLED = re.compile(r"(?:title|headline|titel|überschrift|titre|título|titolo)\s*:\s+", re.IGNORECASE)


def _bare(line: str) -> str:
    """A headline without the marks that Markdown puts around it, and without `Title:`."""
    m = _MARKUP.fullmatch(line[:LOOK])
    inner = m[1].strip() if m is not None else line
    while len(inner) > 4 and inner[0] in "*_" and inner[-1] == inner[0]:
        inner = inner[1:-1]
    titled = _TITLED.match(inner)
    return (inner[titled.end() :] if titled else inner) or line


def _may_be_headline(head: Head, n: int) -> bool:
    line, kind = head.lines[n], head.blocks[n].kind
    if kind in ("list", "table", "blockquote") or len(line) > 300 or (n and announces_caption(head.lines[n - 1])):
        return False
    if kind == "heading":
        return not is_age_notice(line)
    if "\n" in line:
        return signed_title(line) != ""
    return _reads_as_headline(head, n, line)


def signed_title(block: str) -> str:
    """The first line of a paragraph whose other lines, few, say who wrote it and when; empty for any other."""
    title, *under = block.split("\n")
    if (
        not 1 <= len(under) <= _UNDER
        or len(title.split()) < 2
        or (ends_sentence(title) and not title.endswith(("?", "!")))
    ):
        return ""
    return title if all(map(_is_signed, under)) and not _is_signed(title) else ""


def _reads_as_headline(head: Head, n: int, line: str) -> bool:
    words = line.split()
    if not 2 <= len(words) <= 30 or not any(c.isalpha() for c in line):
        return len(words) == 1 and head.first <= 2 and n == 0 and line.isalpha() and not is_section_label(line)
    ends_in_abbreviation = line[-1] == "." and "." in words[-1][:-1] and not line.endswith("...")  # U.S.
    if (line.endswith((".", ":", "…", ";", ",")) and not ends_in_abbreviation) or line.count("|") > 1:
        return False
    return not (
        is_byline(line) or is_date_line(line) or is_age_notice(line) or home_of(line) or is_image_name(line) or is_section_label(line) or is_running_head(line) or CORRECTS.match(line[:LOOK])
        or is_breadcrumb(line) or is_menu_row(line) or parts(line) or alone(line, 0, len(line)) or is_desk_line(line) or MORE_FROM.match(line) or is_page_head(line) or "©" in line or _NOT_HEADLINE.search(line)
    )  # fmt: skip


_NOT_HEADLINE = re.compile(
    r"\b(?:cookies?|subscribe|newsletter|sign (?:in|up)|log ?in|advertisement|skip to|share (?:on|this|via)|copy link|all rights reserved|getty images)\b"
    r"|\b(?:photos?|images?|pictures?|photograph|credits?|fotos?|bild|imagen|crédits?|our picture)\b.{0,20}:|\((?:photo|image|picture|foto|file|handout)\b[^()]*\)$|^(?:read|see) (?:also|more)\b",
    re.IGNORECASE,
)


def _best(head: Head, candidates: Sequence[int]) -> int:
    """Of the lines that may be the headline the likeliest, of equals the first; the first long one where no text follows."""
    if head.first == len(head.lines):
        return next((n for n in candidates if len(head.lines[n].split()) >= 4), candidates[0])
    told = Counter(_plain(_bare(line)) for line in head.lines)
    page = _plain(head.lines[0])
    news = frozenset(_pieces(" ".join(line[:_LEAD] for line in head.lines[head.first : head.first + _PARAGRAPHS])))
    signed = [n for n in range(head.first) if _is_signed(head.lines[n])]

    def likely(n: int) -> float:
        own = _plain(_bare(head.lines[n]))
        count = len(own.split())
        pieces = [piece for piece in _pieces(own) if len(piece) > 3 or not piece.isascii()]
        score = 2.0 * sum(piece in news for piece in pieces) / len(pieces) if pieces else 0.0
        if 4 <= count <= 20 or (len(own) >= _WIDE and not own.isascii()):
            score += 1.0
        elif not 4 <= count <= 25:
            score -= 1.0
        score += 2.0 if head.lines[n].startswith("# ") else 0.0
        score += 1.5 if count >= 3 and (told[own] > 1 or (n and page.startswith(own))) else 0.0
        score += 1.0 if any(0 < m - n <= _SIGNED for m in signed) else 0.0
        return score - (_EARLIER * n if head.first <= SHORT_HEAD else 0.02 * min(head.first - n, 50))

    return max(candidates, key=likely)


def _pieces(text: str) -> list[str]:
    """The words of a text; of a script without blanks its characters by twos."""
    words = _plain(text).split()
    return [word[n : n + 2] for word in words for n in range(len(word) - 1)] if _HAN_OR_KANA.search(text) else words


def _is_signed(line: str) -> bool:
    return is_byline(line) or is_date_line(line) or bool(parts(line))


_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_BELOW = 6  # blocks below the beginning of the text in which a stated headline is looked for: a caption may come first
_TITLE = 300  # characters of a headline
_SITE = 5  # words of the name of a site
_WIDE = 12  # characters of a headline in a script without blanks
_PARAGRAPHS = 4  # of the text, whose words a headline shares,
_LEAD = 600  # by their first characters
_EARLIER = 0.15  # what each line above costs in a short head, in which the headline comes first
_UNDER = 4  # lines below a headline in one paragraph with it
_SIGNED = 6  # lines that may stand between a headline and byline or date
