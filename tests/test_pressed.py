"""Random keys, presses and sizes of the window on the seeds, against a model of what is put aside; on another pack in `test_pressed_lervik.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.losing.campaigns import CAMPAIGNS, apart


@pytest.mark.timeout(600)
def test_keys_at_random_do_what_they_say(tmp_path: Path) -> None:
    """Undo and redo lead to what was, every clip is word for word in its source, the journal has what the screen has, `q` leads back."""
    tally = apart("pressed", tmp_path, 6, CAMPAIGNS["pressed"].tested)
    assert tally.lost == []
    assert tally.times >= CAMPAIGNS["pressed"].tested
    assert tally.acknowledged > 10
