"""Text as Markdown that reads as the very same text; the words of sources as quotations in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from index import fold
from index.model import Span

Context = Literal["paragraph", "quote", "list", "heading", "cell", "footnote"]

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
_ACTIVE = re.compile(r"[\\`*_\[\]{<>&|~$^!@]")
_FIRST = re.compile(r"[#+\-=:%]")
_COUNTED = re.compile(r"(\(?(?:\d+|[a-z]|[ivxlcdm]+|[IVXLCDM]{2,}|[A-Z](?=\)|\.(?:[ \t]{2}|\t|$))))([.)])(?=[ \t]|$)")
"""What begins a list somewhere: a number, a letter or a Roman number, with a stop or a bracket."""
_TASK = re.compile(r"\\\[[ \txX]\\\](?=[ \t])")
"""A box to tick, which pandoc sees in a list in spite of its escaped brackets, but not without the blank after it."""
_LINKED = re.compile(
    r"/(?=/)|(?<=www)\.|(?<=mailto):|(?<=xmpp):|:(?=[\w+-]+:)"
    r"|(?<=\S)\.(?=(?:xn--|(?:[a-z]{2}|biz|com|edu|gov|net|org|pro|web|xxx|aero|asia|coop|info|museum|name|shop|рф)(?![^\W_])))",
    re.IGNORECASE,
)
"""What begins an address, or the name of a picture; and the last stop of what is taken for an address, though nothing says so."""
_IN_CELL = str.maketrans({"\\": "&#92;", "|": "&#124;"})


def escape(text: str, context: Context = "paragraph") -> str:
    r"""`text` as Markdown that reads as the very same text, in one line, as the content of one block of the given kind.

    Characters that Markdown cannot hold (control characters other than tab and line feed, U+2028, U+2029, U+FEFF) become U+FFFD.

    >>> escape("[sic] 2 * 3")
    '\\\\[sic\\\\] 2 \\\\* 3'
    """
    text = UNPRINTABLE.sub("\ufffd", text)
    body = text.strip()
    if not body:
        return _entities(text)
    front = text[: len(text) - len(text.lstrip())]
    back = text[len(text.rstrip()) :]
    if context == "cell":
        body = _ACTIVE.sub(lambda m: m.group().translate(_IN_CELL) if m.group() in "\\|" else "\\" + m.group(), body)
    else:
        body = _ACTIVE.sub(r"\\\g<0>", body)
    if context == "heading":
        body = body.replace("#", "\\#")
    body = _LINKED.sub(r"\\\g<0>", body).replace("\n", "&#10;")
    if _FIRST.match(body):
        body = "\\" + body
    elif counted := _COUNTED.match(body):
        body = f"{counted[1]}\\{body[counted.end(1) :]}"
    elif context == "list" and (task := _TASK.match(body)):
        body = task[0] + _entities(body[task.end()]) + body[task.end() + 1 :]
    return _entities(front) + body + _entities(back)


def _entities(blanks: str) -> str:
    return "".join(f"&#x{ord(c):X};" for c in blanks)


_LINE_ENDS = re.compile(r"(\n+)")


def paragraphs(text: str, lead: str = "", lead_on: str = "") -> Iterator[str]:
    """The analyst's own words, a Markdown paragraph each: a line end in them is a hard one, a blank line parts two."""
    pieces = _LINE_ENDS.split(text)
    out = lead + escape(pieces[0])
    for at in range(1, len(pieces), 2):
        ends, line = len(pieces[at]), pieces[at + 1]
        inner = pieces[at - 1] and line
        if ends == 2 and inner:
            yield out
            out = lead_on + escape(line)
        else:
            out += ("\\\n" if ends == 1 and inner else "&#10;" * ends) + escape(line)
    yield out


# --- the words of sources ---

INNER_MARK = re.compile('["“”„‟«»]')


_BLANKS = re.compile(r"\s+")


def parting(text: str) -> list[Span]:
    """The runs of blanks in which a blank line parts two paragraphs of a source."""
    runs = (Span(*m.span()) for m in _BLANKS.finditer(text))
    return [run for run in runs if text.count("\n", *run) > 1 and run.start and run.stop < len(text)]


def quoted(text: str) -> str:
    """Words of a source as a block quotation; where they run over paragraphs, so does it."""
    runs = parting(text)
    pieces = [
        text[a:b] for a, b in zip([0, *(r.stop for r in runs)], [*(r.start for r in runs), len(text)], strict=True)
    ]
    return "\n>\n".join(f"> {escape(one_line(piece), 'quote')}" for piece in pieces)


_SHOWN = {c: " " for c in map(chr, range(0x2030)) if c.isspace() and (c == "\n" or UNPRINTABLE.match(c))} | {
    "\ufeff": "\u2060"
}
"""What stands in a line of Markdown for characters that cannot: a blank for line ends, a word joiner for U+FEFF."""
_IN_A_LINE = str.maketrans(_SHOWN)


def one_line(text: str) -> str:
    return fold.joined(text).translate(_IN_A_LINE)


def reads(words: str, places: Sequence[str]) -> str:
    shown = in_marks(words) if words else "nothing"
    return " ".join([shown, *(escape(f"[{place}]") for place in places)])


def in_marks(words: str) -> str:
    """Words of a source in a line of the briefing's own; in italics where they hold double marks themselves."""
    return f"*{escape(words)}*" if INNER_MARK.search(words) else f"“{escape(words)}”"


def code(path: str) -> str:
    return f"`{path}`" if re.fullmatch(r"[\w./#+-]+", path) else escape(path, "list")


def plural(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
