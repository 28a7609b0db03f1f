"""Programs that learn from gold data what ships as numbers; they run by hand, never in a test."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from index import lexicon


def signed(document: Mapping[str, Any], indent: int | None = 0) -> str:
    """The text of a file of weights: the document with the checksum that tells it from another; on one line without `indent`."""
    separators = None if indent is not None else (",", ": ")
    text = json.dumps({"sha256": "0" * 64, **document}, indent=indent, ensure_ascii=False, separators=separators) + "\n"
    return text.replace("0" * 64, lexicon.checksum(text), 1)
