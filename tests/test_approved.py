"""What folding, cleaning and verifying say of small texts is what was approved of, to the last span and reason."""

from __future__ import annotations

import difflib

import pytest

from tests import approved


@pytest.mark.parametrize("part", approved.PARTS)
def test_nothing_is_another_than_was_approved_of(part: str) -> None:
    before = approved.file(part).read_text(encoding="utf-8").splitlines()
    now = approved.text(part).splitlines()
    parted = list(difflib.unified_diff(before, now, "approved", "now", lineterm="", n=0))
    assert not parted, "\n".join(
        [*parted[:40], "python -m tests.approved writes it down, if that is what it should be"]
    )
