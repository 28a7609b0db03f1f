"""Inputs that once failed, and a share of those that `make fuzz` tries: none fails, whatever it is."""

from __future__ import annotations

import ast
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.fuzz import campaign
from tests.fuzz.trial import Target, Wrong, each, smaller

KEPT = sorted(campaign.REGRESSIONS.glob("*.bin"))
SEED, ROUNDS = 8, 1


def told(code: str) -> object:
    """What code about a campaign prints, in a process of its own: a child of a large one would have no memory left to read in."""
    code = f"from tests.fuzz import campaign; print(repr({code}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return ast.literal_eval(done.stdout.decode())


def test_what_failed_once_does_not_fail_again() -> None:
    """Each input in tests/regressions/, by the target that its name begins with."""
    assert len(KEPT) >= 10
    kept = "sorted(campaign.REGRESSIONS.glob('*.bin'))"
    assert told(f"{{p.name: why for p, why in campaign.replayed({kept}).items() if why}}") == {}


def test_inputs_by_chance_do_no_harm() -> None:
    """Some for each target, by one seed; `make fuzz T=3600` tries more of them."""
    found = told(f"(lambda f: (sorted(f.tried), list(f.failures)))(campaign.run({SEED}, rounds={ROUNDS}))")
    assert found == (sorted(campaign.TARGETS), [])


def test_a_failure_becomes_a_small_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut down while it fails, named after its target, told once for one reason, and tried again from its file."""

    def run(data: bytes) -> None:
        if b"\xff" in data:
            raise Wrong("a byte that may not be")

    target = Target(lambda draw: draw.randbytes(2_000), each(run))
    monkeypatch.setattr(campaign, "TARGETS", {"some": target})
    found = campaign.run(1, rounds=2)
    ((name, data, why),) = found.failures
    assert (name, why.partition(" (")[0]) == ("some", "Wrong: a byte that may not be")
    assert b"\xff" in data
    assert len(data) < 200
    (path,) = campaign.keep(found.failures, tmp_path)
    assert path.name.startswith("some-")
    assert campaign.replayed([path])[path] == why


def test_the_same_seed_makes_the_same_inputs() -> None:
    """Of every target."""
    for target in campaign.TARGETS.values():
        assert target.make(random.Random("a")) == target.make(random.Random("a"))


def test_what_is_cut_down_still_fails() -> None:
    """And nothing is left of what it did not need, as far as halves of it tell."""
    least = smaller(b"a" * 1_000 + b"!" + b"b" * 1_000, lambda data: b"!" in data, 200)
    assert b"!" in least
    assert len(least) < 100
