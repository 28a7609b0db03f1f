"""What once failed in `make soak`, done again: each tests/regressions/CAMPAIGN-SEED.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.losing.campaigns import CAMPAIGNS, apart

REPLAYS = sorted((ROOT / "tests" / "regressions").glob("*.json"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("file", REPLAYS, ids=lambda file: file.stem)
def test_it_does_not_fail_again(file: Path, tmp_path: Path) -> None:
    """The same campaign with the same seed, as often."""
    replay = json.loads(file.read_text("utf-8"))
    tally = apart(replay["campaign"], tmp_path, replay["seed"], replay["times"])
    assert tally.lost == []


def test_replays_name_campaigns() -> None:
    """Whatever is kept can be done."""
    assert {json.loads(file.read_text("utf-8"))["campaign"] for file in REPLAYS} <= CAMPAIGNS.keys()
