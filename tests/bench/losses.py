"""What was acknowledged, and what of it is lost: to kills, to disks that refuse, to two readers at once, to a kill amid a briefing.

`TWOSOURCE_BENCH_SEED` tells what the moments, the cases and the turns are drawn from.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from tests.losing import killed, refused, together

SEED = int(os.environ.get("TWOSOURCE_BENCH_SEED", "7"))
CAMPAIGNS = (
    ("readers killed", killed.killed, 200),
    ("readers whose disk refuses", refused.refused, 300),
    ("turns of two readers", together.interleaved, 40),
    ("writers of a briefing killed", killed.replaced, 200),
)
SHOWN = 5


def main() -> None:
    print(f"  seed {SEED}, at load {os.getloadavg()[0]:.1f}")
    print(f"  {'campaign':<30}{'times':>6}{'acknowledged':>14}{'lost':>6}{'s':>5}  (0 to be lost)")
    for name, run, times in CAMPAIGNS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="twosource-bench-") as folder:
            tally = run(Path(folder), SEED, times)
        more = ", ".join(f"{count} {what}" for what, count in tally.notes.items())
        print(
            f"  {name:<30}{tally.times:>6}{tally.acknowledged:>14,}{len(tally.lost):>6}{time.monotonic() - began:>5.0f}  {more}",
            flush=True,
        )
        for one in tally.lost[:SHOWN]:
            print(f"      {one[:300]}")
