"""A fault of ours: what a person is told, and a report of it that anybody may see.

A report names versions, the view, the command, and each place of the stack by module, line and function. It has no values, no
message of the fault and no path, for those may hold words of a source, a query, a file's name.
"""

from __future__ import annotations

import logging
import os
import platform
import re
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from errno import errorcode
from pathlib import Path
from types import FrameType, TracebackType

import platformdirs

from reader import disk, safe

FILE = "crash.log"
MOST_BYTES = 64_000
"""Of that file: older reports go."""
MOST_PLACES = 30
"""Of one fault: the last of them, where something called itself without end."""
MOST_FAULTS = 5
"""Of which one came from the other."""
_BETWEEN = "\n\n"


class Crash(Exception):  # noqa: N818 - it says what happened to the reader
    """The reader was ended by a fault, which is its cause; the terminal is as it was.

    Attributes:
        doing: What of the reader belongs into a report: its view, its size, the command given last.
        kept: Whether the user's work is on the disk.
    """

    def __init__(self, doing: Mapping[str, str], *, kept: bool) -> None:
        super().__init__()
        self.doing = doing
        self.kept = kept


def debugging() -> bool:
    """Whether whoever started us wants to see where a fault came from: TWOSOURCE_DEBUG."""
    return os.environ.get("TWOSOURCE_DEBUG", "0") not in ("", "0")


def told(fault: BaseException, verb: str = "") -> str:
    """One line for a person, after the report is kept."""
    crash = fault if isinstance(fault, Crash) else None
    cause = crash.__cause__ or fault if crash else fault
    doing = crash.doing if crash else {"command": verb} if verb else {}
    written = keep(report(cause, doing))
    what = f"a fault of twosource ({_kind(cause)}), {_where(cause) or verb or 'at the start'}"
    work = ["your work is kept" if crash.kept else "the newest of your work may be lost"] if crash else []
    if written is None:
        return f"{what}: {', '.join([*work, 'set TWOSOURCE_DEBUG=1 and report it'])}"
    return f"{what}: {', '.join([*work, f'report it with {written}, which has no word of your texts'])}"


def traced(fault: BaseException) -> str:
    """A fault as Python tells it, with its message and no locals, made fit for a terminal: for who asked for it."""
    lines = "".join(traceback.format_exception(fault.__cause__ or fault if isinstance(fault, Crash) else fault))
    return "\n".join(safe.text(line) for line in lines.split("\n"))


def report(fault: BaseException, doing: Mapping[str, str]) -> str:
    """A fault as it may be told to anybody; `doing` is what was being done, in words of ours."""
    versions = [f"{name} {_version(name)}" for name in ("twosource", "textual")]
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    head = [", ".join([*versions, f"python {platform.python_version()}", system])]
    told = {"TERM": os.environ.get("TERM", "unset"), **doing}
    head += [f"{name}: {safe.text(value)[:80]}" for name, value in told.items()]
    return "\n".join([*head, *stack(fault)]) + "\n"


def stack(fault: BaseException) -> Iterator[str]:
    """The kind of a fault and where it came from, outermost first, then the faults it came from: no message, no value."""
    of: BaseException | None = fault
    for n in range(MOST_FAULTS):
        if of is None:
            return
        yield f"{'from ' if n else ''}{_kind(of)}"
        places = list(_places(of.__traceback__))
        if len(places) > MOST_PLACES:
            yield f"  … {len(places) - MOST_PLACES} more"
        yield from (f"  {place}" for place in places[-MOST_PLACES:])
        if isinstance(of, BaseExceptionGroup):
            yield from (f"  | {line}" for one in of.exceptions[:MOST_FAULTS] for line in stack(one))
        of = of.__cause__ or (None if of.__suppress_context__ else of.__context__)


def keep(text: str) -> Path | None:
    """Put a report before the others of the user's state folder (0600); the file, or None where that cannot be."""
    file = platformdirs.user_state_path("twosource") / FILE
    with suppress(OSError):
        disk.make_private(file.parent)
        before = file.read_bytes()[:MOST_BYTES] if file.is_file() else b""
        data = text.encode("utf-8", "replace") + b"\n" + before
        cut = data.rfind(_BETWEEN.encode(), 0, MOST_BYTES) + 1 if len(data) > MOST_BYTES else len(data)
        disk.atomic_write(file, data[: cut or MOST_BYTES], mode=0o600)
        return file
    return None


class Formatter(logging.Formatter):
    """A line of the log, fit for a terminal, and of a fault only what a report has of it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(name)s %(levelname)s %(message)s")

    def formatException(  # noqa: N802 - logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return "\n".join(stack(ei[1])) if ei[1] is not None else ""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - as above
        return safe.text(super().formatMessage(record))


def _kind(fault: BaseException) -> str:
    """The class of a fault, and of one of the system its number's name."""
    kind = type(fault)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    code = errorcode.get(fault.errno or 0, "") if isinstance(fault, OSError) else ""
    return f"{name} {code}".strip()


def _where(fault: BaseException) -> str:
    """The innermost place of ours that a fault came through; empty where there is none."""
    ours = [place for place in _places(fault.__traceback__) if re.match(r"(?:reader|index)[./]", place)]
    return ours[-1].partition(" ")[0] if ours else ""


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        yield f"{_file(trace.tb_frame)}:{trace.tb_lineno} {trace.tb_frame.f_code.co_qualname}"
        trace = trace.tb_next


def _file(frame: FrameType) -> str:
    """The file of a place as its module is called: the folder it is installed in is the user's."""
    name, file = str(frame.f_globals.get("__name__", "")), os.path.basename(frame.f_code.co_filename)
    parts: Sequence[str] = name.split(".")
    return "/".join((*(parts if file == "__init__.py" else parts[:-1]), file))


def _version(name: str) -> str:
    from importlib import metadata  # so that no verb waits for it

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
