"""Inputs that once failed, and a share of those that `make fuzz` tries: none fails, whatever it is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz import campaign
from tests.fuzz.trial import Target, Wrong, each, smaller

KEPT = sorted(campaign.REGRESSIONS.glob("*.bin"))
SEED, ROUNDS = 8, 1


def test_what_failed_once_does_not_fail_again() -> None:
    """Each input in tests/regressions/, by the target that its name begins with."""
    assert len(KEPT) >= 10
    said = campaign.replayed(KEPT)
    assert {path.name: why for path, why in said.items() if why} == {}


def test_inputs_by_chance_do_no_harm() -> None:
    """Some for each target, by one seed; `make fuzz T=3600` tries more of them."""
    found = campaign.run(SEED, rounds=ROUNDS)
    assert found.tried.keys() == campaign.TARGETS.keys()
    assert found.failures == []


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
