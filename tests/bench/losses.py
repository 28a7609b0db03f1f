"""What was acknowledged, and what of it is lost: each campaign of tests/losing once, as often as the tests run it.

`TWOSOURCE_BENCH_SEED` tells what the moments, the cases and the turns are drawn from; `make soak` goes on for hours.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from tests.losing.campaigns import CAMPAIGNS, HEAD, apart, row

SEED = int(os.environ.get("TWOSOURCE_BENCH_SEED", "7"))


def main() -> None:
    print(f"  seed {SEED}, at load {os.getloadavg()[0]:.1f}")
    print(f"  {HEAD}")
    for name, campaign in ((name, one) for name, one in CAMPAIGNS.items() if one.tested):
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="twosource-bench-") as folder:
            tally = apart(name, Path(folder), SEED, campaign.tested)
        print(f"  {row(campaign.what, tally, time.monotonic() - began)}", flush=True)
