"""The key that shows that an index is ours: it lies in the state folder, where nothing that is only cached lies."""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import platformdirs

from index import ownership

_SIZE = 32


class NoKeyError(OSError):
    """There is no key, and none can be made: no index can be vouched for."""


def key() -> bytes:
    """The key of this user; raises `NoKeyError` where there is none that is the user's alone."""
    path = place()
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            told = os.fstat(handle)
            found = file.read(_SIZE + 1)
    except OSError as fault:
        raise NoKeyError(f"no key for the search index ({fault.strerror}), {path}") from fault
    if told.st_uid != os.getuid() or told.st_mode & 0o077 or len(found) != _SIZE:
        raise NoKeyError(f"the key of the search index is not this user's alone, {path}")
    return found


def key_to_build() -> bytes:
    """The key of this user, made where there is none; one that others may know makes way for a new one, and so each
    index that it sealed. Raises `NoKeyError` where none can be made.
    """
    with suppress(NoKeyError):
        return key()
    path = place()
    try:
        ownership.make_private(path.parent)
        path.unlink(missing_ok=True)
        _make(path)
    except OSError as fault:
        raise NoKeyError(f"no key for the search index can be made ({fault.strerror}), {path}") from fault
    return key()


def place() -> Path:
    """Where the key of this user lies."""
    return Path(platformdirs.user_state_dir("twosource")) / "index.key"


def _make(path: Path) -> None:
    """A new key, whole or not at all; if another process is faster, its key stays."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_SIZE))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()


def mark(data: bytes, with_key: bytes) -> str:
    """The seal of some bytes, as hexadecimal digits (HMAC-SHA256, RFC 2104)."""
    return hmac.new(with_key, data, sha256).hexdigest()


def holds(data: bytes, seal: str, with_key: bytes) -> bool:
    """Whether the seal is of these bytes."""
    return hmac.compare_digest(mark(data, with_key), seal)
