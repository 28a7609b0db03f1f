"""TRUST.md leads from each threat and each promise to tests that are there, and tells a figure of each."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.conftest import ROOT

TRUST = ROOT / "tests" / "TRUST.md"
TEST = re.compile(r"`(test_\w+\.py)::(\w+)`")
TARGET = re.compile(r"`make (\w+)")


def rows() -> list[tuple[str, list[str]]]:
    """Of each row of each table its heading and its cells."""
    found, heading = [], ""
    for line in TRUST.read_text(encoding="utf-8").split("\n"):
        if line.startswith("## "):
            heading = line[3:]
        elif line.startswith("| ") and not line.startswith(("| # ", "| --- ")):
            found.append((heading, [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]))
    return found


@cache
def named(file: str) -> frozenset[str]:
    """The tests of a module."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(f.name for f in functions if f.name.startswith("test_"))


@pytest.mark.parametrize(("heading", "cells"), rows(), ids=lambda v: v if isinstance(v, str) else " ".join(v[:2])[:50])
def test_each_row_leads_to_tests_that_are_there(heading: str, cells: list[str]) -> None:
    number, _, tests, figure = cells
    told = TEST.findall(tests)
    assert told, f"{heading} {number}: no test is named"
    for file, name in told:
        assert (ROOT / "tests" / file).exists(), file
        assert name in named(file), f"{file} has no {name}"
    assert re.search(r"\d", figure), f"{heading} {number}: no figure"


def test_every_threat_promise_and_campaign_has_a_row() -> None:
    numbers: dict[str, list[str]] = {}
    for heading, cells in rows():
        numbers.setdefault(heading, []).append(cells[0])
    assert {heading: len(rows) for heading, rows in numbers.items()}.keys() == {
        "Threats",
        "Promises",
        "Doors of its own",
        "Campaigns",
        "Where little is there",
    }
    for heading, told in numbers.items():
        assert told == [str(n) for n in range(1, len(told) + 1)], heading
    assert len(numbers["Threats"]) == 20
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    promised = readme.partition("\n## What it promises\n")[2].partition("\n## ")[0]
    assert numbers["Promises"] == re.findall(r"^(\d+)\. ", promised, re.MULTILINE) != []


def test_the_long_runs_that_it_names_can_be_made() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in TARGET.findall(TRUST.read_text(encoding="utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
