"""What is published: a wheel that holds the program and nothing else, an sdist that makes the same wheel, and both installed for a user."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest
from hatchling import build

from reader import launch
from tests.conftest import ROOT, SEEDS
from tests.terminal import Terminal, private

EPOCH = "1700000000"
"""Seconds: the time of everything in what is built."""


class Made(NamedTuple):
    wheel: Path
    sdist: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Both, built as the tools of the packaging world do it, without a network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        patch.chdir(ROOT)
        folder = tmp_path_factory.mktemp("dist")
        yield Made(folder / build.build_wheel(str(folder)), folder / build.build_sdist(str(folder)))


@pytest.fixture(scope="module")
def unpacked(made: Made) -> dict[str, bytes]:
    """The files of the wheel."""
    with zipfile.ZipFile(made.wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def told(unpacked: dict[str, bytes]) -> Message:
    """What the wheel says of itself."""
    return message_from_string(next(data for name, data in unpacked.items() if name.endswith("/METADATA")).decode())


def project() -> dict[str, object]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert isinstance(table, dict)
    return table


def test_the_wheel_holds_the_program_and_nothing_else(unpacked: dict[str, bytes]) -> None:
    """Every file of the three packages, code and data, the program beside them, its page, and what a wheel says of itself."""
    files = (file for name in ("reader", "index", "themes") for file in (ROOT / name).rglob("*") if file.is_file())
    ours = {str(file.relative_to(ROOT)) for file in files if "__pycache__" not in file.parts} - {
        "reader/twosource.1",
        "reader/launch.py",
    }
    assert {Path(name).suffix for name in ours} == {".py", ".toml", ".json", ".tcss", ".html", ".css", ".js"}
    version = f"twosource-{project()['version']}"
    page = f"{version}.data/data/share/man/man1/twosource.1"
    names = ("METADATA", "WHEEL", "entry_points.txt", "licenses/LICENSE", "RECORD")
    assert set(unpacked) == {*ours, "twosource.py", page} | {f"{version}.dist-info/{name}" for name in names}
    from_here = {"twosource.py": "reader/launch.py", page: "reader/twosource.1"} | {name: name for name in ours}
    assert all(unpacked[name] == (ROOT / source).read_bytes() for name, source in from_here.items())


def test_the_record_of_the_wheel_is_true(unpacked: dict[str, bytes]) -> None:
    """Each file by a relative path, with its sha256 and its size."""
    record = next(data for name, data in unpacked.items() if name.endswith("/RECORD"))
    rows = list(csv.reader(io.StringIO(record.decode())))
    assert {row[0] for row in rows} == set(unpacked)
    for name, digest, size in rows:
        assert not name.startswith("/")
        assert ".." not in name.split("/")
        if not name.endswith("/RECORD"):
            made = base64.urlsafe_b64encode(hashlib.sha256(unpacked[name]).digest()).rstrip(b"=").decode()
            assert (digest, int(size)) == (f"sha256={made}", len(unpacked[name]))


def test_nothing_tells_where_it_was_built(made: Made, unpacked: dict[str, bytes]) -> None:
    """No path of this machine, no name of it or of its user, in the wheel and in the sdist, their owners among it."""
    private_words = [str(ROOT), str(Path.home()), os.path.expanduser("~"), sys.prefix, str(made.wheel.parent)]
    if len(platform.node()) > 4:
        private_words.append(platform.node())
    needles = [os.fsencode(word) for word in private_words if len(word) > 5]
    with tarfile.open(made.sdist) as archive:
        members = archive.getmembers()
        texts = {m.name: file.read() for m in members if (file := archive.extractfile(m))}
    assert {(m.uid, m.gid, m.uname, m.gname) for m in members} == {(0, 0, "", "")}
    assert all(m.isfile() and not m.name.startswith("/") and "__pycache__" not in m.name for m in members)
    for name, data in [*unpacked.items(), *texts.items()]:
        assert [needle for needle in needles if needle in data or needle in name.encode()] == [], name


def test_what_the_wheel_says_of_itself(unpacked: dict[str, bytes], told: Message) -> None:
    """Name, licence, Pythons, what it needs, its one command, and the README as its page."""
    stated = project()
    assert (told["Name"], told["Version"]) == ("twosource", stated["version"])
    assert (told["License-Expression"], told.get_all("License-File")) == ("MIT", ["LICENSE"])
    assert told["Requires-Python"] == ">=3.11"
    assert told["Description-Content-Type"] == "text/markdown"
    assert told.get_payload() == (ROOT / "README.md").read_text("utf-8")
    pythons = [c.rpartition(" ")[2] for c in told.get_all("Classifier", []) if "Python ::" in c]
    assert pythons == ["3.11", "3.12", "3.13", "3.14"]
    needed = {spaced(line) for line in told.get_all("Requires-Dist", []) if "extra ==" not in line}
    dependencies = stated["dependencies"]
    assert isinstance(dependencies, list)
    assert needed == {spaced(line) for line in dependencies}
    points = next(data for name, data in unpacked.items() if name.endswith("entry_points.txt"))
    assert points.decode().split("\n") == ["[console_scripts]", "twosource = twosource:run", ""]
    assert b"Root-Is-Purelib: true\nTag: py3-none-any" in next(d for n, d in unpacked.items() if n.endswith("/WHEEL"))


def spaced(requirement: str) -> tuple[str, frozenset[str]]:
    """A requirement, whatever the order of its bounds."""
    start = next((n for n, c in enumerate(requirement) if c in "<>=!~ "), len(requirement))
    return requirement[:start], frozenset(part.strip() for part in requirement[start:].split(","))


def test_the_same_sources_make_the_same_bytes(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the same wheel and the same sdist; and what is unpacked of the sdist makes that wheel again."""
    monkeypatch.chdir(ROOT)
    for name in (build.build_wheel(str(tmp_path)), build.build_sdist(str(tmp_path))):
        assert (tmp_path / name).read_bytes() == (made.wheel.parent / name).read_bytes()
    with tarfile.open(made.sdist) as archive:
        archive.extractall(tmp_path / "from", filter="data")
    monkeypatch.chdir(next((tmp_path / "from").iterdir()))
    again = tmp_path / "again"
    assert (again / build.build_wheel(str(again))).read_bytes() == made.wheel.read_bytes()


