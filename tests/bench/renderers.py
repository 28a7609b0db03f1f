"""What readers of Markdown show of escaped texts: parsers of ours, and programs that happen to be installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from reader.briefing import Context

FRAMES: Mapping[Context, tuple[str, str]] = {
    "paragraph": ("", ""),
    "quote": ("> ", ""),
    "list": ("- ", ""),
    "heading": ("# ", ""),
    "cell": ("| h |\n| --- |\n| ", " |"),
    "footnote": ("h[^{n}]\n\n[^{n}]: ", ""),
}
"""What stands before and after a text in each of the places that a briefing puts it."""

_BLANKS = re.compile("[ \\t\\n]+")
_AT_ONCE = 500
"""Texts that a program is given as one document."""


class Shown(NamedTuple):
    """What a renderer makes of one text."""

    text: str
    is_marked: bool
    """Whether some of it is more than plain text: a link, bold type, a rule ..."""
    is_page: bool = False
    """Whether it was taken from a web page, where blanks in a row are one, and accents may be composed."""

    def holds(self, text: str) -> bool:
        """Whether `text` is shown, letter by letter."""
        return self.text == text or (self.is_page and _even(self.text) == _even(text))


def _even(text: str) -> str:
    return " ".join(_BLANKS.split(unicodedata.normalize("NFC", text))).strip()


_LOST = Shown("", True, True)
"""What a text is that swallowed the end of its place, or that of another."""

Renderer = Callable[[Sequence[str], Context], list[Shown]]
"""From escaped texts to what is shown of each in such a place."""


def parsers() -> Iterator[tuple[str, Renderer]]:
    """The presets of markdown-it, each with footnotes and tables; two of them make links of whatever looks like one."""
    for name, links in (("commonmark", False), ("gfm-like", True), ("js-default", True)):
        parser = MarkdownIt(name, {"linkify": links, "typographer": False}).enable("table").use(footnote_plugin)
        yield f"markdown-it {name}", _parsed_by(parser.enable("linkify") if links else parser)


def programs() -> Iterator[tuple[str, Renderer | None]]:
    """Other programs, None for those that are not on the path."""
    pandoc, cmark = shutil.which("pandoc"), shutil.which("cmark-gfm")
    for form in ("markdown-smart", "gfm", "commonmark_x-smart"):
        command = [str(pandoc), "-f", f"{form}+footnotes" if form == "gfm" else form, "-t", "html", "--wrap=none"]
        yield f"pandoc {form}", _in_documents(command) if pandoc else None
    more = [
        word
        for name in ("table", "strikethrough", "autolink", "tagfilter", "tasklist", "footnotes")
        for word in ("-e", name)
    ]
    yield "cmark-gfm", _in_documents([str(cmark), *more]) if cmark else None


def _framed(text: str, context: Context, n: int) -> str:
    front, back = FRAMES[context]
    return f"{front.format(n=n)}{text}{back}\n"


# --- markdown-it ---

_PLAIN = frozenset({"text", "text_special", "footnote_ref", "footnote_anchor"})


def _parsed_by(parser: MarkdownIt) -> Renderer:
    def shown(texts: Sequence[str], context: Context) -> list[Shown]:
        return [_of_tokens(parser.parse(_framed(text, context, 1)), context) for text in texts]

    return shown


def _of_tokens(tokens: Sequence[Token], context: Context) -> Shown:
    inlines = [token for token in tokens if token.type == "inline"]
    children = [child for token in inlines for child in token.children or ()]
    others = "".join(token.content for token in tokens if token.type != "inline")
    text = "".join("\n" if child.type.endswith("break") else child.content for child in children)
    expected = 2 if context in ("cell", "footnote") else 1
    is_marked = len(inlines) != expected or any(child.type not in _PLAIN for child in children)
    return Shown(text.removeprefix("h") + others if expected == 2 else text + others, is_marked)


# --- programs: many texts are one document, from which a page is made; a paragraph that no text holds ends each ---

_END = "zq{n}qz"
_ENDED = re.compile(r"(.*?)<p>zq(\d+)qz</p>\n", re.DOTALL)
_NOTE = re.compile(r'<li id="fn-?(\d+)"[^>]*>\s*(.*?)</li>', re.DOTALL)
_BACK = re.compile(r" ?<a [^>]*>\u21a9[^<]*</a>")
_TAG = re.compile(r"<thead>.*?</thead>\s*|<[^>]*>", re.DOTALL)
_PAGES: Mapping[Context, re.Pattern[str]] = {
    "paragraph": re.compile(r"\s*<p>([^<]*)</p>\s*"),
    "quote": re.compile(r"\s*<blockquote>\s*<p>([^<]*)</p>\s*</blockquote>\s*"),
    "list": re.compile(r"\s*<ul>\s*<li>([^<]*)</li>\s*</ul>\s*"),
    "heading": re.compile(r"\s*<h1[^>]*>([^<]*)</h1>\s*"),
    "cell": re.compile(
        r"\s*<table[^>]*>\s*(?:<colgroup>.*?</colgroup>)?\s*<thead>\s*<tr[^>]*>\s*<th[^>]*>h</th>\s*</tr>\s*</thead>\s*"
        r"<tbody>\s*<tr[^>]*>\s*<td[^>]*>([^<]*)</td>\s*</tr>\s*</tbody>\s*</table>\s*",
        re.DOTALL,
    ),
    "footnote": re.compile(r"\s*<p>([^<]*)</p>\s*"),
}
"""A text alone in its place, as both programs make a page of it."""


def _in_documents(command: list[str]) -> Renderer:
    def one(texts: Sequence[str], context: Context) -> list[Shown]:
        document = "\n".join(f"{_framed(text, context, n)}\n{_END.format(n=n)}\n" for n, text in enumerate(texts, 1))
        done = subprocess.run(command, input=document.encode(), stdout=subprocess.PIPE, check=True)
        page = done.stdout.decode()
        found = _NOTE.findall(page) if context == "footnote" else [(n, there) for there, n in _ENDED.findall(page)]
        there = {int(n): _of_page(_BACK.sub("", html) if context == "footnote" else html, context) for n, html in found}
        return [there.get(n, _LOST) for n in range(1, len(texts) + 1)]

    def shown(texts: Sequence[str], context: Context) -> list[Shown]:
        starts = [*range(0, len(texts), _AT_ONCE), len(texts)]
        return [found for a, b in pairwise(starts) for found in one(texts[a:b], context)]

    return shown


def _of_page(html: str, context: Context) -> Shown:
    alone = _PAGES[context].fullmatch(html)
    return Shown(unescape(alone[1] if alone else _TAG.sub("", html).strip("\n")), not alone, True)
