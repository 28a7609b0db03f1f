"""Who imports whom: read from the source, and seen in a fresh interpreter."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent

ORDER = [
    "index.ownership",
    "index.model",
    "index.fold",
    "index.imprint",
    "index.addresses",
    "index.suffixes",
    "index.paths",
    "index.languages",
    "index.lexicon",
    "index.wording",
    "index.particulars",
    "index.masthead",
    "index.databases",
    "index.formats",
    "index.clean",
    "index.mojibake",
    "index.flags",
    "index.marks",
    "index.clauses",
    "index.fields",
    "index.quotes",
    "index.speakers",
    "index.echoes",
    "index.wire",
    "index.align",
    "index.turns",
    "index.query",
    "index.engine",
    "index.rulings",
    "index.store",
    "index.workers",
    "index.read",
    "index.verify",
    "index.house",
    "index.manifest",
    "index.contents",
    "index.gathered",
    "index.pack",
    "reader.settings",
    "reader.keys",
    "reader.disk",
    "reader.robots",
    "reader.reach",
    "reader.fetching",
    "reader.filenames",
    "reader.origins",
    "reader.foreign",
    "reader.earlier",
    "reader.journal",
    "reader.unsaved",
    "reader.form",
    "reader.lately",
    "reader.mended",
    "reader.caveats",
    "reader.wires",
    "reader.runs",
    "reader.people",
    "reader.statements",
    "reader.charts",
    "reader.proof",
    "reader.desk",
    "reader.auditing",
    "reader.hits",
    "reader.facets",
    "reader.charted",
    "reader.selecting",
    "reader.comparing",
    "reader.aside",
    "reader.briefing",
    "reader.mending",
    "reader.checking",
    "reader.merging",
    "reader.editing",
    "reader.written",
    "reader.sifting",
    "reader.rereading",
    "reader.repertory",
    "reader.completing",
    "reader.orders",
    "reader.judging",
    "reader.safe",
    "reader.crashing",
    "reader.links",
    "reader.svg",
    "reader.style",
    "reader.webpage",
    "reader.pandoc",
    "reader.items",
    "reader.tables",
    "reader.exporting",
    "reader.wrap",
    "reader.splash",
    "reader.terminal",
    "reader.paint",
    "reader.looks",
    "reader.page",
    "reader.lasting",
    "reader.several",
    "reader.panes",
    "reader.plan",
    "reader.shown",
    "reader.makeup",
    "reader.over",
    "reader.naming",
    "reader.clipboard",
    "reader.watching",
    "reader.beside",
    "reader.keeping",
    "reader.browsing",
    "reader.filing",
    "reader.issuing",
    "reader.rewriting",
    "reader.proving",
    "reader.scrolling",
    "reader.finding",
    "reader.pointing",
    "reader.colon",
    "reader.session",
    "reader.renewing",
    "reader.screen",
    "reader.driver",
    "reader.app",
    "reader.start",
    "reader.report",
    "reader.config",
    "reader.doctor",
    "reader.command",
    "reader.usage",
    "reader.completions",
    "reader.manual",
    "reader.about",
    "reader.export",
    "reader.seat",
    "reader.serve",
    "reader.adding",
    "reader.cli",
    "reader.launch",
    "reader.__main__",
]
"""A module imports only what stands before it. A package stands for all its modules."""

LATE = {
    ("index.engine", "whoosh"): "its stemmers, and what its analyzers make: a search of one letter needs neither",
    ("index.engine", "index"): "codec: Whoosh, 0.15 s that only a build needs",
    ("index.formats", "markdown_it"): "only Markdown sources need it",
    ("index.formats", "email"): "0.05 s that only mails need",
    ("index.formats", "charset_normalizer"): "only texts that are neither UTF-8 nor cp1252 need it",
    ("index.formats", "pypdf"): "0.1 s that only printed documents need",
    ("index.formats", "trafilatura"): "0.35 s that only web pages need",
    ("index.formats", "defusedxml"): "only office documents, books and feeds need it",
    ("index.verify", "markdown_it"): "only Markdown texts need it",
    ("index.verify", "mdit_py_plugins"): "as markdown_it",
    ("reader.launch", "reader.start"): "nothing of ours is imported before it is known to be ours",
    ("reader.launch", "reader.cli"): "as start; 0.06 s that the reader does not need",
    (
        "index.pack",
        "index",
    ): "align, engine, speakers, wire: 0.02 s that a pack needs only when it is read; read: 0.15 s, when it is put right",
    ("index.contents", "index"): "formats: only a pack that is an archive needs them",
    ("reader.beside", "index"): "engine: the first words do not wait for it",
    ("reader.beside", "reader.judging"): "as engine: index.verify, which it brings",
    ("reader.keeping", "reader.briefing"): "as verify, which it brings",
    ("reader.mending", "reader.briefing"): "as verify, which it brings",
    ("reader.proving", "reader.briefing"): "as verify, which it brings",
    ("reader.proving", "index"): "verify: as verify, which it brings",
    ("reader.rewriting", "reader.panes.paragraph"): "0.05 s that only changing a paragraph in place needs",
    ("reader.foreign", "index"): "formats: 0.1 s that only a text that is checked needs",
    ("reader.panes", "reader.briefing"): "as verify, which it brings",
    ("reader.over", "reader.several"): "0.01 s that only notes need",
    ("reader.keeping", "index"): "verify: as in reader.beside",
    ("reader.issuing", "reader.exporting"): "pandoc, svg, webpage: only files of other kinds need them",
    ("reader.issuing", "reader.tables"): "as exporting",
    ("reader.issuing", "reader.pandoc"): "as exporting, which brings it",
    ("reader.keeping", "reader.panes.preview"): "0.002 s that only the preview needs",
    ("index.imprint", "zipfile"): "only a Word document needs it",
    ("index.imprint", "zlib"): "as zipfile",
    ("index.imprint", "html"): "only a page needs it",
    ("reader.filing", "reader.briefing"): "as in reader.beside",
    ("reader.panes", "markdown_it"): "only the preview of a briefing needs it",
    ("reader.panes", "mdit_py_plugins"): "as markdown_it",
    ("reader.panes", "index"): "query: 0.006 s that only the help of the search needs",
    ("reader.statements", "index"): "query: 0.006 s that only a filter needs",
    ("reader.about", "reader.doctor"): "importlib.metadata: 0.03 s that only doctor and --version need",
    ("reader.cli", "reader.completions"): "0.01 s that no other verb needs",
    ("reader.config", "reader.looks"): "textual: 0.2 s that only themes of one's own need",
    ("reader.crashing", "importlib"): "metadata: 0.03 s that only a report needs",
    ("reader.cli", "reader.serve"): "aiohttp, 0.3 s, which is there only with the extra",
    (
        "reader.adding",
        "reader.fetching",
    ): "0.1 s that only an address of the web needs, and an extra that may not be there",
    ("reader.adding", "reader.doctor"): "as in reader.cli",
    ("reader.filenames", "zipfile"): "only an archive needs it",
    ("reader.filenames", "html"): "only a page without a name needs it",
    ("reader.webpage", "markdown_it"): "as index.verify: only a page needs it",
    ("reader.webpage", "mdit_py_plugins"): "as markdown_it",
    ("reader.start", "reader.app"): "textual: 0.2 s that no verb needs",
}
"""Imports inside functions, with what they save. None dodges a cycle."""

SCREENS = {
    "reader.wrap",
    "reader.paint",
    "reader.looks",
    "reader.page",
    "reader.lasting",
    "reader.panes",
    "reader.plan",
    "reader.shown",
    "reader.makeup",
    "reader.several",
    "reader.over",
    "reader.naming",
    "reader.beside",
    "reader.keeping",
    "reader.browsing",
    "reader.rewriting",
    "reader.proving",
    "reader.filing",
    "reader.scrolling",
    "reader.finding",
    "reader.pointing",
    "reader.colon",
    "reader.session",
    "reader.renewing",
    "reader.screen",
    "reader.driver",
    "reader.app",
}

ALLOWED = {
    "textual": SCREENS,
    "rich": SCREENS,
    "whoosh": {"index.engine"},
    "markdown_it": {"index.formats", "index.verify", "reader.briefing", "reader.panes", "reader.webpage"},
    "mdit_py_plugins": {"index.formats", "index.verify", "reader.briefing", "reader.panes", "reader.webpage"},
    "charset_normalizer": {"index.formats"},
    "defusedxml": {"index.formats"},
    "pypdf": {"index.formats"},
    "trafilatura": {"index.formats"},
    "aiohttp": {"reader.serve"},
    "textual_serve": {"reader.serve"},
    "urllib3": {"reader.fetching"},
    "platformdirs": {
        "index.engine",
        "index.store",
        "reader.settings",
        "reader.journal",
        "reader.config",
        "reader.doctor",
        "reader.disk",
        "reader.crashing",
    },
}
"""Third-party modules, and who may import them."""


class Import(NamedTuple):
    by: str
    of: str
    late: bool
    where: str


def modules() -> Iterator[tuple[str, Path]]:
    for package in ("index", "reader"):
        for file in sorted((ROOT / package).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if name != package:
                yield name, file


KNOWN = dict(modules())


def place(module: str) -> str | None:
    """The entry of ORDER that a module belongs to."""
    return next((entry for entry in ORDER if module == entry or module.startswith(entry + ".")), None)


def imports() -> Iterator[Import]:
    for name, file in modules():
        tree = ast.parse(file.read_text("utf-8"))
        inside = {
            id(inner)
            for outer in ast.walk(tree)
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for inner in ast.walk(outer)
        }
        for node in ast.walk(tree):
            found: list[str] = []
            if isinstance(node, ast.Import):
                found = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    base = ".".join([*name.split(".")[: -node.level], *filter(None, [node.module])])
                # `from index import fold` imports a module, `from index.fold import fold` a name of one
                inner = [f"{base}.{alias.name}" for alias in node.names]
                found = [each if each in KNOWN else base for each in inner]
            for of in dict.fromkeys(found):
                yield Import(name, of, id(node) in inside, f"{file.relative_to(ROOT)}:{node.lineno}")


def test_every_module_has_its_place_in_the_order() -> None:
    """A new module is one new line in ORDER, and a line of ORDER is a module."""
    assert [name for name, _ in modules() if place(name) is None] == []
    known = {place(name) for name, _ in modules()}
    assert [entry for entry in ORDER if entry not in known] == []


def test_a_module_imports_only_what_stands_before_it() -> None:
    """So there are no cycles, and the way from bytes to screen is straight."""
    wrong = []
    for found in imports():
        ours = place(found.of)
        if ours is None:
            if found.of.split(".")[0] in ("index", "reader") and found.of not in ("index", "reader"):
                wrong.append(f"{found.where}: {found.of} is unknown")
            continue
        mine = place(found.by)
        assert mine is not None, found.by
        if mine != ours and ORDER.index(ours) > ORDER.index(mine):
            wrong.append(f"{found.where}: {found.by} imports {found.of}")
    assert wrong == []


def test_no_module_waits_for_itself() -> None:
    """Nor do the modules of one package import each other in a circle."""
    ways: dict[str, set[str]] = {name: set() for name in KNOWN}
    for found in imports():
        if found.of in KNOWN:
            ways[found.by].add(found.of)
    list(graphlib.TopologicalSorter(ways).static_order())


def test_imports_inside_functions_are_listed_with_their_reason() -> None:
    """A late import saves time that is named; whatever is not listed stands at the top of its module."""
    late = {
        (place(i.by) or i.by, i.of if i.of.startswith("reader.") else i.of.split(".")[0]): i.where
        for i in imports()
        if i.late
    }
    assert {where for pair, where in late.items() if pair not in LATE} == set()
    assert {pair for pair in LATE if pair not in late} == set(), "listed but not there"


def test_third_party_modules_stay_where_they_belong() -> None:
    """Nobody but the engine knows Whoosh, nobody but the screens knows Textual, and so on."""
    wrong = []
    for found in imports():
        top = found.of.split(".")[0]
        if top in ("index", "reader", "themes") or top in sys.stdlib_module_names:
            continue
        if place(found.by) not in ALLOWED.get(top, set()):
            wrong.append(f"{found.where}: {found.by} imports {found.of}")
    assert wrong == []


NETWORK = {
    "aiohttp", "asyncore", "ftplib", "http.client", "http.server", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket", "socketserver",
    "ssl", "urllib.request", "urllib3", "webbrowser", "xmlrpc",
}  # fmt: skip
"""Modules that open connections, or have others open them."""


def test_only_the_verb_add_opens_a_connection() -> None:
    """One module asks for anything, and only what `add` runs imports it; one waits to be asked, for `serve`; none opens an address unasked."""
    users = {
        place(found.by)
        for found in imports()
        if any(found.of == module or found.of.startswith(f"{module}.") for module in NETWORK)
    }
    assert users == {"reader.fetching", "reader.serve"}
    assert {found.by for found in imports() if found.of == "reader.serve"} == {"reader.cli"}
    assert {found.by for found in imports() if found.of == "reader.fetching"} == {"reader.adding"}
    assert {found.by for found in imports() if found.of == "reader.adding"} == {"reader.cli"}
    code = "import sys, reader.cli, reader.start; print([m for m in ('urllib3', 'ssl', 'http.client') if m in sys.modules])"
    seen = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"


def test_no_type_checking_blocks() -> None:
    """What is imported for a type is imported."""
    assert [name for name, file in modules() if "TYPE_CHECKING" in file.read_text("utf-8")] == []


@pytest.mark.parametrize("module", ["index.pack", "reader.briefing", "reader.cli"])
def test_what_the_verbs_need_does_not_import_textual(module: str) -> None:
    """In a fresh interpreter: the command line does not pay for the screen, nor for libraries that it may not need."""
    heavy = ("textual", "rich", "whoosh", "markdown_it", "charset_normalizer", "trafilatura", "pypdf", "aiohttp")
    code = f"import sys, {module}; print([m for m in {heavy!r} if m in sys.modules])"
    seen = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"


def test_what_the_first_screen_needs_is_all_that_is_imported_for_it() -> None:
    """In a fresh interpreter: what a key may ask for later is imported later; each of these would be waited for at every start."""
    later = (
        "index.align",
        "index.clean",
        "index.databases",
        "index.engine",
        "index.formats",
        "index.masthead",
        "index.query",
        "index.speakers",
        "index.verify",
        "reader.briefing",
        "reader.cli",
    )
    heavy = (*later, "whoosh", "markdown_it", "argparse", "importlib.metadata", "charset_normalizer")
    code = f"import sys, reader.start, reader.app; print([m for m in {heavy!r} if m in sys.modules])"
    seen = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"
