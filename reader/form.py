"""How a briefing is made: which parts it has, in which order, how its statements stand, how it cites.

A form other than the usual one is named in the last line of the briefing, so that the file alone says how it is read and
written again. A template is a form in a TOML file, `briefings/NAME.toml` in the user's config folder:

    parts = ["bottom", "statements", "differ", "check"]
    order = "speakers"              # or "clips": as they were put in order
    cite = "inline"                 # or "footnotes", "pandoc"

    [headings]
    statements = "What was said"

    [[sections]]
    heading = "Method"
    text = "Each quotation was checked against the sources."
    after = "bottom"                # a part; without it at the end
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from reader import settings
from reader.journal import Section

Order = Literal["clips", "speakers"]
Cite = Literal["footnotes", "inline", "pandoc"]
T = TypeVar("T")

ORDERS: tuple[Order, ...] = ("clips", "speakers")
CITES: tuple[Cite, ...] = ("footnotes", "inline", "pandoc")
PARTS: Mapping[str, str] = {
    "bottom": "Bottom line",
    "who": "Who said what",
    "statements": "Statements",
    "differ": "Where the sources differ",
    "only": "Only in one source",
    "timeline": "Timeline",
    "coverage": "Coverage",
    "check": "Check before use",
}
"""The parts of a briefing in their usual order, with their headings."""
NEEDED = ("bottom", "statements")
"""Parts that hold what the analyst made: they are written in any form."""
FORM = "Form:"
USUAL = f" {FORM} `{{}}`"
"""What tells of the usual form where a template would be taken otherwise."""
LONGEST = 80
"""Characters of a heading."""


class Unusable(Exception):  # noqa: N818 (it says what the template is)
    """A form or a template that is none. Its text is what is wrong; of a template also where, and what to do: a line for a person."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a briefing is made."""

    parts: tuple[str, ...] = tuple(PARTS)
    """In the order of the document."""
    order: Order = "clips"
    """Statements as the analyst ordered them, or those of one speaker together."""
    cite: Cite = "footnotes"
    headings: tuple[tuple[str, str], ...] = ()
    """Of parts that are headed otherwise than usual."""
    sections: tuple[Section, ...] = ()
    """What a template adds in words of its own; never part of what the last line names."""

    @property
    def all_parts(self) -> tuple[str, ...]:
        """The parts in order, with those that no form may leave out: the bottom line first, the statements last."""
        lead = () if "bottom" in self.parts else ("bottom",)
        rest = () if "statements" in self.parts else ("statements",)
        return (*lead, *self.parts, *rest)

    def heading(self, part: str) -> str:
        """What stands above a part."""
        return dict(self.headings).get(part, PARTS[part])

    def part(self, heading: str) -> str:
        """The part below a heading; empty for none."""
        return next((name for name in PARTS if self.heading(name) == heading), "")

    def told(self) -> str:
        """The form as the last line of a briefing names it; empty for the usual one."""
        values = {
            name: getattr(self, name)
            for name in ("parts", "order", "cite")
            if getattr(self, name) != getattr(Form(), name)
        }
        if self.headings:
            values["headings"] = dict(self.headings)
        return f" {FORM} `{json.dumps(values, ensure_ascii=False)}`" if values else ""


_TOLD = re.compile(re.escape(FORM) + r" `(\{.*\})`\s*\Z", re.DOTALL)


def named(last_line: str) -> Form:
    """The form that the last line of a briefing names; the usual one where it names none that can be used."""
    found = _TOLD.search(last_line)
    if not found:
        return Form()
    try:
        return _form(json.loads(found.group(1)))
    except (ValueError, RecursionError, Unusable):
        return Form()


def folder() -> Path:
    """Where the user's templates are; it need not exist."""
    return settings.folder() / "briefings"


def template(name: str) -> Form:
    """The template of that name in the user's folder, or at that path. Raises Unusable."""
    path = Path(name) if name.endswith(".toml") else folder() / f"{name}.toml"
    try:
        if path.exists() and not path.is_file():
            raise Unusable(f"no file, {path}: a template is a file of some lines")
        with path.open("rb") as file:
            data = file.read(settings.MOST + 1)
        if len(data) > settings.MOST:
            raise Unusable(f"larger than 1 MB, {path}: a template has some lines")
        text = data.decode("utf-8")
    except OSError as fault:
        raise Unusable(f"{fault.strerror or fault}, {path}: {_known()}") from None
    except UnicodeDecodeError:
        raise Unusable(f"not UTF-8, {path}: write it as TOML in UTF-8") from None
    try:
        return _form(tomllib.loads(text))
    except (ValueError, RecursionError) as fault:
        what, line, column = settings.located(str(fault), text)
        raise Unusable(f"{what}, {path}:{line}:{column}: write it as TOML") from None
    except Unusable as fault:
        raise Unusable(f"{fault}, {path}: put it right in that file") from None


