"""A briefing's Markdown as a Word document, made by pandoc where that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess

FROM = "commonmark+footnotes+pipe_tables"
"""How pandoc reads a briefing: as CommonMark, which is what it is written in; no mark or dash becomes another one."""
SECONDS = 60
"""Time for one document."""
EPOCH = "315532800"
"""The time of each document, in seconds: 1 January 1980, the first that a zip archive can hold."""
_MOST_SAID = 300  # characters of what pandoc says of a failure


class PandocError(Exception):
    """Why there is no document: one line for a person, what happened and what to do."""


def docx(markdown: str) -> bytes:
    """The bytes of a .docx that says what the Markdown says, the same ones each time.

    Pandoc is given the words on its standard input, may open no file and no address, and gets a time of its own that never
    changes. Raises PandocError where it is not there or does not do it.
    """
    program = shutil.which("pandoc")
    if program is None:
        raise PandocError(
            "pandoc is not installed: install it, or write the briefing as HTML, which Word opens as well"
        )
    order = [program, "--sandbox", f"--from={FROM}", "--to=docx", "--output=-"]
    said = markdown.encode("utf-8", "replace")
    try:
        done = subprocess.run(
            order,
            input=said,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH},
        )
    except subprocess.TimeoutExpired:
        raise PandocError(f"pandoc took more than {SECONDS} seconds: write the briefing as HTML instead") from None
    except OSError as fault:
        raise PandocError(f"pandoc does not start ({fault.strerror}), {program}: install it anew") from None
    if done.returncode or not done.stdout.startswith(b"PK"):
        why = " ".join(done.stderr.decode("utf-8", "replace").split())[:_MOST_SAID] or "it gave no document"
        raise PandocError(f"pandoc failed ({why}): version 2.15 or newer is needed")
    return done.stdout
