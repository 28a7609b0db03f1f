"""How a briefing cites: by footnotes, in brackets, or by the keys of a bibliography, as pandoc takes them.

A footnote stands at the words. In the other two styles a line with the statement's name and a bracket leads up to the words,
so that a block quotation holds nothing but what the source has; what the footnotes tell is then a list at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reader.briefing.draft import Citation, Draft, Statement, where
from reader.briefing.markdown import escape, quoted

SAME = "The same words:"


def block(draft: Draft, s: Statement) -> Iterator[str]:
    """The clip's words as a block quotation with its citation; where they run over paragraphs of the source, over several."""
    if draft.form.cite == "footnotes":
        yield quoted(s.clip.text) + " ".join(f"[^{label}]" for label in (s.label, *(c.label for c in s.same)))
        return
    yield f"{s.name} {_bracket(draft, draft.key(s), s.clip.passage)}:"
    yield quoted(s.clip.text)
    if s.same:
        yield f"{SAME} {', '.join(_bracket(draft, c.article.key, c.passage) for c in s.same)}."


def before(draft: Draft, c: Citation) -> str:
    """What cites an echo in the line that leads up to its words."""
    return "" if draft.form.cite == "footnotes" else f" {_bracket(draft, c.article.key, c.passage)}"


def behind(draft: Draft, c: Citation) -> str:
    """What cites an echo at the end of its words in a block quotation."""
    return f"[^{c.label}]" if draft.form.cite == "footnotes" else ""


def of(draft: Draft, c: Citation) -> str:
    """What cites an echo behind its words in marks."""
    return behind(draft, c) or before(draft, c)


def _bracket(draft: Draft, key: str, passage: int) -> str:
    if draft.form.cite == "pandoc":
        return f"[@{citekey(key)}, {where(passage)}]"
    return escape(f"[{key} {where(passage)}]")


def citekey(key: str) -> str:
    """A source's key as pandoc takes it: in braces where it has other signs than letters and digits."""
    return key if re.fullmatch(r"[A-Za-z0-9]+", key) else f"{{{re.sub(r'[{}]', '-', key)}}}"


LED = re.compile(r"([A-Z]\d+) \[.+[ ,](?:¶\d+|headline)\]:")
"""The line that leads up to a statement, with its name."""
