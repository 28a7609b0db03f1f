"""What can be read, by the names of files and of fields, for who lists it: the readers themselves are needed in the reading processes alone."""

from __future__ import annotations

from collections.abc import Mapping

READ = frozenset(
    (
        "",
        ".atom",
        ".csv",
        ".doc",
        ".docm",
        ".docx",
        ".eml",
        ".epub",
        ".htm",
        ".html",
        ".json",
        ".jsonl",
        ".markdown",
        ".mbox",
        ".md",
        ".mht",
        ".mhtml",
        ".ndjson",
        ".odt",
        ".pdf",
        ".rdf",
        ".rss",
        ".rtf",
        ".text",
        ".tsv",
        ".txt",
        ".xhtml",
        ".xml",
        ".zip",
    )
)
"""Suffixes in lower case, as `index.formats` has them."""

FIELDS = ("headline", "text", "authors", "publisher", "agency", "date", "dateline", "url")
"""What a record may state; `[fields."export.json"]` in pack.toml says in which of its fields."""
NO_FIELDS: Mapping[str, str] = {}
"""Nothing is said: they have their usual names."""
