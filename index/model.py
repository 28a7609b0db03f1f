"""The nouns of twosource, all frozen.

Everything found in a source is a `Span` of its `text`, in code points, half open: `text[span.start:span.stop]` is the proof.
Nothing here knows how it was found.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, Protocol

Status = Literal["stated", "inferred"]
PassageKind = Literal["paragraph", "heading", "list", "table", "blockquote"]
QuoteType = Literal["direct", "mixed", "unattributed", "indirect"]
LinkKind = Literal["verbatim", "same-words", "near", "excerpt", "partial"]
DifferenceKind = Literal["words", "spelling", "typography", "cut", "fact"]
FrameKind = Literal["speaker", "cue", "mark"]
Drift = Literal["stance", "speaker", "document", "mark"]
Relation = Literal["shared", "paraphrase", "only-a", "only-b"]
FlagKind = Literal["truncated", "live", "list", "translated", "mixed", "hidden", "mojibake", "incomplete"]
"""Broken off; a live blog; many items rather than one article; translated by a machine; in several languages; with characters
that cannot be seen; decoded wrongly once; with parts that could not be read."""
Order = Literal["relevance", "date", "source"]
"""What the passages that answer a query are sorted by."""


class PackError(Exception):
    """A pack that cannot be opened: what happened, where, what to do. Its text is one line for a person."""


class Span(NamedTuple):
    """A stretch of one source's text: code points, half open."""

    start: int
    stop: int

    def of(self, text: str) -> str:
        """The words that stand there."""
        return text[self.start : self.stop]


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the pack, or one article of a file that holds several."""

    path: str
    """Its path in the pack, with `/`; `path#n` where one file holds several."""
    sha256: str
    """Of the bytes, 64 hexadecimal digits."""
    size: int
    """In bytes."""
    copies: tuple[str, ...] = ()
    """Paths of other files with the very same bytes."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A source that could not be read, and why, in words for a person."""

    source: Source
    reason: str
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """A file that holds several sources: a mailbox, an archive, an export of a press database."""

    source: Source
    parts: tuple[Source, ...]
    """In their order; each is an article, cannot be read, or holds several itself."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a source that its format, or a blank line, sets apart."""

    span: Span
    kind: PassageKind = "paragraph"
    where: str = ""
    """Where it stands in its format: `html/body/div.story/p` in a page, `page 3` in a printed document; empty in plain text."""
    linked: float = 0.0
    """The share of its characters that are the words of links."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about a source that its reader has to know."""

    kind: FlagKind
    reason: str
    """What was seen, in words: `ends in “Subscribe to read on”`."""
    span: Span | None = None
    """Where it was seen; None where it is about the whole."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known about a source, and how it is known."""

    value: str
    status: Status = "stated"
    span: Span | None = None
    """Where it stands in the text; None where it comes from elsewhere."""
    origin: str = "text"
    """`text`, `front matter`, `pack.toml`, `file name`, `image name` ..."""
    role: str | None = None
    """Of an author: `reporting`, `writing`, `editing`; None otherwise."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format gives: the decoded text and its blocks, in order, not overlapping.

    Every non-blank character of `text` is in exactly one block.
    """

    text: str
    format: str
    """`txt`, `md` ..."""
    encoding: str | None
    """As Python names it (`utf-8`, `cp1252`); None for formats that are not text."""
    blocks: tuple[Block, ...]
    stated: Mapping[str, tuple[Fact, ...]]
    """What the format itself says of the source (front matter, metadata): headline, publisher, agency, authors, date, dateline.
    Empty for plain text."""
    furniture: tuple[Dropped, ...] = ()
    """What the format knows to be no text of the article (front matter, the menus of a page); each piece is also a block."""
    is_cut_out: bool = False
    """Whether the format tells the article from what stands around it, so that the cleaner has only rules to apply."""
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Masthead:
    """Who published what, when and where, as far as the source tells; unknown stays None."""

    headline: Fact | None = None
    publisher: Fact | None = None
    agency: Fact | None = None
    authors: tuple[Fact, ...] = ()
    date: Fact | None = None
    """ISO 8601 as far as known: `2008`, `2008-08`, `2008-08-28`."""
    dateline: Fact | None = None
    """The place as printed: `DUSHANBE`."""
    url: Fact | None = None
    """Its address on the web as `addresses` has it: where it was fetched, or what the page says of itself."""
    fetched: Fact | None = None
    """When it was fetched there: `2026-11-22T19:30:00Z`."""
    original: Fact | None = None
    """The name of the file that it was copied from."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A kept paragraph, number 0 the headline."""

    n: int
    span: Span
    kind: PassageKind = "paragraph"
    by_hand: bool = False
    """Whether the cleaner left it out, and the user put it back."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece left out of the cleaned article."""

    span: Span
    rule: str
    """The rule's name, for people and machines: `photo credit`, `said again`."""
    reason: str
    """What the rule saw, in words."""
    same_as: int | None = None
    """The number of the passage that says the same, for copies and teasers."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the user says of one piece of a source against its cleaner: enough to find it when the source is read again."""

    kept: bool
    """Put back, rather than left out."""
    source: str
    """The source's path."""
    sha256: str
    """Of its bytes then."""
    span: Span
    words: str
    """The fingerprint of the piece's words (`rulings.words`)."""


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that say that somebody spoke."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as written and as resolved."""

    mention: str
    span: Span | None
    """Where the mention stands; None where the words stand elsewhere."""
    name: str
    """The person, body or document: the same string for the same speaker over the whole pack."""
    certainty: float
    """0 to 1; below `CERTAIN` the name is shown with a question mark."""


