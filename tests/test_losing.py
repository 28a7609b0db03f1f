"""No clip that was acknowledged is lost, however readers and builders end: a share of the campaigns that `make soak` runs for hours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.losing.campaigns import CAMPAIGNS, apart

FORKS = ("clipping", "saving", "exporting", "indexing", "replaced", "interleaved")
"""Campaigns that kill processes; `test_refused.py` has the others."""


@pytest.mark.parametrize("name", FORKS)
def test_nothing_acknowledged_is_lost(tmp_path: Path, name: str) -> None:
    """To kills at any moment of what is written, to two readers in turns."""
    campaign = CAMPAIGNS[name]
    tally = apart(name, tmp_path, 1, campaign.tested)
    assert tally.lost == []
    assert tally.times == campaign.tested
    assert tally.acknowledged > 10
