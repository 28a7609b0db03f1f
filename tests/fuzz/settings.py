"""The small files that a user, or a stranger's pack, may bring: settings, pack.toml, themes, changed by chance."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from index import manifest
from reader import looks
from reader import settings as ours
from tests.conftest import ROOT
from tests.fuzz.mutation import mutated
from tests.fuzz.trial import Target, Wrong, each

SETTINGS = b"""theme = "slate"
width = 72
editor = "vim +{line} {file}"
mouse = true

[keys]
next_quote = "ctrl+n"
help = ["f1", "?"]
"""
PACK = b"""title = "Two bridges"

[sources."a.txt"]
headline = "A bridge closes"
publisher = "Northwire"
authors = ["Ann Lee", "Per Myhre"]
date = "2011-03-04"
key = "N"
order = 1

[sources."b/c.txt"]
ignore = true

[fields."d.json"]
headline = "title"
text = "body"
"""
MORE = (
    b'"../a.txt"', b"'''", b'"""', b"[[a]]\n", b"[a.b.c]\n", b"a.b = 1\n", b"= ", b"{a = {b = [", b"1979-05-27T07:32:00Z", b"inf", b"0x9f",
    b'"\\u0000"', b'"\\u202e[b]"', b"[keys]\n", b'[sources."/etc/passwd"]\n', b'command = "touch canary"\n', b'theme = "../../a"\n', b"true",
)  # fmt: skip


def _changed(good: bytes, draw: random.Random) -> bytes:
    other = b"\n".join(draw.choices(MORE, k=5))
    return mutated(good, other, draw)


def _settings(data: bytes) -> None:
    """What cannot be used is told, with the place; nothing is raised."""
    with tempfile.TemporaryDirectory(prefix="fuzz") as folder:
        file = Path(folder, "settings.toml")
        file.write_bytes(data)
        found = ours.load(file, {})
    if any(not problem.startswith("settings.toml") for problem in found.problems):
        raise Wrong(f"a problem without its place: {found.problems}")


def _pack(data: bytes) -> None:
    """Nothing is stated of a file that is not in the pack."""
    files = ("a.txt", "b/c.txt", "d.json")
    found = manifest.read(data, files)
    if set(found.stated) - set(files) or set(found.fields) - set(files):
        raise Wrong(f"it names {sorted(found.stated)}")


def _theme(data: bytes) -> None:
    """A theme, or the one reason why it is none."""
    with tempfile.TemporaryDirectory(prefix="fuzz") as folder:
        file = Path(folder, "theme.toml")
        file.write_bytes(data)
        try:
            looks.read(file)
        except looks.Unfit as fault:
            if not str(fault).startswith("theme.toml:"):
                raise Wrong(f"a reason without its place: {fault}") from fault


THEME = min((ROOT / "themes").glob("*.toml")).read_bytes()
TARGETS: dict[str, Target] = {
    "settings": Target(lambda draw: _changed(SETTINGS, draw), each(_settings)),
    "manifest": Target(lambda draw: _changed(PACK, draw), each(_pack)),
    "theme": Target(lambda draw: _changed(THEME, draw), each(_theme)),
}
