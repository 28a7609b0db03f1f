"""A briefing's Markdown as one web page: nothing runs in it, nothing is fetched, and no word of it is another one.

The page is what its Markdown says, letter by letter; only footnotes get numbers, and pictures stand under the headings that
they belong to. Its last line is that of the briefing, by which a pack knows that it is no source.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import quote

from index import imprint
from reader import safe
from reader.style import CSS

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LEADS_TO = re.compile(r"(?:https?://|mailto:|#|(?!//)[\w./-]*\Z)", re.IGNORECASE)
_LISTED = re.compile(r"^- (\S+) `([^`\n]+)` sha256 ", re.MULTILINE)
_LABEL = re.compile(r"-([A-Za-z]+)\d+(?:-\d+)?\Z")
_PLAIN = {
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "softbreak": "\n",
    "hardbreak": "<br>",
    "link_close": "</a>",
}
_BLOCKS = frozenset(("bullet_list", "list_item", "table", "thead", "tbody", "tr"))


def page(markdown: str, *, title: str, pictures: Mapping[str, str], lang: str = "en") -> str:
    """The page of a briefing.

    Args:
        markdown: As `briefing.write` gives it; any other Markdown does as well. HTML in it is shown as it is written.
        title: Of the window.
        pictures: SVG by the text of the heading that it stands under. It is taken as it is: none but ours may be given.
        lang: Of what is the page's own, an IETF tag.
    """
    style = b64encode(sha256(CSS.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
    head = [
        "<!DOCTYPE html>",
        f'<html lang="{_attribute(lang)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="generator" content="twosource">',
        f"<title>{_attribute(title)}</title>",
        f"<style>{CSS}</style>",
        "</head>",
        "<body>",
        "<main>",
    ]
    body, foot = _Body(markdown, pictures).written()
    return "\n".join([*head, *body, "</main>", *foot, "</body>", "</html>"]) + "\n"


@dataclass(slots=True)
class _Note:
    """A footnote: where it is referred to, and what it says."""

    references: list[str] = field(default_factory=list)
    """The ids of the places."""
    said: str = ""


class _Body:
    """A briefing gone through once, token by token."""

    def __init__(self, markdown: str, pictures: Mapping[str, str]) -> None:
        from markdown_it import MarkdownIt
        from mdit_py_plugins.footnote import footnote_plugin

        parser = MarkdownIt("commonmark", {"html": False}).enable("table").use(footnote_plugin)
        parser.core.ruler.disable("footnote_tail")  # notes are put together here, where the first of them is written
        self._env: dict[str, Any] = {}
        self._tokens: Sequence[Any] = parser.parse(_UNPRINTABLE.sub("\ufffd", markdown), self._env)
        self._pictures = dict(pictures)
        self._paths = dict(_LISTED.findall(markdown))
        self._out: list[str] = []
        self._notes: dict[str, _Note] = {}
        self._notes_at: int | None = None
        self._outside: list[str] | None = None
        """The lines of the page, while those of a footnote are gathered."""
        self._open = ""
        """The label of that footnote."""
        self._is_analysts = False
        """Whether what follows is in the analyst's words."""
        self._columns = 0

    def written(self) -> tuple[list[str], list[str]]:
        """The lines of the page, and those of its foot."""
        n = 0
        while n < len(self._tokens):
            n = self._block(n)
        foot: list[str] = []
        if self._out and _text_of(self._out[-1]).startswith(imprint.MARK):
            foot = [f"<footer>{self._out.pop()}</footer>"]
        for number, told in (self._env.get("footnotes", {}).get("list") or {}).items():
            if told.get("tokens"):  # written where it is referred to
                self._notes[f"note-{number + 1}"].said = f"<p>{''.join(self._inline(told['tokens']))}</p>"
        at = len(self._out) if self._notes_at is None else self._notes_at
        self._out[at:at] = self._listed()
        return self._out, foot

    def _block(self, n: int) -> int:
        """Write the block that begins at a token; the number of the token behind what was written."""
        token = self._tokens[n]
        kind, nesting = token.type.removesuffix("_open").removesuffix("_close"), token.nesting
        if kind in ("heading", "paragraph", "th", "td"):
            self._line(token, self._tokens[n + 1])
            return n + 3
        if kind == "footnote_reference":
            self._note(token)
        elif kind == "blockquote":
            self._out.append(f"<blockquote{self._cite(n)}>" if nesting > 0 else "</blockquote>")
        elif kind == "ordered_list":
            start = token.attrGet("start") if nesting > 0 else None
            self._out.append((f'<ol start="{int(start)}">' if start else "<ol>") if nesting > 0 else "</ol>")
        elif kind in _BLOCKS:
            self._columns = 0 if kind == "tr" else self._columns
            self._out.append(f"<{'/' if nesting < 0 else ''}{token.tag}>")
        elif kind in ("fence", "code_block"):
            self._out.append(f"<pre><code>{_shown(token.content)}</code></pre>")
        elif kind == "hr":
            self._out.append("<hr>")
        elif kind == "inline":
            self._out.append("".join(self._inline(token.children or [])))
        return n + 1

    def _line(self, token: Any, inline: Any) -> None:
        """A heading, a paragraph or a cell of a table, all of its words on one line of the page."""
        words = "".join(self._inline(inline.children or []))
        tag, more = token.tag, ""
        if token.type == "paragraph_open":
            if token.hidden:
                self._out.append(words)
                return
            first = inline.children[0].type if inline.children else ""
            is_note = first == "em_open" and inline.children[1].content.startswith("Note")
            more = (
                ' class="note"'
                if is_note
                else ' class="analyst"'
                if self._is_analysts and self._outside is None
                else ""
            )
        elif token.type == "th_open":
            more = ' scope="col"'
        elif token.type == "td_open":
            tag, more = ("td", "") if self._columns else ("th", ' scope="row"')
            self._columns += 1
        else:
            self._is_analysts = inline.content.rstrip().endswith("*(analyst)*")
        self._out.append(f"<{tag}{more}>{words}</{tag}>")
        picture = self._pictures.pop(_text_of(words).strip(), "") if token.type == "heading_open" else ""
        if picture:
            self._out.append(f"<figure>\n{picture.rstrip()}\n</figure>")

    def _inline(self, tokens: Sequence[Any]) -> Iterator[str]:
        opened: list[bool] = []
        for token in tokens:
            if token.type == "text":
                yield _shown(token.content).replace("\n", "<br>")
            elif token.type == "code_inline":
                yield f"<code>{_shown(token.content)}</code>"
            elif token.type == "link_open":
                href = str(token.attrGet("href") or "")
                opened.append(bool(_LEADS_TO.match(href)))
                yield f'<a href="{_attribute(href)}">' if opened[-1] else ""
            elif token.type == "link_close":
                yield _PLAIN[token.type] if opened and opened.pop() else ""
            elif token.type == "image":
                yield f'<span class="image" role="img" aria-label="{_attribute(token.content)}"></span>'
            elif token.type == "footnote_ref":
                yield self._reference(token)
            else:
                yield _PLAIN.get(token.type, "")

    def _reference(self, token: Any) -> str:
        number = int(token.meta["id"]) + 1
        label = str(token.meta.get("label") or f"note-{number}")
        note = self._notes.setdefault(label, _Note())
        note.references.append(f"ref-{label}" + (f"-{len(note.references) + 1}" if note.references else ""))
        link = f'href="#{_attribute(label)}" id="{_attribute(note.references[-1])}"'
        return f'<sup><a {link} role="doc-noteref">{number}</a></sup>'

    def _note(self, token: Any) -> None:
        """The beginning or the end of a footnote: what is between is kept for the list of them."""
        if token.nesting > 0:
            self._notes_at = len(self._out) if self._notes_at is None else self._notes_at
            self._outside, self._out, self._open = self._out, [], str(token.meta["label"])
        elif self._outside is not None:
            self._notes.setdefault(self._open, _Note()).said = "\n".join(self._out)
            self._out, self._outside = self._outside, None

    def _listed(self) -> Iterator[str]:
        """The footnotes by their numbers, those that nothing refers to last, each with the ways back."""
        if not self._notes:
            return
        yield '<section class="notes" role="doc-endnotes" aria-label="Footnotes">'
        yield "<ol>"
        for label, note in sorted(self._notes.items(), key=lambda each: not each[1].references):
            back = "".join(
                f' <a class="back" href="#{_attribute(place)}" role="doc-backlink" aria-label="back to where it is cited"></a>'
                for place in note.references
            )
            said = note.said.removesuffix("</p>")
            yield f'<li id="{_attribute(label)}">{said}{back}{note.said[len(said) :]}</li>'
        yield "</ol>"
        yield "</section>"

    def _cite(self, n: int) -> str:
        """The file that a block quotation is from, as the footnote and the list of sources tell."""
        while self._tokens[n].type != "blockquote_close":
            n += 1
            for child in self._tokens[n].children or ():
                label = _LABEL.search(str(child.meta.get("label", ""))) if child.type == "footnote_ref" else None
                if label and label[1] in self._paths:
                    return f' cite="{_attribute(quote(self._paths[label[1]], safe="/#"))}"'
        return ""


def _shown(text: str) -> str:
    """Words of the briefing as the text of an element; what turns the order of words turns nothing behind it."""
    return _TURNING.sub(
        lambda m: f'<bdi class="unseen" title="U+{ord(m[0]):04X}">{m[0]}</bdi>', escape(text, quote=False)
    )


def _attribute(text: str) -> str:
    """The same as the value of an attribute, or as a title: nothing in it is obeyed or turns the order of words."""
    return escape(safe.text(text))


def _text_of(line: str) -> str:
    return re.sub("<[^>]*>", "", line).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
