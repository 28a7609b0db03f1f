"""The names of files that are read, for who lists them: the readers themselves are needed in the reading processes alone."""

from __future__ import annotations

READ = frozenset(
    (
        "",
        ".doc",
        ".docm",
        ".docx",
        ".eml",
        ".epub",
        ".markdown",
        ".mbox",
        ".md",
        ".odt",
        ".pdf",
        ".text",
        ".txt",
    )
)
"""Suffixes in lower case, as `index.formats` has them."""
