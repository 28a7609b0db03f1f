"""All campaigns: what is done, how often in every run of the tests, and how often before a release."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT
from tests.losing import Tally, damaged, filled, killed, outside, power, pressed, refused, together

HANGS = 900.0
"""Seconds after which a part of a campaign is taken to hang."""


class Campaign(NamedTuple):
    """One kind of trouble."""

    what: str
    run: Callable[[Path, int, int], Tally]
    """In a folder, drawn from a seed, so many times."""
    tested: int
    """Times in every run of the tests."""
    soaked: int
    """Times in all before a release."""
    part: int
    """Times with one seed there: what is run again to see a failure again."""


CAMPAIGNS = {
    "clipping": Campaign("killed while readers put aside", killed.clipping, 50, 2_500, 50),
    "saving": Campaign("killed amid a snapshot, at leaving", killed.saving, 50, 2_500, 50),
    "exporting": Campaign("killed amid an export", killed.exporting, 50, 2_500, 50),
    "indexing": Campaign("killed amid an index", killed.indexing, 50, 2_500, 50),
    "replaced": Campaign("killed amid a long briefing", killed.replaced, 25, 1_000, 50),
    "refused": Campaign("calls that the disk refuses", refused.refused, 330, 6_000, 330),
    "power": Campaign("power cuts", power.cut, 300, 20_000, 500),
    "interleaved": Campaign("two readers in turns", together.interleaved, 40, 2_000, 20),
    "outside": Campaign("changed by others amid a save", outside.edited, 40, 2_000, 50),
    "filled": Campaign("a disk that is full", filled.filled, 0, 200, 24),
    "damaged": Campaign("an index damaged", damaged.damaged, 170, 10_000, 170),
    "pressed": Campaign("keys and presses at random", pressed.pressed, 1_200, 200_000, 6_000),
}
"""By their names; those that are tested 0 times may want to mount a file system."""


HEAD = f"{'campaign':<34}{'times':>7}{'acknowledged':>14}{'lost':>6}{'s':>7}  (0 to be lost)"
SHOWN = 5
"""Losses of a campaign that are told."""


def row(what: str, tally: Tally, seconds: float) -> str:
    """A line of the table, and what was lost under it."""
    more = ", ".join(f"{count} {note}" for note, count in tally.notes.items())
    line = f"{what:<34}{tally.times:>7,}{tally.acknowledged:>14,}{len(tally.lost):>6}{seconds:>7.0f}  {more}"
    return "\n".join([line.rstrip(), *(f"    {one[:300]}" for one in tally.lost[:SHOWN])])


def apart(name: str, folder: Path, seed: int, times: int) -> Tally:
    """A campaign in a process of its own, which has no thread when it forks, and may hang or fall without harm."""
    command = [sys.executable, "-m", "tests.losing.campaigns", name, str(folder), str(seed), str(times)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=HANGS, check=False)
    except subprocess.TimeoutExpired:
        return Tally(lost=[f"{name}, seed {seed}: it hangs"])
    if done.returncode:
        return Tally(lost=[f"{name}, seed {seed}: {done.stderr[-2000:]}"])
    return Tally(**json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    print(json.dumps(asdict(CAMPAIGNS[sys.argv[1]].run(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))))
