"""Where a source came from, written into pack.toml: what stands there stays as it is, byte for byte."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from index import manifest
from index.paths import SETTINGS

Entries = Mapping[str, str | datetime]
"""`url` and `fetched`, or `from`."""
_MARK = b"\xef\xbb\xbf"


class Unfit(Exception):  # noqa: N818 (it says what is wrong)
    """A pack.toml that is not written to. Its text is the reason, for the middle of a line."""


def parsed(data: bytes) -> dict[str, Any]:
    """What a pack.toml says. Raises Unfit for one that is broken."""
    if len(data) > manifest.MOST_BYTES:
        raise Unfit(f"{SETTINGS} is larger than {manifest.MOST_BYTES >> 20} MB")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unfit(f"{SETTINGS} is not UTF-8") from None
    except (ValueError, RecursionError) as fault:
        raise Unfit(f"{SETTINGS} is broken ({fault})") from None


def named(data: bytes) -> set[str]:
    """The sources of which a pack.toml says already where they came from. Raises Unfit."""
    sources = parsed(data).get("sources")
    told = sources.items() if isinstance(sources, dict) else ()
    return {name for name, said in told if isinstance(said, dict) and not said.keys().isdisjoint(manifest.ORIGINS)}


def added(data: bytes, name: str, entries: Entries) -> bytes:
    """A pack.toml that also says these things of a source, in its section where it has one. Raises Unfit, never half done."""
    before = parsed(data)
    wanted = copy.deepcopy(before)
    try:
        wanted.setdefault("sources", {}).setdefault(name, {}).update(entries)
    except AttributeError:
        raise Unfit(f"{SETTINGS} has something else than tables as sources") from None
    for text in _ways(data, name, entries):
        try:
            if parsed(text) == wanted:
                return text
        except Unfit:
            continue
    raise Unfit(f"{SETTINGS} names its sources in a way that cannot be added to")


def _ways(data: bytes, name: str, entries: Entries) -> Iterator[bytes]:
    """The file with the entries below each line that looks like the source's heading; then with a section at its end."""
    text = data.removeprefix(_MARK).decode("utf-8")
    mark = data[: len(data) - len(text.encode())]
    end = "\r\n" if "\r\n" in text else "\n"
    lines = "".join(f"{key} = {_value(value)}{end}" for key, value in entries.items())
    at = 0
    for line in text.splitlines(keepends=True):
        at += len(line)
        if line.lstrip().startswith("[") and _heads(line, name):
            gap = "" if line.endswith("\n") else end
            yield mark + f"{text[:at]}{gap}{lines}{text[at:]}".encode()
    gap = "" if not text else end if text.endswith("\n") else end + end
    yield mark + f"{text}{gap}[sources.{_value(name)}]{end}{lines}".encode()


def _heads(line: str, name: str) -> bool:
    try:
        return tomllib.loads(line.strip()) == {"sources": {name: {}}}
    except ValueError:
        return False


def _value(value: str | datetime) -> str:
    """As TOML has it: a basic string takes what a JSON string has, but for DEL as it stands."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
