"""`python -m reader` is `twosource`."""

import os
import sys


def run() -> None:
    """The console script. An interrupt while the program is still being imported ends it as any other does."""
    try:
        from reader.cli import main
    except KeyboardInterrupt:
        os._exit(130)
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
