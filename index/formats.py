r"""Bytes of a source to a `Draft`: decoded text, its blocks, and what the format itself states.

Text is decoded once: a leading byte-order mark goes, line ends become `\\n`, nothing else is changed. One table, `SUFFIXES`,
says which function reads which kind of file.
"""

from __future__ import annotations

import codecs
import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Protocol

from index.model import Block, Draft, Fact, PassageKind, Span


class Unreadable(Exception):  # noqa: N818 (it is the file that is unreadable; no program went wrong)
    """A file that gives no article; its text is the reason, in words for a person."""


def read(data: bytes, path: str) -> Draft:
    """What the file at `path` (its name decides the format) holds.

    Raises:
        Unreadable: the file is empty, blank, binary, or of a kind nothing here reads.
    """
    suffix = PurePosixPath(path).suffix.lower()
    reader = SUFFIXES.get(suffix)
    if reader is None:
        raise Unreadable(f"{suffix} files are not read")
    if not data:
        raise Unreadable("the file is empty")
    return reader(data)


# ---------------------------------------------------------------------------------------------------------- decoding

# UTF-32 before UTF-16: its little-endian mark begins with the other's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or office file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"OggS\x00", "a sound file"),
    (b"ID3\x02", "a sound file"),
    (b"ID3\x03", "a sound file"),
    (b"ID3\x04", "a sound file"),
)
_HEAD = 65_536  # bytes that are looked at to tell text from binary, and one encoding from another
_CONTROLS = bytes(b for b in (*range(0x20), 0x7F) if b not in b"\t\n\r\f")
_LINE_END = re.compile("\r\n?")
# Signs of cp1252 that never stand between two letters in a language it was made for; in cp1250 and its like they are letters.
_ODD = re.compile(rb"(?<=[A-Za-z\xc0-\xff])[\xa1-\xa9\xab-\xb6\xb8\xb9\xbb-\xbf](?=[A-Za-z\xc0-\xff])")


def decode(data: bytes) -> tuple[str, str]:
    r"""The text of a text file and the encoding as Python names it.

    A byte-order mark decides; else UTF-8, also where some characters of it are broken or cut off (each is U+FFFD then:
    half a character must not turn the rest of a file into the wrong letters); else cp1252, or what charset-normalizer
    finds where that cannot be.

    Raises:
        Unreadable: a binary file (more than 5 % control bytes in the first 64 KB, or a known signature).

    >>> decode(b"caf\\xe9\\r\\n")
    ('café\\n', 'cp1252')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark) and not (encoding == "utf-32-le" and len(data) % 4):
            return _even(data[len(mark) :].decode(encoding, "replace")), encoding.removesuffix("-le").removesuffix(
                "-be"
            )
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise Unreadable(f"{name}, not text")
    head = data[:_HEAD]
    if 20 * (len(head) - len(head.translate(None, _CONTROLS))) > len(head):
        raise Unreadable("a binary file, not text")
    encoding = _encoding(data)
    return _even(data.decode(encoding, "replace")), encoding


def _even(text: str) -> str:
    return _LINE_END.sub("\n", text) if "\r" in text else text


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        whole, broken = _utf8_balance(data)
        cut_off = error.reason == "unexpected end of data" and len(data) - error.start > 1
        if whole > broken or cut_off:
            return "utf-8"
        return _single_byte(data)
    return "utf-8"


def _utf8_balance(data: bytes) -> tuple[int, int]:
    """How many characters beyond ASCII are whole UTF-8, and how many stretches are not UTF-8 at all."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    ascii_only = len(data.translate(None, bytes(range(0x80, 0x100))))
    return len(text) - ascii_only - broken, broken


def _single_byte(data: bytes) -> str:
    """The encoding of a text that is not UTF-8: cp1252 where its bytes make western words, else the likeliest."""
    head = data[:_HEAD]
    high = len(head.translate(None, bytes(range(0x80))))
    if high < 0.3 * len(head) and len(_ODD.findall(head)) <= 0.05 * high:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(head).best()
    return best.encoding if best is not None else "cp1252"


# -------------------------------------------------------------------------------------------------------- plain text

_BULLET = re.compile(r"[ \t]{0,24}(?:[*+•‣·▪–-]|\d{1,2}[.)])[ \t]+(?=\S)")
_WIDEST = 120  # characters: nobody wraps lines by hand at more
_LONG_ITEM = 25  # words: list items of this length are paragraphs of their own


def _plain(data: bytes) -> Draft:
    text, encoding = decode(data)
    if not text.strip():
        raise Unreadable("the file holds nothing but blanks")
    return Draft(text, "txt", encoding, tuple(_plain_blocks(text)), {})


def _lines(text: str) -> Iterator[Span]:
    """The lines of `text` without their ends; the blank ones too."""
    at = 0
    while (stop := text.find("\n", at)) >= 0:
        yield Span(at, stop)
        at = stop + 1
    yield Span(at, len(text))