CERTAIN = 0.9
"""A speaker below this certainty is shown as `?` with the name as a candidate."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One stretch of one passage that stands in quotation marks, or should.

    The span is what stands between the marks.
    """

    id: str
    """Within an article `5.1` (passage, count); in a pack with the source's key before it: `R5.1`."""
    source: str
    """The source's path; empty until the pack knows it."""
    passage: int
    span: Span
    type: QuoteType
    group: str
    """The id of the first stretch of the same utterance."""
    parent: str | None = None
    """The id of the quotation this one stands in."""
    flags: tuple[str, ...] = ()
    """Of `unopened`, `unclosed`, `continues`, `nested`, `block`, `dash`."""
    speaker: Speaker | None = None
    cue: Cue | None = None


@dataclass(frozen=True)
class Article:
    """A source that could be read: every non-blank character of `text` is in one passage or one dropped piece."""

    source: Source
    format: str
    encoding: str | None
    language: str | None
    """ISO 639-1, None where it could not be told."""
    text: str
    masthead: Masthead
    passages: tuple[Passage, ...]
    """In order; the headline, where there is one, first and number 0."""
    dropped: tuple[Dropped, ...]
    quotes: tuple[Quote, ...] = ()
    """Those in marks, and those that should be."""
    key: str = ""
    """A short label, unique in the pack: `R`."""
    indirect: tuple[Quote, ...] = ()
    """Reported speech without marks."""
    flags: tuple[Flag, ...] = ()

    @property
    def path(self) -> str:
        return self.source.path

    @cached_property
    def by_place(self) -> tuple[Passage, ...]:
        """The passages in the order of the text, in which a headline may stand below others."""
        return tuple(sorted(self.passages, key=lambda p: p.span))

    @cached_property
    def by_number(self) -> Mapping[int, Passage]:
        """The passages by their numbers."""
        return {p.n: p for p in self.passages}

    @cached_property
    def fingerprint(self) -> str:
        """What of it can be searched, as 40 hexadecimal digits: another one where a word, passage or quotation is another.

        Its key is not: that is another one where other sources stand beside it.
        """
        made = hashlib.blake2b(digest_size=20)
        utterances = (quote.group.removeprefix(self.key) for quote in self.quotes)
        told = [self.source.path, self.source.sha256, self.language or "", *utterances]
        for part in (*told, self.text):
            made.update(part.encode("utf-8", "surrogatepass") + b"\0")
        numbers = [n for passage in self.passages for n in passage.span]
        for quote in self.quotes:
            numbers += [*quote.span, quote.passage, quote.type == "indirect"]
        made.update(array("q", numbers).tobytes())
        return made.hexdigest()

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line of `text` begins."""
        starts, at = [0], self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return tuple(starts)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two texts part: a stretch of each, either of which may be empty."""

    a: Span
    b: Span
    kind: DifferenceKind


@dataclass(frozen=True, slots=True)
class Frame:
    """A difference in what surrounds a quotation: who, which verb, which mark is missing."""

    kind: FrameKind
    a: str
    b: str
    drift: Drift | None = None
    """What changes with it for who reads only one of the two; None where nothing does (said / added)."""
    stances: tuple[str, str] | None = None
    """How the two verbs take the words where that is what drifts: `neutral`, `claim` ... (index/lexicon/stances.toml)."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two quotations of different sources that share words."""

    a: str
    """Quotation id."""
    b: str
    kind: LinkKind
    differences: tuple[Difference, ...] = ()
    frame: tuple[Frame, ...] = ()
    weak: bool = False
    """True for a shared phrase: one or two words that the same speaker says in both."""


