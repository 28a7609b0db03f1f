"""`python -m tests.soak [SECONDS]`: every campaign of tests/losing, over and over, each time with a seed of its own.

Every campaign is done once at least; then always the one that is furthest from what it is to do before a release. What fails goes
into tests/regressions/ as what it takes to do it again, and the rest goes on; the exit status is 1 then.
`TWOSOURCE_SOAK_SEED` tells what seed to begin with, else the clock does.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.conftest import ROOT
from tests.losing import Tally
from tests.losing.campaigns import CAMPAIGNS, HEAD, apart, row

SECONDS = 4 * 3600.0
WHOLE = 1_800.0
"""From so many seconds on a campaign is done in whole parts; in less time in as much smaller ones."""
REGRESSIONS = ROOT / "tests" / "regressions"


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    seed = int(os.environ.get("TWOSOURCE_SOAK_SEED") or time.time())
    ends, began = time.monotonic() + seconds, time.monotonic()
    done = {name: Tally() for name in CAMPAIGNS}
    spent = dict.fromkeys(CAMPAIGNS, 0.0)
    print(f"seed {seed}, {seconds:,.0f} s, at load {os.getloadavg()[0]:.1f}\n{'seed':<12}{HEAD}", flush=True)
    while time.monotonic() < ends or not all(spent.values()):
        name = min(CAMPAIGNS, key=lambda one: (spent[one] > 0, done[one].times / CAMPAIGNS[one].soaked))
        times = max(6, int(CAMPAIGNS[name].part * min(1.0, seconds / WHOLE)))
        tally, took = _once(name, seed, times)
        print(f"{seed:<12}{row(CAMPAIGNS[name].what, tally, took)}", flush=True)
        spent[name] += took
        done[name].times += tally.times
        done[name].acknowledged += tally.acknowledged
        done[name].lost += tally.lost
        seed += 1
    print(f"\n{'in all':<12}{HEAD}")
    for name, tally in done.items():
        print(f"{'':<12}{row(CAMPAIGNS[name].what, tally, spent[name])}")
    print(f"{time.monotonic() - began:,.0f} s, {sum(len(tally.lost) for tally in done.values())} lost")
    return 1 if any(tally.lost for tally in done.values()) else 0


def _once(name: str, seed: int, times: int) -> tuple[Tally, float]:
    """A part of a campaign, and the seconds it took; where it fails it is kept."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="twosource-soak-", ignore_cleanup_errors=True) as folder:
        tally = apart(name, Path(folder), seed, times)
    if tally.lost:
        REGRESSIONS.mkdir(exist_ok=True)
        replay = {"campaign": name, "seed": seed, "times": times, "lost": tally.lost[:3]}
        (REGRESSIONS / f"{name}-{seed}.json").write_text(json.dumps(replay, indent=1) + "\n", "utf-8")
    return tally, max(time.monotonic() - began, 0.001)


if __name__ == "__main__":
    sys.exit(main())
