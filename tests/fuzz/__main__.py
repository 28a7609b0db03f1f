"""`python -m tests.fuzz [SECONDS] [TARGET]`: inputs by chance for so many seconds; what fails becomes a file in tests/regressions/.

The seed is printed; TWOSOURCE_FUZZ_SEED sets it, and the same seed makes the same inputs. The status is 1 where something failed.
"""

from __future__ import annotations

import os
import sys
import time

from tests.fuzz import campaign


def main(words: list[str]) -> int:
    """Status 0 where nothing failed."""
    seconds = float(words[0]) if words else 60.0
    only = words[1] if len(words) > 1 else ""
    if only and only not in campaign.TARGETS:
        print(f"no target {only}: there are {' '.join(campaign.TARGETS)}", file=sys.stderr)
        return 2
    seed = int(os.environ.get("TWOSOURCE_FUZZ_SEED") or time.time())
    print(f"TWOSOURCE_FUZZ_SEED={seed}", flush=True)
    began = time.monotonic()
    found = campaign.run(seed, seconds, only=only, told=lambda why: print(f"FAILED {why}", flush=True))
    for (_, data, why), path in zip(found.failures, campaign.keep(found.failures), strict=True):
        print(f"{path}: {len(data)} bytes: {why}")
    print(" ".join(f"{name} {count}" for name, count in found.tried.items()))
    print(f"{sum(found.tried.values()):,} inputs in {time.monotonic() - began:.0f} s, {len(found.failures)} failures")
    return bool(found.failures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
