"""What a format may give of one file: an article, why there is none, or a file within it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from index.formats.decoding import Unreadable
from index.model import Draft


class Part(NamedTuple):
    """One article of a file, what could not be read of it, or a file within it."""

    name: str
    """What its path has beyond that of the file: nothing, `#3` for the third of a mailbox, `/a/b.txt` in an archive."""
    data: bytes
    """Its own bytes: the whole file, the message, the member; the text in UTF-8 where it has none of its own."""
    draft: Draft | Unreadable | None
    """None for a file of its own (a member of an archive, an attachment): it is read by itself, within limits of its own."""


Reader = Callable[[bytes], Draft]
"""Reads a format that holds one article; raises Unreadable."""
Opener = Callable[[bytes, str, Mapping[str, str]], Iterator[Part]]
"""Reads a format that may hold several: its bytes, its path, and the field map of pack.toml; raises Unreadable."""
