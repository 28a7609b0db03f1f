"""The manual page tells what the program is today, and roff prints it as it is meant."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib

import pytest

from reader import cli, keys, manual, settings, usage
from tests import readme


def test_the_manual_page_is_up_to_date() -> None:
    """`python -m tests.readme` renews it."""
    assert readme.PAGE.read_text("ascii") == manual.page(cli.VERBS)


def test_an_installation_brings_it_to_where_man_looks() -> None:
    """Once: beside bin/, not among the modules."""
    wheel = tomllib.loads((readme.ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]
    page = readme.PAGE.relative_to(readme.ROOT).as_posix()
    assert wheel["shared-data"] == {page: "share/man/man1/twosource.1"}
    assert page in wheel["exclude"]


def test_it_has_all_that_there_is() -> None:
    """Every verb, option, setting, command and exit status."""
    page = _plain(manual.page(cli.VERBS))
    for name, verb in cli.VERBS.items():
        assert f".SS twosource {name}\n" in page
        for argument in usage.arguments(usage.of_verb(name, verb)):
            assert argument.help.rstrip(".")[1:] in page
            assert all(option in page for option in argument.names)
    for name in (*settings.ENTRIES, *(f"({command.id})" for command in keys.COMMANDS), *map(str, usage.STATUSES)):
        assert name in page


def test_no_word_is_taken_for_a_request() -> None:
    """A line begins with a dot only where the page asks roff for something; all is ASCII; no sign is lost."""
    page = manual.page(cli.VERBS)
    requests = {line.split(" ")[0] for line in page.splitlines() if line.startswith((".", "'"))}
    assert requests <= {'.\\"', ".TH", ".nh", ".ad", ".SH", ".SS", ".TP", ".PP", ".br", ".nf", ".fi", ".sp"}
    assert page.isascii()
    assert (
        manual.text(".x 'y' \\ \"z\" ^~`-é¶")
        == "\\&.x \\(aqy\\(aq \\e \\(dqz\\(dq \\(ha\\(ti\\(ga\\-\\[u00E9]\\[u00B6]"
    )
    assert manual.text("'quoted").startswith("\\(aq")


def test_groff_prints_it_without_a_warning() -> None:
    """Where groff is installed."""
    if not (groff := shutil.which("groff")):
        pytest.skip("no groff here")
    ran = subprocess.run(
        [groff, "-man", "-Tutf8", "-ww", "-P-c", "-P-b", "-P-u", str(readme.PAGE)], capture_output=True, check=True
    )
    assert ran.stderr == b""
    printed = ran.stdout.decode("utf-8")
    assert "twosource search seeds '\"active role\" who:medvedev'" in printed
    assert "^f, F2, g s (search)" in printed


def _plain(page: str) -> str:
    """The page with its escapes undone."""
    for sign, escape in manual.SIGNS.items():
        page = page.replace(escape, sign) if sign != "\\" else page
    page = re.sub(r"\\\[u([0-9A-F]{4})\]", lambda m: chr(int(m[1], 16)), page)
    return re.sub(r"\\(?:&|f[BIR])", "", page)