def templates() -> list[str]:
    """The names of the user's templates."""
    return sorted(p.stem for p in folder().glob("*.toml")) if folder().is_dir() else []


def of(told: str, usual: str = "") -> Form:
    """The form of a briefing: what is told of it, else the template that is usual, where it can be used."""
    if told:
        return named(told)
    try:
        return template(usual) if usual else Form()
    except Unusable:
        return Form()


def _known() -> str:
    names = templates()
    return f"there are {', '.join(names)}" if names else f"there are none in {folder()}"


def headed(form: Form, part: str, heading: str) -> Form:
    """A form in which a part is headed so; as it was where that cannot be."""
    try:
        headings = _headings({**dict(form.headings), part: heading})
    except Unusable:
        return form
    return replace(form, headings=headings)


def changed(form: Form, *, parts: str | None = None, order: str | None = None, cite: str | None = None) -> Form:
    """A form with what is asked for: parts by their names, parted by commas or blanks. Raises Unusable."""
    values: dict[str, Any] = {}
    if parts is not None:
        values["parts"] = [p for p in re.split(r"[,\s]+", parts) if p]
    if order is not None:
        values["order"] = order
    if cite is not None:
        values["cite"] = cite
    asked = _form(values)
    return replace(form, **{name: getattr(asked, name) for name in values})


def _form(values: object) -> Form:
    if not isinstance(values, dict):
        raise Unusable("a template is a table of parts, order, cite, headings, sections")
    for name in values:
        if name not in ("parts", "order", "cite", "headings", "sections"):
            raise Unusable(f"{name!r} is no entry of a template (there are parts, order, cite, headings, sections)")
    return Form(
        _parts(values.get("parts", list(PARTS))),
        _one_of(values.get("order", "clips"), "order", ORDERS),
        _one_of(values.get("cite", "footnotes"), "cite", CITES),
        _headings(values.get("headings", {})),
        _sections(values.get("sections", [])),
    )


def _parts(names: object) -> tuple[str, ...]:
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise Unusable("parts is a list of names")
    for name in names:
        if name not in PARTS:
            raise Unusable(f"{name!r} is no part (there are {', '.join(PARTS)})")
    return tuple(dict.fromkeys(names))


def _one_of(value: object, name: str, those: Sequence[T]) -> T:
    found = next((one for one in those if one == value), None)
    if found is None:
        raise Unusable(f"{name} is {' or '.join(map(str, those))}, not {value!r}")
    return found


def _line(value: object, name: str) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > LONGEST or "`" in text or not text.isprintable():
        raise Unusable(f"{name} is a line of 1 to {LONGEST} characters without `")
    return text


def _headings(values: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(values, dict) or any(name not in PARTS for name in values):
        raise Unusable(f"headings are given to parts ({', '.join(PARTS)})")
    found = {name: _line(text, f"the heading of {name}") for name, text in values.items()}
    heads = [found.get(name, usual) for name, usual in PARTS.items()]
    if len(set(heads)) < len(heads):
        raise Unusable("two parts have one heading")
    return tuple((name, found[name]) for name in PARTS if name in found and found[name] != PARTS[name])


def _sections(values: object) -> tuple[Section, ...]:
    if not isinstance(values, list):
        raise Unusable("sections are tables of heading, text, after")
    out = []
    for value in values:
        if not isinstance(value, dict) or not isinstance(value.get("text", ""), str):
            raise Unusable("a section has a heading, a text, and the part that it comes after")
        if value.get("heading") in PARTS.values():
            raise Unusable(f"{value['heading']!r} heads a part, which no section may")
        after = value.get("after", "")
        if after and after not in PARTS:
            raise Unusable(f"{after!r} is no part (there are {', '.join(PARTS)})")
        out.append(
            Section(_line(value.get("heading"), "the heading of a section"), value.get("text", "").strip(), str(after))
        )
    return tuple(out)
