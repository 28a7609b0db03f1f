"""Every regular expression of ours, and how it is used: found in the modules as they are imported, and in the code."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FunctionType

import index
import reader
from tests.conftest import ROOT

ANYWHERE = frozenset({"search", "sub", "subn", "split", "findall", "finditer"})
"""What looks for a pattern at each place of a text in turn."""
METHODS = ANYWHERE | {"match", "fullmatch"}
LATE: Mapping[str, str] = {
    "index/clean/saying.py: pattern": r"^(?:our picture|pictured|in (?:this|the) (?:photo|picture|image))\b",
    "index/formats/boxes.py: f\"(?<![a-z])(?:{'|'.join(each)})\"": r"(?<![a-z])(?:comments?(?![a-z])|disqus)",
    "index/formats/tags.py: f'</{tag.name}(?=[\\\\s/>])'": r"</textarea(?=[\s/>])",
    "index/masthead/datelines.py: f'\\\\b(?:in|near|outside|around) {town}\\\\b'": r"\b(?:in|near|outside|around) Port\ Harlow\b",
    "index/masthead/head.py: f'(?<!\\\\w){re.escape(fact.value)}(?!\\\\w)'": r"(?<!\w)Ann\ Lee(?!\w)",
    "index/masthead/parts.py: CAPITAL": "[A-ZÀ-ÖØ-ÞĀ-ŽА-Я]",
    "index/verify/names.py: '[\\\\W_]+'.join(map(re.escape, longest.split()))": r"the[\W_]+harlow[\W_]+post",
    "index/verify/printed.py: f'\\\\b(\\\\w+) {re.escape(word)}\\\\b'": r"\b(\w+) amberg\b",
    "index/wording.py: '|'.join((*data['parts'], f'(?:{endings})$'))": "co-?op|(?:isation|ization|ise|ize)$",
    "reader/caveats.py: pattern": r"damaged|cut off|missing|no XML|failed|makes no sense",
    "reader/editing.py: '\\\\s+'.join(map(re.escape, words.split()))": r"two\s+cracks\s+in",
    'reader/doctor.py: f"""{re.escape(home.rstrip(\'/\'))}(?![^/\\\\s:,;)\'\\\\"])"""': r"/home/ann(?![^/\s:,;)'\"])",
    "reader/doctor.py: f'(?<=/){re.escape(name)}(?=/|$)'": "(?<=/)ann(?=/|$)",
}
"""Patterns that are made of what a text says: where, by the code that makes them, and one of them."""


@dataclass(frozen=True, slots=True)
class Used:
    """A pattern, and what is done with it."""

    where: str
    """The file and, where it has one, its name there."""
    pattern: str
    flags: int
    methods: frozenset[str]
    """Of `METHODS`."""

    def __str__(self) -> str:
        return self.where


@cache
def found() -> tuple[Used, ...]:
    """All patterns of `index` and `reader`, each once."""
    by_name, nameless, made = _in_code()
    seen: dict[tuple[str, int], Used] = {}

    def add(where: str, pattern: re.Pattern[str], methods: frozenset[str]) -> None:
        key = pattern.pattern, pattern.flags
        if key in seen:
            where, methods = seen[key].where, seen[key].methods | methods
        seen[key] = Used(where, *key, methods)

    for file, name, pattern in _in_modules():
        add(f"{file}: {name}", pattern, _methods(file, name, by_name))
    for where, pattern, method in nameless:
        if method != "compile":  # else it has a name
            add(where, pattern, frozenset({method}))
    for where, method in made:
        if where in LATE:
            add(where, re.compile(LATE[where]), frozenset({method}) if method != "compile" else ANYWHERE)
    return tuple(seen.values())


def _methods(file: str, name: str, by_name: Mapping[tuple[str, str], set[str]]) -> frozenset[str]:
    """What is done with a pattern of this name: in its own file, and in others where the name has no `_`; anything if it has none."""
    own = name.rpartition(".")[2]
    files = {file} if own.startswith("_") else {f for f, _ in by_name}
    return frozenset().union(*(by_name.get((f, own), set()) for f in files)) or ANYWHERE


def unknown() -> list[str]:
    """Where the code makes a pattern that is neither in a module nor in `LATE`, nor the other way round."""
    made = {where for where, _ in _in_code()[2]}
    return sorted(made ^ LATE.keys())


def _in_modules() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """What the modules hold when they are imported: the file, a name, the pattern."""
    for package in (index, reader):
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if one.name.endswith("__main__"):
                continue
            module = importlib.import_module(one.name)
            file = str(Path(str(module.__file__)).relative_to(ROOT))
            for name, value in vars(module).items():
                yield from ((file, label, pattern) for label, pattern in _within(name, value, 0))


def _within(name: str, value: object, depth: int) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns that a value is or holds."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield name, value
    elif depth > 4:
        return
    elif isinstance(value, dict):
        for n, inner in enumerate(value.values()):
            yield from _within(f"{name}[{n}]", inner, depth + 1)
    elif isinstance(value, (tuple, list, frozenset, set)) and len(value) < 2_000:
        for n, inner in enumerate(value):
            yield from _within(f"{name}[{n}]", inner, depth + 1)
    elif isinstance(value, FunctionType):
        for cell in value.__closure__ or ():
            yield from _within(name, cell.cell_contents, depth + 1)
    elif isinstance(value, type) and value.__module__.startswith(("index", "reader")):
        for inner_name, inner in vars(value).items():
            yield from _within(f"{name}.{inner_name}", inner, depth + 1)
    elif hasattr(type(value), "__slots__") and type(value).__module__.startswith(("index", "reader")):
        for slot in getattr(type(value), "__slots__", ()):
            yield from _within(f"{name}.{slot}", getattr(value, slot, None), depth + 1)


_Nameless = list[tuple[str, "re.Pattern[str]", str]]


@cache
def _in_code() -> tuple[Mapping[tuple[str, str], set[str]], _Nameless, list[tuple[str, str]]]:
    """How each name is used; patterns that are literal where they are used; and where functions make others."""
    by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
    nameless: _Nameless = []
    made: list[tuple[str, str]] = []
    for path in sorted((*ROOT.glob("index/**/*.py"), *ROOT.glob("reader/**/*.py"))):
        file = str(path.relative_to(ROOT))
        tree = ast.parse(path.read_text("utf-8"))
        late = {
            id(node) for f in ast.walk(tree) if isinstance(f, (ast.FunctionDef, ast.Lambda)) for node in ast.walk(f)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS and ast.unparse(node.value) != "re":
                by_name[file, ast.unparse(node.value).rpartition(".")[2]].add(node.attr)
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if ast.unparse(node.func.value) != "re" or node.func.attr not in METHODS | {"compile"}:
                continue
            what = node.args[0]
            if isinstance(what, ast.Constant):
                if isinstance(what.value, str):
                    dotall = re.DOTALL if "DOTALL" in ast.unparse(node) else 0
                    nameless.append((f"{file}: {what.value}", re.compile(what.value, dotall), node.func.attr))
            elif id(node) in late:
                made.append((f"{file}: {ast.unparse(what)}", node.func.attr))
    return by_name, nameless, made
