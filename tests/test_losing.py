"""No clip that was acknowledged is lost: a small share of the campaigns that `python -m tests.bench losses` runs at their full length."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = """
import sys
from pathlib import Path
from tests.losing import killed, refused, together
tally = getattr({"killed": killed, "replaced": killed, "refused": refused, "interleaved": together}[sys.argv[1]], sys.argv[1])(
    Path(sys.argv[2]), 1, int(sys.argv[3])
)
print(tally.times, tally.acknowledged, *tally.lost, sep="\\n")
"""
"""In a process of its own: it has no thread when it forks."""


@pytest.mark.parametrize(("campaign", "times"), [("killed", 20), ("refused", 60), ("interleaved", 4), ("replaced", 25)])
def test_nothing_acknowledged_is_lost(tmp_path: Path, campaign: str, times: int) -> None:
    """To kills at any moment, to a disk that refuses, to two readers in turns, to a kill while a briefing is written."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, campaign, str(tmp_path), str(times)], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    ran, acknowledged, *lost = done.stdout.decode().splitlines()
    assert lost == []
    assert int(ran) == times
    assert int(acknowledged) > times / 2
