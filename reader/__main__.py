"""`python -m reader` is `twosource`."""

import os
import sys


def run() -> None:
    """The console script. An interrupt while the program is still being imported ends it as any other does."""
    argv = sys.argv[1:]
    try:
        from reader import start

        if (wanted := start.wanted(argv)) is None:
            from reader.cli import main

            sys.exit(main(argv))
        try:
            path, mouse = wanted
            status = start.read(path, mouse=mouse)
        except Exception as fault:
            from reader import cli

            status = cli.told(fault, argv)
    except KeyboardInterrupt:
        os._exit(130)
    sys.exit(status)


if __name__ == "__main__":
    run()
