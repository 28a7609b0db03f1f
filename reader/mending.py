"""What puts a quotation right in the text that prints it: the source's words, and where they stand."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from index import fold
from index.model import Article, Span
from reader.proof import Edit, Form, Judged, Spot

_LEFT_OUT = re.compile(r"[\[(]?\s?(?:\.\.\.+|…)\s?[\])]?")
_TAG = re.compile(r"<(/?)(\w+)[^<>]*>")
_SIGNS = re.compile(r"\*+|_+|~~+|`+")
_PAIRED = "*_~`"
_MARKS = "\"'“”„‟«»‹›‘’‚「」『』"
_CLOSING = re.compile(
    rf"[*_~`]*(?:\\?[{_MARKS}]{{1,2}}|&(?:quot|[rl][ad]quo|[rl]squo|#\d{{2,5}}|#x[\da-fA-F]{{2,4}});|</q\s*>)?[*_~`]*"
    r"(?:</(?:a|b|cite|em|i|q|span|strong)\s*>)*(?:\]\([^()\s]{0,500}\))?"
)
_CITED = re.compile(r"[ \t]{0,3}(\[\^?[^\[\]\n]{1,80}\])(?!\()")
_NOTE = re.compile(r"^ {0,3}\[\^([^\[\]\s]{1,80})\]:.*(?:\n(?: {4}|\t).*|\n(?![ \t]*\n|\[\^)[^\n]+)*", re.MULTILINE)
_REFERRED = re.compile(r"\[\^([^\[\]\s]{1,80})\]")
_IN_BLOCK = re.compile(r"[ \t]*(?:>[ \t]?)+")


class Unmended(Exception):  # noqa: N818 (it says what the quotation is)
    """Nothing can be done to a quotation. Its text says why, and what may be done instead."""


# the source's words


def words_of(text: str, form: Form, j: Judged, article: Article) -> tuple[Edit, ...]:
    """What gives a quotation the words, or the glyphs, that its source prints: only where they differ, marks around them kept.

    The edits are to be made in this order, the last of the text first. Raises Unmended.
    """
    parting = [d for d in j.differences if j.status == "typography" or d.kind != "typography"]
    parting = [d for d in parting if d.kind != "cut" and not _LEFT_OUT.fullmatch(d.a.of(text).strip() or "-")]
    edits = [_edit(text, form, j.span, d.a, fold.in_one_line(d.b.of(article.text))) for d in parting]
    edits = sorted((e for e in edits if e.old != e.new), key=lambda e: e.start, reverse=True)
    if not edits:
        raise Unmended("where it parts from the source cannot be put right word by word: e edits the paragraph")
    return tuple(edits)


def _edit(text: str, form: Form, within: Span, a: Span, words: str) -> Edit:
    """The words of the source in the place of a stretch of the text, blanks and markup around them as they are."""
    start, stop = a
    if start == stop:
        ends = start >= within.stop or not (text[start].isalnum() or text[start] in "\\*_<[&" + _MARKS)
        blank = " " if start > within.start and not text[start - 1].isspace() else ""
        new = blank + written(words, form, text, start) if ends else written(words, form, text, start) + " "
        return Edit(start, "", new)
    if not words:
        while start > within.start and text[start - 1] in _PAIRED and text[stop : stop + 1] == text[start - 1]:
            start, stop = start - 1, stop + 1
        if start > within.start and text[start - 1] == " ":
            start -= 1
        elif text[stop : stop + 1] == " ":
            stop += 1
        return Edit(start, text[start:stop], "".join(_left_open(text[a.start : a.stop], form)))
    before, after = _left_open(text[start:stop], form)
    return Edit(start, text[start:stop], before + written(words, form, text, start) + after)


def _left_open(old: str, form: Form) -> tuple[str, str]:
    """The markup in a stretch that has its other half outside: what opens, to stand before it, and what closes, behind it."""
    if form == "txt":
        return "", ""
    opened: list[tuple[str, str]] = []
    closed = ""
    for sign, kind, ends in _markup(old, form):
        if ends is not True and opened and ends is None and opened[-1][1] == kind:
            opened.pop()
        elif ends is True and any(k == kind for _, k in opened):
            while opened.pop()[1] != kind:
                pass
        elif ends or (ends is None and not _opens(old, sign)):
            closed += sign
        else:
            opened.append((sign, kind))
    return "".join(sign for sign, _ in opened), closed


def _markup(old: str, form: Form) -> Iterator[tuple[str, str, bool | None]]:
    """Each sign, what it is, and whether it closes; None where only its place tells."""
    if form == "html":
        for m in _TAG.finditer(old):
            if m[2].lower() not in ("br", "img", "wbr", "hr"):
                yield m[0], m[2].lower(), bool(m[1])
        return
    for m in _SIGNS.finditer(old):
        inside = m.start() > 0 and old[m.start() - 1].isalnum() and old[m.end() : m.end() + 1].isalnum()
        if old[m.start() - 1 : m.start()] != "\\" and not (inside and m[0][0] == "_"):
            yield m[0], m[0], None


def _opens(old: str, sign: str) -> bool:
    """Whether a sign of Markdown opens where it stands first: letters follow it."""
    after = old[old.index(sign) + len(sign) :]
    return bool(after) and not after[0].isspace()


def written(words: str, form: Form, text: str, at: int) -> str:
    """Words of a source as they are written into a text of this form, at an offset of it."""
    if form == "txt" or not words:
        return words
    if form == "html":
        return html.escape(words, quote=False)
    from reader import briefing  # as `beside` has it

    line = text[text.rfind("\n", 0, at) + 1 : at]
    return briefing.escape(words, "cell" if line.lstrip(" >").startswith("|") else "paragraph")


# where they stand


def cited(text: str, form: Form, j: Judged, spot: Spot, key: str) -> tuple[Edit, ...]:
    """What cites `spot`, in the source of this key, behind a quotation, in the way that the text cites: the last edit first.

    A text with footnotes gets one more, under the next free label; any other a bracket, `[R ¶12]`; a block quotation without
    footnotes is signed. A citation right behind the quotation that names another source gives way. Raises Unmended.
    """
    where = f"{key} ¶{spot.passage}" if spot.passage else f"{key}, headline" if spot.passage == 0 else key
    notes = list(_NOTE.finditer(text)) if form == "md" else []
    block = _in_block(text, form, j.span)
    if notes or (form == "md" and _REFERRED.search(text)):
        label = _free(text)
        at = _line_end(text, j.span.stop) if block else _behind(text, j.span)
        end = notes[-1].end() if notes else len(text.rstrip())
        if end < at:
            raise Unmended("the footnotes stand before it: e cites it by hand")
        lead = "\n" if notes else "\n\n"
        path = spot.source.replace("`", "'")
        definition = f"{lead}[^{label}]: {where}, `{path}`."
        return Edit(end, "", definition), _referred(text, at, f"[^{label}]", j, spot)
    if not block:
        return (_referred(text, _behind(text, j.span), f" [{where}]", j, spot),)
    signed = f"— {key}, ¶{spot.passage}" if spot.passage else f"— {key}"
    if form == "html":
        at = text.lower().find("</blockquote", j.span.stop)
        if at < 0:
            raise Unmended("this block quotation does not end: e cites it by hand")
        return (Edit(at, "", f"<footer>{signed}</footer>"),)
    lead = block if ">" in block else "> "
    return (Edit(_line_end(text, j.span.stop), "", f"\n{lead}{signed}"),)


def _referred(text: str, at: int, sign: str, j: Judged, spot: Spot) -> Edit:
    """The citation at an offset; one that stands there for another source gives way to it."""
    there = _CITED.match(text, at)
    if there is None or j.status != "misattributed" or spot.source in j.sources or not j.sources:
        return Edit(at, "", sign)
    blank = text[at : there.start(1)]
    return Edit(at, there[0], (blank or sign[: len(sign) - len(sign.lstrip())]) + sign.lstrip())


def _behind(text: str, span: Span) -> int:
    """The offset behind a quotation's closing mark."""
    found = _CLOSING.match(text, span.stop)
    return found.end() if found is not None else span.stop


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return len(text[:end].rstrip(" \t")) if end > at else at


def _in_block(text: str, form: Form, span: Span) -> str:
    """What leads the line of a quotation that is a block without marks of its own; empty for any other."""
    if span.start and text[span.start - 1] in _MARKS:
        return ""
    if form == "html":
        opened = text.lower().rfind("<blockquote", 0, span.start)
        return "" if opened < 0 or text.lower().rfind("</blockquote", 0, span.start) > opened else "<blockquote>"
    last = text.rfind("\n", 0, span.stop) + 1
    lead = _IN_BLOCK.match(text, last)
    first = _IN_BLOCK.match(text, text.rfind("\n", 0, span.start) + 1)
    if first is None:
        return ""
    return lead[0] if lead is not None else first[0]


def _free(text: str) -> str:
    """The next label that no footnote has."""
    taken = {m[1] for m in _REFERRED.finditer(text)}
    numbers = [int(label) for label in taken if label.isdecimal() and len(label) < 6]
    n = max(numbers, default=len(taken)) + 1
    while str(n) in taken:
        n += 1
    return str(n)