class Links(Protocol):
    """The links of one echo, in pack order."""

    def __iter__(self) -> Iterator[Link]: ...

    def __len__(self) -> int: ...

    def __getitem__(self, at: int, /) -> Link: ...

    def of(self, id: str, /) -> tuple[Link, ...]:  # noqa: A002 - it is the quotation's id
        """Those of one quotation."""


@dataclass(frozen=True, slots=True)
class Echo:
    """One quotation found in two or more sources."""

    id: str
    quotes: tuple[str, ...]
    """Quotation ids, in pack order."""
    links: Links
    """Every pair of them that stands in different sources and shares words; found when they are walked."""


@dataclass(frozen=True, slots=True)
class Wire:
    """One agency report that several sources print."""

    id: str
    """`w1` and so on, in pack order."""
    paths: tuple[str, ...]
    """In pack order."""
    of: tuple[str, ...]
    """Of each the path of the copy that it comes from: the agency's own, else the fullest; of such a copy its own."""
    shares: tuple[float, ...]
    """Of each how much of its running text stands in that copy, 0 to 1; what is quoted does not count."""
    agency: str = ""
    """As the first of them that names one does; empty where none does."""


@dataclass(frozen=True, slots=True)
class Row:
    """A passage of one source beside its counterpart in another, or alone."""

    a: int | None
    b: int | None
    relation: Relation
    certainty: float
    common: tuple[tuple[Span, Span], ...] = ()
    """Stretches of the same words, in the order of `a`."""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a query."""

    source: str
    passage: int
    span: Span
    marks: tuple[Span, ...]
    """The words that matched."""
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found."""

    query: str
    total: int
    """Passages, those beyond the limit too."""
    hits: tuple[Hit, ...]
    seconds: float = 0.0
    opened: float = 0.0
    """Seconds for opening and checking what was searched."""
    facets: Mapping[str, Mapping[str, int]] | None = None
    """`source`, `publisher`, `speaker`, `date`, `language`: each value with its count of passages, counted when it is first
    looked at; None while some articles are still to be looked through."""
    corrected: str | None = None
    """The query that was answered instead, where the one asked found nothing."""
    folded: tuple[str, ...] = ()
    """Spellings that were taken as the same: `co-operation = cooperation`."""
    unknown: tuple[str, ...] = ()
    """Names before a colon that are no field, and were taken as words: `speaker` of `speaker:putin`."""
    at_least: bool = False
    """There are more passages than `total`: the words being typed begin more words than are counted."""
    searched: int | None = None
    """Articles looked through so far, while there is no index yet and the rest is still to come; None: all of them."""


class Searcher(Protocol):
    """What answers queries over a pack; it may be used from several threads, which wait for each other."""

    @property
    def indexed(self) -> bool:
        """Whether the answers come from an index, rather than from the text itself."""

    def ask(
        self,
        text: str,
        limit: int = 20,
        order: Order = "relevance",
        cancelled: Callable[[], bool] = lambda: False,
        patience: float | None = None,
        without: tuple[str, int] | None = None,
    ) -> Answer:
        """The passages that answer `text`, best first, at most `limit` of them, all for 0; none once it is `cancelled`.

        Without an index so many seconds of `patience` are spent on going through the text; None: until it is all.
        `without`: a passage that is no answer, by its source and number.
        """

    def like(
        self, path: str, n: int, cancelled: Callable[[], bool] = lambda: False, patience: float | None = None
    ) -> str:
        """The query that finds passages like passage `n` of a source; empty where no word of it tells anything."""

    def close(self) -> None:
        """Let go of the index."""


class PassageIndex(Protocol):
    """Passages by the words they hold (`engine.words.keys`), each told by the place of its article and its rank there, from 0."""

    def counts(self, keys: Collection[str]) -> Mapping[str, int]:
        """How many passages hold each of these words."""

    def holding(self, keys: Collection[str]) -> list[tuple[int, int]]:
        """The passages that hold all of these words, of which there is at least one, in the order of the pack."""

    def likest(
        self, weights: Mapping[str, int], most: int, among: Collection[int] | None
    ) -> list[tuple[int, tuple[int, int]]]:
        """The passages with the highest sums of the weights of the words they hold, at most so many, each with its sum.

        Of equal ones the first of the pack. `among`: only those of the articles at these places.
        """

    def close(self) -> None:
        """Let go of the index."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What the reader put aside: the one thing that keeps a copy of its words, so that a changed source shows."""

    id: str
    source: str
    sha256: str
    """Of the source's bytes when it was clipped."""
    passage: int
    span: Span
    text: str
    kind: Literal["quote", "passage", "selection"] = "quote"
    note: str = ""
    heading: str = ""
    """The reader's own heading that begins with this clip; empty for none."""
    tags: tuple[str, ...] = ()
    """Words of the reader's own by which clips that belong together are known."""
