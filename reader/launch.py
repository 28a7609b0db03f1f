"""The program `twosource`: it sees to it that its packages are its own, and starts what the command line asks for.

Installed, it is the module `twosource` beside them.
`reader`, `index` and `themes` are everyday names. A folder on PYTHONPATH may hold a package of one of them, and another distribution,
installed into the same environment, may have put its files among ours, or over them. So nothing of ours is imported before that is
looked at, which takes a fraction of a millisecond.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib.machinery import PathFinder

OURS = {
    "reader": b'"""The reader, the command line and the briefing."""\n',
    "index": b'"""Sources read, cleaned, quoted, linked and searched: ',
    "themes": b'"""One .toml per theme: ',
}
"""Our packages, and how their `__init__.py` begin."""


def _home() -> str:
    """The folder that our packages lie in: with this module, above it, or, where they are a checkout's, where they are found."""
    here = os.path.dirname(os.path.abspath(__file__))
    above = os.path.dirname(here)
    if os.path.join(above, "reader") == here:
        return above
    if os.path.isdir(os.path.join(here, "reader")):
        return here
    spec = PathFinder.find_spec("reader")
    return os.path.dirname(os.path.dirname(spec.origin)) if spec and spec.origin else here


HOME = _home()


def in_the_way(home: str = HOME) -> str | None:
    """What stands in the way of our packages in the folder `home`, where it is and what to do, in one line; None for nothing."""
    for name, beginning in OURS.items():
        spec = PathFinder.find_spec(name)
        place = (spec.origin or next(iter(spec.submodule_search_locations or ()), "")) if spec else ""
        ours = os.path.join(home, name, "__init__.py")
        if place != ours and os.path.realpath(place) != os.path.realpath(ours):
            return (
                f"another {name} stands before ours, {_plain(place)}: take its folder off PYTHONPATH, or stand elsewhere"
                if place
                else f"the package {name} is not there, {_plain(home)}: install twosource again"
            )
        with open(ours, "rb") as file:
            if file.read(len(beginning)) != beginning:
                return f"another package {name} was installed over ours, {_plain(ours)}: {_APART}"
    for entry in os.listdir(home):
        name, _, rest = entry.partition("-")
        if rest.endswith((".dist-info", ".egg-info")) and name.lower() in OURS:
            return f"another package {name.lower()} is installed among our files, {_plain(os.path.join(home, entry))}: {_APART}"
    return None


_APART = "install twosource in an environment of its own, with pipx or uv tool"


def _plain(path: str) -> str:
    """A path that cannot steer a terminal: what cleans texts is in one of the packages that are not to be trusted yet."""
    return path if path.isprintable() else ascii(path)


def _ended(number: int, _: object) -> None:
    sys.exit(128 + number)  # so that the processes that read and index for us end, too


def _find_home() -> None:
    """Somebody without a home is none whose work could be kept: not where one happens to be, and it is no fault."""
    if not os.path.isabs(os.environ.get("HOME", "/")):
        del os.environ["HOME"]
    if not os.path.isabs(os.path.expanduser("~")):
        os.environ["HOME"] = os.devnull


def _told(fault: Exception, argv: list[str]) -> int:
    """The exit status after a fault; a person is told of it even where most of the program is missing."""
    try:
        from reader import cli
    except Exception as missing:  # whatever it is: it must not be a traceback
        print(
            f"twosource: it cannot be started ({type(missing).__name__}): install it again, best with pipx",
            file=sys.stderr,
        )
        return 3
    return cli.told(fault, argv)


def run() -> None:
    """The console script. An interrupt while the program is still being imported ends it as any other does."""
    argv = sys.argv[1:]
    _find_home()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(number, _ended)
    try:
        if obstacle := in_the_way():
            print("twosource:", obstacle, file=sys.stderr)
            sys.exit(2)
        try:
            from reader import start

            if (wanted := start.wanted(argv)) is None:
                from reader.cli import main

                sys.exit(main(argv))
            status = start.read(wanted.path, mouse=wanted.mouse, watch=wanted.watch)
        except Exception as fault:  # whatever it is: one line for a person, and a status
            status = _told(fault, argv)
    except KeyboardInterrupt:
        os._exit(130)
    sys.exit(status)