def _tight(text: str, span: Span) -> Span:
    """The span without the white space at its ends; empty where nothing else is in it."""
    start = span.start + len(whole := span.of(text)) - len(whole.lstrip())
    return Span(start, max(start, span.start + len(whole.rstrip())))


def _groups(text: str) -> Iterator[list[Span]]:
    """Runs of lines that no blank line parts, each line tight."""
    group: list[Span] = []
    for line in _lines(text):
        tight = _tight(text, line)
        if tight.start < tight.stop:
            group.append(tight)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _plain_blocks(text: str) -> Iterator[Block]:
    """The paragraphs of a plain text: parted by blank lines, or one a line; hard-wrapped lines are one, and so is a list."""
    groups = list(_groups(text))
    breaks = [(a, b) for group in groups for a, b in itertools.pairwise(group)]
    width = _wrap_width(text, breaks)
    for group in groups:
        own = width or (_wrap_width(text, list(itertools.pairwise(group))) if len(group) > 2 else 0)
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
        if _BULLET.match(text, group[at].start):
            items = [group[at]]
            while stop < len(group):
                if _BULLET.match(text, group[stop].start):
                    items.append(group[stop])
                elif width and _full(text, group[stop - 1], group[stop], width):
                    items[-1] = Span(items[-1].start, group[stop].stop)
                else:
                    break
                stop += 1
            yield _list_blocks(text, items)
        else:
            while width and stop < len(group) and _joined(text, group[stop - 1], group[stop], width):
                stop += 1
            yield [Block(part) for part in _unglued(text, Span(group[at].start, group[stop - 1].stop))]
        at = stop


def _joined(text: str, line: Span, after: Span, width: int) -> bool:
    if _BULLET.match(text, after.start):
        return False
    return _full(text, line, after, width) or text[after.start].islower()


def _list_blocks(text: str, items: Sequence[Span]) -> list[Block]:
    """A list of short items is one block; long items are one each."""
    if any(len(item.of(text).split()) >= _LONG_ITEM for item in items):
        return [Block(item, "list") for item in items]
    return [Block(Span(items[0].start, items[-1].stop), "list")]