# --- installed ---


class Installed(NamedTuple):
    folder: Path
    """Where its modules are."""
    program: str
    env: dict[str, str]

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """The program with these words, from a folder of its own; `more` is for its environment."""
        return subprocess.run(
            [self.program, *words],
            cwd=self.env["HOME"],
            env=self.env | more,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture(scope="module")
def installed(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own, made by pip; what it needs comes from the one that runs the tests.

    That one's own twosource does not come along: of a folder that a .pth names, the .pth files are not read.
    """
    base = tmp_path_factory.mktemp("installed")
    venv.create(base / "env", with_pip=False, symlinks=True)
    python = base / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--isolated", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--no-compile", str(made.wheel)], check=True, cwd=base)
    paths = {"base": str(base / "env"), "platbase": str(base / "env")}
    folder = Path(sysconfig.get_path("purelib", vars=paths))
    (folder / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    home = base / "home"
    home.mkdir()
    return Installed(folder, str(base / "env" / "bin" / "twosource"), private(home) | {"HOME": str(home)})


def test_it_is_the_installed_program_that_runs(installed: Installed) -> None:
    """`--version`, `sources`, `search`, `export --all` and `doctor`, from the wheel alone, with all its data."""
    pack = Path(installed.env["HOME"]) / "seeds"
    shutil.copytree(SEEDS, pack)
    told = installed.run("--version")
    assert (told.returncode, told.stdout, told.stderr) == (0, f"twosource {project()['version']}\n", "")
    for words, expected in (
        (["sources", "seeds"], "Reuters"),
        (["search", "seeds", "cooperation"], "passage"),
        (["export", "seeds", "--all"], "# "),
    ):
        told = installed.run(*words)
        assert (told.returncode, told.stderr) == (0, ""), words
        assert expected.casefold() in told.stdout.casefold(), words
    told = installed.run("doctor")
    assert [line for line in told.stdout.splitlines() if line.startswith("no ") and "TERM" not in line] == []
    for name in launch.OURS:
        assert str(installed.folder / name / "__init__.py") in told.stdout


def test_the_installed_reader_reads(installed: Installed, tmp_path: Path) -> None:
    """Its first screen, the help, and out again: the themes and the layout came along."""
    shutil.copytree(SEEDS, tmp_path / "seeds")
    with Terminal([installed.program, "seeds"], env=installed.env, cwd=tmp_path) as terminal:
        terminal.wait("passages")
        terminal.press("?")
        terminal.wait("Keys")
        terminal.press("^q")
        assert terminal.exit_status() == 0


# --- others in the way ---


@pytest.mark.parametrize("name", launch.OURS)
def test_a_package_of_our_name_that_stands_before_ours(name: str, installed: Installed, tmp_path: Path) -> None:
    """On PYTHONPATH, as a package or as a single module: one line, status 2, and nothing of it is imported."""
    canary = tmp_path / "canary"
    code = f"open({str(canary)!r}, 'w')\n"
    (tmp_path / "package" / name).mkdir(parents=True)
    (tmp_path / "package" / name / "__init__.py").write_text(code)
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / f"{name}.py").write_text(code)
    for folder in (tmp_path / "package", tmp_path / "module"):
        told = installed.run("sources", "seeds", PYTHONPATH=str(folder))
        assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)
        assert told.stderr.startswith(f"twosource: another {name} stands before ours, {folder}")
    assert not canary.exists()


def test_a_folder_of_our_name_that_one_stands_in(installed: Installed, tmp_path: Path) -> None:
    """`python -m reader` looks there first: a package is in the way, a folder of sources is not. The program itself looks nowhere there."""
    (tmp_path / "index").mkdir()
    python = str(Path(installed.program).with_name("python"))
    for status, argv in ((0, [python, "-m", "reader"]), (2, [python, "-m", "reader"]), (0, [installed.program])):
        if status:
            (tmp_path / "index" / "__init__.py").touch()
        told = subprocess.run(
            [*argv, "--version"], cwd=tmp_path, env=installed.env, capture_output=True, text=True, check=False
        )
        assert (told.returncode, told.stderr.count("\n")) == (status, status // 2)


@pytest.mark.parametrize("name", launch.OURS)
def test_a_package_that_was_installed_over_ours(name: str, installed: Installed) -> None:
    """Its `__init__.py` and `__main__.py` in the place of ours: one line, status 2; put right, it runs again."""
    written = [installed.folder / name / part for part in ("__init__.py", "__main__.py")]
    before = {file: file.read_bytes() for file in written if file.exists()}
    try:
        for file in written:
            file.write_text("raise SystemExit('it was imported')\n")
        for words in (["doctor"], ["seeds"], ["--version"]):
            told = installed.run(*words)
            assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)
            assert told.stderr.startswith(f"twosource: another package {name} was installed over ours, ")
            assert "with pipx" in told.stderr
    finally:
        for file in written:
            file.unlink()
        for file, data in before.items():
            file.write_bytes(data)
    assert installed.run("--version").returncode == 0


def test_a_distribution_among_our_files(installed: Installed) -> None:
    """What was installed before ours, which then wrote over it, is told as well: to take it away would take ours along."""
    other = installed.folder / "reader-3.26.dist-info"
    other.mkdir()
    try:
        told = installed.run("--version")
        assert (told.returncode, told.stderr.count("\n")) == (2, 1)
        assert told.stderr.startswith(f"twosource: another package reader is installed among our files, {other}: ")
    finally:
        other.rmdir()


def test_a_path_that_would_steer_the_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The line that names a folder is plain, whatever the folder is called."""
    folder = tmp_path / "a\x1b]0;owned\x07\u202e"
    (folder / "index").mkdir(parents=True)
    (folder / "index" / "__init__.py").touch()
    monkeypatch.syspath_prepend(folder)
    line = launch.in_the_way()
    assert line
    assert line.isprintable()


def test_our_packages_begin_as_the_program_knows_them() -> None:
    """And nothing is in the way of the ones that are tested."""
    for name, beginning in launch.OURS.items():
        assert (ROOT / name / "__init__.py").read_bytes().startswith(beginning)
    assert launch.in_the_way() is None
