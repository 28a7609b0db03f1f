"""Opening the address of a source in the user's browser: shown before, http and https only, never through a shell.

Nothing of Textual or of the screen is known here.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping

from index import addresses
from index.addresses import Unusable

SECONDS = 5.0
"""Time for a program to say that it failed; one that goes on after it is the browser itself."""


def told(address: str) -> tuple[str, ...]:
    """What has to be known of an address before it is opened, a line each: its host, where that is not plain ASCII."""
    try:
        found = addresses.parse(address)
    except Unusable as fault:
        return (f"not to be opened: {fault}",)
    if found.name == found.host:
        return ()
    shown = (f"the host reads {found.name}, it is {found.host}",)
    return (*shown, "! its letters are of several scripts: it may stand for another name") if found.is_mixed else shown


def program(environment: Mapping[str, str], platform: str = sys.platform) -> tuple[str, ...]:
    """The program that opens an address: `$BROWSER`, one program without arguments, else the desktop's; empty where there is none."""
    name = environment.get("BROWSER") or ("open" if platform == "darwin" else "xdg-open")
    found = shutil.which(name, path=environment.get("PATH"))
    return (found,) if found else ()


def missing(environment: Mapping[str, str]) -> str:
    """Why there is no program, and what to do."""
    if name := environment.get("BROWSER"):
        return f"BROWSER is no program, {name}: set it to one, without arguments"
    return "no program that opens addresses: set BROWSER to your browser"


def open_in(command: tuple[str, ...], address: str) -> str:
    """Give an address to a program as its one argument. Why that did not work, in a few words; empty where it did.

    An address that is not plain http or https never reaches it. It holds none of our pipes, and may outlive us.
    """
    try:
        url = addresses.parse(address).text
    except Unusable as fault:
        return str(fault)
    with tempfile.TemporaryFile() as complaint:
        try:
            ran = subprocess.Popen(
                [*command, url],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaint,
                start_new_session=True,
            )
        except OSError as fault:
            return fault.strerror or str(fault)
        try:
            status = ran.wait(SECONDS)
        except subprocess.TimeoutExpired:
            threading.Thread(target=ran.wait, name="browser", daemon=True).start()  # so that it leaves no zombie
            return ""
        complaint.seek(0)
        said = complaint.read(500).decode("utf-8", "replace").strip().partition("\n")[0]
    return "" if status == 0 else said or f"status {status}"
