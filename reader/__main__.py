"""`python -m reader` is `twosource`."""

import os
import signal
import sys


def _ended(number: int, _: object) -> None:
    sys.exit(128 + number)  # so that the processes that read and index for us end, too


def run() -> None:
    """The console script. An interrupt while the program is still being imported ends it as any other does."""
    argv = sys.argv[1:]
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(number, _ended)
    try:
        from reader import start

        if (wanted := start.wanted(argv)) is None:
            from reader.cli import main

            sys.exit(main(argv))
        try:
            status = start.read(wanted.path, mouse=wanted.mouse, watch=wanted.watch)
        except Exception as fault:  # whatever it is: one line for a person, and a status
            from reader import cli

            status = cli.told(fault, argv)
    except KeyboardInterrupt:
        os._exit(130)
    sys.exit(status)


if __name__ == "__main__":
    run()
