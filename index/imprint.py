"""The line by which a text that twosource wrote is known: such a file is no source, it never verifies against itself."""

from __future__ import annotations

MARK = "Written by twosource"
"""Begins the last line of every briefing twosource writes."""


def is_briefing(text: str) -> bool:
    """Whether twosource wrote this text: its last line that is not blank says so."""
    return text.rstrip().rpartition("\n")[2].startswith(MARK)
