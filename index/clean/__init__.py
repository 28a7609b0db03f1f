"""What is left of an article when everything a page puts around it is gone; each piece that goes names its rule.

`RULES` is the documentation: an ordered list of small functions of one shape. A rule sees lines and says which of them go,
and why. Of a source whose format does not tell the article from what surrounds it, the last rule is a learnt model
(`lines`). No rule changes a character, and none empties an article.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.clean import lines as learnt
from index.clean.after import list_head, more_from, repeated_label
from index.clean.page import Found, Line, Page, Rule, line_of, site_lines
from index.clean.saying import (
    advertisement,
    amended,
    bio,
    caption,
    comments,
    continued,
    cookies,
    credit,
    image_name,
    legal,
    newsletter,
    notices,
    ornament,
    read_also,
    share,
    tips,
)
from index.clean.twice import headline_again, pull_quote, said_again, teaser
from index.model import Draft, Dropped, Masthead, Passage, Span


def clean(
    draft: Draft, masthead: Masthead, claimed: Sequence[Dropped] = (), weights: learnt.Weights | None = None
) -> tuple[tuple[Passage, ...], tuple[Dropped, ...]]:
    """The passages that are kept and the pieces that are not; together every non-blank character, each once.

    Passage 0 is the headline, where the text has one; the body begins with 1. `claimed` are pieces that are out already;
    `weights` are those of the installation, where no others are given.
    """
    source = Source.of(draft, masthead, claimed)
    page = source.page
    removed, lines = _apply(page if draft.is_cut_out else source.read(weights or learnt.weights()), source.said)
    if sum(len(each.text) for each in lines) < _LEAST:
        removed, lines = _apply(page, source.said)
    if not lines:  # an article is never emptied: nothing but the masthead and what the format knows stays out
        removed, lines = {}, list(page.lines)
    out = source.out
    if not lines and source.headline is None:  # rather what stood above it than nothing, or than what the format knows
        known = {piece.span: piece for piece in draft.furniture}
        out = {n: known[block.span] for n, block in enumerate(draft.blocks) if block.span in known}
        out = out if len(out) < len(draft.blocks) else {}
        lines = [each for each in source.every if each.number not in out]
    passages = tuple(_passages(draft, masthead, source.headline, lines))
    return passages, tuple(_dropped(draft, passages, out, removed))


@dataclass(frozen=True, slots=True)
class Source:
    """A draft as it is cleaned: its lines, and what the rules say that ask one line alone."""

    every: Sequence[Line]
    """All its blocks."""
    out: Mapping[int, Dropped]
    """What is out already, by the numbers of the blocks."""
    headline: int | None
    """The number of the block that is the headline."""
    page: Page
    """The other lines."""
    said: Mapping[str, Mapping[int, Found]]
    """By the names of rules: which numbers they take, and why."""

    @classmethod
    def of(cls, draft: Draft, masthead: Masthead, claimed: Sequence[Dropped] = ()) -> Source:
        """The source that a draft is."""
        headline = _headline_block(draft, masthead)
        known = {piece.span: piece for piece in (*claimed, *draft.furniture)}
        out = {n: known[block.span] for n, block in enumerate(draft.blocks) if block.span in known}
        every = [line_of(n, draft) for n in range(len(draft.blocks))]
        left = [each for each in every if each.number not in out and each.number != headline]
        page = Page(
            left, masthead.headline.value if masthead.headline else "", 0 if draft.is_cut_out else site_lines(draft)
        )
        said = {}
        rest = page
        for name, rule in _ALONE.items():
            said[name] = {rest.lines[place].number: found for place, found in rule(rest)}
            left = [each for each in rest.lines if each.number not in said[name]]
            rest = replace(rest, lines=left, signs=rest.signs + (bool(said[name]) and name not in _NO_SIGN))
        return cls(every, out, headline, replace(page, signs=rest.signs), said)

    def around(self) -> learnt.Around:
        """All lines as the learnt model looks at them, with the names of the rules that take them."""
        rules = {number: name for name, found in reversed(list(self.said.items())) for number in found}
        rules |= {number: piece.rule for number, piece in self.out.items()}
        if self.headline is not None:
            rules[self.headline] = learnt.HEADLINE
        return learnt.look(
            self.every, [rules.get(each.number, "") for each in self.every], self.page.headline, self.page.signs
        )

    def read(self, weights: learnt.Weights) -> Page:
        """The page with what the learnt model says of its lines."""
        found = learnt.foreign(self.around(), weights)
        return replace(self.page, foreign={self.every[place].number: why for place, why in found.items()})


_LEAST = 120  # characters: where the learnt model leaves less, the source is of another kind, and only the rules count


def _apply(page: Page, said: Mapping[str, Mapping[int, Found]]) -> tuple[dict[int, tuple[str, Found]], list[Line]]:
    """All rules in their order: rule and reason of each block that goes, and the lines that stay."""
    removed: dict[int, tuple[str, Found]] = {}
    for name, rule in RULES:
        if name in said:
            gone = said[name]
        else:
            left = replace(page, lines=[each for each in page.lines if each.number not in removed])
            gone = {left.lines[place].number: found for place, found in rule(left)}
        removed |= {n: (name, found) for n, found in gone.items() if n not in removed}
    return removed, [each for each in page.lines if each.number not in removed]


def _headline_block(draft: Draft, masthead: Masthead) -> int | None:
    """The number of the block that is the headline; None where it stands elsewhere (front matter) or nowhere."""
    if masthead.headline is None or masthead.headline.span is None:
        return None
    start = masthead.headline.span.start
    inside = (n for n, b in enumerate(draft.blocks) if b.span.start <= start < b.span.stop)
    number = next(inside, None)
    if number is None or any(draft.blocks[number].span == piece.span for piece in draft.furniture):
        return None
    return number


def _passages(draft: Draft, masthead: Masthead, headline: int | None, lines: Sequence[Line]) -> Iterator[Passage]:
    """The headline, also where it stands in front matter, and the lines that stay."""
    if headline is not None:
        yield Passage(0, draft.blocks[headline].span, "heading")
    elif masthead.headline is not None and (span := masthead.headline.span) is not None:
        homes = (draft.blocks[each.number].span for each in lines)
        if not any(home.start <= span.start < home.stop for home in homes):
            yield Passage(0, span, "heading")
    for n, line in enumerate(lines, 1):
        after = lines[n] if n < len(lines) else None
        yield Passage(n, draft.blocks[line.number].span, "heading" if _is_subhead(line, after) else line.kind)


def _is_subhead(line: Line, after: Line | None) -> bool:
    """A short line without end stop, alone before a paragraph of running text."""
    return (
        line.kind == "paragraph"
        and after is not None
        and after.prose
        and line.count <= 9
        and line.text[0].isupper()
        and line.text[-1].isalnum()
        and ":" not in line.text
    )


def _dropped(
    draft: Draft, passages: Sequence[Passage], out: Mapping[int, Dropped], removed: Mapping[int, tuple[str, Found]]
) -> Iterator[Dropped]:
    """The pieces in the order of the text; a copy names the passage it copies. Front matter goes in the two pieces around a headline in it."""
    number = {p.span: p.n for p in passages}
    first = passages[0].span if passages and passages[0].n == 0 else None
    for n, block in enumerate(draft.blocks):
        if n in out and first is not None and block.span.start < first.start and first.stop <= block.span.stop:
            yield replace(out[n], span=Span(block.span.start, first.start))
            if first.stop < block.span.stop:
                yield replace(out[n], span=Span(first.stop, block.span.stop))
        elif n in out:
            yield out[n]
        elif n in removed:
            rule, found = removed[n]
            same = found.same
            while same is not None and same in removed:  # the copy went too: whatever that one copies
                same = removed[same][1].same
            yield Dropped(
                block.span, rule, found.reason, number.get(draft.blocks[same].span) if same is not None else None
            )


def foreign(page: Page) -> Iterator[tuple[int, Found]]:
    """What the learnt model reads as no part of the article."""
    return ((n, page.foreign[each.number]) for n, each in enumerate(page.lines) if each.number in page.foreign)


RULES: tuple[tuple[str, Rule], ...] = (
    ("ornament", ornament),
    ("image name", image_name),
    ("continuation line", continued),
    ("advertisement", advertisement),
    ("cookie line", cookies),
    ("more from", more_from),
    ("list of articles", list_head),
    ("teaser", teaser),
    ("headline again", headline_again),
    ("said again", said_again),
    ("photo credit", credit),
    ("photo caption", caption),
    ("share line", share),
    ("newsletter line", newsletter),
    ("comments", comments),
    ("read also", read_also),
    ("legal line", legal),
    ("correction note", amended),
    ("bio", bio),
    ("contact line", tips),
    ("notice", notices),
    ("pull quote", pull_quote),
    ("repeated label", repeated_label),
    ("not the article", foreign),
)
"""The rules by their names; where two take a line, it bears the name of the first."""
_ALONE = {name: rule for name, rule in RULES if rule not in (teaser, said_again, pull_quote, foreign)}
"""Those that look at a line without asking what else went."""
_NO_SIGN = frozenset({"ornament", "headline again", "repeated label"})
"""Those of them that find something in texts that nobody copied from a page, too."""