# Where copying out of a page lost the line end: a word or sentence runs straight into one of these page labels ...
_LABEL_SEAM = re.compile(
    r"(?<=[a-z0-9.!?»”\"')])(?:"
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


_ANY_SEAM = re.compile(r"[a-z0-9.!?»”\"')][A-Z]")
_MARK = re.compile(r"[“”\"]")


def _unglued(text: str, block: Span) -> Iterator[Span]:
    """The block cut where its parts were glued together: at page labels, between sentences that no pair of marks holds."""
    cuts = {block.stop}
    if _ANY_SEAM.search(text, block.start, block.stop):
        for seam in (_LABEL_SEAM, _MENU_SEAM):
            cuts |= {m.end() for m in seam.finditer(text, block.start, block.stop)}
        sentences = [m.end() for m in _SENTENCE_SEAM.finditer(text, block.start, block.stop)]
        if sentences:
            marks = [m.start() for m in _MARK.finditer(text, block.start, block.stop)]
            cuts |= {cut for cut in sentences if not _in_marks(text, marks, cut)}
    at = block.start
    for cut in sorted(cuts):
        part = _tight(text, Span(at, cut))
        if part.start < part.stop:
            yield part
        at = cut


def _in_marks(text: str, marks: Sequence[int], at: int) -> bool:
    """Whether the mark before `at` opens and the one behind it closes; `marks` are the double marks of the block."""
    n = bisect_left(marks, at)
    if not 0 < n < len(marks):
        return False
    closes = text[marks[n]] == "”" or (text[marks[n]] == '"' and n % 2 == 1)
    return closes and text[marks[n - 1]] != "”"


# ---------------------------------------------------------------------------------------------------------- Markdown

_KINDS: dict[str, PassageKind] = {"heading": "heading", "table": "table", "bullet_list": "list", "ordered_list": "list"}
_FRONT_KEYS = {
    "title": "headline", "headline": "headline",
    "author": "authors", "authors": "authors", "by": "authors", "byline": "authors", "creator": "authors",
    "publication": "publisher", "publisher": "publisher", "newspaper": "publisher", "outlet": "publisher",
    "site": "publisher", "source": "publisher",
    "agency": "agency", "date": "date", "published": "date", "pubdate": "date", "place": "dateline", "dateline": "dateline",
}  # fmt: skip
_FRONT_LINE = re.compile(
    r"(?P<key>[A-Za-z][\w-]{0,40})[ \t]*(?P<sep>[:=])(?:[ \t]+(?P<value>\S.*)|[ \t]*)$|[ \t]*-[ \t]+(?P<item>\S.*)$|[ \t]+\S.*$|#.*$|$"
)
_FRONT_LONGEST = 200  # lines


def _markdown(data: bytes) -> Draft:
    text, encoding = decode(data)
    if not text.strip():
        raise Unreadable("the file holds nothing but blanks")
    lines = list(_lines(text))
    after, stated = _front_matter(text, lines)
    front = (Block(_tight(text, Span(0, lines[after - 1].stop))),) if after else ()
    blocks = (*front, *_markdown_blocks(text, lines, after))
    return Draft(text, "md", encoding, blocks, stated, tuple((block.span, "front matter") for block in front))


def _front_matter(text: str, lines: Sequence[Span]) -> tuple[int, dict[str, tuple[Fact, ...]]]:
    """The number of lines that front matter (`---` YAML or `+++` TOML, plain keys only) takes, and what it states."""
    fence = lines[0].of(text).rstrip()
    if fence not in ("---", "+++"):
        return 0, {}
    found: dict[str, list[Fact]] = {}
    key, keys = "", 0
    for n, line in enumerate(lines[1:_FRONT_LONGEST], 1):
        content = line.of(text).rstrip()
        if content == fence or (fence == "---" and content == "..."):
            return (n + 1, {name: tuple(facts) for name, facts in found.items() if facts}) if keys else (0, {})
        m = _FRONT_LINE.match(content)
        if m is None:
            return 0, {}
        if m["key"]:
            key, keys = _FRONT_KEYS.get(m["key"].lower(), ""), keys + 1
        for group in ("value", "item"):
            if key and m[group]:
                spans = _front_values(
                    text, Span(line.start + m.start(group), line.start + m.end(group)), key == "authors"
                )
                found.setdefault(key, []).extend(Fact(s.of(text), "stated", s, "front matter") for s in spans)
    return 0, {}


def _front_values(text: str, span: Span, several: bool) -> Iterator[Span]:
    """The value or, of a list in brackets, the values, without quotation marks."""
    if several and text[span.start] == "[" and text[span.stop - 1] == "]":
        span = Span(span.start + 1, span.stop - 1)
        at = span.start
        while at < span.stop:
            comma = text.find(",", at, span.stop)
            stop = comma if comma >= 0 else span.stop
            yield from _front_values(text, _tight(text, Span(at, stop)), False)
            at = stop + 1
    elif span.stop - span.start > 1 and text[span.start] in "\"'" and text[span.stop - 1] == text[span.start]:
        inner = _tight(text, Span(span.start + 1, span.stop - 1))
        if inner.start < inner.stop:
            yield inner
    elif span.start < span.stop:
        yield span


def _markdown_blocks(text: str, lines: Sequence[Span], first: int) -> Iterator[Block]:
    """The blocks from line `first` on, each with its markup characters; lines no token names (link targets) come as they are."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table").disable("inline")
    at = first
    body = text[lines[first].start :] if first < len(lines) else ""
    for kind, start, stop in _leaves(parser.parse(body)):
        start, stop = start + first, stop + first
        if stop <= at:
            continue
        yield from _loose(text, lines[at:start])
        span = _tight(text, Span(lines[max(at, start)].start, lines[stop - 1].stop))
        if kind == "list":
            yield from _markdown_list(text, lines[max(at, start) : stop])
        elif span.start < span.stop:
            yield Block(span, kind)
        at = stop
    yield from _loose(text, lines[at:])


def _loose(text: str, lines: Sequence[Span]) -> Iterator[Block]:
    for line in lines:
        tight = _tight(text, line)
        if tight.start < tight.stop:
            yield Block(tight)


class _Token(Protocol):
    """What is used of a markdown-it token."""

    @property
    def type(self) -> str: ...
    @property
    def map(self) -> list[int] | None: ...


def _leaves(tokens: Iterable[_Token]) -> Iterator[tuple[PassageKind, int, int]]:
    """Kind, first line and line after the last of each block: lists and tables whole, block quotations by paragraph."""
    inside = 0  # depth of block quotations
    skip = ""  # the closing token of a container that was given whole
    depth = 0
    for token in tokens:
        kind, where = token.type, token.map
        if skip:
            depth += (kind == skip.replace("_close", "_open")) - (kind == skip)
            skip = skip if depth else ""
            continue
        if kind == "blockquote_open":
            inside += 1
        elif kind == "blockquote_close":
            inside -= 1
        elif where and (kind.endswith("_open") or kind in ("fence", "code_block", "html_block", "hr")):
            name = kind.removesuffix("_open")
            yield ("blockquote" if inside else _KINDS.get(name, "paragraph")), where[0], where[1]
            if kind.endswith("_open"):
                skip, depth = f"{name}_close", 1


def _markdown_list(text: str, lines: Sequence[Span]) -> Iterator[Block]:
    """A Markdown list: one block, or one an item where the items are long."""
    items: list[Span] = []
    for line in lines:
        tight = _tight(text, line)
        if tight.start == tight.stop:
            continue
        if not items or (_BULLET.match(text, line.start) and tight.start - line.start < 2):
            items.append(tight)
        else:
            items[-1] = Span(items[-1].start, tight.stop)
    yield from _list_blocks(text, items)


SUFFIXES: dict[str, Callable[[bytes], Draft]] = {
    "": _plain,
    ".txt": _plain,
    ".text": _plain,
    ".md": _markdown,
    ".markdown": _markdown,
}
"""Which function reads files of which suffix (in lower case)."""
