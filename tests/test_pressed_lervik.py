"""Random keys as in `test_pressed.py`, on the invented pack: a file of its own, so that both are tried at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.losing.campaigns import CAMPAIGNS, apart


@pytest.mark.timeout(600)
def test_keys_at_random_do_what_they_say(tmp_path: Path) -> None:
    """Twelve sources, of which some are much alike."""
    tally = apart("pressed", tmp_path, 7, CAMPAIGNS["pressed"].tested)
    assert tally.lost == []
    assert tally.times >= CAMPAIGNS["pressed"].tested
    assert tally.acknowledged > 10
