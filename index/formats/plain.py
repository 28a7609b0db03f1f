"""Plain text: which of its lines are one paragraph, and where lines that were glued together come apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from index import fold
from index.formats.decoding import Unreadable, decode
from index.model import Block, Draft, Span

BULLET = re.compile(r"[ \t]{0,24}(?:[*+•‣·▪–-]|\d{1,2}[.)])[ \t]+(?=\S)")
_WIDEST = 120  # characters: nobody wraps lines by hand at more
LONG_ITEM = 25  # words: list items of this length are paragraphs of their own


def read(data: bytes) -> Draft:
    text, encoding = decode(data)
    if not text.strip():
        raise Unreadable("the file holds nothing but blanks")
    return Draft(text, "txt", encoding, tuple(blocks(text)), {})


def lines_of(text: str) -> Iterator[Span]:
    """The lines of `text` without their ends; the blank ones too."""
    at = 0
    while (stop := text.find("\n", at)) >= 0:
        yield Span(at, stop)
        at = stop + 1
    yield Span(at, len(text))


def trimmed(text: str, span: Span) -> Span:
    """The span without the white space at its ends; empty where nothing else is in it."""
    start = span.start + len(whole := span.of(text)) - len(whole.lstrip())
    return Span(start, max(start, span.start + len(whole.rstrip())))


def _groups(text: str) -> Iterator[list[Span]]:
    """Runs of lines that no blank line parts, each line tight."""
    group: list[Span] = []
    for line in lines_of(text):
        tight = trimmed(text, line)
        if tight.start < tight.stop:
            group.append(tight)
        elif group:
            yield group
            group = []
    if group:
        yield group


def blocks(text: str) -> Iterator[Block]:
    """The paragraphs of a plain text: parted by blank lines, or one a line; hard-wrapped lines are one, and so is a list."""
    groups = list(_groups(text))
    breaks = [(a, b) for group in groups for a, b in pairwise(group)]
    width = _wrap_width(text, breaks)
    for group in groups:
        own = width or (_wrap_width(text, list(pairwise(group))) if len(group) > 2 else 0)
        for part in _paragraphs(text, group, own):
            yield from part


def _wrap_width(text: str, breaks: Sequence[tuple[Span, Span]]) -> int:
    """The column at which the lines were wrapped by hand, 0 where they were not.

    Wrapped means: at nearly every line end the next word would not have fitted, and many lines go on in lower case
    (lines of a poem or a list do not).
    """
    if not breaks:
        return 0
    lengths = sorted(a.stop - a.start for a, _ in breaks)
    width = lengths[min(len(lengths) - 1, len(lengths) * 19 // 20)]
    if not 30 <= width <= _WIDEST:
        return 0
    full = [(a, b) for a, b in breaks if _full(text, a, b, width)]
    going_on = sum(text[b.start].islower() for _, b in full)
    return width if 10 * len(full) >= 6 * len(breaks) and 10 * going_on >= 4 * len(full) else 0


def _full(text: str, line: Span, after: Span, width: int) -> bool:
    """The first word of the line after would not have fitted into this one."""
    word = text.find(" ", after.start, after.stop)
    return line.stop - line.start + 1 + (word if word >= 0 else after.stop) - after.start > width


def _paragraphs(text: str, group: Sequence[Span], width: int) -> Iterator[Iterable[Block]]:
    """The blocks of a run of lines: wrapped lines joined, neighbouring list items joined, any other line alone."""
    at = 0
    while at < len(group):
        stop = at + 1
        if BULLET.match(text, group[at].start):
            items = [group[at]]
            while stop < len(group):
                if BULLET.match(text, group[stop].start):
                    items.append(group[stop])
                elif width and _full(text, group[stop - 1], group[stop], width):
                    items[-1] = Span(items[-1].start, group[stop].stop)
                else:
                    break
                stop += 1
            yield list_blocks(text, items)
        else:
            while stop < len(group) and _goes_on(text, group[stop - 1], group[stop], width):
                stop += 1
            yield [Block(part) for part in _unglued(text, Span(group[at].start, group[stop - 1].stop))]
        at = stop


def _goes_on(text: str, line: Span, after: Span, width: int) -> bool:
    """The line after belongs to the same paragraph: lines were wrapped at `width`, or its first word was broken."""
    if BULLET.match(text, after.start):
        return False
    if not width:
        return (
            fold.is_broken(text[line.stop - 1 : after.start])
            and text[line.stop - 2].isalpha()
            and text[after.start].islower()
        )
    return _full(text, line, after, width) or text[after.start].islower()


def list_blocks(text: str, items: Sequence[Span]) -> list[Block]:
    """A list of short items is one block; long items are one each."""
    if any(len(item.of(text).split()) >= LONG_ITEM for item in items):
        return [Block(item, "list") for item in items]
    return [Block(Span(items[0].start, items[-1].stop), "list")]


# Where copying out of a page lost the line end: a word or sentence runs straight into one of these page labels ...
_LABEL_SEAM = re.compile(
    r"(?:(?<=[a-z0-9.!?»”)])|(?<=[a-z0-9.!?,][\"']))(?:"  # behind a straight mark only where it closes
    r"(?=By [A-Z][\w.'’-]{1,20} [A-Z])|(?=(?:Published|Updated|Posted|Last updated|First published)[: ]\s?[\dA-Z])"
    r"|(?=Share(?:Tweet|Tip|Print|Save|Email|E-mail|Facebook|Copy| this| on |$))|(?=Advertisement(?:[A-Z]|$))|(?=ADVERTISEMENT)"
    r"|(?=(?:COMMENTS|Comments) ?\(\d)|(?=(?:Read more|READ MORE|Read also|READ ALSO|See also)\b)|(?=More from [A-Z])"
    r"|(?=Sign up (?:for|to) )|(?=(?:Photo|PHOTO|Image|Photograph): ))|(?<=\(\d\d\d\))(?=[A-Z])|(?<=\(\d\d\))(?=[A-Z])|(?<=\(\d\))(?=[A-Z])"
)
# ... into a menu of words without blanks, or a sentence straight into the next.
_MENU_SEAM = re.compile(r"(?<=[a-z])(?=(?:Home|HOME|Menu|News)[A-Z][a-z])")
_SENTENCE_SEAM = re.compile(
    r"(?:(?<=[a-z]{4})|(?<=\d{4}))[.!?][”\"»’]?(?=(?!Com|Net|Org|Co|Io|Js|Uk)[A-Z][a-z]* [a-z])"
)


# Boxes that were written into one line without a blank between them, menus first: `ScotlandHealthEducation`. A single capital
# within a word is a name (`YouTube`), so these count only where many different words have one.
_LOW = "a-zß-öø-ÿа-яёα-ωčšžřěůńłśżźćęąőűğışță"
_UP = "A-ZÀ-ÖØ-ÞА-ЯЁΑ-ΩČŠŽŘĚŮŃŁŚŻŹĆĘĄŐŰĞİŞȚĂ"
_BOX_SEAM = re.compile(
    rf"(?<=[{_LOW}][{_LOW}])(?=[{_UP}])|(?<=[{_LOW}\d][.!?:)”\"'›»])(?=[{_UP}][{_LOW} ])|(?<=\d)(?=[{_UP}][{_LOW}]{{2}})|(?<=[{_UP}][{_UP}])(?=[{_UP}][{_LOW}]{{2}})"
)
_WORDS = re.compile(r"\S+")
_BOXES = 5  # different words that run into the next
_CHAIN = 3  # boxes in a row without a blank: no name has as many capitals
_SHARE = 50  # words to each seam at most
_TEXT = 6  # blanks in a box: what has fewer is the entry of a menu, and stays with its neighbours

_ANY_SEAM = re.compile(rf"[{_LOW}0-9.!?»”\"')›][{_UP}]")
_MARK = re.compile(r"[“”\"]")


def _unglued(text: str, block: Span) -> Iterator[Span]:
    """The block cut where its parts were glued together: at page labels, between boxes, between sentences that no pair of marks holds."""
    cuts = {block.stop}
    open_ = list(_around_menus(text, block)) if block.stop - block.start >= _LONG else []
    if _ANY_SEAM.search(text, block.start, block.stop):
        for seam in (_LABEL_SEAM, _MENU_SEAM):
            cuts |= {m.end() for m in seam.finditer(text, block.start, block.stop)}
        open_ += [m.end() for m in _SENTENCE_SEAM.finditer(text, block.start, block.stop)]
        open_ += _between_boxes(text, block)
    if open_:
        marks = [m.start() for m in _MARK.finditer(text, block.start, block.stop)]
        cuts |= {cut for cut in open_ if not _in_marks(text, marks, cut)}
    at = block.start
    for cut in sorted(cuts):
        part = trimmed(text, Span(at, cut))
        if part.start < part.stop:
            yield part
        at = cut


def _between_boxes(text: str, block: Span) -> list[int]:
    """Where a box of a page that has text in it meets another; nowhere in a block in which only names have capitals."""
    seams = [
        (at, word)
        for word in _WORDS.finditer(text, block.start, block.stop)
        if text[word.start()] not in "#@" and not word.group().islower() and "//" not in word.group()
        for m in _BOX_SEAM.finditer(text, *word.span())
        if (at := m.end()) > word.start()
    ]
    if len(seams) < _BOXES or len(seams) * _SHARE < text.count(" ", block.start, block.stop):
        return []
    in_word = Counter(word.start() for _, word in seams)
    chains = any(count >= _CHAIN for count in in_word.values())
    spans = {word.span() for _, word in seams}  # a word of a megabyte may have a hundred thousand seams
    different = len({text[a:b] for a, b in spans}) >= _BOXES or max(in_word.values()) >= _BOXES
    if not (chains and different):
        return []
    ends = [block.start, *(at for at, _ in seams), block.stop]
    long = [text.count(" ", a, b) >= _TEXT for a, b in pairwise(ends)]
    return [at for at, (before, after) in zip(ends[1:], pairwise(long), strict=False) if before or after]


_LONG = 600  # characters: a paragraph with a menu in it is long
_MENU = 20  # words with a capital, more or less in a row
_LOWER = 4  # such words that one in lower case outweighs, or the end of a sentence


def _around_menus(text: str, block: Span) -> Iterator[int]:
    """Where a menu written into one line with the text, its entries parted by blanks, begins and ends.

    A menu is a stretch of words with capitals, hardly one in lower case among them and no sentence's end. Its last word is
    the first of the sentence after it, with the word before where the two stand together elsewhere, too: a name.
    """
    words = [m.span() for m in _WORDS.finditer(text, block.start, block.stop)]
    best = here = 0
    first = start = last = 0
    for n, (a, b) in enumerate([*words, (block.stop, block.stop)]):
        if here <= 0:
            here, start = 0, n
        end = a == b or text[b - 1] in ".!?;"
        here += -_LOWER if text[a : a + 1].islower() or end else 0 if text[b - 1] == "," else 1
        if here > best:
            best, first, last = here, start, n
        if (here <= 0 or a == b) and best >= _MENU:
            pair = text[words[last - 1][0] : words[last][1]]
            yield words[first][0]
            yield words[last - (text.count(pair, 0, 50_000) > 1)][0]
        if here <= 0:
            best = 0


def _in_marks(text: str, marks: Sequence[int], at: int) -> bool:
    """Whether the mark before `at` opens and the one behind it closes; `marks` are the double marks of the block."""
    n = bisect_left(marks, at)
    if not 0 < n < len(marks):
        return False
    closes = text[marks[n]] == "”" or (text[marks[n]] == '"' and n % 2 == 1)
    return closes and text[marks[n - 1]] != "”"
