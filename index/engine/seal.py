"""The key that shows that an index is ours: it lies in the state folder, where nothing that is only cached lies."""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import platformdirs

_SIZE = 32


class NoKeyError(OSError):
    """There is no key, and none can be made: no index can be vouched for."""


def key() -> bytes:
    """The key of this user, made if need be; raises `NoKeyError` where it cannot be had."""
    path = Path(platformdirs.user_state_dir("twosource")) / "index.key"
    try:
        if not path.exists():
            _make(path)
        told = path.lstat()
        found = path.read_bytes()
    except OSError as fault:
        raise NoKeyError(f"no key for the search index: {fault}") from fault
    if told.st_uid != os.getuid() or told.st_mode & 0o077 or path.is_symlink() or len(found) != _SIZE:
        raise NoKeyError(f"the key of the search index is not this user's alone, {path}: delete it")
    return found


def _make(path: Path) -> None:
    """A new key, whole or not at all; if another process is faster, its key stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
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
